#include "core/providers/openai_chat.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace skein::providers {
namespace {

constexpr std::string_view openAiHost = "api.openai.com";

/// Scheme and the rest of an address; the rest starts with the host.
struct AddressParts {
    std::string_view scheme;
    std::string_view authority;
    std::string_view path;
};

Result<AddressParts> splitAddress(std::string_view url) {
    url = trim(url);
    AddressParts parts;
    for (const std::string_view scheme : {"http://", "https://"})
        if (toLowerAscii(url.substr(0, scheme.size())) == scheme) parts.scheme = scheme;
    if (parts.scheme.empty())
        return fail(ErrorCode::InvalidInput, "base URL: expected http://HOST[:PORT][/v1] or https://...");
    url.remove_prefix(parts.scheme.size());
    const std::size_t slash = std::min(url.find('/'), url.size());
    parts.authority = url.substr(0, slash);
    parts.path = url.substr(slash);
    // A key in an address would end up in logs of every proxy on the way.
    if (parts.authority.find('@') != std::string_view::npos || url.find_first_of("?#") != std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "base URL: it must not hold a user name, a key, a query or a fragment");
    const bool printable = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (parts.authority.empty() || !printable)
        return fail(ErrorCode::InvalidInput, "base URL: the host is missing or holds blanks");
    return parts;
}

/// Whether a schema is inside OpenAI's strict subset as far as objects go: closed, everything required.
bool isStrictSchema(const Json& schema) {
    if (schema.is_array()) return std::all_of(schema.begin(), schema.end(), isStrictSchema);
    if (!schema.is_object()) return true;
    const auto properties = schema.find("properties");
    if (properties != schema.end() && properties->is_object()) {
        const auto required = schema.find("required");
        const auto closed = schema.find("additionalProperties");
        if (closed == schema.end() || *closed != false) return false;
        if (required == schema.end() || !required->is_array()) return false;
        for (const auto& [name, value] : properties->items())
            if (std::find(required->begin(), required->end(), Json(name)) == required->end() || !isStrictSchema(value))
                return false;
    }
    for (const std::string_view key : {"items", "anyOf", "$defs", "prefixItems"}) {
        const auto child = schema.find(key);
        if (child == schema.end()) continue;
        if (key == "$defs" && child->is_object()) {
            if (!std::all_of(child->begin(), child->end(), isStrictSchema)) return false;
        } else if (!isStrictSchema(*child)) {
            return false;
        }
    }
    return true;
}

std::optional<Json> responseFormat(const OutputContract& contract, ChatDialect::StructuredOutput support) {
    if (contract.type != "json" || support == ChatDialect::StructuredOutput::None) return std::nullopt;
    const bool hasObjectSchema = contract.schema.is_object() && contract.schema.value("type", Json()) == "object";
    if (support == ChatDialect::StructuredOutput::JsonObject || !hasObjectSchema) return Json{{"type", "json_object"}};
    return Json{{"type", "json_schema"},
                {"json_schema",
                 {{"name", "output"}, {"schema", contract.schema}, {"strict", isStrictSchema(contract.schema)}}}};
}

bool mentions(const ApiError& error, std::string_view field) {
    return error.param.find(field) != std::string::npos || error.message.find(field) != std::string::npos;
}

}  // namespace

ChatDialect initialDialect(std::string_view baseUrl) {
    ChatDialect dialect;
    const auto parts = splitAddress(baseUrl);
    if (parts && toLowerAscii(parts->authority.substr(0, parts->authority.find(':'))) == openAiHost)
        dialect.outputCap = ChatDialect::OutputCap::MaxCompletionTokens;
    return dialect;
}

