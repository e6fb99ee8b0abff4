// Whatever a server says of a batch: states, lists and results are read or refused, never trusted. The first byte
// chooses the API, the second whether the rest is a status, a list or results; texts kept of it are valid UTF-8, and
// nothing but ids we wait for is answered.
#include <cstdint>

#include "core/base/text.h"
#include "core/providers/batch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace skein;
    using namespace skein::providers;
    if (size < 2) return 0;
    static constexpr Protocol protocols[] = {Protocol::OpenAiChat, Protocol::OpenAiResponses, Protocol::Anthropic,
                                             Protocol::Gemini};
    const BatchCodec& codec = *batchCodecFor(protocols[data[0] % 4]);
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
    BatchResults results;
    results.wanted = {"a", "b"};
    BatchStatus status;
    if (data[1] % 3 == 2) codec.takeLines(bytes, results);
    else if (const auto body = parseJson(bytes)) {
        if (data[1] % 3 == 1) static_cast<void>(codec.readList(*body));
        else if (auto known = codec.readStatus(*body)) {
            status = std::move(*known);
            SKEIN_ASSERT(isValidUtf8(status.rawState) && isValidUtf8(status.problem));
            for (const auto& file : status.files)
                if (const auto request = codec.encodeResults("https://api.example", file))
                    SKEIN_ASSERT(request->url.starts_with("https://api.example/"));
            codec.takeInlined(status, results);
        }
    }
    closeResults(status, results);
    SKEIN_ASSERT(results.found.size() == 2 && results.found.contains("a") && results.found.contains("b"));
    return 0;
}
