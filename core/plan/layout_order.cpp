#include <algorithm>
#include <array>
#include <numeric>

#include "core/base/random.h"
#include "core/plan/layout_cells.h"

namespace skein::plan {
namespace {

/// Elementary steps one layout may spend on ordering. Measured: half a second in an optimised build on one core of a
/// small machine, which leaves the rest of the two seconds of ui.md 3.4 to layers and coordinates.
constexpr std::int64_t orderingSteps = 70'000'000;

/// What shuffled further starts may spend: about a hundredth of a second.
constexpr std::int64_t restartSteps = 2'000'000;
constexpr std::uint32_t staleRestarts = 24;  ///< starts in a row that find nothing better end the search

enum class Key { Median, Barycentre };
enum class Ties { Keep, Flip };
enum class Way { Forward, Backward };

class Orderer {
public:
    Orderer(LayeredGraph& graph, std::uint32_t sweeps) : m_graph(graph), m_sweeps(sweeps) {
        m_segments = static_cast<std::int64_t>(graph.after.cells.size() + graph.cellCount());
        m_components.resize(graph.cellCount());
        findComponents();
    }

    void run() {
        std::uint64_t best = UINT64_MAX;
        std::vector<std::vector<Cell>> bestOrder;
        // The four plain starts while work allows; then shuffled ones, which only small graphs can afford.
        std::uint32_t withoutGain = 0;
        for (std::uint32_t attempt = 0; best > 0 && withoutGain < staleRestarts; ++attempt, ++withoutGain) {
            if (m_steps >= (attempt < 4 ? orderingSteps / 2 : restartSteps)) break;
            m_best = UINT64_MAX;
            start(attempt % 2 == 0 ? Way::Forward : Way::Backward, attempt / 4);
            improve(attempt / 2 % 2 == 0 ? Key::Median : Key::Barycentre);
            restore(m_bestOrder);
            polish();
            if (m_best < best) {
                best = m_best;
                bestOrder = m_bestOrder;
                withoutGain = 0;
            }
        }
        restore(bestOrder);
    }

private:
    void findComponents() {
        std::iota(m_components.begin(), m_components.end(), 0u);
        const auto find = [&](Cell cell) {
            while (m_components[cell] != cell) cell = m_components[cell] = m_components[m_components[cell]];
            return cell;
        };
        for (Cell cell = 0; cell < m_graph.cellCount(); ++cell)
            for (const Cell next : m_graph.after.of(cell)) {
                const Cell a = find(cell), b = find(next);
                m_components[std::max(a, b)] = std::min(a, b);  // the smallest cell names the component
            }
        for (Cell cell = 0; cell < m_graph.cellCount(); ++cell) m_components[cell] = find(cell);
    }

    /// A first order: depth-first from the ends, component by component, so that what belongs together starts together.
    /// `shuffle` 0 follows the plan; other values give other orders of roots and neighbours.
    void start(Way way, std::uint32_t shuffle) {
        const CellLinks& onward = way == Way::Forward ? m_graph.after : m_graph.before;
        const CellLinks& back = way == Way::Forward ? m_graph.before : m_graph.after;
        std::vector<Cell> roots;
        for (Cell cell = 0; cell < m_graph.cellCount(); ++cell)
            if (back.of(cell).empty()) roots.push_back(cell);
        std::stable_sort(roots.begin(), roots.end(), [&](Cell a, Cell b) { return m_components[a] < m_components[b]; });
        std::uint64_t draws = 0;
        const auto mix = [&](auto& cells) {
            for (std::size_t i = cells.size(); shuffle > 0 && i > 1; --i)
                std::swap(cells[i - 1], cells[drawBelow(shuffle, draws++, "layout", static_cast<std::uint32_t>(i))]);
        };
        mix(roots);
        for (auto& layer : m_graph.order) layer.clear();
        std::vector<Cell> next;
        std::vector<bool> placed(m_graph.cellCount(), false);
        std::vector<Cell> stack;
        for (const Cell root : roots) {
            stack.push_back(root);
            while (!stack.empty()) {
                const Cell cell = stack.back();
                stack.pop_back();
                if (placed[cell]) continue;
                placed[cell] = true;
                m_graph.order[m_graph.layerOf[cell]].push_back(cell);
                next.assign(onward.of(cell).begin(), onward.of(cell).end());
                mix(next);
                for (std::size_t i = next.size(); i > 0; --i)
                    if (!placed[next[i - 1]]) stack.push_back(next[i - 1]);
            }
        }
        for (std::uint32_t layer = 0; layer < m_graph.order.size(); ++layer) m_graph.notePositions(layer);
        m_steps += m_segments * 2;
        keepIfBetter();
    }

