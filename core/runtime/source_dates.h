// From when what a file says is said to hold: the date that a person gave when the file was read. Thread: any; reads.
#pragma once

#include <vector>

#include "core/ports/index.h"

namespace skein::runtime {

class SqliteIndex;

/// Gives claims that name no date of their own the latest one from which a version of their file that holds their words
/// was said to be valid (`ingest --valid-from`), so that the policy "newer" can ask which is newer. For that alone:
/// such dates are not part of what is claimed. A file that nobody gave a date leaves the claim without one. Of many
/// claims the first 200 pieces of evidence are asked for. Cost: two look-ups for each of those.
void dateBySources(const SqliteIndex& index, std::vector<HeldClaim>& held);

}  // namespace skein::runtime
