// The text of simulated answers: made from the request alone, so that the same request is always answered the same.
// Thread: any; pure. Every answer says that it is simulated.
#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"

namespace skein::fake {

/// Markdown that quotes the first words behind each source label ("path:12" or "path:12-20") of the prompt and links to
/// it as the project's documents do: `[path:12](path#L12)`. Ends with the texts that the prompt's checks ask for.
std::string digestAnswer(std::string_view prompt);

/// A JSON text that satisfies a schema's types, enums and required members; texts say SIMULATED and hold what the
/// prompt's checks ask for ("Check: {"type":"contains","text":T}" lines, as the project writes them into prompts).
std::string schemaAnswer(const Json& schema, std::string_view prompt);

/// What an answer to this prompt must match: the schema the prompt itself states in words, as a model reads it
/// ("Expected output: json, valid against this JSON Schema: {...}"), else the one of the request, else any object when
/// JSON is expected. Null: the answer is text.
Json schemaFor(std::string_view prompt, const Json& fromRequest, bool wantsJson);

}  // namespace skein::fake
