// Writing a goal in the window: its file, its plan as a diff, edits by hand, one undo stack, and the whole way by keys.
#include "core/plan/goal_file.h"
#include "core/plan/plan_file.h"
#include "tests/ui/ui_fixture.h"
#include "ui/goal/estimate_words.h"
#include "ui/goal/goal_editor.h"
#include "ui/goal/plan_tree.h"
#include "ui/goal/recipe_words.h"

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

std::string ids(const Plan& plan) {
    std::string all;
    for (const auto& each : plan.tasks) all += each.id + ' ';
    return all;
}

const TaskSpec& at(const Plan& plan, const std::string& id) {
    return *std::find_if(plan.tasks.begin(), plan.tasks.end(), [&](const TaskSpec& t) { return t.id == id; });
}

}  // namespace

class TestGoalEditor : public QObject {
    Q_OBJECT
private slots:
    void theFirstPlanIsNoDiff() {
        PlanDraft draft;
        draft.propose(smallPlan());
        QCOMPARE(ids(draft.plan()), ids(smallPlan()));
        QVERIFY(draft.diff().empty() && draft.isAsProposed() && !draft.undoStack().canUndo());
    }

    void changesAreTakenOneByOne() {
        PlanDraft draft;
        draft.propose(smallPlan());
        Plan next = smallPlan();
        next.tasks.erase(next.tasks.begin() + 1);
        next.tasks[1].needs = {"a", "d"};
        next.tasks.insert(next.tasks.begin() + 1, task("d", "One", {"a"}));
        draft.propose(next);
        QCOMPARE(ids(draft.plan()), ids(smallPlan()));  // nothing is overwritten
        QCOMPARE(draft.diff().added, std::vector<std::string>{"d"});
        QCOMPARE(draft.diff().removed, std::vector<std::string>{"b"});
        QVERIFY(draft.accept({"d"}));
        QCOMPARE(ids(draft.plan()), std::string("a d b c end "));
        draft.reject({"b"});
        QVERIFY(draft.diff().removed.empty());
        QVERIFY(draft.accept({}));
        QVERIFY(draft.diff().empty());
        QCOMPARE(ids(draft.plan()).find("b ") != std::string::npos, true);
        draft.undoStack().undo();
        draft.undoStack().undo();
        draft.undoStack().undo();
        QCOMPARE(ids(draft.plan()), ids(smallPlan()));
        QCOMPARE(draft.diff().removed, std::vector<std::string>{"b"});
        // What was rejected is asked again only if the proposal says something else.
        draft.reject({});
        QVERIFY(draft.diff().empty());
        draft.propose(next);
        QVERIFY(draft.diff().empty());
        next.tasks[1].title = "Another d";
        draft.propose(next);
        QCOMPARE(draft.diff().added, std::vector<std::string>{"d"});
    }

    void editsByHandAreLocked() {
        PlanDraft draft;
        draft.propose(smallPlan());
        QVERIFY(draft.rename("b", "My own words"));
        const auto own = draft.insert("b", "Look at the cache");
        QVERIFY(own);
        QVERIFY(at(draft.plan(), "end").needs.back() == *own);  // else it would be in no document
        QVERIFY(draft.remove({"c"}));
        QVERIFY(draft.isLocked("b") && draft.isLocked(*own));
        Plan next = smallPlan();
        next.tasks[1].title = "What the recipe says now";
        next.tasks[0].title = "Another a";
        draft.propose(next);
        QCOMPARE(at(draft.candidate(), "b").title, std::string("My own words"));
        QCOMPARE(at(draft.candidate(), "a").title, std::string("Another a"));
        QVERIFY(ids(draft.candidate()).find("c ") == std::string::npos);
        QVERIFY(ids(draft.candidate()).find(*own) != std::string::npos);
        QCOMPARE(draft.diff().changed.size(), std::size_t(1));
        draft.release("b");
        QCOMPARE(draft.diff().changed.size(), std::size_t(2));
        QVERIFY(!draft.isAsProposed());
    }

