// Servers that count oddly or not at all, and servers that are gone: what people are told, and that money stays right.
#include <QJsonArray>
#include <QtTest>

#include "tests/e2e/programs.h"

using skein::test::micros;
using skein::test::Ran;
using skein::test::Sandbox;

namespace {

QByteArray planOf(int tasks) {
    QByteArray plan = "{\"skein\":1,\"goal\":\"Try it.\",\"tasks\":[";
    for (int n = 0; n < tasks; ++n)
        plan += QByteArray(n ? "," : "") + "{\"id\":\"t-" + QByteArray::number(n) + "\",\"instruction\":\"Do thing " +
                QByteArray::number(n) + ".\"}";
    return plan + "]}";
}

/// A run on the fake provider in a folder of its own.
struct Bench {
    Sandbox box;
    QProcess provider;
    QString url;

    explicit Bench(const QByteArray& script, int tasks = 3) {
        url = box.startProvider(provider, {"--script", box.write("script.json", script)});
        box.write("plan.json", planOf(tasks));
    }
    ~Bench() {
        provider.kill();
        provider.waitForFinished();
    }
    QStringList runArguments(const QStringList& more) const {
        return QStringList{"run",     "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                           "--model", "m",         "--yes"} +
               more;
    }
    Ran run(const QStringList& more) const { return box.skeinctl(runArguments(more)); }
};

}  // namespace

class TestOddServers : public QObject {
    Q_OBJECT
private slots:
    // Every count is far from the estimate, or missing: no scale is learned from it, and the costs are shown all the
    // same.
    void countsThatTeachNothing_data() {
        QTest::addColumn<QByteArray>("script");
        QTest::newRow("far too many") << QByteArray(R"({"prompt_tokens": 900000, "completion_tokens": 5})");
        QTest::newRow("far too few") << QByteArray(R"({"prompt_tokens": 5, "completion_tokens": 5})");
    }
    void countsThatTeachNothing() {
        QFETCH(QByteArray, script);
        Bench bench(script);
        QCOMPARE(bench.run({"--price", skein::test::price, "--budget", "9"}).exitStatus, 0);
        const Ran costs = bench.box.skeinctl({"costs", "w.skein"});
        QCOMPARE(costs.exitStatus, 0);
        QVERIFY2(costs.out.contains("near enough to its estimate"), costs.out);
    }

    // A server that reports no usage is charged by our estimate, and that is said.
    void withoutUsageTheCostIsEstimated() {
        Bench bench(R"({"usage": false})");
        QCOMPARE(bench.run({"--price", skein::test::price, "--budget", "9"}).exitStatus, 0);
        const auto costs = bench.box.skeinctl({"costs", "w.skein", "--json"}).json();
        QCOMPARE(costs["estimated_calls"].toInt(), 3);
        QCOMPARE(micros(costs["estimated_usd"]), micros(costs["spent_usd"]));
        QVERIFY(micros(costs["spent_usd"]) > 0);
        QVERIFY(bench.box.skeinctl({"costs", "w.skein"}).out.contains("3 answers came without a count of tokens"));
    }

    // Without a price nothing is known of the money, in no sum and in no budget.
    void unknownIsNeverNothing() {
        Bench bench(R"({"prompt_tokens": 100, "completion_tokens": 50})");
        QCOMPARE(bench.run({}).exitStatus, 0);
        const auto costs = bench.box.skeinctl({"costs", "w.skein", "--json"}).json();
        QVERIFY(costs["spent_usd"].isNull());
        QCOMPARE(bench.box.skeinctl({"budget", "w.skein", "--of", "day", "--limit", "1"}).exitStatus, 0);
        const auto day =
            bench.box.skeinctl({"budget", "w.skein", "--json"}).json()["budgets"].toArray().at(0).toObject();
        QVERIFY(day["spent_usd"].isNull() && day["room_usd"].isNull());
        QVERIFY(bench.box.skeinctl({"budget", "w.skein"}).out.contains("unknown"));
    }

