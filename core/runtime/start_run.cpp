#include "core/runtime/start_run.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/coherence/judging.h"
#include "core/memory/manifest.h"
#include "core/model/run_terms.h"
#include "core/plan/goal_file.h"
#include "core/plan/pauses.h"
#include "core/plan/plan_file.h"
#include "core/plan/proposal.h"
#include "core/plan/questions.h"
#include "core/plan/recipe.h"
#include "core/providers/endpoint_url.h"
#include "core/providers/local_server.h"
#include "core/providers/offline/agent.h"
#include "core/runtime/answer_limit.h"
#include "core/runtime/batch_waits.h"
#include "core/runtime/embed_memory.h"
#include "core/runtime/executor.h"
#include "core/runtime/ingest/git_source.h"
#include "core/runtime/ingest/roots.h"
#include "core/runtime/keys/provider_keys.h"
#include "core/runtime/model_catalogue.h"
#include "core/runtime/output_check.h"
#include "core/runtime/past_work.h"
#include "core/runtime/person_terms.h"
#include "core/runtime/record_sources.h"
#include "core/runtime/window_uses.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxToldWarnings = 20;  ///< when a run begins

constexpr std::uint32_t defaultAgents = 8;  // offline agents share the processor; more would only queue

std::string recipeNames() {
    const auto recipes = plan::loadRecipes();
    if (!recipes) return recipes.error().describe();
    std::string names;
    for (const auto& recipe : *recipes) names += (names.empty() ? "" : ", ") + recipe.name;
    return names;
}

Result<std::vector<SourceRoot>> rootsOf(const Goal& goal) {
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < goal.sources.size(); ++i) {
        const auto& source = goal.sources[i];
        const auto wrong = [&](const Error& error) {
            return plan::goalFailure(goal, "sources[" + std::to_string(i) + "]", error.describe(), error.code);
        };
        if (isSourceUrl(source)) {
            const auto parsed = parseGitSource(source);
            if (!parsed) return wrong(parsed.error());
            auto folder = fetchGitSource(*parsed);
            if (!folder) return wrong(folder.error());
            paths.push_back(std::move(*folder));
            continue;
        }
        const std::filesystem::path path(source);
        paths.push_back(
            (path.is_absolute() ? path : std::filesystem::path(goal.baseFolder) / path).lexically_normal().string());
        if (const auto one = sourceRootsFor({paths.back()}); !one) return wrong(one.error());
    }
    return sourceRootsFor(paths);
}

Json goalJson(const Goal& goal, const std::vector<SourceRoot>& roots) {
    Json folders = Json::array();
    for (const auto& root : roots) folders.push_back(toJson(root));
    return {{"goal", goal.statement},          {"recipe", goal.recipe},      {"parameters", goal.parameters},
            {"constraints", goal.constraints}, {"done_when", goal.doneWhen}, {"exclude", goal.exclude},
            {"roots", std::move(folders)}};
}

/// The phases before which the goal wants a look, as pause points of its plan.
Result<void> pauseBeforePhases(const Goal& goal, Plan& plan) {
    const auto phases = plan::pausePhases(goal);
    for (std::size_t i = 0; i < phases.size(); ++i) {
        std::string known;
        bool there = false;
        std::string_view last;
        for (const auto& task : plan.tasks) {
            there = there || task.phase == phases[i];
            if (task.phase != last && !task.phase.empty()) known += (known.empty() ? "" : ", ") + task.phase;
            last = task.phase;
        }
        if (!there)
            return plan::goalFailure(
                goal, "pause_before[" + std::to_string(i) + "]",
                "expected a phase of the plan (" + elide(known, 400) + "), found \"" + elide(phases[i], 80) + "\"");
        plan.pauseBefore.push_back(phases[i]);
    }
    return {};
}

Result<plan::Recipe> recipeOf(const Goal& goal) {
    SKEIN_TRY(auto recipes, plan::loadRecipes());
    for (auto& recipe : recipes)
        if (recipe.name == goal.recipe) return std::move(recipe);
    return plan::goalFailure(goal, "recipe",
                             "expected one of " + recipeNames() + ", found '" + elide(goal.recipe, 80) + "'");
}

