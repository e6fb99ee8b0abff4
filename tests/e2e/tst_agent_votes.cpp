// Agents on different models are asked about contradictions: a quorum settles one, what is missing goes to the person,
// a process that is killed in between asks nobody twice. A model that is asked about pairs no rule can decide opens
// them for the person and holds nothing up.
#include <QJsonArray>
#include <QtTest>

#include "tests/e2e/programs.h"

using skein::test::Ran;
using skein::test::Sandbox;

namespace {

QByteArray modelEntry(const QByteArray& id) {
    return R"({"provider": "panel", "id": ")" + id + R"(", "speed": 0.5, "capabilities": {"generate": 0.9, "logic": 0.9,
        "extract": 0.9, "prose": 0.9, "code": 0.9}, "prices": [{"input": 0.25, "output": 1, "source": "test"}]})";
}

/// A panel of models behind one address, and a plan: two agents say different things of one limit, a third builds on
/// the first, and a document joins them.
struct Panel {
    Sandbox box;
    QProcess provider;

    explicit Panel(const QByteArray& script, int models = 3, const QStringList& more = {}) {
        box.environment().insert("XDG_CONFIG_HOME", box.path("config"));
        const auto url = box.startProvider(
            provider, QStringList{"--script", box.write("script.json", script), "--ledger", box.path("ledger")} + more);
        QByteArray entries;
        for (int i = 1; i <= models; ++i) entries += (i > 1 ? ", " : "") + modelEntry("m-" + QByteArray::number(i));
        box.write("config/skein/models.json",
                  R"({"skein": 1, "providers": [{"id": "panel", "protocol": "openai-chat", "base_url": ")" +
                      url.toUtf8() + R"(", "key_variable": "PANEL_KEY"}], "models": [)" + entries + "]}");
        box.environment().insert("PANEL_KEY", "panel-key");
        box.write("empty.json", R"({"skein":1,"goal":"Begin.","tasks":[{"id":"begin","instruction":"Begin.",
            "output":{"type":"json"}}]})");
        box.write("plan.json", R"({"skein":1,"goal":"Limits.","tasks":[
            {"id":"one","instruction":"Do [one].","output":{"type":"json"}},
            {"id":"two","instruction":"Do [two].","output":{"type":"json"}},
            {"id":"next","instruction":"Do [next].","needs":["one"],"output":{"type":"json"}},
            {"id":"join","kind":"assemble","instruction":"Join.","needs":["one","two","next"]}]})");
    }
    ~Panel() {
        provider.kill();
        provider.waitForFinished();
    }
    static QStringList how() { return {"--provider", "panel", "--budget", "5", "--agents", "4", "--yes"}; }
    Ran run(const QString& plan = "plan.json") const {
        return box.skeinctl(QStringList{"run", plan, "--workspace", "w.skein", "--json", "--out", "out"} + how());
    }
    /// A workspace in which agents vote.
    void vote(const QStringList& more = {"--votes", "3", "--quorum", "2"}) const {
        QCOMPARE(run("empty.json").exitStatus, 0);
        const Ran on = box.skeinctl(QStringList{"conflicts", "w.skein", "policy", "on", "vote"} + more);
        QVERIFY2(on.exitStatus == 0, on.err);
    }
    QJsonArray conflicts() const {
        return box.skeinctl({"conflicts", "w.skein", "--all", "--json"}).json()["conflicts"].toArray();
    }
    QJsonObject first() const { return conflicts().at(0).toObject(); }
    int calls(const QByteArray& holding) const { return static_cast<int>(box.read("ledger").count(holding)); }
};

QByteArray claiming(int value) {
    return R"({\"claims\":[{\"subject\":\"limit.max_items\",\"predicate\":\"default\",\"value\":\")" +
           QByteArray::number(value) + R"(\",\"sentence\":\"the limit allows )" + QByteArray::number(value) +
           R"( items\"}]})";
}

QByteArray voice(const QByteArray& model, const QByteArray& verdict, const QByteArray& quote) {
    return "{\"when\": {\"model\": \"" + model + "\", \"contains\": \"Judge c-\"}, \"text\": \"{\\\"verdict\\\":\\\"" +
           verdict + "\\\",\\\"quote\\\":\\\"" + quote + "\\\",\\\"reason\\\":\\\"It is written so.\\\"}\"},";
}

