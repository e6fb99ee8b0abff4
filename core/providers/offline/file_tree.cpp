#include "core/providers/offline/file_tree.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/base/json.h"
#include "core/base/text.h"

namespace skein::providers {
namespace {

/// "a/./b/../c" without its dots; empty if it leaves the tree.
std::string normalised(std::string_view path) {
    std::vector<std::string_view> parts;
    for (const std::string_view part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") {
            parts.push_back(part);
            continue;
        }
        if (parts.empty()) return {};
        parts.pop_back();
    }
    std::string out;
    for (const std::string_view part : parts) out.append(out.empty() ? "" : "/").append(part);
    return out;
}

constexpr std::uint64_t maxManifestBytes = 1u << 20;
constexpr std::size_t maxOwnNames = 200;

/// What an import without an extension may stand for.
constexpr std::array<std::string_view, 20> endings{
    "",      ".py", "/__init__.py", ".js",     ".ts", ".tsx", ".jsx", ".mjs", "/index.js", "/index.ts",
    ".java", ".kt", ".rs",          "/mod.rs", ".rb", ".php", ".lua", ".pm",  ".cmake",    "/CMakeLists.txt"};

}  // namespace

Result<FileTree> FileTree::create(const MemoryIndex& index, const std::vector<std::string>& scope,
                                  const std::vector<std::string>& sources) {
    FileTree tree;
    SKEIN_TRY(tree.m_files, index.files());
    if (!scope.empty()) {
        std::vector<SourceFile> inside;
        for (const SourceFile* file : tree.under(scope)) inside.push_back(*file);
        tree.m_files = std::move(inside);
    }
    for (std::size_t i = 0; i < tree.m_files.size(); ++i)
        tree.m_byName[std::string(baseName(tree.m_files[i].path))].push_back(i);
    SKEIN_CHECK(tree.readOwnNames(index, sources));
    return tree;
}

Result<void> FileTree::readOwnNames(const MemoryIndex& index, const std::vector<std::string>& sources) {
    if (sources.size() == 1 && find("__init__.py") != nullptr)
        m_own.push_back({sources.front(), "", OwnName::Kind::Python});
    for (const SourceFile& file : m_files) {
        const bool go = baseName(file.path) == "go.mod", node = baseName(file.path) == "package.json";
        if ((!go && !node) || file.bytes > maxManifestBytes || m_own.size() >= maxOwnNames) continue;
        SKEIN_TRY(const std::string text, index.fileText(file.path));
        std::string name;
        if (go) {
            for (const std::string_view line : splitLines(text))
                if (trim(line).starts_with("module ") && name.empty()) {
                    const std::string_view rest = trim(trim(line).substr(7));
                    name = rest.substr(0, rest.find_first_of(" \t"));
                }
        } else if (const auto manifest = parseJson(text); manifest && manifest->is_object()) {
            if (const auto found = manifest->find("name"); found != manifest->end() && found->is_string())
                name = found->get<std::string>();
        }
        if (!name.empty())
            m_own.push_back(
                {std::move(name), std::string(folderOf(file.path)), go ? OwnName::Kind::Go : OwnName::Kind::Node});
    }
    // Of nested modules the innermost is meant.
    std::stable_sort(m_own.begin(), m_own.end(),
                     [](const OwnName& a, const OwnName& b) { return a.name.size() > b.name.size(); });
    return {};
}

std::optional<std::string> FileTree::ownPath(OwnName::Kind kind, std::string_view target) const {
    const char mark = kind == OwnName::Kind::Python ? '.' : '/';
    for (const OwnName& own : m_own) {
        if (own.kind != kind || !target.starts_with(own.name)) continue;
        std::string rest(target.substr(own.name.size()));
        if (!rest.empty() && rest[0] != mark) continue;
        if (kind == OwnName::Kind::Python) std::replace(rest.begin(), rest.end(), '.', '/');
        while (rest.starts_with('/')) rest.erase(0, 1);
        return own.folder + rest;
    }
    return std::nullopt;
}

const SourceFile* FileTree::module(const std::string& path) const {
    for (const std::string_view ending : endings)
        if (const SourceFile* file = find(normalised(path + std::string(ending)))) return file;
    return nullptr;
}

