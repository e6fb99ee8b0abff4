// What the engine asks the world to do. Released only after the events decided with it are durable. Each carries all an
// executor needs, by value. An executor answers every effect but the cancelling one with exactly one report; the report
// slot is reserved when the effect is released, so reports are never refused. Thread: any; values only.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/engine/input.h"

namespace skein::effect {

/// Where a dependency's result lies.
struct DependencyRef {
    TaskNo task;
    BlobRef output;
    Digest outputDigest;
    bool disputed = false;
};

/// Ask memory the questions of this task and pack its band. Read-only. -> report::WindowReady
struct AssembleWindow {
    AttemptRef attempt;
    std::uint32_t revision = 1;
    TaskRole role = TaskRole::Work;
    BlobRef spec;
    std::vector<DependencyRef> dependencies;
    BlobRef feedback;  ///< why the attempt before failed, or what the result before contradicts; empty on the first
    bool mayReuse = true;
    BlobRef before{}, turn{};  ///< an attempt that goes on: its window so far, and what the model asked memory since
    Digest inputs{};           ///< those of `before`
};
/// Call the model or the built-in tool. -> report::StepFinished; while it runs, LeaseRenewed at least every 30 s
/// (checks too).
struct PerformStep {
    StepRef step;
    StepKind kind = StepKind::Model;
    Target target;
    std::string key;  ///< which of the provider's, by name
    BlobRef spec, window;
    std::vector<DependencyRef> dependencies;
    Digest idempotencyKey;
    MicroUsd reserved;
    bool repeated = false;
    std::string batch{};  ///< the provider's name of the batch it is in, where that is known
    Instant since{};      ///< the step is not older than this; the start of time: nobody knows
};
/// Check an output against its contract and acceptance checks. -> report::StepFinished (Ok or Rejected)
struct CheckOutput {
    StepRef step;
    BlobRef spec, output;
};
/// Best effort: stop a call in flight. Its PerformStep still reports.
struct CancelStep {
    StepRef step;
};
/// -> report::ClaimsExtracted
struct ExtractClaims {
    AttemptRef attempt;
    std::uint32_t revision = 1;
    BlobRef spec, output, consulted, window;
};
/// Compare the task's recorded claims with all others held. Read-only. -> report::ClaimsCompared
struct CompareClaims {
    AttemptRef attempt;
    std::uint32_t revision = 1;
    BlobRef claims;
    std::uint64_t recordedAt = 0;
};
/// Work an accepted proposal of a planner task into the plan. Read-only. -> report::PlanExpanded
struct ExpandPlan {
    RunId run;
    TaskNo task;
    std::uint32_t revision = 1;
    BlobRef spec, output, plan;
    std::string refused{};  ///< not empty: the answer does not fit the plan; to be answered with this as its problem
};
/// Put the question about a contradiction into the plan: one judging task for each vote. -> report::VoteConvened
struct ConveneVote {
    ConflictId conflict;
    RunId run;
    BlobRef detail, plan;
    std::uint32_t votes = 1;
    bool suspected = false;
    std::string refused{};  ///< as ExpandPlan::refused
};
/// One judging task that is over.
struct Vote {
    TaskNo task;
    BlobRef spec, output;  ///< output: empty where the task came to nothing
    Target by{};
};
/// Count what the judging tasks of a contradiction said. Read-only. -> report::VotesCounted
struct CountVotes {
    ConflictId conflict;
    RunId run;
    BlobRef detail;
    std::uint32_t quorum = 1;
    bool suspected = false;
    std::vector<Vote> votes{};
};
/// Which finished tasks held what this decision superseded or restored. Read-only. -> report::AffectedFound
struct FindAffected {
    ConflictId conflict;
    RunId run;
    Decision decision = Decision::TakeA;
    bool undone = false;
    BlobRef detail;
    TaskNo task{};  ///< with Regenerate
};

}  // namespace skein::effect

namespace skein {

using Effect = std::variant<effect::AssembleWindow, effect::PerformStep, effect::CheckOutput, effect::CancelStep,
                            effect::ExtractClaims, effect::CompareClaims, effect::FindAffected, effect::ExpandPlan,
                            effect::ConveneVote, effect::CountVotes>;

}  // namespace skein
