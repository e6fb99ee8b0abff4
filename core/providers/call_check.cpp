#include "core/providers/call_check.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/providers/retry.h"

namespace skein::providers {
namespace {

constexpr std::size_t shortestKeyToHide = 8;  // "none" and "sk-x" are placeholders of local servers, not secrets
constexpr std::size_t maxMessageBytes = 300;

/// Whether a text speaks of a model, rather than repeating the path that was asked for ("/v1/models/x not found").
bool mentionsModel(std::string_view text) {
    constexpr std::string_view word = "model";
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
        if (at == 0 || text[at - 1] != '/') return true;
    return false;
}

/// What servers call the fault differs from one to the next; each names the model somewhere.
bool isAboutTheModel(const ApiError& error) {
    if (error.status != 400 && error.status != 403 && error.status != 404 && error.status != 422) return false;
    const std::string code = toLowerAscii(error.code), message = toLowerAscii(error.message);
    if (code == "model_not_found" || code == "invalid_model" || error.param == "model") return true;
    if (error.status == 404) return mentionsModel(message);
    return message.find("not a valid model") != std::string::npos || message.find("invalid model") != std::string::npos;
}

}  // namespace

void hideKey(std::string& text, std::string_view key) {
    if (key.size() < shortestKeyToHide) return;
    for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at))
        text.replace(at, key.size(), "[key]");
}

void hideKey(Reply& reply, std::string_view key) {
    for (std::string* text : {&reply.text, &reply.reasoning, &reply.refusal}) hideKey(*text, key);
}

std::string withoutKey(std::string text, std::string_view key) {
    if (key.size() < shortestKeyToHide) return text;
    hideKey(text, key);
    // What is left of it around asterisks: a word that starts or ends like the key.
    constexpr std::size_t part = 4;
    std::string clean;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find_first_of(" \t\n\"',;", at), text.size());
        const std::string_view word = std::string_view(text).substr(at, end - at);
        const bool masked = word.find("**") != std::string_view::npos || word.find("...") != std::string_view::npos;
        const bool alike = word.find(key.substr(0, part)) != std::string_view::npos ||
                           word.find(key.substr(key.size() - part)) != std::string_view::npos;
        clean += masked && alike ? std::string_view("[key]") : word;
        if (end < text.size()) clean += text[end];
        at = end + 1;
    }
    return clean;
}

CallCheck checkOf(Protocol protocol, const ReplyFailure& failure, const HttpResponseHead& head, Instant now,
                  std::string_view key) {
    CallCheck check;
    check.httpStatus = head.status;
    check.message = elide(withoutKey(failure.api.message, key), maxMessageBytes);
    if (failure.kind != ReplyFailure::Kind::Api) {
        // A whole answer that is none of this protocol's: a web page, another API.
        check.verdict =
            failure.kind == ReplyFailure::Kind::Malformed ? CallVerdict::WrongAddress : CallVerdict::Overloaded;
        return check;
    }
    switch (judge(protocol, failure.api, head)) {
        case RetryVerdict::NoCredit: check.verdict = CallVerdict::SpendCap; break;
        case RetryVerdict::SlowDown: check.verdict = CallVerdict::RateLimited; break;
        case RetryVerdict::Retry: check.verdict = CallVerdict::Overloaded; break;
        case RetryVerdict::NotAuthorised:
            check.verdict = isAboutTheModel(failure.api) ? CallVerdict::WrongModel : CallVerdict::KeyRefused;
            break;
        case RetryVerdict::NeverAsIs:
            check.verdict = isAboutTheModel(failure.api)               ? CallVerdict::WrongModel
                            : head.status == 404 || head.status == 405 ? CallVerdict::WrongAddress
                                                                       : CallVerdict::RequestRefused;
            break;
    }
    if (check.verdict == CallVerdict::RateLimited || check.verdict == CallVerdict::Overloaded)
        check.wait = requestedWait(failure.api, head, now);
    return check;
}

CallCheck checkOf(const HttpError& error) {
    const bool elsewhere = error.kind == HttpError::Kind::Redirected || error.kind == HttpError::Kind::Malformed;
    return {elsewhere ? CallVerdict::WrongAddress : CallVerdict::Unreachable, 0, elide(error.message, maxMessageBytes),
            std::nullopt};
}

}  // namespace skein::providers
