#include "core/plan/components.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "core/base/text.h"
#include "core/model/names.h"

namespace skein::plan {
namespace {

constexpr NameTable<ComponentKind, 6> kindNames{{{ComponentKind::Code, "code"},
                                                 {ComponentKind::Documentation, "docs"},
                                                 {ComponentKind::Configuration, "config"},
                                                 {ComponentKind::Tests, "tests"},
                                                 {ComponentKind::Build, "build"},
                                                 {ComponentKind::Data, "data"}}};

using Names = std::set<std::string_view>;

// Names by custom of the common ecosystems; what they miss is ordinary code, which is the harmless mistake.
const Names& testFolders() {
    static const Names names{"test",      "tests", "testing", "testdata",  "unittest",
                             "unittests", "spec",  "specs",   "__tests__", "e2e"};
    return names;
}
const Names& docFolders() {
    static const Names names{"doc", "docs", "documentation", "man", "manual"};
    return names;
}
const Names& buildFolders() {
    static const Names names{"cmake", "m4",      "packaging", "debian",    "ci",
                             ".ci",   ".github", ".gitlab",   ".circleci", "docker"};
    return names;
}
const Names& buildFiles() {
    static const Names names{
        "cmakelists.txt", "makefile",          "gnumakefile",      "configure",    "configure.ac",      "configure.in",
        "meson.build",    "meson_options.txt", "meson.options",    "dockerfile",   "containerfile",     "jenkinsfile",
        "build.gradle",   "settings.gradle",   "build.gradle.kts", "pom.xml",      "build.xml",         "setup.py",
        "setup.cfg",      "pyproject.toml",    "requirements.txt", "package.json", "package-lock.json", "yarn.lock",
        "cargo.toml",     "cargo.lock",        "go.mod",           "go.sum",       "gemfile",           "rakefile",
        "sconstruct",     "sconscript",        "wscript",          "build",        "workspace",         "build.bazel",
        "justfile",       "vcpkg.json",        "conanfile.txt",    "conanfile.py", "tox.ini",           "noxfile.py",
        "manifest.in"};
    return names;
}
const Names& docNames() {
    static const Names names{"readme",  "changelog", "changes",      "news",         "license",    "licence",
                             "copying", "authors",   "contributing", "contributors", "install",    "todo",
                             "thanks",  "history",   "notice",       "security",     "maintainers"};
    return names;
}
const Names& docExtensions() {
    static const Names names{"md",  "markdown", "rst", "adoc", "asciidoc", "txt", "tex", "texi", "texinfo", "org",
                             "pod", "1",        "2",   "3",    "4",        "5",   "6",   "7",    "8"};
    return names;
}
const Names& buildExtensions() {
    static const Names names{"cmake", "mk",  "mak",  "am",      "ac",  "m4",  "gradle",
                             "bazel", "bzl", "spec", "vcxproj", "sln", "pro", "pri"};
    return names;
}
const Names& configExtensions() {
    static const Names names{"yaml", "yml",  "toml",  "ini",   "cfg",     "conf",   "properties",
                             "env",  "json", "json5", "plist", "desktop", "service"};
    return names;
}
const Names& dataExtensions() {
    static const Names names{"csv", "tsv", "svg",     "png",   "jpg",  "jpeg", "gif", "ico", "pdf", "po",
                             "pot", "ttf", "woff",    "woff2", "zip",  "gz",   "xz",  "zst", "db",  "sqlite",
                             "bin", "dat", "parquet", "jsonl", "lock", "map",  "wav", "mp3"};
    return names;
}

std::string_view fileName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view extension(std::string_view name) {
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot + 1);
}

/// "foo" of "foo.c", "foo.h" and "foo.test.js"; ".clang-format" of itself.
std::string_view stem(std::string_view path) {
    const auto name = fileName(path);
    const auto dot = name.find('.', 1);
    return name.substr(0, dot);
}

bool isTestName(std::string_view name) {
    const std::string_view base = stem(name);
    // A header such as "planarity_test.hpp" offers a test to others; programs that test are sources.
    const std::string_view ending = extension(name);
    if (ending == "h" || ending == "hpp" || ending == "hh" || ending == "hxx" || ending == "ipp") return false;
    if (base.starts_with("test_") || base.starts_with("tst_") || base.ends_with("_test") || base.ends_with("_spec"))
        return true;
    if (base.starts_with("test") && base.size() > 4 &&
        base.find_first_not_of("0123456789", 4) == std::string_view::npos)
        return true;
    return name.find(".test.") != std::string_view::npos || name.find(".spec.") != std::string_view::npos ||
           name.ends_with(".test");
}

std::uint64_t totalLines(std::span<const SourceFile* const> files) {
    std::uint64_t lines = 0;
    for (const SourceFile* file : files) lines += file->lines;
    return lines;
}

/// The word a name starts with: "os" of "os_unix", "btree" of "btreeInt", "fts3" of "fts3-aux".
std::string_view leadingWord(std::string_view name) {
    for (std::size_t i = 1; i < name.size(); ++i) {
        const bool separator = name[i] == '_' || name[i] == '-';
        const bool hump = name[i] >= 'A' && name[i] <= 'Z' && name[i - 1] >= 'a' && name[i - 1] <= 'z';
        if (separator || hump) return name.substr(0, i);
    }
    return name;
}

/// The words of a name in small letters: "max_flow" and "maxFlow" both have two.
std::vector<std::string> wordsOf(std::string_view name) {
    std::vector<std::string> words;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= name.size(); ++i) {
        const bool separator = i < name.size() && (name[i] == '_' || name[i] == '-');
        const bool hump =
            i > 0 && i < name.size() && name[i] >= 'A' && name[i] <= 'Z' && name[i - 1] >= 'a' && name[i - 1] <= 'z';
        if (i < name.size() && !separator && !hump) continue;
        if (i > start) words.push_back(toLowerAscii(name.substr(start, i - start)));
        start = separator ? i + 1 : i;
    }
    return words;
}

