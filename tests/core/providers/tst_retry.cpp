// Which failures are repeated, and after how long: tables of what servers really send.
#include <QtTest>

#include "core/providers/retry.h"

using namespace skein;
using namespace skein::providers;

namespace {

HttpResponseHead headWith(int status, const QList<QByteArray>& lines) {
    HttpResponseHead head;
    head.status = status;
    for (const QByteArray& line : lines) {
        const auto colon = line.indexOf(':');
        head.headers.push_back({line.left(colon).trimmed().toStdString(), line.mid(colon + 1).trimmed().toStdString()});
    }
    return head;
}

/// As the rows write it.
QString nameOf(RetryVerdict verdict) {
    switch (verdict) {
        case RetryVerdict::Retry: return "retry";
        case RetryVerdict::SlowDown: return "slow-down";
        case RetryVerdict::NeverAsIs: return "never-as-is";
        case RetryVerdict::NoCredit: return "no-credit";
        case RetryVerdict::NotAuthorised: return "not-authorised";
    }
    return {};
}

const Instant now = *parseInstant("2026-11-21T03:00:00Z");

}  // namespace

class RetryTest : public QObject {
    Q_OBJECT
private slots:
    void verdicts_data();
    void verdicts();
    void emptyAccountsThatOnlyTheSentenceTells();
    void requestsThatAreTooLong_data();
    void requestsThatAreTooLong();
    void waits_data();
    void waits();
    void waitInTheBody();
    void resets_data();
    void resets();
    void backoffGrowsAndIsDrawn();
    void httpDates();
};

void RetryTest::verdicts_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("verdict");
    QTest::addColumn<QByteArray>("who");
    const auto row = [](const char* name, int status, const char* type, const char* code, const char* header,
                        const char* verdict, const char* protocol = "openai-chat") {
        QTest::newRow(name) << status << QByteArray(type) << QByteArray(code) << QByteArray(header)
                            << QByteArray(verdict) << QByteArray(protocol);
    };
    row("400", 400, "invalid_request_error", "", "", "never-as-is");
    row("401", 401, "", "invalid_api_key", "", "not-authorised");
    row("402", 402, "", "", "", "no-credit");
    row("403", 403, "", "", "", "not-authorised");
    row("404", 404, "", "model_not_found", "", "never-as-is");
    row("408", 408, "", "", "", "retry");
    row("409", 409, "", "", "", "retry");
    row("413", 413, "", "", "", "never-as-is");
    row("422", 422, "", "", "", "never-as-is");
    row("429 rate", 429, "", "rate_limit_exceeded", "", "slow-down");
    row("429 slow_down", 429, "", "slow_down", "", "slow-down");
    row("429 quota by type", 429, "insufficient_quota", "", "", "no-credit");
    row("429 quota by code", 429, "", "insufficient_quota", "", "no-credit");
    row("429 project limit", 429, "", "project_spend_limit_exceeded", "", "no-credit");
    row("429 credit", 429, "", "credit_balance_exhausted", "", "no-credit");
    row("quota beats x-should-retry", 429, "insufficient_quota", "", "x-should-retry: true", "no-credit");
    row("500", 500, "server_error", "", "", "retry");
    row("a refused key, told not to", 401, "", "invalid_api_key", "x-should-retry: false", "not-authorised");
    row("a refused key, told to", 403, "", "", "x-should-retry: true", "not-authorised");
    row("500 told not to", 500, "", "", "x-should-retry: false", "never-as-is");
    row("400 told to", 400, "", "", "x-should-retry: true", "retry");
    row("503", 503, "", "server_is_overloaded", "", "retry");
    row("529", 529, "overloaded_error", "", "", "retry");
    row("stream server_error", 200, "server_error", "", "", "retry");
    row("stream 502 in code", 200, "", "502", "", "retry");
    row("stream 429 in code", 200, "", "429", "", "slow-down");
    row("stream 402 in code is not ours to repeat", 200, "", "402", "", "never-as-is");
    row("stream unknown", 200, "", "content_policy", "", "never-as-is");
    row("prompt too long", 400, "", "context_length_exceeded", "", "never-as-is");
    row("Anthropic 402", 402, "billing_error", "", "", "no-credit", "anthropic");
    row("Anthropic 429 that says when", 429, "rate_limit_error", "", "retry-after: 3", "slow-down", "anthropic");
    row("Anthropic ramp limit", 429, "rate_limit_error", "ramp_limit_exceeded", "retry-after: 3", "slow-down",
        "anthropic");
    row("Anthropic 429 that does not", 429, "rate_limit_error", "", "", "no-credit", "anthropic");
    row("Anthropic spend limit", 429, "rate_limit_error", "enforced_spend_limit_reached", "retry-after: 3", "no-credit",
        "anthropic");
    row("Anthropic contract limit", 429, "rate_limit_error", "contract_spend_limit_reached", "", "no-credit",
        "anthropic");
    row("Anthropic 529", 529, "overloaded_error", "", "", "retry", "anthropic");
    row("Anthropic 504", 504, "timeout_error", "", "", "retry", "anthropic");
    row("Anthropic overloaded in the stream", 200, "overloaded_error", "", "", "retry", "anthropic");
    row("Anthropic rate limit in the stream", 200, "rate_limit_error", "", "", "slow-down", "anthropic");
    row("Gemini 429", 429, "RESOURCE_EXHAUSTED", "429", "", "slow-down", "gemini");
    row("Gemini wrong key is 400", 400, "INVALID_ARGUMENT", "API_KEY_INVALID", "", "not-authorised", "gemini");
    row("Gemini billing off", 400, "FAILED_PRECONDITION", "400", "", "never-as-is", "gemini");
    row("Gemini 503", 503, "UNAVAILABLE", "503", "", "retry", "gemini");
    row("Gemini 504", 504, "DEADLINE_EXCEEDED", "504", "", "retry", "gemini");
    row("Gemini error in the stream", 200, "UNAVAILABLE", "", "", "retry", "gemini");
    row("Ollama error line", 200, "", "", "", "retry", "ollama");
    row("Ollama queue full", 503, "", "", "", "retry", "ollama");
    row("Ollama model not pulled", 404, "", "", "", "never-as-is", "ollama");
    row("llama.cpp loads its model", 503, "unavailable_error", "503", "", "retry");
}

