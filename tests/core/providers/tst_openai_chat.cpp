// The Chat Completions codec: requests as they go on the wire, and answers as real servers mangle them. Every stream
// is fed whole, byte by byte and cut at every position; the outcome must be the same.
#include "core/base/limits.h"
#include "tests/core/providers/decode.h"

using namespace skein;
using namespace skein::providers;
using namespace skein::providers::test;

namespace {

constexpr Protocol chat = Protocol::OpenAiChat;

const QByteArray role =
    "data: "
    "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null},\"finish_reason\":null}],\"usage\":"
    "null}\n\n";
QByteArray delta(const char* text) {
    return QByteArray("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"") + text +
           "\"},\"finish_reason\":null}],\"usage\":null}\n\n";
}
QByteArray finish(const char* reason) {
    return QByteArray("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"") + reason + "\"}]}\n\n";
}
const QByteArray usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3}}\n\n";
const QByteArray done = "data: [DONE]\n\n";

}  // namespace

class OpenAiChatTest : public QObject {
    Q_OBJECT
private slots:
    void streams_data();
    void streams();
    void wholeBodies_data();
    void wholeBodies();
    void errorBodies_data();
    void errorBodies();
    void overAtDoneIgnoresJunk();
    void answerIsBounded();
    void errorBodyIsBounded();
    void requestBody();
    void toolsAndReasoning();
    void requestRefusals();
    void structuredOutput_data();
    void structuredOutput();
    void modelsAndEmbeddings();
    void urls_data();
    void urls();
};

