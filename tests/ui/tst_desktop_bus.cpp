// What the desktop is asked for, over a real message bus: a login manager and a notification server of the test answer
// there as those of a desktop do, by the interfaces and types of their specifications, and the locks are the file
// descriptors that went over the wire.
#include <poll.h>
#include <unistd.h>

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusUnixFileDescriptor>
#include <QDBusVariant>
#include <QProcess>
#include <QtTest>

#include "tests/ui/ui_fixture.h"
#include "ui/bridge/fixtures.h"
#include "ui/shell/overnight.h"

using namespace skein;
using namespace skein::ui;

namespace {

/// org.freedesktop.login1, as far as a program asks it. A lock lasts until the other side has closed its descriptor.
class LoginManager : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")
public:
    struct Lock {
        QString what, mode;
        int end = -1;
    };
    QVector<Lock> locks;
    QStringList asked;

    ~LoginManager() override {
        for (const Lock& lock : locks) ::close(lock.end);
    }
    bool holds(const QString& mode) const {
        for (const Lock& lock : locks) {
            pollfd look{lock.end, 0, 0};
            ::poll(&look, 1, 0);
            if (lock.mode == mode && !(look.revents & POLLHUP)) return true;
        }
        return false;
    }

public slots:
    QDBusUnixFileDescriptor Inhibit(const QString& what, const QString&, const QString&, const QString& mode) {
        int ends[2] = {};
        if (::pipe(ends) != 0) return {};
        locks.append({what, mode, ends[0]});
        QDBusUnixFileDescriptor theirs;
        theirs.giveFileDescriptor(ends[1]);
        return theirs;
    }
    void PowerOff(bool interactive) { asked.append(QStringLiteral("PowerOff %1").arg(interactive)); }
    void Suspend(bool interactive) { asked.append(QStringLiteral("Suspend %1").arg(interactive)); }

signals:
    void PrepareForSleep(bool start);
};

/// org.freedesktop.UPower: its one property that matters here.
class Power : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.UPower")
    Q_PROPERTY(bool OnBattery READ onBattery)
public:
    bool battery = false;
    bool onBattery() const { return battery; }
};

class NotificationServer : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    struct Notice {
        uint replaces;
        QString title, body;
        QStringList actions;
        uchar urgency;
    };
    QVector<Notice> notices;

public slots:
    QStringList GetCapabilities() { return {"body", "body-markup", "actions"}; }
    uint Notify(const QString&, uint replaces, const QString&, const QString& title, const QString& body,
                const QStringList& actions, const QVariantMap& hints, int) {
        notices.append({replaces, title, body, actions, hints.value("urgency").value<uchar>()});
        return replaces != 0 ? replaces : 40 + static_cast<uint>(notices.size());
    }

signals:
    void ActionInvoked(uint id, const QString& action);
};

}  // namespace

class TestDesktopBus : public QObject {
    Q_OBJECT

    QProcess m_daemon;
    std::unique_ptr<QDBusConnection> m_desktop;
    std::unique_ptr<LoginManager> m_login;
    std::unique_ptr<Power> m_power;
    std::unique_ptr<NotificationServer> m_notices;

private slots:
    void initTestCase() {
        m_daemon.start("dbus-daemon", {"--session", "--print-address", "--nofork"});
        QVERIFY2(m_daemon.waitForStarted() && m_daemon.waitForReadyRead(5000),
                 "dbus-daemon must start (./dev setup test)");
        const QByteArray address = m_daemon.readLine().trimmed();
        // One bus for both kinds: it is told apart by the names on it. Before anything has asked for a bus.
        qputenv("DBUS_SESSION_BUS_ADDRESS", address);
        qputenv("DBUS_SYSTEM_BUS_ADDRESS", address);
        m_desktop = std::make_unique<QDBusConnection>(
            QDBusConnection::connectToBus(QString::fromLocal8Bit(address), "desktop of the test"));
        for (const char* name : {"org.freedesktop.login1", "org.freedesktop.UPower", "org.freedesktop.Notifications"})
            QVERIFY(m_desktop->registerService(name));
    }
    void cleanupTestCase() {
        m_desktop.reset();
        QDBusConnection::disconnectFromBus("desktop of the test");
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }
    void init() {
        m_login = std::make_unique<LoginManager>();
        m_power = std::make_unique<Power>();
        m_notices = std::make_unique<NotificationServer>();
        const auto all = QDBusConnection::ExportAllContents;
        QVERIFY(m_desktop->registerObject("/org/freedesktop/login1", m_login.get(), all));
        QVERIFY(m_desktop->registerObject("/org/freedesktop/UPower", m_power.get(), all));
        QVERIFY(m_desktop->registerObject("/org/freedesktop/Notifications", m_notices.get(), all));
    }

