// The person's terms for contradictions (rules off, tuned, added; policies; escalation) as the workspace holds them,
// and how each rule and policy has done by what was decided. Thread: any; reads only.
#pragma once

#include "core/runtime/host.h"

namespace skein::runtime {

class SqliteIndex;

/// The terms that a run begun now would take. Errors: those of reading the blob.
Result<CoherenceTerms> personTerms(const WorkspaceReader& reader, const State& state);

/// Error: InvalidInput naming what is wrong: an unknown rule or policy, a name twice, a threshold out of range.
Result<void> validTerms(const CoherenceTerms& terms);

/// {"terms": CoherenceTerms as JSON}; the whole, not a change. Errors: as validTerms.
Result<command::ChangeCoherence> coherenceFromParams(Host& host, const Json& params);

/// The person's terms with what a conflict that is none teaches: that pair of subjects is not compared again. Nothing
/// where both sides have one subject, where the terms say so already, or where they hold as many rules as they may.
std::optional<CoherenceTerms> taughtTerms(const CoherenceTerms& terms, const ConflictFacts& conflict);
/// The terms without what this conflict taught; nothing where it taught nothing that still stands.
std::optional<CoherenceTerms> untaughtTerms(const CoherenceTerms& terms, const ConflictFacts& conflict);

/// [{"model","agreed","judged","weight"}] of the models that have voted, by name: how often a vote agreed with what a
/// person decided about the same.
Json votersJson(const WorkspaceReader& reader, const State& state);

/// [{"id","title","explanation","on","least_confidence"?,"tolerance"?,"found","right","false_alarms","precision"|null}],
/// the built-in rules in their order, then the person's. Right: decisions other than not-a-conflict; a conflict that
/// nobody has decided, or that a policy did, tells nothing.
Result<Json> rulesJson(const WorkspaceReader& reader, const State& state);

/// What a policy would have decided: over the past conflicts of all runs that a person decided, and over those that are
/// open. {"policy","past","would_change":[…],"same","no_advice","open":[…],"not_known"}; each listed with label, run,
/// decision, advice and reason. A vote of agents can be told only where one was held ("not_known": where none was).
/// `index`: tells the dates of files; null: none is known. Errors: as coherence::adviceOf.
Result<Json> policyPreview(const WorkspaceReader& reader, const State& state, const PolicyTerm& policy,
                           const SqliteIndex* index = nullptr);

}  // namespace skein::runtime