std::string slug(std::string_view text) {
    std::string out;
    for (const char c : toLowerAscii(text)) {
        if (isIdentifierChar(c) || c == '.') out += c;
        else if (c == '/') out += '.';
        else if (!out.empty() && out.back() != '-') out += '-';
    }
    while (!out.empty() && (out.back() == '-' || out.back() == '.')) out.pop_back();
    while (!out.empty() && (out.front() == '-' || out.front() == '.')) out.erase(0, 1);
    return out.substr(0, 80);
}

using Files = std::vector<const SourceFile*>;  ///< sorted by path

constexpr std::uint32_t forwardingLines = 3;
constexpr std::size_t minForwarding = 12;

/// Groups the files of one kind.
class Grouper {
public:
    Grouper(ComponentKind kind, const ComponentLimits& limits, std::vector<Component>& out)
        : m_kind(kind), m_limits(limits), m_out(out) {
        // Nobody reads data files one by one, and tests are read beside what they test: coarser groups serve both.
        if (kind == ComponentKind::Data) {
            m_limits.maxFiles *= 25;
            m_limits.maxLines = UINT64_MAX;
        }
        if (kind == ComponentKind::Tests) {
            m_limits.maxFiles *= 2;
            m_limits.maxLines *= 2;
        }
    }

    /// All files below the folder `folder` ("" or ending in '/').
    void collect(std::span<const SourceFile* const> files, std::string_view folder) {
        Files direct;
        std::vector<std::span<const SourceFile*const>> large, tiny;
        for (std::size_t i = 0; i < files.size();) {
            const std::string_view rest = std::string_view(files[i]->path).substr(folder.size());
            const auto slash = rest.find('/');
            if (slash == std::string_view::npos) {
                direct.push_back(files[i++]);
                continue;
            }
            const auto child = std::string_view(files[i]->path).substr(0, folder.size() + slash + 1);
            std::size_t end = i;
            while (end < files.size() && std::string_view(files[end]->path).starts_with(child)) ++end;
            const auto part = files.subspan(i, end - i);
            (isTiny(part) ? tiny : large).push_back(part);
            i = end;
        }
        if (large.empty() && fits(files)) {
            emit({files.begin(), files.end()}, folder);
            return;
        }
        for (const auto part : large) {
            const std::string_view path = part.front()->path;
            collect(part, path.substr(0, path.find('/', folder.size()) + 1));
        }
        if (isTiny(direct) && !tiny.empty()) {
            tiny.insert(tiny.begin(), std::span<const SourceFile* const>(direct));
        } else if (fits(direct)) {
            if (!direct.empty()) emit(direct, folder);
        } else {
            splitFlat(direct, folder);
        }
        packParts(tiny, folder);
    }

private:
    /// The files that share a stem, or a family of stems.
    struct Unit {
        Files files;
        std::vector<std::string_view> stems;
    };

