#include "core/coherence/extract_config.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

/// Longer values are passages of text, which nobody tells again word for word.
constexpr std::size_t maxTextBytes = 120;
constexpr std::size_t maxSentenceBytes = 80;  ///< of a text with blanks in it

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// "[a, 'b']" in JSON, TOML and YAML's flow style.
std::vector<std::string> listMembers(std::string_view text) {
    std::vector<std::string> members;
    if (!text.starts_with("[") || !text.ends_with("]")) return members;
    for (auto part : split(text.substr(1, text.size() - 2), ',')) {
        part = trim(part);
        if (part.size() > 1 && (part.front() == '"' || part.front() == '\'') && part.back() == part.front())
            part = part.substr(1, part.size() - 2);
        if (!part.empty()) members.emplace_back(part);
    }
    return members;
}

std::vector<std::string> pathOf(const Atom& atom, const ItemNames& items = {}) {
    std::vector<std::string> path = atom.ancestors;
    std::string prefix;
    for (const auto& part : path) prefix += part + ".";
    path.push_back(atom.title.starts_with(prefix) ? atom.title.substr(prefix.size()) : atom.title);
    std::string above;
    for (auto& part : path) {
        above += (above.empty() ? "" : ".") + part;
        const auto index = part.find('[');
        if (index == std::string::npos || index == 0) continue;
        // What an item calls itself says more than what all of the list are called.
        if (const auto own = items.find({atom.path, above}); own != items.end()) part = own->second;
        else part.resize(index);
    }
    return path;
}

Finding configFinding(const Atom& atom, std::string_view environment) {
    Finding finding;
    finding.basis = "config";
    finding.path = atom.path;
    finding.line = atom.lines.first;
    const std::string_view text = atom.text;
    finding.quote = text.substr(0, text.find('\n'));
    finding.atom = atom.id;
    finding.scope = scopeText(environment, {}, {});
    return finding;
}

/// Whether a path lies inside a JSON Schema: below "properties" or a named schema.
bool isSchemaPath(const std::vector<std::string>& path) {
    if (path.size() > 3 && path[0] == "components" && path[1] == "schemas") return true;
    return std::any_of(path.begin(), path.end(), [](const std::string& part) {
        return isOneOf(part, {"properties", "$defs", "definitions"});
    });
}

/// The thing a schema keyword is about: names below "properties", a definition in place of the whole schema.
std::vector<std::string> schemaSubject(const std::vector<std::string>& path, const std::string& owner) {
    std::vector<std::string> subject;
    if (!owner.empty()) subject.push_back(owner);
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        if (isOneOf(path[i], {"$defs", "definitions"}) || (path[i] == "schemas" && i == 1 && path[0] == "components")) {
            subject = {path[++i]};
            continue;
        }
        if (path[i] == "properties" && i + 2 < path.size()) subject.push_back(path[++i]);
    }
    return subject;
}

constexpr int maxFlowDepth = 8;

/// "{type: string, enum: [a, b]}" -> its keys with their values; nothing for what is not closed.
std::vector<std::pair<std::string, std::string_view>> flowMembers(std::string_view text) {
    std::vector<std::pair<std::string, std::string_view>> members;
    int depth = 0;
    std::size_t start = 1;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"' || c == '\'') {
            at = std::min(text.find(c, at + 1), text.size());
            continue;
        }
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        const bool ends = (depth == 1 && c == ',') || depth == 0;
        if (!ends) continue;
        const auto member = trim(text.substr(start, at - start));
        start = at + 1;
        if (const auto colon = member.find(':'); colon != std::string_view::npos && colon > 0) {
            auto key = trim(member.substr(0, colon));
            if (key.size() > 1 && (key[0] == '"' || key[0] == '\'')) key = key.substr(1, key.size() - 2);
            members.emplace_back(key, trim(member.substr(colon + 1)));
        }
        if (depth == 0) return members;
    }
    return {};
}

