// SHA-256 and keyed digests (OpenSSL's EVP: five times libsodium's speed on this class of machine).
// Thread: any; Sha256 objects are not shared between threads.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace skein {

/// 32 bytes: a SHA-256 value, a blob's name, or a keyed digest. All zero means "none".
struct Digest {
    std::array<std::uint8_t, 32> bytes{};

    explicit operator bool() const { return *this != Digest{}; }
    friend auto operator<=>(const Digest&, const Digest&) = default;

    /// 64 lower-case hexadecimal digits.
    std::string hex() const;
    /// The inverse of hex(); nothing for any other text.
    static std::optional<Digest> fromHex(std::string_view text);
};

/// The name of a blob: SHA-256 over its random 16-byte nonce followed by its content (architecture, section 5).
using BlobName = Digest;

/// Incremental SHA-256 (FIPS 180-4).
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    Sha256& add(std::string_view bytes);
    /// The digest of everything added; the object starts afresh afterwards.
    Digest finish();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

Digest sha256(std::string_view bytes);

/// HMAC-SHA-256 (RFC 2104): equal inputs are recognised without making content guessable from the journal.
Digest keyedDigest(std::string_view key, std::string_view bytes);

/// Lower-case hexadecimal of any bytes.
std::string toHex(std::string_view bytes);
/// Bytes of an even-length hexadecimal text; nothing if it is not one.
std::optional<std::string> fromHex(std::string_view text);

}  // namespace skein

template <>
struct std::hash<skein::Digest> {
    std::size_t operator()(const skein::Digest& digest) const noexcept {
        std::size_t value = 0;
        for (std::size_t i = 0; i < sizeof(value); ++i) value = value << 8 | digest.bytes[i];
        return value;
    }
};
