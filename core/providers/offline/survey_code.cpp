#include "core/providers/offline/survey_code.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/facts.h"
#include "core/providers/offline/wording.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Section;

namespace {

constexpr std::size_t maxDependencies = 50, maxSwitches = 80, maxDefinitions = 2, maxVariables = 200;
constexpr std::uint64_t minPrefixUses = 5;

/// Entries of a map by a count, most first; equal ones keep the order of their names.
template <class Map, class Count>
auto ranked(const Map& map, Count countOf) {
    std::vector<const typename Map::value_type*> order;
    order.reserve(map.size());
    for (const auto& entry : map) order.push_back(&entry);
    std::stable_sort(order.begin(), order.end(),
                     [&](const auto* a, const auto* b) { return countOf(a->second) > countOf(b->second); });
    return order;
}

}  // namespace

void CodeSurvey::count(Use& use, const std::string& path, std::uint32_t line, std::string_view word) {
    if (use.files == 0) use.first = {path, {line, line}}, use.word = word;
    if (use.lastFile != path) ++use.files, use.lastFile = path;
}

Result<CodeSurvey> CodeSurvey::read(const MemoryIndex& index, const FileTree& tree) {
    CodeSurvey survey;
    for (const SourceFile& file : tree.files()) {
        if (!isCodeLanguage(file.language)) continue;
        SKEIN_TRY(const SourceText source, openSource(index, file));
        survey.readImports(tree, source);
        for (std::uint32_t number = 1; number <= source.lineCount(); ++number)
            if (const std::string name = environmentVariableOn(source.line(number)); !name.empty())
                count(survey.m_environment[name], file.path, number, name);
        if (isPreprocessed(file.language)) survey.readSwitches(source);
    }
    return survey;
}

void CodeSurvey::readImports(const FileTree& tree, const SourceText& source) {
    for (const ImportRef& import : source.imports()) {
        const auto targets = tree.targets(source.path(), import);
        if (targets.empty()) {
            if (!tree.isInside(source.path(), import))
                count(m_outside[import.target], source.path(), import.line, import.target);
            continue;
        }
        for (const SourceFile* file : targets) count(m_inside[file->path], source.path(), import.line, import.target);
        const SourceFile* const target = targets.front();
        const std::string_view word = import.target;
        if (word.size() > target->path.size() + 1 && word.ends_with(target->path) &&
            word[word.size() - target->path.size() - 1] == '/')
            count(m_prefixes[std::string(word.substr(0, word.size() - target->path.size() - 1))], source.path(),
                  import.line, word);
    }
}

void CodeSurvey::readSwitches(const SourceText& source) {
    std::string guard;
    for (std::uint32_t number = 1; number <= source.lineCount(); ++number) {
        const auto words = identifiersIn(directiveOn(source.line(number)));
        if (words.size() < 2) continue;
        if (words[0] == "define") {
            const auto known = m_switches.find(std::string(words[1]));
            if (words[1] != guard) {
                auto& places =
                    known != m_switches.end() ? known->second.defined : m_switches[std::string(words[1])].defined;
                const bool told = !places.empty() && places.back().path == source.path();
                if (!told && places.size() < maxDefinitions) places.push_back({source.path(), {number, number}});
            }
            continue;
        }
        if (words[0] != "if" && words[0] != "ifdef" && words[0] != "ifndef" && words[0] != "elif") continue;
        // "#ifndef X" with "#define X" below it guards the file, or sets a default; neither is a switch.
        const std::string_view below = trim(source.line(number + 1));
        if (words[0] == "ifndef" && below.starts_with('#') && below.find("define") != std::string_view::npos &&
            holdsWord(below, words[1])) {
            guard = words[1];
            continue;
        }
        for (std::size_t i = 1; i < words.size(); ++i) {
            const std::string_view word = words[i];
            if (word.size() < 4 || word == "defined" || word.starts_with("__") || (word[0] >= '0' && word[0] <= '9'))
                continue;
            Switch& item = m_switches[std::string(word)];
            ++item.places;
            count(item.tested, source.path(), number, word);
        }
    }
}

std::vector<CodeSurvey::Hub> CodeSurvey::hubs() const {
    std::vector<Hub> result;
    for (const auto* entry : ranked(m_inside, [](const Use& use) { return use.files; }))
        result.push_back({entry->first, entry->second.files, entry->second.first});
    return result;
}

Section CodeSurvey::dependencies() const {
    Section section;
    section.title = "What it takes from outside";
    deliverable::Table table{"", {"Included or imported", "By"}, {}};
    for (const auto* entry : ranked(m_outside, [](const Use& use) { return use.files; }))
        if (table.rows.size() < maxDependencies)
            table.rows.push_back(
                {{codeSpan(entry->first), counted(entry->second.files, "file", "files")}, entry->second.first});
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

Section CodeSurvey::switches() const {
    Section section;
    section.title = "Macros that change what is compiled";
    deliverable::Table table{"", {"Macro", "Tested in", "Defined in the tree"}, {}};
    for (const auto* entry : ranked(m_switches, [](const Switch& item) { return item.tested.files; })) {
        const Switch& item = entry->second;
        if (item.places == 0 || table.rows.size() >= maxSwitches) continue;
        std::vector<std::string> places;
        for (const Cite& cite : item.defined) places.push_back(codeSpan(cite.path));
        deliverable::TableRow row{{codeSpan(entry->first), counted(item.tested.files, "file", "files"),
                                   places.empty() ? "Not in the tree" : enumeration(places)},
                                  item.tested.first};
        row.more = item.defined;
        table.rows.push_back(std::move(row));
    }
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

Section CodeSurvey::environment() const {
    Section section;
    section.title = "Environment variables";
    deliverable::Table table{"", {"Variable", "Read in", "First in"}, {}};
    for (const auto& [name, use] : m_environment)
        if (table.rows.size() < maxVariables)
            table.rows.push_back(
                {{codeSpan(name), counted(use.files, "file", "files"), codeSpan(use.first.path)}, use.first});
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

std::string CodeSurvey::ownPrefix() const {
    const auto order = ranked(m_prefixes, [](const Use& use) { return use.files; });
    return order.empty() || order.front()->second.files < minPrefixUses ? std::string() : order.front()->first;
}

}  // namespace skein::providers