void schemaClaims(const Atom& atom, const std::vector<std::string>& path, const std::string& owner,
                  std::string_view environment, std::string_view text, ClaimSink& sink, int depth = 0) {
    // "title: {type: string, maxLength: 80}": the flow style of YAML has a whole schema in one value.
    if (text.starts_with("{") && atom.language == "Yaml" && depth < maxFlowDepth) {
        for (const auto& [key, value] : flowMembers(text)) {
            auto inner = path;
            inner.push_back(key);
            schemaClaims(atom, inner, owner, environment, value, sink, depth + 1);
        }
        return;
    }
    const auto segments = schemaSubject(path, owner);
    const std::string& keyword = path.back();
    if (segments.empty() || text.empty()) return;
    Finding finding = configFinding(atom, environment);
    finding.subject = subjectOf(segments);
    if (keyword == "required") {
        finding.predicate = "presence";
        finding.value = textValue("required");
        finding.modality = Modality::Required;
        for (const auto& member : listMembers(text)) {
            Finding required = finding;
            required.subject += "." + subjectOf({member});
            required.sentence = member + " is required";
            sink.add(std::move(required));
        }
        return;
    }
    if (segments.size() < 2) return;  // keywords of the whole schema say nothing about a member
    const NormalName name = normalName(segments);
    if (keyword == "type") {
        const auto literal = literalValue(text, "");
        const auto kind = typeClass(literal ? literal->text : std::string(text));
        if (kind.empty()) return;
        finding.predicate = "type";
        finding.value = textValue(kind);
    } else if (keyword == "format") {
        const auto literal = literalValue(text, "");
        finding.value = typeValue("integer", literal ? std::string_view(literal->text) : text);
        if (finding.value.unit.empty()) return;
        finding.predicate = "type";
    } else if (isOneOf(keyword, {"minLength", "maxLength"})) {
        const auto literal = literalValue(text, "");
        if (!literal || literal->type != ClaimValue::Type::Number) return;
        finding.subject += "_length";
        finding.predicate = keyword == "minLength" ? "min" : "max";
        finding.value = *literal;
    } else if (keyword == "enum") {
        auto members = listMembers(text);
        if (members.size() < 2) return;
        finding.predicate = "values";
        finding.value = setValue(std::move(members));
    } else if (isOneOf(keyword, {"default", "minimum", "maximum"})) {
        const auto literal = literalValue(text, name.unit);
        if (!literal) return;
        finding.subject = name.subject;
        finding.predicate = keyword == "default" ? "default" : keyword == "minimum" ? "min" : "max";
        finding.value = *literal;
    } else {
        return;
    }
    finding.sentence = segments.back() + ": " + finding.predicate + " " + describeValue(finding.value);
    sink.add(std::move(finding));
}

/// "requires-python = '>=3.11'", "engines.node: '>=18'", "rust-version = '1.75'": the lowest version of a product.
bool versionClaim(const Atom& atom, const std::vector<std::string>& path, std::string_view text,
                  std::string_view environment, ClaimSink& sink) {
    const auto words = wordsOf(path.back());
    std::string product;
    if (words.size() == 2 && words[0] == "requires") product = words[1];
    else if ((words.size() == 2 && words[1] == "requires") ||
             (path.size() > 1 && path[path.size() - 2] == "engines" && words.size() == 1))
        product = words[0];
    // Cargo's own key names the version without a sign.
    const bool cargo = path.back() == "rust-version" && atom.path.ends_with("Cargo.toml");
    if (cargo) product = "rust";
    if (product.empty()) return false;
    const auto literal = literalValue(text, "");
    std::string_view version = literal ? std::string_view(literal->text) : text;
    if (!version.starts_with(">=") && !cargo) return true;
    if (!cargo) version = trim(version.substr(2));
    version = version.substr(0, version.find_first_of(", <"));
    if (version.empty() || version.find_first_not_of("0123456789.") != std::string_view::npos) return true;
    Finding finding = configFinding(atom, environment);
    finding.subject = product + ".version";
    finding.predicate = "min";
    finding.value = textValue(version);
    finding.value.unit = "version";
    finding.sentence = product + " " + finding.value.text + " or later is required";
    sink.add(std::move(finding));
    return true;
}

