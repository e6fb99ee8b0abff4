#include "core/coherence/sentence.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxTokens = 400;  ///< longer sentences are tables, lists or generated text without marks

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr std::array<std::pair<std::string_view, std::string_view>, 20> spelledNumbers{
    {{"two", "2"},     {"three", "3"},    {"four", "4"},    {"five", "5"},      {"six", "6"},
     {"seven", "7"},   {"eight", "8"},    {"nine", "9"},    {"ten", "10"},      {"eleven", "11"},
     {"twelve", "12"}, {"fifteen", "15"}, {"twenty", "20"}, {"thirty", "30"},   {"forty", "40"},
     {"fifty", "50"},  {"sixty", "60"},   {"ninety", "90"}, {"hundred", "100"}, {"thousand", "1000"}}};

Token makeToken(Token::Kind kind, std::string_view text) {
    return {kind, std::string(text), toLowerAscii(text), std::nullopt};
}

/// A number with what is attached to it ("30s", "3.11+", "1,000"); a word when the letters are no unit ("2nd", "v3").
Token takeNumber(std::string_view text, std::size_t& at) {
    const std::size_t start = at;
    while (at < text.size() && (isDigit(text[at]) || isLetter(text[at]) || text[at] == '_' || text[at] == '%' ||
                                ((text[at] == '.' || text[at] == ',') && at + 1 < text.size() &&
                                 (isDigit(text[at + 1]) || text[at + 1] == 'x'))))
        ++at;
    const auto written = text.substr(start, at - start);
    Token token = makeToken(Token::Kind::Number, written);
    token.number = numberValue(written, "");
    if (!token.number) token.kind = Token::Kind::Word;
    return token;
}

Token takeWord(std::string_view text, std::size_t& at) {
    const std::size_t start = at;
    while (at < text.size()) {
        const char c = text[at];
        const bool inner = (c == '\'' || c == '-' || c == '.' || c == ':') && at > start && at + 1 < text.size() &&
                           (isLetter(text[at + 1]) || (c == '-' && isDigit(text[at + 1])) || text[at + 1] == '_') &&
                           c != ':';
        const bool scope = c == ':' && text.substr(at).starts_with("::");
        if (scope) {
            at += 2;
            continue;
        }
        if (!isLetter(c) && !isDigit(c) && c != '_' && !inner) break;
        ++at;
    }
    Token token = makeToken(Token::Kind::Word, text.substr(start, at - start));
    for (const auto& [word, digits] : spelledNumbers)
        if (token.lower == word) {
            token.kind = Token::Kind::Number;
            token.number = numberValue(digits, "");
        }
    return token;
}

bool endsWithAbbreviation(std::string_view text) {
    for (const std::string_view word : {"e.g", "i.e", "etc", "vs", "approx", "resp", "incl", "no", "cf"})
        if (text.size() >= word.size() && toLowerAscii(text.substr(text.size() - word.size())) == word &&
            (text.size() == word.size() || !isLetter(text[text.size() - word.size() - 1])))
            return true;
    return false;
}

bool isTableDelimiter(std::string_view line) {
    line = trim(line);
    return line.find('-') != std::string_view::npos && line.find('|') != std::string_view::npos &&
           line.find_first_not_of("|:- \t") == std::string_view::npos;
}

std::size_t listMarkerLength(std::string_view line) {
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    const auto rest = line.substr(indent);
    if (rest.size() > 1 && (rest[0] == '-' || rest[0] == '*' || rest[0] == '+') && rest[1] == ' ') return indent + 2;
    std::size_t digits = 0;
    while (digits < rest.size() && isDigit(rest[digits])) ++digits;
    if (digits > 0 && digits < 4 && digits + 1 < rest.size() && (rest[digits] == '.' || rest[digits] == ')') &&
        rest[digits + 1] == ' ')
        return indent + digits + 2;
    return 0;
}

int headingLevel(std::string_view line) {
    const auto hashes = std::min(line.find_first_not_of('#'), line.size());
    return hashes >= 1 && hashes <= 6 && hashes < line.size() && line[hashes] == ' ' ? static_cast<int>(hashes) : 0;
}

}  // namespace

