// What is known now of what an attempt saw then: which of its atoms was wrong (corrected), is no longer so (superseded,
// removed), or was excluded by a person, by which entry of the journal, and which finished results rest on such atoms.
// Computed from the windows and uses in the journal and from the index; nothing is stored for it.
// Thread: any; reads only. The index must have read the journal to its end.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

/// What became of something that an attempt saw.
enum class Fate {
    Stands,
    Superseded,  ///< true then, replaced since
    Removed,     ///< true then, its file is gone since
    Corrected,   ///< known now to have been wrong at that time already
    Retracted,   ///< the same, and nothing stands in its place
    Excluded,    ///< a person wants it in no window that it was in
};
std::string_view fateName(Fate fate);

/// One change of fate: what, by which entry, when.
struct Since {
    Digest item;
    Fate fate = Fate::Stands;
    std::uint64_t sequence = 0;
    Instant at;
    std::string path;  ///< of the atom; empty for a result
    LineRange lines;   ///< of the atom, as it stood
    std::string title;
    TaskNo producer;              ///< of a result
    std::optional<Atom> instead;  ///< the atom of the same kind and title that stands there now
};

/// What one attempt saw: the items of its window, what it asked memory for, and what its agent looked up itself.
struct Seen {
    RunId run;
    TaskNo task;
    AttemptNo attempt;
    std::uint64_t sequence = 0;  ///< the entry that recorded its window
    Instant at;
    BlobRef window;
    std::set<Digest> items;
};

class Hindsight {
public:
    /// Walks the journal once. Errors: those of reading.
    static Result<Hindsight> open(const WorkspaceReader& reader, const SqliteIndex& index);

    /// What an attempt saw; nothing for one without a window.
    Result<std::optional<Seen>> seenBy(RunId run, TaskNo task, AttemptNo attempt);
    /// What became of it, in the order of atoms' paths; only what no longer stands as it was.
    Result<std::vector<Since>> since(const Seen& seen);
    /// What became of one atom after entry `after`, which was recorded at `then`.
    Result<Since> sinceThen(const Digest& atom, std::uint64_t after, Instant then);

    struct StaleTask {
        TaskNo task;
        AttemptNo attempt;  ///< that made the present result
        std::vector<Since> since;
        std::vector<TaskNo> consumers;  ///< finished tasks that rest on its result, directly or not; ascending
    };
    /// Finished tasks of a run whose result rests on something that no longer stands; by number.
    Result<std::vector<StaleTask>> staleTasks(const State& state, RunId run);

private:
    struct Recorded {
        BlobRef window;
        std::vector<BlobRef> consulted;
        std::uint64_t sequence = 0;
        Instant at;
    };
    struct Finished {
        AttemptNo attempt;
        Digest digest;
        std::uint64_t sequence = 0;
        Instant at;
    };
    Hindsight(const WorkspaceReader& reader, const SqliteIndex& index) : m_reader(reader), m_index(index) {}
    void take(const CommittedEvent& committed);

    const WorkspaceReader& m_reader;
    const SqliteIndex& m_index;
    using Address = std::pair<RunId, TaskNo>;
    std::map<std::pair<Address, AttemptNo>, Recorded> m_recorded;
    std::map<Address, std::vector<Finished>> m_results;      ///< of a task, in order
    std::map<std::pair<RunId, Digest>, TaskNo> m_producers;  ///< which task of a run made a result
    struct Marked {
        std::uint64_t sequence = 0;
        Instant at;
        event::AtomMarked mark;
    };
    std::vector<Marked> m_marks;
    std::map<std::string, std::vector<FileChange>> m_histories;
    std::map<Digest, AtomVersions> m_versions;
    std::map<std::string, std::vector<Atom>> m_present;  ///< the atoms of a file that stand now
};

}  // namespace skein::runtime
