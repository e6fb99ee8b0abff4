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
        // "Audit logs are kept for a year": things, and nobody who writes.
        if (isOneOf(token.lower, {"log", "logs"}) && i + 1 < tokens.size() &&
            isOneOf(tokens[i + 1].lower, {"is", "are", "must", "may", "can", "has", "have"}))
            continue;
        // "Card numbers must never be logged": what is done, and nobody's report.
        if (token.lower == "logged" && i > 0 && isOneOf(tokens[i - 1].lower, {"be", "is", "are", "never", "not"}))
            continue;
        return true;
    }
    return false;
}

std::string platformOf(const Tokens& tokens) {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
        if (isOneOf(tokens[i].lower, {"on", "under"}) && tokens[i + 1].kind == Token::Kind::Word &&
            isOneOf(tokens[i + 1].lower, {"windows", "linux", "macos", "unix", "android", "ios", "freebsd", "openbsd",
                                          "netbsd", "solaris", "aix", "arm", "x86", "wasm", "cygwin"}))
            return tokens[i + 1].lower;
    return {};
}

bool isKindWord(std::string_view word) {
    return isOneOf(word, {"parameter",   "parameters",    "argument", "field", "column", "property", "setting",
                          "option",      "variable",      "constant", "key",   "header", "flag",     "attribute",
                          "environment", "configuration", "value",    "macro", "param",  "query"});
}

bool isArticle(std::string_view word) {
    return isOneOf(word, {"the", "a", "an", "each", "every", "its", "our", "this", "any", "that", "all"});
}

bool isGeneralNoun(std::string_view noun) {
    if (noun.ends_with("s") && !noun.ends_with("ss")) noun.remove_suffix(1);
    return isOneOf(noun, {"caller",    "user",     "function",  "method",   "callback",       "application", "program",
                          "value",     "argument", "parameter", "option",   "file",           "name",        "string",
                          "class",     "classe",   "object",    "code",     "pointer",        "subclass",    "buffer",
                          "field",     "data",     "result",    "list",     "implementation", "element",     "command",
                          "message",   "error",    "type",      "variable", "item",           "line",        "test",
                          "operation", "request",  "response",  "default",  "input",          "output",      "key",
                          "number",    "version",  "change",    "call",     "event",          "thread",      "module",
                          "library",   "script",   "system",    "process",  "character",      "entry",       "entrie"});
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
        // Columns are called `date` and `uuid` as well.
        const auto kind = typeClass(text);
        const bool type = !kind.empty() && !isOneOf(kind, {"uuid", "timestamp", "date", "decimal", "json", "bytes"});
        return isPlainIdentifier(text) && !type && !literalValue(text, "");
    }
    if (token.kind != Token::Kind::Word) return false;
    return looksLikeIdentifier(token.text) && token.text.find_first_of("_.") != std::string::npos &&
           token.lower != "e.g" && token.lower != "i.e";
}