    bool fits(std::span<const SourceFile* const> files) const {
        return files.size() <= m_limits.maxFiles && (totalLines(files) <= m_limits.maxLines || files.size() == 1);
    }
    bool isTiny(std::span<const SourceFile* const> files) const {
        return files.size() < m_limits.minFiles && totalLines(files) < m_limits.minLines;
    }

    /// Neighbouring parts joined for as long as they fit together.
    void packParts(const std::vector<std::span<const SourceFile* const>>& parts, std::string_view folder) {
        Files current;
        for (const auto part : parts) {
            Files joined = current;
            joined.insert(joined.end(), part.begin(), part.end());
            if (!current.empty() && !fits(joined)) {
                emit(current, folder);
                joined.assign(part.begin(), part.end());
            }
            current = std::move(joined);
        }
        if (!current.empty()) emit(current, folder);
    }

    /// A folder that is too large: by common stem, then families of stems by prefix, then what shares words
    /// ("max_flow"), then small leftovers in runs.
    void splitFlat(const Files& files, std::string_view folder) {
        Files forwarding;
        std::map<std::string_view, Files> byStem;
        for (const SourceFile* file : files)
            if (file->lines <= forwardingLines) forwarding.push_back(file);
        // Files of a line or two only lead to another; many of them are one thing to a reader.
        if (forwarding.size() < minForwarding) forwarding.clear();
        for (const SourceFile* file : files)
            if (forwarding.empty() || file->lines > forwardingLines) byStem[stem(file->path)].push_back(file);
        std::map<std::string_view, std::size_t> wordUses;
        for (const auto& [name, members] : byStem) ++wordUses[leadingWord(name)];
        std::map<std::string_view, std::vector<std::string_view>> families;
        std::string_view root;
        for (const auto& [name, members] : byStem) {
            // Sorted order puts "vdbe" directly before "vdbeapi", "vdbeaux"...: the last root is the only candidate.
            if (root.size() >= 3 && name.starts_with(root)) {
                families[root].push_back(name);
                continue;
            }
            const std::string_view word = leadingWord(name);
            root = wordUses[word] > 1 && word.size() >= 2 ? word : name;
            families[root].push_back(name);
        }
        std::vector<Unit> units;
        for (const auto& [family, stems] : families) {
            Files whole;
            for (const auto name : stems) whole.insert(whole.end(), byStem[name].begin(), byStem[name].end());
            if (fits(whole)) {
                units.push_back({std::move(whole), {stems.begin(), stems.end()}});
                continue;
            }
            std::vector<std::span<const SourceFile* const>> parts;
            for (const auto name : stems) splitStem(byStem[name], parts);
            packParts(parts, folder);
        }
        takeTopics(units, folder);
        std::vector<Unit> small;
        for (Unit& unit : units) addUnit(std::move(unit), folder, small);
        flush(small, folder);
        if (!forwarding.empty()) emit(forwarding, folder, "forwarding files");
    }

