// GraphCanvas: painting by levels of detail (ui.md 3.4). Groups are in graph_groups.cpp.
#include <QLocale>
#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ui/common/formats.h"
#include "ui/common/status_glyph.h"
#include "ui/common/status_strip.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_squares.h"

namespace skein::ui {

namespace {

// Heights of a task on screen, in device-independent pixels, from which each level is drawn.
constexpr double blocksFrom = 3;
constexpr double shapesFrom = 10;
constexpr double titlesFrom = 17;
constexpr double cardsFrom = 44;
constexpr int fewEdges = 200;           // so many can be told apart at any zoom
constexpr int maxStraightEdges = 3000;  // paint budget per frame
constexpr double taskHeightAtScale1 = 44;

/// The part of a line inside of a rectangle (Liang and Barsky, "A New Concept and Method for Line Clipping", 1984).
std::optional<QLineF> clipped(const QLineF& line, const QRectF& area) {
    double from = 0;
    double to = 1;
    const auto cut = [&from, &to](double step, double room) {
        if (step == 0) return room >= 0;
        const double at = room / step;
        if (step < 0) from = std::max(from, at);
        else to = std::min(to, at);
        return from <= to;
    };
    if (!cut(-line.dx(), line.x1() - area.left()) || !cut(line.dx(), area.right() - line.x1()) ||
        !cut(-line.dy(), line.y1() - area.top()) || !cut(line.dy(), area.bottom() - line.y1()))
        return std::nullopt;
    return QLineF(line.pointAt(from), line.pointAt(to));
}

}  // namespace

void GraphCanvas::paintWorld(QPainter& painter) {
    if (m_scene.items.isEmpty()) return;
    painter.setLayoutDirection(Qt::LayoutDirectionAuto);  // a title runs as its language does
    QVector<int> items;
    QVector<int> edges;
    const double nodeHeight = taskHeightAtScale1 * theme().textScale() * zoom();
    // Below the size of blocks lines are closer than pixels and say nothing, unless there are few.
    const bool quietEdges = nodeHeight >= blocksFrom || m_scene.edges.size() <= fewEdges;
    visit(visibleWorld(), &items, quietEdges || m_current >= 0 || m_showsCritical ? &edges : nullptr);
    constexpr double dimmed = 0.3;
    const bool finds = m_found.has_value();
    if (finds) painter.setOpacity(dimmed);
    if (quietEdges) paintEdgeLayer(painter, nodeHeight);
    paintEdges(painter, edges, nodeHeight);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFrames(painter);
    if (nodeHeight < blocksFrom) {
        paintDensity(painter, items);
        if (finds) items.removeIf([this](int item) { return m_foundIn[item] == 0; });
        painter.setOpacity(1);
        if (finds) paintDensity(painter, items);
        if (!m_marks.isEmpty())
            for (const int index : std::as_const(items))
                if (const GraphItem& item = m_scene.items[index]; isMarked(index))
                    painter.fillRect(QRectF(toView(item.rect.topLeft()), toView(item.rect.bottomRight())),
                                     theme().color(Token::Accent));
    } else {
        for (const int index : items) {
            const GraphItem& item = m_scene.items[index];
            const QRectF box(toView(item.rect.topLeft()), toView(item.rect.bottomRight()));
            painter.setOpacity(finds && m_foundIn[index] == 0 ? dimmed : 1);
            if (m_showsCritical && m_criticalItems.contains(index)) {
                painter.setPen(QPen(theme().color(Token::TextPrimary), 1.5));
                painter.setBrush(Qt::NoBrush);
                painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 10, 10);
            }
            if (item.kind == GraphItem::Kind::Task) paintTask(painter, index, box, nodeHeight);
            else paintGroup(painter, item, index, box, index == m_current);
            if (isMarked(index)) paintMark(painter, box);
            if (nodeHeight >= shapesFrom) paintPauseBar(painter, item, box);
            if (finds && m_foundIn[index] > 0 && nodeHeight >= shapesFrom) paintFound(painter, index, box);
        }
        painter.setOpacity(finds ? dimmed : 1);
        paintCounts(painter, edges, nodeHeight);
        painter.setOpacity(1);
    }
    paintFrameTitles(painter);
}

