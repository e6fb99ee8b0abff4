// Estimated tokens against the counts of public tokenizers, and the scale that learns from reported counts.
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include "core/base/json.h"
#include "core/context/token_scale.h"
#include "core/model/window.h"

using namespace skein;
using namespace skein::context;

namespace {

struct Excerpt {
    std::string kind, text;
    std::map<std::string, std::int64_t> tokens;
    bool wild() const { return kind.starts_with("wild"); }
};

std::vector<Excerpt> excerpts() {
    std::ifstream file(SKEIN_TOKEN_COUNTS);
    std::stringstream text;
    text << file.rdbuf();
    const auto json = parseJson(text.str());
    std::vector<Excerpt> all;
    if (!json) return all;
    for (const auto& each : (*json)["excerpts"]) {
        Excerpt excerpt{each["kind"], each["text"], {}};
        for (const auto& [name, count] : each["tokens"].items()) excerpt.tokens[name] = count;
        all.push_back(std::move(excerpt));
    }
    return all;
}

double medianOf(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double errorOf(TokenCount expected, std::int64_t reported) {
    return std::abs(static_cast<double>(expected.value) / static_cast<double>(reported) - 1);
}

}  // namespace

class TestTokenScale : public QObject {
    Q_OBJECT

private slots:
    void theReferenceIsThere() {
        const auto all = excerpts();
        QVERIFY(all.size() >= 40);
        QCOMPARE(all.front().tokens.size(), std::size_t{4});
    }

    void estimatesBeforeAnyCall_data() { tokenizers(); }
    void estimatesBeforeAnyCall() {
        QFETCH(QString, tokenizer);
        std::vector<double> errors;
        for (const auto& excerpt : excerpts())
            if (!excerpt.wild())
                errors.push_back(errorOf(estimateTokens(excerpt.text), excerpt.tokens.at(tokenizer.toStdString())));
        QVERIFY2(medianOf(errors) < 0.12, qPrintable(QString::number(medianOf(errors))));
    }

    /// Prompts as they come in a run: three excerpts of any kind each, twenty of them learned from.
    void isWithinFivePerCentAfterTwentyCalls_data() { tokenizers(); }
    void isWithinFivePerCentAfterTwentyCalls() {
        QFETCH(QString, tokenizer);
        std::vector<Excerpt> written;
        for (auto& excerpt : excerpts())
            if (!excerpt.wild()) written.push_back(std::move(excerpt));
        TokenScale scale;
        std::vector<double> errors;
        std::uint64_t draw = 1;
        const auto next = [&] {
            draw = draw * 6364136223846793005u + 1442695040888963407u;
            return (draw >> 33) % written.size();
        };
        for (int call = 0; call < 200; ++call) {
            std::string prompt;
            std::int64_t reported = 0;
            for (int part = 0; part < 3; ++part) {
                const auto& excerpt = written[next()];
                prompt += excerpt.text;
                reported += excerpt.tokens.at(tokenizer.toStdString());
            }
            const auto estimated = estimateTokens(prompt);
            if (call >= 20) errors.push_back(errorOf(scale.expect(estimated), reported));
            scale.learn(estimated, {reported});
        }
        QVERIFY2(medianOf(errors) < 0.05, qPrintable(QString::number(medianOf(errors))));
        QCOMPARE(scale.calls(), TokenScale::mostCalls);
        QVERIFY(*scale.medianErrorPerMille() < 50);
    }

    /// Money is set aside for twice the estimate (core/runtime/run_models.cpp).
    void twiceTheEstimateHoldsForAnything() {
        for (const auto& excerpt : excerpts())
            for (const auto& [tokenizer, count] : excerpt.tokens)
                QVERIFY2(estimateTokens(excerpt.text).value * 2 >= count,
                         qPrintable(QString("%1: %2 estimated, %3 counted by %4")
                                        .arg(QString::fromStdString(excerpt.kind))
                                        .arg(estimateTokens(excerpt.text).value)
                                        .arg(count)
                                        .arg(QString::fromStdString(tokenizer))));
    }

    void longerTextIsNeverLess() {
        const auto all = excerpts();
        for (const auto& excerpt : all)
            for (std::size_t cut = 0; cut < excerpt.text.size(); cut += 97)
                QVERIFY(estimateTokens(excerpt.text.substr(0, cut)) <= estimateTokens(excerpt.text));
        QCOMPARE(estimateTokens("").value, 0);
        QCOMPARE(estimateTokens("word").value, 1);
    }

    void learnsTheMedianAndTellsItsError() {
        TokenScale scale;
        QCOMPARE(scale.expect({1000}).value, 1000);
        QVERIFY(!scale.medianErrorPerMille());
        scale.learn({1000}, {1250});
        QCOMPARE(scale.expect({1000}).value, 1250);
        QCOMPARE(*scale.medianErrorPerMille(), 200);  // 1,000 was expected, 1,250 came
        for (int i = 0; i < 4; ++i) scale.learn({1000}, {1250});
        scale.learn({1000}, {7000});  // one strange call does not move the middle
        QCOMPARE(scale.ratioPerMille(), 1250);
        QCOMPARE(*scale.medianErrorPerMille(), 0);
    }

    void learnsNothingFromNonsense() {
        TokenScale scale;
        scale.learn({0}, {100});
        scale.learn({100}, {0});
        scale.learn({100}, {900});
        scale.learn({900}, {100});
        QCOMPARE(scale.calls(), std::size_t{0});
    }

    void familiesShareTheirLetters() {
        QCOMPARE(modelFamily("gpt-5.1-mini"), std::string("gpt"));
        QCOMPARE(modelFamily("claude-opus-4-6"), std::string("claude"));
        QCOMPARE(modelFamily("meta-llama/Llama-3.1-8B"), std::string("llama"));
        QCOMPARE(modelFamily("qwen2.5-coder:7b"), std::string("qwen"));
        QCOMPARE(modelFamily("7b"), std::string("other"));
        QCOMPARE(modelFamily(""), std::string("other"));
    }

private:
    void tokenizers() {
        QTest::addColumn<QString>("tokenizer");
        for (const char* name : {"o200k", "cl100k", "claude", "llama3"}) QTest::newRow(name) << name;
    }
};

QTEST_APPLESS_MAIN(TestTokenScale)
#include "tst_token_scale.moc"