void OpenAiChatTest::streams_data() {
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QByteArray& stream, const char* expected) {
        QTest::newRow(name) << stream << QString::fromUtf8(expected);
    };
    row("plain", role + delta("Hel") + delta("lo \xF0\x9F\x90\x9D") + finish("stop") + usage + done,
        "reply text=Hello \xF0\x9F\x90\x9D finish=finished/stop usage=9+3");
    row("usage absent", role + delta("a") + finish("stop") + done, "reply text=a finish=finished/stop");
    row("usage of zeros is none",
        role + delta("a") + finish("stop") +
            raw(R"({"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}})") + done,
        "reply text=a finish=finished/stop");
    row("usage beside the finish reason",
        raw(R"({"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":1}})") +
            done,
        "reply text=a finish=finished/stop usage=2+1");
    row("usage in every chunk, last counts",
        raw(R"({"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":2,"completion_tokens":1}})") +
            raw(R"({"choices":[{"delta":{"content":"b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":5}})") +
            done,
        "reply text=ab finish=finished/stop usage=2+5");
    row("finish reason absent, marker there", delta("a") + done, "reply text=a finish=unknown/");
    row("marker absent, finish reason there", delta("a") + finish("stop"), "reply text=a finish=finished/stop");
    row("unknown finish reason", delta("a") + finish("eos") + done, "reply text=a finish=unknown/eos");
    row("cut at the cap", delta("a") + finish("length") + done, "reply text=a finish=cut-at-cap/length");
    row("blocked", delta("a") + finish("content_filter") + done, "reply text=a finish=blocked/content_filter");
    row("refusal",
        raw(R"({"choices":[{"delta":{"refusal":"I can"}}]})") + raw(R"({"choices":[{"delta":{"refusal":"not"}}]})") +
            finish("stop") + done,
        "reply text= finish=blocked/stop refusal=I cannot");
    row("two roles and zero-length deltas", role + role + delta("") + delta("a") + delta("") + finish("stop") + done,
        "reply text=a finish=finished/stop");
    row("last event without its blank line", delta("a") + finish("stop") + "data: [DONE]",
        "reply text=a finish=finished/stop");
    row("no marker, last chunk complete but unclosed", delta("a") + finish("stop").trimmed(),
        "reply text=a finish=finished/stop");
    row("neither marker nor reason", role + delta("half an ans"), "failure truncated partial=half an ans");
    row("last chunk cut in half", delta("a") + "data: {\"choices\":[{\"ind", "failure truncated partial=a");
    row("nothing", "", "failure truncated partial=");
    row("comments only", ": OPENROUTER PROCESSING\n\n", "failure truncated partial=");
    row("comments between", ": ping\n\n" + delta("a") + ": ping\n\n" + finish("stop") + done,
        "reply text=a finish=finished/stop");
    row("error event", delta("a") + raw(R"({"error":{"message":"overloaded","type":"server_error","code":503}})"),
        "failure api partial=a code=503 message=overloaded");
    row("error as a bare string", delta("a") + raw(R"({"error":"went wrong"})"),
        "failure api partial=a code= message=went wrong");
    row("error event by name", delta("a") + "event: error\ndata: {\"message\":\"by name\",\"code\":null}\n\n",
        "failure api partial=a code= message=by name");
    row("gateway error with finish reason",
        raw(R"({"error":{"code":502,"message":"provider down"},"choices":[{"delta":{"content":""},"finish_reason":"error"}]})"),
        "failure api partial= code=502 message=provider down");
    row("event that is not JSON", delta("a") + raw("{oops}"), "failure malformed partial=a");
    row("parallel tools interleaved",
        raw(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":""}}]}}]})") +
            raw(R"({"choices":[{"delta":{"tool_calls":[{"index":1,"id":"c2","function":{"name":"g","arguments":"{\"b\""}}]}}]})") +
            raw(R"({"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}},{"index":1,"function":{"arguments":":1}"}}]}}]})") +
            finish("tool_calls") + done,
        "reply text= finish=wants-tool/tool_calls tool=c1:f({}) tool=c2:g({\"b\":1})");
    row("tool without index, object arguments, reason stop",
        raw(R"({"choices":[{"delta":{"tool_calls":[{"id":"","function":{"name":"f","arguments":{"a":1}}}]}}]})") +
            finish("stop") + done,
        "reply text= finish=wants-tool/stop tool=:f({\"a\":1})");
    row("absurd tool index",
        raw(R"({"choices":[{"delta":{"tool_calls":[{"index":4000000000,"function":{"name":"f"}}]}}]})") +
            finish("tool_calls") + done,
        "reply text= finish=wants-tool/tool_calls tool=:f()");
    row("thinking in tags, split",
        delta("<thi") + delta("nk>secret</th") + delta("ink>\\nseen") + finish("stop") + done,
        "reply text=seen finish=finished/stop reasoning=secret");
    row("thinking in its own field",
        raw(R"({"choices":[{"delta":{"reasoning_content":"hm"}}]})") + delta("a") + finish("stop") + done,
        "reply text=a finish=finished/stop reasoning=hm");
    row("thinking never closed", delta("<think>all of it") + finish("length") + done,
        "reply text= finish=cut-at-cap/length reasoning=all of it");
    row("second choice ignored",
        raw(R"({"choices":[{"index":1,"delta":{"content":"no"}},{"index":0,"delta":{"content":"yes"}}]})") +
            finish("stop") + done,
        "reply text=yes finish=finished/stop");
    row("unknown members and types",
        raw(R"({"obfuscation":"xx","choices":[{"delta":{"content":"a","weird":[1]},"logprobs":{}}],"service_tier":7})") +
            raw("[1,2]") + raw("3") + finish("stop") + done,
        "reply text=a finish=finished/stop");
}

void OpenAiChatTest::streams() {
    QFETCH(QByteArray, stream);
    QFETCH(QString, expected);
    compareAllSplits(chat, stream, expected, "text/event-stream; charset=utf-8");
    if (!stream.isEmpty()) compareAllSplits(chat, stream, expected, "");  // without a type the first bytes decide
}

void OpenAiChatTest::wholeBodies_data() {
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* type, const char* body, const char* expected) {
        QTest::newRow(name) << QByteArray(type) << QByteArray(body) << QString(expected);
    };
    row("JSON to a stream request", "application/json",
        R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}})",
        "reply text=a finish=finished/stop usage=1+1");
    row("the same without a type", "", R"({"choices":[{"message":{"content":"a"},"finish_reason":"stop"}]})",
        "reply text=a finish=finished/stop");
    row("content null, tools", "application/json",
        R"({"choices":[{"message":{"content":null,"tool_calls":[{"id":"c","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]})",
        "reply text= finish=wants-tool/tool_calls tool=c:f({})");
    row("content in parts", "application/json",
        R"({"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},"finish_reason":"stop"}]})",
        "reply text=ab finish=finished/stop");
    row("error with status 200", "application/json", R"({"error":{"message":"no","code":"x"}})",
        "failure api partial= code=x message=no");
    row("cut off", "application/json", R"({"choices":[{"message":)", "failure truncated partial=");
    row("empty", "application/json", "", "failure truncated partial=");
    row("web page", "text/html", "<!doctype html><p>login</p>", "failure malformed partial=");
    row("other JSON", "application/json", R"({"hello":1})", "failure malformed partial=");
}

