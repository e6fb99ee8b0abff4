#include "ui/tasks/task_filter.h"

#include <QDateTime>

#include "ui/common/words.h"

namespace skein::ui {

namespace {

enum Field {
    StatusField,
    PhaseField,
    KindField,
    AgentField,
    ModelField,
    ProviderField,
    CostField,
    TokensField,
    ElapsedField,
    TriesField,
    StartedField,
    EndedField,
    ErrorField,
    ConflictField,
    BlocksField,
    UsedByField,
    CriticalField,
    ReasonField
};

constexpr qsizetype mostValues = 50;  // of one field in the completion list

/// The state as it is typed: "needs-you".
QString statusName(Status status) {
    switch (status) {
        case Status::NeedsYou: return QStringLiteral("needs-you");
        case Status::Failed: return QStringLiteral("failed");
        case Status::Running: return QStringLiteral("running");
        case Status::Retrying: return QStringLiteral("retrying");
        case Status::Backoff: return QStringLiteral("backoff");
        case Status::Ready: return QStringLiteral("ready");
        case Status::Waiting: return QStringLiteral("waiting");
        case Status::Held: return QStringLiteral("held");
        case Status::Done: return QStringLiteral("done");
        case Status::Reused: return QStringLiteral("reused");
        case Status::Cancelled: return QStringLiteral("cancelled");
        case Status::Skipped: return QStringLiteral("skipped");
        case Status::Unknown: return QStringLiteral("unknown");
    }
    return {};
}

FilterValue number(double value, bool known) { return known ? FilterValue(value) : FilterValue(); }

FilterValue read(int field, const TaskRow& row, const TaskFilterFacts& facts) {
    const bool tried = row.attempt > 0;
    switch (static_cast<Field>(field)) {
        case StatusField: return statusName(row.status);
        case PhaseField: return row.phase;
        case KindField: return row.kind;
        case AgentField: return row.agent;
        case ModelField: return facts.models.value(row.no);
        case ProviderField: return facts.providers.value(row.no);
        case CostField: return number(static_cast<double>(row.cost.value) / 1e6, tried);
        case TokensField: return number(static_cast<double>(row.tokensIn.value + row.tokensOut.value), tried);
        case ElapsedField: return number(static_cast<double>(row.elapsed.value) / 1e6, row.elapsed.value > 0);
        case TriesField: return static_cast<double>(row.attempt);
        case StartedField: return number(static_cast<double>(row.startedAt.value) / 1e6, row.startedAt.value > 0);
        case EndedField:
            return number(static_cast<double>((row.startedAt + row.elapsed).value) / 1e6,
                          row.startedAt.value > 0 && isFinal(row.status));
        case ErrorField: return row.status == Status::Failed ? FilterValue(row.why) : FilterValue();
        case ConflictField: {
            const auto found = facts.conflicts.constFind(row.no);
            return found == facts.conflicts.cend() ? FilterValue() : FilterValue(*found);
        }
        case BlocksField: return static_cast<double>(row.blocks);
        case UsedByField: return facts.usedBy.value(row.no);
        case CriticalField: return facts.critical.contains(row.no) ? QStringLiteral("yes") : QStringLiteral("no");
        case ReasonField: return row.why;
    }
    return {};
}

}  // namespace

QStringList filterTermsOf(const TaskRow& row) {
    QStringList terms{QStringLiteral("status:") + statusName(row.status)};
    for (const auto& [field, value] :
         {std::pair{"phase", row.phase}, std::pair{"kind", row.kind}, std::pair{"agent", row.agent}})
        if (!value.isEmpty() && !value.contains(QLatin1Char('"')))
            terms.append(QStringLiteral("%1:\"%2\"").arg(QLatin1String(field), value));
    return terms;
}

const FilterSchema& taskFilterSchema() {
    static const FilterSchema schema([] {
        QStringList states;
        for (const Status status : allStatuses()) states.append(statusName(status));
        return QVector<FilterField>{
            {QStringLiteral("status"), FilterKind::Text, tr("what the task is doing"), states},
            {QStringLiteral("phase"), FilterKind::Text, tr("its phase in the plan")},
            {QStringLiteral("kind"), FilterKind::Text, tr("its kind")},
            {QStringLiteral("agent"), FilterKind::Text, tr("who works or last worked on it")},
            {QStringLiteral("model"), FilterKind::Text, tr("a model that was called for it")},
            {QStringLiteral("provider"), FilterKind::Text, tr("a provider that was called for it")},
            {QStringLiteral("cost"), FilterKind::Money, tr("charged so far, USD")},
            {QStringLiteral("tokens"), FilterKind::Number, tr("in and out")},
            {QStringLiteral("elapsed"), FilterKind::Duration, tr("time of its attempt")},
            {QStringLiteral("tries"), FilterKind::Number, tr("number of attempts")},
            {QStringLiteral("started"), FilterKind::Time, tr("when its attempt began")},
            {QStringLiteral("ended"), FilterKind::Time, tr("when it came to rest")},
            {QStringLiteral("error"), FilterKind::Text, tr("why it failed")},
            {QStringLiteral("conflict"), FilterKind::Text, tr("open conflict about its claims")},
            {QStringLiteral("blocks"), FilterKind::Number, tr("tasks that need it directly")},
            {QStringLiteral("used-by"), FilterKind::Text, tr("a task that needs it")},
            {QStringLiteral("critical"),
             FilterKind::Text,
             tr("on the longest chain of what is left"),
             {QStringLiteral("yes"), QStringLiteral("no")}},
            {QStringLiteral("reason"), FilterKind::Text, tr("why it is in its state")}};
    }());
    return schema;
}

TaskPredicate taskPredicate(const QString& filter, const QVector<Crumb>& crumbs,
                            std::shared_ptr<const TaskFilterFacts> facts, const FilterClock& clock) {
    const FilterTree tree = taskFilterSchema().parse(filter).tree;
    if (!tree && crumbs.isEmpty()) return {};
    QVector<QSet<quint32>> subsets;
    for (const Crumb& crumb : crumbs) subsets.append(QSet<quint32>(crumb.tasks.begin(), crumb.tasks.end()));
    return [tree, subsets, facts = std::move(facts), clock](const TaskRow& row) {
        for (const QSet<quint32>& subset : subsets)
            if (!subset.contains(row.no)) return false;
        if (!tree) return true;
        return taskFilterSchema().matches(
            *tree, [&](int field) { return read(field, row, *facts); },
            [&row](const QString& lower) {
                // Bare words look in title, id and error (ui.md 4.3).
                return row.title.contains(lower, Qt::CaseInsensitive) || row.id.contains(lower, Qt::CaseInsensitive) ||
                       (row.status == Status::Failed && row.why.contains(lower, Qt::CaseInsensitive));
            },
            clock);
    };
}

QVector<QPair<QString, int>> taskFilterValues(int field, const QVector<TaskRow>& rows, const TaskFilterFacts& facts) {
    QHash<QString, int> counts;
    // A list of ids is no value to offer; numbers are typed.
    if (field == UsedByField || taskFilterSchema().fields()[field].kind != FilterKind::Text) return {};
    for (const TaskRow& row : rows) {
        const FilterValue value = read(field, row, facts);
        if (const auto* text = std::get_if<QString>(&value); text && !text->isEmpty()) ++counts[*text];
        if (const auto* several = std::get_if<QStringList>(&value))
            for (const QString& each : *several) ++counts[each];
    }
    QVector<QPair<QString, int>> values;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) values.append({it.key(), it.value()});
    std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    if (values.size() > mostValues) values.resize(mostValues);
    return values;
}

FilterClock filterClockNow() {
    const QDateTime now = QDateTime::currentDateTime();
    return {static_cast<double>(now.toMSecsSinceEpoch()) / 1000, static_cast<double>(now.offsetFromUtc())};
}

}  // namespace skein::ui
