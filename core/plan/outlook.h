// What a plan, or the rest of one, will take, as a range: drawn again and again from what finished tasks of the same
// kind took, scheduled over the dependencies on the agents there are. Thread: any; pure: equal arguments give equal
// ranges. Never gives a range without saying what it rests on, and never a narrower one than that warrants.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/units.h"
#include "core/plan/graph.h"

namespace skein::plan {

/// What one result takes: all attempts it needs, also those that came to nothing.
struct Work {
    Duration time{};  ///< of an agent
    TokenCount tokensIn{}, tokensOut{};
    MicroUsd cost{};
    std::int64_t attempts = 1;
    Work& operator+=(const Work& more);
};

/// How far a past run was from the middle of its estimate: actual / estimated, above 0.
struct RunError {
    double time = 1;
    double cost = 1;
};

/// Finished work to draw from, oldest first.
class History {
public:
    /// The newest so many results of a kind are kept: what a model takes changes with the model, the sources and the
    /// hour, and two hundred place a quartile within a few per cent.
    static constexpr std::size_t mostPerKind = 200;
    /// Fewer results of a kind are filled up to this number with the built-in spread.
    static constexpr std::size_t enoughPerKind = 10;

    /// `planned`: the time that was planned for it; 0: none.
    void add(std::uint32_t run, const std::string& kind, const Work& took, Duration planned);

    const std::vector<Work>& of(const std::string& kind) const;
    std::size_t results() const { return m_results; }
    std::size_t runs() const { return m_runs; }
    /// Measured over planned time of all results; 1 while there is none.
    double timeRatio() const;

    std::vector<RunError> errors;  ///< one a run whose estimate rested on finished tasks

private:
    std::map<std::string, std::vector<Work>> m_kinds;
    std::size_t m_results = 0, m_runs = 0;
    std::uint32_t m_lastRun = 0;
    double m_took = 0, m_planned = 0;
};

/// One task of the plan as far as it is still to be done.
struct Ahead {
    std::string kind;
    bool left = true;  ///< false: done, or nothing that agents can go on with
    Work expected;     ///< by plan and catalogue; what to go by while no task of this kind has finished
    Duration gone{};   ///< time that agents already gave to the result in work
    MicroUsd charged{};
};

/// The tenth, fiftieth and ninetieth of a hundred draws in ascending order; the unit is the context's.
struct Range {
    std::int64_t p10 = 0, p50 = 0, p90 = 0;
    bool holds(std::int64_t actual) const { return actual >= p10 && actual <= p90; }
};
/// Nearest rank; `draws` is not empty and gets sorted.
Range rangeOf(std::vector<std::int64_t>& draws);

/// All tasks of a kind together; times of agents, not of the clock.
struct KindOutlook {
    std::size_t tasks = 0;
    Range time, tokensIn, tokensOut, cost, attempts;
};

struct Outlook {
    Range time;                  ///< from now until nothing is left, microseconds
    Range cost;                  ///< of what is left, micro-USD
    std::int64_t plainTime = 0;  ///< the middle before the errors of past runs
    std::int64_t plainCost = 0;  ///< likewise
    bool priced = true;          ///< false: the price of a task is not known, and `cost` means nothing
    std::size_t left = 0;        ///< tasks
    std::size_t known = 0;       ///< of these, with a finished one of their kind
    std::string basis;           ///< "from 143 finished tasks of 3 runs", "built-in spread, no finished task yet"
    std::map<std::string, KindOutlook> kinds;
};

/// `ahead` has an entry for each task of `graph`; `agents` below 1 counts as 1. A round draws for every kind as many
/// results as it has, with replacement (Efron, "Bootstrap Methods", 1979), so that few results give a wide range, then
/// for every task one of these; a task in work draws among those longer than what is gone. One more place in each draw
/// stands for what has not been seen yet (Laplace's rule of succession), more where results are missing. It holds the
/// built-in spread: a quarter to four times the mean or the expectation, alike for all tasks of a round (the error of a
/// first estimate; Boehm, "Software Engineering Economics", 1981), and half to twice of that for each. The round is
/// scheduled by longest remaining path and multiplied by the error of a past run or by none. O(rounds * (n log n + d)).
Outlook outlookOf(const TaskGraph& graph, const std::vector<Ahead>& ahead, std::uint32_t agents, const History& history,
                  bool priced, std::uint64_t seed);

/// Makespan of a list schedule: whenever an agent is free it takes the ready task with the largest `urgency`, the first
/// in plan order where several tie. `durations` and `urgency` have one entry per task.
Duration listSchedule(const TaskGraph& graph, const std::vector<Duration>& durations,
                      const std::vector<Duration>& urgency, std::uint32_t agents);

/// {"seconds":{"p10","p50","p90"},"usd":{...} or null,"basis","tasks","known_tasks","uncorrected":{"seconds","usd"},
///  "kinds":{KIND:{"tasks","seconds","tokens_in","tokens_out","usd","attempts"}}}. What a run keeps of its estimate.
Json toJson(const Outlook& outlook);
/// Back again; nothing where it is not such a document.
std::optional<Outlook> outlookFromJson(const Json& json);

/// {"p10","p50","p90"} of millionths as decimals.
Json millionthsJson(const Range& range);

/// "~18.2 s (12-31 s)", "~3 h 20 min (2 h 40 min-4 h 30 min)"; of microseconds.
std::string timeText(const Range& range);
/// "~0.0017 USD (0.001-0.0031 USD)": three digits, of micro-USD.
std::string moneyText(const Range& range);
/// Both and what they rest on; "cost unknown" where it is.
std::string describe(const Outlook& outlook);

}  // namespace skein::plan
