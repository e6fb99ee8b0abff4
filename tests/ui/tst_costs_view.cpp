// Costs, and what is told of providers: gaps in the curve, table twins of every chart by keyboard, savings only with
// their baseline, outages and used-up quotas in every place where one looks, nothing unknown as 0.
#include <QtCharts/QLineSeries>

#include "tests/ui/ui_fixture.h"
#include "ui/common/chart_table.h"
#include "ui/costs/cost_bars.h"
#include "ui/costs/cost_chart.h"
#include "ui/costs/costs_range.h"
#include "ui/costs/costs_view.h"
#include "ui/overview/sparkline.h"
#include "ui/shell/provider_words.h"
#include "ui/shell/run_words.h"
#include "ui/timeline/timeline_tree.h"

using namespace skein;
using namespace skein::ui;

namespace {

ChartTableDialog* twin(const TestWindow& w) { return w.window->findChild<ChartTableDialog*>(); }

QString label(const TestWindow& w, const char* name) {
    const auto* found = w.find<QLabel>(QString::fromLatin1(name));
    return found && found->isVisible() ? found->text() : QString();
}

QStringList column(const QAbstractItemModel& model, int at) {
    QStringList cells;
    for (int row = 0; row < model.rowCount(); ++row) cells.append(model.index(row, at).data().toString());
    return cells;
}

}  // namespace

class TestCosts : public QObject {
    Q_OBJECT
private slots:
    void costsOfAMarkedTimeAddUp() {
        SpanTable spans;
        HistoryChange change;
        change.replace = true;
        const auto add = [&change](quint32 task, int attempt, qint64 to, qint64 cost, const char* provider) {
            AttemptSpan span;
            span.task = task;
            span.attempt = attempt;
            span.from = {1};
            span.to = {to};
            span.cost = {cost};
            span.provider = provider;
            change.spans.append(span);
        };
        add(1, 1, 10, 100, "one");
        add(1, 2, 20, 200, "two");
        add(2, 1, 20, 50, "one");
        add(3, 1, 0, 7, "two");  // in flight
        takeSpans(spans, change);
        QHash<quint32, TaskRow> tasks;
        for (quint32 no = 1; no <= 3; ++no) {
            TaskRow row;
            row.no = no;
            row.phase = no == 3 ? "Verify" : "Port";
            tasks.insert(no, row);
        }
        const RangeCosts some = costsIn(spans, tasks, {{15}, {30}}, {40}, CostGrouping::Provider);
        QCOMPARE(some.cost.value, 250);
        QCOMPARE(some.attempts, 2);
        QCOMPARE(some.rows.size(), 2);
        QCOMPARE(some.rows[0].name, QString("two"));
        QCOMPARE(tasksIn(spans, tasks, {{15}, {30}}, {40}, CostGrouping::Provider, some.rows[0]), QVector<quint32>{1});
        const RangeCosts all = costsIn(spans, tasks, {{1}, {40}}, {40}, CostGrouping::Phase);
        QCOMPARE(all.cost.value, 357);  // what is in flight counts where the run stands
        QCOMPARE(all.rows[0].tasks, 2);
        QCOMPARE(all.rows[0].attempts, 3);
    }

    void whatAnAttemptPaidIsToldApartByCall() {
        // One attempt asked two models: each gets what its calls cost, not all of it the newest one.
        AttemptSpan span;
        span.task = 1;
        span.attempt = 1;
        span.to = {20};
        span.cost = {300};
        span.provider = "two";
        span.model = "large";
        span.shares = {{"one", "small", {100}}, {"two", "small", {50}}, {"two", "large", {150}}};
        HistoryChange change;
        change.replace = true;
        change.spans = {span};
        SpanTable spans;
        takeSpans(spans, change);
        TaskRow task;
        task.no = 1;
        const QHash<quint32, TaskRow> tasks{{1, task}};
        const auto of = [&](CostGrouping grouping) {
            QMap<QString, qint64> costs;
            const RangeCosts sums = costsIn(spans, tasks, {{1}, {40}}, {40}, grouping);
            for (const CostRow& row : sums.rows) {
                costs[row.name] = row.cost.value;
                [&] {
                    QCOMPARE(tasksIn(spans, tasks, {{1}, {40}}, {40}, grouping, row), QVector<quint32>{1});
                    QCOMPARE(row.attempts, 1);
                }();
            }
            [&] { QCOMPARE(sums.cost.value, 300); }();
            return costs;
        };
        QCOMPARE(of(CostGrouping::Provider), (QMap<QString, qint64>{{"one", 100}, {"two", 200}}));
        QCOMPARE(of(CostGrouping::Model), (QMap<QString, qint64>{{"large", 150}, {"small", 150}}));
    }

