#include "core/base/random.h"

#include "core/base/error.h"

namespace skein {
namespace {

std::uint64_t mix(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15ull;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

}  // namespace

std::uint64_t draw(std::uint64_t seed, std::uint64_t sequence, std::string_view purpose) {
    std::uint64_t name = 0xCBF29CE484222325ull;
    for (const char c : purpose) name = (name ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    return mix(mix(mix(seed) ^ sequence) ^ name);
}

std::uint32_t drawBelow(std::uint64_t seed, std::uint64_t sequence, std::string_view purpose, std::uint32_t bound) {
    SKEIN_ASSERT(bound > 0);
    return static_cast<std::uint32_t>((draw(seed, sequence, purpose) >> 32) * bound >> 32);
}

}  // namespace skein
