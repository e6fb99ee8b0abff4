// What the desktop is told while nobody looks, over a bus that answers as the test says: the sleep lock's chain and its
// hold through backoff, notifications that stay few.
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QtTest>

#include "ui/bridge/fixtures.h"
#include "ui/shell/overnight.h"

using namespace skein::ui;

namespace {

class FakeBus : public Bus {
public:
    struct Ear {
        QString signal;
        QPointer<QObject> owner;
        std::function<void(const QVariantList&)> heard;
    };
    QHash<QString, QVariantList> answers;  ///< "service method" to what it answers; nobody there without one
    QVector<BusCall> calls;
    QVector<Ear> ears;
    bool slow = false;  ///< answers wait for answer()
    QVector<std::function<void()>> waiting;

    void call(const BusCall& call, QObject* owner, std::function<void(const BusReply&)> done) override {
        calls.append(call);
        const QString key = call.service + ' ' + call.method;
        const BusReply reply = answers.contains(key) ? BusReply{answers[key], {}} : BusReply{{}, "nobody there"};
        const auto give = [reply, guard = QPointer<QObject>(owner), done] {
            if (guard) done(reply);
        };
        if (slow) waiting.append(give);
        else QTimer::singleShot(0, owner, give);
    }
    void listen(BusKind, const QString&, const QString&, const QString&, const QString& signal, QObject* owner,
                std::function<void(const QVariantList&)> heard) override {
        ears.append({signal, owner, std::move(heard)});
    }
    void hear(const QString& signal, const QVariantList& values) {
        for (const Ear& ear : ears)
            if (ear.signal == signal && ear.owner) ear.heard(values);
    }
    int count(const QString& method) const {
        return static_cast<int>(
            std::count_if(calls.begin(), calls.end(), [&](const BusCall& c) { return c.method == method; }));
    }
};

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
        QCOMPARE(lock.text(), QString("awake: could not"));
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

    void sleepAndReturnAreHeard() {
        FakeBus bus;
        SleepLock lock(bus);
        QSignalSpy heard(&lock, &SleepLock::sleeping);
        bus.hear("PrepareForSleep", {true});
        bus.hear("PrepareForSleep", {false});
        QCOMPARE(heard.count(), 2);
        QCOMPARE(heard[0][0].toBool(), true);
        QCOMPARE(heard[1][0].toBool(), false);
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

    void oneOfAKindInTenMinutes() {
        FakeBus bus;
        bus.answers["org.freedesktop.Notifications GetCapabilities"] = {QStringList{"body", "body-markup"}};
        bus.answers["org.freedesktop.Notifications Notify"] = {QVariant(9U)};
        Notifier notifier(bus);
        qint64 ms = 0;
        notifier.elapsed = [&ms] { return ms; };
        notifier.tell(NoticeKind::Budget, "nightly", "<b>80 %</b> used");
        settle();
        QCOMPARE(bus.count("Notify"), 1);
        const QVariantList first = bus.calls.last().arguments;
        QCOMPARE(first[1].toUInt(), 0U);
        QCOMPARE(first[4].toString(), QString("&lt;b&gt;80 %&lt;/b&gt; used"));
        QVERIFY2(first[5].toStringList().isEmpty(), "no actions: the server has none");
        ms = 9 * 60'000;
        notifier.tell(NoticeKind::Budget, "nightly", "more");
        notifier.tell(NoticeKind::RunFinished, "nightly", "done");
        settle();
        QCOMPARE(bus.count("Notify"), 2);
        ms = 11 * 60'000;
        notifier.tell(NoticeKind::Budget, "nightly", "more");
        settle();
        QCOMPARE(bus.count("Notify"), 3);
        QCOMPARE(bus.calls.last().arguments[1].toUInt(), 9U);  // replaces the first
    }

    void atNightOnlyWhatBlocks() {
        FakeBus bus;
        bus.answers["org.freedesktop.Notifications Notify"] = {QVariant(9U)};
        Notifier notifier(bus);
        notifier.setQuietHours(QuietHours{QTime(22, 0), QTime(7, 0)});
        notifier.timeOfDay = [] { return QTime(3, 0); };
        notifier.tell(NoticeKind::RunFinished, "a", "b");
        notifier.tell(NoticeKind::BlockedOnYou, "a", "b");
        settle();
        QCOMPARE(bus.count("Notify"), 1);
        notifier.timeOfDay = [] { return QTime(8, 0); };
        notifier.tell(NoticeKind::RunFinished, "a", "b");
        settle();
        QCOMPARE(bus.count("Notify"), 2);
    }

    void changesOfTheRunAreTold() {
        FakeBus bus;
        bus.answers["org.freedesktop.Notifications Notify"] = {QVariant(9U)};
        FixtureFeed feed(*makeFixture("typical"));
        Overnight overnight(feed, bus);
        bool watched = false;
        overnight.isWatched = [&watched] { return watched; };
        feed.load();
        settle();
        QCOMPARE(bus.count("Notify"), 0);  // opening is no news
        RunDelta change;
        change.summary = feed.fixture().summary;
        change.summary->conflictsOpen = 2;
        emit feed.delta(change);
        settle();
        QCOMPARE(bus.count("Notify"), 1);
        change.summary->phase = RunPhase::Failed;
        emit feed.delta(change);
        settle();
        QCOMPARE(bus.count("Notify"), 2);
        watched = true;
        change.summary->phase = RunPhase::Done;
        emit feed.delta(change);
        settle();
        QCOMPARE(bus.count("Notify"), 2);  // who looks is not told again
    }
};

QTEST_MAIN(TestOvernight)
#include "tst_overnight.moc"
