// Statements that no other form knows, by the frame of their words: "Invoices are due within 14 days", "Customers may
// delete their account". Two frames are about one thing only where all their words are the same but amounts, bounds and
// denial, so nothing is guessed. Thread: any; pure. Declared in extract_prose.h.
#include <algorithm>
#include <initializer_list>

#include "core/base/text.h"
#include "core/coherence/names.h"
#include "core/coherence/prose_terms.h"
#include "core/coherence/sentence_frame.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

constexpr std::size_t fewestWords = 2, fewestToldWords = 3, mostWords = 9;

/// Whose sentence is about something that stands elsewhere, or about some of many.
bool pointsElsewhere(const Tokens& tokens) {
    if (isOneOf(tokens.front().lower,
                {"it",   "this", "these", "they", "that", "those", "he",     "she", "we",   "you", "there",
                 "here", "such", "both",  "one",  "its",  "their", "then",   "so",  "also", "i",   "our",
                 "your", "each", "no",    "in",   "for",  "with",  "unlike", "at",  "on"}))
        return true;
    return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
        return token.kind == Token::Kind::Word &&
               isOneOf(token.lower, {"many", "few", "several", "most", "other", "another", "above", "below",
                                     "following", "here", "this", "these", "that", "which", "who"});
    });
}

/// Reports of what was done: a list of them has as many dates as lines.
bool tellsThePast(const Tokens& tokens) {
    return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
        return token.kind == Token::Kind::Word &&
               (isOneOf(token.lower, {"was", "were", "had", "since", "last", "first", "ago"}) ||
                (token.lower.size() > 4 && token.lower.ends_with("ed")));
    });
}

/// "The load test made 300 calls": what was measured once.
bool reports(const Tokens& tokens) {
    for (std::size_t i = 1; i < tokens.size(); ++i)
        if (isOneOf(tokens[i].lower, {"made", "took", "ran", "saw", "got", "did", "gave", "found"}) &&
            !isOneOf(tokens[i - 1].lower, {"be", "is", "are", "been", "was"}))
            return true;
    return false;
}

/// Words that any page says of anything.
bool isGeneral(std::string_view stem) {
    return isOneOf(stem, {"valu",     "option", "argument", "paramet", "sett", "number",  "siz",    "typ",     "field",
                          "function", "method", "result",   "fil",     "pag",  "section", "tabl",   "version", "exit",
                          "statu",    "cod",    "nam",      "lin",     "step", "part",    "return", "retur",   "us",
                          "set",      "requir", "support",  "work",    "mak",  "tak",     "tim",    "upload"});
}

}  // namespace

void extractFrame(const ProseContext& context, const TextPiece& sentence, std::string_view environment, bool known,
                  ClaimSink& sink) {
    const auto tokens = tokenise(sentence.text);
    if (tokens.empty() || pointsElsewhere(tokens) || reports(tokens)) return;
    const bool question = std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
        return token.kind == Token::Kind::Quote ||
               (token.kind == Token::Kind::Mark && isOneOf(token.text, {"?", ":", "(", "/"}));
    });
    const auto frame = frameOf(sentence.text);
    if (question || frame.amounts.size() > 1 || frame.words.size() > mostWords || !frame.frequency.empty()) return;
    const auto telling =
        std::count_if(frame.stems.begin(), frame.stems.end(), [](const auto& stem) { return !isGeneral(stem); });
    // What is planned has one date; what has happened may have happened on others too.
    const bool date = !frame.date.empty() && frame.amounts.empty() && !frame.negated && !tellsThePast(tokens);
    if (!frame.date.empty() && !date) return;
    const bool amount = date || frame.amounts.size() == 1;
    const auto fewest = static_cast<std::ptrdiff_t>(amount ? fewestWords : fewestToldWords);
    if (telling < fewest || (amount && frame.negated)) return;
    // What is allowed, demanded or forbidden; a plain report of what happens is no rule.
    const bool rule = std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
        return token.kind == Token::Kind::Word &&
               isOneOf(token.lower, {"must", "may", "can", "cannot", "shall", "never", "always", "not"});
    });
    // What another form told as demanded is said once more only where somebody may be allowed it elsewhere.
    if ((!amount && !rule) || (known && (amount || !frame.negated))) return;
    std::string subject;
    for (const auto& word : frame.written) {
        auto plain = singular(word);
        std::replace(plain.begin(), plain.end(), '-', '_');
        subject += (subject.empty() ? "" : "_") + plain;
    }
    // Not words of the frame, but part of what it is about.
    if (!frame.version.empty() && frame.amounts.empty()) subject += "_v" + frame.version;
    if (!frame.method.empty()) subject += "_" + toLowerAscii(frame.method);
    if (amount && !date && !frame.amounts.front().of.empty() && !frame.has(frame.amounts.front().of))
        subject += "_" + frame.amounts.front().of;
    Finding finding = proseFinding(context, subject, "-", "done", sentence.line, sentence.written());
    finding.sentence = sentence.text;
    finding.subject = subject;
    finding.confidencePerMille = 700;
    if (date) {
        finding.predicate = "value";
        finding.value = textValue(frame.date);
    } else if (amount) {
        const auto& only = frame.amounts.front();
        finding.predicate = only.bound == Bound::Most ? "max" : only.bound == Bound::Least ? "min" : "value";
        finding.value = only.value;
    } else {
        finding.predicate = "holds";
        finding.value = booleanValue(!frame.negated);
    }
    finding.scope = scopeText(environment.empty() ? std::string_view(context.environment) : environment, {}, {});
    sink.add(std::move(finding));
}

}  // namespace skein::coherence
