// Messages.
#include "tests/support/fake_provider/wire.h"

namespace skein::fake {
namespace {

class AnthropicWire final : public Wire {
public:
    Question read(const Json& body, const std::string&) const override {
        Question question;
        question.model = body.value("model", "");
        question.prompt = textsOf(body.value("system", Json()));
        for (const Json& message : body.value("messages", Json::array()))
            question.prompt += textsOf(message.value("content", Json()));
        const Json format = body.value("output_config", Json::object()).value("format", Json::object());
        question.wantsJson = format.contains("schema");
        question.schema = format.value("schema", Json());
        question.stream = body.value("stream", false);
        question.maxOutput = body.value("max_tokens", std::int64_t{0});
        return question;
    }
    std::string opening(const Answer& answer) const override {
        Json message = head(answer);
        message["content"] = Json::array();
        message["stop_reason"] = nullptr;
        message["stop_sequence"] = nullptr;
        message["usage"] = answer.reportUsage ? inputUsage(answer) : Json{{"input_tokens", 0}, {"output_tokens", 0}};
        message["usage"]["output_tokens"] = answer.reportUsage ? 1 : 0;
        std::string frames = frame("message_start", {{"message", message}}) + keepAlive();
        if (!answer.reasoning.empty())
            frames +=
                frame("content_block_start",
                      {{"index", 0}, {"content_block", {{"type", "thinking"}, {"thinking", ""}, {"signature", ""}}}}) +
                delta(0, {{"type", "thinking_delta"}, {"thinking", answer.reasoning}}) +
                delta(0, {{"type", "signature_delta"}, {"signature", "c2ltdWxhdGVk"}}) +
                frame("content_block_stop", {{"index", 0}});
        return frames + frame("content_block_start",
                              {{"index", textIndex(answer)}, {"content_block", {{"type", "text"}, {"text", ""}}}});
    }
    std::string piece(const Answer& answer, const std::string& text) const override {
        return delta(textIndex(answer), {{"type", "text_delta"}, {"text", text}});
    }
    std::string ending(const Answer& answer) const override {
        const int text = textIndex(answer);
        std::string frames = frame("content_block_stop", {{"index", text}});
        if (!answer.toolName.empty()) {
            Json block = call(answer);
            block["input"] = Json::object();
            frames += frame("content_block_start", {{"index", text + 1}, {"content_block", block}}) +
                      delta(text + 1, {{"type", "input_json_delta"}, {"partial_json", ""}}) +
                      delta(text + 1,
                            {{"type", "input_json_delta"}, {"partial_json", prettyJson(answer.toolArguments, -1)}}) +
                      frame("content_block_stop", {{"index", text + 1}});
        }
        // Cumulative counters; those of the input may be left null here.
        Json usage{{"input_tokens", nullptr},
                   {"output_tokens", answer.reportUsage ? Json(answer.completionTokens) : Json()}};
        return frames +
               frame("message_delta", {{"delta", {{"stop_reason", stopReason(answer)}, {"stop_sequence", nullptr}}},
                                       {"usage", std::move(usage)}});
    }
    std::string endMarker(const Answer&) const override { return frame("message_stop", Json::object()); }
    std::string keepAlive() const override { return frame("ping", Json::object()); }
    std::string errorFrame(const Json& body) const override { return "event: error\n" + dataFrame(body); }

