// How a call runs through the tree: from the programs, or from the public functions that reach most, down to what they
// call. Thread: any; pure functions. Only calls of functions that the tree defines exactly once count, so that a name
// cannot mean something else.
#pragma once

#include <set>

#include "core/deliverable/document.h"
#include "core/providers/offline/file_tree.h"

namespace skein::providers {

/// Title of the section that mainPath makes.
inline constexpr const char* mainPathTitle = "Main paths: what calls what";

/// "`main` calls `a`, `b` and `c`", then the same for the callee that reaches most, a few levels deep. Tests and
/// samples are left out. Empty if no call could be told for certain. Errors: those of the index. Cost: linear in the
/// bytes of the code and in functions times the functions they reach within four calls.
Result<deliverable::Section> mainPaths(const MemoryIndex& index, const FileTree& tree);

}  // namespace skein::providers