/// Whether a task can only be done over files of sources: it names some, has to cite them, or works on nothing else.
bool needsSources(const TaskSpec& task, bool offline) {
    return !task.scope.empty() || (offline && (task.kind == "survey" || task.kind == "digest")) ||
           std::any_of(task.checks.begin(), task.checks.end(),
                       [](const Json& check) { return check.value("type", Json()) == "citations"; });
}

Result<void> sourcesAreThere(const Plan& plan, const Json& options, const std::vector<SourceFile>& files) {
    const bool offline = options["provider"] == "offline";
    std::size_t without = 0;
    std::string first;
    for (const auto& task : plan.tasks)
        if (files.empty() && needsSources(task, offline) && ++without <= 3)
            first += (first.empty() ? "" : ", ") + task.id;
    if (without == 0) return {};
    return fail(ErrorCode::Denied,
                std::to_string(without) + " of " + std::to_string(plan.tasks.size()) +
                    " tasks need source files, and there are none (first: " + first +
                    "); name them in the plan, as in \"sources\": [\"src\"], relative to its file, or run it in a "
                    "workspace that holds them (skeinctl ingest)");
}

constexpr const char* automatic = "auto";  // every provider that can be called

Failure unknownProvider(const std::string& id) {
    return fail(ErrorCode::InvalidInput,
                "provider '" + elide(id, 120) +
                    "' is not known; expected offline, auto, an id that `skeinctl providers` lists, or "
                    "PROTOCOL:BASE_URL, where PROTOCOL is openai-chat, openai-responses, anthropic, gemini or "
                    "ollama");
}

/// Providers on this machine and those somebody has a key for, by name.
Result<std::vector<std::string>> usableProviders(const routing::Catalogue& catalogue, bool localOnly) {
    SKEIN_TRY(auto keys, ProviderKeys::create(catalogue, {}));
    std::set<std::string> usable;
    for (const auto& [id, provider] : catalogue.providers)
        if (provider.local) usable.insert(id);
    if (!localOnly)
        for (const auto& entry : keys.list().keys) usable.insert(entry.id.provider);
    if (usable.empty())
        return fail(ErrorCode::NotFound, "no provider can be called: none has a key (skeinctl providers add)");
    return std::vector<std::string>(usable.begin(), usable.end());
}

}  // namespace

Result<Json> namedOptions(const routing::Catalogue& catalogue, const std::string& id, std::string model,
                          const std::string& price, routing::CatalogueModel::Use use) {
    const auto colon = id.find(':');
    const std::string name = id.substr(0, colon);
    auto protocol = providers::protocolFromName(name);
    std::string baseUrl = colon == std::string::npos ? "" : id.substr(colon + 1);
    routing::ModelPrices listed;
    const routing::CatalogueModel* listedModel = nullptr;
    bool local = colon != std::string::npos && providers::isOnThisMachine(baseUrl);
    if (colon == std::string::npos) {
        if (const auto* known = catalogue.provider(id)) {
            protocol = known->protocol;
            baseUrl = known->baseUrl;
            local = known->local;
            if (model.empty()) model = known->defaultModel;
            listed = pricesOf(catalogue, id, model);
            listedModel = catalogue.model(id, model);
        } else protocol.reset();
    }
    if (!protocol) return unknownProvider(id);
    if (model.empty()) return fail(ErrorCode::InvalidInput, "provider " + name + " needs --model NAME");
    const bool vectors = listedModel != nullptr ? listedModel->use == routing::CatalogueModel::Use::Embeddings
                                                : providers::namedLikeEmbeddings(model);
    using Use = routing::CatalogueModel::Use;
    if (use == Use::Embeddings && listedModel != nullptr && !vectors)
        return fail(ErrorCode::InvalidInput, "model " + elide(model, 100) +
                                                 " writes text and makes no embeddings; `skeinctl models` lists those "
                                                 "that do");
    if (vectors && use == Use::Text)
        return fail(ErrorCode::InvalidInput,
                    "model " + elide(model, 100) + " makes embeddings, not text" +
                        (listedModel != nullptr ? std::string()
                                                : ", by its name; if it does write text, list it in your models.json") +
                        "; `skeinctl models` lists others");
    Json options{
        {"provider", name}, {"protocol", providers::protocolName(*protocol)}, {"base_url", baseUrl}, {"model", model}};
    // A trial request shows now what would fail in the first task: the address, the model's name.
    SKEIN_TRY([[maybe_unused]] const auto trial,
              providers::codecFor(*protocol).encode(baseUrl, providers::simpleRequest(model, "", "trial"), {}));
    if (!listed.rows.empty()) options["price"] = routing::pricesToJson(listed);
    if (!price.empty()) {
        SKEIN_TRY([[maybe_unused]] const auto parsed, providers::parseTokenPrice(price));
        options["price"] = price;
    }
    if (local) options["local"] = true;
    if (listedModel != nullptr && listedModel->context) options["context_tokens"] = listedModel->context->value;
    if (listedModel != nullptr && listedModel->bestWindow) options["best_window"] = listedModel->bestWindow->value;
    return options;
}

