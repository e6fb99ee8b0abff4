// Says where a structured file breaks off, so that a person learns why nothing was read from it. Thread: any; pure;
// linear. Never decides what is read: a broken file keeps its text.
#pragma once

#include <string>
#include <string_view>

namespace skein::runtime {

/// "line 3: '{' is never closed", for JSON, YAML, TOML, INI, SQL, Protocol Buffers and GraphQL; empty where nothing is
/// wrong or the language is another. What a parser of YAML or JSON refuses is told in its words; of the others
/// brackets, quotes and the words that begin a declaration are looked at. `path` tells GraphQL, TOML and INI by its
/// ending.
std::string malformedAt(std::string_view path, std::string_view language, const std::string& text);

}  // namespace skein::runtime
