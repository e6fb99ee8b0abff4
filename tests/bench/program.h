// Starts a program, waits for it and says what it printed and cost. Thread: any. Ends only what it started.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "core/base/error.h"

namespace skein::bench {

struct Finished {
    int status = -1;
    std::string out;              ///< standard output, at most 16 MB
    double processorSeconds = 0;  ///< user and system, children it waited for included
    double megabytes = 0;         ///< most memory resident at one moment
};

/// Runs a program to its end. Errors: Io when it cannot be started; Unavailable above five minutes.
Result<Finished> runProgram(const std::vector<std::string>& words);

/// The fake provider, for as long as the object lives.
class FakeProvider {
public:
    /// One short answer after so long, or what the script says (tests/support/fake_provider/script.h).
    explicit FakeProvider(int latencyMs);
    explicit FakeProvider(const std::string& script);
    ~FakeProvider();
    FakeProvider(const FakeProvider&) = delete;
    FakeProvider& operator=(const FakeProvider&) = delete;
    const std::string& url() const { return m_url; }  ///< empty when it did not start

private:
    pid_t m_pid = -1;
    int m_output = -1;
    std::string m_url;
};

}  // namespace skein::bench
