// Measures the product's own search for contradictions on labelled pairs. Thread: the caller's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/coherence/api_clashes.h"

namespace skein::runtime {

/// One pair, decided.
struct JudgedPair {
    std::string id;
    bool labelled = false, found = false;  ///< a contradiction
    std::vector<coherence::ApiClash> clashes;
    std::string problem;  ///< why it could not be read; counts as found nothing
};

struct ContradictionFigures {
    double precision = 0, recall = 0, f1 = 0;  ///< of finding contradictions; 0 where nothing was found
    std::vector<JudgedPair> items;
};

/// `pairs`: JSON Lines of cli.md. Errors: InvalidInput with file and line; TooLarge; Unavailable for a kind that is not
/// compared yet, naming it.
Result<ContradictionFigures> evalContradictions(const std::string& pairs);

}  // namespace skein::runtime