const SourceFile* FileTree::pythonModule(std::string_view from, std::string_view target) const {
    if (!target.starts_with('.')) {
        const std::optional<std::string> path = ownPath(OwnName::Kind::Python, target);
        return path ? module(*path) : nullptr;
    }
    // One dot is the folder of the importer, each further one the folder around it.
    std::string path(folderOf(from));
    target.remove_prefix(1);
    while (target.starts_with('.')) {
        if (path.empty()) return nullptr;
        path = folderOf(std::string_view(path).substr(0, path.size() - 1));
        target.remove_prefix(1);
    }
    path += target;
    std::replace(path.begin() + static_cast<std::ptrdiff_t>(path.size() - target.size()), path.end(), '.', '/');
    return module(path);
}

std::vector<const SourceFile*> FileTree::targets(std::string_view from, const ImportRef& import) const {
    std::vector<const SourceFile*> result;
    const auto add = [&](const SourceFile* file) {
        const bool news =
            file != nullptr && file->path != from && std::find(result.begin(), result.end(), file) == result.end();
        if (news) result.push_back(file);
        return file != nullptr;
    };
    // "from package import name": a module if there is one of that name, else what the package itself defines.
    bool whole = import.names.empty();
    for (const std::string& name : import.names) {
        const SourceFile* package = resolve(from, import.target);
        const std::string joined = import.target + (import.target.ends_with('.') ? "" : ".") + name;
        const SourceFile* module = pythonModule(from, joined);
        if (module == nullptr && package != nullptr && baseName(package->path) == "__init__.py")
            module = this->module(std::string(folderOf(package->path)) + name);
        if (!add(module)) whole = true;
    }
    if (whole) add(resolve(from, import.target));
    return result;
}

std::vector<const SourceFile*> FileTree::packageFiles(std::string_view target) const {
    const std::optional<std::string> path = ownPath(OwnName::Kind::Go, target);
    if (!path) return {};
    std::vector<const SourceFile*> result;
    const std::string folder = path->empty() || path->ends_with('/') ? *path : *path + "/";
    for (const SourceFile* file : under({folder}))
        if (file->language == "Go" && folderOf(file->path) == folder && !file->path.ends_with("_test.go"))
            result.push_back(file);
    return result;
}

bool FileTree::isInside(std::string_view from, const ImportRef& import) const {
    const SourceFile* const importer = find(from);
    if (importer == nullptr) return false;
    const std::string_view target = import.target;
    if (importer->language == "Python")
        return target.starts_with('.') || ownPath(OwnName::Kind::Python, target).has_value();
    if (importer->language == "Go") return ownPath(OwnName::Kind::Go, target).has_value();
    const bool script = importer->language == "JavaScript" || importer->language == "TypeScript";
    return script &&
           (target.starts_with("./") || target.starts_with("../") || ownPath(OwnName::Kind::Node, target).has_value());
}

const SourceFile* FileTree::find(std::string_view path) const {
    const auto found = std::lower_bound(m_files.begin(), m_files.end(), path,
                                        [](const SourceFile& file, std::string_view p) { return file.path < p; });
    return found != m_files.end() && found->path == path ? &*found : nullptr;
}

std::vector<const SourceFile*> FileTree::under(const std::vector<std::string>& scope) const {
    std::set<std::size_t> chosen;
    for (const std::string& path : scope) {
        const bool folder = path.empty() || path.ends_with('/');
        auto at = std::lower_bound(m_files.begin(), m_files.end(), path,
                                   [](const SourceFile& file, const std::string& p) { return file.path < p; });
        for (; at != m_files.end() && (folder ? at->path.starts_with(path) : at->path == path); ++at)
            chosen.insert(static_cast<std::size_t>(at - m_files.begin()));
    }
    std::vector<const SourceFile*> result;
    result.reserve(chosen.size());
    for (const std::size_t i : chosen) result.push_back(&m_files[i]);
    return result;
}

const SourceFile* FileTree::bySuffix(std::string_view from, const std::string& suffix) const {
    const auto candidates = m_byName.find(baseName(suffix));
    if (candidates == m_byName.end()) return nullptr;
    const SourceFile* best = nullptr;
    std::size_t bestShared = 0;
    bool tie = false;
    for (const std::size_t i : candidates->second) {
        const std::string& path = m_files[i].path;
        if (path != suffix &&
            !(path.size() > suffix.size() && path.ends_with(suffix) && path[path.size() - suffix.size() - 1] == '/'))
            continue;
        // Of several files with this name the one nearest to the importer is meant.
        std::size_t shared = 0;
        while (shared < path.size() && shared < from.size() && path[shared] == from[shared]) ++shared;
        tie = best != nullptr && shared == bestShared;
        if (best == nullptr || shared > bestShared) best = &m_files[i], bestShared = shared;
    }
    return tie ? nullptr : best;
}

