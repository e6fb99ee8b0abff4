// Pause points by the real programs: what is held is told, survives a kill, passes by one command, and costs nothing
// until then.
#include <QElapsedTimer>
#include <QJsonArray>
#include <QtTest>

#include "tests/e2e/programs.h"

using namespace skein::test;

namespace {

/// a and slow stand alone; b (held) needs a, d needs b; the phase Late (held) is e, which needs a, and f, which needs
/// e.
constexpr const char* plan = R"({"skein": 1, "goal": "six", "pause_before": ["Late"], "tasks": [
  {"id": "a", "phase": "Early", "instruction": "Say the letter a."},
  {"id": "slow", "phase": "Early", "instruction": "Say something slowly."},
  {"id": "b", "phase": "Early", "pause_before": true, "needs": ["a"], "instruction": "Say the letter b."},
  {"id": "d", "phase": "Early", "needs": ["b"], "instruction": "Say the letter d."},
  {"id": "e", "phase": "Late", "needs": ["a"], "instruction": "Say the letter e."},
  {"id": "f", "phase": "Late", "needs": ["e"], "instruction": "Say the letter f."}]})";

QStringList runPlan(const QString& workspace, const QString& url) {
    return {"run",     "plan.json", "--workspace", workspace, "--provider", "openai-chat:" + url,
            "--model", "fake",      "--price",     price,     "--budget",   "5"};
}

/// Ids of the tasks that are held, in the order of the plan.
QString held(const Sandbox& box, const QString& workspace) {
    QStringList tasks;
    for (const auto& each : box.skeinctl({"status", workspace, "--json"}).json()["paused"].toArray())
        tasks << each.toObject()["task"].toString();
    return tasks.join(' ');
}

int attempts(const Sandbox& box, const QString& workspace) {
    return static_cast<int>(entries(box, {workspace, "--kind", "attempt.started"}).size());
}

}  // namespace

class TestPausePoints : public QObject {
    Q_OBJECT
private slots:
    void heldUntilTheyPass();
    void takenBackAndSet();
    void aKillForgetsNothing();
    void passedWhileItRuns();
    void anAmendmentSetsThem();
    void mistakesAreNamed();
};

void TestPausePoints::heldUntilTheyPass() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--ledger", box.path("l.jsonl")});
    box.write("plan.json", plan);
    const Ran planned = box.skeinctl({"plan", "plan.json"});
    QVERIFY2(planned.out.contains("waits for you before: b, e"), planned.out);
    const Ran ran = box.skeinctl(runPlan("w.skein", url) + QStringList{"--json"});
    QVERIFY2(ran.exitStatus == 3, ran.err);
    QCOMPARE(ran.json()["state"].toString(), QString("blocked"));
    const auto tasks = ran.json()["tasks"].toObject();
    QCOMPARE(tasks["done"].toInt(), 2);
    QCOMPARE(tasks["paused"].toInt(), 2);
    QCOMPARE(tasks["waiting"].toInt(), 2);
    QCOMPARE(held(box, "w.skein"), QString("b e"));
    QCOMPARE(box.read("l.jsonl").count("\"charge\""), 2);
    const Ran status = box.skeinctl({"status", "w.skein"});
    QVERIFY2(status.out.contains("paused: b") && status.out.contains("skeinctl pass w.skein"), status.out);
    const Ran early = box.skeinctl({"resume", "w.skein"});
    QVERIFY2(early.exitStatus == 3 && early.err.contains("at a pause point: b, e"),
             QByteArray::number(early.exitStatus) + early.err);
    const Ran one = box.skeinctl({"pass", "w.skein", "b"});
    QVERIFY2(one.exitStatus == 0 && one.err.contains("1 task passes") && one.err.contains("skeinctl resume"), one.err);
    const Ran quiet = box.skeinctl({"resume", "w.skein", "--quiet"});
    QVERIFY2(quiet.exitStatus == 3 && quiet.err.contains("at a pause point: e"), quiet.err);
    QCOMPARE(box.skeinctl({"pass", "w.skein"}).exitStatus, 0);
    const Ran done = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(done.exitStatus == 0, done.err);
    QCOMPARE(done.json()["tasks"].toObject()["done"].toInt(), 6);
    QCOMPARE(box.read("l.jsonl").count("\"charge\""), 6);
    QCOMPARE(entries(box, {"w.skein", "--kind", "pauses.changed"}).size(), 2);
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