    void theTailOfABarIsOther() {
        QVector<CostRow> rows;
        for (int i = 0; i < 9; ++i) {
            CostRow row;
            row.name = QString("kind %1").arg(i);
            row.cost = {100 * (i + 1)};
            row.tasks = 1;
            rows.append(row);
        }
        rows.append(CostRow{"free", 9, 4, 4, {}, {}, {}, {}, {}, true, true});
        const auto parts = partsOf(rows);
        QCOMPARE(parts.size(), 6);
        QCOMPARE(parts[0].sum.name, QString("kind 8"));
        QCOMPARE(parts[5].sum.name, QString("other"));
        QCOMPARE(parts[5].rows.size(), 4);
        QCOMPARE(parts[5].sum.cost.value, 1000);
        QCOMPARE(parts[5].sum.tasks, 4);
        double shares = 0;
        for (const CostPart& part : parts) shares += part.share;
        QVERIFY(std::abs(shares - 1) < 1e-9);
        // One unknown price: money cannot tell the parts from each other, tokens can.
        rows[8].known = false;
        rows[0].tokens = {750};
        rows[8].tokens = {250};
        const auto byTokens = partsOf(rows);
        QCOMPARE(byTokens.size(), 2);
        QCOMPARE(byTokens[0].sum.name, QString("kind 0"));
        QCOMPARE(byTokens[0].share, 0.75);
        QVERIFY(partsOf({}).isEmpty());
    }

    void aPartOfABarLeadsToItsTasks() {
        TestWindow w("overnight", ThemeChoice::Light, 1.0, {1280, 1000});
        w.view(ViewId::Costs);
        auto* bars = w.find<CostBars>("costBars");
        QVERIFY(bars);
        QTRY_VERIFY(bars->isVisible() && bars->parts().size() == 3 && !bars->parts()[1].isEmpty());
        // The parts of each bar make up what was spent.
        for (const auto& parts : bars->parts()) {
            qint64 sum = 0;
            for (const CostPart& part : parts) sum += part.sum.cost.value;
            QCOMPARE(sum, w.feed->fixture().summary.spent.value);
        }
        bars->setFocus(Qt::TabFocusReason);
        QTRY_VERIFY2(label(w, "costPart").startsWith("anthropic: "), qPrintable(label(w, "costPart")));
        QVERIFY(label(w, "costPart").contains("% by provider") && label(w, "costPart").contains("tokens in"));
        QTest::keyClick(bars, Qt::Key_Right);
        QTest::keyClick(bars, Qt::Key_Down);
        const CostPart part = bars->parts()[1][1];
        QVERIFY2(label(w, "costPart").startsWith(part.sum.name + ": "), qPrintable(label(w, "costPart")));
        QCOMPARE(bars->accessibleDescription(), label(w, "costPart"));
        QVERIFY(part.sum.tasks > 0);
        QTest::keyClick(bars, Qt::Key_Return);
        QTRY_COMPARE(w.window->selection().view(), static_cast<int>(ViewId::Tasks));
        QTRY_COMPARE(w.find<QTableView>("taskTable")->model()->rowCount(), part.sum.tasks);
        // By the mouse: the largest kind of task.
        w.window->selection().widen();
        w.view(ViewId::Costs);
        QTRY_VERIFY(bars->isVisible());
        w.find<QScrollArea>("costsScroll")->ensureWidgetVisible(bars);
        const CostPart kind = bars->parts()[2][0];
        QTest::mouseClick(bars->viewport(), Qt::LeftButton, {}, bars->partRect(2, 0).center());
        QTRY_COMPARE(w.window->selection().view(), static_cast<int>(ViewId::Tasks));
        QTRY_COMPARE(w.find<QTableView>("taskTable")->model()->rowCount(), kind.sum.tasks);
    }

