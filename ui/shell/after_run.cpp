#include "ui/shell/after_run.h"

#include <QDateTime>

#include "ui/shell/run_words.h"

namespace skein::ui {

QString whenDoneText(WhenDone choice) {
    switch (choice) {
        case WhenDone::Notify: return AfterRun::tr("Notify me");
        case WhenDone::StayAwake: return AfterRun::tr("Notify me and keep the computer awake");
        case WhenDone::Suspend: return AfterRun::tr("Suspend the computer");
        case WhenDone::ShutDown: return AfterRun::tr("Shut the computer down");
    }
    return {};
}

AfterRun::AfterRun(RunFeed& feed, Bus& bus, QObject* parent) : QObject(parent), m_bus(bus) {
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &AfterRun::tick);
    m_writer.setSingleShot(true);
    connect(&m_writer, &QTimer::timeout, this, [this] {
        m_choice = WhenDone::Notify;
        emit said(tr("The computer stays on"), tr("The document and the audit bundle of the run are not written yet."));
    });
    connect(&feed, &RunFeed::delta, this, [this](const RunDelta& delta) {
        if (delta.summary) take(*delta.summary);
    });
}

void AfterRun::choose(WhenDone choice, bool despiteConflicts) {
    m_choice = choice;
    m_despiteConflicts = despiteConflicts;
    m_chosenAt = {QDateTime::currentMSecsSinceEpoch() * 1000};
    m_for = m_shownIsOver ? std::nullopt : std::optional(m_shown);
    m_writer.stop();
    if (choice != WhenDone::Suspend && choice != WhenDone::ShutDown) cancel();
    if (std::exchange(m_staysAwake, false)) emit staysAwakeChanged();
}

void AfterRun::cancel() {
    if (m_left == 0) return;
    m_second.stop();
    m_left = 0;
    m_choice = WhenDone::Notify;
    emit counted(0);
    emit said(tr("The computer stays on"), tr("You called it off."));
}

void AfterRun::take(const RunSummary& now) {
    const Which which{now.workspace, now.run};
    if (which != m_shown) {
        m_ran = false;
        m_writer.stop();
        if (m_left > 0) cancel();
    }
    m_shown = which;
    const bool over = now.phase == RunPhase::Done || now.phase == RunPhase::Failed || now.phase == RunPhase::Blocked;
    m_shownIsOver = over || now.phase == RunPhase::None || now.phase == RunPhase::Lost;
    // It may have come to its end before it was heard of.
    if (m_choice != WhenDone::Notify && !m_for && now.startedAt >= m_chosenAt) {
        m_for = which;
        m_ran = true;
    }
    if (isElsewhere()) return;
    if (isActive(now.phase)) {
        m_ran = true;
        m_writer.stop();
        if (m_left > 0) cancel();  // it goes on after all
        return;
    }
    if (over && m_writer.isActive() && now.writer == 0) {
        m_writer.stop();
        return begin();
    }
    // Who holds or stops it is there.
    if (!over || !m_for) return;
    if (std::exchange(m_ran, false)) return finished(now);
    if (!m_writer.isActive() && m_left == 0) m_choice = WhenDone::Notify;  // it ended while another one was shown
}

void AfterRun::finished(const RunSummary& now) {
    if (m_choice == WhenDone::Notify) return;
    if (m_choice == WhenDone::StayAwake) {
        m_choice = WhenDone::Notify;
        m_staysAwake = true;
        emit staysAwakeChanged();
        return;
    }
    if (now.conflictsOpen > 0 && !m_despiteConflicts) {
        m_choice = WhenDone::Notify;
        emit said(tr("The computer stays on"),
                  tr("%n conflict(s) wait{s} for you, and you asked not to go off then.", nullptr, now.conflictsOpen));
        return;
    }
    if (now.paused > 0) {
        m_choice = WhenDone::Notify;
        emit said(tr("The computer stays on"), tr("%n held task(s) wait{s} for you.", nullptr, now.paused));
        return;
    }
    // Document and audit bundle are written by that process after the run's last entry.
    if (now.writer != 0) return m_writer.start(writerMinutes * 60'000);
    begin();
}

void AfterRun::begin() {
    m_left = std::max(1, countdownSeconds);
    m_second.start();
    emit counted(m_left);
}

void AfterRun::tick() {
    if (--m_left > 0) return emit counted(m_left);
    m_second.stop();
    emit counted(0);
    act();
}

void AfterRun::act() {
    const bool off = m_choice == WhenDone::ShutDown;
    m_choice = WhenDone::Notify;
    // `interactive` false: nobody is there who could type a password.
    m_bus.call({BusKind::System,
                QStringLiteral("org.freedesktop.login1"),
                QStringLiteral("/org/freedesktop/login1"),
                QStringLiteral("org.freedesktop.login1.Manager"),
                off ? QStringLiteral("PowerOff") : QStringLiteral("Suspend"),
                {false}},
               this, [this, off](const BusReply& reply) {
                   if (!reply.error.isEmpty())
                       return emit said(
                           off ? tr("The computer could not be shut down") : tr("The computer could not be suspended"),
                           tr("The system refused it, so the computer stays on. What the run has made is safe. The "
                              "system's own words are in the messages of the drawer."),
                           reply.error);
                   emit said(off ? tr("The computer is being shut down") : tr("The computer was suspended"),
                             tr("You asked for it when the run was done."));
               });
}

}  // namespace skein::ui
