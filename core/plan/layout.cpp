#include "core/plan/layout.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/plan/layout_cells.h"

namespace skein::plan {
namespace {

Result<LayeredGraph> buildCells(const TaskGraph& graph) {
    LayeredGraph cells;
    cells.taskCount = graph.taskCount();
    cells.layerOf = assignLayers(graph);
    std::size_t bends = 0;
    for (TaskIndex task = 0; task < graph.taskCount(); ++task)
        for (const TaskIndex need : graph.needs(task)) bends += cells.layerOf[task] - cells.layerOf[need] - 1;
    if (cells.taskCount + bends > limits::maxLayoutCells)
        return fail(ErrorCode::TooLarge,
                    fmt::format("the drawing would need {} tasks and edge bends; at most {} are laid out",
                                cells.taskCount + bends, limits::maxLayoutCells));
    const std::size_t total = cells.taskCount + bends;
    std::vector<std::pair<Cell, Cell>> segments;
    segments.reserve(graph.dependencyCount() + bends);
    for (TaskIndex task = 0; task < graph.taskCount(); ++task)
        for (const TaskIndex need : graph.needs(task)) {
            cells.firstBend.push_back(static_cast<std::uint32_t>(cells.layerOf.size()));
            Cell previous = need;
            for (std::uint32_t layer = cells.layerOf[need] + 1; layer < cells.layerOf[task]; ++layer) {
                const auto bend = static_cast<Cell>(cells.layerOf.size());
                cells.layerOf.push_back(layer);
                segments.emplace_back(previous, bend);
                previous = bend;
            }
            segments.emplace_back(previous, task);
        }
    cells.before.starts.assign(total + 1, 0);
    cells.after.starts.assign(total + 1, 0);
    for (const auto& [left, right] : segments) {
        ++cells.after.starts[left + 1];
        ++cells.before.starts[right + 1];
    }
    for (std::size_t i = 0; i < total; ++i) {
        cells.before.starts[i + 1] += cells.before.starts[i];
        cells.after.starts[i + 1] += cells.after.starts[i];
    }
    cells.before.cells.resize(segments.size());
    cells.after.cells.resize(segments.size());
    auto nextBefore = cells.before.starts, nextAfter = cells.after.starts;
    for (const auto& [left, right] : segments) {
        cells.after.cells[nextAfter[left]++] = right;
        cells.before.cells[nextBefore[right]++] = left;
    }
    cells.position.resize(total);
    cells.order.resize(total == 0 ? 0 : *std::max_element(cells.layerOf.begin(), cells.layerOf.end()) + 1);
    return cells;
}

/// One edge between two neighbouring layers.
struct Passage {
    std::uint32_t gap;
    double left, right;
};

/// Every polyline cut at the layers it passes. Points of different edges on one layer coincide only at shared ends.
std::vector<Passage> passagesOf(const Layout& layout) {
    std::vector<Passage> passages;
    for (const LayoutEdge& edge : layout.edges) {
        const std::uint32_t first = layout.nodes[edge.from].layer, last = layout.nodes[edge.to].layer;
        const double startX = edge.points.front().x, step = (edge.points.back().x - startX) / (last - first);
        std::size_t piece = 0;
        double left = edge.points.front().y;
        for (std::uint32_t layer = first + 1; layer <= last; ++layer) {
            const double x = startX + step * (layer - first);
            while (piece + 2 < edge.points.size() && edge.points[piece + 1].x < x - step / 2) ++piece;
            const LayoutPoint& a = edge.points[piece];
            const LayoutPoint& b = edge.points[piece + 1];
            const double right = a.y == b.y            ? a.y
                                 : b.x <= x + step / 2 ? b.y
                                                       : a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x);
            passages.push_back({layer - 1, left, right});
            left = right;
        }
    }
    return passages;
}

}  // namespace

void addPoint(std::vector<LayoutPoint>& points, LayoutPoint point) {
    const std::size_t count = points.size();
    if (count >= 2 && points[count - 1].y == point.y && points[count - 2].y == point.y) points.back() = point;
    else points.push_back(point);
}

Result<Layout> layoutGraph(const TaskGraph& graph, const LayoutOptions& options) {
    SKEIN_TRY(LayeredGraph cells, buildCells(graph));
    orderLayers(cells, options.sweeps);
    const std::vector<double> y = placeCells(cells, options.nodeGap, options.edgeGap);
    const auto pointOf = [&](Cell cell) { return LayoutPoint{cells.layerOf[cell] * options.layerGap, y[cell]}; };
    Layout layout;
    layout.layers = static_cast<std::uint32_t>(cells.order.size());
    for (TaskIndex task = 0; task < graph.taskCount(); ++task)
        layout.nodes.push_back({cells.layerOf[task], pointOf(task)});
    std::size_t dependency = 0;
    for (TaskIndex task = 0; task < graph.taskCount(); ++task)
        for (const TaskIndex need : graph.needs(task)) {
            LayoutEdge edge{need, task, {}};
            addPoint(edge.points, pointOf(need));
            const std::uint32_t bends = cells.layerOf[task] - cells.layerOf[need] - 1;
            for (std::uint32_t i = 0; i < bends; ++i) addPoint(edge.points, pointOf(cells.firstBend[dependency] + i));
            addPoint(edge.points, pointOf(task));
            layout.edges.push_back(std::move(edge));
            ++dependency;
        }
    layout.width = layout.layers == 0 ? 0 : (layout.layers - 1) * options.layerGap;
    layout.height = y.empty() ? 0 : *std::max_element(y.begin(), y.end());
    layout.crossings = countCrossings(layout);
    return layout;
}

std::uint64_t countCrossings(const Layout& layout) {
    std::vector<Passage> passages = passagesOf(layout);
    std::sort(passages.begin(), passages.end(), [](const Passage& a, const Passage& b) {
        return a.gap != b.gap ? a.gap < b.gap : a.left != b.left ? a.left < b.left : a.right < b.right;
    });
    std::uint64_t crossings = 0;
    std::vector<double> heights;
    std::vector<std::uint32_t> ranks;
    for (auto first = passages.begin(); first != passages.end();) {
        const auto last =
            std::find_if(first, passages.end(), [&](const Passage& passage) { return passage.gap != first->gap; });
        heights.clear();
        for (auto passage = first; passage != last; ++passage) heights.push_back(passage->right);
        std::sort(heights.begin(), heights.end());
        heights.erase(std::unique(heights.begin(), heights.end()), heights.end());
        ranks.clear();
        for (auto passage = first; passage != last; ++passage)
            ranks.push_back(static_cast<std::uint32_t>(
                std::lower_bound(heights.begin(), heights.end(), passage->right) - heights.begin()));
        crossings += countInversions(ranks, static_cast<std::uint32_t>(heights.size()));
        first = last;
    }
    return crossings;
}

Json toJson(const Layout& layout, const Plan& plan) {
    Json nodes = Json::array(), edges = Json::array();
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
        const LayoutNode& node = layout.nodes[i];
        nodes.push_back({{"id", plan.tasks[i].id}, {"x", node.centre.x}, {"y", node.centre.y}, {"layer", node.layer}});
    }
    for (const LayoutEdge& edge : layout.edges) {
        Json points = Json::array();
        for (const LayoutPoint& point : edge.points) points.push_back(Json::array({point.x, point.y}));
        edges.push_back(
            {{"from", plan.tasks[edge.from].id}, {"to", plan.tasks[edge.to].id}, {"points", std::move(points)}});
    }
    return {{"nodes", std::move(nodes)}, {"edges", std::move(edges)}, {"crossings", layout.crossings}};
}

}  // namespace skein::plan
