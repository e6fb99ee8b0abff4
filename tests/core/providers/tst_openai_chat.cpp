// The Chat Completions codec: requests as they go on the wire, and answers as real servers mangle them. Every stream
// is fed whole, byte by byte and cut at every position; the outcome must be the same.
#include <QtTest>

#include "core/providers/openai_chat.h"

using namespace skein;
using namespace skein::providers;

namespace {

HttpResponseHead headWith(int status, const std::string& type) {
    HttpResponseHead head;
    head.status = status;
    if (!type.empty()) head.headers.push_back({"content-type", type});
    return head;
}

ChatOutcome decode(const std::string& body, std::size_t cut, int status = 200,
                   const std::string& type = "text/event-stream") {
    ChatDecoder decoder(headWith(status, type));
    const std::string_view view = body;
    decoder.push(view.substr(0, cut));
    decoder.push(view.substr(cut));
    return decoder.finish();
}

QString summary(const ChatOutcome& outcome) {
    if (const auto* reply = std::get_if<ChatReply>(&outcome)) {
        std::string text = "reply text=" + reply->text + " finish=" + std::string(finishReasonName(reply->finish)) +
                           "/" + reply->rawFinish;
        if (!reply->refusal.empty()) text += " refusal=" + reply->refusal;
        for (const ToolCall& call : reply->toolCalls)
            text += " tool=" + call.id + ":" + call.name + "(" + call.arguments + ")";
        if (reply->usage)
            text += " usage=" + std::to_string(reply->usage->totalIn().value) + "+" +
                    std::to_string(reply->usage->output.value);
        return QString::fromStdString(text);
    }
    static constexpr const char* kinds[] = {"api", "truncated", "malformed", "too-large"};
    const auto& failure = std::get<ChatFailure>(outcome);
    std::string text =
        std::string("failure ") + kinds[static_cast<int>(failure.kind)] + " partial=" + failure.partialText;
    if (failure.kind == ChatFailure::Kind::Api) text += " code=" + failure.api.code + " message=" + failure.api.message;
    return QString::fromStdString(text);
}

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
QByteArray raw(const char* json) { return QByteArray("data: ") + json + "\n\n"; }

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
    void requestRefusals();
    void structuredOutput_data();
    void structuredOutput();
    void dialects();
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
        "reply text=seen finish=finished/stop");
    row("thinking in its own field",
        raw(R"({"choices":[{"delta":{"reasoning_content":"hm"}}]})") + delta("a") + finish("stop") + done,
        "reply text=a finish=finished/stop");
    row("thinking never closed", delta("<think>all of it") + finish("length") + done,
        "reply text= finish=cut-at-cap/length");
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
    const std::string bytes = stream.toStdString();
    for (const std::string& type : {std::string("text/event-stream; charset=utf-8"), std::string()}) {
        if (type.empty() && bytes.empty()) continue;  // without a type an empty body is an empty body
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
            QCOMPARE(summary(decode(bytes, cut, 200, type)), expected);
        ChatDecoder decoder(headWith(200, type));
        for (const char byte : bytes) decoder.push({&byte, 1});
        QCOMPARE(summary(decoder.finish()), expected);
        QByteArray crlf = stream;
        crlf.replace("\n", "\r\n");
        QCOMPARE(summary(decode(crlf.toStdString(), bytes.size() / 2, 200, type)), expected);
    }
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
        QCOMPARE(summary(decode(body.toStdString(), cut, 200, type.toStdString())), expected);
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
    row("HTML of a proxy", "text/html", "<html>502</html>", "|||<html>502</html>");
    row("empty", "", "", "|||HTTP status 400 without a body");
}

void OpenAiChatTest::errorBodies() {
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(QString, expected);
    const ChatOutcome outcome =
        decode(body.toStdString(), static_cast<std::size_t>(body.size() / 2), 400, type.toStdString());
    const auto* failure = std::get_if<ChatFailure>(&outcome);
    QVERIFY(failure && failure->kind == ChatFailure::Kind::Api);
    QCOMPARE(failure->api.status, 400);
    QCOMPARE(QString::fromStdString(failure->api.type + "|" + failure->api.code + "|" + failure->api.param + "|" +
                                    failure->api.message),
             expected);
}

void OpenAiChatTest::overAtDoneIgnoresJunk() {
    ChatDecoder decoder(headWith(200, "text/event-stream"));
    QVERIFY(!decoder.push((delta("a") + finish("stop")).toStdString()));
    QVERIFY(decoder.push((done + "data: {broken\n\ndata: {\"error\":\"late\"}\n\n").toStdString()));
    QVERIFY(decoder.over());
    QCOMPARE(summary(decoder.finish()), QString("reply text=a finish=finished/stop"));
}

