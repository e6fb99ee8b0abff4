#include "core/coherence/extract_prose.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <optional>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/clauses.h"
#include "core/coherence/prose_terms.h"

namespace skein::coherence {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// The role that words before a name give it: "the default `page_size`", "maximum `page_size`".
std::string_view roleBefore(const Tokens& tokens, std::size_t at) {
    for (std::size_t back = 1; back <= 3 && back <= at; ++back) {
        const auto& word = tokens[at - back].lower;
        if (isOneOf(word, {"default", "defaults"})) return "default";
        if (isOneOf(word, {"maximum", "max", "largest"})) return "max";
        if (isOneOf(word, {"minimum", "min", "smallest"})) return "min";
        if (!isOneOf(word, {"of", "for", "value", "the", "limit"})) break;
    }
    return {};
}

std::optional<Modality> presenceVerb(Walker& walker, bool negative) {
    if (walker.is({"provided", "set", "present", "sent", "given", "supplied", "included", "specified", "passed",
                   "defined", "filled"}))
        return negative ? Modality::Forbidden : Modality::Required;
    if (!negative && walker.is({"omitted", "skipped", "absent"})) return Modality::Optional;
    if (!negative && walker.is({"left"}) && walker.is({"out", "empty", "blank", "unset"}, 1)) return Modality::Optional;
    return std::nullopt;
}

std::string unitOfName(const Subject& subject) { return normalName(subject.written).unit; }

/// A limit of a value, or of the length of a text where characters are counted. The length of what is called by one
/// word alone could be that of anything.
void emitLimit(const Statement& statement, const Subject& subject, std::string_view predicate, const ClaimValue& value,
               const Walker& behind) {
    if (!subject.length && !behind.is({"characters", "chars", "letters"}))
        return statement.emit(subject, predicate, value);
    Subject length = subject;
    if (length.owner.empty() && statement.context.owner.empty() && subjectWords(subject.written).size() < 2) {
        length.owner = statement.context.looseOwner;
        if (length.owner.empty()) return;
    }
    length.written += "_length";
    statement.emit(length, predicate, value);
}

/// "at most 5", "between 1 and 10", "at least 2": after "is", "must be", "limited to".
bool takeLimit(const Statement& statement, const Subject& subject, Walker& walker) {
    Walker next = walker;
    std::string_view predicate;
    if (next.takePhrase({"at", "most"}) || next.takePhrase({"up", "to"}) || next.takePhrase({"no", "more", "than"}) ||
        next.takePhrase({"limited", "to"}) || next.takePhrase({"capped", "at"}) ||
        next.takePhrase({"no", "longer", "than"}))
        predicate = "max";
    else if (next.takePhrase({"at", "least"}) || next.takePhrase({"no", "less", "than"}) ||
             next.takePhrase({"no", "fewer", "than"}) || next.takePhrase({"no", "shorter", "than"}))
        predicate = "min";
    if (!predicate.empty()) {
        const auto value = takeValue(next, unitOfName(subject));
        if (!value || value->type != ClaimValue::Type::Number) return false;
        emitLimit(statement, subject, predicate, *value, next);
        return true;
    }
    if (!next.take({"between"})) return false;
    const Token* low = next.peek();
    if (low == nullptr || low->kind != Token::Kind::Number || !next.is({"and"}, 1)) return false;
    const auto lowNumber = low->number;
    next.at += 2;
    const auto high = takeValue(next, unitOfName(subject));
    if (!high || !lowNumber || high->type != ClaimValue::Type::Number) return false;
    emitLimit(statement, subject, "max", *high, next);
    if (lowNumber->unit == high->unit) emitLimit(statement, subject, "min", *lowNumber, next);
    return true;
}

bool takeList(const Statement& statement, const Subject& subject, Walker& walker) {
    if (!walker.takePhrase({"one", "of"})) return false;
    walker.take({"the"});
    walker.take({"following", "values"});
    walker.take({":"});
    std::size_t end = 0;
    auto members = listedMembers(walker.tokens, walker.at, end);
    if (members.size() > 1) statement.emit(subject, "values", setValue(std::move(members)));
    return true;
}

/// What follows "is" or "are".
void afterIs(const Statement& statement, const Subject& subject, std::string_view role, Walker walker) {
    while (walker.take({"always", "currently", "now", "therefore", "also", "by", "default"})) {}
    if (walker.take({"not"})) {
        if (walker.is({"nullable"})) statement.presence(subject, Modality::Required);
        else if (walker.is({"required", "mandatory", "needed"})) statement.presence(subject, Modality::Optional);
        else if (walker.is({"optional"})) statement.presence(subject, Modality::Required);
        else if (walker.is({"allowed", "permitted", "accepted"})) statement.presence(subject, Modality::Forbidden);
        return;
    }
    if (walker.is({"required", "mandatory"})) return statement.presence(subject, Modality::Required);
    if (walker.is({"optional", "nullable"})) return statement.presence(subject, Modality::Optional);
    if (walker.is({"forbidden", "prohibited", "disallowed"})) return statement.presence(subject, Modality::Forbidden);
    if (walker.is({"enabled", "on", "disabled", "off"})) {
        const bool last = walker.peek(1) == nullptr || walker.is({".", ",", "by"}, 1);
        if (last) statement.emit(subject, role, booleanValue(walker.is({"enabled", "on"})));
        return;
    }
    if (takeList(statement, subject, walker) || takeLimit(statement, subject, walker)) return;
    if (walker.is({"a", "an", "of"})) {
        Walker next{walker.tokens, walker.at + 1};
        next.take({"type"});
        const Token* token = next.peek();
        const std::string type = token == nullptr ? std::string() : typeClass(token->text);
        const bool ends = next.peek(1) == nullptr || next.peek(1)->kind == Token::Kind::Mark ||
                          next.is({"in", "and", "that", "with", "value", "holding"}, 1);
        if (!type.empty() && type != "nothing" && ends) statement.emit(subject, "type", textValue(type));
        return;
    }
    walker.takePhrase({"set", "to"});
    walker.take({"exactly", "="});
    if (subject.length) {
        const auto value = takeValue(walker, "");
        if (value && value->type == ClaimValue::Type::Number && isOneOf(role, {"max", "min"}))
            emitLimit(statement, subject, role, *value, walker);
        return;
    }
    if (const auto value = takeValue(walker, unitOfName(subject)))
        if (value->type != ClaimValue::Type::Text || !role.empty() || subject.confidencePerMille >= 900)
            statement.emit(subject, role.empty() && walker.takePhrase({"by", "default"}) ? "default" : role, *value);
}

/// What follows a subject: the verb decides.
void afterSubject(const Statement& statement, const Subject& subject, std::string_view role, Walker walker) {
    if (walker.takePhrase({"defaults", "to"}) || walker.takePhrase({"default", "to"})) {
        if (const auto value = takeValue(walker, unitOfName(subject))) statement.emit(subject, "default", *value);
        return;
    }
    if (walker.take({"("})) {
        if (walker.take({"optional"})) statement.presence(subject, Modality::Optional);
        else if (walker.take({"required"})) statement.presence(subject, Modality::Required);
        if (const Token* type = walker.peek(); type != nullptr && walker.is({",", ")"}, 1))
            if (const auto kind = typeClass(type->text); !kind.empty() && kind != "nothing") {
                statement.emit(subject, "type", textValue(kind));
                ++walker.at;
            }
        walker.take({",", ";"});
        if (walker.take({"default", "defaults"})) {
            walker.take({":", "=", "is", "to"});
            if (const auto value = takeValue(walker, unitOfName(subject))) statement.emit(subject, "default", *value);
        }
        return;
    }
    if (walker.is({"has", "holds", "contains"}) && !walker.is({"a"}, 1)) {
        ++walker.at;
        Walker next = walker;
        while (next.take({"the", "these", "following", "possible", "allowed", "only"})) {}
        if (next.take({"values", "members", "variants", "constants", "states"})) {
            next.take({":"});
            std::size_t end = 0;
            if (auto members = listedMembers(next.tokens, next.at, end); members.size() > 1)
                statement.emit(subject, "values", setValue(std::move(members)));
            return;
        }
        takeLimit(statement, subject, walker);
        return;
    }
    if (walker.takePhrase({"has", "a"})) {
        std::string_view predicate;
        if (walker.take({"default"})) predicate = "default";
        else if (walker.take({"maximum", "limit"})) predicate = "max";
        else if (walker.take({"minimum"})) predicate = "min";
        walker.take({"value"});
        Subject counted = subject;
        counted.length = walker.take({"length"});
        if (predicate.empty() || !walker.take({"of"})) return;
        if (const auto value = takeValue(walker, unitOfName(subject))) {
            if (predicate == "default") statement.emit(subject, predicate, *value);
            else emitLimit(statement, counted, predicate, *value, walker);
        }
        return;
    }
    const bool must = walker.take({"must"});
    if (must || walker.is({"may", "can", "cannot", "never", "does"})) {
        const bool possible = !must && walker.take({"may", "can"});
        bool negative = walker.take({"cannot", "never", "not"});
        if (walker.take({"does"})) negative = walker.take({"not"});
        negative = walker.take({"never"}) || negative;
        walker.take({"always", "also"});
        if (negative && walker.take({"exceed", "exceeds"})) {
            if (const auto value = takeValue(walker, unitOfName(subject)))
                emitLimit(statement, subject, "max", *value, walker);
            return;
        }
        if (!negative && walker.take({"have", "contain", "hold"})) {
            takeLimit(statement, subject, walker);
            return;
        }
        if (!walker.take({"be"})) return;
        walker.take({"always"});
        if (negative && walker.takePhrase({"longer", "than"})) {
            if (const auto value = takeValue(walker, unitOfName(subject)))
                emitLimit(statement, subject, "max", *value, walker);
            return;
        }
        if (takeList(statement, subject, walker)) return;
        if (const auto modality = presenceVerb(walker, negative)) {
            if (*modality == Modality::Required && possible) return;  // "can be set" says nothing
            if (*modality == Modality::Optional && must) return;
            return statement.presence(subject, *modality);
        }
        if (must && negative && walker.is({"enabled", "disabled"}) &&
            (walker.peek(1) == nullptr || walker.is({"."}, 1)))
            return statement.emit(subject, role, booleanValue(walker.is({"disabled"})));
        if (must && !negative) afterIs(statement, subject, role, walker);
        else if (possible && !negative) takeLimit(statement, subject, walker);
        return;
    }
    if (walker.take({"is", "are", "equals"})) return afterIs(statement, subject, role, walker);
    if (walker.take({"accepts", "takes"})) {
        takeList(statement, subject, walker);
        return;
    }
    // "src/x.c:12" is a place, not the value of a name.
    const Token* number = walker.peek(1);
    const bool place = walker.is({":"}) && number != nullptr && number->kind == Token::Kind::Number &&
                       !number->spaced && subject.written.find_first_of("./") != std::string::npos;
    if (statement.sentence.listItem && !place && walker.take({":", "=", "-"})) {
        if (walker.is({"required", "mandatory"})) return statement.presence(subject, Modality::Required);
        if (walker.is({"optional"})) return statement.presence(subject, Modality::Optional);
        if (walker.take({"defaults", "default"})) {
            role = "default";
            walker.take({"to", "is", ":"});
        }
        const Token* written = walker.peek();
        // A bare word in a span may be a description of a name, but nothing else is said of a written identifier.
        const bool alone = written != nullptr && written->kind == Token::Kind::Code &&
                           typeClass(written->text).empty() && looksLikeIdentifier(subject.written) &&
                           (walker.peek(1) == nullptr || (walker.is({"."}, 1) && walker.peek(2) == nullptr));
        const bool quoted = alone || (written != nullptr && !written->text.empty() &&
                                      (written->text.front() == '"' || written->text.front() == '\''));
        if (const auto value = takeValue(walker, unitOfName(subject));
            value && (value->type != ClaimValue::Type::Text || quoted))
            statement.emit(subject, role, *value);
    }
}

/// "`limit`, 50 by default", "`mode` `"a"` by default".
bool takeByDefault(const Statement& statement, Subject subject, const std::string& owner, Walker walker) {
    const bool list = walker.take({","});  // "`a`, `b` by default" may be a list of names
    const auto value = takeValue(walker, unitOfName(subject));
    if (!value || (list && value->type == ClaimValue::Type::Text) || !walker.takePhrase({"by", "default"}))
        return false;
    if (subject.owner.empty()) subject.owner = owner;
    statement.emit(subject, "default", *value);
    return true;
}

/// The operation of an HTTP interface that stands before a name in its sentence: "`GET /orders`: `limit` is at most 9".
std::string operationBefore(const Tokens& tokens, std::size_t at) {
    while (at-- > 0)
        if (tokens[at].kind == Token::Kind::Code && !operationSegments(tokens[at].text).empty()) return tokens[at].text;
    return {};
}

void namedSubjects(const Statement& statement, const Tokens& tokens) {
    // "In `create_order` the default of `currency` is ...".
    const bool led = isOneOf(tokens[0].lower, {"in", "for"}) && isName(tokens[1]);
    for (std::size_t i = led ? 2 : 0; i < tokens.size(); ++i) {
        Walker walker{tokens, i + 1};
        // "The `list` parameter of `f`" and "the default of `unit`" name it, though it is called as a type is.
        const bool called =
            isTypeSpan(tokens[i]) &&
            (walker.is({"parameter", "argument", "field", "column", "option"}) || !roleBefore(tokens, i).empty());
        if (!isName(tokens[i]) && !called) continue;
        Subject subject{nameText(tokens[i]), {}, 1000};
        while (walker.peek() != nullptr && walker.peek()->kind == Token::Kind::Word && isKindWord(walker.peek()->lower))
            ++walker.at;
        subject.owner = takeOwner(walker);
        if (subject.owner.empty()) subject.owner = takePlainOwner(walker);
        // What owns a name in this sentence is not what the sentence is about.
        const std::size_t next = subject.owner.empty() ? i : walker.at - 1;
        // "The maximum length of `name`".
        const std::size_t article = i > 0 && isArticle(tokens[i - 1].lower) ? 1 : 0;
        subject.length =
            i > article + 1 && tokens[i - article - 1].lower == "of" && tokens[i - article - 2].lower == "length";
        const std::string_view role = roleBefore(tokens, subject.length ? i - article - 2 : i);
        if (subject.owner.empty() && walker.is({"is", "are", "must", "may", "can", "cannot"}))
            if (const bool presence = walker.is({"required", "optional", "mandatory", "forbidden"}, 1) ||
                                      walker.is({"be"}, 1) || walker.is({"not"}, 1);
                presence)
                subject.owner = ownerAfter(tokens, walker.at);
        if (subject.owner.empty() && led) subject.owner = nameText(tokens[1]);
        if (subject.owner.empty()) subject.owner = operationBefore(tokens, i);
        if (walker.is({"that", "which"}) && walker.is({"defaults"}, 1)) {
            ++walker.at;
            if (subject.owner.empty()) subject.owner = ownerBefore(tokens, i);
        }
        if (takeByDefault(statement, subject, ownerBefore(tokens, i), walker)) {
            i = next;
            continue;
        }
        afterSubject(statement, subject, role, walker);
        i = next;
    }
}

/// "`POST /orders` needs the fields `customer_id`, `lines` and `currency`": what follows a demand at `at`.
void demandedList(const Statement& statement, const Tokens& tokens, std::size_t at, std::size_t verb) {
    Walker walker{tokens, at};
    walker.take({"the"});
    if (!walker.take({"fields", "parameters", "arguments", "properties", "headers"})) return;
    const auto owner = ownerBefore(tokens, verb);
    while (const Token* token = walker.peek()) {
        if (isName(*token)) statement.presence({nameText(*token), owner, 1000}, Modality::Required);
        else if (!walker.is({",", "and"})) return;
        ++walker.at;
    }
}

/// "takes an optional `currency`", "requires a `currency`", "must include `currency`", "never send `currency`".
void demandedNames(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        Walker walker{tokens, i};
        std::optional<Modality> modality;
        if (walker.take({"optional"})) modality = Modality::Optional;
        else if (walker.is({"required", "mandatory", "requires", "require", "need", "needs"})) {
            // "does not require `x`", "never needs `x`": it may be left out.
            const bool needs = walker.take({"need", "needs"});
            if (!needs) ++walker.at;
            const bool negative = i > 0 && (isOneOf(tokens[i - 1].lower, {"not", "never", "no", "longer"}) ||
                                            tokens[i - 1].lower.ends_with("n't"));
            if (!negative) demandedList(statement, tokens, walker.at, i);
            if (needs && !negative) continue;
            modality = negative ? Modality::Optional : Modality::Required;
        } else {
            const bool must = walker.take({"must"});
            const bool negative = walker.take({"never"}) || (must && walker.take({"not", "never"}));
            if (!must && !negative) continue;
            walker.take({"always", "also"});
            if (!walker.take({"include", "send", "provide", "contain", "carry", "set", "pass", "supply", "specify"}))
                continue;
            modality = negative ? Modality::Forbidden : Modality::Required;
        }
        while (walker.peek() != nullptr && walker.peek()->kind == Token::Kind::Word &&
               (isArticle(walker.peek()->lower) || isKindWord(walker.peek()->lower) ||
                walker.is({"non-empty", "valid", "unique"})))
            ++walker.at;
        const Token* token = walker.peek();
        if (token == nullptr) continue;
        Subject subject{nameText(*token), ownerBefore(tokens, i), 1000};
        if (subject.owner.empty()) subject.owner = ownerAfter(tokens, walker.at + 1);
        if (isName(*token) || (!subject.owner.empty() && isTypeSpan(*token))) statement.presence(subject, *modality);
    }
}

