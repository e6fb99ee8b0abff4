#include "core/runtime/keys/key_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/field_reader.h"
#include "core/base/hash.h"
#include "core/base/text.h"

namespace skein::runtime {
namespace {

constexpr int formatVersion = 1;
constexpr std::size_t maxFileBytes = 16u << 20;  // the keys of a dozen providers with 300 each, in hexadecimal
constexpr std::size_t maxKeys = 16'384;
constexpr std::size_t checkBytes = 16;
// A file from elsewhere must not cost more than a large machine has.
constexpr std::int64_t maxPasses = 64;
constexpr std::int64_t maxMemory = std::int64_t{4} << 30;

using SaltBytes = std::array<unsigned char, crypto_pwhash_SALTBYTES>;
using StreamHeader = std::array<unsigned char, crypto_secretstream_xchacha20poly1305_HEADERBYTES>;

template <class Bytes>
std::string hexOf(const Bytes& bytes) {
    return toHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

unsigned char* raw(Secret& secret) { return reinterpret_cast<unsigned char*>(secret.data()); }
const unsigned char* raw(const Secret& secret) {
    return reinterpret_cast<const unsigned char*>(secret.reveal().data());
}

/// The file as read or to be written, without a key in it.
struct Sealed {
    KeyFileCost cost;
    SaltBytes salt{};
    std::vector<KeyId> ids;
    std::string check;  ///< proves the passphrase
    StreamHeader header{};
    std::string box;  ///< ciphertext of "provider\tname\tkey\n" lines

    /// Everything that the box is bound to.
    Json head() const {
        Json keys = Json::array();
        for (const KeyId& id : ids) keys.push_back({{"provider", id.provider}, {"name", id.name}});
        return {{"skein_provider_keys", formatVersion},
                {"kdf",
                 {{"algorithm", "argon2id13"}, {"passes", cost.passes}, {"bytes", cost.bytes}, {"salt", hexOf(salt)}}},
                {"keys", std::move(keys)},
                {"check", toHex(check)}};
    }
};

/// The two keys that come from a passphrase.
struct Derived {
    Secret box;
    std::string check;
};

Result<Derived> derive(const Secret& passphrase, const Sealed& sealed) {
    Secret master = Secret::ofSize(crypto_kdf_KEYBYTES);
    if (crypto_pwhash(raw(master), master.size(), passphrase.reveal().data(), passphrase.size(), sealed.salt.data(),
                      sealed.cost.passes, sealed.cost.bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(ErrorCode::Io, fmt::format("the passphrase cannot be checked: {} MiB of memory are needed for it",
                                               sealed.cost.bytes >> 20));
    Derived keys{Secret::ofSize(crypto_secretstream_xchacha20poly1305_KEYBYTES), std::string(checkBytes, '\0')};
    constexpr char context[crypto_kdf_CONTEXTBYTES + 1] = "skeinkey";
    crypto_kdf_derive_from_key(raw(keys.box), keys.box.size(), 1, context, raw(master));
    crypto_kdf_derive_from_key(reinterpret_cast<unsigned char*>(keys.check.data()), keys.check.size(), 2, context,
                               raw(master));
    return keys;
}

void seal(Sealed& sealed, const Secret& key, const Secret& text) {
    const std::string bound = canonicalJsonOrAssert(sealed.head());
    crypto_secretstream_xchacha20poly1305_state state;
    crypto_secretstream_xchacha20poly1305_init_push(&state, sealed.header.data(), raw(key));
    sealed.box.resize(text.size() + crypto_secretstream_xchacha20poly1305_ABYTES);
    crypto_secretstream_xchacha20poly1305_push(&state, reinterpret_cast<unsigned char*>(sealed.box.data()), nullptr,
                                               raw(text), text.size(),
                                               reinterpret_cast<const unsigned char*>(bound.data()), bound.size(),
                                               crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    sodium_memzero(&state, sizeof state);
}

/// Nothing when the box, or anything it is bound to, was changed.
std::optional<Secret> unseal(const Sealed& sealed, const Secret& key) {
    constexpr std::size_t overhead = crypto_secretstream_xchacha20poly1305_ABYTES;
    if (sealed.box.size() < overhead) return std::nullopt;
    const std::string bound = canonicalJsonOrAssert(sealed.head());
    Secret text = Secret::ofSize(sealed.box.size() - overhead);
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char tag = 0;
    const bool whole =
        crypto_secretstream_xchacha20poly1305_init_pull(&state, sealed.header.data(), raw(key)) == 0 &&
        crypto_secretstream_xchacha20poly1305_pull(
            &state, raw(text), nullptr, &tag, reinterpret_cast<const unsigned char*>(sealed.box.data()),
            sealed.box.size(), reinterpret_cast<const unsigned char*>(bound.data()), bound.size()) == 0 &&
        tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    sodium_memzero(&state, sizeof state);
    return whole ? std::optional(std::move(text)) : std::nullopt;
}

std::string fileText(const Sealed& sealed) {
    Json file = sealed.head();
    file["header"] = hexOf(sealed.header);
    file["box"] = toHex(sealed.box);
    file["sum"] = sha256(canonicalJsonOrAssert(file)).hex();
    return prettyJson(file) + "\n";
}

template <class Bytes>
bool readHex(const Json& object, const char* key, Bytes& into) {
    const auto bytes = fromHex(object.value(key, ""));
    if (!bytes || bytes->size() != into.size()) return false;
    std::copy(bytes->begin(), bytes->end(), into.begin());
    return true;
}

/// The head and the box of a file whose sum is right.
Result<Sealed> sealedFrom(const std::string& text, const std::string& path) {
    const auto damaged = [&](std::string_view why) {
        return fail(ErrorCode::Damaged, path + ": this file of keys is damaged (" + std::string(why) +
                                            "); restore it from a copy, or remove it and add the keys again");
    };
    auto file = parseJson(text, JsonLimits{maxFileBytes, 8});
    if (!file || !file->is_object() || !file->contains("skein_provider_keys"))
        return fail(ErrorCode::Damaged, path + ": this is not a file of provider keys");
    const Json sum = file->value("sum", Json());
    file->erase("sum");
    const auto canonical = canonicalJson(*file);
    if (!canonical || sum != sha256(*canonical).hex()) return damaged("its sum does not fit");
    const FieldOrigin origin{path, {}};
    const FieldPath root;
    SKEIN_TRY(FieldReader reader, FieldReader::create(*file, root, origin));
    SKEIN_TRY(const auto version, reader.integer("skein_provider_keys", 0, 1, 1'000'000));
    if (version > formatVersion)
        return fail(ErrorCode::NewerVersion, path + ": this file of keys is from a newer version of Skein");
    Sealed sealed;
    SKEIN_TRY(const Json kdf, reader.object("kdf"));
    const FieldPath kdfPath(root, "kdf");
    SKEIN_TRY(FieldReader kdfReader, FieldReader::create(kdf, kdfPath, origin));
    if (kdf.value("algorithm", "") != "argon2id13") return damaged("unknown kdf.algorithm");
    const auto passes = kdfReader.integer("passes", 0, crypto_pwhash_OPSLIMIT_MIN, maxPasses);
    const auto bytes = kdfReader.integer("bytes", 0, crypto_pwhash_MEMLIMIT_MIN, maxMemory);
    if (!passes || !bytes) return damaged((passes ? bytes : passes).error().message);
    sealed.cost = {static_cast<std::uint64_t>(*passes), static_cast<std::uint64_t>(*bytes)};
    SKEIN_TRY(const Json* keys, reader.array("keys", maxKeys));
    for (std::size_t i = 0; keys != nullptr && i < keys->size(); ++i) {
        const Json& key = (*keys)[i];
        if (!key.is_object() || !isKeyName(key.value("name", "")) || !isKeyName(key.value("provider", "")))
            return damaged("keys[" + std::to_string(i) + "]");
        sealed.ids.push_back({key["provider"], key["name"]});
    }
    sealed.check.resize(checkBytes);
    const auto box = fromHex(file->value("box", ""));
    if (!readHex(kdf, "salt", sealed.salt) || !readHex(*file, "check", sealed.check) ||
        !readHex(*file, "header", sealed.header) || !box)
        return damaged("a field is malformed");
    sealed.box = *box;
    return sealed;
}

/// Keeps other processes out while the file is read, changed and written again.
class FolderLock {
public:
    static Result<FolderLock> take(const std::string& folder) {
        FolderLock lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (lock.m_descriptor < 0 || ::flock(lock.m_descriptor, LOCK_EX) != 0)
            return fail(ErrorCode::Io, folder + ": " + std::strerror(errno));
        return lock;
    }
    ~FolderLock() {
        if (m_descriptor >= 0) ::close(m_descriptor);
    }
    FolderLock(FolderLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    FolderLock& operator=(FolderLock&&) = delete;
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    explicit FolderLock(int descriptor) : m_descriptor(descriptor) {}
    int m_descriptor;
};

class EncryptedFileKeyStore final : public KeyStore {
public:
    EncryptedFileKeyStore(std::string path, AskPassphrase ask, KeyFileCost cost)
        : m_path(std::move(path)), m_ask(std::move(ask)), m_cost(cost) {}
    KeySource source() const override { return KeySource::EncryptedFile; }
    std::string place() const override { return m_path; }

    Result<std::vector<KeyId>> list() override {
        SKEIN_TRY(auto sealed, load());
        return sealed ? std::move(sealed->ids) : std::vector<KeyId>{};
    }

    Result<std::vector<StoredKey>> read(std::string_view provider) override {
        SKEIN_TRY(const auto sealed, load());
        std::vector<StoredKey> found;
        const auto isIts = [&](const KeyId& id) { return id.provider == provider; };
        if (!sealed || std::none_of(sealed->ids.begin(), sealed->ids.end(), isIts)) return found;
        SKEIN_TRY(auto keys, open(*sealed));
        for (auto& [id, secret] : keys)
            if (isIts(id)) found.push_back({id, std::move(secret)});
        return found;
    }

    Result<void> add(std::vector<StoredKey> added) override {
        return change([&](std::map<KeyId, Secret>& keys) -> Result<void> {
            for (StoredKey& key : added) keys[key.id] = std::move(key.secret);
            return {};
        });
    }

    Result<void> remove(const KeyId& id) override {
        SKEIN_TRY(const auto sealed, load());
        if (!sealed) return fail(ErrorCode::NotFound, m_path + ": there is no such file of keys");
        return change([&](std::map<KeyId, Secret>& keys) -> Result<void> {
            if (keys.erase(id) == 0)
                return fail(ErrorCode::NotFound, fmt::format("{} has no key {}/{}", m_path, id.provider, id.name));
            return {};
        });
    }

private:
    /// Nothing when there is no file.
    Result<std::optional<Sealed>> load() const {
        struct stat info {};
        if (::lstat(m_path.c_str(), &info) != 0) {
            if (errno == ENOENT) return std::optional<Sealed>();
            return fail(ErrorCode::Io, m_path + ": " + std::strerror(errno));
        }
        if (!S_ISREG(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 077) != 0)
            return fail(ErrorCode::Damaged,
                        m_path +
                            ": the keys must be in a file of yours that only you can read (chmod 600); others may "
                            "have copied it, so consider new keys");
        SKEIN_TRY(const std::string text, readFile(m_path, maxFileBytes));
        SKEIN_TRY(auto sealed, sealedFrom(text, m_path));
        return std::optional(std::move(sealed));
    }

    /// Asks for the passphrase unless it is known, and decrypts.
    Result<std::map<KeyId, Secret>> open(const Sealed& sealed) {
        if (m_passphrase.empty()) { SKEIN_TRY(m_passphrase, m_ask(PassphraseFor::Opening, m_path)); }
        SKEIN_TRY(const Derived derived, derive(m_passphrase, sealed));
        if (sodium_memcmp(derived.check.data(), sealed.check.data(), checkBytes) != 0) {
            m_passphrase = {};
            return fail(ErrorCode::Denied, m_path + ": the passphrase is wrong");
        }
        const auto text = unseal(sealed, derived.box);
        std::map<KeyId, Secret> keys;
        if (!text || !takeLines(text->reveal(), keys) || keys.size() != sealed.ids.size())
            return fail(ErrorCode::Damaged, m_path +
                                                ": the passphrase is right, but this file was changed by something "
                                                "other than Skein; restore it from a copy");
        return keys;
    }

    static bool takeLines(std::string_view text, std::map<KeyId, Secret>& keys) {
        for (const std::string_view line : splitLines(text)) {
            const auto words = split(line, '\t');
            if (words.size() != 3) return false;
            keys[{std::string(words[0]), std::string(words[1])}] = Secret::copyOf(words[2]);
        }
        return true;
    }

    template <class Change>
    Result<void> change(Change&& apply) {
        const std::string folder = std::filesystem::absolute(m_path).parent_path().string();
        std::error_code error;
        if (std::filesystem::create_directories(folder, error))
            std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
        if (error) return fail(ErrorCode::Io, folder + ": cannot make this folder for keys: " + error.message());
        SKEIN_TRY([[maybe_unused]] const FolderLock lock, FolderLock::take(folder));
        SKEIN_TRY(const auto before, load());
        std::map<KeyId, Secret> keys;
        if (before) {
            SKEIN_TRY(keys, open(*before));
        } else {
            SKEIN_TRY(m_passphrase, m_ask(PassphraseFor::NewFile, m_path));
        }
        SKEIN_CHECK(apply(keys));
        return write(keys);
    }

    /// A fresh salt and stream header each time: no two files share a key stream.
    Result<void> write(const std::map<KeyId, Secret>& keys) const {
        if (keys.size() > maxKeys)
            return fail(ErrorCode::TooLarge, fmt::format("{}: at most {} keys", m_path, maxKeys));
        Sealed sealed;
        sealed.cost = m_cost;
        randombytes_buf(sealed.salt.data(), sealed.salt.size());
        std::size_t bytes = 0;
        for (const auto& [id, secret] : keys) {
            sealed.ids.push_back(id);
            bytes += id.provider.size() + id.name.size() + secret.size() + 3;
        }
        Secret text = Secret::ofSize(bytes);
        char* at = text.data();
        const auto put = [&](std::string_view piece, char end) {
            at = std::copy(piece.begin(), piece.end(), at);
            *at++ = end;
        };
        for (const auto& [id, secret] : keys) {
            put(id.provider, '\t');
            put(id.name, '\t');
            put(secret.reveal(), '\n');
        }
        SKEIN_TRY(Derived derived, derive(m_passphrase, sealed));
        sealed.check = std::move(derived.check);
        seal(sealed, derived.box, text);
        return writeFileAtomically(m_path, fileText(sealed), 0600);
    }

    std::string m_path;
    AskPassphrase m_ask;
    KeyFileCost m_cost;
    Secret m_passphrase;  ///< once asked for
};

}  // namespace

bool isKeyName(std::string_view text) {
    constexpr std::string_view marks = "._-";
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [&](char c) {
        return isIdentifierChar(c) || marks.find(c) != std::string_view::npos;
    });
}

Result<std::string> providerKeyFilePath() {
    const auto absolute = [](const char* name) -> std::string {
        const char* value = std::getenv(name);
        return value != nullptr && value[0] == '/' ? value : "";
    };
    if (const auto chosen = absolute("SKEIN_KEY_FILE"); !chosen.empty()) return chosen;
    if (const auto data = absolute("XDG_DATA_HOME"); !data.empty()) return data + "/skein/keys/provider-keys";
    if (const auto home = absolute("HOME"); !home.empty()) return home + "/.local/share/skein/keys/provider-keys";
    return fail(ErrorCode::Io, "neither XDG_DATA_HOME nor HOME names a folder: there is nowhere to keep keys");
}

std::unique_ptr<KeyStore> encryptedFileKeyStore(std::string path, AskPassphrase ask, KeyFileCost cost) {
    return std::make_unique<EncryptedFileKeyStore>(std::move(path), std::move(ask), cost);
}

}  // namespace skein::runtime