    void circlesAreRefusedByName() {
        PlanDraft draft;
        draft.propose(smallPlan());
        const auto refused = draft.link("c", "a", true);
        QVERIFY(!refused);
        const QString message = QString::fromStdString(refused.error().message);
        QVERIFY2(message.contains("a -> c -> b -> a") || message.contains("c -> b -> a -> c") ||
                     message.contains("b -> a -> c -> b"),
                 qPrintable(message));
        QVERIFY(at(draft.plan(), "a").needs.empty() && !draft.undoStack().canUndo());
    }

    void wordsAndPlanShareOneUndo() {
        PlanDraft draft;
        draft.propose(smallPlan());
        GoalForm form = draft.form();
        for (const char* words : {"D", "Do", "Document"}) {
            form.statement = words;
            draft.setForm(form, "goalText");
        }
        QVERIFY(draft.move("a", "Two"));
        QCOMPARE(draft.undoStack().count(), 2);  // typing is one step
        draft.undoStack().undo();
        QCOMPARE(at(draft.plan(), "a").phase, std::string("One"));
        QCOMPARE(draft.form().statement, QString("Document"));
        draft.undoStack().undo();
        QVERIFY(draft.form().statement.isEmpty());
        draft.undoStack().redo();
        QCOMPARE(draft.form().statement, QString("Document"));
    }

    void theFileSaysWhatTheFormSays() {
        const auto recipes = plan::loadRecipes();
        QVERIFY(recipes);
        GoalForm form;
        form.statement = "Say \"what\" it is:\n- all of it # really";
        form.constraints = {"Cite: every statement.", "No {braces}"};
        form.doneWhen = {"every component has a section"};
        form.sources = {"/tmp/a folder"};
        form.recipe = "document-project";
        form.budget = "12.50";
        form.until = "07:00";
        form.agents = 7;
        QVERIFY2(missingIn(form, *recipes).isEmpty(), qPrintable(missingIn(form, *recipes)));
        QCOMPARE(assumptionsOf(form, *recipes).size(), 1);
        const auto text = goalFileText(form, *recipes);
        QVERIFY(text);
        const auto goal = plan::parseGoal(*text, "goal.yaml", "/tmp");
        QVERIFY2(goal, qPrintable(goal ? QString() : QString::fromStdString(goal.error().message)));
        QCOMPARE(goal->statement, form.statement.toStdString());
        QCOMPARE(goal->budget->value, 12'500'000);
        QVERIFY(!goal->parameters.contains("audience"));  // who runs it assumes it, and records that it did
        GoalForm back = formOf(*goal);
        back.parameters.clear();
        back.rest = form.rest;
        QVERIFY(back == form);
        form.statement.clear();
        QVERIFY(!missingIn(form, *recipes).isEmpty());
        form.statement = "x";
        form.recipe = "build-crm";
        QVERIFY(missingIn(form, *recipes).contains("entities"));
        form.recipe.clear();
        QVERIFY(!missingIn(form, *recipes).isEmpty());
    }

