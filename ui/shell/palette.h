// Palette: one popup to go to any task, agent, conflict, time, run or layout and to run any command; disabled commands
// say why. Prefixes: ">" for commands, "t " tasks, "a " agents, "c " conflicts, "m " memory, "r " runs, ":" a time;
// none for everything. Thread: GUI.
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

/// What the palette finds beyond commands, tasks and conflicts.
struct PalettePlaces {
    QStringList layouts;  ///< of the person's own
    QStringList runs;     ///< workspaces opened before, newest first
    Instant from, to;     ///< of the run; both 0: there is none
};

/// The time of day or the time before `to` that was typed ("03:10", "3:10:20", "-2h", "-15m"), within the run; the last
/// such time of day. Nothing for anything else.
std::optional<Instant> typedTime(const QString& typed, Instant from, Instant to);

class Palette : public QDialog {
    Q_OBJECT
public:
    Palette(const Theme& theme, CommandRegistry& commands, QWidget* parent);
    void setTasks(const QVector<TaskRow>* tasks) { m_tasks = tasks; }
    void setConflicts(const QVector<ConflictRow>* conflicts) { m_conflicts = conflicts; }
    /// Asked whenever the palette opens.
    void setPlaces(std::function<PalettePlaces()> places) { m_askPlaces = std::move(places); }
    /// What was chosen here, newest first: it is found before what fits what was typed no better.
    const QStringList& recent() const { return m_recent; }
    void setRecent(const QStringList& recent);
    /// Opens with a prefix already typed.
    void openWith(const QString& prefix);

signals:
    void taskChosen(quint32 task);
    void conflictChosen(quint32 conflict);
    void agentChosen(const QString& agent);
    void timeChosen(skein::Instant at);
    void runChosen(const QString& workspace);
    void layoutChosen(const QString& name);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    struct Found {
        enum class Kind { Command, Task, Conflict, Agent, Time, Run, Layout, Nothing } kind;
        int score = 0;
        QString id;
        quint32 number = 0;
        QString text, detail;
        bool enabled = true;
        Instant at{};
        QString key() const;  ///< what it is called among the recent ones
    };
    void findAgents(const QString& text);
    void findPlaces(const QString& text, QChar only);
    void search(const QString& typed);
    void choose();

    const Theme& m_theme;
    CommandRegistry& m_commands;
    QLineEdit* m_input;
    QListWidget* m_list;
    QVector<Found> m_found;
    const QVector<TaskRow>* m_tasks = nullptr;
    const QVector<ConflictRow>* m_conflicts = nullptr;
    std::function<PalettePlaces()> m_askPlaces;
    PalettePlaces m_places;
    QStringList m_recent;
};

}  // namespace skein::ui
