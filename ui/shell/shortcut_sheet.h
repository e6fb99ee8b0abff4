// ShortcutSheet: every command with its shortcut, and why it is not available now; other keys are assigned here. From
// the one registry. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/common/command_registry.h"
#include "ui/common/tables.h"

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
    /// `help` is said above the table; empty: nothing.
    ShortcutSheet(const Theme& theme, CommandRegistry& commands, QWidget* parent, const QString& help = {});

signals:
    void keysChanged();

private:
    void fill(const QString& typed);
    void fillKeys();
    void addAssignment(const Theme& theme, QVBoxLayout& column);
    void choose();
    void judge();
    void assign(const QKeySequence& keys);
    QString current() const;

    CommandRegistry& m_commands;
    QLineEdit* m_find;
    QStandardItemModel* m_model;
    Table* m_table;
    QLabel *m_whose, *m_said;
    QKeySequenceEdit* m_keys;
    QPushButton *m_assign, *m_none, *m_standard, *m_allStandard;
};

}  // namespace skein::ui
