#include "tests/support/fake_provider/provider.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "tests/support/fake_provider/answer.h"

namespace skein::fake {
namespace {

constexpr std::int64_t microsPerMilli = 1000;
constexpr int floodPieces = 1200;  // 19 MB: more than a client takes

std::string_view reasonPhrase(int status) { return status < 300 ? "OK" : status < 400 ? "Moved" : "Error"; }

std::string responseHead(int status, std::string_view type, const Behaviour& behaviour, std::string_view framing) {
    std::string head = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nX-Simulated: skein fake-provider\r\n{}\r\n",
                                   status, reasonPhrase(status), type, framing);
    for (const auto& [name, value] : behaviour.headers) head += name + ": " + value + "\r\n";
    return head + "\r\n";
}

std::string httpChunk(std::string_view bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

Json errorBody(int status, std::string_view message, std::string_view param = {}) {
    const char* type = status == 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error";
    return {{"error",
             {{"message", message},
              {"type", type},
              {"param", param.empty() ? Json(nullptr) : Json(param)},
              {"code", nullptr}}}};
}

std::string promptOf(const Json& body) {
    std::string prompt;
    for (const Json& message : body.value("messages", Json::array()))
        if (message.is_object() && message.contains("content") && message["content"].is_string())
            prompt += message["content"].get<std::string>() + "\n";
    return prompt;
}

std::string answerText(const Json& body, const std::string& prompt, const Behaviour& behaviour) {
    if (behaviour.text) return *behaviour.text;
    const Json format = body.value("response_format", Json::object());
    if (format.value("type", "") == "json_schema")
        return schemaAnswer(format.value("json_schema", Json::object()).value("schema", Json::object()));
    if (format.value("type", "") == "json_object") return R"({"simulated":true})";
    return digestAnswer(prompt);
}

/// Pieces of at most `bytes` bytes that end at a character.
std::vector<std::string> pieces(std::string_view text, std::size_t bytes) {
    std::vector<std::string> result;
    while (!text.empty()) {
        std::size_t cut = std::min(bytes, text.size());
        while (cut < text.size() && (text[cut] & 0xC0) == 0x80) ++cut;
        result.emplace_back(text.substr(0, cut));
        text.remove_prefix(cut);
    }
    return result;
}

}  // namespace

void Provider::handle(const ServerRequest& request) {
    if (request.method == "GET" && request.path == "/ledger") {
        const ServerStatistics& numbers = m_server.statistics();
        Json summary = m_ledger.summary();
        summary["server"] = {
            {"connections", numbers.connections}, {"requests", numbers.requests}, {"peak_active", numbers.peakActive}};
        summary["last_request"] = m_lastRequest;
        return sendJson(request.connection, 200, summary);
    }
    if (request.method == "GET" && request.path == "/v1/models")
        return sendJson(
            request.connection, 200,
            {{"object", "list"},
             {"data",
              Json::array({Json{{"id", "fake-model"}, {"object", "model"}, {"owned_by", "skein test equipment"}}})}});
    if (request.method == "POST" && request.path == "/v1/chat/completions") return complete(request);
    sendJson(request.connection, 404, errorBody(404, "SIMULATED: no such path: " + request.path));
}

void Provider::complete(const ServerRequest& request) {
    const auto body = parseJson(request.body);
    if (!body || !body->is_object())
        return sendJson(request.connection, 400, errorBody(400, "SIMULATED: the body is not a JSON object"));
    m_lastRequest = {{"body", *body}, {"headers", Json::object()}, {"path", request.path}};
    for (const auto& [name, value] : request.headers) m_lastRequest["headers"][name] = value;

    RequestFacts facts;
    const std::string bodyHash = sha256(request.body).hex();
    facts.key = request.header("idempotency-key");
    const bool hasKey = !facts.key.empty();
    facts.model = body->value("model", "");
    facts.prompt = promptOf(*body);
    // Without a key every request is a sale of its own, as with providers that know no keys.
    if (!hasKey) facts.key = fmt::format("none-{}-{}", bodyHash.substr(0, 16), m_server.statistics().requests);
    const Ledger::Verdict verdict = m_ledger.note(facts.key, bodyHash, facts.occurrence);
    const Behaviour behaviour = m_script.behaviourFor(facts);
    if (!behaviour.rejectField.empty() && body->contains(behaviour.rejectField))
        return sendJson(request.connection, 400,
                        errorBody(400, fmt::format("SIMULATED: unsupported parameter: '{}'", behaviour.rejectField),
                                  behaviour.rejectField));
    if (verdict == Ledger::Verdict::OtherBody)
        return sendJson(request.connection, 422,
                        errorBody(422, "SIMULATED: this Idempotency-Key was used with another body"));
    if (behaviour.status != 200)
        return sendJson(request.connection, behaviour.status,
                        behaviour.error.is_null() ? errorBody(behaviour.status, "SIMULATED error") : behaviour.error,
                        behaviour);

    Answer answer{request.connection,
                  behaviour,
                  "fake-" + bodyHash.substr(0, 16),
                  facts.model,
                  answerText(*body, facts.prompt, behaviour),
                  0,
                  0,
                  false,
                  false};
    answer.promptTokens = behaviour.promptTokens.value_or(static_cast<std::int64_t>(facts.prompt.size() + 3) / 4);
    answer.completionTokens =
        behaviour.completionTokens.value_or(static_cast<std::int64_t>(answer.text.size() + 3) / 4);
    answer.stream = body->value("stream", false);
    answer.wantsUsage = behaviour.reportUsage &&
                        (!answer.stream || body->value("stream_options", Json::object()).value("include_usage", false));
    // Charged on receipt: the worst case for a client that dies while it waits.
    m_ledger.charge(facts.key, bodyHash, answer.promptTokens, answer.completionTokens);
    sendAnswer(answer);
}

void Provider::sendJson(std::uint64_t connection, int status, const Json& body, const Behaviour& behaviour) {
    const std::string text = prettyJson(body, -1);
    m_server.sendLater(
        connection, behaviour.latencyMs * microsPerMilli,
        responseHead(status, "application/json", behaviour, fmt::format("Content-Length: {}", text.size())) + text,
        After::KeepAlive);
}

Json Provider::usage(const Answer& answer) const {
    return {{"prompt_tokens", answer.promptTokens},
            {"completion_tokens", answer.completionTokens},
            {"total_tokens", answer.promptTokens + answer.completionTokens},
            {"prompt_tokens_details", {{"cached_tokens", answer.behaviour.cachedTokens}}}};
}

void Provider::sendAnswer(const Answer& answer) {
    switch (answer.behaviour.fault) {
        case Fault::Hang:
        case Fault::DisconnectBefore:
        case Fault::Redirect:
        case Fault::Html: return sendFault(answer);
        default: break;
    }
    if (answer.stream && answer.behaviour.fault != Fault::JsonBody) return sendStream(answer);
    Json body{{"id", answer.id},
              {"object", "chat.completion"},
              {"model", answer.model},
              {"choices", Json::array({Json{{"index", 0},
                                            {"finish_reason", answer.behaviour.finishReason},
                                            {"message", {{"role", "assistant"}, {"content", answer.text}}}}})}};
    if (answer.wantsUsage) body["usage"] = usage(answer);
    sendJson(answer.connection, 200, body, answer.behaviour);
}

void Provider::sendFault(const Answer& answer) {
    const std::int64_t delay = answer.behaviour.latencyMs * microsPerMilli;
    if (answer.behaviour.fault == Fault::DisconnectBefore)
        m_server.sendLater(answer.connection, delay, "", After::Close);
    if (answer.behaviour.fault == Fault::Redirect)
        m_server.sendLater(answer.connection, delay,
                           responseHead(307, "text/plain", answer.behaviour,
                                        "Location: http://elsewhere.invalid/v1/chat/completions\r\nContent-Length: 0"),
                           After::KeepAlive);
    if (answer.behaviour.fault == Fault::Html) {
        const std::string page = "<!doctype html><title>SIMULATED</title><p>This is a web page.</p>";
        m_server.sendLater(
            answer.connection, delay,
            responseHead(200, "text/html", answer.behaviour, fmt::format("Content-Length: {}", page.size())) + page,
            After::KeepAlive);
    }
}

std::string Provider::event(const Answer& answer, const Json& delta, const Json& finish) const {
    Json chunk{{"id", answer.id},
               {"object", "chat.completion.chunk"},
               {"model", answer.model},
               {"choices", Json::array({Json{{"index", 0}, {"delta", delta}, {"finish_reason", finish}}})}};
    if (answer.wantsUsage) chunk["usage"] = nullptr;
    return httpChunk("data: " + prettyJson(chunk, -1) + "\n\n");
}

void Provider::sendStream(const Answer& answer) {
    const Behaviour& behaviour = answer.behaviour;
    std::int64_t at = behaviour.latencyMs * microsPerMilli;
    const auto send = [&](std::string bytes, After after = After::GoOn) {
        m_server.sendLater(answer.connection, at, std::move(bytes), after);
    };
    const char* type = behaviour.fault == Fault::WrongContentType ? "text/plain" : "text/event-stream";
    send(responseHead(200, type, behaviour, "Transfer-Encoding: chunked\r\nCache-Control: no-cache") +
         event(answer, {{"role", "assistant"}, {"content", ""}}, nullptr));
    if (behaviour.fault == Fault::CommentsOnly || behaviour.fault == Fault::Flood) {
        const bool flood = behaviour.fault == Fault::Flood;
        for (int i = 0; i < floodPieces;
             ++i, at += (flood ? 0 : std::max<std::int64_t>(20, behaviour.chunkDelayMs)) * microsPerMilli)
            send(flood ? event(answer, {{"content", std::string(16'000, 'x')}}, nullptr)
                       : httpChunk(": SIMULATED keep-alive\n\n"));
        return;
    }
    const auto parts = pieces(answer.text, static_cast<std::size_t>(behaviour.chunkBytes));
    const bool breaks = behaviour.fault == Fault::DisconnectAfter || behaviour.fault == Fault::ErrorInStream ||
                        behaviour.fault == Fault::Truncate;
    const std::size_t count =
        breaks ? std::min(parts.size(), static_cast<std::size_t>(behaviour.afterChunks)) : parts.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) at += behaviour.chunkDelayMs * microsPerMilli;
        send(event(answer, {{"content", parts[i]}}, nullptr));
    }
    if (behaviour.fault == Fault::DisconnectAfter) {
        at += 20 * microsPerMilli;  // a reset discards what the client has not read yet
        return send("", After::Reset);
    }
    if (behaviour.fault == Fault::ErrorInStream) {
        const Json error =
            behaviour.error.is_null() ? errorBody(500, "SIMULATED failure in the stream") : behaviour.error;
        return send(httpChunk("data: " + prettyJson(error, -1) + "\n\n") + httpChunk(""), After::KeepAlive);
    }
    if (behaviour.fault == Fault::Truncate) return send(httpChunk(""), After::KeepAlive);
    std::string end = event(answer, Json::object(), behaviour.finishReason);
    if (answer.wantsUsage)
        end += httpChunk("data: " +
                         prettyJson({{"id", answer.id},
                                     {"object", "chat.completion.chunk"},
                                     {"model", answer.model},
                                     {"choices", Json::array()},
                                     {"usage", usage(answer)}},
                                    -1) +
                         "\n\n");
    if (behaviour.fault != Fault::NoDone) end += httpChunk("data: [DONE]\n\n");
    if (behaviour.fault == Fault::StaysOpen) return send(std::move(end));
    send(end + httpChunk(""), After::KeepAlive);
}

}  // namespace skein::fake
