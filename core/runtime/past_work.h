// What finished tasks of a workspace took, read from its journal: what the next estimate and the forecast of a run draw
// from, and how runs went beside the estimate they began with. Thread: one owner. Reads only; never counts a simulated
// run, and never what was done by models that the run in question cannot call.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/plan/outlook.h"
#include "core/runtime/reader.h"
#include "core/runtime/run_models.h"

namespace skein::runtime {

/// One run as it went.
struct RunRecord {
    struct Kind {
        std::size_t results = 0;
        plan::Work took;  ///< of these results; attempts as well
    };
    RunId run;
    std::optional<plan::Outlook> estimate;  ///< made when it began; a run of an older version has none
    Duration busy{};                        ///< while at least one attempt was in work
    MicroUsd spent{};
    std::size_t reused = 0;  ///< results taken over from earlier runs
    bool amended = false;    ///< its plan was changed
    bool done = false;       ///< at rest with everything done
    bool foreign = false;    ///< worked with models that do not count here
    std::map<std::string, Kind> kinds;
    int inWork = 0;
    Instant since{};  ///< when `inWork` changed

    /// Whether the estimate can be held against it: it did what was planned, all of it and anew.
    bool comparable() const { return estimate && done && reused == 0 && !amended; }
};

/// What was already done for a result that is not there yet.
struct Effort {
    plan::Work took;       ///< of attempts that are over, and what was charged for all
    Instant startedAt{};   ///< of the attempt in work; 0: none
    bool foreign = false;  ///< a model that does not count here had a part in it
};

class PastWork {
public:
    /// `models` are those of the run in question: money is counted at their prices at `now`.
    PastWork(RunModels models, Instant now) : m_models(std::move(models)), m_now(now) {}

    /// Reads what the journal holds beyond what was read. Errors: as WorkspaceReader::events.
    Result<void> readOn(const WorkspaceReader& reader);

    /// All results so far, and the errors of comparable runs whose estimate rested on finished tasks for the most part:
    /// another one tells of the built-in figures, not of this workspace.
    plan::History history() const;
    const std::map<RunId, RunRecord>& runs() const { return m_runs; }
    const RunModels& models() const { return m_models; }
    /// Up to the newest entry, also while it goes on.
    Duration busy(const RunRecord& run) const { return run.inWork > 0 ? run.busy + (m_lastAt - run.since) : run.busy; }
    /// nullptr: nothing.
    const Effort* effort(RunId run, TaskNo task) const;

private:
    struct Planned {
        std::string kind;
        Duration time{};
        bool assembler = false;
    };
    using Key = std::pair<RunId, TaskNo>;

    void take(const WorkspaceReader& reader, const CommittedEvent& entry);
    void finish(const event::TaskFinished& finished);
    void endAttempt(RunId run, TaskNo task, Instant at);
    void settle(const event::StepSettled& settled);

    RunModels m_models;
    Instant m_now, m_lastAt;
    std::uint64_t m_at = 0;
    plan::History m_history;
    std::map<RunId, RunRecord> m_runs;
    std::map<Key, Planned> m_planned;
    std::map<Key, Effort> m_efforts;
    std::map<StepRef, Target> m_called;
};

}  // namespace skein::runtime
