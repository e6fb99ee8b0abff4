// Runs through the batch APIs of the three providers, from the command line to the provider's own books: whole, expired
// half way, killed while a batch is out, stopped, pulled back.
#include <QtTest>

#include "tests/e2e/programs.h"

using skein::test::entries;
using skein::test::onePlan;
using skein::test::Ran;
using skein::test::Sandbox;

class TestBatches : public QObject {
    Q_OBJECT

private slots:
    void aWholeRun_data() { protocols(); }
    void aWholeRun();
    void expiredHalfWay_data() { protocols(); }
    void expiredHalfWay();
    void killedWhileABatchIsOut_data() { protocols(); }
    void killedWhileABatchIsOut();
    void killedBeforeTheBatchIsKnown_data() { protocols(); }
    void killedBeforeTheBatchIsKnown();
    void killedBeforeTheAnswerIsDurable_data() { protocols(); }
    void killedBeforeTheAnswerIsDurable();
    void pulledBack();
    void drainedAndResumed();
    void stoppedNow();
    void whatACancelledBatchAnsweredIsUsed_data() { protocols(); }
    void whatACancelledBatchAnsweredIsUsed();
    void aLateChargeIsSettledByHand();
    void cutInABatch_data() { protocols(); }
    void cutInABatch();
    void whatIsTradedIsToldBeforehand();
    void othersNeverGetOne();

private:
    static void protocols() {
        QTest::addColumn<QString>("protocol");
        for (const char* name : {"openai-chat", "openai-responses", "anthropic", "gemini"})
            QTest::newRow(name) << QString(name);
    }
    struct Books {
        qint64 in = 0, out = 0, batched = 0, microUsd = 0, charges = 0;
    };
    /// What the provider charged, a call in a batch at half the rates.
    static Books booksOf(const Sandbox& box) {
        Books books;
        for (const auto& line : box.read("ledger.jsonl").split('\n')) {
            const auto entry = QJsonDocument::fromJson(line).object();
            if (entry["event"].toString() != "charge") continue;
            const bool batch = entry["key"].toString().contains('/');
            const qint64 in = entry["in"].toInteger(), out = entry["out"].toInteger(), part = batch ? 2 : 1;
            books.in += in;
            books.out += out;
            books.microUsd +=
                (in * 250'000 / part + 999'999) / 1'000'000 + (out * 1'000'000 / part + 999'999) / 1'000'000;
            ++books.charges;
            books.batched += batch;
        }
        return books;
    }
    static void compareWithBooks(const Ran& ran, const Books& books) {
        QVERIFY(books.charges > 0);
        QCOMPARE(ran.json()["tokens"].toObject()["in"].toInteger(), books.in);
        QCOMPARE(ran.json()["tokens"].toObject()["out"].toInteger(), books.out);
        QCOMPARE(qRound64(ran.json()["cost_usd"].toDouble() * 1e6), books.microUsd);
    }
    static QStringList paidBy(const QString& protocol, const QString& url) {
        return {"--provider",          protocol + ":" + url, "--model", "fake",    "--price",
                "input=0.25,output=1", "--budget",           "5.00",    "--batch", "--json"};
    }
    static QStringList provider(const Sandbox& box, const QByteArray& batch) {
        return {"--script", box.write("script.json", "{\"batch\":" + batch + "}"), "--ledger",
                box.path("ledger.jsonl")};
    }
    static void withKey(Sandbox& box) { box.environment().insert("SKEIN_API_KEY", "sk-simulated-key-0001"); }
    static bool awaitBatch(const Sandbox& box) {
        for (int i = 0; i < 300; ++i) {
            if (!entries(box, {"w.skein", "--kind", "batch.submitted"}).isEmpty()) return true;
            QTest::qWait(100);
        }
        return false;
    }
};

void TestBatches::aWholeRun() {
    QFETCH(QString, protocol);
    Sandbox box;
    withKey(box);
    box.copySample("sample");
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":1})"));
    QVERIFY(!url.isEmpty());
    const Ran ran =
        box.skeinctl(QStringList{"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--out", "out"} +
                     paidBy(protocol, url));
    QVERIFY2(ran.exitStatus == 0 || ran.exitStatus == 3, ran.err + ran.out);
    QCOMPARE(ran.json()["tasks"].toObject()["failed"].toInt(), 0);
    const Books books = booksOf(box);
    compareWithBooks(ran, books);
    QCOMPARE(books.batched, books.charges);
    const auto batches = entries(box, {"w.skein", "--kind", "batch.submitted"});
    QVERIFY(!batches.isEmpty());
    QVERIFY2(batches.size() * 2 <= books.charges, "every call had a batch of its own");
    const Ran costs = box.skeinctl({"costs", "w.skein", "--json"});
    const auto batch = costs.json()["batch"].toObject();
    QCOMPARE(batch["calls"].toInteger(), books.charges);
    QVERIFY2(batch["saved_usd"].toDouble() > 0, costs.out);
    const auto waited = batch["waited_seconds"].toObject();
    QVERIFY2(waited["mean"].toDouble() > 0 && waited["longest"].toDouble() >= waited["mean"].toDouble(), costs.out);
    server.kill();
    server.waitForFinished();
}