Result<Json> providerOptions(const RunRequest& request, const std::vector<std::string>& fromGoal) {
    const auto ids = request.provider.empty() ? fromGoal : std::vector<std::string>{request.provider};
    if (ids.empty() || ids.front() == "offline") {
        if (!request.model.empty() || !request.price.empty() || request.idempotentProvider)
            return fail(ErrorCode::InvalidInput,
                        "a model, a price and --idempotent belong to a provider that calls models; name it with "
                        "--provider, or leave them out for the built-in offline agents");
        return Json{{"provider", "offline"}};
    }
    std::string price = request.price;
    if (const char* fromEnvironment = std::getenv("SKEIN_PRICE"); price.empty() && fromEnvironment != nullptr)
        price = fromEnvironment;
    SKEIN_TRY(const auto catalogue, loadCatalogue());
    using Use = routing::CatalogueModel::Use;
    const bool oneOff = ids.front().find(':') != std::string::npos;
    auto options = [&]() -> Result<Json> {
        if (ids.size() == 1 && (oneOff || !request.model.empty() || !price.empty()))
            return namedOptions(catalogue, ids.front(), request.model, price, Use::Text);
        if (!request.model.empty())
            return fail(ErrorCode::InvalidInput,
                        "a model can be named for one provider only; the goal names " + std::to_string(ids.size()));
        if (ids.front() == automatic) {
            const auto usable = usableProviders(catalogue, request.localOnly);
            auto choice = usable ? optionsForChoice(catalogue, *usable, false) : Result<Json>(Failure(usable.error()));
            if (!choice && request.localOnly && choice.error().code == ErrorCode::NotFound)
                return fail(ErrorCode::NotFound,
                            "--local-only: no model on this machine is known; `skeinctl providers detect` finds those "
                            "that run here, or leave --local-only out");
            return choice;
        }
        for (const auto& id : ids)
            if (catalogue.provider(id) == nullptr) return unknownProvider(id);
        auto choice = optionsForChoice(catalogue, ids, true);
        // A server of one's own lists its models itself; the catalogue may name the usual one.
        if (!choice && ids.size() == 1) return namedOptions(catalogue, ids.front(), {}, price, Use::Text);
        return choice;
    }();
    if (!options) return options;
    if (request.idempotentProvider) (*options)["idempotent"] = true;
    if (request.localOnly) {
        SKEIN_TRY(const auto models, runModelsFromOptions(*options));
        SKEIN_CHECK(models.requireLocal());
        (*options)["local_only"] = true;
    }
    if (request.batch) (*options)["batch"] = true;
    if (request.questions.value_or(0) > 0) (*options)["questions"] = *request.questions;
    return options;
}

