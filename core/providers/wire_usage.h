// Token counts as each protocol reports them, normalised: each input token is in exactly one of inputUncached,
// cacheRead and cacheWrite; `output` is all billed output, `reasoning` the part of it nobody sees. Thread: any; pure.
// Never guesses: nothing where nothing was reported. Source: table of the reference sheet, section 10 (read
// 2026-11-20).
#pragma once

#include <optional>

#include "core/base/json.h"
#include "core/model/run_terms.h"

namespace skein::providers {

/// `usage` of a chat completion or chunk. Cached and written tokens are part of prompt_tokens, reasoning of
/// completion_tokens; negative rests become 0. llama.cpp says its cache hits in timings.cache_n.
std::optional<Usage> usageFromChat(const Json& body);

/// `usage` of a Responses object: as Chat under other names, writes split by how long they are kept (30 m, 12 h).
std::optional<Usage> usageFromResponses(const Json& response);

/// `usage` of a message, or of a message_delta over what message_start said: counters are cumulative, absent ones keep
/// their value. Cache counters are NOT part of input_tokens; writes are split into 5 m and 1 h.
std::optional<Usage> usageFromAnthropic(const Json& message, const Usage& before);

/// `usageMetadata` of a response or chunk. Thoughts and tool prompts are billed and not part of the other counts.
std::optional<Usage> usageFromGemini(const Json& response);

/// prompt_eval_count and eval_count of a native answer; the server leaves zero counts out.
std::optional<Usage> usageFromOllama(const Json& answer);

}  // namespace skein::providers
