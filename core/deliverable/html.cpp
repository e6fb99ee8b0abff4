#include "core/deliverable/html.h"

#include <memory>
#include <vector>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/markdown.h"
#include "core/deliverable/markdown_tree.h"

namespace skein::deliverable {
namespace {

// Sizes follow a 1.2 scale around 17 px and a measure of about 70 characters; colours have at least 7:1 contrast for
// text.
constexpr std::string_view styleSheet = R"CSS(
:root{color-scheme:light dark;--paper:#fcfcfa;--ink:#1d2125;--soft:#4c545c;--line:#d6d9dc;--code:#f0f1ee;--link:#0b4f8a;--warn:#fff4d6;--warn-line:#a86a00}
@media (prefers-color-scheme:dark){:root{--paper:#16191c;--ink:#e6e8ea;--soft:#b3bac1;--line:#363c42;--code:#22272b;--link:#8cc4ff;--warn:#33290f;--warn-line:#e0a92e}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,"Segoe UI","Noto Sans","Liberation Sans",sans-serif;overflow-wrap:break-word}
main{max-width:76rem;margin:0 auto;padding:2.5rem 1.5rem 6rem}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin:2.2em 0 .6em;font-weight:650;text-wrap:balance}
h1{font-size:2.1rem;margin-top:0}h2{font-size:1.6rem;border-bottom:1px solid var(--line);padding-bottom:.3em}h3{font-size:1.28rem}h4{font-size:1.1rem}h5,h6{font-size:1rem;color:var(--soft)}
p,ul,ol,blockquote,pre{max-width:46rem}p{margin:.7em 0}li{margin:.25em 0}ul,ol{padding-left:1.4em}
a{color:var(--link);text-underline-offset:.15em}a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
a[href*="#L"]{font-size:.82em;text-decoration:none;color:var(--soft)}a[href*="#L"]:hover,a[href*="#L"]:focus-visible{text-decoration:underline;color:var(--link)}
code{font-family:ui-monospace,"Cascadia Mono","DejaVu Sans Mono","Liberation Mono",monospace;font-size:.9em;background:var(--code);border-radius:3px;padding:.08em .28em}
pre{background:var(--code);border:1px solid var(--line);border-radius:6px;padding:.8rem 1rem;overflow-x:auto}pre code{background:none;padding:0}code.language-reason,code.language-decision{white-space:pre-wrap;font-family:inherit}
blockquote{margin:1.2em 0;padding:.4em 1.1em;background:var(--warn);border-left:4px solid var(--warn-line);border-radius:0 6px 6px 0}
.table{overflow-x:auto;margin:.8em 0 1.6em}table{border-collapse:collapse;font-size:.92rem;line-height:1.45;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35em .7em;border-bottom:1px solid var(--line)}thead th{border-bottom:2px solid var(--line);color:var(--soft);font-weight:600}
td:last-child{white-space:nowrap}td code{background:none;padding:0}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem}
@media print{:root{--paper:#fff;--ink:#000;--soft:#333;--line:#bbb;--code:#f4f4f4;--link:#000;--warn:#fff;--warn-line:#000}
body{font-size:10pt}main{max-width:none;padding:0}h2{break-before:page}h1,h2,h3,h4,h5{break-after:avoid}pre,blockquote,tr{break-inside:avoid}thead{display:table-header-group}.table{overflow:visible}td:last-child{white-space:normal}.skip{display:none}a{text-decoration:none}@page{margin:18mm}}
)CSS";

std::string replaceAll(std::string_view text, std::string_view from, std::string_view to) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t hit = text.find(from); hit != std::string_view::npos; hit = text.find(from, at)) {
        out.append(text.substr(at, hit - at)).append(to);
        at = hit + from.size();
    }
    return out.append(text.substr(at));
}

/// Gives each `<hN>` its anchor. Raw HTML is stripped by the renderer, so an opening heading tag can only be a heading.
std::string withAnchors(const std::string& html, HeadingAnchors& anchors, const std::vector<std::string>& headings) {
    std::string out;
    out.reserve(html.size() + headings.size() * 40);
    std::size_t at = 0, next = 0;
    for (std::size_t hit = html.find("<h"); hit != std::string::npos; hit = html.find("<h", hit + 2)) {
        const bool heading =
            hit + 3 < html.size() && html[hit + 2] >= '1' && html[hit + 2] <= '6' && html[hit + 3] == '>';
        if (!heading || next == headings.size()) continue;
        out.append(html, at, hit + 3 - at);
        out += fmt::format(" id=\"{}\"", escapeHtml(anchors.next(headings[next++])));
        at = hit + 3;
    }
    return out.append(html, at, std::string::npos);
}

bool isLanguageTag(std::string_view tag) {
    for (const char c : tag)
        if (c != '-' && (!isIdentifierChar(c) || c == '_')) return false;
    return !tag.empty() && tag.size() <= 35;
}

}  // namespace

Result<std::string> renderHtml(std::string_view markdown, const HtmlOptions& options) {
    if (!isValidUtf8(markdown)) return fail(ErrorCode::InvalidInput, "the Markdown is not UTF-8");
    if (!isLanguageTag(options.language))
        return fail(ErrorCode::InvalidInput, "expected a language tag such as \"en\"");
    HeadingAnchors anchors;
    std::string title, body;
    // Part by part: the tree of a whole deliverable would take many times the memory of its text.
    for (const MarkdownPart& part : splitAtHeadings(markdown)) {
        SKEIN_TRY(const MarkdownTree tree, MarkdownTree::parse(part.text));
        const std::vector<std::string> headings = tree.headings();
        if (title.empty() && !headings.empty()) title = headings.front();
        body += withAnchors(tree.html(), anchors, headings);
    }
    body =
        replaceAll(body, "<table>", "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>");
    body = replaceAll(body, "</table>", "</table></div>");
    body = replaceAll(body, "<th>", "<th scope=\"col\">");
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#contents\">Skip to the "
        "contents</a>\n"
        "<main>\n{}</main>\n</body>\n</html>\n",
        options.language, escapeHtml(title.empty() ? "Document" : title), styleSheet, body);
}

}  // namespace skein::deliverable
