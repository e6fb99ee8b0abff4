#include "core/runtime/erase_source.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "core/base/text.h"
#include "core/memory/manifest.h"
#include "core/memory/retrieval/model_vectors.h"
#include "core/memory/segment.h"
#include "core/runtime/ingest/roots.h"
#include "core/runtime/store/workspace_store.h"
#include "core/runtime/summaries.h"

namespace skein::runtime {
namespace {

constexpr std::size_t pageEvents = 2'000;
constexpr std::size_t saidTogether = 100;  // commands in the queue at once; it takes more

/// "docs/" and "docs" mean the folder or the file; empty for nothing that could be named alone.
std::string placeOf(std::string_view source) {
    while (source.starts_with("./")) source.remove_prefix(2);
    while (source.ends_with('/')) source.remove_suffix(1);
    return source == "." || source == ".." ? std::string() : std::string(source);
}

bool liesAt(const std::string& path, const std::string& place) {
    return path == place || (path.size() > place.size() && path.starts_with(place) && path[place.size()] == '/');
}

/// A text that may have been erased before: nothing then.
Result<std::optional<std::string>> textIfThere(const WorkspaceReader& reader, const BlobRef& blob) {
    auto bytes = reader.blob(blob);
    if (bytes) return std::optional(std::move(*bytes));
    if (bytes.error().code == ErrorCode::NotFound) return std::optional<std::string>();
    return Failure(std::move(bytes).error());
}

class Search {
public:
    Search(Host& host, Erasure& erasure, std::string place)
        : m_reader(*host.reader()), m_erasure(erasure), m_place(std::move(place)) {}

    /// Calls `take` with every event, in order.
    template <typename Take>
    Result<void> eachEvent(Take&& take) {
        for (std::uint64_t at = 0;;) {
            SKEIN_TRY(const auto page, m_reader.events(at, pageEvents));
            if (page.empty()) return {};
            for (const auto& each : page) SKEIN_CHECK(take(each.event));
            at = page.back().sequence;
        }
    }

    Result<void> run() {
        SKEIN_CHECK(eachEvent([this](const Event& event) -> Result<void> {
            const auto* recorded = std::get_if<event::SourceRecorded>(&event);
            return recorded == nullptr ? Result<void>() : takeVersion(*recorded);
        }));
        SKEIN_CHECK(eachEvent([this](const Event& event) -> Result<void> {
            if (const auto* window = std::get_if<event::WindowRecorded>(&event)) return takeWindow(*window);
            if (const auto* call = std::get_if<event::MemoryCallSettled>(&event)) return takeCall(*call);
            if (const auto* finished = std::get_if<event::TaskFinished>(&event))
                if (m_seen.contains({finished->run, finished->task})) ++m_erasure.results;
            return {};
        }));
        m_erasure.paths.assign(m_paths.begin(), m_paths.end());
        for (const auto& blobs : {&m_contents, &m_manifests})
            for (const auto& blob : *blobs) add(blob);
        return {};
    }

private:
    void add(const BlobRef& blob) {
        if (blob && !m_held.contains(blob.name) && m_added.insert(blob.name).second) m_erasure.blobs.push_back(blob);
    }

    Result<void> takeVersion(const event::SourceRecorded& recorded) {
        SKEIN_TRY(const auto bytes, textIfThere(m_reader, recorded.manifest));
        if (!bytes) return {};
        SKEIN_TRY(const auto manifest, memory::readManifest(*bytes));
        if (!liesAt(manifest.file.path, m_place)) {
            m_held.insert(recorded.manifest.name);
            m_held.insert(recorded.content.name);
            return {};
        }
        m_paths.insert(manifest.file.path);
        ++m_erasure.versions;
        m_manifests.push_back(recorded.manifest);
        for (const auto& atom : manifest.atoms) m_atoms.insert(atom.id);
        SKEIN_TRY(const auto content, textIfThere(m_reader, recorded.content));
        if (!content) return {};
        m_contents.push_back(recorded.content);
        const memory::LineTable lines(*content);
        for (const auto& atom : manifest.atoms) m_texts.insert(memory::embeddedDigest(atom, lines.text(atom.lines)));
        return {};
    }