void GraphCanvas::drawQuietEdges(QPainter& painter, const QVector<int>& edges, const QRectF& area, double nodeHeight) {
    const bool curved = nodeHeight >= shapesFrom;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, curved);
    painter.setBrush(Qt::NoBrush);
    QPen pen(quietColour(nodeHeight), curved ? 1.25 : 1);
    pen.setCosmetic(true);
    painter.setPen(pen);
    const QPointF origin = toView({0, 0});
    const double scale = zoom();
    const QRectF reach = area.adjusted(-pen.widthF(), -pen.widthF(), pen.widthF(), pen.widthF());
    QVector<QLineF> lines;
    int drawn = 0;
    for (const int index : edges) {
        const GraphEdge& edge = m_scene.edges[index];
        if (++drawn > maxStraightEdges) break;
        if (curved && !edge.curve.isEmpty()) {
            const bool thick = edge.count > 1 && m_scene.grouped;
            pen.setWidthF(thick ? std::min(5.0, 1.25 + std::log2(edge.count) * 0.5) : 1.25);
            painter.save();
            painter.translate(origin);
            painter.scale(scale, scale);
            painter.setPen(pen);
            painter.drawPath(edge.curve);
            painter.restore();
            continue;
        }
        // Long edges reach far out of sight; the rasterizer would walk all of it.
        for (int p = 1; p < edge.line.size(); ++p)
            if (const auto piece = clipped({origin + edge.line[p - 1] * scale, origin + edge.line[p] * scale}, reach))
                lines.append(*piece);
    }
    painter.drawLines(lines);
    painter.restore();
}

void GraphCanvas::paintEdgeLayer(QPainter& painter, double nodeHeight) {
    const QPointF origin = toView({0, 0});
    const double ratio = viewport()->devicePixelRatioF();
    const QSize size = viewport()->size() * ratio;
    const QPointF moved = (origin - m_edgeOrigin) * ratio;
    const QPoint steps = moved.toPoint();
    const bool shifts = m_edgeZoom == zoom() && m_edgeLayer.size() == size &&
                        (QPointF(steps) - moved).manhattanLength() < 0.01 && std::abs(steps.x()) < size.width() &&
                        std::abs(steps.y()) < size.height();
    QRegion missing(QRect(QPoint(0, 0), size));
    if (shifts) {
        missing = QRegion();
        if (!steps.isNull()) m_edgeLayer.scroll(steps.x(), steps.y(), m_edgeLayer.rect(), &missing);
    } else {
        m_edgeLayer = QPixmap(size);
    }
    m_edgeLayer.setDevicePixelRatio(ratio);
    m_edgeZoom = zoom();
    m_edgeOrigin = origin;
    for (const QRect& rect : missing) {
        // A pixel more on each side: pens reach over the border.
        const QRectF area = QRectF(QPointF(rect.topLeft()) / ratio, QSizeF(rect.size()) / ratio).adjusted(-3, -3, 3, 3);
        QPainter layer(&m_edgeLayer);
        layer.setClipRect(area);
        layer.fillRect(area, theme().color(Token::BgBase));
        QVector<int> edges;
        visit(QRectF(toWorld(area.topLeft()), toWorld(area.bottomRight())), nullptr, &edges);
        drawQuietEdges(layer, edges, area, nodeHeight);
    }
    painter.drawPixmap(QPointF(0, 0), m_edgeLayer);
}

QColor GraphCanvas::quietColour(double nodeHeight) const {
    return mixed(theme().color(Token::BgBase), theme().color(Token::BorderControl),
                 nodeHeight >= titlesFrom ? 0.75 : 0.5);
}

