// BusSignal: hands the arguments of one D-Bus signal to a function; Qt delivers signals to slots of objects only.
// Thread: GUI.
#pragma once

#include <QDBusMessage>
#include <QObject>
#include <functional>

namespace skein::ui {

class BusSignal : public QObject {
    Q_OBJECT
public:
    BusSignal(std::function<void(const QVariantList&)> heard, QObject* parent)
        : QObject(parent), m_heard(std::move(heard)) {}

public slots:
    void take(const QDBusMessage& message) { m_heard(message.arguments()); }

private:
    std::function<void(const QVariantList&)> m_heard;
};

}  // namespace skein::ui
