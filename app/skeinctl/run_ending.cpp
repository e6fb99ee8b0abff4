#include "app/skeinctl/run_ending.h"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/plan/estimate.h"
#include "core/runtime/budgets.h"
#include "core/runtime/executor.h"
#include "core/runtime/host.h"
#include "core/runtime/pauses.h"
#include "core/runtime/queries.h"
#include "core/runtime/run_plan.h"
#include "core/runtime/text_output.h"

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

/// " --run r-1" where a command without it would mean another one.
std::string runOption(const State& state, const RunState& run) {
    return run.run == state.runs.back().run ? "" : " --run r-" + std::to_string(run.run.value);
}

std::string resumeCommand(const State& state, const RunState& run, const EndOptions& options) {
    return "skeinctl resume " + shellQuoted(options.workspace) + runOption(state, run) +
           (options.out.empty() ? "" : " --out " + shellQuoted(options.out));
}

/// The number of the first conflict of the run that is open.
/// Its label; its number where the label means another one, of a later run.
std::string firstOpen(const Workbench& bench, const State& state, const RunState& run) {
    for (const auto& conflict : state.conflicts)
        if (conflict.run == run.run && conflict.status == ConflictState::Status::Open) {
            const auto facts = runtime::conflictFacts(*bench.reader(), conflict);
            const auto label = facts ? runtime::conflictLabel(facts->a, facts->b) : std::string();
            const auto meant = runtime::findConflict(*bench.reader(), state, label);
            return meant && *meant == conflict.conflict ? label : std::to_string(conflict.conflict.value);
        }
    return "1";
}

