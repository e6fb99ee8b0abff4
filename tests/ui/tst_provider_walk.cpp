// From nothing to a finished run on a provider of one's own, by clicks and keys in the real window: connect an
// endpoint, write a goal, let its model plan, answer a question, take changes over, start, done. The endpoint is the
// fake provider over HTTP, the key goes into a real Secret Service with a throw-away keyring, the run is skeinctl's.
#include <signal.h>

#include "core/plan/questions.h"
#include "core/runtime/store/workspace_store.h"
#include "tests/e2e/key_store_service.h"
#include "tests/ui/ui_fixture.h"
#include "ui/bridge/workbench_feed.h"
#include "ui/goal/goal_editor.h"
#include "ui/welcome/goal_view.h"
#include "ui/welcome/providers_dialog.h"

using namespace skein;
using namespace skein::ui;
using skein::test::Sandbox;

namespace {

constexpr int patienceMs = 90'000;
const QString program = QStringLiteral(SKEIN_BINARY_DIR "/bin/skeinctl");
const QString keyText = QStringLiteral("fp-one-SECRET-that-is-nowhere-else");

/// Where pictures of the new surfaces go; nowhere unless somebody wants to look at them.
void keep(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("SKEIN_TEST_SHOTS");
    if (!folder.isEmpty()) widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

struct WalkSandbox : Sandbox {
    WalkSandbox() { environment().insert("XDG_CONFIG_HOME", path("config")); }
    ~WalkSandbox() {
        for (const QString& name : QDir(path("goals")).entryList({"*.skein"}, QDir::Files)) {
            const auto holder = runtime::lockHolder(path("goals/" + name).toStdString()).value_or(std::nullopt);
            if (!holder || holder->pid == QCoreApplication::applicationPid()) continue;
            ::kill(static_cast<pid_t>(holder->pid), SIGTERM);
            for (int i = 0; i < 100 && QFile::exists(QStringLiteral("/proc/%1").arg(holder->pid)); ++i)
                QThread::msleep(50);
        }
    }
    void use() const {
        for (const auto* name : {"XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
                                 "XDG_RUNTIME_DIR", "SKEIN_KEYSTORE", "DBUS_SESSION_BUS_ADDRESS"}) {
            const QString value = environment().value(QLatin1String(name));
            if (value.isEmpty()) qunsetenv(name);
            else qputenv(name, value.toUtf8());
        }
    }
};

struct WalkWindow {
    English english;
    Theme theme;
    const bool installed;
    WorkbenchFeed feed{program};
    MainWindow window;

    explicit WalkWindow(const Sandbox& box, ThemeChoice choice = ThemeChoice::Light, double scale = 1.0)
        : theme(QFontDatabase::systemFont(QFontDatabase::GeneralFont), scale),
          installed(install(choice)),
          window(theme, feed, sample(box), Memory::Forget) {
        window.resize(1280, 720);
        window.show();
    }
    bool install(ThemeChoice choice) {
        theme.setChoice(choice);
        theme.install(*qApp);
        return QCoreApplication::installTranslator(&english);
    }
    static SampleRun sample(const Sandbox& box) {
        SampleRun run;
        run.goalsFolder = box.path("goals");
        run.controlProgram = program;
        return run;
    }
    template <class W = QWidget>
    W* find(const QString& name) const {
        return window.findChild<W*>(name);
    }
    void click(const QString& name) const {
        auto* button = find<QAbstractButton>(name);
        QVERIFY2(button && button->isEnabled(), qPrintable(name));
        QTest::mouseClick(button, Qt::LeftButton);
    }
    void type(const QString& name, const QString& words) const {
        auto* field = find(name);
        QVERIFY2(field, qPrintable(name));
        field->setFocus();
        QTest::keyClicks(field, words);
    }
};

}  // namespace

class TestProviderWalk : public QObject {
    Q_OBJECT
private slots:
    void connectPlanAnswerStart();
    void saysWhatDoesNotWork();
    void cancelsPlanning();
    void looksRight_data();
    void looksRight();

private:
    static void connectEndpoint(WalkWindow& live, const QString& url, const QString& price);
};

void TestProviderWalk::connectEndpoint(WalkWindow& live, const QString& url, const QString& price) {
    live.click("connectProvider");
    auto* dialog = live.find<ProvidersDialog>("providersDialog");
    QVERIFY(dialog && dialog->isVisible());
    auto* list = live.find<QListWidget>("providersList");
    QTRY_VERIFY_WITH_TIMEOUT(list->count() > 3, patienceMs);
    // "Another endpoint" is the last; End goes there.
    QTest::keyClick(list, Qt::Key_End);
    QCOMPARE(live.find<QLabel>("providerTitle")->text(), QString("Another endpoint"));
    QVERIFY(!live.find<QPushButton>("providerConnect")->isEnabled());
    live.type("providerName", "My server");
    live.type("providerUrl", url);
    if (!price.isEmpty()) {
        live.type("providerInputPrice", price);
        live.type("providerOutputPrice", price);
    }
    live.type("providerKey", keyText);
    QCOMPARE(live.find<QLineEdit>("providerKey")->displayText().contains("SECRET"), false);
    keep(*dialog, "connect-typed");
    live.click("providerConnect");
    QVERIFY(live.find<QLineEdit>("providerKey")->text().isEmpty());
    QVERIFY(!live.find<QLineEdit>("providerKey")->isUndoAvailable());
}

void TestProviderWalk::connectPlanAnswerStart() {
    WalkSandbox box;
    skein::test::KeyStoreService service;
    if (!service.start(box)) QSKIP("no Secret Service can be started here");
    QProcess server;
    const QString url = box.startProvider(
        server,
        {"--script-json",
         R"({"proposal": "asking", "local": {"kind": "vllm", "models": [{"id": "fake-1", "loaded": 32000}]}})"});
    QVERIFY(!url.isEmpty());
    box.write("src/station.md", "# Station\n\nThe station measures wind and rain every ten minutes.\n");
    box.use();
    WalkWindow live(box);
    live.window.showView(ViewId::Goal);
    connectEndpoint(live, url, "1.00");
    auto* banner = live.find<InlineBanner>("providersBanner");
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patienceMs);
    QVERIFY2(banner->accessibleName() == "Done",
             qPrintable(banner->accessibleName() + banner->accessibleDescription()));
    // It is chosen, with its key and its models.
    QTRY_COMPARE_WITH_TIMEOUT(live.find<QLabel>("providerTitle")->text(), QString("My server"), patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(live.find<QTreeWidget>("providerKeys")->topLevelItemCount(), 1, patienceMs);
    QCOMPARE(live.find<QTreeWidget>("providerKeys")->topLevelItem(0)->text(1), QString("system keyring"));
    QVERIFY(live.find<QTreeWidget>("providerModels")->topLevelItemCount() > 0);
    QVERIFY(live.find<QTreeWidget>("providerModels")->topLevelItem(0)->text(1).contains("per million tokens"));
    banner->hide();
    live.click("providerTest");
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patienceMs);
    QVERIFY2(banner->accessibleDescription().contains("works:"), qPrintable(banner->accessibleDescription()));
    keep(*live.find("providersDialog"), "connect-tested");
    live.click("providersClose");

