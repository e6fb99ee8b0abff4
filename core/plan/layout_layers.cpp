// Which layer each task of a drawing stands in: network simplex (Gansner et al., "A Technique for Drawing Directed
// Graphs", 1993, section 2), which makes the sum of the lengths of all edges as small as it can be.
#include <algorithm>
#include <functional>
#include <limits>
#include <queue>

#include "core/plan/layout_cells.h"

namespace skein::plan {
namespace {

/// Elementary steps that one layering may spend: measured, a third of a second on one core of a small machine. What is
/// reached by then is a layering too, with longer edges.
constexpr std::int64_t layeringSteps = 25'000'000;
constexpr std::uint32_t searchSize = 30;  ///< edges among which the one to leave is chosen; dot's default
constexpr std::uint32_t none = UINT32_MAX;

struct Edge {
    TaskIndex from, to;
    std::int32_t cut = 0;  ///< of a tree edge: how much longer all edges get if it is drawn out by one
    bool inTree = false;
};

/// A spanning tree of tight edges (of length 1) for each connected part, improved by exchanging edges.
class Layering {
public:
    explicit Layering(const TaskGraph& graph) : m_count(static_cast<std::uint32_t>(graph.taskCount())) {
        for (const std::uint32_t depth : graph.depths()) m_layer.push_back(static_cast<std::int32_t>(depth));
        m_touching.resize(m_count);
        for (TaskIndex task = 0; task < m_count; ++task)
            for (const TaskIndex need : graph.needs(task)) {
                const auto edge = static_cast<std::uint32_t>(m_edges.size());
                m_edges.push_back({need, task});
                m_touching[need].push_back(edge);
                m_touching[task].push_back(edge);
            }
        m_tree.resize(m_count);
        m_parentEdge.assign(m_count, none);
        m_low.assign(m_count, 0);
        m_lim.assign(m_count, 0);
    }

    std::vector<std::uint32_t> run() {
        std::vector<bool> reached(m_count, false);
        for (TaskIndex task = 0; task < m_count; ++task)
            if (!reached[task]) {
                growTree(task, reached);
                m_roots.push_back(task);
            }
        std::int32_t next = 1;
        for (const TaskIndex root : m_roots) next = number(root, none, next);
        cutValues();
        // Where every edge is as short as an edge can be, no exchange would change anything.
        for (std::uint32_t leave = allTight() ? none : leavingEdge(); leave != none && m_steps < layeringSteps;
             leave = leavingEdge())
            exchange(leave, enteringEdge(leave));
        normalise();
        return {m_layer.begin(), m_layer.end()};
    }

private:
    std::int32_t slack(const Edge& edge) const { return m_layer[edge.to] - m_layer[edge.from] - 1; }
    TaskIndex otherEnd(const Edge& edge, TaskIndex end) const { return edge.from == end ? edge.to : edge.from; }

    /// Joins what is connected to `root` by tight edges; where none is left, all that is joined moves until one is.
    void growTree(TaskIndex root, std::vector<bool>& reached) {
        using Entry = std::pair<std::int32_t, std::uint32_t>;  // slack as it was without the shift, edge
        std::priority_queue<Entry, std::vector<Entry>, std::greater<>> leaving, entering;
        std::int32_t shift = 0;
        std::vector<TaskIndex> members;
        const auto join = [&](TaskIndex task) {
            reached[task] = true;
            members.push_back(task);
            m_layer[task] -= shift;
            for (const std::uint32_t at : m_touching[task]) {
                const Edge& edge = m_edges[at];
                if (reached[otherEnd(edge, task)]) continue;
                (edge.from == task ? leaving : entering).emplace(slack(edge), at);
            }
        };
        const auto drop = [&](auto& queue) {
            while (!queue.empty() && reached[m_edges[queue.top().second].from] &&
                   reached[m_edges[queue.top().second].to])
                queue.pop();
        };
        join(root);
        for (;;) {
            drop(leaving);
            drop(entering);
            if (leaving.empty() && entering.empty()) break;
            const std::int32_t right = leaving.empty() ? INT32_MAX : leaving.top().first - shift;
            const std::int32_t left = entering.empty() ? INT32_MAX : entering.top().first + shift;
            const std::uint32_t at = right <= left ? leaving.top().second : entering.top().second;
            shift += right <= left ? right : -left;
            Edge& edge = m_edges[at];
            edge.inTree = true;
            m_tree[edge.from].push_back(at);
            m_tree[edge.to].push_back(at);
            join(reached[edge.from] ? edge.to : edge.from);
        }
        for (const TaskIndex task : members) m_layer[task] += shift;
        m_steps += static_cast<std::int64_t>(members.size()) * 16;
    }

