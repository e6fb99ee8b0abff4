#include "core/memory/retrieval/terms.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include <libstemmer.h>

#include "core/base/error.h"

namespace skein::memory {
namespace {

/// What a byte may be in a word; 0 for bytes between words.
enum ByteKind : std::uint8_t { Small = 1, Capital = 2, Underscore = 4, High = 8 };

constexpr auto byteKinds = [] {
    std::array<std::uint8_t, 256> kinds{};
    for (unsigned c = 'a'; c <= 'z'; ++c) kinds[c] = Small;
    for (unsigned c = '0'; c <= '9'; ++c) kinds[c] = Small;
    for (unsigned c = 'A'; c <= 'Z'; ++c) kinds[c] = Capital;
    kinds['_'] = Underscore;
    for (unsigned c = 0x80; c <= 0xFF; ++c) kinds[c] = High;
    return kinds;
}();

std::uint8_t kindOf(char c) { return byteKinds[static_cast<unsigned char>(c)]; }
bool isCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool isSmallLetter(char c) { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// A word of at most eight bytes as one number.
constexpr std::uint64_t packed(std::string_view word) {
    std::uint64_t value = 0;
    for (const char c : word) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

// Function words only (van Rijsbergen 1979, from his list): none of them names anything in a source.
constexpr std::array<std::string_view, 78> stopWords{
    "a",   "i",     "also",  "an",   "and",   "any",   "are",  "as",     "at",   "be",   "been",  "being", "but",
    "by",  "can",   "could", "did",  "do",    "does",  "for",  "from",   "had",  "has",  "have",  "he",    "her",
    "him", "his",   "how",   "if",   "in",    "into",  "is",   "it",     "its",  "may",  "me",    "must",  "my",
    "no",  "not",   "of",    "on",   "or",    "our",   "she",  "should", "so",   "some", "such",  "than",  "that",
    "the", "their", "them",  "then", "there", "these", "they", "this",   "to",   "too",  "us",    "very",  "was",
    "we",  "were",  "what",  "when", "where", "which", "who",  "why",    "will", "with", "would", "you",   "your"};
constexpr std::size_t longestStopWord = 6;

/// Where a packed word is looked for first; the next free place of the table is the second.
constexpr std::size_t stopSlots = 512;
constexpr std::size_t stopSlot(std::uint64_t word) { return (word * 0x9E3779B97F4A7C15ull) >> 55; }

constexpr auto packedStopWords = [] {
    std::array<std::uint64_t, stopSlots> table{};
    for (const auto text : stopWords) {
        auto slot = stopSlot(packed(text));
        while (table[slot] != 0) slot = (slot + 1) % stopSlots;
        table[slot] = packed(text);
    }
    return table;
}();

bool isStopWord(std::string_view word) {
    if (word.size() > longestStopWord) return false;
    const auto wanted = packed(word);
    for (auto slot = stopSlot(wanted); packedStopWords[slot] != 0; slot = (slot + 1) % stopSlots)
        if (packedStopWords[slot] == wanted) return true;
    return false;
}

/// Capitals of Latin-1, Greek and Cyrillic to their small letters, in place; others stay as they are.
void foldTwoByteCapitals(char* word, std::size_t size) {
    for (std::size_t i = 0; i + 1 < size; ++i) {
        const auto lead = static_cast<unsigned char>(word[i]);
        const auto next = static_cast<unsigned char>(word[i + 1]);
        const bool sameLead = (lead == 0xC3 && next >= 0x80 && next <= 0x9E && next != 0x97) ||
                              (lead == 0xCE && next >= 0x91 && next <= 0x9F) ||
                              (lead == 0xD0 && next >= 0x90 && next <= 0x9F);
        if (sameLead) word[i + 1] = static_cast<char>(next + 0x20);
        else if (lead == 0xCE && next >= 0xA0 && next <= 0xA9) {
            word[i] = '\xCF';
            word[i + 1] = static_cast<char>(next - 0x20);
        } else if (lead == 0xD0 && next >= 0xA0 && next <= 0xAF) {
            word[i] = '\xD1';
            word[i + 1] = static_cast<char>(next - 0x20);
        }
        if (lead & 0x80) ++i;
    }
}

/// Where the parts of an identifier begin: after "_", at a capital after a small letter, at the last capital of a run.
bool startsPart(std::string_view word, std::size_t at) {
    if (at == 0 || word[at] == '_' || word[at - 1] == '_') return true;
    if (!isCapital(word[at]) || (word[at - 1] & 0x80)) return false;  // the case of what comes before is not known here
    return !isCapital(word[at - 1]) || (at + 1 < word.size() && isSmallLetter(word[at + 1]));
}

/// One code point of UTF-8 and its bytes; a byte that begins none stands for itself.
struct Letter {
    char32_t code = 0;
    std::size_t bytes = 1;
};
Letter letterAt(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto lead = byte(0);
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    if (lead < 0xC2 || bytes > text.size()) return {lead, 1};
    char32_t code = lead & (0xFFu >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {lead, 1};
        code = code << 6 | (byte(i) & 0x3Fu);
    }
    return {code, bytes};
}

enum class Script : std::uint8_t { Spaced, Ideographs, Pairs, Marks };
struct ScriptRange {
    char32_t first, last;
    Script script;
};
// Blocks of Unicode 15.0 whose scripts put no spaces between words (UAX 14, classes ID, CJ and SA), and the marks
// between sentences that are no letters; ascending. Everything else is a word as far as it goes.
constexpr std::array<ScriptRange, 20> scripts{{{0x0E00, 0x0EFF, Script::Pairs},       // Thai, Lao
                                               {0x1000, 0x109F, Script::Pairs},       // Myanmar
                                               {0x1780, 0x17FF, Script::Pairs},       // Khmer
                                               {0x2000, 0x206F, Script::Marks},       // dashes and quotes
                                               {0x3000, 0x3004, Script::Marks},       //
                                               {0x3005, 0x3007, Script::Ideographs},  //
                                               {0x3008, 0x3020, Script::Marks},       //
                                               {0x3040, 0x309F, Script::Pairs},       // Hiragana
                                               {0x30A0, 0x30A0, Script::Marks},       //
                                               {0x30A1, 0x30FA, Script::Pairs},       // Katakana
                                               {0x30FB, 0x30FB, Script::Marks},       //
                                               {0x30FC, 0x312F, Script::Pairs},       // Katakana, Bopomofo
                                               {0x31F0, 0x31FF, Script::Pairs},       //
                                               {0x3400, 0x4DBF, Script::Ideographs},  // Han
                                               {0x4E00, 0x9FFF, Script::Ideographs},  //
                                               {0xF900, 0xFAFF, Script::Ideographs},  //
                                               {0xFF00, 0xFF0F, Script::Marks},       // of full width
                                               {0xFF1A, 0xFF20, Script::Marks},       //
                                               {0xFF66, 0xFF9F, Script::Pairs},       // Katakana of half width
                                               {0x20000, 0x3FFFF, Script::Ideographs}}};

Script scriptOf(char32_t code) {
    if (code < scripts.front().first) return Script::Spaced;
    const auto after = std::upper_bound(scripts.begin(), scripts.end(), code,
                                        [](char32_t wanted, const ScriptRange& range) { return wanted < range.first; });
    return code <= std::prev(after)->last ? std::prev(after)->script : Script::Spaced;
}
bool inPairs(Script script) { return script == Script::Ideographs || script == Script::Pairs; }

/// How far the first script of a word goes; scripts that are read in pairs go together.
std::size_t sameScript(std::string_view word, Script& script) {
    script = scriptOf(letterAt(word).code);
    std::size_t at = 0;
    while (at < word.size()) {
        const auto letter = letterAt(word.substr(at));
        const auto next = scriptOf(letter.code);
        if (next != script && !(inPairs(next) && inPairs(script))) break;
        at += letter.bytes;
    }
    return at;
}

bool holdsSeveralParts(std::string_view word) {
    for (std::size_t i = 1; i < word.size(); ++i)
        if (startsPart(word, i)) return true;
    return false;
}

}  // namespace

/// The next word and its lower case; false at the end of the text. The word is empty where nothing is to be given.
bool TermReader::takeWord() {
    while (m_at < m_text.size() && kindOf(m_text[m_at]) == 0) ++m_at;
    if (m_at == m_text.size()) return false;
    auto first = m_at, last = m_at;
    unsigned kinds = 0;
    for (; last < m_text.size() && kindOf(m_text[last]) != 0; ++last) kinds |= kindOf(m_text[last]);
    m_inPairs = false;
    if (kinds & High) {
        Script script{};
        last = first + sameScript(m_text.substr(first, last - first), script);
        m_inPairs = inPairs(script);
        if (m_inPairs || script == Script::Marks) {
            m_at = last;
            m_word = m_inPairs ? m_text.substr(first, last - first) : std::string_view();
            m_small = m_word;
            m_part = m_word.size();
            m_hasParts = false;
            m_pair = 0;
            m_alone = true;
            return true;
        }
    }
    m_at = last;
    while (first < last && m_text[first] == '_') ++first;
    while (last > first && m_text[last - 1] == '_') --last;
    m_word = last - first <= maxWordBytes ? m_text.substr(first, last - first) : std::string_view();
    m_small = m_word;
    m_part = m_word.size();
    m_hasParts = (kinds & (Capital | Underscore)) != 0 && holdsSeveralParts(m_word);
    if ((kinds & (Capital | High)) == 0) return true;
    for (std::size_t i = 0; i < m_word.size(); ++i)
        m_folded[i] = isCapital(m_word[i]) ? static_cast<char>(m_word[i] - 'A' + 'a') : m_word[i];
    if (kinds & High) foldTwoByteCapitals(m_folded.data(), m_word.size());
    m_small = {m_folded.data(), m_word.size()};
    return true;
}

/// The next letter of a word that is read in pairs, or that letter with the one behind it.
bool TermReader::nextPair(Term& term) {
    if (m_pair >= m_word.size()) return false;
    const auto offset = static_cast<std::size_t>(m_word.data() - m_text.data());
    const auto letter = letterAt(m_word.substr(m_pair));
    const auto first = m_pair, behind = m_pair + letter.bytes;
    const bool whole = first == 0 && behind == m_word.size();
    if (std::exchange(m_alone, false) && (whole || scriptOf(letter.code) == Script::Ideographs)) {
        term = {m_word.substr(first, letter.bytes), offset + first, offset + behind, !whole};
        return true;
    }
    m_alone = true;
    m_pair = behind;
    if (behind == m_word.size()) return false;
    const auto last = behind + letterAt(m_word.substr(behind)).bytes;
    term = {m_word.substr(first, last - first), offset + first, offset + last, false};
    return true;
}

/// A word without parts, or a part: function words say nothing, nor does a letter that is part of a name or what an
/// apostrophe cut off.
bool TermReader::give(Term& term, std::size_t first, std::size_t last) const {
    const auto text = m_small.substr(first, last - first);
    const auto offset = static_cast<std::size_t>(m_word.data() - m_text.data());
    if (isStopWord(text)) return false;
    if (text.size() == 1 && !isDigit(text[0]) && (m_hasParts || (offset > 0 && m_text[offset - 1] == '\'')))
        return false;
    term = {text, offset + first, offset + last, m_hasParts};
    return true;
}

bool TermReader::next(Term& term) {
    for (;;) {
        if (m_part < m_word.size()) {
            const auto first = m_part++;
            while (m_part < m_word.size() && !startsPart(m_word, m_part)) ++m_part;
            if (m_word[first] != '_' && give(term, first, m_part)) return true;
            continue;
        }
        if (m_inPairs && nextPair(term)) return true;
        if (!takeWord()) return false;
        if (m_word.empty() || m_inPairs) continue;
        if (m_hasParts) {
            m_part = 0;
            const auto offset = static_cast<std::size_t>(m_word.data() - m_text.data());
            term = {m_small, offset, offset + m_word.size(), false};
            return true;
        }
        if (give(term, 0, m_word.size())) return true;
    }
}

// --- numbers ---------------------------------------------------------------------------------------------------------

namespace {

/// packed() of eight bytes at once.
std::uint64_t eightBytes(const char* bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    if constexpr (std::endian::native == std::endian::little) value = __builtin_bswap64(value);
    return value;
}

// Eight bytes at a time, each mixed in by a multiplication (Fibonacci hashing; Knuth, volume 3, 6.4).
std::uint64_t hashOf(std::string_view text) {
    constexpr std::uint64_t factor = 0x9E3779B97F4A7C15ull;
    std::uint64_t hash = text.size() + 1;
    for (; text.size() >= 8; text.remove_prefix(8)) {
        hash = (hash ^ eightBytes(text.data())) * factor;
        hash ^= hash >> 32;
    }
    if (!text.empty()) {
        hash = (hash ^ packed(text)) * factor;
        hash ^= hash >> 32;
    }
    return hash * factor;
}

}  // namespace

Lexicon::Lexicon() : m_entries(1), m_slots(1u << 10) {}

std::size_t Lexicon::slotFor(std::string_view wanted, std::uint64_t hash) const {
    const auto mask = m_slots.size() - 1;
    const auto tag = static_cast<std::uint32_t>(hash);
    auto slot = static_cast<std::size_t>(hash >> 20) & mask;
    while (m_slots[slot].number != none && (m_slots[slot].tag != tag || text(m_slots[slot].number) != wanted))
        slot = (slot + 1) & mask;
    return slot;
}

std::uint32_t Lexicon::find(std::string_view wanted) const { return m_slots[slotFor(wanted, hashOf(wanted))].number; }

std::uint32_t Lexicon::intern(std::string_view wanted) {
    const auto hash = hashOf(wanted);
    auto slot = slotFor(wanted, hash);
    if (m_slots[slot].number != none) return m_slots[slot].number;
    if (m_entries.size() * 2 > m_slots.size()) {
        std::vector<Slot> old(m_slots.size() * 2);
        old.swap(m_slots);
        for (const auto& each : old)
            if (each.number != none) m_slots[slotFor(text(each.number), this->hash(each.number))] = each;
        slot = slotFor(wanted, hash);
    }
    m_slots[slot] = {size(), static_cast<std::uint32_t>(hash)};
    m_entries.back().hash = hash;
    m_texts += wanted;
    m_entries.push_back({m_texts.size(), 0});
    return m_slots[slot].number;
}

Stemmer::Stemmer() : m_stemmer(sb_stemmer_new("english", "UTF_8")) { SKEIN_ASSERT(m_stemmer != nullptr); }
Stemmer::~Stemmer() { sb_stemmer_delete(m_stemmer); }

std::string_view Stemmer::stem(std::string_view word) const {
    const auto* stem =
        sb_stemmer_stem(m_stemmer, reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
    if (stem == nullptr) return word;  // only when there is no memory
    return {reinterpret_cast<const char*>(stem), static_cast<std::size_t>(sb_stemmer_length(m_stemmer))};
}

std::uint32_t TermNumbers::of(const Term& term) {
    if (m_spellings.size() >= maxSpellings) {
        m_spellings = Lexicon();
        m_numbers.clear();
    }
    const auto spelling = m_spellings.intern(term.text);
    if (spelling == m_numbers.size()) m_numbers.push_back(m_lexicon.intern(m_stemmer.stem(term.text)));
    return m_numbers[spelling];
}

bool TermNumbers::nextWord(std::string_view text, std::size_t& at, Word& word) {
    while (at < text.size() && kindOf(text[at]) == 0) ++at;
    if (at == text.size()) return false;
    const auto first = at;
    unsigned kinds = 0;
    for (; at < text.size() && kindOf(text[at]) != 0; ++at) kinds |= kindOf(text[at]);
    // What stands behind an apostrophe is read with it; letters that are not ASCII may be a text without spaces.
    const bool cutOff = first > 0 && text[first - 1] == '\'';
    word.isAlone = !cutOff && (kinds & High) == 0 && at - first <= 2 * TermReader::maxWordBytes;
    word.text = text.substr(first - (cutOff ? 1 : 0), at - first + (cutOff ? 1 : 0));
    return true;
}

TermNumbers::Stretch TermNumbers::stretchOf(std::string_view word) {
    const auto hash = hashOf(word);
    auto& recent = m_recent[hash >> 32 & (recentWords - 1)];
    if (recent.hash == hash && std::string_view(recent.text.data(), recent.size) == word) return recent.stretch;
    if (m_words.size() >= maxSpellings) {
        m_words = Lexicon();
        m_stretches.clear();
        m_wordNumbers.clear();
        std::fill(m_recent.begin(), m_recent.end(), RecentWord());
    }
    const auto number = m_words.intern(word);
    if (number == m_stretches.size()) {
        const auto first = static_cast<std::uint32_t>(m_wordNumbers.size());
        TermReader reader(word);
        for (Term term; reader.next(term);)
            m_wordNumbers.push_back(term.text == word ? m_lexicon.intern(m_stemmer.stem(word)) : of(term));
        m_stretches.push_back({first, static_cast<std::uint32_t>(m_wordNumbers.size()) - first});
    }
    if (word.size() <= recent.text.size()) {
        recent.hash = hash;
        recent.stretch = m_stretches[number];
        recent.size = static_cast<std::uint32_t>(word.size());
        std::copy(word.begin(), word.end(), recent.text.begin());
    }
    return m_stretches[number];
}

}  // namespace skein::memory
