// Runs are killed with SIGKILL at moments spread over the run and resumed. Shown each time: the chain verifies, replay
// equals the stored state, no finished task ran twice, the provider's own ledger agrees with ours, and the final
// document is byte for byte that of an undisturbed run. 8 moments per provider here, 200 in the soak (SKEIN_SOAK=1).
#include <QElapsedTimer>
#include <QJsonArray>
#include <QtTest>

#include "tests/e2e/programs.h"

using skein::test::Ran;
using skein::test::Sandbox;

class TestKillResume : public QObject {
    Q_OBJECT

private slots:
    void offline();
    void provider_data();
    void provider();

private:
    static int moments() { return qEnvironmentVariableIntValue("SKEIN_SOAK") != 0 ? 100 : 8; }
    struct Finished {
        QMap<QPair<int, int>, int> times;
    };  // (task, revision) -> how often it finished
    void killAndResume(const Sandbox& box, const QString& name, const QStringList& arguments, int delayMs, Ran& final,
                       bool& inFlight);
    static bool eachFinishedOnce(const Sandbox& box, const QString& workspace, QByteArray& why);
};

bool TestKillResume::eachFinishedOnce(const Sandbox& box, const QString& workspace, QByteArray& why) {
    QMap<QPair<int, int>, int> finished;
    for (const auto& line : box.skeinctl({"log", workspace, "--kind", "task.finished", "--json"}).out.split('\n')) {
        if (line.isEmpty()) continue;
        const auto data = QJsonDocument::fromJson(line).object()["data"].toObject();
        if (++finished[{data["task"].toInt(), data["revision"].toInt(1)}] > 1) {
            why = "finished twice: " + line;
            return false;
        }
    }
    return true;
}

void TestKillResume::killAndResume(const Sandbox& box, const QString& name, const QStringList& arguments, int delayMs,
                                   Ran& final, bool& inFlight) {
    const QString workspace = name + ".skein";
    QProcess process;
    box.start(process,
              QStringList{"run", box.path("sample/goal.yaml"), "--workspace", workspace, "--out", name, "--quiet"} +
                  arguments);
    // The moment counts from the first attempt, where calls are in flight; earlier ones are hit by delay 0.
    QElapsedTimer waited;
    waited.start();
    while (delayMs > 0 && process.state() == QProcess::Running && waited.elapsed() < 30'000 &&
           !box.skeinctl({"log", workspace, "--kind", "step.intended"}).out.contains("step.intended"))
        QTest::qWait(2);
    QTest::qWait(delayMs);
    process.kill();
    process.waitForFinished();
    const Ran log = box.skeinctl({"log", workspace, "--json"});
    inFlight = log.out.count("\"step.intended\"") > log.out.count("\"step.settled\"");
    if (log.exitStatus != 0 || !log.out.contains("run.started")) {
        // Killed before the run was recorded: nothing to resume, the same command starts it.
        final = box.skeinctl(
            QStringList{"run", box.path("sample/goal.yaml"), "--workspace", workspace, "--out", name, "--json"} +
            arguments);
        return;
    }
    final = box.skeinctl({"resume", workspace, "--out", name, "--json"});
}

void TestKillResume::offline() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(
        box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "base.skein", "--out", "base"}).exitStatus,
        3);
    const auto expected = box.read("base/document.md");
    for (int i = 0; i < moments(); ++i) {
        const QString name = "k" + QString::number(i);
        Ran final;
        bool inFlight = false;
        killAndResume(box, name, {}, i * 400 / moments(), final, inFlight);
        QVERIFY2(final.exitStatus == 3, final.err + final.out);
        QByteArray why;
        QVERIFY2(eachFinishedOnce(box, name + ".skein", why), why);
        QCOMPARE(box.skeinctl({"verify", name + ".skein"}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"replay", name + ".skein", "--check"}).exitStatus, 0);
        QCOMPARE(box.read(name + "/document.md"), expected);
    }
}

void TestKillResume::provider_data() {
    QTest::addColumn<bool>("idempotent");
    QTest::newRow("honours idempotency keys") << true;
    QTest::newRow("does not say so") << false;
}

void TestKillResume::provider() {
    QFETCH(bool, idempotent);
    const Sandbox box;
    box.copySample("sample");
    QProcess server;
    const auto url = box.startProvider(server, {"--latency-ms", "300", "--ledger", box.path("ledger.jsonl")});
    QVERIFY(!url.isEmpty());
    QStringList arguments{"--provider", "openai-chat:" + url,          "--model",  "fake",
                          "--price",    "input=0.25,output=1", "--budget", "50.00"};
    if (idempotent) arguments << "--idempotent";
    const Ran base = box.skeinctl(
        QStringList{"run", box.path("sample/goal.yaml"), "--workspace", "base.skein", "--out", "base", "--json"} +
        arguments);
    QVERIFY2(base.exitStatus == 0 || base.exitStatus == 3, base.err + base.out);
    const auto expected = box.read("base/document.md");
    int hits = 0;
    for (int i = 0; i < moments(); ++i) {
        const QString name = "p" + QString::number(i);
        box.write("ledger.jsonl", "");  // each round reads its own part of the books
        Ran final;
        bool inFlight = false;
        killAndResume(box, name, arguments, 5 + i * 600 / moments(), final, inFlight);
        hits += inFlight;
        QVERIFY2(final.exitStatus == base.exitStatus, final.err + final.out);
        std::int64_t charged = 0;
        for (const auto& line : box.read("ledger.jsonl").split('\n')) {
            const auto entry = QJsonDocument::fromJson(line).object();
            if (entry["event"].toString() == "charge")
                charged += (entry["in"].toInteger() * 250'000 + 999'999) / 1'000'000 +
                           (entry["out"].toInteger() * 1'000'000 + 999'999) / 1'000'000;
        }
        const auto status = box.skeinctl({"status", name + ".skein", "--json"}).json();
        const auto spent = qRound64(status["cost_usd"].toDouble() * 1e6),
                   unconfirmed = qRound64(status["unconfirmed_usd"].toDouble() * 1e6);
        // Nothing is lost: what the provider charged is either settled or listed as possibly charged.
        QVERIFY2(charged <= spent + unconfirmed, QByteArray::number(qint64(charged)) + " charged, " +
                                                     QByteArray::number(spent) + " spent, " +
                                                     QByteArray::number(unconfirmed) + " unconfirmed");
        if (idempotent) {
            QCOMPARE(spent, charged);
            QCOMPARE(unconfirmed, 0);
        }
        QByteArray why;
        QVERIFY2(eachFinishedOnce(box, name + ".skein", why), why);
        QCOMPARE(box.skeinctl({"verify", name + ".skein"}).exitStatus, 0);
        QCOMPARE(box.read(name + "/document.md"), expected);
    }
    qInfo("%d of %d kills hit calls in flight", hits, moments());
    QVERIFY(hits * 2 >= moments());
    server.kill();
    server.waitForFinished();
}

QTEST_GUILESS_MAIN(TestKillResume)
#include "tst_kill_resume.moc"
