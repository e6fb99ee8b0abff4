// Token counts as providers report them, and money from them: exact, rounded up, unknown where unknown.
#include <QtTest>

#include "core/providers/usage.h"
#include "core/providers/wire_usage.h"

using namespace skein;
using namespace skein::providers;

class UsageTest : public QObject {
    Q_OBJECT
private slots:
    void counts_data();
    void counts();
    void protocols_data();
    void protocols();
    void absentIsNothing_data();
    void absentIsNothing();
    void cost();
    void unknownPriceIsNeverZero();
    void hugeCostIsAnError();
    void worstCaseCoversEverySplit();
    void priceText_data();
    void priceText();
};

void UsageTest::counts_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QList<qint64>>("expected");  // uncached, read, write, output, reasoning
    using L = QList<qint64>;
    QTest::newRow("plain") << QByteArray(R"({"usage":{"prompt_tokens":10,"completion_tokens":4}})")
                           << L{10, 0, 0, 4, 0};
    QTest::newRow("cached inside the prompt")
        << QByteArray(
               R"({"usage":{"prompt_tokens":100,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":10}}})")
        << L{30, 60, 10, 4, 0};
    QTest::newRow("reasoning inside the output")
        << QByteArray(
               R"({"usage":{"prompt_tokens":1,"completion_tokens":50,"completion_tokens_details":{"reasoning_tokens":40}}})")
        << L{1, 0, 0, 50, 40};
    QTest::newRow("negative rest becomes 0")
        << QByteArray(
               R"({"usage":{"prompt_tokens":5,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":9}}})")
        << L{0, 9, 0, 1, 0};
    QTest::newRow("null details")
        << QByteArray(R"({"usage":{"prompt_tokens":5,"completion_tokens":1,"prompt_tokens_details":null}})")
        << L{5, 0, 0, 1, 0};
    QTest::newRow("absurd count ignored")
        << QByteArray(R"({"usage":{"prompt_tokens":5,"completion_tokens":1e300}})") << L{5, 0, 0, 0, 0};
}

void UsageTest::counts() {
    QFETCH(QByteArray, json);
    QFETCH(QList<qint64>, expected);
    const auto usage = usageFromChat(*parseJson(json.toStdString()));
    QVERIFY(usage && usage->measured);
    QCOMPARE((QList<qint64>{usage->inputUncached.value, usage->cacheRead.value, usage->cacheWrite.value,
                            usage->output.value, usage->reasoning.value}),
             expected);
}

void UsageTest::protocols_data() {
    QTest::addColumn<QByteArray>("protocol");
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QList<qint64>>("expected");  // uncached, read, write, of it long, output, reasoning
    using L = QList<qint64>;
    const auto row = [](const char* name, const char* protocol, const char* json, const L& expected) {
        QTest::newRow(name) << QByteArray(protocol) << QByteArray(json) << expected;
    };
    row("Responses", "openai-responses",
        R"({"usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":30,"cache_write_tokens":20},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":4}}})",
        {50, 30, 20, 0, 9, 4});
    row("Responses, writes by time", "openai-responses",
        R"({"usage":{"input_tokens":100,"input_tokens_details":{"cached_tokens":30,"cache_write_tokens_details":{"ttl_30m_tokens":5,"ttl_12h_tokens":15}},"output_tokens":9}})",
        {50, 30, 20, 15, 9, 0});
    row("Anthropic counts apart", "anthropic",
        R"({"usage":{"input_tokens":10,"cache_read_input_tokens":300,"cache_creation_input_tokens":50,"output_tokens":7,"output_tokens_details":{"thinking_tokens":2}}})",
        {10, 300, 50, 0, 7, 2});
    row("Anthropic, writes by time", "anthropic",
        R"({"usage":{"input_tokens":10,"cache_creation_input_tokens":50,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":30},"output_tokens":7}})",
        {10, 0, 50, 30, 7, 0});
    row("Anthropic, null members", "anthropic",
        R"({"usage":{"input_tokens":10,"cache_read_input_tokens":null,"cache_creation":null,"output_tokens":7}})",
        {10, 0, 0, 0, 7, 0});
    row("Gemini adds thoughts and tool prompts", "gemini",
        R"({"usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":10,"thoughtsTokenCount":25,"toolUsePromptTokenCount":3,"totalTokenCount":138}})",
        {63, 40, 0, 0, 35, 25});
    row("Gemini, numbers as strings", "gemini",
        R"({"usageMetadata":{"promptTokenCount":"100","candidatesTokenCount":"10"}})", {100, 0, 0, 0, 10, 0});
    row("Ollama", "ollama", R"({"done":true,"prompt_eval_count":12,"eval_count":5})", {12, 0, 0, 0, 5, 0});
    row("Ollama leaves zeros out", "ollama", R"({"done":true,"eval_count":5})", {0, 0, 0, 0, 5, 0});
    row("llama.cpp", "openai-chat", R"({"usage":{"prompt_tokens":12,"completion_tokens":5},"timings":{"cache_n":8}})",
        {4, 8, 0, 0, 5, 0});
}