namespace {

/// The kind as the journal has it.
std::string shapeKind(const std::string& kind) {
    std::string shape;
    for (const char c : toLowerAscii(kind)) shape += isIdentifierChar(c) || c == '-' ? c : '_';
    if (shape.empty()) shape = "task";
    shape.resize(std::min<std::size_t>(shape.size(), 40));
    return shape;
}

/// Prices that are all over (or not begun) say nothing of a call made now.
Result<void> pricesHoldNow(const RunModels& models) {
    const Instant now = wallNow();
    const auto over = [&](const RunModel& each) {
        return !each.model.prices.rows.empty() && routing::rowAt(each.model.prices, now) == nullptr;
    };
    if (!std::all_of(models.models.begin(), models.models.end(), over)) return {};
    const auto& model = models.models.front().model;
    const auto& last = model.prices.rows.back();
    return fail(ErrorCode::InvalidInput,
                fmt::format("no price of {}/{} holds now: the last one {} {}; add a row to your price file or give "
                            "--price input=N,output=N (USD per million tokens)",
                            model.provider, model.id, last.before ? "ended at" : "begins at",
                            formatInstant(last.before ? *last.before : *last.from)));
}

}  // namespace

TaskShape shapeOf(const TaskSpec& task, const std::map<std::string, TaskNo>& numbers,
                  const std::function<BlobRef(std::string)>& put) {
    TaskShape shape;
    shape.task = numbers.at(task.id);
    shape.kind = shapeKind(task.kind);
    shape.role = task.kind == plan::assemblerKind ? TaskRole::Assembler
                 : plan::isPlanner(task)          ? TaskRole::Planner
                 : coherence::isJudge(task)       ? TaskRole::Judge
                                                  : TaskRole::Work;
    for (const auto& need : task.needs) shape.needs.push_back(numbers.at(need));
    shape.priority = task.priority;
    shape.estimate = task.estimate.duration;
    shape.estimatedCost = task.estimate.cost;
    shape.swarm = task.swarm;
    shape.budget = task.budget;
    shape.pause = task.pauseBefore;
    auto spec = task;
    spec.pauseBefore = false;  // it says when the task starts, not what it does
    shape.spec = put(plan::taskToJson(spec).dump());
    return shape;
}

Result<PreparedRun> prepareRun(const RunRequest& request) {
    PreparedRun run;
    run.planned = !request.planFile.empty();
    run.seed = request.seed;
    if (run.planned) {
        SKEIN_TRY(run.plan, plan::readPlanFile(request.planFile));
        SKEIN_TRY(run.goal, plan::readGoalOfPlan(request.planFile));
        if (run.plan.tasks.empty())
            return fail(ErrorCode::InvalidInput, request.planFile + ": expected at least one task");
        plan::tellTasks(run.plan);
    } else {
        SKEIN_TRY(run.goal, plan::readGoalFile(request.goalFile));
        if (!run.goal.recipe.empty()) { SKEIN_TRY([[maybe_unused]] const auto recipe, recipeOf(run.goal)); }
        // Left out it means this folder; an empty list means none, which some recipes can do with.
        if (run.goal.sources.empty() && !plan::goalStates(run.goal, "sources")) run.goal.sources.push_back(".");
    }
    auto asked = request;
    asked.batch = request.batch || run.goal.batch;
    asked.questions = request.questions.value_or(run.goal.questions);
    auto options = providerOptions(asked, run.goal.providers);
    if (!options && request.provider.empty() && !run.goal.providers.empty()) {
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < run.goal.providers.size(); ++i)
            if (options.error().message.find("'" + run.goal.providers[i] + "'") != std::string::npos) wrong = i;
        return plan::goalFailure(run.goal, "providers[" + std::to_string(wrong) + "]", options.error().describe(),
                                 options.error().code);
    }
    SKEIN_TRY(run.options, std::move(options));
    SKEIN_TRY(run.models, runModelsFromOptions(run.options));
    if (request.planFile.empty() && run.goal.recipe.empty() && run.models.offline())
        return plan::goalFailure(
            run.goal, "recipe",
            "expected one of " + recipeNames() +
                ", but it is missing; a plan for any other goal is proposed by a model (--provider "
                "ID, see `skeinctl providers`) or given as a plan file");
    SKEIN_TRY(run.roots, rootsOf(run.goal));
    run.agents = request.agents.value_or(run.goal.agents.value_or(defaultAgents));
    if (run.agents < 1 || run.agents > limits::maxAgents)
        return fail(ErrorCode::InvalidInput, "agents: expected 1 to " + std::to_string(limits::maxAgents));
    run.budget = request.budget ? request.budget : run.goal.budget;
    run.onConflict = request.onConflict.value_or(run.goal.onConflict);
    run.acceptPlan = request.acceptPlan;
    if (const auto& until = request.until.empty() ? run.goal.until : request.until; !until.empty()) {
        auto end = endOf(until, wallNow());
        if (!end && request.until.empty()) return plan::goalFailure(run.goal, "limits.until", end.error().message);
        SKEIN_TRY(run.until, std::move(end));
    }
    std::optional<MicroUsd> bound = run.budget ? run.budget : run.goal.taskBudget;
    for (const auto& [swarm, budget] : run.goal.swarmBudgets) bound = bound.value_or(budget);
    for (const auto& task : run.plan.tasks)
        if (task.budget) bound = bound.value_or(*task.budget);
    if (bound && !run.models.priced())
        return fail(ErrorCode::InvalidInput,
                    "a budget of " + formatUsd(*bound) +
                        " USD cannot be kept: the price of this endpoint is unknown; give --price input=N,output=N "
                        "(USD per million tokens, 0 for a local server)");
    SKEIN_CHECK(pricesHoldNow(run.models));
    return run;
}

