// What the wording of a sentence or a line says: that a thing is deprecated, that a paper or standard is meant, that a
// word is defined. Thread: any; pure functions. Strict: a doubtful wording says nothing.
#pragma once

#include <string_view>

namespace skein::providers {

/// Whether a sentence names a paper, a book or a standard: "RFC 1951", "ISO 8601", a DOI, "Tarjan (1983)", "pp. 12",
/// "in the paper", or the address of a body that publishes standards or papers.
bool namesReference(std::string_view sentence);

/// Whether a sentence says of a thing that it is deprecated ("Deprecated: use x", "x is obsolete"), not what happens to
/// things that are.
bool saysDeprecated(std::string_view sentence);

/// Whether a line of code marks what it declares as deprecated by an attribute, a decorator or a macro such as
/// CURL_DEPRECATED(...), or warns that it is.
bool marksDeprecated(std::string_view line);

/// Whether a word can be one that sources define ("frame", "command collection"), not an everyday one ("order",
/// "reason this").
bool isDefinable(std::string_view term);

/// The preprocessor's directive on a line of a C-like language without '#' and without a trailing comment
/// ("if defined(X)"); empty if there is none.
std::string_view directiveOn(std::string_view line);
/// Whether files of a language go through a preprocessor.
bool isPreprocessed(std::string_view language);

}  // namespace skein::providers
