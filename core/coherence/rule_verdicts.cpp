#include "core/coherence/rule_verdicts.h"

#include <algorithm>
#include <optional>
#include <set>

#include "core/base/text.h"
#include "core/coherence/extract_code.h"
#include "core/coherence/names.h"

namespace skein::coherence {

std::string groupOf(const Claim& claim) {
    const auto& p = claim.predicate;
    if (p == "value" || p == "default" || p == "max" || p == "min" || p == "values") return "amount";
    if (p == "before" || p == "after") return "order";
    if (p == "total" || p == "sum") return "sum";
    if (p == "cardinality") return "type";  // a list is many
    return p;
}

bool hasOneValue(std::string_view predicate) {
    return predicate == "field_number" || predicate == "request" || predicate == "response" ||
           predicate == "nullability" || predicate == "demanded" || predicate == "done" || predicate == "item_type" ||
           predicate == "json_name" || predicate == "field_presence";
}

Verdict clash(RuleIndex rule, std::string reason) { return {Agreement::Different, rule, std::move(reason)}; }

namespace {

/// A contradiction whose reason is only put into words where somebody reads it.
template <class Say>
Verdict clashIf(Words words, RuleIndex rule, Say&& say) {
    return {Agreement::Different, rule, words == Words::Say ? say() : std::string()};
}

}  // namespace

std::string placeOf(const Claim& claim) {
    if (claim.evidence.empty() || claim.evidence.front().path.empty()) return "an output";
    return claim.evidence.front().path + ":" + std::to_string(claim.evidence.front().lines.first);
}

namespace {

std::string valueOf(const Claim& claim) { return describeValue(claim.value); }

std::string nameOf(const Claim& a, const Claim& b) {
    return a.subject.size() >= b.subject.size() ? a.subject : b.subject;
}

std::string sides(const Claim& a, const std::string& x, const Claim& b, const std::string& y) {
    return x + " in " + placeOf(a) + ", " + y + " in " + placeOf(b);
}

bool isMember(const std::string& set, const std::string& value) {
    for (const auto member : split(set, '|'))
        if (toLowerAscii(member) == toLowerAscii(value)) return true;
    return false;
}

Verdict compareSets(const Claim& a, const Claim& b) {
    // An enumerator HalfOpen and a value "half-open" are one.
    const auto membersOf = [](const Claim& claim) {
        std::set<std::string> members;
        for (const auto member : split(claim.value.text, '|')) {
            std::string plain = toLowerAscii(member);
            if (plain.size() > 2) std::erase_if(plain, [](char c) { return c == '-' || c == '_' || c == ' '; });
            members.insert(std::move(plain));
        }
        return members;
    };
    const auto x = membersOf(a), y = membersOf(b);
    if (x == y) return {Agreement::Equal, EnumClash, {}};
    std::size_t common = 0;
    std::string difference;
    for (const auto& member : x) {
        if (y.count(member) > 0) ++common;
        else difference += (difference.empty() ? "" : ", ") + member;
    }
    for (const auto& member : y)
        if (x.count(member) == 0) difference += (difference.empty() ? "" : ", ") + member;
    // Without a common half these are two lists that merely share a name.
    if (common * 2 < std::max(x.size(), y.size())) return {};
    return clash(EnumClash, "the allowed values of " + nameOf(a, b) + " differ in " + difference + ": " +
                                sides(a, a.value.text, b, b.value.text));
}

/// Whether a sentence tells how often something is tried, and the limit of that stands in the program.
bool isCountOfTries(const Claim& said, const Claim& limit) {
    return said.basis == "prose" && limit.basis != "prose" &&
           (said.subject.ends_with("_retries") || said.subject.ends_with("_attempts"));
}

Verdict compareAmounts(const Claim& a, const Claim& b, Words words) {
    const auto& p = a.predicate;
    const auto& q = b.predicate;
    if (p == "values" && q == "values") return compareSets(a, b);
    if (p == "values" || q == "values") {
        const Claim& set = p == "values" ? a : b;
        const Claim& value = &set == &a ? b : a;
        if (value.value.type != ClaimValue::Type::Text || (value.predicate != "value" && value.predicate != "default"))
            return {};
        if (isMember(set.value.text, value.value.text)) return {Agreement::Equal, EnumClash, {}};
        return clashIf(words, EnumClash, [&]() -> std::string {
            return valueOf(value) + " in " + placeOf(value) + " is none of the allowed values of " + nameOf(a, b) +
                   " in " + placeOf(set) + ": " + set.value.text;
        });
    }
    const bool limitA = p == "max" || p == "min", limitB = q == "max" || q == "min";
    // "Webhooks are retried 8 times" says what the limit of the program is, not that a number is below it.
    const bool counts =
        (p == "max" && q == "value" && isCountOfTries(b, a)) || (q == "max" && p == "value" && isCountOfTries(a, b));
    if (limitA != limitB && !counts) {
        const Claim& limit = limitA ? a : b;
        const Claim& value = limitA ? b : a;
        const auto order = orderValues(value.value, limit.value);
        if (!order) return {};
        const bool outside = limit.predicate == "max" ? *order > 0 : *order < 0;
        // Inside its limit a value neither contradicts nor supports.
        if (!outside) return {};
        return clashIf(words, LimitClash, [&]() -> std::string {
            return nameOf(a, b) + ": " + valueOf(value) + " in " + placeOf(value) + " is outside the " +
                   (limit.predicate == "max" ? "maximum " : "minimum ") + valueOf(limit) + " in " + placeOf(limit);
        });
    }
    if (limitA && limitB && p != q) {
        const Claim& high = p == "max" ? a : b;
        const Claim& low = p == "max" ? b : a;
        const auto order = orderValues(low.value, high.value);
        if (!order || *order <= 0) return {};
        return clashIf(words, LimitClash, [&]() -> std::string {
            return nameOf(a, b) + ": the minimum " + valueOf(low) + " is above the maximum " + valueOf(high);
        });
    }
    const auto agreement = compareValues(a.value, b.value);
    if (agreement != Agreement::Different) return {agreement, DifferentValue, {}};
    const std::string what = limitA                             ? (p == "max" ? "maximum of " : "minimum of ")
                             : p == "default" && q == "default" ? "default of "
                                                                : "value of ";
    return clashIf(words, DifferentValue, [&]() -> std::string {
        return "the " + what + nameOf(a, b) + " differs: " + sides(a, valueOf(a), b, valueOf(b));
    });
}

struct Names {
    std::vector<std::pair<std::string, bool>> names;  ///< normalised words, optional
    bool open = false;
};

Names namesOf(const ClaimValue& signature) {
    Names out;
    std::string_view text = signature.text;
    if (text.size() < 2) return out;
    for (auto part : split(text.substr(1, text.size() - 2), ',')) {
        part = trim(part);
        if (part == "...") {
            out.open = true;
            continue;
        }
        const bool optional = part.ends_with("?");
        if (optional) part.remove_suffix(1);
        std::string words;
        for (const auto& word : wordsOf(part)) words += word + " ";
        if (!words.empty()) out.names.emplace_back(words, optional);
    }
    return out;
}

/// `stated` describes how `defined` is called.
Verdict compareSignatures(const Claim& stated, const Claim& defined, Words words) {
    const Names said = namesOf(stated.value), real = namesOf(defined.value);
    std::size_t common = 0;
    std::string extra, missing;
    for (const auto& [name, optional] : said.names) {
        const bool found = std::any_of(real.names.begin(), real.names.end(),
                                       [&, &n = name](const auto& entry) { return entry.first == n; });
        if (found) ++common;
        else extra += (extra.empty() ? "" : ", ") + std::string(trim(name));
    }
    for (const auto& [name, optional] : real.names) {
        const bool found = std::any_of(said.names.begin(), said.names.end(),
                                       [&, &n = name](const auto& entry) { return entry.first == n; });
        const bool receiver = name == "self " || name == "cls ";
        if (!found && !optional && !said.open && !receiver)
            missing += (missing.empty() ? "" : ", ") + std::string(trim(name));
    }
    // Other names for the same places are usual in texts about C; only a text that uses the real ones can be wrong.
    if (common == 0 || common * 2 < said.names.size()) return {};
    if (real.open) extra.clear();
    if (extra.empty() && missing.empty()) return {Agreement::Equal, SignatureMismatch, {}};
    if (words == Words::Leave) return {Agreement::Different, SignatureMismatch, {}};
    std::string reason = "the parameters of " + nameOf(stated, defined) + " do not match";
    if (!extra.empty()) reason += "; " + extra + " is not in the definition";
    if (!missing.empty()) reason += "; " + missing + " is needed but not named";
    return clash(SignatureMismatch, reason + ": " + sides(stated, stated.value.text, defined, defined.value.text));
}

/// A sum is made of the parts above or before the total, and its evidence ends where the total stands.
Verdict compareSums(const Claim& a, const Claim& b, Words words) {
    if (a.predicate == b.predicate) return {};
    const Claim& total = a.predicate == "total" ? a : b;
    const Claim& sum = &total == &a ? b : a;
    const bool together = std::any_of(sum.evidence.begin(), sum.evidence.end(), [&](const Evidence& parts) {
        return std::any_of(total.evidence.begin(), total.evidence.end(), [&](const Evidence& stated) {
            return parts.path == stated.path && parts.lines.last == stated.lines.last;
        });
    });
    if (!together || total.value.unit != sum.value.unit) return {};
    if (total.value.text == sum.value.text) return {Agreement::Equal, SumMismatch, {}};
    return clashIf(words, SumMismatch, [&]() -> std::string {
        return "the parts of " + total.subject + " in " + placeOf(sum) + " make " + valueOf(sum) + ", the total in " +
               placeOf(total) + " is " + valueOf(total);
    });
}

/// "one" and "many" against each other, and against the type of what holds them.
Verdict compareCardinalities(const Claim& a, const Claim& b, Words words) {
    const auto countOf = [](const Claim& claim) -> std::string {
        if (claim.predicate == "cardinality") return claim.value.text;
        return claim.value.text == "array" ? "many" : "one";
    };
    const auto x = countOf(a), y = countOf(b);
    if (x == y) return {Agreement::Equal, CardinalityClash, {}};
    return clashIf(words, CardinalityClash, [&]() -> std::string {
        return nameOf(a, b) + " is one here and many there: " + sides(a, a.value.text, b, b.value.text);
    });
}

Verdict compareMembers(const Claim& a, const Claim& b, Words words) {
    const auto listOf = [](const Claim& claim) {
        std::set<std::string> members;
        for (const auto member : split(claim.value.text, '|')) members.emplace(member);
        return members;
    };
    const auto x = listOf(a), y = listOf(b);
    if (x == y) return {Agreement::Equal, MembersDiffer, {}};
    const auto lacking = [](const std::set<std::string>& has, const std::set<std::string>& other) {
        std::string names;
        for (const auto& name : has)
            if (!other.contains(name)) names += (names.empty() ? "" : ", ") + name;
        return names;
    };
    const auto onlyX = lacking(x, y), onlyY = lacking(y, x);
    const auto common = static_cast<std::size_t>(
        std::count_if(x.begin(), x.end(), [&](const std::string& name) { return y.contains(name); }));
    if (common < 2 || common * 2 < std::max(x.size(), y.size())) return {};
    if (words == Words::Leave) return {Agreement::Different, MembersDiffer, {}};
    std::string reason = "the members of " + nameOf(a, b) + " differ";
    if (!onlyX.empty()) reason += "; " + onlyX + " only in " + placeOf(a);
    if (!onlyY.empty()) reason += "; " + onlyY + " only in " + placeOf(b);
    if (common + 1 == x.size() && x.size() == y.size()) reason += "; it may have been renamed";
    return clash(MembersDiffer, reason);
}

/// "Option<Customer>" -> "option" and "Customer"; a plain type has no wrapper.
std::pair<std::string, std::string_view> wrapperOf(std::string_view type) {
    const auto open = type.find('<');
    if (open == std::string_view::npos || !type.ends_with(">")) return {std::string(), type};
    auto outer = type.substr(0, open);
    if (const auto at = outer.rfind(':'); at != std::string_view::npos) outer.remove_prefix(at + 1);
    auto inner = type.substr(open + 1, type.size() - open - 2);
    std::string name = toLowerAscii(trim(outer));
    if (name == "optional") name = "option";
    if (name == "expected") name = "result";
    return {name, trim(inner.substr(0, inner.find(',')))};
}

/// Whether one result can be nothing and the other cannot, or fails where the other has nothing. That a result may fail
/// is often left out where its type is told.
bool wrapsOtherwise(std::string_view x, std::string_view y) {
    const auto [outerX, innerX] = wrapperOf(x);
    const auto [outerY, innerY] = wrapperOf(y);
    if (outerX == outerY || innerX != innerY) return false;
    const auto known = [](const std::string& outer) { return outer.empty() || outer == "option" || outer == "result"; };
    return known(outerX) && known(outerY) && (outerX == "option" || outerY == "option");
}

bool isTypeName(std::string_view text) {
    if (text.starts_with("stream ")) text.remove_prefix(7);
    return text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' &&
           std::all_of(text.begin(), text.end(), [](char c) { return isIdentifierChar(c) || c == '.'; });
}

Verdict compareTypes(const Claim& a, const Claim& b, Words words) {
    if (a.predicate == "cardinality" || b.predicate == "cardinality") return compareCardinalities(a, b, words);
    const auto& x = a.value.text;
    const auto& y = b.value.text;
    const auto& wide = a.value.unit;
    const auto& narrow = b.value.unit;
    if (x == y && (wide.empty() || narrow.empty() || wide == narrow)) return {Agreement::Equal, TypeClash, {}};
    if (x == y)
        return clashIf(words, TypeClash, [&]() -> std::string {
            return "the width of " + nameOf(a, b) + " differs: " + sides(a, wide + " " + x, b, narrow + " " + y);
        });
    const auto numeric = [](const std::string& t) { return t == "integer" || t == "float" || t == "number"; };
    if (numeric(x) && numeric(y) && (x == "number" || y == "number")) return {Agreement::Equal, TypeClash, {}};
    // An identifier, a time or an amount of money travels as a text or a number where there is no type of its own.
    const auto has = [&](std::string_view type) { return x == type || y == type; };
    const bool special =
        has("uuid") || has("timestamp") || has("date") || has("decimal") || has("json") || has("bytes");
    if (special && ((has("string") && !has("bytes")) || has("array") || has("float") || has("number") ||
                    (has("date") && has("timestamp"))))
        return {};
    const bool declared = (a.basis == "code" || a.basis == "config") && (b.basis == "code" || b.basis == "config");
    const auto ending = [](const Claim& claim) {
        const auto place = placeOf(claim);
        const auto name = place.substr(0, place.rfind(':'));
        return name.substr(std::min(name.rfind('.'), name.size()));
    };
    if (special && declared && ending(a) != ending(b)) return {};
    const RuleIndex rule = a.predicate == "returns" ? ReturnClash : TypeClash;
    // What a call of an interface returns is a message, and that has one name.
    const bool messages =
        rule == ReturnClash && (ending(a) == ".proto" || ending(b) == ".proto") && isTypeName(x) && isTypeName(y);
    const bool wrapped = rule == ReturnClash && wrapsOtherwise(x, y);
    const bool plain = !typeClass(x).empty() && !typeClass(y).empty();
    if (!plain && !messages && !wrapped) return {};
    return clashIf(words, rule, [&]() -> std::string {
        return std::string(rule == ReturnClash ? "the result of " : "the type of ") + nameOf(a, b) +
               " differs: " + sides(a, x, b, y);
    });
}

/// GTEST_API_ before a type marks the function, not its result.
bool isMacro(std::string_view word) {
    return word.size() > 2 && word.find('_') != std::string_view::npos &&
           std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// A result type without what may be said on one side alone: qualifiers and the namespaces of names.
std::string plainType(std::string_view written) {
    std::string out, word;
    const auto flush = [&] {
        if (word != "static" && word != "inline" && word != "virtual" && word != "constexpr" && word != "extern" &&
            word != "explicit" && !isMacro(word) && word != "typename" && word != "struct" && word != "enum" &&
            word != "class")
            out += word;
        word.clear();
    };
    for (std::size_t at = 0; at < written.size(); ++at) {
        const char c = written[at];
        if (isIdentifierChar(c)) {
            word += c;
        } else if (c == ':') {
            word.clear();
        } else {
            flush();
            if (c != ' ') out += c;
        }
    }
    flush();
    return out;
}

/// Types of one parameter as they are written. Only what nobody calls by another name: basic types, and how deep a
/// pointer is where its target is basic.
bool differentParameters(std::string_view a, std::string_view b) {
    const auto bare = [](std::string_view written) {
        std::string type = plainType(written);
        for (std::size_t at = type.find("const"); at != std::string::npos; at = type.find("const", at))
            type.erase(at, 5);
        std::erase_if(type, [](char c) { return c == '&'; });
        return type;
    };
    const auto x = bare(a), y = bare(b);
    if (x == y || x.empty() || y.empty()) return false;
    const auto basic = [](std::string_view type) {
        while (type.ends_with("*")) type.remove_suffix(1);
        return type == "int" || type == "double" || type == "float" || type == "long" || type == "short" ||
               type == "char" || type == "void" || type == "bool" || type == "size_t" || type == "unsigned" ||
               type == "unsignedint";
    };
    return basic(x) && basic(y);
}

}  // namespace

Verdict compareDeclarations(const Claim& a, const Claim& b) {
    if (a.predicate == "returns") {
        const auto x = plainType(a.value.text), y = plainType(b.value.text);
        const auto &wide = a.value.unit, &narrow = b.value.unit;
        if (x == y && !wide.empty() && !narrow.empty() && wide != narrow)
            return clash(DeclarationMismatch, "the result of " + nameOf(a, b) +
                                                  " differs between declaration and implementation: " +
                                                  sides(a, wide + " " + x, b, narrow + " " + y));
        if (x == y) return {Agreement::Equal, DeclarationMismatch, {}};
        // Two names may be one type by an alias; a basic type and another one, or a template, are not.
        const bool plainA = !typeClass(x).empty() && x != "string", plainB = !typeClass(y).empty() && y != "string";
        const bool cpp = placeOf(a).find(".c:") == std::string::npos && placeOf(b).find(".c:") == std::string::npos;
        const auto isText = [](const std::string& type) { return type == "string" || type == "string_view"; };
        const auto isClass = [&](const std::string& type) {
            return type.find('<') != std::string::npos || isText(type) ||
                   (cpp && type.size() > 1 && type[0] >= 'A' && type[0] <= 'Z' && type[1] >= 'a' && type[1] <= 'z');
        };
        const bool different = plainA && plainB ? typeClass(x) != typeClass(y)
                               : plainA         ? isClass(y)
                                                : plainB && isClass(x);
        if (!different) return {};
        return clash(DeclarationMismatch, "the result of " + nameOf(a, b) +
                                              " differs between declaration and "
                                              "implementation: " +
                                              sides(a, a.value.text, b, b.value.text));
    }
    const auto count = [](const std::string& list) {
        return list.size() <= 2 ? 0 : std::count(list.begin(), list.end(), ',') + 1;
    };
    if (count(a.value.text) == count(b.value.text)) {
        const auto x = split(a.value.unit, ';'), y = split(b.value.unit, ';');
        for (std::size_t i = 0; i < x.size() && x.size() == y.size(); ++i) {
            if (!differentParameters(x[i], y[i])) continue;
            return clash(DeclarationMismatch, "the type of parameter " + std::to_string(i + 1) + " of " + nameOf(a, b) +
                                                  " differs between declaration and implementation: " +
                                                  sides(a, std::string(trim(x[i])), b, std::string(trim(y[i]))));
        }
        return {Agreement::Equal, DeclarationMismatch, {}};
    }
    return clash(DeclarationMismatch,
                 "the number of parameters of " + nameOf(a, b) +
                     " differs between declaration and implementation: " + sides(a, a.value.text, b, b.value.text));
}

Verdict compareMeanings(const Claim& a, const Claim& b, Words words) {
    return compareMeanings(groupNumber(a), a, b, words);
}

Verdict compareMeanings(Group group, const Claim& a, const Claim& b, Words words) {
    if (group == Group::Amount) return compareAmounts(a, b, words);
    if (group == Group::Type || group == Group::Returns) return compareTypes(a, b, words);
    if (group == Group::Presence) {
        if (a.value.text == b.value.text) return {Agreement::Equal, PresenceClash, {}};
        return clashIf(words, PresenceClash, [&]() -> std::string {
            return nameOf(a, b) + " is " + sides(a, a.value.text, b, b.value.text);
        });
    }
    if (group == Group::Signature) return compareSignatures(a, b, words);
    if (group == Group::Sum) return compareSums(a, b, words);
    if (group == Group::Members) return compareMembers(a, b, words);
    if (group == Group::Order) return {};  // many things come before one; circles are found by all of them together
    if (group == Group::Exists || a.value.type == ClaimValue::Type::Boolean) {
        const auto agreement = compareValues(a.value, b.value);
        return agreement == Agreement::Different
                   ? clashIf(words, DifferentValue,
                             [&]() -> std::string { return nameOf(a, b) + ": " + sides(a, valueOf(a), b, valueOf(b)); })
                   : Verdict{agreement, DifferentValue, {}};
    }
    if (a.predicate != b.predicate) return {};
    const auto agreement = compareValues(a.value, b.value);
    // Predicates that this version has no rule for come from structured outputs; there the producer says what is
    // single-valued.
    if (agreement != Agreement::Different) return {agreement, DifferentValue, {}};
    if (!hasOneValue(a.predicate) && (a.basis != "output" || b.basis != "output")) return {};
    return clashIf(words, DifferentValue, [&]() -> std::string {
        return nameOf(a, b) + " " + a.predicate + " differs: " + sides(a, valueOf(a), b, valueOf(b));
    });
}

}  // namespace skein::coherence
