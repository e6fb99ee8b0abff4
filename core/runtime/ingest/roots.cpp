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

}  // namespace

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
    m_known.push_back(placed);
    m_added.push_back(placed);
    return placed;
}

bool SourcePlaces::isFree(const std::string& prefix, const SourceRoot& wanted) const {
    const auto reach = reachOf({wanted.folder, prefix, wanted.isFile});
    const bool file = wanted.isFile;
    // The whole of memory is given to the first source only; later ones get a corner of their own.
    if (!file && prefix.empty() && (!m_known.empty() || !m_taken.empty())) return false;
    const auto clashes = [&](const std::string& other) { return file ? other == reach : other.starts_with(reach); };
    return std::none_of(m_taken.begin(), m_taken.end(), clashes) &&
           std::none_of(m_known.begin(), m_known.end(), [&](const SourceRoot& root) {
               const auto other = reachOf(root);
               return !other.empty() && (clashes(other) || (!root.isFile && reach.starts_with(other)));
           });
}

const SourceRoot* SourcePlaces::ownerOf(std::string_view path) const {
    const SourceRoot* owner = nullptr;
    for (const auto& root : m_known)
        if (reaches(root, path) && (owner == nullptr || reachOf(root).size() > reachOf(*owner).size())) owner = &root;
    return owner;
}

bool SourcePlaces::belongs(std::string_view path, const std::vector<SourceRoot>& roots) const {
    if (m_unnamed) return true;
    const auto* owner = ownerOf(path);
    return owner != nullptr && std::any_of(roots.begin(), roots.end(),
                                           [&](const SourceRoot& root) { return root.folder == owner->folder; });
}

}  // namespace skein::runtime
