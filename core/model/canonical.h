// Records as canonical JSON (RFC 8785) straight from their field lists, without a tree of values in between: what the
// journal hashes and what a state's hash is made of. The same text as canonicalJson(record::encode(value)), which
// tst_golden_journal compares for every event. Thread: any; values only.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstring>
#include <numeric>

#include "core/base/json_text.h"
#include "core/base/text.h"
#include "core/model/record.h"

namespace skein::record {

/// The order in which canonical JSON wants the members of a record: positions in its field list. Names are ASCII, where
/// the order of bytes is that of UTF-16 units.
template <Record T>
const std::vector<std::size_t>& canonicalOrder() {
    static const auto order = [] {
        std::vector<const char*> names;
        T value{};
        T::fields(value, [&](const char* name, const auto&) { names.push_back(name); });
        std::vector<std::size_t> positions(names.size());
        std::iota(positions.begin(), positions.end(), std::size_t{0});
        std::sort(positions.begin(), positions.end(),
                  [&](std::size_t a, std::size_t b) { return std::strcmp(names[a], names[b]) < 0; });
        return positions;
    }();
    return order;
}

/// Appends values to one text. What canonical JSON cannot carry exactly (an integer beyond +-(2^53-1), text that is not
/// UTF-8) is noticed and makes text() fail.
class CanonicalWriter {
public:
    Result<std::string> text() && {
        if (!m_exact)
            return fail(ErrorCode::InvalidInput, "an integer beyond +-(2^53-1), or text that is not valid UTF-8");
        return std::move(m_out);
    }

    template <class Tag>
    void put(Id<Tag> id) {
        put(id.value);
    }
    template <class Tag>
    void put(Quantity<Tag> quantity) {
        put(quantity.value);
    }
    void put(Instant instant) { put(instant.value); }
    void put(bool flag) { m_out += flag ? "true" : "false"; }
    template <std::integral T>
    requires(!std::same_as<T, bool>) void put(T number) {
        m_exact = m_exact && std::in_range<std::int64_t>(number) &&
                  static_cast<std::int64_t>(number) <= maxExactInteger &&
                  static_cast<std::int64_t>(number) >= -maxExactInteger;
        char digits[24];
        m_out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    }
    void put(const std::string& text) {
        const bool valid = isValidUtf8(text);
        m_exact = m_exact && valid;
        appendJsonString(valid ? text : std::string_view(), m_out);
    }
    void put(const Digest& digest) { quoted("", digest.hex()); }
    void put(const BlobRef& blob) { quoted("blob:", blob.name.hex()); }
    template <class E>
    requires std::is_enum_v<E>
    void put(E value) { quoted("", nameIn(EnumNames<E>::table, value)); }
    template <class T>
    void put(const std::vector<T>& items) {
        m_out += '[';
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) m_out += ',';
            put(items[i]);
        }
        m_out += ']';
    }
    template <class T>
    void put(const std::optional<T>& value) {
        if (value) put(*value);
        else m_out += "null";
    }
    template <Record T>
    void put(const T& value) {
        m_out += '{';
        bool first = true;
        for (const std::size_t wanted : canonicalOrder<T>()) {
            std::size_t position = 0;
            T::fields(value, [&](const char* name, const auto& member) {
                if (position++ != wanted || isEmpty(member)) return;
                m_out += first ? "\"" : ",\"";
                first = false;
                m_out += name;
                m_out += "\":";
                put(member);
            });
        }
        m_out += '}';
    }

private:
    void quoted(std::string_view prefix, std::string_view plain) {
        m_out += '"';
        m_out += prefix;
        m_out += plain;
        m_out += '"';
    }

    std::string m_out;
    bool m_exact = true;
};

/// The canonical JSON of a record. Error: InvalidInput when it cannot carry a value exactly.
template <Record T>
Result<std::string> canonicalText(const T& value) {
    CanonicalWriter writer;
    writer.put(value);
    return std::move(writer).text();
}

}  // namespace skein::record