QByteArray saying(const QByteArray& heard, int value) {
    return "{\"when\": {\"contains\": \"" + heard + "\"}, \"text\": \"" + claiming(value) + "\"},";
}

/// What everybody says beside the judges; who is told of the decision says what was decided.
QByteArray script(const QByteArray& voices) {
    return "{\"rules\":[" + voices + saying("against: the limit allows 60", 50) +
           saying("against: the limit allows 50", 60) + saying("Do [one]", 50) + saying("Do [two]", 60) +
           "{\"text\": \"{\\\"claims\\\":[]}\"}]}";
}

const char* const fifty = "the limit allows 50 items";
const char* const sixty = "the limit allows 60 items";

}  // namespace

class TestAgentVotes : public QObject {
    Q_OBJECT
private slots:
    void aQuorumSettles() {
        const Panel panel(script(voice("m-1", "a", fifty) + voice("m-2", "b", sixty) + voice("m-3", "a", fifty)));
        panel.vote();
        const auto listed = panel.box.skeinctl({"conflicts", "w.skein", "policy"}).out;
        QVERIFY2(listed.contains("vote of 3 agents, each on a model of its own; 2 have to agree"), listed);
        const Ran run = panel.run();
        QVERIFY2(run.exitStatus == 0, run.out + run.err);
        const auto conflict = panel.first();
        QCOMPARE(conflict["state"].toString(), QString("resolved"));
        QCOMPARE(conflict["decided_by"].toString(), QString("policy"));
        QCOMPARE(conflict["policy"].toString(), QString("vote"));
        QCOMPARE(conflict["decision"].toString(), QString("a"));
        const auto voices = conflict["tally"].toObject()["voices"].toArray();
        QCOMPARE(voices.size(), 3);
        QSet<QString> models;
        for (const auto& each : voices) models.insert(each.toObject()["model"].toString());
        QCOMPARE(models.size(), 3);
        const auto shown = panel.box.skeinctl({"conflicts", "w.skein", "show", conflict["label"].toString()}).out;
        QVERIFY2(shown.contains("2 of 3 say a") && shown.contains("panel/m-2: b"), shown);
        // Only the loser ran again, told of the decision.
        QCOMPARE(skein::test::entries(panel.box, {"w.skein", "--kind", "task.invalidated"}).size(), 1);
        QCOMPARE(panel.box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
        QCOMPARE(panel.box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
        // Undone, it is the person's, whose word then tells how far each model can be relied on.
        const auto label = conflict["label"].toString();
        QCOMPARE(panel.box.skeinctl({"conflicts", "w.skein", "undo", label}).exitStatus, 0);
        QCOMPARE(panel.box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "b"}).exitStatus, 0);
        const auto told = panel.box.skeinctl({"conflicts", "w.skein", "policy"}).out;
        QVERIFY2(told.contains("panel/m-1: agreed with people in 0 of 1, weight 0.5"), told);
        QVERIFY2(told.contains("panel/m-2: agreed with people in 1 of 1, weight 1"), told);
        const auto preview = panel.box.skeinctl({"conflicts", "w.skein", "policy", "preview", "vote"}).out;
        QVERIFY2(preview.contains("would have changed 1 of 1"), preview);
        const auto other =
            panel.box.skeinctl({"conflicts", "w.skein", "policy", "preview", "vote", "--votes", "5"}).out;
        QVERIFY2(other.contains("of 1 nobody knows"), other);
    }

    // A quotation that is in no evidence does not count, whatever it is for; without a quorum the person decides.
    void whatQuotesNothingDoesNotCount() {
        const Panel panel(
            script(voice("m-1", "a", "as everybody knows") + voice("m-2", "b", sixty) + voice("m-3", "a", fifty)));
        panel.vote();
        QCOMPARE(panel.run().exitStatus, 3);
        const auto conflict = panel.first();
        QCOMPARE(conflict["state"].toString(), QString("open"));
        QCOMPARE(conflict["owner"].toString(), QString("person"));
        QCOMPARE(conflict["moved_because"].toString(), QString("undecided"));
        const auto shown = panel.box.skeinctl({"conflicts", "w.skein", "show", conflict["label"].toString()}).out;
        QVERIFY2(shown.contains("does not count: its quotation is in neither side's evidence"), shown);
        QVERIFY2(shown.contains("1 of 3 say a"), shown);
    }

