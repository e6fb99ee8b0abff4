// YAML 1.2 text as JSON values with the line of every field. Internal to core/plan. Thread: any; pure.
// Tags, several documents and keys that are not texts are refused; aliases are expanded within a bound.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/field_reader.h"
#include "core/base/json.h"

namespace skein::plan {

/// A parsed document. Scalars follow the core schema of YAML 1.2 (section 10.3): null, true/false, integers, fractions;
/// quoted scalars are always strings, and so is "yes".
struct YamlDocument {
    struct Place {
        int line = 0;        ///< 1-based
        std::string scalar;  ///< a number as it was written: decimal amounts are read from it exactly
    };
    Json value;
    std::map<std::string, Place> places;  ///< by FieldPath::text()

    /// Messages about this document; it must outlive the origin.
    FieldOrigin origin(const std::string& fileName) const;
    /// The number at `path` as written; empty if it is not a plain number.
    std::string numberText(const FieldPath& path) const;
};

/// Errors: InvalidInput "goal.yaml:3: ..."; TooLarge naming the bound (limits::maxGoalFileBytes, maxYamlNodes,
/// maxYamlDepth).
Result<YamlDocument> parseYaml(std::string_view text, const std::string& fileName);

}  // namespace skein::plan
