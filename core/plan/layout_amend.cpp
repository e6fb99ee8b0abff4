// A layout after an amendment: what stood somewhere stays there.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/plan/layout.h"
#include "core/plan/layout_cells.h"

namespace skein::plan {
namespace {

constexpr int mostInsertedColumns = 64;  // more, and little of the old drawing would be left to keep

/// What stands in one layer. What is put into it keeps its distance from all that is there.
class Column {
public:
    void add(double y, double half) {
        const auto at = std::lower_bound(m_taken.begin(), m_taken.end(), y,
                                         [](const Taken& taken, double value) { return taken.y < value; });
        m_taken.insert(at, {y, half});
        m_widest = std::max(m_widest, half);
    }

    /// The free place nearest to `wanted`, the upper one of two; none above the drawing's upper border.
    double place(double wanted, double half) {
        double best = std::max(0.0, wanted);
        if (!isFree(best, half)) {
            double distance = std::numeric_limits<double>::infinity();
            for (const Taken& taken : m_taken)
                for (const double y : {taken.y - taken.half - half, taken.y + taken.half + half}) {
                    if (y < 0 || std::abs(y - wanted) >= distance || !isFree(y, half)) continue;
                    distance = std::abs(y - wanted);
                    best = y;
                }
        }
        add(best, half);
        return best;
    }

private:
    struct Taken {
        double y, half;
    };
    bool isFree(double y, double half) const {
        constexpr double rounding = 1e-9;
        const double reach = m_widest + half;
        for (auto taken = std::lower_bound(m_taken.begin(), m_taken.end(), y - reach,
                                           [](const Taken&each, double value) { return each.y < value; });
             taken != m_taken.end() && taken->y <= y + reach; ++taken)
            if (std::abs(taken->y - y) + rounding < taken->half + half) return false;
        return true;
    }
    std::vector<Taken> m_taken;  ///< by y
    double m_widest = 0;
};

/// Those of `was` that can stay: whoever came to need what stands beside it or to its right has to move.
std::vector<std::optional<TaskIndex>> staying(const TaskGraph& graph, const Layout& before,
                                              std::vector<std::optional<TaskIndex>> was) {
    std::vector<std::int64_t> furthest(graph.taskCount(), -1);  // layer of before among what a task needs, and itself
    for (const TaskIndex task : graph.topologicalOrder()) {
        for (const TaskIndex need : graph.needs(task)) furthest[task] = std::max(furthest[task], furthest[need]);
        if (!was[task]) continue;
        const std::int64_t own = before.nodes[*was[task]].layer;
        if (own > furthest[task]) furthest[task] = own;
        else was[task].reset();
    }
    return was;
}

/// The layers after the amendment: those of before, moved apart where something has to come between them.
struct Layers {
    std::vector<std::uint32_t> of;     ///< by task
    std::vector<std::uint32_t> moved;  ///< by layer of before: how far to the right it stands now
};

std::optional<Layers> layersFor(const TaskGraph& graph, const Layout& before,
                                const std::vector<std::optional<TaskIndex>>& was) {
    Layers layers{std::vector<std::uint32_t>(graph.taskCount(), 0), std::vector<std::uint32_t>(before.layers, 0)};
    const auto placeAll = [&] {
        for (const TaskIndex task : graph.topologicalOrder()) {
            std::uint32_t least = 0;
            for (const TaskIndex need : graph.needs(task)) least = std::max(least, layers.of[need] + 1);
            layers.of[task] = least;
            if (!was[task]) continue;
            const std::uint32_t own = before.nodes[*was[task]].layer;
            layers.of[task] = own + layers.moved[own];
            if (least <= layers.of[task]) continue;
            const std::uint32_t missing = least - layers.of[task];
            for (std::uint32_t layer = own; layer < before.layers; ++layer) layers.moved[layer] += missing;
            return false;
        }
        return true;
    };
    int inserted = 0;
    while (!placeAll())
        if (++inserted > mostInsertedColumns) return std::nullopt;
    // What is new stands close to what needs it.
    const auto& order = graph.topologicalOrder();
    for (auto task = order.rbegin(); task != order.rend(); ++task) {
        if (was[*task] || graph.feeds(*task).empty()) continue;
        std::uint32_t first = std::numeric_limits<std::uint32_t>::max();
        for (const TaskIndex fed : graph.feeds(*task)) first = std::min(first, layers.of[fed]);
        layers.of[*task] = first - 1;
    }
    return layers;
}

/// The height of a polyline after so much of its way along the layers.
double heightAt(const LayoutEdge& edge, double share) {
    const double x = edge.points.front().x + (edge.points.back().x - edge.points.front().x) * share;
    for (std::size_t i = 1; i < edge.points.size(); ++i) {
        const LayoutPoint& a = edge.points[i - 1];
        const LayoutPoint& b = edge.points[i];
        if (x > b.x && i + 1 < edge.points.size()) continue;
        return b.x == a.x ? b.y : a.y + (b.y - a.y) * std::clamp((x - a.x) / (b.x - a.x), 0.0, 1.0);
    }
    return edge.points.back().y;
}

class Amending {
public:
    Amending(const TaskGraph& graph, const Layout& before, const std::vector<std::optional<TaskIndex>>& was,
             const Layers& layers, const LayoutOptions& options)
        : m_graph(graph), m_before(before), m_was(was), m_layers(layers), m_options(options) {}

