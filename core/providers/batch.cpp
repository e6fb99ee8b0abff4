#include "core/providers/batch.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/batch_codecs.h"
#include "core/providers/response_decoder.h"
#include "core/providers/wire_json.h"

namespace skein::providers {

bool isBatchCustomId(std::string_view id) {
    return !id.empty() && id.size() <= 64 &&
           std::all_of(id.begin(), id.end(), [](char c) { return isIdentifierChar(c) || c == '-'; });
}

Result<BatchItem> BatchCodec::item(std::string_view baseUrl, std::string customId, ModelRequest request,
                                   const Dialect& dialect) const {
    if (!isBatchCustomId(customId))
        return fail(ErrorCode::InvalidInput, "batch: an id is 1 to 64 letters, digits, _ and -");
    request.delivery = Delivery::Whole;
    SKEIN_TRY(HttpRequest alone, codec().encode(baseUrl, request, dialect));
    return BatchItem{std::move(customId), std::move(alone.body)};
}

std::optional<Result<HttpRequest>> BatchCodec::encodeUpload(std::string_view, const std::vector<BatchItem>&) const {
    return std::nullopt;
}

Result<std::string> BatchCodec::readUpload(const Json&) const {
    return fail(ErrorCode::Damaged, "batch: this API takes no file");
}

BatchResult BatchCodec::answered(int status, const Json& body) const {
    if (status < 200 || status >= 300) return refused(status, body);
    return {BatchResult::End::Answered, wholeReply(codec(), status, body)};
}

BatchResult BatchCodec::refused(int status, const Json& error) {
    ReplyFailure failure;
    failure.kind = ReplyFailure::Kind::Api;
    failure.api = errorFrom(status, error);
    if (failure.api.message.empty()) failure.api.message = "the provider refused this request and said no more";
    return {BatchResult::End::Refused, std::move(failure)};
}

void BatchCodec::keep(BatchResults& results, std::string id, BatchResult result) {
    if (!results.wanted.contains(id)) ++results.foreign;
    else if (!results.found.try_emplace(std::move(id), std::move(result)).second) ++results.repeated;
}

void BatchCodec::takeLines(std::string_view lines, BatchResults& results) const {
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        const std::string_view text = trim(lines.substr(0, end));
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (text.empty()) continue;
        const auto line = parseJson(text);
        if (line && takeResult(*line, results)) continue;
        if (results.unreadable++ == 0)
            results.firstProblem = line ? "a line of the results names no request of a batch"
                                        : "a line of the results is not JSON: " + line.error().message;
    }
}

void BatchCodec::takeInlined(const BatchStatus& status, BatchResults& results) const {
    if (!status.inlined.is_array()) return;
    for (const Json& each : status.inlined)
        if (!takeResult(each, results) && results.unreadable++ == 0)
            results.firstProblem = "one of the results names no request of a batch";
}

const BatchCodec* batchCodecFor(Protocol protocol) {
    static const OpenAiBatchCodec chat(Protocol::OpenAiChat);
    static const OpenAiBatchCodec responses(Protocol::OpenAiResponses);
    static const AnthropicBatchCodec anthropic;
    static const GeminiBatchCodec gemini;
    switch (protocol) {
        case Protocol::OpenAiChat: return &chat;
        case Protocol::OpenAiResponses: return &responses;
        case Protocol::Anthropic: return &anthropic;
        case Protocol::Gemini: return &gemini;
        case Protocol::Ollama: break;
    }
    return nullptr;
}

void closeResults(const BatchStatus& status, BatchResults& results) {
    for (const std::string& id : results.wanted) {
        if (results.found.contains(id)) continue;
        BatchResult result;
        switch (status.phase) {
            case BatchPhase::Failed: {
                ReplyFailure failure;
                failure.kind = ReplyFailure::Kind::Api;
                failure.api.message = "the whole batch was refused" +
                                      (status.problem.empty() ? std::string() : ": " + elide(status.problem, 1'000));
                result = {BatchResult::End::Refused, std::move(failure)};
                break;
            }
            case BatchPhase::Expired: result.end = BatchResult::End::Expired; break;
            case BatchPhase::Cancelled: result.end = BatchResult::End::Cancelled; break;
            case BatchPhase::Completed:
            case BatchPhase::Running: result.end = BatchResult::End::Missing; break;
        }
        results.found.emplace(id, std::move(result));
    }
}

}  // namespace skein::providers
