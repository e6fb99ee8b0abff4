// ShortcutSheet: every command with its shortcut, and why it is not available now, in groups as the menus have them;
// other keys are assigned here. As help for a view it begins with that view's own keys. From the one registry.
// Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/common/command_registry.h"
#include "ui/common/tables.h"
#include "ui/shell/main_window.h"

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QStandardItemModel;
class QVBoxLayout;

namespace skein::ui {

class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    /// As help for a view it says what that is for, and its keys come first; else it has all commands by menu.
    ShortcutSheet(const Theme& theme, CommandRegistry& commands, QWidget* parent,
                  std::optional<ViewId> helpFor = std::nullopt);

signals:
    void keysChanged();

private:
    void fill(const QString& typed);
    void addHeading(const QString& title);
    void addCommand(const QString& id);
    /// `id`: of the command; empty: keys that cannot be assigned.
    void addRow(const QString& name, const QString& keys, const QString& now, const QString& id);
    /// The title of the group that a command is listed in.
    QString groupOf(const QString& id) const;
    void fillKeys();
    void addAssignment(const Theme& theme, QVBoxLayout& column);
    void choose();
    void judge();
    void assign(const QKeySequence& keys);
    QString current() const;

    CommandRegistry& m_commands;
    std::optional<ViewId> m_view;
    QLineEdit* m_find;
    QStandardItemModel* m_model;
    Table* m_table;
    QLabel *m_whose, *m_said;
    QKeySequenceEdit* m_keys;
    QPushButton *m_assign, *m_none, *m_standard, *m_allStandard;
};

}  // namespace skein::ui