std::optional<ChatDialect> correctedDialect(const ChatDialect& used, const ApiError& error) {
    if (error.status != 400 && error.status != 422) return std::nullopt;
    ChatDialect next = used;
    // The message of either refusal may recommend the other field, so what we sent decides, not what is mentioned
    // first.
    const bool sentNewCap = used.outputCap == ChatDialect::OutputCap::MaxCompletionTokens;
    const bool namesCap = sentNewCap ? mentions(error, "max_completion_tokens") : mentions(error, "max_tokens");
    // "max_tokens is too large: 9000" is about our number, not about the field: another spelling would not help.
    const std::string message = toLowerAscii(error.message);
    const bool aboutValue = message.find("too large") != std::string::npos ||
                            message.find("at most") != std::string::npos ||
                            message.find("maximum context") != std::string::npos;
    if (namesCap && !aboutValue) {
        next.outputCap = sentNewCap ? ChatDialect::OutputCap::MaxTokens : ChatDialect::OutputCap::MaxCompletionTokens;
    } else if (mentions(error, "response_format") || mentions(error, "json_schema") || mentions(error, "json_object")) {
        if (used.structuredOutput == ChatDialect::StructuredOutput::None) return std::nullopt;
        next.structuredOutput = used.structuredOutput == ChatDialect::StructuredOutput::JsonSchema
                                    ? ChatDialect::StructuredOutput::JsonObject
                                    : ChatDialect::StructuredOutput::None;
    } else if (mentions(error, "stream_options") || mentions(error, "include_usage")) {
        if (used.streamUsage == ChatDialect::StreamUsage::DoNotAsk) return std::nullopt;
        next.streamUsage = ChatDialect::StreamUsage::DoNotAsk;
    } else {
        return std::nullopt;
    }
    return next;
}

Result<std::string> chatCompletionsUrl(std::string_view baseUrl) {
    constexpr std::string_view endpoint = "/chat/completions";
    SKEIN_TRY(const AddressParts parts, splitAddress(baseUrl));
    std::string_view path = parts.path;
    while (path.ends_with('/')) path.remove_suffix(1);
    if (path.ends_with(endpoint)) path.remove_suffix(endpoint.size());
    if (path.empty()) path = "/v1";
    return fmt::format("{}{}{}{}", parts.scheme, parts.authority, path, endpoint);
}

Result<std::string> encodeChatRequest(const ChatRequest& request, const ChatDialect& dialect) {
    if (request.model.empty()) return fail(ErrorCode::InvalidInput, "model call: no model is named");
    for (const std::string* text : {&request.model, &request.system, &request.user})
        if (!isValidUtf8(*text)) return fail(ErrorCode::InvalidInput, "model call: the prompt is not valid UTF-8");
    if (request.system.size() + request.user.size() > limits::maxPromptBytes)
        return fail(ErrorCode::TooLarge,
                    fmt::format("model call: the prompt has {} bytes, the bound is {}",
                                request.system.size() + request.user.size(), limits::maxPromptBytes));
    Json messages = Json::array();
    if (!request.system.empty()) messages.push_back({{"role", "system"}, {"content", request.system}});
    messages.push_back({{"role", "user"}, {"content", request.user}});
    Json body{{"model", request.model}, {"messages", std::move(messages)}, {"stream", true}};
    if (dialect.streamUsage == ChatDialect::StreamUsage::Ask) body["stream_options"] = {{"include_usage", true}};
    if (request.maxOutput.value > 0) {
        const bool newField = dialect.outputCap == ChatDialect::OutputCap::MaxCompletionTokens;
        body[newField ? "max_completion_tokens" : "max_tokens"] = request.maxOutput.value;
    }
    if (auto format = responseFormat(request.contract, dialect.structuredOutput))
        body["response_format"] = std::move(*format);
    return canonicalJson(body);
}

std::string_view finishReasonName(FinishReason reason) {
    switch (reason) {
        case FinishReason::Finished: return "finished";
        case FinishReason::CutAtCap: return "cut-at-cap";
        case FinishReason::WantsTool: return "wants-tool";
        case FinishReason::Blocked: return "blocked";
        case FinishReason::Unknown: return "unknown";
    }
    return "unknown";
}

}  // namespace skein::providers
