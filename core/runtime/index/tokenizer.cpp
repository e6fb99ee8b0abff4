#include "core/runtime/index/tokenizer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <sqlite3.h>

namespace skein::runtime {
namespace {

constexpr unsigned slotBits = 18;
constexpr std::size_t slotCount = 1u << slotBits;

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

// Function words only (van Rijsbergen 1979, the shortest of his list): none of them names anything in a source.
constexpr std::array<std::string_view, 44> stopWords{
    "an",   "and",  "any",   "are",  "as",    "at",    "be",   "been", "but", "by",    "can",
    "do",   "does", "for",   "from", "has",   "have",  "how",  "if",   "in",  "into",  "is",
    "it",   "its",  "may",   "must", "no",    "not",   "of",   "on",   "or",  "so",    "such",
    "that", "the",  "their", "then", "there", "these", "this", "to",   "was", "which", "with"};
constexpr std::size_t longestStopWord = 5;

constexpr auto packedStopWords = [] {
    std::array<std::uint64_t, stopWords.size()> words{};
    std::transform(stopWords.begin(), stopWords.end(), words.begin(), packed);
    std::sort(words.begin(), words.end());
    return words;
}();

bool isStopWord(std::string_view word) {
    return word.size() <= longestStopWord &&
           std::binary_search(packedStopWords.begin(), packedStopWords.end(), packed(word));
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

/// How Harman's S-stemmer (1991) ends a word: plurals only, so that "retries" finds "retry" and nothing odd is joined.
enum class Plural { None, DropS, DropEs, IesToY };

Plural pluralOf(std::string_view word) {
    const auto endsWith = [&](std::string_view end) {
        return word.size() > end.size() && word.substr(word.size() - end.size()) == end;
    };
    if (word.size() <= 3 || word.back() != 's' || endsWith("ss") || endsWith("us")) return Plural::None;
    if (endsWith("ies") && !endsWith("eies") && !endsWith("aies")) return Plural::IesToY;
    if (endsWith("xes") || endsWith("ches") || endsWith("shes") || endsWith("sses")) return Plural::DropEs;
    return endsWith("aes") || endsWith("ees") || endsWith("oes") ? Plural::None : Plural::DropS;
}

/// Where the parts of an identifier begin: after "_", at a capital after a small letter, at the last capital of a run.
bool startsPart(std::string_view word, std::size_t at) {
    if (at == 0 || word[at] == '_' || word[at - 1] == '_') return true;
    if (!isCapital(word[at]) || (word[at - 1] & 0x80)) return false;  // the case of what comes before is not known here
    return !isCapital(word[at - 1]) || (at + 1 < word.size() && isSmallLetter(word[at + 1]));
}

bool holdsSeveralParts(std::string_view word) {
    for (std::size_t i = 1; i < word.size(); ++i)
        if (startsPart(word, i)) return true;
    return false;
}

// --- the FTS5 side ---------------------------------------------------------------------------------------------------

struct FtsTokenizer {
    TermStatistics* statistics;
};

int createTokenizer(void* context, const char**, int, Fts5Tokenizer** out) {
    *out = reinterpret_cast<Fts5Tokenizer*>(new FtsTokenizer{static_cast<TermStatistics*>(context)});
    return SQLITE_OK;
}

void deleteTokenizer(Fts5Tokenizer* tokenizer) { delete reinterpret_cast<FtsTokenizer*>(tokenizer); }

int tokenize(Fts5Tokenizer* tokenizer, void* context, int flags, const char* text, int size,
             int (*token)(void*, int, const char*, int, int, int)) {
    if (text == nullptr) return SQLITE_OK;
    // Queries are built from terms that a TermReader gave.
    if (flags & FTS5_TOKENIZE_QUERY) return token(context, 0, text, size, 0, size);
    auto* const statistics = reinterpret_cast<FtsTokenizer*>(tokenizer)->statistics;
    TermReader reader({text, static_cast<std::size_t>(size)});
    int code = SQLITE_OK;
    for (Term term; code == SQLITE_OK && reader.next(term);) {
        if (statistics) statistics->count(term.text);
        code = token(context, term.isPart ? FTS5_TOKEN_COLOCATED : 0, term.text.data(),
                     static_cast<int>(term.text.size()), static_cast<int>(term.first), static_cast<int>(term.last));
    }
    return code;
}

}  // namespace

/// The next word and its lower case; false at the end of the text. The word is empty where nothing is to be given.
bool TermReader::takeWord() {
    while (m_at < m_text.size() && kindOf(m_text[m_at]) == 0) ++m_at;
    if (m_at == m_text.size()) return false;
    auto first = m_at, last = m_at;
    unsigned kinds = 0;
    for (; last < m_text.size() && kindOf(m_text[last]) != 0; ++last) kinds |= kindOf(m_text[last]);
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

/// A word without parts, or a part: stop words and single letters say nothing, and plurals are folded.
bool TermReader::give(Term& term, std::size_t first, std::size_t last) {
    auto text = m_small.substr(first, last - first);
    if (isStopWord(text) || (text.size() == 1 && !isDigit(text[0]))) return false;
    switch (pluralOf(text)) {
        case Plural::None: break;
        case Plural::DropS: text.remove_suffix(1); break;
        case Plural::DropEs: text.remove_suffix(2); break;
        case Plural::IesToY:
            text.remove_suffix(2);
            std::copy(text.begin(), text.end(), m_singular.begin());
            m_singular[text.size() - 1] = 'y';
            text = {m_singular.data(), text.size()};
    }
    const auto offset = static_cast<std::size_t>(m_word.data() - m_text.data());
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
        if (!takeWord()) return false;
        if (m_word.empty()) continue;
        if (m_hasParts) {
            m_part = 0;
            const auto offset = static_cast<std::size_t>(m_word.data() - m_text.data());
            term = {m_small, offset, offset + m_word.size(), false};
            return true;
        }
        if (give(term, 0, m_word.size())) return true;
    }
}

TermStatistics::TermStatistics() : m_slots(slotCount) {}

// Eight bytes at a time, each mixed in by a multiplication (Fibonacci hashing; Knuth, volume 3, 6.4).
std::size_t TermStatistics::slotOf(std::string_view term) {
    constexpr std::uint64_t factor = 0x9E3779B97F4A7C15ull;
    std::uint64_t hash = term.size();
    for (; !term.empty(); term.remove_prefix(std::min<std::size_t>(term.size(), 8))) {
        hash = (hash ^ packed(term.substr(0, 8))) * factor;
        hash ^= hash >> 32;
    }
    return static_cast<std::size_t>(hash * factor >> (64 - slotBits));
}

void TermStatistics::beginRow(int change) {
    m_change = change;
    ++m_row;
}

void TermStatistics::count(std::string_view term) {
    auto& slot = m_slots[slotOf(term)];
    if (slot.lastRow == m_row) return;
    slot.lastRow = m_row;
    const auto now = slot.rows.load(std::memory_order_relaxed);
    if (m_change > 0 || now > 0) slot.rows.store(now + static_cast<std::uint32_t>(m_change), std::memory_order_relaxed);
}

std::uint32_t TermStatistics::rowsWith(std::string_view term) const {
    return m_slots[slotOf(term)].rows.load(std::memory_order_relaxed);
}

std::string TermStatistics::bytes() const {
    std::string out(slotCount * sizeof(std::uint32_t), '\0');
    for (std::size_t i = 0; i < slotCount; ++i) {
        const std::uint32_t rows = m_slots[i].rows.load(std::memory_order_relaxed);
        std::memcpy(out.data() + i * sizeof rows, &rows, sizeof rows);
    }
    return out;
}

bool TermStatistics::load(std::string_view bytes) {
    if (bytes.size() != slotCount * sizeof(std::uint32_t)) return false;
    for (std::size_t i = 0; i < slotCount; ++i) {
        std::uint32_t rows = 0;
        std::memcpy(&rows, bytes.data() + i * sizeof rows, sizeof rows);
        m_slots[i].rows.store(rows, std::memory_order_relaxed);
    }
    return true;
}

void TermStatistics::reset() {
    for (auto& slot : m_slots) slot.rows.store(0, std::memory_order_relaxed);
}

Result<void> registerTokenizer(sqlite3* connection, TermStatistics* statistics) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    fts5_tokenizer tokenizer{createTokenizer, deleteTokenizer, tokenize};
    if (api == nullptr || api->xCreateTokenizer(api, "skein", statistics, &tokenizer, nullptr) != SQLITE_OK)
        return fail(ErrorCode::Unavailable,
                    "this SQLite library has no FTS5 full-text search; Debian's libsqlite3-0 has it");
    return {};
}

}  // namespace skein::runtime
