#include "core/runtime/record_sources.h"

#include <filesystem>
#include <utility>

#include "core/runtime/executor.h"
#include "core/runtime/ingest/roots.h"

namespace skein::runtime {
namespace {

constexpr std::uint64_t filesPerLine = 1'000;   // between two lines of progress
constexpr std::size_t sourcesPerCommand = 200;  // files in one RecordSources: one commit of some megabytes

/// The sources that a workspace knows, and the paths it holds of them.
Result<SourcePlaces> placesIn(const Host& host, const std::vector<SourceFile>& files) {
    std::vector<BlobRef> blobs;
    host.withState([&](const State& state) { blobs = state.sourceRoots; });
    std::vector<SourceRoot> known;
    for (const auto& blob : blobs) {
        SKEIN_TRY(const auto bytes, host.blob(blob));
        SKEIN_TRY(const auto json, parseJson(bytes));
        SKEIN_TRY(auto root, rootFromJson(json));
        known.push_back(std::move(root));
    }
    std::vector<std::string> taken;
    taken.reserve(files.size());
    for (const auto& file : files) taken.push_back(file.path);
    return SourcePlaces(std::move(known), std::move(taken));
}

}  // namespace

Result<std::vector<SourceFile>> surveySources(const std::vector<SourceRoot>& roots,
                                              const std::vector<std::string>& exclude,
                                              const std::atomic<bool>* cancel) {
    std::vector<SourceFile> files;
    IngestRequest request;
    request.roots = roots;
    request.exclude = exclude;
    IngestCallbacks callbacks;
    callbacks.cancel = cancel;
    callbacks.onFile = [&](IngestedFile&& file) -> Result<void> {
        files.push_back(std::move(file.file));
        return {};
    };
    SKEIN_TRY([[maybe_unused]] const auto report, ingest(request, callbacks));
    return files;
}

Result<std::vector<SourceFile>> filesOf(Host& host, const std::vector<SourceRoot>& roots) {
    SKEIN_TRY(auto files, host.index().files());
    SKEIN_TRY(const auto places, placesIn(host, files));
    std::erase_if(files, [&](const SourceFile& file) { return !places.belongs(file.path, roots); });
    return files;
}

Result<IngestReport> ingestSources(Host& host, std::vector<SourceRoot>& roots, const std::vector<std::string>& exclude,
                                   const IngestWatch& watch, const IngestTimes& times) {
    const auto& progress = watch.onLine;
    SKEIN_CHECK(checkTimes(times, wallNow()));
    IngestRequest request;
    request.exclude = exclude;
    SKEIN_TRY(const auto files, host.index().files());
    SKEIN_TRY(auto places, placesIn(host, files));
    for (auto& root : roots) root = places.place(root);
    request.roots = places.readingOf(roots);
    // A source inside that is gone takes its files with it; one that was asked for by name is missed.
    std::erase_if(request.roots, [&, at = std::size_t{0}](const SourceRoot& root) mutable {
        std::error_code error;
        return at++ >= roots.size() && !std::filesystem::exists(root.folder, error);
    });
    roots = request.roots;
    for (const auto& file : files)
        if (places.belongs(file.path, roots)) request.known[file.path] = file.content;
    if (times.correction) {
        SKEIN_TRY(const auto changes, compareSources(request, watch.cancel, watch.onComparing));
        if (!changes.added.empty())
            return fail(
                ErrorCode::InvalidInput,
                "--correction: memory holds no " + changes.added.front() + " that could have been wrong" +
                    (changes.added.size() > 1 ? " (nor " + std::to_string(changes.added.size() - 1) + " more files)"
                                              : "") +
                    "; read new files without --correction first");
    }
    if (times.any())
        for (const auto& file : files)
            if (const auto known = request.known.find(file.path); known != request.known.end()) {
                SKEIN_TRY(const bool holds, holdsFor(host.index(), file, times));
                if (!holds) known->second = {};  // as if it had changed
            }

    command::RecordSources batch;
    for (const auto& root : places.added())
        batch.added.push_back({host.put(toJson(root).dump(-1, ' ', false, Json::error_handler_t::replace))});
    std::uint64_t batchBytes = 0;
    const auto flush = [&]() -> Result<void> {
        if (batch.recorded.empty() && batch.removed.empty() && batch.added.empty()) return {};
        SKEIN_TRY([[maybe_unused]] const auto receipt, host.submitAndWait(std::exchange(batch, {})));
        batchBytes = 0;
        return {};
    };
    IngestCallbacks callbacks;
    callbacks.onFile = [&](IngestedFile&& file) -> Result<void> {
        if (!places.belongs(file.file.path, roots)) {
            if (progress) progress("left out " + file.file.path + ": another source stands at this place in memory");
            return {};
        }
        event::SourceRecorded recorded;
        recorded.atoms = static_cast<std::uint32_t>(file.atoms.size());
        SKEIN_TRY(const auto previous, host.index().manifestsOf({file.file.path}));
        if (!previous.empty()) recorded.previous = previous.begin()->second;
        recorded.validFrom = times.validFrom;
        recorded.validUntil = times.validUntil;
        recorded.correction = times.correction;
        batchBytes += file.content.size();
        recorded.manifest = host.put(std::move(file.manifest));
        recorded.content = host.put(std::move(file.content));
        batch.recorded.push_back(recorded);
        if (batch.recorded.size() >= sourcesPerCommand || batchBytes > (8u << 20)) return flush();
        return {};
    };
    callbacks.cancel = watch.cancel;
    callbacks.onProgress = [&, told = std::uint64_t{0}](const IngestProgress& at) mutable {
        if (watch.onReading) watch.onReading(at);
        if (!progress || at.filesDelivered < told + filesPerLine) return;
        told = at.filesDelivered;
        progress("ingest: " + std::to_string(at.filesDelivered) + " changed files, " + std::to_string(at.atoms) +
                 " atoms");
    };
    auto ended = ingest(request, callbacks);
    if (!ended && ended.error().code == ErrorCode::Cancelled) SKEIN_CHECK(flush());
    if (!ended) return Failure(ended.error());
    auto& report = *ended;
    if (times.validUntil && !report.removed.empty()) {
        report.warnings.push_back(std::to_string(report.removed.size()) +
                                  " files that memory holds are not there (first: " + report.removed.front() +
                                  "); --valid-until tells of a time that is over, so they stay");
        report.removed.clear();
    }
    SKEIN_TRY(const auto manifests, host.index().manifestsOf({report.removed.begin(), report.removed.end()}));
    for (const auto& path : report.removed)
        if (const auto manifest = manifests.find(path); manifest != manifests.end())
            batch.removed.push_back({manifest->second, times.validFrom, times.correction});
    SKEIN_CHECK(flush());
    return ended;
}

}  // namespace skein::runtime
