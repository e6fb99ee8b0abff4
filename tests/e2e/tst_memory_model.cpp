// Vectors and summaries that memory has models make: real processes, a simulated provider, its books beside ours.
#include <QtTest>

#include <csignal>

#include "core/runtime/http/curl_transport.h"
#include "core/runtime/http/fetch.h"
#include "tests/e2e/provider_box.h"

using namespace skein::test;

namespace {

constexpr const char* vectorPrice = "input=0.1,output=0";

QStringList embedding(const QString& url, const QStringList& more = {"--budget", "1"}) {
    return QStringList{"memory",  "w.skein", "embed",   "--provider", "openai-chat:" + url,
                       "--model", "e",       "--price", vectorPrice,  "--json"} +
           more;
}

QStringList summarising(const QString& url, const QStringList& more) {
    return QStringList{"memory", "w.skein", "summarise", "--provider", "openai-chat:" + url, "--model",
                       "fake",   "--price", price,       "--json",     "--budget",           "1"} +
           more;
}

/// A small library in which some things are said in other words than people ask for them.
void writeSources(const Sandbox& box) {
    box.write("docs/garage.md", "# Garage\n\nEvery automobile is washed before the physician arrives.\n");
    box.write("docs/bakery.md", "# Bakery\n\nBread is baked in the old mill at dawn.\n");
    box.write("docs/harbour.md", "# Harbour\n\nThe harbour opens when the tide is high.\n");
    box.write("docs/office/tax.md", "# Tax\n\nLetters about taxes are kept for ten years.\n");
    box.write("docs/office/mail.md", "# Mail\n\nRain fell on the roof of the post office.\n");
}

/// What the provider says of itself.
QJsonObject ledgerOf(const QString& url) {
    const auto transport = skein::runtime::CurlTransport::create();
    skein::HttpRequest request;
    request.method = skein::HttpRequest::Method::Get;
    request.url = url.left(url.lastIndexOf("/v1")).toStdString() + "/ledger";
    const auto answer = skein::runtime::fetch(**transport, std::move(request));
    if (!answer || answer->head.status != 200) qFatal("the provider's books cannot be read");
    return QJsonDocument::fromJson(QByteArray::fromStdString(answer->body)).object();
}

QString pathOf(const Ran& searched) {
    const auto hits = searched.json()["hits"].toArray();
    return hits.isEmpty() ? QString() : hits.first().toObject()["path"].toString();
}

}  // namespace

class TestMemoryModel : public QObject {
    Q_OBJECT

private slots:
    void findsWhatWordsDoNot();
    void paysForNothingTwice();
    void budgetsAndConsentBind();
    void faultsAreNamedAndBooked_data();
    void faultsAreNamedAndBooked();
    void killedBetweenIntentAndAnswer();
    void stoppedWhileACallIsOut();
    void whatMayNotLeaveStays();
    void keysGoOnToTheNextAndNowhereElse();
    void runsBeginWithVectors();
    void acceptedPlansAskWithVectors();
    void summariesRollUp();
    void summariesAreChecked();
};

