// Texts that come back from the store or from a model, as the records they should be: documents, windows and manifests
// are read or refused, and what was read is written the same again. The first byte chooses which.
#include "core/deliverable/document.h"
#include "core/deliverable/markdown.h"
#include "core/memory/manifest.h"
#include "core/model/window.h"
#include "core/runtime/store/blob_codec.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

using namespace skein;

/// A packed text: codec and size from the input, the name whatever it would have to be.
void unpack(std::string_view bytes) {
    if (bytes.size() < 4) return;
    runtime::PendingBlob blob;
    blob.codec = bytes[0] & 1;
    blob.size = static_cast<std::uint8_t>(bytes[1]) * 256u + static_cast<std::uint8_t>(bytes[2]);
    blob.data = std::string(bytes.substr(3));
    (void)runtime::unpackBlob(blob, "fuzz");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto text = fuzz::textOf(data + 1, size - 1);
    if (data[0] % 4 == 3) {
        unpack(text);
        return 0;
    }
    if (data[0] % 4 == 2) {
        if (const auto manifest = memory::readManifest(text))
            SKEIN_ASSERT(memory::manifestText(manifest->file, manifest->atoms) == text);
        return 0;
    }
    const auto json = parseJson(text);
    if (!json) return 0;
    switch (data[0] % 4) {
        case 0:
            if (const auto document = deliverable::documentFromJson(*json)) {
                const auto again = deliverable::documentFromJson(deliverable::toJson(*document));
                SKEIN_ASSERT(again && *again == *document);
                (void)deliverable::renderMarkdown(*document);
            }
            break;
        default:
            if (const auto window = windowFromJson(*json)) {
                const auto written = windowText(*window);
                const auto json = parseJson(written);
                const auto again = json ? windowFromJson(*json) : Failure(json.error());
                SKEIN_ASSERT(again && windowText(*again) == written);
            }
    }
    return 0;
}
