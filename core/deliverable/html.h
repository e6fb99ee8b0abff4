// Turns the Markdown deliverable into one accessible, self-contained HTML page: language, headings with anchors, table
// headers with scope, light and dark theme, print styles, a skip link. Thread: any; pure.
// Must never load anything from elsewhere, run a script, or pass raw HTML of the Markdown through.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace skein::deliverable {

struct HtmlOptions {
    std::string language = "en";  ///< BCP 47 tag for the lang attribute
};

/// A complete HTML5 page; its title is the first heading. Errors: InvalidInput if the Markdown is not UTF-8 or the
/// language is not a tag of letters, digits and '-'; Unavailable if cmark-gfm lacks its table extension.
Result<std::string> renderHtml(std::string_view markdown, const HtmlOptions& options = {});

}  // namespace skein::deliverable
