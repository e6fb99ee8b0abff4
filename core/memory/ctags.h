// Reads what Universal Ctags prints with --output-format=json (ctags-json-output(5), version 5.9). Thread: any; pure.
// Never runs the program: core/runtime/ingest does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skein::memory {

/// One tag: a symbol that is defined or declared in a file.
struct CtagsTag {
    std::string name;
    std::string language;     ///< "C++", "Python", ...
    std::string kind;         ///< long name: "function", "prototype", "class", ...
    std::uint32_t line = 1;   ///< 1-based
    std::uint32_t end = 0;    ///< last line where ctags knows it, else 0
    std::string scope;        ///< "ns::Class" in the language's own notation; empty at file level
    std::string scopeKind;    ///< "class", "namespace", ...
    std::string signature;    ///< "(int a) const"
    std::string typeRef;      ///< "int" (without ctags' "typename:" marker)
    std::string access;       ///< "public", "protected", "private", or empty
    std::string properties;   ///< "static,inline", or empty
    bool fileScoped = false;  ///< ctags marks it as visible in its file only
    bool anonymous = false;   ///< the name was made up by ctags
};

/// One line of output. Nothing for lines that are not definition tags ("program", references, damaged lines).
std::optional<CtagsTag> parseCtagsTag(std::string_view jsonLine);

}  // namespace skein::memory
