// run, resume, serve: the commands that host a run.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <thread>

#include "app/skeinctl/cli.h"
#include "app/skeinctl/interrupts.h"
#include "app/skeinctl/progress.h"
#include "app/skeinctl/run_ending.h"
#include "core/base/text.h"
#include "core/plan/goal_file.h"
#include "core/plan/plan_file.h"
#include "core/plan/proposal.h"
#include "core/plan/questions.h"
#include "core/runtime/deliver.h"
#include "core/runtime/embed_memory.h"
#include "core/runtime/executor.h"
#include "core/runtime/host.h"
#include "core/runtime/ingest/roots.h"
#include "core/runtime/keys/secret_input.h"
#include "core/runtime/outages.h"
#include "core/runtime/record_sources.h"
#include "core/runtime/run_plan.h"
#include "core/runtime/start_run.h"

namespace skein::cli {
namespace {

using runtime::Workbench;

struct RunOptions {
    std::string file, workspace, out, provider, model, price, budget, until, onConflict, run;
    std::uint32_t agents = 0;
    std::uint64_t seed = 0;
    bool idempotent = false;
    bool localOnly = false;
    bool planOnly = false;  ///< stop where the proposed plan waits, whatever was agreed to
    bool batch = false;
    std::optional<std::uint32_t> questions;
    std::vector<std::string> answers;
    int passphraseDescriptor = -1;
    runtime::KeySupply keys;
};

Result<runtime::RunRequest> requestFrom(const RunOptions& options) {
    runtime::RunRequest request;
    (options.file.ends_with(".json") ? request.planFile : request.goalFile) = options.file;
    request.provider = options.provider;
    request.model = options.model;
    request.price = options.price;
    request.seed = options.seed;
    request.idempotentProvider = options.idempotent;
    request.localOnly = options.localOnly;
    request.until = options.until;
    request.batch = options.batch;
    request.questions = options.questions;
    if (options.agents != 0) request.agents = options.agents;
    if (!options.budget.empty()) { SKEIN_TRY(request.budget, parseUsd(options.budget)); }
    if (!options.onConflict.empty()) {
        request.onConflict = valueIn(EnumNames<ConflictPolicy>::table, options.onConflict);
        if (!request.onConflict)
            return fail(ErrorCode::InvalidInput,
                        "--on-conflict: expected ask, newer, evidence or vote, found '" + options.onConflict + "'");
    }
    return request;
}

/// Waits for rest with a progress display; the first interrupt drains, the second stops.
Result<RunOutcome> waitWithProgress(const Context& context, Workbench& bench, RunId run) {
    Progress progress(context.quiet || context.json ? Progress::Style::None
                      : onTerminal()                ? Progress::Style::Bar
                                                    : Progress::Style::Lines);
    int seen = 0;
    runtime::Outages outages(run);
    auto looked = std::chrono::steady_clock::now();
    std::string waits;
    const auto look = [&] {
        if (const auto at = std::chrono::steady_clock::now();
            !context.quiet && !context.json && at - looked > std::chrono::seconds(2)) {
            looked = at;
            waits = outages.readOn(*bench.reader()) ? outages.text(*bench.reader()) : std::string();
        }
        bench.host()->withState([&](const State& state) { progress.show(state, *state.run(run), waits); });
        const int now = interrupts();
        if (now > seen) {
            seen = now;
            const bool second = now > 1;
            warn(second ? "stopping now; `skeinctl resume` goes on later"
                        : "draining: running tasks finish first; press Ctrl-C again to stop now");
            static_cast<void>(bench.call("run.stop", {{"run", run.value}, {"mode", second ? "now" : "drain"}}));
        }
        return false;
    };
    auto outcome = bench.waitUntilRest(run, look);
    progress.finish();
    return outcome;
}

Result<int> finishRun(const Context& context, const RunOptions& options, Workbench& bench, RunId run,
                      RunOutcome outcome) {
    SKEIN_TRY(const int status, tellEnd(context, {options.workspace, options.out}, bench, run, outcome));
    return interrupts() > 0 ? 130 : status;
}

/// What the tasks of an accepted plan ask of memory gets its vectors before any of them begins, as at `run`.
Result<void> embedAccepted(const Context& context, Workbench& bench, RunId run) {
    return runtime::embedForPlan(
        *bench.host(), run, [&](const std::string& line) { say(context, line); }, &interrupted());
}

/// On a terminal a proposed plan is shown and asked about; elsewhere it waits.
Result<int> finishOrAsk(const Context& context, const RunOptions& options, Workbench& bench, RunId run,
                        RunOutcome outcome) {
    bool waits = false;
    bench.host()->withState([&](const State& state) { waits = runtime::heldForPlan(*state.run(run)); });
    if (waits && !options.planOnly && !context.json && !context.quiet && onTerminal() && interrupts() == 0) {
        SKEIN_CHECK(showRunPlan(context, {options.workspace, "r-" + std::to_string(run.value), ""}));
        if (confirm("Accept this plan and go on?")) {
            SKEIN_CHECK(embedAccepted(context, bench, run));
            SKEIN_TRY([[maybe_unused]] const auto resumed, bench.call("run.resume", {{"run", run.value}}));
            SKEIN_TRY(outcome, waitWithProgress(context, bench, run));
        }
    }
    return finishRun(context, options, bench, run, outcome);
}

runtime::WorkbenchOptions hostOptions(const RunOptions& options, bool create) {
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.create = create;
    workbench.keys = options.keys;
    return workbench;
}

Failure attachedElsewhere(const std::string& workspace) {
    return fail(ErrorCode::Busy, workspace + ": another process hosts this workspace; use `skeinctl status " +
                                     workspace + " --watch`, or wait until it ends");
}

/// A paid run needs a budget or somebody who agrees to the estimate.
Result<void> agreeToPay(const Context& context, const runtime::PreparedRun& prepared, const std::string& workspace) {
    if (prepared.models.free() || prepared.budget || context.yes) return {};
    auto run = prepared;
    std::error_code error;
    if (std::filesystem::exists(workspace, error)) {
        SKEIN_TRY(const auto reader, openReader(workspace));
        SKEIN_CHECK(runtime::learnFromPast(run, *reader));
    }
    SKEIN_TRY(const auto files, runtime::surveySources(run.roots, run.goal.exclude));
    SKEIN_CHECK(runtime::planRun(run, files));
    SKEIN_TRY(const auto priced, runtime::estimateOf(run));
    // What it proposes is priced and asked about when it is there.
    const bool proposes = run.plan.tasks.size() == 1 && plan::isPlanner(run.plan.tasks.front());
    const auto& outlook = priced.outlook;
    const std::string estimate = outlook.priced
                                     ? plan::moneyText(outlook.cost) + ", time " + plan::timeText(outlook.time) +
                                           ", P10-P90 " + outlook.basis + "; by the plan's figures ~" +
                                           formatUsd(priced.cost) + " USD (" + priced.basis + ")"
                                     : "unknown: the endpoint's price is not known";
    const std::string sends = proposes ? "Planning this goal calls "
                                       : "This run sends " + std::to_string(run.plan.tasks.size()) + " tasks to ";
    if (confirm(sends + run.options.value("provider", "the providers of the goal") + " without a budget; cost " +
                estimate + ". Go on?"))
        return {};
    return fail(ErrorCode::InvalidInput,
                "a paid run needs --budget USD (or --yes after reading the estimate with `skeinctl plan --estimate`)");
}

/// A run that is not at rest is resumed or stopped first: hosting it again only to refuse a second one would start its
/// calls.
Result<void> nothingInHand(const std::string& workspace) {
    std::error_code error;
    if (!std::filesystem::exists(workspace, error)) return {};
    SKEIN_TRY(const auto opened, openForReading(workspace, 0, false));
    if (opened.state.runs.empty() || opened.state.run(opened.run)->status == RunStatus::Settled) return {};
    const auto run = "r-" + std::to_string(opened.run.value);
    return fail(ErrorCode::InvalidInput, workspace + ": run " + run + " is not finished; go on with `skeinctl resume " +
                                             workspace + " --run " + run + "`, or give it up with `skeinctl stop " +
                                             workspace + " --run " + run + " --now`");
}

/// A workspace that is yet to be made remembers no source: what a plan lacks is told before there is a file.
Result<void> plansForNewWorkspace(const runtime::PreparedRun& prepared, const std::string& workspace) {
    std::error_code error;
    if (!prepared.planned || !prepared.roots.empty() || std::filesystem::exists(workspace, error)) return {};
    auto run = prepared;
    return runtime::planRun(run, {});
}

Result<int> doRun(const Context& context, const RunOptions& options) {
    SKEIN_TRY(auto request, requestFrom(options));
    request.acceptPlan = context.yes && !options.planOnly;
    // Bad input is refused before anything is made.
    SKEIN_TRY(auto prepared, runtime::prepareRun(request));
    SKEIN_TRY(const auto answers, plan::answersFromText(options.answers));
    if (!answers.empty() && !prepared.planned)
        return fail(ErrorCode::InvalidInput,
                    "answers belong to the questions of a plan, and the plan of this goal is not made yet: give them "
                    "with its plan file, or when you accept it (`skeinctl resume WS --answer N=TEXT`)");
    SKEIN_CHECK(plan::answerQuestions(prepared.plan, answers));
    for (const auto& unknown : plan::unknownKeys(prepared.goal)) warn(unknown);
    if (prepared.models.batch && !prepared.models.anyBatch())
        warn(
            "batch: no model of this run can be called by batch (OpenAI, Anthropic and Gemini can, where the price is "
            "known); every call is made at once");
    if (!options.out.empty()) SKEIN_CHECK(runtime::checkOutputFolder(options.out));
    SKEIN_CHECK(plansForNewWorkspace(prepared, options.workspace));
    SKEIN_CHECK(nothingInHand(options.workspace));
    SKEIN_CHECK(agreeToPay(context, prepared, options.workspace));
    catchInterrupts();
    SKEIN_TRY(const auto bench, openWorkbench(context, hostOptions(options, true)));
    if (bench->attached()) return attachedElsewhere(options.workspace);
    const auto tell = [&](const std::string& line) { say(context, line); };
    SKEIN_TRY(const auto run, bench->startRun(std::move(prepared), tell, &interrupted()));
    SKEIN_TRY(const auto outcome, waitWithProgress(context, *bench, run));
    return finishOrAsk(context, options, *bench, run, outcome);
}

/// Says which sources differ from what memory holds; the run goes on with what it knows.
void reportSourceChanges(const Context& context, Workbench& bench, RunId runId) {
    State state;
    bench.host()->withState([&](const State& live) { state = live; });
    const auto goal = bench.reader()->blobJson(state.run(runId)->goal);
    if (!goal) return;
    runtime::IngestRequest request;
    for (const auto& root : goal->value("roots", Json::array()))
        if (auto read = runtime::rootFromJson(root)) request.roots.push_back(std::move(*read));
    for (const auto& pattern : goal->value("exclude", Json::array()))
        request.exclude.push_back(pattern.get<std::string>());
    const auto files = runtime::filesOf(*bench.host(), request.roots);
    if (!files) return;
    for (const auto& file : *files) request.known[file.path] = file.content;
    if (request.known.empty()) return;
    const auto changes = runtime::compareSources(request);
    if (!changes) {
        say(context, "sources: " + changes.error().describe());
        return;
    }
    const auto total = changes->changed.size() + changes->added.size() + changes->removed.size();
    if (total == 0) return;
    say(context,
        "sources changed since they were read (this run goes on with what it read; `skeinctl run` reads them again):");
    std::size_t shown = 0;
    for (const auto& [word, paths] :
         {std::pair{"changed", &changes->changed}, {"added", &changes->added}, {"removed", &changes->removed}})
        for (const auto& path : *paths)
            if (++shown <= 10) say(context, std::string("  ") + word + " " + path);
    if (total > 10) say(context, "  ... and " + std::to_string(total - 10) + " more");
}

/// The options of another provider that a person names for the rest of a run; nothing where they name none.
Result<std::optional<Json>> otherProvider(const Context& context, const RunOptions& options, const Opened& opened) {
    if (options.provider.empty() && options.model.empty() && options.price.empty() && !options.idempotent &&
        !options.localOnly)
        return std::nullopt;
    if (options.provider.empty())
        return fail(ErrorCode::InvalidInput,
                    "resume: --model, --price, --idempotent and --local-only belong to --provider ID");
    SKEIN_TRY(const auto request, requestFrom(options));
    SKEIN_TRY(auto provider, runtime::providerOptions(request, {}));
    SKEIN_TRY(const auto models, runtime::runModelsFromOptions(provider));
    const auto& run = *opened.state.run(opened.run);
    const auto budget = request.budget ? request.budget : run.budget;
    if (!models.free() && !budget && !context.yes &&
        !confirm("This sends the rest of run r-" + std::to_string(opened.run.value) + " to " + options.provider +
                 " without a budget. Go on?"))
        return fail(ErrorCode::InvalidInput, "a paid run needs --budget USD (or --yes)");
    if (budget && !models.priced())
        return fail(ErrorCode::InvalidInput, "a budget of " + formatUsd(*budget) +
                                                 " USD cannot be kept: the price of this endpoint is unknown; give "
                                                 "--price input=N,output=N (USD per million tokens)");
    return std::optional(std::move(provider));
}

/// Until when the run goes on from now, where the person says so.
Result<void> addEnd(const RunOptions& options, Json& params) {
    if (options.until.empty()) return {};
    SKEIN_TRY(const auto end, runtime::endOf(options.until, runtime::wallNow()));
    params["until"] = formatInstant(end);
    return {};
}

/// What a person changes of a run before it goes on. Everything is checked before anything is recorded, and recorded
/// before anything starts: no task is sent to the old provider or held by the old budget.
struct Resumption {
    RunId run;
    std::optional<MicroUsd> budget;
    std::optional<Json> provider;
    std::optional<Plan> answered;  ///< the plan that waits, with answers to its questions
    Json params;                   ///< of run.resume
};

Result<Resumption> resumptionOf(const Context& context, const RunOptions& options, std::uint32_t number) {
    if (!options.out.empty()) SKEIN_CHECK(runtime::checkOutputFolder(options.out));
    SKEIN_TRY(const auto request, requestFrom(options));
    Resumption wanted;
    wanted.params = Json::object();
    SKEIN_CHECK(addEnd(options, wanted.params));
    if (options.agents != 0) wanted.params["agents"] = options.agents;
    wanted.budget = request.budget;
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number, false));
    if (!opened.run)
        return fail(ErrorCode::NotFound, options.workspace +
                                             ": holds no run to resume: none was begun, or its process "
                                             "ended before it was recorded; begin it with `skeinctl run "
                                             "GOAL --workspace " +
                                             shellQuoted(options.workspace) + "` (sources that were read stay read)");
    wanted.run = opened.run;
    wanted.params["run"] = opened.run.value;
    SKEIN_TRY(wanted.provider, otherProvider(context, options, opened));
    SKEIN_TRY(const auto answers, plan::answersFromText(options.answers));
    if (answers.empty()) return wanted;
    const auto& run = *opened.state.run(opened.run);
    if (!runtime::heldForPlan(run))
        return fail(ErrorCode::InvalidInput,
                    "run r-" + std::to_string(opened.run.value) + " has no plan that waits: its questions are settled");
    SKEIN_TRY(wanted.answered, runtime::planOfRun(*opened.reader, run));
    SKEIN_CHECK(plan::answerQuestions(*wanted.answered, answers));
    return wanted;
}