void OpenAiChatTest::wholeBodies() {
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, expected);
    for (std::size_t cut = 0; cut <= static_cast<std::size_t>(body.size()); ++cut)
        QCOMPARE(summary(decode(chat, body.toStdString(), cut, 200, type.toStdString())), expected);
}

void OpenAiChatTest::errorBodies_data() {
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("expected");  // type|code|param|message
    const auto row = [](const char* name, const char* type, const char* body, const char* expected) {
        QTest::newRow(name) << QByteArray(type) << QByteArray(body) << QString(expected);
    };
    row("OpenAI", "application/json", R"({"error":{"message":"m","type":"t","param":"p","code":"c"}})", "t|c|p|m");
    row("code as a number", "application/json", R"({"error":{"message":"m","code":503}})", "|503||m");
    row("code null", "application/json", R"({"error":{"message":"m","code":null}})", "|||m");
    row("bare string", "application/json", R"({"error":"m"})", "|||m");
    row("message only", "application/json", R"({"message":"m"})", "|||m");
    row("detail", "application/json", R"({"detail":"m"})", "|||m");
    row("object error", "application/json", R"({"object":"error","message":"m","type":"BadRequestError","code":400})",
        "BadRequestError|400||m");
    row("event stream", "text/event-stream", "data: {\"error\":{\"message\":\"m\"}}\n\n", "|||m");
    row("HTML of a proxy", "text/html", "<html>502</html>", "|||the server answered with a web page");
    row("HTML with a title", "text/html", "<!DOCTYPE html><html><HEAD><Title> 502\n Bad Gateway</Title></HEAD></html>",
        "|||the server answered with a web page: 502 Bad Gateway");
    row("empty", "", "", "|||HTTP status 400 without a body");
}

void OpenAiChatTest::errorBodies() {
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, expected);
    const ReplyOutcome outcome =
        decode(chat, body.toStdString(), static_cast<std::size_t>(body.size() / 2), 400, type.toStdString());
    const auto* failure = std::get_if<ReplyFailure>(&outcome);
    QVERIFY(failure && failure->kind == ReplyFailure::Kind::Api);
    QCOMPARE(failure->api.status, 400);
    QCOMPARE(QString::fromStdString(failure->api.type + "|" + failure->api.code + "|" + failure->api.param + "|" +
                                    failure->api.message),
             expected);
}

void OpenAiChatTest::overAtDoneIgnoresJunk() {
    ResponseDecoder decoder(codecFor(chat), headWith(200, "text/event-stream"));
    QVERIFY(!decoder.push((delta("a") + finish("stop")).toStdString()));
    QVERIFY(decoder.push((done + "data: {broken\n\ndata: {\"error\":\"late\"}\n\n").toStdString()));
    QVERIFY(decoder.over());
    QCOMPARE(summary(decoder.finish()), QString("reply text=a finish=finished/stop"));
}

void OpenAiChatTest::answerIsBounded() {
    ResponseDecoder stream(codecFor(chat), headWith(200, "text/event-stream"));
    const std::string piece = delta(std::string(1 << 20, 'x').c_str()).toStdString();
    int pushes = 0;
    while (!stream.push(piece) && pushes < 20) ++pushes;
    QCOMPARE(pushes, 8);
    QVERIFY(summary(stream.finish()).startsWith("failure too-large"));
    ResponseDecoder whole(codecFor(chat), headWith(200, "application/json"));
    for (pushes = 0; !whole.push(std::string(1 << 20, ' ')) && pushes < 20;) ++pushes;
    QCOMPARE(pushes, 8);
}

