// Token counts as providers report them, and money from them: exact, rounded up, unknown where unknown.
#include <QtTest>

#include "core/providers/usage.h"

using namespace skein;
using namespace skein::providers;

class UsageTest : public QObject {
    Q_OBJECT
private slots:
    void counts_data();
    void counts();
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
    const TokenPrice price{{2'000'000}, {200'000}, {2'500'000}, {10'000'000}};
    Usage usage;
    usage.inputUncached = {1000};
    usage.cacheRead = {1};  // 0.2 micro-USD: rounded up to 1
    usage.cacheWrite = {10};
    usage.output = {500};
    const auto cost = costOf(usage, price);
    QVERIFY(cost.has_value() && cost->has_value());
    QCOMPARE((*cost)->value, std::int64_t{2000 + 1 + 25 + 5000});
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
    QVERIFY(!costOf(usage, TokenPrice{{1}, {1}, {1}, {50'000'000}}));
    usage.output = {-1};
    QVERIFY(!costOf(usage, TokenPrice{{1}, {1}, {1}, {1}}));
}

void UsageTest::worstCaseCoversEverySplit() {
    const TokenPrice price{{1'000'000}, {100'000}, {1'250'000}, {5'000'000}};
    const auto worst = worstCaseCost({900}, {300}, price);
    QVERIFY(worst.has_value() && worst->has_value());
    for (std::int64_t written = 0; written <= 900; written += 100)
        for (std::int64_t output = 0; output <= 300; output += 50) {
            Usage usage;
            usage.cacheWrite = {written};
            usage.inputUncached = {900 - written};
            usage.output = {output};
            QVERIFY(**costOf(usage, price) <= **worst);
        }
}

void UsageTest::priceText_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("problem");
    QTest::newRow("both") << QByteArray("input=250000,output=1000000") << QByteArray();
    QTest::newRow("all, spaced") << QByteArray(" input = 2, output=3 ,cache-read=1,cache-write=4") << QByteArray();
    QTest::newRow("free is allowed when said") << QByteArray("input=0,output=0") << QByteArray();
    QTest::newRow("output missing") << QByteArray("input=1") << QByteArray("both input=");
    QTest::newRow("dollars instead of micro") << QByteArray("input=0.25,output=1") << QByteArray("whole number");
    QTest::newRow("unknown name") << QByteArray("in=1,output=1") << QByteArray("expected input=N");
    QTest::newRow("twice") << QByteArray("input=1,input=2,output=1") << QByteArray("twice");
    QTest::newRow("empty") << QByteArray("") << QByteArray("expected input=N");
    QTest::newRow("too many digits") << QByteArray("input=1,output=999999999999") << QByteArray("whole number");
}

void UsageTest::priceText() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, problem);
    const auto price = parseTokenPrice(text.toStdString());
    QCOMPARE(price.has_value(), problem.isEmpty());
    if (!price)
        QVERIFY2(price.error().message.find(problem.toStdString()) != std::string::npos, price.error().message.c_str());
    else if (text.startsWith("input=250000")) QCOMPARE(*price, (TokenPrice{{250000}, {250000}, {250000}, {1000000}}));
}

QTEST_APPLESS_MAIN(UsageTest)
#include "tst_usage.moc"