void OpenAiChatTest::answerIsBounded() {
    ChatDecoder stream(headWith(200, "text/event-stream"));
    const std::string piece = delta(std::string(1 << 20, 'x').c_str()).toStdString();
    int pushes = 0;
    while (!stream.push(piece) && pushes < 20) ++pushes;
    QCOMPARE(pushes, 8);
    QVERIFY(summary(stream.finish()).startsWith("failure too-large"));
    ChatDecoder whole(headWith(200, "application/json"));
    for (pushes = 0; !whole.push(std::string(1 << 20, ' ')) && pushes < 20;) ++pushes;
    QCOMPARE(pushes, 8);
}

void OpenAiChatTest::errorBodyIsBounded() {
    ChatDecoder decoder(headWith(500, "text/html"));
    for (int i = 0; i < 100; ++i) decoder.push(std::string(10'000, 'x'));
    const ChatOutcome outcome = decoder.finish();
    QVERIFY(std::get<ChatFailure>(outcome).api.message.size() <= 2'000);
}

void OpenAiChatTest::requestBody() {
    ChatRequest request{"m", "be brief", "hi \xF0\x9F\x90\x9D", {}, {700}};
    QCOMPARE(QString::fromStdString(*encodeChatRequest(request, {})),
             QString::fromUtf8("{\"max_tokens\":700,\"messages\":[{\"content\":\"be "
                               "brief\",\"role\":\"system\"},{\"content\":\"hi \xF0\x9F\x90\x9D\",\"role\":\"user\"}],"
                               "\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"));
    request.system.clear();
    request.maxOutput = {};
    ChatDialect dialect;
    dialect.streamUsage = ChatDialect::StreamUsage::DoNotAsk;
    QCOMPARE(QString::fromStdString(*encodeChatRequest(request, dialect)),
             QString::fromUtf8("{\"messages\":[{\"content\":\"hi "
                               "\xF0\x9F\x90\x9D\",\"role\":\"user\"}],\"model\":\"m\",\"stream\":true}"));
    request.maxOutput = {5};
    QVERIFY(
        encodeChatRequest(request, initialDialect("https://api.openai.com/v1"))->find("\"max_completion_tokens\":5") !=
        std::string::npos);
}

void OpenAiChatTest::requestRefusals() {
    QVERIFY(!encodeChatRequest({"", "", "hi", {}, {}}, {}));
    QVERIFY(!encodeChatRequest({"m", "", "\xFF", {}, {}}, {}));
    const auto big = encodeChatRequest({"m", "", std::string(limits::maxPromptBytes + 1, 'x'), {}, {}}, {});
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
    ChatRequest request{"m", "", "hi", {type.toStdString(), *parseJson(schema.toStdString())}, {}};
    ChatDialect dialect;
    dialect.structuredOutput = static_cast<ChatDialect::StructuredOutput>(support);
    const QString body = QString::fromStdString(*encodeChatRequest(request, dialect));
    if (expected.isEmpty()) QVERIFY2(!body.contains("response_format"), qPrintable(body));
    else QVERIFY2(body.contains(expected), qPrintable(body));
}

void OpenAiChatTest::dialects() {
    using Cap = ChatDialect::OutputCap;
    ApiError error;
    error.status = 400;
    error.message =
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    error.param = "max_tokens";
    auto next = correctedDialect({}, error);
    QVERIFY(next && next->outputCap == Cap::MaxCompletionTokens);
    error = {400, "", "", "", "unknown field max_completion_tokens"};
    next = correctedDialect(*next, error);
    QVERIFY(next && next->outputCap == Cap::MaxTokens);
    QVERIFY(!correctedDialect(
        {}, ApiError{400, "", "", "max_tokens", "max_tokens is too large: 99999. This model supports at most 4096"}));
    QVERIFY(!correctedDialect({}, ApiError{400, "", "", "", "something else"}));
    QVERIFY(!correctedDialect({}, ApiError{500, "", "", "max_tokens", "max_tokens"}));
    error = {400, "", "", "response_format", "'response_format.type' must be 'json_schema' or 'text'"};
    next = correctedDialect({}, error);
    QVERIFY(next && next->structuredOutput == ChatDialect::StructuredOutput::JsonObject);
    next = correctedDialect(*next, error);
    QVERIFY(next && next->structuredOutput == ChatDialect::StructuredOutput::None);
    QVERIFY(!correctedDialect(*next, error));
    next = correctedDialect({}, ApiError{422, "", "", "stream_options", "extra fields not permitted"});
    QVERIFY(next && next->streamUsage == ChatDialect::StreamUsage::DoNotAsk);
    QCOMPARE(static_cast<int>(initialDialect("http://127.0.0.1:8000").outputCap), static_cast<int>(Cap::MaxTokens));
    QCOMPARE(static_cast<int>(initialDialect("https://api.openai.com.evil.example/v1").outputCap),
             static_cast<int>(Cap::MaxTokens));
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
    const auto result = chatCompletionsUrl(base.toStdString());
    QCOMPARE(QByteArray::fromStdString(result.value_or("")), url);
    if (!result) QVERIFY(result.error().message.find("secret") == std::string::npos);
}

QTEST_APPLESS_MAIN(OpenAiChatTest)
#include "tst_openai_chat.moc"
