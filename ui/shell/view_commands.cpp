#include "ui/shell/view_commands.h"

namespace skein::ui {

std::optional<ViewId> viewOfCommand(const QString& id) {
    const auto begins = [&id](const char* start) { return id.startsWith(QLatin1String(start)); };
    // What is near a task is a step of narrowing, for all views; slack is in the drawer, which it opens.
    if (begins("skein.graph.near") || begins("skein.graph.slack")) return {};
    if (begins("skein.graph.")) return ViewId::Graph;
    if (begins("skein.timeline.")) return ViewId::Timeline;
    if (begins("skein.conflict.")) return ViewId::Conflicts;
    return {};
}

}  // namespace skein::ui
