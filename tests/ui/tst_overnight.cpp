// What the desktop is asked for while nobody looks, over a bus that answers as the test says: the sleep lock's chain and
// its hold through backoff, what becomes of the computer, the run's end.
#include <QComboBox>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTimeEdit>
#include <QToolButton>
#include <QtTest>

#include "tests/ui/fake_bus.h"
#include "tests/ui/ui_fixture.h"
#include "ui/bridge/fixtures.h"
#include "ui/shell/overnight.h"
#include "ui/shell/overnight_dialog.h"

using namespace skein::ui;

namespace {

void settle() {
    for (int i = 0; i < 10; ++i) QCoreApplication::processEvents();
}

const QString gnome = "org.gnome.SessionManager Inhibit";
const QString login = "org.freedesktop.login1 Inhibit";
const QString power = "org.freedesktop.PowerManagement Inhibit";

}  // namespace

class TestOvernight : public QObject {
    Q_OBJECT
private slots:
    void theFirstThatAgreesHoldsIt_data() {
        QTest::addColumn<QStringList>("there");
        QTest::addColumn<int>("asked");
        QTest::addColumn<QString>("released");
        QTest::newRow("gnome") << QStringList{gnome, login, power} << 1 << "Uninhibit";
        QTest::newRow("login1") << QStringList{login, power} << 2 << "";
        QTest::newRow("power management") << QStringList{power} << 3 << "UnInhibit";
    }
    void theFirstThatAgreesHoldsIt() {
        QFETCH(QStringList, there);
        QFETCH(int, asked);
        QFETCH(QString, released);
        FakeBus bus;
        for (const QString& key : there) bus.answers[key] = {QVariant(17U)};
        SleepLock lock(bus);
        QCOMPARE(lock.state(), SleepLock::State::Off);
        lock.hold(true, "running nightly");
        QCOMPARE(lock.state(), SleepLock::State::Asking);
        settle();
        QCOMPARE(lock.state(), SleepLock::State::Awake);
        QCOMPARE(bus.count("Inhibit"), asked);
        lock.hold(false, {});
        QCOMPARE(lock.state(), SleepLock::State::Off);
        if (!released.isEmpty()) {
            QCOMPARE(bus.count(released), 1);
            QCOMPARE(bus.calls.last().arguments.value(0).toUInt(), 17U);
        }
    }

    void failureIsVisible() {
        FakeBus bus;
        SleepLock lock(bus);
        lock.hold(true, "running");
        settle();
        QCOMPARE(lock.state(), SleepLock::State::CouldNot);
        QCOMPARE(lock.text(), QString("awake: could not, may fall asleep"));
        QVERIFY(lock.detail().contains("login1: nobody there"));
    }

    void aLateAnswerIsGivenBack() {
        FakeBus bus;
        bus.answers[gnome] = {QVariant(5U)};
        SleepLock lock(bus);
        bus.slow = true;
        lock.hold(true, "running");
        lock.hold(false, {});
        for (const auto& give : bus.waiting) give();
        QCOMPARE(bus.count("Uninhibit"), 1);
        QCOMPARE(lock.state(), SleepLock::State::Off);
    }

    void batteriesAreSpared() {
        FakeBus bus;
        bus.answers[gnome] = {QVariant(5U)};
        bus.answers["org.freedesktop.UPower Get"] = {QVariant::fromValue(QDBusVariant(true))};
        SleepLock lock(bus);
        settle();
        lock.hold(true, "running");
        settle();
        QCOMPARE(lock.state(), SleepLock::State::OnBattery);
        QCOMPARE(bus.count("Inhibit"), 0);
        bus.answers["org.freedesktop.UPower Get"] = {QVariant::fromValue(QDBusVariant(false))};
        bus.hear("PropertiesChanged", {});
        settle();
        QCOMPARE(lock.state(), SleepLock::State::Awake);
        bus.answers["org.freedesktop.UPower Get"] = {QVariant::fromValue(QDBusVariant(true))};
        bus.hear("PropertiesChanged", {});
        settle();
        QCOMPARE(lock.state(), SleepLock::State::OnBattery);
        QCOMPARE(bus.count("Uninhibit"), 1);
        lock.setMainsOnly(false);
        settle();
        QCOMPARE(lock.state(), SleepLock::State::Awake);
    }

