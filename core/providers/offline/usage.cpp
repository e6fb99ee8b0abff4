#include "core/providers/offline/usage.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "core/base/text.h"
#include "core/deliverable/check_document.h"

namespace skein::providers {
namespace {

constexpr std::size_t maxExamples = 3, minShortName = 4;
constexpr std::size_t maxNamesPerImport = 8;
constexpr std::size_t maxImports = 4'000;  // more than any component of two dozen files imports

/// Calls visit(text, begin, size, line) for each identifier outside comments. String literals are kept: registries name
/// symbols in them.
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
        for (const std::string_view word : identifiersIn(line))
            if (word.size() >= 3 && (word[0] < '0' || word[0] > '9'))
                visit(line, static_cast<std::size_t>(word.data() - line.data()), word.size(), number);
    }
}

/// How a word stands: as a name of the surrounding scope, as a member of something else, or as a name that the file
/// gives to something of its own.
enum class Standing { Free, Member, Own };

/// `home` is the file that the name would have to mean.
Standing standingOf(std::string_view line, std::size_t begin, std::string_view home) {
    const std::string_view before = trim(line.substr(0, begin));
    const auto wordBefore = [&](std::size_t marks) {
        std::string_view scope = before.substr(0, before.size() - marks);
        std::size_t start = scope.size();
        while (start > 0 && isIdentifierChar(scope[start - 1])) --start;
        return scope.substr(start);
    };
    if (before.ends_with("->")) return Standing::Member;
    if (before.ends_with('.')) {
        // "nodes.Tuple" means the Tuple of nodes.py or of a folder nodes; "typing.Tuple" does not.
        std::string_view folder = folderOf(home);
        if (!folder.empty()) folder.remove_suffix(1);
        const std::string_view module = wordBefore(1);
        return module == stemOf(home) || module == baseName(folder) ? Standing::Free : Standing::Member;
    }
    if (before.ends_with("::")) {
        // A namespace is written in small letters; what follows a template argument or a type is a member.
        const std::string_view scope = wordBefore(2);
        const bool small = std::none_of(scope.begin(), scope.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        return scope.empty() || !small ? Standing::Member : Standing::Free;
    }
    const std::string_view word = wordBefore(0);
    return word == "typename" || word == "class" ? Standing::Own : Standing::Free;
}

/// How a name has to stand to be meant: a word like "put" means a function only where it is called, or imported.
enum class Evidence { Word, Call, Import };

bool isHeader(std::string_view path) {
    return path.ends_with(".h") || path.ends_with(".hpp") || path.ends_with(".hh") || path.ends_with(".hxx");
}

/// What it takes to mean a name that lives in a file; nothing if no word can be trusted.
std::optional<Evidence> evidenceFor(std::string_view name, std::string_view language, bool inHeader) {
    if (isDistinctName(name, language)) return Evidence::Word;
    if (name.size() < minShortName) return std::nullopt;
    if (language == "Python") return Evidence::Import;
    const bool c = language == "C" || language == "C++" || language == "ObjectiveC";
    return c && inHeader ? std::optional(Evidence::Call) : std::nullopt;
}

/// Whether a name stands where it is called: "return put(x)", but neither "int put(x)" nor "std::put(x)".
bool isCalled(std::string_view line, std::size_t begin, std::size_t size) {
    if (!trim(line.substr(begin + size)).starts_with('(')) return false;
    const std::string_view before = trim(line.substr(0, begin));
    if (before.empty()) return begin > 0;  // at the left margin a function is defined
    if (before.ends_with('*') || before.ends_with('.') || before.ends_with(':') || before.ends_with('~')) return false;
    if (!isIdentifierChar(before.back())) return true;
    return before.ends_with("return") || before.ends_with("else") || before.ends_with("do");
}

/// Whether a line imports the name: "from x import put", or one line of a list of names.
bool isImported(std::string_view line, std::string_view name) {
    const std::string_view text = trim(line);
    if (text.starts_with("from ") || text.starts_with("import ")) return true;
    return text.starts_with(name) && (text.size() == name.size() || trim(text.substr(name.size())) == "," ||
                                      text.substr(name.size()).starts_with(" as "));
}

/// A name that is looked for: the file it would have to live in and how it has to stand.
struct Wanted {
    std::string_view home;
    Evidence evidence = Evidence::Word;
};

/// One file's mentions of the wanted names: count and first line, by position in the list.
std::map<std::size_t, std::pair<std::uint32_t, std::uint32_t>> mentionsIn(
    const SourceText& source, const std::unordered_map<std::string_view, std::size_t>& wanted,
    const std::vector<Wanted>& names) {
    std::map<std::size_t, std::pair<std::uint32_t, std::uint32_t>> found;
    std::set<std::size_t> own;
    eachCodeWord(source, [&](std::string_view text, std::size_t begin, std::size_t size, std::uint32_t line) {
        const auto name = wanted.find(text.substr(begin, size));
        if (name == wanted.end()) return;
        const Wanted& how = names[name->second];
        const Standing standing = standingOf(text, begin, how.home);
        if (standing == Standing::Own) own.insert(name->second);
        // In C++ "value(2)" may construct a member or a variable.
        const bool meant =
            how.evidence == Evidence::Word ||
            (how.evidence == Evidence::Call ? source.file().language == "C" && isCalled(text, begin, size)
                                            : isImported(text, name->first));
        if (standing != Standing::Free || !meant) return;
        const auto [entry, added] = found.try_emplace(name->second, 0u, line);
        ++entry->second.first;
    });
    for (const std::size_t name : own) found.erase(name);
    return found;
}

}  // namespace

