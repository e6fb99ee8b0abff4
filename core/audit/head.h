// Signed heads: an Ed25519 signature over the hash that stands for a whole journal up to one entry.
// The signed message is plain text, so that any Ed25519 tool can check it (RFC 8032, no prehash, no context). Five
// lines, each ending in a line feed:
//   skein-head-v1
//   workspace:<32 lower-case hex digits>
//   seq:<decimal>
//   hash:<64 lower-case hex digits, SHA-256 of the entry's canonical bytes>
//   at:<decimal, microseconds since 1970-01-01 UTC>
// The first line keeps the signature from being valid for anything else. Thread: any; pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/ports/journal.h"

namespace skein::audit {

/// Random 16 bytes that name a workspace; all zero means none.
using WorkspaceId = std::array<std::uint8_t, 16>;
std::string toHex(const WorkspaceId& id);                              ///< 32 lower-case hex digits
std::optional<WorkspaceId> workspaceIdFromHex(std::string_view text);  ///< nothing for any other text

struct SignedHead {
    WorkspaceId workspace{};
    ChainTip tip;  ///< sequence number and hash of the last entry covered
    Instant at;    ///< when it was signed
    PublicKey signer{};
    HeadSignature signature{};
    friend bool operator==(const SignedHead&, const SignedHead&) = default;
};

/// The bytes that are signed, as described above.
std::string headMessage(const WorkspaceId& workspace, const ChainTip& tip, Instant at);

SignedHead signHead(const WorkspaceId& workspace, const ChainTip& tip, Instant at, const HeadSigner& signer);

/// Whether the signature is that of head.signer over headMessage(). libsodium: refuses small-order and non-canonical
/// keys.
bool hasValidSignature(const SignedHead& head);

/// Ed25519 verification as such (libsodium's crypto_sign_verify_detached).
bool verifySignature(const PublicKey& key, std::string_view message, const HeadSignature& signature);

/// {"at","hash","seq","signature","signer","v":1,"workspace"}; bytes as lower-case hexadecimal.
Json toJson(const SignedHead& head);
/// Error: InvalidInput naming the member. Says nothing about the signature.
Result<SignedHead> headFromJson(const Json& json);
/// As above, from text that must be the canonical form, so that every byte of a stored head counts. Error: Damaged.
Result<SignedHead> headFromCanonical(std::string_view bytes);

/// What people compare: the first 16 bytes of SHA-256(public key) as "3f2a-...": eight groups of four hex digits.
std::string fingerprint(const PublicKey& key);
std::string toHex(const PublicKey& key);  ///< 64 lower-case hex digits
std::optional<PublicKey> publicKeyFromHex(std::string_view text);

/// Whether `pin`, as typed after --signer (fingerprint with or without dashes, or 64 hex digits), names this key.
bool matchesPin(const PublicKey& key, std::string_view pin);
/// InvalidInput unless `pin` has one of those two forms.
Result<void> checkPin(std::string_view pin);

}  // namespace skein::audit
