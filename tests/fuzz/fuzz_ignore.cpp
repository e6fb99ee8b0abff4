// Any ignore file over any path: an answer, within the time limit of the fuzzer, that does not depend on how often it
// is asked. The first line is the path.
#include "core/base/error.h"
#include "core/memory/ignore.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace skein::memory;
    auto rest = skein::fuzz::textOf(data, size);
    const auto path = skein::fuzz::takeLine(rest);
    const auto list = IgnoreList::parse(rest);
    IgnoreStack stack;
    stack.push("", list);
    stack.push("src", list);
    for (const auto kind : {EntryKind::File, EntryKind::Folder}) {
        SKEIN_ASSERT(list.decide(path, kind) == list.decide(path, kind));
        (void)stack.ignores(path, kind);
    }
    // Patterns that only files can match never ignore less for a folder.
    if (list.decide(path, EntryKind::File) == IgnoreVerdict::Ignored && rest.find('!') == std::string_view::npos)
        SKEIN_ASSERT(list.decide(path, EntryKind::Folder) == IgnoreVerdict::Ignored);
    return 0;
}
