// Atoms: immutable memory items cut from sources along the source's own structure. Thread: any; values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/units.h"

namespace skein {

/// What part of a source an atom is.
enum class AtomKind { File, Section, Paragraph, Symbol, Table, ConfigKey };
std::string_view atomKindName(AtomKind kind);
std::optional<AtomKind> atomKindFromName(std::string_view name);

/// Lines of a source file, 1-based and inclusive.
struct LineRange {
    std::uint32_t first = 1;
    std::uint32_t last = 1;
    friend bool operator==(const LineRange&, const LineRange&) = default;
};

/// One immutable memory item. Its id is SHA-256 over path, kind, title, text and a count among equals, so that moving
/// lines inside a file keeps it and any edit of its text makes a new one.
struct Atom {
    Digest id;
    AtomKind kind = AtomKind::Section;
    std::string path;  ///< source path relative to its source folder, '/' separated
    LineRange lines;
    std::string title;                   ///< heading, symbol name, table caption, key
    std::vector<std::string> ancestors;  ///< titles from the file down to the parent: heading path, class, namespace
    std::string text;                    ///< verbatim source text of the lines, valid UTF-8
    std::string language;                ///< Universal Ctags' language name, or "Markdown", "YAML", ...; may be empty
    // Symbols only:
    std::string symbolKind;  ///< ctags kind name: "function", "class", "macro", ...
    std::string signature;   ///< "(int a, char *b)" as ctags reports it; empty if none
    std::string typeRef;     ///< return or variable type where ctags knows it
    bool isPublic = true;    ///< false for file-local, private and protected symbols
    std::string comment;     ///< documentation comment directly above (or docstring), markers removed
};

/// The id of an atom from its parts; `duplicate` counts atoms of the same file that are otherwise equal, from 0.
Digest atomId(const Atom& atom, std::uint32_t duplicate);

Json toJson(const Atom& atom);
Result<Atom> atomFromJson(const Json& json);

}  // namespace skein
