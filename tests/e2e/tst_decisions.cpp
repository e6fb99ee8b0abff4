// Decisions about contradictions over several runs, as a person makes them: how long one holds, what the document says
// of it, and which run a command means afterwards.
#include <QJsonArray>
#include <QtTest>

#include <array>

#include "tests/e2e/programs.h"

using skein::test::Ran;
using skein::test::Sandbox;

class TestDecisions : public QObject {
    Q_OBJECT

private slots:
    void holdsWhileTheWinnerIsStated_data();
    void holdsWhileTheWinnerIsStated();
    void holdsWhereTheWinnerMoved();
    void holdsWhereverTheWinnerIsStated_data();
    void holdsWhereverTheWinnerIsStated();
    void everyPlaceIsTold();
    void aLapsedDecisionHoldsAgain();
    void rejectedIsNotSettled();
    void undoNamesItsRun();
    void anEarlierRunTellsWhereItWasSettled();
    void twoDecisionsAtOnce();
    void aRunThatWaitsForItsHostIsGivenUp();
    void constantsOfLanguages_data();
    void constantsOfLanguages();

private:
    /// A header and a page that contradict each other.
    static void writeProject(const Sandbox& box, const QByteArray& header = "#define MAX_LINES 50\n",
                             const QByteArray& page = "`MAX_LINES` is 60.\n") {
        box.write("p/limits.h", header);
        box.write("p/README.md", page);
        box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\n");
    }
    static Ran run(const Sandbox& box) {
        return box.skeinctl({"run", box.path("goal.yaml"), "--workspace", "w.skein", "--out", "out", "--json"});
    }
    static QStringList openLabels(const Sandbox& box) {
        QStringList labels;
        for (const auto& each : box.skeinctl({"conflicts", "w.skein", "--json"}).json()["conflicts"].toArray())
            if (each.toObject()["state"].toString() == "open") labels << each.toObject()["label"].toString();
        return labels;
    }
    static QByteArray checked(const Sandbox& box) {
        const Ran check = box.skeinctl({"check-document", "out"});
        return check.exitStatus == 0 ? QByteArray() : check.out + check.err;
    }
    /// Runs, finds one conflict and decides it; the document is whole and passes its check before and after.
    static QString decideOne(const Sandbox& box, const QStringList& decision) {
        if (run(box).exitStatus != 3) return "the first run found nothing";
        if (const auto wrong = checked(box); !wrong.isEmpty()) return wrong;
        const auto labels = openLabels(box);
        if (labels.size() != 1) return "expected one conflict, found " + labels.join(' ');
        if (box.skeinctl(QStringList{"conflicts", "w.skein", "resolve", labels.front()} + decision).exitStatus != 0)
            return "the decision was refused";
        if (box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus != 0) return "the run did not end";
        return checked(box);
    }
};

void TestDecisions::holdsWhileTheWinnerIsStated_data() {
    QTest::addColumn<QString>("take");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<int>("open");
    QTest::addColumn<QByteArray>("told");
    const QByteArray h50 = "#define MAX_LINES 50\n", p60 = "`MAX_LINES` is 60.\n";
    QTest::newRow("nothing changed") << "a" << h50 << p60 << 0 << QByteArray("MAX_LINES is 50 (decided by a person");
    QTest::newRow("the lines moved") << "a"
                                     << "/* Limits. */\n\n" + h50 << "A page.\n\n" + p60 << 0
                                     << QByteArray("MAX_LINES is 50 (decided by a person");
    QTest::newRow("the winner changed") << "a" << QByteArray("#define MAX_LINES 70\n") << p60 << 1 << QByteArray();
    QTest::newRow("the other winner changed") << "b" << h50 << QByteArray("`MAX_LINES` is 80.\n") << 1 << QByteArray();
    QTest::newRow("the winner went") << "a" << QByteArray("int lines(void);\n") << p60 << 0 << QByteArray();
    QTest::newRow("the loser came round") << "a" << h50 << QByteArray("`MAX_LINES` is 50.\n") << 0 << QByteArray();
    QTest::newRow("the loser changed") << "a" << h50 << QByteArray("`MAX_LINES` is 65.\n") << 1 << QByteArray();
    QTest::newRow("own text, nothing changed") << "text" << h50 << p60 << 0 << QByteArray("It is 55.");
    QTest::newRow("own text, one side changed")
        << "text" << QByteArray("#define MAX_LINES 70\n") << p60 << 1 << QByteArray();
    QTest::newRow("neither, one side changed")
        << "neither" << QByteArray("#define MAX_LINES 70\n") << p60 << 1 << QByteArray();
    QTest::newRow("both, nothing changed") << "not-a-conflict" << h50 << p60 << 0 << QByteArray("Both hold");
    QTest::newRow("both, one side changed")
        << "not-a-conflict" << QByteArray("#define MAX_LINES 70\n") << p60 << 1 << QByteArray();
}

