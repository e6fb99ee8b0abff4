// DesktopScheme: what the desktop prefers, light or dark: the settings portal and its change signal, else the lightness
// of the palette the platform came with (ui.md section 5; Qt 6.4 has no QStyleHints::colorScheme). Thread: GUI.
// It must never block start-up: the portal is asked asynchronously.
#pragma once

#include <QDBusVariant>
#include <QObject>
#include <QPalette>

#include "ui/common/theme.h"

namespace skein::ui {

class DesktopScheme : public QObject {
    Q_OBJECT
public:
    DesktopScheme(Theme& theme, const QPalette& platform, QObject* parent = nullptr);

private slots:
    void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void adopt(const QVariant& value);
    Theme& m_theme;
};

}  // namespace skein::ui
