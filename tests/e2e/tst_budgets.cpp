// Budgets and deadlines as the command line sets, tells and enforces them: real runs against the fake provider.
#include <QtTest>

#include "tests/e2e/programs.h"

using namespace skein::test;

namespace {

/// Three independent tasks in two swarms.
constexpr const char* threeTasks = R"("tasks": [
    {"id": "a", "instruction": "Say something about a.", "swarm": "port"},
    {"id": "b", "instruction": "Say something about b.", "swarm": "port"},
    {"id": "c", "instruction": "Say something about c.", "swarm": "docs"}]})";

QJsonObject budget(const Ran& ran, const QString& of) {
    for (const auto& each : ran.json()["budgets"].toArray())
        if (each.toObject()["of"].toString() == of) return each.toObject();
    return {};
}

}  // namespace

class TestBudgets : public QObject {
    Q_OBJECT

private slots:
    void aBudgetOfEveryLevelHoldsTheRun_data();
    void aBudgetOfEveryLevelHoldsTheRun();
    void theCommandsItNamesGoOn_data();
    void theCommandsItNamesGoOn();
    void severalShortBudgetsAreToldAtOnce();
    void aQuietRunSaysWhyItStops();
    void aTaskSaysWhoHasTheMoney();
    void badBudgetsAreRefused_data();
    void badBudgetsAreRefused();
    void theEndOfTheRunIsObeyed();
    void badEndsAreRefused();
};

void TestBudgets::aBudgetOfEveryLevelHoldsTheRun_data() {
    QTest::addColumn<QByteArray>("limits");   // of the plan
    QTest::addColumn<QStringList>("before");  // `budget w.skein ...` before the second run
    QTest::addColumn<QString>("of");          // the one that holds
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("swarm") << QByteArray(R"("limits": {"swarm_budgets_usd": {"port": "0.000001"}},)") << QStringList()
                           << "swarm:port" << QByteArray("the budget of swarm port, 0.000001 USD");
    QTest::newRow("each task") << QByteArray(R"("limits": {"task_budget_usd": 0.000001},)") << QStringList() << "task:a"
                               << QByteArray("the budget of task a, 0.000001 USD");
    QTest::newRow("run") << QByteArray(R"("limits": {"budget_usd": 0.000001},)") << QStringList() << "run"
                         << QByteArray("the budget of this run, 0.000001 USD");
    QTest::newRow("day") << QByteArray() << QStringList{"--of", "day", "--limit", "0.000001"} << "day"
                         << QByteArray("the budget of today, 0.000001 USD");
    QTest::newRow("workspace") << QByteArray() << QStringList{"--of", "workspace", "--limit", "0.000001"} << "workspace"
                               << QByteArray("the budget of this workspace, 0.000001 USD");
}

