// What is left of a run, as the run bar and the graph show it: bounds that hold, too little data that says so, the
// longest chain; and spending over time, thinned out without losing a cent.
#include <QtCharts/QLineSeries>
#include <QtTest>

#include "ui/bridge/fixtures.h"
#include "ui/bridge/forecast.h"
#include "ui/bridge/spend_history.h"
#include "ui/common/english.h"
#include "ui/costs/cost_chart.h"
#include "ui/costs/costs_view.h"
#include "ui/shell/run_words.h"

using namespace skein;
using namespace skein::ui;

namespace {

TaskRow row(quint32 no, Status status, qint64 elapsedSeconds, const QString& kind = "digest") {
    TaskRow task;
    task.no = no;
    task.kind = kind;
    task.status = status;
    task.elapsed = seconds(elapsedSeconds);
    return task;
}

/// `done` finished tasks of ten seconds each, then `left` waiting ones, all after one another or all beside one
/// another.
QPair<QVector<TaskRow>, QVector<TaskEdge>> planOf(int done, int left, bool chain) {
    QVector<TaskRow> tasks;
    QVector<TaskEdge> edges;
    for (int i = 1; i <= done; ++i) tasks.append(row(quint32(i), Status::Done, 10));
    for (int i = done + 1; i <= done + left; ++i) {
        tasks.append(row(quint32(i), Status::Waiting, 0));
        if (chain && i > done + 1) edges.append({quint32(i) - 1, quint32(i)});
    }
    return {tasks, edges};
}

}  // namespace

