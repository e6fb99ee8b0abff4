// Packs the context window of an attempt into its task's token band and writes the exact prompt. Thread: any; pure: the
// hits of the search and the results of dependencies are handed in. Never puts text of sources or models anywhere but
// into the section that the prompt marks as untrusted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/context/channels.h"
#include "core/model/task.h"
#include "core/model/window.h"
#include "core/ports/index.h"

namespace skein::context {

/// A goal constraint, or what a resolution settled.
struct Rule {
    std::string source;  ///< "goal constraint 2", "conflict 7"
    std::string text;
};

/// The settled outcome of a conflict that concerns this task.
struct ConflictNote {
    Digest item;           ///< the claim that was decided for; none for an own text
    std::string source;    ///< "conflict 7"
    std::string text;      ///< "max_attempts is 5 (decided by a person)"
    bool earlier = false;  ///< decided in an earlier run: it answers what was decided lately, not what holds by rule
};

/// The result of a task this one needs.
struct DependencyResult {
    std::string taskId;
    std::string title;
    std::string text;
    Digest digest;          ///< of the output
    bool disputed = false;  ///< an open conflict touches it: left out with that reason
};

struct WindowRequest {
    TaskSpec task;
    std::vector<Rule> rules;
    std::optional<Rule> feedback;  ///< why the attempt before was refused; behind the rules, which are alike for all
    std::vector<ConflictNote> conflictNotes;     ///< the weightiest first: together at most half of the room
    std::vector<DependencyResult> dependencies;  ///< in plan order
    std::vector<AtomHit> hits;                   ///< from search, best first
    std::vector<Atom> scopeAtoms;                ///< of the task's scope; ranked below equal hits
    std::vector<Atom> citedAtoms;                ///< that the dependencies cite; ranked as the weakest hit
    std::vector<Atom> pinned;                    ///< put in by a person, before anything ranked
    std::set<Digest> disputed;                   ///< atoms of open conflicts: left out, "conflict open"
    std::set<Digest> excluded;                   ///< taken out by a person: left out, "excluded"
    std::set<Digest> superseded;                 ///< pinned, but their source says something else now: "superseded"
    std::set<std::string> changed;               ///< paths whose files changed since the run before
    /// Thousandths by which what earlier runs used or did not use counts; see usefulness.h. Others: 1,000.
    std::map<Digest, std::int64_t> usefulness;
    ChannelShares shares;
    std::optional<TokenCount> best;       ///< size at which the models work best: memory is packed up to it
    std::int64_t tokensPerMille = 1'000;  ///< what the models count for 1,000 of estimateTokens()
};

/// The same question without anything that was learned or happens to be open: what makes an earlier result answer it.
WindowRequest withoutLearning(WindowRequest request);
/// Whether that would be another question.
bool learned(const WindowRequest& request);

/// The instructions every window starts with: how to cite, and that material is data.
std::string_view standingRules();

/// Rules and task text always go in whole, then settled decisions and pinned atoms (policy). The rest of the room is
/// divided between the channels (divide()): results of dependencies (the long ones cut to an equal share with a visible
/// note where they must be) and what they cite; atoms of files that changed lately; what memory holds about the task.
/// Atoms are chosen by Packer, near duplicates left out. What the task does not name and is worth less than a tenth of
/// the best piece (by the square of its score) is used only while the window is below task.band.min; below a
/// twenty-fifth never: a window of little is better than one filled with what a common word brought. Order: rules and
/// the form of the output come first and are the same bytes for all tasks of a run with equal rules and form, so that
/// providers can cache them; the strongest atoms stand first and last of their part (models read the middle of a prompt
/// worst: Liu et al. 2023), and the task is named once more at the end. The texts of the Rules segments, joined, are
/// the system prompt, those of all others the user prompt; totalTokens is the sum of their estimates, scaled by
/// tokensPerMille, and at most task.band.max. Errors: TooLarge when rules and task text alone exceed the band, naming
/// both figures; InvalidInput for a bad band.
Result<ContextWindow> assembleWindow(const WindowRequest& request);

/// The longest beginning, ending at a line where possible, that with `note` behind it costs at most `budget` tokens.
std::string cutTo(std::string_view text, TokenCount budget, const std::string& note);

/// Words to search memory for: title, instruction, parameters' texts and the last parts of scope paths, bounded.
std::string searchQueryFor(const TaskSpec& task);

}  // namespace skein::context
