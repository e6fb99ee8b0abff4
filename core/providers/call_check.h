// What one trial call says about a key, a model and an address, in words a person can act on. Thread: any; pure. Made
// of the verdicts of retry.h, so that a trial never says something else than a run would do.
#pragma once

#include <optional>
#include <string>

#include "core/model/names.h"
#include "core/ports/http.h"
#include "core/providers/reply.h"

namespace skein::providers {

enum class CallVerdict {
    Works,
    RateLimited,     ///< too many calls just now; the key is good
    SpendCap,        ///< the account is out of credit or over a limit a person set: waiting does not help
    KeyRefused,      ///< wrong, revoked or without permission
    WrongModel,      ///< the key cannot call this model, or there is none of this name
    WrongAddress,    ///< something answered that is not this API
    RequestRefused,  ///< the call itself was refused for another reason
    Overloaded,      ///< a fault on the provider's side that may pass
    Unreachable,     ///< nothing answered
};
inline constexpr NameTable<CallVerdict, 9> callVerdictNames{{{CallVerdict::Works, "works"},
                                                             {CallVerdict::RateLimited, "rate-limited"},
                                                             {CallVerdict::SpendCap, "spend-cap"},
                                                             {CallVerdict::KeyRefused, "key-refused"},
                                                             {CallVerdict::WrongModel, "wrong-model"},
                                                             {CallVerdict::WrongAddress, "wrong-address"},
                                                             {CallVerdict::RequestRefused, "request-refused"},
                                                             {CallVerdict::Overloaded, "overloaded"},
                                                             {CallVerdict::Unreachable, "unreachable"}}};

struct CallCheck {
    CallVerdict verdict = CallVerdict::Works;
    int httpStatus = 0;
    std::string message;           ///< the provider's words or what went wrong; empty when it works
    std::optional<Duration> wait;  ///< as the provider asks
};

/// `key` is taken out of the provider's words: some servers quote it.
CallCheck checkOf(Protocol protocol, const ReplyFailure& failure, const HttpResponseHead& head, Instant now,
                  std::string_view key);
CallCheck checkOf(const HttpError& error);

/// Replaces the key by "[key]" wherever a server put it into what it answered: answers are kept, shown and exported.
void hideKey(std::string& text, std::string_view key);
void hideKey(Reply& reply, std::string_view key);

/// The text without the key, or anything that begins like it: providers quote "sk-abcd***wxyz".
std::string withoutKey(std::string text, std::string_view key);

}  // namespace skein::providers
