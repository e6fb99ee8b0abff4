// Plain sentences about things that have no written name: what must or must never be done, what is never done, how long
// something is kept, how often it is tried again. Thread: any; pure. For extract_prose.cpp.
#include <algorithm>
#include <cctype>

#include "core/base/text.h"
#include "core/coherence/names.h"
#include "core/coherence/prose_terms.h"

namespace skein::coherence {
namespace {

constexpr std::size_t maxNounWords = 3, maxObjectWords = 6;

bool isFiller(std::string_view word) {
    return isOneOf(word, {"it",   "this",  "that",  "there", "which", "they", "we",   "you", "and",  "or",    "not",
                          "only", "these", "those", "i",     "he",    "she",  "both", "one", "none", "their", "his",
                          "her",  "what",  "who",   "here",  "no",    "to",   "of",   "is",  "are"});
}

/// The noun phrase before a verb, from the start of the sentence: "The payment service", "Clients", "`Client`".
std::string nounsBefore(const Tokens& tokens, std::size_t verb) {
    std::string written;
    std::size_t words = 0;
    for (std::size_t i = isArticle(tokens[0].lower) ? 1 : 0; i < verb; ++i) {
        const bool code = tokens[i].kind == Token::Kind::Code && isName(tokens[i]);
        if (!code && (tokens[i].kind != Token::Kind::Word || isFiller(tokens[i].lower) || isArticle(tokens[i].lower)))
            return {};
        written += (written.empty() ? "" : "_") + (code ? nameText(tokens[i]) : tokens[i].lower);
        if (++words > maxNounWords) return {};
    }
    return words == 1 && isGeneralNoun(written) ? std::string() : written;
}

/// What is behind the verb up to the end of the sentence, without articles; empty where it is long or goes on.
std::string objectFrom(const Tokens& tokens, std::size_t at) {
    std::string written;
    std::size_t words = 0;
    for (; at < tokens.size(); ++at) {
        const Token& token = tokens[at];
        if (token.kind == Token::Kind::Mark)
            return at + 1 == tokens.size() && isOneOf(token.text, {".", "!"}) ? written : "";
        if (token.kind == Token::Kind::Quote || token.kind == Token::Kind::Number) return {};
        if (isArticle(token.lower)) continue;
        if (isOneOf(token.lower, {"and", "or", "but", "before", "after", "to", "because", "so", "unless", "as"}))
            return {};
        written += "_" + (token.kind == Token::Kind::Code ? nameText(token) : token.lower);
        if (++words > maxObjectWords) return {};
    }
    return written;
}

std::string baseForm(const std::string& verb) {
    if (verb.ends_with("ies") && verb.size() > 4) return verb.substr(0, verb.size() - 3) + "y";
    if (verb.ends_with("s") && !verb.ends_with("ss")) return verb.substr(0, verb.size() - 1);
    return verb;
}

void say(const Statement& statement, const std::string& written, std::string_view predicate, ClaimValue value,
         Modality modality, int confidence = 800) {
    const bool plain = std::all_of(written.begin(), written.end(), [](char c) {
        return isIdentifierChar(c) || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
    });
    if (!plain || written.size() > 120) return;
    statement.emit({written, "-", confidence}, predicate, std::move(value), modality);
}

/// "The gateway must not encrypt card numbers.", "Clients must never retry a capture.", "The service never stores X."
void demands(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 1 < tokens.size() && i <= maxNounWords + 1; ++i) {
        if (tokens[i].kind != Token::Kind::Word) continue;
        const auto& word = tokens[i].lower;
        const bool must = isOneOf(word, {"must", "shall"}), never = word == "never", cannot = word == "cannot";
        if (!must && !never && !cannot) continue;
        std::size_t verb = i + 1;
        bool negative = never || cannot;
        if (must && isOneOf(tokens[verb].lower, {"not", "never"})) {
            negative = true;
            ++verb;
        }
        if (verb < tokens.size() && isOneOf(tokens[verb].lower, {"always", "also"})) ++verb;
        if (verb + 1 >= tokens.size() || tokens[verb].kind != Token::Kind::Word ||
            isOneOf(tokens[verb].lower, {"be", "have", "exceed", "exceeds", "contain", "include", "run", "come",
                                         "happen", "hold", "match", "equal", "is", "are", "has"}))
            return;
        const auto nouns = nounsBefore(tokens, i), object = objectFrom(tokens, verb + 1);
        if (nouns.empty() || object.empty()) return;
        say(statement, nouns + "." + baseForm(tokens[verb].lower) + object, "demanded",
            textValue(negative ? "never" : "always"), negative ? Modality::Forbidden : Modality::Required);
        return;
    }
    // "The service stores card numbers.": only of a named thing, in a sentence that says nothing else.
    if (tokens.size() > 9 || tokens.size() < 4 || tokens[0].lower != "the") return;
    const std::size_t verb = 2;
    if (tokens[1].kind != Token::Kind::Word || tokens[verb].kind != Token::Kind::Word ||
        !tokens[verb].lower.ends_with("s") ||
        isOneOf(tokens[verb].lower, {"is", "was", "has", "does", "returns", "takes", "accepts", "uses", "listens",
                                     "defaults", "requires", "contains", "provides", "holds", "means", "always"}))
        return;
    const auto object = objectFrom(tokens, verb + 1);
    const auto nouns = nounsBefore(tokens, verb);
    if (!nouns.empty() && !object.empty())
        say(statement, nouns + "." + baseForm(tokens[verb].lower) + object, "demanded", textValue("always"),
            Modality::Observed, 700);
}

bool isParticiple(std::string_view word) {
    return (word.size() > 4 && word.ends_with("ed")) ||
           isOneOf(word, {"kept", "sent", "written", "held", "stored", "built", "shown", "hidden", "lost", "given"});
}

/// "Orders are never deleted.", "Orders are deleted after 30 days.", "Records are kept for 7 years.", "TLS is
/// required."
void states(const Statement& statement, const Tokens& tokens) {
    std::size_t verb = 0;
    for (std::size_t i = 1; i + 1 < tokens.size() && i <= maxNounWords + 1 && verb == 0; ++i)
        if (tokens[i].kind == Token::Kind::Word && isOneOf(tokens[i].lower, {"is", "are"})) verb = i;
    if (verb == 0) return;
    const auto nouns = nounsBefore(tokens, verb);
    if (nouns.empty() || tokens[0].kind == Token::Kind::Code) return;
    Walker walker{tokens, verb + 1};
    const bool never = walker.is({"never"}), negative = walker.take({"never", "not"});
    walker.take({"always"});
    const Token* word = walker.peek();
    if (word == nullptr || word->kind != Token::Kind::Word) return;
    const bool last = walker.peek(1) == nullptr || (walker.is({".", "!"}, 1) && walker.peek(2) == nullptr);
    if (isOneOf(word->lower, {"required", "mandatory", "optional"})) {
        // "... is required for administrators": said of them alone.
        std::string whom;
        if (!last) {
            if (!walker.is({"for"}, 1)) return;
            whom = objectFrom(tokens, walker.at + 2);
            if (whom.empty()) return;
            whom = "_for" + whom;
        }
        const bool required = (word->lower != "optional") != negative;
        const bool single = nouns.find('_') == std::string::npos;
        const bool acronym = std::none_of(tokens[verb - 1].text.begin(), tokens[verb - 1].text.end(),
                                          [](char c) { return c >= 'a' && c <= 'z'; });
        if (single && !acronym) return;
        return say(statement, nouns + whom, "demanded", textValue(required ? "required" : "optional"),
                   required ? Modality::Required : Modality::Optional, single ? 900 : 800);
    }
    if (!isParticiple(word->lower)) return;
    const auto thing = nouns + "." + word->lower;
    Walker behind{tokens, walker.at + 1};
    const bool general =
        last || behind.is({"after", "in", "for", "from", "on", "at", "by", "to", "as", "with", "every"});
    // "Orders are not deleted" is said of one case, "never" of all.
    if (negative ? never && last : general)
        say(statement, thing, "done", booleanValue(!negative), Modality::Observed, 700);
    // What is deleted after a time is kept that long.
    const bool gone = isOneOf(word->lower, {"deleted", "purged", "erased", "removed"});
    if (negative || !behind.take({"for", "after"})) return;
    if (const auto value = takeValue(behind, "");
        value && value->type == ClaimValue::Type::Number && !value->unit.empty())
        say(statement, gone && behind.tokens[walker.at + 1].lower == "after" ? nouns + ".kept" : thing, "value", *value,
            Modality::Observed);
}

/// "Driver ids must never be logged.": what is done must not be.
void bans(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 2 < tokens.size() && i <= maxNounWords + 1; ++i) {
        Walker walker{tokens, i};
        if (!walker.take({"must", "shall", "may"}) || !walker.take({"never", "not"}) || !walker.take({"be"})) continue;
        const Token* done = walker.peek();
        const bool last = walker.peek(1) == nullptr || (walker.is({".", "!"}, 1) && walker.peek(2) == nullptr);
        const auto nouns = nounsBefore(tokens, i);
        if (done != nullptr && done->kind == Token::Kind::Word && isParticiple(done->lower) && last && !nouns.empty())
            say(statement, nouns + "." + done->lower, "done", booleanValue(false), Modality::Forbidden, 700);
        return;
    }
}

