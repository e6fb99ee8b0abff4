// Provider keys in a file encrypted with a passphrase, for machines without a key store: the person chooses it by
// adding a key to it. Thread: one at a time per object; processes keep each other out by a lock. Never holds a key in
// the clear; only which keys there are (provider and name) can be read without the passphrase, and cannot be changed
// without it. Never leaves a file that others may read.
//
// Form: one JSON object. `kdf` says how the passphrase becomes a master key (Argon2id, RFC 9106), from which come a
// value that tells a wrong passphrase and the key of one XChaCha20-Poly1305 secretstream message with the head of the
// file as its additional data. `sum` is a plain SHA-256 over all of it: damage is told from a wrong passphrase.
#pragma once

#include <functional>
#include <memory>

#include "core/runtime/keys/key_store.h"

namespace skein::runtime {

enum class PassphraseFor { Opening, NewFile };
/// Asks the person, without echo. Errors: NeedsPerson when nobody can be asked, Cancelled.
using AskPassphrase = std::function<Result<Secret>(PassphraseFor purpose, const std::string& path)>;

/// What one guess of the passphrase costs. Defaults: libsodium's "moderate" limits, about 0.7 s and 256 MiB.
struct KeyFileCost {
    std::uint64_t passes = 3;
    std::uint64_t bytes = 256u << 20;
};

/// $SKEIN_KEY_FILE, else $XDG_DATA_HOME/skein/keys/provider-keys or its place below ~/.local/share. Error: Io.
Result<std::string> providerKeyFilePath();

/// A missing file is an empty store; the first add() makes it, folder 0700 and file 0600. Errors of all calls: Damaged
/// for a file that is broken or open to others; Denied for a wrong passphrase; NewerVersion; Io.
std::unique_ptr<KeyStore> encryptedFileKeyStore(std::string path, AskPassphrase ask, KeyFileCost cost = {});

}  // namespace skein::runtime
