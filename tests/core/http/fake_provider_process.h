// Starts the fake provider as a process for one test and ends it with the object. Thread: the test's. posix_spawn and
// not QProcess: its fork confuses the thread sanitizer of a test that already has an I/O thread.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <string>
#include <vector>

class FakeProviderProcess {
public:
    /// `script` is the JSON of tests/support/fake_provider/script.h; valid() tells whether it listens.
    explicit FakeProviderProcess(const char* script = "{}", const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{FAKE_PROVIDER, "--exit-with-parent", "--script-json", script};
        words.insert(words.end(), more.begin(), more.end());
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) return;
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        if (posix_spawn(&m_pid, FAKE_PROVIDER, &actions, nullptr, arguments.data(), environ) != 0) m_pid = -1;
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        readFirstLine(ends[0]);
        close(ends[0]);
        const std::size_t start = m_output.find("http://127.0.0.1:");
        if (start != std::string::npos) m_address = m_output.substr(start, m_output.find("/v1", start) - start);
    }
    ~FakeProviderProcess() { stop(); }
    FakeProviderProcess(const FakeProviderProcess&) = delete;
    FakeProviderProcess& operator=(const FakeProviderProcess&) = delete;

    bool valid() const { return !m_address.empty(); }
    const std::string& output() const { return m_output; }
    std::string baseUrl() const { return m_address + "/v1"; }
    std::string chatUrl() const { return baseUrl() + "/chat/completions"; }
    std::string ledgerUrl() const { return m_address + "/ledger"; }
    void stop() {
        if (m_pid <= 0) return;
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
        m_pid = -1;
    }

private:
    void readFirstLine(int fd) {
        pollfd wait{fd, POLLIN, 0};
        char byte = 0;
        while (m_output.find('\n') == std::string::npos && poll(&wait, 1, 10'000) > 0 && read(fd, &byte, 1) == 1)
            m_output += byte;
    }

    pid_t m_pid = -1;
    std::string m_output;
    std::string m_address;
};
