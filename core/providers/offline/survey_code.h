// What a survey reads out of the code of the whole tree in one pass: who includes what inside and outside the tree, and
// which macros decide what is compiled. Private to this folder. Thread: any; a value made per task.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/deliverable/document.h"
#include "core/providers/offline/file_tree.h"

namespace skein::providers {

class CodeSurvey {
public:
    /// Reads every code file once. Errors: those of the index.
    static Result<CodeSurvey> read(const MemoryIndex& index, const FileTree& tree);

    /// Files of the tree by how many others include or import them, most first, with the first place that does.
    struct Hub {
        std::string path;
        std::uint64_t files = 0;
        deliverable::Cite first;
    };
    std::vector<Hub> hubs() const;

    /// What is included or imported from outside the tree, by the number of files that do.
    deliverable::Section dependencies() const;
    /// Macros that are tested by the preprocessor, with the place that defines them if the tree has one.
    deliverable::Section switches() const;
    /// Environment variables that the code reads, by name.
    deliverable::Section environment() const;
    /// The path under which the tree includes itself ("boost/graph"); empty if there is none.
    std::string ownPrefix() const;

private:
    struct Use {
        std::uint64_t files = 0;
        deliverable::Cite first;
        std::string word;  ///< as written there
        std::string lastFile;
    };
    struct Switch {
        Use tested;
        std::uint64_t places = 0;
        std::vector<deliverable::Cite> defined;
    };
    static void count(Use& use, const std::string& path, std::uint32_t line, std::string_view word);
    void readImports(const FileTree& tree, const SourceText& source);
    void readSwitches(const SourceText& source);

    std::map<std::string, Use> m_inside;   ///< by path
    std::map<std::string, Use> m_outside;  ///< by name as written
    std::map<std::string, Use> m_prefixes;
    std::map<std::string, Switch> m_switches;
    std::map<std::string, Use> m_environment;
};

}  // namespace skein::providers
