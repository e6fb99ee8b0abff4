// What holds for every protocol: where the key goes, how dialects are learnt, bounds, framing of huge and tiny events.
#include "tests/core/providers/decode.h"

#include "core/base/limits.h"

using namespace skein;
using namespace skein::providers;
using namespace skein::providers::test;

class CodecTest : public QObject {
    Q_OBJECT
private slots:
    void protocols_data();
    void keyIsAHeaderAndNothingElse_data() { protocols_data(); }
    void keyIsAHeaderAndNothingElse();
    void equalRequestsAreEqualBytes_data() { protocols_data(); }
    void equalRequestsAreEqualBytes();
    void htmlAndEmptyBodies_data() { protocols_data(); }
    void htmlAndEmptyBodies();
    void streamsUnderTheNameOfJson();
    void errorStatusUnderAnyType_data() { protocols_data(); }
    void errorStatusUnderAnyType();
    void longLinesAndTinyChunks();
    void answersAreBounded_data();
    void answersAreBounded();
    void dialects();
    void chatWithToolsGoesToResponses();
};

void CodecTest::protocols_data() {
    QTest::addColumn<QByteArray>("name");
    for (const auto& [protocol, name] : protocolNames) QTest::newRow(name.data()) << QByteArray(name.data());
}

void CodecTest::keyIsAHeaderAndNothingElse() {
    QFETCH(QByteArray, name);
    const Protocol protocol = *protocolFromName(name.toStdString());
    const ModelCodec& codec = codecFor(protocol);
    HttpRequest request = *codec.encode("http://h", fullRequest({}, protocol), {});
    addKey(request, codec, "");
    const std::size_t without = request.headers.size();
    addKey(request, codec, "sk-secret");
    QCOMPARE(request.headers.size(), without + 1);
    QVERIFY(request.headers.back().value.ends_with("sk-secret"));
    QVERIFY(request.url.find("secret") == std::string::npos && request.body.find("secret") == std::string::npos);
    const QByteArray header = QByteArray::fromStdString(request.headers.back().name).toLower();
    QCOMPARE(header, QByteArray(protocol == Protocol::Anthropic ? "x-api-key"
                                : protocol == Protocol::Gemini  ? "x-goog-api-key"
                                                                : "authorization"));
}

void CodecTest::equalRequestsAreEqualBytes() {
    QFETCH(QByteArray, name);
    const Protocol protocol = *protocolFromName(name.toStdString());
    QCOMPARE(codecFor(protocol).encode("http://h", fullRequest({}, protocol), {})->body,
             codecFor(protocol).encode("http://h", fullRequest({}, protocol), {})->body);
    // What refuses a field of one server is left out for it everywhere.
    Dialect least;
    least.structuredOutput = Dialect::StructuredOutput::None;
    least.streamUsage = least.reasoning = least.temperature = least.promptCache = Dialect::Field::LeaveOut;
    ModelRequest request = fullRequest({}, protocol);
    request.temperature = 0.5;
    const QString body = bodyText(codecFor(protocol).encode("http://h", request, least));
    for (const char* word :
         {"response_format", "\"format\"", "output_config", "responseMimeType", "stream_options", "reasoning_effort",
          "\"effort\"", "thinking", "\"think\"", "temperature", "prompt_cache", "cache_control"})
        QVERIFY2(!body.contains(word), word);
}

void CodecTest::htmlAndEmptyBodies() {
    QFETCH(QByteArray, name);
    const Protocol protocol = *protocolFromName(name.toStdString());
    QCOMPARE(summary(decode(protocol, "<!doctype html><p>login</p>", 3, 200, "text/html")),
             QString("failure malformed partial="));
    for (const char* type : {"text/event-stream", "application/json", "application/x-ndjson", "text/html", ""})
        QCOMPARE(summary(decode(protocol, "", 0, 200, type)), QString("failure truncated partial="));
    // Other JSON is not an answer, whatever it is.
    for (const char* json : {"{}", "[]", "[1,2]", "null", "3", R"({"hello":1})"})
        QVERIFY2(summary(decode(protocol, json, 0, 200, "application/json")).startsWith("failure"), json);
    for (const char* event : {"data: {}\n\n", "data: 3\n\n", "data: [1]\n\n", "data:\n\n"})
        QVERIFY2(summary(decode(protocol, event, 0)).startsWith("failure truncated"), event);
}

