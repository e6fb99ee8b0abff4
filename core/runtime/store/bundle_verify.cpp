// Verifying workspaces and bundles: what is read where, and fed to audit::Verifier.
#include <cstring>
#include <filesystem>

#include "core/audit/bundle.h"
#include "core/base/field_reader.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/runtime/store/bundle.h"
#include "core/runtime/store/bundle_source.h"

namespace skein::runtime {
namespace {

using audit::Part;

constexpr std::uint64_t progressEvery = 8'192;
constexpr std::size_t maxLineBytes = limits::maxEntryBytes + 128;
constexpr std::size_t nonceBytes = 16;

/// --head FILE: a signed head as JSON, in any spelling; a mirrored head, as it lies in the state folder; or a bundle's
/// heads.json, whose newest head counts.
Result<std::optional<audit::SignedHead>> readKeptHead(const std::string& path) {
    if (path.empty()) return std::optional<audit::SignedHead>{};
    auto text = readFile(path, limits::maxBundleFileBytes);
    if (!text) return unreadable(std::move(text).error());
    auto json = parseJson(*text);
    if (!json) return rewrap(json.error(), path);
    Json found = *json;
    if (json->is_object() && json->contains("signed")) found = (*json)["signed"];
    if (json->is_object() && json->contains("heads") && (*json)["heads"].is_array()) {
        if ((*json)["heads"].empty())
            return fail(ErrorCode::InvalidInput, path + ": heads: expected at least one head");
        found = *std::max_element((*json)["heads"].begin(), (*json)["heads"].end(), [](const Json& a, const Json& b) {
            const auto seq = [](const Json& head) { return jsonInt(head, "seq", "head").value_or(0); };
            return seq(a) < seq(b);
        });
    }
    auto head = audit::headFromJson(found);
    if (!head) return rewrap(head.error(), path);
    return std::optional(*std::move(head));
}

Result<audit::VerifyOptions> optionsFor(const VerifyRequest& request) {
    audit::VerifyOptions options;
    SKEIN_TRY(options.keptHead, readKeptHead(request.headFile));
    if (!request.signerPin.empty()) SKEIN_CHECK(audit::checkPin(request.signerPin));
    options.signerPin = request.signerPin;
    return options;
}

bool isUnreadable(const Error& error) {
    return error.code == ErrorCode::Damaged || error.code == ErrorCode::Io || error.code == ErrorCode::TooLarge;
}

// --- a bundle -------------------------------------------------------------------------------------------------------

class BundleVerifier {
public:
    BundleVerifier(BundleSource& source, const VerifyRequest& request) : m_source(source), m_request(request) {}

    Result<audit::Report> verify(audit::VerifyOptions options) {
        std::vector<std::pair<std::string, std::string>> early;  // before there is a verifier to tell
        audit::Heads heads;
        SKEIN_CHECK(readIndexFiles(heads, early));
        options.heads = heads.heads;
        options.redacted = m_manifest.redacted;
        if (m_hasManifest) options.workspace = m_manifest.workspace;
        m_verifier.emplace(std::move(options));
        for (auto& [name, message] : early) bad(name, std::move(message));
        if (m_hasManifest && m_hasHeads && heads.workspace != m_manifest.workspace)
            bad(std::string(audit::headsFile), "it names another workspace than the manifest");
        SKEIN_CHECK(readFiles(Pass::Journal));
        if (m_hasManifest && m_manifest.entries != m_entries)
            bad(std::string(audit::journalFile), "it has " + std::to_string(m_entries) +
                                                     " entries, the manifest says " +
                                                     std::to_string(m_manifest.entries));
        const auto expected = m_verifier->expectedBlobs();
        m_expected.insert(expected.begin(), expected.end());
        SKEIN_CHECK(readFiles(Pass::Others));
        if (m_hasManifest)
            for (const auto& [name, record] : m_manifest.files)
                if (!m_seen.contains(name)) bad(name, "the manifest lists it, but it is not there");
        for (const auto& name : expected)
            if (!m_seen.contains(audit::blobFileName(name)))
                m_verifier->blobMissing(name, "an entry refers to it, but it is not in the bundle");
        if (m_hasManifest && m_manifest.blobs != m_blobs)
            bad(std::string(audit::manifestFile), "it says " + std::to_string(m_manifest.blobs) + " texts, but " +
                                                      std::to_string(m_blobs) + " are there");
        auto report = m_verifier->finish();
        checkPublicKeys(heads, report);
        return report;
    }

private:
    enum class Pass { Journal, Others };