void OpenAiChatTest::errorBodyIsBounded() {
    ResponseDecoder decoder(codecFor(chat), headWith(500, "text/html"));
    for (int i = 0; i < 100; ++i) decoder.push(std::string(10'000, 'x'));
    const ReplyOutcome outcome = decoder.finish();
    QVERIFY(std::get<ReplyFailure>(outcome).api.message.size() <= 2'000);
}

void OpenAiChatTest::requestBody() {
    ModelRequest request = simpleRequest("m", "be brief", "hi \xF0\x9F\x90\x9D");
    request.maxOutput = {700};
    const auto encoded = [&](const Dialect& dialect) {
        return bodyText(codecFor(chat).encode("http://127.0.0.1", request, dialect));
    };
    QCOMPARE(encoded({}),
             QString::fromUtf8("{\"max_tokens\":700,\"messages\":[{\"content\":\"be "
                               "brief\",\"role\":\"system\"},{\"content\":\"hi \xF0\x9F\x90\x9D\",\"role\":\"user\"}],"
                               "\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"));
    request.system.clear();
    request.maxOutput = {};
    Dialect dialect;
    dialect.streamUsage = Dialect::Field::LeaveOut;
    QCOMPARE(encoded(dialect),
             QString::fromUtf8("{\"messages\":[{\"content\":\"hi "
                               "\xF0\x9F\x90\x9D\",\"role\":\"user\"}],\"model\":\"m\",\"stream\":true}"));
    request.maxOutput = {5};
    QVERIFY(
        encoded(initialDialect(chat, "https://api.openai.com/v1", request)).contains("\"max_completion_tokens\":5"));
    request.delivery = Delivery::Whole;
    QVERIFY(!encoded({}).contains("stream"));
}

void OpenAiChatTest::toolsAndReasoning() {
    const Json body = bodyJson(codecFor(chat).encode("http://h", fullRequest({}, chat), {}));
    QCOMPARE(body["messages"][2]["tool_calls"][0]["function"]["arguments"].get<std::string>(),
             std::string(R"({"at":1})"));
    QCOMPARE(body["messages"][3]["tool_call_id"].get<std::string>(), std::string("c1"));
    QCOMPARE(body["tools"][0]["function"]["name"].get<std::string>(), std::string("look"));
    QCOMPARE(body["reasoning_effort"].get<std::string>(), std::string("high"));
    QCOMPARE(body["prompt_cache_key"].get<std::string>(), std::string("run-1"));
    QCOMPARE(body["response_format"]["json_schema"]["strict"].get<bool>(), false);
}

void OpenAiChatTest::requestRefusals() {
    const auto refused = [](const ModelRequest& request) { return codecFor(chat).encode("http://h", request, {}); };
    QVERIFY(!refused(simpleRequest("", "", "hi")));
    QVERIFY(!refused(simpleRequest("m", "", "\xFF")));
    QVERIFY(!refused(ModelRequest{}));
    const auto big = refused(simpleRequest("m", "", std::string(limits::maxPromptBytes + 1, 'x')));
    QVERIFY(!big && big.error().code == ErrorCode::TooLarge);
}

void OpenAiChatTest::structuredOutput_data() {
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<int>("support");
    QTest::addColumn<QString>("expected");
    const int schema = 0, object = 1, none = 2;
    QTest::newRow("text needs nothing") << QByteArray("text") << QByteArray("null") << schema << QString();
    QTest::newRow("strict subset")
        << QByteArray("json")
        << QByteArray(
               R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false})")
        << schema << QString("\"strict\":true");
    QTest::newRow("optional member is not strict")
        << QByteArray("json")
        << QByteArray(R"({"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false})")
        << schema << QString("\"strict\":false");
    QTest::newRow("open object inside is not strict")
        << QByteArray("json")
        << QByteArray(
               R"({"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"b":{}}}}},"required":["a"],"additionalProperties":false})")
        << schema << QString("\"strict\":false");
    QTest::newRow("any JSON") << QByteArray("json") << QByteArray("null") << schema
                              << QString(R"("response_format":{"type":"json_object"})");
    QTest::newRow("server knows objects only") << QByteArray("json") << QByteArray(R"({"type":"object"})") << object
                                               << QString(R"("response_format":{"type":"json_object"})");
    QTest::newRow("server knows nothing")
        << QByteArray("json") << QByteArray(R"({"type":"object"})") << none << QString();
}

