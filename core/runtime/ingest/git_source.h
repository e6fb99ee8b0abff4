// Sources that lie in a git repository: fetched at one commit into the person's cache, then read as any other folder.
// The git program does it, without hooks, submodules, filters, credentials or questions, over https and file only.
// Thread: any; blocks for as long as the fetch takes, at most ten minutes. Writes only below its cache folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace skein::runtime {

/// Whether a source is written as an address and not as a path: "https://...", "git@host:path", "file:///...".
bool isSourceUrl(std::string_view source);

/// What "https://host/project.git#v1.2" names. `revision` is a branch, a tag or a commit; empty: the default branch.
struct GitSource {
    std::string url, revision, name;  ///< name: the last part of the path without ".git"
};
/// Errors: InvalidInput for other schemes than https and file, for user names or passwords in the address, and for a
/// revision that is none; each says what was expected.
Result<GitSource> parseGitSource(std::string_view source);

/// Fetches the revision and returns the folder it was checked out to; the same source has the same folder. Errors:
/// Unavailable (git is missing, the server does not answer, no such repository or revision; with git's own last words);
/// Io.
Result<std::string> fetchGitSource(const GitSource& source);

}  // namespace skein::runtime
