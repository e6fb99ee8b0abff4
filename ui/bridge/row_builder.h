// RowBuilder: from the folded State to the values screens show. Holds the names that live in blobs (ids, titles, goal),
// read once each. Thread: one owner, the fold worker's. It must never be asked from the GUI thread: it reads blobs.
#pragma once

#include <QCoreApplication>
#include <QHash>
#include <map>
#include <memory>

#include "core/engine/state.h"
#include "core/runtime/reader.h"
#include "ui/bridge/run_view.h"

namespace skein::ui {

class RowBuilder {
    Q_DECLARE_TR_FUNCTIONS(RowBuilder)
public:
    explicit RowBuilder(std::shared_ptr<runtime::WorkspaceReader> reader) : m_reader(std::move(reader)) {}

    RunSummary summary(const State& state, const RunState& run);
    PlanView plan(const RunState& run, Instant now);
    TaskRow task(const RunState& run, const TaskState& task, Instant now);
    ConflictRow conflict(const State& state, const ConflictState& conflict);
    EventRow event(const State& state, const runtime::CommittedEvent& event);

    /// Remembers who began to work on a task and when; the state forgets it when an attempt ends.
    void noteEvent(const Event& event, Instant at);

    /// "a-017".
    static QString agentText(AgentId agent);

private:
    struct Names {
        QString id, title, phase;
        QString proposedBy;  ///< id of the planner task; empty for none
    };
    const Names& names(const TaskState& task);
    QString reason(const RunState& run, const TaskState& task);
    QString planningReason(const RunState& run, const TaskState& planner);
    QString taskId(const State& state, RunId run, TaskNo task);
    void readGoal(const RunState& run, RunSummary& summary);
    bool spentKnown(const State& state, const RunState& run);
    QString planEstimate(const RunState& run);

    std::shared_ptr<runtime::WorkspaceReader> m_reader;
    std::map<BlobRef, Names> m_names;
    struct Begun {
        AgentId agent;
        Instant at;
    };
    std::map<std::pair<RunId, TaskNo>, Begun> m_begun;  ///< the newest attempt of each task
    std::map<BlobRef, QString> m_failures;
    struct GoalText {
        QString statement, provider, model;
        QStringList constraints;
        QVector<PlanAnswer> answers;
        BlobRef plan{};  ///< whose questions are answered
    };
    std::map<RunId, GoalText> m_goals;
    struct Known {
        BlobRef options;
        std::uint64_t sequence = 0;  ///< asked up to this entry
        bool known = true;
    };
    std::map<RunId, Known> m_known;
    std::map<std::pair<RunId, std::uint32_t>, QString> m_estimates;  ///< by run and revision of its plan
    struct ConflictText {
        QString subject, rule, a, b, label;
    };
    std::map<ConflictId, ConflictText> m_conflicts;
};

/// Names of the core's words on the way in and out.
Answer answerOf(Decision decision);
const char* takeName(Answer answer);
RunPhase phaseOf(const RunState& run);
Status statusOf(const RunState& run, const TaskState& task);
inline QString text(const std::string& s) { return QString::fromStdString(s); }

}  // namespace skein::ui
