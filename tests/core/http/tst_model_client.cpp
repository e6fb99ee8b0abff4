// One model call from end to end: what comes back, what each way of failing means for money, and what goes on the wire.
#include <QtTest>

#include <condition_variable>
#include <mutex>

#include "core/base/limits.h"
#include "core/runtime/http/curl_transport.h"
#include "core/runtime/model_client.h"
#include "tests/core/http/collector.h"
#include "tests/core/http/fake_provider_process.h"

using namespace skein;
using namespace skein::runtime;

namespace {

constexpr const char* key = "sk-very-secret-key";

/// Waits for the outcome of one call.
class Waiter {
public:
    ModelClient::Done done() {
        return [this](ModelOutcome result) {
            const std::lock_guard lock(m_mutex);
            ++calls;
            outcome.emplace(std::move(result));
            m_change.notify_all();
        };
    }
    bool wait(int milliseconds = 20'000) {
        std::unique_lock lock(m_mutex);
        return m_change.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return outcome.has_value(); });
    }
    std::optional<ModelOutcome> outcome;
    int calls = 0;

private:
    std::mutex m_mutex;
    std::condition_variable m_change;
};

ModelCall callTo(const FakeProviderProcess& server, const QByteArray& protocol = "openai-chat") {
    ModelCall call;
    call.protocol = *providers::protocolFromName(protocol.toStdString());
    call.baseUrl = server.baseUrl();
    call.apiKey = key;
    call.request = providers::simpleRequest("fake-model", "Cite.", "src/cache.h:88-102\nint capacity = 30;\n");
    call.request.maxOutput = {500};
    call.idempotencyKey = "step-1";
    return call;
}

QString outcomeName(const ModelOutcome& outcome) {
    return QString::fromStdString(
        outcome ? "reply" : std::string(nameIn(EnumNames<StepOutcome>::table, outcome.error().outcome)));
}

}  // namespace

class ModelClientTest : public QObject {
    Q_OBJECT
private slots:
    void init() {
        m_transport = std::move(*CurlTransport::create());
        m_client = std::make_unique<ModelClient>(*m_transport);
    }
    void cleanup() {
        m_client.reset();
        m_transport.reset();
    }

    void replyWithUsage();
    void everyProtocol_data();
    void everyProtocol();
    void keyTravelsInAHeaderOnly_data() { everyProtocol_data(); }
    void keyTravelsInAHeaderOnly();
    void brokenAnswers_data() { everyProtocol_data(); }
    void brokenAnswers();
    void limits_data() { everyProtocol_data(); }
    void limits();
    void compressedAnswers_data() { everyProtocol_data(); }
    void compressedAnswers();
    void compressedBombs_data() { everyProtocol_data(); }
    void compressedBombs();
    void sameKeyIsChargedOnce();
    void outcomes_data();
    void outcomes();
    void tooLongForTheModel_data();
    void tooLongForTheModel();
    void notWorthRepeatingHere();
    void missingUsageIsAnEstimate();
    void cutPromptIsNoticed();
    void serverTeachesItsDialect();
    void retryAfterIsReported();
    void keyIsHiddenInMessages();
    void commentsAreNotAnAnswer();
    void doneDoesNotWaitForTheSocket();
    void cancelSaysWhetherItWasSent();
    void progressIsBounded();
    void jsonContract();
    void badCallsAreRefused();
    void destructorWaitsForAll();
    void socketsWaitForASlowDisk();
    void waitingIsNotTheServersTime();

private:
    std::optional<ModelOutcome> run(ModelCall call, ModelClient::Progress progress = {}) {
        Waiter waiter;
        if (!m_client->start(std::move(call), waiter.done(), std::move(progress)) || !waiter.wait())
            return std::nullopt;
        return waiter.outcome;
    }
    Json ledger(const FakeProviderProcess& server);
    std::unique_ptr<CurlTransport> m_transport;
    std::unique_ptr<ModelClient> m_client;
};

