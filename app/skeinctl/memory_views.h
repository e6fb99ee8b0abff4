// How memory is shown: hits by level, trees, sentences. Thread: main only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/skeinctl/cli.h"
#include "core/runtime/memory_levels.h"
#include "core/runtime/memory_tree.h"
#include "core/runtime/summary_search.h"

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

/// `memory search --summaries`: folders and documents by what is said of them and found in them.
Result<int> searchSummaries(const Context& context, const runtime::SqliteIndex& index, const std::string& query,
                            std::size_t limit, const std::vector<std::string>& within);

/// Whether the workspace's embedding model has a vector of this question: nothing where no model has made vectors.
Result<std::optional<bool>> askedByModel(const runtime::SqliteIndex& index, const runtime::SearchCoverage& coverage,
                                         const std::string& query);
/// The coverage as above and, as "question_by_model", what askedByModel() says or null.
Result<Json> coverageOfQuestion(const runtime::SqliteIndex& index, const runtime::SearchCoverage& coverage,
                                const std::string& query);
/// Tells the person what they searched through, and that a question had no vector by the model.
Result<void> sayCoverage(const Context& context, const runtime::SqliteIndex& index,
                         const runtime::SearchCoverage& coverage, const std::string& query);

void printTree(const Context& context, const runtime::MemoryNode& node);

}  // namespace skein::cli
