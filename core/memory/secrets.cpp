#include "core/memory/secrets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/base/text.h"
#include "core/memory/explanations.h"

namespace skein::memory {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isAlnum(char c) { return isDigit(c) || isLower(c) || isUpper(c); }
bool isBase64(char c) { return isAlnum(c) || c == '+' || c == '/' || c == '='; }
bool isBase64Url(char c) { return isAlnum(c) || c == '_' || c == '-'; }

enum class Alphabet { Upper, Alnum, Base64, Url, Dotted, Hex };

bool belongs(Alphabet alphabet, char c) {
    switch (alphabet) {
        case Alphabet::Upper: return isUpper(c) || isDigit(c);
        case Alphabet::Alnum: return isAlnum(c);
        case Alphabet::Base64: return isBase64(c);
        case Alphabet::Url: return isBase64Url(c);
        case Alphabet::Dotted: return isBase64Url(c) || c == '.';
        case Alphabet::Hex: return isDigit(c) || (c >= 'a' && c <= 'f');
    }
    return false;
}

/// How much a prefix says: nobody writes "github_pat_" for anything else, but "sk-" begins ordinary words.
enum class Prefix { Telling, Common };

/// A token that its issuer gave a recognisable prefix: what follows it, and how much of it.
struct TokenRule {
    std::string_view prefix;
    std::string_view what;
    Alphabet alphabet;
    std::size_t least;
    std::size_t most;
    Prefix weight = Prefix::Telling;
};

constexpr std::size_t unbounded = 4096;
constexpr std::array<TokenRule, 73> tokenRules{{
    {"AGE-SECRET-KEY-1", "age private key", Alphabet::Upper, 58, 58},
    {"AKIA", "AWS access key", Alphabet::Upper, 16, 16},
    {"ASIA", "AWS session key", Alphabet::Upper, 16, 16},
    {"AIza", "Google API key", Alphabet::Url, 35, 35},
    {"GOCSPX-", "Google client secret", Alphabet::Url, 28, 28},
    {"GR1348941", "GitLab token", Alphabet::Url, 20, 40},
    // "-----BEGIN RSA", "PRIVATE", "EC P", "OPENSSH" and "ENCRYPTED" in base64, as Kubernetes stores keys.
    {"LS0tLS1CRUdJTiBSU0Eg", "private key", Alphabet::Base64, 100, 1u << 20},
    {"LS0tLS1CRUdJTiBQUklW", "private key", Alphabet::Base64, 60, 1u << 20},
    {"LS0tLS1CRUdJTiBFQyBQ", "private key", Alphabet::Base64, 100, 1u << 20},
    {"LS0tLS1CRUdJTiBPUEVO", "private key", Alphabet::Base64, 100, 1u << 20},
    {"LS0tLS1CRUdJTiBFTkNS", "private key", Alphabet::Base64, 100, 1u << 20},
    {"NRAK-", "New Relic key", Alphabet::Upper, 27, 27},
    {"PMAK-", "Postman key", Alphabet::Url, 59, 59},
    {"SG.", "SendGrid key", Alphabet::Dotted, 60, 80, Prefix::Common},
    {"SK", "Twilio key", Alphabet::Hex, 32, 32, Prefix::Common},
    {"dapi", "Databricks token", Alphabet::Hex, 32, 32},
    {"doo_v1_", "DigitalOcean token", Alphabet::Hex, 64, 64},
    {"dop_v1_", "DigitalOcean token", Alphabet::Hex, 64, 64},
    {"dp.pt.", "Doppler token", Alphabet::Alnum, 40, 44},
    {"gho_", "GitHub token", Alphabet::Alnum, 36, 251},
    {"ghp_", "GitHub token", Alphabet::Alnum, 36, 251},
    {"ghr_", "GitHub token", Alphabet::Alnum, 36, 251},
    {"ghs_", "GitHub token", Alphabet::Alnum, 36, 251},
    {"ghu_", "GitHub token", Alphabet::Alnum, 36, 251},
    {"github_pat_", "GitHub token", Alphabet::Url, 50, 251},
    {"glc_", "Grafana token", Alphabet::Base64, 32, unbounded, Prefix::Common},
    {"glsa_", "Grafana token", Alphabet::Url, 41, 41},
    {"glagent-", "GitLab token", Alphabet::Url, 20, unbounded},
    {"glcbt-", "GitLab token", Alphabet::Url, 20, unbounded},
    {"gldt-", "GitLab token", Alphabet::Url, 20, unbounded},
    {"glft-", "GitLab token", Alphabet::Url, 20, unbounded},
    {"gloas-", "GitLab token", Alphabet::Url, 20, unbounded},
    {"glpat-", "GitLab token", Alphabet::Url, 20, unbounded},
    {"glptt-", "GitLab token", Alphabet::Url, 20, unbounded},
    {"glrt-", "GitLab token", Alphabet::Url, 20, unbounded},
    {"glsoat-", "GitLab token", Alphabet::Url, 20, unbounded},
    {"gsk_", "Groq key", Alphabet::Alnum, 40, 64, Prefix::Common},
    {"hf_", "Hugging Face token", Alphabet::Alnum, 34, 40, Prefix::Common},
    {"hvb.", "Vault token", Alphabet::Url, 90, 300, Prefix::Common},
    {"hvs.", "Vault token", Alphabet::Url, 24, 300, Prefix::Common},
    {"key-", "Mailgun key", Alphabet::Hex, 32, 32, Prefix::Common},
    {"npm_", "npm token", Alphabet::Alnum, 36, 36, Prefix::Common},
    {"pplx-", "Perplexity key", Alphabet::Alnum, 48, 56},
    {"pypi-AgE", "PyPI token", Alphabet::Url, 50, unbounded},
    {"r8_", "Replicate token", Alphabet::Alnum, 37, 40, Prefix::Common},
    {"rk_live_", "Stripe key", Alphabet::Alnum, 16, 251},
    {"rk_test_", "Stripe key", Alphabet::Alnum, 16, 251},
    {"sk_live_", "Stripe key", Alphabet::Alnum, 16, 251},
    {"sk_test_", "Stripe key", Alphabet::Alnum, 16, 251},
    {"whsec_", "Stripe webhook secret", Alphabet::Base64, 24, 251},
    {"sbp_", "Supabase token", Alphabet::Hex, 40, 40},
    {"shpat_", "Shopify token", Alphabet::Alnum, 32, 32},
    {"shpca_", "Shopify token", Alphabet::Alnum, 32, 32},
    {"shppa_", "Shopify token", Alphabet::Alnum, 32, 32},
    {"shpss_", "Shopify token", Alphabet::Alnum, 32, 32},
    {"sk-ant-", "Anthropic key", Alphabet::Url, 32, unbounded},
    {"sk-or-v1-", "OpenRouter key", Alphabet::Hex, 64, 64},
    {"sk-admin-", "OpenAI key", Alphabet::Url, 40, unbounded},
    {"sk-proj-", "OpenAI key", Alphabet::Url, 40, unbounded},
    {"sk-svcacct-", "OpenAI key", Alphabet::Url, 40, unbounded},
    {"sk-", "OpenAI key", Alphabet::Alnum, 32, 64, Prefix::Common},
    {"sntrys_", "Sentry token", Alphabet::Base64, 60, unbounded},
    {"xai-", "xAI key", Alphabet::Alnum, 80, 80},
    {"xapp-", "Slack token", Alphabet::Url, 40, unbounded},
    {"xoxa-", "Slack token", Alphabet::Url, 24, unbounded},
    {"xoxb-", "Slack token", Alphabet::Url, 24, unbounded},
    {"xoxc-", "Slack token", Alphabet::Url, 24, unbounded},
    {"xoxd-", "Slack token", Alphabet::Url, 24, unbounded},
    {"xoxe-", "Slack token", Alphabet::Url, 24, unbounded},
    {"xoxp-", "Slack token", Alphabet::Url, 24, unbounded},
    {"xoxr-", "Slack token", Alphabet::Url, 24, unbounded},
    {"xoxs-", "Slack token", Alphabet::Url, 24, unbounded},
    {"ya29.", "Google access token", Alphabet::Url, 60, unbounded},
}};

/// Which two bytes a token can begin with: most words are told apart by them, without looking at the rules.
constexpr std::size_t pairOf(char first, char second) {
    return static_cast<std::size_t>(first & 63) << 6 | static_cast<std::size_t>(second & 63);
}
constexpr std::array<bool, 4096> tokenBeginnings = [] {
    std::array<bool, 4096> pairs{};
    for (const auto& rule : tokenRules) pairs[pairOf(rule.prefix[0], rule.prefix[1])] = true;
    return pairs;
}();

/// A secret that stands at a fixed place of an address: what comes before it, what it is made of.
struct AddressRule {
    std::string_view before;
    std::string_view what;
    Alphabet alphabet;
    std::size_t least;
};
constexpr std::array<AddressRule, 3> addressRules{{
    {"hooks.slack.com/services/", "Slack webhook", Alphabet::Base64, 40},
    {"discord.com/api/webhooks/", "Discord webhook", Alphabet::Base64, 75},
    {"api.telegram.org/bot", "Telegram bot token", Alphabet::Dotted, 1},
}};

/// Changes between lower case, capitals, digits and the rest, per thousand bytes: random text has many, names few.
int classChangesPerMille(std::string_view text) {
    const auto kind = [](char c) { return isLower(c) ? 0 : isUpper(c) ? 1 : isDigit(c) ? 2 : 3; };
    int changes = 0;
    for (std::size_t i = 1; i < text.size(); ++i) changes += kind(text[i]) != kind(text[i - 1]);
    return text.size() < 2 ? 0 : static_cast<int>(changes * 1000 / static_cast<int>(text.size()));
}

template <std::size_t count>
bool holdsOneOf(std::string_view lowerCase, const std::array<std::string_view, count>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](auto word) { return lowerCase.find(word) != std::string_view::npos; });
}

