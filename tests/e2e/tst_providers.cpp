// providers, models, prices as a person uses them: keys in a real key store and in the encrypted file, local servers
// and trial calls over real HTTP, and a search of everything that was written for a key that must not be there.
#include <csignal>
#include <functional>

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QtTest>

#include "tests/e2e/key_store_service.h"
#include "tests/e2e/provider_box.h"

using namespace skein::test;

namespace {

QStringList filesHolding(const QString& folder, const QByteArray& needle, const QStringList& except) {
    QStringList found;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (except.contains(file.fileName())) continue;
        if (!file.open(QIODevice::ReadOnly) || file.readAll().contains(needle)) found << file.fileName();
    }
    return found;
}

}  // namespace

class TestProviders : public QObject {
    Q_OBJECT

private slots:
    void keysInTheEncryptedFile();
    void keysInTheSystemsKeyStore();
    void badKeysAreRefused_data();
    void badKeysAreRefused();
    void keysStayOut();
    void crashLeavesNoKey_data();
    void crashLeavesNoKey();
    void trialCalls_data();
    void trialCalls();
    void trialCallsToNobody();
    void aKeyOverPlainHttp();
    void catalogueCommands();
    void ownCatalogue();
};

void TestProviders::keysInTheEncryptedFile() {
    Sandbox box;
    forgetKeys(box);
    box.write("work/pass", "a long passphrase\n");
    box.write("work/key", "  sk-canary-one\n");
    box.write("work/many", "team-a sk-canary-a\n\nteam-b\tsk-canary-b\n");
    const Ran first = shell(box, "providers add openai --passphrase-fd 3 --json < key 3< pass");
    QVERIFY2(first.exitStatus == 0, first.err);
    QCOMPARE(first.json()["source"].toString(), QString("file"));
    QCOMPARE(first.json()["stored"].toArray(), QJsonArray{"default"});
    const Ran many = shell(box, "providers add openai --many --passphrase-fd 3 --json < many 3< pass");
    QVERIFY2(many.exitStatus == 0, many.err);
    QCOMPARE(many.json()["keys"].toInt(), 3);

    // Listing asks for no passphrase and shows no key.
    const Ran list = shell(box, "providers list --json < /dev/null");
    const auto entry = entryOf(list.json()["providers"].toArray(), "id", "openai");
    QVERIFY(entry["key_set"].toBool());
    QCOMPARE(entry["keys"].toArray().size(), 3);
    QCOMPARE(entry["keys"].toArray()[1].toObject(), (QJsonObject{{"name", "team-a"}, {"source", "file"}}));
    QVERIFY(shell(box, "providers").out.contains("3 in file"));
    QVERIFY(!list.out.contains("canary"));

    const Ran wrong = shell(box, "providers remove openai team-a --passphrase-fd 3 3< key");
    QCOMPARE(wrong.exitStatus, 2);
    QVERIFY2(wrong.err.contains("passphrase is wrong"), wrong.err);
    const Ran nobody = shell(box, "providers remove openai team-a < /dev/null");
    QVERIFY2(nobody.exitStatus == 3 || nobody.exitStatus == 130, nobody.err);
    QCOMPARE(shell(box, "providers remove openai team-x --passphrase-fd 3 3< pass").exitStatus, 2);
    QCOMPARE(shell(box, "providers remove openai team-a --passphrase-fd 3 3< pass").exitStatus, 0);
    QVERIFY(shell(box, "providers").out.contains("2 in file"));
    QCOMPARE(shell(box, "providers remove openai --all --passphrase-fd 3 3< pass").exitStatus, 0);
    QVERIFY(!shell(box, "providers").out.contains("in file"));

    const QString file = box.path("data/skein/keys/provider-keys");
    QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QFile damaged(file);
    QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.seek(damaged.size() / 2) && damaged.write("?") == 1);
    damaged.close();
    const Ran broken = shell(box, "providers test openai --passphrase-fd 3 3< pass");
    QVERIFY2(broken.exitStatus == 5 && broken.err.contains("damaged"), broken.err);
}