    // The process dies in the middle of a run whose budget is too small for the rest; it goes on with a larger one.
    void aLargerBudgetCountsBeforeAnythingGoesOn() {
        Bench bench(R"({"prompt_tokens": 1000, "completion_tokens": 1000, "latency_ms": 300})", 30);
        QProcess run;
        bench.box.start(run, bench.runArguments({"--price", "input=1,output=2", "--budget", "0.2", "--agents", "10"}));
        QTRY_VERIFY_WITH_TIMEOUT(!skein::test::entries(bench.box, {"w.skein", "--kind", "task.finished"}).isEmpty(),
                                 60'000);
        run.kill();
        run.waitForFinished();
        const Ran resumed = bench.box.skeinctl({"resume", "w.skein", "--budget", "5", "--yes"});
        QVERIFY2(resumed.exitStatus == 0, resumed.out + resumed.err);
    }

    // What is refused changes nothing: no budget is recorded, nothing goes on, nothing is called.
    void aRefusedResumeDoesNothing_data() {
        QTest::addColumn<QStringList>("more");
        QTest::newRow("another provider") << QStringList{"--budget", "5", "--provider", "nosuch"};
        QTest::newRow("a model alone") << QStringList{"--budget", "5", "--model", "m"};
        QTest::newRow("an end") << QStringList{"--budget", "5", "--until", "25:00"};
        QTest::newRow("a run") << QStringList{"--budget", "5", "--run", "r-9"};
    }
    void aRefusedResumeDoesNothing() {
        QFETCH(QStringList, more);
        Bench bench(R"({"prompt_tokens": 1000, "completion_tokens": 1000, "latency_ms": 300})", 30);
        QProcess run;
        bench.box.start(run, bench.runArguments({"--price", "input=1,output=2", "--budget", "1", "--agents", "4"}));
        QTRY_VERIFY_WITH_TIMEOUT(!skein::test::entries(bench.box, {"w.skein", "--kind", "task.finished"}).isEmpty(),
                                 60'000);
        run.kill();
        run.waitForFinished();
        const auto entries = [&] { return bench.box.skeinctl({"log", "w.skein", "--json"}).out.count('\n'); };
        const auto before = entries();
        const Ran refused = bench.box.skeinctl(QStringList{"resume", "w.skein", "--yes"} + more);
        QVERIFY2(refused.exitStatus == 2, refused.out + refused.err);
        QCOMPARE(entries(), before);
    }

    // While a server is out, whoever asks is told which, since when and why.
    void anOutageIsTold() {
        Bench bench(R"({"rules": [{"when": {"contains": "thing 0"}, "text": "done"},
            {"status": 529, "error": {"error": {"message": "too much to do"}}}]})");
        QProcess run;
        bench.box.start(run, bench.runArguments({"--price", skein::test::price, "--budget", "9"}));
        QByteArray told;
        const auto isTold = [&] {
            told = bench.box.skeinctl({"status", "w.skein"}).out;
            return told.contains("does not answer since") && told.contains("too much to do (HTTP 529)");
        };
        QTRY_VERIFY2_WITH_TIMEOUT(isTold(), told, 60'000);
        const auto json = bench.box.skeinctl({"status", "w.skein", "--json"}).json();
        QVERIFY(json["outages"].toArray().at(0).toObject()["calls"].toInt() >= 1);
        QByteArray progress;
        const auto isToldByTheRun = [&] {
            progress += run.readAllStandardError();
            return progress.contains("does not answer since");
        };
        QTRY_VERIFY2_WITH_TIMEOUT(isToldByTheRun(), progress, 60'000);
        run.kill();
        run.waitForFinished();
    }

    // A price list whose last row is over is told of before anything is sent.
    void pricesThatAreOver() {
        Bench bench("{}");
        bench.box.environment().insert("XDG_CONFIG_HOME", bench.box.path("config"));
        const QString prices =
            R"({"providers": [{"id": "old", "protocol": "openai-chat", "base_url": "%1"}], "models": [
            {"provider": "old", "id": "m", "prices": [
                {"input": 1, "output": 2, "before": "2026-01-01T00:00:00Z", "source": "s"}]}]})";
        bench.box.write("config/skein/models.json", prices.arg(bench.url).toUtf8());
        const Ran ran = bench.box.skeinctl(
            {"run", "plan.json", "--workspace", "old.skein", "--provider", "old", "--model", "m", "--yes"});
        QCOMPARE(ran.exitStatus, 2);
        QVERIFY2(ran.err.contains("no price of old/m holds now"), ran.err);
    }
};

QTEST_GUILESS_MAIN(TestOddServers)
#include "tst_odd_servers.moc"
