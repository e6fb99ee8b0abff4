#include "ui/overview/sparkline.h"

#include <QDateTime>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

namespace skein::ui {

namespace {
constexpr int mostPoints = 1000;
}

Steps thinned(const Steps& steps, TimeRange range, int columns) {
    if (steps.size() <= columns || columns < 2) return steps;
    const double width = static_cast<double>(std::max<qint64>(1, (range.to - range.from).value)) / (columns / 2);
    Steps kept;
    qint64 column = -1;
    qsizetype low = 0, high = 0;
    const auto put = [&] {
        if (column < 0) return;
        kept.append(steps[std::min(low, high)]);
        if (low != high) kept.append(steps[std::max(low, high)]);
    };
    for (qsizetype i = 0; i < steps.size(); ++i) {
        const auto at = static_cast<qint64>(static_cast<double>(steps[i].first - range.from.value) / width);
        if (at != column) {
            put();
            column = at;
            low = high = i;
        }
        if (steps[i].second < steps[low].second) low = i;
        if (steps[i].second >= steps[high].second) high = i;
    }
    put();
    return kept;
}

void paintGap(QPainter& painter, const QRectF& box, const Theme& theme) {
    painter.fillRect(box, theme.color(Token::BgAlt));
    painter.fillRect(box, QBrush(theme.color(Token::BorderControl), Qt::BDiagPattern));
}

Sparkline::Sparkline(const Theme& theme, int series, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_series(series) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);  // for its table twin
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void Sparkline::setData(const QString& name, const QString& value, const Steps& steps, TimeRange range,
                        const QVector<WaitSpan>& gaps, double limit) {
    m_name = name;
    m_value = value;
    m_steps = thinned(steps, range, mostPoints);
    m_range = range;
    m_gaps = gaps;
    m_limit = limit;
    setAccessibleName(name);
    setAccessibleDescription(gaps.isEmpty() ? value
                                            : tr("%1; %2").arg(value, tr("%n time(s) without work", nullptr,
                                                                         static_cast<int>(gaps.size()))));
    setToolTip(tr("%1: %2 (Enter or Ctrl+T shows it as a table)").arg(name, value));
    update();
}

ChartTable Sparkline::chartTable() const {
    ChartTable table;
    table.title = m_name;
    table.columns = {tr("From"), m_name, tr("What it is")};
    const auto time = [](qint64 at) {
        return QDateTime::fromMSecsSinceEpoch(at / 1000).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    };
    int gap = 0;
    const auto tellGaps = [&](qint64 until) {
        for (; gap < m_gaps.size() && m_gaps[gap].from.value <= until; ++gap)
            table.rows.append({time(m_gaps[gap].from.value),
                               {},
                               m_gaps[gap].kind == WaitSpan::Kind::Held
                                   ? tr("held until %1").arg(time(m_gaps[gap].to.value))
                                   : tr("nothing recorded until %1").arg(time(m_gaps[gap].to.value))});
    };
    for (const auto& [at, value] : m_steps) {
        tellGaps(at);
        table.rows.append({time(at), QString::number(value, 'g', 10), tr("measured")});
    }
    tellGaps(m_range.to.value);
    table.note = tr("Now: %1. Local times; each value holds until the next.").arg(m_value);
    if (m_limit > 0) table.note += QLatin1Char(' ') + tr("The dashed line: %1.").arg(QLocale().toString(m_limit));
    return table;
}

void Sparkline::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        return emit tableWanted();
    QWidget::keyPressEvent(event);
}

void Sparkline::mousePressEvent(QMouseEvent* event) { event->accept(); }

void Sparkline::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->pos())) emit tableWanted();
}

QSize Sparkline::sizeHint() const {
    const QFontMetrics metrics(m_theme.font(TextRole::Caption));
    return {m_theme.px(240), metrics.height() * 2 + m_theme.px(36)};
}

QSize Sparkline::minimumSizeHint() const { return {m_theme.px(120), sizeHint().height()}; }

void Sparkline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight);  // time runs to the right in every language (ui.md section 7)
    const QFontMetrics metrics(m_theme.font(TextRole::Caption));
    painter.setFont(m_theme.font(TextRole::Caption));
    const QRect caption(0, 0, width(), metrics.height());
    painter.setPen(m_theme.color(Token::TextSecondary));
    const int valueWidth = metrics.horizontalAdvance(m_value);
    painter.drawText(caption.adjusted(0, 0, -valueWidth - 8, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(m_name, Qt::ElideRight, std::max(0, width() - valueWidth - 8)));
    painter.setPen(m_theme.color(Token::TextPrimary));
    painter.drawText(caption, Qt::AlignRight | Qt::AlignVCenter, m_value);
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.color(Token::Accent), 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
    const QRectF plot(0, metrics.height() + 4, width(), height() - metrics.height() * 2 - 6);
    painter.setPen(m_theme.color(Token::BorderSubtle));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    const qint64 length = (m_range.to - m_range.from).value;
    if (length <= 0) return;
    const auto x = [&](qint64 at) {
        return plot.left() + plot.width() * static_cast<double>(at - m_range.from.value) / static_cast<double>(length);
    };
    for (const WaitSpan& gap : m_gaps)
        paintGap(painter, QRectF(QPointF(x(gap.from.value), plot.top()), QPointF(x(gap.to.value), plot.bottom())),
                 m_theme);
    double top = m_limit;
    for (const auto& [at, value] : m_steps) top = std::max(top, value);
    painter.setFont(m_theme.font(TextRole::Caption));
    painter.setPen(m_theme.color(Token::TextMuted));
    const QRectF axis(0, plot.bottom() + 2, width(), metrics.height());
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignTop, clockTextIn(m_range.to - m_range.from, m_range.from, m_range.to));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignTop, clockTextIn(m_range.to - m_range.from, m_range.to, m_range.to));
    if (top <= 0 || m_steps.isEmpty()) return;
    const auto y = [&](double value) { return plot.bottom() - (plot.height() - 3) * value / top; };
    QPolygonF line;
    for (const auto& [at, value] : m_steps) {
        if (!line.isEmpty()) line.append({x(at), line.back().y()});
        line.append({x(at), y(value)});
    }
    line.append({plot.right(), line.back().y()});
    QPolygonF area = line;
    area.append(plot.bottomRight());
    area.append({line.front().x(), plot.bottom()});
    painter.setRenderHint(QPainter::Antialiasing);
    QColor fill = m_theme.series(m_series);
    fill.setAlphaF(0.18F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(area);
    painter.setPen(QPen(m_theme.series(m_series), 1.5));
    painter.drawPolyline(line);
    if (m_limit <= 0) return;
    painter.setPen(QPen(m_theme.color(Token::TextSecondary), 1, Qt::DashLine));
    painter.drawLine(QPointF(plot.left(), y(m_limit)), QPointF(plot.right(), y(m_limit)));
}

}  // namespace skein::ui