void TestProviders::keysInTheSystemsKeyStore() {
    Sandbox box;
    forgetKeys(box);
    KeyStoreService service;
    QVERIFY2(service.start(box), "dbus-daemon and gnome-keyring-daemon must start (./dev setup test)");
    QProcess server;
    const QString url = box.startProvider(
        server, {"--script-json", R"({"rules": [{"when": {"api_key": "sk-canary-b"}, "error_kind": "revoked-key"}]})"});
    writeCatalogue(box, provider("fake", "openai-chat", url, R"(, "default_model": "m")"));
    box.write("work/a", "sk-canary-a\n");
    box.write("work/b", "sk-canary-b\n");
    const Ran added = shell(box, "providers add fake --name team-a --json < a");
    QVERIFY2(added.exitStatus == 0, added.err);
    QCOMPARE(added.json()["source"].toString(), QString("keyring"));
    QCOMPARE(shell(box, "providers add fake --name team-b < b").exitStatus, 0);

    // A witness that is not Skein; and only the store has them.
    const auto stored = [&](const QString& name) {
        return output(box, "secret-tool", {"lookup", "application", "skein", "provider", "fake", "key", name})
            .trimmed();
    };
    QCOMPARE(stored("team-a"), QByteArray("sk-canary-a"));
    QCOMPARE(stored("team-b"), QByteArray("sk-canary-b"));
    QCOMPARE(filesHolding(box.path({}), "canary", {box.path("work/a"), box.path("work/b")}), QStringList());
    QVERIFY(shell(box, "providers").out.contains("2 in keyring"));

    const Ran tested = shell(box, "providers test fake --json");
    QCOMPARE(tested.exitStatus, 1);
    const auto checks = tested.json()["checks"].toArray();
    QCOMPARE(entryOf(checks, "key", "team-a")["verdict"].toString(), QString("works"));
    QCOMPARE(entryOf(checks, "key", "team-b")["verdict"].toString(), QString("key-refused"));
    QCOMPARE(entryOf(checks, "key", "team-a")["source"].toString(), QString("keyring"));

    QCOMPARE(shell(box, "providers remove fake team-b").exitStatus, 0);
    QVERIFY(stored("team-b").isEmpty());
    QCOMPARE(shell(box, "providers remove fake team-b").exitStatus, 2);
    QCOMPARE(stored("team-a"), QByteArray("sk-canary-a"));
    server.kill();
    server.waitForFinished();
}

void TestProviders::badKeysAreRefused_data() {
    QTest::addColumn<QString>("words");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char* name, const char* words, const char* input, const char* message) {
        QTest::newRow(name) << QString(words) << QByteArray(input) << QByteArray(message);
    };
    row("blanks inside", "openai", "sk canary", "blanks, line ends or characters");
    row("a header behind it", "openai", "sk-canary\nX-Evil: 1", "blanks, line ends or characters");
    row("nothing", "openai", "", "the key is empty");
    row("no such provider", "nobody", "sk-canary", "not in the catalogue");
    row("a key for a name", "openai --name 'sk-canary/1'", "sk", "the name of a key has");
    row("a key as an argument", "openai sk-canary-argument", "", "never given as an argument");
    row("name and key the wrong way round", "openai --many",
        "sk-proj-canary7Hq2mXv9TzLw4RbKd8NyGf3JpCeWs5Ua6Qo1Mi team-a\n", "looks like a key itself");
    row("the second of many", "openai --many", "a sk-1\nb sk canary\n", "standard input:2: the key holds");
    row("a name twice", "openai --many", "a sk-1\na sk-2\n", "standard input:2: this name");
}

void TestProviders::badKeysAreRefused() {
    QFETCH(QString, words);
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, message);
    Sandbox box;
    forgetKeys(box);
    box.write("work/key", input);
    box.write("work/pass", "p\n");
    const Ran ran = shell(box, "providers add " + words + " --passphrase-fd 3 < key 3< pass");
    QCOMPARE(ran.exitStatus, 2);
    QVERIFY2(ran.err.contains(message), ran.err);
    QVERIFY2(!ran.err.contains("canary") && !ran.out.contains("canary"), ran.err);
    QVERIFY(!QFile::exists(box.path("data/skein/keys/provider-keys")));
}

