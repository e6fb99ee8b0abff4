#include <map>
#include <set>

#include <QtTest>

#include "core/plan/goal_file.h"
#include "core/plan/graph.h"
#include "core/plan/plan_file.h"
#include "core/plan/recipe.h"

using namespace skein;
using namespace skein::plan;

namespace {

Recipe shipped(const std::string& name) {
    const auto recipes = loadRecipes();
    if (!recipes) qFatal("%s", recipes.error().describe().c_str());
    for (const Recipe& recipe : *recipes)
        if (recipe.name == name) return recipe;
    qFatal("no recipe %s", name.c_str());
}

Survey surveyOf(std::vector<SourceFile> files) {
    Survey survey{std::move(files), {}};
    survey.components = findComponents(survey.files);
    return survey;
}

/// 150 modules in one folder, some with headers, plus a README, a Makefile and tests.
Survey flatSurvey() {
    std::vector<SourceFile> files{{"Makefile", "Make", 900, 40, {}}, {"README.md", "Markdown", 900, 60, {}}};
    for (int i = 0; i < 150; ++i) {
        const std::string stem = "src/" + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i);
        files.push_back({stem + ".c", "C", 30'000, 1000, {}});
        if (i % 3 == 0) files.push_back({stem + ".h", "C", 900, 50, {}});
    }
    for (int i = 0; i < 30; ++i) files.push_back({"test/case" + std::to_string(i) + ".test", "Tcl", 3000, 100, {}});
    return surveyOf(std::move(files));
}

Goal goalWith(const std::string& yaml) {
    auto goal = parseGoal(yaml, "goal.yaml", "/tmp");
    if (!goal) qFatal("%s", goal.error().describe().c_str());
    return *std::move(goal);
}

std::string twentyEntities() {
    std::string yaml = "goal: Build a CRM\nparameters:\n  entities:\n";
    for (const char* name : {"company", "contact",  "lead",       "opportunity", "quote", "order", "invoice",
                             "payment", "product",  "price_list", "campaign",    "event", "task",  "note",
                             "ticket",  "contract", "territory",  "team",        "user",  "report"})
        yaml += std::string("    - {name: ") + name +
                (std::string(name) == "company" ? "}\n" : ", belongs_to: [company]}\n");
    return yaml;
}

const TaskSpec& task(const Plan& plan, const std::string& id) {
    for (const TaskSpec& spec : plan.tasks)
        if (spec.id == id) return spec;
    qFatal("no task %s", id.c_str());
}

bool needs(const Plan& plan, const std::string& id, const std::string& need) {
    const auto& list = task(plan, id).needs;
    return std::find(list.begin(), list.end(), need) != list.end();
}

constexpr const char* minimal = R"(recipe: r
phases: [P]
tasks:
  - name: a
    id: "a-{component.id}"
    over: components
    phase: P
    kind: k
    title: T
    instruction: I
    band: {min: 1, max: 2}
    output: {type: text}
    checks: []
    capabilities: {}
    estimate: {seconds: 1}
)";

}  // namespace

class TestRecipe final : public QObject {
    Q_OBJECT

private slots:
    void shippedRecipesLoadSorted() {
        const auto recipes = loadRecipes();
        QVERIFY2(recipes, recipes ? "" : recipes.error().describe().c_str());
        QCOMPARE(recipes->size(), std::size_t{2});
        QCOMPARE((*recipes)[0].name, std::string("build-crm"));
        QCOMPARE((*recipes)[1].name, std::string("document-project"));
        for (const Recipe& recipe : *recipes) QVERIFY(!recipe.description.empty());
    }

