#include "app/skeinctl/erase_command.h"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/runtime/erase_source.h"

namespace skein::cli {
namespace {

constexpr std::size_t shownPaths = 10;

std::string counted(std::uint64_t count, const char* one, const char* many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

Json erasureJson(const runtime::Erasure& erasure, bool done) {
    return {{"source", erasure.source},
            {"paths", erasure.paths},
            {"versions", erasure.versions},
            {"windows", erasure.windows},
            {"vector_calls", erasure.vectorCalls},
            {"summaries", erasure.summaries},
            {"texts", erasure.blobs.size()},
            {"results_that_stay", erasure.results},
            {"still_on_disk", erasure.onDisk},
            {"erased", done}};
}

void tell(const runtime::Erasure& erasure) {
    std::cout << counted(erasure.paths.size(), "file", "files") << " in "
              << counted(erasure.versions, "version", "versions") << ":\n";
    for (std::size_t i = 0; i < std::min(shownPaths, erasure.paths.size()); ++i)
        std::cout << "  " << erasure.paths[i] << '\n';
    if (erasure.paths.size() > shownPaths)
        std::cout << "  and " << erasure.paths.size() - shownPaths << " more (--json names all)\n";
    std::cout
        << "with them go " << counted(erasure.windows, "recorded window that holds", "recorded windows that hold")
        << " their text, " << counted(erasure.summaries, "summary", "summaries") << " by models, "
        << counted(erasure.vectorCalls, "answer", "answers")
        << " of embedding models (vectors of other texts in them are made again by `memory embed`), and the index\n";
    if (erasure.results > 0)
        std::cout
            << counted(erasure.results, "result was", "results were")
            << " made from those windows and may quote them: results, claims, documents and exported bundles stay; "
               "this command does not touch them\n";
    for (const auto& file : erasure.onDisk)
        std::cout << "note: " << file
                  << " still lies there, and the next ingest or run takes it in again; delete it or "
                  << "name it in .skeinignore\n";
}

}  // namespace

Result<int> eraseCommand(const Context& context, const std::string& workspace, const std::string& source, bool dryRun) {
    runtime::Erasure erasure;
    {
        runtime::WorkbenchOptions options;
        options.path = workspace;
        options.recover = false;
        SKEIN_TRY(const auto bench, openWorkbench(context, options));
        if (bench->attached())
            return fail(ErrorCode::Busy,
                        workspace +
                            ": another process hosts this workspace, and a text cannot be erased under "
                            "it; `skeinctl stop " +
                            shellQuoted(workspace) + "` has it end in order. Nothing was erased");
        auto& host = *bench->host();
        SKEIN_TRY(erasure, runtime::planErasure(host, source));
        if (!context.json) tell(erasure);
        if (dryRun) {
            if (context.json) printJson(erasureJson(erasure, false));
            return 0;
        }
        if (!context.yes && !confirm("Erase this for good?"))
            return fail(ErrorCode::InvalidInput, "nothing was erased; that needs a yes (or --yes)");
        SKEIN_CHECK(runtime::recordErasure(host, erasure));
    }
    SKEIN_CHECK(runtime::performErasure(workspace, erasure));
    if (context.json) printJson(erasureJson(erasure, true));
    else
        say(context, fmt::format("erased: {} left the workspace; the journal keeps the entries and says so",
                                 counted(erasure.blobs.size(), "text", "texts")));
    return 0;
}

}  // namespace skein::cli
