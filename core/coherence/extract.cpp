#include "core/coherence/extract.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <optional>
#include <set>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/coherence/claim_sink.h"
#include "core/coherence/documents.h"
#include "core/coherence/extract_code.h"
#include "core/coherence/extract_config.h"
#include "core/coherence/extract_interface.h"
#include "core/coherence/extract_prose.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxRejected = 100;      ///< more say no more
constexpr std::size_t maxMemberBytes = 4096;  ///< one text member of a claim

bool isGraphQl(const Atom& atom) {
    return atom.path.ends_with(".graphql") || atom.path.ends_with(".graphqls") || atom.path.ends_with(".gql");
}

bool isMarkdown(const Atom& atom) { return atom.language == "Markdown"; }

/// JSON files that are schemas, with what they are about.
std::map<std::string, std::string> schemaOwners(const std::vector<Atom>& atoms) {
    std::map<std::string, std::string> owners;
    for (const auto& atom : atoms)
        // What names another schema than that of schemas is described by one, and is none.
        if (atom.kind == AtomKind::ConfigKey &&
            ((atom.title == "$schema" && configValue(atom).find("json-schema.org") != std::string_view::npos) ||
             atom.title.starts_with("properties.") || atom.title.starts_with("$defs.") ||
             atom.title.starts_with("components.schemas.") || atom.title.starts_with("definitions.")))
            owners.emplace(atom.path, schemaNameOf(atom.path));
    // A title names what a schema is about, then its "$id" does ("https://host/order.schema.json"), then its file.
    std::set<std::string> titled;
    for (const auto& atom : atoms) {
        if (atom.kind != AtomKind::ConfigKey || (atom.title != "title" && atom.title != "$id")) continue;
        const auto found = owners.find(atom.path);
        if (found == owners.end()) continue;
        const auto written = configValue(atom);
        const auto literal = literalValue(written, "");
        auto name = literal ? literal->text : std::string(written);
        if (atom.title == "title") titled.insert(atom.path);
        else if (titled.contains(atom.path)) continue;
        else name = schemaNameOf(name.substr(0, name.find_last_not_of("/#") + 1));
        if (!name.empty()) found->second = std::move(name);
    }
    return owners;
}

ProseSource proseSourceOf(const Atom& atom) {
    ProseSource source;
    source.path = atom.path;
    source.firstLine = atom.lines.first;
    source.atom = atom.id;
    source.headings = atom.ancestors;  // a section's own heading is its first line
    return source;
}

/// Takes one Markdown atom after the other, by path and first line. A table too long for its atom is read in the parts
/// that the same file is cut into besides, each under the table's header.
class MarkdownReader {
public:
    explicit MarkdownReader(ClaimSink& sink) : m_sink(sink) {}

    void take(const Atom& atom) {
        const auto held = static_cast<std::uint32_t>(std::count(atom.text.begin(), atom.text.end(), '\n')) + 1;
        const auto end = std::min(atom.lines.first + held - 1, atom.lines.last);
        if (atom.kind == AtomKind::Table && end < atom.lines.last) {
            m_path = atom.path;
            m_lines = {atom.lines.first + headerLines, atom.lines.last};
            const auto header = atom.text.find('\n', atom.text.find('\n') + 1);
            m_header = header == std::string::npos ? std::string() : atom.text.substr(0, header + 1);
            return;
        }
        auto source = proseSourceOf(atom);
        const bool part = atom.kind == AtomKind::Paragraph && atom.path == m_path &&
                          atom.lines.first >= m_lines.first && atom.lines.last <= m_lines.last && !m_header.empty();
        if (!part) return extractFromMarkdown(source, whole(atom, end), m_sink);
        source.firstLine -= headerLines;
        extractFromMarkdown(source, m_header + atom.text, m_sink);
    }

private:
    static constexpr std::uint32_t headerLines = 2;
    static constexpr std::size_t longText = 10'000;  ///< what is this long may have been cut off in a sentence

