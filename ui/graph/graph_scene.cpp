#include "ui/graph/graph_scene.h"

#include <QMap>
#include <algorithm>

#include "core/plan/layout.h"

namespace skein::ui {

namespace {

constexpr int stackFrom = 24;       // siblings of one kind with the same needs; fewer are readable one by one
constexpr double narrowTask = 236;  // grows with its titles up to the wide form, where the whole plan is drawn
constexpr double wideTask = 340;
constexpr double letterWidth = 7.2;  // of the body font at its default size, on average
constexpr double besideTitle = 56;   // glyph and insets
constexpr double taskHeight = 44;
constexpr double groupWidth = 212;
constexpr double groupHeight = 84;
constexpr double betweenLayers = 48;
constexpr double betweenNodes = 10;
constexpr int maxCurves = 3000;  // above, far zooms draw straight lines anyway (ui.md 3.4 paint budget)

struct ItemEdge {
    int from;
    int to;
    int count;
};

QVector<QVector<int>> needsByTask(const PlanView& plan) {
    QVector<QVector<int>> needs(plan.tasks.size());
    for (const TaskEdge& edge : plan.edges)
        needs[static_cast<int>(edge.to) - 1].append(static_cast<int>(edge.from) - 1);
    for (auto& list : needs) std::sort(list.begin(), list.end());
    return needs;
}

GraphItem taskItem(const PlanView& plan, int task, int phase) {
    GraphItem item;
    item.tasks = {task};
    item.phase = phase;
    item.title = plan.tasks[task].title.isEmpty() ? plan.tasks[task].id : plan.tasks[task].title;
    return item;
}

/// Tasks of one phase as items: siblings of the same kind and needs become a stack.
void addPhaseItems(const PlanView& plan, const QVector<QVector<int>>& needs, int phase, const QVector<int>& tasks,
                   const GraphOptions& options, GraphScene& scene) {
    QMap<QPair<QString, QVector<int>>, QVector<int>> siblings;
    for (const int task : tasks) siblings[{plan.tasks[task].kind, needs[task]}].append(task);
    for (const int task : tasks) {
        const auto& group = siblings[{plan.tasks[task].kind, needs[task]}];
        const bool stacked = group.size() > stackFrom && !options.openStacks.contains(group.front());
        if (stacked && group.front() != task) continue;
        if (!stacked) {
            scene.items.append(taskItem(plan, task, phase));
            continue;
        }
        GraphItem stack;
        stack.kind = GraphItem::Kind::Stack;
        stack.tasks = group;
        stack.phase = phase;
        stack.title = plan.tasks[task].kind;
        scene.items.append(stack);
        scene.grouped = true;
    }
}

void addItems(const PlanView& plan, const GraphOptions& options, GraphScene& scene) {
    const auto needs = needsByTask(plan);
    QHash<QString, int> phaseIndex;
    for (int i = 0; i < plan.phases.size(); ++i) phaseIndex.insert(plan.phases[i], i);
    QVector<QVector<int>> byPhase(std::max<qsizetype>(1, plan.phases.size()));
    for (int task = 0; task < plan.tasks.size(); ++task)
        if (options.only.isEmpty() || options.only.contains(task))
            byPhase[phaseIndex.value(plan.tasks[task].phase, 0)].append(task);
    for (int phase = 0; phase < byPhase.size(); ++phase) {
        if (byPhase[phase].isEmpty()) continue;
        const bool whole = !options.only.isEmpty();
        if (!whole && options.collapsedPhases.contains(phase) && byPhase[phase].size() > 1) {
            GraphItem item;
            item.kind = GraphItem::Kind::Phase;
            item.tasks = byPhase[phase];
            item.phase = phase;
            item.title = plan.phases.value(phase);
            scene.items.append(item);
            scene.grouped = true;
        } else {
            addPhaseItems(plan, needs, phase, byPhase[phase], options, scene);
        }
    }
    for (int i = 0; i < scene.items.size(); ++i)
        for (const int task : scene.items[i].tasks) scene.itemOfTask.insert(task, i);
}

QVector<ItemEdge> bundle(const PlanView& plan, const GraphScene& scene) {
    QMap<QPair<int, int>, int> counts;
    for (const TaskEdge& edge : plan.edges) {
        const int from = scene.itemOfTask.value(static_cast<int>(edge.from) - 1, -1);
        const int to = scene.itemOfTask.value(static_cast<int>(edge.to) - 1, -1);
        if (from >= 0 && to >= 0 && from != to) ++counts[{from, to}];
    }
    QVector<ItemEdge> edges;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it)
        edges.append({it.key().first, it.key().second, it.value()});
    return edges;
}

/// Collapsing interleaved phases can close a cycle. Kahn's order; where it is stuck, the first remaining item goes next
/// and the edges into it from later ones are not used for placing (they are still drawn).
QVector<ItemEdge> acyclicPart(const QVector<ItemEdge>& edges, int items) {
    QVector<int> waiting(items, 0);
    QVector<QVector<int>> feeds(items);
    for (const ItemEdge& edge : edges) {
        ++waiting[edge.to];
        feeds[edge.from].append(edge.to);
    }
    QVector<int> position(items, -1);
    QVector<int> ready;
    for (int i = items - 1; i >= 0; --i)
        if (waiting[i] == 0) ready.append(i);
    int firstOpen = 0;
    for (int placed = 0; placed < items; ++placed) {
        if (ready.isEmpty()) {
            while (position[firstOpen] >= 0) ++firstOpen;
            ready.append(firstOpen);
        }
        const int item = ready.takeLast();
        position[item] = placed;
        for (const int next : feeds[item])
            if (position[next] < 0 && --waiting[next] == 0 && !ready.contains(next)) ready.append(next);
    }
    QVector<ItemEdge> kept;
    for (const ItemEdge& edge : edges)
        if (position[edge.from] < position[edge.to]) kept.append(edge);
    return kept;
}

Result<plan::Layout> layoutItems(const GraphScene& scene, const QVector<ItemEdge>& edges,
                                 const plan::LayoutOptions& options) {
    Plan abstract;
    abstract.tasks.resize(static_cast<std::size_t>(scene.items.size()));
    for (int i = 0; i < scene.items.size(); ++i) abstract.tasks[static_cast<std::size_t>(i)].id = std::to_string(i);
    for (const ItemEdge& edge : edges)
        abstract.tasks[static_cast<std::size_t>(edge.to)].needs.push_back(std::to_string(edge.from));
    SKEIN_TRY(const plan::TaskGraph graph, plan::TaskGraph::create(abstract));
    return plan::layoutGraph(graph, options);
}

/// From border to border, level where it passes a layer of other items, so that curves only bend in the gaps.
void shapeEdge(GraphEdge& edge, const GraphScene& scene, const QVector<QPointF>& bends, double halfWidth, bool curved) {
    const QRectF& from = scene.items[edge.from].rect;
    const QRectF& to = scene.items[edge.to].rect;
    edge.line << QPointF(from.right(), from.center().y());
    for (const QPointF& bend : bends)
        edge.line << QPointF(bend.x() - halfWidth, bend.y()) << QPointF(bend.x() + halfWidth, bend.y());
    edge.line << QPointF(to.left(), to.center().y());
    edge.bounds = edge.line.boundingRect().adjusted(-2, -2, 2, 2);
    if (!curved) return;
    edge.curve.moveTo(edge.line.first());
    for (int i = 1; i < edge.line.size(); ++i) {
        const QPointF a = edge.line[i - 1];
        const QPointF b = edge.line[i];
        if (qFuzzyCompare(a.y(), b.y())) edge.curve.lineTo(b);
        else edge.curve.cubicTo({(a.x() + b.x()) / 2, a.y()}, {(a.x() + b.x()) / 2, b.y()}, b);
    }
}

/// Wide enough for four of five titles.
double taskWidthFor(const GraphScene& scene) {
    QVector<qsizetype> lengths;
    for (const GraphItem& item : scene.items) lengths.append(item.title.size());
    const auto most = lengths.begin() + lengths.size() * 4 / 5;
    if (most == lengths.end()) return narrowTask;
    std::nth_element(lengths.begin(), most, lengths.end());
    return std::clamp(static_cast<double>(*most) * letterWidth + besideTitle, narrowTask, wideTask);
}

void place(GraphScene& scene, const plan::Layout& layout, double scale, double taskWidth) {
    for (int i = 0; i < scene.items.size(); ++i) {
        const auto& node = layout.nodes[static_cast<std::size_t>(i)];
        GraphItem& item = scene.items[i];
        const bool group = item.kind != GraphItem::Kind::Task;
        const QSizeF size((group ? groupWidth : taskWidth) * scale, (group ? groupHeight : taskHeight) * scale);
        item.rect = QRectF(QPointF(node.centre.x - size.width() / 2, node.centre.y - size.height() / 2), size);
        item.layer = static_cast<int>(node.layer);
        scene.world = scene.world.united(item.rect);
    }
}

void connectItems(GraphScene& scene, const QVector<ItemEdge>& all, const plan::Layout& layout, double halfWidth) {
    QHash<QPair<int, int>, QVector<QPointF>> bends;
    for (const auto& edge : layout.edges) {
        QVector<QPointF> inner;
        for (std::size_t p = 1; p + 1 < edge.points.size(); ++p) inner.append({edge.points[p].x, edge.points[p].y});
        bends.insert({static_cast<int>(edge.from), static_cast<int>(edge.to)}, inner);
    }
    for (const ItemEdge& source : all) {
        GraphEdge edge;
        edge.from = source.from;
        edge.to = source.to;
        edge.count = source.count;
        shapeEdge(edge, scene, bends.value({source.from, source.to}), halfWidth, all.size() <= maxCurves);
        scene.world = scene.world.united(edge.bounds);
        scene.edges.append(edge);
        scene.items[source.from].feeds.append(source.to);
        scene.items[source.to].needs.append(source.from);
    }
    const auto byHeight = [&scene](int a, int b) { return scene.items[a].rect.top() < scene.items[b].rect.top(); };
    for (GraphItem& item : scene.items) {
        std::sort(item.needs.begin(), item.needs.end(), byHeight);
        std::sort(item.feeds.begin(), item.feeds.end(), byHeight);
    }
}

}  // namespace

