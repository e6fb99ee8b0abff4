// What a resolution means: which claims it supersedes, what a policy would decide and why, and which tasks run again.
// Thread: any; pure functions over values. Must never start anything: the engine acts on what is returned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/model/claim.h"
#include "core/model/task.h"
#include "core/ports/index.h"

namespace skein::coherence {

/// What was decided about a conflict (cli.md, conflicts resolve --take).
enum class Choice { TakeA, TakeB, Neither, NotAConflict, OwnText };
std::string_view choiceName(Choice choice);  ///< "a", "b", "neither", "not-a-conflict", "own-text"
std::optional<Choice> choiceFromName(std::string_view name);

struct Decision {
    Choice choice = Choice::NotAConflict;
    std::string text;  ///< OwnText: the statement that holds instead, 1 to 4096 bytes; else a note, may be empty
};

/// What follows from a decision for the claims.
struct Outcome {
    std::vector<Digest> superseded;  ///< claims that no longer hold, sorted
    std::vector<Digest> upheld;      ///< claims that were confirmed, sorted
    std::optional<Claim> own;        ///< OwnText: the claim that holds from now on, basis "person"
    bool needsCheck = false;         ///< Neither: somebody has to find out what is true; a check task is due
};

/// The meaning of a decision:
///   a, b            the other side is superseded, with every claim of `onSubject` that says the same as it;
///   neither         both sides and their supporters are superseded, a check is due;
///   not a conflict  nothing is superseded;
///   own text        both sides and their supporters are superseded by one claim of the person.
/// `onSubject`: the held claims that share a candidate key with either side, both sides included.
/// Errors: NotFound if a side is not in `onSubject`; InvalidInput for OwnText without text or with too much.
Result<Outcome> outcomeOf(const Contradiction& conflict, const Decision& decision,
                          const std::vector<HeldClaim>& onSubject);

/// What a policy says: a choice, or nothing (the person decides), and always why in words.
struct PolicyAdvice {
    std::optional<Choice> choice;
    std::string reason;
};

/// Ask       leaves everything to the person.
/// Newer     the side whose latest valid interval begins later (Claim::validFrom); nothing if a side gives no date or
///           both give the same. The order of recording is not asked: it is the order in which agents finished. Whoever
///           asks gives claims of files the date with which the file was read; dates of commits are not known.
/// Evidence  the side with more pieces of evidence (path and line), supporters included; nothing on a tie.
/// Vote      one vote for each independent source: a file, or a task for claims of outputs; needs a majority of at
///           least two votes more than the other side has, otherwise nothing.
/// Supporters are the claims of `onSubject` with the same meaning. Never returns OwnText, Neither or NotAConflict.
/// Error: NotFound if a side is not in `onSubject`.
Result<PolicyAdvice> adviceOf(ConflictPolicy policy, const Contradiction& conflict,
                              const std::vector<HeldClaim>& onSubject);

/// What a task's recorded window and dependency inputs held.
struct TaskUse {
    TaskNo task;
    std::vector<Digest> items;  ///< digests of atoms, claims and outputs; any order
};

/// `consumer` reads the result of `producer`.
struct TaskEdge {
    TaskNo producer;
    TaskNo consumer;
};

/// The tasks that a resolution concerns (architecture.md, section 5, "Coherence").
struct Affected {
    std::vector<TaskNo> direct;  ///< held a superseded item; these run again; ascending
    std::vector<TaskNo> atMost;  ///< direct ones and all their consumers: the upper bound of a dry run; ascending
};

/// Exactly the tasks whose recorded inputs held a superseded item, and the most that can follow from them.
/// Edges may name tasks without a use. Cycles end. Cost: O((uses + edges) log n).
Affected affectedTasks(const std::vector<TaskUse>& uses, const std::vector<TaskEdge>& edges,
                       const std::vector<Digest>& superseded);

/// Whether the output of a task that ran again is equal to the former one in bytes and claims.
enum class OutputChange { Same, Different };

/// The tasks that have to run again because `finished` did: none when its output is the same (the early stop), else its
/// direct consumers, ascending, without repetition.
std::vector<TaskNo> nextAffected(TaskNo finished, OutputChange change, const std::vector<TaskEdge>& edges);

}  // namespace skein::coherence
