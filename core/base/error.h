// Errors as values. Every fallible function of the core returns Result<T>; exceptions of third-party
// code stop at the adapter that calls it. Thread: any; values only.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace skein {

/// Why something failed. A code exists only where some caller reacts differently to it.
enum class ErrorCode {
    InvalidInput,  ///< the caller's data is wrong; the message names the place and the expectation (exit 2)
    NotFound,      ///< the named thing does not exist (exit 2)
    Busy,          ///< a bounded queue or a lock is taken; try again
    Denied,        ///< a policy, permission or missing consent forbids it
    Damaged,       ///< stored data contradicts itself (exit 5)
    NewerVersion,  ///< written by a later version of Skein (exit 5)
    TooLarge,      ///< a named bound was exceeded
    Unavailable,   ///< a provider, tool or service does not answer
    Io,            ///< the operating system refused: disk full, read-only, permission
    Cancelled,     ///< asked to stop
    Budget,        ///< money limit reached (exit 4)
    NeedsPerson,   ///< a person has to decide first (exit 3)
};

/// The stable lower-case name of a code, used in JSON and logs ("invalid-input", "damaged", ...).
std::string_view errorCodeName(ErrorCode code);

/// The process exit status of `design/cli.md` for this code: 2, 3, 4, 5 or 130, never 1 ("finished, but ...").
int exitStatusFor(ErrorCode code);

/// A failure: what happened in words a person can act on, and the frames it passed on its way up.
struct Error {
    ErrorCode code = ErrorCode::InvalidInput;
    std::string message;
    std::vector<std::string> frames;  ///< innermost first: "reading goal.yaml", "starting the run"

    /// Message and frames on one line: "starting the run: reading goal.yaml: line 3: ...".
    std::string describe() const;
};

template <class T = void>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// A failure with this code and message.
inline Failure fail(ErrorCode code, std::string message) { return Failure(Error{code, std::move(message), {}}); }

/// The same failure, seen from one frame further out.
inline Failure rewrap(Error error, std::string frame) {
    error.frames.push_back(std::move(frame));
    return Failure(std::move(error));
}

/// Stops the process with file, line and text when a programmer's assumption is broken. On in every build.
[[noreturn]] void assertionFailed(const char* expression, const char* file, int line);

}  // namespace skein

#define SKEIN_ASSERT(expression) \
    ((expression) ? static_cast<void>(0) : ::skein::assertionFailed(#expression, __FILE__, __LINE__))

#define SKEIN_CONCAT_INNER(a, b) a##b
#define SKEIN_CONCAT(a, b) SKEIN_CONCAT_INNER(a, b)

/// SKEIN_TRY(auto value, expression): unwraps a Result or returns its error from the enclosing function.
#define SKEIN_TRY(declaration, expression) SKEIN_TRY_IMPL(SKEIN_CONCAT(tryResult_, __LINE__), declaration, expression)
#define SKEIN_TRY_IMPL(name, declaration, expression)            \
    auto name = (expression);                                    \
    if (!name) return ::skein::Failure(std::move(name).error()); \
    declaration = std::move(*name)

/// SKEIN_CHECK(expression): returns the error of a Result<void> from the enclosing function.
#define SKEIN_CHECK(expression)                                                      \
    do {                                                                             \
        auto checkResult_ = (expression);                                            \
        if (!checkResult_) return ::skein::Failure(std::move(checkResult_).error()); \
    } while (false)