/// Held with status 4, naming the budget; raised by the one command it names, the run goes on to its end.
void TestBudgets::aBudgetOfEveryLevelHoldsTheRun() {
    QFETCH(QByteArray, limits);
    QFETCH(QStringList, before);
    QFETCH(QString, of);
    QFETCH(QByteArray, words);
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    box.write("plan.json", "{" + limits + threeTasks);
    if (!before.isEmpty()) {
        box.write("notes/note.md", "# A note\n\nSomething to read.\n");
        QCOMPARE(box.skeinctl({"ingest", "w.skein", "notes"}).exitStatus, 0);  // makes the workspace
        QCOMPARE(box.skeinctl(QStringList{"budget", "w.skein"} + before).exitStatus, 0);
    }
    const QStringList run{"run",     "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                          "--model", "fake",      "--price",     price,     "--yes"};
    const Ran held = box.skeinctl(run);
    QVERIFY2(held.exitStatus == 4, QByteArray::number(held.exitStatus) + held.err + held.out);
    QVERIFY2(held.err.contains(words), held.err);
    const Ran status = box.skeinctl({"status", "w.skein", "--json"});
    QCOMPARE(status.json()["held_of"].toString(), of);
    QVERIFY2(box.skeinctl({"status", "w.skein"}).out.contains(words), of.toUtf8());
    const auto done = status.json()["tasks"].toObject()["done"].toInt();
    QCOMPARE(done, of == "swarm:port" ? 1 : 0);  // others go on where only a swarm has no money
    QCOMPARE(box.skeinctl({"budget", "w.skein", "--of", of == "task:a" ? "tasks" : of, "--limit", "1.00"}).exitStatus,
             0);
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--yes", "--json"});
    QVERIFY2(resumed.exitStatus == 0, resumed.err + resumed.out);
    const auto after = budget(box.skeinctl({"budget", "w.skein", "--json"}), of);
    if (of != "task:a") {
        QCOMPARE(micros(after["limit_usd"]), 1'000'000);
        QVERIFY(micros(after["spent_usd"]) > 0);
        QCOMPARE(micros(after["room_usd"]), 1'000'000 - micros(after["spent_usd"]));
    }
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

void TestBudgets::theCommandsItNamesGoOn_data() {
    QTest::addColumn<QByteArray>("limits");
    QTest::newRow("run") << QByteArray(R"("limits": {"budget_usd": 0.000001},)");
    QTest::newRow("swarm") << QByteArray(R"("limits": {"swarm_budgets_usd": {"port": "0.000001"}},)");
    QTest::newRow("each task") << QByteArray(R"("limits": {"task_budget_usd": 0.000001},)");
}

// What it prints is pasted into a shell as it is, in a workspace whose name a shell would take apart.
void TestBudgets::theCommandsItNamesGoOn() {
    QFETCH(QByteArray, limits);
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    box.write("plan.json", "{" + limits + threeTasks);
    const QString workspace = "Anna's work.skein";
    const Ran held = box.skeinctl({"run", "plan.json", "--workspace", workspace, "--provider", "openai-chat:" + url,
                                   "--model", "fake", "--price", price, "--yes"});
    QCOMPARE(held.exitStatus, 4);
    QVERIFY2(held.err.contains("which can cost up to 0.0"), held.err);
    int rounds = 0;
    for (; rounds < 9; ++rounds) {
        const auto status = box.skeinctl({"status", workspace, "--json"}).json();
        if (status["state"].toString() == "done") break;
        QVERIFY(status["held_needs_usd"].toDouble() > 0);
        const auto commands = status["next"].toArray();
        QVERIFY(!commands.isEmpty());
        const auto told = box.skeinctl({"status", workspace}).out + box.skeinctl({"budget", workspace}).out;
        for (const auto& command : commands) {
            const auto line = command.toString();
            QCOMPARE(told.count(line.toUtf8()), 2);
            QProcess shell;
            auto environment = box.environment();
            environment.insert("PATH", QStringLiteral(SKEIN_BINARY_DIR "/bin:") + environment.value("PATH"));
            shell.setProcessEnvironment(environment);
            shell.setWorkingDirectory(box.path(""));
            shell.start("sh", {"-c", line});
            QVERIFY(shell.waitForFinished(60'000));
            const auto said = shell.readAllStandardError();
            QVERIFY2(shell.exitCode() == 0 || shell.exitCode() == 4, line.toUtf8() + "\n" + said);
        }
    }
    QVERIFY2(rounds >= 1 && rounds < 9, "each round lets one more call start");
    provider.kill();
    provider.waitForFinished();
}

// Two slow calls fill the budget of the run: the third waits for what they hold, and says so while they run.
/// All budgets that the next call lacks room in are named, so that one round of commands is enough.
void TestBudgets::severalShortBudgetsAreToldAtOnce() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    box.write("plan.json", R"({"limits": {"budget_usd": 0.000001, "swarm_budgets_usd": {"port": "0.000002"},
        "task_budget_usd": 0.000003}, "tasks": [{"id": "a", "instruction": "Say something.", "swarm": "port"}]})");
    const Ran held = box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                                   "--model", "fake", "--price", price, "--yes"});
    QCOMPARE(held.exitStatus, 4);
    for (const char* words : {"the budget of this run, 0.000001 USD",
                              "no room for it has that of swarm port, 0.000002 USD", "that of task a, 0.000003 USD"})
        QVERIFY2(held.err.contains(words), held.err);
    const auto commands = box.skeinctl({"status", "w.skein", "--json"}).json()["next"].toArray();
    QCOMPARE(commands.size(), 4);
    for (const auto& command : commands) {
        auto words = command.toString().split(' ');
        words.removeFirst();
        const Ran ran = box.skeinctl(words);
        QVERIFY2(ran.exitStatus == 0, command.toString().toUtf8() + "\n" + ran.err);
    }
    QCOMPARE(box.skeinctl({"status", "w.skein", "--json"}).json()["state"].toString(), QString("done"));
    provider.kill();
    provider.waitForFinished();
}