Result<void> providerCanDo(const std::vector<TaskSpec>& tasks, const Json& options,
                           const std::set<std::string>& asked) {
    if (options.value("provider", "offline") != "offline") return {};
    std::size_t refused = 0;
    std::string reasons;
    for (const auto& task : tasks) {
        if (!asked.empty() && !asked.contains(task.id)) continue;
        if (const auto can = providers::offlineCanDo(task); !can && ++refused <= 3)
            reasons += "\n  " + can.error().message;
    }
    if (refused == 0) return {};
    return fail(ErrorCode::Denied, std::to_string(refused) + " of " + std::to_string(tasks.size()) +
                                       " tasks cannot be done by the offline provider; connect a model with "
                                       "--provider openai-chat:BASE_URL --model NAME:" +
                                       reasons);
}

namespace {

/// Of a window of 2-5 thousand tokens an answer takes up about a thousand, where it may be four times as long.
constexpr std::int64_t usualShareOfAnswer = 4;

/// Completes the tokens and the money of a task by the model that would take it now. Returns what it takes as a rule;
/// `estimate` is for an answer as long as it may be. Nothing where the price is unknown or no model can.
std::optional<plan::Work> expectedOf(const RunModels& models, const TaskSpec& task, TaskEstimate& estimate,
                                     bool& byBatch) {
    const Instant now = wallNow();
    if (estimate.tokensIn.value == 0) estimate.tokensIn = {(task.band.min.value + task.band.max.value) / 2};
    const auto offered = offersFor(models, task, estimate.tokensIn, now);
    if (!offered) return std::nullopt;
    const auto choice =
        routing::choose(offered->offers, std::vector<routing::Standing>(offered->offers.size()), offered->weights, {});
    if (choice.ranking.empty()) return std::nullopt;
    const Target& target = offered->offers[choice.ranking.front()].target;
    const RunModel& model = *models.find(target);
    byBatch = target.batch;
    plan::Work usual{plan::plannedDuration(estimate.duration), estimate.tokensIn, estimate.tokensOut, {}, 1};
    if (estimate.tokensOut.value == 0 && !model.offline()) {
        estimate.tokensOut = answerLimit(model, task);
        usual.tokensOut = {estimate.tokensOut.value / usualShareOfAnswer};
    }
    const auto costWith = [&](TokenCount out) {
        const auto cost = routing::worstCostBetween(model.model.prices, now, now, estimate.tokensIn, out,
                                                    target.batch ? batchTier : "");
        return cost ? *cost : std::nullopt;
    };
    const auto most = costWith(estimate.tokensOut), usually = costWith(usual.tokensOut);
    if (!most || !usually) return std::nullopt;
    estimate.cost = *most;
    usual.cost = *usually;
    return usual;
}

}  // namespace