/// "The default page size is 20", "the maximum number of items per order is 50": a plain noun phrase before "is".
void nounPhrase(const Statement& statement, const Tokens& tokens) {
    std::size_t verb = none;
    for (std::size_t i = 1; i < tokens.size() && i < 12 && verb == none; ++i)
        if (tokens[i].kind == Token::Kind::Word &&
            isOneOf(tokens[i].lower, {"is", "are", "defaults", "must", "cannot"}))
            verb = i;
    if (verb == none) return;
    std::size_t first = 0;
    if (isArticle(tokens[0].lower)) ++first;
    std::string written, owned;
    std::size_t words = 0;
    for (std::size_t i = first; i < verb; ++i) {
        const auto& word = tokens[i].lower;
        if (tokens[i].kind != Token::Kind::Word ||
            isOneOf(word, {"it", "this", "that", "there", "which", "they", "we", "you", "and", "or", "not", "only"}))
            return;
        // "In Contoso the timeout is 7 minutes": of something else, or under other circumstances.
        if (words == 0 && isOneOf(word, {"their", "theirs", "his",    "her",   "in",    "at",     "on",
                                         "with",  "under",  "during", "from",  "by",    "as",     "if",
                                         "when",  "while",  "unlike", "since", "until", "before", "after"}))
            return;
        if (word == "number" && i + 1 < verb && tokens[i + 1].lower == "of") {
            ++i;
            continue;
        }
        if (isArticle(word) || word == "value") continue;
        if (isOneOf(word, {"of", "for"})) {
            // "The retry limit of the payment service": the owner comes first in a name.
            if (words == 0 || !owned.empty() || i + 1 == verb) return;
            owned = std::exchange(written, {});
            continue;
        }
        written += (written.empty() ? "" : "_") + word;
        ++words;
    }
    if (!owned.empty()) written += "." + owned;
    if (words < 2 || words > 6) return;
    const NormalName name = normalName(written);
    if (name.subject.empty() || (subjectWords(name.subject).size() < 2 && name.role == NameRole::Value)) return;
    Walker walker{tokens, verb};
    Subject subject{written, {}, 700};
    if (walker.is({"is", "are"}) && (walker.is({"a", "an", "not", "required", "optional", "mandatory"}, 1))) return;
    const bool bounded = walker.is({"must"}) && walker.is({"be"}, 1) && walker.is({"at", "between"}, 2);
    if (walker.is({"must", "cannot"}) && !bounded && !walker.is({"exceed"}, 1) && !walker.is({"exceed"}, 2)) return;
    afterSubject(statement, subject, rolePredicate(name.role) == "value" ? "" : rolePredicate(name.role), walker);
}