    void theBarsHaveATableToo() {
        TestWindow w("overnight");
        w.view(ViewId::Costs);
        auto* bars = w.find<CostBars>("costBars");
        QTRY_VERIFY(bars->parts().size() == 3 && !bars->parts()[1].isEmpty());
        const ChartTable table = bars->chartTable();
        double shares = 0;
        for (const QStringList& row : table.rows) {
            QCOMPARE(row.size(), table.columns.size());
            if (row[0] == "Model") shares += row[3].toDouble();
        }
        QVERIFY2(std::abs(shares - 100) < 0.1, qPrintable(QString::number(shares)));
    }

    void costsFollowTheMarkedTimeAndItCanBeCleared() {
        TestWindow w("typical");
        auto& selection = w.window->selection();
        w.view(ViewId::Costs);
        auto* whole = w.find<QPushButton>("costsWholeRun");
        auto* table = w.find<QTableView>("costTable");
        QVERIFY(whole && !whole->isVisible() && table);
        const QStringList before = column(*table->model(), 0);
        w.view(ViewId::Timeline);
        auto* tree = w.find<TimelineTree>("timelineTree");
        const TimeRange run = tree->window().all;
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_M);  // by hand; the stretch itself is set below
        QVERIFY(selection.time());
        selection.setTime(TimeStretch{run.from, {run.from.value + (run.to - run.from).value / 3}});
        w.view(ViewId::Costs);
        QVERIFY(whole->isVisible());
        QStringList texts;
        for (const QLabel* text : w.window->findChild<CostsView*>()->findChildren<QLabel*>())
            if (text->isVisible()) texts.append(text->text());
        QVERIFY2(!texts.filter("attempt").isEmpty() && !texts.filter("marked time only").isEmpty(),
                 qPrintable(texts.join('|')));
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        QTest::mouseClick(whole, Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(!selection.time() && !whole->isVisible());
        QCOMPARE(column(*table->model(), 0), before);
        w.view(ViewId::Timeline);
        QVERIFY(!tree->window().marked);
    }

    void theCurveShowsWhenNothingRan() {
        TestWindow w("overnight");
        w.view(ViewId::Costs);
        auto* chart = w.find<CostChart>("costChart");
        QTRY_COMPARE(chart->gaps().size(), 1);
        const WaitSpan gap = chart->gaps()[0];
        QVERIFY(chart->sentence().contains("1 time without work"));
        // It is hatched on the screen: a column in the gap is painted unlike one beside it.
        chart->horizontalScrollBar()->hide();
        const QImage picture = chart->grab().toImage();
        const auto inks = [&](Instant at) {
            const QPointF place = chart->chart()->mapToPosition({static_cast<double>(at.value / 1000), 0});
            const QRectF plot = chart->chart()->plotArea();
            QSet<QRgb> colours;
            for (int y = static_cast<int>(plot.top()) + 2; y < static_cast<int>(plot.center().y()); ++y)
                for (int x = -4; x <= 4; ++x) colours.insert(picture.pixel(static_cast<int>(place.x()) + x, y));
            return colours.size();
        };
        const Instant inside{(gap.from.value + gap.to.value) / 2};
        const Instant before{gap.from.value - (gap.to - gap.from).value / 2};
        QVERIFY2(inks(inside) > inks(before), qPrintable(QString("%1 %2").arg(inks(inside)).arg(inks(before))));
        TestWindow without("typical");
        without.view(ViewId::Costs);
        QVERIFY(without.find<CostChart>("costChart")->gaps().isEmpty());
    }

    void everyChartHasATable_data() {
        QTest::addColumn<int>("view");
        QTest::addColumn<QStringList>("charts");
        QTest::addColumn<int>("others");  // whose Enter does something else, see aPartOfABarLeadsToItsTasks()
        QTest::newRow("overview") << int(ViewId::Overview) << QStringList{"runningChart", "spentChart", "failedChart"}
                                  << 0;
        QTest::newRow("costs") << int(ViewId::Costs) << QStringList{"costChart"} << 1;
    }
    void aPictureOfAChartSaysThatItIsSimulated() {
        for (const bool simulated : {true, false}) {
            auto fixture = *makeFixture("overnight");
            fixture.summary.simulated = simulated;
            Theme theme((QFont()));
            theme.install(*qApp);
            CostChart chart(theme);
            chart.resize(600, 300);
            chart.setHistory({{{2'000'000'000}, {1'000'000}, {}}, {{4'000'000'000}, {2'000'000}, {}}}, fixture.summary,
                             {});
            bool says = false;
            for (const QGraphicsItem* item : chart.scene()->items())
                if (const auto* words = qgraphicsitem_cast<const QGraphicsSimpleTextItem*>(item))
                    says = says || (words->isVisible() && words->text() == "SIMULATED");
            QCOMPARE(says, simulated);
            QCOMPARE(chart.sentence().contains("SIMULATED"), simulated);
        }
    }

