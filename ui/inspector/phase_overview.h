// PhaseOverview: what the inspector shows while no task is selected: the goal and, phase by phase, how far it is,
// failed and needs-you first. Thread: GUI.
#pragma once

#include <QScrollArea>

#include "ui/bridge/run_view.h"
#include "ui/common/labels.h"
#include "ui/common/status_strip.h"

class QVBoxLayout;

namespace skein::ui {

class PhaseOverview : public QScrollArea {
    Q_OBJECT
public:
    explicit PhaseOverview(const Theme& theme, QWidget* parent = nullptr);
    void take(const RunDelta& delta);
    /// Whether there is a run to say something about.
    bool hasRun() const { return !m_phases.isEmpty(); }

private:
    struct Row {
        ThemedLabel* words;
        StatusStrip* strip;
    };
    void rebuild(const PlanView& plan);
    void refresh();

    const Theme& m_theme;
    ThemedLabel* m_goal;
    ThemedLabel* m_answers;  ///< to questions of the plan; hidden where it has none
    QVBoxLayout* m_rows;
    QStringList m_phases;
    QVector<QWidget*> m_boxes;
    QVector<Row> m_parts;
    QVector<StatusCounts> m_counts;
    QVector<QPair<int, Status>> m_tasks;  ///< by number - 1: phase and state
};

}  // namespace skein::ui
