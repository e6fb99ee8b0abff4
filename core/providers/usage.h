// What a model call used and what it costs, in integers. Thread: any; values only. Never guesses: an unknown price or
// an unmeasured count stays unknown. In a skein::Usage each input token is in exactly one of inputUncached, cacheRead
// and cacheWrite; `output` is all billed output, `reasoning` the part of it nobody sees (reference sheet, section 10).
#pragma once

#include <optional>
#include <string_view>

#include "core/base/json.h"
#include "core/base/units.h"
#include "core/model/event.h"

namespace skein::providers {

/// The `usage` member of a chat completion or of one of its chunks; nothing when it is absent, null or not an object.
/// Cached and written tokens are part of prompt_tokens, reasoning of completion_tokens; negative rests become 0.
std::optional<Usage> usageFromChat(const Json& body);

/// An estimate for calls whose provider reported nothing; `measured` stays false.
Usage estimateUsage(std::string_view prompt, std::string_view answer);

/// Prices in micro-USD per million tokens.
struct TokenPrice {
    MicroUsd inputPerMillion;
    MicroUsd cacheReadPerMillion;
    MicroUsd cacheWritePerMillion;
    MicroUsd outputPerMillion;  ///< reasoning tokens cost the same
    friend bool operator==(const TokenPrice&, const TokenPrice&) = default;
};

/// Reads "input=250000,output=1000000[,cache-read=25000][,cache-write=312500]" (micro-USD per million tokens), the
/// form of $SKEIN_PRICE for one-off endpoints. A cache price left out is the input price. Error: InvalidInput.
Result<TokenPrice> parseTokenPrice(std::string_view text);

/// The cost, each part rounded up to a whole micro-USD. Nothing when the price is unknown: unknown is never zero.
/// Error: TooLarge when it would leave the exact integers.
Result<std::optional<MicroUsd>> costOf(const Usage& usage, const std::optional<TokenPrice>& price);

/// The most a call can cost: every input token at the dearest input price, the whole output allowance used.
Result<std::optional<MicroUsd>> worstCaseCost(TokenCount input, TokenCount maxOutput,
                                              const std::optional<TokenPrice>& price);

}  // namespace skein::providers
