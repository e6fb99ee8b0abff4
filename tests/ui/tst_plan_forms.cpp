// A plan being written in its three forms: outline, graph and source share one model, one undo stack and one selection.
// And pause points in all of them.
#include "core/plan/pauses.h"
#include "core/plan/plan_file.h"
#include "tests/ui/ui_fixture.h"
#include "ui/goal/goal_editor.h"
#include "ui/goal/plan_forms.h"
#include "ui/goal/plan_source.h"
#include "ui/goal/plan_tree.h"
#include "ui/graph/graph_canvas.h"

using namespace skein;
using namespace skein::ui;

namespace {

TaskSpec task(const std::string& id, const std::string& phase, std::vector<std::string> needs,
              const std::string& kind = "digest") {
    TaskSpec spec;
    spec.id = id;
    spec.phase = phase;
    spec.kind = kind;
    spec.title = "Title of " + id;
    spec.instruction = "Do " + id;
    spec.needs = std::move(needs);
    return spec;
}

Plan smallPlan() {
    Plan plan;
    plan.goal = "a goal";
    plan.tasks = {task("a", "One", {}), task("b", "One", {"a"}), task("c", "Two", {"b"}),
                  task("end", "Two", {"c"}, "assemble")};
    return plan;
}

const TaskSpec& at(const Plan& plan, const std::string& id) {
    return *std::find_if(plan.tasks.begin(), plan.tasks.end(), [&](const TaskSpec& t) { return t.id == id; });
}

/// The editor of a window, with a plan in it that no recipe makes anew.
struct Forms {
    TestWindow w{"empty"};
    GoalEditor* editor = nullptr;
    PlanForms* forms = nullptr;

    Forms() {
        QTest::keyClick(w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        editor = w.window->goal().editor();
        editor->draft().start({});
        editor->draft().propose(smallPlan());
        forms = w.window->findChild<PlanForms*>();
        TestWindow::settle();
    }
    PlanDraft& draft() const { return editor->draft(); }
    void press(const char* name) const {
        QTest::mouseClick(w.find<QPushButton>(name), Qt::LeftButton);
        TestWindow::settle();
    }
    void undo() const {
        QTest::keyClick(w.window.get(), Qt::Key_Z, Qt::ControlModifier);
        TestWindow::settle();
    }
};

}  // namespace

class TestPlanForms : public QObject {
    Q_OBJECT
private slots:
    void pausePointsAreStepsOfTheDraft() {
        PlanDraft draft;
        draft.propose(smallPlan());
        QVERIFY(draft.setPause({"b", "c"}, true));
        QVERIFY(draft.setPhasePause("Two", true));
        QVERIFY(!draft.setPhasePause("", true));
        QCOMPARE(plan::pausePoints(draft.plan()), (std::set<std::string>{"b", "c"}));
        QVERIFY(!draft.isAsProposed() && !draft.isLocked("b"));
        // A new proposal leaves them alone, and takes everything else over.
        Plan next = smallPlan();
        next.tasks[1].title = "Another b";
        draft.propose(next);
        QCOMPARE(draft.diff().changed.size(), std::size_t(1));
        QVERIFY(draft.accept({}));
        QCOMPARE(at(draft.plan(), "b").title, std::string("Another b"));
        QVERIFY(at(draft.plan(), "b").pauseBefore && draft.isPausedPhase("Two"));
        for (int i = 0; i < 3; ++i) draft.undoStack().undo();
        QVERIFY(plan::pausePoints(draft.plan()).empty());
        // The phase goes with its last task: what names it would be no plan.
        QVERIFY(draft.setPhasePause("Two", true));
        QVERIFY(draft.remove({"c", "end"}));
        QVERIFY(draft.plan().pauseBefore.empty());
    }

