// A few threads that run queued jobs: windows, offline agents, checks, claim extraction. Thread: submit from any
// thread. Jobs must not wait for each other. The most urgent job goes first, equals in order. The queue is bounded by
// the report slots of the engine, which releases one effect per attempt stage.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace skein::runtime {

class WorkerPool {
public:
    /// `threads` at least 1.
    explicit WorkerPool(unsigned threads) {
        for (unsigned i = 0; i < threads; ++i) m_threads.emplace_back([this] { work(); });
    }
    /// Finishes the job in hand of each thread, drops the queued ones, joins.
    ~WorkerPool() {
        {
            const std::scoped_lock lock(m_mutex);
            m_ending = true;
            m_jobs.clear();
        }
        m_wake.notify_all();
        for (auto& thread : m_threads) thread.join();
    }
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// `rank`: the lowest goes first.
    void submit(std::function<void()> job, unsigned rank = 0) {
        {
            const std::scoped_lock lock(m_mutex);
            if (m_ending) return;
            m_jobs.emplace(rank, std::move(job));
        }
        m_wake.notify_one();
    }

private:
    void work() {
        for (;;) {
            std::function<void()> job;
            {
                std::unique_lock lock(m_mutex);
                m_wake.wait(lock, [this] { return m_ending || !m_jobs.empty(); });
                if (m_ending) return;
                job = std::move(m_jobs.begin()->second);
                m_jobs.erase(m_jobs.begin());
            }
            job();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::multimap<unsigned, std::function<void()>> m_jobs;
    std::vector<std::thread> m_threads;
    bool m_ending = false;
};

}  // namespace skein::runtime
