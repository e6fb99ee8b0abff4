// Measures a written deliverable against its sources. The Markdown text is what is checked; the structured document
// beside it only says which section covers which files. Thread: any; pure apart from the reader it is given.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/deliverable/document.h"
#include "core/model/atom.h"

namespace skein::deliverable {

/// The text of a source file by its relative path. Error: NotFound if there is no such file.
using SourceReader = std::function<Result<std::string>(std::string_view path)>;

struct CheckOptions {
    std::string sourcePrefix;           ///< as the document was written with (MarkdownOptions)
    int minCoveragePercent = 95;        ///< issue 2, point 8
    std::size_t maxRepeats = 3;         ///< issue 2, point 8
    std::size_t maxViolations = 1'000;  ///< reported; all are counted
};

/// One thing wrong, with the line of the Markdown file (0: the document as a whole).
struct Violation {
    std::uint32_t line = 0;
    std::string rule;  ///< "citation-target", "citation-support", "uncited", "repeated", "coverage"
    std::string message;
};

struct DocumentCheck {
    std::uint64_t statements = 0;
    std::uint64_t citations = 0;
    std::uint64_t publicSymbols = 0;
    std::uint64_t coveredSymbols = 0;
    std::uint64_t violationCount = 0;
    std::vector<Violation> violations;  ///< by line, at most CheckOptions::maxViolations

    bool passed() const { return violationCount == 0; }
};

/// Checks: every link into the sources names a file and lines that exist; the cited lines hold each name, signature or
/// number (code spans and numerals) of the sentence that cites them, where a numeral followed by a counting noun ("12
/// files") is a count made over the sources and not a quotation, and where what a decision of this document says counts
/// as cited where the decision is named ("decision c-kwzrt"); a listing with a citation of its own stands line by
/// line and in order on the cited lines, with a line "…" wherever it leaves out code; every statement cites; no
/// sentence stands more than maxRepeats times; at least minCoveragePercent of `symbols` (those that are public) stand
/// in the section of the component that holds their file. `components` comes from the document's companion
/// (Document::components). Errors: InvalidInput if the Markdown is not UTF-8. Cost: linear in the document and in the
/// cited files.
Result<DocumentCheck> checkDocument(std::string_view markdown, const std::vector<ComponentEntry>& components,
                                    const std::vector<Atom>& symbols, const SourceReader& reader,
                                    const CheckOptions& options = {});

/// The first name or quoted numeral of Markdown inline text that stands on none of the cited lines and in none of the
/// cited paths; empty if all do. The same rule as checkDocument's, for those who write statements. `cited` are the
/// texts of the cited lines, `paths` the cited paths, one per line.
std::string unsupportedToken(std::string_view inlineMarkdown, const std::vector<std::string_view>& cited,
                             std::string_view paths);

/// The same of a whole statement: one without names and numerals has to share a word with the lines, and is returned
/// if it does not.
std::string unsupportedWords(std::string_view inlineMarkdown, const std::vector<std::string_view>& cited,
                             std::string_view paths);

/// Whether a symbol atom counts for coverage: public, named, and not a name the parser invented.
bool countsForCoverage(const Atom& atom);

Json toJson(const DocumentCheck& check);
/// A summary line and one line per violation: "document.md:120: uncited: ...".
std::string toText(const DocumentCheck& check);

}  // namespace skein::deliverable
