// Claims of configuration keys and JSON Schema keywords. Thread: any; pure.
#pragma once

#include <string>

#include "core/coherence/claim_sink.h"
#include "core/model/atom.h"

namespace skein::coherence {

/// `schemaOwner`: the title of the schema the atom's file describes, used for keys below "properties"; empty for none.
void extractFromConfigKey(const Atom& atom, const std::string& schemaOwner, ClaimSink& sink);

/// The text behind the key: everything after its ':' or '=', without comments and a trailing comma.
std::string_view configValue(const Atom& atom);

/// What a JSON Schema file is about when its title does not say: "order.schema.json" -> "order".
std::string schemaNameOf(const std::string& path);

}  // namespace skein::coherence
