// Tray: a glyph in the desktop's tray, where there is one: how the run stands by shape and word, and four commands.
// Thread: GUI. It must never be the only way to anything, and draws at most once a second.
#pragma once

#include <QSystemTrayIcon>
#include <QTimer>
#include <memory>

#include "ui/bridge/run_feed.h"
#include "ui/common/command_registry.h"
#include "ui/common/theme.h"

class QMenu;

namespace skein::ui {

class Tray : public QObject {
    Q_OBJECT
public:
    Tray(const Theme& theme, CommandRegistry& commands, RunFeed& feed, QObject* parent = nullptr);
    ~Tray() override;

    /// Whether the desktop has one now. Tests answer in its place.
    std::function<bool()> isAvailable;
    /// What it shows: the run's state, or what needs the person before that.
    Status shown() const { return m_shown; }
    QString text() const { return m_icon.toolTip(); }
    QMenu& menu() { return *m_menu; }

signals:
    /// The window is to come forward.
    void opened();

private:
    void draw();

    const Theme& m_theme;
    RunSummary m_summary;
    Status m_shown = Status::Unknown;
    std::unique_ptr<QMenu> m_menu;
    QSystemTrayIcon m_icon;
    QTimer m_soon;
};

}  // namespace skein::ui
