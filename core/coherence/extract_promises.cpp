// What a service promises or allows, in plain words: how long things are valid, how many calls may be made in a time,
// at what time something is done, how much a thing holds. Thread: any; pure. Declared in prose_terms.h.
#include <algorithm>
#include <cctype>

#include "core/base/text.h"
#include "core/coherence/names.h"
#include "core/coherence/prose_terms.h"
#include "core/coherence/sentence_frame.h"

namespace skein::coherence {
namespace {

constexpr std::size_t mostWords = 3;
constexpr int confidence = 800;

/// The nouns from `first` up to a verb, singular, joined by '_'; empty where anything else stands there.
std::string nounsUpTo(const Tokens& tokens, std::size_t verb) {
    std::string written;
    std::size_t words = 0;
    for (std::size_t i = isArticle(tokens[0].lower) ? 1 : 0; i < verb; ++i) {
        const bool code = tokens[i].kind == Token::Kind::Code && isName(tokens[i]);
        if (!code && (tokens[i].kind != Token::Kind::Word ||
                      isOneOf(tokens[i].lower, {"it",   "they", "this",  "these", "we",   "you",   "and", "or", "not",
                                                "only", "no",   "their", "his",   "her",  "to",    "of",  "in", "on",
                                                "at",   "by",   "for",   "with",  "that", "which", "some"})))
            return {};
        written += (written.empty() ? "" : "_") + (code ? nameText(tokens[i]) : singular(tokens[i].lower));
        if (++words > mostWords) return {};
    }
    return written;
}

/// What a rate is counted in, for the name of its limit: "per_minute".
std::string_view periodOf(const Token& token) {
    for (const std::string_view unit : {"second", "minute", "hour", "day"})
        if (token.lower == unit) return unit;
    return {};
}

void say(const Statement& statement, const std::string& written, std::string_view predicate, ClaimValue value) {
    const bool plain = std::all_of(written.begin(), written.end(), [](char c) {
        return isIdentifierChar(c) || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
    });
    if (plain && written.size() <= 120) statement.emit({written, "-", confidence}, predicate, std::move(value));
}

/// "30 minutes", "one hour", "a day": an amount of time at the walker.
std::optional<ClaimValue> takeTime(Walker& walker) {
    Walker next = walker;
    std::optional<ClaimValue> value;
    if (next.is({"one", "a", "an"}) && next.peek(1) != nullptr && isTextUnit(next.peek(1)->lower)) {
        value = numberValue("1", next.peek(1)->lower);
        next.at += 2;
    } else if (next.peek() != nullptr && next.peek()->kind == Token::Kind::Number) {
        value = next.peek()->number;
        ++next.at;
        if (next.is({"-"})) ++next.at;  // "30-minute"
        if (value && value->unit.empty() && next.peek() != nullptr && isTextUnit(next.peek()->lower)) {
            value = numberValue(value->text, next.peek()->lower);
            ++next.at;
        }
    }
    if (!value || value->unit != "s") return std::nullopt;
    walker.at = next.at;
    return value;
}

/// "Access tokens expire after one hour", "A session is valid for 30 minutes", "Links live for 7 days", "Refresh tokens
/// never expire".
void lifetimes(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 1 < tokens.size() && i <= mostWords + 2; ++i) {
        Walker walker{tokens, i};
        bool never = walker.take({"never"});
        if (walker.take({"do", "does"})) {
            if (!walker.take({"not", "never"})) return;
            never = true;
        }
        bool found = false;
        if (walker.take({"expire", "expires"})) {
            found = never || walker.take({"after", "in"});
        } else if (!never && walker.take({"live", "lives", "last", "lasts"})) {
            found = walker.take({"for"}) || walker.peek() != nullptr;
        } else if (!never && walker.take({"is", "are", "stay", "stays", "remain", "remains"})) {
            found = walker.takePhrase({"valid", "for"});
        } else if (!never && walker.take({"has", "have"})) {
            walker.take({"a", "an"});
            found = walker.take({"lifetime", "ttl", "validity"}) && walker.take({"of"});
        }
        if (!found) continue;
        const auto nouns = nounsUpTo(tokens, i);
        if (nouns.empty()) return;
        if (never) {
            const bool last = walker.peek() == nullptr || walker.is({".", ",", ";"});
            if (last) say(statement, nouns + ".lifetime", "value", textValue(neverEnds));
            return;
        }
        walker.take({"exactly", "only", "just"});
        const auto value = takeTime(walker);
        const bool idle = walker.is({"of"}) && walker.is({"inactivity", "idleness", "silence"}, 1);
        if (value) say(statement, nouns + (idle ? ".timeout" : ".lifetime"), "value", *value);
        return;
    }
}

/// "Jobs time out after 15 minutes", "A request times out after 30 seconds".
void timeouts(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 3 < tokens.size() && i <= mostWords + 1; ++i) {
        Walker walker{tokens, i};
        if (!walker.take({"time", "times"}) || !walker.take({"out"}) || !walker.take({"after", "in"})) continue;
        const auto nouns = nounsUpTo(tokens, i);
        const auto value = takeTime(walker);
        if (value && !nouns.empty()) say(statement, nouns + ".timeout", "value", *value);
        return;
    }
}

