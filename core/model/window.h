// The context window of an attempt: exactly what it saw, why, and what was left out. Thread: any; values only.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/units.h"
#include "core/model/atom.h"

namespace skein {

/// Why a segment is in a window; the letter of ui.md 3.6.
enum class SegmentReason { Rules, Task, Dependency, Memory, Pinned, ConflictNote };
std::string_view segmentReasonName(SegmentReason reason);  ///< "rules", "task", "dependency", "memory", ...
std::optional<SegmentReason> segmentReasonFromName(std::string_view name);

struct WindowSegment {
    SegmentReason reason = SegmentReason::Memory;
    Digest item;                  ///< atom, claim or output digest it comes from; none for rules and task text
    TokenCount tokens;            ///< estimated
    std::int64_t scoreMicro = 0;  ///< ranking score as fixed point, millionths
    std::string source;           ///< "src/cache.h:88-102", "task t-031", "goal constraint 2"
    std::string text;             ///< as it stands in the prompt
};

struct LeftOut {
    Digest item;
    TokenCount tokens;
    std::string source;
    std::string why;  ///< "over budget", "duplicate", "conflict open", "below threshold", "excluded"
};

struct ContextWindow {
    std::vector<WindowSegment> segments;  ///< in prompt order
    std::vector<LeftOut> leftOut;         ///< best first, at most 200
    TokenCount totalTokens;               ///< sum over segments, estimated
    std::string systemPrompt;             ///< rules and constraints, the stable part
    std::string userPrompt;               ///< everything else; both together are the exact prompt
};

/// Estimated tokens of a text: bytes / 4 rounded up, with identifiers and punctuation weighted (see window.cpp).
/// An estimate; providers report the truth.
TokenCount estimateTokens(std::string_view text);

Json toJson(const ContextWindow& window);
Result<ContextWindow> windowFromJson(const Json& json);

}  // namespace skein