// What nobody states any more decides nothing: a new contradiction opens, and the document tells no old decision.
void TestDecisions::holdsWhileTheWinnerIsStated() {
    QFETCH(QString, take);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, page);
    QFETCH(int, open);
    QFETCH(QByteArray, told);
    const Sandbox box;
    writeProject(box);
    box.write("own.txt", "It is 55.\n");
    const QStringList decision =
        take == "text" ? QStringList{"--text", box.path("own.txt")} : QStringList{"--take", take};
    const auto wrong = decideOne(box, decision);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    writeProject(box, header, page);
    const Ran again = run(box);
    QVERIFY2(again.exitStatus == (open > 0 ? 3 : 0), again.out + again.err);
    QCOMPARE(openLabels(box).size(), open);
    const auto document = box.read("out/document.md");
    QCOMPARE(document.contains("DRAFT"), open > 0);
    QCOMPARE(document.contains("```decision"), !told.isEmpty());
    if (take == "text" && open == 0)
        QVERIFY2(document.contains("Rejected by decision c-fmkkd: `` `MAX_LINES` is 60. ``; what holds: It is 55 (") &&
                     document.contains("Rejected by decision c-fmkkd for `MAX_LINES`; what holds: It is 55. |"),
                 document);
    QVERIFY2(document.contains(told), document);
    QCOMPARE(checked(box), QByteArray());
    // The decision itself stays in the history.
    QVERIFY(box.skeinctl({"conflicts", "w.skein", "--run", "r-1", "--all"}).out.contains("  resolved  "));
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
}

// The winning value stands in another file now: it is stated as before, and told where it stands.
void TestDecisions::holdsWhereTheWinnerMoved() {
    const Sandbox box;
    writeProject(box);
    const auto wrong = decideOne(box, {"--take", "a"});
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    box.write("p/limits.h", "int lines(void);\n");
    box.write("p/sizes.h", "#define MAX_LINES 50\n");
    const Ran again = run(box);
    QVERIFY2(again.exitStatus == 0, again.out + again.err);
    QVERIFY(box.read("out/document.md").contains("- Side A: `#define MAX_LINES 50` ([sizes.h:1]"));
    QCOMPARE(checked(box), QByteArray());
}

void TestDecisions::holdsWhereverTheWinnerIsStated_data() {
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<bool>("holds");
    QTest::newRow("in the same words") << QByteArray("`MAX_LINES` is 50.\n") << true;
    QTest::newRow("below a heading") << QByteArray("# Operations\n\n## Reader\n\n`MAX_LINES` is 50.\n") << true;
    QTest::newRow("in a table") << QByteArray(
                                       "# Operations\n\n## Reader\n\n| Name | Value |\n| --- | --- |\n"
                                       "| `MAX_LINES` | 50 |\n")
                                << true;
    QTest::newRow("of production alone") << QByteArray("In production `MAX_LINES` is 50.\n") << false;
}

