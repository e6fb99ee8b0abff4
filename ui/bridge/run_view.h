// What the screens know of a run: plain values, copied from thread to thread, never a pointer into the core.
// Thread: any.
#pragma once

#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>
#include <optional>

#include "core/model/run_terms.h"
#include "ui/common/status.h"

namespace skein::ui {

enum class RunPhase {
    None,
    Opening,
    Running,
    Held,
    HeldByBudget,
    HeldByDisk,
    HeldByKeys,
    HeldByPlan,      ///< a proposed plan waits for the person
    HeldByDeadline,  ///< the time given is over
    Stopping,
    Interrupted,  ///< the journal says it runs, but no process does
    Lost,         ///< the workspace can no longer be read: everything shown is stale
    Done,
    Failed,
    Blocked,
    Stopped
};
/// Whoever or whatever holds it: resuming goes on.
constexpr bool isHeld(RunPhase phase) {
    return phase == RunPhase::Held || phase == RunPhase::HeldByBudget || phase == RunPhase::HeldByDisk ||
           phase == RunPhase::HeldByKeys || phase == RunPhase::HeldByPlan || phase == RunPhase::HeldByDeadline;
}

/// One of the budgets that bound a run.
struct BudgetRow {
    BudgetScope scope = BudgetScope::Run;
    QString name;      ///< of the swarm or the task
    quint32 task = 0;  ///< for BudgetScope::Task
    MicroUsd limit;
    MicroUsd taken;  ///< spent, reserved or possibly charged
    friend bool operator==(const BudgetRow&, const BudgetRow&) = default;
};

/// A provider that the run calls, by what its journal tells.
struct ProviderRow {
    QString name;
    Instant downSince{};     ///< its newest calls all failed since then; 0: it answers
    int failedCalls = 0;     ///< ... so many of them
    QString said{};          ///< ... the last with these words
    int inFlight = 0;        ///< calls without an end
    int calls = 0;           ///< begun in the last minute
    TokenCount tokens{};     ///< of the answers of the last minute, in and out
    int slowedDown = 0;      ///< calls of the last ten minutes that were refused for their pace
    int keysOutOfQuota = 0;  ///< left alone until a person says go on
    int keysRefused = 0;     ///< the same
    QString keysSaid{};      ///< the newest of these refusals in the provider's words
    friend bool operator==(const ProviderRow&, const ProviderRow&) = default;
};

/// A question that the plan left open, and what holds for it.
struct PlanAnswer {
    enum class By { Person, Planner, Recipe };
    QString words;  ///< whose answer, the answer and the question, as one line
    By by = By::Person;
    friend bool operator==(const PlanAnswer&, const PlanAnswer&) = default;
};

struct RunSummary {
    quint32 run = 0;
    QString name;       ///< the workspace's file name
    QString workspace;  ///< its path
    QString goal;       ///< the statement
    QStringList constraints;
    QString provider, model;
    RunPhase phase = RunPhase::None;
    StatusCounts counts{};
    int total = 0;
    MicroUsd spent, reserved;
    std::optional<MicroUsd> budget;
    bool nearBudget = false;              ///< four fifths of any budget are spent or reserved
    std::optional<BudgetRow> tightest{};  ///< the budget with the smallest share left; held by one: that one
    std::optional<MicroUsd> nextCall{};   ///< held by a budget: what the next call can cost at most, where it is known
    bool spentKnown = true;               ///< false: a model was called whose price is not known
    QString planEstimate{};               ///< of a proposed plan that waits for the person: time and cost, in words
    TokenCount tokensIn, tokensOut;
    bool tokensMeasured = false;  ///< false while any of them is an estimate
    int agents = 0, agentsRunning = 0;
    Instant startedAt, endedAt;  ///< endedAt 0 while it runs
    Instant until{};             ///< nothing new starts from then on; 0: it has no end
    int conflictsOpen = 0, conflictsSettled = 0;
    int paused = 0;           ///< tasks held at a pause point now
    int partsInPlanning = 0;  ///< planner tasks at work, or with a proposal that is not in the plan yet
    bool hasDeliverable = false, draft = false;
    int deliverableRevision = 0;
    bool simulated = false;
    quint64 sequence = 0;  ///< journal entry this is folded up to
    Instant undoUntil{};  ///< not 0: nothing runs, for what is ready waits until a decision can no longer be taken back
    Instant lastEntryAt;  ///< when that entry was recorded
    Instant asOf;         ///< when this summary was made
    qint64 writer = 0;    ///< process that holds the workspace; 0: nobody does
    QString unwritable{};  ///< nobody holds it and nothing could be written to it now: why, in words; empty: it could
    bool keptReadOnly = false;         ///< ... for its file is marked as one to be looked at, as the recorded run is
    QVector<PlanAnswer> answers{};     ///< in the order of the plan
    QVector<ProviderRow> providers{};  ///< by name; empty: it has called none
    QString heldBecause{};   ///< held for its keys: which were set aside, and what the last refused call was told
    bool freshFork = false;  ///< interrupted only because it is a fork in which nothing has happened yet
};

/// What was paid, in one of the groups that a CostStory was asked for.
struct CostGroup {
    QString name;
    std::optional<MicroUsd> cost;  ///< nothing: a price is not known
    TokenCount tokensIn, tokensOut;
    TokenCount tokensCached;  ///< of those in, read from a provider's cache
    int calls = 0, failedCalls = 0;
    int tasks = 0;  ///< that called it
};

/// Money of a run told apart by who was paid and by what came of it. What is not there is not known, never 0.
struct CostStory {
    QString by;  ///< "provider" or "model"
    QVector<CostGroup> groups;
    std::optional<MicroUsd> baseline, reused, saved;  ///< without reuse and routing; of it reused; less what was spent
    QString baselineModel, baselineText;              ///< what the baseline is, in a sentence
    std::optional<MicroUsd> failedCalls, repeated, wasted, estimated;  ///< these overlap
    MicroUsd unconfirmed;                                              ///< possibly charged, and set aside
    int unconfirmedCalls = 0;
    int batchCalls = 0;
    std::optional<MicroUsd> batchSaved;  ///< against the same calls made at once
    QString error;                       ///< not empty: could not be read, and why
};

struct TaskRow {
    quint32 no = 0;
    QString id, title, phase, kind;
    Status status = Status::Waiting;
    QString agent;
    int attempt = 0;    ///< 0: none yet
    Instant startedAt;  ///< of the attempt in flight
    Duration elapsed;   ///< of the attempt in flight, else of the last finished one
    TokenCount tokensIn, tokensOut;
    bool tokensMeasured = false;  ///< false: the amounts are estimates; nothing spent is always measured
    MicroUsd cost;
    QString why;              ///< why it is in this state, in words
    int blocks = 0;           ///< tasks that need it, directly
    bool pausePoint = false;  ///< it starts when the person lets it pass; held by nothing else: it needs them
};

struct TaskEdge {
    quint32 from = 0, to = 0;  ///< `to` needs `from`
};

/// Tasks and dependencies of a run; sent on load and after an amendment.
struct PlanView {
    quint32 run = 0;
    QVector<TaskRow> tasks;  ///< plan order
    QVector<TaskEdge> edges;
    QStringList phases;  ///< order of first appearance
};

enum class ConflictStanding { Open, Resolved, Lapsed };
enum class Answer { TakeA, TakeB, Neither, NotAConflict, OwnText };

struct ConflictRow {
    quint32 id = 0;
    quint32 run = 0;
    QString label;  ///< what people call it, the same in every run: "c-kwzrt"
    QString subject, rule;
    QString claimA, claimB;  ///< short values
    ConflictStanding standing = ConflictStanding::Open;
    std::optional<Answer> answer;
    bool decidedByPolicy = false;
    int blocks = 0;  ///< tasks that wait for it
    quint32 taskA = 0, taskB = 0;
};

struct EvidenceView {
    QString place;  ///< "src/cache.h:88-90"
    QString quote;
};

struct ClaimView {
    QString sentence, value, basis, modality, scope;
    QString task;  ///< id of the task it comes from; empty: a source alone
    QVector<EvidenceView> evidence;
};

struct ConflictDetails {
    ConflictRow row;
    QString reason;
    ClaimView a, b;
    QString ownText;
};

struct Consequences {
    quint32 conflict = 0;
    Answer answer = Answer::TakeA;
    int rerunAtLeast = 0, rerunAtMost = 0;
    int superseded = 0;
    int released = 0;  ///< tasks that stop waiting
    Duration time;
    MicroUsd cost;
    QVector<quint32> closes{};  ///< other open conflicts that lose a side
    QStringList alsoSettles{};  ///< places that say the same as what is dropped: "path:line"
    QStringList opens{};        ///< contradictions that only the dropped side hid, each in words
    bool comparesAnew = false;  ///< what is said then is compared again: it may bring up others
    QString error;              ///< not empty: could not be computed, and why
};

struct SegmentView {
    QString reason;  ///< "rules", "task", ...: core's names
    TokenCount tokens;
    double score = 0;
    QString source, text;
    /// By the output, once there is one: cited by line, drawn on by its words, or not at all.
    enum class Use { Unknown, No, DrawnOn, Cited } use = Use::Unknown;
};
struct LeftOutView {
    TokenCount tokens;
    QString source, why;
};
struct WindowDetails {
    QVector<SegmentView> segments;
    QVector<LeftOutView> leftOut;
    TokenCount total, bandMin, bandMax;
    bool measured = false;
    QString systemPrompt, userPrompt;
    std::optional<double> relevance{};  ///< share of the memory tokens that the output used
};

struct AttemptRow {
    int attempt = 0;
    QString agent, state, model;
    Instant startedAt, endedAt;
    TokenCount tokensIn, tokensOut;
    MicroUsd cost;
    QString calls{};  ///< whom it called with which key, and why those; a line each
};

/// Another task, by what a person calls it.
struct TaskLink {
    quint32 no = 0;
    QString title;
};

struct TaskDetails {
    TaskRow row;
    QString instruction, contract;
    QVector<TaskLink> needs, feeds;
    QStringList scope;
    std::optional<WindowDetails> window;
    std::optional<QString> output;
    QString failure;
    QVector<AttemptRow> attempts;
    QString error;  ///< not empty: could not be read, and why
};

/// What is left of a run, as far as finished tasks tell. Always an estimate.
struct Forecast {
    int finishedMissing = 0;                 ///< above 0: too few finished tasks to tell; so many more are needed
    Duration low, high;                      ///< time left, P10 and P90
    MicroUsd costLow, costLikely, costHigh;  ///< still to be spent, P10, P50 and P90
    bool limitedByPath = false;              ///< by the chain of dependencies; else by the number of agents
    bool fromEarlierRuns = false;            ///< this run has finished too few: earlier ones tell
    int notCounted = 0;                      ///< tasks that wait for a person
    QVector<quint32> criticalPath;           ///< the longest chain of what is left, in order
    bool pathByTime = false;                 ///< by measured times; else by number of tasks
    /// By task (plan order): how much later it may end without moving the end of the run, and how long it is expected
    /// to take from now on. Microseconds where pathByTime, else numbers of tasks; below 0: nothing is left to do.
    QVector<Duration> slack{}, left{};
};

/// Charged and used up to an instant.
struct SpendPoint {
    Instant at;
    MicroUsd spent;
    TokenCount tokens;
};

struct EventRow {
    quint64 sequence = 0;
    Instant at;
    QString kind, object, text;
};

/// What the calls of one attempt to one model cost.
struct CallShare {
    QString provider, model;
    MicroUsd cost;
    friend bool operator==(const CallShare&, const CallShare&) = default;
};

/// One try of one task, from its beginning to its end.
struct AttemptSpan {
    /// CutOff: it ended without being a failure of the task or a model: the process that ran it ended, or it was
    /// stopped or taken back.
    enum class End { Running, Done, Reused, Failed, GaveUp, CutOff };
    quint32 task = 0;
    int attempt = 0;
    quint32 agent = 0;  ///< 0: nobody worked on it, a result was taken over
    Instant from;
    Instant calledAt;  ///< its first step went out; 0: not yet. Until then it waited for its turn
    Instant to;        ///< 0: still running
    Instant againAt;   ///< of a failed one: when the next try began; 0: not yet, or there is none
    End end = End::Running;
    MicroUsd cost;
    /// Of its newest call of a model; empty: it has called none.
    QString provider{}, model{};
    QString key{};  ///< by the name people gave it, never the key; empty: it needed none
    /// Where it called more than one model; empty: all of it was paid for `provider` and `model`.
    QVector<CallShare> shares{};
    friend bool operator==(const AttemptSpan&, const AttemptSpan&) = default;
};

/// A time in which the run or a part of it stood still.
struct WaitSpan {
    enum class Kind { Conflict, Held, Silence };  ///< Silence: nothing was recorded although it should have run
    Kind kind = Kind::Conflict;
    quint32 conflict = 0;
    Instant from, to;  ///< `to` 0: still
    friend bool operator==(const WaitSpan&, const WaitSpan&) = default;
};

struct HistoryChange {
    bool replace = false;        ///< the spans are all there are
    QVector<AttemptSpan> spans;  ///< new ones and changed ones, by task and attempt
    QVector<WaitSpan> waits;     ///< all
};

/// Everything that changed since the last delivery; absent parts did not change.
struct RunDelta {
    std::optional<RunSummary> summary;
    std::optional<PlanView> plan;
    QVector<TaskRow> tasks;
    QVector<ConflictRow> conflicts;
    QVector<EventRow> events;
    std::optional<Forecast> forecast;
    std::optional<QVector<SpendPoint>> spend;  ///< the whole history, ascending, thinned out
    std::optional<HistoryChange> history;
};

}  // namespace skein::ui

Q_DECLARE_METATYPE(skein::ui::RunDelta)
Q_DECLARE_METATYPE(skein::ui::TaskDetails)
Q_DECLARE_METATYPE(skein::ui::ConflictDetails)
Q_DECLARE_METATYPE(skein::ui::Consequences)
Q_DECLARE_METATYPE(skein::ui::CostStory)