    // The goal, by keys.
    live.click("writeGoal");
    QVERIFY(live.find("goalEditor"));
    live.type("goalText", "Write a short report on the weather station.");
    live.type("goalSources", box.path("src"));
    auto* recipe = live.find<QComboBox>("goalRecipe");
    recipe->setFocus();
    QTest::keyClick(recipe, Qt::Key_End);
    auto* models = live.find<QComboBox>("goalModels");
    QTRY_VERIFY_WITH_TIMEOUT(models->findText("my-server", Qt::MatchContains) >= 0, patienceMs);
    models->setFocus();
    while (!models->currentText().contains("fake") && models->currentIndex() < models->count() - 1)
        QTest::keyClick(models, Qt::Key_Down);
    QVERIFY2(models->currentText().contains("(my-server)"), qPrintable(models->currentText()));
    auto* plan = live.find<QPushButton>("planWithModel");
    QTRY_VERIFY_WITH_TIMEOUT(plan->isVisible(), patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(live.find<QLabel>("planState")->text(),
                              QString("Calls to a model cost money: set a budget."), patienceMs);
    QVERIFY(!plan->isEnabled());
    live.type("goalBudget", "5.00");
    QTRY_VERIFY_WITH_TIMEOUT(plan->isEnabled(), patienceMs);
    // What planning will cost is said before it is paid.
    QVERIFY2(live.find<QLabel>("planState")->text().startsWith("Planning will take") &&
                 live.find<QLabel>("planState")->text().contains(QLatin1Char('$')),
             qPrintable(live.find<QLabel>("planState")->text()));
    keep(live.window, "goal-before-planning");
    live.click("planWithModel");
    QTRY_VERIFY_WITH_TIMEOUT(live.find("planAnswer1") && live.find("planAnswer1")->isVisible(), patienceMs);
    QCOMPARE(live.find<QLabel>("planQuestionsTitle")->text(),
             QString("Questions from the planner: 2 open, held by assumptions"));
    auto& draft = live.find<GoalEditor>("goalEditor")->draft();
    QCOMPARE(draft.plan().tasks.size(), 4u);
    auto* start = live.find<QPushButton>("goalStart");
    QTRY_COMPARE_WITH_TIMEOUT(start->text(), QString("Start with 2 assumptions"), patienceMs);
    auto* answer = live.find<QComboBox>("planAnswer1");
    answer->setFocus();
    QTest::keyClicks(answer->lineEdit(), "Only the one on my desk");
    QTRY_COMPARE_WITH_TIMEOUT(start->text(), QString("Start with 1 assumption"), patienceMs);
    // One step back, and again.
    draft.undoStack().undo();
    QCOMPARE(start->text(), QString("Start with 2 assumptions"));
    QCOMPARE(answer->currentText(), QString());
    draft.undoStack().redo();
    QCOMPARE(answer->currentText(), QString("Only the one on my desk"));

    // Planned again, what differs from the person's plan is offered, change by change; the answer stays.
    QVERIFY(draft.remove({"facts"}));
    QVERIFY(draft.rename("outline", "My own outline"));
    live.click("planWithModel");
    QTRY_VERIFY_WITH_TIMEOUT(plan->isVisible() && plan->isEnabled(), patienceMs);
    QCOMPARE(answer->currentText(), QString("Only the one on my desk"));
    QVERIFY(draft.isLocked("outline"));
    draft.undoStack().undo();
    draft.undoStack().undo();
    keep(live.window, "goal-planned");
    QVERIFY2(geometryProblems(*live.find("goalEditor")).isEmpty(),
             qPrintable(geometryProblems(*live.find("goalEditor")).join('\n')));

    QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(live.find<QLabel>("planEstimate")->text().contains("$"), patienceMs);
    live.click("goalStart");
    QTRY_VERIFY_WITH_TIMEOUT(live.find<QLabel>("runState")->text().contains("Done"), patienceMs);
    keep(live.window, "goal-done");
    // What was answered and assumed is in the journal, in the status, and was told to the agents.
    const QStringList found = QDir(box.path("goals")).entryList({"planned-*.skein"}, QDir::Files, QDir::Time);
    QVERIFY(!found.isEmpty());
    const QString workspace = box.path("goals/" + found.first());
    const auto status = box.skeinctl({"status", workspace});
    QVERIFY2(status.out.contains("Only the one on my desk") && status.out.contains("(by the planner)"), status.out);
    QVERIFY(box.skeinctl({"context", workspace, "facts", "--prompt"}).out.contains("Only the one on my desk"));
    // The key is in the keyring alone.
    const auto grep = skein::test::output(box, "grep", {"-rl", "SECRET-that", box.path("goals"), box.path("config")});
    QVERIFY2(grep.isEmpty(), grep);
    server.kill();
    server.waitForFinished();
}

void TestProviderWalk::saysWhatDoesNotWork() {
    WalkSandbox box;
    box.use();
    WalkWindow live(box);
    live.window.showView(ViewId::Goal);
    // Nobody listens there, and no key store takes the key: both are said where it was asked for.
    connectEndpoint(live, "http://127.0.0.1:9/v1", {});
    auto* banner = live.find<InlineBanner>("providersBanner");
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patienceMs);
    QCOMPARE(banner->accessibleName(), QString("It did not work"));
    QVERIFY(!banner->accessibleDescription().contains("SECRET"));
    // It is in the list and chosen; connected once more, it is chosen again, and there is still one of it.
    auto* title = live.find<QLabel>("providerTitle");
    auto* list = live.find<QListWidget>("providersList");
    QTRY_COMPARE_WITH_TIMEOUT(title->text(), QString("My server"), patienceMs);
    const int rows = list->count();
    QTest::keyClick(list, Qt::Key_End);
    QCOMPARE(title->text(), QString("Another endpoint"));
    live.find<QLineEdit>("providerUrl")->clear();
    live.type("providerUrl", "http://127.0.0.1:9/v1/");
    live.type("providerKey", keyText);
    live.click("providerConnect");
    QTRY_COMPARE_WITH_TIMEOUT(title->text(), QString("My server"), patienceMs);
    QCOMPARE(list->count(), rows);
    live.click("providersClose");
}

