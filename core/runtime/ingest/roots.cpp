#include "core/runtime/ingest/roots.h"

#include <algorithm>
#include <filesystem>

#include "core/base/text.h"

namespace skein::runtime {
namespace {

namespace fs = std::filesystem;

/// What a root may hold: "prefix/" and everything below, or one file.
std::string reachOf(const SourceRoot& root) {
    return root.isFile ? root.prefix + toValidUtf8(fs::path(root.folder).filename().string()) : root.prefix;
}

bool reaches(const SourceRoot& root, std::string_view path) {
    const auto reach = reachOf(root);
    return root.isFile ? path == reach : path.starts_with(reach);
}

/// The path in memory of what lies in a root on disk: of a folder with the slash at its end.
std::string reachInside(const SourceRoot& outer, const std::string& prefix, const SourceRoot& inner) {
    const auto below = inner.folder.substr(outer.folder == "/" ? 1 : outer.folder.size() + 1);
    return prefix + toValidUtf8(below) + (inner.isFile ? "" : "/");
}

bool isAround(const SourceRoot& outer, const SourceRoot& inner) {
    return !outer.isFile && outer.folder != inner.folder && liesIn(inner.folder, outer.folder);
}

}  // namespace

bool liesIn(std::string_view path, std::string_view folder) {
    if (!path.starts_with(folder)) return false;
    return path.size() == folder.size() || folder.ends_with('/') || path[folder.size()] == '/';
}

Json toJson(const SourceRoot& root) {
    return {{"folder", root.folder}, {"prefix", root.prefix}, {"file", root.isFile}};
}

Result<SourceRoot> rootFromJson(const Json& json) {
    SourceRoot root;
    SKEIN_TRY(root.folder, jsonString(json, "folder", "source"));
    SKEIN_TRY(root.prefix, jsonString(json, "prefix", "source"));
    SKEIN_TRY(root.isFile, jsonBoolOr(json, "file", false, "source"));
    return root;
}

std::string baseFolderOf(const SourceRoot& root) {
    fs::path base = root.isFile ? fs::path(root.folder).parent_path() : fs::path(root.folder);
    for (auto steps = std::count(root.prefix.begin(), root.prefix.end(), '/'); steps > 0; --steps)
        base = base.parent_path();
    return base.string();
}

SourcePlaces::SourcePlaces(std::vector<SourceRoot> known, std::vector<std::string> taken)
    : m_known(std::move(known)), m_taken(std::move(taken)), m_unnamed(m_known.empty() && !m_taken.empty()) {}

SourceRoot SourcePlaces::place(const SourceRoot& wanted) {
    for (const auto& root : m_known)
        if (root.folder == wanted.folder) return root;
    SourceRoot placed = wanted;
    auto folder = fs::path(wanted.folder);
    if (wanted.isFile) folder = folder.parent_path();
    if (const auto* source = sourceAround(wanted.folder)) {
        const auto reach = reachInside(*source, source->prefix, wanted);
        placed.prefix = wanted.isFile ? reach.substr(0, reach.rfind('/') + 1) : reach;
        placed.within = source->folder;
        const bool held =
            std::any_of(m_taken.begin(), m_taken.end(), [&](const std::string& path) { return reaches(placed, path); });
        return held ? placed : add(std::move(placed));
    }
    // What the caller would like comes first, then longer and longer ends of the folder's own path.
    while (!m_unnamed && !isFree(placed.prefix, wanted) && folder.has_relative_path()) {
        const auto steps = std::count(placed.prefix.begin(), placed.prefix.end(), '/') + 1;
        fs::path end;
        auto rest = folder;
        for (auto step = steps; step > 0 && rest.has_relative_path(); --step, rest = rest.parent_path())
            end = end.empty() ? rest.filename() : rest.filename() / end;
        const auto prefix = toValidUtf8(end.generic_string()) + "/";
        if (prefix == placed.prefix) break;
        placed.prefix = prefix;
    }
    return add(std::move(placed));
}

SourceRoot SourcePlaces::add(SourceRoot placed) {
    m_known.push_back(placed);
    m_added.push_back(placed);
    return placed;
}

/// The innermost folder among the sources that this lies in.
const SourceRoot* SourcePlaces::sourceAround(const std::string& folder) const {
    const SourceRoot* around = nullptr;
    for (const auto& root : m_known)
        if (isAround(root, {folder, {}, false}) && (around == nullptr || root.folder.size() > around->folder.size()))
            around = &root;
    return around;
}

bool SourcePlaces::isFree(const std::string& prefix, const SourceRoot& wanted) const {
    const auto reach = reachOf({wanted.folder, prefix, wanted.isFile});
    const bool file = wanted.isFile;
    const auto clashes = [&](const std::string& other) { return file ? other == reach : other.starts_with(reach); };
    // What lies in the wanted folder on disk may stand below it in memory, at the same place.
    const auto fits = [&](const SourceRoot& root) {
        return isAround(wanted, root) && reachOf(root) == reachInside(wanted, prefix, root);
    };
    const auto isTaken = [&](const std::string& path) {
        if (!clashes(path)) return false;
        const auto* owner = ownerOf(path);
        return owner == nullptr || !fits(*owner);
    };
    return std::none_of(m_taken.begin(), m_taken.end(), isTaken) &&
           std::none_of(m_known.begin(), m_known.end(), [&](const SourceRoot& root) {
               const auto other = reachOf(root);
               // The whole of memory is given to the first source only; later ones get a corner of their own.
               if (other.empty()) return reach.empty();
               return !fits(root) && (clashes(other) || (!root.isFile && reach.starts_with(other)));
           });
}

const SourceRoot* SourcePlaces::ownerOf(std::string_view path) const {
    const SourceRoot* owner = nullptr;
    for (const auto& root : m_known)
        if (reaches(root, path) && (owner == nullptr || reachOf(root).size() > reachOf(*owner).size())) owner = &root;
    return owner;
}

std::vector<SourceRoot> SourcePlaces::readingOf(const std::vector<SourceRoot>& roots) const {
    auto all = roots;
    for (const auto& source : m_known) {
        const bool inside =
            std::any_of(roots.begin(), roots.end(), [&](const auto& root) { return isAround(root, source); });
        const bool named =
            std::any_of(roots.begin(), roots.end(), [&](const auto& root) { return root.folder == source.folder; });
        if (inside && !named) all.push_back(source);
    }
    return all;
}

bool SourcePlaces::belongs(std::string_view path, const std::vector<SourceRoot>& roots) const {
    if (m_unnamed) return true;
    const auto* owner = ownerOf(path);
    if (owner == nullptr) return false;
    const auto onDisk = owner->isFile ? owner->folder
                                      : owner->folder + (owner->folder == "/" ? "" : "/") +
                                            std::string(path.substr(owner->prefix.size()));
    return std::any_of(roots.begin(), roots.end(), [&](const SourceRoot& root) { return liesIn(onDisk, root.folder); });
}

}  // namespace skein::runtime
