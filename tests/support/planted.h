// Plants contradictions in real source trees: finds facts by its own line scanning (never by the extractors that it is
// there to measure), restates each somewhere else as an engineer would, and gets every second one wrong. Facts:
// constants, limits, parameter defaults, optionality, signatures, results and enumerations of Python, macros and
// constants of C and C++, members of JSON Schemas, settings of JSON, YAML, TOML and INI files, and the declarations of
// headers against their implementations. Restatements: prose, lists, tables, signatures in headings and
// sentences, implementations. Left out: names that a tree defines more than once, and files of tests, examples
// and former versions. Thread: any; pure. Deterministic: the same files and seed give the same tree.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace skein::planted {

/// One fact and where it was said again.
struct Fact {
    std::string kind;  ///< "python default in a table", "macro in prose", ...
    std::string file;  ///< where it is defined
    std::uint32_t line = 0;
    std::string again;  ///< where it is said again
    std::uint32_t againLine = 0;
    std::string words;     ///< what is said there
    bool mutated = false;  ///< said wrongly
};

struct Tree {
    std::map<std::string, std::string> files;  ///< path to content, those that say facts again included
    std::vector<Fact> facts;                   ///< half of them mutated
};

/// At most `perKind` facts of each kind from these files.
Tree plant(const std::map<std::string, std::string>& files, std::uint64_t seed, std::size_t perKind);

}  // namespace skein::planted