namespace {

/// Whether "'s" behind this word is no owner's: "it's" is a verb.
bool isShortened(const Token& token) {
    for (const auto* word : {"it", "that", "what", "there", "here", "he", "she", "let", "who", "where"})
        if (token.lower == word) return true;
    return false;
}

/// Bytes of the "'s" of an owner at this place, "the `Job`'s state"; 0: none.
std::size_t possessiveAt(std::string_view text, std::size_t at, const std::vector<Token>& before) {
    if (before.empty() || before.back().kind == Token::Kind::Mark || isShortened(before.back())) return 0;
    for (const std::string_view mark : {"'s ", "\xE2\x80\x99s "})
        if (text.substr(at).starts_with(mark)) return mark.size() - 1;
    return 0;
}

/// "the job's state": an apostrophe between letters is part of a word otherwise.
Token withoutPossessive(Token token) {
    if (!token.text.ends_with("'s")) return token;
    auto owner = makeToken(token.kind, std::string_view(token.text).substr(0, token.text.size() - 2));
    return isShortened(owner) ? token : owner;
}

}  // namespace

std::vector<Token> tokenise(std::string_view text) {
    std::vector<Token> tokens;
    std::size_t marked = 0;  // tokens that know whether they are spaced
    bool spaced = false;
    for (std::size_t at = 0; at < text.size() && tokens.size() < maxTokens;) {
        const char c = text[at];
        if (tokens.size() > marked) spaced = false, marked = tokens.size();
        spaced = spaced || isSpace(c);
        if (isSpace(c) || c == '*') {
            ++at;
            continue;
        }
        if (const auto owner = possessiveAt(text, at, tokens); owner > 0) {
            at += owner;
        } else if (c == '`') {
            const std::size_t ticks = std::min(text.find_first_not_of('`', at), text.size()) - at;
            const auto end = text.find(text.substr(at, ticks), at + ticks);
            if (end == std::string_view::npos) {
                at += ticks;
                continue;
            }
            tokens.push_back(makeToken(Token::Kind::Code, trim(text.substr(at + ticks, end - at - ticks))));
            at = end + ticks;
        } else if (c == '"' || text.substr(at).starts_with("\xE2\x80\x9C")) {
            const bool straight = c == '"';
            const std::size_t open = straight ? 1 : 3;
            const auto end = text.find(straight ? std::string_view("\"") : std::string_view("\xE2\x80\x9D"), at + open);
            if (end == std::string_view::npos) {
                at += open;
                continue;
            }
            tokens.push_back(makeToken(Token::Kind::Quote, text.substr(at + open, end - at - open)));
            at = end + open;
        } else if (c == ']' && at + 1 < text.size() && text[at + 1] == '(') {
            const auto end = text.find(')', at);
            at = end == std::string_view::npos ? at + 1 : end + 1;
        } else if (c == '[') {
            ++at;
        } else if (isDigit(c)) {
            tokens.push_back(takeNumber(text, at));
        } else if (static_cast<unsigned char>(c) == 0xE2 && text.substr(at).starts_with("\xE2\x80")) {
            tokens.push_back(makeToken(Token::Kind::Mark, "-"));  // dashes
            at += 3;
        } else if (isLetter(c) || c == '_') {
            tokens.push_back(withoutPossessive(takeWord(text, at)));
        } else {
            tokens.push_back(makeToken(Token::Kind::Mark, text.substr(at, 1)));
            ++at;
        }
        if (tokens.size() > marked) tokens.back().spaced = spaced;
    }
    return tokens;
}

namespace {

/// Whether nothing but closing marks stands between here and the next blank: "kept?** Positions".
bool closesAt(std::string_view text, std::size_t at) {
    const auto end = std::min(text.find_first_not_of(")*_\"", at), text.size());
    return end != at && end - at <= 3 && (end == text.size() || isSpace(text[end]));
}

}  // namespace

