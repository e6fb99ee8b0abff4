// Who uses what: imports between files and mentions of symbols outside comments. Thread: any; values made per task.
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

/// Mentions of one symbol of the component.
struct SymbolUsage {
    std::uint32_t inside = 0;        ///< lines of the component's own files, without definitions
    std::uint32_t filesOutside = 0;  ///< other files
    std::vector<Mention> examples;   ///< first mention in each of the first other files, at most 3
};

/// A file outside the component that uses it.
struct UserFile {
    std::uint32_t importLine = 0;          ///< 0: it imports nothing of the component
    std::string importTarget;              ///< path of the component's file that is imported
    std::string importWord;                ///< as written
    std::map<std::string, Mention> names;  ///< symbols mentioned, with the first line
};

struct Usage {
    std::map<std::string, SymbolUsage> symbols;  ///< by name
    std::map<std::string, UserFile> users;       ///< by path
};

/// Reads every code file once. Names that are too common to mean this component ("size", "name") count only in files
/// that import one of its files. Errors: those of the index. Cost: linear in the bytes of the code in the index.
Result<Usage> findUsage(const MemoryIndex& index, const FileTree& tree, const std::vector<SourceText>& component,
                        const std::vector<std::string>& publicNames);

/// What the component takes from others: for each imported file outside it, the first import and the names it uses.
struct ImportedFile {
    std::string fromPath;
    std::uint32_t line = 1;
    std::string word;                                    ///< as written on the line
    std::vector<std::pair<std::string, Mention>> names;  ///< most mentioned first, at most 8
};
Result<std::map<std::string, ImportedFile>> findImports(const MemoryIndex& index, const FileTree& tree,
                                                        const std::vector<SourceText>& component);

/// Whether a name says by itself which symbol is meant: six characters or more with an underscore, a digit or an inner
/// capital.
bool isDistinctName(std::string_view name);

}  // namespace skein::providers