    Layout run() {
        m_layout.nodes.resize(m_graph.taskCount());
        m_layout.layers = m_layers.of.empty() ? 0 : *std::max_element(m_layers.of.begin(), m_layers.of.end()) + 1;
        m_columns.resize(m_layout.layers);
        for (const LayoutEdge& edge : m_before.edges) m_edges.push_back({edge.from, edge.to, &edge});
        std::sort(m_edges.begin(), m_edges.end(),
                  [](const Known& a, const Known& b) { return a.from != b.from ? a.from < b.from : a.to < b.to; });
        for (TaskIndex task = 0; task < m_graph.taskCount(); ++task)
            if (m_was[task]) stand(task, m_before.nodes[*m_was[task]].centre.y);
        for (TaskIndex task = 0; task < m_graph.taskCount(); ++task)
            for (const TaskIndex need : m_graph.needs(task)) m_layout.edges.push_back({need, task, {}});
        for (LayoutEdge& edge : m_layout.edges)
            if (const LayoutEdge* known = knownEdge(edge.from, edge.to)) route(edge, known);
        placeNew();
        for (LayoutEdge& edge : m_layout.edges)
            if (edge.points.empty()) route(edge, nullptr);
        finish();
        return std::move(m_layout);
    }

private:
    struct Known {
        TaskIndex from, to;
        const LayoutEdge* edge;
    };

    void stand(TaskIndex task, double y) {
        m_layout.nodes[task] = {m_layers.of[task], {m_layers.of[task] * m_options.layerGap, y}};
        m_columns[m_layers.of[task]].add(y, m_options.nodeGap / 2);
    }

    const LayoutEdge* knownEdge(TaskIndex from, TaskIndex to) const {
        if (!m_was[from] || !m_was[to]) return nullptr;
        const Known sought{*m_was[from], *m_was[to], nullptr};
        const auto found = std::lower_bound(m_edges.begin(), m_edges.end(), sought, [](const Known& a, const Known& b) {
            return a.from != b.from ? a.from < b.from : a.to < b.to;
        });
        return found != m_edges.end() && found->from == sought.from && found->to == sought.to ? found->edge : nullptr;
    }