bool isDistinctName(std::string_view name, std::string_view language) {
    const bool bareWordsMean = language == "Python" || language == "Go" || language == "Java" ||
                               language == "TypeScript" || language == "Rust" || language == "C#";
    if (bareWordsMean && name.size() >= 5 && name[0] >= 'A' && name[0] <= 'Z') return true;
    if (name.size() < 6) return false;
    bool mark = false, lower = false;
    for (const char c : name) {
        const bool capital = c >= 'A' && c <= 'Z';
        mark = mark || c == '_' || (c >= '0' && c <= '9') || (capital && lower);
        lower = c >= 'a' && c <= 'z';
    }
    return mark;
}

namespace {

/// Files a file reaches through its imports, by position in the tree.
class Reach {
public:
    Result<void> read(const MemoryIndex& index, const FileTree& tree) {
        const auto& files = tree.files();
        m_imports.resize(files.size());
        std::map<std::string_view, std::vector<std::size_t>> packages;
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (!isCodeLanguage(files[i].language)) continue;
            SKEIN_TRY(const SourceText source, openSource(index, files[i]));
            for (const ImportRef& import : source.imports()) {
                std::vector<const SourceFile*> targets = tree.targets(files[i].path, import);
                if (targets.empty() && files[i].language == "Go") targets = tree.packageFiles(import.target);
                for (const SourceFile* target : targets)
                    m_imports[i].push_back(static_cast<std::size_t>(target - files.data()));
            }
            // Files of one package see each other without an import.
            if (files[i].language == "Go" || files[i].language == "Java")
                packages[folderOf(files[i].path)].push_back(i);
        }
        for (const auto& [folder, members] : packages)
            for (const std::size_t from : members)
                m_imports[from].insert(m_imports[from].end(), members.begin(), members.end());
        return {};
    }

    std::vector<bool> from(std::size_t file) const {
        std::vector<bool> reached(m_imports.size());
        std::vector<std::size_t> open{file};
        while (!open.empty()) {
            const std::size_t at = open.back();
            open.pop_back();
            for (const std::size_t next : m_imports[at])
                if (!reached[next]) reached[next] = true, open.push_back(next);
        }
        return reached;
    }

private:
    std::vector<std::vector<std::size_t>> m_imports;
};

/// A name that lives in one file: its place, and all files that declare it.
struct Home {
    const std::string* name;
    deliverable::Cite place;
    std::set<std::size_t> files;
    Evidence evidence = Evidence::Word;
};

std::vector<Home> homesOf(const FileTree& tree, const Definitions& definitions) {
    std::vector<Home> homes;
    for (const auto& [name, places] : definitions) {
        const SourceFile* first = places.empty() ? nullptr : tree.find(places.front().place.path);
        if (first == nullptr) continue;
        const bool inHeader = std::any_of(places.begin(), places.end(),
                                          [](const Definition& place) { return isHeader(place.place.path); });
        // What is only declared, such as a function of the C library, is nobody's here.
        const bool here =
            std::any_of(places.begin(), places.end(), [](const Definition& place) { return !place.isDeclaration; });
        const std::optional<Evidence> evidence = evidenceFor(name, first->language, inHeader);
        if (!evidence || (!here && *evidence != Evidence::Word)) continue;
        std::set<std::string_view> defined, declared;
        bool member = false;
        for (const Definition& place : places) {
            member = member || place.isMember;
            (place.isDeclaration ? declared : defined).insert(place.place.path);
        }
        if (member) continue;
        const auto& lives = defined.empty() ? declared : defined;
        if (lives.size() != 1) continue;
        Home home{&name, {}, {}, *evidence};
        for (const Definition& place : places) {
            if (home.place.path.empty() && place.place.path == *lives.begin()) home.place = place.place;
            if (const SourceFile* file = tree.find(place.place.path))
                home.files.insert(static_cast<std::size_t>(file - tree.files().data()));
        }
        homes.push_back(std::move(home));
    }
    return homes;
}

}  // namespace