/// "at most 5 retries", "up to 50 items per order": the counted noun is the subject of a limit.
void countedNouns(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 0; i + 3 < tokens.size(); ++i) {
        Walker walker{tokens, i};
        std::string_view predicate;
        if (walker.takePhrase({"at", "most"}) || walker.takePhrase({"up", "to"}) ||
            walker.takePhrase({"no", "more", "than"}) || walker.takePhrase({"maximum", "of"}))
            predicate = "max";
        else if (walker.takePhrase({"at", "least"}) || walker.takePhrase({"minimum", "of"})) predicate = "min";
        if (predicate.empty() || walker.peek() == nullptr || walker.peek()->kind != Token::Kind::Number) continue;
        const auto value = walker.peek()->number;
        ++walker.at;
        if (!value || !value->unit.empty()) continue;
        std::string written;
        std::size_t words = 0;
        while (walker.peek() != nullptr && words < 4 &&
               (walker.peek()->kind == Token::Kind::Word || walker.peek()->kind == Token::Kind::Code)) {
            const Token& token = *walker.peek();
            if (words == 0 && isTextUnit(token.lower)) break;
            if (isOneOf(token.lower, {"in", "to", "for", "of", "and", "or", "before", "with", "from", "at", "on", "by",
                                      "are", "is", "each", "long", "characters"}))
                break;
            written += (written.empty() ? "" : "_") + token.lower;
            ++words;
            ++walker.at;
        }
        if (words == 0 || written.size() < 3) continue;
        // "at most 50 orders per page by default"
        if (const auto page = written.find("_per_page"); page != std::string::npos) {
            const bool preset = walker.is({"by"}) && walker.is({"default"}, 1);
            statement.emit({"page_size", ownerBefore(tokens, i), 650}, preset ? "default" : predicate, *value);
            continue;
        }
        // "A cart holds at most 9 items": of what is told elsewhere, not of all items.
        const auto owner = ownerBefore(tokens, i);
        if (words == 1 && owner.empty() && isGeneralNoun(written)) continue;
        statement.emit({written, owner, 650}, predicate, *value);
    }
}

