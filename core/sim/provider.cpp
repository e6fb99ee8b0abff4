#include <algorithm>

#include <fmt/format.h>

#include "core/sim/world.h"

namespace skein::sim {

// A third of the tasks is built in and free. The others have a choice: a provider that honours our keys, one that does
// not, and a dear one to fall back on, in an order of their own.
std::vector<routing::Offer> World::offersOf(TaskNo task) const {
    if (!m_request.faults.any()) {
        const TaskState* state = m_durable.task(RunId{static_cast<std::uint32_t>(m_durable.runs.size())}, task);
        return {routing::soleOffer({"simulated", "model"}, state ? state->shape.estimatedCost : MicroUsd{})};
    }
    const std::uint64_t kind = draw(m_request.seed, task.value, "target") % 3;
    if (kind == 2) return {routing::soleOffer({"offline", "builtin"}, {})};
    const std::uint64_t most = static_cast<std::uint64_t>(m_request.dearestCall.value);
    const auto worst =
        static_cast<std::int64_t>(most / 10 + draw(m_request.seed, task.value, "price") % (most * 9 / 10));
    std::vector<routing::Offer> offers{routing::soleOffer({"simulated", "keyed", true}, MicroUsd{worst}),
                                       routing::soleOffer({"other", "plain"}, MicroUsd{worst}),
                                       routing::soleOffer({"simulated", "dear"}, MicroUsd{2 * worst})};
    offers[kind].quality = 900;
    return offers;
}

report::KeysKnown World::keys() { return {{{"simulated", {"one", "two", "three"}}, {"other", {"four"}}}}; }

// What speaks against key, model or provider and costs nothing.
bool World::refuses(report::StepFinished& r, const effect::PerformStep& e) {
    if (e.target.provider == "offline") return false;
    const auto refuse = [&](CallFault fault, const char* probe) {
        hit(probe);
        r.outcome = StepOutcome::Retryable;
        r.fault = fault;
        r.detail = BlobRef{sha256(probe)};
        r.charge = {};
        r.usage = {};
        return true;
    };
    if (chance(m_request.faults.outage)) m_downUntil[e.target.provider] = m_boot + seconds(1 + m_random.below(90));
    if (const auto down = m_downUntil.find(e.target.provider); down != m_downUntil.end() && m_boot < down->second)
        return refuse(CallFault::Provider, "provider down");
    if (chance(m_request.faults.refusedKey)) return refuse(CallFault::KeyRefused, "key refused");
    if (chance(m_request.faults.overload)) return refuse(CallFault::Model, "model overloaded");
    if (!chance(m_request.faults.throttle)) return false;
    if (m_random.chance(500)) r.retryAfter = seconds(1 + m_random.below(20));
    return refuse(CallFault::Throttled, "key throttled");
}

Duration World::durationOf(const effect::PerformStep& e, bool timeout) {
    const TaskNo no = e.step.task;
    // The engine may have been told nothing (Strategy::MostBlocking); the plan knows what a call takes.
    const bool planned = no.value <= m_request.tasks.size();
    const TaskState* task = m_durable.task(e.step.run, no);
    Duration base = planned ? m_request.tasks[no.value - 1].estimate : task ? task->shape.estimate : Duration{};
    const auto jitter = static_cast<std::int64_t>(m_request.faults.jitter);
    if (jitter > 0)
        base.value += base.value * (static_cast<std::int64_t>(m_random.below(2001)) - 1000) * jitter / 1'000'000;
    return timeout ? Duration{base.value * 20} : base;
}

report::StepFinished World::perform(const effect::PerformStep& e) {
    report::StepFinished r;
    r.step = e.step;
    r.charge = !m_request.faults.any() ? e.reserved
                                       : MicroUsd{m_random.below(static_cast<std::uint32_t>(e.reserved.value + 1))};
    r.usage.inputUncached = TokenCount{3000};
    r.usage.output = TokenCount{700};
    r.usage.measured = true;
    const auto fails = [&](StepOutcome outcome, const char* probe) {
        hit(probe);
        r.outcome = outcome;
        r.detail = BlobRef{sha256(probe)};
        if (m_random.chance(500)) r.charge = {};
    };
    if (refuses(r, e)) return r;
    if (chance(m_request.faults.failure)) {
        fails(StepOutcome::Retryable, "failure");
        if (m_random.chance(300)) r.retryAfter = seconds(1 + m_random.below(20));
    } else if (chance(m_request.faults.fatal)) fails(StepOutcome::Fatal, "fatal");
    else if (chance(m_request.faults.unknown)) fails(StepOutcome::Unknown, "unknown");
    if (r.outcome != StepOutcome::Ok) return r;
    const TaskState& task = *m_durable.task(e.step.run, e.step.task);
    const Digest inputs = task.current && task.current->attempt == e.step.attempt ? task.current->inputs : Digest{};
    r.outputDigest = outputOf(e.spec, inputs, task.shape.role);
    r.output = BlobRef{r.outputDigest};
    return r;
}

void World::release(const effect::PerformStep& e) {
    if (!m_durable.openSteps.contains(e.step))
        m_checker.object(fmt::format("a call for task {} before its intent is durable", e.step.task.value));
    const bool known = m_ledger.contains(e.idempotencyKey);
    if (known && !e.target.idempotent && e.reserved > MicroUsd{})
        m_checker.object(fmt::format("a paid call for task {} was repeated", e.step.task.value));
    if (known && !e.repeated)
        m_checker.object(fmt::format("a call for task {} was repeated without saying so", e.step.task.value));
    if (known) hit("call repeated with its key");
    report::StepFinished reply;
    const auto before = m_calls.find(e.idempotencyKey);
    if (before != m_calls.end() && before->second.outcome == StepOutcome::Ok) reply = before->second;
    else {
        reply = perform(e);
        if (known && reply.outcome == StepOutcome::Ok) reply.charge = m_ledger.at(e.idempotencyKey);
        if (known && reply.outcome != StepOutcome::Ok) reply.charge = m_ledger.at(e.idempotencyKey);
    }
    m_ledger[e.idempotencyKey] = reply.charge;
    m_calls[e.idempotencyKey] = reply;
    if (reply.outcome == StepOutcome::Unknown) reply.charge = {};  // the executor does not know either
    const bool timeout = chance(m_request.faults.timeout), silent = chance(m_request.faults.leaseLoss);
    if (timeout) hit("timeout");
    Duration takes = durationOf(e, timeout);
    if (silent) {
        hit("lease lost");
        takes += seconds(200);
    } else {
        m_renewals[e.step] = m_boot + takes;
        if (takes > seconds(30)) at(m_boot + seconds(30), {m_process, Renew{e.step}});
    }
    const auto place = std::pair(m_boot + takes, m_order + 1);
    at(place.first, {m_process, Input(reply)});
    m_answers[e.step] = {place, e.idempotencyKey};
    if (chance(m_request.faults.duplicate)) {
        hit("duplicate reply");
        deliver(takes + milliseconds(1 + m_random.below(3000)), reply);
    }
}

void World::release(const effect::CheckOutput& e) {
    report::StepFinished reply;
    reply.step = e.step;
    if (chance(m_request.faults.reject)) {
        hit("rejected");
        reply.outcome = StepOutcome::Rejected;
        reply.detail = BlobRef{sha256(fmt::format("feedback {}", m_order))};
    }
    deliver(m_request.faults.any() ? milliseconds(m_random.below(50)) : Duration{}, reply);
}

// Half of the providers stop at once and charge for a part; with the others the reply comes as if nothing had happened.
void World::release(const effect::CancelStep& e) {
    const auto answer = m_answers.find(e.step);
    if (answer == m_answers.end()) return;
    hit("cancelled call");
    const auto queued = m_queue.find(answer->second.first);
    if (queued == m_queue.end() || m_random.chance(500)) {
        hit("reply after cancel");
        return;
    }
    auto* reply = std::get_if<Input>(&queued->second.what);
    auto stopped = std::get<report::StepFinished>(*reply);
    stopped.outcome = StepOutcome::Cancelled;
    stopped.charge = MicroUsd{m_ledger[answer->second.second].value / 2};
    m_ledger[answer->second.second] = stopped.charge;
    m_calls.erase(answer->second.second);
    m_queue.erase(queued);
    std::erase_if(m_queue, [&](const auto& entry) {  // a stopped call has no duplicate of its full answer
        const auto* input = std::get_if<Input>(&entry.second.what);
        const auto* other = input ? std::get_if<report::StepFinished>(input) : nullptr;
        return other && other->step == e.step;
    });
    deliver(milliseconds(20), stopped);
}

}  // namespace skein::sim
