// What assistive technology gets of the graph: a list with a summary, and the items in sight (at most 200) as children
// with their words, place, state and what can be done with them. The Tasks view is the full equivalent. Thread: GUI.
#pragma once

#include <QAccessibleWidget>
#include <QHash>

#include "ui/graph/graph_canvas.h"

namespace skein::ui {

class AccessibleGraph : public QAccessibleWidget {
public:
    explicit AccessibleGraph(GraphCanvas* canvas);
    ~AccessibleGraph() override;
    /// Makes every GraphCanvas use this interface; calling it again changes nothing.
    static void install();

    int childCount() const override;
    QAccessibleInterface* child(int index) const override;
    QAccessibleInterface* childAt(int x, int y) const override;
    QAccessibleInterface* focusChild() const override;
    int indexOfChild(const QAccessibleInterface* child) const override;

    static constexpr int mostChildren = 200;  // ui.md section 7

private:
    GraphCanvas* canvas() const { return static_cast<GraphCanvas*>(object()); }
    QAccessibleInterface* item(int index) const;
    void forget() const;

    mutable QHash<int, QAccessible::Id> m_items;  ///< by item of the scene
};

}  // namespace skein::ui