Json ModelClientTest::ledger(const FakeProviderProcess& server) {
    HttpRequest request;
    request.method = HttpRequest::Method::Get;
    request.url = server.ledgerUrl();
    const auto sink = std::make_shared<Collector>();
    if (!m_transport->start(std::move(request), sink) || !sink->waitForEnd()) return Json::object();
    return parseJson(sink->body).value_or(Json::object());
}

void ModelClientTest::replyWithUsage() {
    FakeProviderProcess server(R"({"prompt_tokens":100,"completion_tokens":40,"cached_tokens":60,"chunk_bytes":3})");
    const auto outcome = run(callTo(server));
    QVERIFY(outcome && outcome->has_value());
    const providers::Reply& reply = **outcome;
    QVERIFY(reply.text.find("SIMULATED") != std::string::npos);
    QVERIFY(reply.text.find("[src/cache.h:88](src/cache.h#L88)") != std::string::npos);
    QCOMPARE(reply.usage, (Usage{{40}, {60}, {0}, {40}, {0}, {}, true}));
    QCOMPARE(static_cast<int>(reply.finish), static_cast<int>(providers::FinishReason::Finished));
    QCOMPARE(reply.rawFinish, std::string("stop"));
    QCOMPARE(reply.model, std::string("fake-model"));
}

void ModelClientTest::everyProtocol_data() {
    QTest::addColumn<QByteArray>("name");
    for (const auto& [protocol, name] : providers::protocolNames) QTest::newRow(name.data()) << QByteArray(name.data());
}

/// Thoughts, text, a call and counts, streamed in small pieces after pings, and in one body: the same reply.
void ModelClientTest::everyProtocol() {
    QFETCH(QByteArray, name);
    FakeProviderProcess server(
        R"({"prompt_tokens":100,"completion_tokens":40,"pings":3,"chunk_bytes":3,"text":"Zwölf \ud83d\udc1d","reasoning":"hmm","tool_call":{"name":"look","arguments":{"at":1}}})");
    for (const auto delivery : {providers::Delivery::Stream, providers::Delivery::Whole}) {
        ModelCall call = callTo(server, name);
        call.request.delivery = delivery;
        call.idempotencyKey += delivery == providers::Delivery::Stream ? "stream" : "whole";
        const auto outcome = run(call);
        QVERIFY(outcome.has_value());
        QVERIFY2(outcome->has_value(), *outcome ? "" : outcome->error().message.c_str());
        const providers::Reply& reply = **outcome;
        QCOMPARE(QString::fromStdString(reply.text), QString::fromUtf8("Zwölf \xF0\x9F\x90\x9D"));
        QCOMPARE(reply.toolCalls.size(), std::size_t{1});
        QCOMPARE(reply.toolCalls[0].name, std::string("look"));
        QCOMPARE(*parseJson(reply.toolCalls[0].arguments), Json({{"at", 1}}));
        QCOMPARE(static_cast<int>(reply.finish), static_cast<int>(providers::FinishReason::WantsTool));
        QCOMPARE(reply.model, std::string("fake-model"));
        QVERIFY(reply.usage.measured);
        QCOMPARE(reply.usage.totalIn().value, std::int64_t{100});
        QCOMPARE(reply.usage.output.value, std::int64_t{41});  // 40 and one token of thoughts
    }
    QCOMPARE(ledger(server)["charged_tokens"], Json({{"in", 200}, {"out", 82}}));
}

void ModelClientTest::keyTravelsInAHeaderOnly() {
    QFETCH(QByteArray, name);
    FakeProviderProcess server;
    const char* header = name == "anthropic" ? "x-api-key" : name == "gemini" ? "x-goog-api-key" : "authorization";
    const std::string prefix = header == std::string("authorization") ? "Bearer " : "";
    QVERIFY(run(callTo(server, name)));
    const Json last = ledger(server)["last_request"];
    QCOMPARE(last["headers"][header].get<std::string>(), prefix + key);
    QCOMPARE(last["headers"]["idempotency-key"].get<std::string>(), std::string("step-1"));
    QCOMPARE(last["headers"]["accept-encoding"].get<std::string>(), std::string("identity"));
    QVERIFY(last["path"].get<std::string>().find("secret") == std::string::npos &&
            last["body"].dump().find("secret") == std::string::npos);
    QCOMPARE(last["headers"].dump().find("secret"), last["headers"].dump().rfind("secret"));
    ModelCall keyless = callTo(server, name);
    keyless.apiKey.clear();
    keyless.idempotencyKey.clear();
    QVERIFY(run(keyless));
    QVERIFY(!ledger(server)["last_request"]["headers"].contains(header));
}

