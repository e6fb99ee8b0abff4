#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/deliverable/markdown.h"
#include "core/deliverable/sentences.h"
#include "core/providers/offline/agents.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::Document;
using deliverable::Section;
using deliverable::Statement;

namespace {

constexpr std::size_t maxRepeats = 3;   // issue 2, point 8
constexpr std::size_t minAreaSize = 2;  // a folder of one component needs no heading of its own

/// Keeps count of sentences over the whole document and drops what would stand in it a fourth time.
class RepeatFilter {
public:
    /// Whether all sentences of a text may still be said; if so they are counted.
    bool admit(const std::string& text) {
        std::vector<std::string> keys;
        const std::string plain = deliverable::plainText(text);
        for (const std::string_view sentence : deliverable::splitSentences(plain)) {
            std::string key = deliverable::sentenceKey(sentence);
            if (static_cast<std::size_t>(std::count(key.begin(), key.end(), ' ')) + 1 < deliverable::minSentenceWords)
                continue;
            if (m_said[key] + static_cast<std::size_t>(std::count(keys.begin(), keys.end(), key)) >= maxRepeats)
                return false;
            keys.push_back(std::move(key));
        }
        for (const std::string& key : keys) ++m_said[key];
        return true;
    }

    void filter(std::vector<Statement>& statements) {
        statements.erase(std::remove_if(statements.begin(), statements.end(),
                                        [&](const Statement& item) { return !admit(item.text); }),
                         statements.end());
        for (Statement& item : statements)
            item.notes.erase(std::remove_if(item.notes.begin(), item.notes.end(),
                                            [&](const std::string& note) { return !admit(note); }),
                             item.notes.end());
    }

    void filter(Section& section) {
        filter(section.statements);
        for (deliverable::Table& table : section.tables) {
            std::vector<deliverable::TableRow> rows;
            for (deliverable::TableRow& row : table.rows) {
                // The first cell names the row; a repeated explanation in a later one is left out, the row stays.
                for (std::size_t i = 1; i < row.cells.size(); ++i)
                    if (!admit(row.cells[i])) row.cells[i].clear();
                rows.push_back(std::move(row));
            }
            table.rows = std::move(rows);
        }
        for (deliverable::SymbolTable& table : section.symbols)
            for (deliverable::SymbolRow& row : table.rows)
                if (!admit(row.doc)) row.doc.clear();
        for (Section& inner : section.sections) filter(inner);
    }

private:
    std::map<std::string, std::size_t> m_said;
};

/// Leaves out what its own citation does not bear out, whatever the language of the sources did to the words. Each file
/// is read once.
class SupportFilter {
public:
    explicit SupportFilter(const MemoryIndex& index) : m_index(index) {}

    void filter(std::vector<Statement>& statements) {
        statements.erase(std::remove_if(statements.begin(), statements.end(),
                                        [&](const Statement& item) { return !supported(item.text, item.cites); }),
                         statements.end());
    }

    void filter(Section& section) {
        filter(section.statements);
        for (deliverable::Table& table : section.tables)
            table.rows.erase(std::remove_if(table.rows.begin(), table.rows.end(),
                                            [&](const deliverable::TableRow& row) {
                                                return std::any_of(row.cells.begin(), row.cells.end(),
                                                                   [&](const std::string& cell) {
                                                                       return !supported(cell, {row.cite});
                                                                   });
                                            }),
                             table.rows.end());
        for (deliverable::SymbolTable& table : section.symbols)
            for (deliverable::SymbolRow& row : table.rows)
                if (!row.doc.empty() && !supported(row.doc, {{table.path, row.lines}})) row.doc.clear();
        for (Section& inner : section.sections) filter(inner);
    }

private:
    bool supported(const std::string& text, const std::vector<Cite>& cites) {
        std::vector<std::string_view> cited;
        std::string paths;
        for (const Cite& cite : cites) {
            const SourceText* source = open(cite.path);
            if (source == nullptr || cite.lines.last > source->whole().last) return false;
            cited.push_back(source->range(cite.lines));
            paths += cite.path + '\n';
        }
        return deliverable::unsupportedToken(text, cited, paths).empty();
    }

    const SourceText* open(const std::string& path) {
        const auto [entry, added] = m_sources.try_emplace(path);
        if (added)
            if (auto text = m_index.fileText(path))
                entry->second.emplace(SourceFile{path, "", 0, 0, {}}, std::move(*text));
        return entry->second ? &*entry->second : nullptr;
    }

