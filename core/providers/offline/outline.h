// What the bodies of important functions do, in a few steps: guards with what follows from them, calls in their order,
// what is returned, and remarks of the body. Thread: any; pure functions. Every word of an outline stands on the lines
// it cites.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/providers/offline/body.h"

namespace skein::providers {

/// Title of the section of a digest that holds the outlines.
inline constexpr const char* outlinesTitle = "What the main functions do, step by step";

/// Whether a path holds tests, samples or tools of the build rather than the product.
bool isTestPath(std::string_view path);

/// Outlines of the functions of these files that are public, documented or called by others of them, and have a body of
/// four lines or more; of a long switch also each of its cases. `known` are names of functions elsewhere in the tree.
/// Most important first, then by place. Cost: linear in the bytes of the bodies.
std::vector<deliverable::Statement> outlineStatements(const std::vector<ReadFile>& files,
                                                      const std::set<std::string>& known);

}  // namespace skein::providers
