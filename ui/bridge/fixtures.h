// Fixtures: made-up runs for tests, screenshots and rehearsals of the screens. They are test equipment and marked
// SIMULATED wherever they are shown. Deterministic: the same name gives the same run. Thread: any.
#pragma once

#include <QHash>

#include "ui/bridge/run_feed.h"

namespace skein::ui {

struct Fixture {
    RunSummary summary;
    PlanView plan;
    QVector<ConflictRow> conflicts;
    QHash<quint32, ConflictDetails> conflictDetails;
    QVector<EventRow> events;
    Forecast forecast;
    QVector<SpendPoint> spend;
    HistoryChange history;
    CostStory costs;
    QString lost, lostDetail;  ///< not empty: the workspace is lost after the rest was delivered
};

/// One per state a person can meet: "empty", "before", "typical", "10k", "failing", "conflicts", "done", "held" (its
/// budget is used up), "refused" (so is every key), "quota" (every key has used up its day), "outage" (a
/// provider does not answer), "interrupted" (its process has ended), "overnight" (a night with a
/// gap, failures of one cause and conflicts), "damaged", "newer" and
/// "denied" (a workspace that cannot be opened).
QStringList fixtureNames();
/// Nothing for an unknown name.
std::optional<Fixture> makeFixture(const QString& name);

/// Makes attempts with times that fit the rows, between the run's start and its last entry; none within `gap`.
void addHistory(Fixture& fixture, const WaitSpan& gap = {});

/// Makes sums, counts and dependents of the summary follow from the rows.
void countStates(Fixture& fixture);

/// A feed over a fixture; commands act on its values so that whole flows can be walked through.
class FixtureFeed : public RunFeed {
    Q_OBJECT
public:
    explicit FixtureFeed(Fixture fixture, QObject* parent = nullptr);

    /// Delivers everything at once, as opening a workspace does.
    void load();
    /// Tells another story of the costs than the fixture's, to whoever asked last.
    void tellCosts(const CostStory& story);
    /// Moves one task to a state, as a delta.
    void changeTask(quint32 task, Status status);

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
    void setVisible(bool) override {}

    const Fixture& fixture() const { return m_fixture; }

private:
    Request changePhase(RunPhase phase);
    Request settle(quint32 conflict, std::optional<Answer> answer);
    TaskDetails detailsOf(const TaskRow& row) const;
    void recount();
    void deliver();

    Fixture m_fixture;
    Request m_next = 0;
    Request m_askedCosts = 0;
};

}  // namespace skein::ui