/// "image: postgres:15-alpine": the version of a product that is in use.
void imageClaim(const Atom& atom, const std::vector<std::string>& path, std::string_view text,
                std::string_view environment, ClaimSink& sink) {
    if (path.back() != "image") return;
    const auto literal = literalValue(text, "");
    std::string_view image = literal ? std::string_view(literal->text) : text;
    image = image.substr(image.rfind('/') == std::string_view::npos ? 0 : image.rfind('/') + 1);
    const auto colon = image.find(':');
    if (colon == std::string_view::npos || colon == 0) return;
    auto version = image.substr(colon + 1);
    version = version.substr(0, version.find('-'));
    if (version.empty() || version.find_first_not_of("0123456789.") != std::string_view::npos) return;
    const auto product = image.substr(0, colon);
    Finding finding = configFinding(atom, environment);
    finding.subject = (product == "postgres" ? "postgresql" : subjectOf({std::string(product)})) + ".version";
    finding.predicate = "value";
    finding.value = textValue(version);
    finding.value.unit = "version";
    finding.sentence = std::string(product) + " " + std::string(version) + " is used";
    sink.add(std::move(finding));
}

/// Where in a piece of JSON the member stands whose path ends that of the atom: a line may hold many members of one
/// name. npos: nowhere. Cost: linear.
std::size_t jsonMemberOf(const Atom& atom, std::string_view text) {
    struct Level {
        std::string_view name;
        bool object = false;
        std::size_t items = 0;
    };
    const auto path = pathOf(atom);
    std::vector<Level> open;
    std::string_view name;  // whose value comes next
    bool named = false;
    // A piece may begin anywhere in the file, so the end of the path decides; "type" of the whole is no "age.type" of
    // it.
    std::size_t best = std::string_view::npos, longest = 0;
    const auto endsThePath = [&](std::string_view key) -> std::size_t {
        std::vector<std::string> own;
        for (const auto& level : open) {
            if (!level.name.empty()) own.emplace_back(level.name);
            if (!level.object && !own.empty()) own.back() += "[" + std::to_string(level.items) + "]";
        }
        own.emplace_back(key);
        const bool ends = own.size() <= path.size() &&
                          std::equal(own.begin(), own.end(), path.end() - static_cast<std::ptrdiff_t>(own.size()));
        return ends ? own.size() : 0;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') {
            const auto start = at;
            for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\';
            if (named || (!open.empty() && !open.back().object)) continue;
            name = text.substr(start + 1, std::min(at, text.size()) - start - 1);
            if (name != path.back()) continue;
            const auto length = endsThePath(name);
            if (length == path.size()) return start;
            if (length > longest) {
                longest = length;
                best = start;
            }
        } else if (c == ':') {
            named = true;
        } else if (c == '{' || c == '[') {
            open.push_back({named ? name : std::string_view(), c == '{', 0});
            named = false;
        } else if (c == '}' || c == ']') {
            if (!open.empty()) open.pop_back();
            named = false;
        } else if (c == ',') {
            named = false;
            if (!open.empty() && !open.back().object) ++open.back().items;
        }
    }
    return best;
}

}  // namespace

std::string_view configValue(const Atom& atom) {
    std::string_view text = atom.text;
    const std::string_view key = atom.title.find('.') == std::string::npos
                                     ? std::string_view(atom.title)
                                     : std::string_view(atom.title).substr(atom.title.rfind('.') + 1);
    // In JSON the key stands in quotes, and its line may hold other members.
    const bool json = atom.language == "JSON";
    const auto written = json ? '"' + std::string(key) + '"' : std::string(key);
    auto at = text.find(written);
    if (at == std::string_view::npos) return {};
    if (json && text.find(written, at + 1) != std::string_view::npos)
        if (const auto own = jsonMemberOf(atom, text); own != std::string_view::npos) at = own;
    text = text.substr(at + key.size() + (json ? 1 : 0));
    if (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
    text = trim(text);
    if (text.empty() || (text.front() != ':' && text.front() != '=')) return {};
    text = trim(text.substr(1));
    const bool quoted = !text.empty() && (text.front() == '"' || text.front() == '\'');
    if (quoted) {
        const auto end = text.find(text.front(), 1);
        return end == std::string_view::npos ? std::string_view{} : text.substr(0, end + 1);
    }
    if (text.starts_with("["))
        return text.substr(0, text.find(']') + (text.find(']') == std::string_view::npos ? 0 : 1));
    text = text.substr(0, json ? text.find_first_of("\n,}]") : text.find('\n'));
    for (const std::string_view comment : {" #", "\t#", " //", " ;"})
        if (const auto stop = text.find(comment); stop != std::string_view::npos) text = text.substr(0, stop);
    if (text.starts_with("#")) return {};
    text = trim(text);
    if (text.ends_with(",")) text.remove_suffix(1);
    return trim(text);
}

std::string schemaNameOf(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string name = path.substr(slash == std::string::npos ? 0 : slash + 1);
    return name.substr(0, name.find('.'));
}

ItemNames itemNamesOf(const std::vector<Atom>& atoms) {
    ItemNames names;
    for (const auto& atom : atoms) {
        if (atom.kind != AtomKind::ConfigKey || !atom.title.ends_with("].name")) continue;
        const auto literal = literalValue(configValue(atom), "");
        const std::string name = literal ? literal->text : std::string(configValue(atom));
        const bool plain = name.size() > 1 && name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
                               return isIdentifierChar(c) || c == '-';
                           });
        if (plain) names.emplace(std::pair(atom.path, atom.title.substr(0, atom.title.size() - 5)), name);
    }
    return names;
}