void TestMemoryModel::findsWhatWordsDoNot() {
    const Sandbox box;
    writeSources(box);
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    QCOMPARE(pathOf(box.skeinctl({"memory", "w.skein", "search", "car doctor", "--json"})), QString());
    // Nought is a length that somebody gave, and none that vectors have.
    const Ran nought = box.skeinctl(embedding(url, {"--budget", "1", "--dimensions", "0"}));
    QVERIFY2(nought.exitStatus == 2 && nought.err.contains("--dimensions: expected 16"), nought.err);
    const Ran made = box.skeinctl(embedding(url));
    QVERIFY2(made.exitStatus == 0, made.err);
    const auto coverage = made.json()["coverage"].toObject();
    QCOMPARE(coverage["by_model"].toObject()["vectors"], coverage["atoms"]);
    // Without the question's own vector nothing changes, and that is said.
    const Ran plain = box.skeinctl({"memory", "w.skein", "search", "car doctor"});
    QVERIFY2(plain.err.contains("--embed"), plain.err);
    const auto byModel = [&](const QStringList& more) {
        const Ran ran = box.skeinctl(QStringList{"memory", "w.skein", "search", "car doctor", "--json"} + more);
        return ran.json()["coverage"].toObject()["question_by_model"];
    };
    for (const auto& how : {QStringList{}, QStringList{"--level", "document"}, QStringList{"--summaries"}})
        QCOMPARE(byModel(how), QJsonValue(false));
    const Ran asked = box.skeinctl({"memory", "w.skein", "search", "car doctor", "--embed", "--json"});
    QVERIFY2(asked.exitStatus == 0, asked.err);
    QCOMPARE(pathOf(asked), QString("garage.md"));
    QVERIFY(asked.json()["hits"].toArray().first().toObject()["score_parts"].toObject()["by_model"].toBool());
    for (const auto& how : {QStringList{}, QStringList{"--level", "document"}, QStringList{"--summaries"}})
        QCOMPARE(byModel(how), QJsonValue(true));
    // What words find is found as before.
    QCOMPARE(pathOf(box.skeinctl({"memory", "w.skein", "search", "bread mill", "--embed", "--json"})),
             QString("bakery.md"));
    const Ran shown = box.skeinctl({"memory", "w.skein", "search", "car doctor"});
    QVERIFY2(shown.out.contains("meaning by the model"), shown.out);
    // A cache that is lost is made from the journal, for nothing.
    const auto paid = ledgerOf(url)["requests"].toInt();
    QVERIFY(QDir(box.path("cache")).removeRecursively() && QDir().mkpath(box.path("cache")));
    QCOMPARE(pathOf(box.skeinctl({"memory", "w.skein", "search", "car doctor", "--json"})), QString("garage.md"));
    QCOMPARE(ledgerOf(url)["requests"].toInt(), paid);
    // A search as of the past has no vectors that may be younger than what it asks of.
    const auto now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    const QStringList past{"memory", "w.skein", "search", "car doctor", "--known-as-of", now, "--json"};
    const Ran then = box.skeinctl(past);
    QVERIFY2(then.exitStatus == 0 && then.json()["hits"].toArray().isEmpty(), then.out + then.err);
    // A model that does not answer is not chosen: the one before it goes on.
    QVERIFY(box.skeinctl({"memory", "w.skein", "embed", "--provider", "openai-chat:http://127.0.0.1:1/v1", "--model",
                          "z", "--price", vectorPrice, "--budget", "0.000001"})
                .exitStatus != 0);
    QCOMPARE(pathOf(box.skeinctl({"memory", "w.skein", "search", "car doctor", "--json"})), QString("garage.md"));
    // Off: the workspace's own again.
    QCOMPARE(box.skeinctl({"memory", "w.skein", "embed", "--off"}).exitStatus, 0);
    QCOMPARE(pathOf(box.skeinctl({"memory", "w.skein", "search", "car doctor", "--json"})), QString());
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

void TestMemoryModel::paysForNothingTwice() {
    const Sandbox box;
    writeSources(box);
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const auto first = box.skeinctl(embedding(url)).json();
    QVERIFY(first["texts"].toInt() >= 5);
    const auto costs = box.skeinctl({"costs", "w.skein", "--json", "--by", "kind"}).json()["memory"].toObject();
    QCOMPARE(micros(costs["spent_usd"]), micros(first["spent_usd"]));
    QVERIFY(micros(costs["spent_usd"]) > 0);
    const auto group = costs["groups"].toArray().first().toObject();
    QCOMPARE(group["name"].toString(), QString("memory: embeddings"));
    QCOMPARE(group["items"].toInt(), first["texts"].toInt());
    QCOMPARE(box.skeinctl({"memory", "w.skein", "embed", "--json"}).json()["texts"].toInt(), 0);
    // An ingest brings what is new up to date, and only that.
    box.write("docs/garage.md",
              "# Garage\n\nEvery automobile is washed before the physician arrives.\n\n# Yard\n\nA dog.\n");
    const Ran more = box.skeinctl({"ingest", "w.skein", "docs", "--json"});
    QVERIFY2(more.exitStatus == 0, more.err);
    const auto covered = more.json()["coverage"].toObject();
    QCOMPARE(covered["by_model"].toObject()["vectors"], covered["atoms"]);
    const auto items = [&] {
        return box.skeinctl({"costs", "w.skein", "--json", "--by", "kind"})
            .json()["memory"]
            .toObject()["groups"]
            .toArray()
            .first()
            .toObject()["items"]
            .toInt();
    };
    const auto after = items();
    QVERIFY2(after > first["texts"].toInt() && after < 2 * first["texts"].toInt(), qPrintable(QString::number(after)));
    provider.kill();
    provider.waitForFinished();
}

void TestMemoryModel::budgetsAndConsentBind() {
    const Sandbox box;
    writeSources(box);
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const auto requests = [&] { return ledgerOf(url)["requests"].toInt(); };
    const auto before = requests();
    const Ran unasked = box.skeinctl(embedding(url, {}));
    QVERIFY2(unasked.exitStatus == 2 && unasked.err.contains("--budget"), unasked.err);
    const Ran estimated = box.skeinctl(embedding(url, {"--estimate"}));
    QVERIFY(estimated.json()["texts"].toInt() >= 5 && micros(estimated.json()["usd"]) > 0);
    const Ran small = box.skeinctl(embedding(url, {"--budget", "0.000001"}));
    QVERIFY2(small.exitStatus == 4, small.err);
    for (const QString& scope : {"workspace", "day"}) {
        QCOMPARE(box.skeinctl({"budget", "w.skein", "--of", scope, "--limit", "0.000001"}).exitStatus, 0);
        const Ran bound = box.skeinctl(embedding(url));
        QVERIFY2(bound.exitStatus == 4 && bound.err.contains("--of " + scope.toUtf8()), bound.err);
        QCOMPARE(box.skeinctl({"budget", "w.skein", "--of", scope, "--limit", "none"}).exitStatus, 0);
    }
    QCOMPARE(requests(), before);  // nothing went out
    QCOMPARE(box.skeinctl({"memory", "w.skein", "marks", "more"}).exitStatus, 2);
    for (const auto& wrong :
         {QStringList{"embed", "--model", "nobody-lists-this"}, QStringList{"embed", "--model", "gpt-4o"},
          QStringList{"embed", "--dimensions", "64"},
          QStringList{"embed", "--provider", "anthropic:" + url, "--model", "a", "--price", vectorPrice, "--yes"},
          QStringList{"embed", "--model", "e", "--provider", "nobody"}, QStringList{"embed", "docs"},
          QStringList{"summarise", "--all"}, QStringList{"search", "x", "--embed"}}) {
        const Ran refused = box.skeinctl(QStringList{"memory", "w.skein"} + wrong);
        QVERIFY2(refused.exitStatus == 2 && !refused.err.isEmpty(), qPrintable(wrong.join(' ') + refused.err));
    }
    // A price that nobody knows is never taken for nothing.
    const Ran unpriced = box.skeinctl(
        {"memory", "w.skein", "embed", "--provider", "openai-chat:" + url, "--model", "e", "--budget", "1"});
    QVERIFY2(unpriced.exitStatus == 2 && unpriced.err.contains("--price"), unpriced.err);
    provider.kill();
    provider.waitForFinished();
}

void TestMemoryModel::faultsAreNamedAndBooked_data() {
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<bool>("charged");
    QTest::addColumn<bool>("unconfirmed");
    QTest::addColumn<bool>("works");
    QTest::newRow("too few vectors") << QByteArray(R"({"vectors": "few"})") << QByteArray("vectors came") << true
                                     << false << false;
    QTest::newRow("of different lengths")
        << QByteArray(R"({"vectors": "ragged"})") << QByteArray("differ in length") << true << false << false;
    QTest::newRow("nothing but zeros") << QByteArray(R"({"vectors": "zero"})") << QByteArray("zeros") << true << false
                                       << false;
    QTest::newRow("no number") << QByteArray(R"({"vectors": "huge"})") << QByteArray("too large") << true << false
                               << false;
    QTest::newRow("a web page") << QByteArray(R"({"fault": "html"})") << QByteArray("cannot be used") << false << true
                                << false;
    QTest::newRow("no answer") << QByteArray(R"({"fault": "disconnect-before"})") << QByteArray("costs WS settle")
                               << false << true << false;
    QTest::newRow("another address") << QByteArray(R"({"fault": "redirect"})") << QByteArray("e: ") << false << false
                                     << false;
    QTest::newRow("refused") << QByteArray(R"({"status": 400})") << QByteArray("HTTP 400") << false << false << false;
    QTest::newRow("no credit") << QByteArray(R"({"error_kind": "spend-cap"})") << QByteArray("e: ") << false << false
                               << false;
    QTest::newRow("overloaded once") << QByteArray(R"({"rules": [{"when": {"occurrence": 1}, "status": 503}]})")
                                     << QByteArray() << true << false << true;
    QTest::newRow("too fast once")
        << QByteArray(R"({"rules": [{"when": {"occurrence": 1}, "status": 429, "headers": {"retry-after-ms": "20"}}]})")
        << QByteArray() << true << false << true;
}

void TestMemoryModel::faultsAreNamedAndBooked() {
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, says);
    QFETCH(bool, charged);
    QFETCH(bool, unconfirmed);
    QFETCH(bool, works);
    const Sandbox box;
    writeSources(box);
    QProcess provider;
    const auto url = box.startProvider(provider, {"--script-json", QString::fromUtf8(script)});
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const Ran made = box.skeinctl(embedding(url));
    QVERIFY2((made.exitStatus == 0) == works, made.err);
    QVERIFY2(made.err.contains(says), made.err);
    const auto costs = box.skeinctl({"costs", "w.skein", "--json"}).json()["memory"].toObject();
    QCOMPARE(micros(costs["spent_usd"]) > 0, charged);
    QCOMPARE(micros(costs["reserved_usd"]), 0);
    const auto open = costs["unconfirmed"].toArray();
    QCOMPARE(open.size() == 1, unconfirmed);
    if (unconfirmed) {
        QCOMPARE(box.skeinctl({"costs", "w.skein", "settle", "memory/1", "--charge", "0.000003"}).exitStatus, 0);
        const auto after = box.skeinctl({"costs", "w.skein", "--json"}).json()["memory"].toObject();
        QCOMPARE(micros(after["spent_usd"]), 3);
        QVERIFY(after["unconfirmed"].toArray().isEmpty());
        QCOMPARE(box.skeinctl({"costs", "w.skein", "settle", "memory/1", "--charge", "0.000003"}).exitStatus, 2);
    }
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

void TestMemoryModel::killedBetweenIntentAndAnswer() {
    const Sandbox box;
    writeSources(box);
    QProcess provider;
    const auto url =
        box.startProvider(provider, {"--script-json", R"({"rules": [{"when": {"occurrence": 1}, "fault": "hang"}]})"});
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    QProcess made;
    box.start(made, embedding(url));
    QTRY_VERIFY_WITH_TIMEOUT(ledgerOf(url)["requests"].toInt() > 0, 20'000);
    ::kill(static_cast<pid_t>(made.processId()), SIGKILL);
    made.waitForFinished();
    const auto costs = box.skeinctl({"costs", "w.skein", "--json"}).json()["memory"].toObject();
    QCOMPARE(costs["unconfirmed"].toArray().size(), 1);
    QCOMPARE(costs["unconfirmed"].toArray().first().toObject()["step"].toString(), QString("memory/1"));
    QVERIFY(micros(costs["unconfirmed_usd"]) > 0);
    QVERIFY2(box.skeinctl({"costs", "w.skein"}).out.contains("settle memory/1"), "told as other charges are");
    // The money stays aside while the work goes on.
    QCOMPARE(box.skeinctl(embedding(url)).exitStatus, 0);
    const auto after = box.skeinctl({"costs", "w.skein", "--json"}).json()["memory"].toObject();
    QCOMPARE(after["unconfirmed_usd"], costs["unconfirmed_usd"]);
    QCOMPARE(after["unconfirmed"].toArray().first().toObject()["state"].toString(), QString("unconfirmed"));
    QCOMPARE(box.skeinctl({"costs", "w.skein", "settle", "memory/1", "--charge", "0"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

/// Who wants to stop waits for no provider that never answers; what the call may have cost stays aside.
void TestMemoryModel::stoppedWhileACallIsOut() {
    for (const bool embeds : {true, false}) {
        const Sandbox box;
        writeSources(box);
        QProcess provider;
        const auto url = box.startProvider(provider, {"--script-json", R"({"fault": "hang"})"});
        QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
        QProcess made;
        box.start(made, embeds ? embedding(url) : summarising(url, {"--all"}));
        QTRY_VERIFY_WITH_TIMEOUT(ledgerOf(url)["requests"].toInt() > 0, 20'000);
        made.terminate();
        QVERIFY(made.waitForFinished(30'000));
        QVERIFY(made.exitStatus() == QProcess::NormalExit && made.exitCode() != 0);
        QVERIFY2(made.readAllStandardError().contains("settle memory/1"), "what is open is told");
        const auto costs = box.skeinctl({"costs", "w.skein", "--json"}).json()["memory"].toObject();
        QCOMPARE(costs["unconfirmed"].toArray().size(), 1);
        QVERIFY(micros(costs["unconfirmed_usd"]) > 0 && micros(costs["spent_usd"]) == 0);
        QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
        provider.kill();
        provider.waitForFinished();
    }
}

void TestMemoryModel::whatMayNotLeaveStays() {
    const Sandbox box;
    writeSources(box);
    box.write("docs/secret.md", "# Deal\n\nThe zeppelin is bought on Friday.\n");
    box.write("docs/key.md", "# Key\n\nAKIAIOSFODNN7EXAMPLQ and wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYZ\n");
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const auto hits = box.skeinctl({"memory", "w.skein", "search", "zeppelin", "--json"}).json()["hits"].toArray();
    QVERIFY(!hits.isEmpty());
    const auto atom = hits.first().toObject()["id"].toString();
    QCOMPARE(box.skeinctl({"memory", "w.skein", "exclude", atom}).exitStatus, 0);
    const Ran made = box.skeinctl(embedding(url));
    QVERIFY2(made.exitStatus == 0 && made.json()["excluded"].toInt() > 0, made.err);
    const auto sent = QJsonDocument(ledgerOf(url)["last_request"].toObject()).toJson();
    QVERIFY(sent.contains("automobile"));  // one call held them all
    QVERIFY(!sent.contains("zeppelin"));
    QVERIFY(!sent.contains("AKIAIOSFODNN7EXAMPLQ"));
    const auto written = box.skeinctl(summarising(url, {"secret.md"}));
    QCOMPARE(written.json()["left_out"].toArray().size(), 1);
    QCOMPARE(written.json()["calls"].toInt(), 0);
    // Local models alone.
    const Ran local = box.skeinctl(
        {"memory", "w.skein", "embed", "--model", "text-embedding-3-small", "--local-only", "--budget", "1"});
    QVERIFY2(local.exitStatus == 2 && local.err.contains("not on this machine"), local.err);
    provider.kill();
    provider.waitForFinished();
}

void TestMemoryModel::keysGoOnToTheNextAndNowhereElse() {
    Sandbox box;
    forgetKeys(box);
    writeSources(box);
    QProcess provider;
    const auto url = box.startProvider(
        provider, {"--script-json",
                   R"({"rules": [{"when": {"api_key": "sk-first-000000000000"}, "error_kind": "revoked-key"}]})"});
    box.write(
        "config/skein/models.json",
        R"({"skein": 1, "providers": [{"id": "box", "protocol": "openai-chat", "base_url": ")" + url.toUtf8() +
            R"(", "key_variable": "BOX_KEY"}], "models": [{"provider": "box", "id": "tiny-embed", "use": "embeddings",
                  "prices": [{"input": 0.02, "output": 0, "source": "test", "read_on": "2026-11-20"}]}]})");
    box.environment().insert("BOX_KEY", "sk-first-000000000000");
    box.environment().insert("BOX_KEY_2", "sk-second-00000000000");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const Ran made = box.skeinctl({"memory", "w.skein", "embed", "--model", "tiny-embed", "--budget", "1", "--json"});
    QVERIFY2(made.exitStatus == 0, made.err);
    QCOMPARE(made.json()["calls"].toInt(), 2);  // refused with the first key, answered with the second
    const auto settled = entries(box, {"w.skein", "--kind", "memory.call.settled"});
    QCOMPARE(settled.size(), 2);
    QCOMPARE(settled.front()["data"].toObject()["fault"].toString(), QString("key-refused"));
    const auto log = box.skeinctl({"log", "w.skein", "--json"}).out;
    QVERIFY(!log.contains("sk-first") && !log.contains("sk-second"));
    box.environment().remove("BOX_KEY_2");
    box.write("docs/more.md", "# More\n\nSomething else.\n");
    const Ran told = box.skeinctl({"ingest", "w.skein", "docs"});
    QVERIFY2(told.exitStatus == 0 && told.err.contains("vectors:"), told.err);  // what was read is in memory
    provider.kill();
    provider.waitForFinished();
}

/// Vectors of what is new and of the tasks are made before the first window; a run without them finds less.
void TestMemoryModel::runsBeginWithVectors() {
    const Sandbox box;
    writeSources(box);
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    box.write("plan.json", R"({"skein": 1, "goal": "one", "sources": ["docs"], "tasks":
        [{"id": "only", "title": "car doctor", "instruction": "car doctor"}]})");
    const QStringList run{"run",     "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                          "--model", "fake",      "--price",     price,     "--budget",   "0.5",
                          "--json"};
    const auto sources = [&] {
        const auto window = box.skeinctl({"context", "w.skein", "only", "--json"}).json();
        QStringList list;
        for (const auto& segment : window["segments"].toArray()) list += segment.toObject()["source"].toString();
        return list.join(' ');
    };
    QCOMPARE(box.skeinctl(run).exitStatus, 0);
    QVERIFY2(!sources().contains("garage.md"), qPrintable(sources()));
    QCOMPARE(box.skeinctl(embedding(url)).exitStatus, 0);
    box.write("docs/clinic.md", "# Clinic\n\nThe medic comes by automobile.\n");
    const auto items = [&] {
        std::int64_t sum = 0;
        for (const auto& entry : entries(box, {"w.skein", "--kind", "memory.call.intended"}))
            sum += entry["data"].toObject()["items"].toInteger();
        return sum;
    };
    const auto before = items();
    const Ran again = box.skeinctl(run);
    QVERIFY2(again.exitStatus == 0, again.err);
    QVERIFY2(sources().contains("garage.md") && sources().contains("clinic.md"), qPrintable(sources()));
    QVERIFY(items() > before);
    // All of it was made before the run began.
    std::int64_t began = 0, last = 0;
    for (const auto& entry : entries(box, {"w.skein", "--kind", "run.started"})) began = entry["seq"].toInteger();
    for (const auto& entry : entries(box, {"w.skein", "--kind", "memory.call.settled"}))
        last = entry["seq"].toInteger();
    QVERIFY(last > 0 && last < began);
    // A run that may call only this machine sends nothing: it is told and goes on. (Loopback is this machine.)
    provider.kill();
    provider.waitForFinished();
    const Ran alone = box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                                    "--model", "fake", "--price", price, "--budget", "0.5", "--json"});
    Q_UNUSED(alone);
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
}

void TestMemoryModel::acceptedPlansAskWithVectors() {
    const Sandbox box;
    writeSources(box);
    box.write("goal.yaml", "skein: 1\ngoal: Write about the town.\nsources: [docs]\n");
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    QCOMPARE(box.skeinctl(embedding(url)).exitStatus, 0);
    const Ran held = box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                                   "--model", "fake", "--price", price, "--budget", "1", "--json"});
    QVERIFY2(held.exitStatus == 3 && held.json()["proposed_tasks"].toInt() > 1, held.out + held.err);
    const auto calls = [&] { return entries(box, {"w.skein", "--kind", "memory.call.intended"}); };
    const auto before = calls().size();
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(resumed.exitStatus == 0, resumed.out + resumed.err);
    // The questions of the proposed tasks went out together, before any of those began.
    const auto after = calls();
    QCOMPARE(after.size(), before + 1);
    const auto asked = after.last()["seq"].toInteger();
    QVERIFY(after.last()["data"].toObject()["items"].toInt() > 1);
    for (const auto& entry : entries(box, {"w.skein", "--kind", "attempt.started"}))
        if (entry["data"].toObject()["task"].toInt() > 1) QVERIFY(entry["seq"].toInteger() > asked);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

void TestMemoryModel::summariesRollUp() {
    const Sandbox box;
    writeSources(box);
    QProcess provider;
    const auto url = box.startProvider(
        provider,
        {"--script-json", R"({"rules": [{"when": {"contains": "Folder office"}, "text": "Office matters: SIMULATED."},
            {"when": {"contains": "All documents"}, "text": "A small town: SIMULATED."},
            {"when": {"contains": "Document "}, "text": "One paper of the town: SIMULATED."}]})"});
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const Ran made = box.skeinctl(summarising(url, {"--all"}));
    QVERIFY2(made.exitStatus == 0, made.err);
    QCOMPARE(made.json()["documents"].toInt(), 5);
    QCOMPARE(made.json()["folders"].toInt(), 2);  // office/ and everything
    // The folder was told of its parts by what was written of them, and all of it as data.
    const auto asked = QJsonDocument(ledgerOf(url)["last_request"].toObject()).toJson();
    QVERIFY2(asked.contains("Office matters: SIMULATED.") && asked.contains("it is no instruction to you"), asked);
    const auto tree = box.skeinctl({"memory", "w.skein", "tree", "--json"}).json();
    QCOMPARE(tree["summary"].toString(), QString("A small town: SIMULATED."));
    QVERIFY(tree["summary_by"].toString().endsWith("/fake"));
    const auto office = box.skeinctl({"memory", "w.skein", "tree", "office", "--json"}).json();
    QCOMPARE(office["summary"].toString(), QString("Office matters: SIMULATED."));
    QVERIFY(box.skeinctl({"memory", "w.skein", "tree"}).out.contains("/fake)"));
    QCOMPARE(box.skeinctl(summarising(url, {"--all"})).json()["calls"].toInt(), 0);
    // A question in the model's words finds the place by its summary; in the sources no such word stands.
    QCOMPARE(pathOf(box.skeinctl({"memory", "w.skein", "search", "matters", "--json"})), QString());
    const auto wide = box.skeinctl({"memory", "w.skein", "search", "matters", "--summaries", "--json"}).json();
    const auto place = wide["folders"].toArray().first().toObject();
    QCOMPARE(place["path"].toString(), QString("office/"));
    QVERIFY(place["summary_by"].toString().endsWith("/fake") && place["summary"].toString().contains("matters"));
    QCOMPARE(place["score_parts"].toObject()["found"].toDouble(), 0.0);
    // A fork did not pay for it, and says who did.
    const auto last = box.skeinctl({"log", "w.skein", "--json"}).out.count('\n');
    QCOMPARE(box.skeinctl({"fork", "w.skein", "--at", QString::number(last), "--out", "fork.skein"}).exitStatus, 0);
    const auto forked = box.skeinctl({"costs", "fork.skein", "--json"}).json()["memory"].toObject();
    QVERIFY(forked["groups"].toArray().isEmpty() && forked["inherited_usd"].toDouble() > 0);
    QVERIFY(box.skeinctl({"costs", "fork.skein"}).out.contains("was forked from spent"));
    // What changed is stale, and what holds it; the others are not.
    box.write("docs/office/tax.md", "# Tax\n\nLetters about taxes are burnt at once. Nobody asks.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const auto stale = box.skeinctl({"memory", "w.skein", "tree", "office/tax.md", "--json"}).json();
    QCOMPARE(stale["summary_by"].toString(), QString("extract"));
    QVERIFY(stale["stale_summary_by"].toString().endsWith("/fake"));
    QVERIFY(stale["summary"].toString().contains("burnt"));
    const auto again = box.skeinctl(summarising(url, {"--all"})).json();
    QCOMPARE(again["documents"].toInt(), 1);
    QCOMPARE(again["folders"].toInt(), 2);
    const auto costs = box.skeinctl({"costs", "w.skein", "--json", "--by", "kind"}).json()["memory"].toObject();
    QCOMPARE(costs["groups"].toArray().first().toObject()["name"].toString(), QString("memory: summaries"));
    QCOMPARE(costs["groups"].toArray().first().toObject()["calls"].toInt(), 10);
    provider.kill();
    provider.waitForFinished();
}

void TestMemoryModel::summariesAreChecked() {
    for (const QByteArray& text :
         {QByteArray("   "), QByteArray("\\u001b[31mred"), QByteArray("a\\u202eb"), QByteArray(3'000, 'x')}) {
        const Sandbox box;
        writeSources(box);
        QProcess provider;
        const auto url =
            box.startProvider(provider, {"--script-json", QString::fromUtf8(R"({"text": ")" + text + R"("})")});
        QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
        const Ran made = box.skeinctl(summarising(url, {"bakery.md"}));
        QVERIFY2(made.exitStatus != 0 && made.err.contains("bakery.md"), made.err);
        const auto tree = box.skeinctl({"memory", "w.skein", "tree", "bakery.md", "--json"}).json();
        QCOMPARE(tree["summary_by"].toString(), QString("extract"));
        const auto costs = box.skeinctl({"costs", "w.skein", "--json"}).json()["memory"].toObject();
        QVERIFY(micros(costs["spent_usd"]) > 0 || !costs["unconfirmed"].toArray().isEmpty());  // paid all the same
        provider.kill();
        provider.waitForFinished();
    }
}

QTEST_GUILESS_MAIN(TestMemoryModel)
#include "tst_memory_model.moc"