void RetryTest::verdicts() {
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, verdict);
    QFETCH(QByteArray, who);
    ApiError error;
    error.status = status;
    error.type = type.toStdString();
    error.code = code.toStdString();
    const auto head = headWith(status, header.isEmpty() ? QList<QByteArray>{} : QList<QByteArray>{header});
    const Protocol protocol = protocolFromName(who.toStdString()).value_or(Protocol::OpenAiChat);
    QCOMPARE(nameOf(judge(protocol, error, head)), QString(verdict));
    error.code.clear();
    error.type.clear();
    error.message = "Request too large for gpt on tokens per min (TPM): Limit 30000, Requested 60000";
    if (status == 429)
        QCOMPARE(static_cast<int>(judge(Protocol::OpenAiChat, error, headWith(429, {}))),
                 static_cast<int>(RetryVerdict::NeverAsIs));
}

void RetryTest::emptyAccountsThatOnlyTheSentenceTells() {
    const auto verdict = [](Protocol protocol, const std::string& type, const std::string& message) {
        const auto error =
            parseApiError(400, R"({"type":"error","error":{"type":")" + type + R"(","message":")" + message + R"("}})");
        return nameOf(judge(protocol, error, headWith(400, {"x-should-retry: false"})));
    };
    const std::string spent =
        "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.";
    const std::string poor =
        "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade.";
    QCOMPARE(verdict(Protocol::Anthropic, "invalid_request_error", spent), QString("no-credit"));
    QCOMPARE(verdict(Protocol::Anthropic, "invalid_request_error", poor), QString("no-credit"));
    // A request that speaks of it is still a wrong request.
    QCOMPARE(verdict(Protocol::Anthropic, "invalid_request_error", "messages.0: " + poor), QString("never-as-is"));
    QCOMPARE(verdict(Protocol::Anthropic, "not_found_error", poor), QString("never-as-is"));
    QCOMPARE(verdict(Protocol::OpenAiChat, "invalid_request_error", spent), QString("never-as-is"));
}

