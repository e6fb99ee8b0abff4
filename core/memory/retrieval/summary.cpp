#include "core/memory/retrieval/summary.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "core/base/text.h"

namespace skein::memory {
namespace {

constexpr std::size_t fewestWords = 4, mostBytes = 360;  ///< a label, and what nobody reads as one sentence
constexpr std::size_t maxCandidates = 400;
constexpr float leadGain = 1;
constexpr float alike = 0.6f;    ///< the cosine from which two sentences say the same
constexpr float easyWords = 25;  ///< longer sentences hold more of the centre and say it less well

/// Weights by term; ordered by the terms' texts, so that sums do not depend on the order in which terms were met.
using Weights = std::map<std::string_view, float>;

Weights weightsOf(std::string_view text, const WordIndex& words, const Stemmer& stemmer) {
    Weights weights;
    TermReader reader(text);
    for (Term term; reader.next(term);)
        if (const auto number = words.lexicon().find(stemmer.stem(term.text)); number != Lexicon::none)
            weights[words.lexicon().text(number)] += words.idf(number);
    float square = 0;
    for (const auto& [term, weight] : weights) square += weight * weight;
    if (square > 0)
        for (auto& [term, weight] : weights) weight /= std::sqrt(square);
    return weights;
}

float product(const Weights& x, const Weights& y) {
    const auto& shorter = x.size() < y.size() ? x : y;
    const auto& longer = x.size() < y.size() ? y : x;
    float sum = 0;
    for (const auto& [term, weight] : shorter)
        if (const auto found = longer.find(term); found != longer.end()) sum += weight * found->second;
    return sum;
}

std::size_t wordsIn(std::string_view text) {
    std::size_t count = 0;
    for (const auto word : split(text, ' ')) count += !word.empty();
    return count;
}

/// Whether it reads as one: begun and ended like one, and made of words.
bool isSentence(std::string_view text) {
    if (text.empty() || text.size() > mostBytes || (text.front() >= 'a' && text.front() <= 'z')) return false;
    const auto end = text.find_last_not_of(")\"'`*]");
    if (end == std::string_view::npos || std::string_view(".!?").find(text[end]) == std::string_view::npos)
        return false;
    const auto count = wordsIn(text);
    std::size_t letters = 0;
    for (const char c : text) letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
    return count >= fewestWords && letters * 2 > text.size();
}

}  // namespace

Summary summaryOf(const std::vector<SummaryCandidate>& candidates, const WordIndex& words) {
    const Stemmer stemmer;
    std::vector<const SummaryCandidate*> kept;
    for (const auto& candidate : candidates)
        if (kept.size() < maxCandidates && isSentence(candidate.text)) kept.push_back(&candidate);
    if (kept.empty()) return {};
    std::vector<Weights> weights;
    Weights centre;
    for (const auto* candidate : kept) {
        weights.push_back(weightsOf(candidate->text, words, stemmer));
        for (const auto& [term, weight] : weights.back()) centre[term] += weight * candidate->share;
    }
    const auto length = std::sqrt(std::max(product(centre, centre), 1e-12f));
    std::vector<std::int64_t> scores;  // millionths: rounding decides nothing
    for (std::size_t i = 0; i < kept.size(); ++i)
        scores.push_back(std::llround(1e6f * product(weights[i], centre) / length *
                                      (1 + leadGain / static_cast<float>((1 + kept[i]->place) * (1 + kept[i]->place))) /
                                      std::max(1.0f, static_cast<float>(wordsIn(kept[i]->text)) / easyWords)));
    const auto best = [&] {
        return static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    };
    const auto first = best();
    const auto second = [&]() -> std::size_t {
        for (std::size_t i = 0; i < kept.size(); ++i)
            if (i == first || product(weights[i], weights[first]) > alike) scores[i] = 0;
        return best();
    }();
    Summary summary{kept[std::min(first, second)]->text, "extract"};
    if (second != first && scores[second] > 0) summary.text += " " + kept[std::max(first, second)]->text;
    else summary.text = kept[first]->text;
    return summary;
}

std::optional<Sentence> bestSentence(const std::vector<Sentence>& sentences, std::string_view query,
                                     const WordIndex& words) {
    const Stemmer stemmer;
    const auto asked = weightsOf(query, words, stemmer);
    const Sentence* best = nullptr;
    std::int64_t most = 0;
    for (const auto& sentence : sentences) {
        std::map<std::string_view, bool> held;
        std::size_t length = 0;
        TermReader reader(sentence.text);
        for (Term term; reader.next(term); ++length)
            if (const auto number = words.lexicon().find(stemmer.stem(term.text)); number != Lexicon::none)
                held[words.lexicon().text(number)] = true;
        float sum = 0;
        for (const auto& [term, weight] : asked)
            if (held.count(term)) sum += weight;
        // A sentence of thirty terms needs half as much again as one of ten.
        const auto score = std::llround(1e6f * sum / (1 + static_cast<float>(length) / 30));
        if (score <= most) continue;
        most = score;
        best = &sentence;
    }
    return best == nullptr ? std::nullopt : std::optional(*best);
}

std::int64_t shareHeld(std::string_view text, std::string_view query, const WordIndex& words) {
    const Stemmer stemmer;
    std::set<std::string, std::less<>> held;
    TermReader reader(text);
    for (Term term; reader.next(term);) held.emplace(stemmer.stem(term.text));
    std::map<std::string, float, std::less<>> asked;
    TermReader question(query);
    for (Term term; question.next(term);) {
        const auto stem = stemmer.stem(term.text);
        const auto number = words.lexicon().find(stem);
        asked.emplace(stem,
                      number == Lexicon::none ? std::log(2 * static_cast<float>(words.size()) + 2) : words.idf(number));
    }
    float all = 0, found = 0;
    for (const auto& [term, rarity] : asked) {
        all += rarity;
        if (held.contains(term)) found += rarity;
    }
    return all > 0 ? std::llround(1e6f * found / all) : 0;
}

}  // namespace skein::memory
