#include "core/memory/retrieval/term_list.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace skein::memory {
namespace {

void appendNumber(std::string& bytes, std::uint32_t value) {
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
    bytes += static_cast<char>(value);
}

bool takeNumber(std::string_view& bytes, std::uint32_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 35 && !bytes.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= static_cast<std::uint32_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return true;
    }
    return false;
}

std::uint64_t signatureOf(const std::vector<WeightedTerm>& terms, const Lexicon& lexicon) {
    std::array<std::int32_t, 64> votes{};
    for (const auto& [term, quarters] : terms) {
        if (lexicon.text(term).size() == 1) continue;  // "a/licence" and "b/licence" are alike
        const auto hash = lexicon.hash(term);
        for (unsigned bit = 0; bit < 64; ++bit)
            votes[bit] += (static_cast<std::int32_t>(hash >> bit & 1) * 2 - 1) * quarters;
    }
    std::uint64_t signature = 0;
    for (unsigned bit = 0; bit < 64; ++bit) signature |= std::uint64_t{votes[bit] > 0} << bit;
    return signature;
}

}  // namespace

void TermList::appendTo(std::string& bytes) const {
    appendNumber(bytes, defines + 1);  // none becomes 0
    bytes.append(reinterpret_cast<const char*>(&signature), sizeof signature);
    appendNumber(bytes, quarters);
    appendNumber(bytes, static_cast<std::uint32_t>(terms.size()));
    std::uint32_t before = 0;
    for (const auto& [term, count] : terms) {
        appendNumber(bytes, term - before);
        bytes += static_cast<char>(count);
        before = term;
    }
}

bool TermList::take(std::string_view& bytes) {
    std::uint32_t count = 0;
    if (!takeNumber(bytes, defines) || bytes.size() < sizeof signature) return false;
    --defines;
    std::memcpy(&signature, bytes.data(), sizeof signature);
    bytes.remove_prefix(sizeof signature);
    if (!takeNumber(bytes, quarters) || !takeNumber(bytes, count) || count > bytes.size()) return false;
    terms.clear();
    terms.reserve(count);
    std::uint32_t before = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        std::uint32_t gap = 0;
        if (!takeNumber(bytes, gap) || bytes.empty()) return false;
        terms.push_back({before += gap, static_cast<std::uint8_t>(bytes.front())});
        bytes.remove_prefix(1);
    }
    return true;
}

void TermCounter::add(std::string_view text, WordField field) {
    TermReader reader(text);
    for (Term term; reader.next(term);) {
        const auto number = m_numbers.of(term);
        if (number >= m_quarters.size()) m_quarters.resize(m_lexicon.size() * 2 + 64);
        if (m_quarters[number] == 0) m_touched.push_back(number);
        m_quarters[number] += static_cast<std::uint32_t>(field);
    }
}

void TermCounter::define(std::string_view title) {
    TermReader reader(title);
    for (Term term; reader.next(term);)
        if (!term.isPart) m_defines = m_numbers.of(term);
}

TermList TermCounter::finish() {
    TermList list;
    list.defines = std::exchange(m_defines, Lexicon::none);
    std::sort(m_touched.begin(), m_touched.end());
    list.terms.reserve(m_touched.size());
    for (const auto number : m_touched) {
        const auto quarters = std::exchange(m_quarters[number], 0);
        list.quarters += quarters;
        list.terms.push_back({number, static_cast<std::uint8_t>(std::min(quarters, 255u))});
    }
    m_touched.clear();
    list.signature = signatureOf(list.terms, m_lexicon);
    return list;
}

}  // namespace skein::memory