/// Gateways pass a stream on under the name of JSON: what the bytes are decides.
void CodecTest::streamsUnderTheNameOfJson() {
    const QByteArray chat =
        "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n"
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    compareAllSplits(Protocol::OpenAiChat, chat, "reply text=Hi finish=finished/stop", "application/json");
    compareAllSplits(Protocol::OpenAiChat, "\n" + chat, "reply text=Hi finish=finished/stop", "application/json");
    const QByteArray anthropic =
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":"
        "\"text_delta\",\"text\":\"Hi\"}}\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{"
        "\"stop_reason\":\"end_turn\"}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    compareAllSplits(Protocol::Anthropic, anthropic, "reply text=Hi finish=finished/end_turn",
                     "application/json; charset=utf-8");
    // Cut off it is as truncated as under its own name.
    QCOMPARE(summary(decode(Protocol::OpenAiChat, chat.left(50).toStdString(), 3, 200, "application/json")),
             QString("failure truncated partial=Hi"));
}

void CodecTest::errorStatusUnderAnyType() {
    QFETCH(QByteArray, name);
    const Protocol protocol = *protocolFromName(name.toStdString());
    for (const char* type : {"text/event-stream", "application/json", "text/html", ""})
        for (const char* body :
             {R"({"error":{"message":"m"}})", "data: {\"error\":{\"message\":\"m\"}}\n\n", R"({"error":"m"})", "m"})
            QCOMPARE(summary(decode(protocol, body, 1, 500, type)), QString("failure api partial= code= message=m"));
}

void CodecTest::longLinesAndTinyChunks() {
    // Over a megabyte of tool arguments on one line, then thousands of one-letter deltas.
    const std::string big(3u << 20, 'x');
    const std::string call =
        R"(data: {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":")" + big +
        "\"}}]}}]}\n\n";
    std::string stream = call;
    for (int i = 0; i < 20'000; ++i)
        stream +=
            "data: {\"choices\":[{\"delta\":{\"content\":\"y\"}}]}\n\ndata: "
            "{\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\n";
    stream += "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n";
    const auto outcome = decode(Protocol::OpenAiChat, stream, stream.size() / 3);
    const auto* reply = std::get_if<Reply>(&outcome);
    QVERIFY(reply && reply->text.size() == 20'000 && reply->toolCalls[0].arguments.size() == big.size());
    // Thinking in pieces grows the native turn in linear time.
    std::string thoughts =
        "event: content_block_start\ndata: "
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}"
        "\n\n";
    for (int i = 0; i < 50'000; ++i)
        thoughts +=
            "data: "
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":"
            "\"0123456789\"}}\n\n";
    thoughts += "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n";
    thoughts += "data: {\"type\":\"message_stop\"}\n\n";
    const auto thought = decode(Protocol::Anthropic, thoughts, 100);
    QCOMPARE(std::get<Reply>(thought).native.content[0]["thinking"].get<std::string>().size(), std::size_t{500'000});
}

void CodecTest::answersAreBounded_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char* name, const char* type, const char* before, const char* after) {
        QTest::newRow(name) << QByteArray(name) << QByteArray(type) << QByteArray(before) << QByteArray(after);
    };
    row("openai-chat", "text/event-stream", R"(data: {"choices":[{"delta":{"content":")", "\"}}]}\n\n");
    row("openai-responses", "text/event-stream", R"(data: {"type":"response.output_text.delta","delta":")", "\"}\n\n");
    row("anthropic", "text/event-stream",
        R"(data: {"type":"content_block_delta","delta":{"type":"text_delta","text":")", "\"}}\n\n");
    row("gemini", "text/event-stream", R"(data: {"candidates":[{"content":{"parts":[{"text":")", "\"}]}}]}\n\n");
    row("ollama", "application/x-ndjson", R"({"message":{"content":")", "\"},\"done\":false}\n");
}

