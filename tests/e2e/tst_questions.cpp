// Agents that ask memory during an attempt: the tools go out, the answers come back in the next window, rounds and band
// hold, and the money of every call is counted. On real files and the fake provider, in every protocol.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "tests/e2e/programs.h"

using namespace skein::test;

class TestQuestions : public QObject {
    Q_OBJECT
private slots:
    void asksAndIsAnswered_data() {
        QTest::addColumn<QString>("protocol");
        for (const char* name : {"openai-chat", "openai-responses", "anthropic", "gemini", "ollama"})
            QTest::newRow(name) << QString(name);
    }
    void asksAndIsAnswered();
    void roundsAndBandHold_data();
    void roundsAndBandHold();
    void whatCannotBeAnswered_data();
    void whatCannotBeAnswered();
    void aStubbornModelEnds_data();
    void aStubbornModelEnds();
    void semanticMemoryHoldsClaims();
    void semanticMemoryTellsWhatWasDecided();
    void anExcludedTextIsShownNowhere();
    void remembers_data();
    void remembers();
    void nobodyAsksUnlessAllowed();
    void isTakenOverWhileMemoryIsTheSame();

private:
    /// A folder of sources in which one line holds what the task does not say.
    static QString plan(const Sandbox& box, const QByteArray& limits = R"("questions": 2)") {
        QByteArray filler;
        for (int i = 0; i < 200; ++i) filler += "Paragraph " + QByteArray::number(i) + " is about nothing much.\n\n";
        box.write("src/notes.md", "# Notes\n\n" + filler);
        box.write("src/limits.md", "# Limits\n\nThe quorum of the ledger is seventeen.\n");
        return box.write("plan.json", R"({"skein":1,"goal":"Say it.","sources":["src"],"limits":{)" + limits +
                                          R"(},"tasks":[{"id":"only","title":"Paragraph","instruction":"TASK-ONLY",)"
                                          R"("band":{"min":200,"max":2000}}]})");
    }
    static QString script(const Sandbox& box, const QByteArray& rules) {
        return box.write("script.json", R"({"text":"Done.","rules":[)" + rules + "]}");
    }
    static QStringList run(const QString& planFile, const QString& url, const QString& protocol = "openai-chat") {
        return {"run",     planFile, "--workspace", "w.skein", "--provider", protocol + ":" + url,
                "--model", "fake",   "--price",     price,     "--budget",   "5",
                "--yes",   "--json"};
    }
    static QString baseUrl(const QString& url, const QString& protocol) {
        return protocol.startsWith("openai") ? url : QString(url).replace("/v1", "");
    }
    static QJsonObject contextOf(const Sandbox& box, bool prompt = false) {
        QStringList words{"context", "w.skein", "only", "--json"};
        if (prompt) words << "--prompt";
        return box.skeinctl(words).json();
    }
};

constexpr const char* asksOnce =
    R"({"when":{"contains":"What you asked memory"},"text":"It is seventeen."},)"
    R"({"when":{"contains":"TASK-ONLY"},"tool_call":{"name":"memory_search","arguments":{"query":"quorum of the ledger"}}})";

void TestQuestions::asksAndIsAnswered() {
    QFETCH(QString, protocol);
    const Sandbox box;
    const auto planFile = plan(box);
    QProcess provider;
    const auto url =
        box.startProvider(provider, {"--script", script(box, asksOnce), "--ledger", box.path("ledger.jsonl")});
    const Ran ran = box.skeinctl(run(planFile, baseUrl(url, protocol), protocol));
    QVERIFY2(ran.exitStatus == 0, ran.err);
    const auto context = contextOf(box, true);
    const auto asked = context["asked"].toArray();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0].toObject()["tool"].toString(), QString("memory_search"));
    QVERIFY(asked[0].toObject()["tokens"].toInt() > 0);
    QVERIFY(!asked[0].toObject()["atoms"].toArray().isEmpty());
    const auto prompt = context["prompt"].toObject()["user"].toString();
    QVERIFY2(prompt.contains("quorum of the ledger is seventeen"), prompt.toUtf8());
    QVERIFY(context["estimated_tokens"].toInt() <= 2'000);
    // Both calls are charged, and the provider's books hold the same.
    qint64 in = 0, charges = 0;
    for (const auto& line : box.read("ledger.jsonl").split('\n')) {
        const auto entry = QJsonDocument::fromJson(line).object();
        if (entry["event"].toString() != "charge") continue;
        in += entry["in"].toInteger();
        ++charges;
    }
    QCOMPARE(charges, 2);
    QCOMPARE(ran.json()["tokens"].toObject()["in"].toInteger(), in);
    // What was measured is the last prompt, not the sum of both.
    QVERIFY(context["measured"].toBool());
    QVERIFY(context["total_tokens"].toInteger() < in);
    const auto costs = box.skeinctl({"costs", "w.skein", "--json"}).json();
    QCOMPARE(costs["repeated_usd"].toDouble(), 0.0);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    const auto text = box.skeinctl({"context", "w.skein", "only"}).out;
    QVERIFY2(text.contains("memory_search") && text.contains("round 1"), text);
}

