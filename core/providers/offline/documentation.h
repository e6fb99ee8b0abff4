// What documents say, in full: the sections of READMEs, guides and man pages as statements and examples.
// Thread: any; pure functions. Nothing is summed up; what is left out is licences, changes beyond the latest, and what
// exceeds the bounds below.
#pragma once

#include <vector>

#include "core/deliverable/document.h"
#include "core/providers/offline/source_text.h"

namespace skein::providers {

inline constexpr std::size_t maxDocumentBlocks = 600;  ///< quoted of one document
inline constexpr std::size_t maxChangeBlocks = 30;     ///< of a change log
inline constexpr std::size_t maxExampleLines = 60;     ///< of one example; the rest is cut off

/// The sections of a document, each titled "FILE: HEADING"; paragraphs and items are statements that cite their lines,
/// examples and tables are listings. Empty for licences and for files that are data rather than prose.
std::vector<deliverable::Section> documentSections(const SourceText& source);

}  // namespace skein::providers
