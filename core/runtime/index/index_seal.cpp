#include "core/runtime/index/index_seal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"

namespace skein::runtime {
namespace {

std::string sealPath(const std::string& path) { return path + ".seal"; }
std::string markPath(const std::string& path) { return path + ".damaged"; }
bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

/// Size and time of the file; empty if it is gone, or part of it lies in a log file still.
std::string looksOf(const std::string& path) {
    struct stat info {
    }, log{};
    const bool hasLog = ::stat((path + "-wal").c_str(), &log) == 0 && log.st_size > 0;  // readers leave empty ones
    if (hasLog || ::stat(path.c_str(), &info) != 0) return {};
    return std::to_string(info.st_size) + " " + std::to_string(info.st_mtim.tv_sec) + " " +
           std::to_string(info.st_mtim.tv_nsec) + "\n";
}

}  // namespace

void sealIndex(const std::string& path) {
    // Without a seal the file is believed: a folder that takes none costs nothing else.
    if (const auto looks = looksOf(path); !looks.empty()) static_cast<void>(writeFileAtomically(sealPath(path), looks));
}

void unsealIndex(const std::string& path) { ::unlink(sealPath(path).c_str()); }

std::string brokenSeal(const std::string& path) {
    if (const auto mark = readFile(markPath(path), 1'000)) return mark->empty() ? "a reader found it damaged" : *mark;
    if (exists(markPath(path))) return "a reader found it damaged";
    const auto seal = readFile(sealPath(path), 1'000);
    if (!seal) return {};
    const auto looks = looksOf(path);
    // A writer that opened just now may have taken the seal away meanwhile.
    if (looks.empty() || looks == *seal || !exists(sealPath(path))) return {};
    return "somebody else changed it";
}

void markDamaged(const std::string& path, std::string_view why) {
    const int mark = ::open(markPath(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (mark < 0) return;
    static_cast<void>(::write(mark, why.data(), why.size()) < 0);  // the mark alone says enough
    ::close(mark);
}

}  // namespace skein::runtime
