#include "ui/bridge/run_history.h"

#include <algorithm>
#include <utility>

namespace skein::ui {

namespace {
quint64 keyOf(std::uint32_t task, std::uint32_t attempt) { return quint64{task} << 32 | attempt; }
}  // namespace

AttemptSpan* RunHistory::span(std::uint32_t task, std::uint32_t attempt) {
    const auto found = m_index.constFind(keyOf(task, attempt));
    if (found == m_index.cend()) return nullptr;
    m_dirty.insert(*found);
    return &m_spans[*found];
}

void RunHistory::begin(std::uint32_t task, std::uint32_t attempt, std::uint32_t agent, Instant at) {
    // A task that runs again after a resolution numbers its attempts on; the same number twice would be a replay.
    if (span(task, attempt)) return;
    // The backoff of the attempt before ends here.
    if (const auto before = m_newest.constFind(task); before != m_newest.cend()) {
        AttemptSpan& last = m_spans[*before];
        if (last.end == AttemptSpan::End::Failed && last.againAt.value == 0) {
            last.againAt = at;
            m_dirty.insert(*before);
        }
    }
    const int index = static_cast<int>(m_spans.size());
    m_index.insert(keyOf(task, attempt), index);
    m_newest.insert(task, index);
    m_dirty.insert(index);
    m_spans.append({task, static_cast<int>(attempt), agent, at, {}, {}, {}, AttemptSpan::End::Running, {}});
    ++m_running;
}

void RunHistory::finish(std::uint32_t task, std::uint32_t attempt, Instant at, AttemptSpan::End end) {
    AttemptSpan* found = span(task, attempt);
    if (!found || found->to.value > 0) return;
    found->to = at;
    found->end = end;
    // What is held stands still from when the last attempt has ended, not from when it was asked for.
    if (--m_running == 0 && std::exchange(m_draining, false)) openWait(WaitSpan::Kind::Held, 0, at);
}

Instant RunHistory::endOfLostProcess(Instant found) {
    constexpr Duration shortest{2'000'000};  // a new process needs a moment
    if (m_before.value == 0 || found - m_before < shortest) return found;
    const bool known = std::any_of(m_waits.begin(), m_waits.end(), [&](const WaitSpan& wait) {
        return wait.kind == WaitSpan::Kind::Silence && wait.to == found;
    });
    if (!known) {
        m_waits.append({WaitSpan::Kind::Silence, 0, m_before, found});
        m_waitsChanged = true;
    }
    return m_before;
}

void RunHistory::hold(Instant at) {
    if (m_active && m_running == 0) openWait(WaitSpan::Kind::Held, 0, at);
    else m_draining = m_active;
    m_active = false;
}

void RunHistory::call(const event::StepIntended& step, Instant at) {
    AttemptSpan* found = span(step.task.value, step.attempt.value);
    if (!found) return;
    if (found->calledAt.value == 0) found->calledAt = at;
    if (step.stepKind != StepKind::Model) return;
    const Called who{m_names.shared(step.target.provider), m_names.shared(step.target.model)};
    // Told apart only where there is more than one: that is seldom, and attempts are many.
    const bool other = !found->provider.isEmpty() && (found->provider != who.provider || found->model != who.model);
    if (other && found->shares.isEmpty()) found->shares = {{found->provider, found->model, found->cost}};
    found->provider = who.provider;
    found->model = who.model;
    found->key = m_names.shared(step.key);
    m_called.insert_or_assign({step.run, step.task, step.attempt, step.step}, who);
}

void RunHistory::settle(const event::StepSettled& step) {
    AttemptSpan* found = span(step.task.value, step.attempt.value);
    if (!found) return;
    found->cost += step.charge;
    // A charge can be known after the next model was called.
    const auto called = m_called.extract({step.run, step.task, step.attempt, step.step});
    if (found->shares.isEmpty()) return;
    const Called who = called.empty() ? Called{found->provider, found->model} : called.mapped();
    for (CallShare& share : found->shares)
        if (share.provider == who.provider && share.model == who.model) {
            share.cost += step.charge;
            return;
        }
    found->shares.append({who.provider, who.model, step.charge});
}

void RunHistory::openWait(WaitSpan::Kind kind, quint32 conflict, Instant at) {
    m_waits.append({kind, conflict, at, {}});
    m_waitsChanged = true;
}

void RunHistory::closeWait(WaitSpan::Kind kind, quint32 conflict, Instant at) {
    for (WaitSpan& wait : m_waits)
        if (wait.kind == kind && wait.conflict == conflict && wait.to.value == 0) {
            wait.to = at;
            m_waitsChanged = true;
        }
}

void RunHistory::add(const Event& event, Instant at) {
    if (m_active && m_last.value > 0 && at - m_last > silence) {
        m_waits.append({WaitSpan::Kind::Silence, 0, m_last, at});
        m_waitsChanged = true;
    } else if (const auto* slept = std::get_if<event::ComputerSlept>(&event); slept && m_active) {
        m_waits.append({WaitSpan::Kind::Silence, 0, std::max(m_last, Instant{at.value - slept->by.value}), at});
        m_waitsChanged = true;
    }
    std::visit(
        [&](const auto& e) {
            using E = std::decay_t<decltype(e)>;
            if constexpr (requires { e.run; })
                if (e.run != m_run) return;
            if (at != m_last) m_before = std::exchange(m_last, at);
            if constexpr (std::is_same_v<E, event::RunStarted>) {
                m_active = true;
            } else if constexpr (std::is_same_v<E, event::RunHeld>) {
                hold(at);
            } else if constexpr (std::is_same_v<E, event::RunSettled>) {
                // Held, and at rest with that: it stands still until it is resumed.
                if (e.outcome != RunOutcome::Held) closeWait(WaitSpan::Kind::Held, 0, at);
                m_active = m_draining = false;
            } else if constexpr (std::is_same_v<E, event::RunResumed>) {
                closeWait(WaitSpan::Kind::Held, 0, at);
                m_draining = false;
                m_active = true;
            } else if constexpr (std::is_same_v<E, event::AttemptStarted>) {
                begin(e.task.value, e.attempt.value, e.agent.value, at);
            } else if constexpr (std::is_same_v<E, event::StepIntended>) {
                call(e, at);
            } else if constexpr (std::is_same_v<E, event::StepSettled>) {
                settle(e);
            } else if constexpr (std::is_same_v<E, event::AttemptFailed>) {
                // What was cancelled for no reason of its own is no failure (engine: it does not count as one either).
                const bool cut = e.outcome == StepOutcome::Cancelled && !e.detail;
                const Instant end = cut && m_recovery == at ? endOfLostProcess(at) : at;
                finish(e.task.value, e.attempt.value, end, cut ? AttemptSpan::End::CutOff : AttemptSpan::End::Failed);
            } else if constexpr (std::is_same_v<E, event::StepUnconfirmed>) {
                m_recovery = at;
            } else if constexpr (std::is_same_v<E, event::TaskFailed>) {
                // After the last attempt nothing is waited for.
                if (const auto newest = m_newest.constFind(e.task.value); newest != m_newest.cend()) {
                    m_spans[*newest].end = AttemptSpan::End::GaveUp;
                    m_spans[*newest].againAt = {};
                    if (m_spans[*newest].to.value == 0) {
                        m_spans[*newest].to = at;
                        --m_running;
                    }
                    m_dirty.insert(*newest);
                }
            } else if constexpr (std::is_same_v<E, event::TaskFinished>) {
                // A result taken over needs no attempt: it happened in one moment.
                if (!m_index.contains(keyOf(e.task.value, e.attempt.value)))
                    begin(e.task.value, e.attempt.value, 0, at);
                finish(e.task.value, e.attempt.value, at, e.reused ? AttemptSpan::End::Reused : AttemptSpan::End::Done);
            } else if constexpr (std::is_same_v<E, event::ConflictOpened>) {
                openWait(WaitSpan::Kind::Conflict, e.conflict.value, at);
            } else if constexpr (std::is_same_v<E, event::ConflictResolved> ||
                                 std::is_same_v<E, event::ConflictLapsed>) {
                closeWait(WaitSpan::Kind::Conflict, e.conflict.value, at);
            } else if constexpr (std::is_same_v<E, event::ResolutionUndone>) {
                // Another run of the workspace may have had it.
                const bool ours = std::any_of(m_waits.begin(), m_waits.end(), [&e](const WaitSpan& wait) {
                    return wait.kind == WaitSpan::Kind::Conflict && wait.conflict == e.conflict.value;
                });
                if (ours) openWait(WaitSpan::Kind::Conflict, e.conflict.value, at);
            }
        },
        event);
}

std::optional<HistoryChange> RunHistory::takeChange() {
    if (!m_first && m_dirty.isEmpty() && !m_waitsChanged) return {};
    HistoryChange change;
    change.replace = m_first;
    if (m_first) {
        change.spans = m_spans;
    } else {
        QVector<int> order(m_dirty.begin(), m_dirty.end());
        std::sort(order.begin(), order.end());
        for (const int index : order) change.spans.append(m_spans[index]);
    }
    change.waits = m_waits;
    m_dirty.clear();
    m_first = m_waitsChanged = false;
    return change;
}

}  // namespace skein::ui
