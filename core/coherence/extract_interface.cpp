#include "core/coherence/extract_interface.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/extract_config.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

Finding findingAt(const Atom& atom, std::string_view basis, const std::vector<std::string>& segments,
                  std::string_view predicate, ClaimValue value, std::size_t line = 0) {
    Finding finding;
    finding.predicate = predicate;
    const bool amount = predicate == "default" || predicate == "min" || predicate == "max";
    const NormalName name = normalName(segments);
    finding.subject = amount ? name.subject : subjectOf(segments);
    if (predicate == "default" && name.role != NameRole::Value) finding.predicate = rolePredicate(name.role);
    finding.value = std::move(value);
    finding.basis = basis;
    finding.path = atom.path;
    finding.line = atom.lines.first + static_cast<std::uint32_t>(line);
    const auto lines = splitLines(atom.text);
    finding.quote = line < lines.size() ? std::string(lines[line]) : std::string();
    finding.atom = atom.id;
    finding.scope = scopeText(environmentOfPath(atom.path), {}, {});
    finding.sentence = segments.back() + ": " + finding.predicate + " " + describeValue(finding.value);
    return finding;
}

Finding presenceAt(const Atom& atom, std::string_view basis, const std::vector<std::string>& segments, bool required,
                   std::size_t line = 0) {
    auto finding = findingAt(atom, basis, segments, "presence", textValue(required ? "required" : "optional"), line);
    finding.modality = required ? Modality::Required : Modality::Optional;
    return finding;
}

std::string unitOf(const std::vector<std::string>& segments) { return normalName(segments).unit; }

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

struct OperationParameter {
    /// One member as it is written.
    struct Written {
        const Atom* atom = nullptr;
        std::string text;
        std::size_t line = 0;  ///< within the atom
    };
    Written name;
    std::map<std::string, Written> keys;  ///< "required", "type", ...
};

constexpr int maxFlowDepth = 8;
constexpr std::size_t maxFlowBytes = 64u << 10;  ///< of the parameters of one operation

/// The members of "{name: page, schema: {type: integer}}" from behind the brace on, those of nested ones with theirs;
/// `at` is left at the closing brace.
void flowMembers(std::string_view text, std::size_t& at, const Atom& atom, int depth, OperationParameter& into) {
    std::string key, value;
    bool inValue = false, nested = false;
    int brackets = 0;
    const auto flush = [&] {
        const std::string name(trim(key)), written(trim(value));
        const auto literal = literalValue(written, "");
        OperationParameter::Written member{
            &atom, literal ? literal->text : written,
            static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'))};
        if (!nested && !name.empty() && !written.empty()) {
            if (name == "name" && depth == 0) into.name = std::move(member);
            else into.keys.insert_or_assign(name, std::move(member));
        }
        key.clear();
        value.clear();
        inValue = nested = false;
    };
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"' || c == '\'') {
            const auto end = std::min(text.find(c, at + 1), text.size() - 1);
            // A key in quotes is known by its words.
            if (inValue) value += text.substr(at, end - at + 1);
            else key += text.substr(at + 1, end - at - 1);
            at = end;
        } else if (c == '{' && inValue && depth < maxFlowDepth) {
            nested = true;
            ++at;
            const bool schema = trim(key) == "schema";
            OperationParameter other;
            flowMembers(text, at, atom, depth + 1, schema ? into : other);
        } else if (c == '[') {
            ++brackets;
            value += c;
        } else if (c == ']') {
            --brackets;
            value += c;
        } else if (c == ':' && !inValue) {
            inValue = true;
        } else if (c == ',' && brackets <= 0) {
            flush();
        } else if (c == '}') {
            break;
        } else {
            (inValue ? value : key) += c;
        }
    }
    flush();
}

