#include <algorithm>
#include <functional>
#include <set>

#include <QtTest>

#include <rapidcheck.h>

#include "core/base/random.h"
#include "core/plan/estimate.h"
#include "core/plan/graph.h"

using namespace skein;
using namespace skein::plan;

namespace {

Plan planOf(const std::vector<std::pair<std::string, std::vector<std::string>>>& tasks) {
    Plan plan;
    for (const auto& [id, needs] : tasks) {
        TaskSpec task;
        task.id = id;
        task.needs = needs;
        plan.tasks.push_back(std::move(task));
    }
    return plan;
}

/// A random acyclic plan whose file order is shuffled.
Plan randomPlan(std::uint64_t seed, std::size_t count, std::uint32_t edgesPerMille) {
    DrawStream draws(seed);
    std::vector<std::size_t> order(count);
    for (std::size_t i = 0; i < count; ++i) order[i] = i;
    for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[draws.below(static_cast<std::uint32_t>(i))]);
    Plan plan;
    plan.tasks.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        TaskSpec& task = plan.tasks[order[i]];
        task.id = "t" + std::to_string(i);
        task.estimate.duration = Duration{1 + draws.below(9)};
        for (std::size_t j = 0; j < i; ++j)
            if (draws.chance(edgesPerMille)) task.needs.push_back("t" + std::to_string(j));
    }
    return plan;
}

TaskGraph graphOf(const Plan& plan) {
    auto graph = TaskGraph::create(plan);
    if (!graph) qFatal("%s", graph.error().describe().c_str());
    return *std::move(graph);
}

std::vector<Duration> durationsOf(const Plan& plan) {
    std::vector<Duration> durations;
    for (const TaskSpec& task : plan.tasks) durations.push_back(task.estimate.duration);
    return durations;
}

}  // namespace