    void theOutlineSetsThem() {
        Forms f;
        auto& tree = f.forms->tree();
        tree.setFocus();
        tree.select("b");
        QTest::keyClick(&tree, Qt::Key_P);
        TestWindow::settle();
        QVERIFY(at(f.draft().plan(), "b").pauseBefore);
        QVERIFY(tree.currentItem()->data(0, Qt::AccessibleTextRole).toString().contains("pause point before it"));
        QTest::keyClick(&tree, Qt::Key_Up);
        QTest::keyClick(&tree, Qt::Key_Up);  // the phase
        QTest::keyClick(&tree, Qt::Key_P);
        TestWindow::settle();
        QVERIFY(f.draft().isPausedPhase("One"));
        QVERIFY(tree.currentItem()->data(0, Qt::AccessibleTextRole).toString().contains("pause point before it"));
        f.press("planPause");
        QVERIFY(!f.draft().isPausedPhase("One"));
        f.undo();
        f.undo();
        f.undo();
        QVERIFY(plan::pausePoints(f.draft().plan()).empty());
    }

    /// L links by default; what is needed already comes last and says that it will not be any more.
    void linkingIsWhatTheDialogDoes() {
        Forms f;
        auto& tree = f.forms->tree();
        tree.setFocus();
        tree.select("c");  // needs b
        const auto answer = [&](std::function<void(QDialog&)> run) {
            QTimer::singleShot(0, this, [run] {
                auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
                QVERIFY(dialog);
                run(*dialog);
                if (dialog->isVisible()) dialog->reject();
            });
            QTest::keyClick(&tree, Qt::Key_L);
            TestWindow::settle();
        };
        QString effect, button;
        answer([&](QDialog& dialog) {
            effect = dialog.findChild<QLabel*>("linkEffect")->text();
            button = dialog.findChild<QPushButton*>("linkConfirm")->text();
            QTest::keyClick(dialog.focusWidget(), Qt::Key_Return);
        });
        QCOMPARE(button, QString("Link"));
        QCOMPARE(effect, QString("\u201cTitle of c\u201d waits for \u201cTitle of a\u201d and gets its result."));
        QCOMPARE(at(f.draft().plan(), "c").needs, (std::vector<std::string>{"b", "a"}));
        // Searching finds what is needed already, and the button says what it will do.
        answer([&](QDialog& dialog) {
            QTest::keyClicks(dialog.findChild<QLineEdit*>("linkSearch"), "title of B");
            effect = dialog.findChild<QLabel*>("linkEffect")->text();
            button = dialog.findChild<QPushButton*>("linkConfirm")->text();
            QTest::mouseClick(dialog.findChild<QPushButton*>("linkConfirm"), Qt::LeftButton);
        });
        QCOMPARE(button, QString("Unlink"));
        QVERIFY2(effect.contains("no longer waits for"), qPrintable(effect));
        QCOMPARE(at(f.draft().plan(), "c").needs, std::vector<std::string>{"a"});
        answer([&](QDialog& dialog) {
            QTest::keyClicks(dialog.findChild<QLineEdit*>("linkSearch"), "nothing like this");
            QVERIFY(!dialog.findChild<QPushButton*>("linkConfirm")->isEnabled());
        });
        QCOMPARE(at(f.draft().plan(), "c").needs, std::vector<std::string>{"a"});
    }

    /// Each task says why it is there: who made it, for what, and who waits for it.
    void tasksSayWhyTheyAreThere() {
        Forms f;
        auto* why = f.w.find<QLabel>("planWhy");
        auto& tree = f.forms->tree();
        tree.select("b");
        TestWindow::settle();
        QVERIFY(why->isVisible());
        QVERIFY2(why->text().contains("needs \u201cTitle of a\u201d") &&
                     why->text().contains("Needed by \u201cTitle of c\u201d"),
                 qPrintable(why->text()));
        GoalForm form = f.draft().form();
        form.recipe = "document-project";
        f.draft().start(form);
        Plan plan = smallPlan();
        plan.tasks[1].parameters["component"] = "cache";
        plan.tasks[1].scope = {"src/cache/"};
        f.draft().propose(plan);
        TestWindow::settle();
        tree.select("b");
        TestWindow::settle();
        QVERIFY2(why->text().contains("has it for component \u201ccache\u201d") && why->text().contains("src/cache/"),
                 qPrintable(why->text()));
        tree.setFocus();
        QTest::keyClick(&tree, Qt::Key_Insert);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        TestWindow::settle();
        QVERIFY2(why->text().contains("You inserted it"), qPrintable(why->text()));
    }

