// A small world for engine tests: answers effects as a test scripts them, keeps the journal, moves virtual time.
#pragma once

#include <deque>
#include <functional>

#include <fmt/format.h>

#include "core/engine/engine.h"

namespace skein::test {

/// A blob reference that stands for this text.
inline BlobRef blob(const std::string& text) { return BlobRef{sha256("blob " + text)}; }

inline TaskShape shape(std::uint32_t no, std::vector<std::uint32_t> needs = {}, std::int64_t estimateSeconds = 1,
                       TaskRole role = TaskRole::Work, std::int32_t priority = 0) {
    TaskShape result;
    result.task = TaskNo{no};
    result.kind = role == TaskRole::Assembler ? "assemble" : "digest";
    result.role = role;
    for (const auto need : needs) result.needs.push_back(TaskNo{need});
    result.priority = priority;
    result.estimate = seconds(estimateSeconds);
    result.spec = blob("spec " + std::to_string(no));
    return result;
}

inline command::StartRun start(std::vector<TaskShape> tasks, std::uint32_t agents = 2) {
    command::StartRun command;
    command.goal = blob("goal");
    command.plan = blob("plan");
    command.tasks = std::move(tasks);
    command.agents = agents;
    command.seed = 7;
    return command;
}

class Driver {
public:
    explicit Driver(EngineSettings settings = {}) : m_settings(settings), engine(settings) {}

    /// Decides, keeps the events and queues the effects.
    Outcome send(const Input& input) {
        Outcome outcome = engine.decide(input, Now{boot, wall, slept});
        for (const auto& event : outcome.events) journal.push_back({event, outcome.at});
        for (const auto& effect : outcome.effects) effects.push_back(effect);
        wakeAt = outcome.wakeAt;
        return outcome;
    }

    /// Answers the effect at `position` of the queue.
    Outcome answer(std::size_t position = 0) {
        const Effect effect = effects.at(position);
        effects.erase(effects.begin() + static_cast<std::ptrdiff_t>(position));
        const auto report = std::visit([this](const auto& e) { return reply(e); }, effect);
        return report ? send(*report) : Outcome{};
    }

    /// Answers everything and lets time pass until the engine has nothing to wait for.
    void settle(std::size_t bound = 100'000) {
        while (bound-- > 0) {
            if (!effects.empty()) answer();
            else if (wakeAt) {
                advance(*wakeAt > boot ? *wakeAt - boot : Duration{});
                send(Tick{});
            } else return;
        }
        qFatal("the engine does not come to rest");
    }

    /// Answers until the queue starts with an effect of this kind (and this task, if given).
    template <class E>
    const E* until(std::uint32_t task = 0) {
        for (int i = 0; i < 10'000; ++i) {
            for (std::size_t at = 0; at < effects.size(); ++at)
                if (const auto* found = std::get_if<E>(&effects[at]); found && (task == 0 || taskOf(*found) == task)) {
                    std::rotate(effects.begin(), effects.begin() + static_cast<std::ptrdiff_t>(at),
                                effects.begin() + static_cast<std::ptrdiff_t>(at) + 1);
                    return &std::get<E>(effects.front());
                }
            if (effects.empty()) return nullptr;
            answer();
        }
        return nullptr;
    }

    void advance(Duration by) {
        boot = boot + by;
        wall = wall + by;
    }

    /// The process dies: effects are lost, the state is folded from the journal, the new process recovers.
    Outcome crash(std::vector<std::string> answered = {}) {
        effects.clear();
        engine = Engine(m_settings);
        engine.adopt(replay());
        send(Tick{});
        if (!effects.empty()) qFatal("work began before the recovery");
        return send(Recovered{std::move(answered)});
    }

    State replay() const {
        State state;
        std::uint64_t sequence = 0;
        for (const auto& [event, at] : journal) {
            const auto applied = apply(state, event, ++sequence, at);
            if (!applied) qFatal("replay: %s", applied.error().message.c_str());
        }
        return state;
    }

    template <class E>
    std::vector<E> all() const {
        std::vector<E> found;
        for (const auto& [event, at] : journal)
            if (const auto* e = std::get_if<E>(&event)) found.push_back(*e);
        return found;
    }
    /// Task numbers of all events of this kind since entry `from`, in order.
    template <class E>
    std::vector<std::uint32_t> tasksOf(std::size_t from = 0) const {
        std::vector<std::uint32_t> found;
        for (std::size_t i = from; i < journal.size(); ++i)
            if (const auto* e = std::get_if<E>(&journal[i].first)) found.push_back(e->task.value);
        return found;
    }
    const RunState& run() const { return engine.state().runs.back(); }
    const TaskState& task(std::uint32_t no) const { return run().tasks.at(no - 1); }

