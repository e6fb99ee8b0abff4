// Finds a column's declaration in the line it stands on. Thread: any; pure. For extract_code.cpp.
#pragma once

#include <optional>
#include <string_view>

namespace skein::coherence {

/// What is declared of a column, "BIGINT PRIMARY KEY": behind its name, up to the next column or the end of the table,
/// also where the whole table stands on one line. Nothing where the name does not stand there.
std::optional<std::string_view> declaredColumn(std::string_view line, std::string_view name);

}  // namespace skein::coherence
