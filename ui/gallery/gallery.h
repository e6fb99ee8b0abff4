// Gallery: every shared part in every state on one page, for judging them by eye in both themes (`skein --gallery`).
// Thread: GUI. It must never hold a copy of a part: what is seen is what the views use.
#pragma once

#include <QScrollArea>

#include "ui/common/command_registry.h"
#include "ui/common/filter_engine.h"
#include "ui/common/selection_context.h"
#include "ui/common/theme.h"

class QVBoxLayout;

namespace skein::ui {

class Gallery : public QScrollArea {
    Q_OBJECT
public:
    explicit Gallery(Theme& theme, QWidget* parent = nullptr);

private:
    QVBoxLayout* section(const QString& title);
    void addTheme();
    void addType();
    void addStatuses();
    void addCommands();
    void addFilters();
    void addTable();
    void addNotices();
    void addTokenBars();
    void addCanvas();
    void addPalette();
    void addDesktop();

    Theme& m_theme;
    CommandRegistry m_commands;
    FilterSchema m_schema;
    QVBoxLayout* m_column;
};

}  // namespace skein::ui
