#include <algorithm>

#include "core/engine/decider.h"

namespace skein::engine {

void Decider::noteVote(const ConflictState& conflict) {
    if (isVotedOn(conflict)) m_votes.insert(conflict.conflict);
    else m_votes.erase(conflict.conflict);
}

void Decider::noteJudge(RunId run, const TaskShape& shape) {
    if (!shape.judges || !m_state.task(run, shape.task)) return;
    auto& judges = m_judges[shape.judges];
    const auto at = std::lower_bound(judges.begin(), judges.end(), shape.task);
    if (at == judges.end() || *at != shape.task) judges.insert(at, shape.task);
}

std::uint32_t Decider::votesOf(RunId run, bool suspected) const {
    std::uint32_t sum = 0;
    for (const ConflictState& conflict : m_state.conflicts)
        if (conflict.run == run && conflict.judged == suspected) sum += conflict.votes.value_or(0);
    return sum;
}

void Decider::callVote(ConflictId id, const report::VoteCall& vote) {
    const ConflictState& conflict = *m_state.conflict(id);
    if (votesOf(conflict.run, conflict.judged) + vote.votes > vote.most)
        return emit(event::ConflictMarked{id, ConflictStage::Open, "person", {}, {}, ConflictReason::Bound});
    emit(event::ConflictMarked{
        id, ConflictStage::Open, "policy", {}, {}, ConflictReason::Vote, {}, vote.votes, vote.quorum});
}

bool Decider::votesPending(RunId run) const {
    return std::any_of(m_votes.begin(), m_votes.end(), [&](ConflictId id) {
        const ConflictState& conflict = *m_state.conflict(id);
        return conflict.run == run && isVotedOn(conflict);
    });
}

bool Decider::allHaveVoted(const RunState& run, const std::vector<TaskNo>& judges) const {
    return std::all_of(judges.begin(), judges.end(), [&](TaskNo no) {
        const TaskStatus status = run.tasks[no.value - 1].status;
        return status == TaskStatus::Done || status == TaskStatus::Failed || status == TaskStatus::Withdrawn;
    });
}

// Each question changes the plan, so one is put after the other, in the order in which the contradictions were found. A
// vote is counted when all have spoken: what comes out does not depend on who was first.
void Decider::voteNext(const RunState& run) {
    if (run.status != RunStatus::Running || !planComplete(run)) return;
    for (const ConflictId id : std::vector<ConflictId>(m_votes.begin(), m_votes.end())) {
        const ConflictState& conflict = *m_state.conflict(id);
        if (conflict.run != run.run) continue;
        if (!isVotedOn(conflict)) {
            m_votes.erase(id);
            continue;
        }
        const bool suspected = conflict.status == ConflictState::Status::Suspected;
        const auto judges = m_judges.find(id);
        if (judges == m_judges.end()) {
            if (m_convening || m_expanding) continue;
            m_convening = effect::ConveneVote{id, run.run, conflict.detail, run.plan, *conflict.votes, suspected};
            perform(*m_convening);
        } else if (!m_counting.contains(id) && allHaveVoted(run, judges->second)) {
            m_counting.insert(id);
            effect::CountVotes count{id, run.run, conflict.detail, conflict.quorum.value_or(1), suspected};
            for (const TaskNo no : judges->second) {
                const TaskState& task = run.tasks[no.value - 1];
                count.votes.push_back({no, task.shape.spec, task.status == TaskStatus::Done ? task.output : BlobRef{},
                                       task.judgedBy.value_or(Target{})});
            }
            perform(std::move(count));
        }
    }
}

void Decider::on(const report::VoteConvened& r) {
    if (!m_convening || m_convening->conflict != r.conflict) return;
    const effect::ConveneVote asked = *std::exchange(m_convening, std::nullopt);
    RunState& run = *m_state.run(r.run);
    const ConflictState& conflict = *m_state.conflict(r.conflict);
    // Held, amended or settled meanwhile: it is asked for again where it is still wanted, over the plan of then.
    if (run.status != RunStatus::Running || run.plan != asked.plan || !isVotedOn(conflict)) return;
    if (r.problem) {
        if (conflict.status == ConflictState::Status::Suspected) return emit(event::ConflictLapsed{r.conflict});
        return emit(event::ConflictMarked{r.conflict,
                                          ConflictStage::Open,
                                          "person",
                                          r.problem,
                                          {},
                                          ConflictReason::Undecided,
                                          {},
                                          {},
                                          {},
                                          r.problem});
    }
    const command::AmendPlan amendment{r.run, r.plan, r.changed, {}, true};
    if (const auto problem = problemOf(amendment, run)) {
        m_convening = asked;
        m_convening->refused = "the judging tasks do not fit the plan: " + *problem;
        return perform(*m_convening);
    }
    take(run, amendment, {});
}

void Decider::on(const report::VotesCounted& r) {
    m_counting.erase(r.conflict);
    const ConflictState* conflict = m_state.conflict(r.conflict);
    // Held or at rest by now: it is counted again when the run goes on.
    if (!conflict || !isVotedOn(*conflict) || m_state.run(conflict->run)->status != RunStatus::Running) return;
    const auto mark = [&](ConflictStage stage, ConflictReason reason) {
        emit(event::ConflictMarked{r.conflict, stage, "person", r.note, {}, reason, {}, {}, {}, r.tally});
    };
    if (conflict->status == ConflictState::Status::Suspected) {
        if (r.contradicts) mark(ConflictStage::Open, ConflictReason::Judged);
        else emit(event::ConflictLapsed{r.conflict});
        return;
    }
    if (!r.decision) return mark(r.proposes ? ConflictStage::Proposed : ConflictStage::Open, ConflictReason::Undecided);
    command::ResolveConflict decided{r.conflict, *r.decision, skein::Decider::Policy};
    decided.policy = "vote";
    decided.dissent = r.dissent;
    resolve(decided);
}

std::optional<report::WindowReady> Decider::withoutSiblings(const report::WindowReady& window) const {
    const TaskState& task = *m_state.task(window.attempt.run, window.attempt.task);
    const auto judges = task.shape.judges ? m_judges.find(task.shape.judges) : m_judges.end();
    if (judges == m_judges.end()) return std::nullopt;
    auto narrowed = window;
    for (auto& offer : narrowed.offers)
        for (const TaskNo no : judges->second) {
            const TaskState& other = *m_state.task(window.attempt.run, no);
            if (no != task.shape.task && other.judgedBy && routing::sameModel(*other.judgedBy, offer.target) &&
                offer.refusal == Refusal::None)
                offer.refusal = Refusal::Sibling;
        }
    return narrowed;
}

}  // namespace skein::engine
