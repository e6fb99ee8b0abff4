// From the base URL a person typed to the address of one call. Thread: any; pure. A key is never part of an address:
// it would end up in the logs of every proxy on the way.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace skein::providers {

/// How a protocol's addresses are built (reference sheet, sections 1 and 9).
struct UrlRule {
    enum class Version {
        WhenBare,         ///< added when the base has no path at all: gateways put the API anywhere
        UnlessVersioned,  ///< added unless the base ends in /v1, /v1beta, ...
        Never,
    };
    std::string_view version;  ///< "v1"
    Version rule = Version::WhenBare;
    std::initializer_list<std::string_view> suffixes;  ///< paths people paste behind the base; taken off
};

/// BASE_URL with or without version, trailing slash or a whole path -> address of `path`, which starts with a slash.
/// Errors: InvalidInput for another scheme, credentials, a query or a fragment in the URL, a missing host.
Result<std::string> endpointUrl(std::string_view baseUrl, const UrlRule& rule, std::string_view path);

/// The host of an address in lower case, without port; an IPv6 address in its brackets; empty when it is none.
std::string hostOf(std::string_view url);

/// Whether a call to this address cannot leave the machine: 127.x.y.z, [::1] or localhost.
bool isOnThisMachine(std::string_view url);

/// A model name as one segment of a path. Error: InvalidInput for anything but letters, digits and . _ - : @ /
/// or a name that climbs ("..").
Result<std::string> modelPathSegment(std::string_view model);

}  // namespace skein::providers
