#include "core/runtime/backlog.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace skein::runtime {

bool Backlog::take(Stream stream, std::size_t bytes, std::function<void()> goOn) {
    const std::scoped_lock lock(m_mutex);
    Answer& answer = m_answers[stream];
    if (m_total + bytes > m_bound) {
        if (m_waiting > 0 || m_beyond.value_or(stream) != stream) {
            answer.goOn = std::move(goOn);
            return false;
        }
        m_beyond = stream;
    }
    answer.bytes += bytes;
    m_total += bytes;
    return true;
}

std::shared_ptr<void> Backlog::finish(Stream stream) {
    std::unique_lock lock(m_mutex);
    const auto found = m_answers.find(stream);
    if (found == m_answers.end()) return nullptr;
    const std::size_t bytes = found->second.bytes;
    m_answers.erase(found);
    if (m_beyond == stream) m_beyond.reset();
    m_waiting += bytes;
    lock.unlock();
    return {nullptr, [self = shared_from_this(), bytes](void*) { self->written(bytes); }};
}

void Backlog::queued(std::size_t bytes) {
    const std::scoped_lock lock(m_mutex);
    m_waiting += bytes;
    m_total += bytes;
}

void Backlog::written(std::size_t bytes) {
    std::unique_lock lock(m_mutex);
    m_waiting -= bytes;
    m_total -= bytes;
    makeRoom(std::move(lock));
}

void Backlog::makeRoom(std::unique_lock<std::mutex> lock) {
    std::vector<std::function<void()>> calls;
    const bool room = m_total < m_bound;
    if (!room && m_waiting > 0) return;
    for (auto& [stream, answer] : m_answers) {
        if (!answer.goOn || (!room && m_beyond.value_or(stream) != stream)) continue;
        calls.push_back(std::exchange(answer.goOn, nullptr));
        if (!room) break;
    }
    lock.unlock();
    for (const auto& call : calls) call();
}

std::size_t Backlog::bytes() const {
    const std::scoped_lock lock(m_mutex);
    return m_total;
}

}  // namespace skein::runtime
