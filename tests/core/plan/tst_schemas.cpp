#include <QtTest>

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "core/base/resources.h"
#include "core/base/text.h"
#include "core/model/entry.h"
#include "core/plan/goal_file.h"
#include "core/plan/plan_file.h"
#include "core/plan/recipe.h"

using namespace skein;
using namespace skein::plan;

namespace {

bool fits(const std::string& name, const Json& value) {
    const auto path = resourcePath("schemas/" + name + ".schema.json");
    if (!path) qFatal("%s", path.error().describe().c_str());
    const auto text = readFile(*path);
    const auto json = text ? parseJson(*text) : Result<Json>(Failure(text.error()));
    if (!json) qFatal("%s", json.error().describe().c_str());
    valijson::Schema schema;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(*json), schema);
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(value), nullptr);
}

Json jsonOf(const QString& text) {
    auto json = parseJson(text.toStdString());
    if (!json) qFatal("%s: %s", qPrintable(text), json.error().describe().c_str());
    return *std::move(json);
}

}  // namespace

class TestSchemas final : public QObject {
    Q_OBJECT

private slots:
    // JSON is YAML, so one text serves both the goal parser and the schema.
    void goals_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* text, bool good) { QTest::newRow(text) << text << good; };
        row(R"({"goal": "x"})", true);
        row(R"({"skein": 1, "goal": "x", "recipe": "r", "sources": ["."], "exclude": ["*.tmp"], "parameters": {"a": [1]},
                "constraints": ["c"], "done_when": ["d"], "limits": {"budget_usd": 5.25, "agents": 40, "until": "07:00"},
                "on_conflict": "vote", "providers": ["offline"], "unknown": {"kept": true}})",
            true);
        row(R"({"goal": "x", "limits": {"until": "2026-11-21T07:00:00Z", "budget_usd": "0.000001"}})", true);
        row(R"([])", false);
        row(R"({})", false);
        row(R"({"goal": "  "})", false);
        row(R"({"goal": 3})", false);
        row(R"({"goal": "x", "skein": 2})", false);
        row(R"({"goal": "x", "skein": "1"})", false);
        row(R"({"goal": "x", "recipe": ["r"]})", false);
        row(R"({"goal": "x", "sources": "."})", false);
        row(R"({"goal": "x", "sources": [""]})", false);
        row(R"({"goal": "x", "sources": [1]})", false);
        row(R"({"goal": "x", "parameters": []})", false);
        row(R"({"goal": "x", "constraints": "one"})", false);
        row(R"({"goal": "x", "limits": []})", false);
        row(R"({"goal": "x", "limits": {"agents": 0}})", false);
        row(R"({"goal": "x", "limits": {"agents": 2001}})", false);
        row(R"({"goal": "x", "limits": {"agents": 2.5}})", false);
        row(R"({"goal": "x", "limits": {"budget_usd": -1}})", false);
        row(R"({"goal": "x", "limits": {"budget_usd": "1.0000001"}})", false);
        row(R"({"goal": "x", "limits": {"until": "24:00"}})", false);
        row(R"({"goal": "x", "limits": {"until": 7}})", false);
        row(R"({"goal": "x", "on_conflict": "guess"})", false);
        row(R"({"goal": "x", "providers": {"a": 1}})", false);
    }
    void goals() {
        QFETCH(QString, text);
        QFETCH(bool, good);
        const auto goal = parseGoal(text.toStdString(), "g", "/");
        QVERIFY2(goal.has_value() == good, goal ? "parsed" : goal.error().describe().c_str());
        QCOMPARE(fits("goal", jsonOf(text)), good);
    }

    void plans_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* text, bool good) { QTest::newRow(text) << text << good; };
        const auto task = [&](const char* members, bool good) {
            const QString text = QString(R"({"tasks": [{"id": "a", %1}]})").arg(members);
            QTest::newRow(members) << text << good;
        };
        row(R"({"tasks": []})", true);
        row(R"({"skein": 1, "goal": "x", "tasks": [{"id": "a"}], "idle": [{"id": "b"}], "kept": 1})", true);
        row(R"({})", false);
        row(R"([])", false);
        row(R"({"tasks": {}})", false);
        row(R"({"tasks": [1]})", false);
        row(R"({"tasks": [{}]})", false);
        row(R"({"tasks": [{"id": ""}]})", false);
        row(R"({"tasks": [{"id": 1}]})", false);
        row(R"({"tasks": [], "idle": {}})", false);
        row(R"({"tasks": [], "goal": 1})", false);
        row(R"({"tasks": [], "skein": 2})", false);
        row(R"({"tasks": [], "sources": ["a", "b/c"], "exclude": ["*.log"], "constraints": ["Cite."]})", true);
        row(R"({"tasks": [], "done_when": ["all"], "limits": {"budget_usd": "5.00", "agents": 8, "until": "07:00"}})",
            true);
        row(R"({"tasks": [], "on_conflict": "vote", "providers": ["offline"]})", true);
        row(R"({"tasks": [], "sources": "a"})", false);
        row(R"({"tasks": [], "exclude": [""]})", false);
        row(R"({"tasks": [], "limits": {"agents": 0}})", false);
        row(R"({"tasks": [], "on_conflict": "guess"})", false);
        task(R"("kept": [1])", true);
        task(
            R"("output": {"type": "json", "schema": {}}, "checks": [{"type": "x", "more": 1}], "capabilities": {"sql": 0.8})",
            true);
        task(
            R"("estimate": {"seconds": 12.5, "tokens_in": 3000, "tokens_out": 700, "usd": 0.004}, "scope": ["a"], "parameters": {})",
            true);
        task(R"("id2": 1, "phase": 1)", false);
        task(R"("title": ["t"])", false);
        task(R"("instruction": 1)", false);
        task(R"("needs": "b")", false);
        task(R"("needs": [1])", false);
        task(R"("priority": 1001)", false);
        task(R"("priority": 1.5)", false);
        task(R"("priority": "1")", false);
        task(R"("band": [])", false);
        task(R"("band": {"min": -1})", false);
        task(R"("band": {"max": 0})", false);
        task(R"("band": {"max": "5"})", false);
        task(R"("output": {"type": "xml"})", false);
        task(R"("output": {"schema": []})", false);
        task(R"("output": "json")", false);
        task(R"("checks": {})", false);
        task(R"("checks": [{}])", false);
        task(R"("checks": ["x"])", false);
        task(R"("capabilities": {"sql": 1.5})", false);
        task(R"("capabilities": ["sql"])", false);
        task(R"("capabilities": {"sql": "high"})", false);
        task(R"("estimate": {"seconds": -1})", false);
        task(R"("estimate": {"seconds": "1"})", false);
        task(R"("estimate": {"tokens_in": 1.5})", false);
        task(R"("estimate": {"usd": 1000001})", false);
        task(R"("scope": [""])", false);
        task(R"("parameters": [])", false);
    }
    void plans() {
        QFETCH(QString, text);
        QFETCH(bool, good);
        const auto plan = parsePlan(text.toStdString(), "p");
        QVERIFY2(plan.has_value() == good, plan ? "parsed" : plan.error().describe().c_str());
        QCOMPARE(fits("plan", jsonOf(text)), good);
    }

    void expandedRecipesFitThePlanSchema() {
        const auto recipes = loadRecipes();
        QVERIFY2(recipes, recipes ? "" : recipes.error().describe().c_str());
        // A recipe refuses parameters it does not know, so only the one that takes entities gets them.
        const auto plain = parseGoal("goal: x\n", "g", "/");
        const auto crm =
            parseGoal("goal: x\nparameters: {entities: [customer, {name: order, belongs_to: [customer]}]}\n", "g", "/");
        Survey survey{{{"src/a.c", "C", 900, 30, {}}, {"README.md", "Markdown", 900, 30, {}}}, {}};
        survey.components = findComponents(survey.files);
        for (const Recipe& recipe : *recipes) {
            const auto plan = expandRecipe(recipe, recipe.name == "build-crm" ? *crm : *plain, survey);
            QVERIFY2(plan, plan ? "" : plan.error().describe().c_str());
            QVERIFY2(fits("plan", toJson(*plan)), recipe.name.c_str());
        }
    }

    void entriesFitTheEventSchema() {
        Entry entry;
        entry.seq = 7;
        entry.at = Instant{1'700'000'000'000'000};
        entry.kind = "task.finished";
        entry.data = {{"task", 3}};
        const auto json = parseJson(seal(entry).bytes);
        QVERIFY(json);
        QVERIFY(fits("event", *json));
        const std::pair<const char*, Json> mistakes[] = {{"seq", 0},    {"kind", "Task Finished"}, {"prev", "00"},
                                                         {"at", "now"}, {"data", Json::array()},   {"v", 0},
                                                         {"more", 1}};
        for (const auto& [key, value] : mistakes) {
            Json bad = *json;
            bad[key] = value;
            QVERIFY2(!fits("event", bad), key);
        }
    }

    void manifestsFitTheBundleSchema() {
        const std::string digest(64, 'a');
        const Json good{{"format", "skein-bundle"},
                        {"v", 1},
                        {"workspace", std::string(32, '0')},
                        {"entries", 3},
                        {"blobs", 1},
                        {"redacted", Json::array({digest})},
                        {"files",
                         {{"journal.jsonl", {{"bytes", 10}, {"sha256", digest}}},
                          {"blobs/" + digest, {{"bytes", 0}, {"sha256", digest}}}}}};
        QVERIFY(fits("bundle", good));
        const std::pair<const char*, Json> mistakes[] = {{"format", "zip"},
                                                         {"entries", -1},
                                                         {"redacted", Json::array({"x"})},
                                                         {"workspace", "no hex"},
                                                         {"files", {{"journal.jsonl", {{"bytes", 10}}}}}};
        for (const auto& [key, value] : mistakes) {
            Json bad = good;
            bad[key] = value;
            QVERIFY2(!fits("bundle", bad), key);
        }
    }
};

QTEST_APPLESS_MAIN(TestSchemas)
#include "tst_schemas.moc"
