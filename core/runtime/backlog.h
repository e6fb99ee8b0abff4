// What was received and is not on the disk yet: bytes of running answers, of finished ones that wait for a worker, and
// of texts that wait for the journal's thread. At its bound running answers are not read any further, so that their
// servers wait as the disk does. One of them goes on at a time where nothing waits for the disk: only its end makes
// room. Thread: any; call-backs are called without the lock and must return at once. Must never make a caller wait.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace skein::runtime {

class Backlog : public std::enable_shared_from_this<Backlog> {
public:
    using Stream = std::uint32_t;

    /// `bound` in bytes; production takes limits::maxUnwrittenBytes.
    explicit Backlog(std::size_t bound) : m_bound(bound) {}

    /// Counts bytes of a running answer. False: they are not to be taken now; `goOn` is called once when it is worth
    /// asking again.
    bool take(Stream stream, std::size_t bytes, std::function<void()> goOn);
    /// The answer is over: its bytes wait for the disk until the last copy of what is returned is gone.
    std::shared_ptr<void> finish(Stream stream);
    /// Bytes that wait for the disk, and bytes that do not any more.
    void queued(std::size_t bytes);
    void written(std::size_t bytes);

    std::size_t bytes() const;

private:
    struct Answer {
        std::size_t bytes = 0;
        std::function<void()> goOn;  ///< set: it is not read
    };
    void makeRoom(std::unique_lock<std::mutex> lock);

    const std::size_t m_bound;
    mutable std::mutex m_mutex;
    std::map<Stream, Answer> m_answers;
    std::optional<Stream> m_beyond;  ///< the one that may go on although the bound is reached
    std::size_t m_waiting = 0;       ///< for the disk
    std::size_t m_total = 0;         ///< with the running answers
};

}  // namespace skein::runtime
