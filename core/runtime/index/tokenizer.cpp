#include "core/runtime/index/tokenizer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <sqlite3.h>

#include "core/base/text.h"

namespace skein::runtime {
namespace {

constexpr std::size_t slotCount = 1u << 18;
constexpr std::size_t maxWordBytes = 64;  ///< longer ones are encoded data

bool isWordByte(char c) { return isIdentifierChar(c) || (c & 0x80); }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }

// Function words only (van Rijsbergen 1979, the shortest of his list): none of them names anything in a source.
constexpr std::array<std::string_view, 44> stopWords{
    "an",   "and",  "any",   "are",  "as",    "at",    "be",   "been", "but", "by",    "can",
    "do",   "does", "for",   "from", "has",   "have",  "how",  "if",   "in",  "into",  "is",
    "it",   "its",  "may",   "must", "no",    "not",   "of",   "on",   "or",  "so",    "such",
    "that", "the",  "their", "then", "there", "these", "this", "to",   "was", "which", "with"};

bool isStopWord(std::string_view word) {
    return word.size() <= 5 && std::binary_search(stopWords.begin(), stopWords.end(), word);
}

/// Capitals of Latin-1, Greek and Cyrillic to their small letters, in place; others stay as they are.
void foldTwoByteCapitals(std::string& word) {
    for (std::size_t i = 0; i + 1 < word.size(); ++i) {
        const auto lead = static_cast<unsigned char>(word[i]);
        const auto next = static_cast<unsigned char>(word[i + 1]);
        if (lead == 0xC3 && next >= 0x80 && next <= 0x9E && next != 0x97) word[i + 1] = static_cast<char>(next + 0x20);
        else if (lead == 0xCE && next >= 0x91 && next <= 0x9F) word[i + 1] = static_cast<char>(next + 0x20);
        else if (lead == 0xCE && next >= 0xA0 && next <= 0xA9) {
            word[i] = '\xCF';
            word[i + 1] = static_cast<char>(next - 0x20);
        } else if (lead == 0xD0 && next >= 0x90 && next <= 0x9F) word[i + 1] = static_cast<char>(next + 0x20);
        else if (lead == 0xD0 && next >= 0xA0 && next <= 0xAF) {
            word[i] = '\xD1';
            word[i + 1] = static_cast<char>(next - 0x20);
        }
        if (lead & 0x80) ++i;
    }
}

/// Harman's S-stemmer (1991): plurals only, so that "retries" finds "retry" and nothing odd is joined.
void foldPlural(std::string& word) {
    const auto endsWith = [&](std::string_view end) {
        return word.size() > end.size() && std::string_view(word).substr(word.size() - end.size()) == end;
    };
    if (word.size() <= 3 || !endsWith("s") || endsWith("ss") || endsWith("us")) return;
    if (endsWith("ies") && !endsWith("eies") && !endsWith("aies")) {
        word.replace(word.size() - 3, 3, "y");
        return;
    }
    if (endsWith("xes") || endsWith("ches") || endsWith("shes") || endsWith("sses")) {
        word.resize(word.size() - 2);
        return;
    }
    if (!endsWith("aes") && !endsWith("ees") && !endsWith("oes")) word.pop_back();
}

/// Where the parts of an identifier begin: after "_", at a capital after a small letter, at the last capital of a run.
bool startsPart(std::string_view word, std::size_t at) {
    if (at == 0 || word[at] == '_' || word[at - 1] == '_') return true;
    if (!isUpper(word[at]) || (word[at - 1] & 0x80)) return false;  // the case of what comes before is not known here
    return !isUpper(word[at - 1]) || (at + 1 < word.size() && isLower(word[at + 1]));
}

using Take = std::function<bool(std::string_view, TermPlace, std::size_t, std::size_t)>;

bool giveWord(std::string_view word, std::size_t offset, std::string& buffer, const Take& take) {
    std::size_t parts = 0;
    for (std::size_t i = 0; i < word.size(); ++i) parts += word[i] != '_' && startsPart(word, i);
    const auto give = [&](std::size_t first, std::size_t last, TermPlace place) {
        buffer.assign(word.substr(first, last - first));
        for (char& c : buffer)
            if (isUpper(c)) c = static_cast<char>(c - 'A' + 'a');
        foldTwoByteCapitals(buffer);
        if (parts == 1 || last - first < word.size()) {
            if (isStopWord(buffer) || (buffer.size() == 1 && !(buffer[0] >= '0' && buffer[0] <= '9'))) return true;
            foldPlural(buffer);
        }
        return take(buffer, place, offset + first, offset + last);
    };
    if (parts == 0) return true;
    if (!give(0, word.size(), TermPlace::New)) return false;
    if (parts == 1) return true;
    for (std::size_t first = 0; first < word.size();) {
        std::size_t last = first + 1;
        while (last < word.size() && !startsPart(word, last)) ++last;
        if (word[first] != '_' && !give(first, last, TermPlace::SameAsBefore)) return false;
        first = last;
    }
    return true;
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
    // Queries are built from terms that went through forEachTerm already.
    if (flags & FTS5_TOKENIZE_QUERY) return token(context, 0, text, size, 0, size);
    auto* const statistics = reinterpret_cast<FtsTokenizer*>(tokenizer)->statistics;
    int code = SQLITE_OK;
    forEachTerm({text, static_cast<std::size_t>(size)},
                [&](std::string_view term, TermPlace place, std::size_t first, std::size_t last) {
                    if (statistics) statistics->count(term);
                    code = token(context, place == TermPlace::SameAsBefore ? FTS5_TOKEN_COLOCATED : 0, term.data(),
                                 static_cast<int>(term.size()), static_cast<int>(first), static_cast<int>(last));
                    return code == SQLITE_OK;
                });
    return code;
}

}  // namespace

void forEachTerm(std::string_view text, const Take& take) {
    std::string buffer;
    for (std::size_t at = 0; at < text.size();) {
        if (!isWordByte(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && isWordByte(text[end])) ++end;
        std::size_t first = at, last = end;
        while (first < last && text[first] == '_') ++first;
        while (last > first && text[last - 1] == '_') --last;
        if (first < last && last - first <= maxWordBytes &&
            !giveWord(text.substr(first, last - first), first, buffer, take))
            return;
        at = end;
    }
}

TermStatistics::TermStatistics() : m_slots(slotCount) {}

std::size_t TermStatistics::slotOf(std::string_view term) {
    std::uint64_t hash = 14695981039346656037ull;
    for (const char c : term) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return static_cast<std::size_t>((hash ^ hash >> 32) % slotCount);
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
