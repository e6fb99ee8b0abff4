#include "core/runtime/control/control_client.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include <poll.h>
#include <sodium.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/limits.h"
#include "core/runtime/control/control_wire.h"

namespace skein::runtime {
namespace {

using Clock = std::chrono::steady_clock;

Failure gone(const std::string& address, const std::string& why) {
    return fail(ErrorCode::Unavailable, address + ": " + why);
}

/// Waits until the socket is ready for this or the time is over.
Result<void> waitFor(int descriptor, short events, Clock::time_point deadline, const std::string& address) {
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) return gone(address, "no answer in time; the request may have been carried out");
        pollfd one{descriptor, events, 0};
        const int ready = ::poll(&one, 1, static_cast<int>(std::min<long long>(left + 1, 60'000)));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return gone(address, std::strerror(errno));
    }
}

}  // namespace

struct ControlClient::Impl {
    std::string address;
    int descriptor = -1;
    std::string in;
    ~Impl() {
        if (descriptor >= 0) ::close(descriptor);
    }

    Result<void> sendAll(std::string_view bytes, Clock::time_point deadline);
    Result<std::string> readLine(Clock::time_point deadline);
};

Result<std::unique_ptr<ControlClient>> ControlClient::connect(const std::string& address, Duration timeout) {
    SKEIN_TRY(const auto socketAddress, wire::socketAddress(address));
    auto impl = std::make_unique<Impl>();
    impl->address = address;
    impl->descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (impl->descriptor < 0) return fail(ErrorCode::Io, address + ": cannot make a socket: " + std::strerror(errno));
    const auto deadline = Clock::now() + std::chrono::microseconds(timeout.value);
    // A Unix socket connects at once, or says EAGAIN while the listener's queue is full.
    while (::connect(impl->descriptor, reinterpret_cast<const sockaddr*>(&socketAddress), sizeof socketAddress) != 0) {
        if (errno != EAGAIN && errno != EINTR)
            return gone(address, std::string("nobody listens here: ") + std::strerror(errno));
        if (Clock::now() > deadline) return gone(address, "the listener does not accept connections");
        ::poll(nullptr, 0, 10);
    }
    if (!wire::isOwnPeer(impl->descriptor))
        return fail(ErrorCode::Denied, address + ": the process that listens here belongs to somebody else");
    return std::unique_ptr<ControlClient>(new ControlClient(std::move(impl)));
}

ControlClient::ControlClient(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
ControlClient::~ControlClient() = default;

Result<void> ControlClient::Impl::sendAll(std::string_view bytes, Clock::time_point deadline) {
    while (!bytes.empty()) {
        const auto count = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
            continue;
        }
        if (errno != EAGAIN && errno != EINTR)
            return gone(address, std::string("the connection ended: ") + std::strerror(errno));
        SKEIN_CHECK(waitFor(descriptor, POLLOUT, deadline, address));
    }
    return {};
}

Result<std::string> ControlClient::Impl::readLine(Clock::time_point deadline) {
    std::size_t searched = 0;
    for (;;) {
        const auto end = in.find('\n', searched);
        if (end != std::string::npos) {
            auto line = in.substr(0, end);
            in.erase(0, end + 1);
            return line;
        }
        searched = in.size();
        if (in.size() > limits::maxControlFrameBytes)
            return gone(address,
                        "the answer is larger than " + std::to_string(limits::maxControlFrameBytes) + " bytes");
        SKEIN_CHECK(waitFor(descriptor, POLLIN, deadline, address));
        char buffer[64 << 10];
        const auto count = ::recv(descriptor, buffer, sizeof buffer, 0);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (count <= 0)
            return gone(address, "the connection ended before the answer; the request may have been carried out");
        in.append(buffer, static_cast<std::size_t>(count));
    }
}

Result<Json> ControlClient::call(const std::string& method, const Json& params, Duration timeout) {
    return callAs(randomUuid(), method, params, timeout);
}

Result<Json> ControlClient::callAs(const std::string& id, const std::string& method, const Json& params,
                                   Duration timeout) {
    const auto deadline = Clock::now() + std::chrono::microseconds(timeout.value);
    // A server that turns the request away may close before all of it is sent; its reason is then already readable.
    const auto sent = m_impl->sendAll(wire::requestFrame({id, method, params}), deadline);
    for (;;) {
        auto line = m_impl->readLine(deadline);
        if (!line) return Failure(sent ? line.error() : sent.error());
        SKEIN_TRY(auto answer, wire::parseAnswer(*line, limits::maxControlFrameBytes));
        // An answer to an earlier request that was given up is passed over.
        if (answer.id == id || answer.id.empty()) return std::move(answer.result);
    }
}

std::string randomUuid() {
    std::array<unsigned char, 16> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    auto text = toHex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    for (const std::size_t at : {20u, 16u, 12u, 8u}) text.insert(at, 1, '-');
    return text;
}

}  // namespace skein::runtime