/// "at least", "at most": the bound that words give the amount behind them; "value" where there are none.
std::string_view takeBound(Walker& walker) {
    if (walker.takePhrase({"at", "least"}) || walker.takePhrase({"no", "less", "than"})) return "min";
    if (walker.takePhrase({"at", "most"}) || walker.takePhrase({"up", "to"}) ||
        walker.takePhrase({"no", "more", "than"}) || walker.takePhrase({"no", "longer", "than"}))
        return "max";
    return "value";
}

/// "Audit logs must be kept for at least 10 years", "Logs are kept for one year": what is kept for an exact number of
/// days other forms read.
void retentions(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 4 < tokens.size() && i <= mostWords + 1; ++i) {
        Walker walker{tokens, i};
        const bool must = walker.takePhrase({"must", "be"});
        if (!must && !walker.take({"is", "are"})) continue;
        if (!walker.is({"kept", "retained", "stored", "held", "deleted", "archived", "purged"})) return;
        const auto done = walker.peek()->lower;
        ++walker.at;
        const bool gone = isOneOf(done, {"deleted", "purged"}) && walker.is({"after"});
        if (!walker.take({"for", "after"})) return;
        const auto bound = takeBound(walker);
        if (!must && bound == "value" && walker.peek() != nullptr && walker.peek()->kind == Token::Kind::Number) return;
        const auto nouns = nounsUpTo(tokens, i);
        const auto value = takeTime(walker);
        if (value && !nouns.empty()) say(statement, nouns + "." + (gone ? "kept" : done), bound, *value);
        return;
    }
}

/// "The service keeps audit records for 365 days": what is kept, whoever keeps it.
void keepers(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 4 < tokens.size() && i <= mostWords + 1; ++i) {
        if (!isOneOf(tokens[i].lower, {"keeps", "keep", "retains", "retain", "stores"})) continue;
        std::string kept;
        Walker walker{tokens, i + 1};
        walker.take({"all", "its", "their", "the", "a", "an"});
        for (std::size_t words = 0; walker.peek() != nullptr && !walker.is({"for"}); ++words, ++walker.at) {
            if (words == mostWords || walker.peek()->kind != Token::Kind::Word ||
                isOneOf(walker.peek()->lower, {"in", "on", "at", "of", "and", "or", "up", "to", "no", "not"}))
                return;
            kept += (kept.empty() ? "" : "_") + singular(walker.peek()->lower);
        }
        if (kept.empty() || nounsUpTo(tokens, i).empty() || !walker.take({"for"})) return;
        const auto bound = takeBound(walker);
        if (const auto value = takeTime(walker)) say(statement, kept + ".kept", bound, *value);
        return;
    }
}