    void improve(Key key) {
        std::uint32_t withoutGain = 0;
        for (std::uint32_t sweep = 0; sweep < m_sweeps && withoutGain < 8 && m_best > 0; ++sweep) {
            if (m_steps > orderingSteps * 3 / 4) return;
            const Ties ties = sweep % 4 < 2 ? Ties::Keep : Ties::Flip;
            const auto layers = static_cast<std::uint32_t>(m_graph.order.size());
            if (sweep % 2 == 0)
                for (std::uint32_t layer = 1; layer < layers; ++layer) sortLayer(layer, m_graph.before, key, ties);
            else
                for (std::uint32_t layer = layers - 1; layer > 0; --layer)
                    sortLayer(layer - 1, m_graph.after, key, ties);
            m_steps += m_segments * 6;
            transposeAll();
            withoutGain = keepIfBetter() ? 0 : withoutGain + 1;
        }
    }

    /// Gansner et al. 1993, section 3: of two middle neighbours the one in the denser half weighs more.
    double keyOf(std::span<const Cell> neighbours, Key key) {
        m_scratch.clear();
        for (const Cell cell : neighbours) m_scratch.push_back(m_graph.position[cell]);
        const std::size_t count = m_scratch.size();
        if (key == Key::Barycentre) {
            double sum = 0;
            for (const std::uint32_t position : m_scratch) sum += position;
            return sum / static_cast<double>(count);
        }
        if (count == 1) return m_scratch[0];
        std::sort(m_scratch.begin(), m_scratch.end());
        const std::size_t middle = count / 2;
        if (count % 2 == 1) return m_scratch[middle];
        if (count == 2) return (m_scratch[0] + m_scratch[1]) / 2.0;
        const double left = m_scratch[middle - 1] - m_scratch.front(), right = m_scratch.back() - m_scratch[middle];
        if (left + right == 0) return m_scratch[middle];
        return (m_scratch[middle - 1] * right + m_scratch[middle] * left) / (left + right);
    }

