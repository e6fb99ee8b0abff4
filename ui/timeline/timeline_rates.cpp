#include "ui/timeline/timeline_rates.h"

#include <QLocale>
#include <QPainter>

#include "ui/timeline/timeline_paint.h"

namespace skein::ui {

namespace {

constexpr int columnWidth = 4;     // px
constexpr int captionMargin = 12;  // px

QString number(double value) { return QLocale().toString(value, 'f', value < 10 ? 1 : 0); }

}  // namespace

TimelineRates::TimelineRates(const Theme& theme, const TimelineTree& tree, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_tree(tree) {
    setObjectName(QStringLiteral("timelineRates"));
    setAccessibleName(tr("Running agents and calls per minute"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&tree, &TimelineTree::windowChanged, this, [this] {
        describe();
        update();
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize TimelineRates::sizeHint() const {
    return {100, 2 * (QFontMetrics(m_theme.font(TextRole::Caption)).height() + 6)};
}

void TimelineRates::setRun(const QVector<AttemptSpan>& spans, const RunSummary& summary) {
    m_spans = &spans;
    m_agents = summary.agents;
    m_live = isLive(summary);
    m_noModel = summary.provider == QLatin1String("offline");
    m_running = 0;
    for (const AttemptSpan& span : spans) m_running += m_live && span.end == AttemptSpan::End::Running;
    describe();
    update();
}

void TimelineRates::describe() {
    if (!m_spans) return;
    TimeRange shown = m_tree.window().shown;
    shown.to = std::min(shown.to, m_tree.window().all.to);
    // A break in the work is no slower work.
    const double length = static_cast<double>((shown.to - shown.from).value);
    const double active = static_cast<double>(lengthOf(timesWithout({shown}, m_tree.idle())).value);
    m_rate = active >= 1e6 ? callsPerMinute(*m_spans, {shown.from, shown.to}).front() * length / active : 0;
    const QLocale locale;
    setAccessibleDescription((m_noModel ? tr("%1 of %2 agents at work. %3 attempts begun a minute in what is in sight.")
                                        : tr("%1 of %2 agents at work. %3 calls a minute in what is in sight."))
                                 .arg(locale.toString(m_running), locale.toString(m_agents), number(m_rate)) +
                             (active < length ? QLatin1Char(' ') + tr("Idle time does not count.") : QString()));
    setToolTip(accessibleDescription());
}

QRectF TimelineRates::bars() const {
    const QRect area = m_tree.barArea();
    return QRectF(m_tree.viewport()->x() + area.left(), 0, area.width(), height());
}

void TimelineRates::paintLine(QPainter& painter, const QRectF& row, const QString& name, const QVector<double>& values,
                              double most, int series, bool fill) const {
    const double left = bars().left(), width = bars().width();
    const QFontMetrics metrics(painter.font());
    painter.setPen(m_theme.color(Token::TextSecondary));
    // Over the names of the rows, on whichever side they are.
    QRectF caption(m_tree.viewport()->x() + m_tree.columnViewportPosition(0), row.top(), m_tree.columnWidth(0),
                   row.height());
    caption.adjust(captionMargin, 0, -captionMargin, 0);
    painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(name, Qt::ElideRight, static_cast<int>(caption.width())));
    painter.setPen(m_theme.color(Token::BorderSubtle));
    painter.drawLine(QPointF(left, row.bottom()), QPointF(left + width, row.bottom()));
    if (values.isEmpty() || most <= 0) return;
    const double step = width / static_cast<double>(values.size());
    QPolygonF line;
    for (qsizetype i = 0; i < values.size(); ++i) {
        const double y = row.bottom() - 1 - (row.height() - 4) * std::min(1.0, values[i] / most);
        line << QPointF(left + static_cast<double>(i) * step, y)
             << QPointF(left + static_cast<double>(i + 1) * step, y);
    }
    const QColor ink = m_theme.series(series);
    if (fill) {
        QPolygonF area = line;
        area << QPointF(left + width, row.bottom()) << QPointF(left, row.bottom());
        painter.setPen(Qt::NoPen);
        painter.setBrush(mixed(m_theme.color(Token::BgBase), ink, 0.25));
        painter.drawPolygon(area);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(ink, 1.5));
    painter.drawPolyline(line);
}

void TimelineRates::paintEvent(QPaintEvent*) {
    if (!m_spans) return;
    QPainter painter(this);
    painter.setFont(m_theme.font(TextRole::Caption));
    const TimeWindow& window = m_tree.window();
    const QRectF area = bars();
    const int columns = std::max(1, static_cast<int>(area.width()) / columnWidth);
    // Parts of the same width: in a break one of them is long.
    const auto ends = [&](int parts) {
        QVector<Instant> times;
        for (int i = 0; i <= parts; ++i)
            times.append(window.toTime(area.left() + area.width() * i / parts, area.left(), area.width()));
        return times;
    };
    QVector<double> running;
    const QVector<Instant> times = ends(columns);
    for (const int count : runningAt(*m_spans, times, window.all.to)) running.append(count);
    // After now there is nothing to say.
    for (int i = 0; i < columns; ++i)
        if (times[i] > window.all.to) running[i] = 0;
    // Ten pixels or more to a bucket: single calls would be a comb.
    const QVector<double> calls = callsPerMinute(*m_spans, ends(std::max(1, columns / 4)));
    for (const TimeRange& idle : m_tree.scale().breaks()) {
        painter.save();
        painter.setClipRect(area);
        paintBreak(painter,
                   QRectF(QPointF(window.toX(idle.from, area.left(), area.width()), 0),
                          QPointF(window.toX(idle.to, area.left(), area.width()), height())),
                   m_theme);
        painter.restore();
    }
    const QLocale locale;
    const double most = calls.isEmpty() ? 0 : *std::max_element(calls.begin(), calls.end());
    const double height = this->height() / 2.0;
    paintLine(painter, QRectF(0, 1, this->width(), height - 2),
              tr("agents: %1 of %2").arg(locale.toString(m_running), locale.toString(m_agents)), running,
              std::max<double>(m_agents, running.isEmpty() ? 0 : *std::max_element(running.begin(), running.end())), 0,
              true);
    paintLine(painter, QRectF(0, height + 1, this->width(), height - 2),
              (m_noModel ? tr("starts a minute: %1") : tr("calls a minute: %1")).arg(number(m_rate)), calls, most, 1,
              false);
}

}  // namespace skein::ui
