// What the person is told while nobody looks: notifications that stay few and newest, over a bus that answers as the
// test says.
#include <QtTest>

#include "tests/ui/fake_bus.h"
#include "tests/ui/ui_fixture.h"
#include "ui/bridge/fixtures.h"
#include "ui/shell/overnight.h"

using namespace skein::ui;

namespace {

void settle() {
    for (int i = 0; i < 10; ++i) QCoreApplication::processEvents();
}

}  // namespace

class TestNotifier : public QObject {
    Q_OBJECT
private slots:
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
        notifier.tell(NoticeKind::Budget, "nightly", "most");
        notifier.catchUp();
        settle();
        QCOMPARE(bus.count("Notify"), 2);
        ms = 11 * 60'000;
        notifier.catchUp();
        settle();
        QCOMPARE(bus.count("Notify"), 3);
        QCOMPARE(bus.calls.last().arguments[1].toUInt(), 9U);  // replaces the first
        QCOMPARE(bus.calls.last().arguments[4].toString(), QString("most"));
        ms = 30 * 60'000;
        notifier.catchUp();
        settle();
        QCOMPARE(bus.count("Notify"), 3);  // nothing waits any more

        notifier.tell(NoticeKind::Budget, "nightly", "again");
        settle();
        notifier.tell(NoticeKind::Budget, "nightly", "and again");
        notifier.isWanted = [] { return false; };  // the person has come back
        ms = 60 * 60'000;
        notifier.catchUp();
        notifier.isWanted = {};
        notifier.catchUp();
        settle();
        QCOMPARE(bus.count("Notify"), 4);
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
        notifier.timeOfDay = [] { return QTime(8, 0); };  // held, not dropped
        notifier.catchUp();
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

    // The first conflict is told while the run works on; what it waits for at rest is told too, though not at once.
    void whatItWaitsForAtRestIsTold() {
        FakeBus bus;
        bus.answers["org.freedesktop.Notifications Notify"] = {QVariant(9U)};
        FixtureFeed feed(*makeFixture("typical"));
        Overnight overnight(feed, bus);
        qint64 ms = 0;
        overnight.notifier().elapsed = [&ms] { return ms; };
        overnight.isWatched = [] { return false; };
        feed.load();
        settle();
        RunDelta change;
        change.summary = feed.fixture().summary;
        change.summary->conflictsOpen = 1;
        emit feed.delta(change);
        change.summary->conflictsOpen = 22;
        change.summary->phase = RunPhase::Blocked;
        emit feed.delta(change);
        settle();
        QCOMPARE(bus.count("Notify"), 1);
        ms = 11 * 60'000;
        overnight.notifier().catchUp();
        settle();
        QCOMPARE(bus.count("Notify"), 2);
        QVERIFY2(bus.calls.last().arguments[4].toString().contains("22"),
                 qPrintable(bus.calls.last().arguments[4].toString()));
    }

    void aDeadProcessAndALongOutageAreTold() {
        FakeBus bus;
        bus.answers["org.freedesktop.Notifications Notify"] = {QVariant(9U)};
        FixtureFeed feed(*makeFixture("typical"));
        Overnight overnight(feed, bus);
        overnight.isWatched = [] { return false; };
        feed.load();
        settle();
        RunDelta change;
        change.summary = feed.fixture().summary;
        ProviderRow& row = change.summary->providers[0];
        row.failedCalls = 9;
        row.downSince = skein::Instant{change.summary->asOf.value - 299'000'000};
        emit feed.delta(change);
        settle();
        QCOMPARE(bus.count("Notify"), 0);  // four minutes are nothing yet
        change.summary->asOf = change.summary->asOf + skein::Duration{2'000'000};
        emit feed.delta(change);
        emit feed.delta(change);
        settle();
        QCOMPARE(bus.count("Notify"), 1);
        QVERIFY(bus.calls.last().arguments[4].toString().contains("does not answer since"));
        change.summary->phase = RunPhase::Interrupted;
        emit feed.delta(change);
        settle();
        QCOMPARE(bus.count("Notify"), 2);
        QVERIFY(bus.calls.last().arguments[3].toString().contains("Interrupted"));
    }

    void withoutANotificationServerThatIsSaid() {
        FakeBus bus;  // nobody answers
        Notifier notifier(bus);
        QStringList said;
        connect(&notifier, &Notifier::problemChanged, this, [&said](const QString& problem) { said.append(problem); });
        notifier.tell(NoticeKind::RunFinished, "a", "b");
        settle();
        QCOMPARE(said, QStringList{"nobody there"});
        QCOMPARE(notifier.problem(), QString("nobody there"));
    }
};

QTEST_MAIN(TestNotifier)
#include "tst_notifier.moc"
