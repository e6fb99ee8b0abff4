// Calls that memory makes for itself: money before, money after, and nothing beyond what budgets have room for.
#include <QTest>

#include <rapidcheck.h>

#include "core/base/random.h"
#include "driver.h"

using namespace skein;
using namespace skein::test;

namespace {

command::IntendMemoryCall intent(std::int64_t reserved, MemoryPurpose purpose = MemoryPurpose::Embed) {
    return {{0, purpose, {"fake", "embed-1", false, false}, "k1", MicroUsd{reserved}, 3, blob("texts")}};
}

command::EndMemoryCall ended(std::uint32_t call, std::int64_t charge, bool unknown = false) {
    return {{call, MemoryPurpose::Embed, StepOutcome::Ok, {}, MicroUsd{charge}, blob("vectors"), {}}, unknown};
}

const OpenMemoryCall* openCall(const Driver& driver, std::uint32_t call) {
    for (const auto& each : driver.engine.state().memory->open)
        if (each.call == call) return &each;
    return nullptr;
}

}  // namespace

class TestMemoryCalls : public QObject {
    Q_OBJECT
private slots:
    void setAsideAndBooked() {
        Driver driver;
        const auto first = driver.send(intent(100));
        QCOMPARE(first.receipt.call, 1u);
        QCOMPARE(driver.engine.state().money.pending, MicroUsd{100});
        QCOMPARE(driver.engine.state().money.spent, MicroUsd{0});
        driver.send(ended(1, 60));
        const auto& state = driver.engine.state();
        QCOMPARE(state.money.pending, MicroUsd{0});
        QCOMPARE(state.money.spent, MicroUsd{60});
        QCOMPARE(state.money.spentThatDay, MicroUsd{60});
        QCOMPARE(state.memory->spent, MicroUsd{60});
        QVERIFY(state.memory->open.empty());
        QVERIFY(driver.send(ended(1, 60)).refused.has_value());  // once
        QCOMPARE(driver.engine.state().money.spent, MicroUsd{60});
    }

    void budgetsBind() {
        for (const auto scope : {BudgetScope::Workspace, BudgetScope::Day}) {
            Driver driver;
            driver.send(command::ChangeBudget{{}, MicroUsd{150}, scope});
            QVERIFY(!driver.send(intent(100)).refused);
            const auto second = driver.send(intent(51));
            QVERIFY(second.refused && second.refused->code == ErrorCode::Budget && second.events.empty());
            QVERIFY(second.refused->message.find(scope == BudgetScope::Day ? "--of day" : "--of workspace") !=
                    std::string::npos);
            driver.send(ended(1, 40));
            QVERIFY(!driver.send(intent(110)).refused);  // what was not spent is free again
        }
    }

    // Whatever calls of runs and of memory cost, in whatever order: the workspace's budget holds both.
    void neverExceeded() {
        const bool holds = rc::check("memory and runs share the budget", [] {
            DrawStream random(*rc::gen::inRange<std::uint64_t>(0, 1u << 30));
            const std::int64_t budget = random.below(3'000);
            Driver driver;
            driver.send(command::ChangeBudget{{}, MicroUsd{budget}, BudgetScope::Workspace});
            driver.onStep = [&](const effect::PerformStep& e) {
                auto reply = driver.done(e);
                reply.charge = MicroUsd{e.reserved.value / 2};
                return reply;
            };
            driver.send(start({shape(1), shape(2), shape(3, {1})}, 2));
            std::vector<std::pair<std::uint32_t, std::int64_t>> open;
            for (int i = 0; i < 60; ++i) {
                if (random.chance(400)) {
                    const std::int64_t worst = random.below(500);
                    const auto outcome = driver.send(intent(worst));
                    if (!outcome.refused) open.emplace_back(outcome.receipt.call, worst);
                } else if (!open.empty() && random.chance(500)) {
                    const auto [call, worst] = open.back();
                    open.pop_back();
                    driver.send(ended(call, worst == 0 ? 0 : random.below(static_cast<std::uint32_t>(worst + 1)),
                                      random.chance(200)));
                } else if (!driver.effects.empty()) {
                    driver.answer();
                }
                const auto& money = driver.engine.state().money;
                RC_ASSERT((money.spent + money.pending).value <= budget);
            }
        });
        QVERIFY(holds);
    }

    void unknownChargeWaitsForThePerson() {
        Driver driver;
        driver.send(intent(100));
        QVERIFY(driver.send(command::SettleMemoryCall{1, MicroUsd{70}}).refused.has_value());  // it still goes on
        driver.send(ended(1, 0, true));
        QVERIFY(openCall(driver, 1)->unconfirmed);
        QCOMPARE(driver.engine.state().money.pending, MicroUsd{100});
        QVERIFY(!driver.send(command::SettleMemoryCall{1, MicroUsd{70}}).refused);
        QCOMPARE(driver.engine.state().money.spent, MicroUsd{70});
        QCOMPARE(driver.engine.state().money.pending, MicroUsd{0});
        QVERIFY(driver.send(command::SettleMemoryCall{1, MicroUsd{70}}).refused.has_value());
    }

    // The process dies between intent and end: the money stays aside until somebody says what was charged.
    void killedBetween() {
        for (const bool recovered : {true, false}) {
            Driver driver;
            driver.send(intent(100));
            State left = driver.engine.state();
            driver.engine.adopt(std::move(left));
            if (recovered) driver.send(Recovered{});
            else driver.send(intent(10));  // a process that only records finds it as well
            QVERIFY(openCall(driver, 1)->unconfirmed);
            QCOMPARE(driver.engine.state().money.pending, MicroUsd{recovered ? 100 : 110});
            QVERIFY(driver.send(ended(1, 50)).refused.has_value());  // nobody has an answer to it any more
            QVERIFY(!driver.send(command::SettleMemoryCall{1, MicroUsd{0}}).refused);
            QCOMPARE(driver.engine.state().money.pending, MicroUsd{recovered ? 0 : 10});
        }
    }

    void survivesASnapshot() {
        Driver driver;
        driver.send(command::ChooseEmbedding{blob("terms")});
        driver.send(intent(100));
        const auto again = stateFromJson(toJson(driver.engine.state()));
        QVERIFY(again.has_value());
        QCOMPARE(stateHash(*again).hex(), stateHash(driver.engine.state()).hex());
        QVERIFY(again->memory->embedding == blob("terms"));
    }

    void aForkPaysNothing() {
        Driver driver;
        driver.send(intent(100));
        driver.send(ended(1, 60));
        driver.send(intent(100));
        State state = driver.engine.state();
        state.forking = true;
        QVERIFY(apply(state, event::ForkCompleted{state.sequence - 1}, state.sequence + 1, state.at).has_value());
        QCOMPARE(state.money.spent + state.money.pending + state.memory->spent, MicroUsd{0});
        QVERIFY(state.memory->open.empty());
    }
};

QTEST_APPLESS_MAIN(TestMemoryCalls)
#include "tst_memory_calls.moc"
