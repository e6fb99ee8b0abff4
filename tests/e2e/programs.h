// Runs skeinctl and the fake provider as processes in a folder of their own, with their own state, cache and key.
// Thread: the test's. Nothing outside the folder is touched.
#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace skein::test {

struct Ran {
    int exitStatus = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// What runs on the fake provider are charged, unless a test says otherwise.
inline constexpr const char* price = "input=0.25,output=1";

/// A plan of one task for a model provider.
QByteArray onePlan(const QByteArray& task = R"("id": "only", "instruction": "Say something.")");

std::int64_t micros(const QJsonValue& usd);

class Sandbox {
public:
    Sandbox();
    QString path(const QString& name) const { return m_folder.filePath(name); }
    const QProcessEnvironment& environment() const { return m_environment; }
    /// To change what later programs see.
    QProcessEnvironment& environment() { return m_environment; }

    /// Runs `skeinctl ARGUMENTS` to its end; fails the test by exit status -1 when it takes over two minutes.
    Ran skeinctl(const QStringList& arguments) const;
    /// Starts it and returns at once.
    void start(QProcess& process, const QStringList& arguments) const;
    /// Starts the fake provider; returns its base URL, empty when it did not start.
    QString startProvider(QProcess& process, const QStringList& arguments) const;
    /// Writes a text file below the folder and returns its path.
    QString write(const QString& name, const QByteArray& bytes) const;
    QByteArray read(const QString& name) const;
    /// A copy of resources/sample, so that a test may change it.
    QString copySample(const QString& name) const;

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
};

/// Lines of `log ARGUMENTS --json` as objects.
QList<QJsonObject> entries(const Sandbox& box, const QStringList& arguments);

}  // namespace skein::test
