// The Messages codec: pings, cumulative counts, thinking and signatures, refusals, versions, the error in mid-stream.
#include "tests/core/providers/decode.h"

using namespace skein;
using namespace skein::providers;
using namespace skein::providers::test;

namespace {

constexpr Protocol protocol = Protocol::Anthropic;

const QByteArray start = named(
    R"({"type":"message_start","message":{"type":"message","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":10,"cache_read_input_tokens":300,"output_tokens":1}}})");
const QByteArray ping = named(R"({"type":"ping"})");
QByteArray block(int index, const char* json) {
    return named(("{\"type\":\"content_block_start\",\"index\":" + QByteArray::number(index) +
                  ",\"content_block\":" + json + "}")
                     .constData());
}
QByteArray delta(int index, const char* json) {
    return named(
        ("{\"type\":\"content_block_delta\",\"index\":" + QByteArray::number(index) + ",\"delta\":" + json + "}")
            .constData());
}
QByteArray text(const char* words, int index = 0) {
    return delta(index, (QByteArray(R"({"type":"text_delta","text":")") + words + "\"}").constData());
}
QByteArray closed(int index) {
    return named(("{\"type\":\"content_block_stop\",\"index\":" + QByteArray::number(index) + "}").constData());
}
QByteArray stop(const char* reason, const char* usage = R"({"input_tokens":null,"output_tokens":7})") {
    return named((QByteArray(R"({"type":"message_delta","delta":{"stop_reason":")") + reason +
                  R"(","stop_sequence":null},"usage":)" + usage + "}")
                     .constData());
}
const QByteArray end = named(R"({"type":"message_stop"})");
const char* const textBlock = R"({"type":"text","text":""})";

}  // namespace

class AnthropicTest : public QObject {
    Q_OBJECT
private slots:
    void streams_data();
    void streams();
    void wholeBodies_data();
    void wholeBodies();
    void pingsAreNoEvents();
    void overAtMessageStop();
    void requests();
    void versions();
    void schemaOutsideTheSubsetIsNotSent();
    void thinkingGoesBackByteForByte();
    void sideEndpoints();
};

