// The opening of a survey: what the project is called, what it says it is, and how one gets into it (programs, console
// scripts, installed headers, the package that is imported). Thread: any; pure functions of the tree.
#pragma once

#include <string>
#include <vector>

#include "core/deliverable/document.h"
#include "core/providers/offline/survey_code.h"

namespace skein::providers {

/// What the opening is made from.
struct Opening {
    const MemoryIndex& index;
    const FileTree& tree;
    const std::vector<SourceText>& guides;  ///< READMEs first
    const std::vector<SourceText>& build;   ///< build descriptions near the top
    const CodeSurvey& code;
};

/// The project's own name: first heading of the README, else what a manifest or the build declares, else the path under
/// which it includes itself, else `fallback`. Errors: those of the index.
Result<std::string> projectName(const Opening& opening, const std::string& fallback);

/// "What it is": the README at the root, else a manifest's description, else the index of the documentation, else the
/// file that most others include. Errors: those of the index.
Result<deliverable::Section> introduction(const Opening& opening);

/// Programs, console scripts, installed headers and the package to import; tests, samples and the probes of configure
/// scripts are left out. Errors: those of the index.
Result<deliverable::Section> entryPoints(const Opening& opening);

}  // namespace skein::providers
