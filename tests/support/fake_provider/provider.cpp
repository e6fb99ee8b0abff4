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

std::string responseHead(int status, std::string_view type, const Wire& wire, const Behaviour& behaviour,
                         std::string_view framing) {
    std::string head = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nX-Simulated: skein fake-provider\r\n{}\r\n",
                                   status, reasonPhrase(status), type, framing);
    for (const auto& [name, value] : behaviour.headers) head += name + ": " + value + "\r\n";
    for (const auto& [name, value] : wire.limitHeaders(status)) {
        const bool scripted = std::any_of(behaviour.headers.begin(), behaviour.headers.end(),
                                          [&](const auto& header) { return toLowerAscii(header.first) == name; });
        if (!scripted) head += name + ": " + value + "\r\n";
    }
    return head + "\r\n";
}

std::string httpChunk(std::string_view bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

std::int64_t tokensOf(std::string_view text) { return static_cast<std::int64_t>(text.size() + 3) / 4; }

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

/// What a path asks for, and in which protocol.
enum class Service { Completion, TokenCount, Embeddings, Models };
struct Route {
    Service service = Service::Completion;
    const Wire& wire;
};

std::optional<Route> routeOf(const ServerRequest& request) {
    const std::string path = request.path.substr(0, request.path.find('?'));
    if (request.method == "GET") {
        // Three providers share this path; each client says who it is.
        if (path == "/api/tags") return Route{Service::Models, ollamaWire()};
        if (path != "/v1/models" && path != "/v1beta/models") return std::nullopt;
        if (!request.header("anthropic-version").empty()) return Route{Service::Models, anthropicWire()};
        const bool google = !request.header("x-goog-api-key").empty() || path == "/v1beta/models" ||
                            request.path.find("pageSize") != std::string::npos;
        return Route{Service::Models, google ? geminiWire() : chatWire()};
    }
    if (request.method != "POST") return std::nullopt;
    if (path == "/v1/chat/completions") return Route{Service::Completion, chatWire()};
    if (path == "/v1/responses") return Route{Service::Completion, responsesWire()};
    if (path == "/v1/responses/input_tokens") return Route{Service::TokenCount, responsesWire()};
    if (path == "/v1/embeddings") return Route{Service::Embeddings, chatWire()};
    if (path == "/v1/messages") return Route{Service::Completion, anthropicWire()};
    if (path == "/v1/messages/count_tokens") return Route{Service::TokenCount, anthropicWire()};
    if (path == "/api/chat") return Route{Service::Completion, ollamaWire()};
    if (path == "/api/embed") return Route{Service::Embeddings, ollamaWire()};
    if (!path.starts_with("/v1/models/") && !path.starts_with("/v1beta/models/")) return std::nullopt;
    if (path.ends_with(":generateContent") || path.ends_with(":streamGenerateContent"))
        return Route{Service::Completion, geminiWire()};
    if (path.ends_with(":countTokens")) return Route{Service::TokenCount, geminiWire()};
    if (path.ends_with(":batchEmbedContents")) return Route{Service::Embeddings, geminiWire()};
    return std::nullopt;
}

}  // namespace

void Provider::handle(const ServerRequest& request) {
    Exchange plain{request.connection, chatWire()};
    if (request.method == "GET" && request.path == "/ledger") {
        const ServerStatistics& numbers = m_server.statistics();
        Json summary = m_ledger.summary();
        summary["server"] = {
            {"connections", numbers.connections}, {"requests", numbers.requests}, {"peak_active", numbers.peakActive}};
        summary["last_request"] = m_lastRequest;
        return sendJson(plain, 200, summary);
    }
    const auto route = routeOf(request);
    if (!route) return sendError(plain, 404, "SIMULATED: no such path: " + request.path);
    Exchange exchange{request.connection, route->wire};
    if (route->service == Service::Models) return sendJson(exchange, 200, route->wire.modelList());
    if (route->service == Service::Completion) return complete(request, route->wire);
    const auto body = parseJson(request.body);
    if (!body || !body->is_object()) return sendError(exchange, 400, "SIMULATED: the body is not a JSON object");
    if (route->service == Service::Embeddings) return sendJson(exchange, 200, route->wire.embeddings(*body));
    sendJson(exchange, 200, route->wire.tokenCount(tokensOf(route->wire.read(*body, request.path).prompt)));
}

