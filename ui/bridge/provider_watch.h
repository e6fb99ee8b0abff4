// ProviderWatch: how the providers of a run do, by its journal: who does not answer since when, who slows calls down,
// whose keys are set aside, and how many calls and tokens went through in the last minute. Thread: its owner's. The
// pace and breakers of the process that runs it are not in the journal: what is told here is what came of them.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "core/engine/state.h"
#include "core/runtime/outages.h"
#include "core/runtime/reader.h"
#include "ui/bridge/run_view.h"

namespace skein::ui {

class ProviderWatch {
public:
    /// Counts an entry; entries come in journal order.
    void add(const Event& event, Instant at);
    /// By name. Outages are looked for at most once a second, and only while a process runs it (`live`).
    QVector<ProviderRow> rows(const runtime::WorkspaceReader& reader, const RunState& run, bool live, Instant now);
    /// "openai: 2 keys are set aside: 2 out of quota; ..." and what the last refused call was told.
    QString heldBecause(const runtime::WorkspaceReader& reader, const RunState& run) const;

private:
    struct Call {
        std::string provider;
        Instant at;
    };
    struct Known {
        std::deque<Instant> begun;                             ///< in the last minute
        std::deque<std::pair<Instant, std::int64_t>> answers;  ///< tokens in the last minute
        std::deque<Instant> slowed;                            ///< in the last ten
    };
    RunId m_run;
    std::map<std::string, Known> m_known;
    std::map<StepRef, Call> m_inFlight;
    BlobRef m_lastRefusal;
    std::optional<runtime::Outages> m_outages;
    struct Down {
        Instant since;
        int calls = 0;
        QString said;
    };
    std::map<std::string, Down> m_down;
    Instant m_looked;
};

}  // namespace skein::ui