/// An hour from now, at a full quarter: somewhere to start from.
std::string laterEnd() {
    constexpr std::int64_t hour = 3'600'000'000, quarter = hour / 4;
    const std::int64_t end = runtime::wallNow().value + hour;
    return formatInstant(Instant{(end + quarter - 1) / quarter * quarter});
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

/// Why a run is held, other than by a budget or a proposed plan.
std::string whyHeld(const runtime::WorkspaceReader& reader, const RunState& run) {
    switch (run.holdReason) {
        case HoldReason::Deadline:
            return "the time given" + (run.until ? ", until " + formatInstant(*run.until) + "," : "") +
                   " is over, or too short for any call";
        case HoldReason::Keys:
            return "no key can take the next call: " + runtime::keysAside(run) +
                   elide(runtime::lastRefusal(reader, run.run), 300);
        case HoldReason::Disk: return "the disk is full; free some space";
        default: return "by you";
    }
}

/// What waits for the person when a plan was proposed.
void tellPlan(const Context& context, const EndOptions& options, const Workbench& bench, const RunState& run) {
    const auto plan = runtime::planOfRun(*bench.reader(), run);
    const auto estimate =
        plan ? runtime::estimateOfRun(*bench.reader(), run, *plan) : Result<plan::PlanEstimate>(Failure(plan.error()));
    const std::string expected = estimate ? ", " + plan::describe(estimate->outlook) : std::string();
    say(context,
        fmt::format("plan:     waits for you: proposed plan of {} tasks{}", runtime::proposedTasks(run), expected));
    const auto named = " --run r-" + std::to_string(run.run.value);
    // A run that stops for a person says so even where it was asked to be quiet: nothing else tells what it waits for.
    const auto workspace = shellQuoted(options.workspace);
    const auto accept =
        "skeinctl resume " + workspace + named + (options.out.empty() ? "" : " --out " + shellQuoted(options.out));
    if (context.quiet)
        std::cerr << "waits for you: proposed plan of " << runtime::proposedTasks(run) << " tasks; skeinctl plan "
                  << workspace << named << " shows it, " << accept << " accepts it\n";
    say(context, "next:     skeinctl plan " + workspace + named + "   # shows it");
    say(context, "          skeinctl plan " + workspace + named + " --out plan.json   # and after editing:");
    say(context, "          skeinctl amend " + workspace + " plan.json" + named);
    say(context, "          " + accept + "   # accepts it and goes on");
}

/// "2 tasks wait for you at a pause point: a, b"; empty where none does.
std::string heldAtPauses(const Workbench& bench, const RunState& run) {
    constexpr std::size_t mostNamed = 5;
    const auto held = runtime::pausedJson(*bench.reader(), run);
    if (held.empty()) return "";
    std::string names;
    for (std::size_t i = 0; i < std::min(held.size(), mostNamed); ++i)
        names += (i == 0 ? ": " : ", ") + elide(held[i]["task"].get<std::string>(), 60);
    if (held.size() > mostNamed) names += fmt::format(" and {} more", held.size() - mostNamed);
    return fmt::format("{} task{} for you at a pause point{}", held.size(), held.size() == 1 ? " waits" : "s wait",
                       names);
}

/// A run that stops for a person says so even where it was asked to be quiet: in one line, why and what to do.
void tellQuietly(const EndOptions& options, const Workbench& bench, const State& state, const RunState& run,
                 const Json& conflicts) {
    const auto onward = commandsAfterHold(*bench.reader(), state, run, options);
    std::string why;
    if (const auto hold = runtime::budgetHoldJson(*bench.reader(), state, run); !hold.is_null())
        why = hold["text"].get<std::string>();
    else if (!onward.empty()) why = whyHeld(*bench.reader(), run);
    if (!onward.empty()) std::cerr << fmt::format("held: {}; next: {}\n", why, fmt::join(onward, "; "));
    else if (const auto paused = heldAtPauses(bench, run); !paused.empty())
        std::cerr << paused << "; skeinctl pass " << shellQuoted(options.workspace) << runOption(state, run)
                  << " lets pass, then " << resumeCommand(state, run, options) << '\n';
    if (conflicts["open"] != 0 && onward.empty())
        std::cerr << fmt::format(
            "waits for you: {} open conflict{}; skeinctl conflicts {}{} lists what contradicts "
            "what, then {}\n",
            conflicts["open"].dump(), conflicts["open"] == 1 ? "" : "s", shellQuoted(options.workspace),
            runOption(state, run), resumeCommand(state, run, options));
}

void tellNextSteps(const Context& context, const EndOptions& options, const Workbench& bench, const State& state,
                   const RunState& run, const Json& summary, bool failed) {
    const auto& conflicts = summary["conflicts"];
    const auto workspace = shellQuoted(options.workspace), named = runOption(state, run);
    say(context, "");
    say(context, "run " + summary["run"].get<std::string>() + ": " + summary["state"].get<std::string>() + "; tasks " +
                     summary["tasks"].dump() + "; conflicts open " + conflicts["open"].dump() + ", resolved " +
                     conflicts["resolved"].dump() + "; cost " +
                     (summary["cost_usd"].is_null() ? "unknown" : formatUsd(run.spent) + " USD") +
                     (run.unconfirmed > MicroUsd{}
                          ? "; possibly charged " + formatUsd(run.unconfirmed) +
                                " USD more (unconfirmed, see `skeinctl costs " + shellQuoted(options.workspace) + "`)"
                          : ""));
    if (conflicts.contains("left_by_policy"))
        say(context, "policy:   " + conflicts["left_by_policy"].dump() + " left to you by policy " +
                         conflicts["policy"].get<std::string>() + "; why: skeinctl conflicts " + workspace + " show " +
                         firstOpen(bench, state, run));
    for (const auto& limit : summary.value("limits_reached", Json::array()))
        say(context, "limit:    " + limit.get<std::string>());
    if (summary["deliverable"].is_string()) {
        say(context, std::string("document: ") + summary["deliverable"].get<std::string>() +
                         (run.draft ? "   (DRAFT: it lists what is open)" : ""));
        say(context, "bundle:   " + summary["bundle"].get<std::string>() + "   (check it: skeinctl verify " +
                         summary["bundle"].get<std::string>() + ")");
    }
    if (runtime::heldForPlan(run)) return tellPlan(context, options, bench, run);
    const auto resume = resumeCommand(state, run, options);
    const auto onward = commandsAfterHold(*bench.reader(), state, run, options);
    const auto tellHold = [&](const std::string& why) {
        say(context, "held:     " + why);
        for (std::size_t i = 0; i < onward.size(); ++i)
            say(context, (i == 0 ? "next:     " : "          ") + onward[i]);
    };
    const bool held = !onward.empty();
    if (const auto hold = runtime::budgetHoldJson(*bench.reader(), state, run); held && !hold.is_null())
        return tellHold(hold["text"].get<std::string>());
    if (held && (run.holdReason == HoldReason::Deadline || run.holdReason == HoldReason::Keys))
        return tellHold(whyHeld(*bench.reader(), run));
    if (failed) say(context, "next:     skeinctl retry " + workspace + named + "; " + resume);
    const auto paused = heldAtPauses(bench, run);
    if (!paused.empty()) {
        say(context, "paused:   " + paused);
        say(context,
            "next:     skeinctl pass " + workspace + named + "   # lets " + "pass what is held; then " + resume);
    }
    if (conflicts["open"] != 0) {
        say(context, "next:     skeinctl conflicts " + workspace + named + "   # lists what contradicts what");
        say(context, "          skeinctl conflicts " + workspace + " resolve " + firstOpen(bench, state, run) +
                         " --take a   # or b, neither, not-a-conflict");
        say(context, "          " + resume + "   # runs what a decision affects");
    } else if (!failed && paused.empty() && run.status == RunStatus::Settled && run.outcome != RunOutcome::Done) {
        say(context, "next:     skeinctl status " + workspace + "; " + resume);
    }
}

}  // namespace

