// The plan beside a goal that is written: tasks whose files are gone, where the keyboard stays, what counts and columns
// say, and that a new goal is typed into at its end.
#include "core/runtime/start_run.h"
#include "tests/ui/ui_fixture.h"
#include "ui/goal/goal_editor.h"
#include "ui/goal/plan_forms.h"
#include "ui/goal/plan_scope.h"
#include "ui/goal/plan_tree.h"

using namespace skein;
using namespace skein::ui;

namespace {

constexpr int patienceMs = 20'000;

bool write(const QString& path, const QByteArray& words) {
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QFile::WriteOnly) && file.write(words) == words.size();
}

TaskSpec about(const std::string& id, std::vector<std::string> scope) {
    TaskSpec task;
    task.id = id;
    task.scope = std::move(scope);
    return task;
}

/// A window with the plan of two folders.
struct Writing {
    QTemporaryDir project;
    TestWindow w;
    GoalEditor* editor = nullptr;
    PlanTree* tree = nullptr;

    explicit Writing(double scale = 1.0) : w("empty", ThemeChoice::Light, scale) {
        for (const char* part : {"cache", "index"}) {
            if (!write(project.filePath(QString("%1/README.md").arg(part)), "# Part\nIt holds 64 pages.\n")) return;
            if (!write(project.filePath(QString("%1/part.py").arg(part)), "LIMIT = 64\ndef get(page):\n    return 1\n"))
                return;
        }
        QTest::keyClick(w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        editor = w.window->goal().editor();
        editor->startAnew();
        tree = w.find<PlanTree>("planTree");
        GoalForm form = editor->draft().form();
        form.statement = "Document it.";
        form.sources = {project.filePath("cache"), project.filePath("index")};
        editor->draft().setForm(form, {});
    }
    ~Writing() {
        if (editor) editor->startAnew();
    }

    bool isPlanned() {
        return QTest::qWaitFor([this] { return editor->missing().isEmpty(); }, patienceMs);
    }
    /// Takes the last source out, and waits for what is proposed then.
    bool dropASource() {
        GoalForm form = editor->draft().form();
        form.sources.removeLast();
        editor->draft().setForm(form, {});
        return QTest::qWaitFor([this] { return !editor->draft().diff().removed.empty(); }, patienceMs);
    }
    template <class T>
    T* find(const char* name) {
        return w.find<T>(name);
    }
};

}  // namespace

class TestGoalPlan : public QObject {
    Q_OBJECT
private slots:
    void tasksAreAboutFilesThatAreThere() {
        const std::vector<std::string> paths{"a/x.md", "ab/y.md", "z.md"};
        Plan plan;
        plan.tasks = {about("none", {}),     about("file", {"z.md"}),         about("folder", {"a/"}),
                      about("gone", {"b/"}), about("near", {"a/x.m"}),        about("some", {"b/", "ab/"}),
                      about("all", {"."}),   about("after", {"zz/", "zz.md"})};
        QCOMPARE(tasksWithoutFiles(plan, paths), (std::vector<std::string>{"gone", "near", "after"}));
        QCOMPARE(tasksWithoutFiles(plan, {}).size(), std::size_t(7));  // whoever names none may work from memory
    }