void OpenAiChatTest::structuredOutput() {
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, schema);
    QFETCH(int, support);
    QFETCH(QString, expected);
    ModelRequest request = simpleRequest("m", "", "hi");
    request.contract = {type.toStdString(), *parseJson(schema.toStdString())};
    Dialect dialect;
    dialect.structuredOutput = static_cast<Dialect::StructuredOutput>(support);
    const QString body = bodyText(codecFor(chat).encode("http://h", request, dialect));
    if (expected.isEmpty()) QVERIFY2(!body.contains("response_format"), qPrintable(body));
    else QVERIFY2(body.contains(expected), qPrintable(body));
}

void OpenAiChatTest::urls_data() {
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("url");
    const QByteArray local = "http://127.0.0.1:8000/v1/chat/completions";
    QTest::newRow("host only") << QByteArray("http://127.0.0.1:8000") << local;
    QTest::newRow("slash") << QByteArray("http://127.0.0.1:8000/") << local;
    QTest::newRow("v1") << QByteArray("http://127.0.0.1:8000/v1") << local;
    QTest::newRow("v1 slash") << QByteArray(" http://127.0.0.1:8000/v1/ ") << local;
    QTest::newRow("whole path") << QByteArray("http://127.0.0.1:8000/v1/chat/completions") << local;
    QTest::newRow("other prefix kept") << QByteArray("https://openrouter.ai/api/v1")
                                       << QByteArray("https://openrouter.ai/api/v1/chat/completions");
    QTest::newRow("upper-case scheme") << QByteArray("HTTPS://h/v1") << QByteArray("https://h/v1/chat/completions");
    QTest::newRow("no scheme") << QByteArray("127.0.0.1:8000") << QByteArray();
    QTest::newRow("file") << QByteArray("file:///etc/passwd") << QByteArray();
    QTest::newRow("key in the query") << QByteArray("https://h/v1?key=secret") << QByteArray();
    QTest::newRow("key as user") << QByteArray("https://secret@h/v1") << QByteArray();
    QTest::newRow("blank") << QByteArray("https://h /v1") << QByteArray();
    QTest::newRow("no host") << QByteArray("https:///v1") << QByteArray();
}

void OpenAiChatTest::urls() {
    QFETCH(QByteArray, base);
    QFETCH(QByteArray, url);
    const auto result = codecFor(chat).encode(base.toStdString(), simpleRequest("m", "", "hi"), {});
    QCOMPARE(QByteArray::fromStdString(result ? result->url : ""), url);
    if (!result) QVERIFY(result.error().message.find("secret") == std::string::npos);
}

void OpenAiChatTest::modelsAndEmbeddings() {
    const ModelCodec& codec = codecFor(chat);
    QCOMPARE(codec.encodeModelList("http://h", "")->url, std::string("http://h/v1/models"));
    const ModelPage page =
        codec.readModelList(*parseJson(R"({"data":[{"id":"a"},{"id":"b","max_model_len":8192},{}]})"));
    QCOMPARE(page.models.size(), std::size_t{2});
    QCOMPARE(page.models[1].contextTokens.value, std::int64_t{8192});
    QVERIFY(codec.readModelList(Json::object()).models.empty());
    QVERIFY(codec.encodeTokenCount("http://h", simpleRequest("m", "", "x"), {}).error().code == ErrorCode::Unavailable);
    const auto request = codec.encodeEmbeddings("http://h", {"e", {"one", "two"}, 2});
    QCOMPARE(bodyText(request),
             QString(R"({"dimensions":2,"encoding_format":"float","input":["one","two"],"model":"e"})"));
    const auto read = codec.readEmbeddings(
        *parseJson(
            R"({"data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[1,2]}],"usage":{"prompt_tokens":7}})"),
        2);
    QVERIFY(read.has_value());
    QCOMPARE(read->vectors, (std::vector<std::vector<float>>{{1, 2}, {3, 4}}));
    QCOMPARE(read->tokens->value, std::int64_t{7});
    for (const char* bad : {R"({"data":[{"index":0,"embedding":[1]}]})",
                            R"({"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]})",
                            R"({"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]})", "{}"})
        QVERIFY2(!codec.readEmbeddings(*parseJson(bad), 2), bad);
    QVERIFY(!codec.encodeEmbeddings("http://h", {"e", {}, {}}) && !codec.encodeEmbeddings("http://h", {"e", {""}, {}}));
}

QTEST_APPLESS_MAIN(OpenAiChatTest)
#include "tst_openai_chat.moc"
