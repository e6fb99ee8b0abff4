#include "core/runtime/answer_limit.h"

#include <algorithm>
#include <charconv>

#include "core/base/text.h"
#include "core/plan/proposal.h"

namespace skein::runtime {
namespace {

constexpr std::int64_t usualLimit = 4'096, plannerLimit = 16'384, growth = 4;
constexpr std::string_view cutAtLimit = "the answer was cut at the output limit of ", tokensMore = " tokens";
constexpr std::string_view refused = "The attempt before was refused: ";

}  // namespace

TokenCount answerLimit(const RunModel& model, const TaskSpec& task, std::optional<TokenCount> cutAt) {
    auto limit = std::max(plan::isPlanner(task) ? plannerLimit : usualLimit, 2 * task.estimate.tokensOut.value);
    if (cutAt) limit = std::max(limit, growth * cutAt->value);
    return {std::clamp<std::int64_t>(limit, 1, std::max<std::int64_t>(1, model.maxOutput.value))};
}

std::string cutReason(TokenCount limit) {
    return std::string(cutAtLimit) + std::to_string(limit.value) + std::string(tokensMore);
}

std::string feedbackFor(std::string_view reason) {
    constexpr std::size_t mostBytes = 2'000;
    return elide(std::string(refused) + std::string(reason), mostBytes);
}

std::optional<TokenCount> cutBefore(const ContextWindow& window) {
    const auto found = std::find_if(window.segments.begin(), window.segments.end(), [](const auto& segment) {
        return segment.reason == SegmentReason::Rules && segment.source == feedbackSource;
    });
    if (found == window.segments.end()) return std::nullopt;
    // The whole sentence and nothing else: what a check refused may quote anything.
    auto text = std::string_view(trim(found->text));
    const std::string before = "- " + std::string(refused) + std::string(cutAtLimit);
    if (!text.starts_with(before) || !text.ends_with(tokensMore)) return std::nullopt;
    text = text.substr(before.size(), text.size() - before.size() - tokensMore.size());
    std::int64_t limit = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || limit < 1) return std::nullopt;
    return TokenCount{limit};
}

}  // namespace skein::runtime
