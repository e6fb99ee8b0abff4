// The text of simulated answers: made from the request alone, so that the same request is always answered the same.
// Thread: any; pure. Every answer says that it is simulated.
#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"

namespace skein::fake {

/// Markdown that quotes the first words behind each source label ("path:12" or "path:12-20") of the prompt and links to
/// it as the project's documents do: `[path:12](path#L12)`.
std::string digestAnswer(std::string_view prompt);

/// A JSON text that satisfies a schema's types, enums and required members; texts say SIMULATED.
std::string schemaAnswer(const Json& schema);

}  // namespace skein::fake
