// PlanPreviewer: makes the plan of a goal and what it will take, in a thread of its own: reads the goal file, lists the
// sources, expands the recipe, estimates. Thread: GUI; answers come as a signal. A newer question ends the older one of
// its kind: half a path names a folder too, and that may be a whole disk.
// It records nothing, calls no model and sends nothing.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/task.h"

namespace skein::ui {

struct PlanPreview {
    QString error;  ///< not empty: there is no plan, and why
    Plan plan;
    bool proposedByModel = false;  ///< the plan is made in the run, which then waits for the person
    QString refused;               ///< why it cannot be run as it is; the plan is worth seeing all the same
    QString planning;              ///< proposedByModel: what asking for it will probably take, and on what basis
    bool isPaid = false;           ///< calls may be charged: a budget is needed
    std::shared_ptr<const std::vector<std::string>> paths;  ///< of all source files, ascending; null: not known
};

struct PlanFigures {
    QString error;
    QString time, cost, basis;  ///< ranges in words, and what they rest on
    std::optional<bool> fitsBudget;
    int withoutChecks = 0;
    struct Phase {
        QString name, work;
        int tasks = 0;
    };
    QVector<Phase> phases;
};

struct EarlierRuns;

class PlanPreviewer : public QObject {
    Q_OBJECT
public:
    explicit PlanPreviewer(QObject* parent = nullptr);
    ~PlanPreviewer() override;

    /// The plan that this goal file gives now. `provider` and `model` as a run takes them; empty: the goal's own.
    void preview(const QString& goalFile, const QString& provider, const QString& model);
    /// What a plan will take: `plan` instead of the goal's own. `workspace`: where earlier runs are; may not exist.
    /// Where it tells nothing of the models in question, the newest workspace in the folder `earlier` that does is
    /// drawn from, and named.
    void estimate(const QString& goalFile, const QString& provider, const QString& model, const Plan& plan,
                  const QString& workspace, const QString& earlier = {});
    bool isBusy() const { return m_busy > 0; }

signals:
    void previewed(const skein::ui::PlanPreview& preview);
    void estimated(const skein::ui::PlanFigures& figures);
    void busyChanged();

private:
    using Stop = std::shared_ptr<std::atomic<bool>>;
    template <class Work, class Tell>
    void run(Stop& current, Work work, Tell tell);

    QThreadPool m_pool;          ///< one thread
    Stop m_preview, m_estimate;  ///< of the newest question of each kind; set: nobody asks any more
    int m_busy = 0;
    std::shared_ptr<EarlierRuns> m_earlier;  ///< what was read of other workspaces; of the thread of the pool
};

}  // namespace skein::ui