/// "The payment service retries 3 times.", "Carts close after 30 minutes."
void counts(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 2 < tokens.size() && i <= maxNounWords + 1; ++i) {
        if (tokens[i].kind != Token::Kind::Word) continue;
        Walker walker{tokens, i + 1};
        const bool after = walker.take({"after"});
        if (walker.peek() == nullptr || walker.peek()->kind != Token::Kind::Number) continue;
        if (isOneOf(tokens[i].lower, {"is", "are", "must", "than", "most", "least", "and", "of", "about", "in", "to",
                                      "at", "expire", "expires", "out", "retried"}))
            return;
        const auto nouns = nounsBefore(tokens, i);
        const auto value = takeValue(walker, "");
        if (nouns.empty() || !value || value->type != ClaimValue::Type::Number) return;
        const bool times = value->unit.empty() && walker.is({"times"});
        if (times || (after && !value->unit.empty()))
            say(statement, nouns + "." + baseForm(tokens[i].lower), "value", *value, Modality::Observed);
        return;
    }
}

/// "Passwords must have at least 12 characters.", "A password must be at least 12 characters long."
void lengths(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 4 < tokens.size() && i <= maxNounWords + 1; ++i) {
        if (tokens[i].lower != "must") continue;
        Walker walker{tokens, i + 1};
        if (!walker.take({"be", "have", "contain"})) return;
        std::string_view predicate;
        if (walker.takePhrase({"at", "least"})) predicate = "min";
        else if (walker.takePhrase({"at", "most"}) || walker.takePhrase({"no", "more", "than"})) predicate = "max";
        const auto nouns = nounsBefore(tokens, i);
        if (predicate.empty() || nouns.empty() || tokens[i - 1].kind == Token::Kind::Code) return;
        const auto value = takeValue(walker, "");
        if (value && value->type == ClaimValue::Type::Number && walker.is({"characters", "chars", "letters"}))
            say(statement, nouns + "_length", predicate, *value, Modality::Required);
        return;
    }
}

