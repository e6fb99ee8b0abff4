// costs: the tallies of a run, and what a person knows about calls whose charge nobody reported.
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "core/base/text.h"
#include "core/runtime/costs.h"

namespace skein::cli {
namespace {

struct CostOptions {
    std::string workspace, verb = "show", step, run, by = "provider", charge;
};

Result<int> show(const Context& context, const CostOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number));
    SKEIN_TRY(const auto json, runtime::costsJson(*opened.reader, opened.state, opened.run, options.by));
    if (context.json) {
        printJson(json);
        return 0;
    }
    std::cout << "spent " << usdText(json["spent_usd"]) << " USD"
              << (json["budget_usd"].is_number() ? " of " + usdText(json["budget_usd"]) : "") << ", reserved "
              << usdText(json["reserved_usd"]) << ", possibly charged " << usdText(json["unconfirmed_usd"]) << '\n'
              << "failed calls " << usdText(json["failed_calls_usd"]) << ", attempts after the first "
              << usdText(json["repeated_usd"]) << ", results that are not held " << usdText(json["wasted_usd"]) << '\n';
    if (json["budget_warning"].get<bool>())
        std::cout << "warning: " << budgetShare(json) << " % of the budget are spent or set aside\n";
    if (json["inherited_usd"].get<double>() > 0)
        std::cout << "the workspace this one was forked from spent " << usdText(json["inherited_usd"])
                  << " USD before; that is not counted here\n";
    if (const auto& batch = json["batch"]; !batch.is_null())
        std::cout << "by batch: " << batch["calls"] << " calls, " << usdText(batch["usd"])
                  << " USD; at once they would "
                  << (batch["saved_usd"].is_null() ? std::string("have cost more")
                                                   : "have cost " + usdText(batch["saved_usd"]) + " USD more")
                  << '\n';
    if (const auto& baseline = json["baseline"]; !baseline.is_null())
        std::cout << "saved ~" << usdText(json["saved_usd"]) << " USD against ~" << usdText(baseline["usd"]) << " ("
                  << usdText(baseline["reused_usd"])
                  << " of it for results taken over): " << baseline["text"].get<std::string>() << '\n';
    std::cout << fmt::format("{:<40} {:>14} {:>12} {:>12} {:>8} {:>8}\n", options.by, "USD", "tokens in", "tokens out",
                             "calls", "failed");
    for (const auto& row : json["groups"])
        std::cout << fmt::format("{:<40} {:>14} {:>12} {:>12} {:>8} {:>8}\n", row["name"].get<std::string>(),
                                 usdText(row["usd"]), row["tokens_in"].get<std::int64_t>(),
                                 row["tokens_out"].get<std::int64_t>(), row["calls"].get<std::int64_t>(),
                                 row["failed_calls"].get<std::int64_t>());
    if (json["unconfirmed"].empty()) return 0;
    std::cout << fmt::format("\n{:<40} {:>14}  {:<24}  {}\n", "possibly charged: step", "at most USD", "provider/model",
                             "asked at");
    for (const auto& call : json["unconfirmed"])
        std::cout << fmt::format("{:<40} {:>14}  {:<24}  {}\n", call["step"].get<std::string>(), usdText(call["usd"]),
                                 call["provider"].get<std::string>() + "/" + call["model"].get<std::string>(),
                                 call["at"].get<std::string>());
    std::cout << "Look these up at the provider, then: skeinctl costs " << options.workspace
              << " settle STEP --charge USD\n";
    return 0;
}

Failure notUnconfirmed(const Json& unconfirmed, const std::string& step) {
    std::string known;
    for (const auto& call : unconfirmed)
        if (known.size() < 400) known += (known.empty() ? "" : ", ") + call["step"].get<std::string>();
    return fail(ErrorCode::NotFound, "'" + elide(step, 120) + "' is no step whose charge is open; expected " +
                                         (known.empty() ? "none: this run has no such step" : "one of " + known));
}

// The step's name is the plan's id of its task, which may hold slashes itself, and two numbers.
Result<int> settle(const Context& context, const CostOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    const auto charge = parseUsd(options.charge);
    if (!charge)
        return fail(ErrorCode::InvalidInput,
                    "--charge: expected what the provider charged in USD, 0 or more, as in 0.0031");
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number));
    SKEIN_TRY(const auto json, runtime::costsJson(*opened.reader, opened.state, opened.run, "provider"));
    const auto& calls = json["unconfirmed"];
    const auto call =
        std::find_if(calls.begin(), calls.end(), [&](const Json& c) { return c["step"] == options.step; });
    if (call == calls.end()) return notUnconfirmed(calls, options.step);
    const bool tooMuch = static_cast<double>(charge->value) / 1e6 > (*call)["usd"].get<double>();
    if (tooMuch && !context.yes &&
        !confirm(formatUsd(*charge) + " USD is more than this call can have cost at the run's prices (" +
                 usdText((*call)["usd"]) + "), and it cannot be taken back. Record it?"))
        return fail(ErrorCode::InvalidInput, "--charge: expected at most " + usdText((*call)["usd"]) +
                                                 " USD, which was set aside for this call; --yes records more");
    const auto parts = split(options.step, '/');
    const auto task =
        options.step.substr(0, options.step.size() - parts.back().size() - parts[parts.size() - 2].size() - 2);
    SKEIN_TRY(const auto found, runtime::findTask(*opened.reader, opened.state, opened.run, task));
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.recover = false;
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    SKEIN_TRY(const auto answer,
              bench->call("unconfirmed.settle", {{"run", opened.run.value},
                                                 {"task", found.task.value},
                                                 {"attempt", std::stoll(std::string(parts[parts.size() - 2]))},
                                                 {"step", std::stoll(std::string(parts.back()))},
                                                 {"charge_micro_usd", charge->value}}));
    if (context.json) printJson(answer);
    else say(context, options.step + " was charged " + formatUsd(*charge) + " USD; what was set aside is free again");
    return 0;
}

}  // namespace

// `costs WS`, `costs WS settle STEP`: the workspace comes first, so the verb is an argument.
void addCostCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<CostOptions>();
    auto* command = app.add_subcommand(
        "costs",
        "Tallies of money and tokens; settle a charge nobody reported\nExample: skeinctl costs work.skein --by kind");
    command->add_option("workspace", options->workspace, "The .skein file")->required();
    command->add_option("verb", options->verb, "show (default) or settle")->check(CLI::IsMember({"show", "settle"}));
    command->add_option("step", options->step, "settle: TASK/ATTEMPT/STEP as `costs` lists it");
    command->add_option("--by", options->by, "provider, model, kind, task or hour")
        ->check(CLI::IsMember({"provider", "model", "kind", "task", "hour"}));
    command->add_option("--charge", options->charge, "settle: what the provider charged, in USD");
    command->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    command->callback([&context, options] {
        context.action = [&context, options]() -> Result<int> {
            if (options->verb != "settle") return show(context, *options);
            if (options->step.empty() || options->charge.empty())
                return fail(ErrorCode::InvalidInput,
                            "costs settle: expected a step and --charge USD, as in: costs work.skein settle t-031/1/1 "
                            "--charge 0.0031");
            return settle(context, *options);
        };
    });
}

}  // namespace skein::cli
