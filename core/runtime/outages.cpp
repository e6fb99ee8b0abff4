#include "core/runtime/outages.h"

#include <fmt/format.h>

#include "core/base/text.h"

namespace skein::runtime {
namespace {

constexpr std::uint64_t newestEntries = 5'000;

bool blamesProvider(CallFault fault) { return fault == CallFault::Provider || fault == CallFault::Model; }

}  // namespace

Result<void> Outages::readOn(const WorkspaceReader& reader) {
    SKEIN_TRY(const auto last, reader.lastSequence());
    if (last > m_at + newestEntries) {
        m_called.clear();
        m_unfinished.clear();
        m_outages.clear();
        m_at = last - newestEntries;
    }
    SKEIN_TRY(const auto events, reader.events(m_at, newestEntries));
    if (events.empty()) return {};
    m_at = events.back().sequence;
    for (const auto& entry : events) take(entry);
    return {};
}

void Outages::fail(const std::string& provider, Instant at, BlobRef said) {
    Outage& outage = m_outages.try_emplace(provider, Outage{at, 0, {}}).first->second;
    ++outage.calls;
    outage.said = said;
}

void Outages::take(const CommittedEvent& entry) {
    if (const auto* call = std::get_if<event::StepIntended>(&entry.event)) {
        if (call->run == m_run && call->stepKind == StepKind::Model && !call->target.batch)
            m_called[{call->run, call->task, call->attempt, call->step}] = call->target.provider;
    } else if (const auto* settled = std::get_if<event::StepSettled>(&entry.event)) {
        const auto called = m_called.extract(StepRef{settled->run, settled->task, settled->attempt, settled->step});
        if (called.empty()) return;
        if (settled->fault && blamesProvider(*settled->fault)) fail(called.mapped(), entry.at, settled->detail);
        else m_outages.erase(called.mapped());
    } else if (const auto* lost = std::get_if<event::StepUnconfirmed>(&entry.event)) {
        auto called = m_called.extract(StepRef{lost->run, lost->task, lost->attempt, lost->step});
        if (!called.empty()) m_unfinished[{lost->run, lost->task, lost->attempt}] = std::move(called.mapped());
    } else if (const auto* over = std::get_if<event::AttemptFailed>(&entry.event)) {
        const auto unfinished = m_unfinished.extract(AttemptRef{over->run, over->task, over->attempt});
        // What was taken back, or cut off with the process that waited for it, says nothing of the provider.
        if (!unfinished.empty() && over->outcome != StepOutcome::Cancelled)
            fail(unfinished.mapped(), entry.at, over->detail);
    }
}

Json Outages::json(const WorkspaceReader& reader) const {
    Json list = Json::array();
    for (const auto& [provider, outage] : m_outages)
        list.push_back({{"provider", provider},
                        {"since", formatInstant(outage.since)},
                        {"calls", outage.calls},
                        {"said", reader.blob(outage.said).value_or("the reason is no longer kept")}});
    return list;
}

std::string Outages::text(const WorkspaceReader& reader) const {
    std::string line;
    for (const auto& each : json(reader))
        line += fmt::format("{}{} does not answer since {}, {} {} failed: {}", line.empty() ? "" : "; ",
                            each["provider"].get<std::string>(), each["since"].get<std::string>().substr(11, 8) + "Z",
                            each["calls"].get<std::size_t>(), each["calls"] == 1 ? "call" : "calls",
                            elide(each["said"].get<std::string>(), 120));
    return line;
}

Json outagesJson(const WorkspaceReader& reader, const RunState& run) {
    if (run.status != RunStatus::Running && run.status != RunStatus::Stopping) return Json::array();
    Outages outages(run.run);
    return outages.readOn(reader) ? outages.json(reader) : Json::array();
}

}  // namespace skein::runtime
