// Any response, read as Ollama's: see reply.h.
#include "tests/fuzz/reply.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return skein::fuzz::decodeAnyResponse(skein::providers::Protocol::Ollama, data, size);
}
