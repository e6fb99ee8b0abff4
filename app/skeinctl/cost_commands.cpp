// costs: the tallies of a run, and what a person knows about calls whose charge nobody reported.
#include <iostream>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "core/base/text.h"
#include "core/runtime/costs.h"
#include "core/runtime/executor.h"
#include "core/runtime/forecast.h"
#include "core/runtime/memory_costs.h"

namespace skein::cli {
namespace {

struct CostOptions {
    std::string workspace, verb = "show", step, run, by = "provider", charge;
};

/// What was estimated when the run began, beside what was measured; and how it was with the runs before.
void printEstimates(const Json& json) {
    const auto& run = json["against_actual"];
    if (!run.is_null()) {
        const auto line = [](const char* what, const Json& range, auto textOf) {
            if (range.is_null()) return;
            std::cout << fmt::format("estimated {} {} ({}-{}), measured {}{}\n", what, textOf(range["p50"]),
                                     textOf(range["p10"]), textOf(range["p90"]), textOf(range["actual"]),
                                     range["within"].get<bool>() ? ", within" : "");
        };
        const auto plain = [](const Json& amount) { return fmt::format("{:.6g}", amount.get<double>()); };
        std::cout << "\nestimate when the run began: " << run["basis"].get<std::string>()
                  << (run["comparable"].get<bool>() ? "" : "; not everything was done, done anew and as planned")
                  << '\n';
        line("seconds", run["seconds"], plain);
        line("USD", run["usd"], usdText);
        std::cout << fmt::format("{:<24} {:>7} {:>20} {:>20} {:>20} {:>22}\n", "measured / estimated", "results",
                                 "seconds of agents", "tokens in", "tokens out", "USD");
        const auto pair = [](const Json& figure, auto textOf) {
            return figure.is_null() ? std::string("unknown")
                                    : fmt::format("{} / ~{}", textOf(figure["actual"]), textOf(figure["estimated"]));
        };
        for (const auto& kind : run["kinds"])
            std::cout << fmt::format("{:<24} {:>7} {:>20} {:>20} {:>20} {:>22}\n", kind["kind"].get<std::string>(),
                                     kind["results"].dump(), pair(kind["seconds"], plain),
                                     pair(kind["tokens_in"], plain), pair(kind["tokens_out"], plain),
                                     pair(kind["usd"], usdText));
    }
    for (const auto& [family, counts] : json["token_counts"].items()) {
        if (counts["median_error"].is_null()) {
            std::cout << fmt::format(
                "tokens of {} models: no call's count was near enough to its estimate to learn from\n", family);
            continue;
        }
        std::cout << fmt::format(
            "tokens of {} models: {:.3g} counted for each estimated, from {} calls; the estimate "
            "of a call is off by {:.2g} % in the middle\n",
            family, counts["ratio"].get<double>(), counts["calls"].get<std::size_t>(),
            counts["median_error"].get<double>() * 100);
    }
    const auto& past = json["calibration"];
    if (past["runs"] == 0) return;
    const auto factor = [&](const char* name) {
        return past[name].is_null() ? std::string() : fmt::format(", median factor {:.3g}", past[name].get<double>());
    };
    std::cout << "estimates of this workspace: " << past["runs"] << " comparable runs; " << past["within_seconds"]
              << " within their range of time" << factor("factor_seconds") << "; " << past["within_usd"]
              << " within that of cost" << factor("factor_usd") << '\n';
}

void printGroups(const std::string& by, const Json& groups) {
    std::cout << fmt::format("{:<40} {:>14} {:>12} {:>12} {:>8} {:>8}\n", by, "USD", "tokens in", "tokens out", "calls",
                             "failed");
    for (const auto& row : groups)
        std::cout << fmt::format("{:<40} {:>14} {:>12} {:>12} {:>8} {:>8}\n", row["name"].get<std::string>(),
                                 usdText(row["usd"]), row["tokens_in"].get<std::int64_t>(),
                                 row["tokens_out"].get<std::int64_t>(), row["calls"].get<std::int64_t>(),
                                 row["failed_calls"].get<std::int64_t>());
}

/// What memory paid for by itself, in no run.
void printMemory(const std::string& by, const Json& memory) {
    if (memory.is_null()) return;
    std::cout << fmt::format("\nmemory, in no run: spent {} USD, reserved {}, possibly charged {}\n",
                             usdText(memory["spent_usd"]), usdText(memory["reserved_usd"]),
                             usdText(memory["unconfirmed_usd"]));
    if (memory["inherited_usd"].get<double>() > 0)
        std::cout << "the workspace this one was forked from spent " << usdText(memory["inherited_usd"])
                  << " USD on its memory\n";
    if (!memory["groups"].empty()) printGroups(by, memory["groups"]);
}

void printUnconfirmed(const std::string& workspace, const Json& calls) {
    if (calls.empty()) return;
    std::cout << fmt::format("\n{:<40} {:>14}  {:<24}  {}\n", "possibly charged: step", "at most USD", "provider/model",
                             "asked at");
    for (const auto& call : calls)
        std::cout << fmt::format(
            "{:<40} {:>14}  {:<24}  {:<20}  {}\n", call["step"].get<std::string>(), usdText(call["usd"]),
            call["provider"].get<std::string>() + "/" + call["model"].get<std::string>(), call["at"].get<std::string>(),
            call["batch"].is_string()      ? "batch " + call["batch"].get<std::string>()
            : call["state"] == "abandoned" ? std::string("its process is gone")
                                           : std::string());
    const auto& first = calls.front();
    std::cout << "Look these up at the provider, then: skeinctl costs " << shellQuoted(workspace) << " settle "
              << shellQuoted(first["step"].get<std::string>()) << " --charge " << usdText(first["usd"])
              << "   # what it charged; 0: nothing\n";
}

Result<int> show(const Context& context, const CostOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    SKEIN_TRY(const auto any, openForReading(options.workspace, number, false));
    SKEIN_TRY(const auto memory,
              runtime::memoryCostsJson(*any.reader, any.state, options.by, isHosted(options.workspace)));
    if (any.state.runs.empty() && !memory.is_null()) {
        if (context.json) printJson({{"run", nullptr}, {"by", options.by}, {"memory", memory}});
        else {
            printMemory(options.by, memory);
            printUnconfirmed(options.workspace, memory["unconfirmed"]);
        }
        return 0;
    }
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number));
    SKEIN_TRY(auto json,
              runtime::costsJson(*opened.reader, opened.state, opened.run, options.by, isHosted(options.workspace)));
    const auto& run = *opened.state.run(opened.run);
    const Instant now = runtime::wallNow();
    SKEIN_TRY(const auto past, runtime::pastWorkFor(*opened.reader, run, now));
    json["forecast"] = runtime::forecastJson(run, past, now, isHosted(options.workspace));
    json["against_actual"] = runtime::againstActualJson(past, opened.run);
    json["calibration"] = runtime::calibrationJson(past);
    json["token_counts"] = runtime::tokenCountsJson(past.tokenCounts());
    json["memory"] = memory;
    if (context.json) {
        printJson(json);
        return 0;
    }
    std::cout << "spent " << usdText(json["spent_usd"]) << (json["spent_usd"].is_null() ? "" : " USD")
              << (json["budget_usd"].is_number() ? " of " + usdText(json["budget_usd"]) : "") << ", reserved "
              << usdText(json["reserved_usd"]) << ", possibly charged " << usdText(json["unconfirmed_usd"]) << '\n'
              << "failed calls " << usdText(json["failed_calls_usd"]) << ", attempts after the first "
              << usdText(json["repeated_usd"]) << ", results that are not held " << usdText(json["wasted_usd"]) << '\n';
    if (const auto calls = json["estimated_calls"].get<std::size_t>(); calls > 0)
        std::cout << "of what was spent ~" << usdText(json["estimated_usd"]) << " are estimated: " << calls
                  << (calls == 1 ? " answer" : " answers") << " came without a count of tokens\n";
    std::cout << budgetWarnings(json["budgets"]);
    printForecast(json["forecast"], json["budget_usd"]);
    if (json["inherited_usd"].get<double>() > 0)
        std::cout << "the workspace this one was forked from spent " << usdText(json["inherited_usd"])
                  << " USD before; that is not counted here\n";
    if (const auto& batch = json["batch"]; !batch.is_null())
        std::cout << "by batch: " << batch["calls"] << " calls, " << usdText(batch["usd"])
                  << " USD; at once they would "
                  << (batch["saved_usd"].is_null() ? std::string("have cost more")
                                                   : "have cost " + usdText(batch["saved_usd"]) + " USD more")
                  << fmt::format("; each waited {:.6g} s on average, {:.6g} s at most\n",
                                 batch["waited_seconds"]["mean"].get<double>(),
                                 batch["waited_seconds"]["longest"].get<double>());
    if (const auto& baseline = json["baseline"]; !baseline.is_null())
        std::cout << "saved ~" << usdText(json["saved_usd"]) << " USD against ~" << usdText(baseline["usd"]) << " ("
                  << usdText(baseline["reused_usd"])
                  << " of it for results taken over): " << baseline["text"].get<std::string>() << '\n';
    printGroups(options.by, json["groups"]);
    printMemory(options.by, memory);
    printEstimates(json);
    auto unconfirmed = json["unconfirmed"];
    if (!memory.is_null())
        for (const auto& call : memory["unconfirmed"]) unconfirmed.push_back(call);
    printUnconfirmed(options.workspace, unconfirmed);
    return 0;
}

