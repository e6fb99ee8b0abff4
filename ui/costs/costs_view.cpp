#include "ui/costs/costs_view.h"

#include <QComboBox>
#include <QDateTime>
#include <QHeaderView>
#include <QPainter>
#include <QScrollArea>
#include <QSet>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/bridge/forecast.h"
#include "ui/common/flow_layout.h"
#include "ui/common/formats.h"
#include "ui/common/words.h"
#include "ui/costs/cost_bars.h"
#include "ui/costs/cost_chart.h"
#include "ui/costs/cost_panels.h"
#include "ui/costs/costs_range.h"
#include "ui/overview/digest.h"
#include "ui/shell/provider_words.h"

namespace skein::ui {

namespace {

constexpr int askMs = 10'000;    // the core reads the whole journal for the story of the costs
constexpr int fewestRows = 5;    // of the table; where there is no room for more, the page scrolls
constexpr int refreshMs = 1000;  // ui.md section 6: sums change at most once a second

enum CostColumn { ColumnGroup, ColumnCost, ColumnTokens, ColumnIn, ColumnOut, ColumnTasks, ColumnAttempts };
/// A raised panel around one figure.
class Tile : public QWidget {
public:
    Tile(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(m_theme.color(Token::BorderSubtle), 1));
        painter.setBrush(m_theme.color(Token::BgRaised));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    }

private:
    const Theme& m_theme;
};

enum Figure { Spent, Reserved, Left, TokensIn, TokensOut, PerTask, figureCount };

}  // namespace

QString costForecastText(const RunSummary& summary, const Forecast& forecast) {
    if (summary.phase != RunPhase::Running || summary.spent.value == 0 || !summary.spentKnown) return {};
    if (forecast.finishedMissing > 0)
        return forecastComes(summary, forecast)
                   ? tr("The forecast needs %n more finished task(s).", nullptr, forecast.finishedMissing)
                   : tr("Too few tasks in this run for a forecast.");
    const auto at = [&](MicroUsd left) { return moneyText(summary.spent + left); };
    return tr("Forecast at the end: ~%1 (%2\u2013%3).")
        .arg(at(forecast.costLikely), at(forecast.costLow), at(forecast.costHigh));
}

bool forecastExceeds(const RunSummary& summary, const Forecast& forecast) {
    return summary.phase == RunPhase::Running && summary.budget && forecast.finishedMissing == 0 &&
           summary.spent + forecast.costHigh > *summary.budget;
}

