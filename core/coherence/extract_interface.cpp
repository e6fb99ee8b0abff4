#include "core/coherence/extract_interface.h"

#include <algorithm>
#include <map>
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
    const Atom* atom = nullptr;  ///< where its name stands
    std::string name;
    std::map<std::string, std::pair<const Atom*, std::string>> keys;  ///< "required", "type", ... as written
};

/// "Int!" -> integer; "[Order!]!" -> array.
std::string graphQlType(std::string_view written) {
    written = trim(written);
    if (written.starts_with("[")) return "array";
    if (written.ends_with("!")) written.remove_suffix(1);
    return written == "ID" ? "string" : typeClass(written);
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
            sink.add(findingAt(atom, "code", segments, "type", textValue(known), line));
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
            const auto open = text.find('('), close = text.rfind(')');
            if (open != std::string_view::npos && close != std::string_view::npos && open < close) {
                const std::string name(trim(text.substr(0, open)));
                for (const auto argument : split(text.substr(open + 1, close - open - 1), ','))
                    field({owner, name}, argument, true, line);
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
        if (above.size() < 4 || above[0] != "paths" || !above[3].starts_with("parameters[")) continue;
        const auto key = atom->title.substr(atom->title.rfind('.') + 1);
        const auto literal = literalValue(configValue(*atom), "");
        const auto text = literal ? literal->text : std::string(configValue(*atom));
        auto& parameter = parameters[{above[1], above[2], above[3]}];
        if (above.size() == 4 && key == "name") {
            parameter.atom = atom;
            parameter.name = text;
        } else if (above.size() == 4 || (above.size() == 5 && above[4] == "schema")) {
            parameter.keys[key] = {atom, text};
        }
    }
    for (const auto& [place, parameter] : parameters) {
        auto segments = operationSegments(upper(place[1]) + " " + place[0]);
        if (segments.empty() || parameter.atom == nullptr || parameter.name.empty()) continue;
        segments.push_back(parameter.name);
        const auto of = [&](const char* key) {
            const auto found = parameter.keys.find(key);
            return found == parameter.keys.end() ? std::string() : found->second.second;
        };
        const bool required = of("required") == "true" || of("in") == "path";
        sink.add(presenceAt(*parameter.atom, "config", segments, required));
        for (const auto& [key, found] : parameter.keys) {
            const auto& [atom, text] = found;
            if (key == "type" && !typeClass(text).empty())
                sink.add(findingAt(*atom, "config", segments, "type", textValue(typeClass(text))));
            const char* predicate = key == "default"   ? "default"
                                    : key == "minimum" ? "min"
                                    : key == "maximum" ? "max"
                                                       : nullptr;
            if (predicate == nullptr) continue;
            if (const auto value = literalValue(text, unitOf(segments)))
                sink.add(findingAt(*atom, "config", segments, predicate, *value));
        }
    }
}

void extractMessageField(const Atom& atom, ClaimSink& sink) {
    if (atom.symbolKind != "field") return;
    // "optional int32 quantity = 2 [default = 5];": what stands before the number is name, type and label.
    const std::string_view line = std::string_view(atom.text).substr(0, atom.text.find('\n'));
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return;
    auto words = GraphQlReader::wordsIn(line.substr(0, equals));
    if (words.size() < 2 || words.size() > 3) return;
    const std::string label = words.size() == 3 ? words.front() : std::string();
    std::vector<std::string> segments =
        atom.ancestors.empty() ? std::vector<std::string>{} : std::vector<std::string>{atom.ancestors.back()};
    segments.push_back(words.back());
    const auto type = label == "repeated" ? std::string("array") : typeClass(words[words.size() - 2]);
    if (!type.empty()) sink.add(findingAt(atom, "code", segments, "type", textValue(type)));
    if (label == "optional" || label == "required") sink.add(presenceAt(atom, "code", segments, label == "required"));
    const auto preset = line.find("default", equals);
    if (preset == std::string_view::npos) return;
    auto text = trim(line.substr(preset + 7));
    if (!text.starts_with("=")) return;
    text = trim(text.substr(1));
    if (const auto value = literalValue(text.substr(0, text.find_first_of(",]")), unitOf(segments)))
        sink.add(findingAt(atom, "code", segments, "default", *value));
}

void extractGraphQl(const Atom& atom, ClaimSink& sink) {
    GraphQlReader reader{atom, sink, {}, {}, {}};
    std::size_t number = 0;
    for (const auto line : splitLines(atom.text)) {
        // One piece for each brace and each member.
        std::string piece;
        int depth = 0;
        for (const char c : line) {
            if (c == '(') ++depth;
            if (c == ')') --depth;
            if (c == '}' || (c == ',' && depth == 0)) reader.row(std::exchange(piece, {}), number);
            if (c != ',' || depth > 0) piece += c;
            if (c == '{') reader.row(std::exchange(piece, {}), number);
        }
        reader.row(piece, number++);
    }
}

}  // namespace skein::coherence
