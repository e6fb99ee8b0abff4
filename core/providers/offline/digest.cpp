#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/documentation.h"
#include "core/providers/offline/outline.h"
#include "core/providers/offline/purpose.h"
#include "core/providers/offline/tables.h"
#include "core/providers/offline/usage.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Document;
using deliverable::Section;
using deliverable::Statement;

namespace {

constexpr std::size_t maxAboutSentences = 3;
constexpr std::size_t maxKeySymbols = 16, minKeySymbols = 5, maxKeyDocBytes = 900;
constexpr std::size_t maxImports = 16, maxOutlineRows = 60, maxFileNames = 4;
constexpr std::size_t maxExplanations = 6, minExplanationWeight = 8;

Statement stating(std::string text, std::vector<Cite> cites) {
    return {std::move(text), std::move(cites), deliverable::Standing::Plain, {}};
}

/// Everything the parts of a digest share.
struct Component {
    std::vector<ReadFile> files;
    std::vector<ImportedFile> imports;
    std::vector<std::vector<Note>> notes;  ///< of each file
};

std::uint64_t weightOf(const ReadFile& file, const DocumentedSymbol& symbol) {
    const std::uint64_t documentation = std::min<std::uint64_t>(symbol.docIsShared ? 0 : symbol.doc.size(), 10);
    const bool named = toLowerAscii(symbol.atom->title) == toLowerAscii(stemOf(file.source.path()));
    return documentation * 3 + (named ? 40 : 0) + (symbol.group == SymbolGroup::Type ? 2 : 1);
}

/// Each file with what it says about itself and who wrote it.
Section fileTable(const Component& component) {
    Section section;
    section.title = "Files";
    deliverable::Table table{"", {"File", "Size", "What it says about itself", "Written by"}, {}};
    for (const ReadFile& file : component.files) {
        const std::string& path = file.source.path();
        Section about;
        addSentences(about, path, selfDescription(file), maxAboutSentences);
        std::string words;
        LineRange lines = {1, 1};
        for (const Statement& statement : about.statements) {
            if (words.empty()) lines = statement.cites.front().lines;
            words += (words.empty() ? "" : " ") + statement.text;
            lines.last = std::max(lines.last, statement.cites.front().lines.last);
        }
        if (words.empty())
            if (const DocumentedSymbol* const symbol = namesake(file)) {
                auto [text, place] = docText(*symbol, 400);
                words = fmt::format("{}: {}", codeSpan(symbol->atom->title), text);
                lines = place;
            }
        deliverable::TableRow row{
            {codeSpan(baseName(path)), counted(file.source.lineCount(), "line", "lines"), words, ""}, {path, lines}};
        if (words.empty()) {
            // Without words of its own a file is known by what it defines.
            std::vector<std::string> names;
            for (const DocumentedSymbol& symbol : file.symbols) {
                const bool main = symbol.group <= SymbolGroup::Function && symbol.container.empty() &&
                                  deliverable::countsForCoverage(*symbol.atom) &&
                                  !symbol.atom->title.starts_with("operator");
                const std::string name = codeSpan(symbol.atom->title);
                if (!main || names.size() == maxFileNames || std::find(names.begin(), names.end(), name) != names.end())
                    continue;
                if (names.empty()) row.cite.lines = symbol.lines;
                else row.more.push_back({path, symbol.lines});
                names.push_back(name);
            }
            const auto imports = file.source.imports();
            if (names.empty() && imports.size() == 1 && file.source.lineCount() <= 3) {
                row.cells[2] = words = "Only includes " + codeSpan(imports.front().target);
                row.cite.lines = {imports.front().line, imports.front().line};
            }
            if (!names.empty()) row.cells[2] = "Defines " + enumeration(names), words = row.cells[2];
        }
        if (const auto authors = authorsOf(file)) {
            row.cells[3] = proseMarkdown(authors->first);
            if (words.empty()) row.cite.lines = authors->second;
            else row.more.push_back({path, authors->second});
        }
        table.rows.push_back(std::move(row));
    }
    section.tables.push_back(std::move(table));
    return section;
}

Section keySymbols(const Component& component) {
    struct Key {
        const ReadFile* file;
        const DocumentedSymbol* symbol;
        std::uint64_t weight;
    };
    std::vector<Key> keys;
    std::set<std::string> seen;
    std::size_t candidates = 0;
    for (const ReadFile& file : component.files) {
        for (const DocumentedSymbol& symbol : file.symbols) {
            const bool kind = symbol.group == SymbolGroup::Type || symbol.group == SymbolGroup::Function;
            if (!kind || !deliverable::countsForCoverage(*symbol.atom) || symbol.atom->title.starts_with("operator"))
                continue;
            ++candidates;
            // Members are read with their type; names inside classes are often shared by unrelated ones.
            if (!symbol.container.empty() || symbol.declaration.empty()) continue;
            keys.push_back({&file, &symbol, weightOf(file, symbol)});
        }
    }
    std::stable_sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.weight > b.weight; });
    const std::size_t limit = std::clamp(candidates / 6, minKeySymbols, maxKeySymbols);
    Section section;
    section.title = keySymbolsTitle;
    for (const Key& key : keys) {
        if (section.statements.size() >= limit) break;
        const std::string& name = key.symbol->atom->title;
        if (!seen.insert(name).second) continue;
        const auto [doc, lines] = docText(*key.symbol, maxKeyDocBytes);
        std::string text =
            fmt::format("{} ({}): {}", codeSpan(name), deliverable::escapeMarkdown(key.symbol->atom->symbolKind),
                        codeSpan(key.symbol->declaration));
        std::vector<Cite> cites{{key.file->source.path(), doc.empty() ? key.symbol->lines : lines}};
        if (key.symbol->when) {
            text += ", " + key.symbol->when->text;
            cites.push_back({key.file->source.path(), key.symbol->when->lines});
        }
        if (!doc.empty()) text += ". " + doc;
        section.statements.push_back(stating(std::move(text), std::move(cites)));
    }
    section.asList = true;
    return section;
}

