#include <QtTest>

#include "core/base/limits.h"
#include "core/plan/goal_file.h"

using namespace skein;
using namespace skein::plan;

namespace {

constexpr const char* complete = R"(skein: 1
goal: Document this project for a new engineer.
recipe: document-project          # left out: the planner model proposes a plan
sources: [.]
exclude: ["*.tmp"]
parameters: {audience: engineers}
constraints: ["Cite every statement."]
done_when: ["every component has a section"]
limits: {budget_usd: 5.00, agents: 40, until: "07:00"}
on_conflict: ask
providers: [offline]
colour: green
)";

std::string describe(const Result<Goal>& goal) { return goal ? "parsed" : goal.error().describe(); }

}  // namespace

class TestGoalFile final : public QObject {
    Q_OBJECT

private slots:
    void everyKeyIsRead() {
        const auto goal = parseGoal(complete, "goal.yaml", "/base");
        QVERIFY2(goal, describe(goal).c_str());
        QCOMPARE(goal->statement, std::string("Document this project for a new engineer."));
        QCOMPARE(goal->recipe, std::string("document-project"));
        QVERIFY(goal->sources == std::vector<std::string>{"."});
        QVERIFY(goal->exclude == std::vector<std::string>{"*.tmp"});
        QCOMPARE(goal->parameters["audience"], Json("engineers"));
        QVERIFY(goal->constraints == std::vector<std::string>{"Cite every statement."});
        QVERIFY(goal->doneWhen == std::vector<std::string>{"every component has a section"});
        QCOMPARE(goal->budget->value, 5'000'000);
        QCOMPARE(*goal->agents, 40u);
        QCOMPARE(goal->until, std::string("07:00"));
        QCOMPARE(static_cast<int>(goal->onConflict), static_cast<int>(ConflictPolicy::Ask));
        QVERIFY(goal->providers == std::vector<std::string>{"offline"});
        QCOMPARE(goal->baseFolder, std::string("/base"));
        QCOMPARE(goal->extra, Json({{"colour", "green"}}));
    }

    void onlyTheStatementIsRequired() {
        const auto goal = parseGoal("goal: x\n", "g", "/");
        QVERIFY2(goal, describe(goal).c_str());
        QVERIFY(!goal->budget && !goal->agents && goal->sources.empty() && goal->extra.empty());
    }

