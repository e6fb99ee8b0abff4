#include <algorithm>

#include "core/engine/decider.h"

namespace skein::engine {
namespace {

/// Whether others of the run may have money although this budget has none.
bool isNarrow(const BudgetName& budget) {
    return budget.scope == BudgetScope::Swarm || budget.scope == BudgetScope::Task;
}

/// One of them has less room than this.
const BudgetName& firstShortOf(const std::vector<Budget>& budgets, MicroUsd cost) {
    const auto found =
        std::find_if(budgets.begin(), budgets.end(), [&](const Budget& each) { return each.room() < cost; });
    return (found != budgets.end() ? *found : budgets.front()).of;
}

constexpr std::size_t triesInVain = 8;  // parked attempts that find nothing, one after the other, before the rest waits

}  // namespace

routing::Choice Decider::chooseFor(const report::WindowReady& window, const std::vector<Budget>& budgets) const {
    const RunState& run = *m_state.run(window.attempt.run);
    routing::Allowance left;
    for (const Budget& each : budgets) left.budget = std::min(left.budget.value_or(each.room()), each.room());
    const auto sent = m_sent.find(window.attempt);
    auto failed = sent == m_sent.end() ? std::vector<Target>() : sent->second.failed;
    if (const auto before = m_avoided.find({run.run, window.attempt.task}); before != m_avoided.end())
        failed.insert(failed.end(), before->second.begin(), before->second.end());
    const auto choose = [&] { return m_dispatch.choose(window.offers, window.weights, left, failed, m_now.boot); };
    if (!run.until) return choose();
    // What follows this task needs its time too; where that cannot be had, at least the call itself should end in time.
    const Duration whole = *run.until - m_at;
    left.time = whole - m_ready.after(*m_state.task(window.attempt.run, window.attempt.task));
    auto choice = choose();
    const bool late =
        choice.ranking.empty() && std::any_of(choice.scores.begin(), choice.scores.end(),
                                              [](const auto& score) { return score.refusal == Refusal::TooSlow; });
    if (!late) return choice;
    left.time = whole;
    return choose();
}

MicroUsd Decider::unconfirmedIn(const Budget& budget, RunId run) const {
    MicroUsd sum;
    for (const auto& [step, open] : m_state.openSteps) {
        if (!open.unconfirmed) continue;
        const TaskState* task = m_state.task(step.run, step.task);
        const bool all = budget.of.scope == BudgetScope::Workspace || budget.of.scope == BudgetScope::Day;
        const bool own = budget.of.scope == BudgetScope::Run ||
                         (budget.of.scope == BudgetScope::Swarm && task->shape.swarm == budget.of.swarm) ||
                         (budget.of.scope == BudgetScope::Task && step.task == budget.of.task);
        if (all || (step.run == run && own)) sum += open.reserved;
    }
    if (m_state.memory && (budget.of.scope == BudgetScope::Workspace || budget.of.scope == BudgetScope::Day))
        for (const auto& call : m_state.memory->open)
            if (call.unconfirmed) sum += call.reserved;
    return sum;
}

std::optional<BudgetName> Decider::withoutRoom(const std::vector<Budget>& budgets, MicroUsd cost, RunId run) const {
    std::optional<BudgetName> narrow;
    for (const Budget& each : budgets) {
        if (each.room() >= cost || each.limit - each.spent - unconfirmedIn(each, run) >= cost) continue;
        if (!isNarrow(each.of)) return each.of;
        narrow = each.of;
    }
    return narrow;
}

void Decider::noteOverrun(const OpenStep& open, MicroUsd charge) {
    if (open.reserved <= MicroUsd{} || charge <= open.reserved) return;
    auto& most = m_overruns[{open.target.provider, open.target.model}];
    constexpr std::int64_t thousandfold = 1'000'000;
    const auto times = std::min(charge.value, open.reserved.value * 1'000) * 1'000;
    most = std::min(thousandfold, std::max(most, (times + open.reserved.value - 1) / open.reserved.value));
}

std::optional<report::WindowReady> Decider::withOverruns(const report::WindowReady& window) const {
    if (m_overruns.empty()) return std::nullopt;
    auto raised = window;
    for (auto& offer : raised.offers)
        if (const auto found = m_overruns.find({offer.target.provider, offer.target.model});
            found != m_overruns.end() && offer.worstCost)
            offer.worstCost = MicroUsd{(offer.worstCost->value * found->second + 999) / 1'000};
    return raised;
}

// Spent + reserved + unconfirmed never exceeds a budget, whatever it bounds. What steps in flight hold may come back
// when they settle for less than their worst case; only when even that could not make room is a person needed.
void Decider::payFor(const report::WindowReady& asked) {
    auto narrowed = withoutBatches(asked);
    if (auto others = withoutSiblings(narrowed ? *narrowed : asked)) narrowed = std::move(others);
    const report::WindowReady& plain = narrowed ? *narrowed : asked;
    const auto raised = withOverruns(plain);
    const report::WindowReady& window = raised ? *raised : plain;
    RunState& run = *m_state.run(window.attempt.run);
    const auto budgets = budgetsOf(m_state, run, m_state.task(run.run, window.attempt.task), m_at);
    const auto choice = chooseFor(window, budgets);
    bool waits = false;
    std::optional<BootInstant> until;
    const auto waitFor = [&](std::optional<BootInstant> instant) {
        waits = true;
        if (instant) until = std::min(until.value_or(*instant), *instant);
    };
    for (const std::size_t position : choice.ranking) {
        const auto& offer = window.offers[position];
        const auto taken = m_dispatch.take(offer.target, window.size, m_now.boot);
        if (const auto* grant = std::get_if<Dispatch::Grant>(&taken)) return send(plain, choice, offer, *grant);
        const auto& wait = std::get<routing::KeyWait>(taken);
        if (wait.what == routing::KeyWait::For::Nothing) continue;
        const bool timed = wait.what == routing::KeyWait::For::Time;
        waitFor(timed ? std::optional(wait.until) : std::nullopt);
        // Everybody who waits already goes first: a key that is free in a second is free in a minute for the last one.
        const Duration turn{(wait.until - m_now.boot).value * static_cast<std::int64_t>(m_parked.size() + 1)};
        if (!timed || turn <= m_settings.patience) break;
    }
    // The least that any budget lacks, told apart by whether calls in flight may yet make room in it.
    bool unpriced = false, tooSlow = false, onlyMoney = !waits;
    std::optional<AwaitedMoney> full, fullHere, taken;
    std::optional<BlobRef> gone;  // what a provider said that is not waited for any more
    const auto lacks = [](std::optional<AwaitedMoney>& least, const BudgetName& budget, MicroUsd needed) {
        if (!least || needed < least->needed) least = AwaitedMoney{budget, needed};
    };
    for (std::size_t i = 0; i < window.offers.size(); ++i) {
        const auto& offer = window.offers[i];
        const Refusal refusal = choice.scores[i].refusal;
        if (refusal == Refusal::Breaker) {
            const BootInstant at = m_dispatch.passableAt(offer.target, m_now.boot);
            // Where a probe is out, its answer decides.
            const auto said = at > m_now.boot ? m_dispatch.gone(offer.target.provider, m_now.boot) : std::nullopt;
            if (said) gone = said;
            else waitFor(at > m_now.boot ? std::optional(at) : std::nullopt);
            onlyMoney = false;
        } else if (refusal == Refusal::OverBudget) {
            const MicroUsd cost = *offer.worstCost;
            const auto name = withoutRoom(budgets, cost, run.run);
            if (name) lacks(isNarrow(*name) ? fullHere : full, *name, cost);
            else {
                lacks(taken, firstShortOf(budgets, cost), cost);
                waitFor({});
            }
        } else if (refusal == Refusal::UnknownPrice) unpriced = true;
        else if (refusal == Refusal::Overloaded) {
            waitFor({});
            onlyMoney = false;
        } else if (refusal == Refusal::TooSlow && !offer.target.batch) tooSlow = true;
    }
    if (waits) {
        if (taken && onlyMoney) awaitMoney(window.attempt, *taken);
        return park(asked, until);
    }
    if (fullHere) return waitForMoney(window.attempt, *fullHere);
    // Nobody else can be asked; one vote less is no reason to hold the run.
    const bool siblings = std::any_of(choice.scores.begin(), choice.scores.end(),
                                      [](const auto& score) { return score.refusal == Refusal::Sibling; });
    if (siblings && !full) return failAttempt(window.attempt, StepOutcome::Fatal, {});
    if (gone && !full && !unpriced && !tooSlow) return failAttempt(window.attempt, StepOutcome::Fatal, *gone);
    const HoldReason reason = full || unpriced ? HoldReason::Budget : tooSlow ? HoldReason::Deadline : HoldReason::Keys;
    if (run.status == RunStatus::Running)
        emit(event::RunHeld{run.run, reason, full ? std::optional(full->budget) : std::nullopt});
    cancelAttempt(window.attempt);
    if (full) awaitMoney(window.attempt, *full);
}

void Decider::awaitMoney(const AttemptRef& ref, const AwaitedMoney& money) {
    if (m_state.task(ref.run, ref.task)->awaits != money)
        emit(event::MoneyAwaited{ref.run, ref.task, money.budget, money.needed});
}

void Decider::waitForMoney(const AttemptRef& ref, const AwaitedMoney& money) {
    cancelAttempt(ref);
    awaitMoney(ref, money);
    m_moneyless.emplace(ref.task, money.budget);
    m_ready.wait(*m_state.run(ref.run), ref.task, never);
}

void Decider::forgetMoneyless() {
    if (const RunState* run = m_state.run(m_ready.run()))
        for (const auto& [no, budget] : m_moneyless) m_ready.stopWaiting(*run, no);
    m_moneyless.clear();
}

void Decider::send(const report::WindowReady& window, const routing::Choice& choice, const routing::Offer& offer,
                   const Dispatch::Grant& grant) {
    event::StepIntended call;
    call.stepKind = window.stepKind;
    call.target = offer.target;
    call.reserved = std::max(offer.worstCost.value_or(MicroUsd{}), MicroUsd{});
    call.key = grant.key;
    if (window.offers.size() > 1) call.routing = routing::marksOf(window.offers, choice);
    const StepRef step{window.attempt.run, window.attempt.task, window.attempt.attempt,
                       StepNo{m_state.task(window.attempt.run, window.attempt.task)->current->step.value + 1}};
    if (offer.target.batch) {
        const AgentId agent = m_state.task(step.run, step.task)->current->agent;
        intendStep(window.attempt, std::move(call));
        freeAgent(*m_state.run(step.run), agent);
        return noteBatch(step);
    }
    m_dispatch.begin(step, offer.target, grant, m_now.boot);
    Sent& sent = m_sent[window.attempt];
    sent.window = window;
    sent.target = offer.target;
    intendStep(window.attempt, std::move(call));
}

void Decider::park(const report::WindowReady& window, std::optional<BootInstant> until, BootInstant notBefore) {
    m_parked.push_back({window, notBefore});
    if (until) m_parkedUntil = std::min(m_parkedUntil.value_or(*until), *until);
}

void Decider::payParked() {
    const bool due = m_parkedUntil && *m_parkedUntil <= m_now.boot;
    if (m_parked.empty() || (!due && !m_freed)) return;
    m_freed = false;
    m_parkedUntil.reset();
    std::deque<Parked> waiting;
    waiting.swap(m_parked);
    std::size_t inVain = 0;
    for (const auto& [window, notBefore] : waiting) {
        const TaskState& task = *m_state.task(window.attempt.run, window.attempt.task);
        if (!task.current || task.current->attempt != window.attempt.attempt) continue;
        // What it rests on changed while it waited: a new window first, and no money for the old one. Nor does a call
        // go out after all when the run is held or drains.
        if (task.inputsStale || m_state.run(window.attempt.run)->status != RunStatus::Running) {
            cancelAttempt(window.attempt);
            continue;
        }
        if (notBefore > m_now.boot) {
            park(window, notBefore, notBefore);
            continue;
        }
        const std::size_t before = m_parked.size();
        if (inVain < triesInVain) payFor(window);
        else park(window, std::nullopt);
        inVain = m_parked.size() > before ? inVain + 1 : 0;
    }
}

bool Decider::avoid(const AttemptRef& ref) {
    const auto sent = m_sent.find(ref);
    if (sent == m_sent.end()) return false;
    auto& avoided = m_avoided[{ref.run, ref.task}];
    avoided.push_back(sent->second.target);
    return std::any_of(sent->second.window.offers.begin(), sent->second.window.offers.end(), [&](const auto& offer) {
        return offer.refusal == Refusal::None &&
               std::find(avoided.begin(), avoided.end(), offer.target) == avoided.end();
    });
}

bool Decider::moveToLarger(const report::StepFinished& r) {
    const AttemptRef ref = r.step.attemptRef();
    Sent& sent = m_sent.at(ref);
    auto& offers = sent.window.offers;
    const auto small = std::find_if(offers.begin(), offers.end(),
                                    [&](const routing::Offer& offer) { return offer.target == sent.target; });
    if (small == offers.end()) return false;
    const auto sizeOf = [&](const routing::Offer& offer) {
        return r.lacks == Refusal::Context ? offer.context : offer.maxOutput;
    };
    const auto size = sizeOf(*small);
    for (auto& offer : offers) {
        const bool same = offer.target.provider == sent.target.provider && offer.target.model == sent.target.model;
        const bool noLarger = same || (size && sizeOf(offer) && *sizeOf(offer) <= *size);
        if (offer.refusal == Refusal::None && noLarger) offer.refusal = r.lacks;
    }
    const RunState& run = *m_state.run(ref.run);
    const auto choice = chooseFor(sent.window, budgetsOf(m_state, run, m_state.task(ref.run, ref.task), m_at));
    const bool other = std::any_of(choice.scores.begin(), choice.scores.end(), [](const auto& score) {
        return score.refusal == Refusal::None || score.refusal == Refusal::Breaker ||
               score.refusal == Refusal::Overloaded || score.refusal == Refusal::OverBudget;
    });
    if (!other) return false;
    avoid(ref);  // nor does the next attempt begin with it
    ++sent.moves;
    payFor(report::WindowReady(sent.window));
    return true;
}

bool Decider::moveOn(const report::StepFinished& r) {
    const AttemptRef ref = r.step.attemptRef();
    const auto sent = m_sent.find(ref);
    const RunState& run = *m_state.run(ref.run);
    const bool goesOn = run.status == RunStatus::Running || run.status == RunStatus::Stopping;
    if ((r.fault == CallFault::None && r.lacks == Refusal::None) || sent == m_sent.end() || !goesOn) return false;
    if (m_state.task(ref.run, ref.task)->inputsStale) return false;
    if (sent->second.moves >= m_settings.maxMoves) return false;
    if (r.lacks != Refusal::None) return moveToLarger(r);
    const std::uint32_t move = ++sent->second.moves;
    const auto window = sent->second.window;
    if (r.fault != CallFault::Model && r.fault != CallFault::Provider) {
        payFor(window);
        return true;
    }
    auto& failed = sent->second.failed;
    const Target target = m_state.task(ref.run, ref.task)->current->target;
    const auto hasFailed = [&](const Target& other) {
        return std::find(failed.begin(), failed.end(), other) != failed.end();
    };
    if (!hasFailed(target)) failed.push_back(target);
    const bool other = std::any_of(window.offers.begin(), window.offers.end(), [&](const auto& offer) {
        return offer.refusal == Refusal::None && !hasFailed(offer.target);
    });
    if (other) {
        payFor(window);
        return true;
    }
    // An outage is no failure of the task, nor is a server that says it has too much to do. A provider that never
    // answered may be a wrong address: that is told at once.
    const bool answered = r.fault == CallFault::Model || m_dispatch.hasAnswered(target.provider);
    if (r.outcome != StepOutcome::Retryable || !answered) return false;
    failed.clear();
    const BootInstant again = m_now.boot + backoff(run, move, r.retryAfter);
    park(window, again, again);
    return true;
}

}  // namespace skein::engine
