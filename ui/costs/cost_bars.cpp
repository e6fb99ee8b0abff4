#include "ui/costs/cost_bars.h"

#include <QAccessible>
#include <QGraphicsLayout>
#include <QGraphicsSimpleTextItem>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QToolTip>
#include <QtCharts/QBarCategoryAxis>
#include <QtCharts/QBarSet>
#include <QtCharts/QChart>
#include <QtCharts/QHorizontalPercentBarSeries>
#include <QtCharts/QLegend>
#include <algorithm>
#include <cmath>

#include "ui/common/formats.h"

namespace skein::ui {

namespace {

constexpr int mostParts = seriesCount;  // the last one is the rest where there are more rows
constexpr double thickness = 0.72;      // of a bar, of the height it has

QString title(CostGrouping grouping) {
    switch (grouping) {
        case CostGrouping::Provider: return CostBars::tr("Provider");
        case CostGrouping::Model: return CostBars::tr("Model");
        case CostGrouping::Kind: return CostBars::tr("Kind of task");
        case CostGrouping::Phase: return CostBars::tr("Phase");
        case CostGrouping::Task:
        case CostGrouping::Time: break;
    }
    return {};
}

QString shareText(CostGrouping grouping) {
    switch (grouping) {
        case CostGrouping::Provider: return CostBars::tr("%1 % by provider");
        case CostGrouping::Model: return CostBars::tr("%1 % by model");
        case CostGrouping::Kind: return CostBars::tr("%1 % by kind of task");
        case CostGrouping::Phase: return CostBars::tr("%1 % by phase");
        case CostGrouping::Task:
        case CostGrouping::Time: break;
    }
    return CostBars::tr("%1 %");
}

/// Parts cannot be told from each other by money where a price is unknown or nothing was charged.
bool byMoney(const QVector<CostRow>& rows) {
    return std::all_of(rows.begin(), rows.end(), [](const CostRow& row) { return row.known; }) &&
           std::any_of(rows.begin(), rows.end(), [](const CostRow& row) { return row.cost.value > 0; });
}

void add(CostRow& sum, const CostRow& row) {
    sum.tasks += row.tasks;
    sum.attempts += row.attempts;
    sum.tokens += row.tokens;
    sum.tokensIn += row.tokensIn;
    sum.tokensOut += row.tokensOut;
    sum.tokensCached += row.tokensCached;
    sum.cost += row.cost;
    sum.measured = sum.measured && row.measured;
    sum.known = sum.known && row.known;
}

QString costText(const CostRow& row) {
    return row.known ? moneyText(row.cost, row.measured ? Certainty::Measured : Certainty::Estimated)
                     : CostBars::tr("unknown");
}

/// White or black, whichever stands out more: at least 4.58:1 from any colour.
QColor wordsOn(const QColor& fill) {
    const auto part = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    const double light = 0.2126 * part(fill.redF()) + 0.7152 * part(fill.greenF()) + 0.0722 * part(fill.blueF());
    return (light + 0.05) / 0.05 > 1.05 / (light + 0.05) ? Qt::black : Qt::white;
}

}  // namespace

QVector<CostPart> partsOf(const QVector<CostRow>& rows) {
    const bool money = byMoney(rows);
    const auto amount = [money](const CostRow& row) { return money ? row.cost.value : row.tokens.value; };
    QVector<CostRow> sorted;
    qint64 whole = 0;
    for (const CostRow& row : rows) {
        if (amount(row) <= 0) continue;
        sorted.append(row);
        whole += amount(row);
    }
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](const CostRow& a, const CostRow& b) { return amount(a) > amount(b); });
    QVector<CostPart> parts;
    for (const CostRow& row : std::as_const(sorted)) {
        if (parts.size() < mostParts) {
            parts.append({row, {row}, 0});
            continue;
        }
        CostPart& rest = parts.last();
        add(rest.sum, row);
        rest.rows.append(row);
        rest.sum.name = CostBars::tr("other");
    }
    for (CostPart& part : parts) part.share = static_cast<double>(amount(part.sum)) / static_cast<double>(whole);
    return parts;
}