/// Values that documentation and templates put where a secret belongs.
bool isPlaceholder(std::string_view value) {
    constexpr std::array<std::string_view, 19> words{"example", "changeme", "change_me", "change-me", "placeholder",
                                                     "your",    "xxxx",     "....",      "****",      "dummy",
                                                     "sample",  "todo",     "replace",   "123456",    "abcdef",
                                                     "insert",  "redacted", "<hidden",   "test"};
    return holdsOneOf(toLowerAscii(value), words);
}

/// The same for a token with a prefix, where "test" or "123456" may well be part of a true one.
bool isPlaceholderToken(std::string_view body) {
    constexpr std::array<std::string_view, 10> words{"example", "changeme", "change_me", "placeholder", "your_",
                                                     "your-",   "xxxxxx",   "redacted",  "insert",      "dummy"};
    return holdsOneOf(toLowerAscii(body), words);
}

std::optional<std::string_view> tokenAt(std::string_view line, std::size_t at) {
    if (at + 1 >= line.size() || !tokenBeginnings[pairOf(line[at], line[at + 1])]) return std::nullopt;
    for (const auto& rule : tokenRules) {
        if (line.compare(at, rule.prefix.size(), rule.prefix) != 0) continue;
        const auto body = line.substr(at + rule.prefix.size());
        std::size_t length = 0;
        while (length < body.size() && length <= rule.most && belongs(rule.alphabet, body[length])) ++length;
        if (length < rule.least || length > rule.most) continue;
        const auto value = body.substr(0, length);
        if (entropyMilliBits(value) < 2'500 || isPlaceholderToken(value)) continue;
        // Sixteen capitals may well hold no digit; the longer mixed alphabets practically never do without.
        const bool digits = std::any_of(value.begin(), value.end(), isDigit);
        if (rule.weight == Prefix::Telling ? digits || rule.alphabet == Alphabet::Upper
                                           : digits && classChangesPerMille(value) >= 150)
            return rule.what;
    }
    return std::nullopt;
}

/// Values that documentation prints over and over: of RFC 6749, and the claims of the tokens of jwt.io and PyJWT.
bool isPublishedExample(std::string_view value) {
    constexpr std::array<std::string_view, 6> published{"2YotnFZFEjr1zCsicMWpAA",   "tGzv3JOkF0XG5Qx2TlKWIA",
                                                        "SplxlOBeZQQYbYS6WxSbIA",   "7Fjfp0ZBr1KtDRbnfVdmIw",
                                                        "eyJzb21lIjoicGF5bG9hZCJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIiwi"};
    return std::any_of(published.begin(), published.end(), [&](auto example) { return value.starts_with(example); });
}

/// A JSON Web Token (RFC 7519): header and claims both begin as base64url of `{"`, and a signature follows.
bool isWebToken(std::string_view line, std::size_t at) {
    constexpr std::string_view object = "eyJ";
    constexpr std::size_t leastPart = 12, leastSignature = 20;
    const auto partLength = [&](std::size_t from) {
        std::size_t length = 0;
        while (from + length < line.size() && isBase64Url(line[from + length])) ++length;
        return length;
    };
    if (line.compare(at, object.size(), object) != 0) return false;
    const auto header = partLength(at);
    const auto claimsAt = at + header + 1;
    if (header < leastPart || claimsAt >= line.size() || line[claimsAt - 1] != '.' ||
        line.compare(claimsAt, object.size(), object) != 0)
        return false;
    const auto claims = partLength(claimsAt);
    if (isPublishedExample(line.substr(claimsAt, claims))) return false;
    const auto signatureAt = claimsAt + claims + 1;
    return claims >= leastPart && signatureAt < line.size() && line[signatureAt - 1] == '.' &&
           partLength(signatureAt) >= leastSignature;
}

/// Whether a key's body follows the label: a long run of base64, after header lines and written-out line ends.
bool holdsKeyBody(std::string_view after) {
    constexpr std::size_t leastRun = 40, headerBytes = 900;
    std::size_t run = 0;
    after = after.substr(0, headerBytes);
    for (std::size_t i = 0; i < after.size(); ++i) {
        run = isBase64(after[i]) ? run + 1 : 0;
        if (run >= leastRun && entropyMilliBits(after.substr(i + 1 - run, run)) >= 3'000) return true;
    }
    return false;
}

/// Whether this is a whole block with nothing but a key in it, however short: up to "END" only base64, header lines and
/// what writes a text down in source code.
bool isClosedKeyBlock(std::string_view after) {
    constexpr std::size_t blockBytes = 2'000, leastBytes = 12;
    after = after.substr(0, blockBytes);
    const auto end = after.find("--END ");
    if (end == std::string_view::npos) return false;
    std::string body;
    for (const auto whole : splitLines(after.substr(0, end))) {
        const auto line = trim(whole);
        if (line.find(": ") != std::string_view::npos) continue;  // "Proc-Type: 4,ENCRYPTED"
        for (std::size_t i = 0; i < line.size(); ++i) {
            const char c = line[i];
            if (c == '\\' && i + 1 < line.size() && (line[i + 1] == 'n' || line[i + 1] == 'r')) ++i;
            else if (isBase64(c)) body += c;
            else if (const bool words = c == ' ' && isBase64(line[i - 1]) && isBase64(line[i + 1]);
                     words || std::string_view(" \t\"'`,;-").find(c) == std::string_view::npos)
                return false;
        }
    }
    const bool digit = std::any_of(body.begin(), body.end(), isDigit);
    const bool mixed = std::any_of(body.begin(), body.end(), isLower) && std::any_of(body.begin(), body.end(), isUpper);
    return body.size() >= leastBytes && (digit || mixed) && entropyMilliBits(body) >= 2'500 &&
           !isPlaceholderToken(body);
}

/// The armour of RFC 7468, of OpenPGP (RFC 9580) and of SSH (RFC 4716): "BEGIN", dashes around, "PRIVATE KEY".
bool isPrivateKeyLabel(std::string_view text, std::size_t begin) {
    const auto line = text.substr(begin, text.find('\n', begin) - begin);
    const auto label = line.find("PRIVATE KEY");
    if (label == std::string_view::npos || label >= 40) return false;
    const auto after = text.substr(begin + label + std::string_view("PRIVATE KEY").size());
    return holdsKeyBody(after) || isClosedKeyBlock(after.starts_with(" BLOCK") ? after.substr(6) : after);
}

/// Whether a name ends in one of the words that stand for a secret: "DB_PASSWORD", "apiKey", "client-secret".
bool namesSecret(std::string_view name) {
    std::string letters;
    for (const char c : toLowerAscii(name))
        if (isAlnum(c)) letters += c;
    constexpr std::array<std::string_view, 13> words{
        "password",  "passwd",     "passphrase", "pwd",   "secret",     "secretkey",      "apikey",
        "accesskey", "privatekey", "authtoken",  "token", "accountkey", "secretaccesskey"};
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return letters.size() >= word.size() && letters.compare(letters.size() - word.size(), word.size(), word) == 0;
    });
}