// The second half of every batch is never run: those calls are made at once, and nothing is charged for them before.
void TestBatches::expiredHalfWay() {
    QFETCH(QString, protocol);
    Sandbox box;
    withKey(box);
    box.copySample("sample");
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":0,"end":"expired"})"));
    QVERIFY(!url.isEmpty());
    const Ran ran =
        box.skeinctl(QStringList{"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--out", "out"} +
                     paidBy(protocol, url));
    QVERIFY2(ran.exitStatus == 0 || ran.exitStatus == 3, ran.err + ran.out);
    QCOMPARE(ran.json()["tasks"].toObject()["failed"].toInt(), 0);
    const Books books = booksOf(box);
    compareWithBooks(ran, books);
    QVERIFY(books.batched > 0 && books.batched < books.charges);
    server.kill();
    server.waitForFinished();
}

// What a batch brings cut at its limit is charged, is no result, and is asked for again with more room.
void TestBatches::cutInABatch() {
    QFETCH(QString, protocol);
    Sandbox box;
    withKey(box);
    const auto plan = box.write("plan.json", onePlan());
    QProcess server;
    const auto url = box.startProvider(
        server,
        {"--script",
         box.write("script.json",
                   R"({"batch":{"polls":1},"rules":[{"when":{"max_output_below":5000},"finish_reason":"length"}]})"),
         "--ledger", box.path("ledger.jsonl")});
    QVERIFY(!url.isEmpty());
    const Ran ran = box.skeinctl(QStringList{"run", plan, "--workspace", "w.skein"} + paidBy(protocol, url));
    QVERIFY2(ran.exitStatus == 0, ran.err + ran.out);
    const Books books = booksOf(box);
    QCOMPARE(books.charges, 2);
    QCOMPARE(books.batched, 2);
    compareWithBooks(ran, books);
    std::vector<qint64> reserved;
    for (const auto& entry : entries(box, {"w.skein", "--kind", "step.intended"}))
        if (const auto data = entry["data"].toObject(); data["step_kind"].toString() == "model")
            reserved.push_back(data["reserved"].toInteger());
    QCOMPARE(reserved.size(), 2u);
    // At half a millionth of a dollar each, 16,384 tokens instead of 4,096.
    QVERIFY2(reserved[1] - reserved[0] >= 6'144, std::to_string(reserved[1] - reserved[0]).c_str());
    const auto failed = entries(box, {"w.skein", "--kind", "attempt.failed"});
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed[0]["data"].toObject()["outcome"].toString(), QString("truncated"));
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    server.kill();
    server.waitForFinished();
}

