// Frames of the control socket: any line is read or refused, and what was read is written back as a line that reads
// the same.
#include "core/runtime/control/control_wire.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace skein;
    using namespace skein::runtime;
    const auto line = fuzz::textOf(data, size);
    if (const auto request = wire::parseRequest(line)) {
        const auto frame = wire::requestFrame(*request);
        SKEIN_ASSERT(frame.find('\n') == frame.size() - 1);
        const auto again = wire::parseRequest(frame);
        SKEIN_ASSERT(again && again->id == request->id && again->method == request->method);
        SKEIN_ASSERT(again->params == request->params);
    }
    if (const auto answer = wire::parseAnswer(line, 1u << 20)) {
        const auto frame = wire::answerFrame(answer->id, answer->result);
        SKEIN_ASSERT(frame.find('\n') == frame.size() - 1);
        const auto again = wire::parseAnswer(frame, 4u << 20);
        SKEIN_ASSERT(again && again->id == answer->id && again->result.has_value() == answer->result.has_value());
    }
    return 0;
}
