// Finds the files Skein ships (recipes, schemas, sample, icons) in a build tree, a package or a portable folder.
// Thread: any; pure look-ups.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace skein {

/// The absolute path of `resources/<name>`: first $SKEIN_RESOURCES, then ../share/skein beside the program, then the
/// source tree this program was built from. Error: NotFound naming the places tried.
Result<std::string> resourcePath(std::string_view name);

/// Absolute paths of the files directly in `resources/<folder>` whose names end in `ending`, sorted by name. Symbolic
/// links are followed. Errors: as resourcePath; Io when the folder cannot be listed.
Result<std::vector<std::string>> resourceFiles(std::string_view folder, std::string_view ending);

}  // namespace skein
