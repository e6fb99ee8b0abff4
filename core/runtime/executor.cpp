#include "core/runtime/executor.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/context/questions.h"
#include "core/deliverable/document.h"
#include "core/plan/plan_file.h"
#include "core/plan/proposal.h"
#include "core/runtime/answer_limit.h"
#include "core/runtime/memory_tools.h"
#include "core/runtime/output_check.h"
#include "core/runtime/repeats.h"
#include "core/runtime/text_output.h"

namespace skein::runtime {
namespace {

/// Whether a model with a larger window, or one that may write more, could have answered whole.
Refusal lackOf(const providers::Reply& reply) {
    if (reply.promptCut || reply.finish == providers::FinishReason::ContextFull) return Refusal::Context;
    return reply.finish == providers::FinishReason::CutAtCap ? Refusal::OutputLimit : Refusal::None;
}

constexpr std::size_t maxDetailBytes = 20'000;    // of why a step failed or an answer was refused
constexpr std::size_t maxRejectedPlaces = 2'000;  // each is looked for in every statement of a document

/// Why a reply is no result although it is whole on the wire; empty when it is one.
std::string incompleteReason(const providers::Reply& reply, TokenCount maxOutput) {
    using providers::FinishReason;
    if (reply.promptCut)
        return "the server took only " + std::to_string(reply.usage.totalIn().value) +
               " tokens of a longer prompt: its context window is too small and it cut the prompt without a word";
    switch (reply.finish) {
        case FinishReason::CutAtCap: return cutReason(maxOutput);
        case FinishReason::ContextFull: return "the answer was cut where the model's context window ends";
        case FinishReason::Paused: return "the provider paused in the middle of the answer (" + reply.rawFinish + ")";
        case FinishReason::BadToolCall: return "the model's answer could not be read (" + reply.rawFinish + ")";
        case FinishReason::Blocked:
            return "the provider declined to answer (" + reply.rawFinish +
                   (reply.refusal.empty() ? ")" : "): " + elide(reply.refusal, 1'000));
        default: return {};
    }
}

}  // namespace

namespace {

/// Work that brings the next model call nearest goes first: a call takes a second, and its agent should wait in it and
/// not in our queue. Agents that start together spread out by this instead of walking from stage to stage in step.
constexpr unsigned lastRank = 6;
unsigned rankOf(const Effect& effect) {
    struct Rank {
        unsigned operator()(const effect::CancelStep&) const { return 0; }
        unsigned operator()(const effect::PerformStep&) const { return 1; }
        unsigned operator()(const effect::AssembleWindow&) const { return 2; }
        unsigned operator()(const effect::FindAffected&) const { return 3; }
        unsigned operator()(const effect::ExpandPlan&) const { return 3; }
        unsigned operator()(const effect::ConveneVote&) const { return 3; }
        unsigned operator()(const effect::CountVotes&) const { return 3; }
        unsigned operator()(const effect::CompareClaims&) const { return 3; }
        unsigned operator()(const effect::ExtractClaims&) const { return 4; }
        unsigned operator()(const effect::CheckOutput&) const { return 5; }
    };
    return std::visit(Rank{}, effect);
}

}  // namespace

Instant wallNow() {
    using namespace std::chrono;
    return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

Executor::Executor(ExecutorWorld world, Report report)
    : m_world(std::move(world)),
      m_report(std::move(report)),
      m_pool(std::make_unique<WorkerPool>(std::max(1u, m_world.workers))) {
    m_world.indexer.onArrival([this] { retryComparisons(); });
    m_lane = std::make_unique<BatchLane>(BatchLane::World{
        m_world.transport, keyedDigest(m_world.digestKey, "batch lane").hex().substr(0, 16),
        [this](std::function<void()> job) { m_pool->submit(std::move(job), lastRank); },
        [this](const SubmittedBatch& batch) {
            report::BatchSubmitted submitted{batch.steps.front().run, batch.target, batch.key, batch.batch, {}};
            for (const auto& step : batch.steps) submitted.steps.push_back({step.task, step.attempt, step.step});
            m_report(std::move(submitted));
        },
        [this] { m_report(Tick{}); }});
}

Executor::~Executor() {
    m_lane.reset();
    m_pool.reset();
}

void Executor::release(std::vector<Effect> effects, std::uint64_t sequence) {
    for (const auto& effect : effects) {
        if (const auto* step = std::get_if<effect::PerformStep>(&effect)) setActive(step->step, true);
        if (const auto* check = std::get_if<effect::CheckOutput>(&effect)) setActive(check->step, true);
    }
    // Never when the host is ending or the projections are lost: it says so.
    m_world.indexer.after(sequence, [this, effects = std::move(effects)]() mutable {
        for (auto& effect : effects) {
            const auto rank = rankOf(effect);
            m_pool->submit(
                [this, effect = std::move(effect)] { std::visit([&](const auto& e) { perform(e); }, effect); }, rank);
        }
    });
}

std::vector<StepRef> Executor::activeSteps() const {
    const std::scoped_lock lock(m_mutex);
    return {m_active.begin(), m_active.end()};
}

void Executor::setActive(const StepRef& step, bool active) {
    const std::scoped_lock lock(m_mutex);
    if (active) {
        m_active.insert(step);
    } else {
        m_active.erase(step);
        m_cancelled.erase(step);
        m_calls.erase(step);
    }
}

Result<std::string> Executor::text(const BlobRef& blob) const { return m_world.blobs.read(blob.name); }

Result<std::string> Executor::output(const TaskSpec& task, const BlobRef& blob) const {
    SKEIN_TRY(const auto bytes, text(blob));
    return std::string(readOutput(task, bytes));
}

Result<Json> Executor::json(const BlobRef& blob) const {
    SKEIN_TRY(const auto bytes, text(blob));
    return parseJson(bytes);
}

Result<TaskSpec> Executor::spec(const BlobRef& blob) const {
    if (const auto recent = m_specs.find(blob)) return *recent;
    SKEIN_TRY(const auto value, json(blob));
    SKEIN_TRY(auto task, plan::taskFromJson(value, "task"));
    return *m_specs.keep(blob, std::move(task));
}

Result<std::shared_ptr<const ContextWindow>> Executor::window(const BlobRef& blob) const {
    if (auto recent = m_windows.find(blob)) return recent;
    SKEIN_TRY(const auto value, json(blob));
    SKEIN_TRY(auto window, windowFromJson(value));
    return m_windows.keep(blob, std::move(window));
}

report::StepFinished Executor::failedStep(const StepRef& step, StepOutcome outcome, const std::string& why) const {
    report::StepFinished finished;
    finished.step = step;
    finished.outcome = outcome;
    finished.detail = put(elide(why, maxDetailBytes));
    return finished;
}

void Executor::perform(const effect::AssembleWindow& e) {
    auto ready = makeWindow(e);
    if (!ready) {
        report::WindowReady problem;
        problem.attempt = e.attempt;
        problem.problem = put(ready.error().describe());
        m_report(problem);
        return;
    }
    m_report(std::move(*ready));
}

void Executor::perform(const effect::PerformStep& e) {
    if (e.kind == StepKind::Model && e.target.provider != "offline") {
        if (auto started = e.target.batch ? startBatchCall(e) : startModelCall(e); !started) {
            setActive(e.step, false);
            const auto code = started.error().code;
            const auto outcome =
                code == ErrorCode::Busy || code == ErrorCode::Io ? StepOutcome::Retryable : StepOutcome::Fatal;
            auto failed = failedStep(e.step, outcome, started.error().describe());
            // What another process may have sent is not undone by our not being able to ask for it.
            failed.chargeUnknown = e.target.batch && e.repeated;
            m_report(std::move(failed));
        }
        return;
    }
    auto finished = performBuiltIn(e);
    setActive(e.step, false);
    if (!finished) m_report(failedStep(e.step, StepOutcome::Fatal, finished.error().describe()));
    else m_report(std::move(*finished));
}

void Executor::perform(const effect::CheckOutput& e) {
    const auto answer = text(e.output);
    setActive(e.step, false);
    if (!answer) return m_report(failedStep(e.step, StepOutcome::Fatal, answer.error().describe()));
    m_report(checked(e.step, *m_examined.keep(e.output, examine(e.step.run, e.spec, *answer, {}))));
}

report::StepFinished Executor::checked(const StepRef& step, const Examined& examined) {
    report::StepFinished finished;
    finished.step = step;
    finished.outcome = examined.outcome;
    finished.detail = examined.detail;
    return finished;
}

Executor::Examined Executor::examine(RunId run, const BlobRef& specBlob, std::string_view answer,
                                     const BlobRef& windowBlob) const {
    Examined examined;
    examined.spec = specBlob;
    const auto task = spec(specBlob);
    const auto output = task ? std::string(readOutput(*task, answer)) : std::string();
    const auto problem = !task                    ? Result<std::string>(Failure(task.error()))
                         : plan::isPlanner(*task) ? checkProposal(run, *task, output)
                                                  : checkOutput(*task, output, m_world.index);
    if (problem && problem->empty()) {
        extract(*task, output, examined);
        if (examined.count == 0) m_claimless.keep(examined.claims, true);
        return examined;
    }
    examined.outcome = problem ? StepOutcome::Rejected : StepOutcome::Fatal;
    auto why = problem ? *problem : problem.error().describe();
    if (problem && windowBlob)
        if (const auto packed = window(windowBlob))
            if (const auto cutAt = cutBefore(**packed)) why = withRefusal(cutReason(*cutAt), why);
    examined.detail = put(elide(why, maxDetailBytes));
    return examined;
}

std::optional<Input> Executor::known(const Effect& effect) const {
    const auto found = [this](const BlobRef& output, const BlobRef& spec) {
        auto examined = m_examined.find(output);
        return examined && examined->spec == spec ? examined : nullptr;
    };
    if (const auto* check = std::get_if<effect::CheckOutput>(&effect)) {
        if (const auto examined = found(check->output, check->spec)) return checked(check->step, *examined);
    } else if (const auto* claims = std::get_if<effect::ExtractClaims>(&effect)) {
        const auto examined = found(claims->output, claims->spec);
        if (examined && examined->outcome == StepOutcome::Ok)
            return report::ClaimsExtracted{claims->attempt, claims->revision, examined->claims, examined->count,
                                           examined->digest};
    } else if (const auto* compare = std::get_if<effect::CompareClaims>(&effect)) {
        if (m_claimless.find(compare->claims))
            return report::ClaimsCompared{compare->attempt, compare->revision, compare->recordedAt, {}, {}};
    }
    return std::nullopt;
}

void Executor::perform(const effect::CancelStep& e) {
    std::optional<ModelCallId> call;
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_active.contains(e.step)) return;
        m_cancelled.insert(e.step);
        if (const auto found = m_calls.find(e.step); found != m_calls.end()) call = found->second;
    }
    if (call) m_world.models.cancel(*call);
    else m_lane->cancel(e.step);
}

// Offline agents and the assembler answer in a document; both are functions of recorded inputs and the index alone.
Result<report::StepFinished> Executor::performBuiltIn(const effect::PerformStep& e) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_cancelled.contains(e.step)) {
            report::StepFinished cancelled;
            cancelled.step = e.step;
            cancelled.outcome = StepOutcome::Cancelled;
            return cancelled;
        }
    }
    const bool assembling = e.kind == StepKind::Tool;
    providers::OfflineRequest request;
    SKEIN_TRY(request.task, spec(e.spec));
    const auto facts = m_world.facts.run(e.step.run);
    request.goal = facts.statement;
    request.sources = facts.sources;
    SKEIN_TRY(const auto packed, window(e.window));
    request.window = *packed;
    SKEIN_TRY(request.dependencies, dependencyOutputs(e.step.run, e.dependencies, assembling));
    SKEIN_TRY(const auto conflicts, m_decisions.told(e.step.run));
    for (const auto& conflict : conflicts) {
        const auto label = conflictLabel(conflict.a, conflict.b);
        // Who answers again is told by the goal or by a correction; the document tells of every decision.
        if (conflict.status == ConflictState::Status::Resolved &&
            (assembling || (!asksAgain(conflict.decision) && concerns(conflict, e.step.task, request.task)))) {
            auto settlement = settlementOf(conflict, label);
            // Every place that states a rejected value is told of it, not only the one the conflict is shown with.
            if (assembling && (settlement.dropped || settlement.rejectsBoth)) {
                auto saying = repeatsOf(m_world.facts, conflict, conflict.decision);
                if (!settlement.dropped) {
                    settlement.dropped = conflict.a;
                    settlement.dropped->evidence.clear();
                } else
                    for (auto& held : m_world.facts.supporters(e.step.run, conflict.key, *settlement.dropped))
                        saying.push_back(std::move(held));
                for (const auto& held : saying)
                    for (const auto& place : held.claim.evidence)
                        if (settlement.dropped->evidence.size() < maxRejectedPlaces)
                            settlement.dropped->evidence.push_back(place);
            }
            request.settlements.push_back(std::move(settlement));
        } else if (conflict.status == ConflictState::Status::Open && assembling) {
            request.openConflicts.push_back({label, conflict.a, conflict.b, conflict.reason, conflict.rule});
        }
    }
    const auto byLabel = [](const auto& x, const auto& y) { return x.conflict < y.conflict; };
    std::sort(request.settlements.begin(), request.settlements.end(), byLabel);
    std::sort(request.openConflicts.begin(), request.openConflicts.end(),
              [](const auto& x, const auto& y) { return x.id < y.id; });
    SKEIN_TRY(auto answer, providers::performOffline(request, m_world.index));
    if (assembling) {
        // What a draft lacks is said in it: tasks that failed or wait have no result to be assembled.
        std::set<std::string> present;
        for (const auto& dependency : request.dependencies) present.insert(dependency.taskId);
        Json missing = Json::array();
        for (const auto need : m_world.indexer.needsOf(e.step.run, e.step.task)) {
            SKEIN_TRY(const auto task, spec(m_world.indexer.specOf(e.step.run, need)));
            if (!present.contains(task.id)) missing.push_back(elide(task.title, 200));
        }
        if (!missing.empty()) answer.document["unfinished"] = std::move(missing);
    }
    // Sources may hold any bytes; what was quoted of them is written as valid UTF-8.
    auto bytes = answer.document.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (bytes.size() > limits::maxBlobBytes)
        return fail(ErrorCode::TooLarge, "the output has " + std::to_string(bytes.size()) + " bytes; at most " +
                                             std::to_string(limits::maxBlobBytes) + " are kept");
    report::StepFinished finished;
    finished.step = e.step;
    finished.outputDigest = keyed(bytes);
    auto examined = examine(e.step.run, e.spec, bytes, {});
    finished.output = put(std::move(bytes));
    m_examined.keep(finished.output, std::move(examined));
    Json consulted = Json::array();
    for (const auto& item : answer.consulted) consulted.push_back(item.hex());
    finished.consulted = put(canonicalJsonOrAssert(consulted));
    return finished;
}