void Provider::complete(const ServerRequest& request, const Wire& wire) {
    Exchange exchange{request.connection, wire};
    const auto body = parseJson(request.body);
    if (!body || !body->is_object()) return sendError(exchange, 400, "SIMULATED: the body is not a JSON object");
    m_lastRequest = {{"body", *body}, {"headers", Json::object()}, {"path", request.path}};
    for (const auto& [name, value] : request.headers) m_lastRequest["headers"][name] = value;

    const Question question = wire.read(*body, request.path);
    RequestFacts facts;
    const std::string bodyHash = sha256(request.body).hex();
    facts.key = request.header("idempotency-key");
    const bool hasKey = !facts.key.empty();
    facts.model = question.model;
    facts.prompt = question.prompt;
    // Without a key every request is a sale of its own, as with providers that know no keys.
    if (!hasKey) facts.key = fmt::format("none-{}-{}", bodyHash.substr(0, 16), m_server.statistics().requests);
    const Ledger::Verdict verdict = m_ledger.note(facts.key, bodyHash, facts.occurrence);
    const Behaviour& behaviour = exchange.behaviour = m_script.behaviourFor(facts);
    exchange.stream = question.stream;
    if (!behaviour.rejectField.empty() && body->contains(behaviour.rejectField))
        return sendError(exchange, 400, fmt::format("SIMULATED: unsupported parameter: '{}'", behaviour.rejectField),
                         behaviour.rejectField);
    if (verdict == Ledger::Verdict::OtherBody)
        return sendError(exchange, 422, "SIMULATED: this Idempotency-Key was used with another body");
    if (behaviour.status != 200) {
        if (behaviour.error.is_null()) return sendError(exchange, behaviour.status, "SIMULATED error");
        return sendJson(exchange, behaviour.status, behaviour.error);
    }

    Answer answer;
    answer.id = "fake-" + bodyHash.substr(0, 16);
    answer.model = question.model;
    const Json schema = schemaFor(question.prompt, question.schema, question.wantsJson);
    answer.text = behaviour.text     ? *behaviour.text
                  : schema.is_null() ? digestAnswer(question.prompt)
                                     : schemaAnswer(schema, question.prompt);
    answer.reasoning = behaviour.reasoning;
    answer.toolName = behaviour.toolCall.value("name", "");
    answer.toolArguments = behaviour.toolCall.value("arguments", Json::object());
    answer.finish = answer.toolName.empty() ? behaviour.finishReason : "tool_calls";
    answer.promptTokens = behaviour.promptTokens.value_or(tokensOf(question.prompt));
    answer.completionTokens = behaviour.completionTokens.value_or(tokensOf(answer.text));
    answer.cachedTokens = behaviour.cachedTokens;
    answer.reasoningTokens = tokensOf(answer.reasoning);
    answer.completionTokens += answer.reasoningTokens;
    answer.reportUsage = behaviour.reportUsage && question.wantsUsage;
    // Charged on receipt: the worst case for a client that dies while it waits.
    m_ledger.charge(facts.key, bodyHash, answer.promptTokens, answer.completionTokens);
    sendAnswer(exchange, answer);
}

void Provider::sendError(const Exchange& exchange, int status, std::string_view message, std::string_view param) {
    sendJson(exchange, status, exchange.wire.errorBody(status, message, param));
}

void Provider::sendJson(const Exchange& exchange, int status, const Json& body) {
    const std::string text = prettyJson(body, -1);
    m_server.sendLater(exchange.connection, exchange.behaviour.latencyMs * microsPerMilli,
                       responseHead(status, "application/json", exchange.wire, exchange.behaviour,
                                    fmt::format("Content-Length: {}", text.size())) +
                           text,
                       After::KeepAlive);
}

