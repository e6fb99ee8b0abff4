// What comparing the values of two claims gives, rule by rule. Thread: any; pure. For rules.cpp and comparer.cpp.
#pragma once

#include <array>
#include <string>

#include "core/coherence/claim_item.h"
#include "core/coherence/rules.h"
#include "core/coherence/values.h"

namespace skein::coherence {

/// Positions in ruleTable.
enum RuleIndex {
    DifferentValue,
    LimitClash,
    EnumClash,
    PresenceClash,
    TypeClash,
    SignatureMismatch,
    ReturnClash,
    RemovedButDefined,
    IdentifierOptional,
    DeclarationMismatch,
    OrderClash,
    SumMismatch,
    CardinalityClash,
    MembersDiffer,
    TooManyValues
};

inline constexpr std::array<Rule, 15> ruleTable{
    {{"different-value", "Different values for one thing",
      "Two claims give different values, defaults or limits of the same kind after units are made equal. Silent when "
      "the units "
      "cannot be compared, when a configuration merely overrides a default in code, and when several things share the "
      "name."},
     {"limit-clash", "A value outside its limit",
      "A value or default lies above the stated maximum or below the stated minimum."},
     {"enum-clash", "Different sets of allowed values",
      "Two claims list different allowed values, or a value is not in the list."},
     {"presence-clash", "Required, optional or forbidden",
      "One claim says that something must be given, the other that it may be left out or must not be given."},
     {"type-clash", "Different types", "Two claims give types that no value has both of, such as integer and string."},
     {"signature-mismatch", "Parameters do not match",
      "A description of a call names a parameter that the definition does not have, or leaves out one that it needs. "
      "Silent "
      "unless at least half of the names agree, and when any overload fits."},
     {"return-clash", "Different results", "A description and a definition give results of different basic types."},
     {"removed-but-defined", "Said to be gone, but defined",
      "A text says that a name was removed or renamed, and the name is still defined."},
     {"identifier-optional", "An identifier that is returned but not demanded",
      "One operation returns the identifier of what it made, and another operation on the same thing takes it as "
      "optional."},
     {"declaration-mismatch", "A header and its implementation differ",
      "A function of C or C++ is implemented with another number of parameters or another result than the header "
      "beside "
      "it declares. Silent when either side has the name more than once, as overloads do."},
     {"order-clash", "An order that runs in a circle",
      "Claims about what comes before what lead back to where they began. The latest of them is held against the one "
      "that leads back."},
     {"sum-mismatch", "Parts that do not make the total",
      "A stated total differs from what its parts make: of a table with a total row, a list that ends in a total, or a "
      "sum written in one sentence; shares of a whole that make more than 100 %. Sees parts of one unit that stand "
      "together. Silent where the total lies between the least and the greatest part, as averages do, and within what "
      "rounding explains."},
     {"cardinality-clash", "One or many",
      "One claim says that a thing has exactly one of another, the other that it has many or holds a list of them. "
      "Sees "
      "\"each order has exactly one customer\", \"one-to-many\" between two names, and fields that are lists. Silent "
      "about fields whose type is a class of its own."},
     {"members-differ", "Two descriptions of one interface with other members",
      "Two files describe the same message, type or schema of the same version, and one has a member that the other "
      "lacks or calls otherwise. Silent when their versions differ (one succeeds the other) and when fewer than half "
      "of "
      "the members agree."},
     {"too-many-values", "More values of one thing than anybody can mean",
      "One page states more than two hundred values of one thing under one heading. The first two are shown, as one "
      "question. Silent about tables, and about fewer values, which a page lists as alternatives and cases."}}};

/// What comparing two claims gives.
struct Verdict {
    Agreement agreement = Agreement::Unknown;
    RuleIndex rule = DifferentValue;
    std::string reason;
};

/// Which claims can be compared at all: those of one group.
std::string groupOf(const Claim& claim);

/// Whether a thing has one value of this predicate, whoever says so: "field_number", "nullability", "demanded", "done".
bool hasOneValue(std::string_view predicate);

/// A contradiction by this rule, with its reason in words.
Verdict clash(RuleIndex rule, std::string reason);

/// "src/a.c:12" of the first piece of evidence, or "an output".
std::string placeOf(const Claim& claim);

/// A declaration in a header against its implementation.
Verdict compareDeclarations(const Claim& a, const Claim& b);

/// Whether the reason is wanted: most comparisons only ask whether there is one.
enum class Words { Leave, Say };

/// Compares what two claims about the same thing say, by the rules for their predicates. `group`: of a.
Verdict compareMeanings(Group group, const Claim& a, const Claim& b, Words words);
Verdict compareMeanings(const Claim& a, const Claim& b, Words words = Words::Say);

}  // namespace skein::coherence
