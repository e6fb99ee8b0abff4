// One Universal Ctags process that is handed texts and answers with tags (ctags-json-output(5), "interactive mode").
// The text goes in through its standard input, so it opens no file, sees no name it could misread, and can lock itself
// into its own seccomp sandbox. Thread: one at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "core/base/error.h"
#include "core/memory/ctags.h"

namespace skein::runtime {

class CtagsProcess {
public:
    /// Starts the program, sandboxed where its build allows. Error: Unavailable naming the Debian package when it is
    /// missing, is another ctags, or was built without JSON.
    static Result<std::unique_ptr<CtagsProcess>> start(const std::string& program);
    ~CtagsProcess();
    CtagsProcess(const CtagsProcess&) = delete;
    CtagsProcess& operator=(const CtagsProcess&) = delete;

    /// The tags of a text. `fileName` only tells the language. Errors: Unavailable (took longer than `timeoutMs`,
    /// printed more than 64 MB, or died), Cancelled; the process is of no use after one.
    Result<std::vector<memory::CtagsTag>> tags(std::string_view fileName, std::string_view text, std::int64_t timeoutMs,
                                               const std::atomic<bool>* cancel);

private:
    CtagsProcess(pid_t pid, int input, int output) : m_pid(pid), m_input(input), m_output(output) {}
    static Result<std::unique_ptr<CtagsProcess>> launch(const std::string& program, const std::string& mode);
    Result<std::string> readLine(std::string_view& toSend, std::int64_t deadlineMs, const std::atomic<bool>* cancel);

    pid_t m_pid;
    int m_input;
    int m_output;
    std::string m_buffer;
    std::size_t m_start = 0;  ///< of the next line in the buffer
    std::size_t m_read = 0;   ///< bytes of the current answer
};

}  // namespace skein::runtime