    /// Without a last line or sentence that was cut off.
    static std::string_view whole(const Atom& atom, std::uint32_t end) {
        const std::string_view text = atom.text;
        if (end < atom.lines.last) return text.substr(0, text.rfind('\n') + 1);
        if (text.size() < longText || text.ends_with('.') || text.ends_with('|')) return text;
        const auto line = text.rfind('\n') + 1;
        if (text.size() - line < longText) return text;
        const auto sentence = text.rfind(". ");
        return text.substr(0, sentence == std::string_view::npos || sentence < line ? line : sentence + 1);
    }

    ClaimSink& m_sink;
    std::string m_path;
    LineRange m_lines;  ///< of the rows of the table that is read in parts
    std::string m_header;
};

/// A string member of bounded length; a message in `problem` otherwise.
std::string boundedMember(const Json& entry, const char* key, const std::string& path, bool required,
                          std::string& problem) {
    const auto found = entry.find(key);
    if (found == entry.end() && !required) return {};
    const bool number = found != entry.end() && found->is_primitive() && !found->is_null() && !found->is_string() &&
                        std::string_view(key) == "value";
    if (number) return prettyJson(*found, -1);
    if (found == entry.end() || !found->is_string() || found->get_ref<const std::string&>().size() > maxMemberBytes ||
        (required && trim(found->get_ref<const std::string&>()).empty())) {
        problem = path + "." + key + ": expected a string of 1 to " + std::to_string(maxMemberBytes) + " bytes";
        return {};
    }
    // One line: what an agent says is printed beside what Skein says.
    auto text = toValidUtf8(found->get_ref<const std::string&>());
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return text;
}

/// A point in time: microseconds since 1970, or a date ("2025-03-01", its first moment in UTC).
std::optional<Instant> instantMember(const Json& entry, const char* key, const std::string& path,
                                     std::string& problem) {
    const auto found = entry.find(key);
    if (found == entry.end() || found->is_null()) return std::nullopt;
    if (found->is_number_integer()) return Instant{found->get<std::int64_t>()};
    if (found->is_string()) {
        const auto& text = found->get_ref<const std::string&>();
        int year = 0, month = 0, day = 0;
        char end = 0;
        if (text.size() == 10 && std::sscanf(text.c_str(), "%4d-%2d-%2d%c", &year, &month, &day, &end) == 3) {
            const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(unsigned(month)),
                                                   std::chrono::day(unsigned(day))};
            if (date.ok())
                return Instant{std::chrono::sys_days(date).time_since_epoch() / std::chrono::microseconds(1)};
        }
    }
    problem = path + "." + key + ": expected microseconds since 1970 or a date such as 2025-03-01";
    return std::nullopt;
}

/// 0 to 1 as a fraction, or thousandths.
int confidenceOf(const Json& entry, const std::string& path, std::string& problem) {
    const auto found = entry.find("confidence");
    if (found == entry.end() || found->is_null()) return 1000;
    if (found->is_number_float() && found->get<double>() >= 0 && found->get<double>() <= 1)
        return static_cast<int>(found->get<double>() * 1000);
    if (found->is_number_integer())
        if (const auto number = found->get<std::int64_t>(); number >= 0 && number <= 1000)
            return number == 1 ? 1000 : static_cast<int>(number);
    problem = path + ".confidence: expected a fraction from 0.0 to 1.0 or thousandths from 0 to 1000";
    return 1000;
}

std::string normalPredicate(std::string_view predicate) {
    std::string out;
    for (const auto& word : wordsOf(predicate)) out += (out.empty() ? "" : "_") + word;
    if (out == "maximum" || out == "limit") return "max";
    if (out == "minimum") return "min";
    if (out == "requires" || out == "requiredness" || out == "optionality") return "presence";
    if (out == "enum" || out == "allowed_values") return "values";
    return out;
}

