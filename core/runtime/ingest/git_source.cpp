#include "core/runtime/ingest/git_source.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/base/text.h"

namespace skein::runtime {
namespace {

namespace fs = std::filesystem;
constexpr auto longestFetch = std::chrono::minutes(10);
constexpr std::size_t keptWords = 2'000;  // of what git says, from its end
constexpr std::size_t maxAddressBytes = 2'000;

/// Nothing of the person's own configuration, and nobody to ask.
std::vector<std::string> gitEnvironment() {
    std::vector<std::string> environment{
        "GIT_CONFIG_NOSYSTEM=1",  "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0",
        "GIT_ASKPASS=/bin/false", "SSH_ASKPASS=/bin/false",      "GIT_ALLOW_PROTOCOL=https:file",
        "GIT_LFS_SKIP_SMUDGE=1",  "HOME=/nonexistent",           "LC_ALL=C"};
    for (const char* name :
         {"PATH", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"})
        if (const char* value = std::getenv(name)) environment.push_back(std::string(name) + "=" + value);
    return environment;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// Collects what comes through the pipe until its end or the deadline; the last words are kept.
bool readUntil(int pipe, std::chrono::steady_clock::time_point deadline, std::string& words) {
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        if (left <= 0) return false;
        pollfd wait{pipe, POLLIN, 0};
        const int ready = ::poll(&wait, 1, static_cast<int>(std::min<long long>(left, 60'000)));
        if (ready < 0 && errno != EINTR) return false;
        if (ready <= 0) continue;
        const auto count = ::read(pipe, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return true;
        words.append(buffer.data(), static_cast<std::size_t>(count));
        if (words.size() > 2 * keptWords) words.erase(0, words.size() - keptWords);
    }
}

Result<void> git(const std::string& folder, const std::vector<std::string>& arguments) {
    std::vector<std::string> all{"git",
                                 "-C",
                                 folder,
                                 "-c",
                                 "core.hooksPath=/dev/null",
                                 "-c",
                                 "core.fsmonitor=false",
                                 "-c",
                                 "credential.helper=",
                                 "-c",
                                 "submodule.recurse=false",
                                 "-c",
                                 "fetch.recurseSubmodules=false",
                                 "-c",
                                 "gc.auto=0"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    auto environment = gitEnvironment();
    const auto argv = pointersTo(all), envp = pointersTo(environment);
    std::array<int, 2> pipes{};
    if (::pipe2(pipes.data(), O_CLOEXEC) != 0) return fail(ErrorCode::Io, std::string("git: ") + std::strerror(errno));
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, pipes[1], 1);
    posix_spawn_file_actions_adddup2(&actions, pipes[1], 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // so that its helpers end with it
    pid_t pid = 0;
    const int started = ::posix_spawnp(&pid, "git", &actions, &attributes, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    ::close(pipes[1]);
    if (started != 0) {
        ::close(pipes[0]);
        return fail(ErrorCode::Unavailable,
                    "the program 'git' cannot be started (Debian package git): " + std::string(std::strerror(started)));
    }
    std::string words;
    const bool inTime = readUntil(pipes[0], std::chrono::steady_clock::now() + longestFetch, words);
    if (!inTime) ::kill(-pid, SIGKILL);
    ::close(pipes[0]);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    if (!inTime) return fail(ErrorCode::Unavailable, "git took longer than ten minutes");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    std::string said = toValidUtf8(trim(words));
    std::replace(said.begin(), said.end(), '\n', ' ');
    return fail(ErrorCode::Unavailable,
                "git " + arguments.front() + ": " + (said.empty() ? "failed" : elide(said, 600)));
}

Result<fs::path> cacheFolder() {
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/')
        return fs::path(cache) / "skein" / "git";
    if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
        return fs::path(home) / ".cache" / "skein" / "git";
    return fail(ErrorCode::Io, "neither XDG_CACHE_HOME nor HOME names a folder for fetched repositories");
}

}  // namespace

bool isSourceUrl(std::string_view source) {
    if (source.find("://") != std::string_view::npos || source.find("::") != std::string_view::npos) return true;
    // The short form of ssh: "git@host:path".
    const auto at = source.find('@'), colon = source.find(':');
    return at != std::string_view::npos && colon != std::string_view::npos && at < colon &&
           source.substr(0, colon).find('/') == std::string_view::npos;
}

Result<GitSource> parseGitSource(std::string_view source) {
    const auto wrong = [&](std::string_view why) {
        return fail(ErrorCode::InvalidInput,
                    "expected a folder, a file, or a git repository as https://... or file:///..., perhaps with "
                    "#BRANCH, #TAG or #COMMIT; " +
                        std::string(why) + ", found \"" + elide(source, 200) + "\"");
    };
    if (source.size() > maxAddressBytes) return wrong("at most 2000 bytes");
    GitSource parsed;
    const auto hash = source.find('#');
    if (hash != std::string_view::npos) parsed.revision = std::string(source.substr(hash + 1));
    auto url = source.substr(0, hash);
    if (url.starts_with("git+")) url.remove_prefix(4);
    if (!url.starts_with("https://") && !url.starts_with("file:///")) return wrong("other protocols are not used");
    const auto authority = url.substr(url.find("://") + 3, url.find('/', url.find("://") + 3) - url.find("://") - 3);
    if (authority.find('@') != std::string_view::npos) return wrong("no user name or password in the address");
    const bool plain = std::all_of(parsed.revision.begin(), parsed.revision.end(), [](char c) {
        return isIdentifierChar(c) || c == '-' || c == '.' || c == '/' || c == '+';
    });
    if (!plain || parsed.revision.starts_with('-') || parsed.revision.find("..") != std::string::npos ||
        parsed.revision.size() > 200 || (hash != std::string_view::npos && parsed.revision.empty()))
        return wrong("a revision of letters, digits and -._/+");
    while (url.ends_with('/')) url.remove_suffix(1);
    auto name = url.substr(url.rfind('/') + 1);
    if (name.ends_with(".git")) name.remove_suffix(4);
    for (const char c : name)
        if (isIdentifierChar(c) || c == '-' || c == '.') parsed.name += c;
    if (parsed.name.empty() || parsed.name.starts_with('.')) return wrong("a path that ends in a name");
    parsed.url = std::string(url);
    return parsed;
}

Result<std::string> fetchGitSource(const GitSource& source) {
    SKEIN_TRY(const auto cache, cacheFolder());
    const auto folder = cache / sha256(source.url + "#" + source.revision).hex().substr(0, 16) / source.name;
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(ErrorCode::Io, folder.string() + ": cannot make: " + error.message());
    const auto fetched = [&]() -> Result<void> {
        if (!fs::exists(folder / ".git", error)) SKEIN_CHECK(git(folder, {"init", "--quiet", "--template="}));
        SKEIN_CHECK(git(folder, {"fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--",
                                 source.url, source.revision.empty() ? "HEAD" : source.revision}));
        SKEIN_CHECK(git(folder, {"checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"}));
        return git(folder, {"clean", "--quiet", "-ffdx"});
    }();
    if (!fetched) return rewrap(fetched.error(), "fetching " + source.url);
    return folder.string();
}

}  // namespace skein::runtime
