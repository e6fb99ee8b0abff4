#include "core/providers/endpoint_url.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace skein::providers {
namespace {

/// Scheme and the rest of an address; the rest starts with the host.
struct AddressParts {
    std::string_view scheme;
    std::string_view authority;
    std::string_view path;
};

Result<AddressParts> splitAddress(std::string_view url) {
    url = trim(url);
    AddressParts parts;
    for (const std::string_view scheme : {"http://", "https://"})
        if (toLowerAscii(url.substr(0, scheme.size())) == scheme) parts.scheme = scheme;
    if (parts.scheme.empty())
        return fail(ErrorCode::InvalidInput, "base URL: expected http://HOST[:PORT][/v1] or https://...");
    url.remove_prefix(parts.scheme.size());
    const std::size_t slash = std::min(url.find('/'), url.size());
    parts.authority = url.substr(0, slash);
    parts.path = url.substr(slash);
    if (parts.authority.find('@') != std::string_view::npos || url.find_first_of("?#") != std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "base URL: it must not hold a user name, a key, a query or a fragment");
    const bool printable = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (parts.authority.empty() || !printable)
        return fail(ErrorCode::InvalidInput, "base URL: the host is missing or holds blanks");
    return parts;
}

std::string_view withoutSlashes(std::string_view path) {
    while (path.ends_with('/')) path.remove_suffix(1);
    return path;
}

/// Whether the last segment of a path is a version: v1, v1beta, v2.
bool endsInVersion(std::string_view path) {
    const std::string_view last = path.substr(std::min(path.rfind('/') + 1, path.size()));
    return last.size() >= 2 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9';
}

}  // namespace

Result<std::string> endpointUrl(std::string_view baseUrl, const UrlRule& rule, std::string_view path) {
    SKEIN_TRY(const AddressParts parts, splitAddress(baseUrl));
    std::string_view base = withoutSlashes(parts.path);
    for (const std::string_view suffix : rule.suffixes)
        if (base.ends_with(suffix)) base = withoutSlashes(base.substr(0, base.size() - suffix.size()));
    const bool versioned = rule.rule == UrlRule::Version::WhenBare          ? base.empty()
                           : rule.rule == UrlRule::Version::UnlessVersioned ? !endsInVersion(base)
                                                                            : false;
    return fmt::format("{}{}{}{}{}{}", parts.scheme, parts.authority, base, versioned ? "/" : "",
                       versioned ? rule.version : "", path);
}

std::string hostOf(std::string_view url) {
    const auto parts = splitAddress(url);
    if (!parts) return {};
    // A bracket closes an IPv6 address, whose own colons are no port.
    const std::size_t bracket = parts->authority.starts_with('[') ? parts->authority.find(']') : 0;
    return toLowerAscii(parts->authority.substr(0, parts->authority.find(':', bracket)));
}

bool isOnThisMachine(std::string_view url) {
    const std::string host = hostOf(url);
    const bool dotted = host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos;
    return dotted || host == "localhost" || host == "[::1]";
}

Result<std::string> modelPathSegment(std::string_view model) {
    const bool plain = std::all_of(model.begin(), model.end(), [](char c) {
        return isIdentifierChar(c) || std::string_view(".-:@/").find(c) != std::string_view::npos;
    });
    if (model.empty() || !plain || model.find("..") != std::string_view::npos || model.front() == '/')
        return fail(ErrorCode::InvalidInput,
                    "model name \"" + elide(toValidUtf8(model), 80) + "\": expected letters, digits and . _ - : @ /");
    return std::string(model);
}

}  // namespace skein::providers