// The winner stood in two places, and one of them changed: the decision holds against the loser as before, and what
// stands there now contradicts the place that did not change.
void TestDecisions::holdsWhereverTheWinnerIsStated() {
    QFETCH(QByteArray, other);
    QFETCH(bool, holds);
    const Sandbox box;
    writeProject(box);
    box.write("p/operations.md", other);
    const auto wrong = decideOne(box, {"--take", "a"});
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    writeProject(box, "#define MAX_LINES 70\n");
    QCOMPARE(run(box).exitStatus, 3);
    QCOMPARE(openLabels(box).size(), 1);
    const auto shown = box.skeinctl({"conflicts", "w.skein", "show", openLabels(box).front()}).out;
    QVERIFY2(shown.contains("value 70") && shown.contains(holds ? "value 50" : "value 60"), shown);
    const auto document = box.read("out/document.md");
    QVERIFY2(document.contains("**Rejected:** `MAX_LINES` is 60.") == holds, document);
    QCOMPARE(checked(box), QByteArray());
}

// What lost may stand in several places; each of them is marked, in sentences and in tables.
void TestDecisions::everyPlaceIsTold() {
    const Sandbox box;
    writeProject(box);
    box.write("p/sizes.md", "Sizes stand here.\n\nThe constant `MAX_LINES` is 60.\n");
    auto wrong = decideOne(box, {"--take", "a"});
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    auto document = box.read("out/document.md");
    QVERIFY2(document.contains("**Rejected:** `MAX_LINES` is 60.") &&
                 document.contains("**Rejected:** The constant `MAX_LINES` is 60."),
             document);
    const auto label = box.skeinctl({"conflicts", "w.skein", "--json"})
                           .json()["conflicts"]
                           .toArray()
                           .first()
                           .toObject()["label"]
                           .toString();
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", label}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 3);
    QVERIFY(!box.read("out/document.md").contains("Rejected"));
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "b"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
    document = box.read("out/document.md");
    QVERIFY2(document.contains("| `MAX_LINES` | `50` | Rejected by decision " + label.toUtf8() +
                               " for `MAX_LINES`; what holds: "),
             document);
    QCOMPARE(checked(box), QByteArray());
}

void TestDecisions::aLapsedDecisionHoldsAgain() {
    const Sandbox box;
    writeProject(box);
    const auto wrong = decideOne(box, {"--take", "a"});
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    writeProject(box, "#define MAX_LINES 70\n");
    QCOMPARE(run(box).exitStatus, 3);
    const auto labels = openLabels(box);
    QCOMPARE(labels.size(), 1);
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", labels.front(), "--take", "a"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
    writeProject(box);
    QCOMPARE(run(box).exitStatus, 0);
    const auto document = box.read("out/document.md");
    QVERIFY(document.contains("MAX_LINES is 50 (decided by a person") && !document.contains("MAX_LINES is 70"));
    QCOMPARE(checked(box), QByteArray());
}

// On the sample with every conflict decided for side A: what lost says so and what holds, nothing else is marked.
void TestDecisions::rejectedIsNotSettled() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--out", "out"}).exitStatus,
             3);
    QCOMPARE(checked(box), QByteArray());
    QVERIFY(!box.read("out/document.md").contains("**Disputed:** `pyproject.toml` holds"));
    QByteArray risk;  // the label of what is said of the result
    for (const auto& each : box.skeinctl({"conflicts", "w.skein", "--json"}).json()["conflicts"].toArray())
        if (const auto conflict = each.toObject(); conflict["subject"] == "compute_risk")
            risk = conflict["label"].toString().toUtf8();
    for (const auto& label : openLabels(box))
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
    const auto document = box.read("out/document.md");
    for (const char* lost : {"`compute_risk` returns a boolean.", "`SETTLEMENT_ENABLED` is false by default.",
                             "Requires Python 3.9 or later"}) {
        QVERIFY2(!document.contains(QByteArray("**Settled:** ") + lost), lost);
        QVERIFY2(document.contains(QByteArray("**Rejected in part:** ") + lost), lost);
    }
    QCOMPARE(risk.size(), 7);
    QVERIFY(document.contains("Rejected by decision " + risk +
                              ": `` `compute_risk` returns a boolean. ``; what holds: `def compute_risk("));
    for (const char* unrelated : {"There is no licence file", "`pyproject.toml` holds", "The component has"})
        QVERIFY2(!document.contains(QByteArray(":** ") + unrelated), unrelated);
    // A statement that is marked as rejected is always followed by what holds.
    const auto lines = document.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i)
        if (lines[i].contains("**Rejected"))
            QVERIFY2((lines.value(i + 1) + lines.value(i + 2)).contains("; what holds: "), lines[i]);
    QCOMPARE(checked(box), QByteArray());
}

