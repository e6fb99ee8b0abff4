// plan, layout, simulate, recipes, schema: what can be known without running anything.
#include <chrono>
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "core/base/resources.h"
#include "core/base/text.h"
#include "core/plan/goal_file.h"
#include "core/plan/layout.h"
#include "core/plan/pauses.h"
#include "core/plan/plan_file.h"
#include "core/plan/recipe.h"
#include "core/runtime/batch_waits.h"
#include "core/runtime/record_sources.h"
#include "core/runtime/start_run.h"
#include "core/sim/simulate.h"

namespace skein::cli {
namespace {

struct PlanOptions {
    std::string file, out, strategy = "critical-path", faults, name, schema, provider, model, price, workspace, run,
                           budget;
    std::uint32_t agents = 0;
    std::uint64_t seed = 1;
    bool estimate = false, batch = false;
};

/// What going through batches saves and how long it takes, against the same plan with every call made at once.
struct BatchTrade {
    Json json;
    std::string text;
};

/// Nothing where no call of the plan can go by batch.
Result<std::optional<BatchTrade>> batchTrade(const runtime::PreparedRun& run, const runtime::RunEstimate& estimate,
                                             const std::string& workspace) {
    std::optional<BatchTrade> trade;
    if (run.models.offline()) return trade;
    runtime::PreparedRun other = run;
    other.models.batch = !run.models.batch;
    if (!workspace.empty()) {
        SKEIN_TRY(const auto reader, openReader(workspace));
        SKEIN_CHECK(runtime::learnFromPast(other, *reader));
    }
    SKEIN_TRY(const auto otherwise, runtime::estimateOf(other));
    const auto& byBatch = run.models.batch ? estimate : otherwise;
    const auto& slow = byBatch.outlook;
    const auto& atOnce = (run.models.batch ? otherwise : estimate).outlook;
    if (byBatch.byBatch == 0) return trade;
    const auto wait = runtime::waitFrom((run.models.batch ? run : other).batchWaits);
    const bool priced = slow.priced && atOnce.priced;
    const auto rangesOf = [&](const plan::Outlook& outlook) {
        return Json{{"seconds", plan::millionthsJson(outlook.time)},
                    {"usd", outlook.priced ? plan::millionthsJson(outlook.cost) : Json(nullptr)}};
    };
    const std::int64_t saved = atOnce.cost.p50 - slow.cost.p50;
    const plan::Range later{std::max<std::int64_t>(0, slow.time.p10 - atOnce.time.p10),
                            std::max<std::int64_t>(0, slow.time.p50 - atOnce.time.p50),
                            std::max<std::int64_t>(0, slow.time.p90 - atOnce.time.p90)};
    trade = BatchTrade{{{"used", run.models.batch},
                        {"calls", byBatch.byBatch},
                        {"by_batch", rangesOf(slow)},
                        {"at_once", rangesOf(atOnce)},
                        {"saved_usd", priced ? Json(static_cast<double>(saved) / 1e6) : Json(nullptr)},
                        {"added_seconds", plan::millionthsJson(later)},
                        {"measured_waits", wait.measured},
                        {"text", wait.text()}},
                       {}};
    const auto money = [&](const plan::Outlook& outlook) {
        return outlook.priced ? plan::moneyText(outlook.cost) : std::string("cost unknown");
    };
    const auto difference =
        fmt::format("{}{} longer; {}", priced ? "saves ~" + formatUsd(MicroUsd{saved}) + " USD, takes " : "takes ",
                    plan::timeText(later), wait.text());
    trade->text =
        run.models.batch
            ? fmt::format("by batch: {} of its calls, which {}\nat once it would be {}, {}\n", byBatch.byBatch,
                          difference, plan::timeText(atOnce.time), money(atOnce))
            : fmt::format("with --batch it would be {}, {}: {}\n", plan::timeText(slow.time), money(slow), difference);
    return trade;
}

Result<int> plan(const Context& context, const PlanOptions& options) {
    if (isWorkspace(options.file)) return showRunPlan(context, {options.file, options.run, options.out});
    if (!options.workspace.empty() && !options.file.ends_with(".json")) {
        SKEIN_TRY(const auto proposed,
                  proposePlan(context, {options.file, options.workspace, options.provider, options.model, options.price,
                                        options.budget, options.out, options.agents}));
        if (proposed) return *proposed;
    }
    runtime::RunRequest request;
    (options.file.ends_with(".json") ? request.planFile : request.goalFile) = options.file;
    request.provider = options.provider;
    request.model = options.model;
    request.price = options.price;
    request.batch = options.batch;
    if (options.agents != 0) request.agents = options.agents;
    SKEIN_TRY(auto run, runtime::prepareRun(request));
    for (const auto& unknown : plan::unknownKeys(run.goal)) warn(unknown);
    if (run.plan.tasks.empty() && run.goal.recipe.empty())
        return plan::goalFailure(run.goal, "recipe",
                                 "without one a model proposes the plan, in a run that then waits for you; name its "
                                 "workspace with --workspace WS");
    if (!options.workspace.empty()) {
        SKEIN_TRY(const auto reader, openReader(options.workspace));
        SKEIN_CHECK(runtime::learnFromPast(run, *reader));
    }
    SKEIN_TRY(const auto files, runtime::surveySources(run.roots, run.goal.exclude));
    const auto planned = runtime::planRun(run, files);
    // What the offline provider cannot do is said, but the plan of a goal is still worth seeing.
    if (!planned && (planned.error().code != ErrorCode::Denied || run.plan.tasks.empty()))
        return Failure(planned.error());
    if (!options.out.empty()) {
        run.plan.extra.update(runtime::goalTerms(run.goal, options.out));
        if (auto written = writeFileAtomically(options.out, prettyJson(plan::toJson(run.plan)) + "\n"); !written)
            return unreadable(std::move(written).error());
    }
    SKEIN_TRY(const auto graph, plan::TaskGraph::create(run.plan));
    SKEIN_TRY(const auto estimate, runtime::estimateOf(run));
    SKEIN_TRY(const auto trade, batchTrade(run, estimate, options.workspace));
    const auto durations = plan::plannedDurations(run.plan);
    const auto bounds = graph.bounds(durations);
    const auto pauses = plan::pausePoints(run.plan);
    if (context.json) {
        Json path = Json::array();
        for (const auto task : bounds.criticalPath) path.push_back(run.plan.tasks[task].id);
        printJson({{"tasks", run.plan.tasks.size()},
                   {"dependencies", graph.dependencyCount()},
                   {"critical_path", std::move(path)},
                   {"pause_points", pauses},
                   {"estimate", plan::toJson(estimate)},
                   {"batch", trade ? trade->json : Json(nullptr)},
                   {"refused", planned ? Json(nullptr) : Json(planned.error().message)}});
        return planned ? 0 : 2;
    }
    const auto costText = [&](MicroUsd cost) {
        return estimate.unpriced > 0 ? std::string("cost unknown") : "~" + formatUsd(cost) + " USD";
    };
    std::cout << run.plan.tasks.size() << " tasks, " << graph.dependencyCount() << " dependencies\n";
    for (const auto& phase : estimate.phases)
        std::cout << fmt::format("  {:<24} {:>6} tasks  ~{:.1f} s of work  {}\n", phase.name, phase.tasks,
                                 static_cast<double>(phase.work.value) / 1e6, costText(phase.cost));
    std::cout << "critical path ~" << fmt::format("{:.1f}", static_cast<double>(bounds.length.value) / 1e6) << " s:";
    for (const auto task : bounds.criticalPath) std::cout << ' ' << run.plan.tasks[task].id;
    std::cout << '\n';
    if (!pauses.empty()) std::cout << "waits for you before: " << fmt::format("{}", fmt::join(pauses, ", ")) << '\n';
    if (options.estimate)
        std::cout << fmt::format(
            "estimate with {} agents: {}\n"
            "by the plan's figures: ~{:.1f} s ({:.1f}-{:.1f} s), {}, ~{} tokens in, ~{} out; basis: {}\n",
            run.agents, plan::describe(estimate.outlook), static_cast<double>(estimate.makespanLikely.value) / 1e6,
            static_cast<double>(estimate.makespanLow.value) / 1e6,
            static_cast<double>(estimate.makespanHigh.value) / 1e6, costText(estimate.cost), estimate.tokensIn.value,
            estimate.tokensOut.value, estimate.basis);
    if (options.estimate && trade) std::cout << trade->text;
    if (!planned) warn(planned.error().message);
    return planned ? 0 : 2;
}

/// A plan with something in it.
Result<Plan> readTasks(const std::string& file) {
    SKEIN_TRY(auto plan, plan::readPlanFile(file));
    if (plan.tasks.empty()) return fail(ErrorCode::InvalidInput, file + ": expected at least one task");
    return plan;
}

Result<int> layout(const Context&, const PlanOptions& options) {
    SKEIN_TRY(const auto read, readTasks(options.file));
    SKEIN_TRY(const auto graph, plan::TaskGraph::create(read));
    const auto begin = std::chrono::steady_clock::now();
    SKEIN_TRY(const auto drawn, plan::layoutGraph(graph));
    const auto milliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    auto json = plan::toJson(drawn, read);
    json["milliseconds"] = milliseconds;
    printJson(json);
    return 0;
}

Result<int> simulate(const Context& context, const PlanOptions& options) {
    SKEIN_TRY(const auto read, readTasks(options.file));
    SKEIN_TRY([[maybe_unused]] const auto graph, plan::TaskGraph::create(read));
    Json faults = Json::object();
    if (!options.faults.empty()) {
        SKEIN_TRY(const auto text, readInput(options.faults, 1u << 20));
        auto parsed = parseJson(text);
        if (!parsed) return rewrap(std::move(parsed).error(), options.faults);
        faults = std::move(*parsed);
    }
    sim::SimulationRequest request;
    std::map<std::string, TaskNo> numbers;
    for (std::size_t i = 0; i < read.tasks.size(); ++i)
        numbers[read.tasks[i].id] = TaskNo{static_cast<std::uint32_t>(i + 1)};
    const auto durations = plan::plannedDurations(read);
    const auto pauses = plan::pausePoints(read);
    for (std::size_t i = 0; i < read.tasks.size(); ++i) {
        // The simulator runs on the estimates alone; texts stay where they are.
        request.tasks.push_back(
            runtime::shapeOf(read.tasks[i], numbers, [](const std::string& bytes) { return BlobRef{sha256(bytes)}; }));
        request.tasks.back().estimate = durations[i];
        request.tasks.back().pause = pauses.contains(read.tasks[i].id);
    }
    request.agents = options.agents == 0 ? 8 : options.agents;
    const auto strategy = sim::strategyFromName(options.strategy);
    if (!strategy)
        return fail(ErrorCode::InvalidInput,
                    "--strategy: expected critical-path or most-blocking, found '" + options.strategy + "'");
    request.strategy = *strategy;
    SKEIN_TRY(request.faults, sim::faultsFromJson(faults));
    request.seed = options.seed;
    SKEIN_TRY(const auto report, sim::simulate(request));
    const auto json = sim::toJson(report);
    if (context.json) printJson(json);
    else
        std::cout << "SIMULATED  makespan " << json["makespan_seconds"].dump() << " s, lower bound "
                  << json["lower_bound_seconds"].dump() << " s, utilisation " << json["utilisation"].dump()
                  << ", attempts " << json["attempts"].dump() << ", violations " << json["violations"].size() << '\n';
    return json["violations"].empty() ? 0 : 1;
}

Result<int> recipes(const Context& context, const PlanOptions& options) {
    SKEIN_TRY(const auto all, plan::loadRecipes());
    Json list = Json::array();
    for (const auto& recipe : all) {
        if (!options.name.empty() && recipe.name != options.name) continue;
        Json parameters = Json::array();
        for (const auto& parameter : recipe.parameters)
            parameters.push_back(
                {{"name", parameter.name}, {"description", parameter.description}, {"default", parameter.fallback}});
        Json tasks = Json::array();
        for (const auto& task : recipe.tasks)
            tasks.push_back({{"name", task.name}, {"phase", task.prototype.value("phase", "")}});
        list.push_back({{"name", recipe.name},
                        {"title", recipe.title},
                        {"description", recipe.description},
                        {"parameters", parameters},
                        {"tasks", tasks}});
    }
    if (!options.name.empty() && list.empty())
        return fail(ErrorCode::NotFound, "there is no recipe '" + options.name + "'; `skeinctl recipes` lists them");
    if (context.json) {
        printJson(list);
        return 0;
    }
    for (const auto& recipe : list) {
        std::cout << recipe["name"].get<std::string>() << "  " << recipe["title"].get<std::string>() << "\n    "
                  << recipe["description"].get<std::string>() << '\n';
        for (const auto& parameter : recipe["parameters"])
            std::cout << "    parameter " << parameter["name"].get<std::string>() << ": "
                      << parameter["description"].get<std::string>() << '\n';
    }
    return 0;
}

Result<int> schema(const PlanOptions& options) {
    SKEIN_TRY(const auto path, resourcePath("schemas/" + options.schema + ".schema.json"));
    SKEIN_TRY(const auto text, readFile(path, 1u << 20));
    std::cout << text;
    return 0;
}

}  // namespace

void addPlanCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<PlanOptions>();
    auto* planCommand = app.add_subcommand(
        "plan",
        "Expand and validate a goal without running it, let a model propose its plan, or print the plan of a "
        "run\nExample: skeinctl plan goal.yaml --estimate --out plan.json");
    planCommand
        ->add_option("goal", options->file,
                     "A goal file (.yaml), a plan file (.json), or a workspace (.skein) for the plan of its run")
        ->required();
    planCommand->add_option("--out", options->out, "Write the plan to this file");
    planCommand->add_option("--workspace", options->workspace,
                            "Estimate from what finished tasks of this .skein file took; for a goal without a recipe: "
                            "where a model proposes its plan");
    planCommand->add_option("--run", options->run, "Which run of the workspace; by default the one in hand");
    planCommand->add_option("--budget", options->budget, "Most that may be spent on it, in USD");
    planCommand->add_flag("--estimate", options->estimate, "Time, tokens and money");
    planCommand->add_flag("--batch", options->batch,
                          "Estimate with calls that have time going through a batch API: slower, half the price");
    planCommand->add_option("--agents", options->agents, "How many agents work at the same time")
        ->check(CLI::Range(1, 2000));
    planCommand->add_option("--provider", options->provider, "offline, or PROTOCOL:BASE_URL (see run --help)");
    planCommand->add_option("--model", options->model, "Model name for a one-off endpoint");
    planCommand->add_option("--price", options->price, "input=N,output=N in USD per million tokens");
    planCommand->callback(
        [&context, options] { context.action = [&context, options] { return plan(context, *options); }; });

