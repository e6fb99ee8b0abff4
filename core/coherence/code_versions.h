// What who calls, reads or implements one version of a program finds broken by another version of it: names that are
// gone or no longer seen, other parameters, types, modifiers, bases and values, and what implementers must add. What is
// only added, and bodies, break nothing. Thread: any; pure.
#pragma once

#include <vector>

#include "core/coherence/api_clashes.h"
#include "core/model/atom.h"

namespace skein::coherence {

/// At most 200, in the order of the first version. Both lists are the atoms of one version each.
std::vector<ApiClash> codeClashes(const std::vector<Atom>& reliedOn, const std::vector<Atom>& stated);

/// Whether others rely on a symbol by its name.
bool isReliedOn(const Atom& atom);

}  // namespace skein::coherence
