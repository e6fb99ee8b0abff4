// ShortcutSheet: every command with its shortcut, and why it is not available now; from the one registry. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/common/command_registry.h"
#include "ui/common/tables.h"

class QLineEdit;
class QStandardItemModel;

namespace skein::ui {

class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    /// `help` is said above the table; empty: nothing.
    ShortcutSheet(const Theme& theme, const CommandRegistry& commands, QWidget* parent, const QString& help = {});

private:
    void fill(const QString& typed);

    const CommandRegistry& m_commands;
    QLineEdit* m_find;
    QStandardItemModel* m_model;
    Table* m_table;
};

}  // namespace skein::ui
