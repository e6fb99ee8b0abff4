// The HttpTransport port: one HTTP exchange as a stream of callbacks. Implemented by core/runtime/http over libcurl
// and by tests over scripts. Thread: start, cancel and resume may be called from any thread, sink callbacks included;
// sinks are called on the transport's one I/O thread and must return within a millisecond, never block, never throw.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/units.h"

namespace skein {

using HttpRequestId = Id<struct HttpRequestTag>;  ///< unique within one transport, from 1

struct HttpHeader {
    std::string name;
    std::string value;
};

/// How long to wait for what. A zero duration means "no limit".
struct HttpTimeouts {
    Duration connect = seconds(15);   ///< name look-up, TCP and TLS together
    Duration silence = seconds(120);  ///< without one received byte; a model may think that long before its first token
    Duration total = seconds(600);    ///< the whole exchange; 10 minutes is the default of the official SDKs
};

struct HttpRequest {
    enum class Method { Get, Post };
    Method method = Method::Post;
    std::string url;                  ///< http or https, without user name and password
    std::vector<HttpHeader> headers;  ///< secrets travel here and nowhere else; no part of them is ever logged
    std::string body;                 ///< sent as it is for Post
    HttpTimeouts timeouts;
    std::size_t maxResponseBytes = 16u << 20;  ///< after content decoding; more ends the exchange with TooLarge
};

struct HttpResponseHead {
    int status = 0;
    std::vector<HttpHeader> headers;  ///< in order of arrival, names in lower case

    /// The first header of this lower-case name, or an empty text.
    std::string_view header(std::string_view name) const;
};

/// How far an exchange came before it failed: what decides whether the server can have worked, and charged, for it.
enum class HttpProgress {
    NotSent,       ///< no byte of the request left this machine: safe to send again
    Sent,          ///< the request may have arrived; nothing came back
    HeadReceived,  ///< status and headers came, no body
    BodyReceived,  ///< part of the body came
};

struct HttpError {
    enum class Kind {
        Connect,       ///< name look-up, connection or proxy failed
        Tls,           ///< certificate or handshake refused
        Timeout,       ///< one of HttpTimeouts passed; the message says which
        Disconnected,  ///< the connection broke or ended before the response was whole
        TooLarge,      ///< maxResponseBytes or the bound on headers exceeded
        Redirected,    ///< the server pointed elsewhere; redirects are never followed
        Malformed,     ///< the answer is not HTTP
        Cancelled,     ///< by cancel() or by a sink that answered Stop
        ShutDown,      ///< the transport is closing
    };
    Kind kind = Kind::Disconnected;
    HttpProgress progress = HttpProgress::NotSent;
    std::string message;  ///< for a person; names the host, never a header
};

/// What a sink wants next.
enum class HttpFlow {
    Continue,  ///< the bytes were taken
    Pause,     ///< the bytes were NOT taken: they are delivered again after resume(); no timer runs meanwhile
    Stop,      ///< end the exchange; onError(Cancelled) follows
};

/// Receives one response. Exactly one of onDone and onError is the last call, whatever happens.
class HttpSink {
public:
    virtual ~HttpSink() = default;
    virtual void onHead(const HttpResponseHead& head) = 0;  ///< once at most, before the body
    virtual HttpFlow onBody(std::string_view bytes) = 0;    ///< any split, at most 16 KiB a call
    virtual void onDone() = 0;                              ///< the response was received whole
    virtual void onError(const HttpError& error) = 0;
};

class HttpTransport {
public:
    virtual ~HttpTransport() = default;

    /// Begins an exchange and returns at once; the sink is released after its last call. The request is put on the
    /// wire at most once: a broken connection is reported, never silently retried.
    /// Errors: InvalidInput (URL or header not acceptable), Busy (too many exchanges), Cancelled (closing).
    virtual Result<HttpRequestId> start(HttpRequest request, std::shared_ptr<HttpSink> sink) = 0;
    /// Ends an exchange soon; its sink gets onError(Cancelled) unless it is already finished. Unknown ids are ignored.
    virtual void cancel(HttpRequestId id) = 0;
    /// Continues an exchange whose sink answered Pause. Unknown ids are ignored.
    virtual void resume(HttpRequestId id) = 0;
};

}  // namespace skein
