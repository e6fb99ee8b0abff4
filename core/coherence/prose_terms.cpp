#include "core/coherence/prose_terms.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace skein::coherence {

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

namespace {

/// Words that make a sentence something else than a statement of what is: a condition, an example, advice, the past, a
/// plan.
bool isHedge(std::string_view word) {
    return isOneOf(
        word, {"if",         "when",         "whenever",   "unless",     "until",         "while",       "otherwise",
               "previously", "formerly",     "originally", "earlier",    "historically",  "was",         "were",
               "used",       "had",          "became",     "old",        "older",         "legacy",      "deprecated",
               "example",    "e.g",          "instance",   "suppose",    "imagine",       "say",         "would",
               "could",      "might",        "should",     "consider",   "recommend",     "recommended", "suggest",
               "try",        "increase",     "decrease",   "raise",      "raised",        "lower",       "lowered",
               "changed",    "planned",      "plan",       "plans",      "future",        "proposed",    "proposal",
               "eventually", "someday",      "considered", "about",      "approximately", "roughly",     "around",
               "nearly",     "usually",      "typically",  "often",      "sometimes",     "instead",     "rather",
               "unlike",     "than",         "compared",   "except",     "upstream",      "third-party", "vendor",
               "competitor", "log",          "logged",     "logs",       "message",       "prints",      "says",
               "override",   "overrides",    "overridden", "overriding", "experiment",    "some",        "tests",
               "imaginary",  "hypothetical", "will",       "todo",       "fixme",         "temporarily", "incident",
               "outage"});
}

}  // namespace

bool hasHedge(const Tokens& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        if (token.kind == Token::Kind::Mark && token.text == "?") return true;
        if (token.kind != Token::Kind::Word || !isHedge(token.lower)) continue;
        // Comparisons inside limits ("no more than", "older than" is none) and "used by" are no hedges.
        if (token.lower == "than" && i > 0 &&
            isOneOf(tokens[i - 1].lower, {"more", "less", "fewer", "greater", "longer", "larger"}))
            continue;
        if (token.lower == "used" && i + 1 < tokens.size() && isOneOf(tokens[i + 1].lower, {"by", "for", "in"}))
            continue;
        return true;
    }
    return false;
}

bool isKindWord(std::string_view word) {
    return isOneOf(word, {"parameter",   "parameters",    "argument", "field", "column", "property", "setting",
                          "option",      "variable",      "constant", "key",   "header", "flag",     "attribute",
                          "environment", "configuration", "value",    "macro", "param",  "query"});
}

bool isArticle(std::string_view word) {
    return isOneOf(word, {"the", "a", "an", "each", "every", "its", "our", "this", "any", "that", "all"});
}

bool isPlainIdentifier(std::string_view text) {
    return !text.empty() && !(text[0] >= '0' && text[0] <= '9') && text.size() < 120 &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return isIdentifierChar(c) || c == '.' || c == '-' || c == ':' || c == '#' || c == '/';
           });
}

/// Names in code spans, and bare words that nobody writes but as a name.
bool isName(const Token& token) {
    if (token.kind == Token::Kind::Code) {
        std::string_view text = token.text;
        if (!operationSegments(text).empty()) return true;
        if (text.ends_with("()")) text.remove_suffix(2);
        // `string` (optional) tells the type of a name that stands before it.
        return isPlainIdentifier(text) && typeClass(text).empty() && !literalValue(text, "");
    }
    if (token.kind != Token::Kind::Word) return false;
    return looksLikeIdentifier(token.text) && token.text.find_first_of("_.") != std::string::npos &&
           token.lower != "e.g" && token.lower != "i.e";
}

std::string nameText(const Token& token) {
    std::string text = token.text;
    if (text.ends_with("()")) text.resize(text.size() - 2);
    return text;
}

