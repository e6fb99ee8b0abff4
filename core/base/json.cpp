#include "core/base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <set>
#include <vector>

#include "core/base/json_text.h"
#include "core/base/text.h"

namespace skein {
namespace {

/// Reads bytes and leaves its position where the parser's events can see it.
class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, const char** shared) : m_at(at), m_shared(shared) {}
    reference operator*() const { return *m_at; }
    CountingIterator& operator++() {
        *m_shared = ++m_at;
        return *this;
    }
    friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.m_at == b.m_at; }

private:
    const char* m_at;
    const char** m_shared;
};

/// Builds the value while refusing excessive depth and duplicate keys; errors are kept, never thrown.
class BoundedBuilder final : public nlohmann::json_sax<Json> {
public:
    BoundedBuilder(std::size_t maxDepth, std::string_view text)
        : position(text.data()), m_maxDepth(maxDepth), m_start(text.data()) {}

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t&) override { return put(value); }
    bool string(string_t& value) override { return put(std::move(value)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override {
        m_stack.pop_back();
        return true;
    }
    bool end_array() override {
        m_stack.pop_back();
        return true;
    }

    bool key(string_t& value) override {
        auto& members = m_stack.back()->get_ref<Json::object_t&>();
        const auto [place, isNew] = members.try_emplace(std::move(value));
        if (!isNew) {
            message = "the key '" + place->first + "' appears twice in one object";
            errorPosition = static_cast<std::size_t>(position - m_start) -
                            std::min<std::size_t>(place->first.size() + 1, position - m_start);
            return false;
        }
        m_member = &place->second;
        return true;
    }

    bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception& error) override {
        errorPosition = at;
        const std::string_view what = error.what();
        const auto colon = what.find(": ");
        message = std::string(colon == std::string_view::npos ? what : what.substr(colon + 2));
        return false;
    }

    Json root;
    std::string message;
    std::size_t errorPosition = 0;
    bool tooDeep = false;
    const char* position;  ///< just behind the last byte the parser has read

private:
    template <class Value>
    bool put(Value&& value) {
        place(Json(std::forward<Value>(value)));
        return true;
    }

    Json* place(Json value) {
        if (m_stack.empty()) {
            root = std::move(value);
            return &root;
        }
        Json& parent = *m_stack.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        return &(*m_member = std::move(value));
    }

    bool open(Json container) {
        if (m_stack.size() >= m_maxDepth) {
            tooDeep = true;
            message = "nested deeper than " + std::to_string(m_maxDepth) + " levels";
            return false;
        }
        m_stack.push_back(place(std::move(container)));
        return true;
    }

    std::size_t m_maxDepth;
    const char* m_start;
    std::vector<Json*> m_stack;
    Json* m_member = nullptr;  ///< of the object on top of the stack: where the next value belongs
};