void CodecTest::answersAreBounded() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    ResponseDecoder decoder(codecFor(*protocolFromName(name.toStdString())), headWith(200, type.toStdString()));
    const std::string event = (before + QByteArray(1 << 20, 'x') + after).toStdString();
    int pushes = 0;
    while (!decoder.push(event) && pushes < 20) ++pushes;
    QCOMPARE(pushes, static_cast<int>(limits::maxOutputBytes >> 20));
    QVERIFY(summary(decoder.finish()).startsWith("failure too-large"));
}

void CodecTest::dialects() {
    using Cap = Dialect::OutputCap;
    ModelRequest request = simpleRequest("m", "", "hi");
    request.maxOutput = {5};
    ApiError error;
    error.status = 400;
    error.message =
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    error.param = "max_tokens";
    auto next = correctedDialect({}, request, error);
    QVERIFY(next && next->outputCap == Cap::MaxCompletionTokens);
    error = {400, "", "", "", "unknown field max_completion_tokens"};
    next = correctedDialect(*next, request, error);
    QVERIFY(next && next->outputCap == Cap::MaxTokens);
    QVERIFY(!correctedDialect(
        {}, request, {400, "", "", "max_tokens", "max_tokens is too large: 99999. This model supports at most 4096"}));
    QVERIFY(!correctedDialect({}, request, {400, "", "", "", "something else"}));
    QVERIFY(!correctedDialect({}, request, {500, "", "", "max_tokens", "max_tokens"}));
    error = {400, "", "", "response_format", "'response_format.type' must be 'json_schema' or 'text'"};
    QVERIFY(!correctedDialect({}, request, error));  // not sent: asking again in the same words is no use
    request.contract.type = "json";
    next = correctedDialect({}, request, error);
    QVERIFY(next && next->structuredOutput == Dialect::StructuredOutput::JsonObject);
    next = correctedDialect(*next, request, error);
    QVERIFY(next && next->structuredOutput == Dialect::StructuredOutput::None);
    QVERIFY(!correctedDialect(*next, request, error));
    next = correctedDialect({}, request, {422, "", "", "stream_options", "extra fields not permitted"});
    QVERIFY(next && next->streamUsage == Dialect::Field::LeaveOut);
    Dialect anthropic;
    anthropic.protocol = Protocol::Anthropic;
    next = correctedDialect(anthropic, request,
                            {400, "invalid_request_error", "", "", "output_config.format.schema: not supported"});
    QVERIFY(next && next->structuredOutput == Dialect::StructuredOutput::None);
    request.temperature = 0.2;
    next = correctedDialect({}, request, {400, "", "", "temperature", "unsupported value"});
    QVERIFY(next && next->temperature == Dialect::Field::LeaveOut);
    request.reasoning = ReasoningEffort::Low;
    next = correctedDialect({}, request, {400, "", "", "", "\"m\" does not support thinking"});
    QVERIFY(next && next->reasoning == Dialect::Field::LeaveOut);
}

void CodecTest::chatWithToolsGoesToResponses() {
    const ModelRequest plain = simpleRequest("m", "", "hi"), tools = fullRequest({}, Protocol::OpenAiChat);
    const auto start = [](const char* url, const ModelRequest& request) {
        return initialDialect(Protocol::OpenAiChat, url, request);
    };
    QVERIFY(start("https://api.openai.com/v1", tools).protocol == Protocol::OpenAiResponses);
    QVERIFY(start("https://api.openai.com/v1", plain).protocol == Protocol::OpenAiChat);
    QVERIFY(start("http://127.0.0.1:8000", tools).protocol == Protocol::OpenAiChat);
    QVERIFY(start("http://127.0.0.1:8000", tools).outputCap == Dialect::OutputCap::MaxTokens);
    QVERIFY(start("https://api.openai.com.evil.example/v1", tools).outputCap == Dialect::OutputCap::MaxTokens);
    const auto next = correctedDialect({}, tools,
                                       {400, "invalid_request_error", "", "reasoning_effort",
                                        "Function tools with reasoning_effort are not supported in "
                                        "/v1/chat/completions. Please use /v1/responses instead."});
    QVERIFY(next && next->protocol == Protocol::OpenAiResponses);
}

QTEST_APPLESS_MAIN(CodecTest)
#include "tst_codec.moc"