/// A night's work with keys from every source against a provider that quotes them: then every byte below the sandbox.
void TestProviders::keysStayOut() {
    Sandbox box;
    forgetKeys(box);
    QProcess server;
    const QString url = box.startProvider(
        server, {"--script-json",
                 R"({"rules": [{"when": {"api_key": "sk-canary-file"}, "status": 401, "error": {"error": {"message":
            "Incorrect API key provided: sk-canary-file. You gave sk-c**********file.", "code": "invalid_api_key"}}}]})"});
    writeCatalogue(box, provider("fake", "openai-chat", url, R"(, "default_model": "m")"));
    box.write("work/pass", "a long passphrase\n");
    box.write("work/key", "sk-canary-file\n");
    QCOMPARE(shell(box, "providers add fake --passphrase-fd 3 < key 3< pass").exitStatus, 0);
    box.environment().insert("FAKE_KEY", "sk-canary-env");
    const Ran tested = shell(box, "providers test fake --passphrase-fd 3 --json 3< pass");
    const auto refused = entryOf(tested.json()["checks"].toArray(), "key", "default");
    QCOMPARE(refused["message"].toString(), QString("Incorrect API key provided: [key]. You gave [key]"));
    QCOMPARE(entryOf(tested.json()["checks"].toArray(), "key", "FAKE_KEY")["verdict"].toString(), QString("works"));

    box.copySample("sample");
    box.write("sample/docs/keys.md", "# Keys\n\nThe key of the team is sk-canary-env.\n");
    const Ran run = shell(box,
                          "run ../sample/goal.yaml --workspace w.skein --out out --provider fake --yes --quiet "
                          "--price input=1,output=1");
    QVERIFY2(run.exitStatus == 0 || run.exitStatus == 3, run.err);
    // The bundle is the export: journal, report and every text that was sent or came back, in the clear.
    QVERIFY(!filesHolding(box.path("work/out/bundle/blobs"), "SIMULATED", {}).isEmpty());
    const QStringList given{box.path("work/key"), box.path("work/pass"), box.path("sample/docs/keys.md")};
    QCOMPARE(filesHolding(box.path({}), "canary", given), QStringList());
    QCOMPARE(filesHolding(box.path({}), "a long passphrase", given), QStringList());
    QCOMPARE(filesHolding(box.path({}), QByteArray("canary").toHex(), given), QStringList());
    for (const Ran& ran : {tested, run}) QVERIFY(!ran.out.contains("canary") && !ran.err.contains("canary"));
    // The search finds what is there: the same canary in a source file.
    QCOMPARE(filesHolding(box.path({}), "canary", {given[2]}), QStringList{given[0]});
    server.kill();
    server.waitForFinished();
}

void TestProviders::crashLeavesNoKey_data() {
    QTest::addColumn<QString>("words");
    const QString run =
        " run ../sample/goal.yaml --workspace w.skein --yes --quiet --model m --price input=1,output=1 ";
    QTest::newRow("a trial call") << skeinctlProgram + " providers test fake";
    QTest::newRow("a run") << skeinctlProgram + run + "--provider fake";
    QTest::newRow("a run with a one-off key")
        << "env -u FAKE_KEY " + skeinctlProgram + run + "--provider openai-chat:URL";
}