std::vector<std::string> commandsAfterHold(const runtime::WorkspaceReader& reader, const State& state,
                                           const RunState& run, const EndOptions& options) {
    const bool held =
        run.status == RunStatus::Held || (run.status == RunStatus::Settled && run.outcome == RunOutcome::Held);
    if (!held) return {};
    const auto resume = resumeCommand(state, run, options);
    const auto budget = run.holdReason == HoldReason::Budget ? runtime::tightest(state, run) : std::nullopt;
    if (run.holdReason == HoldReason::Keys) return {"skeinctl providers test", resume};
    if (run.holdReason == HoldReason::Deadline)
        return {resume + "   # without an end", resume + " --until " + laterEnd() + "   # or with another one"};
    if (!budget) return {resume};
    // Where nobody wrote down what the next call needs, a tenth of a dollar is enough for most.
    constexpr MicroUsd usual{100'000};
    const auto needs = run.heldBudget ? runtime::nextCallNeeds(run, *run.heldBudget) : std::nullopt;
    const auto raise = [&](const Budget& each, const std::string& to) {
        return "skeinctl budget " + shellQuoted(options.workspace) + runOption(state, run) + " --of " +
               shellQuoted(runtime::budgetAddress(reader, run, each)) + " --limit " + to;
    };
    // All of them: raising one alone would only show the next.
    const auto lacking = runtime::shortBudgets(state, run);
    if (needs && (lacking.size() > 1 || (lacking.size() == 1 && lacking[0].of != budget->of))) {
        std::vector<std::string> commands;
        for (const Budget& each : lacking) commands.push_back(raise(each, formatUsd(runtime::limitFor(each, *needs))));
        commands.push_back(resume);
        return commands;
    }
    if (needs && budget->room() >= *needs) return {resume};
    const std::string limit =
        run.heldBudget ? formatUsd(runtime::limitFor(*budget, needs.value_or(usual))) : std::string("none");
    if (budget->of.scope == BudgetScope::Run && run.heldBudget) return {resume + " --budget " + limit};
    return {raise(*budget, limit), resume};
}

Result<int> tellEnd(const Context& context, const EndOptions& options, Workbench& bench, RunId runId,
                    RunOutcome outcome) {
    Json paths = nullptr;
    if (!options.out.empty()) { SKEIN_TRY(paths, bench.writeDeliverable(runId, options.out)); }
    State state;
    bench.host()->withState([&](const State& live) { state = live; });
    const auto& run = *state.run(runId);
    auto summary = runtime::runSummary(*bench.reader(), state, run, paths);
    tellPolicy(*bench.reader(), state, run, summary["conflicts"]);
    if (runtime::heldForPlan(run)) summary["proposed_tasks"] = runtime::proposedTasks(run);
    const bool failed = tellFailures(bench, state, run);
    if (context.quiet && !runtime::heldForPlan(run)) tellQuietly(options, bench, state, run, summary["conflicts"]);
    if (context.json) printJson(summary);
    else tellNextSteps(context, options, bench, state, run, summary, failed);
    return statusOf(state, run, outcome);
}

}  // namespace skein::cli