/// "200 entries by default (`cache.size`)", "at most 80 connections (`pool.max_connections`)".
void namesBehind(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 0; i + 3 < tokens.size(); ++i) {
        if (tokens[i].kind != Token::Kind::Number) continue;
        Walker walker{tokens, i};
        const auto number = tokens[i].number;
        ++walker.at;
        if (walker.peek() != nullptr && walker.peek()->kind == Token::Kind::Word && !walker.is({"by"})) ++walker.at;
        const bool preset = walker.takePhrase({"by", "default"});
        if (!walker.is({"("}) || walker.peek(1) == nullptr || !isName(*walker.peek(1)) || !walker.is({")"}, 2))
            continue;
        const bool most = i > 1 && tokens[i - 1].lower == "most" && tokens[i - 2].lower == "at";
        if (!number || (!preset && !most)) continue;
        auto value = tokens[i + 1].kind == Token::Kind::Word && isTextUnit(tokens[i + 1].lower)
                         ? numberValue(number->text, tokens[i + 1].lower)
                         : number;
        if (value) statement.emit({nameText(*walker.peek(1)), {}, 1000}, preset ? "default" : "max", *value);
    }
}

/// "Requires Python 3.9 or later", "Node 18 or newer": the lowest version of a product. Not "for OpenSSL 3 or later
/// builds" or "supported since curl 7.61 for OpenSSL 1.1.1+": those say when something holds, not what is needed.
void versions(const Statement& statement, const Tokens& tokens) {
    const bool demands = std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
        return isOneOf(token.lower, {"require", "requires", "required", "requirement", "need", "needs", "needed",
                                     "minimum", "must"});
    });
    bool demanded = false;
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        const Token& product = tokens[i];
        const Token& version = tokens[i + 1];
        if (product.kind != Token::Kind::Word || version.kind == Token::Kind::Quote || version.text.empty() ||
            version.text[0] < '0' || version.text[0] > '9')
            continue;
        if (version.text.find_first_not_of("0123456789.") != std::string::npos || isTextUnit(product.lower) ||
            product.lower == "version")
            continue;
        if (product.text[0] < 'A' || product.text[0] > 'Z') continue;  // product names are capitalised
        Walker walker{tokens, i + 2};
        const bool open = (walker.take({"or"}) && walker.is({"later", "newer", "higher", "above"})) || walker.is({"+"});
        // "Requires Python 3.10 or newer and PostgreSQL 14": what is joined to a demanded one is demanded.
        const bool joined = demanded && i > 0 && isOneOf(tokens[i - 1].lower, {"and", ","});
        const bool requires_ =
            joined || (i > 0 && isOneOf(tokens[i - 1].lower, {"requires", "require", "needs", "need"}));
        const bool conditional =
            i > 0 && isOneOf(tokens[i - 1].lower, {"for", "with", "since", "from", "on", "in", "if", "when", "under"});
        if (!requires_ && (!open || conditional || (i > 0 && !demands))) continue;
        demanded = demanded || requires_;
        ClaimValue value = textValue(version.text);
        value.unit = "version";
        statement.emit({product.lower + ".version", {}, 1000}, "min", value);
    }
}

