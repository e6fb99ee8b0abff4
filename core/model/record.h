// One field list per record, read by both directions of the JSON codec: what is written can be read, by construction.
// A record declares `template <class Self, class Visit> static void fields(Self& self, Visit&& visit)` and lists its
// members by name. Zero ids, empty blobs and false flags are left out of the JSON and read back as such. Thread: any.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/base/units.h"
#include "core/model/names.h"

namespace skein {

/// A reference to a blob by name; "blob:<64 hex>" in JSON, absent when empty.
struct BlobRef {
    BlobName name;
    explicit operator bool() const { return static_cast<bool>(name); }
    friend auto operator<=>(const BlobRef&, const BlobRef&) = default;
};

/// Specialised per enum: `static constexpr NameTable<E, N> table`.
template <class Enum>
struct EnumNames;

namespace record {

template <class T>
concept Record = requires(T& value) {
    T::fields(value, [](const char*, auto&) {});
};

template <class Tag>
Json encode(Id<Tag> id) {
    return id.value;
}
template <class Tag>
Json encode(Quantity<Tag> quantity) {
    return quantity.value;
}
inline Json encode(Instant instant) { return instant.value; }
inline Json encode(bool flag) { return flag; }
template <std::integral T>
requires(!std::same_as<T, bool>) Json encode(T number) { return number; }
inline Json encode(const std::string& text) { return text; }
inline Json encode(const Digest& digest) { return digest.hex(); }
inline Json encode(const BlobRef& blob) { return "blob:" + blob.name.hex(); }
template <class E>
requires std::is_enum_v<E> Json encode(E value) { return nameIn(EnumNames<E>::table, value); }
template <Record T>
Json encode(const T& value);
template <class T>
Json encode(const std::vector<T>& items) {
    Json array = Json::array();
    for (const auto& item : items) array.push_back(encode(item));
    return array;
}
template <class T>
Json encode(const std::optional<T>& value) {
    return value ? encode(*value) : Json(nullptr);
}

/// Whether a member says nothing and is left out of the JSON.
template <class T>
bool isEmpty(const T&) {
    return false;
}
template <class Tag>
bool isEmpty(const Id<Tag>& id) {
    return !id;
}
inline bool isEmpty(const bool& flag) { return !flag; }
inline bool isEmpty(const Digest& digest) { return !digest; }
inline bool isEmpty(const BlobRef& blob) { return !blob; }
inline bool isEmpty(const std::string& text) { return text.empty(); }
template <class T>
bool isEmpty(const std::vector<T>& items) {
    return items.empty();
}
template <class T>
bool isEmpty(const std::optional<T>& value) {
    return !value;
}

template <Record T>
Json encode(const T& value) {
    Json object = Json::object();
    T::fields(value, [&](const char* name, const auto& member) {
        if (!isEmpty(member)) object[name] = encode(member);
    });
    return object;
}

using Problem = std::optional<std::string>;

template <std::integral T>
requires(!std::same_as<T, bool>) Problem decode(const Json& json, T& out) {
    if (!json.is_number_integer()) return "expected an integer, found " + std::string(jsonTypeName(json));
    const auto value = json.get<std::int64_t>();
    if (!std::in_range<T>(value) || value > maxExactInteger || value < -maxExactInteger)
        return "the integer is out of range";
    out = static_cast<T>(value);
    return std::nullopt;
}
template <class Tag>
Problem decode(const Json& json, Id<Tag>& out) {
    return decode(json, out.value);
}
template <class Tag>
Problem decode(const Json& json, Quantity<Tag>& out) {
    return decode(json, out.value);
}
inline Problem decode(const Json& json, Instant& out) { return decode(json, out.value); }
inline Problem decode(const Json& json, bool& out) {
    if (!json.is_boolean()) return "expected true or false, found " + std::string(jsonTypeName(json));
    out = json.get<bool>();
    return std::nullopt;
}
inline Problem decode(const Json& json, std::string& out) {
    if (!json.is_string()) return "expected a string, found " + std::string(jsonTypeName(json));
    out = json.get<std::string>();
    return std::nullopt;
}
inline Problem decode(const Json& json, Digest& out) {
    if (json.is_string() && json.get_ref<const std::string&>().empty()) {  // how windows once spelled "none"
        out = {};
        return std::nullopt;
    }
    const auto digest = json.is_string() ? Digest::fromHex(json.get_ref<const std::string&>()) : std::nullopt;
    if (!digest) return "expected 64 hexadecimal digits";
    out = *digest;
    return std::nullopt;
}
inline Problem decode(const Json& json, BlobRef& out) {
    const std::string_view text = json.is_string() ? std::string_view(json.get_ref<const std::string&>()) : "";
    const auto digest = text.starts_with("blob:") ? Digest::fromHex(text.substr(5)) : std::nullopt;
    if (!digest) return "expected \"blob:\" and 64 hexadecimal digits";
    out.name = *digest;
    return std::nullopt;
}
template <class E>
requires std::is_enum_v<E> Problem decode(const Json& json, E& out) {
    const auto value =
        json.is_string() ? valueIn(EnumNames<E>::table, json.get_ref<const std::string&>()) : std::nullopt;
    if (!value) {
        std::string expected;
        for (const auto& entry : EnumNames<E>::table)
            expected += (expected.empty() ? "" : ", ") + std::string(entry.second);
        return "expected one of " + expected;
    }
    out = *value;
    return std::nullopt;
}
template <Record T>
Problem decode(const Json& json, T& out);
template <class T>
Problem decode(const Json& json, std::vector<T>& out) {
    if (!json.is_array()) return "expected an array, found " + std::string(jsonTypeName(json));
    out.clear();
    for (const auto& item : json) {
        T value{};
        if (auto problem = decode(item, value)) return "[" + std::to_string(out.size()) + "]: " + *problem;
        out.push_back(std::move(value));
    }
    return std::nullopt;
}
template <class T>
Problem decode(const Json& json, std::optional<T>& out) {
    if (json.is_null()) {
        out.reset();
        return std::nullopt;
    }
    T value{};
    if (auto problem = decode(json, value)) return problem;
    out = std::move(value);
    return std::nullopt;
}
template <Record T>
Problem decode(const Json& json, T& out) {
    if (!json.is_object()) return "expected an object, found " + std::string(jsonTypeName(json));
    Problem problem;
    T::fields(out, [&](const char* name, auto& member) {
        if (problem) return;
        const auto found = json.find(name);
        if (found == json.end()) {
            std::remove_cvref_t<decltype(member)> absent{};
            if (!isEmpty(absent)) problem = std::string(name) + " is missing";
            else member = std::move(absent);  // also where the record's own default says something else
            return;
        }
        if (auto inner = decode(*found, member)) problem = std::string(name) + ": " + *inner;
    });
    return problem;
}

/// A record from JSON; unknown members are ignored (later versions may add some). Error: Damaged with the member's
/// path.
template <Record T>
Result<T> fromJson(const Json& json, std::string_view what) {
    T value{};
    if (auto problem = decode(json, value)) return fail(ErrorCode::Damaged, std::string(what) + ": " + *problem);
    return value;
}

}  // namespace record
}  // namespace skein
