// Carries out the engine's effects: windows, model calls, the built-in assembler, checks, claims, comparisons. Every
// effect but a cancellation is answered by exactly one report, whatever goes wrong. An effect starts only after the
// projections hold everything its decision rested on. Thread: release() from the journal's thread; work happens on the
// worker pool and on the HTTP thread; reports are handed to `report` from any of them.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/context/assemble.h"
#include "core/engine/effect.h"
#include "core/ports/journal.h"
#include "core/providers/offline/agent.h"
#include "core/runtime/batch_lane.h"
#include "core/runtime/decisions.h"
#include "core/runtime/facts.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/indexer.h"
#include "core/runtime/keys/key_ring.h"
#include "core/runtime/memory_tools.h"
#include "core/runtime/model_client.h"
#include "core/runtime/recent.h"
#include "core/runtime/source_order.h"
#include "core/runtime/worker_pool.h"

namespace skein::runtime {

/// The world an executor works in; everything outlives it.
struct ExecutorWorld {
    BlobReader& blobs;
    BlobSink& sink;
    SqliteIndex& index;
    Facts& facts;
    Indexer& indexer;
    ModelClient& models;
    HttpTransport& transport;
    const KeyRing& keys;
    std::string digestKey;  ///< for keyedDigest over inputs and outputs
    unsigned workers = 2;
    /// episodicMemory() of the runs before `before`; where it is empty nobody remembers any.
    std::function<Result<Json>(const std::string& about, RunId before)> episodes{};
};

Instant wallNow();

class Executor {
public:
    using Report = std::function<void(Input)>;

    Executor(ExecutorWorld world, Report report);
    ~Executor();

    /// The report of an effect that only reads, where what it asks for is known already: an answer is examined as soon
    /// as it is there. Nothing: the effect is to be released.
    std::optional<Input> known(const Effect& effect) const;
    /// Starts these effects; `sequence` is the last entry of the batch they were decided with.
    void release(std::vector<Effect> effects, std::uint64_t sequence);

    /// The text of a task that was stored just now: it need not be read again when the task starts.
    void noteSpec(const BlobRef& blob, const TaskSpec& task) const { m_specs.keep(blob, task); }

    /// When advanceBatches() has something to do, in microseconds of the steady clock. Whenever it comes nearer, a Tick
    /// is reported.
    std::optional<std::int64_t> batchesDue() const;
    /// Lets a worker send and ask for what is due. Returns at once.
    void advanceBatches();

    /// Steps in hand, for lease renewal.
    std::vector<StepRef> activeSteps() const;

    /// What a decision would touch: the tasks that held what it supersedes. Read-only; also used by previews.
    Result<std::vector<TaskNo>> affectedBy(const ConflictFacts& conflict, Decision decision, bool undone) const;

private:
    void perform(const effect::AssembleWindow& e);
    void perform(const effect::PerformStep& e);
    void perform(const effect::CheckOutput& e);
    void perform(const effect::CancelStep& e);
    void perform(const effect::ExtractClaims& e);
    void perform(const effect::CompareClaims& e);
    void perform(const effect::FindAffected& e);
    void perform(const effect::ExpandPlan& e);
    void perform(const effect::ConveneVote& e);
    void perform(const effect::CountVotes& e);

    /// What an answer was found to be.
    struct Examined {
        BlobRef spec;                           ///< of the task it answers
        StepOutcome outcome = StepOutcome::Ok;  ///< of its check: Ok, Rejected, or Fatal where it cannot be checked
        BlobRef detail;                         ///< why it was not accepted
        BlobRef claims;                         ///< what it states, where it was accepted
        std::uint32_t count = 0;
        Digest digest;
    };
    /// Whether the check accepts an answer, and what it claims. `answer`: as it came; `window`: of its call, or
    /// empty. Where that tells of an answer that was cut, a refusal does so too: who answers next needs to know both.
    Examined examine(RunId run, const BlobRef& spec, std::string_view answer, const BlobRef& window) const;
    void extract(const TaskSpec& task, const std::string& output, Examined& into) const;
    static report::StepFinished checked(const StepRef& step, const Examined& examined);