void TestPausePoints::takenBackAndSet() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    box.write("plan.json", plan);
    QCOMPARE(box.skeinctl(runPlan("w.skein", url)).exitStatus, 3);
    QCOMPARE(box.skeinctl({"pass", "w.skein"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"pause", "w.skein", "Late", "d"}).exitStatus, 0);
    QCOMPARE(held(box, "w.skein"), QString("e"));
    QCOMPARE(box.skeinctl({"resume", "w.skein"}).exitStatus, 3);
    QCOMPARE(held(box, "w.skein"), QString("d e"));
    QCOMPARE(box.skeinctl({"pass", "w.skein", "d", "Late"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "w.skein"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

void TestPausePoints::aKillForgetsNothing() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--latency-ms", "700"});
    box.write("plan.json", plan);
    QProcess run;
    box.start(run, runPlan("w.skein", url));
    QTRY_VERIFY_WITH_TIMEOUT(attempts(box, "w.skein") > 0, 60'000);
    run.kill();
    run.waitForFinished();
    const Ran ended = box.skeinctl({"resume", "w.skein", "--json"});
    // What was in flight may be charged: the provider keeps no keys, so nothing is asked again without a word.
    for (const auto& call : box.skeinctl({"costs", "w.skein", "--json"}).json()["unconfirmed"].toArray())
        box.skeinctl({"costs", "w.skein", "settle", call.toObject()["step"].toString(), "--charge", "0.001"});
    QVERIFY2(ended.exitStatus == 3, ended.err);
    QCOMPARE(held(box, "w.skein"), QString("b e"));
    QCOMPARE(box.skeinctl({"pass", "w.skein"}).exitStatus, 0);
    box.start(run, {"resume", "w.skein"});
    QTRY_VERIFY_WITH_TIMEOUT(attempts(box, "w.skein") > 2, 60'000);
    run.kill();
    run.waitForFinished();
    const Ran done = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(done.exitStatus == 0, done.err);
    QCOMPARE(done.json()["tasks"].toObject()["done"].toInt(), 6);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

/// Through the control socket of the process that runs it, while something else goes on.
void TestPausePoints::passedWhileItRuns() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(
        provider,
        {"--script-json", R"({"rules": [{"when": {"contains": "Say something slowly"}, "latency_ms": 900000}]})"});
    box.write("plan.json", plan);
    QProcess run;
    box.start(run, runPlan("w.skein", url));
    QTRY_VERIFY_WITH_TIMEOUT(held(box, "w.skein") == "b e", 60'000);
    QVERIFY(run.state() == QProcess::Running);
    const Ran passed = box.skeinctl({"pass", "w.skein"});
    QVERIFY2(passed.exitStatus == 0 && passed.err.contains("ten seconds"), passed.err);
    const Ran back = box.skeinctl({"pause", "w.skein", "Late"});
    QVERIFY2(back.exitStatus == 0, back.err);
    QTRY_VERIFY_WITH_TIMEOUT(attempts(box, "w.skein") == 4, 120'000);  // b has passed, and d behind it
    QCOMPARE(held(box, "w.skein"), QString("e"));                      // Late was taken back in time
    QVERIFY(run.state() == QProcess::Running);
    QCOMPARE(box.skeinctl({"stop", "w.skein", "--now"}).exitStatus, 0);
    QVERIFY(run.waitForFinished(120'000));
    QCOMPARE(run.exitCode(), 130);
    provider.kill();
    provider.waitForFinished();
}

void TestPausePoints::anAmendmentSetsThem() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--ledger", box.path("l.jsonl")});
    box.write("plan.json", plan);
    QCOMPARE(box.skeinctl(runPlan("w.skein", url)).exitStatus, 3);
    auto changed = QByteArray(plan).replace(R"("pause_before": ["Late"], )", "");
    changed.replace(R"("id": "a", )", R"("id": "a", "pause_before": true, )");
    box.write("plan2.json", changed);
    const Ran amended = box.skeinctl({"amend", "w.skein", "plan2.json", "--json"});
    QVERIFY2(amended.exitStatus == 0, amended.err);
    const auto diff = amended.json()["diff"].toObject();
    QCOMPARE(diff["changed"].toArray().size(), 2);  // a has a point now, e none
    QCOMPARE(box.skeinctl({"resume", "w.skein"}).exitStatus, 3);
    QCOMPARE(held(box, "w.skein"), QString("b"));
    QCOMPARE(box.read("l.jsonl").count("\"charge\""), 4);  // a is done and stays so; e and f ran
    provider.kill();
    provider.waitForFinished();
}

void TestPausePoints::mistakesAreNamed() {
    const Sandbox box;
    box.write("plan.json", QByteArray(plan).replace("[\"Late\"]", "[\"Lte\"]"));
    const Ran phase = box.skeinctl({"plan", "plan.json"});
    QVERIFY2(phase.exitStatus == 2 && phase.err.contains("plan.json:1: pause_before[0]: expected the phase of a task"),
             phase.err);
    box.write("plan.json", QByteArray(plan).replace("\"pause_before\": true", "\"pause_before\": \"yes\""));
    const Ran kind = box.skeinctl({"plan", "plan.json"});
    QVERIFY2(kind.exitStatus == 2 && kind.err.contains("plan.json:4: tasks[2].pause_before"), kind.err);
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    box.write("plan.json", plan);
    QCOMPARE(box.skeinctl(runPlan("w.skein", url)).exitStatus, 3);
    using Mistake = std::pair<QStringList, const char*>;
    for (const auto& [arguments, words] :
         {Mistake{{"pass", "w.skein", "a"}, "task 'a' has no pause point"},
          Mistake{{"pass", "w.skein", "x"}, "no task and no phase"}, Mistake{{"pause", "w.skein", "a"}, "is done"},
          Mistake{{"pass", "w.skein", "Early", "Late", "slow"}, "no pause point"}}) {
        const Ran refused = box.skeinctl(arguments);
        QVERIFY2(refused.exitStatus == 2 && refused.err.contains(words), refused.err);
    }
    QCOMPARE(held(box, "w.skein"), QString("b e"));
    provider.kill();
    provider.waitForFinished();
}

QTEST_GUILESS_MAIN(TestPausePoints)
#include "tst_pause_points.moc"
