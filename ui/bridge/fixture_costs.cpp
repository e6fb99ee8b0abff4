#include "ui/bridge/fixture_costs.h"

#include <QHash>
#include <QMap>
#include <QSet>
#include <algorithm>

namespace skein::ui {

QVector<CostGroup> costGroups(const Fixture& fixture, bool byModel) {
    QHash<quint32, const TaskRow*> rows;
    for (const TaskRow& row : fixture.plan.tasks) rows.insert(row.no, &row);
    QMap<QString, CostGroup> groups;
    QHash<QString, QSet<quint32>> seen;
    for (const AttemptSpan& span : fixture.history.spans) {
        const TaskRow* row = rows.value(span.task);
        if (!row || span.provider.isEmpty()) continue;
        // Each attempt took as much as the next; what does not divide is the last one's.
        const auto share = [&](qint64 whole) {
            return whole / row->attempt + (span.attempt == row->attempt ? whole % row->attempt : 0);
        };
        CostGroup& group = groups[byModel ? span.model : span.provider];
        group.name = byModel ? span.model : span.provider;
        group.cost = group.cost.value_or(MicroUsd{}) + MicroUsd{share(row->cost.value)};
        group.tokensIn += TokenCount{share(row->tokensIn.value)};
        group.tokensOut += TokenCount{share(row->tokensOut.value)};
        ++group.calls;
        seen[group.name].insert(span.task);
        group.tasks = static_cast<int>(seen[group.name].size());
        group.failedCalls += span.end == AttemptSpan::End::Failed;
    }
    QVector<CostGroup> largestFirst(groups.cbegin(), groups.cend());
    std::stable_sort(largestFirst.begin(), largestFirst.end(),
                     [](const CostGroup& a, const CostGroup& b) { return a.cost > b.cost; });
    return largestFirst;
}

/// The baseline is made up like the rest.
void tellCosts(Fixture& fixture) {
    CostStory& story = fixture.costs;
    MicroUsd spent, repeated;
    for (const TaskRow& row : fixture.plan.tasks) {
        if (row.status == Status::Reused) continue;
        spent += row.cost;
        if (row.attempt > 1) repeated += MicroUsd{row.cost.value / row.attempt * (row.attempt - 1)};
    }
    story.failedCalls = story.repeated = story.wasted = repeated;
    if (spent.value == 0) return;
    const int reused = fixture.summary.counts[static_cast<std::size_t>(Status::Reused)];
    story.reused = MicroUsd{5'000LL * reused};
    story.baseline = MicroUsd{spent.value + spent.value / 3 + story.reused->value};
    story.saved = *story.baseline - spent;
    story.baselineModel = QStringLiteral("simulated/large");
    story.baselineText = QStringLiteral(
        "every result held made anew, once and without a failure, by simulated/large at its prices when the run began, "
        "with the tokens that were measured");
}

void tellProviders(const QString& name, Fixture& fixture) {
    // From the attempts, so that no view tells another number.
    QHash<quint32, const TaskRow*> tasks;
    for (const TaskRow& row : fixture.plan.tasks) tasks.insert(row.no, &row);
    QMap<QString, ProviderRow> rows;
    const Instant minuteAgo{fixtureNow - 60'000'000};
    for (const AttemptSpan& span : fixture.history.spans) {
        if (span.provider.isEmpty()) continue;
        ProviderRow& row = rows[span.provider];
        row.name = span.provider;
        row.inFlight += span.end == AttemptSpan::End::Running;
        row.calls += span.calledAt > minuteAgo;
        if (const TaskRow* task = tasks.value(span.task); task && span.to > minuteAgo && task->attempt > 0)
            row.tokens += TokenCount{(task->tokensIn + task->tokensOut).value / task->attempt};
    }
    if (rows.isEmpty()) rows[fixture.summary.provider].name = fixture.summary.provider;
    fixture.summary.providers = rows.values();
    if (name == QLatin1String("typical")) fixture.summary.providers[0].slowedDown = 3;
    if (name == QLatin1String("outage")) {
        ProviderRow& down = fixture.summary.providers[0];
        down.downSince = {fixtureNow - 1'680'000'000};
        down.failedCalls = 37;
        down.said = QStringLiteral("overloaded (HTTP 529)");
    } else if (fixture.summary.phase == RunPhase::HeldByKeys) {
        ProviderRow& refused = fixture.summary.providers[0];
        const bool quota = name == QLatin1String("quota");
        (quota ? refused.keysOutOfQuota : refused.keysRefused) = 3;
        refused.keysSaid = quota ? QStringLiteral("Quota of the day used up; it begins anew at 00:00 UTC (HTTP 429)")
                                 : QStringLiteral("Incorrect API key provided (HTTP 401)");
        fixture.summary.heldBecause =
            QStringLiteral("%1: 3 keys are set aside: %2; %3")
                .arg(refused.name, quota ? QStringLiteral("out of quota") : QStringLiteral("revoked"),
                     refused.keysSaid);
    }
}

void addSpending(Fixture& fixture) {
    SpendPoint sum;
    QVector<const TaskRow*> rows;
    for (const TaskRow& row : fixture.plan.tasks)
        if (row.cost.value > 0) rows.append(&row);
    const qint64 from = fixture.summary.startedAt.value + 5'000'000;
    for (int i = 0; i < rows.size(); ++i) {
        sum.at = {from + (fixtureNow - from) * (i + 1) / rows.size()};
        sum.spent += rows[i]->cost;
        sum.tokens += rows[i]->tokensIn + rows[i]->tokensOut;
        if (rows.size() <= 1000 || i % (rows.size() / 500) == 0 || i + 1 == rows.size()) fixture.spend.append(sum);
    }
}

}  // namespace skein::ui
