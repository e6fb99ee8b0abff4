// PlanForms: one plan being written in three forms: outline, graph and source. One model, one undo stack, one
// selection: what is selected in one form is selected in the others. Thread: GUI.
#pragma once

#include <QWidget>

#include "ui/common/selection_context.h"
#include "ui/goal/plan_draft.h"

class QButtonGroup;
class QStackedWidget;

namespace skein::ui {

class GraphCanvas;
class PlanSource;
class PlanTree;
class Theme;

class PlanForms : public QWidget {
    Q_OBJECT
public:
    enum Form { Outline, Graph, Source };

    PlanForms(const Theme& theme, PlanDraft& draft, QWidget* parent = nullptr);

    PlanTree& tree() const { return *m_tree; }
    Form form() const;
    void show(Form form);
    /// Puts the keyboard into the form that is shown.
    void focusPlan();
    /// Under Source stands something that is not the plan.
    bool hasTypedSource() const;

signals:
    /// Under Source something was typed, or is no longer to be taken over.
    void sourceTyped();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fillGraph();
    void selectEverywhere(const std::string& task);
    quint32 numberOf(const std::string& task) const;

    const Theme& m_theme;
    PlanDraft& m_draft;
    SelectionContext m_selection;  ///< of the graph
    bool m_selecting = false;
    QButtonGroup* m_choice;
    QStackedWidget* m_stack;
    PlanTree* m_tree;
    GraphCanvas* m_graph = nullptr;  ///< made when it is first looked at
    PlanSource* m_source = nullptr;  ///< the same
};

}  // namespace skein::ui
