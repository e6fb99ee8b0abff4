// Internal to core/engine: what a plan must fulfil before it becomes events. Thread: any; pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/model/event.h"

namespace skein::engine {

/// The first thing wrong with the tasks of a new run, in words: numbers, needs, roles, bounds, a cycle with its path.
/// Tasks are numbered 1..n. Nothing when they can run.
std::optional<std::string> problemOf(std::span<const TaskShape> shapes);
/// Whether a kind or the name of a swarm is 1-40 characters of [a-z0-9_-].
bool isKind(std::string_view kind);

}  // namespace skein::engine