    // Through running, backoff, holding and stopping; the session manager of GNOME is not there, so login1 is asked.
    void theLoginManagerKeepsTheComputerAwake() {
        Fixture fixture = *makeFixture("typical");
        for (TaskRow& row : fixture.plan.tasks)
            if (row.status == Status::Running) row.status = Status::Backoff;
        countStates(fixture);
        FixtureFeed feed(fixture);
        auto overnight = std::make_unique<Overnight>(feed, desktopBus());
        QVERIFY(!m_login->holds("block"));
        feed.load();
        QTRY_VERIFY(m_login->holds("block"));
        QTRY_COMPARE(overnight->lock().state(), SleepLock::State::Awake);
        for (const LoginManager::Lock& lock : std::as_const(m_login->locks)) QCOMPARE(lock.what, QString("sleep"));
        feed.hold();
        QTRY_VERIFY(!m_login->holds("block"));
        feed.resume();
        QTRY_VERIFY(m_login->holds("block"));
        overnight.reset();  // the program ends: no lock is left behind
        QTRY_VERIFY(!m_login->holds("block"));
        QTRY_VERIFY(!m_login->holds("delay"));
    }

    void onBatteryItMaySleep() {
        m_power->battery = true;
        FixtureFeed feed(*makeFixture("typical"));
        Overnight overnight(feed, desktopBus());
        QTRY_COMPARE(m_login->locks.size(), 1);  // of the delay: the answer about the battery came before it
        feed.load();
        QTRY_COMPARE(overnight.lock().state(), SleepLock::State::OnBattery);
        QVERIFY(!m_login->holds("block"));
    }

    void sleepWaitsUntilWhatIsShownIsSaved() {
        FixtureFeed feed(*makeFixture("typical"));
        Overnight overnight(feed, desktopBus());
        QTRY_VERIFY(m_login->holds("delay"));
        bool waited = false;
        connect(&overnight.sleepWatch(), &SleepWatch::sleeping, this, [&] { waited = m_login->holds("delay"); });
        QSignalSpy awake(&overnight.sleepWatch(), &SleepWatch::awake);
        emit m_login->PrepareForSleep(true);
        QTRY_VERIFY(!m_login->holds("delay"));
        QVERIFY2(waited, "the computer would have slept before anything was saved");
        emit m_login->PrepareForSleep(false);
        QTRY_COMPARE(awake.size(), 1);
        QTRY_VERIFY(m_login->holds("delay"));  // for the next time
    }

    void whatNeedsThePersonReachesTheServer() {
        FixtureFeed feed(*makeFixture("typical"));
        Overnight overnight(feed, desktopBus());
        overnight.isWatched = [] { return false; };
        feed.load();
        RunDelta change;
        change.summary = feed.fixture().summary;
        change.summary->name = "a <b>night</b>";
        emit feed.delta(change);
        change.summary->conflictsOpen = 2;
        emit feed.delta(change);
        QTRY_COMPARE(m_notices->notices.size(), 1);
        const auto& notice = m_notices->notices[0];
        QVERIFY2(notice.title.startsWith("a <b>night</b>: "), qPrintable(notice.title));
        QVERIFY(notice.body.contains('2') && !notice.body.contains('<'));
        QCOMPARE(notice.urgency, uchar(2));
        QVERIFY(notice.actions.contains("default"));
        QSignalSpy opened(&overnight.notifier(), &Notifier::opened);
        emit m_notices->ActionInvoked(99, "default");  // somebody else's
        emit m_notices->ActionInvoked(41, "default");
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].value<NoticeKind>(), NoticeKind::BlockedOnYou);
    }

    void whenDoneTheComputerGoesOff_data() {
        QTest::addColumn<int>("choice");
        QTest::addColumn<QString>("asked");
        QTest::newRow("off") << int(WhenDone::ShutDown) << "PowerOff 0";
        QTest::newRow("sleep") << int(WhenDone::Suspend) << "Suspend 0";
    }
    void whenDoneTheComputerGoesOff() {
        QFETCH(int, choice);
        QFETCH(QString, asked);
        FixtureFeed feed(*makeFixture("typical"));
        Overnight overnight(feed, desktopBus());
        overnight.isWatched = [] { return true; };
        feed.load();
        TestWindow::settle();
        overnight.afterRun().countdownSeconds = 1;
        overnight.afterRun().choose(static_cast<WhenDone>(choice), false);
        RunDelta change;
        change.summary = feed.fixture().summary;
        change.summary->phase = RunPhase::Done;
        change.summary->conflictsOpen = 0;
        change.summary->paused = 0;
        change.summary->writer = 0;
        emit feed.delta(change);
        QVERIFY(m_login->asked.isEmpty());
        QTRY_COMPARE(m_login->asked, QStringList{asked});
    }
};

QTEST_MAIN(TestDesktopBus)
#include "tst_desktop_bus.moc"
