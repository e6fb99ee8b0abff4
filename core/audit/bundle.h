// What an audit bundle consists of, as bytes: the lines of journal.jsonl, heads.json, manifest.json and report.html.
// Files and archives are the runtime's. Layout (version 1):
//   journal.jsonl  one line per entry: {"entry":<canonical bytes>,"hash":"<SHA-256 of these bytes>"}
//   heads.json     canonical JSON {"heads":[signed heads],"public_keys":["<hex>"],"v":1,"workspace":"<hex>"}
//   blobs/<hex>    16 nonce bytes, then the content; the SHA-256 of the file is its name
//   report.html    for people
//   manifest.json  canonical JSON: size and SHA-256 of every other file, counts, and the texts left out
// Thread: any; pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/audit/head.h"

namespace skein::audit {

inline constexpr int bundleVersion = 1;
inline constexpr std::string_view journalFile = "journal.jsonl", headsFile = "heads.json",
                                  manifestFile = "manifest.json", reportFile = "report.html", blobFolder = "blobs/";

/// One line of journal.jsonl, without its line feed.
std::string journalLine(const SealedEntry& entry);

struct JournalLine {
    std::string_view entry;  ///< into the line given
    Digest hash;
};
/// Error: Damaged unless the line has exactly the form above. The entry itself is not checked.
Result<JournalLine> parseJournalLine(std::string_view line);

struct Heads {
    WorkspaceId workspace{};
    std::vector<std::string> heads;     ///< canonical texts
    std::vector<PublicKey> publicKeys;  ///< all signers the journal declares, in order
};
std::string headsText(const Heads& heads);
/// Error: Damaged unless it is the canonical text of such a file.
Result<Heads> parseHeads(std::string_view text);

struct FileRecord {
    std::uint64_t bytes = 0;
    Digest sha256;
};
struct Manifest {
    WorkspaceId workspace{};
    std::uint64_t entries = 0;
    std::uint64_t blobs = 0;
    std::set<BlobName> redacted;              ///< referred to, but left out or erased
    std::map<std::string, FileRecord> files;  ///< by name, everything but the manifest
};
std::string manifestText(const Manifest& manifest);
/// Errors: Damaged unless it is the canonical text of a manifest; NewerVersion.
Result<Manifest> parseManifest(std::string_view text);

/// Whether a bundle may hold a file of this name: the four above, or blobs/<64 lower-case hex digits>.
bool isBundleFileName(std::string_view name);
/// The blob of a file name, if it is one.
std::optional<BlobName> blobOfFileName(std::string_view name);
std::string blobFileName(const BlobName& name);

/// What the report says about the journal; feed it every entry.
class ReportFacts {
public:
    void entry(const SealedEntry& entry);

    std::map<std::string, std::uint64_t> countByKind;
    MicroUsd charged;  ///< sum of `charge` over step.settled and unconfirmed.settled
    TokenCount tokensIn, tokensOut;
    std::uint64_t entries = 0;
    Instant first, last;
    std::vector<PublicKey> signers;  ///< as declared, each once
};

struct ReportInput {
    std::string title;
    std::vector<std::pair<std::string, std::string>> rows;  ///< further rows of the summary
    WorkspaceId workspace{};
    std::optional<SignedHead> newestHead;
    std::uint64_t blobs = 0, redacted = 0;
};
/// A page that loads nothing: what the bundle is, counts, costs, signers, and how to check it with sha256sum and
/// OpenSSL.
std::string reportHtml(const ReportFacts& facts, const ReportInput& input);

/// The shell commands that the report shows, ready to run inside the unpacked bundle.
struct HandChecks {
    std::string files;      ///< every file has the manifest's hash: prints "OK" lines
    std::string blobs;      ///< every blob has the hash it is named by: prints nothing when right
    std::string chain;      ///< prints the hash of the last entry, or what is wrong
    std::string signature;  ///< OpenSSL's verdict on the newest head; empty without one
};
HandChecks handChecks(const std::optional<SignedHead>& newestHead);

}  // namespace skein::audit
