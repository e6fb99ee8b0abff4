// What an attempt asks memory itself, by tools: the room its band keeps for answers, and how they stand in the window.
// The prompt of the next call is again the window's own text, so that what a model saw is one recorded thing, whichever
// protocol carries it. Thread: any; pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/model/task.h"
#include "core/model/window.h"

namespace skein::context {

/// The part of a band that a first window leaves free for answers, in the band's tokens: a fifth, where agents may ask.
TokenCount roomForAnswers(const TokenBand& band);

/// Whether another round fits: fewer than `rounds` were answered, and the band has room for an answer worth reading.
bool mayAskAgain(const ContextWindow& window, const TokenBand& band, std::int64_t tokensPerMille, std::uint32_t rounds);

/// How many questions of a round can be answered within the band, at most eight; at least one.
std::size_t questionsThatFit(const ContextWindow& window, const TokenBand& band, std::int64_t tokensPerMille);

/// The round that the next questions of this window belong to, from 1.
std::uint32_t nextRound(const ContextWindow& window);

/// What one question may be answered with, in tokens of estimateTokens(): the free rest of the band, shared equally
/// with the questions that come after it in this round. 0: nothing fits any more.
TokenCount roomForAnswer(const ContextWindow& window, const TokenBand& band, std::int64_t tokensPerMille,
                         std::size_t questionsLeft);

/// What an answer will add to the window, in its tokens.
TokenCount costOfAnswer(const MemoryQuestion& question, std::int64_t tokensPerMille);

/// Puts answered questions of one round behind the prompt: each between marks that no answer contains, then that more
/// were asked, and whether another round is left. Sets their tokens and adds them, scaled, to the window's.
void addAnswers(ContextWindow& window, std::vector<MemoryQuestion> questions, bool more, const TokenBand& band,
                std::uint32_t rounds, std::int64_t tokensPerMille);

}  // namespace skein::context