    void budgetsAreExactDecimals_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qlonglong>("micro");  // -1: refused
        QTest::newRow("two decimals") << "5.00" << 5'000'000ll;
        QTest::newRow("integer") << "12" << 12'000'000ll;
        QTest::newRow("not a binary fraction") << "0.1" << 100'000ll;
        QTest::newRow("one micro-dollar") << "0.000001" << 1ll;
        QTest::newRow("fifteen digits") << "123456789.123457" << 123456789123457ll;
        QTest::newRow("quoted") << "\"7.25\"" << 7'250'000ll;
        QTest::newRow("seven decimals") << "0.0000001" << -1ll;
        QTest::newRow("hidden digits") << "5.00000000000000000001" << -1ll;
        QTest::newRow("exponent") << "5e3" << -1ll;
        QTest::newRow("negative") << "-5" << -1ll;
        QTest::newRow("word") << "five" << -1ll;
        QTest::newRow("infinite") << ".inf" << -1ll;
        QTest::newRow("huge") << "1000000000" << -1ll;
        QTest::newRow("list") << "[5]" << -1ll;
    }
    void budgetsAreExactDecimals() {
        QFETCH(QString, text);
        QFETCH(qlonglong, micro);
        const auto goal = parseGoal("goal: x\nlimits: {budget_usd: " + text.toStdString() + "}\n", "g", "/");
        if (micro >= 0) {
            QVERIFY2(goal, describe(goal).c_str());
            QCOMPARE(static_cast<qlonglong>(goal->budget->value), micro);
        } else {
            QVERIFY(!goal);
            QVERIFY2(goal.error().message.starts_with("g:2: limits.budget_usd: expected US dollars"),
                     describe(goal).c_str());
        }
    }

    void mistakesAreNamed_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const char* text, const char* message) {
            QTest::newRow(name) << text << message;
        };
        row("empty", "", "g.yaml: expected a goal with keys such as 'goal' and 'sources', found null");
        row("list", "- a\n", "g.yaml:1: expected a goal with keys such as 'goal' and 'sources', found an array");
        row("no statement", "recipe: x\n", "g.yaml:1: goal: expected the goal in a sentence, but it is missing");
        row("blank statement", "skein: 1\ngoal: \"  \"\n",
            "g.yaml:2: goal: expected the goal in a sentence, found the string \"  \"");
        row("statement type", "goal: [a]\n", "g.yaml:1: goal: expected a string, found an array");
        row("version", "skein: 2\ngoal: x\n", "g.yaml:1: skein: expected format version 1, found 2");
        row("version type", "skein: \"1\"\ngoal: x\n",
            "g.yaml:1: skein: expected the format version 1, found the string \"1\"");
        row("sources type", "goal: x\nsources: .\n", "g.yaml:2: sources: expected a list, found the string \".\"");
        row("source item", "goal: x\nsources:\n  - a\n  - 3\n",
            "g.yaml:4: sources[1]: expected a line of 1 to 4096 bytes, found 3");
        row("agents", "goal: x\nlimits:\n  agents: many\n",
            "g.yaml:3: limits.agents: expected an integer from 1 to 2000, found the string \"many\"");
        row("no agents", "goal: x\nlimits: {agents: 0}\n",
            "g.yaml:2: limits.agents: expected an integer from 1 to 2000, found 0");
        row("limits type", "goal: x\nlimits: 5\n", "g.yaml:2: limits: expected an object, found 5");
        row("until", "goal: x\nlimits: {until: tomorrow}\n",
            "g.yaml:2: limits.until: expected a time of day such as \"07:00\"");
        row("until hour", "goal: x\nlimits: {until: \"24:10\"}\n", "g.yaml:2: limits.until: expected a time of day");
        row("policy", "goal: x\non_conflict: guess\n",
            "g.yaml:2: on_conflict: expected ask, newer, evidence or vote, found the string \"guess\"");
        row("parameters", "goal: x\nparameters: [a]\n", "g.yaml:2: parameters: expected an object, found an array");
        row("duplicate key", "goal: x\ngoal: y\n", "g.yaml:2: the key 'goal' appears twice in one object");
        row("bad YAML", "goal: x\nsources: [a\n", "g.yaml:3: ");
        row("tab", "goal: x\nlimits:\n\tagents: 3\n", "g.yaml:3: ");
        row("tag", "goal: !!python/object x\n", "g.yaml:1: the tag tag:yaml.org,2002:python/object is not read");
        row("two documents", "goal: x\n---\ngoal: y\n", "g.yaml: expected one YAML document, found several");
        row("not UTF-8", "goal: \xff\n", "g.yaml: expected UTF-8 text");
        row("alias to itself", "goal: &a [*a]\n", "g.yaml:1: an alias may not stand inside its own anchor");
        row("unknown alias", "goal: *nobody\n", "g.yaml:1: ");
    }
    void mistakesAreNamed() {
        QFETCH(QString, text);
        QFETCH(QString, message);
        std::string bytes = text.toStdString();
        if (QString(QTest::currentDataTag()) == "not UTF-8") bytes = "goal: \xff\n";
        const auto goal = parseGoal(bytes, "g.yaml", "/");
        QVERIFY(!goal);
        QVERIFY2(goal.error().message.starts_with(message.toStdString()), describe(goal).c_str());
        QCOMPARE(exitStatusFor(goal.error().code), 2);
    }

    void scalarsFollowTheCoreSchema() {
        const auto goal = parseGoal(
            "goal: x\nparameters: {a: yes, b: true, c: 0x1F, d: 1.5, e: ~, f: '7', g: 2026-01-01, h: +3, i: 007}\n",
            "g", "/");
        QVERIFY2(goal, describe(goal).c_str());
        QCOMPARE(goal->parameters, Json({{"a", "yes"},
                                         {"b", true},
                                         {"c", 31},
                                         {"d", 1.5},
                                         {"e", nullptr},
                                         {"f", "7"},
                                         {"g", "2026-01-01"},
                                         {"h", 3},
                                         {"i", 7}}));
    }

    void aliasesAreExpandedWithinABound() {
        const auto goal = parseGoal("goal: &text same\nconstraints: [*text, *text]\n", "g", "/");
        QVERIFY2(goal, describe(goal).c_str());
        QVERIFY(goal->constraints == (std::vector<std::string>{"same", "same"}));
        std::string bomb = "goal: x\na0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
        for (int i = 1; i < 12; ++i) {
            const std::string below = "*a" + std::to_string(i - 1);
            bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below;
            for (int k = 1; k < 10; ++k) bomb += ", " + below;
            bomb += "]\n";
        }
        const auto refused = parseGoal(bomb, "g", "/");
        QVERIFY(!refused);
        QCOMPARE(static_cast<int>(refused.error().code), static_cast<int>(ErrorCode::TooLarge));
        QVERIFY2(refused.error().message.find("more than 200000 values after expanding aliases") != std::string::npos,
                 describe(refused).c_str());
    }

    void boundsAreNamed() {
        const auto large = parseGoal("goal: " + std::string(limits::maxGoalFileBytes, 'x'), "g", "/");
        QVERIFY(!large && large.error().code == ErrorCode::TooLarge);
        const auto deep = parseGoal("goal: " + std::string(5000, '[') + std::string(5000, ']'), "g", "/");
        QVERIFY(!deep && deep.error().code == ErrorCode::TooLarge);
        QVERIFY2(deep.error().message.find("nested deeper than 64 levels") != std::string::npos,
                 describe(deep).c_str());
    }

    void unknownKeysAreNamedWithTheNearest() {
        const auto goal = parseGoal(
            "goal: x\nexlude: [a]\nlimits: {budget: 1,\n  agents: 2, untill: x}\nagents: 3\nconstraint: [b]\n",
            "g.yaml", "/");
        QVERIFY2(goal, describe(goal).c_str());
        QCOMPARE(goal->extra["exlude"], Json({"a"}));  // kept
        const std::string words = ": this key is not known and not used; the nearest one is '";
        const std::vector<std::string> expected{
            "g.yaml:5: agents" + words + "limits.agents'", "g.yaml:6: constraint" + words + "constraints'",
            "g.yaml:2: exlude" + words + "exclude'", "g.yaml:3: limits.budget" + words + "limits.budget_usd'",
            "g.yaml:4: limits.untill" + words + "limits.until'"};
        const auto told = unknownKeys(*goal);
        QCOMPARE(told.size(), expected.size());
        for (std::size_t i = 0; i < told.size(); ++i) QCOMPARE(told[i], expected[i]);
        QVERIFY(unknownKeys(*parseGoal(complete, "g", "/")).size() <= 1);
    }

    void theFolderOfTheFileIsTheBase() {
        QTemporaryDir folder;
        QFile file(folder.filePath("goal.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(complete);
        file.close();
        const auto goal = readGoalFile(folder.filePath("goal.yaml").toStdString());
        QVERIFY2(goal, describe(goal).c_str());
        QCOMPARE(goal->baseFolder, folder.path().toStdString());
        const auto missing = readGoalFile(folder.filePath("absent.yaml").toStdString());
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TestGoalFile)
#include "tst_goal_file.moc"