    void bad(const std::string& file, std::string message) {
        m_verifier->unreadable(Part::File, elide(toValidUtf8(file), 200), std::move(message));
    }

    /// heads.json repeats the keys that the journal declares; the journal is what counts, so they only must agree.
    void checkPublicKeys(const audit::Heads& heads, audit::Report& report) const {
        std::vector<std::string> listed;
        for (const auto& key : heads.publicKeys) listed.push_back(audit::fingerprint(key));
        if (!m_hasHeads || listed == report.signers) return;
        report.signatures = audit::Verdict::Failed;
        ++report.findingCount;
        report.findings.push_back({Part::File, std::string(audit::headsFile), std::nullopt,
                                   "its public keys are not those that the journal declares"});
    }

    static Result<std::string> readWhole(const BundleFile& file) {
        std::string text;
        SKEIN_CHECK(file.read([&](std::string_view piece) -> Result<void> {
            text.append(piece);
            if (text.size() <= limits::maxBundleFileBytes) return {};
            return fail(ErrorCode::TooLarge,
                        file.name + ": larger than " + std::to_string(limits::maxBundleFileBytes) + " bytes");
        }));
        return text;
    }

    /// Manifest and heads come first, wherever they lie in a zip file.
    Result<void> readIndexFiles(audit::Heads& heads, std::vector<std::pair<std::string, std::string>>& early) {
        std::string newer;
        auto gone = m_source.forEach([&](const BundleFile& file) -> Result<void> {
            const bool isManifest = file.name == audit::manifestFile, isHeads = file.name == audit::headsFile;
            if ((!isManifest && !isHeads) || !file.problem.empty()) return {};
            const auto text = readWhole(file);
            if (!text) {
                early.emplace_back(file.name, text.error().message);
                return {};
            }
            const auto note = [&](const Error& error) {
                if (error.code == ErrorCode::NewerVersion) newer = error.message;
                else early.emplace_back(file.name, error.message);
            };
            if (isManifest) {
                auto manifest = audit::parseManifest(*text);
                m_sawManifest = true;
                if ((m_hasManifest = manifest.has_value())) m_manifest = *std::move(manifest);
                else note(manifest.error());
            } else {
                auto parsed = audit::parseHeads(*text);
                if ((m_hasHeads = parsed.has_value())) heads = *std::move(parsed);
                else note(parsed.error());
            }
            return {};
        });
        if (!newer.empty()) return fail(ErrorCode::NewerVersion, newer);
        if (!gone && !isUnreadable(gone.error())) return gone;
        if (!gone) early.emplace_back("bundle", gone.error().message);
        if (!m_sawManifest) early.emplace_back(audit::manifestFile, "it is missing");
        return {};
    }

    Result<void> readFiles(Pass pass) {
        auto gone = m_source.forEach([&](const BundleFile& file) -> Result<void> {
            if ((file.name == audit::journalFile) != (pass == Pass::Journal)) return {};
            m_seen.insert(file.name);
            if (!file.problem.empty()) bad(file.name, file.problem);
            else if (!audit::isBundleFileName(file.name) ||
                     (m_hasManifest && file.name != audit::manifestFile && !m_manifest.files.contains(file.name)))
                bad(file.name, "the manifest does not list it");
            else if (pass == Pass::Journal) readJournal(file);
            else readOther(file);
            return {};
        });
        if (!gone && !isUnreadable(gone.error())) return gone;
        if (!gone) bad("bundle", gone.error().message);
        if (pass == Pass::Journal && !m_seen.contains(std::string(audit::journalFile)))
            m_verifier->unreadable(Part::Journal, std::string(audit::journalFile), "it is missing");
        return {};
    }

