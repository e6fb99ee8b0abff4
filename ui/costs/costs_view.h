// CostsView: money and tokens of the run: spent against budget, tokens in and out, by phase and by kind. Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/live_table_model.h"
#include "ui/common/notices.h"
#include "ui/common/tables.h"
#include "ui/common/view_header.h"

class QComboBox;
class QStackedWidget;

namespace skein::ui {

struct CostRow {
    QString name;
    quint64 key = 0;  ///< of the row; rows of one grouping have different ones
    int tasks = 0, attempts = 0;
    TokenCount tokens;  ///< in and out
    TokenCount tokensIn, tokensOut;
    MicroUsd cost;
    bool measured = true;
    bool known = true;  ///< false: it has used a model whose price is not known
};

enum class CostGrouping { Phase, Kind, Task, Time };  ///< Time: the chart's points, not sums

/// The chart's points as rows, oldest first: what was spent and used up to each time.
QVector<CostRow> costsOverTime(const QVector<SpendPoint>& points, bool measured);

/// Sums of tasks by a grouping other than Time, largest cost first, then most tokens; the sums equal the run's. Not
/// `priced`: a model of the run has no known price, and tokens that cost nothing cost something unknown.
QVector<CostRow> costsBy(const QVector<TaskRow>& tasks, CostGrouping grouping, bool priced = true);

/// "Forecast at the end: ~$66.10 ($58.00-$79.00)." of a run that goes on and costs something, or how many finished
/// tasks it lacks; empty otherwise.
QString costForecastText(const RunSummary& summary, const Forecast& forecast);
/// Whether the run will probably cost more than its budget: the P90 does.
bool forecastExceeds(const RunSummary& summary, const Forecast& forecast);

class CostsView : public QWidget {
    Q_OBJECT
public:
    CostsView(const Theme& theme, RunFeed& feed, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void take(const RunDelta& delta);
    void refresh();
    QWidget* makeFigures();
    void showTable();
    void showChart();

    const Theme& m_theme;
    ViewHeader* m_header;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QComboBox* m_grouping;
    QWidget* m_figurePanel;
    class MeterBar* m_meter;
    class CostChart* m_chart;
    ThemedLabel* m_noChart;
    QVector<ThemedLabel*> m_figures;
    LiveTableModel<CostRow>* m_model;
    Table* m_table;
    QHash<quint32, TaskRow> m_tasks;
    QVector<SpendPoint> m_spend;
    RunSummary m_summary;
    Forecast m_forecast;
    QTimer m_refresh;
};

/// Spent, reserved and what is left of a budget as one bar; without a budget only the amount.
class MeterBar : public QWidget {
    Q_OBJECT
public:
    explicit MeterBar(const Theme& theme, QWidget* parent = nullptr);
    void setAmounts(MicroUsd spent, MicroUsd reserved, std::optional<MicroUsd> budget);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    MicroUsd m_spent, m_reserved;
    std::optional<MicroUsd> m_budget;
};

}  // namespace skein::ui
