// The layered graph that ordering and positioning work on: tasks, plus one bend for each layer an edge passes, so that
// every segment joins neighbouring layers. Internal to core/plan. Thread: any; values only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/plan/layout.h"

namespace skein::plan {

using Cell = std::uint32_t;  ///< below taskCount: a task; above: a bend

/// Neighbours of every cell in one direction, as one flat list.
struct CellLinks {
    std::vector<std::uint32_t> starts;  ///< cells + 1 offsets
    std::vector<Cell> cells;

    std::span<const Cell> of(Cell cell) const { return {cells.data() + starts[cell], cells.data() + starts[cell + 1]}; }
    std::span<Cell> of(Cell cell) { return {cells.data() + starts[cell], cells.data() + starts[cell + 1]}; }
};

struct LayeredGraph {
    std::size_t taskCount = 0;
    std::vector<std::uint32_t> layerOf;    ///< by cell
    CellLinks before;                      ///< neighbours in the layer to the left
    CellLinks after;                       ///< neighbours in the layer to the right
    std::vector<std::vector<Cell>> order;  ///< per layer, from the top
    std::vector<std::uint32_t> position;   ///< by cell: its place in its layer
    std::vector<std::uint32_t> firstBend;  ///< per dependency, in the order of TaskGraph::needs: its first bend

    std::size_t cellCount() const { return layerOf.size(); }
    bool isBend(Cell cell) const { return cell >= taskCount; }
    void notePositions(std::uint32_t layer) {
        for (std::uint32_t i = 0; i < order[layer].size(); ++i) position[order[layer][i]] = i;
    }
};

/// The layer of every task, from 0 in each connected part: as short edges as network simplex finds within a bound on
/// work (Gansner et al., "A Technique for Drawing Directed Graphs", 1993, section 2).
std::vector<std::uint32_t> assignLayers(const TaskGraph& graph);

/// Adds a point to a polyline and drops the middle of three on one horizontal line: exact, so interpolating finds the
/// same drawing again.
void addPoint(std::vector<LayoutPoint>& points, LayoutPoint point);

/// Reduces crossings: medians and barycentres from several starts, each followed by transposition, then sifting, within
/// a bound on work; the best order found is kept. Deterministic.
void orderLayers(LayeredGraph& graph, std::uint32_t sweeps);

/// Crossings of the current order.
std::uint64_t countOrderCrossings(const LayeredGraph& graph);

/// The coordinate of every cell along its layer, smallest 0: neighbours keep nodeGap and edgeGap apart.
std::vector<double> placeCells(const LayeredGraph& graph, double nodeGap, double edgeGap);

/// Number of pairs i < j with values[i] > values[j]; values below `bound`. O(n log bound). (Barth, Juenger, Mutzel
/// 2002.)
std::uint64_t countInversions(std::span<const std::uint32_t> values, std::uint32_t bound);

}  // namespace skein::plan
