#include "core/runtime/host.h"

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include <time.h>

#include "core/base/limits.h"
#include "core/model/event_entry.h"
#include "core/runtime/answered.h"
#include "core/runtime/commands.h"
#include "core/runtime/control/control_server.h"
#include "core/runtime/http/curl_exchange.h"
#include "core/runtime/http/curl_transport.h"
#include "core/runtime/keys/signing_key.h"
#include "core/runtime/memories.h"
#include "core/runtime/store/journal_writer.h"
#include "core/runtime/store/workspace_store.h"

namespace skein::runtime {
namespace {

constexpr std::uint64_t snapshotEvery = 20'000;          // entries; folding them again takes well under a second
constexpr std::size_t maxRound = 32;                     // inputs decided before the journal gets them: a millisecond
constexpr auto leaseRenewal = std::chrono::seconds(30);  // a third of EngineSettings::leaseTime

std::int64_t microseconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000 + time.tv_nsec / 1'000;
}
// The monotonic clock stands still while the computer sleeps and the boot clock does not: what is between them is sleep.
// It is read first, so that it never seems to have slept in between.
Now now() {
    const std::int64_t boot = microseconds(CLOCK_BOOTTIME);
    const std::int64_t awake = microseconds(CLOCK_MONOTONIC);
    return {BootInstant{boot}, Instant{microseconds(CLOCK_REALTIME)}, Duration{std::max<std::int64_t>(0, boot - awake)}};
}

}  // namespace

Result<std::string> indexPathFor(const std::string& workspaceId) {
    std::filesystem::path folder;
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != 0) folder = cache;
    else if (const char* home = std::getenv("HOME"); home != nullptr && *home != 0)
        folder = std::filesystem::path(home) / ".cache";
    else return fail(ErrorCode::Io, "neither XDG_CACHE_HOME nor HOME is set; the memory index has no place");
    folder = folder / "skein" / "index";
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail(ErrorCode::Io, folder.string() + ": cannot create: " + error.message());
    return (folder / (workspaceId + ".sqlite")).string();
}

struct Host::Impl {
    struct Queued {
        Input input;
        std::function<void(Result<Receipt>)> answer;
        const std::function<void(const State&)>* read = nullptr;
        std::promise<void>* done = nullptr;
        bool command = false;  ///< counts towards the quota of commands; reports have reserved slots
    };

    HostOptions options;
    std::shared_ptr<WorkspaceStore> store;
    std::shared_ptr<WorkspaceReader> reader;
    std::unique_ptr<SigningKey> key;
    KeyRing keyRing;
    std::shared_ptr<Backlog> backlog = std::make_shared<Backlog>(limits::maxUnwrittenBytes);
    std::unique_ptr<JournalWriter> journal;
    std::unique_ptr<SqliteIndex> index;
    std::unique_ptr<Facts> facts;
    std::unique_ptr<Indexer> indexer;
    std::unique_ptr<CurlTransport> transport;
    std::unique_ptr<ModelClient> models;
    std::unique_ptr<Executor> executor;
    std::unique_ptr<WorkerPool> commandPool;
    std::unique_ptr<ControlServer> control;
    Engine engine;

    mutable std::mutex mutex;
    mutable std::condition_variable wake;
    mutable std::deque<Queued> queue;
    std::size_t queuedCommands = 0;
    bool ending = false;
    std::optional<Error> failure;
    std::atomic<bool> closeAsked{false};
    std::atomic<std::int64_t> lastRequest{0};
    std::uint64_t snapshotAt = 0;
    std::set<ConflictId> leftSearches;  ///< of a process that died; only recovery goes on with them
    std::jthread snapshotThread;
    std::thread engineThread;

    void enqueue(Queued item) {
        const bool command = item.command;
        {
            const std::scoped_lock lock(mutex);
            if (ending) {
                if (item.answer) item.answer(fail(ErrorCode::Cancelled, "the workspace is being closed"));
                if (item.done != nullptr) item.done->set_value();
                return;
            }
            if (command && queuedCommands >= limits::maxCommandQueue) {
                if (item.answer)
                    item.answer(fail(ErrorCode::Busy, "more than " + std::to_string(limits::maxCommandQueue) +
                                                          " commands are waiting; try again"));
                return;
            }
            if (command) ++queuedCommands;
            queue.push_back(std::move(item));
        }
        wake.notify_one();
    }

