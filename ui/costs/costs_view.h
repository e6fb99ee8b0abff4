// CostsView: money and tokens of the run: spent against budget, tokens in and out, by phase and by kind. Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/live_table_model.h"
#include "ui/common/notices.h"
#include "ui/common/selection_context.h"
#include "ui/common/tables.h"
#include "ui/common/view_header.h"

class QComboBox;
class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace skein::ui {

struct CostRow {
    QString name;
    quint64 key = 0;              ///< of the row; rows of one grouping have different ones
    int tasks = 0, attempts = 0;  ///< by provider or model: 0 and the calls
    TokenCount tokens;            ///< in and out
    TokenCount tokensIn, tokensOut;
    MicroUsd cost;
    bool measured = true;
    bool known = true;  ///< false: it has used a model whose price is not known
};

/// Time: the chart's points, not sums. Provider and Model are told by the core: a task may have called several.
enum class CostGrouping { Phase, Kind, Task, Time, Provider, Model };

/// The chart's points as rows, oldest first: what was spent and used up to each time.
QVector<CostRow> costsOverTime(const QVector<SpendPoint>& points, bool measured);

/// Attempts by task and number.
using SpanTable = QHash<quint64, AttemptSpan>;

/// The groups of a story as rows, in its order.
QVector<CostRow> costsBy(const CostStory& story);

/// Sums of tasks by phase, kind or task, largest cost first, then most tokens; the sums equal the run's. Not
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
    CostsView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, RunFeed& feed,
              QWidget* parent = nullptr);

signals:
    /// The tasks of a row are wanted.
    void tasksWanted(const QString& name, const QVector<quint32>& tasks);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void take(const RunDelta& delta);
    void refresh();
    /// What the marked stretch of time cost instead of the whole run, while there is one.
    void tellRange();
    QWidget* makeFigures();
    QWidget* makePanels();
    void showTable();
    void showChart();
    void arrange();
    /// Asks the core again where it can have something new to tell.
    void askCosts();
    void openRow(const QModelIndex& index);
    CostGrouping grouping() const;
    QString storyBy() const;

    const Theme& m_theme;
    SelectionContext& m_selection;
    RunFeed& m_feed;
    ViewHeader* m_header;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    QComboBox* m_grouping;
    QPushButton* m_wholeRun;  ///< visible while a stretch of time is summed up
    QWidget* m_figurePanel;
    class MeterBar* m_meter;
    class CostChart* m_chart;
    class QBoxLayout* m_chartRow;
    QScrollArea* m_scroll;
    class SavingsPanel* m_savings;
    class ProvidersPanel* m_providers;
    ThemedLabel* m_noChart;
    QVector<ThemedLabel*> m_figures;
    LiveTableModel<CostRow>* m_model;
    Table* m_table;
    QHash<quint32, TaskRow> m_tasks;
    QVector<SpendPoint> m_spend;
    RunSummary m_summary;
    Forecast m_forecast;
    QTimer m_refresh;
    QVector<WaitSpan> m_waits;
    SpanTable m_spans;
    std::optional<TimeStretch> m_shownTime;  ///< what the rows of the table are of
    std::optional<CostStory> m_story;
    quint64 m_asked = 0;       ///< the newest question; answers to others are stale
    bool m_asking = false;     ///< it has no answer yet
    quint64 m_askedAbout = 0;  ///< journal entry when it was asked last
    QString m_askedBy;
    QTimer m_askAgain;  ///< runs while it is too early
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