/// "Positions are sent every 10 seconds", "The poller runs every minute".
void intervals(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 2 < tokens.size() && i <= mostWords + 1; ++i) {
        Walker walker{tokens, i};
        const bool passive = walker.take({"is", "are"});
        if (passive) {
            const Token* done = walker.peek();
            if (done == nullptr || done->kind != Token::Kind::Word ||
                !(done->lower.ends_with("ed") || isOneOf(done->lower, {"sent", "taken", "made", "written", "run"})))
                return;
            ++walker.at;
        } else if (!walker.take({"run", "runs", "start", "starts", "fire", "fires"})) {
            continue;
        }
        if (!walker.take({"every"})) return;
        const auto nouns = nounsUpTo(tokens, i);
        std::optional<ClaimValue> value = takeTime(walker);
        if (!value && walker.peek() != nullptr && !periodOf(*walker.peek()).empty())
            value = numberValue("1", walker.tokens[walker.at++].lower);
        const bool ends = walker.peek() == nullptr || walker.is({".", ",", ";", "and", "by"});
        if (value && ends && !nouns.empty()) say(statement, nouns + ".interval", "value", *value);
        return;
    }
}

/// "The worker polls the queue every 5 seconds", "Clients send a heartbeat every minute".
void polls(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 3 < tokens.size() && i <= mostWords + 1; ++i) {
        Walker walker{tokens, i};
        if (!walker.is({"polls", "poll", "checks", "check", "refreshes", "refresh", "scans", "scan", "syncs", "sync",
                        "sends", "send", "emits", "emit", "publishes", "publish"}))
            continue;
        const auto verb = singular(walker.peek()->lower);
        ++walker.at;
        walker.take({"the", "a", "an", "its", "all"});
        std::string object;
        for (std::size_t words = 0; walker.peek() != nullptr && !walker.is({"every"}); ++words, ++walker.at) {
            if (words == 2 || walker.peek()->kind != Token::Kind::Word ||
                isOneOf(walker.peek()->lower, {"for", "to", "on", "in", "at", "and", "or", "if", "with"}))
                return;
            object += (object.empty() ? "" : "_") + singular(walker.peek()->lower);
        }
        if (object.empty() || nounsUpTo(tokens, i).empty() || !walker.take({"every"})) return;
        const bool sends = isOneOf(verb, {"send", "emit", "publish"});
        if (const auto value = takeTime(walker))
            say(statement, object + (sends ? ".interval" : "." + verb + "_interval"), "value", *value);
        return;
    }
}

/// "At most 8 books may be borrowed per member": how many of one thing there are for each of another.
void shares(const Statement& statement, const Tokens& tokens) {
    Walker walker{tokens, 0};
    const auto bound = takeBound(walker);
    const Token* number = walker.peek();
    if (bound == "value" || number == nullptr || number->kind != Token::Kind::Number || !number->number ||
        !number->number->unit.empty())
        return;
    ++walker.at;
    std::string counted;
    for (std::size_t words = 0; words < 2 && walker.peek() != nullptr && walker.peek()->kind == Token::Kind::Word &&
                                !walker.is({"may", "can", "are", "is", "per", "must", "for"});
         ++words, ++walker.at) {
        if (isTextUnit(walker.peek()->lower)) return;
        counted += (counted.empty() ? "" : "_") + singular(walker.peek()->lower);
    }
    for (std::size_t words = 0; words < 5 && walker.peek() != nullptr && !walker.is({"per"}); ++words) {
        if (walker.peek()->kind != Token::Kind::Word) return;
        ++walker.at;
    }
    if (counted.empty() || !walker.take({"per"})) return;
    walker.take({"single"});
    const Token* whose = walker.peek();
    const bool ends = walker.peek(1) == nullptr || walker.is({".", ",", ";"}, 1);
    if (whose == nullptr || whose->kind != Token::Kind::Word || isTextUnit(whose->lower) || !periodOf(*whose).empty() ||
        !ends)
        return;
    say(statement, counted + "_per_" + singular(whose->lower), bound, *number->number);
}

