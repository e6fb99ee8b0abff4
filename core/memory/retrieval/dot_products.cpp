#include "core/memory/retrieval/dot_products.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace skein::memory {
namespace {

void dotRowsAnywhere(const std::int16_t* left, const std::int8_t* rows, std::size_t width, std::size_t count,
                     std::int32_t* sums) {
    for (std::size_t i = 0; i < count; ++i, rows += width) {
        std::int32_t sum = 0;
        for (std::size_t k = 0; k < width; k += 16)  // a step of a known length, which the compiler does side by side
            for (std::size_t j = k; j < k + 16; ++j) sum += std::int32_t{left[j]} * std::int32_t{rows[j]};
        sums[i] = sum;
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) void dotRowsAvx2(const std::int16_t* left, const std::int8_t* rows, std::size_t width,
                                                 std::size_t count, std::int32_t* sums) {
    for (std::size_t i = 0; i < count; ++i, rows += width) {
        __m256i sum = _mm256_setzero_si256();
        for (std::size_t k = 0; k < width; k += 16) {
            const auto right = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(rows + k)));
            const auto own = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(left + k));
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(own, right));
        }
        auto four = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
        four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
        four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0xB1));
        sums[i] = _mm_cvtsi128_si32(four);
    }
}
#endif

}  // namespace

void dotRows(const std::int16_t* left, const std::int8_t* rows, std::size_t width, std::size_t count,
             std::int32_t* sums) {
#if defined(__x86_64__)
    static const bool hasAvx2 = __builtin_cpu_supports("avx2") != 0;
    if (hasAvx2) return dotRowsAvx2(left, rows, width, count, sums);
#endif
    dotRowsAnywhere(left, rows, width, count, sums);
}

}  // namespace skein::memory
