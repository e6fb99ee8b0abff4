#include <algorithm>
#include <optional>

#include "core/base/text.h"
#include "core/coherence/extract_prose.h"
#include "core/coherence/names.h"
#include "core/coherence/prose_terms.h"

namespace skein::coherence {
namespace {

/// A noun of one or two plain words, or a name in a code span; `at` is left behind it.
std::optional<std::string> thingAt(const Tokens& tokens, std::size_t& at, bool single) {
    if (at >= tokens.size()) return std::nullopt;
    if (tokens[at].kind == Token::Kind::Code) {
        if (!isPlainIdentifier(tokens[at].text)) return std::nullopt;
        return nameText(tokens[at++]);
    }
    const auto isNoun = [&](std::size_t where) {
        return where < tokens.size() && tokens[where].kind == Token::Kind::Word && tokens[where].text.size() > 2 &&
               !isOneOf(tokens[where].lower,
                        {"has", "have", "can", "may",  "must", "belongs", "belong", "and",  "or",  "per",
                         "for", "with", "the", "its",  "own",  "that",    "which",  "from", "to",  "of",
                         "in",  "is",   "are", "only", "more", "one",     "other",  "such", "way", "thing"});
    };
    if (!isNoun(at)) return std::nullopt;
    std::string thing = tokens[at++].lower;
    if (!single && isNoun(at)) thing += "_" + tokens[at++].lower;
    return thing;
}

void emitCount(const Statement& statement, const std::string& owner, const std::string& thing, const char* count) {
    if (owner == thing) return;
    statement.emit({owner + "." + thing, "-", 900}, "cardinality", textValue(count));
}

/// Whether what follows a thing ends what is said of it.
bool endsAt(const Tokens& tokens, std::size_t at) {
    return at >= tokens.size() ||
           (tokens[at].kind == Token::Kind::Mark && isOneOf(tokens[at].text, {".", ",", ";", ")"}));
}

/// "each order has exactly one customer", "a customer can have many orders", "an invoice belongs to one order",
/// "customers may have several addresses".
void possession(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 0; i + 3 < tokens.size(); ++i) {
        const bool article = isOneOf(tokens[i].lower, {"each", "every", "a", "an", "one"});
        const bool plural = i == 0 && tokens[0].kind == Token::Kind::Word && tokens[0].lower.size() > 3 &&
                            singular(tokens[0].lower) != tokens[0].lower;
        if (!article && !plural) continue;
        std::size_t at = article ? i + 1 : i;
        auto owner = thingAt(tokens, at, true);
        if (!owner) continue;
        if (plural) owner = singular(*owner);
        Walker walker{tokens, at};
        walker.take({"always", "can", "may", "must"});
        const bool belongs = walker.takePhrase({"belongs", "to"}) || walker.takePhrase({"belong", "to"});
        if (!belongs && !walker.take({"has", "have", "holds", "contains"})) continue;
        const char* count = nullptr;
        if (walker.takePhrase({"exactly", "one"}) || walker.takePhrase({"only", "one"}) ||
            walker.takePhrase({"at", "most", "one"}) || walker.takePhrase({"a", "single"}))
            count = "one";
        else if (walker.takePhrase({"one", "or", "more"}) || walker.takePhrase({"zero", "or", "more"}) ||
                 walker.takePhrase({"any", "number", "of"}) || walker.take({"many", "multiple", "several"}))
            count = "many";
        else if (article && walker.take({"one"})) count = "one";
        if (count == nullptr) continue;
        std::size_t behind = walker.at;
        const auto thing = thingAt(tokens, behind, false);
        if (thing && endsAt(tokens, behind)) emitCount(statement, *owner, *thing, count);
    }
}

/// "`Order` to `Line` is one-to-many", "a one-to-many relation between `Order` and `Line`".
void relation(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto& word = tokens[i].lower;
        const bool oneMany = word == "one-to-many", manyOne = word == "many-to-one", oneOne = word == "one-to-one",
                   manyMany = word == "many-to-many";
        if (!oneMany && !manyOne && !oneOne && !manyMany) continue;
        std::vector<std::string> names;
        for (const auto& token : tokens)
            if (token.kind == Token::Kind::Code && isPlainIdentifier(token.text)) names.push_back(nameText(token));
        if (names.size() != 2) return;
        // Only where the order of the two is said.
        const bool between = std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
            return isOneOf(token.lower, {"between", "from", "to"});
        });
        if (!between) return;
        emitCount(statement, names[0], names[1], oneMany || manyMany ? "many" : "one");
        emitCount(statement, names[1], names[0], manyOne || manyMany ? "many" : "one");
        return;
    }
}

}  // namespace

void extractCardinality(const ProseContext& context, const TextPiece& sentence, ClaimSink& sink) {
    const auto tokens = tokenise(sentence.text);
    const Statement statement{context, sentence, sink, {}};
    possession(statement, tokens);
    relation(statement, tokens);
}

}  // namespace skein::coherence
