// What a person says about finding and settling contradictions: rules switched off, tuned and added, policies and their
// order. Kept as a blob of the workspace; a run freezes it into its options when it begins. Thread: any; values only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/record.h"
#include "core/model/run_terms.h"

namespace skein {

/// One built-in rule with other thresholds. What is absent stays as built in.
struct RuleTuning {
    std::string rule;                           ///< Rule::id
    std::optional<PerMille> leastConfidence{};  ///< of both claims
    std::optional<PerMille> tolerance{};        ///< numbers that differ by no more, of the larger one, agree
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("rule", s.rule);
        visit("least_confidence", s.leastConfidence);
        visit("tolerance", s.tolerance);
    }
    friend bool operator==(const RuleTuning&, const RuleTuning&) = default;
};

/// A rule of the person: pairs that it matches never contradict each other (many values are allowed there, or they are
/// examples). Patterns are globs ("*" and "?"); an empty one matches everything. Without a word about the other side a
/// pattern is met by either; with one the first three are those of one side and the others of the other.
struct AddedRule {
    std::string id;           ///< [a-z0-9_-]{1,40}, none of the built-in ones
    std::string rule{};       ///< only pairs that this built-in rule found
    std::string subject{};    ///< of either claim
    std::string predicate{};  ///< of either claim
    std::string path{};       ///< of evidence of either claim
    std::string otherSubject{}, otherPredicate{}, otherPath{};
    bool namesBoth() const { return !otherSubject.empty() || !otherPredicate.empty() || !otherPath.empty(); }
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("id", s.id);
        visit("rule", s.rule);
        visit("subject", s.subject);
        visit("predicate", s.predicate);
        visit("path", s.path);
        visit("other_subject", s.otherSubject);
        visit("other_predicate", s.otherPredicate);
        visit("other_path", s.otherPath);
    }
    friend bool operator==(const AddedRule&, const AddedRule&) = default;
};

struct RuleTerms {
    std::vector<std::string> off;  ///< ids of built-in rules, sorted
    std::vector<RuleTuning> tuned;
    std::vector<AddedRule> added;
    /// Pairs of statements that no rule can decide about are put to a model, at most so many in a run; absent: to none.
    std::optional<std::uint32_t> judged{};
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("off", s.off);
        visit("tuned", s.tuned);
        visit("added", s.added);
        visit("judged", s.judged);
    }
    friend bool operator==(const RuleTerms&, const RuleTerms&) = default;
};

/// A policy that may settle contradictions by itself. "vote" counts sources; with `votes` it asks agents.
struct PolicyTerm {
    std::string name;                       ///< "newer", "source-rank", "evidence" or "vote"
    std::vector<std::string> sources{};     ///< source-rank: path patterns and kinds of evidence, the best first
    std::optional<std::uint32_t> votes{};   ///< vote: so many agents are asked, each on a model of its own
    std::optional<std::uint32_t> quorum{};  ///< of them have to agree
    std::optional<std::uint32_t> most{};    ///< agents asked in one run
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("name", s.name);
        visit("sources", s.sources);
        visit("votes", s.votes);
        visit("quorum", s.quorum);
        visit("most", s.most);
    }
    friend bool operator==(const PolicyTerm&, const PolicyTerm&) = default;
};

struct CoherenceTerms {
    RuleTerms rules;
    std::vector<PolicyTerm> policies;  ///< asked in this order; the first that decides does; empty: a person
    std::optional<Duration> escalateAfter{};
    template <class Self, class Visit>
    static void fields(Self& s, Visit&& visit) {
        visit("rules", s.rules);
        visit("policies", s.policies);
        visit("escalate_after", s.escalateAfter);
    }
    friend bool operator==(const CoherenceTerms&, const CoherenceTerms&) = default;
};

}  // namespace skein
