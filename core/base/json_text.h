// Canonical JSON (RFC 8785) of a shape known beforehand, written and read as text without a tree of values in between.
// For records that come by the ten thousand; everything else uses json.h. Thread: any; one reader, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace skein {

/// Appends a string with its quotes. Precondition: valid UTF-8.
void appendJsonString(std::string_view text, std::string& out);

/// Takes a text apart from its start on. Each method returns whether the text goes on as asked and moves behind it;
/// where it does not, the reader stays. Accepts the canonical form alone: no white space, and no escape that is not
/// needed. The text must outlive the reader.
class JsonTextReader {
public:
    explicit JsonTextReader(std::string_view text) : m_text(text) {}
    /// Exactly these bytes.
    bool take(std::string_view literal);
    /// A string with its quotes. Whether it is valid UTF-8 is left to the caller, who can check the whole text at once.
    bool takeString(std::string& value);
    /// An integer that is not negative and not beyond what JSON numbers hold exactly.
    bool takeNumber(std::uint64_t& value);
    bool isAtEnd() const { return m_at == m_text.size(); }
    std::size_t position() const { return m_at; }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

}  // namespace skein
