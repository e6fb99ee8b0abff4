// Budgets of the workspace, a day, a run, a swarm and a task; the deadline of a run; how much load a model is given.
#include <QtTest>

#include <rapidcheck.h>

#include "core/base/random.h"
#include "core/engine/run_end.h"
#include "driver.h"

using namespace skein;
using namespace skein::test;

namespace {

constexpr std::int64_t hour = 3'600'000'000, day = 24 * hour;

/// Books of its own, made from the journal alone: what each level has spent and may still be charged.
class Books {
public:
    void take(const Event& event, Instant at, const RunState& run) {
        if (const auto* e = std::get_if<event::StepIntended>(&event)) {
            m_held[{e->run, e->task, e->attempt, e->step}] = e->reserved;
        } else if (const auto* s = std::get_if<event::StepSettled>(&event)) {
            m_held.erase({s->run, s->task, s->attempt, s->step});
            spend(s->run, s->task, s->charge, at, run);
        } else if (const auto* u = std::get_if<event::UnconfirmedSettled>(&event)) {
            m_held.erase({u->run, u->task, u->attempt, u->step});
            spend(u->run, u->task, u->charge, at, run);
        }
    }
    std::int64_t ofTask(const RunState& run, TaskNo no) const {
        return m_tasks.contains(no) ? m_tasks.at(no) + held(run, {}, no) : held(run, {}, no);
    }
    std::int64_t ofSwarm(const RunState& run, const std::string& name) const {
        return (m_swarms.contains(name) ? m_swarms.at(name) : 0) + held(run, name, {});
    }
    std::int64_t ofRun(const RunState& run) const { return m_all + held(run, {}, {}); }
    std::int64_t ofDay(const RunState& run, std::int64_t which) const {
        return (m_days.contains(which) ? m_days.at(which) : 0) + held(run, {}, {});
    }

private:
    void spend(RunId, TaskNo task, MicroUsd charge, Instant at, const RunState& run) {
        m_all += charge.value;
        m_tasks[task] += charge.value;
        m_swarms[run.tasks[task.value - 1].shape.swarm] += charge.value;
        m_days[at.value / day] += charge.value;
    }
    std::int64_t held(const RunState& run, const std::string& swarm, TaskNo task) const {
        std::int64_t sum = 0;
        for (const auto& [step, reserved] : m_held) {
            const bool counts =
                (swarm.empty() || run.tasks[step.task.value - 1].shape.swarm == swarm) && (!task || step.task == task);
            if (counts) sum += reserved.value;
        }
        return sum;
    }
    std::map<StepRef, MicroUsd> m_held;
    std::map<TaskNo, std::int64_t> m_tasks;
    std::map<std::string, std::int64_t> m_swarms;
    std::map<std::int64_t, std::int64_t> m_days;
    std::int64_t m_all = 0;
};

std::vector<TaskShape> tasks(std::uint32_t count) {
    std::vector<TaskShape> shapes;
    for (std::uint32_t no = 1; no <= count; ++no) shapes.push_back(shape(no));
    return shapes;
}

report::StepFinished fault(const effect::PerformStep& e, CallFault fault) {
    auto failed = Driver::failed(e, StepOutcome::Retryable);
    failed.fault = fault;
    return failed;
}

}  // namespace

