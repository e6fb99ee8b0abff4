// The lowest level of memory: the sentences of an atom, with their lines. Thread: any; pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/atom.h"

namespace skein::memory {

/// A sentence of prose; in code and configuration a line, or a sentence of a comment.
struct Sentence {
    std::string text;  ///< on one line, without the marks of markup and comments
    LineRange lines;
};

/// The sentences of a text whose first line has this number, in their order. Headings, tables, fenced code and rules
/// hold none. Cost: linear.
std::vector<Sentence> sentencesOf(std::string_view text, std::string_view language, std::uint32_t firstLine);

}  // namespace skein::memory
