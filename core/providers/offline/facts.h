// Facts that are written between the lines of code: limits and defaults, environment variables, options, build
// switches, failures, rules in comments, markers for unfinished work. Thread: any; pure functions. Every statement
// cites its lines.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/deliverable/document.h"
#include "core/providers/offline/symbols.h"

namespace skein::providers {

/// One file of a component, read once and shared by all who extract from it.
struct ReadFile {
    SourceText source;
    std::vector<Comment> comments;
    std::vector<Atom> atoms;                ///< of this file, by line
    std::vector<DocumentedSymbol> symbols;  ///< point into `atoms`
};

/// Constants whose name says that they limit or default something, and configuration keys.
deliverable::Table limitsTable(const std::vector<ReadFile>& files);
deliverable::Table configurationTable(const std::vector<ReadFile>& files);
/// The environment variable that a line of code reads by a literal name; empty if none.
std::string environmentVariableOn(std::string_view line);
/// Environment variables read and symbols of the preprocessor that change what is compiled.
std::vector<deliverable::Statement> switchStatements(const std::vector<ReadFile>& files);
/// What each function throws, returns on failure and asserts, with the condition that stands around it. A condition is
/// that of the nearest enclosing "if" only: it has to hold, others may have to hold as well.
std::vector<deliverable::Statement> failureStatements(const std::vector<ReadFile>& files);
/// What is marked as deprecated or obsolete, and what the comments say to use instead.
std::vector<deliverable::Statement> deprecationStatements(const std::vector<ReadFile>& files);
/// Papers, books, standards and earlier implementations that comments name.
std::vector<deliverable::Statement> originStatements(const std::vector<ReadFile>& files);
/// "Copyright 2001 A. Body; Authors: B. Other" as the head of a file has it; nothing if it names nobody.
std::optional<std::pair<std::string, LineRange>> authorsOf(const ReadFile& file);

/// A comment that explains something: its sentences, or its lines as they stand where it is a table, list or drawing.
struct Note {
    std::optional<deliverable::Statement> statement;
    std::optional<deliverable::Listing> listing;  ///< exactly one of the two
    std::size_t weight = 0;                       ///< lines or twice the sentences: how much it explains
    std::uint32_t line = 1;
};
/// The comments of a file that no table of symbols shows in full, in order of line. Licences are left out.
std::vector<Note> notesOf(const ReadFile& file);

/// Sentences of comments that oblige, warn or promise ("must", "never", "thread-safe", "caller frees", "returns NULL").
std::vector<deliverable::Statement> ruleStatements(const std::vector<ReadFile>& files);
/// TODO, FIXME, XXX and HACK in comments, and files with undocumented public symbols.
std::vector<deliverable::Statement> openQuestions(const std::vector<ReadFile>& files);
/// Words the sources define: "A frame is ...", "Transport Layer Security (TLS)".
std::vector<deliverable::Term> definedTerms(const std::vector<ReadFile>& files);

/// A statement from one sentence of a file.
deliverable::Statement quoting(const std::string& path, const Sentence& sentence);

}  // namespace skein::providers
