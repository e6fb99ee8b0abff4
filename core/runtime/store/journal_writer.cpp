#include "core/runtime/store/journal_writer.h"

#include <chrono>
#include <deque>
#include <future>
#include <set>

#include "core/base/limits.h"
#include "core/runtime/store/blob_writer_impl.h"
#include "core/runtime/store/wall_clock.h"

namespace skein::runtime {
namespace {

using SteadyClock = std::chrono::steady_clock;
using HeadResult = Result<std::optional<audit::SignedHead>>;

/// One transaction takes no more, so that whoever waits for its first entry does not wait for a whole backlog.
constexpr std::size_t maxTransactionEntries = 8'192;

/// The mirror follows the journal by so much at most. A mirror that lags is no harm: only a journal shorter than its
/// mirror has lost something.
constexpr std::chrono::milliseconds mirrorInterval{50};

/// Where entries come so fast that this many come in that time, a transaction waits as long and takes more at once. It
/// is their pace that tells, not how many a slow disk let gather; at any other pace every batch is written at once. It
/// waits no longer than entries keep coming: who decides may itself be waiting for this transaction.
constexpr std::size_t manyEntries = 16;
constexpr std::chrono::microseconds gatherTime{3'000}, gatherStep{1'000};

struct Item {
    Batch batch;
    std::function<void(HeadResult)> onHead;  ///< set: sign a head over everything up to here
};

bool hasWork(const std::deque<Item>& queue, bool pressure, bool stopping) {
    return !queue.empty() || pressure || stopping;
}

}  // namespace

struct JournalWriter::Impl {
    Impl(std::shared_ptr<WorkspaceStore> workspace, JournalWriterOptions given, std::shared_ptr<BlobWriter> writer)
        : store(std::move(workspace)), options(std::move(given)), blobs(std::move(writer)) {}

    const std::shared_ptr<WorkspaceStore> store;
    const JournalWriterOptions options;
    const std::shared_ptr<BlobWriter> blobs;

    mutable std::mutex mutex;  ///< guards the queue and what other threads ask for
    std::condition_variable wake, space;
    std::deque<Item> queue;
    std::size_t queuedEntries = 0;
    bool pressure = false;  ///< many texts wait
    bool stopping = false;
    ChainTip durable;
    std::optional<PublicKey> declared;

    // Of the journal's thread alone:
    std::optional<Error> failure;
    std::optional<audit::SignedHead> newestHead;
    bool mirrorDue = false;
    bool busy = false;  ///< entries came fast before the last transaction
    SteadyClock::time_point lastTaken = SteadyClock::now();
    bool declaredUnsigned = false;   ///< the next commit holds a "signer.changed" entry, so it holds a head as well
    std::uint64_t periodicHead = 0;  ///< the stored head that the next one replaces; 0: none
    SteadyClock::time_point lastSigned = SteadyClock::now();
    SteadyClock::time_point lastMirrored;
    std::set<std::string> warned;

    std::recursive_mutex subscriberMutex;
    std::map<Subscription, std::function<void(CommittedEntries)>> subscribers;
    Subscription lastSubscription = 0;

    std::mutex closeMutex;
    std::thread thread;
    std::thread::id threadId;  ///< set once, before anybody can append

