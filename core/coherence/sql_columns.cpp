#include "core/coherence/sql_columns.h"

#include <algorithm>
#include <string>

#include "core/base/text.h"

namespace skein::coherence {
namespace {

/// Where a column is named: a whole word, behind the parenthesis of a table that stands on one line.
std::size_t columnPlace(std::string_view head, std::string_view name) {
    const auto open = head.find('(');
    const auto before = toLowerAscii(trim(head.substr(0, std::min(open, head.size()))));
    const bool table = before.starts_with("create") && before.find("table") != std::string::npos;
    for (auto at = head.find(name, table && open != std::string_view::npos ? open : 0); at != std::string_view::npos;
         at = head.find(name, at + 1)) {
        const bool begins = at == 0 || !isIdentifierChar(head[at - 1]);
        const auto end = at + name.size();
        if (begins && (end >= head.size() || !isIdentifierChar(head[end]))) return at;
    }
    return std::string_view::npos;
}

/// Where a column's declaration ends: at the next one's comma or the table's parenthesis.
std::size_t columnEnd(std::string_view rest) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < rest.size(); ++at) {
        if (rest[at] == '\'') quoted = !quoted;
        if (quoted) continue;
        if (rest[at] == '(') ++depth;
        if (rest[at] == ')' && --depth < 0) return at;
        if (rest[at] == ',' && depth == 0) return at;
    }
    return rest.size();
}

}  // namespace

std::optional<std::string_view> declaredColumn(std::string_view line, std::string_view name) {
    const auto at = columnPlace(line, name);
    if (at == std::string_view::npos) return std::nullopt;
    auto rest = trim(line.substr(at + name.size()));
    if (rest.starts_with("\"") || rest.starts_with("`")) rest = trim(rest.substr(1));
    return rest.substr(0, columnEnd(rest));
}

}  // namespace skein::coherence