/// Each way of breaking off, in each protocol: never a reply, what arrived is kept.
void ModelClientTest::brokenAnswers() {
    QFETCH(QByteArray, name);
    for (const char* fault : {"truncate", "disconnect-after", "error-in-stream"}) {
        FakeProviderProcess server(
            QByteArray(QByteArray(R"({"chunk_bytes":4,"text":"abcdefghijkl","fault":")") + fault + "\"}").constData());
        const auto outcome = run(callTo(server, name));
        QVERIFY2(outcome && outcomeName(*outcome) == "truncated", fault);
        QVERIFY(outcome->error().mayHaveBeenCharged);
        QCOMPARE(outcome->error().partialText, std::string("abcdefgh"));
        QVERIFY2(!outcome->error().usage, "a running count is no count");
    }
    for (const char* fault : {"stays-open", "json-body", "wrong-content-type"}) {
        FakeProviderProcess server(QByteArray(QByteArray(R"({"fault":")") + fault + "\"}").constData());
        ModelCall call = callTo(server, name);
        call.timeouts.silence = milliseconds(300);  // Gemini has no end marker but the end of the connection
        QVERIFY2(outcomeName(*run(call)) == "reply", fault);
    }
    // What ends a stream is an event: without it the answer is truncated, except where the reason itself is the mark.
    FakeProviderProcess unmarked(R"({"fault":"no-done"})");
    const bool reasonIsTheMark = name == "openai-chat" || name == "gemini";
    QCOMPARE(outcomeName(*run(callTo(unmarked, name))), QString(reasonIsTheMark ? "reply" : "truncated"));
}

/// Error bodies and rate limits as each provider sends them.
void ModelClientTest::limits() {
    QFETCH(QByteArray, name);
    const auto failureOf = [&](const char* script) {
        FakeProviderProcess server(script);
        const auto outcome = run(callTo(server, name));
        return outcome && !*outcome ? outcome->error() : CallFailure{};
    };
    const CallFailure limited = failureOf(R"({"status":429})");
    QVERIFY2(limited.outcome == StepOutcome::Retryable && limited.fault == CallFault::Throttled,
             limited.message.c_str());
    const std::int64_t expected = name == "anthropic" ? 1'000'000
                                  : name == "gemini"  ? 500'000
                                  : name == "ollama"  ? 0
                                                      : 120'000;
    QCOMPARE(limited.retryAfter.value_or(Duration{}).value, expected);
    QVERIFY(failureOf(R"({"status":503})").outcome == StepOutcome::Retryable);
    QVERIFY(failureOf(R"({"status":401})").outcome == StepOutcome::Fatal);
    QVERIFY(failureOf(R"({"status":404})").outcome == StepOutcome::Fatal);
    QVERIFY(failureOf(R"({"status":402})").outcome == StepOutcome::Fatal);
    QVERIFY(failureOf(R"({"status":400})").message.find("SIMULATED error") != std::string::npos);
}

/// Nobody asked for compression; a proxy that compresses all the same is understood.
void ModelClientTest::compressedAnswers() {
    QFETCH(QByteArray, name);
    FakeProviderProcess server(R"({"fault":"gzip","text":"all of it","prompt_tokens":9,"completion_tokens":3})");
    const auto outcome = run(callTo(server, name));
    QVERIFY(outcome.has_value());
    QVERIFY2(outcome->has_value(), *outcome ? "" : outcome->error().message.c_str());
    QCOMPARE((*outcome)->text, std::string("all of it"));
    QCOMPARE((*outcome)->usage.output.value, std::int64_t{3});
}