void GraphCanvas::paintEdges(QPainter& painter, const QVector<int>& edges, double nodeHeight) {
    const QColor quiet = quietColour(nodeHeight);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(toView({0, 0}));
    painter.scale(zoom(), zoom());
    painter.setBrush(Qt::NoBrush);
    QVector<int> strong;
    for (const int index : edges)
        if (m_current >= 0 && (m_scene.edges[index].from == m_current || m_scene.edges[index].to == m_current))
            strong.append(index);
    if (m_showsCritical) {
        // A double line: told from the selection's by shape, not by colour.
        QPen outer(theme().color(Token::TextPrimary), 5);
        QPen inner(theme().color(Token::BgBase), 1.6);
        outer.setCosmetic(true);
        inner.setCosmetic(true);
        for (const QPen& line : {outer, inner}) {
            painter.setPen(line);
            for (const int index : edges) {
                const GraphEdge& edge = m_scene.edges[index];
                if (!isCritical(edge)) continue;
                if (!edge.curve.isEmpty()) painter.drawPath(edge.curve);
                else painter.drawPolyline(edge.line);
            }
        }
    }
    QPen lit(theme().color(Token::Accent), 2);
    lit.setCosmetic(true);
    painter.setPen(lit);
    for (const int index : strong) {
        const GraphEdge& edge = m_scene.edges[index];
        if (!edge.curve.isEmpty()) painter.drawPath(edge.curve);
        else painter.drawPolyline(edge.line);
    }
    painter.restore();
    if (nodeHeight < titlesFrom) return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme().font(TextRole::Caption));
    const double size = theme().px(4) * std::min(1.0, zoom() * 1.4);
    // What reaches into the view from outside: no more than a plate's half.
    const QRectF sight = QRectF(viewport()->rect()).adjusted(-40, -20, 40, 20);
    for (const int index : edges) {
        const GraphEdge& edge = m_scene.edges[index];
        const bool touched = edge.from == m_current || edge.to == m_current;
        const QPointF tip = toView(edge.line.last());
        if (sight.contains(tip)) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(touched ? theme().color(Token::Accent) : quiet);
            painter.drawPolygon(
                QPolygonF{tip, tip + QPointF(-size * 1.6, -size * 0.8), tip + QPointF(-size * 1.6, size * 0.8)});
        }
    }
    painter.restore();
}

/// Lines are short: thousands are rounded.
QString GraphCanvas::onPlate(int count) {
    return count < 1000 ? QLocale().toString(count)
                        : tr("%1K").arg(QLocale().toString(static_cast<double>(count) / 1000, 'f', 1));
}

bool GraphCanvas::countsLines() const {
    return m_scene.counted && taskHeightAtScale1 * theme().textScale() * zoom() >= shapesFrom;
}

