// The manifest of an ingested file: everything about its atoms but their text, which the content gives. One manifest is
// one blob of the journal's "file ingested" event. Thread: any; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/model/atom.h"
#include "core/ports/index.h"

namespace skein::memory {

class LineTable;

/// What a manifest says: the file, and its atoms as segment() returned them but for their texts. Path and language
/// stand in each atom.
struct Manifest {
    SourceFile file;
    std::vector<Atom> atoms;
};

/// Canonical JSON: {"atoms":[{"id","kind","first","last","title",...}],"bytes","content","language","lines","path",
/// "version":1}. Precondition: `atoms` come from segment() over the content whose SHA-256 is `file.content`.
std::string manifestText(const SourceFile& file, const std::vector<Atom>& atoms);

/// The inverse. Errors: Damaged with the position of what manifestText() would not have written; NewerVersion.
Result<Manifest> readManifest(std::string_view text);

/// Error: Damaged if `content` is not what the manifest was made from (by SHA-256), or has not all lines it names.
/// `lines` are those of `content`.
Result<void> checkContent(const Manifest& manifest, std::string_view content, const LineTable& lines);

}  // namespace skein::memory
