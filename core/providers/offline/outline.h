// What the bodies of important functions do, in their own lines: guards with what follows from them, calls in their
// order, what is returned, and remarks of the body, with "…" wherever statements are left out. Thread: any; pure
// functions.
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
/// four lines or more: the function itself, abridged; a long one with a switch of many cases in several listings.
/// `elsewhere` are names of functions of other files. By place; of too many the most important. Cost: linear in the
/// bytes of the bodies.
std::vector<deliverable::Listing> outlines(const std::vector<ReadFile>& files, const std::set<std::string>& elsewhere);

}  // namespace skein::providers
