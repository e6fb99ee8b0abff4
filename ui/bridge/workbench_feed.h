// WorkbenchFeed: the RunFeed over a real workspace. Reading happens in the fold thread, commands in a pool of one
// thread over runtime::Workbench, which finds the process that writes or starts one of its own session. Thread: GUI; no
// method waits, the destructor waits for at most one command in flight.
#pragma once

#include <QThread>
#include <QThreadPool>
#include <functional>
#include <memory>

#include "core/base/error.h"
#include "core/base/json.h"
#include "ui/bridge/run_feed.h"

namespace skein::ui {

class FoldWorker;
class CommandChannel;

class WorkbenchFeed : public RunFeed {
    Q_OBJECT
public:
    /// `controlProgram`: path of skeinctl, which hosts runs; empty: beside this program.
    explicit WorkbenchFeed(QString controlProgram = {}, QObject* parent = nullptr);
    ~WorkbenchFeed() override;

    void openWorkspace(const QString& path) override;
    void startGoal(const GoalRequest& goal) override;
    Request requestTask(quint32 task) override;
    Request requestConflict(quint32 conflict) override;
    Request requestCosts(const QString& by) override;
    Request preview(quint32 conflict, Answer answer) override;
    Request resolve(quint32 conflict, Answer answer, const QString& ownText) override;
    Request undoResolution(quint32 conflict) override;
    Request hold() override;
    Request resume() override;
    Request resumeUntil(Instant until) override;
    Request stop(StopChoice choice) override;
    Request changeBudget(const BudgetRow& of, MicroUsd limit) override;
    Request retry(const QVector<quint32>& tasks, bool after) override;
    Request changePauses(const QVector<quint32>& tasks, bool hold) override;
    Request saveDeliverable(const QString& folder) override;
    void setVisible(bool visible) override;

private:
    Request send(const std::string& method, Json parameters);
    void run(std::function<void(CommandChannel&)> work);
    /// Parameters that name the run shown.
    Json ofRun() const;

    void launch(const GoalRequest& goal);

    QString m_controlProgram;
    QThread m_thread;
    FoldWorker* m_fold;
    QThreadPool m_commands;                     ///< one thread: commands keep their order
    std::shared_ptr<CommandChannel> m_channel;  ///< of the workspace shown
    Request m_next = 0;
    quint32 m_run = 0;
    QString m_unwritable;         ///< why nothing may be written to the workspace that is shown; empty: it may
    bool m_keptReadOnly = false;  ///< ... for it is a recorded one
};

}  // namespace skein::ui
