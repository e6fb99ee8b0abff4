// How a symbol is declared, word by word, in C, C++, Python, TypeScript, Java, Kotlin, C#, Go and Rust: what its
// callers, readers and implementers rely on. Read from the symbol's own text; bodies are not looked at. Thread: any;
// pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/coherence/extract_code.h"
#include "core/model/atom.h"

namespace skein::coherence {

struct Declaration {
    const Atom* atom = nullptr;
    std::string name;                 ///< "Orders.create"
    std::set<std::string> modifiers;  ///< "static", "async", "const", "unsafe", ...; of Rust also "derive Clone"
    std::optional<std::vector<Parameter>> parameters;      ///< nothing: it takes none and cannot be called
    std::size_t namedFrom = static_cast<std::size_t>(-1);  ///< Python: from here on parameters are given by name only
    int typeParameters = 0;
    std::string type;              ///< what it returns or holds, white space normalised; empty: not written
    std::set<std::string> bases;   ///< what it extends and implements
    std::set<std::string> raises;  ///< Java: checked exceptions
    std::string value;             ///< what a constant, an enumerator or an alias is set to; empty: not written
    bool isPublic = true;          ///< others can rely on it
    bool optional = false;         ///< TypeScript: "name?: T"
    bool hasBody = false;
};

/// Whether this is a language whose declarations are read.
bool isDeclared(std::string_view language);

Declaration declarationOf(const Atom& atom);

}  // namespace skein::coherence
