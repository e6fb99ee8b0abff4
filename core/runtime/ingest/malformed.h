// Says where a structured file breaks off, so that a person learns why nothing was read from it. Thread: any; pure;
// linear. Never decides what is read: a broken file keeps its text.
#pragma once

#include <string>
#include <string_view>

namespace skein::runtime {

/// "line 3: '{' is never closed", for JSON, YAML, SQL, Protocol Buffers and GraphQL; empty where nothing is wrong or
/// the language is another. Of JSON and the languages only brackets and quotes are looked at; what a YAML parser
/// refuses is told in its words. `path` tells GraphQL by its ending.
std::string malformedAt(std::string_view path, std::string_view language, const std::string& text);

}  // namespace skein::runtime