    /// What is proposed is taken or left phase by phase, and what was left is not asked again.
    void phasesAreAcceptedAndRejected() {
        Forms f;
        Plan next = smallPlan();
        next.tasks[0].title = "Another a";
        next.tasks[2].title = "Another c";
        next.tasks.insert(next.tasks.begin() + 3, task("d", "Two", {"b"}));
        f.draft().propose(next);
        TestWindow::settle();
        QCOMPARE(f.w.find<QLabel>("planDiff")->text(), QString("+ added 1   \u2212 removed 0   ~ changed 2"));
        auto& tree = f.forms->tree();
        const auto choose = [&tree](int phase) {
            tree.clearSelection();
            tree.setCurrentItem(tree.topLevelItem(phase));
        };
        choose(1);
        f.press("acceptSelected");
        QCOMPARE(at(f.draft().plan(), "c").title, std::string("Another c"));
        QCOMPARE(f.draft().plan().tasks.size(), std::size_t(5));
        QCOMPARE(at(f.draft().plan(), "a").title, std::string("Title of a"));
        choose(0);
        f.press("rejectSelected");
        QVERIFY(f.draft().diff().empty() && !f.w.find<QPushButton>("acceptAll")->isVisible());
        f.draft().propose(next);
        QVERIFY(f.draft().diff().empty());
        f.undo();
        QCOMPARE(f.draft().diff().changed.size(), std::size_t(1));
        f.undo();
        QCOMPARE(f.draft().diff().added.size(), std::size_t(1));
    }

    void theGraphIsTheSamePlan() {
        Forms f;
        f.forms->tree().select("b");
        f.press("planAsGraph");
        auto* graph = f.w.find<GraphCanvas>("planGraph");
        QVERIFY(graph && graph->isVisible());
        QTRY_COMPARE(graph->plan().tasks.size(), 4);
        QTRY_VERIFY(!graph->scene().items.isEmpty());
        const auto selected = [&] {
            const int item = graph->currentItem();
            return item < 0 ? QString() : graph->plan().tasks[graph->scene().items[item].tasks.front()].id;
        };
        QTRY_COMPARE(selected(), QString("b"));
        graph->setFocus();
        QTest::keyClick(graph, Qt::Key_Right);  // what needs it
        QTRY_COMPARE(selected(), QString("c"));
        QCOMPARE(f.forms->tree().currentTask(), std::string("c"));
        QTest::keyClick(graph, Qt::Key_P);
        TestWindow::settle();
        QVERIFY(at(f.draft().plan(), "c").pauseBefore);
        QTRY_VERIFY(graph->plan().tasks[2].pausePoint);
        QTRY_VERIFY(graph->itemText(graph->currentItem()).contains("pause point"));
        QTest::keyClick(graph, Qt::Key_Delete);
        TestWindow::settle();
        QCOMPARE(f.draft().plan().tasks.size(), std::size_t(3));
        QTRY_COMPARE(graph->plan().tasks.size(), 3);
        f.undo();
        QTRY_COMPARE(graph->plan().tasks.size(), 4);
        QVERIFY2(geometryProblems(*f.w.window).isEmpty(), qPrintable(geometryProblems(*f.w.window).join('\n')));
    }

