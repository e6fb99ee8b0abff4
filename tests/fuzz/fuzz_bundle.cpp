// The files of a bundle: what is read has exactly one spelling, and it is the one that was read. The first byte chooses
// which file.
#include "core/audit/bundle.h"
#include "core/audit/verify.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace skein;
    using namespace skein::audit;
    if (size == 0) return 0;
    const auto text = fuzz::textOf(data + 1, size - 1);
    switch (data[0] % 5) {
        case 0:
            if (const auto manifest = parseManifest(text)) SKEIN_ASSERT(manifestText(*manifest) == text);
            break;
        case 1:
            if (const auto heads = parseHeads(text)) SKEIN_ASSERT(headsText(*heads) == text);
            break;
        case 2:
            if (const auto head = headFromCanonical(text)) {
                SKEIN_ASSERT(canonicalJsonOrAssert(toJson(*head)) == text);
                (void)hasValidSignature(*head);
            }
            break;
        case 3:
            if (const auto blob = blobOfFileName(text)) SKEIN_ASSERT(blobFileName(*blob) == text);
            (void)isBundleFileName(text);
            break;
        default: {  // a whole journal, as a verifier meets it
            Verifier verifier({});
            std::uint64_t rows = 0;
            for (const auto each : fuzz::linesOf(text)) {
                ++rows;
                if (const auto line = parseJournalLine(each)) verifier.entry(0, line->entry, line->hash);
                else verifier.badEntry(0, line.error().message);
            }
            const auto report = verifier.finish();
            SKEIN_ASSERT(report.entries == rows);
            (void)toJson(report);
        }
    }
    return 0;
}
