#include "core/runtime/eval_contradictions.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/coherence/extract.h"
#include "core/coherence/sql_clashes.h"
#include "core/coherence/sql_schema.h"
#include "core/coherence/text_pairs.h"
#include "core/coherence/version_clashes.h"
#include "core/memory/segment.h"
#include "core/plan/yaml_document.h"
#include "core/runtime/ingest/ctags_process.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxPairsBytes = 256u << 20, maxPairs = 100'000;
constexpr std::int64_t toolTimeoutMs = 30'000;  ///< for one side of a pair

/// JSON or YAML, as descriptions of APIs are written.
Result<Json> documentFrom(const std::string& text, const std::string& name) {
    if (const auto start = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
        start != std::string::npos && text[start] == '{')
        return parseJson(text);
    SKEIN_TRY(auto document, plan::parseYaml(text, name));
    return std::move(document.value);
}

struct Side {
    std::string kind, text;
};

Result<Side> sideFrom(const Json& pair, const char* name) {
    const auto found = pair.find(name);
    if (found == pair.end() || !found->is_object())
        return fail(ErrorCode::InvalidInput, std::string(name) + ": expected an object {\"kind\", \"text\"}");
    Side side;
    SKEIN_TRY(side.kind, jsonString(*found, "kind", name));
    SKEIN_TRY(side.text, jsonString(*found, "text", name));
    return side;
}

/// Both texts, so that the same two are known again.
std::string textsOf(const Json& pair) {
    std::string texts;
    for (const auto* side : {"a", "b"})
        for (const auto* part : {"kind", "text"}) texts += pair[side][part].get<std::string>() + '\x1e';
    return texts;
}

/// Counts what was decided against what it is called.
class Counted {
public:
    void add(bool labelled, bool found) {
        ++m_all;
        m_labelled += labelled;
        m_found += found;
        m_right += labelled && found;
    }
    FindingFigures figures() const {
        const auto share = [](std::size_t part, std::size_t whole) {
            return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
        };
        FindingFigures found{m_all, share(m_right, m_found), share(m_right, m_labelled), 0};
        const auto sum = found.precision + found.recall;
        found.f1 = sum > 0 ? 2 * found.precision * found.recall / sum : 0;
        return found;
    }

private:
    std::size_t m_all = 0, m_labelled = 0, m_found = 0, m_right = 0;
};

/// The name a text of this kind would have as a file; empty: a kind that is not known. Code says its language by
/// itself, as far as one can tell.
std::string fileNameFor(const Side& side) {
    if (side.kind == "sql") return "version.sql";
    if (side.kind == "proto") return "version.proto";
    if (side.kind == "graphql") return "version.graphql";
    if (side.kind == "text") return "version.md";
    if (side.kind == "openapi" || side.kind == "json-schema") {
        const bool json = trim(side.text).starts_with("{");
        return side.kind == "openapi" ? (json ? "version.json" : "version.yaml")
                                      : (json ? "version.schema.json" : "version.schema.yaml");
    }
    if (side.kind != "code") return {};
    const std::string_view text = side.text;
    const auto has = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
    const auto starts = [&](std::initializer_list<std::string_view> words) {
        for (const auto line : splitLines(text))
            for (const auto word : words)
                if (trim(line).starts_with(word)) return true;
        return false;
    };
    const bool braces = has("{") || has(";");
    if (starts({"def ", "async def "}) || (starts({"class ", "import ", "from ", "@"}) && !braces)) return "version.py";
    if (starts({"package ", "func "}) && !has(";\n") && !starts({"package com.", "package org."})) return "version.go";
    if (starts({"fn ", "pub ", "impl ", "use std", "use crate", "#[", "unsafe fn", "trait ", "mod "}))
        return "version.rs";
    if (starts({"#include", "#define", "#ifndef", "#pragma", "namespace ", "template", "using namespace"}) ||
        has("public:") || has("private:") || has("std::"))
        return "version.hpp";
    if (starts({"export ", "function ", "const ", "let ", "type ", "async function", "declare "}) &&
        !has("const char") && !has("const int ") && !has("const std"))
        return "version.ts";
    if (starts({"public ", "private ", "package ", "protected ", "import java", "@Override", "final class",
                "abstract class"}) &&
        braces)
        return "version.java";
    if (starts({"interface "}) && has(": ")) return "version.ts";
    if (starts({"class ", "interface "}) && braces)
        return has("public ") || has("private ") || has("void ") ? "version.java"
               : has("};") || has("virtual ")                    ? "version.hpp"
                                                                 : "version.ts";
    if (starts({"struct ", "enum ", "union ", "typedef ", "static ", "extern "}) || (has("(") && has(";")))
        return "version.hpp";
    return has("=") || has("(") ? "version.py" : "";
}

/// Cuts texts as an ingest does.
class SideReader {
public:
    Result<coherence::Described> read(const Side& side, const char* name) {
        const auto file = fileNameFor(side);
        if (file.empty())
            return fail(
                ErrorCode::Unavailable,
                fmt::format("{}: kind '{}' is not compared; expected openapi, sql, json-schema, proto, graphql, "
                            "code in a known language or text",
                            name, elide(side.kind, 40)));
        memory::SegmentRequest cut;
        cut.path = std::string(name) + "/" + file;
        cut.text = side.text;
        cut.language = memory::languageOf(cut.path, side.text);
        if (memory::formOf(cut.language) == memory::FileForm::Code) {
            if (m_ctags == nullptr) { SKEIN_TRY(m_ctags, CtagsProcess::start("ctags")); }
            auto tags = m_ctags->tags(file, side.text, toolTimeoutMs, nullptr);
            if (!tags) {
                m_ctags.reset();
                return Failure(tags.error());
            }
            cut.tags = std::move(*tags);
        }
        coherence::Described described;
        described.atoms = memory::segment(cut);
        described.claims = coherence::extractClaims(described.atoms);
        const bool structured = side.kind == "sql" || side.kind == "proto" || side.kind == "graphql";
        const bool symbols = std::any_of(described.atoms.begin(), described.atoms.end(),
                                         [](const Atom& atom) { return atom.kind == AtomKind::Symbol; });
        if ((structured && described.claims.empty() && !symbols) || (side.kind == "code" && !symbols))
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{}: nothing was found that {} describes", name, side.kind));
        return described;
    }

private:
    std::unique_ptr<CtagsProcess> m_ctags;
};

