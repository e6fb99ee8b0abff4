#include "core/runtime/http/curl_transport.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/runtime/http/curl_exchange.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxHeadersPerRequest = 64;
constexpr std::size_t maxHeaderLineBytes = 16u << 10;
constexpr std::size_t maxUrlBytes = 8u << 10;
constexpr std::size_t maxSpareHandles = 256;

struct MultiDeleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

/// A file descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int fd = -1) : m_fd(fd) {}
    Descriptor(Descriptor&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Descriptor() {
        if (m_fd >= 0) ::close(m_fd);
    }
    int get() const { return m_fd; }

private:
    int m_fd;
};

bool isHeaderText(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    return text.size() <= maxHeaderLineBytes;
}

Result<void> checkRequest(const HttpRequest& request) {
    const std::string lower = toLowerAscii(std::string_view(request.url).substr(0, 8));
    if (!lower.starts_with("http://") && !lower.starts_with("https://"))
        return fail(ErrorCode::InvalidInput, "HTTP: only http:// and https:// addresses are used");
    if (request.url.size() > maxUrlBytes || !isHeaderText(request.url) || request.url.find(' ') != std::string::npos)
        return fail(ErrorCode::InvalidInput, "HTTP: the address holds blanks or control characters, or is too long");
    const std::string_view authority = std::string_view(request.url).substr(0, request.url.find('/', 8));
    if (authority.find('@') != std::string_view::npos)
        return fail(ErrorCode::InvalidInput, "HTTP: the address must not hold a user name or password");
    if (request.headers.size() > maxHeadersPerRequest)
        return fail(ErrorCode::InvalidInput, "HTTP: too many request headers");
    for (const HttpHeader& header : request.headers) {
        const bool goodName = !header.name.empty() && header.name.find_first_of(":; \t") == std::string::npos &&
                              isHeaderText(header.name);
        // The value is not part of the message: it may be a key.
        if (!goodName || !isHeaderText(header.value))
            return fail(ErrorCode::InvalidInput,
                        "HTTP: a header holds control characters, for example a line end in an API key");
    }
    return {};
}

/// Loopback is never asked of a proxy; what the environment excludes stays excluded.
std::string hostsWithoutProxy() {
    std::string hosts = "localhost,127.0.0.1,::1";
    for (const char* name : {"no_proxy", "NO_PROXY"})
        if (const char* value = std::getenv(name); value && *value) return hosts + "," + value;
    return hosts;
}

}  // namespace

class CurlTransport::Loop {
public:
    explicit Loop(CurlTransportOptions options) : m_options(options), m_noProxy(hostsWithoutProxy()) {}
    ~Loop();

    Result<void> open();
    Result<HttpRequestId> start(HttpRequest request, std::shared_ptr<HttpSink> sink);
    void cancel(HttpRequestId id);
    void resume(HttpRequestId id);
    std::size_t active() const { return m_active.load(); }

private:
    struct Start {
        HttpRequestId id;
        HttpRequest request;
        std::shared_ptr<HttpSink> sink;
    };

    void run();
    void wake();
    void wait();
    void takeCommands();
    void begin(Start start);
    void end(HttpRequestId id, HttpError::Kind kind, std::string message);
    std::unique_ptr<CurlExchange> detach(HttpRequestId id);
    void collectFinished();
    void checkSilence();
    void endAll();
    int waitMilliseconds() const;
    static int onSocket(CURL*, curl_socket_t socket, int what, void* self, void*);
    static int onTimer(CURLM*, long timeoutMs, void* self);

    const CurlTransportOptions m_options;
    const std::string m_noProxy;
    Descriptor m_epoll;
    Descriptor m_wake;
    std::unique_ptr<CURLM, MultiDeleter> m_multi;
    std::thread m_thread;
    std::atomic<std::size_t> m_active{0};

    std::mutex m_mutex;  ///< guards the members up to the blank line
    std::vector<Start> m_starts;
    std::set<HttpRequestId> m_cancels;
    std::set<HttpRequestId> m_resumes;
    std::uint32_t m_lastId = 0;
    bool m_closing = false;

    // I/O thread only:
    std::map<HttpRequestId, std::unique_ptr<CurlExchange>> m_exchanges;
    std::set<std::pair<std::int64_t, HttpRequestId>> m_silenceDeadlines;
    std::vector<CurlEasy> m_spareHandles;
    std::int64_t m_curlDeadlineMicros = -1;  ///< -1: curl asked for no timer
};

