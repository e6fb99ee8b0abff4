// The curl transport against the fake provider: hundreds of streams, cancelling, each timeout, broken connections,
// bounds, refused redirects, backpressure, reuse and shutdown.
#include <QtTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/runtime/http/curl_transport.h"
#include "tests/core/http/collector.h"
#include "tests/core/http/fake_provider_process.h"
#include "tests/support/small_servers.h"

using namespace skein;
using namespace skein::runtime;

namespace {

HttpRequest chat(const FakeProviderProcess& server, const std::string& prompt = "hi") {
    HttpRequest request;
    request.url = server.chatUrl();
    request.headers = {{"Content-Type", "application/json"}};
    request.body = prettyJson(
        {{"model", "m"}, {"stream", true}, {"messages", Json::array({Json{{"role", "user"}, {"content", prompt}}})}},
        -1);
    return request;
}

}  // namespace

class CurlTransportTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_transport = std::move(*CurlTransport::create()); }
    void cleanup() { m_transport.reset(); }

    void streamArrivesWhole();
    void threeHundredStreams();
    void connectionsAreReused();
    void cancelEndsOnce();
    void cancelBeforeItBegan();
    void silenceTimeout();
    void pauseStopsTheSilenceTimer();
    void totalTimeout();
    void nobodyListens();
    void proxyThatIsDown();
    void proxyThatWorks();
    void hostsWithoutAProxy();
    void noTlsSpokenThere();
    void aCertificateNobodySigned();
    void disconnectBeforeTheFirstByte();
    void disconnectInTheMiddle();
    void sentOnceOnADeadConnection();
    void responseIsBounded();
    void sinkCanStop();
    void backpressure();
    void redirectIsRefused();
    void redirectsNameTheirTarget_data();
    void redirectsNameTheirTarget();
    void unknownEncodingsAreNamed();
    void aKeyNeverFollowsARedirect();
    void badRequests_data();
    void badRequests();
    void tooManyExchanges();
    void shutdownEndsAll();

private:
    std::shared_ptr<Collector> run(HttpRequest request) {
        auto sink = std::make_shared<Collector>();
        if (!m_transport->start(std::move(request), sink)) return nullptr;
        return sink->waitForEnd() ? sink : nullptr;
    }
    Json ledger(const FakeProviderProcess& server) {
        HttpRequest request;
        request.method = HttpRequest::Method::Get;
        request.url = server.ledgerUrl();
        const auto sink = run(std::move(request));
        return sink ? parseJson(sink->body).value_or(Json::object()) : Json::object();
    }
    std::unique_ptr<CurlTransport> m_transport;
};

void CurlTransportTest::streamArrivesWhole() {
    FakeProviderProcess server(R"({"chunk_bytes":1,"text":"Honig 🐝"})");
    QVERIFY(server.valid() && server.output().find("SIMULATED") != std::string::npos);
    const auto sink = run(chat(server));
    QVERIFY(sink && !sink->error);
    QCOMPARE(sink->head.status, 200);
    QCOMPARE(sink->head.header("content-type"), std::string_view("text/event-stream"));
    QVERIFY(sink->body.find("🐝") != std::string::npos && sink->body.ends_with("data: [DONE]\n\n"));
    QCOMPARE(m_transport->active(), std::size_t{0});
}

