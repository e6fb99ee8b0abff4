#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/providers/offline/agents.h"
#include "core/providers/offline/usage.h"

namespace skein::providers {

using deliverable::Cite;
using deliverable::codeSpan;
using deliverable::Document;
using deliverable::Section;
using deliverable::Statement;

namespace {

constexpr std::size_t maxPurposeSentences = 5;
constexpr std::size_t maxKeySymbols = 16, minKeySymbols = 5;
constexpr std::size_t maxKeySentences = 5;
constexpr std::size_t maxUsers = 14, maxImports = 16;
constexpr std::size_t maxOutlineRows = 60;

Statement stating(std::string text, std::vector<Cite> cites) {
    return {std::move(text), std::move(cites), deliverable::Standing::Plain, {}};
}

/// Everything the parts of a digest share.
struct Component {
    const FileTree& tree;
    std::vector<ReadFile> files;
    Usage usage;
    std::map<std::string, ImportedFile> imports;
};

bool isReadme(std::string_view path) {
    const std::string name = toLowerAscii(baseName(path));
    return name.starts_with("readme") || name == "index.md" || name == "overview.md";
}

/// The words a file says about itself: its first prose, or its first comment that is no licence.
std::vector<Sentence> selfDescription(const ReadFile& file) {
    if (isProseLanguage(file.source.file().language)) {
        auto sentences = proseSentences(file.source, {1, std::min<std::uint32_t>(file.source.lineCount(), 120)});
        sentences.erase(
            std::remove_if(sentences.begin(), sentences.end(), [](const Sentence& s) { return !isQuotable(s.text); }),
            sentences.end());
        return sentences;
    }
    for (const Comment& comment : file.comments) {
        // Below the first declarations a comment speaks about those, not about the file.
        if (comment.lines.first > 80 || comment.trailing) break;
        // An include guard is no code yet.
        const auto code = std::find_if(file.symbols.begin(), file.symbols.end(),
                                       [](const DocumentedSymbol& s) { return s.group != SymbolGroup::Macro; });
        const bool beforeCode = code == file.symbols.end() || comment.lines.last < code->lines.first;
        if (!beforeCode) break;
        const auto sentences = sentencesOf(comment.text);
        if (sentences.empty()) continue;
        const auto found =
            std::find_if(sentences.begin(), sentences.end(), [](const Sentence& s) { return isQuotable(s.text); });
        const bool documentsFirst = !file.symbols.empty() && !file.symbols.front().doc.empty() &&
                                    file.symbols.front().doc.front().lines == sentences.front().lines;
        if (found == sentences.end() || documentsFirst) continue;
        return {found, sentences.end()};
    }
    return {};
}

void addSentences(Section& section, const std::string& path, const std::vector<Sentence>& sentences,
                  std::size_t limit) {
    // Sentences of one paragraph make one statement, so that they read as written.
    for (std::size_t i = 0; i < sentences.size() && limit > 0;) {
        if (!isQuotable(sentences[i].text)) {
            ++i;
            continue;
        }
        Statement statement = quoting(path, sentences[i]);
        const std::size_t paragraph = sentences[i].paragraph;
        --limit;
        for (++i; i < sentences.size() && sentences[i].paragraph == paragraph && limit > 0; ++i, --limit) {
            if (!isQuotable(sentences[i].text)) continue;
            statement.text += " " + proseMarkdown(sentences[i].text);
            statement.cites.front().lines.last = std::max(statement.cites.front().lines.last, sentences[i].lines.last);
        }
        section.statements.push_back(std::move(statement));
    }
}

std::uint64_t weightOf(const Component& component, const DocumentedSymbol& symbol) {
    const auto usage = component.usage.symbols.find(symbol.atom->title);
    const std::uint64_t outside = usage == component.usage.symbols.end() ? 0 : usage->second.filesOutside;
    const std::uint64_t inside = usage == component.usage.symbols.end() ? 0 : usage->second.inside;
    const std::uint64_t documentation = std::min<std::uint64_t>(symbol.docIsShared ? 0 : symbol.doc.size(), 10);
    return outside * 8 + std::min<std::uint64_t>(inside, 40) + documentation * 3;
}

Section purpose(const Component& component) {
    Section section;
    section.title = "Purpose";
    const ReadFile* best = nullptr;
    std::vector<Sentence> words;
    for (const ReadFile& file : component.files) {
        if (!isReadme(file.source.path())) continue;
        words = selfDescription(file);
        if (!words.empty()) {
            best = &file;
            break;
        }
    }
    // Without a README the file that says most about itself speaks for the component; headers before sources.
    if (best == nullptr) {
        std::size_t bestScore = 0;
        for (const ReadFile& file : component.files) {
            auto own = selfDescription(file);
            const bool header = file.source.path().ends_with(".h") || file.source.path().ends_with(".hpp");
            const std::size_t score = std::min<std::size_t>(own.size(), 6) * 2 + (header && !own.empty() ? 1 : 0);
            if (score > bestScore) bestScore = score, best = &file, words = std::move(own);
        }
    }
    if (best != nullptr) addSentences(section, best->source.path(), words, maxPurposeSentences);
    if (best == nullptr) {
        // The documentation of its most used type or function is the next best source.
        const DocumentedSymbol* lead = nullptr;
        const ReadFile* holder = nullptr;
        for (const ReadFile& file : component.files)
            for (const DocumentedSymbol& symbol : file.symbols)
                if (symbol.lead() != nullptr && symbol.group <= SymbolGroup::Function &&
                    (lead == nullptr || weightOf(component, symbol) > weightOf(component, *lead)))
                    lead = &symbol, holder = &file;
        if (lead != nullptr)
            section.statements.push_back(
                stating(fmt::format("Its central name is {}: {}", codeSpan(lead->atom->title), leadDoc(*lead)),
                        {{holder->source.path(), lead->docLines()}}));
    }
    std::uint64_t lines = 0;
    const ReadFile* largest = &component.files.front();
    for (const ReadFile& file : component.files) {
        lines += file.source.lineCount();
        if (file.source.lineCount() > largest->source.lineCount()) largest = &file;
    }
    const std::string largestName = codeSpan(largest->source.path());
    std::string size =
        component.files.size() == 1
            ? fmt::format("The component is one file, {}, of {}.", largestName, counted(lines, "line", "lines"))
            : fmt::format("The component has {} with {}; the largest is {} with {}.",
                          counted(component.files.size(), "file", "files"), counted(lines, "line", "lines"),
                          largestName, counted(largest->source.lineCount(), "line", "lines"));
    section.statements.push_back(stating(std::move(size), {{largest->source.path(), largest->source.whole()}}));
    return section;
}

std::string_view declaredAs(const DocumentedSymbol& symbol) {
    if (symbol.group == SymbolGroup::Function) return "is declared as";
    return symbol.atom->symbolKind == "typedef" || symbol.atom->symbolKind == "alias" ? "stands for" : "is a";
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
            if (symbol.group == SymbolGroup::Type && !symbol.container.empty()) continue;
            const std::uint64_t weight = weightOf(component, symbol) / (symbol.container.empty() ? 1 : 4);
            if (weight > 0) keys.push_back({&file, &symbol, weight});
        }
    }
    std::stable_sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.weight > b.weight; });
    const std::size_t limit = std::clamp(candidates / 6, minKeySymbols, maxKeySymbols);
    Section section;
    section.title = "Key types and functions";
    for (const Key& key : keys) {
        if (section.statements.size() >= limit) break;
        const std::string& name = key.symbol->atom->title;
        if (!seen.insert(name).second) continue;
        const std::string& path = key.file->source.path();
        std::vector<Cite> cites{{path, key.symbol->lines}};
        std::string text = codeSpan(name);
        if (!key.symbol->declaration.empty())
            text += fmt::format(" {} {}", declaredAs(*key.symbol), codeSpan(key.symbol->declaration));
        else text += fmt::format(" is a {}", deliverable::escapeMarkdown(key.symbol->atom->symbolKind));
        text += ".";
        std::size_t sentences = 0;
        for (const Sentence& sentence : key.symbol->doc) {
            if (sentences >= maxKeySentences || key.symbol->docIsShared) break;
            if (!isQuotable(sentence.text)) continue;
            text += " " + proseMarkdown(sentence.text);
            if (!text.ends_with('.') && !text.ends_with('!') && !text.ends_with('?')) text += '.';
            cites.front().lines = {std::min(cites.front().lines.first, sentence.lines.first),
                                   std::max(cites.front().lines.last, sentence.lines.last)};
            ++sentences;
        }
        const auto usage = component.usage.symbols.find(name);
        if (usage != component.usage.symbols.end() && usage->second.filesOutside > 0) {
            const Mention& example = usage->second.examples.front();
            text +=
                usage->second.filesOutside == 1
                    ? fmt::format(" Outside this component only {} uses {}.", codeSpan(example.path), codeSpan(name))
                    : fmt::format(" {} other files use {}, among them {}.", usage->second.filesOutside, codeSpan(name),
                                  codeSpan(example.path));
            cites.push_back({example.path, {example.line, example.line}});
        }
        section.statements.push_back(stating(std::move(text), std::move(cites)));
    }
    section.asList = true;
    return section;
}

