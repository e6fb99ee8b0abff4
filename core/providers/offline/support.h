// Whether cited lines bear out what is said of them: they hold every name, signature and number of the statement, by
// the measure of check_document.h. Thread: one object belongs to one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/deliverable/document.h"
#include "core/ports/index.h"
#include "core/providers/offline/source_text.h"

namespace skein::providers {

/// Reads each cited file once.
class Support {
public:
    explicit Support(const MemoryIndex& index) : m_index(index) {}

    /// The first name or number of the statement that no cited line holds, or the citation that leads nowhere; empty if
    /// the lines bear it out. `text` is Markdown inline text.
    std::string missing(const std::string& text, const std::vector<deliverable::Cite>& cites);
    /// The same of a statement in free words: without names and numbers it has to share a word with its
    /// lines.
    std::string missingOfStatement(const std::string& text, const std::vector<deliverable::Cite>& cites);

private:
    struct Cited {
        std::vector<std::string_view> texts;
        std::string paths;
        std::string nowhere;  ///< the citation that leads there
    };
    Cited read(const std::vector<deliverable::Cite>& cites);
    const SourceText* open(const std::string& path);

    const MemoryIndex& m_index;
    std::map<std::string, std::optional<SourceText>> m_sources;
};

}  // namespace skein::providers