void GraphCanvas::paintCounts(QPainter& painter, const QVector<int>& edges, double nodeHeight) {
    if (!countsLines()) return;
    const QFont caption = theme().font(TextRole::Caption);
    const double gap = m_scene.sizes.gap * theme().textScale() * zoom();
    const double fits = gap / QFontMetricsF(caption).horizontalAdvance(QStringLiteral("0000"));
    const QFont font = scaled(caption, std::clamp(fits, smallestOfCaption, 1.0));
    const QFontMetricsF metrics(font);
    const QRectF sight = QRectF(viewport()->rect()).adjusted(-40, -20, 40, 20);
    const QPointF origin = toView({0, 0});
    struct Plate {
        QRectF rect;
        int count = 0;
        std::size_t order = 0;
        bool operator<(const Plate& other) const {
            return std::pair(count, order) < std::pair(other.count, other.order);
        }
    };
    // Lines that end side by side have their plates on each other: of those the one that stands for most is drawn.
    // Cells and order move with the graph, so that no plate comes and goes while it scrolls.
    const QSizeF cell(metrics.horizontalAdvance(QStringLiteral("0000")), metrics.height());
    QHash<QPair<int, int>, Plate> plates;
    QHash<int, double> widths;
    for (const int index : edges) {
        const GraphEdge& edge = m_scene.edges[index];
        if (edge.count < 2 || !betweenGroups(m_scene, edge)) continue;
        const QPointF first = toView(edge.line.first());
        const QPointF next = toView(edge.line[1]);
        const QPointF middle = (first + next) / 2;
        if (!sight.contains(middle)) continue;
        double& width = widths[edge.count];
        if (width == 0) width = metrics.horizontalAdvance(onPlate(edge.count)) + 4;
        Plate plate{{0, 0, width, metrics.height() + 2}, edge.count, qHash(index, std::size_t{1})};
        plate.rect.moveCenter(middle);
        // Its rounded ends may lie on the borders of the boxes, no further.
        if (width > std::abs(next.x() - first.x()) + 4) continue;
        Plate& best = plates[{static_cast<int>(std::floor((middle.x() - origin.x()) / cell.width())),
                              static_cast<int>(std::floor((middle.y() - origin.y()) / cell.height()))}];
        if (best < plate) best = plate;
    }
    const auto covered = [&plates](QPair<int, int> at, const Plate& plate) {
        for (int x = at.first - 2; x <= at.first + 2; ++x)
            for (int y = at.second - 2; y <= at.second + 2; ++y)
                if (const auto other = plates.constFind({x, y});
                    other != plates.cend() && plate < *other && other->rect.intersects(plate.rect))
                    return true;
        return false;
    };
    painter.save();
    painter.setFont(font);
    const QPen border(quietColour(nodeHeight), 1);
    for (auto at = plates.cbegin(); at != plates.cend(); ++at) {
        if (covered(at.key(), *at)) continue;
        painter.setBrush(theme().color(Token::BgBase));
        painter.setPen(border);
        painter.drawRoundedRect(at->rect, at->rect.height() / 2, at->rect.height() / 2);
        painter.setPen(theme().color(Token::TextSecondary));
        painter.drawText(at->rect, Qt::AlignCenter, onPlate(at->count));
    }
    painter.restore();
}

void GraphCanvas::paintTokens(QPainter& painter, const TaskRow& task, const QRectF& bar) {
    constexpr double scale = 8000, from = 2000, to = 5000;  // ui.md 3.6: one scale for all agents, and its band
    const auto x = [&bar](double tokens) { return bar.left() + bar.width() * std::min(1.0, tokens / scale); };
    painter.setPen(Qt::NoPen);
    painter.fillRect(bar, theme().color(Token::BorderSubtle));
    const double used = static_cast<double>(task.tokensIn.value) / std::max(1, task.attempt);
    painter.fillRect(QRectF(bar.topLeft(), QPointF(x(used), bar.bottom())), theme().color(Token::TextSecondary));
    painter.setPen(QPen(theme().color(Token::TextPrimary), 1));
    for (const double mark : {from, to})
        painter.drawLine(QPointF(x(mark), bar.top() - 1), QPointF(x(mark), bar.bottom() + 1));
}

bool GraphCanvas::isCritical(const GraphEdge& edge) const {
    return m_criticalItems.contains(edge.from) && m_criticalItems.contains(edge.to);
}

void GraphCanvas::paintDensity(QPainter& painter, const QVector<int>& items) {
    // Tasks share a few pixels: each bucket shows the most urgent state in it, never an average.
    constexpr int bucket = 4;
    constexpr std::uint8_t nothing = statusCount;
    const int columns = viewport()->width() / bucket + 1;
    const int rows = viewport()->height() / bucket + 1;
    std::vector<std::uint8_t> worst(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), nothing);
    const QPointF origin = toView({0, 0}) / bucket;
    const double scale = zoom() / bucket;
    for (const int index : items) {
        const GraphItem& item = m_scene.items[index];
        const QPointF centre = item.rect.center();
        const int x = static_cast<int>(origin.x() + centre.x() * scale);
        const int y = static_cast<int>(origin.y() + centre.y() * scale);
        if (x < 0 || y < 0 || x >= columns || y >= rows) continue;
        const Status status =
            item.kind == GraphItem::Kind::Task ? m_plan.tasks[item.tasks.front()].status : mostUrgent(m_counts[index]);
        auto& cell =
            worst[static_cast<std::size_t>(y) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(x)];
        cell = std::min(cell, static_cast<std::uint8_t>(status));
    }
    std::array<QVector<QRect>, toneCount> squares;
    for (int y = 0, at = 0; y < rows; ++y)
        for (int x = 0; x < columns; ++x, ++at) {
            const std::uint8_t status = worst[static_cast<std::size_t>(at)];
            if (status == nothing) continue;
            const Tone tone = toneOf(static_cast<Status>(status));
            QRect square(x * bucket, y * bucket, bucket - 1, bucket - 1);
            if (tone == Tone::You || tone == Tone::Fail) square.adjust(-1, -1, 1, 1);
            squares[static_cast<std::size_t>(tone)].append(square);
        }
    drawSquares(painter, squares, theme());
}

