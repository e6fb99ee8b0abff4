#include "core/runtime/http/fetch.h"

#include <future>

namespace skein::runtime {
namespace {

class Whole final : public HttpSink {
public:
    explicit Whole(std::function<void(HttpOutcome)> then) : m_then(std::move(then)) {}

    void onHead(const HttpResponseHead& head) override { m_answer.head = head; }
    HttpFlow onBody(std::string_view bytes) override {
        m_answer.body += bytes;
        return HttpFlow::Continue;
    }
    void onDone() override { m_then(std::move(m_answer)); }
    void onError(const HttpError& error) override { m_then(tl::unexpected(error)); }

private:
    HttpAnswer m_answer;
    std::function<void(HttpOutcome)> m_then;
};

}  // namespace

HttpRequestId beginFetch(HttpTransport& transport, HttpRequest request, std::function<void(HttpOutcome)> then) {
    auto started = transport.start(std::move(request), std::make_shared<Whole>(then));
    if (started) return *started;
    then(tl::unexpected(HttpError{HttpError::Kind::Connect, HttpProgress::NotSent, started.error().message}));
    return {};
}

HttpOutcome fetch(HttpTransport& transport, HttpRequest request) {
    const auto promise = std::make_shared<std::promise<HttpOutcome>>();
    auto outcome = promise->get_future();
    beginFetch(transport, std::move(request), [promise](HttpOutcome answer) { promise->set_value(std::move(answer)); });
    return outcome.get();
}

}  // namespace skein::runtime
