#include "core/providers/codec.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/providers/anthropic.h"
#include "core/providers/gemini.h"
#include "core/providers/ollama.h"
#include "core/providers/openai_chat.h"
#include "core/providers/openai_responses.h"
#include "core/providers/wire_json.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxEmbeddingTexts = 2'048;  // OpenAI's bound, the narrowest known

Failure notOffered(const ModelCodec& codec, std::string_view what) {
    return fail(ErrorCode::Unavailable,
                fmt::format("the protocol {} offers no {}", protocolName(codec.traits().protocol), what));
}

/// Every text of a request, for checks and estimates.
template <class Visit>
void visitTexts(const ModelRequest& request, Visit&& visit) {
    visit(request.model);
    visit(request.system);
    for (const Turn& turn : request.turns) {
        if (const auto* user = std::get_if<UserTurn>(&turn)) visit(user->text);
        if (const auto* model = std::get_if<ModelTurn>(&turn)) {
            visit(model->text);
            for (const ToolCall& call : model->toolCalls) visit(call.arguments);
        }
        if (const auto* tools = std::get_if<ToolTurn>(&turn))
            for (const ToolTurn::Result& result : tools->results) visit(result.text);
    }
    for (const ToolSpec& tool : request.tools) {
        visit(tool.name);
        visit(tool.description);
    }
}

}  // namespace

std::string promptText(const ModelRequest& request) {
    std::string all;
    visitTexts(request, [&](const std::string& text) {
        if (&text != &request.model) all += text;
    });
    return all;
}

Result<HttpRequest> ModelCodec::encodeTokenCount(std::string_view, const ModelRequest&, const Dialect&) const {
    return notOffered(*this, "token count");
}
std::optional<TokenCount> ModelCodec::readTokenCount(const Json&) const { return std::nullopt; }
Result<HttpRequest> ModelCodec::encodeEmbeddings(std::string_view, const EmbeddingRequest&) const {
    return notOffered(*this, "embeddings");
}
std::optional<TokenCount> ModelCodec::readEmbeddingTokens(const Json&) const { return std::nullopt; }
Result<Embeddings> ModelCodec::readEmbeddings(const Json&, std::size_t) const {
    return notOffered(*this, "embeddings");
}

const ModelCodec& codecFor(Protocol protocol) {
    static const OpenAiChatCodec chat;
    static const OpenAiResponsesCodec responses;
    static const AnthropicCodec anthropic;
    static const GeminiCodec gemini;
    static const OllamaCodec ollama;
    switch (protocol) {
        case Protocol::OpenAiChat: return chat;
        case Protocol::OpenAiResponses: return responses;
        case Protocol::Anthropic: return anthropic;
        case Protocol::Gemini: return gemini;
        case Protocol::Ollama: return ollama;
    }
    return chat;
}

void addKey(HttpRequest& request, const ModelCodec& codec, std::string_view key) {
    if (key.empty()) return;
    const CodecTraits traits = codec.traits();
    request.headers.push_back({std::string(traits.keyHeader), std::string(traits.keyPrefix) + std::string(key)});
}

Result<void> checkRequest(const ModelRequest& request) {
    if (request.model.empty()) return fail(ErrorCode::InvalidInput, "model call: no model is named");
    if (request.turns.empty()) return fail(ErrorCode::InvalidInput, "model call: there is nothing to say");
    std::size_t bytes = 0;
    bool valid = true;
    visitTexts(request, [&](const std::string& text) {
        bytes += text.size();
        valid = valid && isValidUtf8(text);
    });
    if (!valid) return fail(ErrorCode::InvalidInput, "model call: the prompt is not valid UTF-8");
    if (bytes > limits::maxPromptBytes)
        return fail(ErrorCode::TooLarge,
                    fmt::format("model call: the prompt has {} bytes, the bound is {}", bytes, limits::maxPromptBytes));
    return {};
}

Result<void> checkEmbeddings(const EmbeddingRequest& request) {
    if (request.model.empty()) return fail(ErrorCode::InvalidInput, "embeddings: no model is named");
    if (request.texts.empty() || request.texts.size() > maxEmbeddingTexts)
        return fail(ErrorCode::InvalidInput, fmt::format("embeddings: expected 1 to {} texts", maxEmbeddingTexts));
    for (const std::string& text : request.texts)
        if (text.empty() || !isValidUtf8(text))
            return fail(ErrorCode::InvalidInput, "embeddings: each text must be valid UTF-8 and not empty");
    return {};
}

Result<HttpRequest> jsonPost(std::string url, const Json& body, Delivery delivery) {
    HttpRequest request;
    request.url = std::move(url);
    SKEIN_TRY(request.body, canonicalJson(body));
    const char* accept =
        delivery == Delivery::Stream ? "text/event-stream, application/x-ndjson, application/json" : "application/json";
    request.headers = {{"Content-Type", "application/json"}, {"Accept", accept}};
    return request;
}

HttpRequest jsonGet(std::string url) {
    HttpRequest request;
    request.method = HttpRequest::Method::Get;
    request.url = std::move(url);
    request.headers = {{"Accept", "application/json"}};
    return request;
}

Result<Embeddings> vectorsFrom(const Json& items, std::string_view memberName, std::size_t texts) {
    Embeddings result;
    result.vectors.resize(texts);
    std::size_t found = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Json& values = memberName.empty() ? items[i] : arrayMember(items[i], memberName);
        const auto index = static_cast<std::size_t>(countIn(items[i], "index").value_or(static_cast<std::int64_t>(i)));
        if (index >= texts || !values.is_array() || values.empty() || !result.vectors[index].empty())
            return fail(ErrorCode::Damaged, "embeddings: the answer holds a vector that was not asked for");
        for (const Json& value : values) {
            if (!value.is_number())
                return fail(ErrorCode::Damaged, "embeddings: a vector holds something else than numbers");
            constexpr double largest = 1e30;  // lengths of such vectors are finite still
            const auto part = value.get<double>();
            if (!(std::abs(part) <= largest))
                return fail(ErrorCode::Damaged, "embeddings: a vector holds a number that is too large");
            result.vectors[index].push_back(static_cast<float>(part));
        }
        ++found;
    }
    if (found != texts)
        return fail(ErrorCode::Damaged, fmt::format("embeddings: {} texts were sent, {} vectors came", texts, found));
    for (const auto& vector : result.vectors) {
        if (vector.size() != result.vectors.front().size())
            return fail(ErrorCode::Damaged, "embeddings: the vectors differ in length");
        if (std::all_of(vector.begin(), vector.end(), [](float part) { return part == 0; }))
            return fail(ErrorCode::Damaged, "embeddings: a vector is all zeros, so it points nowhere");
    }
    return result;
}

}  // namespace skein::providers
