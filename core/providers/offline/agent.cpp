#include "core/providers/offline/agent.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/providers/offline/agents.h"

namespace skein::providers {
namespace {

using Agent = Result<AgentResult> (*)(const OfflineRequest&, const MemoryIndex&);

Agent agentFor(std::string_view kind) {
    if (kind == "survey") return surveyTree;
    if (kind == "digest") return digestComponent;
    if (kind == "cross_reference") return crossReference;
    if (kind == "assemble") return assembleDocument;
    return nullptr;
}

}  // namespace

Result<void> offlineCanDo(const TaskSpec& task) {
    const auto generate = task.capabilities.find("generate");
    if (generate != task.capabilities.end() && generate->second > 0)
        return fail(ErrorCode::Denied, fmt::format("task {}: needs a model: it asks for the capability \"generate\", "
                                                   "and the offline provider only extracts what is in the sources",
                                                   task.id));
    if (agentFor(task.kind) == nullptr)
        return fail(ErrorCode::Denied, fmt::format("task {}: needs a model: kind \"{}\" asks for new text or code; the "
                                                   "offline provider does survey, digest, cross_reference and assemble",
                                                   task.id, task.kind));
    return {};
}

Result<OfflineAnswer> performOffline(const OfflineRequest& request, const MemoryIndex& index) {
    SKEIN_CHECK(offlineCanDo(request.task));
    SKEIN_TRY(AgentResult result, agentFor(request.task.kind)(request, index));
    return OfflineAnswer{deliverable::toJson(result.document), {result.consulted.begin(), result.consulted.end()}};
}

Result<std::vector<deliverable::Document>> dependencyDocuments(const OfflineRequest& request) {
    std::vector<deliverable::Document> documents;
    for (const DependencyOutput& dependency : request.dependencies) {
        auto document = deliverable::documentFromJson(dependency.document);
        if (!document) return rewrap(document.error(), fmt::format("reading the output of task {}", dependency.taskId));
        documents.push_back(std::move(*document));
    }
    return documents;
}

Result<std::vector<ReadFile>> readFiles(const MemoryIndex& index, const std::vector<const SourceFile*>& files,
                                        std::set<Digest>& consulted) {
    std::vector<std::string> paths;
    paths.reserve(files.size());
    for (const SourceFile* file : files) paths.push_back(file->path);
    SKEIN_TRY(std::vector<Atom> atoms, index.atomsUnder(paths));
    std::map<std::string, std::vector<Atom>> byPath;
    for (Atom& atom : atoms) {
        consulted.insert(atom.id);
        byPath[atom.path].push_back(std::move(atom));
    }
    std::vector<ReadFile> result;
    result.reserve(files.size());
    for (const SourceFile* file : files) {
        SKEIN_TRY(SourceText source, openSource(index, *file));
        std::vector<Comment> comments = source.comments();
        result.push_back({std::move(source), std::move(comments), std::move(byPath[file->path]), {}});
        // The symbols point into the atoms, whose storage does not move any more.
        ReadFile& read = result.back();
        read.symbols = documentedSymbols(read.source, read.comments, read.atoms);
    }
    return result;
}

std::string sourcesTitle(const std::vector<std::string>& sources, std::string_view fallback) {
    constexpr std::size_t maxNames = 3;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(sources.size(), maxNames); ++i)
        names.push_back(deliverable::escapeMarkdown(elide(sources[i], 80)));
    if (sources.size() > maxNames) names.push_back(fmt::format("{} more", sources.size() - maxNames));
    return names.empty() ? deliverable::escapeMarkdown(elide(fallback, 160)) : enumeration(names);
}

std::string counted(std::uint64_t number, std::string_view singular, std::string_view plural) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
    return fmt::format("{} {}", digits, number == 1 ? singular : plural);
}

std::string enumeration(const std::vector<std::string>& items) {
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += i + 1 == items.size() ? " and " : ", ";
        out += items[i];
    }
    return out;
}

}  // namespace skein::providers
