// Deterministic draws. A draw is a hash of seed, sequence number and purpose: there is no generator with a hidden
// position, so the same decision made again draws the same number. Thread: any; pure functions.
#pragma once

#include <cstdint>
#include <string_view>

namespace skein {

/// 64 uniform bits from seed, sequence number and purpose (splitmix64 finaliser, Steele et al. 2014, over FNV-1a).
std::uint64_t draw(std::uint64_t seed, std::uint64_t sequence, std::string_view purpose);

/// A uniform number in [0, bound): multiply-shift reduction, bias below 2^-32 for bounds under 2^32. bound > 0.
std::uint32_t drawBelow(std::uint64_t seed, std::uint64_t sequence, std::string_view purpose, std::uint32_t bound);

/// A stream of draws for simulations and tests: the n-th value depends on the seed and n alone.
class DrawStream {
public:
    explicit DrawStream(std::uint64_t seed) : m_seed(seed) {}
    std::uint64_t next() { return draw(m_seed, m_position++, "stream"); }
    std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>((next() >> 32) * bound >> 32); }
    /// True with probability perMille / 1000.
    bool chance(std::uint32_t perMille) { return below(1000) < perMille; }

private:
    std::uint64_t m_seed;
    std::uint64_t m_position = 0;
};

}  // namespace skein
