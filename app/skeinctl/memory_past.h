// Memory in two times: searches of the past, the history of a file or atom, and what became of what a task saw.
// Thread: main only.
#pragma once

#include <memory>
#include <string>

#include "app/skeinctl/cli.h"
#include "core/runtime/index/sqlite_index.h"

namespace skein::cli {

/// The memory index for reading; built by a short-lived host when it is missing or behind.
Result<std::unique_ptr<runtime::SqliteIndex>> openIndex(const Context& context, const std::string& workspace);

/// `memory WS search QUERY --known-as-of T --true-at T`.
struct PastSearch {
    std::string workspace, query, knownAsOf, trueAt;
    std::size_t limit = 10;
    std::vector<std::string> within{};
};
Result<int> searchPast(const Context& context, const PastSearch& search);

/// A hit as `memory search --json` lists it.
Json hitJson(const AtomHit& hit, bool byModel = false);
/// The lines that `memory search` prints of a hit.
std::string hitText(const AtomHit& hit, bool byModel = false);

/// `memory WS history PATH|ATOM`.
Result<int> memoryHistory(const Context& context, const std::string& workspace, const std::string& subject);
/// `memory WS stale`.
Result<int> staleTasks(const Context& context, const std::string& workspace, const std::string& run);

/// Where an atom stands in both times: {"state": "present" | "superseded" | "removed" | ..., "by", "versions"}.
Result<Json> standingOf(const runtime::SqliteIndex& index, const Atom& atom);

/// Adds to the document of `context` what became of what the attempt saw: "changed_since", and "since" to each of its
/// segments; null where memory cannot be read, with a warning.
void addHindsight(const Context& context, const Opened& opened, RunId run, TaskNo task, Json& json);
/// The lines that `context` prints of it.
void printHindsight(const Json& json);

}  // namespace skein::cli