/// Parameters that are written in the flow style of YAML, or in JSON on few lines.
std::vector<OperationParameter> flowParameters(const Atom& atom) {
    std::vector<OperationParameter> parameters;
    const std::string_view text = std::string_view(atom.text).substr(0, maxFlowBytes);
    for (auto at = text.find('{'); at < text.size(); at = text.find('{', at)) {
        ++at;
        OperationParameter parameter;
        flowMembers(text, at, atom, 0, parameter);
        if (parameter.name.atom != nullptr) parameters.push_back(std::move(parameter));
    }
    return parameters;
}

/// "Int!" -> integer; "[Order!]!" -> array.
std::string graphQlType(std::string_view written) {
    written = trim(written);
    if (written.starts_with("[")) return "array";
    if (written.ends_with("!")) written.remove_suffix(1);
    return written == "ID" ? "string" : typeClass(written);
}

/// Of what a list holds: the kind of type where notations share it, else its name.
ClaimValue itemType(std::string_view written) {
    const auto known = graphQlType(written);
    return textValue(known.empty() ? written : std::string_view(known));
}

struct GraphQlReader {
    const Atom& atom;
    ClaimSink& sink;
    std::string kind, owner;
    std::vector<std::string> members;

    /// "limit: Int = 20"; `given` for what a caller gives.
    void field(std::vector<std::string> segments, std::string_view text, bool given, std::size_t line) {
        text = trim(text);
        const auto colon = text.find(':');
        if (colon == std::string_view::npos) return;
        const auto name = trim(text.substr(0, colon));
        if (name.empty() || !std::all_of(name.begin(), name.end(), isIdentifierChar)) return;
        segments.emplace_back(name);
        std::string_view type = trim(text.substr(colon + 1)), preset;
        type = trim(type.substr(0, type.find('@')));
        if (const auto equals = type.find('='); equals != std::string_view::npos) {
            preset = trim(type.substr(equals + 1));
            type = trim(type.substr(0, equals));
        }
        if (const auto known = graphQlType(type); !known.empty())
            sink.add(findingAt(atom, "code", segments, "type",
                               known == "integer" ? typeValue("int32") : textValue(known), line));
        else if (!type.empty())
            sink.add(findingAt(atom, "code", segments, "type", textValue(type.substr(0, type.find('!'))), line));
        if (type.starts_with("[")) {
            const auto inner = trim(type.substr(1, type.find_first_of("!]", 1) - 1));
            if (!inner.empty()) sink.add(findingAt(atom, "code", segments, "item_type", itemType(inner), line));
        }
        if (!given)
            sink.add(findingAt(atom, "code", segments, "nullability",
                               textValue(type.ends_with("!") ? "never null" : "may be null"), line));
        if (given) sink.add(presenceAt(atom, "code", segments, type.ends_with("!") && preset.empty(), line));
        if (const auto value = literalValue(preset, unitOf(segments)))
            sink.add(findingAt(atom, "code", segments, "default", *value, line));
    }

    void row(std::string_view text, std::size_t line) {
        text = trim(text.substr(0, text.find('#')));
        if (text.empty() || text.front() == '"') return;
        if (text.ends_with("{")) {
            const auto words = wordsIn(text.substr(0, text.size() - 1));
            kind = words.size() > 1 ? words[0] : std::string();
            owner = words.size() > 1 ? words[1] : std::string();
            members.clear();
            return;
        }
        if (text.starts_with("}")) {
            if (kind == "enum" && members.size() > 1)
                sink.add(findingAt(atom, "code", {owner}, "values", setValue(members), 0));
            kind.clear();
            return;
        }
        if (kind == "enum") {
            for (auto& word : wordsIn(text)) members.push_back(toLowerAscii(word));
        } else if (kind == "type" || kind == "interface" || kind == "input") {
            const auto open = text.find('('), close = text.find(')');
            if (open != std::string_view::npos && close != std::string_view::npos && open < close) {
                const std::string name(trim(text.substr(0, open)));
                for (const auto argument : split(text.substr(open + 1, close - open - 1), ','))
                    field({owner, name}, argument, true, line);
                field({owner}, name + std::string(text.substr(close + 1)), false, line);
            } else {
                field({owner}, text, kind == "input", line);
            }
        }
    }

