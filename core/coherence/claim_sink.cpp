#include "core/coherence/claim_sink.h"

#include <algorithm>
#include <array>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/coherence/names.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxQuoteBytes = 400;    ///< Evidence::quote
constexpr std::size_t maxSubjectBytes = 200;  ///< longer names are sentences or generated text

constexpr std::array<std::string_view, 27> historyWords{
    "changelog",   "changes",   "history",   "news",      "release",    "releases", "migration",
    "migrations",  "migrating", "upgrade",   "upgrading", "adr",        "adrs",     "decisions",
    "decision",    "rfc",       "rfcs",      "proposal",  "proposals",  "roadmap",  "postmortem",
    "postmortems", "incident",  "incidents", "archive",   "deprecated", "legacy"};

/// "max_upload_size: 10M", "MEMORY_LIMIT=512m": read as minutes, but of a thing that has no time. A size of bytes is
/// one, anything else ("cpu_limit: 500m", "length: 5 m") is only its text.
void readSizes(Finding& finding) {
    auto& value = finding.value;
    if (value.type != ClaimValue::Type::Number || value.unit != "s") return;
    const std::string lower = toLowerAscii(finding.quote);
    bool minutes = false;
    std::string_view written;
    for (auto at = lower.find('m'); at != std::string::npos; at = lower.find('m', at + 1)) {
        const bool ends = at + 1 >= lower.size() || !isIdentifierChar(lower[at + 1]);
        auto from = at;
        while (from > 0 && (lower[from - 1] == ' ')) --from;
        auto digits = from;
        while (digits > 0 && ((lower[digits - 1] >= '0' && lower[digits - 1] <= '9') || lower[digits - 1] == '.'))
            --digits;
        if (!ends || digits == from || (digits > 0 && isIdentifierChar(lower[digits - 1]))) continue;
        minutes = true;
        written = std::string_view(finding.quote).substr(digits, at + 1 - digits);
        break;
    }
    if (!minutes) return;
    constexpr std::array<std::string_view, 14> sizes{"size", "memory", "mem",    "heap",  "body",   "disk",  "storage",
                                                     "ram",  "swap",   "buffer", "bytes", "upload", "cache", "payload"};
    constexpr std::array<std::string_view, 9> others{"cpu",   "length",   "width", "height", "depth",
                                                     "range", "distance", "cpus",  "cores"};
    const auto words = wordsOf(finding.subject);
    const auto has = [&](const auto& list) {
        return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
            return std::find(list.begin(), list.end(), word) != list.end();
        });
    };
    constexpr std::array<std::string_view, 8> times{"timeout", "ttl",   "time",   "interval",
                                                    "age",     "delay", "period", "lifetime"};
    const bool capital = written.ends_with("M");
    if (has(times) && !capital) return;
    if (capital || has(sizes)) {
        std::string number(written.substr(0, written.find_first_not_of("0123456789.")));
        if (auto size = literalValue(number + " MB", "")) value = std::move(*size);
    } else if (has(others)) value = textValue(written);
}

bool defines(std::string_view basis) { return basis == "code" || basis == "config"; }

}  // namespace

void ClaimSink::add(Finding finding) {
    if (finding.subject.empty() || finding.subject.size() > maxSubjectBytes || finding.value.text.empty()) return;
    ++m_taken;
    if (const auto document = m_documents.find(finding.path); document != m_documents.end())
        finding.scope += (finding.scope.empty() ? "document=" : "; document=") + document->second;
    readSizes(finding);
    Evidence evidence;
    evidence.path = finding.path;
    const auto lineCount = static_cast<std::uint32_t>(std::count(finding.quote.begin(), finding.quote.end(), '\n'));
    evidence.lines = {finding.line, finding.line + lineCount};
    evidence.quote = elide(finding.quote, maxQuoteBytes);
    evidence.atom = finding.atom;
    std::string meaning;
    for (const std::string_view part :
         {std::string_view(finding.path), std::string_view(finding.subject), std::string_view(finding.predicate),
          valueTypeName(finding.value.type), std::string_view(finding.value.text), std::string_view(finding.value.unit),
          std::string_view(finding.scope), std::string_view(finding.basis), modalityName(finding.modality)})
        (meaning += part) += '\0';
    for (const auto& end : {finding.validFrom, finding.validTo})
        (meaning += end ? std::to_string(end->value) : std::string()) += '\0';
    if (const auto found = m_index.find(meaning); found != m_index.end()) {
        auto& held = m_claims[found->second].evidence;
        const bool known =
            std::any_of(held.begin(), held.end(), [&](const Evidence& e) { return e.lines == evidence.lines; });
        if (!known) held.push_back(std::move(evidence));
        return;
    }
    const bool full = m_claims.size() >= limits::maxClaimsPerTask;
    if (full && !makeRoom(finding.basis)) return;
    Claim claim;
    claim.subject = std::move(finding.subject);
    claim.predicate = std::move(finding.predicate);
    claim.value = std::move(finding.value);
    claim.modality = finding.modality;
    claim.scope = std::move(finding.scope);
    claim.confidencePerMille = finding.confidencePerMille;
    claim.validFrom = finding.validFrom;
    claim.validTo = finding.validTo;
    claim.basis = std::move(finding.basis);
    claim.sentence = elide(finding.sentence, maxQuoteBytes);
    claim.evidence.push_back(std::move(evidence));
    claim.id = claimId(claim);
    const auto place = full ? m_room : m_claims.size();
    const auto entry = m_index.emplace(std::move(meaning), place).first;
    if (full) {
        m_claims[place] = std::move(claim);
        m_entries[place] = entry;
    } else {
        m_claims.push_back(std::move(claim));
        m_entries.push_back(entry);
    }
}

