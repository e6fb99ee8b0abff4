// Facts that are written between the lines of code: limits and defaults, environment variables, options, build
// switches, failures, rules in comments, markers for unfinished work. Thread: any; pure functions. Every statement
// cites its lines.
#pragma once

#include <map>
#include <string>
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
/// Environment variables read and symbols of the preprocessor that change what is compiled.
std::vector<deliverable::Statement> switchStatements(const std::vector<ReadFile>& files);
/// What is thrown or raised, and error codes.
std::vector<deliverable::Statement> errorStatements(const std::vector<ReadFile>& files);
/// Sentences of comments that oblige, warn or promise ("must", "never", "thread-safe", "caller frees", "returns NULL").
std::vector<deliverable::Statement> ruleStatements(const std::vector<ReadFile>& files);
/// Long comments about how something works that belong to no public symbol.
std::vector<deliverable::Statement> designStatements(const std::vector<ReadFile>& files);
/// TODO, FIXME, XXX and HACK in comments, and files with undocumented public symbols.
std::vector<deliverable::Statement> openQuestions(const std::vector<ReadFile>& files);
/// Words the sources define: "A frame is ...", "Transport Layer Security (TLS)".
std::vector<deliverable::Term> definedTerms(const std::vector<ReadFile>& files);

/// A statement from one sentence of a file.
deliverable::Statement quoting(const std::string& path, const Sentence& sentence);

}  // namespace skein::providers