    /// Sources change, what the plan would lose is kept: those tasks say so, and nothing starts on nothing.
    void tasksWithoutFilesKeepItFromStarting() {
        Writing writing;
        QVERIFY(writing.editor && writing.isPlanned());
        QVERIFY(writing.dropASource());
        QTest::mouseClick(writing.find<QPushButton>("rejectAll"), Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(writing.editor->draft().diff().removed.empty());
        auto* start = writing.find<QPushButton>("goalStart");
        QVERIFY(!start->isEnabled());
        QVERIFY2(writing.editor->missing().contains("no file"), qPrintable(writing.editor->missing()));
        QVERIFY(start->accessibleDescription().contains("no file"));
        int marked = 0;
        for (QTreeWidgetItemIterator it(writing.tree); *it; ++it)
            if ((*it)->text(1) == "no file") {
                ++marked;
                QVERIFY((*it)->data(0, Qt::AccessibleTextRole).toString().contains("None of the files"));
                QVERIFY((*it)->toolTip(1).contains("None of the files") && !(*it)->icon(0).isNull());
            }
        QVERIFY(marked > 0);
        if (const QString folder = qEnvironmentVariable("SKEIN_TEST_SHOTS"); !folder.isEmpty())
            writing.w.window->grab().save(folder + "/nofile.png");
        // Taken back and taken over, the plan is about what is there.
        writing.editor->draft().undoStack().undo();
        QVERIFY(writing.editor->draft().accept({}));
        QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), patienceMs);
        for (QTreeWidgetItemIterator it(writing.tree); *it; ++it) QVERIFY((*it)->text(1) != "no file");
    }

    void thePressedToolKeepsTheKeyboard() {
        Writing writing;
        QVERIFY(writing.editor && writing.isPlanned());
        writing.tree->setCurrentItem(writing.tree->topLevelItem(0)->child(0));
        auto* pause = writing.find<QPushButton>("planPause");
        QTRY_VERIFY(pause->isEnabled());
        pause->setFocus();
        QTest::keyClick(pause, Qt::Key_Space);
        TestWindow::settle();
        QVERIFY(writing.editor->draft().plan().tasks.front().pauseBefore);
        QCOMPARE(QApplication::focusWidget(), pause);
        QTest::keyClick(pause, Qt::Key_Space);
        TestWindow::settle();
        QCOMPARE(QApplication::focusWidget(), pause);
        // What can do nothing any more gives the keyboard to the plan it was about, at the place it was about.
        QVERIFY(writing.dropASource());
        const std::string gone = writing.editor->draft().diff().removed.front();
        writing.tree->setFocus();
        writing.tree->select(gone);
        const int row = writing.tree->indexOfTopLevelItem(writing.tree->currentItem()->parent());
        auto* accept = writing.find<QPushButton>("acceptSelected");
        QTRY_VERIFY(accept->isEnabled());
        accept->setFocus();
        QTest::keyClick(accept, Qt::Key_Space);
        TestWindow::settle();
        QVERIFY(!accept->isEnabled() || !accept->isVisible() || accept->hasFocus());
        QVERIFY2(QApplication::focusWidget() == writing.tree || accept->hasFocus(),
                 qPrintable(QApplication::focusWidget() ? QApplication::focusWidget()->objectName() : "nothing"));
        auto* now = writing.tree->currentItem();
        while (now->parent()) now = now->parent();
        QVERIFY(std::abs(writing.tree->indexOfTopLevelItem(now) - row) <= 1);
    }

    void aPhaseCountsWhatItWillHold() {
        Writing writing;
        QVERIFY(writing.editor && writing.isPlanned());
        QVERIFY(writing.dropASource());
        TestWindow::settle();
        const auto& removed = writing.editor->draft().diff().removed;
        int counted = 0;
        for (int i = 0; i < writing.tree->topLevelItemCount(); ++i)
            counted += writing.tree->topLevelItem(i)->text(0).section('(', -1).chopped(1).toInt();
        QCOMPARE(counted, int(writing.editor->draft().candidate().tasks.size()));
        QVERIFY(!removed.empty());
    }

    void aTaskOfOnesOwnHasAnEstimate() {
        Writing writing;
        QVERIFY(writing.editor && writing.isPlanned());
        std::string behind;
        for (const TaskSpec& task : writing.editor->draft().plan().tasks)
            if (task.kind == "digest") behind = task.id;
        QVERIFY(!behind.empty());
        const auto own = writing.editor->draft().insert(behind, "Look at the cache");
        QVERIFY(own);
        const auto& tasks = writing.editor->draft().plan().tasks;
        const auto at = [&tasks](const std::string& id) {
            return std::find_if(tasks.begin(), tasks.end(), [&id](const TaskSpec& task) { return task.id == id; });
        };
        // Over the same files, in the same way.
        QVERIFY(at(behind)->estimate.duration.value > 0);
        QCOMPARE(at(*own)->estimate.duration.value, at(behind)->estimate.duration.value);
        TestWindow::settle();
        bool found = false;
        for (QTreeWidgetItemIterator it(writing.tree); *it; ++it) {
            QVERIFY2((*it)->text(1) != "--", qPrintable((*it)->text(0)));
            if ((*it)->text(0) == "Look at the cache") found = (*it)->text(1).contains(QRegularExpression("^~\\d"));
        }
        QVERIFY(found);
    }

    void whatIsTypedInACellHidesTheOldWords() {
        Writing writing;
        QVERIFY(writing.editor && writing.isPlanned());
        writing.tree->setFocus();
        writing.tree->setCurrentItem(writing.tree->topLevelItem(0)->child(0));
        QTest::keyClick(writing.tree, Qt::Key_F2);
        auto* field = writing.tree->findChild<QLineEdit*>();
        QVERIFY(field && field->autoFillBackground());
        if (const QString folder = qEnvironmentVariable("SKEIN_TEST_SHOTS"); !folder.isEmpty())
            writing.w.window->grab().save(folder + "/cell.png");
        QTest::keyClick(field, Qt::Key_Escape);
    }

    void aGoalIsTypedOnAtItsEnd() {
        Writing writing;
        auto* goal = writing.find<QPlainTextEdit>("goalText");
        goal->moveCursor(QTextCursor::Start);
        writing.tree->setFocus();
        QTest::keyClick(writing.w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        QVERIFY(goal->hasFocus());
        QTest::keyClicks(goal, " Now");
        QCOMPARE(goal->toPlainText(), QString("Document it. Now"));
        // Taking back leaves the caret where one types.
        QTest::keyClick(goal, Qt::Key_Z, Qt::ControlModifier);
        TestWindow::settle();
        QTest::keyClicks(goal, "!");
        QCOMPARE(goal->toPlainText(), QString("Document it.!"));
    }

    void thePlanFitsFromSideToSide_data() {
        QTest::addColumn<double>("scale");
        for (const double scale : {1.0, 1.5, 2.0}) QTest::addRow("%d", int(scale * 100)) << scale;
    }
    void thePlanFitsFromSideToSide() {
        QFETCH(double, scale);
        Writing writing(scale);
        QVERIFY(writing.editor && writing.isPlanned());
        TestWindow::settle();
        if (const QString folder = qEnvironmentVariable("SKEIN_TEST_SHOTS"); !folder.isEmpty())
            writing.w.window->grab().save(QString("%1/plan-%2.png").arg(folder).arg(scale));
        for (auto* area : writing.editor->findChildren<QAbstractScrollArea*>())
            if (area->isVisible())
                QVERIFY2(area->horizontalScrollBar()->maximum() == 0, qPrintable(area->objectName()));
    }

    /// Without runs in its own workspace an estimate draws from the newest other one that tells, and names it.
    void earlierRunsOfOtherWorkspacesTell() {
        QTemporaryDir home;
        const auto data = qgetenv("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", home.path().toUtf8());
        qputenv("SKEIN_KEYSTORE", "file");
        Writing writing;
        QVERIFY(writing.editor && writing.isPlanned());
        auto* words = writing.find<QLabel>("planEstimate");
        QTRY_VERIFY_WITH_TIMEOUT(words->text().contains("rough guess"), patienceMs);
        const QString goals = QDir::tempPath() + QString("/skein-goals-%1").arg(QCoreApplication::applicationPid());
        const QString goal = writing.project.filePath("goal.yaml");
        QVERIFY(write(goal, "goal: Document it.\nrecipe: document-project\nsources: [cache]\n"));
        {
            runtime::RunRequest request;
            request.goalFile = goal.toStdString();
            auto prepared = runtime::prepareRun(request);
            QVERIFY2(prepared, prepared ? "" : prepared.error().message.c_str());
            runtime::WorkbenchOptions options;
            options.path = (goals + "/before.skein").toStdString();
            options.create = true;
            auto bench = runtime::Workbench::open(options);
            QVERIFY2(bench, bench ? "" : bench.error().message.c_str());
            const auto run = (*bench)->startRun(std::move(*prepared), {});
            QVERIFY2(run, run ? "" : run.error().message.c_str());
            QVERIFY((*bench)->waitUntilRest(*run, [] { return false; }));
        }
        GoalForm form = writing.editor->draft().form();
        form.sources.removeLast();
        writing.editor->draft().setForm(form, {});
        QTRY_VERIFY_WITH_TIMEOUT(words->text().contains("in the workspace \u201cbefore\u201d"), patienceMs);
        QVERIFY2(words->text().contains("finished tasks of 1 run"), qPrintable(words->text()));
        QVERIFY(QDir(goals).removeRecursively());
        data.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", data);
        qunsetenv("SKEIN_KEYSTORE");
    }

    void everyFieldHasAName() {
        Writing writing;
        QVERIFY(writing.editor && writing.isPlanned());
        QStringList nameless;
        auto* forms = writing.editor->findChild<PlanForms*>();
        for (const auto form : {PlanForms::Outline, PlanForms::Graph, PlanForms::Source}) {
            forms->show(form);
            TestWindow::settle();
            for (auto* field : writing.editor->findChildren<QWidget*>()) {
                if (field->focusPolicy() == Qt::NoFocus || field->focusProxy() || !field->isVisibleTo(writing.editor))
                    continue;
                QAccessibleInterface* face = QAccessible::queryAccessibleInterface(field);
                if (face && face->text(QAccessible::Name).trimmed().isEmpty())
                    nameless.append(QString("%1 %2").arg(field->metaObject()->className(), field->objectName()));
            }
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
    }

    /// Where only the goal's words are written, nothing is called wrong that nobody has touched.
    void whatIsUntouchedIsNotWrong() {
        Writing writing;
        QVERIFY(writing.editor);
        writing.editor->startAnew();
        TestWindow::settle();
        auto* goal = writing.find<QPlainTextEdit>("goalText");
        goal->setFocus();
        QTest::keyClicks(goal, "Document it");
        QTest::qWait(3000);
        auto* banner = writing.find<QWidget>("planBanner");
        QStringList words;
        for (auto* label : banner->findChildren<QLabel*>()) words.append(label->text());
        QVERIFY2(!banner->isVisible(), qPrintable(words.join(" | ") + " / " + writing.editor->missing()));
        QVERIFY2(!writing.find<QLabel>("goalSourcesNote")->isVisible(), "sources");
        QCOMPARE(writing.editor->missing(), QString("Add the files and folders that it is about."));
        // Who names a folder without anything to read in it hears of it under that field.
        QVERIFY(QDir(writing.project.path()).mkpath("none"));
        GoalForm form = writing.editor->draft().form();
        form.sources = {writing.project.filePath("none")};
        writing.editor->draft().setForm(form, {});
        QTRY_VERIFY_WITH_TIMEOUT(writing.find<QLabel>("goalSourcesNote")->text().contains("no text file"), patienceMs);
    }
};

QTEST_MAIN(TestGoalPlan)
#include "tst_goal_plan.moc"
