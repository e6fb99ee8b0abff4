// The real window on real workspaces beside real processes: it attaches to a run of the command line and holds it, sees
// what another process decides, outlives nothing and loses nothing when it is closed, says what it cannot open, and
// asks before it makes a key file.
#include <signal.h>
#include <sys/stat.h>

#include "core/runtime/store/workspace_store.h"
#include "core/runtime/workbench.h"
#include "tests/e2e/programs.h"
#include "tests/ui/live_window.h"
#include "ui/goal/goal_editor.h"

using namespace skein;
using namespace skein::ui;
using skein::test::Ran;
using skein::test::Sandbox;

namespace {

constexpr int patienceMs = 60'000;
const QStringList paidBy{"--price", "input=0.25,output=1", "--budget", "5.00"};

/// The words in the table's first column.
QStringList states(const LiveWindow& w) {
    const auto* model = w.find<QTableView>("taskTable")->model();
    QStringList words;
    for (int row = 0; row < model->rowCount(); ++row) words.append(model->index(row, 0).data().toString());
    return words;
}

/// The desktop program with a display that is not there.
Ran skeinWithoutDisplay(const QString& argument) {
    QProcessEnvironment environment;
    QProcess process;
    environment.insert("DISPLAY", ":987");
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SKEIN_BINARY_DIR "/bin/skein"), {argument});
    process.waitForFinished();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

/// Ends what still hosts a workspace in it: such a process lives for a minute beyond the window it was made for.
struct LiveSandbox : Sandbox {
    ~LiveSandbox() {
        for (const QString& name : QDir(path({})).entryList({"*.skein"}, QDir::Files)) {
            const auto holder = runtime::lockHolder(path(name).toStdString()).value_or(std::nullopt);
            if (!holder || holder->pid == QCoreApplication::applicationPid()) continue;
            ::kill(static_cast<pid_t>(holder->pid), SIGTERM);
            for (int i = 0; i < 100 && QFile::exists(QStringLiteral("/proc/%1").arg(holder->pid)); ++i)
                QThread::msleep(50);
        }
    }
};

