// A real Secret Service (gnome-keyring) with a throw-away keyring, on a session bus of its own. Thread: the test's.
// Never touches the keyring of whoever runs the test.
#pragma once

#include "tests/e2e/programs.h"

namespace skein::test {

/// Runs a program to its end in the sandbox's environment; its standard output, nothing when it failed.
QByteArray output(const Sandbox& box, const QString& program, const QStringList& arguments);

class KeyStoreService {
public:
    KeyStoreService() = default;
    ~KeyStoreService();
    /// Starts both and makes later programs of the sandbox use them. False when they do not start.
    bool start(Sandbox& box);

private:
    QProcess m_bus, m_keyring;
};

}  // namespace skein::test
