// Any Markdown as a deliverable: cutting it loses nothing, checking it ends, and its page has no script and no raw HTML
// of the text. Sources cited are the text itself.
#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/deliverable/html.h"
#include "core/deliverable/markdown_tree.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace skein;
    using namespace skein::deliverable;
    const auto text = fuzz::textOf(data, size);
    const auto reader = [&](std::string_view path) -> Result<std::string> {
        if (path.empty() || path.front() == '/') return fail(ErrorCode::NotFound, "no such file");
        return std::string(text);
    };
    const auto check = checkDocument(text, {}, {}, reader);
    const auto page = renderHtml(text);
    if (!isValidUtf8(text)) {
        SKEIN_ASSERT(!check && !page);
        return 0;
    }
    SKEIN_ASSERT(check && check->violations.size() <= check->violationCount);
    SKEIN_ASSERT(page.has_value() && page->find("<script") == std::string::npos);
    SKEIN_ASSERT(page->find("<iframe") == std::string::npos && page->find("\"javascript:") == std::string::npos);
    std::string joined;
    for (const auto& part : splitAtHeadings(text)) joined += part.text;
    SKEIN_ASSERT(joined == text);
    return 0;
}
