// The frames of the control protocol, and what both ends need of sockets. Thread: any; pure but for the socket helpers.
#pragma once

#include <string>
#include <string_view>

#include <sys/un.h>

#include "core/base/json.h"

namespace skein::runtime::wire {

struct Request {
    std::string id;
    std::string method;
    Json params = Json::object();
};

/// One frame with its line feed.
std::string requestFrame(const Request& request);
std::string answerFrame(const std::string& id, const Result<Json>& answer);

/// Reads a request line. Errors: InvalidInput naming what is wrong; NewerVersion.
Result<Request> parseRequest(std::string_view line);
/// Reads an answer line: the id it is for, and the result or the error it carries. Error: Unavailable for nonsense.
struct Answer {
    std::string id;  ///< empty where the server could not tell
    Result<Json> result;
};
Result<Answer> parseAnswer(std::string_view line, std::size_t maxBytes);

/// Address of a Unix socket. Error: InvalidInput when the path does not fit (107 bytes).
Result<sockaddr_un> socketAddress(const std::string& path);

/// Whether the process at the other end belongs to the same person.
bool isOwnPeer(int descriptor);

}  // namespace skein::runtime::wire