CostBars::CostBars(const Theme& theme, QWidget* parent) : QChartView(parent), m_theme(theme) {
    setObjectName(QStringLiteral("costBars"));
    setAccessibleName(tr("What it went to"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setRenderHint(QPainter::Antialiasing);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    viewport()->setMouseTracking(true);
    auto* chart = new QChart;
    chart->setAnimationOptions(QChart::NoAnimation);
    chart->legend()->hide();
    chart->setBackgroundVisible(false);
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_series = new QHorizontalPercentBarSeries(chart);
    m_series->setBarWidth(thickness);
    for (int i = 0; i < mostParts; ++i) m_series->append(new QBarSet(QString(), m_series));
    chart->addSeries(m_series);
    m_names = new QBarCategoryAxis(chart);
    m_names->setGridLineVisible(false);
    m_names->setLineVisible(false);
    m_names->setLabelsVisible(false);  // the chart would cut them: label() writes them
    chart->addAxis(m_names, Qt::AlignLeft);
    m_series->attachAxis(m_names);
    setChart(chart);
    connect(chart, &QChart::plotAreaChanged, this, &CostBars::label);
    connect(&theme, &Theme::changed, this, &CostBars::follow);
    follow();
}

void CostBars::follow() {
    setBackgroundBrush(m_theme.color(Token::BgBase));
    for (int i = 0; i < mostParts; ++i) {
        QBarSet* set = m_series->barSets()[i];
        set->setBrush(m_theme.series(i));
        set->setPen(QPen(m_theme.color(Token::BgBase), 1));
    }
    fit();
}

void CostBars::fit() {
    const QFontMetrics metrics(m_theme.font(TextRole::Caption));
    int widest = 0;
    for (const CostBar& bar : std::as_const(m_bars))
        widest = std::max(widest, metrics.horizontalAdvance(title(bar.grouping)));
    chart()->setMargins({widest + m_theme.px(8), 0, 0, 0});
    setFixedHeight(sizeHint().height());
    label();
}

QSize CostBars::sizeHint() const {
    const int row = QFontMetrics(m_theme.font(TextRole::Caption)).height() + m_theme.px(14);
    return {m_theme.px(320), row * std::max(1, static_cast<int>(m_bars.size())) + m_theme.px(4)};
}

void CostBars::setBars(const QVector<CostBar>& bars) {
    m_bars = bars;
    m_parts.clear();
    for (const CostBar& bar : bars) m_parts.append(partsOf(bar.rows));
    QStringList names;
    QVector<QList<qreal>> shares(mostParts);
    for (auto at = bars.size() - 1; at >= 0; --at) {  // a chart counts from below
        names.append(title(bars[at].grouping));
        for (int i = 0; i < mostParts; ++i) shares[i].append(i < m_parts[at].size() ? m_parts[at][i].share * 100 : 0.0);
    }
    if (m_names->categories() != names) m_names->setCategories(names);
    for (int i = 0; i < mostParts; ++i) {
        QBarSet* set = m_series->barSets()[i];
        if (set->count() > 0) set->remove(0, set->count());
        set->append(shares[i]);
    }
    if (!has(m_at)) m_at = {};
    m_hover = {};
    QStringList largest;
    for (int bar = 0; bar < m_parts.size(); ++bar)
        if (!m_parts[bar].isEmpty()) largest.append(partText(bar, 0));
    setAccessibleDescription(largest.isEmpty() ? tr("nothing yet")
                                               : tr("Largest: %1").arg(largest.join(QStringLiteral("; "))));
    fit();
}

bool CostBars::hasParts() const {
    return std::any_of(m_parts.begin(), m_parts.end(), [](const auto& parts) { return !parts.isEmpty(); });
}

bool CostBars::has(Place place) const {
    return place.bar >= 0 && place.bar < m_parts.size() && place.part >= 0 && place.part < m_parts[place.bar].size();
}

QRect CostBars::partRect(int bar, int part) const {
    if (!has({bar, part})) return {};
    const QRectF plot = chart()->plotArea();
    double before = 0;
    for (int i = 0; i < part; ++i) before += m_parts[bar][i].share;
    const double row = plot.height() / static_cast<double>(m_parts.size());
    const QRectF box(plot.left() + before * plot.width(), plot.top() + row * (bar + (1 - thickness) / 2),
                     m_parts[bar][part].share * plot.width(), row * thickness);
    return QRect(mapFromScene(box.topLeft()), mapFromScene(box.bottomRight()));
}

QString CostBars::partText(int bar, int part) const {
    if (!has({bar, part})) return {};
    const CostPart& of = m_parts[bar][part];
    const CostRow& sum = of.sum;
    const Certainty certainty = sum.measured ? Certainty::Measured : Certainty::Estimated;
    QStringList words{costText(sum), shareText(m_bars[bar].grouping).arg(QLocale().toString(of.share * 100, 'f', 1))};
    if (sum.tasks > 0) words.append(tr("%n task(s)", nullptr, sum.tasks));
    if (sum.tokensIn.value + sum.tokensOut.value > 0)
        words.append(sum.tokensCached.value > 0
                         ? tr("%1 tokens in (%2 cached), %3 out")
                               .arg(tokenText(sum.tokensIn, certainty), tokenText(sum.tokensCached, certainty),
                                    tokenText(sum.tokensOut, certainty))
                         : tr("%1 tokens in, %2 out")
                               .arg(tokenText(sum.tokensIn, certainty), tokenText(sum.tokensOut, certainty)));
    const QString name = of.rows.size() > 1 ? tr("other (%1 more)").arg(of.rows.size()) : sum.name;
    return tr("%1: %2").arg(name, words.join(QStringLiteral(", ")));
}

void CostBars::label() {
    qDeleteAll(m_labels);
    m_labels.clear();
    const QFont caption = m_theme.font(TextRole::Caption);
    const QFontMetrics metrics(caption);
    const auto write = [&](const QString& text, const QColor& colour, QPoint at) {
        auto* item = new QGraphicsSimpleTextItem(text, chart());
        item->setFont(caption);
        item->setBrush(colour);
        item->setZValue(100);
        item->setPos(mapToScene(at.x(), at.y() - metrics.height() / 2));
        m_labels.append(item);
    };
    const QRectF plot = chart()->plotArea();
    for (int bar = 0; bar < m_parts.size(); ++bar) {
        const double row = plot.height() / static_cast<double>(m_parts.size());
        const QPoint middle = mapFromScene(QPointF(0, plot.top() + row * (bar + 0.5)));
        write(title(m_bars[bar].grouping), m_theme.color(Token::TextSecondary), {0, middle.y()});
        for (int part = 0; part < m_parts[bar].size(); ++part) {
            const QRect box = partRect(bar, part).adjusted(m_theme.px(6), 0, -m_theme.px(6), 0);
            const CostRow& sum = m_parts[bar][part].sum;
            const QString name = sum.name;
            const QString whole = sum.known ? tr("%1  %2").arg(name, costText(sum)) : name;
            // The amount gives way first, then the end of the name; fewer than three letters say nothing.
            QString text = metrics.horizontalAdvance(whole) <= box.width()
                               ? whole
                               : metrics.elidedText(name, Qt::ElideRight, box.width());
            if (text != whole && text != name && text.size() < 4) continue;
            write(text, wordsOn(m_theme.series(part)), {box.left(), box.center().y()});
        }
    }
    viewport()->update();
}

CostBars::Place CostBars::partAt(QPoint at) const {
    for (int bar = 0; bar < m_parts.size(); ++bar)
        for (int part = 0; part < m_parts[bar].size(); ++part)
            if (partRect(bar, part).contains(at)) return {bar, part};
    return {};
}

void CostBars::moveTo(Place place) {
    if (!has(place)) return;
    m_at = place;
    const QString text = partText(place.bar, place.part);
    setAccessibleDescription(text);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    emit described(text);
    viewport()->update();
}

void CostBars::want(Place place) {
    if (has(place)) emit partWanted(m_bars[place.bar].grouping, m_parts[place.bar][place.part]);
}

void CostBars::keyPressEvent(QKeyEvent* event) {
    const auto bars = static_cast<int>(m_parts.size());
    const auto inBar = [&](int bar, int part) {
        return Place{bar, std::clamp(part, 0, std::max(0, static_cast<int>(m_parts[bar].size()) - 1))};
    };
    if (!has(m_at)) return event->ignore();
    switch (event->key()) {
        case Qt::Key_Left: return moveTo(inBar(m_at.bar, m_at.part - 1));
        case Qt::Key_Right: return moveTo(inBar(m_at.bar, m_at.part + 1));
        case Qt::Key_Home: return moveTo(inBar(m_at.bar, 0));
        case Qt::Key_End: return moveTo(inBar(m_at.bar, mostParts));
        case Qt::Key_Up:
        case Qt::Key_Down: {
            const int step = event->key() == Qt::Key_Up ? -1 : 1;
            for (int bar = m_at.bar + step; bar >= 0 && bar < bars; bar += step)
                if (!m_parts[bar].isEmpty()) return moveTo(inBar(bar, m_at.part));
            return;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space: return want(m_at);
        default: event->ignore();
    }
}

void CostBars::mouseMoveEvent(QMouseEvent* event) {
    const Place at = partAt(event->pos());
    if (at == m_hover) return;
    m_hover = at;
    viewport()->setCursor(has(at) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    emit described(has(at)                   ? partText(at.bar, at.part)
                   : hasFocus() && has(m_at) ? partText(m_at.bar, m_at.part)
                                             : QString());
    viewport()->update();
}

void CostBars::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    const Place at = partAt(event->pos());
    if (!has(at)) return;
    moveTo(at);
    want(at);
}

void CostBars::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    m_hover = {};
    emit described(hasFocus() && has(m_at) ? partText(m_at.bar, m_at.part) : QString());
    viewport()->update();
}

bool CostBars::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Place at = partAt(help->pos());
        if (has(at))
            QToolTip::showText(help->globalPos(), partText(at.bar, at.part), viewport(), partRect(at.bar, at.part));
        else QToolTip::hideText();
        return true;
    }
    return QChartView::viewportEvent(event);
}

