// Symbols of a file with everything a reader wants beside them: the declaration as it stands, the documentation above
// or behind it, and lines that hold both. Thread: any; pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/deliverable/document.h"
#include "core/model/atom.h"
#include "core/providers/offline/conditions.h"
#include "core/providers/offline/prose.h"
#include "core/providers/offline/source_text.h"

namespace skein::providers {

/// What a kind of symbol is to a reader; the order is the order of tables.
enum class SymbolGroup { Type, Function, Macro, Constant, Variable, Member, Other };
SymbolGroup symbolGroup(std::string_view ctagsKind);

struct DocumentedSymbol {
    const Atom* atom = nullptr;
    SymbolGroup group = SymbolGroup::Other;
    std::string container;                ///< innermost class, enum or struct; empty at file or namespace level
    std::string declaration;              ///< every word of it stands on `lines`; empty if none could be shown
    std::string body;                     ///< of a function or enumeration, if it is a few words long
    std::uint32_t bodyEnd = 0;            ///< the line the body ends on; 0 if there is none
    std::string value;                    ///< what a macro, enumerator or constant stands for, where it is on one line
    std::optional<std::int64_t> counted;  ///< value that follows from the place among others and is not written
    LineRange lines;                      ///< of the declaration
    std::optional<BranchCondition> when;  ///< the branch of the preprocessor it stands in
    std::vector<Sentence> doc;            ///< its documentation; empty if the source has none
    bool docIsShared = false;             ///< taken over from the overload directly above

    /// The sentence of the documentation to show first; null if there is none.
    const Sentence* lead() const;
    /// Lines from the documentation's lead sentence to the declaration, or around both.
    LineRange docLines() const;
};

/// The symbols among the atoms of one file, in order of line. `atoms` must outlive the result. Cost: linear but for the
/// look-up of comments (log n).
std::vector<DocumentedSymbol> documentedSymbols(const SourceText& source, const std::vector<Comment>& comments,
                                                const std::vector<Atom>& atoms);

/// Whether a comment of a Python file is a string: of the head above it, or of the attribute on the line above it.
bool isDocstring(const SourceText& source, const Comment& comment);

/// Caption of the table of what is private or internal to a file.
inline constexpr const char* notPublicTitle = "Not public, but documented";

/// Tables of the symbols of one file: types, then functions, macros, constants and variables, then the members of each
/// type, then what is internal to the file and documented. Every public symbol is in exactly one row.
std::vector<deliverable::SymbolTable> symbolTables(const SourceText& source,
                                                   const std::vector<DocumentedSymbol>& symbols);

/// The lead sentence as Markdown for a table, at most 240 bytes; empty if there is none.
std::string leadDoc(const DocumentedSymbol& symbol);

/// As many sentences of the documentation as fit into `maxBytes`, as Markdown, and the lines they stand on. Empty text
/// if there is none.
std::pair<std::string, LineRange> docText(const DocumentedSymbol& symbol, std::size_t maxBytes);

}  // namespace skein::providers