// A result that rests on a disputed one is left out of a draft: whether it was made before or after the dispute opened
// is a matter of timing, and a deliverable must not depend on that.
Result<std::vector<providers::DependencyOutput>> Executor::dependencyOutputs(
    RunId run, const std::vector<effect::DependencyRef>& dependencies, bool assembling) const {
    const auto disputed = assembling ? m_world.facts.disputedTasks(run) : std::set<TaskNo>();
    std::vector<providers::DependencyOutput> outputs;
    for (const auto& dependency : dependencies) {
        if (!dependency.output) continue;
        const auto needs = m_world.indexer.needsOf(run, dependency.task);
        if (std::any_of(needs.begin(), needs.end(), [&](TaskNo need) { return disputed.contains(need); })) continue;
        SKEIN_TRY(const auto task, spec(m_world.indexer.specOf(run, dependency.task)));
        if (plan::isPlanner(task)) continue;  // a proposal is no result
        SKEIN_TRY(const auto bytes, output(task, dependency.output));
        outputs.push_back({task.id, task.kind, task.title, documentOf(task, bytes, m_world.index)});
    }
    return outputs;
}

Result<ModelCall> Executor::callOf(const effect::PerformStep& e, const RunModel& model) const {
    ModelCall call;
    call.protocol = model.protocol;
    call.baseUrl = model.baseUrl;
    call.apiKey = m_world.keys.reveal(e.target.provider, model.baseUrl, e.key);
    call.idempotencyKey = e.idempotencyKey.hex();
    if (!e.batch.empty()) return call;  // the provider has the request
    SKEIN_TRY(const auto task, spec(e.spec));
    SKEIN_TRY(const auto packed, window(e.window));
    call.request = providers::simpleRequest(e.target.model, packed->systemPrompt, packed->userPrompt);
    call.request.contract = task.output;
    call.request.maxOutput = answerLimit(model, task, cutBefore(*packed));
    if (mayAskNow(e)) call.request.tools = memoryTools();
    return call;
}

