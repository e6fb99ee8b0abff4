#include "core/providers/wire_usage.h"

#include <algorithm>

#include "core/providers/wire_json.h"

namespace skein::providers {
namespace {

/// Counts where everything cached is part of the input and reasoning part of the output.
Usage fromInclusive(std::int64_t input, std::int64_t cached, std::int64_t written, std::int64_t output,
                    std::int64_t reasoning) {
    Usage usage;
    usage.cacheRead = {cached};
    usage.cacheWrite = {written};
    usage.inputUncached = {std::max<std::int64_t>(0, input - cached - written)};
    usage.output = {output};
    usage.reasoning = {std::min(reasoning, output)};
    usage.measured = true;
    return usage;
}

void setLongWrite(Usage& usage, std::int64_t tokens) {
    usage.cacheWriteLong.reset();
    if (tokens > 0) usage.cacheWriteLong = TokenCount{std::min(tokens, usage.cacheWrite.value)};
}

}  // namespace

std::optional<Usage> usageFromChat(const Json& body) {
    const Json* usage = member(body, "usage");
    if (!usage) return std::nullopt;
    const auto prompt = countIn(*usage, "prompt_tokens"), completion = countIn(*usage, "completion_tokens");
    if (!prompt && !completion) return std::nullopt;
    const Json* promptDetails = member(*usage, "prompt_tokens_details");
    const Json* completionDetails = member(*usage, "completion_tokens_details");
    std::int64_t cached = promptDetails ? tokensIn(*promptDetails, "cached_tokens").value : 0;
    const Json* timings = member(body, "timings");
    if (!promptDetails && timings) cached = tokensIn(*timings, "cache_n").value;
    return fromInclusive(
        prompt.value_or(0), cached, promptDetails ? tokensIn(*promptDetails, "cache_write_tokens").value : 0,
        completion.value_or(0), completionDetails ? tokensIn(*completionDetails, "reasoning_tokens").value : 0);
}

std::optional<Usage> usageFromResponses(const Json& response) {
    const Json* usage = member(response, "usage");
    if (!usage) return std::nullopt;
    const auto input = countIn(*usage, "input_tokens"), output = countIn(*usage, "output_tokens");
    if (!input && !output) return std::nullopt;
    std::int64_t cached = 0, written = 0, writtenLong = 0, reasoning = 0;
    if (const Json* details = member(*usage, "input_tokens_details")) {
        cached = tokensIn(*details, "cached_tokens").value;
        written = tokensIn(*details, "cache_write_tokens").value;
        if (const Json* ttl = member(*details, "cache_write_tokens_details")) {
            writtenLong = tokensIn(*ttl, "ttl_12h_tokens").value;
            written = std::max(written, writtenLong + tokensIn(*ttl, "ttl_30m_tokens").value);
        }
    }
    if (const Json* details = member(*usage, "output_tokens_details"))
        reasoning = tokensIn(*details, "reasoning_tokens").value;
    Usage result = fromInclusive(input.value_or(0), cached, written, output.value_or(0), reasoning);
    setLongWrite(result, writtenLong);
    return result;
}

std::optional<Usage> usageFromAnthropic(const Json& message, const Usage& before) {
    const Json* usage = member(message, "usage");
    if (!usage || !usage->is_object()) return std::nullopt;
    Usage result = before;
    const auto overwrite = [&](TokenCount& target, const char* key) {
        const auto count = countIn(*usage, key);
        if (count) target = {*count};
        return count.has_value();
    };
    bool any = overwrite(result.inputUncached, "input_tokens");
    any = overwrite(result.cacheRead, "cache_read_input_tokens") || any;
    any = overwrite(result.output, "output_tokens") || any;
    any = overwrite(result.cacheWrite, "cache_creation_input_tokens") || any;
    if (!any) return std::nullopt;
    if (const Json* kinds = member(*usage, "cache_creation")) {
        const std::int64_t hour = tokensIn(*kinds, "ephemeral_1h_input_tokens").value;
        const std::int64_t minutes = tokensIn(*kinds, "ephemeral_5m_input_tokens").value;
        result.cacheWrite = {std::max(result.cacheWrite.value, hour + minutes)};
        setLongWrite(result, hour);
    }
    if (const Json* details = member(*usage, "output_tokens_details"))
        result.reasoning = tokensIn(*details, "thinking_tokens");
    result.reasoning = std::min(result.reasoning, result.output);
    result.measured = true;
    return result;
}

std::optional<Usage> usageFromGemini(const Json& response) {
    const Json* usage = member(response, "usageMetadata");
    if (!usage) return std::nullopt;
    const auto prompt = countIn(*usage, "promptTokenCount"), answer = countIn(*usage, "candidatesTokenCount");
    const auto total = countIn(*usage, "totalTokenCount");
    if (!prompt && !answer && !total) return std::nullopt;
    const std::int64_t thoughts = tokensIn(*usage, "thoughtsTokenCount").value;
    return fromInclusive(prompt.value_or(0) + tokensIn(*usage, "toolUsePromptTokenCount").value,
                         tokensIn(*usage, "cachedContentTokenCount").value, 0, answer.value_or(0) + thoughts, thoughts);
}

std::optional<Usage> usageFromOllama(const Json& answer) {
    const auto prompt = countIn(answer, "prompt_eval_count"), output = countIn(answer, "eval_count");
    if (!prompt && !output) return std::nullopt;
    return fromInclusive(prompt.value_or(0), 0, 0, output.value_or(0), 0);
}

}  // namespace skein::providers
