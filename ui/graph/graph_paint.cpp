// GraphCanvas: painting by levels of detail (ui.md 3.4).
#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <cmath>

#include "ui/common/formats.h"
#include "ui/common/status_glyph.h"
#include "ui/common/status_strip.h"
#include "ui/graph/graph_canvas.h"

namespace skein::ui {

namespace {

// Heights of a task on screen, in device-independent pixels, from which each level is drawn.
constexpr double blocksFrom = 3;
constexpr double shapesFrom = 10;
constexpr double titlesFrom = 22;
constexpr double cardsFrom = 44;
constexpr int fewEdges = 200;           // so many can be told apart at any zoom
constexpr int maxStraightEdges = 3000;  // paint budget per frame
constexpr double taskHeightAtScale1 = 44;

}  // namespace

void GraphCanvas::paintWorld(QPainter& painter) {
    if (m_scene.items.isEmpty()) return;
    QVector<int> items;
    QVector<int> edges;
    visit(visibleWorld(), items, edges);
    const double nodeHeight = taskHeightAtScale1 * theme().textScale() * zoom();
    paintEdges(painter, edges, nodeHeight);
    painter.setRenderHint(QPainter::Antialiasing);
    if (nodeHeight < blocksFrom) {
        paintDensity(painter, items);
    } else {
        for (const int index : items) {
            const GraphItem& item = m_scene.items[index];
            const QRectF box(toView(item.rect.topLeft()), toView(item.rect.bottomRight()));
            if (m_showsCritical && m_criticalItems.contains(index)) {
                painter.setPen(QPen(theme().color(Token::TextPrimary), 1.5));
                painter.setBrush(Qt::NoBrush);
                painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 10, 10);
            }
            if (item.kind == GraphItem::Kind::Task) paintTask(painter, item, box, nodeHeight, index == m_current);
            else paintGroup(painter, item, index, box, index == m_current);
        }
    }
    paintZoom(painter);
    paintMinimap(painter);
}

void GraphCanvas::drawQuietEdges(QPainter& painter, const QVector<int>& edges, double nodeHeight) {
    const bool curved = nodeHeight >= shapesFrom;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, curved);
    painter.translate(toView({0, 0}));
    painter.scale(zoom(), zoom());
    painter.setBrush(Qt::NoBrush);
    QPen pen(quietColour(nodeHeight), curved ? 1.25 : 1);
    pen.setCosmetic(true);
    painter.setPen(pen);
    const double thin = pen.widthF();
    int drawn = 0;
    for (const int index : edges) {
        const GraphEdge& edge = m_scene.edges[index];
        if (++drawn > maxStraightEdges) break;
        const double width =
            curved && edge.count > 1 && m_scene.grouped ? std::min(5.0, thin + std::log2(edge.count) * 0.5) : thin;
        if (width != pen.widthF()) {
            pen.setWidthF(width);
            painter.setPen(pen);
        }
        if (curved && !edge.curve.isEmpty()) painter.drawPath(edge.curve);
        else painter.drawPolyline(edge.line);
    }
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
        QVector<int> items, edges;
        visit(QRectF(toWorld(area.topLeft()), toWorld(area.bottomRight())), items, edges);
        drawQuietEdges(layer, edges, nodeHeight);
    }
    painter.drawPixmap(QPointF(0, 0), m_edgeLayer);
}

QColor GraphCanvas::quietColour(double nodeHeight) const {
    return mixed(theme().color(Token::BgBase), theme().color(Token::BorderControl),
                 nodeHeight >= titlesFrom ? 0.75 : 0.5);
}

void GraphCanvas::paintEdges(QPainter& painter, const QVector<int>& edges, double nodeHeight) {
    // Below the size of blocks lines are closer than pixels and say nothing.
    if (nodeHeight >= blocksFrom || edges.size() <= fewEdges) paintEdgeLayer(painter, nodeHeight);
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
    for (const int index : edges) {
        const GraphEdge& edge = m_scene.edges[index];
        const bool touched = edge.from == m_current || edge.to == m_current;
        const QPointF tip = toView(edge.line.last());
        painter.setPen(Qt::NoPen);
        painter.setBrush(touched ? theme().color(Token::Accent) : quiet);
        painter.drawPolygon(
            QPolygonF{tip, tip + QPointF(-size * 1.6, -size * 0.8), tip + QPointF(-size * 1.6, size * 0.8)});
        if (edge.count < 2) continue;
        const QString text = QLocale().toString(edge.count);
        const QFontMetricsF metrics(painter.font());
        const QPointF middle = (toView(edge.line.first()) + tip) / 2;
        QRectF plate(0, 0, metrics.horizontalAdvance(text) + 10, metrics.height() + 2);
        plate.moveCenter(middle);
        painter.setBrush(theme().color(Token::BgBase));
        painter.setPen(QPen(quiet, 1));
        painter.drawRoundedRect(plate, plate.height() / 2, plate.height() / 2);
        painter.setPen(theme().color(Token::TextSecondary));
        painter.drawText(plate, Qt::AlignCenter, text);
    }
    painter.restore();
}

