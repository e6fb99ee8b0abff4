#include "ui/shell/view_help.h"

#include "ui/common/words.h"

namespace skein::ui {

QString viewHelp(ViewId view) {
    switch (view) {
        case ViewId::Goal:
            return tr(
                "Goal: what you want, and the plan for it. The plan follows the text a moment after you stop "
                "typing; what you changed by hand stays.");
        case ViewId::Overview:
            return tr("Overview: how the run stands, what happened while you were away, and when it will be done.");
        case ViewId::Graph: return tr("Graph: which task needs which, and where the run is stuck.");
        case ViewId::Timeline: return tr("Timeline: what happened when.");
        case ViewId::Tasks: return tr("Tasks: every task with its state and the reason for it.");
        case ViewId::Conflicts:
            return tr("Conflicts: two statements that cannot both hold. Nothing changes before you commit.");
        case ViewId::Costs: return tr("Costs: what the run has spent, on what, and what it will probably spend.");
    }
    return {};
}

QVector<ViewKeys> viewKeys(ViewId view) {
    switch (view) {
        case ViewId::Goal:
            return {{tr("F2"), tr("Rename the task or phase of the plan")},
                    {tr("Ins, Del"), tr("Insert a task, delete what is selected")},
                    {tr("Ctrl+], Ctrl+["), tr("Move the task into a phase, out of it")},
                    {tr("L"), tr("Link the task with another one")}};
        case ViewId::Overview: return {};
        case ViewId::Graph:
            return {{tr("Left, Right"), tr("To what a task needs, to what needs it")},
                    {tr("Up, Down, Home"), tr("To its neighbours, to the start")},
                    {tr("Shift and an arrow"),
                     tr("Select several: with the next one; by mouse Ctrl, or a frame with Shift")},
                    {tr("Enter"), tr("Open the task or the group")},
                    {tr("+, -, 0"), tr("Zoom in, zoom out, show all")},
                    {tr("G"), tr("Follow running tasks")},
                    {tr("C, Shift+C"), tr("Critical path of what is left, and so far")},
                    {tr("N, 1 to 9"), tr("Only what is near the task, and how near")},
                    {tr("B, U, D"), tr("Near: both ways, what it needs, what needs it")},
                    {tr("O"), tr("Outline")}};
        case ViewId::Timeline:
            return {{tr("W, S"), tr("Show less time, more time")},
                    {tr("A, D"), tr("Earlier, later")},
                    {tr("F"), tr("Centre, and again: show all time")},
                    {tr(",  ."), tr("Previous and next attempt of the row")},
                    {tr("M, Shift+arrows"), tr("Mark an area, change it")},
                    {tr("R"), tr("Zoom to the marked area")},
                    {tr("P"), tr("Pin the row")},
                    {tr("G, T"), tr("Follow the present, true time")}};
        case ViewId::Tasks: return {{tr("Enter"), tr("Open the task in the inspector")}};
        case ViewId::Conflicts:
            return {{tr("J, K"), tr("Next and previous conflict")},
                    {tr("A, B"), tr("Take this side")},
                    {tr("N, X, E"), tr("Neither, not a conflict, your own text")},
                    {tr("Enter"), tr("Commit the decision")}};
        case ViewId::Costs: return {{tr("Enter"), tr("Show the tasks of the row")}};
    }
    return {};
}

}  // namespace skein::ui
