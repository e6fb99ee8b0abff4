// What holds for any response in any protocol: whole or in two reads it has the same outcome, its texts are valid
// UTF-8, and a reply can be sent back as a turn. The first byte chooses status and content type, the second the cut.
#pragma once

#include <cstdint>

#include "core/base/text.h"
#include "core/providers/response_decoder.h"

namespace skein::fuzz {

inline std::string fingerprint(const providers::ReplyOutcome& outcome) {
    if (const auto* reply = std::get_if<providers::Reply>(&outcome)) {
        SKEIN_ASSERT(isValidUtf8(reply->text) && isValidUtf8(reply->refusal) && isValidUtf8(reply->model) &&
                     isValidUtf8(reply->rawFinish) && isValidUtf8(reply->reasoning));
        std::string print = "reply " + reply->text + reply->reasoning + reply->refusal + reply->rawFinish;
        for (const auto& call : reply->toolCalls) print += call.id + call.name + call.arguments;
        return print + prettyJson(reply->native.content, -1) + std::to_string(reply->usage.totalIn().value);
    }
    const auto& failure = std::get<providers::ReplyFailure>(outcome);
    SKEIN_ASSERT(isValidUtf8(failure.partialText) && isValidUtf8(failure.api.message));
    return "failure " + std::to_string(static_cast<int>(failure.kind)) + failure.partialText + failure.api.message;
}

inline providers::ReplyOutcome decode(const providers::ModelCodec& codec, const HttpResponseHead& head,
                                      std::string_view a, std::string_view b) {
    providers::ResponseDecoder decoder(codec, head);
    decoder.push(a);
    decoder.push(b);
    return decoder.finish();
}

inline int decodeAnyResponse(providers::Protocol protocol, const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    static constexpr std::string_view types[] = {"text/event-stream", "application/json", "application/x-ndjson", ""};
    const providers::ModelCodec& codec = providers::codecFor(protocol);
    HttpResponseHead head;
    head.status = data[0] & 0x80 ? 429 : 200;
    head.headers = {{"content-type", std::string(types[data[0] & 3])}};
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    const std::size_t cut = bytes.empty() ? 0 : data[1] % (bytes.size() + 1);
    const auto whole = decode(codec, head, bytes, {});
    SKEIN_ASSERT(fingerprint(whole) == fingerprint(decode(codec, head, bytes.substr(0, cut), bytes.substr(cut))));
    if (const auto* reply = std::get_if<providers::Reply>(&whole)) {
        auto next = providers::simpleRequest("m", "", "x");
        next.turns.push_back(reply->turn());
        SKEIN_ASSERT(codec.encode("http://h", next, {}).has_value());
    }
    if (const auto body = parseJson(bytes)) {
        codec.readModelList(*body);
        codec.readTokenCount(*body);
        [[maybe_unused]] const auto vectors = codec.readEmbeddings(*body, 2);
    }
    return 0;
}

}  // namespace skein::fuzz
