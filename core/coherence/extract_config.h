// Claims of configuration keys and JSON Schema keywords. Thread: any; pure.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/coherence/claim_sink.h"
#include "core/model/atom.h"

namespace skein::coherence {

/// By file and path of an item of a list ("spec.containers[0]") the plain name it gives itself, in a key "name".
using ItemNames = std::map<std::pair<std::string, std::string>, std::string>;
ItemNames itemNamesOf(const std::vector<Atom>& atoms);

/// `schemaOwner`: the title of the schema the atom's file describes, used for keys below "properties"; empty for none.
void extractFromConfigKey(const Atom& atom, const std::string& schemaOwner, const ItemNames& items, ClaimSink& sink);

/// The text behind the key: everything after its ':' or '=', without comments and a trailing comma.
std::string_view configValue(const Atom& atom);

/// What a JSON Schema file is about when its title does not say: "order.schema.json" -> "order".
std::string schemaNameOf(const std::string& path);

}  // namespace skein::coherence
