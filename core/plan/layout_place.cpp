#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/plan/layout_cells.h"

namespace skein::plan {
namespace {

/// Segments that cross a segment between two bends, as (left cell, right cell), sorted: they give way, so that long
/// edges stay straight (type 1 conflicts; Brandes and Koepf 2001, algorithm 1).
class Conflicts {
public:
    explicit Conflicts(const LayeredGraph& graph) {
        for (std::size_t layer = 0; layer + 1 < graph.order.size(); ++layer) mark(graph, layer);
        std::sort(m_marked.begin(), m_marked.end());
    }
    bool contains(Cell left, Cell right) const {
        return std::binary_search(m_marked.begin(), m_marked.end(), std::pair(left, right));
    }

private:
    void mark(const LayeredGraph& graph, std::size_t layer) {
        const auto& right = graph.order[layer + 1];
        std::uint32_t low = 0;
        std::size_t scanned = 0;
        for (std::size_t i = 0; i < right.size(); ++i) {
            const auto inner = graph.isBend(right[i]) && graph.isBend(graph.before.of(right[i])[0]);
            if (!inner && i + 1 < right.size()) continue;
            const std::uint32_t high = inner ? graph.position[graph.before.of(right[i])[0]]
                                             : static_cast<std::uint32_t>(graph.order[layer].size());
            for (; scanned <= i; ++scanned)
                for (const Cell left : graph.before.of(right[scanned])) {
                    const std::uint32_t at = graph.position[left];
                    const bool segmentInner = graph.isBend(right[scanned]) && graph.isBend(left);
                    if ((at < low || at > high) && !segmentInner) m_marked.emplace_back(left, right[scanned]);
                }
            low = high;
        }
    }
    std::vector<std::pair<Cell, Cell>> m_marked;
};

enum class Side { Left, Right };  ///< which neighbouring layer a cell aligns with
enum class Bias { Top, Bottom };  ///< to which of two medians, and towards which end it is packed

/// One of the four extreme alignments: cells in a row form blocks that share a coordinate.
class Alignment {
public:
    Alignment(const LayeredGraph& graph, const Conflicts& conflicts, Side side, Bias bias, double nodeGap,
              double edgeGap)
        : m_graph(graph), m_side(side), m_bias(bias), m_nodeGap(nodeGap), m_edgeGap(edgeGap) {
        m_root.resize(graph.cellCount());
        std::iota(m_root.begin(), m_root.end(), 0u);
        m_next = m_root;
        align(conflicts);
        compact();
    }

    std::vector<double> coordinates;

private:
    void align(const Conflicts& conflicts) {
        const CellLinks& links = m_side == Side::Left ? m_graph.before : m_graph.after;
        const std::size_t layers = m_graph.order.size();
        std::vector<Cell> neighbours;
        for (std::size_t step = 0; step < layers; ++step) {
            const auto& cells = m_graph.order[m_side == Side::Left ? step : layers - 1 - step];
            std::int64_t taken = -1;  // place, counted from the side of the bias, up to which neighbours are used up
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const Cell cell = cells[m_bias == Bias::Top ? i : cells.size() - 1 - i];
                neighbours.assign(links.of(cell).begin(), links.of(cell).end());
                if (neighbours.empty()) continue;
                std::sort(neighbours.begin(), neighbours.end(), [&](Cell a, Cell b) { return place(a) < place(b); });
                for (const std::size_t middle : {(neighbours.size() - 1) / 2, neighbours.size() / 2}) {
                    const Cell other = neighbours[middle];
                    if (m_next[cell] != cell || place(other) <= taken) continue;
                    if (m_side == Side::Left ? conflicts.contains(other, cell) : conflicts.contains(cell, other))
                        continue;
                    m_next[other] = cell;
                    m_root[cell] = m_root[other];
                    m_next[cell] = m_root[cell];
                    taken = place(other);
                }
            }
        }
    }

    /// A cell's place in its layer counted from the side of the bias.
    std::int64_t place(Cell cell) const {
        const auto at = static_cast<std::int64_t>(m_graph.position[cell]);
        return m_bias == Bias::Top ? at
                                   : static_cast<std::int64_t>(m_graph.order[m_graph.layerOf[cell]].size()) - 1 - at;
    }

    double gap(Cell a, Cell b) const {
        return ((m_graph.isBend(a) ? m_edgeGap : m_nodeGap) + (m_graph.isBend(b) ? m_edgeGap : m_nodeGap)) / 2;
    }