/// The plan that waits with the person's answers in it.
Result<void> recordAnswers(Workbench& bench, const Resumption& wanted) {
    const Json change{{"run", wanted.run.value}, {"plan", plan::toJson(*wanted.answered)}};
    SKEIN_TRY([[maybe_unused]] const auto changed, bench.call("plan.amend", change));
    return {};
}

Result<void> record(Workbench& bench, const Resumption& wanted) {
    if (wanted.answered) { SKEIN_CHECK(recordAnswers(bench, wanted)); }
    if (wanted.budget) {
        const Json change{{"run", wanted.run.value}, {"budget_micro_usd", wanted.budget->value}};
        SKEIN_TRY([[maybe_unused]] const auto changed, bench.call("budget.change", change));
    }
    if (wanted.provider) {
        const Json change{{"run", wanted.run.value}, {"options", *wanted.provider}};
        SKEIN_TRY([[maybe_unused]] const auto changed, bench.call("run.resume", change));
    }
    return {};
}

/// Another process hosts the run: it is asked to go on, and ends as it would have.
Result<int> resumeElsewhere(const Context& context, const RunOptions& options, Workbench& bench,
                            const Resumption& wanted) {
    if (wanted.provider) return attachedElsewhere(options.workspace);
    if (!options.out.empty())
        return fail(ErrorCode::Busy, options.workspace +
                                         ": another process hosts this workspace and writes its own results; resume "
                                         "without --out, or wait until it ends");
    SKEIN_CHECK(record(bench, wanted));
    SKEIN_TRY(const auto answer, bench.call("run.resume", wanted.params));
    if (context.json) printJson(answer);
    else
        say(context, "resumed; the process that hosts it goes on: skeinctl status " + shellQuoted(options.workspace) +
                         " --watch");
    return 0;
}

