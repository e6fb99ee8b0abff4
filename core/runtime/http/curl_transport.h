// HttpTransport over libcurl's multi interface: one thread, epoll, hundreds of simultaneous streams. Thread: create,
// start, cancel, resume and the destructor from any thread but the sinks'; sinks run on the I/O thread. Never follows
// a redirect, never puts a request on the wire twice, never writes a header or a body to any log.
#pragma once

#include <memory>

#include "core/ports/http.h"

namespace skein::runtime {

/// Bounds of one transport.
struct CurlTransportOptions {
    std::size_t maxExchanges = 2'000;  ///< running and queued; start() is Busy above (limits::maxAgents)
    long maxConnectionsPerHost = 600;  ///< twice the 300 parallel agents of architecture.md section 6
    long maxIdleConnections = 512;     ///< kept open for reuse
    long maxIdleSeconds = 30;          ///< older idle connections are not reused: servers close them unannounced
};

class CurlTransport final : public HttpTransport {
public:
    /// Starts the I/O thread. Errors: Io when epoll, the wake-up descriptor or libcurl cannot be set up.
    static Result<std::unique_ptr<CurlTransport>> create(CurlTransportOptions options = {});

    /// Ends every exchange with ShutDown, then joins the thread; all sinks have had their last call on return.
    ~CurlTransport() override;

    Result<HttpRequestId> start(HttpRequest request, std::shared_ptr<HttpSink> sink) override;
    void cancel(HttpRequestId id) override;
    void resume(HttpRequestId id) override;

    /// Exchanges started and not yet finished.
    std::size_t active() const;

    CurlTransport(const CurlTransport&) = delete;
    CurlTransport& operator=(const CurlTransport&) = delete;

private:
    class Loop;
    explicit CurlTransport(std::unique_ptr<Loop> loop);
    std::unique_ptr<Loop> m_loop;
};

}  // namespace skein::runtime