CostsView::CostsView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, RunFeed& feed,
                     QWidget* parent)
    : QWidget(parent), m_theme(theme), m_selection(selection), m_feed(feed) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_header = new ViewHeader(theme, this);
    m_grouping = new QComboBox(this);
    m_grouping->setObjectName(QStringLiteral("costGrouping"));
    m_grouping->setAccessibleName(tr("Sum by"));
    m_grouping->addItem(tr("By phase"), static_cast<int>(CostGrouping::Phase));
    m_grouping->addItem(tr("By kind of task"), static_cast<int>(CostGrouping::Kind));
    m_grouping->addItem(tr("By task"), static_cast<int>(CostGrouping::Task));
    m_grouping->addItem(tr("By provider"), static_cast<int>(CostGrouping::Provider));
    m_grouping->addItem(tr("By model"), static_cast<int>(CostGrouping::Model));
    m_grouping->addItem(tr("Over time"), static_cast<int>(CostGrouping::Time));
    auto* raise = new QPushButton(this);
    raise->setObjectName(QStringLiteral("costsRaise"));
    commands.bind(*raise, QStringLiteral("skein.run.budget"), tr("Budget\u2026"));
    m_wholeRun = new QPushButton(tr("Whole run"), this);
    m_wholeRun->setObjectName(QStringLiteral("costsWholeRun"));
    m_wholeRun->setToolTip(tr("Forget the stretch of time that is marked, here and in the timeline"));
    m_wholeRun->setAccessibleName(tr("Costs of the whole run"));
    m_wholeRun->hide();
    connect(m_wholeRun, &QPushButton::clicked, this, [this] {
        m_grouping->setFocus();  // the button is about to go
        m_selection.setTime({});
    });
    connect(&selection, &SelectionContext::timeChanged, this, [this] {
        if (isVisible()) refresh();
    });
    m_header->addAction(m_wholeRun);
    m_header->addAction(raise);
    m_header->addAction(m_grouping);
    column->addWidget(m_header);
    m_stack = new QStackedWidget(this);
    m_stack->setMinimumHeight(theme.px(48));  // in a low window this gives way, not the sentence and actions above it
    m_empty = new EmptyState(theme, this);
    m_empty->setContent(QStringLiteral("view-costs"), tr("Money and tokens appear here"),
                        tr("There is no run in this window yet."));
    m_empty->setCommand(tr("Start one"), QStringLiteral("skein.view.goal"));
    m_stack->addWidget(m_empty);
    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("costsScroll"));
    m_scroll->setAccessibleName(tr("Costs"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(m_scroll);
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    auto* pageColumn = new QVBoxLayout(page);
    pageColumn->setContentsMargins(0, 0, 0, 0);
    pageColumn->setSpacing(0);
    pageColumn->addWidget(m_figurePanel = makeFigures());
    auto* chartBox = new QWidget(page);
    m_chartRow = new QBoxLayout(QBoxLayout::LeftToRight, chartBox);
    m_chartRow->setContentsMargins(0, 0, 16, 8);
    m_chartRow->setSpacing(12);
    m_chart = new CostChart(theme, chartBox);
    connect(m_chart, &CostChart::tableWanted, this,
            [&commands] { commands.trigger(QStringLiteral("skein.view.chartTable")); });
    m_noChart = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, chartBox);
    m_noChart->setObjectName(QStringLiteral("noChart"));
    m_noChart->setContentsMargins(16, 0, 16, 0);
    m_noChart->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_chartRow->addWidget(m_chart, 1);
    m_chartRow->addWidget(m_noChart, 1);
    m_chartRow->addWidget(makePanels(), 0, Qt::AlignTop);
    pageColumn->addWidget(chartBox, 1);
    pageColumn->addWidget(makeBars(page));
    const auto right = Qt::AlignRight | Qt::AlignVCenter;
    const auto left = Qt::AlignLeft | Qt::AlignVCenter;
    using Column = LiveTableModel<CostRow>::Column;
    const auto certainty = [](const CostRow& row) { return row.measured ? Certainty::Measured : Certainty::Estimated; };
    m_model = new LiveTableModel<CostRow>(
        [](const CostRow& row) { return row.key; },
        {Column{tr("Group"),
                {},
                left,
                [](const CostRow& r) { return r.name; },
                [](const CostRow& a, const CostRow& b) { return a.name < b.name; }},
         Column{tr("Cost, USD"),
                {},
                right,
                [certainty](const CostRow& r) { return r.known ? moneyText(r.cost, certainty(r)) : tr("unknown"); },
                [](const CostRow& a, const CostRow& b) { return a.cost < b.cost; }},
         Column{tr("Tokens"),
                {},
                right,
                [certainty](const CostRow& r) { return tokenText(r.tokens, certainty(r)); },
                [](const CostRow& a, const CostRow& b) { return a.tokens < b.tokens; }},
         Column{tr("Tokens in"),
                {},
                right,
                [certainty](const CostRow& r) { return tokenText(r.tokensIn, certainty(r)); },
                [](const CostRow& a, const CostRow& b) { return a.tokensIn < b.tokensIn; }},
         Column{tr("Tokens out"),
                {},
                right,
                [certainty](const CostRow& r) { return tokenText(r.tokensOut, certainty(r)); },
                [](const CostRow& a, const CostRow& b) { return a.tokensOut < b.tokensOut; }},
         Column{tr("Tasks"),
                {},
                right,
                [](const CostRow& r) { return QLocale().toString(r.tasks); },
                [](const CostRow& a, const CostRow& b) { return a.tasks < b.tasks; }},
         Column{tr("Attempts"),
                {},
                right,
                [](const CostRow& r) { return QLocale().toString(r.attempts); },
                [](const CostRow& a, const CostRow& b) { return a.attempts < b.attempts; }}},
        this);
    m_table = new Table(theme, this);
    m_table->setObjectName(QStringLiteral("costTable"));
    m_table->setAccessibleName(tr("Costs"));
    m_table->setModel(m_model);
    m_table->setColumnSamples({QStringLiteral("digest/configuration-loader"), QStringLiteral("$100,000.00"),
                               QStringLiteral("~10,000,000"), QStringLiteral("~10,000,000"),
                               QStringLiteral("~10,000,000"), QStringLiteral("10,000"), QStringLiteral("Attempts")});
    m_table->setStretchColumn(0);
    connect(m_table, &QTableView::activated, this, &CostsView::openRow);
    pageColumn->addWidget(m_table, 1);
    m_scroll->setWidget(page);
    m_stack->addWidget(m_scroll);
    column->addWidget(m_stack, 1);
    m_refresh.setInterval(refreshMs);
    m_refresh.setSingleShot(true);
    connect(&m_refresh, &QTimer::timeout, this, &CostsView::refresh);
    m_askAgain.setSingleShot(true);
    m_askAgain.setInterval(askMs);
    connect(&m_askAgain, &QTimer::timeout, this, &CostsView::askCosts);
    connect(m_grouping, &QComboBox::currentIndexChanged, this, [this] {
        m_model->replace({});
        refresh();
    });
    connect(&feed, &RunFeed::costsReady, this, [this](quint64 request, const CostStory& story) {
        if (request != m_asked) return;
        m_asking = false;
        m_told[story.by].story = m_story = story;
        if (isVisible()) refresh();
    });
    connect(&feed, &RunFeed::delta, this, &CostsView::take);
    refresh();
}

