// What the prose extractor knows of words: hedges, names, the walk over a sentence, values in it, and the statement
// that claims are emitted from. Thread: any; pure. For extract_prose.cpp alone.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/coherence/extract_code.h"
#include "core/coherence/extract_prose.h"
#include "core/coherence/values.h"

namespace skein::coherence {

using Tokens = std::vector<Token>;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list);
/// Whether a sentence is a condition, an example, advice, the past or a plan, and so states nothing.
bool hasHedge(const Tokens& tokens);
/// "field", "parameter", "port": what a name is called, not the name.
bool isKindWord(std::string_view word);
bool isArticle(std::string_view word);
/// What every page calls something of its own: the caller of which function, the values of what.
bool isGeneralNoun(std::string_view noun);
bool isPlainIdentifier(std::string_view text);
/// Whether a token can name a thing of the project.
bool isName(const Token& token);
/// A code span that is the name of a type, and of some parameters: `list`, `bytes`, `text`.
bool isTypeSpan(const Token& token);
std::string nameText(const Token& token);

/// Walks over the tokens of one sentence.
struct Walker {
    const Tokens& tokens;
    std::size_t at = 0;

    const Token* peek(std::size_t ahead = 0) const {
        return at + ahead < tokens.size() ? &tokens[at + ahead] : nullptr;
    }
    bool is(std::initializer_list<std::string_view> words, std::size_t ahead = 0) const {
        const Token* token = peek(ahead);
        return token != nullptr && token->kind != Token::Kind::Code && token->kind != Token::Kind::Quote &&
               isOneOf(token->lower, words);
    }
    bool take(std::initializer_list<std::string_view> words) {
        if (!is(words)) return false;
        ++at;
        return true;
    }
    bool takePhrase(std::initializer_list<std::string_view> words) {
        std::size_t ahead = 0;
        for (const auto word : words)
            if (!is({word}, ahead++)) return false;
        at += words.size();
        return true;
    }
};

/// A value at the walker that ends there: what follows is the end, punctuation or "by default". The name's unit applies
/// to numbers without one.
std::optional<ClaimValue> takeValue(Walker& walker, std::string_view nameUnit);

/// "in `create_order`", "of the `orders` table", "for OrderService.create": the owner behind a name, and what is behind
/// it.
std::string takeOwner(Walker& walker);
/// "of a member is required": what owns a name, called by a plain noun; before "is required", "is optional".
std::string takePlainOwner(Walker& walker);
/// A name elsewhere in the sentence that owns a required or optional one: "`create_order` takes an optional
/// `currency`".
std::string ownerBefore(const Tokens& tokens, std::size_t at);
/// The same behind it: "`currency` is optional in `create_order`".
std::string ownerAfter(const Tokens& tokens, std::size_t at);

/// What a statement is about.
struct Subject {
    std::string written;
    std::string owner;
    int confidencePerMille = 1000;
    bool length = false;  ///< the length of it is meant
};

/// One sentence and where its claims go.
struct Statement {
    const ProseContext& context;
    const TextPiece& sentence;
    ClaimSink& sink;
    std::string environment;

    void emit(const Subject& subject, std::string_view predicate, ClaimValue value,
              Modality modality = Modality::Observed) const {
        Finding finding =
            proseFinding(context, subject.written, subject.owner, predicate, sentence.line, sentence.written());
        finding.sentence = sentence.text;
        finding.value = std::move(value);
        finding.modality = modality;
        finding.confidencePerMille = subject.confidencePerMille;
        if (!environment.empty())
            finding.scope =
                scopeText(environment, scopePart(finding.scope, "component"), scopePart(finding.scope, "section"));
        sink.add(std::move(finding));
    }
    void presence(const Subject& subject, Modality modality) const {
        emit(subject, "presence", textValue(modalityName(modality)), modality);
    }
};

/// Sentences about things without a written name: "Clients must never retry a capture", "Orders are never deleted",
/// "Records are kept for 7 years", "TLS is optional", "The service uses PostgreSQL 14". Claims "demanded" ("always",
/// "never", "required", "optional"), "done" and amounts. Sees one short noun phrase before the verb and a sentence that
/// says nothing else.
void extractDemands(const Statement& statement, const Tokens& tokens);

/// "Access tokens expire after one hour", "Rate limit: 100 requests per minute per key", "Backups run daily at 02:00",
/// "A cart holds at most 100 items": claims about "access_token.lifetime", "key_request_per_minute",
/// "backup.start_time", "cart_item". Sees a short noun phrase before the verb and one amount behind it.
void extractPromises(const Statement& statement, const Tokens& tokens);

/// "A worker takes at most 64 jobs at a time (`MAX_BATCH`)": the one amount is that of the name in brackets at the end.
/// Sees sentences without a condition, a denial, a choice or another name.
void extractNamedInBrackets(const Statement& statement, const Tokens& tokens);

/// "`migrate` must run before `deploy`", "`deploy` comes after `migrate`", "`build` precedes `test`": claims "before"
/// and "after". Sees names of steps in code spans, also with hyphens.
void extractOrders(const Statement& statement, const Tokens& tokens);

/// "On Windows `x` is 2": the platform that a sentence is about alone; empty: any.
std::string platformOf(const Tokens& tokens);

}  // namespace skein::coherence