    static std::vector<std::string> wordsIn(std::string_view text) {
        std::vector<std::string> words;
        for (const auto part : split(text, ' '))
            if (const auto word = trim(part); !word.empty()) words.emplace_back(word);
        return words;
    }
};

}  // namespace

bool isInterfaceKey(const Atom& atom) {
    return atom.kind == AtomKind::ConfigKey && (atom.title == "openapi" || atom.title == "swagger");
}

void extractOperations(const std::vector<const Atom*>& keys, ClaimSink& sink) {
    std::map<std::vector<std::string>, OperationParameter> parameters;  // by route, method and place in the list
    for (const Atom* atom : keys) {
        const auto& above = atom->ancestors;
        const auto key = atom->title.substr(atom->title.rfind('.') + 1);
        if (above.size() >= 3 && above[0] == "paths" && (key == "parameters" || key.starts_with("parameters["))) {
            std::size_t number = 0;
            for (auto& parameter : flowParameters(*atom))
                parameters[{above[1], above[2], key + " " + std::to_string(number++)}] = std::move(parameter);
            continue;
        }
        if (above.size() < 4 || above[0] != "paths" || !above[3].starts_with("parameters[")) continue;
        const auto literal = literalValue(configValue(*atom), "");
        OperationParameter::Written member{atom, literal ? literal->text : std::string(configValue(*atom)), 0};
        auto& parameter = parameters[{above[1], above[2], above[3]}];
        if (above.size() == 4 && key == "schema") {  // "schema: {type: integer, default: 20}"
            const std::string_view text = std::string_view(atom->text).substr(0, maxFlowBytes);
            if (auto at = text.find('{'); at != std::string_view::npos) flowMembers(text, ++at, *atom, 1, parameter);
            continue;
        }
        if (above.size() == 4 && key == "name") parameter.name = std::move(member);
        else if (above.size() == 4 || (above.size() == 5 && above[4] == "schema"))
            parameter.keys.insert_or_assign(key, std::move(member));
    }
    for (const auto& [place, parameter] : parameters) {
        auto segments = operationSegments(upper(place[1]) + " " + place[0]);
        const auto& name = parameter.name;
        if (segments.empty() || name.atom == nullptr || name.text.empty()) continue;
        segments.push_back(name.text);
        const auto of = [&](const char* key) {
            const auto found = parameter.keys.find(key);
            return found == parameter.keys.end() ? std::string() : found->second.text;
        };
        const bool required = of("required") == "true" || of("in") == "path";
        sink.add(presenceAt(*name.atom, "config", segments, required, name.line));
        for (const auto& [key, found] : parameter.keys) {
            if (key == "type" && !typeClass(found.text).empty())
                sink.add(findingAt(*found.atom, "config", segments, "type", typeValue(found.text, of("format")),
                                   found.line));
            const char* predicate = key == "default"   ? "default"
                                    : key == "minimum" ? "min"
                                    : key == "maximum" ? "max"
                                                       : nullptr;
            if (predicate == nullptr) continue;
            if (const auto value = literalValue(found.text, unitOf(segments)))
                sink.add(findingAt(*found.atom, "config", segments, predicate, *value, found.line));
        }
    }
}