/// "`charge_card` has been removed", "`charge_card` was renamed to `capture`", "`charge_card` no longer exists".
void removals(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (!isName(tokens[i]) || tokens[i].kind != Token::Kind::Code) continue;
        Walker walker{tokens, i + 1};
        while (walker.peek() != nullptr && isOneOf(walker.peek()->lower, {"function", "method", "parameter", "constant",
                                                                          "setting", "option", "class"}))
            ++walker.at;
        bool gone = walker.takePhrase({"no", "longer"}) && walker.is({"exists", "exist"});
        if (walker.takePhrase({"has", "been"}) || walker.takePhrase({"have", "been"}) || walker.take({"was", "is"})) {
            walker.take({"completely", "since", "now"});
            gone = walker.is({"removed"}) || (walker.is({"renamed"}) && walker.is({"to"}, 1) &&
                                              walker.peek(2) != nullptr && isName(*walker.peek(2)));
        }
        if (gone) statement.emit({nameText(tokens[i]), {}, 1000}, "exists", booleanValue(false));
    }
}

/// "`fetch(url)`" and "`fetch`": what is called; empty for no name.
std::string calledName(const Token& token) {
    if (isName(token)) return nameText(token);
    const auto open = token.text.find('(');
    if (token.kind != Token::Kind::Code || open == std::string::npos || !token.text.ends_with(")")) return {};
    const auto name = token.text.substr(0, open);
    return isPlainIdentifier(name) ? name : std::string();
}

