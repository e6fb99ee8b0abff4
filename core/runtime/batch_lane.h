// The slow and cheap way to a provider: model calls that have time are collected, sent as one batch, asked for with
// growing pauses, and answered one by one as if each had been called alone. A batch that may have been made without
// anybody having heard of it (the process or the connection died) is looked for at the provider, by the ids of its
// requests, before anything is sent again. Thread: any; it has none of its own: advance() is called by whoever keeps
// time, answers are read on the workers it is given. Never sends a request twice while the first may be with the
// provider, and never talks to another host than the one a key was given for.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/input.h"
#include "core/runtime/model_client.h"

namespace skein::runtime {

/// One step that goes through a batch.
struct BatchCall {
    StepRef step;
    Target target;
    std::string key;         ///< which of the provider's, by name
    ModelCall call;          ///< its request is not needed where `batch` is known
    std::string batch;       ///< the provider's name of the batch it is in, where that is known
    bool repeated = false;   ///< another process may have sent it
    bool unwanted = false;   ///< only its charge is of interest
    Instant since;           ///< no batch from before this instant holds it
    ModelClient::Done done;  ///< called exactly once, on a worker, unless the lane is closed before
};

/// Steps that are with the provider from now on.
struct SubmittedBatch {
    Target target;
    std::string key, batch;
    std::vector<StepRef> steps;
};

struct BatchLaneSettings {
    Duration collect = seconds(2);        ///< the oldest step waits so long for others
    Duration firstPause = seconds(1);     ///< until the first question; then half as long again each time
    Duration longestPause = seconds(60);  ///< batches take minutes to hours
    Duration secondLook = seconds(10);    ///< a batch that was just being made shows in the provider's list by then
    Duration cancelAfter = seconds(1);    ///< others of the batch may be wanted after all
    Duration closing = seconds(5);        ///< for cancellations to reach the provider when the lane is closed
    std::function<std::int64_t()> clock;  ///< monotonic microseconds; empty: the machine's
};

class BatchLane {
public:
    struct World {
        HttpTransport& transport;
        std::string mark;                                      ///< of this workspace: [0-9a-f]{1,24}
        std::function<void(std::function<void()>)> post;       ///< runs a job on a worker; never inside the call
        std::function<void(const SubmittedBatch&)> submitted;  ///< on a worker
        std::function<void()> wake;                            ///< due() has come nearer; from any thread
    };

    explicit BatchLane(World world, BatchLaneSettings settings = {});
    /// Asks for the end of batches that nobody wants any more, and forgets the others: they go on at the provider.
    ~BatchLane();

    /// Takes a step; one that is here already is left as it is. Errors: as ModelCodec::encode; Unavailable where the
    /// protocol has no batch API. `done` is then not called.
    Result<void> add(BatchCall call);
    /// Nobody waits for this step any more. One that was not sent ends at once; a batch is cancelled when nobody waits
    /// for any of its steps, and what it has answered is reported all the same: it is charged.
    void cancel(const StepRef& step);

    /// When advance() has something to do, in microseconds of the clock.
    std::optional<std::int64_t> due() const;
    /// Begins what is due. Returns at once.
    void advance();

    BatchLane(const BatchLane&) = delete;
    BatchLane& operator=(const BatchLane&) = delete;

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

}  // namespace skein::runtime
