// budget: what bounds the money of a workspace, a day, a run, its swarms and its tasks; and one action to change it.
#include <ctime>
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "app/skeinctl/run_ending.h"
#include "core/base/text.h"
#include "core/runtime/budgets.h"

namespace skein::cli {
namespace {

struct BudgetOptions {
    std::string workspace, run, of = "run", limit;
};

/// Minutes that the local day is ahead of UTC just now.
std::int32_t localOffset() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    return static_cast<std::int32_t>(local.tm_gmtoff / 60);
}

/// The parameters of `budget.change` that mean what --of says.
Result<Json> addressOf(const Opened& opened, const std::string& of) {
    const auto colon = of.find(':');
    const auto scope = of.substr(0, colon);
    const auto name = colon == std::string::npos ? "" : of.substr(colon + 1);
    if (name.empty() && (scope == "workspace" || scope == "run")) return Json{{"scope", scope}};
    if (name.empty() && scope == "day") return Json{{"scope", "day"}, {"utc_offset", localOffset()}};
    if (of == "tasks") return Json{{"scope", "task"}};
    if (scope == "swarm" && isShortName(name)) return Json{{"scope", "swarm"}, {"swarm", name}};
    if (scope == "task" && !name.empty()) {
        SKEIN_TRY(const auto found, runtime::findTask(*opened.reader, opened.state, opened.run, name));
        return Json{{"scope", "task"}, {"task", found.task.value}};
    }
    return fail(ErrorCode::InvalidInput,
                "--of: expected workspace, day, run, swarm:NAME, task:ID, or tasks for each task that has none of its "
                "own; found '" +
                    elide(of, 80) + "'");
}

Result<int> show(const Context& context, const BudgetOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number));
    const auto& run = *opened.state.run(opened.run);
    const auto budgets = runtime::budgetsJson(*opened.reader, opened.state, run);
    const auto hold = runtime::budgetHoldJson(*opened.reader, opened.state, run);
    const auto next = hold.is_null() ? std::vector<std::string>()
                                     : commandsAfterHold(*opened.reader, opened.state, run, {options.workspace, ""});
    if (context.json) {
        printJson({{"run", "r-" + std::to_string(opened.run.value)},
                   {"budgets", budgets},
                   {"held_needs_usd", hold.is_null() ? Json(nullptr) : hold["needs_usd"]},
                   {"next", next}});
        return 0;
    }
    constexpr MicroUsd oneMore{1'000'000};
    if (budgets.empty())
        std::cout << "no budget is set; for example: skeinctl budget " << shellQuoted(options.workspace)
                  << " --of run --limit "
                  << formatUsd(runtime::limitFor(standingOf(opened.state, &run, {}, opened.state.at), oneMore)) << '\n';
    else
        std::cout << fmt::format("{:<32} {:>14} {:>14} {:>18} {:>14}\n", "budget of", "USD", "spent", "may be charged",
                                 "left");
    for (const auto& each : budgets)
        std::cout << fmt::format("{:<32} {:>14} {:>14} {:>18} {:>14}{}\n", each["of"].get<std::string>(),
                                 usdText(each["limit_usd"]), usdText(each["spent_usd"]), usdText(each["pending_usd"]),
                                 usdText(each["room_usd"]), each["warning"].get<bool>() ? "   over 80 %" : "");
    if (!hold.is_null()) std::cout << "held: " << hold["text"].get<std::string>() << '\n';
    for (std::size_t i = 0; i < next.size(); ++i) std::cout << (i == 0 ? "next: " : "      ") << next[i] << '\n';
    return 0;
}

Result<int> change(const Context& context, const BudgetOptions& options) {
    std::optional<MicroUsd> limit;
    if (options.limit != "none") {
        const auto amount = parseUsd(options.limit);
        if (!amount)
            return fail(ErrorCode::InvalidInput,
                        "--limit: expected US dollars with at most six decimals, such as 5.00, or none; found '" +
                            elide(options.limit, 40) + "'");
        limit = *amount;
    }
    SKEIN_TRY(const auto number, parseRun(options.run));
    const bool ofWorkspace = options.of == "workspace" || options.of == "day";
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number, !ofWorkspace));
    SKEIN_TRY(auto params, addressOf(opened, options.of));
    if (!ofWorkspace) params["run"] = opened.run.value;
    params["budget_micro_usd"] = limit ? Json(limit->value) : Json(nullptr);
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    SKEIN_TRY([[maybe_unused]] const auto answer, bench->call("budget.change", params));
    if (context.json)
        printJson({{"of", options.of}, {"limit_usd", limit ? Json(runtime::usd(*limit)) : Json(nullptr)}});
    else
        say(context, "the budget of " + options.of + (limit ? " is " + formatUsd(*limit) + " USD" : " is no more") +
                         "; a run that was held by it goes on with: skeinctl resume " + shellQuoted(options.workspace));
    return 0;
}

}  // namespace

void addBudgetCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<BudgetOptions>();
    auto* command = app.add_subcommand(
        "budget",
        "Show or change the budgets of a workspace, a day, a run, its swarms and tasks\nExample: skeinctl "
        "budget work.skein --of day --limit 5.00");
    command->add_option("workspace", options->workspace, "The .skein file")->required();
    command->add_option("--of", options->of,
                        "workspace, day, run (default), swarm:NAME, task:ID, or tasks: each task without one");
    command->add_option("--limit", options->limit, "US dollars, or none; left out: only show");
    command->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    command->callback([&context, options] {
        context.action = [&context, options] {
            return options->limit.empty() ? show(context, *options) : change(context, *options);
        };
    });
}

}  // namespace skein::cli
