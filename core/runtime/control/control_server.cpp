#include "core/runtime/control/control_server.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/runtime/control/control_wire.h"

namespace skein::runtime {
namespace {

using Clock = std::chrono::steady_clock;
using ConnectionId = std::uint64_t;

/// A peer that does not read gets no more requests carried out than fit in here.
constexpr std::size_t maxUnreadBytes = 4u << 20;

/// Where answers from other threads arrive; outlives the server for those that come too late.
struct Mailbox {
    std::mutex mutex;
    std::vector<std::pair<std::string, std::string>> answers;  ///< request id, frame
    int wake = -1;                                             ///< eventfd; -1 once the server is gone

    ~Mailbox() { close(); }
    void post(std::string id, std::string frame) {
        const std::lock_guard lock(mutex);
        if (wake < 0) return;
        answers.emplace_back(std::move(id), std::move(frame));
        ring();
    }
    void ring() const {
        const std::uint64_t one = 1;
        // An eventfd only refuses when it is already full, and then the server wakes anyway.
        [[maybe_unused]] const auto written = ::write(wake, &one, sizeof one);
    }
    void close() {
        const std::lock_guard lock(mutex);
        if (wake >= 0) ::close(wake);
        wake = -1;
    }
};

struct Connection {
    int descriptor = -1;
    std::string in, out;
    std::optional<Clock::time_point> frameStarted;  ///< first byte of an unfinished frame
    std::optional<Clock::time_point> unreadSince;   ///< last progress of what waits in `out`
    bool closing = false;                           ///< after `out` is written
};

struct RequestRecord {
    Digest body;         ///< what was asked under this id
    std::string answer;  ///< empty: not yet
    std::vector<ConnectionId> waiting;
};

Failure systemFailure(const std::string& path, const char* doing) {
    return fail(ErrorCode::Io, path + ": cannot " + doing + ": " + std::strerror(errno));
}

/// A folder of this person's own that nobody else can enter.
Result<void> ensurePrivateFolder(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        return systemFailure(path, "make the folder of the control socket");
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) return systemFailure(path, "look at the folder of the control socket");
    if (!S_ISDIR(info.st_mode) || info.st_uid != ::geteuid())
        return fail(ErrorCode::Denied, path + ": the folder of the control socket belongs to somebody else");
    if ((info.st_mode & 077) != 0 && ::chmod(path.c_str(), 0700) != 0)
        return systemFailure(path, "close the folder of the control socket to others");
    return {};
}

/// Removes the socket file of a process that is gone. Error: Busy when somebody listens there.
Result<void> removeStale(const std::string& path, const sockaddr_un& address) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) return {};
    if (!S_ISSOCK(info.st_mode)) return fail(ErrorCode::Denied, path + ": expected a socket or nothing here");
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0) return systemFailure(path, "make a socket");
    const bool refused =
        ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno == ECONNREFUSED;
    ::close(probe);
    if (!refused) return fail(ErrorCode::Busy, path + ": another process listens at this control socket");
    ::unlink(path.c_str());
    return {};
}

}  // namespace

Result<std::string> controlAddressFor(const std::string& workspaceId) {
    if (workspaceId.size() != 32 || workspaceId.find_first_not_of("0123456789abcdef") != std::string::npos)
        return fail(ErrorCode::InvalidInput, "expected the 32 hexadecimal digits of a workspace id");
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    const bool usable = runtime != nullptr && runtime[0] == '/' && ::access(runtime, W_OK | X_OK) == 0;
    const std::string folder = usable ? std::string(runtime) + "/skein" : "/tmp/skein-" + std::to_string(::geteuid());
    SKEIN_CHECK(ensurePrivateFolder(folder));
    return folder + "/" + workspaceId + ".sock";
}

struct ControlServer::Impl {
    std::string address;
    ControlHandler handler;
    ControlServerOptions options;
    int listener = -1;
    std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
    std::atomic<bool> stopping{false};
    std::thread thread;

    // Of the server's thread alone:
    std::map<ConnectionId, Connection> connections;
    ConnectionId lastConnection = 0;
    std::map<std::string, RequestRecord> requests;
    std::deque<std::string> remembered;  ///< ids of answered requests, oldest first
    std::size_t rememberedBytes = 0, unanswered = 0;

    void run();
    void answerTheLast();
    void wait(std::vector<pollfd>& set, std::vector<ConnectionId>& ids);
    void acceptAll();
    void readFrom(ConnectionId id, Connection& connection);
    void takeFrames(ConnectionId id, Connection& connection);
    void takeRequest(ConnectionId id, Connection& connection, std::string_view line);
    void writeTo(Connection& connection);
    void deliverAnswers();
    void remember(const std::string& id);
    void dropLateAndClosed();
    void send(Connection& connection, const std::string& frame);
};

