// What a decision about a conflict would bring, before it is made. Thread: any; reads only.
#pragma once

#include "core/runtime/host.h"

namespace skein::runtime {

/// {"direct","at_most","claims_superseded","atoms_superseded","estimate_seconds","estimate_usd","estimate_seconds_low",
/// "estimate_usd_low","basis","dependents_released","already_waiting","closes":[conflict],
/// "own":{"subject","predicate","value"}|null: what one's own text was understood to say,
/// "also_settles":[place],"opens":[{"label","reason"}],"opens_unknown":bool,
/// "parts":[title],"checks":bool}. Direct are the tasks that run again for certain, at most all that can follow where
/// their results change. Released are the tasks that wait for this conflict and no other. Already waiting are those
/// that run again whatever is decided here, by an earlier decision, its undoing or a retry; what `at_most` names is not
/// repeated among them. Closes: other open conflicts of the run that lose a side. Also settles: places
/// that say the same as what is dropped under another name or in another notation ("path:line"); they are superseded by
/// the same decision. Opens:
/// contradictions that only the dropped side hid; what the text of a decision brings up is not among them. Parts:
/// sections of the newest deliverable that say or cite what is dropped.
Result<Json> previewResolution(Host& host, const Json& params);

}  // namespace skein::runtime
