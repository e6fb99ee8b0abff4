#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "core/base/text.h"
#include "core/coherence/extract_prose.h"
#include "core/coherence/prose_terms.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxParts = 500;

/// "**Total**", "Sum:", "In total".
bool isTotal(std::string_view cell) {
    std::string words;
    for (const auto& word : wordsOf(cell)) words += (words.empty() ? "" : " ") + word;
    return isOneOf(words, {"total", "totals", "sum", "in total", "grand total", "sum total", "overall total"});
}

/// A number alone, with its unit, a currency sign or the marks of emphasis.
std::optional<ClaimValue> amountIn(std::string_view cell) {
    std::string text(trim(cell));
    std::erase_if(text, [](char c) { return c == '*' || c == '`' || c == '$'; });
    for (const std::string_view sign : {"\xE2\x82\xAC", "\xC2\xA3", "EUR", "USD"})
        if (const auto at = text.find(sign); at != std::string::npos) text.erase(at, sign.size());
    return numberValue(trim(text), "");
}

double asNumber(const ClaimValue& value) { return std::strtod(value.text.c_str(), nullptr); }

/// How far apart rounded parts and a rounded total may lie.
double roundingOf(const std::vector<ClaimValue>& parts, const ClaimValue& total) {
    double rounding = 0;
    for (const auto* value : {&total}) {
        const auto dot = value->text.find('.');
        const double step =
            dot == std::string::npos ? 1 : std::pow(10.0, -static_cast<double>(value->text.size() - dot - 1));
        rounding = std::max(rounding, step / 2 * static_cast<double>(parts.size() + 1));
    }
    const bool fractions = std::any_of(parts.begin(), parts.end(),
                                       [](const ClaimValue& part) { return part.text.find('.') != std::string::npos; });
    // Whole numbers are counted, not rounded; shares are.
    return fractions || total.unit == "percent" ? rounding : 0;
}

struct Place {
    const ProseContext& context;
    std::string name;
    std::uint32_t first, last;  ///< lines of the first part and of the total, within the text
    std::string quote, totalQuote;
};

void emitSum(const Place& place, const std::vector<ClaimValue>& parts, const ClaimValue& total, ClaimSink& sink) {
    auto sum = sumOf(parts);
    if (!sum || sum->unit != total.unit) return;
    const auto least = std::min_element(parts.begin(), parts.end(),
                                        [](const auto& x, const auto& y) { return asNumber(x) < asNumber(y); });
    const auto most = std::max_element(parts.begin(), parts.end(),
                                       [](const auto& x, const auto& y) { return asNumber(x) < asNumber(y); });
    const double said = asNumber(total);
    // Averages, greatest values and the like stand in total rows as well; negative parts can make anything.
    if (asNumber(*least) < 0 || said <= asNumber(*most)) {
        if (sum->text != total.text) return;
    }
    if (sum->text != total.text && std::abs(asNumber(*sum) - said) <= roundingOf(parts, total) + 1e-9) *sum = total;
    Finding finding = proseFinding(place.context, "total", "-", "total", place.last, place.totalQuote);
    const auto& section = place.context.section;
    finding.subject = subjectOf({section.empty() ? "document" : section, place.name});
    finding.predicate = "total";
    finding.confidencePerMille = 800;
    finding.value = total;
    finding.sentence = finding.subject + " is " + describeValue(total) + " in total";
    Finding made = finding;
    sink.add(std::move(finding));
    made.predicate = "sum";
    made.value = std::move(*sum);
    made.line = made.line - (place.last - place.first);
    made.quote = place.quote;
    made.sentence = "the parts of " + made.subject + " make " + describeValue(made.value);
    sink.add(std::move(made));
}

}  // namespace

void extractSumOfTable(const ProseContext& context, const MarkdownBlock& table, ClaimSink& sink) {
    const auto rows = splitLines(table.text);
    if (rows.size() < 4 || rows.size() > maxParts) return;
    const auto headers = tableCells(rows[0]);
    const auto last = tableCells(rows.back());
    const bool totals = !last.empty() && isTotal(last[0]);
    std::string quote;
    for (std::size_t i = 2; i < rows.size(); ++i) {
        quote.append(i > 2 ? "\n" : "").append(rows[i]);
        const auto cells = tableCells(rows[i]);
        // Sums of parts of the table would be counted twice.
        if (i + 1 < rows.size() && !cells.empty() &&
            (isTotal(cells[0]) || toLowerAscii(cells[0]).find("total") != std::string::npos))
            return;
    }
    for (std::size_t column = 1; column < headers.size(); ++column) {
        std::vector<ClaimValue> parts;
        bool whole = true;
        for (std::size_t i = 2; i + (totals ? 1 : 0) < rows.size() && whole; ++i) {
            const auto cells = tableCells(rows[i]);
            const auto cell = column < cells.size() ? trim(cells[column]) : std::string_view();
            if (cell.empty() || cell == "-" || cell == "\xE2\x80\x93") continue;
            auto amount = amountIn(cell);
            whole = amount.has_value();
            if (amount) parts.push_back(std::move(*amount));
        }
        if (!whole || parts.size() < 2) continue;
        const auto header = toLowerAscii(headers[column]);
        const Place place{context,        header,
                          table.line + 2, table.line + static_cast<std::uint32_t>(rows.size()) - 1,
                          quote,          std::string(rows.back())};
        if (totals) {
            const auto total = column < last.size() ? amountIn(last[column]) : std::nullopt;
            if (total) emitSum(place, parts, *total, sink);
            continue;
        }
        const auto words = wordsOf(header);
        const bool shares = std::any_of(words.begin(), words.end(), [](const std::string& word) {
            return isOneOf(word, {"share", "shares", "allocation", "split", "distribution"});
        });
        const auto sum = shares ? sumOf(parts) : std::nullopt;
        if (!sum || sum->unit != "percent") continue;
        const ClaimValue hundred{ClaimValue::Type::Number, "100", "percent"};
        if (asNumber(*sum) > 100) emitSum(place, parts, hundred, sink);
    }
}