void CostBars::paintEvent(QPaintEvent* event) {
    QChartView::paintEvent(event);
    QPainter painter(viewport());
    const auto frame = [&](Place place, Token token) {
        if (!has(place)) return;
        painter.setPen(QPen(m_theme.color(token), 2));
        painter.drawRect(partRect(place.bar, place.part).adjusted(0, 0, -1, -1));
    };
    frame(m_hover, Token::TextPrimary);
    if (!hasFocus()) return;
    frame(m_at, Token::TextPrimary);
    painter.setPen(QPen(m_theme.color(Token::Accent), 2));
    painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
}

void CostBars::focusInEvent(QFocusEvent* event) {
    QChartView::focusInEvent(event);
    if (!has(m_at))
        for (int bar = 0; bar < m_parts.size() && !has(m_at); ++bar) m_at = {bar, 0};
    moveTo(m_at);
    viewport()->update();
}

void CostBars::focusOutEvent(QFocusEvent* event) {
    QChartView::focusOutEvent(event);
    emit described({});
    viewport()->update();
}

void CostBars::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    label();
}

void CostBars::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (event->type() == QEvent::FontChange) follow();
}

ChartTable CostBars::chartTable() const {
    ChartTable table;
    table.title = tr("What it went to");
    table.columns = {tr("By"),    tr("Name"),      tr("Cost, USD"), tr("Share, %"),
                     tr("Tasks"), tr("Tokens in"), tr("Cached"),    tr("Tokens out")};
    for (int bar = 0; bar < m_parts.size(); ++bar) {
        const bool money = byMoney(m_bars[bar].rows);
        double whole = 0;
        const auto amount = [money](const CostRow& row) {
            return static_cast<double>(money ? row.cost.value : row.tokens.value);
        };
        for (const CostRow& row : m_bars[bar].rows) whole += amount(row);
        for (const CostPart& part : m_parts[bar])
            for (const CostRow& row : part.rows)
                table.rows.append(
                    {title(m_bars[bar].grouping), row.name,
                     row.known ? QString::number(static_cast<double>(row.cost.value) / 1e6, 'f', 6) : tr("unknown"),
                     QString::number(100 * amount(row) / whole, 'f', 2), QString::number(row.tasks),
                     QString::number(row.tokensIn.value), QString::number(row.tokensCached.value),
                     QString::number(row.tokensOut.value)});
    }
    table.note = tr("Shares are of what was spent, or of the tokens where a price is unknown or nothing was charged.");
    return table;
}

}  // namespace skein::ui