// Undoing a decision of an earlier run wakes that run: every command says so, and means it when none is named.
void TestDecisions::undoNamesItsRun() {
    const Sandbox box;
    writeProject(box);
    const auto wrong = decideOne(box, {"--take", "a"});
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    const auto label = box.skeinctl({"conflicts", "w.skein", "--json"})
                           .json()["conflicts"]
                           .toArray()
                           .first()
                           .toObject()["label"]
                           .toString();
    QCOMPARE(run(box).exitStatus, 0);
    const Ran undone = box.skeinctl({"conflicts", "w.skein", "undo", label});
    QVERIFY2(undone.err.contains("in run r-1; go on with: skeinctl resume w.skein --run r-1"), undone.err + undone.out);
    QVERIFY(box.skeinctl({"conflicts", "w.skein"}).out.contains("1 open conflict in run r-1"));
    const Ran refused = run(box);
    QCOMPARE(refused.exitStatus, 2);
    QVERIFY2(refused.err.contains("run r-1 is not finished; go on with `skeinctl resume w.skein --run r-1`"),
             refused.err);
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--out", "out"});
    QCOMPARE(resumed.exitStatus, 3);
    QVERIFY2(resumed.err.contains("skeinctl conflicts w.skein resolve ") &&
                 resumed.err.contains("skeinctl resume w.skein --run r-1 --out out"),
             resumed.err);
    // It rests now; the newest run is meant again, and the other one is not forgotten.
    const auto listed = box.skeinctl({"conflicts", "w.skein"}).out;
    QVERIFY2(listed.contains("0 open conflicts in run r-2") &&
                 listed.contains("1 more open in run r-1: skeinctl conflicts w.skein --run r-1"),
             listed);
    const Ran decided = box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "b"});
    QVERIFY2(decided.err.contains("in run r-1; run what it affects with: skeinctl resume w.skein --run r-1"),
             decided.err);
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
}

// Undone in the first run and settled in the second: the first one still waits for its own decision, and says so.
void TestDecisions::anEarlierRunTellsWhereItWasSettled() {
    const Sandbox box;
    writeProject(box);
    const auto wrong = decideOne(box, {"--take", "a"});
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    const auto list = [&](const QStringList& more = {}) {
        return box.skeinctl(QStringList{"conflicts", "w.skein"} + more).out;
    };
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", "1"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 3);
    QVERIFY2(!list().contains("settled in"), list());
    QCOMPARE(run(box).exitStatus, 3);
    QVERIFY2(list().contains("1 more open in run r-1") && !list({"--run", "r-1"}).contains("settled in"), list());
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", openLabels(box).front(), "--take", "b"}).exitStatus, 0);
    QVERIFY2(!list().contains("more open in run r-1"), list());
    const auto first = list({"--run", "r-1"});
    QVERIFY2(first.startsWith("1 open conflict in run r-1, 1 of them settled in another run since\n"), first);
    QVERIFY2(
        first.contains("settled in run r-2: `MAX_LINES` is 60. (decided by a person, against: MAX_LINES is 50)\n") &&
            first.contains("here too: skeinctl conflicts w.skein resolve 1 --take"),
        first);
    QVERIFY(box.skeinctl({"conflicts", "w.skein", "show", "1"}).out.contains("settled in run r-2: "));
    const auto row = box.skeinctl({"conflicts", "w.skein", "--run", "r-1", "--json"})
                         .json()["conflicts"]
                         .toArray()
                         .first()
                         .toObject();
    QCOMPARE(row["state"].toString(), QString("open"));
    QCOMPARE(row["settled_in"].toObject()["run"].toString(), QString("r-2"));
    // Undone there as well, nobody has settled it.
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--run", "r-2", "--out", "out"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", "2"}).exitStatus, 0);
    QVERIFY2(!list({"--run", "r-1"}).contains("settled in"), list({"--run", "r-1"}));
}

