// Ollama's native API.
#include "tests/support/fake_provider/wire.h"

namespace skein::fake {
namespace {

constexpr std::size_t vectorSize = 256;  ///< where nobody asks for another

class OllamaWire final : public Wire {
public:
    Question read(const Json& body, const std::string&) const override {
        Question question;
        question.model = body.value("model", "");
        for (const Json& message : body.value("messages", Json::array()))
            question.prompt += textsOf(message.value("content", Json()));
        const Json format = body.value("format", Json());
        question.wantsJson = !format.is_null();
        if (format.is_object()) question.schema = format;
        question.stream = body.value("stream", true);
        return question;
    }
    std::string_view streamType() const override { return "application/x-ndjson"; }
    std::string opening(const Answer& answer) const override {
        if (answer.reasoning.empty()) return "";
        return line(answer, {{"role", "assistant"}, {"content", ""}, {"thinking", answer.reasoning}}, false);
    }
    std::string piece(const Answer& answer, const std::string& text) const override {
        return line(answer, {{"role", "assistant"}, {"content", text}}, false);
    }
    std::string ending(const Answer& answer) const override {
        if (answer.toolName.empty()) return "";
        return line(answer, {{"role", "assistant"}, {"content", ""}, {"tool_calls", calls(answer)}}, false);
    }
    std::string endMarker(const Answer& answer) const override {
        return line(answer, {{"role", "assistant"}, {"content", ""}}, true);
    }
    std::string keepAlive() const override { return "\n"; }
    std::string errorFrame(const Json& body) const override { return prettyJson(body, -1) + "\n"; }

    Json whole(const Answer& answer) const override {
        Json message{{"role", "assistant"}, {"content", answer.text}};
        if (!answer.toolName.empty()) message["tool_calls"] = calls(answer);
        return object(answer, std::move(message), true);
    }
    Json errorBody(int, std::string_view message, std::string_view) const override { return {{"error", message}}; }
    ErrorAnswer errorOf(ErrorKind kind, const std::string& model) const override {
        switch (kind) {
            case ErrorKind::None:
            case ErrorKind::RateLimit: return {429, {{"error", "SIMULATED: too many requests"}}};
            case ErrorKind::SpendCap: return {402, {{"error", "SIMULATED: this account has no credit"}}};
            case ErrorKind::RevokedKey: return {401, {{"error", "SIMULATED: unauthorized"}}};
            case ErrorKind::NoModel: return {404, {{"error", "SIMULATED: model '" + model + "' not found"}}};
            case ErrorKind::Overloaded:
                return {503, {{"error", "SIMULATED: server busy, maximum pending requests exceeded"}}};
        }
        return {};
    }
    Headers limitHeaders(const LimitStates&, Instant) const override { return {}; }
    Json tokenCount(std::int64_t) const override { return errorBody(404, "SIMULATED: no token count here", {}); }
    Json modelList() const override {
        return {{"models", Json::array({Json{{"name", "fake-model"}, {"model", "fake-model"}, {"size", 1}}})}};
    }
    Json embeddings(const Json& request) const override {
        const Json input = request.value("input", Json::array());
        Json vectors = Json::array();
        for (const Json& text : input.is_string() ? Json::array({input}) : input)
            vectors.push_back(vectorOf(text.get<std::string>(), request.value("dimensions", vectorSize)));
        return {{"model", request.value("model", "")}, {"embeddings", std::move(vectors)}};
    }

private:
    static Json calls(const Answer& answer) {
        return Json::array({Json{{"function", {{"name", answer.toolName}, {"arguments", answer.toolArguments}}}}});
    }
    static Json object(const Answer& answer, Json message, bool done) {
        Json json{{"model", answer.model},
                  {"created_at", "2026-11-21T00:00:00Z"},
                  {"message", std::move(message)},
                  {"done", done}};
        if (!done) return json;
        json["done_reason"] = answer.finish == "tool_calls" ? "stop" : answer.finish;
        json["total_duration"] = 1'000'000;
        // Zero counters are left out.
        if (answer.reportUsage && answer.promptTokens > 0) json["prompt_eval_count"] = answer.promptTokens;
        if (answer.reportUsage && answer.completionTokens > 0) json["eval_count"] = answer.completionTokens;
        return json;
    }
    static std::string line(const Answer& answer, Json message, bool done) {
        return prettyJson(object(answer, std::move(message), done), -1) + "\n";
    }
};

}  // namespace

const Wire& ollamaWire() {
    static const OllamaWire wire;
    return wire;
}

}  // namespace skein::fake