    Json whole(const Answer& answer) const override {
        Json message = head(answer);
        message["content"] = Json::array();
        if (!answer.text.empty()) message["content"].push_back({{"type", "text"}, {"text", answer.text}});
        if (!answer.toolName.empty()) message["content"].push_back(call(answer));
        message["stop_reason"] = stopReason(answer);
        message["stop_sequence"] = nullptr;
        if (answer.reportUsage) {
            message["usage"] = inputUsage(answer);
            message["usage"]["output_tokens"] = answer.completionTokens;
        }
        return message;
    }
    Json errorBody(int status, std::string_view message, std::string_view) const override {
        const char* type = status == 401                    ? "authentication_error"
                           : status == 402                  ? "billing_error"
                           : status == 403                  ? "permission_error"
                           : status == 404                  ? "not_found_error"
                           : status == 413                  ? "request_too_large"
                           : status == 429                  ? "rate_limit_error"
                           : status == 504                  ? "timeout_error"
                           : status == 529 || status == 200 ? "overloaded_error"
                           : status >= 500                  ? "api_error"
                                                            : "invalid_request_error";
        return {{"type", "error"}, {"error", {{"type", type}, {"message", message}}}, {"request_id", "req_simulated"}};
    }
    ErrorAnswer errorOf(ErrorKind kind, const std::string& model) const override {
        switch (kind) {
            case ErrorKind::None:
            case ErrorKind::RateLimit: return {429, errorBody(429, "SIMULATED: rate limit of the organisation", {})};
            case ErrorKind::SpendCap: {
                // Told from a rate limit by the missing retry-after and by its details alone.
                Json body = errorBody(429, "SIMULATED: the spend limit of this month is reached", {});
                body["error"]["details"] = {{"error_code", "enforced_spend_limit_reached"}};
                return {429, std::move(body)};
            }
            case ErrorKind::RevokedKey: return {401, errorBody(401, "SIMULATED: invalid x-api-key", {})};
            case ErrorKind::NoModel: return {404, errorBody(404, "SIMULATED: model: " + model, {})};
            case ErrorKind::Overloaded: return {529, errorBody(529, "SIMULATED: Overloaded", {})};
        }
        return {};
    }
    /// Resets are instants.
    Headers limitHeaders(const LimitStates& states, Instant now) const override {
        Headers headers;
        const auto tell = [&](const std::optional<LimitState>& state, const std::string& kind) {
            if (!state) return;
            headers.emplace_back("anthropic-ratelimit-" + kind + "-limit", std::to_string(state->limit));
            headers.emplace_back("anthropic-ratelimit-" + kind + "-remaining", std::to_string(state->remaining));
            headers.emplace_back(
                "anthropic-ratelimit-" + kind + "-reset",
                formatInstant(Instant{(now.value / 1'000'000 + (state->resetMs + 999) / 1000) * 1'000'000}));
        };
        tell(states.requests, "requests");
        tell(states.tokens, "tokens");
        tell(states.inputTokens, "input-tokens");
        tell(states.outputTokens, "output-tokens");
        headers.emplace_back("request-id", "req_simulated");
        if (states.retryAfterMs)
            headers.emplace_back("retry-after", std::to_string((*states.retryAfterMs + 999) / 1000));
        return headers;
    }
    Json tokenCount(std::int64_t tokens) const override { return {{"input_tokens", tokens}}; }
    Json modelList() const override {
        return {{"data", Json::array({Json{{"id", "fake-model"},
                                           {"type", "model"},
                                           {"display_name", "Skein test equipment"},
                                           {"created_at", "2026-01-01T00:00:00Z"},
                                           {"max_input_tokens", 200'000},
                                           {"max_tokens", 64'000}}})},
                {"has_more", false},
                {"first_id", "fake-model"},
                {"last_id", "fake-model"}};
    }
    Json embeddings(const Json&) const override { return errorBody(404, "SIMULATED: no embeddings here", {}); }

private:
    static std::string frame(const char* type, Json members) {
        members["type"] = type;
        return namedFrame(members);
    }
    static std::string delta(int index, Json delta) {
        return frame("content_block_delta", {{"index", index}, {"delta", std::move(delta)}});
    }
    static int textIndex(const Answer& answer) { return answer.reasoning.empty() ? 0 : 1; }
    static Json head(const Answer& answer) {
        return {{"id", answer.id}, {"type", "message"}, {"role", "assistant"}, {"model", answer.model}};
    }
    static Json call(const Answer& answer) {
        return {{"type", "tool_use"},
                {"id", "toolu_simulated"},
                {"name", answer.toolName},
                {"input", answer.toolArguments}};
    }
    /// Cached tokens are not part of input_tokens.
    static Json inputUsage(const Answer& answer) {
        return {{"input_tokens", answer.promptTokens - answer.cachedTokens},
                {"cache_creation_input_tokens", 0},
                {"cache_read_input_tokens", answer.cachedTokens}};
    }
    static std::string stopReason(const Answer& answer) {
        if (answer.finish == "stop") return "end_turn";
        if (answer.finish == "length") return "max_tokens";
        if (answer.finish == "tool_calls") return "tool_use";
        if (answer.finish == "content_filter") return "refusal";
        return answer.finish;
    }
};

}  // namespace

const Wire& anthropicWire() {
    static const AnthropicWire wire;
    return wire;
}

}  // namespace skein::fake
