// Whether every value that one JSON Schema admits is admitted by another: what a request could hold must still be
// taken, what an answer may hold must have been expected. JSON Schema 2020-12 and the dialects of OpenAPI 2 and 3.0.
// Thread: any; pure. Bounded: nesting, references and findings; what lies deeper is taken to fit. Decides by keywords,
// not by solving: where it cannot tell, it says that the schemas fit.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"

namespace skein::coherence {

/// A document that schemas lie in, and the schema itself: "$ref" is looked up in the document.
struct SchemaIn {
    const Json& document;
    const Json& schema;
};

/// One way in which a value of the narrow schema is none of the wide one.
struct Misfit {
    std::string place;    ///< ".items[].price"; empty: the value itself
    std::string keyword;  ///< "type", "required", "maximum", ...
    std::string narrow;   ///< what the narrow schema says of it; empty: nothing
    std::string wide;     ///< what the wide one asks
};

/// Who writes the values: it decides which properties count (readOnly in requests, writeOnly in answers do not).
enum class Flow { Request, Answer };

/// How values travel: as JSON; as a parameter, whose text its reader takes for what it expects (a string takes any
/// scalar, a list takes one value); as markup or a form, where nothing tells a string from another type.
enum class Carried { Json, Parameter, Markup };

/// At most 200, outermost first.
/// A property that the narrow schema does not name is taken to be absent.
std::vector<Misfit> misfits(const SchemaIn& narrow, const SchemaIn& wide, Flow flow, Carried carried = Carried::Json);

/// The value that a local reference ("#/components/...") leads to, through further references; the value itself where
/// it is none; null where it leads nowhere, outside, or in a circle.
const Json& resolved(const Json& document, const Json& value);

}  // namespace skein::coherence