bool GraphCanvas::isCritical(const GraphEdge& edge) const {
    return m_criticalItems.contains(edge.from) && m_criticalItems.contains(edge.to);
}

void GraphCanvas::paintDensity(QPainter& painter, const QVector<int>& items) {
    // Tasks share a few pixels: each bucket shows the most urgent state in it, never an average.
    constexpr int bucket = 4;
    QHash<QPair<int, int>, Status> worst;
    for (const int index : items) {
        const GraphItem& item = m_scene.items[index];
        const QPointF centre = toView(item.rect.center());
        const QPair<int, int> key{static_cast<int>(centre.x()) / bucket, static_cast<int>(centre.y()) / bucket};
        for (const int task : item.tasks) {
            const Status status = m_plan.tasks[task].status;
            const auto found = worst.find(key);
            if (found == worst.end()) worst.insert(key, status);
            else if (static_cast<int>(status) < static_cast<int>(*found)) *found = status;
        }
    }
    painter.setPen(Qt::NoPen);
    for (auto it = worst.cbegin(); it != worst.cend(); ++it) {
        painter.setBrush(theme().tone(it.value()));
        const bool urgent = it.value() == Status::NeedsYou || it.value() == Status::Failed;
        painter.drawRect(QRectF(it.key().first * bucket, it.key().second * bucket, bucket - 1, bucket - 1)
                             .adjusted(urgent ? -1 : 0, urgent ? -1 : 0, urgent ? 1 : 0, urgent ? 1 : 0));
    }
}

void GraphCanvas::paintTask(QPainter& painter, const GraphItem& item, const QRectF& box, double nodeHeight,
                            bool current) {
    const TaskRow& task = m_plan.tasks[item.tasks.front()];
    const QColor tone = theme().tone(task.status);
    const bool idle = toneOf(task.status) == Tone::Idle;
    if (nodeHeight < shapesFrom) {
        painter.setPen(Qt::NoPen);
        painter.fillRect(box, idle ? mixed(theme().color(Token::BgBase), tone, 0.45) : tone);
    } else {
        const double radius = std::min(8.0, box.height() / 5);
        QPen border(idle ? theme().color(Token::BorderSubtle) : mixed(theme().tint(toneOf(task.status)), tone, 0.55),
                    1);
        if (task.status == Status::Waiting) {
            border.setColor(theme().color(Token::BorderControl));
            border.setStyle(Qt::DashLine);
        }
        painter.setPen(border);
        painter.setBrush(idle ? theme().color(Token::BgRaised) : theme().tint(toneOf(task.status)));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        const double glyph =
            nodeHeight >= cardsFrom ? theme().px(18) : std::clamp(box.height() * 0.55, 9.0, 18.0 * theme().textScale());
        const double inset = std::max(4.0, (std::min(box.height(), static_cast<double>(theme().px(40))) - glyph) / 2);
        const QRectF place =
            nodeHeight >= titlesFrom
                ? QRectF(box.left() + inset,
                         nodeHeight >= cardsFrom ? box.top() + theme().px(6) : box.center().y() - glyph / 2, glyph,
                         glyph)
                : QRectF(box.center().x() - glyph / 2, box.center().y() - glyph / 2, glyph, glyph);
        paintStatusGlyph(painter, place, task.status, theme(), task.attempt);
        if (nodeHeight >= titlesFrom) {
            const QRectF text(place.right() + 8, box.top(), box.right() - place.right() - 14, box.height());
            paintTaskText(painter, task, item.title, text, nodeHeight >= cardsFrom);
        }
    }
    if (current) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().color(Token::Accent), 2));
        painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 10, 10);
    }
}

