#include "core/base/field_reader.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/text.h"

namespace skein {
namespace {

bool hasControl(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::vector<FieldPath::Step> FieldPath::steps() const {
    std::vector<Step> steps;
    for (const FieldPath* path = this; path->m_parent != nullptr; path = path->m_parent) steps.push_back(path->m_step);
    std::reverse(steps.begin(), steps.end());
    return steps;
}

std::string FieldPath::text() const {
    const FieldPath* root = this;
    while (root->m_parent != nullptr) root = root->m_parent;
    std::string text(root->m_prefix);
    for (const Step& step : steps()) {
        if (const auto* position = std::get_if<std::size_t>(&step)) {
            text += fmt::format("[{}]", *position);
        } else {
            if (!text.empty()) text += '.';
            text += std::get<std::string_view>(step);
        }
    }
    return text;
}

Failure unreadable(Error error) {
    if (error.code == ErrorCode::Io) error.code = ErrorCode::InvalidInput;
    return Failure(std::move(error));
}

Failure fieldFailure(const FieldOrigin& origin, const FieldPath& path, const std::string& message, ErrorCode code) {
    std::string where = origin.fileName;
    if (!where.empty() && origin.lineOf)
        if (const int line = origin.lineOf(path); line > 0) where += ":" + std::to_string(line);
    if (const auto place = path.text(); !place.empty()) where += (where.empty() ? "" : ": ") + elide(place, 200);
    return fail(code, where.empty() ? message : where + ": " + message);
}

std::string describeFound(const Json& value) {
    if (value.is_string()) return "the string \"" + elide(value.get_ref<const std::string&>(), 60) + "\"";
    if (value.is_number() || value.is_boolean()) return value.dump();
    return std::string(jsonTypeName(value));
}

std::optional<std::int64_t> toMillionths(const Json& value, std::int64_t max) {
    if (!value.is_number()) return std::nullopt;
    // Integers are scaled without leaving integers; a fraction is the double nearest to its decimal text, and the
    // nearest millionth of that is the decimal itself up to 15 digits.
    if (value.is_number_unsigned() || value.is_number_integer()) {
        if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(max / 1'000'000))
            return std::nullopt;
        const auto whole = value.get<std::int64_t>();
        if (whole < 0 || whole > max / 1'000'000) return std::nullopt;
        return whole * 1'000'000;
    }
    const double scaled = value.get<double>() * 1e6;
    if (!(scaled >= 0) || scaled > static_cast<double>(max)) return std::nullopt;
    return std::llround(scaled);
}

Json fromMillionths(std::int64_t value) {
    if (value % 1'000'000 == 0) return value / 1'000'000;
    return static_cast<double>(value) / 1e6;
}

Result<FieldReader> FieldReader::create(const Json& object, const FieldPath& path, const FieldOrigin& origin) {
    if (!object.is_object()) return fieldFailure(origin, path, "expected an object, found " + describeFound(object));
    return FieldReader(object, path, origin);
}

const Json* FieldReader::take(std::string_view key) {
    m_known.push_back(key);
    const auto found = m_object.find(key);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
}

Failure FieldReader::expected(std::string_view key, std::string_view expectation) const {
    const auto found = m_object.find(key);
    const std::string tail = found == m_object.end() ? ", but it is missing" : ", found " + describeFound(*found);
    return fieldFailure(
        m_origin, found == m_object.end() ? m_path : at(key),
        (found == m_object.end() ? std::string(key) + ": " : "") + "expected " + std::string(expectation) + tail);
}

Result<std::string> FieldReader::text(std::string_view key, std::string_view fallback, std::size_t maxBytes) {
    const Json* value = take(key);
    if (value == nullptr) return std::string(fallback);
    if (!value->is_string()) return expected(key, "a string");
    const auto& text = value->get_ref<const std::string&>();
    if (text.size() > maxBytes)
        return fieldFailure(m_origin, at(key),
                            fmt::format("expected at most {} bytes, found {}", maxBytes, text.size()),
                            ErrorCode::TooLarge);
    return text;
}

Result<std::string> FieldReader::line(std::string_view key, std::string_view fallback, std::size_t maxBytes) {
    SKEIN_TRY(std::string text, this->text(key, fallback, maxBytes));
    if (hasControl(text)) return expected(key, "one line without control characters");
    return text;
}

Result<std::int64_t> FieldReader::integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                                          std::int64_t max) {
    const Json* value = take(key);
    if (value == nullptr) return fallback;
    const bool fits =
        value->is_number_integer() &&
        !(value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) &&
        value->get<std::int64_t>() >= min && value->get<std::int64_t>() <= max;
    if (!fits) return expected(key, fmt::format("an integer from {} to {}", min, max));
    return value->get<std::int64_t>();
}

Result<bool> FieldReader::boolean(std::string_view key, bool fallback) {
    const Json* value = take(key);
    if (value == nullptr) return fallback;
    if (!value->is_boolean()) return expected(key, "true or false");
    return value->get<bool>();
}

Result<std::int64_t> FieldReader::millionths(std::string_view key, std::int64_t fallback, std::int64_t max) {
    const Json* value = take(key);
    if (value == nullptr) return fallback;
    const auto amount = toMillionths(*value, max);
    if (!amount) return expected(key, fmt::format("a number from 0 to {}", max / 1'000'000));
    return *amount;
}

Result<std::vector<std::string>> FieldReader::texts(std::string_view key, std::size_t maxItems, std::size_t maxBytes,
                                                    TextShape shape) {
    SKEIN_TRY(const Json* list, array(key, maxItems));
    std::vector<std::string> texts;
    if (list == nullptr) return texts;
    const FieldPath listPath = at(key);
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json& item = (*list)[i];
        const std::string* text = item.get_ptr<const std::string*>();
        const bool oneLine = shape == TextShape::OneLine;
        if (text == nullptr || text->empty() || text->size() > maxBytes || (oneLine && hasControl(*text)))
            return fieldFailure(m_origin, FieldPath(listPath, i),
                                fmt::format("expected a {} of 1 to {} bytes, found {}", oneLine ? "line" : "text",
                                            maxBytes, describeFound(item)));
        texts.push_back(*text);
    }
    return texts;
}

Result<Json> FieldReader::object(std::string_view key) {
    const Json* value = take(key);
    if (value == nullptr) return Json::object();
    if (!value->is_object()) return expected(key, "an object");
    return *value;
}

Result<const Json*> FieldReader::array(std::string_view key, std::size_t maxItems) {
    const Json* value = take(key);
    if (value == nullptr) return nullptr;
    if (!value->is_array()) return expected(key, "a list");
    if (value->size() > maxItems)
        return fieldFailure(m_origin, at(key),
                            fmt::format("expected at most {} items, found {}", maxItems, value->size()),
                            ErrorCode::TooLarge);
    return value;
}

Json FieldReader::rest() const {
    Json rest = Json::object();
    for (const auto& [key, value] : m_object.get_ref<const Json::object_t&>())
        if (std::find(m_known.begin(), m_known.end(), key) == m_known.end()) rest[key] = value;
    return rest;
}

Result<int> readFormatVersion(FieldReader& reader) {
    const Json* value = reader.take("skein");
    if (value == nullptr) return 1;
    if (value->is_number_integer() && *value > 1)
        return fieldFailure(
            reader.origin(), reader.at("skein"),
            "expected format version 1, found " + value->dump() + ": the file is for a newer version of Skein");
    if (!value->is_number_integer() || *value != 1) return reader.expected("skein", "the format version 1");
    return 1;
}

}  // namespace skein
