// The body of a function as nested steps: guards, loops, cases, calls, returns. Read from the text by braces or
// indentation, because no compiler of the source's language can be asked. Thread: any; pure functions. Never guesses:
// a body whose brackets do not close has no steps.
#pragma once

#include <string>
#include <vector>

#include "core/providers/offline/facts.h"

namespace skein::providers {

/// The code of a file without comments and docstrings, line by line (index 0 is line 1).
std::vector<std::string> codeLines(const ReadFile& file);

/// From the line with the brace that opens the body (Python: the first line below the head) to its last line; first >
/// last if the symbol has no body here. Unlike the lines of its atom it is not cut for long functions.
LineRange bodyOf(const ReadFile& file, const std::vector<std::string>& code, const DocumentedSymbol& symbol);

/// What one step of a body does.
enum class StepKind { If, ElseIf, Else, Loop, Case, Try, Catch, Return, Throw, Jump, Statement };

struct Step {
    StepKind kind = StepKind::Statement;
    std::string text;  ///< condition, head of a loop, label, or expression, squeezed; may end in " …"
    LineRange lines;   ///< of the head or the statement, not of what is inside
    std::vector<Step> inner;
};

/// The steps of a body in order. Cost: linear in its bytes.
std::vector<Step> stepsOf(const ReadFile& file, const std::vector<std::string>& code, const DocumentedSymbol& symbol);

}  // namespace skein::providers
