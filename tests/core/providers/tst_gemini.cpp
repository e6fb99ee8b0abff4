// The Gemini codec: arrays without alt=sse, blocked prompts, thoughts, tool calls under STOP, signatures, int64 as
// text.
#include "tests/core/providers/decode.h"

using namespace skein;
using namespace skein::providers;
using namespace skein::providers::test;

namespace {

constexpr Protocol protocol = Protocol::Gemini;

QByteArray parts(const char* json, const char* more = "") {
    return raw((QByteArray(R"({"candidates":[{"content":{"role":"model","parts":)") + json + "}" + more +
                R"(}],"modelVersion":"m"})")
                   .constData());
}
const QByteArray last = raw(
    R"({"candidates":[{"content":{"parts":[{"text":"","thoughtSignature":"s"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":"9","candidatesTokenCount":3,"thoughtsTokenCount":2,"totalTokenCount":14}})");

}  // namespace

class GeminiTest : public QObject {
    Q_OBJECT
private slots:
    void streams_data();
    void streams();
    void wholeBodies_data();
    void wholeBodies();
    void requests();
    void urls_data();
    void urls();
    void signaturesGoBack();
    void sideEndpoints();
};

void GeminiTest::streams_data() {
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QByteArray& stream, const char* expected) {
        QTest::newRow(name) << stream << QString::fromUtf8(expected);
    };
    row("plain, thoughts billed", parts(R"([{"text":"Hel"}])") + parts(R"([{"text":"lo \ud83d\udc1d"}])") + last,
        "reply text=Hello \xF0\x9F\x90\x9D finish=finished/STOP usage=9+5 thoughts=2");
    row("thought parts are not the answer", parts(R"([{"text":"hm","thought":true},{"text":"a"}])") + last,
        "reply text=a finish=finished/STOP reasoning=hm usage=9+5 thoughts=2");
    row("tool call under STOP",
        parts(R"([{"functionCall":{"name":"f","args":{"a":1}}},{"functionCall":{"id":"x","name":"g"}}])") + last,
        "reply text= finish=wants-tool/STOP tool=:f({\"a\":1}) tool=x:g({}) usage=9+5 thoughts=2");
    row("cap reached without any part",
        raw(R"({"candidates":[{"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":9,"thoughtsTokenCount":64}})"),
        "reply text= finish=cut-at-cap/MAX_TOKENS usage=9+64 thoughts=64");
    row("prompt blocked",
        raw(R"({"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":9}})"),
        "reply text= finish=blocked/PROHIBITED_CONTENT usage=9+0");
    row("answer blocked",
        parts(R"([{"text":"a"}])") + raw(R"({"candidates":[{"finishReason":"SAFETY","finishMessage":"unsafe"}]})"),
        "reply text=a finish=blocked/SAFETY refusal=unsafe");
    row("malformed call", raw(R"({"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]})"),
        "reply text= finish=bad-tool-call/MALFORMED_FUNCTION_CALL");
    row("reason nobody knows", parts(R"([{"text":"a"}])", R"(,"finishReason":"TEA")"),
        "reply text=a finish=unknown/TEA");
    row("running counts overwrite",
        raw(R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1}})") +
            last,
        "reply text=a finish=finished/STOP usage=9+5 thoughts=2");
    row("closed before its reason", parts(R"([{"text":"half"}])"), "failure truncated partial=half");
    row("a running count is no count",
        raw(R"({"candidates":[{"content":{"parts":[{"text":"half"}]}}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1}})"),
        "failure truncated partial=half");
    row("error event",
        parts(R"([{"text":"half"}])") + raw(R"({"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}})"),
        "failure api partial=half code=503 message=busy");
    row("error as bare JSON, on several lines",
        parts(R"([{"text":"half"}])") +
            "{\n  \"error\": {\n    \"code\": 500,\n    \"message\": \"broken\",\n    \"status\": \"INTERNAL\"\n  "
            "}\n}\n",
        "failure api partial=half code=500 message=broken");
}

void GeminiTest::streams() {
    QFETCH(QByteArray, stream);
    QFETCH(QString, expected);
    compareAllSplits(protocol, stream, expected, "text/event-stream");
}

void GeminiTest::wholeBodies_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, int status, const char* body, const char* expected) {
        QTest::newRow(name) << QByteArray(body) << status << QString(expected);
    };
    row("plain", 200,
        R"({"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":2,"candidatesTokenCount":1}})",
        "reply text=a finish=finished/STOP usage=2+1");
    row("array without alt=sse", 200,
        R"([{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},{"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}]}])",
        "reply text=ab finish=finished/STOP");
    row("array cut off", 200, R"([{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},)",
        "failure truncated partial=");
    row("array that ends before its reason", 200, R"([{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}])",
        "failure truncated partial=a");
    row("no candidates", 200, R"({"promptFeedback":{"blockReason":"SAFETY"}})", "reply text= finish=blocked/SAFETY");
    row("error in an array", 404, R"([{"error":{"code":404,"message":"no such model","status":"NOT_FOUND"}}])",
        "failure api partial= code=404 message=no such model");
    row("wrong key is 400", 400,
        R"({"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}})",
        "failure api partial= code=API_KEY_INVALID message=API key not valid.");
    row("another protocol", 200, R"({"choices":[]})", "failure malformed partial=");
}