/// "Webhooks are retried 5 times", "The sender retries up to 8 times", "A capture is never retried".
void retries(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 1 < tokens.size() && i <= mostWords + 2; ++i) {
        Walker walker{tokens, i};
        const bool passive = walker.take({"is", "are"});
        bool never = walker.take({"never"});
        if (walker.takePhrase({"must", "never", "be"}) || walker.takePhrase({"must", "not", "be"})) never = true;
        if (!walker.take({"retried", "retries", "retry"})) {
            if (passive || never) return;
            continue;
        }
        auto nouns = nounsUpTo(tokens, i);
        if (nouns.empty()) return;
        // "The worker retries a failed mail at most 5 times": it is the mail that is retried.
        Walker object = walker;
        object.take({"a", "an", "the", "each", "every", "failed"});
        object.take({"failed"});
        bool other = false;
        for (std::size_t words = 0;
             !passive && !never && words < 2 && object.peek() != nullptr && object.peek()->kind == Token::Kind::Word &&
             !object.is({"at", "up", "no", "once", "twice", "with", "for", "after", "until", "on", "in", "if", "when"});
             ++words, ++object.at, other = true)
            nouns = (words == 0 ? "" : nouns + "_") + singular(object.peek()->lower);
        // Whose requests and calls are retried is said by who does it.
        if (isOneOf(nouns, {"request", "call", "operation", "connection", "step", "task", "job"})) return;
        if (other) walker.at = object.at;
        if (never) {
            if (walker.peek() == nullptr || walker.is({".", ","}))
                say(statement, nouns + "_retries", "max", *numberValue("0", ""));
            return;
        }
        const auto bound = takeBound(walker);
        const Token* number = walker.peek();
        const bool once = walker.is({"once", "twice"});
        const bool times = number != nullptr && number->kind == Token::Kind::Number && number->number &&
                           number->number->unit.empty() && walker.is({"times", "time"}, 1);
        // "The service retries 3 times" is read by another form.
        if (!passive && !other && bound == "value" && !once) return;
        if (once) say(statement, nouns + "_retries", bound, *numberValue(walker.is({"once"}) ? "1" : "2", ""));
        else if (times) say(statement, nouns + "_retries", bound, *number->number);
        return;
    }
}

/// "Uploads larger than 10 MB are rejected", "Names longer than 80 characters are not accepted".
void refusedSizes(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 4 < tokens.size() && i <= mostWords + 1; ++i) {
        Walker walker{tokens, i};
        if (!walker.take({"larger", "bigger", "greater", "longer", "over", "above"})) continue;
        walker.take({"than"});
        const Token* number = walker.peek();
        if (number == nullptr || number->kind != Token::Kind::Number || !number->number) return;
        auto value = *number->number;
        ++walker.at;
        bool letters = false;
        if (value.unit.empty() && walker.peek() != nullptr) {
            letters = walker.is({"characters", "chars", "letters"});
            if (!letters && !isTextUnit(walker.peek()->lower)) return;
            if (!letters)
                if (const auto whole = numberValue(value.text, walker.peek()->lower)) value = *whole;
            ++walker.at;
        }
        if (!walker.take({"is", "are"})) return;
        const bool refused = walker.is({"rejected", "refused", "dropped", "forbidden", "truncated"}) ||
                             (walker.take({"not"}) && walker.is({"accepted", "allowed", "permitted"}));
        const auto nouns = nounsUpTo(tokens, i);
        if (refused && !nouns.empty() && (letters || value.unit == "byte" || value.unit == "s"))
            say(statement, nouns + (letters ? "_length" : value.unit == "byte" ? "_size" : "_time"), "max", value);
        return;
    }
}

