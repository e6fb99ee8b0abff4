// A misfit of two schemas as somebody who maintains the API would say it. Thread: any; pure. For api_clashes.cpp.
#pragma once

#include <string>

#include "core/coherence/schema_fit.h"

namespace skein::coherence {

/// What a part of a description asks or promises otherwise than before: "must have at least 3 characters now; 1 was
/// enough", "may be null now; it never was". The subject stands before it. `flow`: who writes the values.
std::string misfitWords(const Misfit& misfit, Flow flow);

}  // namespace skein::coherence
