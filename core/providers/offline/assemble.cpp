#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/deliverable/markdown.h"
#include "core/deliverable/sentences.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/main_path.h"
#include "core/providers/offline/overview.h"
#include "core/providers/offline/support.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::Document;
using deliverable::Section;
using deliverable::Statement;

namespace {

constexpr std::size_t maxRepeats = 3;  // issue 2, point 8
constexpr std::size_t maxPlacesInIndex = 4;
constexpr std::size_t minAreaSize = 2;  // a folder of one component needs no heading of its own

/// Keeps count of sentences over the whole document and drops what would stand in it a fourth time.
class RepeatFilter {
public:
    /// The text without the sentences that were said often enough; what is left is counted.
    std::string admit(const std::string& text) {
        std::string kept;
        bool dropped = false;
        for (const std::string_view sentence : deliverable::splitSentences(text)) {
            const std::string key = deliverable::sentenceKey(deliverable::plainText(sentence));
            const bool counts =
                static_cast<std::size_t>(std::count(key.begin(), key.end(), ' ')) + 1 >= deliverable::minSentenceWords;
            if (counts && m_said[key] >= maxRepeats) {
                dropped = true;
                continue;
            }
            if (counts) ++m_said[key];
            kept += (kept.empty() ? "" : " ") + std::string(sentence);
        }
        // A cut inside a code span would turn names into prose and prose into names.
        if (dropped && std::count(kept.begin(), kept.end(), '`') % 2 != 0) return {};
        return dropped ? kept : text;
    }

    void filter(std::vector<Statement>& statements) {
        for (Statement& item : statements) {
            item.text = admit(item.text);
            for (std::string& note : item.notes) note = admit(note);
            item.notes.erase(std::remove(item.notes.begin(), item.notes.end(), ""), item.notes.end());
        }
        // A name that a dropped sentence leaves behind says nothing.
        statements.erase(std::remove_if(statements.begin(), statements.end(),
                                        [](const Statement& item) {
                                            return item.text.empty() || item.text.ends_with(':') ||
                                                   item.text.size() < 4;
                                        }),
                         statements.end());
    }

    void filter(Section& section) {
        filter(section.statements);
        for (deliverable::Table& table : section.tables) {
            std::vector<deliverable::TableRow> rows;
            for (deliverable::TableRow& row : table.rows) {
                // The first cell names the row; a repeated explanation in a later one is left out, the row stays unless
                // it was nothing but that explanation.
                const bool term = row.cells.size() == 2 && !row.cells[1].empty();
                for (std::size_t i = 1; i < row.cells.size(); ++i) row.cells[i] = admit(row.cells[i]);
                if (!term || !row.cells[1].empty()) rows.push_back(std::move(row));
            }
            table.rows = std::move(rows);
        }
        for (deliverable::SymbolTable& table : section.symbols)
            for (deliverable::SymbolRow& row : table.rows) row.doc = admit(row.doc);
        for (Section& inner : section.sections) filter(inner);
    }

private:
    std::map<std::string, std::size_t> m_said;
};

/// Leaves out what its own citation does not bear out, whatever the language of the sources did to the words.
class SupportFilter {
public:
    explicit SupportFilter(const MemoryIndex& index) : m_support(index) {}

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
                                                return std::any_of(
                                                    row.cells.begin(), row.cells.end(), [&](const std::string& cell) {
                                                        std::vector<Cite> cites{row.cite};
                                                        cites.insert(cites.end(), row.more.begin(), row.more.end());
                                                        return !supported(cell, cites);
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
        return m_support.missing(text, cites).empty();
    }

    Support m_support;
};

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
    // Names of tests and variables of build files are not looked up by those who use the product.
    for (const Section& part : sections)
        if (part.title != testsTitle && part.title != buildTitle) collectIndex(part, section.index);
    // Grouped by letter without regard to case; digits and underscores come last under "Other".
    const auto key = [](const deliverable::IndexEntry& entry) {
        const std::string lower = toLowerAscii(entry.name);
        return std::pair(lower.front() >= 'a' && lower.front() <= 'z' ? 0 : 1, lower);
    };
    std::stable_sort(section.index.begin(), section.index.end(),
                     [&](const auto& a, const auto& b) { return key(a) < key(b); });
    const auto same = [](const auto& a, const auto& b) { return a.name == b.name && a.cite.path == b.cite.path; };
    section.index.erase(std::unique(section.index.begin(), section.index.end(), same), section.index.end());
    // A name that stands in many places (a target of every Makefile) is found by its first ones as well.
    std::size_t run = 0;
    std::string last;  // a copy: the entries move as the vector grows
    std::vector<deliverable::IndexEntry> kept;
    for (deliverable::IndexEntry& entry : section.index) {
        run = entry.name == last ? run + 1 : 0;
        if (run >= maxPlacesInIndex) continue;
        kept.push_back(std::move(entry));
        last = kept.back().name;
    }
    section.index = std::move(kept);
    return section;
}

/// A digest as one section: its purpose stands directly below its title, who uses it before what it uses.
Section componentSection(const Document& digest, const std::string& title, const PartIndex& parts) {
    Section section;
    section.title = title;
    Section users = parts.users(digest);
    const auto addUsers = [&] {
        if (!users.empty()) section.sections.push_back(std::exchange(users, Section{}));
    };
    for (const Section& part : digest.sections) {
        if (part.title == "Purpose") {
            section.statements = part.statements;
            continue;
        }
        if (part.title == usesTitle || part.title == "Reference") addUsers();
        section.sections.push_back(part);
        if (part.title == keySymbolsTitle) parts.orderByUse(digest, section.sections.back());
    }
    addUsers();
    return section;
}

/// Cross references that no wider one covers: what a group of components says about itself is less than what is known
/// about all of them.
std::vector<const Document*> widestReferences(const std::vector<Document>& documents) {
    std::vector<const Document*> order, result;
    for (const Document& document : documents)
        if (document.kind == "cross_reference") order.push_back(&document);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto* a, const auto* b) { return a->paths.size() > b->paths.size(); });
    std::set<std::string_view> covered;
    for (const Document* document : order) {
        const bool news = std::any_of(document->paths.begin(), document->paths.end(),
                                      [&](const std::string& path) { return !covered.contains(path); });
        if (!news && !document->paths.empty()) continue;
        covered.insert(document->paths.begin(), document->paths.end());
        result.push_back(document);
    }
    return result;
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

