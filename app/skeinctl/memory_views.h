// How memory is shown: hits by level, trees, sentences. Thread: main only.
#pragma once

#include <optional>
#include <string>

#include "app/skeinctl/cli.h"
#include "core/runtime/memory_levels.h"
#include "core/runtime/memory_tree.h"

namespace skein::cli {

/// How much of memory searches see, in words and for --json.
std::string coverageText(const runtime::SearchCoverage& coverage);
Json coverageJson(const runtime::SearchCoverage& coverage);

/// The titles from the document down to an atom: "Guide > Retries > Backoff".
std::string titlesDownTo(const Atom& atom);

/// {"text","first","last"}, or null.
Json sentenceJson(const std::optional<memory::Sentence>& sentence);
/// The same on a line of its own; nothing for none.
std::string sentenceText(const std::optional<memory::Sentence>& sentence);

/// `memory search --level`: documents, sections or paragraphs with what was found in them.
Result<int> searchLevels(const Context& context, const runtime::SqliteIndex& index,
                         const runtime::LevelQuestion& question);

void printTree(const Context& context, const runtime::MemoryNode& node);

}  // namespace skein::cli
