// SharedFeed: the feed of a second window: everything goes to and comes from the feed of the first one, and what is
// known already comes once at the beginning. Thread: GUI. It must never open or start anything of its own.
#pragma once

#include "ui/bridge/run_feed.h"

namespace skein::ui {

class SharedFeed : public RunFeed {
    Q_OBJECT
public:
    /// `feed` must outlive this.
    explicit SharedFeed(RunFeed& feed, QObject* parent = nullptr);

    /// Tells whoever listens by now what is known.
    void begin(const RunDelta& known) { emit delta(known); }

    void openWorkspace(const QString& path) override { m_feed.openWorkspace(path); }
    void startGoal(const GoalRequest& goal) override { m_feed.startGoal(goal); }
    Request requestTask(quint32 task) override { return m_feed.requestTask(task); }
    Request requestConflict(quint32 conflict) override { return m_feed.requestConflict(conflict); }
    Request requestCosts(const QString& by) override { return m_feed.requestCosts(by); }
    Request preview(quint32 conflict, Answer answer) override { return m_feed.preview(conflict, answer); }
    Request resolve(quint32 conflict, Answer answer, const QString& ownText) override {
        return m_feed.resolve(conflict, answer, ownText);
    }
    Request undoResolution(quint32 conflict) override { return m_feed.undoResolution(conflict); }
    Request hold() override { return m_feed.hold(); }
    Request resume() override { return m_feed.resume(); }
    Request resumeUntil(Instant until) override { return m_feed.resumeUntil(until); }
    Request stop(StopChoice choice) override { return m_feed.stop(choice); }
    Request changeBudget(const BudgetRow& of, MicroUsd limit) override { return m_feed.changeBudget(of, limit); }
    Request retry(const QVector<quint32>& tasks, bool after) override { return m_feed.retry(tasks, after); }
    Request changePauses(const QVector<quint32>& tasks, bool hold) override { return m_feed.changePauses(tasks, hold); }
    Request saveDeliverable(const QString& folder) override { return m_feed.saveDeliverable(folder); }
    /// The first window says how often it is served.
    void setVisible(bool) override {}

private:
    RunFeed& m_feed;
};

}  // namespace skein::ui