void AnthropicTest::streams_data() {
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QByteArray& stream, const char* expected) {
        QTest::newRow(name) << stream << QString::fromUtf8(expected);
    };
    const QByteArray hello = block(0, textBlock) + text("Hel") + text("lo \xF0\x9F\x90\x9D") + closed(0);
    row("plain", start + hello + stop("end_turn") + end,
        "reply text=Hello \xF0\x9F\x90\x9D finish=finished/end_turn usage=310+7 read=300");
    row("ping first and between", ping + start + ping + hello + ping + stop("end_turn") + end,
        "reply text=Hello \xF0\x9F\x90\x9D finish=finished/end_turn usage=310+7 read=300");
    row("unknown events and deltas",
        start + named(R"({"type":"weather","sun":true})") + block(0, textBlock) +
            delta(0, R"({"type":"citations_delta","citation":{}})") + text("a") + closed(0) + stop("end_turn") + end,
        "reply text=a finish=finished/end_turn usage=310+7 read=300");
    row("counts are cumulative, the last one counts",
        start + block(0, textBlock) + text("a") + closed(0) + stop("end_turn", R"({"output_tokens":4})") +
            stop("end_turn", R"({"output_tokens":9,"cache_read_input_tokens":null})") + end,
        "reply text=a finish=finished/end_turn usage=310+9 read=300");
    row("usage null in the delta", start + block(0, textBlock) + text("a") + closed(0) + stop("end_turn", "null") + end,
        "reply text=a finish=finished/end_turn usage=310+1 read=300");
    row("thinking before text, signature",
        start + block(0, R"({"type":"thinking","thinking":"","signature":""})") +
            delta(0, R"({"type":"thinking_delta","thinking":"hm"})") +
            delta(0, R"({"type":"signature_delta","signature":"sig"})") + closed(0) + block(1, textBlock) +
            text("a", 1) + closed(1) + stop("end_turn") + end,
        "reply text=a finish=finished/end_turn reasoning=hm usage=310+7 read=300");
    row("signature only, redacted thinking",
        start + block(0, R"({"type":"thinking","thinking":"","signature":""})") +
            delta(0, R"({"type":"signature_delta","signature":"sig"})") + closed(0) +
            block(1, R"({"type":"redacted_thinking","data":"xx"})") + closed(1) + block(2, textBlock) + text("a", 2) +
            closed(2) + stop("end_turn") + end,
        "reply text=a finish=finished/end_turn usage=310+7 read=300");
    row("no content at all", start + stop("end_turn") + end,
        "reply text= finish=finished/end_turn usage=310+7 read=300");
    row("refusal",
        start +
            named(
                R"({"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"type":"refusal","category":"cyber","explanation":"not that"}},"usage":{"output_tokens":1}})") +
            end,
        "reply text= finish=blocked/refusal refusal=not that usage=310+1 read=300");
    row("pause", start + hello + stop("pause_turn") + end,
        "reply text=Hello \xF0\x9F\x90\x9D finish=paused/pause_turn usage=310+7 read=300");
    row("window full", start + hello + stop("model_context_window_exceeded") + end,
        "reply text=Hello \xF0\x9F\x90\x9D finish=context-full/model_context_window_exceeded usage=310+7 read=300");
    row("cut at the cap", start + hello + stop("max_tokens") + end,
        "reply text=Hello \xF0\x9F\x90\x9D finish=cut-at-cap/max_tokens usage=310+7 read=300");
    row("reason nobody knows", start + hello + stop("tea_time") + end,
        "reply text=Hello \xF0\x9F\x90\x9D finish=unknown/tea_time usage=310+7 read=300");
    row("two tools, pieces, empty input",
        start + block(0, R"({"type":"tool_use","id":"t1","name":"f","input":{}})") +
            delta(0, R"({"type":"input_json_delta","partial_json":""})") +
            delta(0, R"({"type":"input_json_delta","partial_json":"{\"a\""})") +
            delta(0, R"({"type":"input_json_delta","partial_json":":1}"})") + closed(0) +
            block(1, R"({"type":"tool_use","id":"t2","name":"g","input":{}})") + closed(1) + stop("tool_use") + end,
        "reply text= finish=wants-tool/tool_use tool=t1:f({\"a\":1}) tool=t2:g({}) usage=310+7 read=300");
    row("error after half the text",
        start + block(0, textBlock) + text("half") + "event: error\n" +
            raw(R"({"type":"error","error":{"type":"overloaded_error","message":"busy"}})"),
        "failure api partial=half code=overloaded_error message=busy");
    row("closed without message_stop", start + hello + stop("end_turn"),
        "failure truncated partial=Hello \xF0\x9F\x90\x9D usage=7");
    row("message_stop without the reason", start + hello + end, "failure truncated partial=Hello \xF0\x9F\x90\x9D");
    row("message_delta without the reason",
        start + hello + named(R"({"type":"message_delta","delta":{"stop_reason":null},"usage":{"output_tokens":7}})") +
            end,
        "failure truncated partial=Hello \xF0\x9F\x90\x9D usage=7");
    row("closed in the middle: the running count is no count", start + block(0, textBlock) + text("half"),
        "failure truncated partial=half");
}

void AnthropicTest::streams() {
    QFETCH(QByteArray, stream);
    QFETCH(QString, expected);
    compareAllSplits(protocol, stream, expected, "text/event-stream");
}

void AnthropicTest::wholeBodies_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, int status, const char* body, const char* expected) {
        QTest::newRow(name) << QByteArray(body) << status << QString(expected);
    };
    row("several blocks", 200,
        R"({"type":"message","model":"m","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"tool_use","usage":{"input_tokens":2,"output_tokens":1}})",
        "reply text=ab finish=wants-tool/tool_use reasoning=hm tool=t:f({\"a\":1}) usage=2+1");
    row("empty content", 200, R"({"type":"message","content":[],"stop_reason":"end_turn"})",
        "reply text= finish=finished/end_turn");
    row("an error under 200", 200, R"({"type":"error","error":{"type":"api_error","message":"m"}})",
        "failure api partial= code=api_error message=m");
    row("529", 529, R"({"type":"error","error":{"type":"overloaded_error","message":"m"}})",
        "failure api partial= code=overloaded_error message=m");
    row("spend limit in the details", 429,
        R"({"type":"error","error":{"type":"rate_limit_error","message":"m","details":{"error_code":"enforced_spend_limit_reached"}}})",
        "failure api partial= code=enforced_spend_limit_reached message=m");
}

