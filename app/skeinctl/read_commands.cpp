// status, context, log, replay, verify: looking at a workspace or a bundle.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <thread>

#include <fmt/format.h>

#include "app/skeinctl/cli.h"
#include "app/skeinctl/memory_past.h"
#include "app/skeinctl/run_ending.h"
#include "core/base/text.h"
#include "core/runtime/accept_copy.h"
#include "core/runtime/executor.h"
#include "core/runtime/forecast.h"
#include "core/runtime/run_questions.h"
#include "core/runtime/store/bundle.h"
#include "core/runtime/store/workspace_store.h"

namespace skein::cli {
namespace {

struct ReadOptions {
    std::string workspace, run, task, kind, trace, headFile, signer;
    std::uint32_t attempt = 0;
    std::uint64_t since = 0, until = 0;
    bool watch = false, follow = false, prompt = false, check = false, acceptOlder = false;
};

/// Further lines of a text stand back, so that none of them looks like one of ours.
std::string indented(const std::string& text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? std::string("\n  ") : std::string(1, c);
    return out;
}

/// One model as it stands for a task that has made no call.
void printModel(const Json& model) {
    std::cout << "model: " << model["provider"].get<std::string>() << '/'
              << elide(model["model"].get<std::string>(), 80) << (model["batch"].get<bool>() ? " by batch" : "") << ": "
              << model["why"].get<std::string>() << '\n';
}

void printStatus(const Json& json, const std::string& workspace) {
    std::cout << "run " << json["run"].get<std::string>() << ": " << json["state"].get<std::string>()
              << (json["unknown_since"].is_string() ? " since " + json["unknown_since"].get<std::string>() : "")
              << (json["hosted"].get<bool>() ? "" : "  (no process hosts it)") << '\n';
    if (json["unknown_since"].is_string())
        std::cout << "its process has ended; `skeinctl resume " << workspace << "` goes on\n";
    const auto held = [&](const std::string& why) {
        std::cout << "held: " << why << '\n';
        for (const auto& command : json["next"])
            std::cout << (&command == &json["next"].front() ? "next: " : "      ") << command.get<std::string>()
                      << '\n';
    };
    if (json["held_by"] == "budget") held(json["held_because"].get<std::string>());
    if (json["held_by"] == "deadline") held("the time given is over, or too short for any call");
    if (json["held_by"] == "keys")
        held("no key can take the next call: " + elide(json["held_because"].get<std::string>(), 300));
    if (const auto& models = json["held_models"]; models.is_object()) {
        std::cout << "the models for " << models["task"].get<std::string>() << ":\n";
        for (const auto& model : models["models"]) {
            std::cout << "  ";
            printModel(model);
        }
    }
    if (json["held_by"] == "disk") held("the disk is full; free some space");
    if (json["held_by"] == "plan")
        std::cout << "waits for you: proposed plan of " << json["proposed_tasks"] << " tasks; `skeinctl plan "
                  << workspace << "` shows it, `skeinctl resume " << workspace << "` accepts it\n";
    for (const auto& outage : json["outages"])
        std::cout << "waits:   " << outage["provider"].get<std::string>() << " does not answer since "
                  << outage["since"].get<std::string>() << ", " << outage["calls"]
                  << (outage["calls"] == 1 ? " call" : " calls")
                  << " failed: " << indented(elide(outage["said"].get<std::string>(), 300)) << '\n';
    std::cout << "tasks: ";
    bool first = true;
    for (const auto& [word, count] : json["tasks"].items()) {
        std::cout << (first ? "" : ", ") << count << ' ' << word;
        first = false;
    }
    std::cout << "\nconflicts: " << json["conflicts"]["open"] << " open, " << json["conflicts"]["resolved"]
              << " resolved\n";
    for (const auto& limit : json.value("limits_reached", Json::array()))
        std::cout << "limit: " << limit.get<std::string>() << '\n';
    std::cout << "cost: " << usdText(json["cost_usd"]) << (json["cost_usd"].is_null() ? "" : " USD");
    if (json["budget_usd"].is_number()) std::cout << " of " << usdText(json["budget_usd"]);
    if (json["unconfirmed_usd"].get<double>() > 0)
        std::cout << ", possibly charged: " << usdText(json["unconfirmed_usd"]);
    std::cout << '\n';
    if (json["held_by"] != "budget") std::cout << budgetWarnings(json["budgets"]);
    printForecast(json["forecast"], json["budget_usd"]);
    for (const auto& batch : json["batches"]) {
        const auto where =
            batch["provider"].get<std::string>() + " (" + elide(batch["model"].get<std::string>(), 60) + ")";
        if (batch["tasks"] != 0 && batch["state"] != "waiting") {
            std::cout << "by batch: " << batch["tasks"] << " given to " << where << " since "
                      << batch["since"].get<std::string>()
                      << (batch["state"] == "cancelled" ? " and cancelled; `skeinctl resume " + workspace +
                                                              "` takes what was answered by then and calls the others\n"
                                                        : "; `skeinctl resume " + workspace + "` takes the answers\n");
        } else if (batch["tasks"] != 0) {
            std::cout << "by batch: " << batch["tasks"] << " wait at " << where << " since "
                      << batch["since"].get<std::string>();
            if (batch["saves_at_most_usd"].is_number())
                std::cout << ", which saves up to " << usdText(batch["saves_at_most_usd"]) << " USD";
            std::cout << "; `skeinctl hurry " << workspace << ' ' << shellQuoted(batch["first"].get<std::string>())
                      << "` calls at once\n";
        }
        if (batch["late"] != 0)
            std::cout << "by batch: " << batch["late"] << " that nobody waits for any more may be charged by " << where
                      << "; whoever hosts the workspace next asks\n";
    }
    for (const auto& failed : json["failed"])
        std::cout << "failed: " << failed["task"].get<std::string>() << ": "
                  << indented(failed["why"].get<std::string>()) << '\n';
    if (const auto listed = json["failed"].size(); json["failed_tasks"] > listed)
        std::cout << "... and " << json["failed_tasks"].get<std::size_t>() - listed << " more failed\n";
    for (const auto& key : json["aside_keys"])
        std::cout << "set aside: "
                  << (key["key"] == "" ? "calls without a key" : "key " + key["key"].get<std::string>()) << " of "
                  << key["provider"].get<std::string>() << ", "
                  << (key["reason"] == "no-credit" ? "out of quota" : "revoked") << " since "
                  << key["since"].get<std::string>() << ": " << indented(elide(key["said"].get<std::string>(), 200))
                  << "; `skeinctl resume " << workspace << "` tries it again\n";
    printPlanning(json["planning"], workspace, false);
    std::cout << runtime::questionsText(json["questions"]);
    if (!json["paused"].empty()) {
        std::cout << "paused: " << json["paused"].size() << (json["paused"].size() == 1 ? " task waits" : " tasks wait")
                  << " for you at a pause point; "
                  << "`skeinctl pass " << workspace << "` lets " << (json["paused"].size() == 1 ? "it" : "them")
                  << " pass\n";
    }
    std::size_t shown = 0;
    for (const auto& waiting : json["waiting"]) {
        if (++shown > 10) {
            std::cout << "... and " << json["waiting_tasks"].get<std::size_t>() - 10 << " more wait\n";
            break;
        }
        std::cout << waiting["state"].get<std::string>() << ": " << waiting["task"].get<std::string>();
        if (const auto& money = waiting["money"]; !money.is_null()) {
            std::cout << "  waits for " << money["text"].get<std::string>() << "; `skeinctl budget " << workspace
                      << " --of " << shellQuoted(money["of"].get<std::string>()) << " --limit "
                      << usdText(money["limit_usd"]) << "` lets it go on at once";
        }
        for (const auto& need : waiting["for"])
            std::cout << "  <- " << need["task"].get<std::string>() << " (" << need["state"].get<std::string>()
                      << (need["open_conflicts"] != 0 ? ", conflict open" : "") << ")";
        std::cout << '\n';
    }
}

Result<int> status(const Context& context, const ReadOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    std::optional<runtime::PastWork> past;  // read on, not again, while this watches
    for (;;) {
        SKEIN_TRY(const auto opened, openForReading(options.workspace, number));
        const bool hosted = isHosted(options.workspace);
        SKEIN_TRY(auto json, runtime::statusJson(*opened.reader, opened.state, opened.run, hosted));
        const auto& run = *opened.state.run(opened.run);
        json["next"] = commandsAfterHold(*opened.reader, opened.state, run, {options.workspace, ""});
        json["forecast"] = nullptr;
        if (run.status != RunStatus::Settled) {
            const Instant now = runtime::wallNow();
            if (past) {
                SKEIN_CHECK(past->readOn(*opened.reader));
            } else {
                SKEIN_TRY(past, runtime::pastWorkFor(*opened.reader, run, now));
            }
            json["forecast"] = runtime::forecastJson(run, *past, now, hosted);
        }
        if (context.json) std::cout << (options.watch ? json.dump() : prettyJson(json)) << std::endl;
        else printStatus(json, shellQuoted(options.workspace));
        if (!options.watch || !hosted) return 0;
        std::this_thread::sleep_for(std::chrono::seconds(1));
        if (!context.json) std::cout << '\n';
    }
}

Result<int> contextOf(const Context& context, const ReadOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    SKEIN_TRY(const auto opened, openForReading(options.workspace, number));
    SKEIN_TRY(const auto found, runtime::findTask(*opened.reader, opened.state, opened.run, options.task));
    SKEIN_TRY(auto json, runtime::contextJson(*opened.reader, opened.state, found.run, found.task,
                                              AttemptNo{options.attempt}, options.prompt));
    SKEIN_TRY(const auto spec, opened.reader->taskSpec(*opened.state.task(found.run, found.task)));
    json["task"] = spec.id;
    addHindsight(context, opened, found.run, found.task, json);
    const auto runOptions = opened.reader->blobJson(opened.state.run(found.run)->options);
    const auto models = runOptions ? runtime::runModelsFromOptions(*runOptions)
                                   : Result<runtime::RunModels>(fail(ErrorCode::NotFound, ""));
    const auto best = models ? models->bestWindow() : std::nullopt;
    const auto total = TokenCount{json["total_tokens"].get<std::int64_t>()};
    json["state"] = context::windowState(total, spec.band, best);
    json["band"] = {
        {"min", spec.band.min.value}, {"max", spec.band.max.value}, {"best", best ? Json(best->value) : Json(nullptr)}};
    if (context.json) {
        printJson(json);
        return 0;
    }
    std::cout << spec.id << " attempt " << json["attempt"] << ": " << (json["measured"].get<bool>() ? "" : "~")
              << json["total_tokens"] << " tokens" << (json["measured"].get<bool>() ? " measured" : " (estimate)")
              << ", band " << spec.band.min.value << "-" << spec.band.max.value
              << (best ? ", best at " + std::to_string(best->value) : "") << ": " << json["state"].get<std::string>()
              << '\n';
    if (!json["relevance"].is_null())
        std::cout << fmt::format(
            "relevance: {:.0f} % of the memory tokens were used (measured after the task finished)\n",
            100 * json["relevance"].get<double>());
    const bool memory = std::any_of(json["segments"].begin(), json["segments"].end(), [](const Json& segment) {
        return segment["reason"] == "memory" || segment["reason"] == "pinned";
    });
    if (!memory) std::cout << "no memory in it\n";
    if (!json["channels"].empty())
        std::cout << fmt::format("{:<12} {:>7} {:>7} {:>6} {:>6}\n", "channel", "share", "used", "found", "taken");
    for (const auto& channel : json["channels"])
        std::cout << fmt::format("{:<12} {:>7} {:>7} {:>6} {:>6}\n", channel["channel"].get<std::string>(),
                                 channel["share"].get<std::int64_t>(), channel["used"].get<std::int64_t>(),
                                 channel["found"].get<std::int64_t>(), channel["taken"].get<std::int64_t>());
    std::cout << fmt::format("{:<12} {:<11} {:>7} {:>9} {:<6} {}\n", "reason", "channel", "tokens", "score", "used",
                             "source");
    for (const auto& segment : json["segments"]) {
        const auto& used = segment["used"];
        std::cout << fmt::format("{:<12} {:<11} {:>7} {:>9.4f} {:<6} {}\n", segment["reason"].get<std::string>(),
                                 segment["channel"].is_null() ? "" : segment["channel"].get<std::string>(),
                                 segment["tokens"].get<std::int64_t>(), segment["score"].get<double>(),
                                 used.is_null()                 ? ""
                                 : segment["cited"].get<bool>() ? "cited"
                                 : used.get<bool>()             ? "used"
                                                                : "no",
                                 segment["source"].get<std::string>());
    }
    if (json.contains("asked"))
        for (const auto& question : json["asked"])
            std::cout << fmt::format("{:<12} {:>7}            {} {} (round {}, {} atoms)\n", "asked",
                                     question["tokens"].get<std::int64_t>(), question["tool"].get<std::string>(),
                                     question["arguments"].get<std::string>(), question["round"].get<int>(),
                                     question["atoms"].size());
    std::cout << "left out: " << json["left_out"].size() << '\n';
    std::size_t shown = 0;
    for (const auto& item : json["left_out"])
        if (++shown <= 20)
            std::cout << fmt::format("{:<20} {:>7}            {}\n", item["why"].get<std::string>(),
                                     item["tokens"].get<std::int64_t>(), item["source"].get<std::string>());
    if (json.contains("not_taken")) std::cout << json["not_taken"].get<std::string>() << '\n';
    for (const auto& call : json["calls"]) std::cout << "call: " << call["why"].get<std::string>() << '\n';
    for (const auto& model : json["models"]) printModel(model);
    printHindsight(json);
    if (options.prompt)
        std::cout << "\n--- system ---\n"
                  << json["prompt"]["system"].get<std::string>() << "\n--- user ---\n"
                  << json["prompt"]["user"].get<std::string>() << '\n';
    return 0;
}

/// Names tasks as people do, also those planned while the log is followed.
class TaskNames {
public:
    TaskNames(const runtime::WorkspaceReader& reader, const State& state) : m_reader(reader) {
        for (const auto& run : state.runs)
            for (const auto& task : run.tasks) m_specs[{run.run.value, task.shape.task.value}] = task.shape.spec;
    }

