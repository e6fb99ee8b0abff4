// GraphFind: the row that finds tasks in the graph by words. What is found gets a halo and the rest is dimmed; nothing
// is taken away, for that is what the filter does. Thread: GUI.
#pragma once

#include <QLineEdit>
#include <QToolButton>
#include <QWidget>

#include "ui/common/labels.h"
#include "ui/graph/graph_canvas.h"

namespace skein::ui {

class GraphFind : public QWidget {
    Q_OBJECT
public:
    GraphFind(const Theme& theme, GraphCanvas& canvas, SelectionContext& selection, QWidget* parent = nullptr);

    /// Shows the row with the keyboard in it.
    void open();
    /// Hides the row and forgets the words; the keyboard goes back to the graph.
    void close();
    /// Selects what was found after the selected task, or before it, in plan order; round at the ends.
    void step(int by);
    bool findsSomething() const { return !m_tasks.isEmpty(); }
    /// Looks again, because the plan is another.
    void look();

signals:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void describe();
    QToolButton* addButton(const char* name, const QString& words);

    GraphCanvas& m_canvas;
    SelectionContext& m_selection;
    QLineEdit* m_field;
    ThemedLabel* m_count;
    QVector<int> m_tasks;  ///< in plan order, from 0
};

}  // namespace skein::ui