    /// Numbers a subtree in postorder from `next`; what lies under a task has the numbers from its low to its lim.
    std::int32_t number(TaskIndex root, std::uint32_t above, std::int32_t next) {
        m_stack.clear();
        m_parentEdge[root] = above;
        m_low[root] = next;
        m_stack.emplace_back(root, 0);
        while (!m_stack.empty()) {
            auto& [task, at] = m_stack.back();
            if (at < m_tree[task].size()) {
                const std::uint32_t edge = m_tree[task][at++];
                if (edge == m_parentEdge[task]) continue;
                const TaskIndex child = otherEnd(m_edges[edge], task);
                m_parentEdge[child] = edge;
                m_low[child] = next;
                m_stack.emplace_back(child, 0);
                continue;
            }
            m_lim[task] = next++;
            ++m_steps;
            m_stack.pop_back();
        }
        return next;
    }

    bool under(TaskIndex task, TaskIndex top) const { return m_low[top] <= m_lim[task] && m_lim[task] <= m_lim[top]; }
    /// The end of a tree edge that is further from the root.
    TaskIndex lowerEnd(std::uint32_t edge) const {
        const Edge& e = m_edges[edge];
        return m_lim[e.from] < m_lim[e.to] ? e.from : e.to;
    }

    /// Drawing out a tree edge by one makes all edges longer that pass it in its direction, and those against it
    /// shorter.
    void cutValues() {
        std::vector<TaskIndex> byLim(m_count);
        for (TaskIndex task = 0; task < m_count; ++task) byLim[static_cast<std::size_t>(m_lim[task]) - 1] = task;
        std::vector<std::int32_t> surplus(m_count, 0);  // edges that leave the subtree minus those that enter it
        for (const Edge& edge : m_edges) {
            ++surplus[edge.from];
            --surplus[edge.to];
        }
        for (const TaskIndex task : byLim) {
            const std::uint32_t up = m_parentEdge[task];
            if (up == none) continue;
            Edge& edge = m_edges[up];
            edge.cut = edge.from == task ? surplus[task] : -surplus[task];
            surplus[otherEnd(edge, task)] += surplus[task];
            m_treeEdges.push_back(up);
        }
    }

    std::uint32_t leavingEdge() {
        std::uint32_t best = none, found = 0;
        for (std::size_t i = 0; i < m_treeEdges.size(); ++i) {
            ++m_steps;
            const std::uint32_t edge = m_treeEdges[m_search];
            if (m_edges[edge].cut < 0) {
                if (best == none || m_edges[edge].cut < m_edges[best].cut) {
                    best = edge;
                    m_leavingSlot = m_search;
                }
                if (++found >= searchSize) break;
            }
            if (++m_search >= m_treeEdges.size()) m_search = 0;
        }
        return best;
    }

    /// Of the edges that go against the leaving one between the two parts of the tree, the one with the least slack.
    std::uint32_t enteringEdge(std::uint32_t leaving) {
        const Edge& leave = m_edges[leaving];
        const TaskIndex lower = lowerEnd(leaving);
        const bool tailBelow = leave.from == lower;
        std::uint32_t best = none;
        std::int32_t least = INT32_MAX;
        // Everything in the lower part, by the tree.
        m_stack.clear();
        m_stack.emplace_back(lower, 0);
        while (!m_stack.empty() && least > 0) {
            const TaskIndex task = m_stack.back().first;
            m_stack.pop_back();
            for (const std::uint32_t at : m_touching[task]) {
                const Edge& edge = m_edges[at];
                ++m_steps;
                if (edge.inTree) {
                    const TaskIndex other = otherEnd(edge, task);
                    if (at != m_parentEdge[task]) m_stack.emplace_back(other, 0);
                    continue;
                }
                // The entering edge leads from the head's part into the tail's.
                if ((tailBelow ? edge.to : edge.from) != task || under(otherEnd(edge, task), lower)) continue;
                if (slack(edge) < least) {
                    least = slack(edge);
                    best = at;
                }
            }
        }
        return best;
    }

