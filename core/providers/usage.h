// What a model call costs, in integers. Thread: any; values only. Never guesses: an unknown price stays unknown. Counts
// as providers report them are read in wire_usage.h.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/error.h"
#include "core/base/units.h"
#include "core/model/run_terms.h"

namespace skein::providers {

/// An estimate for calls whose provider reported nothing; `measured` stays false.
Usage estimateUsage(std::string_view prompt, std::string_view answer);

/// Whether a server took far fewer input tokens than a prompt holds: some local ones cut what exceeds their window and
/// say nothing (reference sheet, quirk 36). Half of our estimate of a prompt that no default window holds (over 4,000
/// tokens) is far below what tokenizers differ by.
bool promptWasCut(TokenCount estimated, const Usage& usage);

/// Prices in micro-USD per million tokens.
struct TokenPrice {
    MicroUsd inputPerMillion;
    MicroUsd cacheReadPerMillion;
    MicroUsd cacheWritePerMillion;
    MicroUsd cacheWriteLongPerMillion;
    MicroUsd outputPerMillion;  ///< reasoning tokens cost the same
    friend bool operator==(const TokenPrice&, const TokenPrice&) = default;
};

/// Reads "input=0.25,output=1[,cache-read=0.025][,cache-write=0.3125][,cache-write-long=0.5]" (USD per million
/// tokens, below 10,000; whole numbers from there on are micro-USD, as first versions wrote them), the form of $SKEIN_PRICE for one-off endpoints. A cache price left out is the input
/// price, that of long writes the one of writes. Error: InvalidInput.
Result<TokenPrice> parseTokenPrice(std::string_view text);

/// The cost, each part rounded up to a whole micro-USD. Nothing when the price is unknown: unknown is never zero.
/// Error: TooLarge when it would leave the exact integers.
Result<std::optional<MicroUsd>> costOf(const Usage& usage, const std::optional<TokenPrice>& price);

/// The most a call can cost: every input token at the dearest input price, the whole output allowance used.
Result<std::optional<MicroUsd>> worstCaseCost(TokenCount input, TokenCount maxOutput,
                                              const std::optional<TokenPrice>& price);

}  // namespace skein::providers
