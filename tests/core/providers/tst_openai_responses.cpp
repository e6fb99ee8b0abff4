// The Responses codec: several messages with phases, incomplete, failed, error events, unknown items; store:false.
#include "tests/core/providers/decode.h"

using namespace skein;
using namespace skein::providers;
using namespace skein::providers::test;

namespace {

constexpr Protocol protocol = Protocol::OpenAiResponses;

const QByteArray created = named(
    R"({"type":"response.created","sequence_number":0,"response":{"id":"r","status":"in_progress","model":"m","output":[],"usage":null}})");
QByteArray delta(const char* text, int item = 0) {
    return named(QString(R"({"type":"response.output_text.delta","output_index":%1,"content_index":0,"delta":"%2"})")
                     .arg(item)
                     .arg(QString::fromUtf8(text))
                     .toUtf8()
                     .constData());
}
const QByteArray completed = named(
    R"({"type":"response.completed","response":{"status":"completed","model":"m","output":[],"usage":{"input_tokens":9,"output_tokens":3}}})");

}  // namespace

class OpenAiResponsesTest : public QObject {
    Q_OBJECT
private slots:
    void streams_data();
    void streams();
    void wholeBodies_data();
    void wholeBodies();
    void requests();
    void nativeTurnGoesBackUnchanged();
    void sideEndpoints();
};

void OpenAiResponsesTest::streams_data() {
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const QByteArray& stream, const char* expected) {
        QTest::newRow(name) << stream << QString::fromUtf8(expected);
    };
    row("plain", created + delta("Hel") + delta("lo \xF0\x9F\x90\x9D") + completed,
        "reply text=Hello \xF0\x9F\x90\x9D finish=finished/completed usage=9+3");
    row("two messages with phases", created + delta("looking. ", 0) + delta("found", 2) + completed,
        "reply text=looking. found finish=finished/completed usage=9+3");
    row("incomplete at the cap",
        created + delta("a") +
            named(
                R"({"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"usage":{"input_tokens":9,"output_tokens":3}}})"),
        "reply text=a finish=cut-at-cap/max_output_tokens usage=9+3");
    row("incomplete by a filter",
        created + delta("a") +
            named(
                R"({"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}})"),
        "reply text=a finish=blocked/content_filter");
    row("incomplete for a reason nobody knows",
        created +
            named(
                R"({"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"tea"}}})"),
        "reply text= finish=unknown/tea");
    row("failed",
        created + delta("half") +
            named(
                R"({"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"sorry"},"usage":{"input_tokens":9,"output_tokens":3}}})"),
        "failure api partial=half code=server_error message=sorry usage=3");
    row("top-level error",
        created + delta("half") +
            named(R"({"type":"error","code":"rate_limit_exceeded","message":"slow","param":null})"),
        "failure api partial=half code=rate_limit_exceeded message=slow");
    row("closed without its terminal event", created + delta("half"), "failure truncated partial=half");
    row("[DONE] is no terminal event", created + delta("half") + raw("[DONE]"), "failure truncated partial=half");
    row("[DONE] behind the terminal event", created + delta("a") + completed + raw("[DONE]"),
        "reply text=a finish=finished/completed usage=9+3");
    row("refusal",
        created + named(R"({"type":"response.refusal.delta","delta":"I can"})") +
            named(R"({"type":"response.refusal.delta","delta":"not"})") + completed,
        "reply text= finish=blocked/completed refusal=I cannot usage=9+3");
    row("reasoning",
        created +
            named(
                R"({"type":"response.reasoning_summary_text.delta","output_index":0,"summary_index":0,"delta":"hm"})") +
            delta("a", 1) + completed,
        "reply text=a finish=finished/completed reasoning=hm usage=9+3");
    row("two calls, arguments in pieces",
        created +
            named(
                R"({"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":""}})") +
            named(R"({"type":"response.function_call_arguments.delta","output_index":1,"delta":"{\"a\""})") +
            named(
                R"({"type":"response.output_item.added","output_index":2,"item":{"type":"function_call","id":"fc_2","call_id":"call_2","name":"g","arguments":""}})") +
            named(R"({"type":"response.function_call_arguments.delta","output_index":1,"delta":":1}"})") +
            named(
                R"({"type":"response.output_item.done","output_index":1,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{\"a\":1}"}})") +
            named(
                R"({"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","id":"fc_2","call_id":"call_2","name":"g","arguments":"{}"}})") +
            completed,
        "reply text= finish=wants-tool/completed tool=call_1:f({\"a\":1}) tool=call_2:g({}) usage=9+3");
    row("unknown events and items",
        created + named(R"({"type":"response.web_search_call.searching","output_index":0})") +
            named(R"({"type":"response.output_item.added","output_index":0,"item":{"type":"hologram","id":"h"}})") +
            named(R"({"type":"keepalive"})") + delta("a", 1) + completed,
        "reply text=a finish=finished/completed usage=9+3");
}