const QPixmap& GraphCanvas::boxOf(Status status, QSizeF size) {
    // All tasks have one size, and dashed round borders take long to draw: once per state is enough.
    QPixmap& drawn = m_boxes[static_cast<int>(status)];
    if (!drawn.isNull()) return drawn;
    const double ratio = viewport()->devicePixelRatioF();
    drawn =
        QPixmap(static_cast<int>(std::ceil(size.width() * ratio)), static_cast<int>(std::ceil(size.height() * ratio)));
    drawn.setDevicePixelRatio(ratio);
    drawn.fill(Qt::transparent);
    QPainter layer(&drawn);
    layer.setRenderHint(QPainter::Antialiasing);
    const QRectF box(QPointF(0, 0), size);
    const QColor tone = theme().tone(status);
    const bool idle = toneOf(status) == Tone::Idle;
    const double radius = std::min(8.0, box.height() / 5);
    QPen border(idle ? theme().color(Token::BorderSubtle) : mixed(theme().tint(toneOf(status)), tone, 0.55), 1);
    if (status == Status::Waiting) {
        border.setColor(theme().color(Token::BorderControl));
        border.setStyle(Qt::DashLine);
    }
    layer.setPen(border);
    layer.setBrush(idle ? theme().color(Token::BgRaised) : theme().tint(toneOf(status)));
    layer.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    return drawn;
}

void GraphCanvas::paintTask(QPainter& painter, int index, const QRectF& box, double nodeHeight) {
    if (nodeHeight >= shapesFrom) {
        painter.drawPixmap(box.topLeft(), pictureOf(index, box.size(), nodeHeight));
    } else {
        const Status status = m_plan.tasks[m_scene.items[index].tasks.front()].status;
        const QColor tone = theme().tone(status);
        const bool idle = toneOf(status) == Tone::Idle;
        painter.fillRect(box, idle ? mixed(theme().color(Token::BgBase), tone, 0.45) : tone);
    }
    if (index != m_current) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Token::Accent), 2));
    painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 10, 10);
}

const QPixmap& GraphCanvas::pictureOf(int index, QSizeF size, double nodeHeight) {
    const double ratio = viewport()->devicePixelRatioF();
    const QSize pixels(static_cast<int>(std::ceil(size.width() * ratio)),
                       static_cast<int>(std::ceil(size.height() * ratio)));
    if (m_pictureSize != size || m_pictureRatio != ratio) {
        forgetPictures();
        m_pictureSize = size;
        m_pictureRatio = ratio;
    }
    // Twice what the view can show: all in sight stays, and a part of what was passed.
    constexpr int bytesOfPixel = 4;
    const QSize sight = viewport()->size() * ratio;
    m_pictures.setMaxCost(2LL * bytesOfPixel * (sight.width() + pixels.width()) * (sight.height() + pixels.height()));
    if (const QPixmap* drawn = m_pictures.object(index)) return *drawn;
    auto picture = std::make_unique<QPixmap>(pixels);
    picture->setDevicePixelRatio(ratio);
    picture->fill(Qt::transparent);
    QPainter painter(picture.get());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(Qt::LayoutDirectionAuto);  // a title runs as its language does
    drawTask(painter, m_scene.items[index], QRectF(QPointF(0, 0), size), nodeHeight);
    painter.end();
    const QPixmap& kept = *picture;
    m_pictures.insert(index, picture.release(),
                      static_cast<qsizetype>(bytesOfPixel) * pixels.width() * pixels.height());
    return kept;
}

