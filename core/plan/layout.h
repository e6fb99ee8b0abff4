// Layered left-to-right drawing of a task graph (Sugiyama, Tagawa, Toda, "Methods for Visual Understanding of
// Hierarchical System Structures", 1981). Thread: any; pure and deterministic, so a worker may run it and cache the
// result by plan hash. Knows nothing of pixels, fonts or status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/task.h"
#include "core/plan/graph.h"

namespace skein::plan {

/// A point of the drawing; x grows along the dependencies, y downwards. The unit is the caller's.
struct LayoutPoint {
    double x = 0;
    double y = 0;
    friend bool operator==(const LayoutPoint&, const LayoutPoint&) = default;
};

struct LayoutOptions {
    double layerGap = 160;      ///< between the centres of neighbouring layers
    double nodeGap = 40;        ///< between the centres of neighbouring nodes of a layer, at least
    double edgeGap = 16;        ///< same between two edges, or an edge and a node, passing a layer
    std::uint32_t sweeps = 24;  ///< ordering passes; dot's default (Gansner et al. 1993, section 3)
};

struct LayoutNode {
    std::uint32_t layer = 0;  ///< from 0; greater than that of everything the task needs
    LayoutPoint centre;
};

/// One drawn dependency: a polyline from the need to the task that needs it, one bend per layer it passes at most.
struct LayoutEdge {
    TaskIndex from = 0;
    TaskIndex to = 0;
    std::vector<LayoutPoint> points;  ///< at least two; straight runs are merged
};

struct Layout {
    std::vector<LayoutNode> nodes;  ///< by TaskIndex
    std::vector<LayoutEdge> edges;  ///< by task, then in the order of its needs
    std::uint32_t layers = 0;
    std::uint64_t crossings = 0;  ///< of the drawn polylines; edges that only share an end do not cross
    double width = 0;             ///< all points lie in [0, width] x [0, height]
    double height = 0;
};

/// Lays out a graph. Layers by network simplex; order: weighted medians and barycentres from several starts, each with
/// transposition (Gansner et al., "A Technique for Drawing Directed Graphs", 1993), then sifting, best kept; both
/// within a bound on work. Positions by Brandes and Koepf ("Fast and Simple Horizontal Coordinate Assignment", 2001).
/// Errors: TooLarge when nodes and bends exceed limits::maxLayoutCells.
Result<Layout> layoutGraph(const TaskGraph& graph, const LayoutOptions& options = {});

/// The layout after an amendment, in which everything that stood somewhere stays at its height and in its layer. `was`:
/// by task of `graph`, its index in `before`; nothing for a new one. Where something has to come between two layers,
/// all that is to the right moves by whole columns; what came to need something beside it or to its right moves too.
/// New nodes stand as near to the middle of what they touch as there is room. Nothing: too much is new to keep
/// anything, lay it out anew. Crossings may be more than those of a new layout. `before` was made with the same
/// options.
std::optional<Layout> amendLayout(const TaskGraph& graph, const Layout& before,
                                  std::vector<std::optional<TaskIndex>> was, const LayoutOptions& options = {});

/// Crossings between the polylines of a layout, counted per pair of neighbouring layers in O(edges log edges)
/// (Barth, Juenger, Mutzel, "Simple and Efficient Bilayer Cross Counting", 2002).
std::uint64_t countCrossings(const Layout& layout);

/// The form of `layout --json` in cli.md without "milliseconds", which only the caller can measure.
Json toJson(const Layout& layout, const Plan& plan);

}  // namespace skein::plan
