// The deciding function. Synchronous, on one thread, without clock, random source, lock, file, socket or thread.
// State is what events made; Volatile is what only this process knows (leases, backoff, the ready order) and is rebuilt
// conservatively after a restart. decide may read both; every consequence is an event.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/engine/effect.h"
#include "core/engine/input.h"
#include "core/engine/state.h"

namespace skein {

/// Settings of the engine, each with its default's source.
struct EngineSettings {
    Duration leaseTime = seconds(90);          ///< three missed renewals of 30 s
    Duration backoffBase = milliseconds(500);  ///< official SDKs: 0.5 s x 2^n, at most 8 s, minus up to 25 % jitter
    Duration backoffCap = seconds(8);
    Duration longestRetryAfter = seconds(600);  ///< a provider's wish above this fails the attempt instead
    std::uint32_t maxAttempts = 4;              ///< limits::maxAttemptsPerTask
    std::uint32_t maxRepeats = 3;               ///< of one call under the same key, while nobody knows how it ended
    std::uint32_t maxMoves = 6;                 ///< of one attempt to another key or model, before it counts as failed
    Duration patience = seconds(5);  ///< a busy key of the better model is waited for so long; then the next one goes
    Duration batchTurnaround = seconds(3'600);  ///< until this process has seen one; most end within an hour, all in 24
    std::uint32_t maxRevisions = 12;            ///< limits::maxRunsPerTask: two agents flipping each other end here
    Duration undoWindow = seconds(10);          ///< what a person's decision makes run again waits so long (ui.md 3.7)
    std::uint32_t maxCorrections = 2;      ///< of one task for one and the same statement, before a person is asked
    std::uint32_t maxPolicyRounds = 3;     ///< of two tasks about one thing, before a person is asked
    bool admit = true;                     ///< false: decisions are recorded, but no attempt is started in this process
    Duration clockTolerance = seconds(2);  ///< architecture section 5: a divergence above is an event, and sleep
};

/// What was decided: events in order (already applied to the state), effects to release when they are durable.
/// The events of one outcome are made durable together (one transaction): recovery never sees half of an outcome.
struct Outcome {
    std::vector<Event> events;
    std::vector<Effect> effects;
    Instant at;                    ///< recorded time of all these events
    std::optional<Error> refused;  ///< a command that changed nothing, and why
    Receipt receipt;
    std::optional<BootInstant> wakeAt;  ///< when a Tick would find work, earliest; absent: only inputs matter
};

class Engine {
public:
    explicit Engine(EngineSettings settings = {});
    ~Engine();
    Engine(Engine&&) noexcept;
    Engine& operator=(Engine&&) noexcept;

    /// Takes over a folded state (after replay) and rebuilds what is volatile. Until Recovered has been fed nothing is
    /// started, whatever else comes in.
    void adopt(State state);

    /// Decides on one input. Never fails: bad commands are refused in the outcome, impossible reports are ignored
    /// (late, duplicated, of another attempt) after settling their charge. Cost: logarithmic in tasks, plus what it
    /// starts.
    Outcome decide(const Input& input, Now now);

    const State& state() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace skein
