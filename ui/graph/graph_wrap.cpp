#include "ui/graph/graph_wrap.h"

#include <algorithm>
#include <cmath>

#include "ui/common/status_glyph.h"

namespace skein::ui {

namespace {

constexpr int usualRows = 16;       // where the view is not known
constexpr double muchTaller = 1.5;  // than the view at the smallest zoom that can be read
constexpr double aspect = 1.6;      // of a grid that is larger than the view
constexpr double margin = 48;       // as Canvas keeps it, both sides

/// What makes an item the same before and after: its kind and its first task.
QPair<int, int> identity(const GraphItem& item) {
    return {static_cast<int>(item.kind), item.kind == GraphItem::Kind::Phase ? -1 - item.phase : item.tasks.front()};
}

/// Column by column from the top; what had a cell keeps it, as long as the grid has it.
void fillCells(const QVector<int>& layer, const QHash<QPair<int, int>, QPoint>& stood, const GraphScene& scene,
               int columns, int rows, QVector<QPoint>& cells) {
    QSet<QPair<int, int>> used;
    QVector<int> left;
    for (const int item : layer) {
        const QPoint was = stood.value(identity(scene.items[item]), {-1, -1});
        const QPair<int, int> cell{was.x(), was.y()};
        if (was.x() < 0 || was.x() >= columns || was.y() >= rows || used.contains(cell)) left.append(item);
        else {
            used.insert(cell);
            cells[item] = was;
        }
    }
    int next = 0;
    for (const int item : left) {
        while (used.contains({next / rows, next % rows})) ++next;
        cells[item] = {next / rows, next % rows};
        ++next;
    }
}

}  // namespace

std::optional<Wrapping> wrapTall(const GraphScene& scene, const GraphOptions& options, double taskHeight, double gap) {
    const double scale = options.textScale;
    const double room = options.view.isEmpty() ? 0 : (options.view.height() / scale - margin) / readableZoom;
    const int viewRows = room > 0 ? std::max(4, static_cast<int>(room / (taskHeight + gap))) : usualRows;
    QVector<QVector<int>> layers(static_cast<int>(scene.layout.layers));
    for (int i = 0; i < scene.items.size(); ++i)
        layers[static_cast<int>(scene.layout.nodes[static_cast<std::size_t>(i)].layer)].append(i);
    const auto most = std::max_element(layers.begin(), layers.end(),
                                       [](const auto& a, const auto& b) { return a.size() < b.size(); });
    if (most == layers.end() || static_cast<double>(most->size()) <= viewRows * muchTaller) return std::nullopt;
    QHash<QPair<int, int>, QPoint> stood;
    QVector<int> rowsBefore(layers.size(), 0), columnsBefore(layers.size(), 0);
    if (options.before && options.before->wrapping)
        for (const GraphItem& item : options.before->items) {
            if (item.column < 0) continue;
            stood.insert(identity(item), {item.column, item.row});
            if (item.layer >= layers.size()) continue;
            rowsBefore[item.layer] = std::max(rowsBefore[item.layer], item.row + 1);
            columnsBefore[item.layer] = std::max(columnsBefore[item.layer], item.column + 1);
        }
    Wrapping wrapping;
    wrapping.cells.fill({-1, -1}, scene.items.size());
    wrapping.heights.fill(0, scene.items.size());
    QVector<int> rows(layers.size(), 0);
    QVector<double> pitch(layers.size(), 0);
    for (int n = 0; n < layers.size(); ++n) {
        QVector<int>& layer = layers[n];
        const auto height = [&scene](int item) { return scene.layout.nodes[static_cast<std::size_t>(item)].centre.y; };
        std::sort(layer.begin(), layer.end(), [&](int a, int b) { return height(a) < height(b); });
        const bool groups = std::any_of(layer.begin(), layer.end(),
                                        [&scene](int item) { return scene.items[item].kind != GraphItem::Kind::Task; });
        pitch[n] = ((groups ? scene.sizes.groupHeight : taskHeight) + gap) * scale;
        const auto count = static_cast<int>(layer.size());
        int columns = 1;
        rows[n] = count;
        if (count > viewRows * muchTaller) {
            const double square = std::sqrt(count * scene.sizes.pitch() * scale / (pitch[n] * aspect));
            const int high = std::max(viewRows, static_cast<int>(std::ceil(square)));
            columns = std::max(columnsBefore[n], (count + high - 1) / high);
            rows[n] = std::max(rowsBefore[n], (count + columns - 1) / columns);
            fillCells(layer, stood, scene, columns, rows[n], wrapping.cells);
        }
        wrapping.firstColumn.append(wrapping.allColumns);
        wrapping.columns.append(columns);
        wrapping.allColumns += columns;
        wrapping.height = std::max(wrapping.height, rows[n] * pitch[n]);
    }
    const double shrink = scene.layout.height > 0 ? wrapping.height / scene.layout.height : 1;
    for (int n = 0; n < layers.size(); ++n) {
        const double top = (wrapping.height - rows[n] * pitch[n]) / 2;
        double free = pitch[n] / 2;
        for (const int item : layers[n]) {
            if (const QPoint cell = wrapping.cells[item]; cell.x() >= 0) {
                wrapping.heights[item] = top + (cell.y() + 0.5) * pitch[n];
                continue;
            }
            // Where the layout had it, as far as there is room.
            wrapping.heights[item] =
                std::max(free, scene.layout.nodes[static_cast<std::size_t>(item)].centre.y * shrink);
            free = wrapping.heights[item] + pitch[n];
        }
        double floor = wrapping.height - pitch[n] / 2;
        for (auto item = layers[n].crbegin(); item != layers[n].crend(); ++item) {
            if (wrapping.cells[*item].x() >= 0) continue;
            wrapping.heights[*item] = std::min(wrapping.heights[*item], floor);
            floor = wrapping.heights[*item] - pitch[n];
        }
    }
    return wrapping;
}

void shapeWrappedEdge(GraphEdge& edge, const GraphScene& scene, bool curved) {
    const GraphItem& from = scene.items[edge.from];
    const GraphItem& to = scene.items[edge.to];
    const double gap = scene.sizes.gap;
    const Wrapping& wrapping = *scene.wrapping;
    const double between = 5;  // half of the gap between two rows
    edge.line << QPointF(from.rect.right(), from.rect.center().y());
    if (from.column >= 0 && from.column + 1 < wrapping.columns[from.layer]) {
        const double columnStep = scene.sizes.pitch() * (from.rect.width() / scene.sizes.task);
        const double right = from.rect.right() + (wrapping.columns[from.layer] - 1 - from.column) * columnStep;
        const double y = from.rect.bottom() + between;
        edge.line << QPointF(from.rect.right() + gap * 0.3, y) << QPointF(right + gap * 0.3, y);
    }
    if (to.column > 0) {
        const double columnStep = scene.sizes.pitch() * (to.rect.width() / scene.sizes.task);
        const double left = to.rect.left() - to.column * columnStep;
        const double y = to.rect.top() - between;
        edge.line << QPointF(left - gap * 0.3, y) << QPointF(to.rect.left() - gap * 0.3, y);
    }
    edge.line << QPointF(to.rect.left(), to.rect.center().y());
    edge.bounds = edge.line.boundingRect().adjusted(-2, -2, 2, 2);
    if (!curved) return;
    edge.curve.moveTo(edge.line.first());
    for (int i = 1; i < edge.line.size(); ++i) {
        const QPointF a = edge.line[i - 1], b = edge.line[i];
        if (qFuzzyCompare(a.y(), b.y())) edge.curve.lineTo(b);
        else edge.curve.cubicTo({(a.x() + b.x()) / 2, a.y()}, {(a.x() + b.x()) / 2, b.y()}, b);
    }
}

PlanView grouped(const PlanView& plan, Grouping grouping) {
    if (grouping == Grouping::Phase) return plan;
    PlanView other = plan;
    other.phases.clear();
    if (grouping == Grouping::State)
        for (const Status status : allStatuses()) other.phases.append(statusWord(status));
    for (TaskRow& row : other.tasks) {
        row.phase = grouping == Grouping::Kind ? row.kind : statusWord(row.status);
        if (grouping == Grouping::Kind && !other.phases.contains(row.phase)) other.phases.append(row.phase);
    }
    return other;
}

}  // namespace skein::ui