/// Each server says in its own way that a prompt does not fit; only a larger window helps, and nothing else does.
void RetryTest::requestsThatAreTooLong_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("tooLong");
    const auto row = [](const char* name, int status, const char* body, bool tooLong) {
        QTest::newRow(name) << status << QByteArray(body) << tooLong;
    };
    row("OpenAI Chat", 400,
        R"({"error":{"message":"This model's maximum context length is 128000 tokens. However, your messages resulted in 130101 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}})",
        true);
    row("OpenAI Responses", 400,
        R"({"error":{"message":"Your input exceeds the context window of this model.","type":"invalid_request_error","param":"input","code":null}})",
        true);
    row("Anthropic", 400,
        R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 208310 tokens > 200000 maximum"}})",
        true);
    row("Anthropic with the answer", 400,
        R"({"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 195000 + 8192 > 200000"}})",
        true);
    row("Anthropic by bytes", 413, R"({"type":"error","error":{"type":"request_too_large","message":"too large"}})",
        true);
    row("Gemini", 400,
        R"({"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}})",
        true);
    row("Ollama", 400, R"({"error":"the input length exceeds the context length"})", true);
    row("llama.cpp", 400,
        R"({"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}})",
        true);
    row("vLLM", 400,
        R"({"object":"error","message":"This model's maximum context length is 8192 tokens. However, you requested 9000 tokens","type":"BadRequestError","code":400})",
        true);
    row("another wrong request", 400,
        R"({"error":{"message":"messages: field required","type":"invalid_request_error"}})", false);
    row("a wrong cap", 400,
        R"({"error":{"message":"max_tokens is too large: 9000. This model supports at most 4096 completion tokens"}})",
        false);
    row("the pace of a minute", 429,
        R"({"error":{"message":"Request too large for gpt-6: Limit 30000, Requested 40000"}})", false);
    row("a server that quotes it", 500, R"({"error":{"message":"prompt is too long"}})", false);
}

void RetryTest::requestsThatAreTooLong() {
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, tooLong);
    QCOMPARE(saysContextFull(parseApiError(status, body.toStdString())), tooLong);
}

