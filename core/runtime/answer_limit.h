// How long an answer a model is asked for: by what the task needs and the model can write, more after an answer that
// was cut. The limit of an attempt follows from its task and its recorded window alone, so that a call that is
// repeated, or sent by batch, or made after a crash, asks for what its money was reserved for. Thread: any; pure
// functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/model/window.h"
#include "core/runtime/run_models.h"

namespace skein::runtime {

/// Room for twice what the plan expects: at least 4,096 tokens, as windows of 2-5 thousand are answered with about one;
/// a planner proposes up to 100 tasks and gets 16,384. After an answer that was cut at `cutAt` four times that. Never
/// more than the model writes.
TokenCount answerLimit(const RunModel& model, const TaskSpec& task, std::optional<TokenCount> cutAt = {});

/// As offersFor(), after an answer was cut at `cutAt`: models that could be asked for no more are refused.
Result<TaskOffers> offersAfterCut(const RunModels& models, const TaskSpec& task, TokenCount input, Instant now,
                                  std::optional<TokenCount> cutAt);

/// Why a cut answer is no result; names the limit.
std::string cutReason(TokenCount limit);
/// Why an attempt ended, and behind it why another answer of the task was refused: the next attempt needs to know both.
/// `refusal` may be empty.
std::string withRefusal(std::string why, std::string_view refusal);

/// What stands in a window about the attempt before, for its reason.
std::string feedbackFor(std::string_view reason);
inline constexpr const char* feedbackSource = "the attempt before";

/// The limit at which an answer of the task was cut, as this window tells; nothing where it tells of no cut.
std::optional<TokenCount> cutBefore(const ContextWindow& window);
/// What else this window tells of answers before; empty where there is nothing else.
std::string refusedBefore(const ContextWindow& window);

}  // namespace skein::runtime
