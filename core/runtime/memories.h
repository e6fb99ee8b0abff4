// Three of the four memories as views over the journal: what is being done (operational), what happened when such work
// was done before (episodic), what is held to be true (semantic). The fourth, what retrieval was worth, stands with the
// weights that follow from it (core/runtime/usefulness.h). Nothing is stored for any of them. Thread: any; reads only.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// Whether a text holds each word of `about`, whatever the case; always for no words.
bool isAbout(std::string_view text, const std::string& about);

/// {"run","state","working":[{"task","kind","title","agent","attempt","stage","since","model"}],
///  "waiting":[as status]}. `live` as in statusJson().
Result<Json> operationalMemory(const WorkspaceReader& reader, const State& state, RunId run, bool live);

/// By kind of task, those that `about` names (each of its words in kind or title; empty: all), over the runs before
/// `before` (0: all): {"kinds":[{"kind","runs","tasks","done","failed","reused","attempts","refused","usd",
/// "median_seconds","models":[{"provider","model","calls","answered","refused","usd"}],
/// "reasons":[{"reason","times"}]}]}. Simulated runs do not count. "usd" sums what is known to be charged.
Result<Json> episodicMemory(const WorkspaceReader& reader, const State& state, const std::string& about, RunId before);

/// What is held, by subject, at most `limit`: {"claims":[{"subject","predicate","value","unit","modality","scope",
/// "sentence","basis","confidence","by","evidence":[places],"sequence","disputed","decided","superseded"}],"held":n,
/// "disputed":n,"superseded":n}. `about`: each of its words in subject, predicate or sentence. A claim in an open
/// conflict is "disputed". "decided" names the conflict whose decision in force upheld it or says it; "superseded" the
/// one whose decision dropped it: such are told, and are not among those held. "sequence" is null where no output
/// states it now.
Result<Json> semanticMemory(const WorkspaceReader& reader, const State& state, const std::string& about,
                            std::size_t limit);

}  // namespace skein::runtime
