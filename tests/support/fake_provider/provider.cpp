#include "tests/support/fake_provider/provider.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/text.h"
#include "tests/support/fake_provider/answer.h"
#include "tests/support/fake_provider/proposals.h"

namespace skein::fake {
namespace {

constexpr std::int64_t microsPerMilli = 1000;
constexpr std::int64_t queueStepMs = 20;
constexpr int bombRepeats = 320'000;
constexpr int floodPieces = 1200;  // 19 MB: more than a client takes

std::string_view reasonPhrase(int status) { return status < 300 ? "OK" : status < 400 ? "Moved" : "Error"; }

std::int64_t nowMillis() {
    using namespace std::chrono;
    return duration_cast<std::chrono::milliseconds>(steady_clock::now().time_since_epoch()).count();
}

Instant wallNow() {
    using namespace std::chrono;
    return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string responseHead(int status, std::string_view type, const Wire& wire, const Behaviour& behaviour,
                         const LimitStates& limits, std::string_view framing) {
    std::string head = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nX-Simulated: skein fake-provider\r\n{}\r\n",
                                   status, reasonPhrase(status), type, framing);
    for (const auto& [name, value] : behaviour.headers) head += name + ": " + value + "\r\n";
    for (const auto& [name, value] : wire.limitHeaders(limits, wallNow())) {
        const bool scripted = std::any_of(behaviour.headers.begin(), behaviour.headers.end(),
                                          [&](const auto& header) { return toLowerAscii(header.first) == name; });
        if (!scripted) head += name + ": " + value + "\r\n";
    }
    return head + "\r\n";
}

/// What a key without scripted limits is told; `refused` with a status of 429.
LimitStates generousLimits(bool refused) {
    LimitStates states;
    // So high that hundreds of agents at once are not paced by them: a client obeys what it is told.
    states.requests = LimitState{10'000'000, refused ? 0 : 9'999'999, refused ? 120 : 6};
    states.tokens = states.inputTokens = LimitState{1'000'000'000, 999'999'000, 1'000};
    if (refused) states.retryAfterMs = 1'000;
    return states;
}

/// The key of a request, from whichever header holds it.
std::string apiKeyOf(const ServerRequest& request) {
    for (const char* name : {"x-api-key", "x-goog-api-key"})
        if (const std::string key = request.header(name); !key.empty()) return key;
    const std::string bearer = request.header("authorization");
    return bearer.starts_with("Bearer ") ? bearer.substr(7) : std::string();
}

/// Bytes as a gzip member of stored blocks (RFC 1951 section 3.2.4, RFC 1952).
std::string gzipStored(std::string_view bytes) {
    std::uint32_t crc = 0xffffffffu;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1u ? 0xedb88320u : 0u);
    }
    std::string out("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    const auto little = [&](std::uint32_t value, int count) {
        for (int i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i) & 0xffu);
    };
    std::string_view rest = bytes;
    do {
        const std::string_view block = rest.substr(0, 0xffff);
        rest.remove_prefix(block.size());
        out += rest.empty() ? '\1' : '\0';
        little(static_cast<std::uint32_t>(block.size()), 2);
        little(~static_cast<std::uint32_t>(block.size()), 2);
        out += block;
    } while (!rest.empty());
    little(~crc, 4);
    little(static_cast<std::uint32_t>(bytes.size()), 4);
    return out;
}