    void run();
    bool waitForWork(std::vector<Item>& items);
    Result<void> makeDurable(std::vector<Item>& items, std::vector<CommitInfo>& infos, CommittedEntries& committed);
    Result<std::vector<SealedEntry>> sealAll(std::vector<Item>& items, std::vector<CommitInfo>& infos);
    bool maySign(const ChainTip& tip) const;
    bool isHeadDue() const;
    void mirror(WorkspaceStore::Flush flush);
    void answer(std::vector<Item>& items, const std::vector<CommitInfo>& infos);
    void fail(Error error);
    void publish(const CommittedEntries& committed);
};

// --- the journal's thread -------------------------------------------------------------------------------------------

void JournalWriter::Impl::run() {
    std::vector<Item> items;
    while (waitForWork(items)) {
        std::vector<CommitInfo> infos;
        CommittedEntries committed;
        if (!failure)
            if (auto done = makeDurable(items, infos, committed); !done) fail(std::move(done).error());
        answer(items, infos);
        if (!failure && committed && !committed->empty()) publish(committed);
        // Last: nobody waits for it. A head that somebody asked for is mirrored before the answer.
        if (mirrorDue && SteadyClock::now() >= lastMirrored + mirrorInterval) mirror(WorkspaceStore::Flush::No);
    }
}

/// Waits for batches, for too many texts, for the next periodic head, for the mirror's turn, or the end. False: stop.
bool JournalWriter::Impl::waitForWork(std::vector<Item>& items) {
    items.clear();
    std::unique_lock lock(mutex);
    const auto ready = [&] { return hasWork(queue, pressure, stopping); };
    const bool unsignedTail = !failure && durable.seq > 0 && options.signer != nullptr &&
                              declared == options.signer->publicKey() &&
                              (!newestHead || newestHead->tip.seq < durable.seq);
    auto until = SteadyClock::time_point::max();
    if (unsignedTail) until = lastSigned + std::chrono::microseconds(options.headInterval.value);
    if (mirrorDue) until = std::min(until, lastMirrored + mirrorInterval);
    if (until == SteadyClock::time_point::max()) wake.wait(lock, ready);
    else wake.wait_until(lock, until, ready);
    if (std::exchange(busy, false) && !stopping && !queue.empty()) {
        // Not on the condition: nobody has to wake this thread for each of them.
        std::size_t seen = 0;
        for (auto waited = gatherStep; waited <= gatherTime && queuedEntries > seen; waited += gatherStep) {
            seen = queuedEntries;
            lock.unlock();
            std::this_thread::sleep_for(gatherStep);
            lock.lock();
        }
    }
    if (stopping && queue.empty()) return false;
    pressure = false;
    const auto before = queuedEntries;
    for (std::size_t entries = 0; !queue.empty() && entries < maxTransactionEntries;) {
        entries += queue.front().batch.entries.size();
        queuedEntries -= queue.front().batch.entries.size();
        items.push_back(std::move(queue.front()));
        queue.pop_front();
        if (items.back().onHead) break;
    }
    const auto taken = before - queuedEntries;
    const auto since = SteadyClock::now() - std::exchange(lastTaken, SteadyClock::now());
    busy = taken >= manyEntries && taken * gatherTime >= manyEntries * since;
    space.notify_all();
    return true;
}

Result<std::vector<SealedEntry>> JournalWriter::Impl::sealAll(std::vector<Item>& items,
                                                              std::vector<CommitInfo>& infos) {
    std::vector<SealedEntry> sealed;
    auto tip = durable;
    for (auto& item : items) {
        const auto first = tip.seq + 1;
        for (auto& entry : item.batch.entries) {
            if (entry.kind == "signer.changed") {
                const std::lock_guard lock(mutex);
                const auto data = parseJson(entry.data);
                const auto key = data ? jsonStringOr(*data, "public_key", "", "") : Result<std::string>("");
                declared = audit::publicKeyFromHex(key.value_or(""));
                declaredUnsigned = true;
            }
            SKEIN_TRY(auto one, trySeal(entry, tip));
            tip = {one.seq, one.hash};
            sealed.push_back(std::move(one));
        }
        infos.push_back({first, tip.seq, tip.hash});
    }
    return sealed;
}

bool JournalWriter::Impl::maySign(const ChainTip& tip) const {
    return options.signer != nullptr && tip.seq > 0 && declared == options.signer->publicKey() &&
           (!newestHead || newestHead->tip.seq < tip.seq);
}

bool JournalWriter::Impl::isHeadDue() const {
    return SteadyClock::now() - lastSigned >= std::chrono::microseconds(options.headInterval.value);
}

Result<void> JournalWriter::Impl::makeDurable(std::vector<Item>& items, std::vector<CommitInfo>& infos,
                                              CommittedEntries& committed) {
    SKEIN_TRY(auto sealed, sealAll(items, infos));
    // Taken after the batches: whatever was put before a batch was appended is among these or already stored.
    const auto texts = blobs->m_impl->take();
    const auto tip = sealed.empty() ? durable : ChainTip{sealed.back().seq, sealed.back().hash};
    const bool explicitly = !items.empty() && items.back().onHead;
    std::optional<audit::SignedHead> head;
    if (maySign(tip) && (explicitly || declaredUnsigned || isHeadDue()))
        head = audit::signHead(store->id(), tip, wallClock(), *options.signer);
    if (!sealed.empty() || !texts.empty() || head)
        SKEIN_CHECK(store->commit(sealed, texts, head, head ? periodicHead : 0));
    blobs->m_impl->stored(texts);
    declaredUnsigned = false;
    if (head) {
        newestHead = head;
        periodicHead = tip.seq;
        lastSigned = SteadyClock::now();
    }
    if (explicitly) periodicHead = 0;  // kept for good
    {
        const std::lock_guard lock(mutex);
        durable = tip;
    }
    if (explicitly) mirror(WorkspaceStore::Flush::Yes);
    else mirrorDue = mirrorDue || !sealed.empty() || head;
    committed = std::make_shared<const std::vector<SealedEntry>>(std::move(sealed));
    return {};
}

void JournalWriter::Impl::mirror(WorkspaceStore::Flush flush) {
    mirrorDue = false;
    lastMirrored = SteadyClock::now();
    const auto mirrored = store->mirrorHead({durable, newestHead}, flush);
    if (!mirrored && options.onWarning && warned.insert(mirrored.error().message).second)
        options.onWarning(mirrored.error().message);
}

void JournalWriter::Impl::answer(std::vector<Item>& items, const std::vector<CommitInfo>& infos) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].batch.onDurable)
            items[i].batch.onDurable(failure ? Result<CommitInfo>(Failure(*failure)) : infos[i]);
        if (items[i].onHead) items[i].onHead(failure ? HeadResult(Failure(*failure)) : HeadResult(newestHead));
    }
}

