// Which providers of a run do not answer, as its journal tells: what people are shown while a run waits for one.
// Thread: one owner; reads only.
#pragma once

#include <map>
#include <string>

#include "core/base/json.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

class Outages {
public:
    explicit Outages(RunId run) : m_run(run) {}

    /// Reads what the journal holds beyond what was read, of the newest 5,000 entries. Errors: as
    /// WorkspaceReader::events.
    Result<void> readOn(const WorkspaceReader& reader);

    /// Providers whose newest calls all failed, and not for the task's or the key's sake:
    /// [{"provider","since","calls","said"}], `since` RFC 3339 of the first of these failures, `said` of the last.
    Json json(const WorkspaceReader& reader) const;
    /// The same in one line: "pa does not answer since 18:20:01Z, 14 calls failed: overloaded (HTTP 529)"; empty: none.
    std::string text(const WorkspaceReader& reader) const;

private:
    struct Outage {
        Instant since;
        std::size_t calls = 0;
        BlobRef said;
    };
    void take(const CommittedEvent& entry);
    void fail(const std::string& provider, Instant at, BlobRef said);

    RunId m_run;
    std::uint64_t m_at = 0;
    std::map<StepRef, std::string> m_called;         ///< provider of each call without an end
    std::map<AttemptRef, std::string> m_unfinished;  ///< ... whose end nobody knows, until its attempt tells why
    std::map<std::string, Outage> m_outages;
};

/// Of a run that goes on, by the newest entries of the journal; [] for any other.
Json outagesJson(const WorkspaceReader& reader, const RunState& run);

}  // namespace skein::runtime
