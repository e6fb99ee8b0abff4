// RunFeed: where the screens get a run from. Requests return at once with a number; answers come as signals with that
// number, and stale ones are discarded by whoever asked. Thread: GUI. It must never block and never hand out engine
// data.
#pragma once

#include <QObject>

#include "ui/bridge/run_view.h"

namespace skein::ui {

enum class StopChoice { Drain, Now };

/// How a goal is to be run.
struct GoalRequest {
    QString goalFile, workspace, outputFolder;
    std::optional<int> agents;
    std::optional<MicroUsd> budget;
    QString provider, model, price;  ///< as `skeinctl run` takes them; empty: the goal file's
    bool keyFileConsent = false;     ///< the person agreed to a key file, see RunFeed::consentNeeded
};

class RunFeed : public QObject {
    Q_OBJECT
public:
    using Request = quint64;
    using QObject::QObject;

    /// Shows a workspace: attaches to its writer or reads it alone.
    virtual void openWorkspace(const QString& path) = 0;
    /// Starts a run that goes on when the window is closed, and shows it.
    virtual void startGoal(const GoalRequest& goal) = 0;

    virtual Request requestTask(quint32 task) = 0;
    virtual Request requestConflict(quint32 conflict) = 0;
    /// What was paid, by "provider" or "model". It reads the whole journal: not to be asked more often than now and
    /// then.
    virtual Request requestCosts(const QString& by) = 0;
    virtual Request preview(quint32 conflict, Answer answer) = 0;
    virtual Request resolve(quint32 conflict, Answer answer, const QString& ownText) = 0;
    virtual Request undoResolution(quint32 conflict) = 0;
    virtual Request hold() = 0;
    virtual Request resume() = 0;
    /// From then on nothing new starts; a run that is held or at rest goes on until then. 0: it has no end any more.
    virtual Request resumeUntil(Instant until) = 0;
    virtual Request stop(StopChoice choice) = 0;
    /// `of`: which one; its limit is not looked at.
    virtual Request changeBudget(const BudgetRow& of, MicroUsd limit) = 0;
    /// `after`: also everything that consumes the results of these tasks.
    virtual Request retry(const QVector<quint32>& tasks, bool after) = 0;
    /// Lets tasks pass their pause points, or (`hold`) sets such points before tasks that have not begun.
    virtual Request changePauses(const QVector<quint32>& tasks, bool hold) = 0;
    virtual Request saveDeliverable(const QString& folder) = 0;

    /// Hidden windows are served once a second instead of ten times.
    virtual void setVisible(bool visible) = 0;

signals:
    void delta(const skein::ui::RunDelta& delta);
    void taskReady(quint64 request, const skein::ui::TaskDetails& details);
    void conflictReady(quint64 request, const skein::ui::ConflictDetails& details);
    void costsReady(quint64 request, const skein::ui::CostStory& story);
    void consequencesReady(quint64 request, const skein::ui::Consequences& consequences);
    /// A command is committed (`error` empty) or refused with the reason.
    void commandDone(quint64 request, const QString& error, const QString& result);
    /// The workspace cannot be read any more or never could; what is shown is as old as its last delta.
    void lost(const QString& message, const QString& detail);
    /// No keyring answers and there is no key file yet: the run starts only after the person agreed to one at this path
    /// (startGoal again, with keyFileConsent).
    void consentNeeded(const skein::ui::GoalRequest& goal, const QString& keyFile, const QString& reason);
    /// A line of progress while a workspace opens or a run is being planned; empty: over.
    void progress(const QString& line);
};

}  // namespace skein::ui

Q_DECLARE_METATYPE(skein::ui::GoalRequest)
