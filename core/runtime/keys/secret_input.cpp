#include "core/runtime/keys/secret_input.h"

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <termios.h>
#include <unistd.h>

namespace skein::runtime {
namespace {

constexpr std::size_t maxLineBytes = 64u << 10;
constexpr std::size_t maxTextBytes = 4u << 20;  // 300 keys with their names need 100 KiB

enum class Until { LineEnd, End };

/// Reads into guarded memory only: nothing of a secret stays behind in a buffer of the library.
Result<Secret> readInto(int descriptor, std::size_t bound, Until until, const std::string& what) {
    Secret buffer = Secret::ofSize(bound + 1);
    std::size_t size = 0;
    while (size <= bound) {
        // One byte at a time up to the line end: what follows belongs to whoever reads next.
        const std::size_t wanted = until == Until::LineEnd ? 1 : bound + 1 - size;
        const ssize_t count = ::read(descriptor, buffer.data() + size, wanted);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail(ErrorCode::Io, fmt::format("{}: {}", what, std::strerror(errno)));
        if (count == 0 || (until == Until::LineEnd && buffer.data()[size] == '\n'))
            return Secret::copyOf({buffer.data(), size});
        size += static_cast<std::size_t>(count);
    }
    return fail(until == Until::LineEnd ? ErrorCode::InvalidInput : ErrorCode::TooLarge,
                fmt::format("{}: more than {} bytes came", what, bound));
}

/// The terminal with echo off, which the destructor turns on again. Keys that send signals are read as characters, so
/// that none can end the program in between.
class SilentTerminal {
public:
    explicit SilentTerminal(int descriptor)
        : m_descriptor(descriptor), m_known(::tcgetattr(descriptor, &m_before) == 0) {
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ICANON | ISIG);
        m_known = m_known && ::tcsetattr(descriptor, TCSAFLUSH, &silent) == 0;
    }
    ~SilentTerminal() {
        if (m_known) ::tcsetattr(m_descriptor, TCSAFLUSH, &m_before);
        ::close(m_descriptor);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;
    bool usable() const { return m_known; }

    Result<Secret> readLine() const {
        constexpr char interrupt = 3, endOfInput = 4, backspace = 8, killLine = 21, deleted = 127;
        Secret line = Secret::ofSize(maxLineBytes);
        std::size_t size = 0;
        for (char c = 0;;) {
            const ssize_t count = ::read(m_descriptor, &c, 1);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0 || c == interrupt || c == endOfInput)
                return fail(ErrorCode::Cancelled, "nothing was entered");
            if (c == '\n' || c == '\r') return Secret::copyOf({line.data(), size});
            if (c == killLine) size = 0;
            else if (c == backspace || c == deleted) size -= size > 0 ? 1 : 0;
            else if (size < maxLineBytes) line.data()[size++] = c;
        }
    }

private:
    int m_descriptor;
    termios m_before{};
    bool m_known;
};

Result<int> descriptorFromEnvironment() {
    const char* text = std::getenv("SKEIN_KEY_PASSPHRASE_FD");
    if (text == nullptr || *text == '\0') return -1;
    int descriptor = -1;
    const auto [end, problem] = std::from_chars(text, text + std::strlen(text), descriptor);
    if (problem != std::errc() || *end != '\0' || descriptor < 0)
        return fail(ErrorCode::InvalidInput, "SKEIN_KEY_PASSPHRASE_FD: expected the number of an open descriptor");
    return descriptor;
}

Result<Secret> notEmpty(Secret passphrase) {
    if (passphrase.empty()) return fail(ErrorCode::InvalidInput, "the passphrase is empty");
    return passphrase;
}

}  // namespace

Result<Secret> readSecretLine(int descriptor, const std::string& what) {
    return readInto(descriptor, maxLineBytes, Until::LineEnd, what);
}

Result<Secret> readSecretText(int descriptor, const std::string& what) {
    return readInto(descriptor, maxTextBytes, Until::End, what);
}

Result<Secret> askOnTerminal(const std::string& question) {
    const int descriptor = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) return fail(ErrorCode::NeedsPerson, question + ": there is no terminal to ask on");
    const SilentTerminal terminal(descriptor);
    if (!terminal.usable()) return fail(ErrorCode::NeedsPerson, question + ": the terminal cannot be asked");
    const auto say = [&](const std::string& text) {
        return ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    };
    if (!say(question + ": ")) return fail(ErrorCode::NeedsPerson, question + ": the terminal cannot be asked");
    auto answer = terminal.readLine();
    say("\n");
    return answer;
}

AskPassphrase passphraseAsker(int given) {
    return [given](PassphraseFor purpose, const std::string& path) -> Result<Secret> {
        int descriptor = given;
        if (descriptor < 0) { SKEIN_TRY(descriptor, descriptorFromEnvironment()); }
        if (descriptor >= 0) {
            SKEIN_TRY(auto line,
                      readSecretLine(descriptor, fmt::format("the passphrase from descriptor {}", descriptor)));
            return notEmpty(std::move(line));
        }
        SKEIN_TRY(auto passphrase, askOnTerminal("Passphrase of " + path));
        SKEIN_TRY(passphrase, notEmpty(std::move(passphrase)));
        if (purpose == PassphraseFor::Opening) return passphrase;
        SKEIN_TRY(const auto again, askOnTerminal("The same again, for the new file"));
        if (again.reveal() != passphrase.reveal())
            return fail(ErrorCode::InvalidInput, "the two passphrases differ; nothing was stored");
        return passphrase;
    };
}

}  // namespace skein::runtime