Result<int> doResume(const Context& context, const RunOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    SKEIN_TRY(const auto wanted, resumptionOf(context, options, number));
    const RunId run = wanted.run;
    if (wanted.budget || wanted.provider || wanted.answered) {
        auto waiting = hostOptions(options, false);
        waiting.recover = false;
        SKEIN_TRY(const auto bench, openWorkbench(context, waiting));
        if (bench->attached()) return resumeElsewhere(context, options, *bench, wanted);
        SKEIN_CHECK(record(*bench, wanted));
    }
    catchInterrupts();
    SKEIN_TRY(const auto bench, openWorkbench(context, hostOptions(options, false)));
    if (bench->attached()) return resumeElsewhere(context, options, *bench, wanted);
    bool settled = false, proposed = false;
    bench->host()->withState([&](const State& state) {
        settled = state.run(run)->status != RunStatus::Running;
        proposed = runtime::heldForPlan(*state.run(run));
    });
    reportSourceChanges(context, *bench, run);
    if (settled || wanted.params.contains("until")) {
        if (proposed) SKEIN_CHECK(embedAccepted(context, *bench, run));
        // A run that only waits for a person cannot be resumed by wishing; it is told below as blocked again.
        const auto resumed = bench->call("run.resume", wanted.params);
        if (!resumed && resumed.error().code != ErrorCode::InvalidInput &&
            resumed.error().code != ErrorCode::NeedsPerson)
            return Failure(resumed.error());
    }
    SKEIN_TRY(const auto outcome, waitWithProgress(context, *bench, run));
    return finishOrAsk(context, options, *bench, run, outcome);
}