    /// The projections at `state`; an index that turns out to be damaged is made anew.
    Result<void> openIndex(const std::string& path, const State& state, const BlobSource& blobs);
    void decideLoop();
    /// What was decided in one go: durable together, and only then released and answered.
    struct Round {
        std::vector<NewEntry> entries;
        std::vector<CommittedEvent> events;  ///< the same, for the projections; numbered when they are durable
        std::vector<Effect> effects;
        std::vector<std::pair<std::function<void(Result<Receipt>)>, Receipt>> answers;
    };
    /// Decides on an input and on what follows from it at once. Returns when a Tick would find work.
    std::optional<BootInstant> decide(Input input, std::function<void(Result<Receipt>)> answer, Round& round);
    void append(Round round);
    void maybeSnapshot();
    void reportFailure(Error error) {
        const std::scoped_lock lock(mutex);
        if (!failure) failure = std::move(error);  // whoever waits is told, and nobody twice
    }
};

/// A key or cache folder that cannot be used is for the person to mend; the workspace is sound.
static Failure notTheWorkspace(Error error) {
    if (error.code == ErrorCode::Io || error.code == ErrorCode::InvalidInput) error.code = ErrorCode::Denied;
    return Failure(std::move(error));
}

Result<void> Host::Impl::openIndex(const std::string& path, const State& state, const BlobSource& blobs) {
    const auto tell = [&](const std::string& why) {
        if (options.onNotice && state.sequence > 0)
            options.onNotice("the memory index is made from the journal: " + why);
    };
    for (bool again : {false, true}) {
        auto opened = SqliteIndex::open(path, reader->workspaceId());
        if (!opened) return notTheWorkspace(std::move(opened).error());
        index = std::move(*opened);
        if (!again && !index->begunBecause().empty()) tell(index->begunBecause());
        facts = std::make_unique<Facts>(blobs);
        indexer = std::make_unique<Indexer>(*index, *facts, blobs);
        auto caughtUp = indexer->catchUp(state, *reader, options.onProgress);
        if (caughtUp || again || caughtUp.error().code != ErrorCode::Damaged) return caughtUp;
        // The file is wrong where opening did not look; the journal is not in doubt until a new one fails too.
        index->distrust();
        tell(caughtUp.error().message);
        indexer.reset();
        facts.reset();
        index.reset();
    }
    return {};
}

Host::Host() : m_impl(std::make_unique<Impl>()) {}

