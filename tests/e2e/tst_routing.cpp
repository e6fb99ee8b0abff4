// Runs that may use several providers and keys: real processes, one provider killed in the middle, keys refused, the
// reasons as a person reads them.
#include <QtTest>

#include <signal.h>

#include "tests/e2e/programs.h"
#include "tests/support/small_servers.h"

using skein::test::Ran;
using skein::test::Sandbox;

namespace {

constexpr const char* entities = "customer, order, product, invoice";

QByteArray model(const char* provider, const char* id, double level, double price) {
    return QStringLiteral(R"({"provider": "%1", "id": "%2", "speed": 0.5, "capabilities": {"generate": %3, "code": %3,
        "architecture": %3, "logic": %3, "sql": %3, "api": %3, "ui": %3, "tests": %3, "prose": %3, "extract": %3},
        "prices": [{"input": %4, "output": %4, "source": "test"}]})")
        .arg(QLatin1String(provider), QLatin1String(id))
        .arg(level)
        .arg(price)
        .toUtf8();
}

/// Two providers at these addresses: alpha is better, beta as cheap.
void describeProviders(Sandbox& box, const QString& alpha, const QString& beta) {
    box.environment().insert("XDG_CONFIG_HOME", box.path("config"));
    const auto provider = [](const char* id, const QString& url) {
        return QStringLiteral(R"({"id": "%1", "protocol": "openai-chat", "base_url": "%2", "key_variable": "%3_KEY"})")
            .arg(QLatin1String(id), url, QString::fromLatin1(id).toUpper())
            .toUtf8();
    };
    box.write("config/skein/models.json", R"({"skein": 1, "providers": [)" + provider("alpha", alpha) + ", " +
                                              provider("beta", beta) + R"(], "models": [)" +
                                              model("alpha", "strong", 0.95, 1) + ", " + model("beta", "fair", 0.9, 1) +
                                              "]}");
    box.environment().insert("ALPHA_KEY", "alpha-key-one");
    box.environment().insert("ALPHA_KEY_2", "alpha-key-two");
    box.environment().insert("BETA_KEY", "beta-key-one");
}

QString crm(const Sandbox& box, const char* providers) {
    return box.write("crm/goal.yaml", QByteArray("skein: 1\ngoal: Build the CRM of a wholesaler.\nrecipe: build-crm\n"
                                                 "sources: [.]\nparameters: {entities: [") +
                                          entities + "]}\nproviders: " + providers + "\nlimits: {agents: 30}\n");
}

}  // namespace

class TestRouting final : public QObject {
    Q_OBJECT

private slots:
    void aProviderThatDiesCostsNoTask();
    void anOutageIsWaitedFor();
    void anOutageOutlivesTheProcess();
    void aProviderWithoutATrustedCertificate();
    void refusedKeysAreLeftAside();
    void keysOfTheEncryptedFile();
    void withoutAnyKeyTheRunIsHeld();
    void withoutAKeyNothingStarts();
    void onlyLocalModels();
    void whatIsTooLongGoesElsewhere_data();
    void whatIsTooLongGoesElsewhere();
    void whatIsCutIsTriedWithMoreRoomOrNotAtAll_data();
    void whatIsCutIsTriedWithMoreRoomOrNotAtAll();
    void cutAfterARefusal();
    void eachEntryHasItsOwnKeys();
};

