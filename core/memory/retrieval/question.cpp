#include "core/memory/retrieval/question.h"

#include <algorithm>
#include <map>
#include <set>

namespace skein::memory {
namespace {

constexpr std::size_t maxQueryTerms = 4'000;  ///< terms of a question that are looked at
constexpr std::size_t maxWeighed = 128;       ///< different ones that are weighed, those that say most
constexpr float k3 = 8;

}  // namespace

float questionWeight(float count) { return count * (k3 + 1) / (count + k3); }

Question questionOf(std::string_view text, const WordIndex& words) {
    Question question;
    const Stemmer stemmer;
    std::map<std::uint32_t, float> counts;
    TermReader reader(text);
    std::size_t seen = 0;
    for (Term term; seen < maxQueryTerms && reader.next(term); ++seen) {
        const auto number = words.lexicon().find(stemmer.stem(term.text));
        if (number == Lexicon::none || words.atomsWith(number) == 0) continue;
        ++counts[number];
        question.asked.push_back(number);
    }
    auto& terms = question.terms;
    for (const auto& [term, count] : counts) terms.push_back({term, questionWeight(count)});
    const auto says = [&](const WeighedTerm& x) { return x.weight * words.idf(x.term); };
    std::sort(terms.begin(), terms.end(), [&](const auto& x, const auto& y) {
        const auto left = says(x), right = says(y);
        return left != right ? left > right : words.lexicon().text(x.term) < words.lexicon().text(y.term);
    });
    if (terms.size() <= maxWeighed) return question;
    terms.resize(maxWeighed);
    std::set<std::uint32_t> weighed;
    for (const auto& term : terms) weighed.insert(term.term);
    std::erase_if(question.asked, [&](std::uint32_t term) { return !weighed.contains(term); });
    return question;
}

}  // namespace skein::memory
