#include "core/coherence/schema_fit.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <set>

#include "core/base/text.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxMisfits = 200, maxShown = 60;
constexpr int maxDepth = 40, maxReferences = 32;
constexpr std::size_t maxSteps = 20'000;  ///< of one comparison: alternatives multiply

const Json nothing = Json(nullptr), anything = Json::object();

const Json& member(const Json& object, const char* name) {
    if (!object.is_object()) return nothing;
    const auto found = object.find(name);
    return found == object.end() ? nothing : *found;
}

std::string shown(const Json& value) {
    return value.is_null()     ? std::string()
           : value.is_string() ? elide(value.get_ref<const std::string&>(), maxShown)
                               : elide(value.dump(-1, ' ', false, Json::error_handler_t::replace), maxShown);
}

std::optional<double> numberOf(const Json& value) {
    return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

bool holds(const Json& list, const Json& value) {
    return list.is_array() && std::find(list.begin(), list.end(), value) != list.end();
}

/// The types a schema names; empty: any.
std::set<std::string> typesOf(const Json& schema) {
    std::set<std::string> types;
    const auto& type = member(schema, "type");
    if (type.is_string()) types.insert(type.get<std::string>());
    else if (type.is_array())
        for (const auto& one : type)
            if (one.is_string()) types.insert(one.get<std::string>());
    if (!types.empty() && member(schema, "nullable") == true) types.insert("null");
    return types;
}

std::string_view typeOf(const Json& value) {
    if (value.is_null()) return "null";
    if (value.is_boolean()) return "boolean";
    if (value.is_number()) return value.is_number_integer() ? "integer" : "number";
    if (value.is_string()) return "string";
    return value.is_array() ? "array" : "object";
}

bool takesType(const std::set<std::string>& wide, const std::string& type, bool asText) {
    if (wide.contains(type) || (type == "integer" && wide.contains("number"))) return true;
    return asText && wide.contains("string") && (type == "integer" || type == "number" || type == "boolean");
}

/// Both of two schemas in one, as far as keywords can say it.
Json both(const Json& a, const Json& b) {
    if (!a.is_object()) return b;
    if (!b.is_object()) return a;
    Json out = a;
    const auto larger = [&](const std::string& key, const Json& value, bool want) {
        if (!out.contains(key) ||
            (numberOf(value) && numberOf(out[key]) && (*numberOf(value) > *numberOf(out[key])) == want))
            out[key] = value;
    };
    for (const auto& [key, value] : b.items()) {
        if (key == "required" && value.is_array()) {
            for (const auto& name : value)
                if (!holds(out[key], name)) out[key].push_back(name);
        } else if (key == "properties" && value.is_object()) {
            for (const auto& [name, property] : value.items())
                out[key][name] = out[key].contains(name) ? Json{{"allOf", {out[key][name], property}}} : property;
        } else if (key == "enum" && out.contains(key) && out[key].is_array() && value.is_array()) {
            Json common = Json::array();
            for (const auto& one : out[key])
                if (holds(value, one)) common.push_back(one);
            out[key] = std::move(common);
        } else if (key.starts_with("min")) {
            larger(key, value, true);
        } else if (key.starts_with("max")) {
            larger(key, value, false);
        } else if (key == "alternatives" && out.contains(key)) {
            for (const auto& group : value) out[key].push_back(group);
        } else if (key == "type" && out.contains(key)) {
            const auto mine = typesOf(a), theirs = typesOf(b);
            Json common = Json::array();
            for (const auto& type : mine)
                if (takesType(theirs, type, false)) common.push_back(type);
                else if (type == "number" && theirs.contains("integer")) common.push_back("integer");
            out[key] = std::move(common);
            out.erase("nullable");
        } else if (!out.contains(key)) {
            out[key] = value;
        }
    }
    return out;
}

/// The name that a reference ends in; empty for none.
std::string nameOf(const Json& schema) {
    const auto& reference = member(schema, "$ref");
    if (!reference.is_string()) return {};
    const auto& text = reference.get_ref<const std::string&>();
    return text.substr(text.rfind('/') + 1);
}

struct Bound {
    std::optional<double> at;
    bool open = false;
};
Bound boundOf(const Json& schema, const char* plain, const char* exclusive) {
    Bound bound{numberOf(member(schema, plain)), false};
    const auto& open = member(schema, exclusive);
    if (open.is_boolean()) bound.open = open == true;
    else if (const auto at = numberOf(open)) {
        const bool lower = std::string_view(plain) == "minimum";
        if (!bound.at || (lower ? *at >= *bound.at : *at <= *bound.at)) bound = {at, true};
    }
    return bound;
}

class Fitter {
public:
    Fitter(const Json& narrowDocument, const Json& wideDocument, Flow flow, Carried carried)
        : m_narrow(narrowDocument), m_wide(wideDocument), m_flow(flow), m_carried(carried) {}

    void fit(const Json& narrow, const Json& wide, const std::string& place, int depth) {
        if (depth > maxDepth || ++m_steps > maxSteps || m_found.size() >= maxMisfits) return;
        // Where both go round in the same circle, another round says nothing new.
        const auto pair = nameOf(narrow) + "\n" + nameOf(wide);
        const bool named = pair.size() > 1 && !nameOf(narrow).empty() && !nameOf(wide).empty();
        if (named && !m_open.insert(pair).second) return;
        compare(flat(m_narrow, narrow), flat(m_wide, wide), place, false, depth);
        if (named) m_open.erase(pair);
    }
    std::vector<Misfit> take() { return std::move(m_found); }

private:
    void add(const std::string& place, const char* keyword, const Json& narrow, const Json& wide) {
        if (m_found.size() < maxMisfits) m_found.push_back({place, keyword, shown(narrow), shown(wide)});
    }

    /// A schema with references followed and "allOf" merged; "oneOf" and "anyOf" become groups in "alternatives".
    Json flat(const Json& document, const Json& schema) {
        const Json& target = resolved(document, schema);
        if (target.is_boolean()) return target == true ? Json::object() : Json{{"never", true}};
        // A schema that is part of itself adds nothing by that; what multiplies without end is cut off.
        const bool circle = std::find(m_flattening.begin(), m_flattening.end(), &target) != m_flattening.end();
        if (!target.is_object() || circle || ++m_steps > maxSteps) return Json::object();
        m_flattening.push_back(&target);
        Json out = Json::object();
        // From 3.1 on words beside a reference count as well.
        if (schema.is_object() && schema.contains("$ref"))
            for (const auto& [key, value] : schema.items())
                if (key != "$ref" && key != "description" && key != "summary") out[key] = value;
        Json own = target;
        for (const char* key : {"allOf", "oneOf", "anyOf"}) own.erase(key);
        out = both(own, out);
        if (out.contains("const")) {
            out["enum"] = Json::array({out["const"]});
            out.erase("const");
        }
        for (const char* key : {"oneOf", "anyOf"})
            if (const auto& group = member(target, key); group.is_array() && !group.empty())
                out["alternatives"].push_back({{"keyword", key}, {"of", group}});
        if (const auto& parts = member(target, "allOf"); parts.is_array())
            for (const auto& part : parts) {
                out = both(out, flat(document, part));
                out["parts"].push_back(nameOf(part).empty() ? part : Json(nameOf(part)));
            }
        m_flattening.pop_back();
        return out;
    }

    /// Whether there is no misfit; what is found is not kept.
    bool fits(const Json& narrow, const Json& wide, bool strict, int depth) {
        Fitter trial(m_narrow, m_wide, m_flow, m_carried);
        trial.m_steps = m_steps;
        trial.m_open = m_open;
        trial.compare(narrow, wide, "", strict, depth);
        m_steps = trial.m_steps;
        return trial.m_found.empty();
    }

    void compare(const Json& narrow, const Json& wide, const std::string& place, bool strict, int depth) {
        if (depth > maxDepth || ++m_steps > maxSteps) return;
        if (member(narrow, "never") == true) return;
        if (member(wide, "never") == true) return add(place, "false", "a value", "none");
        // What may be one of several must fit in each case.
        if (const auto& groups = member(narrow, "alternatives"); groups.is_array() && !groups.empty()) {
            Json rest = narrow;
            rest["alternatives"].erase(rest["alternatives"].size() - 1);
            if (rest["alternatives"].empty()) rest.erase("alternatives");
            const auto& group = groups.back();
            for (const auto& one : group["of"]) {
                Json whole = both(flat(m_narrow, one), rest);
                whole["name"] = nameOf(one);
                compare(whole, wide, place, strict, depth + 1);
                if (m_found.size() >= maxMisfits) return;
            }
            return;
        }
        if (const auto& groups = member(wide, "alternatives"); groups.is_array())
            for (const auto& group : groups) fitOneOf(narrow, group, place, depth);
        if (isListOfOne(narrow, wide)) {
            if (numberOf(member(wide, "minItems")).value_or(0) > 1) add(place, "minItems", 1, member(wide, "minItems"));
            return compare(narrow, flat(m_wide, member(wide, "items")), place + "[]", false, depth + 1);
        }
        if (!fitTypes(narrow, wide, place)) return;
        fitParts(narrow, wide, place);
        fitValues(narrow, wide, place);
        fitNumbers(narrow, wide, place);
        fitStrings(narrow, wide, place);
        fitArrays(narrow, wide, place, depth);
        fitObjects(narrow, wide, place, strict, depth);
        for (const char* keyword : {"not", "if", "then", "else"})
            if (const auto& asked = member(wide, keyword); !asked.is_null() && member(narrow, keyword) != asked)
                add(place, keyword, member(narrow, keyword), asked);
    }

    void fitOneOf(const Json& narrow, const Json& group, const std::string& place, int depth) {
        const auto& name = member(narrow, "name");
        for (const auto& one : group["of"]) {
            // Alternatives with names are told apart by them: properties that may be missing fit everywhere.
            if (name.is_string() && !name.get_ref<const std::string&>().empty() && !nameOf(one).empty() &&
                name.get_ref<const std::string&>() != nameOf(one))
                continue;
            const bool same = !nameOf(one).empty() && name == nameOf(one);
            if (fits(narrow, flat(m_wide, one), !same, depth + 1)) return;
        }
        std::string names;
        for (const auto& one : group["of"])
            names += (names.empty() ? "" : " or ") + (nameOf(one).empty() ? shown(one) : nameOf(one));
        const bool named = name.is_string() && !name.get_ref<const std::string&>().empty();
        add(place, group["keyword"] == "oneOf" ? "oneOf" : "anyOf", named ? name : Json(describe(narrow)), names);
    }

    /// A further schema that must hold as well. One whose members may all be missing fits by its keywords; but it says
    /// what those members have to be when somebody sends them.
    void fitParts(const Json& narrow, const Json& wide, const std::string& place) {
        const auto& given = member(narrow, "parts");
        if (m_flow != Flow::Request || !given.is_array()) return;
        for (const auto& part : member(wide, "parts"))
            if (!holds(given, part)) add(place, "allOf", Json(nullptr), part);
    }

    static std::string describe(const Json& schema) {
        std::string text;
        for (const auto& type : typesOf(schema)) text += (text.empty() ? "" : " or ") + type;
        return text.empty() ? "a value" : text;
    }

    /// A parameter that was one value and is a list: callers send lists of one.
    bool isListOfOne(const Json& narrow, const Json& wide) const {
        const auto given = typesOf(narrow), wanted = typesOf(wide);
        return m_carried == Carried::Parameter && wanted.contains("array") && !given.empty() &&
               !given.contains("array") && !given.contains("object");
    }

    /// What travels as text is told apart by its reader.
    bool isTaken(const std::string& type, const std::set<std::string>& wanted) const {
        if (takesType(wanted, type, m_carried != Carried::Json)) return true;
        if (m_carried == Carried::Markup) return type == "string" || wanted.contains("string");
        return false;
    }

    bool fitTypes(const Json& narrow, const Json& wide, const std::string& place) {
        const auto wanted = typesOf(wide);
        if (wanted.empty()) return true;
        auto given = typesOf(narrow);
        if (given.empty())
            for (const auto& value : member(narrow, "enum")) given.insert(std::string(typeOf(value)));
        const bool any = given.empty();
        const bool object = narrow.contains("properties");  // written without its type
        if (any && object && wanted.contains("object")) return true;
        if (any) {
            add(place, "type", object ? "object" : "any", describe(wide));
            return false;
        }
        bool good = true, some = false;
        for (const auto& type : given) {
            const bool taken = isTaken(type, wanted);
            some = some || taken;
            if (!taken) add(place, type == "null" ? "nullable" : "type", describe(narrow), describe(wide));
            good = good && taken;
            if (!good && type != "null") break;
        }
        return good || some;
    }

    void fitValues(const Json& narrow, const Json& wide, const std::string& place) {
        const auto& allowed = member(wide, "enum");
        const auto& given = member(narrow, "enum");
        if (allowed.is_array()) {
            if (!given.is_array()) {
                const bool allBooleans = describe(narrow) == "boolean" && holds(allowed, true) && holds(allowed, false);
                if (!allBooleans) add(place, "enum", Json(nullptr), allowed);
            } else {
                for (const auto& value : given)
                    if (!holds(allowed, value)) add(place, "enum", value, allowed);
            }
        }
        const auto& open = member(wide, "x-extensible-enum");
        if (m_flow == Flow::Request && open.is_array())
            for (const auto& value : member(narrow, "x-extensible-enum"))
                if (!holds(open, value)) add(place, "x-extensible-enum", value, open);
    }

    void fitNumbers(const Json& narrow, const Json& wide, const std::string& place) {
        const auto lower = boundOf(wide, "minimum", "exclusiveMinimum"),
                   low = boundOf(narrow, "minimum", "exclusiveMinimum");
        const bool exact = member(narrow, "enum").is_array();
        if (lower.at && !exact && (!low.at || *low.at < *lower.at || (*low.at == *lower.at && lower.open && !low.open)))
            add(place, "minimum", low.at ? Json(*low.at) : Json(nullptr), *lower.at);
        const auto upper = boundOf(wide, "maximum", "exclusiveMaximum"),
                   high = boundOf(narrow, "maximum", "exclusiveMaximum");
        if (upper.at && !exact &&
            (!high.at || *high.at > *upper.at || (*high.at == *upper.at && upper.open && !high.open)))
            add(place, "maximum", high.at ? Json(*high.at) : Json(nullptr), *upper.at);
        const auto step = numberOf(member(wide, "multipleOf")), given = numberOf(member(narrow, "multipleOf"));
        if (step && *step > 0 && (!given || std::abs(std::remainder(*given, *step)) > 1e-9 * *step))
            add(place, "multipleOf", member(narrow, "multipleOf"), member(wide, "multipleOf"));
    }

    /// Counts that may not be less, or not be more, than the wide schema asks.
    void fitCount(const Json& narrow, const Json& wide, const std::string& place, const char* least, const char* most,
                  double leastOf = 0) {
        const auto from = numberOf(member(wide, least)), low = numberOf(member(narrow, least));
        if (from && low.value_or(leastOf) < *from) add(place, least, member(narrow, least), member(wide, least));
        const auto to = numberOf(member(wide, most)), high = numberOf(member(narrow, most));
        if (to && (!high || *high > *to)) add(place, most, member(narrow, most), member(wide, most));
    }

    /// A keyword that the narrow schema must repeat, because its meaning is not looked into.
    void fitSame(const Json& narrow, const Json& wide, const std::string& place, const char* keyword) {
        const auto& asked = member(wide, keyword);
        if (!asked.is_null() && member(narrow, keyword) != asked) add(place, keyword, member(narrow, keyword), asked);
    }

    void fitStrings(const Json& narrow, const Json& wide, const std::string& place) {
        if (member(narrow, "enum").is_array()) return;
        fitCount(narrow, wide, place, "minLength", "maxLength");
        // Nobody parses an answer by its pattern; a caller's value that no longer matches is refused.
        const auto& pattern = member(wide, "pattern");
        const bool takesAll = pattern == ".*" || pattern == "^.*$" || pattern == ".+" || pattern == "";
        if (m_flow == Flow::Request && !takesAll) fitSame(narrow, wide, place, "pattern");
        for (const char* keyword : {"contentEncoding", "contentMediaType"}) fitSame(narrow, wide, place, keyword);
        if (const auto& asked = member(wide, "contentSchema"); !asked.is_null()) {
            if (member(narrow, "contentSchema").is_null()) add(place, "contentSchema", Json(nullptr), asked);
            else fit(member(narrow, "contentSchema"), asked, place + " (content)", maxDepth / 2);
        }
        const auto& format = member(wide, "format");
        const auto& given = member(narrow, "format");
        const bool smaller = (given == "int32" && format == "int64") || (given == "float" && format == "double");
        if (format.is_string() && given != format && !smaller) add(place, "format", given, format);
    }

    void fitArrays(const Json& narrow, const Json& wide, const std::string& place, int depth) {
        fitCount(narrow, wide, place, "minItems", "maxItems");
        if (member(wide, "uniqueItems") == true && member(narrow, "uniqueItems") != true)
            add(place, "uniqueItems", false, true);
        const auto& given = member(narrow, "items");
        if (const auto& asked = member(wide, "items"); !asked.is_null()) {
            if (!given.is_null()) fit(given, asked, place + "[]", depth + 1);
            else if (asked != true && asked != Json::object() && describe(narrow).find("array") != std::string::npos)
                add(place + "[]", "items", Json(nullptr), asked);
        }
        // A place of a tuple that one side does not name is one of its further items there, or anything.
        const auto& first = member(narrow, "prefixItems");
        const auto& expected = member(wide, "prefixItems");
        const auto at = [](const Json& tuple, std::size_t i) { return tuple.is_array() && i < tuple.size(); };
        for (std::size_t i = 0; at(first, i) || at(expected, i); ++i) {
            const auto& asked = at(expected, i) ? expected[i] : member(wide, "items");
            const auto& has = at(first, i) ? first[i] : given;
            if (!asked.is_null() && (at(first, i) || typesOf(narrow).contains("array")))
                fit(has.is_null() ? anything : has, asked, place + "[" + std::to_string(i) + "]", depth + 1);
        }
        if (const auto& asked = member(wide, "contains"); !asked.is_null()) {
            if (member(narrow, "contains").is_null()) add(place, "contains", Json(nullptr), asked);
            else fit(member(narrow, "contains"), asked, place + "[one]", depth + 1);
        }
        fitCount(narrow, wide, place, "minContains", "maxContains", member(narrow, "contains").is_null() ? 0 : 1);
        fitSame(narrow, wide, place, "unevaluatedItems");
    }

    bool counts(const Json& document, const Json& property) const {
        const Json& schema = resolved(document, property);
        return member(schema, m_flow == Flow::Request ? "readOnly" : "writeOnly") != true;
    }

    void fitObjects(const Json& narrow, const Json& wide, const std::string& place, bool strict, int depth) {
        const auto& given = member(narrow, "properties");
        const auto& expected = member(wide, "properties");
        for (const auto& name : member(wide, "required")) {
            if (!name.is_string() || holds(member(narrow, "required"), name)) continue;
            const auto& property = member(expected, name.get_ref<const std::string&>().c_str());
            if (counts(m_wide, property))
                add(place + "." + name.get<std::string>(), "required", "optional", "required");
        }
        const auto& rest = member(wide, "additionalProperties");
        if (given.is_object())
            for (const auto& [name, property] : given.items()) {
                if (!counts(m_narrow, property)) continue;
                const auto at = place + "." + elide(name, maxShown);
                if (expected.is_object() && expected.contains(name)) {
                    fit(property, expected[name], at, depth + 1);
                } else if (rest == false || strict) {
                    if (member(wide, "patternProperties").is_null()) add(at, "properties", "allowed", "unknown");
                } else if (rest.is_object()) {
                    fit(property, rest, at, depth + 1);
                }
            }
        if (const auto& others = member(narrow, "additionalProperties"); others.is_object() && rest.is_object())
            fit(others, rest, place + ".*", depth + 1);
        else if (rest == false && (others == true || others.is_null() || others.is_object()))
            add(place + ".*", "additionalProperties", others, rest);
        fitCount(narrow, wide, place, "minProperties", "maxProperties");
        for (const char* keyword : {"patternProperties", "dependentSchemas"}) {
            const auto& asked = member(wide, keyword);
            if (!asked.is_object()) continue;
            for (const auto& [name, schema] : asked.items()) {
                const auto& same = member(member(narrow, keyword), name.c_str());
                if (same.is_null()) add(place + "." + elide(name, maxShown), keyword, Json(nullptr), schema);
                else fit(same, schema, place + "." + elide(name, maxShown), depth + 1);
            }
        }
        if (const auto& asked = member(wide, "propertyNames"); !asked.is_null()) {
            if (member(narrow, "propertyNames").is_null()) add(place, "propertyNames", Json(nullptr), asked);
            else fit(member(narrow, "propertyNames"), asked, place + " (names)", depth + 1);
        }
        if (const auto& asked = member(wide, "dependentRequired"); asked.is_object())
            for (const auto& [name, others] : asked.items())
                for (const auto& other : others)
                    if (!holds(member(member(narrow, "dependentRequired"), name.c_str()), other) &&
                        !holds(member(narrow, "required"), other))
                        add(place + "." + elide(name, maxShown), "dependentRequired", Json(nullptr), other);
        fitSame(narrow, wide, place, "unevaluatedProperties");
    }

    const Json& m_narrow;
    const Json& m_wide;
    Flow m_flow;
    Carried m_carried;
    std::vector<Misfit> m_found;
    std::set<std::string> m_open;
    std::vector<const Json*> m_flattening;
    std::size_t m_steps = 0;
};

}  // namespace

const Json& resolved(const Json& document, const Json& value) {
    const Json* at = &value;
    for (int i = 0; i < maxReferences; ++i) {
        const auto& reference = member(*at, "$ref");
        if (!reference.is_string()) return *at;
        const auto& text = reference.get_ref<const std::string&>();
        if (!text.starts_with("#/")) return nothing;
        const Json* next = &document;
        for (auto part : split(std::string_view(text).substr(2), '/')) {
            std::string name(part);
            for (const auto& [from, to] :
                 {std::pair{"~1", "/"}, std::pair{"~0", "~"}, std::pair{"%7B", "{"}, std::pair{"%7D", "}"}})
                for (auto found = name.find(from); found != std::string::npos; found = name.find(from, found + 1))
                    name.replace(found, std::string_view(from).size(), to);
            next = &member(*next, name.c_str());
        }
        at = next;
    }
    return nothing;
}

std::vector<Misfit> misfits(const SchemaIn& narrow, const SchemaIn& wide, Flow flow, Carried carried) {
    Fitter fitter(narrow.document, wide.document, flow, carried);
    fitter.fit(narrow.schema, wide.schema, "", 0);
    return fitter.take();
}

}  // namespace skein::coherence
