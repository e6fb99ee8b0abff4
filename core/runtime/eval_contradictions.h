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

/// Of finding contradictions; 0 where nothing was found.
struct FindingFigures {
    std::size_t of = 0;
    double precision = 0, recall = 0, f1 = 0;
};

struct ContradictionFigures {
    FindingFigures lines;  ///< each labelled line for itself
    /// Each two texts once, however many lines name them: a contradiction where any line calls them one. Labels taken
    /// from tests say of each what it tests, so that one change of a pair may be harmless and another one not.
    FindingFigures pairs;
    std::size_t bothLabels = 0;  ///< distinct pairs of which lines say both
    /// The highest precision by lines of whoever finds every contradiction and decides by the two texts alone.
    double mostPrecision = 0;
    std::vector<JudgedPair> items;  ///< the lines
};

/// `pairs`: JSON Lines of cli.md. Errors: InvalidInput with file and line; TooLarge; Unavailable for a kind that is not
/// compared yet, naming it.
Result<ContradictionFigures> evalContradictions(const std::string& pairs);

}  // namespace skein::runtime
