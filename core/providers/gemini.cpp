#include "core/providers/gemini.h"

#include "core/providers/endpoint_url.h"
#include "core/providers/schema.h"
#include "core/providers/wire_json.h"
#include "core/providers/wire_usage.h"

namespace skein::providers {
namespace {

const UrlRule urlRule{"v1", UrlRule::Version::UnlessVersioned, {"/models"}};
constexpr std::string_view modelPrefix = "models/";

/// ".../v1/models/NAME" and what follows; a name may come with its prefix, as the model list gives it.
Result<std::string> modelUrl(std::string_view baseUrl, std::string_view model, std::string_view method) {
    if (model.starts_with(modelPrefix)) model.remove_prefix(modelPrefix.size());
    SKEIN_TRY(const std::string name, modelPathSegment(model));
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/models/"));
    url += name;
    url += method;
    return url;
}

Json textPart(const std::string& text) { return {{"text", text}}; }

void addTurn(Json& contents, const Turn& turn) {
    Json parts = Json::array();
    if (const auto* user = std::get_if<UserTurn>(&turn)) {
        parts.push_back(textPart(user->text));
        contents.push_back({{"role", "user"}, {"parts", std::move(parts)}});
    } else if (const auto* model = std::get_if<ModelTurn>(&turn)) {
        if (model->native.protocol == Protocol::Gemini && model->native.content.is_array()) {
            parts = model->native.content;  // with every thoughtSignature
        } else {
            if (!model->text.empty()) parts.push_back(textPart(model->text));
            for (const ToolCall& call : model->toolCalls)
                parts.push_back({{"functionCall", {{"name", call.name}, {"args", argumentsObject(call.arguments)}}}});
        }
        contents.push_back({{"role", "model"}, {"parts", std::move(parts)}});
    } else {
        for (const ToolTurn::Result& result : std::get<ToolTurn>(turn).results) {
            Json response{{"name", result.name}, {"response", {{result.failed ? "error" : "output", result.text}}}};
            if (!result.callId.empty()) response["id"] = result.callId;
            parts.push_back({{"functionResponse", std::move(response)}});
        }
        contents.push_back({{"role", "user"}, {"parts", std::move(parts)}});
    }
}

std::string_view thinkingLevel(ReasoningEffort effort) {
    switch (effort) {
        case ReasoningEffort::None:
        case ReasoningEffort::Low: return "LOW";  // the least that every generation since 3 accepts
        case ReasoningEffort::High: return "HIGH";
        default: return "MEDIUM";
    }
}

Json generationConfig(const ModelRequest& request, const Dialect& dialect) {
    Json config = Json::object();
    if (request.maxOutput.value > 0) config["maxOutputTokens"] = request.maxOutput.value;
    if (request.temperature && dialect.temperature == Dialect::Field::Send)
        config["temperature"] = *request.temperature;
    if (request.reasoning != ReasoningEffort::ProviderDefault && dialect.reasoning == Dialect::Field::Send)
        config["thinkingConfig"] = {{"thinkingLevel", thinkingLevel(request.reasoning)}};
    if (request.contract.type == "json" && dialect.structuredOutput == Dialect::StructuredOutput::JsonSchema) {
        config["responseMimeType"] = "application/json";
        if (const Json* schema = nativeSchema(request.contract)) config["responseJsonSchema"] = *schema;
    }
    return config;
}

/// What a count of tokens and a call share.
Json bodyOf(const ModelRequest& request, const Dialect& dialect) {
    Json contents = Json::array();
    for (const Turn& turn : request.turns) addTurn(contents, turn);
    Json body{{"contents", std::move(contents)}};
    if (!request.system.empty()) body["systemInstruction"] = {{"parts", Json::array({textPart(request.system)})}};
    Json functions = Json::array();
    for (const ToolSpec& tool : request.tools)
        functions.push_back(
            {{"name", tool.name}, {"description", tool.description}, {"parametersJsonSchema", tool.parameters}});
    if (!functions.empty()) body["tools"] = Json::array({Json{{"functionDeclarations", std::move(functions)}}});
    if (Json config = generationConfig(request, dialect); !config.empty()) body["generationConfig"] = std::move(config);
    return body;
}

FinishReason finishReason(std::string_view raw) {
    if (raw == "STOP") return FinishReason::Finished;
    if (raw == "MAX_TOKENS") return FinishReason::CutAtCap;
    if (raw == "CONTINUATION") return FinishReason::Paused;
    for (const std::string_view blocked :
         {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "OTHER"})
        if (raw == blocked) return FinishReason::Blocked;
    for (const std::string_view bad :
         {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE"})
        if (raw == bad) return FinishReason::BadToolCall;
    return FinishReason::Unknown;
}

void takePart(const Json& part, ReplyBuilder& reply) {
    const Json* thought = member(part, "thought");
    if (thought && *thought == true) reply.addReasoning(stringMember(part, "text"));
    else reply.addText(stringMember(part, "text"));
    if (const Json* call = member(part, "functionCall")) {
        const std::size_t key = reply.toolCallCount();
        ToolCall& target = reply.toolCall(key);
        target.id = textMember(*call, "id");
        target.name = textMember(*call, "name");
        const Json* arguments = member(*call, "args");
        reply.addArguments(key, arguments ? argumentsText(*arguments) : "{}");
    }
    if (!reply.native().is_array()) reply.native() = Json::array();
    reply.native().push_back(part);
}

}  // namespace

Result<HttpRequest> GeminiCodec::encode(std::string_view baseUrl, const ModelRequest& request,
                                        const Dialect& dialect) const {
    SKEIN_CHECK(checkRequest(request));
    const bool stream = request.delivery == Delivery::Stream;
    SKEIN_TRY(std::string url,
              modelUrl(baseUrl, request.model, stream ? ":streamGenerateContent?alt=sse" : ":generateContent"));
    return jsonPost(std::move(url), bodyOf(request, dialect), request.delivery);
}

void GeminiCodec::takeEvent(const Json& event, ReplyBuilder& reply) const {
    reply.setModel(stringMember(event, "modelVersion"));
    const Json& candidates = arrayMember(event, "candidates");
    const Json* feedback = member(event, "promptFeedback");
    const std::string_view blocked = feedback ? stringMember(*feedback, "blockReason") : std::string_view();
    std::string_view finish;
    if (!candidates.empty()) {
        if (const Json* content = member(candidates.front(), "content"))
            for (const Json& part : arrayMember(*content, "parts")) takePart(part, reply);
        finish = stringMember(candidates.front(), "finishReason");
        const std::string_view words = stringMember(candidates.front(), "finishMessage");
        if (finishReason(finish) == FinishReason::Blocked && !words.empty()) reply.addRefusal(words);
    } else if (!blocked.empty()) {
        reply.setFinish(FinishReason::Blocked, blocked);
        reply.markWhole();
    }
    if (!finish.empty()) {
        reply.setFinish(finishReason(finish), finish);
        reply.markWhole();
    }
    // Earlier events may carry running counts.
    if (const auto usage = usageFromGemini(event))
        reply.setUsage(*usage, reply.whole() ? CountState::Final : CountState::Running);
}

void GeminiCodec::takeWhole(const Json& body, ReplyBuilder& reply) const {
    if (!member(body, "candidates") && !member(body, "promptFeedback")) return;
    takeEvent(body, reply);
    reply.markWhole();
}

Result<HttpRequest> GeminiCodec::encodeModelList(std::string_view baseUrl, std::string_view cursor) const {
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/models?pageSize=1000"));
    if (!cursor.empty()) {
        SKEIN_TRY(const std::string token, modelPathSegment(cursor));
        url += "&pageToken=" + token;
    }
    return jsonGet(std::move(url));
}

ModelPage GeminiCodec::readModelList(const Json& body) const {
    ModelPage page;
    for (const Json& entry : arrayMember(body, "models")) {
        std::string name = textMember(entry, "name");
        if (name.starts_with(modelPrefix)) name.erase(0, modelPrefix.size());
        if (!name.empty())
            page.models.push_back(
                {std::move(name), tokensIn(entry, "inputTokenLimit"), tokensIn(entry, "outputTokenLimit")});
    }
    page.next = textMember(body, "nextPageToken");
    return page;
}

Result<HttpRequest> GeminiCodec::encodeTokenCount(std::string_view baseUrl, const ModelRequest& request,
                                                  const Dialect& dialect) const {
    SKEIN_CHECK(checkRequest(request));
    SKEIN_TRY(std::string url, modelUrl(baseUrl, request.model, ":countTokens"));
    Json counted = bodyOf(request, dialect);
    counted["model"] = std::string(request.model.starts_with(modelPrefix) ? "" : modelPrefix) + request.model;
    return jsonPost(std::move(url), {{"generateContentRequest", std::move(counted)}}, Delivery::Whole);
}

std::optional<TokenCount> GeminiCodec::readTokenCount(const Json& body) const {
    const auto count = countIn(body, "totalTokens");
    return count ? std::optional(TokenCount{*count}) : std::nullopt;
}

Result<HttpRequest> GeminiCodec::encodeEmbeddings(std::string_view baseUrl, const EmbeddingRequest& request) const {
    SKEIN_CHECK(checkEmbeddings(request));
    SKEIN_TRY(std::string url, modelUrl(baseUrl, request.model, ":batchEmbedContents"));
    const std::string model = std::string(request.model.starts_with(modelPrefix) ? "" : modelPrefix) + request.model;
    Json requests = Json::array();
    // One request per text: several texts as parts of one content give one vector.
    for (const std::string& text : request.texts) {
        requests.push_back({{"model", model}, {"content", {{"parts", Json::array({textPart(text)})}}}});
        if (request.dimensions) requests.back()["outputDimensionality"] = *request.dimensions;
    }
    return jsonPost(std::move(url), {{"requests", std::move(requests)}}, Delivery::Whole);
}

Result<Embeddings> GeminiCodec::readEmbeddings(const Json& body, std::size_t texts) const {
    return vectorsFrom(arrayMember(body, "embeddings"), "values", texts);
}

}  // namespace skein::providers
