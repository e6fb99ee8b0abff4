#include <algorithm>
#include <map>
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
            std::map<std::uint32_t, std::vector<double>> byLayer;
            for (const LayoutNode& node : layout.nodes) {
                RC_ASSERT(node.layer < layout.layers);
                RC_ASSERT(node.centre.x == node.layer * options.layerGap);
                byLayer[node.layer].push_back(node.centre.y);
            }
            for (auto& [layer, places] : byLayer) {
                std::sort(places.begin(), places.end());
                for (std::size_t i = 1; i < places.size(); ++i)
                    RC_ASSERT(places[i] - places[i - 1] >= options.nodeGap - 1e-6);
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
            RC_ASSERT(layout.crossings == crossingsByGeometry(layout));
        });
        QVERIFY(good);
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
