#include "core/providers/openai_responses.h"

#include "core/providers/endpoint_url.h"
#include "core/providers/openai_chat.h"
#include "core/providers/wire_json.h"
#include "core/providers/wire_usage.h"

namespace skein::providers {
namespace {

const UrlRule urlRule{"v1", UrlRule::Version::WhenBare, {"/responses", "/chat/completions", "/models"}};

void addTurn(Json& input, const Turn& turn) {
    if (const auto* user = std::get_if<UserTurn>(&turn)) {
        input.push_back({{"role", "user"}, {"content", user->text}});
    } else if (const auto* model = std::get_if<ModelTurn>(&turn)) {
        if (model->native.protocol == Protocol::OpenAiResponses && model->native.content.is_array()) {
            for (const Json& item : model->native.content) input.push_back(item);
            return;
        }
        if (!model->text.empty()) input.push_back({{"role", "assistant"}, {"content", model->text}});
        for (const ToolCall& call : model->toolCalls)
            input.push_back({{"type", "function_call"},
                             {"call_id", call.id},
                             {"name", call.name},
                             {"arguments", call.arguments.empty() ? "{}" : call.arguments}});
    } else {
        for (const ToolTurn::Result& result : std::get<ToolTurn>(turn).results)
            input.push_back({{"type", "function_call_output"}, {"call_id", result.callId}, {"output", result.text}});
    }
}

/// What a count of tokens and a call share.
Json bodyOf(const ModelRequest& request, const Dialect& dialect) {
    Json input = Json::array();
    for (const Turn& turn : request.turns) addTurn(input, turn);
    Json body{{"model", request.model}, {"input", std::move(input)}};
    if (!request.system.empty()) body["instructions"] = request.system;
    for (const ToolSpec& tool : request.tools)
        body["tools"].push_back({{"type", "function"},
                                 {"name", tool.name},
                                 {"description", tool.description},
                                 {"parameters", tool.parameters},
                                 {"strict", false}});
    if (auto format = openAiFormat(request.contract, dialect)) body["text"] = {{"format", std::move(*format)}};
    if (request.reasoning != ReasoningEffort::ProviderDefault && dialect.reasoning == Dialect::Field::Send)
        body["reasoning"] = {{"effort", openAiEffort(request.reasoning)}};
    return body;
}

FinishReason finishReason(std::string_view status, std::string_view reason) {
    if (status == "completed") return FinishReason::Finished;
    if (reason == "max_output_tokens") return FinishReason::CutAtCap;
    if (reason == "content_filter") return FinishReason::Blocked;
    if (reason == "steered" || reason == "max_messages") return FinishReason::Paused;
    return FinishReason::Unknown;
}

/// A call's name and id come with its item; its arguments may have come piece by piece before.
void takeCall(const Json& item, std::size_t key, ReplyBuilder& reply) {
    ToolCall& call = reply.toolCall(key);
    if (call.name.empty()) call.name = textMember(item, "name");
    if (call.id.empty()) call.id = textMember(item, "call_id");
    if (call.arguments.empty()) reply.addArguments(key, stringMember(item, "arguments"));
}

/// The items of an answer that was not streamed; several messages can occur, in order.
void takeOutput(const Json& output, ReplyBuilder& reply) {
    for (std::size_t i = 0; i < output.size(); ++i) {
        const std::string_view type = stringMember(output[i], "type");
        if (type == "function_call") takeCall(output[i], i, reply);
        for (const Json& part : arrayMember(output[i], "content")) {
            if (stringMember(part, "type") == "output_text") reply.addText(stringMember(part, "text"));
            if (stringMember(part, "type") == "refusal") reply.addRefusal(stringMember(part, "refusal"));
        }
        for (const Json& part : arrayMember(output[i], "summary")) reply.addReasoning(stringMember(part, "text"));
    }
}

/// Status, counts and the items to send back, from a response object at the end of its work.
void takeEnd(const Json& response, ReplyBuilder& reply) {
    if (const auto usage = usageFromResponses(response)) reply.setUsage(*usage, CountState::Final);
    reply.setModel(stringMember(response, "model"));
    const std::string_view status = stringMember(response, "status");
    const Json* details = member(response, "incomplete_details");
    const std::string_view reason = details ? stringMember(*details, "reason") : std::string_view();
    if (status == "failed" || status == "cancelled") {
        ApiError error = errorFrom(reply.httpStatus(), response);
        if (error.message.empty()) error.message = "the response ended as " + std::string(status);
        return reply.fail(ReplyFailure::Kind::Api, std::move(error));
    }
    if (status != "completed" && status != "incomplete") return;
    reply.setFinish(finishReason(status, reason), reason.empty() ? status : reason);
    reply.native() = arrayMember(response, "output");
    reply.end();
}

}  // namespace

Result<HttpRequest> OpenAiResponsesCodec::encode(std::string_view baseUrl, const ModelRequest& request,
                                                 const Dialect& dialect) const {
    SKEIN_CHECK(checkRequest(request));
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/responses"));
    Json body = bodyOf(request, dialect);
    body["store"] = false;
    body["include"] = Json::array({"reasoning.encrypted_content"});
    if (request.delivery == Delivery::Stream) body["stream"] = true;
    if (request.maxOutput.value > 0) body["max_output_tokens"] = request.maxOutput.value;
    if (request.temperature && dialect.temperature == Dialect::Field::Send) body["temperature"] = *request.temperature;
    if (dialect.promptCache == Dialect::Field::Send) {
        if (!request.promptCacheKey.empty()) body["prompt_cache_key"] = request.promptCacheKey;
        if (request.promptCache != PromptCache::ProviderDefault)
            body["prompt_cache_options"] = {{"mode", "implicit"},
                                            {"ttl", request.promptCache == PromptCache::Long ? "12h" : "30m"}};
    }
    return jsonPost(std::move(url), body, request.delivery);
}

void OpenAiResponsesCodec::takeEvent(const Json& event, ReplyBuilder& reply) const {
    const std::string_view type = stringMember(event, "type");
    const std::string_view delta = stringMember(event, "delta");
    const auto key = static_cast<std::size_t>(countIn(event, "output_index").value_or(0));
    const Json* item = member(event, "item");
    if (type == "response.output_text.delta") reply.addText(delta);
    else if (type == "response.refusal.delta") reply.addRefusal(delta);
    else if (type == "response.reasoning_summary_text.delta" || type == "response.reasoning_text.delta")
        reply.addReasoning(delta);
    else if (type == "response.function_call_arguments.delta") reply.addArguments(key, delta);
    else if (item && (type == "response.output_item.added" || type == "response.output_item.done") &&
             stringMember(*item, "type") == "function_call")
        takeCall(*item, key, reply);
    else if (const Json* response = member(event, "response")) takeEnd(*response, reply);
}

void OpenAiResponsesCodec::takeWhole(const Json& body, ReplyBuilder& reply) const {
    if (stringMember(body, "object") != "response" && !member(body, "output")) return;
    takeOutput(arrayMember(body, "output"), reply);
    takeEnd(body, reply);
}

Result<HttpRequest> OpenAiResponsesCodec::encodeModelList(std::string_view baseUrl, std::string_view cursor) const {
    return codecFor(Protocol::OpenAiChat).encodeModelList(baseUrl, cursor);
}

ModelPage OpenAiResponsesCodec::readModelList(const Json& body) const {
    return codecFor(Protocol::OpenAiChat).readModelList(body);
}

Result<HttpRequest> OpenAiResponsesCodec::encodeTokenCount(std::string_view baseUrl, const ModelRequest& request,
                                                           const Dialect& dialect) const {
    SKEIN_CHECK(checkRequest(request));
    SKEIN_TRY(std::string url, endpointUrl(baseUrl, urlRule, "/responses/input_tokens"));
    return jsonPost(std::move(url), bodyOf(request, dialect), Delivery::Whole);
}

std::optional<TokenCount> OpenAiResponsesCodec::readTokenCount(const Json& body) const {
    const auto count = countIn(body, "input_tokens");
    return count ? std::optional(TokenCount{*count}) : std::nullopt;
}

}  // namespace skein::providers