void OpenAiResponsesTest::streams() {
    QFETCH(QByteArray, stream);
    QFETCH(QString, expected);
    compareAllSplits(protocol, stream, expected, "text/event-stream");
}

void OpenAiResponsesTest::wholeBodies_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("expected");
    QTest::newRow("several items, the message is not the first")
        << QByteArray(
               R"({"object":"response","status":"completed","error":null,"model":"m","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},{"type":"message","phase":"commentary","content":[{"type":"output_text","text":"a"}]},{"type":"message","phase":"final_answer","content":[{"type":"output_text","text":"b"}]},{"type":"function_call","call_id":"c","id":"fc","name":"f","arguments":"{}"}],"usage":{"input_tokens":2,"output_tokens":1}})")
        << QString("reply text=ab finish=wants-tool/completed reasoning=hm tool=c:f({}) usage=2+1");
    QTest::newRow("a refusal part")
        << QByteArray(
               R"({"object":"response","status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"no"}]}]})")
        << QString("reply text= finish=blocked/completed refusal=no");
    QTest::newRow("failed")
        << QByteArray(
               R"({"object":"response","status":"failed","error":{"code":"invalid_prompt","message":"bad"},"output":[]})")
        << QString("failure api partial= code=invalid_prompt message=bad");
    QTest::newRow("not finished: a background answer")
        << QByteArray(R"({"object":"response","status":"queued","output":[]})")
        << QString("failure malformed partial=");
    QTest::newRow("another protocol") << QByteArray(R"({"choices":[]})") << QString("failure malformed partial=");
}

void OpenAiResponsesTest::wholeBodies() {
    QFETCH(QByteArray, body);
    QFETCH(QString, expected);
    for (int cut = 0; cut <= body.size(); ++cut)
        QCOMPARE(summary(decode(protocol, body.toStdString(), static_cast<std::size_t>(cut), 200, "application/json")),
                 expected);
}

void OpenAiResponsesTest::requests() {
    const auto request = codecFor(protocol).encode("https://api.openai.com/v1", fullRequest({}, protocol), {});
    QVERIFY(request.has_value());
    QCOMPARE(request->url, std::string("https://api.openai.com/v1/responses"));
    const Json body = bodyJson(request);
    QCOMPARE(body["store"].get<bool>(), false);
    QCOMPARE(body["instructions"].get<std::string>(), std::string("be brief"));
    QCOMPARE(body["max_output_tokens"].get<int>(), 700);
    QCOMPARE(body["input"][2]["call_id"].get<std::string>(), std::string("c1"));
    QCOMPARE(body["input"][3]["output"].get<std::string>(), std::string("found"));
    QCOMPARE(body["tools"][0]["name"].get<std::string>(), std::string("look"));
    QCOMPARE(body["text"]["format"]["schema"]["type"].get<std::string>(), std::string("object"));
    QCOMPARE(body["reasoning"]["effort"].get<std::string>(), std::string("high"));
    QCOMPARE(body["prompt_cache_options"]["ttl"].get<std::string>(), std::string("12h"));
    QVERIFY(!body.contains("stream_options"));
}

void OpenAiResponsesTest::nativeTurnGoesBackUnchanged() {
    const QByteArray end = named(
        R"({"type":"response.completed","response":{"status":"completed","output":[{"type":"reasoning","id":"rs","encrypted_content":"xyz","summary":[]},{"type":"function_call","id":"fc","call_id":"c1","name":"look","arguments":"{}"}]}})");
    const auto outcome = decode(protocol, (created + end).toStdString(), 0);
    const auto* reply = std::get_if<Reply>(&outcome);
    QVERIFY(reply != nullptr);
    ModelRequest next = simpleRequest("m", "", "hi");
    next.turns.push_back(reply->turn());
    const Json input = bodyJson(codecFor(protocol).encode("http://h", next, {}))["input"];
    QCOMPARE(input[1]["encrypted_content"].get<std::string>(), std::string("xyz"));
    QCOMPARE(input[2]["call_id"].get<std::string>(), std::string("c1"));
}

void OpenAiResponsesTest::sideEndpoints() {
    const ModelCodec& codec = codecFor(protocol);
    const auto count = codec.encodeTokenCount("http://h/v1", simpleRequest("m", "s", "x"), {});
    QCOMPARE(count->url, std::string("http://h/v1/responses/input_tokens"));
    QVERIFY(!bodyJson(count).contains("store"));
    QCOMPARE(codec.readTokenCount(*parseJson(R"({"input_tokens":12})"))->value, std::int64_t{12});
    QVERIFY(!codec.readTokenCount(Json::object()));
    QCOMPARE(codec.encodeModelList("http://h", "")->url, std::string("http://h/v1/models"));
    QVERIFY(!codec.encodeEmbeddings("http://h", {"m", {"a"}, {}}));
}

QTEST_APPLESS_MAIN(OpenAiResponsesTest)
#include "tst_openai_responses.moc"
