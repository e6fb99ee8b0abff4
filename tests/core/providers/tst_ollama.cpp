// The native Ollama codec: lines of JSON instead of events, an error as a line, counters that may be missing.
#include "tests/core/providers/decode.h"

using namespace skein;
using namespace skein::providers;
using namespace skein::providers::test;

namespace {

constexpr Protocol protocol = Protocol::Ollama;

QByteArray line(const char* text) {
    return QByteArray(R"({"model":"m","message":{"role":"assistant","content":")") + text + "\"},\"done\":false}\n";
}
const QByteArray done =
    "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\","
    "\"prompt_eval_count\":9,\"eval_count\":3}\n";

}  // namespace

class OllamaTest : public QObject {
    Q_OBJECT
private slots:
    void streams_data();
    void streams();
    void errors();
    void requests();
    void sideEndpoints();
};

void OllamaTest::streams_data() {
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QByteArray& stream, const char* expected) {
        QTest::newRow(name) << stream << QString::fromUtf8(expected);
    };
    row("plain", line("Hel") + line("lo \xF0\x9F\x90\x9D") + done,
        "reply text=Hello \xF0\x9F\x90\x9D finish=finished/stop usage=9+3");
    row("last line without its end", line("a") + done.trimmed(), "reply text=a finish=finished/stop usage=9+3");
    row("blank lines between", "\n" + line("a") + "\n\n" + done, "reply text=a finish=finished/stop usage=9+3");
    row("counters missing", line("a") + "{\"done\":true,\"done_reason\":\"length\"}\n",
        "reply text=a finish=cut-at-cap/length");
    row("no reason given", line("a") + "{\"done\":true}\n", "reply text=a finish=finished/");
    row("reason nobody knows", line("a") + "{\"done\":true,\"done_reason\":\"unload\"}\n",
        "reply text=a finish=unknown/unload");
    row("thinking in its own member",
        QByteArray("{\"message\":{\"thinking\":\"hm\",\"content\":\"\"},\"done\":false}\n") + line("a") + done,
        "reply text=a finish=finished/stop reasoning=hm usage=9+3");
    row("thinking in tags", line("<thi") + line("nk>hm</think>a") + done,
        "reply text=a finish=finished/stop reasoning=hm usage=9+3");
    row("tool call",
        QByteArray("{\"message\":{\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":"
                   "1}}}]},\"done\":false}\n") +
            done,
        "reply text= finish=wants-tool/stop tool=:f({\"a\":1}) usage=9+3");
    row("error line", line("half") + "{\"error\":\"model runner stopped\"}\n",
        "failure api partial=half code= message=model runner stopped");
    row("closed before done", line("half"), "failure truncated partial=half");
    row("last line cut in half", line("half") + "{\"mess", "failure truncated partial=half");
    row("line that is not JSON", line("a") + "oops\n" + done, "failure malformed partial=a");
    row("nothing", "", "failure truncated partial=");
}

void OllamaTest::streams() {
    QFETCH(QByteArray, stream);
    QFETCH(QString, expected);
    compareAllSplits(protocol, stream, expected, "application/x-ndjson");
    // Under a wrong name the lines are still found once the answer is whole.
    const bool several = stream.contains("}\n{") && !stream.contains("oops") && !stream.endsWith("mess");
    if (several) QCOMPARE(summary(decode(protocol, stream.toStdString(), 5, 200, "application/json")), expected);
    if (several) QCOMPARE(summary(decode(protocol, stream.toStdString(), 5, 200, "text/plain")), expected);
}

void OllamaTest::errors() {
    const char* missing = R"({"error":"model x not found, try pulling it first"})";
    QCOMPARE(summary(decode(protocol, missing, 3, 404, "application/json")),
             QString("failure api partial= code= message=model x not found, try pulling it first"));
    const char* whole = R"({"message":{"content":"a"},"done":true,"done_reason":"stop"})";
    QCOMPARE(summary(decode(protocol, whole, 3, 200, "application/json")),
             QString("reply text=a finish=finished/stop"));
}

void OllamaTest::requests() {
    ModelRequest full = fullRequest({}, protocol);
    full.contextTokens = {16'384};
    const auto request = codecFor(protocol).encode("http://localhost:11434/v1", full, {});
    QCOMPARE(request->url, std::string("http://localhost:11434/api/chat"));
    const Json body = bodyJson(request);
    QCOMPARE(body["truncate"].get<bool>(), false);
    QCOMPARE(body["options"], Json({{"num_ctx", 16'384}, {"num_predict", 700}}));
    QCOMPARE(body["format"]["required"][0].get<std::string>(), std::string("a"));
    QCOMPARE(body["messages"][2]["tool_calls"][0]["function"]["arguments"]["at"].get<int>(), 1);
    QCOMPARE(body["messages"][3]["tool_name"].get<std::string>(), std::string("look"));
    QCOMPARE(body["think"].get<std::string>(), std::string("high"));
    ModelRequest whole = simpleRequest("m", "", "x");
    whole.delivery = Delivery::Whole;  // the server streams unless told otherwise
    QCOMPARE(bodyJson(codecFor(protocol).encode("http://h", whole, {}))["stream"].get<bool>(), false);
}

void OllamaTest::sideEndpoints() {
    const ModelCodec& codec = codecFor(protocol);
    QCOMPARE(codec.encodeModelList("http://h", "")->url, std::string("http://h/api/tags"));
    QCOMPARE(codec.readModelList(*parseJson(R"({"models":[{"name":"qwen:8b"}]})")).models[0].id,
             std::string("qwen:8b"));
    const auto read = codec.readEmbeddings(*parseJson(R"({"embeddings":[[1,2],[3,4]],"prompt_eval_count":5})"), 2);
    QVERIFY(read && read->vectors[1] == (std::vector<float>{3, 4}) && read->tokens->value == 5);
    QCOMPARE(codec.encodeEmbeddings("http://h", {"e", {"a"}, {}})->url, std::string("http://h/api/embed"));
    QVERIFY(!codec.encodeTokenCount("http://h", simpleRequest("m", "", "x"), {}));
}

QTEST_APPLESS_MAIN(OllamaTest)
#include "tst_ollama.moc"