    /// Whether a segment shows text of the files. Where it says which file it is from, that decides: an equal text of
    /// another file may have come into the window by itself.
    bool shows(const WindowSegment& segment) const {
        const auto colon = segment.source.rfind(':');
        if (m_paths.contains(segment.source.substr(0, colon)) || m_paths.contains(segment.source)) return true;
        return segment.source.empty() && m_atoms.contains(segment.item);
    }

    Result<void> takeWindow(const event::WindowRecorded& recorded) {
        SKEIN_TRY(const auto bytes, textIfThere(m_reader, recorded.window));
        if (!bytes) return {};
        SKEIN_TRY(const auto json, parseJson(*bytes));
        SKEIN_TRY(const auto window, windowFromJson(json));
        const auto holds = [this](const Digest& atom) { return m_atoms.contains(atom); };
        const bool shown = std::any_of(window.segments.begin(), window.segments.end(),
                                       [&](const WindowSegment& each) { return shows(each); });
        const bool asked = std::any_of(window.asked.begin(), window.asked.end(), [&](const MemoryQuestion& each) {
            return std::any_of(each.atoms.begin(), each.atoms.end(), holds);
        });
        if (!shown && !asked) return {};
        ++m_erasure.windows;
        m_seen.insert({recorded.run, recorded.task});
        add(recorded.window);
        return {};
    }

    Result<void> takeCall(const event::MemoryCallSettled& settled) {
        if (!settled.result) return {};
        SKEIN_TRY(const auto bytes, textIfThere(m_reader, settled.result));
        if (!bytes) return {};
        if (settled.purpose == MemoryPurpose::Summarise) {
            const auto summary = writtenSummaryFromText(*bytes);
            if (!summary) return {};
            const auto& path = summary->path;
            const bool folder = path.empty() || path.ends_with('/');
            if (std::none_of(m_paths.begin(), m_paths.end(), [&](const std::string& each) {
                    return each == path || (folder && each.starts_with(path));
                }))
                return {};
            ++m_erasure.summaries;
            add(settled.result);
            return {};
        }
        const auto batch = memory::vectorsInBlob(*bytes);
        if (!batch || std::none_of(batch->texts.begin(), batch->texts.end(),
                                   [this](const Digest& text) { return m_texts.contains(text); }))
            return {};
        ++m_erasure.vectorCalls;
        add(settled.result);
        return {};
    }

