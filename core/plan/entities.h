// The things a recipe such as build-crm expands over: named entities with typed fields and references to each other,
// as a person lists them in a goal. Thread: any; pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/field_reader.h"
#include "core/base/json.h"

namespace skein::plan {

struct EntityField {
    std::string name;  ///< snake_case
    std::string type;  ///< one of entityFieldTypes()
    bool required = false;
    bool unique = false;
    std::string references;           ///< entity name, for type "reference"
    std::vector<std::string> values;  ///< for type "choice"
};

struct Entity {
    std::string name;         ///< snake_case, singular: "sales_order"
    std::string title;        ///< "Sales order"
    std::string plural;       ///< snake_case: "sales_orders"; also the table's and the path's name
    std::string description;  ///< may be empty
    std::vector<EntityField> fields;
    std::vector<std::size_t> links;  ///< positions of the entities it refers to, ascending, itself left out
};

/// "text", "integer", "decimal", ...
const std::vector<std::string>& entityFieldTypes();

/// Reads `parameters.entities`: each item a name ("customer", "Sales order") or an object with name, plural,
/// description, fields (names, or objects with name, type, required, unique, references, values) and belongs_to. An
/// entity without fields gets `defaultFields`. A field named after an entity plus "_id" refers to it.
/// Errors: InvalidInput naming "parameters.entities[2].fields[0].type" for empty or over-long lists, names that are no
/// identifiers, duplicates, unknown types, references to nothing, and unknown keys.
Result<std::vector<Entity>> readEntities(const Json& list, const Json& defaultFields, const FieldPath& path,
                                         const FieldOrigin& origin);

/// "name: text, required; email: email, unique; customer_id: reference to customer".
std::string describeFields(const Entity& entity);

}  // namespace skein::plan