void RetryTest::waits_data() {
    QTest::addColumn<int>("status");
    QTest::addColumn<QList<QByteArray>>("headers");
    QTest::addColumn<qint64>("micros");  // -1: nothing
    using H = QList<QByteArray>;
    QTest::newRow("absent") << 429 << H{} << qint64{-1};
    QTest::newRow("seconds") << 429 << H{"retry-after: 2"} << qint64{2'000'000};
    QTest::newRow("fraction") << 429 << H{"retry-after: 0.25"} << qint64{250'000};
    QTest::newRow("zero") << 429 << H{"retry-after: 0"} << qint64{-1};
    QTest::newRow("negative") << 429 << H{"retry-after: -3"} << qint64{-1};
    QTest::newRow("an hour is honoured") << 429 << H{"retry-after: 3600"} << qint64{3'600'000'000};
    QTest::newRow("a week is cut") << 429 << H{"retry-after: 604800"} << qint64{maxRequestedWait.value};
    QTest::newRow("milliseconds win") << 429 << H{"retry-after: 9", "retry-after-ms: 1500.5"} << qint64{1'500'500};
    QTest::newRow("date") << 503 << H{"retry-after: Sat, 21 Nov 2026 03:00:30 GMT"} << qint64{30'000'000};
    QTest::newRow("date in the past") << 503 << H{"retry-after: Sat, 21 Nov 2026 02:00:30 GMT"} << qint64{-1};
    QTest::newRow("nonsense") << 503 << H{"retry-after: soon"} << qint64{-1};
    QTest::newRow("exhausted window") << 429
                                      << H{"x-ratelimit-remaining-tokens: 0", "x-ratelimit-reset-tokens: 6m0s",
                                           "x-ratelimit-remaining-requests: 9", "x-ratelimit-reset-requests: 9h"}
                                      << qint64{360'000'000};
    QTest::newRow("exhausted window of Anthropic") << 429
                                                   << H{"anthropic-ratelimit-input-tokens-remaining: 0",
                                                        "anthropic-ratelimit-input-tokens-reset: 2026-11-21T03:00:07Z"}
                                                   << qint64{7'000'000};
    QTest::newRow("windows count on 429 only")
        << 500 << H{"x-ratelimit-remaining-tokens: 0", "x-ratelimit-reset-tokens: 6m0s"} << qint64{-1};
}

void RetryTest::waits() {
    QFETCH(int, status);
    QFETCH(QList<QByteArray>, headers);
    QFETCH(qint64, micros);
    const auto wait = requestedWait({}, headWith(status, headers), now);
    QCOMPARE(wait ? qint64{wait->value} : qint64{-1}, micros);
}

void RetryTest::waitInTheBody() {
    const auto error = parseApiError(
        429,
        R"({"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"@type":"RetryInfo","retryDelay":"1.5s"},{"violations":[{"quotaId":"GenerateRequestsPerMinute"}]}]}})");
    QCOMPARE(requestedWait(error, headWith(429, {}), now).value_or(Duration{}).value, std::int64_t{1'500'000});
    QCOMPARE(requestedWait(error, headWith(429, {"retry-after: 9"}), now).value_or(Duration{}).value,
             std::int64_t{9'000'000});
    QCOMPARE(static_cast<int>(judge(Protocol::Gemini, error, headWith(429, {}))),
             static_cast<int>(RetryVerdict::SlowDown));
    // The quota of a day is over until midnight, whatever delay stands beside it.
    const auto daily = parseApiError(
        429,
        R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"20s"},{"violations":[{"quotaId":"GenerateRequestsPerDayPerProject"}]}]}})");
    QCOMPARE(static_cast<int>(judge(Protocol::Gemini, daily, headWith(429, {}))),
             static_cast<int>(RetryVerdict::NoCredit));
}

void RetryTest::resets_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("micros");
    QTest::newRow("seconds") << QByteArray("1s") << qint64{1'000'000};
    QTest::newRow("minutes") << QByteArray("6m0s") << qint64{360'000'000};
    QTest::newRow("mixed") << QByteArray("1h2m3.5s") << qint64{3'723'500'000};
    QTest::newRow("milliseconds") << QByteArray("120ms") << qint64{120'000};
    QTest::newRow("integer") << QByteArray("30") << qint64{30'000'000};
    QTest::newRow("RFC 3339") << QByteArray("2026-11-21T03:00:05Z") << qint64{5'000'000};
    QTest::newRow("empty") << QByteArray("") << qint64{-1};
    QTest::newRow("unit unknown") << QByteArray("5y") << qint64{-1};
    QTest::newRow("no unit at the end") << QByteArray("5m3") << qint64{-1};
    QTest::newRow("absurd") << QByteArray("99999999999h") << qint64{-1};
}

void RetryTest::resets() {
    QFETCH(QByteArray, text);
    QFETCH(qint64, micros);
    const auto wait = parseResetWait(text.toStdString(), now);
    QCOMPARE(wait ? qint64{wait->value} : qint64{-1}, micros);
}

void RetryTest::backoffGrowsAndIsDrawn() {
    std::int64_t base = 500'000;
    for (std::uint32_t repeats = 0; repeats < 40; ++repeats) {
        const Duration wait = backoff(repeats, 7, "task 3");
        QVERIFY(wait.value <= base && wait.value >= base - base / 4);
        QCOMPARE(wait.value, backoff(repeats, 7, "task 3").value);
        base = std::min<std::int64_t>(base * 2, 8'000'000);
    }
    QVERIFY(backoff(1, 7, "task 3") != backoff(1, 7, "task 4"));
}

void RetryTest::httpDates() {
    QCOMPARE(parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT")->value, std::int64_t{784111777} * 1'000'000);
    for (const char* bad : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
                            "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 36 Nov 1994 08:49:37 GMT"})
        QVERIFY2(!parseHttpDate(bad), bad);
}

QTEST_APPLESS_MAIN(RetryTest)
#include "tst_retry.moc"