    // What the world answers; a test replaces what it is about.
    std::function<report::WindowReady(const effect::AssembleWindow&)> onAssemble = [this](const auto& e) {
        return window(e);
    };
    std::function<std::optional<report::StepFinished>(const effect::PerformStep&)> onStep = [this](const auto& e) {
        return done(e);
    };
    std::function<report::StepFinished(const effect::CheckOutput&)> onCheck = [](const auto& e) {
        report::StepFinished r;
        r.step = e.step;
        return r;
    };
    std::function<report::ClaimsExtracted(const effect::ExtractClaims&)> onExtract = [](const auto& e) {
        return report::ClaimsExtracted{e.attempt, e.revision, blob("claims " + e.output.name.hex()), 1,
                                       sha256("claims " + e.output.name.hex())};
    };
    std::function<report::ClaimsCompared(const effect::CompareClaims&)> onCompare = [this](const auto& e) {
        return report::ClaimsCompared{e.attempt, e.revision, engine.state().sequence, {}, {}};
    };
    std::function<report::PlanExpanded(const effect::ExpandPlan&)> onExpand = [](const auto& e) {
        return report::PlanExpanded{e.run, e.task, e.revision, e.plan, {}, {}, {}};
    };
    /// One judging task for each vote.
    std::function<report::VoteConvened(const effect::ConveneVote&)> onConvene = [this](const auto& e) {
        report::VoteConvened r{e.conflict, e.run, blob(fmt::format("plan judging {}", e.conflict.value)), {}, {}};
        const auto count = static_cast<std::uint32_t>(engine.state().run(e.run)->tasks.size());
        for (std::uint32_t vote = 1; vote <= e.votes; ++vote) {
            r.changed.push_back(shape(count + vote, {}, 1, TaskRole::Judge));
            r.changed.back().kind = "judge";
            r.changed.back().judges = e.conflict;
        }
        return r;
    };
    std::function<report::VotesCounted(const effect::CountVotes&)> onCount = [](const auto& e) {
        return report::VotesCounted{e.conflict, e.run, {}, false, false, blob("tally"), {}, {}};
    };
    std::function<report::AffectedFound(const effect::FindAffected&)> onAffected = [](const auto& e) {
        return report::AffectedFound{e.conflict, e.run, {}};
    };

    /// A window whose inputs follow from spec and dependencies alone.
    report::WindowReady window(const effect::AssembleWindow& e) const {
        std::string inputs = e.spec.name.hex() + e.feedback.name.hex() + salt;
        for (const auto& dependency : e.dependencies) inputs += dependency.outputDigest.hex();
        report::WindowReady r;
        r.attempt = e.attempt;
        r.window = blob(fmt::format("window {} {}", inputs, engine.state().sequence));
        r.tokens = TokenCount{3000};
        r.inputs = sha256(inputs);
        r.stepKind = StepKind::Model;
        r.offers = {routing::soleOffer(target, worstCase)};
        return r;
    }
    /// A step that succeeds; its output follows from the task and `text`.
    report::StepFinished done(const effect::PerformStep& e, const std::string& text = {}) const {
        report::StepFinished r;
        r.step = e.step;
        r.charge = std::min(charge, e.reserved);
        const std::string output = fmt::format("output {} {}", e.spec.name.hex(), text);
        r.output = blob(output);
        r.outputDigest = sha256(output);
        return r;
    }
    static report::StepFinished failed(const effect::PerformStep& e, StepOutcome outcome) {
        report::StepFinished r;
        r.step = e.step;
        r.outcome = outcome;
        r.detail = blob("why");
        return r;
    }

private:
    EngineSettings m_settings;

public:
    Engine engine;
    std::deque<Effect> effects;
    std::vector<std::pair<Event, Instant>> journal;
    std::optional<BootInstant> wakeAt;
    BootInstant boot{1'000'000};
    Instant wall{1'700'000'000'000'000};
    Duration slept{};
    Target target{"fake", "model-1", false};
    MicroUsd worstCase{100}, charge{60};
    std::string salt;

private:
    static std::uint32_t taskOf(const effect::AssembleWindow& e) { return e.attempt.task.value; }
    static std::uint32_t taskOf(const effect::PerformStep& e) { return e.step.task.value; }
    static std::uint32_t taskOf(const effect::CheckOutput& e) { return e.step.task.value; }
    static std::uint32_t taskOf(const effect::CancelStep& e) { return e.step.task.value; }
    static std::uint32_t taskOf(const effect::ExtractClaims& e) { return e.attempt.task.value; }
    static std::uint32_t taskOf(const effect::CompareClaims& e) { return e.attempt.task.value; }
    static std::uint32_t taskOf(const effect::FindAffected&) { return 0; }
    static std::uint32_t taskOf(const effect::ExpandPlan& e) { return e.task.value; }
    static std::uint32_t taskOf(const effect::ConveneVote&) { return 0; }
    static std::uint32_t taskOf(const effect::CountVotes&) { return 0; }

    std::optional<Input> reply(const effect::AssembleWindow& e) { return Input(onAssemble(e)); }
    std::optional<Input> reply(const effect::PerformStep& e) {
        auto r = onStep(e);
        return r ? std::optional<Input>(*r) : std::nullopt;
    }
    std::optional<Input> reply(const effect::CheckOutput& e) { return Input(onCheck(e)); }
    std::optional<Input> reply(const effect::CancelStep&) { return std::nullopt; }
    std::optional<Input> reply(const effect::ExtractClaims& e) { return Input(onExtract(e)); }
    std::optional<Input> reply(const effect::CompareClaims& e) { return Input(onCompare(e)); }
    std::optional<Input> reply(const effect::FindAffected& e) { return Input(onAffected(e)); }
    std::optional<Input> reply(const effect::ExpandPlan& e) { return Input(onExpand(e)); }
    std::optional<Input> reply(const effect::ConveneVote& e) { return Input(onConvene(e)); }
    std::optional<Input> reply(const effect::CountVotes& e) { return Input(onCount(e)); }
};

}  // namespace skein::test