    // The computer waits with its sleep until what is shown is saved, and every time anew.
    void sleepIsDelayedUntilWhatIsShownIsSaved() {
        FakeBus bus;
        bus.answers[login] = {QVariant(5U)};
        SleepWatch watch(bus);
        settle();
        QVERIFY(watch.isWaitedFor());
        QCOMPARE(bus.calls.last().arguments.value(0).toString(), QString("sleep"));
        QCOMPARE(bus.calls.last().arguments.value(3).toString(), QString("delay"));
        bool wasWaitedFor = false;
        connect(&watch, &SleepWatch::sleeping, &watch, [&] { wasWaitedFor = watch.isWaitedFor(); });
        QSignalSpy awake(&watch, &SleepWatch::awake);
        bus.hear("PrepareForSleep", {false});  // of a sleep that nobody heard begin
        QVERIFY(awake.isEmpty());
        bus.hear("PrepareForSleep", {true});
        QVERIFY(wasWaitedFor && !watch.isWaitedFor());
        bus.hear("PrepareForSleep", {false});
        settle();
        QVERIFY(awake.size() == 1 && watch.isWaitedFor());
        QVERIFY(awake[0][0].value<skein::Instant>() <= awake[0][1].value<skein::Instant>());
    }

    void theWindowSavesBeforeSleepAndTellsOfIt() {
        FakeBus bus;
        TestWindow w("typical");
        Overnight overnight(*w.feed, bus);
        w.window->attach(overnight);
        bus.hear("PrepareForSleep", {true});
        bus.hear("PrepareForSleep", {false});
        settle();
        const auto* told = w.find<QTableView>("messageTable")->model();
        bool said = false;
        for (int row = 0; row < told->rowCount(); ++row)
            said |= told->index(row, 1).data().toString().startsWith("The computer slept, ");
        QVERIFY(said);
    }

    // The classic bug: a lock tied to what is being transferred lets go between two tasks.
    void theLockIsHeldThroughBackoff() {
        FakeBus bus;
        bus.answers[gnome] = {QVariant(5U)};
        Fixture fixture = *makeFixture("typical");
        for (TaskRow& row : fixture.plan.tasks)
            if (row.status == Status::Running) row.status = Status::Backoff;
        countStates(fixture);
        FixtureFeed feed(fixture);
        Overnight overnight(feed, bus);
        feed.load();
        settle();
        QCOMPARE(overnight.lock().state(), SleepLock::State::Awake);
        feed.hold();
        settle();
        QCOMPARE(overnight.lock().state(), SleepLock::State::Off);
        feed.resume();
        settle();
        QCOMPARE(overnight.lock().state(), SleepLock::State::Awake);
        feed.stop(StopChoice::Now);
        settle();
        QCOMPARE(overnight.lock().state(), SleepLock::State::Off);
    }

