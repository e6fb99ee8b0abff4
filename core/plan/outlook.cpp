#include "core/plan/outlook.h"

#include <algorithm>
#include <cmath>
#include <queue>

#include <fmt/format.h>

#include "core/base/field_reader.h"
#include "core/base/limits.h"
#include "core/base/random.h"

namespace skein::plan {
namespace {

constexpr std::size_t mostRounds = 1'000, leastRounds = 40;  // a tenth of 40 draws is the fourth
constexpr std::size_t stepsInAll = 200'000;                  // some 30 ms; 200 rounds for a thousand tasks

/// Bounded, so that sums over the largest plan stay exact.
std::int64_t scaled(std::int64_t value, double factor, std::int64_t most = limits::maxEstimateMicros) {
    return std::llround(std::min(static_cast<double>(value) * factor, static_cast<double>(most)));
}

Work scaled(const Work& work, double factor) {
    return {{scaled(work.time.value, factor)},
            {scaled(work.tokensIn.value, factor)},
            {scaled(work.tokensOut.value, factor)},
            {scaled(work.cost.value, factor)},
            work.attempts};
}

/// 2 to the power of a uniform number between two exponents.
double powerBetween(DrawStream& draws, double low, double high) {
    constexpr std::uint32_t steps = 1u << 30;
    return std::exp2(low + (high - low) * draws.below(steps) / steps);
}

Work meanOf(const std::vector<Work>& works) {
    Work sum;
    sum.attempts = 0;
    for (const auto& work : works) sum += work;
    const auto count = static_cast<std::int64_t>(works.size());
    return {{sum.time.value / count},
            {sum.tokensIn.value / count},
            {sum.tokensOut.value / count},
            {sum.cost.value / count},
            (sum.attempts + count / 2) / count};
}

/// What a kind's tasks are drawn from: its results, then one place or more of the built-in spread.
struct Pool {
    const std::vector<Work>* results = nullptr;
    std::optional<Work> mean;  ///< of the results
    std::size_t places = 0;
    std::vector<std::size_t> deck;  ///< places drawn for this round, with replacement
};

/// Draws the work of tasks, a round at a time.
class Drawer {
public:
    Drawer(const std::vector<Ahead>& ahead, const History& history, std::uint64_t seed)
        : m_ahead(ahead), m_draws(seed), m_timeRatio(history.timeRatio()) {
        std::map<std::string, std::size_t> places;
        for (const Ahead& task : ahead) {
            const auto [place, isNew] = places.try_emplace(task.kind, m_pools.size());
            m_poolOf.push_back(place->second);
            if (!isNew) continue;
            Pool pool;
            pool.results = &history.of(task.kind);
            if (!pool.results->empty()) pool.mean = meanOf(*pool.results);
            pool.places = std::max(pool.results->size() + 1, History::enoughPerKind);
            pool.deck.resize(pool.places);
            m_pools.push_back(std::move(pool));
        }
    }

    void beginRound() {
        m_common = powerBetween(m_draws, -2, 2);
        for (Pool& pool : m_pools)
            for (auto& place : pool.deck) place = m_draws.below(static_cast<std::uint32_t>(pool.places));
    }

    /// What is still to come of it.
    Work draw(std::size_t task) {
        const Ahead& ahead = m_ahead[task];
        Work work = drawWhole(task);
        if (ahead.gone.value > 0) {
            constexpr int tries = 16;  // enough unless hardly any took that long
            for (int i = 0; i < tries && work.time <= ahead.gone; ++i) work = drawWhole(task);
            // Longer than the others: up to as long again.
            if (work.time <= ahead.gone) work.time = {scaled(ahead.gone.value, powerBetween(m_draws, 0, 1))};
            work.time -= ahead.gone;
        }
        work.cost = std::max(MicroUsd{}, work.cost - ahead.charged);
        work.time = std::max(Duration{1}, work.time);
        return work;
    }

private:
    Work drawWhole(std::size_t task) {
        const Pool& pool = m_pools[m_poolOf[task]];
        const std::size_t place = pool.deck[m_draws.below(static_cast<std::uint32_t>(pool.places))];
        if (place < pool.results->size()) return (*pool.results)[place];
        const double factor = m_common * powerBetween(m_draws, -1, 1);
        if (pool.mean) return scaled(*pool.mean, factor);
        Work work = scaled(m_ahead[task].expected, factor);
        work.time = {scaled(work.time.value, m_timeRatio)};
        return work;
    }

