// providers detect: local servers are found, told apart and taken in by the person's own catalogue.
#include <QtTest>

#include "tests/e2e/provider_box.h"
#include "tests/support/small_servers.h"

using namespace skein::test;

class TestDetect : public QObject {
    Q_OBJECT

private slots:
    void detectsLocalServers_data();
    void detectsLocalServers();
    void detectAsksOnlyThisMachine();
    void foundServersAreTakenIn();
    void silentServersAreAskedOnce();
    void namesAreShownEscaped();
};

void TestDetect::detectsLocalServers_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<QByteArray>("models");
    QTest::newRow("Ollama") << "ollama" << QByteArray(R"([{"id": "big", "loaded": 8192, "set": 4096, "trained": 131072},
                                              {"id": "set", "set": 4096, "trained": 131072}, {"id": "bare", "trained": 40960},
                                              {"id": "vec", "trained": 2048, "embeddings": true}])")
                            << "Ollama"
                            << "ollama" << QByteArray(R"([["big", "text", 8192, 131072], ["set", "text", 4096, 131072],
                                              ["bare", "text", null, 40960], ["vec", "embeddings", null, 2048]])");
    QTest::newRow("llama.cpp") << "llama.cpp"
                               << QByteArray(R"([{"id": "/m/q.gguf", "loaded": 16384, "trained": 131072}])")
                               << "llama.cpp"
                               << "openai-chat" << QByteArray(R"([["/m/q.gguf", "text", 16384, 131072]])");
    QTest::newRow("LM Studio")
        << "lm-studio"
        << QByteArray(R"([{"id": "a", "loaded": 4096, "trained": 32768}, {"id": "b", "trained": 32768}])")
        << "LM Studio"
        << "openai-chat" << QByteArray(R"([["a", "text", 4096, 32768], ["b", "text", null, 32768]])");
    QTest::newRow("LM Studio 0.4")
        << "lm-studio-v1"
        << QByteArray(
               R"([{"id": "a", "loaded": 4096, "trained": 32768}, {"id": "v", "trained": 512, "embeddings": true}])")
        << "LM Studio"
        << "openai-chat" << QByteArray(R"([["a", "text", 4096, 32768], ["v", "embeddings", null, 512]])");
    QTest::newRow("vLLM") << "vllm" << QByteArray(R"([{"id": "a", "loaded": 40960}])") << "vLLM"
                          << "openai-chat" << QByteArray(R"([["a", "text", 40960, 40960]])");
}

void TestDetect::detectsLocalServers() {
    QFETCH(QString, kind);
    QFETCH(QByteArray, script);
    QFETCH(QString, name);
    QFETCH(QString, protocol);
    QFETCH(QByteArray, models);
    Sandbox box;
    forgetKeys(box);
    QProcess server;
    const QString url = box.startProvider(
        server, {"--script-json", R"({"local": {"kind": ")" + kind + R"(", "models": )" + script + "}}"});
    const QString root = QUrl(url).adjusted(QUrl::RemovePath).toString();
    // Where the catalogue's local servers listen, one of them replaced by the person's own file.
    writeCatalogue(box, provider("vllm", "openai-chat", url, R"(, "local": true)"));
    const Ran ran = shell(box, "providers detect --json");
    QVERIFY2(ran.exitStatus == 0, ran.err);
    // By its address: servers of the machine's own may be found as well.
    const auto found = entryOf(ran.json()["servers"].toArray(), "address", root + (kind == "ollama" ? "" : "/v1"));
    QCOMPARE(found["kind"].toString(), name);
    QCOMPARE(found["protocol"].toString(), protocol);
    QJsonArray rows;
    for (const auto& each : found["models"].toArray()) {
        const auto model = each.toObject();
        rows.append(QJsonArray{model["id"], model["use"], model["context_tokens"], model["trained_context_tokens"]});
    }
    QCOMPARE(rows, QJsonDocument::fromJson(models).array());
    QVERIFY(shell(box, "providers detect --address " + root).out.contains(name.toUtf8()));
    server.kill();
    server.waitForFinished();
}

