// What persons said of passages of memory, and where those passages stand now. Thread: any; reads only.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "core/base/json.h"
#include "core/engine/state.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/reader.h"

namespace skein::runtime {

enum class MarkStanding {
    Present,
    TextChanged,  ///< its file says something else there now
    Gone          ///< from its file, or with it
};

/// A word about a passage goes with the passage: where its text was edited, it is about what stands there now.
struct MarkedPlace {
    MarkStanding standing = MarkStanding::Gone;
    std::optional<Atom> atom;  ///< as it was marked; nothing where memory never held it
    std::optional<Atom> now;   ///< TextChanged: what stands in its place
};

/// In its place stands, of the same kind and below the same titles, what has the same title and no equal there, else
/// what shares at least half of its words with it, the most alike; never what stood beside it. Errors: of the index.
Result<MarkedPlace> markedPlace(const SqliteIndex& index, const Digest& atom);

/// These atoms and all that show their text: a class shows its methods, a file everything. Of marks (`follow`) also
/// what stands in the place of a text that was edited. Errors: of the index.
enum class Follow { TextOnly, Place };
Result<std::set<Digest>> withEnclosing(const SqliteIndex& index, const std::set<Digest>& atoms, Follow follow);

/// The marks that stand, oldest first: [{"atom","mark","run","task": id of the plan, "source","title","standing":
/// "present"|"text changed"|"gone","now":{"atom","source"}}]; run and task are null for a mark about every task, what
/// is not known is null. Errors: of the index and of reading plans.
Result<Json> marksJson(const WorkspaceReader& reader, const State& state, const SqliteIndex& index);

}  // namespace skein::runtime
