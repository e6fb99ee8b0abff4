// Palette: one popup to go to any task or conflict and to run any command; disabled commands say why. Prefixes: ">" for
// commands, "t " tasks, "c " conflicts; none for everything. Thread: GUI.
#pragma once

#include <QDialog>
#include <QVector>
#include <functional>

#include "ui/bridge/run_view.h"
#include "ui/common/command_registry.h"
#include "ui/common/theme.h"

class QLineEdit;
class QListWidget;

namespace skein::ui {

/// How well `text` answers what was typed; 0: not at all. All letters in order; word starts and runs count more.
int fuzzyScore(const QString& typed, const QString& text);

class Palette : public QDialog {
    Q_OBJECT
public:
    Palette(const Theme& theme, CommandRegistry& commands, QWidget* parent);
    void setTasks(const QVector<TaskRow>* tasks) { m_tasks = tasks; }
    void setConflicts(const QVector<ConflictRow>* conflicts) { m_conflicts = conflicts; }
    /// Opens with a prefix already typed.
    void openWith(const QString& prefix);

signals:
    void taskChosen(quint32 task);
    void conflictChosen(quint32 conflict);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Found {
        enum class Kind { Command, Task, Conflict } kind;
        int score = 0;
        QString id;
        quint32 number = 0;
        QString text, detail;
        bool enabled = true;
    };
    void search(const QString& typed);
    void choose();

    const Theme& m_theme;
    CommandRegistry& m_commands;
    QLineEdit* m_input;
    QListWidget* m_list;
    QVector<Found> m_found;
    const QVector<TaskRow>* m_tasks = nullptr;
    const QVector<ConflictRow>* m_conflicts = nullptr;
};

}  // namespace skein::ui
