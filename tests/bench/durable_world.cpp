#include "tests/bench/durable_world.h"

#include <atomic>
#include <deque>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <time.h>

#include "core/model/event_entry.h"
#include "core/runtime/store/workspace_store.h"
#include "tests/bench/figures.h"

namespace skein::bench {
namespace {

constexpr double longestSeconds = 120;
constexpr std::size_t maxRound = 32;  // as in Host

Now clocks() {
    timespec boot{}, wall{};
    clock_gettime(CLOCK_BOOTTIME, &boot);
    clock_gettime(CLOCK_REALTIME, &wall);
    const auto micros = [](const timespec& time) {
        return static_cast<std::int64_t>(time.tv_sec) * 1'000'000 + time.tv_nsec / 1'000;
    };
    return {BootInstant{micros(boot)}, Instant{micros(wall)}};
}

class World {
public:
    World(std::unique_ptr<runtime::JournalWriter> journal, const DurableRun& order)
        : m_journal(std::move(journal)), m_order(order) {
        m_text = {m_journal->blobs()->put("A prepared text that all tasks of the benchmark refer to.")};
    }

    Result<DurableResult> run() {
        const auto subscription = m_journal->subscribe([this](const runtime::CommittedEntries& entries) {
            ++m_commits;
            m_entries += entries->size();
        });
        decide(command::Bookkeeping{{event::WorkspaceCreated{}}});
        append();
        DurableResult result;
        for (std::uint32_t i = 0; i < m_order.runs; ++i) { SKEIN_TRY(result, runOnce()); }
        m_journal->unsubscribe(subscription);
        SKEIN_CHECK(m_journal->close());
        return result;
    }

private:
    Result<DurableResult> runOnce() {
        DurableResult result;
        m_latencies.clear();
        const double before = secondsNow();
        decide(startCommand());
        append();
        SKEIN_CHECK(m_journal->flush());
        result.startSeconds = secondsNow() - before;
        const auto plannedEntries = m_entries.load(), plannedCommits = m_commits.load();
        const double started = secondsNow(), threadStarted = threadSeconds(), processStarted = processSeconds();
        while (!settled()) {
            if (secondsNow() - started > longestSeconds)
                return fail(ErrorCode::Unavailable, "the run does not come to rest");
            takeReleased();
            answerDue();
        }
        SKEIN_CHECK(m_journal->flush());
        result.seconds = secondsNow() - started;
        result.decidingSeconds = threadSeconds() - threadStarted;
        result.processorSeconds = processSeconds() - processStarted;
        result.entries = m_entries - plannedEntries;
        result.commits = m_commits - plannedCommits;
        result.latencies = std::move(m_latencies);
        return result;
    }

    struct Released {
        Effect effect;
        double at = 0;
    };
    struct Later {
        double due = 0;
        effect::PerformStep step;
        bool operator<(const Later& other) const { return due > other.due; }
    };

    command::StartRun startCommand() const {
        command::StartRun start;
        start.goal = start.plan = start.options = m_text;
        start.agents = m_order.agents;
        start.seed = 7;
        start.tasks = m_order.shapes;
        if (!start.tasks.empty()) return start;
        for (std::uint32_t i = 1; i <= m_order.tasks; ++i) {
            TaskShape shape;
            shape.task = TaskNo{i};
            shape.kind = "digest";
            shape.estimate = seconds(1);
            shape.spec = m_text;
            start.tasks.push_back(std::move(shape));
        }
        return start;
    }

    bool settled() const {
        const auto& run = m_engine.state().runs.back();
        return run.status == RunStatus::Settled;
    }

    // What Host does: a round of decisions in one batch, the effects behind its commit, and what only reads answered at
    // once, because the executor knows it with the answer.
    void decide(const Input& input) {
        std::deque<Input> inputs{input};
        for (; !inputs.empty(); inputs.pop_front()) {
            auto outcome = m_engine.decide(inputs.front(), clocks());
            m_wakeAt = outcome.wakeAt;
            for (const auto& event : outcome.events) m_round.push_back(newEntry(outcome.at, event));
            for (auto& effect : outcome.effects) {
                if (auto report = known(effect)) inputs.push_back(*std::move(report));
                else m_effects.push_back(std::move(effect));
            }
        }
        if (++m_decided >= maxRound) append();
    }

    void append() {
        m_decided = 0;
        if (m_round.empty() && m_effects.empty()) return;
        Batch batch;
        batch.entries = std::exchange(m_round, {});
        batch.onDurable = [this, effects = std::exchange(m_effects, {})](const Result<CommitInfo>& info) mutable {
            if (!info || effects.empty()) return;
            const double at = secondsNow();
            {
                const std::scoped_lock lock(m_mutex);
                for (auto& effect : effects) m_released.push_back({std::move(effect), at});
            }
            m_wake.notify_one();
        };
        m_journal->append(std::move(batch));
    }