QSet<int> tasksNear(const PlanView& plan, int task, int hops) {
    QSet<int> near{task};
    for (int hop = 0; hop < hops; ++hop) {
        const QSet<int> before = near;
        for (const TaskEdge& edge : plan.edges) {
            const int from = static_cast<int>(edge.from) - 1;
            const int to = static_cast<int>(edge.to) - 1;
            if (before.contains(from)) near.insert(to);
            if (before.contains(to)) near.insert(from);
        }
    }
    return near;
}

QSet<int> initiallyCollapsed(const PlanView& plan) {
    QSet<int> collapsed;
    const bool large = plan.tasks.size() > wholeGraphTasks;
    QHash<QString, QPair<int, bool>> sizeAndNeed;
    for (const TaskRow& task : plan.tasks) {
        auto& entry = sizeAndNeed[task.phase];
        ++entry.first;
        entry.second |=
            task.status == Status::Running || task.status == Status::Failed || task.status == Status::NeedsYou;
    }
    int drawn = 0;
    for (int phase = 0; phase < plan.phases.size(); ++phase) {
        const auto [size, wanted] = sizeAndNeed.value(plan.phases[phase]);
        if (size <= tallPhaseTasks && (!large || (wanted && drawn + size <= wholeGraphTasks))) drawn += size;
        else collapsed.insert(phase);
    }
    return collapsed;
}