void CurlTransportTest::threeHundredStreams() {
    // Whole answers on bodies that stay open: all 300 are in flight together, however slow the machine is.
    FakeProviderProcess server(R"({"latency_ms":1000,"chunk_bytes":8,"fault":"stays-open"})");
    std::vector<std::shared_ptr<Collector>> sinks;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 300; ++i) {
        sinks.push_back(std::make_shared<Collector>());
        QVERIFY(m_transport->start(chat(server, "prompt " + std::to_string(i)), sinks.back()).has_value());
    }
    for (const auto& sink : sinks)
        QVERIFY(sink->waitUntil([&] { return sink->body.ends_with("data: [DONE]\n\n"); }, 60'000));
    qInfo("300 streams of 1 s latency took %lld ms", timer.elapsed());
    QVERIFY(ledger(server)["server"]["peak_active"].get<int>() >= 300);
    m_transport.reset();
    for (const auto& sink : sinks) QVERIFY(sink->failedWith(HttpError::Kind::ShutDown));
}

void CurlTransportTest::connectionsAreReused() {
    FakeProviderProcess server;
    for (int i = 0; i < 5; ++i) QVERIFY(run(chat(server)));
    QCOMPARE(ledger(server)["server"]["connections"].get<int>(), 1);
}

void CurlTransportTest::cancelEndsOnce() {
    FakeProviderProcess server(R"({"chunk_delay_ms":50,"chunk_bytes":1})");
    const auto sink = std::make_shared<Collector>();
    const auto id = m_transport->start(chat(server), sink);
    QVERIFY(sink->waitUntil([&] { return !sink->body.empty(); }));
    m_transport->cancel(*id);
    m_transport->cancel(*id);
    QVERIFY(sink->waitForEnd());
    m_transport->cancel(*id);
    QVERIFY(sink->failedWith(HttpError::Kind::Cancelled));
    QCOMPARE(static_cast<int>(sink->error->progress), static_cast<int>(HttpProgress::BodyReceived));
}

void CurlTransportTest::cancelBeforeItBegan() {
    FakeProviderProcess server(R"({"fault":"hang"})");
    const auto sink = std::make_shared<Collector>();
    m_transport->cancel(*m_transport->start(chat(server), sink));
    QVERIFY(sink->waitForEnd());
    QVERIFY(sink->failedWith(HttpError::Kind::Cancelled));
}

void CurlTransportTest::silenceTimeout() {
    FakeProviderProcess server(R"({"fault":"hang"})");
    HttpRequest request = chat(server);
    request.timeouts.silence = milliseconds(150);
    const auto sink = run(std::move(request));
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Timeout));
    QVERIFY(sink->error->message.find("no byte") != std::string::npos);
    QCOMPARE(static_cast<int>(sink->error->progress), static_cast<int>(HttpProgress::Sent));
    // Bytes now and then hold the timer off, however long the whole takes.
    FakeProviderProcess slow(R"({"chunk_delay_ms":60,"chunk_bytes":8})");
    request = chat(slow);
    request.timeouts.silence = milliseconds(400);
    const auto steady = run(std::move(request));
    QVERIFY(steady && !steady->error);
}

void CurlTransportTest::pauseStopsTheSilenceTimer() {
    FakeProviderProcess server;
    HttpRequest request = chat(server);
    request.timeouts.silence = milliseconds(100);
    const auto sink = std::make_shared<Collector>();
    sink->pauseFirst = true;
    const auto id = m_transport->start(std::move(request), sink);
    QVERIFY(sink->waitUntil([&] { return sink->pauses == 1; }));
    QVERIFY(!sink->waitUntil([&] { return sink->ends > 0; }, 400));
    m_transport->resume(*id);
    QVERIFY(sink->waitForEnd());
    QVERIFY(!sink->error);
}

void CurlTransportTest::totalTimeout() {
    FakeProviderProcess server(R"({"fault":"comments-only"})");
    HttpRequest request = chat(server);
    request.timeouts.total = milliseconds(300);
    const auto sink = run(std::move(request));
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Timeout));
    QVERIFY(sink->body.find("keep-alive") != std::string::npos);
}

void CurlTransportTest::nobodyListens() {
    FakeProviderProcess server;
    const HttpRequest request = chat(server);
    server.stop();
    const auto sink = run(request);
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Connect));
    QCOMPARE(static_cast<int>(sink->error->progress), static_cast<int>(HttpProgress::NotSent));
    QVERIFY(sink->error->message.find("127.0.0.1") != std::string::npos);
}

void CurlTransportTest::proxyThatIsDown() {
    qputenv("http_proxy", "http://127.0.0.1:1");
    HttpRequest request;
    request.url = "http://model.invalid:8080/v1";
    const auto sink = run(std::move(request));
    FakeProviderProcess server(R"({"text":"here"})");
    const auto local = run(chat(server));  // this machine is never asked of a proxy
    qunsetenv("http_proxy");
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Connect));
    QVERIFY2(sink->error->message.find("model.invalid:8080: no connection to the proxy") == 0,
             sink->error->message.c_str());
    QVERIFY(local && !local->error);
}