Result<std::vector<deliverable::Usage>> findUses(const MemoryIndex& index, const FileTree& tree,
                                                 const Definitions& definitions) {
    const std::vector<Home> homes = homesOf(tree, definitions);
    std::unordered_map<std::string_view, std::size_t> wanted;  // looked up only, never iterated
    std::vector<Wanted> names;
    std::vector<deliverable::Usage> usages;
    for (std::size_t i = 0; i < homes.size(); ++i) {
        names.push_back({homes[i].place.path, homes[i].evidence});
        wanted.emplace(*homes[i].name, i);
        usages.push_back({*homes[i].name, homes[i].place, 0, {}});
    }
    Reach reach;
    SKEIN_CHECK(reach.read(index, tree));
    for (std::size_t i = 0; i < tree.files().size(); ++i) {
        const SourceFile& file = tree.files()[i];
        if (!isCodeLanguage(file.language)) continue;
        SKEIN_TRY(const SourceText source, openSource(index, file));
        const auto mentions = mentionsIn(source, wanted, names);
        if (mentions.empty()) continue;
        const std::vector<bool> reached = reach.from(i);
        for (const auto& [name, mention] : mentions) {
            const Home& home = homes[name];
            const bool own = home.files.contains(i);
            if (own || std::none_of(home.files.begin(), home.files.end(), [&](std::size_t f) { return reached[f]; }))
                continue;
            deliverable::Usage& usage = usages[name];
            ++usage.files;
            if (usage.examples.size() < maxExamples)
                usage.examples.push_back({file.path, {mention.second, mention.second}});
        }
    }
    usages.erase(std::remove_if(usages.begin(), usages.end(), [](const auto& usage) { return usage.files == 0; }),
                 usages.end());
    std::stable_sort(usages.begin(), usages.end(), [](const auto& a, const auto& b) { return a.files > b.files; });
    return usages;
}

Result<std::vector<ImportedFile>> findImports(const MemoryIndex& index, const FileTree& tree,
                                              const std::vector<SourceText>& component) {
    std::vector<ImportedFile> imported;
    std::set<std::string_view> own;
    std::set<std::string> paths;
    for (const SourceText& source : component) own.insert(source.path());
    for (const SourceText& source : component) {
        std::set<std::string_view> seen;
        for (const ImportRef& import : source.imports()) {
            for (const SourceFile* target : tree.targets(source.path(), import)) {
                if (own.contains(target->path) || imported.size() >= maxImports || !seen.insert(target->path).second)
                    continue;
                imported.push_back({source.path(), target->path, import.line, import.target, {}});
                paths.insert(target->path);
            }
        }
    }
    if (paths.empty()) return imported;
    SKEIN_TRY(const std::vector<Atom> atoms, index.atomsUnder({paths.begin(), paths.end()}));
    std::map<std::string_view, std::set<std::string_view>> definedIn;
    std::set<std::pair<std::string_view, std::string_view>> types;
    for (const Atom& atom : atoms)
        if (atom.kind == AtomKind::Symbol && symbolGroup(atom.symbolKind) == SymbolGroup::Type)
            types.insert({atom.path, atom.title});
    std::set<std::string_view> members;
    for (const Atom& atom : atoms) {
        if (!deliverable::countsForCoverage(atom) || !isDistinctName(atom.title, atom.language)) continue;
        const bool member = symbolGroup(atom.symbolKind) == SymbolGroup::Member || atom.symbolKind == "typedef" ||
                            (!atom.ancestors.empty() && types.contains({atom.path, atom.ancestors.back()}));
        if (member) members.insert(atom.title);
        definedIn[atom.title].insert(atom.path);
    }
    std::vector<std::string_view> names;
    std::vector<Wanted> homes;
    std::unordered_map<std::string_view, std::size_t> wanted;
    for (const auto& [name, files] : definedIn)
        if (files.size() == 1 && !members.contains(name) && wanted.emplace(name, names.size()).second) {
            names.push_back(name);
            homes.push_back({*files.begin()});
        }
    for (const SourceText& source : component) {
        std::map<std::string_view, std::vector<std::pair<std::uint32_t, std::pair<std::size_t, std::uint32_t>>>> byFile;
        for (const auto& [name, mention] : mentionsIn(source, wanted, homes))
            byFile[*definedIn[names[name]].begin()].push_back({mention.first, {name, mention.second}});
        for (ImportedFile& import : imported) {
            if (import.fromPath != source.path()) continue;
            auto& found = byFile[import.toPath];
            std::stable_sort(found.begin(), found.end(),
                             [](const auto& a, const auto& b) { return a.first > b.first; });
            for (const auto& [count, name] : found)
                if (import.names.size() < maxNamesPerImport)
                    import.names.emplace_back(names[name.first], Mention{source.path(), name.second});
        }
    }
    return imported;
}

}  // namespace skein::providers
