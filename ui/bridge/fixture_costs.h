// What the runs of the fixtures cost and whom they called. Made up, as all of them; said to be SIMULATED on screen.
#pragma once

#include "ui/bridge/fixtures.h"

namespace skein::ui {

constexpr qint64 fixtureNow = 1'763'696'400'000'000;  ///< 2025-11-21T03:40:00Z, when every fixture is looked at

/// Whom the attempts of a fixture called and what that cost, by model or by provider; largest cost first.
QVector<CostGroup> costGroups(const Fixture& fixture, bool byModel);
/// Savings and what came to nothing; the tasks' own costs are there.
void tellCosts(Fixture& fixture);
/// Who answers; `name`: of the fixture, which may have an outage or a used-up quota.
void tellProviders(const QString& name, Fixture& fixture);
/// What was spent over time, from the start to now.
void addSpending(Fixture& fixture);

}  // namespace skein::ui