/// Files of the scope that no component covers.
Result<Section> uncovered(const MemoryIndex& index, const std::vector<std::string>& scope, const Document& document) {
    SKEIN_TRY(const FileTree tree, FileTree::create(index, scope));
    std::set<std::string_view> covered;
    for (const deliverable::ComponentEntry& entry : document.components)
        covered.insert(entry.paths.begin(), entry.paths.end());
    Section section;
    section.title = "Files without a section of their own";
    section.asList = true;
    for (const SourceFile& file : tree.files())
        if (!covered.contains(file.path) && file.lines > 0 && section.statements.size() < 500)
            section.statements.push_back(
                {fmt::format("{} has {}.", deliverable::codeSpan(file.path), counted(file.lines, "line", "lines")),
                 {{file.path, {1, std::max(file.lines, 1u)}}},
                 deliverable::Standing::Plain,
                 {}});
    return section;
}

void addComponents(const PartIndex& parts, Document& result) {
    const std::vector<const Document*> order = parts.inReadingOrder();
    std::map<std::string, std::size_t> areaSizes;
    for (const Document* digest : order) ++areaSizes[PartIndex::areaOf(*digest)];
    std::map<std::string, std::size_t> places;  // area -> section
    std::set<std::string> titles;
    for (const Document* digest : order) {
        std::string area = PartIndex::areaOf(*digest);
        // A folder of one component needs no heading of its own.
        if (area.empty() || (areaSizes[area] < minAreaSize && area.starts_with("Components"))) area = "Components";
        const auto [place, added] = places.try_emplace(area, result.sections.size());
        if (added) {
            Section section;
            section.title = area;
            result.sections.push_back(std::move(section));
        }
        std::string title = digest->title;
        for (int number = 2; !titles.insert(title).second; ++number)
            title = fmt::format("{} ({})", digest->title, number);
        result.sections[place->second].sections.push_back(componentSection(*digest, title, parts));
        result.components.push_back({title, digest->paths});
    }
}

}  // namespace

Result<AgentResult> assembleDocument(const OfflineRequest& request, const MemoryIndex& index) {
    SKEIN_TRY(const std::vector<Document> documents, dependencyDocuments(request));
    AgentResult result;
    Document& document = result.document;
    document.kind = "assemble";
    document.title = sourcesTitle(request.sources, request.goal.empty() ? "Documentation" : request.goal);
    const PartIndex parts(documents);
    Section overview;
    overview.title = "Overview";
    for (const Document& part : documents) {
        if (part.kind != "survey") continue;
        document.title = part.title;
        overview.sections.insert(overview.sections.end(), part.sections.begin(), part.sections.end());
    }
    // What it is and how one gets into it come first, then its parts, then how to work on it.
    std::size_t first = 0;
    while (first < overview.sections.size() &&
           (overview.sections[first].title == "What it is" || overview.sections[first].title == "Entry points"))
        ++first;
    for (Section& section : std::vector<Section>{parts.keyFacts(), parts.mostUsed(), parts.components()})
        if (!section.empty())
            overview.sections.insert(overview.sections.begin() + static_cast<std::ptrdiff_t>(first),
                                     std::move(section));
    for (Section& section : std::vector<Section>{parts.topics(), parts.deprecated()})
        if (!section.empty()) overview.sections.push_back(std::move(section));
    if (!overview.empty()) document.sections.push_back(std::move(overview));
    addComponents(parts, document);
    Section relations;
    relations.title = "How the components relate";
    for (const Document* part : widestReferences(documents))
        for (const Section& section : part->sections) {
            const auto same = std::find_if(relations.sections.begin(), relations.sections.end(),
                                           [&](const Section& other) { return other.title == section.title; });
            if (same == relations.sections.end()) {
                relations.sections.push_back(section);
                continue;
            }
            same->statements.insert(same->statements.end(), section.statements.begin(), section.statements.end());
            same->tables.insert(same->tables.end(), section.tables.begin(), section.tables.end());
        }
    // The main paths tell a newcomer most: they stand with the overview.
    const auto paths = std::find_if(relations.sections.begin(), relations.sections.end(),
                                    [](const Section& section) { return section.title == mainPathTitle; });
    if (paths != relations.sections.end() && !document.sections.empty() &&
        document.sections.front().title == "Overview") {
        std::vector<Section>& shown = document.sections.front().sections;
        const auto place = std::find_if(shown.begin(), shown.end(), [](const Section& section) {
            return section.title != "What it is" && section.title != "Entry points";
        });
        shown.insert(place, std::move(*paths));
        relations.sections.erase(paths);
    }
    if (!relations.empty()) document.sections.push_back(std::move(relations));
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
    SKEIN_TRY(Section rest, uncovered(index, request.task.scope, document));
    if (!rest.empty()) document.appendices.push_back(std::move(rest));
    return result;
}

}  // namespace skein::providers