class TestForecast : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QCoreApplication::installTranslator(&m_english); }

    void holdsSayHowMuchIsNeeded() {
        RunSummary held;
        held.phase = RunPhase::HeldByBudget;
        held.tightest = BudgetRow{BudgetScope::Swarm, "port", 0, {1'000'000}, {900'000}};
        held.nextCall = MicroUsd{250'000};
        QCOMPARE(runSentence(held),
                 QString("The budget of $1.00 for swarm port leaves no room for the next call, which can cost up to "
                         "$0.250. Raise it to $1.15 or more to go on."));
        // Rounded up: what is shown is enough.
        held.tightest = BudgetRow{BudgetScope::Run, "", 0, {50'000}, {}};
        held.nextCall = MicroUsd{77'118};
        QVERIFY2(runSentence(held).contains("Raise it to $0.078 or more"), qPrintable(runSentence(held)));
        held.phase = RunPhase::HeldByPlan;
        held.planEstimate = "time 2-4 min, cost 0.10-0.30 USD";
        QVERIFY(runSentence(held).contains("proposed a plan: time 2-4 min, cost 0.10-0.30 USD."));
    }

    void chargesOfUnknownPricesAreNotNothing() {
        TaskRow used = row(1, Status::Done, 10), idle = row(2, Status::Waiting, 0, "review");
        used.tokensIn = {100};
        const auto rows = costsBy({used, idle}, CostGrouping::Kind, false);
        QCOMPARE(rows.size(), 2);
        for (const auto& each : rows) QCOMPARE(each.known, each.name == "review");
        for (const auto& each : costsBy({used}, CostGrouping::Kind)) QVERIFY(each.known);
        // A task that is in no phase has a row with a name all the same.
        QCOMPARE(costsBy({used}, CostGrouping::Phase)[0].name, QString("(none)"));
    }

    void chainsAreLimitedByThePath() {
        const auto [tasks, edges] = planOf(200, 6, true);
        const Forecast forecast = forecastOf(tasks, edges, 8);
        QCOMPARE(forecast.finishedMissing, 0);
        QCOMPARE(forecast.low.value, seconds(60).value);
        QCOMPARE(forecast.high.value, seconds(60).value);
        QVERIFY(forecast.limitedByPath);
        QCOMPARE(forecast.criticalPath, (QVector<quint32>{201, 202, 203, 204, 205, 206}));
    }

    void wideWorkIsLimitedByAgents() {
        const auto [tasks, edges] = planOf(200, 64, false);
        const Forecast forecast = forecastOf(tasks, edges, 8);
        QCOMPARE(forecast.low.value, seconds(80).value);
        QVERIFY(forecast.high.value > forecast.low.value && forecast.high.value <= seconds(90).value);
        QVERIFY(!forecast.limitedByPath);
    }

    void runningTasksHaveLessLeft() {
        auto [tasks, edges] = planOf(200, 2, true);
        tasks[200].status = Status::Running;
        tasks[200].elapsed = seconds(8);
        QCOMPARE(forecastOf(tasks, edges, 1).low.value, seconds(12).value);
        tasks[200].elapsed = seconds(500);  // longer than any before: never less than nothing
        QVERIFY(forecastOf(tasks, edges, 1).low.value >= seconds(10).value);
    }

    void whatWaitsForAPersonIsNotCounted() {
        auto [tasks, edges] = planOf(200, 2, true);
        tasks[201].status = Status::NeedsYou;
        const Forecast forecast = forecastOf(tasks, edges, 1);
        QCOMPARE(forecast.notCounted, 1);
        QCOMPARE(forecast.low.value, seconds(10).value);
    }

    void fewMeasurementsGiveAWiderRange() {
        const auto width = [](int done) {
            const auto [tasks, edges] = planOf(done, 6, true);
            const Forecast forecast = forecastOf(tasks, edges, 8);
            return forecast.high.value - forecast.low.value;
        };
        QVERIFY(width(4) > width(20));
        QVERIFY(width(20) > width(200));
    }

    void tellsWhatItWillCost() {
        auto [tasks, edges] = planOf(200, 10, true);
        for (TaskRow& task : tasks)
            if (task.status == Status::Done) task.cost = {50'000};
        Forecast forecast = forecastOf(tasks, edges, 2);
        QCOMPARE(forecast.costLow.value, 500'000);
        QCOMPARE(forecast.costLikely.value, 500'000);
        QCOMPARE(forecast.costHigh.value, 500'000);
        forecast.costHigh = {900'000};
        RunSummary summary;
        summary.phase = RunPhase::Running;
        QVERIFY(costForecastText(summary, forecast).isEmpty());  // nothing is spent: nothing costs anything
        summary.spent = {10'000'000};
        QCOMPARE(costForecastText(summary, forecast), QString("Forecast at the end: ~$10.50 ($10.50\u2013$10.90)."));
        QVERIFY(!forecastExceeds(summary, forecast));
        summary.budget = MicroUsd{10'900'000};
        QVERIFY(!forecastExceeds(summary, forecast));
        summary.budget = MicroUsd{10'899'999};
        QVERIFY(forecastExceeds(summary, forecast));
        forecast.finishedMissing = 12;
        QVERIFY(!forecastExceeds(summary, forecast));
        summary.total = 213;
        summary.counts[size_t(Status::Done)] = 200;
        QVERIFY(costForecastText(summary, forecast).contains("12 more finished tasks"));
        summary.total = 212;  // the twelfth would be the last one: by then nothing is left to foretell
        QCOMPARE(costForecastText(summary, forecast), QString("Too few tasks in this run for a forecast."));
        summary.phase = RunPhase::Done;
        QVERIFY(costForecastText(summary, forecast).isEmpty());
    }

    // Costs and the run bar ask the same question: reused tasks are finished, and one task must be left to foretell.
    void aForecastComesWhereEnoughIsLeft() {
        RunSummary summary;
        summary.total = 30;
        summary.counts[size_t(Status::Done)] = 10;
        summary.counts[size_t(Status::Reused)] = 8;
        Forecast forecast;
        QVERIFY(forecastComes(summary, forecast));
        forecast.finishedMissing = 11;
        QVERIFY(forecastComes(summary, forecast));
        forecast.finishedMissing = 12;
        QVERIFY(!forecastComes(summary, forecast));
        summary.counts[size_t(Status::Reused)] = 0;
        QVERIFY(forecastComes(summary, forecast));
    }

    void tooFewFinishedTasksSaySo() {
        const auto [tasks, edges] = planOf(12, 40, false);
        const Forecast forecast = forecastOf(tasks, edges, 4);
        QCOMPARE(forecast.finishedMissing, 8);
        RunSummary summary;
        summary.phase = RunPhase::Running;
        summary.total = 52;
        summary.counts[size_t(Status::Done)] = 12;
        EtaWords words = etaWords(summary, forecast);
        QCOMPARE(words.value, QString("unknown"));
        QVERIFY(words.detail.contains("8 more finished tasks"));
        summary.total = 18;
        QVERIFY(etaWords(summary, forecast).detail.contains("Too few tasks"));
    }

    void estimatesAreMarkedAndRounded() {
        qputenv("TZ", "UTC");
        RunSummary summary;
        summary.phase = RunPhase::Running;
        summary.total = 100;
        summary.asOf = {1'763'696'400'000'000};  // 2025-11-21T03:40:00Z
        Forecast forecast;
        forecast.low = seconds(21 * 60);
        forecast.high = seconds(38 * 60);
        EtaWords words = etaWords(summary, forecast);
        QCOMPARE(words.value, QString("~04:00\u201304:20"));
        QVERIFY(words.caption.contains("estimate"));
        forecast.high = seconds(100);
        QCOMPARE(etaWords(summary, forecast).value, QString("~ within 5 min"));
        forecast.high = seconds(3 * 3600);
        QCOMPARE(etaWords(summary, forecast).value, QString("~04:00\u201306:45"));
        summary.phase = RunPhase::Held;
        QCOMPARE(etaWords(summary, forecast).value, QString("--"));
        summary.phase = RunPhase::Done;
        summary.startedAt = {summary.asOf.value - 125'000'000};
        summary.endedAt = summary.asOf;
        QCOMPARE(etaWords(summary, forecast).value, QString("2 min 5 s"));  // measured: no mark
        QCOMPARE(etaWords(summary, forecast).detail, QString("The run took 2 min 5 s."));
    }

    void heartbeatsSayWhoAndHowOld() {
        RunSummary summary;
        QCOMPARE(heartbeatText(summary, {}), QString("no workspace open"));
        summary.phase = RunPhase::Running;
        summary.writer = 4711;
        summary.sequence = 812;
        QCOMPARE(heartbeatText(summary, seconds(3)), QString("connected; last change 3.0 s ago"));
        QCOMPARE(heartbeatDetail(summary), QString("process 4711, journal entry 812"));
        summary.phase = RunPhase::Held;  // attempts in flight finish: it is not at rest
        QCOMPARE(heartbeatText(summary, seconds(3)), QString("connected; last change 3.0 s ago"));
        summary.phase = RunPhase::Interrupted;
        summary.writer = 0;
        QCOMPARE(heartbeatText(summary, seconds(720)), QString("not running; last change 12:00 ago"));
        QCOMPARE(heartbeatDetail(summary), QString("journal entry 812"));
        summary.phase = RunPhase::Done;
        QCOMPARE(heartbeatText(summary, {}), QString("at rest"));
    }

    void spendingAddsUpHoweverLong() {
        SpendHistory history({1});
        qint64 cents = 0;
        for (int i = 1; i <= 12'345; ++i) {
            event::StepSettled step;
            step.run = {i % 3 ? 1u : 2u};
            step.charge = {i};
            step.usage.inputUncached = {10};
            if (i % 3) cents += i;
            history.add(Event(step), {i * 1'000'000LL});
        }
        const auto& points = history.points();
        QVERIFY(points.size() > SpendHistory::maxPoints / 3 && points.size() <= SpendHistory::maxPoints);
        QCOMPARE(points.back().spent.value, cents);
        for (qsizetype i = 1; i < points.size(); ++i)
            QVERIFY(points[i].at > points[i - 1].at && points[i].spent > points[i - 1].spent);
        event::StepSettled free;
        free.run = {1};
        QVERIFY(!history.add(Event(free), {99'999'000'000}));
        const auto rows = costsOverTime(points, true);
        QCOMPARE(rows.size(), points.size());
        QCOMPARE(rows.last().cost.value, cents);
    }

    // A second run of a workspace is not "unknown": what the first took tells.
    void earlierRunsTellBeforeThisOne() {
        QVector<TaskRow> tasks;
        for (quint32 i = 1; i <= 30; ++i) {
            TaskRow row;
            row.no = i;
            row.kind = "digest";
            row.status = Status::Waiting;
            tasks.append(row);
        }
        QVERIFY(forecastOf(tasks, {}, 1).finishedMissing > 0);
        skein::plan::History past;
        for (int i = 0; i < 25; ++i) past.add(1, "digest", {{2'000'000}, {}, {}, {3'000}, 1}, {});
        const Forecast forecast = forecastOf(tasks, {}, 1, past);
        QVERIFY(forecast.finishedMissing == 0 && forecast.fromEarlierRuns);
        QVERIFY(forecast.low.value <= 60'000'000 && forecast.high.value >= 60'000'000);
        QVERIFY(forecast.costLow.value <= 90'000 && forecast.costHigh.value >= 90'000);
        // Its own results count as soon as there are enough of them.
        for (int i = 0; i < 20; ++i) {
            tasks[i].status = Status::Done;
            tasks[i].elapsed = {1'000'000};
        }
        QVERIFY(!forecastOf(tasks, {}, 1, past).fromEarlierRuns);
    }

    void theChartShowsWhereItLeads() {
        Theme theme((QFont()));
        theme.install(*qApp);
        CostChart chart(theme);
        RunSummary summary = makeFixture("typical")->summary;
        summary.phase = RunPhase::Running;
        summary.startedAt = {1'000'000'000};
        summary.asOf = {4'600'000'000};
        const QVector<SpendPoint> points{{{2'000'000'000}, {1'000'000}, {}}, {{4'000'000'000}, {2'000'000}, {}}};
        Forecast forecast;
        forecast.high = seconds(1800);
        forecast.costLow = {1'000'000};
        forecast.costLikely = {2'000'000};
        forecast.costHigh = {5'000'000};
        chart.setHistory(points, summary, forecast);
        QCOMPARE(chart.middle().points().size(), 2);
        QCOMPARE(chart.middle().points().last().y(), 4.0);
        QCOMPARE(chart.upper().points().last().y(), 7.0);
        QCOMPARE(chart.lower().points().last().y(), 3.0);
        QCOMPARE(chart.middle().points().last().x(), 6'400'000.0);  // when the last of it is expected
        QVERIFY(chart.sentence().contains("forecast ~$4.00"));
        // Too little is known, or nothing runs: no band.
        forecast.finishedMissing = 3;
        chart.setHistory(points, summary, forecast);
        QVERIFY(chart.middle().points().isEmpty() && !chart.sentence().contains("forecast"));
    }

private:
    English m_english;
};

QTEST_MAIN(TestForecast)
#include "tst_forecast.moc"
