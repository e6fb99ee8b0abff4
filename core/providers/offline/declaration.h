// The declaration of a symbol as its source has it: template head, attributes, return type, parameters with their
// defaults, base classes, value; without comments. A body is kept apart, and only if it is a few words long: it often
// says what no comment does ("forwards with 20 iterations"). Thread: any; pure functions.
#pragma once

#include <string>

#include "core/model/atom.h"
#include "core/providers/offline/source_text.h"

namespace skein::providers {

/// A declaration on one line of text and the lines it stands on.
struct Declaration {
    std::string text;  ///< every identifier and numeral stands on `lines`; long ones end in " …"
    LineRange lines;
    std::string body;  ///< from the brace or initialiser list that follows to the closing brace, if that is short
    std::uint32_t bodyEnd = 1;  ///< the line it ends on
};

/// How much of what surrounds the name belongs to the declaration.
enum class DeclarationForm { Block, Value, Macro };

/// The declaration of the symbol `atom`, for languages with braces and Python. Empty text if the name is not found
/// where the atom says, or the language has another form. Cost: linear in the lines of the declaration.
Declaration declarationOf(const SourceText& source, const Atom& atom, DeclarationForm form);

/// A line of code without its comments (string literals are kept). `inBlock` carries an open block comment from line to
/// line. For languages with // and /* */, and with # for Python.
std::string codeOf(std::string_view line, CommentStyle style, bool& inBlock);

/// White space squeezed to single blanks, none at the ends.
std::string squeezed(std::string_view text);

}  // namespace skein::providers