    void take(const Event& event) {
        const auto note = [&](RunId run, const TaskShape& shape) {
            m_specs[{run.value, shape.task.value}] = shape.spec;
            m_ids.erase({run.value, shape.task.value});
        };
        if (const auto* planned = std::get_if<event::TaskPlanned>(&event)) note(planned->run, planned->shape);
        if (const auto* amended = std::get_if<event::TaskAmended>(&event)) note(amended->run, amended->shape);
    }

    /// "r-1/survey"; empty where an entry is about no task.
    std::string traceOf(const Json& data) {
        const auto run = data.value("run", 0u);
        const auto task = data.contains("shape") ? data["shape"].value("task", 0u) : data.value("task", 0u);
        return run == 0 || task == 0 ? "" : "r-" + std::to_string(run) + "/" + idOf(run, task);
    }

private:
    std::string idOf(std::uint32_t run, std::uint32_t task) {
        auto& id = m_ids[{run, task}];
        if (!id.empty()) return id;
        const auto spec = m_specs.find({run, task});
        const auto json =
            spec == m_specs.end() ? Result<Json>(fail(ErrorCode::NotFound, "")) : m_reader.blobJson(spec->second);
        return id = json ? json->value("id", std::to_string(task)) : std::to_string(task);
    }

    const runtime::WorkspaceReader& m_reader;
    std::map<std::pair<std::uint32_t, std::uint32_t>, BlobRef> m_specs;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> m_ids;
};

/// What --trace asks for: one task, one conflict, or all of a run.
struct Trace {
    RunId run;
    TaskNo task;
    ConflictId conflict;

