// The events about contradictions: found, handed around, settled, in doubt again, and the person's terms for all of it.
// Included by event.h. Thread: any; values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/run_terms.h"

namespace skein::event {

#define SKEIN_FIELDS                   \
    template <class Self, class Visit> \
    static void fields([[maybe_unused]] Self& s, [[maybe_unused]] Visit&& visit)

/// Two claims cannot both hold. `detail` holds both claims, the rule and the reason; A is the earlier one. A task is 0
/// where the claim comes from a source alone or from another run. `pair` is a keyed digest of both claim ids.
struct ConflictOpened {
    ConflictId conflict;
    RunId run;
    TaskNo taskA, taskB;
    BlobRef detail;
    Digest pair;
    Digest topic{};        ///< keyed digest of what both are about: the same for every pair of values of one thing
    ConflictId reopens{};  ///< decided in an earlier run, and in doubt since something new speaks for what was dropped
    bool suspected = false;  ///< no rule can decide about the pair: a model is asked before anybody hears of it
    static constexpr std::string_view kind = "conflict.opened";
    SKEIN_FIELDS {
        visit("conflict", s.conflict);
        visit("run", s.run);
        visit("task_a", s.taskA);
        visit("task_b", s.taskB);
        visit("detail", s.detail);
        visit("pair", s.pair);
        visit("topic", s.topic);
        visit("reopens", s.reopens);
        visit("suspected", s.suspected);
    }
};
/// Somebody works at an open conflict, or puts it off. `note`: JSON of the draft, or the reason. `until` absent with
/// Deferred: until somebody asks.
struct ConflictMarked {
    ConflictId conflict;
    ConflictStage stage = ConflictStage::Open;
    std::string owner;  ///< "person", "policy", or a name of 1-40 characters [a-z0-9_-]; empty: nobody yet
    BlobRef note{};
    std::optional<Instant> until{};
    std::optional<ConflictReason> reason{};  ///< absent: somebody asked for it
    std::optional<std::uint32_t> rounds{};   ///< with Again: so many times it was settled before
    std::optional<std::uint32_t> votes{};    ///< with Vote: so many agents are asked, each on a model of its own
    std::optional<std::uint32_t> quorum{};   ///< with Vote: so many of them have to agree
    BlobRef tally{};                         ///< with Undecided and Judged: JSON of what they said
    static constexpr std::string_view kind = "conflict.marked";
    SKEIN_FIELDS {
        visit("conflict", s.conflict);
        visit("stage", s.stage);
        visit("owner", s.owner);
        visit("note", s.note);
        visit("until", s.until);
        visit("reason", s.reason);
        visit("rounds", s.rounds);
        visit("votes", s.votes);
        visit("quorum", s.quorum);
        visit("tally", s.tally);
    }
};
/// A conflict whose claims are no longer both held (a task ran again without one of them).
struct ConflictLapsed {
    ConflictId conflict;
    static constexpr std::string_view kind = "conflict.lapsed";
    SKEIN_FIELDS { visit("conflict", s.conflict); }
};
struct ConflictResolved {
    ConflictId conflict;
    Decision decision = Decision::TakeA;
    Decider by = Decider::Person;
    BlobRef text;
    std::string policy{};  ///< by a policy: its name, [a-z0-9_-]{1,40}
    BlobRef terms{};       ///< JSON of scopes, times, order or constraint, for the decisions that have such
    BlobRef dissent{};     ///< JSON of what spoke against it: the other side with its evidence, votes, advice
    BlobRef goal{};        ///< with Refine: the goal from now on
    TaskNo task{};         ///< with Regenerate: who answers again; with Neither: who checks
    static constexpr std::string_view kind = "conflict.resolved";
    SKEIN_FIELDS {
        visit("conflict", s.conflict);
        visit("decision", s.decision);
        visit("by", s.by);
        visit("text", s.text);
        visit("policy", s.policy);
        visit("terms", s.terms);
        visit("dissent", s.dissent);
        visit("goal", s.goal);
        visit("task", s.task);
    }
};
/// A decision is in doubt: it no longer holds, and what had run stays as it is until somebody decides anew.
struct ConflictReopened {
    ConflictId conflict;
    ConflictReason reason = ConflictReason::Evidence;
    BlobRef note{};  ///< the claim that speaks against the decision, as JSON
    std::optional<std::uint32_t> rounds{};
    static constexpr std::string_view kind = "conflict.reopened";
    SKEIN_FIELDS {
        visit("conflict", s.conflict);
        visit("reason", s.reason);
        visit("note", s.note);
        visit("rounds", s.rounds);
    }
};
/// `restored`: what the decision would have made run again and nobody had begun: their results stand as before.
struct ResolutionUndone {
    ConflictId conflict;
    std::vector<TaskNo> restored{};
    static constexpr std::string_view kind = "resolution.undone";
    SKEIN_FIELDS {
        visit("conflict", s.conflict);
        visit("restored", s.restored);
    }
};
/// The search for tasks that rest on a decision has been answered; their invalidations stand beside it.
struct AffectedFound {
    ConflictId conflict;
    std::uint32_t tasks = 0;
    static constexpr std::string_view kind = "affected.found";
    SKEIN_FIELDS {
        visit("conflict", s.conflict);
        visit("tasks", s.tasks);
    }
};
/// The person's terms: rules switched off, tuned or added, and policies in their order (JSON of CoherenceTerms). A run
/// keeps those that stand when it begins.
struct CoherenceChanged {
    BlobRef terms;
    std::optional<Duration> escalateAfter{};  ///< a conflict that nobody settles goes to the person then
    static constexpr std::string_view kind = "coherence.changed";
    SKEIN_FIELDS {
        visit("terms", s.terms);
        visit("escalate_after", s.escalateAfter);
    }
};

#undef SKEIN_FIELDS

}  // namespace skein::event