void GraphCanvas::paintTaskText(QPainter& painter, const TaskRow& task, const QString& title, const QRectF& box,
                                bool card) {
    QFont font = theme().font(card ? TextRole::Strong : TextRole::Body);
    if (!card) font.setPointSizeF(std::max(8.0, font.pointSizeF() * std::min(1.0, zoom() * 1.5)));
    painter.setFont(font);
    const QFontMetricsF metrics(font);
    painter.setPen(theme().color(Token::TextPrimary));
    if (!card) {
        painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(title, Qt::ElideRight, box.width()));
        return;
    }
    const double top = box.top() + theme().px(3);
    painter.drawText(QRectF(box.left(), top, box.width(), metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(title, Qt::ElideRight, box.width()));
    QStringList parts{statusWord(task.status)};
    if (!task.agent.isEmpty() && task.status == Status::Running) parts.append(task.agent);
    if (task.elapsed.value > 0) parts.append(durationText(task.elapsed));
    if (task.cost.value > 0)
        parts.append(moneyText(task.cost, task.tokensMeasured ? Certainty::Measured : Certainty::Estimated));
    const QFont caption = theme().font(TextRole::Caption);
    const QFontMetricsF small(caption);
    painter.setFont(caption);
    painter.setPen(theme().color(Token::TextSecondary));
    painter.drawText(QRectF(box.left(), top + metrics.height() + 1, box.width(), small.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     small.elidedText(parts.join(QStringLiteral(" \u00b7 ")), Qt::ElideRight, box.width()));
}

void GraphCanvas::paintGroup(QPainter& painter, const GraphItem& item, int index, const QRectF& box, bool current) {
    const double detail = zoom() * theme().textScale();
    painter.setPen(QPen(theme().color(Token::BorderControl), 1));
    painter.setBrush(theme().color(Token::BgRaised));
    const double radius = std::min(10.0, box.height() / 5);
    if (item.kind == GraphItem::Kind::Stack && box.height() > 16)
        for (const double offset : {6.0, 3.0}) painter.drawRoundedRect(box.translated(offset, offset), radius, radius);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    const StatusCounts& counts = m_counts[index];
    const double pad = std::clamp(box.height() * 0.13, 3.0, 12.0 * theme().textScale());
    const double strip = std::clamp(box.height() * 0.11, 4.0, 10.0 * theme().textScale());
    const QFontMetricsF name(theme().font(TextRole::Caption));
    if (detail < 0.75 && box.height() < name.height() + strip + 2 * pad) {
        paintStatusStrip(painter,
                         box.adjusted(pad, box.height() / 2 - strip / 2, -pad, -(box.height() / 2 - strip / 2)), counts,
                         theme());
    } else if (detail < 0.75) {
        // Room for a name and the strip only.
        const double top = box.center().y() - (name.height() + strip + 4) / 2;
        painter.setFont(theme().font(TextRole::Caption));
        painter.setPen(theme().color(Token::TextPrimary));
        const QString count = shortCountText(item.tasks.size());
        const double room = box.width() - 2 * pad - name.horizontalAdvance(count) - 6;
        painter.drawText(QRectF(box.left() + pad, top, box.width() - 2 * pad, name.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, name.elidedText(item.title, Qt::ElideRight, room));
        painter.setPen(theme().color(Token::TextSecondary));
        painter.drawText(QRectF(box.left() + pad, top, box.width() - 2 * pad, name.height()),
                         Qt::AlignRight | Qt::AlignVCenter, count);
        paintStatusStrip(painter, QRectF(box.left() + pad, top + name.height() + 4, box.width() - 2 * pad, strip),
                         counts, theme());
    } else {
        const QFont strong = theme().font(TextRole::Strong);
        const QFont caption = theme().font(TextRole::Caption);
        const QFontMetricsF strongMetrics(strong);
        const QFontMetricsF captionMetrics(caption);
        const QRectF inner = box.adjusted(pad, pad, -pad, -pad);
        painter.setFont(caption);
        const QString size = item.kind == GraphItem::Kind::Stack
                                 ? tr("stack \u00d7 %1").arg(QLocale().toString(item.tasks.size()))
                                 : tr("%n task(s)", nullptr, static_cast<int>(item.tasks.size()));
        const double sizeWidth = captionMetrics.horizontalAdvance(size);
        painter.setPen(theme().color(Token::TextSecondary));
        painter.drawText(QRectF(inner.right() - sizeWidth, inner.top(), sizeWidth, strongMetrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, size);
        painter.setFont(strong);
        painter.setPen(theme().color(Token::TextPrimary));
        painter.drawText(QRectF(inner.left(), inner.top(), inner.width() - sizeWidth - 8, strongMetrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         strongMetrics.elidedText(item.title, Qt::ElideRight, inner.width() - sizeWidth - 8));
        const double stripTop = inner.top() + strongMetrics.height() + 6 * detail;
        paintStatusStrip(painter, QRectF(inner.left(), stripTop, inner.width(), strip), counts, theme());
        // Glyph and number for each state that fits, most urgent first.
        double x = inner.left();
        const double glyph = captionMetrics.ascent();
        const double y = stripTop + strip + 6 * detail;
        painter.setFont(caption);
        for (const Status status : allStatuses()) {
            const int count = counts[static_cast<std::size_t>(status)];
            if (count == 0 || y + captionMetrics.height() > box.bottom()) continue;
            const QString text = shortCountText(count);
            const double width = glyph + 3 + captionMetrics.horizontalAdvance(text);
            if (x + width > inner.right()) break;
            paintStatusGlyph(painter, QRectF(x, y + (captionMetrics.height() - glyph) / 2, glyph, glyph), status,
                             theme());
            painter.setPen(theme().color(Token::TextPrimary));
            painter.drawText(QRectF(x + glyph + 3, y, width, captionMetrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                             text);
            x += width + 10;
        }
    }
    if (current) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().color(Token::Accent), 2));
        painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), radius + 3, radius + 3);
    }
}

