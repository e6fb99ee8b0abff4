// SingleInstance: one window of Skein on a desktop, held by a name on the session bus. A second start hands its
// arguments to the first and ends. Without a session bus, or when the first does not answer, the second start goes on
// as if it were alone. Thread: GUI, before the event loop runs. What comes over the bus is data from another program:
// bounded, and read like a command line.
#pragma once

#include <QObject>
#include <QStringList>

class QDBusConnection;

namespace skein::ui {

class SingleInstance : public QObject {
    Q_OBJECT
public:
    enum class Outcome {
        First,       ///< this program has the name, or there is no bus
        HandedOver,  ///< another one has it and has taken the arguments
        Alone,       ///< another one has it and did not answer
    };

    explicit SingleInstance(QObject* parent = nullptr);
    ~SingleInstance() override;

    /// `arguments` without the program's name, paths absolute.
    Outcome start(const QStringList& arguments);
    /// Why the other one did not answer; after Alone.
    QString error() const { return m_error; }

    /// What a second start or the desktop asked for; called by the adaptors.
    void take(const QStringList& arguments, const QString& token);

signals:
    /// The window is to come forward and do what these arguments say; both may be empty. `token`: of the desktop, to be
    /// allowed to come forward.
    void asked(const QStringList& arguments, const QString& token);

private:
    bool m_owner = false;
    QString m_error;
};

}  // namespace skein::ui
