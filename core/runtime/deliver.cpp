#include "core/runtime/deliver.h"

#include <filesystem>

#include "core/base/text.h"
#include "core/deliverable/document.h"
#include "core/deliverable/html.h"
#include "core/deliverable/markdown.h"
#include "core/runtime/store/bundle.h"

namespace skein::runtime {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view markerName = ".skein-output";

/// From the folder of the document to the sources, for links that work where both stay: "../src/".
std::string prefixToSources(const Json& goal, const fs::path& folder) {
    const auto roots = goal.value("roots", Json::array());
    if (roots.size() != 1) return {};
    std::error_code error;
    const fs::path source = roots[0].value("folder", "");
    const auto base = fs::is_directory(source, error) ? source : source.parent_path();
    const auto relative = fs::relative(base, folder, error);
    if (error || relative.empty()) return {};
    return relative == "." ? "" : relative.generic_string() + "/";
}

}  // namespace

Result<void> checkOutputFolder(const std::string& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) return {};
    if (!fs::is_directory(folder, error)) return fail(ErrorCode::Denied, folder + ": expected a folder");
    if (fs::exists(fs::path(folder) / markerName, error)) return {};
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        // A marker half written when the process was killed is ours as well.
        if (entry.path().filename().string().starts_with(markerName)) continue;
        return fail(ErrorCode::Denied, folder + ": holds '" + entry.path().filename().string() +
                                           "' and was not made by Skein; give an empty or new folder");
    }
    if (error) return fail(ErrorCode::Io, folder + ": cannot read: " + error.message());
    return {};
}

Result<DeliverableOrigin> readOrigin(const std::string& folder) {
    SKEIN_TRY(const auto text, readFile((fs::path(folder) / markerName).string(), 1u << 20));
    SKEIN_TRY(const auto json, parseJson(text));
    DeliverableOrigin origin;
    SKEIN_TRY(origin.sourcePrefix, jsonString(json, "source_prefix", std::string(markerName)));
    for (const auto& pattern : json.value("exclude", Json::array()))
        if (pattern.is_string()) origin.exclude.push_back(pattern.get<std::string>());
    return origin;
}

Result<Json> writeDeliverable(const WorkspaceReader& reader, const State& state, RunId runId,
                              const std::string& folder) {
    const auto* run = state.run(runId);
    if (run == nullptr) return fail(ErrorCode::NotFound, "there is no run " + std::to_string(runId.value));
    SKEIN_CHECK(checkOutputFolder(folder));
    const fs::path out = fs::absolute(folder);
    std::error_code error;
    fs::create_directories(out, error);
    if (error) return fail(ErrorCode::Io, folder + ": cannot create: " + error.message());
    SKEIN_TRY(const auto goal, reader.blobJson(run->goal));
    const auto prefix = prefixToSources(goal, out);
    const Json marker{{"skein", 1},
                      {"about", "This folder is written by Skein; its files are replaced by later runs."},
                      {"source_prefix", prefix},
                      {"exclude", goal.value("exclude", Json::array())}};
    SKEIN_CHECK(writeFileAtomically((out / markerName).string(), prettyJson(marker) + "\n"));
    Json written{{"deliverable", nullptr}, {"html", nullptr}};
    BundleOptions bundle;
    bundle.facts = {{"Run", std::to_string(runId.value)},
                    {"Tasks", std::to_string(run->tasks.size())},
                    {"Spent (USD)", formatUsd(run->spent)}};
    if (run->deliverable) {
        SKEIN_TRY(const auto bytes, reader.blob(run->deliverable));
        SKEIN_TRY(const auto json, parseJson(bytes));
        SKEIN_TRY(const auto document, deliverable::documentFromJson(json));
        const auto markdown = deliverable::renderMarkdown(document, {prefix});
        SKEIN_TRY(const auto html, deliverable::renderHtml(markdown));
        SKEIN_CHECK(writeFileAtomically((out / "document.md").string(), markdown));
        SKEIN_CHECK(writeFileAtomically((out / "document.html").string(), html));
        SKEIN_CHECK(writeFileAtomically((out / "document.json").string(), prettyJson(json)));
        written["deliverable"] = (out / "document.md").string();
        written["html"] = (out / "document.html").string();
        bundle.facts.emplace_back("Deliverable", run->draft ? "DRAFT: conflicts are open or tasks failed" : "final");
    }
    SKEIN_TRY(const auto summary, exportBundle(reader.store(), (out / "bundle").string(), bundle));
    written["bundle"] = summary.path;
    return written;
}

}  // namespace skein::runtime