    /// New nodes as near to the middle of what they touch as there is room.
    void placeNew() {
        double lowest = 0;
        for (const LayoutNode& node : m_before.nodes) lowest = std::max(lowest, node.centre.y);
        std::vector<bool> placed(m_graph.taskCount(), false);
        for (TaskIndex task = 0; task < m_graph.taskCount(); ++task) placed[task] = m_was[task].has_value();
        for (const TaskIndex task : m_graph.topologicalOrder()) {
            if (placed[task]) continue;
            double sum = 0;
            int count = 0;
            for (const auto& neighbours : {m_graph.needs(task), m_graph.feeds(task)})
                for (const TaskIndex each : neighbours)
                    if (placed[each]) {
                        sum += m_layout.nodes[each].centre.y;
                        ++count;
                    }
            const double wanted = count > 0 ? sum / count : lowest + m_options.nodeGap;
            const std::uint32_t layer = m_layers.of[task];
            const double y = m_columns[layer].place(wanted, m_options.nodeGap / 2);
            m_layout.nodes[task] = {layer, {layer * m_options.layerGap, y}};
            placed[task] = true;
        }
    }

    /// `known`: its way before, which it keeps.
    void route(LayoutEdge& edge, const LayoutEdge* known) {
        const LayoutPoint start = m_layout.nodes[edge.from].centre;
        const LayoutPoint end = m_layout.nodes[edge.to].centre;
        addPoint(edge.points, start);
        const std::uint32_t first = m_layers.of[edge.from], last = m_layers.of[edge.to];
        for (std::uint32_t layer = first + 1; layer < last; ++layer) {
            const double share = static_cast<double>(layer - first) / (last - first);
            const double x = layer * m_options.layerGap;
            double y = start.y + (end.y - start.y) * share;
            if (known) {
                y = heightAt(*known, shareBefore(*known, layer));
                m_columns[layer].add(y, m_options.edgeGap / 2);
            } else {
                y = m_columns[layer].place(y, m_options.edgeGap / 2);
            }
            addPoint(edge.points, {x, y});
        }
        addPoint(edge.points, end);
    }

    /// How far along its old way an edge is at a layer of now; between two layers of before where columns were
    /// inserted.
    double shareBefore(const LayoutEdge& edge, std::uint32_t layer) const {
        const std::uint32_t first = m_before.nodes[edge.from].layer, last = m_before.nodes[edge.to].layer;
        for (std::uint32_t old = first; old < last; ++old) {
            const std::uint32_t here = old + m_layers.moved[old], next = old + 1 + m_layers.moved[old + 1];
            if (layer > next) continue;
            const double within = static_cast<double>(layer - here) / (next - here);
            return (old - first + within) / (last - first);
        }
        return 1;
    }

    void finish() {
        for (const LayoutNode& node : m_layout.nodes) m_layout.height = std::max(m_layout.height, node.centre.y);
        for (const LayoutEdge& edge : m_layout.edges)
            for (const LayoutPoint& point : edge.points) m_layout.height = std::max(m_layout.height, point.y);
        m_layout.width = m_layout.layers == 0 ? 0 : (m_layout.layers - 1) * m_options.layerGap;
        m_layout.crossings = countCrossings(m_layout);
    }

    const TaskGraph& m_graph;
    const Layout& m_before;
    const std::vector<std::optional<TaskIndex>>& m_was;
    const Layers& m_layers;
    const LayoutOptions& m_options;
    Layout m_layout;
    std::vector<Column> m_columns;
    std::vector<Known> m_edges;  ///< of the layout before, by ends
};

}  // namespace

std::optional<Layout> amendLayout(const TaskGraph& graph, const Layout& before,
                                  std::vector<std::optional<TaskIndex>> was, const LayoutOptions& options) {
    if (was.size() != graph.taskCount()) return std::nullopt;
    was = staying(graph, before, std::move(was));
    const auto kept = static_cast<std::size_t>(
        std::count_if(was.begin(), was.end(), [](const auto& old) { return old.has_value(); }));
    if (kept == 0 || (graph.taskCount() - kept) * 2 > kept) return std::nullopt;
    const auto layers = layersFor(graph, before, was);
    if (!layers) return std::nullopt;
    return Amending(graph, before, was, *layers, options).run();
}

}  // namespace skein::plan
