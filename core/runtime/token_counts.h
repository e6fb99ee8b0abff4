// What providers counted beside what was estimated, by families of models, read from a journal: how far the estimates
// of windows are off, and by how much a run scales them. Thread: one owner; reads only what it is given.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "core/base/json.h"
#include "core/context/token_scale.h"
#include "core/engine/state.h"
#include "core/runtime/run_models.h"

namespace skein::runtime {

class TokenCounts {
public:
    /// A run, whose windows were estimated at `perMille` of estimateTokens(). Runs whose agents may ask memory are
    /// counted apart: providers count the tools and the model's own turns in their own way beside the prompt.
    void begin(RunId run, std::int64_t perMille, bool asks = false) { m_runs[run] = {perMille, asks}; }
    /// Any event of a run that begin() named; of others nothing is learned.
    void take(const Event& event);

    /// "gpt", and "gpt asking memory" for the calls of runs whose agents may.
    const std::map<std::string, context::TokenScale>& families() const { return m_families; }
    /// What the windows of a run with these models are scaled by, in thousandths: the largest ratio of their families,
    /// so that no model gets more than the band. 1,000 while nothing was counted.
    std::int64_t perMilleFor(const RunModels& models) const;

private:
    struct Window {
        AttemptNo attempt;
        TokenCount tokens;
    };
    struct Run {
        std::int64_t perMille = 0;
        bool asks = false;
    };
    std::map<RunId, Run> m_runs;
    std::map<std::pair<RunId, TaskNo>, Window> m_windows;  ///< the newest of each task
    std::map<StepRef, std::string> m_called;               ///< calls in flight -> model
    std::map<std::string, context::TokenScale> m_families;
};

/// {FAMILY: {"calls","ratio": counted / estimated in the middle,"median_error": of estimates after scaling, a share}}.
Json tokenCountsJson(const TokenCounts& counts);

}  // namespace skein::runtime
