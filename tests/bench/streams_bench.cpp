// 1,000 answers at the same time, each an event stream of 20 events a second: what one I/O thread takes to read, decode
// and count them. The peer reads the same streams with libcurl's polling interface and looks at nothing.
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include "core/runtime/http/curl_transport.h"
#include "core/runtime/model_client.h"
#include "tests/bench/figures.h"
#include "tests/bench/program.h"

namespace skein::bench {
namespace {

constexpr int eventsPerSecond = 20, bytesPerEvent = 16;

struct Read {
    double processorSeconds = 0, wallSeconds = 0;
    std::size_t whole = 0;  ///< streams that arrived to their end
    double cores() const { return processorSeconds / wallSeconds; }
};

std::string textOf(int events) { return std::string(static_cast<std::size_t>(events * bytesPerEvent), 'x'); }

std::string scriptOf(int events) {
    return fmt::format(R"({{"text":"{}","chunk_bytes":{},"chunk_delay_ms":{}}})", textOf(events), bytesPerEvent,
                       1'000 / eventsPerSecond);
}

/// Each stream needs a descriptor here and one in the provider, which inherits the limit.
void allowDescriptors() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

Result<Read> readWithClient(const std::string& url, int streams, int events) {
    runtime::CurlTransportOptions options;
    options.maxConnectionsPerHost = streams;
    SKEIN_TRY(const auto transport, runtime::CurlTransport::create(options));
    runtime::ModelClient client(*transport);
    std::mutex mutex;
    std::condition_variable over;
    int left = streams;
    Read read;
    const double began = secondsNow(), before = processSeconds();
    for (int i = 0; i < streams; ++i) {
        runtime::ModelCall call;
        call.baseUrl = url;
        call.request = providers::simpleRequest("fake", "", fmt::format("stream {}", i));
        const auto done = [&](runtime::ModelOutcome outcome) {
            const std::scoped_lock lock(mutex);
            read.whole += outcome && outcome->text.size() == textOf(events).size();
            if (--left == 0) over.notify_one();
        };
        SKEIN_TRY([[maybe_unused]] const auto id, client.start(std::move(call), done));
    }
    std::unique_lock lock(mutex);
    over.wait(lock, [&] { return left == 0; });
    read.processorSeconds = processSeconds() - before;
    read.wallSeconds = secondsNow() - began;
    return read;
}

std::size_t countBytes(char*, std::size_t size, std::size_t count, void* sum) {
    *static_cast<std::size_t*>(sum) += size * count;
    return size * count;
}

Result<Read> readWithPolling(const std::string& url, int streams) {
    const std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)> multi(curl_multi_init(), curl_multi_cleanup);
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
        curl_slist_append(nullptr, "Content-Type: application/json"), curl_slist_free_all);
    std::vector<std::unique_ptr<CURL, void (*)(CURL*)>> calls;
    std::vector<std::size_t> bytes(static_cast<std::size_t>(streams));
    Read read;
    const double began = secondsNow(), before = processSeconds();
    for (int i = 0; i < streams; ++i) {
        CURL* call = calls.emplace_back(curl_easy_init(), curl_easy_cleanup).get();
        const auto body =
            fmt::format(R"({{"model":"fake","stream":true,"messages":[{{"role":"user","content":"stream {}"}}]}})", i);
        curl_easy_setopt(call, CURLOPT_URL, (url + "/chat/completions").c_str());
        curl_easy_setopt(call, CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(call, CURLOPT_COPYPOSTFIELDS, body.c_str());
        curl_easy_setopt(call, CURLOPT_WRITEFUNCTION, countBytes);
        curl_easy_setopt(call, CURLOPT_WRITEDATA, &bytes[static_cast<std::size_t>(i)]);
        curl_multi_add_handle(multi.get(), call);
    }
    for (int running = streams; running > 0;) {
        if (curl_multi_perform(multi.get(), &running) != CURLM_OK)
            return fail(ErrorCode::Unavailable, "the polling peer broke off");
        if (running > 0) curl_multi_poll(multi.get(), nullptr, 0, 1'000, nullptr);
    }
    read.processorSeconds = processSeconds() - before;
    read.wallSeconds = secondsNow() - began;
    for (const auto& call : calls) curl_multi_remove_handle(multi.get(), call.get());
    for (const auto count : bytes) read.whole += count > 0;
    return read;
}

}  // namespace

Result<void> measureStreams(const Setting& setting, Figures& figures) {
    allowDescriptors();
    const int streams = setting.quick ? 300 : 1'000, events = setting.quick ? 100 : 300;
    const FakeProvider provider(scriptOf(events));
    if (provider.url().empty()) return fail(ErrorCode::Unavailable, "the fake provider does not start");
    SKEIN_TRY(const auto ours, readWithClient(provider.url(), streams, events));
    SKEIN_TRY(const auto polling, readWithPolling(provider.url(), streams));
    if (ours.whole != static_cast<std::size_t>(streams) || polling.whole != ours.whole)
        return fail(ErrorCode::Unavailable,
                    fmt::format("{} and {} of {} streams arrived whole", ours.whole, polling.whole, streams));
    figures.add({fmt::format("cores for {} streams", streams), ours.cores(), "cores",
                 fmt::format("{:.0f} events a second arrived, {} were sent; baseline: libcurl's polling interface "
                             "reading the same ({:.0f} a second)",
                             streams * events / ours.wallSeconds, streams * eventsPerSecond,
                             streams * events / polling.wallSeconds),
                 polling.cores(), Bound::AtMost, 0.5});
    return {};
}

}  // namespace skein::bench
