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
constexpr std::string_view another = "; another answer was refused: ";

/// What the window says of the attempt before; empty where it says nothing.
std::string_view toldBefore(const ContextWindow& window) {
    const auto found = std::find_if(window.segments.begin(), window.segments.end(), [](const auto& segment) {
        return segment.reason == SegmentReason::Rules && segment.source == feedbackSource;
    });
    if (found == window.segments.end()) return {};
    const auto text = std::string_view(trim(found->text));
    const std::string before = "- " + std::string(refused);
    return text.starts_with(before) ? text.substr(before.size()) : std::string_view();
}

struct Told {
    std::optional<TokenCount> cutAt;
    std::string_view refusal;
};

// Our sentence first and whole: what a check refused comes behind it, and may quote anything.
Told readTold(std::string_view told) {
    if (!told.starts_with(cutAtLimit)) return {std::nullopt, told};
    const auto number = told.substr(cutAtLimit.size());
    std::int64_t limit = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), limit);
    auto rest = number.substr(static_cast<std::size_t>(read.ptr - number.data()));
    if (read.ec != std::errc{} || limit < 1 || !rest.starts_with(tokensMore)) return {std::nullopt, told};
    rest.remove_prefix(tokensMore.size());
    if (!rest.empty() && !rest.starts_with(another)) return {std::nullopt, told};
    return {TokenCount{limit}, rest.substr(std::min(rest.size(), another.size()))};
}

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

std::string withRefusal(std::string why, std::string_view refusal) {
    return refusal.empty() ? std::move(why) : std::move(why) + std::string(another) + std::string(refusal);
}

std::optional<TokenCount> cutBefore(const ContextWindow& window) { return readTold(toldBefore(window)).cutAt; }

std::string refusedBefore(const ContextWindow& window) { return std::string(readTold(toldBefore(window)).refusal); }

}  // namespace skein::runtime
