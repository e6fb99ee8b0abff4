// How long an answer a model is asked for: by task and model, and after one that was cut.
#include <QtTest>

#include "core/plan/proposal.h"
#include "core/runtime/answer_limit.h"

using namespace skein;
using namespace skein::runtime;

class AnswerLimitTest final : public QObject {
    Q_OBJECT

private slots:
    void followsTaskAndModel() {
        RunModel model;
        model.maxOutput = {64'000};
        TaskSpec task;
        QCOMPARE(answerLimit(model, task).value, 4'096);
        task.estimate.tokensOut = {6'000};
        QCOMPARE(answerLimit(model, task).value, 12'000);
        model.maxOutput = {8'000};
        QCOMPARE(answerLimit(model, task).value, 8'000);
        TaskSpec planner;
        planner.kind = "plan";
        model.maxOutput = {64'000};
        QVERIFY(plan::isPlanner(planner));
        QCOMPARE(answerLimit(model, planner).value, 16'384);
    }

    void growsAfterACut() {
        RunModel model;
        model.maxOutput = {50'000};
        const TaskSpec task;
        QCOMPARE(answerLimit(model, task, TokenCount{4'096}).value, 16'384);
        QCOMPARE(answerLimit(model, task, TokenCount{16'384}).value, 50'000);
    }

    // What a run's options say of a model bounds it; after a cut only models that write more are offered.
    void offersOnlyMoreAfterACut() {
        const auto models = runModelsFromOptions({{"provider", "p"},
                                                  {"protocol", "openai-chat"},
                                                  {"model", "m"},
                                                  {"base_url", "http://127.0.0.1:9/v1"},
                                                  {"context_tokens", 40'000},
                                                  {"price", "input=1,output=1"}});
        QVERIFY2(models.has_value(), models ? "" : models.error().describe().c_str());
        const TaskSpec task;
        const auto at = [&](std::optional<TokenCount> cut) {
            return offersAfterCut(*models, task, TokenCount{1'000}, Instant{1}, cut)->offers.front();
        };
        QCOMPARE(at({}).maxOutput->value, 4'096);
        QCOMPARE(at({}).worstCost->value, 2'000 + 4'096);
        QCOMPARE(at(TokenCount{4'096}).maxOutput->value, 10'000);  // a fourth of the window
        QCOMPARE(at(TokenCount{4'096}).worstCost->value, 2'000 + 10'000);
        QVERIFY(at(TokenCount{4'096}).refusal == Refusal::None);
        QVERIFY(at(TokenCount{10'000}).refusal == Refusal::OutputLimit);
    }

    void isReadFromTheWindow_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("limit");
        const auto told = [](const std::string& reason) {
            return QByteArray::fromStdString("- " + feedbackFor(reason) + "\n");
        };
        QTest::newRow("cut") << told(cutReason(TokenCount{4'096})) << 4'096;
        QTest::newRow("something else") << told("no such member") << 0;
        QTest::newRow("quoted by a check") << told("found '" + cutReason(TokenCount{9'999}) + "'") << 0;
        QTest::newRow("and more behind") << told(cutReason(TokenCount{9'999}) + " and 5 tokens") << 0;
    }
    void isReadFromTheWindow() {
        QFETCH(QByteArray, text);
        QFETCH(int, limit);
        ContextWindow window;
        window.segments.push_back(
            {SegmentReason::Rules, {}, {}, 0, feedbackSource, text.toStdString(), WindowChannel::Policy});
        QCOMPARE(cutBefore(window).value_or(TokenCount{}).value, limit);
        window.segments.front().source = "goal constraint 1";
        QVERIFY(!cutBefore(window));
    }
};

QTEST_GUILESS_MAIN(AnswerLimitTest)
#include "tst_answer_limit.moc"
