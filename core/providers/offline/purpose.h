// What a file or a component is for, in the words of its sources: a file comment, a README, a package comment; failing
// that, what the files themselves show (headings, targets, keys). Thread: any; pure functions. Must never take a
// licence, thanks, a history or a piece of code for a purpose.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/deliverable/document.h"
#include "core/providers/offline/facts.h"

namespace skein::providers {

/// Whether a sentence can open the description of a file: not an entry of a history, thanks, a licence, a remark about
/// something named before, or a piece of code.
bool describesFile(std::string_view sentence);

/// What a file says about itself: the caption that repeats its name ("zlib.h -- interface of ..."), its first prose, or
/// its first comment that describes it. Empty if it says nothing.
std::vector<Sentence> selfDescription(const ReadFile& file);

/// The symbol that a file is named after; null if it has none with documentation.
const DocumentedSymbol* namesake(const ReadFile& file);

/// Quotes at most `limit` of the sentences; those of one paragraph make one statement.
void addSentences(deliverable::Section& section, const std::string& path, const std::vector<Sentence>& sentences,
                  std::size_t limit);

/// The "Purpose" of a component: what it says it is, else what its documents, build files and settings show; the last
/// statement is its size.
deliverable::Section purposeOf(const std::vector<ReadFile>& files);

}  // namespace skein::providers
