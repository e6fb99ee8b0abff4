#include "core/runtime/deliver.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/deliverable/document.h"
#include "core/deliverable/html.h"
#include "core/deliverable/markdown.h"
#include "core/runtime/costs.h"
#include "core/runtime/ingest/roots.h"
#include "core/runtime/store/bundle.h"
#include "core/runtime/store/bundle_source.h"

namespace skein::runtime {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view markerName = ".skein-output";

constexpr std::string_view readyName = ".skein-ready";      // a whole new set, about to take its place
constexpr std::string_view stagingName = ".skein-new-";     // one that is still being written; the process id follows
constexpr std::string_view noDocumentName = "no-document";  // in such a set: there is none, an earlier one goes
constexpr std::string_view bundleName = "bundle";
constexpr std::array<std::string_view, 4> fileNames{markerName, "document.md", "document.html", "document.json"};

std::vector<SourceRoot> rootsOf(const Json& goal) {
    std::vector<SourceRoot> roots;
    for (const auto& each : goal.value("roots", Json::array()))
        if (auto root = rootFromJson(each)) roots.push_back(std::move(*root));
    return roots;
}

/// From the folder of the document to the sources, for links that work where both stay: "../src/".
std::string prefixToSources(const std::vector<SourceRoot>& roots, const fs::path& folder) {
    if (roots.empty()) return {};
    const fs::path base = baseFolderOf(roots.front());
    for (const auto& root : roots)
        if (baseFolderOf(root) != base) return {};
    std::error_code error;
    const auto relative = fs::relative(base, folder, error);
    if (error || relative.empty()) return {};
    return relative == "." ? "" : relative.generic_string() + "/";
}

/// Moves a whole new set into its place. What the set does not have is removed, so that no document of an earlier one
/// stays beside it. After a crash it is called again and ends what it began.
Result<void> publish(const fs::path& out) {
    const auto ready = out / readyName;
    std::error_code error;
    if (!fs::exists(ready, error)) return {};
    const auto failed = [&](const fs::path& what) {
        return fail(ErrorCode::Io, what.string() + ": cannot put it in place: " + error.message());
    };
    const bool withoutDocument = fs::exists(ready / noDocumentName, error);
    for (const auto name : fileNames) {
        if (fs::exists(ready / name, error)) fs::rename(ready / name, out / name, error);
        else if (withoutDocument && name != markerName) fs::remove(out / name, error);
        if (error) return failed(out / name);
    }
    if (fs::exists(ready / bundleName, error)) {
        fs::rename(out / bundleName, ready / "earlier", error);
        if (error && error != std::errc::no_such_file_or_directory) return failed(out / bundleName);
        fs::rename(ready / bundleName, out / bundleName, error);
        if (error) return failed(out / bundleName);
    }
    fs::remove_all(ready, error);
    return {};
}

/// Sets that a process began and did not live to finish.
void removeAbandoned(const fs::path& out) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(out, error)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(stagingName)) continue;
        const long pid = std::strtol(name.c_str() + stagingName.size(), nullptr, 10);
        if (pid <= 0 || (::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH))
            fs::remove_all(entry.path(), error);
    }
}

/// Makes what was written below a folder durable, names included.
void syncFolder(const fs::path& folder) {
    if (const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

}  // namespace

Result<void> checkOutputFolder(const std::string& folder) {
    std::error_code error;
    // What is yet to be made is made in the nearest folder that exists.
    auto place = fs::absolute(folder, error).lexically_normal();
    while (!fs::exists(place, error) && place.has_relative_path()) place = place.parent_path();
    if (::access(place.c_str(), W_OK | X_OK) != 0)
        return fail(ErrorCode::Denied, folder + ": cannot be written: " + place.string() + ": " + std::strerror(errno));
    if (!fs::exists(folder, error)) {
        // Some places let nobody make a folder in them, whatever their permissions say; that is told before a run.
        auto probe = (place / ".skein-XXXXXX").string();
        if (::mkdtemp(probe.data()) == nullptr)
            return fail(ErrorCode::Denied,
                        folder + ": cannot be made in " + place.string() + ": " + std::strerror(errno));
        ::rmdir(probe.c_str());
        return {};
    }
    if (!fs::is_directory(folder, error)) return fail(ErrorCode::Denied, folder + ": expected a folder");
    if (fs::exists(fs::path(folder) / markerName, error)) {
        SKEIN_CHECK(publish(folder));
        const auto bundle = fs::path(folder) / bundleName;
        if (fs::exists(bundle, error) && !fs::is_empty(bundle, error) && !isBundle(bundle.string()))
            return fail(ErrorCode::Denied, bundle.string() + ": is not a bundle of Skein; move it away first");
        return {};
    }
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        // A marker half written when the process was killed is ours as well.
        const auto name = entry.path().filename().string();
        if (name.starts_with(markerName) || name.starts_with(stagingName) || name == readyName) continue;
        return fail(ErrorCode::Denied,
                    folder + ": holds '" + name + "' and was not made by Skein; give an empty or new folder");
    }
    if (error) return fail(ErrorCode::Io, folder + ": cannot read: " + error.message());
    return publish(folder);
}