// Hosts a workspace for attached windows and commands: goes on with its runs, writes deliverables when one comes to
// rest, and ends when nothing runs and nobody has asked for anything for a minute.
Result<int> doServe(const Context& context, const RunOptions& options) {
    constexpr std::int64_t idleLimitSeconds = 60;
    catchInterrupts();
    SKEIN_TRY(const auto bench, openWorkbench(context, hostOptions(options, false)));
    if (bench->attached()) return attachedElsewhere(options.workspace);
    std::uint64_t written = 0;
    for (;;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        bool active = false;
        RunId run;
        std::uint64_t revision = 0;
        bench->host()->withState([&](const State& state) {
            for (const auto& each : state.runs) active = active || each.status != RunStatus::Settled;
            if (!state.runs.empty()) {
                run = state.runs.back().run;
                revision = state.runs.back().deliverableRevision;
            }
        });
        if (auto failure = bench->host()->failure()) return Failure(std::move(*failure));
        if (!active && !options.out.empty() && revision > written && run) {
            written = revision;
            if (auto paths = bench->writeDeliverable(run, options.out); !paths) warn(paths.error().describe());
        }
        const bool idle = bench->host()->idleSeconds() > idleLimitSeconds;
        if (!active && (bench->host()->closing() || idle)) return 0;
        if (interrupts() > 0) return 130;
    }
}

