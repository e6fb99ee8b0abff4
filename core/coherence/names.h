// Brings the names of one thing in code, configuration, tables and prose into one normal form by general rules: case
// styles, separators, plurals, role words (default, max, min, limit) and unit suffixes. Thread: any; pure functions.
// Must never hold words of one project: everything here is how names are formed in general.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skein::coherence {

/// What a name says about its value besides naming the thing: MAX_RETRIES is the limit of "retries".
enum class NameRole { Value, Default, Max, Min };
/// The predicate of a claim about a value in that role: "value", "default", "max", "min".
std::string_view rolePredicate(NameRole role);

/// Lower-case words of an identifier, path or phrase: "maxRetries", "MAX_RETRIES", "max-retries" -> max, retries.
/// Dots separate like other punctuation.
std::vector<std::string> wordsOf(std::string_view name);

/// One word without its plural ending: "retries" -> "retry", "items" -> "item", "status" stays.
std::string singular(std::string_view word);

/// A name in normal form.
struct NormalName {
    std::string subject;  ///< segments joined by '.', words of a segment by '_', role and unit removed
    NameRole role = NameRole::Value;
    std::string unit;  ///< "ms", "mb", ... when the name ends in one, as written, lower case
};

/// `segments`: from the outermost owner to the leaf, each one identifier; empty ones are skipped. Role words and unit
/// suffixes are only taken from the leaf, and from parents that are nothing but a role ("limits", "defaults"). A name
/// that would become empty keeps its words.
NormalName normalName(const std::vector<std::string>& segments);
/// The same for one written name; '.', "::", '#', '/' and "->" separate its segments.
NormalName normalName(std::string_view written);
std::vector<std::string> segmentsOf(std::string_view written);

/// The segments joined by '.', the words of each by '_', nothing removed: for claims about the name as it stands.
std::string subjectOf(const std::vector<std::string>& segments);

/// An operation of an HTTP interface by its general name, whatever a text calls it: "PUT /customers/{id}" is
/// "customers" and "update"; "POST /v1/orders/{id}/cancel" is "orders" and "cancel". Empty for anything else.
std::vector<std::string> operationSegments(std::string_view written);

/// The words by which subjects are compared: all words of a normalised subject in order, singular, without container
/// segments that say nothing ("config", "settings", "options"); the last one is "lifetime" for "ttl", "expiry", ..., and
/// "kept" for "retention".
std::vector<std::string> subjectWords(std::string_view subject);

/// Whether a text is one identifier as code or configuration writes it: has '_', an inner capital, a dot between
/// names, or is all capitals; "customer_id", "maxRetries", "retry.max", "TIMEOUT".
bool looksLikeIdentifier(std::string_view text);

/// Whether the words name an environment ("test", "staging", "example", ...); its canonical name, else empty.
std::string_view environmentOf(std::string_view word);

/// Whether a word of a file name, folder or heading says nothing about which component is meant ("docs", "readme").
bool isGenericContext(std::string_view word);

}  // namespace skein::coherence
