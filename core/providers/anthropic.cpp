#include "core/providers/anthropic.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/endpoint_url.h"
#include "core/providers/schema.h"
#include "core/providers/wire_json.h"
#include "core/providers/wire_usage.h"

namespace skein::providers {
namespace {

const UrlRule urlRule{"v1", UrlRule::Version::UnlessVersioned, {"/messages", "/models"}};

constexpr const char* currentVersion = anthropicVersion;
constexpr const char* samplingVersion = "2023-06-01";  // sent only with a temperature
constexpr std::int64_t defaultMaxOutput = 8'192;       // max_tokens is mandatory here; twice what the executor asks for

Json cacheControl(PromptCache cache) {
    return {{"type", "ephemeral"}, {"ttl", cache == PromptCache::Long ? "1h" : "5m"}};
}

Json toolUse(const ToolCall& call) {
    return {{"type", "tool_use"}, {"id", call.id}, {"name", call.name}, {"input", argumentsObject(call.arguments)}};
}

void addTurn(Json& messages, const Turn& turn) {
    if (const auto* user = std::get_if<UserTurn>(&turn)) {
        messages.push_back({{"role", "user"}, {"content", user->text}});
    } else if (const auto* model = std::get_if<ModelTurn>(&turn)) {
        Json content = Json::array();
        if (model->native.protocol == Protocol::Anthropic && model->native.content.is_array()) {
            content = model->native.content;
        } else {
            if (!model->text.empty()) content.push_back({{"type", "text"}, {"text", model->text}});
            for (const ToolCall& call : model->toolCalls) content.push_back(toolUse(call));
        }
        messages.push_back({{"role", "assistant"}, {"content", std::move(content)}});
    } else {
        // One message holds the results of every call of the turn.
        Json content = Json::array();
        for (const ToolTurn::Result& result : std::get<ToolTurn>(turn).results) {
            content.push_back({{"type", "tool_result"}, {"tool_use_id", result.callId}, {"content", result.text}});
            if (result.failed) content.back()["is_error"] = true;
        }
        messages.push_back({{"role", "user"}, {"content", std::move(content)}});
    }
}

/// The prefix that stays the same is tools, then system text: one breakpoint behind the last of them.
void markPrefix(Json& body, PromptCache cache) {
    if (body.contains("system"))
        body["system"] =
            Json::array({Json{{"type", "text"}, {"text", body["system"]}, {"cache_control", cacheControl(cache)}}});
    else if (body.contains("tools")) body["tools"].back()["cache_control"] = cacheControl(cache);
}

void addReasoning(Json& body, ReasoningEffort effort) {
    switch (effort) {
        case ReasoningEffort::ProviderDefault: return;
        case ReasoningEffort::None: body["thinking"] = {{"type", "disabled"}}; return;
        case ReasoningEffort::Low: body["output_config"]["effort"] = "low"; break;
        case ReasoningEffort::Medium: body["output_config"]["effort"] = "medium"; break;
        case ReasoningEffort::High: body["output_config"]["effort"] = "high"; break;
    }
    body["thinking"] = {{"type", "adaptive"}};
}

/// What a count of tokens and a call share.
Json bodyOf(const ModelRequest& request, const Dialect& dialect) {
    Json messages = Json::array();
    for (const Turn& turn : request.turns) addTurn(messages, turn);
    Json body{{"model", request.model}, {"messages", std::move(messages)}};
    if (!request.system.empty()) body["system"] = request.system;
    for (const ToolSpec& tool : request.tools)
        body["tools"].push_back(
            {{"name", tool.name}, {"description", tool.description}, {"input_schema", tool.parameters}});
    if (request.promptCache != PromptCache::ProviderDefault && dialect.promptCache == Dialect::Field::Send)
        markPrefix(body, request.promptCache);
    const Json* schema = nativeSchema(request.contract);
    if (schema && dialect.structuredOutput == Dialect::StructuredOutput::JsonSchema)
        if (auto closed = closedSchema(*schema))
            body["output_config"]["format"] = {{"type", "json_schema"}, {"schema", std::move(*closed)}};
    if (dialect.reasoning == Dialect::Field::Send) addReasoning(body, request.reasoning);
    return body;
}

Result<HttpRequest> post(std::string url, const Json& body, const ModelRequest& request, const Dialect& dialect) {
    SKEIN_TRY(HttpRequest result, jsonPost(std::move(url), body, request.delivery));
    const bool sampling = request.temperature && dialect.temperature == Dialect::Field::Send;
    result.headers.push_back({"anthropic-version", sampling ? samplingVersion : currentVersion});
    return result;
}

FinishReason finishReason(std::string_view raw) {
    if (raw == "end_turn" || raw == "stop_sequence") return FinishReason::Finished;
    if (raw == "max_tokens") return FinishReason::CutAtCap;
    if (raw == "model_context_window_exceeded") return FinishReason::ContextFull;
    if (raw == "tool_use") return FinishReason::WantsTool;
    if (raw == "refusal") return FinishReason::Blocked;
    if (raw == "pause_turn") return FinishReason::Paused;
    return FinishReason::Unknown;
}

void takeStop(const Json& object, ReplyBuilder& reply) {
    const std::string_view raw = stringMember(object, "stop_reason");
    if (raw.empty()) return;
    reply.setFinish(finishReason(raw), raw);
    const Json* details = member(object, "stop_details");
    if (raw == "refusal") {
        const std::string_view words = details ? stringMember(*details, "explanation") : std::string_view();
        reply.addRefusal(words.empty() ? "the model declined to answer" : words);
    }
}

/// A block as it starts in a stream or as it stands in a whole answer.
void takeBlock(const Json& block, std::size_t key, ReplyBuilder& reply) {
    const std::string_view type = stringMember(block, "type");
    if (type == "text") reply.addText(stringMember(block, "text"));
    else if (type == "thinking") reply.addReasoning(stringMember(block, "thinking"));
    else if (type == "tool_use") {
        ToolCall& call = reply.toolCall(key);
        call.id = textMember(block, "id");
        call.name = textMember(block, "name");
        if (const Json* input = member(block, "input"); input && !input->empty())
            reply.addArguments(key, argumentsText(*input));
    }
    if (!reply.native().is_array()) reply.native() = Json::array();
    reply.native().push_back(block);
}

void appendTo(Json& block, const char* key, std::string_view piece) {
    Json& text = block[key];
    if (!text.is_string()) text = "";
    text.get_ref<std::string&>().append(piece);
}

void takeDelta(const Json& delta, std::size_t key, ReplyBuilder& reply) {
    const std::string_view type = stringMember(delta, "type");
    Json none;
    Json& native = reply.native();
    Json& block = native.is_array() && !native.empty() && native.back().is_object() ? native.back() : none;
    if (type == "text_delta") {
        reply.addText(stringMember(delta, "text"));
        appendTo(block, "text", stringMember(delta, "text"));
    } else if (type == "thinking_delta") {
        reply.addReasoning(stringMember(delta, "thinking"));
        appendTo(block, "thinking", stringMember(delta, "thinking"));
    } else if (type == "signature_delta") {
        block["signature"] = stringMember(delta, "signature");
    } else if (type == "input_json_delta") {
        reply.addArguments(key, stringMember(delta, "partial_json"));
    }
}

/// A call's input stands in its block as an object once it is complete; nothing sent means {}.
void closeBlock(std::size_t key, ReplyBuilder& reply) {
    Json& native = reply.native();
    if (!native.is_array() || native.empty() || stringMember(native.back(), "type") != "tool_use") return;
    ToolCall& call = reply.toolCall(key);
    if (trim(call.arguments).empty()) call.arguments = "{}";
    native.back()["input"] = argumentsObject(call.arguments);
}

}  // namespace

Result<HttpRequest> AnthropicCodec::encode(std::string_view baseUrl, const ModelRequest& request,
                                           const Dialect& dialect) const {
    SKEIN_CHECK(checkRequest(request));
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/messages"));
    Json body = bodyOf(request, dialect);
    body["max_tokens"] = request.maxOutput.value > 0 ? request.maxOutput.value : defaultMaxOutput;
    if (request.delivery == Delivery::Stream) body["stream"] = true;
    if (request.temperature && dialect.temperature == Dialect::Field::Send) body["temperature"] = *request.temperature;
    return post(std::move(url), body, request, dialect);
}

void AnthropicCodec::takeEvent(const Json& event, ReplyBuilder& reply) const {
    const std::string_view type = stringMember(event, "type");
    const auto key = static_cast<std::size_t>(countIn(event, "index").value_or(0));
    if (type == "message_start") {
        if (const Json* message = member(event, "message")) {
            reply.setModel(stringMember(*message, "model"));
            if (const auto usage = usageFromAnthropic(*message, {})) reply.setUsage(*usage, CountState::Running);
        }
    } else if (type == "content_block_start") {
        if (const Json* block = member(event, "content_block")) takeBlock(*block, key, reply);
    } else if (type == "content_block_delta") {
        if (const Json* delta = member(event, "delta")) takeDelta(*delta, key, reply);
    } else if (type == "content_block_stop") {
        closeBlock(key, reply);
    } else if (type == "message_delta") {
        if (const auto usage = usageFromAnthropic(event, reply.usage())) reply.setUsage(*usage, CountState::Final);
        if (const Json* delta = member(event, "delta")) takeStop(*delta, reply);
    } else if (type == "message_stop") {
        // Without the reason nobody knows whether the model was done: a proxy that lost the end sends such streams.
        if (reply.hasFinish()) reply.end();
        else reply.stop();
    }
}

void AnthropicCodec::takeWhole(const Json& body, ReplyBuilder& reply) const {
    if (stringMember(body, "type") != "message" && !member(body, "content")) return;
    const Json& content = arrayMember(body, "content");
    for (std::size_t i = 0; i < content.size(); ++i) {
        takeBlock(content[i], i, reply);
        closeBlock(i, reply);
    }
    if (const auto usage = usageFromAnthropic(body, {})) reply.setUsage(*usage, CountState::Final);
    reply.setModel(stringMember(body, "model"));
    takeStop(body, reply);
    reply.end();
}

Result<HttpRequest> AnthropicCodec::encodeModelList(std::string_view baseUrl, std::string_view cursor) const {
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/models?limit=1000"));
    if (!cursor.empty()) {
        SKEIN_TRY(const std::string after, modelPathSegment(cursor));
        url += "&after_id=" + after;
    }
    HttpRequest request = jsonGet(std::move(url));
    request.headers.push_back({"anthropic-version", currentVersion});
    return request;
}

ModelPage AnthropicCodec::readModelList(const Json& body) const {
    ModelPage page;
    for (const Json& entry : arrayMember(body, "data"))
        if (std::string id = textMember(entry, "id"); !id.empty())
            page.models.push_back({std::move(id), tokensIn(entry, "max_input_tokens"), tokensIn(entry, "max_tokens")});
    if (const Json* more = member(body, "has_more"); more && *more == true) page.next = textMember(body, "last_id");
    return page;
}

Result<HttpRequest> AnthropicCodec::encodeTokenCount(std::string_view baseUrl, const ModelRequest& request,
                                                     const Dialect& dialect) const {
    SKEIN_CHECK(checkRequest(request));
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/messages/count_tokens"));
    ModelRequest whole = request;
    whole.delivery = Delivery::Whole;
    return post(std::move(url), bodyOf(request, dialect), whole, dialect);
}

std::optional<TokenCount> AnthropicCodec::readTokenCount(const Json& body) const {
    const auto count = countIn(body, "input_tokens");
    return count ? std::optional(TokenCount{*count}) : std::nullopt;
}

}  // namespace skein::providers
