#include "ui/bridge/provider_watch.h"

#include "core/runtime/queries.h"

namespace skein::ui {

namespace {

constexpr Duration minute{60'000'000};
constexpr Duration slowedWithin{600'000'000};
constexpr Duration lookEvery{1'000'000};
constexpr std::size_t mostKept = 100'000;  // entries of one provider; at more calls a minute the oldest are not counted

/// What is older than `within` at `now`, and what is too much.
template <class Queue, class At>
void forget(Queue& queue, Instant now, Duration within, At at) {
    while (!queue.empty() && (now - at(queue.front()) > within || queue.size() > mostKept)) queue.pop_front();
}

bool isOwn(const std::string& provider) { return provider == "offline" || provider == "builtin"; }

}  // namespace

void ProviderWatch::add(const Event& event, Instant at) {
    if (const auto* call = std::get_if<event::StepIntended>(&event)) {
        if (call->stepKind != StepKind::Model || isOwn(call->target.provider)) return;
        if (call->run != m_run) *this = ProviderWatch();
        m_run = call->run;
        Known& known = m_known[call->target.provider];
        known.begun.push_back(at);
        forget(known.begun, at, minute, [](Instant each) { return each; });
        m_inFlight[{call->run, call->task, call->attempt, call->step}] = {call->target.provider, at};
    } else if (const auto* settled = std::get_if<event::StepSettled>(&event)) {
        const auto called = m_inFlight.extract(StepRef{settled->run, settled->task, settled->attempt, settled->step});
        if (settled->outcome != StepOutcome::Ok && settled->detail) m_lastRefusal = settled->detail;
        if (called.empty()) return;
        Known& known = m_known[called.mapped().provider];
        known.answers.push_back({at, (settled->usage.totalIn() + settled->usage.output).value});
        forget(known.answers, at, minute, [](const auto& each) { return each.first; });
        if (settled->fault == CallFault::Throttled) known.slowed.push_back(at);
        forget(known.slowed, at, slowedWithin, [](Instant each) { return each; });
    } else if (const auto* lost = std::get_if<event::StepUnconfirmed>(&event)) {
        m_inFlight.erase(StepRef{lost->run, lost->task, lost->attempt, lost->step});
    }
}

QVector<ProviderRow> ProviderWatch::rows(const runtime::WorkspaceReader& reader, const RunState& run, bool live,
                                         Instant now) {
    if (m_run && m_run != run.run) *this = ProviderWatch();
    const bool active = live && (run.status == RunStatus::Running || run.status == RunStatus::Stopping);
    if (!active) {
        m_down.clear();
        m_outages.reset();
        m_looked = {};
    } else if (now - m_looked >= lookEvery) {
        m_looked = now;
        if (!m_outages) m_outages.emplace(run.run);
        m_down.clear();
        if (m_outages->readOn(reader))
            for (const auto& each : m_outages->json(reader))
                m_down[each["provider"].get<std::string>()] = {
                    parseInstant(each["since"].get<std::string>()).value_or(Instant{}), each["calls"].get<int>(),
                    QString::fromStdString(each["said"].get<std::string>())};
    }
    std::map<std::string, ProviderRow> rows;
    for (auto& [provider, known] : m_known) {
        ProviderRow& row = rows[provider];
        forget(known.begun, now, minute, [](Instant each) { return each; });
        forget(known.answers, now, minute, [](const auto& each) { return each.first; });
        forget(known.slowed, now, slowedWithin, [](Instant each) { return each; });
        row.calls = static_cast<int>(known.begun.size());
        for (const auto& answer : known.answers) row.tokens.value += answer.second;
        row.slowedDown = static_cast<int>(known.slowed.size());
    }
    // Nobody waits for the calls of a process that has ended.
    if (active)
        for (const auto& each : m_inFlight) ++rows[each.second.provider].inFlight;
    for (const auto& [provider, down] : m_down) {
        ProviderRow& row = rows[provider];
        row.downSince = down.since;
        row.failedCalls = down.calls;
        row.said = down.said;
    }
    Instant newest;
    for (const AsideKey& key : run.asideKeys) {
        ProviderRow& row = rows[key.provider];
        ++(key.fault == CallFault::NoCredit ? row.keysOutOfQuota : row.keysRefused);
        if (key.since < newest) continue;
        newest = key.since;
        row.keysSaid = QString::fromStdString(reader.blob(key.detail).value_or(std::string()));
    }
    QVector<ProviderRow> list;
    for (auto& [provider, row] : rows) {
        row.name = QString::fromStdString(provider);
        list.append(row);
    }
    return list;
}

QString ProviderWatch::heldBecause(const runtime::WorkspaceReader& reader, const RunState& run) const {
    std::string words = runtime::keysAside(run);
    if (m_lastRefusal) words += reader.blob(m_lastRefusal).value_or(std::string());
    return QString::fromStdString(words).trimmed();
}

}  // namespace skein::ui