/// "Returns: Customer object with ID", "`create_order` returns an integer".
void returning(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (tokens[i].lower != "returns" || tokens[i].kind != Token::Kind::Word) continue;
        std::string owner = i > 0 ? calledName(tokens[i - 1]) : std::string();
        if (owner.empty() && (i > 0 || statement.context.owner.empty())) continue;
        Walker walker{tokens, i + 1};
        walker.take({":"});
        while (walker.peek() != nullptr && (isArticle(walker.peek()->lower) || walker.is({"type"}))) ++walker.at;
        const Token* token = walker.peek();
        if (token == nullptr) continue;
        const bool ends = walker.peek(1) == nullptr || walker.peek(1)->kind == Token::Kind::Mark ||
                          (walker.is({"of"}, 1) && typeClass(token->text) == "array") ||
                          (walker.is({"number", "value"}, 1) && !typeClass(token->text).empty());
        const std::string type = ends ? typeClass(token->text) : std::string();
        std::string described = type;
        // Without a plain type the words are kept: rules look for an identifier among them.
        if (type.empty())
            for (std::size_t k = walker.at; k < tokens.size() && tokens[k].text != "." && described.size() < 120; ++k)
                described += (described.empty() ? "" : " ") + tokens[k].text;
        statement.emit({owner.empty() ? statement.context.owner : owner, "-", 1000}, "returns", textValue(described));
    }
}

