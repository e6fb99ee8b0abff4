#include <algorithm>
#include <array>
#include <climits>
#include <map>
#include <optional>
#include <set>

#include <QtTest>

#include <rapidcheck.h>

#include "core/base/random.h"
#include "core/plan/layout.h"
#include "core/plan/plan_file.h"

using namespace skein;
using namespace skein::plan;

namespace {

Plan planOf(std::size_t count, const std::vector<std::pair<std::size_t, std::size_t>>& edges) {
    Plan plan;
    plan.tasks.resize(count);
    for (std::size_t i = 0; i < count; ++i) plan.tasks[i].id = "t" + std::to_string(i);
    for (const auto& [from, to] : edges) plan.tasks[to].needs.push_back("t" + std::to_string(from));
    return plan;
}

Plan randomPlan(std::uint64_t seed, std::size_t count, std::uint32_t reach) {
    DrawStream draws(seed);
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (std::size_t to = 1; to < count; ++to) {
        std::set<std::size_t> needs;
        for (int k = 0; k < 3; ++k)
            needs.insert(to - 1 - draws.below(static_cast<std::uint32_t>(std::min<std::size_t>(to, reach))));
        for (const std::size_t from : needs) edges.emplace_back(from, to);
    }
    return planOf(count, edges);
}

Layout layoutOf(const Plan& plan) {
    const auto graph = TaskGraph::create(plan);
    if (!graph) qFatal("%s", graph.error().describe().c_str());
    auto layout = layoutGraph(*graph);
    if (!layout) qFatal("%s", layout.error().describe().c_str());
    return *std::move(layout);
}

double side(LayoutPoint a, LayoutPoint b, LayoutPoint c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/// Proper crossings of polylines, found pair by pair.
std::uint64_t crossingsByGeometry(const Layout& layout) {
    std::uint64_t crossings = 0;
    for (std::size_t i = 0; i < layout.edges.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const auto& a = layout.edges[i].points;
            const auto& b = layout.edges[j].points;
            for (std::size_t p = 0; p + 1 < a.size(); ++p)
                for (std::size_t q = 0; q + 1 < b.size(); ++q) {
                    const double s1 = side(a[p], a[p + 1], b[q]), s2 = side(a[p], a[p + 1], b[q + 1]);
                    const double s3 = side(b[q], b[q + 1], a[p]), s4 = side(b[q], b[q + 1], a[p + 1]);
                    constexpr double tiny = 1e-6;
                    if (s1 * s2 < -tiny && s3 * s4 < -tiny) ++crossings;
                }
        }
    return crossings;
}

/// What holds for every drawing: layers follow edges, nodes keep their distance, and all of it lies where it should.
void obeysTheRules(const Layout& layout, const LayoutOptions& options) {
    std::map<std::uint32_t, std::vector<double>> byLayer;
    for (const LayoutNode& node : layout.nodes) {
        RC_ASSERT(node.layer < layout.layers);
        RC_ASSERT(node.centre.x == node.layer * options.layerGap);
        byLayer[node.layer].push_back(node.centre.y);
    }
    for (auto& [layer, places] : byLayer) {
        std::sort(places.begin(), places.end());
        for (std::size_t i = 1; i < places.size(); ++i) RC_ASSERT(places[i] - places[i - 1] >= options.nodeGap - 1e-6);
    }
    for (const LayoutEdge& edge : layout.edges) {
        RC_ASSERT(layout.nodes[edge.from].layer < layout.nodes[edge.to].layer);
        RC_ASSERT(edge.points.front() == layout.nodes[edge.from].centre);
        RC_ASSERT(edge.points.back() == layout.nodes[edge.to].centre);
        for (std::size_t i = 0; i < edge.points.size(); ++i) {
            RC_ASSERT(edge.points[i].y >= 0 && edge.points[i].y <= layout.height);
            RC_ASSERT(edge.points[i].x >= 0 && edge.points[i].x <= layout.width);
            if (i > 0) RC_ASSERT(edge.points[i].x > edge.points[i - 1].x);
        }
    }
}

/// Whether something that a task needs, however far away, stood beside it or to its right and can stay there.
bool needsWhatStoodFurther(const TaskGraph& graph, const Layout& before,
                           const std::vector<std::optional<TaskIndex>>& was, TaskIndex task) {
    std::set<TaskIndex> seen;
    std::vector<TaskIndex> found{task};
    for (std::size_t i = 0; i < found.size(); ++i)
        for (const TaskIndex need : graph.needs(found[i]))
            if (seen.insert(need).second) found.push_back(need);
    return std::any_of(found.begin() + 1, found.end(), [&](TaskIndex need) {
        return was[need] && before.nodes[*was[need]].layer >= before.nodes[*was[task]].layer &&
               !needsWhatStoodFurther(graph, before, was, need);
    });
}

/// A plan some of whose tasks are gone and which has others in between; `was` says where the others stood in it.
Plan amendedPlan(const Plan& plan, std::uint64_t seed, std::vector<std::optional<TaskIndex>>& was) {
    DrawStream draws(seed);
    std::set<std::string> gone;
    for (const TaskSpec& task : plan.tasks)
        if (draws.below(8) == 0 && gone.size() + 2 < plan.tasks.size()) gone.insert(task.id);
    Plan amended;
    for (std::size_t i = 0; i < plan.tasks.size(); ++i) {
        if (gone.contains(plan.tasks[i].id)) continue;
        amended.tasks.push_back(plan.tasks[i]);
        std::erase_if(amended.tasks.back().needs, [&](const std::string& need) { return gone.contains(need); });
        was.push_back(static_cast<TaskIndex>(i));
    }
    const std::uint32_t added = 1 + draws.below(static_cast<std::uint32_t>(amended.tasks.size() / 3 + 1));
    for (std::uint32_t i = 0; i < added && (i + 1) * 2 <= plan.tasks.size() - gone.size(); ++i) {
        const auto at = draws.below(static_cast<std::uint32_t>(amended.tasks.size()) + 1);
        TaskSpec task;
        task.id = "new" + std::to_string(i);
        if (at > 0) task.needs.push_back(amended.tasks[draws.below(at)].id);
        if (at < amended.tasks.size() && draws.below(2) == 0)
            amended.tasks[at + draws.below(static_cast<std::uint32_t>(amended.tasks.size()) - at)].needs.push_back(
                task.id);
        amended.tasks.insert(amended.tasks.begin() + at, task);
        was.insert(was.begin() + at, std::nullopt);
    }
    return amended;
}

}  // namespace

class TestLayout final : public QObject {
    Q_OBJECT

private slots:
    void knownGraphs_data() {
        QTest::addColumn<int>("tasks");
        QTest::addColumn<QString>("edges");
        QTest::addColumn<int>("crossings");
        QTest::addColumn<int>("layers");
        const auto row = [](const char* name, int tasks, const char* edges, int crossings, int layers) {
            QTest::newRow(name) << tasks << edges << crossings << layers;
        };
        row("nothing", 0, "", 0, 0);
        row("one", 1, "", 0, 1);
        row("crossed pair", 4, "0-3 1-2", 0, 2);
        row("two needs, two uses", 4, "0-2 0-3 1-2 1-3", 1, 2);
        row("three to three", 6, "0-3 0-4 0-5 1-3 1-4 1-5 2-3 2-4 2-5", 9, 2);
        row("diamond with a long edge", 4, "0-1 0-2 1-3 2-3 0-3", 0, 3);
        row("binary tree", 15, "0-1 0-2 1-3 1-4 2-5 2-6 3-7 3-8 4-9 4-10 5-11 5-12 6-13 6-14", 0, 4);
        row("mixed chains", 9, "0-5 1-3 2-4 5-7 3-8 4-6", 0, 3);
        row("ladder", 8, "0-1 1-2 2-3 4-5 5-6 6-7 0-5 1-6 2-7", 0, 4);
    }
    void knownGraphs() {
        QFETCH(int, tasks);
        QFETCH(QString, edges);
        std::vector<std::pair<std::size_t, std::size_t>> list;
        for (const QString& edge : edges.split(' ', Qt::SkipEmptyParts))
            list.emplace_back(edge.section('-', 0, 0).toUInt(), edge.section('-', 1).toUInt());
        const Layout layout = layoutOf(planOf(static_cast<std::size_t>(tasks), list));
        QTEST(static_cast<int>(layout.crossings), "crossings");
        QTEST(static_cast<int>(layout.layers), "layers");
    }