bool looksRandom(std::string_view value, std::size_t least) {
    if (value.size() < least || value.size() > 512 || isPlaceholder(value)) return false;
    const auto digits = std::count_if(value.begin(), value.end(), isDigit);
    const auto letters = std::count_if(value.begin(), value.end(), [](char c) { return isLower(c) || isUpper(c); });
    return digits >= 2 && letters >= 2 && entropyMilliBits(value) >= 3'000 && classChangesPerMille(value) >= 300;
}

/// What a name says may be a secret needs to look like one by itself: long, and mixed as no word or identifier is.
bool looksIssued(std::string_view value) {
    constexpr std::size_t leastOfThreeClasses = 16, leastOfTwo = 24;
    const bool digit = std::any_of(value.begin(), value.end(), isDigit);
    const bool lower = std::any_of(value.begin(), value.end(), isLower);
    const bool upper = std::any_of(value.begin(), value.end(), isUpper);
    const bool other = std::any_of(value.begin(), value.end(), [](char c) { return !isAlnum(c); });
    const auto least = digit + lower + upper + other >= 3 ? leastOfThreeClasses : leastOfTwo;
    return looksRandom(value, least) && entropyMilliBits(value) >= 3'200 && !isPublishedExample(value);
}

/// A password a person may have chosen, where nothing but a password can stand: not a word that examples use, not the
/// user's own name, no template.
bool isChosenPassword(std::string_view value, std::string_view user) {
    constexpr std::size_t least = 6, most = 256;
    constexpr std::string_view templateBytes = "${}<>()[]*|\\`\"' \t,;";
    if (value.size() < least || value.size() > most || isPlaceholder(value)) return false;
    if (value.find_first_of(templateBytes) != std::string_view::npos) return false;
    const auto lower = toLowerAscii(value);
    constexpr std::array<std::string_view, 7> words{"pass", "pwd", "secret", "guest", "admin", "token", "...."};
    if (holdsOneOf(lower, words) || lower == toLowerAscii(user)) return false;
    const bool digit = std::any_of(value.begin(), value.end(), isDigit);
    const bool letter = std::any_of(value.begin(), value.end(), [](char c) { return isLower(c) || isUpper(c); });
    const bool other = std::any_of(value.begin(), value.end(), [](char c) { return !isAlnum(c) && c != '%'; });
    return digit + letter + other >= 2 && value.find("%s") == std::string_view::npos;
}

