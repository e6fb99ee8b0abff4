// Seeds and their faults through the simulated world: 500 by default, 10,000 with SKEIN_SOAK=1.
#include <QTest>

#include "core/base/random.h"
#include "core/sim/simulate.h"

using namespace skein;
using namespace skein::sim;

namespace {

SimulationRequest requestFor(std::uint64_t seed) {
    SimulationRequest request;
    DrawStream random(draw(seed, 1, "request"));
    request.seed = seed;
    request.tasks = randomPlan(seed, 3 + random.below(28));
    request.agents = 1 + random.below(8);
    request.hashEvery = 8;
    if (random.chance(300)) request.budget = MicroUsd{5'000 + random.below(20'000)};
    if (random.chance(200)) request.onConflict = ConflictPolicy::Newer;
    Faults::fields(request.faults, [&](const char*, std::uint32_t& perMille) {
        if (random.chance(600)) perMille = random.below(60);
    });
    if (request.faults.crash > 0) request.faults.crash = 1 + request.faults.crash / 4;
    if (random.chance(500)) request.faults.conflicts = 300;
    return request;
}

}  // namespace

class TestSimulation : public QObject {
    Q_OBJECT
private slots:
    void seeds() {
        const std::uint64_t count = qEnvironmentVariableIntValue("SKEIN_SOAK") ? 10'000 : 500;
        const std::uint64_t first = static_cast<std::uint64_t>(qEnvironmentVariableIntValue("SKEIN_FIRST_SEED"));
        std::map<std::string, std::uint64_t> probes;
        std::uint64_t failures = 0;
        for (std::uint64_t seed = first + 1; seed <= first + count; ++seed) {
            const auto report = simulate(requestFor(seed));
            if (!report) QFAIL(qPrintable(QString("seed %1: %2").arg(seed).arg(QString::fromStdString(report.error().message))));
            for (const auto& violation : report->violations) {
                qWarning("seed %llu: %s", static_cast<unsigned long long>(seed), violation.c_str());
                ++failures;
            }
            for (const auto& [probe, times] : report->probes) probes[probe] += times;
            if (failures > 20) break;
        }
        for (const auto& [probe, times] : probes) qInfo("%-34s %llu", probe.c_str(), static_cast<unsigned long long>(times));
        QCOMPARE(failures, 0u);
    }
};

QTEST_APPLESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
