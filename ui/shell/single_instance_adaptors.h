// What SingleInstance answers on the bus: the interface every desktop knows, and ours for a second start.
// Thread: GUI.
#pragma once

#include <QDBusAbstractAdaptor>
#include <QDBusVariant>
#include <QVariantMap>

#include "ui/shell/single_instance.h"

namespace skein::ui {

class ApplicationAdaptor : public QDBusAbstractAdaptor {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Application")
public:
    explicit ApplicationAdaptor(SingleInstance* instance) : QDBusAbstractAdaptor(instance), m_instance(instance) {}

public slots:
    void Activate(const QVariantMap& platformData);
    void Open(const QStringList& uris, const QVariantMap& platformData);
    void ActivateAction(const QString& name, const QVariantList& parameter, const QVariantMap& platformData);

private:
    SingleInstance* m_instance;
};

class StartAdaptor : public QDBusAbstractAdaptor {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "dev.skein.Skein.Start")
public:
    explicit StartAdaptor(SingleInstance* instance) : QDBusAbstractAdaptor(instance), m_instance(instance) {}

public slots:
    /// What a second start was given.
    void Present(const QStringList& arguments, const QString& token) { m_instance->take(arguments, token); }

private:
    SingleInstance* m_instance;
};

}  // namespace skein::ui
