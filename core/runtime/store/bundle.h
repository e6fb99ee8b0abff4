// Audit bundles as files: writes them from a workspace, and verifies bundles and workspaces offline. What a bundle
// holds and means is core/audit's; here are folders, zip files and SQLite. Thread: any; each call is on its own. Must
// never extract a bundle to disk, follow a link in one, or believe a size or a name it states.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/audit/verify.h"
#include "core/runtime/store/workspace_store.h"

namespace skein::runtime {

struct BundleOptions {
    std::string title = "Skein workspace";                   ///< heading of the report
    std::vector<std::pair<std::string, std::string>> facts;  ///< rows for the report's summary: "State" -> "done"
    std::set<BlobName> redact;                               ///< texts left out and listed as such
};

struct BundleSummary {
    std::string path;
    std::uint64_t entries = 0;
    std::uint64_t blobs = 0;
    std::uint64_t redacted = 0;  ///< left out as asked, or erased before
    std::uint64_t damaged = 0;   ///< referred to but unreadable in the workspace: verification will name them
};

/// Writes a bundle to a folder, or to one file when `target` ends in ".zip" (".skein-audit.zip" by custom). It appears
/// whole or not at all. An empty folder or an earlier bundle is replaced; anything else there is refused (Denied).
/// The entries are those durable when it starts. Sign a head before (JournalWriter::signHead) so that all are covered.
Result<BundleSummary> exportBundle(const WorkspaceStore& store, const std::string& target,
                                   const BundleOptions& options = {});

/// What `skeinctl verify` may be given.
struct VerifyRequest {
    std::string headFile;   ///< --head: JSON of a signed head kept elsewhere; empty: none
    std::string signerPin;  ///< --signer; empty: none
    std::function<void(std::uint64_t entries)> onProgress;  ///< now and then, on the calling thread; may be empty
};

/// Whether what the request names can be used. Errors: InvalidInput, NotFound, TooLarge.
Result<void> checkVerifyRequest(const VerifyRequest& request);

/// Verifies a workspace file, read-only, beside a writer if there is one. Errors only where nothing can be verified
/// (no such file, no workspace, newer version, bad --head file); damage is in the report.
Result<audit::Report> verifyWorkspace(const std::string& path, const VerifyRequest& request = {},
                                      const StoreOptions& options = {});

/// Verifies a bundle: folder or zip file. Errors as above; damage, missing and foreign files are in the report.
Result<audit::Report> verifyBundle(const std::string& path, const VerifyRequest& request = {});

/// Either: a folder or a name ending in ".zip" is a bundle, everything else a workspace.
Result<audit::Report> verifyPath(const std::string& path, const VerifyRequest& request = {});

}  // namespace skein::runtime
