#include "core/coherence/sql_clashes.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxClashes = 200;

std::string written(const SqlColumn& column) {
    std::string out = column.type;
    for (std::size_t i = 0; i < column.of.size(); ++i) out += (i == 0 ? "(" : ",") + column.of[i];
    return out + (column.of.empty() ? "" : ")");
}

long argument(const SqlColumn& column, std::size_t index, long otherwise) {
    return index < column.of.size() ? std::strtol(column.of[index].c_str(), nullptr, 10) : otherwise;
}

/// Whether each value of the one type is one of the other.
bool fits(const SqlColumn& before, const SqlColumn& now) {
    constexpr long unbounded = 1L << 40;
    const auto place = [](const std::string& type, std::initializer_list<std::string_view> order) {
        const auto found = std::find(order.begin(), order.end(), type);
        return found == order.end() ? -1 : static_cast<int>(found - order.begin());
    };
    const auto wider = [&](std::initializer_list<std::string_view> order) {
        const int x = place(before.type, order), y = place(now.type, order);
        return x >= 0 && y > x;
    };
    if (before.type != now.type)
        return before.type.empty() || now.type.empty() || (now.type == "text" && wider({"char", "varchar", "text"})) ||
               wider({"tinyint", "smallint", "int", "bigint"}) || wider({"real", "double"}) ||
               wider({"json", "jsonb"}) ||
               (wider({"char", "varchar"}) && argument(now, 0, unbounded) >= argument(before, 0, 1));
    if (before.type == "enum" || before.type == "set")
        return std::all_of(before.of.begin(), before.of.end(), [&](const std::string& member) {
            return std::find(now.of.begin(), now.of.end(), member) != now.of.end();
        });
    if (before.type == "numeric") {
        if (now.of.empty()) return true;
        const long scale = argument(before, 1, before.of.empty() ? unbounded : 0), nowScale = argument(now, 1, 0);
        return nowScale >= scale && argument(now, 0, 0) - nowScale >= argument(before, 0, unbounded) - scale;
    }
    if (place(before.type, {"char", "varchar", "text", "varbinary", "binary"}) >= 0) {
        const auto most = [&](const SqlColumn& column) {
            const bool max = !column.of.empty() && column.of.front() == "max";
            return max ? unbounded : argument(column, 0, before.type == "char" ? 1 : unbounded);
        };
        return most(now) >= most(before);
    }
    return true;  // the width at which a number is shown, the fractions of a second
}

/// "a>0" as the name, the sign and the number; "a in('x','y')" as the name and its members.
struct Condition {
    std::string name, sign;
    std::optional<ClaimValue> number;
    std::vector<std::string> members;
};

std::optional<Condition> conditionOf(const std::string& text) {
    Condition out;
    const auto open = text.find("in(");
    if (open != std::string::npos && open > 0 && text.ends_with(")")) {
        out.name = trim(text.substr(0, open));
        if (out.name.empty() || out.name.find_first_of("()<>=") != std::string::npos) return std::nullopt;
        for (const auto member : split(std::string_view(text).substr(open + 3, text.size() - open - 4), ','))
            out.members.emplace_back(member);
        return out;
    }
    const auto at = text.find_first_of("<>=");
    if (at == std::string::npos || at == 0) return std::nullopt;
    const auto end = text.find_first_not_of("<>=", at);
    if (end == std::string::npos) return std::nullopt;
    out.name = text.substr(0, at);
    out.sign = text.substr(at, end - at);
    out.number = numberValue(text.substr(end), "");
    if (!out.number) return std::nullopt;
    return out;
}

/// Whether what the first condition admits is admitted by the second; nothing where that cannot be told.
std::optional<bool> admits(const Condition& before, const Condition& now) {
    if (before.name != now.name || before.sign.empty() != now.sign.empty()) return std::nullopt;
    if (before.sign.empty())
        return std::all_of(before.members.begin(), before.members.end(), [&](const std::string& member) {
            return std::find(now.members.begin(), now.members.end(), member) != now.members.end();
        });
    if (before.sign.front() != now.sign.front() || before.sign == "=" || before.sign == "<>") return std::nullopt;
    const auto order = orderValues(*before.number, *now.number);
    if (!order) return std::nullopt;
    if (*order == 0) return before.sign.size() == 1 || now.sign.size() == 2;
    return before.sign.front() == '<' ? *order < 0 : *order > 0;
}

struct Finder {
    std::vector<ApiClash> out;

    void add(const std::string& subject, const char* predicate, const std::string& a, const std::string& b,
             const std::string& words) {
        if (out.size() < maxClashes) out.push_back({subject, predicate, a, b, subject + words});
    }
    void other(const std::string& subject, const char* predicate, const std::string& a, const std::string& b) {
        add(subject, predicate, a, b, std::string(": ") + predicate + " is " + b + " now; it was " + a);
    }
    void gone(const std::string& subject, const char* kind) {
        add(subject, "exists", kind, "", std::string(" is gone; it was a ") + kind);
    }

