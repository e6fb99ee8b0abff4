#include "ui/timeline/timeline_rates.h"

#include <QLocale>
#include <QPainter>

namespace skein::ui {

namespace {

constexpr int columnWidth = 4;  // px

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
    m_rate = callsPerMinute(*m_spans, shown, 1).front();
    const QLocale locale;
    setAccessibleDescription((m_noModel ? tr("%1 of %2 agents at work. %3 attempts begun a minute in what is in sight.")
                                        : tr("%1 of %2 agents at work. %3 calls a minute in what is in sight."))
                                 .arg(locale.toString(m_running), locale.toString(m_agents), number(m_rate)));
    setToolTip(accessibleDescription());
}

void TimelineRates::paintLine(QPainter& painter, const QRectF& row, const QString& name, const QVector<double>& values,
                              double most, int series, bool fill) const {
    const double left = m_tree.columnViewportPosition(1), width = m_tree.viewport()->width() - left;
    const QFontMetrics metrics(painter.font());
    painter.setPen(m_theme.color(Token::TextSecondary));
    const QRectF caption(12, row.top(), left - 16, row.height());
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
    const double left = m_tree.columnViewportPosition(1), width = m_tree.viewport()->width() - left;
    const int columns = std::max(1, static_cast<int>(width) / columnWidth);
    QVector<double> running;
    const qint64 length = (window.shown.to - window.shown.from).value;
    for (const int count : runningAt(*m_spans, window.shown, window.all.to, columns)) running.append(count);
    // After now there is nothing to say.
    for (int i = 0; i < columns; ++i)
        if (window.shown.from.value + length * i / columns > window.all.to.value) running[i] = 0;
    // Ten pixels or more to a bucket: single calls would be a comb.
    const QVector<double> calls = callsPerMinute(*m_spans, window.shown, std::max(1, columns / 4));
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
