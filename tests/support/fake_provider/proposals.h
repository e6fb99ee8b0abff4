// Scripted plans: what the fake provider proposes when it is asked to plan a goal. Thread: any; pure. Every title says
// that it is simulated.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace skein::fake {

/// Whether a prompt asks for a proposal, as the project writes such prompts.
bool asksForProposal(std::string_view prompt);

/// The proposal of this name for this prompt; nothing for an unknown name.
///   good          three tasks, the last needs the others
///   asking        good, with two questions that it leaves open
///   hierarchical  of a goal: two tasks and a part to be expanded between them; of a part: three tasks
///   endless       one part to be expanded, at every level
///   cycle         three tasks that need each other
///   no-contract   a task without output
///   many          500 tasks
///   hostile       titles, ids and instructions that give orders to whoever reads them, within what is allowed
///   escapes       a title that drives a terminal
///   policy        keys that would raise a budget, name a provider and read files elsewhere
///   not-json      a plan in prose
///   repaired      cycle; after it was refused: good
std::optional<std::string> proposalText(std::string_view name, std::string_view prompt);

}  // namespace skein::fake
