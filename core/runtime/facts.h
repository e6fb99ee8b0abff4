// What executors need to know of the workspace beyond their effect: goals, models, task texts, claims and conflicts.
// A projection of the journal like any other: built from a folded State, kept up to date by committed events, never
// decided on by the engine. Thread: written by the indexer's thread, read by workers; every method locks and returns
// values.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "core/coherence/claim_index.h"
#include "core/coherence/judging.h"
#include "core/engine/state.h"
#include "core/model/claim.h"
#include "core/model/coherence_terms.h"
#include "core/ports/index.h"
#include "core/runtime/ingest/roots.h"
#include "core/runtime/reader.h"
#include "core/runtime/run_models.h"
#include "core/runtime/window_terms.h"

namespace skein::runtime {

/// A conflict with its claims, for windows, deliverables and comparison.
struct ConflictFacts {
    ConflictId conflict;
    RunId run;
    TaskNo taskA, taskB;
    Claim a, b;  ///< which is A: SourceOrder
    std::string rule;
    std::string reason;           ///< why they cannot both hold, and what the run's policy said where it was asked
    std::string undecidedPolicy;  ///< "newer", "evidence" or "vote" if it was asked and left the decision to a person
    ConflictState::Status status = ConflictState::Status::Open;
    Decision decision = Decision::TakeA;  ///< what it comes to: comesTo()
    bool refined = false;                 ///< the decision was to refine the goal, by `text`
    std::optional<Claim> own;             ///< what a decision by text says holds: ownClaim()
    Decider by = Decider::Person;
    std::string text;        ///< own or combined text of the person, or a note
    std::string policy;      ///< that decided; empty where a person did
    Json terms;              ///< resolutionTerms(); null where the decision has none
    TaskNo task;             ///< who answers again or checks
    BlobRef goalBefore;      ///< of the run, where the decision refined it
    Json dissent;            ///< dissentOf() of the decision; null where nothing was recorded
    std::string key;         ///< what both claims are about: the longest candidate key they share
    std::string pair;        ///< contestedPair of both
    ConflictId reopens;      ///< of an earlier run
    std::uint64_t more = 0;  ///< contradictions about the same thing that were not opened beside it
    bool crowd = false;      ///< so many of its run contradict each other about the thing that not all were opened
    bool truncated = false;  ///< the thing has more values than are compared
    bool judged = false;     ///< by a model and no rule
    Json tally;  ///< {"voices":[…],"words"}: what agents said who were asked; null: none were, or not all said
};

/// The goal and the settings of a run as its blobs hold them.
struct RunFacts {
    BlobRef goal;
    std::string statement;
    std::vector<std::string> constraints;
    std::vector<std::string> sources;         ///< names of the folders or files that were read, in the goal's order
    std::vector<SourceRoot> roots;            ///< the same with their places
    std::shared_ptr<const RunModels> models;  ///< null: the options cannot be read
    ConflictPolicy onConflict = ConflictPolicy::Ask;
    std::shared_ptr<const WindowTerms> terms;  ///< what was learned for its windows; null: nothing
    CoherenceTerms coherence;                  ///< the person's, as they stood when it began
};

/// What persons said of atoms, for one task: their word about the task before the one about all tasks.
struct AtomMarks {
    std::vector<Digest> pinned;  ///< in the order in which it was said
    std::set<Digest> excluded;
};

/// Two claims of a run that cannot both hold; a is the earlier one.
struct FoundClash {
    HeldClaim a, b;
    std::string rule, reason;
    std::string key, pair;  ///< contestedKey and contestedPair of both
    bool dropped = false;   ///< a decision in force has dropped a side: told so that it can be doubted, never opened
};

struct ComparedClaims {
    std::vector<FoundClash> found;  ///< one for each contestedPair, in the order of b, then a
    std::set<ConflictId> again;     ///< open conflicts of which the task's claims may change what was found
    bool truncated = false;         ///< a name had more claims than are compared
};

class FoundPairs;

/// Reads blobs for the projection; errors leave the fact out.
using BlobSource = std::function<Result<std::string>(const BlobRef&)>;

class Facts {
public:
    explicit Facts(BlobSource blobs);

    /// Starts from a folded state: everything up to its sequence.
    void load(const State& state);
    void take(const CommittedEvent& event);

