#include "core/runtime/keys/signing_key.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/audit/head.h"
#include "core/base/text.h"
#include "core/runtime/keys/secret_service.h"

namespace skein::runtime {
namespace {

constexpr auto secretName = "signing-key-v1";
constexpr std::string_view fileHeader = "skein-signing-key-v1:";  // then 64 hex digits of the seed and a line feed

/// A text that is overwritten when it goes.
struct Wiped {
    std::string text;
    explicit Wiped(std::string given) : text(std::move(given)) {}
    ~Wiped() { sodium_memzero(text.data(), text.size()); }
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;
};

Result<std::string> keyFolder(const KeyStoreOptions& options) {
    if (!options.dataFolder.empty()) return options.dataFolder + "/keys";
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && data[0] == '/')
        return std::string(data) + "/skein/keys";
    if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/')
        return std::string(home) + "/.local/share/skein/keys";
    return fail(ErrorCode::Io,
                "neither XDG_DATA_HOME nor HOME names a folder: there is nowhere to keep the signing key");
}

/// The seed in hexadecimal out of a key file. Errors: NotFound, Damaged, Denied when others may read it.
Result<std::string> readKeyFile(const std::string& path) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0)
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, path + ": " + std::strerror(errno));
    if (!S_ISREG(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 077) != 0)
        return fail(ErrorCode::Denied, path +
                                           ": the signing key must be a file of yours that only you can read (chmod "
                                           "600); others may have read it, so consider a new one");
    SKEIN_TRY(auto bytes, readFile(path, 4'096));
    const Wiped text(std::move(bytes));
    const auto line = trim(text.text);
    if (!line.starts_with(fileHeader)) return fail(ErrorCode::Damaged, path + ": this is not a signing key of Skein");
    return std::string(line.substr(fileHeader.size()));
}

Result<void> writeKeyFile(const std::string& folder, const std::string& path, std::string_view seedHex) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (error) return fail(ErrorCode::Io, folder + ": cannot make this folder for the signing key: " + error.message());
    // Made with O_EXCL: two processes that start at once must not end up with two keys.
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        return fail(errno == EEXIST ? ErrorCode::Busy : ErrorCode::Io,
                    path + ": cannot write the signing key: " + std::strerror(errno));
    const Wiped text(std::string(fileHeader) + std::string(seedHex) + "\n");
    const bool written =
        ::write(descriptor, text.text.data(), text.text.size()) == static_cast<ssize_t>(text.text.size()) &&
        ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (written) return {};
    ::unlink(path.c_str());
    return fail(ErrorCode::Io, path + ": cannot write the signing key");
}

std::string newSeedHex() {
    std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
    randombytes_buf(seed.data(), seed.size());
    auto text = toHex({reinterpret_cast<const char*>(seed.data()), seed.size()});
    sodium_memzero(seed.data(), seed.size());
    return text;
}

/// The seed from the key store, made there when it has none. Error: Unavailable, Damaged.
Result<std::string> fromKeyStore(Duration timeout) {
    SKEIN_TRY(const auto found, lookUpSecret(secretName, timeout));
    if (found) return *found;
    auto seed = newSeedHex();
    SKEIN_CHECK(storeSecret(secretName, "Skein: key that signs audit journals", seed, timeout));
    return seed;
}

}  // namespace

/// The 64-byte secret key in memory that is locked, guarded and wiped by libsodium.
struct SigningKey::Secret {
    unsigned char* key = static_cast<unsigned char*>(sodium_malloc(crypto_sign_SECRETKEYBYTES));
    PublicKey publicKey{};
    Secret() { SKEIN_ASSERT(key != nullptr); }
    ~Secret() { sodium_free(key); }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
};

SigningKey::SigningKey(std::unique_ptr<Secret> secret, std::string storedIn)
    : m_secret(std::move(secret)), m_storedIn(std::move(storedIn)) {}
SigningKey::~SigningKey() = default;

std::unique_ptr<SigningKey> SigningKey::fromSeed(std::string_view seed) {
    SKEIN_ASSERT(seed.size() == crypto_sign_SEEDBYTES && sodium_init() >= 0);
    auto secret = std::make_unique<Secret>();
    crypto_sign_seed_keypair(secret->publicKey.data(), secret->key,
                             reinterpret_cast<const unsigned char*>(seed.data()));
    sodium_mprotect_readonly(secret->key);
    return std::unique_ptr<SigningKey>(new SigningKey(std::move(secret), {}));
}

Result<std::string> keyFilePath(const KeyStoreOptions& options) {
    SKEIN_TRY(const auto folder, keyFolder(options));
    return folder + "/signing.key";
}

Result<std::unique_ptr<SigningKey>> SigningKey::loadOrCreate(const KeyStoreOptions& options) {
    if (sodium_init() < 0) return fail(ErrorCode::Io, "libsodium finds no source of random numbers");
    SKEIN_TRY(const auto folder, keyFolder(options));
    SKEIN_TRY(const auto path, keyFilePath(options));
    const auto build = [&](std::string seedHex, const std::string& where) -> Result<std::unique_ptr<SigningKey>> {
        const Wiped hex(std::move(seedHex));
        auto seed = skein::fromHex(hex.text);
        if (!seed || seed->size() != crypto_sign_SEEDBYTES)
            return fail(ErrorCode::Damaged,
                        where + ": the stored signing key is malformed (expected 64 hexadecimal digits)");
        std::string& bytes = *seed;
        auto key = fromSeed(bytes);
        sodium_memzero(bytes.data(), bytes.size());
        key->m_storedIn = where;
        return key;
    };
    // A file that is already there was agreed to once; a second key beside it would only confuse who verifies.
    if (auto stored = readKeyFile(path)) return build(*std::move(stored), path);
    else if (stored.error().code != ErrorCode::NotFound) return Failure(stored.error());
    const char* choice = std::getenv("SKEIN_KEYSTORE");
    const bool fileWanted = choice != nullptr && std::string_view(choice) == "file";
    if (!fileWanted) {
        auto stored = fromKeyStore(options.timeout);
        if (stored) return build(*std::move(stored), "key store");
        if (options.fileConsent == FileConsent::Denied)
            return fail(
                ErrorCode::NeedsPerson,
                stored.error().message +
                    ". The signing key needs a place: unlock a key store, or agree to a file that only you can read (" +
                    path + ", SKEIN_KEYSTORE=file)");
    }
    auto seed = newSeedHex();
    if (const auto written = writeKeyFile(folder, path, seed); !written) {
        if (written.error().code != ErrorCode::Busy) return Failure(written.error());
        SKEIN_TRY(seed, readKeyFile(path));
    }
    return build(std::move(seed), path);
}

PublicKey SigningKey::publicKey() const { return m_secret->publicKey; }

HeadSignature SigningKey::sign(std::string_view message) const {
    HeadSignature signature{};
    crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const unsigned char*>(message.data()),
                         message.size(), m_secret->key);
    return signature;
}

std::string SigningKey::fingerprint() const { return audit::fingerprint(m_secret->publicKey); }
const std::string& SigningKey::storedIn() const { return m_storedIn; }

}  // namespace skein::runtime
