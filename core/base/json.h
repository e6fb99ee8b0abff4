// JSON in and out: bounded parsing with positions, and the canonical form of RFC 8785 that the journal hashes.
// Thread: any; values only. nlohmann/json is the data structure; its exceptions never leave this adapter.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace skein {

using Json = nlohmann::json;

/// Bounds for text that somebody else wrote.
struct JsonLimits {
    std::size_t maxBytes = 64u << 20;  ///< refused above; 64 MiB holds the largest plan file with room
    std::size_t maxDepth = 200;        ///< nesting of arrays and objects
};

/// Parses UTF-8 JSON. Duplicate keys are refused.
/// Errors: InvalidInput with "line L, column C: ..." ; TooLarge naming the bound.
Result<Json> parseJson(std::string_view text, const JsonLimits& limits = {});

/// The one canonical byte sequence of a value (RFC 8785): keys in UTF-16 order, ECMAScript numbers, no white space.
/// Errors: InvalidInput for NaN, infinities and text that is not UTF-8.
Result<std::string> canonicalJson(const Json& value);

/// Canonical bytes of a value this program built itself from integers and valid UTF-8; asserts otherwise.
std::string canonicalJsonOrAssert(const Json& value);

/// A readable dump for people and --json output; invalid UTF-8 becomes U+FFFD.
std::string prettyJson(const Json& value, int indent = 2);

/// Reading typed members with errors that name the path: "tasks[3].band.min: expected an integer, found a string".
/// `path` is the path of `object`. Each returns InvalidInput on a missing or mistyped member.
Result<std::int64_t> jsonInt(const Json& object, std::string_view key, std::string_view path);
Result<std::string> jsonString(const Json& object, std::string_view key, std::string_view path);
/// As above, but a missing member gives the default.
Result<std::int64_t> jsonIntOr(const Json& object, std::string_view key, std::int64_t fallback, std::string_view path);
Result<std::string> jsonStringOr(const Json& object, std::string_view key, std::string fallback, std::string_view path);
Result<bool> jsonBoolOr(const Json& object, std::string_view key, bool fallback, std::string_view path);

/// "an object", "an array", "a string", ... for error messages.
std::string_view jsonTypeName(const Json& value);

}  // namespace skein