void TestProviderWalk::cancelsPlanning() {
    WalkSandbox box;
    QProcess server;
    const QString url = box.startProvider(server, {"--latency-ms", "60000"});
    const QByteArray catalogue = R"({"skein": 1,
        "providers": [{"id": "mine", "protocol": "openai-chat", "local": true, "base_url": "ADDRESS"}],
        "models": [{"provider": "mine", "id": "fake-1", "capabilities": {"prose": 0.9},
                    "prices": [{"input": 0, "output": 0, "source": "test", "read_on": "2026-11-22"}]}]})";
    box.write("config/skein/models.json", QByteArray(catalogue).replace("ADDRESS", url.toUtf8()));
    box.write("src/station.md", "# Station\n");
    box.use();
    WalkWindow live(box);
    live.window.showView(ViewId::Goal);
    live.click("writeGoal");
    auto* editor = live.find<GoalEditor>("goalEditor");
    editor->choose({"mine", "fake-1"});
    live.type("goalText", "Write a report.");
    live.type("goalSources", box.path("src"));
    auto* recipe = live.find<QComboBox>("goalRecipe");
    recipe->setFocus();
    QTest::keyClick(recipe, Qt::Key_End);
    auto* plan = live.find<QPushButton>("planWithModel");
    QTRY_VERIFY_WITH_TIMEOUT(plan->isVisible() && plan->isEnabled(), patienceMs);
    live.click("planWithModel");
    QTRY_VERIFY(live.find("planCancel")->isVisible());
    QVERIFY(!live.find<QPushButton>("goalStart")->isEnabled());
    QTest::qWait(1'000);
    live.click("planCancel");
    auto* banner = live.find<InlineBanner>("planBanner");
    QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), patienceMs);
    QVERIFY2(banner->accessibleName().contains("cancelled"), qPrintable(banner->accessibleName()));
    QVERIFY(editor->draft().plan().tasks.empty());
    server.kill();
    server.waitForFinished();
}

