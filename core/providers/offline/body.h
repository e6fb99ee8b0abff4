// The body of a function as nested steps: guards, loops, cases, calls, returns. Read from the text by braces or
// indentation, because no compiler of the source's language can be asked. Thread: any; pure functions. Never guesses:
// a body whose brackets do not close has no steps.
#pragma once

#include <string>
#include <vector>

#include "core/providers/offline/facts.h"
#include "core/providers/offline/shaped.h"

namespace skein::providers {

/// The code of a file without comments and docstrings, line by line (index 0 is line 1).
std::vector<std::string> codeLines(const ReadFile& file);

/// From the line with the brace that opens the body (Python: the first line below the head) to its last line; first >
/// last if the symbol has no body here. Unlike the lines of its atom it is not cut for long functions.
LineRange bodyOf(const ReadFile& file, const std::vector<std::string>& code, const DocumentedSymbol& symbol);

/// What one step of a body does. A Block has no condition: "do", "try", a bare block, a macro or function with one.
enum class StepKind {
    If,
    ElseIf,
    Else,
    Loop,
    Switch,
    Case,
    Block,
    Catch,
    Finally,
    Return,
    Throw,
    Jump,
    Label,
    Statement
};

struct Step {
    StepKind kind = StepKind::Statement;
    std::string text;  ///< condition, head of a loop, label, or expression, squeezed; may end in " …"
    LineRange lines;   ///< of the head with the bracket that opens what is inside, or of the whole statement
    std::vector<Step> inner;
    LineRange tail{1, 0};  ///< from the bracket that closes what is inside to the end; first > last if there is none
};

/// The steps of a body in order: together they and what is inside them are all its code, but for directives of the
/// preprocessor and what stands behind their "#else". Cost: linear in its bytes.
std::vector<Step> stepsOf(const ReadFile& file, const std::vector<std::string>& code, const DocumentedSymbol& symbol);

/// Reads the statements between the brace at `open` and the one that closes it. False if it never closes.
bool readBraces(const Shaped& text, std::size_t open, std::string_view language, std::vector<Step>& steps);

/// Cut between words, so that what is left still stands in the source.
std::string shortenedStep(std::string text);
/// Sets the kind that the first word of a simple statement says and takes the word off where it says nothing more.
void nameJump(Step& step);

}  // namespace skein::providers
