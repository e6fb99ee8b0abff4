// The simulated world: the real engine in virtual time, with scripted providers, memory and people, and with faults.
// What `skeinctl simulate` and the tests run. Thread: any, one call at a time per request; touches no clock, file or
// socket.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/engine/engine.h"

namespace skein::sim {

/// What the scheduler is told about the plan.
enum class Strategy {
    CriticalPath,  ///< the engine's order: priority, remaining critical path, work blocked
    MostBlocking,  ///< estimates withheld: priority, work blocked
};
std::optional<Strategy> strategyFromName(std::string_view name);  ///< "critical-path", "most-blocking"

/// How often things go wrong, in chances per thousand of the moments at which they can. All zero: a plain schedule.
struct Faults {
    std::uint32_t failure = 0;     ///< a call ends retryable, sometimes with a wish to wait
    std::uint32_t fatal = 0;       ///< a call ends fatal
    std::uint32_t reject = 0;      ///< a check refuses an output
    std::uint32_t timeout = 0;     ///< a call takes twenty times as long
    std::uint32_t unknown = 0;     ///< the connection breaks: nobody can tell whether the call was performed
    std::uint32_t duplicate = 0;   ///< a reply comes twice
    std::uint32_t leaseLoss = 0;   ///< an executor goes silent; its reply comes after its lease
    std::uint32_t crash = 0;       ///< the process dies between two steps, at any point of a group commit
    std::uint32_t diskFull = 0;    ///< an append fails until there is room again
    std::uint32_t clockJump = 0;   ///< the wall clock is set
    std::uint32_t commands = 0;    ///< a person holds, stops, resumes, retries, amends, undoes
    std::uint32_t conflicts = 0;   ///< a task contradicts an earlier one
    std::uint32_t throttle = 0;    ///< a key is told to be slower
    std::uint32_t refusedKey = 0;  ///< a key is refused, until a person says go on
    std::uint32_t overload = 0;    ///< a model refuses a call for load
    std::uint32_t outage = 0;      ///< a provider answers nothing for a while
    std::uint32_t jitter = 0;      ///< calls take up to this many thousandths longer or shorter than estimated
    bool any() const;
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("failure", s.failure);
        visit("fatal", s.fatal);
        visit("reject", s.reject);
        visit("timeout", s.timeout);
        visit("unknown", s.unknown);
        visit("duplicate", s.duplicate);
        visit("lease_loss", s.leaseLoss);
        visit("crash", s.crash);
        visit("disk_full", s.diskFull);
        visit("clock_jump", s.clockJump);
        visit("commands", s.commands);
        visit("conflicts", s.conflicts);
        visit("throttle", s.throttle);
        visit("refused_key", s.refusedKey);
        visit("overload", s.overload);
        visit("outage", s.outage);
        visit("jitter", s.jitter);
    }
};

/// Faults from a JSON object with any of the members above, integers 0..1000.
/// Error: InvalidInput naming the member and the expectation.
Result<Faults> faultsFromJson(const Json& json);

struct SimulationRequest {
    std::vector<TaskShape> tasks;  ///< numbered 1..n; `estimate` is how long a call really takes
    std::uint32_t agents = 1;
    Strategy strategy = Strategy::CriticalPath;
    std::optional<MicroUsd> budget, taskBudget, dayBudget, workspaceBudget;
    std::vector<SwarmBudget> swarmBudgets;
    bool raisesBudgets = true;         ///< whether the person gives more money when the run is held for it
    MicroUsd dearestCall{1'000};       ///< with faults: the worst cost of a call is drawn up to this
    std::optional<Duration> deadline;  ///< from the start
    ConflictPolicy onConflict = ConflictPolicy::Ask;
    Faults faults;
    std::uint64_t seed = 0;        ///< at most 2^53 - 1
    std::uint32_t hashEvery = 64;  ///< compare folded with live state after every so many commits; 0: at the end only
};

struct SimulationReport {
    Duration makespan;                      ///< virtual time from start to the last rest
    Duration lowerBound;                    ///< max(critical path, work / agents): no schedule is shorter
    std::uint32_t utilisationPerMille = 0;  ///< busy agent time / (agents x makespan)
    std::uint64_t attempts = 0;
    std::uint64_t events = 0;
    std::uint64_t decisions = 0;
    RunOutcome outcome = RunOutcome::Done;  ///< of the last rest
    MicroUsd spent;
    Digest stateHash;                             ///< of the final state: the same request gives the same hash
    std::vector<std::string> violations;          ///< what a checker objected to, at most 20
    std::map<std::string, std::uint64_t> probes;  ///< how often each rare thing was really hit
};

/// Runs the plan to rest, first with faults, then (once they stop) without; a person settles what needs a person.
/// Errors: InvalidInput for a plan or setting that the engine refuses. Violations are part of the report.
Result<SimulationReport> simulate(const SimulationRequest& request);

/// The document of `simulate --json` (cli.md): makespan_seconds, lower_bound_seconds, utilisation, attempts,
/// violations.
Json toJson(const SimulationReport& report);

/// A random plan for tests: layers, chains, fans and diamonds by seed, with an assembler at the end.
std::vector<TaskShape> randomPlan(std::uint64_t seed, std::uint32_t tasks);

}  // namespace skein::sim
