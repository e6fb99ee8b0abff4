#include <QTest>

#include "driver.h"

using namespace skein;
using namespace skein::test;

class TestEngine : public QObject {
    Q_OBJECT
private slots:
    void plainPath() {
        Driver driver;
        QVERIFY(!driver.send(start({shape(1), shape(2, {1}), shape(3, {1}), shape(4, {2, 3}, 1, TaskRole::Assembler)})).refused);
        driver.settle();
        QCOMPARE(driver.run().status, RunStatus::Settled);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.tasksOf<event::TaskFinished>(), (std::vector<std::uint32_t>{1, 2, 3, 4}));
        QCOMPARE(driver.all<event::DeliverableIssued>().size(), 1u);
        QVERIFY(!driver.run().draft);
        QCOMPARE(driver.all<event::RunSettled>().size(), 1u);
        QCOMPARE(driver.run().spent.value, 4 * 60);
        QCOMPARE(driver.run().reserved.value, 0);
        QVERIFY(driver.engine.state().openSteps.empty());
        QCOMPARE(stateHash(driver.replay()).hex(), stateHash(driver.engine.state()).hex());
        const auto json = toJson(driver.engine.state());
        const auto back = stateFromJson(json);
        QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
        QCOMPARE(stateHash(*back).hex(), stateHash(driver.engine.state()).hex());
        // A second run over equal inputs takes everything over at no cost.
        driver.send(start({shape(1), shape(2, {1}), shape(3, {1}), shape(4, {2, 3}, 1, TaskRole::Assembler)}));
        driver.settle();
        QCOMPARE(driver.run().run.value, 2u);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.run().spent.value, 0);
        for (const auto& task : driver.run().tasks) QVERIFY(task.reused);
    }
};

QTEST_APPLESS_MAIN(TestEngine)
#include "tst_engine.moc"