std::vector<TextPiece> sentencesOf(const TextPiece& block) {
    std::vector<TextPiece> out;
    const std::string_view text = block.text;
    std::size_t start = 0;
    std::uint32_t line = block.line, startLine = block.line;
    bool code = false;
    const auto flush = [&](std::size_t end) {
        std::size_t from = start;
        while (from < end && isSpace(text[from])) {
            if (text[from] == '\n') ++startLine;
            ++from;
        }
        if (const auto piece = trim(text.substr(from, end - from)); !piece.empty())
            out.push_back({std::string(piece), startLine, block.listItem && out.empty()});
        start = end;
        startLine = line;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '`') code = !code;
        const bool stop = (c == '.' || c == '!' || c == '?') && !code &&
                          (at + 1 >= text.size() || isSpace(text[at + 1]) || closesAt(text, at + 1));
        if ((stop && !(c == '.' && endsWithAbbreviation(text.substr(start, at - start)))) || (c == ';' && !code))
            flush(at + 1);
        if (c == '\n') ++line;
    }
    flush(text.size());
    return out;
}

std::vector<MarkdownBlock> markdownBlocks(std::string_view text) {
    std::vector<MarkdownBlock> blocks;
    const auto lines = splitLines(text);
    std::string_view fence;
    bool comment = false, open = false;
    std::size_t first = 0;
    if (!lines.empty() && trim(lines[0]) == "---")
        for (std::size_t end = 1; end < lines.size() && end < 200; ++end)
            if (trim(lines[end]) == "---") {
                first = end + 1;
                break;
            }
    for (std::size_t i = first; i < lines.size(); ++i) {
        const auto line = lines[i];
        const auto content = trim(line);
        const auto number = static_cast<std::uint32_t>(i + 1);
        const auto closeBlock = [&] { open = false; };
        if (!fence.empty()) {
            if (content.starts_with(fence)) fence = {};
            continue;
        }
        if (comment || content.starts_with("<!--")) {
            comment = content.find("-->") == std::string_view::npos;
            closeBlock();
            continue;
        }
        if (content.starts_with("```") || content.starts_with("~~~")) {
            fence = content.substr(0, 3);
            closeBlock();
            continue;
        }
        if (content.empty()) {
            closeBlock();
            continue;
        }
        if (content.front() == '>' || (!open && line.starts_with("    ")) || line.starts_with("\t")) {
            closeBlock();
            continue;
        }
        if (const int level = headingLevel(content); level > 0) {
            blocks.push_back({MarkdownBlock::Kind::Heading, number, level,
                              std::string(trim(content.substr(static_cast<std::size_t>(level))))});
            closeBlock();
        } else if (i + 1 < lines.size() && content.find('|') != std::string_view::npos &&
                   isTableDelimiter(lines[i + 1])) {
            MarkdownBlock table{MarkdownBlock::Kind::Table, number, 0, std::string(line)};
            while (i + 1 < lines.size() && lines[i + 1].find('|') != std::string_view::npos)
                (table.text += '\n') += lines[++i];
            blocks.push_back(std::move(table));
            closeBlock();
        } else if (open && content.find_first_not_of("=-") == std::string_view::npos &&
                   blocks.back().kind == MarkdownBlock::Kind::Paragraph) {
            blocks.back().kind = MarkdownBlock::Kind::Heading;  // underlined heading
            blocks.back().level = content.front() == '=' ? 1 : 2;
            closeBlock();
        } else if (const auto marker = listMarkerLength(line); marker > 0) {
            blocks.push_back({MarkdownBlock::Kind::ListItem, number, 0, std::string(line.substr(marker))});
            open = true;
        } else if (open) {
            (blocks.back().text += '\n') += line;
        } else {
            blocks.push_back({MarkdownBlock::Kind::Paragraph, number, 0, std::string(line)});
            open = true;
        }
    }
    return blocks;
}

std::vector<std::string> tableCells(std::string_view row) {
    row = trim(row);
    if (row.starts_with("|")) row.remove_prefix(1);
    if (row.ends_with("|") && !row.ends_with("\\|")) row.remove_suffix(1);
    std::vector<std::string> cells(1);
    bool code = false;
    for (std::size_t at = 0; at < row.size(); ++at) {
        if (row[at] == '\\' && at + 1 < row.size() && row[at + 1] == '|') {
            cells.back() += '|';
            ++at;
            continue;
        }
        if (row[at] == '`') code = !code;
        if (row[at] == '|' && !code) {
            cells.emplace_back();
            continue;
        }
        cells.back() += row[at];
    }
    for (auto& cell : cells) cell = std::string(trim(cell));
    return cells;
}

}  // namespace skein::coherence