// ECMAScript's Number::toString over the shortest round-trip digits (ECMA-262, 6.1.6.1.20).
std::string ecmaNumber(double value) {
    if (value == 0) return "0";
    std::array<char, 64> buffer{};
    const auto result =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value), std::chars_format::scientific);
    const std::string_view text(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
    const auto exponentAt = text.find('e');
    std::string digits;
    for (const char c : text.substr(0, exponentAt))
        if (c != '.') digits += c;
    int exponent = 0;
    auto exponentText = text.substr(exponentAt + 1);
    if (exponentText.front() == '+') exponentText.remove_prefix(1);
    std::from_chars(exponentText.data(), exponentText.data() + exponentText.size(), exponent);
    const int count = static_cast<int>(digits.size()), point = exponent + 1;
    std::string out = value < 0 ? "-" : "";
    if (count <= point && point <= 21) return out + digits + std::string(static_cast<std::size_t>(point - count), '0');
    if (0 < point && point <= 21)
        return out + digits.substr(0, static_cast<std::size_t>(point)) + "." +
               digits.substr(static_cast<std::size_t>(point));
    if (-6 < point && point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    out += digits[0];
    if (count > 1) out += "." + digits.substr(1);
    return out + "e" + (exponent < 0 ? "-" : "+") + std::to_string(exponent < 0 ? -exponent : exponent);
}

// RFC 8785 sorts keys by UTF-16 code units; UTF-8 order differs only where surrogates meet U+E000..U+FFFF.
bool utf16Less(const std::string& a, const std::string& b) {
    const auto mismatch = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (mismatch.first == a.end()) return mismatch.second != b.end();
    if (mismatch.second == b.end()) return false;
    const auto x = static_cast<unsigned char>(*mismatch.first), y = static_cast<unsigned char>(*mismatch.second);
    const bool xSurrogate = x >= 0xF0, ySurrogate = y >= 0xF0;
    if (xSurrogate != ySurrogate) {
        if (xSurrogate) return y == 0xEE || y == 0xEF;
        return !(x == 0xEE || x == 0xEF);
    }
    return x < y;
}

Result<void> writeCanonical(const Json& value, std::string& out) {
    switch (value.type()) {
        case Json::value_t::null: out += "null"; return {};
        case Json::value_t::boolean: out += value.get<bool>() ? "true" : "false"; return {};
        case Json::value_t::number_integer:
        case Json::value_t::number_unsigned: {
            const bool isUnsigned = value.is_number_unsigned();
            const bool exact = isUnsigned ? value.get<std::uint64_t>() <= 9007199254740991ull
                                          : value.get<std::int64_t>() <= 9007199254740991ll &&
                                                value.get<std::int64_t>() >= -9007199254740991ll;
            if (!exact)
                out += ecmaNumber(isUnsigned ? static_cast<double>(value.get<std::uint64_t>())
                                             : static_cast<double>(value.get<std::int64_t>()));
            else
                out +=
                    isUnsigned ? std::to_string(value.get<std::uint64_t>()) : std::to_string(value.get<std::int64_t>());
            return {};
        }
        case Json::value_t::number_float: {
            const double number = value.get<double>();
            if (!std::isfinite(number))
                return fail(ErrorCode::InvalidInput, "canonical JSON cannot hold NaN or infinities");
            out += ecmaNumber(number);
            return {};
        }
        case Json::value_t::string: {
            const auto& text = value.get_ref<const std::string&>();
            if (!isValidUtf8(text)) return fail(ErrorCode::InvalidInput, "canonical JSON needs valid UTF-8");
            appendJsonString(text, out);
            return {};
        }
        case Json::value_t::array: {
            out += '[';
            bool first = true;
            for (const auto& item : value) {
                if (!first) out += ',';
                first = false;
                SKEIN_CHECK(writeCanonical(item, out));
            }
            out += ']';
            return {};
        }
        case Json::value_t::object: {
            const auto& object = value.get_ref<const Json::object_t&>();
            // The map's own order is that of UTF-8 bytes: the one wanted, but for keys in the few blocks named above.
            std::vector<const Json::object_t::value_type*> members;
            members.reserve(object.size());
            for (const auto& member : object) members.push_back(&member);
            const auto less = [](const auto* a, const auto* b) { return utf16Less(a->first, b->first); };
            if (!std::is_sorted(members.begin(), members.end(), less)) std::sort(members.begin(), members.end(), less);
            out += '{';
            for (std::size_t i = 0; i < members.size(); ++i) {
                if (i != 0) out += ',';
                if (!isValidUtf8(members[i]->first))
                    return fail(ErrorCode::InvalidInput, "canonical JSON needs valid UTF-8");
                appendJsonString(members[i]->first, out);
                out += ':';
                SKEIN_CHECK(writeCanonical(members[i]->second, out));
            }
            out += '}';
            return {};
        }
        default: return fail(ErrorCode::InvalidInput, "canonical JSON cannot hold binary values");
    }
}

Failure mistyped(const Json& object, std::string_view key, std::string_view path, std::string_view expected) {
    const std::string place = path.empty() ? std::string(key) : std::string(path) + "." + std::string(key);
    if (!object.is_object())
        return fail(ErrorCode::InvalidInput,
                    std::string(path) + ": expected an object, found " + std::string(jsonTypeName(object)));
    const auto found = object.find(key);
    return fail(ErrorCode::InvalidInput,
                place + ": expected " + std::string(expected) +
                    (found == object.end() ? ", but it is missing" : ", found " + std::string(jsonTypeName(*found))));
}

const Json* member(const Json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

}  // namespace

Result<Json> parseJson(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.maxBytes)
        return fail(ErrorCode::TooLarge, "JSON of " + std::to_string(text.size()) + " bytes; at most " +
                                             std::to_string(limits.maxBytes) + " are read");
    BoundedBuilder builder(limits.maxDepth, text);
    if (Json::sax_parse(text.begin(), text.end(), &builder)) return std::move(builder.root);
    // Once more for the message alone, with iterators that know where the parser stands.
    builder = BoundedBuilder(limits.maxDepth, text);
    const CountingIterator first(text.data(), &builder.position), last(text.data() + text.size(), &builder.position);
    Json::sax_parse(first, last, &builder);
    if (builder.tooDeep) return fail(ErrorCode::TooLarge, toValidUtf8(builder.message));
    const auto at = std::min(builder.errorPosition == 0 ? text.size() : builder.errorPosition - 1, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    const auto lineStart = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    const auto column = at - (lineStart == std::string_view::npos ? 0 : lineStart + 1) + 1;
    return fail(ErrorCode::InvalidInput, "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " +
                                             toValidUtf8(builder.message));
}

Result<std::string> canonicalJson(const Json& value) {
    std::string out;
    SKEIN_CHECK(writeCanonical(value, out));
    return out;
}

std::string canonicalJsonOrAssert(const Json& value) {
    auto text = canonicalJson(value);
    SKEIN_ASSERT(text.has_value());
    return *std::move(text);
}

std::string prettyJson(const Json& value, int indent) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string_view jsonTypeName(const Json& value) {
    switch (value.type()) {
        case Json::value_t::null: return "null";
        case Json::value_t::boolean: return "a boolean";
        case Json::value_t::string: return "a string";
        case Json::value_t::array: return "an array";
        case Json::value_t::object: return "an object";
        case Json::value_t::number_float: return "a fraction";
        default: return "an integer";
    }
}

Result<std::int64_t> jsonInt(const Json& object, std::string_view key, std::string_view path) {
    const Json* value = member(object, key);
    if (value == nullptr || !value->is_number_integer()) return mistyped(object, key, path, "an integer");
    return value->get<std::int64_t>();
}

Result<std::string> jsonString(const Json& object, std::string_view key, std::string_view path) {
    const Json* value = member(object, key);
    if (value == nullptr || !value->is_string()) return mistyped(object, key, path, "a string");
    return value->get<std::string>();
}

Result<std::int64_t> jsonIntOr(const Json& object, std::string_view key, std::int64_t fallback, std::string_view path) {
    if (object.is_object() && member(object, key) == nullptr) return fallback;
    return jsonInt(object, key, path);
}

Result<std::string> jsonStringOr(const Json& object, std::string_view key, std::string fallback,
                                 std::string_view path) {
    if (object.is_object() && member(object, key) == nullptr) return fallback;
    return jsonString(object, key, path);
}

Result<bool> jsonBoolOr(const Json& object, std::string_view key, bool fallback, std::string_view path) {
    const Json* value = member(object, key);
    if (value == nullptr && object.is_object()) return fallback;
    if (value == nullptr || !value->is_boolean()) return mistyped(object, key, path, "true or false");
    return value->get<bool>();
}

}  // namespace skein
