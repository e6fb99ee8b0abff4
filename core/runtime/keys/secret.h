// A key or a passphrase in memory: locked against swapping, left out of core dumps, wiped when it goes, never copied by
// accident. Thread: any; a Secret is not shared while it is moved. Never printable: the bytes are reached by reveal()
// alone, so a search for that word finds every place that sees them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace skein::runtime {

/// From now on this process leaves no core dump, and no other process may trace it or read its memory and environment.
/// For whoever has to hold a key in ordinary memory; a Secret does it by itself.
void refuseCoreDumps();

class Secret {
public:
    Secret() = default;
    /// The bytes in memory of libsodium's guarded heap. From the first one on this process leaves no core dump and
    /// cannot be traced by others: the key's way into a request header passes ordinary memory.
    static Secret copyOf(std::string_view bytes);
    /// As copyOf, and wipes the text it came from.
    static Secret take(std::string& bytes);
    /// Room to be written to through data().
    static Secret ofSize(std::size_t bytes);

    /// The bytes; valid as long as this object.
    std::string_view reveal() const { return {m_bytes.get(), m_size}; }
    char* data() { return m_bytes.get(); }
    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }

private:
    struct Free {
        void operator()(char* bytes) const;
    };
    std::unique_ptr<char, Free> m_bytes;
    std::size_t m_size = 0;
};

/// A key as a person pasted it, blanks around it taken off. Errors: InvalidInput for an empty one, one above 4,096
/// bytes or with blanks, line ends, control or non-ASCII characters inside; the message never quotes it.
Result<Secret> secretFromText(std::string_view text, std::string_view what = "the key");

}  // namespace skein::runtime