Failure notUnconfirmed(const Json& unconfirmed, const std::string& step) {
    std::string known;
    for (const auto& call : unconfirmed)
        if (known.size() < 400) known += (known.empty() ? "" : ", ") + call["step"].get<std::string>();
    return fail(ErrorCode::NotFound, "'" + elide(step, 120) + "' is no step whose charge is open; expected " +
                                         (known.empty() ? "none: no charge is open" : "one of " + known));
}

// The step's name is the plan's id of its task, which may hold slashes itself, and two numbers.
Result<int> settle(const Context& context, const CostOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    const auto charge = parseUsd(options.charge);
    if (!charge)
        return fail(ErrorCode::InvalidInput,
                    "--charge: expected what the provider charged in USD, 0 or more, as in 0.0031");
    const bool ofMemory = options.step.starts_with("memory/") && split(options.step, '/').size() == 2;
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number, !ofMemory));
    SKEIN_TRY(const auto json,
              ofMemory ? runtime::memoryCostsJson(*opened.reader, opened.state, "kind", isHosted(options.workspace))
                       : runtime::costsJson(*opened.reader, opened.state, opened.run, "provider",
                                            isHosted(options.workspace)));
    const Json calls = json.is_null() ? Json::array() : json["unconfirmed"];
    const auto call =
        std::find_if(calls.begin(), calls.end(), [&](const Json& c) { return c["step"] == options.step; });
    if (call == calls.end()) return notUnconfirmed(calls, options.step);
    const bool tooMuch = static_cast<double>(charge->value) / 1e6 > (*call)["usd"].get<double>();
    if (tooMuch && !context.yes &&
        !confirm(formatUsd(*charge) + " USD is more than this call can have cost at the run's prices (" +
                 usdText((*call)["usd"]) + "), and it cannot be taken back. Record it?"))
        return fail(ErrorCode::InvalidInput, "--charge: expected at most " + usdText((*call)["usd"]) +
                                                 " USD, which was set aside for this call; --yes records more");
    runtime::WorkbenchOptions workbench;
    workbench.path = options.workspace;
    workbench.recover = false;
    const auto told = [&](const Json& answer) {
        if (context.json) printJson(answer);
        else
            say(context,
                options.step + " was charged " + formatUsd(*charge) + " USD; what was set aside is free again");
        return 0;
    };
    const auto parts = split(options.step, '/');
    if (ofMemory) {
        SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
        SKEIN_TRY(const auto answer, bench->call("memory.settle", {{"call", std::stoll(std::string(parts.back()))},
                                                                   {"charge_micro_usd", charge->value}}));
        return told(answer);
    }
    const auto task =
        options.step.substr(0, options.step.size() - parts.back().size() - parts[parts.size() - 2].size() - 2);
    SKEIN_TRY(const auto found, runtime::findTask(*opened.reader, opened.state, opened.run, task));
    SKEIN_TRY(const auto bench, openWorkbench(context, workbench));
    SKEIN_TRY(const auto answer,
              bench->call("unconfirmed.settle", {{"run", opened.run.value},
                                                 {"task", found.task.value},
                                                 {"attempt", std::stoll(std::string(parts[parts.size() - 2]))},
                                                 {"step", std::stoll(std::string(parts.back()))},
                                                 {"charge_micro_usd", charge->value}}));
    return told(answer);
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
    command->add_option("step", options->step, "settle: TASK/ATTEMPT/STEP or memory/N as `costs` lists it");
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