    Result<report::WindowReady> makeWindow(const effect::AssembleWindow& e);
    /// The window of an attempt that goes on, with the answers to what its model asked memory.
    Result<report::WindowReady> continueWindow(const effect::AssembleWindow& e);
    /// Whether this call offers tools to ask memory.
    bool mayAskNow(const effect::PerformStep& e) const;
    /// What this attempt may ask memory, with everything left out that depends on who was faster.
    MemoryDesk deskOf(RunId run, TaskNo task) const;
    Result<report::StepFinished> performBuiltIn(const effect::PerformStep& e);
    Result<void> startModelCall(const effect::PerformStep& e);
    Result<void> startBatchCall(const effect::PerformStep& e);
    Result<ModelCall> callOf(const effect::PerformStep& e, const RunModel& model) const;
    ModelClient::Done finisherOf(const effect::PerformStep& e, std::shared_ptr<const RunModels> models,
                                 const RunModel* model, Instant began);
    void finishModelCall(const effect::PerformStep& e, const RunModel& model, Instant began, ModelOutcome outcome);
    /// The longest answer that this call asks for; see answer_limit.h.
    TokenCount limitOf(const effect::PerformStep& e, const RunModel& model) const;
    /// Whether some model of the run could be asked for a longer answer than this.
    bool mayWriteMore(const effect::PerformStep& e, TokenCount limit) const;
    Result<std::shared_ptr<const RunModels>> modelsOf(RunId run) const;
    Result<void> makeOffers(const RunModels& models, const TaskSpec& task, const ContextWindow& window,
                            report::WindowReady& ready) const;
    Result<std::vector<providers::DependencyOutput>> dependencyOutputs(
        RunId run, const std::vector<effect::DependencyRef>& dependencies, bool assembling) const;
    std::string treeDigest() const;
    /// What a result is known by that asked memory: the same question, and the same memory.
    Digest inputsAsked(const Digest& inputs) const { return keyed(inputs.hex() + " asked of " + treeDigest()); }
    Result<void> addMarks(RunId run, TaskNo task, context::WindowRequest& request) const;
    Result<std::vector<Atom>> citedAtoms(const std::vector<context::DependencyResult>& results) const;
    Result<std::set<std::string>> changedPaths(RunId run, std::uint64_t after) const;
    // executor_planning.cpp
    /// As checkOutput, for the answer of a planner task.
    Result<std::string> checkProposal(RunId run, const TaskSpec& planner, const std::string& output) const;
    Result<report::PlanExpanded> expand(const effect::ExpandPlan& e) const;
    // executor_judging.cpp
    Result<report::VoteConvened> convene(const effect::ConveneVote& e) const;
    Result<report::VotesCounted> count(const effect::CountVotes& e) const;
    /// A side of a conflict with every place that states it, up to a bound.
    coherence::JudgedSide judgedSide(const ConflictFacts& conflict, const Claim& claim) const;
    /// What stands in the window of a judge. Error: where nobody needs its answer any more.
    Result<void> addQuestion(context::WindowRequest& request) const;
    /// Statements of this task and others that no rule can decide about, to be put to a model.
    void addUndecided(RunId run, TaskNo task, const std::set<std::string>& reported, report::ClaimsCompared& compared);
    /// The tasks that this one needs, directly or through others.
    std::set<TaskNo> tasksBefore(RunId run, TaskNo task) const;

    Result<std::string> text(const BlobRef& blob) const;
    /// readOutput() of the output of a task.
    Result<std::string> output(const TaskSpec& task, const BlobRef& blob) const;
    Result<Json> json(const BlobRef& blob) const;
    Result<TaskSpec> spec(const BlobRef& blob) const;
    Result<std::shared_ptr<const ContextWindow>> window(const BlobRef& blob) const;
    BlobRef put(std::string bytes) const { return {m_world.sink.put(std::move(bytes))}; }
    Digest keyed(std::string_view bytes) const { return keyedDigest(m_world.digestKey, bytes); }
    report::StepFinished failedStep(const StepRef& step, StepOutcome outcome, const std::string& why) const;
    void retryComparisons();
    /// What a claim of this task says against a decision of its run, if anything.
    void speakAgainst(const ConflictFacts& conflict, const Claim& claim, TaskNo task,
                      report::ClaimsCompared& compared) const;
    void setActive(const StepRef& step, bool active);

    ExecutorWorld m_world;
    Decisions m_decisions{m_world.facts, m_world.index};
    SourceOrder m_sourceOrder{m_world.facts, m_world.index};
    Report m_report;
    mutable Recent<TaskSpec> m_specs{1'024};       // asked for four times an attempt
    mutable Recent<ContextWindow> m_windows{128};  // some 50 kB each; a call follows its packing closely
    Recent<Examined> m_examined{4'096};            ///< by output; asked for at once, some 200 bytes each
    mutable Recent<bool> m_claimless{4'096};       ///< claims of those that state nothing: they contradict nobody
    mutable std::mutex m_mutex;
    mutable std::map<RunId, std::set<std::string>> m_changed;  ///< changedPaths()
    std::vector<effect::CompareClaims> m_waiting;              ///< comparisons whose turn has not come
    std::set<StepRef> m_active;
    std::set<StepRef> m_cancelled;
    std::map<StepRef, ModelCallId> m_calls;
    std::atomic<bool> m_advancing = false;  ///< a worker is at what was due
    std::unique_ptr<BatchLane> m_lane;
    std::unique_ptr<WorkerPool> m_pool;  ///< last: joined before the rest goes
};

}  // namespace skein::runtime
