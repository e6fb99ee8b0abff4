#include "core/base/error.h"

#include <cstdio>
#include <cstdlib>

namespace skein {

std::string_view errorCodeName(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidInput: return "invalid-input";
        case ErrorCode::NotFound: return "not-found";
        case ErrorCode::Busy: return "busy";
        case ErrorCode::Denied: return "denied";
        case ErrorCode::Damaged: return "damaged";
        case ErrorCode::NewerVersion: return "newer-version";
        case ErrorCode::TooLarge: return "too-large";
        case ErrorCode::Unavailable: return "unavailable";
        case ErrorCode::Io: return "io";
        case ErrorCode::Cancelled: return "cancelled";
        case ErrorCode::Budget: return "budget";
        case ErrorCode::NeedsPerson: return "needs-person";
    }
    return "unknown";
}

int exitStatusFor(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidInput:
        case ErrorCode::NotFound:
        case ErrorCode::Denied:
        case ErrorCode::TooLarge:
        case ErrorCode::Busy:
        case ErrorCode::Unavailable: return 2;
        case ErrorCode::NeedsPerson: return 3;
        case ErrorCode::Budget: return 4;
        case ErrorCode::Damaged:
        case ErrorCode::NewerVersion:
        case ErrorCode::Io: return 5;
        case ErrorCode::Cancelled: return 130;
    }
    return 2;
}

std::string Error::describe() const {
    std::string text;
    for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) text += *frame + ": ";
    return text + message;
}

void assertionFailed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "skein: broken assumption '%s' at %s:%d; please report this\n", expression, file, line);
    std::abort();
}

}  // namespace skein