    /// Sorts a layer by its neighbours in the fixed layer; cells without any keep their places.
    void sortLayer(std::uint32_t layer, const CellLinks& fixed, Key key, Ties ties) {
        auto& cells = m_graph.order[layer];
        m_keyed.clear();
        for (const Cell cell : cells)
            if (const auto neighbours = fixed.of(cell); !neighbours.empty())
                m_keyed.emplace_back(keyOf(neighbours, key), cell);
        if (ties == Ties::Flip) std::reverse(m_keyed.begin(), m_keyed.end());
        std::stable_sort(m_keyed.begin(), m_keyed.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        auto next = m_keyed.begin();
        for (Cell& cell : cells)
            if (!fixed.of(cell).empty()) cell = (next++)->second;
        m_graph.notePositions(layer);
    }

    bool keepIfBetter() {
        const std::uint64_t crossings = countOrderCrossings(m_graph);
        if (crossings >= m_best) return false;
        m_best = crossings;
        m_bestOrder = m_graph.order;
        return true;
    }

    void restore(const std::vector<std::vector<Cell>>& order) {
        m_graph.order = order;
        for (std::uint32_t layer = 0; layer < m_graph.order.size(); ++layer) m_graph.notePositions(layer);
    }

    /// Swaps neighbours in all layers as long as that gains. Those that cross as often either way are swapped too: that
    /// loses nothing and opens ways that nothing else finds (measured: a fifth fewer crossings).
    void transposeAll() {
        std::vector<bool> changed(m_graph.order.size(), true);
        for (std::int64_t gain = 1; gain > 0 && m_steps < orderingSteps;) {
            gain = 0;
            for (std::uint32_t layer = 0; layer < m_graph.order.size(); ++layer) {
                if (!changed[layer]) continue;
                readNeighbours(layer);
                const auto [won, moved] = transpose(layer);
                gain += won;
                changed[layer] = moved;
                if (!moved) continue;
                if (layer > 0) changed[layer - 1] = true;
                if (layer + 1 < changed.size()) changed[layer + 1] = true;
            }
        }
    }

    /// Local search on the best order: neighbours are swapped, and single cells move anywhere in their layer.
    void polish() {
        for (bool gain = true; gain && m_best > 0 && m_steps < orderingSteps;) {
            transposeAll();
            for (std::uint32_t layer = 0; layer < m_graph.order.size(); ++layer) {
                readNeighbours(layer);
                sift(layer);
            }
            gain = keepIfBetter();
        }
    }

    /// Where the positions of a cell's neighbours begin in m_places: those before it, those after it, the end.
    using Reach = std::array<std::uint32_t, 3>;

    /// Reads the positions of all neighbours of one layer, ascending for each cell; m_reaches follows its order.
    void readNeighbours(std::uint32_t layer) {
        const auto& cells = m_graph.order[layer];
        m_places.clear();
        m_reaches.resize(cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
                const auto first = static_cast<std::ptrdiff_t>(m_places.size());
                m_reaches[i][side] = static_cast<std::uint32_t>(first);
                for (const Cell cell : (side == 0 ? m_graph.before : m_graph.after).of(cells[i]))
                    m_places.push_back(m_graph.position[cell]);
                std::sort(m_places.begin() + first, m_places.end());
            }
            m_reaches[i][2] = static_cast<std::uint32_t>(m_places.size());
        }
        m_steps += static_cast<std::int64_t>(m_places.size() + cells.size());
    }

    struct Crossings {
        std::int64_t now = 0;      ///< as the two cells stand
        std::int64_t swapped = 0;  ///< the other way round
    };

    /// Crossings between the edges of two cells.
    Crossings crossingsOf(const Reach& upper, const Reach& lower) {
        Crossings result;
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
            const std::uint32_t *a = m_places.data() + upper[side], *aEnd = m_places.data() + upper[side + 1];
            const std::uint32_t *b = m_places.data() + lower[side], *bEnd = m_places.data() + lower[side + 1];
            m_steps += (aEnd - a) + (bEnd - b);
            if (aEnd - a == 1 && bEnd - b == 1) {  // most cells are bends
                result.now += *a > *b;
                result.swapped += *a < *b;
                continue;
            }
            const std::uint32_t *less = b, *notMore = b;
            for (; a != aEnd; ++a) {
                while (less != bEnd && *less < *a) ++less;
                if (notMore < less) notMore = less;
                while (notMore != bEnd && *notMore == *a) ++notMore;
                result.now += less - b;
                result.swapped += bEnd - notMore;
            }
        }
        return result;
    }

    /// One way through a layer: how many crossings it won, and whether anything moved.
    std::pair<std::int64_t, bool> transpose(std::uint32_t layer) {
        auto& cells = m_graph.order[layer];
        std::int64_t won = 0;
        bool moved = false;
        for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
            const auto [now, swapped] = crossingsOf(m_reaches[i], m_reaches[i + 1]);
            if (now == 0 || swapped > now) continue;
            std::swap(cells[i], cells[i + 1]);
            std::swap(m_reaches[i], m_reaches[i + 1]);
            won += now - swapped;
            moved = true;
        }
        if (moved) m_graph.notePositions(layer);
        return {won, moved};
    }