bool isValueByte(char c) {
    constexpr std::string_view others = "+/=_-.!@#$%^&*~?";
    return isAlnum(c) || others.find(c) != std::string_view::npos;
}

/// The value behind the name that ends before `at`, or an empty view if this is no assignment of a plain value.
std::string_view assignedValue(std::string_view line, std::size_t nameStart, std::size_t at) {
    const auto skipSpace = [&] {
        while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    };
    if (at < line.size() && (line[at] == '"' || line[at] == '\'')) ++at;
    skipSpace();
    if (at >= line.size() || (line[at] != '=' && line[at] != ':')) return {};
    while (at < line.size() && (line[at] == '=' || line[at] == ':' || line[at] == '>')) ++at;
    skipSpace();
    if (at >= line.size()) return {};
    const char quote = line[at];
    if (quote == '"' || quote == '\'') {
        const auto close = line.find(quote, at + 1);
        if (close == std::string_view::npos) return {};
        const auto value = line.substr(at + 1, close - at - 1);
        return std::all_of(value.begin(), value.end(), isValueByte) ? value : std::string_view{};
    }
    // Without quotes only "NAME=value" that fills its line is meant: everything else is an expression of some language.
    const auto before = trim(line.substr(0, nameStart));
    if (!before.empty() && before != "export" && before != "-" && before != "set" && !before.starts_with("//"))
        return {};
    const auto value = trim(line.substr(at));
    return value.size() >= 16 && std::all_of(value.begin(), value.end(), isValueByte) ? value : std::string_view{};
}

