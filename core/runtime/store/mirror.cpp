// The mirrored head: {"check","hash","path","seq","signed","v":1,"workspace"} in <state folder>/heads/<workspace>.json.
// It is written beside and renamed after each commit without being flushed: a crash of the process keeps it, a power
// loss may bring back an older one (older is harmless: only a journal shorter than its mirror is damage) or none.
// `check` tells a torn or damaged mirror, which is only worth a warning, from one that truly disagrees with the
// journal.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/runtime/store/mirror.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxMirrorBytes = 64u << 10;

std::string mirrorPath(const std::string& stateFolder, const audit::WorkspaceId& id) {
    return stateFolder + "/heads/" + audit::toHex(id) + ".json";
}

Digest checkOf(Json json) {
    json.erase("check");
    return sha256(canonicalJsonOrAssert(json));
}

Failure cannotWrite(const std::string& path) {
    return fail(ErrorCode::Io, path + ": cannot mirror the head of the journal: " + std::strerror(errno));
}

Result<void> writeAll(int descriptor, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const auto count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return cannotWrite(path);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

}  // namespace

Result<std::string> defaultStateFolder() {
    if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && state[0] == '/')
        return std::string(state) + "/skein";
    if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/')
        return std::string(home) + "/.local/state/skein";
    return fail(ErrorCode::Io,
                "neither XDG_STATE_HOME nor HOME names a folder: there is nowhere to keep the head of the journal");
}

Result<void> writeMirroredHead(const std::string& stateFolder, const audit::WorkspaceId& id,
                               const std::string& workspacePath, const MirroredHead& head,
                               WorkspaceStore::Flush flush) {
    const auto path = mirrorPath(stateFolder, id);
    Json json = {{"v", 1},
                 {"workspace", audit::toHex(id)},
                 {"path", toValidUtf8(workspacePath)},
                 {"seq", head.tip.seq},
                 {"hash", head.tip.hash.hex()},
                 {"signed", head.signedHead ? audit::toJson(*head.signedHead) : Json(nullptr)}};
    json["check"] = checkOf(json).hex();
    const auto text = canonicalJsonOrAssert(json) + "\n";
    if (flush == WorkspaceStore::Flush::Yes) return writeFileAtomically(path, text, 0600);
    const auto beside = path + ".new-" + std::to_string(::getpid());
    const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return cannotWrite(path);
    const auto written = writeAll(descriptor, text, path);
    ::close(descriptor);
    if (written && ::rename(beside.c_str(), path.c_str()) == 0) return {};
    auto failure = written ? cannotWrite(path) : Failure(written.error());
    ::unlink(beside.c_str());
    return failure;
}

Result<void> makeMirrorFolder(const std::string& stateFolder) {
    std::error_code error;
    std::filesystem::create_directories(stateFolder + "/heads", error);
    if (error)
        return fail(ErrorCode::Io,
                    stateFolder + "/heads: cannot make this folder for the heads of journals: " + error.message());
    std::filesystem::permissions(stateFolder + "/heads", std::filesystem::perms::owner_all, error);
    return {};
}

Result<std::optional<MirroredHead>> readMirroredHead(const std::string& stateFolder, const audit::WorkspaceId& id) {
    const auto path = mirrorPath(stateFolder, id);
    const auto damaged = [&](const std::string& why) {
        return fail(ErrorCode::Damaged, path + ": not a mirrored head: " + why);
    };
    const auto text = readFile(path, maxMirrorBytes);
    if (!text && text.error().code == ErrorCode::NotFound) return std::optional<MirroredHead>{};
    if (!text) return damaged(text.error().message);
    const auto json = parseJson(*text);
    if (!json) return damaged(json.error().message);
    const auto seq = jsonInt(*json, "seq", ""), version = jsonInt(*json, "v", "");
    const auto hash = jsonString(*json, "hash", ""), workspace = jsonString(*json, "workspace", ""),
               check = jsonString(*json, "check", "");
    const auto digest = hash ? Digest::fromHex(*hash) : std::nullopt;
    if (!seq || *seq < 0 || !version || *version != 1 || !digest || !workspace || *workspace != audit::toHex(id) ||
        !check || *check != checkOf(*json).hex())
        return damaged("its members or its check are wrong");
    MirroredHead head{{static_cast<std::uint64_t>(*seq), *digest}, std::nullopt};
    if (const auto found = json->find("signed"); found != json->end() && !found->is_null()) {
        auto signedHead = audit::headFromJson(*found);
        if (!signedHead) return damaged(signedHead.error().message);
        head.signedHead = *std::move(signedHead);
    }
    return std::optional(std::move(head));
}

}  // namespace skein::runtime
