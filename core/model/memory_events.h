// The events of memory: sources as they were read, with the time for which they speak, and what a person says of an
// atom. Part of the journal's vocabulary (event.h). Thread: any; values only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/units.h"
#include "core/model/record.h"

namespace skein {

/// What a person says of an atom: into every window it may concern, or into none. None takes an earlier word back.
enum class AtomMark { None, Pinned, Excluded };
template <>
struct EnumNames<AtomMark> {
    static constexpr NameTable<AtomMark, 3> table{
        {{AtomMark::None, "none"}, {AtomMark::Pinned, "pinned"}, {AtomMark::Excluded, "excluded"}}};
};

namespace event {

#define SKEIN_FIELDS                   \
    template <class Self, class Visit> \
    static void fields([[maybe_unused]] Self& s, [[maybe_unused]] Visit&& visit)

/// A folder or file that sources are read from, when it is first named; `root` is the blob {"folder","prefix"}.
struct SourceAdded {
    BlobRef root;
    static constexpr std::string_view kind = "source.added";
    SKEIN_FIELDS { visit("root", s.root); }
};
/// One source file as it is now; `previous` is the manifest it replaces. What it says holds from `validFrom` (absent:
/// from this event's recorded time) until `validUntil` (absent: until something else is recorded); for that interval it
/// takes the place of what was recorded of the file before, which stays true outside it. A correction says that the
/// version before was wrong, and takes its place for all the time that version stood for.
struct SourceRecorded {
    BlobRef manifest, content, previous;
    std::uint32_t atoms = 0;
    std::optional<Instant> validFrom{}, validUntil{};
    bool correction = false;
    static constexpr std::string_view kind = "source.recorded";
    SKEIN_FIELDS {
        visit("manifest", s.manifest);
        visit("content", s.content);
        visit("previous", s.previous);
        visit("atoms", s.atoms);
        visit("valid_from", s.validFrom);
        visit("valid_until", s.validUntil);
        visit("correction", s.correction);
    }
};
/// The file is gone since `validFrom` (absent: this event's recorded time); as a correction: it never held.
struct SourceRemoved {
    BlobRef manifest;
    std::optional<Instant> validFrom{};
    bool correction = false;
    static constexpr std::string_view kind = "source.removed";
    SKEIN_FIELDS {
        visit("manifest", s.manifest);
        visit("valid_from", s.validFrom);
        visit("correction", s.correction);
    }
};
/// A person's word about an atom: for one task of a run, or (both 0) for every task of the workspace. The latest
/// counts.
struct AtomMarked {
    Digest atom;
    AtomMark mark = AtomMark::None;
    RunId run;
    TaskNo task;
    static constexpr std::string_view kind = "atom.marked";
    SKEIN_FIELDS {
        visit("atom", s.atom);
        visit("mark", s.mark);
        visit("run", s.run);
        visit("task", s.task);
    }
};

#undef SKEIN_FIELDS

}  // namespace event
}  // namespace skein
