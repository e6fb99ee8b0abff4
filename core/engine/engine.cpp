#include "core/engine/engine.h"

#include <algorithm>
#include <cstdlib>

#include "core/engine/decider.h"

namespace skein {

struct Engine::Impl {
    engine::Decider decider;
};

Engine::Engine(EngineSettings settings) : m_impl(new Impl{engine::Decider(settings)}) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::adopt(State state) { m_impl->decider.adopt(std::move(state)); }
Outcome Engine::decide(const Input& input, Now now) { return m_impl->decider.decide(input, now); }
const State& Engine::state() const { return m_impl->decider.state(); }

namespace engine {

void Decider::adopt(State state) {
    m_state = std::move(state);
    m_ready = {};
    m_leases = {};
    m_freeAgents.clear();
    m_assemblers.clear();
    m_planners.clear();
    m_parked.clear();
    m_parkedUntil.reset();
    m_sent.clear();
    m_memoryCalls.clear();
    m_dispatch = {};
    m_repeats.clear();
    m_avoided.clear();
    m_outdated.clear();
    m_expanding.reset();
    m_votes.clear();
    m_judges.clear();
    m_convening.reset();
    m_counting.clear();
    for (const ConflictState& conflict : m_state.conflicts) noteVote(conflict);
    for (const RunState& run : m_state.runs)
        for (const TaskState& task : run.tasks) noteJudge(run.run, task.shape);
    m_pullBackAt.clear();
    m_batchSince.clear();
    m_undoUntil.clear();
    noteMoves();
    m_previous.reset();
    m_recovered = m_state.sequence == 0;
    m_active = {};
    for (const RunState& run : m_state.runs)
        if (run.status != RunStatus::Settled) m_active = run.run;
    if (const RunState* run = m_state.run(m_active)) rebuildSchedule(*run);
}

Outcome Decider::decide(const Input& input, Now now) {
    m_now = now;
    m_at = std::max(m_state.at, now.wall);
    m_outcome = {};
    m_outcome.at = m_at;
    compareClocks(now);
    std::visit([this](const auto& specific) { on(specific); }, input);
    if (m_settings.admit && m_recovered) schedule();
    m_outcome.wakeAt = nextWake();
    return std::move(m_outcome);
}

// A divergence says that one of the clocks was set: recorded times around it are to be read with care. Sleep is a gap in
// every rate and every axis of time.
void Decider::compareClocks(Now now) {
    if (m_previous) {
        const Duration by = (now.wall - m_previous->wall) - (now.boot - m_previous->boot);
        if (std::abs(by.value) > m_settings.clockTolerance.value) emit(event::ClockDiverged{by});
        const Duration slept = now.slept - m_previous->slept;
        if (slept > m_settings.clockTolerance) emit(event::ComputerSlept{slept});
    }
    m_previous = now;
}

void Decider::emit(Event event) {
    const auto applied = apply(m_state, event, m_state.sequence + 1, m_at);
    if (!applied) assertionFailed(applied.error().message.c_str(), __FILE__, __LINE__);
    follow(event);
    m_outcome.events.push_back(std::move(event));
}

// Keeps what is volatile in step with the state, wherever the event came from.
void Decider::follow(const Event& event) {
    const auto taskMoved = [this](RunId runId, TaskNo task) {
        const RunState& run = *m_state.run(runId);
        m_ready.taskChanged(run, task);
        m_ready.resultChanged(run, task);
    };
    const auto disputeMoved = [&](ConflictId id) {
        const ConflictState& conflict = *m_state.conflict(id);
        if (m_state.task(conflict.run, conflict.taskA)) taskMoved(conflict.run, conflict.taskA);
        if (m_state.task(conflict.run, conflict.taskB)) taskMoved(conflict.run, conflict.taskB);
    };
    std::visit(
        [&]<class E>(const E& e) {
            if constexpr (std::is_same_v<E, event::AttemptStarted> || std::is_same_v<E, event::AttemptFailed> ||
                          std::is_same_v<E, event::TaskFinished> || std::is_same_v<E, event::TaskFailed> ||
                          std::is_same_v<E, event::TaskInvalidated> || std::is_same_v<E, event::TaskWithdrawn>)
                taskMoved(e.run, e.task);
            else if constexpr (std::is_same_v<E, event::PausesChanged>)
                for (const TaskNo task : e.tasks) taskMoved(e.run, task);
            else if constexpr (std::is_same_v<E, event::ConflictOpened> || std::is_same_v<E, event::ConflictLapsed> ||
                               std::is_same_v<E, event::ConflictResolved> ||
                               std::is_same_v<E, event::ConflictReopened> ||
                               std::is_same_v<E, event::ResolutionUndone> || std::is_same_v<E, event::AffectedFound>)
                disputeMoved(e.conflict);
            else if constexpr (std::is_same_v<E, event::RunStarted> || std::is_same_v<E, event::RunResumed>) {
                forgetMoneyless();
                if constexpr (std::is_same_v<E, event::RunStarted>) m_pullBackAt.clear();
                m_active = e.run;
            } else if constexpr (std::is_same_v<E, event::RunSettled>) m_active = {};
            else if constexpr (std::is_same_v<E, event::StepSettled> || std::is_same_v<E, event::StepUnconfirmed>)
                m_leases.drop({e.run, e.task, e.attempt, e.step});
            if constexpr (std::is_same_v<E, event::StepSettled>) m_repeats.erase({e.run, e.task, e.attempt, e.step});
            if constexpr (std::is_same_v<E, event::TaskFailed> || std::is_same_v<E, event::TaskFinished>)
                m_avoided.erase({e.run, e.task});
            if constexpr (std::is_same_v<E, event::AttemptFailed> || std::is_same_v<E, event::TaskFinished>)
                m_sent.erase({e.run, e.task, e.attempt});
            if constexpr (std::is_same_v<E, event::ConflictOpened> || std::is_same_v<E, event::ConflictMarked> ||
                          std::is_same_v<E, event::ConflictReopened> || std::is_same_v<E, event::AffectedFound>)
                noteMoves(*m_state.conflict(e.conflict));
            else if constexpr (std::is_same_v<E, event::CoherenceChanged>) noteMoves();
            if constexpr (std::is_same_v<E, event::ConflictMarked> || std::is_same_v<E, event::ConflictResolved> ||
                          std::is_same_v<E, event::ConflictLapsed> || std::is_same_v<E, event::ResolutionUndone> ||
                          std::is_same_v<E, event::AffectedFound>)
                noteVote(*m_state.conflict(e.conflict));
            if constexpr (std::is_same_v<E, event::TaskAmended> || std::is_same_v<E, event::TaskPlanned>)
                noteJudge(e.run, e.shape);
            if constexpr (std::is_same_v<E, event::ConflictMarked>) disputeMoved(e.conflict);
            if constexpr (std::is_same_v<E, event::ResolutionUndone>)
                for (const TaskNo no : e.restored) taskMoved(m_state.conflict(e.conflict)->run, no);
            followCalls(e);
        },
        event);
}

// Keys and money are free again where a call is over or a person made room.
template <class E>
void Decider::followCalls(const E& e) {
    if constexpr (std::is_same_v<E, event::RunStarted> || std::is_same_v<E, event::RunResumed>)
        m_dispatch.forgetOutages();
    if constexpr (std::is_same_v<E, event::MemoryCallSettled>) m_freed = true;
    if constexpr (std::is_same_v<E, event::StepSettled>) {
        std::optional<routing::CallSize> used;
        if (e.usage.measured) used = {e.usage.totalIn().value, e.usage.output.value};
        m_dispatch.end({e.run, e.task, e.attempt, e.step}, used, m_now.boot);
        m_freed = true;
    } else if constexpr (std::is_same_v<E, event::StepUnconfirmed>) {
        m_dispatch.end({e.run, e.task, e.attempt, e.step}, std::nullopt, m_now.boot);
        m_freed = true;
    } else if constexpr (std::is_same_v<E, event::RunResumed>) {
        m_dispatch.reinstateKeys();
        m_freed = true;
    } else if constexpr (std::is_same_v<E, event::TaskAmended>) {
        forgetMoneyless();
    } else if constexpr (std::is_same_v<E, event::BudgetChanged> || std::is_same_v<E, event::UnconfirmedSettled> ||
                         std::is_same_v<E, event::AttemptFailed> || std::is_same_v<E, event::RunHeld> ||
                         std::is_same_v<E, event::TaskInvalidated> || std::is_same_v<E, event::RunStopping>) {
        m_freed = true;
        if constexpr (std::is_same_v<E, event::BudgetChanged> || std::is_same_v<E, event::UnconfirmedSettled>)
            forgetMoneyless();
    }
}

std::optional<BootInstant> Decider::nextWake() const {
    std::optional<BootInstant> wake = m_leases.nextExpiry();
    const RunState* run = m_state.run(m_active);
    const auto release = run && run->status == RunStatus::Running ? m_ready.nextRelease() : std::nullopt;
    if (release && (!wake || *release < *wake)) wake = release;
    if (run && run->status == RunStatus::Running && run->until && *run->until > m_at)
        wake = std::min(wake.value_or(bootAt(*run->until)), bootAt(*run->until));
    if (run && run->status == RunStatus::Running && !m_pullBackAt.empty())
        wake = std::min(wake.value_or(bootAt(m_pullBackAt.begin()->first)), bootAt(m_pullBackAt.begin()->first));
    if (!m_movesAt.empty())
        wake = std::min(wake.value_or(bootAt(m_movesAt.begin()->first)), bootAt(m_movesAt.begin()->first));
    if (!m_parked.empty() && m_freed) return m_now.boot;
    if (!m_parked.empty() && m_parkedUntil && (!wake || *m_parkedUntil < *wake)) wake = m_parkedUntil;
    for (const auto& [step, repeats] : m_repeats)
        if (repeats.due && (!wake || *repeats.due < *wake)) wake = repeats.due;
    return wake;
}

}  // namespace engine
}  // namespace skein