/// Asked to be quiet it still says, in one line, why it stopped and what to do.
void TestBudgets::aQuietRunSaysWhyItStops() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    box.write("plan.json", QByteArray(R"({"limits": {"budget_usd": 0.000001},)") + threeTasks);
    const Ran held = box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                                   "--model", "fake", "--price", price, "--yes", "--quiet"});
    QCOMPARE(held.exitStatus, 4);
    QVERIFY2(held.err.startsWith("held: the budget of this run, 0.000001 USD"), held.err);
    QVERIFY2(held.err.contains("; next: skeinctl resume w.skein --budget 0."), held.err);
    QCOMPARE(held.err.trimmed().count('\n'), 0);
    provider.kill();
    provider.waitForFinished();
    // Open conflicts.
    box.copySample("sample");
    const Ran blocked = box.skeinctl({"run", "sample/goal.yaml", "--workspace", "s.skein", "--quiet"});
    QCOMPARE(blocked.exitStatus, 3);
    QVERIFY2(blocked.err.contains("waits for you: ") && blocked.err.contains("skeinctl conflicts s.skein"),
             blocked.err);
    QCOMPARE(blocked.err.trimmed().count('\n'), 0);
}

void TestBudgets::aTaskSaysWhoHasTheMoney() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--script-json", R"({"latency_ms": 4000})"});
    box.write("plan.json", QByteArray("{") + threeTasks);
    QProcess run;
    // A call of this plan can cost 0.0041 USD and some: two fit, three do not.
    box.start(run, {"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url, "--model", "fake",
                    "--price", price, "--budget", "0.0115", "--yes"});
    QJsonObject money;
    for (int i = 0; i < 80 && money.isEmpty() && run.state() == QProcess::Running; ++i) {
        QTest::qWait(50);
        for (const auto& each : box.skeinctl({"status", "w.skein", "--json"}).json()["waiting"].toArray())
            if (each.toObject()["money"].isObject()) money = each.toObject()["money"].toObject();
    }
    const auto told = box.skeinctl({"status", "w.skein"}).out;
    QVERIFY2(!money.isEmpty(), told);
    QCOMPARE(money["of"].toString(), QString("run"));
    QVERIFY(micros(money["missing_usd"]) > 0 && micros(money["missing_usd"]) < micros(money["needs_usd"]));
    QCOMPARE(money["reserved"].toArray()[0].toObject()["by"].toString(), QString("calls that run"));
    QCOMPARE(money["reserved"].toArray()[0].toObject()["calls"].toInt(), 2);
    QVERIFY2(told.contains("USD reserved by calls that run (budget of this run)"), told);
    QVERIFY(run.waitForFinished(60'000));
    QCOMPARE(run.exitCode(), 0);
    provider.kill();
    provider.waitForFinished();
}

void TestBudgets::badBudgetsAreRefused_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("expectation");
    QTest::newRow("no amount") << QStringList{"--of", "run", "--limit", "much"} << QByteArray("--limit: expected US");
    QTest::newRow("negative") << QStringList{"--of", "run", "--limit", "-1"} << QByteArray("--limit");
    QTest::newRow("too much") << QStringList{"--of", "run", "--limit", "99999999999"} << QByteArray("expected");
    QTest::newRow("of what") << QStringList{"--of", "month", "--limit", "1"} << QByteArray("--of: expected workspace");
    QTest::newRow("swarm without a name") << QStringList{"--of", "swarm", "--limit", "1"} << QByteArray("swarm:NAME");
    QTest::newRow("no such task") << QStringList{"--of", "task:z", "--limit", "1"} << QByteArray("'z'");
    QTest::newRow("below what is gone") << QStringList{"--of", "run", "--limit", "0.000001"}
                                        << QByteArray("are spent, reserved or possibly charged already");
}

