// Parameter lists of many languages. Thread: any; pure. Declared in extract_code.h.
#include <algorithm>
#include <initializer_list>

#include "core/base/text.h"
#include "core/coherence/code_text.h"
#include "core/coherence/extract_code.h"

namespace skein::coherence {
namespace {

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool isPythonLike(std::string_view language) { return language == "Python"; }
bool isTypeScriptLike(std::string_view language) { return isOneOf(language, {"TypeScript", "JavaScript"}); }

std::string_view lastIdentifier(std::string_view text) {
    std::size_t end = text.size();
    while (end > 0 && !isIdentifierChar(text[end - 1])) --end;
    std::size_t start = end;
    while (start > 0 && isIdentifierChar(text[start - 1])) --start;
    return text.substr(start, end - start);
}

Parameter nameFirstParameter(std::string_view text, std::string_view language) {
    Parameter parameter;
    while (text.starts_with("*") || text.starts_with("...")) {
        parameter.variadic = true;
        text.remove_prefix(text.front() == '*' ? 1 : 3);
    }
    if (const auto equals = findOutside(text, '=');
        equals != std::string_view::npos && !text.substr(equals).starts_with("=>")) {
        parameter.defaultText = trim(text.substr(equals + 1));
        parameter.optional = true;
        text = trim(text.substr(0, equals));
    }
    if (const auto colon = findOutside(text, ':'); colon != std::string_view::npos) {
        parameter.type = trim(text.substr(colon + 1));
        text = trim(text.substr(0, colon));
    }
    if (text.ends_with("?")) {
        parameter.optional = true;
        text.remove_suffix(1);
    }
    if (isTypeScriptLike(language) && (text.starts_with("{") || text.starts_with("["))) return parameter;
    parameter.name = lastIdentifier(text);
    if (parameter.variadic) parameter.optional = true;
    return parameter;
}

Parameter typeFirstParameter(std::string_view text) {
    Parameter parameter;
    if (text.find("...") != std::string_view::npos) { parameter.variadic = parameter.optional = true; }
    if (const auto equals = findOutside(text, '='); equals != std::string_view::npos) {
        parameter.defaultText = trim(text.substr(equals + 1));
        parameter.optional = true;
        text = trim(text.substr(0, equals));
    }
    if (text.find('(') != std::string_view::npos) return parameter;  // pointer to function
    if (const auto bracket = text.find('['); bracket != std::string_view::npos) text = trim(text.substr(0, bracket));
    const auto name = lastIdentifier(text);
    const auto before = trim(text.substr(0, text.size() - std::min(text.size(), name.size())));
    if (!name.empty() && text.ends_with(name) && !before.empty() && !isOneOf(before, {"const", "struct", "unsigned"})) {
        parameter.name = name;
        parameter.type = before;
    } else {
        parameter.type = text;
    }
    return parameter;
}

/// Go: "a, b int, c ...string": a name without a type has the type of the next that has one.
std::vector<Parameter> goParameters(std::string_view list) {
    std::vector<Parameter> out;
    for (const auto part : splitOutside(list, ',')) {
        Parameter parameter;
        const auto space = part.find(' ');
        parameter.name = space == std::string_view::npos ? part : part.substr(0, space);
        if (space != std::string_view::npos) parameter.type = trim(part.substr(space));
        parameter.variadic = parameter.optional = parameter.type.starts_with("...");
        out.push_back(std::move(parameter));
    }
    for (std::size_t i = out.size(); i-- > 1;)
        if (out[i - 1].type.empty()) out[i - 1].type = out[i].type;
    return out;
}

}  // namespace

std::vector<Parameter> parseParameters(std::string_view list, std::string_view language) {
    list = trim(list);
    std::vector<Parameter> out;
    if (list.empty() || list == "void") return out;
    if (language == "Go") return goParameters(list);
    const bool nameFirst =
        isPythonLike(language) || isTypeScriptLike(language) || isOneOf(language, {"Rust", "Kotlin", "Scala", ""});
    bool first = true;
    for (const auto part : splitOutside(list, ',')) {
        const bool receiver = first && isPythonLike(language) && isOneOf(part, {"self", "cls"});
        first = false;
        if (receiver || part == "/" || (part == "*" && isPythonLike(language))) continue;
        out.push_back(nameFirst ? nameFirstParameter(part, language) : typeFirstParameter(part));
    }
    return out;
}

std::string signatureText(const std::vector<Parameter>& parameters) {
    std::string text = "(";
    for (const auto& parameter : parameters) {
        if (text.size() > 1) text += ',';
        if (parameter.variadic) text += "...";
        else text += (parameter.name.empty() ? "_" : parameter.name) + (parameter.optional ? "?" : "");
    }
    return text + ")";
}

}  // namespace skein::coherence
