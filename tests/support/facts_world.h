// A run's facts fed by events, as executor and engine feed them: claims are recorded, compared, and conflicts open and
// lapse. Thread: one. For tests and figures of comparing.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/runtime/facts.h"
#include "core/runtime/repeats.h"

namespace skein {

class FactsWorld {
public:
    FactsWorld() : facts([this](const BlobRef& blob) -> Result<std::string> { return m_blobs.at(blob.name); }) {}

    /// claims.recorded of one task.
    void record(std::uint32_t task, const std::vector<HeldClaim>& claims) {
        Json array = Json::array();
        for (const auto& held : claims) array.push_back(toJson(held.claim));
        event::ClaimsRecorded event;
        event.run = RunId{1};
        event.task = TaskNo{task};
        event.claims = put(array.dump());
        take(event);
        m_blobs.erase(event.claims.name);
    }
    /// What the executor finds and the engine makes of it; gives how many conflicts were opened.
    std::size_t compare(std::uint32_t task) {
        const auto compared = facts.compare(RunId{1}, TaskNo{task});
        std::set<std::string> found;
        std::map<std::string, std::size_t> about;
        std::size_t opened = 0;
        for (const auto& clash : compared.found) {
            if (clash.dropped) continue;
            auto pair = clash.pair;
            found.insert(pair);
            if (facts.pairKnown(RunId{1}, clash, {})) continue;
            if (++about[clash.key] + facts.openAbout(RunId{1}, clash.key) > mostOpenOfOneThing) continue;
            event::ConflictOpened event;
            event.conflict = ConflictId{++m_conflicts};
            event.run = RunId{1};
            event.taskA = TaskNo{clash.a.task};
            event.taskB = TaskNo{clash.b.task};
            event.detail = put(runtime::conflictDetail(clash.a.claim, clash.b.claim, clash.rule, clash.reason).dump());
            m_pairs[event.conflict] = pair;
            open[std::move(pair)] = event.conflict;
            take(event);
            --about[clash.key];
            ++opened;
        }
        for (const auto id : compared.again) {
            const auto at = open.find(m_pairs.at(id));
            if (at == open.end() || at->second != id || found.contains(at->first)) continue;
            take(event::ConflictLapsed{id});
            open.erase(at);
        }
        finish(task);
        return opened;
    }
    /// conflict.resolved, and the tasks that held what it dropped answer again and say the same.
    void decide(ConflictId conflict, Decision decision, const std::string& text = {}) {
        event::ConflictResolved event;
        event.conflict = conflict;
        event.decision = decision;
        if (!text.empty()) event.text = put(text);
        const auto tasks = tasksOf(conflict, decision);
        open.erase(m_pairs.at(conflict));
        take(event);
        decided[conflict] = decision;
        for (const auto task : tasks) compare(task);
    }
    void undo(ConflictId conflict) {
        const auto tasks = tasksOf(conflict, decided.at(conflict));
        take(event::ResolutionUndone{conflict, {}});
        decided.erase(conflict);
        open[m_pairs.at(conflict)] = conflict;
        for (const auto task : tasks) compare(task);
    }
    /// Its claims are held, compared or not.
    void finish(std::uint32_t task) {
        event::TaskFinished finished;
        finished.run = RunId{1};
        finished.task = TaskNo{task};
        take(finished);
    }

    std::map<std::string, ConflictId> open;     ///< by contestedPair
    std::map<ConflictId, Decision> decided;     ///< in force
    std::size_t mostOpenOfOneThing = SIZE_MAX;  ///< an executor has a bound
    runtime::Facts facts;

private:
    /// As Executor::affectedBy() of claims alone.
    std::set<std::uint32_t> tasksOf(ConflictId id, Decision decision) const {
        const auto conflict = *facts.conflict(id);
        std::set<std::uint32_t> tasks;
        const auto add = [&](const Claim& side, TaskNo maker) {
            tasks.insert(maker.value);
            for (const auto& held : facts.supporters(RunId{1}, conflict.key, side)) tasks.insert(held.task);
        };
        if (runtime::dropsA(decision) || decision == Decision::BothTrue) add(conflict.a, conflict.taskA);
        if (runtime::dropsB(decision) || decision == Decision::BothTrue) add(conflict.b, conflict.taskB);
        for (const auto& held : runtime::repeatsOf(facts, conflict, decision)) tasks.insert(held.task);
        return tasks;
    }
    BlobRef put(std::string text) {
        BlobRef blob{sha256(std::to_string(++m_count))};
        m_blobs[blob.name] = std::move(text);
        return blob;
    }
    template <class E>
    void take(const E& event) {
        facts.take({++m_sequence, Instant{0}, event});
    }

    std::map<BlobName, std::string> m_blobs;
    std::map<ConflictId, std::string> m_pairs;
    std::uint64_t m_count = 0, m_sequence = 0;
    std::uint32_t m_conflicts = 0;
};

}  // namespace skein