const SourceFile* FileTree::resolve(std::string_view from, std::string_view target) const {
    const SourceFile* const importer = find(from);
    const std::string language = importer == nullptr ? std::string() : importer->language;
    if (language == "Python") {
        const SourceFile* const file = pythonModule(from, target);
        if (file != nullptr || target.starts_with('.')) return file == nullptr || file->path == from ? nullptr : file;
    } else if (language == "Go") {
        const std::vector<const SourceFile*> files = packageFiles(target);
        if (files.size() == 1) return files.front();
        if (ownPath(OwnName::Kind::Go, target)) return nullptr;
    } else if (language == "JavaScript" || language == "TypeScript") {
        if (const auto path = ownPath(OwnName::Kind::Node, target))
            if (const SourceFile* file = module(*path); file != nullptr && file->path != from) return file;
    }
    const std::string folder(folderOf(from));
    std::vector<std::string> spellings{std::string(target)};
    if (target.find('/') == std::string_view::npos) {
        // Module paths of Python, Java, Rust and Perl; the last part may be a name inside the module.
        std::string path(target);
        while (path.starts_with("crate::")) path.erase(0, 7);
        std::string slashed;
        for (std::size_t i = 0; i < path.size(); ++i) {
            if (path[i] == '.') slashed += '/';
            else if (path[i] == ':' && i + 1 < path.size() && path[i + 1] == ':') slashed += '/', ++i;
            else slashed += path[i];
        }
        while (slashed.starts_with('/')) slashed.erase(0, 1);
        if (slashed != target && !slashed.empty()) {
            spellings.push_back(slashed);
            if (const std::size_t cut = slashed.rfind('/');
                cut != std::string::npos && path.find("::") != std::string::npos)
                spellings.push_back(slashed.substr(0, cut));
        }
    }
    for (const std::string& spelling : spellings) {
        for (const std::string_view ending : endings) {
            const std::string name = spelling + std::string(ending);
            if (const SourceFile* beside = find(normalised(folder + name)); beside != nullptr && beside->path != from)
                return beside;
        }
        if (spelling.starts_with('.')) continue;
        for (const std::string_view ending : endings)
            if (const SourceFile* file = bySuffix(from, normalised(spelling + std::string(ending)));
                file != nullptr && file->path != from)
                return file;
    }
    return belowRoot(from, target);
}

const SourceFile* FileTree::belowRoot(std::string_view from, std::string_view target) const {
    // Sources may begin inside a package: "boost/graph/visitors.hpp" is "visitors.hpp" of a tree that is boost/graph.
    constexpr std::array<std::string_view, 10> systemFolders{"sys/",  "bits/", "linux/",   "net/",     "netinet/",
                                                             "arpa/", "asm/",  "openssl/", "machine/", "gnu/"};
    if (target.find('.') == std::string_view::npos) return nullptr;
    for (const std::string_view folder : systemFolders)
        if (target.starts_with(folder)) return nullptr;
    for (std::size_t slash = target.find('/'); slash != std::string_view::npos; slash = target.find('/', slash + 1)) {
        const SourceFile* file = find(target.substr(slash + 1));
        if (file != nullptr) return file->path == from ? nullptr : file;
    }
    return nullptr;
}

Result<SourceText> openSource(const MemoryIndex& index, const SourceFile& file) {
    SKEIN_TRY(std::string text, index.fileText(file.path));
    return SourceText(file, std::move(text));
}

bool isAsidePath(std::string_view path) {
    const std::string lower = "/" + toLowerAscii(path);
    for (const std::string_view word :
         {"/test",      "_test.",    "-test.",    ".test.",     ".spec.",      "tests/",     "/example",
          "/sample",    "/bench",    "/fuzz",     "/demo",      "/doc/",       "/docs/",     "/contrib/",
          "/tools/",    "/scripts/", "/debian/",  "/packages/", "/packaging/", "/projects/", "/plan9/",
          "/winbuild/", "/setup.py", "/conftest", "/configure"})
        if (lower.find(word) != std::string::npos) return true;
    return false;
}

std::string_view folderOf(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1);
}

std::string_view baseName(std::string_view path) { return path.substr(folderOf(path).size()); }

std::string_view stemOf(std::string_view path) {
    const std::string_view name = baseName(path);
    return name.substr(0, name.find('.', 1));
}

}  // namespace skein::providers