void TestProviderWalk::looksRight_data() {
    QTest::addColumn<int>("choice");
    QTest::addColumn<double>("scale");
    QTest::addColumn<QString>("language");
    QTest::newRow("light") << static_cast<int>(ThemeChoice::Light) << 1.0 << QString();
    QTest::newRow("dark") << static_cast<int>(ThemeChoice::Dark) << 1.0 << QString();
    QTest::newRow("large") << static_cast<int>(ThemeChoice::Light) << 2.0 << QString();
    QTest::newRow("pseudo") << static_cast<int>(ThemeChoice::Light) << 1.0 << QString("pseudo");
}

// The dialog and the questions, at every size and in every look: nothing is clipped, everything has a name.
void TestProviderWalk::looksRight() {
    QFETCH(int, choice);
    QFETCH(double, scale);
    QFETCH(QString, language);
    WalkSandbox box;
    box.use();
    WalkWindow live(box, static_cast<ThemeChoice>(choice), scale);
    Language chosen;
    if (!language.isEmpty()) chosen.use(language);
    live.window.showView(ViewId::Goal);
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    ProvidersDialog dialog(live.theme, false, &live.window);
    dialog.show();
    auto* list = dialog.findChild<QListWidget*>("providersList");
    QTRY_VERIFY_WITH_TIMEOUT(list->count() > 3, patienceMs);
    for (const QString& page : {QString("anthropic"), QString()}) {
        dialog.select(page);
        TestWindow::settle();
        keep(dialog, "providers-" + tag + (page.isEmpty() ? "-other" : "-known"));
        const QStringList problems = geometryProblems(dialog);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
        for (auto* widget : dialog.findChildren<QWidget*>())
            if (widget->isVisible() && widget->focusPolicy() != Qt::NoFocus &&
                !qobject_cast<QScrollArea*>(widget->parentWidget()) && !widget->objectName().startsWith("qt_"))
                QVERIFY2(!QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name).isEmpty(),
                         qPrintable(widget->objectName()));
    }
    dialog.close();

    live.click("writeGoal");
    auto* editor = live.find<GoalEditor>("goalEditor");
    Plan plan;
    TaskSpec task;
    task.id = task.title = task.instruction = "a";
    plan.tasks = {task};
    plan::setQuestions(plan, {{"Which platforms does the report have to be about, and which may be left out?",
                               {"Linux", "Linux and macOS"},
                               "Linux",
                               "",
                               false},
                              {"How long may it be?", {}, "ten pages", "", false}});
    editor->draft().propose(plan);
    TestWindow::settle();
    auto* scroll = editor->findChild<QScrollArea*>("goalFormScroll");
    scroll->ensureWidgetVisible(editor->findChild<QWidget*>("planAnswer2"));
    TestWindow::settle();
    keep(live.window, "questions-" + tag);
    const QStringList problems = geometryProblems(*editor);
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
}

QTEST_MAIN(TestProviderWalk)
#include "tst_provider_walk.moc"