QWidget* CostsView::makeFigures() {
    auto* panel = new QWidget(this);
    panel->setObjectName(QStringLiteral("costFigures"));
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(16, 4, 16, 16);
    column->setSpacing(16);
    m_meter = new MeterBar(m_theme, panel);
    m_meter->setObjectName(QStringLiteral("costMeter"));
    column->addWidget(m_meter);
    auto* holder = new QWidget(panel);
    auto* flow = flowIn(holder, 12, 12);
    const QStringList names{tr("Spent"),
                            tr("Reserved or possibly charged"),
                            tr("Left of the budget"),
                            tr("Tokens in"),
                            tr("Tokens out"),
                            tr("Per finished task")};
    for (int i = 0; i < figureCount; ++i) {
        auto* box = new Tile(m_theme, holder);
        auto* lines = new QVBoxLayout(box);
        lines->setContentsMargins(12, 8, 12, 8);
        lines->setSpacing(2);
        auto* value = new ThemedLabel(m_theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::SingleLine, box);
        auto* name =
            new ThemedLabel(m_theme, TextRole::Caption, Token::TextSecondary, ThemedLabel::Wrap::SingleLine, box);
        name->setText(names[i]);
        value->setAccessibleName(names[i]);
        lines->addWidget(value);
        lines->addWidget(name);
        m_figures.append(value);
        flow->addWidget(box);
    }
    column->addWidget(holder);
    return panel;
}

void CostsView::take(const RunDelta& delta) {
    if (delta.summary) m_summary = *delta.summary;
    if (delta.forecast) m_forecast = *delta.forecast;
    const bool firstCurve = delta.spend && m_spend.isEmpty() && isVisible();
    if (delta.spend) m_spend = *delta.spend;
    else if (delta.plan) m_spend.clear();
    if (delta.plan) m_spans.clear();
    if (delta.history) {
        m_waits = delta.history->waits;
        takeSpans(m_spans, *delta.history);
    }
    if (delta.plan) {
        m_told.clear();
        m_story.reset();
        m_asked = 0;
        m_asking = false;
        m_askAgain.stop();
        if (!delta.history) m_waits.clear();
    }
    if (delta.plan) {
        m_tasks.clear();
        for (const TaskRow& row : delta.plan->tasks) m_tasks.insert(row.no, row);
        return refresh();
    }
    for (const TaskRow& row : delta.tasks) m_tasks.insert(row.no, row);
    if (firstCurve) return refresh();  // somebody waits for it
    if (isVisible() && !m_refresh.isActive()) m_refresh.start();
}

