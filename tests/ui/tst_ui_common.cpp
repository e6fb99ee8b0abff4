// Shared parts: glyphs apart without colour, commands with reasons, models that keep rows still, token bar sums,
// palette search, graph scenes as values.
#include <QAbstractItemModelTester>
#include <QPainter>
#include <QPushButton>
#include <QtTest>

#include "ui/bridge/fixtures.h"
#include "ui/common/bus.h"
#include "ui/common/command_registry.h"
#include "ui/common/formats.h"
#include "ui/common/selection_context.h"
#include "ui/common/status_glyph.h"
#include "ui/common/status_strip.h"
#include "ui/common/token_bar.h"
#include "ui/costs/costs_view.h"
#include "ui/shell/palette.h"
#include "ui/tasks/task_model.h"

using namespace skein;
using namespace skein::ui;

class TestUiCommon : public QObject {
    Q_OBJECT
private slots:
    /// Where there is no bus, whoever asks is told so, and does not wait for ever.
    void aBusThatIsNotThereAnswers() {
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        QObject owner;
        std::optional<BusReply> answer;
        desktopBus().call({BusKind::System,
                           "org.freedesktop.login1",
                           "/org/freedesktop/login1",
                           "org.freedesktop.login1.Manager",
                           "Inhibit",
                           {}},
                          &owner, [&answer](const BusReply& reply) { answer = reply; });
        QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), 20'000);
        QCOMPARE(answer->error, QString("there is no message bus"));
    }

    void glyphsDifferInGrey_data() {
        QTest::addColumn<int>("side");
        for (const int side : {10, 16, 24, 48}) QTest::addRow("%d px", side) << side;
    }
    void glyphsDifferInGrey() {
        QFETCH(int, side);
        QVector<QImage> images;
        for (const Status status : allStatuses()) {
            QImage image(side, side, QImage::Format_Grayscale8);
            image.fill(Qt::white);
            QPainter painter(&image);
            paintStatusGlyph(painter, QRectF(0, 0, side, side), status, Qt::black, Qt::white);
            images.append(image);
        }
        for (int a = 0; a < images.size(); ++a)
            for (int b = a + 1; b < images.size(); ++b) {
                double difference = 0;
                for (int y = 0; y < side; ++y)
                    for (int x = 0; x < side; ++x)
                        difference += std::abs(qGray(images[a].pixel(x, y)) - qGray(images[b].pixel(x, y))) / 255.0;
                QVERIFY2(difference / (side * side) > 0.025,
                         qPrintable(QStringLiteral("%1 and %2 look alike: %3")
                                        .arg(statusWord(Status(a)), statusWord(Status(b)))
                                        .arg(difference / (side * side))));
            }
    }

    void commandsSayWhyNot() {
        CommandRegistry commands;
        int runs = 0;
        commands.add(
            {"skein.test", CommandMenu::Run, "&Hold", "Hold the run", QKeySequence("Ctrl+H"), {}, false, false, {}},
            [&runs] { ++runs; });
        QPushButton button;
        commands.bind(button, "skein.test");
        QCOMPARE(button.accessibleName(), QString("Hold"));
        QTest::mouseClick(&button, Qt::LeftButton);
        QCOMPARE(runs, 1);
        commands.disable("skein.test", "nothing runs");
        QVERIFY(!button.isEnabled());
        QVERIFY(button.toolTip().contains("nothing runs"));
        QVERIFY(!commands.trigger("skein.test"));
        QCOMPARE(runs, 1);
        commands.enable("skein.test");
        QVERIFY(commands.trigger("skein.test"));
        QCOMPARE(runs, 2);
        QVERIFY(commands.reason("skein.test").isEmpty());
    }

    void aVetoGoesBeforeWhatTheOwnerSays() {
        CommandRegistry commands;
        commands.add({"skein.test", CommandMenu::Run, "&Hold", "Hold the run", {}, {}, false, false, {}}, [] {});
        QSignalSpy changed(&commands, &CommandRegistry::commandChanged);
        commands.veto("skein.test", CommandVeto::OtherView, "elsewhere");
        QCOMPARE(changed.size(), 1);
        commands.enable("skein.test");  // its owner does not know
        QVERIFY(!commands.trigger("skein.test"));
        QCOMPARE(changed.size(), 1);
        commands.veto("skein.test", CommandVeto::ReadOnly, "read-only");
        QCOMPARE(commands.reason("skein.test"), QString("read-only"));
        commands.disable("skein.test", "nothing runs");
        commands.veto("skein.test", CommandVeto::ReadOnly, {});
        QCOMPARE(commands.reason("skein.test"), QString("elsewhere"));
        commands.veto("skein.test", CommandVeto::OtherView, {});
        QCOMPARE(commands.reason("skein.test"), QString("nothing runs"));  // what it said meanwhile
        commands.enable("skein.test");
        QVERIFY(commands.trigger("skein.test"));
    }

    void tableKeepsRowsStill() {
        std::unique_ptr<TaskModel> model(makeTaskModel(nullptr));
        QAbstractItemModelTester tester(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto fixture = *makeFixture("before");
        QSignalSpy resets(model.get(), &QAbstractItemModel::modelReset);
        QSignalSpy changes(model.get(), &QAbstractItemModel::dataChanged);
        QSignalSpy moves(model.get(), &QAbstractItemModel::layoutChanged);
        model->replace(fixture.plan.tasks);
        QCOMPARE(resets.count(), 1);
        QVector<TaskRow> batch{fixture.plan.tasks[3], fixture.plan.tasks[4], fixture.plan.tasks[9]};
        for (TaskRow& row : batch) row.status = Status::Failed;
        model->upsert(batch);
        QCOMPARE(resets.count(), 1);
        QCOMPARE(moves.count(), 0);
        QCOMPARE(changes.count(), 2);  // two contiguous ranges
        QCOMPARE(changes[0][0].toModelIndex().row(), 3);
        QCOMPARE(changes[0][1].toModelIndex().row(), 4);
        TaskRow added = fixture.plan.tasks[0];
        added.no = 999;
        model->upsert({added});
        QCOMPARE(model->indexOf(999).row(), model->rowCount() - 1);
        model->setFilter([](const TaskRow& row) { return row.status == Status::Failed; });
        QCOMPARE(model->rowCount(), 3);
        model->sort(int(TaskColumn::Id), Qt::DescendingOrder);
        QCOMPARE(model->rowAt(0)->id > model->rowAt(2)->id, true);
        model->setFilter({});
        QCOMPARE(model->rowCount(), fixture.plan.tasks.size() + 1);
    }

    void movedAndOutdatedRowsAreCountedNotMoved() {
        std::unique_ptr<TaskModel> model(makeTaskModel(nullptr));
        QAbstractItemModelTester tester(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVector<TaskRow> rows = makeFixture("before")->plan.tasks;
        for (TaskRow& row : rows) row.status = Status::Done;
        model->replace(rows);
        model->sort(int(TaskColumn::Status), Qt::AscendingOrder);
        model->setFilter([](const TaskRow& row) { return row.status == Status::Done; });
        int told = 0;
        model->frozenChanged = [&told] { ++told; };
        QSignalSpy moves(model.get(), &QAbstractItemModel::layoutChanged);
        TaskRow failed = rows[4];
        failed.status = Status::Failed;
        model->upsert({failed});
        QCOMPARE(model->movedRows(), 1);
        QCOMPARE(model->outdatedRows(), 1);
        QCOMPARE(model->rowAt(4)->no, failed.no);  // where it was, although it is neither in order nor in the filter
        QCOMPARE(moves.count(), 0);
        QCOMPARE(told, 1);
        model->upsert({rows[4]});  // back as it was: nothing is out of place any more
        QCOMPARE(model->movedRows() + model->outdatedRows(), 0);
        model->upsert({failed});
        model->resort();
        QCOMPARE(model->rowCount(), rows.size() - 1);
        QCOMPARE(model->movedRows() + model->outdatedRows(), 0);
    }

    void largeFiltersLeaveTheGuiThread() {
        std::unique_ptr<TaskModel> model(makeTaskModel(nullptr));
        model->replace(makeFixture("10k")->plan.tasks);
        const int all = model->rowCount();
        QSignalSpy moved(model.get(), &QAbstractItemModel::layoutChanged);
        model->setFilter([](const TaskRow& row) { return row.status == Status::Failed; });
        QCOMPARE(model->rowCount(), all);
        // A row that comes meanwhile is not lost.
        TaskRow late = model->rows().front();
        late.no = 99'999;
        late.status = Status::Failed;
        model->upsert({late});
        QVERIFY(moved.wait(10'000));
        QCOMPARE(model->rowCount(), 2);
        QVERIFY(model->indexOf(99'999).isValid());
    }

    void placesAreWalkedBackAndForward() {
        SelectionContext selection;
        selection.setRun(1);
        QVERIFY(!selection.canGoBack());
        selection.setView(2);
        for (const char* text : {"s", "st", "status:failed"}) selection.typeFilter(text);
        selection.settleFilter();
        selection.setTask(7);
        selection.narrow({"Port", {1, 2, 3}});
        selection.setView(4);
        selection.setTask(9);
        QSignalSpy views(&selection, &SelectionContext::viewRequested);
        selection.goBack();
        QCOMPARE(views.count(), 1);
        QCOMPARE(selection.view(), 2);
        QCOMPARE(selection.task(), 7u);
        QCOMPARE(selection.crumbs().size(), 1);
        selection.goBack();
        QVERIFY(selection.crumbs().isEmpty());
        QCOMPARE(selection.filter(), QString("status:failed"));
        selection.goBack();
        QCOMPARE(selection.filter(), QString());  // what was typed in one go is one step
        while (selection.canGoForward()) selection.goForward();
        QCOMPARE(selection.view(), 4);
        QCOMPARE(selection.task(), 9u);
        selection.widen();
        QVERIFY(!selection.isNarrowed());
        selection.setRun(2);
        QVERIFY(!selection.canGoBack() && selection.task() == 0);
    }

    void largeSortsLeaveTheGuiThread() {
        std::unique_ptr<TaskModel> model(makeTaskModel(nullptr));
        model->replace(makeFixture("10k")->plan.tasks);
        QSignalSpy moved(model.get(), &QAbstractItemModel::layoutChanged);
        model->sort(int(TaskColumn::Status), Qt::AscendingOrder);
        QCOMPARE(moved.count(), 0);
        QVERIFY(moved.wait(10'000));
        QCOMPARE(model->rowAt(0)->status, Status::Failed);
    }

    void tokenBarSumsToTheHeader() {
        Theme theme{QFont()};
        TokenBar bar(theme);
        bar.setWindow({{TokenReason::Rules, {310}},
                       {TokenReason::Task, {20}},
                       {TokenReason::Memory, {900}},
                       {TokenReason::Memory, {200}},
                       {TokenReason::Pinned, {60}}},
                      {2000}, {5000});
        qint64 drawn = 0;
        for (const TokenSegment& segment : bar.drawnSegments()) drawn += segment.tokens.value;
        QCOMPARE(drawn, bar.total().value);
        QCOMPARE(bar.drawnSegments().size(), 3);  // rules, memory merged, other
        QCOMPARE(bar.drawnSegments().back().reason, TokenReason::Other);
        QCOMPARE(bandWord({1990}, {2000}, {5000}), QString("thin"));
        QCOMPARE(bandWord({5000}, {2000}, {5000}), QString("in band"));
        QCOMPARE(bandWord({5001}, {2000}, {5000}), QString("heavy"));
        QCOMPARE(bandWord({8001}, {2000}, {5000}), QString("over cap"));
    }

    void numbersReadWell() {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QCOMPARE(moneyText({41'200'000}), QString("$41.20"));
        QCOMPARE(moneyText({12'000}, Certainty::Estimated), QString("~$0.012"));
        QCOMPARE(moneyText({0}), QString("$0.00"));
        QCOMPARE(percentText(9999, 10000), QString("99%"));
        QCOMPARE(percentText(1, 10000), QString("<1%"));
        QCOMPARE(durationText(seconds(41)), QString("0:41"));
        QCOMPARE(durationText(seconds(7800)), QString("2 h 10 min"));
    }

    void oneFailureAmongManyIsVisible() {
        Theme theme{QFont()};
        StatusCounts counts{};
        counts[size_t(Status::Done)] = 9999;
        counts[size_t(Status::Failed)] = 1;
        QImage image(200, 10, QImage::Format_RGB32);
        QPainter painter(&image);
        paintStatusStrip(painter, image.rect(), counts, theme);
        int failed = 0;
        for (int x = 0; x < 200; ++x) failed += QColor(image.pixel(x, 5)) == theme.tone(Tone::Fail);
        QVERIFY2(failed >= 5, qPrintable(QString::number(failed)));
        QVERIFY(statusCountsText(counts).startsWith("1 failed"));
    }

    void costsSumToTheRun() {
        const auto fixture = *makeFixture("typical");
        for (const CostGrouping grouping : {CostGrouping::Phase, CostGrouping::Kind, CostGrouping::Task}) {
            MicroUsd sum;
            const auto rows = costsBy(fixture.plan.tasks, grouping);
            for (const CostRow& row : rows) sum += row.cost;
            QCOMPARE(sum.value, fixture.summary.spent.value);
            QVERIFY(rows.first().cost.value >= rows.last().cost.value);
        }
    }

    void fuzzyFindsWordStarts() {
        QVERIFY(fuzzyScore("hold", "Hold") > fuzzyScore("hold", "Show all old"));
        QVERIFY(fuzzyScore("dpc", "Digest the page cache") > 0);
        QCOMPARE(fuzzyScore("xyz", "Digest the page cache"), 0);
    }

    void progressFillsFromTheLeft() {
        Theme theme{QFont()};
        StatusCounts counts{};
        counts[static_cast<std::size_t>(Status::Done)] = 5;
        counts[static_cast<std::size_t>(Status::Waiting)] = 5;
        const auto toneAt = [&](int x) {
            QImage image(200, 8, QImage::Format_RGB32);
            QPainter painter(&image);
            paintStatusStrip(painter, image.rect(), counts, theme);
            painter.end();
            return image.pixelColor(x, 4);
        };
        QCOMPARE(toneAt(20), theme.tone(Tone::Ok));
        QVERIFY(toneAt(180) != theme.tone(Tone::Ok));
        counts[static_cast<std::size_t>(Status::Failed)] = 1;  // even one in many comes first
        QCOMPARE(toneAt(3), theme.tone(Tone::Fail));
    }
};

QTEST_MAIN(TestUiCommon)
#include "tst_ui_common.moc"
