#include "core/runtime/memory_costs.h"

#include <map>

#include "core/runtime/queries.h"

namespace skein::runtime {
namespace {

const char* nameOf(MemoryPurpose purpose) {
    return purpose == MemoryPurpose::Embed ? "memory: embeddings" : "memory: summaries";
}

struct Tally {
    MicroUsd cost;
    Usage usage;
    std::uint64_t calls = 0, failed = 0, items = 0;
};

class Tallies {
public:
    explicit Tallies(std::string by) : m_by(std::move(by)) {}

    void take(const CommittedEvent& entry) {
        if (std::holds_alternative<event::ForkCompleted>(entry.event)) {
            m_open.clear();
            for (const auto& [name, tally] : m_groups) m_inherited += tally.cost;
            m_groups.clear();
        } else if (const auto* intended = std::get_if<event::MemoryCallIntended>(&entry.event)) {
            m_open[intended->call] = *intended;
        } else if (const auto* settled = std::get_if<event::MemoryCallSettled>(&entry.event)) {
            const auto call = m_open.extract(settled->call);
            if (call.empty()) return;
            auto& tally = of(call.mapped(), entry.at);
            tally.cost += settled->charge;
            tally.usage += settled->usage;
            ++tally.calls;
            if (settled->outcome == StepOutcome::Ok) tally.items += call.mapped().items;
            else ++tally.failed;
        }
    }

    Json json() const {
        Json rows = Json::array();
        for (const auto& [name, tally] : m_groups)
            rows.push_back({{"name", name},
                            {"usd", usd(tally.cost)},
                            {"calls", tally.calls},
                            {"failed_calls", tally.failed},
                            {"tokens_in", tally.usage.totalIn().value},
                            {"tokens_out", tally.usage.output.value},
                            {"items", tally.items}});
        return rows;
    }

    bool empty() const { return m_groups.empty(); }
    MicroUsd inherited() const { return m_inherited; }  ///< what the workspace that this one was forked from spent

private:
    Tally& of(const event::MemoryCallIntended& call, Instant at) {
        if (m_by == "provider") return m_groups[call.target.provider];
        if (m_by == "model") return m_groups[call.target.model];
        if (m_by == "hour") return m_groups[formatInstant(at).substr(0, 13) + ":00Z"];
        return m_groups[nameOf(call.purpose)];
    }

    std::string m_by;
    std::map<std::uint32_t, event::MemoryCallIntended> m_open;
    std::map<std::string, Tally> m_groups;
    MicroUsd m_inherited;
};

}  // namespace

Result<Json> memoryCostsJson(const WorkspaceReader& reader, const State& state, const std::string& by, bool live) {
    if (!state.memory || state.memory->made == 0) return Json(nullptr);
    Tallies tallies(by);
    for (std::uint64_t at = 0;;) {
        SKEIN_TRY(const auto events, reader.events(at, 5'000));
        if (events.empty()) break;
        at = events.back().sequence;
        for (const auto& entry : events) tallies.take(entry);
    }
    if (tallies.empty() && tallies.inherited() == MicroUsd{} && state.memory->open.empty()) return Json(nullptr);
    Json unconfirmed = Json::array();
    MicroUsd reserved, possiblyCharged;
    for (const auto& call : state.memory->open) {
        if (!call.unconfirmed && live) {
            reserved += call.reserved;
            continue;
        }
        possiblyCharged += call.reserved;
        unconfirmed.push_back({{"step", "memory/" + std::to_string(call.call)},
                               {"provider", call.target.provider},
                               {"model", call.target.model},
                               {"at", formatInstant(call.at)},
                               {"state", call.unconfirmed ? "unconfirmed" : "abandoned"},
                               {"batch", nullptr},
                               {"usd", usd(call.reserved)}});
    }
    return Json{{"spent_usd", usd(state.memory->spent)},     {"reserved_usd", usd(reserved)},
                {"inherited_usd", usd(tallies.inherited())}, {"unconfirmed_usd", usd(possiblyCharged)},
                {"unconfirmed", std::move(unconfirmed)},     {"groups", tallies.json()}};
}

}  // namespace skein::runtime
