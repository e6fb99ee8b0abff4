// Any response, whole or in two reads, has the same outcome and valid UTF-8 texts. The first byte chooses status and
// content type, the second the cut.
#include <cstdint>

#include "core/base/text.h"
#include "core/providers/openai_chat.h"

namespace {

using namespace skein;
using namespace skein::providers;

ChatOutcome decode(const HttpResponseHead& head, std::string_view a, std::string_view b) {
    ChatDecoder decoder(head);
    decoder.push(a);
    decoder.push(b);
    return decoder.finish();
}

std::string fingerprint(const ChatOutcome& outcome) {
    if (const auto* reply = std::get_if<ChatReply>(&outcome)) {
        SKEIN_ASSERT(isValidUtf8(reply->text) && isValidUtf8(reply->refusal) && isValidUtf8(reply->model) &&
                     isValidUtf8(reply->rawFinish));
        return "reply " + reply->text + reply->refusal + reply->rawFinish + std::to_string(reply->toolCalls.size());
    }
    const auto& failure = std::get<ChatFailure>(outcome);
    SKEIN_ASSERT(isValidUtf8(failure.partialText) && isValidUtf8(failure.api.message));
    return "failure " + std::to_string(static_cast<int>(failure.kind)) + failure.partialText + failure.api.message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    static constexpr std::string_view types[] = {"text/event-stream", "application/json", "text/html", ""};
    HttpResponseHead head;
    head.status = data[0] & 0x80 ? 429 : 200;
    head.headers = {{"content-type", std::string(types[data[0] & 3])}};
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    const std::size_t cut = bytes.empty() ? 0 : data[1] % (bytes.size() + 1);
    const std::string whole = fingerprint(decode(head, bytes, {}));
    SKEIN_ASSERT(whole == fingerprint(decode(head, bytes.substr(0, cut), bytes.substr(cut))));
    return 0;
}