    void rulesOfEveryDrawing() {
        const bool good = rc::check("layers follow edges, nodes keep their distance, crossings are those drawn", [] {
            const Plan plan = randomPlan(*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::inRange<std::size_t>(1, 40),
                                         *rc::gen::inRange<std::uint32_t>(1, 30));
            const LayoutOptions options;
            const Layout layout = layoutOf(plan);
            obeysTheRules(layout, options);
            RC_ASSERT(layout.crossings == crossingsByGeometry(layout));
        });
        QVERIFY(good);
    }

    void edgesAreAsShortAsTheyCanBe() {
        const bool good = rc::check("no other layers have shorter edges", [] {
            constexpr std::size_t count = 6;
            const Plan plan =
                randomPlan(*rc::gen::arbitrary<std::uint32_t>(), count, *rc::gen::inRange<std::uint32_t>(1, count));
            const auto length = [&](const auto& layerOf) {
                int sum = 0;
                for (std::size_t task = 0; task < count; ++task)
                    for (const std::string& need : plan.tasks[task].needs) {
                        const int step = layerOf(task) - layerOf(std::stoul(need.substr(1)));
                        if (step < 1) return INT_MAX;
                        sum += step;
                    }
                return sum;
            };
            int least = INT_MAX;
            for (int code = 0; code < 6 * 6 * 6 * 6 * 6 * 6; ++code) {
                std::array<int, count> layers{};
                for (std::size_t i = 0, rest = static_cast<std::size_t>(code); i < count; ++i, rest /= 6)
                    layers[i] = static_cast<int>(rest % 6);
                least = std::min(least, length([&](std::size_t task) { return layers[task]; }));
            }
            const Layout layout = layoutOf(plan);
            RC_ASSERT(length([&](std::size_t task) { return static_cast<int>(layout.nodes[task].layer); }) == least);
        });
        QVERIFY(good);
    }