    // What is missing and what follows from it, in plain words; the system's own are behind a button.
    void whatTheSystemRefusesIsSaidPlainly() {
        TestWindow w("typical");
        FakeBus bus;  // nobody answers
        Overnight overnight(*w.feed, bus);
        overnight.isWatched = [] { return false; };
        w.feed->load();  // a run that is active: the computer is to stay awake
        overnight.notifier().tell(NoticeKind::RunFinished, "a", "b");
        TestWindow::settle();
        QCOMPARE(overnight.lock().state(), SleepLock::State::CouldNot);
        OvernightDialog dialog(w.theme, overnight, w.feed->fixture().summary, {}, w.window.get());
        dialog.show();
        for (const auto& [name, plain] : {std::pair{"awakeWords", "It may fall asleep"},
                                          std::pair{"notifyProblem", "This desktop shows no notifications"}}) {
            const auto* words = dialog.findChild<QLabel*>(name);
            QVERIFY2(words && words->text().contains(plain), name);
            for (const char* raw : {"nobody there", "login1", "org.freedesktop"})
                QVERIFY2(!words->text().contains(raw), qPrintable(words->text()));
            auto* details = dialog.findChild<QPushButton*>(QString(name) + "Details");
            const auto* raw = dialog.findChild<QLabel*>(QString(name) + "Raw");
            QVERIFY(details && raw && !raw->isVisible());
            details->setFocus();
            QTest::keyClick(details, Qt::Key_Space);
            QVERIFY2(raw->isVisible() && raw->text().contains("nobody there"), qPrintable(raw->text()));
        }
        TestWindow::settle();
        QVERIFY2(geometryProblems(dialog).isEmpty(), qPrintable(geometryProblems(dialog).join('\n')));
    }

    // A time of the clock is of a day, which is said beside it.
    void theEndSaysItsDay() {
        TestWindow w("typical");
        FakeBus bus;
        Overnight overnight(*w.feed, bus);
        OvernightDialog dialog(
            w.theme, overnight, w.feed->fixture().summary, [](skein::Instant) {}, w.window.get());
        dialog.show();
        auto* time = dialog.findChild<QTimeEdit*>("endTime");
        const auto* day = dialog.findChild<QLabel*>("endDay");
        QVERIFY(day && day->isVisible());
        const QDateTime now = QDateTime::currentDateTime();
        for (const int seconds : {-3600, 3600}) {
            const QTime wanted = now.time().addSecs(seconds);
            time->setTime(wanted);
            const bool today = wanted > now.time();
            const QDate date = now.date().addDays(today ? 0 : 1);
            QVERIFY2(day->text().startsWith(today ? "today" : "tomorrow") &&
                         day->text().contains(QLocale().toString(date, "ddd d MMM")),
                     qPrintable(day->text()));
        }
    }

    static RunDelta at(RunPhase phase, int conflicts = 0, qint64 writer = 0) {
        RunDelta change;
        change.summary = makeFixture("typical")->summary;
        change.summary->phase = phase;
        change.summary->conflictsOpen = conflicts;
        change.summary->writer = writer;
        return change;
    }

    void theComputerSleepsAfterTheRun_data() {
        QTest::addColumn<int>("choice");
        QTest::addColumn<int>("conflicts");
        QTest::addColumn<bool>("despite");
        QTest::addColumn<QString>("called");
        QTest::newRow("notify") << static_cast<int>(WhenDone::Notify) << 0 << false << "";
        QTest::newRow("suspend") << static_cast<int>(WhenDone::Suspend) << 0 << false << "Suspend";
        QTest::newRow("shut down") << static_cast<int>(WhenDone::ShutDown) << 0 << false << "PowerOff";
        QTest::newRow("conflicts wait") << static_cast<int>(WhenDone::ShutDown) << 2 << false << "";
        QTest::newRow("conflicts wait, despite them") << static_cast<int>(WhenDone::Suspend) << 2 << true << "Suspend";
    }
    void theComputerSleepsAfterTheRun() {
        QFETCH(int, choice);
        QFETCH(int, conflicts);
        QFETCH(bool, despite);
        QFETCH(QString, called);
        FakeBus bus;
        FixtureFeed feed(*makeFixture("typical"));
        AfterRun after(feed, bus);
        after.countdownSeconds = 1;
        QSignalSpy said(&after, &AfterRun::said);
        emit feed.delta(at(RunPhase::Running));
        after.choose(static_cast<WhenDone>(choice), despite);
        emit feed.delta(at(RunPhase::Done, conflicts, 4711));
        QCOMPARE(after.secondsLeft(), 0);  // a process is still writing what came of it
        emit feed.delta(at(RunPhase::Done, conflicts, 0));
        QCOMPARE(after.secondsLeft() > 0, !called.isEmpty());
        if (called.isEmpty()) {
            QTest::qWait(1200);
            QCOMPARE(bus.count("Suspend") + bus.count("PowerOff"), 0);
            QCOMPARE(said.count(), conflicts > 0 ? 1 : 0);
            return;
        }
        QTRY_COMPARE(bus.count(called), 1);
        QCOMPARE(after.choice(), WhenDone::Notify);  // for one run
        emit feed.delta(at(RunPhase::Running));
        emit feed.delta(at(RunPhase::Done));
        QTest::qWait(1200);
        QCOMPARE(bus.count(called), 1);
    }