/// What the component includes and what it takes from there, and the links that cross references are made from.
Section relations(const Component& component, Document& document) {
    Section section;
    section.title = usesTitle;
    section.asList = true;
    std::vector<const ImportedFile*> order;
    for (const ImportedFile& import : component.imports) {
        order.push_back(&import);
        deliverable::Link link{import.fromPath, import.line, import.toPath, {}, import.word};
        for (const auto& [name, mention] : import.names) link.names.push_back(name);
        document.links.push_back(std::move(link));
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto* a, const auto* b) { return a->names.size() > b->names.size(); });
    std::set<std::string_view> seen;
    for (const ImportedFile* import : order) {
        if (section.statements.size() >= maxImports) break;
        if (!seen.insert(import->toPath).second) continue;
        std::vector<Cite> cites{{import->fromPath, {import->line, import->line}}};
        std::vector<std::string> names;
        for (std::size_t i = 0; i < std::min<std::size_t>(import->names.size(), 4); ++i) {
            names.push_back(codeSpan(import->names[i].first));
            const Cite cite{import->names[i].second.path, {import->names[i].second.line, import->names[i].second.line}};
            if (std::find(cites.begin(), cites.end(), cite) == cites.end()) cites.push_back(cite);
        }
        section.statements.push_back(
            stating(names.empty() ? fmt::format("{} brings in {}.", codeSpan(import->fromPath), codeSpan(import->word))
                                  : fmt::format("{} brings in {} for {}.", codeSpan(import->fromPath),
                                                codeSpan(import->word), enumeration(names)),
                    std::move(cites)));
    }
    return section;
}

/// Takes the notes that explain most out of the files' notes.
Section explanations(Component& component) {
    std::vector<std::pair<std::size_t, Note*>> order;
    for (std::vector<Note>& notes : component.notes)
        for (Note& note : notes)
            if (note.weight >= minExplanationWeight) order.emplace_back(order.size(), &note);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.second->weight > b.second->weight; });
    if (order.size() > maxExplanations) order.resize(maxExplanations);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Section section;
    section.title = "How it works";
    section.asList = true;
    for (auto& [place, note] : order) {
        if (note->statement) section.statements.push_back(std::move(*note->statement));
        if (note->listing) section.listings.push_back(std::move(*note->listing));
        note->statement.reset();
        note->listing.reset();
    }
    return section;
}

/// Headings of a prose file with what stands below each, or what a data file is.
void describeText(const ReadFile& file, Section& section) {
    deliverable::Table outline{"", {"Section", "What it says"}, {}};
    for (const Atom& atom : file.atoms) {
        if (atom.kind != AtomKind::Section || outline.rows.size() >= maxOutlineRows || atom.title.empty()) continue;
        const auto sentences = proseSentences(file.source, atom.lines);
        const Sentence* lead = leadSentence(sentences);
        const LineRange lines{atom.lines.first,
                              lead == nullptr ? atom.lines.first : std::max(atom.lines.first, lead->lines.last)};
        outline.rows.push_back({{proseMarkdown(atom.title), lead == nullptr ? "" : proseMarkdown(lead->text)},
                                {file.source.path(), lines}});
    }
    if (!outline.rows.empty()) section.tables.push_back(std::move(outline));
}