Result<std::unique_ptr<ControlServer>> ControlServer::create(const std::string& address, ControlHandler handler,
                                                             ControlServerOptions options) {
    SKEIN_TRY(const auto socketAddress, wire::socketAddress(address));
    SKEIN_CHECK(removeStale(address, socketAddress));
    auto impl = std::make_unique<Impl>();
    impl->address = address;
    impl->handler = std::move(handler);
    impl->options = options;
    impl->listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    impl->mailbox->wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const auto ready = [&] {
        return impl->listener >= 0 && impl->mailbox->wake >= 0 &&
               ::bind(impl->listener, reinterpret_cast<const sockaddr*>(&socketAddress), sizeof socketAddress) == 0 &&
               ::chmod(address.c_str(), 0600) == 0 && ::listen(impl->listener, 16) == 0;
    };
    if (!ready()) {
        auto failure = systemFailure(address, "listen at the control socket");
        if (impl->listener >= 0) ::close(impl->listener);
        return failure;
    }
    auto* raw = impl.get();
    raw->thread = std::thread([raw] { raw->run(); });
    return std::unique_ptr<ControlServer>(new ControlServer(std::move(impl)));
}

ControlServer::ControlServer(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

ControlServer::~ControlServer() {
    ::unlink(m_impl->address.c_str());  // who comes now looks for another writer
    m_impl->stopping = true;
    m_impl->mailbox->ring();
    m_impl->thread.join();
    m_impl->mailbox->close();
    ::close(m_impl->listener);
}

const std::string& ControlServer::address() const { return m_impl->address; }

// --- the server's thread --------------------------------------------------------------------------------------------

void ControlServer::Impl::run() {
    std::vector<pollfd> set;
    std::vector<ConnectionId> ids;
    while (!stopping) {
        wait(set, ids);
        if (stopping) break;
        if ((set[0].revents & POLLIN) != 0) deliverAnswers();
        if ((set[1].revents & POLLIN) != 0) acceptAll();
        for (std::size_t i = 2; i < set.size(); ++i) {
            auto& connection = connections.at(ids[i - 2]);
            if ((set[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0) readFrom(ids[i - 2], connection);
            if ((set[i].revents & POLLOUT) != 0) writeTo(connection);
        }
        dropLateAndClosed();
    }
    answerTheLast();
    for (auto& [id, connection] : connections) ::close(connection.descriptor);
}

// A peer that gets no answer asks the next writer, so what is carried out here must be answered here.
void ControlServer::Impl::answerTheLast() {
    const auto deadline = Clock::now() + std::chrono::microseconds(options.lastAnswers.value);
    const auto unread = [](const auto& item) { return !item.second.out.empty(); };
    while (Clock::now() < deadline && !connections.empty() &&
           (unanswered > 0 || std::any_of(connections.begin(), connections.end(), unread))) {
        pollfd woken{mailbox->wake, POLLIN, 0};
        ::poll(&woken, 1, 10);
        deliverAnswers();
        for (auto& [id, connection] : connections) writeTo(connection);
    }
}

void ControlServer::Impl::wait(std::vector<pollfd>& set, std::vector<ConnectionId>& ids) {
    set.assign({{mailbox->wake, POLLIN, 0}, {listener, POLLIN, 0}});
    ids.clear();
    bool timed = false;
    for (const auto& [id, connection] : connections) {
        const bool mayRead = !connection.closing && connection.out.size() < maxUnreadBytes;
        set.push_back({connection.descriptor,
                       static_cast<short>((mayRead ? POLLIN : 0) | (connection.out.empty() ? 0 : POLLOUT)), 0});
        ids.push_back(id);
        timed = timed || connection.frameStarted || connection.unreadSince;
    }
    // Time limits are seconds; looking ten times a second while one runs is exact enough.
    if (::poll(set.data(), set.size(), timed ? 100 : -1) < 0)
        for (auto& one : set) one.revents = 0;
}

void ControlServer::Impl::acceptAll() {
    for (;;) {
        const int descriptor = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (descriptor < 0) return;
        if (connections.size() >= options.maxConnections || !wire::isOwnPeer(descriptor)) {
            ::close(descriptor);
            continue;
        }
        connections[++lastConnection].descriptor = descriptor;
    }
}

void ControlServer::Impl::readFrom(ConnectionId id, Connection& connection) {
    char buffer[64 << 10];
    const auto count = ::recv(connection.descriptor, buffer, sizeof buffer, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) {
        // The peer is gone or will send no more; what it asked for goes on, and the answer is remembered under its id.
        connection.closing = true;
        if (count < 0) connection.out.clear();
        connection.in.clear();
        connection.frameStarted.reset();
        return;
    }
    connection.in.append(buffer, static_cast<std::size_t>(count));
    takeFrames(id, connection);
}

void ControlServer::Impl::takeFrames(ConnectionId id, Connection& connection) {
    std::size_t start = 0;
    for (auto end = connection.in.find('\n'); end != std::string::npos && !connection.closing;
         end = connection.in.find('\n', start)) {
        connection.frameStarted.reset();
        if (end - start > options.maxFrameBytes) break;
        takeRequest(id, connection, std::string_view(connection.in).substr(start, end - start));
        start = end + 1;
    }
    connection.in.erase(0, start);
    if (connection.closing || connection.in.empty()) {
        connection.in.clear();
        return;
    }
    if (connection.in.size() > options.maxFrameBytes) {
        send(connection,
             wire::answerFrame({}, fail(ErrorCode::TooLarge,
                                        "a request has at most " + std::to_string(options.maxFrameBytes) + " bytes")));
        connection.closing = true;
        connection.in.clear();
        connection.frameStarted.reset();
        return;
    }
    if (!connection.frameStarted) connection.frameStarted = Clock::now();
}

void ControlServer::Impl::takeRequest(ConnectionId id, Connection& connection, std::string_view line) {
    auto request = wire::parseRequest(line);
    if (!request) {
        // Whoever does not speak the protocol is told so once; guessing where its next frame starts helps nobody.
        send(connection, wire::answerFrame({}, Failure(request.error())));
        connection.closing = true;
        return;
    }
    const auto body =
        sha256(request->method + "\n" + request->params.dump(-1, ' ', false, Json::error_handler_t::replace));
    if (const auto known = requests.find(request->id); known != requests.end()) {
        if (known->second.body != body)
            send(connection, wire::answerFrame(request->id, fail(ErrorCode::InvalidInput,
                                                                 "this id was already used for another request")));
        else if (!known->second.answer.empty()) send(connection, known->second.answer);
        else known->second.waiting.push_back(id);
        return;
    }
    if (unanswered >= options.maxUnanswered) {
        send(connection,
             wire::answerFrame(request->id,
                               fail(ErrorCode::Busy, "too many requests are waiting for an answer; try again")));
        return;
    }
    ++unanswered;
    requests[request->id] = {body, {}, {id}};
    const auto answered = std::make_shared<std::atomic<bool>>(false);
    handler(request->method, request->params,
            [answered, box = mailbox, requestId = request->id](const Result<Json>& answer) {
                if (!answered->exchange(true)) box->post(requestId, wire::answerFrame(requestId, answer));
            });
}

void ControlServer::Impl::deliverAnswers() {
    std::vector<std::pair<std::string, std::string>> answers;
    {
        const std::lock_guard lock(mailbox->mutex);
        std::uint64_t rings = 0;
        [[maybe_unused]] const auto read = ::read(mailbox->wake, &rings, sizeof rings);
        answers.swap(mailbox->answers);
    }
    for (auto& [id, frame] : answers) {
        const auto found = requests.find(id);
        if (found == requests.end()) continue;
        --unanswered;
        found->second.answer = std::move(frame);
        for (const auto waiting : found->second.waiting)
            if (const auto connection = connections.find(waiting); connection != connections.end())
                send(connection->second, found->second.answer);
        found->second.waiting.clear();
        remember(id);
    }
}

void ControlServer::Impl::remember(const std::string& id) {
    remembered.push_back(id);
    rememberedBytes += requests.at(id).answer.size();
    while (remembered.size() > options.maxRemembered ||
           (rememberedBytes > options.maxRememberedBytes && remembered.size() > 1)) {
        const auto oldest = requests.find(remembered.front());
        rememberedBytes -= oldest->second.answer.size();
        requests.erase(oldest);
        remembered.pop_front();
    }
}

void ControlServer::Impl::send(Connection& connection, const std::string& frame) {
    connection.out += frame;
    writeTo(connection);
}

void ControlServer::Impl::writeTo(Connection& connection) {
    while (!connection.out.empty()) {
        const auto count = ::send(connection.descriptor, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) {
            if (!connection.unreadSince) connection.unreadSince = Clock::now();
            return;
        }
        if (count < 0) {
            connection.closing = true;
            connection.out.clear();
            break;
        }
        connection.out.erase(0, static_cast<std::size_t>(count));
        connection.unreadSince = Clock::now();
    }
    connection.unreadSince.reset();
}

void ControlServer::Impl::dropLateAndClosed() {
    const auto limit = std::chrono::microseconds(options.frameTimeout.value);
    const auto now = Clock::now();
    std::erase_if(connections, [&](const auto& item) {
        const auto& connection = item.second;
        const bool late = (connection.frameStarted && now - *connection.frameStarted > limit) ||
                          (connection.unreadSince && now - *connection.unreadSince > limit);
        if (!late && !(connection.closing && connection.out.empty())) return false;
        ::close(connection.descriptor);
        return true;
    });
}

}  // namespace skein::runtime
