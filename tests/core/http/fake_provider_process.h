// Starts the fake provider as a process for one test and ends it with the object. Thread: the test's.
#pragma once

#include <QProcess>
#include <QRegularExpression>

#include "core/base/json.h"

class FakeProviderProcess {
public:
    /// `script` is the JSON of tests/support/fake_provider/script.h; valid() tells whether it listens.
    explicit FakeProviderProcess(const char* script = "{}", const QStringList& more = {}) {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(FAKE_PROVIDER, QStringList{"--exit-with-parent", "--script-json", script} + more);
        while (!m_output.contains('\n') && m_process.waitForReadyRead(10'000)) m_output += m_process.readAll();
        static const QRegularExpression address("http://127\\.0\\.0\\.1:\\d+");
        m_address = address.match(QString::fromUtf8(m_output)).captured().toStdString();
    }
    ~FakeProviderProcess() { stop(); }

    bool valid() const { return !m_address.empty(); }
    const QByteArray& output() const { return m_output; }
    std::string baseUrl() const { return m_address + "/v1"; }
    std::string chatUrl() const { return baseUrl() + "/chat/completions"; }
    std::string ledgerUrl() const { return m_address + "/ledger"; }
    void stop() {
        m_process.kill();
        m_process.waitForFinished(10'000);
    }

private:
    QProcess m_process;
    QByteArray m_output;
    std::string m_address;
};
