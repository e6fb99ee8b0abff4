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
#include "core/runtime/token_counts.h"

namespace skein::runtime {

/// One run as it went.
struct RunRecord {
    /// What results of a kind took before.
    struct Usual {
        plan::Range time, cost;
    };
    /// An estimate beside what was measured, of the same work.
    struct Compared {
        plan::Range time, cost;
        Duration took{};
        MicroUsd spent{};
        std::int64_t plainTime = 0, plainCost = 0;
        bool priced = true, known = false;  ///< known: it rested on finished tasks for the most part
    };
    struct Kind {
        std::size_t results = 0;
        plan::Work took;  ///< of these results; attempts as well
        MicroUsd paid{};  ///< what was charged for them then
    };
    RunId run;
    std::optional<plan::Outlook> estimate;  ///< made when it began; a run of an older version has none
    Duration busy{};                        ///< while at least one attempt was in work
    MicroUsd spent{};
    std::size_t reused = 0;  ///< results taken over from earlier runs
    bool amended = false;    ///< its plan was changed by the person
    bool expanded = false;   ///< ... by its planner tasks
    bool byPlanner = false;  ///< the change that is being read
    bool done = false;       ///< at rest with everything done
    bool foreign = false;    ///< worked with models that do not count here
    std::map<std::string, Kind> kinds;
    std::map<std::string, Usual> usual;  ///< by kind, when its plan was first expanded
    int inWork = 0;
    Instant since{};  ///< when `inWork` changed

    /// Whether the estimate can be held against it: it did what was planned, all of it and anew.
    bool comparable() const { return compared().has_value(); }
    /// Nothing where it is not comparable. The estimate of a run whose plan a model proposed knew of the planner task
    /// alone: there the results count whose kinds were known when the plan was expanded, each as what those took.
    std::optional<Compared> compared() const;
};

/// What was already done for a result that is not there yet.
struct Effort {
    plan::Work took;       ///< of attempts that are over, and what all would be charged now
    MicroUsd paid{};       ///< what was charged for all
    Instant startedAt{};   ///< of the attempt in work; 0: none
    Instant batchSince{};  ///< of the attempt in work: its call waits in a batch; 0: it does not
    Duration waited{};     ///< of the attempt in work, in batches; no work of an agent
    bool byBatch = false;  ///< a call of it went by batch: its time is not that of a call at once
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
    const TokenCounts& tokenCounts() const { return m_tokenCounts; }
    /// Up to the newest entry, also while it goes on.
    Duration busy(const RunRecord& run) const { return run.inWork > 0 ? run.busy + (m_lastAt - run.since) : run.busy; }
    /// What calls by batch to models that count here waited for their answers, the newest two hundred.
    const std::vector<Duration>& batchWaits() const { return m_batchWaits; }
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
    void settle(const event::StepSettled& settled, Instant at);
    void expand(RunRecord& run) const;

    RunModels m_models;
    Instant m_now, m_lastAt;
    std::uint64_t m_at = 0;
    plan::History m_history;
    std::map<RunId, RunRecord> m_runs;
    std::map<Key, Planned> m_planned;
    std::map<Key, Effort> m_efforts;
    std::map<StepRef, Target> m_called;
    TokenCounts m_tokenCounts;
    std::vector<Duration> m_batchWaits;
};

}  // namespace skein::runtime