void TestProviders::crashLeavesNoKey() {
    QFETCH(QString, words);
    Sandbox box;
    forgetKeys(box);
    box.copySample("sample");
    QProcess server;
    const QString url =
        box.startProvider(server, {"--script-json", R"({"fault": "hang"})", "--ledger", box.path("ledger")});
    writeCatalogue(box, provider("fake", "openai-chat", url, R"(, "default_model": "m")"));
    box.environment().insert("FAKE_KEY", "sk-canary-env");
    box.environment().insert("SKEIN_API_KEY", "sk-canary-one-off");
    const auto crash = [&](const QString& command, const std::function<bool(qint64)>& ready) {
        QProcess process;
        process.setProcessEnvironment(box.environment());
        process.setWorkingDirectory(box.path("work"));
        process.start("sh", {"-c", "ulimit -c unlimited; exec " + command});
        if (!process.waitForStarted() || !QTest::qWaitFor([&] { return ready(process.processId()); }, 20'000))
            return false;
        ::kill(static_cast<pid_t>(process.processId()), SIGSEGV);
        return process.waitForFinished(20'000) && process.exitStatus() == QProcess::CrashExit;
    };
    const auto cores = [&] { return QDir(box.path("work")).entryList({"core*"}, QDir::Files); };
    QVERIFY(crash(words.replace("URL", url), [&](qint64) { return box.read("ledger").contains("request"); }));
    QCOMPARE(cores(), QStringList());
    QCOMPARE(filesHolding(box.path({}), "canary", {}), QStringList());
    // The same crash of a program without a key, to know that this machine dumps at all.
    QVERIFY(crash("sleep 60", [](qint64 process) {
        QFile name(QString("/proc/%1/comm").arg(process));
        return name.open(QIODevice::ReadOnly) && name.readAll().trimmed() == "sleep";
    }));
    server.kill();
    server.waitForFinished();
    if (cores().isEmpty()) QSKIP("this machine writes no core files: that none is written proves nothing here");
}

void TestProviders::trialCalls_data() {
    QTest::addColumn<QByteArray>("protocol");
    for (const char* name : {"openai-chat", "openai-responses", "anthropic", "gemini", "ollama"})
        QTest::newRow(name) << QByteArray(name);
}

/// One call with each key, each with its own fate; and a model and an address that are wrong.
void TestProviders::trialCalls() {
    QFETCH(QByteArray, protocol);
    Sandbox box;
    forgetKeys(box);
    QProcess server;
    const QString url = box.startProvider(server, {"--script-json",
                                                   R"({"prompt_tokens": 9, "completion_tokens": 3, "rules": [
        {"when": {"api_key": "sk-revoked-key"}, "error_kind": "revoked-key"},
        {"when": {"api_key": "sk-spent-out-key"}, "error_kind": "spend-cap"},
        {"when": {"api_key": "sk-busy-key"}, "error_kind": "rate-limit"},
        {"when": {"api_key": "sk-unlucky-key"}, "error_kind": "overloaded"},
        {"when": {"api_key": "sk-web-page-key"}, "fault": "html"},
        {"when": {"api_key": "sk-elsewhere-key"}, "fault": "redirect"},
        {"when": {"api_key": "sk-cut-off-key"}, "fault": "disconnect-before"},
        {"when": {"model": "gone"}, "error_kind": "no-model"}]})"});
    const QString root = QUrl(url).adjusted(QUrl::RemovePath).toString();
    const QString base = protocol.startsWith("openai") ? url : root;
    box.write("config/skein/models.json", R"({"providers": [)" + provider("fake", protocol, base) + "," +
                                              provider("astray", protocol, root + "/nowhere/v9") + R"(], "models": [
        {"provider": "fake", "id": "dear", "prices": [{"input": 10, "output": 10, "source": "s"}]},
        {"provider": "fake", "id": "cheap", "prices": [{"input": 1, "output": 2, "source": "s"}]},
        {"provider": "fake", "id": "unknown"}, {"provider": "fake", "id": "vectors", "use": "embeddings"}]})");
    const QVector<QPair<QString, QString>> fates{{"good", "works"},
                                                 {"revoked", "key-refused"},
                                                 {"spent-out", "spend-cap"},
                                                 {"busy", "rate-limited"},
                                                 {"unlucky", "overloaded"},
                                                 {"web-page", "wrong-address"},
                                                 {"elsewhere", "wrong-address"},
                                                 {"cut-off", "unreachable"}};
    for (int i = 0; i < fates.size(); ++i)
        box.environment().insert(i == 0 ? "FAKE_KEY" : "FAKE_KEY_" + QString::number(i),
                                 "sk-" + fates[i].first + "-key");
    const Ran ran = shell(box, "providers test --json");
    QCOMPARE(ran.exitStatus, 1);
    const auto checks = ran.json()["checks"].toArray();
    QCOMPARE(checks.size(), fates.size());
    for (int i = 0; i < fates.size(); ++i) {
        const auto check = entryOf(checks, "key", i == 0 ? "FAKE_KEY" : "FAKE_KEY_" + QString::number(i));
        QCOMPARE(fates[i].first + " " + check["verdict"].toString(), fates[i].first + " " + fates[i].second);
        QCOMPARE(check["model"].toString(), QString("cheap"));
    }
    const auto good = entryOf(checks, "key", "FAKE_KEY");
    QCOMPARE(good["tokens"].toObject(), (QJsonObject{{"in", 9}, {"out", 3}}));
    QCOMPARE(good["cost_usd"].toDouble(), 0.000015);
    QVERIFY(!ran.out.contains("sk-"));
    const auto verdict = [&](const QString& words) {
        return shell(box, "providers test --json --key " + words).json()["checks"].toArray()[0].toObject()["verdict"];
    };
    QCOMPARE(verdict("FAKE_KEY fake --model gone").toString(), QString("wrong-model"));
    box.environment().insert("ASTRAY_KEY", "sk-good-key");
    QCOMPARE(verdict("ASTRAY_KEY astray --model m").toString(), QString("wrong-address"));
    QCOMPARE(shell(box, "providers test fake --key FAKE_KEY").exitStatus, 0);
    server.kill();
    server.waitForFinished();
    QCOMPARE(verdict("FAKE_KEY fake").toString(), QString("unreachable"));
}

