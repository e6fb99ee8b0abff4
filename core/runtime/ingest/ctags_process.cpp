#include "core/runtime/ingest/ctags_process.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/json.h"

namespace skein::runtime {
namespace {

constexpr std::size_t maxAnswerBytes = 64u << 20;
constexpr rlim_t maxMemoryBytes = 2ull << 30;
constexpr std::int64_t startTimeoutMs = 10'000;

std::int64_t nowMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

Failure missing(const std::string& program, const std::string& why) {
    return fail(ErrorCode::Unavailable, "Universal Ctags with JSON output is needed to read source code, but '" +
                                            program + "' " + why + "; install the Debian package universal-ctags");
}

}  // namespace

Result<std::unique_ptr<CtagsProcess>> CtagsProcess::start(const std::string& program) {
    // A kernel or container may forbid the seccomp filter; the text still comes in through standard input alone.
    if (auto sandboxed = launch(program, "--_interactive=sandbox")) return sandboxed;
    return launch(program, "--_interactive=default");
}

Result<std::unique_ptr<CtagsProcess>> CtagsProcess::launch(const std::string& program, const std::string& mode) {
    // A socket for its input: writing to a process that died must not raise SIGPIPE here.
    std::array<int, 2> input{}, output{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, input.data()) != 0)
        return fail(ErrorCode::Io, std::strerror(errno));
    if (::pipe2(output.data(), O_CLOEXEC) != 0) {
        ::close(input[0]);
        ::close(input[1]);
        return fail(ErrorCode::Io, std::strerror(errno));
    }
    std::vector<std::string> arguments{
        program, "--options=NONE", "--quiet=yes", "--sort=no", "--output-format=json", "--fields=NFaefKlnrSstzE",
        "--fields=+p", "--fields-C=+{properties}", "--fields-C++=+{properties}", "--fields-CUDA=+{properties}",
        "--kinds-C=+px", "--kinds-C++=+px", "--kinds-CUDA=+px", "--map-C++=+.ipp", "--map-C++=+.tcc", "--map-C++=+.tpp",
        "--map-C++=+.txx",
        // What its parsers pass over: constants of Rust, what a script exports.
        (R"(--regex-Rust=/^[ \t]*(pub([ \t]*\([^)]*\))?[ \t]+)?const[ \t]+)"
         R"(([A-Z][A-Z0-9_]*)[ \t]*:/\3/C,constant/)"),
        R"(--regex-Sh=/^(export|readonly)[ \t]+([A-Z][A-Z0-9_]*)=/\2/v,variable/)", mode};
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    std::array<std::string, 2> environment{"LC_ALL=C.UTF-8", "HOME=/nonexistent"};
    std::array<char*, 3> envp{environment[0].data(), environment[1].data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid = -1;
    const int error = ::posix_spawnp(&pid, program.c_str(), &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    ::close(input[1]);
    ::close(output[1]);
    if (error != 0) {
        ::close(input[0]);
        ::close(output[0]);
        return missing(program, std::string("cannot be started (") + std::strerror(error) + ")");
    }
    const rlimit memory{maxMemoryBytes, maxMemoryBytes};
    ::prlimit(pid, RLIMIT_AS, &memory, nullptr);
    ::fcntl(input[0], F_SETFL, O_NONBLOCK);
    ::fcntl(output[0], F_SETFL, O_NONBLOCK);
    std::unique_ptr<CtagsProcess> process(new CtagsProcess(pid, input[0], output[0]));
    std::string_view nothing;
    const auto greeting = process->readLine(nothing, nowMs() + startTimeoutMs, nullptr);
    if (!greeting || greeting->find("\"program\"") == std::string::npos) return missing(program, "is not one");
    return process;
}

CtagsProcess::~CtagsProcess() {
    ::close(m_input);
    ::close(m_output);
    ::kill(m_pid, SIGKILL);
    while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {}
}

Result<std::string> CtagsProcess::readLine(std::string_view& toSend, std::int64_t deadlineMs,
                                           const std::atomic<bool>* cancel) {
    std::size_t searched = m_start;
    for (;;) {
        if (const auto end = m_buffer.find('\n', searched); end != std::string::npos) {
            auto line = m_buffer.substr(m_start, end - m_start);
            m_start = end + 1;
            return line;
        }
        m_buffer.erase(0, m_start);
        m_start = 0;
        searched = m_buffer.size();
        if (cancel && *cancel) return fail(ErrorCode::Cancelled, "cancelled");
        const auto left = deadlineMs - nowMs();
        if (left <= 0) return fail(ErrorCode::Unavailable, "ctags took too long");
        std::array<pollfd, 2> waits{{{m_output, POLLIN, 0}, {toSend.empty() ? -1 : m_input, POLLOUT, 0}}};
        if (::poll(waits.data(), waits.size(), static_cast<int>(std::min<std::int64_t>(left, 100))) < 0 &&
            errno != EINTR)
            return fail(ErrorCode::Io, std::strerror(errno));
        if (waits[1].revents != 0) {
            const auto sent = ::send(m_input, toSend.data(), toSend.size(), MSG_NOSIGNAL);
            if (sent > 0) toSend.remove_prefix(static_cast<std::size_t>(sent));
            else if (sent < 0 && errno != EAGAIN && errno != EINTR)
                return fail(ErrorCode::Unavailable, "ctags ended unexpectedly");
        }
        if (waits[0].revents != 0) {
            std::array<char, 65536> bytes;
            const auto count = ::read(m_output, bytes.data(), bytes.size());
            if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
                return fail(ErrorCode::Unavailable, "ctags ended unexpectedly");
            if (count > 0) m_buffer.append(bytes.data(), static_cast<std::size_t>(count));
            m_read += count > 0 ? static_cast<std::size_t>(count) : 0;
            if (m_read > maxAnswerBytes) return fail(ErrorCode::Unavailable, "ctags printed more than 64 MB");
        }
    }
}

Result<std::vector<memory::CtagsTag>> CtagsProcess::tags(std::string_view fileName, std::string_view text,
                                                         std::int64_t timeoutMs, const std::atomic<bool>* cancel) {
    // Fields without a label are only known to it where the syntax is said; on the first line it moves no other.
    const bool unsaid = fileName.ends_with(".proto") && text.find("syntax") == std::string_view::npos;
    const std::string_view before = unsaid ? "syntax = \"proto3\"; " : "";
    const Json command{
        {"command", "generate-tags"}, {"filename", std::string(fileName)}, {"size", before.size() + text.size()}};
    std::string request = command.dump() + "\n";
    request += before;
    request += text;
    std::string_view toSend = request;
    const auto deadline = nowMs() + timeoutMs;
    m_read = 0;
    std::vector<memory::CtagsTag> tags;
    for (;;) {
        SKEIN_TRY(const auto line, readLine(toSend, deadline, cancel));
        // Quotes inside a tag's strings are escaped, so no source text can look like these.
        if (line.find("\"_type\": \"completed\"") != std::string::npos) return tags;
        if (line.find("\"_type\": \"error\"") != std::string::npos)
            return fail(ErrorCode::Unavailable, "ctags reported an error");
        if (auto tag = memory::parseCtagsTag(line)) tags.push_back(std::move(*tag));
    }
}

}  // namespace skein::runtime