    /// Moves each cell to the best place in its layer, of equally good ones the furthest (Matuszewski, Schoenfeld,
    /// Molitor, "Using Sifting for k-Layer Straightline Crossing Minimization", 1999).
    void sift(std::uint32_t layer) {
        auto& cells = m_graph.order[layer];
        const std::vector<Cell> subjects = cells;
        for (const Cell cell : subjects) {
            if (m_steps >= orderingSteps) break;
            const auto at = static_cast<std::size_t>(std::find(cells.begin(), cells.end(), cell) - cells.begin());
            const Reach own = m_reaches[at];
            std::int64_t best = 0;
            std::size_t target = at;
            std::int64_t gain = 0;
            const auto consider = [&](Crossings crossings, std::size_t place) {
                gain += crossings.now - crossings.swapped;
                if (gain < best) return;
                best = gain;
                target = place;
            };
            for (std::size_t i = at; i > 0; --i) consider(crossingsOf(m_reaches[i - 1], own), i - 1);
            gain = 0;
            for (std::size_t i = at + 1; i < cells.size(); ++i) consider(crossingsOf(own, m_reaches[i]), i);
            const auto move = [at, target](auto& list) {
                const auto from = list.begin() + static_cast<std::ptrdiff_t>(at),
                           to = list.begin() + static_cast<std::ptrdiff_t>(target);
                if (target < at) std::rotate(to, from, from + 1);
                else std::rotate(from, from + 1, to + 1);
            };
            if (target == at) continue;
            move(cells);
            move(m_reaches);
        }
        m_graph.notePositions(layer);
    }

    LayeredGraph& m_graph;
    std::uint32_t m_sweeps;
    std::int64_t m_segments = 0;
    std::int64_t m_steps = 0;
    std::uint64_t m_best = 0;
    std::vector<std::vector<Cell>> m_bestOrder;
    std::vector<Cell> m_components;
    std::vector<std::uint32_t> m_scratch;
    std::vector<std::pair<double, Cell>> m_keyed;
    std::vector<std::uint32_t> m_places;
    std::vector<Reach> m_reaches;  ///< by place in the layer that was read last
};

}  // namespace

std::uint64_t countInversions(std::span<const std::uint32_t> values, std::uint32_t bound) {
    std::size_t leaves = 1;
    while (leaves < bound) leaves *= 2;
    std::vector<std::uint32_t> tree(2 * leaves, 0);
    std::uint64_t inversions = 0;
    for (const std::uint32_t value : values) {
        for (std::size_t node = leaves + value; node > 0; node /= 2) {
            ++tree[node];
            // A left child: everything in its right sibling came earlier and is greater.
            if (node > 1 && node % 2 == 0) inversions += tree[node + 1];
        }
    }
    return inversions;
}

std::uint64_t countOrderCrossings(const LayeredGraph& graph) {
    std::uint64_t crossings = 0;
    std::vector<std::uint32_t> ends;
    for (std::size_t layer = 0; layer + 1 < graph.order.size(); ++layer) {
        ends.clear();
        for (const Cell cell : graph.order[layer]) {
            const auto first = ends.size();
            for (const Cell next : graph.after.of(cell)) ends.push_back(graph.position[next]);
            std::sort(ends.begin() + static_cast<std::ptrdiff_t>(first), ends.end());
        }
        crossings += countInversions(ends, static_cast<std::uint32_t>(graph.order[layer + 1].size()));
    }
    return crossings;
}

void orderLayers(LayeredGraph& graph, std::uint32_t sweeps) {
    if (graph.cellCount() > 0) Orderer(graph, sweeps).run();
}

}  // namespace skein::plan