    std::optional<Input> known(const Effect& effect) const {
        if (const auto* check = std::get_if<effect::CheckOutput>(&effect)) {
            report::StepFinished checked;
            checked.step = check->step;
            return checked;
        }
        if (const auto* claims = std::get_if<effect::ExtractClaims>(&effect))
            return report::ClaimsExtracted{
                claims->attempt, claims->revision, m_text, 1,
                sha256(fmt::format("claims {} {}", claims->attempt.run.value, claims->attempt.task.value))};
        return std::nullopt;
    }

    void takeReleased() {
        std::deque<Released> released;
        {
            std::unique_lock lock(m_mutex);
            if (m_released.empty()) {
                double wait = 0.05;
                if (!m_later.empty()) wait = std::min(wait, std::max(0.0, m_later.top().due - secondsNow()));
                m_wake.wait_for(lock, std::chrono::duration<double>(wait));
            }
            released.swap(m_released);
        }
        if (released.empty() && m_later.empty() && m_wakeAt && *m_wakeAt <= clocks().boot) decide(Tick{});
        for (auto& item : released) std::visit([&](const auto& effect) { answer(effect, item.at); }, item.effect);
        append();
    }

    void answerDue() {
        while (!m_later.empty() && m_later.top().due <= secondsNow()) {
            const auto step = m_later.top().step;
            m_later.pop();
            finish(step);
        }
        append();
    }

    void answer(const effect::AssembleWindow& e, double) {
        report::WindowReady ready;
        ready.attempt = e.attempt;
        ready.window = m_text;
        ready.tokens = TokenCount{3000};
        ready.inputs = sha256(fmt::format("inputs {} {}", e.attempt.run.value, e.attempt.task.value));
        ready.offers = {routing::soleOffer({"prepared", "model", false}, MicroUsd{100})};
        m_windowIn[e.attempt.task.value] = secondsNow();
        decide(ready);
    }
    void answer(const effect::PerformStep& e, double releasedAt) {
        if (const auto in = m_windowIn.find(e.step.task.value); in != m_windowIn.end())
            m_latencies.push_back(releasedAt - in->second);
        if (!m_order.shapes.empty()) {
            const auto estimate = m_order.shapes[e.step.task.value - 1].estimate;
            return m_later.push({secondsNow() + static_cast<double>(estimate.value) / 1e6 * m_order.timeScale, e});
        }
        if (m_order.stepTime.value == 0) return finish(e);
        // Calls take between half and one and a half times the time, so that they do not end in step.
        const double share = 0.5 + static_cast<double>(e.step.task.value * 2654435761u % 1000) / 1000.0;
        m_later.push({secondsNow() + static_cast<double>(m_order.stepTime.value) / 1e6 * share, e});
    }
    void finish(const effect::PerformStep& e) {
        report::StepFinished done;
        done.step = e.step;
        done.charge = MicroUsd{60};
        done.output = m_text;
        done.outputDigest = sha256(fmt::format("output {} {}", e.step.run.value, e.step.task.value));
        decide(done);
    }
    void answer(const effect::CheckOutput&, double) {}    // known
    void answer(const effect::ExtractClaims&, double) {}  // known
    void answer(const effect::CompareClaims& e, double) {
        decide(report::ClaimsCompared{e.attempt, e.revision, m_engine.state().sequence, {}, {}});
    }
    void answer(const effect::FindAffected& e, double) { decide(report::AffectedFound{e.conflict, e.run, {}}); }
    void answer(const effect::ExpandPlan&, double) {}
    void answer(const effect::ConveneVote&, double) {}
    void answer(const effect::CountVotes&, double) {}
    void answer(const effect::CancelStep&, double) {}

    std::unique_ptr<runtime::JournalWriter> m_journal;
    DurableRun m_order;
    Engine m_engine;
    std::vector<NewEntry> m_round;  ///< decided and not given to the journal yet
    std::vector<Effect> m_effects;  ///< of the same round
    std::size_t m_decided = 0;      ///< inputs of the same round
    BlobRef m_text;
    std::optional<BootInstant> m_wakeAt;
    std::priority_queue<Later> m_later;
    std::map<std::uint32_t, double> m_windowIn;
    std::vector<double> m_latencies;
    std::atomic<std::uint64_t> m_entries{0}, m_commits{0};
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Released> m_released;
};

}  // namespace

Result<DurableResult> runDurably(const std::string& path, const DurableRun& run) {
    SKEIN_TRY(auto store, runtime::WorkspaceStore::open(path, runtime::OpenMode::CreateOrWrite));
    SKEIN_TRY(auto journal, runtime::JournalWriter::create(std::move(store), {}));
    World world(std::move(journal), run);
    return world.run();
}

}  // namespace skein::bench