void extractSumOfSentence(const ProseContext& context, const TextPiece& sentence, ClaimSink& sink) {
    if (sentence.text.find('+') == std::string::npos) return;
    const auto tokens = tokenise(sentence.text);
    const auto isNumber = [&](std::size_t at) {
        return at < tokens.size() && tokens[at].kind == Token::Kind::Number && tokens[at].number.has_value();
    };
    // A number and, where one follows, its unit; `at` is left behind them.
    const auto amountAt = [&](std::size_t& at) -> std::optional<ClaimValue> {
        if (!isNumber(at)) return std::nullopt;
        auto value = *tokens[at++].number;
        if (value.unit.empty() && at < tokens.size() && tokens[at].kind == Token::Kind::Word &&
            isTextUnit(tokens[at].lower) && tokens[at].lower.size() > 1)
            if (auto full = numberValue(value.text, tokens[at].lower)) {
                value = std::move(*full);
                ++at;
            }
        return value;
    };
    for (std::size_t i = 0; i + 3 < tokens.size(); ++i) {
        std::size_t at = i;
        std::vector<ClaimValue> parts;
        std::vector<std::string> plain;  // as written, for parts whose unit stands behind the last
        while (parts.size() < maxParts) {
            const auto number = at;
            auto part = amountAt(at);
            if (!part) break;
            plain.push_back(tokens[number].number->text);
            parts.push_back(std::move(*part));
            if (at >= tokens.size() || tokens[at].text != "+") break;
            ++at;
        }
        if (parts.size() < 2) continue;
        const auto unit = at > 0 ? tokens[at - 1].lower : std::string();
        if (!parts.back().unit.empty() && isTextUnit(unit))
            for (std::size_t k = 0; k < parts.size(); ++k)
                if (parts[k].unit.empty())
                    if (auto full = numberValue(plain[k], unit)) parts[k] = std::move(*full);
        const auto behind = at;
        Walker walker{tokens, at};
        while (walker.peek() != nullptr && walker.at < behind + 8 && !walker.is({"total", "totals", "totalling", "="}))
            ++walker.at;
        if (!walker.take({"total", "totals", "totalling", "="})) continue;
        walker.take({"of", ":", "is", "are"});
        std::size_t from = walker.at;
        const auto total = amountAt(from);
        if (total) {
            const Place place{context,       "sum " + parts.front().text, sentence.line,
                              sentence.line, sentence.written(),          sentence.written()};
            emitSum(place, parts, *total, sink);
        }
        i = behind;
    }
}

void ListSum::take(const ProseContext& context, const MarkdownBlock& block, ClaimSink& sink) {
    const auto forget = [&] {
        m_parts.clear();
        m_quote.clear();
    };
    const bool paragraph = block.kind == MarkdownBlock::Kind::Paragraph;
    const auto colon = block.text.rfind(':');
    if ((block.kind != MarkdownBlock::Kind::ListItem && !paragraph) || colon == std::string::npos ||
        block.text.find('\n') != std::string::npos)
        return forget();
    std::string_view written = trim(std::string_view(block.text).substr(colon + 1));
    if (written.ends_with(".")) written.remove_suffix(1);
    const auto amount = amountIn(written);
    if (!amount) return forget();
    if (isTotal(std::string_view(block.text).substr(0, colon))) {
        if (m_parts.size() > 1) {
            const Place place{context, "total", m_first, block.line, m_quote + "\n" + block.text, block.text};
            emitSum(place, m_parts, *amount, sink);
        }
        return forget();
    }
    if (paragraph || m_parts.size() >= maxParts) return forget();
    if (m_parts.empty()) m_first = block.line;
    m_parts.push_back(*amount);
    m_quote += (m_quote.empty() ? "" : "\n") + block.text;
}

}  // namespace skein::coherence
