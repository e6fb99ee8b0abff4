#include "core/context/novelty.h"

#include <algorithm>

#include "core/base/text.h"

namespace skein::context {
namespace {

constexpr std::size_t shingleWords = 3;
constexpr std::size_t leastShingles = 6;

}  // namespace

// FNV-1a over lower-case words; punctuation separates, so that formatting does not make a text new.
Shingles shinglesOf(std::string_view text) {
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
    Shingles out;
    for (std::size_t i = 0; i + shingleWords <= words.size(); ++i) {
        std::uint64_t hash = basis;
        for (std::size_t j = 0; j < shingleWords; ++j) hash = (hash ^ words[i + j]) * prime;
        out.push_back(hash);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

void Novelty::add(const Shingles& text) {
    for (const auto shingle : text) ++m_seen[shingle];
}

void Novelty::remove(const Shingles& text) {
    for (const auto shingle : text)
        if (const auto found = m_seen.find(shingle); found != m_seen.end() && found->second > 0) --found->second;
}

std::int64_t Novelty::newPerMille(const Shingles& text, bool isIn) const {
    constexpr std::int64_t whole = 1'000;
    if (text.size() < leastShingles) return whole;
    const std::uint32_t own = isIn ? 1 : 0;
    const auto fresh = std::count_if(text.begin(), text.end(), [&](auto shingle) {
        const auto found = m_seen.find(shingle);
        return found == m_seen.end() || found->second <= own;
    });
    return fresh * whole / static_cast<std::int64_t>(text.size());
}

}  // namespace skein::context
