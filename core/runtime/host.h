// The one writer of a workspace: the deciding thread with its bounded command queue, the journal behind it, the
// projections and executors around it, and the control socket for other processes. Thread: all public methods from any
// thread, except that nothing here may be called from within a callback it made.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/engine/engine.h"
#include "core/ports/journal.h"
#include "core/runtime/executor.h"
#include "core/runtime/facts.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

struct HostOptions {
    std::string path;
    bool create = false;
    bool keyFileConsent = false;
    KeySupply keys = personsKeys();  ///< asked for the providers of a run when it starts or goes on
    bool listen = true;              ///< open the control socket
    bool recover = true;             ///< go on with what was in flight; false: only record decisions, start nothing
    std::function<void(const std::string&)> onNotice;  ///< things worth telling a person, one line each; may be empty
    std::function<void(std::uint64_t, std::uint64_t)> onProgress;  ///< while opening: entries read, entries in all
};

class Host {
public:
    /// Errors: as WorkspaceStore::open and SigningKey::loadOrCreate; Io for the index cache.
    static Result<std::unique_ptr<Host>> open(HostOptions options);
    /// Lets queued inputs be decided and made durable, signs a head, closes.
    ~Host();

    /// Queues one input; `answer` is called after its events are durable, on the journal's thread. Commands above
    /// limits::maxCommandQueue are answered with Busy at once.
    void submit(Input input, std::function<void(Result<Receipt>)> answer);
    Result<Receipt> submitAndWait(Input input);

    /// Runs `read` on the deciding thread between two inputs and waits for it: for questions about the live state.
    void withState(const std::function<void(const State&)>& read) const;

    /// Reads the keys of these models' providers, so that calls can go out with them; a provider whose keys cannot be
    /// had is not called. Errors: as KeySupply, where no provider is left.
    Result<void> useKeys(const RunModels& models);

    /// For calls of memory's own (memory_calls.h): where keys come from, and who calls.
    const KeySupply& keySupply() const;
    HttpTransport& transport() const;
    ModelClient& models() const;

    BlobRef put(std::string bytes);
    Result<std::string> blob(const BlobRef& ref) const;
    const std::shared_ptr<WorkspaceReader>& reader() const;
    SqliteIndex& index();
    const Facts& facts() const;
    const Executor& executor() const;

    /// Waits until everything decided so far is durable, and can be read; or failure() says why it is not.
    void waitDurable() const;
    /// Waits until the projections hold everything that is durable now.
    void waitIndexed() const;
    /// Waits until it is known what rests on every decision that was made here; for at most ten seconds.
    void awaitSearches() const;
    /// Waits until everything decided so far is durable, then signs a head over it.
    Result<void> signHead();
    /// What stopped the journal or the projections, if anything did.
    std::optional<Error> failure() const;
    /// True once host.close was asked for.
    bool closing() const;
    /// Seconds since the last request over the control socket (or since opening).
    std::int64_t idleSeconds() const;

private:
    Host();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// $XDG_CACHE_HOME/skein/index/<workspace id>.sqlite. Error: Io.
Result<std::string> indexPathFor(const std::string& workspaceId);

}  // namespace skein::runtime
