// Tables that code is driven by: arrays and maps with their elements by name. Thread: any; pure functions.
#pragma once

#include <vector>

#include "core/providers/offline/body.h"

namespace skein::providers {

/// Title of the section of a digest that holds them.
inline constexpr const char* tablesTitle = "Tables in the code";

/// Variables of at least three elements that are names or begin with one, with the words above them. Tables of numbers
/// are left out. Cost: linear in the lines of the tables.
std::vector<deliverable::Statement> tableStatements(const std::vector<ReadFile>& files);

}  // namespace skein::providers
