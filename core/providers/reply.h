// What came back from a model call, the same for every protocol: a whole reply, or why there is none with what arrived
// kept. Thread: any; values only. Stop reasons follow the table in section 1 of the reference sheet of provider formats
// (read 2026-11-20); the provider's own word is always kept beside the neutral one.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/model/run_terms.h"
#include "core/providers/api_error.h"
#include "core/providers/request.h"

namespace skein::providers {

enum class FinishReason {
    Finished,
    CutAtCap,     ///< the output cap of the request
    ContextFull,  ///< the model's window
    WantsTool,
    Blocked,      ///< refused, or stopped by a filter
    Paused,       ///< the provider wants the turn sent back unchanged to go on
    BadToolCall,  ///< the model's call could not be read by its provider
    Unknown,      ///< anything else, or none given
};
std::string_view finishReasonName(FinishReason reason);

/// A whole answer. All texts are valid UTF-8.
struct Reply {
    std::string text;       ///< without reasoning; empty when the model declined
    std::string reasoning;  ///< as far as the provider shows it
    std::string refusal;    ///< the model's words when it declines
    std::vector<ToolCall> toolCalls;
    Usage usage;  ///< `measured` false and all zero: the provider reported none, or only zeros
    FinishReason finish = FinishReason::Unknown;
    std::string rawFinish;  ///< the provider's word, "" when it gave none
    std::string model;      ///< the model that answered, as the provider names it
    NativeTurn native;
    bool promptCut = false;  ///< set by the caller: see promptWasCut()

    /// The turn to put behind the request's turns when tools were called.
    ModelTurn turn() const { return {text, toolCalls, native}; }
};

/// Why there is no whole answer.
struct ReplyFailure {
    enum class Kind {
        Api,        ///< the provider reported an error, by status or inside a stream
        Truncated,  ///< the answer ended before its end marker
        Malformed,  ///< not this protocol: HTML, broken JSON
        TooLarge,   ///< a bound was exceeded
    };
    Kind kind = Kind::Malformed;
    ApiError api;                ///< for Api; its message also says what happened for the other kinds
    std::string partialText;     ///< what had arrived, valid UTF-8
    std::optional<Usage> usage;  ///< only a final count: a running one would understate what was produced
};

using ReplyOutcome = std::variant<Reply, ReplyFailure>;

/// A page of a provider's model list.
struct ModelPage {
    struct Entry {
        std::string id;            ///< as a request names it
        TokenCount contextTokens;  ///< 0: not said
        TokenCount maxOutput;      ///< 0: not said
    };
    std::vector<Entry> models;
    std::string next;  ///< cursor of the next page; empty: this was the last
};

struct Embeddings {
    std::vector<std::vector<float>> vectors;  ///< in the order of the texts
    std::optional<TokenCount> tokens;
};

}  // namespace skein::providers