void JournalWriter::Impl::fail(Error error) {
    error.frames.emplace_back("writing the journal");
    failure = std::move(error);
    blobs->m_impl->stopWaiting();
    if (options.onFailure) options.onFailure(*failure);
}

void JournalWriter::Impl::publish(const CommittedEntries& committed) {
    const std::lock_guard lock(subscriberMutex);
    std::vector<Subscription> current;
    for (const auto& [subscription, each] : subscribers) current.push_back(subscription);
    for (const auto subscription : current) {
        // Looked up again: an earlier one may just have ended this subscription.
        const auto found = subscribers.find(subscription);
        if (found == subscribers.end()) continue;
        const auto each = found->second;
        each(committed);
    }
}

// --- other threads --------------------------------------------------------------------------------------------------

Result<std::unique_ptr<JournalWriter>> JournalWriter::create(std::shared_ptr<WorkspaceStore> store,
                                                             JournalWriterOptions options) {
    if (!store->isWritable())
        return skein::fail(ErrorCode::Denied, store->path() + ": the workspace is open for reading only");
    SKEIN_TRY(const auto tip, store->tip());
    SKEIN_TRY(const auto declared, store->declaredSigner());
    SKEIN_TRY(const auto heads, store->readHeads());
    auto blobImpl = std::make_unique<BlobWriter::Impl>();
    blobImpl->store = store;
    blobImpl->backlog = options.backlog;
    auto impl = std::make_unique<Impl>(std::move(store), std::move(options),
                                       std::shared_ptr<BlobWriter>(new BlobWriter(std::move(blobImpl))));
    impl->durable = tip;
    impl->declared = declared;
    if (!heads.empty())
        if (auto head = audit::headFromCanonical(heads.back().text)) impl->newestHead = *std::move(head);
    auto* raw = impl.get();
    raw->blobs->m_impl->wakeJournal = [raw] {
        const std::lock_guard lock(raw->mutex);
        raw->pressure = true;
        raw->wake.notify_one();
    };
    raw->thread = std::thread([raw] { raw->run(); });
    raw->threadId = raw->thread.get_id();
    {
        const std::lock_guard lock(raw->blobs->m_impl->mutex);
        raw->blobs->m_impl->journalThread = raw->thread.get_id();
    }
    return std::unique_ptr<JournalWriter>(new JournalWriter(std::move(impl)));
}

JournalWriter::JournalWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

JournalWriter::~JournalWriter() { (void)close(); }

void JournalWriter::append(Batch batch) {
    {
        std::unique_lock lock(m_impl->mutex);
        const bool mayWait = std::this_thread::get_id() != m_impl->threadId;
        if (mayWait)
            m_impl->space.wait(lock,
                               [&] { return m_impl->stopping || m_impl->queuedEntries < limits::maxPendingEntries; });
        if (!m_impl->stopping) {
            m_impl->queuedEntries += batch.entries.size();
            m_impl->queue.push_back({std::move(batch), {}});
            m_impl->wake.notify_one();
            return;
        }
    }
    if (batch.onDurable)
        batch.onDurable(skein::fail(ErrorCode::Cancelled, m_impl->store->path() + ": the journal is closed"));
}

Result<void> JournalWriter::flush() {
    std::promise<Result<CommitInfo>> durable;
    append({{}, [&](Result<CommitInfo> info) { durable.set_value(std::move(info)); }});
    SKEIN_TRY([[maybe_unused]] const auto info, durable.get_future().get());
    return {};
}

HeadResult JournalWriter::signHead() {
    std::promise<HeadResult> head;
    {
        const std::lock_guard lock(m_impl->mutex);
        if (m_impl->stopping)
            return skein::fail(ErrorCode::Cancelled, m_impl->store->path() + ": the journal is closed");
        m_impl->queue.push_back({{}, [&](HeadResult result) { head.set_value(std::move(result)); }});
        m_impl->wake.notify_one();
    }
    return head.get_future().get();
}

Result<void> JournalWriter::close() {
    const std::lock_guard closing(m_impl->closeMutex);
    if (!m_impl->thread.joinable()) return {};
    const auto head = signHead();
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->stopping = true;
        m_impl->wake.notify_one();
        m_impl->space.notify_all();
    }
    m_impl->thread.join();
    m_impl->blobs->m_impl->stopWaiting();
    if (!head) return Failure(head.error());
    return {};
}

ChainTip JournalWriter::durableTip() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->durable;
}

Result<bool> JournalWriter::mustDeclareSigner() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->options.signer != nullptr && m_impl->declared != m_impl->options.signer->publicKey();
}

JournalWriter::Subscription JournalWriter::subscribe(std::function<void(CommittedEntries)> each) {
    const std::lock_guard lock(m_impl->subscriberMutex);
    m_impl->subscribers.emplace(++m_impl->lastSubscription, std::move(each));
    return m_impl->lastSubscription;
}

void JournalWriter::unsubscribe(Subscription subscription) {
    const std::lock_guard lock(m_impl->subscriberMutex);
    m_impl->subscribers.erase(subscription);
}

const std::shared_ptr<BlobWriter>& JournalWriter::blobs() const { return m_impl->blobs; }

}  // namespace skein::runtime