GraphScene buildScene(const PlanView& plan, const GraphOptions& options) {
    GraphScene scene;
    if (plan.tasks.isEmpty()) return scene;
    addItems(plan, options, scene);
    const QVector<ItemEdge> edges = bundle(plan, scene);
    const bool groups = std::any_of(scene.items.begin(), scene.items.end(),
                                    [](const GraphItem& item) { return item.kind != GraphItem::Kind::Task; });
    const double scale = options.textScale;
    const double taskWidth = groups ? narrowTask : taskWidthFor(scene);
    const double width = (groups ? std::max(groupWidth, narrowTask) : taskWidth) * scale;
    plan::LayoutOptions layoutOptions;
    layoutOptions.layerGap = width + betweenLayers * scale;
    layoutOptions.nodeGap = ((groups ? groupHeight : taskHeight) + betweenNodes) * scale;
    layoutOptions.edgeGap = 14 * scale;
    auto layout = layoutItems(scene, acyclicPart(edges, static_cast<int>(scene.items.size())), layoutOptions);
    if (!layout) {
        scene.items.clear();
        scene.problem = QString::fromStdString(layout.error().describe());
        return scene;
    }
    place(scene, *layout, scale, taskWidth);
    connectItems(scene, edges, *layout, width / 2);
    return scene;
}

}  // namespace skein::ui