/// The heads that a proxy was sent, and the proxy; what it is asked for comes from the fake provider.
class HeardProxy {
public:
    explicit HeardProxy(const FakeProviderProcess& server)
        : m_proxy(skein::test::proxyTo(std::stoi(server.baseUrl().substr(server.baseUrl().rfind(':') + 1)),
                                       [this](const std::string& head) {
                                           const std::lock_guard lock(m_mutex);
                                           m_heads.push_back(head);
                                       })) {}
    QByteArray address() const { return "http://127.0.0.1:" + QByteArray::number(m_proxy.port()); }
    std::vector<std::string> heads() const {
        const std::lock_guard lock(m_mutex);
        return m_heads;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_heads;
    skein::test::SmallServer m_proxy;
};

/// Through a forward proxy the whole answer comes, streamed; through a tunnel the proxy is told where to, and no key.
void CurlTransportTest::proxyThatWorks() {
    FakeProviderProcess server(R"({"text":"through the proxy"})");
    const HeardProxy proxy(server);
    qputenv("http_proxy", proxy.address());
    qputenv("https_proxy", proxy.address());
    HttpRequest request = chat(server);
    request.url = "http://model.invalid:8080/v1/chat/completions";
    const auto sink = run(std::move(request));
    HttpRequest secure;
    secure.url = "https://secure.invalid/v1/chat/completions";
    secure.headers = {{"Authorization", "Bearer sk-secret"}};
    secure.timeouts.connect = milliseconds(500);
    const auto tunnel = run(std::move(secure));
    qunsetenv("http_proxy");
    qunsetenv("https_proxy");
    QVERIFY2(sink && !sink->error && sink->head.status == 200, sink && sink->error ? sink->error->message.c_str() : "");
    QVERIFY2(sink->body.find("proxy") != std::string::npos && sink->body.find("[DONE]") != std::string::npos,
             sink->body.c_str());
    // Nobody speaks TLS behind the tunnel: the key stays here.
    QVERIFY(tunnel && tunnel->failedWith(HttpError::Kind::Timeout));
    QCOMPARE(static_cast<int>(tunnel->error->progress), static_cast<int>(HttpProgress::NotSent));
    const auto heads = proxy.heads();
    QCOMPARE(heads.size(), std::size_t{2});
    QVERIFY2(heads[0].starts_with("POST http://model.invalid:8080/v1/chat/completions HTTP/1.1"), heads[0].c_str());
    QVERIFY2(
        heads[1].starts_with("CONNECT secure.invalid:443 HTTP/1.1") && heads[1].find("sk-secret") == std::string::npos,
        heads[1].c_str());
}

/// NO_PROXY names hosts and the ends of hosts; those are asked directly.
void CurlTransportTest::hostsWithoutAProxy() {
    FakeProviderProcess server;
    const HeardProxy proxy(server);
    qputenv("http_proxy", proxy.address());
    qputenv("NO_PROXY", "corp.invalid, alone.invalid");
    const auto ask = [&](const char* host) {
        m_transport = std::move(*CurlTransport::create());  // a connection of its own, and NO_PROXY as it is now
        HttpRequest request = chat(server);
        request.url = std::string("http://") + host + ":8080/v1/chat/completions";
        const auto sink = run(std::move(request));
        return sink && !sink->error ? QByteArray("answered")
                                    : QByteArray(sink ? sink->error->message.c_str() : "nothing");
    };
    const auto suffix = ask("llm.corp.invalid"), whole = ask("alone.invalid"), other = ask("notcorp.invalid"),
               outside = ask("corp.invalid.example");
    qunsetenv("http_proxy");
    qunsetenv("NO_PROXY");
    QVERIFY2(suffix.startsWith("llm.corp.invalid:8080: no connection ("), suffix);
    QVERIFY2(whole.startsWith("alone.invalid:8080: no connection ("), whole);
    QCOMPARE(other, QByteArray("answered"));
    QCOMPARE(outside, QByteArray("answered"));
    QCOMPARE(proxy.heads().size(), std::size_t{2});
}

void CurlTransportTest::noTlsSpokenThere() {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    QVERIFY(bind(listener, any, size) == 0 && listen(listener, 1) == 0 && getsockname(listener, any, &size) == 0);
    auto sink = std::make_shared<Collector>();
    HttpRequest request;
    request.url = "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/v1";
    QVERIFY(m_transport->start(std::move(request), sink));
    const int peer = accept(listener, nullptr, nullptr);
    char hello[4'096];
    QVERIFY(read(peer, hello, sizeof hello) > 0);
    constexpr std::string_view answer = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
    QCOMPARE(write(peer, answer.data(), answer.size()), static_cast<ssize_t>(answer.size()));
    QVERIFY(sink->waitForEnd());
    close(peer);
    close(listener);
    QVERIFY(sink->failedWith(HttpError::Kind::Tls));
    QVERIFY2(sink->error->message.find("the secure connection was refused") != std::string::npos,
             sink->error->message.c_str());
}

void CurlTransportTest::aCertificateNobodySigned() {
    skein::test::SmallServer server(skein::test::selfSigned("localhost"));
    HttpRequest request;
    request.url = "https://localhost:" + std::to_string(server.port()) + "/v1";
    request.headers = {{"Authorization", "Bearer sk-secret"}};
    const auto sink = run(std::move(request));
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Tls));
    QCOMPARE(static_cast<int>(sink->error->progress), static_cast<int>(HttpProgress::NotSent));
    const auto& message = sink->error->message;
    QVERIFY2(message.find("localhost:" + std::to_string(server.port())) == 0 &&
                 (message.find("self-signed certificate") != std::string::npos ||
                  message.find("self signed certificate") != std::string::npos),
             message.c_str());
}

