#include "ui/graph/graph_scene.h"

#include "ui/common/canvas.h"

#include <QMap>
#include <algorithm>

#include "core/plan/layout.h"
#include "ui/graph/graph_wrap.h"

namespace skein::ui {

namespace {

constexpr int stackFrom = 24;       // siblings of one kind with the same needs; fewer are readable one by one
constexpr double narrowTask = 236;  // grows with its titles up to the wide form, as far as the view has room
constexpr double wideTask = 460;
constexpr double letterWidth = 7.2;   // of the body font at its default size, on average
constexpr double besideTitle = 40;    // glyph and insets
constexpr double smallestText = 0.8;  // of the body font: how small titles get when zoomed out
constexpr double taskHeight = 44;
constexpr double groupWidth = 212;
constexpr double groupHeight = 84;
constexpr double tallGroup = 340;   // where phases alone are drawn, they have room for what their tasks do
constexpr double besideOpen = 0.6;  // of the height of an open phase, for closed ones beside it
constexpr int fewGroups = 3;        // in one layer
constexpr double betweenLayers = 48;
constexpr double betweenNodes = 8;
constexpr double viewMargin = 48;  // both sides, as Canvas keeps it
constexpr int plainTitle = 18;     // letters; titles this short are drawn whole
constexpr int maxCurves = 3000;    // above, far zooms draw straight lines anyway (ui.md 3.4 paint budget)

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
    item.label = item.title;
    return item;
}

bool saysSomething(QStringView text) {
    return text.size() > 1 && std::any_of(text.begin(), text.end(), [](QChar letter) { return letter.isLetter(); });
}

/// How many letters whole words at the beginning of all titles have in common, so that each keeps a name of its own.
qsizetype sharedWords(const QStringList& titles) {
    qsizetype shared = titles.front().size();
    for (const QString& title : titles) {
        qsizetype same = 0;
        while (same < std::min(shared, title.size()) && title[same] == titles.front()[same]) ++same;
        shared = same;
    }
    const auto toWord = [&titles](qsizetype from) {
        return from <= 0 ? 0 : titles.front().lastIndexOf(QLatin1Char(' '), from - 1) + 1;
    };
    if (shared > 0 && titles.front()[shared - 1] != QLatin1Char(' ')) shared = toWord(shared);
    const auto named = [&titles](qsizetype from) {
        return std::all_of(titles.begin(), titles.end(),
                           [from](const QString& title) { return saysSomething(QStringView(title).mid(from)); });
    };
    while (shared > 0 && !named(shared)) shared = toWord(shared - 1);
    return shared;
}

/// Leaves out of the labels of a phase's tasks of one kind what all of them begin with, where titles are long.
void shortenLabels(const PlanView& plan, GraphScene& scene) {
    QMap<QPair<int, QString>, QVector<int>> siblings;
    for (int i = 0; i < scene.items.size(); ++i)
        if (scene.items[i].kind == GraphItem::Kind::Task)
            siblings[{scene.items[i].phase, plan.tasks[scene.items[i].tasks.front()].kind}].append(i);
    for (const QVector<int>& group : siblings) {
        QStringList titles;
        for (const int item : group) titles.append(scene.items[item].title);
        const bool longOnes =
            std::any_of(titles.begin(), titles.end(), [](const QString& title) { return title.size() > plainTitle; });
        if (titles.size() < 2 || !longOnes) continue;
        const qsizetype shared = sharedWords(titles);
        for (const int item : group) scene.items[item].label = scene.items[item].title.mid(shared);
    }
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
        stack.title = stack.label = plan.tasks[task].kind;
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
        if ((options.only.isEmpty() || options.only.contains(task)) &&
            (!options.passing || options.passing->contains(task)))
            byPhase[phaseIndex.value(plan.tasks[task].phase, 0)].append(task);
    for (int phase = 0; phase < byPhase.size(); ++phase) {
        if (byPhase[phase].isEmpty()) continue;
        const bool whole = !options.only.isEmpty();
        if (!whole && options.collapsedPhases.contains(phase) && byPhase[phase].size() > 1) {
            GraphItem item;
            item.kind = GraphItem::Kind::Phase;
            item.tasks = byPhase[phase];
            item.phase = phase;
            item.title = item.label = plan.phases.value(phase);
            scene.items.append(item);
            scene.grouped = true;
        } else {
            addPhaseItems(plan, needs, phase, byPhase[phase], options, scene);
        }
    }
    for (int i = 0; i < scene.items.size(); ++i)
        for (const int task : scene.items[i].tasks) scene.itemOfTask.insert(task, i);
    shortenLabels(plan, scene);
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

bool hasGroups(const GraphScene& scene) {
    return std::any_of(scene.items.begin(), scene.items.end(),
                       [](const GraphItem& item) { return item.kind != GraphItem::Kind::Task; });
}

Result<plan::TaskGraph> graphOf(const GraphScene& scene, const QVector<ItemEdge>& edges) {
    Plan abstract;
    abstract.tasks.resize(static_cast<std::size_t>(scene.items.size()));
    for (int i = 0; i < scene.items.size(); ++i) abstract.tasks[static_cast<std::size_t>(i)].id = std::to_string(i);
    for (const ItemEdge& edge : acyclicPart(edges, static_cast<int>(scene.items.size())))
        abstract.tasks[static_cast<std::size_t>(edge.to)].needs.push_back(std::to_string(edge.from));
    return plan::TaskGraph::create(abstract);
}

plan::LayoutOptions layoutOptions(const GraphScene& scene, double scale) {
    plan::LayoutOptions options;
    options.layerGap = scene.sizes.pitch() * scale;
    options.nodeGap = ((hasGroups(scene) ? scene.sizes.groupHeight : taskHeight) + betweenNodes) * scale;
    options.edgeGap = 14 * scale;
    return options;
}

Result<plan::Layout> layoutItems(const GraphScene& scene, const QVector<ItemEdge>& edges, double scale) {
    SKEIN_TRY(const plan::TaskGraph graph, graphOf(scene, edges));
    return plan::layoutGraph(graph, layoutOptions(scene, scale));
}

/// What makes an item the same before and after an amendment.
QString identity(const GraphItem& item) {
    return item.kind == GraphItem::Kind::Phase
               ? QLatin1Char('p') + item.title
               : (item.kind == GraphItem::Kind::Stack ? QLatin1Char('s') : QLatin1Char('t')) +
                     QString::number(item.tasks.front());
}

/// Places the items around those that stood somewhere; false: too little of the old drawing can be kept.
bool amended(GraphScene& scene, const QVector<ItemEdge>& edges, const GraphOptions& options) {
    const GraphScene& before = *options.before;
    scene.sizes = before.sizes;
    if (before.items.isEmpty() || hasGroups(scene) != hasGroups(before)) return false;
    QHash<QString, plan::TaskIndex> stood;
    for (int i = 0; i < before.items.size(); ++i)
        stood.insert(identity(before.items[i]), static_cast<plan::TaskIndex>(i));
    std::vector<std::optional<plan::TaskIndex>> was(static_cast<std::size_t>(scene.items.size()));
    for (int i = 0; i < scene.items.size(); ++i)
        if (const auto found = stood.constFind(identity(scene.items[i])); found != stood.cend())
            was[static_cast<std::size_t>(i)] = *found;
    const auto graph = graphOf(scene, edges);
    if (!graph) return false;
    auto layout = plan::amendLayout(*graph, before.layout, was, layoutOptions(scene, options.textScale));
    if (!layout) return false;
    scene.layout = *std::move(layout);
    scene.wrapping = wrapTall(scene, options, taskHeight, betweenNodes);
    return true;
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

/// The zoom at which a drawing of this size will first be shown, as Canvas chooses it.
double firstZoom(QSizeF view, QSizeF drawing) {
    const double fits =
        std::min({(view.width() - viewMargin) / drawing.width(), (view.height() - viewMargin) / drawing.height(), 1.0});
    return fits >= readableZoom * Canvas::nearlyReadable ? fits : readableZoom;
}

/// Wide enough for all labels, as far as the layers still fit side by side into the view.
double taskWidthFor(const GraphScene& scene, const plan::Layout& layout, const GraphOptions& options) {
    qsizetype longest = 0;
    for (const GraphItem& item : scene.items)
        if (item.kind == GraphItem::Kind::Task) longest = std::max(longest, item.label.size());
    if (longest == 0) return narrowTask;
    const auto letters = static_cast<double>(longest);
    if (options.view.isEmpty()) return std::clamp(letters * letterWidth + besideTitle, narrowTask, wideTask * 0.75);
    const auto layers = static_cast<double>(scene.wrapping ? scene.wrapping->allColumns : int(layout.layers));
    const double height = scene.wrapping ? scene.wrapping->height : layout.height;
    const QSizeF view = options.view / options.textScale;
    const double zoom = firstZoom(view, {layers * (narrowTask + betweenLayers), height / options.textScale});
    // Titles shrink with the zoom, but only down to a size that can be read.
    const double wanted = (letters * letterWidth * std::clamp(zoom * 1.5, smallestText, 1.0) + besideTitle) / zoom;
    const double room = ((view.width() - viewMargin) / zoom + betweenLayers) / layers - betweenLayers;
    return std::clamp(std::min(wanted, room), narrowTask, wideTask);
}

/// Phases are drawn as tall as the view allows, or the open ones beside them, so that they can show what their tasks
/// do.
double groupHeightFor(const GraphScene& scene, const GraphOptions& options) {
    const plan::Layout& layout = scene.layout;
    QMap<std::uint32_t, int> perLayer;
    for (const auto& node : layout.nodes) ++perLayer[node.layer];
    int most = 0;  // in a layer that has a phase
    for (int i = 0; i < scene.items.size(); ++i)
        if (scene.items[i].kind != GraphItem::Kind::Task)
            most = std::max(most, perLayer[layout.nodes[static_cast<std::size_t>(i)].layer]);
    if (most == 0 || most > fewGroups) return groupHeight;
    if (!onlyPhases(scene)) {
        const auto wrapping = wrapTall(scene, options, taskHeight, betweenNodes);
        if (!wrapping) return groupHeight;  // one height for all keeps the layers of the layout apart
        return std::clamp(wrapping->height / options.textScale * besideOpen / most, groupHeight, tallGroup);
    }
    if (options.view.isEmpty()) return most == 1 ? tallGroup / 2 : groupHeight;
    const QSizeF view = options.view / options.textScale;
    const double width = layout.layers * (groupWidth + betweenLayers) - betweenLayers;
    const double zoom = std::min(largestPhases, (view.width() - viewMargin) / width);
    const double room = (view.height() - viewMargin) / zoom / most - betweenNodes;
    return std::clamp(room * 0.9, groupHeight, tallGroup / std::min(1.0, zoom));
}

void place(GraphScene& scene, double scale) {
    for (int i = 0; i < scene.items.size(); ++i) {
        const auto& node = scene.layout.nodes[static_cast<std::size_t>(i)];
        GraphItem& item = scene.items[i];
        const bool group = item.kind != GraphItem::Kind::Task;
        const QSizeF size((group ? scene.sizes.group : scene.sizes.task) * scale,
                          (group ? scene.sizes.groupHeight : taskHeight) * scale);
        QPointF centre(node.centre.x, node.centre.y);
        item.layer = static_cast<int>(node.layer);
        if (scene.wrapping) {
            const QPoint cell = scene.wrapping->cells[i];
            item.column = cell.x();
            item.row = cell.y();
            const int column = scene.wrapping->firstColumn[item.layer] + std::max(0, cell.x());
            centre = {(column + 0.5) * scene.sizes.pitch() * scale, scene.wrapping->heights[i]};
        }
        item.rect = QRectF(centre - QPointF(size.width() / 2, size.height() / 2), size);
        scene.world = scene.world.united(item.rect);
    }
}

/// Moves the layers apart: their order and heights do not depend on how wide the boxes are.
void widen(plan::Layout& layout, double factor) {
    for (auto& node : layout.nodes) node.centre.x *= factor;
    for (auto& edge : layout.edges)
        for (auto& point : edge.points) point.x *= factor;
    layout.width *= factor;
}

void connectItems(GraphScene& scene, const QVector<ItemEdge>& all, double halfWidth) {
    QHash<QPair<int, int>, QVector<QPointF>> bends;
    for (const auto& edge : scene.layout.edges) {
        QVector<QPointF> inner;
        for (std::size_t p = 1; p + 1 < edge.points.size(); ++p) inner.append({edge.points[p].x, edge.points[p].y});
        bends.insert({static_cast<int>(edge.from), static_cast<int>(edge.to)}, inner);
    }
    for (const ItemEdge& source : all) {
        GraphEdge edge;
        edge.from = source.from;
        edge.to = source.to;
        edge.count = source.count;
        if (scene.wrapping) shapeWrappedEdge(edge, scene, all.size() <= maxCurves);
        else shapeEdge(edge, scene, bends.value({source.from, source.to}), halfWidth, all.size() <= maxCurves);
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

/// Frames of the open phases where others stand closed beside them. A phase whose tasks stand among others' gets none.
void frameOpened(const PlanView& plan, GraphScene& scene) {
    if (!scene.grouped) return;
    QMap<int, GraphFrame> frames;
    for (const GraphItem& item : scene.items) {
        if (item.kind == GraphItem::Kind::Phase) continue;
        GraphFrame& frame = frames[item.phase];
        frame.rect = frame.rect.united(item.rect);
        frame.tasks += static_cast<int>(item.tasks.size());
    }
    for (auto frame = frames.begin(); frame != frames.end(); ++frame) {
        const bool alone = std::none_of(scene.items.cbegin(), scene.items.cend(), [&frame](const GraphItem& item) {
            return item.phase != frame.key() && item.rect.intersects(frame->rect);
        });
        frame->title = plan.phases.value(frame.key());
        if (alone && frame->tasks > 1 && !frame->title.isEmpty()) scene.frames.append(*frame);
    }
}

void finish(const PlanView& plan, GraphScene& scene, const QVector<ItemEdge>& edges, double scale) {
    place(scene, scale);
    connectItems(scene, edges, (scene.sizes.pitch() - scene.sizes.gap) * scale / 2);
    scene.counted = std::any_of(scene.edges.cbegin(), scene.edges.cend(), [&scene](const GraphEdge& edge) {
        return edge.count > 1 && betweenGroups(scene, edge);
    });
    frameOpened(plan, scene);
}

}  // namespace

bool onlyPhases(const GraphScene& scene) {
    return std::all_of(scene.items.begin(), scene.items.end(),
                       [](const GraphItem& item) { return item.kind == GraphItem::Kind::Phase; });
}

bool betweenGroups(const GraphScene& scene, const GraphEdge& edge) {
    return scene.items[edge.from].kind != GraphItem::Kind::Task && scene.items[edge.to].kind != GraphItem::Kind::Task;
}

QSet<int> tasksNear(const PlanView& plan, int task, int hops, NearSide side) {
    QSet<int> near{task};
    for (int hop = 0; hop < hops; ++hop) {
        const QSet<int> before = near;
        for (const TaskEdge& edge : plan.edges) {
            const int from = static_cast<int>(edge.from) - 1;
            const int to = static_cast<int>(edge.to) - 1;
            if (side != NearSide::Needs && before.contains(from)) near.insert(to);
            if (side != NearSide::Feeds && before.contains(to)) near.insert(from);
        }
        if (near.size() == before.size()) break;  // that is all there is
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
    if (options.before && amended(scene, edges, options)) {
        finish(plan, scene, edges, options.textScale);
        return scene;
    }
    scene.sizes = {narrowTask, groupWidth, groupHeight, betweenLayers};
    const bool groups = hasGroups(scene);
    auto layout = layoutItems(scene, edges, options.textScale);
    if (layout && groups) {
        scene.layout = *layout;
        scene.sizes.groupHeight = groupHeightFor(scene, options);
        if (scene.sizes.groupHeight != groupHeight) layout = layoutItems(scene, edges, options.textScale);
    }
    if (!layout) {
        scene.items.clear();
        scene.problem = QString::fromStdString(layout.error().describe());
        return scene;
    }
    scene.layout = *std::move(layout);
    scene.wrapping = wrapTall(scene, options, taskHeight, betweenNodes);
    const double before = scene.sizes.pitch();
    scene.sizes.task = onlyPhases(scene) ? groupWidth : taskWidthFor(scene, scene.layout, options);
    widen(scene.layout, scene.sizes.pitch() / before);
    finish(plan, scene, edges, options.textScale);
    return scene;
}

}  // namespace skein::ui
