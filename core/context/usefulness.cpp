#include "core/context/usefulness.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <string>
#include <unordered_map>

#include "core/base/text.h"

namespace skein::context {
namespace {

constexpr std::int64_t whole = 1'000;
constexpr std::size_t leastLetters = 5;
constexpr std::uint32_t leastWords = 3;
constexpr std::uint32_t leastPart = 5;  ///< one in so many
constexpr std::int64_t leastTokens = 2'000;

/// Words of a text in lower case, each once, ascending. Identifiers stay whole: their parts are common words.
std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto end = [&] {
        if (word.size() >= leastLetters) words.push_back(word);
        word.clear();
    };
    for (char c : text) {
        if (!isIdentifierChar(c) && !(c & 0x80)) {
            end();
            continue;
        }
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        word += c;
    }
    end();
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

/// The text between the marks of a piece.
std::string_view inner(std::string_view piece) {
    if (!piece.starts_with("[[")) return piece;
    const auto begin = piece.find('\n');
    const auto end = piece.rfind("\n[[");
    if (begin == std::string_view::npos || end == std::string_view::npos || end <= begin) return piece;
    return piece.substr(begin + 1, end - begin - 1);
}

/// The place that a segment shows: "src/cache.h:88-102".
std::optional<CitedLines> placeOf(const WindowSegment& segment) {
    const auto colon = segment.source.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    const auto dash = segment.source.find('-', colon);
    if (dash == std::string::npos) return std::nullopt;
    CitedLines place{segment.source.substr(0, colon), {}};
    const char* begin = segment.source.data();
    std::from_chars(begin + colon + 1, begin + dash, place.lines.first);
    std::from_chars(begin + dash + 1, begin + segment.source.size(), place.lines.last);
    return place;
}

bool overlap(const LineRange& a, const LineRange& b) { return a.first <= b.last && b.first <= a.last; }

/// Places of this path that the text names: "src/cache.h:90", "src/cache.h:88-102", "src/cache.h#L90".
std::vector<LineRange> namedLines(std::string_view text, std::string_view path) {
    std::vector<LineRange> lines;
    for (auto at = text.find(path); at != std::string_view::npos; at = text.find(path, at + 1)) {
        if (at > 0 && (isIdentifierChar(text[at - 1]) || text[at - 1] == '.')) continue;  // the end of another path
        auto rest = text.substr(at + path.size());
        if (rest.starts_with(":")) rest.remove_prefix(1);
        else if (rest.starts_with("#L")) rest.remove_prefix(2);
        else continue;
        LineRange range;
        const auto first = std::from_chars(rest.data(), rest.data() + rest.size(), range.first);
        if (first.ec != std::errc()) continue;
        range.last = range.first;
        rest.remove_prefix(static_cast<std::size_t>(first.ptr - rest.data()));
        if (rest.starts_with("-")) {
            rest.remove_prefix(rest.starts_with("-L") ? 2 : 1);
            std::uint32_t last = 0;
            if (std::from_chars(rest.data(), rest.data() + rest.size(), last).ec == std::errc() && last > range.first)
                range.last = last;
        }
        lines.push_back(range);
    }
    return lines;
}

}  // namespace

bool SegmentUse::used() const { return cited || (drawnOn >= leastWords && drawnOn * leastPart >= rareWords); }

std::optional<std::int64_t> WindowUse::relevancePerMille() const {
    if (memory.value == 0) return std::nullopt;
    return used.value * whole / memory.value;
}

WindowUse measureUse(const ContextWindow& window, std::string_view output, const std::vector<CitedLines>& cites) {
    WindowUse use;
    use.segments.resize(window.segments.size());
    std::unordered_map<std::string, std::uint32_t> segmentsWith;
    std::vector<std::vector<std::string>> words;
    for (const auto& segment : window.segments) {
        words.push_back(wordsOf(inner(segment.text)));
        const bool given = segment.reason == SegmentReason::Rules || segment.reason == SegmentReason::Task;
        for (const auto& word : words.back()) segmentsWith[word] += given ? 2 : 1;
    }
    const auto said = wordsOf(output);
    for (std::size_t i = 0; i < window.segments.size(); ++i) {
        const auto& segment = window.segments[i];
        auto& each = use.segments[i];
        each.judged = segment.reason != SegmentReason::Rules && segment.reason != SegmentReason::Task && segment.item;
        if (!each.judged) continue;
        for (const auto& word : words[i]) {
            if (segmentsWith.at(word) > 1) continue;
            ++each.rareWords;
            each.drawnOn += std::binary_search(said.begin(), said.end(), word);
        }
        if (segment.reason != SegmentReason::Memory && segment.reason != SegmentReason::Pinned) continue;
        if (const auto place = placeOf(segment)) {
            const auto isHere = [&](const LineRange& lines) { return overlap(lines, place->lines); };
            const auto named = namedLines(output, place->path);
            each.cited = std::any_of(named.begin(), named.end(), isHere) ||
                         std::any_of(cites.begin(), cites.end(), [&](const CitedLines& cite) {
                             return cite.path == place->path && isHere(cite.lines);
                         });
        }
        use.memory += segment.tokens;
        if (each.used()) use.used += segment.tokens;
    }
    return use;
}

std::int64_t weightOf(const UseCount& count, std::int64_t usualPerMille) {
    constexpr std::int64_t prior = 2;
    if (count.shown < leastShown) return whole;
    const auto usual = std::clamp<std::int64_t>(usualPerMille, 0, whole);
    const auto share = (static_cast<std::int64_t>(count.used) * whole + prior * usual) /
                       (static_cast<std::int64_t>(count.shown) + prior);
    // As far above or below the usual as it can be: the whole bonus or malus.
    const auto span = share >= usual ? whole - usual : usual;
    if (span == 0) return whole;
    const auto most = share >= usual ? mostWeight - whole : whole - leastWeight;
    return whole + (share - usual) * most / span;
}

ChannelShares sharesFrom(const ByChannel<ChannelTokens>& tokens) {
    ChannelShares shares;
    const auto speaks = [&](std::size_t i) { return i != at(WindowChannel::Policy) && tokens[i].shown >= leastTokens; };
    std::int64_t shown = 0, used = 0, sum = 0;
    for (std::size_t i = 0; i < channelCount; ++i)
        if (speaks(i)) shown += tokens[i].shown, used += tokens[i].used, sum += shares.perMille[i];
    if (used == 0) return shares;
    ByChannel<std::int64_t> moved{};
    std::int64_t movedSum = 0;
    for (std::size_t i = 0; i < channelCount; ++i) {
        if (!speaks(i)) continue;
        const auto ratio =
            tokens[i].used * whole / tokens[i].shown * whole / std::max<std::int64_t>(1, used * whole / shown);
        moved[i] = shares.perMille[i] * std::clamp<std::int64_t>(ratio, whole / 2, whole + whole / 2) / whole;
        movedSum += moved[i];
    }
    for (std::size_t i = 0; i < channelCount; ++i)
        if (speaks(i)) shares.perMille[i] = moved[i] * sum / movedSum;
    return shares;
}

}  // namespace skein::context