Result<void> CurlTransport::Loop::open() {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialised != CURLE_OK)
        return fail(ErrorCode::Io, fmt::format("HTTP: libcurl does not start: {}", curl_easy_strerror(initialised)));
    m_epoll = Descriptor(epoll_create1(EPOLL_CLOEXEC));
    m_wake = Descriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    m_multi.reset(curl_multi_init());
    if (m_epoll.get() < 0 || m_wake.get() < 0 || !m_multi)
        return fail(ErrorCode::Io, fmt::format("HTTP: no I/O loop: {}", std::strerror(errno)));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = m_wake.get();
    if (epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, m_wake.get(), &event) != 0)
        return fail(ErrorCode::Io, fmt::format("HTTP: no wake-up descriptor: {}", std::strerror(errno)));
    curl_multi_setopt(m_multi.get(), CURLMOPT_SOCKETFUNCTION, &Loop::onSocket);
    curl_multi_setopt(m_multi.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi.get(), CURLMOPT_TIMERFUNCTION, &Loop::onTimer);
    curl_multi_setopt(m_multi.get(), CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi.get(), CURLMOPT_MAX_HOST_CONNECTIONS, m_options.maxConnectionsPerHost);
    curl_multi_setopt(m_multi.get(), CURLMOPT_MAXCONNECTS, m_options.maxIdleConnections);
    m_thread = std::thread([this] { run(); });
    return {};
}

CurlTransport::Loop::~Loop() {
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    if (!m_thread.joinable()) return;
    wake();
    m_thread.join();
}

Result<HttpRequestId> CurlTransport::Loop::start(HttpRequest request, std::shared_ptr<HttpSink> sink) {
    SKEIN_ASSERT(sink != nullptr);
    SKEIN_CHECK(checkRequest(request));
    HttpRequestId id;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closing) return fail(ErrorCode::Cancelled, "HTTP: the transport is closing");
        if (m_active.load() >= m_options.maxExchanges)
            return fail(ErrorCode::Busy, fmt::format("HTTP: {} exchanges are running already", m_options.maxExchanges));
        m_active.fetch_add(1);
        id = {++m_lastId};
        m_starts.push_back({id, std::move(request), std::move(sink)});
    }
    wake();
    return id;
}

void CurlTransport::Loop::cancel(HttpRequestId id) {
    {
        const std::lock_guard lock(m_mutex);
        m_cancels.insert(id);
    }
    wake();
}

void CurlTransport::Loop::resume(HttpRequestId id) {
    {
        const std::lock_guard lock(m_mutex);
        m_resumes.insert(id);
    }
    wake();
}

void CurlTransport::Loop::wake() {
    const std::uint64_t one = 1;
    // A full counter (EAGAIN) already means "awake", so the result carries no news.
    [[maybe_unused]] const auto written = write(m_wake.get(), &one, sizeof one);
}

void CurlTransport::Loop::run() {
    // OpenSSL writes without MSG_NOSIGNAL; a broken connection must be an error code, not the end of the process.
    sigset_t brokenPipe;
    sigemptyset(&brokenPipe);
    sigaddset(&brokenPipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &brokenPipe, nullptr);
    while (true) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_closing) break;
        }
        takeCommands();
        wait();
        collectFinished();
        checkSilence();
    }
    endAll();
}

void CurlTransport::Loop::takeCommands() {
    std::vector<Start> starts;
    std::set<HttpRequestId> cancels, resumes;
    {
        const std::lock_guard lock(m_mutex);
        starts.swap(m_starts);
        cancels.swap(m_cancels);
        resumes.swap(m_resumes);
    }
    for (Start& start : starts) begin(std::move(start));
    for (const HttpRequestId id : resumes)
        if (const auto found = m_exchanges.find(id); found != m_exchanges.end()) found->second->resume();
    for (const HttpRequestId id : cancels) end(id, HttpError::Kind::Cancelled, "cancelled");
}

void CurlTransport::Loop::wait() {
    constexpr int maxEvents = 256;
    std::array<epoll_event, maxEvents> events{};
    const int count = epoll_wait(m_epoll.get(), events.data(), maxEvents, waitMilliseconds());
    int running = 0;
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        if (event.data.fd == m_wake.get()) {
            std::uint64_t ignored = 0;
            [[maybe_unused]] const auto bytes = read(m_wake.get(), &ignored, sizeof ignored);
            continue;
        }
        int action = 0;
        if (event.events & EPOLLIN) action |= CURL_CSELECT_IN;
        if (event.events & EPOLLOUT) action |= CURL_CSELECT_OUT;
        if (event.events & (EPOLLERR | EPOLLHUP)) action |= CURL_CSELECT_ERR;
        curl_multi_socket_action(m_multi.get(), event.data.fd, action, &running);
    }
    if (m_curlDeadlineMicros >= 0 && monotonicMicros() >= m_curlDeadlineMicros) {
        m_curlDeadlineMicros = -1;
        curl_multi_socket_action(m_multi.get(), CURL_SOCKET_TIMEOUT, 0, &running);
    }
}

int CurlTransport::Loop::waitMilliseconds() const {
    std::int64_t deadline = m_curlDeadlineMicros;
    if (!m_silenceDeadlines.empty() && (deadline < 0 || m_silenceDeadlines.begin()->first < deadline))
        deadline = m_silenceDeadlines.begin()->first;
    if (deadline < 0) return -1;
    constexpr std::int64_t longestWait = 60'000;
    const std::int64_t left = (deadline - monotonicMicros() + 999) / 1000;
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, longestWait));
}