/// What unpacks beyond the bound ends the call there, and the next one goes on.
void ModelClientTest::compressedBombs() {
    QFETCH(QByteArray, name);
    FakeProviderProcess server(R"({"fault":"none","text":"fine","rules":[{"when":{"occurrence":1},"fault":"bomb"}]})");
    const auto outcome = run(callTo(server, name));
    QVERIFY(outcome && outcomeName(*outcome) == "fatal");
    const std::string bound = std::to_string(skein::limits::maxOutputBytes);
    QVERIFY2(outcome->error().message.find(bound) != std::string::npos, outcome->error().message.c_str());
    const auto next = run(callTo(server, name));
    QVERIFY(next && next->has_value() && (*next)->text == "fine");
}

void ModelClientTest::sameKeyIsChargedOnce() {
    FakeProviderProcess server(R"({"rules":[{"when":{"occurrence":1},"fault":"disconnect-before"}]})");
    const auto first = run(callTo(server));
    QCOMPARE(outcomeName(*first), QString("unknown"));
    QVERIFY(first->error().mayHaveBeenCharged);
    const auto second = run(callTo(server));
    QCOMPARE(outcomeName(*second), QString("reply"));
    const Json books = ledger(server);
    QCOMPARE(books["charged_requests"].get<int>(), 1);
    QCOMPARE(books["duplicates"].get<int>(), 1);
    QCOMPARE(books["other_bodies"].get<int>(), 0);
}

void ModelClientTest::outcomes_data() {
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<bool>("mayBeCharged");
    QTest::addColumn<QString>("partial");
    const auto row = [](const char* name, const char* script, const char* outcome, bool charged,
                        const char* partial = "") {
        QTest::newRow(name) << QByteArray(script) << QString(outcome) << charged << QString(partial);
    };
    row("429", R"({"status":429})", "retryable", false);
    row("429 quota", R"({"status":429,"error":{"error":{"message":"pay","type":"insufficient_quota"}}})", "fatal",
        false);
    row("500", R"({"status":500})", "retryable", false);
    row("500 told not to", R"({"status":500,"headers":{"x-should-retry":"false"}})", "fatal", false);
    row("400", R"({"status":400})", "fatal", false);
    row("401", R"({"status":401})", "fatal", false);
    row("error in the stream", R"({"fault":"error-in-stream","chunk_bytes":4,"text":"abcdefghijkl"})", "truncated",
        true, "abcdefgh");
    row("error as first event", R"({"fault":"error-in-stream","after_chunks":0})", "retryable", false);
    row("disconnect before", R"({"fault":"disconnect-before"})", "unknown", true);
    row("disconnect after", R"({"fault":"disconnect-after","chunk_bytes":4,"text":"abcdefghijkl"})", "truncated", true,
        "abcdefgh");
    row("truncated", R"({"fault":"truncate","chunk_bytes":4,"text":"abcdefghijkl"})", "truncated", true, "abcdefgh");
    row("redirect", R"({"fault":"redirect"})", "fatal", false);
    row("web page", R"({"fault":"html"})", "fatal", true);
    row("wrong content type", R"({"fault":"wrong-content-type"})", "reply", false);
    row("JSON body", R"({"fault":"json-body"})", "reply", false);
    row("no [DONE]", R"({"fault":"no-done"})", "reply", false);
    row("slow start", R"({"latency_ms":300})", "reply", false);
    row("cut at the cap", R"({"finish_reason":"length"})", "reply", false);
}

void ModelClientTest::outcomes() {
    QFETCH(QByteArray, script);
    QFETCH(QString, outcome);
    QFETCH(bool, mayBeCharged);
    QFETCH(QString, partial);
    FakeProviderProcess server(script.constData());
    const auto result = run(callTo(server));
    QVERIFY(result.has_value());
    QVERIFY2(outcomeName(*result) == outcome, result->has_value() ? "reply" : result->error().message.c_str());
    if (*result) return;
    QCOMPARE(result->error().mayHaveBeenCharged, mayBeCharged);
    QCOMPARE(QString::fromStdString(result->error().partialText), partial);
    QVERIFY(!result->error().message.empty());
}