void UsageTest::protocols() {
    QFETCH(QByteArray, protocol);
    QFETCH(QByteArray, json);
    QFETCH(QList<qint64>, expected);
    const Json body = *parseJson(json.toStdString());
    const auto usage = protocol == "openai-responses" ? usageFromResponses(body)
                       : protocol == "anthropic"      ? usageFromAnthropic(body, {})
                       : protocol == "gemini"         ? usageFromGemini(body)
                       : protocol == "ollama"         ? usageFromOllama(body)
                                                      : usageFromChat(body);
    QVERIFY(usage && usage->measured);
    QCOMPARE((QList<qint64>{usage->inputUncached.value, usage->cacheRead.value, usage->cacheWrite.value,
                            usage->cacheWriteLong.value_or(TokenCount{}).value, usage->output.value,
                            usage->reasoning.value}),
             expected);
}

void UsageTest::absentIsNothing_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("absent") << QByteArray("{}");
    QTest::newRow("null") << QByteArray(R"({"usage":null})");
    QTest::newRow("wrong type") << QByteArray(R"({"usage":[1,2]})");
    QTest::newRow("no counts") << QByteArray(R"({"usage":{"total_tokens":"many"}})");
    QTest::newRow("negative") << QByteArray(R"({"usage":{"prompt_tokens":-5}})");
}

void UsageTest::absentIsNothing() {
    QFETCH(QByteArray, json);
    QVERIFY(!usageFromChat(*parseJson(json.toStdString())));
}

void UsageTest::cost() {
    const TokenPrice price{{2'000'000}, {200'000}, {2'500'000}, {4'000'000}, {10'000'000}};
    Usage usage;
    usage.inputUncached = {1000};
    usage.cacheRead = {1};  // 0.2 micro-USD: rounded up to 1
    usage.cacheWrite = {10};
    usage.output = {500};
    const auto cost = costOf(usage, price);
    QVERIFY(cost.has_value() && cost->has_value());
    QCOMPARE((*cost)->value, std::int64_t{2000 + 1 + 25 + 5000});
    usage.cacheWriteLong = TokenCount{4};  // six written for minutes, four for hours
    QCOMPARE((**costOf(usage, price)).value, std::int64_t{2000 + 1 + 15 + 16 + 5000});
}

void UsageTest::unknownPriceIsNeverZero() {
    Usage usage;
    usage.output = {100};
    const auto cost = costOf(usage, std::nullopt);
    QVERIFY(cost.has_value() && !cost->has_value());
    const auto worst = worstCaseCost({100}, {100}, std::nullopt);
    QVERIFY(worst.has_value() && !worst->has_value());
}

void UsageTest::hugeCostIsAnError() {
    Usage usage;
    usage.output = {maxExactInteger};
    QVERIFY(!costOf(usage, TokenPrice{{1}, {1}, {1}, {1}, {50'000'000}}));
    usage.output = {-1};
    QVERIFY(!costOf(usage, TokenPrice{{1}, {1}, {1}, {1}, {1}}));
}

void UsageTest::worstCaseCoversEverySplit() {
    const TokenPrice price{{1'000'000}, {100'000}, {1'250'000}, {2'000'000}, {5'000'000}};
    const auto worst = worstCaseCost({900}, {300}, price);
    QVERIFY(worst.has_value() && worst->has_value());
    for (std::int64_t written = 0; written <= 900; written += 100)
        for (std::int64_t output = 0; output <= 300; output += 50) {
            Usage usage;
            usage.cacheWrite = {written};
            usage.cacheWriteLong = TokenCount{written / 2};
            usage.inputUncached = {900 - written};
            usage.output = {output};
            QVERIFY(**costOf(usage, price) <= **worst);
        }
}

void UsageTest::priceText_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("problem");
    QTest::newRow("both") << QByteArray("input=0.25,output=1") << QByteArray();
    QTest::newRow("micro-USD of first versions") << QByteArray("input=250000,output=1000000") << QByteArray();
    QTest::newRow("all, spaced") << QByteArray(" input = 2, output=3 ,cache-read=1,cache-write=4,cache-write-long=5")
                                 << QByteArray();
    QTest::newRow("free is allowed when said") << QByteArray("input=0,output=0") << QByteArray();
    QTest::newRow("output missing") << QByteArray("input=1") << QByteArray("both input=");
    QTest::newRow("a sign") << QByteArray("input=-1,output=1") << QByteArray("USD per million tokens");
    QTest::newRow("seven decimals") << QByteArray("input=0.1234567,output=1") << QByteArray("USD per million tokens");
    QTest::newRow("a currency") << QByteArray("input=$1,output=1") << QByteArray("USD per million tokens");
    QTest::newRow("beyond all lists") << QByteArray("input=1,output=10000.5") << QByteArray("USD per million tokens");
    QTest::newRow("unknown name") << QByteArray("in=1,output=1") << QByteArray("expected input=N");
    QTest::newRow("twice") << QByteArray("input=1,input=2,output=1") << QByteArray("twice");
    QTest::newRow("empty") << QByteArray("") << QByteArray("expected input=N");
    QTest::newRow("too many digits") << QByteArray("input=1,output=999999999999") << QByteArray("USD per million tokens");
}

void UsageTest::priceText() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, problem);
    const auto price = parseTokenPrice(text.toStdString());
    QCOMPARE(price.has_value(), problem.isEmpty());
    if (!price)
        QVERIFY2(price.error().message.find(problem.toStdString()) != std::string::npos, price.error().message.c_str());
    else if (text.startsWith("input=250000") || text.startsWith("input=0.25"))
        QCOMPARE(*price, (TokenPrice{{250000}, {250000}, {250000}, {250000}, {1000000}}));
}

QTEST_APPLESS_MAIN(UsageTest)
#include "tst_usage.moc"
