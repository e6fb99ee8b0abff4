// How the overview tells failures: one row for one cause, and never without urgency.
#include "tests/ui/ui_fixture.h"
#include "ui/overview/digest.h"

using namespace skein;
using namespace skein::ui;

namespace {

Instant minute(double n) { return {static_cast<std::int64_t>(1'000'000'000'000 + n * 60e6)}; }

}  // namespace

class TestFailureRows : public QObject {
    Q_OBJECT
private slots:
    /// Ids, paths, quoted text and numbers in a reason make no new cause of it; another reason does.
    void oneCauseIsOneRow() {
        RunPicture p;
        const QStringList ids{"digest-db", "digest-net", "7-list", "review"};
        for (int i = 0; i < ids.size(); ++i) {
            TaskRow row;
            row.no = static_cast<quint32>(i + 1);
            row.id = ids[i];
            row.status = Status::Failed;
            row.attempt = 1;
            row.why = QStringLiteral("task %1: its scope holds no file of the sources: src/%1/, '%2' (%3 of 20)")
                          .arg(ids[i], QString("a b").repeated(i + 1))
                          .arg(i);
            p.tasks.append(row);
            p.spans.append({row.no, 1, 1, minute(i), {}, minute(i + 1), {}, AttemptSpan::End::Failed, {}});
        }
        TaskRow other;
        other.no = 5;
        other.id = "other";
        other.status = Status::Failed;
        other.why = "task other: the answer was empty";
        p.tasks.append(other);
        const auto causes = failureCauses(p.tasks);
        QCOMPARE(causes.size(), 2);
        QCOMPARE(causes[0].tasks.size(), 4);
        QVERIFY2(causes[0].cause.startsWith("its scope holds"), qPrintable(causes[0].cause));
        // They failed for good: nothing got another try, nothing is settled.
        const AwayDigest digest = digestOf(p, {minute(0), minute(60)});
        for (const DigestRow& row : digest.rows) QVERIFY2(!row.what.contains("another try"), qPrintable(row.what));
        // One of them had a second try, which failed as well.
        p.tasks[0].attempt = 2;
        p.spans.append({1, 2, 1, minute(5), {}, minute(6), {}, AttemptSpan::End::Failed, {}});
        QStringList said;
        for (const DigestRow& row : digestOf(p, {minute(0), minute(60)}).rows) said.append(row.what);
        const QString all = said.join('\n');
        QVERIFY2(all.contains("1 attempt(s) failed and got another try, 1 of the tasks failed all the same") &&
                     !all.contains("settled"),
                 qPrintable(all));
    }

    /// What is counted only is not called without urgency while failures are among it.
    void failuresAreNeverNothingUrgent() {
        TestWindow w("overnight");
        RunDelta change;
        change.summary = w.feed->fixture().summary;
        change.tasks = w.feed->fixture().plan.tasks;
        const QStringList reasons{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};
        for (int i = 0; i < reasons.size(); ++i) {
            change.tasks[i].status = Status::Failed;
            change.tasks[i].why = reasons[i] + " went wrong";
            change.tasks[i].startedAt = skein::Instant{};
        }
        emit w.feed->delta(change);
        w.view(ViewId::Overview);
        QStringList labels;
        for (const auto* label : w.window->findChildren<QLabel*>())
            if (label->isVisibleTo(w.window.get())) labels.append(label->text());
        const QString all = labels.join('\n');
        QVERIFY2(all.contains("of which somebody should look at"), qPrintable(all));
        QVERIFY(!all.contains("nothing urgent"));
    }
};

QTEST_MAIN(TestFailureRows)
#include "tst_failure_rows.moc"
