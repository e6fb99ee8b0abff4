#include "core/runtime/eval_contradictions.h"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/plan/yaml_document.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxPairsBytes = 256u << 20, maxPairs = 100'000;

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
    return pair["a"]["text"].get<std::string>() + '\x1e' + pair["b"]["text"].get<std::string>();
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

Result<JudgedPair> judge(const Json& pair) {
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
    for (const Side* side : {&a, &b})
        if (side->kind != "openapi")
            return fail(ErrorCode::Unavailable,
                        "kind '" + elide(side->kind, 40) + "' is not compared yet; expected openapi");
    const auto clashes = [&]() -> Result<std::vector<coherence::ApiClash>> {
        SKEIN_TRY(const auto first, documentFrom(a.text, "a"));
        SKEIN_TRY(const auto second, documentFrom(b.text, "b"));
        return coherence::apiClashes(first, second);
    }();
    if (clashes) judged.clashes = *clashes;
    else judged.problem = clashes.error().message;
    judged.found = !judged.clashes.empty();
    return judged;
}

}  // namespace

Result<ContradictionFigures> evalContradictions(const std::string& pairs) {
    SKEIN_TRY(const auto text, readFile(pairs, maxPairsBytes));
    ContradictionFigures figures;
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
            SKEIN_TRY(auto decided, judge(pair));
            texts = textsOf(pair);
            return decided;
        }();
        if (!judged) return fail(judged.error().code, fmt::format("{}:{}: {}", pairs, number, judged.error().message));
        if (figures.items.size() >= maxPairs)
            return fail(ErrorCode::TooLarge, fmt::format("{}: more than {} pairs", pairs, maxPairs));
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
