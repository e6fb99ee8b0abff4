#include "core/runtime/reader.h"

#include <utility>

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/plan/plan_file.h"
#include "core/routing/router.h"
#include "core/runtime/store/workspace_store.h"

namespace skein::runtime {
namespace {

constexpr std::size_t foldBatch = 5'000;  // entries per read: far under a second, so the WAL stays bounded
constexpr std::size_t followBatch = 2'000;

Result<CommittedEvent> decode(const SealedEntry& sealed) {
    SKEIN_TRY(const auto envelope, parseEnvelope(sealed.bytes));
    SKEIN_TRY(const auto data, parseJson(envelope.data));
    auto event = eventFromJson(envelope.kind, envelope.version, data);
    if (!event) return rewrap(std::move(event).error(), "journal entry " + std::to_string(envelope.seq));
    return CommittedEvent{envelope.seq, envelope.at, std::move(*event)};
}

Digest reducerDigest() { return sha256(reducerFingerprint()); }

}  // namespace

struct WorkspaceReader::Impl {
    std::unique_ptr<WorkspaceStore> owned;
    WorkspaceStore* store = nullptr;
    std::string workspaceId;
};

WorkspaceReader::WorkspaceReader() : m_impl(std::make_unique<Impl>()) {}
WorkspaceReader::~WorkspaceReader() = default;

Result<std::shared_ptr<WorkspaceReader>> WorkspaceReader::open(const std::string& path) {
    SKEIN_TRY(auto store, WorkspaceStore::open(path, OpenMode::Read));
    auto reader = std::shared_ptr<WorkspaceReader>(new WorkspaceReader());
    reader->m_impl->workspaceId = audit::toHex(store->id());
    reader->m_impl->store = store.get();
    reader->m_impl->owned = std::move(store);
    return reader;
}

const std::string& WorkspaceReader::path() const { return m_impl->store->path(); }
const std::string& WorkspaceReader::workspaceId() const { return m_impl->workspaceId; }
WorkspaceStore& WorkspaceReader::store() const { return *m_impl->store; }

Result<State> WorkspaceReader::fold(std::uint64_t until,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress) const {
    SKEIN_TRY(const auto tip, m_impl->store->tip());
    const std::uint64_t end = until == 0 ? tip.seq : std::min(until, tip.seq);
    State state;
    SKEIN_TRY(const auto snapshot, m_impl->store->latestSnapshot(reducerDigest(), end));
    if (snapshot)
        if (const auto json = parseJson(snapshot->bytes))
            if (auto restored = stateFromJson(*json); restored && restored->sequence == snapshot->seq)
                state = std::move(*restored);
    while (state.sequence < end) {
        SKEIN_TRY(const auto batch, events(state.sequence, std::min<std::uint64_t>(foldBatch, end - state.sequence)));
        if (batch.empty())
            return fail(ErrorCode::Damaged, "the journal ends at entry " + std::to_string(state.sequence) +
                                                ", expected " + std::to_string(end));
        for (const auto& entry : batch) SKEIN_CHECK(apply(state, entry.event, entry.sequence, entry.at));
        if (progress) progress(state.sequence, end);
    }
    return state;
}

Result<std::vector<CommittedEvent>> WorkspaceReader::events(std::uint64_t after, std::size_t limit) const {
    std::vector<CommittedEvent> out;
    std::optional<Error> problem;
    SKEIN_CHECK(m_impl->store->readEntries(after + 1, limit, [&](const SealedEntry& sealed) {
        auto event = decode(sealed);
        if (!event) {
            problem = std::move(event).error();
            return false;
        }
        out.push_back(std::move(*event));
        return true;
    }));
    if (problem) return Failure(std::move(*problem));
    return out;
}

Result<std::uint64_t> WorkspaceReader::lastSequence() const {
    SKEIN_TRY(const auto tip, m_impl->store->tip());
    return tip.seq;
}

Result<std::string> WorkspaceReader::blob(const BlobRef& blob) const {
    auto bytes = m_impl->store->read(blob.name);
    if (bytes || bytes.error().code != ErrorCode::NotFound) return bytes;
    // Erased on purpose, or lost? Only the journal knows; a text that is gone without an entry is damage.
    for (std::uint64_t at = 0;;) {
        SKEIN_TRY(const auto batch, events(at, foldBatch));
        if (batch.empty())
            return fail(ErrorCode::Damaged,
                        path() + ": blob " + blob.name.hex() + " is lost: an entry refers to it, but it is not stored");
        for (const auto& entry : batch)
            if (const auto* erased = std::get_if<event::BlobErased>(&entry.event); erased && erased->blob == blob)
                return fail(ErrorCode::NotFound, path() + ": this text was erased; entry #" +
                                                     std::to_string(entry.sequence) + " of the journal says so");
        at = batch.back().sequence;
    }
}

Result<Json> WorkspaceReader::blobJson(const BlobRef& ref) const {
    SKEIN_TRY(const auto bytes, blob(ref));
    return parseJson(bytes);
}

Result<TaskSpec> WorkspaceReader::taskSpec(const TaskState& task) const {
    SKEIN_TRY(const auto json, blobJson(task.shape.spec));
    return plan::taskFromJson(json, "task");
}

Result<ContextWindow> WorkspaceReader::window(const BlobRef& ref) const {
    SKEIN_TRY(const auto json, blobJson(ref));
    return windowFromJson(json);
}

Result<std::vector<AttemptRecord>> WorkspaceReader::attempts(RunId run, TaskNo task) const {
    std::vector<AttemptRecord> records;
    std::uint32_t revision = 1;
    const auto last = [&]() -> AttemptRecord* { return records.empty() ? nullptr : &records.back(); };
    const auto of = [&](AttemptNo attempt) -> AttemptRecord* {
        for (auto& record : records)
            if (record.attempt == attempt) return &record;
        return nullptr;
    };
    const auto take = [&](const CommittedEvent& committed) {
        std::visit(
            [&]<class E>(const E& e) {
                if constexpr (requires {
                                  e.run;
                                  e.task;
                              }) {
                    if (e.run != run || e.task != task) return;
                    if constexpr (std::is_same_v<E, event::AttemptStarted>) {
                        AttemptRecord record;
                        record.attempt = e.attempt;
                        record.agent = e.agent;
                        record.revision = revision;
                        record.startedAt = committed.at;
                        record.state = "running";
                        records.push_back(record);
                    } else if constexpr (std::is_same_v<E, event::TaskInvalidated>) {
                        ++revision;
                    } else if constexpr (std::is_same_v<E, event::WindowRecorded>) {
                        if (auto* record = of(e.attempt)) {
                            record->window = e.window;
                            record->windowTokens = e.tokens;
                            record->windowUsage = {};
                        }
                    } else if constexpr (std::is_same_v<E, event::StepIntended>) {
                        if (auto* record = of(e.attempt); record && e.stepKind != StepKind::Check) {
                            record->target = e.target;
                            record->calls.push_back({e.target, e.key, e.routing});
                        }
                    } else if constexpr (std::is_same_v<E, event::StepSettled>) {
                        if (auto* record = of(e.attempt)) {
                            record->charge += e.charge;
                            record->usage += e.usage;
                            if (e.usage.measured) record->windowUsage = e.usage;
                            if (e.output) record->output = e.output;
                            if (e.detail) record->detail = e.detail;
                        }
                    } else if constexpr (std::is_same_v<E, event::StepUnconfirmed>) {
                        if (auto* record = of(e.attempt)) {
                            record->state = "unknown";
                            record->endedAt = committed.at;
                        }
                    } else if constexpr (std::is_same_v<E, event::AttemptFailed>) {
                        if (auto* record = of(e.attempt)) {
                            if (record->state != "unknown")
                                record->state = e.outcome == StepOutcome::Cancelled ? "cancelled" : "failed";
                            record->endedAt = committed.at;
                            if (e.detail) record->detail = e.detail;
                        }
                    } else if constexpr (std::is_same_v<E, event::TaskFinished>) {
                        if (auto* record = e.attempt ? of(e.attempt) : last()) {
                            record->state = e.reused ? "reused" : "done";
                            record->endedAt = committed.at;
                            record->output = e.output;
                        }
                    }
                }
            },
            committed.event);
    };
    std::uint64_t at = 0;
    for (;;) {
        SKEIN_TRY(const auto batch, events(at, foldBatch));
        if (batch.empty()) return records;
        for (const auto& entry : batch) take(entry);
        at = batch.back().sequence;
    }
}

std::string CallRecord::describe() const {
    const auto way = [](bool batch) { return batch ? std::string(" by batch") : std::string(); };
    std::string words = target.provider + "/" + target.model + way(target.batch) + (key.empty() ? "" : " with " + key);
    bool next = true;
    for (const RoutingMark& mark : routing) {
        const bool chosen =
            mark.provider == target.provider && mark.model == target.model && mark.batch == target.batch;
        const auto name = mark.provider + "/" + mark.model + way(mark.batch);
        if (mark.refusal != Refusal::None) words += fmt::format("; not {}: {}", name, routing::describe(mark));
        else if (chosen)
            words +=
                fmt::format(": {} (quality {}, cost {}, speed {})", mark.total, mark.quality, mark.cost, mark.speed);
        else
            words += fmt::format("; {}{} {}{}", std::exchange(next, false) ? "next " : "", name, mark.total,
                                 mark.failed ? ", which failed in this attempt" : "");
    }
    return words;
}

class WorkspaceReader::Follower {
public:
    Follower(const WorkspaceReader& reader, std::uint64_t after, std::function<void(EventBatch)> onBatch,
             std::function<void(Error)> onError, int pollMs)
        : m_reader(reader),
          m_at(after),
          m_onBatch(std::move(onBatch)),
          m_onError(std::move(onError)),
          m_pollMs(pollMs),
          m_thread([this] { work(); }) {}
    ~Follower() {
        {
            const std::scoped_lock lock(m_mutex);
            m_ending = true;
        }
        m_wake.notify_all();
        m_thread.join();
    }

private:
    void work() {
        for (;;) {
            auto batch = m_reader.events(m_at, followBatch);
            if (!batch) {
                if (m_onError) m_onError(std::move(batch).error());
                return;
            }
            if (!batch->empty()) {
                m_at = batch->back().sequence;
                const bool more = batch->size() == followBatch;
                m_onBatch(std::make_shared<const std::vector<CommittedEvent>>(std::move(*batch)));
                if (more) {
                    const std::scoped_lock lock(m_mutex);
                    if (m_ending) return;
                    continue;
                }
            }
            std::unique_lock lock(m_mutex);
            if (m_wake.wait_for(lock, std::chrono::milliseconds(m_pollMs), [this] { return m_ending; })) return;
        }
    }

    const WorkspaceReader& m_reader;
    std::uint64_t m_at;
    std::function<void(EventBatch)> m_onBatch;
    std::function<void(Error)> m_onError;
    int m_pollMs;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_ending = false;
    std::thread m_thread;
};

std::shared_ptr<WorkspaceReader::Follower> WorkspaceReader::follow(std::uint64_t after,
                                                                   std::function<void(EventBatch)> onBatch,
                                                                   std::function<void(Error)> onError,
                                                                   int pollMs) const {
    return std::make_shared<Follower>(*this, after, std::move(onBatch), std::move(onError), pollMs);
}

}  // namespace skein::runtime