class TestTaskGraph final : public QObject {
    Q_OBJECT

private slots:
    void mistakesAreNamed_data() {
        QTest::addColumn<QString>("needs");  // "a:b,c;b:;..."
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* needs, const char* message) {
            QTest::newRow(name) << needs << message;
        };
        row("cycle of three", "start:;a:start,b;b:c;c:a;end:a", "tasks need each other in a circle: a -> b -> c -> a");
        row("cycle of two", "x:;b:a;a:b", "tasks need each other in a circle: b -> a -> b");
        row("cycle behind others", "a:b;b:c;c:d;d:c", "tasks need each other in a circle: c -> d -> c");
        row("itself", "a:a", "task 'a': needs itself");
        row("unknown", "a:ghost", "task 'a': needs 'ghost', which is not a task of this plan");
        row("twice", "a:;b:a,a", "task 'b': needs 'a' twice");
        row("same id", "a:;b:;a:", "task 'a': the id is used twice, by tasks[0] and tasks[2]");
        row("empty id", ":", "task '': expected an id of 1 to 128 bytes on one line");
    }
    void mistakesAreNamed() {
        QFETCH(QString, needs);
        QFETCH(QString, message);
        Plan plan;
        for (const QString& part : needs.split(';')) {
            TaskSpec task;
            task.id = part.section(':', 0, 0).toStdString();
            for (const QString& need : part.section(':', 1).split(',', Qt::SkipEmptyParts))
                task.needs.push_back(need.toStdString());
            plan.tasks.push_back(std::move(task));
        }
        const auto graph = TaskGraph::create(plan);
        QVERIFY(!graph);
        QCOMPARE(QString::fromStdString(graph.error().message), message);
    }

    void bandsAndIdleTasksAreJudged() {
        Plan plan = planOf({{"a", {}}});
        plan.tasks[0].band = {TokenCount{10}, TokenCount{5}};
        QCOMPARE(TaskGraph::create(plan).error().message,
                 std::string("task 'a': expected band.min 10 to be at most band.max 5"));
        plan.tasks[0].band = {TokenCount{-1}, TokenCount{5}};
        QVERIFY(!TaskGraph::create(plan));
        plan = planOf({{"a", {}}});
        plan.idle = planOf({{"a", {}}}).tasks;
        QCOMPARE(TaskGraph::create(plan).error().message,
                 std::string("task 'a': the id is used by an idle task and by another task"));
        plan.idle = planOf({{"i", {"ghost"}}}).tasks;
        QVERIFY(!TaskGraph::create(plan));
        plan.idle = planOf({{"i", {"a"}}}).tasks;
        QVERIFY(TaskGraph::create(plan));
    }

    void planOrderIsKeptWhereItIsRight() {
        const TaskGraph graph = graphOf(planOf({{"a", {}}, {"b", {"d"}}, {"c", {"a"}}, {"d", {}}}));
        QVERIFY(graph.topologicalOrder() == (std::vector<TaskIndex>{0, 3, 1, 2}));
        QCOMPARE(graph.dependencyCount(), std::size_t{2});
        QCOMPARE(*graph.find("d"), 3u);
        QVERIFY(!graph.find("e"));
    }

    void boundsOfASmallPlan() {
        Plan plan = planOf({{"a", {}}, {"b", {"a"}}, {"c", {"a"}}, {"d", {"b", "c"}}, {"e", {}}});
        const std::vector<Duration> durations{{2}, {3}, {5}, {1}, {4}};
        const ScheduleBounds bounds = graphOf(plan).bounds(durations);
        QVERIFY(bounds.criticalPath == (std::vector<TaskIndex>{0, 2, 3}));
        QCOMPARE(bounds.length.value, 8);
        QCOMPARE(bounds.work.value, 15);
        QVERIFY(bounds.slack == (std::vector<Duration>{{0}, {2}, {0}, {0}, {4}}));
        QVERIFY(bounds.remaining == (std::vector<Duration>{{8}, {4}, {6}, {1}, {4}}));
        QCOMPARE(bounds.lowerBound(1).value, 15);
        QCOMPARE(bounds.lowerBound(2).value, 8);
    }

    void emptyPlan() {
        const TaskGraph graph = graphOf(Plan{});
        const ScheduleBounds bounds = graph.bounds({});
        QCOMPARE(bounds.length.value, 0);
        QVERIFY(bounds.criticalPath.empty() && graph.dependentCounts().empty());
        QCOMPARE(estimatePlan(Plan{}, graph, 3).makespanLikely.value, 0);
    }

    void propertiesOfRandomPlans() {
        const bool good = rc::check("order, slack, critical path and dependents", [] {
            const auto count = *rc::gen::inRange<std::size_t>(0, 12);
            const Plan plan =
                randomPlan(*rc::gen::arbitrary<std::uint32_t>(), count, *rc::gen::inRange<std::uint32_t>(0, 600));
            const TaskGraph graph = graphOf(plan);
            const auto durations = durationsOf(plan);
            const ScheduleBounds bounds = graph.bounds(durations);
            std::vector<std::size_t> place(count);
            for (std::size_t i = 0; i < count; ++i) place[graph.topologicalOrder()[i]] = i;
            // The longest path by trying all of them.
            std::function<Duration(TaskIndex)> longest = [&](TaskIndex task) {
                Duration rest{};
                for (const TaskIndex fed : graph.feeds(task)) rest = std::max(rest, longest(fed));
                return durations[task] + rest;
            };
            std::function<void(TaskIndex, std::set<TaskIndex>&)> collect = [&](TaskIndex task,
                                                                               std::set<TaskIndex>& found) {
                for (const TaskIndex fed : graph.feeds(task)) {
                    found.insert(fed);
                    collect(fed, found);
                }
            };
            const auto counts = graph.dependentCounts();
            Duration expected{}, onPath{};
            for (TaskIndex task = 0; task < count; ++task) {
                for (const TaskIndex need : graph.needs(task)) {
                    RC_ASSERT(place[need] < place[task]);
                    RC_ASSERT(graph.depths()[need] < graph.depths()[task]);
                    const auto feeds = graph.feeds(need);
                    RC_ASSERT(std::find(feeds.begin(), feeds.end(), task) != feeds.end());
                }
                RC_ASSERT(bounds.slack[task].value >= 0);
                RC_ASSERT(bounds.remaining[task] == longest(task));
                expected = std::max(expected, longest(task));
                std::set<TaskIndex> dependents;
                collect(task, dependents);
                RC_ASSERT(counts[task] == dependents.size());
                std::set<TaskIndex> downstream = dependents;
                downstream.insert(task);
                const TaskIndex one[] = {task};
                const auto found = graph.downstream(one);
                RC_ASSERT(std::set<TaskIndex>(found.begin(), found.end()) == downstream);
            }
            RC_ASSERT(bounds.length == expected);
            for (std::size_t i = 0; i < bounds.criticalPath.size(); ++i) {
                onPath += durations[bounds.criticalPath[i]];
                RC_ASSERT(bounds.slack[bounds.criticalPath[i]].value == 0);
                if (i == 0) continue;
                const auto needs = graph.needs(bounds.criticalPath[i]);
                RC_ASSERT(std::find(needs.begin(), needs.end(), bounds.criticalPath[i - 1]) != needs.end());
            }
            RC_ASSERT(onPath == expected);
        });
        QVERIFY(good);
    }

    void makespanLiesBetweenItsBounds() {
        const bool good = rc::check("low <= likely <= high", [] {
            const Plan plan = randomPlan(*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::inRange<std::size_t>(1, 40),
                                         *rc::gen::inRange<std::uint32_t>(0, 300));
            const auto agents = *rc::gen::inRange<std::uint32_t>(1, 10);
            const PlanEstimate estimate = estimatePlan(plan, graphOf(plan), agents);
            RC_ASSERT(estimate.makespanLow <= estimate.makespanLikely);
            RC_ASSERT(estimate.makespanLikely <= estimate.makespanHigh);
            if (agents == 1) RC_ASSERT(estimate.makespanLikely == estimate.work);
        });
        QVERIFY(good);
    }

    void estimatesSayWhatTheyRestOn() {
        Plan plan = planOf({{"a", {}}, {"b", {"a"}}});
        QCOMPARE(estimatePlan(plan, graphOf(plan), 1).basis, std::string("built-in durations"));
        plan.tasks[0].estimate = {seconds(3), TokenCount{100}, TokenCount{50}, MicroUsd{20}};
        plan.tasks[0].phase = "One";
        const PlanEstimate estimate = estimatePlan(plan, graphOf(plan), 1);
        QCOMPARE(estimate.basis,
                 std::string("the plan's own durations, built-in ones for 1 of 2 tasks; list prices only"));
        QCOMPARE(estimate.cost.value, 20);
        QCOMPARE(estimate.tokensIn.value, 100);
        QCOMPARE(estimate.phases.size(), std::size_t{2});
        QCOMPARE(estimate.phases[0].work.value, seconds(3).value);
        QCOMPARE(toJson(estimate)["makespan_seconds"]["likely"], Json(23));
    }

    void phasesKeepTheirFirstOrder() {
        Plan plan = planOf({{"a", {}}, {"b", {}}, {"c", {}}});
        plan.tasks[0].phase = "Z";
        plan.tasks[1].phase = "A";
        plan.tasks[2].phase = "Z";
        const TaskGraph graph = graphOf(plan);
        QCOMPARE(graph.phases()[0].name, std::string("Z"));
        QVERIFY(graph.phases()[0].tasks == (std::vector<TaskIndex>{0, 2}));
        QCOMPARE(graph.phaseOf(1), 1u);
    }

    void aLongChainNeedsNoDeepStack() {
        std::vector<std::pair<std::string, std::vector<std::string>>> tasks;
        for (int i = 19'999; i >= 0; --i)
            tasks.push_back({"t" + std::to_string(i), i == 0 ? std::vector<std::string>{}
                                                             : std::vector<std::string>{"t" + std::to_string(i - 1)}});
        const TaskGraph graph = graphOf(planOf(tasks));
        QCOMPARE(graph.depths()[0], 19'999u);
        tasks.back().second = {"t19999"};
        QVERIFY(!TaskGraph::create(planOf(tasks)));
        tasks.push_back({"one-more", {}});
        QCOMPARE(static_cast<int>(TaskGraph::create(planOf(tasks)).error().code),
                 static_cast<int>(ErrorCode::TooLarge));
    }
};

QTEST_APPLESS_MAIN(TestTaskGraph)
#include "tst_task_graph.moc"