void extractIdentifierFlow(const std::vector<const Atom*>& keys, ClaimSink& sink) {
    const auto leafOf = [](const Atom& atom) { return atom.title.substr(atom.title.rfind('.') + 1); };
    /// The name of a body's own member behind its "properties"; empty for anything else.
    const auto memberOf = [&](const Atom& atom) -> std::string {
        const auto& above = atom.ancestors;
        const auto at = std::find(above.begin(), above.end(), "properties");
        if (at == above.end() || std::find(above.begin(), at, "schema") == at) return {};
        const auto behind = above.end() - at;
        return behind == 1 ? leafOf(atom) : behind == 2 ? above.back() : std::string();
    };
    std::map<std::pair<std::string, std::string>, std::string> required;  // by route and method: the list as written
    for (const Atom* atom : keys) {
        const auto& above = atom->ancestors;
        if (above.size() < 5 || above[0] != "paths" || above[3] != "requestBody" || above.back() != "schema") continue;
        const auto key = leafOf(*atom);
        if (key == "required" || key.starts_with("required[")) required[{above[1], above[2]}] += ' ' + atom->text;
    }
    std::set<std::pair<std::string, std::string>> told;  // route and method
    for (const Atom* atom : keys) {
        const auto& above = atom->ancestors;
        if (above.size() < 6 || above[0] != "paths") continue;
        const auto name = memberOf(*atom);
        if (name.empty() || wordsOf(name).empty() || wordsOf(name).back() != "id") continue;
        auto segments = operationSegments(upper(above[2]) + " " + above[1]);
        if (segments.empty() || told.contains({above[1], above[2]})) continue;
        if (above[3] == "responses" && above[4].starts_with("2") && above[2] == "post") {
            told.emplace(above[1], above[2]);
            auto finding = findingAt(*atom, "config", segments, "returns", textValue("id"));
            finding.sentence = "POST " + above[1] + " returns " + name;
            sink.add(std::move(finding));
        } else if (above[3] == "requestBody" && (above[2] == "put" || above[2] == "patch" || above[2] == "delete") &&
                   above[1].find('{') == std::string::npos) {
            told.emplace(above[1], above[2]);
            const auto list = identifiersIn(required[{above[1], above[2]}]);
            if (std::find(list.begin(), list.end(), name) != list.end()) continue;
            segments.push_back(name);
            sink.add(presenceAt(*atom, "config", segments, false));
        }
    }
}

/// What JSON calls a field of a message: as its option says, else its name in lowerCamelCase (the proto3 JSON mapping).
static std::string jsonNameOf(std::string_view name, std::string_view options) {
    if (const auto option = options.find("json_name"); option != std::string_view::npos)
        if (const auto open = options.find('"', option); open != std::string_view::npos)
            if (const auto close = options.find('"', open + 1); close != std::string_view::npos)
                return std::string(options.substr(open + 1, close - open - 1));
    std::string out;
    bool up = false;
    for (const char c : name) {
        if (c == '_') {
            up = true;
            continue;
        }
        out += up && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        up = false;
    }
    return out;
}

