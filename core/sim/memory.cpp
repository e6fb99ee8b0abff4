#include <algorithm>

#include <fmt/format.h>

#include "core/sim/world.h"

namespace skein::sim {

// Some tasks contradict an earlier one, by seed. Whether an output really states its side depends on its content, so
// that contradictions come and go as tasks run again.
void World::seedPairs() {
    const auto count = static_cast<std::uint32_t>(m_request.tasks.size());
    for (std::uint32_t no = 2; no <= count; ++no) {
        if (m_request.tasks[no - 1].role != TaskRole::Work) continue;
        if (drawBelow(m_request.seed, no, "contradicts", 1000) >= m_request.faults.conflicts) continue;
        const TaskNo other{1 + drawBelow(m_request.seed, no, "contradicted", no - 1)};
        if (m_request.tasks[other.value - 1].role != TaskRole::Work) continue;
        m_pairs.push_back({other, TaskNo{no}, sha256(fmt::format("pair {} {}", other.value, no))});
    }
}

bool World::involves(const Pair& pair, TaskNo task) const {
    if (task == pair.a || task == pair.b) return true;
    return draw(m_request.seed, std::uint64_t{pair.b.value} << 32 | task.value, "retrieves") % 16 ==
           0;  // found by search
}

std::optional<Decision> World::inForce(const State& state, const Pair& pair) const {
    const auto found = state.pairs.find(pair.id);
    if (found == state.pairs.end()) return std::nullopt;
    const ConflictState& conflict = *state.conflict(found->second);
    const bool decided =
        conflict.status == ConflictState::Status::Resolved && conflict.decision != Decision::NotAConflict;
    return decided ? std::optional(conflict.decision) : std::nullopt;
}

bool World::states(const Digest& output, const Pair& pair) {
    return output && ((output.bytes[0] ^ pair.id.bytes[0]) & 3) != 0;
}

Digest World::inputsOf(const State& state, const effect::AssembleWindow& e) const {
    std::string text = e.spec.name.hex();
    for (const auto& dependency : e.dependencies)
        text += fmt::format(" {} {}", dependency.task.value, dependency.outputDigest.hex());
    for (const Pair& pair : m_pairs)
        if (e.role == TaskRole::Work && involves(pair, e.attempt.task))
            if (const auto decision = inForce(state, pair))
                text += fmt::format(" {} {}", pair.id.hex(), nameIn(EnumNames<Decision>::table, *decision));
    return sha256(text);
}

// A third of the tasks answer the same whatever they are given: behind them a change stops early.
Digest World::outputOf(BlobRef spec, const Digest& inputs, TaskRole role) const {
    const bool steady = spec.name.bytes[1] % 3 == 0 && role == TaskRole::Work;
    return steady ? sha256("steady " + spec.name.hex()) : sha256("output " + inputs.hex());
}

void World::release(const effect::AssembleWindow& e) {
    report::WindowReady r;
    r.attempt = e.attempt;
    r.inputs = inputsOf(m_durable, e);
    r.window = BlobRef{sha256(fmt::format("window {} {}", r.inputs.hex(), m_order))};
    r.tokens = TokenCount{3000};
    r.stepKind = StepKind::Model;
    r.offers = offersOf(e.attempt.task);
    r.size = {3'000, 700};
    if (r.offers.front().target.provider == "offline") r.stepKind = StepKind::Tool;
    deliver(m_request.faults.any() ? milliseconds(m_random.below(30)) : Duration{}, r);
}

void World::release(const effect::ExtractClaims& e) {
    const Digest digest = sha256("claims " + e.output.name.hex());
    deliver(m_request.faults.any() ? milliseconds(m_random.below(20)) : Duration{},
            report::ClaimsExtracted{e.attempt, e.revision, BlobRef{digest}, 1, digest});
}

void World::release(const effect::CompareClaims& e) {
    report::ClaimsCompared r{e.attempt, e.revision, m_durable.sequence, {}, {}};
    const TaskState& task = *m_durable.task(e.attempt.run, e.attempt.task);
    const bool current = task.current && task.current->attempt == e.attempt.attempt;
    for (const Pair& pair : m_pairs) {
        if (!current || (pair.a != e.attempt.task && pair.b != e.attempt.task) || inForce(m_durable, pair)) continue;
        const TaskState* other = m_durable.task(e.attempt.run, pair.a == e.attempt.task ? pair.b : pair.a);
        if (!other || other->status == TaskStatus::Withdrawn) continue;
        const bool comparing = other->current && other->current->stage == AttemptStage::Comparing;
        const Digest otherOutput = comparing ? other->current->outputDigest : other->outputDigest;
        const bool stated = states(task.current->outputDigest, pair);
        if (stated && states(otherOutput, pair)) {
            const bool otherFirst = !comparing || other->current->claimsRecordedAt < e.recordedAt;
            const TaskNo first = otherFirst ? other->shape.task : e.attempt.task,
                         second = otherFirst ? e.attempt.task : other->shape.task;
            const auto policy =
                m_request.onConflict == ConflictPolicy::Ask ? std::nullopt : std::optional(Decision::TakeB);
            r.conflicts.push_back({first, second, e.attempt.run, e.attempt.run, BlobRef{pair.id}, policy, pair.id});
            if (m_request.onConflict == ConflictPolicy::Vote) {
                r.conflicts.back().policyDecision.reset();
                r.conflicts.back().vote = report::VoteCall{2, 2, 60};
            }
            hit("contradiction found");
        }
        const auto known = m_durable.pairs.find(pair.id);
        if (!stated && known != m_durable.pairs.end() &&
            m_durable.conflict(known->second)->status == ConflictState::Status::Open) {
            r.lapsed.push_back(known->second);
            hit("contradiction lapsed");
        }
    }
    deliver(m_request.faults.any() ? milliseconds(m_random.below(20)) : Duration{}, r);
}

void World::release(const effect::FindAffected& e) {
    report::AffectedFound r{e.conflict, e.run, {}};
    const auto pair =
        std::find_if(m_pairs.begin(), m_pairs.end(), [&](const Pair& p) { return BlobRef{p.id} == e.detail; });
    for (const TaskState& task : m_durable.run(e.run)->tasks) {
        const bool holds = task.hasResult || (task.current && task.current->window);
        if (pair != m_pairs.end() && holds && involves(*pair, task.shape.task)) r.tasks.push_back(task.shape.task);
    }
    hit(e.undone ? "search after undoing" : "search for affected tasks");
    deliver(m_request.faults.any() ? milliseconds(m_random.below(100)) : Duration{}, r);
}

// Two tasks take the place of the one that planned them. A proposal that nobody waits for, or that was taken in before,
// changes nothing.
void World::release(const effect::ExpandPlan& e) {
    report::PlanExpanded r{e.run, e.task, e.revision, BlobRef{sha256(e.plan.name.hex() + " planned")}, {}, {}, {}};
    if (!e.refused.empty()) r.problem = BlobRef{sha256(e.refused)};
    const RunState& run = *m_durable.run(e.run);
    const auto count = static_cast<std::uint32_t>(run.tasks.size());
    for (const TaskNo consumer : run.feeds[e.task.value - 1]) {
        TaskShape shape = run.tasks[consumer.value - 1].shape;
        std::replace(shape.needs.begin(), shape.needs.end(), e.task, TaskNo{count + 2});
        r.changed.push_back(std::move(shape));
    }
    for (std::uint32_t part = 1; part <= 2 && !run.feeds[e.task.value - 1].empty(); ++part) {
        TaskShape shape = run.tasks[e.task.value - 1].shape;
        shape.task = TaskNo{count + part};
        shape.role = TaskRole::Work;
        shape.spec = BlobRef{sha256(fmt::format("{} part {}", shape.spec.name.hex(), part))};
        if (part == 2) shape.needs = {TaskNo{count + 1}};
        r.changed.push_back(std::move(shape));
    }
    hit(r.changed.empty() ? "proposal without consequence" : "proposal taken in");
    deliver(m_request.faults.any() ? milliseconds(m_random.below(100)) : Duration{}, r);
}

// Its agents are the tasks of one vote; what they say is settled by what their models are.
void World::release(const effect::ConveneVote& e) {
    report::VoteConvened r{e.conflict, e.run, BlobRef{sha256(e.plan.name.hex() + " judged")}, {}, {}};
    if (!e.refused.empty()) r.problem = BlobRef{sha256(e.refused)};
    const auto count = static_cast<std::uint32_t>(m_durable.run(e.run)->tasks.size());
    for (std::uint32_t vote = 1; vote <= e.votes; ++vote) {
        TaskShape shape;
        shape.task = TaskNo{count + vote};
        shape.kind = "judge";
        shape.role = TaskRole::Judge;
        shape.spec = BlobRef{sha256(fmt::format("vote {} of conflict {}", vote, e.conflict.value))};
        shape.judges = e.conflict;
        r.changed.push_back(std::move(shape));
    }
    hit("vote called");
    deliver(m_request.faults.any() ? milliseconds(m_random.below(100)) : Duration{}, r);
}

void World::release(const effect::CountVotes& e) {
    report::VotesCounted r{e.conflict, e.run, {}, false, false, BlobRef{e.detail}, {}, {}};
    const auto voices =
        std::count_if(e.votes.begin(), e.votes.end(), [](const auto& vote) { return static_cast<bool>(vote.output); });
    if (std::cmp_greater_equal(voices, e.quorum)) r.decision = Decision::TakeB;
    hit(r.decision ? "vote decided" : "vote undecided");
    deliver(m_request.faults.any() ? milliseconds(m_random.below(100)) : Duration{}, r);
}

// At rest every result must be what its present inputs give, and every contradiction must be known: exactly what was
// affected by a change has run again, no less.
void World::checkCoherence() {
    const RunState& run = m_durable.runs.back();
    for (const TaskState& task : run.tasks) {
        if (task.status != TaskStatus::Done) continue;
        // What joins everything waits for the rest, which has no money.
        if (task.shape.role == TaskRole::Assembler && run.outcome == RunOutcome::Held) continue;
        effect::AssembleWindow now{
            {run.run, task.shape.task, {}}, task.revision, task.shape.role, task.shape.spec, {}, {}, true};
        for (const TaskNo need : task.shape.needs)
            now.dependencies.push_back({need, {}, m_durable.task(run.run, need)->outputDigest, false});
        if (task.outputDigest != outputOf(task.shape.spec, inputsOf(m_durable, now), task.shape.role))
            m_checker.object(fmt::format("task {} rests on inputs that have changed", task.shape.task.value));
    }
    for (const Pair& pair : m_pairs) {
        const TaskState &a = run.tasks[pair.a.value - 1], &b = run.tasks[pair.b.value - 1];
        const bool clash = a.status == TaskStatus::Done && b.status == TaskStatus::Done && !inForce(m_durable, pair) &&
                           states(a.outputDigest, pair) && states(b.outputDigest, pair);
        const auto known = m_durable.pairs.find(pair.id);
        // Where the money ran out somebody still has to decide; where the run is done nothing is open.
        const auto wanted = [&](ConflictState::Status status) {
            return status == ConflictState::Status::Resolved ||
                   (status == ConflictState::Status::Open && run.outcome == RunOutcome::Held);
        };
        const bool seen = known != m_durable.pairs.end() && wanted(m_durable.conflict(known->second)->status);
        if (clash && !seen)
            m_checker.object(
                fmt::format("tasks {} and {} contradict each other unnoticed", pair.a.value, pair.b.value));
    }
}

}  // namespace skein::sim
