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
#include "ui/graph/actual_path.h"
#include "ui/graph/graph_canvas.h"
#include "ui/tasks/bulk_bar.h"
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
    /// As GraphCanvas::showGroups().
    void showGroups(const QVariantMap& groups);
    /// Shows the row that finds tasks by words, with the keyboard in it.
    void find();

signals:
    /// Tasks are to run again.
    void retryWanted(const skein::ui::RetryScope& scope);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Critical { None, Remaining, Actual };
    struct Near {
        quint32 task = 0;
        int hops = 2;
        NearSide side = NearSide::Both;
    };
    void showCritical(Critical which);
    /// The chain that is marked, by the mode and by what is known now.
    void markCritical();
    QString criticalNote() const;
    /// Shows what is near a task, in every view, or (`task` 0) everything.
    void narrowTo(const Near& near);
    /// Takes over what the crumbs say.
    void readNear();
    QString nearNote() const;
    void updateModes();
    /// Whether there is too little height for more than the answer and the graph.
    bool isLow() const;
    void take(const RunDelta& delta);
    void applyScope();
    void summarise();
    void updateLegend();
    void makeCommands();
    void makeModes();
    void makeNear();
    void makeGrouping();
    /// Shows the list of slack, wherever it is, with the keyboard in it.
    void showSlack();
    void addMode(const char* id, const QString& text, const QString& description, bool first, std::function<void()> run,
                 const QStringList& keywords = {});
    void letter(int key, bool shift);
    /// Triggers the command of a letter, or says why it does nothing now.
    void press(const QString& command);
    void makeFind();
    void makeRetry();
    void makeBulk();
    /// Tells of the tasks that are selected at once.
    void tellBulk();
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
    BulkBar* m_bulk;
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
    ThemedLabel* m_lineLegend;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    RunSummary m_summary;
    int m_tasks = 0;
    Critical m_critical = Critical::None;
    ActualPath m_actual;
    PathSoFar m_soFar;
    Near m_near;         ///< task 0: everything is shown
    int m_lastHops = 2;  // ui.md 3.4
    NearSide m_lastSide = NearSide::Both;
    QPushButton* m_grouping = nullptr;
    QMenu* m_nearMenu = nullptr;
    QToolButton* m_nearButton = nullptr;
};

}  // namespace skein::ui
