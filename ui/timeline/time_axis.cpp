#include "ui/timeline/time_axis.h"

#include <QDateTime>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include "ui/timeline/timeline_paint.h"

namespace skein::ui {

namespace {

QDateTime local(Instant at) { return QDateTime::fromMSecsSinceEpoch(at.value / 1000); }

}  // namespace

qint64 tickStep(qint64 range, double width, double least) {
    constexpr qint64 second = 1'000'000;
    constexpr qint64 steps[] = {second / 100,  second / 20,   second / 10,    second / 2,
                                second,        5 * second,    10 * second,    30 * second,
                                60 * second,   300 * second,  600 * second,   1800 * second,
                                3600 * second, 7200 * second, 21600 * second, 86400 * second};
    for (const qint64 step : steps)
        if (static_cast<double>(step) / static_cast<double>(std::max<qint64>(1, range)) * width >= least) return step;
    return steps[std::size(steps) - 1] * 7;
}

TimeAxis::TimeAxis(const Theme& theme, const TimelineTree& tree, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_tree(tree) {
    setObjectName(QStringLiteral("timeAxis"));
    setAccessibleName(tr("Time axis"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&tree, &TimelineTree::windowChanged, this, [this] {
        describe();
        update();
    });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize TimeAxis::sizeHint() const { return {100, QFontMetrics(m_theme.font(TextRole::Caption)).height() + 8}; }

QString TimeAxis::breakText(Duration idle) { return tr("%1 idle").arg(minutesText(idle)); }

QString TimeAxis::sentence(const TimeRange& idle) const {
    const Instant now = m_tree.window().all.to;
    return tr("Nothing was under way from %1 to %2: %3.")
        .arg(clockText(idle.from, now), clockText(idle.to, now), minutesText(idle.to - idle.from));
}

void TimeAxis::describe() {
    QStringList sentences;
    for (const TimeRange& idle : m_tree.scale().breaks()) sentences.append(sentence(idle));
    if (!sentences.isEmpty()) sentences.append(tr("Drawn as breaks; T shows true time."));
    setAccessibleDescription(sentences.join(QLatin1Char(' ')));
}

QRectF TimeAxis::bars() const {
    const QRect area = m_tree.barArea();
    return QRectF(m_tree.viewport()->x() + area.left(), 0, area.width(), height());
}

bool TimeAxis::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const QRectF area = bars();
    const Instant at = m_tree.window().toTime(help->pos().x(), area.left(), area.width());
    for (const TimeRange& idle : m_tree.scale().breaks())
        if (idle.has(at)) {
            QToolTip::showText(help->globalPos(),
                               sentence(idle) + QLatin1Char(' ') + tr("Drawn as a break; T shows true time."), this);
            return true;
        }
    QToolTip::hideText();
    return true;
}

bool TimeAxis::isFree(const QRectF& words) const {
    return std::none_of(m_taken.begin(), m_taken.end(),
                        [&words](const QRectF& other) { return other.adjusted(-6, 0, 6, 0).intersects(words); });
}

void TimeAxis::paintTicks(QPainter& painter, TimeRange part, qint64 step) {
    const QRectF area = bars();
    const QFontMetrics metrics(painter.font());
    const qint64 offset = local(part.from).offsetFromUtc() * 1'000'000LL;
    for (qint64 at = (part.from.value + offset + step - 1) / step * step - offset; at <= part.to.value; at += step) {
        const double x = m_tree.window().toX({at}, area.left(), area.width());
        const QDateTime when = local({at});
        const bool midnight = when.time().hour() == 0 && when.time().minute() == 0 && step >= 60'000'000;
        const QString time = when.toString(step < 1'000'000    ? QStringLiteral("HH:mm:ss.zzz")
                                           : step < 60'000'000 ? QStringLiteral("HH:mm:ss")
                                                               : QStringLiteral("HH:mm"));
        painter.setPen(m_theme.color(Token::BorderControl));
        painter.drawLine(QPointF(x, height() - 5), QPointF(x, height()));
        // The day is said where it begins; where its beginning lies in a break, at the first tick behind.
        const bool later = m_day.isValid() && m_day != when.date();
        const QString text = midnight ? QLocale().toString(when.date(), tr("d MMM"))
                             : later  ? QLocale().toString(when.date(), tr("d MMM")) + QLatin1Char(' ') + time
                                      : time;
        const double half = metrics.horizontalAdvance(text) / 2.0;
        const QRectF box(x - half, 0, 2 * half, metrics.height() + 2);
        if (box.left() < area.left() || box.right() > area.right() || !isFree(box)) continue;
        painter.setPen(m_theme.color(Token::TextSecondary));
        painter.drawText(QPointF(box.left(), metrics.ascent() + 2), text);
        m_taken.append(box);
        m_day = when.date();
    }
}

void TimeAxis::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LayoutDirectionAuto);  // times as they are; words as their language is written
    painter.fillRect(rect(), m_theme.color(Token::BgWindow));
    painter.setFont(m_theme.font(TextRole::Caption));
    const TimeWindow& window = m_tree.window();
    if (window.shown.to <= window.shown.from) return;
    const QRectF area = bars();
    const TimeScale& scale = m_tree.scale();
    const QFontMetrics metrics(painter.font());
    painter.setClipRect(area);
    m_taken.clear();
    m_day = {};
    const auto x = [&](Instant at) { return window.toX(at, area.left(), area.width()); };
    QVector<TimeRange> breaks;
    for (const TimeRange& idle : scale.breaks())
        if (idle.to > window.shown.from && idle.from < window.shown.to) breaks.append(idle);
    // How long each break was stands before the times: without it the axis would mislead.
    for (const TimeRange& idle : std::as_const(breaks)) {
        const QRectF box(QPointF(std::max(x(idle.from), area.left()), 0),
                         QPointF(std::min(x(idle.to), area.right()), height()));
        paintBreak(painter, box, m_theme);
        for (const QString& text : {breakText(idle.to - idle.from), minutesText(idle.to - idle.from)}) {
            const double wide = metrics.horizontalAdvance(text);
            const double left = std::clamp(box.center().x() - wide / 2, area.left(), area.right() - wide);
            const QRectF words(left, 0, wide, metrics.height() + 2);
            if (!isFree(words)) continue;
            painter.fillRect(words, m_theme.color(Token::BgWindow));
            painter.setPen(m_theme.color(Token::TextPrimary));
            painter.drawText(QPointF(words.left(), metrics.ascent() + 2), text);
            m_taken.append(words);
            break;
        }
    }
    const double label = metrics.horizontalAdvance(QStringLiteral(u"%1").arg(
        scale.perPixel() * area.width() < 10'000'000 ? QLatin1String("00:00:00.000") : QLatin1String("00:00:00")));
    const qint64 step = tickStep(static_cast<qint64>(scale.perPixel() * area.width()), area.width(), label + 24);
    for (const TimeRange& part : timesWithout({window.shown}, breaks)) paintTicks(painter, part, step);
}

}  // namespace skein::ui
