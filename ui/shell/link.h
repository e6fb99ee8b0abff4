// Links: the address of a run, a task or a conflict, "skein:run/1/task/digest%2Fcache?view=graph&workspace=/x.skein".
// Thread: any; pure. A link is text from anywhere: every part is bounded and judged, and it can only show, never do.
#pragma once

#include <QString>

#include "core/base/error.h"

namespace skein::ui {

struct Link {
    enum class Of { Run, Task, Conflict };
    Of of = Of::Run;
    quint32 run = 0;
    QString object;     ///< id of the task, label of the conflict
    QString view;       ///< empty: the one that fits; a name of MainWindow::viewNames() is for the window to judge
    QString workspace;  ///< absolute path; empty: the one shown
    QString asOf;       ///< empty: now
    friend bool operator==(const Link&, const Link&) = default;
};

/// Errors: InvalidInput naming the part, what was expected and what stands there.
Result<Link> parseLink(const QString& text);
/// parseLink(linkText(link)) gives the link back.
QString linkText(const Link& link);
/// Whether the text means to be a link, right or wrong.
bool isLink(const QString& text);

}  // namespace skein::ui