void TestBatches::killedWhileABatchIsOut() {
    QFETCH(QString, protocol);
    Sandbox box;
    withKey(box);
    const auto plan = box.write("plan.json", onePlan());
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":4})"));
    QVERIFY(!url.isEmpty());
    QProcess run;
    box.start(run, QStringList{"run", plan, "--workspace", "w.skein"} + paidBy(protocol, url));
    QVERIFY(awaitBatch(box));
    run.kill();
    run.waitForFinished();
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(resumed.exitStatus == 0, resumed.err + resumed.out);
    const Books books = booksOf(box);
    QCOMPARE(books.charges, 1);
    QCOMPARE(books.batched, 1);
    compareWithBooks(resumed, books);
    QCOMPARE(entries(box, {"w.skein", "--kind", "batch.submitted"}).size(), 1);
    server.kill();
    server.waitForFinished();
}

// The provider has made the batch, its answer is on the way, and the process dies: nobody here knows its name. It is
// found by the ids of its requests; nothing is sent and paid twice.
void TestBatches::killedBeforeTheBatchIsKnown() {
    QFETCH(QString, protocol);
    Sandbox box;
    withKey(box);
    const auto plan = box.write("plan.json", onePlan());
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":2,"create_ms":6000})"));
    QVERIFY(!url.isEmpty());
    QProcess run;
    box.start(run, QStringList{"run", plan, "--workspace", "w.skein"} + paidBy(protocol, url));
    QTRY_VERIFY_WITH_TIMEOUT(box.read("ledger.jsonl").contains(R"("event":"batch")"), 30'000);
    run.kill();
    run.waitForFinished();
    QCOMPARE(entries(box, {"w.skein", "--kind", "step.intended"}).size(), 1);
    QCOMPARE(entries(box, {"w.skein", "--kind", "batch.submitted"}).size(), 0);
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(resumed.exitStatus == 0, resumed.err + resumed.out);
    QCOMPARE(box.read("ledger.jsonl").count(R"("event":"batch")"), 1);
    const Books books = booksOf(box);
    QCOMPARE(books.charges, 1);
    QCOMPARE(books.batched, 1);
    compareWithBooks(resumed, books);
    server.kill();
    server.waitForFinished();
}

