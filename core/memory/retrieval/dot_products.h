// Sums of products of small whole numbers: the inner loop of comparing a question with every atom. Thread: any; pure.
// The same numbers on any machine; with AVX2 where the processor has it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace skein::memory {

/// sums[i] = the sum of left[k] * rows[i * width + k] over k. Preconditions: `width` is a multiple of 16, and no sum
/// leaves 31 bits.
void dotRows(const std::int16_t* left, const std::int8_t* rows, std::size_t width, std::size_t count,
             std::int32_t* sums);

}  // namespace skein::memory
