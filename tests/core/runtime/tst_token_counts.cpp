// What providers counted beside the estimates, learned from events.
#include <QtTest>

#include "core/runtime/token_counts.h"

using namespace skein;
using namespace skein::runtime;

namespace {

struct Journal {
    TokenCounts counts;
    std::uint32_t task = 0;

    /// One call: a window of `estimated`, of which the provider counts `reported`.
    void call(const std::string& model, std::int64_t estimated, std::int64_t reported, RunId run = RunId{1},
              StepOutcome outcome = StepOutcome::Ok, bool measured = true, StepKind kind = StepKind::Model) {
        ++task;
        event::WindowRecorded window;
        window.run = run;
        window.task = TaskNo{task};
        window.attempt = AttemptNo{1};
        window.tokens = {estimated};
        counts.take(window);
        event::StepIntended step;
        step.run = run;
        step.task = TaskNo{task};
        step.attempt = AttemptNo{1};
        step.step = StepNo{1};
        step.stepKind = kind;
        step.target.model = model;
        counts.take(step);
        event::StepSettled settled;
        settled.run = run;
        settled.task = TaskNo{task};
        settled.attempt = AttemptNo{1};
        settled.step = StepNo{1};
        settled.outcome = outcome;
        settled.usage.inputUncached = {reported / 2};
        settled.usage.cacheRead = {reported - reported / 2};
        settled.usage.measured = measured;
        counts.take(settled);
    }
};

RunModels models(const std::vector<std::string>& ids) {
    RunModels all;
    for (const auto& id : ids) {
        RunModel each;
        each.model.id = id;
        all.models.push_back(each);
    }
    return all;
}

}  // namespace

class TestTokenCounts : public QObject {
    Q_OBJECT

private slots:
    void learnsByFamily() {
        Journal journal;
        journal.counts.begin(RunId{1}, 1'000);
        for (int i = 0; i < 5; ++i) journal.call("gpt-5.1", 1'000, 1'100);
        for (int i = 0; i < 5; ++i) journal.call("claude-opus-4-6", 1'000, 1'300);
        QCOMPARE(journal.counts.families().at("gpt").ratioPerMille(), 1'100);
        QCOMPARE(journal.counts.perMilleFor(models({"gpt-5.1-mini"})), 1'100);
        QCOMPARE(journal.counts.perMilleFor(models({"gpt-5.1-mini", "claude-haiku-4-5"})), 1'300);
        QCOMPARE(journal.counts.perMilleFor(models({"gemini-2.5-flash"})), 1'000);
        const auto json = tokenCountsJson(journal.counts);
        QCOMPARE(json["gpt"]["calls"].get<int>(), 5);
        QCOMPARE(json["gpt"]["ratio"].get<double>(), 1.1);
        QCOMPARE(json["gpt"]["median_error"].get<double>(), 0.0);
    }

    // Tools and the model's own turns are counted beside the prompt: such runs are another matter.
    void runsThatAskMemoryAreCountedApart() {
        Journal journal;
        journal.counts.begin(RunId{1}, 1'000);
        journal.counts.begin(RunId{2}, 1'000, true);
        for (int i = 0; i < 10; ++i) {
            journal.call("gpt-5.1", 1'000, 1'100, RunId{1});
            journal.call("gpt-5.1", 1'000, 1'300, RunId{2});
        }
        const auto json = tokenCountsJson(journal.counts);
        QCOMPARE(json["gpt"]["median_error"].get<double>(), 0.0);
        QCOMPARE(json["gpt asking memory"]["median_error"].get<double>(), 0.0);
        auto asking = models({"gpt-5.1-mini"});
        QCOMPARE(journal.counts.perMilleFor(asking), 1'100);
        asking.questions = 2;
        QCOMPARE(journal.counts.perMilleFor(asking), 1'300);
    }

    // Windows of a run that scales are given in its own tokens.
    void whatIsScaledAlreadyIsBroughtBack() {
        Journal journal;
        journal.counts.begin(RunId{1}, 1'000);
        journal.counts.begin(RunId{2}, 1'250);
        journal.call("gpt-5.1", 1'000, 1'250);
        journal.call("gpt-5.1", 1'250, 1'250, RunId{2});
        QCOMPARE(journal.counts.families().at("gpt").ratioPerMille(), 1'250);
    }

    void learnsNothingElsewhere() {
        Journal journal;
        journal.counts.begin(RunId{1}, 1'000);
        journal.call("gpt-5.1", 1'000, 1'100, RunId{9});
        journal.call("gpt-5.1", 1'000, 1'100, RunId{1}, StepOutcome::Truncated);
        journal.call("gpt-5.1", 1'000, 1'100, RunId{1}, StepOutcome::Ok, false);
        journal.call("gpt-5.1", 1'000, 1'100, RunId{1}, StepOutcome::Ok, true, StepKind::Tool);
        QVERIFY(journal.counts.families().empty());
    }

    void optionsAreBounded() {
        QCOMPARE(tokensPerMilleOf(Json{{"tokens_per_mille", 1'200}}), 1'200);
        QCOMPARE(tokensPerMilleOf(Json{{"tokens_per_mille", 0}}), 125);
        QCOMPARE(tokensPerMilleOf(Json{{"tokens_per_mille", 1'000'000'000}}), 8'000);
        QCOMPARE(tokensPerMilleOf(Json{{"tokens_per_mille", "many"}}), 1'000);
        QCOMPARE(tokensPerMilleOf(Json::object()), 1'000);
        QCOMPARE(tokensPerMilleOf(Json()), 1'000);
    }
};

QTEST_APPLESS_MAIN(TestTokenCounts)
#include "tst_token_counts.moc"
