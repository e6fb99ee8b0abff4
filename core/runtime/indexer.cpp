#include "core/runtime/indexer.h"

#include <chrono>
#include <optional>
#include <set>
#include <type_traits>

#include "core/memory/manifest.h"
#include "core/runtime/memory_model.h"
#include "core/runtime/summaries.h"

namespace skein::runtime {
namespace {

constexpr auto storeAfter = std::chrono::seconds(1);  // without news: what the index keeps in memory reaches its file
constexpr std::size_t catchUpBatch = 5'000;  // entries read at a time; keeps every read transaction far under a second

/// Every text that the journal says was erased.
Result<std::set<BlobName>> erasedIn(const WorkspaceReader& reader) {
    std::set<BlobName> erased;
    for (std::uint64_t at = 0;;) {
        SKEIN_TRY(const auto events, reader.events(at, catchUpBatch));
        if (events.empty()) return erased;
        for (const auto& event : events)
            if (const auto* one = std::get_if<event::BlobErased>(&event.event)) erased.insert(one->blob.name);
        at = events.back().sequence;
    }
}

/// Whether an event that the index takes in rests on one of them, or tells of one.
bool restsOn(const std::set<BlobName>& erased, const Event& event) {
    const auto gone = [&](const BlobRef& blob) { return blob && erased.contains(blob.name); };
    return std::visit(
        [&]<class E>(const E& e) {
            if constexpr (std::is_same_v<E, event::SourceRecorded>) return gone(e.manifest) || gone(e.content);
            else if constexpr (std::is_same_v<E, event::SourceRemoved>) return gone(e.manifest);
            else if constexpr (std::is_same_v<E, event::WindowRecorded>) return gone(e.window);
            else if constexpr (std::is_same_v<E, event::MemoryCallSettled>) return gone(e.result);
            else if constexpr (std::is_same_v<E, event::BlobErased>) return gone(e.blob);
            else return false;
        },
        event);
}

/// Atoms, claims and results whose texts stand in a window.
std::vector<Digest> itemsIn(const ContextWindow& window) {
    std::vector<Digest> items;
    for (const auto& segment : window.segments)
        if (segment.item) items.push_back(segment.item);
    for (const auto& question : window.asked) items.insert(items.end(), question.atoms.begin(), question.atoms.end());
    return items;
}

}  // namespace

Indexer::Indexer(SqliteIndex& index, Facts& facts, BlobSource blobs)
    : m_index(index), m_facts(facts), m_blobs(std::move(blobs)) {}

Indexer::~Indexer() { stop(); }

void Indexer::stop() {
    {
        const std::scoped_lock lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    m_arrived.notify_all();
    if (m_thread.joinable()) m_thread.join();
}

Result<void> Indexer::catchUp(const State& state, const WorkspaceReader& reader,
                              const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    m_facts.load(state);
    for (const auto& run : state.runs)
        for (const auto& task : run.tasks) {
            m_shapes[{run.run, task.shape.task}] = task.shape;
            if (task.status == TaskStatus::Withdrawn) m_withdrawn.insert({run.run, task.shape.task});
        }
    if (m_index.indexedThrough() > state.sequence) SKEIN_CHECK(m_index.clear());
    std::uint64_t at = m_index.indexedThrough();
    // An index that is made anew takes in nothing that was erased, even where an interrupted erasure left the text.
    const bool anew = at == 0;
    std::optional<std::set<BlobName>> erased;
    if (anew && state.sequence > 0) { SKEIN_TRY(erased, erasedIn(reader)); }
    while (at < state.sequence) {
        SKEIN_TRY(const auto events, reader.events(at, catchUpBatch));
        if (events.empty()) break;
        for (const auto& event : events) {
            at = event.sequence;
            if (anew && restsOn(*erased, event.event)) continue;
            auto taken = takeIntoIndex(event);
            if (!taken && taken.error().code == ErrorCode::NotFound) {
                if (!erased) { SKEIN_TRY(erased, erasedIn(reader)); }
                if (restsOn(*erased, event.event)) taken = {};
            }
            SKEIN_CHECK(taken);
        }
        SKEIN_CHECK(m_index.setThrough(at));
        SKEIN_CHECK(m_index.store());
        if (progress) progress(at, state.sequence);
    }
    m_through = state.sequence;
    m_thread = std::thread([this] { work(); });
    return {};
}

void Indexer::push(EventBatch batch) {
    {
        const std::scoped_lock lock(m_mutex);
        m_queue.push_back(std::move(batch));
    }
    m_wake.notify_one();
}

void Indexer::after(std::uint64_t sequence, std::function<void()> then) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_ending || m_failure) return;
        if (m_through < sequence) {
            m_after.emplace(sequence, std::move(then));
            return;
        }
    }
    then();
}