void ModelClientTest::tooLongForTheModel_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char* name, const char* error) {
        QTest::newRow(name) << QByteArray(name) << QByteArray(error);
    };
    row("openai-chat",
        R"({"error":{"message":"too many","type":"invalid_request_error","code":"context_length_exceeded"}})");
    row("openai-responses",
        R"({"error":{"message":"Your input exceeds the context window of this model.","type":"invalid_request_error"}})");
    row("anthropic",
        R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}})");
    row("gemini",
        R"({"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}})");
    row("ollama", R"({"error":"the input length exceeds the context length"})");
}

/// It speaks against nobody, but another model may take it.
void ModelClientTest::tooLongForTheModel() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, error);
    const std::string script = R"({"status":400,"error":)" + error.toStdString() + "}";
    FakeProviderProcess server(script.c_str());
    const auto outcome = run(callTo(server, name.constData()));
    QVERIFY(outcome && !outcome->has_value());
    QVERIFY(outcome->error().outcome == StepOutcome::Fatal && outcome->error().fault == CallFault::None);
    QCOMPARE(outcome->error().lacks, Refusal::Context);
}

/// The server says that its own fault will not pass: others may do the call all the same.
void ModelClientTest::notWorthRepeatingHere() {
    FakeProviderProcess server(R"({"status":500,"headers":{"x-should-retry":"false"}})");
    const auto outcome = run(callTo(server));
    QVERIFY(outcome && !outcome->has_value());
    QVERIFY(outcome->error().outcome == StepOutcome::Fatal && outcome->error().fault == CallFault::Model);
}

void ModelClientTest::missingUsageIsAnEstimate() {
    FakeProviderProcess server(R"({"usage":false})");
    const auto outcome = run(callTo(server));
    QVERIFY(outcome && outcome->has_value());
    QVERIFY(!(*outcome)->usage.measured && (*outcome)->usage.inputUncached.value > 0 &&
            (*outcome)->usage.output.value > 0);
}

