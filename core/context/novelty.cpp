#include "core/context/novelty.h"

#include <algorithm>

#include "core/base/text.h"

namespace skein::context {
namespace {

constexpr std::size_t shingleWords = 3;
constexpr std::size_t leastShingles = 6;
constexpr std::size_t containmentPercent = 85;

}  // namespace

// FNV-1a over lower-case words; punctuation separates, so that formatting does not make a text new.
std::vector<std::uint64_t> Novelty::shingles(std::string_view text) {
    constexpr std::uint64_t basis = 14695981039346656037ull, prime = 1099511628211ull;
    std::vector<std::uint64_t> words;
    std::uint64_t word = basis;
    const auto endWord = [&] {
        if (word != basis) words.push_back(word);
        word = basis;
    };
    for (char c : text) {
        if (!isIdentifierChar(c) && !(c & 0x80)) {
            endWord();
            continue;
        }
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        word = (word ^ static_cast<unsigned char>(c)) * prime;
    }
    endWord();
    std::vector<std::uint64_t> out;
    for (std::size_t i = 0; i + shingleWords <= words.size(); ++i) {
        std::uint64_t hash = basis;
        for (std::size_t j = 0; j < shingleWords; ++j) hash = (hash ^ words[i + j]) * prime;
        out.push_back(hash);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

void Novelty::add(std::string_view text) {
    const auto all = shingles(text);
    m_seen.insert(all.begin(), all.end());
}

bool Novelty::addIfNew(std::string_view text) {
    const auto all = shingles(text);
    const auto seen =
        static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](auto s) { return m_seen.count(s) > 0; }));
    if (all.size() >= leastShingles && seen * 100 >= all.size() * containmentPercent) return false;
    m_seen.insert(all.begin(), all.end());
    return true;
}

}  // namespace skein::context
