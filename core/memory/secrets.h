// Recognises secrets in the text of a file, so that ingest can leave the file out and say so. Thread: any; pure.
// Never returns or stores the secret itself: a finding names its kind and line only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skein::memory {

struct SecretFinding {
    std::string what;        ///< "private key", "GitHub token", "password assignment", ... for people
    std::uint32_t line = 1;  ///< 1-based
    friend bool operator==(const SecretFinding&, const SecretFinding&) = default;
};

/// The secrets in a text, in line order, at most `limit`. `path` only tells files that exist to hold passwords (.netrc,
/// .pgpass, .htpasswd, .git-credentials). Documented placeholders ("AKIA...EXAMPLE", "changeme", "${VAR}", "<token>")
/// and the passwords that examples use ("password", "secret") are none. A value that only its name makes a secret
/// ("api_key = ...") has at least 16 bytes of three classes of characters or 24 of two, and stands neither in a
/// docstring of Python nor in a comment that announces an example. Formats: GitHub "token formats" (2021-04-05),
/// AWS IAM identifiers reference, the key prefixes that OpenAI, Anthropic, Google, Slack, Stripe, GitLab, npm, PyPI,
/// Hugging Face and the others named in secrets.cpp publish, RFC 7468, RFC 9580 and RFC 4716 armour, RFC 7519 web
/// tokens, RFC 7517 web keys, PuTTY's key file header, ftp(1) for .netrc. Cost: linear in the text.
std::vector<SecretFinding> findSecrets(std::string_view path, std::string_view text, std::size_t limit = 8);

/// Shannon entropy of the bytes in thousandths of a bit per byte; 0 for an empty text.
int entropyMilliBits(std::string_view text);

}  // namespace skein::memory