void CostsView::refresh() {
    if (m_summary.run == 0) {
        m_header->setAnswer(tr("Nothing spent"));
        m_grouping->hide();
        m_stack->setCurrentIndex(0);
        return;
    }
    m_grouping->show();
    m_stack->setCurrentIndex(1);
    const Certainty certainty = m_summary.tokensMeasured ? Certainty::Measured : Certainty::Estimated;
    const QString spent = m_summary.spentKnown ? moneyText(m_summary.spent, certainty) : tr("unknown");
    m_header->setAnswer(
        !m_summary.spentKnown ? tr("What was spent is unknown: a model was called whose price is not known")
        : m_summary.budget
            ? tr("%1 of %2 spent (%3)")
                  .arg(spent, moneyText(*m_summary.budget), percentText(m_summary.spent.value, m_summary.budget->value))
            : tr("%1 spent, no budget set").arg(spent));
    const bool offline = m_summary.provider == QLatin1String("offline");
    const bool low = height() < QFontMetrics(m_theme.font(TextRole::Body)).height() * 14;
    const QString out = outageText(m_summary);
    const QString forecast = costForecastText(m_summary, m_forecast);
    const QString provider =
        m_summary.provider.isEmpty() ? QString() : tr("Provider: %1 %2").arg(m_summary.provider, m_summary.model);
    m_header->setNote(
        low                    ? QString()  // a low window is for the numbers
        : !out.isEmpty()       ? out
        : m_summary.nearBudget ? tr("Over 80 % of the budget is spent or reserved. At 100 % nothing new starts until "
                                    "you raise it.")
        : offline              ? tr("The built-in offline agents call no model: no tokens, no charge.")
        : forecastExceeds(m_summary, m_forecast)
            ? forecast + QLatin1Char(' ') +
                  (m_summary.spent + m_forecast.costLow > *m_summary.budget ? tr("That is more than the budget.")
                                                                            : tr("That may be more than the budget."))
        : forecast.isEmpty() ? provider
                             : forecast + QLatin1Char(' ') + provider);
    m_meter->setVisible(m_summary.spentKnown);  // a bar of an unknown amount would be one of none
    m_meter->setAmounts(m_summary.spent, m_summary.reserved, m_summary.budget);
    const int finished = m_summary.counts[static_cast<std::size_t>(Status::Done)] +
                         m_summary.counts[static_cast<std::size_t>(Status::Reused)];
    m_figures[Spent]->setText(spent);
    m_figures[Reserved]->setText(
        moneyText(m_summary.reserved, m_summary.reserved.value > 0 ? Certainty::Estimated : Certainty::Measured));
    m_figures[Left]->setText(!m_summary.spentKnown ? tr("unknown")
                             : m_summary.budget
                                 ? moneyText(*m_summary.budget - m_summary.spent - m_summary.reserved,
                                             m_summary.reserved.value > 0 ? Certainty::Estimated : certainty)
                                 : tr("no budget"));
    m_figures[TokensIn]->setText(tokenText(m_summary.tokensIn, certainty));
    m_figures[TokensOut]->setText(tokenText(m_summary.tokensOut, certainty));
    m_figures[PerTask]->setText(!m_summary.spentKnown ? spent
                                : finished > 0        ? moneyText({m_summary.spent.value / finished}, certainty)
                                                      : QStringLiteral("--"));
    tellRange();
    arrange();
    showChart();
    showBars();
    showTable();
    askCosts();
}

void CostsView::tellRange() {
    const auto& time = m_selection.time();
    m_wholeRun->setVisible(time.has_value());
    m_figurePanel->setVisible(!time);  // these are of the whole run
    if (!time) return;
    const Instant now = std::max(m_summary.asOf, m_summary.lastEntryAt);
    const RangeCosts costs = costsIn(m_spans, m_tasks, *time, now, CostGrouping::Time);
    const QString range = rangeText({time->from, time->to}, now);
    const QString attempts = tr("%n attempt(s)", nullptr, costs.attempts);
    const Certainty certainty = m_summary.tokensMeasured ? Certainty::Measured : Certainty::Estimated;
    m_header->setAnswer(m_summary.spentKnown ? tr("%1: %2 of %3 spent, by %4")
                                                   .arg(range, moneyText(costs.cost, certainty),
                                                        moneyText(m_summary.spent, certainty), attempts)
                                             : tr("%1: %2; what they cost is unknown").arg(range, attempts));
    m_header->setNote(tr("The marked time only: attempts that ended in it. The chart shows the whole run."));
}

CostGrouping CostsView::grouping() const { return static_cast<CostGrouping>(m_grouping->currentData().toInt()); }

