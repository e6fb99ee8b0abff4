#include "core/coherence/clauses.h"

#include <algorithm>
#include <string_view>

#include "core/coherence/prose_terms.h"

namespace skein::coherence {
namespace {

constexpr std::size_t mostSubjectWords = 5, mostClauses = 6;

/// Verbs in a form that is nothing else.
bool isVerb(const Token& token) {
    return token.kind == Token::Kind::Word &&
           isOneOf(token.lower, {"is",      "are",   "must",     "may",      "can",   "cannot",   "shall",   "never",
                                 "has",     "have",  "expires",  "defaults", "lasts", "lives",    "takes",   "accepts",
                                 "returns", "uses",  "needs",    "listens",  "runs",  "keeps",    "stores",  "retries",
                                 "holds",   "waits", "contains", "allows",   "sends", "requires", "supports"});
}

/// The same where a thing in the plural stands before it.
bool isPluralVerb(const Token& token) {
    return token.kind == Token::Kind::Word &&
           isOneOf(token.lower, {"expire", "last",    "live",  "take", "accept",  "return",  "use",
                                 "need",   "listen",  "run",   "keep", "store",   "retry",   "hold",
                                 "wait",   "contain", "allow", "send", "require", "support", "start"});
}

bool isPlural(const Token& token) {
    return token.kind == Token::Kind::Word && token.lower.size() > 3 && token.lower.ends_with("s") &&
           !token.lower.ends_with("ss");
}

/// Where the first verb stands behind a plain noun phrase; 0: there is none.
std::size_t verbOf(const std::vector<Token>& tokens) {
    if (tokens.empty()) return 0;
    const std::size_t first = isArticle(tokens[0].lower) ? 1 : 0;
    for (std::size_t i = first; i < tokens.size() && i <= first + mostSubjectWords; ++i) {
        const bool verb = isVerb(tokens[i]) || (i > first && isPluralVerb(tokens[i]) && isPlural(tokens[i - 1]));
        if (verb) return i > first ? i : 0;
        const bool word = tokens[i].kind == Token::Kind::Word &&
                          !isOneOf(tokens[i].lower, {"it",   "this", "that", "there", "which", "they", "we", "you",
                                                     "and",  "or",   "not",  "only",  "these", "who",  "if", "in",
                                                     "when", "on",   "at",   "for",   "by",    "with", "no", "to"});
        const bool spaced = i == first || tokens[i].spaced;
        if ((!word && tokens[i].kind != Token::Kind::Code) || !spaced) return 0;
    }
    return 0;
}

/// "each job times out", "routes are kept": a short noun phrase with an article or in the plural before a verb.
bool startsStatement(const std::vector<Token>& tokens, std::size_t at) {
    const bool article = isOneOf(tokens[at].lower, {"each", "every", "the", "a", "an", "all"});
    for (std::size_t i = at + (article ? 2 : 1); i < tokens.size() && i <= at + 4; ++i) {
        if (tokens[i - 1].kind != Token::Kind::Word || isOneOf(tokens[i - 1].lower, {"and", "or", "not"})) return false;
        if (isVerb(tokens[i]) || tokens[i].lower == "times") return article || isPlural(tokens[i - 1]);
    }
    return false;
}

std::string textOf(const std::vector<Token>& tokens, std::size_t from, std::size_t to) {
    std::string out;
    for (std::size_t i = from; i < to; ++i) {
        if (tokens[i].spaced && !out.empty()) out += ' ';
        const auto kind = tokens[i].kind;
        const std::string_view mark = kind == Token::Kind::Code ? "`" : kind == Token::Kind::Quote ? "\"" : "";
        out.append(mark).append(tokens[i].text).append(mark);
    }
    return out;
}

std::string ended(std::string text) {
    while (!text.empty() && (text.back() == ',' || text.back() == ' ' || text.back() == ';')) text.pop_back();
    if (!text.empty() && text.back() != '.') text += '.';
    return text;
}

}  // namespace

std::vector<std::string> clausesOf(const std::vector<Token>& tokens) {
    const auto main = verbOf(tokens);
    if (main == 0) return {};
    const bool plural = isPlural(tokens[main - 1]);
    const auto subject = textOf(tokens, 0, main);
    struct Part {
        std::size_t from, to;
        bool own;  ///< has its own subject
    };
    std::vector<Part> parts{{0, tokens.size(), true}};
    int depth = 0;
    for (std::size_t i = main + 1; i + 2 < tokens.size() && parts.size() < mostClauses; ++i) {
        const bool mark = tokens[i].kind == Token::Kind::Mark;
        if (mark && tokens[i].text == "(") ++depth;
        if (mark && tokens[i].text == ")") --depth;
        if (depth != 0) continue;
        const bool semicolon = mark && tokens[i].text == ";";
        const bool link = tokens[i].kind == Token::Kind::Word && isOneOf(tokens[i].lower, {"and", "but"});
        if (!semicolon && !link) continue;
        std::size_t next = i + 1;
        if (semicolon && isOneOf(tokens[next].lower, {"and", "but"})) ++next;
        const bool verb = isVerb(tokens[next]) || (plural && isPluralVerb(tokens[next]));
        const bool subject = semicolon || startsStatement(tokens, next);
        if (!verb && !subject) continue;
        parts.back().to = i;
        parts.push_back({next, tokens.size(), !verb});
    }
    if (parts.size() < 2) return {};
    std::vector<std::string> clauses;
    for (const auto& part : parts) {
        const auto text = textOf(tokens, part.from, part.to);
        clauses.push_back(ended(part.own ? text : subject + ' ' + text));
    }
    return clauses;
}

std::string pronounResolved(const std::vector<Token>& tokens, const std::vector<Token>& before) {
    if (tokens.size() < 3 || tokens[0].kind != Token::Kind::Word || !isOneOf(tokens[0].lower, {"they", "it"}))
        return {};
    const auto verb = verbOf(before);
    const bool many = tokens[0].lower == "they";
    if (verb == 0 || isPlural(before[verb - 1]) != many) return {};
    if (!isVerb(tokens[1]) && !(many && isPluralVerb(tokens[1]))) return {};
    return ended(textOf(before, 0, verb) + ' ' + textOf(tokens, 1, tokens.size()));
}

}  // namespace skein::coherence
