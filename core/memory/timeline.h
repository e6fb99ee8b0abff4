// Two times of a source file: when Skein recorded a version (known), and when what it says was true (valid). One file's
// changes, in the order of the journal, give rectangles known x valid, each of one version; they never overlap, and the
// one that holds a point answers "what did we know then about what was true at that time".
//   - A change lays its version over its interval of valid time; what it does not cover stays.
//   - A correction without times takes the place of the version it corrects wherever that one was laid. With times,
//     the corrected version is taken out as if it had never been laid (what lies below shows again), and the new one is
//     laid over the times, which default to those of the corrected one.
//   - A removal lays nothing over its interval; as a correction, in the place of the version that never held.
// Thread: any; pure.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "core/base/units.h"

namespace skein::memory {

/// A version of a file; 0: no version (the file is not there).
using VersionNo = std::int64_t;

/// Later than everything: what holds until something else is recorded ends here.
inline constexpr Instant endOfTime{maxExactInteger};
/// The sequence number behind all others: what is still known ends here.
inline constexpr std::uint64_t stillKnown = std::uint64_t{maxExactInteger};

/// Valid time from `from` until just before `until`; empty where that is not later.
struct ValidSpan {
    Instant from, until = endOfTime;
    bool holds(Instant at) const { return from <= at && at < until; }
    friend bool operator==(const ValidSpan&, const ValidSpan&) = default;
};

/// One event of one file, as event::SourceRecorded and event::SourceRemoved tell it.
struct SourceChange {
    std::uint64_t sequence = 0;  ///< of the journal; grows from change to change
    Instant at;                  ///< recorded time
    VersionNo version = 0;       ///< 0: removed
    std::optional<Instant> validFrom, validUntil;
    VersionNo corrects = 0;  ///< the version that was wrong; 0: a succession. One that is not laid is not corrected.
};

/// A version over an interval of valid time, known from `knownFrom` on.
struct Stretch {
    ValidSpan valid;
    VersionNo version = 0;
    std::uint64_t knownFrom = 0;
};
/// What is known at one point of recorded time: ordered, without overlaps; what lies between holds no version.
using ValidLine = std::vector<Stretch>;

/// A version that was known from `knownFrom` until just before `knownUntil` to be true over `valid`.
struct Rectangle {
    std::uint64_t knownFrom = 0, knownUntil = stillKnown;
    ValidSpan valid;
    VersionNo version = 0;
};

/// The interval of a succession or plain removal.
ValidSpan spanOf(const SourceChange& change);
/// `line` with `version` (0: nothing) over an interval. Reads and changes only the stretches that overlap it, so it may
/// be given those alone. What is covered is appended to `closed`, known until `sequence`.
void lay(ValidLine& line, ValidSpan over, VersionNo version, std::uint64_t sequence, std::vector<Rectangle>& closed);

/// The fold of a file's changes.
class Timeline {
public:
    /// Changes come in the order of the journal.
    void take(const SourceChange& change);
    /// What is known now.
    const ValidLine& line() const { return m_line; }
    /// All rectangles, those still known last.
    std::vector<Rectangle> rectangles() const;
    /// The version that was known, through entry `known`, to be true at `trueAt`; 0: none.
    VersionNo versionAt(std::uint64_t known, Instant trueAt) const;

private:
    struct Layer {
        ValidSpan over;
        VersionNo version;  ///< 0: nothing
    };
    void relay(std::uint64_t sequence);

    std::vector<Layer> m_layers;  ///< each lies over the ones before
    ValidLine m_line;
    std::vector<Rectangle> m_closed;
};

}  // namespace skein::memory