    RunFacts run(RunId run) const;
    /// The models of a run alone; null where its options cannot be read.
    std::shared_ptr<const RunModels> models(RunId run) const;
    AtomMarks marksFor(RunId run, TaskNo task) const;
    /// The conflicts that concern a run: its own, and those settled in earlier runs of the workspace; in order of
    /// number.
    std::vector<ConflictFacts> conflicts(RunId run) const;
    /// What a decision by text says holds, as a claim; nothing where it is not in force or states no value.
    std::optional<Claim> ownOf(ConflictId conflict) const;
    /// Nothing where there is no such conflict. Cost: does not grow with the number of conflicts, as conflicts() does.
    std::optional<ConflictFacts> conflict(ConflictId conflict) const;
    /// What was decided in other runs, as conflicts() has it; with `pair`, about that pair alone.
    std::map<ConflictId, Decision> decidedElsewhere(RunId run) const;
    std::vector<ConflictFacts> decidedElsewhere(RunId run, const std::string& pair) const;
    /// The decisions of this run that dropped what a claim says; in order of number.
    std::vector<ConflictId> dropping(RunId run, const Claim& claim) const;
    /// Contradictions about one thing that a run has open.
    std::size_t openAbout(RunId run, const std::string& key) const;
    /// Claims of one task's newest revision, superseded ones included.
    std::vector<HeldClaim> claimsOf(RunId run, TaskNo task) const;
    /// All claims that are held: of every task's newest revision, but those that a decision dropped; by sequence, then
    /// id.
    std::vector<HeldClaim> held() const;
    /// Holds one task's claims against all claims of the run, as if they had come together, in the order of tasks, then
    /// of place. What decisions dropped hides nothing: it is found as well, marked so, and what it hid while it held is
    /// found beside it. What a person wrote instead of both sides is held as a claim. `lapsed`: decisions of other runs
    /// that are in force no more. Cost: grows with the task's claims, not with those held.
    ComparedClaims compare(RunId run, TaskNo task, const std::set<ConflictId>& lapsed = {}) const;
    /// What would be found, and is neither open nor decided, if this were decided; in the order of b, then a. What a
    /// text says that holds instead is not among it.
    std::vector<FoundClash> openedBy(const ConflictFacts& conflict, Decision decision) const;
    /// The claims of a task and those of the run that stand under their names, a bounded number of each name, in the
    /// order of tasks, then of place.
    std::vector<HeldClaim> about(RunId run, TaskNo task) const;
    /// The claims of the conflict's run that repeatsDropped() is true of; ordered by evidence. Cost: all of them.
    std::vector<HeldClaim> repeating(const ConflictFacts& conflict) const;
    /// All claims of the run that say the same as this one about `key`, ordered by evidence: itself and its supporters.
    std::vector<HeldClaim> supporters(RunId run, const std::string& key, const Claim& claim) const;
    /// Claims of the run that say the same as this one about `key` under whatever heading and notation, the same order:
    /// those of supporters() among them; of a crowded name the first few of each meaning. None where nobody says it.
    std::vector<HeldClaim> equalStatements(RunId run, const std::string& key, const Claim& claim) const;
    /// The conflict with each side told by the first of its supporters, whichever claim was compared first: what goes
    /// into windows and documents must not depend on which agent was faster.
    ConflictFacts canonical(const ConflictFacts& conflict) const;
    /// Tasks that make a claim of either side of an open conflict of the run.
    std::set<TaskNo> disputedTasks(RunId run) const;
    /// Whether a task whose claims share a key with these, and were recorded before `recordedAt`, is still being
    /// compared.
    bool earlierComparison(RunId run, TaskNo task, std::uint64_t recordedAt) const;
    /// Whether this pair of meanings was put before a person (or a rule) already in this run, or settled in any run by
    /// a decision that is not among `lapsed`.
    bool pairKnown(RunId run, const FoundClash& clash, const std::set<ConflictId>& lapsed) const;
    /// Whether this pair was ever found, or put to a model, in any run.
    bool pairSeen(const Claim& a, const Claim& b) const;
    /// Nothing where there is no such conflict.
    std::optional<ConflictState::Status> statusOf(ConflictId conflict) const;
    /// Of every model that was asked for votes in any run, by provider and model.
    std::map<std::string, coherence::Reputation> reputations() const;
    /// Those of these paths that the run's sources gave; all of them for a run that names no source.
    std::vector<std::string> sourcesOf(RunId run, std::vector<std::string> paths) const;
    /// Atoms that are evidence of claims in open conflicts between these tasks of the run: left out of windows.
    std::set<Digest> disputedAtoms(RunId run, const std::set<TaskNo>& among) const;

private:
    using Slot = coherence::ClaimIndex::Slot;
    /// The claims of a run.
    struct RunClaims {
        coherence::ClaimIndex index;
        std::map<TaskNo, std::vector<Slot>> tasks;                      ///< as recorded
        std::set<std::tuple<std::uint64_t, std::uint64_t, Slot>> said;  ///< by a key's end and what is said, then rank
        std::map<Slot, std::set<ConflictId>> dropped;                   ///< by decisions in force
        std::map<ConflictId, Slot> own;                                 ///< what decisions say holds instead
    };
    class Standing;
    struct Comparing {
        std::uint64_t recordedAt = 0;
        std::vector<std::uint64_t> keys;  ///< of its claims; sorted
    };