void GraphCanvas::forgetPictures() {
    m_pictures.clear();
    m_boxes.clear();
}

void GraphCanvas::drawTask(QPainter& painter, const GraphItem& item, const QRectF& box, double nodeHeight) {
    const TaskRow& task = m_plan.tasks[item.tasks.front()];
    painter.drawPixmap(box.topLeft(), boxOf(task.status, box.size()));
    const double glyph =
        nodeHeight >= cardsFrom ? theme().px(18) : std::clamp(box.height() * 0.55, 9.0, 18.0 * theme().textScale());
    const double inset = std::max(4.0, (std::min(box.height(), static_cast<double>(theme().px(40))) - glyph) / 2);
    const QRectF place =
        nodeHeight >= titlesFrom
            ? QRectF(box.left() + inset,
                     nodeHeight >= cardsFrom ? box.top() + theme().px(6) : box.center().y() - glyph / 2, glyph, glyph)
            : QRectF(box.center().x() - glyph / 2, box.center().y() - glyph / 2, glyph, glyph);
    paintStatusGlyph(painter, place, task.status, theme(), task.attempt);
    if (nodeHeight < titlesFrom) return;
    const QRectF text(place.right() + 8, box.top(), box.right() - place.right() - 14, box.height());
    paintTaskText(painter, task, item, text, nodeHeight >= cardsFrom);
}

void GraphCanvas::paintTaskText(QPainter& painter, const TaskRow& task, const GraphItem& item, const QRectF& box,
                                bool card) {
    QFont font = theme().font(card ? TextRole::Strong : TextRole::Body);
    if (!card) font.setPointSizeF(std::max(8.0, font.pointSizeF() * std::min(1.0, zoom() * 1.5)));
    painter.setFont(font);
    const QFontMetricsF metrics(font);
    painter.setPen(theme().color(Token::TextPrimary));
    // Where there is too little room, what tells it from its siblings stays.
    const bool fits = item.label.isEmpty() || metrics.horizontalAdvance(item.title) <= box.width();
    const QString title = metrics.elidedText(fits ? item.title : item.label, Qt::ElideRight, box.width());
    if (!card) return painter.drawText(box, atLeft, title);
    const double top = box.top() + theme().px(3);
    painter.drawText(QRectF(box.left(), top, box.width(), metrics.height()), atLeft, title);
    QStringList parts{statusWord(task.status)};
    if (!task.agent.isEmpty() && task.status == Status::Running) parts.append(task.agent);
    if (task.elapsed.value > 0) parts.append(durationText(task.elapsed));
    if (task.cost.value > 0)
        parts.append(moneyText(task.cost, task.tokensMeasured ? Certainty::Measured : Certainty::Estimated));
    // Ids, times and amounts run left to right whatever stands around them.
    if (layoutDirection() == Qt::RightToLeft)
        for (int i = 1; i < parts.size(); ++i) parts[i] = QChar(0x2066) + parts[i] + QChar(0x2069);
    const QFont caption = theme().font(TextRole::Caption);
    const QFontMetricsF small(caption);
    painter.setFont(caption);
    painter.setPen(theme().color(Token::TextSecondary));
    painter.drawText(QRectF(box.left(), top + metrics.height() + 1, box.width(), small.height()), atLeft,
                     small.elidedText(parts.join(QStringLiteral(" \u00b7 ")), Qt::ElideRight, box.width()));
    const double below = top + metrics.height() + 1 + small.height() + 2;
    if (task.tokensIn.value > 0 && box.bottom() - below >= 5)
        paintTokens(painter, task, QRectF(box.left(), box.bottom() - 6, box.width(), 3));
}

