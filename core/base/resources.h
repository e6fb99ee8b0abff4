// Finds the files Skein ships (recipes, schemas, sample, icons) in a build tree, a package or a portable folder.
// Thread: any; pure look-ups.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"

namespace skein {

/// The absolute path of `resources/<name>`: first $SKEIN_RESOURCES, then ../share/skein beside the program, then the
/// source tree this program was built from. Error: NotFound naming the places tried.
Result<std::string> resourcePath(std::string_view name);

}  // namespace skein
