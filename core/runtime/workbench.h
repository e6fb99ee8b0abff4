// The facade that the desktop and the command line use: one workspace, read through a WorkspaceReader, changed through
// named commands. Who writes is settled here and nowhere else: this process (InProcess), or the process that already
// holds the workspace, through its control socket. The desktop never hosts a run: it starts `skeinctl` as a process of
// its own session, so closing the window never stops a run, and reopening finds it again (Spawn).
// Thread: call() blocks and may be used from any thread; never from a GUI thread. No method hands out engine data.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/runtime/keys/key_ring.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

class Host;
struct PreparedRun;

enum class Hosting {
    InProcess,  ///< become the writer if nobody is, otherwise use the writer's socket
    Spawn,      ///< use the writer's socket; if nobody writes, start `skeinctl serve WS` detached and use its socket
    ReadOnly,   ///< commands are refused
};

struct WorkbenchOptions {
    std::string path;  ///< the workspace file
    Hosting hosting = Hosting::InProcess;
    bool create = false;          ///< make the workspace if it is missing
    bool keyFileConsent = false;  ///< a 0600 key file may be made when no keyring answers
    std::string controlProgram;   ///< Spawn: path of skeinctl; empty: beside this program
    std::string outputFolder;  ///< Spawn: where the host writes deliverables when a run comes to rest; empty: nowhere
    bool recover = true;       ///< InProcess: go on with what was in flight; false: only record decisions
    KeySupply keys = personsKeys();                                ///< InProcess: where the keys of providers come from
    std::function<void(const std::string&)> onNotice;              ///< things worth telling a person; may be empty
    std::function<void(std::uint64_t, std::uint64_t)> onProgress;  ///< while opening; may be empty
};

/// How to start a run.
struct RunRequest {
    std::string goalFile;  ///< a goal file; or
    std::string planFile;  ///< a plan file, which may name sources of its own
    std::string provider;  ///< catalogue id, "auto" or PROTOCOL:BASE_URL; empty: the goal's, else "offline"
    std::string model;
    std::string price;  ///< form of $SKEIN_PRICE; empty: from the environment, else unknown
    std::optional<std::uint32_t> agents;
    std::optional<MicroUsd> budget;
    std::string until;  ///< as in a goal file; empty: the goal's
    std::optional<ConflictPolicy> onConflict;
    std::uint64_t seed = 0;                  ///< 0: from the workspace and run number
    bool idempotentProvider = false;         ///< the endpoint honours Idempotency-Key
    bool localOnly = false;                  ///< only models on this machine may be called
    bool batch = false;                      ///< what has time may go through batch APIs
    std::optional<std::uint32_t> questions;  ///< rounds in which an agent may ask memory; none: as the goal says
    bool acceptPlan = false;                 ///< begin what a planner model proposes without asking
};

/// The commands of call(); parameters and results are JSON objects. All names are stable.
///   host.info        {}                                         -> {"pid","version","workspace"}
///   run.hold         {"run"}                                    -> {"run"}
///   run.resume       {"run","agents"?,"options"?: those of a run: provider, base_url, model, price,
///    "until"?: RFC 3339, or null: no end any more}              -> {"run"}
///   run.stop         {"run","mode":"drain"|"now"}               -> {"run"}
///   budget.change    {"run","budget_micro_usd":int|null,"scope"?:"workspace|day|run|swarm|task","swarm"?,"task"?: 0
///    for each task,"utc_offset"?: minutes}                      -> {"run"}
///   task.retry       {"run","tasks":[int],"downstream":bool}    -> {"run","tasks":[int]}
///   task.hurry       {"run","tasks":[int]}: out of their batches, and in none from now on -> {"run","tasks":[int]}
///   plan.amend       {"run","plan":{...},"cancel_running"?,"dry_run"?} -> {"run","diff":{...}}
///   conflict.resolve {"conflict","take":"a|b|neither|not-a-conflict|own-text|combine|both-true|refine|regenerate",
///    "text"?: what holds, the constraint of refine, or a note; "a_scope"? with "b_scope"?, "a_until"? with "b_from"?:
///    of both-true; "replaces"?: number of the constraint, "policy"?: the one that advised it}
///    -> {"conflict","task"?: who checks or answers again}
///   conflict.preview {"conflict","take"}                        -> previewResolution()
///   conflict.mark    {"conflict","stage":"open|drafting|proposed|deferred","owner"?,"until"?: RFC
///   3339,"take"?,"text"?,
///    "reason"?}                                                 -> {"conflict"}
///   coherence.change {"terms": CoherenceTerms, the whole}       -> {}
///   conflict.undo    {"conflict"}                               -> {"conflict"}
///   unconfirmed.settle {"run","task","attempt","step","charge_micro_usd"} -> {}
///   memory.settle {"call","charge_micro_usd"}: of a call of memory's own -> {}
///   host.close       {}                                         -> {} ; the host drains its queue and ends when no run
///   is active
/// "run" may be left out: the latest.
class Workbench {
public:
    /// Errors: as WorkspaceStore::open; Unavailable when the host could not be started or does not answer.
    static Result<std::unique_ptr<Workbench>> open(WorkbenchOptions options);
    ~Workbench();

    const std::shared_ptr<WorkspaceReader>& reader() const;
    /// True when another process writes.
    bool attached() const;

    /// The host inside this process; null when attached or reading.
    Host* host();

    /// One command, answered after its events are committed. Errors: InvalidInput, NotFound, Denied (ReadOnly), Busy,
    /// Unavailable (the host went away), and what the engine refuses.
    Result<Json> call(const std::string& method, const Json& params);

    /// Ingests the sources, expands the recipe (or reads the plan), and starts. InProcess only. `progress` gets one
    /// line at a time ("ingest: 312 files, 4.1 MB"); `cancel` stops the reading of the sources. Errors: InvalidInput,
    /// NotFound, Denied, Budget, Busy, Cancelled.
    Result<RunId> startRun(PreparedRun run, const std::function<void(const std::string&)>& progress,
                           const std::atomic<bool>* cancel = nullptr);

    /// Waits until the run is at rest (or `cancel` says stop, looked at every 50 ms) and returns how it ended.
    Result<RunOutcome> waitUntilRest(RunId run, const std::function<bool()>& cancel);

    /// Writes the newest deliverable and the bundle into `folder`. Errors: Denied for a non-empty folder Skein did not
    /// make; Io. Returns the paths {"deliverable","html","bundle"}.
    Result<Json> writeDeliverable(RunId run, const std::string& folder);

private:
    Workbench();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Starts `skeinctl run ...` in a session of its own, its output to a log file in the state folder; returns its pid.
/// For the desktop: start a run that outlives the window. Nobody can be asked any more, so the key and a budget where
/// money is spent must be settled before. Errors: NotFound (program), Io.
struct DetachedRun {
    std::string controlProgram, goalFile, workspace, outputFolder;
    std::vector<std::string> moreArguments;
};
Result<int> startDetached(const DetachedRun& run);

}  // namespace skein::runtime