    const MemoryIndex& m_index;
    std::map<std::string, std::optional<SourceText>> m_sources;
};

/// The folder that groups a component: the first part of its path, or the top.
std::string areaOf(const Document& document) {
    const std::string_view folder = document.paths.empty() ? std::string_view() : folderOf(document.paths.front());
    return std::string(folder.substr(0, folder.find('/')));
}

void collectIndex(const Section& section, std::vector<deliverable::IndexEntry>& index) {
    for (const deliverable::SymbolTable& table : section.symbols)
        for (const deliverable::SymbolRow& row : table.rows) {
            // Members and enumerators stand beside their type; an index of them would hide the names people look for.
            const bool indexed =
                row.kind != "member" && row.kind != "enumerator" && row.kind != "field" && row.kind != "property";
            if (indexed && row.name.size() > 1) index.push_back({row.name, {table.path, row.lines}});
        }
    for (const Section& inner : section.sections) collectIndex(inner, index);
}

Section indexOf(const std::vector<Section>& sections) {
    Section section;
    section.title = "Index of public symbols";
    for (const Section& part : sections) collectIndex(part, section.index);
    // Grouped by letter without regard to case; digits and underscores come last under "Other".
    const auto key = [](const deliverable::IndexEntry& entry) {
        const std::string lower = toLowerAscii(entry.name);
        return std::pair(lower.front() >= 'a' && lower.front() <= 'z' ? 0 : 1, lower);
    };
    std::stable_sort(section.index.begin(), section.index.end(),
                     [&](const auto& a, const auto& b) { return key(a) < key(b); });
    const auto same = [](const auto& a, const auto& b) { return a.name == b.name && a.cite.path == b.cite.path; };
    section.index.erase(std::unique(section.index.begin(), section.index.end(), same), section.index.end());
    return section;
}

/// A digest as one section: its purpose stands directly below its title.
Section componentSection(const Document& digest, const std::string& title) {
    Section section;
    section.title = title;
    for (const Section& part : digest.sections) {
        if (part.title == "Purpose") section.statements = part.statements;
        else section.sections.push_back(part);
    }
    return section;
}

Section glossary(const std::vector<Document>& documents) {
    Section section;
    section.title = "Glossary";
    deliverable::Table table{"", {"Term", "As the sources define it"}, {}};
    std::set<std::string> seen;
    for (const Document& document : documents)
        for (const deliverable::Term& term : document.terms)
            if (document.kind == "cross_reference" && seen.insert(toLowerAscii(term.term)).second)
                table.rows.push_back({{deliverable::escapeMarkdown(term.term), term.definition}, term.cite});
    std::stable_sort(table.rows.begin(), table.rows.end(),
                     [](const auto& a, const auto& b) { return toLowerAscii(a.cells[0]) < toLowerAscii(b.cells[0]); });
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

/// Files of the index that no component covers.
Result<Section> uncovered(const MemoryIndex& index, const Document& document) {
    SKEIN_TRY(const FileTree tree, FileTree::create(index));
    std::set<std::string_view> covered;
    for (const deliverable::ComponentEntry& entry : document.components)
        covered.insert(entry.paths.begin(), entry.paths.end());
    Section section;
    section.title = "Files without a section of their own";
    section.asList = true;
    for (const SourceFile& file : tree.files())
        if (!covered.contains(file.path) && section.statements.size() < 500)
            section.statements.push_back(
                {fmt::format("{} has {}.", deliverable::codeSpan(file.path), counted(file.lines, "line", "lines")),
                 {{file.path, {1, std::max(file.lines, 1u)}}},
                 deliverable::Standing::Plain,
                 {}});
    return section;
}

void addComponents(const std::vector<Document>& documents, Document& result) {
    std::map<std::string, std::size_t> areaSizes;
    for (const Document& document : documents)
        if (document.kind == "digest") ++areaSizes[areaOf(document)];
    std::map<std::string, std::size_t> places;  // area -> section
    std::set<std::string> titles;
    for (const Document& document : documents) {
        if (document.kind != "digest") continue;
        std::string area = areaOf(document);
        if (areaSizes[area] < minAreaSize) area.clear();
        const auto [place, added] = places.try_emplace(area, result.sections.size());
        if (added) {
            Section section;
            section.title =
                area.empty() ? "Components" : fmt::format("Components in {}", deliverable::codeSpan(area + "/"));
            result.sections.push_back(std::move(section));
        }
        std::string title = document.title;
        for (int number = 2; !titles.insert(title).second; ++number)
            title = fmt::format("{} ({})", document.title, number);
        result.sections[place->second].sections.push_back(componentSection(document, title));
        result.components.push_back({title, document.paths});
    }
}

}  // namespace

Result<AgentResult> assembleDocument(const OfflineRequest& request, const MemoryIndex& index) {
    SKEIN_TRY(const std::vector<Document> documents, dependencyDocuments(request));
    AgentResult result;
    Document& document = result.document;
    document.kind = "assemble";
    document.title = deliverable::escapeMarkdown(request.goal.empty() ? "Documentation" : elide(request.goal, 160));
    for (const Document& part : documents) {
        if (part.kind != "survey") continue;
        document.title = part.title;
        Section overview;
        overview.title = "Overview";
        overview.sections = part.sections;
        document.sections.push_back(std::move(overview));
    }
    // Relations come before the components: they tell a reader where to begin.
    Section relations;
    relations.title = "How the components relate";
    for (const Document& part : documents)
        if (part.kind == "cross_reference")
            relations.sections.insert(relations.sections.end(), part.sections.begin(), part.sections.end());
    if (!relations.empty()) document.sections.push_back(std::move(relations));
    addComponents(documents, document);
    if (Section terms = glossary(documents); !terms.empty()) document.sections.push_back(std::move(terms));
    for (const Document& part : documents)
        document.questions.insert(document.questions.end(), part.questions.begin(), part.questions.end());

    SupportFilter support(index);
    for (Section& section : document.sections) support.filter(section);
    support.filter(document.questions);
    RepeatFilter repeats;
    for (Section& section : document.sections) repeats.filter(section);
    repeats.filter(document.questions);
    markDisputes(request, document);
    if (Section names = indexOf(document.sections); !names.empty()) document.appendices.push_back(std::move(names));
    SKEIN_TRY(Section rest, uncovered(index, document));
    if (!rest.empty()) document.appendices.push_back(std::move(rest));
    return result;
}

}  // namespace skein::providers
