// One model call as the rest of the program sees it, the same for every protocol. Thread: any; values only. Holds no
// key and no address: those meet a request in the codec's caller.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/json.h"
#include "core/model/task.h"
#include "core/providers/protocol.h"

namespace skein::providers {

/// A tool the model may call; `parameters` is a JSON Schema of type object.
struct ToolSpec {
    std::string name;
    std::string description;
    Json parameters = Json{{"type", "object"}};
};

/// A call the model asks for; `arguments` is JSON text as the model wrote it and may be invalid.
struct ToolCall {
    std::string id;
    std::string name;
    std::string arguments;
    friend bool operator==(const ToolCall&, const ToolCall&) = default;
};

/// What the model said in a protocol's own form: thoughts with their signatures, encrypted reasoning. Sent back
/// unchanged, in order, to the same protocol when a tool turn goes on; meaningless to every other protocol.
struct NativeTurn {
    Protocol protocol = Protocol::OpenAiChat;
    Json content;  ///< null: text and tool calls say everything
};

struct UserTurn {
    std::string text;
};
struct ModelTurn {
    std::string text;
    std::vector<ToolCall> toolCalls;
    NativeTurn native;
};
/// The results of all calls of the model turn before it, in the order of the calls.
struct ToolTurn {
    struct Result {
        std::string callId;
        std::string name;
        std::string text;
        bool failed = false;
    };
    std::vector<Result> results;
};
using Turn = std::variant<UserTurn, ModelTurn, ToolTurn>;

enum class ReasoningEffort { ProviderDefault, None, Low, Medium, High };

/// How long the provider should keep the stable prefix (tools and system text) for the next call.
enum class PromptCache {
    ProviderDefault,  ///< nothing is asked for; some providers cache by themselves
    Short,            ///< minutes: 5 (Anthropic), 30 (OpenAI)
    Long,             ///< hours: 1 (Anthropic), 12 (OpenAI Responses)
};

enum class Delivery { Stream, Whole };

struct ModelRequest {
    std::string model;
    std::string system;       ///< may be empty
    std::vector<Turn> turns;  ///< at least one; starts with a UserTurn
    std::vector<ToolSpec> tools;
    OutputContract contract;
    TokenCount maxOutput;      ///< 0: the server's default, or the codec's where the protocol demands a number
    TokenCount contextTokens;  ///< window to reserve on a local server; 0: its default
    ReasoningEffort reasoning = ReasoningEffort::ProviderDefault;
    PromptCache promptCache = PromptCache::ProviderDefault;
    std::string promptCacheKey;         ///< groups calls with one prefix (OpenAI); may be empty
    std::optional<double> temperature;  ///< nothing: the provider's default, which current models insist on
    Delivery delivery = Delivery::Stream;
};

/// The request of a task's step: one user turn.
inline ModelRequest simpleRequest(std::string model, std::string system, std::string user) {
    ModelRequest request;
    request.model = std::move(model);
    request.system = std::move(system);
    request.turns.emplace_back(UserTurn{std::move(user)});
    return request;
}

/// All text of a request, for estimates.
std::string promptText(const ModelRequest& request);

struct EmbeddingRequest {
    std::string model;
    std::vector<std::string> texts;  ///< 1 to 2,048, none empty (OpenAI's bounds, the narrowest known)
    std::optional<std::uint32_t> dimensions;
};

}  // namespace skein::providers