/// A script that changes what it did not make is a change of the first one.
Result<std::vector<coherence::ApiClash>> sqlClashesOf(const std::string& a, const std::string& b) {
    const auto first = coherence::readSql(a);
    auto second = coherence::readSql(b);
    for (const char* side : {"a", "b"})
        if (!(*side == 'a' ? first : second).isSql)
            return fail(ErrorCode::InvalidInput,
                        std::string(side) + ": nothing was found that sql describes; expected CREATE statements");
    if (second.changesOther) second = coherence::readSql(b, first);
    return coherence::sqlClashes(first, second);
}

Result<std::vector<coherence::ApiClash>> clashesOf(const Side& a, const Side& b, SideReader& reader) {
    if (a.kind == b.kind && (a.kind == "openapi" || a.kind == "json-schema")) {
        SKEIN_TRY(const auto first, documentFrom(a.text, "a"));
        SKEIN_TRY(const auto second, documentFrom(b.text, "b"));
        if (a.kind == "openapi") return coherence::apiClashes(first, second);
        for (const auto* side : {&first, &second})
            if (!side->is_object() && !side->is_boolean())
                return fail(ErrorCode::InvalidInput, std::string(side == &first ? "a" : "b") +
                                                         ": expected a JSON Schema: an object or a boolean");
        return coherence::schemaClashes(first, second);
    }
    if (a.kind == b.kind && a.kind == "sql") return sqlClashesOf(a.text, b.text);
    SKEIN_TRY(const auto first, reader.read(a, "a"));
    SKEIN_TRY(const auto second, reader.read(b, "b"));
    if (a.kind == b.kind && a.kind != "text") return coherence::versionClashes(first, second);
    auto clashes = coherence::statementClashes(first, second);
    if (clashes.empty() && a.kind == "text" && b.kind == "text") return coherence::textClashes(a.text, b.text);
    return clashes;
}

Result<JudgedPair> judge(const Json& pair, SideReader& reader) {
    if (!pair.is_object()) return fail(ErrorCode::InvalidInput, "expected an object");
    JudgedPair judged;
    SKEIN_TRY(judged.id, jsonString(pair, "id", "pair"));
    SKEIN_TRY(const auto label, jsonString(pair, "label", "pair"));
    if (label != "contradiction" && label != "compatible")
        return fail(ErrorCode::InvalidInput,
                    "label: expected contradiction or compatible, found '" + elide(label, 40) + "'");
    judged.labelled = label == "contradiction";
    SKEIN_TRY(const auto a, sideFrom(pair, "a"));
    SKEIN_TRY(const auto b, sideFrom(pair, "b"));
    const auto clashes = clashesOf(a, b, reader);
    if (clashes) judged.clashes = *clashes;
    else judged.problem = clashes.error().message;
    judged.compared = clashes.has_value();
    judged.found = !judged.clashes.empty();
    return judged;
}

}  // namespace

Result<ContradictionFigures> evalContradictions(const std::string& pairs) {
    SKEIN_TRY(const auto text, readFile(pairs, maxPairsBytes));
    ContradictionFigures figures;
    SideReader reader;
    struct Texts {
        std::size_t contradictions = 0, compatible = 0;
        bool found = false;
    };
    std::map<std::string, Texts> distinct;
    Counted lines;
    std::size_t number = 0;
    for (const auto line : splitLines(text)) {
        ++number;
        if (trim(line).empty()) continue;
        std::string texts;
        const auto judged = [&]() -> Result<JudgedPair> {
            SKEIN_TRY(const auto pair, parseJson(line));
            SKEIN_TRY(auto decided, judge(pair, reader));
            texts = textsOf(pair);
            return decided;
        }();
        if (!judged) return fail(judged.error().code, fmt::format("{}:{}: {}", pairs, number, judged.error().message));
        if (figures.items.size() >= maxPairs)
            return fail(ErrorCode::TooLarge, fmt::format("{}: more than {} pairs", pairs, maxPairs));
        if (!judged->compared) ++figures.notCompared;
        lines.add(judged->labelled, judged->found);
        auto& both = distinct[std::move(texts)];
        ++(judged->labelled ? both.contradictions : both.compatible);
        both.found = judged->found;
        figures.items.push_back(std::move(*judged));
    }
    if (figures.items.empty()) return fail(ErrorCode::InvalidInput, pairs + ": expected pairs, found none");
    figures.lines = lines.figures();
    Counted counted, best;
    for (const auto& [key, both] : distinct) {
        const bool contradicts = both.contradictions > 0;
        counted.add(contradicts, both.found);
        figures.bothLabels += contradicts && both.compatible > 0;
        for (std::size_t i = 0; i < both.contradictions; ++i) best.add(true, true);
        for (std::size_t i = 0; i < both.compatible; ++i) best.add(false, contradicts);
    }
    figures.pairs = counted.figures();
    figures.mostPrecision = best.figures().precision;
    return figures;
}

}  // namespace skein::runtime
