// Claims: typed statements with evidence that can contradict each other. Thread: any; values only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/units.h"
#include "core/model/atom.h"

namespace skein {

enum class Modality { Observed, Required, Optional, Forbidden, Planned };
std::string_view modalityName(Modality modality);
std::optional<Modality> modalityFromName(std::string_view name);

/// A typed value. Numbers are decimal text after unit normalisation so that comparison is exact.
struct ClaimValue {
    /// Range: from a number to another one, both included. Reference: the name of what says it; the value stands there.
    enum class Type { Text, Number, Boolean, Signature, Set, Range, Reference };
    Type type = Type::Text;
    std::string
        text;  ///< canonical: "30", "true", "write-through", "(int,char*)", "a|b|c" sorted, "1..10", "limits.max"
    std::string unit;  ///< base unit after normalisation: "s", "byte", "percent", "count"; empty if none
    friend bool operator==(const ClaimValue&, const ClaimValue&) = default;
};
std::string_view valueTypeName(ClaimValue::Type type);
std::optional<ClaimValue::Type> valueTypeFromName(std::string_view name);

/// Where a claim can be read: a source line, or a task's own output.
struct Evidence {
    std::string path;  ///< source path; empty when the evidence is an output
    LineRange lines;
    std::string quote;  ///< the words, at most 400 bytes
    Digest atom;        ///< the atom that holds them; none for outputs
    friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// One typed statement.
struct Claim {
    Digest id;              ///< over everything below but evidence lines and confidence
    std::string subject;    ///< normalised: "retry.max_attempts", "CustomerService.update.customer_id"
    std::string predicate;  ///< "default", "value", "type", "signature", "port", "requires", ...
    ClaimValue value;
    Modality modality = Modality::Observed;
    std::string scope;                 ///< component, version or environment the claim is limited to; empty: everywhere
    std::optional<Instant> validFrom;  ///< nothing: always
    std::optional<Instant> validTo;
    int confidencePerMille = 1000;
    std::string basis;               ///< extractor that made it: "code", "config", "table", "prose", "output"
    std::string sentence;            ///< the claim in plain words for people: "max_attempts defaults to 3"
    std::vector<Evidence> evidence;  ///< at least one
};

/// The id of a claim from its meaning and its first piece of evidence's path and quote (not its line).
Digest claimId(const Claim& claim);

Json toJson(const Claim& claim);
Result<Claim> claimFromJson(const Json& json);

/// Two claims that cannot both hold.
struct Contradiction {
    Digest a;            ///< the earlier claim
    Digest b;            ///< the later claim
    std::string rule;    ///< stable id of the rule that found it: "different-value", "type-clash", ...
    std::string reason;  ///< in words an engineer would use, names both values
};

}  // namespace skein