/// "Passwords are hashed with bcrypt", "Timestamps are stored in UTC", "The client is written in Rust": one of things
/// of which only one can be meant.
void choices(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 3 < tokens.size() && i <= mostWords + 1; ++i) {
        Walker walker{tokens, i};
        if (!walker.take({"is", "are"})) continue;
        const Token* done = walker.peek();
        const Token* by = walker.peek(1);
        if (done->kind != Token::Kind::Word || by->kind != Token::Kind::Word || done->lower.size() < 4 ||
            !isOneOf(by->lower, {"with", "in", "using", "as", "by", "via"}))
            return;
        const Token& thing = tokens[walker.at + 2];
        const auto behind = walker.at + 3;
        const bool ends = behind >= tokens.size() || isOneOf(tokens[behind].text, {".", ",", ";"});
        const auto nouns = nounsUpTo(tokens, i);
        if (!ends || nouns.empty() || thing.kind == Token::Kind::Mark || thing.kind == Token::Kind::Number) return;
        for (const auto& members : exclusiveClasses())
            if (members.contains(thing.lower)) {
                auto value = textValue(thing.lower);
                value.unit = "like " + *members.begin();
                return say(statement, nouns + "." + done->lower, "value", std::move(value));
            }
        return;
    }
}

/// "Caching is enabled by default", "TLS 1.2 is not supported": a switch of a thing that is called by its words.
void switches(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 1 < tokens.size() && i <= mostWords + 2; ++i) {
        Walker walker{tokens, i};
        if (!walker.take({"is", "are"})) continue;
        const bool negative = walker.take({"not", "never"});
        const Token* state = walker.peek();
        if (state == nullptr || state->kind != Token::Kind::Word) return;
        ++walker.at;
        const bool preset = walker.takePhrase({"by", "default"});
        if (walker.peek() != nullptr && !(walker.is({"."}) && walker.peek(1) == nullptr)) return;
        std::string_view what;
        bool on = !negative;
        if (isOneOf(state->lower, {"enabled", "on", "disabled", "off"})) {
            what = "enabled";
            on = isOneOf(state->lower, {"enabled", "on"}) != negative;
        } else if (isOneOf(state->lower, {"supported", "unsupported"})) {
            what = "supported";
            on = (state->lower == "supported") != negative;
        } else {
            return;
        }
        std::string nouns;
        for (std::size_t k = isArticle(tokens[0].lower) ? 1 : 0; k < i; ++k) {
            const auto& token = tokens[k];
            const bool name = token.kind == Token::Kind::Word || token.kind == Token::Kind::Number;
            if (!name || !isOneOf(token.lower, {"it", "this", "that", "which", "they", "both", "and", "or", "each"}))
                nouns += (nouns.empty() ? "" : "_") + (name ? singular(token.lower) : std::string());
            else return;
            if (!name) return;
        }
        if (nouns.size() > 2)
            say(statement, nouns + "." + std::string(what), preset ? "default" : "value", booleanValue(on));
        return;
    }
}

/// "Rate limit: 100 requests per minute per key", "Clients are limited to 60 requests per minute and key".
void rates(const Statement& statement, const Tokens& tokens) {
    const bool limits = std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
        return token.kind == Token::Kind::Word &&
               isOneOf(token.lower, {"limit", "limited", "limits", "most", "maximum", "max", "up", "allow", "allows",
                                     "allowed", "quota", "throttled", "capped", "exceed"});
    });
    if (!limits) return;
    for (std::size_t i = 0; i + 3 < tokens.size(); ++i) {
        if (tokens[i].kind != Token::Kind::Number || !tokens[i].number || !tokens[i].number->unit.empty()) continue;
        Walker walker{tokens, i + 1};
        const Token* noun = walker.peek();
        if (noun == nullptr || noun->kind != Token::Kind::Word || isTextUnit(noun->lower)) continue;
        std::string counted = singular(noun->lower);
        ++walker.at;
        if (walker.peek() != nullptr && walker.peek()->kind == Token::Kind::Word &&
            !walker.is({"per", "a", "an", "each", "every"}))
            counted = singular(tokens[walker.at++].lower);  // "login attempts"
        if (!walker.take({"per", "a", "an", "each", "every"}) && !walker.take({"/"})) continue;
        const Token* unit = walker.peek();
        const auto period = unit == nullptr ? std::string_view() : periodOf(*unit);
        if (period.empty()) continue;
        ++walker.at;
        // "per key", "for each user", "and address": whose calls are counted.
        std::string whose;
        while (walker.take({"per", "and", "for", "each", "every", "single", "from", "one", "a", "an", "api"})) {}
        if (walker.peek() != nullptr && walker.peek()->kind == Token::Kind::Word)
            whose = singular(walker.peek()->lower) + "_";
        if (isOneOf(counted, {"request", "call", "query"})) counted = "request";
        // A limit of each client is the rate limit as such; one of each key, or of each address, is one of several.
        for (std::size_t k = 0; k + 1 < i && (whose.empty() || whose == "client_"); ++k)
            if (tokens[k].lower == "rate" && tokens[k + 1].lower == "limit" && counted == "request")
                say(statement, "rate_limit_per_" + std::string(period), "value", *tokens[i].number);
        say(statement, whose + counted + "_per_" + std::string(period), "max", *tokens[i].number);
        return;
    }
}

