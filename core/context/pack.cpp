#include "core/context/pack.h"

#include <algorithm>
#include <queue>

namespace skein::context {
namespace {

constexpr int exchangeRounds = 3;
constexpr std::size_t exchangeCandidates =
    48;  ///< the best that stayed out; the others are worth less than anything in
constexpr std::int64_t scale = 1'000;
// Of each part of the room, for the most valuable pieces. Measured on Cranfield and six collections of documents of
// mixed length (manuals, entries of dictionaries, code): from a half to four fifths are alike, none and all are worse.
constexpr std::int64_t leadPerMille = 650;

bool contains(const Atom& outer, const Atom& inner) {
    return outer.path == inner.path && outer.lines.first <= inner.lines.first && outer.lines.last >= inner.lines.last;
}

}  // namespace

Packer::Packer(const std::vector<Piece>& pieces)
    : m_pieces(pieces),
      m_fates(pieces.size(), Fate::OverBudget),
      m_shingles(pieces.size()),
      m_read(pieces.size(), false) {}

const Shingles& Packer::shingles(std::size_t piece) {
    if (!m_read[piece]) m_shingles[piece] = shinglesOf(m_pieces[piece].atom->text);
    m_read[piece] = true;
    return m_shingles[piece];
}

/// What a piece is worth beside the others that are in; below 0: it says nothing new.
std::int64_t Packer::marginal(std::size_t piece, bool isIn) {
    const auto fresh = m_said.newPerMille(shingles(piece), isIn);
    return fresh < leastNewPerMille ? -1 : m_pieces[piece].value * fresh / scale;
}

bool Packer::isInside(std::size_t piece) const {
    return std::any_of(m_taken.begin(), m_taken.end(), [&](std::size_t other) {
        return other != piece && contains(*m_pieces[other].atom, *m_pieces[piece].atom);
    });
}

void Packer::take(std::size_t piece) {
    m_fates[piece] = Fate::Taken;
    m_taken.push_back(piece);
    m_used += m_pieces[piece].tokens;
    m_said.add(shingles(piece));
}

void Packer::drop(std::size_t piece, Fate fate) {
    m_fates[piece] = fate;
    std::erase(m_taken, piece);
    m_used -= m_pieces[piece].tokens;
    m_said.remove(shingles(piece));
}

void Packer::offer(std::size_t piece, TokenCount room) {
    if (m_fates[piece] != Fate::OverBudget || m_used + m_pieces[piece].tokens > room) return;
    takeIfNew(piece);
}

void Packer::takeIfNew(std::size_t piece) {
    if (isInside(piece) || marginal(piece, false) < 0) m_fates[piece] = Fate::Duplicate;
    else take(piece);
}

/// The most valuable of these, in that order, while they fit.
void Packer::lead(const std::vector<std::size_t>& open, TokenCount limit) {
    auto best = open;
    std::stable_sort(best.begin(), best.end(), [&](auto a, auto b) { return m_pieces[a].value > m_pieces[b].value; });
    for (const auto piece : best)
        if (m_used + m_pieces[piece].tokens <= limit) takeIfNew(piece);
}

// Lazily greedy (Minoux 1978): what a piece is worth only falls as others come in, so one whose worth is still what it
// was when last looked at is the best.
void Packer::fill(TokenCount limit, TokenCount first, const WindowChannel* channel) {
    const auto before = m_taken.size();
    struct Entry {
        std::int64_t density;
        std::size_t piece, takenThen;
        bool operator<(const Entry& other) const {
            return density != other.density ? density < other.density : piece > other.piece;
        }
    };
    const auto density = [&](std::size_t piece, std::int64_t value) {
        return value * scale / std::max<std::int64_t>(1, m_pieces[piece].tokens.value);
    };
    std::vector<std::size_t> pieces;
    for (std::size_t i = 0; i < m_pieces.size(); ++i)
        if (m_fates[i] == Fate::OverBudget && (channel == nullptr || m_pieces[i].channel == *channel))
            pieces.push_back(i);
    lead(pieces, m_used + TokenCount{(limit - m_used).value * leadPerMille / scale});
    std::vector<Entry> entries;
    for (const auto piece : pieces)
        if (m_fates[piece] == Fate::OverBudget)
            entries.push_back({density(piece, m_pieces[piece].value), piece, m_pieces.size() + 1});
    std::priority_queue<Entry> open({}, std::move(entries));
    while (!open.empty()) {
        auto best = open.top();
        open.pop();
        const auto tokens = m_pieces[best.piece].tokens;
        if (m_used + tokens > (m_taken.size() > before ? limit : first)) continue;
        if (best.takenThen != m_taken.size()) {
            const auto value = isInside(best.piece) ? -1 : marginal(best.piece, false);
            if (value < 0) {
                m_fates[best.piece] = Fate::Duplicate;
                continue;
            }
            best = {density(best.piece, value), best.piece, m_taken.size()};
            if (!open.empty() && best < open.top()) {
                open.push(best);
                continue;
            }
        }
        take(best.piece);
    }
}

/// A method that went in before its class came: its lines would stand there twice.
void Packer::dropContained() {
    const auto taken = m_taken;
    for (const auto piece : taken)
        if (isInside(piece)) drop(piece, Fate::Duplicate);
}

bool Packer::exchange(TokenCount room) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < m_pieces.size(); ++i)
        if (m_fates[i] == Fate::OverBudget && m_pieces[i].tokens <= room) out.push_back(i);
    std::stable_sort(out.begin(), out.end(), [&](auto a, auto b) { return m_pieces[a].value > m_pieces[b].value; });
    out.resize(std::min(out.size(), exchangeCandidates));
    struct In {
        std::size_t piece;
        std::int64_t value;
    };
    std::vector<In> all;
    const auto look = [&] {
        all.clear();
        for (const auto taken : m_taken) all.push_back({taken, std::max<std::int64_t>(0, marginal(taken, true))});
        std::stable_sort(all.begin(), all.end(), [](const In& a, const In& b) { return a.value < b.value; });
    };
    look();
    bool gained = false;
    for (const auto candidate : out) {
        const auto& piece = m_pieces[candidate];
        const auto missing = m_used + piece.tokens - room;
        const auto value = isInside(candidate) ? -1 : marginal(candidate, false);
        if (value <= 0) continue;
        std::vector<In> in;
        for (const auto& each : all)
            if (m_pieces[each.piece].channel == piece.channel && each.value < value &&
                m_pieces[each.piece].value < piece.value)
                in.push_back(each);
        std::vector<std::size_t> leave;
        auto least = value;
        for (std::size_t a = 0; a < in.size() && in[a].value < least; ++a) {
            const auto tokens = m_pieces[in[a].piece].tokens;
            if (tokens >= missing) {
                least = in[a].value;
                leave = {in[a].piece};
                break;  // the cheapest one alone; pairs before it were looked at
            }
            for (std::size_t b = a + 1; b < in.size() && in[a].value + in[b].value < least; ++b)
                if (tokens + m_pieces[in[b].piece].tokens >= missing) {
                    least = in[a].value + in[b].value;
                    leave = {in[a].piece, in[b].piece};
                    break;
                }
        }
        if (missing > TokenCount{} && leave.empty()) continue;
        for (const auto each : leave) drop(each, Fate::OverBudget);
        take(candidate);
        look();
        gained = true;
    }
    return gained;
}

void Packer::pack(TokenCount room, const ByChannel<std::int64_t>& given) {
    for (const auto channel : {WindowChannel::Dependency, WindowChannel::Time, WindowChannel::Relevance}) {
        const TokenCount share{given[at(channel)]};
        if (share.value <= 0) continue;
        // A share that is smaller than any of its pieces still buys one, unless that takes over the window.
        const auto limit = std::min(room, m_used + share);
        fill(limit, std::max(limit, std::min(room, m_used + TokenCount{room.value / 4})), &channel);
    }
    fill(room, room, nullptr);
    dropContained();
    for (int round = 0; round < exchangeRounds && exchange(room); ++round) dropContained();
    fill(room, room, nullptr);
}

}  // namespace skein::context
