// SQL in words, and the reading of one statement from its front. Thread: any; pure. For sql_schema.cpp.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skein::coherence::sql {

struct Token {
    enum class Kind { Word, Quoted, Text, Number, Sign };
    Kind kind = Kind::Sign;
    std::string text;  ///< words in lower case; texts with their quotes
};
using Tokens = std::vector<Token>;

/// Comments and white space left out; what is never closed ends with the script.
Tokens tokensOf(std::string_view script);

/// A part of a statement, read from the front. Behind its end there are empty words.
class Reader {
public:
    explicit Reader(Tokens tokens) : m_tokens(std::move(tokens)) {}

    bool done() const { return m_at >= m_tokens.size(); }
    bool at(std::string_view word) const;
    bool atOneOf(std::initializer_list<std::string_view> words) const;
    bool take(std::string_view word) { return at(word) && ++m_at; }
    /// All of the words, or none.
    bool take(std::initializer_list<std::string_view> words);
    Token token() { return done() ? Token() : m_tokens[m_at++]; }
    std::string word() { return token().text; }
    /// A name without the schema that is meant anyway ("public", "dbo", "main").
    std::string name();
    /// What stands between this parenthesis and its partner; nothing where none stands here.
    Tokens parenthesised();
    /// An expression up to one of these words outside of parentheses, without white space and without casts.
    std::string expression(std::initializer_list<std::string_view> ends);
    std::string rest();

private:
    Tokens m_tokens;
    std::size_t m_at = 0;
};

/// The parts between commas outside of parentheses.
std::vector<Reader> splitByComma(const Tokens& tokens);
/// The name at the front of each part.
std::vector<std::string> namesIn(const Tokens& tokens);

}  // namespace skein::coherence::sql