Section reference(Component& component) {
    Section section;
    section.title = "Reference";
    for (std::size_t i = 0; i < component.files.size(); ++i) {
        const ReadFile& file = component.files[i];
        Section part;
        part.title = codeSpan(file.source.path());
        part.asList = true;
        for (Note& note : component.notes[i]) {
            if (note.statement) part.statements.push_back(std::move(*note.statement));
            if (note.listing) part.listings.push_back(std::move(*note.listing));
        }
        part.symbols = symbolTables(file.source, file.symbols);
        if (part.symbols.empty() && isProseLanguage(file.source.file().language)) {
            part.sections = documentSections(file.source);
            if (part.sections.empty()) describeText(file, part);
        }
        if (part.empty()) {
            const std::string language = file.source.file().language.empty() ? "text" : file.source.file().language;
            part.statements.push_back(stating(
                fmt::format("{} holds {} of {} and no public symbols.", codeSpan(baseName(file.source.path())),
                            counted(file.source.lineCount(), "line", "lines"), deliverable::escapeMarkdown(language)),
                {{file.source.path(), file.source.whole()}}));
        }
        section.sections.push_back(std::move(part));
    }
    return section;
}

void append(std::vector<Section>& sections, Section section) {
    if (!section.empty()) sections.push_back(std::move(section));
}

Section listOf(std::string title, std::vector<Statement> statements) {
    Section section;
    section.title = std::move(title);
    section.statements = std::move(statements);
    section.asList = true;
    return section;
}

Section tablesOf(std::string title, std::vector<deliverable::Table> tables) {
    Section section;
    section.title = std::move(title);
    for (deliverable::Table& table : tables)
        if (!table.rows.empty()) section.tables.push_back(std::move(table));
    return section;
}

std::string titleOf(const TaskSpec& task) {
    for (const char* key : {"title", "component", "name"})
        if (task.parameters.is_object() && task.parameters.contains(key) && task.parameters[key].is_string())
            return task.parameters[key].get<std::string>();
    return task.title.empty() ? task.id : task.title;
}

}  // namespace

Result<AgentResult> digestComponent(const OfflineRequest& request, const MemoryIndex& index) {
    SKEIN_TRY(const FileTree tree, FileTree::create(index, {}, request.sources));
    const auto files = tree.under(request.task.scope);
    if (files.empty())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("task {}: its scope holds no file of the sources", request.task.id));
    AgentResult result;
    Component component;
    SKEIN_TRY(component.files, readFiles(index, files, result.consulted));
    std::vector<SourceText> sources;
    for (const ReadFile& file : component.files) {
        component.notes.push_back(notesOf(file));
        if (isCodeLanguage(file.source.file().language))
            sources.emplace_back(file.source.file(), std::string(file.source.text()));
    }
    if (!sources.empty()) { SKEIN_TRY(component.imports, findImports(index, tree, sources)); }

    Document& document = result.document;
    document.kind = "digest";
    document.title = deliverable::escapeMarkdown(titleOf(request.task));
    for (const SourceFile* file : files) document.paths.push_back(file->path);
    append(document.sections, purposeOf(component.files));
    append(document.sections, fileTable(component));
    append(document.sections, keySymbols(component));
    append(document.sections, explanations(component));
    std::set<std::string> imported;
    for (const ImportedFile& import : component.imports)
        for (const auto& [name, mention] : import.names) imported.insert(name);
    Section steps;
    steps.title = outlinesTitle;
    steps.listings = outlines(component.files, imported);
    append(document.sections, std::move(steps));
    append(document.sections, listOf(tablesTitle, tableStatements(component.files)));
    append(document.sections, listOf("Failures: thrown, returned and asserted", failureStatements(component.files)));
    append(document.sections, listOf("Rules and caveats stated in the source", ruleStatements(component.files)));
    Section configuration = tablesOf("Limits, defaults and configuration",
                                     {limitsTable(component.files), configurationTable(component.files)});
    configuration.statements = switchStatements(component.files);
    configuration.asList = true;
    append(document.sections, std::move(configuration));
    append(document.sections, listOf(deprecatedTitle, deprecationStatements(component.files)));
    append(document.sections, listOf(originsTitle, originStatements(component.files)));
    append(document.sections, relations(component, document));
    append(document.sections, reference(component));
    document.questions = openQuestions(component.files);
    document.terms = definedTerms(component.files);
    markDisputes(request, document);
    return result;
}

}  // namespace skein::providers