bool ClaimSink::makeRoom(std::string_view basis) {
    if (!defines(basis)) return false;
    if (m_room > m_claims.size()) m_room = m_claims.size();
    while (m_room > 0 && defines(m_claims[m_room - 1].basis)) --m_room;
    if (m_room == 0) return false;
    --m_room;
    m_index.erase(m_entries[m_room]);
    return true;
}

std::string scopeText(std::string_view environment, std::string_view component, std::string_view section) {
    std::string out;
    const auto put = [&](std::string_view name, std::string_view value) {
        if (value.empty()) return;
        if (!out.empty()) out += "; ";
        out.append(name).append("=").append(value);
    };
    put("environment", environment);
    put("component", component);
    put("section", section);
    return out;
}

std::string scopePart(std::string_view scope, std::string_view dimension) {
    for (auto part : split(scope, ';')) {
        part = trim(part);
        if (part.starts_with(dimension) && part.substr(dimension.size()).starts_with("="))
            return std::string(part.substr(dimension.size() + 1));
    }
    return {};
}

namespace {

bool isHistory(const std::string& word) {
    return std::find(historyWords.begin(), historyWords.end(), word) != historyWords.end();
}

/// Of programs: steps from one state to the next, and what nobody should use any more.
bool isGoneCode(const std::string& word, bool file) {
    return word == "deprecated" || word == "legacy" ||
           (!file && (word == "migration" || word == "migrations" || word == "archive"));
}

/// "VP_KHR_roadmap_2022" -> "vp_khr_roadmap_2022": a name that holds such a word among others, written as an
/// identifier. Empty for what is only called by its kind ("release_notes_2", "CHANGES", "product-roadmap").
std::string ownNameOf(std::string_view stem, const std::vector<std::string>& words) {
    if (stem.find('_') == std::string_view::npos) return {};
    const auto names = [](const std::string& word) {
        const bool counted = word.find_first_of("0123456789") != std::string::npos && word.size() < 9;
        return !counted && word.size() > 1 && !isHistory(word) && !isGenericContext(word) && word != "notes";
    };
    if (std::none_of(words.begin(), words.end(), names)) return {};
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : "_") + word;
    return out;
}

/// Whether a path is that of a program: a module about proposals is none, and what a program does is so now.
bool isProgram(std::string_view path) {
    constexpr std::array<std::string_view, 24> endings{"c",  "h",  "cc",  "hh",    "cpp", "hpp", "cxx",   "hxx",
                                                       "py", "ts", "tsx", "js",    "jsx", "mjs", "java",  "go",
                                                       "rs", "cs", "kt",  "swift", "rb",  "php", "scala", "pyi"};
    const auto ending = path.substr(std::min(path.rfind('.'), path.size() - 1) + 1);
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

}  // namespace

std::string environmentOfPath(std::string_view path) {
    std::string environment;
    const auto parts = split(path, '/');
    const bool program = isProgram(path);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto words = wordsOf(parts[i]);
        // "api.spec.ts" is a test, "docs/spec.yaml" says what is wanted.
        for (const auto& word : words)
            if (environment.empty() && (program || (word != "spec" && word != "specs")))
                environment = environmentOf(word);
        if (std::none_of(words.begin(), words.end(), isHistory)) continue;
        const bool file = i + 1 == parts.size();
        if (program &&
            std::any_of(words.begin(), words.end(), [&](const std::string& word) { return isGoneCode(word, file); }))
            return "history";
        const auto stem = parts[i].substr(0, parts[i].find('.', 1));
        const auto own = file ? ownNameOf(stem, wordsOf(stem)) : std::string();
        if (own.empty() && program) continue;
        if (own.empty()) return "history";
        // Files of one name are held against each other, and against nothing else.
        return environment.empty() ? own : environment + " " + own;
    }
    return environment;
}