    void readJournal(const BundleFile& file) {
        std::string rest;
        Sha256 hasher;
        std::uint64_t bytes = 0;
        const auto read = file.read([&](std::string_view piece) -> Result<void> {
            hasher.add(piece);
            bytes += piece.size();
            rest.append(piece);
            std::size_t start = 0;
            for (auto end = rest.find('\n'); end != std::string::npos; end = rest.find('\n', start)) {
                takeLine(std::string_view(rest).substr(start, end - start));
                start = end + 1;
            }
            rest.erase(0, start);
            return rest.size() <= maxLineBytes ? Result<void>{}
                                               : fail(ErrorCode::TooLarge, "a line longer than an entry can be");
        });
        if (!read)
            m_verifier->unreadable(Part::Journal, "after entry " + std::to_string(m_entries), read.error().message,
                                   m_entries + 1);
        else if (!rest.empty()) takeLine(rest);
        if (read && rest.empty()) checkRecord(file.name, bytes, hasher.finish());
        else if (read) bad(file.name, "its last line does not end in a line feed");
    }

    void takeLine(std::string_view text) {
        ++m_entries;
        if (m_request.onProgress && m_entries % progressEvery == 0) m_request.onProgress(m_entries);
        const auto line = audit::parseJournalLine(text);
        if (line) m_verifier->entry(0, line->entry, line->hash);
        else m_verifier->badEntry(0, line.error().message);
    }

    void readOther(const BundleFile& file) {
        const auto blob = audit::blobOfFileName(file.name);
        std::string content;
        Sha256 hasher;
        std::uint64_t bytes = 0;
        const auto read = file.read([&](std::string_view piece) -> Result<void> {
            hasher.add(piece);
            bytes += piece.size();
            if (!blob) return {};
            content.append(piece);
            return content.size() <= limits::maxBlobBytes + nonceBytes
                       ? Result<void>{}
                       : fail(ErrorCode::TooLarge,
                              "a text larger than " + std::to_string(limits::maxBlobBytes) + " bytes");
        });
        if (!read) {
            if (blob) m_verifier->blobMissing(*blob, read.error().message);
            else bad(file.name, read.error().message);
            return;
        }
        if (file.name != audit::manifestFile) checkRecord(file.name, bytes, hasher.finish());
        if (!blob) return;
        ++m_blobs;
        if (!m_expected.contains(*blob) && !m_verifier->mayBeAbsent(*blob)) bad(file.name, "no entry refers to it");
        const auto split = std::min(nonceBytes, content.size());
        m_verifier->blob(*blob, std::string_view(content).substr(0, split), std::string_view(content).substr(split));
    }

    void checkRecord(const std::string& name, std::uint64_t bytes, const Digest& hash) {
        const auto record = m_manifest.files.find(name);
        if (!m_hasManifest || record == m_manifest.files.end()) return;
        if (record->second.bytes != bytes || record->second.sha256 != hash)
            bad(name, "its size or SHA-256 is not what the manifest states");
    }

