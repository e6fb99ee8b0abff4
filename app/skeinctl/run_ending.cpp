#include "app/skeinctl/run_ending.h"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/plan/estimate.h"
#include "core/runtime/budgets.h"
#include "core/runtime/host.h"
#include "core/runtime/run_plan.h"

namespace skein::cli {
namespace {

using runtime::Workbench;

/// Where several hold, the first of 5, 130, 4, 3, 1 (cli.md).
int statusOf(const State& state, const RunState& run, RunOutcome outcome) {
    const bool open = std::any_of(state.conflicts.begin(), state.conflicts.end(), [&](const ConflictState& conflict) {
        return conflict.run == run.run && conflict.status == ConflictState::Status::Open;
    });
    switch (outcome) {
        case RunOutcome::Done: return 0;
        case RunOutcome::Failed: return open ? 3 : 1;
        case RunOutcome::Blocked: return 3;
        case RunOutcome::Held:
            // A person held it and has to say when it goes on; a full disk is the workspace's trouble.
            return run.holdReason == HoldReason::Budget ? 4 : run.holdReason == HoldReason::Disk ? 5 : 3;
        case RunOutcome::Stopped: return 130;
    }
    return 1;
}

/// How many open conflicts a policy was asked about and left to the person, and which policy.
void tellPolicy(const runtime::WorkspaceReader& reader, const State& state, const RunState& run, Json& conflicts) {
    std::size_t left = 0;
    for (const auto& conflict : state.conflicts) {
        if (conflict.run != run.run || conflict.status != ConflictState::Status::Open) continue;
        const auto facts = runtime::conflictFacts(reader, conflict);
        left += facts && !facts->undecidedPolicy.empty();
    }
    if (left == 0) return;
    conflicts["left_by_policy"] = left;
    conflicts["policy"] = nameIn(EnumNames<ConflictPolicy>::table, run.onConflict);
}

/// Told also where nothing else is: a run that failed must not end without a reason.
bool tellFailures(const Workbench& bench, const State& state, const RunState& run) {
    constexpr std::size_t mostShown = 3;
    const auto status = runtime::statusJson(*bench.reader(), state, run.run, true).value_or(Json::object());
    const auto failed = status.value("failed", Json::array());
    for (std::size_t i = 0; i < std::min(failed.size(), mostShown); ++i)
        std::cerr << "failed:   " << failed[i]["task"].get<std::string>() << ": "
                  << elide(failed[i]["why"].get<std::string>(), 200) << '\n';
    const auto all = static_cast<std::size_t>(std::count_if(
        run.tasks.begin(), run.tasks.end(), [](const TaskState& task) { return task.status == TaskStatus::Failed; }));
    if (all > mostShown) std::cerr << "failed:   " << all - mostShown << " more\n";
    return all > 0;
}

/// What waits for the person when a plan was proposed.
void tellPlan(const Context& context, const EndOptions& options, const Workbench& bench, const RunState& run) {
    const auto plan = runtime::planOfRun(*bench.reader(), run);
    const auto estimate =
        plan ? runtime::estimateOfRun(*bench.reader(), run, *plan) : Result<plan::PlanEstimate>(Failure(plan.error()));
    std::string expected;
    if (estimate)
        expected = fmt::format(
            ", ~{:.0f} s, {}", static_cast<double>(estimate->makespanLikely.value) / 1e6,
            estimate->unpriced > 0 ? std::string("cost unknown") : "~" + formatUsd(estimate->cost) + " USD");
    say(context,
        fmt::format("plan:     waits for you: proposed plan of {} tasks{}", runtime::proposedTasks(run), expected));
    const auto named = " --run r-" + std::to_string(run.run.value);
    say(context, "next:     skeinctl plan " + options.workspace + named + "                   shows it");
    say(context, "          skeinctl plan " + options.workspace + named + " --out PLAN.json, and after editing");
    say(context, "          skeinctl amend " + options.workspace + " PLAN.json" + named);
    say(context, "          skeinctl resume " + options.workspace + named +
                     (options.out.empty() ? "" : " --out " + options.out) + "   accepts it and goes on");
}

void tellNextSteps(const Context& context, const EndOptions& options, const Workbench& bench, const State& state,
                   const RunState& run, const Json& summary, bool failed) {
    const auto& conflicts = summary["conflicts"];
    say(context, "");
    say(context, "run " + summary["run"].get<std::string>() + ": " + summary["state"].get<std::string>() + "; tasks " +
                     summary["tasks"].dump() + "; conflicts open " + conflicts["open"].dump() + ", resolved " +
                     conflicts["resolved"].dump() + "; cost " + formatUsd(run.spent) + " USD" +
                     (run.unconfirmed > MicroUsd{}
                          ? "; possibly charged " + formatUsd(run.unconfirmed) +
                                " USD more (unconfirmed, see `skeinctl costs " + options.workspace + "`)"
                          : ""));
    if (conflicts.contains("left_by_policy"))
        say(context, "policy:   " + conflicts["left_by_policy"].dump() + " left to you by policy " +
                         conflicts["policy"].get<std::string>() + "; why: skeinctl conflicts " + options.workspace +
                         " show ID");
    if (summary["deliverable"].is_string()) {
        say(context, std::string("document: ") + summary["deliverable"].get<std::string>() +
                         (run.draft ? "   (DRAFT: it lists what is open)" : ""));
        say(context, "bundle:   " + summary["bundle"].get<std::string>() + "   (check it: skeinctl verify " +
                         summary["bundle"].get<std::string>() + ")");
    }
    const bool latest = run.run == state.runs.back().run;
    if (runtime::heldForPlan(run)) return tellPlan(context, options, bench, run);
    const auto resume = "skeinctl resume " + options.workspace +
                        (latest ? "" : " --run " + summary["run"].get<std::string>()) +
                        (options.out.empty() ? "" : " --out " + options.out);
    const bool held = run.status == RunStatus::Settled && run.outcome == RunOutcome::Held;
    if (const auto budget = runtime::tightest(state, run); held && run.holdReason == HoldReason::Budget && budget) {
        const bool ofRun = budget->of.scope == BudgetScope::Run;
        say(context, "held:     the budget of " + runtime::budgetName(*bench.reader(), run, *budget) + ", " +
                         formatUsd(budget->limit) + " USD, leaves no room for the next call");
        if (!ofRun)
            say(context, "next:     skeinctl budget " + options.workspace + " --of " +
                             runtime::budgetAddress(*bench.reader(), run, *budget) + " --limit USD");
        say(context, (ofRun ? "next:     " : "          ") + resume + (ofRun ? " --budget USD" : ""));
        return;
    }
    if (held && run.holdReason == HoldReason::Deadline) {
        say(context, "held:     the time given" + (run.until ? ", until " + formatInstant(*run.until) + "," : "") +
                         " is over, or too short for any call");
        say(context, "next:     " + resume + "   goes on without a limit of time, or with --until T");
        return;
    }
    if (held && run.holdReason == HoldReason::Keys) {
        say(context, "held:     no key can take the next call: " + runtime::keysAside(run) +
                         elide(runtime::lastRefusal(*bench.reader(), run.run), 300));
        say(context, "next:     skeinctl providers test; then " + resume);
        return;
    }
    if (failed) say(context, "next:     skeinctl retry " + options.workspace + "; " + resume);
    if (conflicts["open"] != 0) {
        say(context, "next:     skeinctl conflicts " + options.workspace +
                         (latest ? "" : " --run " + summary["run"].get<std::string>()) +
                         "            lists what contradicts what");
        say(context,
            "          skeinctl conflicts " + options.workspace + " resolve ID --take a|b|neither|not-a-conflict");
        say(context, "          " + resume + "   runs what a decision affects");
    } else if (!failed && run.status == RunStatus::Settled && run.outcome != RunOutcome::Done) {
        say(context, "next:     skeinctl status " + options.workspace + "; " + resume);
    }
}

}  // namespace

Result<int> tellEnd(const Context& context, const EndOptions& options, Workbench& bench, RunId runId,
                    RunOutcome outcome) {
    Json paths = nullptr;
    if (!options.out.empty()) { SKEIN_TRY(paths, bench.writeDeliverable(runId, options.out)); }
    State state;
    bench.host()->withState([&](const State& live) { state = live; });
    const auto& run = *state.run(runId);
    auto summary = runtime::runSummary(state, run, paths);
    tellPolicy(*bench.reader(), state, run, summary["conflicts"]);
    if (runtime::heldForPlan(run)) summary["proposed_tasks"] = runtime::proposedTasks(run);
    const bool failed = tellFailures(bench, state, run);
    if (context.json) printJson(summary);
    else tellNextSteps(context, options, bench, state, run, summary, failed);
    return statusOf(state, run, outcome);
}

}  // namespace skein::cli