bool isTypeSpan(const Token& token) {
    return token.kind == Token::Kind::Code && isPlainIdentifier(token.text) && !typeClass(token.text).empty();
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
            // Of units of one letter those that stand for nothing else after a number: "61 s", "12 h".
            const bool letter = unit != nullptr && unit->kind == Token::Kind::Word && isOneOf(unit->text, {"s", "h"});
            if (unit != nullptr && unit->kind != Token::Kind::Code && isTextUnit(unit->lower) &&
                (letter || unit->lower.size() + (unit->text == "%") > 1)) {
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
                                                 isTextUnit(unit->lower) &&
                                                 (unit->lower.size() > 1 || isOneOf(unit->text, {"s", "h"}))) {
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
        const bool phrase = next.is(
            {"by",       "and",   "for",     "because",    "so",          "which",   "in",      "everywhere", "here",
             "on",       "unit",  "units",   "characters", "chars",       "letters", "per",     "bytes",      "retries",
             "attempts", "items", "entries", "rows",       "connections", "times",   "requests"});
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
    while (next.peek() != nullptr && (isArticle(next.peek()->lower) || isKindWord(next.peek()->lower) ||
                                      (next.is({"table", "type", "message", "schema", "model", "enum", "object"}) &&
                                       next.peek(1) != nullptr && next.peek(1)->kind == Token::Kind::Code)))
        ++next.at;
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

std::string takePlainOwner(Walker& walker) {
    Walker next = walker;
    if (!next.take({"of", "in"}) || !next.take({"a", "an", "the", "each", "every"})) return {};
    std::string owner;
    for (std::size_t words = 0; words < 2 && next.peek() != nullptr && next.peek()->kind == Token::Kind::Word &&
                                !next.is({"is", "are", "must", "may"});
         ++words, ++next.at)
        owner += (owner.empty() ? "" : "_") + singular(next.peek()->lower);
    const bool presence = next.is({"is"}) && next.is({"required", "optional", "mandatory", "nullable"}, 1);
    if (owner.empty() || isGeneralNoun(owner) || !presence) return {};
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

std::vector<std::string> listedMembers(const Tokens& tokens, std::size_t at, std::size_t& end) {
    std::vector<std::string> members;
    for (; at < tokens.size(); ++at) {
        const Token& token = tokens[at];
        if (token.kind == Token::Kind::Code || token.kind == Token::Kind::Quote) {
            const auto literal = literalValue(token.text, "");
            members.push_back(literal ? literal->text : token.text);
        } else if ((token.kind != Token::Kind::Mark || token.text != ",") && !isOneOf(token.lower, {"and", "or"})) {
            // Only a list that ends here is a closed one: "`a`, `b` and others" is not.
            const bool closed = token.kind == Token::Kind::Mark && isOneOf(token.text, {".", ";", ")", "-", ":"});
            if (!closed) members.clear();
            break;
        }
    }
    end = at;
    return members;
}

Finding proseFinding(const ProseContext& context, std::string_view written, std::string_view owner,
                     std::string_view predicate, std::uint32_t line, std::string_view quote) {
    auto segments = segmentsOf(written);
    const bool structural = isOneOf(predicate, {"presence", "type", "values"});
    // A type's name is complete: `Color` on a page about code is no part of it.
    const bool typeName = predicate == "values" && written.size() > 1 && written[0] >= 'A' && written[0] <= 'Z';
    // `MAX_SIZE` is complete; `B` and `ID` are names of parameters.
    const bool capitals =
        written.size() > 2 && written.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
    std::string_view prefix = owner;
    if (prefix.empty() && segments.size() == 1 && !capitals) {
        if (!context.owner.empty()) prefix = context.owner;
        else if (structural && !typeName) prefix = context.looseOwner;
    }
    if (prefix == "-") prefix = {};  // the written name is complete
    if (!prefix.empty() && prefix != written) {
        auto all = segmentsOf(prefix);
        all.insert(all.end(), segments.begin(), segments.end());
        segments = std::move(all);
    }
    const NormalName name = normalName(segments);
    Finding finding;
    finding.subject = name.subject;
    if (structural || isOneOf(predicate, {"signature", "returns", "exists", "before", "after", "demanded", "done"})) {
        // These are about the name as it stands: a limit's type is still the type of "max_items".
        finding.subject.clear();
        for (const auto& segment : segments) {
            std::string words;
            for (const auto& word : wordsOf(segment)) words += (words.empty() ? "" : "_") + word;
            if (!words.empty()) finding.subject += (finding.subject.empty() ? "" : ".") + words;
        }
    }
    const std::string_view role = rolePredicate(name.role);
    finding.predicate = predicate.empty()                                                                   ? role
                        : (predicate == "default" || predicate == "value") && isOneOf(role, {"max", "min"}) ? role
                                                                                                            : predicate;
    finding.scope = scopeText(context.environment, {}, context.section);
    finding.basis = context.source->proseBasis;
    finding.path = context.source->path;
    finding.line = context.source->firstLine + line - 1;
    finding.quote = quote;
    finding.sentence = quote;
    finding.atom = context.source->atom;
    return finding;
}

}  // namespace skein::coherence
