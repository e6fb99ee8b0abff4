#include "core/providers/ollama.h"

#include "core/providers/endpoint_url.h"
#include "core/providers/wire_json.h"
#include "core/providers/wire_usage.h"

namespace skein::providers {
namespace {

// People paste the address of its OpenAI surface too.
const UrlRule urlRule{"", UrlRule::Version::Never, {"/chat", "/api", "/v1"}};

void addTurn(Json& messages, const Turn& turn) {
    if (const auto* user = std::get_if<UserTurn>(&turn)) {
        messages.push_back({{"role", "user"}, {"content", user->text}});
    } else if (const auto* model = std::get_if<ModelTurn>(&turn)) {
        Json message{{"role", "assistant"}, {"content", model->text}};
        for (const ToolCall& call : model->toolCalls)
            message["tool_calls"].push_back(
                {{"function", {{"name", call.name}, {"arguments", argumentsObject(call.arguments)}}}});
        messages.push_back(std::move(message));
    } else {
        for (const ToolTurn::Result& result : std::get<ToolTurn>(turn).results)
            messages.push_back({{"role", "tool"}, {"tool_name", result.name}, {"content", result.text}});
    }
}

Json thinking(ReasoningEffort effort) {
    switch (effort) {
        case ReasoningEffort::None: return false;
        case ReasoningEffort::Low: return "low";
        case ReasoningEffort::High: return "high";
        default: return true;
    }
}

FinishReason finishReason(std::string_view raw) {
    if (raw == "stop") return FinishReason::Finished;
    if (raw == "length") return FinishReason::CutAtCap;
    return FinishReason::Unknown;
}

}  // namespace

Result<HttpRequest> OllamaCodec::encode(std::string_view baseUrl, const ModelRequest& request,
                                        const Dialect& dialect) const {
    SKEIN_CHECK(checkRequest(request));
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/api/chat"));
    Json messages = Json::array();
    if (!request.system.empty()) messages.push_back({{"role", "system"}, {"content", request.system}});
    for (const Turn& turn : request.turns) addTurn(messages, turn);
    Json body{{"model", request.model},
              {"messages", std::move(messages)},
              {"stream", request.delivery == Delivery::Stream},
              {"truncate", false},
              {"shift", false}};
    Json options = Json::object();
    if (request.contextTokens.value > 0) options["num_ctx"] = request.contextTokens.value;
    if (request.maxOutput.value > 0) options["num_predict"] = request.maxOutput.value;
    if (request.temperature && dialect.temperature == Dialect::Field::Send)
        options["temperature"] = *request.temperature;
    if (!options.empty()) body["options"] = std::move(options);
    for (const ToolSpec& tool : request.tools)
        body["tools"].push_back(
            {{"type", "function"},
             {"function", {{"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}}}});
    if (request.contract.type == "json" && dialect.structuredOutput == Dialect::StructuredOutput::JsonSchema)
        body["format"] = request.contract.schema.is_object() ? request.contract.schema : Json("json");
    if (request.reasoning != ReasoningEffort::ProviderDefault && dialect.reasoning == Dialect::Field::Send)
        body["think"] = thinking(request.reasoning);
    return jsonPost(std::move(url), body, request.delivery);
}

void OllamaCodec::takeEvent(const Json& event, ReplyBuilder& reply) const {
    reply.setModel(stringMember(event, "model"));
    if (const Json* message = member(event, "message")) {
        reply.addText(stringMember(*message, "content"));
        reply.addReasoning(stringMember(*message, "thinking"));
        for (const Json& call : arrayMember(*message, "tool_calls")) {
            const Json* function = member(call, "function");
            if (!function) continue;
            const std::size_t key = reply.toolCallCount();  // a call comes whole
            ToolCall& target = reply.toolCall(key);
            target.id = textMember(call, "id");
            target.name = textMember(*function, "name");
            const Json* arguments = member(*function, "arguments");
            reply.addArguments(key, arguments ? argumentsText(*arguments) : "{}");
        }
    }
    const Json* done = member(event, "done");
    if (!done || *done != true) return;
    const std::string_view raw = stringMember(event, "done_reason");
    reply.setFinish(raw.empty() ? FinishReason::Finished : finishReason(raw), raw);
    if (const auto usage = usageFromOllama(event)) reply.setUsage(*usage, CountState::Final);
    reply.end();
}

void OllamaCodec::takeWhole(const Json& body, ReplyBuilder& reply) const { takeEvent(body, reply); }

Result<HttpRequest> OllamaCodec::encodeModelList(std::string_view baseUrl, std::string_view) const {
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/api/tags"));
    return jsonGet(std::move(url));
}

ModelPage OllamaCodec::readModelList(const Json& body) const {
    ModelPage page;
    for (const Json& entry : arrayMember(body, "models"))
        if (std::string name = textMember(entry, "name"); !name.empty())
            page.models.push_back({std::move(name), {}, {}});  // the window is in /api/show, model by model
    return page;
}

Result<HttpRequest> OllamaCodec::encodeEmbeddings(std::string_view baseUrl, const EmbeddingRequest& request) const {
    SKEIN_CHECK(checkEmbeddings(request));
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/api/embed"));
    Json body{{"model", request.model}, {"input", request.texts}, {"truncate", false}};
    if (request.dimensions) body["dimensions"] = *request.dimensions;
    return jsonPost(std::move(url), body, Delivery::Whole);
}

Result<Embeddings> OllamaCodec::readEmbeddings(const Json& body, std::size_t texts) const {
    SKEIN_TRY(Embeddings result, vectorsFrom(arrayMember(body, "embeddings"), "", texts));
    result.tokens = readEmbeddingTokens(body);
    return result;
}

std::optional<TokenCount> OllamaCodec::readEmbeddingTokens(const Json& body) const {
    const auto count = countIn(body, "prompt_eval_count");
    return count ? std::optional(TokenCount{*count}) : std::nullopt;
}

}  // namespace skein::providers
