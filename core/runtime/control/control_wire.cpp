#include "core/runtime/control/control_wire.h"

#include <array>
#include <cstring>
#include <optional>

#include <sys/socket.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/runtime/control/control_server.h"

namespace skein::runtime::wire {
namespace {

constexpr std::size_t maxIdBytes = 128, maxMethodBytes = 128, maxDepth = 64;

/// JSON on one line, whatever texts it holds: line feeds inside are escaped by JSON itself.
std::string frame(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

bool isPrintable(std::string_view text, std::size_t maxBytes) {
    if (text.empty() || text.size() > maxBytes) return false;
    for (const char c : text)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f) return false;
    return true;
}

ErrorCode codeNamed(std::string_view name) {
    for (const auto code : {ErrorCode::InvalidInput, ErrorCode::NotFound, ErrorCode::Busy, ErrorCode::Denied,
                            ErrorCode::Damaged, ErrorCode::NewerVersion, ErrorCode::TooLarge, ErrorCode::Unavailable,
                            ErrorCode::Io, ErrorCode::Cancelled, ErrorCode::Budget, ErrorCode::NeedsPerson})
        if (errorCodeName(code) == name) return code;
    return ErrorCode::Unavailable;
}

}  // namespace

std::string requestFrame(const Request& request) {
    return frame(
        {{"v", controlProtocolVersion}, {"id", request.id}, {"method", request.method}, {"params", request.params}});
}

std::string answerFrame(const std::string& id, const Result<Json>& answer) {
    Json json = {{"v", controlProtocolVersion}, {"id", id.empty() ? Json(nullptr) : Json(id)}};
    if (answer) json["result"] = *answer;
    else json["error"] = {{"code", errorCodeName(answer.error().code)}, {"message", answer.error().describe()}};
    return frame(json);
}

Result<Request> parseRequest(std::string_view line) {
    SKEIN_TRY(auto json, parseJson(line, {.maxBytes = line.size(), .maxDepth = maxDepth}));
    SKEIN_TRY(const auto version, jsonInt(json, "v", "request"));
    Request request;
    SKEIN_TRY(request.id, jsonString(json, "id", "request"));
    if (!isPrintable(request.id, maxIdBytes))
        return fail(ErrorCode::InvalidInput, "request.id: expected 1 to 128 printable ASCII characters");
    if (version != controlProtocolVersion)
        return fail(ErrorCode::NewerVersion, "the control protocol here is version " +
                                                 std::to_string(controlProtocolVersion) + ", the request has version " +
                                                 std::to_string(version));
    SKEIN_TRY(request.method, jsonString(json, "method", "request"));
    if (!isPrintable(request.method, maxMethodBytes))
        return fail(ErrorCode::InvalidInput, "request.method: expected 1 to 128 printable ASCII characters");
    const auto params = json.find("params");
    if (params == json.end() || !params->is_object())
        return fail(ErrorCode::InvalidInput, "request.params: expected an object");
    request.params = std::move(*params);
    return request;
}

Result<Answer> parseAnswer(std::string_view line, std::size_t maxBytes) {
    const auto nonsense = [](const std::string& why) {
        return fail(ErrorCode::Unavailable, "the control socket answered what is no answer: " + why);
    };
    auto json = parseJson(line, {.maxBytes = maxBytes});
    if (!json) return nonsense(json.error().message);
    const auto id = json->is_object() ? json->find("id") : json->end();
    if (!json->is_object() || id == json->end()) return nonsense("expected an object with \"id\"");
    Answer answer{id->is_string() ? id->get<std::string>() : std::string(), Json()};
    if (const auto result = json->find("result"); result != json->end()) {
        answer.result = std::move(*result);
        return answer;
    }
    const auto error = json->find("error");
    if (error == json->end()) return nonsense("neither a result nor an error");
    answer.result = fail(codeNamed(jsonStringOr(*error, "code", "", "").value_or("")),
                         jsonStringOr(*error, "message", "no reason given", "").value_or("no reason given"));
    return answer;
}

Result<sockaddr_un> socketAddress(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return fail(ErrorCode::InvalidInput, path + ": a control socket's path has 1 to " +
                                                 std::to_string(sizeof address.sun_path - 1) + " bytes");
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

bool isOwnPeer(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

}  // namespace skein::runtime::wire