void TestBudgets::badBudgetsAreRefused() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, expectation);
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    box.write("plan.json", onePlan());
    QCOMPARE(box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url, "--model",
                           "fake", "--price", price, "--yes"})
                 .exitStatus,
             0);
    const Ran refused = box.skeinctl(QStringList{"budget", "w.skein"} + arguments);
    QVERIFY2(refused.exitStatus == 2 && refused.err.contains(expectation), refused.err);
    QVERIFY(box.skeinctl({"budget", "w.skein", "--json"}).json()["budgets"].toArray().isEmpty());
    provider.kill();
    provider.waitForFinished();
}

/// A slow provider and an end in two seconds: what runs is finished, nothing more starts, and a person goes on later.
void TestBudgets::theEndOfTheRunIsObeyed() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--script-json", R"({"latency_ms": 1500})"});
    box.write("plan.json", QByteArray("{") + threeTasks);
    const auto soon = QDateTime::currentDateTimeUtc().addSecs(4).toString(Qt::ISODate);
    const QStringList run{"run",     "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                          "--model", "fake",      "--price",     price,     "--agents",   "1",
                          "--yes",   "--until",   soon};
    const Ran held = box.skeinctl(run);
    QVERIFY2(held.exitStatus == 3, QByteArray::number(held.exitStatus) + held.err + held.out);
    QVERIFY2(held.err.contains("held:     the time given"), held.err);
    const Ran status = box.skeinctl({"status", "w.skein", "--json"});
    QCOMPARE(status.json()["held_by"].toString(), QString("deadline"));
    const int done = status.json()["tasks"].toObject()["done"].toInt();
    QVERIFY2(done >= 1 && done <= 2, QByteArray::number(done));
    QVERIFY(box.skeinctl({"status", "w.skein"}).out.contains("the time given is over"));
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--until", "2020-01-01T00:00:00Z"}).exitStatus, 2);
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--yes"});
    QVERIFY2(resumed.exitStatus == 0, resumed.err);
    provider.kill();
    provider.waitForFinished();
}

void TestBudgets::badEndsAreRefused() {
    const Sandbox box;
    for (const char* wrong : {"25:00", "7", "tomorrow", "07:0x", "2020-01-01T00:00:00Z"}) {
        box.write("plan.json", onePlan());
        const Ran refused =
            box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider",
                          "openai-chat:http://127.0.0.1:9/v1", "--model", "m", "--yes", "--until", wrong});
        QVERIFY2(refused.exitStatus == 2 && refused.err.contains("until: "), refused.err + wrong);
        QVERIFY(!QFile::exists(box.path("w.skein")));
    }
    box.write("plan.json",
              R"({"limits": {"until": "2020-01-01T00:00:00Z"}, "tasks": [{"id": "a", "instruction": "x"}]})");
    const Ran refused = box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider",
                                      "openai-chat:http://127.0.0.1:9/v1", "--model", "m", "--yes"});
    QVERIFY2(refused.exitStatus == 2 && refused.err.contains("plan.json") && refused.err.contains("limits.until"),
             refused.err);
}

QTEST_GUILESS_MAIN(TestBudgets)
#include "tst_budgets.moc"