/// One entry of "claims"; nothing and a problem if it is not one.
void takeEntry(const Json& entry, const std::string& path, ClaimSink& sink, std::string& problem) {
    if (!entry.is_object()) {
        problem = path + ": expected an object, found " + std::string(jsonTypeName(entry));
        return;
    }
    const auto subject = boundedMember(entry, "subject", path, true, problem);
    const auto predicate = boundedMember(entry, "predicate", path, true, problem);
    const auto value = boundedMember(entry, "value", path, true, problem);
    const auto unit = boundedMember(entry, "unit", path, false, problem);
    const auto type = boundedMember(entry, "type", path, false, problem);
    const auto modality = boundedMember(entry, "modality", path, false, problem);
    const auto sentence = boundedMember(entry, "sentence", path, false, problem);
    const auto scope = boundedMember(entry, "scope", path, false, problem);
    const auto validFrom = instantMember(entry, "valid_from", path, problem),
               validTo = instantMember(entry, "valid_to", path, problem);
    const auto confidence = confidenceOf(entry, path, problem);
    if (validFrom && validTo && *validTo <= *validFrom) problem = path + ".valid_to: expected a time after valid_from";
    if (!problem.empty()) return;
    const auto known = modalityFromName(modality.empty() ? "observed" : modality);
    if (!known) {
        problem = path + ".modality: expected observed, required, optional, forbidden or planned";
        return;
    }
    if (!type.empty() && !valueTypeFromName(type)) {
        problem = path + ".type: expected text, number, boolean, signature, set, range or reference";
        return;
    }
    const NormalName name = normalName(subject);
    Finding finding;
    finding.predicate = normalPredicate(predicate);
    const bool amount = finding.predicate == "value" || finding.predicate == "default" || finding.predicate == "max" ||
                        finding.predicate == "min";
    finding.subject = name.subject;
    if (amount && (finding.predicate == "value" || finding.predicate == "default") && name.role != NameRole::Value)
        finding.predicate = rolePredicate(name.role);
    if (!amount) {
        finding.subject.clear();
        for (const auto& segment : segmentsOf(subject)) {
            std::string words;
            for (const auto& word : wordsOf(segment)) words += (words.empty() ? "" : "_") + word;
            if (!words.empty()) finding.subject += (finding.subject.empty() ? "" : ".") + words;
        }
    }
    if (finding.subject.empty() || finding.predicate.empty()) {
        problem = path + ": expected a subject and a predicate with letters or digits";
        return;
    }
    const auto literal = literalValue(value, unit.empty() ? name.unit : unit);
    if (type == "set")
        finding.value = setValue([&] {
            std::vector<std::string> m;
            for (const auto part : split(value, '|')) m.emplace_back(trim(part));
            return m;
        }());
    else if (type == "range") {
        const auto range = rangeValue(value, unit.empty() ? name.unit : unit);
        if (!range) {
            problem = path + ".value: expected a range such as 1..10, the lesser number first";
            return;
        }
        finding.value = *range;
    } else if (type == "reference") finding.value = referenceValue(value);
    else if (type == "signature") finding.value = {ClaimValue::Type::Signature, value, {}};
    else if (literal && amount && type != "text") finding.value = *literal;
    else finding.value = textValue(value);
    finding.modality = *known;
    finding.scope = scope;
    finding.basis = "output";
    finding.sentence = sentence.empty() ? subject + " " + predicate + " " + value : sentence;
    finding.quote = finding.sentence;
    finding.validFrom = validFrom;
    finding.validTo = validTo;
    finding.confidencePerMille = confidence;
    sink.add(std::move(finding));
}

}  // namespace

namespace {

/// "go 1.22" in a go.mod: the lowest version of the language.
void extractGoModule(const Atom& atom, ClaimSink& sink) {
    auto line = atom.lines.first;
    for (const auto row : splitLines(atom.text)) {
        const auto text = trim(row);
        const auto version = text.starts_with("go ") ? trim(text.substr(3)) : std::string_view();
        if (!version.empty() && version.find_first_not_of("0123456789.") == std::string_view::npos) {
            Finding finding;
            finding.subject = "go.version";
            finding.predicate = "min";
            finding.value = textValue(version);
            finding.value.unit = "version";
            finding.basis = "config";
            finding.path = atom.path;
            finding.line = line;
            finding.quote = finding.sentence = text;
            finding.atom = atom.id;
            sink.add(std::move(finding));
        }
        ++line;
    }
}

}  // namespace

