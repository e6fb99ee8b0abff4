// What `memory WS embed` and `memory WS summarise` do: calls that memory pays for itself. Thread: main only.
#pragma once

#include <optional>
#include <string>

#include "app/skeinctl/cli.h"
#include "core/runtime/host.h"

namespace skein::cli {

struct MemoryModelOptions {
    std::string provider, model, price, budget;
    std::optional<std::uint32_t> dimensions{};
    bool localOnly = false, off = false, all = false, estimate = false;
};

/// Brings vectors up to date; the model that is named is the workspace's from then on, if it answered at all.
Result<int> embedCommand(const Context& context, const std::string& workspace, const MemoryModelOptions& options);
/// Has summaries written at and below a path.
Result<int> summariseCommand(const Context& context, const std::string& workspace, const std::string& path,
                             const MemoryModelOptions& options);
/// Has the chosen model make the vector of a question, if it has none yet.
Result<void> embedQuestion(const Context& context, const std::string& workspace, const std::string& question);

/// Behind an ingest: where a model was chosen, what it has not seen is sent, within what the choice allows. True: some
/// was. Failures of the call are told and no more.
Result<bool> embedWhatIsNew(const Context& context, runtime::Host& host);

}  // namespace skein::cli