    void theCountdownIsCalledOff() {
        FakeBus bus;
        FixtureFeed feed(*makeFixture("typical"));
        AfterRun after(feed, bus);
        after.countdownSeconds = 2;
        emit feed.delta(at(RunPhase::Running));
        after.choose(WhenDone::ShutDown, false);
        emit feed.delta(at(RunPhase::Done));
        QCOMPARE(after.secondsLeft(), 2);
        after.cancel();
        QTest::qWait(2300);
        QCOMPARE(bus.count("PowerOff"), 0);
        // A run that was over when it was opened is no reason either.
        after.choose(WhenDone::ShutDown, false);
        emit feed.delta(at(RunPhase::Done));
        QCOMPARE(after.secondsLeft(), 0);
    }

    /// Chosen for a goal that is being written: for the run that is started then, however soon it ends.
    void itIsTheNextRunThatIsMeant() {
        FakeBus bus;
        FixtureFeed feed(*makeFixture("typical"));
        AfterRun after(feed, bus);
        after.countdownSeconds = 1;
        emit feed.delta(at(RunPhase::Done));  // shown, and over
        after.choose(WhenDone::ShutDown, false);
        RunDelta foreign = at(RunPhase::Running);  // begun before
        foreign.summary->workspace = "/elsewhere/live.skein";
        emit feed.delta(foreign);
        foreign.summary->phase = RunPhase::Done;
        emit feed.delta(foreign);
        QCOMPARE(after.secondsLeft(), 0);
        RunDelta own = at(RunPhase::Failed);  // it failed before anything was heard of it
        own.summary->workspace = "/here/own.skein";
        own.summary->startedAt = {QDateTime::currentMSecsSinceEpoch() * 1000 + 1};
        emit feed.delta(own);
        QCOMPARE(after.secondsLeft(), 1);
        QTRY_COMPARE(bus.count("PowerOff"), 1);
        QCOMPARE(after.choice(), WhenDone::Notify);
    }

    /// Chosen for the run that is shown: another one that is opened has no part in it.
    void anotherRunIsNotMeant() {
        FakeBus bus;
        FixtureFeed feed(*makeFixture("typical"));
        AfterRun after(feed, bus);
        after.countdownSeconds = 1;
        emit feed.delta(at(RunPhase::Running));
        after.choose(WhenDone::ShutDown, false);
        RunDelta other = at(RunPhase::Running);
        other.summary->workspace = "/elsewhere/live.skein";
        emit feed.delta(other);
        QCOMPARE(after.choice(), WhenDone::Notify);
        other.summary->phase = RunPhase::Done;
        emit feed.delta(other);
        QCOMPARE(after.secondsLeft(), 0);
        emit feed.delta(at(RunPhase::Running));  // the first one again
        QCOMPARE(after.choice(), WhenDone::ShutDown);
        emit feed.delta(at(RunPhase::Done));
        QCOMPARE(after.secondsLeft(), 1);
        emit feed.delta(other);  // whoever opens another run is there
        QCOMPARE(after.secondsLeft(), 0);
        QTest::qWait(1200);
        QCOMPARE(bus.count("PowerOff"), 0);
    }

