// Servers of a few lines for what the fake provider is not: a forwarding proxy, a TLS server whose certificate nobody
// signed, one fixed answer. Each listens on 127.0.0.1, with a thread per connection, all joined with the object.
// Thread: the test's.
#pragma once

#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cctype>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace skein::test {

class SmallServer {
public:
    using Talk = std::function<void(int)>;  ///< with one peer; the socket is closed behind it

    explicit SmallServer(Talk talk)
        : m_talk(std::move(talk)), m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        if (bind(m_listener, any, size) != 0 || listen(m_listener, 16) != 0 || getsockname(m_listener, any, &size) != 0)
            return;
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { acceptAll(); });
    }
    ~SmallServer() {
        shutdown(m_listener, SHUT_RDWR);
        if (m_thread.joinable()) m_thread.join();
        {
            const std::lock_guard lock(m_mutex);
            for (const int peer : m_peers) shutdown(peer, SHUT_RDWR);
        }
        for (auto& talk : m_talks) talk.join();
        for (const int peer : m_peers) close(peer);
        close(m_listener);
    }
    SmallServer(const SmallServer&) = delete;
    SmallServer& operator=(const SmallServer&) = delete;

    int port() const { return m_port; }
    std::size_t connections() const {
        const std::lock_guard lock(m_mutex);
        return m_peers.size();
    }

private:
    void acceptAll() {
        for (int peer; (peer = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
            const std::lock_guard lock(m_mutex);
            m_peers.push_back(peer);
            m_talks.emplace_back([this, peer] {
                m_talk(peer);
                shutdown(peer, SHUT_RDWR);
            });
        }
    }

    Talk m_talk;
    int m_listener;
    int m_port = 0;
    mutable std::mutex m_mutex;
    std::vector<int> m_peers;
    std::vector<std::thread> m_talks;
    std::thread m_thread;
};

inline bool sendAll(int peer, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// What came until the blank line behind a head, and perhaps some of the body; empty when the peer went away.
inline std::string readHead(int peer) {
    std::string head;
    char bytes[4'096];
    while (head.find("\r\n\r\n") == std::string::npos) {
        const auto got = recv(peer, bytes, sizeof bytes, 0);
        if (got <= 0) return {};
        head.append(bytes, static_cast<std::size_t>(got));
    }
    return head;
}

/// Hands bytes both ways until one side ends.
inline void joinSockets(int a, int b) {
    for (pollfd both[2]{{a, POLLIN, 0}, {b, POLLIN, 0}}; poll(both, 2, -1) > 0;)
        for (int i = 0; i < 2; ++i) {
            if (both[i].revents == 0) continue;
            char bytes[16'384];
            const auto got = recv(both[i].fd, bytes, sizeof bytes, 0);
            if (got <= 0 || !sendAll(both[1 - i].fd, {bytes, static_cast<std::size_t>(got)})) return;
        }
}

/// A proxy that takes every name for 127.0.0.1 at this port: for CONNECT a tunnel, else the request with its path
/// alone. `heard` is told each head, from the threads of the connections. One request a connection.
inline SmallServer::Talk proxyTo(int port, std::function<void(const std::string&)> heard) {
    return [port, heard = std::move(heard)](int peer) {
        std::string head = readHead(peer);
        if (head.empty()) return;
        heard(head.substr(0, head.find("\r\n\r\n")));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        const int upstream = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(upstream, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
            if (head.starts_with("CONNECT ")) {
                sendAll(peer, "HTTP/1.1 200 Connection established\r\n\r\n");
            } else {
                const auto target = head.find(' ') + 1, path = head.find('/', head.find("://") + 3);
                head.erase(target, path - target);
                head.insert(head.find("\r\n") + 2, "Connection: close\r\n");
                sendAll(upstream, head);
            }
            joinSockets(peer, upstream);
        }
        close(upstream);
    };
}

/// Answers every request with these bytes.
inline SmallServer::Talk answering(std::string bytes) {
    return [bytes = std::move(bytes)](int peer) {
        if (!readHead(peer).empty()) sendAll(peer, bytes);
    };
}

/// Speaks TLS with a certificate for `name` that it has signed itself.
inline SmallServer::Talk selfSigned(const std::string& name) {
    const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3'600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86'400);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* const subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    SSL_CTX_use_certificate(context.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), key.get());
    return [context](int peer) {
        const std::unique_ptr<SSL, decltype(&SSL_free)> tls(SSL_new(context.get()), SSL_free);
        SSL_set_fd(tls.get(), peer);
        SSL_accept(tls.get());  // who checks certificates goes away here
    };
}

}  // namespace skein::test