void TestDetect::detectAsksOnlyThisMachine() {
    Sandbox box;
    forgetKeys(box);
    for (const char* address : {"http://10.0.0.1:11434", "http://127.0.0.1.evil.example",
                                "http://localhost@evil.example", "ftp://127.0.0.1", "127.0.0.1:80"}) {
        const Ran ran = shell(box, QStringLiteral("providers detect --address '%1'").arg(address));
        QVERIFY2(ran.exitStatus == 2 && ran.err.contains("not on this machine"), ran.err);
    }
    const Ran nothing = shell(box, "providers detect --address ''");
    QVERIFY2(nothing.exitStatus == 2 && nothing.err.contains("--address: expected a value"), nothing.err);
    // Something answers that is no model server.
    QProcess server;
    const QString url = box.startProvider(server, {"--script-json", R"({"local": {"kind": "lm-studio"}})"});
    const Ran ran = shell(box, "providers detect --json --address " + url);
    QCOMPARE(ran.json()["servers"].toArray().size(), 1);
    QCOMPARE(ran.json()["servers"].toArray()[0].toObject()["models"].toArray().size(), 0);
    server.kill();
    server.waitForFinished();
    const Ran gone = shell(box, "providers detect --json --address " + url);
    QCOMPARE(gone.exitStatus, 0);
    QCOMPARE(gone.json()["silent"].toArray()[0].toObject()["why"].toString(), QString("nobody listens there"));
}

