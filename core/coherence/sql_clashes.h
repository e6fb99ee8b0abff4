// What somebody who relies on one database schema finds broken by another: tables, columns and keys that are gone,
// narrower types and conditions, other defaults and references, what must be given now. What only admits more, or is
// added and may be left out, breaks nothing; a guarantee that is given up (NOT NULL, UNIQUE, a reference) does.
// Thread: any; pure.
#pragma once

#include <vector>

#include "core/coherence/api_clashes.h"
#include "core/coherence/sql_schema.h"

namespace skein::coherence {

/// At most 200, in the order of tables and columns.
std::vector<ApiClash> sqlClashes(const SqlSchema& reliedOn, const SqlSchema& stated);

}  // namespace skein::coherence