/// "02:00" at a token; empty: no time of day stands there.
std::string clockAt(const Tokens& tokens, std::size_t at) {
    const auto digits = [&](std::size_t i, std::size_t least, std::size_t most) {
        return i < tokens.size() && tokens[i].text.size() >= least && tokens[i].text.size() <= most &&
               std::all_of(tokens[i].text.begin(), tokens[i].text.end(),
                           [](unsigned char c) { return std::isdigit(c) != 0; });
    };
    if (!digits(at, 1, 2) || at + 2 >= tokens.size() || tokens[at + 1].text != ":" || tokens[at + 1].spaced ||
        !digits(at + 2, 2, 2) || tokens[at + 2].spaced || tokens[at].text > "24" || tokens[at + 2].text > "59")
        return {};
    return (tokens[at].text.size() == 1 ? "0" : "") + tokens[at].text + ":" + tokens[at + 2].text;
}

/// "Backups run daily at 02:00 UTC", "The report is sent every night at 3:30".
void schedules(const Statement& statement, const Tokens& tokens) {
    std::string clock;
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        const auto found = tokens[i - 1].lower == "at" ? clockAt(tokens, i) : std::string();
        if (found.empty()) continue;
        if (!clock.empty()) return;
        clock = found;
    }
    if (clock.empty()) return;
    for (std::size_t i = 1; i + 1 < tokens.size() && i <= mostWords + 1; ++i) {
        if (!isOneOf(tokens[i].lower, {"run", "runs", "is", "are", "start", "starts", "begin", "begins", "happen",
                                       "happens", "takes", "executes"}))
            continue;
        auto nouns = nounsUpTo(tokens, i);
        // "The export job runs at 01:30": when the export starts.
        for (const std::string_view kind : {"_job", "_task", "_process", "_run"})
            if (nouns.ends_with(kind)) nouns.resize(nouns.size() - kind.size());
        if (!nouns.empty()) say(statement, nouns + ".start_time", "value", textValue(clock));
        return;
    }
}

