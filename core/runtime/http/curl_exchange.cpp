#include "core/runtime/http/curl_exchange.h"

#include <chrono>

#include <fmt/format.h>

#include "core/base/text.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxHeaderBytes = 64u << 10;  // eight times what common servers allow in requests
constexpr std::size_t maxReasonBytes = 300;

long toMillisecondsUp(Duration duration) { return static_cast<long>((duration.value + 999) / 1000); }

std::string hostOf(std::string_view url) {
    const std::size_t start = url.find("://");
    if (start != std::string_view::npos) url.remove_prefix(start + 3);
    return elide(toValidUtf8(url.substr(0, url.find_first_of("/?#"))), maxReasonBytes);
}

/// Where a redirect points: its host, or this one for an address without a host.
std::string redirectHost(std::string_view location, const std::string& here) {
    const std::size_t scheme = location.find("://");
    if (scheme != std::string_view::npos && scheme < location.find_first_of("/?#")) return hostOf(location);
    if (location.starts_with("//")) return hostOf(location.substr(2));
    return location.empty() ? "an address that it does not name" : "another path of " + here;
}

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

std::int64_t monotonicMicros() {
    using namespace std::chrono;
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

CurlExchange::CurlExchange(HttpRequestId id, HttpRequest request, std::shared_ptr<HttpSink> sink)
    : m_id(id), m_request(std::move(request)), m_sink(std::move(sink)), m_host(hostOf(m_request.url)) {}

Result<void> CurlExchange::configure(CurlEasy handle, const std::string& noProxy, long maxIdleSeconds) {
    m_handle = std::move(handle);
    m_lastByteMicros = monotonicMicros();
    std::vector<std::string> lines{"Expect:"};  // no round trip for "100 Continue" before a large prompt
    for (const HttpHeader& header : m_request.headers)
        lines.push_back(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
    for (const std::string& line : lines) {
        curl_slist* longer = curl_slist_append(m_headerList.get(), line.c_str());
        if (!longer) return skein::fail(ErrorCode::Io, "HTTP: out of memory");
        static_cast<void>(m_headerList.release());
        m_headerList.reset(longer);
    }
    CURLcode worst = CURLE_OK;
    const auto set = [&](CURLoption option, auto value) {
        const CURLcode code = curl_easy_setopt(m_handle.get(), option, value);
        if (code != CURLE_OK) worst = code;
    };
    set(CURLOPT_URL, m_request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    // One stream per connection: a slow reader then holds up nobody else's answer.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    // "identity" keeps proxies from holding a stream back to compress it, and still decodes what comes compressed.
    set(CURLOPT_ACCEPT_ENCODING, "identity");
    set(CURLOPT_HTTPHEADER, m_headerList.get());
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // a proxy's own answer is not the response
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_MAXAGE_CONN, maxIdleSeconds);
    set(CURLOPT_NOPROXY, noProxy.c_str());
    set(CURLOPT_CONNECTTIMEOUT_MS, toMillisecondsUp(m_request.timeouts.connect));
    set(CURLOPT_TIMEOUT_MS, toMillisecondsUp(m_request.timeouts.total));
    set(CURLOPT_ERRORBUFFER, m_errorText);
    set(CURLOPT_PRIVATE, static_cast<void*>(this));
    set(CURLOPT_HEADERFUNCTION, &CurlExchange::onHeaderBytes);
    set(CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(CURLOPT_WRITEFUNCTION, &CurlExchange::onBodyBytes);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(CURLOPT_PREREQFUNCTION, &CurlExchange::onBeforeRequest);
    set(CURLOPT_PREREQDATA, static_cast<void*>(this));
    if (m_request.method == HttpRequest::Method::Post) {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size()));
        set(CURLOPT_POSTFIELDS, m_request.body.data());
    }
    if (worst != CURLE_OK)
        return skein::fail(ErrorCode::Io,
                           fmt::format("HTTP: libcurl refused an option: {}", curl_easy_strerror(worst)));
    return {};
}

void CurlExchange::resume() {
    if (!m_paused) return;
    m_paused = false;
    m_lastByteMicros = monotonicMicros();
    m_pausedMicros += m_lastByteMicros - m_pausedSince;
    if (const Duration total = m_request.timeouts.total; total.value > 0)
        curl_easy_setopt(m_handle.get(), CURLOPT_TIMEOUT_MS, toMillisecondsUp({total.value + m_pausedMicros}));
    // Unpausing delivers held bytes from inside this call; the sink may pause again.
    curl_easy_pause(m_handle.get(), CURLPAUSE_CONT);
}

int CurlExchange::onBeforeRequest(void* self, char*, char*, int, int) {
    auto& exchange = *static_cast<CurlExchange*>(self);
    // curl would send a request again when a reused connection turns out dead; the server may have charged the first.
    if (++exchange.m_timesSent == 1) return CURL_PREREQFUNC_OK;
    exchange.refuse(HttpError::Kind::Disconnected, "the connection broke after the request was sent");
    return CURL_PREREQFUNC_ABORT;
}

std::size_t CurlExchange::onHeaderBytes(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<CurlExchange*>(self)->takeHeaderLine({data, size * count});
}

std::size_t CurlExchange::onBodyBytes(char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<CurlExchange*>(self)->takeBody({data, size * count});
}

std::size_t CurlExchange::takeHeaderLine(std::string_view line) {
    m_lastByteMicros = monotonicMicros();
    m_headerBytes += line.size();
    if (m_headerBytes > maxHeaderBytes) {
        refuse(HttpError::Kind::TooLarge, fmt::format("the response headers are larger than {} bytes", maxHeaderBytes));
        return 0;
    }
    const std::string_view text = trim(line);
    if (text.starts_with("HTTP/")) {
        m_head = {};
        return line.size();
    }
    if (!text.empty()) {
        const std::size_t colon = std::min(text.find(':'), text.size());
        const std::string_view value = colon < text.size() ? trim(text.substr(colon + 1)) : std::string_view();
        if (!m_headSeen) m_head.headers.push_back({toLowerAscii(trim(text.substr(0, colon))), std::string(value)});
        return line.size();
    }
    long status = 0;
    curl_easy_getinfo(m_handle.get(), CURLINFO_RESPONSE_CODE, &status);
    // Interim answers (1xx) are not the response, and trailers come after it.
    if (m_headSeen || status < 200) return line.size();
    if (isRedirect(static_cast<int>(status))) {
        refuse(HttpError::Kind::Redirected,
               fmt::format("{} redirects to {}; redirects are not followed, correct the base URL", m_host,
                           redirectHost(m_head.header("location"), m_host)));
        return 0;
    }
    m_head.status = static_cast<int>(status);
    m_headSeen = true;
    m_sink->onHead(m_head);
    return line.size();
}

std::size_t CurlExchange::takeBody(std::string_view bytes) {
    m_lastByteMicros = monotonicMicros();
    if (m_bodyBytes + bytes.size() > m_request.maxResponseBytes) {
        refuse(HttpError::Kind::TooLarge,
               fmt::format("the response is larger than {} bytes", m_request.maxResponseBytes));
        return 0;
    }
    switch (m_sink->onBody(bytes)) {
        case HttpFlow::Pause:
            m_paused = true;
            m_pausedSince = m_lastByteMicros;
            curl_easy_setopt(m_handle.get(), CURLOPT_TIMEOUT_MS, 0L);
            return CURL_WRITEFUNC_PAUSE;
        case HttpFlow::Stop: refuse(HttpError::Kind::Cancelled, "stopped by the reader"); return 0;
        case HttpFlow::Continue: break;
    }
    m_bodyBytes += bytes.size();
    return bytes.size();
}

bool CurlExchange::refuse(HttpError::Kind kind, std::string message) {
    if (m_refused) return false;
    m_refused = true;
    m_refusal = {kind, HttpProgress::NotSent, std::move(message)};
    return true;
}

HttpProgress CurlExchange::progress() const {
    if (m_bodyBytes > 0) return HttpProgress::BodyReceived;
    if (m_headSeen) return HttpProgress::HeadReceived;
    return m_timesSent > 0 ? HttpProgress::Sent : HttpProgress::NotSent;
}

HttpError CurlExchange::describe(CURLcode code) const {
    const std::string reason = m_errorText[0] ? toValidUtf8(m_errorText) : curl_easy_strerror(code);
    const auto error = [&](HttpError::Kind kind, std::string_view what) {
        return HttpError{kind, progress(), fmt::format("{}: {} ({})", m_host, what, elide(reason, maxReasonBytes))};
    };
    constexpr std::string_view noProxy = "no connection to the proxy that http_proxy, https_proxy or all_proxy names";
    switch (code) {
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_PROXY: return error(HttpError::Kind::Connect, noProxy);
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT: {
            // libcurl names whom it could not reach: another host than ours is the proxy.
            const auto name = m_host.substr(0, m_host.find_last_of(':'));
            const bool ours = m_host.starts_with('[') || reason.find(name) != std::string::npos;
            return error(HttpError::Kind::Connect, ours ? "no connection" : noProxy);
        }
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE: return error(HttpError::Kind::Tls, "the secure connection was refused");
        case CURLE_OPERATION_TIMEDOUT:
            return error(HttpError::Kind::Timeout,
                         m_timesSent > 0 ? "the whole exchange took too long" : "connecting took too long");
        case CURLE_BAD_CONTENT_ENCODING:
            return error(HttpError::Kind::Malformed,
                         fmt::format("the answer cannot be decoded, its content encoding is \"{}\"",
                                     elide(toValidUtf8(m_head.header("content-encoding")), 60)));
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_HTTP2: return error(HttpError::Kind::Malformed, "the answer is not readable HTTP");
        default: return error(HttpError::Kind::Disconnected, "the connection broke");
    }
}

void CurlExchange::finish(CURLcode code) {
    if (m_refused) return fail(m_refusal.kind, m_refusal.message);
    // A body of zero bytes can end without curl ever seeing the blank line that ends the headers (HTTP/0.9).
    if (code == CURLE_OK && !m_headSeen)
        return fail(HttpError::Kind::Malformed, m_host + ": the answer has no HTTP head");
    const std::shared_ptr<HttpSink> sink = std::move(m_sink);
    if (code == CURLE_OK) sink->onDone();
    else sink->onError(describe(code));
}

void CurlExchange::fail(HttpError::Kind kind, std::string message) {
    const std::shared_ptr<HttpSink> sink = std::move(m_sink);
    sink->onError({kind, progress(), std::move(message)});
}

}  // namespace skein::runtime
