// For when sources speak, as the person says it while they are read, and the points of time that a question about the
// past names. Thread: any; reads only.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/error.h"
#include "core/base/units.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

struct IngestTimes {
    std::optional<Instant> validFrom;   ///< absent: from the recorded time on
    std::optional<Instant> validUntil;  ///< absent: until something else is recorded
    bool correction = false;            ///< what memory held of these files was wrong all along
    bool any() const { return validFrom || validUntil; }
};
/// Error: InvalidInput for times that say nothing: an end before the beginning, a time that is still to come (what
/// holds from then on is read again then), a correction with an end.
Result<void> checkTimes(const IngestTimes& times, Instant now);

/// Whether a file's present text is known to hold for these times already; as a correction: and not before them.
Result<bool> holdsFor(const SqliteIndex& index, const SourceFile& file, const IngestTimes& times);

/// A question about the past as a person asks it.
struct PastPoint {
    AsOf asOf;
    std::uint64_t entry = 0;  ///< the last entry of the journal that was known
    Instant knownAt;          ///< the time that was asked for, or of that entry
};
/// `knownAsOf` and `trueAt` are a time in RFC 3339, a date (its first instant, UTC), or the number of an entry of the
/// journal: "#123" or "123", meaning through it, and the time at which it was recorded. Left out, everything is known;
/// and what is asked for is what was true at the time of that knowledge. Errors: InvalidInput saying what was expected.
Result<PastPoint> pastPoint(const WorkspaceReader& reader, const SqliteIndex& index, std::string_view knownAsOf,
                            std::string_view trueAt, Instant now);

/// A time in RFC 3339 or a date, for the option of this name. Error: InvalidInput.
Result<Instant> timeOf(std::string_view option, std::string_view text);

}  // namespace skein::runtime