/// "Gateway version 2.5 is current.", "The service uses PostgreSQL 14."
void versionsInUse(const Statement& statement, const Tokens& tokens) {
    const auto isVersion = [](const Token& token) {
        return !token.text.empty() && token.kind != Token::Kind::Quote && token.text[0] >= '0' &&
               token.text[0] <= '9' && token.text.find_first_not_of("0123456789.") == std::string::npos;
    };
    const auto capital = [](const Token& token) {
        return token.kind == Token::Kind::Word && token.text[0] >= 'A' && token.text[0] <= 'Z';
    };
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        ClaimValue value = textValue(tokens[i + 2].text);
        value.unit = "version";
        Walker behind{tokens, i + 3};
        if (capital(tokens[i]) && tokens[i + 1].lower == "version" && isVersion(tokens[i + 2]) && behind.take({"is"}) &&
            (behind.is({"current"}) || (behind.take({"the"}) && behind.is({"current", "latest"}))))
            say(statement, tokens[i].lower + ".version", "value", value, Modality::Observed, 900);
        const bool ends = i + 3 >= tokens.size() ||
                          behind.is({".", ",", "as", "for", "and", "in", "on", "with", "everywhere", "only"});
        if (isOneOf(tokens[i].lower, {"uses", "use"}) && capital(tokens[i + 1]) && isVersion(tokens[i + 2]) && ends)
            say(statement, tokens[i + 1].lower + ".version", "value", value, Modality::Observed, 900);
    }
}

}  // namespace

void extractDemands(const Statement& statement, const Tokens& tokens) {
    demands(statement, tokens);
    states(statement, tokens);
    bans(statement, tokens);
    counts(statement, tokens);
    lengths(statement, tokens);
    namesBehind(statement, tokens);
    versions(statement, tokens);
    versionsInUse(statement, tokens);
}