bool Executor::mayAskNow(const effect::PerformStep& e) const {
    const auto models = modelsOf(e.step.run);
    const auto task = spec(e.spec);
    const auto packed = window(e.window);
    return models && task && packed && !e.target.batch && mayAsk(**models, *task) &&
           context::mayAskAgain(**packed, task->band, (*models)->tokensPerMille, (*models)->questions);
}

ModelClient::Done Executor::finisherOf(const effect::PerformStep& e, std::shared_ptr<const RunModels> models,
                                       const RunModel* model, Instant began) {
    return [this, e, models = std::move(models), model, began](ModelOutcome outcome) mutable {
        // Blobs are compressed and hashed on a worker, never on the I/O thread.
        m_pool->submit(
            [this, e, models, model, began, outcome = std::move(outcome)]() mutable {
                finishModelCall(e, *model, began, std::move(outcome));
            },
            lastRank);
    };
}

static Failure noLongerNamed(const Target& target) {
    return fail(ErrorCode::InvalidInput,
                "the run's options no longer name " + elide(target.provider, 60) + "/" + elide(target.model, 100));
}

Result<void> Executor::startModelCall(const effect::PerformStep& e) {
    SKEIN_TRY(const auto models, modelsOf(e.step.run));
    const RunModel* model = models->find(e.target);
    if (model == nullptr) return noLongerNamed(e.target);
    SKEIN_TRY(auto call, callOf(e, *model));
    auto started = m_world.models.start(std::move(call), finisherOf(e, models, model, wallNow()));
    if (!started) return Failure(std::move(started).error());
    bool cancelled = false;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_active.contains(e.step)) m_calls[e.step] = *started;
        cancelled = m_cancelled.contains(e.step);
    }
    if (cancelled) m_world.models.cancel(*started);
    return {};
}

