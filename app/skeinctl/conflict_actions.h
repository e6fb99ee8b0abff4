// The verbs of `conflicts` beside list, show, resolve and undo, and `rules`. Thread: main only.
#pragma once

#include "app/skeinctl/cli.h"

namespace skein::cli {

struct ConflictOptions {
    std::string workspace, id, name, take, textFile, run;
    std::string aScope, bScope, aUntil, bFrom, constraint;
    std::string owner, until, reason, sources;
    std::optional<std::int64_t> replaces;
    std::optional<std::uint32_t> votes, quorum, most;
    bool dryRun = false, all = false;
};

/// assign, defer, draft, propose and reopen.
Result<int> markConflict(const Context& context, const ConflictOptions& options, const std::string& verb);
/// policy list|on|off|preview|apply|escalate.
Result<int> policies(const Context& context, const ConflictOptions& options);
/// What agents said who were asked about a conflict, where any were.
void printTally(const Json& conflict);
/// Where a statement stands: "src/a.h:12", or whose answer states it.
std::string placeText(const Json& place);
/// A quotation of several lines in one.
std::string inOneLine(std::string text);
Result<int> traceConflicts(const Context& context, const ConflictOptions& options);
void addRuleCommands(CLI::App& app, Context& context);

}  // namespace skein::cli
