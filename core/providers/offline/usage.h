// Who uses what: imports between files and mentions of symbols outside comments. Thread: any; values made per task.
// Never takes a bare word for a use.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/ports/index.h"
#include "core/providers/offline/file_tree.h"
#include "core/providers/offline/symbols.h"

namespace skein::providers {

/// A line that mentions a symbol.
struct Mention {
    std::string path;
    std::uint32_t line = 1;
};

/// Where a name is defined or declared.
struct Definition {
    deliverable::Cite place;
    bool isDeclaration = false;  ///< a prototype: the name lives elsewhere
    bool isMember = false;       ///< of a type; its name says nothing without the object it belongs to
};
using Definitions = std::map<std::string, std::vector<Definition>>;

/// Which other files use which of these names. A use counts only where it cannot mean anything else: the name is
/// distinct (isDistinctName) or stands where only it can be meant (called in C, imported in Python), lives in one file
/// of the tree, and the user reaches that file, or one that declares it, through its includes or imports. Most used
/// first, then by name. Reads every code file once. Errors: those of the index. Cost: linear in the bytes of the code
/// and in files times the files they reach.
Result<std::vector<deliverable::Usage>> findUses(const MemoryIndex& index, const FileTree& tree,
                                                 const Definitions& definitions);

/// What a file takes from another: the line that includes or imports it, and distinct names it uses from there.
struct ImportedFile {
    std::string fromPath, toPath;
    std::uint32_t line = 1;
    std::string word;                                    ///< as written on the line
    std::vector<std::pair<std::string, Mention>> names;  ///< most mentioned first, at most 8
};
/// Every include or import of the component's files that names a file of the tree outside the component, by path and
/// line. Names are those that one imported file alone defines. Errors: those of the index.
Result<std::vector<ImportedFile>> findImports(const MemoryIndex& index, const FileTree& tree,
                                              const std::vector<SourceText>& component);

/// Whether a name says by itself which symbol is meant: six characters or more with an underscore, a digit or an inner
/// capital; in languages without template parameters and macros a capitalised word of five is enough.
bool isDistinctName(std::string_view name, std::string_view language);

}  // namespace skein::providers