    void noMoreCrossingsThanDot_data() {
        QTest::addColumn<int>("seed");
        QTest::addColumn<int>("tasks");
        QTest::addColumn<int>("reach");
        QTest::addColumn<int>("dot");  // what dot 2.43.0 counts ("dot -v", rankdir=LR) for the same graph
        QTest::newRow("narrow") << 1 << 200 << 10 << 570;
        QTest::newRow("wide") << 2 << 200 << 30 << 2328;
        QTest::newRow("long") << 3 << 400 << 12 << 1628;
    }
    void noMoreCrossingsThanDot() {
        QFETCH(int, seed);
        QFETCH(int, tasks);
        QFETCH(int, reach);
        QFETCH(int, dot);
        const Plan plan = randomPlan(static_cast<std::uint64_t>(seed), static_cast<std::size_t>(tasks),
                                     static_cast<std::uint32_t>(reach));
        const auto crossings = static_cast<int>(layoutOf(plan).crossings);
        QVERIFY2(crossings <= dot, std::to_string(crossings).c_str());
    }

    void amendmentsMoveNothing() {
        const bool good = rc::check("what stood somewhere stays at its height and in its layer", [] {
            const Plan plan = randomPlan(*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::inRange<std::size_t>(3, 40),
                                         *rc::gen::inRange<std::uint32_t>(1, 30));
            const LayoutOptions options;
            const Layout before = layoutOf(plan);
            std::vector<std::optional<TaskIndex>> was;
            const Plan amended = amendedPlan(plan, *rc::gen::arbitrary<std::uint32_t>(), was);
            const auto graph = TaskGraph::create(amended);
            RC_ASSERT(graph.has_value());
            const auto after = amendLayout(*graph, before, was, options);
            for (TaskIndex task = 0; task < was.size(); ++task)
                if (was[task] && needsWhatStoodFurther(*graph, before, was, task)) was[task].reset();
            const auto kept = std::count_if(was.begin(), was.end(), [](const auto& old) { return old.has_value(); });
            const bool enough = kept > 0 && (static_cast<std::ptrdiff_t>(was.size()) - kept) * 2 <= kept;
            RC_ASSERT(after.has_value() == enough);
            if (!enough) return;
            obeysTheRules(*after, options);
            RC_ASSERT(after->edges.size() == graph->dependencyCount());
            std::map<std::uint32_t, std::uint32_t> columns;  // of before, to those of now
            for (TaskIndex task = 0; task < was.size(); ++task) {
                if (!was[task]) continue;
                RC_ASSERT(after->nodes[task].centre.y == before.nodes[*was[task]].centre.y);
                const auto [known, isNew] = columns.emplace(before.nodes[*was[task]].layer, after->nodes[task].layer);
                RC_ASSERT(isNew || known->second == after->nodes[task].layer);
            }
            for (auto column = columns.begin(); column != columns.end(); ++column)
                RC_ASSERT(column == columns.begin() || std::prev(column)->second < column->second);
        });
        QVERIFY(good);
    }