    void everyTaskIsComplete_data() {
        QTest::addColumn<QString>("recipe");
        QTest::newRow("document-project") << "document-project";
        QTest::newRow("build-crm") << "build-crm";
    }
    void everyTaskIsComplete() {
        QFETCH(QString, recipe);
        const auto plan =
            expandRecipe(shipped(recipe.toStdString()),
                         goalWith(recipe == "build-crm" ? twentyEntities() : "goal: Document it\n"), flatSurvey());
        QVERIFY2(plan, plan ? "" : plan.error().describe().c_str());
        for (const TaskSpec& spec : plan->tasks) {
            const QByteArray id = QByteArray::fromStdString(spec.id);
            QVERIFY2(!spec.phase.empty() && !spec.kind.empty() && !spec.title.empty() && !spec.instruction.empty(), id);
            QVERIFY2(!spec.capabilities.empty() && !spec.checks.empty(), id);
            QVERIFY2(spec.band.min.value >= 1000 && spec.band.max <= TokenCount{5000}, id);
            QVERIFY2(spec.estimate.duration.value > 0 && spec.estimate.tokensIn.value > 0, id);
            QVERIFY2(spec.output.type != "json" || spec.output.schema.is_object(), id);
            for (const std::string& text : {spec.title, spec.instruction, spec.id})
                QVERIFY2(text.find("{component") == std::string::npos && text.find("{entity") == std::string::npos &&
                             text.find("{operation") == std::string::npos &&
                             text.find("{parameter") == std::string::npos,
                         id);
        }
        const auto again = parsePlan(toJson(*plan).dump(), "plan.json");
        QVERIFY2(again, again ? "" : again.error().describe().c_str());
        QVERIFY(*again == *plan);
    }

    void documentProjectCoversEveryComponent() {
        const Survey survey = flatSurvey();
        const auto plan = expandRecipe(shipped("document-project"), goalWith("goal: Document it\n"), survey);
        QVERIFY2(plan, plan ? "" : plan.error().describe().c_str());
        std::set<std::string> covered;
        std::size_t digests = 0;
        for (const TaskSpec& spec : plan->tasks)
            if (spec.kind == "digest") {
                ++digests;
                covered.insert(spec.scope.begin(), spec.scope.end());
                QVERIFY(spec.needs.empty());
            }
        QCOMPARE(covered.size(), survey.files.size());
        QVERIFY(digests > 100);
        QVERIFY(needs(*plan, "assemble", "survey"));
        QVERIFY(needs(*plan, "assemble", "cross-reference-all"));
        QCOMPARE(task(*plan, "cross-reference-all").needs.size(), digests + 1);
        std::set<std::string> grouped;
        for (const TaskSpec& spec : plan->tasks)
            if (spec.kind == "cross_reference" && spec.id != "cross-reference-all") {
                QVERIFY(spec.needs.size() <= 8 && !spec.needs.empty());
                for (const std::string& need : spec.needs) QVERIFY(grouped.insert(need).second);
            }
        QCOMPARE(grouped.size(), digests);
        for (const TaskSpec& spec : plan->tasks) QVERIFY2(spec.capabilities.contains("extract"), spec.id.c_str());
        QVERIFY(task(*plan, "survey").scope == (std::vector<std::string>{"Makefile", "README.md", "src/", "test/"}));
    }

    void aSmallProjectStillHasEveryPhase() {
        const auto plan = expandRecipe(shipped("document-project"), goalWith("goal: Document it\n"),
                                       surveyOf({{"a.c", "C", 10, 3, {}}}));
        QVERIFY2(plan, plan ? "" : plan.error().describe().c_str());
        QCOMPARE(TaskGraph::create(*plan)->phases().size(), std::size_t{4});
    }

