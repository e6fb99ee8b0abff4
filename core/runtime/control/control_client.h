// The other end of the control socket: one blocking request at a time, with a time limit. Thread: one per object.
#pragma once

#include <memory>
#include <string>

#include "core/base/json.h"
#include "core/base/units.h"

namespace skein::runtime {

class ControlClient {
public:
    /// Connects. Errors: Unavailable when nobody listens there; Denied when the listener is another person's; Io.
    static Result<std::unique_ptr<ControlClient>> connect(const std::string& address, Duration timeout = seconds(5));
    ~ControlClient();
    ControlClient(const ControlClient&) = delete;
    ControlClient& operator=(const ControlClient&) = delete;

    /// Sends a request under a fresh random id and waits for its answer. Errors: those of the server, with their code;
    /// Unavailable on time-out or when the connection ends: then the request may have been carried out.
    Result<Json> call(const std::string& method, const Json& params, Duration timeout = seconds(30));
    /// The same under a given id: repeat it, on a new connection too, to learn the answer without a second effect.
    Result<Json> callAs(const std::string& id, const std::string& method, const Json& params,
                        Duration timeout = seconds(30));

private:
    struct Impl;
    explicit ControlClient(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// A random UUID (RFC 9562, version 4).
std::string randomUuid();

}  // namespace skein::runtime
