// Tells the lines of a source that only explain it from those that are meant. Thread: any; one object for one text.
#pragma once

#include <string_view>

namespace skein::memory {

/// Follows a text line by line through what explains it: the docstrings of Python (by the name of the file), and
/// comments that announce an example ("example", "e.g."), from that line to the end of the block of comment lines. A
/// Python text that is assigned or passed on is data and no docstring. Cost: linear in the lines.
class Explanations {
public:
    explicit Explanations(std::string_view path);

    /// Whether the next line belongs to an explanation. Precondition: lines come in order, each once.
    bool takes(std::string_view line);

private:
    bool commentShowsExample(std::string_view text);

    bool m_python;
    std::string_view m_open;   ///< the triple quotes that will end the text we are in; empty outside
    bool m_docstring = false;  ///< whether that text is a docstring
    bool m_example = false;    ///< in a block of comment lines that has announced one
};

}  // namespace skein::memory