void Provider::sendAnswer(const Exchange& exchange, const Answer& answer) {
    switch (exchange.behaviour.fault) {
        case Fault::Hang:
        case Fault::DisconnectBefore:
        case Fault::Redirect:
        case Fault::Html: return sendFault(exchange);
        default: break;
    }
    if (exchange.stream && exchange.behaviour.fault != Fault::JsonBody) return sendStream(exchange, answer);
    sendJson(exchange, 200, exchange.wire.whole(answer));
}

void Provider::sendFault(const Exchange& exchange) {
    const Behaviour& behaviour = exchange.behaviour;
    const std::int64_t delay = behaviour.latencyMs * microsPerMilli;
    if (behaviour.fault == Fault::DisconnectBefore) m_server.sendLater(exchange.connection, delay, "", After::Close);
    if (behaviour.fault == Fault::Redirect)
        m_server.sendLater(exchange.connection, delay,
                           responseHead(307, "text/plain", exchange.wire, behaviour,
                                        "Location: http://elsewhere.invalid/v1/chat/completions\r\nContent-Length: 0"),
                           After::KeepAlive);
    if (behaviour.fault == Fault::Html) {
        const std::string page = "<!doctype html><title>SIMULATED</title><p>This is a web page.</p>";
        m_server.sendLater(
            exchange.connection, delay,
            responseHead(200, "text/html", exchange.wire, behaviour, fmt::format("Content-Length: {}", page.size())) +
                page,
            After::KeepAlive);
    }
}

void Provider::sendStream(const Exchange& exchange, const Answer& answer) {
    const Behaviour& behaviour = exchange.behaviour;
    const Wire& wire = exchange.wire;
    std::int64_t at = behaviour.latencyMs * microsPerMilli;
    const auto send = [&](std::string_view frames, After after = After::GoOn) {
        // An empty chunk would end the body.
        m_server.sendLater(exchange.connection, at, frames.empty() ? std::string() : httpChunk(frames), after);
    };
    const auto endOfBody = [&] { m_server.sendLater(exchange.connection, at, httpChunk(""), After::KeepAlive); };
    const std::string_view type =
        behaviour.fault == Fault::WrongContentType ? std::string_view("text/plain") : wire.streamType();
    m_server.sendLater(
        exchange.connection, at,
        responseHead(200, type, wire, behaviour, "Transfer-Encoding: chunked\r\nCache-Control: no-cache"), After::GoOn);
    for (std::int64_t i = 0; i < behaviour.pings; ++i) send(wire.keepAlive());
    send(wire.opening(answer));
    if (behaviour.fault == Fault::CommentsOnly || behaviour.fault == Fault::Flood) {
        const bool flood = behaviour.fault == Fault::Flood;
        for (int i = 0; i < floodPieces;
             ++i, at += (flood ? 0 : std::max<std::int64_t>(20, behaviour.chunkDelayMs)) * microsPerMilli)
            send(flood ? wire.piece(answer, std::string(16'000, 'x')) : wire.keepAlive());
        return;
    }
    const auto parts = pieces(answer.text, static_cast<std::size_t>(behaviour.chunkBytes));
    const bool breaks = behaviour.fault == Fault::DisconnectAfter || behaviour.fault == Fault::ErrorInStream ||
                        behaviour.fault == Fault::Truncate;
    const std::size_t count =
        breaks ? std::min(parts.size(), static_cast<std::size_t>(behaviour.afterChunks)) : parts.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) at += behaviour.chunkDelayMs * microsPerMilli;
        send(wire.piece(answer, parts[i]));
    }
    if (behaviour.fault == Fault::DisconnectAfter) {
        at += 20 * microsPerMilli;  // a reset discards what the client has not read yet
        return send("", After::Reset);
    }
    if (behaviour.fault == Fault::ErrorInStream) {
        send(wire.errorFrame(behaviour.error.is_null() ? wire.errorBody(200, "SIMULATED failure in the stream", {})
                                                       : behaviour.error));
        return endOfBody();
    }
    if (behaviour.fault == Fault::Truncate) return endOfBody();
    send(wire.ending(answer));
    if (behaviour.fault != Fault::NoDone) send(wire.endMarker(answer));
    if (behaviour.fault != Fault::StaysOpen) endOfBody();
}

}  // namespace skein::fake
