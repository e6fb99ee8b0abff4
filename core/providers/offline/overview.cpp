#include "core/providers/offline/overview.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/sentences.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/file_tree.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Document;
using deliverable::Link;
using deliverable::Section;
using deliverable::Statement;
using deliverable::Usage;

namespace {

constexpr std::size_t maxMostUsed = 30, maxMostUsedValues = 12, maxKeyFacts = 40, maxKeyFactsOfOne = 8, maxTopics = 80,
                      maxFilesOfTopic = 24, minFilesOfTopic = 3, maxDeprecated = 60;
constexpr std::size_t maxUserStatements = 14, maxNamedUsers = 3, maxMainNames = 5, maxGlanceRows = 16;

Statement stating(std::string text, std::vector<Cite> cites) {
    return {std::move(text), std::move(cites), deliverable::Standing::Plain, {}};
}

const Section* sectionOf(const Document& document, std::string_view title) {
    for (const Section& section : document.sections)
        if (section.title == title) return &section;
    return nullptr;
}

/// Words of a file's stem: "max_flow" and "maxFlow" both have two.
std::vector<std::string> stemWords(std::string_view stem) {
    std::vector<std::string> words(1);
    for (std::size_t i = 0; i < stem.size(); ++i) {
        const char c = stem[i];
        const bool hump = i > 0 && c >= 'A' && c <= 'Z' && stem[i - 1] >= 'a' && stem[i - 1] <= 'z';
        if (c == '_' || c == '-' || c == '.' || hump) words.emplace_back();
        if (c != '_' && c != '-' && c != '.') words.back() += c;
    }
    for (std::string& word : words) word = toLowerAscii(word);
    words.erase(std::remove(words.begin(), words.end(), ""), words.end());
    return words;
}

/// The name a statement about a key symbol begins with.
std::string_view leadingName(std::string_view text) {
    const std::size_t open = text.find_first_not_of('`');
    const std::size_t close = text.find('`', open);
    return open == 0 || close == std::string_view::npos ? std::string_view() : text.substr(open, close - open);
}

/// Kinds of ctags that name a value rather than something to call or to make objects of.
bool isValue(std::string_view kind) {
    for (const std::string_view value : {"macro", "enumerator", "variable", "externvar", "constant", "const", "define"})
        if (kind == value) return true;
    return false;
}

/// "#define Z_BUF_ERROR (-5)", "E_NO_HOME": a constant or macro in capitals that is named after an error and stands for
/// a number.
bool isErrorCode(const deliverable::SymbolRow& row) {
    if (!isValue(row.kind) ||
        std::any_of(row.name.begin(), row.name.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
        return false;
    const std::string name = "_" + row.name + "_";
    std::size_t first = std::string::npos;
    for (const std::string_view word : {"_ERR_", "_ERROR_", "ERROR_", "_ERRNO_", "_E_", "_ERR"})
        first = std::min(first, name.find(word));
    const bool named = first != std::string::npos;
    // "HAS_SYSTEM_ERROR" is a feature; "E_NO_HOME" is an error.
    for (const std::string_view word : {"_HAS_", "_HAVE_", "_ENABLE_", "_DISABLE_", "_NO_", "_USE_"})
        if (name.find(word) < first) return false;
    const std::size_t at = row.signature.find(row.name);
    if (!named || at == std::string::npos || name.find("STDERR") != std::string::npos) return false;
    const std::string_view rest = std::string_view(row.signature).substr(at + row.name.size());
    return row.kind == "enumerator" ||
           std::any_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Says in a cell with a declaration under which condition it holds.
void addCondition(const deliverable::SymbolRow& symbol, deliverable::TableRow& row, std::size_t cell) {
    if (symbol.condition.empty()) return;
    row.cells[cell] += (row.cells[cell].empty() ? "" : ", ") + symbol.condition;
    row.more.push_back({row.cite.path, symbol.conditionLines});
}

/// Whether a default is a value that says something alone: a number, a text, a truth value.
bool isPlainValue(std::string_view cell) {
    cell = cell.substr(0, cell.find(", only "));
    return std::any_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; }) ||
           cell.find('"') != std::string_view::npos || cell.find("true") != std::string_view::npos ||
           cell.find("false") != std::string_view::npos || cell.find("True") != std::string_view::npos ||
           cell.find("False") != std::string_view::npos;
}

/// The whole documentation stands in the component's own section.
std::string firstSentence(const std::string& doc) {
    const auto sentences = deliverable::splitSentences(doc);
    return sentences.empty() ? std::string() : std::string(sentences.front());
}

/// Reading order: the product, its samples and tools, tests, documents, build and packaging.
int rankOf(const Document& digest) {
    for (const auto& [prefix, rank] :
         {std::pair{"Tests: ", 2}, std::pair{"Documentation: ", 3}, std::pair{"Build: ", 4},
          std::pair{"Configuration: ", 5}, std::pair{"Data: ", 6}})
        if (digest.title.starts_with(prefix)) return rank;
    const auto aside = [](const std::string& path) {
        const std::string folder = "/" + toLowerAscii(folderOf(path));
        for (const std::string_view word : {"/example", "/sample", "/demo", "/contrib/", "/tool", "/script", "/bench",
                                            "/packag", "/project", "/winbuild", "/plan9", "/old/", "/test"})
            if (folder.find(word) != std::string::npos) return true;
        return false;
    };
    const Section* const purpose = sectionOf(digest, "Purpose");
    const bool plain =
        purpose != nullptr && !purpose->statements.empty() && purpose->statements.front().text.starts_with("Holds ");
    return plain || std::all_of(digest.paths.begin(), digest.paths.end(), aside) ? 1 : 0;
}

}  // namespace

std::vector<const Document*> PartIndex::inReadingOrder() const {
    std::map<const Document*, std::uint64_t> uses;
    for (const Document* digest : m_digests) {
        const std::set<std::string_view> own(digest->paths.begin(), digest->paths.end());
        std::set<std::string_view> users;
        for (const std::string& path : digest->paths)
            if (const auto found = m_usersOf.find(path); found != m_usersOf.end())
                for (const Link* link : found->second)
                    if (!own.contains(link->fromPath)) users.insert(link->fromPath);
        uses[digest] = users.size();
    }
    std::vector<const Document*> order = m_digests;
    std::stable_sort(order.begin(), order.end(), [&](const Document* a, const Document* b) {
        const int left = rankOf(*a), right = rankOf(*b);
        return left != right ? left < right : uses[a] > uses[b];
    });
    return order;
}

std::string PartIndex::areaOf(const Document& digest) {
    switch (rankOf(digest)) {
        case 2: return testsTitle;
        case 3: return "Documentation";
        case 4:
        case 5:
        case 6: return buildTitle;
        default: break;
    }
    const std::string_view folder = digest.paths.empty() ? std::string_view() : folderOf(digest.paths.front());
    return folder.empty()
               ? std::string()
               : fmt::format("Components in {}", codeSpan(std::string(folder.substr(0, folder.find('/'))) + "/"));
}

PartIndex::PartIndex(const std::vector<Document>& documents) {
    const auto collect = [&](const auto& self, const Section& section) -> void {
        for (const deliverable::SymbolTable& table : section.symbols) {
            const std::string caption = toLowerAscii(table.caption);
            const bool codes = caption.starts_with("enum") &&
                               (caption.find("err") != std::string::npos || caption.find("code") != std::string::npos ||
                                caption.find("status") != std::string::npos);
            for (const deliverable::SymbolRow& row : table.rows) {
                m_rows.try_emplace({table.path, row.name}, &row);
                if (row.kind == "prototype" && !row.doc.empty()) m_prototypes.try_emplace(row.name, table.path, &row);
                if (codes) m_errorCodes.insert(&row);
            }
        }
        for (const Section& inner : section.sections) self(self, inner);
    };
    for (const Document& document : documents) {
        for (const Usage& usage : document.usages) {
            m_usages.push_back(&usage);
            m_usagesOf[usage.definition.path].push_back(&usage);
        }
        if (document.kind != "digest") continue;
        m_digests.push_back(&document);
        for (const Link& link : document.links) m_usersOf[link.toPath].push_back(&link);
        for (const Section& section : document.sections) collect(collect, section);
    }
}

Section PartIndex::components() const {
    Section section;
    section.title = "The components at a glance";
    deliverable::Table table{"", {"Component", "Size", "What it is"}, {}};
    std::vector<Cite> others;
    for (const Document* digest : inReadingOrder()) {
        const Section* const purpose = sectionOf(*digest, "Purpose");
        if (purpose == nullptr || purpose->statements.empty()) continue;
        // In a long table examples, tests and build files would hide the product; the contents list them.
        if (table.rows.size() >= maxGlanceRows && rankOf(*digest) > 0) {
            others.push_back(purpose->statements.back().cites.front());
            continue;
        }
        const Statement& size = purpose->statements.back();
        std::string what;
        Cite cite = size.cites.front();
        std::vector<Cite> more;
        if (purpose->statements.size() > 1) {
            what = purpose->statements.front().text;
            const std::vector<Cite>& cites = purpose->statements.front().cites;
            cite = cites.front();
            more.assign(cites.begin() + 1, cites.end());
        }
        if (const Section* const key = sectionOf(*digest, keySymbolsTitle); what.empty() && key != nullptr) {
            Section ordered = *key;
            orderByUse(*digest, ordered);
            std::vector<std::string> names;
            for (const Statement& statement : ordered.statements) {
                const std::string_view name = leadingName(statement.text);
                if (name.empty() || names.size() == maxMainNames) continue;
                if (!names.empty()) more.push_back(statement.cites.front());
                else cite = statement.cites.front();
                names.push_back(codeSpan(name));
            }
            if (!names.empty()) what = "Defines " + enumeration(names);
        }
        deliverable::TableRow row{{digest->title, counted(digest->paths.size(), "file", "files"), what}, cite};
        row.more = std::move(more);
        table.rows.push_back(std::move(row));
    }
    if (!others.empty())
        table.rows.push_back({{counted(others.size(), "other component", "other components"), "",
                               "Examples, tests, documentation, build files and data: see the contents"},
                              others.front()});
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

Section PartIndex::mostUsed() const {
    Section section;
    section.title = "Most used types, functions and macros";
    // Functions, classes and types are what a reader calls; constants and macros come after them.
    deliverable::Table main{"", {"Name", "Used in", "Declaration", "Documentation"}, {}};
    deliverable::Table other{"Constants and macros", main.header, {}};
    for (const Usage* usage : m_usages) {
        const auto row = m_rows.find({usage->definition.path, usage->name});
        if (row == m_rows.end()) continue;
        deliverable::Table& table = isValue(row->second->kind) ? other : main;
        if (table.rows.size() >= (&table == &main ? maxMostUsed : maxMostUsedValues)) continue;
        table.rows.push_back({{codeSpan(usage->name), counted(usage->files, "other file", "other files"),
                               codeSpan(row->second->signature), firstSentence(row->second->doc)},
                              {usage->definition.path, row->second->lines}});
        addCondition(*row->second, table.rows.back(), 2);
        const auto prototype = m_prototypes.find(usage->name);
        if (!row->second->doc.empty() || row->second->kind != "function" || prototype == m_prototypes.end()) continue;
        const auto& [path, declared] = prototype->second;
        table.rows.back().cells.back() = firstSentence(declared->doc);
        table.rows.back().more.push_back({std::string(path), declared->lines});
    }
    for (deliverable::Table* table : {&main, &other})
        if (!table->rows.empty()) section.tables.push_back(std::move(*table));
    return section;
}

Section PartIndex::topics() const {
    std::set<std::string_view> deprecated;
    std::map<std::string, std::map<std::string, std::string_view>> filesOf;  // topic -> base name -> path
    for (const Document* digest : m_digests) {
        if (const Section* const list = sectionOf(*digest, deprecatedTitle))
            for (const Statement& statement : list->statements)
                if (statement.text.find(" says: ") != std::string::npos)
                    deprecated.insert(statement.cites.front().path);
        for (const std::string& path : digest->paths) {
            const std::vector<std::string> words = stemWords(stemOf(path));
            for (std::size_t i = 0; i < words.size(); ++i) {
                if (words.size() > 1 && words[i].size() >= 4) filesOf[words[i]].emplace(path, path);
                if (i + 1 < words.size()) filesOf[words[i] + ' ' + words[i + 1]].emplace(path, path);
            }
        }
    }
    Section section;
    section.title = "Topics: files whose names belong together";
    section.asList = true;
    for (const auto& entry : filesOf) {
        const auto& topic = entry.first;  // named, not bound: clang 14 takes no binding into a closure
        const auto& files = entry.second;
        if (files.size() < minFilesOfTopic || files.size() > maxFilesOfTopic || section.statements.size() >= maxTopics)
            continue;
        // A single word says no more than the pair that all its files share.
        const bool covered =
            topic.find(' ') == std::string::npos && std::any_of(filesOf.begin(), filesOf.end(), [&](const auto& other) {
                return other.first != topic && other.second == files &&
                       (" " + other.first + " ").find(" " + topic + " ") != std::string::npos;
            });
        if (covered) continue;
        std::vector<std::string> names;
        std::vector<Cite> cites;
        for (const auto& [path, whole] : files) {
            names.push_back(codeSpan(path) + (deprecated.contains(path) ? " (deprecated)" : ""));
            cites.push_back({std::string(path), {1, 1}});
        }
        std::string title = topic;
        section.statements.push_back(
            stating(fmt::format("{}: {}", deliverable::escapeMarkdown(title), enumeration(names)), std::move(cites)));
    }
    return section;
}

Section PartIndex::keyFacts() const {
    Section section;
    section.title = "Defaults, limits, environment variables and error codes";
    section.asList = true;
    deliverable::Table limits{"Defaults and limits", {"Name", "Value", "Meaning"}, {}};
    deliverable::Table errors{"Error codes", {"Name", "Declaration", "Documentation"}, {}};
    std::set<std::string> seen;
    for (const Document* digest : inReadingOrder()) {
        if (rankOf(*digest) > 1) break;
        const Section* const configuration = sectionOf(*digest, "Limits, defaults and configuration");
        std::size_t taken = 0;
        if (configuration != nullptr) {
            for (const deliverable::Table& table : configuration->tables)
                for (const deliverable::TableRow& row : table.rows)
                    if (row.cells.size() == limits.header.size() && limits.rows.size() < maxKeyFacts &&
                        taken < maxKeyFactsOfOne && isPlainValue(row.cells[1]) && seen.insert(row.cells[0]).second) {
                        limits.rows.push_back(row);
                        ++taken;
                    }
            for (const Statement& statement : configuration->statements)
                if (statement.text.starts_with("The environment variable ") &&
                    section.statements.size() < maxKeyFacts && seen.insert(statement.text).second)
                    section.statements.push_back(statement);
        }
        std::size_t codes = 0;
        for (const std::string& path : digest->paths)
            for (auto row = m_rows.lower_bound({path, ""}); row != m_rows.end() && row->first.first == path; ++row) {
                const deliverable::SymbolRow& symbol = *row->second;
                const bool error = m_errorCodes.contains(&symbol) || isErrorCode(symbol);
                if (error && errors.rows.size() < maxKeyFacts && codes < maxKeyFactsOfOne &&
                    seen.insert(symbol.name).second) {
                    errors.rows.push_back(
                        {{codeSpan(symbol.name), codeSpan(symbol.signature), symbol.doc}, {path, symbol.lines}});
                    addCondition(symbol, errors.rows.back(), 1);
                    ++codes;
                }
            }
    }
    for (deliverable::Table* table : {&limits, &errors})
        if (!table->rows.empty()) section.tables.push_back(std::move(*table));
    return section;
}

Section PartIndex::deprecated() const {
    Section section;
    section.title = "Deprecated parts";
    section.asList = true;
    for (const Document* digest : m_digests)
        if (const Section* const list = sectionOf(*digest, deprecatedTitle))
            for (const Statement& statement : list->statements)
                if (section.statements.size() < maxDeprecated) section.statements.push_back(statement);
    return section;
}

Section PartIndex::users(const Document& digest) const {
    const std::set<std::string_view> own(digest.paths.begin(), digest.paths.end());
    Section section;
    section.title = "Who uses it";
    section.asList = true;
    for (const std::string& path : digest.paths) {
        const auto found = m_usersOf.find(path);
        if (found == m_usersOf.end() || section.statements.size() >= maxUserStatements / 2) continue;
        std::vector<std::string> names;
        std::vector<Cite> cites;
        std::set<std::string_view> files;
        for (const Link* link : found->second) {
            if (own.contains(link->fromPath) || !files.insert(link->fromPath).second) continue;
            if (names.size() == maxNamedUsers) continue;
            names.push_back(codeSpan(link->fromPath));
            cites.push_back({link->fromPath, {link->line, link->line}});
        }
        if (names.empty()) continue;
        section.statements.push_back(
            stating(files.size() == names.size()
                        ? fmt::format("{} is included or imported by {}.", codeSpan(path), enumeration(names))
                        : fmt::format("{} is included or imported by {} other files, among them {}.", codeSpan(path),
                                      files.size(), enumeration(names)),
                    std::move(cites)));
    }
    std::vector<const Usage*> usages;
    for (const std::string& path : digest.paths)
        if (const auto found = m_usagesOf.find(path); found != m_usagesOf.end())
            usages.insert(usages.end(), found->second.begin(), found->second.end());
    std::stable_sort(usages.begin(), usages.end(), [](const auto* a, const auto* b) { return a->files > b->files; });
    for (const Usage* usage : usages) {
        if (section.statements.size() >= maxUserStatements) break;
        std::vector<std::string> files;
        for (const Cite& cite : usage->examples) files.push_back(codeSpan(cite.path));
        section.statements.push_back(stating(
            files.size() == usage->files ? fmt::format("{} is used in {}.", codeSpan(usage->name), enumeration(files))
                                         : fmt::format("{} is used in {} other files, among them {}.",
                                                       codeSpan(usage->name), usage->files, enumeration(files)),
            usage->examples));
    }
    return section;
}

void PartIndex::orderByUse(const Document& digest, Section& keySymbols) const {
    std::map<std::string_view, std::uint64_t> filesOf;
    for (const std::string& path : digest.paths)
        if (const auto found = m_usagesOf.find(path); found != m_usagesOf.end())
            for (const Usage* usage : found->second) filesOf[usage->name] = usage->files;
    std::vector<std::pair<std::uint64_t, Statement>> order;
    for (Statement& statement : keySymbols.statements) {
        const auto found = filesOf.find(leadingName(statement.text));
        const std::uint64_t files = found == filesOf.end() ? 0 : found->second;
        order.emplace_back(files, std::move(statement));
    }
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    keySymbols.statements.clear();
    for (auto& [files, statement] : order) keySymbols.statements.push_back(std::move(statement));
}

}  // namespace skein::providers