void CurlTransportTest::disconnectBeforeTheFirstByte() {
    FakeProviderProcess server(R"({"fault":"disconnect-before"})");
    const auto sink = run(chat(server));
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Disconnected));
    QCOMPARE(static_cast<int>(sink->error->progress), static_cast<int>(HttpProgress::Sent));
}

void CurlTransportTest::disconnectInTheMiddle() {
    FakeProviderProcess server(R"({"fault":"disconnect-after","after_chunks":2,"chunk_bytes":4})");
    const auto sink = run(chat(server));
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Disconnected));
    QCOMPARE(static_cast<int>(sink->error->progress), static_cast<int>(HttpProgress::BodyReceived));
    QVERIFY(sink->body.find("\"# SI\"") != std::string::npos);
}

void CurlTransportTest::sentOnceOnADeadConnection() {
    // The first request leaves an idle connection; the second is read on it and dropped. curl alone would send it
    // again.
    FakeProviderProcess server(R"({"rules":[{"when":{"contains":"drop me"},"fault":"disconnect-before"}]})");
    QVERIFY(run(chat(server)));
    const auto sink = run(chat(server, "drop me"));
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Disconnected));
    QCOMPARE(static_cast<int>(sink->error->progress), static_cast<int>(HttpProgress::Sent));
    QCOMPARE(ledger(server)["requests"].get<int>(), 2);
}

void CurlTransportTest::responseIsBounded() {
    FakeProviderProcess server(R"({"fault":"flood"})");
    HttpRequest request = chat(server);
    request.maxResponseBytes = 100'000;
    const auto sink = run(std::move(request));
    QVERIFY(sink && sink->failedWith(HttpError::Kind::TooLarge));
    QVERIFY(sink->body.size() <= 100'000 && sink->error->message.find("100000") != std::string::npos);
}

void CurlTransportTest::sinkCanStop() {
    FakeProviderProcess server(R"({"fault":"flood"})");
    const auto sink = std::make_shared<Collector>();
    sink->stopAfter = 1000;
    QVERIFY(m_transport->start(chat(server), sink).has_value());
    QVERIFY(sink->waitForEnd());
    QVERIFY(sink->failedWith(HttpError::Kind::Cancelled));
}

void CurlTransportTest::backpressure() {
    FakeProviderProcess server(R"({"chunk_bytes":100})");
    const auto plain = run(chat(server));
    const auto sink = std::make_shared<Collector>();
    sink->pauseFirst = true;
    const auto id = m_transport->start(chat(server), sink);
    QVERIFY(sink->waitUntil([&] { return sink->pauses == 1; }));
    QVERIFY(sink->body.empty());
    m_transport->resume(*id);
    QVERIFY(sink->waitForEnd());
    QCOMPARE(sink->body, plain->body);
}

void CurlTransportTest::redirectIsRefused() {
    FakeProviderProcess server(R"({"fault":"redirect"})");
    const auto sink = run(chat(server));
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Redirected));
    QVERIFY(sink->error->message.find("elsewhere.invalid") != std::string::npos);
}

void CurlTransportTest::redirectsNameTheirTarget_data() {
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("words");
    QTest::newRow("another host") << QByteArray("https://other.example/v1") << "redirects to other.example;";
    QTest::newRow("without a scheme") << QByteArray("//other.example/v1") << "redirects to other.example;";
    QTest::newRow("a path") << QByteArray("/v2/chat") << "redirects to another path of 127.0.0.1:";
    QTest::newRow("a path that mentions a host")
        << QByteArray("/login?next=http://other.example/") << "redirects to another path of 127.0.0.1:";
    QTest::newRow("nowhere") << QByteArray("") << "redirects to an address that it does not name;";
}

void CurlTransportTest::redirectsNameTheirTarget() {
    QFETCH(QByteArray, location);
    QFETCH(QString, words);
    skein::test::SmallServer server(skein::test::answering(
        fmt::format("HTTP/1.1 307 Elsewhere\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", location.toStdString())));
    HttpRequest request;
    request.url = fmt::format("http://127.0.0.1:{}/v1/chat/completions", server.port());
    request.body = "{}";
    const auto sink = run(std::move(request));
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Redirected));
    QVERIFY2(QString::fromStdString(sink->error->message).contains(words), sink->error->message.c_str());
}

