// The control socket: answers, repeated ids, late answers, and hostile peers.
#include <QtTest>

#include <atomic>
#include <cstring>
#include <mutex>
#include <thread>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/runtime/control/control_client.h"
#include "core/runtime/control/control_server.h"

using namespace skein;
using namespace skein::runtime;

namespace {

/// A peer that sends what it likes.
class RawPeer {
public:
    explicit RawPeer(const std::string& path) : m_descriptor(::socket(AF_UNIX, SOCK_STREAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        m_connected = ::connect(m_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        const timeval limit{5, 0};
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    ~RawPeer() { ::close(m_descriptor); }
    bool send(std::string_view bytes) const {
        return m_connected &&
               ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }
    /// Everything until the server closes, or five seconds of silence.
    std::string readToEnd() const {
        std::string all;
        char buffer[4'096];
        for (;;) {
            const auto count = ::recv(m_descriptor, buffer, sizeof buffer, 0);
            if (count <= 0) return all;
            all.append(buffer, static_cast<std::size_t>(count));
        }
    }

private:
    int m_descriptor;
    bool m_connected = false;
};

}  // namespace

class TestControl : public QObject {
    Q_OBJECT
private slots:
    void init() {
        m_address = m_folder.filePath("c.sock").toStdString();
        m_calls = 0;
        ControlServerOptions options;
        options.maxFrameBytes = 100'000;
        options.maxUnanswered = 3;
        options.maxRemembered = 8;
        options.frameTimeout = milliseconds(300);
        options.lastAnswers = milliseconds(1'000);
        auto server = ControlServer::create(
            m_address,
            [this](const std::string& method, const Json& params, ControlAnswer answer) {
                ++m_calls;
                if (method == "keep") {
                    const std::lock_guard lock(m_mutex);
                    m_kept.push_back(std::move(answer));
                } else if (method == "later") {
                    std::thread([answer = std::move(answer), params] { answer(params); }).detach();
                } else if (method == "refuse") {
                    answer(fail(ErrorCode::NeedsPerson, "a person must decide"));
                } else {
                    answer(Json{{"echo", params}});
                    answer(Json{{"second", true}});  // only the first answer counts
                }
            },
            options);
        QVERIFY(server.has_value());
        m_server = *std::move(server);
    }
    void cleanup() {
        m_server.reset();
        m_kept.clear();
        QVERIFY(!QFile::exists(QString::fromStdString(m_address)));
    }

    void requestsAreAnswered() {
        const auto client = ControlClient::connect(m_address);
        QVERIFY(client.has_value());
        for (int i = 0; i < 20; ++i) QCOMPARE((*client)->call("echo", {{"n", i}})->at("echo").at("n").get<int>(), i);
        QCOMPARE((*client)->call("later", {{"text", "a\nb"}})->at("text").get<std::string>(), std::string("a\nb"));
        const auto refused = (*client)->call("refuse", Json::object());
        QCOMPARE(refused.error().code, ErrorCode::NeedsPerson);
        QCOMPARE(refused.error().message, std::string("a person must decide"));
        struct stat info {};
        QCOMPARE(::stat(m_address.c_str(), &info), 0);
        QCOMPARE(static_cast<int>(info.st_mode & 0777), 0600);
    }

    void aRepeatedIdIsCarriedOutOnce() {
        const auto id = randomUuid();
        const auto first = *ControlClient::connect(m_address);
        QVERIFY(first->callAs(id, "echo", {{"a", 1}}).has_value());
        const auto second = *ControlClient::connect(m_address);
        QCOMPARE(second->callAs(id, "echo", {{"a", 1}})->at("echo").at("a").get<int>(), 1);
        QCOMPARE(m_calls.load(), 1);
        QCOMPARE(second->callAs(id, "echo", {{"a", 2}}).error().code, ErrorCode::InvalidInput);
        // While it is not answered yet, the repetition waits for the same answer.
        const auto pending = randomUuid();
        QCOMPARE(first->callAs(pending, "keep", Json::object(), milliseconds(50)).error().code, ErrorCode::Unavailable);
        std::thread later([this] {
            QTest::qSleep(50);
            const std::lock_guard lock(m_mutex);
            m_kept.front()(Json{{"done", true}});
        });
        QVERIFY(second->callAs(pending, "keep", Json::object()).has_value());
        later.join();
        QCOMPARE(m_calls.load(), 2);
        // Answers are forgotten oldest first, within their bound.
        for (int i = 0; i < 20; ++i) QVERIFY(second->call("echo", Json::object()).has_value());
        QVERIFY(second->callAs(id, "echo", {{"a", 1}}).has_value());
        QCOMPARE(m_calls.load(), 23);
    }

    void tooManyUnansweredRequestsAreRefused() {
        const auto client = *ControlClient::connect(m_address);
        for (int i = 0; i < 3; ++i) (void)client->call("keep", Json::object(), milliseconds(30));
        QCOMPARE(client->call("echo", Json::object()).error().code, ErrorCode::Busy);
        for (const auto& answer : m_kept) answer(Json::object());
        QTRY_VERIFY(client->call("echo", Json::object()).has_value());
    }

    void hostileFramesEndTheirConnectionOnly_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("no JSON") << QByteArray("hello\n") << QByteArray("invalid-input");
        QTest::newRow("array") << QByteArray("[1]\n") << QByteArray("invalid-input");
        QTest::newRow("deep") << QByteArray(50'000, '[') + "\n" << QByteArray("too-large");
        QTest::newRow("huge") << QByteArray(120'000, 'x') << QByteArray("too-large");
        QTest::newRow("version") << QByteArray("{\"v\":9,\"id\":\"a\",\"method\":\"m\",\"params\":{}}\n")
                                 << QByteArray("newer-version");
        QTest::newRow("no id") << QByteArray("{\"v\":1,\"method\":\"m\",\"params\":{}}\n")
                               << QByteArray("invalid-input");
        QTest::newRow("params") << QByteArray("{\"v\":1,\"id\":\"a\",\"method\":\"m\",\"params\":[]}\n")
                                << QByteArray("invalid-input");
        QTest::newRow("control characters")
            << QByteArray("{\"v\":1,\"id\":\"a\\u0007\",\"method\":\"m\",\"params\":{}}\n")
            << QByteArray("invalid-input");
        QTest::newRow("slow") << QByteArray("{\"v\":1,") << QByteArray();
    }
    void hostileFramesEndTheirConnectionOnly() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, says);
        const RawPeer peer(m_address);
        QVERIFY(peer.send(bytes.toStdString()));
        QElapsedTimer timer;
        timer.start();
        const auto answer = peer.readToEnd();
        QVERIFY2(timer.elapsed() < 4'000, "the connection was not ended");
        QVERIFY2(answer.find(says.toStdString()) != std::string::npos, answer.c_str());
        QCOMPARE(m_calls.load(), 0);
        QVERIFY((*ControlClient::connect(m_address))->call("echo", Json::object()).has_value());
    }

    void staleSocketsAreReplacedAndLiveOnesAreNot() {
        const auto handler = [](const std::string&, const Json&, const ControlAnswer& answer) {
            answer(Json::object());
        };
        QCOMPARE(ControlServer::create(m_address, handler).error().code, ErrorCode::Busy);
        const auto stale = m_folder.filePath("s.sock").toStdString();
        {
            const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
            sockaddr_un address{};
            address.sun_family = AF_UNIX;
            std::memcpy(address.sun_path, stale.data(), stale.size());
            QCOMPARE(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
            ::close(left);
        }
        QCOMPARE(ControlClient::connect(stale).error().code, ErrorCode::Unavailable);
        QVERIFY(ControlServer::create(stale, handler).has_value());
        QCOMPARE(ControlServer::create(std::string(200, 'x'), handler).error().code, ErrorCode::InvalidInput);
        const auto file = m_folder.filePath("file").toStdString();
        QFile plain(QString::fromStdString(file));
        QVERIFY(plain.open(QIODevice::WriteOnly));
        QCOMPARE(ControlServer::create(file, handler).error().code, ErrorCode::Denied);
    }

    /// Whoever gets no answer asks another server to do it once more.
    void whatWasTakenIsAnsweredBeforeTheEnd() {
        Result<Json> told = fail(ErrorCode::Unavailable, "not asked");
        std::thread asking([&] {
            const auto client = *ControlClient::connect(m_address);
            told = client->call("keep", Json::object());
        });
        while (m_calls == 0) QTest::qWait(5);
        std::thread answering([&] {
            QThread::msleep(200);
            const std::lock_guard lock(m_mutex);
            for (const auto& answer : m_kept) answer(Json{{"done", true}});
        });
        m_server.reset();
        answering.join();
        asking.join();
        QVERIFY2(told.has_value() && told->at("done") == true, told ? "" : told.error().message.c_str());
    }

    void theServerMayGoWhileAnswersAreDue() {
        const auto client = *ControlClient::connect(m_address);
        (void)client->call("keep", Json::object(), milliseconds(30));
        m_server.reset();
        for (const auto& answer : m_kept) answer(Json::object());
        QCOMPARE(client->call("echo", Json::object(), milliseconds(100)).error().code, ErrorCode::Unavailable);
    }

    void theAddressIsPrivate() {
        qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8());
        const auto address = controlAddressFor(std::string(32, 'a'));
        QVERIFY(address.has_value());
        struct stat info {};
        QCOMPARE(::stat(m_folder.filePath("skein").toUtf8().constData(), &info), 0);
        QCOMPARE(static_cast<int>(info.st_mode & 0777), 0700);
        QVERIFY(!controlAddressFor("../x"));
    }

private:
    QTemporaryDir m_folder;
    std::string m_address;
    std::unique_ptr<ControlServer> m_server;
    std::atomic<int> m_calls{0};
    std::mutex m_mutex;
    std::vector<ControlAnswer> m_kept;
};

QTEST_GUILESS_MAIN(TestControl)
#include "tst_control.moc"