    void twentyEntitiesGiveAtLeastFiveHundredTasks() {
        const auto plan = expandRecipe(shipped("build-crm"), goalWith(twentyEntities()), Survey{});
        QVERIFY2(plan, plan ? "" : plan.error().describe().c_str());
        QVERIFY2(plan->tasks.size() >= 500, std::to_string(plan->tasks.size()).c_str());
        QVERIFY(needs(*plan, "service-invoice-create", "schema-invoice"));
        QVERIFY(needs(*plan, "service-invoice-create", "schema-company"));
        QVERIFY(needs(*plan, "endpoint-invoice-create", "service-invoice-create"));
        QVERIFY(!needs(*plan, "endpoint-invoice-create", "service-invoice-delete"));
        QVERIFY(needs(*plan, "screen-invoice-list", "endpoint-invoice-search"));
        QVERIFY(needs(*plan, "test-invoice-create", "endpoint-invoice-create"));
        QVERIFY(needs(*plan, "test-invoice-screens", "screen-invoice-edit"));
        QVERIFY(needs(*plan, "guide-invoice", "screen-invoice-list"));
        QVERIFY(needs(*plan, "assemble", "guide-report"));
        const TaskSpec& endpoint = task(*plan, "endpoint-opportunity-read");
        QCOMPARE(endpoint.title, std::string("Opportunity: GET /opportunities/{id}"));
        QVERIFY(endpoint.instruction.find("return one Opportunity by its id") != std::string::npos);
        QCOMPARE(endpoint.output.schema["properties"]["method"]["const"], Json("GET"));
        QCOMPARE(endpoint.parameters["operation"], Json("read"));
        QCOMPARE(task(*plan, "schema-price_list").output.schema["properties"]["table"]["const"], Json("price_lists"));
        std::set<std::string> titles, capabilities;
        for (const TaskSpec& spec : plan->tasks) {
            QVERIFY2(titles.insert(spec.title).second, spec.title.c_str());
            // What joins the results is built in; everything else needs a model.
            QVERIFY2(spec.capabilities.contains("generate") == (spec.kind != "assemble"), spec.id.c_str());
            for (const auto& [name, level] : spec.capabilities) capabilities.insert(name);
        }
        for (const char* name : {"sql", "code", "ui", "tests", "prose"}) QVERIFY2(capabilities.contains(name), name);
    }

    void entitiesThatReferToEachOtherMakeNoCycle() {
        const auto plan = expandRecipe(shipped("build-crm"), goalWith(R"(
goal: x
parameters:
  entities:
    - {name: Person, plural: people, fields: [name, {name: employer, references: company}]}
    - {name: company, fields: [name, {name: owner, references: person}, {name: parent, references: company}]}
)"),
                                       Survey{});
        QVERIFY2(plan, plan ? "" : plan.error().describe().c_str());
        QVERIFY(needs(*plan, "migration-person", "schema-company"));
        QVERIFY(needs(*plan, "migration-company", "schema-person"));
        QVERIFY(task(*plan, "schema-person").title == "Person: table people");
    }

