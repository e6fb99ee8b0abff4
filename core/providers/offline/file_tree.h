// The files of the index as a tree: resolving imports, finding what stands beside what. Thread: any; a value made per
// task.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/ports/index.h"
#include "core/providers/offline/source_text.h"

namespace skein::providers {

class FileTree {
public:
    /// Reads the file list once, and the manifests that name what the tree is imported as; with a scope only what lies
    /// in it, because memory may hold other sources as well. `sources`: names of the folders that were read; a single
    /// one that is a package itself is imported under that name. Errors: those of the index.
    static Result<FileTree> create(const MemoryIndex& index, const std::vector<std::string>& scope = {},
                                   const std::vector<std::string>& sources = {});

    const std::vector<SourceFile>& files() const { return m_files; }
    /// Null if there is no such file.
    const SourceFile* find(std::string_view path) const;
    /// Files of a scope: exact paths and folders ending in '/', ordered by path, each once.
    std::vector<const SourceFile*> under(const std::vector<std::string>& scope) const;
    /// The file an import means, seen from `from`; null for what lies outside the tree or could be several files.
    const SourceFile* resolve(std::string_view from, std::string_view target) const;
    /// The files an import line means: one, or the modules that "from package import a, b" names. Empty for what lies
    /// outside the tree or is no single file.
    std::vector<const SourceFile*> targets(std::string_view from, const ImportRef& import) const;
    /// The files of the Go package that an import path means, without its tests; empty for what lies outside.
    std::vector<const SourceFile*> packageFiles(std::string_view target) const;
    /// Whether an import means the tree itself, even where no single file can be told.
    bool isInside(std::string_view from, const ImportRef& import) const;

private:
    /// A name that a manifest, or the folder that was read, gives to a folder of the tree.
    struct OwnName {
        std::string name;    ///< "github.com/spf13/cobra", "oauthlib"
        std::string folder;  ///< "" or "a/b/"
        enum class Kind { Python, Go, Node } kind;
    };
    Result<void> readOwnNames(const MemoryIndex& index, const std::vector<std::string>& sources);
    /// The path below the tree that `target` means by an own name; nothing if it has none.
    std::optional<std::string> ownPath(OwnName::Kind kind, std::string_view target) const;
    const SourceFile* module(const std::string& path) const;
    const SourceFile* pythonModule(std::string_view from, std::string_view target) const;
    const SourceFile* belowRoot(std::string_view from, std::string_view target) const;
    const SourceFile* bySuffix(std::string_view from, const std::string& suffix) const;

    std::vector<OwnName> m_own;
    std::vector<SourceFile> m_files;                                        ///< ordered by path
    std::map<std::string, std::vector<std::size_t>, std::less<>> m_byName;  ///< last path segment -> files
};

/// Opens a file of the index. Errors: those of the index.
Result<SourceText> openSource(const MemoryIndex& index, const SourceFile& file);

/// Whether a path holds tests, examples, documentation, tools or packaging rather than the product itself.
bool isAsidePath(std::string_view path);

std::string_view folderOf(std::string_view path);  ///< "src/a/" of "src/a/b.c"; empty at the top
std::string_view baseName(std::string_view path);  ///< "b.c"
std::string_view stemOf(std::string_view path);    ///< "b"

}  // namespace skein::providers
