#include "core/coherence/sentence_frame.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <utility>

#include "core/base/text.h"
#include "core/coherence/names.h"
#include "core/coherence/sentence.h"
#include "core/coherence/values.h"

namespace skein::coherence {
namespace {

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// One form for the forms of a word: "stores", "stored", "storing" -> "stor".
std::string stemOf(std::string_view word) {
    std::string out = singular(word);
    for (const std::string_view ending : {"ation", "ing", "ed", "es", "ly", "s", "e"})
        if (out.size() > ending.size() + 2 && out.ends_with(ending)) {
            out.erase(out.size() - ending.size());
            break;
        }
    if (out.size() > 3 && out[out.size() - 1] == out[out.size() - 2] && out.back() != 's' && out.back() != 'l')
        out.pop_back();
    return out;
}

/// Words that mean the same here, by the stem of the first.
std::string meaningOf(const std::string& stem) {
    static const std::map<std::string, std::string, std::less<>> same{
        {"expir", "last"},    {"valid", "last"},       {"remov", "delet"},      {"eras", "delet"},
        {"keep", "stor"},     {"kept", "stor"},        {"retain", "stor"},      {"sav", "stor"},
        {"preserv", "stor"},  {"mandatory", "requir"}, {"need", "requir"},      {"obligatory", "requir"},
        {"giv", "return"},    {"transmit", "send"},    {"sent", "send"},        {"implement", "writ"},
        {"written", "writ"},  {"begin", "start"},      {"customer", "user"},    {"client", "client"},
        {"enabl", "enabl"},   {"login", "log"},        {"error", "fail"},       {"failure", "fail"},
        {"file", "upload"},   {"permit", "allow"},     {"creat", "creat"},      {"begun", "start"},
        {"capacity", "hold"}, {"contain", "hold"},     {"forbidden", "forbid"}, {"deni", "deny"},
        {"modifi", "modify"}, {"used", "use"},         {"using", "use"}};
    const auto found = same.find(stem);
    return found == same.end() ? stem : found->second;
}

bool saysNothing(std::string_view word) {
    static const std::set<std::string, std::less<>> words{
        "a",       "an",      "the",     "of",    "to",    "in",     "on",      "at",     "by",       "for",
        "with",    "from",    "and",     "or",    "is",    "are",    "was",     "were",   "be",       "been",
        "being",   "it",      "its",     "they",  "their", "them",   "this",    "that",   "these",    "those",
        "there",   "as",      "if",      "when",  "while", "then",   "than",    "will",   "shall",    "must",
        "should",  "may",     "can",     "could", "would", "might",  "do",      "does",   "did",      "has",
        "have",    "had",     "not",     "no",    "never", "cannot", "without", "any",    "all",      "every",
        "each",    "only",    "some",    "own",   "so",    "also",   "least",   "most",   "more",     "less",
        "up",      "maximum", "minimum", "max",   "min",   "within", "after",   "before", "under",    "over",
        "exactly", "about",   "into",    "out",   "per",   "system", "default", "newer",  "later",    "once",
        "able",    "which",   "who",     "where", "s",     "t",      "given",   "long",   "at_least", "limit",
        "always",  "either",  "both",    "still"};
    return words.contains(word);
}

}  // namespace

const std::vector<std::set<std::string, std::less<>>>& exclusiveClasses() {
    static const std::vector<std::set<std::string, std::less<>>> all{
        {"red", "green", "blue", "yellow", "black", "white", "orange", "purple", "grey", "gray", "pink", "brown"},
        {"go", "golang", "rust", "python", "java", "kotlin", "c++", "c#", "typescript", "javascript", "ruby", "php",
         "swift", "scala"},
        {"postgresql", "postgres", "mysql", "sqlite", "mongodb", "oracle", "mariadb", "redis", "cassandra", "dynamodb"},
        {"json", "xml", "yaml", "csv", "protobuf", "toml", "pdf", "html"},
        {"rest", "grpc", "graphql", "soap"},
        {"client", "server"},
        {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"},
        {"uuid", "integer", "string", "boolean", "float"},
        {"tcp", "udp", "quic"},
        {"aws", "azure", "gcp"},
        {"linux", "windows", "macos"},
        {"md5", "sha-1", "sha-256", "sha-512", "bcrypt", "argon2", "scrypt"},
        {"admin", "administrator", "guest", "anonymous"},
        {"left", "right"},
        {"north", "south", "east", "west"},
        {"morning", "evening", "afternoon"},
    };
    return all;
}

bool areOpposite(const std::string& x, const std::string& y) {
    static const std::set<std::pair<std::string, std::string>> pairs = [] {
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 54> words{
            {{"enabled", "disabled"},
             {"required", "optional"},
             {"allow", "forbid"},
             {"allow", "prohibit"},
             {"allow", "deny"},
             {"allow", "prevent"},
             {"encrypted", "unencrypted"},
             {"encrypted", "plaintext"},
             {"public", "private"},
             {"utc", "local"},
             {"increase", "decrease"},
             {"ascending", "descending"},
             {"synchronous", "asynchronous"},
             {"always", "never"},
             {"single", "list"},
             {"single", "multiple"},
             {"one", "many"},
             {"delete", "store"},
             {"accept", "reject"},
             {"ignore", "reject"},
             {"accept", "ignore"},
             {"accept", "refuse"},
             {"include", "exclude"},
             {"start", "stop"},
             {"open", "close"},
             {"active", "inactive"},
             {"valid", "invalid"},
             {"succeed", "fail"},
             {"true", "false"},
             {"mutable", "immutable"},
             {"first", "last"},
             {"manual", "automatic"},
             {"manually", "automatically"},
             {"online", "offline"},
             {"internal", "external"},
             {"visible", "hidden"},
             {"show", "hide"},
             {"stateless", "stateful"},
             {"supported", "unsupported"},
             {"available", "unavailable"},
             {"sensitive", "insensitive"},
             {"unique", "duplicate"},
             {"ordered", "unordered"},
             {"before", "after"},
             {"on", "off"},
             {"permanent", "temporary"},
             {"send", "omit"},
             {"include", "omit"},
             {"provide", "omit"},
             {"contain", "omit"},
             {"immutable", "change"},
             {"immutable", "modify"},
             {"immutable", "edit"},
             {"immutable", "update"}}};
        std::set<std::pair<std::string, std::string>> out;
        for (const auto& [a, b] : words) {
            const auto s = meaningOf(stemOf(a)), t = meaningOf(stemOf(b));
            out.emplace(s, t);
            out.emplace(t, s);
        }
        return out;
    }();
    const auto denies = [](const std::string& of, const std::string& word) {  // "invalid", "unchanged", "nonpublic"
        for (const std::string_view prefix : {"un", "in", "im", "ir", "dis", "non"})
            if (of.size() >= 4 && word.size() == of.size() + prefix.size() && word.starts_with(prefix) &&
                word.ends_with(of))
                return true;
        return false;
    };
    return pairs.contains({x, y}) || denies(x, y) || denies(y, x);
}

bool areOfOneClass(const std::string& x, const std::string& y) {
    return x != y && std::any_of(exclusiveClasses().begin(), exclusiveClasses().end(), [&](const auto& members) {
               const auto in = [&](const std::string& stem) {
                   return std::any_of(members.begin(), members.end(),
                                      [&](const auto& one) { return meaningOf(stemOf(one)) == stem; });
               };
               return in(x) && in(y);
           });
}

namespace {

std::string frequencyOf(const std::vector<Token>& tokens, std::size_t at) {
    const auto& word = tokens[at].lower;
    if (isOneOf(word, {"hourly", "daily", "nightly", "weekly", "monthly", "yearly", "annually", "immediately"}))
        return word == "nightly" ? "daily" : word == "annually" ? "yearly" : word;
    if (!isOneOf(word, {"every", "each", "per", "once"}) || at + 1 >= tokens.size()) return {};
    const auto& unit = tokens[at + (tokens[at + 1].lower == "a" && at + 2 < tokens.size() ? 2 : 1)].lower;
    if (unit == "hour") return "hourly";
    if (isOneOf(unit, {"day", "night"})) return "daily";
    if (unit == "week") return "weekly";
    if (unit == "month") return "monthly";
    return unit == "year" ? "yearly" : std::string();
}

struct Date {
    std::string iso;         ///< empty: there is none
    std::size_t length = 0;  ///< tokens
};

/// A date that begins at a token: "2026-03-01", "1 March 2026", "March 1, 2026", "March 2026".
Date dateAt(const std::vector<Token>& tokens, std::size_t at) {
    static constexpr std::array<std::string_view, 12> months{"january",   "february", "march",    "april",
                                                             "may",       "june",     "july",     "august",
                                                             "september", "october",  "november", "december"};
    const auto number = [&](std::size_t i, int least, int most) -> int {
        if (i >= tokens.size() || tokens[i].kind != Token::Kind::Number || tokens[i].text.size() > 4) return -1;
        int value = 0;
        for (const char digit : tokens[i].text) {
            if (digit < '0' || digit > '9') return -1;
            value = value * 10 + (digit - '0');
        }
        return value >= least && value <= most ? value : -1;
    };
    const auto mark = [&](std::size_t i, std::string_view text) {
        return i < tokens.size() && tokens[i].kind == Token::Kind::Mark && tokens[i].text == text;
    };
    const auto month = [&](std::size_t i) -> int {
        if (i >= tokens.size() || tokens[i].kind != Token::Kind::Word || tokens[i].text[0] < 'A' ||
            tokens[i].text[0] > 'Z')
            return -1;
        for (std::size_t k = 0; k < months.size(); ++k)
            if (tokens[i].lower == months[k] || (tokens[i].lower.size() == 3 && months[k].starts_with(tokens[i].lower)))
                return static_cast<int>(k) + 1;
        return -1;
    };
    const auto iso = [](int year, int of, int day) {
        const auto two = [](int value) { return (value < 10 ? "-0" : "-") + std::to_string(value); };
        return std::to_string(year) + two(of) + (day > 0 ? two(day) : std::string());
    };
    constexpr int first = 1900, last = 2199;
    if (const int year = number(at, first, last); year > 0 && mark(at + 1, "-") && mark(at + 3, "-")) {
        const int of = number(at + 2, 1, 12), day = number(at + 4, 1, 31);
        if (of > 0 && day > 0) return {iso(year, of, day), 5};
    }
    if (const int day = number(at, 1, 31), of = month(at + 1); day > 0 && of > 0)
        if (const int year = number(at + 2, first, last); year > 0) return {iso(year, of, day), 3};
    if (const int of = month(at); of > 0) {
        if (const int year = number(at + 1, first, last); year > 0) return {iso(year, of, 0), 2};
        const std::size_t comma = mark(at + 2, ",") ? 1 : 0;
        const int day = number(at + 1, 1, 31), year = number(at + 2 + comma, first, last);
        if (day > 0 && year > 0) return {iso(year, of, day), 3 + comma};
    }
    return {};
}

/// "2" of "v2", "1.4" of "V1.4"; empty: it is no version.
std::string versionIn(const Token& token) {
    const auto& word = token.lower;
    const auto digits = word.find_first_not_of("0123456789.", 1);
    return word.size() > 1 && word[0] == 'v' && word[1] >= '0' && word[1] <= '9' && digits == std::string::npos
               ? word.substr(1)
               : std::string();
}

/// Keeps the only one: two different ones are none.
class OnlyOne {
public:
    void take(const std::string& found) {
        if (found.empty() || found == m_found) return;
        m_several = !m_found.empty();
        m_found = found;
    }
    std::string get() const { return m_several ? std::string() : m_found; }

private:
    std::string m_found;
    bool m_several = false;
};

/// The bound that the words around an amount give it.
Bound boundAt(const std::vector<Token>& tokens, std::size_t at, std::size_t behind, bool negated) {
    std::string before, after;
    for (std::size_t i = at > 6 ? at - 6 : 0; i < at; ++i) before += tokens[i].lower + ' ';
    for (std::size_t i = behind; i < std::min(tokens.size(), behind + 4); ++i) after += tokens[i].lower + ' ';
    const auto has = [](const std::string& text, std::initializer_list<std::string_view> phrases) {
        return std::any_of(phrases.begin(), phrases.end(),
                           [&](auto phrase) { return text.find(phrase) != std::string::npos; });
    };
    const bool least = has(before, {"at least", "minimum", "no less than", "not less than", "more than", "min "}) ||
                       has(after, {"or more", "or newer", "or later", "or higher", "and above", "minimum"});
    const bool most =
        has(before, {"at most", "up to", "maximum", "no more than", "not exceed", "less than", "within", "limit",
                     "max ", "fewer than", "capacity", "larger than", "longer than", "exceeding", "exceed"}) ||
        has(after, {"or less", "or fewer", "maximum", "only", "at most", "limit"});
    if (least && negated && has(before, {"more than", "exceed"})) return Bound::Most;
    return most ? Bound::Most : least ? Bound::Least : Bound::Exact;
}

}  // namespace

SentenceFrame frameOf(const std::string& text) {
    SentenceFrame out;
    out.text = text;
    const auto tokens = tokenise(text);
    int negations = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto& word = tokens[i].lower;
        const bool phrase =
            word == "not" && i + 1 < tokens.size() && isOneOf(tokens[i + 1].lower, {"only", "exceed", "more", "less"});
        negations +=
            !phrase &&
            (isOneOf(word, {"not", "never", "cannot", "without", "neither", "nor", "none", "nobody", "nothing"}) ||
             word.ends_with("n't") ||
             (word == "no" && (i + 1 >= tokens.size() || !isOneOf(tokens[i + 1].lower, {"more", "less", "later"}))));
        negations += isOneOf(word, {"don", "doesn", "isn", "aren", "won", "mustn", "shouldn", "can"}) &&
                             i + 2 < tokens.size() && tokens[i + 1].lower == "'"
                         ? 1
                         : 0;
    }
    out.negated = negations % 2 == 1;
    bool condition = false, clause = false, linked = false;
    std::string last;
    OnlyOne date, version, method;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto& token = tokens[i];
        const auto& word = token.lower;
        if (const auto found = dateAt(tokens, i); found.length > 0) {
            date.take(found.iso);
            i += found.length - 1;
            condition = linked = false;  // "on" a day is no circumstance
            continue;
        }
        if (const auto found = versionIn(token); !found.empty()) {
            version.take(found);
            linked = false;
            continue;
        }
        if (isOneOf(token.text, {"GET", "PUT", "POST", "PATCH", "DELETE", "HEAD"})) {
            method.take(token.text);
            linked = false;
            continue;
        }
        out.only = out.only || word == "only" || word == "solely" || word == "exclusively";
        out.any = out.any || isOneOf(word, {"any", "anyone", "all", "every", "everyone", "everybody"});
        if (out.frequency.empty()) out.frequency = frequencyOf(tokens, i);
        if (isOneOf(word, {"in", "for", "on", "under", "during", "unless", "if", "when", "except"})) condition = true;
        const bool mark = token.kind == Token::Kind::Mark;
        if (isOneOf(word, {"unless", "if", "when"})) clause = true;
        if (mark && isOneOf(word, {",", ";"})) condition = clause = false;
        if (isOneOf(word, {"can", "may", "also"})) out.possible = true;
        if (out.ordinal.empty() && isOneOf(word, {"first", "second", "third", "fourth", "fifth", "sixth"}) &&
            (i == 0 || tokens[i - 1].kind != Token::Kind::Number))
            out.ordinal = word;
        const bool one = word == "one" && i + 1 < tokens.size() && tokens[i + 1].kind == Token::Kind::Word &&
                         (isTextUnit(tokens[i + 1].lower) || !saysNothing(tokens[i + 1].lower));
        if (one || (token.kind == Token::Kind::Number && token.number)) {
            Amount amount{one ? *numberValue("1", "") : *token.number, {}, Bound::Exact};
            std::size_t behind = i + 1;
            if (amount.value.unit.empty() && behind < tokens.size()) {
                const auto unit = tokens[behind].lower;
                if (tokens[behind].kind == Token::Kind::Mark && unit == "%") {
                    if (const auto value = numberValue(token.text, "percent")) amount.value = *value;
                    ++behind;
                } else if (isTextUnit(unit)) {
                    if (const auto value = numberValue(amount.value.text, unit)) amount.value = *value;
                    ++behind;
                }
            }
            if (amount.value.unit.empty()) {
                // "port 8080", "5 failed attempts", "Python 3.8 or newer"
                if (i > 0 &&
                    isOneOf(tokens[i - 1].lower, {"version", "port", "release", "level", "step", "phase", "section"}))
                    amount.of = tokens[i - 1].lower;
                const bool labelled = !amount.of.empty();
                for (std::size_t j = behind; !labelled && j < std::min(tokens.size(), behind + 3); ++j) {
                    if (tokens[j].kind != Token::Kind::Word || saysNothing(tokens[j].lower)) break;
                    amount.of = meaningOf(stemOf(tokens[j].lower));
                }
                if (amount.of.empty() && i > 0) amount.of = meaningOf(stemOf(tokens[i - 1].lower));
                for (std::size_t j = i; amount.of.empty() || saysNothing(amount.of);) {
                    if (j-- == 0) break;
                    amount.of = meaningOf(stemOf(tokens[j].lower));
                }
            }
            if (amount.of == "version" && amount.bound == Bound::Exact) version.take(token.text);
            amount.bound = boundAt(tokens, i, behind, out.negated);
            out.amounts.push_back(std::move(amount));
            linked = false;
            continue;
        }
        if (mark || saysNothing(word) || isTextUnit(word)) {
            linked = false;
            if (!mark) out.all.insert(meaningOf(stemOf(word)));
            continue;
        }
        for (const auto part : split(word, '-')) {
            const auto stem = meaningOf(stemOf(part));
            if (linked) out.next.emplace(last, stem);
            out.words.push_back(stem);
            out.stems.insert(stem);
            out.all.insert(stem);
            if (condition) out.conditions.insert(stem);
            if (clause) out.clause.insert(stem);
            last = stem;
        }
        out.written.push_back(word);
        linked = true;
    }
    out.date = date.get();
    out.version = version.get();
    out.method = method.get();
    return out;
}

}  // namespace skein::coherence