Result<DeliverableOrigin> readOrigin(const std::string& folder) {
    SKEIN_CHECK(publish(folder));
    SKEIN_TRY(const auto text, readFile((fs::path(folder) / markerName).string(), 1u << 20));
    SKEIN_TRY(const auto json, parseJson(text));
    DeliverableOrigin origin;
    SKEIN_TRY(origin.sourcePrefix, jsonString(json, "source_prefix", std::string(markerName)));
    for (const auto& pattern : json.value("exclude", Json::array()))
        if (pattern.is_string()) origin.exclude.push_back(pattern.get<std::string>());
    for (const auto& each : json.value("roots", Json::array())) {
        SKEIN_TRY(auto root, rootFromJson(each));
        root.folder = (fs::absolute(folder) / root.folder).lexically_normal().string();
        origin.roots.push_back(std::move(root));
    }
    return origin;
}

Result<std::string> readSource(const std::vector<SourceRoot>& roots, std::string_view path) {
    const auto relative = fs::path(path).lexically_normal();
    if (relative.is_absolute() || *relative.begin() == "..")
        return fail(ErrorCode::NotFound, std::string(path) + ": outside the sources");
    const SourceRoot* owner = nullptr;
    std::size_t longest = 0;
    for (const auto& root : roots) {
        const auto reach =
            root.isFile ? root.prefix + toValidUtf8(fs::path(root.folder).filename().string()) : root.prefix;
        if (!(root.isFile ? path == reach : path.starts_with(reach))) continue;
        if (owner != nullptr && reach.size() <= longest) continue;
        owner = &root;
        longest = reach.size();
    }
    if (owner == nullptr) return fail(ErrorCode::NotFound, std::string(path) + ": in none of the sources");
    return readFile(owner->isFile ? owner->folder
                                  : (fs::path(owner->folder) / path.substr(owner->prefix.size())).string());
}

namespace {

/// The whole set, written into `staging` for `out`; the paths are those it will have.
Result<Json> writeSet(const WorkspaceReader& reader, const RunState& run, const fs::path& out,
                      const fs::path& staging) {
    SKEIN_TRY(const auto goal, reader.blobJson(run.goal));
    const auto roots = rootsOf(goal);
    const auto prefix = prefixToSources(roots, out);
    Json places = Json::array();
    for (const auto& root : roots) {
        std::error_code error;
        const auto relative = fs::relative(root.folder, out, error);
        places.push_back(
            toJson(SourceRoot{error || relative.empty() ? root.folder : relative.string(), root.prefix, root.isFile}));
    }
    const Json marker{{"skein", 1},
                      {"about", "This folder is written by Skein; its files are replaced by later runs."},
                      {"source_prefix", prefix},
                      {"roots", std::move(places)},
                      {"exclude", goal.value("exclude", Json::array())}};
    SKEIN_CHECK(writeFileAtomically((staging / markerName).string(), prettyJson(marker) + "\n"));
    Json written{{"deliverable", nullptr}, {"html", nullptr}, {"bundle", (out / bundleName).string()}};
    BundleOptions bundle;
    bundle.facts = {{"Run", std::to_string(run.run.value)},
                    {"Tasks", std::to_string(run.tasks.size())},
                    {"Spent (USD)", costKnown(reader, run) ? formatUsd(run.spent) : "unknown"}};
    if (run.deliverable) {
        SKEIN_TRY(const auto bytes, reader.blob(run.deliverable));
        SKEIN_TRY(const auto json, parseJson(bytes));
        SKEIN_TRY(const auto document, deliverable::documentFromJson(json));
        const auto markdown = deliverable::renderMarkdown(document, {prefix});
        SKEIN_TRY(const auto html, deliverable::renderHtml(markdown));
        SKEIN_CHECK(writeFileAtomically((staging / "document.md").string(), markdown));
        SKEIN_CHECK(writeFileAtomically((staging / "document.html").string(), html));
        SKEIN_CHECK(writeFileAtomically((staging / "document.json").string(), prettyJson(json)));
        written["deliverable"] = (out / "document.md").string();
        written["html"] = (out / "document.html").string();
        bundle.facts.emplace_back("Deliverable", run.draft ? "DRAFT: conflicts are open or tasks failed" : "final");
    } else {
        SKEIN_CHECK(writeFileAtomically((staging / noDocumentName).string(), ""));
    }
    SKEIN_TRY([[maybe_unused]] const auto summary,
              exportBundle(reader.store(), (staging / bundleName).string(), bundle));
    return written;
}

}  // namespace

Result<Json> writeDeliverable(const WorkspaceReader& reader, const State& state, RunId runId,
                              const std::string& folder) {
    const auto* run = state.run(runId);
    if (run == nullptr) return fail(ErrorCode::NotFound, "there is no run " + std::to_string(runId.value));
    SKEIN_CHECK(checkOutputFolder(folder));
    const fs::path out = fs::absolute(folder);
    std::error_code error;
    fs::create_directories(out, error);
    if (error)
        return fail(error == std::errc::no_space_on_device ? ErrorCode::Io : ErrorCode::Denied,
                    folder + ": cannot create: " + error.message());
    // Everything is written beside its place first: a full disk or a crash leaves the earlier set as it was.
    removeAbandoned(out);
    const auto staging = out / (std::string(stagingName) + std::to_string(::getpid()));
    fs::remove_all(staging, error);
    fs::create_directory(staging, error);
    if (error) return fail(ErrorCode::Io, staging.string() + ": cannot create: " + error.message());
    auto written = writeSet(reader, *run, out, staging);
    if (!written) {
        fs::remove_all(staging, error);
        return written;
    }
    syncFolder(staging);
    fs::rename(staging, out / readyName, error);
    if (error) return fail(ErrorCode::Io, out.string() + ": cannot put the documents in place: " + error.message());
    syncFolder(out);
    SKEIN_CHECK(publish(out));
    syncFolder(out);
    return written;
}

}  // namespace skein::runtime