Result<void> Executor::startBatchCall(const effect::PerformStep& e) {
    SKEIN_TRY(const auto models, modelsOf(e.step.run));
    const RunModel* model = models->find(e.target);
    if (model == nullptr) return noLongerNamed(e.target);
    BatchCall call;
    SKEIN_TRY(call.call, callOf(e, *model));
    call.step = e.step;
    call.target = e.target;
    call.key = e.key;
    call.batch = e.batch;
    call.repeated = e.repeated;
    call.since = e.since;
    call.done = finisherOf(e, models, model, e.since != Instant{} ? e.since : wallNow());
    SKEIN_CHECK(m_lane->add(std::move(call)));
    bool cancelled = false;
    {
        const std::scoped_lock lock(m_mutex);
        cancelled = m_cancelled.contains(e.step);
    }
    if (cancelled) m_lane->cancel(e.step);
    return {};
}

std::optional<std::int64_t> Executor::batchesDue() const { return m_advancing ? std::nullopt : m_lane->due(); }

void Executor::advanceBatches() {
    if (m_advancing.exchange(true)) return;
    m_pool->submit([this] {
        m_lane->advance();
        m_advancing = false;
        m_report(Tick{});
    });
}

Result<std::shared_ptr<const RunModels>> Executor::modelsOf(RunId run) const {
    auto models = m_world.facts.models(run);
    if (!models) return fail(ErrorCode::Damaged, "the options of this run cannot be read");
    return models;
}

