#include "core/runtime/hindsight.h"

#include <algorithm>
#include <tuple>
#include <type_traits>

namespace skein::runtime {
namespace {

constexpr std::size_t readAtOnce = 5'000;  // entries

/// The entry that recorded the version which stood at a point; 0: none.
std::uint64_t standingAt(const std::vector<FileChange>& changes, std::uint64_t known, Instant trueAt) {
    for (const auto& change : changes)
        for (const auto& one : change.stood)
            if (one.knownFrom <= known && known < one.knownUntil && one.valid.holds(trueAt)) return change.sequence;
    return 0;
}

/// The change from which on `holds` is false to the end; null: it is true at the end, or never was.
template <class Holds>
const FileChange* lostBy(const std::vector<FileChange>& changes, Holds holds) {
    const FileChange* lost = nullptr;
    for (auto at = changes.rbegin(); at != changes.rend(); ++at) {
        if (holds(*at)) return lost;
        lost = &*at;
    }
    return nullptr;
}

}  // namespace

std::string_view fateName(Fate fate) {
    switch (fate) {
        case Fate::Stands: return "stands";
        case Fate::Superseded: return "superseded";
        case Fate::Removed: return "removed";
        case Fate::Corrected: return "corrected";
        case Fate::Retracted: return "retracted";
        case Fate::Excluded: return "excluded";
    }
    return "stands";
}

Result<Hindsight> Hindsight::open(const WorkspaceReader& reader, const SqliteIndex& index) {
    Hindsight hindsight(reader, index);
    for (std::uint64_t at = 0;;) {
        SKEIN_TRY(const auto events, reader.events(at, readAtOnce));
        if (events.empty()) return hindsight;
        for (const auto& committed : events) hindsight.take(committed);
        at = events.back().sequence;
    }
}

void Hindsight::take(const CommittedEvent& committed) {
    std::visit(
        [&]<class E>(const E& e) {
            if constexpr (std::is_same_v<E, event::WindowRecorded>) {
                auto& recorded = m_recorded[{{e.run, e.task}, e.attempt}];
                recorded.window = e.window;
                recorded.sequence = committed.sequence;
                recorded.at = committed.at;
            } else if constexpr (std::is_same_v<E, event::StepSettled>) {
                if (e.consulted && !e.late) m_recorded[{{e.run, e.task}, e.attempt}].consulted.push_back(e.consulted);
            } else if constexpr (std::is_same_v<E, event::TaskFinished>) {
                if (e.reused && e.consulted) m_recorded[{{e.run, e.task}, e.attempt}].consulted.push_back(e.consulted);
                m_results[{e.run, e.task}].push_back({e.attempt, e.outputDigest, committed.sequence, committed.at});
                m_producers[{e.run, e.outputDigest}] = e.task;
            } else if constexpr (std::is_same_v<E, event::AtomMarked>) {
                m_marks.push_back({committed.sequence, committed.at, e});
            }
        },
        committed.event);
}

Result<std::optional<Seen>> Hindsight::seenBy(RunId run, TaskNo task, AttemptNo attempt) {
    const auto found = m_recorded.find({{run, task}, attempt});
    if (found == m_recorded.end() || !found->second.window) return std::optional<Seen>();
    Seen seen{run, task, attempt, found->second.sequence, found->second.at, found->second.window, {}};
    const auto read = m_reader.window(seen.window);
    if (!read && read.error().code == ErrorCode::NotFound) return std::optional<Seen>();  // erased
    if (!read) return Failure(read.error());
    const auto& window = *read;
    for (const auto& segment : window.segments)
        if (segment.item) seen.items.insert(segment.item);
    for (const auto& question : window.asked) seen.items.insert(question.atoms.begin(), question.atoms.end());
    for (const auto& blob : found->second.consulted) {
        SKEIN_TRY(const auto items, m_reader.blobJson(blob));
        for (const auto& item : items)
            if (item.is_string())
                if (const auto digest = Digest::fromHex(item.get_ref<const std::string&>())) seen.items.insert(*digest);
    }
    return std::optional(std::move(seen));
}

Result<Since> Hindsight::sinceThen(const Digest& atom, std::uint64_t after, Instant then) {
    Since since;
    since.item = atom;
    auto known = m_versions.find(atom);
    if (known == m_versions.end()) {
        SKEIN_TRY(auto versions, m_index.versionsWith(atom));
        known = m_versions.emplace(atom, std::move(versions)).first;
    }
    const auto& versions = known->second;
    if (versions.path.empty()) return since;
    since.path = versions.path;
    auto history = m_histories.find(versions.path);
    if (history == m_histories.end()) {
        SKEIN_TRY(auto changes, m_index.history(versions.path));
        history = m_histories.emplace(versions.path, std::move(changes)).first;
    }
    const auto& changes = history->second;
    const auto holdsAt = [&](std::uint64_t through, Instant trueAt) {
        return std::binary_search(versions.sequences.begin(), versions.sequences.end(),
                                  standingAt(changes, through, trueAt));
    };
    // What is known now of that time tells whether it was wrong; what stands at each change's own time, since when it
    // is no longer so. What had changed before is no news.
    const auto* by = lostBy(changes, [&](const FileChange& change) { return holdsAt(change.sequence, then); });
    const bool wrong = by != nullptr && by->sequence > after;
    if (!wrong) by = lostBy(changes, [&](const FileChange& change) { return holdsAt(change.sequence, change.at); });
    if (by == nullptr || by->sequence <= after) return since;
    since.fate = by->removed ? (wrong ? Fate::Retracted : Fate::Removed) : wrong ? Fate::Corrected : Fate::Superseded;
    since.sequence = by->sequence;
    since.at = by->at;
    SKEIN_TRY(const auto old, m_index.atom(atom));
    since.lines = old.lines;
    since.title = old.title;
    auto present = m_present.find(versions.path);
    if (present == m_present.end()) {
        SKEIN_TRY(auto atoms, m_index.atomsUnder({versions.path}));
        present = m_present.emplace(versions.path, std::move(atoms)).first;
    }
    for (const auto& candidate : present->second)
        if (candidate.kind == old.kind && candidate.title == old.title && candidate.ancestors == old.ancestors &&
            candidate.id != old.id && !since.instead)
            since.instead = candidate;
    return since;
}

Result<std::vector<Since>> Hindsight::since(const Seen& seen) {
    std::vector<Since> all;
    for (const auto& item : seen.items) {
        if (const auto producer = m_producers.find({seen.run, item}); producer != m_producers.end()) {
            const auto& results = m_results[{seen.run, producer->second}];
            if (results.back().digest == item) continue;
            const auto replaced = std::find_if(results.begin(), results.end(), [&](const Finished& result) {
                return result.sequence > seen.sequence && result.digest != item;
            });
            if (replaced != results.end()) {
                Since one;
                one.item = item;
                one.fate = Fate::Superseded;
                one.sequence = replaced->sequence;
                one.at = replaced->at;
                one.producer = producer->second;
                all.push_back(std::move(one));
            }
            continue;
        }
        SKEIN_TRY(auto one, sinceThen(item, seen.sequence, seen.at));
        if (one.fate == Fate::Stands) {
            const Marked* last = nullptr;
            for (const auto& marked : m_marks)
                if (marked.mark.atom == item && (!marked.mark.run || marked.mark.run == seen.run) &&
                    (!marked.mark.task || marked.mark.task == seen.task))
                    last = &marked;
            if (last != nullptr && last->mark.mark == AtomMark::Excluded && last->sequence > seen.sequence) {
                one.fate = Fate::Excluded;
                one.sequence = last->sequence;
                one.at = last->at;
                if (!one.path.empty()) {
                    SKEIN_TRY(const auto atom, m_index.atom(item));
                    one.lines = atom.lines;
                    one.title = atom.title;
                }
            }
        }
        if (one.fate != Fate::Stands) all.push_back(std::move(one));
    }
    std::sort(all.begin(), all.end(), [](const Since& x, const Since& y) {
        return std::tie(x.path, x.sequence, x.item) < std::tie(y.path, y.sequence, y.item);
    });
    return all;
}

Result<std::vector<Hindsight::StaleTask>> Hindsight::staleTasks(const State& state, RunId number) {
    std::vector<StaleTask> stale;
    const auto* run = state.run(number);
    if (run == nullptr) return stale;
    for (const auto& task : run->tasks) {
        const auto results = m_results.find({number, task.shape.task});
        if (task.status != TaskStatus::Done || results == m_results.end()) continue;
        const auto attempt = results->second.back().attempt;
        SKEIN_TRY(const auto seen, seenBy(number, task.shape.task, attempt));
        if (!seen) continue;
        SKEIN_TRY(auto changed, since(*seen));
        if (changed.empty()) continue;
        StaleTask one{task.shape.task, attempt, std::move(changed), {}};
        std::set<TaskNo> consumers;
        std::vector<TaskNo> next{task.shape.task};
        while (!next.empty()) {
            const auto at = next.back().value - 1;
            next.pop_back();
            if (at >= run->feeds.size()) continue;
            for (const auto consumer : run->feeds[at])
                if (consumers.insert(consumer).second) next.push_back(consumer);
        }
        for (const auto consumer : consumers)
            if (run->tasks[consumer.value - 1].hasResult) one.consumers.push_back(consumer);
        stale.push_back(std::move(one));
    }
    return stale;
}

}  // namespace skein::runtime
