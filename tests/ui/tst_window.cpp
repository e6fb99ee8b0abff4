// The whole window by real clicks and keys on the offscreen platform: conflicts by keyboard, hold and stop, palette,
// geometry at 100 % and 200 % in both themes, names for assistive technology.
#include "tests/ui/ui_fixture.h"
#include "ui/conflicts/conflicts_view.h"
#include "ui/inspector/inspector.h"

using namespace skein::ui;

class TestWindowFlows : public QObject {
    Q_OBJECT
private slots:
    void conflictsByKeyboardOnly() {
        TestWindow w("conflicts");
        QTest::keyClick(w.window.get(), Qt::Key_F8);
        TestWindow::settle();
        auto* queue = w.find<QListWidget>("conflictQueue");
        QVERIFY(queue->isVisible());
        const int first = queue->currentRow();
        QTest::keyClick(queue, Qt::Key_J);
        QVERIFY(queue->currentRow() != first);
        QTest::keyClick(queue, Qt::Key_K);
        QCOMPARE(queue->currentRow(), first);
        TestWindow::settle();
        const quint32 id = w.window->selection().conflict();
        QTest::keyClick(queue, Qt::Key_B);
        TestWindow::settle();
        QVERIFY(w.find<QPushButton>("takeB")->isChecked());
        QVERIFY(w.find<QLabel>("consequences")->text().startsWith("If you commit"));
        QCOMPARE(w.feed->fixture().summary.conflictsOpen, 4);  // a draft changes nothing
        QTest::keyClick(queue, Qt::Key_Return);
        TestWindow::settle();
        QCOMPARE(w.feed->fixture().summary.conflictsOpen, 3);
        QCOMPARE(*w.feed->fixture().conflictDetails[id].row.answer, Answer::TakeB);
        QVERIFY(w.window->selection().conflict() != id);  // the next open one is shown
        auto* undo = w.find<QPushButton>("undoButton");
        QVERIFY(undo->isVisible());
        QTest::mouseClick(undo, Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(w.feed->fixture().summary.conflictsOpen, 4);
    }

    void settledDecisionsCanBeUndone() {
        TestWindow w("conflicts");
        QTest::keyClick(w.window.get(), Qt::Key_F8);
        TestWindow::settle();
        auto* queue = w.find<QListWidget>("conflictQueue");
        const int row = queue->currentRow();
        QVERIFY(!w.find<QPushButton>("undoDecision")->isVisible());
        QTest::keyClick(queue, Qt::Key_A);
        QTest::keyClick(queue, Qt::Key_Return);
        TestWindow::settle();
        queue->setCurrentRow(row);  // back to the settled one
        TestWindow::settle();
        auto* undo = w.find<QPushButton>("undoDecision");
        QVERIFY(undo->isVisible() && undo->isEnabled());
        QVERIFY(!w.find<QPushButton>("takeA")->isVisible());
        QTest::mouseClick(undo, Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(w.feed->fixture().summary.conflictsOpen, 4);
        QVERIFY(w.find<QPushButton>("takeA")->isVisible() && !w.find<QPushButton>("takeA")->isChecked());
        QVERIFY(!undo->isVisible());
    }

    void theDecisionStandsBelowItsClaims() {
        TestWindow w("conflicts", ThemeChoice::Light, 1.0, QSize(1600, 1200));
        w.view(ViewId::Conflicts);
        const auto bottom = [&w](const char* name) {
            auto* widget = w.find<QWidget>(name);
            return widget->mapTo(w.window.get(), QPoint(0, widget->height())).y();
        };
        auto* take = w.find<QPushButton>("takeA");
        const int gap = take->mapTo(w.window.get(), QPoint()).y() - std::max(bottom("claimA"), bottom("claimB"));
        QVERIFY2(gap >= 0 && gap < 40, qPrintable(QString::number(gap)));
        for (const char* claim : {"claimA", "claimB"})
            QCOMPARE(w.find<QWidget>(claim)->visibleRegion().boundingRect(), w.find<QWidget>(claim)->rect());
    }

    void theLogOpensAtItsEnd() {
        TestWindow w("typical");
        w.view(ViewId::Graph);
        w.window->commands().trigger("skein.view.drawer");
        TestWindow::settle();
        auto* table = w.find<QTableView>("eventTable");
        QVERIFY(table->isVisible() && table->model()->rowCount() > 0);
        QCOMPARE(table->verticalScrollBar()->value(), table->verticalScrollBar()->maximum());
    }

    void theDrawerHoldsProblemsAndMessages() {
        TestWindow w("overnight");
        w.view(ViewId::Graph);
        w.window->commands().trigger("skein.view.drawer");
        auto* drawer = w.find<QTabWidget>("drawer");
        drawer->setCurrentIndex(1);
        TestWindow::settle();
        QCOMPARE(drawer->tabText(1), QString("Problems (1)"));
        auto* problems = w.find<QTableView>("problemTable");
        QVERIFY(problems->isVisible());
        QVERIFY(problems->model()->index(0, 3).data().toString().contains("test timeout"));
        problems->setFocus();
        problems->selectRow(0);
        QTest::keyClick(problems, Qt::Key_Return);
        TestWindow::settle();
        QCOMPARE(w.find<QTableView>("taskTable")->model()->rowCount(), 4);
        emit w.feed->lost("The workspace can no longer be read", "the disk is gone");
        TestWindow::settle();
        QCOMPARE(drawer->tabText(2), QString("Messages (1)"));
        QCOMPARE(w.find<QTableView>("messageTable")->model()->index(0, 2).data().toString(),
                 QString("the disk is gone"));
    }

    void enterPressesTheButtonWithTheKeyboard() {
        TestWindow w("typical");
        auto* hold = w.find<QPushButton>("skein.run.hold.button");
        hold->setFocus();
        QTest::keyClick(hold, Qt::Key_Return);
        TestWindow::settle();
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Held"));
    }

    void setsReadAsLists() {
        QCOMPARE(readableSet("status is one of draft|paid|placed"), QString("status is one of draft, paid, placed"));
        QCOMPARE(readableSet("a || b, c | d"), QString("a || b, c | d"));
        QCOMPARE(readableSet("64"), QString("64"));
    }

    void neededTasksAreOneClickAway() {
        TestWindow w("done");
        w.view(ViewId::Tasks);
        w.window->selection().setTask(20);
        TestWindow::settle();
        auto* needs = w.find<QLabel>("factNeeds");
        QVERIFY2(needs->text().contains("href=\"2\""), qPrintable(needs->text()));
        needs->setFocus();
        QTest::keyClick(needs, Qt::Key_Tab);
        emit needs->linkActivated("2");
        TestWindow::settle();
        QCOMPARE(w.window->selection().task(), 2u);
    }

    void theDocumentIsAskedForWhereItsAnswerAppears() {
        TestWindow w("done");
        w.view(ViewId::Graph);
        w.window->commands().trigger("skein.run.openDocument");
        TestWindow::settle();
        auto* read = w.find<QPushButton>("openDocument");
        QVERIFY(read->isVisible() && read->isEnabled());
        // A simulated run has none, and that is said.
        bool said = false;
        for (auto* banner : w.window->findChildren<InlineBanner*>())
            said |= banner->isVisible() && banner->accessibleName().contains("document cannot be shown");
        QVERIFY(said);
    }

    void ownTextNeedsWords() {
        TestWindow w("conflicts");
        QTest::keyClick(w.window.get(), Qt::Key_F8);
        TestWindow::settle();
        auto* queue = w.find<QListWidget>("conflictQueue");
        QTest::keyClick(queue, Qt::Key_E);
        TestWindow::settle();
        auto* commit = w.find<QPushButton>("commitDecision");
        auto* edit = w.find<QPlainTextEdit>("ownTextEdit");
        QVERIFY(edit->isVisible());
        QVERIFY(!commit->isEnabled());
        QVERIFY(commit->toolTip().contains("own text"));
        QTest::keyClicks(edit, "ab write-back");  // letters are text here, not commands
        QCOMPARE(edit->toPlainText(), QString("ab write-back"));
        QVERIFY(commit->isEnabled());
        QTest::keyClick(edit, Qt::Key_Escape);
        QTest::keyClick(queue, Qt::Key_Return);
        TestWindow::settle();
        QCOMPARE(w.feed->fixture().summary.conflictsOpen, 3);
    }

    void holdAndResume() {
        TestWindow w("typical");
        auto* hold = w.find<QPushButton>("skein.run.hold.button");
        QVERIFY(hold->isVisible() && hold->isEnabled());
        QTest::mouseClick(hold, Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Held"));
        QVERIFY(!hold->isVisible());
        auto* resume = w.find<QPushButton>("skein.run.resume.button");
        QVERIFY(resume->isVisible());
        QTest::mouseClick(resume, Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Running"));
    }

    void theBudgetIsRaisedWithOneAction() {
        TestWindow w("held");
        auto* raise = w.find<QPushButton>("skein.run.budget.button");
        QVERIFY(raise->isVisible() && raise->isEnabled());
        QVERIFY(!w.find<QPushButton>("skein.run.resume.button")->isVisible());
        const auto answer = [&](const char* button) {
            QTimer::singleShot(200, [button] {
                auto* dialog = QApplication::activeModalWidget();
                QVERIFY(dialog);
                QVERIFY2(geometryProblems(*dialog).isEmpty(), qPrintable(geometryProblems(*dialog).join('\n')));
                auto* amount = dialog->findChild<QLineEdit*>("budgetAmount");
                auto* confirm = dialog->findChild<QPushButton*>("budgetConfirm");
                QVERIFY(amount->hasFocus() && confirm->isEnabled());
                // What cannot be meant is said, never put right in silence.
                for (const char* wrong : {"0.001", "0,05", "much", ""}) {
                    amount->selectAll();
                    QTest::keyClick(amount, Qt::Key_Delete);
                    QTest::keyClicks(amount, wrong);
                    QVERIFY2(!confirm->isEnabled(), wrong);
                    QVERIFY(dialog->findChild<QLabel*>("budgetProblem")->text().startsWith("Expected"));
                }
                amount->selectAll();
                QTest::keyClicks(amount, "80.5");
                QTest::mouseClick(dialog->findChild<QPushButton*>(button), Qt::LeftButton);
            });
            QTest::mouseClick(raise, Qt::LeftButton);
            TestWindow::settle();
        };
        const auto before = w.feed->fixture().summary.budget;
        answer("budgetCancel");
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Held: budget"));
        QCOMPARE(w.feed->fixture().summary.budget, before);
        answer("budgetConfirm");
        QCOMPARE(w.feed->fixture().summary.budget->value, 80'500'000);
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Running"));
        QVERIFY(!raise->isVisible());
    }

    void withoutAUsableKeyAPersonIsAsked() {
        TestWindow w("refused");
        w.view(ViewId::Goal);
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Held: no usable key"));
        bool said = false;
        for (auto* label : w.window->findChildren<QLabel*>())
            said |= label->isVisible() && label->text().startsWith("Every key was refused or has no credit left.");
        QVERIFY(said);
        auto* resume = w.find<QPushButton>("skein.run.resume.button");
        QVERIFY(resume->isVisible());
        QTest::mouseClick(resume, Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Running"));
    }

    void stopAsksWithDrainFirst() {
        TestWindow w("typical");
        QTimer::singleShot(200, [] {
            auto* dialog = QApplication::activeModalWidget();
            QVERIFY(dialog);
            QVERIFY(dialog->findChild<QRadioButton*>("stopDrain")->isChecked());
            QVERIFY(dialog->findChild<QPushButton*>("stopCancel")->isDefault());
            QTest::mouseClick(dialog->findChild<QPushButton*>("stopConfirm"), Qt::LeftButton);
        });
        w.window->commands().trigger("skein.run.stop");
        TestWindow::settle();
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Stopped"));
    }

    void paletteGoesToATask() {
        TestWindow w("before");
        w.window->commands().trigger("skein.go.anything");
        TestWindow::settle();
        auto* input = w.find<QLineEdit>("paletteInput");
        QVERIFY(input->isVisible());
        QTest::keyClicks(input, "t page cache");
        QTest::keyClick(input, Qt::Key_Return);
        TestWindow::settle();
        QCOMPARE(w.window->selection().task(), 2u);
        QVERIFY(w.find<QWidget>("inspector")->isVisible());
    }

    void filterCountsAndClears() {
        TestWindow w("typical");
        w.view(ViewId::Tasks);
        auto* find = w.find<QLineEdit>("filterField");
        QTest::keyClick(w.window.get(), Qt::Key_L, Qt::ControlModifier);
        QVERIFY(find->hasFocus());
        QTest::keyClicks(find, "for entity phase:Schema");
        QTest::keyClick(find, Qt::Key_Return);
        auto* table = w.find<QTableView>("taskTable");
        QCOMPARE(table->model()->rowCount(), 66);
        QCOMPARE(w.find<QLabel>("filterCount")->text(), QString("66 of 396"));
        QTest::keyClicks(find, " zzz");
        QVERIFY(!table->isVisible());
        for (auto* action : w.window->findChildren<QPushButton*>("emptyStateAction"))
            if (action->isVisible()) QTest::mouseClick(action, Qt::LeftButton);
        QCOMPARE(table->model()->rowCount(), 396);
        QVERIFY(find->text().isEmpty());
        // Back to the filter as it was before it was cleared, and before it was typed.
        w.window->commands().trigger("skein.go.back");
        QCOMPARE(find->text(), QString("for entity phase:Schema zzz"));
        w.window->commands().trigger("skein.go.back");
        QCOMPARE(table->model()->rowCount(), 66);
    }

    void crumbsAreRemovedOneByOne() {
        TestWindow w("typical");
        w.view(ViewId::Tasks);
        w.window->selection().narrow({"Schema", {1, 2, 3}});
        w.window->selection().narrow({"odd ones", {1, 3, 5}});
        auto* table = w.find<QTableView>("taskTable");
        QCOMPARE(table->model()->rowCount(), 2);
        TestWindow::settle();
        auto* crumb = w.find<QPushButton>("crumb0");
        QVERIFY(crumb && crumb->isVisible());
        QTest::mouseClick(crumb, Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(table->model()->rowCount(), 3);
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        w.window->commands().trigger("skein.edit.widen");
        QCOMPARE(table->model()->rowCount(), 396);
    }

    void everyCommandIsOnTheSheet() {
        TestWindow w("typical");
        QTest::keyClick(w.window.get(), Qt::Key_Slash, Qt::ControlModifier);
        TestWindow::settle();
        auto* sheet = w.find<QDialog>("shortcutSheet");
        QVERIFY(sheet && sheet->isVisible());
        auto* table = sheet->findChild<QTableView*>("shortcutTable");
        const auto commandRows = [table] {
            QVector<int> rows;  // the others are titles
            for (int row = 0; row < table->model()->rowCount(); ++row)
                if (table->model()->index(row, 0).flags() & Qt::ItemIsEnabled) rows.append(row);
            return rows;
        };
        QCOMPARE(commandRows().size(), w.window->commands().ids().size());
        QCOMPARE(table->model()->index(0, 0).data().toString(), QString("File"));
        QTest::keyClicks(sheet->findChild<QLineEdit*>("shortcutFind"), "retry the selected");
        QCOMPARE(commandRows(), (QVector<int>{1, 2}));  // that task alone, and with everything after it
        QCOMPARE(table->model()->index(0, 0).data().toString(), QString("Run"));
        QCOMPARE(table->model()->index(1, 1).data().toString(), QString("Ctrl+Shift+R"));
        QTest::mouseClick(sheet->findChild<QPushButton*>("shortcutClose"), Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(!w.find<QDialog>("shortcutSheet"));
    }

    void rowsWaitUntilTheyAreSorted() {
        TestWindow w("typical");
        w.view(ViewId::Tasks);
        auto* table = w.find<QTableView>("taskTable");
        table->sortByColumn(0, Qt::AscendingOrder);
        const QString last = table->model()->index(395, 1).data().toString();
        const auto& tasks = w.feed->fixture().plan.tasks;
        const auto row = std::find_if(tasks.begin(), tasks.end(), [&](const TaskRow& r) { return r.id == last; });
        w.feed->changeTask(row->no, Status::Failed);
        TestWindow::settle();
        QCOMPARE(table->model()->index(395, 1).data().toString(), last);
        auto* resort = w.find<QPushButton>("resortTasks");
        QVERIFY(resort->isVisible());
        QCOMPARE(resort->text(), QString("1 moved: re-sort"));
        QTest::mouseClick(resort, Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(!resort->isVisible());
        QVERIFY(table->model()->index(395, 1).data().toString() != last);
    }

    void nothingIsClipped_data() {
        QTest::addColumn<QString>("fixture");
        QTest::addColumn<int>("view");
        QTest::addColumn<double>("scale");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        const QStringList views = MainWindow::viewNames();
        for (const double scale : {1.0, 1.5, 2.0})
            for (const QSize size : {QSize(960, 600), QSize(1280, 720)})
                for (const QString& fixture : fixtureNames())
                    for (int view = 0; view < views.size(); ++view)
                        QTest::addRow("%s %s %dx%d %d%%", qPrintable(fixture), qPrintable(views[view]), size.width(),
                                      size.height(), int(scale * 100))
                            << fixture << view << scale << size << (view % 2 == 1);
    }
    void nothingIsClipped() {
        QFETCH(QString, fixture);
        QFETCH(int, view);
        QFETCH(double, scale);
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        TestWindow w(fixture, dark ? ThemeChoice::Dark : ThemeChoice::Light, scale, size);
        w.view(static_cast<ViewId>(view));
        if (view == int(ViewId::Tasks) && fixture != "empty") {
            w.window->selection().setTask(3);
            w.window->inspector().showTab(Inspector::Context);
            TestWindow::settle();
        }
        if (view == int(ViewId::Graph) && fixture != "empty" && size.width() > 1000) {
            w.window->selection().setTask(3);
            w.window->showInspector();  // it takes room from the graph
            TestWindow::settle();
        }
        const QStringList problems = geometryProblems(*w.window);
        QVERIFY2(problems.isEmpty(), qPrintable("\n  " + problems.join("\n  ")));
        QVERIFY2(w.window->width() <= size.width() && w.window->height() <= size.height(),
                 "the window cannot be made this small");
    }

    void everythingStandsOut_data() {
        QTest::addColumn<QString>("fixture");
        QTest::addColumn<bool>("dark");
        for (const QString& fixture : fixtureNames())
            for (const bool dark : {false, true})
                QTest::addRow("%s %s", qPrintable(fixture), dark ? "dark" : "light") << fixture << dark;
    }
    void everythingStandsOut() {
        QFETCH(QString, fixture);
        QFETCH(bool, dark);
        TestWindow w(fixture, dark ? ThemeChoice::Dark : ThemeChoice::Light);
        for (int view = 0; view < viewCount; ++view) {
            w.view(static_cast<ViewId>(view));
            if (view == int(ViewId::Tasks)) w.window->selection().setTask(3);
            TestWindow::settle();
            const QStringList problems = contrastProblems(*w.window);
            QVERIFY2(problems.isEmpty(), qPrintable(QString::number(view) + "\n  " + problems.join("\n  ")));
        }
    }

    void everyViewIsReachedByKeyboard() {
        TestWindow w("conflicts");
        // F6 comes round to where it began and passes every pane; Tab never gets stuck.
        QSet<QString> panes;
        for (int i = 0; i < 6; ++i) {
            w.window->commands().trigger("skein.view.nextPane");
            for (QWidget* at = QApplication::focusWidget(); at; at = at->parentWidget())
                if (!at->objectName().isEmpty()) panes.insert(at->objectName());
        }
        QVERIFY2(panes.contains("runBar") && panes.contains("rail"), qPrintable(QStringList(panes.values()).join(' ')));
        for (int view = 0; view < viewCount; ++view) {
            w.view(static_cast<ViewId>(view));
            QSet<QWidget*> visited;
            for (int i = 0; i < 80; ++i) {
                QWidget* focus = QApplication::focusWidget();
                if (!focus) break;
                visited.insert(focus);
                QTest::keyClick(focus, Qt::Key_Tab);
                QVERIFY2(QApplication::focusWidget() != focus || visited.size() == 1, qPrintable(focus->objectName()));
            }
            QStringList missed;
            for (QWidget* widget : w.window->findChildren<QWidget*>())
                if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) &&
                    !widget->visibleRegion().isEmpty() && !visited.contains(widget) && !widget->focusProxy() &&
                    (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) ||
                     qobject_cast<QComboBox*>(widget)) &&
                    !widget->objectName().startsWith("qt_") && !qobject_cast<QRadioButton*>(widget) &&
                    !(qobject_cast<QAbstractButton*>(widget) && qobject_cast<QAbstractButton*>(widget)->group()))
                    missed.append(widget->objectName());
            QVERIFY2(missed.isEmpty(), qPrintable(QStringLiteral("view %1: %2").arg(view).arg(missed.join(' '))));
        }
    }

    void noButtonIsDead() {
        for (const QString& fixture : fixtureNames()) {
            TestWindow w(fixture);
            for (int view = 0; view < viewCount; ++view) {
                w.view(static_cast<ViewId>(view));
                for (auto* button : w.window->findChildren<QAbstractButton*>()) {
                    if (!button->isVisible() || button->objectName().startsWith("qt_")) continue;
                    if (!button->isEnabled())
                        QVERIFY2(!button->toolTip().isEmpty(), qPrintable(fixture + ": " + button->objectName()));
                    else QVERIFY2(button->metaObject()->indexOfSignal("clicked(bool)") >= 0, "not a button");
                }
            }
        }
    }

    void inspectorTellsOfTheTask() {
        TestWindow w("done");
        w.view(ViewId::Tasks);
        QVERIFY(w.find("phaseOverview")->isVisible());
        auto* table = w.find<QTableView>("taskTable");
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(2, 2)).center());
        TestWindow::settle();
        const TaskRow& row = w.feed->fixture().plan.tasks[2];
        QCOMPARE(w.window->selection().task(), row.no);
        QCOMPARE(w.find<QLabel>("factPhase")->text(), row.phase);
        QCOMPARE(w.find<QLabel>("factAgent")->text(), row.agent);
        QVERIFY(w.find<QLabel>("factNeeds")->text().contains(">Survey the source tree</a>"));
        QVERIFY(w.find<QLabel>("factTokens")->text().contains(QLocale().toString(qlonglong(row.tokensIn.value))));
        w.window->inspector().showTab(Inspector::Context);
        QVERIFY2(w.find<QLabel>("windowTotal")->text().startsWith("3,114 tokens, in band"),
                 qPrintable(w.find<QLabel>("windowTotal")->text()));
        QCOMPARE(w.find<QTableView>("includedTable")->model()->rowCount(), 6);
        QCOMPARE(w.find<QTableView>("includedTable")->model()->index(3, 1).data().toString(), QString("Memory, cited"));
        QCOMPARE(w.find<QTableView>("leftOutTable")->model()->rowCount(), 4);
        QVERIFY(w.find<QPlainTextEdit>("exactPrompt")->toPlainText().startsWith("You document software."));
        QVERIFY(w.find<QPlainTextEdit>("taskOutput")->toPlainText().contains("page_cache.h"));
        QCOMPARE(w.find<QTableView>("attemptTable")->model()->rowCount(), row.attempt);
        const QString calls = w.find<QPlainTextEdit>("attemptCalls")->toPlainText();
        QVERIFY2(calls.startsWith("Try 1\n") && calls.contains("alpha/strong with environment/ALPHA_KEY"),
                 qPrintable(calls));
        w.window->selection().setTask(0);
        QVERIFY(w.find("phaseOverview")->isVisible());
    }

    void lostWorkspacesAreStale() {
        TestWindow w("damaged");
        QCOMPARE(w.find<QLabel>("runState")->text(), QString("Stale"));
        QVERIFY(w.find("mainBanner")->isVisible());
        QVERIFY(w.window->goal().findChild<QLabel*>("viewAnswer")->text().contains("no longer be read"));
        QVERIFY(w.find<QLabel>("coreState")->text().startsWith("stale"));
        for (const char* id : {"skein.run.hold", "skein.run.resume", "skein.run.stop", "skein.run.retryFailed"})
            QVERIFY2(w.window->commands().reason(id).contains("no longer be read"), id);
        QCOMPARE(w.find<QTableView>("taskTable")->model()->rowCount(), 396);  // what was known stays readable
    }

    // A workspace that holds no run yet is readable: the status bar says the same as the banner.
    void whatIsMissingIsSaidOnce() {
        TestWindow w("empty");
        emit w.feed->lost("This workspace holds no run yet", "/tmp/w.skein");
        QCOMPARE(w.find<QLabel>("coreState")->text(), QString("This workspace holds no run yet"));
        emit w.feed->lost("The run could not be started: its signing key cannot be used", "why");
        QCOMPARE(w.find<QLabel>("coreState")->text(), QString("The run could not be started"));
    }

    void amountsWithoutAModelAreFacts() {
        Fixture fixture = *makeFixture("done");
        fixture.summary.provider = "offline";
        for (TaskRow& row : fixture.plan.tasks) {
            row.tokensIn = row.tokensOut = {};
            row.cost = {};
        }
        fixture.spend.clear();
        countStates(fixture);
        TestWindow w("empty");
        RunDelta delta;
        delta.summary = fixture.summary;
        delta.plan = fixture.plan;
        emit w.feed->delta(delta);
        w.view(ViewId::Costs);
        QVERIFY(!w.find("costChart")->isVisible());
        QVERIFY(w.find<QLabel>("noChart")->text().contains("nothing is spent"));
        for (const auto* label : w.window->findChildren<QLabel*>())
            if (label->isVisible()) QVERIFY2(!label->text().contains('~'), qPrintable(label->text()));
    }

    void theChartHasATableWithTheSamePoints() {
        TestWindow w("typical");
        w.view(ViewId::Costs);
        QVERIFY(w.find("costChart")->isVisible());
        auto* grouping = w.find<QComboBox>("costGrouping");
        grouping->setCurrentIndex(grouping->findText("Over time"));
        auto* table = w.find<QTableView>("costTable");
        QCOMPARE(table->model()->rowCount(), w.feed->fixture().spend.size());
        const int last = table->model()->rowCount() - 1;
        QVERIFY(table->model()->index(last, 1).data().toString().contains(
            QString::number(w.feed->fixture().spend.last().spent.value / 1e6, 'f', 2)));
    }

    void everyControlHasAName() {
        TestWindow w("conflicts");
        QStringList nameless;
        for (QWidget* widget : w.window->findChildren<QWidget*>()) {
            const bool interactive = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) ||
                                     qobject_cast<QAbstractItemView*>(widget) || qobject_cast<QComboBox*>(widget) ||
                                     qobject_cast<QSpinBox*>(widget) || qobject_cast<QPlainTextEdit*>(widget);
            if (!interactive || widget->objectName().startsWith("qt_") || qobject_cast<QHeaderView*>(widget)) continue;
            if (qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) ||
                qobject_cast<QTabBar*>(widget->parentWidget()) || qobject_cast<QLineEdit*>(widget->parentWidget()) ||
                qobject_cast<QComboBox*>(widget->parentWidget()) || qobject_cast<QMenuBar*>(widget->parentWidget()) ||
                widget->parentWidget()->inherits("QComboBoxPrivateContainer") || widget->inherits("QTableCornerButton"))
                continue;
            const auto* button = qobject_cast<QAbstractButton*>(widget);
            const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
            if (!named || widget->objectName().isEmpty())
                nameless.append(QStringLiteral("%1 '%2'").arg(widget->metaObject()->className(), widget->objectName()));
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join("\n")));
    }

    void disabledCommandsSayWhy() {
        TestWindow w("empty");
        for (const QString& id : w.window->commands().ids())
            if (!w.window->commands().action(id)->isEnabled())
                QVERIFY2(!w.window->commands().reason(id).isEmpty(), qPrintable(id));
    }

    void picturesAreNotEmpty_data() {
        QTest::addColumn<QString>("fixture");
        for (const QString& name : fixtureNames()) QTest::newRow(qPrintable(name)) << name;
    }
    void picturesAreNotEmpty() {
        QFETCH(QString, fixture);
        TestWindow w(fixture);
        w.view(ViewId::Graph);
        const QImage image = w.window->grab().toImage();
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); y += 3)
            for (int x = 0; x < image.width(); x += 3) colours.insert(image.pixel(x, y));
        QVERIFY2(colours.size() > 12, qPrintable(QString::number(colours.size())));
    }
};

QTEST_MAIN(TestWindowFlows)
#include "tst_window.moc"