    bool holds(const Json& data) const {
        if (conflict) return data.value("conflict", 0u) == conflict.value;
        if (data.value("run", 0u) != run.value) return false;
        if (!task) return true;
        for (const char* member : {"task", "task_a", "task_b"})
            if (data.value(member, 0u) == task.value) return true;
        return data.contains("shape") && data["shape"].value("task", 0u) == task.value;
    }
};

Result<std::optional<Trace>> parseTrace(const Opened& opened, const std::string& text) {
    if (text.empty()) return std::optional<Trace>();
    Trace trace;
    if (text.starts_with("c-")) {
        SKEIN_TRY(trace.conflict, runtime::findConflict(*opened.reader, opened.state, text));
        return std::optional(trace);
    }
    if (opened.state.runs.empty()) return fail(ErrorCode::NotFound, "--trace: this workspace holds no run yet");
    if (text.starts_with("r-") && text.find('/') == std::string::npos) {
        const auto number = parseRun(text);
        if (number && opened.state.run(RunId{*number}) != nullptr) {
            trace.run = RunId{*number};
            return std::optional(trace);
        }
    }
    auto found = runtime::findTask(*opened.reader, opened.state, opened.run, text);
    if (!found) return rewrap(std::move(found).error(), "--trace");
    trace.run = found->run;
    trace.task = found->task;
    return std::optional(trace);
}

template <std::size_t... I>
bool isKind(std::string_view name, std::index_sequence<I...>) {
    return (... || (std::variant_alternative_t<I, Event>::kind == name ||
                    std::variant_alternative_t<I, Event>::kind.starts_with(std::string(name) + ".")));
}

Result<int> log(const Context& context, const ReadOptions& options) {
    if (!options.kind.empty() && !isKind(options.kind, std::make_index_sequence<std::variant_size_v<Event>>()))
        return fail(ErrorCode::InvalidInput,
                    "--kind: '" + elide(options.kind, 60) +
                        "' is no kind or group of entries; `skeinctl schema event` lists them");
    SKEIN_TRY(const auto opened, openForReading(options.workspace, 0, false));
    SKEIN_TRY(const auto trace, parseTrace(opened, options.trace));
    TaskNames names(*opened.reader, opened.state);
    std::uint64_t at = options.since == 0 ? 0 : options.since - 1;
    for (;;) {
        SKEIN_TRY(const auto events, opened.reader->events(at, 2'000));
        for (const auto& event : events) {
            at = event.sequence;
            names.take(event.event);
            auto json = runtime::eventJson(event);
            const auto kind = json["kind"].get<std::string>();
            if (!options.kind.empty() && kind != options.kind && !kind.starts_with(options.kind + ".")) continue;
            if (trace && !trace->holds(json["data"])) continue;
            const auto name = names.traceOf(json["data"]);
            if (!name.empty()) json["trace"] = name;
            if (context.json) std::cout << json.dump() << '\n';
            else
                std::cout << fmt::format("{:>8}  {}  {:<20} {}{}{}\n", event.sequence, json["at"].get<std::string>(),
                                         kind, name, name.empty() ? "" : "  ", json["data"].dump());
        }
        if (events.empty()) {
            std::cout << std::flush;
            if (!options.follow) return 0;
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
    }
}

/// From the first entry, without any snapshot.
Result<State> foldAfresh(const runtime::WorkspaceReader& reader, std::uint64_t until) {
    State state;
    for (;;) {
        SKEIN_TRY(const auto events, reader.events(state.sequence, 5'000));
        if (events.empty()) return state;
        for (const auto& event : events) {
            if (until != 0 && event.sequence > until) return state;
            SKEIN_CHECK(apply(state, event.event, event.sequence, event.at));
        }
    }
}

Result<int> replay(const Context& context, const ReadOptions& options) {
    SKEIN_TRY(const auto reader, openReader(options.workspace));
    SKEIN_TRY(const auto state, foldAfresh(*reader, options.until));
    Json json{{"entries", state.sequence},
              {"state_hash", stateHash(state).hex()},
              {"runs", state.runs.size()},
              {"conflicts", state.conflicts.size()}};
    int exitStatus = 0;
    if (options.check) {
        SKEIN_TRY(const auto stored, reader->fold(options.until));
        const bool same = stateHash(stored) == stateHash(state);
        json["check"] = same ? "equal" : "differs";
        json["stored_hash"] = stateHash(stored).hex();
        exitStatus = same ? 0 : 5;
    }
    if (context.json) printJson(json);
    else {
        std::cout << json["entries"] << " entries folded, state " << json["state_hash"].get<std::string>() << '\n';
        if (options.check) std::cout << "stored state: " << json["check"].get<std::string>() << '\n';
    }
    return exitStatus;
}

Result<int> verify(const Context& context, const ReadOptions& options) {
    runtime::VerifyRequest request;
    request.headFile = options.headFile;
    request.signerPin = options.signer;
    SKEIN_CHECK(runtime::checkVerifyRequest(request));  // what was typed is judged before the workspace
    if (options.acceptOlder) {
        auto accepted = runtime::acceptOlderCopy(options.workspace, context.yes);
        if (!accepted)
            return accepted.error().code == ErrorCode::Io ? unusable(accepted.error()) : Failure(accepted.error());
        say(context, options.workspace + ": goes on after entry " + std::to_string(accepted->kept) +
                         "; what was written up to entry " + std::to_string(accepted->mirrored) +
                         " of the other copy is given up, and the journal says so");
    }
    auto verified = runtime::verifyPath(options.workspace, request);
    if (!verified) return unusable(std::move(verified).error());
    const auto& report = *verified;
    if (context.json) printJson(audit::toJson(report));
    else {
        std::string signers;
        for (const auto& signer : report.signers) signers += (signers.empty() ? "" : ", ") + signer;
        std::cout << report.entries << " entries; chain " << audit::verdictName(report.chain) << ", signatures "
                  << audit::verdictName(report.signatures) << ", gaps " << audit::verdictName(report.gaps)
                  << ", outputs " << audit::verdictName(report.outputs)
                  << (report.signers.size() > 1 ? "; signers " : "; signer ")
                  << (report.signer.empty() ? "none" : signers) << '\n';
        for (const auto& finding : report.findings)
            std::cout << audit::partName(finding.part) << ", " << finding.where << ": " << finding.message << '\n';
        std::cout << audit::limitation(report) << '\n';
    }
    return report.ok() ? 0 : 1;
}

}  // namespace

void addReadCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<ReadOptions>();
    const auto add = [&](const char* name, const char* help, auto function) {
        auto* command = app.add_subcommand(name, help);
        command->add_option("workspace", options->workspace, "The .skein file")->required();
        command->callback([&context, options, function] {
            context.action = [&context, options, function] { return function(context, *options); };
        });
        return command;
    };
    auto* statusCommand =
        add("status", "Run, tasks by state, spend, who waits for what\nExample: skeinctl status work.skein --watch",
            status);
    statusCommand->add_flag("--watch", options->watch, "Again every second while a process hosts it");
    statusCommand->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    auto* contextCommand =
        add("context", "The exact context window of a task\nExample: skeinctl context work.skein digest-src --prompt",
            contextOf);
    contextCommand->add_option("task", options->task, "Task id, number or r-1/TASK")->required();
    contextCommand->add_option("--attempt", options->attempt, "Which attempt; the newest with a window by default");
    contextCommand->add_flag("--prompt", options->prompt, "The exact prompt too");
    contextCommand->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    auto* logCommand = add("log", "The journal\nExample: skeinctl log work.skein --kind conflict --json", log);
    logCommand->add_option("--since", options->since, "First sequence number");
    logCommand->add_flag("--follow", options->follow, "Wait for more");
    logCommand->add_option("--kind", options->kind, "Only this kind (task.finished) or group (task)");
    logCommand->add_option("--trace", options->trace,
                           "Only entries of one task (survey or r-1/survey), conflict (c-kwzrt) or run (r-1)");
    auto* replayCommand = add("replay", "Fold the journal again\nExample: skeinctl replay work.skein --check", replay);
    replayCommand->add_option("--until", options->until, "Last sequence number")->check(CLI::PositiveNumber);
    replayCommand->add_flag("--check", options->check, "Compare with the stored state");
    auto* verifyCommand =
        add("verify", "Check a workspace or a bundle offline\nExample: skeinctl verify result/bundle --head head.json",
            verify);
    verifyCommand->add_option("--head", options->headFile, "A signed head kept elsewhere, or a bundle's heads.json");
    verifyCommand->add_flag("--accept-older", options->acceptOlder,
                            "Go on with this copy although a later one was seen here (a restored backup); recorded");
    verifyCommand->add_option("--signer", options->signer,
                              "The only key to trust: fingerprint or 64 hexadecimal digits");
}

}  // namespace skein::cli
