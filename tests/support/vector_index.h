// A MemoryIndex over vectors for tests: made of texts, or of a folder read with Universal Ctags. Thread: reads only,
// any.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/ports/index.h"

namespace skein::testing {

class VectorIndex final : public MemoryIndex {
public:
    /// Files by path; atoms are cut by core/memory, symbols of code by the ctags program (none if `ctags` is empty).
    static Result<VectorIndex> fromTexts(const std::map<std::string, std::string>& texts,
                                         const std::string& ctags = "ctags");
    /// Every regular file below a folder that is UTF-8 text of at most 8 MiB; hidden folders are left out.
    static Result<VectorIndex> fromFolder(const std::string& folder, const std::string& ctags = "ctags");
    /// Atoms as they are.
    VectorIndex(std::map<std::string, std::string> texts, std::vector<Atom> atoms);

    Result<std::vector<AtomHit>> search(std::string_view query, std::size_t limit,
                                        const std::vector<std::string>& pathPrefixes) const override;
    Result<std::vector<Atom>> atomsUnder(const std::vector<std::string>& paths) const override;
    Result<Atom> atom(const Digest& id) const override;
    Result<std::vector<SourceFile>> files() const override;
    Result<std::string> fileText(std::string_view path) const override;

    const std::vector<Atom>& atoms() const { return m_atoms; }

private:
    std::map<std::string, std::string, std::less<>> m_texts;
    std::vector<SourceFile> m_files;
    std::vector<Atom> m_atoms;                                                         ///< by path, then first line
    std::map<std::string, std::pair<std::size_t, std::size_t>, std::less<>> m_ranges;  ///< atoms of a path: first, past
};

}  // namespace skein::testing
