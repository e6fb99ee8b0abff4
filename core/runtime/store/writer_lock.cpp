#include "core/runtime/store/writer_lock.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/json.h"
#include "core/base/text.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxHolderBytes = 4'096;

std::string lockPath(const std::string& workspacePath) { return workspacePath + ".lock"; }

struct flock wholeFile(short type) {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    return lock;
}

/// What the holder wrote; zero and empty where it is still about to.
LockHolder readHolder(const std::string& path) {
    LockHolder holder;
    const auto text = readFile(path, maxHolderBytes);
    const auto json = text ? parseJson(*text) : Result<Json>(Json::object());
    if (!json) return holder;
    holder.pid = jsonIntOr(*json, "pid", 0, "").value_or(0);
    holder.controlAddress = jsonStringOr(*json, "socket", "", "").value_or("");
    return holder;
}

/// Whether the path still leads to the file that was locked: its last holder may have removed it in between.
bool isSameFile(int descriptor, const std::string& path) {
    struct stat locked {
    }, named{};
    return ::fstat(descriptor, &locked) == 0 && ::stat(path.c_str(), &named) == 0 && locked.st_ino == named.st_ino &&
           locked.st_dev == named.st_dev;
}

Failure busy(const std::string& workspacePath, const LockHolder& holder) {
    std::string message = workspacePath + ": another process" +
                          (holder.pid != 0 ? " (" + std::to_string(holder.pid) + ")" : "") +
                          " is writing this workspace";
    if (!holder.controlAddress.empty()) message += "; it takes commands at " + holder.controlAddress;
    return fail(ErrorCode::Busy, std::move(message));
}

Failure cannotLock(const std::string& path) {
    return fail(ErrorCode::Io, path + ": cannot lock the workspace for writing: " + std::strerror(errno));
}

}  // namespace

Result<std::unique_ptr<WriterLock>> WriterLock::take(const std::string& workspacePath,
                                                     const std::string& controlAddress) {
    const auto path = lockPath(workspacePath);
    for (;;) {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (descriptor < 0) return cannotLock(path);
        auto request = wholeFile(F_WRLCK);
        if (::fcntl(descriptor, F_OFD_SETLK, &request) != 0) {
            const bool taken = errno == EAGAIN || errno == EACCES;
            auto failure = taken ? busy(workspacePath, readHolder(path)) : cannotLock(path);
            ::close(descriptor);
            return failure;
        }
        if (!isSameFile(descriptor, path)) {
            ::close(descriptor);
            continue;
        }
        const std::string text = canonicalJsonOrAssert({{"pid", static_cast<std::int64_t>(::getpid())},
                                                        {"socket", toValidUtf8(controlAddress)}}) +
                                 "\n";
        if (::ftruncate(descriptor, 0) != 0 ||
            ::pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
            auto failure = cannotLock(path);
            ::unlink(path.c_str());
            ::close(descriptor);
            return failure;
        }
        return std::unique_ptr<WriterLock>(new WriterLock(descriptor, path));
    }
}

WriterLock::~WriterLock() {
    // Removed while still held: whoever opened it before finds that it is no longer the named file and starts again.
    ::unlink(m_path.c_str());
    ::close(m_descriptor);
}

Result<std::optional<LockHolder>> lockHolder(const std::string& workspacePath) {
    char resolved[PATH_MAX];
    const auto path = lockPath(::realpath(workspacePath.c_str(), resolved) != nullptr ? resolved : workspacePath);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) {
        if (errno == ENOENT) return std::optional<LockHolder>{};
        return cannotLock(path);
    }
    // Only asks: taking the lock for a moment could refuse a writer that starts right now.
    auto question = wholeFile(F_WRLCK);
    const bool asked = ::fcntl(descriptor, F_OFD_GETLK, &question) == 0;
    auto failure = cannotLock(path);
    ::close(descriptor);
    if (!asked) return failure;
    if (question.l_type == F_UNLCK) return std::optional<LockHolder>{};
    return std::optional(readHolder(path));
}

}  // namespace skein::runtime
