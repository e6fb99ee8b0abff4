// ModelPlanner: lets a model propose the plan of a goal file, by `skeinctl plan` in a process of its own: what a person
// gets on the command line. Thread: GUI; nothing waits. The proposal stays in a run of the workspace that waits for
// nobody; what is paid for it is in that journal. Ends the process it started, and no other.
#pragma once

#include <QObject>
#include <QProcess>

#include "core/model/task.h"

namespace skein::ui {

/// What is planned, by whom, and for how much at most.
struct PlanningWish {
    QString goalFile, workspace, provider, model;
    QString budget;  ///< USD, as typed; empty: none
    int agents = 0;  ///< 0: as usual
};

class ModelPlanner : public QObject {
    Q_OBJECT
public:
    explicit ModelPlanner(QObject* parent = nullptr);
    ~ModelPlanner() override;

    /// Path of skeinctl; empty: beside this program.
    void setProgram(const QString& program);
    void plan(const PlanningWish& wish);
    /// The call in flight is broken off; what it has cost by then is charged.
    void cancel();
    bool isPlanning() const { return m_process.state() != QProcess::NotRunning; }

signals:
    /// One line of what it is doing.
    void progress(const QString& line);
    void proposed(const Plan& plan);
    void failed(const QString& reason);
    void cancelled();
    void planningChanged();

private:
    void readLines();
    void ended(int status);

    QString m_program, m_planFile, m_said;
    QProcess m_process;
    bool m_cancelled = false;
};

}  // namespace skein::ui
