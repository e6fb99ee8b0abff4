// The same work through each wire protocol, from the command line to the provider's own books: the document run of the
// sample, and a CRM of 566 tasks, while one call in twenty fails. Every token of the provider's ledger is in ours, and
// none is added. And an answer that breaks its schema: it goes back with the reason.
#include <QtTest>

#include "tests/e2e/programs.h"

using skein::test::Ran;
using skein::test::Sandbox;

class TestProtocols : public QObject {
    Q_OBJECT

private slots:
    void runsTheSample_data() { protocols(); }
    void runsTheSample();
    void buildsACrm_data() { protocols(); }
    void buildsACrm();
    void repairsAnAnswer_data() { protocols(); }
    void repairsAnAnswer();
    void refusesUnknownProtocols_data();
    void refusesUnknownProtocols();

private:
    static void protocols() {
        QTest::addColumn<QString>("protocol");
        for (const char* name : {"openai-chat", "openai-responses", "anthropic", "gemini", "ollama"})
            QTest::newRow(name) << QString(name);
    }
    /// What the provider charged: tokens in, tokens out, and their price rounded up call by call, in micro-USD.
    struct Books {
        qint64 in = 0, out = 0, microUsd = 0, charges = 0;
    };
    static Books booksOf(const Sandbox& box) {
        Books books;
        for (const auto& line : box.read("ledger.jsonl").split('\n')) {
            const auto entry = QJsonDocument::fromJson(line).object();
            if (entry["event"].toString() != "charge") continue;
            const qint64 in = entry["in"].toInteger(), out = entry["out"].toInteger();
            books.in += in;
            books.out += out;
            books.microUsd += (in * 250'000 + 999'999) / 1'000'000 + (out * 1'000'000 + 999'999) / 1'000'000;
            ++books.charges;
        }
        return books;
    }
    static void compareWithBooks(const Ran& ran, const Books& books) {
        QVERIFY(books.charges > 0);
        QCOMPARE(ran.json()["tokens"].toObject()["in"].toInteger(), books.in);
        QCOMPARE(ran.json()["tokens"].toObject()["out"].toInteger(), books.out);
        QCOMPARE(qRound64(ran.json()["cost_usd"].toDouble() * 1e6), books.microUsd);
    }
    /// Refusals that cost nothing, so that both books must hold the same: five in a hundred,
    /// and more of the few calls of the document run.
    static QString failing(const Sandbox& box) {
        return box.write("script.json", R"({"rules":[{"when":{"contains":"Digest of","per_mille":200},"status":503},)"
                                        R"({"when":{"per_mille":25},"status":503},)"
                                        R"({"when":{"per_mille":25},"status":429,"headers":{"retry-after":"0.05"}}]})");
    }
    static QStringList paidBy(const QString& protocol, const QString& url) {
        return {"--provider", protocol + ":" + url,          "--model",  "fake",
                "--price",    "input=0.25,output=1", "--budget", "5.00",
                "--json"};
    }
};

void TestProtocols::runsTheSample() {
    QFETCH(QString, protocol);
    const Sandbox box;
    box.copySample("sample");
    QProcess provider;
    const auto url = box.startProvider(provider, {"--script", failing(box), "--ledger", box.path("ledger.jsonl")});
    QVERIFY(!url.isEmpty());
    const Ran ran =
        box.skeinctl(QStringList{"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--out", "out"} +
                     paidBy(protocol, url));
    QVERIFY2(ran.exitStatus == 0 || ran.exitStatus == 3, ran.err + ran.out);
    QCOMPARE(ran.json()["tasks"].toObject()["failed"].toInt(), 0);
    compareWithBooks(ran, booksOf(box));
    QVERIFY(box.read("out/document.md").contains("DRAFT"));  // what rests on a dispute is left out of it
    provider.kill();
    provider.waitForFinished();
}

void TestProtocols::buildsACrm() {
    QFETCH(QString, protocol);
    const Sandbox box;
    box.write(
        "crm/goal.yaml",
        "skein: 1\ngoal: Build the CRM of a wholesaler.\nrecipe: build-crm\nsources: [.]\n"
        "parameters: {entities: [customer, order, product, invoice, payment, contact, company, lead, opportunity, "
        "task, note, ticket, campaign, quote, contract, shipment, address, user, team, product_category]}\n"
        "limits: {agents: 40}\n");
    QProcess provider;
    const auto url = box.startProvider(provider, {"--script", failing(box), "--ledger", box.path("ledger.jsonl")});
    QVERIFY(!url.isEmpty());
    const Ran ran =
        box.skeinctl(QStringList{"run", box.path("crm/goal.yaml"), "--workspace", "w.skein", "--out", "out"} +
                     paidBy(protocol, url));
    QVERIFY2(ran.exitStatus == 0, ran.err + ran.out);
    QVERIFY2(ran.json()["tasks"].toObject()["done"].toInt() >= 500, ran.out);
    QCOMPARE(ran.json()["tasks"].toObject()["failed"].toInt(), 0);
    const Books books = booksOf(box);
    compareWithBooks(ran, books);
    QVERIFY2(box.read("ledger.jsonl").count("\"request\"") > books.charges, "no call was refused");
    provider.kill();
    provider.waitForFinished();
}

/// The reason goes back to the model once; a good second answer is taken, also in a Markdown fence, and a bad one ends
/// the task.
void TestProtocols::repairsAnAnswer() {
    QFETCH(QString, protocol);
    const Sandbox box;
    const auto plan = box.write(
        "plan.json", skein::test::onePlan(R"("id": "only", "instruction": "Name the port.", "output": {"type": "json",
        "schema": {"type": "object", "properties": {"port": {"type": "integer"}}, "required": ["port"],
        "additionalProperties": false}})"));
    const QByteArray bad = R"("text": "{\"port\": \"eighty\"}")";
    for (const bool repairs : {true, false}) {
        const QByteArray rule = R"(, "rules": [{"when": {"contains": "does not match its schema: <root>[port]"},
                                    "text": "```json\n{\"port\": 80}\n```"}])";
        QProcess provider;
        const auto url =
            box.startProvider(provider, {"--script-json", "{" + bad + (repairs ? rule : QByteArray()) + "}", "--ledger",
                                         box.path(repairs ? "good.jsonl" : "bad.jsonl")});
        QVERIFY(!url.isEmpty());
        const Ran ran = box.skeinctl(QStringList{"run", plan, "--yes", "--workspace", repairs ? "g.skein" : "b.skein"} +
                                     paidBy(protocol, url));
        const auto calls = box.read(repairs ? "good.jsonl" : "bad.jsonl").count("\"charge\"");
        if (repairs) {
            QVERIFY2(ran.exitStatus == 0, ran.err + ran.out);
            QCOMPARE(calls, 2);
        } else {
            QVERIFY2(ran.exitStatus == 1 && ran.err.contains("does not match its schema: <root>[port]"), ran.err);
            QCOMPARE(calls, 2);
        }
        provider.kill();
        provider.waitForFinished();
    }
}

void TestProtocols::refusesUnknownProtocols_data() {
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QByteArray>("expectation");
    QTest::newRow("unknown") << "telex:http://h" << QByteArray("openai-responses");
    QTest::newRow("no address") << "openai-chat" << QByteArray("PROTOCOL:BASE_URL");
    QTest::newRow("key in the address") << "gemini:http://h/v1?key=secret" << QByteArray("must not hold");
    QTest::newRow("no scheme") << "ollama:localhost" << QByteArray("http://");
}

void TestProtocols::refusesUnknownProtocols() {
    QFETCH(QString, provider);
    QFETCH(QByteArray, expectation);
    const Sandbox box;
    box.copySample("sample");
    const Ran ran = box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--yes", "--provider",
                                  provider, "--model", "fake"});
    QCOMPARE(ran.exitStatus, 2);
    QVERIFY2(ran.err.contains(expectation), ran.err);
    QVERIFY2(!ran.err.contains("secret"), ran.err);
}

QTEST_GUILESS_MAIN(TestProtocols)
#include "tst_protocols.moc"