void extractMessageField(const Atom& atom, const std::string& package, ClaimSink& into) {
    const bool call = atom.symbolKind == "rpc";
    if (atom.symbolKind != "field" && !call) return;
    struct Packaged {
        ClaimSink& into;
        const std::string& package;
        void add(Finding finding) {
            if (!package.empty()) finding.scope += (finding.scope.empty() ? "component=" : "; component=") + package;
            into.add(std::move(finding));
        }
    } sink{into, package};
    if (call) {
        // "rpc Get(GetRequest) returns (stream Reply)": ctags joins the word to the type.
        const auto typeNamed = [](std::string_view type) {
            const bool stream = type.starts_with("stream") && type.size() > 6;
            if (stream) type = trim(type.substr(6));
            return (stream ? "stream " : "") + std::string(type.substr(type.rfind('.') + 1));
        };
        const std::vector<std::string> segments{atom.ancestors.empty() ? "" : atom.ancestors.back(), atom.title};
        for (const auto& [predicate, type] : {std::pair("request", typeNamed(atom.signature)),
                                              {"response", typeNamed(atom.typeRef)},
                                              {"returns", typeNamed(atom.typeRef)}})
            if (!type.empty()) sink.add(findingAt(atom, "code", segments, predicate, textValue(type)));
        return;
    }
    // "optional int32 quantity = 2 [default = 5];": what stands before the number is name, type and label.
    std::string_view line = std::string_view(atom.text).substr(0, atom.text.find('\n'));
    // Of a message on one line the part between the member before and the next one.
    for (std::size_t at = line.find(atom.title); at != std::string_view::npos; at = line.find(atom.title, at + 1)) {
        const auto behind = std::min(line.find_first_not_of(' ', at + atom.title.size()), line.size() - 1);
        if (line[behind] != '=' || (at > 0 && isIdentifierChar(line[at - 1]))) continue;
        const auto start = line.find_last_of("{;", at), end = line.find(';', at);
        line = line.substr(0, end);
        if (start != std::string_view::npos) line = line.substr(start + 1);
        break;
    }
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return;
    auto words = GraphQlReader::wordsIn(line.substr(0, equals));
    if (words.size() < 2 || words.size() > 3) return;
    const std::string label = words.size() == 3 ? words.front() : std::string();
    std::vector<std::string> segments =
        atom.ancestors.empty() ? std::vector<std::string>{} : std::vector<std::string>{atom.ancestors.back()};
    segments.push_back(words.back());
    const auto type = label == "repeated" ? typeValue("array") : typeValue(words[words.size() - 2], "Protobuf");
    if (!type.text.empty()) sink.add(findingAt(atom, "code", segments, "type", type));
    else if (label.empty() || label == "optional" || label == "required")
        sink.add(findingAt(atom, "code", segments, "type", textValue(words[words.size() - 2])));
    if (label == "repeated")
        sink.add(findingAt(atom, "code", segments, "item_type", itemType(words[words.size() - 2])));
    const auto number = trim(line.substr(equals + 1));
    sink.add(findingAt(atom, "code", segments, "json_name", textValue(jsonNameOf(words.back(), line.substr(equals)))));
    if (const auto digits = number.substr(0, number.find_first_not_of("0123456789")); !digits.empty())
        sink.add(findingAt(atom, "code", segments, "field_number", *numberValue(digits, "")));
    // Whether the field can say that it was not set: code that is generated for it differs.
    if (!type.text.empty() && (label.empty() || label == "optional"))
        sink.add(
            findingAt(atom, "code", segments, "field_presence", textValue(label.empty() ? "implicit" : "explicit")));
    if (label == "optional" || label == "required") sink.add(presenceAt(atom, "code", segments, label == "required"));
    const auto preset = line.find("default", equals);
    if (preset == std::string_view::npos) return;
    auto text = trim(line.substr(preset + 7));
    if (!text.starts_with("=")) return;
    text = trim(text.substr(1));
    if (const auto value = literalValue(text.substr(0, text.find_first_of(",]")), unitOf(segments)))
        sink.add(findingAt(atom, "code", segments, "default", *value));
}

namespace {

/// Whether a name at this place of a line is followed by ":" or by arguments.
bool beginsMember(std::string_view line, std::size_t at) {
    while (at < line.size() && isIdentifierChar(line[at])) ++at;
    while (at < line.size() && line[at] == ' ') ++at;
    return at < line.size() && (line[at] == ':' || line[at] == '(');
}

}  // namespace

void extractGraphQl(const Atom& atom, ClaimSink& sink) {
    GraphQlReader reader{atom, sink, {}, {}, {}};
    std::size_t number = 0;
    for (const auto line : splitLines(atom.text)) {
        // One piece for each brace and each member.
        std::string piece;
        int depth = 0;
        bool typed = false;  // the piece has the colon of a member
        for (std::size_t at = 0; at < line.size(); ++at) {
            const char c = line[at];
            if (c == '#') break;
            // "film(id: ID!): Film films: [Film]": a name with a colon or arguments behind a type begins a member.
            if (depth == 0 && typed && isIdentifierChar(c) && at > 0 && line[at - 1] == ' ' && beginsMember(line, at)) {
                reader.row(std::exchange(piece, {}), number);
                typed = false;
            }
            typed = typed || (depth == 0 && c == ':');
            if (c == '{' || c == '}') typed = false;
            if (c == '(') ++depth;
            if (c == ')') --depth;
            if (c == '}' || (c == ',' && depth == 0)) reader.row(std::exchange(piece, {}), number);
            if (c != ',' || depth > 0) piece += c;
            if (c == '{') reader.row(std::exchange(piece, {}), number);
        }
        reader.row(piece, number++);
    }
}

