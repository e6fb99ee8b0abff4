// Any response, read as Gemini's: see reply.h.
#include "tests/fuzz/reply.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return skein::fuzz::decodeAnyResponse(skein::providers::Protocol::Gemini, data, size);
}
