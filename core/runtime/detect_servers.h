// Looks for model servers on this machine and asks them for their models and the window they really give. Thread: any;
// blocks for the questions; a silent server costs about three seconds, several of them no more. Never asks anything but
// loopback, never sends a key.
#pragma once

#include <string>
#include <vector>

#include "core/ports/http.h"
#include "core/providers/local_server.h"

namespace skein::runtime {

struct DetectedServer {
    std::string address;  ///< as a base URL of the protocol to speak with it
    providers::LocalServer server;
};

struct Detection {
    std::vector<DetectedServer> servers;
    struct Silent {
        std::string address;
        std::string why;
    };
    std::vector<Silent> silent;  ///< nobody there, or nobody known
};

/// Asks each address, of which the path is left out, all at once. Error: InvalidInput for an address that is
/// not loopback (localhost, 127.x.y.z, [::1]).
Result<Detection> detectServers(HttpTransport& transport, const std::vector<std::string>& addresses);

}  // namespace skein::runtime
