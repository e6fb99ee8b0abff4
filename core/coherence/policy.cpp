#include "core/coherence/policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/base/text.h"

namespace skein::coherence {
namespace {

constexpr std::array<std::pair<std::string_view, ConflictPolicy>, 3> builtIn{
    {{"newer", ConflictPolicy::Newer}, {"evidence", ConflictPolicy::Evidence}, {"vote", ConflictPolicy::Vote}}};

/// The place of the best evidence of a claim and its supporters in the person's list; the list's size if in none.
std::size_t rankOf(const Digest& id, const std::vector<std::string>& sources, const std::vector<HeldClaim>& onSubject) {
    const auto own = std::find_if(onSubject.begin(), onSubject.end(), [&](const auto& x) { return x.claim.id == id; });
    std::size_t best = sources.size();
    for (const auto& held : onSubject) {
        if (held.claim.id != id && !saySame(held.claim, own->claim)) continue;
        for (std::size_t i = 0; i < best; ++i) {
            const auto& source = sources[i];
            const bool named =
                source == held.claim.basis ||
                std::any_of(held.claim.evidence.begin(), held.claim.evidence.end(),
                            [&](const auto& each) { return !each.path.empty() && matches(source, each.path); });
            if (named) best = i;
        }
    }
    return best;
}

PolicyAdvice sourceRank(const Contradiction& conflict, const std::vector<std::string>& sources,
                        const std::vector<HeldClaim>& onSubject) {
    const auto a = rankOf(conflict.a, sources, onSubject), b = rankOf(conflict.b, sources, onSubject);
    const auto word = [&](std::size_t rank) {
        return rank < sources.size() ? "'" + sources[rank] + "'" : std::string("nothing in the list");
    };
    if (a == b) return {std::nullopt, "both sides rest on " + word(a) + ": the ranks are equal, a person decides"};
    return {a < b ? Choice::TakeA : Choice::TakeB, std::string("side ") + (a < b ? "a" : "b") + " rests on " +
                                                       word(std::min(a, b)) + ", side " + (a < b ? "b" : "a") + " on " +
                                                       word(std::max(a, b))};
}

std::optional<double> numberOf(const Claim& claim) {
    if (claim.value.type != ClaimValue::Type::Number) return std::nullopt;
    double value = 0;
    const auto& text = claim.value.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool within(const Claim& a, const Claim& b, PerMille tolerance) {
    const auto x = numberOf(a), y = numberOf(b);
    if (!x || !y || a.value.unit != b.value.unit) return false;
    return std::abs(*x - *y) * 1'000 <= std::max(std::abs(*x), std::abs(*y)) * static_cast<double>(tolerance);
}

bool matchesPair(const AddedRule& added, std::string_view rule, const Claim& a, const Claim& b) {
    if (!added.rule.empty() && added.rule != rule) return false;
    if (added.namesBoth()) {
        const auto is = [](const Claim& claim, const std::string& subject, const std::string& predicate,
                           const std::string& path) {
            return matches(subject, claim.subject) && matches(predicate, claim.predicate) &&
                   (path.empty() || std::any_of(claim.evidence.begin(), claim.evidence.end(),
                                                [&](const auto& each) { return matches(path, each.path); }));
        };
        const auto first = [&](const Claim& claim) { return is(claim, added.subject, added.predicate, added.path); };
        const auto second = [&](const Claim& claim) {
            return is(claim, added.otherSubject, added.otherPredicate, added.otherPath);
        };
        return (first(a) && second(b)) || (first(b) && second(a));
    }
    const auto either = [&](const std::string& pattern, auto&& of) {
        return pattern.empty() || of(a, pattern) || of(b, pattern);
    };
    return either(added.subject, [](const Claim& c, const auto& pattern) { return matches(pattern, c.subject); }) &&
           either(added.predicate, [](const Claim& c, const auto& pattern) { return matches(pattern, c.predicate); }) &&
           either(added.path, [](const Claim& c, const auto& pattern) {
               return std::any_of(c.evidence.begin(), c.evidence.end(),
                                  [&](const auto& each) { return matches(pattern, each.path); });
           });
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) return true;
    std::size_t p = 0, t = 0, star = pattern.npos, from = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            from = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != pattern.npos) {
            p = star + 1;
            t = ++from;
        } else return false;
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::vector<std::string_view> policyNames() { return {"newer", "source-rank", "evidence", "vote"}; }

Result<PolicyAdvice> adviceOf(const PolicyTerm& policy, const Contradiction& conflict,
                              const std::vector<HeldClaim>& onSubject) {
    for (const auto& [name, kind] : builtIn)
        if (name == policy.name) return adviceOf(kind, conflict, onSubject);
    if (policy.name != "source-rank")
        return fail(ErrorCode::InvalidInput,
                    "the policy '" + elide(policy.name, 60) + "': expected newer, source-rank, evidence or vote");
    if (policy.sources.empty())
        return fail(ErrorCode::InvalidInput,
                    "the policy source-rank needs its sources, the best first: path patterns or kinds of evidence");
    for (const auto& side : {conflict.a, conflict.b})
        if (std::none_of(onSubject.begin(), onSubject.end(), [&](const auto& held) { return held.claim.id == side; }))
            return fail(ErrorCode::NotFound, "claim " + side.hex() + " of the conflict is not among the held claims");
    return sourceRank(conflict, policy.sources, onSubject);
}

bool comparesNumbers(std::string_view rule) {
    return rule == "different-value" || rule == "limit-clash" || rule == "sum-mismatch";
}

bool admits(const RuleTerms& terms, std::string_view rule, const Claim& a, const Claim& b) {
    if (std::find(terms.off.begin(), terms.off.end(), rule) != terms.off.end()) return false;
    for (const auto& tuning : terms.tuned) {
        if (tuning.rule != rule) continue;
        if (tuning.leastConfidence && std::min(a.confidencePerMille, b.confidencePerMille) < *tuning.leastConfidence)
            return false;
        if (tuning.tolerance && within(a, b, *tuning.tolerance)) return false;
    }
    return std::none_of(terms.added.begin(), terms.added.end(), [&](const AddedRule& added) {
        return matchesPair(added, rule, a, b) &&
               std::find(terms.off.begin(), terms.off.end(), added.id) == terms.off.end();
    });
}

}  // namespace skein::coherence
