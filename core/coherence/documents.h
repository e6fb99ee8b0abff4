// Which files describe the same thing: two descriptions of one interface or one schema, wherever they lie. Thread: any;
// pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/atom.h"

namespace skein::coherence {

/// By path what a file says that it describes, as the part "document" of the scope of its claims: an interface by its
/// title and version ("Orders 1.2.0"), a schema by its "$id", else by its title and the name of its file. Files that do
/// not say it are left out. `schemas`: the files that are JSON Schemas.
std::map<std::string, std::string> documentsOf(const std::vector<Atom>& atoms,
                                               const std::map<std::string, std::string>& schemas);

}  // namespace skein::coherence