bool Indexer::waitFor(std::uint64_t sequence) {
    std::unique_lock lock(m_mutex);
    m_arrived.wait(lock, [&] { return m_ending || m_failure || m_through >= sequence; });
    return m_through >= sequence && !m_failure;
}

std::optional<Error> Indexer::failure() const {
    const std::scoped_lock lock(m_mutex);
    return m_failure;
}

std::vector<TaskNo> Indexer::needsOf(RunId run, TaskNo task) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_shapes.find({run, task});
    return found == m_shapes.end() ? std::vector<TaskNo>{} : found->second.needs;
}

BlobRef Indexer::specOf(RunId run, TaskNo task) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_shapes.find({run, task});
    return found == m_shapes.end() ? BlobRef{} : found->second.spec;
}

std::vector<Indexer::PlannedTask> Indexer::shapesOf(RunId run) const {
    const std::scoped_lock lock(m_mutex);
    std::vector<PlannedTask> shapes;
    for (auto at = m_shapes.lower_bound({run, TaskNo{}}); at != m_shapes.end() && at->first.first == run; ++at)
        shapes.push_back({at->second, m_withdrawn.contains(at->first)});
    return shapes;
}

void Indexer::work() {
    for (bool stored = true;;) {
        std::deque<EventBatch> batches;
        Result<void> result{};
        {
            std::unique_lock lock(m_mutex);
            const auto news = [this] { return m_ending || !m_queue.empty(); };
            const bool quiet = !stored && !m_wake.wait_for(lock, storeAfter, news);
            if (!quiet) m_wake.wait(lock, news);
            if (m_ending) return;
            batches.swap(m_queue);
            stored = quiet;
        }
        if (stored) result = m_index.store();
        std::uint64_t through = 0;
        bool sourcesChanged = false;
        const auto ending = [this] {
            const std::scoped_lock lock(m_mutex);
            return m_ending;
        };
        for (const auto& batch : batches)
            for (const auto& event : *batch) {
                if (ending()) break;  // the next process goes on behind what was taken in
                sourcesChanged = sourcesChanged || std::holds_alternative<event::SourceRecorded>(event.event) ||
                                 std::holds_alternative<event::SourceRemoved>(event.event);
                notePlan(event);
                m_facts.take(event);
                if (result) result = takeIntoIndex(event);
                through = event.sequence;
            }
        if (result && through > 0) result = m_index.setThrough(through);
        if (result) result = m_index.commit();
        decltype(m_after) due;
        {
            const std::scoped_lock lock(m_mutex);
            if (through > 0) m_through = through;
            if (!result && result.error().code == ErrorCode::Damaged) m_index.distrust();
            if (!result && !m_failure) m_failure = std::move(result).error();
            m_arrived.notify_all();
            const auto end = m_after.upper_bound(m_through);
            while (m_after.begin() != end) due.insert(m_after.extract(m_after.begin()));
            if (m_failure) due.clear();
        }
        for (const auto& [sequence, then] : due) then();
        if (m_listener) m_listener();
        // While nothing else waits: what the next search would have to wait for.
        if (sourcesChanged && result)
            static_cast<void>(m_index.prepareSearch([this] {
                const std::scoped_lock lock(m_mutex);
                return m_ending || !m_queue.empty();
            }));
    }
}

void Indexer::notePlan(const CommittedEvent& committed) {
    std::visit(
        [&]<class E>(const E& e) {
            if constexpr (std::is_same_v<E, event::TaskPlanned> || std::is_same_v<E, event::TaskAmended>) {
                const std::scoped_lock lock(m_mutex);
                m_shapes[{e.run, e.shape.task}] = e.shape;
            } else if constexpr (std::is_same_v<E, event::TaskWithdrawn>) {
                const std::scoped_lock lock(m_mutex);
                m_withdrawn.insert({e.run, e.task});
            }
        },
        committed.event);
}

