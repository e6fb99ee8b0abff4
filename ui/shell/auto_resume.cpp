#include "ui/shell/auto_resume.h"

#include <QLocale>
#include <QTime>

#include "ui/shell/run_words.h"

namespace skein::ui {

namespace {
constexpr int wellMinutes = 30;  // a run that goes on for so long has got over the limit
int minutesBefore(int attempt) { return attempt == 0 ? 15 : attempt == 1 ? 30 : 60; }
}  // namespace

AutoResume::AutoResume(RunFeed& feed, QObject* parent) : QObject(parent), m_feed(feed) {
    m_next.setSingleShot(true);
    m_well.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, [this] {
        ++m_tries;
        m_held = false;  // its answer is the next summary
        clear();
        m_feed.resume();
    });
    connect(&m_well, &QTimer::timeout, this, [this] { m_tries = 0; });
    connect(&feed, &RunFeed::delta, this, [this](const RunDelta& delta) {
        if (delta.summary) take(*delta.summary);
    });
    connect(&feed, &RunFeed::lost, this, [this] {
        m_held = false;
        clear();
    });
}

void AutoResume::setEnabled(bool enabled) {
    m_enabled = enabled;
    if (enabled && m_held) plan();
    else if (!enabled) clear();
}

void AutoResume::clear() {
    m_next.stop();
    if (m_text.isEmpty()) return;
    m_text.clear();
    emit changed();
}

void AutoResume::take(const RunSummary& now) {
    if (now.run != m_run || now.workspace != m_workspace) {
        m_run = now.run;
        m_workspace = now.workspace;
        m_tries = 0;
        m_held = false;
        clear();
    }
    const bool held = now.phase == RunPhase::HeldByKeys;
    if (isActive(now.phase)) {
        if (!m_well.isActive()) m_well.start(wellMinutes * minuteMs);
    } else m_well.stop();
    if (held == m_held) return;
    m_held = held;
    if (held && m_enabled) plan();
    else clear();
}

void AutoResume::plan() {
    if (m_next.isActive()) return;
    if (m_tries >= mostTries) return;
    const int minutes = minutesBefore(m_tries);
    m_next.start(minutes * minuteMs);
    m_text = tr("tries again at %1 (%2 of %3)")
                 .arg(QLocale().toString(QTime::currentTime().addSecs(minutes * 60), QLocale::ShortFormat))
                 .arg(m_tries + 1)
                 .arg(mostTries);
    emit changed();
}

}  // namespace skein::ui
