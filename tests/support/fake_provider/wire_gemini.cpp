// Gemini generateContent.
#include "tests/support/fake_provider/wire.h"

namespace skein::fake {
namespace {

constexpr std::size_t vectorSize = 256;  ///< where nobody asks for another

class GeminiWire final : public Wire {
public:
    Question read(const Json& request, const std::string& path) const override {
        const Json body = request.value("generateContentRequest", request);
        Question question;
        const std::size_t name = path.find("/models/");
        if (name != std::string::npos) question.model = path.substr(name + 8, path.rfind(':') - name - 8);
        question.prompt = textsOf(body.value("systemInstruction", Json::object()).value("parts", Json()));
        for (const Json& content : body.value("contents", Json::array()))
            question.prompt += textsOf(content.value("parts", Json()));
        const Json config = body.value("generationConfig", Json::object());
        question.wantsJson = config.value("responseMimeType", "") == "application/json";
        question.schema = config.value("responseJsonSchema", Json());
        question.stream = path.find(":streamGenerateContent") != std::string::npos;
        question.asArray = question.stream && path.find("alt=sse") == std::string::npos;
        question.maxOutput = config.value("maxOutputTokens", std::int64_t{0});
        return question;
    }
    std::string opening(const Answer& answer) const override {
        if (answer.reasoning.empty()) return "";
        return chunk(answer, Json::array({Json{{"text", answer.reasoning}, {"thought", true}}}), nullptr, false);
    }
    std::string piece(const Answer& answer, const std::string& text) const override {
        return chunk(answer, Json::array({Json{{"text", text}}}), nullptr, false);
    }
    /// The last event holds the reason and the counts; what ends the stream is the end of the connection.
    std::string ending(const Answer& answer) const override {
        Json parts = Json::array({Json{{"text", ""}, {"thoughtSignature", "c2ltdWxhdGVk"}}});
        if (!answer.toolName.empty()) parts.push_back(call(answer));
        return chunk(answer, std::move(parts), finishReason(answer), true);
    }
    std::string endMarker(const Answer&) const override { return ""; }
    std::string errorFrame(const Json& body) const override { return "data: " + prettyJson(body, -1) + "\r\n\r\n"; }

    Json whole(const Answer& answer) const override {
        Json parts = Json::array({Json{{"text", answer.text}}});
        if (!answer.toolName.empty()) parts.push_back(call(answer));
        return response(answer, std::move(parts), finishReason(answer), true);
    }
    Json errorBody(int status, std::string_view message, std::string_view) const override {
        const char* name = status == 400 || status == 401 ? "INVALID_ARGUMENT"
                           : status == 403                ? "PERMISSION_DENIED"
                           : status == 404                ? "NOT_FOUND"
                           : status == 429                ? "RESOURCE_EXHAUSTED"
                           : status == 503                ? "UNAVAILABLE"
                           : status == 504                ? "DEADLINE_EXCEEDED"
                                                          : "INTERNAL";
        Json error{{"code", status == 200 ? 500 : status}, {"message", message}, {"status", name}};
        if (status == 429)
            error["details"] =
                Json::array({Json{{"@type", "type.googleapis.com/google.rpc.RetryInfo"}, {"retryDelay", "0.5s"}}});
        return {{"error", std::move(error)}};
    }
    ErrorAnswer errorOf(ErrorKind kind, const std::string& model) const override {
        const auto detailed = [&](int status, std::string_view message, Json detail) {
            Json body = errorBody(status, message, {});
            body["error"]["details"].push_back(std::move(detail));
            return ErrorAnswer{status, std::move(body)};
        };
        switch (kind) {
            case ErrorKind::None:
            case ErrorKind::RateLimit: return {429, errorBody(429, "SIMULATED: quota of a minute exceeded", {})};
            case ErrorKind::SpendCap:
                return detailed(
                    429, "SIMULATED: quota of a day exceeded",
                    {{"@type", "type.googleapis.com/google.rpc.QuotaFailure"},
                     {"violations", Json::array({Json{{"quotaId", "GenerateRequestsPerDayPerProjectPerModel"}}})}});
            case ErrorKind::RevokedKey:
                return detailed(400, "SIMULATED: API key not valid. Please pass a valid API key.",
                                {{"@type", "type.googleapis.com/google.rpc.ErrorInfo"}, {"reason", "API_KEY_INVALID"}});
            case ErrorKind::NoModel:
                return {404, errorBody(404, "SIMULATED: models/" + model + " is not found for this version", {})};
            case ErrorKind::Overloaded: return {503, errorBody(503, "SIMULATED: the model is overloaded", {})};
        }
        return {};
    }
    Headers limitHeaders(const LimitStates&, Instant) const override { return {}; }  // the wait is in the body only
    void setWait(Json& body, std::int64_t milliseconds) const override {
        for (Json& detail : body["error"]["details"])
            if (detail.contains("retryDelay"))
                detail["retryDelay"] = std::to_string(milliseconds / 1000) + "." +
                                       std::to_string(1000 + milliseconds % 1000).substr(1) + "s";
    }
    Json tokenCount(std::int64_t tokens) const override { return {{"totalTokens", tokens}}; }
    Json modelList() const override {
        return {{"models",
                 Json::array({Json{{"name", "models/fake-model"},
                                   {"displayName", "Skein test equipment"},
                                   {"inputTokenLimit", 200'000},
                                   {"outputTokenLimit", 64'000},
                                   {"supportedGenerationMethods", Json::array({"generateContent", "countTokens"})}}})}};
    }
    Json embeddings(const Json& request) const override {
        Json vectors = Json::array();
        for (const Json& one : request.value("requests", Json::array()))
            vectors.push_back({{"values", vectorOf(textsOf(one.value("content", Json::object()).value("parts", Json())),
                                                   one.value("outputDimensionality", vectorSize))}});
        return {{"embeddings", std::move(vectors)}};
    }

private:
    static std::string chunk(const Answer& answer, Json parts, const Json& finish, bool withUsage) {
        return "data: " + prettyJson(response(answer, std::move(parts), finish, withUsage), -1) + "\r\n\r\n";
    }
    static Json response(const Answer& answer, Json parts, const Json& finish, bool withUsage) {
        Json candidate{{"content", {{"role", "model"}, {"parts", std::move(parts)}}}, {"index", 0}};
        if (!finish.is_null()) candidate["finishReason"] = finish;
        Json body{{"candidates", Json::array({std::move(candidate)})},
                  {"modelVersion", answer.model},
                  {"responseId", answer.id}};
        if (withUsage && answer.reportUsage)
            body["usageMetadata"] = {{"promptTokenCount", answer.promptTokens},
                                     {"cachedContentTokenCount", answer.cachedTokens},
                                     {"candidatesTokenCount", answer.completionTokens - answer.reasoningTokens},
                                     {"thoughtsTokenCount", answer.reasoningTokens},
                                     {"totalTokenCount", answer.promptTokens + answer.completionTokens}};
        return body;
    }
    static Json call(const Answer& answer) {
        return {{"functionCall", {{"id", "call_simulated"}, {"name", answer.toolName}, {"args", answer.toolArguments}}},
                {"thoughtSignature", "c2ltdWxhdGVk"}};
    }
    static std::string finishReason(const Answer& answer) {
        if (answer.finish == "stop" || answer.finish == "tool_calls") return "STOP";
        if (answer.finish == "length") return "MAX_TOKENS";
        if (answer.finish == "content_filter") return "SAFETY";
        return answer.finish;
    }
};

}  // namespace

const Wire& geminiWire() {
    static const GeminiWire wire;
    return wire;
}

}  // namespace skein::fake
