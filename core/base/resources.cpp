#include "core/base/resources.h"

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

}  // namespace skein
