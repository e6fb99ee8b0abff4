// CostsView: money and tokens of the run: spent against budget, tokens in and out, by phase and by kind. Thread: GUI.
#pragma once

#include <QMap>
#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/live_table_model.h"
#include "ui/common/notices.h"
#include "ui/common/selection_context.h"
#include "ui/common/tables.h"
#include "ui/common/view_header.h"
#include "ui/costs/cost_rows.h"

class QComboBox;
class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace skein::ui {

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
    QWidget* makeBars(QWidget* page);
    void showTable();
    void showChart();
    void showBars();
    void openPart(CostGrouping grouping, const struct CostPart& part);
    /// The sums by a grouping, of the whole run or of the marked time.
    QVector<CostRow> rowsBy(CostGrouping grouping) const;
    QVector<quint32> tasksOf(CostGrouping grouping, const QVector<CostRow>& rows) const;
    void arrange();
    /// Asks the core again where it can have something new to tell.
    void askCosts();
    void openRow(const QModelIndex& index);
    CostGrouping grouping() const;

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
    class CostBars* m_bars;
    QWidget* m_barsPanel;
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
    struct Told {
        std::optional<CostStory> story;
        quint64 about = 0;  ///< journal entry when it was asked for last
    };
    QMap<QString, Told> m_told;        ///< by "model" and "provider"
    std::optional<CostStory> m_story;  ///< told last; of savings and waste they tell the same
    quint64 m_asked = 0;               ///< the newest question; answers to others are stale
    bool m_asking = false;             ///< it has no answer yet
    QTimer m_askAgain;                 ///< runs while it is too early
};

}  // namespace skein::ui
