#include "tests/support/fake_provider/http_server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/text.h"

namespace skein::fake {
namespace {

constexpr std::size_t maxRequestBytes = 16u << 20;
constexpr std::uint64_t listenerTag = 0;

std::int64_t nowMicros() {
    using namespace std::chrono;
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

Failure systemError(std::string_view what) {
    return fail(ErrorCode::Io, fmt::format("fake-provider: {}: {}", what, std::strerror(errno)));
}

void watch(int epoll, int operation, int fd, std::uint64_t tag, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = tag;
    epoll_ctl(epoll, operation, fd, &event);
}

}  // namespace

std::string ServerRequest::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

HttpServer::~HttpServer() {
    for (const auto& entry : m_connections) close(entry.second.fd);
    if (m_listener >= 0) close(m_listener);
    if (m_epoll >= 0) close(m_epoll);
}

Result<void> HttpServer::listen(std::uint16_t port) {
    m_epoll = epoll_create1(EPOLL_CLOEXEC);
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_epoll < 0 || m_listener < 0) return systemError("no socket");
    const int on = 1;
    setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return systemError(fmt::format("port {}", port));
    if (::listen(m_listener, SOMAXCONN) != 0) return systemError("listen");
    socklen_t length = sizeof address;
    getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &length);
    m_port = ntohs(address.sin_port);
    watch(m_epoll, EPOLL_CTL_ADD, m_listener, listenerTag, EPOLLIN);
    return {};
}

void HttpServer::run(const Handler& handler, const std::function<void()>& beforeWrite) {
    std::array<epoll_event, 256> events{};
    while (true) {
        const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), waitMilliseconds());
        for (int i = 0; i < count; ++i) {
            const std::uint64_t tag = events[static_cast<std::size_t>(i)].data.u64;
            if (tag == listenerTag) acceptAll();
            else if (events[static_cast<std::size_t>(i)].events & EPOLLOUT) m_toFlush.push_back(tag);
            else readFrom(tag);
        }
        for (const std::uint64_t id : std::exchange(m_toServe, {})) serve(id, handler);
        releaseDue();
        if (m_toFlush.empty()) continue;
        beforeWrite();
        for (const std::uint64_t id : std::exchange(m_toFlush, {})) flush(id);
    }
}

int HttpServer::waitMilliseconds() const {
    if (!m_toServe.empty() || !m_toFlush.empty()) return 0;
    if (m_pieces.empty()) return -1;
    return static_cast<int>(
        std::clamp<std::int64_t>((m_pieces.begin()->first.first - nowMicros() + 999) / 1000, 0, 60'000));
}

void HttpServer::acceptAll() {
    while (true) {
        const int fd = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        const int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const std::uint64_t id = ++m_lastConnection;
        m_connections[id].fd = fd;
        ++m_statistics.connections;
        watch(m_epoll, EPOLL_CTL_ADD, fd, id, EPOLLIN | EPOLLRDHUP);
    }
}

void HttpServer::readFrom(std::uint64_t id) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) return;
    std::array<char, 64 << 10> buffer;
    while (true) {
        const ssize_t bytes = recv(found->second.fd, buffer.data(), buffer.size(), 0);
        if (bytes < 0 && errno == EAGAIN) break;
        if (bytes <= 0 || found->second.in.size() > maxRequestBytes) return drop(id, After::Close);
        found->second.in.append(buffer.data(), static_cast<std::size_t>(bytes));
    }
    if (!found->second.busy) m_toServe.push_back(id);
}

bool HttpServer::takeRequest(std::uint64_t id, ServerRequest& request) {
    std::string& in = m_connections[id].in;
    const std::size_t headEnd = in.find("\r\n\r\n");
    if (headEnd == std::string::npos) return false;
    const std::string head = in.substr(0, headEnd);
    const auto lines = splitLines(head);
    const auto words = split(lines.front(), ' ');
    if (words.size() != 3) {
        drop(id, After::Reset);
        return false;
    }
    std::size_t bodyBytes = 0;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::size_t colon = std::min(lines[i].find(':'), lines[i].size() - 1);
        const std::string name = toLowerAscii(lines[i].substr(0, colon));
        const std::string_view value = trim(lines[i].substr(colon + 1));
        if (name == "content-length") std::from_chars(value.data(), value.data() + value.size(), bodyBytes);
        request.headers.emplace_back(name, value);
    }
    if (in.size() < headEnd + 4 + bodyBytes) return false;
    request.connection = id;
    request.method = words[0];
    request.path = words[1];
    request.body = in.substr(headEnd + 4, bodyBytes);
    in.erase(0, headEnd + 4 + bodyBytes);
    return true;
}

void HttpServer::serve(std::uint64_t id, const Handler& handler) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end() || found->second.busy) return;
    ServerRequest request;
    if (!takeRequest(id, request)) return;
    found->second.busy = true;
    ++m_statistics.requests;
    m_statistics.peakActive = std::max(m_statistics.peakActive, ++m_statistics.active);
    handler(request);
}

void HttpServer::sendLater(std::uint64_t connection, std::int64_t delayMicros, std::string bytes, After after) {
    m_pieces.emplace(std::pair{nowMicros() + delayMicros, ++m_lastPiece}, Piece{connection, std::move(bytes), after});
}

void HttpServer::releaseDue() {
    const std::int64_t now = nowMicros();
    while (!m_pieces.empty() && m_pieces.begin()->first.first <= now) {
        Piece piece = std::move(m_pieces.begin()->second);
        m_pieces.erase(m_pieces.begin());
        const auto found = m_connections.find(piece.connection);
        if (found == m_connections.end()) continue;
        found->second.out += piece.bytes;
        if (piece.after != After::GoOn) {
            found->second.finished = true;
            found->second.after = piece.after;
        }
        m_toFlush.push_back(piece.connection);
    }
}

void HttpServer::flush(std::uint64_t id) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) return;
    Connection& connection = found->second;
    while (!connection.out.empty()) {
        const ssize_t bytes = send(connection.fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
        if (bytes < 0 && errno == EAGAIN) {
            connection.waitsForRoom = true;
            watch(m_epoll, EPOLL_CTL_MOD, connection.fd, id, EPOLLIN | EPOLLOUT | EPOLLRDHUP);
            return;
        }
        if (bytes <= 0) return drop(id, After::Close);
        connection.out.erase(0, static_cast<std::size_t>(bytes));
    }
    if (std::exchange(connection.waitsForRoom, false))
        watch(m_epoll, EPOLL_CTL_MOD, connection.fd, id, EPOLLIN | EPOLLRDHUP);
    if (!connection.finished) return;
    if (connection.after != After::KeepAlive) return drop(id, connection.after);
    connection.busy = connection.finished = false;
    --m_statistics.active;
    if (!connection.in.empty()) m_toServe.push_back(id);
}

void HttpServer::drop(std::uint64_t id, After how) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) return;
    if (found->second.busy) --m_statistics.active;
    if (how == After::Reset) {
        const linger hard{1, 0};
        setsockopt(found->second.fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    }
    close(found->second.fd);
    m_connections.erase(found);
}

}  // namespace skein::fake