/// "scheme://user:password@host": of a database or message broker with any chosen password, elsewhere with one that
/// looks random.
bool holdsUrlPassword(std::string_view line) {
    constexpr std::array<std::string_view, 20> stores{"amqp",  "amqps",   "clickhouse", "cockroachdb", "couchdb",
                                                      "ldaps", "mariadb", "mongodb",    "mongodb+srv", "mssql",
                                                      "mysql", "mysql2",  "nats",       "oracle",      "postgresql",
                                                      "redis", "rediss",  "postgres",   "sqlserver",   "smtps"};
    for (auto at = line.find("://"); at != std::string_view::npos; at = line.find("://", at + 3)) {
        const auto rest = line.substr(at + 3);
        const auto end = std::min(rest.find_first_of("/ \t\"'<>`"), rest.size());
        const auto authority = rest.substr(0, end);
        const auto host = authority.rfind('@');
        const auto colon = authority.find(':');
        if (host == std::string_view::npos || colon >= host) continue;
        const auto password = authority.substr(colon + 1, host - colon - 1);
        std::size_t start = at;
        while (start > 0 && (isAlnum(line[start - 1]) || line[start - 1] == '+')) --start;
        const auto scheme = line.substr(start, at - start);
        const bool store = std::find(stores.begin(), stores.end(), scheme) != stores.end();
        if (store ? isChosenPassword(password, authority.substr(0, colon)) : looksRandom(password, 10)) return true;
    }
    return false;
}

