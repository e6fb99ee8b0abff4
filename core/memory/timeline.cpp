#include "core/memory/timeline.h"

#include <algorithm>
#include <set>
#include <utility>

namespace skein::memory {
namespace {

void append(ValidLine& line, const Stretch& stretch) {
    if (!line.empty() && line.back().valid.until == stretch.valid.from && line.back().version == stretch.version &&
        line.back().knownFrom == stretch.knownFrom)
        line.back().valid.until = stretch.valid.until;
    else line.push_back(stretch);
}

const Stretch* stretchAt(const ValidLine& line, Instant at) {
    const auto after = std::upper_bound(line.begin(), line.end(), at,
                                        [](Instant time, const Stretch& stretch) { return time < stretch.valid.from; });
    return after == line.begin() || !std::prev(after)->valid.holds(at) ? nullptr : &*std::prev(after);
}

/// Makes `line` say what `wanted` says: what agrees stays known since it was, the rest is closed and known anew.
void become(ValidLine& line, const ValidLine& wanted, std::uint64_t sequence, std::vector<Rectangle>& closed) {
    std::set<Instant> ends;
    for (const ValidLine* one : {&std::as_const(line), &wanted})
        for (const auto& stretch : *one) {
            ends.insert(stretch.valid.from);
            ends.insert(stretch.valid.until);
        }
    ValidLine made, covered;
    for (auto end = ends.begin(); end != ends.end() && std::next(end) != ends.end(); ++end) {
        const ValidSpan piece{*end, *std::next(end)};
        const auto* was = stretchAt(line, piece.from);
        const auto* is = stretchAt(wanted, piece.from);
        if (was != nullptr && is != nullptr && was->version == is->version) {
            append(made, {piece, was->version, was->knownFrom});
            continue;
        }
        if (was != nullptr) append(covered, {piece, was->version, was->knownFrom});
        if (is != nullptr) append(made, {piece, is->version, sequence});
    }
    for (const auto& stretch : covered)
        if (stretch.knownFrom < sequence)
            closed.push_back({stretch.knownFrom, sequence, stretch.valid, stretch.version});
    line = std::move(made);
}

/// A line with one more version over it.
ValidLine painted(const ValidLine& line, ValidSpan over, VersionNo version) {
    ValidLine out;
    bool laid = version == 0;
    const auto layHere = [&] {
        if (!laid) out.push_back({over, version, 0});
        laid = true;
    };
    for (const auto& stretch : line) {
        if (stretch.valid.from < over.from)
            out.push_back({{stretch.valid.from, std::min(stretch.valid.until, over.from)}, stretch.version, 0});
        if (stretch.valid.until > over.from) layHere();
        if (stretch.valid.until > over.until)
            out.push_back({{std::max(stretch.valid.from, over.until), stretch.valid.until}, stretch.version, 0});
    }
    layHere();
    return out;
}

}  // namespace

ValidSpan spanOf(const SourceChange& change) {
    return {change.validFrom.value_or(change.at), change.validUntil.value_or(endOfTime)};
}

void lay(ValidLine& line, ValidSpan over, VersionNo version, std::uint64_t sequence, std::vector<Rectangle>& closed) {
    if (over.from < over.until) become(line, painted(line, over, version), sequence, closed);
}

void Timeline::take(const SourceChange& change) {
    const auto wrong = std::find_if(m_layers.begin(), m_layers.end(), [&](const Layer& layer) {
        return change.corrects != 0 && layer.version == change.corrects;
    });
    if (wrong == m_layers.end()) {
        m_layers.push_back({spanOf(change), change.version});
        lay(m_line, spanOf(change), change.version, change.sequence, m_closed);
        return;
    }
    if (!change.validFrom && !change.validUntil) {
        wrong->version = change.version;
    } else {
        const Layer anew{{change.validFrom.value_or(wrong->over.from), change.validUntil.value_or(wrong->over.until)},
                         change.version};
        m_layers.erase(wrong);
        m_layers.push_back(anew);
    }
    relay(change.sequence);
}

void Timeline::relay(std::uint64_t sequence) {
    ValidLine wanted;
    for (const auto& layer : m_layers)
        if (layer.over.from < layer.over.until) wanted = painted(wanted, layer.over, layer.version);
    become(m_line, wanted, sequence, m_closed);
}

std::vector<Rectangle> Timeline::rectangles() const {
    auto all = m_closed;
    for (const auto& stretch : m_line) all.push_back({stretch.knownFrom, stillKnown, stretch.valid, stretch.version});
    return all;
}

VersionNo Timeline::versionAt(std::uint64_t known, Instant trueAt) const {
    for (const auto& one : rectangles())
        if (one.knownFrom <= known && known < one.knownUntil && one.valid.holds(trueAt)) return one.version;
    return 0;
}

}  // namespace skein::memory