void useSandbox(const Sandbox& box) {
    for (const auto* name : {"XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "SKEIN_KEYSTORE"})
        qputenv(name, box.environment().value(QLatin1String(name)).toUtf8());
}

bool isHosted(const Sandbox& box, const QString& workspace) {
    return runtime::lockHolder(box.path(workspace).toStdString()).value_or(std::nullopt).has_value();
}

QString stateOf(const Sandbox& box, const QString& workspace) {
    return box.skeinctl({"status", workspace, "--json"}).json()["state"].toString();
}

/// A copy of the sample whose goal file is outside of it, so that a test may change either.
QString sampleGoal(const Sandbox& box) {
    box.copySample("sample");
    return box.path("sample/goal.yaml");
}

}  // namespace

class TestAttachedWindow : public QObject {
    Q_OBJECT
private slots:
    void holdsARunOfTheCommandLine();
    void showsWhatAnotherProcessResolves();
    void settlesAQueueByKeys();
    void runGoesOnWithoutTheWindow();
    void saysWhenTheHostIsDead();
    void saysWhatItCannotOpen_data();
    void saysWhatItCannotOpen();
    void asksBeforeMakingAKeyFile();
    void saysWhyARunDidNotStart();
    void aGoalFileIsEditedAsADraft();
    void aGoalWrittenInTheWindowRuns();
    void printsWithoutADisplay();
};

void TestAttachedWindow::holdsARunOfTheCommandLine() {
    const LiveSandbox box;
    useSandbox(box);
    const QString goal = sampleGoal(box);
    QProcess server;
    const QString url = box.startProvider(server, {"--latency-ms", "600"});
    QVERIFY(!url.isEmpty());
    QProcess run;
    box.start(run, QStringList{"run", goal, "--workspace", "w.skein", "--quiet", "--agents", "2", "--provider",
                               "openai-chat:" + url, "--model", "fake"} +
                       paidBy);
    QTRY_VERIFY_WITH_TIMEOUT(isHosted(box, "w.skein"), patienceMs);

    LiveWindow w;
    w.feed.openWorkspace(box.path("w.skein"));
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Running"), patienceMs);
    // Tasks go live: some run, and later some of them are done, without anything being asked for.
    QTRY_VERIFY_WITH_TIMEOUT(states(w).contains("Running"), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(states(w).contains("Done"), patienceMs);
    QVERIFY(w.find<QLabel>("coreState")->text().startsWith("connected; last change"));
    QVERIFY(w.find<QLabel>("coreState")->toolTip().contains(QStringLiteral("process %1,").arg(run.processId())));

    auto* hold = w.find<QPushButton>("skein.run.hold.button");
    QTRY_VERIFY(hold->isVisible() && hold->isEnabled());
    QTest::mouseClick(hold, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Held"), patienceMs);
    QVERIFY(box.skeinctl({"log", "w.skein", "--kind", "run.held"}).out.contains("run.held"));
    QVERIFY(run.waitForFinished(patienceMs));
    QCOMPARE(run.exitCode(), 3);  // a person held it
    QTRY_VERIFY_WITH_TIMEOUT(!states(w).contains("Running"), patienceMs);

    auto* resume = w.find<QPushButton>("skein.run.resume.button");
    QTRY_VERIFY(resume->isVisible() && resume->isEnabled());
    resume->setFocus();
    QTest::keyClick(resume, Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Running"), patienceMs);
    QVERIFY(box.skeinctl({"log", "w.skein", "--kind", "run.resumed"}).out.contains("run.resumed"));
    QTRY_VERIFY_WITH_TIMEOUT(w.state() != "Running", patienceMs);
    QVERIFY2(w.state() == "Done" || w.state() == "Needs you", qPrintable(w.state()));
    // The amounts on screen are the journal's.
    const auto cost = box.skeinctl({"status", "w.skein", "--json"}).json();
    QVERIFY(w.find<QTableView>("costTable")->model()->rowCount() > 0);
    QCOMPARE(w.find<QTableView>("taskTable")->model()->rowCount(),
             cost["tasks"].toObject()["total"].toInt(w.find<QTableView>("taskTable")->model()->rowCount()));
    server.kill();
    server.waitForFinished();
}

void TestAttachedWindow::showsWhatAnotherProcessResolves() {
    const LiveSandbox box;
    useSandbox(box);
    const Ran ran = box.skeinctl({"run", sampleGoal(box), "--workspace", "w.skein", "--quiet"});
    QVERIFY2(ran.exitStatus == 3, ran.err);
    LiveWindow w;
    w.feed.openWorkspace(box.path("w.skein"));
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Needs you"), patienceMs);
    QTest::keyClick(&w.window, Qt::Key_F8);
    auto* queue = w.find<QListWidget>("conflictQueue");
    QTRY_VERIFY(queue->isVisible());
    const QJsonArray open = box.skeinctl({"conflicts", "w.skein", "--json"}).json()["conflicts"].toArray();
    const int before = static_cast<int>(open.size());
    QVERIFY(before > 2);
    const auto needs = [&w] { return w.find<QLabel>("needsYou")->text(); };
    QTRY_VERIFY_WITH_TIMEOUT(needs().startsWith(QStringLiteral("%1 conflicts").arg(before)), patienceMs);

    // What a decision would do to others is told before it is made, in the numbers of the command line.
    bool told = false;
    for (int row = 0; row < queue->count() && !told; ++row) {
        const QString each = queue->item(row)->data(Qt::AccessibleTextRole).toString().section(',', 0, 0);
        const auto dry =
            box.skeinctl({"conflicts", "w.skein", "resolve", each, "--take", "b", "--dry-run", "--json"}).json();
        const auto places = dry["also_settles"].toArray(), opens = dry["opens"].toArray();
        if (places.isEmpty() || opens.isEmpty()) continue;
        told = true;
        queue->setCurrentRow(row);
        QTRY_COMPARE_WITH_TIMEOUT(w.find<QLabel>("conflictLabel")->text(), each, patienceMs);
        QTest::keyClick(queue, Qt::Key_B);
        auto* consequences = w.find<QLabel>("consequences");
        QTRY_VERIFY2_WITH_TIMEOUT(
            consequences->text().contains(QStringLiteral("%1 more place").arg(places.size())) &&
                consequences->text().contains(places[0].toString()) &&
                consequences->text().contains(QStringLiteral("brings up %1 conflict").arg(opens.size())) &&
                consequences->text().contains(opens[0].toObject()["reason"].toString()),
            qPrintable(consequences->text()), patienceMs);
    }
    QVERIFY(told);

    const QString label = open.last().toObject()["label"].toString();
    const Ran resolved = box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a"});
    QVERIFY2(resolved.exitStatus == 0, resolved.err);
    QTRY_VERIFY_WITH_TIMEOUT(needs().startsWith(QStringLiteral("%1 conflicts").arg(before - 1)), patienceMs);

    // And the other way: a click in the window is in the journal that the command line reads.
    auto* take = w.find<QPushButton>("takeB");
    QTRY_VERIFY_WITH_TIMEOUT(take->isVisible() && take->isEnabled(), patienceMs);
    QTest::mouseClick(take, Qt::LeftButton);
    auto* commit = w.find<QPushButton>("commitDecision");
    QTRY_VERIFY_WITH_TIMEOUT(commit->isEnabled(), patienceMs);
    QTest::mouseClick(commit, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(
        box.skeinctl({"conflicts", "w.skein", "--json"}).json()["conflicts"].toArray().size() <= before - 2 ||
            box.skeinctl({"log", "w.skein", "--kind", "conflict.resolved"}).out.count("conflict.resolved") >= 2,
        patienceMs);
    QVERIFY(isHosted(box, "w.skein"));  // the window does not write: it started a process that does
}

// Six conflicts of a real run, decided with F8, A or B and Enter; the last decision is taken back with Ctrl+Z, and what
// the run makes again is the journal's to say.
void TestAttachedWindow::settlesAQueueByKeys() {
    const LiveSandbox box;
    useSandbox(box);
    const Ran ran = box.skeinctl({"run", sampleGoal(box), "--workspace", "w.skein", "--quiet"});
    QVERIFY2(ran.exitStatus == 3, ran.err);
    LiveWindow w;
    w.feed.openWorkspace(box.path("w.skein"));
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Needs you"), patienceMs);
    QElapsedTimer clock;
    clock.start();
    QTest::keyClick(&w.window, Qt::Key_F8);
    auto* commit = w.find<QPushButton>("commitDecision");
    for (int i = 0; i < 6; ++i) {
        QTRY_VERIFY_WITH_TIMEOUT(w.find<QPushButton>("takeA")->isVisible() && w.find<QPushButton>("takeA")->isEnabled(),
                                 patienceMs);
        QTest::keyClick(QApplication::focusWidget(), i % 2 == 0 ? Qt::Key_A : Qt::Key_B);
        QTRY_VERIFY_WITH_TIMEOUT(commit->isEnabled(), patienceMs);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(!commit->isEnabled(), patienceMs);
    }
    QTRY_VERIFY_WITH_TIMEOUT(w.find<QPushButton>("takeA")->isEnabled(), patienceMs);  // the sixth is in the journal
    QTRY_VERIFY_WITH_TIMEOUT(w.window.commands().action("skein.edit.undo")->isEnabled(), patienceMs);
    QTest::keyClick(&w.window, Qt::Key_Z, Qt::ControlModifier);
    const auto inJournal = [&box](const QString& kind) { return box.skeinctl({"log", "w.skein", "--kind", kind}).out; };
    QTRY_VERIFY_WITH_TIMEOUT(inJournal("resolution.undone").contains("resolution.undone"), patienceMs);
    qInfo("six conflicts settled by keys and one undone in %lld ms, with the programs' own time", clock.elapsed());
    QCOMPARE(inJournal("conflict.resolved").count("conflict.resolved"), 6);  // what is undone stays written
}

void TestAttachedWindow::runGoesOnWithoutTheWindow() {
    const LiveSandbox box;
    useSandbox(box);
    const QString goal = sampleGoal(box);
    QProcess server;
    const QString url = box.startProvider(server, {"--latency-ms", "400"});
    {
        LiveWindow w;
        w.window.goal().setGoalFile(goal);
        w.find<QLineEdit>("workspaceFile")->setText(box.path("w.skein"));
        w.find<QLineEdit>("outputFolder")->setText(box.path("out"));
        auto* start = w.find<QPushButton>("startRun");
        QVERIFY(start->isEnabled());
        w.find<QComboBox>("provider")->setCurrentIndex(1);
        QVERIFY(!start->isEnabled());  // and says what is missing, one after the other
        QVERIFY(w.find<QLabel>("startMissing")->text().contains("base URL"));
        w.find<QLineEdit>("endpoint")->setText(url);
        w.find<QLineEdit>("modelName")->setText("fake");
        w.find<QLineEdit>("price")->setText("input=0.25,output=1");
        QVERIFY(w.find<QLabel>("startMissing")->text().contains("budget"));
        w.find<QLineEdit>("budget")->setText("5.00");
        w.find<QSpinBox>("agents")->setValue(2);
        QVERIFY(start->isEnabled());
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(states(w).contains("Running"), patienceMs);
        QVERIFY(w.window.close());
    }
    QCOMPARE(stateOf(box, "w.skein"), QString("running"));
    const auto done = [&box] {
        return box.skeinctl({"log", "w.skein", "--kind", "task.finished"}).out.count("task.finished");
    };
    const auto before = done();
    QTRY_VERIFY_WITH_TIMEOUT(done() > before, patienceMs);

    LiveWindow again;
    again.feed.openWorkspace(box.path("w.skein"));
    QTRY_VERIFY_WITH_TIMEOUT(again.state() == "Done" || again.state() == "Needs you", 2 * patienceMs);
    QVERIFY(states(again).count("Done") >= done());
    QVERIFY(QFileInfo::exists(box.path("out")));
    server.kill();
    server.waitForFinished();
}

void TestAttachedWindow::saysWhenTheHostIsDead() {
    const LiveSandbox box;
    useSandbox(box);
    const QString goal = sampleGoal(box);
    QProcess server;
    const QString url = box.startProvider(server, {"--latency-ms", "1500"});
    QProcess run;
    box.start(run, QStringList{"run", goal, "--workspace", "w.skein", "--quiet", "--agents", "3", "--provider",
                               "openai-chat:" + url, "--model", "fake"} +
                       paidBy);
    LiveWindow w;
    QTRY_VERIFY_WITH_TIMEOUT(isHosted(box, "w.skein"), patienceMs);
    w.feed.openWorkspace(box.path("w.skein"));
    QTRY_VERIFY_WITH_TIMEOUT(states(w).contains("Running"), patienceMs);
    run.kill();
    QVERIFY(run.waitForFinished());
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Interrupted"), patienceMs);
    QVERIFY(states(w).contains("Unknown"));
    QVERIFY(!states(w).contains("Running"));
    QVERIFY(w.find<QLabel>("coreState")->text().startsWith("not running; last change"));
    QVERIFY(w.banner().contains("was interrupted"));
    auto* hold = w.window.commands().action("skein.run.hold");
    QVERIFY(!hold->isEnabled());
    auto* resume = w.find<QPushButton>("skein.run.resume.button");
    QVERIFY(resume->isVisible());
    QTest::mouseClick(resume, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(states(w).contains("Running"), patienceMs);
    QVERIFY(w.state() != "Interrupted");
    w.window.commands().trigger("skein.run.hold");
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Held"), patienceMs);
    server.kill();
    server.waitForFinished();
}

void TestAttachedWindow::saysWhatItCannotOpen_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("readable");
    QTest::addColumn<QString>("says");
    QTest::newRow("missing") << QByteArray() << true << "w.skein";
    QTest::newRow("not a workspace") << QByteArray("plain text, not a database") << true << "w.skein";
    if (::geteuid() != 0) QTest::newRow("no permission") << QByteArray("x") << false << "w.skein";
}

void TestAttachedWindow::saysWhatItCannotOpen() {
    QFETCH(QByteArray, content);
    QFETCH(bool, readable);
    QFETCH(QString, says);
    const LiveSandbox box;
    useSandbox(box);
    if (!content.isEmpty()) box.write("w.skein", content);
    if (!readable) QFile::setPermissions(box.path("w.skein"), QFile::WriteOwner);
    LiveWindow w;
    w.feed.openWorkspace(box.path("w.skein"));
    QTRY_VERIFY_WITH_TIMEOUT(!w.banner().isEmpty(), patienceMs);
    QVERIFY2(w.banner().contains(says), qPrintable(w.banner()));
    QCOMPARE(w.find<QLabel>("coreState")->text(), QString("The workspace cannot be opened"));
    TestWindow::settle();
    const QStringList problems = geometryProblems(w.window);
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join('\n')));
    QCOMPARE(box.read("w.skein"), content);  // nothing is written to what is not ours
}

void TestAttachedWindow::asksBeforeMakingAKeyFile() {
    const LiveSandbox box;
    useSandbox(box);
    qunsetenv("SKEIN_KEYSTORE");
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + box.path("no-bus").toUtf8());
    const QString goal = sampleGoal(box);
    const QString key = box.path("data/skein/keys/signing.key");
    LiveWindow w;
    w.window.goal().setGoalFile(goal);
    w.find<QLineEdit>("workspaceFile")->setText(box.path("w.skein"));
    w.find<QLineEdit>("outputFolder")->setText(box.path("out"));
    auto* start = w.find<QPushButton>("startRun");
    const auto dialog = [] { return qobject_cast<QDialog*>(QApplication::activeModalWidget()); };

    QTest::mouseClick(start, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(dialog(), patienceMs);
    QCOMPARE(dialog()->findChild<QLabel*>("consentFile")->text(), key);
    QVERIFY(dialog()->findChild<QPushButton*>("consentCancel")->isDefault());
    QVERIFY(geometryProblems(*dialog()).isEmpty());
    QTest::keyClick(dialog(), Qt::Key_Return);
    QTRY_VERIFY(!dialog());
    QTRY_VERIFY(w.banner().contains("was not started"));
    QVERIFY(!QFileInfo::exists(key) && !QFileInfo::exists(box.path("w.skein")));

    QTest::mouseClick(start, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(dialog(), patienceMs);
    QTest::mouseClick(dialog()->findChild<QPushButton*>("consentAgree"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(w.state(), QString("Needs you"), patienceMs);
    QVERIFY(QFileInfo::exists(key));
    QCOMPARE(QFile::permissions(key) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());

    // The key is the memory of the answer: nothing is asked again.
    w.find<QLineEdit>("workspaceFile")->setText(box.path("w2.skein"));
    w.find<QLineEdit>("outputFolder")->setText(box.path("out2"));
    QTest::mouseClick(start, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(w.find<QLabel>("runName")->text(), QString("w2"), patienceMs);
    QVERIFY(!dialog());
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
}

void TestAttachedWindow::saysWhyARunDidNotStart() {
    const LiveSandbox box;
    useSandbox(box);
    const QString goal = box.write("goal.yaml", "skein: 1\ngoal: Something.\nrecipe: no-such-recipe\nsources: [.]\n");
    LiveWindow w;
    w.window.goal().setGoalFile(goal);
    QTest::mouseClick(w.find<QPushButton>("startRun"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!w.banner().isEmpty(), patienceMs);
    QVERIFY2(w.banner().contains("could not be started") && w.banner().contains("no-such-recipe"),
             qPrintable(w.banner()));
}

// A goal file is opened in the editor and stays as it is; what was being written is the last goal then. A file that is
// none leaves all as it was and says what it lacks.
void TestAttachedWindow::aGoalFileIsEditedAsADraft() {
    const LiveSandbox box;
    useSandbox(box);
    box.copySample("sample");
    const QString goal = box.path("sample/goal.yaml"), broken = box.write("broken.yaml", "goal: [\n");
    const auto written = box.read("sample/goal.yaml");
    LiveWindow w;
    auto* edit = w.find<QPushButton>("editGoalFile");
    QVERIFY(!edit->isEnabled());
    QTest::mouseClick(w.find<QPushButton>("writeGoal"), Qt::LeftButton);
    QTest::keyClicks(w.find<QPlainTextEdit>("goalText"), "Something of my own.");
    QTest::mouseClick(w.find<QPushButton>("goalHome"), Qt::LeftButton);
    QMimeData dragged;
    dragged.setUrls({QUrl::fromLocalFile(goal)});
    QDragEnterEvent enter(QPoint(40, 40), Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&w.window.goal(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(40, 40), Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&w.window.goal(), &drop);
    QCOMPARE(w.find<QLineEdit>("goalFile")->text(), goal);
    QTest::mouseClick(edit, Qt::LeftButton);
    QVERIFY(w.window.goal().showsEditor());
    auto* text = w.find<QPlainTextEdit>("goalText");
    QVERIFY2(text->toPlainText().startsWith("Document this project"), qPrintable(text->toPlainText()));
    QCOMPARE(QFileInfo(w.find<QPlainTextEdit>("goalSources")->toPlainText()).canonicalFilePath(),
             QFileInfo(box.path("sample")).canonicalFilePath());
    QTRY_VERIFY_WITH_TIMEOUT(w.find<QPushButton>("goalStart")->isEnabled(), patienceMs);
    QTest::keyClicks(text, "More. ");
    QCOMPARE(box.read("sample/goal.yaml"), written);
    QTest::mouseClick(w.find<QPushButton>("goalHome"), Qt::LeftButton);
    w.window.goal().setGoalFile(broken);
    QTest::mouseClick(edit, Qt::LeftButton);
    QVERIFY(!w.window.goal().showsEditor());
    const auto* banner = w.find<InlineBanner>("goalBanner");
    QVERIFY(banner->isVisible() && banner->accessibleName().contains("cannot be edited"));
    QVERIFY2(banner->accessibleDescription().contains("broken.yaml"), qPrintable(banner->accessibleDescription()));
    QTest::mouseClick(w.find<QPushButton>("writeGoal"), Qt::LeftButton);
    QVERIFY(text->toPlainText().contains("More."));
    // The goals of this process lie in one folder, and the next window takes up what was being written.
    w.window.goal().editor()->startAnew();
}

// From the first look at the window to a running goal of one's own, without any key, in under a minute; and what is
// said when its workspace is deleted under the window.
void TestAttachedWindow::aGoalWrittenInTheWindowRuns() {
    const LiveSandbox box;
    useSandbox(box);
    box.copySample("sample");
    QElapsedTimer clock;
    clock.start();
    LiveWindow w;
    QTest::mouseClick(w.find<QPushButton>("writeGoal"), Qt::LeftButton);
    QTest::keyClicks(w.find<QPlainTextEdit>("goalText"), "Document this project.");
    QTest::keyClicks(w.find<QPlainTextEdit>("goalSources"), box.path("sample"));
    auto* start = w.find<QPushButton>("goalStart");
    QTRY_VERIFY_WITH_TIMEOUT(start->isEnabled(), patienceMs);
    w.find<QLineEdit>("goalWorkspace")->setText(box.path("own.skein"));
    w.find<QLineEdit>("goalOutput")->setText(box.path("own-result"));
    QTest::mouseClick(start, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(states(w).contains("Done"), patienceMs);
    QVERIFY2(clock.elapsed() < 60'000, qPrintable(QString::number(clock.elapsed())));
    QTRY_VERIFY_WITH_TIMEOUT(w.state() == "Done" || w.state() == "Needs you", patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(!isHosted(box, "own.skein"), 2 * patienceMs);
    // What was assumed stands where one looks at the run, and is no condition of the person's.
    const QString assumed = "Assumed by the recipe: engineers (audience: who will read the document)";
    w.window.showView(ViewId::Overview);
    for (const char* name : {"overviewAnswers", "inspectorAnswers"})
        QTRY_COMPARE_WITH_TIMEOUT(w.find<QLabel>(name)->text(), assumed, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(w.find<QLabel>("overviewAnswersTitle")->text(), QString("The plan rests on 1 assumption"),
                              patienceMs);
    QVERIFY(w.find<QLabel>("overviewAnswers")->isVisible());
    QVERIFY(QFile::remove(box.path("own.skein")));
    QTRY_VERIFY2_WITH_TIMEOUT(w.banner().startsWith("The workspace file is gone"), qPrintable(w.banner()), patienceMs);
}

void TestAttachedWindow::printsWithoutADisplay() {
    const Ran version = skeinWithoutDisplay("--version"), help = skeinWithoutDisplay("--help");
    QVERIFY2(version.exitStatus == 0 && version.out.startsWith("skein "), version.err);
    QVERIFY2(help.exitStatus == 0 && help.out.contains("--workspace"), help.err);
}

QTEST_MAIN(TestAttachedWindow)
#include "tst_attached_window.moc"