/// "Server=db;User Id=app;Password=...;", "host=db user=app password=...", "...?user=app&password=...".
bool holdsConnectionPassword(std::string_view line) {
    const auto lower = toLowerAscii(line);
    constexpr std::array<std::string_view, 12> company{
        "server=", "host=",     "data source=", "user id=", "uid=", "user=",
        "dbname=", "database=", "endpoint=",    "jdbc:",    "dsn=", "accountname="};
    if (!holdsOneOf(lower, company)) return false;
    for (const std::string_view key : {"password=", "pwd=", "accountkey=", "sharedaccesskey="})
        for (auto at = lower.find(key); at != std::string::npos; at = lower.find(key, at + 1)) {
            if (at > 0 && isIdentifierChar(lower[at - 1])) continue;
            const auto rest = line.substr(at + key.size());
            const auto value = rest.substr(0, std::min(rest.find_first_of(";&\"' \t<>,)"), rest.size()));
            if (isChosenPassword(value, "")) return true;
        }
    return false;
}

bool holdsAddressSecret(std::string_view line, std::string_view& what) {
    for (const auto& rule : addressRules) {
        const auto at = line.find(rule.before);
        if (at == std::string_view::npos) continue;
        auto body = line.substr(at + rule.before.size());
        if (rule.what == "Telegram bot token") {
            const auto colon = body.find(":AA");
            if (colon == std::string_view::npos || colon > 12) continue;
            body = body.substr(colon + 1);
        }
        std::size_t length = 0;
        while (length < body.size() && (belongs(rule.alphabet, body[length]) || isBase64Url(body[length]))) ++length;
        const auto value = body.substr(0, length);
        if (length < std::max<std::size_t>(rule.least, 30) || entropyMilliBits(value) < 3'000 ||
            isPlaceholderToken(value))
            continue;
        what = rule.what;
        return true;
    }
    return false;
}

/// Entries of a .netrc file (the format of ftp(1)): "machine HOST login USER password VALUE", on one line or several.
class NetrcEntries {
public:
    explicit NetrcEntries(bool wholeFile) : m_wholeFile(wholeFile) {}

    /// Whether this line gives an entry its password.
    bool takes(std::string_view line) {
        constexpr int linesPerEntry = 6;
        if (m_linesLeft > 0) --m_linesLeft;
        const auto start = trim(line);
        if (start.starts_with("machine ") || start.starts_with("machine\t") || (m_wholeFile && start == "default")) {
            m_linesLeft = linesPerEntry;
            m_user.clear();
        }
        if (m_linesLeft == 0 || start.empty()) return false;
        bool found = false;
        std::string_view previous;
        for (auto rest = start; !rest.empty();) {
            const auto end = std::min(rest.find_first_of(" \t"), rest.size());
            const auto word = rest.substr(0, end);
            rest = trim(rest.substr(end));
            if (previous == "login") m_user = std::string(word);
            if (previous == "password")
                found = found ||
                        (m_wholeFile ? !isPlaceholderToken(word) : !m_user.empty() && isChosenPassword(word, m_user));
            previous = word;
        }
        return found;
    }

private:
    bool m_wholeFile;
    int m_linesLeft = 0;
    std::string m_user;
};

/// Files that exist to hold passwords, by their names.
enum class FileRole { Ordinary, Netrc, PasswordList };