int CurlTransport::Loop::onSocket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    const int epoll = static_cast<Loop*>(self)->m_epoll.get();
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nullptr);
        return 0;
    }
    epoll_event event{};
    event.data.fd = socket;
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) != 0 && errno == ENOENT)
        epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
    return 0;
}

int CurlTransport::Loop::onTimer(CURLM*, long timeoutMs, void* self) {
    static_cast<Loop*>(self)->m_curlDeadlineMicros = timeoutMs < 0 ? -1 : monotonicMicros() + timeoutMs * 1000;
    return 0;
}

void CurlTransport::Loop::begin(Start start) {
    CurlEasy handle;
    if (!m_spareHandles.empty()) {
        handle = std::move(m_spareHandles.back());
        m_spareHandles.pop_back();
    } else {
        handle.reset(curl_easy_init());
    }
    const Duration silence = start.request.timeouts.silence;
    auto exchange = std::make_unique<CurlExchange>(start.id, std::move(start.request), std::move(start.sink));
    const auto configured = handle ? exchange->configure(std::move(handle), m_noProxy, m_options.maxIdleSeconds)
                                   : Result<void>(fail(ErrorCode::Io, "HTTP: out of memory"));
    const bool added = configured && curl_multi_add_handle(m_multi.get(), exchange->handle()) == CURLM_OK;
    if (!added) {
        m_active.fetch_sub(1);
        exchange->fail(HttpError::Kind::Connect,
                       configured ? "libcurl does not take another exchange" : configured.error().message);
        return;
    }
    if (silence.value > 0) m_silenceDeadlines.insert({exchange->lastByteMicros() + silence.value, start.id});
    m_exchanges.emplace(start.id, std::move(exchange));
}

std::unique_ptr<CurlExchange> CurlTransport::Loop::detach(HttpRequestId id) {
    const auto found = m_exchanges.find(id);
    if (found == m_exchanges.end()) return nullptr;
    std::unique_ptr<CurlExchange> exchange = std::move(found->second);
    m_exchanges.erase(found);
    curl_multi_remove_handle(m_multi.get(), exchange->handle());
    m_active.fetch_sub(1);
    return exchange;
}

void CurlTransport::Loop::end(HttpRequestId id, HttpError::Kind kind, std::string message) {
    if (const auto exchange = detach(id)) exchange->fail(kind, std::move(message));
}

void CurlTransport::Loop::collectFinished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const CURLcode code = message->data.result;
        CurlExchange* finished = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &finished);
        const auto exchange = detach(finished->id());
        exchange->finish(code);
        CurlEasy handle = exchange->releaseHandle();
        if (m_spareHandles.size() >= maxSpareHandles) continue;
        curl_easy_reset(handle.get());
        m_spareHandles.push_back(std::move(handle));
    }
}

void CurlTransport::Loop::checkSilence() {
    const std::int64_t now = monotonicMicros();
    while (!m_silenceDeadlines.empty() && m_silenceDeadlines.begin()->first <= now) {
        const HttpRequestId id = m_silenceDeadlines.begin()->second;
        m_silenceDeadlines.erase(m_silenceDeadlines.begin());
        const auto found = m_exchanges.find(id);
        if (found == m_exchanges.end()) continue;
        // Bytes only move lastByteMicros; the deadline itself is corrected here, once per silence period.
        const CurlExchange& exchange = *found->second;
        const std::int64_t deadline =
            (exchange.isPaused() ? now : exchange.lastByteMicros()) + exchange.silence().value;
        if (deadline > now) m_silenceDeadlines.insert({deadline, id});
        else
            end(id, HttpError::Kind::Timeout,
                fmt::format("no byte came for {} s", (exchange.silence().value + 500'000) / 1'000'000));
    }
}

void CurlTransport::Loop::endAll() {
    std::vector<Start> starts;
    {
        const std::lock_guard lock(m_mutex);
        starts.swap(m_starts);
    }
    for (const Start& start : starts) {
        m_active.fetch_sub(1);
        start.sink->onError({HttpError::Kind::ShutDown, HttpProgress::NotSent, "the transport is closing"});
    }
    while (!m_exchanges.empty()) end(m_exchanges.begin()->first, HttpError::Kind::ShutDown, "the transport is closing");
}

Result<std::unique_ptr<CurlTransport>> CurlTransport::create(CurlTransportOptions options) {
    auto loop = std::make_unique<Loop>(options);
    SKEIN_CHECK(loop->open());
    return std::unique_ptr<CurlTransport>(new CurlTransport(std::move(loop)));
}

CurlTransport::CurlTransport(std::unique_ptr<Loop> loop) : m_loop(std::move(loop)) {}
CurlTransport::~CurlTransport() = default;
Result<HttpRequestId> CurlTransport::start(HttpRequest request, std::shared_ptr<HttpSink> sink) {
    return m_loop->start(std::move(request), std::move(sink));
}
void CurlTransport::cancel(HttpRequestId id) { m_loop->cancel(id); }
void CurlTransport::resume(HttpRequestId id) { m_loop->resume(id); }
std::size_t CurlTransport::active() const { return m_loop->active(); }

}  // namespace skein::runtime
