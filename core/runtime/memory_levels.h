// Searching memory wide and going down: hits gathered into the sections and documents that hold them.
// Thread: any; blocks on the index. Reads only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/memory/outline.h"
#include "core/memory/prose.h"
#include "core/runtime/index/sqlite_index.h"

namespace skein::runtime {

/// A document, section or paragraph that answers a question, with the hits it was found by.
struct LevelHit {
    memory::Level level = memory::Level::Paragraph;
    Atom atom;                    ///< what it is: the File, Section, Symbol, Paragraph, ...
    LineRange lines;              ///< of the whole of it
    std::int64_t scoreMicro = 0;  ///< see below
    std::vector<AtomHit> parts;   ///< the atoms found in it, best first
    std::optional<memory::Sentence>
        sentence;  ///< of the best part: the one that answers; none: it says none of the words
};

struct LevelQuestion {
    std::string query;
    memory::Level level = memory::Level::Paragraph;
    std::size_t limit = 10;
    std::vector<std::string> within;  ///< paths of files and folders; empty: everywhere
};

/// Error: NotFound when memory holds nothing under one of these paths.
Result<void> holdsPlaces(const SqliteIndex& index, const std::vector<std::string>& within);

/// The best of a level, best first; equal ones by path and line. A score is the best part's whole, half of the
/// second's, a quarter of the third's and so on: a document with one good answer stays before one that mentions it
/// often. Errors: NotFound when memory holds nothing under a path of `within`; those of the index.
Result<std::vector<LevelHit>> searchByLevel(const SqliteIndex& index, const LevelQuestion& question);

/// The sentence of an atom that answers a question; see memory::bestSentence.
std::optional<memory::Sentence> sentenceFor(const Atom& atom, std::string_view query, const memory::WordIndex& words);

}  // namespace skein::runtime
