// hold, stop, retry, amend, fork: commands on a run, through its host when one is running.
#include <filesystem>

#include "app/skeinctl/cli.h"
#include "core/plan/plan_file.h"
#include "core/runtime/fork.h"
#include "core/runtime/pauses.h"

namespace skein::cli {
namespace {

struct ControlOptions {
    std::string workspace, run, file, out;
    std::vector<std::string> tasks;
    bool now = false, downstream = false, dryRun = false, cancelRunning = false;
    std::uint64_t at = 0;
};

/// A workbench that records decisions without going on with the run, unless a host is there already.
Result<std::unique_ptr<runtime::Workbench>> openForCommand(const Context& context, const std::string& workspace) {
    runtime::WorkbenchOptions options;
    options.path = workspace;
    options.recover = false;
    return openWorkbench(context, options);
}

/// The run of an answer as people write it: "r-1".
Json runName(const Json& answer) {
    const auto run = answer.find("run");
    return run != answer.end() && run->is_number() ? Json("r-" + run->dump()) : Json(nullptr);
}

Result<Json> withRun(const std::string& run, Json params) {
    SKEIN_TRY(const auto number, parseRun(run));
    if (number != 0) params["run"] = number;
    return params;
}

Result<int> simple(const Context& context, const ControlOptions& options, const std::string& method, Json params,
                   const std::string& told) {
    SKEIN_TRY(const auto bench, openForCommand(context, options.workspace));
    SKEIN_TRY(params, withRun(options.run, std::move(params)));
    SKEIN_TRY(auto answer, bench->call(method, params));
    answer["run"] = runName(answer);
    if (context.json) printJson(answer);
    else say(context, told);
    return 0;
}

Result<Opened> openRun(const ControlOptions& options) {
    SKEIN_TRY(const auto number, parseRun(options.run));
    return openForReading(options.workspace, number);
}

/// The numbers of tasks that the person named.
Result<Json> namedTasks(const Opened& opened, const std::vector<std::string>& names) {
    Json tasks = Json::array();
    for (const auto& name : names) {
        SKEIN_TRY(const auto found, runtime::findTask(*opened.reader, opened.state, opened.run, name));
        tasks.push_back(found.task.value);
    }
    return tasks;
}

Result<int> retry(const Context& context, const ControlOptions& options) {
    SKEIN_TRY(const auto opened, openRun(options));
    SKEIN_TRY(Json tasks, namedTasks(opened, options.tasks));
    if (tasks.empty()) {
        for (const auto& task : opened.state.run(opened.run)->tasks)
            if (task.status == TaskStatus::Failed) tasks.push_back(task.shape.task.value);
        if (tasks.empty()) return fail(ErrorCode::InvalidInput, "retry: name tasks; this run has no failed ones");
    }
    SKEIN_TRY(const auto bench, openForCommand(context, options.workspace));
    SKEIN_TRY(
        auto answer,
        bench->call("task.retry", {{"run", opened.run.value}, {"tasks", tasks}, {"downstream", options.downstream}}));
    answer["tasks"] = taskIds(opened, opened.run, answer["tasks"]);
    answer["run"] = runName(answer);
    if (context.json) printJson(answer);
    else
        say(context, std::to_string(answer["tasks"].size()) + " tasks will run again" +
                         (bench->attached() ? "" : "; go on with: skeinctl resume " + shellQuoted(options.workspace)));
    return 0;
}

Result<int> hurry(const Context& context, const ControlOptions& options) {
    SKEIN_TRY(const auto opened, openRun(options));
    SKEIN_TRY(Json tasks, namedTasks(opened, options.tasks));
    SKEIN_TRY(const auto bench, openForCommand(context, options.workspace));
    SKEIN_TRY(auto answer, bench->call("task.hurry", {{"run", opened.run.value}, {"tasks", tasks}}));
    answer["tasks"] = taskIds(opened, opened.run, answer["tasks"]);
    answer["run"] = runName(answer);
    if (context.json) printJson(answer);
    else
        say(context, std::to_string(answer["tasks"].size()) + " tasks are called at once from now on" +
                         (bench->attached() ? "" : "; go on with: skeinctl resume " + shellQuoted(options.workspace)));
    return 0;
}

/// Lets tasks and phases pass their pause points, or (`hold`) sets such points.
Result<int> changePauses(const Context& context, const ControlOptions& options, bool hold) {
    SKEIN_TRY(const auto opened, openRun(options));
    SKEIN_TRY(const auto named, runtime::tasksAtPauses(*opened.reader, opened.state, opened.run, options.tasks, hold));
    Json tasks = Json::array();
    for (const TaskNo task : named) tasks.push_back(task.value);
    SKEIN_TRY(const auto bench, openForCommand(context, options.workspace));
    SKEIN_TRY(auto answer, bench->call("pause.change", {{"run", opened.run.value}, {"tasks", tasks}, {"hold", hold}}));
    answer["tasks"] = taskIds(opened, opened.run, answer["tasks"]);
    answer["run"] = runName(answer);
    if (context.json) {
        printJson(answer);
        return 0;
    }
    const auto count = answer["tasks"].size();
    const auto workspace = shellQuoted(options.workspace);
    if (hold)
        say(context, std::to_string(count) + (count == 1 ? " task waits" : " tasks wait") +
                         " for you before starting; let pass with: skeinctl pass " + workspace);
    else
        say(context, std::to_string(count) + (count == 1 ? " task passes" : " tasks pass") +
                         (bench->attached() ? "; what was held starts in ten seconds, until then `skeinctl pause " +
                                                  workspace + " TASK` takes it back"
                                            : "; go on with: skeinctl resume " + workspace));
    return 0;
}

Result<int> amend(const Context& context, const ControlOptions& options) {
    // Read here for errors that name the file and its lines; the writer judges it again against the run.
    SKEIN_TRY(const auto read, plan::readPlanFile(options.file));
    Json plan = plan::toJson(read);
    SKEIN_TRY(const auto bench, openForCommand(context, options.workspace));
    SKEIN_TRY(const auto params, withRun(options.run, {{"plan", std::move(plan)},
                                                       {"dry_run", options.dryRun},
                                                       {"cancel_running", options.cancelRunning}}));
    SKEIN_TRY(auto answer, bench->call("plan.amend", params));
    answer["run"] = runName(answer);
    if (context.json) {
        printJson(answer);
        return 0;
    }
    const auto& diff = answer["diff"];
    say(context, std::string(options.dryRun ? "would add " : "added ") + std::to_string(diff["added"].size()) + ", " +
                     (options.dryRun ? "remove " : "removed ") + std::to_string(diff["removed"].size()) + ", " +
                     (options.dryRun ? "change " : "changed ") + std::to_string(diff["changed"].size()) + " tasks");
    for (const auto& [word, key] : {std::pair{"+ ", "added"}, {"- ", "removed"}})
        for (const auto& id : diff[key]) say(context, word + id.get<std::string>());
    for (const auto& change : diff["changed"])
        for (const auto& field : change["fields"])
            say(context, "~ " + change["id"].get<std::string>() + " " + field["field"].get<std::string>());
    return 0;
}

Result<int> fork(const Context& context, const ControlOptions& options) {
    SKEIN_TRY(const auto summary, runtime::forkWorkspace(options.workspace, options.at, options.out, context.yes));
    if (context.json) printJson({{"workspace", options.out}, {"copied", summary.copied}, {"head", summary.head.hex()}});
    else
        say(context, options.out + ": forked after entry " + std::to_string(summary.copied) +
                         "; go on with: skeinctl resume " + shellQuoted(options.out));
    return 0;
}

}  // namespace

void addControlCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<ControlOptions>();
    const auto add = [&](const char* name, const char* help) {
        auto* command = app.add_subcommand(name, help);
        command->add_option("workspace", options->workspace, "The .skein file")->required();
        return command;
    };
    auto* holdCommand = add("hold", "Start no new tasks; running ones finish\nExample: skeinctl hold work.skein");
    holdCommand->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    holdCommand->callback([&context, options] {
        context.action = [&context, options] {
            return simple(context, *options, "run.hold", Json::object(),
                          "held; go on with: skeinctl resume " + shellQuoted(options->workspace));
        };
    });
    auto* stopCommand =
        add("stop", "Stop a run: running tasks finish first, or --now\nExample: skeinctl stop work.skein --now");
    stopCommand->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    stopCommand->add_flag("--now", options->now, "Cancel running tasks too");
    stopCommand->callback([&context, options] {
        context.action = [&context, options] {
            return simple(context, *options, "run.stop", {{"mode", options->now ? "now" : "drain"}},
                          "stopping; it can be resumed");
        };
    });
    auto* retryCommand = add(
        "retry",
        "Run tasks again; without names, all failed ones\nExample: skeinctl retry work.skein digest-src --downstream");
    retryCommand->add_option("tasks", options->tasks, "Task ids or numbers");
    retryCommand->add_flag("--downstream", options->downstream, "Also everything that consumes their results");
    retryCommand->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    retryCommand->callback(
        [&context, options] { context.action = [&context, options] { return retry(context, *options); }; });
    auto* hurryCommand =
        add("hurry",
            "Take tasks out of the batch they wait in, and call their model at once\nExample: skeinctl "
            "hurry work.skein digest-src");
    hurryCommand->add_option("tasks", options->tasks, "Task ids or numbers")->required();
    hurryCommand->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    hurryCommand->callback(
        [&context, options] { context.action = [&context, options] { return hurry(context, *options); }; });
    const auto addPauses = [&](const char* name, const char* help, bool hold) {
        auto* command = add(name, help);
        auto* tasks = command->add_option("tasks", options->tasks, "Task ids or numbers, or names of phases");
        if (hold) tasks->required();
        command->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
        command->callback([&context, options, hold] {
            context.action = [&context, options, hold] { return changePauses(context, *options, hold); };
        });
    };
    addPauses("pass",
              "Let tasks pass their pause points; without names, all that are held now\nExample: skeinctl pass "
              "work.skein Verify",
              false);
    addPauses("pause",
              "Hold tasks or phases that have not begun until you let them pass\nExample: skeinctl pause work.skein "
              "t-031",
              true);
    auto* amendCommand =
        add("amend", "Change the plan of a run\nExample: skeinctl amend work.skein plan.json --dry-run");
    amendCommand->add_option("plan", options->file, "The whole new plan file")->required();
    amendCommand->add_flag("--dry-run", options->dryRun, "Only show the difference");
    amendCommand->add_flag("--cancel-running", options->cancelRunning, "Cancel running tasks that change");
    amendCommand->add_option("--run", options->run, "Which run; by default the one in hand, else the latest");
    amendCommand->callback(
        [&context, options] { context.action = [&context, options] { return amend(context, *options); }; });
    auto* forkCommand =
        add("fork",
            "Make a new workspace from a past moment\nExample: skeinctl fork work.skein --at 1200 --out other.skein");
    forkCommand->add_option("--at", options->at, "Sequence number of the last entry to take over")->required();
    forkCommand->add_option("--out", options->out, "The new .skein file")->required();
    forkCommand->callback(
        [&context, options] { context.action = [&context, options] { return fork(context, *options); }; });
}

}  // namespace skein::cli
