// How many tokens a family of models counts where Skein estimates one, learned from what providers reported. Thread:
// none of its own; a value. Never mixes the two: what it gives is an estimate, and its error is told beside it.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/units.h"

namespace skein::context {

/// Models that share a tokenizer, as far as a name tells: the letters that begin the last part of a model's id, in small
/// letters: "gpt-5.1-mini" is of "gpt", "meta-llama/Llama-3-8B" of "llama". "other" where there are none.
std::string modelFamily(std::string_view modelId);

/// The scale of one family.
class TokenScale {
public:
    /// The newest so many calls are kept: prompts change with the work, and half of them place the median.
    static constexpr std::size_t mostCalls = 40;

    /// A call whose prompt was estimated by estimateTokens() and counted by the provider. Nothing is learned from
    /// counts of 0, or from a call whose counts are more than eight times apart: that is another prompt.
    void learn(TokenCount estimated, TokenCount reported);

    /// What the provider will probably count: the estimate times the median of reported / estimated.
    TokenCount expect(TokenCount estimated) const;

    std::size_t calls() const { return m_calls.size(); }
    /// Reported / estimated in the middle, in thousandths; 1,000 while no call has been seen.
    std::int64_t ratioPerMille() const;
    /// How far expect() was from the count, in the middle of the calls kept, each judged by those before it; in
    /// thousandths of the count. Nothing before the first call.
    std::optional<std::int64_t> medianErrorPerMille() const;

private:
    struct Call {
        std::int64_t ratio;  ///< per mille
        std::int64_t error;  ///< per mille, of what was expected then
    };
    std::deque<Call> m_calls;
};

}  // namespace skein::context
