#include "core/providers/dialect.h"

#include <algorithm>
#include <initializer_list>

#include "core/base/text.h"
#include "core/providers/endpoint_url.h"

namespace skein::providers {
namespace {

bool mentions(const ApiError& error, std::initializer_list<std::string_view> fields) {
    return std::any_of(fields.begin(), fields.end(), [&](std::string_view field) {
        return error.param.find(field) != std::string::npos || error.message.find(field) != std::string::npos;
    });
}

/// "max_tokens is too large: 9000" is about our number, not about the field: another spelling would not help.
bool isAboutTheValue(const ApiError& error) {
    const std::string message = toLowerAscii(error.message);
    return message.find("too large") != std::string::npos || message.find("at most") != std::string::npos ||
           message.find("maximum context") != std::string::npos;
}

Dialect::OutputCap otherCap(Dialect::OutputCap used) {
    return used == Dialect::OutputCap::MaxTokens ? Dialect::OutputCap::MaxCompletionTokens
                                                 : Dialect::OutputCap::MaxTokens;
}

Dialect::StructuredOutput weaker(const Dialect& used) {
    const bool hasObjects = used.protocol == Protocol::OpenAiChat || used.protocol == Protocol::OpenAiResponses;
    return used.structuredOutput == Dialect::StructuredOutput::JsonSchema && hasObjects
               ? Dialect::StructuredOutput::JsonObject
               : Dialect::StructuredOutput::None;
}

}  // namespace

bool isOpenAiHost(std::string_view baseUrl) { return hostOf(baseUrl) == "api.openai.com"; }

Dialect initialDialect(Protocol protocol, std::string_view baseUrl, const ModelRequest& request) {
    Dialect dialect;
    dialect.protocol = protocol;
    if (!isOpenAiHost(baseUrl)) return dialect;
    dialect.outputCap = Dialect::OutputCap::MaxCompletionTokens;
    if (protocol == Protocol::OpenAiChat && !request.tools.empty()) dialect.protocol = Protocol::OpenAiResponses;
    return dialect;
}

std::optional<Dialect> correctedDialect(const Dialect& used, const ModelRequest& request, const ApiError& error) {
    if (error.status != 400 && error.status != 422) return std::nullopt;
    Dialect next = used;
    const bool chat = used.protocol == Protocol::OpenAiChat;
    // The message of either refusal may recommend the other field, so what we sent decides, not what is named first.
    const bool namesCap = used.outputCap == Dialect::OutputCap::MaxCompletionTokens
                              ? mentions(error, {"max_completion_tokens"})
                              : mentions(error, {"max_tokens"});
    const bool asksForJson =
        request.contract.type == "json" && used.structuredOutput != Dialect::StructuredOutput::None;
    if (chat && mentions(error, {"/v1/responses"})) {
        next.protocol = Protocol::OpenAiResponses;
    } else if (chat && request.maxOutput.value > 0 && namesCap && !isAboutTheValue(error)) {
        next.outputCap = otherCap(used.outputCap);
    } else if (asksForJson &&
               mentions(error, {"response_format", "json_schema", "json_object", "output_config", "text.format",
                                "responseJsonSchema", "response_json_schema", "responseMimeType", "invalid format"})) {
        next.structuredOutput = weaker(used);
    } else if (chat && used.streamUsage == Dialect::Field::Send &&
               mentions(error, {"stream_options", "include_usage"})) {
        next.streamUsage = Dialect::Field::LeaveOut;
    } else if (request.reasoning != ReasoningEffort::ProviderDefault && used.reasoning == Dialect::Field::Send &&
               mentions(error, {"reasoning", "thinking", "think", "effort"})) {
        next.reasoning = Dialect::Field::LeaveOut;
    } else if (request.temperature && used.temperature == Dialect::Field::Send && mentions(error, {"temperature"})) {
        next.temperature = Dialect::Field::LeaveOut;
    } else if (used.promptCache == Dialect::Field::Send &&
               (request.promptCache != PromptCache::ProviderDefault || !request.promptCacheKey.empty()) &&
               mentions(error, {"prompt_cache", "cache_control"})) {
        next.promptCache = Dialect::Field::LeaveOut;
    } else {
        return std::nullopt;
    }
    return next;
}

}  // namespace skein::providers