QRectF GraphCanvas::minimapRect() const {
    if (world().isEmpty() || visibleWorld().contains(world())) return {};
    const double width = theme().px(168);
    const double height = std::min(static_cast<double>(theme().px(120)), width * world().height() / world().width());
    const double fitted = std::min(width, height * world().width() / world().height());
    const QSizeF size(std::max(24.0, fitted), std::max(24.0, fitted * world().height() / world().width()));
    // It must not cover what it is a map of.
    if (size.width() > viewport()->width() * 0.3 || size.height() > viewport()->height() * 0.4) return {};
    return QRectF(
        QPointF(viewport()->width() - size.width() - 16, viewport()->height() - m_coveredBelow - size.height() - 16),
        size);
}

bool GraphCanvas::hasItemsIn(const QRectF& area) {
    QVector<int> items;
    visit(QRectF(toWorld(area.topLeft()), toWorld(area.bottomRight())), &items, nullptr);
    return !items.isEmpty();
}

void GraphCanvas::drawMap(QSizeF size) {
    const double ratio = viewport()->devicePixelRatioF();
    m_map = QPixmap((size * ratio).toSize());
    m_map.setDevicePixelRatio(ratio);
    m_map.fill(Qt::transparent);
    m_mapSize = size;
    m_mapRest.start();
    QPainter painter(&m_map);
    const double scale = size.width() / world().width();
    for (int pass = 0; pass < 2; ++pass)
        for (int i = 0; i < m_scene.items.size(); ++i) {
            const Status worst = mostUrgent(m_counts[i]);
            const bool urgent = worst == Status::NeedsYou || worst == Status::Failed;
            if (urgent != (pass == 1)) continue;  // urgent ones last, so nothing covers them
            const QRectF& rect = m_scene.items[i].rect;
            QRectF dot((rect.left() - world().left()) * scale, (rect.top() - world().top()) * scale,
                       std::max(2.0, rect.width() * scale), std::max(1.5, rect.height() * scale));
            if (urgent) dot.adjust(-1, -1, 1, 1);
            painter.fillRect(dot, theme().tone(worst));
        }
}

void GraphCanvas::paintMap(QPainter& painter, const QRectF& map) {
    if (m_map.isNull() || m_mapSize != map.size()) drawMap(map.size());
    painter.drawPixmap(map.topLeft(), m_map);
    const double scale = map.width() / world().width();
    const QRectF shown = visibleWorld().intersected(world());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Token::Accent), 2));
    painter.drawRect(QRectF((shown.left() - world().left()) * scale + map.left(),
                            (shown.top() - world().top()) * scale + map.top(), shown.width() * scale,
                            shown.height() * scale));
}

void GraphCanvas::paintFound(QPainter& painter, int item, const QRectF& box) {
    // Boxes of small tasks stand close: a halo as wide as that of a card would hide its neighbours.
    const bool small = m_scene.items[item].kind == GraphItem::Kind::Task && box.height() < theme().px(40);
    const double width = small ? 2 : 4;
    const double away = small ? 1 : 6;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Token::TextPrimary), width));
    painter.drawRoundedRect(box.adjusted(-away, -away, away, away), 6 + away, 6 + away);
    if (m_scene.items[item].kind == GraphItem::Kind::Task) return;
    const QString text = tr("%n found", nullptr, m_foundIn[item]);
    painter.setFont(theme().font(TextRole::Caption));
    const QFontMetricsF metrics(painter.font());
    QRectF plate(0, 0, metrics.horizontalAdvance(text) + 14, metrics.height() + 4);
    plate.moveCenter({box.center().x(), box.top() - 6});
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Token::TextPrimary));
    painter.drawRoundedRect(plate, plate.height() / 2, plate.height() / 2);
    painter.setPen(theme().color(Token::BgBase));
    painter.drawText(plate, Qt::AlignCenter, text);
}

}  // namespace skein::ui