    void takeRun(RunId run, const BlobRef& goal, const BlobRef& options, ConflictPolicy onConflict);
    void readOptions(const BlobRef& options, RunFacts& into) const;
    Json readJson(const BlobRef& blob) const;  ///< null where there is none or it cannot be read
    void readGoal(const BlobRef& goal, RunFacts& into) const;
    void takeGoal(ConflictId conflict, const BlobRef& goal);
    void restoreGoal(ConflictId conflict);
    void takeOptions(RunId run, const BlobRef& options);
    void takeClaims(RunId run, TaskNo task, const BlobRef& blob, std::uint64_t sequence);
    void takeConflict(const ConflictState& conflict);
    void setStatus(ConflictFacts& conflict, ConflictState::Status status);
    void noteCrowd(const ConflictFacts& conflict);
    void supersede(const ConflictFacts& conflict, bool restore);
    std::vector<std::uint64_t> keysOf(RunId run, TaskNo task) const;
    std::vector<const coherence::Item*> saying(RunId run, const std::string& key, const Claim& claim,
                                               std::size_t most = SIZE_MAX) const;
    /// Ordered by evidence.
    std::vector<HeldClaim> told(RunId run, const std::vector<const coherence::Item*>& items) const;
    void addOpenAbout(RunId run, coherence::WordHash says, const Claim& claim, std::set<ConflictId>& into) const;
    bool lookAgain(const ConflictFacts& conflict, const Standing& standing, coherence::Comparer& comparer,
                   FoundPairs& pairs, std::size_t mostSeen) const;
    void hold(RunClaims& made, Slot slot) const;
    void leave(RunClaims& made, Slot slot) const;
    void holdOwn(RunId run, RunClaims& made, const ConflictFacts& conflict);
    void leaveOwn(RunId run, RunClaims& made, const ConflictFacts& conflict);
    std::set<ConflictId> droppersOf(const Claim& claim) const;
    void addCrowds(const RunClaims& made, TaskNo task, const Standing& standing, std::vector<FoundClash>& into) const;
    void takeGone(RunId run, TaskNo task, const std::string& bytes);
    void addGone(RunId run, TaskNo task, Claim claim);
    bool isSuperseded(const Claim& claim) const;
    void takeSource(const BlobRef& root);
    void takeMark(const event::AtomMarked& mark);

    BlobSource m_blobs;
    mutable std::mutex m_mutex;
    std::map<RunId, RunFacts> m_runs;
    std::map<RunId, RunClaims> m_claims;
    std::map<std::pair<RunId, TaskNo>, Comparing> m_comparing;  ///< recorded and not finished
    std::map<ConflictId, ConflictFacts> m_conflicts;
    std::map<std::pair<RunId, TaskNo>, std::set<ConflictId>> m_unsaid;  ///< open, with a side the task said before
    /// What the task said before, and does not say any more; by id.
    std::map<std::pair<RunId, TaskNo>, std::map<Digest, Claim>> m_gone;
    /// By the hash of what a side says, then key.
    std::unordered_map<coherence::WordHash, std::map<std::string, std::set<ConflictId>>> m_open;
    std::map<std::pair<RunId, std::string>, std::size_t> m_openAbout;  ///< by run and key
    std::set<std::pair<RunId, std::string>> m_crowded;                 ///< run and key with more than is opened
    std::set<ConflictId> m_resolved;
    /// Decisions that drop a side which a claim may repeat, by the side's group and the last word of its subject.
    std::unordered_map<coherence::WordHash, std::set<ConflictId>> m_repeated;
    std::map<std::string, std::set<ConflictId>> m_pairs;       ///< contestedPair -> conflicts
    std::map<std::string, std::set<ConflictId>> m_superseded;  ///< key and value -> the decisions that dropped them
    std::vector<event::AtomMarked> m_marks;                    ///< oldest first
    std::vector<SourceRoot> m_sources;                         ///< of the workspace, in the order of their names
};

using coherence::contestedKey;
using coherence::contestedPair;
using coherence::valueMeaning;

/// Whether a decision takes a side out of what is held.
constexpr bool dropsA(Decision decision) {
    return decision == Decision::TakeB || decision == Decision::Neither || decision == Decision::OwnText ||
           decision == Decision::Combine;
}
constexpr bool dropsB(Decision decision) {
    return decision == Decision::TakeA || decision == Decision::Neither || decision == Decision::OwnText ||
           decision == Decision::Combine;
}
/// Whether a decision only has somebody answer again: what they contradict each other in then is found anew.
constexpr bool asksAgain(Decision decision) { return decision == Decision::Refine || decision == Decision::Regenerate; }

/// The detail blob of a conflict: {"a":claim,"b":claim,"rule","reason"}, and where the run's policy was asked
/// "policy":{"name","decided","reason"}.
Json conflictDetail(const Claim& a, const Claim& b, const std::string& rule, const std::string& reason);
/// Error: Damaged.
Result<ConflictFacts> conflictFromDetail(const Json& detail);
/// The tally in the blob that a conflict keeps it in: of its own, or within the dissent of the vote's decision.
Json tallyIn(const Json& blob);

}  // namespace skein::runtime