namespace {

/// Names of steps are also written with hyphens ("run-migrations"), as names of jobs and commands are.
bool isStep(const Token& token) {
    if (isName(token)) return true;
    const std::string_view text = token.text;
    return token.kind == Token::Kind::Code && text.size() <= 60 && text.find('-') != std::string_view::npos &&
           std::isalpha(static_cast<unsigned char>(text.front())) != 0 &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
           });
}

/// What follows a step: whether it comes before what is named next, or after it; nothing where it says something else.
std::optional<bool> takeOrder(Walker& walker) {
    walker.take({"must", "always", "has", "needs"});
    walker.take({"always", "to"});
    if (walker.take({"precedes", "precede"})) return true;
    if (walker.take({"follows", "follow"})) return false;
    const bool passive = walker.take({"be", "is", "are"});
    const bool acts = passive ? walker.take({"run", "executed", "called", "started", "done", "applied", "finished",
                                             "completed", "invoked", "performed"})
                              : walker.take({"run", "runs", "come", "comes", "happen", "happens", "start", "starts",
                                             "execute", "executes", "finish", "finishes", "complete", "completes"});
    if (!acts) return std::nullopt;
    if (walker.take({"before"})) return true;
    if (walker.take({"after"})) return false;
    return std::nullopt;
}

/// "The importer must run before the indexer.": steps that have no written name, in a sentence that says no more.
void plainOrder(const Statement& statement, const Tokens& tokens) {
    for (std::size_t verb = 1; verb + 2 < tokens.size() && verb <= maxNounWords + 1; ++verb) {
        if (isStep(tokens[verb - 1]) && tokens[verb - 1].kind == Token::Kind::Code) return;
        Walker walker{tokens, verb};
        const auto before = takeOrder(walker);
        if (!before) continue;
        const auto nouns = nounsBefore(tokens, verb), object = objectFrom(tokens, walker.at);
        if (nouns.empty() || object.size() < 2) return;
        const auto other = object.substr(1);
        const auto words = std::count(other.begin(), other.end(), '_') + 1;
        if (words > static_cast<std::ptrdiff_t>(maxNounWords) || (words == 1 && isGeneralNoun(other))) return;
        say(statement, nouns, *before ? "before" : "after", textValue(subjectOf(segmentsOf(other))),
            Modality::Observed);
        return;
    }
}

}  // namespace

void extractNamedInBrackets(const Statement& statement, const Tokens& tokens) {
    auto end = tokens.size();
    while (end > 0 && (tokens[end - 1].text == "." || tokens[end - 1].text == ";")) --end;
    if (end < 5 || tokens[end - 1].text != ")" || tokens[end - 3].text != "(") return;
    const auto& name = tokens[end - 2];
    if (name.kind != Token::Kind::Code || !looksLikeIdentifier(name.text)) return;
    std::optional<ClaimValue> amount;
    for (std::size_t i = 0; i + 3 < end; ++i) {
        if (isOneOf(tokens[i].lower, {"not", "never", "no", "unless", "if", "when", "except", "or", "to"}) ||
            tokens[i].kind == Token::Kind::Code)
            return;
        if (tokens[i].kind != Token::Kind::Number || !tokens[i].number) continue;
        if (amount) return;
        amount = tokens[i].number;
        if (amount->unit.empty() && i + 1 < end && isTextUnit(tokens[i + 1].lower))
            if (const auto whole = numberValue(amount->text, tokens[i + 1].lower)) amount = whole;
    }
    if (amount) statement.emit({name.text, {}, 1000}, "value", *amount);
}

void extractOrders(const Statement& statement, const Tokens& tokens) {
    plainOrder(statement, tokens);
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (!isStep(tokens[i])) continue;
        Walker walker{tokens, i + 1};
        const auto before = takeOrder(walker);
        const Token* other = walker.peek();
        if (!before || other == nullptr || !isStep(*other)) continue;
        statement.emit({nameText(tokens[i]), "-", 1000}, *before ? "before" : "after",
                       textValue(subjectOf(segmentsOf(nameText(*other)))));
    }
}

}  // namespace skein::coherence
