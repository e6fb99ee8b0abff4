// Journal entries: their one canonical byte form, their hash, and the chain between them. An entry is the RFC 8785 text
//   {"at":micros,"data":{...},"kind":"task.finished","prev":"<64 hex>","seq":n,"v":1}
// and its hash is the SHA-256 of exactly these bytes. Thread: any; pure values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/units.h"

namespace skein {

/// What a producer of entries knows; the journal adds sequence number and chain.
struct NewEntry {
    Instant at;
    std::string kind;  ///< [a-z0-9_.]{1,64}
    int version = 1;   ///< of this kind's data, from 1
    std::string data;  ///< canonical JSON of an object; integers only, within +-(2^53-1): its maker vouches for it
};

/// One entry of the journal. `prev` is the hash of the entry before; 64 zeros for entry 1.
struct Entry {
    std::uint64_t seq = 0;  ///< from 1, without gaps
    Instant at;
    std::string kind;
    int version = 1;
    Json data = Json::object();
    Digest prev;
};

/// An entry as it is stored, hashed and exported.
struct SealedEntry {
    std::uint64_t seq = 0;
    std::string bytes;  ///< canonical JSON
    Digest hash;        ///< SHA-256 of `bytes`
};

/// The end of a journal: the hash that stands for everything up to it. Sequence 0 with a zero hash: nothing yet.
struct ChainTip {
    std::uint64_t seq = 0;
    Digest hash;
    friend bool operator==(const ChainTip&, const ChainTip&) = default;
};

/// The members around an entry's data, read without parsing the data; the views point into the bytes given.
struct EntryEnvelope {
    std::uint64_t seq = 0;
    Instant at;
    std::string_view kind;
    int version = 1;
    std::string_view data;  ///< canonical JSON of the data, not checked
    Digest prev;
};

/// The canonical bytes and hash. Asserts what trySeal() refuses: for entries this program made itself.
SealedEntry seal(const Entry& entry);

/// As seal(). Errors: InvalidInput for a malformed kind, sequence 0, data that is no object, holds fractions, integers
/// beyond +-(2^53-1) or invalid UTF-8; TooLarge above limits::maxEntryBytes.
Result<SealedEntry> trySeal(const Entry& entry);
/// The entry after `tip`, from data that is canonical already. Errors as above, but inside the data nothing is looked
/// at.
Result<SealedEntry> trySeal(const NewEntry& entry, const ChainTip& tip);

/// The entry behind these bytes. Errors: Damaged when they are not the canonical form of an entry; TooLarge.
Result<Entry> parseEntry(std::string_view bytes);

/// Sequence number, hash of the entry before and the rest of the envelope: all that checking a chain needs, about ten
/// times faster than parseEntry(). Error: Damaged when the envelope is not canonical. The data is not looked at.
Result<EntryEnvelope> parseEnvelope(std::string_view bytes);

/// Names of the blobs that canonical bytes refer to as strings "blob:<64 hex>", in order of appearance, repeats
/// included.
std::vector<BlobName> blobReferences(std::string_view canonicalBytes);

}  // namespace skein