Result<std::unique_ptr<Host>> Host::open(HostOptions options) {
    auto host = std::unique_ptr<Host>(new Host());
    auto& impl = *host->m_impl;
    impl.options = std::move(options);
    KeyStoreOptions keyOptions;
    keyOptions.fileConsent = impl.options.keyFileConsent ? FileConsent::Given : FileConsent::Denied;
    auto key = SigningKey::loadOrCreate(keyOptions);
    if (!key) return notTheWorkspace(std::move(key).error());
    impl.key = std::move(*key);
    SKEIN_TRY(auto store,
              WorkspaceStore::open(impl.options.path, impl.options.create ? OpenMode::CreateOrWrite : OpenMode::Write));
    impl.store = std::move(store);
    for (const auto& warning : impl.store->warnings())
        if (impl.options.onNotice) impl.options.onNotice(warning);
    SKEIN_TRY(impl.reader, WorkspaceReader::open(impl.options.path));
    SKEIN_TRY(auto state, impl.reader->fold(0, impl.options.onProgress));

    JournalWriterOptions journalOptions;
    journalOptions.signer = impl.key.get();
    journalOptions.onFailure = [&impl](const Error& error) { impl.reportFailure(error); };
    journalOptions.onWarning = impl.options.onNotice;
    journalOptions.backlog = impl.backlog;
    SKEIN_TRY(impl.journal, JournalWriter::create(impl.store, journalOptions));
    const BlobSource blobs = [writer = impl.journal->blobs()](const BlobRef& ref) { return writer->read(ref.name); };
    const auto indexPath = indexPathFor(impl.reader->workspaceId());
    if (!indexPath) return notTheWorkspace(indexPath.error());
    SKEIN_CHECK(impl.openIndex(*indexPath, state, blobs));
    SKEIN_TRY(impl.transport, CurlTransport::create());
    impl.models = std::make_unique<ModelClient>(*impl.transport, impl.backlog);
    const unsigned workers = std::max(2u, std::thread::hardware_concurrency());
    impl.executor = std::make_unique<Executor>(
        ExecutorWorld{*impl.journal->blobs(), *impl.journal->blobs(), *impl.index, *impl.facts, *impl.indexer,
                      *impl.models, *impl.transport, impl.keyRing, impl.store->digestKey(), workers,
                      [&impl](const std::string& about, RunId before) -> Result<Json> {
                          SKEIN_TRY(const auto past, impl.reader->fold());
                          return episodicMemory(*impl.reader, past, about, before);
                      }},
        [&impl](Input report) {
            impl.enqueue({std::move(report), {}, nullptr, nullptr, false});
        });

    const bool isNew = state.sequence == 0;
    RunId active, newest = state.runs.empty() ? RunId{} : state.runs.back().run;
    for (const auto& run : state.runs)
        if (run.status != RunStatus::Settled) active = run.run;
    impl.snapshotAt = state.sequence;
    EngineSettings settings;
    settings.admit = impl.options.recover;
    if (!impl.options.recover)
        for (const auto& conflict : state.conflicts)
            if (conflict.searchPending) impl.leftSearches.insert(conflict.conflict);
    impl.engine = Engine(settings);
    impl.engine.adopt(std::move(state));
    impl.lastRequest = microseconds(CLOCK_BOOTTIME);
    impl.engineThread = std::thread([&impl] { impl.decideLoop(); });

    command::Bookkeeping first;
    if (isNew) first.events.push_back(event::WorkspaceCreated{});
    SKEIN_TRY(const auto mustDeclare, impl.journal->mustDeclareSigner());
    if (mustDeclare) first.events.push_back(event::SignerChanged{audit::toHex(impl.key->publicKey())});
    if (!first.events.empty()) {
        SKEIN_TRY([[maybe_unused]] const auto receipt, host->submitAndWait(std::move(first)));
    }
    if (impl.options.recover && !isNew) {
        // A run without its keys is better than none: it is held when a provider asks for one.
        if (const auto models = active ? impl.facts->run(active).models : nullptr)
            if (const auto read = host->useKeys(*models); !read && impl.options.onNotice)
                impl.options.onNotice(read.error().describe());
        std::set<std::string> providers;
        if (const auto models = newest ? impl.facts->run(newest).models : nullptr)
            for (const auto& each : models->models) providers.insert(each.model.provider);
        SKEIN_TRY([[maybe_unused]] const auto receipt,
                  host->submitAndWait(
                      Recovered{providersThatAnswered(*impl.reader, impl.snapshotAt, newest, std::move(providers))}));
    }

    if (impl.options.listen) {
        SKEIN_TRY(const auto address, controlAddressFor(impl.reader->workspaceId()));
        auto* raw = host.get();
        impl.commandPool = std::make_unique<WorkerPool>(2);
        SKEIN_TRY(impl.control, ControlServer::create(address, [raw](const std::string& method, const Json& params,
                                                                     const ControlAnswer& answer) {
                      raw->m_impl->lastRequest = microseconds(CLOCK_BOOTTIME);
                      if (method == "host.close") {
                          raw->m_impl->closeAsked = true;
                          answer(Json::object());
                          return;
                      }
                      // Never on the socket's thread: a command may have to read blobs.
                      raw->m_impl->commandPool->submit(
                          [raw, method, params, answer] { dispatch(*raw, method, params, answer); });
                  }));
        SKEIN_CHECK(impl.store->putMeta("control", address));
    }
    return host;
}

Host::~Host() {
    auto& impl = *m_impl;
    impl.control.reset();
    impl.commandPool.reset();
    if (impl.engineThread.joinable()) awaitSearches();  // for decisions that came from others
    {
        const std::scoped_lock lock(impl.mutex);
        impl.ending = true;
    }
    impl.wake.notify_all();
    if (impl.engineThread.joinable()) impl.engineThread.join();
    if (impl.journal) static_cast<void>(impl.journal->close());
    if (impl.indexer) impl.indexer->stop();  // lets workers that wait for it go; they still ask it questions
    impl.models.reset();
    impl.executor.reset();
    impl.indexer.reset();
}

