// Internal to core/engine: what only this process knows. Rebuilt from the state after a restart, conservatively;
// nothing here is ever needed to fold the journal. Thread: the deciding thread.
#pragma once

#include <map>
#include <set>
#include <span>
#include <tuple>
#include <vector>

#include "core/engine/state.h"

namespace skein::engine {

/// How urgent each task of a plan is; fixed until the plan is amended.
struct Urgency {
    std::vector<Duration> remaining;  ///< longest path to the end by estimates, own included (upward rank: Topcuoglu,
                                      ///< Hariri and Wu, "HEFT", IEEE TPDS 13(3), 2002)
    std::vector<std::uint32_t> dependents;  ///< tasks that wait for it, directly or through others
};

/// Urgency of every task of a run. Withdrawn tasks count as nothing. O(tasks + dependencies * tasks / 64).
Urgency computeUrgency(const RunState& run);

/// One cycle among the needs, as task numbers in order ("1 -> 3 -> 1"); empty when there is none. shapes[i] is task
/// i+1; every need is a valid number.
std::vector<TaskNo> findCycle(std::span<const TaskShape> shapes);

/// The order in which ready tasks start: priority, remaining critical path and dependents descending, then task number.
using ReadyKey = std::tuple<std::int32_t, std::int64_t, std::int64_t, std::uint32_t>;

/// A wait that no clock ends.
inline constexpr BootInstant never{maxExactInteger};

/// Which tasks of the active run can start now, kept in step with the state by the events themselves.
class ReadySet {
public:
    /// Starts over for this run. `waits` are kept.
    void rebuild(const RunState& run);
    bool isFor(RunId run) const { return m_run == run; }

    /// A task's result may have become or ceased to be usable: its consumers follow. O(consumers * log tasks) on
    /// change.
    void resultChanged(const RunState& run, TaskNo task);
    /// A task may have become or ceased to be ready. O(log tasks).
    void taskChanged(const RunState& run, TaskNo task);

    /// Not before this instant; replaces an earlier wait of the task.
    void wait(const RunState& run, TaskNo task, BootInstant until);
    void stopWaiting(const RunState& run, TaskNo task);
    /// Ends all waits that are over.
    void release(const RunState& run, BootInstant now);
    std::optional<BootInstant> nextRelease() const;

    bool empty() const { return m_ready.empty(); }
    TaskNo first() const { return TaskNo{std::get<3>(*m_ready.begin())}; }
    /// Whether time alone will make a task ready.
    bool hasWaits() const { return nextRelease().has_value(); }
    /// The longest path from the end of this task to the end of the plan, by estimates.
    Duration after(const TaskState& task) const;

private:
    struct Entry {
        ReadyKey key;
        std::uint32_t missing = 0;  ///< needs that are not usable yet
        bool usable = false;        ///< its own result is, as counted in its consumers' `missing`
        bool listed = false;        ///< in m_ready
    };

    RunId m_run;
    std::vector<Entry> m_entries;
    std::set<ReadyKey> m_ready;
    std::map<TaskNo, BootInstant> m_waitUntil;
    std::set<std::pair<BootInstant, TaskNo>> m_waits;
};

/// Leases of steps in flight, by deadline.
class Leases {
public:
    void renew(const StepRef& step, BootInstant until);
    void drop(const StepRef& step);
    bool holds(const StepRef& step) const { return m_until.contains(step); }
    /// The step whose lease ran out first, if it has by `now`.
    std::optional<StepRef> expired(BootInstant now) const;
    std::optional<BootInstant> nextExpiry() const;

private:
    std::map<StepRef, BootInstant> m_until;
    std::set<std::pair<BootInstant, StepRef>> m_order;
};

}  // namespace skein::engine
