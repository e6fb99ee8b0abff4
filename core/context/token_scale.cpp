#include "core/context/token_scale.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace skein::context {
namespace {

constexpr std::int64_t whole = 1'000;
constexpr std::int64_t mostApart = 8;

std::int64_t medianOf(std::vector<std::int64_t> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

std::string modelFamily(std::string_view modelId) {
    if (const auto slash = modelId.rfind('/'); slash != std::string_view::npos) modelId.remove_prefix(slash + 1);
    std::string family;
    for (const char c : modelId) {
        const bool upper = c >= 'A' && c <= 'Z';
        if (!upper && (c < 'a' || c > 'z')) break;
        family += upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return family.empty() ? "other" : family;
}

void TokenScale::learn(TokenCount estimated, TokenCount reported) {
    if (estimated.value <= 0 || reported.value <= 0) return;
    if (reported.value / mostApart >= estimated.value || estimated.value / mostApart >= reported.value) return;
    const auto error = std::abs(expect(estimated).value - reported.value) * whole / reported.value;
    if (m_calls.size() == mostCalls) m_calls.pop_front();
    m_calls.push_back({reported.value * whole / estimated.value, error});
}

TokenCount TokenScale::expect(TokenCount estimated) const {
    return {(estimated.value * ratioPerMille() + whole / 2) / whole};
}

std::int64_t TokenScale::ratioPerMille() const {
    if (m_calls.empty()) return whole;
    std::vector<std::int64_t> ratios;
    for (const Call& call : m_calls) ratios.push_back(call.ratio);
    return medianOf(std::move(ratios));
}

std::optional<std::int64_t> TokenScale::medianErrorPerMille() const {
    if (m_calls.empty()) return std::nullopt;
    std::vector<std::int64_t> errors;
    for (const Call& call : m_calls) errors.push_back(call.error);
    return medianOf(std::move(errors));
}

}  // namespace skein::context