TokenCount Executor::limitOf(const effect::PerformStep& e, const RunModel& model) const {
    const auto task = spec(e.spec);
    const auto packed = window(e.window);
    return task && packed ? answerLimit(model, *task, cutBefore(**packed)) : model.maxOutput;
}

bool Executor::mayWriteMore(const effect::PerformStep& e, TokenCount limit) const {
    const auto models = modelsOf(e.step.run);
    const auto task = spec(e.spec);
    const auto packed = window(e.window);
    if (!models || !task || !packed) return false;
    const auto offered = offersAfterCut(**models, *task, (*packed)->totalTokens, wallNow(), limit);
    return offered && std::any_of(offered->offers.begin(), offered->offers.end(),
                                  [](const auto& offer) { return offer.refusal == Refusal::None; });
}

void Executor::finishModelCall(const effect::PerformStep& e, const RunModel& model, Instant began,
                               ModelOutcome outcome) {
    report::StepFinished finished;
    finished.step = e.step;
    const auto charge = [&](const Usage& usage) {
        const auto cost = routing::costAt(model.model.prices, began, usage, e.target.batch ? batchTier : "");
        return cost && *cost ? **cost : MicroUsd{};
    };
    std::string why;
    if (outcome) {
        auto text = toValidUtf8(outcome->text);
        finished.usage = outcome->usage;
        finished.limits = outcome->limits;
        finished.charge = charge(outcome->usage);
        // Asked of the window only where it matters: with 300 agents it is not in memory any more.
        const bool wasCut = outcome->finish == providers::FinishReason::CutAtCap;
        const TokenCount limit = wasCut ? limitOf(e, model) : TokenCount{};
        if (why = incompleteReason(*outcome, limit); !why.empty()) {
            finished.lacks = lackOf(*outcome);
            // Nobody pays for the same cut again: it is tried with more room, or not at all.
            const bool hopeless = outcome->finish == providers::FinishReason::Blocked ||
                                  finished.lacks == Refusal::Context ||
                                  (finished.lacks == Refusal::OutputLimit && !mayWriteMore(e, limit));
            finished.outcome = hopeless ? StepOutcome::Fatal : StepOutcome::Truncated;
        } else if (outcome->finish == providers::FinishReason::WantsTool && !outcome->toolCalls.empty()) {
            if (mayAskNow(e)) {
                finished.asks = true;
                text = askedText(*outcome);
            } else {
                finished.outcome = StepOutcome::Truncated;
                why = "the answer calls the tool '" + elide(outcome->toolCalls.front().name, 60) +
                      "', which was not offered";
            }
        }
        finished.outputDigest = keyed(text);
        std::optional<Examined> examined;
        if (finished.outcome == StepOutcome::Ok && !finished.asks)
            examined = examine(e.step.run, e.spec, text, e.window);
        finished.output = put(std::move(text));
        if (examined) m_examined.keep(finished.output, *std::move(examined));
    } else {
        const auto& failure = outcome.error();
        finished.outcome = failure.outcome;
        finished.fault = failure.fault;
        finished.lacks = failure.lacks;
        finished.limits = failure.limits;
        finished.spoke = !failure.partialText.empty();
        // Another key may do; where none is left the engine holds the run instead of failing its tasks one by one.
        const bool keyless = failure.fault == CallFault::KeyRefused || failure.fault == CallFault::NoCredit;
        if (keyless && finished.outcome == StepOutcome::Fatal) finished.outcome = StepOutcome::Retryable;
        why = elide(failure.message, 4'000);
        if (failure.retryAfter) finished.retryAfter = *failure.retryAfter;
        if (failure.usage) {
            finished.usage = *failure.usage;
            finished.charge = charge(*failure.usage);
        } else finished.chargeUnknown = failure.mayHaveBeenCharged;
    }
    if (finished.outcome == StepOutcome::Truncated)
        if (const auto packed = window(e.window)) why = withRefusal(std::move(why), refusedBefore(**packed));
    if (finished.outcome != StepOutcome::Ok) finished.detail = put(std::move(why));
    setActive(e.step, false);
    m_report(std::move(finished));
}

}  // namespace skein::runtime