void ModelClientTest::cutPromptIsNoticed() {
    FakeProviderProcess server(R"({"prompt_tokens":2048})");
    ModelCall call = callTo(server, "ollama");
    std::get<providers::UserTurn>(call.request.turns.front()).text = std::string(40'000, 'x');  // some 9,000 tokens
    const auto cut = run(call);
    QVERIFY(cut && *cut && (*cut)->promptCut);
    const auto whole = run(callTo(server, "ollama"));
    QVERIFY(whole && !(*whole && (*whole)->promptCut));
}

void ModelClientTest::serverTeachesItsDialect() {
    FakeProviderProcess server(R"({"reject_field":"max_tokens"})");
    QCOMPARE(outcomeName(*run(callTo(server))), QString("reply"));
    QCOMPARE(ledger(server)["requests"].get<int>(), 2);
    QCOMPARE(ledger(server)["last_request"]["body"]["max_completion_tokens"].get<int>(), 500);
    ModelCall second = callTo(server);
    second.idempotencyKey = "step-2";
    QCOMPARE(outcomeName(*run(second)), QString("reply"));
    QCOMPARE(ledger(server)["requests"].get<int>(), 3);  // learnt: not refused a second time
    FakeProviderProcess stubborn(R"({"reject_field":"messages"})");
    QCOMPARE(outcomeName(*run(callTo(stubborn))), QString("fatal"));
    QCOMPARE(ledger(stubborn)["requests"].get<int>(), 1);
}

void ModelClientTest::retryAfterIsReported() {
    FakeProviderProcess server(R"({"status":429,"headers":{"Retry-After":"7"}})");
    const auto outcome = run(callTo(server));
    QVERIFY(outcome && !outcome->has_value());
    QVERIFY(outcome->error().fault == CallFault::Throttled);
    QCOMPARE(outcome->error().retryAfter.value_or(Duration{}).value, seconds(7).value);
    QCOMPARE(outcome->error().httpStatus, 429);
}

void ModelClientTest::keyIsHiddenInMessages() {
    FakeProviderProcess server(
        R"({"status":401,"error":{"error":{"message":"Incorrect API key: sk-very-secret-key."}}})");
    const auto outcome = run(callTo(server));
    QVERIFY(outcome && !outcome->has_value());
    QVERIFY2(outcome->error().message.find("secret") == std::string::npos, outcome->error().message.c_str());
    QVERIFY(outcome->error().message.find("[key]") != std::string::npos);
}

void ModelClientTest::commentsAreNotAnAnswer() {
    FakeProviderProcess server(R"({"fault":"comments-only"})");
    ModelCall call = callTo(server);
    call.timeouts.silence = seconds(5);
    call.eventSilence = milliseconds(200);
    QElapsedTimer timer;
    timer.start();
    const auto outcome = run(call);
    QVERIFY(outcome && !outcome->has_value());
    QCOMPARE(QString::fromStdString(outcome->error().message),
             QString("only keep-alive signs came for 0.2 seconds, nothing of an answer"));
    QVERIFY(timer.elapsed() < 5000);
    // Nobody waits longer for a connection that is kept alive than for one that is silent.
    QCOMPARE(ModelCall{}.eventSilence.value, HttpTimeouts{}.silence.value);
}

void ModelClientTest::doneDoesNotWaitForTheSocket() {
    FakeProviderProcess server(R"({"fault":"stays-open"})");
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(outcomeName(*run(callTo(server))), QString("reply"));
    QVERIFY(timer.elapsed() < 10'000);  // the silence limit is 120 s
}

void ModelClientTest::cancelSaysWhetherItWasSent() {
    FakeProviderProcess server(R"({"fault":"hang"})");
    Waiter waiter;
    const auto id = m_client->start(callTo(server), waiter.done());
    QTRY_VERIFY(ledger(server)["requests"] == 1);
    m_client->cancel(*id);
    QVERIFY(waiter.wait());
    m_client->cancel(*id);
    QCOMPARE(outcomeName(*waiter.outcome), QString("cancelled"));
    QVERIFY(waiter.outcome->error().mayHaveBeenCharged);
    QCOMPARE(waiter.calls, 1);
}

void ModelClientTest::progressIsBounded() {
    FakeProviderProcess server(R"({"chunk_delay_ms":2,"chunk_bytes":10})");
    ModelCall call = callTo(server);
    auto& user = std::get<providers::UserTurn>(call.request.turns.front()).text;
    for (int i = 0; i < 60; ++i) user += "src/f" + std::to_string(i) + ".h:1\nsome words of a line\n";
    int looks = 0;
    std::size_t last = 0, longestTail = 0;
    QElapsedTimer timer;
    timer.start();
    const auto outcome = run(call, [&](const CallProgress& progress) {
        ++looks;
        last = progress.textBytes;
        longestTail = std::max(longestTail, progress.tail.size());
    });
    QVERIFY(outcome && outcome->has_value());
    QVERIFY(looks > 1 && looks <= timer.elapsed() / 100 + 1);
    QVERIFY(last <= (*outcome)->text.size() && longestTail <= 400);
}

void ModelClientTest::jsonContract() {
    FakeProviderProcess server;
    ModelCall call = callTo(server);
    call.request.contract.type = "json";
    call.request.contract.schema = *parseJson(
        R"({"type":"object","properties":{"port":{"type":"integer"},"names":{"type":"array","items":{"type":"string"}}},"required":["port"]})");
    const auto outcome = run(call);
    QVERIFY(outcome && outcome->has_value());
    const auto answer = parseJson((*outcome)->text);
    QVERIFY(answer && (*answer)["port"].is_number_integer() && (*answer)["names"].is_array());
}

void ModelClientTest::badCallsAreRefused() {
    FakeProviderProcess server;
    Waiter waiter;
    ModelCall call = callTo(server);
    call.baseUrl = "ftp://127.0.0.1";
    QVERIFY(!m_client->start(call, waiter.done()));
    call = callTo(server);
    call.request.model.clear();
    QVERIFY(!m_client->start(call, waiter.done()));
    call = callTo(server);
    call.apiKey = "line\nend";
    const auto refused = m_client->start(call, waiter.done());
    QVERIFY(!refused && refused.error().message.find("line\nend") == std::string::npos);
    QCOMPARE(waiter.calls, 0);
}

void ModelClientTest::destructorWaitsForAll() {
    FakeProviderProcess server(R"({"fault":"hang"})");
    std::vector<std::unique_ptr<Waiter>> waiters;
    for (int i = 0; i < 20; ++i) {
        waiters.push_back(std::make_unique<Waiter>());
        QVERIFY(m_client->start(callTo(server), waiters.back()->done()).has_value());
    }
    m_client.reset();
    for (const auto& waiter : waiters) QCOMPARE(waiter->calls, 1);
}

// Two hundred answers at once and a disk that takes one every few milliseconds: what was received and is not written
// stays within the bound and one answer, and every answer arrives whole.
void ModelClientTest::socketsWaitForASlowDisk() {
    constexpr std::size_t bound = 1u << 20, streams = 200, answer = 60'000;
    const auto script = R"({"chunk_bytes":3000,"text":")" + std::string(answer, 'x') + "\"}";
    FakeProviderProcess server(script.c_str());
    const auto backlog = std::make_shared<Backlog>(bound);
    std::mutex mutex;
    std::vector<ModelOutcome> received;
    ModelClient client(*m_transport, backlog);
    for (std::size_t i = 0; i < streams; ++i) {
        auto call = callTo(server);
        call.idempotencyKey = "step-" + std::to_string(i);
        QVERIFY(client.start(std::move(call), [&](ModelOutcome outcome) {
            const std::lock_guard lock(mutex);
            received.push_back(std::move(outcome));
        }));
    }
    // The disk takes nothing at first: everything stands still at the bound.
    QTRY_VERIFY_WITH_TIMEOUT(backlog->bytes() > bound * 9 / 10, 30'000);
    QTest::qWait(1'500);
    std::size_t written = 0, whole = 0, most = backlog->bytes();
    QElapsedTimer timer;
    timer.start();
    while (written < streams && timer.elapsed() < 60'000) {
        QThread::msleep(2);
        most = std::max(most, backlog->bytes());
        std::optional<ModelOutcome> next;
        {
            const std::lock_guard lock(mutex);
            if (received.empty()) continue;
            next = std::move(received.back());
            received.pop_back();
        }
        ++written;
        if (*next && (*next)->text.size() == answer) ++whole;
    }
    QCOMPARE(written, streams);
    QCOMPARE(whole, streams);
    QVERIFY2(most < bound + 2 * answer, qPrintable(QString::number(most)));
    QCOMPARE(backlog->bytes(), std::size_t(0));
}

void ModelClientTest::waitingIsNotTheServersTime() {
    FakeProviderProcess server(R"({"chunk_bytes":8,"chunk_delay_ms":5})");
    constexpr std::size_t bound = 10'000;
    const auto backlog = std::make_shared<Backlog>(bound);
    ModelClient client(*m_transport, backlog);
    backlog->queued(bound);
    auto call = callTo(server);
    call.timeouts.silence = milliseconds(700);
    call.timeouts.total = milliseconds(1'500);
    call.eventSilence = milliseconds(700);
    Waiter waiter;
    QVERIFY(client.start(std::move(call), waiter.done()));
    QVERIFY(!waiter.wait(2'500));
    backlog->written(bound);
    QVERIFY(waiter.wait());
    QVERIFY2(waiter.outcome->has_value(), *waiter.outcome ? "" : (*waiter.outcome).error().message.c_str());
}

QTEST_GUILESS_MAIN(ModelClientTest)
#include "tst_model_client.moc"
