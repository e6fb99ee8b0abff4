// The files of the index as a tree: resolving imports, finding what stands beside what. Thread: any; a value made per
// task.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/ports/index.h"
#include "core/providers/offline/source_text.h"

namespace skein::providers {

class FileTree {
public:
    /// Reads the file list once; with a scope only what lies in it, because memory may hold other sources as well.
    /// Errors: those of the index.
    static Result<FileTree> create(const MemoryIndex& index, const std::vector<std::string>& scope = {});

    const std::vector<SourceFile>& files() const { return m_files; }
    /// Null if there is no such file.
    const SourceFile* find(std::string_view path) const;
    /// Files of a scope: exact paths and folders ending in '/', ordered by path, each once.
    std::vector<const SourceFile*> under(const std::vector<std::string>& scope) const;
    /// The file an import means, seen from `from`; null for what lies outside the tree or could be several files.
    const SourceFile* resolve(std::string_view from, std::string_view target) const;

private:
    const SourceFile* belowRoot(std::string_view from, std::string_view target) const;
    const SourceFile* bySuffix(std::string_view from, const std::string& suffix) const;

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
