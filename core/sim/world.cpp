#include "core/sim/world.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace skein::sim {

World::World(const SimulationRequest& request) : m_request(request), m_random(request.seed) {
    m_faulty = request.faults.any();
    seedPairs();
}

Outcome World::send(const Input& input) {
    maybeJumpClock();
    ++m_decisions;
    Outcome outcome = m_engine.decide(input, Now{m_boot, Instant{m_boot.value + m_wallOffset.value}});
    if (!outcome.events.empty() || !outcome.effects.empty())
        m_pending.push_back({outcome.events, outcome.effects, outcome.at});
    if (outcome.wakeAt && outcome.wakeAt != m_wake) at(std::max(*outcome.wakeAt, m_boot), {m_process, Wake{}});
    m_wake = outcome.wakeAt;
    if (!m_commitPlanned && !m_pending.empty()) {
        m_commitPlanned = true;
        // Group commit: what is decided while the disk turns becomes durable with it.
        at(m_boot + (m_request.faults.any() ? milliseconds(2) : Duration{}), {m_process, Commit{}});
    }
    return outcome;
}

void World::maybeJumpClock() {
    if (!chance(m_request.faults.clockJump)) return;
    hit("clock jump");
    m_wallOffset += seconds(static_cast<std::int64_t>(m_random.below(7200)) - 3600);
}

void World::makeDurable(const Pending& pending) {
    for (const Event& event : pending.events) {
        const auto applied = apply(m_durable, event, m_durable.sequence + 1, pending.at);
        if (!applied) return m_checker.object(applied.error().message);
        m_checker.see(event, m_ledger, m_boot, pending.at);
        m_journal.emplace_back(event, pending.at);
        if (std::holds_alternative<event::ClockDiverged>(event)) hit("divergence recorded");
        if (const auto* settled = std::get_if<event::StepSettled>(&event); settled && settled->late)
            hit("late reply settled");
        if (const auto* finished = std::get_if<event::TaskFinished>(&event)) {
            if (finished->reused) hit("result reused");
            if (finished->unchanged) hit("stopped early");
        }
        if (const auto* held = std::get_if<event::RunHeld>(&event); held && held->reason == HoldReason::Disk)
            hit("held for the disk");
    }
}

void World::commit() {
    m_commitPlanned = false;
    if (m_diskBackAt && m_boot < *m_diskBackAt) {
        m_commitPlanned = true;
        return at(*m_diskBackAt, {m_process, Commit{}});
    }
    if (!m_diskBackAt && chance(m_request.faults.diskFull)) {
        hit("disk full");
        m_diskBackAt = m_boot + seconds(1 + m_random.below(30));
        m_commitPlanned = true;
        m_holdForDisk = true;
        return at(*m_diskBackAt, {m_process, Commit{}});
    }
    m_diskBackAt.reset();
    std::deque<Pending> group;
    group.swap(m_pending);
    for (const Pending& pending : group) makeDurable(pending);
    ++m_commits;
    compareWithFold(false);
    for (const Pending& pending : group)
        for (const Effect& effect : pending.effects) std::visit([this](const auto& e) { release(e); }, effect);
    if (m_holdForDisk) {
        m_holdForDisk = false;
        send(command::HoldRun{m_engine.state().runs.back().run, HoldReason::Disk});
    }
}

void World::compareWithFold(bool always) {
    const bool due = always || (m_request.hashEvery > 0 && m_commits % m_request.hashEvery == 0);
    if (!due || !m_pending.empty()) return;
    if (stateHash(m_durable) != stateHash(m_engine.state()))
        m_checker.object("the folded state differs from the live one");
}

// The process dies. What is on the disk stays: a part of the group being committed may be, its effects are not
// released.
void World::crash() {
    hit("crash");
    if (!m_pending.empty()) hit("crash with undurable decisions");
    if (!m_durable.openSteps.empty()) hit("crash with steps in flight");
    if (!m_diskBackAt && !m_pending.empty()) {
        const std::uint32_t kept = m_random.below(static_cast<std::uint32_t>(m_pending.size() + 1));
        if (kept > 0) hit("crash inside a group commit");
        for (std::uint32_t i = 0; i < kept; ++i) makeDurable(m_pending[i]);
    }
    m_pending.clear();
    std::erase_if(m_queue, [this](const auto& entry) { return entry.second.process == m_process; });
    m_answers.clear();
    for (const auto& [event, when] : m_journal)  // what was asked of providers is known from the intents
        if (const auto* intent = std::get_if<event::StepIntended>(&event))
            m_answers[{intent->run, intent->task, intent->attempt, intent->step}] = {{}, intent->idempotencyKey};
    m_renewals.clear();
    ++m_process;
    m_commitPlanned = m_holdForDisk = false;
    m_diskBackAt.reset();
    m_wake.reset();
    m_boot = m_boot + seconds(1 + m_random.below(60));
    m_engine = Engine();
    m_engine.adopt(m_durable);
    // A new process reads its keys first; nothing may begin before it knows what the old one left.
    if (!send(keys()).effects.empty()) m_checker.object("work began before the recovery");
    send(Recovered{});
}

