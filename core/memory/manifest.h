// The manifest of an ingested file: everything about its atoms but their text, which the content gives. One manifest is
// one blob of the journal's "file ingested" event. Thread: any; pure.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/model/atom.h"
#include "core/ports/index.h"

namespace skein::memory {

/// {"version":1,"path","language","bytes","lines","content","atoms":[{"id","kind","first","last","title",...}]}.
/// Precondition: `atoms` come from segment() over the content whose SHA-256 is `file.content`.
Json makeManifest(const SourceFile& file, const std::vector<Atom>& atoms);

/// The file a manifest speaks of. Errors: Damaged naming the member; NewerVersion.
Result<SourceFile> fileFromManifest(const Json& manifest);

/// The atoms exactly as segment() returned them. Errors: Damaged if the manifest is malformed, names lines that the
/// content does not have, or `content` is not the content it was made from (by SHA-256); NewerVersion.
Result<std::vector<Atom>> atomsFromManifest(const Json& manifest, std::string_view content);

}  // namespace skein::memory