void Host::submit(Input input, std::function<void(Result<Receipt>)> answer) {
    m_impl->enqueue({std::move(input), std::move(answer), nullptr, nullptr, true});
}

Result<Receipt> Host::submitAndWait(Input input) {
    std::promise<Result<Receipt>> promise;
    auto future = promise.get_future();
    submit(std::move(input), [&promise](Result<Receipt> result) { promise.set_value(std::move(result)); });
    return future.get();
}

void Host::withState(const std::function<void(const State&)>& read) const {
    std::promise<void> done;
    auto future = done.get_future();
    m_impl->enqueue({Tick{}, {}, &read, &done, false});
    future.wait();
}

Result<void> Host::useKeys(const RunModels& models) {
    report::KeysKnown known;
    std::map<std::string, std::string> places;
    for (const RunModel& model : models.models)
        if (!model.offline()) places.emplace(model.model.provider, model.baseUrl);
    std::optional<Error> problem;
    std::size_t usable = 0;
    for (const auto& [provider, baseUrl] : places) {
        auto keys = m_impl->options.keys(provider, baseUrl);
        if (!keys) {
            problem = keys.error();
            if (m_impl->options.onNotice && places.size() > 1) m_impl->options.onNotice(problem->describe());
            known.names[provider] = {};
            continue;
        }
        ++usable;
        auto names = m_impl->keyRing.put(provider, baseUrl, std::move(*keys));
        if (!names.empty()) known.names[provider] = std::move(names);
    }
    if (problem && usable == 0) return Failure(*problem);
    if (known.names.empty()) return {};
    SKEIN_TRY([[maybe_unused]] const auto receipt, submitAndWait(std::move(known)));
    return {};
}

BlobRef Host::put(std::string bytes) { return {m_impl->journal->blobs()->put(std::move(bytes))}; }
Result<std::string> Host::blob(const BlobRef& ref) const { return m_impl->journal->blobs()->read(ref.name); }
const std::shared_ptr<WorkspaceReader>& Host::reader() const { return m_impl->reader; }
const KeySupply& Host::keySupply() const { return m_impl->options.keys; }
HttpTransport& Host::transport() const { return *m_impl->transport; }
ModelClient& Host::models() const { return *m_impl->models; }
SqliteIndex& Host::index() { return *m_impl->index; }
const Facts& Host::facts() const { return *m_impl->facts; }
const Executor& Host::executor() const { return *m_impl->executor; }
bool Host::closing() const { return m_impl->closeAsked; }
std::int64_t Host::idleSeconds() const { return (microseconds(CLOCK_BOOTTIME) - m_impl->lastRequest) / 1'000'000; }

