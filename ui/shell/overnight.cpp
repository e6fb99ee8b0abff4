#include "ui/shell/overnight.h"

#include <QGuiApplication>

#include "ui/shell/run_words.h"

namespace skein::ui {

namespace {

bool needsPerson(const RunSummary& s) {
    return s.phase == RunPhase::Blocked || s.phase == RunPhase::HeldByKeys || s.phase == RunPhase::HeldByDisk ||
           s.phase == RunPhase::HeldByPlan || s.conflictsOpen > 0;
}

}  // namespace

Overnight::Overnight(RunFeed& feed, Bus& bus, QObject* parent) : QObject(parent), m_lock(bus), m_notifier(bus) {
    isWatched = [] { return QGuiApplication::applicationState() == Qt::ApplicationActive; };
    connect(&feed, &RunFeed::delta, this, [this](const RunDelta& delta) {
        if (delta.summary) take(*delta.summary);
    });
    connect(&feed, &RunFeed::lost, this, [this] { m_lock.hold(false, {}); });
}

void Overnight::tell(NoticeKind kind, const QString& title, const QString& text) {
    if (!isWatched()) m_notifier.tell(kind, title, text);
}

void Overnight::take(const RunSummary& now) {
    // By the state of the run, through backoff and waits: never by what is being transferred.
    m_lock.hold(isActive(now.phase), tr("Skein is running %1").arg(now.name));
    const RunSummary before = std::exchange(m_before, now);
    if (before.run != now.run || before.workspace != now.workspace) return;  // opening is no news
    const QString title = tr("%1: %2").arg(now.name, runWord(now.phase));
    if (before.phase != now.phase) {
        if (now.phase == RunPhase::Done) tell(NoticeKind::RunFinished, title, runSentence(now));
        if (now.phase == RunPhase::Failed) tell(NoticeKind::RunFailed, title, runSentence(now));
    }
    if (!needsPerson(before) && needsPerson(now)) tell(NoticeKind::BlockedOnYou, title, runSentence(now));
    const bool short_ = now.nearBudget || now.phase == RunPhase::HeldByBudget;
    const bool wasShort = before.nearBudget || before.phase == RunPhase::HeldByBudget;
    if (short_ && !wasShort)
        tell(NoticeKind::Budget, title,
             now.phase == RunPhase::HeldByBudget ? runSentence(now) : tr("Four fifths of the budget are used."));
}

}  // namespace skein::ui
