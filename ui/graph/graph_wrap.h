// Layers of a scene that are much taller than the view, as grids of columns: a phase of many tasks stays readable.
// Thread: any; values only.
#pragma once

#include "ui/graph/graph_scene.h"

namespace skein::ui {

/// Cells and heights for the items of a scene that has its layout and sizes; nothing: no layer is so tall. `taskHeight`
/// and `gap` in world units before the text scale. What stood in a cell of `options.before` keeps it.
std::optional<Wrapping> wrapTall(const GraphScene& scene, const GraphOptions& options, double taskHeight, double gap);

/// A line that runs between the rows of grids, never through a box of a grid that it begins or ends in.
void shapeWrappedEdge(GraphEdge& edge, const GraphScene& scene, bool curved);

}  // namespace skein::ui