    void theSourceIsTheSamePlan() {
        Forms f;
        f.forms->tree().select("c");
        f.press("planAsSource");
        auto* text = f.w.find<QPlainTextEdit>("planSourceText");
        auto* apply = f.w.find<QPushButton>("planSourceApply");
        QVERIFY(text && text->isVisible() && !apply->isEnabled());
        // It stands where the outline stood, and moves it.
        QVERIFY2(
            text->toPlainText().mid(text->textCursor().position()).section("\"title\"", 1, 1).contains("Title of c"),
            qPrintable(text->textCursor().block().text()));
        text->setFocus();
        text->setTextCursor(text->document()->find("Title of b"));
        QTRY_COMPARE(f.forms->tree().currentTask(), std::string("b"));
        // A word by hand: one step.
        QTest::keyClicks(text, "By hand");
        QTRY_VERIFY(apply->isEnabled());
        QTest::mouseClick(apply, Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(at(f.draft().plan(), "b").title, std::string("By hand"));
        QVERIFY(f.draft().isLocked("b") && !f.draft().isLocked("a"));
        QCOMPARE(f.draft().plan().goal, std::string("a goal"));
        QCOMPARE(f.draft().undoStack().count(), 1);
        f.undo();
        QCOMPARE(at(f.draft().plan(), "b").title, std::string("Title of b"));
        QVERIFY(text->toPlainText().contains("Title of b") && !text->toPlainText().contains("By hand"));
        QVERIFY2(geometryProblems(*f.w.window).isEmpty(), qPrintable(geometryProblems(*f.w.window).join('\n')));
    }

    void mistakesInTheSourceAreNamed() {
        Forms f;
        f.press("planAsSource");
        auto* text = f.w.find<QPlainTextEdit>("planSourceText");
        auto* state = f.w.find<QLabel>("planSourceState");
        auto* apply = f.w.find<QPushButton>("planSourceApply");
        text->setFocus();
        // A circle: a needs end.
        QString circle = text->toPlainText();
        const auto needs = circle.indexOf("\"needs\": []");
        QVERIFY(needs > 0);
        const int line = static_cast<int>(circle.left(needs).count('\n')) + 1;
        QTextCursor cursor = text->document()->find("\"needs\": []");
        cursor.insertText("\"needs\": [\"end\"]");
        QTRY_VERIFY2(state->text().contains("end -> "), qPrintable(state->text()));
        QVERIFY2(state->text().startsWith("plan:" + QString::number(line) + ":"), qPrintable(state->text()));
        QVERIFY(!apply->isEnabled());
        QCOMPARE(text->extraSelections().size(), 1);
        QCOMPARE(text->extraSelections().front().cursor.blockNumber(), line - 1);
        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(at(f.draft().plan(), "a").needs.empty() && !f.draft().undoStack().canUndo());
        // What changes meanwhile is said, and Revert shows it.
        QVERIFY(f.draft().rename("a", "Another title"));
        QVERIFY(text->toPlainText().contains("\"end\"\n") || text->toPlainText().contains("[\"end\"]"));
        f.press("planSourceRevert");
        QVERIFY(text->toPlainText().contains("Another title"));
        QVERIFY(text->extraSelections().isEmpty());
        text->document()->find("\"priority\": 0").insertText("\"priority\": \"high\"");
        QTRY_VERIFY2(state->text().contains("tasks[0].priority"), qPrintable(state->text()));
        // What is no plan file at all is said in words, what the reader of JSON said is its tool tip; and nothing
        // starts beside a text that is not the plan.
        f.press("planSourceRevert");
        text->document()->find("\"tasks\"").insertText("\"tasks\" oops");
        QTRY_VERIFY2(state->text().startsWith("Line ") && state->text().contains("bracket is missing"),
                     qPrintable(state->text()));
        QVERIFY(state->toolTip().contains("syntax error"));
        QCOMPARE(text->extraSelections().size(), 1);
        QVERIFY(!f.w.find<QPushButton>("goalStart")->isEnabled());
        f.press("planSourceRevert");
    }

    void aTaskOfOnesOwnSaysWhatItIsToDo() {
        Forms f;
        const auto id = f.draft().insert("a", {});
        QVERIFY(id);
        QVERIFY(f.draft().rename(*id, "Measure the cache"));
        QCOMPARE(at(f.draft().plan(), *id).instruction, std::string("Measure the cache"));
        auto* tree = f.w.find<PlanTree>("planTree");
        tree->select(*id);
        TestWindow::settle();
        QTimer::singleShot(0, tree, [] {
            auto* dialog = QApplication::activeModalWidget();
            auto* words = dialog->findChild<QPlainTextEdit*>();
            QCOMPARE(words->toPlainText(), QString("Measure the cache"));
            words->setPlainText("Run the benchmark three times.");
            dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->click();
        });
        f.press("planInstruct");
        QCOMPARE(at(f.draft().plan(), *id).instruction, std::string("Run the benchmark three times."));
        // From then on title and instruction are two things.
        QVERIFY(f.draft().rename(*id, "Cache figures"));
        QCOMPARE(at(f.draft().plan(), *id).instruction, std::string("Run the benchmark three times."));
        f.draft().undoStack().undo();
        f.draft().undoStack().undo();
        QCOMPARE(at(f.draft().plan(), *id).instruction, std::string("Measure the cache"));
    }
};

QTEST_MAIN(TestPlanForms)
#include "tst_plan_forms.moc"
