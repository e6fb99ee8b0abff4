// Turns atoms and outputs into typed claims by fixed rules: code signatures and constants, configuration keys, schemas,
// tables and plain statements in prose. No model is asked; the same input always gives the same claims in the same
// order. Thread: any; pure functions. Must never read a file, guess a value that is not written, or claim what a text
// only mentions as history, example, quotation or possibility.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/model/atom.h"
#include "core/model/claim.h"

namespace skein::coherence {

/// What the atoms of one component (or of any set of files) state, in the order of the atoms and of the statements in
/// them. Sees:
///   code       functions and methods (parameters, optionality, defaults, return types), constants, macros,
///   enumerations,
///              fields of records, columns of SQL tables: from the signature and the text of a symbol atom, in the line
///              that names it (decorators and comments stand before);
///   config     YAML, TOML, JSON, INI and environment keys with a scalar value; JSON Schema keywords;
///   interfaces OpenAPI 2 and 3 parameters, Protocol Buffers fields, GraphQL fields and arguments; the members of
///   messages
///              and schemas as one claim;
///   table      Markdown tables whose first column names something and whose header says what the others mean;
///   lists      items "`name`: value", definition lists ("name", then ": value" in its own line; "name:: value");
///   prose      statements with a named subject: values, defaults, limits, ports, versions, required, optional,
///   forbidden,
///              enabled, types, signatures in code spans, removed and renamed names, lengths of texts, one or many of
///              something, parts and their total.
/// Each claim names its evidence with path, line, quote and atom. Equal claims of one file are merged into one with all
/// their evidence. Values are normalised: time to "s", sizes to "byte", shares to "percent".
/// Cost: linear in the bytes of the atoms. At most limits::maxClaimsPerTask claims; what is above is left out, prose
/// first to last, and nothing else is affected.
std::vector<Claim> extractClaims(const std::vector<Atom>& atoms);

/// The claims of an output, and one line for each entry that was not taken, with its path and what was expected.
struct OutputClaims {
    std::vector<Claim> claims;
    std::vector<std::string> rejected;  ///< "claims[3].value: expected a string of at most 4096 bytes", at most 100
};

/// Claims of a structured output: the entries of its array "claims" (members as in toJson(Claim), of which only
/// subject, predicate and value are required). Subjects and predicates are brought into normal form, numbers and units
/// normalised, text bounded; basis is always "output" and an entry without evidence gets the entry itself as its quote.
/// A document without "claims" has none. Cost: linear.
OutputClaims claimsFromOutput(const Json& document);

/// Claims of a text output (Markdown): what extractClaims sees in prose, tables and code spans, with basis "output" and
/// evidence without a path. Cost: linear.
OutputClaims claimsFromOutputText(std::string_view text);

}  // namespace skein::coherence
