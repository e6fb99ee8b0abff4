#include "core/memory/ignore.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"
#include "core/base/text.h"

namespace skein::memory {
namespace {

/// The members of a POSIX class in the C locale; nothing for a name that is not one.
std::optional<std::bitset<256>> posixClass(std::string_view name) {
    const auto lower = [](int c) { return c >= 'a' && c <= 'z'; };
    const auto upper = [](int c) { return c >= 'A' && c <= 'Z'; };
    const auto digit = [](int c) { return c >= '0' && c <= '9'; };
    const auto graph = [](int c) { return c > 0x20 && c < 0x7F; };
    std::bitset<256> set;
    for (int c = 0; c < 256; ++c) {
        const bool alnum = lower(c) || upper(c) || digit(c);
        bool member = false;
        if (name == "alpha") member = lower(c) || upper(c);
        else if (name == "alnum") member = alnum;
        else if (name == "digit") member = digit(c);
        else if (name == "lower") member = lower(c);
        else if (name == "upper") member = upper(c);
        else if (name == "xdigit") member = digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        else if (name == "space") member = c == ' ' || (c >= '\t' && c <= '\r');
        else if (name == "blank") member = c == ' ' || c == '\t';
        else if (name == "cntrl") member = c < 0x20 || c == 0x7F;
        else if (name == "graph") member = graph(c);
        else if (name == "print") member = graph(c) || c == ' ';
        else if (name == "punct") member = graph(c) && !alnum;
        else return std::nullopt;
        set[static_cast<std::size_t>(c)] = member;
    }
    return set;
}

std::size_t indexOf(char c) { return static_cast<unsigned char>(c); }

}  // namespace

Glob::Glob(std::string_view pattern) {
    for (std::size_t at = 0; at < pattern.size();) {
        const char c = pattern[at];
        if (c == '\\') {
            if (at + 1 == pattern.size()) {
                m_valid = false;
                return;
            }
            m_tokens.push_back({Step::Byte, pattern[at + 1]});
            at += 2;
        } else if (c == '?') {
            m_tokens.push_back({Step::AnyByte});
            ++at;
        } else if (c == '*') {
            const auto after = std::min(pattern.find_first_not_of('*', at), pattern.size());
            const bool atBorder = at == 0 || pattern[at - 1] == '/';
            const bool beforeSlash = after < pattern.size() && pattern[after] == '/';
            if (after - at >= 2 && atBorder && beforeSlash) {
                m_tokens.push_back({Step::FoldersOrNone});
                m_tokens.push_back({Step::Folders});
            } else if (after - at >= 2 && atBorder && after == pattern.size()) {
                m_tokens.push_back({Step::Folders});
            } else {
                m_tokens.push_back({Step::Star});
            }
            at = after;
        } else if (c == '[') {
            if (!readSet(pattern, at)) {
                m_valid = false;
                return;
            }
        } else {
            m_tokens.push_back({Step::Byte, c});
            ++at;
        }
    }
    const auto special =
        std::find_if(m_tokens.begin(), m_tokens.end(), [](const Token& t) { return t.step != Step::Byte; });
    m_literalPrefix = static_cast<std::size_t>(special - m_tokens.begin());
}

/// Reads "[...]" at `at` and moves behind it; false if it is not closed or names an unknown class.
bool Glob::readSet(std::string_view pattern, std::size_t& at) {
    ByteSet set;
    std::size_t i = at + 1;
    const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
    if (negated) ++i;
    int rangeStart = -1;  // the byte before a "-", or none
    for (bool first = true;; first = false) {
        if (i >= pattern.size()) return false;
        if (pattern[i] == ']' && !first) break;
        if (pattern[i] == '-' && rangeStart >= 0 && i + 1 < pattern.size() && pattern[i + 1] != ']') {
            ++i;
            if (pattern[i] == '\\' && ++i >= pattern.size()) return false;
            for (auto c = static_cast<std::size_t>(rangeStart); c <= indexOf(pattern[i]); ++c) set[c] = true;
            rangeStart = -1;
            ++i;
            continue;
        }
        if (pattern[i] == '[' && i + 1 < pattern.size() && pattern[i + 1] == ':') {
            const auto close = pattern.find(']', i + 2);
            if (close == std::string_view::npos) return false;
            if (close > i + 2 && pattern[close - 1] == ':') {
                const auto members = posixClass(pattern.substr(i + 2, close - i - 3));
                if (!members) return false;
                set |= *members;
                rangeStart = -1;
                i = close + 1;
                continue;
            }
        }
        if (pattern[i] == '\\' && ++i >= pattern.size()) return false;
        set[indexOf(pattern[i])] = true;
        rangeStart = static_cast<unsigned char>(pattern[i]);
        ++i;
    }
    if (negated) set.flip();
    set[indexOf('/')] = false;
    m_tokens.push_back({Step::Set, 0, static_cast<std::uint32_t>(m_sets.size())});
    m_sets.push_back(set);
    at = i + 1;
    return true;
}

/// Marks a state and those reachable from it without reading a byte.
void Glob::enter(std::vector<char>& states, std::size_t state) const {
    for (;;) {
        states[state] = 1;
        if (state == m_tokens.size()) return;
        const auto step = m_tokens[state].step;
        if (step == Step::FoldersOrNone) enter(states, state + 3);
        else if (step != Step::Star && step != Step::Folders) return;
        ++state;
    }
}

// A set of states moves over the text, so that no pattern can make it slow ("a*a*a*a*b" is as cheap as any).
bool Glob::matches(std::string_view text) const {
    if (!m_valid || text.size() < m_literalPrefix) return false;
    for (std::size_t i = 0; i < m_literalPrefix; ++i)
        if (m_tokens[i].byte != text[i]) return false;
    if (m_literalPrefix == m_tokens.size()) return text.size() == m_literalPrefix;
    std::vector<char> now(m_tokens.size() + 1), next(m_tokens.size() + 1);
    enter(now, m_literalPrefix);
    for (const char c : text.substr(m_literalPrefix)) {
        std::fill(next.begin(), next.end(), 0);
        bool alive = false;
        for (std::size_t state = m_literalPrefix; state < m_tokens.size(); ++state) {
            if (!now[state]) continue;
            const auto& token = m_tokens[state];
            bool accepts = false, stays = false;
            switch (token.step) {
                case Step::Byte: accepts = token.byte == c; break;
                case Step::AnyByte: accepts = c != '/'; break;
                case Step::Set: accepts = m_sets[token.set][indexOf(c)]; break;
                case Step::Star: stays = c != '/'; break;
                case Step::Folders: stays = true; break;
                case Step::FoldersOrNone: break;
            }
            if (accepts) enter(next, state + 1);
            if (stays) enter(next, state);
            alive = alive || accepts || stays;
        }
        if (!alive) return false;
        now.swap(next);
    }
    return now[m_tokens.size()] != 0;
}

std::optional<IgnorePattern> parseIgnoreLine(std::string_view line) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line.front() == '#') return std::nullopt;
    // Trailing spaces go, unless a backslash quotes the first of them.
    std::size_t end = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\' && i + 1 < line.size()) end = ++i + 1;
        else if (line[i] != ' ') end = i + 1;
    }
    line = line.substr(0, end);
    IgnorePattern pattern;
    if (!line.empty() && line.front() == '!') {
        pattern.negated = true;
        line.remove_prefix(1);
    }
    if (!line.empty() && line.back() == '/') {
        pattern.folderOnly = true;
        line.remove_suffix(1);
    }
    pattern.anchored = line.find('/') != std::string_view::npos;
    if (!line.empty() && line.front() == '/') line.remove_prefix(1);
    if (line.empty()) return std::nullopt;
    pattern.glob = std::string(line);
    return pattern;
}

