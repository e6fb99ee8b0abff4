#include "core/plan/graph.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include <fmt/format.h>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/topological_sort.hpp>

#include "core/base/limits.h"
#include "core/base/text.h"

namespace skein::plan {
namespace {

// Edges run from a task to what it needs: a depth-first finish order over them is "needs first", and starting the
// search in plan order keeps that order wherever it is already right.
using NeedGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

Failure taskFailure(const TaskSpec& task, const std::string& message) {
    return fail(ErrorCode::InvalidInput, "task '" + elide(task.id, 80) + "': " + message);
}

/// `place` leads to the task and, after an error, to what is wrong with it.
Result<void> checkTask(const TaskSpec& task, PlanPlace& place) {
    place.emplace_back("id");
    const bool control = std::any_of(task.id.begin(), task.id.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    if (task.id.empty() || task.id.size() > limits::maxNameBytes || control || !isValidUtf8(task.id))
        return taskFailure(task, fmt::format("expected an id of 1 to {} bytes on one line", limits::maxNameBytes));
    place.back() = "band";
    const auto [min, max] = task.band;
    if (min.value < 0 || max.value < 1 || max.value > limits::maxBandTokens)
        return taskFailure(task, fmt::format("expected a token band within 0 to {}, found {} to {}",
                                             limits::maxBandTokens, min.value, max.value));
    if (min > max)
        return taskFailure(task, fmt::format("expected band.min {} to be at most band.max {}", min.value, max.value));
    place.back() = "estimate";
    if (task.estimate.duration.value < 0 || task.estimate.cost.value < 0 || task.estimate.tokensIn.value < 0 ||
        task.estimate.tokensOut.value < 0)
        return taskFailure(task, "expected an estimate of zero or more");
    place.pop_back();
    return {};
}

/// Names one cycle. Every task that is left over after all orderable ones were taken away needs another such task, so
/// following those needs must come round.
/// `place` gets the needs of the first task on it.
std::string describeCycle(const Plan& plan, const NeedGraph& graph, PlanPlace& place) {
    const auto count = boost::num_vertices(graph);
    std::vector<std::size_t> open(count);
    std::vector<std::vector<TaskIndex>> feeds(count);
    for (TaskIndex task = 0; task < count; ++task) {
        open[task] = boost::out_degree(task, graph);
        for (const auto need : boost::make_iterator_range(boost::adjacent_vertices(task, graph)))
            feeds[need].push_back(task);
    }
    std::vector<TaskIndex> ready;
    for (TaskIndex task = 0; task < count; ++task)
        if (open[task] == 0) ready.push_back(task);
    while (!ready.empty()) {
        const TaskIndex task = ready.back();
        ready.pop_back();
        for (const TaskIndex fed : feeds[task])
            if (--open[fed] == 0) ready.push_back(fed);
    }
    auto current = static_cast<TaskIndex>(std::find_if(open.begin(), open.end(), [](std::size_t n) { return n > 0; }) -
                                          open.begin());
    std::vector<std::size_t> seenAt(count, SIZE_MAX);
    std::vector<TaskIndex> path;
    while (seenAt[current] == SIZE_MAX) {
        seenAt[current] = path.size();
        path.push_back(current);
        for (const auto need : boost::make_iterator_range(boost::adjacent_vertices(current, graph)))
            if (open[need] > 0) {
                current = static_cast<TaskIndex>(need);
                break;
            }
    }
    const auto first = path.begin() + static_cast<std::ptrdiff_t>(seenAt[current]);
    // Starting at the task that stands first in the plan makes the message independent of where the walk began.
    std::rotate(first, std::min_element(first, path.end()), path.end());
    place = {"tasks", std::size_t{*first}, "needs"};
    std::string text;
    for (auto task = first; task != path.end(); ++task) text += plan.tasks[*task].id + " -> ";
    return text + plan.tasks[*first].id;
}

}  // namespace

Duration ScheduleBounds::lowerBound(std::uint32_t agents) const {
    SKEIN_ASSERT(agents > 0);
    return std::max(length, Duration{(work.value + agents - 1) / agents});
}

Result<TaskGraph> TaskGraph::create(const Plan& plan, PlanPlace* wanted) {
    PlanPlace unwanted;
    PlanPlace& place = wanted != nullptr ? *wanted : unwanted;
    place = {"tasks"};
    if (plan.tasks.size() > limits::maxTasks)
        return fail(ErrorCode::TooLarge,
                    fmt::format("the plan has {} tasks; at most {} are run", plan.tasks.size(), limits::maxTasks));
    TaskGraph graph;
    for (TaskIndex i = 0; i < plan.tasks.size(); ++i) {
        place = {"tasks", std::size_t{i}};
        SKEIN_CHECK(checkTask(plan.tasks[i], place));
        graph.m_byId.emplace_back(plan.tasks[i].id, i);
    }
    std::sort(graph.m_byId.begin(), graph.m_byId.end());
    const auto sameId = [](const auto& a, const auto& b) { return a.first == b.first; };
    if (const auto twin = std::adjacent_find(graph.m_byId.begin(), graph.m_byId.end(), sameId);
        twin != graph.m_byId.end()) {
        place = {"tasks", std::size_t{std::next(twin)->second}, "id"};
        return fail(ErrorCode::InvalidInput, fmt::format("task '{}': the id is used twice, by tasks[{}] and tasks[{}]",
                                                         twin->first, twin->second, std::next(twin)->second));
    }
    std::vector<std::string_view> idleIds;
    for (const TaskSpec& task : plan.idle) {
        place = {"idle", idleIds.size()};
        SKEIN_CHECK(checkTask(task, place));
        if (graph.find(task.id)) return taskFailure(task, "the id is used by an idle task and by another task");
        idleIds.push_back(task.id);
        for (const std::string& need : task.needs)
            if (!graph.find(need)) return taskFailure(task, "needs '" + need + "', which is not a task of this plan");
    }
    std::sort(idleIds.begin(), idleIds.end());
    if (const auto twin = std::adjacent_find(idleIds.begin(), idleIds.end()); twin != idleIds.end())
        return fail(ErrorCode::InvalidInput, fmt::format("task '{}': the id is used by two idle tasks", *twin));
    SKEIN_CHECK(graph.linkNeeds(plan, place));
    SKEIN_CHECK(graph.order(plan, place));
    graph.groupPhases(plan);
    return graph;
}

Result<void> TaskGraph::linkNeeds(const Plan& plan, PlanPlace& place) {
    const auto count = static_cast<TaskIndex>(plan.tasks.size());
    std::vector<std::uint32_t> feedCounts(count, 0);
    std::vector<TaskIndex> lastNeededBy(count, count);
    m_needStarts.push_back(0);
    for (TaskIndex i = 0; i < count; ++i) {
        place = {"tasks", std::size_t{i}, "needs", std::size_t{0}};
        for (std::size_t position = 0; position < plan.tasks[i].needs.size(); ++position) {
            const std::string& id = plan.tasks[i].needs[position];
            place.back() = position;
            const auto need = find(id);
            if (!need)
                return taskFailure(plan.tasks[i], "needs '" + elide(id, 80) + "', which is not a task of this plan");
            if (*need == i) return taskFailure(plan.tasks[i], "needs itself");
            if (lastNeededBy[*need] == i) return taskFailure(plan.tasks[i], "needs '" + elide(id, 80) + "' twice");
            lastNeededBy[*need] = i;
            ++feedCounts[*need];
            m_needs.push_back(*need);
        }
        if (m_needs.size() > limits::maxDependencies)
            return fail(ErrorCode::TooLarge,
                        fmt::format("the plan has more than {} dependencies", limits::maxDependencies));
        m_needStarts.push_back(static_cast<std::uint32_t>(m_needs.size()));
    }
    m_feedStarts.assign(count + 1, 0);
    for (TaskIndex i = 0; i < count; ++i) m_feedStarts[i + 1] = m_feedStarts[i] + feedCounts[i];
    m_feeds.resize(m_needs.size());
    auto next = m_feedStarts;
    for (TaskIndex i = 0; i < count; ++i)
        for (const TaskIndex need : needs(i)) m_feeds[next[need]++] = i;
    return {};
}

Result<void> TaskGraph::order(const Plan& plan, PlanPlace& place) {
    NeedGraph graph(plan.tasks.size());
    for (TaskIndex i = 0; i < taskCount(); ++i)
        for (const TaskIndex need : needs(i)) boost::add_edge(i, need, graph);
    try {
        m_order.reserve(taskCount());
        boost::topological_sort(graph, std::back_inserter(m_order));
    } catch (const boost::not_a_dag&) {
        return fail(ErrorCode::InvalidInput, "tasks need each other in a circle: " + describeCycle(plan, graph, place));
    }
    m_depths.assign(taskCount(), 0);
    for (const TaskIndex task : m_order)
        for (const TaskIndex need : needs(task)) m_depths[task] = std::max(m_depths[task], m_depths[need] + 1);
    return {};
}

void TaskGraph::groupPhases(const Plan& plan) {
    std::map<std::string_view, std::uint32_t> known;
    for (TaskIndex i = 0; i < taskCount(); ++i) {
        const auto [found, isNew] = known.try_emplace(plan.tasks[i].phase, static_cast<std::uint32_t>(m_phases.size()));
        if (isNew) m_phases.push_back({plan.tasks[i].phase, {}});
        m_phases[found->second].tasks.push_back(i);
        m_phaseOf.push_back(found->second);
    }
}

std::optional<TaskIndex> TaskGraph::find(std::string_view id) const {
    const auto found = std::lower_bound(m_byId.begin(), m_byId.end(), id,
                                        [](const auto& entry, std::string_view key) { return entry.first < key; });
    if (found == m_byId.end() || found->first != id) return std::nullopt;
    return found->second;
}

ScheduleBounds TaskGraph::bounds(std::span<const Duration> durations) const {
    SKEIN_ASSERT(durations.size() == taskCount());
    ScheduleBounds bounds;
    bounds.earliestStart.resize(taskCount());
    bounds.remaining.resize(taskCount());
    bounds.slack.resize(taskCount());
    for (const TaskIndex task : m_order) {
        SKEIN_ASSERT(durations[task].value >= 0);
        for (const TaskIndex need : needs(task))
            bounds.earliestStart[task] =
                std::max(bounds.earliestStart[task], bounds.earliestStart[need] + durations[need]);
        bounds.length = std::max(bounds.length, bounds.earliestStart[task] + durations[task]);
        bounds.work += durations[task];
    }
    for (auto task = m_order.rbegin(); task != m_order.rend(); ++task) {
        for (const TaskIndex fed : feeds(*task))
            bounds.remaining[*task] = std::max(bounds.remaining[*task], bounds.remaining[fed]);
        bounds.remaining[*task] += durations[*task];
        bounds.slack[*task] = bounds.length - bounds.earliestStart[*task] - bounds.remaining[*task];
    }
    // Walk forward from the first task in plan order that starts the longest path.
    std::optional<TaskIndex> current;
    for (TaskIndex task = 0; task < taskCount() && !current; ++task)
        if (needs(task).empty() && bounds.remaining[task] == bounds.length) current = task;
    while (current) {
        bounds.criticalPath.push_back(*current);
        const Duration rest = bounds.remaining[*current] - durations[*current];
        std::optional<TaskIndex> next;
        for (const TaskIndex fed : feeds(*current))
            if (!next && bounds.remaining[fed] == rest) next = fed;
        current = next;
    }
    return bounds;
}

std::vector<std::uint32_t> TaskGraph::dependentCounts() const {
    constexpr std::size_t words = 8;  // 512 tasks a pass: one cache line per task
    std::vector<std::uint32_t> counts(taskCount(), 0);
    std::vector<std::array<std::uint64_t, words>> reached(taskCount());
    for (std::size_t first = 0; first < taskCount(); first += words * 64) {
        std::fill(reached.begin(), reached.end(), std::array<std::uint64_t, words>{});
        for (auto task = m_order.rbegin(); task != m_order.rend(); ++task) {
            auto& mine = reached[*task];
            for (const TaskIndex fed : feeds(*task)) {
                for (std::size_t w = 0; w < words; ++w) mine[w] |= reached[fed][w];
                if (fed >= first && fed < first + words * 64)
                    mine[(fed - first) / 64] |= std::uint64_t{1} << (fed - first) % 64;
            }
            for (const std::uint64_t word : mine)
                counts[*task] += static_cast<std::uint32_t>(__builtin_popcountll(word));
        }
    }
    return counts;
}

std::vector<TaskIndex> TaskGraph::downstream(std::span<const TaskIndex> tasks) const {
    std::vector<bool> reached(taskCount(), false);
    for (const TaskIndex task : tasks) reached[task] = true;
    std::vector<TaskIndex> result;
    for (const TaskIndex task : m_order) {
        for (const TaskIndex need : needs(task))
            if (reached[need]) reached[task] = true;
        if (reached[task]) result.push_back(task);
    }
    return result;
}

}  // namespace skein::plan
