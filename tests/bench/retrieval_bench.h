// The figures of finding: how good the ranking is on judged questions, and how near the vector index comes to looking
// at everything. Thread: one.
#pragma once

#include "tests/bench/figures.h"

namespace skein::bench {

/// nDCG@10 on Cranfield, held against FTS5 on the same documents in the same process.
Result<void> measureRanking(const Setting& setting, Figures& figures);
/// Recall@10 of memory::VectorSpace::nearest over these texts, each asked for its neighbours by itself.
Result<void> measureNearest(const std::string& name, const std::vector<std::string>& texts, Figures& figures);

}  // namespace skein::bench
