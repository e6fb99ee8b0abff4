// check-document: a deliverable measured against its sources.
#include <filesystem>
#include <iostream>

#include "app/skeinctl/cli.h"
#include "core/base/text.h"
#include "core/deliverable/check_document.h"
#include "core/runtime/deliver.h"
#include "core/runtime/ingest/ingest.h"

namespace skein::cli {
namespace {

namespace fs = std::filesystem;

struct DocumentOptions {
    std::string folder, sources;
};

// The sources are read afresh from disk, not from any workspace: the check stands on its own.
Result<int> checkDocument(const Context& context, const DocumentOptions& options) {
    const fs::path folder(options.folder);
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        return fail(ErrorCode::InvalidInput,
                    options.folder + ": expected the folder of a deliverable, as `skeinctl run --out` makes it");
    SKEIN_TRY(const auto markdown, readInput((folder / "document.md").string(), 256u << 20));
    SKEIN_TRY(const auto companion, readInput((folder / "document.json").string(), 256u << 20));
    const auto named = [&](Error error) {
        error.message = (folder / "document.json").string() + ": " + error.message;
        return Failure(std::move(error));
    };
    const auto json = parseJson(companion, {256u << 20, 200});
    if (!json) return named(json.error());
    const auto document = deliverable::documentFromJson(*json);
    if (!document) return named(document.error());
    SKEIN_TRY(const auto origin, runtime::readOrigin(options.folder));
    // A folder written before its roots were noted has one source without a prefix.
    auto roots = origin.roots;
    if (roots.empty())
        roots.push_back({fs::absolute(folder / origin.sourcePrefix).lexically_normal().string(), "", false});
    if (!options.sources.empty()) {
        if (roots.size() > 1)
            return fail(ErrorCode::InvalidInput, "--sources: this document has " + std::to_string(roots.size()) +
                                                     " sources; expected one where another place is given");
        SKEIN_TRY(const auto given,
                  runtime::sourceRootsFor({fs::absolute(options.sources).lexically_normal().string()}));
        roots.front().folder = given.front().folder;
    }
    std::vector<Atom> symbols;
    runtime::IngestRequest request;
    request.roots = roots;
    request.exclude = origin.exclude;
    runtime::IngestCallbacks callbacks;
    callbacks.onFile = [&](runtime::IngestedFile&& file) -> Result<void> {
        for (auto& atom : file.atoms)
            if (atom.kind == AtomKind::Symbol) {
                atom.text.clear();  // only names count here; the texts of a large tree would not fit
                symbols.push_back(std::move(atom));
            }
        return {};
    };
    SKEIN_TRY([[maybe_unused]] const auto report, runtime::ingest(request, callbacks));
    const deliverable::SourceReader reader = [&](std::string_view path) { return runtime::readSource(roots, path); };
    deliverable::CheckOptions checkOptions;
    checkOptions.sourcePrefix = origin.sourcePrefix;
    SKEIN_TRY(const auto check,
              deliverable::checkDocument(markdown, document->components, symbols, reader, checkOptions));
    if (context.json) printJson(deliverable::toJson(check));
    else std::cout << deliverable::toText(check);
    return check.passed() ? 0 : 1;
}

}  // namespace

void addDocumentCommands(CLI::App& app, Context& context) {
    const auto options = std::make_shared<DocumentOptions>();
    auto* command = app.add_subcommand(
        "check-document", "Measure a deliverable against its sources\nExample: skeinctl check-document result");
    command->add_option("folder", options->folder, "The folder that `run --out` wrote")->required();
    command->add_option("--sources", options->sources, "Where the sources are now, if they moved");
    command->callback(
        [&context, options] { context.action = [&context, options] { return checkDocument(context, *options); }; });
}

}  // namespace skein::cli
