// JSON Schemas as providers take them. Thread: any; pure. What a provider cannot hold a model to is still checked here
// after the answer, so these forms may be looser than the contract, never tighter than an answer that fulfils it needs.
// Sources: structured output of OpenAI and Anthropic (reference sheet, sections 4 and 7; read 2026-11-20).
#pragma once

#include <optional>

#include "core/model/task.h"

namespace skein::providers {

/// The schema of a contract that can be asked for natively: of type "json" with a root object. Otherwise nothing.
const Json* nativeSchema(const OutputContract& contract);

/// Whether a schema is inside OpenAI's strict subset as far as objects go: closed, everything required.
bool isStrictSchema(const Json& schema);

/// The schema in Anthropic's subset: each object closed, bounds it does not know taken out. Nothing when an object says
/// no properties (closing it would leave only {}), or for references, which could recurse.
std::optional<Json> closedSchema(const Json& schema);

}  // namespace skein::providers
