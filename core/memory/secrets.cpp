#include "core/memory/secrets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/base/text.h"

namespace skein::memory {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isAlnum(char c) { return isDigit(c) || isLower(c) || isUpper(c); }
bool isBase64(char c) { return isAlnum(c) || c == '+' || c == '/' || c == '='; }

enum class Alphabet { Upper, Alnum, Word, Hex };

bool belongs(Alphabet alphabet, char c) {
    switch (alphabet) {
        case Alphabet::Upper: return isUpper(c) || isDigit(c);
        case Alphabet::Alnum: return isAlnum(c);
        case Alphabet::Word: return isAlnum(c) || c == '_' || c == '-' || c == '.';
        case Alphabet::Hex: return isDigit(c) || (c >= 'a' && c <= 'f');
    }
    return false;
}

/// A token that its issuer gave a recognisable prefix: what follows it, and how much of it.
struct TokenRule {
    std::string_view prefix;
    std::string_view what;
    Alphabet alphabet;
    std::size_t least;
    std::size_t most;
};

constexpr std::size_t unbounded = 4096;
constexpr std::array<TokenRule, 31> tokenRules{{
    {"AKIA", "AWS access key", Alphabet::Upper, 16, 16},
    {"ASIA", "AWS session key", Alphabet::Upper, 16, 16},
    {"AIza", "Google API key", Alphabet::Word, 35, 35},
    {"GOCSPX-", "Google client secret", Alphabet::Word, 28, 28},
    {"SG.", "SendGrid key", Alphabet::Word, 60, 80},
    {"dop_v1_", "DigitalOcean token", Alphabet::Hex, 64, 64},
    {"gho_", "GitHub token", Alphabet::Alnum, 36, 251},
    {"ghp_", "GitHub token", Alphabet::Alnum, 36, 251},
    {"ghr_", "GitHub token", Alphabet::Alnum, 36, 251},
    {"ghs_", "GitHub token", Alphabet::Alnum, 36, 251},
    {"ghu_", "GitHub token", Alphabet::Alnum, 36, 251},
    {"github_pat_", "GitHub token", Alphabet::Word, 60, 251},
    {"glpat-", "GitLab token", Alphabet::Word, 20, unbounded},
    {"hf_", "Hugging Face token", Alphabet::Alnum, 34, 40},
    {"npm_", "npm token", Alphabet::Alnum, 36, 36},
    {"pypi-AgEIcHlwaS5vcmc", "PyPI token", Alphabet::Word, 50, unbounded},
    {"rk_live_", "Stripe key", Alphabet::Alnum, 24, 251},
    {"sk_live_", "Stripe key", Alphabet::Alnum, 24, 251},
    {"sk-ant-", "Anthropic key", Alphabet::Word, 40, unbounded},
    {"sk-or-v1-", "OpenRouter key", Alphabet::Hex, 64, 64},
    {"sk-proj-", "OpenAI key", Alphabet::Word, 40, unbounded},
    {"sk-svcacct-", "OpenAI key", Alphabet::Word, 40, unbounded},
    {"sk-", "OpenAI key", Alphabet::Alnum, 40, 64},
    {"xai-", "xAI key", Alphabet::Alnum, 80, 80},
    {"xapp-", "Slack token", Alphabet::Word, 40, unbounded},
    {"xoxa-", "Slack token", Alphabet::Word, 24, unbounded},
    {"xoxb-", "Slack token", Alphabet::Word, 24, unbounded},
    {"xoxp-", "Slack token", Alphabet::Word, 24, unbounded},
    {"xoxr-", "Slack token", Alphabet::Word, 24, unbounded},
    {"xoxs-", "Slack token", Alphabet::Word, 24, unbounded},
    {"ya29.", "Google access token", Alphabet::Word, 60, unbounded},
}};

/// Changes between lower case, capitals, digits and the rest, per thousand bytes: random text has many, names few.
int classChangesPerMille(std::string_view text) {
    const auto kind = [](char c) { return isLower(c) ? 0 : isUpper(c) ? 1 : isDigit(c) ? 2 : 3; };
    int changes = 0;
    for (std::size_t i = 1; i < text.size(); ++i) changes += kind(text[i]) != kind(text[i - 1]);
    return text.size() < 2 ? 0 : static_cast<int>(changes * 1000 / static_cast<int>(text.size()));
}

/// Values that documentation and templates put where a secret belongs.
bool isPlaceholder(std::string_view value) {
    const auto lower = toLowerAscii(value);
    constexpr std::array<std::string_view, 17> words{
        "example", "changeme", "change_me", "change-me", "placeholder", "your",   "xxxx",   "....", "****",
        "dummy",   "sample",   "todo",      "replace",   "123456",      "abcdef", "insert", "test"};
    return std::any_of(words.begin(), words.end(), [&](auto word) { return lower.find(word) != std::string::npos; });
}

std::optional<std::string_view> tokenAt(std::string_view line, std::size_t at) {
    // Rules share few first bytes; leaving early keeps the scan linear in practice.
    const char c = line[at];
    if (c != 'A' && c != 'G' && c != 'S' && c != 'd' && c != 'g' && c != 'h' && c != 'n' && c != 'p' && c != 'r' &&
        c != 's' && c != 'x' && c != 'y')
        return std::nullopt;
    for (const auto& rule : tokenRules) {
        if (line.compare(at, rule.prefix.size(), rule.prefix) != 0) continue;
        const auto body = line.substr(at + rule.prefix.size());
        std::size_t length = 0;
        while (length < body.size() && length <= rule.most && belongs(rule.alphabet, body[length])) ++length;
        if (length < rule.least || length > rule.most) continue;
        const auto value = body.substr(0, length);
        // Sixteen capitals may well hold no digit; the longer mixed alphabets practically never do without.
        const bool mixed = std::any_of(value.begin(), value.end(), isDigit) && classChangesPerMille(value) >= 150;
        if (entropyMilliBits(value) >= 2'800 && (mixed || rule.alphabet == Alphabet::Upper) && !isPlaceholder(value))
            return rule.what;
    }
    return std::nullopt;
}

/// Whether a key's body follows the label: a long run of base64, after header lines and written-out line ends.
bool holdsKeyBody(std::string_view after) {
    std::size_t run = 0;
    for (const char c : after.substr(0, 600)) {
        run = isBase64(c) ? run + 1 : 0;
        if (run >= 40) return true;
    }
    return false;
}

bool isPrivateKeyLabel(std::string_view text, std::size_t dashes) {
    const auto line = text.substr(dashes, text.find('\n', dashes) - dashes);
    const auto label = line.find("PRIVATE KEY");
    return line.substr(0, 11) == "-----BEGIN " && label != std::string_view::npos && label < 40 &&
           holdsKeyBody(text.substr(std::min(text.size(), dashes + label + 11)));
}

/// Whether a name ends in one of the words that stand for a secret: "DB_PASSWORD", "apiKey", "client-secret".
bool namesSecret(std::string_view name) {
    std::string letters;
    for (const char c : toLowerAscii(name))
        if (isAlnum(c)) letters += c;
    constexpr std::array<std::string_view, 12> words{"password",   "passwd",    "passphrase", "pwd",
                                                     "secret",     "secretkey", "apikey",     "accesskey",
                                                     "privatekey", "authtoken", "token",      "accountkey"};
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
    if (!before.empty() && before != "export" && before != "-" && before != "set") return {};
    const auto value = trim(line.substr(at));
    return value.size() >= 16 && std::all_of(value.begin(), value.end(), isValueByte) ? value : std::string_view{};
}

/// "scheme://user:password@host" with a password that looks random.
bool holdsUrlPassword(std::string_view line) {
    for (auto at = line.find("://"); at != std::string_view::npos; at = line.find("://", at + 3)) {
        const auto rest = line.substr(at + 3);
        const auto end = std::min(rest.find_first_of("/ \t\"'<>`"), rest.size());
        const auto authority = rest.substr(0, end);
        const auto host = authority.rfind('@');
        const auto colon = authority.find(':');
        if (host == std::string_view::npos || colon >= host) continue;
        if (looksRandom(authority.substr(colon + 1, host - colon - 1), 10)) return true;
    }
    return false;
}

std::optional<std::string_view> secretInLine(std::string_view line) {
    for (std::size_t at = 0; at < line.size();) {
        if (!isIdentifierChar(line[at])) {
            ++at;
            continue;
        }
        if (const auto what = tokenAt(line, at)) return what;
        std::size_t end = at;
        while (end < line.size() && (isIdentifierChar(line[end]) || line[end] == '-' || line[end] == '.')) ++end;
        const auto name = line.substr(at, end - at);
        if (name.size() <= 80 && namesSecret(name) && looksRandom(assignedValue(line, at, end), 12))
            return "password assignment";
        at = end;
    }
    return holdsUrlPassword(line) ? std::optional<std::string_view>("password in a URL") : std::nullopt;
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

std::vector<SecretFinding> findSecrets(std::string_view text, std::size_t limit) {
    std::vector<SecretFinding> findings;
    std::uint32_t number = 0;
    for (std::size_t start = 0; start < text.size() && findings.size() < limit;) {
        ++number;
        const auto end = std::min(text.find('\n', start), text.size());
        const auto line = text.substr(start, end - start);
        const auto dashes = line.find("-----BEGIN ");
        if (dashes != std::string_view::npos && isPrivateKeyLabel(text, start + dashes))
            findings.push_back({"private key", number});
        else if (line.substr(0, 20) == "PuTTY-User-Key-File-") findings.push_back({"private key", number});
        else if (const auto what = secretInLine(line)) findings.push_back({std::string(*what), number});
        start = end + 1;
    }
    return findings;
}

}  // namespace skein::memory
