// Values made from blobs, kept while they are likely to be asked for again. Thread: any; every method locks.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "core/ports/journal.h"

namespace skein::runtime {

/// The newest `capacity` values, by the blob they were read from. A blob never changes, so neither does its value.
template <class T>
class Recent {
public:
    explicit Recent(std::size_t capacity) : m_capacity(capacity) {}

    /// Null: not kept (any more).
    std::shared_ptr<const T> find(const BlobRef& blob) const {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_values.find(blob.name);
        return found == m_values.end() ? nullptr : found->second;
    }

    std::shared_ptr<const T> keep(const BlobRef& blob, T value) {
        const std::scoped_lock lock(m_mutex);
        const auto [at, isNew] = m_values.emplace(blob.name, std::make_shared<const T>(std::move(value)));
        if (isNew) m_order.push_back(blob.name);
        auto kept = at->second;
        if (m_order.size() > m_capacity) {
            m_values.erase(m_order.front());
            m_order.pop_front();
        }
        return kept;
    }

private:
    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::unordered_map<BlobName, std::shared_ptr<const T>> m_values;
    std::deque<BlobName> m_order;  ///< oldest first
};

}  // namespace skein::runtime
