#include "core/plan/placeholders.h"

#include <algorithm>

#include "core/base/text.h"

namespace skein::plan {

std::string fillText(std::string_view text, const PlaceholderValues& values,
                     const std::function<void(std::string_view)>& unknown) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if ((c == '{' || c == '}') && at + 1 < text.size() && text[at + 1] == c) {
            out += c;
            at += 2;
            continue;
        }
        const auto close = c == '{' ? text.find('}', at) : std::string_view::npos;
        const auto name = close == std::string_view::npos ? std::string_view() : text.substr(at + 1, close - at - 1);
        const bool isName = !name.empty() && std::all_of(name.begin(), name.end(),
                                                         [](char n) { return isIdentifierChar(n) || n == '.'; });
        if (!isName) {
            out += c;
            ++at;
            continue;
        }
        if (const auto found = values.find(name); found != values.end()) {
            out += found->second;
        } else {
            unknown(name);
            out += text.substr(at, close + 1 - at);
        }
        at = close + 1;
    }
    return out;
}

Json fillJson(const Json& value, const PlaceholderValues& values,
              const std::function<void(std::string_view)>& unknown) {
    if (value.is_string()) return fillText(value.get_ref<const std::string&>(), values, unknown);
    if (value.is_array()) {
        Json list = Json::array();
        for (const Json& item : value) list.push_back(fillJson(item, values, unknown));
        return list;
    }
    if (value.is_object()) {
        Json object = Json::object();
        for (const auto& [key, member] : value.items())
            object[fillText(key, values, unknown)] = fillJson(member, values, unknown);
        return object;
    }
    return value;
}

}  // namespace skein::plan
