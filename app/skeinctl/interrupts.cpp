#include "app/skeinctl/interrupts.h"

#include <csignal>

namespace skein::cli {
namespace {

std::atomic<int> count{0};  // written by the signal handlers alone
std::atomic<bool> any{false};

extern "C" void onInterrupt(int) {
    ++count;
    any = true;
}
// The kernel and the shell may both tell that a terminal closed: that is one wish, and never the second Ctrl-C.
extern "C" void onHangUp(int) {
    int none = 0;
    count.compare_exchange_strong(none, 1);
    any = true;
}

}  // namespace

void catchInterrupts() {
    struct sigaction action {};
    action.sa_handler = onInterrupt;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    // A terminal that closes asks as the first Ctrl-C does; under nohup it asks for nothing.
    struct sigaction before {};
    ::sigaction(SIGHUP, nullptr, &before);
    action.sa_handler = onHangUp;
    if (before.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
}

int interrupts() { return count; }
const std::atomic<bool>& interrupted() { return any; }

}  // namespace skein::cli
