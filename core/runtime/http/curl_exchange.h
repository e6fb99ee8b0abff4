// One running exchange of the curl transport: its easy handle, its callbacks and its bookkeeping. Thread: the
// transport's I/O thread only, from configure() on. Never outlives the loop that owns it.
#pragma once

#include <memory>
#include <string>

#include <curl/curl.h>

#include "core/ports/http.h"

namespace skein::runtime {

struct CurlEasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct CurlListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlEasy = std::unique_ptr<CURL, CurlEasyDeleter>;

/// The monotonic clock of timers, in microseconds; suspend does not count, as for curl's own timers.
std::int64_t monotonicMicros();

class CurlExchange {
public:
    CurlExchange(HttpRequestId id, HttpRequest request, std::shared_ptr<HttpSink> sink);

    /// Sets every option of the handle. `noProxy` is curl's list of hosts reached directly; connections idle for longer
    /// than `maxIdleSeconds` are not reused.
    /// Error: Io when libcurl refuses an option.
    Result<void> configure(CurlEasy handle, const std::string& noProxy, long maxIdleSeconds);
    CURL* handle() const { return m_handle.get(); }
    CurlEasy releaseHandle() { return std::move(m_handle); }

    HttpRequestId id() const { return m_id; }
    Duration silence() const { return m_request.timeouts.silence; }
    std::int64_t lastByteMicros() const { return m_lastByteMicros; }
    bool isPaused() const { return m_paused; }
    void resume();

    /// Ends the exchange towards the sink after curl is done with it.
    void finish(CURLcode code);
    /// Ends it for a reason of ours.
    void fail(HttpError::Kind kind, std::string message);

private:
    static std::size_t onHeaderBytes(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t onBodyBytes(char* data, std::size_t size, std::size_t count, void* self);
    static int onBeforeRequest(void* self, char*, char*, int, int);

    std::size_t takeHeaderLine(std::string_view line);
    std::size_t takeBody(std::string_view bytes);
    HttpProgress progress() const;
    HttpError describe(CURLcode code) const;
    bool refuse(HttpError::Kind kind, std::string message);

    HttpRequestId m_id;
    HttpRequest m_request;
    std::shared_ptr<HttpSink> m_sink;
    CurlEasy m_handle;
    std::unique_ptr<curl_slist, CurlListDeleter> m_headerList;
    std::string m_host;  ///< for messages
    HttpResponseHead m_head;
    HttpError m_refusal;  ///< why we aborted, when m_refused
    std::size_t m_headerBytes = 0;
    std::size_t m_bodyBytes = 0;
    std::int64_t m_lastByteMicros = 0;
    int m_timesSent = 0;
    bool m_headSeen = false;
    bool m_paused = false;
    std::int64_t m_pausedSince = 0;
    std::int64_t m_pausedMicros = 0;  ///< in all; not counted as time that the server took
    bool m_refused = false;
    char m_errorText[CURL_ERROR_SIZE] = {};
};

}  // namespace skein::runtime