    void everyChartHasATable() {
        QFETCH(int, view);
        QFETCH(QStringList, charts);
        QFETCH(int, others);
        TestWindow w("overnight");
        w.view(static_cast<ViewId>(view));
        for (const QString& name : charts) {
            auto* chart = w.find<QWidget>(name);
            QVERIFY(chart && chart->isVisible());
            QVERIFY2(chart->focusPolicy() & Qt::TabFocus, qPrintable(name));
            w.window->activateWindow();
            chart->setFocus();
            QTRY_VERIFY(chart->hasFocus());
            QTest::keyClick(chart, Qt::Key_Return);
            QTRY_VERIFY(twin(w) && twin(w)->isVisible());
            const ChartTable expected = dynamic_cast<TabularChart*>(chart)->chartTable();
            QCOMPARE(twin(w)->findChild<QComboBox*>("chartChoice")->currentText(), expected.title + " (SIMULATED)");
            auto* table = twin(w)->findChild<QTableView*>("chartTable");
            QCOMPARE(table->model()->rowCount(), expected.rows.size());
            QVERIFY2(expected.rows.size() > 3, qPrintable(name));
            // Gaps are in the table too, and every row fits the titles.
            const QStringList what = column(*table->model(), table->model()->columnCount() - 1);
            QVERIFY2(what.filter("nothing recorded").size() == 1, qPrintable(what.join('|')));
            for (const QStringList& row : expected.rows) QCOMPARE(row.size(), expected.columns.size());
            QTRY_VERIFY(table->hasFocus());
            QVERIFY(geometryProblems(*twin(w)).isEmpty());
            QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
            QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
            const QStringList copied = QApplication::clipboard()->text().trimmed().split('\n');
            QCOMPARE(copied.size(), expected.rows.size() + 1);
            QCOMPARE(copied[0], "Run\t" + expected.columns.join('\t'));
            // The run is made up: whatever leaves the window says so, each row of it.
            for (const QString& line : copied.mid(1)) QVERIFY2(line.startsWith("SIMULATED\t"), qPrintable(line));
            QTemporaryDir folder;
            const QString path = folder.filePath("chart.csv");
            QCOMPARE(qobject_cast<ChartTableDialog*>(twin(w))->saveTo(path), QString());
            QFile csv(path);
            QVERIFY(csv.open(QFile::ReadOnly));
            QCOMPARE(QString::fromUtf8(csv.readAll()).count("\nSIMULATED,"), int(expected.rows.size()));
            QTest::keyClick(twin(w), Qt::Key_Escape);
            QTRY_VERIFY(!twin(w));
        }
        // The shortcut, without any chart having the keyboard.
        w.window->activateWindow();
        QTRY_VERIFY(w.window->isActiveWindow());
        QTest::keyClick(w.window.get(), Qt::Key_T, Qt::ControlModifier);
        QTRY_VERIFY(twin(w) && twin(w)->isVisible());
        QCOMPARE(twin(w)->findChild<QComboBox*>("chartChoice")->count(), charts.size() + others);
        QTest::keyClick(twin(w), Qt::Key_Escape);
        QTRY_VERIFY(!twin(w));
        w.view(ViewId::Tasks);
        QVERIFY(!w.window->commands().action("skein.view.chartTable")->isEnabled());
        QVERIFY(w.window->commands().reason("skein.view.chartTable").contains("no chart"));
    }

