// Which branch of the preprocessor a line stands in. Thread: any; a value made per file. What guards a header, gives a
// macro its default, or tells C from C++ is no condition.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/providers/offline/source_text.h"

namespace skein::providers {

/// What has to hold for a line to be compiled: the innermost of the conditions around it.
struct BranchCondition {
    std::string text;        ///< Markdown inline text: "only under `#if X`", "only where `#if X` does not hold"
    LineRange lines;         ///< of the directive
    bool otherwise = false;  ///< it stands in the "#else"
};

class Conditions {
public:
    /// Reads the directives once; a file without a preprocessor has no conditions. Cost: linear in its lines.
    explicit Conditions(const SourceText& source);

    /// Nothing for a line that is always compiled.
    std::optional<BranchCondition> at(std::uint32_t line) const;

private:
    std::vector<BranchCondition> m_conditions;
    std::vector<std::uint32_t> m_lines;  ///< by line: 0 or position in m_conditions + 1
};

}  // namespace skein::providers
