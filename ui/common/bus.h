// Bus: the desktop's message bus behind an interface, so that tests answer in its place. Calls never wait. Thread: GUI.
// It must never start a service that a call does not need.
#pragma once

#include <QObject>
#include <QString>
#include <QVariantList>
#include <functional>

namespace skein::ui {

enum class BusKind { Session, System };

struct BusCall {
    BusKind bus = BusKind::Session;
    QString service, path, interface, method;
    QVariantList arguments = {};
};

struct BusReply {
    QVariantList values;
    QString error;  ///< not empty: refused or nobody there, and why
};

/// Why a call failed, in words for people; the bus's own where its name says nothing known.
QString plainBusError(const QString& name, const QString& message);

class Bus {
public:
    virtual ~Bus() = default;
    /// `done` is called later, once, unless `owner` is gone by then.
    virtual void call(const BusCall& call, QObject* owner, std::function<void(const BusReply&)> done) = 0;
    /// `heard` is called at every such signal while `owner` lives.
    virtual void listen(BusKind bus, const QString& service, const QString& path, const QString& interface,
                        const QString& signal, QObject* owner, std::function<void(const QVariantList&)> heard) = 0;
};

/// The real one; one object for the program.
Bus& desktopBus();

}  // namespace skein::ui