void TestProviders::trialCallsToNobody() {
    Sandbox box;
    forgetKeys(box);
    const Ran none = shell(box, "providers test");
    QVERIFY2(none.exitStatus == 2 && none.err.contains("no key to test"), none.err);
    const Ran keyless = shell(box, "providers test anthropic");
    QVERIFY2(keyless.exitStatus == 2 && keyless.err.contains("ANTHROPIC_API_KEY"), keyless.err);
    const Ran unknown = shell(box, "providers test nobody");
    QVERIFY2(unknown.exitStatus == 2 && unknown.err.contains("not in the catalogue"), unknown.err);
    // A local server without keys: its own list says which model.
    QProcess server;
    const QString url = box.startProvider(server, {});
    const QString root = QUrl(url).adjusted(QUrl::RemovePath).toString();
    box.write("config/skein/models.json",
              R"({"providers": [{"id": "ollama", "protocol": "ollama", "local": true, "base_url": ")" + root.toUtf8() +
                  "\"}]}");
    const auto check = shell(box, "providers test ollama --json").json()["checks"].toArray()[0].toObject();
    QCOMPARE(check["verdict"].toString(), QString("works"));
    QCOMPARE(check["model"].toString(), QString("fake-model"));
    QCOMPARE(check["cost_usd"].toDouble(-1), 0.0);
    server.kill();
    server.waitForFinished();
    QCOMPARE(shell(box, "providers test ollama").exitStatus, 1);
}

/// 0.0.0.0 reaches the fake provider and is no address of this machine: a key goes there by the person's own word
/// alone.
void TestProviders::aKeyOverPlainHttp() {
    Sandbox box;
    forgetKeys(box);
    QProcess server;
    auto url = box.startProvider(server, {"--ledger", box.path("ledger.jsonl")});
    url.replace("127.0.0.1", "0.0.0.0");
    const auto catalogue = [&](const QByteArray& more) {
        writeCatalogue(box, provider("lan", "openai-chat", url, R"(, "default_model": "m")" + more));
    };
    catalogue({});
    box.write("work/plan.json", skein::test::onePlan());
    const auto run = [&](const QString& target, const QString& workspace) {
        return shell(box, "run plan.json --yes --json --provider " + target + " --workspace " + workspace);
    };
    box.environment().insert("LAN_KEY", "sk-canary-lan");
    const Ran refused = run("lan", "refused.skein");
    QCOMPARE(refused.exitStatus, 2);
    for (const char* word : {"provider lan", "https://", "\"plain_http\": true"})
        QVERIFY2(refused.err.contains(word), refused.err);
    const Ran tested = shell(box, "providers test lan --json");
    QCOMPARE(tested.exitStatus, 1);
    const auto check = tested.json()["checks"].toArray()[0].toObject();
    QCOMPARE(check["verdict"].toString(), QString("wrong-address"));
    QVERIFY(check["message"].toString().contains("plain_http"));
    // A one-off endpoint has no entry to say it in.
    box.environment().insert("SKEIN_API_KEY", "sk-canary-one");
    box.environment().remove("LAN_KEY");
    const Ran oneOff = run("openai-chat:" + url + " --model m", "one.skein");
    QCOMPARE(oneOff.exitStatus, 2);
    QVERIFY2(oneOff.err.contains("models.json") && oneOff.err.contains("unset SKEIN_API_KEY"), oneOff.err);
    QVERIFY2(!box.read("ledger.jsonl").contains("request"), box.read("ledger.jsonl"));
    // Without a key nothing can be read on the way but the prompt.
    box.environment().remove("SKEIN_API_KEY");
    const Ran keyless = run("openai-chat:" + url.section('/', 0, 2) + "/v1/ --model m", "keyless.skein");
    QVERIFY2(keyless.exitStatus == 0, keyless.err + keyless.out);
    catalogue(R"(, "plain_http": true)");
    box.environment().insert("LAN_KEY", "sk-canary-lan");
    const Ran allowed = run("lan", "allowed.skein");
    QVERIFY2(allowed.exitStatus == 0, allowed.err + allowed.out);
    QCOMPARE(shell(box, "providers test lan").exitStatus, 0);
    server.kill();
    server.waitForFinished();
}