    /// Places the blocks as tightly as their order allows, by longest paths over the graph of neighbouring blocks: the
    /// published compaction by classes can overlap (Brandes, Walter, Zink, "Erratum", 2020).
    void compact() {
        struct Follows {
            Cell block;
            double gap;
        };
        const std::size_t count = m_graph.cellCount();
        std::vector<std::uint32_t> starts(count + 1, 0), waiting(count, 0);
        const auto eachPair = [&](auto use) {
            for (const auto& cells : m_graph.order)
                for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
                    const Cell first = cells[m_bias == Bias::Top ? i : cells.size() - 1 - i];
                    const Cell second = cells[m_bias == Bias::Top ? i + 1 : cells.size() - 2 - i];
                    use(m_root[first], m_root[second], gap(first, second));
                }
        };
        eachPair([&](Cell first, Cell second, double) {
            ++starts[first + 1];
            ++waiting[second];
        });
        std::partial_sum(starts.begin(), starts.end(), starts.begin());
        std::vector<Follows> follows(starts.back());
        auto fill = starts;
        eachPair([&](Cell first, Cell second, double distance) { follows[fill[first]++] = {second, distance}; });
        std::vector<Cell> order;
        order.reserve(count);
        for (Cell cell = 0; cell < count; ++cell)
            if (m_root[cell] == cell && waiting[cell] == 0) order.push_back(cell);
        std::vector<double> at(count, 0);
        for (std::size_t i = 0; i < order.size(); ++i)
            for (std::uint32_t f = starts[order[i]]; f < starts[order[i] + 1]; ++f) {
                at[follows[f].block] = std::max(at[follows[f].block], at[order[i]] + follows[f].gap);
                if (--waiting[follows[f].block] == 0) order.push_back(follows[f].block);
            }
        // Blocks with room are drawn to what follows them, which shortens the edges on that side.
        for (std::size_t i = order.size(); i > 0; --i) {
            const Cell block = order[i - 1];
            double room = std::numeric_limits<double>::infinity();
            for (std::uint32_t f = starts[block]; f < starts[block + 1]; ++f)
                room = std::min(room, at[follows[f].block] - follows[f].gap);
            if (room != std::numeric_limits<double>::infinity()) at[block] = std::max(at[block], room);
        }
        coordinates.resize(count);
        for (Cell cell = 0; cell < count; ++cell)
            coordinates[cell] = m_bias == Bias::Top ? at[m_root[cell]] : -at[m_root[cell]];
    }

    const LayeredGraph& m_graph;
    Side m_side;
    Bias m_bias;
    double m_nodeGap, m_edgeGap;
    std::vector<Cell> m_root, m_next;
};

}  // namespace

std::vector<double> placeCells(const LayeredGraph& graph, double nodeGap, double edgeGap) {
    if (graph.cellCount() == 0) return {};
    const Conflicts conflicts(graph);
    std::array<std::vector<double>, 4> candidates;
    std::array<std::pair<double, double>, 4> extents;
    std::size_t narrowest = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const Side side = i % 2 == 0 ? Side::Left : Side::Right;
        const Bias bias = i < 2 ? Bias::Top : Bias::Bottom;
        candidates[i] = std::move(Alignment(graph, conflicts, side, bias, nodeGap, edgeGap).coordinates);
        const auto [low, high] = std::minmax_element(candidates[i].begin(), candidates[i].end());
        extents[i] = {*low, *high};
        if (*high - *low < extents[narrowest].second - extents[narrowest].first) narrowest = i;
    }
    // Each alignment is shifted to an edge of the narrowest; the mean of the two middle ones keeps all gaps, because
    // order statistics of values that keep a gap keep it too.
    std::vector<double> result(graph.cellCount());
    double lowest = std::numeric_limits<double>::infinity();
    for (Cell cell = 0; cell < graph.cellCount(); ++cell) {
        std::array<double, 4> values{};
        for (std::size_t i = 0; i < 4; ++i)
            values[i] = candidates[i][cell] + (i < 2 ? extents[narrowest].first - extents[i].first
                                                     : extents[narrowest].second - extents[i].second);
        std::sort(values.begin(), values.end());
        result[cell] = (values[1] + values[2]) / 2;
        lowest = std::min(lowest, result[cell]);
    }
    for (double& value : result) value -= lowest;
    return result;
}

}  // namespace skein::plan