/// What was found can be called by name, with its window and at no cost; the person's own entries stay.
void TestDetect::foundServersAreTakenIn() {
    Sandbox box;
    forgetKeys(box);
    QProcess server;
    const QString url = box.startProvider(server, {"--script-json",
                                                   R"({"prompt_tokens": 90, "local": {"kind": "ollama", "models": [
        {"id": "big", "loaded": 8192, "trained": 131072}, {"id": "small", "loaded": 300}, {"id": "bare", "trained": 40960},
        {"id": "vec", "loaded": 2048, "embeddings": true}, {"id": "../up", "loaded": 2048}]}})"});
    const QUrl root = QUrl(url).adjusted(QUrl::RemovePath);
    const QString id = QStringLiteral("ollama-%1").arg(root.port());
    const QString add = "providers detect --json --add --address " + root.toString();
    const Ran first = shell(box, add);
    QVERIFY2(first.exitStatus == 0, first.err);
    const auto added = first.json()["added"].toObject()["servers"].toArray()[0].toObject();
    QCOMPARE(added["provider"].toString(), id);
    QCOMPARE(added["models"].toArray(), (QJsonArray{"big", "small", "bare", "vec"}));
    QVERIFY(added["refused"].toArray()[0].toString().contains("../up"));
    const auto model = [&](const QString& name) {
        return entryOf(shell(box, "models --json --provider " + id).json()["models"].toArray(), "id", name);
    };
    QCOMPARE(model("big")["context_tokens"].toInt(), 8192);
    QVERIFY(model("bare")["context_tokens"].isNull());

    // With nothing else it does ordinary work at once: levels that nobody measured, below those of known models, and
    // none for what makes vectors.
    QCOMPARE(model("big")["capabilities"].toObject()["prose"].toDouble(), 0.5);
    QVERIFY(model("vec")["capabilities"].toObject().isEmpty());
    QVERIFY(box.read("config/skein/models.json").contains("not measured"));
    box.write("work/plan.json", skein::test::onePlan(R"("id": "only", "instruction": "Say something.",
        "capabilities": {"code": 0.7})"));
    const QString run = "run plan.json --json --yes --provider " + id;
    const Ran atOnce = shell(box, run + " --workspace first.skein");
    QVERIFY2(atOnce.exitStatus == 0, atOnce.err + atOnce.out);
    const Ran vectors = shell(box, run + " --model vec --workspace vec.skein");
    QVERIFY2(vectors.exitStatus == 2 && vectors.err.contains("model vec makes embeddings, not text"), vectors.err);
    QVERIFY(!QFile::exists(box.path("work/vec.skein")));
    box.write("work/plan.json", skein::test::onePlan(R"("id": "only", "instruction": "Say something.",
        "capabilities": {"code": 0.9, "sql": 0.6})"));
    const Ran tooHard = shell(box, run + " --workspace hard.skein");
    QVERIFY2(tooHard.exitStatus == 1 && tooHard.err.contains("/bare: capability: needs code 0.9, has 0.5, and offers "
                                                             "0.666 of all that is asked"),
             tooHard.err);

    // The person's own words about a model, and everything else, outlive the next look; the window is brought up to
    // date.
    auto file = QJsonDocument::fromJson(box.read("config/skein/models.json")).object();
    auto models = file["models"].toArray();
    auto own = models[0].toObject();
    own["capabilities"] = QJsonObject{{"code", 0.25}};
    own["context"] = 100;
    models[0] = own;
    models.append(QJsonObject{{"provider", "openai"}, {"id", "mine"}, {"prices", QJsonArray{}}});
    file["models"] = models;
    box.write("config/skein/models.json", QJsonDocument(file).toJson());
    QCOMPARE(shell(box, add).exitStatus, 0);
    own["context"] = 8192;
    models[0] = own;
    file["models"] = models;
    QCOMPARE(QJsonDocument::fromJson(box.read("config/skein/models.json")).object(), file);

    box.write("work/plan.json", skein::test::onePlan());
    const Ran ran = shell(box, run + " --model big --budget 1 --workspace w.skein");
    QVERIFY2(ran.exitStatus == 0, ran.err + ran.out);
    QCOMPARE(ran.json()["tokens"].toObject()["in"].toInt(), 90);
    QCOMPARE(ran.json()["cost_usd"].toDouble(-1), 0.0);
    const Ran tooSmall = shell(box, run + " --model small --workspace x.skein");
    QVERIFY2(tooSmall.exitStatus == 1 && tooSmall.err.contains("/small: context"), tooSmall.err + tooSmall.out);

    // A file that cannot be read is named with its line, and left as it is.
    const QByteArray bad = "{\"skein\": 1,\n \"models\": [{\"provider\": \"nobody\", \"id\": \"x\"}]}";
    box.write("config/skein/models.json", bad);
    const Ran refused = shell(box, add);
    QVERIFY2(refused.exitStatus == 2 && refused.err.contains("models.json:2: models[0].provider"), refused.err);
    QCOMPARE(box.read("config/skein/models.json"), bad);
    server.kill();
    server.waitForFinished();
}

/// Who accepts and says nothing is given up after the first question.
void TestDetect::silentServersAreAskedOnce() {
    Sandbox box;
    forgetKeys(box);
    const auto listen = [](int peer) {
        char bytes[4'096];
        while (recv(peer, bytes, sizeof bytes, 0) > 0) {}
    };
    SmallServer one(listen), two(listen);
    const Ran ran = shell(box, QStringLiteral("providers detect --json --address http://127.0.0.1:%1 "
                                              "--address http://127.0.0.1:%2")
                                   .arg(one.port())
                                   .arg(two.port()));
    QVERIFY2(ran.exitStatus == 0, ran.err);
    const auto silent = ran.json()["silent"].toArray();
    QCOMPARE(silent.size(), 2);
    for (const auto& each : silent)
        QCOMPARE(each.toObject()["why"].toString(), QString("something listens there and does not answer"));
    QCOMPARE(one.connections(), std::size_t{1});
    QCOMPARE(two.connections(), std::size_t{1});
}

/// A name that holds line ends or control characters forges no line and reaches no terminal.
void TestDetect::namesAreShownEscaped() {
    Sandbox box;
    forgetKeys(box);
    QProcess server;
    const QString url = box.startProvider(server, {"--script-json", R"({"local": {"kind": "ollama", "models": [
        {"id": "good\nforged 1 2\u001b[31m", "trained": 40960}]}})"});
    const QString root = QUrl(url).adjusted(QUrl::RemovePath).toString();
    const Ran ran = shell(box, "providers detect --add --address " + root);
    QVERIFY2(ran.exitStatus == 0, ran.err);
    QVERIFY2(ran.out.contains(R"(good\nforged 1 2\u001b[31m)"), ran.out);
    QVERIFY2(ran.err.contains("not added") && ran.err.contains(R"(good\nforged)"), ran.err);
    QVERIFY(!(ran.out + ran.err).contains('\x1b'));
    server.kill();
    server.waitForFinished();
}

QTEST_GUILESS_MAIN(TestDetect)
#include "tst_detect.moc"