std::vector<Claim> extractClaims(const std::vector<Atom>& atoms) {
    ClaimSink sink;
    const auto schemas = schemaOwners(atoms);
    sink.describe(documentsOf(atoms, schemas));
    std::map<std::string, std::vector<const Atom*>> interfaces;
    for (const auto& atom : atoms)
        if (isInterfaceKey(atom)) interfaces[atom.path];
    for (const auto& atom : atoms)
        if (const auto found = interfaces.find(atom.path);
            found != interfaces.end() && atom.kind == AtomKind::ConfigKey)
            found->second.push_back(&atom);
    for (const auto& [path, keys] : interfaces) {
        extractOperations(keys, sink);
        extractIdentifierFlow(keys, sink);
    }
    const auto items = itemNamesOf(atoms);
    MarkdownReader markdown(sink);
    for (const auto& atom : atoms) {
        if (atom.kind == AtomKind::Symbol && atom.language == "Protobuf") {
            // What stands above its message: the package ("a.v1"), or the message it is inside of.
            std::string above;
            for (std::size_t i = 0; i + 1 < atom.ancestors.size(); ++i) above += (i > 0 ? "." : "") + atom.ancestors[i];
            extractMessageField(atom, above, sink);
        } else if (atom.kind == AtomKind::Symbol) {
            extractFromSymbol(atom, sink);
        } else if (atom.kind == AtomKind::ConfigKey) {
            // Of an operation's parts the parameters are claims, told above; as settings they would be none.
            if (interfaces.contains(atom.path) && !atom.ancestors.empty() && atom.ancestors[0] == "paths") continue;
            const auto schema = schemas.find(atom.path);
            extractFromConfigKey(atom, schema == schemas.end() ? std::string() : schema->second, items, sink);
        } else if (atom.kind == AtomKind::Paragraph && isGraphQl(atom)) {
            extractGraphQl(atom, sink);
        } else if (atom.path == "go.mod" || atom.path.ends_with("/go.mod")) {
            extractGoModule(atom, sink);
        } else if (isMarkdown(atom) && atom.kind != AtomKind::File) {
            markdown.take(atom);
        }
    }
    extractReferenceCircles(atoms, schemas, sink);
    extractEnumerations(atoms, sink);
    extractMembers(atoms, sink);
    return sink.take();
}

OutputClaims claimsFromOutput(const Json& document) {
    OutputClaims out;
    if (!document.is_object()) return out;
    const auto found = document.find("claims");
    if (found == document.end()) return out;
    if (!found->is_array()) {
        out.rejected.push_back("claims: expected an array, found " + std::string(jsonTypeName(*found)));
        return out;
    }
    ClaimSink sink;
    std::size_t number = 0, bad = 0;
    for (const auto& entry : *found) {
        std::string problem;
        if (number >= limits::maxClaimsPerTask) {
            out.rejected.push_back("claims: more than " + std::to_string(limits::maxClaimsPerTask) +
                                   " entries, the rest was not taken");
            break;
        }
        takeEntry(entry, "claims[" + std::to_string(number++) + "]", sink, problem);
        if (!problem.empty() && ++bad <= maxRejected) out.rejected.push_back(std::move(problem));
    }
    out.claims = sink.take();
    return out;
}

OutputClaims claimsFromOutputText(std::string_view text) {
    OutputClaims out;
    if (text.size() > limits::maxOutputBytes) {
        out.rejected.push_back("output: longer than " + std::to_string(limits::maxOutputBytes) +
                               " bytes, no claims were taken");
        return out;
    }
    ClaimSink sink;
    ProseSource source;
    source.proseBasis = source.tableBasis = "output";
    extractFromMarkdown(source, toValidUtf8(text), sink);
    out.claims = sink.take();
    return out;
}

}  // namespace skein::coherence