QWidget* CostsView::makePanels() {
    auto* panels = new QWidget(this);
    auto* column = new QVBoxLayout(panels);
    column->setContentsMargins(0, 8, 0, 8);
    column->setSpacing(16);
    m_savings = new SavingsPanel(m_theme, panels);
    m_providers = new ProvidersPanel(m_theme, panels);
    column->addWidget(m_providers);
    column->addWidget(m_savings);
    return panels;
}

QWidget* CostsView::makeBars(QWidget* page) {
    m_barsPanel = new QWidget(page);
    m_barsPanel->setObjectName(QStringLiteral("costBarsPanel"));
    auto* column = new QVBoxLayout(m_barsPanel);
    column->setContentsMargins(16, 0, 16, 8);
    column->setSpacing(4);
    const auto add = [&](TextRole role, Token token, const QString& text) {
        auto* label = new ThemedLabel(m_theme, role, token, ThemedLabel::Wrap::Sentence, m_barsPanel);
        label->setText(text);
        return label;
    };
    auto* heading = add(TextRole::Strong, Token::TextPrimary, tr("What it went to"));
    heading->setObjectName(QStringLiteral("costBarsTitle"));
    column->addWidget(heading);
    column->addWidget(m_bars = new CostBars(m_theme, m_barsPanel));
    // What a part is stands below the bars, in a place that is kept for it.
    const QString hint = tr("Click a part, or press Enter on it, to see its tasks.");
    auto* part = add(TextRole::Caption, Token::TextSecondary, hint);
    part->setObjectName(QStringLiteral("costPart"));
    column->addWidget(part);
    connect(m_bars, &CostBars::described, part,
            [part, hint](const QString& text) { part->setText(text.isEmpty() ? hint : text); });
    connect(m_bars, &CostBars::partWanted, this, &CostsView::openPart);
    m_barsPanel->hide();
    return m_barsPanel;
}

void CostsView::arrange() {
    QWidget* panels = m_savings->parentWidget();
    // Beside the chart where there is room for both, else below it.
    const bool beside = width() >= m_theme.px(820);
    m_chartRow->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_chartRow->setContentsMargins(beside ? 0 : 4, 0, 16, 8);
    panels->setContentsMargins(beside ? 0 : 12, 0, 0, 0);
    panels->setFixedWidth(beside ? m_theme.px(300) : std::max(m_theme.px(200), width() - m_theme.px(40)));
    m_table->setMinimumHeight(m_table->horizontalHeader()->sizeHint().height() +
                              (m_theme.rowHeight() + 4) * fewestRows);
}

void CostsView::askCosts() {
    if (!isVisible() || m_summary.run == 0 || m_asking) return;
    // What is missing at once, the one in the table first; what has grown old one question at a time.
    QStringList wanted{QStringLiteral("provider"), QStringLiteral("model")};
    if (grouping() == CostGrouping::Model) std::swap(wanted[0], wanted[1]);
    std::stable_sort(wanted.begin(), wanted.end(),
                     [this](const QString& a, const QString& b) { return m_told[a].about < m_told[b].about; });
    for (const QString& by : std::as_const(wanted)) {
        Told& told = m_told[by];
        if (told.story && (told.about == m_summary.sequence || m_askAgain.isActive())) continue;
        told.about = m_summary.sequence;
        m_asked = m_feed.requestCosts(by);
        m_asking = true;
        return m_askAgain.start();
    }
}