class TestBudgetLevels : public QObject {
    Q_OBJECT
private slots:
    // Whatever calls cost, whenever they end and however often the process dies: no level is ever overshot.
    void noLevelIsEverOvershot() {
        const bool holds = rc::check("no budget of any level is exceeded", [] {
            DrawStream random(*rc::gen::inRange<std::uint64_t>(0, 1u << 30));
            Driver driver;
            driver.wall = Instant{20'000 * day + 20 * hour};
            const auto count = 2 + random.below(20);
            auto command = start(tasks(count), 1 + random.below(8));
            const auto some = [&](std::uint32_t most) {
                return random.chance(600) ? std::optional(MicroUsd{random.below(most)}) : std::nullopt;
            };
            command.budget = some(6'000);
            command.taskBudget = some(700);
            for (auto& each : command.tasks) {
                each.swarm = random.chance(500) ? "one" : "two";
                if (random.chance(200)) each.budget = MicroUsd{random.below(500)};
                if (each.task.value > 2 && random.chance(300)) each.needs = {TaskNo{1 + random.below(2)}};
            }
            command.tasks.front().swarm = "one";  // a budget for a swarm without tasks is refused
            if (const auto budget = some(3'000)) command.swarmBudgets.push_back({"one", *budget});
            const auto dayBudget = some(2'000), workspace = some(8'000);
            if (dayBudget) driver.send(command::ChangeBudget{{}, dayBudget, BudgetScope::Day});
            if (workspace) driver.send(command::ChangeBudget{{}, workspace, BudgetScope::Workspace});
            driver.onAssemble = [&](const effect::AssembleWindow& e) {
                auto window = driver.window(e);
                window.offers = {routing::soleOffer({"a", "plain", false}, MicroUsd{random.below(400)}),
                                 routing::soleOffer({"b", "keyed", true}, MicroUsd{random.below(400)})};
                return window;
            };
            driver.onStep = [&](const effect::PerformStep& e) {
                auto reply = random.chance(200)
                                 ? Driver::failed(e, random.chance(400) ? StepOutcome::Unknown : StepOutcome::Retryable)
                                 : driver.done(e);
                if (reply.outcome == StepOutcome::Retryable && random.chance(300)) reply.fault = CallFault::Model;
                reply.charge = MicroUsd{random.below(static_cast<std::uint32_t>(e.reserved.value + 1))};
                return reply;
            };
            driver.send(command);
            Books books;
            std::size_t read = 0;
            const auto within = [&] {
                const RunState& run = driver.run();
                for (; read < driver.journal.size(); ++read) {
                    const auto& [event, at] = driver.journal[read];
                    books.take(event, at, run);
                    if (run.budget) RC_ASSERT(books.ofRun(run) <= run.budget->value);
                    if (workspace) RC_ASSERT(books.ofRun(run) <= workspace->value);
                    if (dayBudget) RC_ASSERT(books.ofDay(run, at.value / day) <= dayBudget->value);
                    for (const auto& swarm : run.swarms)
                        if (swarm.budget) RC_ASSERT(books.ofSwarm(run, swarm.swarm) <= swarm.budget->value);
                    for (const auto& task : run.tasks)
                        if (const auto limit = task.shape.budget ? task.shape.budget : run.taskBudget)
                            RC_ASSERT(books.ofTask(run, task.shape.task) <= limit->value);
                }
            };
            while (!driver.effects.empty() || (driver.wakeAt && driver.run().status != RunStatus::Settled)) {
                driver.advance(seconds(random.below(1'200)));
                if (driver.effects.empty()) {
                    driver.advance(*driver.wakeAt > driver.boot ? *driver.wakeAt - driver.boot : Duration{});
                    driver.send(Tick{});
                } else if (random.chance(20)) driver.crash();
                else driver.answer(random.below(static_cast<std::uint32_t>(driver.effects.size())));
                within();
            }
            RC_ASSERT(driver.run().status == RunStatus::Settled);
            RC_ASSERT(toJson(driver.replay()) == toJson(driver.engine.state()));
        });
        QVERIFY(holds);
    }

    // A task without money waits, the others go on; then the run is held until somebody raises the budget.
    void aTaskWithoutMoneyKeepsNobodyElseWaiting_data() {
        QTest::addColumn<bool>("ofSwarm");
        QTest::newRow("its own budget") << false;
        QTest::newRow("its swarm's") << true;
    }
    void aTaskWithoutMoneyKeepsNobodyElseWaiting() {
        QFETCH(bool, ofSwarm);
        Driver driver;
        auto command = start(tasks(4), 1);
        command.tasks[0].swarm = "first";
        if (ofSwarm) command.swarmBudgets = {{"first", MicroUsd{99}}};
        else command.tasks[0].budget = MicroUsd{99};
        driver.send(command);
        driver.settle();
        QCOMPARE(driver.tasksOf<event::TaskFinished>(), (std::vector<std::uint32_t>{2, 3, 4}));
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.run().holdReason, HoldReason::Budget);
        QCOMPARE(driver.task(1).failures, 0u);
        const auto before = driver.journal.size();
        driver.send(ofSwarm ? command::ChangeBudget{RunId{1}, MicroUsd{100}, BudgetScope::Swarm, "first"}
                            : command::ChangeBudget{RunId{1}, MicroUsd{100}, BudgetScope::Task, {}, TaskNo{1}});
        driver.send(command::ResumeRun{RunId{1}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.tasksOf<event::TaskFinished>(before), std::vector<std::uint32_t>{1});
    }

    // Raised while the others still work, it goes on without any other doing.
    void moreMoneyWhileTheRunGoesOnIsSeenAtOnce() {
        Driver driver;
        auto command = start(tasks(2), 1);
        command.taskBudget = MicroUsd{99};
        command.tasks[1].budget = MicroUsd{500};
        driver.send(command);
        driver.until<effect::PerformStep>(2);
        driver.send(command::ChangeBudget{RunId{1}, MicroUsd{500}, BudgetScope::Task});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY(driver.all<event::RunHeld>().empty());
    }

    // The day's budget is the workspace's: two runs share it, and the next day of the person begins anew.
    void aDayEndsWhereThePersonIs() {
        Driver driver;
        driver.wall = Instant{20'000 * day + 21 * hour};
        driver.send(command::ChangeBudget{{}, MicroUsd{150}, BudgetScope::Day, {}, {}, 120});
        driver.send(start(tasks(1), 1));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        auto second = start(tasks(1), 1);
        second.tasks[0].spec = blob("another");
        driver.send(second);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);  // 60 spent, 100 at worst
        driver.advance(Duration{30 * hour / 60});          // 21:30 UTC is 23:30 there
        driver.send(command::ResumeRun{RunId{2}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        driver.advance(Duration{hour});
        driver.send(command::ResumeRun{RunId{2}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QCOMPARE(driver.engine.state().money.spent.value, 120);
        QCOMPARE(driver.engine.state().money.spentThatDay.value, 60);
    }

    // Once what a call in flight holds may still come free, then because a person has to give more.
    void aTaskSaysWhatMoneyItWaitsFor() {
        Driver driver;
        auto command = start(tasks(2), 2);
        command.budget = MicroUsd{150};
        driver.send(command);
        driver.until<effect::PerformStep>();
        while (std::holds_alternative<effect::AssembleWindow>(driver.effects.back()))
            driver.answer(driver.effects.size() - 1);
        const AwaitedMoney wanted{{BudgetScope::Run, {}, {}}, MicroUsd{100}};
        QVERIFY(!driver.task(1).awaits);
        QVERIFY(driver.task(2).current && driver.task(2).awaits == wanted);
        driver.settle();  // the first one took 60 of its 100: 90 are left
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QVERIFY(driver.task(2).awaits == wanted);
        QCOMPARE(driver.all<event::MoneyAwaited>().size(), 1u);
        driver.send(command::ChangeBudget{RunId{1}, MicroUsd{160}});
        driver.send(command::ResumeRun{RunId{1}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY(!driver.task(2).awaits);
    }

    void aTaskWithoutMoneyOfItsOwnSaysSo() {
        Driver driver;
        auto command = start(tasks(2), 2);
        command.tasks[1].budget = MicroUsd{99};
        driver.send(command);
        driver.settle();
        QCOMPARE(driver.task(1).status, TaskStatus::Done);
        const AwaitedMoney wanted{{BudgetScope::Task, {}, TaskNo{2}}, MicroUsd{100}};
        QVERIFY(driver.task(2).awaits == wanted);
    }

    void theWorkspaceBudgetIsOfAllRuns() {
        Driver driver;
        driver.send(command::ChangeBudget{{}, MicroUsd{150}, BudgetScope::Workspace});
        driver.send(start(tasks(1), 1));
        driver.settle();
        auto second = start(tasks(1), 1);
        second.tasks[0].spec = blob("another");
        driver.send(second);
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.run().spent.value, 0);
        driver.send(command::ChangeBudget{{}, MicroUsd{160}, BudgetScope::Workspace});
        driver.send(command::ResumeRun{RunId{2}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    // What is spent or may be charged cannot be taken back by a smaller budget.
    void noBudgetBelowWhatIsGone_data() {
        QTest::addColumn<BudgetScope>("scope");
        QTest::addColumn<quint32>("task");
        QTest::newRow("workspace") << BudgetScope::Workspace << 0u;
        QTest::newRow("day") << BudgetScope::Day << 0u;
        QTest::newRow("run") << BudgetScope::Run << 0u;
        QTest::newRow("swarm") << BudgetScope::Swarm << 0u;
        QTest::newRow("task") << BudgetScope::Task << 1u;
        QTest::newRow("each task") << BudgetScope::Task << 0u;
    }
    void noBudgetBelowWhatIsGone() {
        QFETCH(BudgetScope, scope);
        QFETCH(quint32, task);
        Driver driver;
        auto command = start(tasks(1), 1);
        command.tasks[0].swarm = "first";
        driver.send(command);
        driver.settle();
        const bool ofRun = scope != BudgetScope::Workspace && scope != BudgetScope::Day;
        command::ChangeBudget change{ofRun ? RunId{1} : RunId{}, MicroUsd{59}, scope,
                                     scope == BudgetScope::Swarm ? "first" : "", TaskNo{task}};
        const auto refused = driver.send(change);
        QVERIFY(refused.refused.has_value());
        QVERIFY2(refused.refused->message.find("0.00006 are spent") != std::string::npos,
                 refused.refused->message.c_str());
        change.budget = MicroUsd{60};
        QVERIFY(!driver.send(change).refused.has_value());
        change.budget.reset();
        QVERIFY(!driver.send(change).refused.has_value());
        QVERIFY(budgetsOf(driver.engine.state(), driver.run(), &driver.task(1), driver.wall).empty());
    }

    // A fork begins with nothing spent, at every level.
    void aForkHasItsOwnMoney() {
        Driver driver;
        auto command = start(tasks(2), 1);
        command.tasks[0].swarm = "first";
        driver.send(command);
        driver.settle();
        State fork;
        std::uint64_t sequence = 0;
        const auto take = [&](const Event& event, Instant at) { QVERIFY(apply(fork, event, ++sequence, at)); };
        take(event::WorkspaceForked{"parent", driver.journal.size(), sha256("head")}, driver.wall);
        for (const auto& [event, at] : driver.journal) take(event, at);
        take(event::ForkCompleted{driver.journal.size()}, driver.wall);
        QCOMPARE(fork.money.spent.value, 0);
        QCOMPARE(fork.runs[0].inherited.value, 120);
        QCOMPARE(fork.runs[0].tasks[0].spent.value, 0);
        QCOMPARE(fork.runs[0].swarms[0].spent.value, 0);
    }

    // ---- the deadline

    void nothingStartsAfterTheDeadline() {
        Driver driver;
        auto command = start(tasks(3), 1);
        command.until = driver.wall + seconds(60);
        driver.send(command);
        driver.until<effect::PerformStep>(2);
        driver.advance(seconds(61));
        driver.settle();
        QCOMPARE(driver.tasksOf<event::TaskFinished>(), (std::vector<std::uint32_t>{1, 2}));  // what ran was finished
        QCOMPARE(driver.run().outcome, RunOutcome::Held);
        QCOMPARE(driver.run().holdReason, HoldReason::Deadline);
        driver.send(command::ResumeRun{RunId{1}, {}});
        QVERIFY(!driver.run().until);  // the person said go on
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    // A person takes the end away, while the run goes on and while something else holds it.
    void aDeadlineCanBeTakenAway() {
        for (const bool held : {false, true}) {
            Driver driver;
            auto command = start(tasks(3), 1);
            command.until = driver.wall + seconds(60);
            driver.send(command);
            if (held) driver.send(command::HoldRun{RunId{1}});
            QVERIFY(driver.run().until);
            QVERIFY(!driver.send(command::ResumeRun{RunId{1}, {}, {}, noRunEnd}).refused.has_value());
            QVERIFY(!driver.run().until);
            driver.advance(seconds(61));
            driver.settle();
            QCOMPARE(driver.run().outcome, RunOutcome::Done);
        }
    }

    // It comes although nothing else happens: tasks that wait for their next attempt do not keep the run open.
    void theDeadlineWakesTheEngine() {
        Driver driver;
        driver.onStep = [](const effect::PerformStep& e) {
            auto failed = Driver::failed(e, StepOutcome::Retryable);
            failed.retryAfter = seconds(100);
            return failed;
        };
        auto command = start(tasks(1), 1);
        command.until = driver.wall + seconds(50);
        driver.send(command);
        driver.settle();
        QCOMPARE(driver.run().holdReason, HoldReason::Deadline);
        QVERIFY(driver.wall < driver.run().startedAt + seconds(60));
    }

    void anEndedRunIsDoneWhateverTheTime() {
        Driver driver;
        auto command = start(tasks(1), 1);
        command.until = driver.wall + seconds(5);
        driver.send(command);
        driver.until<effect::PerformStep>();
        driver.advance(seconds(6));
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
    }

    void aDeadlineThatIsOverIsRefused() {
        Driver driver;
        auto command = start(tasks(1), 1);
        command.until = driver.wall;
        QVERIFY(driver.send(command).refused.has_value());
        command.until.reset();
        driver.send(command);
        driver.send(command::HoldRun{RunId{1}});
        QVERIFY(driver.send(command::ResumeRun{RunId{1}, {}, {}, driver.wall}).refused.has_value());
        QVERIFY(!driver.send(command::ResumeRun{RunId{1}, {}, {}, driver.wall + seconds(9)}).refused.has_value());
        QVERIFY(driver.run().until == driver.wall + seconds(9));
    }

    // The better model takes twenty seconds: once that is known, what must end sooner goes to the quick one, and where
    // nobody is quick enough the run is held.
    void aModelThatWouldBeLateIsPassedOver() {
        Driver driver;
        driver.onAssemble = [&](const effect::AssembleWindow& e) {
            auto window = driver.window(e);
            window.offers = {routing::soleOffer({"a", "slow", false}, MicroUsd{100}),
                             routing::soleOffer({"b", "quick", false}, MicroUsd{100})};
            window.offers[0].quality = 900;
            return window;
        };
        driver.onStep = [&](const effect::PerformStep& e) {
            driver.advance(seconds(e.target.model == "slow" ? 20 : 2));
            return driver.done(e);
        };
        auto command = start(tasks(30), 1);
        for (auto& each : command.tasks) each.estimate = {};
        command.until = driver.wall + seconds(71);
        driver.send(command);
        driver.settle();
        const auto calls = driver.all<event::StepIntended>();
        std::vector<std::string> models;
        for (const auto& call : calls)
            if (call.stepKind == StepKind::Model) models.push_back(call.target.model);
        QCOMPARE(std::count(models.begin(), models.end(), "slow"), 3);  // 60 s; a fourth would end after 80
        QVERIFY(std::count(models.begin(), models.end(), "quick") >= 4);
        QCOMPARE(driver.run().holdReason, HoldReason::Deadline);
        // Held before its end came, for want of time: going on means without that end.
        QVERIFY(driver.wall < *driver.run().until);
        driver.send(command::ResumeRun{RunId{1}, {}});
        driver.settle();
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        const auto late =
            std::find_if(calls.begin(), calls.end(), [](const auto& call) { return call.target.model == "quick"; });
        QVERIFY(late->routing.back().refusal == Refusal::TooSlow);
    }

    // ---- load

    // Of sixty calls one is refused for load: from then on thirty are with the model at once, one more after thirty
    // answers; nothing fails for it.
    void anOverloadedModelGetsLess() {
        Driver driver;
        driver.send(start(tasks(300), 60));
        const auto everythingButCalls = [&] {
            for (std::size_t at = 0; at < driver.effects.size();)
                if (std::holds_alternative<effect::PerformStep>(driver.effects[at])) ++at;
                else {
                    driver.answer(at);
                    at = 0;
                }
        };
        const auto withTheModel = [&] {
            everythingButCalls();
            return driver.effects.size();
        };
        QCOMPARE(withTheModel(), 60u);
        driver.onStep = [](const effect::PerformStep& e) { return fault(e, CallFault::Model); };
        driver.answer();
        driver.onStep = [&](const effect::PerformStep& e) { return driver.done(e); };
        QCOMPARE(withTheModel(), 59u);  // what is there already stays
        for (int i = 0; i < 29; ++i) driver.answer();
        QCOMPARE(withTheModel(), 30u);
        driver.answer();
        QCOMPARE(withTheModel(), 30u);
        for (int i = 0; i < 30; ++i) {
            driver.answer();
            everythingButCalls();
        }
        QVERIFY2(withTheModel() > 30 && withTheModel() < 35, std::to_string(withTheModel()).c_str());
        driver.settle(1'000'000);
        QCOMPARE(driver.run().outcome, RunOutcome::Done);
        QVERIFY(driver.all<event::TaskFailed>().empty());
    }
};

QTEST_APPLESS_MAIN(TestBudgetLevels)
#include "tst_budget_levels.moc"
