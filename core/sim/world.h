// Internal to core/sim: virtual time, the disk, the provider, memory and the person around one engine. Everything
// random is a draw from the seed, so that a request always gives the same history. Thread: the simulation's.
#pragma once

#include <deque>
#include <map>
#include <set>

#include "core/base/random.h"
#include "core/sim/checker.h"
#include "core/sim/simulate.h"

namespace skein::sim {

class World {
public:
    explicit World(const SimulationRequest& request);
    /// Runs to rest. Error: the engine refused the plan.
    Result<SimulationReport> run();

private:
    struct Commit {};
    struct PersonActs {};
    struct Renew {
        StepRef step;
    };
    struct Wake {};
    struct Item {
        std::uint32_t process = 0;  ///< which life of the process it belongs to; 0: it outlives a crash
        std::variant<Input, Commit, PersonActs, Renew, Wake> what;
    };
    struct Pending {
        std::vector<Event> events;
        std::vector<Effect> effects;
        Instant at;
    };

    // world.cpp: time, the disk, the life of the process
    void at(BootInstant when, Item item) { m_queue.emplace(std::pair(when, ++m_order), std::move(item)); }
    void deliver(Duration after, Input input) { at(m_boot + after, {m_process, std::move(input)}); }
    Outcome send(const Input& input);
    void step(Item item);
    void commit();
    void makeDurable(const Pending& pending);
    void crash();
    void maybeJumpClock();
    bool rest();
    void compareWithFold(bool always);
    void refoldFromJson();
    bool faulty() const { return m_faulty; }
    bool chance(std::uint32_t perMille) { return m_faulty && m_random.chance(perMille); }
    void hit(const char* probe) { ++m_probes[probe]; }

    // provider.cpp: calls, checks, leases, charges
    void release(const effect::PerformStep& e);
    void release(const effect::CheckOutput& e);
    void release(const effect::CancelStep& e);
    Duration durationOf(const effect::PerformStep& e, bool timeout);
    report::StepFinished perform(const effect::PerformStep& e);
    bool refuses(report::StepFinished& r, const effect::PerformStep& e);
    std::vector<routing::Offer> offersOf(TaskNo task) const;
    static report::KeysKnown keys();

    // memory.cpp: windows, claims, contradictions
    struct Pair {
        TaskNo a, b;
        Digest id;
    };
    void release(const effect::AssembleWindow& e);
    void release(const effect::ExtractClaims& e);
    void release(const effect::CompareClaims& e);
    void release(const effect::FindAffected& e);
    void release(const effect::ExpandPlan& e);
    void release(const effect::ConveneVote& e);
    void release(const effect::CountVotes& e);
    void seedPairs();
    bool involves(const Pair& pair, TaskNo task) const;
    /// The decision in force about a pair, if one supersedes a claim.
    std::optional<Decision> inForce(const State& state, const Pair& pair) const;
    /// Whether a task's output with this digest states its side of the pair.
    static bool states(const Digest& output, const Pair& pair);
    Digest inputsOf(const State& state, const effect::AssembleWindow& e) const;
    Digest outputOf(BlobRef spec, const Digest& inputs, TaskRole role) const;
    void checkCoherence();

    // person.cpp
    void act();
    bool wantsMore();
    void raiseBudgets(const RunState& run);
    void amend(const RunState& run);
    void changePause(const RunState& run, const TaskState& task);
    void retry(const RunState& run);
    void resolveOne(const RunState& run);
    void settleUnconfirmed();
    std::vector<TaskShape> knownShapes() const;

    const SimulationRequest& m_request;
    std::vector<Input> m_start;                      ///< how the run begins, and begins again when a crash loses it
    std::map<std::string, BootInstant> m_downUntil;  ///< by provider
    DrawStream m_random;
    Engine m_engine;
    State m_durable;  ///< folded from what the disk holds and nothing else
    std::vector<std::pair<Event, Instant>> m_journal;
    std::deque<Pending> m_pending;  ///< decided, not durable yet
    std::map<std::pair<BootInstant, std::uint64_t>, Item> m_queue;
    std::uint64_t m_order = 0, m_decisions = 0, m_commits = 0, m_steps = 0, m_personActs = 0;
    std::uint32_t m_process = 1;
    BootInstant m_boot{1'000'000};
    Duration m_wallOffset{1'700'000'000'000'000};
    std::optional<BootInstant> m_wake;
    std::optional<BootInstant> m_diskBackAt;
    bool m_faulty = false, m_commitPlanned = false, m_holdForDisk = false;

    ProviderLedger m_ledger;
    std::map<Digest, report::StepFinished> m_calls;  ///< what a provider that honours keys answers again
    std::map<StepRef, BootInstant> m_renewals;       ///< steps whose executor renews, until it answers
    std::map<StepRef, std::pair<std::pair<BootInstant, std::uint64_t>, Digest>>
        m_answers;  ///< where replies are queued
    std::vector<Pair> m_pairs;

    Checker m_checker;
    std::map<std::string, std::uint64_t> m_probes;
};

}  // namespace skein::sim