void addProviderOptions(CLI::App& command, RunOptions& options) {
    command.add_option(
        "--provider", options.provider,
        "offline, an id of `skeinctl providers`, auto, or PROTOCOL:BASE_URL with PROTOCOL one of openai-chat, "
        "openai-responses, anthropic, gemini, ollama (key from the variable the catalogue names, or SKEIN_API_KEY)");
    command.add_option("--model", options.model,
                       "Model name; left out, the router chooses among those the catalogue lists");
    command.add_option("--price", options.price, "input=N,output=N in USD per million tokens");
    command.add_option("--passphrase-fd", options.passphraseDescriptor,
                       "Read the key file's passphrase from this descriptor; asked on the terminal otherwise");
    command.add_flag("--local-only", options.localOnly, "Call only models on this machine (of those the run may use)");
    command.add_flag("--idempotent", options.idempotent,
                     "The endpoint honours Idempotency-Key: unknown outcomes are asked for again");
}

}  // namespace

Result<std::optional<int>> proposePlan(const Context& context, const ProposalRequest& request) {
    SKEIN_TRY(const auto goal, plan::readGoalFile(request.goal));
    if (!goal.recipe.empty()) return std::optional<int>();
    RunOptions options;
    options.file = request.goal;
    options.workspace = request.workspace;
    options.provider = request.provider;
    options.model = request.model;
    options.price = request.price;
    options.budget = request.budget;
    options.agents = request.agents;
    options.planOnly = true;
    options.keys = runtime::personsKeys(runtime::passphraseAsker(-1));
    Context planning = context;
    planning.json = false;
    planning.quiet = context.quiet || context.json;
    SKEIN_TRY(const int status, doRun(planning, options));
    if (status != 3) return std::optional(status);
    // It has done what was asked: the plan is there and waits.
    SKEIN_TRY(const int shown, showRunPlan(context, {request.workspace, "", request.out}));
    return std::optional(shown);
}

void addRunCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<RunOptions>();
    options->keys =
        runtime::personsKeys([given = options.get()](runtime::PassphraseFor purpose, const std::string& path) {
            return runtime::passphraseAsker(given->passphraseDescriptor)(purpose, path);
        });
    auto* run = app.add_subcommand(
        "run",
        "Plan, run, cohere and assemble a goal\nExample: skeinctl run goal.yaml --workspace work.skein --out result");
    run->add_option("goal", options->file, "A goal file (.yaml) or a plan file (.json)")->required();
    run->add_option("--workspace", options->workspace, "The .skein file; made if missing")->required();
    run->add_option("--out", options->out, "Folder for the document and the audit bundle");
    addProviderOptions(*run, *options);
    run->add_flag(
        "--batch", options->batch,
        "Calls that have time go through the batch API of OpenAI, Anthropic or Gemini: slower, half the price");
    run->add_option("--questions", options->questions,
                    "Rounds in which an agent may ask memory itself, by tools of its model, within its token band; "
                    "0 (default): none")
        ->check(CLI::Range(0, 4));
    run->add_option("--agents", options->agents, "How many agents work at the same time")->check(CLI::Range(1, 2000));
    run->add_option("--budget", options->budget, "Most that may be spent, in USD");
    run->add_option("--until", options->until, "Nothing new starts from then on: 07:00, or RFC 3339");
    run->add_option("--on-conflict", options->onConflict, "ask, newer, evidence or vote");
    run->add_option("--answer", options->answers,
                    "N=TEXT: what holds for question N of the plan file; what is not answered is assumed and recorded");
    run->add_option("--seed", options->seed, "Seed of all random draws");
    run->callback([&context, options] { context.action = [&context, options] { return doRun(context, *options); }; });

    auto* resume = app.add_subcommand("resume",
                                      "Go on with a run after a crash, a stop, a hold or decisions\nExample: skeinctl "
                                      "resume work.skein --out result");
    resume->add_option("workspace", options->workspace, "The .skein file")->required();
    resume->add_option("--out", options->out, "Folder for the document and the audit bundle");
    resume->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    resume->add_option("--answer", options->answers,
                       "N=TEXT: what holds for question N of a proposed plan that waits; the others are assumed");
    resume->add_option("--budget", options->budget, "New budget in USD");
    resume->add_option("--until", options->until, "Nothing new starts from then on: 07:00, or RFC 3339");
    addProviderOptions(*resume, *options);
    resume->add_option("--agents", options->agents, "How many agents work at the same time")
        ->check(CLI::Range(1, 2000));
    resume->callback(
        [&context, options] { context.action = [&context, options] { return doResume(context, *options); }; });

    auto* serve = app.add_subcommand("serve",
                                     "Host a workspace for windows and commands until nothing is left to do\nExample: "
                                     "skeinctl serve work.skein --out result");
    serve->add_option("workspace", options->workspace, "The .skein file")->required();
    serve->add_option("--out", options->out, "Folder for the document and the audit bundle");
    serve->callback(
        [&context, options] { context.action = [&context, options] { return doServe(context, *options); }; });
}

}  // namespace skein::cli