    // Checklist 19: from a goal to a run, by keyboard alone.
    void fromGoalToRunByKeyboard() {
        QTemporaryDir project;
        for (const auto& [name, words] : {std::pair{"README.md", "# Cache\nThe page cache holds 64 pages.\n"},
                                          std::pair{"cache.py", "LIMIT = 64\ndef get(page):\n    return page\n"}}) {
            QFile file(project.filePath(name));
            QVERIFY(file.open(QFile::WriteOnly));
            file.write(words);
        }
        TestWindow w("empty");
        QTest::keyClick(w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        auto* goal = w.find<QPlainTextEdit>("goalText");
        QVERIFY(goal && goal->hasFocus());
        auto* editor = w.window->goal().editor();
        QVERIFY(!w.window->commands().action("skein.goal.start")->isEnabled());
        // Without a plan its tools can do nothing, and say why.
        for (const char* tool : {"planInsert", "planRename", "planDelete", "planIn", "planLink", "planPause"}) {
            QVERIFY2(!w.find<QPushButton>(tool)->isEnabled(), tool);
            QCOMPARE(w.find<QPushButton>(tool)->toolTip(), QString("Not available: there is no plan yet"));
        }
        QTest::keyClicks(goal, "Document the cache.");
        QTest::keyClick(goal, Qt::Key_Tab);
        QVERIFY(w.find<QPlainTextEdit>("goalConstraints")->hasFocus());  // Tab leaves every field
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        auto* sources = w.find<QPlainTextEdit>("goalSources");
        QVERIFY(sources->hasFocus());
        QTest::keyClicks(sources, project.path());
        auto* tree = w.find<PlanTree>("planTree");
        QTRY_VERIFY_WITH_TIMEOUT(!editor->draft().plan().tasks.empty() && editor->missing().isEmpty(), 20'000);
        QVERIFY(tree->topLevelItemCount() > 1);
        tree->setCurrentItem(tree->topLevelItem(0)->child(0));
        QTRY_VERIFY(w.find<QPushButton>("planRename")->isEnabled() && w.find<QPushButton>("planLink")->isEnabled());
        QCOMPARE(w.find<QPushButton>("planRelease")->toolTip(),
                 QString("Not available: the current task was not changed by hand"));
        QTRY_VERIFY(w.find<QLabel>("planEstimate")->text().startsWith("Estimate: ~"));
        QCOMPARE(w.find<QPushButton>("goalStart")->text(), QString("Start with 1 assumption"));
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        // A title by hand, and back.
        const std::string first = editor->draft().plan().tasks.front().id;
        const std::string title = editor->draft().plan().tasks.front().title;
        tree->setFocus();
        tree->select(first);
        QTest::keyClick(tree, Qt::Key_F2);
        auto* field = tree->findChild<QLineEdit*>();
        QVERIFY(field);
        field->selectAll();
        QTest::keyClicks(field, "Look around");
        QTest::keyClick(field, Qt::Key_Return);
        TestWindow::settle();
        QCOMPARE(editor->draft().plan().tasks.front().title, std::string("Look around"));
        QTest::keyClick(w.window.get(), Qt::Key_Z, Qt::ControlModifier);
        TestWindow::settle();
        QCOMPARE(editor->draft().plan().tasks.front().title, title);
        QTest::keyClick(w.window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        TestWindow::settle();
        // What is written changes the proposal, and the title by hand stays.
        auto* audience = w.find<QLineEdit>("parameter.audience");
        audience->setFocus();
        QTest::keyClicks(audience, "operators");
        QTRY_VERIFY_WITH_TIMEOUT(!editor->draft().diff().changed.empty(), 20'000);
        auto* accept = w.find<QPushButton>("acceptAll");
        QVERIFY(accept->isVisible());
        QTest::mouseClick(accept, Qt::LeftButton);
        TestWindow::settle();
        QVERIFY(!accept->isVisible());
        QCOMPARE(editor->draft().plan().tasks.front().title, std::string("Look around"));
        QSignalSpy started(editor, &GoalEditor::started);
        QTRY_VERIFY_WITH_TIMEOUT(editor->missing().isEmpty(), 20'000);
        QTest::keyClick(w.window.get(), Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(started.count(), 1);
        const auto request = started[0][0].value<GoalRequest>();
        QVERIFY(request.goalFile.endsWith(".plan.json"));  // what was changed by hand is a plan of its own
        const auto plan = plan::readPlanFile(request.goalFile.toStdString());
        QVERIFY2(plan, qPrintable(plan ? QString() : QString::fromStdString(plan.error().message)));
        QCOMPARE(plan->tasks.front().title, std::string("Look around"));
        const auto terms = plan::readGoalOfPlan(request.goalFile.toStdString());
        QVERIFY(terms);
        QVERIFY(!w.window->goal().showsEditor());
    }

    /// What is too long for a goal file is said under its field, starts nothing, and is never lost.
    void aGoalThatIsTooLongIsKept() {
        QTemporaryDir folder;
        English english;
        Theme theme(QFontDatabase::systemFont(QFontDatabase::GeneralFont));
        theme.install(*qApp);
        FixtureFeed feed(*makeFixture("empty"));
        const QString words = QString("Say what the cache does.\n").repeated(3000);
        QGuiApplication::clipboard()->setText(words);
        {
            GoalEditor editor(theme, feed, folder.path());
            editor.resize(1200, 700);
            editor.show();
            auto* goal = editor.findChild<QPlainTextEdit*>("goalText");
            goal->setFocus();
            QTest::keyClick(goal, Qt::Key_V, Qt::ControlModifier);
            QCOMPARE(goal->toPlainText(), words);
            auto* note = editor.findChild<QLabel*>("goalTextNote");
            QVERIFY(note->isVisible());
            QVERIFY2(note->text().contains("64.0 KiB") && note->text().contains("is kept"), qPrintable(note->text()));
            QVERIFY(!editor.findChild<QPushButton*>("goalStart")->isEnabled());
            QVERIFY(editor.missing().contains("64.0 KiB"));
        }  // closed at once, before any timer
        GoalEditor editor(theme, feed, folder.path());
        QCOMPARE(editor.findChild<QPlainTextEdit*>("goalText")->toPlainText(), words);
        GoalForm form = editor.draft().form();
        form.statement = "Short";
        form.constraints = {"fine", QString(70'000, 'x')};
        QVERIFY(problemsIn(form).value("goalConstraints").contains("Line 2"));
        form.rest["exclude"] = Json::array({"*.o"});
        form.parameters = {{"audience", "operators"}};
        form.agents = 7;
        const auto back = formOfDraft(draftOf(form));
        QVERIFY(back && *back == form);
        QVERIFY(!formOfDraft(Json{{"statement", 7}}));
    }

    /// A draft that cannot be read is put aside, never written over.
    void aDamagedDraftIsPutAside() {
        QTemporaryDir folder;
        English english;
        Theme theme(QFontDatabase::systemFont(QFontDatabase::GeneralFont));
        theme.install(*qApp);
        FixtureFeed feed(*makeFixture("empty"));
        QFile draft(folder.filePath("draft.json"));
        QVERIFY(draft.open(QFile::WriteOnly));
        draft.write("{ my only copy");
        draft.close();
        GoalEditor editor(theme, feed, folder.path());
        editor.show();
        auto* banner = editor.findChild<InlineBanner*>("planBanner");
        QVERIFY(banner->isVisible());
        const auto aside = QDir(folder.path()).entryList({"draft-*.json"});
        QCOMPARE(aside.size(), 1);
        QFile kept(folder.filePath(aside.first()));
        QVERIFY(kept.open(QFile::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("{ my only copy"));
    }

    /// While a path is being typed nothing is wrong yet; when its field is left it is, in words of the form.
    void whatIsHalfTypedIsNotWrongYet() {
        QTemporaryDir folder;
        TestWindow w("empty");
        QTest::keyClick(w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        auto* editor = w.window->goal().editor();
        GoalForm form = editor->draft().form();
        form.statement = "Document it.";
        editor->draft().start(form);
        auto* sources = w.find<QPlainTextEdit>("goalSources");
        auto* banner = w.find<InlineBanner>("planBanner");
        sources->setFocus();
        QTest::keyClicks(sources, folder.filePath("no-such-fold"));
        QTRY_VERIFY_WITH_TIMEOUT(editor->missing().contains("is complete"), 10'000);
        QVERIFY(!banner->isVisible());
        QTest::keyClick(sources, Qt::Key_Tab);
        QTRY_VERIFY(banner->isVisible());
        QString words;
        for (const QLabel* label : banner->findChildren<QLabel*>()) words += label->text() + ' ';
        QVERIFY2(words.contains("no-such-fold") && !words.contains("draft"), qPrintable(words));
        // An amount too.
        auto* budget = w.find<QLineEdit>("goalBudget");
        auto* note = w.find<QLabel>("goalBudgetNote");
        budget->setFocus();
        QTest::keyClicks(budget, "ten");
        QVERIFY(!note->isVisible());
        QTest::keyClick(budget, Qt::Key_Tab);
        QTRY_VERIFY(note->isVisible());
        budget->clear();
        QTRY_VERIFY(!note->isVisible());
    }

    /// After a run has begun Ctrl+N is a new goal; the last one is a click away.
    void aNewGoalIsEmptyAfterARun() {
        QTemporaryDir project;
        QFile file(project.filePath("README.md"));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write("# Cache\nThe page cache holds 64 pages.\n");
        file.close();
        TestWindow w("empty");
        QTest::keyClick(w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        auto* editor = w.window->goal().editor();
        editor->startAnew();
        GoalForm form = editor->draft().form();
        form.statement = "Document the cache again.";
        form.sources = {project.path()};
        editor->draft().setForm(form, {});
        w.find<QLineEdit>("goalWorkspace")->setText(project.filePath("w.skein"));
        QTRY_VERIFY_WITH_TIMEOUT(editor->missing().isEmpty(), 20'000);
        QSignalSpy started(editor, &GoalEditor::started);
        QTest::keyClick(w.window.get(), Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(started.count(), 1);
        QCOMPARE(started[0][0].value<GoalRequest>().workspace, project.filePath("w.skein"));
        QTest::keyClick(w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        auto* goal = w.find<QPlainTextEdit>("goalText");
        QVERIFY(goal->hasFocus() && goal->toPlainText().isEmpty());
        QVERIFY(w.find<QLineEdit>("goalWorkspace")->text().isEmpty());  // not into the run that is there
        QVERIFY(editor->draft().plan().tasks.empty());
        auto* last = w.find<QPushButton>("useLastGoal");
        QVERIFY(last->isVisible());
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        QTest::mouseClick(last, Qt::LeftButton);
        TestWindow::settle();
        QCOMPARE(goal->toPlainText(), QString("Document the cache again."));
        QVERIFY(editor->draft().form() == form && !last->isVisible());
        editor->startAnew();
    }

    /// At 200 % in 1280 x 720 and in both schemes: nothing is cut or laid over anything, whatever is said under a
    /// field.
    void theFormFitsAtTwiceTheSize_data() {
        QTest::addColumn<double>("scale");
        QTest::addColumn<QString>("language");
        for (const double scale : {1.0, 2.0})
            for (const char* language : {"", "de", "pseudo"})
                QTest::addRow("%s %d", language, int(scale * 100)) << scale << QString::fromLatin1(language);
    }
    void theFormFitsAtTwiceTheSize() {
        QFETCH(double, scale);
        QFETCH(QString, language);
        TestWindow w("empty", ThemeChoice::Light, scale, {1280, 720}, language);
        QTest::keyClick(w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        auto* editor = w.window->goal().editor();
        editor->startAnew();
        TestWindow::settle();
        QStringList problems;
        auto* scroll = w.find<QScrollArea>("goalFormScroll");
        const auto look = [&](const char* state) {
            for (int y = 0; y <= scroll->verticalScrollBar()->maximum(); y += scroll->viewport()->height() / 2) {
                scroll->verticalScrollBar()->setValue(y);
                TestWindow::settle();
                for (const QString& each : geometryProblems(*w.window)) problems.append(state + (": " + each));
                // What scrolls up and down has to fit from side to side.
                for (const char* name : {"goalFormScroll", "goalPlanScroll"}) {
                    auto* area = w.find<QScrollArea>(name);
                    if (area->widget()->width() > area->viewport()->width() + 1)
                        problems.append(QString("%1: %2 is cut").arg(state, name));
                }
                if (const QString folder = qEnvironmentVariable("SKEIN_TEST_SHOTS"); !folder.isEmpty())
                    w.window->grab().save(
                        QString("%1/x%2-%3-%4-%5.png").arg(folder, language, state).arg(scale).arg(y));
            }
            scroll->verticalScrollBar()->setValue(0);
            TestWindow::settle();
        };
        QVERIFY(!w.find<QLabel>("goalMissing")->text().isEmpty());
        look("empty");
        auto* goal = w.find<QPlainTextEdit>("goalText");
        QGuiApplication::clipboard()->setText(QString("Say what the cache does.\n").repeated(6000));
        goal->setFocus();
        QTest::keyClick(goal, Qt::Key_V, Qt::ControlModifier);
        TestWindow::settle();
        auto* note = w.find<QLabel>("goalTextNote");
        QVERIFY(note->isVisible() && note->geometry().top() >= goal->geometry().bottom());
        look("long");
        GoalForm form = editor->draft().form();
        form.statement = "Port it";
        form.recipe = "build-crm";
        editor->draft().setForm(form, {});
        TestWindow::settle();
        for (auto* field : editor->findChildren<QLineEdit*>())
            if (field->isVisible() && field->objectName().startsWith("parameter."))
                QVERIFY2(field->height() >= field->sizeHint().height(), qPrintable(field->objectName()));
        look("recipe");
        editor->startAnew();
        problems.removeDuplicates();
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
    }

    void anEmptyGoalIsAskedForWhenItIsStarted() {
        TestWindow w("empty");
        QTest::keyClick(w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        auto* editor = w.window->goal().editor();
        editor->startAnew();
        w.find<QLineEdit>("goalBudget")->setFocus();
        QVERIFY(!w.find<QPushButton>("goalStart")->isEnabled());
        QVERIFY2(w.find<QLabel>("goalMissing")->text().startsWith("Write what you want first: a sentence"),
                 qPrintable(w.find<QLabel>("goalMissing")->text()));
        editor->start();
        TestWindow::settle();
        auto* banner = w.find<InlineBanner>("planBanner");
        QVERIFY2(banner->isVisible() && banner->accessibleName().contains("Nothing was started"),
                 qPrintable(banner->accessibleName()));
        QVERIFY(w.find<QPlainTextEdit>("goalText")->hasFocus());
        QVERIFY2(geometryProblems(*w.window).isEmpty(), qPrintable(geometryProblems(*w.window).join('\n')));
        w.find<QPlainTextEdit>("goalText")->insertPlainText("Say it");
        QTRY_VERIFY(!banner->isVisible() || !banner->accessibleName().contains("Nothing was started"));
        editor->startAnew();
    }

    /// Amounts, lengths and what they rest on read in the language of the window; so do the recipes that come with it.
    void estimatesAndRecipesAreInTheLanguageOfTheWindow() {
        const plan::Range money{10'400, 17'300, 31'050}, time{10'000'000, 18'000'000, 7'500'000'000};
        const std::string basis =
            "from 143 finished tasks of 1 run; built-in spread for 1 task whose kind has not "
            "finished any; widened for 3 tasks of kinds with fewer than 10 finished; corrected by "
            "2 earlier estimates: time x1.25, cost x0.90; something new";
        {
            TestWindow w("empty");
            QCOMPARE(moneyRangeText(money), QString("~$0.017 ($0.010\u2013$0.031)"));
            QCOMPARE(moneyRangeText({}), QString("$0.00"));
            QCOMPARE(timeRangeText(time), QString("~20 s (10 s\u20132 h 0 min)"));
            QCOMPARE(
                basisText(basis),
                QString("from 143 finished tasks of 1 run; a rough guess for 1 task of kinds that have not finished "
                        "any; wider for 3 tasks of kinds with fewer than 10 finished; corrected by 2 earlier "
                        "estimates: time \u00d71.25, cost \u00d70.90; something new"));
        }
        TestWindow w("empty", ThemeChoice::Light, 1, {1280, 720}, "de");
        QVERIFY2(moneyRangeText(money).contains("0,017"), qPrintable(moneyRangeText(money)));
        const QString words = basisText(basis);
        for (const char* english : {"from", "finished", "guess", "estimates", "task", "built-in"})
            QVERIFY2(!words.contains(english), qPrintable(words));
        QVERIFY2(words.contains("1,25"), qPrintable(words));
        const auto recipes = plan::loadRecipes();
        QVERIFY(recipes && !recipes->empty());
        const auto isGerman = [](const std::string& text) { return recipeText(text) != QString::fromStdString(text); };
        for (const auto& recipe : *recipes) {
            QVERIFY2(isGerman(recipe.title), recipe.title.c_str());
            QVERIFY2(isGerman(recipe.description), recipe.description.c_str());
            for (const auto& parameter : recipe.parameters)
                QVERIFY2(isGerman(parameter.description), parameter.name.c_str());
        }
    }

    void aDraftSurvives() {
        QTemporaryDir folder;
        English english;
        Theme theme(QFontDatabase::systemFont(QFontDatabase::GeneralFont));
        theme.install(*qApp);
        FixtureFeed feed(*makeFixture("empty"));
        {
            GoalEditor editor(theme, feed, folder.path());
            editor.show();
            QTest::keyClicks(editor.findChild<QPlainTextEdit*>("goalText"), "A goal half written");
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder.filePath("draft.json")), 5000);
        }
        GoalEditor editor(theme, feed, folder.path());
        QCOMPARE(editor.findChild<QPlainTextEdit*>("goalText")->toPlainText(), QString("A goal half written"));
    }
};

QTEST_MAIN(TestGoalEditor)
#include "tst_goal_editor.moc"
