#include "ui/shell/view_help.h"

#include "ui/common/words.h"

namespace skein::ui {

QString viewHelp(ViewId view) {
    switch (view) {
        case ViewId::Goal:
            return tr(
                "Goal: what you want, and the plan for it. The plan follows the text a moment after you stop "
                "typing; what you changed by hand stays.\n"
                "In the plan: F2 rename, Ins insert, Del delete, Ctrl+] and Ctrl+[ into and out of a phase, "
                "L link.");
        case ViewId::Overview:
            return tr(
                "Overview: how the run stands, what happened while you were away, and when it will be done.\n"
                "F8 goes to what needs you.");
        case ViewId::Graph:
            return tr(
                "Graph: which task needs which, and where the run is stuck.\n"
                "Left and Right walk to what a task needs and feeds, Up and Down to its neighbours, Home to the "
                "start, + and - zoom, 0 shows all.\n"
                "G follow, C critical path, N near, 1 to 9 how near, B, U and D both sides, needs or feeds, "
                "O outline.");
        case ViewId::Timeline:
            return tr(
                "Timeline: what happened when.\n"
                "W and S zoom, A and D pan, F centre and again all, comma and full stop previous and next "
                "attempt of the row, M mark an area and Shift with the arrow keys changes it, R zoom to it, "
                "P pin the row, G follow the present.");
        case ViewId::Tasks: return tr("Tasks: every task with its state and the reason for it. Enter opens one.");
        case ViewId::Conflicts:
            return tr(
                "Conflicts: two statements that cannot both hold. Nothing changes before you commit.\n"
                "J and K next and previous, A and B take a side, N neither, X not a conflict, Enter commit, "
                "Ctrl+Z undo.");
        case ViewId::Costs:
            return tr(
                "Costs: what the run has spent, on what, and what it will probably spend.\n"
                "Enter on a row shows its tasks; Ctrl+T shows the charts as tables.");
    }
    return {};
}

}  // namespace skein::ui