void GeminiTest::wholeBodies() {
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, expected);
    for (int cut = 0; cut <= body.size(); ++cut)
        QCOMPARE(
            summary(decode(protocol, body.toStdString(), static_cast<std::size_t>(cut), status, "application/json")),
            expected);
}

void GeminiTest::requests() {
    const Json body = bodyJson(codecFor(protocol).encode("http://h", fullRequest({}, protocol), {}));
    QCOMPARE(body["systemInstruction"]["parts"][0]["text"].get<std::string>(), std::string("be brief"));
    QCOMPARE(body["contents"][1]["role"].get<std::string>(), std::string("model"));
    QCOMPARE(body["contents"][1]["parts"][1]["functionCall"]["args"]["at"].get<int>(), 1);
    QCOMPARE(body["contents"][2]["parts"][0]["functionResponse"]["response"]["output"].get<std::string>(),
             std::string("found"));
    const Json config = body["generationConfig"];
    QCOMPARE(config["maxOutputTokens"].get<int>(), 700);
    QCOMPARE(config["responseMimeType"].get<std::string>(), std::string("application/json"));
    QCOMPARE(config["responseJsonSchema"]["required"][0].get<std::string>(), std::string("a"));
    QVERIFY(!config.contains("responseSchema"));
    QCOMPARE(config["thinkingConfig"]["thinkingLevel"].get<std::string>(), std::string("HIGH"));
    QCOMPARE(body["tools"][0]["functionDeclarations"][0]["parametersJsonSchema"]["type"].get<std::string>(),
             std::string("object"));
}

void GeminiTest::urls_data() {
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("url");
    const QByteArray v1 = "http://h/v1/models/gemini-4:streamGenerateContent?alt=sse";
    QTest::newRow("bare host") << QByteArray("http://h") << QByteArray("gemini-4") << v1;
    QTest::newRow("v1") << QByteArray("http://h/v1/") << QByteArray("gemini-4") << v1;
    QTest::newRow("name as listed") << QByteArray("http://h") << QByteArray("models/gemini-4") << v1;
    QTest::newRow("v1beta is kept") << QByteArray("http://h/v1beta") << QByteArray("gemini-4")
                                    << QByteArray("http://h/v1beta/models/gemini-4:streamGenerateContent?alt=sse");
    QTest::newRow("key in the query") << QByteArray("http://h/v1?key=secret") << QByteArray("gemini-4") << QByteArray();
    QTest::newRow("name that climbs") << QByteArray("http://h") << QByteArray("../files") << QByteArray();
    QTest::newRow("name with a query") << QByteArray("http://h") << QByteArray("m?key=secret") << QByteArray();
}

void GeminiTest::urls() {
    QFETCH(QByteArray, base);
    QFETCH(QByteArray, model);
    QFETCH(QByteArray, url);
    const auto request = codecFor(protocol).encode(base.toStdString(), simpleRequest(model.toStdString(), "", "x"), {});
    QCOMPARE(QByteArray::fromStdString(request ? request->url : ""), url);
}

void GeminiTest::signaturesGoBack() {
    const auto outcome = decode(
        protocol,
        (parts(R"([{"text":"hm","thought":true},{"functionCall":{"name":"f","args":{}},"thoughtSignature":"sig"}])") +
         last)
            .toStdString(),
        0);
    const auto* reply = std::get_if<Reply>(&outcome);
    QVERIFY(reply != nullptr);
    ModelRequest next = simpleRequest("m", "", "hi");
    next.turns.push_back(reply->turn());
    const Json echoed = bodyJson(codecFor(protocol).encode("http://h", next, {}))["contents"][1]["parts"];
    QCOMPARE(echoed[1]["thoughtSignature"].get<std::string>(), std::string("sig"));
    QCOMPARE(echoed[2]["thoughtSignature"].get<std::string>(), std::string("s"));
}

void GeminiTest::sideEndpoints() {
    const ModelCodec& codec = codecFor(protocol);
    const auto count = codec.encodeTokenCount("http://h", simpleRequest("g", "s", "x"), {});
    QCOMPARE(count->url, std::string("http://h/v1/models/g:countTokens"));
    QCOMPARE(bodyJson(count)["generateContentRequest"]["model"].get<std::string>(), std::string("models/g"));
    QCOMPARE(codec.readTokenCount(*parseJson(R"({"totalTokens":"12"})"))->value, std::int64_t{12});
    const ModelPage page = codec.readModelList(
        *parseJson(R"({"models":[{"name":"models/g","inputTokenLimit":1048576}],"nextPageToken":"p2"})"));
    QCOMPARE(page.models[0].id, std::string("g"));
    QCOMPARE(page.next, std::string("p2"));
    QCOMPARE(codec.encodeModelList("http://h", "p2")->url,
             std::string("http://h/v1/models?pageSize=1000&pageToken=p2"));
    // One request per text: several as parts of one content give one vector.
    const auto embeddings = codec.encodeEmbeddings("http://h", {"e", {"one", "two"}, {}});
    QCOMPARE(bodyJson(embeddings)["requests"].size(), std::size_t{2});
    const auto read = codec.readEmbeddings(*parseJson(R"({"embeddings":[{"values":[1,2]},{"values":[3,4]}]})"), 2);
    QVERIFY(read && read->vectors[1] == (std::vector<float>{3, 4}));
    QVERIFY(!codec.readEmbeddings(*parseJson(R"({"embeddings":[{"values":[1,2]}]})"), 2));
}

QTEST_APPLESS_MAIN(GeminiTest)
#include "tst_gemini.moc"
