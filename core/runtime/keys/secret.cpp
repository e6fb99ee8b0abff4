#include "core/runtime/keys/secret.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "core/base/text.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxKeyBytes = 4'096;  // the longest key of a provider known has under 300

}  // namespace

void refuseCoreDumps() {
    // Not dumpable also closes /proc/PID/environ, mem and ptrace to other processes of the same person.
    ::prctl(PR_SET_DUMPABLE, 0);
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

void Secret::Free::operator()(char* bytes) const { sodium_free(bytes); }

Secret Secret::ofSize(std::size_t bytes) {
    SKEIN_ASSERT(sodium_init() >= 0);
    refuseCoreDumps();
    Secret secret;
    secret.m_bytes.reset(static_cast<char*>(sodium_malloc(std::max<std::size_t>(bytes, 1))));
    SKEIN_ASSERT(secret.m_bytes != nullptr);
    secret.m_size = bytes;
    return secret;
}

Secret Secret::copyOf(std::string_view bytes) {
    Secret secret = ofSize(bytes.size());
    if (!bytes.empty()) std::memcpy(secret.data(), bytes.data(), bytes.size());
    return secret;
}

Secret Secret::take(std::string& bytes) {
    Secret secret = copyOf(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    bytes.clear();
    return secret;
}

Result<Secret> secretFromText(std::string_view text, std::string_view what) {
    text = trim(text);
    if (text.empty()) return fail(ErrorCode::InvalidInput, fmt::format("{} is empty", what));
    if (text.size() > maxKeyBytes)
        return fail(ErrorCode::InvalidInput, fmt::format("{} has {} bytes, the bound is {}: is it really a key?", what,
                                                         text.size(), maxKeyBytes));
    if (std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c >= 0x7f; }))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} holds blanks, line ends or characters that no key has", what));
    return Secret::copyOf(text);
}

}  // namespace skein::runtime