void AnthropicTest::wholeBodies() {
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, expected);
    for (int cut = 0; cut <= body.size(); ++cut)
        QCOMPARE(
            summary(decode(protocol, body.toStdString(), static_cast<std::size_t>(cut), status, "application/json")),
            expected);
}

void AnthropicTest::pingsAreNoEvents() {
    ResponseDecoder decoder(codecFor(protocol), headWith(200, "text/event-stream"));
    for (int i = 0; i < 100; ++i) decoder.push(ping.toStdString());
    QCOMPARE(decoder.eventCount(), std::uint64_t{0});
    decoder.push(start.toStdString());
    QCOMPARE(decoder.eventCount(), std::uint64_t{1});
    // Thoughts are events: a model that thinks aloud is not one that sends nothing.
    decoder.push(named(R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}})")
                     .toStdString());
    decoder.push(named(R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}})")
                     .toStdString());
    QCOMPARE(decoder.eventCount(), std::uint64_t{3});
}

void AnthropicTest::overAtMessageStop() {
    ResponseDecoder decoder(codecFor(protocol), headWith(200, "text/event-stream"));
    QVERIFY(decoder.push((start + stop("end_turn") + end + "data: {broken\n\n").toStdString()));
    QCOMPARE(summary(decoder.finish()), QString("reply text= finish=finished/end_turn usage=310+7 read=300"));
}

void AnthropicTest::requests() {
    const auto request = codecFor(protocol).encode("https://api.anthropic.com", fullRequest({}, protocol), {});
    QVERIFY(request.has_value());
    QCOMPARE(request->url, std::string("https://api.anthropic.com/v1/messages"));
    QCOMPARE(codecFor(protocol).encode("http://h/proxy/v1/messages/", simpleRequest("m", "", "x"), {})->url,
             std::string("http://h/proxy/v1/messages"));
    const Json body = bodyJson(request);
    QCOMPARE(body["max_tokens"].get<int>(), 700);
    QCOMPARE(body["system"][0]["cache_control"], Json({{"type", "ephemeral"}, {"ttl", "1h"}}));
    QCOMPARE(body["messages"][1]["content"][1]["input"]["at"].get<int>(), 1);
    QCOMPARE(body["messages"][2]["role"].get<std::string>(), std::string("user"));
    QCOMPARE(body["messages"][2]["content"][0]["tool_use_id"].get<std::string>(), std::string("c1"));
    QCOMPARE(body["tools"][0]["input_schema"]["type"].get<std::string>(), std::string("object"));
    const Json schema = body["output_config"]["format"]["schema"];
    QCOMPARE(schema["additionalProperties"].get<bool>(), false);
    QVERIFY2(!schema["properties"]["a"].contains("minLength"), "bounds outside the subset are left to the check here");
    QCOMPARE(body["output_config"]["effort"].get<std::string>(), std::string("high"));
    QCOMPARE(body["thinking"]["type"].get<std::string>(), std::string("adaptive"));
    // max_tokens is mandatory.
    QVERIFY(bodyJson(codecFor(protocol).encode("http://h", simpleRequest("m", "", "x"), {}))["max_tokens"].get<int>() >
            0);
}

