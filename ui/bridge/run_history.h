// RunHistory: what happened when in one run, from its journal: every attempt as a span, what waited for the person,
// when the run was held, and when nothing was recorded although it should have run. Hands out only what changed.
// Thread: its owner's.
#pragma once

#include <QHash>
#include <QSet>
#include <map>
#include <optional>

#include "core/engine/input.h"
#include "core/model/event.h"
#include "ui/bridge/run_view.h"

namespace skein::ui {

class RunHistory {
public:
    explicit RunHistory(RunId run = {}) : m_run(run) {}

    /// Counts an event; entries come in journal order. `conflictName` names a conflict for people.
    void add(const Event& event, Instant at);
    /// What changed since the last call; the first one is everything. Nothing when nothing did.
    std::optional<HistoryChange> takeChange();
    RunId run() const { return m_run; }

    /// So long without an entry while attempts are in flight or tasks could start is a gap: the computer slept, or no
    /// process ran. Longer than any call is waited for (core/base/limits.h).
    static constexpr Duration silence{15LL * 60 * 1'000'000};

private:
    AttemptSpan* span(std::uint32_t task, std::uint32_t attempt);
    void begin(std::uint32_t task, std::uint32_t attempt, std::uint32_t agent, Instant at);
    void finish(std::uint32_t task, std::uint32_t attempt, Instant at, AttemptSpan::End end);
    void call(const event::StepIntended& step, Instant at);
    void settle(const event::StepSettled& step);
    /// What is known to have gone on until the last entry before a process found it, and not longer.
    Instant endOfLostProcess(Instant found);
    void hold(Instant at);
    void openWait(WaitSpan::Kind kind, quint32 conflict, Instant at);
    void closeWait(WaitSpan::Kind kind, quint32 conflict, Instant at);

    /// One copy of each text: thousands of attempts call a few models.
    class SharedTexts {
    public:
        QString shared(const std::string& text) { return *m_texts.insert(QString::fromStdString(text)); }

    private:
        QSet<QString> m_texts;
    };

    struct Called {
        QString provider, model;
    };

    SharedTexts m_names;
    std::map<StepRef, Called> m_called;  ///< calls of models without an end
    RunId m_run;
    QVector<AttemptSpan> m_spans;
    QHash<quint64, int> m_index;   ///< task and attempt to span
    QHash<quint32, int> m_newest;  ///< task to its newest span
    QSet<int> m_dirty;
    QVector<WaitSpan> m_waits;
    bool m_first = true, m_waitsChanged = false;
    bool m_active = false;    ///< neither held nor settled
    int m_running = 0;        ///< attempts without an end
    bool m_draining = false;  ///< held, but attempts that had begun go on
    Instant m_last;
    Instant m_before;                   ///< of the entry before those of m_last's instant
    std::optional<Instant> m_recovery;  ///< when calls were found that nobody stands behind any more
};

}  // namespace skein::ui
