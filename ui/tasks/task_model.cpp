#include "ui/tasks/task_model.h"

#include "ui/common/formats.h"
#include "ui/common/words.h"

namespace skein::ui {

namespace {

Certainty certainty(const TaskRow& row) { return row.tokensMeasured ? Certainty::Measured : Certainty::Estimated; }

TokenCount tokensOf(const TaskRow& row) { return row.tokensIn + row.tokensOut; }

}  // namespace

TaskModel* makeTaskModel(QObject* parent) {
    const auto right = Qt::AlignRight | Qt::AlignVCenter;
    const auto left = Qt::AlignLeft | Qt::AlignVCenter;
    using Column = TaskModel::Column;
    QVector<Column> columns{
        Column{
            tr("State"), tr("What the task is doing"), left, [](const TaskRow& r) { return statusWord(r.status); },
            [](const TaskRow& a, const TaskRow& b) { return static_cast<int>(a.status) < static_cast<int>(b.status); }},
        Column{tr("Task"), tr("Its id in the plan"), left, [](const TaskRow& r) { return r.id; },
               [](const TaskRow& a, const TaskRow& b) { return a.id < b.id; }},
        Column{tr("Title"),
               {},
               left,
               [](const TaskRow& r) { return r.title; },
               [](const TaskRow& a, const TaskRow& b) { return a.title < b.title; }},
        Column{tr("Phase"),
               {},
               left,
               [](const TaskRow& r) { return r.phase; },
               [](const TaskRow& a, const TaskRow& b) { return a.phase < b.phase; }},
        Column{tr("Agent"), tr("Who works or last worked on it"), left, [](const TaskRow& r) { return r.agent; },
               [](const TaskRow& a, const TaskRow& b) { return a.agent < b.agent; }},
        Column{tr("Elapsed"), tr("Time of the attempt"), right,
               [](const TaskRow& r) { return durationText(r.elapsed); },
               [](const TaskRow& a, const TaskRow& b) { return a.elapsed < b.elapsed; }},
        Column{tr("Tokens"), tr("In and out; ~ marks estimates"), right,
               [](const TaskRow& r) {
                   return tokensOf(r).value == 0 ? QStringLiteral("--") : tokenText(tokensOf(r), certainty(r));
               },
               [](const TaskRow& a, const TaskRow& b) { return tokensOf(a) < tokensOf(b); }},
        Column{tr("Cost, USD"), tr("Charged so far"), right,
               [](const TaskRow& r) { return r.attempt == 0 ? QStringLiteral("--") : moneyText(r.cost, certainty(r)); },
               [](const TaskRow& a, const TaskRow& b) { return a.cost < b.cost; }},
        Column{tr("Try"), tr("Number of attempts"), right,
               [](const TaskRow& r) { return r.attempt == 0 ? QStringLiteral("--") : QString::number(r.attempt); },
               [](const TaskRow& a, const TaskRow& b) { return a.attempt < b.attempt; }},
        Column{tr("Why"), tr("Why it is in this state"), left, [](const TaskRow& r) { return r.why; }, {}}};
    auto* model = new TaskModel([](const TaskRow& row) { return quint64{row.no}; }, columns, parent);
    model->roles = [](const TaskRow& row, int column, int role) -> QVariant {
        if (role == StatusRole) return static_cast<int>(row.status);
        if (role == TryRole) return row.attempt;
        if (role == Qt::ToolTipRole && column == static_cast<int>(TaskColumn::Title)) return row.title;
        if (role == Qt::ToolTipRole && column == static_cast<int>(TaskColumn::Id)) return row.id;
        if (role == Qt::ToolTipRole && column == static_cast<int>(TaskColumn::Why) && !row.why.isEmpty())
            return row.why;
        if (role == Qt::AccessibleTextRole && column == 0)
            return tr("%1, %2, attempt %3, %4")
                .arg(row.id, statusWord(row.status))
                .arg(row.attempt)
                .arg(durationText(row.elapsed));
        return {};
    };
    return model;
}

}  // namespace skein::ui