    void exchange(std::uint32_t leaving, std::uint32_t entering) {
        Edge& leave = m_edges[leaving];
        Edge& enter = m_edges[entering];
        const TaskIndex lower = lowerEnd(leaving);
        if (const std::int32_t by = slack(enter); by > 0) shiftSubtree(lower, leave.from == lower ? -by : by);
        const std::int32_t cut = leave.cut;
        // Both ends of the entering edge lie under `top`; along the tree between them the cuts change.
        TaskIndex top = enter.from;
        while (!under(enter.to, top)) top = addToCut(top, cut);
        for (TaskIndex task = enter.to; task != top;) task = addToCut(task, -cut);
        enter.cut = -cut;
        leave.cut = 0;
        enter.inTree = true;
        leave.inTree = false;
        std::erase(m_tree[leave.from], leaving);
        std::erase(m_tree[leave.to], leaving);
        m_tree[enter.from].push_back(entering);
        m_tree[enter.to].push_back(entering);
        m_treeEdges[m_leavingSlot] = entering;
        number(top, m_parentEdge[top], m_low[top]);
    }

    void shiftSubtree(TaskIndex lower, std::int32_t by) {
        m_stack.clear();
        m_stack.emplace_back(lower, 0);
        while (!m_stack.empty()) {
            const TaskIndex task = m_stack.back().first;
            m_stack.pop_back();
            m_layer[task] += by;
            for (const std::uint32_t at : m_tree[task]) {
                ++m_steps;
                if (at != m_parentEdge[task]) m_stack.emplace_back(otherEnd(m_edges[at], task), 0);
            }
        }
    }

    /// Changes the cut of the edge above a task, for cycles that run upwards there. Returns the task above.
    TaskIndex addToCut(TaskIndex task, std::int32_t cut) {
        Edge& edge = m_edges[m_parentEdge[task]];
        edge.cut += edge.from == task ? cut : -cut;
        ++m_steps;
        return otherEnd(edge, task);
    }

    bool allTight() const {
        return std::all_of(m_edges.begin(), m_edges.end(), [this](const Edge& edge) { return slack(edge) == 0; });
    }

    /// Every part starts in layer 0.
    void normalise() {
        for (const TaskIndex root : m_roots) {
            std::vector<TaskIndex> part{root};
            std::int32_t least = m_layer[root];
            for (std::size_t i = 0; i < part.size(); ++i) {
                least = std::min(least, m_layer[part[i]]);
                for (const std::uint32_t at : m_tree[part[i]])
                    if (at != m_parentEdge[part[i]]) part.push_back(otherEnd(m_edges[at], part[i]));
            }
            for (const TaskIndex task : part) m_layer[task] -= least;
        }
    }

    std::uint32_t m_count;
    std::vector<std::int32_t> m_layer;
    std::vector<Edge> m_edges;
    std::vector<std::vector<std::uint32_t>> m_touching, m_tree;  ///< by task: edges
    std::vector<std::uint32_t> m_parentEdge;
    std::vector<std::int32_t> m_low, m_lim;  ///< by task: see number()
    std::vector<TaskIndex> m_roots;          ///< of the trees, one for each connected part
    std::vector<std::uint32_t> m_treeEdges;
    std::size_t m_search = 0, m_leavingSlot = 0;  ///< in m_treeEdges
    std::int64_t m_steps = 0;
    std::vector<std::pair<TaskIndex, std::size_t>> m_stack;  ///< scratch: task, which of its tree edges comes next
};

}  // namespace

std::vector<std::uint32_t> assignLayers(const TaskGraph& graph) {
    return graph.taskCount() == 0 ? std::vector<std::uint32_t>() : Layering(graph).run();
}

}  // namespace skein::plan