void Host::awaitSearches() const {
    constexpr int rounds = 1'000;  // of 10 ms: a search is one query of the index
    for (int round = 0; round < rounds; ++round) {
        bool pending = false;
        withState([&](const State& state) {
            for (const auto& conflict : state.conflicts)
                pending = pending || (conflict.searchPending && !m_impl->leftSearches.contains(conflict.conflict));
        });
        if (!pending || failure()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

void Host::waitIndexed() const { m_impl->indexer->waitFor(m_impl->journal->durableTip().seq); }

void Host::waitDurable() const { static_cast<void>(m_impl->journal->flush()); }

Result<void> Host::signHead() {
    SKEIN_TRY([[maybe_unused]] const auto head, m_impl->journal->signHead());
    return {};
}

std::optional<Error> Host::failure() const {
    {
        const std::scoped_lock lock(m_impl->mutex);
        if (m_impl->failure) return m_impl->failure;
    }
    return m_impl->indexer->failure();
}

// The deciding thread. It waits for inputs, for the engine's own wake-up time, and for the next renewal of leases.
void Host::Impl::decideLoop() {
    using Clock = std::chrono::steady_clock;
    std::optional<BootInstant> wakeAt;
    auto nextRenewal = std::chrono::steady_clock::now() + leaseRenewal;
    std::deque<Queued> items;
    for (;;) {
        bool timed = false;
        items.clear();
        {
            std::unique_lock lock(mutex);
            auto deadline = nextRenewal;
            if (wakeAt) {
                const auto micros = std::max<std::int64_t>(0, wakeAt->value - now().boot.value);
                deadline = std::min(deadline, std::chrono::steady_clock::now() + std::chrono::microseconds(micros));
            }
            const auto due = executor->batchesDue();
            if (due) deadline = std::min(deadline, Clock::time_point(std::chrono::microseconds(*due)));
            if (!wake.wait_until(lock, deadline, [this] { return ending || !queue.empty(); })) timed = true;
            else if (queue.empty()) return;  // ending, and everything queued is decided
            while (!queue.empty() && items.size() < maxRound) {
                items.push_back(std::move(queue.front()));
                queue.pop_front();
                if (items.back().command) --queuedCommands;
            }
        }
        if (const auto due = executor->batchesDue(); due && *due <= monotonicMicros()) executor->advanceBatches();
        Round round;
        if (timed && std::chrono::steady_clock::now() >= nextRenewal) {
            // Any decision may find that a wait is over and act on it: what it decides is never dropped.
            for (const auto& step : executor->activeSteps()) wakeAt = decide(report::LeaseRenewed{step}, {}, round);
            nextRenewal = std::chrono::steady_clock::now() + leaseRenewal;
        }
        if (timed) wakeAt = decide(Tick{}, {}, round);
        for (auto& item : items) {
            if (item.read == nullptr) {
                wakeAt = decide(item.input, std::move(item.answer), round);
                continue;
            }
            append(std::exchange(round, {}));  // what is seen can be waited for: see waitDurable()
            (*item.read)(engine.state());
            item.done->set_value();
        }
        append(std::move(round));
        maybeSnapshot();
    }
}

// What only reads and is known already is decided on at once: the journal holds it all the same, in the same order.
std::optional<BootInstant> Host::Impl::decide(Input input, std::function<void(Result<Receipt>)> answer, Round& round) {
    std::optional<BootInstant> wakeAt;
    std::deque<Input> inputs;
    inputs.push_back(std::move(input));
    for (; !inputs.empty(); inputs.pop_front()) {
        auto outcome = engine.decide(inputs.front(), now());
        wakeAt = outcome.wakeAt;
        for (auto& event : outcome.events) {
            round.entries.push_back(newEntry(outcome.at, event));
            round.events.push_back({0, outcome.at, std::move(event)});
        }
        for (auto& effect : outcome.effects) {
            if (auto report = executor->known(effect)) inputs.push_back(*std::move(report));
            else round.effects.push_back(std::move(effect));
        }
        if (!answer) continue;
        if (outcome.refused) std::exchange(answer, nullptr)(Failure(*outcome.refused));
        else round.answers.emplace_back(std::exchange(answer, nullptr), std::move(outcome.receipt));
    }
    return wakeAt;
}

void Host::Impl::append(Round round) {
    if (round.events.empty() && round.effects.empty() && round.answers.empty()) return;
    Batch batch;
    batch.entries = std::move(round.entries);
    batch.onDurable = [this, events = std::move(round.events), effects = std::move(round.effects),
                       answers = std::move(round.answers)](const Result<CommitInfo>& info) mutable {
        if (!info) {
            for (const auto& [answer, receipt] : answers) answer(Failure(info.error()));
            return;
        }
        if (!events.empty()) {
            auto sequence = info->firstSeq;
            for (auto& committed : events) committed.sequence = sequence++;
            indexer->push(std::make_shared<const std::vector<CommittedEvent>>(std::move(events)));
        }
        if (!effects.empty()) executor->release(std::move(effects), info->lastSeq);
        for (auto& [answer, receipt] : answers) answer(std::move(receipt));
    };
    journal->append(std::move(batch));
}

// A snapshot is a cache of the fold: copied here, written on a thread of its own once everything in it is durable.
void Host::Impl::maybeSnapshot() {
    const auto& state = engine.state();
    if (state.sequence < snapshotAt + snapshotEvery) return;
    snapshotAt = state.sequence;
    snapshotThread = std::jthread([this, copy = state] {
        if (!journal->flush()) return;
        static_cast<void>(
            store->putSnapshot({copy.sequence, sha256(reducerFingerprint()), canonicalJsonOrAssert(toJson(copy))}));
    });
}

}  // namespace skein::runtime
