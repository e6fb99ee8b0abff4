#include "core/providers/openai_chat.h"

#include "core/providers/endpoint_url.h"
#include "core/providers/schema.h"
#include "core/providers/wire_json.h"
#include "core/providers/wire_usage.h"

namespace skein::providers {
namespace {

const UrlRule urlRule{"v1", UrlRule::Version::WhenBare, {"/chat/completions", "/responses", "/models", "/embeddings"}};

/// The form of Chat Completions: everything but the type one level down.
Json nested(Json format) {
    if (format["type"] != "json_schema") return format;
    format.erase("type");
    return {{"type", "json_schema"}, {"json_schema", std::move(format)}};
}

Json functionCall(const ToolCall& call) {
    return {{"id", call.id},
            {"type", "function"},
            {"function", {{"name", call.name}, {"arguments", call.arguments.empty() ? "{}" : call.arguments}}}};
}

void addTurn(Json& messages, const Turn& turn) {
    if (const auto* user = std::get_if<UserTurn>(&turn)) {
        messages.push_back({{"role", "user"}, {"content", user->text}});
    } else if (const auto* model = std::get_if<ModelTurn>(&turn)) {
        Json message{{"role", "assistant"}, {"content", model->text.empty() ? Json(nullptr) : Json(model->text)}};
        for (const ToolCall& call : model->toolCalls) message["tool_calls"].push_back(functionCall(call));
        messages.push_back(std::move(message));
    } else {
        for (const ToolTurn::Result& result : std::get<ToolTurn>(turn).results)
            messages.push_back({{"role", "tool"}, {"tool_call_id", result.callId}, {"content", result.text}});
    }
}

FinishReason finishReason(std::string_view raw) {
    if (raw == "stop") return FinishReason::Finished;
    if (raw == "length") return FinishReason::CutAtCap;
    if (raw == "content_filter") return FinishReason::Blocked;
    if (raw == "tool_calls" || raw == "function_call") return FinishReason::WantsTool;
    return FinishReason::Unknown;
}

/// Content as a string, or as a list of parts whose texts are the answer.
template <class Add>
void takeText(const Json& message, std::string_view key, Add&& add) {
    add(stringMember(message, key));
    for (const Json& part : arrayMember(message, key)) add(stringMember(part, "text"));
}

void takeToolCalls(const Json& calls, ReplyBuilder& reply) {
    for (std::size_t position = 0; position < calls.size(); ++position) {
        const Json& call = calls[position];
        const auto index = countIn(call, "index");  // some servers leave it out: the position counts
        const std::size_t key = index ? static_cast<std::size_t>(*index) : position;
        ToolCall& target = reply.toolCall(key);
        if (target.id.empty()) target.id = textMember(call, "id");
        const Json* function = member(call, "function");
        if (!function) continue;
        if (target.name.empty()) target.name = textMember(*function, "name");
        const Json* arguments = member(*function, "arguments");
        if (arguments)
            reply.addArguments(
                key, arguments->is_string() ? arguments->get_ref<const std::string&>() : argumentsText(*arguments));
    }
}

void takeChoice(const Json& choice, std::string_view messageKey, ReplyBuilder& reply) {
    if (const Json* message = member(choice, messageKey)) {
        takeText(*message, "content", [&](std::string_view text) { reply.addText(text); });
        takeText(*message, "refusal", [&](std::string_view text) { reply.addRefusal(text); });
        // One of the two, or the same twice.
        const bool older = member(*message, "reasoning_content") != nullptr;
        reply.addReasoning(stringMember(*message, older ? "reasoning_content" : "reasoning"));
        takeToolCalls(arrayMember(*message, "tool_calls"), reply);
    }
    if (const std::string_view finish = stringMember(choice, "finish_reason"); !finish.empty()) {
        reply.setFinish(finishReason(finish), finish);
        reply.markWhole();
    }
}

/// The first choice: we ask for one only.
const Json* firstChoice(const Json& body) {
    for (const Json& choice : arrayMember(body, "choices"))
        if (countIn(choice, "index").value_or(0) == 0) return &choice;
    return nullptr;
}

}  // namespace

std::optional<Json> openAiFormat(const OutputContract& contract, const Dialect& dialect) {
    if (contract.type != "json" || dialect.structuredOutput == Dialect::StructuredOutput::None) return std::nullopt;
    const Json* schema = nativeSchema(contract);
    if (dialect.structuredOutput == Dialect::StructuredOutput::JsonObject || !schema)
        return Json{{"type", "json_object"}};
    return Json{{"type", "json_schema"}, {"name", "output"}, {"schema", *schema}, {"strict", isStrictSchema(*schema)}};
}

std::string_view openAiEffort(ReasoningEffort effort) {
    switch (effort) {
        case ReasoningEffort::None: return "none";
        case ReasoningEffort::Low: return "low";
        case ReasoningEffort::High: return "high";
        default: return "medium";
    }
}

Result<HttpRequest> OpenAiChatCodec::encode(std::string_view baseUrl, const ModelRequest& request,
                                            const Dialect& dialect) const {
    SKEIN_CHECK(checkRequest(request));
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/chat/completions"));
    Json messages = Json::array();
    if (!request.system.empty()) messages.push_back({{"role", "system"}, {"content", request.system}});
    for (const Turn& turn : request.turns) addTurn(messages, turn);
    Json body{{"model", request.model}, {"messages", std::move(messages)}};
    if (request.delivery == Delivery::Stream) {
        body["stream"] = true;
        if (dialect.streamUsage == Dialect::Field::Send) body["stream_options"] = {{"include_usage", true}};
    }
    if (request.maxOutput.value > 0) {
        const bool newName = dialect.outputCap == Dialect::OutputCap::MaxCompletionTokens;
        body[newName ? "max_completion_tokens" : "max_tokens"] = request.maxOutput.value;
    }
    for (const ToolSpec& tool : request.tools)
        body["tools"].push_back(
            {{"type", "function"},
             {"function", {{"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}}}});
    if (auto format = openAiFormat(request.contract, dialect)) body["response_format"] = nested(std::move(*format));
    if (request.reasoning != ReasoningEffort::ProviderDefault && dialect.reasoning == Dialect::Field::Send)
        body["reasoning_effort"] = openAiEffort(request.reasoning);
    if (request.temperature && dialect.temperature == Dialect::Field::Send) body["temperature"] = *request.temperature;
    if (dialect.promptCache == Dialect::Field::Send) {
        if (!request.promptCacheKey.empty()) body["prompt_cache_key"] = request.promptCacheKey;
        if (request.promptCache != PromptCache::ProviderDefault)
            body["prompt_cache_options"] = {{"mode", "implicit"}, {"ttl", "30m"}};  // the only one Chat offers
    }
    return jsonPost(std::move(url), body, request.delivery);
}

void OpenAiChatCodec::takeEvent(const Json& event, ReplyBuilder& reply) const {
    const Json* choice = firstChoice(event);
    const bool last = arrayMember(event, "choices").empty() || (choice && member(*choice, "finish_reason"));
    // Some servers repeat a growing count in every chunk: only one that comes at the end says what was used.
    if (const auto usage = usageFromChat(event)) reply.setUsage(*usage, last ? CountState::Final : CountState::Running);
    reply.setModel(stringMember(event, "model"));
    if (choice) takeChoice(*choice, "delta", reply);
}

void OpenAiChatCodec::takeWhole(const Json& body, ReplyBuilder& reply) const {
    if (const auto usage = usageFromChat(body)) reply.setUsage(*usage, CountState::Final);
    reply.setModel(stringMember(body, "model"));
    const Json* choice = firstChoice(body);
    if (!choice) return;
    takeChoice(*choice, "message", reply);
    reply.markWhole();
}

Result<HttpRequest> OpenAiChatCodec::encodeModelList(std::string_view baseUrl, std::string_view) const {
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/models"));
    return jsonGet(std::move(url));
}

ModelPage OpenAiChatCodec::readModelList(const Json& body) const {
    ModelPage page;
    for (const Json& entry : arrayMember(body, "data")) {
        // What servers say about their window: vLLM, OpenRouter, llama.cpp; OpenAI says nothing.
        TokenCount context = tokensIn(entry, "max_model_len");
        if (context.value == 0) context = tokensIn(entry, "context_length");
        if (const Json* meta = member(entry, "meta"); meta && context.value == 0)
            context = tokensIn(*meta, "n_ctx_train");
        if (std::string id = textMember(entry, "id"); !id.empty()) page.models.push_back({std::move(id), context, {}});
    }
    return page;
}

Result<HttpRequest> OpenAiChatCodec::encodeEmbeddings(std::string_view baseUrl, const EmbeddingRequest& request) const {
    SKEIN_CHECK(checkEmbeddings(request));
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/embeddings"));
    Json body{{"model", request.model}, {"input", request.texts}, {"encoding_format", "float"}};
    if (request.dimensions) body["dimensions"] = *request.dimensions;
    return jsonPost(std::move(url), body, Delivery::Whole);
}

Result<Embeddings> OpenAiChatCodec::readEmbeddings(const Json& body, std::size_t texts) const {
    SKEIN_TRY(Embeddings result, vectorsFrom(arrayMember(body, "data"), "embedding", texts));
    result.tokens = readEmbeddingTokens(body);
    return result;
}

std::optional<TokenCount> OpenAiChatCodec::readEmbeddingTokens(const Json& body) const {
    const Json* usage = member(body, "usage");
    if (usage == nullptr || !countIn(*usage, "prompt_tokens")) return std::nullopt;
    return tokensIn(*usage, "prompt_tokens");
}

}  // namespace skein::providers