    /// A failed run is not called done, and no dialog hides what is about to happen.
    void theCountdownSaysWhatCameOfTheRun() {
        FakeBus bus;
        TestWindow w("typical");
        Overnight overnight(*w.feed, bus);
        w.window->attach(overnight);
        emit w.feed->delta(at(RunPhase::Running));
        overnight.afterRun().choose(WhenDone::ShutDown, false);
        QDialog open(w.window.get());
        open.open();
        QTRY_VERIFY(open.isVisible());
        RunDelta failed = at(RunPhase::Failed);
        failed.summary->counts[static_cast<std::size_t>(Status::Failed)] = 3;
        emit w.feed->delta(failed);
        auto* banner = w.find<InlineBanner>("mainBanner");
        QTRY_VERIFY(banner->isVisible());
        QVERIFY2(banner->accessibleName().startsWith("The run came to rest with 3 failed tasks. The computer shuts"),
                 qPrintable(banner->accessibleName()));
        QVERIFY(!open.isVisible());
        overnight.afterRun().cancel();
    }

    void takingTheMessageAwayCallsItOff() {
        FakeBus bus;
        TestWindow w("typical");
        Overnight overnight(*w.feed, bus);
        w.window->attach(overnight);
        AfterRun& after = overnight.afterRun();
        after.countdownSeconds = 3;
        emit w.feed->delta(at(RunPhase::Running));
        after.choose(WhenDone::ShutDown, false);
        emit w.feed->delta(at(RunPhase::Done));
        auto* banner = w.find<InlineBanner>("mainBanner");
        QTRY_VERIFY(banner->isVisible() && banner->accessibleName().contains("shuts down"));
        QTest::mouseClick(banner->findChild<QPushButton*>("bannerDismiss"), Qt::LeftButton);
        QTRY_COMPARE(after.secondsLeft(), 0);
        QTest::qWait(3200);
        QCOMPARE(bus.count("PowerOff"), 0);
        QVERIFY2(banner->isVisible() && banner->accessibleName().contains("stays on"),
                 qPrintable(banner->accessibleName()));
    }

