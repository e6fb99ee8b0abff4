// Takes a folder of sources through the real ingest, extracts and compares its claims, and says which planted facts
// were found. Thread: one; blocks. Errors: those of ingest and of writing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/model/claim.h"
#include "tests/support/planted.h"

namespace skein::planted {

/// A contradiction with both claims.
struct Found {
    Contradiction contradiction;
    Claim a, b;
};

struct Compared {
    std::size_t claims = 0;
    std::vector<Found> found;
    double extractSeconds = 0, compareSeconds = 0;
};

/// The text files below these folders, each under the folder's last name; the rest as for any source.
Result<std::map<std::string, std::string>> filesOf(const std::vector<std::string>& folders,
                                                   const std::vector<std::string>& exclude);
/// The claims of these files against each other; `scratch` is an empty folder they are written to.
Result<Compared> compareFiles(const std::map<std::string, std::string>& files, const std::string& scratch);

struct Verdicts {
    std::size_t mutated = 0, found = 0, right = 0, accused = 0;  ///< accused: rightly said again, yet in a conflict
    std::map<std::string, std::pair<std::size_t, std::size_t>> byKind;  ///< found of mutated
    std::vector<std::string> missed, wronged;
};

/// A mutated fact is found when a contradiction names both places.
Verdicts judge(const Tree& tree, const Compared& compared);

}  // namespace skein::planted