    /// Emits units whose names share words, most specific and largest first, and removes them.
    void takeTopics(std::vector<Unit>& units, std::string_view folder) {
        for (;;) {
            std::map<std::string, std::vector<std::size_t>> unitsOf;
            for (std::size_t i = 0; i < units.size(); ++i) {
                std::set<std::string> topics;
                for (const std::string_view name : units[i].stems) {
                    const std::vector<std::string> words = wordsOf(name);
                    for (std::size_t w = 0; w + 1 < words.size(); ++w) topics.insert(words[w] + ' ' + words[w + 1]);
                    // One word is enough at the end of a name: it says what kind of thing it is.
                    if (words.size() > 1 && words.back().size() >= 5) topics.insert(words.back());
                }
                for (const std::string& topic : topics) unitsOf[topic].push_back(i);
            }
            const std::vector<std::size_t>* best = nullptr;
            std::string_view bestTopic;
            std::size_t bestScore = 0;
            for (const auto& [topic, members] : unitsOf) {
                Files whole;
                for (const std::size_t i : members)
                    whole.insert(whole.end(), units[i].files.begin(), units[i].files.end());
                const bool pair = topic.find(' ') != std::string::npos;
                if (members.size() < (pair ? 2u : 3u) || !fits(whole)) continue;
                const std::size_t score = members.size() * 2 + (pair ? 3 : 0);
                if (score > bestScore) best = &members, bestTopic = topic, bestScore = score;
            }
            if (best == nullptr) return;
            Files whole;
            for (const std::size_t i : *best) whole.insert(whole.end(), units[i].files.begin(), units[i].files.end());
            emit(std::move(whole), folder, bestTopic);
            for (std::size_t i = best->size(); i-- > 0;)
                units.erase(units.begin() + static_cast<std::ptrdiff_t>((*best)[i]));
        }
    }

    /// A stem with more files than fit is cut into runs.
    void splitStem(const Files& files, std::vector<std::span<const SourceFile* const>>& parts) const {
        const std::span<const SourceFile* const> all(files);
        for (std::size_t i = 0; i < files.size(); i += m_limits.maxFiles)
            parts.push_back(all.subspan(i, std::min(m_limits.maxFiles, files.size() - i)));
    }

    void addUnit(Unit unit, std::string_view folder, std::vector<Unit>& small) {
        if (totalLines(unit.files) >= m_limits.minLines) {
            emit(unit.files, folder);
            return;
        }
        small.push_back(std::move(unit));
    }

    void flush(const std::vector<Unit>& small, std::string_view folder) {
        std::vector<std::span<const SourceFile* const>> parts;
        parts.reserve(small.size());
        for (const Unit& unit : small) parts.emplace_back(unit.files);
        packParts(parts, folder);
    }

    /// `label` says in words what the files have in common; empty if only their folder is known.
    void emit(Files files, std::string_view folder, std::string_view label = {}) {
        std::sort(files.begin(), files.end(), [](const auto* a, const auto* b) { return a->path < b->path; });
        Component component;
        component.kind = m_kind;
        component.lines = totalLines(files);
        std::vector<std::string_view> names;  // stems, or child folders for files further down
        for (const SourceFile* file : files) {
            component.paths.push_back(file->path);
            const std::string_view rest = std::string_view(file->path).substr(folder.size());
            const auto slash = rest.find('/');
            const auto name = slash == std::string_view::npos ? stem(rest) : rest.substr(0, slash);
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        }
        const auto [first, isNew] = m_folderUses.try_emplace(std::string(folder), 0);
        component.title = title(folder, names, label);
        component.id =
            slug(std::string(m_kind == ComponentKind::Code ? "" : componentKindName(m_kind)) + "/" +
                 std::string(folder) + (names.size() == 1 || !isNew ? std::string(names.front()) : std::string()));
        ++first->second;
        m_out.push_back(std::move(component));
    }

