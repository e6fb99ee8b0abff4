// The person's terms for contradictions (rules off, tuned, added; policies; escalation) as the workspace holds them,
// and how each rule and policy has done by what was decided. Thread: any; reads only.
#pragma once

#include "core/runtime/host.h"

namespace skein::runtime {

/// The terms that a run begun now would take. Errors: those of reading the blob.
Result<CoherenceTerms> personTerms(const WorkspaceReader& reader, const State& state);

/// Error: InvalidInput naming what is wrong: an unknown rule or policy, a name twice, a threshold out of range.
Result<void> validTerms(const CoherenceTerms& terms);

/// {"terms": CoherenceTerms as JSON}; the whole, not a change. Errors: as validTerms.
Result<command::ChangeCoherence> coherenceFromParams(Host& host, const Json& params);

/// [{"id","title","explanation","on","least_confidence"?,"tolerance"?,"found","right","false_alarms","precision"|null}],
/// the built-in rules in their order, then the person's. Right: decisions other than not-a-conflict; a conflict that
/// nobody has decided, or that a policy did, tells nothing.
Result<Json> rulesJson(const WorkspaceReader& reader, const State& state);

/// What a policy would have decided: over the past conflicts of all runs that a person decided, and over those that are
/// open. {"policy","past","would_change":[…],"same","no_advice","open":[…]}; each listed with label, run, decision,
/// advice and reason. Errors: as coherence::adviceOf.
Result<Json> policyPreview(const WorkspaceReader& reader, const State& state, const PolicyTerm& policy);

}  // namespace skein::runtime
