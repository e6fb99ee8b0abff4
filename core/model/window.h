// The context window of an attempt: exactly what it saw, why, and what was left out. Thread: any; values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/units.h"
#include "core/model/atom.h"
#include "core/model/record.h"

namespace skein {

/// Why a segment is in a window; the letter of ui.md 3.6.
enum class SegmentReason { Rules, Task, Dependency, Memory, Pinned, ConflictNote };
template <>
struct EnumNames<SegmentReason> {
    static constexpr NameTable<SegmentReason, 6> table{{{SegmentReason::Rules, "rules"},
                                                        {SegmentReason::Task, "task"},
                                                        {SegmentReason::Dependency, "dependency"},
                                                        {SegmentReason::Memory, "memory"},
                                                        {SegmentReason::Pinned, "pinned"},
                                                        {SegmentReason::ConflictNote, "conflict"}}};
};
std::string_view segmentReasonName(SegmentReason reason);  ///< "rules", "task", "dependency", "memory", ...

/// The four questions that a window answers: which rules hold for this task, what do the results it rests on say, what
/// is known about it, and what was decided or changed lately.
enum class WindowChannel { Policy, Dependency, Relevance, Time };
template <>
struct EnumNames<WindowChannel> {
    static constexpr NameTable<WindowChannel, 4> table{{{WindowChannel::Policy, "policy"},
                                                        {WindowChannel::Dependency, "dependency"},
                                                        {WindowChannel::Relevance, "relevance"},
                                                        {WindowChannel::Time, "time"}}};
};

struct WindowSegment {
    SegmentReason reason = SegmentReason::Memory;
    Digest item;                  ///< atom, claim or output digest it comes from; none for rules and task text
    TokenCount tokens;            ///< estimated
    std::int64_t scoreMicro = 0;  ///< ranking score as fixed point, millionths
    std::string source;           ///< "src/cache.h:88-102", "task t-031", "goal constraint 2"
    std::string text;             ///< as it stands in the prompt
    std::optional<WindowChannel> channel{};  ///< the question it answers; absent in windows of earlier programs
    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("reason", self.reason);
        visit("item", self.item);
        visit("tokens", self.tokens);
        visit("score", self.scoreMicro);
        visit("source", self.source);
        visit("text", self.text);
        visit("channel", self.channel);
    }
};

/// What one of the four questions contributed.
struct ChannelUse {
    WindowChannel channel = WindowChannel::Relevance;
    TokenCount share;  ///< of the band, that was set aside for it
    TokenCount used;
    std::uint32_t found = 0;  ///< items that it offered
    std::uint32_t taken = 0;  ///< of them, those in the window
    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("channel", self.channel);
        visit("share", self.share);
        visit("used", self.used);
        visit("found", self.found);
        visit("taken", self.taken);
    }
};

/// What the model asked memory by a tool, and what it was given.
struct MemoryQuestion {
    std::uint32_t round = 1;  ///< questions of one answer of the model share it
    std::string tool;         ///< "memory_search", "memory_get", "memory_as_of"
    std::string arguments;    ///< the JSON text of the call, bounded
    std::string answer;       ///< as it was given to the model; an error in words where it was refused
    std::vector<Digest> atoms;
    TokenCount tokens;  ///< of the answer, estimated
    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("round", self.round);
        visit("tool", self.tool);
        visit("arguments", self.arguments);
        visit("answer", self.answer);
        visit("atoms", self.atoms);
        visit("tokens", self.tokens);
    }
};

struct LeftOut {
    Digest item;
    TokenCount tokens;
    std::string source;
    std::string why;  ///< "over budget", "duplicate", "conflict open", "below threshold", "excluded"
    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("item", self.item);
        visit("tokens", self.tokens);
        visit("source", self.source);
        visit("why", self.why);
    }
};

struct ContextWindow {
    std::vector<WindowSegment> segments;  ///< in prompt order
    std::vector<LeftOut> leftOut;         ///< best first, at most 200
    TokenCount totalTokens;               ///< sum over segments, estimated
    std::string systemPrompt;             ///< rules and constraints, the stable part
    std::string userPrompt;               ///< everything else; both together are the exact prompt
    std::vector<ChannelUse> channels;     ///< in the order of WindowChannel; empty in windows of earlier programs
    std::vector<MemoryQuestion> asked;    ///< by the attempt itself, in order
    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("segments", self.segments);
        visit("left_out", self.leftOut);
        visit("total_tokens", self.totalTokens);
        visit("system", self.systemPrompt);
        visit("user", self.userPrompt);
        visit("channels", self.channels);
        visit("asked", self.asked);
    }
};

/// Estimated tokens of a text, rounded up: within some ten per cent of today's tokenizers on code and prose before
/// core/context/token_scale.h has seen a model's own counts. An estimate; providers report the truth.
TokenCount estimateTokens(std::string_view text);

/// The window as its blob holds it. Text that is not UTF-8 is written with replacement characters.
std::string windowText(const ContextWindow& window);
/// Error: Damaged with the member's path.
Result<ContextWindow> windowFromJson(const Json& json);

}  // namespace skein