    std::string title(std::string_view folder, const std::vector<std::string_view>& names,
                      std::string_view label) const {
        std::string_view place = folder;
        if (place.ends_with('/')) place.remove_suffix(1);
        std::string text(place);
        if (!label.empty()) {
            text += text.empty() ? std::string(label) : ": " + std::string(label);
            if (place.empty())
                text[0] = static_cast<char>(text[0] >= 'a' && text[0] <= 'z' ? text[0] - 'a' + 'A' : text[0]);
        }
        if (names.size() == 1) {
            text += (text.empty() ? "" : "/") + std::string(names.front());
        } else {
            std::string list;
            for (std::size_t i = 0; i < names.size() && i < 4; ++i)
                list += (i == 0 ? "" : ", ") + std::string(names[i]);
            if (names.size() > 4) list += ", …";
            text = text.empty() ? list : text + " (" + list + ")";
        }
        switch (m_kind) {
            case ComponentKind::Documentation: return "Documentation: " + text;
            case ComponentKind::Configuration: return "Configuration: " + text;
            case ComponentKind::Tests: return "Tests: " + text;
            case ComponentKind::Build: return "Build: " + text;
            case ComponentKind::Data: return "Data: " + text;
            case ComponentKind::Code: return text;
        }
        return text;
    }

    ComponentKind m_kind;
    ComponentLimits m_limits;
    std::vector<Component>& m_out;
    std::map<std::string, int> m_folderUses;
};

}  // namespace

std::string_view componentKindName(ComponentKind kind) { return nameIn(kindNames, kind); }
std::optional<ComponentKind> componentKindFromName(std::string_view name) { return valueIn(kindNames, name); }

ComponentKind fileKind(const SourceFile& file) {
    const std::string path = toLowerAscii(file.path);
    const std::string_view name = fileName(path), ending = extension(name), base = stem(name);
    const auto folders = split(std::string_view(path).substr(0, path.size() - name.size()), '/');
    const auto inFolder = [&](const Names& names) {
        return std::any_of(folders.begin(), folders.end(),
                           [&](std::string_view folder) { return names.contains(folder); });
    };
    if (dataExtensions().contains(ending) && !buildFiles().contains(name)) return ComponentKind::Data;
    if (inFolder(testFolders()) || isTestName(fileName(file.path)) || isTestName(name)) return ComponentKind::Tests;
    if (buildFiles().contains(name) || buildExtensions().contains(ending) || base == "makefile" ||
        base == "dockerfile" || inFolder(buildFolders()))
        return ComponentKind::Build;
    if (inFolder(docFolders()) || docExtensions().contains(ending) || docNames().contains(base))
        return ComponentKind::Documentation;
    if (configExtensions().contains(ending) || name.front() == '.') return ComponentKind::Configuration;
    return file.language.empty() && ending.empty() ? ComponentKind::Data : ComponentKind::Code;
}

std::vector<Component> findComponents(const std::vector<SourceFile>& files, const ComponentLimits& limits) {
    constexpr std::array order{ComponentKind::Code,          ComponentKind::Build, ComponentKind::Configuration,
                               ComponentKind::Documentation, ComponentKind::Tests, ComponentKind::Data};
    std::map<ComponentKind, Files> byKind;
    for (const SourceFile& file : files) byKind[fileKind(file)].push_back(&file);
    std::vector<Component> components;
    for (const ComponentKind kind : order) {
        Files& members = byKind[kind];
        if (members.empty()) continue;
        std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->path < b->path; });
        const auto first = static_cast<std::ptrdiff_t>(components.size());
        Grouper(kind, limits, components).collect(members, "");
        std::sort(components.begin() + first, components.end(),
                  [](const auto& a, const auto& b) { return a.paths < b.paths; });
    }
    std::set<std::string> used;
    for (Component& component : components) {
        const std::string base = !component.id.empty() ? component.id
                                 : component.kind == ComponentKind::Code
                                     ? "root"
                                     : std::string(componentKindName(component.kind));
        component.id = base;
        for (int number = 2; !used.insert(component.id).second; ++number)
            component.id = base + "-" + std::to_string(number);
    }
    return components;
}

}  // namespace skein::plan