namespace {

bool isVersion(std::string_view part) {
    return part.size() > 1 && part.size() < 12 && part[0] == 'v' && part[1] >= '0' && part[1] <= '9';
}

/// "orders/v2/order.proto" -> "v2".
std::string versionOfPath(std::string_view path) {
    std::string version;
    for (const auto part : split(path, '/'))
        for (const auto& word : split(part.substr(0, part.find('.', 1)), '-'))
            for (const auto& piece : split(word, '_'))
                if (isVersion(piece)) version = std::string(piece);
    return version;
}

std::string textOf(const Atom& atom) {
    const auto written = configValue(atom);
    const auto literal = literalValue(written, "");
    return literal ? literal->text : std::string(written);
}

}  // namespace

void extractMembers(const std::vector<Atom>& atoms, ClaimSink& sink) {
    struct Described {
        const Atom* first = nullptr;
        std::set<std::string> members;
    };
    struct File {
        std::vector<std::string> name;  ///< package or title
        std::string version;
        std::map<std::vector<std::string>, Described> things;
        bool interface = false;
    };
    std::map<std::string, File> files;
    for (const auto& atom : atoms) {
        auto& above = atom.ancestors;
        if (atom.kind == AtomKind::Symbol && atom.language == "Protobuf") {
            auto& file = files[atom.path];
            file.interface = true;
            if (atom.symbolKind == "package") {
                for (const auto part : split(atom.title, '.'))
                    if (isVersion(part)) file.version = std::string(part);
                    else file.name.emplace_back(part);
            } else if (atom.symbolKind == "field" && !above.empty()) {
                std::vector<std::string> thing{above.back()};
                auto& described = file.things[thing];
                if (described.first == nullptr) described.first = &atom;
                described.members.insert(toLowerAscii(atom.title));
            }
        } else if (atom.kind == AtomKind::ConfigKey) {
            if (isInterfaceKey(atom)) files[atom.path].interface = true;
            if (atom.title == "info.title") files[atom.path].name = {textOf(atom)};
            if (atom.title == "info.version") files[atom.path].version = textOf(atom);
            const bool three = above.size() > 3 && above[0] == "components" && above[1] == "schemas";
            const bool two = above.size() > 2 && above[0] == "definitions";
            if (!three && !two) continue;
            const std::size_t at = three ? 2 : 1;
            if (above[at + 1] != "properties") continue;
            auto& described = files[atom.path].things[{above[at]}];
            if (described.first == nullptr) described.first = &atom;
            described.members.insert(
                toLowerAscii(above.size() > at + 2 ? above[at + 2] : atom.title.substr(atom.title.rfind('.') + 1)));
        }
    }
    for (const auto& [path, file] : files) {
        if (!file.interface) continue;
        for (const auto& [thing, described] : file.things) {
            if (described.members.size() < 2) continue;
            auto segments = file.name;
            segments.insert(segments.end(), thing.begin(), thing.end());
            auto finding =
                findingAt(*described.first, described.first->kind == AtomKind::Symbol ? "code" : "config", segments,
                          "members", setValue({described.members.begin(), described.members.end()}));
            const auto version = file.version.empty() ? versionOfPath(path) : file.version;
            if (!version.empty()) finding.scope += (finding.scope.empty() ? "version=" : "; version=") + version;
            finding.sentence = thing.back() + " has the members " + finding.value.text;
            sink.add(std::move(finding));
        }
    }
}

}  // namespace skein::coherence
