#include <QtTest>

#include <rapidcheck.h>

#include "core/base/limits.h"
#include "core/plan/graph.h"
#include "core/plan/pauses.h"
#include "core/plan/plan_file.h"

using namespace skein;
using namespace skein::plan;

namespace {

constexpr const char* complete = R"({"skein": 1, "goal": "Build it", "owner": "ops", "tasks": [
  {"id": "t-000"},
  {"id": "t-001", "phase": "Schema", "kind": "schema_design", "title": "customers table", "instruction": "Design it.",
   "needs": ["t-000"], "priority": -5, "band": {"min": 2000, "max": 5000},
   "output": {"type": "json", "schema": {"type": "object"}}, "checks": [{"type": "contains", "text": "id"}],
   "capabilities": {"sql": 0.8}, "scope": ["src/", "a.c"], "parameters": {"entity": "customer"},
   "estimate": {"seconds": 12.5, "tokens_in": 3000, "tokens_out": 700, "usd": 0.004}, "colour": "green"}],
 "idle": [{"id": "tidy", "needs": ["t-001"]}]})";

std::string describe(const Result<Plan>& plan) { return plan ? "parsed" : plan.error().describe(); }

}  // namespace

class TestPlanFile final : public QObject {
    Q_OBJECT

private slots:
    void everyKeyIsRead() {
        const auto plan = parsePlan(complete, "p.json");
        QVERIFY2(plan, describe(plan).c_str());
        QCOMPARE(plan->goal, std::string("Build it"));
        QCOMPARE(plan->extra, Json({{"owner", "ops"}}));
        QCOMPARE(plan->tasks.size(), std::size_t{2});
        const TaskSpec& bare = plan->tasks[0];
        QCOMPARE(bare.title, std::string("t-000"));
        QVERIFY(bare.band == TokenBand{} && bare.output == OutputContract{} && bare.estimate == TaskEstimate{});
        const TaskSpec& task = plan->tasks[1];
        QCOMPARE(task.kind, std::string("schema_design"));
        QVERIFY(task.needs == std::vector<std::string>{"t-000"});
        QCOMPARE(task.priority, -5);
        QCOMPARE(task.output.schema, Json({{"type", "object"}}));
        QCOMPARE(task.checks.size(), std::size_t{1});
        QCOMPARE(task.capabilities.at("sql"), 0.8);
        QVERIFY(task.scope == (std::vector<std::string>{"src/", "a.c"}));
        QCOMPARE(task.parameters["entity"], Json("customer"));
        QCOMPARE(task.estimate.duration.value, 12'500'000);
        QCOMPARE(task.estimate.tokensOut.value, 700);
        QCOMPARE(task.estimate.cost.value, 4'000);
        QCOMPARE(task.extra, Json({{"colour", "green"}}));
        QCOMPARE(plan->idle.size(), std::size_t{1});
    }

    void writingAndReadingGivesTheSamePlan() {
        const auto plan = parsePlan(complete, "p.json");
        QVERIFY(plan);
        const auto again = parsePlan(prettyJson(toJson(*plan)), "p.json");
        QVERIFY2(again, describe(again).c_str());
        QVERIFY(*again == *plan);
    }

    /// A phase is held by the tasks that need nothing of it.
    void pausePointsOfTasksAndPhases() {
        const auto plan = parsePlan(R"({"pause_before": ["Late"], "tasks": [
            {"id": "a", "phase": "Early"}, {"id": "b", "phase": "Early", "pause_before": true, "needs": ["a"]},
            {"id": "c", "phase": "Late", "needs": ["a"]}, {"id": "d", "phase": "Late", "needs": ["a", "c"]},
            {"id": "e", "phase": "Late"}, {"id": "f", "needs": ["d"]}]})",
                                    "p.json");
        QVERIFY2(plan, describe(plan).c_str());
        QCOMPARE(pausePoints(*plan), (std::set<std::string>{"b", "c", "e"}));
        const auto again = parsePlan(toJson(*plan).dump(), "p.json");
        QVERIFY2(again && *again == *plan, describe(again).c_str());
        Plan rest = *plan;
        std::erase_if(rest.tasks, [](const TaskSpec& task) { return task.phase == "Late" || task.id == "f"; });
        QVERIFY(!parsePlan(toJson(rest).dump(), "p.json"));
        dropEmptyPauses(rest);
        QVERIFY(parsePlan(toJson(rest).dump(), "p.json"));
    }

    void estimatesSurviveAsDecimals() {
        const bool good = rc::check("seconds and dollars are exact to the millionth", [] {
            TaskSpec task;
            task.id = "t";
            task.estimate.duration.value = *rc::gen::inRange<std::int64_t>(0, limits::maxEstimateMicros);
            task.estimate.cost.value = *rc::gen::inRange<std::int64_t>(0, limits::maxEstimateMicroUsd);
            const auto json = parseJson(taskToJson(task).dump());
            RC_ASSERT(json.has_value());
            const auto again = taskFromJson(*json, "t");
            RC_ASSERT(again.has_value());
            RC_ASSERT(again->estimate == task.estimate);
        });
        QVERIFY(good);
    }

    void mistakesAreNamed_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* text, const char* message) {
            QTest::newRow(name) << text << message;
        };
        row("not JSON", "{\"tasks\": [}", "p.json: line 1, column 12: ");
        row("list", "[]", "p.json:1: expected an object, found an array");
        row("no tasks", "{\"goal\": \"x\"}", "p.json:1: tasks: expected the list of tasks, but it is missing");
        row("tasks type", "{\n\"tasks\": {}}", "p.json:2: tasks: expected a list, found an object");
        row("task type", "{\"tasks\": [\n7]}", "p.json:2: tasks[0]: expected an object, found 7");
        row("no id", "{\"tasks\": [{\"id\": \"a\"},\n {\"title\": \"b\"}]}",
            "p.json:2: tasks[1]: id: expected an id of 1 to 128 bytes, but it is missing");
        row("id type", "{\"tasks\": [{\"id\": 3}]}", "p.json:1: tasks[0].id: expected a string, found 3");
        row("id line", "{\"tasks\": [{\"id\": \"a\\nb\"}]}",
            "p.json:1: tasks[0].id: expected one line without control characters");
        row("band", "{\"tasks\": [{\"id\": \"a\",\n\"band\": {\n\"min\": \"low\"}}]}",
            "p.json:3: tasks[0].band.min: expected an integer from 0 to 2000000, found the string \"low\"");
        row("band order", "{\"tasks\": [{\"id\": \"a\", \"band\": {\"min\": 9, \"max\": 5}}]}",
            "p.json:1: tasks[0].band.min: expected at most band.max, which is 5, found 9");
        row("band type", "{\"tasks\": [{\"id\": \"a\", \"band\": 5}]}",
            "p.json:1: tasks[0].band: expected an object, found 5");
        row("needs item", "{\"tasks\": [{\"id\": \"a\", \"needs\": [\"b\",\n4]}]}",
            "p.json:2: tasks[0].needs[1]: expected a line of 1 to 128 bytes, found 4");
        row("priority", "{\"tasks\": [{\"id\": \"a\", \"priority\": 2000}]}",
            "p.json:1: tasks[0].priority: expected an integer from -1000 to 1000, found 2000");
        row("output", "{\"tasks\": [{\"id\": \"a\", \"output\": {\"type\": \"xml\"}}]}",
            "p.json:1: tasks[0].output.type: expected text, markdown or json, found the string \"xml\"");
        row("schema", "{\"tasks\": [{\"id\": \"a\", \"output\": {\"schema\": []}}]}",
            "p.json:1: tasks[0].output.schema: expected a JSON Schema");
        row("check", "{\"tasks\": [{\"id\": \"a\", \"checks\": [{}]}]}",
            "p.json:1: tasks[0].checks[0]: type: expected the name of a check");
        row("capability", "{\"tasks\": [{\"id\": \"a\", \"capabilities\": {\"sql\": 2}}]}",
            "p.json:1: tasks[0].capabilities.sql: expected a level from 0 to 1, found 2");
        row("seconds", "{\"tasks\": [{\"id\": \"a\", \"estimate\": {\"seconds\": -1}}]}",
            "p.json:1: tasks[0].estimate.seconds: expected a number from 0 to");
        row("tokens", "{\"tasks\": [{\"id\": \"a\", \"estimate\": {\"tokens_in\": 1.5}}]}",
            "p.json:1: tasks[0].estimate.tokens_in: expected an integer");
        row("scope", "{\"tasks\": [{\"id\": \"a\", \"scope\": \"src\"}]}",
            "p.json:1: tasks[0].scope: expected a list, found the string \"src\"");
        row("idle", "{\"tasks\": [], \"idle\": [{\"id\": \"\"}]}",
            "p.json:1: idle[0].id: expected an id of 1 to 128 bytes, found the string \"\"");
        row("version", "{\"skein\": 9, \"tasks\": []}", "p.json:1: skein: expected format version 1, found 9");
        row("unknown need", "{\"tasks\": [{\"id\": \"a\"},\n{\"id\": \"b\", \"needs\": [\"a\",\n\"ghost\"]}]}",
            "p.json:3: tasks[1].needs[1]: task 'b': needs 'ghost', which is not a task of this plan");
        row("same id", "{\"tasks\": [{\"id\": \"a\"},\n{\"id\": \"b\"},\n{\"id\": \"a\"}]}",
            "p.json:3: tasks[2].id: task 'a': the id is used twice, by tasks[0] and tasks[2]");
        row("cycle",
            "{\"tasks\": [{\"id\": \"s\"},\n{\"id\": \"a\", \"needs\": [\"b\"]},\n{\"id\": \"b\", \"needs\": "
            "[\"a\"]}]}",
            "p.json:2: tasks[1].needs: tasks need each other in a circle: a -> b -> a");
        row("idle need", "{\"tasks\": [{\"id\": \"a\"}],\n\"idle\": [{\"id\": \"i\", \"needs\": [\"x\"]}]}",
            "p.json:2: idle[0]: task 'i': needs 'x', which is not a task of this plan");
        row("escaped key", "{\"tasks\": [{\"\\u0069d\":\n 3}]}", "p.json:2: tasks[0].id: expected a string, found 3");
        row("sources", "{\"tasks\": [],\n\"sources\": \"src\"}",
            "p.json:2: sources: expected a list, found the string \"src\"");
        row("limits", "{\"tasks\": [],\n\"limits\": {\"budget_usd\": \"much\"}}",
            "p.json:2: limits.budget_usd: expected US dollars");
        row("braces in text", "{\"goal\": \"}{][,\\\"\",\n\"tasks\": 3}", "p.json:2: tasks: expected a list, found 3");
    }
    void mistakesAreNamed() {
        QFETCH(QString, text);
        QFETCH(QString, message);
        const auto plan = parsePlan(text.toStdString(), "p.json");
        QVERIFY(!plan);
        QVERIFY2(plan.error().message.starts_with(message.toStdString()), describe(plan).c_str());
    }

    void aBandWithOneEndKeepsAUsableOther() {
        const auto plan = parsePlan("{\"tasks\": [{\"id\": \"a\", \"band\": {\"max\": 500}}]}", "p.json");
        QVERIFY2(plan, describe(plan).c_str());
        QCOMPARE(plan->tasks[0].band.max.value, 500);
        QVERIFY(plan->tasks[0].band.min.value <= 500);
    }

    void aTaskAloneNamesThePathItWasGiven() {
        const auto task = taskFromJson(Json{{"id", "a"}, {"band", {{"max", "x"}}}}, "tasks[7]");
        QVERIFY(!task);
        QVERIFY2(task.error().message.starts_with("tasks[7].band.max: expected an integer"),
                 task.error().message.c_str());
    }

    void aPlanSaysWhatRunningItNeeds() {
        QTemporaryDir folder;
        QFile file(folder.filePath("p.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "{\"goal\": \"Build it\", \"tasks\": [{\"id\": \"a\"}], \"sources\": [\"src\",\n\"https://x.org/y\"],"
            "\"exclude\": [\"*.log\"], \"constraints\": [\"Cite.\"], \"done_when\": [\"all\"], \"on_conflict\": "
            "\"newer\",\n\"limits\": {\"budget_usd\": 0.1, \"agents\": 3}, \"providers\": [\"here\"]}");
        file.close();
        const auto path = folder.filePath("p.json").toStdString();
        const auto goal = readGoalOfPlan(path);
        QVERIFY2(goal, goal ? "" : goal.error().describe().c_str());
        QCOMPARE(goal->statement, std::string("Build it"));
        QVERIFY(goal->sources == (std::vector<std::string>{"src", "https://x.org/y"}));
        QVERIFY(goal->exclude == std::vector<std::string>{"*.log"} && goal->constraints.size() == 1);
        QVERIFY(goal->doneWhen == std::vector<std::string>{"all"} && goal->providers.size() == 1);
        QCOMPARE(goal->budget->value, 100'000);
        QCOMPARE(goal->agents.value_or(0), 3u);
        QCOMPARE(static_cast<int>(goal->onConflict), static_cast<int>(ConflictPolicy::Newer));
        QCOMPARE(goal->baseFolder, folder.path().toStdString());
        QCOMPARE(goal->lines.at("sources[1]"), 2);
        const auto plan = readPlanFile(path);
        QVERIFY(plan && toJson(*plan)["sources"].size() == 2);  // written back with the rest
    }

    void publicWorkflowsParse() {
        const QDir folder(qEnvironmentVariable("SKEIN_SHARED_DATA") + "/workflows");
        const auto files = folder.entryInfoList({"*.plan.json"});
        if (files.isEmpty()) QSKIP("the shared test data is not here");
        for (const QFileInfo& file : files) {
            const auto plan = readPlanFile(file.filePath().toStdString());
            QVERIFY2(plan, describe(plan).c_str());
            const auto graph = TaskGraph::create(*plan);
            QVERIFY2(graph, graph ? "" : graph.error().describe().c_str());
            const auto again = parsePlan(toJson(*plan).dump(), "again");
            QVERIFY(again && *again == *plan);
        }
    }
};

QTEST_APPLESS_MAIN(TestPlanFile)
#include "tst_plan_file.moc"