/// "`CustomerService.update` takes the customer ID as an optional argument."
void optionalIdentifier(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
        if (tokens[i].kind != Token::Kind::Word ||
            !isOneOf(tokens[i].lower, {"takes", "accepts", "receives", "expects"}))
            continue;
        const auto operation = calledName(tokens[i - 1]);
        if (operation.empty()) continue;
        bool id = false, optional = false;
        for (std::size_t k = i + 1; k < tokens.size() && tokens[k].text != "."; ++k) {
            if (isOneOf(tokens[k].lower, {"not", "no", "never"})) return;
            id = id || isOneOf(tokens[k].lower, {"id", "identifier", "uuid"});
            optional = optional || isOneOf(tokens[k].lower, {"optional", "optionally"});
        }
        if (id && optional) statement.emit({operation + ".id", "-", 1000}, "presence", textValue("optional"));
    }
}

/// "Valid values for `status` are `new` and `paid`", "Allowed values of ..."
void allowedValues(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 0; i + 4 < tokens.size(); ++i) {
        if (!isOneOf(tokens[i].lower, {"valid", "allowed", "possible", "accepted", "supported", "permitted"})) continue;
        Walker walker{tokens, i + 1};
        if (!walker.take({"values", "states", "statuses"}) || !walker.take({"for", "of"})) continue;
        walker.take({"the"});
        const Token* token = walker.peek();
        if (token == nullptr || !isName(*token)) continue;
        Subject subject{nameText(*token), {}, 1000};
        ++walker.at;
        while (walker.peek() != nullptr && isKindWord(walker.peek()->lower)) ++walker.at;
        subject.owner = takeOwner(walker);
        if (!walker.take({"are", ":"})) continue;
        walker.take({":"});
        std::size_t end = 0;
        auto members = listedMembers(tokens, walker.at, end);
        if (members.size() > 1) statement.emit(subject, "values", setValue(std::move(members)));
    }
}

