#include "core/providers/offline/usage.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxExamples = 3;
constexpr std::size_t maxNamesPerImport = 8;
constexpr std::size_t maxImportedFiles = 400;  // more than any component of twelve files imports

/// Calls visit(word, line) for each identifier outside comments. String literals are kept: registries name symbols in
/// them.
template <class Visit>
void eachCodeWord(const SourceText& source, Visit visit) {
    const CommentStyle style = commentStyleOf(source.file().language);
    const bool slash = style == CommentStyle::Slash;
    bool inBlock = false;
    for (std::uint32_t number = 1; number <= source.lineCount(); ++number) {
        std::string_view line = source.line(number);
        const std::string_view text = trim(line);
        if (style == CommentStyle::Hash && text.starts_with('#')) continue;
        if (slash && inBlock) {
            const std::size_t end = line.find("*/");
            if (end == std::string_view::npos) continue;
            line.remove_prefix(end + 2);
            inBlock = false;
        }
        if (slash && text.starts_with("//")) continue;
        if (slash) {
            const std::size_t open = line.find("/*");
            if (open != std::string_view::npos) {
                inBlock = line.find("*/", open) == std::string_view::npos;
                line = line.substr(0, open);
            } else if (const std::size_t comment = line.find("//"); comment != std::string_view::npos) {
                line = line.substr(0, comment);
            }
        }
        for (std::size_t i = 0; i < line.size();) {
            if (!isIdentifierChar(line[i])) {
                ++i;
                continue;
            }
            std::size_t end = i;
            while (end < line.size() && isIdentifierChar(line[end])) ++end;
            if (end - i >= 3 && (line[i] < '0' || line[i] > '9')) visit(line.substr(i, end - i), number);
            i = end;
        }
    }
}

/// One file's mentions of the wanted names: count and first line, by position in the list of names.
std::map<std::size_t, std::pair<std::uint32_t, std::uint32_t>> mentionsIn(
    const SourceText& source, const std::unordered_map<std::string_view, std::size_t>& wanted) {
    std::map<std::size_t, std::pair<std::uint32_t, std::uint32_t>> found;
    eachCodeWord(source, [&](std::string_view word, std::uint32_t line) {
        const auto name = wanted.find(word);
        if (name == wanted.end()) return;
        const auto [entry, added] = found.try_emplace(name->second, 0u, line);
        ++entry->second.first;
    });
    return found;
}

}  // namespace

bool isDistinctName(std::string_view name) {
    if (name.size() < 6) return false;
    bool mark = false, lower = false;
    for (const char c : name) {
        const bool capital = c >= 'A' && c <= 'Z';
        mark = mark || c == '_' || (c >= '0' && c <= '9') || (capital && lower);
        lower = c >= 'a' && c <= 'z';
    }
    return mark;
}

Result<Usage> findUsage(const MemoryIndex& index, const FileTree& tree, const std::vector<SourceText>& component,
                        const std::vector<std::string>& publicNames) {
    Usage usage;
    std::unordered_map<std::string_view, std::size_t> wanted;  // looked up only, never iterated
    for (std::size_t i = 0; i < publicNames.size(); ++i) wanted.emplace(publicNames[i], i);
    std::set<std::string_view> own, ownNames;
    for (const SourceText& source : component) {
        own.insert(source.path());
        ownNames.insert(baseName(source.path()));
        ownNames.insert(stemOf(source.path()));
        for (const auto& [name, mention] : mentionsIn(source, wanted))
            usage.symbols[publicNames[name]].inside += mention.first;
    }
    for (const SourceFile& file : tree.files()) {
        if (own.contains(file.path) || !isCodeLanguage(file.language)) continue;
        SKEIN_TRY(const SourceText source, openSource(index, file));
        UserFile user;
        for (const ImportRef& import : source.imports()) {
            // Resolving is dear; only an import that ends in one of our file names or stems can mean us.
            const std::size_t cut = import.target.find_last_of("/.:");
            const std::string_view last =
                std::string_view(import.target).substr(cut == std::string::npos ? 0 : cut + 1);
            const bool candidate = ownNames.contains(baseName(import.target)) || ownNames.contains(last) ||
                                   ownNames.contains(stemOf(import.target));
            const SourceFile* target = candidate ? tree.resolve(file.path, import.target) : nullptr;
            if (target == nullptr || !own.contains(target->path)) continue;
            user.importLine = import.line;
            user.importTarget = target->path;
            user.importWord = import.target;
            break;
        }
        for (const auto& [name, mention] : mentionsIn(source, wanted)) {
            if (user.importLine == 0 && !isDistinctName(publicNames[name])) continue;
            SymbolUsage& symbol = usage.symbols[publicNames[name]];
            ++symbol.filesOutside;
            if (symbol.examples.size() < maxExamples) symbol.examples.push_back({file.path, mention.second});
            user.names.emplace(publicNames[name], Mention{file.path, mention.second});
        }
        if (user.importLine != 0 || !user.names.empty()) usage.users.emplace(file.path, std::move(user));
    }
    return usage;
}

Result<std::map<std::string, ImportedFile>> findImports(const MemoryIndex& index, const FileTree& tree,
                                                        const std::vector<SourceText>& component) {
    std::map<std::string, ImportedFile> imported;
    std::set<std::string_view> own;
    for (const SourceText& source : component) own.insert(source.path());
    for (const SourceText& source : component) {
        for (const ImportRef& import : source.imports()) {
            const SourceFile* target = tree.resolve(source.path(), import.target);
            if (target == nullptr || own.contains(target->path) || imported.size() >= maxImportedFiles) continue;
            imported.try_emplace(target->path, ImportedFile{source.path(), import.line, import.target, {}});
        }
    }
    std::vector<std::string> paths;
    for (const auto& [path, file] : imported) paths.push_back(path);
    if (paths.empty()) return imported;
    SKEIN_TRY(const std::vector<Atom> atoms, index.atomsUnder(paths));
    std::vector<const Atom*> symbols;
    std::unordered_map<std::string_view, std::size_t> wanted;
    for (const Atom& atom : atoms)
        if (deliverable::countsForCoverage(atom) && symbolGroup(atom.symbolKind) != SymbolGroup::Member &&
            wanted.emplace(atom.title, symbols.size()).second)
            symbols.push_back(&atom);
    std::vector<std::pair<std::uint32_t, Mention>> totals(symbols.size());
    for (const SourceText& source : component)
        for (const auto& [name, mention] : mentionsIn(source, wanted)) {
            if (totals[name].first == 0) totals[name].second = {source.path(), mention.second};
            totals[name].first += mention.first;
        }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < symbols.size(); ++i)
        if (totals[i].first > 0) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return totals[a].first > totals[b].first; });
    for (const std::size_t i : order) {
        auto& names = imported.at(symbols[i]->path).names;
        if (names.size() < maxNamesPerImport) names.emplace_back(symbols[i]->title, totals[i].second);
    }
    return imported;
}

}  // namespace skein::providers
