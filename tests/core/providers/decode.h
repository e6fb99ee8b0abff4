// Decodes responses for the codec tests: whole, cut at every position, byte by byte, with other line ends; and writes
// an outcome as one line of text that a table can hold.
#pragma once

#include <QtTest>

#include "core/providers/response_decoder.h"

namespace skein::providers::test {

inline HttpResponseHead headWith(int status, const std::string& type) {
    HttpResponseHead head;
    head.status = status;
    if (!type.empty()) head.headers.push_back({"content-type", type});
    return head;
}

inline ReplyOutcome decode(Protocol protocol, const std::string& body, std::size_t cut, int status = 200,
                           const std::string& type = "text/event-stream") {
    ResponseDecoder decoder(codecFor(protocol), headWith(status, type));
    const std::string_view view = body;
    decoder.push(view.substr(0, cut));
    decoder.push(view.substr(cut));
    return decoder.finish();
}

inline QString summary(const ReplyOutcome& outcome) {
    if (const auto* reply = std::get_if<Reply>(&outcome)) {
        std::string text = "reply text=" + reply->text + " finish=" + std::string(finishReasonName(reply->finish)) +
                           "/" + reply->rawFinish;
        if (!reply->reasoning.empty()) text += " reasoning=" + reply->reasoning;
        if (!reply->refusal.empty()) text += " refusal=" + reply->refusal;
        for (const ToolCall& call : reply->toolCalls)
            text += " tool=" + call.id + ":" + call.name + "(" + call.arguments + ")";
        const Usage& usage = reply->usage;
        if (usage.measured)
            text += " usage=" + std::to_string(usage.totalIn().value) + "+" + std::to_string(usage.output.value);
        if (usage.cacheRead.value > 0) text += " read=" + std::to_string(usage.cacheRead.value);
        if (usage.cacheWrite.value > 0) text += " written=" + std::to_string(usage.cacheWrite.value);
        if (usage.cacheWriteLong) text += " long=" + std::to_string(usage.cacheWriteLong->value);
        if (usage.reasoning.value > 0) text += " thoughts=" + std::to_string(usage.reasoning.value);
        return QString::fromStdString(text);
    }
    static constexpr const char* kinds[] = {"api", "truncated", "malformed", "too-large"};
    const auto& failure = std::get<ReplyFailure>(outcome);
    std::string text =
        std::string("failure ") + kinds[static_cast<int>(failure.kind)] + " partial=" + failure.partialText;
    if (failure.kind == ReplyFailure::Kind::Api) {
        const std::string& word = failure.api.code.empty() ? failure.api.type : failure.api.code;
        text += " code=" + word + " message=" + failure.api.message;
    }
    if (failure.usage) text += " usage=" + std::to_string(failure.usage->output.value);
    return QString::fromStdString(text);
}

/// The same outcome for every way of cutting the bytes, byte by byte, and with CRLF line ends.
inline void compareAllSplits(Protocol protocol, const QByteArray& body, const QString& expected,
                             const std::string& type) {
    const std::string bytes = body.toStdString();
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut)
        QCOMPARE(summary(decode(protocol, bytes, cut, 200, type)), expected);
    ResponseDecoder decoder(codecFor(protocol), headWith(200, type));
    for (const char byte : bytes) decoder.push({&byte, 1});
    QCOMPARE(summary(decoder.finish()), expected);
    QByteArray crlf = body;
    crlf.replace("\n", "\r\n");
    QCOMPARE(summary(decode(protocol, crlf.toStdString(), bytes.size() / 2, 200, type)), expected);
}

/// `data: JSON` as one event, and with its name where the protocol repeats the type.
inline QByteArray raw(const char* json) { return QByteArray("data: ") + json + "\n\n"; }
inline QByteArray named(const char* json) {
    const QByteArray type = QByteArray::fromStdString(parseJson(json)->value("type", ""));
    return "event: " + type + "\ndata: " + json + "\n\n";
}

/// The body of a request as text, or the error.
inline QString bodyText(const Result<HttpRequest>& request) {
    return QString::fromStdString(request ? request->body : "error: " + request.error().message);
}
inline Json bodyJson(const Result<HttpRequest>& request) {
    return request ? parseJson(request->body).value_or(Json()) : Json(request.error().message);
}

/// A conversation with everything in it: system, a tool turn that goes on, a schema.
inline ModelRequest fullRequest(Json native, Protocol protocol) {
    ModelRequest request = simpleRequest("m", "be brief", "hi");
    request.turns.push_back(ModelTurn{"let me look", {{"c1", "look", R"({"at":1})"}}, {protocol, std::move(native)}});
    request.turns.push_back(ToolTurn{{{"c1", "look", "found", false}}});
    request.tools.push_back({"look", "Looks.", {{"type", "object"}, {"properties", {{"at", {{"type", "integer"}}}}}}});
    request.contract = {"json",
                        {{"type", "object"},
                         {"properties", {{"a", {{"type", "string"}, {"minLength", 3}}}}},
                         {"required", Json::array({"a"})}}};
    request.maxOutput = {700};
    request.reasoning = ReasoningEffort::High;
    request.promptCache = PromptCache::Long;
    request.promptCacheKey = "run-1";
    return request;
}

}  // namespace skein::providers::test