/// "uses X of Y" and "is used by Z for X", and the links that cross references are made from.
Section relations(const Component& component, Document& document) {
    Section section;
    section.title = "How it fits with the rest";
    section.asList = true;
    std::vector<std::pair<std::string, const ImportedFile*>> imports;
    for (const auto& [path, import] : component.imports) {
        imports.emplace_back(path, &import);
        deliverable::Link link{import.fromPath, import.line, path, {}, import.word};
        for (const auto& [name, mention] : import.names) link.names.push_back(name);
        document.links.push_back(std::move(link));
    }
    std::stable_sort(imports.begin(), imports.end(),
                     [](const auto& a, const auto& b) { return a.second->names.size() > b.second->names.size(); });
    for (const auto& [path, import] : imports) {
        if (section.statements.size() >= maxImports) break;
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
    std::vector<std::pair<std::string, const UserFile*>> users;
    for (const auto& [path, user] : component.usage.users) users.emplace_back(path, &user);
    std::stable_sort(users.begin(), users.end(),
                     [](const auto& a, const auto& b) { return a.second->names.size() > b.second->names.size(); });
    const std::size_t before = section.statements.size();
    for (const auto& [path, user] : users) {
        if (section.statements.size() - before >= maxUsers) break;
        std::vector<Cite> cites;
        std::vector<std::pair<std::uint64_t, std::string>> ranked;
        for (const auto& [name, mention] : user->names) {
            const auto& usage = component.usage.symbols.at(name);
            ranked.emplace_back(usage.filesOutside, name);  // the rarer a name, the more it says about this user
        }
        std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        std::vector<std::string> names;
        for (const auto& [count, name] : ranked) {
            if (names.size() == 3) break;
            const Mention& mention = user->names.at(name);
            names.push_back(codeSpan(name));
            const Cite cite{mention.path, {mention.line, mention.line}};
            if (std::find(cites.begin(), cites.end(), cite) == cites.end()) cites.push_back(cite);
        }
        if (names.empty()) {
            if (user->importLine == 0) continue;
            section.statements.push_back(
                stating(fmt::format("{} includes {}.", codeSpan(path), codeSpan(user->importWord)),
                        {{path, {user->importLine, user->importLine}}}));
        } else {
            const std::size_t more = user->names.size() - names.size();
            if (more > 0) names.push_back(fmt::format("{} more {}", more, more == 1 ? "name" : "names"));
            section.statements.push_back(
                stating(fmt::format("{} uses {}.", codeSpan(path), enumeration(names)), std::move(cites)));
        }
    }
    if (users.size() > maxUsers && section.statements.size() > before) {
        const auto& [path, user] = users[maxUsers];
        const std::uint32_t line = user->importLine != 0 ? user->importLine : user->names.begin()->second.line;
        section.statements.push_back(
            stating(fmt::format("In all, {} other files use this component; {} is one more of them.", users.size(),
                                codeSpan(path)),
                    {{path, {line, line}}}));
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

Section reference(const Component& component) {
    Section section;
    section.title = "Reference";
    for (const ReadFile& file : component.files) {
        Section part;
        part.title = codeSpan(file.source.path());
        const auto words = selfDescription(file);
        if (!words.empty()) {
            Section lead;
            addSentences(lead, file.source.path(), words, 2);
            part.statements = std::move(lead.statements);
        }
        part.symbols = symbolTables(file.source, file.symbols);
        if (part.symbols.empty() && isProseLanguage(file.source.file().language)) describeText(file, part);
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
    SKEIN_TRY(const FileTree tree, FileTree::create(index));
    const auto files = tree.under(request.task.scope);
    if (files.empty())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("task {}: its scope holds no file of the sources", request.task.id));
    AgentResult result;
    Component component{tree, {}, {}, {}};
    SKEIN_TRY(component.files, readFiles(index, files, result.consulted));

    std::vector<SourceText> sources;
    std::set<std::string> names;
    for (const ReadFile& file : component.files) {
        if (isCodeLanguage(file.source.file().language))
            sources.emplace_back(file.source.file(), std::string(file.source.text()));
        for (const DocumentedSymbol& symbol : file.symbols)
            if (deliverable::countsForCoverage(*symbol.atom) && symbol.group != SymbolGroup::Member)
                names.insert(symbol.atom->title);
    }
    if (!sources.empty()) {
        SKEIN_TRY(component.usage, findUsage(index, tree, sources, {names.begin(), names.end()}));
        SKEIN_TRY(component.imports, findImports(index, tree, sources));
    }

    Document& document = result.document;
    document.kind = "digest";
    document.title = deliverable::escapeMarkdown(titleOf(request.task));
    for (const SourceFile* file : files) document.paths.push_back(file->path);
    append(document.sections, purpose(component));
    append(document.sections, keySymbols(component));
    append(document.sections, relations(component, document));
    append(document.sections, listOf("How it works", designStatements(component.files)));
    append(document.sections, listOf("Rules and caveats stated in the source", ruleStatements(component.files)));
    Section configuration = tablesOf("Limits, defaults and configuration",
                                     {limitsTable(component.files), configurationTable(component.files)});
    configuration.statements = switchStatements(component.files);
    configuration.asList = true;
    append(document.sections, std::move(configuration));
    append(document.sections, listOf("Failures", errorStatements(component.files)));
    append(document.sections, reference(component));
    document.questions = openQuestions(component.files);
    document.terms = definedTerms(component.files);
    markDisputes(request, document);
    return result;
}

}  // namespace skein::providers