    void columns(const SqlTable& before, const SqlTable& now) {
        for (const auto& x : before.columns) {
            const auto subject = before.name + "." + x.name;
            const auto* y = now.column(x.name);
            if (y == nullptr) {
                gone(subject, "column");
                continue;
            }
            if (!fits(x, *y)) other(subject, "type", written(x), written(*y));
            if (!x.notNull && y->notNull) add(subject, "presence", "", "required", " must be given now");
            if (x.notNull && !y->notNull) add(subject, "presence", "required", "", " may be null now");
            if (!x.defaultText.empty() && y->defaultText.empty() && !y->makesItself)
                add(subject, "default", x.defaultText, "", " has no default any more; it was " + x.defaultText);
            else if (!x.defaultText.empty() && !y->defaultText.empty() && x.defaultText != y->defaultText)
                other(subject, "default", x.defaultText, y->defaultText);
        }
        for (const auto& y : now.columns)
            if (before.column(y.name) == nullptr && y.notNull && y.defaultText.empty() && !y.makesItself)
                add(now.name + "." + y.name, "presence", "", "required", " must be given now");
    }

    static std::string listed(const std::set<std::string>& names) {
        std::string out;
        for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
        return out;
    }
    /// Whether all of these columns are held: what is said of a column that is gone or new was said by that.
    static bool has(const SqlTable& table, std::string_view columns) {
        const auto names = split(columns, ',');
        return std::all_of(names.begin(), names.end(), [&](auto name) { return table.column(name) != nullptr; });
    }

    void keys(const SqlTable& before, const SqlTable& now) {
        if (before.primaryKey != now.primaryKey && !before.primaryKey.empty())
            other(before.name, "primary key", listed(before.primaryKey),
                  now.primaryKey.empty() ? "none" : listed(now.primaryKey));
        for (const auto& [columns, key] : before.keys) {
            if (!has(now, columns)) continue;
            const auto subject = before.name + "." + columns;
            const auto found = now.keys.find(columns);
            if (found == now.keys.end()) add(subject, "references", key.target, "", " references nothing any more");
            else if (targetOf(key) != targetOf(found->second))
                other(subject, "references", key.target, found->second.target);
            else if (actionOf(key) != actionOf(found->second))
                other(subject, "on delete", actionOf(key), actionOf(found->second));
        }
        for (const auto& [columns, key] : now.keys)
            if (has(before, columns) && !before.keys.contains(columns))
                add(before.name + "." + columns, "references", "", key.target,
                    " must be one of " + key.target + " now");
        const auto single = [](const SqlTable& table, const std::string& columns) {
            return table.uniques.contains(columns) ||
                   (table.primaryKey.size() == 1 && *table.primaryKey.begin() == columns);
        };
        for (const auto& [columns, name] : before.uniques)
            if (has(now, columns) && !single(now, columns))
                add(before.name + "." + columns, "unique", "unique", "", " may repeat now; it was unique");
        for (const auto& [columns, name] : now.uniques)
            if (has(before, columns) && !single(before, columns))
                add(before.name + "." + columns, "unique", "", "unique", " may not repeat any more");
    }
    static std::string targetOf(const SqlForeignKey& key) {
        const auto open = key.target.find('(');
        return key.target.ends_with("(id)") ? key.target.substr(0, open) : key.target;
    }
    static std::string actionOf(const SqlForeignKey& key) {
        return key.onDelete.empty() || key.onDelete == "no action" ? "restrict" : key.onDelete;
    }

    void checks(const SqlTable& before, const SqlTable& now) {
        for (const auto& [text, name] : now.checks) {
            if (before.checks.contains(text)) continue;
            const auto y = conditionOf(text);
            const std::string* was = nullptr;
            bool admitted = false;
            for (const auto& [old, oldName] : before.checks) {
                const auto x = conditionOf(old);
                const bool same = !name.empty() && name == oldName;
                const auto admitting = x && y ? admits(*x, *y) : std::nullopt;
                if (same || admitting) was = &old;
                admitted = admitted || admitting.value_or(false);
            }
            // A condition on what is new alone asks nothing of those who do not know it.
            const bool isNew = y && before.column(y->name) == nullptr;
            if (admitted || isNew) continue;
            if (was != nullptr) other(before.name, "check", *was, text);
            else add(before.name, "check", "", text, ": \"" + text + "\" must hold now");
        }
    }
};

}  // namespace

std::vector<ApiClash> sqlClashes(const SqlSchema& reliedOn, const SqlSchema& stated) {
    Finder finder;
    for (const auto& [name, table] : reliedOn.tables) {
        const auto found = stated.tables.find(name);
        if (found == stated.tables.end()) {
            finder.gone(name, "table");
            continue;
        }
        finder.columns(table, found->second);
        finder.keys(table, found->second);
        finder.checks(table, found->second);
    }
    for (const auto& [name, members] : reliedOn.enums) {
        const auto found = stated.enums.find(name);
        if (found == stated.enums.end()) {
            finder.gone(name, "type");
            continue;
        }
        for (const auto& member : members)
            if (std::find(found->second.begin(), found->second.end(), member) == found->second.end())
                finder.add(name, "values", member, "", " has no value " + member + " any more");
    }
    for (const auto& [name, columns] : reliedOn.views) {
        const auto found = stated.views.find(name);
        if (found == stated.views.end()) {
            finder.gone(name, "view");
            continue;
        }
        const auto has = [&](const std::string& column) {
            return std::find(found->second.begin(), found->second.end(), column) != found->second.end();
        };
        for (const auto& column : columns)
            if (!has(column) && !has("*")) finder.gone(name + "." + column, "column");
    }
    for (const auto& [name, signature] : reliedOn.functions) {
        const auto found = stated.functions.find(name);
        if (found == stated.functions.end()) finder.gone(name, "function");
        else if (found->second != signature) finder.other(name, "signature", signature, found->second);
    }
    return std::move(finder.out);
}

}  // namespace skein::coherence