void World::step(Item item) {
    if (std::holds_alternative<Commit>(item.what)) return commit();
    if (std::holds_alternative<PersonActs>(item.what)) {
        if (!m_faulty) return;
        if (!m_engine.state().runs.empty()) act();
        return at(m_boot + seconds(1 + m_random.below(30)), {0, PersonActs{}});
    }
    if (std::holds_alternative<Wake>(item.what)) {
        m_wake.reset();
        send(Tick{});
        return;
    }
    if (const auto* renew = std::get_if<Renew>(&item.what)) {
        const auto until = m_renewals.find(renew->step);
        if (until == m_renewals.end() || until->second <= m_boot) return;
        send(report::LeaseRenewed{renew->step});
        return at(m_boot + seconds(30), {m_process, Renew{renew->step}});
    }
    const Input& input = std::get<Input>(item.what);
    if (const auto* finished = std::get_if<report::StepFinished>(&input)) m_renewals.erase(finished->step);
    send(input);
}

// Nothing more is under way. Either the person has something to do, or this is the end.
bool World::rest() {
    if (m_engine.state().runs.empty()) {
        // The process died before the start was durable: nobody was told that the run had begun, so it is asked for
        // again.
        hit("start lost");
        for (const Input& input : m_start)
            if (const Outcome again = send(input); again.refused) m_checker.object(again.refused->message);
        return false;
    }
    const RunState& run = m_engine.state().runs.back();
    if (run.status != RunStatus::Settled) {
        m_checker.object(fmt::format("run {} waits for nothing and has not settled", run.run.value));
        return true;
    }
    m_faulty = false;
    if (wantsMore()) return false;
    if (!m_pending.empty()) return false;
    const bool outOfMoney = run.outcome == RunOutcome::Held && run.holdReason == HoldReason::Budget;
    if (run.outcome != RunOutcome::Done && (!outOfMoney || m_request.raisesBudgets))
        m_checker.object("the run does not come to a good end once faults have stopped");
    return true;
}

// The whole journal again, through its JSON and the reducer, from nothing.
void World::refoldFromJson() {
    State again;
    for (const auto& [event, when] : m_journal) {
        const auto read = eventFromJson(eventKind(event), eventVersion(event), eventData(event));
        if (!read) return m_checker.object(read.error().message);
        if (const auto applied = apply(again, *read, again.sequence + 1, when); !applied)
            return m_checker.object(applied.error().message);
    }
    if (stateHash(again) != stateHash(m_engine.state()))
        m_checker.object("the journal folded again from JSON differs from the live state");
    const auto snapshot = stateFromJson(toJson(again));
    if (!snapshot || stateHash(*snapshot) != stateHash(again))
        m_checker.object("a snapshot read back differs from its state");
}

Result<SimulationReport> World::run() {
    command::StartRun start;
    start.goal = BlobRef{sha256("goal")};
    start.plan = BlobRef{sha256("plan")};
    start.tasks = m_request.tasks;
    if (m_request.strategy == Strategy::MostBlocking)
        for (TaskShape& shape : start.tasks) shape.estimate = {};
    start.agents = m_request.agents;
    start.seed = m_request.seed;
    start.budget = m_request.budget;
    start.onConflict = m_request.onConflict;
    start.simulated = true;
    start.taskBudget = m_request.taskBudget;
    start.swarmBudgets = m_request.swarmBudgets;
    const BootInstant begin = m_boot;
    if (m_request.deadline) start.until = Instant{m_boot.value + m_wallOffset.value} + *m_request.deadline;
    if (m_request.workspaceBudget)
        m_start.push_back(command::ChangeBudget{{}, m_request.workspaceBudget, BudgetScope::Workspace});
    if (m_request.dayBudget) m_start.push_back(command::ChangeBudget{{}, m_request.dayBudget, BudgetScope::Day});
    if (m_request.faults.any()) m_start.push_back(keys());
    m_start.push_back(start);
    const bool faulty = std::exchange(m_faulty, false);  // the end of the run is meant from here on
    for (const Input& input : m_start)
        if (const Outcome started = send(input); started.refused) return Failure(*started.refused);
    m_faulty = faulty;
    // One that is begun again after a crash may come too late for its end.
    std::get<command::StartRun>(m_start.back()).until.reset();
    if (m_request.faults.commands > 0) at(m_boot + seconds(2), {0, PersonActs{}});
    const std::uint64_t safety = 100 + 60 * m_request.tasks.size(), bound = 20'000 + 4'000 * m_request.tasks.size();
    while (m_checker.violations().empty()) {
        if (m_queue.empty()) {
            if (rest()) break;
            continue;
        }
        if (++m_steps > bound) m_checker.object("the run does not come to rest");
        if (m_steps > safety) m_faulty = false;
        auto next = m_queue.extract(m_queue.begin());
        m_boot = std::max(m_boot, next.key().first);
        step(std::move(next.mapped()));
        if (chance(m_request.faults.crash)) crash();
    }
    if (m_checker.violations().empty()) {
        compareWithFold(true);
        m_checker.seeRest(m_durable, m_ledger);
        checkCoherence();
        refoldFromJson();
    }
    SimulationReport report;
    report.makespan = m_checker.settledAt() - begin;
    report.attempts = m_checker.attempts();
    report.events = m_journal.size();
    report.decisions = m_decisions;
    report.outcome = m_engine.state().runs.back().outcome;
    report.spent = m_engine.state().runs.back().spent;
    report.stateHash = stateHash(m_engine.state());
    report.violations = m_checker.violations();
    report.probes = m_probes;
    const std::int64_t capacity = report.makespan.value * m_request.agents;
    if (capacity > 0) report.utilisationPerMille = static_cast<std::uint32_t>(m_checker.busy().value * 1000 / capacity);
    return report;
}

}  // namespace skein::sim