    void badEntitiesAreNamed_data() {
        QTest::addColumn<QString>("entities");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* entities, const char* message) {
            QTest::newRow(name) << entities << message;
        };
        row("missing", "entities: ~", "parameters.entities: expected entities, but it is missing");
        row("misspelt", "entites: [a]",
            "parameters.entites: expected a parameter of the recipe build-crm (entities, stack, audience), found "
            "'entites'");
        row("not a list", "entities: customer",
            "parameters.entities: expected a list of at least one entity, found the string \"customer\"");
        row("empty", "entities: []",
            "parameters.entities: expected a list of at least one entity, found an empty list");
        row("number", "entities: [3]", "parameters.entities[0]: expected an object, found 3");
        row("bad name", "entities: [ok, \"1st\"]", "parameters.entities[1].name: expected a name of letters");
        row("twice", "entities: [customer, Customer]", "parameters.entities[1]: the entity 'customer' is listed twice");
        row("type", "entities: [a, b, {name: c, fields: [{name: f, type: blob}]}]",
            "parameters.entities[2].fields[0].type: expected one of text, integer");
        row("reference", "entities: [{name: a, fields: [{name: f, references: zebra}]}]",
            "parameters.entities[0].fields[0].references: expected the name of a listed entity, found \"zebra\"");
        row("owner", "entities: [{name: a, belongs_to: [zebra]}]",
            "parameters.entities[0].belongs_to[0]: expected the name of a listed entity");
        row("key", "entities: [{name: a, feilds: []}]", "parameters.entities[0].feilds: expected one of name, plural");
        row("required", "entities: [{name: a, fields: [{name: f, required: 1}]}]",
            "parameters.entities[0].fields[0].required: expected true or false, found 1");
        row("field twice", "entities: [{name: a, fields: [f, F]}]",
            "parameters.entities[0].fields[1]: the field 'f' is listed twice");
        row("plural twice", "entities: [{name: a, plural: bs}, b]",
            "parameters.entities[1]: the plural 'bs' is used by two entities");
    }
    void badEntitiesAreNamed() {
        QFETCH(QString, entities);
        QFETCH(QString, message);
        const auto plan = expandRecipe(shipped("build-crm"),
                                       goalWith("goal: x\nparameters:\n  " + entities.toStdString() + "\n"), Survey{});
        QVERIFY(!plan);
        QVERIFY2(plan.error().describe().starts_with("goal.yaml:3: " + message.toStdString()),
                 plan.error().describe().c_str());
    }

    void nothingToExpandOverIsSaid() {
        const auto plan = expandRecipe(shipped("document-project"), goalWith("goal: x\n"), Survey{});
        QVERIFY(!plan);
        QCOMPARE(plan.error().message,
                 std::string("goal.yaml:1: sources: expected at least one readable text file, found none"));
    }

    void tooManyTasksAreRefused() {
        std::string yaml = "goal: x\nparameters:\n  entities:\n";
        for (int i = 0; i < 900; ++i) yaml += "    - thing_" + std::to_string(i) + "_x\n";
        const auto plan = expandRecipe(shipped("build-crm"), goalWith(yaml), Survey{});
        QVERIFY(!plan);
        QCOMPARE(static_cast<int>(plan.error().code), static_cast<int>(ErrorCode::TooLarge));
    }

    void badRecipesAreNamed_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* from, const char* to, const char* message) {
            QTest::newRow(name) << from << to << message;
        };
        row("placeholder", "title: T", "title: \"{component.size}\"",
            "r.yaml:4: tasks[0]: the placeholder {component.size} is not known here");
        row("phase", "phase: P", "phase: Q", "r.yaml:7: tasks[0].phase: expected one of the phases P");
        row("over", "over: components", "over: galaxies", "r.yaml:6: tasks[0].over: expected one of once, components");
        row("need", "checks: []", "checks: []\n    needs: [{task: zebra}]",
            "r.yaml:14: tasks[0].needs[0]: expected a task template further up, found 'zebra'");
        row("missing", "    kind: k\n", "", "r.yaml:4: tasks[0]: expected the key 'kind', but it is missing");
        row("unknown key", "kind: k", "kind: k\n    colour: red",
            "r.yaml:9: tasks[0].colour: is not a key of task templates");
        row("band", "min: 1, max: 2", "min: 3, max: 2",
            "r.yaml:11: tasks[0].band.min: expected at most band.max, which is 2, found 3");
    }
    void badRecipesAreNamed() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, message);
        QVERIFY(parseRecipe(minimal, "r.yaml"));
        const auto recipe = parseRecipe(QString(minimal).replace(from, to).toStdString(), "r.yaml");
        QVERIFY(!recipe);
        QVERIFY2(recipe.error().describe().starts_with(message.toStdString()), recipe.error().describe().c_str());
    }

    void valuesCannotSmuggleInPlaceholders() {
        Survey survey = surveyOf({{"{goal}.c", "C", 10, 3, {}}});
        const auto plan = expandRecipe(shipped("document-project"), goalWith("goal: secret\n"), survey);
        QVERIFY2(plan, plan ? "" : plan.error().describe().c_str());
        for (const TaskSpec& spec : plan->tasks)
            if (spec.kind == "digest") QCOMPARE(spec.title, std::string("Digest of {goal}"));
    }
};

QTEST_APPLESS_MAIN(TestRecipe)
#include "tst_recipe.moc"
