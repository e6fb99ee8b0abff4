// TimelineView: what happened when: attempts as bars in lanes, on one axis, also while the run goes on. Dragging over
// an area sums it up. Thread: GUI; redrawn at most once a second while visible.
#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/common/command_registry.h"
#include "ui/common/notices.h"
#include "ui/common/view_header.h"
#include "ui/overview/overview_view.h"
#include "ui/tasks/task_scope.h"
#include "ui/timeline/time_axis.h"
#include "ui/timeline/timeline_paint.h"
#include "ui/timeline/timeline_rates.h"
#include "ui/timeline/timeline_tree.h"

class QComboBox;
class QLayout;
class QPushButton;
class QStackedWidget;

namespace skein::ui {

class TimelineView : public QWidget {
    Q_OBJECT
public:
    /// `overview` keeps the picture of the run that both views show, and must outlive this one.
    TimelineView(const Theme& theme, CommandRegistry& commands, SelectionContext& selection, TaskScope& scope,
                 RunFeed& feed, const OverviewView& overview, QWidget* parent = nullptr);
    TimelineTree& tree() { return *m_tree; }

signals:
    void taskActivated(quint32 task);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeCommands();
    void makeStrip(class QVBoxLayout* column);
    void refresh();
    void sumUp();
    void makeLegend(class QVBoxLayout* column);
    void showFollowing();
    /// What the narrowing hides, how long nothing was under way, or else how an area is marked.
    QString noteOf(const QVector<Lane>& shown, const QVector<Lane>& all) const;
    /// Pins the current row above the others, or no longer.
    void pin();
    QWidget* addEntry(class BarSample* sample, const QString& words);
    void showLegend();
    TimeRange times() const;

    const Theme& m_theme;
    CommandRegistry& m_commands;
    SelectionContext& m_selection;
    TaskScope& m_scope;
    const RunPicture& m_picture;
    QTimer m_refresh;
    ViewHeader* m_header;
    QComboBox *m_rows, *m_colours;
    TimelineRates* m_rates;
    QStringList m_pinned;  ///< names of lanes, in the order in which they were pinned
    QLayout* m_legendFlow;
    QVector<QPair<BarLook, QWidget*>> m_stateEntries;
    QVector<QWidget*> m_seriesEntries;
    bool m_heldRows = false;  ///< some row is of tasks held at a pause point
    QWidget* m_breakEntry = nullptr;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    TimelineTree* m_tree;
    QWidget* m_strip;
    ThemedLabel* m_sums;
    QWidget* m_legend;
    QVector<TaskEdge> m_edges;
    AreaSums m_area;
};

}  // namespace skein::ui