    BundleSource& m_source;
    const VerifyRequest& m_request;
    audit::Manifest m_manifest;
    bool m_hasManifest = false, m_sawManifest = false, m_hasHeads = false;
    std::optional<audit::Verifier> m_verifier;
    std::set<std::string> m_seen;
    std::set<BlobName> m_expected;
    std::uint64_t m_entries = 0, m_blobs = 0;
};

// --- a workspace ----------------------------------------------------------------------------------------------------

void verifyRows(const WorkspaceStore& store, const VerifyRequest& request, audit::Verifier& verifier) {
    std::uint64_t seen = 0, last = 0;
    const auto read = store.readRawRows(0, [&](const WorkspaceStore::RawRow& row) {
        Digest hash;
        last = row.seq;
        if (row.hash.size() == hash.bytes.size()) {
            std::memcpy(hash.bytes.data(), row.hash.data(), row.hash.size());
            verifier.entry(row.seq, row.bytes, hash);
        } else {
            verifier.badEntry(row.seq, "the hash recorded beside it does not have 32 bytes");
        }
        if (++seen % progressEvery == 0 && request.onProgress) request.onProgress(seen);
        return true;
    });
    if (!read)
        verifier.unreadable(Part::Journal, "after entry " + std::to_string(last), read.error().message, last + 1);
}

void verifyBlobs(const WorkspaceStore& store, audit::Verifier& verifier) {
    const auto expected = verifier.expectedBlobs();
    std::set<BlobName> missing(expected.begin(), expected.end());
    const auto read = store.checkBlobs([&](const BlobName& name, const Result<StoredBlob>& blob) {
        // unpackBlob() has just hashed nonce and content, so a sound row needs no second look.
        if (!blob) verifier.blobMissing(name, blob.error().message);
        missing.erase(name);
        return true;
    });
    if (!read) verifier.unreadable(Part::Blobs, "the table of texts", read.error().message);
    for (const auto& name : missing) verifier.blobMissing(name, "an entry refers to it, but it is not stored");
}

}  // namespace

Result<audit::Report> verifyWorkspace(const std::string& path, const VerifyRequest& request,
                                      const StoreOptions& options) {
    SKEIN_TRY(auto verifyOptions, optionsFor(request));
    auto readOptions = options;
    readOptions.tailEntries = 0;
    readOptions.ignoreMirror = true;
    SKEIN_TRY(const auto store, WorkspaceStore::open(path, OpenMode::Read, readOptions));
    verifyOptions.workspace = store->id();
    auto folder = options.stateFolder.empty() ? defaultStateFolder() : Result<std::string>(options.stateFolder);
    const auto mirror =
        folder ? readMirroredHead(*folder, store->id()) : Result<std::optional<MirroredHead>>(std::nullopt);
    const auto heads = store->readHeads();
    if (heads)
        for (const auto& head : *heads) verifyOptions.heads.push_back(head.text);
    audit::Verifier verifier(std::move(verifyOptions));
    if (!heads) verifier.unreadable(Part::Heads, "the table of heads", heads.error().message);
    else
        for (const auto& head : *heads)
            if (const auto parsed = audit::headFromCanonical(head.text); parsed && parsed->tip.seq != head.seq)
                verifier.unreadable(Part::Heads, "head at entry " + std::to_string(parsed->tip.seq),
                                    "it is filed under entry " + std::to_string(head.seq), parsed->tip.seq);
    verifyRows(*store, request, verifier);
    verifyBlobs(*store, verifier);
    if (mirror && *mirror && (*mirror)->tip.seq > 0) {
        const auto& tip = (*mirror)->tip;
        const auto entry = store->readEntry(tip.seq);
        if (!entry || entry->hash != tip.hash)
            verifier.unreadable(
                Part::Heads, "the mirrored head",
                "entry " + std::to_string(tip.seq) + ", as written on this machine, is missing or another", tip.seq);
    }
    return verifier.finish();
}

Result<audit::Report> verifyBundle(const std::string& path, const VerifyRequest& request) {
    SKEIN_TRY(auto options, optionsFor(request));
    SKEIN_TRY(const auto source, openBundleSource(path));
    return BundleVerifier(*source, request).verify(std::move(options));
}

Result<void> checkVerifyRequest(const VerifyRequest& request) {
    SKEIN_TRY([[maybe_unused]] const auto options, optionsFor(request));
    return {};
}

Result<audit::Report> verifyPath(const std::string& path, const VerifyRequest& request) {
    // By name, not by content: opening and closing a workspace file here would drop the locks that SQLite may hold on
    // it in this very process.
    std::error_code ignored;
    const bool bundle = path.ends_with(".zip") || std::filesystem::is_directory(path, ignored);
    return bundle ? verifyBundle(path, request) : verifyWorkspace(path, request);
}

}  // namespace skein::runtime
