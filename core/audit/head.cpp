#include "core/audit/head.h"

#include <algorithm>

#include <sodium.h>

namespace skein::audit {
namespace {

template <std::size_t N>
std::string hexOf(const std::array<std::uint8_t, N>& bytes) {
    return skein::toHex({reinterpret_cast<const char*>(bytes.data()), N});
}

/// The inverse of hexOf() for its exact spelling; nothing for upper case or another length.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> bytesFromHex(std::string_view text) {
    if (text.size() != 2 * N || text.find_first_not_of("0123456789abcdef") != std::string_view::npos)
        return std::nullopt;
    const auto raw = skein::fromHex(text);
    if (!raw) return std::nullopt;
    std::array<std::uint8_t, N> bytes{};
    std::copy(raw->begin(), raw->end(), reinterpret_cast<char*>(bytes.data()));
    return bytes;
}

template <std::size_t N>
Result<std::array<std::uint8_t, N>> hexMember(const Json& json, std::string_view key) {
    SKEIN_TRY(const auto text, jsonString(json, key, "head"));
    const auto bytes = bytesFromHex<N>(text);
    if (!bytes)
        return fail(ErrorCode::InvalidInput, "head." + std::string(key) + ": expected " + std::to_string(2 * N) +
                                                 " lower-case hexadecimal digits");
    return *bytes;
}

std::string withoutDashes(std::string_view pin) {
    std::string digits;
    for (const char c : pin)
        if (c != '-' && c != ':') digits += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    return digits;
}

}  // namespace

std::string toHex(const WorkspaceId& id) { return hexOf(id); }
std::optional<WorkspaceId> workspaceIdFromHex(std::string_view text) { return bytesFromHex<16>(text); }
std::string toHex(const PublicKey& key) { return hexOf(key); }
std::optional<PublicKey> publicKeyFromHex(std::string_view text) { return bytesFromHex<32>(text); }

std::string headMessage(const WorkspaceId& workspace, const ChainTip& tip, Instant at) {
    return "skein-head-v1\nworkspace:" + toHex(workspace) + "\nseq:" + std::to_string(tip.seq) +
           "\nhash:" + tip.hash.hex() + "\nat:" + std::to_string(at.value) + "\n";
}

SignedHead signHead(const WorkspaceId& workspace, const ChainTip& tip, Instant at, const HeadSigner& signer) {
    return {workspace, tip, at, signer.publicKey(), signer.sign(headMessage(workspace, tip, at))};
}

bool verifySignature(const PublicKey& key, std::string_view message, const HeadSignature& signature) {
    return crypto_sign_verify_detached(signature.data(), reinterpret_cast<const unsigned char*>(message.data()),
                                       message.size(), key.data()) == 0;
}

bool hasValidSignature(const SignedHead& head) {
    return verifySignature(head.signer, headMessage(head.workspace, head.tip, head.at), head.signature);
}

Json toJson(const SignedHead& head) {
    return {{"v", 1},
            {"workspace", toHex(head.workspace)},
            {"seq", head.tip.seq},
            {"hash", head.tip.hash.hex()},
            {"at", head.at.value},
            {"signer", toHex(head.signer)},
            {"signature", hexOf(head.signature)}};
}

Result<SignedHead> headFromJson(const Json& json) {
    SKEIN_TRY(const auto version, jsonInt(json, "v", "head"));
    if (version != 1)
        return fail(ErrorCode::NewerVersion,
                    "head.v: version " + std::to_string(version) + " is not known; this program reads version 1");
    SignedHead head;
    SKEIN_TRY(const auto seq, jsonInt(json, "seq", "head"));
    SKEIN_TRY(const auto at, jsonInt(json, "at", "head"));
    if (seq < 1 || seq > maxExactInteger) return fail(ErrorCode::InvalidInput, "head.seq: expected a positive integer");
    head.tip.seq = static_cast<std::uint64_t>(seq);
    head.at = {at};
    SKEIN_TRY(head.workspace, hexMember<16>(json, "workspace"));
    SKEIN_TRY(head.tip.hash.bytes, hexMember<32>(json, "hash"));
    SKEIN_TRY(head.signer, hexMember<32>(json, "signer"));
    SKEIN_TRY(head.signature, hexMember<64>(json, "signature"));
    return head;
}

Result<SignedHead> headFromCanonical(std::string_view bytes) {
    const auto damaged = [](const std::string& why) {
        return fail(ErrorCode::Damaged, "not a stored signed head: " + why);
    };
    const auto json = parseJson(bytes);
    if (!json) return damaged(json.error().message);
    auto head = headFromJson(*json);
    if (!head) return damaged(head.error().message);
    if (canonicalJsonOrAssert(toJson(*head)) != bytes) return damaged("its text is not canonical");
    return head;
}

std::string fingerprint(const PublicKey& key) {
    const auto digits = sha256({reinterpret_cast<const char*>(key.data()), key.size()}).hex();
    std::string text;
    for (std::size_t i = 0; i < 32; i += 4) text += (i == 0 ? "" : "-") + digits.substr(i, 4);
    return text;
}

bool matchesPin(const PublicKey& key, std::string_view pin) {
    const auto digits = withoutDashes(pin);
    return digits == toHex(key) || digits == withoutDashes(fingerprint(key));
}

Result<void> checkPin(std::string_view pin) {
    const auto digits = withoutDashes(pin);
    if ((digits.size() == 32 || digits.size() == 64) &&
        digits.find_first_not_of("0123456789abcdef") == std::string::npos)
        return {};
    return fail(ErrorCode::InvalidInput,
                "--signer: expected a fingerprint (32 hexadecimal digits, dashes allowed) or a public key (64)");
}

}  // namespace skein::audit