    // Two answers have no line in the sources: the list says which task gave each.
    void theListNamesWhoSaidIt() {
        const Panel panel(script({}));
        QCOMPARE(panel.run().exitStatus, 3);
        const auto listed = panel.box.skeinctl({"conflicts", "w.skein"}).out;
        for (const auto* place : {"\"50\" (the answer of one)", "\"60\" (the answer of two)"})
            QVERIFY2(listed.contains(place), listed);
    }

    void fewerModelsThanVotesAskNobody() {
        const Panel panel(script(voice("m-1", "a", fifty) + voice("m-2", "a", fifty)), 2);
        panel.vote();
        const int before = panel.calls("\"charge\"");
        QCOMPARE(panel.run().exitStatus, 3);
        // The two that contradict each other, and whoever builds on the first where it began before the second spoke.
        QVERIFY(panel.calls("\"charge\"") - before <= 3);
        QCOMPARE(skein::test::entries(panel.box, {"w.skein", "--kind", "task.amended"}).size(), 0);
        const auto shown = panel.box.skeinctl({"conflicts", "w.skein", "show", panel.first()["label"].toString()}).out;
        QVERIFY2(shown.contains("a vote of 3 asks 3 different models, and this run can ask 2"), shown);
    }

    // Killed while agents are asked, the run goes on with the same vote: one task for each, one decision.
    void killedInBetween_data() {
        QTest::addColumn<int>("waits");
        for (const int waits : {0, 150, 400, 900}) QTest::addRow("%d ms", waits) << waits;
    }
    void killedInBetween() {
        QFETCH(int, waits);
        const Panel panel(script(voice("m-1", "a", fifty) + voice("m-2", "b", sixty) + voice("m-3", "a", fifty)), 3,
                          {"--latency-ms", "300"});
        panel.vote();
        QProcess run;
        panel.box.start(run, QStringList{"run", "plan.json", "--workspace", "w.skein"} + Panel::how());
        QTRY_VERIFY_WITH_TIMEOUT(
            panel.box.skeinctl({"log", "w.skein", "--kind", "conflict.opened"}).out.contains("conflict.opened"),
            60'000);
        QTest::qWait(waits);
        run.kill();
        run.waitForFinished();
        const Ran resumed = panel.box.skeinctl({"resume", "w.skein", "--budget", "5"});
        QVERIFY2(resumed.exitStatus == 0, resumed.out + resumed.err);
        QCOMPARE(panel.first()["decision"].toString(), QString("a"));
        QCOMPARE(skein::test::entries(panel.box, {"w.skein", "--kind", "conflict.resolved"}).size(), 1);
        QCOMPARE(skein::test::entries(panel.box, {"w.skein", "--kind", "task.amended"}).size(), 3);
        QCOMPARE(panel.box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    }

    void termsAreChecked_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("words");
        const auto on = QStringList{"conflicts", "w.skein", "policy", "on"};
        QTest::newRow("one vote") << on + QStringList{"vote", "--votes", "1"} << QByteArray("2 to 9 votes");
        QTest::newRow("quorum") << on + QStringList{"vote", "--votes", "4", "--quorum", "2"}
                                << QByteArray("3 to 4 of 4");
        QTest::newRow("most") << on + QStringList{"vote", "--votes", "3", "--most", "2"} << QByteArray("in one run");
        QTest::newRow("newer") << on + QStringList{"newer", "--votes", "3"} << QByteArray("belong to the policy vote");
        QTest::newRow("judge") << QStringList{"rules", "w.skein", "on", "judge", "--most", "0"} << QByteArray("judge");
        QTest::newRow("stray") << QStringList{"rules", "w.skein", "off", "judge", "--most", "3"}
                               << QByteArray("--most belongs to on judge");
        QTest::newRow("glob") << QStringList{"rules", "w.skein", "add", "mine", "--path", "[[["}
                              << QByteArray("'?' stands for them");
    }
    void termsAreChecked() {
        static const Panel panel(script({}));
        static const int begun = panel.run("empty.json").exitStatus;
        QCOMPARE(begun, 0);
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, words);
        const Ran ran = panel.box.skeinctl(arguments);
        QCOMPARE(ran.exitStatus, 2);
        QVERIFY2(ran.err.contains(words), ran.err);
    }
};

QTEST_GUILESS_MAIN(TestAgentVotes)
#include "tst_agent_votes.moc"