Result<void> learnFromPast(PreparedRun& run, const WorkspaceReader& reader) {
    PastWork past(run.models, wallNow());
    SKEIN_CHECK(past.readOn(reader));
    run.history = past.history();
    run.batchWaits = past.batchWaits();
    SKEIN_TRY(const auto uses, readWindowUses(reader));
    run.windowTerms = termsFrom(uses);
    if (const auto scale = past.tokenCounts().perMilleFor(run.models); scale != wholeTokens) run.tokensPerMille = scale;
    return {};
}

Result<void> planRun(PreparedRun& run, const std::vector<SourceFile>& files) {
    if (run.plan.tasks.empty() && run.goal.recipe.empty()) {
        SKEIN_TRY(const auto schema, plan::proposalSchema());
        run.plan.goal = run.goal.statement;
        run.plan.tasks = {plan::plannerTask(run.goal, files, schema)};
    } else if (run.plan.tasks.empty()) {
        SKEIN_TRY(const auto recipe, recipeOf(run.goal));
        plan::Survey survey{files, plan::findComponents(files)};
        SKEIN_TRY(run.plan, plan::expandRecipe(recipe, run.goal, survey));
        plan::setQuestions(run.plan, plan::assumptionsOf(recipe, run.goal));
        SKEIN_CHECK(pauseBeforePhases(run.goal, run.plan));
    }
    SKEIN_CHECK(plan::TaskGraph::create(run.plan));
    for (const auto& task : run.plan.tasks) {
        SKEIN_CHECK(knownChecks(task));
        if (const auto schema = knownSchema(task.output.schema); !schema)
            return fail(schema.error().code,
                        "task " + elide(task.id, 80) + ": output.schema: " + schema.error().message);
    }
    SKEIN_CHECK(providerCanDo(run.plan.tasks, run.options, {}));
    SKEIN_CHECK(sourcesAreThere(run.plan, run.options, files));
    return {};
}

Result<RunEstimate> estimateOf(const PreparedRun& run) {
    SKEIN_TRY(const auto graph, plan::TaskGraph::create(run.plan));
    constexpr std::uint64_t seed = 1;  // equal plans have equal estimates
    std::vector<BatchAhead> batches;
    Plan priced = run.plan;
    std::size_t unpriced = 0, longest = 0;
    std::size_t byBatch = 0;
    std::vector<plan::Ahead> ahead;
    for (auto& task : priced.tasks) {
        BatchAhead& batch = batches.emplace_back();
        plan::Ahead next;
        next.kind = shapeKind(task.kind);
        next.expected.time = plan::plannedDuration(task.estimate.duration);
        task.estimate.cost = {};
        if (task.kind != "assemble") {
            longest += task.estimate.tokensOut.value == 0;
            const auto usual = expectedOf(run.models, task, task.estimate, batch.byBatch);
            if (usual) next.expected = *usual;
            unpriced += !usual;
            batch.byBatch = batch.byBatch && !plan::isPlanner(task);
            byBatch += batch.byBatch;
        }
        ahead.push_back(std::move(next));
    }
    RunEstimate estimate{plan::estimatePlan(priced, graph, run.agents), byBatch};
    estimate.unpriced = unpriced;
    if (longest > 0 && !run.models.offline()) estimate.basis += ", answers as long as they may be";
    estimate.outlook = plan::outlookOf(graph, ahead, run.agents, run.history, unpriced == 0, seed);
    addWaits(estimate.outlook, graph, batches, waitFrom(run.batchWaits));
    return estimate;
}

