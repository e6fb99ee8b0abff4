// What the windows of finished tasks showed and what their outputs used of it, read from a journal: for `context`, for
// `memory useful`, and for what a run that begins learns from it (window_terms.h). Thread: any; reads only.
#pragma once

#include <map>
#include <string>

#include "core/base/json.h"
#include "core/context/usefulness.h"
#include "core/runtime/reader.h"
#include "core/runtime/window_terms.h"

namespace skein::runtime {

/// The use of one window by the output that came of it. A document's citations are taken as data, those of a text as
/// they are written. Errors: those of reading the two.
Result<context::WindowUse> useOf(const WorkspaceReader& reader, const ContextWindow& window, const BlobRef& output);

/// One result of each task of the newest runs, five hundred at most, runs from the newest, tasks by number: which
/// agent was faster changes nothing. Results taken over from earlier runs are not counted twice.
struct WindowUses {
    struct Item {
        context::UseCount count;
        std::string source;  ///< as the newest window has it
    };
    std::map<Digest, Item> atoms;
    context::ByChannel<context::ChannelTokens> channels{};
    std::size_t windows = 0;            ///< with memory in them
    std::int64_t tokens = 0, used = 0;  ///< of memory
    std::uint64_t lastRun = 0;          ///< where the newest run that was no simulation began; 0: none
    /// Thousandths of what was shown that was used, by atoms.
    std::int64_t usualPerMille() const;
};
/// Windows or outputs that cannot be read (erased) are passed over. Errors: as WorkspaceReader::events.
Result<WindowUses> readWindowUses(const WorkspaceReader& reader);

/// What the next run takes from it: at most a thousand atoms, those farthest from the usual.
WindowTerms termsFrom(const WindowUses& uses);

/// {"windows","tokens","used_tokens","relevance","channels":{NAME:{"tokens","used","share"}},"most_used":[..],
/// "never_used":[{"atom","source","shown","used","weight"}]}; the lists hold at most `limit` atoms.
Json windowUsesJson(const WindowUses& uses, std::size_t limit);

}  // namespace skein::runtime
