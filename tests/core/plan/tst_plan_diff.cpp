#include <QtTest>

#include <rapidcheck.h>

#include "core/base/random.h"
#include "core/plan/diff.h"
#include "core/plan/plan_file.h"

using namespace skein;
using namespace skein::plan;

namespace {

Plan planOf(const std::vector<std::string>& ids) {
    Plan plan;
    for (const std::string& id : ids) {
        TaskSpec task;
        task.id = task.title = id;
        plan.tasks.push_back(std::move(task));
    }
    return plan;
}

}  // namespace

class TestPlanDiff final : public QObject {
    Q_OBJECT

private slots:
    void equalPlansDoNotDiffer() {
        const Plan plan = planOf({"a", "b"});
        QVERIFY(diffPlans(plan, plan).empty());
        QVERIFY(diffPlans(Plan{}, Plan{}).empty());
    }

    void fieldsAreNamedOneByOne() {
        const Plan before = planOf({"a", "b", "c"});
        Plan after = planOf({"a", "c", "d"});
        after.goal = "new";
        after.tasks[1].band.max = TokenCount{7000};
        after.tasks[1].needs = {"a"};
        after.tasks[1].extra["note"] = "x";
        const PlanDiff diff = diffPlans(before, after);
        QVERIFY(diff.added == std::vector<std::string>{"d"});
        QVERIFY(diff.removed == std::vector<std::string>{"b"});
        QVERIFY(diff.reordered.empty());
        QCOMPARE(toJson(diff)["plan"], Json::parse(R"([{"field": "goal", "before": "", "after": "new"}])"));
        QCOMPARE(toJson(diff)["changed"], Json::parse(R"([{"id": "c", "fields": [
            {"field": "band.max", "before": 5000, "after": 7000},
            {"field": "needs", "before": [], "after": ["a"]},
            {"field": "note", "before": null, "after": "x"}]}])"));
    }

    void movingOneTaskReordersOne() {
        QVERIFY(diffPlans(planOf({"a", "b", "c", "d"}), planOf({"d", "a", "b", "c"})).reordered ==
                std::vector<std::string>{"d"});
        QVERIFY(diffPlans(planOf({"a", "b", "c"}), planOf({"a", "x", "b", "c"})).reordered.empty());
    }

    void idleTasksAreComparedToo() {
        Plan before = planOf({"a", "b"}), after = planOf({"a"});
        after.idle = planOf({"b"}).tasks;
        const PlanDiff diff = diffPlans(before, after);
        QVERIFY(diff.added.empty() && diff.removed.empty());
        QCOMPARE(diff.changed.at(0).fields.at(0).field, std::string("idle"));
    }

    void theDifferenceExplainsEveryTask() {
        const bool good = rc::check("kept + added = new, kept + removed = old", [] {
            DrawStream draws(*rc::gen::arbitrary<std::uint32_t>());
            const auto some = [&] {
                std::vector<std::string> ids;
                for (int i = 0; i < 12; ++i)
                    if (draws.chance(600)) ids.push_back("t" + std::to_string(i));
                for (std::size_t i = ids.size(); i > 1; --i)
                    std::swap(ids[i - 1], ids[draws.below(static_cast<std::uint32_t>(i))]);
                return planOf(ids);
            };
            const Plan before = some(), after = some();
            const PlanDiff diff = diffPlans(before, after);
            RC_ASSERT(before.tasks.size() - diff.removed.size() == after.tasks.size() - diff.added.size());
            RC_ASSERT(diff.changed.empty());
            // Without the tasks that moved, both plans have the kept tasks in the same order.
            const auto rest = [&](const Plan& plan) {
                std::vector<std::string> ids;
                for (const TaskSpec& task : plan.tasks) {
                    const auto in = [&](const std::vector<std::string>& list) {
                        return std::find(list.begin(), list.end(), task.id) != list.end();
                    };
                    if (!in(diff.added) && !in(diff.removed) && !in(diff.reordered)) ids.push_back(task.id);
                }
                return ids;
            };
            RC_ASSERT(rest(before) == rest(after));
        });
        QVERIFY(good);
    }
};

QTEST_APPLESS_MAIN(TestPlanDiff)
#include "tst_plan_diff.moc"