Result<RunId> startRun(Host& host, PreparedRun run, const std::function<void(const std::string&)>& progress,
                       const std::atomic<bool>* cancel) {
    // A plan that names no sources works on what memory holds.
    const bool fromMemory = run.planned && run.roots.empty();
    if (!fromMemory) {
        const auto report = ingestSources(host, run.roots, run.goal.exclude, {progress, {}, {}, cancel});
        if (!report && report.error().code == ErrorCode::Cancelled)
            return fail(
                ErrorCode::Cancelled,
                "stopped before the run began; what was read by then is in memory, and the same command goes on");
        if (!report) return Failure(report.error());
        if (progress) {
            progress("ingest: " + std::to_string(report->files) + " files in memory, " +
                     std::to_string(report->changed) + " changed, " + std::to_string(report->unchanged) +
                     " unchanged, " + std::to_string(report->skipped.size()) + " skipped");
            for (const auto& skipped : report->skipped)
                progress("skipped " + skipped.path + ": " +
                         (skipped.detail.empty() ? std::string(skipReasonName(skipped.reason)) : skipped.detail));
            for (std::size_t i = 0; i < std::min(report->warnings.size(), maxToldWarnings); ++i)
                progress("warning: " + report->warnings[i]);
            if (report->warnings.size() > maxToldWarnings)
                progress("warning: " + std::to_string(report->warnings.size() - maxToldWarnings) +
                         " more files; `skeinctl ingest` lists all of them");
        }
        // The index follows the journal; planning reads it, so wait until it holds what was just recorded.
        host.waitIndexed();
    }
    SKEIN_TRY(const auto files, fromMemory ? host.index().files() : filesOf(host, run.roots));
    SKEIN_CHECK(learnFromPast(run, *host.reader()));
    SKEIN_CHECK(planRun(run, files));
    SKEIN_CHECK(embedForRun(host, questionsOf(run.plan), run.models.localOnly, run.budget, progress, cancel));
    SKEIN_CHECK(host.useKeys(run.models));
    SKEIN_TRY(const auto estimate, estimateOf(run));
    // Kept with the run, so that it can be held against what then happened.
    run.options["estimate"] = plan::toJson(estimate.outlook);
    // Fixed for the run: what its windows hold must not depend on which calls were answered first.
    if (run.tokensPerMille) run.options["tokens_per_mille"] = *run.tokensPerMille;
    addWindowTerms(run.windowTerms, run.options);
    State now;
    host.withState([&](const State& state) { now = state; });
    SKEIN_TRY(const auto coherence, personTerms(*host.reader(), now));
    if (coherence != CoherenceTerms{}) run.options["coherence"] = record::encode(coherence);

    command::StartRun start;
    start.goal = host.put(goalJson(run.goal, run.roots).dump(-1, ' ', false, Json::error_handler_t::replace));
    start.plan = host.put(plan::toJson(run.plan).dump(-1, ' ', false, Json::error_handler_t::replace));
    start.options = host.put(run.options.dump());
    std::map<std::string, TaskNo> numbers;
    for (std::size_t i = 0; i < run.plan.tasks.size(); ++i)
        numbers[run.plan.tasks[i].id] = TaskNo{static_cast<std::uint32_t>(i + 1)};
    const auto pauses = plan::pausePoints(run.plan);
    for (const auto& task : run.plan.tasks) {
        start.tasks.push_back(shapeOf(task, numbers, [&](std::string bytes) { return host.put(std::move(bytes)); }));
        start.tasks.back().pause = pauses.contains(task.id);
        auto noted = task;
        noted.pauseBefore = false;  // as the blob has it
        host.executor().noteSpec(start.tasks.back().spec, noted);
    }
    start.agents = run.agents;
    start.budget = run.budget;
    start.until = run.until;
    start.acceptPlan = run.acceptPlan;
    start.taskBudget = run.goal.taskBudget;
    for (const auto& [swarm, budget] : run.goal.swarmBudgets) start.swarmBudgets.push_back({swarm, budget});
    start.onConflict = run.onConflict;
    start.seed = run.seed;
    if (progress) {
        progress("plan: " + std::to_string(run.plan.tasks.size()) + " tasks, " + std::to_string(estimate.dependencies) +
                 " dependencies, " + std::to_string(run.agents) + " agents");
        progress("estimate: " + plan::describe(estimate.outlook));
    }
    SKEIN_TRY(const auto receipt, host.submitAndWait(std::move(start)));
    return receipt.run;
}

}  // namespace skein::runtime
