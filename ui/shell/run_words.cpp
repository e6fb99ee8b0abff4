#include "ui/shell/run_words.h"

#include <QDateTime>
#include <QLocale>
#include <algorithm>

#include "ui/bridge/forecast.h"
#include "ui/common/formats.h"
#include "ui/common/words.h"
#include "ui/overview/digest.h"
#include "ui/shell/provider_words.h"

namespace skein::ui {

QString runWord(RunPhase phase) {
    switch (phase) {
        case RunPhase::None: return tr("No run");
        case RunPhase::Opening: return tr("Starting");
        case RunPhase::Running: return tr("Running");
        case RunPhase::Held: return tr("Held");
        case RunPhase::HeldByBudget: return tr("Held: budget");
        case RunPhase::HeldByDisk: return tr("Held: disk full");
        case RunPhase::HeldByKeys: return tr("Held: no usable key");
        case RunPhase::HeldByPlan: return tr("Needs you: plan");
        case RunPhase::HeldByDeadline: return tr("Held: time is up");
        case RunPhase::Stopping: return tr("Stopping");
        case RunPhase::Interrupted: return tr("Interrupted");
        case RunPhase::Lost: return tr("Stale");
        case RunPhase::Done: return tr("Done");
        case RunPhase::Failed: return tr("Failed");
        case RunPhase::Blocked: return tr("Needs you");
        case RunPhase::Stopped: return tr("Stopped");
    }
    return {};
}

QString runWord(const RunSummary& s) {
    if (s.keptReadOnly && s.phase == RunPhase::Blocked) return tr("Read-only");
    if (s.freshFork && s.phase == RunPhase::Interrupted) return tr("Fork, not started");
    if (s.phase == RunPhase::HeldByKeys && isOutOfQuota(s)) return tr("Held: quota used up");
    if (s.phase == RunPhase::Running && !outageText(s).isEmpty()) return tr("Outage");
    return runWord(s.phase);
}

Status runGlyph(RunPhase phase) {
    switch (phase) {
        case RunPhase::Opening: return Status::Ready;
        case RunPhase::Running: return Status::Running;
        case RunPhase::Held:
        case RunPhase::HeldByBudget:
        case RunPhase::HeldByDisk:
        case RunPhase::HeldByKeys:
        case RunPhase::HeldByDeadline: return Status::Held;
        case RunPhase::Stopping:
        case RunPhase::Stopped: return Status::Cancelled;
        case RunPhase::None:
        case RunPhase::Lost:
        case RunPhase::Interrupted: return Status::Unknown;
        case RunPhase::Done: return Status::Done;
        case RunPhase::Failed: return Status::Failed;
        case RunPhase::HeldByPlan:
        case RunPhase::Blocked: return Status::NeedsYou;
    }
    return Status::Unknown;
}

bool isActive(RunPhase phase) {
    return phase == RunPhase::Opening || phase == RunPhase::Running || phase == RunPhase::Stopping;
}

QString budgetOf(const BudgetRow& budget) {
    switch (budget.scope) {
        case BudgetScope::Workspace: return tr(" for this workspace");
        case BudgetScope::Day: return tr(" for today");
        case BudgetScope::Run: break;
        case BudgetScope::Swarm: return tr(" for swarm %1").arg(budget.name);
        case BudgetScope::Task: return tr(" for task %1").arg(budget.name);
    }
    return {};
}

namespace {

/// What is neither done nor failed when a run has ended, as a sentence; empty: nothing.
QString neverRan(const RunSummary& s) {
    int left = s.total;
    for (const Status each : {Status::Done, Status::Reused, Status::Failed})
        left -= s.counts[static_cast<std::size_t>(each)];
    return left > 0 ? QLatin1Char(' ') + tr("%n task(s) that need{s} them never ran.", nullptr, left) : QString();
}

}  // namespace

int undoSecondsLeft(const RunSummary& s) {
    return s.undoUntil > s.asOf ? static_cast<int>(((s.undoUntil - s.asOf).value + 999'999) / 1'000'000) : 0;
}

QString heldReason(const RunSummary& s) {
    return s.phase == RunPhase::HeldByKeys && !s.heldBecause.isEmpty() ? tr("What is known: %1").arg(s.heldBecause)
                                                                       : QString();
}

QString runSentence(const RunSummary& s) {
    const QString reason = heldReason(s);
    return reason.isEmpty() ? runAnswer(s) : runAnswer(s) + QLatin1Char(' ') + reason;
}

QString runAnswer(const RunSummary& s) {
    if (s.keptReadOnly && s.conflictsOpen > 0)
        return tr("A run to look at, not to change: its file is read-only. %n conflict(s) stay{s} open in it.", nullptr,
                  s.conflictsOpen);
    switch (s.phase) {
        case RunPhase::None: return tr("No run in this window.");
        case RunPhase::Opening: return tr("Reading the sources and planning the tasks.");
        case RunPhase::Running:
            if (const QString out = outageText(s); !out.isEmpty())
                return tr("%1. The run asks again by itself.").arg(out);
            if (const int seconds = undoSecondsLeft(s); seconds > 0)
                return tr("Nothing runs for %n more second(s): until then you can undo your decision.", nullptr,
                          seconds);
            if (s.partsInPlanning > 0 && s.conflictsOpen == 0)
                return tr("The swarm is working while %n part(s) of the plan get{s} planned.", nullptr,
                          s.partsInPlanning);
            if (s.paused > 0 && s.conflictsOpen == 0)
                return tr("The swarm is working; %n task(s) wait{s} at a pause point for you.", nullptr, s.paused);
            return s.conflictsOpen > 0 ? tr("The swarm is working; %n conflict(s) already need{s} your decision.",
                                            nullptr, s.conflictsOpen)
                                       : tr("The swarm is working. Closing this window does not stop it.");
        case RunPhase::Held: return tr("Held by you. Running attempts finish, no new ones start.");
        case RunPhase::HeldByBudget:
            if (!s.tightest) return tr("The budget leaves no room for the next call. Raise it to go on.");
            if (!s.nextCall && s.tightest->taken >= s.tightest->limit)
                return tr("The budget of %1%2 is used up. Raise it to go on.")
                    .arg(moneyText(s.tightest->limit), budgetOf(*s.tightest));
            if (!s.nextCall)
                return tr("The budget of %1%2 leaves no room for the next call. Raise it to go on.")
                    .arg(moneyText(s.tightest->limit), budgetOf(*s.tightest));
            return tr("The budget of %1%2 leaves no room for the next call, which can cost up to %3. Raise it to %4 or "
                      "more to go on.")
                .arg(moneyText(s.tightest->limit), budgetOf(*s.tightest), moneyText(roundedUp(*s.nextCall)),
                     moneyText(roundedUp(s.tightest->taken + *s.nextCall)));
        case RunPhase::HeldByDisk: return tr("The disk is full. Make room, then resume.");
        case RunPhase::HeldByKeys:
            return isOutOfQuota(s) ? tr("Every key has used up its quota. Resume when it begins anew, or add a key.")
                                   : tr("Every key was refused or has no credit left. Mend or add one, then resume.");
        case RunPhase::HeldByPlan:
            return s.planEstimate.isEmpty()
                       ? tr("The planner has proposed a plan. Look at its tasks, then resume to accept it.")
                       : tr("The planner has proposed a plan: %1. Look at its tasks, then resume to accept it.")
                             .arg(s.planEstimate);
        case RunPhase::HeldByDeadline: return tr("The time you gave is over. Resume to go on all the same.");
        case RunPhase::Stopping: return tr("Stopping: running attempts are being finished.");
        case RunPhase::Lost: return tr("The workspace can no longer be read; this is what was known last.");
        case RunPhase::Interrupted:
            if (!s.unwritable.isEmpty())
                return tr("The run was interrupted, and nothing can be written: %1. Nothing finished is lost; resume "
                          "when it can be written again.")
                    .arg(s.unwritable);
            if (s.freshFork)
                return tr(
                    "A fork that has not run yet. It keeps what was finished where it was forked; Resume starts "
                    "it.");
            return tr("The run was interrupted. Nothing finished is lost; Resume goes on from here.");
        case RunPhase::Done: return s.hasDeliverable ? tr("Finished. The document is complete.") : tr("Finished.");
        case RunPhase::Failed:
            return tr("%n task(s) failed; the run is at rest and not finished.", nullptr,
                      s.counts[static_cast<std::size_t>(Status::Failed)]) +
                   neverRan(s) + (s.draft ? QLatin1Char(' ') + tr("The document is a draft.") : QString());
        case RunPhase::Blocked:
            if (s.conflictsOpen == 0 && s.paused > 0)
                return tr("Everything else is done; %n task(s) wait{s} at a pause point for you.", nullptr, s.paused);
            return tr("Everything else is done; %n conflict(s) need{s} your decision.", nullptr, s.conflictsOpen) +
                   (s.draft ? QLatin1Char(' ') + tr("The document is a draft until then.") : QString());
        case RunPhase::Stopped: return tr("Stopped by you. It can be resumed.");
    }
    return {};
}

namespace {

/// ui.md 4.6: five minutes below two hours, else a quarter of an hour.
constexpr qint64 minute = 60'000'000;
qint64 roundingFor(Duration left) { return (left.value < 120 * minute ? 5 : 15) * minute; }

QString clockTime(qint64 microseconds) {
    return QDateTime::fromMSecsSinceEpoch(microseconds / 1000).toString(QStringLiteral("HH:mm"));
}

}  // namespace

QString endText(const RunSummary& s) {
    if (s.until.value == 0 || (s.endedAt.value > 0 && !isHeld(s.phase))) return {};
    const QDateTime end = QDateTime::fromMSecsSinceEpoch(s.until.value / 1000);
    const bool today = end.date() == QDateTime::fromMSecsSinceEpoch(s.asOf.value / 1000).date();
    const QString time =
        today ? end.toString(QStringLiteral("HH:mm")) : QLocale().toString(end, QStringLiteral("ddd HH:mm"));
    return s.until.value <= s.asOf.value ? tr("its time ended at %1").arg(time) : tr("until %1").arg(time);
}

EtaWords etaWords(const RunSummary& s, const Forecast& f) {
    if (s.endedAt.value > 0 && !isHeld(s.phase))  // what is held is at rest, but has not ended
        return {spokenDurationText(s.endedAt - s.startedAt), tr("length of the run"),
                tr("The run took %1.").arg(spokenDurationText(s.endedAt - s.startedAt))};
    if (isHeld(s.phase))
        return {QStringLiteral("--"), tr("ETA"), tr("Held: when it ends can be told once it goes on.")};
    if (s.phase != RunPhase::Running)
        return {QStringLiteral("--"), tr("ETA"), tr("No estimate while the run is not running.")};
    if (f.finishedMissing > 0)
        return {tr("unknown"), tr("ETA"),
                forecastComes(s, f) ? tr("The estimate needs %n more finished task(s).", nullptr, f.finishedMissing)
                                    : tr("Too few tasks in this run for an estimate.")};
    EtaWords words;
    words.caption = endText(s).isEmpty() ? tr("ETA, estimate") : tr("ETA; runs %1").arg(endText(s));
    const qint64 step = roundingFor(f.high);
    if (f.high.value <= step) {
        words.value = tr("~ within %n min", nullptr, static_cast<int>(step / minute));
    } else {
        const qint64 first = (s.asOf.value + f.low.value) / step * step;
        const qint64 last = (s.asOf.value + f.high.value + step - 1) / step * step;
        words.value = first == last
                          ? tr("~%1").arg(clockTime(last))
                          : tr("~%1\u2013%2").arg(clockTime(std::max<qint64>(first, s.asOf.value)), clockTime(last));
    }
    words.detail = f.limitedByPath ? tr("Estimated from finished tasks; limited by the longest chain of dependencies.")
                                   : tr("Estimated from finished tasks; limited by the number of agents.");
    if (f.fromEarlierRuns)
        words.detail =
            tr("Estimated from finished tasks of earlier runs of this workspace, until this one has enough.");
    if (const QString end = endText(s); !end.isEmpty())
        words.detail += QLatin1Char(' ') + tr("Nothing new starts after its end: %1.").arg(end);
    if (!outageText(s).isEmpty())
        words.detail += QLatin1Char(' ') + tr("A provider does not answer; until it does, it takes longer.");
    else if (std::any_of(s.providers.begin(), s.providers.end(),
                         [](const ProviderRow& row) { return row.slowedDown > 0; }))
        words.detail += QLatin1Char(' ') + tr("A provider refuses calls for their pace: it may take longer.");
    if (f.notCounted > 0)
        words.detail += QLatin1Char(' ') + tr("Not counted: %n task(s) that wait{s} for you.", nullptr, f.notCounted);
    return words;
}

QString heartbeatText(const RunSummary& s, Duration age) {
    if (s.phase == RunPhase::None) return tr("no workspace open");
    if (s.phase == RunPhase::Lost) return tr("stale since %1").arg(clockText(s.lastEntryAt, s.asOf));
    const QString old =
        age.value < 1'000'000 ? tr("last change just now") : tr("last change %1 ago").arg(durationText(age));
    if (s.phase == RunPhase::Interrupted)
        return s.freshFork ? tr("not started; %1").arg(old) : tr("not running; %1").arg(old);
    if (s.writer > 0 && (isActive(s.phase) || isHeld(s.phase))) return tr("connected; %1").arg(old);
    return tr("at rest");
}

QString heartbeatDetail(const RunSummary& s) {
    if (s.phase == RunPhase::None) return {};
    const QString entry = tr("journal entry %1").arg(QLocale().toString(s.sequence));
    return s.writer > 0 ? tr("process %1, %2").arg(s.writer).arg(entry) : entry;
}

}  // namespace skein::ui
