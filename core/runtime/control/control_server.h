// The control socket: how other programs of the same person command the process that writes a workspace.
// Frames are one line of JSON each: {"v":1,"id":"<uuid>","method":"...","params":{}} and in answer
// {"v":1,"id":"<uuid>","result":{...}} or {"v":1,"id":"<uuid>","error":{"code":"busy","message":"..."}}.
// Owner only: folder 0700, socket 0600, and the peer's uid is checked by SO_PEERCRED. An id is answered once: repeated,
// it gets the same answer without being carried out again. Everything is bounded: frame size, connections, unanswered
// requests, remembered answers, and the time a peer may take over one frame.
// Thread: the server has its own; the handler is called there and must not block.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/base/json.h"
#include "core/base/units.h"

namespace skein::runtime {

inline constexpr int controlProtocolVersion = 1;

/// Gives the answer to one request, exactly once, from any thread, now or later; also after the server is gone.
using ControlAnswer = std::function<void(Result<Json>)>;
using ControlHandler = std::function<void(const std::string& method, const Json& params, ControlAnswer answer)>;

struct ControlServerOptions {
    std::size_t maxFrameBytes = 1u << 20;  ///< of a request; commands are small, texts of resolutions included
    std::size_t maxConnections = 64;
    std::size_t maxUnanswered = 1'024;  ///< over all connections; above it requests are refused with "busy"
    std::size_t maxRemembered = 4'096;  ///< answers kept for repeated ids, oldest forgotten first
    std::size_t maxRememberedBytes = 16u << 20;
    Duration frameTimeout = seconds(10);  ///< from a frame's first byte to its last, and for unread answers
    Duration lastAnswers = seconds(5);    ///< how long requests that were taken may still be answered at the end
};

class ControlServer {
public:
    /// Listens at `address` (controlAddressFor()). A stale socket file is replaced, a live one is Busy.
    /// Errors: Busy, Io, InvalidInput when the path is too long for a socket.
    static Result<std::unique_ptr<ControlServer>> create(const std::string& address, ControlHandler handler,
                                                         ControlServerOptions options = {});
    /// Stops listening and reading, removes the socket file, answers what was taken while `lastAnswers` lasts, and
    /// drops the connections. Answers given later go nowhere.
    ~ControlServer();
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;

    const std::string& address() const;

private:
    struct Impl;
    explicit ControlServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// $XDG_RUNTIME_DIR/skein/<id>.sock, or /tmp/skein-<uid>/<id>.sock: folders made with 0700 and checked to be the
/// person's own. `workspaceId` is 32 hex digits. Error: Io, Denied when the folder belongs to somebody else.
Result<std::string> controlAddressFor(const std::string& workspaceId);

}  // namespace skein::runtime
