// From what a person says about a conflict to the engine's command: decisions with their terms, the check task, the
// goal that is refined, what spoke against it; drafts, owners and deferrals. Thread: any; reads the host, starts
// nothing. Must never take a text as anything but data.
#pragma once

#include "core/runtime/host.h"

namespace skein::runtime {

/// {"conflict","take","text"?,"a_scope"?,"b_scope"?,"a_until"?,"b_from"?,"replaces"?}; see conflict.resolve in
/// workbench.h. Errors: InvalidInput naming the parameter and what was expected; NotFound; TooLarge.
Result<command::ResolveConflict> resolveFromParams(Host& host, const Json& params);
/// {"conflict"}: a check task that nobody has begun goes with the decision.
Result<command::UndoResolution> undoFromParams(Host& host, const Json& params);
/// {"conflict","stage","owner"?,"until"?,"take"?,"text"?,"reason"?}: a draft or proposal names what it would take.
Result<command::MarkConflict> markFromParams(Host& host, const Json& params);

/// The conflict that the parameters name.
Result<ConflictId> conflictFromParams(const Json& params);
/// What "take" says.
Result<Decision> decisionFromParams(const Json& params);

/// Whether the parameters hold the terms that a decision about this conflict needs, and none of another decision.
/// Error: InvalidInput naming the parameter.
Result<void> checkTerms(const Json& params, Decision decision, const ConflictFacts& conflict);
/// Whether the sides that a decision would let stand still hold: another decision of the run may have dropped one, and
/// those who said so have not answered again yet. Error: InvalidInput naming that decision.
Result<void> checkSides(const Facts& facts, const ConflictFacts& conflict, Decision decision);
/// Whether the goal of the run can take the constraint of a refine. Error: InvalidInput or TooLarge as in
/// resolveFromParams.
Result<void> checkRefinement(Host& host, const RunState& run, const Json& params);
/// Whether "neither" adds a task that checks: there are places to read, or a model to ask. Error: as Host::blob.
Result<bool> canBeChecked(Host& host, const RunState& run, const ConflictFacts& conflict);

/// Whether a claim is an agent's own words, so that somebody can answer again.
bool saidByAgent(const Claim& claim);
/// Who answers again: the task whose own words stand against the other side, the later one where both are. Error:
/// InvalidInput where both sides come from sources, which never regenerate.
Result<TaskNo> whoAnswersAgain(const RunState& run, const ConflictFacts& conflict);

/// What speaks against a decision, to be kept with it: {"against":[{"side","sentence","value","paths":[…],"tasks":[n],
/// "evidence":["path:line"]}],"policy"?: {"name","reason"}}. Everything that stated the side then is named, so that
/// what states it later is known to be new.
Json dissentOf(const Facts& facts, const ConflictFacts& conflict, Decision decision);

}  // namespace skein::runtime