// The batch has ended and is charged; the process dies before the journal holds its answer, a little later each time.
// Whatever was read is read again: one charge, in their books and in ours.
void TestBatches::killedBeforeTheAnswerIsDurable() {
    QFETCH(QString, protocol);
    constexpr int laterMs[] = {0, 3, 10, 30};
    int caught = 0;
    // On a busy machine all four may come too late.
    for (int round = 0; round < 4 || (caught == 0 && round < 20); ++round) {
        Sandbox box;
        withKey(box);
        const auto plan = box.write("plan.json", onePlan());
        QProcess server;
        const auto url = box.startProvider(server, provider(box, R"({"polls":1})"));
        QVERIFY(!url.isEmpty());
        QProcess run;
        box.start(run, QStringList{"run", plan, "--workspace", "w.skein"} + paidBy(protocol, url));
        for (int i = 0; i < 30'000 && !box.read("ledger.jsonl").contains(R"("event":"charge")"); ++i)
            QThread::msleep(1);
        QThread::msleep(static_cast<unsigned long>(round < 4 ? laterMs[round] : 0));
        run.kill();
        run.waitForFinished();
        bool durable = false;
        for (const auto& entry : entries(box, {"w.skein", "--kind", "step.settled"}))
            durable = durable || entry["data"].toObject()["usage"].toObject()["measured"].toBool();
        caught += !durable;
        const Ran resumed = box.skeinctl({"resume", "w.skein", "--json"});
        QVERIFY2(resumed.exitStatus == 0, resumed.err + resumed.out);
        const Books books = booksOf(box);
        QCOMPARE(books.charges, 1);
        QCOMPARE(books.batched, 1);
        compareWithBooks(resumed, books);
        QCOMPARE(entries(box, {"w.skein", "--kind", "batch.submitted"}).size(), 1);
        QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
        server.kill();
        server.waitForFinished();
    }
    QVERIFY2(caught > 0, "no process was killed in time");
}

void TestBatches::pulledBack() {
    Sandbox box;
    withKey(box);
    const auto plan = box.write("plan.json", onePlan());
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":100000})"));
    QProcess run;
    box.start(run, QStringList{"run", plan, "--workspace", "w.skein"} + paidBy("anthropic", url));
    QVERIFY(awaitBatch(box));
    const Ran status = box.skeinctl({"status", "w.skein", "--json"});
    QCOMPARE(status.json()["batches"].toArray().size(), 1);
    QCOMPARE(status.json()["batches"].toArray()[0].toObject()["tasks"].toInt(), 1);
    const auto forecast = status.json()["forecast"].toObject();
    QVERIFY2(forecast["basis"].toString().contains("1 by batch: up to 24 h"), status.out);
    QVERIFY(forecast["seconds"].toObject()["p90"].toDouble() > 80'000);
    const Ran hurried = box.skeinctl({"hurry", "w.skein", "only"});
    QVERIFY2(hurried.exitStatus == 0, hurried.err);
    QVERIFY(run.waitForFinished(60'000));
    QCOMPARE(run.exitCode(), 0);
    const Books books = booksOf(box);
    QCOMPARE(books.charges, 1);
    QCOMPARE(books.batched, 0);
    QCOMPARE(entries(box, {"w.skein", "--kind", "task.pulled_back"}).size(), 1);
    server.kill();
    server.waitForFinished();
}

// Ctrl-C while a batch is out: the process ends, the batch goes on, and resume takes its answers.
void TestBatches::drainedAndResumed() {
    Sandbox box;
    withKey(box);
    const auto plan = box.write("plan.json", onePlan());
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":4})"));
    QProcess run;
    box.start(run, QStringList{"run", plan, "--workspace", "w.skein"} + paidBy("gemini", url));
    QVERIFY(awaitBatch(box));
    run.terminate();
    QVERIFY(run.waitForFinished(20'000));
    QCOMPARE(run.exitCode(), 130);
    QCOMPARE(booksOf(box).charges, 0);
    const Ran status = box.skeinctl({"status", "w.skein", "--json"});
    QCOMPARE(status.json()["batches"].toArray().size(), 1);
    const auto told = box.skeinctl({"status", "w.skein"}).out;
    QVERIFY2(told.contains("`skeinctl resume w.skein` takes the answers") && !told.contains("wait at"), told);
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(resumed.exitStatus == 0, resumed.err + resumed.out);
    const Books books = booksOf(box);
    QCOMPARE(books.charges, 1);
    compareWithBooks(resumed, books);
    server.kill();
    server.waitForFinished();
}

// Stopped at once: the batch is cancelled, and whatever it had answered by then is paid for or still set aside.
void TestBatches::stoppedNow() {
    Sandbox box;
    withKey(box);
    const auto plan = box.write("plan.json", onePlan());
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":100000})"));
    QProcess run;
    box.start(run, QStringList{"run", plan, "--workspace", "w.skein"} + paidBy("openai-chat", url));
    QVERIFY(awaitBatch(box));
    QCOMPARE(box.skeinctl({"stop", "w.skein", "--now"}).exitStatus, 0);
    QVERIFY(run.waitForFinished(20'000));
    QCOMPARE(run.exitCode(), 130);
    const auto told = box.skeinctl({"status", "w.skein"}).out;
    QVERIFY2(told.contains("and cancelled") && !told.contains("wait at") && !told.contains("hurry"), told);
    // The task is wanted at once now; what the cancelled batch says of the first call is heard beside it.
    QCOMPARE(box.skeinctl({"hurry", "w.skein", "only"}).exitStatus, 0);
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(resumed.exitStatus == 0, resumed.err + resumed.out);
    const Books books = booksOf(box);
    QCOMPARE(books.charges - books.batched, 1);
    const auto costs = box.skeinctl({"costs", "w.skein", "--json"}).json();
    const double held = costs["spent_usd"].toDouble() + costs["reserved_usd"].toDouble();
    QVERIFY(qRound64(held * 1e6) >= books.microUsd);
    QCOMPARE(costs["unconfirmed_usd"].toDouble(), 0.0);
    server.kill();
    server.waitForFinished();
}

// A cancelled batch has answered the first of two requests by then: that answer is paid for and used, the other call is
// made at once.
void TestBatches::whatACancelledBatchAnsweredIsUsed() {
    QFETCH(QString, protocol);
    Sandbox box;
    withKey(box);
    const auto plan = box.write("plan.json", R"({"tasks": [{"id": "a", "instruction": "Say something about a."},
        {"id": "b", "instruction": "Say something about b."}]})");
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":100000})"));
    QProcess run;
    box.start(run, QStringList{"run", plan, "--workspace", "w.skein"} + paidBy(protocol, url));
    QVERIFY(awaitBatch(box));
    QCOMPARE(box.skeinctl({"stop", "w.skein", "--now"}).exitStatus, 0);
    QVERIFY(run.waitForFinished(20'000));
    QCOMPARE(run.exitCode(), 130);
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(resumed.exitStatus == 0, resumed.err + resumed.out);
    const Books books = booksOf(box);
    QCOMPARE(books.charges, 2);
    QCOMPARE(books.batched, 1);
    compareWithBooks(resumed, books);
    const auto costs = box.skeinctl({"costs", "w.skein", "--json"}).json();
    QCOMPARE(costs["wasted_usd"].toDouble(), 0.0);
    QCOMPARE(costs["reserved_usd"].toDouble(), 0.0);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    server.kill();
    server.waitForFinished();
}

// Pulled back, and the provider never says what the batch cost: the person does.
void TestBatches::aLateChargeIsSettledByHand() {
    Sandbox box;
    withKey(box);
    const auto plan = box.write("plan.json", onePlan());
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":100000})"));
    QProcess run;
    box.start(run, QStringList{"run", plan, "--workspace", "w.skein"} + paidBy("anthropic", url));
    QVERIFY(awaitBatch(box));
    run.kill();
    run.waitForFinished();
    QCOMPARE(box.skeinctl({"stop", "w.skein", "--now"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"hurry", "w.skein", "only"}).exitStatus, 0);
    const auto late = box.skeinctl({"costs", "w.skein", "--json"}).json()["unconfirmed"].toArray();
    QCOMPARE(late.size(), 1);
    const auto call = late[0].toObject();
    QCOMPARE(call["step"].toString(), QString("only/1/1"));
    QCOMPARE(call["state"].toString(), QString("late"));
    QVERIFY(!call["batch"].toString().isEmpty() && call["usd"].toDouble() > 0);
    const auto told = box.skeinctl({"costs", "w.skein"}).out;
    QVERIFY2(told.contains("skeinctl costs w.skein settle only/1/1 --charge 0.0"), told);
    QCOMPARE(box.skeinctl({"costs", "w.skein", "settle", "only/1/1", "--charge", "-1"}).exitStatus, 2);
    QCOMPARE(box.skeinctl({"costs", "w.skein", "settle", "only/1/1", "--charge", "9"}).exitStatus, 2);
    const Ran settled = box.skeinctl({"costs", "w.skein", "settle", "only/1/1", "--charge", "0"});
    QVERIFY2(settled.exitStatus == 0, settled.err);
    const auto costs = box.skeinctl({"costs", "w.skein", "--json"}).json();
    QCOMPARE(costs["reserved_usd"].toDouble() + costs["unconfirmed_usd"].toDouble(), 0.0);
    QCOMPARE(box.skeinctl({"costs", "w.skein", "settle", "only/1/1", "--charge", "0"}).exitStatus, 2);
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(resumed.exitStatus == 0, resumed.err + resumed.out);
    server.kill();
    server.waitForFinished();
}