    void anUnchangedPlanIsDrawnAsItWas() {
        const Plan plan = randomPlan(7, 60, 12);
        const auto graph = TaskGraph::create(plan);
        const Layout before = layoutOf(plan);
        std::vector<std::optional<TaskIndex>> was;
        for (TaskIndex task = 0; task < 60; ++task) was.emplace_back(task);
        const auto after = amendLayout(*graph, before, was);
        QVERIFY(after);
        QCOMPARE(after->crossings, before.crossings);
        for (std::size_t i = 0; i < before.edges.size(); ++i) {
            QCOMPARE(after->edges[i].points.size(), before.edges[i].points.size());
            for (std::size_t p = 0; p < before.edges[i].points.size(); ++p)
                QVERIFY(std::abs(after->edges[i].points[p].y - before.edges[i].points[p].y) < 1e-6);
        }
    }

    void whatIsMostlyNewIsDrawnAnew() {
        const auto graph = TaskGraph::create(randomPlan(3, 30, 5));
        std::vector<std::optional<TaskIndex>> was(30);
        for (TaskIndex task = 0; task < 10; ++task) was[task] = task;
        QVERIFY(!amendLayout(*graph, layoutOf(randomPlan(3, 10, 5)), was));
    }

    void longEdgesRunStraight() {
        // A chain with an edge over it: the bends of the long edge lie on one line.
        const Layout layout = layoutOf(planOf(6, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {0, 5}}));
        for (const LayoutEdge& edge : layout.edges)
            if (edge.from == 0 && edge.to == 5)
                QVERIFY2(edge.points.size() <= 4, std::to_string(edge.points.size()).c_str());
        QCOMPARE(layout.crossings, std::uint64_t{0});
    }

    void equalPlansGiveEqualDrawings() {
        const Plan plan = randomPlan(3, 200, 30);
        QCOMPARE(toJson(layoutOf(plan), plan), toJson(layoutOf(plan), plan));
    }

    void theFormOfTheFile() {
        const Plan plan = planOf(2, {{0, 1}});
        QCOMPARE(toJson(layoutOf(plan), plan), Json::parse(R"({"crossings": 0,
            "nodes": [{"id": "t0", "layer": 0, "x": 0.0, "y": 0.0}, {"id": "t1", "layer": 1, "x": 160.0, "y": 0.0}],
            "edges": [{"from": "t0", "to": "t1", "points": [[0.0, 0.0], [160.0, 0.0]]}]})"));
    }

    void orderingBeatsTheFirstOrderByFar() {
        // Six chains through six layers with shuffled names: uncrossed by hand, so uncrossed here.
        DrawStream draws(11);
        std::vector<std::pair<std::size_t, std::size_t>> edges;
        std::vector<std::size_t> above{0, 1, 2, 3, 4, 5};
        for (std::size_t layer = 1; layer < 6; ++layer) {
            std::vector<std::size_t> below;
            for (std::size_t i = 0; i < 6; ++i) below.push_back(layer * 6 + i);
            for (std::size_t i = 6; i > 1; --i)
                std::swap(below[i - 1], below[draws.below(static_cast<std::uint32_t>(i))]);
            for (std::size_t i = 0; i < 6; ++i) {
                edges.emplace_back(above[i], below[i]);
                if (i > 0) edges.emplace_back(above[i - 1], below[i]);
            }
            above = below;
        }
        QCOMPARE(layoutOf(planOf(36, edges)).crossings, std::uint64_t{0});
    }

    void tooManyBendsAreRefused() {
        // A chain of 5,000 tasks with a thousand edges nested over it: four million bends.
        std::vector<std::pair<std::size_t, std::size_t>> edges;
        for (std::size_t i = 1; i < 5000; ++i) edges.emplace_back(i - 1, i);
        for (std::size_t i = 0; i < 1000; ++i) edges.emplace_back(i, 4999 - i);
        const auto graph = TaskGraph::create(planOf(5000, edges));
        QVERIFY(graph);
        const auto layout = layoutGraph(*graph);
        QVERIFY(!layout);
        QCOMPARE(static_cast<int>(layout.error().code), static_cast<int>(ErrorCode::TooLarge));
    }
};

QTEST_APPLESS_MAIN(TestLayout)
#include "tst_layout.moc"