    const WorkspaceReader& m_reader;
    Erasure& m_erasure;
    const std::string m_place;
    std::set<std::string> m_paths;
    std::vector<BlobRef> m_contents, m_manifests;
    std::set<Digest> m_atoms, m_texts, m_added;
    std::set<BlobName> m_held;  ///< by other files: they stay
    std::set<std::pair<RunId, TaskNo>> m_seen;
};

/// Of the files, those that still lie in a source of the workspace.
Result<std::vector<std::string>> filesOnDisk(Host& host, const std::vector<BlobRef>& roots,
                                             const std::vector<std::string>& paths) {
    std::vector<std::string> found;
    for (const auto& blob : roots) {
        SKEIN_TRY(const auto bytes, host.blob(blob));
        SKEIN_TRY(const auto json, parseJson(bytes));
        SKEIN_TRY(const auto root, rootFromJson(json));
        for (const auto& path : paths) {
            if (!path.starts_with(root.prefix)) continue;
            const auto file = root.isFile ? root.folder : root.folder + "/" + path.substr(root.prefix.size());
            std::error_code error;
            if (std::filesystem::is_regular_file(file, error) &&
                std::find(found.begin(), found.end(), file) == found.end())
                found.push_back(file);
        }
    }
    return found;
}

/// Queues them all, so that they reach the disk together, and waits for every answer. Error: the first.
Result<void> sayErased(Host& host, std::span<const BlobRef> blobs) {
    std::mutex mutex;
    std::condition_variable answered;
    std::size_t left = blobs.size();
    Result<void> first{};
    for (const auto& blob : blobs)
        host.submit(command::EraseBlob{blob}, [&](Result<Receipt> receipt) {
            const std::scoped_lock lock(mutex);
            if (!receipt && first) first = Failure(std::move(receipt).error());
            --left;
            answered.notify_one();
        });
    std::unique_lock lock(mutex);
    answered.wait(lock, [&] { return left == 0; });
    return first;
}

}  // namespace

Result<Erasure> planErasure(Host& host, const std::string& source) {
    const auto place = placeOf(source);
    if (place.empty())
        return fail(ErrorCode::InvalidInput,
                    "memory erase: expected a file or folder of memory, such as docs/limits.md; a whole workspace is "
                    "erased by deleting its file");
    host.waitDurable();
    host.waitIndexed();
    std::vector<BlobRef> roots;
    bool open = false;
    host.withState([&](const State& state) {
        roots = state.sourceRoots;
        open = !state.openSteps.empty();
    });
    if (open)
        return fail(
            ErrorCode::Busy,
            "memory erase: calls are out or unconfirmed, and what they were asked may be needed again; `resume` or "
            "`stop` the run, or settle them with `costs WS settle`, first");
    Erasure erasure;
    erasure.source = place;
    SKEIN_CHECK(Search(host, erasure, place).run());
    if (erasure.paths.empty())
        return fail(ErrorCode::NotFound, "memory never held " + elide(place, 200) +
                                             ", or it was erased; `memory WS tree` shows what it holds");
    SKEIN_TRY(const auto manifests, host.index().manifestsOf({erasure.paths.begin(), erasure.paths.end()}));
    SKEIN_TRY(const auto files, host.index().files());
    for (const auto& file : files)
        if (const auto found = manifests.find(file.path); found != manifests.end())
            erasure.present.push_back(found->second);
    SKEIN_TRY(erasure.onDisk, filesOnDisk(host, roots, erasure.paths));
    return erasure;
}

Result<void> recordErasure(Host& host, const Erasure& erasure) {
    if (!erasure.present.empty()) {
        command::RecordSources removal;
        for (const auto& manifest : erasure.present) removal.removed.push_back({manifest, std::nullopt, false});
        SKEIN_TRY([[maybe_unused]] const auto receipt, host.submitAndWait(std::move(removal)));
    }
    std::set<BlobName> said;
    for (std::uint64_t at = 0;;) {
        SKEIN_TRY(const auto page, host.reader()->events(at, pageEvents));
        if (page.empty()) break;
        for (const auto& each : page)
            if (const auto* before = std::get_if<event::BlobErased>(&each.event)) said.insert(before->blob.name);
        at = page.back().sequence;
    }
    std::vector<BlobRef> unsaid;
    for (const auto& blob : erasure.blobs)
        if (!said.contains(blob.name)) unsaid.push_back(blob);
    for (std::size_t first = 0; first < unsaid.size(); first += saidTogether)
        SKEIN_CHECK(sayErased(host, std::span(unsaid).subspan(first, std::min(saidTogether, unsaid.size() - first))));
    host.waitDurable();
    return host.signHead();
}

Result<void> performErasure(const std::string& workspace, const Erasure& erasure) {
    SKEIN_TRY(const auto store, WorkspaceStore::open(workspace, OpenMode::Write));
    {
        // Rows, words and vectors lie in it: no part of the file is kept. It goes first: should this process end behind
        // it, the next index is made without what the journal calls erased, and the texts can be asked for again.
        const auto id = audit::toHex(store->id());
        SKEIN_TRY(const auto path, indexPathFor(id));
        SKEIN_TRY(const auto index, SqliteIndex::open(path, id));
        index->distrust();
    }
    std::vector<BlobName> names;
    names.reserve(erasure.blobs.size());
    for (const auto& blob : erasure.blobs) names.push_back(blob.name);
    return store->eraseBlobs(names);
}

}  // namespace skein::runtime
