#include "core/providers/usage.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/model/window.h"

namespace skein::providers {
namespace {

constexpr std::int64_t tokensPerPriceUnit = 1'000'000;

/// Micro-USD of an amount in USD. A whole number this large can only be micro-USD, as first versions of Skein wrote them:
/// no price list knows 10,000 USD for a million tokens.
Result<std::int64_t> parsePriceNumber(std::string_view name, std::string_view text) {
    constexpr std::int64_t fewestMicro = 10'000, most = 10'000;
    const bool whole = !text.empty() && text.size() <= 11 && text.find_first_not_of("0123456789") == text.npos;
    if (whole)
        if (const auto number = std::stoll(std::string(text)); number >= fewestMicro) return number;
    const auto amount = parseUsd(text);
    if (!amount || amount->value < 0 || amount->value >= most * tokensPerPriceUnit)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("price: {} expects USD per million tokens, such as 0.25, found \"{}\"", name,
                                elide(text, 40)));
    return amount->value;
}

Failure costTooLarge() {
    return fail(ErrorCode::TooLarge, "the cost of a call leaves the exact integers (2^53 micro-USD)");
}

Result<std::int64_t> partCost(TokenCount tokens, MicroUsd perMillion) {
    if (tokens.value < 0 || perMillion.value < 0)
        return fail(ErrorCode::InvalidInput, "token counts and prices are never negative");
    std::int64_t product = 0;
    if (__builtin_mul_overflow(tokens.value, perMillion.value, &product)) return costTooLarge();
    return product / tokensPerPriceUnit + (product % tokensPerPriceUnit != 0 ? 1 : 0);
}

}  // namespace

Usage estimateUsage(std::string_view prompt, std::string_view answer) {
    Usage usage;
    usage.inputUncached = estimateTokens(prompt);
    usage.output = estimateTokens(answer);
    return usage;
}

bool promptWasCut(TokenCount estimated, const Usage& usage) {
    constexpr std::int64_t smallestDefaultWindow = 4'000;
    const std::int64_t taken = usage.totalIn().value;
    return usage.measured && taken > 0 && estimated.value > smallestDefaultWindow && taken < estimated.value / 2;
}

Result<TokenPrice> parseTokenPrice(std::string_view text) {
    std::optional<std::int64_t> input, output, cacheRead, cacheWrite, cacheWriteLong;
    for (const std::string_view part : split(text, ',')) {
        const std::size_t equals = part.find('=');
        const std::string_view name = trim(part.substr(0, equals));
        auto* target = name == "input"              ? &input
                       : name == "output"           ? &output
                       : name == "cache-read"       ? &cacheRead
                       : name == "cache-write"      ? &cacheWrite
                       : name == "cache-write-long" ? &cacheWriteLong
                                                    : nullptr;
        if (!target || equals == std::string_view::npos)
            return fail(
                ErrorCode::InvalidInput,
                fmt::format("price: expected input=N,output=N[,cache-read=N][,cache-write=N][,cache-write-long=N] in "
                            "USD per million tokens, found \"{}\"",
                            elide(trim(part), 40)));
        if (*target) return fail(ErrorCode::InvalidInput, fmt::format("price: {} is given twice", name));
        SKEIN_TRY(*target, parsePriceNumber(name, trim(part.substr(equals + 1))));
    }
    if (!input || !output) return fail(ErrorCode::InvalidInput, "price: both input= and output= are needed");
    const std::int64_t write = cacheWrite.value_or(*input);
    return TokenPrice{{*input}, {cacheRead.value_or(*input)}, {write}, {cacheWriteLong.value_or(write)}, {*output}};
}

Result<std::optional<MicroUsd>> costOf(const Usage& usage, const std::optional<TokenPrice>& price) {
    if (!price) return std::optional<MicroUsd>();
    const TokenCount writtenLong = usage.cacheWriteLong.value_or(TokenCount{});
    const std::pair<TokenCount, MicroUsd> parts[] = {{usage.inputUncached, price->inputPerMillion},
                                                     {usage.cacheRead, price->cacheReadPerMillion},
                                                     {usage.cacheWrite - writtenLong, price->cacheWritePerMillion},
                                                     {writtenLong, price->cacheWriteLongPerMillion},
                                                     {usage.output, price->outputPerMillion}};
    MicroUsd total;
    for (const auto& [tokens, perMillion] : parts) {
        SKEIN_TRY(const std::int64_t cost, partCost(tokens, perMillion));
        total += MicroUsd{cost};
        if (total.value > maxExactInteger) return costTooLarge();
    }
    return std::optional<MicroUsd>(total);
}

Result<std::optional<MicroUsd>> worstCaseCost(TokenCount input, TokenCount maxOutput,
                                              const std::optional<TokenPrice>& price) {
    if (!price) return std::optional<MicroUsd>();
    TokenPrice worst = *price;
    worst.inputPerMillion = std::max({price->inputPerMillion, price->cacheReadPerMillion, price->cacheWritePerMillion,
                                      price->cacheWriteLongPerMillion});
    Usage usage;
    usage.inputUncached = input;
    usage.output = maxOutput;
    return costOf(usage, worst);
}

}  // namespace skein::providers