    const std::vector<Ahead>& m_ahead;
    DrawStream m_draws;
    double m_timeRatio;
    double m_common = 1;
    std::vector<Pool> m_pools;
    std::vector<std::size_t> m_poolOf;
};

double medianOf(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

std::string plural(std::size_t count, const char* word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string describeBasis(const Outlook& outlook, const History& history, std::size_t thin) {
    if (outlook.left == 0) return "nothing is left to do";
    if (history.results() == 0) return "built-in spread, no finished task yet";
    std::string basis = "from " + plural(history.results(), "finished task") + " of " + plural(history.runs(), "run");
    if (const auto unknown = outlook.left - outlook.known; unknown > 0)
        basis += fmt::format("; built-in spread for {} whose kind has not finished any", plural(unknown, "task"));
    if (thin > 0)
        basis += fmt::format("; widened for {} of kinds with fewer than {} finished", plural(thin, "task"),
                             History::enoughPerKind);
    if (history.errors.empty()) return basis;
    std::vector<double> times, costs;
    for (const RunError& error : history.errors) {
        times.push_back(error.time);
        costs.push_back(error.cost);
    }
    basis += fmt::format("; corrected by {}: time x{:.2f}", plural(history.errors.size(), "earlier estimate"),
                         medianOf(times));
    if (outlook.priced && outlook.plainCost > 0) basis += fmt::format(", cost x{:.2f}", medianOf(costs));
    return basis;
}

/// The draws of one figure over all rounds, per kind.
struct KindDraws {
    std::size_t tasks = 0;
    std::vector<std::int64_t> time, tokensIn, tokensOut, cost, attempts;
    Work sum;
};

Json countsJson(const Range& range) { return {{"p10", range.p10}, {"p50", range.p50}, {"p90", range.p90}}; }

std::optional<Range> rangeFromJson(const Json& json, double unit) {
    if (!json.is_object()) return std::nullopt;
    const auto member = [&](const char* name) -> std::optional<std::int64_t> {
        const auto found = json.find(name);
        if (found == json.end() || !found->is_number()) return std::nullopt;
        const double value = found->get<double>() * unit;
        if (!(value >= 0 && value < static_cast<double>(maxExactInteger))) return std::nullopt;
        return std::llround(value);
    };
    const auto p10 = member("p10"), p50 = member("p50"), p90 = member("p90");
    if (!p10 || !p50 || !p90) return std::nullopt;
    return Range{*p10, *p50, *p90};
}

constexpr double million = 1e6;

}  // namespace

Work& Work::operator+=(const Work& more) {
    time += more.time;
    tokensIn += more.tokensIn;
    tokensOut += more.tokensOut;
    cost += more.cost;
    attempts += more.attempts;
    return *this;
}

void History::add(std::uint32_t run, const std::string& kind, const Work& took, Duration planned) {
    auto& works = m_kinds[kind];
    if (works.size() == mostPerKind) works.erase(works.begin());
    works.push_back(took);
    ++m_results;
    if (run != m_lastRun) ++m_runs;
    m_lastRun = run;
    if (planned.value <= 0) return;
    m_took += static_cast<double>(took.time.value);
    m_planned += static_cast<double>(planned.value);
}

const std::vector<Work>& History::of(const std::string& kind) const {
    static const std::vector<Work> none;
    const auto found = m_kinds.find(kind);
    return found == m_kinds.end() ? none : found->second;
}

double History::timeRatio() const { return m_took > 0 && m_planned > 0 ? m_took / m_planned : 1; }

Range rangeOf(std::vector<std::int64_t>& draws) {
    SKEIN_ASSERT(!draws.empty());
    std::sort(draws.begin(), draws.end());
    const auto at = [&](std::size_t tenths) { return draws[(draws.size() * tenths + 9) / 10 - 1]; };
    return {at(1), at(5), at(9)};
}

Outlook outlookOf(const TaskGraph& graph, const std::vector<Ahead>& ahead, std::uint32_t agents, const History& history,
                  bool priced, std::uint64_t seed) {
    SKEIN_ASSERT(ahead.size() == graph.taskCount());
    Outlook outlook;
    outlook.priced = priced;
    std::size_t thin = 0;
    std::vector<Duration> expected(ahead.size());
    std::map<std::string, KindDraws> kinds;
    std::vector<KindDraws*> kindOf(ahead.size());
    for (std::size_t task = 0; task < ahead.size(); ++task) {
        if (!ahead[task].left) continue;
        const auto& results = history.of(ahead[task].kind);
        ++outlook.left;
        outlook.known += !results.empty();
        thin += !results.empty() && results.size() < History::enoughPerKind;
        expected[task] = results.empty() ? ahead[task].expected.time : meanOf(results).time;
        kindOf[task] = &kinds[ahead[task].kind];
        ++kindOf[task]->tasks;
    }
    if (outlook.left == 0) {
        outlook.basis = describeBasis(outlook, history, thin);
        return outlook;
    }
    // Agents take tasks by what is expected; how long they then take is what is drawn.
    const auto urgency = graph.bounds(expected).remaining;
    const std::size_t rounds =
        std::clamp(stepsInAll / (graph.taskCount() + graph.dependencyCount()), leastRounds, mostRounds);
    Drawer drawer(ahead, history, seed);
    std::vector<std::int64_t> times, costs, plainTimes, plainCosts;
    std::vector<Duration> durations(ahead.size());
    for (std::size_t round = 0; round < rounds; ++round) {
        drawer.beginRound();
        for (auto& [name, kind] : kinds) {
            kind.sum = {};
            kind.sum.attempts = 0;
        }
        std::int64_t cost = 0;
        for (std::size_t task = 0; task < ahead.size(); ++task) {
            durations[task] = {};
            if (!ahead[task].left) continue;
            const Work work = drawer.draw(task);
            durations[task] = work.time;
            cost += work.cost.value;
            kindOf[task]->sum += work;
        }
        for (auto& [name, kind] : kinds) {
            kind.time.push_back(kind.sum.time.value);
            kind.tokensIn.push_back(kind.sum.tokensIn.value);
            kind.tokensOut.push_back(kind.sum.tokensOut.value);
            kind.cost.push_back(kind.sum.cost.value);
            kind.attempts.push_back(kind.sum.attempts);
        }
        const auto error = drawBelow(seed, round, "run error", static_cast<std::uint32_t>(history.errors.size()) + 1);
        const RunError factor = error == 0 ? RunError{} : history.errors[error - 1];
        plainTimes.push_back(listSchedule(graph, durations, urgency, std::max(1u, agents)).value);
        plainCosts.push_back(cost);
        times.push_back(scaled(plainTimes.back(), factor.time, maxExactInteger));
        costs.push_back(scaled(cost, factor.cost, maxExactInteger));
    }
    outlook.time = rangeOf(times);
    outlook.cost = rangeOf(costs);
    outlook.plainTime = rangeOf(plainTimes).p50;
    outlook.plainCost = rangeOf(plainCosts).p50;
    for (auto& [name, kind] : kinds)
        outlook.kinds[name] = {
            kind.tasks,         rangeOf(kind.time),    rangeOf(kind.tokensIn), rangeOf(kind.tokensOut),
            rangeOf(kind.cost), rangeOf(kind.attempts)};
    outlook.basis = describeBasis(outlook, history, thin);
    return outlook;
}

Duration listSchedule(const TaskGraph& graph, const std::vector<Duration>& durations,
                      const std::vector<Duration>& urgency, std::uint32_t agents) {
    struct Ready {
        Duration urgency;
        TaskIndex task;
        bool operator<(const Ready& other) const {
            return urgency != other.urgency ? urgency < other.urgency : task > other.task;
        }
    };
    struct Running {
        Duration end;
        TaskIndex task;
        bool operator<(const Running& other) const { return end != other.end ? end > other.end : task > other.task; }
    };
    std::vector<std::size_t> open(graph.taskCount());
    std::priority_queue<Ready> ready;
    std::priority_queue<Running> running;
    for (TaskIndex task = 0; task < graph.taskCount(); ++task) {
        open[task] = graph.needs(task).size();
        if (open[task] == 0) ready.push({urgency[task], task});
    }
    Duration now{};
    while (!ready.empty() || !running.empty()) {
        while (!ready.empty() && running.size() < agents) {
            const TaskIndex task = ready.top().task;
            ready.pop();
            running.push({now + durations[task], task});
        }
        now = running.top().end;
        const TaskIndex finished = running.top().task;
        running.pop();
        for (const TaskIndex fed : graph.feeds(finished))
            if (--open[fed] == 0) ready.push({urgency[fed], fed});
    }
    return now;
}

Json millionthsJson(const Range& range) {
    return {{"p10", fromMillionths(range.p10)}, {"p50", fromMillionths(range.p50)}, {"p90", fromMillionths(range.p90)}};
}

std::string timeText(const Range& range) {
    // No digit that an estimate cannot know: whole seconds, from ten on five, from a minute on minutes, from two hours
    // on quarters of an hour (ui.md 4.6).
    const auto one = [](std::int64_t microseconds) {
        const auto seconds = (microseconds + 500'000) / 1'000'000;
        if (microseconds < 950'000)
            return fmt::format("{:.1f} s", std::max(0.1, static_cast<double>(microseconds) / million));
        if (seconds < 10) return fmt::format("{} s", seconds);
        if (seconds < 58) return fmt::format("{} s", (seconds + 2) / 5 * 5);
        const auto minutes = (seconds + 30) / 60;
        if (minutes < 120) return fmt::format("{} min", minutes);
        const auto quarters = (minutes + 7) / 15;
        return quarters % 4 == 0 ? fmt::format("{} h", quarters / 4)
                                 : fmt::format("{} h {} min", quarters / 4, quarters % 4 * 15);
    };
    return fmt::format("~{} ({}-{})", one(range.p50), one(range.p10), one(range.p90));
}

std::string moneyText(const Range& range) {
    const auto one = [](std::int64_t microUsd) {
        std::int64_t step = 1;
        while (microUsd / step >= 1'000 && step < 10'000) step *= 10;  // to the cent at least
        return formatUsd({(microUsd + step / 2) / step * step});
    };
    if (range.p90 == 0) return "0.00 USD";
    return fmt::format("~{} USD ({}-{} USD)", one(range.p50), one(range.p10), one(range.p90));
}

std::string describe(const Outlook& outlook) {
    return fmt::format("{}, {}, P10-P90 {}", timeText(outlook.time),
                       outlook.priced ? moneyText(outlook.cost) : "cost unknown", outlook.basis);
}

Json toJson(const Outlook& outlook) {
    const auto money = [&](const Range& range) { return outlook.priced ? millionthsJson(range) : Json(nullptr); };
    Json kinds = Json::object();
    for (const auto& [name, kind] : outlook.kinds)
        kinds[name] = {{"tasks", kind.tasks},
                       {"seconds", millionthsJson(kind.time)},
                       {"tokens_in", countsJson(kind.tokensIn)},
                       {"tokens_out", countsJson(kind.tokensOut)},
                       {"usd", money(kind.cost)},
                       {"attempts", countsJson(kind.attempts)}};
    return {{"seconds", millionthsJson(outlook.time)},
            {"usd", money(outlook.cost)},
            {"basis", outlook.basis},
            {"tasks", outlook.left},
            {"known_tasks", outlook.known},
            {"uncorrected",
             {{"seconds", fromMillionths(outlook.plainTime)},
              {"usd", outlook.priced ? Json(fromMillionths(outlook.plainCost)) : Json(nullptr)}}},
            {"kinds", std::move(kinds)}};
}

std::optional<Outlook> outlookFromJson(const Json& json) {
    if (!json.is_object()) return std::nullopt;
    const auto member = [](const Json& object, const char* name) { return object.value(name, Json()); };
    const auto number = [](const Json& value) {
        return value.is_number() ? std::clamp(value.get<double>(), 0.0, 1e9) : 0.0;
    };
    Outlook outlook;
    const auto time = rangeFromJson(member(json, "seconds"), million);
    if (!time) return std::nullopt;
    outlook.time = *time;
    const auto cost = rangeFromJson(member(json, "usd"), million);
    outlook.priced = cost.has_value();
    outlook.cost = cost.value_or(Range{});
    outlook.left = static_cast<std::size_t>(number(member(json, "tasks")));
    outlook.known = static_cast<std::size_t>(number(member(json, "known_tasks")));
    if (const auto basis = member(json, "basis"); basis.is_string()) outlook.basis = basis.get<std::string>();
    if (const auto plain = member(json, "uncorrected"); plain.is_object()) {
        outlook.plainTime = std::llround(number(member(plain, "seconds")) * million);
        outlook.plainCost = std::llround(number(member(plain, "usd")) * million);
    }
    const auto kinds = member(json, "kinds");
    if (!kinds.is_object()) return outlook;
    for (const auto& [name, each] : kinds.items()) {
        if (!each.is_object()) continue;
        KindOutlook kind;
        kind.tasks = static_cast<std::size_t>(number(member(each, "tasks")));
        kind.time = rangeFromJson(member(each, "seconds"), million).value_or(Range{});
        kind.tokensIn = rangeFromJson(member(each, "tokens_in"), 1).value_or(Range{});
        kind.tokensOut = rangeFromJson(member(each, "tokens_out"), 1).value_or(Range{});
        kind.cost = rangeFromJson(member(each, "usd"), million).value_or(Range{});
        kind.attempts = rangeFromJson(member(each, "attempts"), 1).value_or(Range{});
        outlook.kinds[name] = kind;
    }
    return outlook;
}

}  // namespace skein::plan
