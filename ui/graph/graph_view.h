// GraphView: the canvas with its answer line, zoom controls and a legend that counts. Thread: GUI.
#pragma once

#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QWidget>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/notices.h"
#include "ui/common/view_header.h"
#include "ui/graph/graph_canvas.h"
#include "ui/tasks/retry_scopes.h"
#include "ui/tasks/task_scope.h"

namespace skein::ui {

class FlowLayout;
class GraphFind;

class GraphView : public QWidget {
    Q_OBJECT
public:
    GraphView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, TaskScope& scope,
              RunFeed& feed, QWidget* parent = nullptr);
    GraphCanvas& canvas() { return *m_canvas; }
    /// Shows the row that finds tasks by words, with the keyboard in it.
    void find();

signals:
    /// Tasks are to run again.
    void retryWanted(const skein::ui::RetryScope& scope);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    /// Whether there is too little height for more than the answer and the graph.
    bool isLow() const;
    void take(const RunDelta& delta);
    void applyScope();
    void summarise();
    void updateLegend();
    void makeCommands();
    void makeModes();
    void makeFind();
    void makeRetry();
    /// Says what can be run again now, in the commands and in the menu.
    void showRetry();
    void askRetry(const RetryScope& scope);
    void showZoom();
    QToolButton* addButton(const QString& command, const QString& icon);

    const Theme& m_theme;
    CommandRegistry& m_commands;
    SelectionContext& m_selection;
    TaskScope& m_scope;
    int m_passing = -1;  ///< tasks that the filter lets through; -1: no filter
    Forecast m_forecast;
    GraphCanvas* m_canvas;
    ViewHeader* m_header;
    QVector<QAbstractButton*> m_buttons;
    QToolButton* m_zoom;
    QPushButton* m_retry;
    QMenu* m_retryMenu;
    GraphFind* m_find;
    QPushButton* m_resume;  ///< says that following is paused, and takes it up again
    QWidget* m_legend;
    QVector<QWidget*> m_legendEntries;
    QVector<ThemedLabel*> m_legendTexts;
    ThemedLabel* m_pauseLegend;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    RunSummary m_summary;
    int m_tasks = 0;
    bool m_critical = false;
    bool m_near = false;
};

}  // namespace skein::ui