Result<void> Indexer::takeIntoIndex(const CommittedEvent& committed) {
    return std::visit(
        [&]<class E>(const E& e) -> Result<void> {
            if constexpr (std::is_same_v<E, event::SourceRecorded>) return takeSource(committed, e);
            else if constexpr (std::is_same_v<E, event::SourceRemoved>) {
                SKEIN_TRY(const auto bytes, m_blobs(e.manifest));
                SKEIN_TRY(const auto manifest, memory::readManifest(bytes));
                return m_index.removeFile(committed.sequence, manifest.file.path,
                                          {committed.at, e.validFrom, std::nullopt, e.correction, e.manifest, {}});
            } else if constexpr (std::is_same_v<E, event::WindowRecorded>)
                return takeUses(committed.sequence, e.run, e.task, e.attempt, e.window, {});
            else if constexpr (std::is_same_v<E, event::StepSettled>) {
                if (!e.consulted || e.late) return {};
                return takeUses(committed.sequence, e.run, e.task, e.attempt, {}, e.consulted);
            } else if constexpr (std::is_same_v<E, event::TaskFinished>) {
                if (!e.reused || !e.consulted) return {};
                return takeUses(committed.sequence, e.run, e.task, e.attempt, {}, e.consulted);
            } else if constexpr (std::is_same_v<E, event::EmbeddingChosen> ||
                                 std::is_same_v<E, event::MemoryCallSettled>)
                return takeMemoryCall(e);
            else if constexpr (std::is_same_v<E, event::BlobErased>) {
                m_index
                    .distrust();  // it holds what was made of the text, in many places: the next opening makes it anew
                return {};
            } else return {};
        },
        committed.event);
}

Result<void> Indexer::takeSource(const CommittedEvent& committed, const event::SourceRecorded& source) {
    SKEIN_TRY(const auto manifest, m_blobs(source.manifest));
    SKEIN_TRY(const auto content, m_blobs(source.content));
    return m_index.applyFile(
        committed.sequence, manifest, content,
        {committed.at, source.validFrom, source.validUntil, source.correction, source.manifest, source.previous});
}

Result<void> Indexer::takeMemoryCall(const event::EmbeddingChosen& e) {
    if (!e.terms) return m_index.setSpace({});
    SKEIN_TRY(const auto bytes, m_blobs(e.terms));
    SKEIN_TRY(const auto model, memoryModelFromText(bytes));
    return m_index.setSpace(model.space());
}

// An aid to searching: one that cannot be read (erased, made by something else) is none, and nothing else suffers.
Result<void> Indexer::takeMemoryCall(const event::MemoryCallSettled& e) {
    if (!e.result) return {};
    const auto bytes = m_blobs(e.result);
    if (!bytes) return {};
    if (e.purpose == MemoryPurpose::Summarise) {
        const auto summary = writtenSummaryFromText(*bytes);
        return summary ? m_index.recordSummary(*summary) : Result<void>();
    }
    const auto recorded = m_index.recordVectors(*bytes);
    return recorded || recorded.error().code == ErrorCode::Damaged ? Result<void>() : recorded;
}

void Indexer::noteWindow(const BlobRef& blob, const ContextWindow& window) {
    m_windowItems.keep(blob, itemsIn(window));
}

Result<std::vector<Digest>> Indexer::itemsOfWindow(const BlobRef& blob) {
    if (const auto noted = m_windowItems.find(blob)) return *noted;
    SKEIN_TRY(const auto bytes, m_blobs(blob));
    SKEIN_TRY(const auto json, parseJson(bytes));
    SKEIN_TRY(const auto window, windowFromJson(json));
    return itemsIn(window);
}

// What an attempt held: the items of its window, the atoms it consulted, and the claims of the tasks it needs. The
// index keeps the newest attempt's uses: attempt numbers grow over all revisions of a task.
Result<void> Indexer::takeUses(std::uint64_t sequence, RunId run, TaskNo task, AttemptNo attempt,
                               const BlobRef& windowBlob, const BlobRef& consulted) {
    std::vector<Digest> items;
    if (windowBlob) {
        SKEIN_TRY(items, itemsOfWindow(windowBlob));
        for (const auto need : needsOf(run, task))
            for (const auto& held : m_facts.claimsOf(run, need)) items.push_back(held.claim.id);
    }
    if (consulted) {
        SKEIN_TRY(const auto bytes, m_blobs(consulted));
        SKEIN_TRY(const auto json, parseJson(bytes));
        for (const auto& item : json)
            if (item.is_string())
                if (const auto digest = Digest::fromHex(item.get_ref<const std::string&>())) items.push_back(*digest);
    }
    return m_index.recordUses(sequence, run.value, task.value, attempt.value, items);
}

}  // namespace skein::runtime