void AnthropicTest::versions() {
    const auto versionOf = [](const Result<HttpRequest>& request) {
        for (const HttpHeader& header : request->headers)
            if (header.name == "anthropic-version") return header.value;
        return std::string();
    };
    ModelRequest request = simpleRequest("m", "", "x");
    QCOMPARE(versionOf(codecFor(protocol).encode("http://h", request, {})), std::string("2026-10-21"));
    // The current version answers a temperature with 400, for every model.
    request.temperature = 0.5;
    const auto sampled = codecFor(protocol).encode("http://h", request, {});
    QCOMPARE(versionOf(sampled), std::string("2023-06-01"));
    QVERIFY(bodyJson(sampled).contains("temperature"));
    Dialect without;
    without.temperature = Dialect::Field::LeaveOut;
    const auto plain = codecFor(protocol).encode("http://h", request, without);
    QCOMPARE(versionOf(plain), std::string("2026-10-21"));
    QVERIFY(!bodyJson(plain).contains("temperature"));
}

void AnthropicTest::schemaOutsideTheSubsetIsNotSent() {
    for (const char* schema : {R"({"type":"object","properties":{"any":{"type":"object"}}})",
                               R"({"type":"object","properties":{"a":{"$ref":"#/$defs/a"}}})",
                               R"({"type":"object","additionalProperties":{"type":"string"}})"}) {
        ModelRequest request = simpleRequest("m", "", "x");
        request.contract = {"json", *parseJson(schema)};
        QVERIFY2(!bodyJson(codecFor(protocol).encode("http://h", request, {})).contains("output_config"), schema);
    }
}

void AnthropicTest::thinkingGoesBackByteForByte() {
    const auto outcome = decode(
        protocol,
        (start + block(0, R"({"type":"thinking","thinking":"","signature":""})") +
         delta(0, R"({"type":"thinking_delta","thinking":"h"})") +
         delta(0, R"({"type":"thinking_delta","thinking":"m"})") +
         delta(0, R"({"type":"signature_delta","signature":"sig=="})") + closed(0) +
         block(1, R"({"type":"redacted_thinking","data":"xx"})") + closed(1) +
         block(2, R"({"type":"tool_use","id":"t","name":"f","input":{}})") +
         delta(2, R"({"type":"input_json_delta","partial_json":"{\"a\":1}"})") + closed(2) + stop("tool_use") + end)
            .toStdString(),
        0);
    const auto* reply = std::get_if<Reply>(&outcome);
    QVERIFY(reply != nullptr);
    ModelRequest next = simpleRequest("m", "", "hi");
    next.turns.push_back(reply->turn());
    const Json content = bodyJson(codecFor(protocol).encode("http://h", next, {}))["messages"][1]["content"];
    QCOMPARE(
        content,
        *parseJson(
            R"([{"type":"thinking","thinking":"hm","signature":"sig=="},{"type":"redacted_thinking","data":"xx"},{"type":"tool_use","id":"t","name":"f","input":{"a":1}}])"));
    // Another protocol cannot use it and is told in words.
    QCOMPARE(bodyJson(codecFor(Protocol::OpenAiChat).encode("http://h", next, {}))["messages"][1]["tool_calls"].size(),
             std::size_t{1});
}

void AnthropicTest::sideEndpoints() {
    const ModelCodec& codec = codecFor(protocol);
    const auto count = codec.encodeTokenCount("http://h", simpleRequest("m", "s", "x"), {});
    QCOMPARE(count->url, std::string("http://h/v1/messages/count_tokens"));
    QVERIFY(!bodyJson(count).contains("max_tokens"));
    QCOMPARE(codec.readTokenCount(*parseJson(R"({"input_tokens":12})"))->value, std::int64_t{12});
    QCOMPARE(codec.encodeModelList("http://h", "last")->url,
             std::string("http://h/v1/models?limit=1000&after_id=last"));
    const ModelPage page = codec.readModelList(*parseJson(
        R"({"data":[{"id":"a","max_input_tokens":200000,"max_tokens":64000}],"has_more":true,"last_id":"a"})"));
    QCOMPARE(page.models[0].contextTokens.value, std::int64_t{200'000});
    QCOMPARE(page.next, std::string("a"));
    QVERIFY(codec.readModelList(Json::array()).models.empty());
    QVERIFY(!codec.encodeEmbeddings("http://h", {"m", {"a"}, {}}));
}

QTEST_APPLESS_MAIN(AnthropicTest)
#include "tst_anthropic.moc"
