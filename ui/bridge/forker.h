// Forker: makes a workspace of its own from a past moment of another one, and says before what such a fork would keep.
// Reads and copies in a worker; answers come as signals, of the newest request only. Thread: GUI. It must never touch
// the workspace it reads.
#pragma once

#include <QObject>
#include <optional>

#include "core/base/units.h"

namespace skein::ui {

/// A moment that can be forked from, and what of the run there is by then.
struct ForkPoint {
    quint64 at = 0;  ///< the last journal entry that is taken over
    Instant when;    ///< when it was recorded
    int done = 0;    ///< tasks with a result
    MicroUsd spent;  ///< what those cost so far; a fork does not pay it again and begins with nothing spent
};

struct ForkSurvey {
    std::optional<ForkPoint> before, after;  ///< the task's first attempt; its newest result. Nothing: not yet
    std::optional<ForkPoint> now;            ///< the newest entry
    QString suggested;                       ///< a path beside the workspace where no file is
    QString error;                           ///< not empty: could not be read, and why
};

struct ForkOutcome {
    QString workspace;  ///< the new file
    quint64 copied = 0;
    QString error;    ///< not empty: nothing was made, and why
    QString keyFile;  ///< not empty: no keyring answers; agreeing to a key file here would do
};

class Forker : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    /// Looks through the journal of `workspace` for a task of a run.
    void survey(const QString& workspace, quint32 run, quint32 task);
    /// Copies everything up to entry `at` into the new file `target`. `keyFileConsent`: as for starting a run.
    void fork(const QString& workspace, quint64 at, const QString& target, bool keyFileConsent);

signals:
    void surveyed(const skein::ui::ForkSurvey& survey);
    void forked(const skein::ui::ForkOutcome& outcome);

private:
    int m_generation = 0;
};

}  // namespace skein::ui