// Money and time, with batch and without, before anything runs: by the providers' bound first, then by what was
// measured.
void TestBatches::whatIsTradedIsToldBeforehand() {
    Sandbox box;
    withKey(box);
    const QByteArray tasks = R"({"tasks": [{"id": "a", "instruction": "Say something about a."},
        {"id": "b", "instruction": "Say something about b.", "needs": ["a"]}]})";
    const auto plan = box.write("plan.json", tasks);
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":1})"));
    const QStringList endpoint{"--provider", "openai-chat:" + url, "--model", "fake", "--price", skein::test::price};
    const auto estimate = [&](const QStringList& more) {
        return box.skeinctl(QStringList{"plan", plan, "--estimate", "--json"} + endpoint + more).json();
    };
    const auto p50 = [](const QJsonValue& range) { return range.toObject()["p50"].toDouble(); };
    const auto atOnce = estimate({}), byBatch = estimate({"--batch"});
    const auto trade = atOnce["batch"].toObject(), same = byBatch["batch"].toObject();
    QCOMPARE(trade["used"].toBool(), false);
    QCOMPARE(same["used"].toBool(), true);
    QCOMPARE(trade["calls"].toInt(), 2);
    QCOMPARE(trade["saved_usd"], same["saved_usd"]);
    QVERIFY(std::abs(p50(byBatch["estimate"]["range"]["usd"]) / p50(atOnce["estimate"]["range"]["usd"]) - 0.5) < 0.01);
    QCOMPARE(trade["measured_waits"].toInt(), 0);
    QCOMPARE(p50(trade["added_seconds"]), 2 * 86'400.0);  // one after the other
    QVERIFY(box.skeinctl(QStringList{"plan", plan, "--estimate"} + endpoint)
                .out.contains("with --batch it would be ~48 h"));
    QVERIFY(
        byBatch["estimate"]["range"]["basis"].toString().contains("2 by batch: up to 24 h for each batch, as the "
                                                                  "provider states"));
    QCOMPARE(box.skeinctl(QStringList{"run", plan, "--workspace", "w.skein", "--budget", "1", "--batch"} + endpoint)
                 .exitStatus,
             0);
    const auto learned = estimate({"--batch", "--workspace", "w.skein"});
    QCOMPARE(learned["batch"]["measured_waits"].toInt(), 2);
    QVERIFY(p50(learned["batch"]["added_seconds"]) < 120);
    server.kill();
    server.waitForFinished();
}

void TestBatches::othersNeverGetOne() {
    {
        // Said at the start, for nothing in the run would show it.
        const Sandbox box;
        box.write("plan.json", onePlan());
        const Ran none = box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--batch", "--yes", "--provider",
                                       "ollama:http://127.0.0.1:9", "--model", "m"});
        QVERIFY2(none.err.contains("batch: no model of this run can be called by batch"), none.err);
    }
    Sandbox box;
    withKey(box);
    const auto plan = box.write("plan.json", onePlan());
    QProcess server;
    const auto url = box.startProvider(server, provider(box, R"({"polls":1})"));
    const Ran ran = box.skeinctl(QStringList{"run", plan, "--workspace", "w.skein"} + paidBy("ollama", url));
    QVERIFY2(ran.exitStatus == 0, ran.err + ran.out);
    QCOMPARE(booksOf(box).batched, 0);
    QCOMPARE(entries(box, {"w.skein", "--kind", "batch.submitted"}).size(), 0);
    server.kill();
    server.waitForFinished();
}

QTEST_GUILESS_MAIN(TestBatches)
#include "tst_batches.moc"