void TestRouting::aProviderThatDiesCostsNoTask() {
    Sandbox box;
    QProcess alpha, beta, run;
    const auto urlA = box.startProvider(alpha, {"--ledger", box.path("a.jsonl"), "--latency-ms", "50"});
    const auto urlB = box.startProvider(beta, {"--ledger", box.path("b.jsonl"), "--latency-ms", "10"});
    describeProviders(box, urlA, urlB);
    box.start(run,
              {"run", crm(box, "[alpha, beta]"), "--workspace", "w.skein", "--out", "out", "--budget", "5", "--json"});
    QTRY_VERIFY_WITH_TIMEOUT(box.read("a.jsonl").count("\"charge\"") > 30, 60'000);
    alpha.kill();
    alpha.waitForFinished();
    QVERIFY(run.waitForFinished(110'000));
    const auto summary = QJsonDocument::fromJson(run.readAllStandardOutput()).object();
    QVERIFY2(run.exitCode() == 0, run.readAllStandardError());
    QCOMPARE(summary["tasks"].toObject()["failed"].toInt(), 0);
    const auto costs = box.skeinctl({"costs", "w.skein", "--by", "provider", "--json"});
    QVERIFY2(costs.out.contains("alpha") && costs.out.contains("beta"), costs.out);
    for (const auto& group : QJsonDocument::fromJson(costs.out).object()["groups"].toArray()) {
        const int tasks = group.toObject()["tasks"].toInt(), calls = group.toObject()["calls"].toInt();
        QVERIFY2(tasks > 0 && tasks <= calls && group.toObject().contains("tokens_cached"), costs.out);
    }
    QVERIFY(box.read("b.jsonl").count("\"charge\"") > 0);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    // A call that went to the second one says so: whom, with which key, and what stood against the first.
    const auto log = box.skeinctl({"log", "w.skein", "--kind", "step.intended"}).out;
    QVERIFY2(log.contains("\"key\":\"environment/BETA_KEY\""), log.left(2'000));
    QVERIFY(log.contains("\"refusal\":\"breaker-open\""));
    QVERIFY(!log.contains("alpha-key") && !log.contains("beta-key"));
    beta.kill();
    beta.waitForFinished();
}

/// The only provider goes away for some seconds, with calls in flight.
void TestRouting::anOutageIsWaitedFor() {
    Sandbox box;
    QProcess alpha, run;
    const auto url = box.startProvider(alpha, {"--ledger", box.path("a.jsonl"), "--latency-ms", "30"});
    describeProviders(box, url, "http://127.0.0.1:9/v1");
    box.start(run, {"run", crm(box, "[alpha]"), "--workspace", "w.skein", "--budget", "5", "--json"});
    QTRY_VERIFY_WITH_TIMEOUT(box.read("a.jsonl").count("\"charge\"") > 30, 60'000);
    alpha.kill();
    alpha.waitForFinished();
    QTest::qWait(6'000);
    QProcess again;
    const auto port = url.section(':', 2, 2).section('/', 0, 0);
    box.startProvider(again, {"--port", port, "--ledger", box.path("b.jsonl")});
    QVERIFY(run.waitForFinished(100'000));
    QVERIFY2(run.exitCode() == 0, run.readAllStandardError());
    const auto summary = QJsonDocument::fromJson(run.readAllStandardOutput()).object();
    QCOMPARE(summary["tasks"].toObject()["failed"].toInt(), 0);
    again.kill();
    again.waitForFinished();
}

/// The better provider shows a certificate that nobody signed: said with host and reason, and the other one does the
/// work.
/// The process dies too: who resumes knows from the journal that the provider is no wrong address.
void TestRouting::anOutageOutlivesTheProcess() {
    Sandbox box;
    QProcess alpha, run, resumed, again;
    const auto url = box.startProvider(alpha, {"--ledger", box.path("a.jsonl"), "--latency-ms", "30"});
    describeProviders(box, url, "http://127.0.0.1:9/v1");
    box.start(run, {"run", crm(box, "[alpha]"), "--workspace", "w.skein", "--budget", "5", "--json"});
    QTRY_VERIFY_WITH_TIMEOUT(box.read("a.jsonl").count("\"charge\"") > 10, 60'000);
    for (QProcess* each : {&alpha, &run}) {
        each->kill();
        each->waitForFinished();
    }
    box.start(resumed, {"resume", "w.skein", "--json"});
    QVERIFY2(!resumed.waitForFinished(8'000), resumed.readAllStandardError() + resumed.readAllStandardOutput());
    const auto port = url.section(':', 2, 2).section('/', 0, 0);
    box.startProvider(again, {"--port", port, "--ledger", box.path("b.jsonl")});
    QVERIFY(resumed.waitForFinished(100'000));
    QVERIFY2(resumed.exitCode() == 0, resumed.readAllStandardError() + resumed.readAllStandardOutput());
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    again.kill();
    again.waitForFinished();
}

void TestRouting::aProviderWithoutATrustedCertificate() {
    Sandbox box;
    QProcess beta;
    skein::test::SmallServer alpha(skein::test::selfSigned("localhost"));
    const auto urlA = QStringLiteral("https://localhost:%1/v1").arg(alpha.port());
    describeProviders(box, urlA, box.startProvider(beta, {}));
    box.environment().remove("ALPHA_KEY_2");
    const Ran ran =
        box.skeinctl({"run", crm(box, "[alpha, beta]"), "--workspace", "w.skein", "--budget", "5", "--json"});
    QVERIFY2(ran.exitStatus == 0, ran.err + ran.out);
    QCOMPARE(ran.json()["tasks"].toObject()["failed"].toInt(), 0);
    QVERIFY(alpha.connections() > 0);
    const auto why = box.skeinctl({"providers", "test", "alpha", "--model", "strong"});
    QVERIFY2(why.exitStatus == 1 && why.out.contains("localhost:") && why.out.contains("certificate"),
             why.out + why.err);
    // Where a call went to the second one, the first one's better score is explained.
    const auto log = box.skeinctl({"log", "w.skein", "--kind", "step.intended"}).out;
    QVERIFY2(log.contains("\"failed\":true"), log.left(2'000));
    beta.kill();
    beta.waitForFinished();
}

void TestRouting::refusedKeysAreLeftAside() {
    Sandbox box;
    QProcess alpha;
    const auto script = box.write("s.json", R"({"rules": [{"when": {"api_key": "alpha-key-one"}, "status": 401,
                       "error": {"error": {"message": "this key is wrong"}}}]})");
    const auto url = box.startProvider(alpha, {"--script", script, "--ledger", box.path("a.jsonl")});
    describeProviders(box, url, "http://127.0.0.1:9/v1");
    const Ran ran = box.skeinctl({"run", crm(box, "[alpha]"), "--workspace", "w.skein", "--budget", "5", "--json"});
    QVERIFY2(ran.exitStatus == 0, ran.err + ran.out);
    QCOMPARE(ran.json()["tasks"].toObject()["failed"].toInt(), 0);
    const auto text = box.skeinctl({"context", "w.skein", "schema-customer"});
    QVERIFY2(text.out.contains("alpha/strong with environment/ALPHA_KEY_2"), text.out + text.err);
    const auto status = box.skeinctl({"status", "w.skein"}).out;
    QVERIFY2(status.contains("set aside: key environment/ALPHA_KEY of alpha, revoked since ") &&
                 status.contains("this key is wrong") && !status.contains("alpha-key"),
             status);
    const auto aside = box.skeinctl({"status", "w.skein", "--json"}).json()["aside_keys"].toArray();
    QCOMPARE(aside.size(), 1);
    QCOMPARE(aside.first().toObject()["reason"].toString(), QString("key-refused"));
    alpha.kill();
    alpha.waitForFinished();
}

void TestRouting::keysOfTheEncryptedFile() {
    Sandbox box;
    QProcess alpha;
    const auto script =
        box.write("s.json", R"({"rules": [{"when": {"api_key": "kept-in-the-file"}, "status": 200}], "status": 401})");
    const auto url = box.startProvider(alpha, {"--script", script, "--ledger", box.path("a.jsonl")});
    describeProviders(box, url, "http://127.0.0.1:9/v1");
    box.environment().remove("ALPHA_KEY");
    box.environment().remove("ALPHA_KEY_2");
    box.write("key", "kept-in-the-file\n");
    box.write("words", "correct horse battery\n");
    const auto shell = [&](const QString& command) {
        QProcess process;
        process.setProcessEnvironment(box.environment());
        process.setWorkingDirectory(box.path("."));
        process.start("sh", {"-c", QStringLiteral(SKEIN_BINARY_DIR "/bin/skeinctl ") + command});
        process.waitForFinished(100'000);
        return std::pair(process.exitCode(), process.readAllStandardOutput() + process.readAllStandardError());
    };
    const auto added = shell("providers add alpha --store file --name team --passphrase-fd 3 < key 3< words");
    QVERIFY2(added.first == 0, added.second);
    QVERIFY(shell("providers add beta --store file --name team --passphrase-fd 3 < key 3< words").first == 0);
    box.environment().remove("BETA_KEY");
    const auto run = "run " + crm(box, "[alpha, beta]") + " --workspace w.skein --budget 5";
    const auto unasked = shell(run + " < /dev/null");
    QVERIFY2(unasked.first == 3 && unasked.second.contains("no terminal to ask on"), unasked.second);
    const auto ran = shell(run + " --passphrase-fd 3 3< words");
    QVERIFY2(ran.first == 0, ran.second);
    const auto text = box.skeinctl({"context", "w.skein", "schema-customer"});
    QVERIFY2(text.out.contains("alpha/strong with file/team"), text.out + text.err);
    alpha.kill();
    alpha.waitForFinished();
}

void TestRouting::withoutAnyKeyTheRunIsHeld() {
    Sandbox box;
    QProcess alpha;
    const auto url = box.startProvider(
        alpha, {"--script-json", R"({"status": 401, "error": {"error": {"message": "every key is wrong"}}})"});
    describeProviders(box, url, "http://127.0.0.1:9/v1");
    const Ran ran = box.skeinctl({"run", crm(box, "[alpha]"), "--workspace", "w.skein", "--budget", "5"});
    QCOMPARE(ran.exitStatus, 3);
    QVERIFY2(ran.err.contains("no key can take the next call: alpha: 2 keys are set aside: revoked; ") &&
                 ran.err.contains("every key is wrong"),
             ran.err);
    const auto status = box.skeinctl({"status", "w.skein", "--json"}).json();
    QCOMPARE(status["held_by"].toString(), QString("keys"));
    const auto text = box.skeinctl({"status", "w.skein"}).out;
    QVERIFY2(text.contains("every key is wrong") && text.contains("skeinctl resume"), text);
    QVERIFY2(text.contains("model: alpha/strong: 2 keys are set aside: revoked, and there is no other"), text);
    QCOMPARE(status["tasks"].toObject()["failed"].toInt(), 0);
    alpha.kill();
    alpha.waitForFinished();
    // The person mends it: the run goes on where it was.
    QProcess better;
    const auto port = url.section(':', 2, 2).section('/', 0, 0);
    box.startProvider(better, {"--port", port, "--ledger", box.path("a.jsonl")});
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(resumed.exitStatus == 0, resumed.err + resumed.out);
    QVERIFY(box.skeinctl({"status", "w.skein", "--json"}).json()["aside_keys"].toArray().isEmpty());
    better.kill();
    better.waitForFinished();
}

void TestRouting::withoutAKeyNothingStarts() {
    Sandbox box;
    describeProviders(box, "http://127.0.0.1:9/v1", "http://127.0.0.1:9/v2");
    box.environment().remove("ALPHA_KEY");
    box.environment().remove("ALPHA_KEY_2");
    const Ran ran = box.skeinctl({"run", crm(box, "[alpha]"), "--workspace", "w.skein", "--budget", "5"});
    QCOMPARE(ran.exitStatus, 2);
    QVERIFY2(ran.err.contains("ALPHA_KEY"), ran.err);
    const Ran unknown = box.skeinctl({"run", crm(box, "[alpha, gamma]"), "--workspace", "w.skein", "--budget", "5"});
    QCOMPARE(unknown.exitStatus, 2);
    QVERIFY2(unknown.err.contains("goal.yaml:6: providers[1]") && unknown.err.contains("gamma"), unknown.err);
}

void TestRouting::onlyLocalModels() {
    Sandbox box;
    describeProviders(box, "http://127.0.0.1:9/v1", "http://127.0.0.1:9/v2");
    const Ran ran = box.skeinctl(
        {"run", crm(box, "[alpha, beta]"), "--workspace", "w.skein", "--budget", "5", "--local-only", "--json"});
    QCOMPARE(ran.exitStatus, 2);
    QVERIFY2(ran.err.contains("--local-only") && ran.err.contains("alpha at 127.0.0.1, beta at 127.0.0.1"), ran.err);
    // Nor is there a local one among all that can be called: what was asked for is named, not a key that is missing.
    const Ran automatic = box.skeinctl(
        {"run", crm(box, "[auto]"), "--workspace", "w.skein", "--budget", "5", "--local-only", "--provider", "auto"});
    QCOMPARE(automatic.exitStatus, 2);
    QVERIFY2(automatic.err.contains("--local-only: no model on this machine"), automatic.err);
    // One that is named by its address is on this machine or not; nothing is made where it is not.
    box.write("plan.json", skein::test::onePlan());
    const auto named = [&](const char* url) {
        return box.skeinctl({"run", "plan.json", "--workspace", "one.skein", "--yes", "--local-only", "--provider",
                             QStringLiteral("openai-chat:") + url, "--model", "m"});
    };
    const Ran away = named("https://llm.example/v1");
    QVERIFY2(away.exitStatus == 2 && away.err.contains("openai-chat at llm.example"), away.err);
    QVERIFY(!QFile::exists(box.path("one.skein")));
    QCOMPARE(named("http://127.0.0.1:9/v1").exitStatus, 1);  // nobody answers there, and that is all
    // With a local one beside them the run begins; why no model does a task is told of each.
    box.write(
        "config/skein/models.json",
        R"({"skein": 1, "providers": [{"id": "alpha", "protocol": "openai-chat", "base_url": "http://127.0.0.1:9/v1",
                  "key_variable": "ALPHA_KEY"}, {"id": "lan", "protocol": "openai-chat",
                  "base_url": "http://127.0.0.1:9/v2", "local": true}], "models": [)" +
            model("alpha", "strong", 0.95, 1) + ", " + model("lan", "weak", 0.1, 0) + "]}");
    const Ran mixed = box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--budget", "5", "--local-only",
                                    "--provider", "auto", "--json"});
    QCOMPARE(mixed.exitStatus, 1);
    const Ran context = box.skeinctl({"context", "w.skein", "only"});
    QVERIFY2(context.err.contains("lan/weak: capability: needs generate 0.5, has 0.1"), context.err);
}

/// In each way in which the first one says that it is too small for the call, the second one does it at once.
void TestRouting::whatIsTooLongGoesElsewhere_data() {
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("the prompt") << QByteArray(
        R"({"status": 400, "error": {"error": {"message": "too many tokens", "code": "context_length_exceeded"}}})");
    QTest::newRow("the answer") << QByteArray(R"({"finish_reason": "length"})");
    QTest::newRow("not worth repeating") << QByteArray(R"({"status": 500, "headers": {"x-should-retry": "false"}})");
}
void TestRouting::whatIsTooLongGoesElsewhere() {
    QFETCH(QByteArray, script);
    Sandbox box;
    QProcess alpha, beta;
    const auto urlA = box.startProvider(alpha, {"--script-json", script});
    const auto urlB = box.startProvider(beta, {});
    describeProviders(box, urlA, urlB);
    auto catalogue = box.read("config/skein/models.json");
    catalogue.replace(R"("id": "strong",)", R"("id": "strong", "max_output": 1000,)");
    box.write("config/skein/models.json", catalogue);
    box.write("plan.json", skein::test::onePlan());
    const Ran ran =
        box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--budget", "5", "--provider", "auto", "--json"});
    QVERIFY2(ran.exitStatus == 0, ran.err + ran.out);
    const auto called = skein::test::entries(box, {"w.skein", "--kind", "step.intended"});
    QVERIFY(called.size() >= 2);
    QCOMPARE(called[0]["data"].toObject()["target"].toObject()["provider"].toString(), QString("alpha"));
    QCOMPARE(called[1]["data"].toObject()["target"].toObject()["provider"].toString(), QString("beta"));
    QVERIFY(skein::test::entries(box, {"w.skein", "--kind", "attempt.failed"}).isEmpty());
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    for (QProcess* server : {&alpha, &beta}) {
        server->kill();
        server->waitForFinished();
    }
}

/// An answer that is cut at the limit that was asked is asked for again with a larger one, and paid for no more often
/// than there is more room; the money set aside follows the limit.
void TestRouting::whatIsCutIsTriedWithMoreRoomOrNotAtAll_data() {
    QTest::addColumn<QByteArray>("writes");
    QTest::addColumn<int>("calls");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("the first limit is all it writes") << QByteArray("1000") << 1 << QByteArray("1000");
    QTest::newRow("it writes more, and not enough") << QByteArray("5000") << 2 << QByteArray("5000");
    QTest::newRow("it writes enough") << QByteArray("64000") << 2 << QByteArray();
}
void TestRouting::whatIsCutIsTriedWithMoreRoomOrNotAtAll() {
    QFETCH(QByteArray, writes);
    QFETCH(int, calls);
    QFETCH(QByteArray, reason);
    Sandbox box;
    QProcess alpha;
    const auto url = box.startProvider(
        alpha, {"--script-json", R"({"rules": [{"when": {"max_output_below": 10000}, "finish_reason": "length"}]})"});
    describeProviders(box, url, "http://127.0.0.1:9/v1");
    box.environment().remove("BETA_KEY");
    auto catalogue = box.read("config/skein/models.json");
    catalogue.replace(R"("id": "strong",)", R"("id": "strong", "max_output": )" + writes + ",");
    box.write("config/skein/models.json", catalogue);
    box.write("plan.json", skein::test::onePlan());
    const Ran ran =
        box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--budget", "5", "--provider", "alpha", "--json"});
    QCOMPARE(ran.exitStatus, reason.isEmpty() ? 0 : 1);
    std::vector<int> reserved;
    for (const auto& entry : skein::test::entries(box, {"w.skein", "--kind", "step.intended"}))
        if (const auto data = entry["data"].toObject(); data["step_kind"].toString() == "model")
            reserved.push_back(data["reserved"].toInt());
    QCOMPARE(static_cast<int>(reserved.size()), calls);
    // At one dollar for a million tokens the difference is that of the limits: a little more prompt beside it.
    const int more = std::min(writes.toInt(), 16'384) - 4'096;
    if (calls == 2)
        QVERIFY2(reserved[1] - reserved[0] >= more && reserved[1] - reserved[0] < more + 500,
                 std::to_string(reserved[1] - reserved[0]).c_str());
    const auto failed = box.skeinctl({"log", "w.skein", "--kind", "task.failed", "--json"}).out;
    QCOMPARE(failed.isEmpty(), reason.isEmpty());
    const auto status = box.skeinctl({"status", "w.skein", "--json"}).out;
    if (!reason.isEmpty())
        QVERIFY2(ran.err.contains("the answer was cut at the output limit of " + reason + " tokens"), ran.err + status);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    alpha.kill();
    alpha.waitForFinished();
}

/// An answer is refused, the next one is cut: the one after that is told why the first was refused, and has more room.
void TestRouting::cutAfterARefusal() {
    Sandbox box;
    QProcess alpha;
    const auto url = box.startProvider(alpha, {"--script-json", R"({"text": "Nothing.", "rules": [
        {"when": {"contains": "; another answer was refused: the output does not contain"}, "text": "It is blue."},
        {"when": {"contains": "does not contain"}, "finish_reason": "length"}]})"});
    describeProviders(box, url, "http://127.0.0.1:9/v1");
    box.environment().remove("BETA_KEY");
    box.write("plan.json", skein::test::onePlan(R"("id": "only", "instruction": "Say something.",
        "checks": [{"type": "contains", "text": "blue"}])"));
    const Ran ran =
        box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--budget", "5", "--provider", "alpha", "--json"});
    QVERIFY2(ran.exitStatus == 0, ran.err + ran.out);
    std::vector<int> reserved;
    for (const auto& entry : skein::test::entries(box, {"w.skein", "--kind", "step.intended"}))
        if (const auto data = entry["data"].toObject(); data["step_kind"].toString() == "model")
            reserved.push_back(data["reserved"].toInt());
    QCOMPARE(reserved.size(), 3u);
    // At one dollar for a million tokens: four times as many as the 4,096 of the answer that was cut.
    QVERIFY2(reserved[2] - reserved[1] >= 12'288, std::to_string(reserved[2] - reserved[1]).c_str());
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    alpha.kill();
    alpha.waitForFinished();
}

/// Entries of the catalogue at one address: the key of the one that was named is used, whichever sorts first.
void TestRouting::eachEntryHasItsOwnKeys() {
    Sandbox box;
    QProcess server;
    const auto url = box.startProvider(
        server,
        {"--script-json", R"({"rules": [{"when": {"api_key": "key-of-private"}, "error_kind": "revoked-key"}]})"});
    box.environment().insert("XDG_CONFIG_HOME", box.path("config"));
    for (const char* name : {"SKEIN_API_KEY", "WORK_KEY", "PRIVATE_KEY"}) box.environment().remove(name);
    const auto entry = [&](const char* id, const char* more) {
        return QByteArray(R"({"id": ")") + id + R"(", "protocol": "openai-chat", "base_url": ")" + url.toUtf8() +
               "\", " + more + "}";
    };
    box.write("config/skein/models.json",
              R"({"skein": 1, "providers": [)" + entry("private", R"("key_variable": "PRIVATE_KEY")") + ", " +
                  entry("work", R"("key_variable": "WORK_KEY")") + ", " + entry("lan", R"("local": true)") +
                  R"(], "models": [)" + model("private", "m", 0.9, 1) + ", " + model("work", "m", 0.9, 1) + ", " +
                  model("lan", "m", 0.9, 0) + "]}");
    const auto run = [&](const QString& provider) {
        return box.skeinctl({"run", crm(box, "[private]"), "--workspace", provider + ".skein", "--budget", "5",
                             "--provider", provider, "--json"});
    };
    box.environment().insert("PRIVATE_KEY", "key-of-private");
    const Ran none = run("work");
    QVERIFY2(none.exitStatus == 2 && none.err.contains("provider work has no key: set WORK_KEY"), none.err);
    const Ran keyless = run("lan");
    QVERIFY2(keyless.exitStatus == 0, keyless.err);
    QVERIFY(!box.skeinctl({"log", "lan.skein"}).out.contains("PRIVATE_KEY"));

    box.environment().insert("WORK_KEY", "key-of-work");
    const Ran work = run("work");
    QVERIFY2(work.exitStatus == 0, work.err);
    const auto log = box.skeinctl({"log", "work.skein", "--kind", "step.intended"}).out;
    QVERIFY2(log.contains("environment/WORK_KEY") && !log.contains("PRIVATE_KEY"), log.left(2'000));
    server.kill();
    server.waitForFinished();
}

QTEST_GUILESS_MAIN(TestRouting)
#include "tst_routing.moc"
