// A small HTTP/1.1 server for test equipment: one thread, epoll, bytes sent at scheduled times. Thread: run() owns
// everything; handlers are called on it. Listens on 127.0.0.1 only. Never a production server: no TLS, no chunked
// request bodies, no pipelining.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace skein::fake {

struct ServerRequest {
    std::uint64_t connection = 0;
    std::string method, path, body;
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case

    std::string header(std::string_view name) const;
};

/// What happens to the connection after a piece was written.
enum class After {
    GoOn,       ///< the response continues with the next piece
    KeepAlive,  ///< the response is whole; the connection waits for the next request
    Close,      ///< orderly end (FIN)
    Reset,      ///< the hard way (RST)
};

struct ServerStatistics {
    std::uint64_t connections = 0;  ///< accepted so far
    std::uint64_t requests = 0;
    std::size_t active = 0;  ///< responses begun and not finished
    std::size_t peakActive = 0;
};

class HttpServer {
public:
    using Handler = std::function<void(const ServerRequest&)>;

    ~HttpServer();
    /// Binds 127.0.0.1:port; 0 takes any free port. Error: Io with the system's reason.
    Result<void> listen(std::uint16_t port);
    std::uint16_t port() const { return m_port; }
    const ServerStatistics& statistics() const { return m_statistics; }

    /// Serves until the process ends. `beforeWrite` runs before any byte of a loop turn leaves: what it makes durable
    /// is durable before a client can see its consequence.
    [[noreturn]] void run(const Handler& handler, const std::function<void()>& beforeWrite);

    /// Sends bytes on a connection `delayMicros` from now, in the order of the due times, then does `after`.
    /// Pieces for a connection that is gone are dropped.
    void sendLater(std::uint64_t connection, std::int64_t delayMicros, std::string bytes, After after);

private:
    struct Connection {
        int fd = -1;
        std::string in, out;
        bool busy = false;      ///< a response is being sent
        bool finished = false;  ///< `after` applies once `out` is empty
        bool waitsForRoom = false;
        After after = After::GoOn;
    };
    struct Piece {
        std::uint64_t connection = 0;
        std::string bytes;
        After after = After::GoOn;
    };

    void acceptAll();
    void readFrom(std::uint64_t id);
    bool takeRequest(std::uint64_t id, ServerRequest& request);
    void serve(std::uint64_t id, const Handler& handler);
    void releaseDue();
    void flush(std::uint64_t id);
    void drop(std::uint64_t id, After how);
    int waitMilliseconds() const;

    int m_listener = -1;
    int m_epoll = -1;
    std::uint16_t m_port = 0;
    std::uint64_t m_lastConnection = 0;
    std::uint64_t m_lastPiece = 0;
    std::map<std::uint64_t, Connection> m_connections;
    std::map<std::pair<std::int64_t, std::uint64_t>, Piece> m_pieces;  ///< by due time, then order of scheduling
    std::vector<std::uint64_t> m_toFlush, m_toServe;
    ServerStatistics m_statistics;
};

}  // namespace skein::fake
