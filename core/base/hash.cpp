#include "core/base/hash.h"

#include <openssl/evp.h>
#include <openssl/params.h>

#include "core/base/error.h"

namespace skein {
namespace {

/// What each byte is worth as a hexadecimal digit; notHex for any other.
constexpr std::uint8_t notHex = 0xFF;
constexpr auto hexValues = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(notHex);
    for (std::uint8_t i = 0; i < 10; ++i) values['0' + i] = i;
    for (std::uint8_t i = 0; i < 6; ++i) values['a' + i] = values['A' + i] = static_cast<std::uint8_t>(10 + i);
    return values;
}();

/// Fills `bytes` from twice as many digits; false if one is none.
bool readHex(std::string_view text, std::uint8_t* bytes) {
    std::uint8_t wrong = 0;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto high = hexValues[static_cast<unsigned char>(text[i])];
        const auto low = hexValues[static_cast<unsigned char>(text[i + 1])];
        wrong |= (high | low) & 0xF0;
        *bytes++ = static_cast<std::uint8_t>(high << 4 | low);
    }
    return wrong == 0;
}

/// The algorithm, looked up once: EVP_sha256() is looked up again at each use.
const EVP_MD* sha256Algorithm() {
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    SKEIN_ASSERT(algorithm != nullptr);
    return algorithm;
}

}  // namespace

struct Sha256::Context {
    EVP_MD_CTX* evp = EVP_MD_CTX_new();
    Context() { SKEIN_ASSERT(evp != nullptr && EVP_DigestInit_ex(evp, sha256Algorithm(), nullptr) == 1); }
    ~Context() { EVP_MD_CTX_free(evp); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
};

Sha256::Sha256() : m_context(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::add(std::string_view bytes) {
    SKEIN_ASSERT(EVP_DigestUpdate(m_context->evp, bytes.data(), bytes.size()) == 1);
    return *this;
}

Digest Sha256::finish() {
    Digest digest;
    SKEIN_ASSERT(EVP_DigestFinal_ex(m_context->evp, digest.bytes.data(), nullptr) == 1);
    // No type: the context keeps the one it has. Naming it again looks the algorithm up again, which costs as much as
    // hashing some 200 bytes.
    SKEIN_ASSERT(EVP_DigestInit_ex(m_context->evp, nullptr, nullptr) == 1);
    return digest;
}

Digest sha256(std::string_view bytes) {
    thread_local Sha256 hasher;
    return hasher.add(bytes).finish();
}

Digest keyedDigest(std::string_view key, std::string_view bytes) {
    struct Context {
        EVP_MAC* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
        EVP_MAC_CTX* evp = EVP_MAC_CTX_new(hmac);
        Context() {
            char name[] = "SHA256";
            const OSSL_PARAM digest[] = {OSSL_PARAM_construct_utf8_string("digest", name, 0),
                                         OSSL_PARAM_construct_end()};
            SKEIN_ASSERT(evp != nullptr && EVP_MAC_CTX_set_params(evp, digest) == 1);
        }
        ~Context() {
            EVP_MAC_CTX_free(evp);
            EVP_MAC_free(hmac);
        }
        Context(const Context&) = delete;
        Context& operator=(const Context&) = delete;
    };
    thread_local const Context context;  // looking HMAC and its digest up costs more than short texts do
    if (key.empty()) key = "";           // a null key would mean the one before
    const auto of = [](std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); };
    Digest digest;
    std::size_t length = 0;
    SKEIN_ASSERT(EVP_MAC_init(context.evp, of(key), key.size(), nullptr) == 1 &&
                 EVP_MAC_update(context.evp, of(bytes), bytes.size()) == 1 &&
                 EVP_MAC_final(context.evp, digest.bytes.data(), &length, digest.bytes.size()) == 1);
    return digest;
}

std::string toHex(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text(bytes.size() * 2, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        text[2 * i] = digits[byte >> 4];
        text[2 * i + 1] = digits[byte & 15];
    }
    return text;
}

std::optional<std::string> fromHex(std::string_view text) {
    std::string bytes(text.size() / 2, '\0');
    if (text.size() % 2 != 0 || !readHex(text, reinterpret_cast<std::uint8_t*>(bytes.data()))) return std::nullopt;
    return bytes;
}

std::string Digest::hex() const { return toHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()}); }

std::optional<Digest> Digest::fromHex(std::string_view text) {
    Digest digest;
    if (text.size() != 2 * digest.bytes.size() || !readHex(text, digest.bytes.data())) return std::nullopt;
    return digest;
}

}  // namespace skein
