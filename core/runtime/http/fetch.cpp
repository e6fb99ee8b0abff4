#include "core/runtime/http/fetch.h"

#include <future>

namespace skein::runtime {
namespace {

class Waiting final : public HttpSink {
public:
    using Outcome = tl::expected<HttpAnswer, HttpError>;

    void onHead(const HttpResponseHead& head) override { m_answer.head = head; }
    HttpFlow onBody(std::string_view bytes) override {
        m_answer.body += bytes;
        return HttpFlow::Continue;
    }
    void onDone() override { m_promise.set_value(std::move(m_answer)); }
    void onError(const HttpError& error) override { m_promise.set_value(tl::unexpected(error)); }
    std::future<Outcome> outcome() { return m_promise.get_future(); }

private:
    HttpAnswer m_answer;
    std::promise<Outcome> m_promise;
};

}  // namespace

tl::expected<HttpAnswer, HttpError> fetch(HttpTransport& transport, HttpRequest request) {
    const auto sink = std::make_shared<Waiting>();
    auto outcome = sink->outcome();
    if (auto started = transport.start(std::move(request), sink); !started)
        return tl::unexpected(HttpError{HttpError::Kind::Connect, HttpProgress::NotSent, started.error().message});
    return outcome.get();
}

}  // namespace skein::runtime
