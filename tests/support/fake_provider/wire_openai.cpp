// Chat Completions and Responses.
#include <cstring>

#include <fmt/format.h>

#include "tests/support/fake_provider/wire.h"

namespace skein::fake {
namespace {

constexpr std::size_t vectorSize = 256;  ///< where nobody asks for another

std::string base64(const std::vector<float>& vector) {
    static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes(vector.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), vector.data(), bytes.size());  // little-endian, as this machine
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

/// What both OpenAI protocols share.
class OpenAiWire : public Wire {
public:
    std::string errorFrame(const Json& body) const override { return dataFrame(body); }
    Json errorBody(int status, std::string_view message, std::string_view param) const override {
        const char* type = status == 429                    ? "rate_limit_error"
                           : status == 401                  ? "authentication_error"
                           : status == 503                  ? "service_unavailable_error"
                           : status >= 500 || status == 200 ? "server_error"
                                                            : "invalid_request_error";
        const Json code = status == 429   ? Json("rate_limit_exceeded")
                          : status == 401 ? Json("invalid_api_key")
                          : status == 503 ? Json("server_is_overloaded")
                                          : Json(nullptr);
        return {{"error",
                 {{"message", message},
                  {"type", type},
                  {"param", param.empty() ? Json(nullptr) : Json(param)},
                  {"code", code}}}};
    }
    ErrorAnswer errorOf(ErrorKind kind, const std::string& model) const override {
        const auto answer = [](int status, const char* type, const Json& code, const std::string& message) {
            return ErrorAnswer{status,
                               {{"error", {{"message", message}, {"type", type}, {"param", nullptr}, {"code", code}}}}};
        };
        switch (kind) {
            case ErrorKind::None:
            case ErrorKind::RateLimit:
                return answer(429, "requests", "rate_limit_exceeded", "SIMULATED: rate limit reached for requests");
            case ErrorKind::SpendCap:
                return answer(429, "insufficient_quota", "insufficient_quota", "SIMULATED: you exceeded your quota");
            case ErrorKind::RevokedKey:
                return answer(401, "invalid_request_error", "invalid_api_key", "SIMULATED: incorrect API key provided");
            case ErrorKind::NoModel:
                return answer(404, "invalid_request_error", "model_not_found",
                              "SIMULATED: the model `" + model + "` does not exist or you do not have access to it");
            case ErrorKind::Overloaded:
                return answer(503, "service_unavailable_error", "server_is_overloaded", "SIMULATED: overloaded");
        }
        return {};
    }
    /// Resets are durations; retry-after is a whole number of seconds, and only when the server worked one out.
    Headers limitHeaders(const LimitStates& states, Instant) const override {
        Headers headers;
        const auto tell = [&](const std::optional<LimitState>& state, const std::string& kind) {
            if (!state) return;
            headers.emplace_back("x-ratelimit-limit-" + kind, std::to_string(state->limit));
            headers.emplace_back("x-ratelimit-remaining-" + kind, std::to_string(state->remaining));
            headers.emplace_back("x-ratelimit-reset-" + kind,
                                 state->resetMs < 1000
                                     ? fmt::format("{}ms", state->resetMs)
                                     : fmt::format("{}m{}s", state->resetMs / 60'000, state->resetMs % 60'000 / 1000));
        };
        tell(states.requests, "requests");
        tell(states.tokens ? states.tokens : states.inputTokens, "tokens");
        headers.emplace_back("x-request-id", "req_simulated");
        if (states.retryAfterMs && states.enforced) {
            headers.emplace_back("retry-after", std::to_string((*states.retryAfterMs + 999) / 1000));
            headers.emplace_back("retry-after-ms", std::to_string(*states.retryAfterMs));
        }
        return headers;
    }
    Json tokenCount(std::int64_t tokens) const override {
        return {{"object", "response.input_tokens"}, {"input_tokens", tokens}};
    }
    Json modelList() const override {
        return {
            {"object", "list"},
            {"data",
             Json::array({Json{
                 {"id", "fake-model"}, {"object", "model"}, {"created", 0}, {"owned_by", "skein test equipment"}}})}};
    }
    Json embeddings(const Json& request) const override {
        const Json input = request.value("input", Json::array());
        const Json texts = input.is_string() ? Json::array({input}) : input;
        Json data = Json::array();
        std::size_t bytes = 0;
        for (const Json& text : texts) {
            const auto vector = vectorOf(text.get<std::string>(), request.value("dimensions", vectorSize));
            bytes += text.get_ref<const std::string&>().size();
            const bool packed = request.value("encoding_format", "float") == "base64";
            // Last first: a client must go by the index.
            data.insert(data.begin(), Json{{"object", "embedding"},
                                           {"index", data.size()},
                                           {"embedding", packed ? Json(base64(vector)) : Json(vector)}});
        }
        const std::size_t tokens = (bytes + 3) / 4;
        return {{"object", "list"},
                {"model", request.value("model", "")},
                {"data", std::move(data)},
                {"usage", {{"prompt_tokens", tokens}, {"total_tokens", tokens}}}};
    }
};

class ChatWire final : public OpenAiWire {
public:
    Question read(const Json& body, const std::string&) const override {
        Question question;
        question.model = body.value("model", "");
        for (const Json& message : body.value("messages", Json::array()))
            question.prompt += textsOf(message.value("content", Json()));
        const Json format = body.value("response_format", Json::object());
        question.wantsJson = format.value("type", "text") != "text";
        if (format.contains("json_schema")) question.schema = format["json_schema"].value("schema", Json());
        question.stream = body.value("stream", false);
        for (const char* cap : {"max_tokens", "max_completion_tokens"})
            if (body.contains(cap)) question.maxOutput = body[cap].get<std::int64_t>();
        question.wantsUsage =
            !question.stream || body.value("stream_options", Json::object()).value("include_usage", false);
        return question;
    }
    std::string opening(const Answer& answer) const override {
        std::string frames = chunk(answer, {{"role", "assistant"}, {"content", ""}}, nullptr);
        if (!answer.reasoning.empty()) frames += chunk(answer, {{"reasoning_content", answer.reasoning}}, nullptr);
        return frames;
    }
    std::string piece(const Answer& answer, const std::string& text) const override {
        return chunk(answer, {{"content", text}}, nullptr);
    }
    std::string ending(const Answer& answer) const override {
        std::string frames;
        if (!answer.toolName.empty()) {
            const Json start{{"index", 0},
                             {"id", "call_simulated"},
                             {"type", "function"},
                             {"function", {{"name", answer.toolName}, {"arguments", ""}}}};
            frames += chunk(answer, {{"tool_calls", Json::array({start})}}, nullptr);
            const Json rest{{"index", 0}, {"function", {{"arguments", prettyJson(answer.toolArguments, -1)}}}};
            frames += chunk(answer, {{"tool_calls", Json::array({rest})}}, nullptr);
        }
        frames += chunk(answer, Json::object(), answer.finish);
        if (answer.reportUsage) {
            Json last = head(answer, "chat.completion.chunk");
            last["choices"] = Json::array();
            last["usage"] = usage(answer);
            frames += dataFrame(last);
        }
        return frames;
    }
    std::string endMarker(const Answer&) const override { return "data: [DONE]\n\n"; }
    Json whole(const Answer& answer) const override {
        Json message{{"role", "assistant"}, {"content", answer.text}, {"refusal", nullptr}};
        if (!answer.toolName.empty())
            message["tool_calls"] = Json::array(
                {Json{{"id", "call_simulated"},
                      {"type", "function"},
                      {"function", {{"name", answer.toolName}, {"arguments", prettyJson(answer.toolArguments, -1)}}}}});
        Json body = head(answer, "chat.completion");
        body["choices"] = Json::array({Json{{"index", 0}, {"finish_reason", answer.finish}, {"message", message}}});
        if (answer.reportUsage) body["usage"] = usage(answer);
        return body;
    }

private:
    static Json head(const Answer& answer, const char* object) {
        return {{"id", answer.id}, {"object", object}, {"created", 0}, {"model", answer.model}};
    }
    static std::string chunk(const Answer& answer, const Json& delta, const Json& finish) {
        Json json = head(answer, "chat.completion.chunk");
        json["choices"] = Json::array({Json{{"index", 0}, {"delta", delta}, {"finish_reason", finish}}});
        if (answer.reportUsage) json["usage"] = nullptr;
        return dataFrame(json);
    }
    static Json usage(const Answer& answer) {
        return {{"prompt_tokens", answer.promptTokens},
                {"completion_tokens", answer.completionTokens},
                {"total_tokens", answer.promptTokens + answer.completionTokens},
                {"prompt_tokens_details", {{"cached_tokens", answer.cachedTokens}}},
                {"completion_tokens_details", {{"reasoning_tokens", answer.reasoningTokens}}}};
    }
};

class ResponsesWire final : public OpenAiWire {
public:
    Question read(const Json& body, const std::string&) const override {
        Question question;
        question.model = body.value("model", "");
        question.prompt = textsOf(body.value("instructions", Json()));
        question.prompt += textsOf(body.value("input", Json()));
        const Json format = body.value("text", Json::object()).value("format", Json::object());
        question.wantsJson = format.value("type", "text") != "text";
        question.schema = format.value("schema", Json());
        question.stream = body.value("stream", false);
        question.maxOutput = body.value("max_output_tokens", std::int64_t{0});
        return question;
    }
    std::string opening(const Answer& answer) const override {
        std::string frames =
            frame("response.created", {{"response", response(answer, "in_progress", Json::array())}}) +
            frame("response.in_progress", {{"response", response(answer, "in_progress", Json::array())}});
        return frames +
               frame("response.output_item.added",
                     {{"output_index", 0}, {"item", message(answer, "in_progress", false)}}) +
               frame("response.content_part.added",
                     {{"output_index", 0}, {"item_id", "msg_simulated"}, {"content_index", 0}, {"part", part("")}});
    }
    std::string piece(const Answer&, const std::string& text) const override {
        return frame("response.output_text.delta", {{"output_index", 0},
                                                    {"item_id", "msg_simulated"},
                                                    {"content_index", 0},
                                                    {"delta", text},
                                                    {"logprobs", Json::array()}});
    }
    std::string ending(const Answer& answer) const override {
        std::string frames =
            frame("response.output_text.done", {{"output_index", 0},
                                                {"item_id", "msg_simulated"},
                                                {"content_index", 0},
                                                {"text", answer.text},
                                                {"logprobs", Json::array()}}) +
            frame("response.content_part.done", {{"output_index", 0},
                                                 {"item_id", "msg_simulated"},
                                                 {"content_index", 0},
                                                 {"part", part(answer.text)}}) +
            frame("response.output_item.done", {{"output_index", 0}, {"item", message(answer, "completed", true)}});
        if (!answer.toolName.empty()) {
            Json item = call(answer);
            item["arguments"] = "";
            frames += frame("response.output_item.added", {{"output_index", 1}, {"item", item}});
            frames += frame(
                "response.function_call_arguments.delta",
                {{"output_index", 1}, {"item_id", "fc_simulated"}, {"delta", prettyJson(answer.toolArguments, -1)}});
            frames +=
                frame("response.function_call_arguments.done", {{"output_index", 1},
                                                                {"item_id", "fc_simulated"},
                                                                {"name", answer.toolName},
                                                                {"arguments", prettyJson(answer.toolArguments, -1)}});
            frames += frame("response.output_item.done", {{"output_index", 1}, {"item", call(answer)}});
        }
        return frames;
    }
    /// The terminal event; there is no [DONE].
    std::string endMarker(const Answer& answer) const override {
        const Json whole = this->whole(answer);
        return frame("response." + whole["status"].get<std::string>(), {{"response", whole}});
    }
    std::string errorFrame(const Json& body) const override {
        const Json error = body.value("error", body);
        return frame("error",
                     {{"code", error.value("code", Json()).is_null() ? error.value("type", Json()) : error["code"]},
                      {"message", error.value("message", "")},
                      {"param", nullptr}});
    }
    Json whole(const Answer& answer) const override {
        Json output = Json::array({message(answer, "completed", true)});
        if (!answer.toolName.empty()) output.push_back(call(answer));
        const bool complete = answer.finish == "stop" || answer.finish == "tool_calls";
        Json body = response(answer, complete ? "completed" : "incomplete", std::move(output));
        if (!complete)
            body["incomplete_details"] = {{"reason", answer.finish == "length" ? "max_output_tokens" : answer.finish}};
        if (answer.reportUsage)
            body["usage"] = {{"input_tokens", answer.promptTokens},
                             {"input_tokens_details", {{"cached_tokens", answer.cachedTokens}}},
                             {"output_tokens", answer.completionTokens},
                             {"output_tokens_details", {{"reasoning_tokens", answer.reasoningTokens}}},
                             {"total_tokens", answer.promptTokens + answer.completionTokens}};
        return body;
    }

private:
    static std::string frame(const std::string& type, Json members) {
        members["type"] = type;
        members["sequence_number"] = 0;
        return namedFrame(members);
    }
    static Json part(const std::string& text) {
        return {{"type", "output_text"}, {"text", text}, {"annotations", Json::array()}};
    }
    static Json message(const Answer& answer, const char* status, bool withText) {
        return {{"type", "message"},
                {"id", "msg_simulated"},
                {"role", "assistant"},
                {"status", status},
                {"content", withText ? Json::array({part(answer.text)}) : Json::array()}};
    }
    static Json call(const Answer& answer) {
        return {{"type", "function_call"},
                {"id", "fc_simulated"},
                {"call_id", "call_simulated"},
                {"name", answer.toolName},
                {"arguments", prettyJson(answer.toolArguments, -1)},
                {"status", "completed"}};
    }
    static Json response(const Answer& answer, const char* status, Json output) {
        return {{"id", answer.id},
                {"object", "response"},
                {"created_at", 0},
                {"model", answer.model},
                {"status", status},
                {"error", nullptr},
                {"incomplete_details", nullptr},
                {"output", std::move(output)},
                {"parallel_tool_calls", true},
                {"tools", Json::array()},
                {"usage", nullptr}};
    }
};

}  // namespace

const Wire& chatWire() {
    static const ChatWire wire;
    return wire;
}

const Wire& responsesWire() {
    static const ResponsesWire wire;
    return wire;
}

}  // namespace skein::fake