    /// The end of a run is set in the dialog and stands in the status bar, with what the computer does then; a click on
    /// it leads back.
    void theEndIsSetAndShown() {
        TestWindow w("typical");
        FakeBus bus;
        Overnight overnight(*w.feed, bus);
        w.window->attach(overnight);
        auto* plans = w.find<QToolButton>("awayPlans");
        QVERIFY(plans && !plans->isVisible());
        const QTime wanted = QTime::currentTime().addSecs(-3600);  // an hour ago is tomorrow
        const auto set = [&](const QString& words) {
            QString problem = "the dialog did not come";
            QTimer::singleShot(100, w.window.get(), [&] {
                auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
                if (dialog == nullptr || dialog->objectName() != "overnightDialog") return;
                problem = dialog->findChild<QLabel*>("endWords")->text().contains(words)
                              ? QString()
                              : dialog->findChild<QLabel*>("endWords")->text();
                dialog->findChild<QTimeEdit*>("endTime")->setTime(wanted);
                if (dialog->findChild<QLabel*>("endDay")->text().section(",", 0, 0) != "tomorrow") problem = "the day is not told";
                QTest::mouseClick(dialog->findChild<QPushButton*>("endSet"), Qt::LeftButton);
                dialog->findChild<QComboBox*>("whenDone")->setCurrentIndex(3);
                dialog->accept();
            });
            w.window->commands().trigger("skein.tools.away");
            return problem;
        };
        QCOMPARE(set("It has no end"), QString());
        TestWindow::settle();
        const auto until = QDateTime::fromMSecsSinceEpoch(w.feed->fixture().summary.until.value / 1000);
        QVERIFY2(until > QDateTime::currentDateTime() && until < QDateTime::currentDateTime().addDays(1),
                 qPrintable(until.toString()));
        QCOMPARE(until.time().hour(), wanted.hour());
        QVERIFY(plans->isVisible());
        QVERIFY2(plans->text().contains("until") && plans->text().contains("shuts down when done"),
                 qPrintable(plans->text()));
        QString again = "no dialog";
        QTimer::singleShot(100, w.window.get(), [&again] {
            if (auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget())) {
                again = dialog->findChild<QLabel*>("endWords")->text();
                dialog->reject();
            }
        });
        QTest::mouseClick(plans, Qt::LeftButton);
        QVERIFY2(again.contains("It runs until"), qPrintable(again));
        // And it can be taken away again; then there is none to take away.
        QString without = "no dialog";
        QTimer::singleShot(100, w.window.get(), [&without] {
            auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            if (!dialog) return;
            auto* none = dialog->findChild<QPushButton*>("endNone");
            without = none && none->isEnabled() ? QString() : "it cannot be taken away";
            if (none) QTest::mouseClick(none, Qt::LeftButton);
            if (none && none->isEnabled()) without = "it can be taken away twice";
            if (!dialog->findChild<QLabel*>("endWords")->text().contains("no end")) without = "it says another thing";
            dialog->reject();
        });
        QTest::mouseClick(plans, Qt::LeftButton);
        QCOMPARE(without, QString());
        TestWindow::settle();
        QCOMPARE(w.feed->fixture().summary.until.value, 0);
    }

    /// What becomes of the computer can be chosen while the goal is written; it holds for the run that comes.
    void whatComesAfterIsChosenWithTheGoal() {
        TestWindow w("empty");
        QTest::keyClick(w.window.get(), Qt::Key_N, Qt::ControlModifier);
        TestWindow::settle();
        auto* button = w.find<QPushButton>("goalWhenDone");
        QVERIFY(button && button->isVisibleTo(w.window.get()) && !button->isEnabled());
        QVERIFY(!button->accessibleDescription().isEmpty());  // why not
        FakeBus bus;
        Overnight overnight(*w.feed, bus);
        w.window->attach(overnight);
        QVERIFY(button->isEnabled());
        w.find<QScrollArea>("goalFormScroll")->ensureWidgetVisible(button);
        bool chosen = false;
        QTimer::singleShot(100, w.window.get(), [&] {
            auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            if (dialog == nullptr) return;
            auto* box = dialog->findChild<QComboBox*>("whenDone");
            box->setFocus();
            QTest::keyClick(box, Qt::Key_End);
            chosen = true;
            QTest::mouseClick(dialog->findChild<QPushButton*>("overnightClose"), Qt::LeftButton);
        });
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(chosen);
        QCOMPARE(overnight.afterRun().choice(), WhenDone::ShutDown);
    }

    void providerLimitsAreTriedAgain() {
        FixtureFeed feed(*makeFixture("typical"));
        AutoResume again(feed);
        again.minuteMs = 4;  // fifteen minutes are 60 ms
        emit feed.delta(at(RunPhase::HeldByKeys));
        QVERIFY(again.text().contains("1 of 12"));
        QTRY_COMPARE(again.tries(), 1);
        QVERIFY(again.text().isEmpty());
        emit feed.delta(at(RunPhase::Running));
        emit feed.delta(at(RunPhase::HeldByKeys));
        QVERIFY(again.text().contains("2 of 12"));
        again.setEnabled(false);
        QVERIFY(again.text().isEmpty());
        QTest::qWait(300);
        QCOMPARE(again.tries(), 1);
        again.setEnabled(true);
        QTRY_COMPARE(again.tries(), 2);
        // What a person, the money or the disk holds waits for them.
        for (const RunPhase phase : {RunPhase::Held, RunPhase::HeldByBudget, RunPhase::HeldByDisk}) {
            emit feed.delta(at(RunPhase::Running));
            emit feed.delta(at(phase));
            QVERIFY(again.text().isEmpty());
        }
    }
};

QTEST_MAIN(TestOvernight)
#include "tst_overnight.moc"
