// Outline: the plan of the run as a tree, at the left: the same tasks, filter and selection as every view, and the full
// equivalent of the graph for keyboard and screen reader. Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/common/labels.h"
#include "ui/common/notices.h"
#include "ui/shell/outline_model.h"

class QStackedWidget;
class QTreeView;

namespace skein::ui {

class Outline : public QWidget {
    Q_OBJECT
public:
    Outline(const Theme& theme, SelectionContext& selection, TaskScope& scope, RunFeed& feed,
            QWidget* parent = nullptr);

signals:
    /// Enter or a double click on a task.
    void taskActivated(quint32 task);

private:
    void restoreTree();
    void reveal(quint32 task);
    void showCounts();

    SelectionContext& m_selection;
    OutlineModel* m_model;
    QTreeView* m_tree;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    ThemedLabel* m_title;
    QSet<QString> m_closed;  ///< phases that the person closed
    bool m_restoring = false;
};

}  // namespace skein::ui