/// Of those that this libcurl cannot decode; which it can differs from machine to machine.
void CurlTransportTest::unknownEncodingsAreNamed() {
    skein::test::SmallServer server(
        skein::test::answering("HTTP/1.1 200 OK\r\nContent-Encoding: snappy\r\nContent-Length: 4\r\n\r\nabcd"));
    HttpRequest request;
    request.url = fmt::format("http://127.0.0.1:{}/v1/chat/completions", server.port());
    request.body = "{}";
    const auto sink = run(std::move(request));
    QVERIFY(sink && sink->failedWith(HttpError::Kind::Malformed));
    QVERIFY2(sink->error->message.find("content encoding is \"snappy\"") != std::string::npos,
             sink->error->message.c_str());
}

/// Neither to another host nor to another port of the same, whatever the status: nobody is asked there at all.
void CurlTransportTest::aKeyNeverFollowsARedirect() {
    skein::test::SmallServer other(skein::test::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
    for (const char* host : {"localhost", "127.0.0.1"})
        for (const int status : {301, 302, 303, 307, 308}) {
            const auto there = fmt::format("http://{}:{}/v1/chat/completions", host, other.port());
            skein::test::SmallServer first(skein::test::answering(
                fmt::format("HTTP/1.1 {} Elsewhere\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", status, there)));
            HttpRequest request;
            request.url = fmt::format("http://127.0.0.1:{}/v1/chat/completions", first.port());
            request.headers = {{"Authorization", "Bearer sk-secret"}};
            request.body = "{}";
            const auto sink = run(std::move(request));
            QVERIFY2(sink && sink->failedWith(HttpError::Kind::Redirected), there.c_str());
            QVERIFY2(sink->error->message.find(std::to_string(other.port())) != std::string::npos &&
                         sink->error->message.find("secret") == std::string::npos,
                     sink->error->message.c_str());
        }
    QCOMPARE(other.connections(), std::size_t{0});
}

void CurlTransportTest::badRequests_data() {
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("scheme") << QByteArray("file:///etc/passwd") << QByteArray("x");
    QTest::newRow("user in the address") << QByteArray("http://a:b@127.0.0.1/") << QByteArray("x");
    QTest::newRow("line end in the address") << QByteArray("http://127.0.0.1/\r\nX: y") << QByteArray("x");
    QTest::newRow("line end in a header") << QByteArray("http://127.0.0.1/") << QByteArray("secret-key\r\nX: y");
}

void CurlTransportTest::badRequests() {
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, header);
    HttpRequest request;
    request.url = url.toStdString();
    request.headers = {{"Authorization", header.toStdString()}};
    const auto sink = std::make_shared<Collector>();
    const auto started = m_transport->start(std::move(request), sink);
    QVERIFY(!started && started.error().code == ErrorCode::InvalidInput);
    QVERIFY(started.error().message.find("secret-key") == std::string::npos);
    QCOMPARE(sink->ends, 0);
}

void CurlTransportTest::tooManyExchanges() {
    FakeProviderProcess server(R"({"fault":"hang"})");
    CurlTransportOptions options;
    options.maxExchanges = 3;
    auto small = std::move(*CurlTransport::create(options));
    std::vector<std::shared_ptr<Collector>> sinks;
    for (int i = 0; i < 4; ++i) {
        sinks.push_back(std::make_shared<Collector>());
        const auto started = small->start(chat(server), sinks.back());
        QCOMPARE(started.has_value(), i < 3);
        if (!started) QCOMPARE(static_cast<int>(started.error().code), static_cast<int>(ErrorCode::Busy));
    }
    small.reset();
    for (int i = 0; i < 3; ++i) QCOMPARE(sinks[static_cast<std::size_t>(i)]->ends, 1);
}

void CurlTransportTest::shutdownEndsAll() {
    FakeProviderProcess server(R"({"fault":"hang"})");
    std::vector<std::shared_ptr<Collector>> sinks;
    for (int i = 0; i < 50; ++i) {
        sinks.push_back(std::make_shared<Collector>());
        QVERIFY(m_transport->start(chat(server), sinks.back()).has_value());
    }
    m_transport.reset();
    for (const auto& sink : sinks) QVERIFY(sink->failedWith(HttpError::Kind::ShutDown));
}

QTEST_GUILESS_MAIN(CurlTransportTest)
#include "tst_curl_transport.moc"
