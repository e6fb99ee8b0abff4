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

/// The bits of a byte, each in a byte of its own.
constexpr auto spreadBits = [] {
    std::array<std::uint64_t, 256> spread{};
    for (std::size_t byte = 0; byte < spread.size(); ++byte)
        for (unsigned bit = 0; bit < 8; ++bit) spread[byte] |= std::uint64_t{byte >> bit & 1} << 8 * bit;
    return spread;
}();

/// For each of 64 bits, how many quarters have it set. Eight bits are counted at once in lanes of eight bits, which go
/// into lanes of sixteen before one could overflow, and those into the sums.
class BitVotes {
public:
    void add(std::uint64_t hash, std::uint8_t quarters) {
        if (m_inLanes + quarters > 255) widen();
        m_inLanes += quarters;
        for (std::size_t byte = 0; byte < 8; ++byte) m_lanes[byte] += spreadBits[hash >> 8 * byte & 0xFF] * quarters;
    }
    /// The bits that more than half of all quarters have set.
    std::uint64_t majority() {
        widen();
        settle();
        std::uint64_t bits = 0;
        for (unsigned bit = 0; bit < 64; ++bit) bits |= std::uint64_t{m_set[bit] * 2 > m_all} << bit;
        return bits;
    }

private:
    static constexpr std::uint64_t everySecond = 0x00FF00FF00FF00FF;
    static constexpr unsigned mostWaiting = 257;  ///< times 255 is what a lane of sixteen bits holds
    void widen() {
        for (std::size_t byte = 0; byte < 8; ++byte) {
            m_even[byte] += m_lanes[byte] & everySecond;
            m_odd[byte] += m_lanes[byte] >> 8 & everySecond;
        }
        m_lanes = {};
        m_all += m_inLanes;
        m_inLanes = 0;
        if (++m_waiting == mostWaiting) settle();
    }
    void settle() {
        for (unsigned bit = 0; bit < 64; ++bit) {
            const auto& lanes = bit & 1 ? m_odd : m_even;
            m_set[bit] += lanes[bit / 8] >> 16 * (bit % 8 / 2) & 0xFFFF;
        }
        m_even = {};
        m_odd = {};
        m_waiting = 0;
    }
    std::array<std::uint64_t, 8> m_lanes{}, m_even{}, m_odd{};
    std::array<std::uint64_t, 64> m_set{};
    std::uint64_t m_all = 0;
    unsigned m_inLanes = 0;  ///< quarters in m_lanes: no lane holds more
    unsigned m_waiting = 0;
};

std::uint64_t signatureOf(const std::vector<WeightedTerm>& terms, const Lexicon& lexicon) {
    BitVotes votes;
    for (const auto& [term, quarters] : terms)
        if (lexicon.text(term).size() > 1)  // "a/licence" and "b/licence" are alike
            votes.add(lexicon.hash(term), quarters);
    return votes.majority();
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
    m_numbers.ofText(text, [&](std::uint32_t number) {
        if (number >= m_quarters.size()) m_quarters.resize(m_lexicon.size() * 2 + 64);
        if (m_quarters[number] == 0) m_touched.push_back(number);
        m_quarters[number] += static_cast<std::uint32_t>(field);
    });
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
