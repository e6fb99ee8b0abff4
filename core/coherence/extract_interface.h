// Claims of interface descriptions. Thread: any; pure; linear.
//   OpenAPI 2, 3.0 and 3.1 (YAML, or JSON with one member on a line): parameters of operations with type, whether they
//   must be given, default, minimum and maximum, under the operation's general name ("PUT /customers/{id}" is
//   customers.update). Bodies and schemas are claims of configuration keys and of JSON Schema; whole descriptions are
//   compared by core/coherence/api_clashes.h. Parameters and their schemas may be in the flow style of YAML. Not:
//   references between parameters, and those of a whole path.
//   Protocol Buffers: fields of messages with type, "optional", "required" and a default; calls of services with the
//   messages they take and give, streams told apart. Not: maps, groups, extensions. GraphQL SDL: fields and arguments
//   with type, whether they must be given, and defaults; enumerations. Not: types with a blank line inside, directives,
//   and what "extend" adds.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/coherence/claim_sink.h"
#include "core/model/atom.h"

namespace skein::coherence {

/// What an operation that makes something gives back, and whether one that changes it needs that: an identifier in the
/// body of an answer to POST, and in the body that PUT, PATCH or DELETE take where their route has none.
void extractIdentifierFlow(const std::vector<const Atom*>& keys, ClaimSink& sink);

/// Whether the file of these atoms' path describes an HTTP interface: "openapi" or "swagger" is one of its keys.
bool isInterfaceKey(const Atom& atom);
/// The parameters of operations in the configuration keys of one file.
void extractOperations(const std::vector<const Atom*>& keys, ClaimSink& sink);
/// The members of messages of Protocol Buffers and of schemas of OpenAPI, one claim "members" for each, in the scope of
/// the version that the description itself states ("package orders.v2", "info.version"), else its path ("v2/"): what
/// two descriptions say differs by right when one succeeds the other.
void extractMembers(const std::vector<Atom>& atoms, ClaimSink& sink);
/// Circles of references in JSON Schemas and OpenAPI components that no value can end: each schema is another one, or
/// demands a member that is. Two claims "after" for each, its first step and the way back, for at most 50 of a file;
/// `owners` names the files that are schemas. Not: what lies in another file, in parts of a definition, or behind
/// "items", "oneOf", "anyOf" and optional members, where a value can end. Needs one key a
/// line, "{$ref: ...}", or JSON in lines of at most 4,000 bytes, as atoms have them. Cost: bounded by 20,000 references
/// and 200,000 steps.
void extractReferenceCircles(const std::vector<Atom>& atoms, const std::map<std::string, std::string>& owners,
                             ClaimSink& sink);
/// A symbol of a Protocol Buffers file.
void extractMessageField(const Atom& atom, const std::string& package, ClaimSink& sink);
/// A paragraph of a GraphQL file.
void extractGraphQl(const Atom& atom, ClaimSink& sink);

}  // namespace skein::coherence
