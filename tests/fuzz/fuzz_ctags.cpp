// Whatever ctags prints about whatever file: the atoms lie inside the text and are valid UTF-8. The first line is the
// file's name; tags follow up to an empty line, then the file.
#include "core/base/text.h"
#include "core/memory/segment.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace skein;
    auto rest = fuzz::textOf(data, size);
    memory::SegmentRequest request;
    request.path = toValidUtf8(fuzz::takeLine(rest));
    while (!rest.empty()) {
        const auto line = fuzz::takeLine(rest);
        if (line.empty()) break;
        if (auto tag = memory::parseCtagsTag(line)) request.tags.push_back(*std::move(tag));
    }
    request.text = rest;
    request.language = memory::languageOf(request.path, rest);
    const auto lines = memory::LineTable(rest).count();
    const auto atoms = memory::segment(request);
    SKEIN_ASSERT(!atoms.empty() && atoms.size() <= memory::maxAtomsPerFile);
    for (const auto& atom : atoms) {
        SKEIN_ASSERT(atom.lines.first >= 1 && atom.lines.first <= atom.lines.last && atom.lines.last <= lines);
        SKEIN_ASSERT(isValidUtf8(atom.text) && isValidUtf8(atom.title) && isValidUtf8(atom.signature));
    }
    return 0;
}