/// A gzip member of `repeats` times 258 equal bytes: each is one match of length 258 and distance 1 in the fixed codes
/// of RFC 1951 section 3.2.6. Its sum is wrong; who reads so far has read too far.
std::string gzipBomb(int repeats) {
    std::string out("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    unsigned pending = 0, bits = 0;
    const auto put = [&](unsigned code, int length) {  // Huffman codes go out from their highest bit
        for (int bit = length - 1; bit >= 0; --bit) {
            pending |= (code >> bit & 1u) << bits;
            if (++bits < 8) continue;
            out += static_cast<char>(pending);
            pending = bits = 0;
        }
    };
    put(1, 1);           // the last block
    put(0b10, 2);        // fixed codes
    put(0x30 + 'x', 8);  // the byte that is repeated
    for (int i = 0; i < repeats; ++i) {
        put(0b11000101, 8);
        put(0, 5);
    }
    put(0, 7);
    put(0, 7);
    return out + std::string(8, '\0');
}

std::string httpChunk(std::string_view bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

std::int64_t tokensOf(std::string_view text) { return static_cast<std::int64_t>(text.size() + 3) / 4; }

/// Frames of events as elements of one JSON array, which Gemini sends without alt=sse.
std::string arrayPart(std::string_view frames, bool first) {
    std::string part;
    constexpr std::string_view start = "data: ", end = "\r\n\r\n";
    while (frames.starts_with(start)) {
        const std::size_t stop = frames.find(end);
        part += (first ? "[" : ",\r\n") + std::string(frames.substr(start.size(), stop - start.size()));
        first = false;
        frames.remove_prefix(std::min(stop + end.size(), frames.size()));
    }
    return part;
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

/// The answer of embeddings with its vectors spoilt in a way of their own.
Json spoilt(Json answer, const std::string& how) {
    Json& list = answer.contains("data") ? answer["data"] : answer["embeddings"];
    const auto vectorIn = [](Json& item) -> Json& {
        return item.is_array() ? item : item.contains("embedding") ? item["embedding"] : item["values"];
    };
    if (how == "few") list.erase(list.size() - 1);
    if (how == "ragged") vectorIn(list[0]).erase(0);
    if (how == "zero")
        for (Json& part : vectorIn(list[0])) part = 0.0;
    if (how == "huge") vectorIn(list[0])[0] = 1e300;
    if (how == "short")
        for (Json& item : list) vectorIn(item).erase(0);
    return answer;
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

Provider::Provider(HttpServer& server, Ledger& ledger, Script script)
    : m_server(server),
      m_ledger(ledger),
      m_script(std::move(script)),
      m_limiter(m_script.limits),
      m_batches(m_script.batch, [this](const Wire& wire, const Json& body, const std::string& path,
                                       const std::string& key) { return answerInBatch(wire, body, path, key); }) {}

void Provider::handle(const ServerRequest& request) {
    Exchange plain{request.connection, chatWire()};
    plain.limits = generousLimits(false);
    // A key in an address ends up in the logs of every proxy on the way; no client of ours may do it.
    if (request.path.find("key=") != std::string::npos) m_keysInAddresses = true;
    if (request.method == "GET" && request.path == "/ledger") {
        const ServerStatistics& numbers = m_server.statistics();
        Json summary = m_ledger.summary();
        summary["server"] = {{"connections", numbers.connections},
                             {"requests", numbers.requests},
                             {"peak_active", numbers.peakActive},
                             {"refused_by_limits", m_refusedByLimits}};
        summary["last_request"] = m_lastRequest;
        summary["keys_in_addresses"] = m_keysInAddresses;
        return sendJson(plain, 200, summary);
    }
    const auto json = request.method == "POST" ? parseJson(request.body) : Result<Json>(Json());
    if (const auto local = localAnswer(m_script.local, request.method, request.path, json ? *json : Json()))
        return sendJson(plain, local->status, local->body);
    const std::size_t batches = m_batches.made();
    if (const auto reply = m_batches.handle(request)) {
        const bool made = m_batches.made() > batches;
        if (made) m_ledger.noteBatch(m_batches.made());
        std::string head = fmt::format("Content-Length: {}", reply->body.size());
        for (const auto& [name, value] : reply->headers) head += "\r\n" + name + ": " + value;
        return m_server.sendLater(request.connection, made ? m_batches.createMs() * 1'000 : 0,
                                  responseHead(reply->status, reply->type, plain.wire, {}, {}, head) + reply->body,
                                  After::KeepAlive);
    }
    const auto route = routeOf(request);
    if (!route) return sendError(plain, 404, "SIMULATED: no such path: " + request.path);
    Exchange exchange{request.connection, route->wire};
    exchange.limits = generousLimits(false);
    if (route->service == Service::Models) return sendJson(exchange, 200, route->wire.modelList());
    if (route->service == Service::Completion) return complete(request, route->wire);
    const auto body = parseJson(request.body);
    if (!body || !body->is_object()) return sendError(exchange, 400, "SIMULATED: the body is not a JSON object");
    if (route->service == Service::Embeddings) return embed(request, route->wire, *body);
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
    facts.maxOutput = question.maxOutput;
    facts.apiKey = apiKeyOf(request);
    // Without a key every request is a sale of its own, as with providers that know no keys.
    if (!hasKey) facts.key = fmt::format("none-{}-{}", bodyHash.substr(0, 16), m_server.statistics().requests);
    const Ledger::Verdict verdict = m_ledger.note(facts.key, bodyHash, facts.occurrence);
    const Behaviour& behaviour = exchange.behaviour = m_script.behaviourFor(facts);
    exchange.stream = question.stream;
    exchange.asArray = question.asArray;
    const bool refused = behaviour.status == 429 || behaviour.errorKind == ErrorKind::RateLimit;
    exchange.limits = generousLimits(refused);
    if (behaviour.errorKind != ErrorKind::None) {
        const ErrorAnswer error = wire.errorOf(behaviour.errorKind, question.model);
        return sendJson(exchange, error.status, error.body);
    }
    if (!letThrough(exchange, question, facts.apiKey)) return;
    if (!behaviour.rejectField.empty() && body->contains(behaviour.rejectField))
        return sendError(exchange, 400, fmt::format("SIMULATED: unsupported parameter: '{}'", behaviour.rejectField),
                         behaviour.rejectField);
    if (verdict == Ledger::Verdict::OtherBody)
        return sendError(exchange, 422, "SIMULATED: this Idempotency-Key was used with another body");
    if (behaviour.status != 200) {
        if (behaviour.error.is_null()) return sendError(exchange, behaviour.status, "SIMULATED error");
        return sendJson(exchange, behaviour.status, behaviour.error);
    }

    const Answer answer = answerTo(question, behaviour, bodyHash);
    // Charged on receipt: the worst case for a client that dies while it waits.
    m_ledger.charge(facts.key, bodyHash, answer.promptTokens, answer.completionTokens);
    sendAnswer(exchange, answer);
}

void Provider::embed(const ServerRequest& request, const Wire& wire, const Json& body) {
    Exchange exchange{request.connection, wire};
    m_lastRequest = {{"body", body}, {"headers", Json::object()}, {"path", request.path}};
    for (const auto& [name, value] : request.headers) m_lastRequest["headers"][name] = value;
    RequestFacts facts;
    facts.model = body.value("model", "");
    facts.prompt = request.body;
    facts.apiKey = apiKeyOf(request);
    const std::string bodyHash = sha256(request.body).hex();
    facts.key = fmt::format("none-{}-{}", bodyHash.substr(0, 16), m_server.statistics().requests);
    m_ledger.note(facts.key, bodyHash, facts.occurrence);
    facts.occurrence = static_cast<std::uint32_t>(++m_embeddings);
    const Behaviour& behaviour = exchange.behaviour = m_script.behaviourFor(facts);
    exchange.limits = generousLimits(behaviour.status == 429 || behaviour.errorKind == ErrorKind::RateLimit);
    if (behaviour.errorKind != ErrorKind::None) {
        const ErrorAnswer error = wire.errorOf(behaviour.errorKind, facts.model);
        return sendJson(exchange, error.status, error.body);
    }
    if (behaviour.status != 200) return sendError(exchange, behaviour.status, "SIMULATED error");
    Json answer = spoilt(wire.embeddings(body), behaviour.vectors);
    m_ledger.charge(facts.key, bodyHash, tokensOf(request.body), 0);
    const bool fault = behaviour.fault == Fault::Hang || behaviour.fault == Fault::DisconnectBefore ||
                       behaviour.fault == Fault::Redirect || behaviour.fault == Fault::Html;
    if (fault) return sendFault(exchange);
    sendJson(exchange, 200, answer);
}

bool Provider::letThrough(Exchange& exchange, const Question& question, const std::string& apiKey) {
    if (!m_limiter.limits()) return true;
    // As providers do it: the prompt is counted, of the answer what was allowed for.
    exchange.limits = m_limiter.take(apiKey, tokensOf(question.prompt), question.maxOutput, nowMillis());
    if (!exchange.limits.retryAfterMs) return true;
    ErrorAnswer error = exchange.wire.errorOf(ErrorKind::RateLimit, question.model);
    exchange.wire.setWait(error.body, *exchange.limits.retryAfterMs);
    ++m_refusedByLimits;
    sendJson(exchange, error.status, error.body);
    return false;
}

Json Provider::answerInBatch(const Wire& wire, const Json& body, const std::string& path, const std::string& key) {
    const Question question = wire.read(body, path);
    RequestFacts facts;
    facts.key = key;
    facts.model = question.model;
    facts.prompt = question.prompt;
    facts.maxOutput = question.maxOutput;
    const std::string bodyHash = sha256(canonicalJsonOrAssert(body)).hex();
    m_ledger.note(key, bodyHash, facts.occurrence);
    const Answer answer = answerTo(question, m_script.behaviourFor(facts), bodyHash);
    m_ledger.charge(key, bodyHash, answer.promptTokens, answer.completionTokens);
    return wire.whole(answer);
}

Answer Provider::answerTo(const Question& question, const Behaviour& behaviour, const std::string& bodyHash) const {
    Answer answer;
    answer.id = "fake-" + bodyHash.substr(0, 16);
    answer.model = question.model;
    const Json schema = schemaFor(question.prompt, question.schema, question.wantsJson);
    const bool plans = asksForProposal(question.prompt);
    answer.text = behaviour.text     ? *behaviour.text
                  : plans            ? proposalText(behaviour.proposal, question.prompt).value_or("")
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
    return answer;
}

void Provider::sendError(const Exchange& exchange, int status, std::string_view message, std::string_view param) {
    sendJson(exchange, status, exchange.wire.errorBody(status, message, param));
}

void Provider::sendJson(const Exchange& exchange, int status, const Json& body) {
    const std::string text = prettyJson(body, -1);
    m_server.sendLater(exchange.connection, exchange.behaviour.latencyMs * microsPerMilli,
                       responseHead(status, "application/json", exchange.wire, exchange.behaviour, exchange.limits,
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
    const Fault fault = exchange.behaviour.fault;
    if (exchange.stream && fault != Fault::JsonBody && fault != Fault::Gzip && fault != Fault::Bomb)
        return sendStream(exchange, answer);
    if (fault == Fault::Bomb) return sendCompressed(exchange, gzipBomb(bombRepeats));
    if (fault == Fault::Gzip) return sendCompressed(exchange, gzipStored(prettyJson(exchange.wire.whole(answer), -1)));
    sendJson(exchange, 200, exchange.wire.whole(answer));
}

void Provider::sendCompressed(const Exchange& exchange, const std::string& bytes) {
    m_server.sendLater(exchange.connection, exchange.behaviour.latencyMs * microsPerMilli,
                       responseHead(200, "application/json", exchange.wire, exchange.behaviour, exchange.limits,
                                    fmt::format("Content-Encoding: gzip\r\nContent-Length: {}", bytes.size())) +
                           bytes,
                       After::KeepAlive);
}

void Provider::sendFault(const Exchange& exchange) {
    const Behaviour& behaviour = exchange.behaviour;
    const std::int64_t delay = behaviour.latencyMs * microsPerMilli;
    if (behaviour.fault == Fault::DisconnectBefore) m_server.sendLater(exchange.connection, delay, "", After::Close);
    if (behaviour.fault == Fault::Redirect)
        m_server.sendLater(exchange.connection, delay,
                           responseHead(307, "text/plain", exchange.wire, behaviour, exchange.limits,
                                        "Location: http://elsewhere.invalid/v1/chat/completions\r\nContent-Length: 0"),
                           After::KeepAlive);
    if (behaviour.fault == Fault::Html) {
        const std::string page = "<!doctype html><title>SIMULATED</title><p>This is a web page.</p>";
        m_server.sendLater(exchange.connection, delay,
                           responseHead(200, "text/html", exchange.wire, behaviour, exchange.limits,
                                        fmt::format("Content-Length: {}", page.size())) +
                               page,
                           After::KeepAlive);
    }
}

void Provider::sendStream(const Exchange& exchange, const Answer& answer) {
    const Behaviour& behaviour = exchange.behaviour;
    const Wire& wire = exchange.wire;
    std::int64_t at = behaviour.latencyMs * microsPerMilli;
    bool first = true;
    const auto send = [&](std::string frames, After after = After::GoOn) {
        if (exchange.asArray) frames = arrayPart(frames, std::exchange(first, first && frames.empty()));
        // An empty chunk would end the body.
        m_server.sendLater(exchange.connection, at, frames.empty() ? std::string() : httpChunk(frames), after);
    };
    const auto endOfBody = [&] {
        const std::string last = exchange.asArray ? httpChunk("]\r\n") : std::string();
        m_server.sendLater(exchange.connection, at, last + httpChunk(""), After::KeepAlive);
    };
    const std::string_view type = behaviour.fault == Fault::WrongContentType ? std::string_view("text/plain")
                                  : exchange.asArray                         ? std::string_view("application/json")
                                                                             : wire.streamType();
    m_server.sendLater(exchange.connection, at,
                       responseHead(200, type, wire, behaviour, exchange.limits,
                                    "Transfer-Encoding: chunked\r\nCache-Control: no-cache"),
                       After::GoOn);
    const auto keepAlive = [&] {
        if (!exchange.asArray) send(wire.keepAlive());
    };
    for (std::int64_t i = 0; i < behaviour.pings; ++i) keepAlive();
    for (std::int64_t waited = 0; waited < behaviour.queueMs; waited += queueStepMs, at += queueStepMs * microsPerMilli)
        keepAlive();
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