std::string typeClass(std::string_view written) {
    std::string type = toLowerAscii(trim(written));
    for (const std::string_view prefix : {"typename:", "optional[", "const ", "final ", "final[", "?"})
        if (type.starts_with(prefix)) {
            type.erase(0, prefix.size());
            if (prefix.ends_with("[") && type.ends_with("]")) type.pop_back();
        }
    for (const std::string_view suffix : {"| none", "| null", "| undefined", "&", "?"})
        if (type.ends_with(suffix))
            type = std::string(trim(std::string_view(type).substr(0, type.size() - suffix.size())));
    if (type.ends_with("[]") || type.starts_with("list[") || type.starts_with("array<") ||
        type.starts_with("sequence["))
        return "array";
    if (const auto open = type.find('('); open != std::string::npos && open > 0)
        type = std::string(trim(std::string_view(type).substr(0, open)));
    constexpr std::array<std::pair<std::string_view, std::string_view>, 81> classes{
        {{"int", "integer"},
         {"integer", "integer"},
         {"integers", "integer"},
         {"bigint", "integer"},
         {"smallint", "integer"},
         {"long", "integer"},
         {"short", "integer"},
         {"int32", "integer"},
         {"int64", "integer"},
         {"uint32", "integer"},
         {"uint64", "integer"},
         {"int32_t", "integer"},
         {"int64_t", "integer"},
         {"uint32_t", "integer"},
         {"uint64_t", "integer"},
         {"size_t", "integer"},
         {"unsigned", "integer"},
         {"unsigned int", "integer"},
         {"bigserial", "integer"},
         {"serial", "integer"},
         {"float", "float"},
         {"double", "float"},
         {"real", "float"},
         {"double precision", "float"},
         {"float64", "float"},
         {"float32", "float"},
         {"number", "number"},
         {"string", "string"},
         {"str", "string"},
         {"text", "string"},
         {"varchar", "string"},
         {"std::string", "string"},
         {"char *", "string"},
         {"char*", "string"},
         {"qstring", "string"},
         {"bool", "boolean"},
         {"boolean", "boolean"},
         {"list", "array"},
         {"array", "array"},
         {"vector", "array"},
         {"none", "nothing"},
         {"void", "nothing"},
         {"nothing", "nothing"},
         {"unit", "nothing"},
         {"character varying", "string"},
         {"booleans", "boolean"},
         {"strings", "string"},
         {"i8", "integer"},
         {"i16", "integer"},
         {"i32", "integer"},
         {"i64", "integer"},
         {"u8", "integer"},
         {"u16", "integer"},
         {"u32", "integer"},
         {"u64", "integer"},
         {"int8", "integer"},
         {"int16", "integer"},
         {"uint8", "integer"},
         {"uint16", "integer"},
         {"sint32", "integer"},
         {"sint64", "integer"},
         {"fixed32", "integer"},
         {"fixed64", "integer"},
         {"int16_t", "integer"},
         {"f64", "float"},
         {"f32", "float"},
         {"nvarchar", "string"},
         {"citext", "string"},
         {"uuid", "uuid"},
         {"uniqueidentifier", "uuid"},
         {"timestamp", "timestamp"},
         {"timestamptz", "timestamp"},
         {"datetime", "timestamp"},
         {"timestamp with time zone", "timestamp"},
         {"timestamp without time zone", "timestamp"},
         {"date", "date"},
         {"numeric", "decimal"},
         {"decimal", "decimal"},
         {"jsonb", "json"},
         {"bytea", "bytes"},
         {"bytes", "bytes"}}};
    for (const auto& [name, kind] : classes)
        if (type == name) return std::string(kind);
    return {};
}

ClaimValue typeValue(std::string_view written, std::string_view languageOrFormat) {
    ClaimValue value{ClaimValue::Type::Text, typeClass(written), {}};
    if (value.text != "integer") return value;
    const auto type = toLowerAscii(trim(written));
    // "int32", "uint32_t", "i32", "sfixed32": what stands before the digits says how they are written, not how many.
    const auto widthIn = [](std::string_view name) -> std::string {
        if (name.ends_with("_t")) name.remove_suffix(2);
        const auto digits = std::min(name.find_first_of("0123456789"), name.size());
        const auto bits = name.substr(digits);
        return bits == "8" || bits == "16" || bits == "32" || bits == "64" ? std::string(bits) + " bit" : std::string();
    };
    value.unit = widthIn(type);
    if (value.unit.empty()) value.unit = widthIn(languageOrFormat);
    const auto is = [&](std::initializer_list<std::string_view> list, std::string_view of) {
        return std::find(list.begin(), list.end(), of) != list.end();
    };
    if (is({"Java", "C#", "Kotlin", "Scala"}, languageOrFormat)) {
        if (is({"int", "integer"}, type)) value.unit = "32 bit";
        if (type == "long") value.unit = "64 bit";
        if (type == "short") value.unit = "16 bit";
    } else if (languageOrFormat == "SQL") {
        if (is({"bigint", "bigserial"}, type)) value.unit = "64 bit";
        if (type == "smallint") value.unit = "16 bit";
    }
    return value;
}

}  // namespace skein::coherence
