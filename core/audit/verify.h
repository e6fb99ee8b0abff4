// Verification of a journal as a stream: chain, signed heads, gaps and the texts that entries refer to. It is fed by
// whoever can read (a workspace, a bundle, a test) and touches no file itself. Thread: one per object; pure.
//
//   Verifier verifier(options);               // heads first: they say at which entries hashes must be remembered
//   for each row in order: verifier.entry(row)
//   for each name of verifier.expectedBlobs(): verifier.blob(name, nonce, content) or blobMissing(name)
//   Report report = verifier.finish();
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit/head.h"

namespace skein::audit {

/// How one part of a verification came out.
enum class Verdict { Ok, Failed, NotChecked };
std::string_view verdictName(Verdict verdict);  ///< "ok", "failed", "not checked"

/// Where something is wrong.
enum class Part { Journal, Heads, Blobs, File };
std::string_view partName(Part part);  ///< "journal", "heads", "blobs", "file"

struct Finding {
    Part part = Part::Journal;
    std::string where;                 ///< "entry 17", "head at 40", "blob 3f…", "report.html"
    std::optional<std::uint64_t> seq;  ///< the entry concerned, where one is
    std::string message;               ///< what was expected and what was found
};

/// The result; its JSON is the one of cli.md, with `findings`, `signers`, `signed_through`, `redacted` and `note`
/// added.
struct Report {
    Verdict chain = Verdict::NotChecked;       ///< every entry canonical, hashed right, and naming the one before
    Verdict signatures = Verdict::NotChecked;  ///< every head signed by a declared signer over the entry's true
                                               ///< hash, and every declaration of a signer covered by a head
    Verdict gaps = Verdict::NotChecked;        ///< sequence numbers 1..n, and no head beyond n
    Verdict outputs = Verdict::NotChecked;     ///< every text referred to is there and matches its name
    std::optional<std::uint64_t> firstBad;     ///< lowest sequence number of a finding
    std::uint64_t entries = 0;
    std::string signer;                ///< fingerprint of the newest head's signer; empty without heads
    std::vector<std::string> signers;  ///< fingerprints in order of declaration
    std::uint64_t signedThrough = 0;   ///< last entry covered by a valid head
    std::vector<BlobName> redacted;    ///< absent, and said to be: erased in the journal or listed by the bundle
    std::vector<Finding> findings;     ///< at most limits::maxFindings, in order of discovery
    std::uint64_t findingCount = 0;    ///< all of them
    bool rewriteChecked = false;       ///< compared with a head kept elsewhere

    bool ok() const { return findingCount == 0; }
};
Json toJson(const Report& report);
/// What the result can and cannot tell, one sentence: without a head kept elsewhere a rewrite by the key's owner is
/// invisible.
std::string limitation(const Report& report);

struct VerifyOptions {
    std::vector<std::string> heads;        ///< canonical texts of the stored signed heads
    bool chainAlone = false;               ///< `heads` was not filled: nothing is said about what they cover
    std::optional<SignedHead> keptHead;    ///< --head: one kept elsewhere, which the journal must contain
    std::string signerPin;                 ///< --signer: the only key (fingerprint or hex) trusted; empty: any declared
    std::optional<WorkspaceId> workspace;  ///< every head must name it
    std::set<BlobName> redacted;           ///< blobs the bundle says it leaves out
    bool parseData = true;                 ///< false: chain alone, at the speed of hashing
    std::optional<ChainTip> startAfter;    ///< verify a tail: the first row must follow this entry
};

class Verifier {
public:
    explicit Verifier(VerifyOptions options);

    /// One row, in stored order. `recordedHash` is what stands beside it; `rowSeq` its key (0 where rows have none:
    /// then a sound entry says its own number).
    void entry(std::uint64_t rowSeq, std::string_view bytes, const Digest& recordedHash);
    /// A row that is there but has no entry in it.
    void badEntry(std::uint64_t rowSeq, std::string message);
    /// Something that could not even be read as a row or a file.
    void unreadable(Part part, std::string where, std::string message, std::optional<std::uint64_t> seq = std::nullopt);

    /// Names that entries refer to and that are neither erased nor redacted, ascending; after the last entry.
    std::vector<BlobName> expectedBlobs() const;
    /// Names that may be absent: erased in the journal, or listed as redacted.
    bool mayBeAbsent(const BlobName& name) const;
    void blob(const BlobName& name, std::string_view nonce, std::string_view content);
    void blobMissing(const BlobName& name, std::string message);

    /// Checks heads against what was seen and closes the report. The object is finished afterwards.
    Report finish();

private:
    struct StoredHead {
        SignedHead head;
        std::string where;
        bool kept = false;
    };
    void find(Part part, Verdict& verdict, std::string where, std::optional<std::uint64_t> seq, std::string message);
    void noteSigner(const EntryEnvelope& envelope);
    void noteReferences(const EntryEnvelope& envelope, std::string_view bytes);
    void checkHead(const StoredHead& stored);
    bool isSignedOver(std::uint64_t seq) const;
    void admitHead(SignedHead head, std::string where, bool kept);

    VerifyOptions m_options;
    Report m_report;
    ChainTip m_tip;
    bool m_linkKnown = true;  ///< false after a row without an entry
    Digest m_otherHash;       ///< recorded beside the last entry, where it differs
    std::uint64_t m_expectedSeq = 1;
    std::vector<StoredHead> m_heads;
    std::map<std::uint64_t, Digest> m_hashAt;                    ///< at the sequence numbers heads speak of
    std::vector<std::pair<std::uint64_t, PublicKey>> m_signers;  ///< declared from this entry on
    std::map<BlobName, std::uint64_t> m_referenced;              ///< name -> first entry that refers to it
    std::set<BlobName> m_erased;
};

}  // namespace skein::audit
