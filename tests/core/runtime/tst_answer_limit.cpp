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
        QTest::addColumn<QByteArray>("refusal");
        const auto told = [](const std::string& reason) {
            return QByteArray::fromStdString("- " + feedbackFor(reason) + "\n");
        };
        const auto cut = cutReason(TokenCount{4'096}), quoting = "found '" + cut + "'", longer = cut + " and 5 tokens";
        QTest::newRow("cut") << told(cut) << 4'096 << QByteArray();
        QTest::newRow("something else") << told("no such member") << 0 << QByteArray("no such member");
        QTest::newRow("quoted by a check") << told(quoting) << 0 << QByteArray::fromStdString(quoting);
        QTest::newRow("and more behind") << told(longer) << 0 << QByteArray::fromStdString(longer);
        QTest::newRow("cut after a refusal")
            << told(withRefusal(cut, "no such member")) << 4'096 << QByteArray("no such member");
        QTest::newRow("what was refused quotes another cut")
            << told(withRefusal(cut, withRefusal(cutReason(TokenCount{9}), quoting))) << 4'096
            << QByteArray::fromStdString(withRefusal(cutReason(TokenCount{9}), quoting));
    }
    void isReadFromTheWindow() {
        QFETCH(QByteArray, text);
        QFETCH(int, limit);
        QFETCH(QByteArray, refusal);
        ContextWindow window;
        window.segments.push_back(
            {SegmentReason::Rules, {}, {}, 0, feedbackSource, text.toStdString(), WindowChannel::Policy});
        QCOMPARE(cutBefore(window).value_or(TokenCount{}).value, limit);
        QCOMPARE(QByteArray::fromStdString(refusedBefore(window)), refusal);
        window.segments.front().source = "goal constraint 1";
        QVERIFY(!cutBefore(window));
    }
};

QTEST_GUILESS_MAIN(AnswerLimitTest)
#include "tst_answer_limit.moc"