QVector<quint32> CostsView::tasksOf(CostGrouping grouping, const QVector<CostRow>& rows) const {
    const auto& time = m_selection.time();
    const Instant now = std::max(m_summary.asOf, m_summary.lastEntryAt);
    const bool called = grouping == CostGrouping::Provider || grouping == CostGrouping::Model;
    QSet<quint32> tasks;
    for (const CostRow& row : rows)
        if (time || called) {
            const auto found =
                tasksIn(m_spans, m_tasks, time.value_or(TimeStretch{Instant{}, now}), now, grouping, row);
            tasks.unite({found.cbegin(), found.cend()});
        } else {
            for (const TaskRow& task : m_tasks)
                if (qHash(groupOf(task, grouping), 0) == row.key) tasks.insert(task.no);
        }
    QVector<quint32> sorted(tasks.cbegin(), tasks.cend());
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

void CostsView::openRow(const QModelIndex& index) {
    const CostRow* row = m_model->rowAt(index.row());
    if (!row || row->tasks == 0) return;
    const QVector<quint32> tasks = tasksOf(grouping(), {*row});
    if (!tasks.isEmpty()) emit tasksWanted(row->name, tasks);
}

void CostsView::openPart(CostGrouping grouping, const CostPart& part) {
    const QVector<quint32> tasks = tasksOf(grouping, part.rows);
    if (!tasks.isEmpty()) emit tasksWanted(part.sum.name, tasks);
}

QVector<CostRow> CostsView::rowsBy(CostGrouping grouping) const {
    if (const auto& time = m_selection.time()) {
        auto rows = costsIn(m_spans, m_tasks, *time, std::max(m_summary.asOf, m_summary.lastEntryAt), grouping).rows;
        if (!m_summary.spentKnown)
            for (CostRow& row : rows) row.known &= row.cost.value > 0;
        return rows;
    }
    if (grouping == CostGrouping::Provider || grouping == CostGrouping::Model) {
        const Told told =
            m_told.value(grouping == CostGrouping::Model ? QStringLiteral("model") : QStringLiteral("provider"));
        return told.story ? costsBy(*told.story) : QVector<CostRow>();
    }
    return costsBy(QVector<TaskRow>(m_tasks.cbegin(), m_tasks.cend()), grouping, m_summary.spentKnown);
}

void CostsView::showBars() {
    QVector<CostBar> bars;
    for (const CostGrouping each : {CostGrouping::Provider, CostGrouping::Model, CostGrouping::Kind})
        bars.append({each, rowsBy(each)});
    m_bars->setBars(bars);
    m_barsPanel->findChild<ThemedLabel*>(QStringLiteral("costBarsTitle"))
        ->setText(m_summary.simulated ? tr("What it went to (SIMULATED)") : tr("What it went to"));
    m_barsPanel->setVisible(m_bars->hasParts());
}

void CostsView::showTable() {
    const CostGrouping by = grouping();
    const bool overTime = by == CostGrouping::Time;
    const auto& time = m_selection.time();
    for (const int column : {ColumnIn, ColumnOut, ColumnTasks, ColumnAttempts})
        m_table->setColumnHidden(column, overTime || (time && (column == ColumnIn || column == ColumnOut)));
    m_table->setColumnHidden(ColumnTokens, !overTime);
    // Thinned-out points are other points: then the rows are loaded again.
    const auto rows =
        overTime ? costsOverTime(time ? pointsIn(m_spend, *time) : m_spend, m_summary.tokensMeasured) : rowsBy(by);
    const bool other = m_shownTime != time;
    m_shownTime = time;
    if (other || m_model->totalRows() == 0 || rows.size() < m_model->totalRows()) m_model->replace(rows);
    else m_model->upsert(rows);
}

void CostsView::showChart() {
    m_chart->setVisible(!m_spend.isEmpty());
    if (!m_spend.isEmpty()) m_chart->setHistory(m_spend, m_summary, m_forecast, m_waits);
    m_noChart->setVisible(m_spend.isEmpty());
    m_noChart->setText(m_summary.provider == QLatin1String("offline")
                           ? tr("There is no curve to draw: nothing is spent in this run.")
                       : m_summary.spent.value > 0 ? tr("Adding up when what was spent\u2026")
                                                   : tr("The curve of what is spent appears with the first charge."));
    m_savings->tell(m_summary, m_story);
    m_providers->tell(m_summary);
    // What wraps needs its height said: a scrolled page is no taller than what its parts ask for at least.
    QWidget* panels = m_savings->parentWidget();
    auto inner = panels->findChildren<QWidget*>();
    std::reverse(inner.begin(), inner.end());  // each tells the one around it
    for (QWidget* each : std::as_const(inner))
        if (each->layout()) each->layout()->activate();
    panels->layout()->activate();
    panels->setMinimumHeight(
        panels->layout()->heightForWidth(panels->minimumWidth() - panels->contentsMargins().left()));
}

void CostsView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();  // nothing was summed up while nobody looked
}

void CostsView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (m_summary.run != 0) refresh();
}

}  // namespace skein::ui
