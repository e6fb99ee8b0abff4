// The person's Ed25519 key that signs heads. It lives in the system's key store (Secret Service by libsecret) or, after
// consent, in a file only the person can read; never in a workspace, a log or an export. In memory it is locked against
// swapping and wiped. Thread: any; a SigningKey may sign on several threads at once.
#pragma once

#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/base/units.h"
#include "core/ports/journal.h"

namespace skein::runtime {

/// Whether a 0600 file may hold the key where no key store answers.
enum class FileConsent { Denied, Given };

struct KeyStoreOptions {
    /// SKEIN_KEYSTORE=file in the environment is the same as Given and skips the key store.
    FileConsent fileConsent = FileConsent::Denied;
    std::string dataFolder;         ///< empty: $XDG_DATA_HOME/skein or ~/.local/share/skein
    Duration timeout = seconds(3);  ///< for the key store to answer; it may have to ask the person to unlock it
};

/// Where the key is, or would be, when it lives in a file. Error: Io when no folder of the person's is known.
Result<std::string> keyFilePath(const KeyStoreOptions& options = {});

class SigningKey final : public HeadSigner {
public:
    /// Loads the person's key, or makes and stores one. Errors: NeedsPerson when no key store answers and no consent is
    /// given (says both ways out); Damaged when the stored key is malformed or its file is open to others; Io.
    static Result<std::unique_ptr<SigningKey>> loadOrCreate(const KeyStoreOptions& options = {});
    /// A key from 32 seed bytes (RFC 8032), stored nowhere: for tests and simulations.
    static std::unique_ptr<SigningKey> fromSeed(std::string_view seed);
    ~SigningKey() override;
    SigningKey(const SigningKey&) = delete;
    SigningKey& operator=(const SigningKey&) = delete;

    PublicKey publicKey() const override;
    HeadSignature sign(std::string_view message) const override;
    std::string fingerprint() const;      ///< audit::fingerprint of the public key
    const std::string& storedIn() const;  ///< "key store", or the file's path; empty for fromSeed()

private:
    struct Secret;
    SigningKey(std::unique_ptr<Secret> secret, std::string storedIn);
    std::unique_ptr<Secret> m_secret;
    std::string m_storedIn;
};

}  // namespace skein::runtime
