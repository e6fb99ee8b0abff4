#include "core/engine/volatile.h"

#include <algorithm>
#include <array>
#include <bit>

namespace skein::engine {
namespace {

/// Task indices so that every task stands after all it needs; short where there is a cycle (Kahn, 1962).
std::vector<std::uint32_t> topologicalOrder(std::span<const TaskShape> shapes) {
    std::vector<std::uint32_t> missing(shapes.size(), 0), order;
    std::vector<std::vector<std::uint32_t>> feeds(shapes.size());
    for (std::uint32_t i = 0; i < shapes.size(); ++i)
        for (const TaskNo need : shapes[i].needs) {
            ++missing[i];
            feeds[need.value - 1].push_back(i);
        }
    order.reserve(shapes.size());
    for (std::uint32_t i = 0; i < shapes.size(); ++i)
        if (missing[i] == 0) order.push_back(i);
    for (std::size_t next = 0; next < order.size(); ++next)
        for (const std::uint32_t consumer : feeds[order[next]])
            if (--missing[consumer] == 0) order.push_back(consumer);
    return order;
}

}  // namespace

Urgency computeUrgency(const RunState& run) {
    const std::size_t count = run.tasks.size();
    std::vector<TaskShape> shapes(count);
    for (std::size_t i = 0; i < count; ++i)
        if (run.tasks[i].status != TaskStatus::Withdrawn) shapes[i].needs = run.tasks[i].shape.needs;
    for (TaskShape& shape : shapes)  // a plan cut short by a fork may name needs it does not hold
        std::erase_if(shape.needs, [&](TaskNo need) { return need.value > count; });
    const auto order = topologicalOrder(shapes);
    Urgency urgency{std::vector<Duration>(count), std::vector<std::uint32_t>(count, 0)};
    for (auto at = order.rbegin(); at != order.rend(); ++at) {
        urgency.remaining[*at] += run.tasks[*at].shape.estimate;
        for (const TaskNo need : shapes[*at].needs)
            urgency.remaining[need.value - 1] = std::max(urgency.remaining[need.value - 1], urgency.remaining[*at]);
    }
    // Sets of dependents, 512 tasks at a time, so that memory stays small for the largest plans.
    constexpr std::size_t words = 8, chunk = words * 64;
    std::vector<std::array<std::uint64_t, words>> reached(count);
    for (std::size_t base = 0; base < count; base += chunk) {
        std::fill(reached.begin(), reached.end(), std::array<std::uint64_t, words>{});
        for (auto at = order.rbegin(); at != order.rend(); ++at) {
            auto own = reached[*at];
            for (const std::uint64_t word : own)
                urgency.dependents[*at] += static_cast<std::uint32_t>(std::popcount(word));
            if (*at >= base && *at < base + chunk) own[(*at - base) / 64] |= std::uint64_t{1} << (*at - base) % 64;
            for (const TaskNo need : shapes[*at].needs)
                for (std::size_t word = 0; word < words; ++word) reached[need.value - 1][word] |= own[word];
        }
    }
    return urgency;
}

std::vector<TaskNo> findCycle(std::span<const TaskShape> shapes) {
    const auto order = topologicalOrder(shapes);
    if (order.size() == shapes.size()) return {};
    std::vector<bool> ordered(shapes.size(), false);
    for (const std::uint32_t index : order) ordered[index] = true;
    // Every task outside the order needs another one outside it: following those needs must come round.
    std::uint32_t at = static_cast<std::uint32_t>(std::find(ordered.begin(), ordered.end(), false) - ordered.begin());
    std::vector<std::uint32_t> path;
    std::vector<std::int64_t> position(shapes.size(), -1);
    while (position[at] < 0) {
        position[at] = static_cast<std::int64_t>(path.size());
        path.push_back(at);
        const auto& needs = shapes[at].needs;
        at = std::find_if(needs.begin(), needs.end(), [&](TaskNo need) { return !ordered[need.value - 1]; })->value - 1;
    }
    std::vector<TaskNo> cycle;
    for (auto i = static_cast<std::size_t>(position[at]); i < path.size(); ++i) cycle.push_back(TaskNo{path[i] + 1});
    cycle.push_back(TaskNo{at + 1});
    return cycle;
}

void ReadySet::rebuild(const RunState& run) {
    if (m_run != run.run) {
        m_waits.clear();
        m_waitUntil.clear();
    }
    m_run = run.run;
    m_ready.clear();
    m_entries.assign(run.tasks.size(), {});
    const Urgency urgency = computeUrgency(run);
    for (std::size_t i = 0; i < run.tasks.size(); ++i) {
        const TaskState& task = run.tasks[i];
        Entry& entry = m_entries[i];
        entry.key = {-task.shape.priority, -urgency.remaining[i].value, -std::int64_t{urgency.dependents[i]},
                     task.shape.task.value};
        entry.usable = isSettledResult(task);
    }
    for (std::size_t i = 0; i < run.tasks.size(); ++i) {
        for (const TaskNo need : run.tasks[i].shape.needs)
            if (need.value > run.tasks.size() || !m_entries[need.value - 1].usable) ++m_entries[i].missing;
        taskChanged(run, run.tasks[i].shape.task);
    }
}

void ReadySet::resultChanged(const RunState& run, TaskNo task) {
    if (!isFor(run.run) || task.value > m_entries.size()) return;
    Entry& entry = m_entries[task.value - 1];
    const bool usable = isSettledResult(run.tasks[task.value - 1]);
    if (usable == entry.usable) return;
    entry.usable = usable;
    for (const TaskNo consumer : run.feeds[task.value - 1]) {
        if (consumer.value > m_entries.size()) continue;  // being added by an amendment, which ends in a rebuild
        m_entries[consumer.value - 1].missing += usable ? -1u : 1u;
        taskChanged(run, consumer);
    }
}

void ReadySet::taskChanged(const RunState& run, TaskNo task) {
    if (!isFor(run.run) || task.value > m_entries.size()) return;
    Entry& entry = m_entries[task.value - 1];
    const TaskState& state = run.tasks[task.value - 1];
    if (state.status != TaskStatus::Waiting) {
        if (const auto found = m_waitUntil.find(task); found != m_waitUntil.end()) {
            m_waits.erase({found->second, task});
            m_waitUntil.erase(found);
        }
    }
    const bool ready = entry.missing == 0 && state.status == TaskStatus::Waiting && !state.paused &&
                       state.shape.role != TaskRole::Assembler && !m_waitUntil.contains(task);
    if (ready == entry.listed) return;
    entry.listed = ready;
    if (ready) m_ready.insert(entry.key);
    else m_ready.erase(entry.key);
}

void ReadySet::wait(const RunState& run, TaskNo task, BootInstant until) {
    if (!isFor(run.run)) return;
    if (const auto found = m_waitUntil.find(task); found != m_waitUntil.end()) m_waits.erase({found->second, task});
    m_waitUntil[task] = until;
    m_waits.insert({until, task});
    taskChanged(run, task);
}

void ReadySet::stopWaiting(const RunState& run, TaskNo task) {
    const auto found = m_waitUntil.find(task);
    if (!isFor(run.run) || found == m_waitUntil.end()) return;
    m_waits.erase({found->second, task});
    m_waitUntil.erase(found);
    taskChanged(run, task);
}

void ReadySet::release(const RunState& run, BootInstant now) {
    while (isFor(run.run) && !m_waits.empty() && m_waits.begin()->first <= now)
        stopWaiting(run, m_waits.begin()->second);
}

TaskNo ReadySet::firstPlanner(const RunState& run) const {
    const auto found = std::find_if(m_ready.begin(), m_ready.end(), [&](const ReadyKey& key) {
        return run.tasks[std::get<3>(key) - 1].shape.role == TaskRole::Planner;
    });
    return found == m_ready.end() ? TaskNo{} : TaskNo{std::get<3>(*found)};
}

std::optional<BootInstant> ReadySet::nextRelease() const {
    if (m_waits.empty() || m_waits.begin()->first == never) return std::nullopt;
    return m_waits.begin()->first;
}

Duration ReadySet::after(const TaskState& task) const {
    const std::uint32_t no = task.shape.task.value;
    return no > m_entries.size() ? Duration{} : Duration{-std::get<1>(m_entries[no - 1].key)} - task.shape.estimate;
}

void Leases::renew(const StepRef& step, BootInstant until) {
    drop(step);
    m_until[step] = until;
    m_order.insert({until, step});
}

void Leases::drop(const StepRef& step) {
    const auto found = m_until.find(step);
    if (found == m_until.end()) return;
    m_order.erase({found->second, step});
    m_until.erase(found);
}

std::optional<StepRef> Leases::expired(BootInstant now) const {
    if (m_order.empty() || m_order.begin()->first > now) return std::nullopt;
    return m_order.begin()->second;
}

std::optional<BootInstant> Leases::nextExpiry() const {
    return m_order.empty() ? std::nullopt : std::optional(m_order.begin()->first);
}

}  // namespace skein::engine