void TestQuestions::roundsAndBandHold_data() {
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<int>("rounds");
    QTest::newRow("two rounds are allowed") << QByteArray("limits.md:1-3") << 2;
    QTest::newRow("the band is full after one") << QByteArray("notes.md:1-400") << 1;
}

// A model that only ever asks.
void TestQuestions::roundsAndBandHold() {
    QFETCH(QByteArray, place);
    QFETCH(int, rounds);
    const Sandbox box;
    const auto planFile = plan(box);
    QProcess provider;
    const auto call = R"({"name":"memory_get","arguments":{"place":")" + place + R"("}})";
    const auto url = box.startProvider(
        provider, {"--script", script(box, R"({"when":{"contains":"You can ask nothing more"},"text":"Enough."},)"
                                           R"({"when":{"contains":"TASK-ONLY"},"tool_call":)" +
                                               call + "}")});
    const Ran ran = box.skeinctl(run(planFile, url));
    QVERIFY2(ran.exitStatus == 0, ran.err);
    const auto context = contextOf(box);
    QCOMPARE(context["asked"].toArray().size(), rounds);
    QCOMPARE(context["asked"].toArray().last().toObject()["round"].toInt(), rounds);
    QVERIFY2(context["estimated_tokens"].toInt() <= 2'000, QByteArray::number(context["estimated_tokens"].toInt()));
    QCOMPARE(context["calls"].toArray().size(), rounds + 1);
}

void TestQuestions::whatCannotBeAnswered_data() {
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QString>("words");
    QTest::newRow("no such tool") << QByteArray(R"({"name":"rm","arguments":{}})") << "there is no tool of this name";
    QTest::newRow("no query") << QByteArray(R"({"name":"memory_search","arguments":{}})") << "query";
    QTest::newRow("blank query") << QByteArray(R"({"name":"memory_search","arguments":{"query":"  "}})")
                                 << "expected words to look for";
    QTest::newRow("limit") << QByteArray(R"({"name":"memory_search","arguments":{"query":"x","limit":99}})")
                           << "expected 1 to 10";
    QTest::newRow("no time") << QByteArray(R"({"name":"memory_as_of","arguments":{"query":"quorum"}})")
                             << "expected known_as_of, true_at or both";
    QTest::newRow("no such time")
        << QByteArray(R"({"name":"memory_as_of","arguments":{"query":"quorum","true_at":"yesterday"}})") << "RFC 3339";
    QTest::newRow("before anything was known")
        << QByteArray(R"({"name":"memory_as_of","arguments":{"query":"quorum","known_as_of":"2020-01-01"}})")
        << "Nothing in memory answers this";
    QTest::newRow("no such file") << QByteArray(R"({"name":"memory_get","arguments":{"place":"/etc/passwd"}})")
                                  << "Not answered";
    QTest::newRow("outside") << QByteArray(R"({"name":"memory_get","arguments":{"place":"../plan.json:1"}})")
                             << "Not answered";
    QTest::newRow("bad place") << QByteArray(R"({"name":"memory_get","arguments":{"place":"notes.md:9-1"}})")
                               << "path:first-last";
    QTest::newRow("beyond the end") << QByteArray(R"({"name":"memory_get","arguments":{"place":"limits.md:900"}})")
                                    << "limits.md has";
}

// Said to the model, and the attempt goes on.
void TestQuestions::whatCannotBeAnswered() {
    QFETCH(QByteArray, call);
    QFETCH(QString, words);
    const Sandbox box;
    const auto planFile = plan(box);
    QProcess provider;
    const auto url = box.startProvider(
        provider, {"--script", script(box, R"({"when":{"contains":"What you asked memory"},"text":"I do without."},)"
                                           R"({"when":{"contains":"TASK-ONLY"},"tool_call":)" +
                                               call + "}")});
    const Ran ran = box.skeinctl(run(planFile, url));
    QVERIFY2(ran.exitStatus == 0, ran.err);
    const auto prompt = contextOf(box, true)["prompt"].toObject()["user"].toString();
    QVERIFY2(prompt.contains(words), prompt.mid(prompt.indexOf("# What you asked")).toUtf8());
}

void TestQuestions::aStubbornModelEnds_data() {
    QTest::addColumn<QByteArray>("limits");
    QTest::newRow("nobody may ask") << QByteArray(R"("agents": 1)");
    QTest::newRow("two rounds") << QByteArray(R"("questions": 2)");
}

// A model that calls tools whatever it is told: its task fails within the attempts that any task has.
void TestQuestions::aStubbornModelEnds() {
    QFETCH(QByteArray, limits);
    const Sandbox box;
    const auto planFile = plan(box, limits);
    QProcess provider;
    const auto url = box.startProvider(
        provider, {"--script", script(box, R"({"tool_call":{"name":"memory_search","arguments":{"query":"quorum"}}})"),
                   "--ledger", box.path("ledger.jsonl")});
    const Ran ran = box.skeinctl(run(planFile, url));
    QCOMPARE(ran.exitStatus, 1);
    QVERIFY2(box.read("ledger.jsonl").count("\"charge\"") <= 16, box.read("ledger.jsonl"));
    const auto status = box.skeinctl({"status", "w.skein"});
    QVERIFY2(status.out.contains("was not offered"), status.out);
}

void TestQuestions::semanticMemoryHoldsClaims() {
    const Sandbox box;
    box.copySample("sample");
    QVERIFY(box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--yes"}).exitStatus == 3);
    const auto all = box.skeinctl({"memory", "w.skein", "semantic", "--json"}).json();
    QVERIFY(all["held"].toInt() > 20);
    QVERIFY(all["disputed"].toInt() > 0);
    const auto first = all["claims"].toArray()[0].toObject();
    QVERIFY(!first["subject"].toString().isEmpty() && !first["evidence"].toArray().isEmpty());
    const auto some = box.skeinctl({"memory", "w.skein", "semantic", first["subject"].toString(), "--json"}).json();
    QVERIFY(some["held"].toInt() > 0 && some["held"].toInt() <= all["held"].toInt());
    QCOMPARE(box.skeinctl({"memory", "w.skein", "semantic", "nothing-like-this", "--json"}).json()["held"].toInt(), 0);
}

// The side that a person took is held, the other is told as superseded, and a person's own words are held instead.
void TestQuestions::semanticMemoryTellsWhatWasDecided() {
    const Sandbox box;
    box.copySample("sample");
    QVERIFY(box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--yes"}).exitStatus == 3);
    const auto all = [&] {
        return box.skeinctl({"memory", "w.skein", "semantic", "--limit", "1000", "--json"}).json();
    };
    const auto told = [&](const char* how, const QString& label) {
        QStringList values;
        for (const auto& each : all()["claims"].toArray())
            if (each.toObject()[how].toString() == label) values << each.toObject()["value"].toString();
        return values;
    };
    QCOMPARE(all()["superseded"].toInt(), 0);
    const auto open = box.skeinctl({"conflicts", "w.skein", "--json"}).json()["conflicts"].toArray();
    QVERIFY(open.size() >= 2);
    const auto taken = open[0].toObject()["label"].toString(), own = open[1].toObject()["label"].toString();
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", taken, "--take", "a"}).exitStatus, 0);
    QCOMPARE(told("decided", taken).size(), 1);
    QCOMPARE(told("superseded", taken).size(), 1);
    QVERIFY(told("decided", taken) != told("superseded", taken));
    box.write("own.txt", "It is 4711.\n");
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", own, "--text", box.path("own.txt")}).exitStatus, 0);
    QCOMPARE(told("superseded", own).size(), 2);
    QCOMPARE(told("decided", own).size(), 1);
    QVERIFY2(told("decided", own)[0].contains("4711"), qPrintable(told("decided", own)[0]));
    QCOMPARE(all()["superseded"].toInt(), 3);
    const auto text = box.skeinctl({"memory", "w.skein", "semantic", "--limit", "1000"}).out;
    QVERIFY2(text.contains(", superseded by " + taken.toUtf8()), text);
    QVERIFY2(text.contains(", decided by " + own.toUtf8()), text);
    // What is undone is held and disputed as before.
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", taken}).exitStatus, 0);
    QVERIFY(told("superseded", taken).isEmpty() && told("decided", taken).isEmpty());
}

// What encloses it shows it too.
void TestQuestions::anExcludedTextIsShownNowhere() {
    const Sandbox box;
    const auto planFile = plan(box);
    box.write("src/vault.py",
              "class Vault:\n    \"\"\"Keeps things.\"\"\"\n\n    def open(self):\n        return "
              "'zanzibar'\n\n    def close(self):\n        return 0\n");
    QProcess provider;
    const auto url = box.startProvider(
        provider, {"--script", script(box, R"({"when":{"contains":"What you asked memory"},"text":"Done."},)"
                                           R"({"when":{"contains":"TASK-ONLY"},"tool_call":{"name":"memory_search",)"
                                           R"("arguments":{"query":"vault open zanzibar"}}})")});
    QVERIFY(box.skeinctl({"ingest", "w.skein", box.path("src")}).exitStatus == 0);
    const auto hits = box.skeinctl({"memory", "w.skein", "search", "zanzibar", "--json"}).json()["hits"].toArray();
    QString inner;
    for (const auto& hit : hits)
        if (hit.toObject()["title"].toString().contains("open")) inner = hit.toObject()["id"].toString();
    QVERIFY(!inner.isEmpty());
    QVERIFY(box.skeinctl({"memory", "w.skein", "exclude", inner, "--yes"}).exitStatus == 0);
    QVERIFY(box.skeinctl(run(planFile, url)).exitStatus == 0);
    const auto prompt = contextOf(box, true)["prompt"].toObject()["user"].toString();
    QVERIFY2(!prompt.contains("return 'zanzibar'"), prompt.toUtf8());
}

void TestQuestions::remembers_data() {
    QTest::addColumn<QByteArray>("arguments");
    QTest::addColumn<QString>("words");
    QTest::newRow("what happened") << QByteArray(R"({"memory":"episodic"})") << "1 tasks in 1 earlier runs, 1 done";
    QTest::newRow("nothing like it") << QByteArray(R"({"memory":"episodic","about":"launch"})")
                                     << "No such work was done in earlier runs";
    QTest::newRow("who does what") << QByteArray(R"({"memory":"operational"})") << "): Paragraph; needs nothing";
    QTest::newRow("what is held") << QByteArray(R"({"memory":"semantic","about":"nothing-like-this"})")
                                  << "Nothing is held true about this";
    QTest::newRow("no such memory") << QByteArray(R"({"memory":"motor"})")
                                    << "expected episodic, semantic or operational";
}

// The memories as an agent asks them, in a second run of the workspace.
void TestQuestions::remembers() {
    QFETCH(QByteArray, arguments);
    QFETCH(QString, words);
    const Sandbox box;
    const auto planFile = plan(box);
    QProcess provider;
    const auto call = R"({"name":"memory_recall","arguments":)" + arguments + "}";
    const auto url = box.startProvider(
        provider, {"--script", script(box, R"({"when":{"contains":"What you asked memory"},"text":"I remember."},)"
                                           R"({"when":{"contains":"TASK-ONLY"},"tool_call":)" +
                                               call + "}")});
    QVERIFY(box.skeinctl(run(planFile, url)).exitStatus == 0);
    box.write("src/limits.md", "# Limits\n\nThe quorum is nineteen.\n");
    QVERIFY(box.skeinctl(run(planFile, url)).exitStatus == 0);
    const auto prompt = contextOf(box, true)["prompt"].toObject()["user"].toString();
    QVERIFY2(prompt.contains(words), prompt.mid(prompt.indexOf("# What you asked")).toUtf8());
}

void TestQuestions::nobodyAsksUnlessAllowed() {
    const Sandbox box;
    const auto planFile = plan(box, R"("agents": 1)");
    QProcess provider;
    // A request that offers tools would be refused.
    const auto url = box.startProvider(
        provider, {"--script", script(box, R"({"when":{"contains":"TASK-ONLY"},"reject_field":"tools"})")});
    const Ran ran = box.skeinctl(run(planFile, url));
    QVERIFY2(ran.exitStatus == 0, ran.err);
    QVERIFY(!contextOf(box).contains("asked"));
    const Ran wrong = box.skeinctl(run(planFile, url) << "--questions"
                                                      << "9");
    QCOMPARE(wrong.exitStatus, 2);
}

void TestQuestions::isTakenOverWhileMemoryIsTheSame() {
    const Sandbox box;
    const auto planFile = plan(box);
    QProcess provider;
    const auto url =
        box.startProvider(provider, {"--script", script(box, asksOnce), "--ledger", box.path("ledger.jsonl")});
    const auto calls = [&] { return box.read("ledger.jsonl").count("\"charge\""); };
    QVERIFY(box.skeinctl(run(planFile, url)).exitStatus == 0);
    QCOMPARE(calls(), 2);
    QVERIFY(box.skeinctl(run(planFile, url)).exitStatus == 0);
    QCOMPARE(calls(), 2);
    box.write("src/limits.md", "# Limits\n\nThe quorum of the ledger is nineteen.\n");
    QVERIFY(box.skeinctl(run(planFile, url)).exitStatus == 0);
    QCOMPARE(calls(), 4);
}

QTEST_GUILESS_MAIN(TestQuestions)
#include "tst_questions.moc"
