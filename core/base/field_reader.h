// Reads the fields of a parsed file one by one, so that every error names file, line, path and expectation in one form
// and keys nobody asked for are kept. Thread: any; values that borrow the JSON they read.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace skein {

/// Where a value stands: a chain of keys and positions that lives on the stack of the readers.
class FieldPath {
public:
    using Step = std::variant<std::string_view, std::size_t>;

    FieldPath() = default;
    explicit FieldPath(std::string_view prefix) : m_prefix(prefix) {}
    FieldPath(const FieldPath& parent, std::string_view key) : m_parent(&parent), m_step(key) {}
    FieldPath(const FieldPath& parent, std::size_t position) : m_parent(&parent), m_step(position) {}

    /// "tasks[3].band.min"; empty for the whole file.
    std::string text() const;
    /// Keys and positions from the outside in, without the prefix.
    std::vector<Step> steps() const;

private:
    const FieldPath* m_parent = nullptr;
    std::string_view m_prefix;
    Step m_step;
};

/// The file a value comes from. Without a name (a value from memory) messages start with the path.
struct FieldOrigin {
    std::string fileName;
    std::function<int(const FieldPath&)> lineOf;  ///< 1-based; 0 or empty function: unknown
};

/// What readFile says of a file that a person named: one that cannot be read is bad input, not a broken workspace.
Failure unreadable(Error error);

/// "goal.yaml:7: limits.agents: MESSAGE", leaving out what is unknown.
Failure fieldFailure(const FieldOrigin& origin, const FieldPath& path, const std::string& message,
                     ErrorCode code = ErrorCode::InvalidInput);

/// Whether a text may hold line ends and other control characters.
enum class TextShape { OneLine, AnyLines };

/// One object of the file. Each reader function marks its key as known and, when the key is missing, gives the
/// fallback; a wrong type or a value out of bounds is an InvalidInput that states the expectation.
class FieldReader {
public:
    /// `object`, `path` and `origin` must outlive the reader. Error: InvalidInput when it is not an object.
    static Result<FieldReader> create(const Json& object, const FieldPath& path, const FieldOrigin& origin);

    /// The member, or nullptr when it is missing or null; known from now on.
    const Json* take(std::string_view key);

    Result<std::string> text(std::string_view key, std::string_view fallback, std::size_t maxBytes);
    /// As text, without control characters: something that stays on one line.
    Result<std::string> line(std::string_view key, std::string_view fallback, std::size_t maxBytes);
    Result<std::int64_t> integer(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max);
    Result<bool> boolean(std::string_view key, bool fallback);
    /// A decimal number times a million, rounded to the nearest integer: seconds to microseconds, dollars to micro-USD.
    Result<std::int64_t> millionths(std::string_view key, std::int64_t fallback, std::int64_t max);
    /// A list of texts, none empty; a missing list is empty.
    Result<std::vector<std::string>> texts(std::string_view key, std::size_t maxItems, std::size_t maxBytes,
                                           TextShape shape = TextShape::OneLine);
    /// An object as it stands; a missing one is {}.
    Result<Json> object(std::string_view key);
    /// An array, or nullptr when it is missing.
    Result<const Json*> array(std::string_view key, std::size_t maxItems);

    /// Members nobody took, as an object.
    Json rest() const;

    FieldPath at(std::string_view key) const { return {m_path, key}; }
    const FieldPath& path() const { return m_path; }
    const FieldOrigin& origin() const { return m_origin; }
    /// "KEY: expected EXPECTATION, found FOUND" at this member.
    Failure expected(std::string_view key, std::string_view expectation) const;

private:
    FieldReader(const Json& object, const FieldPath& path, const FieldOrigin& origin)
        : m_object(object), m_path(path), m_origin(origin) {}

    const Json& m_object;
    const FieldPath& m_path;
    const FieldOrigin& m_origin;
    std::vector<std::string_view> m_known;
};

/// What stands there, for messages: "an array", "the string \"many\"", "-3".
std::string describeFound(const Json& value);

/// A number as a whole number of millionths, rounded to the nearest; nothing if it is no number, negative, or above
/// `max` millionths. Decimal text of up to 15 digits is converted exactly.
std::optional<std::int64_t> toMillionths(const Json& value, std::int64_t max);

/// Millionths as a JSON number: an integer where it is whole, else the nearest decimal.
Json fromMillionths(std::int64_t value);

/// Reads `skein:`. Error: InvalidInput unless it is the integer 1 or missing.
Result<int> readFormatVersion(FieldReader& reader);

}  // namespace skein
