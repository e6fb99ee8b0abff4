// The events of memory: sources as they were read, with the time for which they speak, what a person says of an atom,
// and the paid calls that memory makes for itself. Part of the journal's vocabulary (event.h). Thread: any; values
// only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/units.h"
#include "core/model/record.h"
#include "core/model/run_terms.h"

namespace skein {

/// What a call is for that belongs to no task: vectors of texts, or a summary of one.
enum class MemoryPurpose { Embed, Summarise };
template <>
struct EnumNames<MemoryPurpose> {
    static constexpr NameTable<MemoryPurpose, 2> table{
        {{MemoryPurpose::Embed, "embed"}, {MemoryPurpose::Summarise, "summarise"}}};
};

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
/// Which model makes the vectors of this workspace; `terms` is the blob of a runtime::MemoryModel. Empty: none from now
/// on.
struct EmbeddingChosen {
    BlobRef terms;
    static constexpr std::string_view kind = "memory.embedding.chosen";
    SKEIN_FIELDS { visit("terms", s.terms); }
};
/// The durable intent of a call of memory's own, with the money set aside for it. Calls are numbered from 1.
struct MemoryCallIntended {
    std::uint32_t call = 0;
    MemoryPurpose purpose = MemoryPurpose::Embed;
    Target target;
    std::string key;  ///< which of the provider's keys, by name; never the key
    MicroUsd reserved;
    std::uint32_t items = 0;  ///< texts that are sent
    BlobRef inputs;           ///< which: a JSON array of the digests of embedded texts, or {"path","made_from"}
    static constexpr std::string_view kind = "memory.call.intended";
    SKEIN_FIELDS {
        visit("call", s.call);
        visit("purpose", s.purpose);
        visit("target", s.target);
        visit("key", s.key);
        visit("reserved", s.reserved);
        visit("items", s.items);
        visit("inputs", s.inputs);
    }
};
/// What became of it. `result`: vectors (memory/retrieval/model_vectors.h) or a summary; empty where there is none.
struct MemoryCallSettled {
    std::uint32_t call = 0;
    MemoryPurpose purpose = MemoryPurpose::Embed;
    StepOutcome outcome = StepOutcome::Ok;
    Usage usage;
    MicroUsd charge;
    BlobRef result, detail;
    std::optional<CallFault> fault{};
    bool byPerson = false;  ///< nobody knew what it cost until the person said so
    static constexpr std::string_view kind = "memory.call.settled";
    SKEIN_FIELDS {
        visit("call", s.call);
        visit("purpose", s.purpose);
        visit("outcome", s.outcome);
        visit("usage", s.usage);
        visit("charge", s.charge);
        visit("result", s.result);
        visit("detail", s.detail);
        visit("fault", s.fault);
        visit("by_person", s.byPerson);
    }
};
/// Nobody knows whether it was answered: its reservation stays until somebody settles it.
struct MemoryCallUnconfirmed {
    std::uint32_t call = 0;
    static constexpr std::string_view kind = "memory.call.unconfirmed";
    SKEIN_FIELDS { visit("call", s.call); }
};

#undef SKEIN_FIELDS

}  // namespace event
}  // namespace skein