/// "A cart holds at most 100 items", "An order can have up to 20 lines", "Each user may open no more than 3 sessions".
void capacities(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 4 < tokens.size() && i <= mostWords + 1; ++i) {
        Walker walker{tokens, i};
        const bool may = walker.take({"may", "can", "must"});
        if (!walker.take({"hold", "holds", "have", "has", "contain", "contains", "carry", "carries", "take", "takes",
                          "open", "keep", "keeps", "own", "owns", "create", "runs", "uses"}) &&
            !may)
            continue;
        std::string_view predicate;
        if (walker.takePhrase({"at", "most"}) || walker.takePhrase({"up", "to"}) ||
            walker.takePhrase({"no", "more", "than"}) || walker.takePhrase({"a", "maximum", "of"}))
            predicate = "max";
        else if (walker.takePhrase({"at", "least"}) || walker.takePhrase({"a", "minimum", "of"})) predicate = "min";
        else if (!may && isOneOf(tokens[i].lower, {"has", "have", "runs", "uses"})) predicate = "value";
        const Token* number = walker.peek();
        const Token* noun = walker.peek(1);
        if (predicate.empty() || number == nullptr || number->kind != Token::Kind::Number || !number->number ||
            !number->number->unit.empty() || noun == nullptr || noun->kind != Token::Kind::Word ||
            isTextUnit(noun->lower) || isOneOf(noun->lower, {"character", "characters", "letters", "of", "per"}))
            continue;
        const Token* behind = walker.peek(2);
        const bool ends = behind == nullptr || behind->kind == Token::Kind::Mark ||
                          isOneOf(behind->lower, {"at", "in", "and", "each", "by", "per", "open"});
        const auto nouns = nounsUpTo(tokens, i);
        if (!ends || nouns.empty()) return;
        say(statement, nouns + "_" + singular(noun->lower), predicate, *number->number);
        // MAX_LINES_PER_ORDER is what an order can have.
        if (predicate == "max") say(statement, singular(noun->lower) + "_per_" + nouns, predicate, *number->number);
        return;
    }
}

/// "The payments service listens on port 8080".
void listening(const Statement& statement, const Tokens& tokens) {
    for (std::size_t i = 1; i + 2 < tokens.size(); ++i) {
        if (!isOneOf(tokens[i].lower,
                     {"listens", "runs", "served", "exposed", "binds", "available", "reachable", "listen"}))
            continue;
        Walker walker{tokens, i + 1};
        if (!walker.take({"on", "to", "at"})) continue;
        walker.take({"tcp", "http"});
        if (!walker.take({"port"})) continue;
        const Token* number = walker.peek();
        if (number == nullptr || number->kind != Token::Kind::Number || !number->number ||
            !number->number->unit.empty())
            continue;
        std::string name;
        bool server = false;  // where nothing else is named, "the server" is the one of the settings
        for (std::size_t k = 0; k < i; ++k) {
            const Token& token = tokens[k];
            server = server || token.lower == "server";
            if (token.kind == Token::Kind::Mark || token.lower == "and") {
                name.clear();
                continue;
            }
            if (isArticle(token.lower) ||
                isOneOf(token.lower, {"service", "server", "process", "component", "is", "it", "and", "http"}))
                continue;
            name += (name.empty() ? "" : "_") + token.lower;
        }
        if (name.empty() && server) name = "server";
        if (name.empty() || name.size() > 40) continue;
        statement.emit({name + ".port", {}, 900}, "value", *number->number);
        // "... on port 9443 and the tracker on port 9501".
        for (++walker.at; walker.take({"and", ","});) {
            walker.take({"and"});
            walker.take({"the", "a", "an"});
            std::string other;
            for (std::size_t words = 0; words < mostWords && walker.peek() != nullptr && !walker.is({"on"}) &&
                                        walker.peek()->kind == Token::Kind::Word;
                 ++words, ++walker.at)
                if (!walker.is({"service", "server", "process", "component"}))
                    other += (other.empty() ? "" : "_") + walker.peek()->lower;
            if (other.empty() || !walker.takePhrase({"on", "port"})) break;
            const Token* next = walker.peek();
            if (next == nullptr || next->kind != Token::Kind::Number || !next->number) break;
            statement.emit({other + ".port", {}, 900}, "value", *next->number);
            ++walker.at;
        }
    }
}

}  // namespace

void extractPromises(const Statement& statement, const Tokens& tokens) {
    listening(statement, tokens);
    lifetimes(statement, tokens);
    timeouts(statement, tokens);
    retentions(statement, tokens);
    keepers(statement, tokens);
    intervals(statement, tokens);
    polls(statement, tokens);
    shares(statement, tokens);
    retries(statement, tokens);
    refusedSizes(statement, tokens);
    choices(statement, tokens);
    switches(statement, tokens);
    rates(statement, tokens);
    schedules(statement, tokens);
    capacities(statement, tokens);
}

}  // namespace skein::coherence
