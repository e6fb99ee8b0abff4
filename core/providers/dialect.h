// What one server accepts of a protocol. Starts from its host name and is corrected by its own error messages: "on a
// 400 naming an unsupported field, drop it and retry once" (reference sheet, sections 4 and 9). Thread: any; pure.
#pragma once

#include <optional>
#include <string_view>

#include "core/providers/api_error.h"
#include "core/providers/request.h"

namespace skein::providers {

struct Dialect {
    enum class OutputCap { MaxTokens, MaxCompletionTokens };
    enum class StructuredOutput { JsonSchema, JsonObject, None };
    enum class Field { Send, LeaveOut };
    Protocol protocol = Protocol::OpenAiChat;
    OutputCap outputCap = OutputCap::MaxTokens;
    StructuredOutput structuredOutput = StructuredOutput::JsonSchema;
    Field streamUsage = Field::Send;
    Field reasoning = Field::Send;
    Field temperature = Field::Send;
    Field promptCache = Field::Send;
    friend bool operator==(const Dialect&, const Dialect&) = default;
};

/// Whether an address is OpenAI's own; look-alike hosts are not.
bool isOpenAiHost(std::string_view baseUrl);

/// max_completion_tokens for the real OpenAI host, max_tokens for every other (section 9); there, Chat Completions with
/// tools goes to Responses, because current models refuse tools with reasoning elsewhere (quirk 10).
Dialect initialDialect(Protocol protocol, std::string_view baseUrl, const ModelRequest& request);

/// The dialect to try after a 400 or 422 that names a field this request sent; nothing when no other spelling is left.
std::optional<Dialect> correctedDialect(const Dialect& used, const ModelRequest& request, const ApiError& error);

}  // namespace skein::providers