void TestProviders::catalogueCommands() {
    Sandbox box;
    forgetKeys(box);
    const auto providers = shell(box, "providers --json").json()["providers"].toArray();
    QVERIFY(providers.size() >= 11);
    QCOMPARE(entryOf(providers, "id", "gemini")["key_variable"].toString(), QString("GEMINI_API_KEY"));
    QVERIFY(!entryOf(providers, "id", "gemini")["key_set"].toBool());
    const auto models = shell(box, "models --json").json()["models"].toArray();
    QVERIFY(models.size() >= 44);
    const auto sonnet = entryOf(models, "id", "claude-sonnet-5-5");
    QCOMPARE(sonnet["context_tokens"].toInt(), 1'000'000);
    QVERIFY(sonnet["capabilities"].toObject()["code"].toDouble() > 0.5);
    const auto only = shell(box, "models --provider mistral --json").json()["models"].toArray();
    for (const auto& each : only) QCOMPARE(each.toObject()["provider"].toString(), QString("mistral"));
    const auto listed = shell(box, "models").out;
    QVERIFY(listed.contains("text-embedding-3-small") && listed.contains("0.93 to 0.96"));
    // The price of a day: an introductory price ends at midnight, what is not known is null.
    const auto inputAt = [&](const QString& day) {
        const auto prices = shell(box, "prices --json --at " + day).json()["prices"].toArray();
        return entryOf(prices, "model", "gemini-4-argon")["usd_per_million_tokens"].toObject()["input"].toDouble();
    };
    QCOMPARE(inputAt("2026-11-30"), 2.0);
    QCOMPARE(inputAt("2026-12-01"), 4.0);
    const auto prices = shell(box, "prices --json --at 2026-11-21").json();
    QCOMPARE(prices["at"].toString(), QString("2026-11-21T00:00:00Z"));
    const auto unread = entryOf(prices["prices"].toArray(), "model", "claude-fable-5-2");
    QVERIFY(!unread.isEmpty() && unread["usd_per_million_tokens"].isNull());
    QVERIFY(shell(box, "prices --at 2026-11-21").out.contains("unknown"));
    QCOMPARE(shell(box, "prices --at tomorrow").exitStatus, 2);
    for (const char* command : {"models", "prices"}) {
        const Ran unknown = shell(box, QString(command) + " --provider nobody");
        QVERIFY2(unknown.exitStatus == 2 && unknown.err.contains("not in the catalogue"), unknown.err);
    }
}

void TestProviders::ownCatalogue() {
    Sandbox box;
    forgetKeys(box);
    const auto own = [&](const QByteArray& text) { box.write("config/skein/models.json", text); };
    own(R"({"skein": 1, "models": [{"provider": "openai", "id": "gpt-6-sol", "prices":
           [{"input": 7, "output": 8, "source": "my contract"}]}]})");
    const auto prices = shell(box, "prices --json").json()["prices"].toArray();
    const auto entry = entryOf(prices, "model", "gpt-6-sol");
    QCOMPARE(entry["usd_per_million_tokens"].toObject()["input"].toDouble(), 7.0);
    QCOMPARE(entry["source"].toString(), QString("my contract"));
    QVERIFY(!entryOf(prices, "model", "gpt-6-luna")["usd_per_million_tokens"].isNull());
    own("{\"models\": [{\"provider\": \"openai\", \"id\": \"x\",\n\"prices\": [{\"input\": \"free\", \"output\": "
        "1}]}]}");
    for (const char* command : {"models", "prices", "providers", "providers detect", "providers test"}) {
        const Ran bad = shell(box, command);
        QCOMPARE(bad.exitStatus, 2);
        QVERIFY2(bad.err.contains("models.json:2: models[0].prices[0].input: expected a number"), bad.err);
    }
    own("{");
    const Ran broken = shell(box, "models");
    QVERIFY2(broken.exitStatus == 2 && broken.err.contains("models.json: line 1"), broken.err);
}

QTEST_GUILESS_MAIN(TestProviders)
#include "tst_providers.moc"