    void tablesAreSavedAsCsv() {
        QCOMPARE(commaText({"a", "b,c"}, {{"1", "say \"x\""}, {"=2+3", "two\nlines"}}),
                 QString("a,\"b,c\"\r\n1,\"say \"\"x\"\"\"\r\n'=2+3,\"two\nlines\"\r\n"));
        QCOMPARE(tabbedText({"a", "b"}, {{"1\t2", "x\ny"}}), QString("a\tb\n1 2\tx y\n"));
        TestWindow w("typical");
        QTemporaryDir folder;
        ChartTableDialog dialog(w.theme, {{"T", {}, {"x", "y"}, {{"1", "2"}}}}, 0, w.window.get());
        QCOMPARE(dialog.saveTo(folder.filePath("t.csv")), QString());
        QFile file(folder.filePath("t.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("x,y\r\n1,2\r\n"));
        QVERIFY(!dialog.saveTo(folder.filePath("no/such/folder/t.csv")).isEmpty());
    }

    void rowsOfTablesAreCopied() {
        TestWindow w("typical");
        w.view(ViewId::Tasks);
        auto* table = w.find<QTableView>("taskTable");
        table->setFocus();
        table->selectRow(2);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QApplication::clipboard()->text().trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[0].count('\t'), lines[1].count('\t'));
        const QModelIndex chosen = table->selectionModel()->selectedRows().value(0);
        QStringList cells;
        for (int i = 0; i < table->model()->columnCount(); ++i)
            if (!table->isColumnHidden(i)) cells.append(chosen.siblingAtColumn(i).data().toString().simplified());
        QCOMPARE(lines[1].simplified(), cells.join(' ').simplified());
    }

    void savingsNameWhatTheyAreComparedWith() {
        TestWindow w("overnight");
        w.view(ViewId::Costs);
        QTRY_VERIFY2(label(w, "savings").contains("saved"), qPrintable(label(w, "savings")));
        QVERIFY(label(w, "savingsBaseline").startsWith("Baseline: every result held made anew"));
        // Without a baseline there is no saving, and no 0 either.
        CostStory story;
        story.by = "provider";
        w.feed->tellCosts(story);
        QTRY_VERIFY2(label(w, "savings").startsWith("Unknown"), qPrintable(label(w, "savings")));
        QVERIFY(label(w, "savingsBaseline").isEmpty());
        QVERIFY(!label(w, "savings").contains("$0"));
        story.error = "the journal cannot be read";
        w.feed->tellCosts(story);
        QTRY_VERIFY(label(w, "savings").contains("the journal cannot be read"));
    }

    void nothingUnknownIsZero() {
        TestWindow w("typical");
        RunDelta change;
        change.summary = w.feed->fixture().summary;
        change.summary->spentKnown = false;
        emit w.feed->delta(change);
        w.view(ViewId::Costs);
        QVERIFY(!w.find<QWidget>("costMeter")->isVisible());
        QStringList seen;
        for (const auto* each : w.find<QWidget>("costFigures")->findChildren<QLabel*>()) seen.append(each->text());
        QCOMPARE(seen.count("unknown"), 3);  // spent, left, for each task
        QVERIFY2(!seen.join(' ').contains("$0.00") || w.feed->fixture().summary.reserved.value == 0,
                 qPrintable(seen.join(' ')));
        CostGroup priceless{"beta", std::nullopt, {1000}, {10}, {}, 3, 0};
        CostStory story;
        story.groups = {priceless};
        const auto rows = costsBy(story);
        QCOMPARE(rows.size(), 1);
        QVERIFY(!rows[0].known);
    }

    void providersAreToldApart() {
        TestWindow w("typical");
        w.view(ViewId::Costs);
        auto* grouping = w.find<QComboBox>("costGrouping");
        grouping->setFocus();
        grouping->setCurrentIndex(grouping->findText("By provider"));
        auto* table = w.find<QTableView>("costTable");
        QTRY_COMPARE(table->model()->rowCount(), 3);
        QCOMPARE(table->model()->index(0, 0).data().toString(), QString("anthropic"));
        QVERIFY(table->model()->index(0, 1).data().toString().startsWith('$'));
        QTRY_COMPARE(label(w, "providerState0"), QString("anthropic answers, but slows calls down"));
        QVERIFY(label(w, "providerDetail0").contains("3 calls refused for their pace"));
    }

    void aRowOpensItsTasks() {
        TestWindow w("typical");
        w.view(ViewId::Costs);
        auto* table = w.find<QTableView>("costTable");
        table->setFocus();
        table->setCurrentIndex(table->model()->index(0, 0));
        const QString phase = table->currentIndex().data().toString();
        QTest::keyClick(table, Qt::Key_Return);
        TestWindow::settle();
        QVERIFY(w.find<QTableView>("taskTable")->isVisible());
        int count = 0;
        for (const TaskRow& row : w.feed->fixture().plan.tasks) count += row.phase == phase;
        QTRY_COMPARE(w.find<QTableView>("taskTable")->model()->rowCount(), count);
    }

    void theBudgetIsRaisedHere() {
        TestWindow w("held");
        w.view(ViewId::Costs);
        auto* raise = w.find<QPushButton>("costsRaise");
        QVERIFY(raise->isVisible() && raise->isEnabled());
        const MicroUsd before = *w.feed->fixture().summary.budget;
        QTimer::singleShot(0, [&w] {
            auto* dialog = QApplication::activeModalWidget();
            QTest::keyClick(dialog, Qt::Key_Return);
            Q_UNUSED(w);
        });
        QTest::mouseClick(raise, Qt::LeftButton);
        QTRY_VERIFY(*w.feed->fixture().summary.budget > before);
        QTRY_COMPARE(w.feed->fixture().summary.phase, RunPhase::Running);
    }

    void outagesAreSaidWhereOneLooks() {
        TestWindow w("outage");
        const RunSummary& s = w.feed->fixture().summary;
        const QString since = outageText(s);
        QVERIFY2(since.startsWith("anthropic does not answer since ") && since.endsWith("37 calls failed"),
                 qPrintable(since));
        QCOMPARE(label(w, "runState"), QString("Outage"));
        QCOMPARE(w.find<QLabel>("runState")->toolTip(), since);
        QVERIFY2(label(w, "needsYou").contains(since), qPrintable(label(w, "needsYou")));
        w.view(ViewId::Overview);
        QStringList seen;
        for (const auto* each : w.find<QWidget>("overviewView")->findChildren<QLabel*>())
            if (each->isVisible()) seen.append(each->text());
        QCOMPARE(seen.filter("anthropic does not answer since").filter("overloaded (HTTP 529)").size(), 1);
        w.view(ViewId::Costs);
        QVERIFY(label(w, "providerState0").startsWith("anthropic does not answer since"));
        QVERIFY(label(w, "providerDetail0").contains("37 calls failed, the last with: overloaded (HTTP 529)"));
        QVERIFY(label(w, "providerState1").startsWith("local answers"));
        const QStringList problems = geometryProblems(*w.window);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
        // It answers again: nothing of it is left.
        RunDelta change;
        change.summary = s;
        for (ProviderRow& row : change.summary->providers) row.downSince = {};
        emit w.feed->delta(change);
        QTRY_COMPARE(label(w, "runState"), QString("Running"));
        QVERIFY(!label(w, "needsYou").contains("does not answer"));
    }

    void aQuotaOfTheDayIsNoMissingKey() {
        TestWindow w("quota");
        QCOMPARE(label(w, "runState"), QString("Held: quota used up"));
        const RunSummary& s = w.feed->fixture().summary;
        QVERIFY2(runSentence(s).contains("used up its quota") && runSentence(s).contains("begins anew at 00:00 UTC"),
                 qPrintable(runSentence(s)));
        QVERIFY(!runSentence(s).contains("refused"));
        w.view(ViewId::Costs);
        QVERIFY(label(w, "providerState0").contains("3 keys without quota left"));
        TestWindow refused("refused");
        QCOMPARE(label(refused, "runState"), QString("Held: no usable key"));
        QVERIFY(runSentence(refused.feed->fixture().summary).contains("HTTP 401"));
    }

    void reusedTasksCostNothing() {
        for (const QString& name : fixtureNames()) {
            const std::optional<Fixture> fixture = makeFixture(name);
            for (const TaskRow& row : fixture->plan.tasks)
                if (row.status == Status::Reused)
                    QVERIFY2(row.cost.value == 0 && row.tokensIn.value == 0, qPrintable(name));
        }
    }
};

QTEST_MAIN(TestCosts)
#include "tst_costs_view.moc"
