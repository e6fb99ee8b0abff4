#include "core/base/resources.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace skein {

Result<std::string> resourcePath(std::string_view name) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    std::vector<fs::path> roots;
    if (const char* root = std::getenv("SKEIN_RESOURCES")) roots.emplace_back(root);
    if (const auto program = fs::read_symlink("/proc/self/exe", ignored); !ignored)
        roots.push_back(program.parent_path().parent_path() / "share" / "skein");
    roots.emplace_back(SKEIN_SOURCE_RESOURCES);
    std::string tried;
    for (const auto& root : roots) {
        const auto path = root / name;
        if (fs::exists(path, ignored)) return path.string();
        tried += (tried.empty() ? "" : ", ") + path.string();
    }
    return fail(ErrorCode::NotFound, "the resource '" + std::string(name) + "' is missing; looked at " + tried);
}

Result<std::vector<std::string>> resourceFiles(std::string_view folder, std::string_view ending) {
    namespace fs = std::filesystem;
    SKEIN_TRY(const std::string path, resourcePath(folder));
    std::vector<std::string> files;
    std::error_code error;
    for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        if (name.ends_with(ending) && entry->is_regular_file(ignored)) files.push_back(entry->path().string());
    }
    if (error) return fail(ErrorCode::Io, path + ": cannot list: " + error.message());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace skein