    auto* layoutCommand = app.add_subcommand(
        "layout", "Node positions, edge crossings, time taken\nExample: skeinctl layout plan.json --json");
    layoutCommand->add_option("plan", options->file, "A plan file")->required();
    layoutCommand->callback(
        [&context, options] { context.action = [&context, options] { return layout(context, *options); }; });

    auto* simulateCommand = app.add_subcommand(
        "simulate", "The same engine in virtual time\nExample: skeinctl simulate plan.json --agents 300 --json");
    simulateCommand->add_option("plan", options->file, "A plan file")->required();
    simulateCommand->add_option("--agents", options->agents, "How many agents work at the same time")
        ->check(CLI::Range(1, 2000));
    simulateCommand->add_option("--strategy", options->strategy, "critical-path or most-blocking");
    simulateCommand->add_option("--faults", options->faults, "JSON file with fault rates");
    simulateCommand->add_option("--seed", options->seed, "Seed of all draws");
    simulateCommand->callback(
        [&context, options] { context.action = [&context, options] { return simulate(context, *options); }; });

    auto* recipesCommand =
        app.add_subcommand("recipes", "The recipes that are built in\nExample: skeinctl recipes show document-project");
    const auto verb = std::make_shared<std::string>();
    recipesCommand->add_option("verb", *verb, "show")->check(CLI::IsMember({"show"}));
    recipesCommand->add_option("name", options->name, "Only this recipe");
    recipesCommand->callback(
        [&context, options, verb] { context.action = [&context, options] { return recipes(context, *options); }; });

    auto* schemaCommand =
        app.add_subcommand("schema", "The JSON Schema of a file format\nExample: skeinctl schema goal");
    schemaCommand->add_option("format", options->schema, "goal, plan, proposal, event or bundle")
        ->required()
        ->check(CLI::IsMember({"goal", "plan", "proposal", "event", "bundle"}));
    schemaCommand->callback([&context, options] { context.action = [options] { return schema(*options); }; });
}

}  // namespace skein::cli
