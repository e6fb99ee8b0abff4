#include <algorithm>
#include <array>

#include <sodium.h>

#include "core/base/limits.h"
#include "core/runtime/store/blob_writer_impl.h"

namespace skein::runtime {
namespace {

/// From here on the journal's thread is woken although no entry asks for these texts yet.
constexpr std::size_t pressureBytes = limits::maxPendingBlobBytes / 8;

/// What was written last is what is read next: a window by the call it was packed for, an output by its check.
constexpr std::size_t maxRecentBytes = 8u << 20;

/// Never used before. Asked of the system for many at a time: a call for each costs as much as hashing a short text.
std::array<std::uint8_t, 16> freshNonce() {
    thread_local std::array<std::uint8_t, 4'096> drawn{};
    thread_local std::size_t used = drawn.size();
    std::array<std::uint8_t, 16> nonce{};
    if (used == drawn.size()) {
        randombytes_buf(drawn.data(), drawn.size());
        used = 0;
    }
    std::copy_n(drawn.begin() + static_cast<std::ptrdiff_t>(used), nonce.size(), nonce.begin());
    used += nonce.size();
    return nonce;
}

/// What a text holds of memory until it is stored.
std::size_t heldBytes(const PendingBlob& blob) { return blob.size + blob.data.size(); }

}  // namespace

BlobWriter::BlobWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
BlobWriter::~BlobWriter() = default;

BlobName BlobWriter::put(std::string content) {
    auto blob = packBlob(content, freshNonce());
    const auto name = blob.name;
    std::function<void()> wake;
    {
        std::unique_lock lock(m_impl->mutex);
        const bool mayWait = std::this_thread::get_id() != m_impl->journalThread;
        if (mayWait)
            m_impl->drained.wait(
                lock, [&] { return !m_impl->accepting || m_impl->pendingBytes < limits::maxPendingBlobBytes; });
        m_impl->pendingBytes += heldBytes(blob);
        if (m_impl->accepting && m_impl->backlog) m_impl->backlog->queued(heldBytes(blob));
        m_impl->inMemory.emplace(name, std::make_shared<const std::string>(std::move(content)));
        m_impl->pending.push_back(std::move(blob));
        if (m_impl->accepting && m_impl->pendingBytes >= pressureBytes) wake = m_impl->wakeJournal;
    }
    if (wake) wake();
    return name;
}

Result<std::string> BlobWriter::read(const BlobName& name) const {
    std::shared_ptr<const std::string> content;
    {
        const std::lock_guard lock(m_impl->mutex);
        if (const auto found = m_impl->inMemory.find(name); found != m_impl->inMemory.end()) content = found->second;
    }
    if (content) return *content;
    return m_impl->store->read(name);
}

std::vector<PendingBlob> BlobWriter::Impl::take() {
    const std::lock_guard lock(mutex);
    return std::exchange(pending, {});
}

void BlobWriter::Impl::stored(const std::vector<PendingBlob>& blobs) {
    const std::lock_guard lock(mutex);
    std::size_t written = 0;
    for (const auto& blob : blobs) {
        recent.push_back(blob.name);
        recentBytes += blob.size;
        written += heldBytes(blob);
    }
    pendingBytes -= written;
    if (accepting && backlog) backlog->written(written);
    while (recentBytes > maxRecentBytes) {
        const auto oldest = inMemory.find(recent.front());
        recentBytes -= oldest->second->size();
        inMemory.erase(oldest);
        recent.pop_front();
    }
    drained.notify_all();
}

void BlobWriter::Impl::stopWaiting() {
    const std::lock_guard lock(mutex);
    if (std::exchange(accepting, false) && backlog) backlog->written(pendingBytes);
    wakeJournal = nullptr;
    drained.notify_all();
}

}  // namespace skein::runtime
