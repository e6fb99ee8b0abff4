// Claims of symbols: signatures, parameters, constants, fields, columns. Thread: any; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/coherence/claim_sink.h"
#include "core/model/atom.h"

namespace skein::coherence {

/// One parameter of a function.
struct Parameter {
    std::string name;         ///< empty when the declaration leaves it out
    std::string type;         ///< as written; empty if none
    std::string defaultText;  ///< as written; empty if none
    bool optional = false;    ///< may be left out by the caller
    bool variadic = false;
};

/// The parameters in a parenthesised list of the given language; the receiver ("self", "cls") is left out. An empty
/// list and "(void)" have none.
std::vector<Parameter> parseParameters(std::string_view list, std::string_view language);

/// "(customer_id,currency?,...)": the normal form that signature claims carry; "_" for a parameter without a name.
std::string signatureText(const std::vector<Parameter>& parameters);

/// Environment variables with what holds without them, options of the command line with their defaults, and defaults
/// that the documentation of a function tells of its parameters. Sees literals in the usual calls of Python, JavaScript,
/// Rust and Go, and ":param", "@param" and "name (type):" in comments; no expressions, no other libraries.
void extractUsage(const Atom& atom, ClaimSink& sink);

/// A constant with what the comment behind it says: its unit ("# seconds"), or the amount once more ("# 30 minutes").
void extractCommentedConstant(const Atom& atom, Finding finding, std::string_view line, ClaimSink& sink);

void extractFromSymbol(const Atom& atom, ClaimSink& sink);

/// Enumerations whose members are atoms of their own: one claim with all values of each. `atoms` of any number of
/// files.
void extractEnumerations(const std::vector<Atom>& atoms, ClaimSink& sink);

}  // namespace skein::coherence