void extractFromStatement(const ProseContext& context, const TextPiece& sentence, const Tokens& tokens,
                          ClaimSink& sink) {
    Statement statement{context, sentence, sink, {}};
    if (tokens[0].kind == Token::Kind::Code)
        extractSignature(context, tokens[0].text, sentence.line, sentence.written(), sink);
    removals(statement, tokens);
    if (hasHedge(tokens)) return;
    // "20 in production and 5 in staging": several environments in one sentence cannot be told apart by these rules.
    for (const auto& token : tokens) {
        if (token.kind != Token::Kind::Word) continue;
        const auto environment = environmentOf(token.lower);
        if (environment.empty() || environment == statement.environment) continue;
        if (!statement.environment.empty()) return;
        statement.environment = environment;
    }
    if (statement.environment.empty()) statement.environment = platformOf(tokens);
    if (isOneOf(tokens[0].lower, {"in", "for", "since", "from", "until", "before", "with"}) &&
        isOneOf(tokens[1].lower, {"version", "versions", "release", "releases"}))
        return;  // what holds in one version is no statement about this one
    const auto before = sink.taken();
    namedSubjects(statement, tokens);
    demandedNames(statement, tokens);
    nounPhrase(statement, tokens);
    countedNouns(statement, tokens);
    returning(statement, tokens);
    optionalIdentifier(statement, tokens);
    allowedValues(statement, tokens);
    extractNamedInBrackets(statement, tokens);
    extractOrders(statement, tokens);
    extractDemands(statement, tokens);
    extractPromises(statement, tokens);
    extractCardinality(context, sentence, sink);
    extractSumOfSentence(context, sentence, sink);
    extractFrame(context, sentence, statement.environment, sink.taken() != before, sink);
}

}  // namespace

void extractFromSentence(const ProseContext& context, const TextPiece& sentence, ClaimSink& sink) {
    const auto tokens = tokenise(sentence.text);
    if (tokens.size() < 2) return;
    extractFromStatement(context, sentence, tokens, sink);
    if (hasHedge(tokens)) return;
    for (auto& clause : clausesOf(tokens)) {
        const TextPiece piece{std::move(clause), sentence.line, false, sentence.written()};
        extractFromStatement(context, piece, tokenise(piece.text), sink);
    }
}

}  // namespace skein::coherence
