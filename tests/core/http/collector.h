// A sink that keeps one response for a test. Thread: callbacks on the transport's, waiting on the test's.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

#include "core/ports/http.h"

class Collector : public skein::HttpSink {
public:
    void onHead(const skein::HttpResponseHead& response) override {
        const std::lock_guard lock(m_mutex);
        head = response;
    }
    skein::HttpFlow onBody(std::string_view bytes) override {
        const std::lock_guard lock(m_mutex);
        if (pauseFirst) {
            pauseFirst = false;
            ++pauses;
            m_change.notify_all();
            return skein::HttpFlow::Pause;
        }
        body += bytes;
        m_change.notify_all();
        return stopAfter > 0 && body.size() >= stopAfter ? skein::HttpFlow::Stop : skein::HttpFlow::Continue;
    }
    void onDone() override { end(std::nullopt); }
    void onError(const skein::HttpError& problem) override { end(problem); }

    template <class Condition>
    bool waitUntil(Condition condition, int milliseconds = 20'000) {
        std::unique_lock lock(m_mutex);
        return m_change.wait_for(lock, std::chrono::milliseconds(milliseconds), condition);
    }
    bool waitForEnd() {
        return waitUntil([this] { return ends > 0; });
    }
    bool failedWith(skein::HttpError::Kind kind) const { return ends == 1 && error && error->kind == kind; }

    skein::HttpResponseHead head;
    std::string body;
    std::optional<skein::HttpError> error;
    int ends = 0;
    int pauses = 0;
    bool pauseFirst = false;
    std::size_t stopAfter = 0;

private:
    void end(std::optional<skein::HttpError> problem) {
        const std::lock_guard lock(m_mutex);
        error = std::move(problem);
        ++ends;
        m_change.notify_all();
    }
    std::mutex m_mutex;
    std::condition_variable m_change;
};