// One of them wins; the others hear who was first and what was decided, whoever carried it out.
void TestDecisions::twoDecisionsAtOnce() {
    const Sandbox box;
    writeProject(box);
    QCOMPARE(run(box).exitStatus, 3);
    const auto label = openLabels(box).front();
    std::array<QProcess, 4> people;
    for (auto& person : people) box.start(person, {"conflicts", "w.skein", "resolve", label, "--take", "a"});
    int won = 0;
    for (auto& person : people) {
        QVERIFY(person.waitForFinished(60'000));
        const auto said = person.readAllStandardError();
        if (person.exitCode() == 0) ++won;
        else
            QVERIFY2(person.exitCode() == 2 &&
                         said.contains(label.toUtf8() + ": conflict 1 is settled already: a person took side a;"),
                     said);
    }
    QCOMPARE(won, 1);
    const Ran preview = box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "b", "--dry-run"});
    QVERIFY2(preview.exitStatus == 2 && preview.err.contains("settled already: a person took side a"), preview.err);
}

// After a decision tasks wait for the next host; where none is to come, the run is given up and another one begins.
void TestDecisions::aRunThatWaitsForItsHostIsGivenUp() {
    Sandbox box;
    writeProject(box);
    QCOMPARE(run(box).exitStatus, 3);
    const auto labels = openLabels(box);
    QCOMPARE(labels.size(), 1);
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", labels.first(), "--take", "a"}).exitStatus, 0);
    QCOMPARE(run(box).exitStatus, 2);
    QCOMPARE(box.skeinctl({"stop", "w.skein", "--run", "r-1", "--now"}).exitStatus, 0);
    QVERIFY(box.skeinctl({"status", "w.skein"}).out.contains("stopped"));
    const auto again = run(box);
    QVERIFY2(again.exitStatus == 0 || again.exitStatus == 3, again.err);
    QVERIFY(box.skeinctl({"replay", "w.skein", "--check"}).out.contains("equal"));
}

void TestDecisions::constantsOfLanguages_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("page");
    const auto row = [](const char* language, const char* name, const QByteArray& text, const QByteArray& page) {
        QTest::newRow(language) << QString("p/") + name << text << page;
    };
    row("Go", "main.go", "package main\n\nconst MaxLines = 50\n", "`MaxLines` is 60.\n");
    row("Go signature", "main.go", "package main\n\nfunc PlaceOrder(id string, n int) error { return nil }\n",
        "`PlaceOrder(id)` places an order.\n");
    row("Rust", "limits.rs", "pub const MAX_LINES: u32 = 50;\n", "`MAX_LINES` is 60.\n");
    row("C#", "Limits.cs", "namespace Acme {\npublic static class Limits {\n  public const int MaxLines = 50;\n}\n}\n",
        "`MaxLines` is 60.\n");
    row("shell", "run.sh", "#!/bin/sh\nexport MAX_LINES=50\n", "`MAX_LINES` is 60.\n");
    row("TOML port", "config.toml", "[server]\nport = 8080\n", "The server listens on port 9090.\n");
}

void TestDecisions::constantsOfLanguages() {
    QFETCH(QString, name);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, page);
    const Sandbox box;
    box.write(name, text);
    box.write("p/README.md", page);
    box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\non_conflict: newer\n");
    const Ran ran = run(box);
    QVERIFY2(ran.exitStatus == 3, ran.out + ran.err);
    const auto conflicts = ran.json()["conflicts"].toObject();
    QCOMPARE(conflicts["open"].toInt(), 1);
    // A policy that cannot decide is counted, and the conflict tells why.
    QCOMPARE(conflicts["left_by_policy"].toInt(), 1);
    QCOMPARE(conflicts["policy"].toString(), QString("newer"));
    const auto shown = box.skeinctl({"conflicts", "w.skein", "show", openLabels(box).front()}).out;
    QVERIFY2(shown.contains("\npolicy newer: neither side gives a date"), shown);
    const auto policies = box.skeinctl({"conflicts", "w.skein", "policy"}).out;
    QVERIFY2(policies.contains("run r-1 was begun with --on-conflict newer"), policies);
    QCOMPARE(checked(box), QByteArray());
}

QTEST_GUILESS_MAIN(TestDecisions)
#include "tst_decisions.moc"
