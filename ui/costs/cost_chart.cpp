#include "ui/costs/cost_chart.h"

#include <QDateTime>
#include <QGraphicsLayout>
#include <QGraphicsSimpleTextItem>
#include <QKeyEvent>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QChart>
#include <QtCharts/QDateTimeAxis>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <cmath>
#include <limits>

#include "ui/common/formats.h"
#include "ui/overview/sparkline.h"

namespace skein::ui {

namespace {

constexpr double budgetInSight = 4;  // a budget far above what was spent would flatten the line: then it is only named

qint64 milliseconds(Instant at) { return at.value / 1000; }

}  // namespace

CostChart::CostChart(const Theme& theme, QWidget* parent) : QChartView(parent), m_theme(theme) {
    setObjectName(QStringLiteral("costChart"));
    setAccessibleName(tr("Spending over time"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);  // for its table twin
    setRenderHint(QPainter::Antialiasing);
    auto* chart = new QChart;
    chart->setAnimationOptions(QChart::NoAnimation);
    chart->legend()->hide();
    chart->setLocalizeNumbers(true);
    chart->setMargins({12, 8, 24, 4});  // the last time stands half outside of the plot
    chart->setBackgroundRoundness(0);
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_line = new QLineSeries(chart);
    m_budget = new QLineSeries(chart);
    m_middle = new QLineSeries(chart);
    m_upper = new QLineSeries(chart);
    m_lower = new QLineSeries(chart);
    m_band = new QAreaSeries(m_upper, m_lower);
    chart->addSeries(m_band);
    chart->addSeries(m_line);
    chart->addSeries(m_budget);
    chart->addSeries(m_middle);
    m_time = new QDateTimeAxis(chart);
    m_time->setTickCount(5);
    m_amount = new QValueAxis(chart);
    m_amount->setTickCount(4);
    m_amount->setMin(0);
    chart->addAxis(m_time, Qt::AlignBottom);
    chart->addAxis(m_amount, Qt::AlignLeft);
    for (QAbstractSeries* series : std::initializer_list<QAbstractSeries*>{m_line, m_budget, m_middle, m_band}) {
        series->attachAxis(m_time);
        series->attachAxis(m_amount);
    }
    m_lineLabel = new QGraphicsSimpleTextItem(chart);
    m_budgetLabel = new QGraphicsSimpleTextItem(chart);
    m_forecastLabel = new QGraphicsSimpleTextItem(chart);
    m_simulatedLabel = new QGraphicsSimpleTextItem(tr("SIMULATED"), chart);
    setChart(chart);
    connect(chart, &QChart::plotAreaChanged, this, &CostChart::place);
    connect(&theme, &Theme::changed, this, &CostChart::follow);
    follow();
}

void CostChart::follow() {
    QChart* view = chart();
    const QFont caption = m_theme.font(TextRole::Caption);
    const QColor words = m_theme.color(Token::TextSecondary);
    view->setBackgroundVisible(false);  // the gaps lie behind it
    setBackgroundBrush(m_theme.color(Token::BgBase));
    for (QAbstractAxis* axis : {static_cast<QAbstractAxis*>(m_time), static_cast<QAbstractAxis*>(m_amount)}) {
        axis->setLabelsFont(caption);
        axis->setLabelsColor(words);
        axis->setTitleFont(caption);
        axis->setTitleBrush(words);
        axis->setLinePenColor(m_theme.color(Token::BorderControl));
        axis->setGridLineColor(m_theme.color(Token::BorderSubtle));
    }
    QPen spent(m_theme.series(0), 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    spent.setCosmetic(true);
    m_line->setPen(spent);
    QPen limit(m_theme.color(Token::TextSecondary), 1.5, Qt::DashLine);
    limit.setCosmetic(true);
    m_budget->setPen(limit);
    QPen middle(m_theme.series(0), 1.5, Qt::DotLine);
    middle.setCosmetic(true);
    m_middle->setPen(middle);
    m_band->setPen(Qt::NoPen);
    // Dots, so that it is no plain area without colour either.
    m_band->setBrush(QBrush(mixed(m_theme.color(Token::BgBase), m_theme.series(0), 0.6), Qt::Dense6Pattern));
    for (QGraphicsSimpleTextItem* label : {m_lineLabel, m_budgetLabel, m_forecastLabel}) label->setFont(caption);
    m_forecastLabel->setBrush(words);
    m_simulatedLabel->setFont(m_theme.font(TextRole::Strong));
    m_simulatedLabel->setBrush(m_theme.color(Token::TextPrimary));
    m_lineLabel->setBrush(m_theme.series(0));
    m_budgetLabel->setBrush(words);
    setMinimumHeight(QFontMetrics(caption).height() * 9);
    place();
}

void CostChart::showTimes(const QDateTime& from, const QDateTime& until) {
    // Grid lines at round times of the clock on the wall, at most five parts; the ends give way to that.
    constexpr qint64 steps[] = {1,   2,    5,    10,   15,    30,    60,    120,   300,    600,
                                900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800};
    const qint64 zone = from.offsetFromUtc();
    const qint64 first = from.toSecsSinceEpoch() + zone, last = until.toSecsSinceEpoch() + zone + 1;
    qint64 step = steps[0];
    for (const qint64 each : steps)
        if ((last + each - 1) / each - first / each > 5) continue;
        else {
            step = each;
            break;
        }
    const qint64 begin = first / step * step, end = (last + step - 1) / step * step;
    m_time->setRange(QDateTime::fromSecsSinceEpoch(begin - zone), QDateTime::fromSecsSinceEpoch(end - zone));
    m_time->setTickCount(static_cast<int>(std::clamp<qint64>((end - begin) / step + 1, 2, 6)));
}

CostChart::Scale CostChart::scaleFor(double value) {
    if (value <= 0) return {1, 4};
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    constexpr Scale scales[] = {{1.5, 3}, {2, 4}, {3, 3}, {4, 4}, {5, 5}, {6, 3}, {8, 4}, {10, 5}};
    for (const Scale& scale : scales)
        if (value <= scale.top * power * (1 + 1e-9)) return {scale.top * power, scale.parts};
    return {10 * power, 5};
}

void CostChart::setHistory(const QVector<SpendPoint>& points, const RunSummary& summary, const Forecast& forecast,
                           const QVector<WaitSpan>& waits) {
    m_points = points;
    m_summary = summary;
    m_forecast = forecast;
    const MicroUsd charged = points.isEmpty() ? MicroUsd{} : points.back().spent;
    m_money = charged.value > 0 && summary.spentKnown;  // a part of what was spent would look like all of it
    const auto amount = [this](const SpendPoint& point) {
        return m_money ? static_cast<double>(point.spent.value) / 1e6 : static_cast<double>(point.tokens.value);
    };
    const Instant end = std::max({summary.endedAt, summary.asOf, points.isEmpty() ? Instant{} : points.back().at});
    const Instant last =
        summary.endedAt.value > 0 ? std::max(summary.endedAt, points.isEmpty() ? Instant{} : points.back().at) : end;
    QList<QPointF> line{{static_cast<double>(milliseconds(summary.startedAt)), 0}};
    for (const SpendPoint& point : points) {
        // Steps: between two charges nothing was spent.
        const auto x = static_cast<double>(milliseconds(point.at));
        line.append({x, line.back().y()});
        line.append({x, amount(point)});
    }
    line.append({static_cast<double>(milliseconds(last)), line.back().y()});
    m_line->replace(line);
    const double top = line.back().y();
    const double budget = summary.budget ? static_cast<double>(summary.budget->value) / 1e6 : 0;
    const bool foresees = m_money && summary.phase == RunPhase::Running && forecast.finishedMissing == 0 &&
                          forecast.high.value > 0 && forecast.costHigh.value > 0;
    const Instant shownUntil = foresees ? last + forecast.high : last;
    m_shownUntil = foresees ? shownUntil : Instant{};
    m_gaps = gapsIn(waits, {summary.startedAt, last});
    const auto ahead = [&](MicroUsd cost) {
        if (!foresees) return QList<QPointF>{};
        return QList<QPointF>{
            line.back(), {static_cast<double>(milliseconds(shownUntil)), top + static_cast<double>(cost.value) / 1e6}};
    };
    m_middle->replace(ahead(forecast.costLikely));
    m_upper->replace(ahead(forecast.costHigh));
    m_lower->replace(ahead(forecast.costLow));
    m_band->setVisible(foresees);
    m_forecastLabel->setText(foresees ? tr("forecast ~%1 (%2\u2013%3)")
                                            .arg(moneyText(charged + forecast.costLikely),
                                                 moneyText(charged + forecast.costLow),
                                                 moneyText(charged + forecast.costHigh))
                                      : QString());
    const double likely = foresees ? m_upper->points().constLast().y() : top;
    const bool inSight = m_money && budget > 0 && budget <= likely * budgetInSight;
    m_budget->replace(
        inSight ? QList<QPointF>{{line.front().x(), budget}, {static_cast<double>(milliseconds(shownUntil)), budget}}
                : QList<QPointF>{});
    // Room for the words above the line.
    const auto [highest, parts] = scaleFor(std::max(likely * 1.2, inSight ? budget * 1.07 : 0.0));
    if (highest != m_amount->max()) m_amount->setRange(0, highest);
    m_amount->setTickCount(parts + 1);
    // As many digits as it takes to tell one grid line from the next.
    const int digits = std::max(2, static_cast<int>(std::ceil(1 - std::log10(highest / (m_amount->tickCount() - 1)))));
    m_amount->setLabelFormat(m_money ? QStringLiteral("%.%1f").arg(digits) : QStringLiteral("%.0f"));
    m_amount->setTitleText(m_money ? tr("USD") : tr("tokens"));
    const auto from = QDateTime::fromMSecsSinceEpoch(milliseconds(summary.startedAt));
    const auto until =
        QDateTime::fromMSecsSinceEpoch(std::max(milliseconds(shownUntil), milliseconds(summary.startedAt) + 1000));
    showTimes(from, until);
    m_time->setFormat(from.date() != until.date() ? QStringLiteral("MM-dd HH:mm")
                      : from.secsTo(until) < 600  ? QStringLiteral("HH:mm:ss")
                                                  : QStringLiteral("HH:mm"));
    const Certainty certainty = summary.tokensMeasured ? Certainty::Measured : Certainty::Estimated;
    const QString value =
        m_money ? moneyText(charged, certainty)
                : tr("%1 tokens").arg(tokenText(points.isEmpty() ? TokenCount{} : points.back().tokens, certainty));
    m_lineLabel->setText(m_money ? tr("spent %1").arg(value) : tr("used %1").arg(value));
    m_budgetLabel->setText(inSight ? tr("budget %1").arg(moneyText(*summary.budget)) : QString());
    setAccessibleDescription(summary.budget ? tr("%1 from %2 to %3, budget %4")
                                                  .arg(m_lineLabel->text(), from.toString(m_time->format()),
                                                       until.toString(m_time->format()), moneyText(*summary.budget))
                                            : tr("%1 from %2 to %3, no budget")
                                                  .arg(m_lineLabel->text(), from.toString(m_time->format()),
                                                       until.toString(m_time->format())));
    if (summary.simulated) setAccessibleDescription(tr("SIMULATED: %1").arg(accessibleDescription()));
    if (foresees) setAccessibleDescription(tr("%1; %2").arg(accessibleDescription(), m_forecastLabel->text()));
    if (!m_gaps.isEmpty())
        setAccessibleDescription(tr("%1; %2").arg(
            accessibleDescription(), tr("%n time(s) without work", nullptr, static_cast<int>(m_gaps.size()))));
    setToolTip(tr("%1 (Ctrl+T shows it as a table)").arg(accessibleDescription()));
    resetCachedContent();
    viewport()->update();
    place();
}

ChartTable CostChart::chartTable() const {
    ChartTable table;
    table.title = m_money ? tr("Spending over time") : tr("Tokens over time");
    table.columns = {tr("Until"), tr("Spent, USD"), tr("Tokens"), tr("What it is")};
    const auto usd = [](MicroUsd amount) { return QString::number(static_cast<double>(amount.value) / 1e6, 'f', 6); };
    const auto time = [](Instant at) {
        return QDateTime::fromMSecsSinceEpoch(milliseconds(at)).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    };
    const QString known = m_summary.simulated        ? tr("simulated")
                          : m_summary.tokensMeasured ? tr("measured")
                                                     : tr("partly estimated");
    int gap = 0;
    const auto tellGaps = [&](Instant until) {
        for (; gap < m_gaps.size() && m_gaps[gap].from <= until; ++gap)
            table.rows.append({time(m_gaps[gap].to),
                               {},
                               {},
                               m_gaps[gap].kind == WaitSpan::Kind::Held
                                   ? tr("held since %1").arg(time(m_gaps[gap].from))
                                   : tr("nothing recorded since %1").arg(time(m_gaps[gap].from))});
    };
    for (const SpendPoint& point : m_points) {
        tellGaps(point.at);
        table.rows.append({time(point.at), m_summary.spentKnown ? usd(point.spent) : tr("unknown"),
                           QString::number(point.tokens.value), known});
    }
    tellGaps({std::numeric_limits<qint64>::max()});
    if (m_shownUntil.value > 0)
        for (const auto& [cost, word] :
             {std::pair{m_forecast.costLow, tr("forecast, P10")}, std::pair{m_forecast.costLikely, tr("forecast, P50")},
              std::pair{m_forecast.costHigh, tr("forecast, P90")}})
            table.rows.append({time(m_shownUntil), QStringLiteral("~") + usd(m_summary.spent + cost), {}, word});
    table.note = m_summary.budget ? tr("Local times. Budget: %1 USD.").arg(usd(*m_summary.budget))
                                  : tr("Local times. No budget is set.");
    return table;
}

void CostChart::drawBackground(QPainter* painter, const QRectF& rect) {
    QChartView::drawBackground(painter, rect);
    const QRectF plot = chart()->plotArea();
    for (const WaitSpan& gap : m_gaps) {
        const auto x = [this](Instant at) {
            return chart()->mapToPosition({static_cast<double>(milliseconds(at)), 0}).x();
        };
        const QRectF box(QPointF(x(gap.from), plot.top()), QPointF(x(gap.to), plot.bottom()));
        paintGap(*painter, box.intersected(plot), m_theme);
    }
}

void CostChart::paintEvent(QPaintEvent* event) {
    QChartView::paintEvent(event);
    if (!hasFocus()) return;
    QPainter painter(viewport());
    painter.setPen(QPen(m_theme.color(Token::Accent), 2));
    painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
}

void CostChart::focusInEvent(QFocusEvent* event) {
    QChartView::focusInEvent(event);
    viewport()->update();
}

void CostChart::focusOutEvent(QFocusEvent* event) {
    QChartView::focusOutEvent(event);
    viewport()->update();
}

void CostChart::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        return emit tableWanted();
    event->ignore();  // nothing to scroll in it
}

void CostChart::place() {
    // Labels stand at the lines they name, right-aligned inside the plot.
    const QRectF plot = chart()->plotArea();
    // A picture of the chart alone says it too; the other words stand at the sides.
    m_simulatedLabel->setVisible(m_summary.simulated);
    m_simulatedLabel->setPos(plot.center().x() - m_simulatedLabel->boundingRect().width() / 2, plot.top() + 4);
    const auto put = [&](QGraphicsSimpleTextItem* label, const QLineSeries* series, bool atLeft) {
        label->setVisible(!series->points().isEmpty() && plot.width() > label->boundingRect().width() + 8);
        if (!label->isVisible()) return;
        const QPointF at = chart()->mapToPosition(series->points().constLast());
        const double height = label->boundingRect().height();
        label->setPos(atLeft ? plot.left() + 8 : plot.right() - label->boundingRect().width() - 4,
                      std::clamp(at.y() - height - 4, plot.top(), std::max(plot.top(), plot.bottom() - height)));
    };
    m_forecastLabel->setVisible(false);
    if (!m_middle->points().isEmpty()) {
        // What was spent is named where the line ends, left of it; the forecast where it leads.
        put(m_forecastLabel, m_upper, false);
        put(m_lineLabel, m_line, false);
        const double x = chart()->mapToPosition(m_line->points().constLast()).x() - m_lineLabel->boundingRect().width();
        m_lineLabel->setPos(std::max(plot.left() + 8, x - 8), m_lineLabel->pos().y());
        return put(m_budgetLabel, m_budget, true);
    }
    // The line rises to the right, so above its end is free; a budget close to it is named at the other end.
    put(m_lineLabel, m_line, false);
    const bool close =
        !m_budget->points().isEmpty() && std::abs(chart()->mapToPosition(m_budget->points().constLast()).y() -
                                                  chart()->mapToPosition(m_line->points().constLast()).y()) <
                                             2 * m_lineLabel->boundingRect().height() + 8;
    put(m_budgetLabel, m_budget, close);
}

void CostChart::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    place();
}

void CostChart::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (event->type() == QEvent::FontChange) follow();
}

}  // namespace skein::ui
