#include "tests/bench/program.h"

#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/figures.h"

namespace skein::bench {
namespace {

constexpr std::size_t maxOutput = 16u << 20;
constexpr double longestSeconds = 300;

struct Started {
    pid_t pid = -1;
    int output = -1;
};

Started start(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return {};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    Started started{-1, ends[0]};
    if (posix_spawn(&started.pid, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) started.pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (started.pid < 0) close(ends[0]);
    return started;
}

double secondsOf(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

Result<Finished> runProgram(const std::vector<std::string>& words) {
    const auto started = start(words);
    if (started.pid < 0) return fail(ErrorCode::Io, words.front() + ": cannot be started");
    Finished finished;
    const double until = secondsNow() + longestSeconds;
    char buffer[65'536];
    bool late = false;
    for (;;) {
        pollfd waiting{started.output, POLLIN, 0};
        const int ready = poll(&waiting, 1, 1'000);
        if (secondsNow() > until) {
            late = true;
            kill(started.pid, SIGKILL);
            break;
        }
        if (ready <= 0) continue;
        const auto count = read(started.output, buffer, sizeof buffer);
        if (count <= 0) break;
        if (finished.out.size() < maxOutput) finished.out.append(buffer, static_cast<std::size_t>(count));
    }
    close(started.output);
    int status = 0;
    rusage usage{};
    wait4(started.pid, &status, 0, &usage);
    if (late) return fail(ErrorCode::Unavailable, words.front() + " took longer than five minutes");
    finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    finished.processorSeconds = secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime);
    finished.megabytes = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
    return finished;
}

FakeProvider::FakeProvider(int latencyMs)
    : FakeProvider(R"({"text":"Done as asked.","latency_ms":)" + std::to_string(latencyMs) + "}") {}

FakeProvider::FakeProvider(const std::string& script) {
    const auto started = start({SKEIN_BINARY_DIR "/bin/fake-provider", "--exit-with-parent", "--script-json", script});
    m_pid = started.pid;
    m_output = started.output;
    std::string said;
    pollfd waiting{m_output, POLLIN, 0};
    char byte = 0;
    while (m_pid > 0 && said.find('\n') == std::string::npos && poll(&waiting, 1, 10'000) > 0 &&
           read(m_output, &byte, 1) == 1)
        said += byte;
    const auto at = said.find("http://");
    if (at != std::string::npos) m_url = said.substr(at, said.find_first_of(" \n", at) - at);
}

FakeProvider::~FakeProvider() {
    if (m_pid <= 0) return;
    kill(m_pid, SIGKILL);
    waitpid(m_pid, nullptr, 0);
    close(m_output);
}

}  // namespace skein::bench
