#include "core/runtime/accept_copy.h"

#include <filesystem>
#include <future>

#include "core/model/event_entry.h"
#include "core/runtime/host.h"
#include "core/runtime/keys/signing_key.h"
#include "core/runtime/store/journal_writer.h"
#include "core/runtime/store/wall_clock.h"
#include "core/runtime/store/workspace_store.h"

namespace skein::runtime {
namespace {

/// Whether the journal holds what the mirror names: its entry, and a signed head that is not older.
Result<bool> agrees(const WorkspaceStore& store, const MirroredHead& mirror) {
    SKEIN_TRY(const auto tip, store.tip());
    if (mirror.tip.seq > tip.seq) return false;
    if (mirror.tip.seq == 0) return true;
    SKEIN_TRY(const auto entry, store.readEntry(mirror.tip.seq));
    SKEIN_TRY(const auto heads, store.readHeads());
    const auto newest = heads.empty() ? 0 : heads.back().seq;
    return entry.hash == mirror.tip.hash && (!mirror.signedHead || newest >= mirror.signedHead->tip.seq);
}

}  // namespace

Result<AcceptedCopy> acceptOlderCopy(const std::string& workspace, bool keyFileConsent) {
    KeyStoreOptions keyOptions;
    keyOptions.fileConsent = keyFileConsent ? FileConsent::Given : FileConsent::Denied;
    SKEIN_TRY(const auto key, SigningKey::loadOrCreate(keyOptions));
    StoreOptions options;
    options.ignoreMirror = true;
    SKEIN_TRY(auto opened, WorkspaceStore::open(workspace, OpenMode::Write, options));
    const std::shared_ptr<WorkspaceStore> store = std::move(opened);
    SKEIN_TRY(const auto folder, defaultStateFolder());
    SKEIN_TRY(const auto mirror, readMirroredHead(folder, store->id()));
    SKEIN_TRY(const bool same, mirror ? agrees(*store, *mirror) : Result<bool>(true));
    if (same)
        return fail(
            ErrorCode::InvalidInput,
            workspace + ": this copy is not older than what was last seen of it here; there is nothing to accept");
    SKEIN_TRY(const auto tip, store->tip());
    Instant at = wallClock();
    if (tip.seq > 0) {
        SKEIN_TRY(const auto last, store->readEntry(tip.seq));
        SKEIN_TRY(const auto entry, parseEntry(last.bytes));
        at = std::max(at, entry.at);
    }
    JournalWriterOptions writerOptions;
    writerOptions.signer = key.get();
    SKEIN_TRY(const auto journal, JournalWriter::create(store, writerOptions));
    SKEIN_TRY(const bool declare, journal->mustDeclareSigner());
    std::vector<Event> events;
    if (declare) events.push_back(event::SignerChanged{audit::toHex(key->publicKey())});
    events.push_back(event::OlderCopyAccepted{mirror->tip.seq, mirror->tip.hash});
    std::promise<Result<CommitInfo>> promise;
    auto durable = promise.get_future();
    Batch batch;
    for (const auto& event : events) batch.entries.push_back(newEntry(at, event));
    batch.onDurable = [&promise](Result<CommitInfo> info) { promise.set_value(std::move(info)); };
    journal->append(std::move(batch));
    SKEIN_TRY([[maybe_unused]] const auto info, durable.get());
    SKEIN_CHECK(journal->close());
    // The index may have followed the other copy further than this one goes; it is a cache.
    SKEIN_TRY(const auto index, indexPathFor(audit::toHex(store->id())));
    std::error_code ignored;
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(index + suffix, ignored);
    return AcceptedCopy{tip.seq, mirror->tip.seq};
}

}  // namespace skein::runtime