namespace {

/// "03:30" and "3:30", with or without quotes.
bool isTimeOfDay(std::string_view text) {
    if (text.size() > 2 && (text[0] == '"' || text[0] == '\'')) text = text.substr(1, text.size() - 2);
    const auto colon = text.find(':');
    return (colon == 1 || colon == 2) && text.size() == colon + 3 &&
           text.find_first_not_of("0123456789:") == std::string_view::npos && text.rfind(':') == colon;
}

}  // namespace

void extractFromConfigKey(const Atom& atom, const std::string& schemaOwner, const ItemNames& items, ClaimSink& sink) {
    const auto path = pathOf(atom, items);
    std::string environment = environmentOfPath(atom.path);
    for (std::size_t i = 0; i + 1 < path.size() && environment.empty(); ++i)
        if (toLowerAscii(path[i]) != "spec")  // of a manifest: what is wanted, not a test
            environment = environmentOf(toLowerAscii(path[i]));
    if (environment == "history") return;
    // What a deployment sets is what its own values are, not what holds by default.
    if (environment.empty() && path.size() > 1 && isOneOf(toLowerAscii(path[path.size() - 2]), {"environment", "env"}))
        environment = "deployment";
    if (!schemaOwner.empty() && (isSchemaPath(path) || (path.size() == 1 && path[0] == "required")))
        return schemaClaims(atom, path, schemaOwner, environment, configValue(atom), sink);
    const auto text = configValue(atom);
    // Which form a file is written in is nothing that its service does.
    if (path.size() == 1 && isOneOf(path[0], {"openapi", "swagger", "asyncapi", "$schema", "apiVersion", "kind"}))
        return;
    if (text.empty() || versionClaim(atom, path, text, environment, sink)) return;
    imageClaim(atom, path, text, environment, sink);
    // "retention: {days: 14}": a key that is nothing but a unit is that of the one above it.
    auto named = path;
    if (named.size() > 1 && isNameUnit(toLowerAscii(named.back()))) {
        const auto unit = named.back();
        named.pop_back();
        named.back() += "_" + unit;
    }
    // "backup: {time: "03:30"}" is when it starts.
    if (named.size() > 1 && isOneOf(named.back(), {"time", "at", "start", "run_at"}) && isTimeOfDay(text))
        named.back() = "start_time";
    const NormalName name = normalName(named);
    auto value = literalValue(text, name.unit);
    if (!value) {
        // "on", "off", "yes", "no" are booleans of YAML 1.1 and INI; other bare words are texts.
        const std::string lower = toLowerAscii(text);
        if (isOneOf(lower, {"on", "yes", "off", "no"})) value = booleanValue(isOneOf(lower, {"on", "yes"}));
        else if (text.size() <= maxTextBytes && std::all_of(text.begin(), text.end(), [](char c) {
                     return isIdentifierChar(c) || c == '-' || c == '.' || c == '/' || c == ':';
                 }))
            value = textValue(text);
    }
    if (!value || value->text.empty() || value->text.size() > maxTextBytes) return;
    if (value->text.size() > maxSentenceBytes && value->text.find(' ') != std::string::npos) return;
    Finding finding = configFinding(atom, environment);
    finding.subject = name.subject;
    finding.predicate = rolePredicate(name.role);
    finding.value = *value;
    finding.sentence = atom.title + " is " + describeValue(*value);
    sink.add(std::move(finding));
}

}  // namespace skein::coherence