QRectF GraphCanvas::minimapRect() const {
    if (world().isEmpty() || visibleWorld().contains(world())) return {};
    const double width = theme().px(168);
    const double height = std::min(static_cast<double>(theme().px(120)), width * world().height() / world().width());
    const double fitted = std::min(width, height * world().width() / world().height());
    const QSizeF size(std::max(24.0, fitted), std::max(24.0, fitted * world().height() / world().width()));
    // It must not cover what it is a map of.
    if (size.width() > viewport()->width() * 0.3 || size.height() > viewport()->height() * 0.4) return {};
    return QRectF(QPointF(viewport()->width() - size.width() - 16, viewport()->height() - size.height() - 16), size);
}

void GraphCanvas::paintZoom(QPainter& painter) {
    if (viewport()->height() < theme().px(200)) return;  // a small view is for the graph
    const QString text = tr("zoom %1%").arg(std::max(1, qRound(zoom() * 100)));
    painter.setFont(theme().font(TextRole::Caption));
    const QFontMetricsF metrics(painter.font());
    QRectF plate(0, 0, metrics.horizontalAdvance(text) + 12, metrics.height() + 4);
    plate.moveBottomLeft({8, viewport()->height() - 8.0});
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().color(Token::BgBase));
    painter.drawRoundedRect(plate, 4, 4);
    painter.setPen(theme().color(Token::TextMuted));
    painter.drawText(plate, Qt::AlignCenter, text);
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
            const StatusCounts& counts = m_counts[i];
            Status worst = Status::Unknown;
            for (const Status status : allStatuses())
                if (counts[static_cast<std::size_t>(status)] > 0) {
                    worst = status;
                    break;
                }
            const bool urgent = worst == Status::NeedsYou || worst == Status::Failed;
            if (urgent != (pass == 1)) continue;  // urgent ones last, so nothing covers them
            const QRectF& rect = m_scene.items[i].rect;
            QRectF dot((rect.left() - world().left()) * scale, (rect.top() - world().top()) * scale,
                       std::max(2.0, rect.width() * scale), std::max(1.5, rect.height() * scale));
            if (urgent) dot.adjust(-1, -1, 1, 1);
            painter.fillRect(dot, theme().tone(worst));
        }
}

void GraphCanvas::paintMinimap(QPainter& painter) {
    const QRectF map = minimapRect();
    if (map.isEmpty()) return;
    const double scale = map.width() / world().width();
    if (m_map.isNull() || m_mapSize != map.size()) drawMap(map.size());
    painter.setPen(QPen(theme().color(Token::BorderControl), 1));
    painter.setBrush(theme().color(Token::BgRaised));
    painter.drawRoundedRect(map.adjusted(-6.5, -6.5, 6.5, 6.5), 6, 6);
    painter.drawPixmap(map.topLeft(), m_map);
    const QRectF shown = visibleWorld().intersected(world());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().color(Token::Accent), 2));
    painter.drawRect(QRectF((shown.left() - world().left()) * scale + map.left(),
                            (shown.top() - world().top()) * scale + map.top(), shown.width() * scale,
                            shown.height() * scale));
}

}  // namespace skein::ui
