#include "core/runtime/fork.h"

#include <filesystem>
#include <future>
#include <set>

#include "core/model/event_entry.h"
#include "core/runtime/keys/signing_key.h"
#include "core/runtime/reader.h"
#include "core/runtime/store/journal_writer.h"
#include "core/runtime/store/wall_clock.h"
#include "core/runtime/store/workspace_store.h"

namespace skein::runtime {
namespace {

constexpr std::uint64_t entriesPerBatch = 2'000;

/// The texts that a batch refers to keep their names: nonce and content are copied.
Result<std::vector<PendingBlob>> blobsOf(const WorkspaceStore& from, const WorkspaceStore& to,
                                         const std::vector<SealedEntry>& entries) {
    std::vector<PendingBlob> blobs;
    std::set<BlobName> seen;
    for (const auto& entry : entries)
        for (const auto& name : blobReferences(entry.bytes)) {
            if (!seen.insert(name).second) continue;
            SKEIN_TRY(const bool there, to.hasBlob(name));
            SKEIN_TRY(const bool exists, from.hasBlob(name));
            if (there || !exists) continue;  // an erased text stays erased
            SKEIN_TRY(const auto stored, from.readBlob(name));
            blobs.push_back(packBlob(stored.content, stored.nonce));
        }
    return blobs;
}

Result<ForkSummary> copyInto(const std::string& target, const WorkspaceStore* from, std::uint64_t at,
                             const SigningKey* key) {
    SKEIN_TRY(const auto branch, from->readEntry(at));
    SKEIN_TRY(auto opened, WorkspaceStore::open(target, OpenMode::CreateOrWrite));
    std::shared_ptr<WorkspaceStore> to = std::move(opened);

    ChainTip chain;
    enum class Sign { No, Yes };
    const auto append = [&](const std::vector<NewEntry>& entries, const std::vector<PendingBlob>& blobs,
                            Sign sign = Sign::No) -> Result<void> {
        std::vector<SealedEntry> sealed;
        for (const auto& entry : entries) {
            SKEIN_TRY(auto next, trySeal(entry, chain));
            chain = {next.seq, next.hash};
            sealed.push_back(std::move(next));
        }
        std::optional<audit::SignedHead> head;
        if (sign == Sign::Yes) head = audit::signHead(to->id(), chain, wallClock(), *key);
        return to->commit(sealed, blobs, head);
    };
    SKEIN_TRY(const auto branchEntry, parseEntry(branch.bytes));
    // Recorded times never go back, so the child begins when its parent did.
    SKEIN_TRY(const auto firstSealed, from->readEntry(1));
    SKEIN_TRY(const auto firstEntry, parseEntry(firstSealed.bytes));
    SKEIN_CHECK(append({newEntry(firstEntry.at, event::WorkspaceForked{audit::toHex(from->id()), at, branch.hash}),
                        newEntry(firstEntry.at, event::SignerChanged{audit::toHex(key->publicKey())})},
                       {}));
    for (std::uint64_t next = 1; next <= at; next += entriesPerBatch) {
        std::vector<SealedEntry> batch;
        SKEIN_CHECK(from->readEntries(next, std::min(entriesPerBatch, at - next + 1), [&](const SealedEntry& entry) {
            batch.push_back(entry);
            return true;
        }));
        SKEIN_TRY(const auto blobs, blobsOf(*from, *to, batch));
        std::vector<NewEntry> copies;
        for (const auto& sealed : batch) {
            SKEIN_TRY(auto entry, parseEntry(sealed.bytes));
            // The child has its own beginning and its own signer.
            if (entry.kind == event::WorkspaceCreated::kind || entry.kind == event::SignerChanged::kind ||
                entry.kind == event::WorkspaceForked::kind)
                continue;
            copies.push_back({entry.at, std::move(entry.kind), entry.version, canonicalJsonOrAssert(entry.data)});
        }
        SKEIN_CHECK(append(copies, blobs));
    }
    SKEIN_CHECK(append({newEntry(branchEntry.at, event::ForkCompleted{at})}, {}, Sign::Yes));
    return ForkSummary{at, branch.hash};
}

}  // namespace

Result<ForkSummary> forkWorkspace(const std::string& parent, std::uint64_t at, const std::string& target,
                                  bool keyFileConsent) {
    SKEIN_TRY(const auto from, WorkspaceStore::open(parent, OpenMode::Read));
    SKEIN_TRY(const auto tip, from->tip());
    if (at < 1 || at > tip.seq)
        return fail(ErrorCode::InvalidInput,
                    "--at: expected an entry from 1 to " + std::to_string(tip.seq) + ", found " + std::to_string(at));
    std::error_code error;
    if (std::filesystem::exists(target, error))
        return fail(ErrorCode::InvalidInput, target + ": exists already; a fork makes a new file");
    KeyStoreOptions keyOptions;
    keyOptions.fileConsent = keyFileConsent ? FileConsent::Given : FileConsent::Denied;
    SKEIN_TRY(const auto key, SigningKey::loadOrCreate(keyOptions));
    auto copied = copyInto(target, from.get(), at, key.get());
    // Half a fork is a workspace that cannot be opened.
    if (!copied)
        for (const char* part : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(target + part, error);
    return copied;
}

}  // namespace skein::runtime