std::optional<ClaimValue> takeValue(Walker& walker, std::string_view nameUnit) {
    const Token* token = walker.peek();
    if (token == nullptr) return std::nullopt;
    Walker next{walker.tokens, walker.at + 1};
    std::optional<ClaimValue> value;
    if (token->kind == Token::Kind::Number) {
        value = token->number;
        if (value && value->unit.empty()) {
            if (next.is({"-"}) && next.peek(1) != nullptr && isTextUnit(next.peek(1)->lower)) ++next.at;
            const Token* unit = next.peek();
            if (unit != nullptr && unit->kind != Token::Kind::Code && isTextUnit(unit->lower) &&
                unit->lower.size() + (unit->text == "%") > 1) {
                value = numberValue(value->text, unit->lower);
                ++next.at;
            } else if (!nameUnit.empty()) {
                value = numberValue(value->text, nameUnit);
            }
        }
    } else if (token->kind == Token::Kind::Code) {
        value = literalValue(token->text, nameUnit);
        if (!value && isPlainIdentifier(token->text)) value = textValue(token->text);
        if (value && value->type == ClaimValue::Type::Number && value->unit.empty())
            if (const Token* unit = next.peek(); unit != nullptr && unit->kind == Token::Kind::Word &&
                                                 isTextUnit(unit->lower) && unit->lower.size() > 1) {
                value = numberValue(value->text, unit->lower);
                ++next.at;
            }
    } else if (token->kind == Token::Kind::Quote) {
        value = textValue(token->text);
    } else if (isOneOf(token->lower, {"true", "false"})) {
        value = booleanValue(token->lower == "true");
    }
    if (!value) return std::nullopt;
    const Token* after = next.peek();
    if (after != nullptr) {
        const bool mark = after->kind == Token::Kind::Mark && isOneOf(after->text, {".", ",", ";", ")", ":", "!", "("});
        const bool phrase =
            next.is({"by",       "and",   "for",     "because", "so",          "which", "in",      "everywhere",
                     "here",     "on",    "unit",    "units",   "characters",  "per",   "bytes",   "retries",
                     "attempts", "items", "entries", "rows",    "connections", "times", "requests"});
        if (!mark && !phrase) return std::nullopt;
        if (after->lower == "per" && value->unit.empty()) return std::nullopt;  // a rate, not a quantity
        if (after->kind == Token::Kind::Mark && after->text == "-") return std::nullopt;
    }
    walker.at = next.at;
    return value;
}

namespace {

/// "the update endpoint": the operation that is named in words at this place, else nothing.
std::string operationAt(const Tokens& tokens, std::size_t at) {
    if (at + 1 >= tokens.size() || tokens[at].kind != Token::Kind::Word) return {};
    const bool verb = isOneOf(tokens[at].lower, {"create", "update", "delete", "get", "list", "patch", "search", "read",
                                                 "cancel", "close", "login"});
    const bool thing = isOneOf(tokens[at + 1].lower, {"endpoint", "operation", "call", "request", "method", "route"});
    return verb && thing ? tokens[at].lower : std::string();
}

}  // namespace

std::string takeOwner(Walker& walker) {
    if (!walker.is({"of", "in", "for", "on", "to"})) return {};
    Walker next{walker.tokens, walker.at + 1};
    while (next.peek() != nullptr && (isArticle(next.peek()->lower) || isKindWord(next.peek()->lower))) ++next.at;
    if (auto operation = operationAt(next.tokens, next.at); !operation.empty()) {
        walker.at = next.at + 2;
        return operation;
    }
    if (next.peek() == nullptr || !isName(*next.peek())) return {};
    std::string owner = nameText(*next.peek());
    ++next.at;
    if (next.is({"table", "endpoint", "function", "method", "request", "object", "call", "schema", "type", "model",
                 "record"}))
        ++next.at;
    walker.at = next.at;
    return owner;
}

std::string ownerBefore(const Tokens& tokens, std::size_t at) {
    for (std::size_t i = at; i-- > 0;) {
        if (tokens[i].kind == Token::Kind::Mark && isOneOf(tokens[i].text, {".", ";"})) break;
        if (isName(tokens[i])) return nameText(tokens[i]);
        if (auto operation = operationAt(tokens, i); !operation.empty()) return operation;
    }
    return {};
}

std::string ownerAfter(const Tokens& tokens, std::size_t at) {
    for (std::size_t i = at; i + 1 < tokens.size(); ++i)
        if (isOneOf(tokens[i].lower, {"in", "by", "of", "for", "to", "on", "with", "from"})) {
            Walker walker{tokens, i};
            if (walker.is({"by", "with", "from"})) {
                Walker next{tokens, i + 1};
                if (next.peek() != nullptr && isName(*next.peek())) return nameText(*next.peek());
                continue;
            }
            if (auto owner = takeOwner(walker); !owner.empty()) return owner;
        }
    return {};
}

}  // namespace skein::coherence
