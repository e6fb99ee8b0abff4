// ActualPath: which chain of tasks a run has really waited for so far: from the task that ended last (or still runs)
// back through what each of them needed and that ended last. Thread: any; values only.
#pragma once

#include <QHash>

#include "ui/bridge/run_view.h"

namespace skein::ui {

struct PathSoFar {
    QVector<quint32> tasks;  ///< in order; empty: nothing has begun
    Duration length;         ///< from the first one's beginning to the last one's end, or to `now` while that runs
    Duration waited;         ///< of it, when none of them was at work
};

class ActualPath {
public:
    void take(const HistoryChange& change);
    /// O(dependencies). `now` is the end of what runs.
    PathSoFar path(const PlanView& plan, Instant now) const;

private:
    struct Work {
        Instant from, to;  ///< of all attempts together; `to` 0: still running
        int last = 0;      ///< number of the newest attempt
    };
    QHash<quint32, Work> m_work;  ///< by task
};

}  // namespace skein::ui