IgnoreList IgnoreList::parse(std::string_view text) {
    constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
    if (text.substr(0, 3) == byteOrderMark) text.remove_prefix(3);
    IgnoreList list;
    for (const auto line : splitLines(text))
        if (auto pattern = parseIgnoreLine(line)) {
            Glob glob(pattern->glob);
            list.m_patterns.push_back({std::move(*pattern), std::move(glob)});
        }
    return list;
}

IgnoreList IgnoreList::fromPatterns(const std::vector<std::string>& patterns) {
    IgnoreList list;
    for (const auto& line : patterns)
        if (auto pattern = parseIgnoreLine(line)) {
            Glob glob(pattern->glob);
            list.m_patterns.push_back({std::move(*pattern), std::move(glob)});
        }
    return list;
}

IgnoreVerdict IgnoreList::decide(std::string_view path, EntryKind kind) const {
    const auto name = path.substr(path.rfind('/') + 1);
    for (auto entry = m_patterns.rbegin(); entry != m_patterns.rend(); ++entry) {
        if (entry->pattern.folderOnly && kind != EntryKind::Folder) continue;
        if (!entry->glob.matches(entry->pattern.anchored ? path : name)) continue;
        return entry->pattern.negated ? IgnoreVerdict::Kept : IgnoreVerdict::Ignored;
    }
    return IgnoreVerdict::Undecided;
}

void IgnoreStack::push(std::string folder, IgnoreList list) {
    m_levels.push_back({std::move(folder), std::move(list)});
}

void IgnoreStack::popTo(std::size_t depth) {
    SKEIN_ASSERT(depth <= m_levels.size());
    m_levels.erase(m_levels.begin() + static_cast<std::ptrdiff_t>(depth), m_levels.end());
}

bool IgnoreStack::ignores(std::string_view path, EntryKind kind) const {
    auto verdict = m_override.decide(path, kind);
    for (auto level = m_levels.rbegin(); level != m_levels.rend() && verdict == IgnoreVerdict::Undecided; ++level) {
        std::string_view inside = path;
        if (!level->folder.empty()) {
            if (path.size() <= level->folder.size() + 1 || path.substr(0, level->folder.size()) != level->folder ||
                path[level->folder.size()] != '/')
                continue;
            inside.remove_prefix(level->folder.size() + 1);
        }
        verdict = level->list.decide(inside, kind);
    }
    return verdict == IgnoreVerdict::Ignored;
}

}  // namespace skein::memory
