// Which pieces go into a room: value per token, less what is already said, then exchanges while they gain. Thread: one
// object, one thread; pure. The same pieces in the same order give the same choice.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/units.h"
#include "core/context/channels.h"
#include "core/context/novelty.h"
#include "core/model/atom.h"

namespace skein::context {

struct Piece {
    const Atom* atom = nullptr;
    std::int64_t value = 0;  ///< any scale; what counts is the proportion
    TokenCount tokens;       ///< as it would stand in the prompt
    WindowChannel channel = WindowChannel::Relevance;
};

enum class Fate { Taken, OverBudget, Duplicate };

class Packer {
public:
    /// The pieces outlive it.
    explicit Packer(const std::vector<Piece>& pieces);
    /// What the window says already.
    void say(std::string_view text) { m_said.add(shinglesOf(text)); }

    /// Chooses among all pieces. A channel gets at least what `given` says, or its best piece, while it has pieces; the
    /// rest of the room goes to the best of all. Two thirds of each such part go to the most valuable pieces, however
    /// long: what answers best is not given up for much that answers a little. The rest is greedy by density of value,
    /// in O(n log n); then at most three rounds in which one of the best that stayed out takes the place of one or two
    /// pieces of its channel that are worth less, alone and beside the others.
    void pack(TokenCount room, const ByChannel<std::int64_t>& given);
    /// Takes one more piece if it fits and is new.
    void offer(std::size_t piece, TokenCount room);

    Fate fate(std::size_t piece) const { return m_fates[piece]; }
    TokenCount used() const { return m_used; }

private:
    const Shingles& shingles(std::size_t piece);
    std::int64_t marginal(std::size_t piece, bool isIn);
    bool isInside(std::size_t piece) const;
    void take(std::size_t piece);
    void drop(std::size_t piece, Fate fate);
    void takeIfNew(std::size_t piece);
    void lead(const std::vector<std::size_t>& open, TokenCount limit);
    void fill(TokenCount limit, TokenCount first, const WindowChannel* channel);
    void dropContained();
    bool exchange(TokenCount room);

    const std::vector<Piece>& m_pieces;
    std::vector<Fate> m_fates;
    std::vector<Shingles> m_shingles;
    std::vector<bool> m_read;
    std::vector<std::size_t> m_taken;
    Novelty m_said;
    TokenCount m_used;
};

}  // namespace skein::context