FileRole roleOf(std::string_view path) {
    const auto name = path.substr(path.rfind('/') + 1);
    if (name == ".netrc" || name == "_netrc" || name == ".authinfo") return FileRole::Netrc;
    if (name == ".pgpass" || name == "pgpass.conf" || name == ".htpasswd" || name == ".git-credentials" ||
        name == ".dockercfg")
        return FileRole::PasswordList;
    return FileRole::Ordinary;
}

/// A line of such a list: "host:port:database:user:password", "user:$apr1$...", a URL with a password.
bool isPasswordEntry(std::string_view line) {
    const auto text = trim(line);
    const auto colon = text.find(':');
    return !text.empty() && text.front() != '#' && colon != std::string_view::npos && colon + 5 < text.size() &&
           !isPlaceholderToken(text.substr(colon));
}

/// What a first look over a whole text says it may hold: the searches of each line that it spares cost more.
struct FirstLook {
    bool webKeys;  ///< JSON Web Keys, whose private part is "d" (RFC 7517)
    bool connections;
    bool addresses;

    explicit FirstLook(std::string_view text) {
        const auto holds = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
        webKeys = holds("\"kty\"");
        connections = holds("assword=") || holds("ASSWORD=") || holds("wd=") || holds("WD=") || holds("ccountKey=") ||
                      holds("ccessKey=");
        addresses = std::any_of(addressRules.begin(), addressRules.end(),
                                [&](const AddressRule& rule) { return holds(rule.before); });
    }
};

enum class Place { Statement, Explanation };

/// What one line holds by itself.
std::optional<std::string_view> secretInLine(std::string_view line, const FirstLook& look, Place place) {
    constexpr std::size_t leastJwkBytes = 40;
    for (std::size_t at = 0; at < line.size();) {
        if (!isIdentifierChar(line[at])) {
            ++at;
            continue;
        }
        if (const auto what = tokenAt(line, at)) return what;
        if (line[at] == 'e' && isWebToken(line, at)) return "JSON Web Token";
        std::size_t end = at;
        while (end < line.size() && (isIdentifierChar(line[end]) || line[end] == '-' || line[end] == '.')) ++end;
        const auto name = line.substr(at, end - at);
        if (place == Place::Statement && name.size() <= 80 && namesSecret(name) &&
            looksIssued(assignedValue(line, at, end)))
            return "password assignment";
        if (look.webKeys && name == "d" && looksRandom(assignedValue(line, at, end), leastJwkBytes))
            return "private key";
        at = end;
    }
    if (holdsUrlPassword(line)) return "password in a URL";
    if (look.connections && holdsConnectionPassword(line)) return "password in a connection string";
    std::string_view address;
    return look.addresses && holdsAddressSecret(line, address) ? std::optional(address) : std::nullopt;
}

}  // namespace

int entropyMilliBits(std::string_view text) {
    std::array<int, 256> counts{};
    for (const char c : text) ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    for (const int count : counts)
        if (count > 0) bits -= count * std::log2(static_cast<double>(count) / static_cast<double>(text.size()));
    return text.empty() ? 0 : static_cast<int>(std::lround(bits * 1000 / static_cast<double>(text.size())));
}

std::vector<SecretFinding> findSecrets(std::string_view path, std::string_view text, std::size_t limit) {
    std::vector<SecretFinding> findings;
    const auto role = roleOf(path);
    NetrcEntries netrc(role == FileRole::Netrc);
    const FirstLook look(text);
    Explanations explanations(path);
    std::uint32_t number = 0;
    for (std::size_t start = 0; start < text.size() && findings.size() < limit;) {
        ++number;
        const auto end = std::min(text.find('\n', start), text.size());
        auto line = text.substr(start, end - start);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        const auto place = explanations.takes(line) ? Place::Explanation : Place::Statement;
        const auto begin = line.find("BEGIN ");
        const bool begins = begin != std::string_view::npos && begin > 0 &&
                            line.substr(0, begin).find("--") != std::string_view::npos &&
                            isPrivateKeyLabel(text, start + begin);
        if (begins || line.starts_with("PuTTY-User-Key-File-")) findings.push_back({"private key", number});
        else if (netrc.takes(line)) findings.push_back({"password of a .netrc entry", number});
        else if (role == FileRole::PasswordList && isPasswordEntry(line))
            findings.push_back({"password entry", number});
        else if (const auto what = secretInLine(line, look, place)) findings.push_back({std::string(*what), number});
        start = end + 1;
    }
    return findings;
}

}  // namespace skein::memory
