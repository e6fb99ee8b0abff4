// GraphScene: what of a plan is drawn and where: tasks, stacks of siblings, collapsed phases, and the edges between
// them, with positions from core/plan's layered layout. Built in a worker from values; knows no status colours and no
// widgets. Thread: any; values only.
#pragma once

#include <QHash>
#include <QPainterPath>
#include <QRectF>
#include <QSet>
#include <QVector>
#include <memory>
#include <optional>

#include "core/plan/layout.h"
#include "ui/bridge/run_view.h"

namespace skein::ui {

struct GraphItem {
    enum class Kind { Task, Stack, Phase };
    Kind kind = Kind::Task;
    QVector<int> tasks;  ///< indices into PlanView::tasks; one for Kind::Task
    int phase = 0;       ///< index into PlanView::phases
    QString title;
    QString label;  ///< the title without the words it shares with its siblings, for tight places
    QRectF rect;    ///< world units; a task is 44 high at text scale 1, and as wide as its titles need
    int layer = 0;
    int column = -1, row = -1;  ///< its cell where the layer is drawn as a grid; -1: it is one column
    QVector<int> needs, feeds;  ///< items, in drawing order from top to bottom
};

struct GraphEdge {
    int from = 0, to = 0;
    int count = 1;       ///< dependencies bundled in it
    QPolygonF line;      ///< straight pieces, for far zooms
    QPainterPath curve;  ///< smooth form, for near zooms
    QRectF bounds;
};

/// A group that is open: a frame around what it holds.
struct GraphFrame {
    QString title;
    int tasks = 0;
    QRectF rect;  ///< around its items, world units
};

/// Sizes of the boxes of a scene in world units, before the text scale.
struct BoxSizes {
    double task = 0, group = 0, groupHeight = 0;
    double gap = 0;  ///< between layers
    double pitch() const { return std::max(task, group) + gap; }
    bool operator==(const BoxSizes&) const = default;
};

/// Layers that are much taller than the view, drawn as grids of columns.
struct Wrapping {
    QVector<int> firstColumn;  ///< by layer, counted over all layers
    QVector<int> columns;      ///< by layer
    QVector<QPoint> cells;     ///< by item: column within its layer, row; -1: not in a grid
    QVector<double> heights;   ///< by item: of its centre, in world units
    int allColumns = 0;
    double height = 0;  ///< of the whole drawing, in world units
};

struct GraphScene {
    plan::Layout layout;  ///< of the items, by index
    BoxSizes sizes;
    QVector<GraphItem> items;
    QVector<GraphEdge> edges;
    QVector<GraphFrame> frames;  ///< of the open groups that nothing else stands in
    QHash<int, int> itemOfTask;
    QRectF world;
    QString problem;                   ///< not empty: no layout, and why
    std::optional<Wrapping> wrapping;  ///< nothing: every layer is one column
    bool grouped = false;              ///< phases or stacks stand for tasks
    bool counted = false;              ///< a line between two groups stands for several dependencies
};

/// Whether every item is a closed phase.
bool onlyPhases(const GraphScene& scene);
/// Whether a line has a group or stack at both ends: then the dependencies bundled in it are counted.
bool betweenGroups(const GraphScene& scene, const GraphEdge& edge);

struct GraphOptions {
    /// The scene shown before an amendment of the same run: what is in it stays where it stands. Null: drawn anew.
    std::shared_ptr<const GraphScene> before;
    QSet<int> collapsedPhases;
    QSet<int> openStacks;              ///< first task of each stack that is shown as its tasks
    QSet<int> only;                    ///< tasks shown, each by itself; empty: all
    std::optional<QSet<int>> passing;  ///< tasks that the filter lets through; nothing: all
    double textScale = 1.0;
    QSizeF view;  ///< where it will be shown, in pixels; boxes are as wide and high as fits there; empty: unknown
};

/// Which way the neighbourhood of a task reaches.
enum class NearSide { Both, Needs, Feeds };

/// The tasks at most `hops` dependencies away from `task` (an index), itself included. With NearSide::Both either way
/// at each hop, so siblings too; else what it needs, or what rests on it, alone. O(hops * dependencies).
QSet<int> tasksNear(const PlanView& plan, int task, int hops, NearSide side = NearSide::Both);

/// What the boxes of groups stand for.
enum class Grouping { Phase, Kind, State };

/// The plan with other groups in the place of its phases: kinds in the order in which they appear, or states as they
/// are now, the urgent ones first.
PlanView grouped(const PlanView& plan, Grouping grouping);

/// Above this many tasks phases start collapsed and nothing draws every task (ui.md 3.4).
inline constexpr int wholeGraphTasks = 400;

/// A phase with more tasks than this starts collapsed: as a column it would be too tall to be read.
inline constexpr int tallPhaseTasks = 48;

/// The phases that start collapsed: the tall ones; above wholeGraphTasks also those without running, failed or
/// needs-you tasks, and those for which no room is left.
QSet<int> initiallyCollapsed(const PlanView& plan);

/// The zoom below which titles are too small to read: a drawing is not shown smaller unless asked for. Titles are drawn
/// from 22 of 44 world units on.
inline constexpr double readableZoom = 0.55;

/// How far a drawing of phases alone is blown up to fill a large view.
inline constexpr double largestPhases = 1.6;

/// Items, edges and positions. Deterministic.
GraphScene buildScene(const PlanView& plan, const GraphOptions& options);

}  // namespace skein::ui
