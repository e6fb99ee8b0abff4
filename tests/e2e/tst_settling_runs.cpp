// Settling contradictions from the command line: the life of a conflict, what a decision would bring, the resolutions
// beside taking a side, policies, rules and traces.
#include <QJsonArray>
#include <QtTest>

#include <algorithm>

#include "tests/e2e/programs.h"

using skein::test::Ran;
using skein::test::Sandbox;

namespace {

QJsonArray conflicts(const Sandbox& box) {
    return box.skeinctl({"conflicts", "w.skein", "--all", "--json"}).json()["conflicts"].toArray();
}
QJsonObject first(const Sandbox& box) { return conflicts(box).at(0).toObject(); }

/// Two files that contradict each other about one value.
QString contradiction(const Sandbox& box) {
    box.write("p/limits.h", "#define MAX_LINES 50\n");
    box.write("p/README.md", "`MAX_LINES` is 60.\n");
    box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\n");
    if (box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus != 3) return {};
    return first(box)["label"].toString();
}

/// The side that says 50, of an open conflict.
QString sideOf50(const QJsonObject& conflict) {
    return conflict["a"].toObject()["value"].toString() == "50" ? "a" : "b";
}

}  // namespace

class TestSettlingRuns : public QObject {
    Q_OBJECT
private slots:
    void isHandedAround() {
        Sandbox box;
        const auto label = contradiction(box);
        QVERIFY(!label.isEmpty());
        QCOMPARE(first(box)["stage"].toString(), QString("open"));
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "assign", label, "--owner", "port-team"}).exitStatus, 0);
        QCOMPARE(
            box.skeinctl({"conflicts", "w.skein", "draft", label, "--take", "a", "--reason", "the code"}).exitStatus,
            0);
        QCOMPARE(first(box)["stage"].toString(), QString("drafting"));
        QCOMPARE(first(box)["owner"].toString(), QString("port-team"));
        QCOMPARE(first(box)["draft"].toObject()["take"].toString(), QString("a"));
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "defer", label, "--until", "2h"}).exitStatus, 0);
        QCOMPARE(first(box)["stage"].toString(), QString("deferred"));
        QVERIFY(!first(box)["deferred_until"].toString().isEmpty());
        const auto text = box.skeinctl({"conflicts", "w.skein"}).out;
        QVERIFY2(text.contains("deferred until") && text.contains("port-team"), text);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "reopen", label}).exitStatus, 0);
        QCOMPARE(first(box)["stage"].toString(), QString("open"));
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a"}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "defer", label}).exitStatus, 2);  // it is settled
        QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
    }

    void dissentIsKept() {
        Sandbox box;
        const auto label = contradiction(box);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a"}).exitStatus, 0);
        const auto against = first(box)["dissent"].toObject()["against"].toArray().at(0).toObject();
        QCOMPARE(against["side"].toString(), QString("b"));
        QCOMPARE(against["evidence"].toArray().at(0).toString(), QString("README.md:1"));
        const auto shown = box.skeinctl({"conflicts", "w.skein", "show", label}).out;
        QVERIFY2(shown.contains("dissent: "), shown);
    }

    void aDryRunTellsAll() {
        Sandbox box;
        const auto label = contradiction(box);
        const auto told =
            box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a", "--dry-run", "--json"}).json();
        QVERIFY(!told["direct"].toArray().isEmpty());
        QVERIFY(told["at_most"].toArray().size() >= told["direct"].toArray().size());
        QVERIFY(told["estimate_seconds_low"].toDouble() <= told["estimate_seconds"].toDouble());
        QVERIFY(!told["basis"].toString().isEmpty());
        QVERIFY(told["atoms_superseded"].toInt() >= 1);
        QVERIFY(!told["parts"].toArray().isEmpty());
        QCOMPARE(first(box)["state"].toString(), QString("open"));
    }

    void bothHoldInTheirTimes() {
        Sandbox box;
        const auto label = contradiction(box);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--a-until", "2026-03-01T00:00:00Z",
                               "--b-from", "2026-03-01T00:00:00Z"})
                     .exitStatus,
                 0);
        QCOMPARE(first(box)["decision"].toString(), QString("both-true"));
        const auto said = first(box)["decision_text"].toString();
        QVERIFY2(said.contains("until 2026-03-01") && said.contains("from 2026-03-01"), qPrintable(said));
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        const auto document = box.read("out/document.md");
        QVERIFY2(document.contains("until 2026-03-01"), document);
        QCOMPARE(box.skeinctl({"check-document", "out"}).exitStatus, 0);
    }

    void neitherIsChecked() {
        Sandbox box;
        const auto label = contradiction(box);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "neither"}).exitStatus, 0);
        QCOMPARE(first(box)["answered_by"].toString(), "check-" + label);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        const auto context = box.skeinctl({"context", "w.skein", "check-" + label});
        QCOMPARE(context.exitStatus, 0);  // it ran
        QCOMPARE(box.skeinctl({"check-document", "out"}).exitStatus, 0);
    }

    void undoneNeitherChecksNothing() {
        Sandbox box;
        const auto label = contradiction(box);
        box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "neither"});
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", label}).exitStatus, 0);
        QCOMPARE(first(box)["state"].toString(), QString("open"));
        QCOMPARE(box.skeinctl({"status", "w.skein", "--json"}).json()["tasks"].toObject()["withdrawn"].toInt(), 1);
    }

    void theGoalIsRefined() {
        Sandbox box;
        const auto label = contradiction(box);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--constraint", "The header is the truth."})
                     .exitStatus,
                 0);
        QCOMPARE(first(box)["decision"].toString(), QString("refine"));
        const auto plan = box.skeinctl({"plan", "w.skein", "--json"});
        box.skeinctl({"resume", "w.skein", "--out", "out"});
        const auto all = box.skeinctl({"log", "w.skein", "--kind", "task.invalidated", "--json"}).out;
        QVERIFY(all.count("\n") >= 2);
        // The sources still say both, so it is open again, and says why.
        QCOMPARE(first(box)["state"].toString(), QString("open"));
        QCOMPARE(first(box)["moved_because"].toString(), QString("again"));
    }

    void policiesAndRules() {
        Sandbox box;
        const auto label = contradiction(box);
        const auto rank = QStringList{"--sources", "*.md,*.h"};
        auto told = box.skeinctl(QStringList{"conflicts", "w.skein", "policy", "preview", "source-rank"} + rank);
        QVERIFY2(told.out.contains("would have changed 0 of 0"), told.out + told.err);
        box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", sideOf50(first(box))});
        told = box.skeinctl(QStringList{"conflicts", "w.skein", "policy", "preview", "source-rank"} + rank);
        QVERIFY2(told.out.contains("would have changed 1 of 1") && told.out.contains(label.toUtf8()),
                 told.out + told.err);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", label}).exitStatus, 0);
        told = box.skeinctl(QStringList{"conflicts", "w.skein", "policy", "apply", "source-rank", "--dry-run"} + rank);
        QVERIFY2(told.out.contains("would settle 1 of 1"), told.out + told.err);
        // What somebody has put aside is not settled behind their back.
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "defer", label, "--until", "2h"}).exitStatus, 0);
        told = box.skeinctl(QStringList{"conflicts", "w.skein", "policy", "apply", "source-rank"} + rank);
        QVERIFY2(told.out.contains("settled 0 of 1"), told.out + told.err);
        told = box.skeinctl(QStringList{"conflicts", "w.skein", "policy", "preview", "source-rank"} + rank);
        QVERIFY2(told.out.contains("somebody has it in hand (deferred)"), told.out + told.err);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "reopen", label}).exitStatus, 0);
        QCOMPARE(first(box)["state"].toString(), QString("open"));
        QCOMPARE(box.skeinctl(QStringList{"conflicts", "w.skein", "policy", "apply", "source-rank"} + rank).exitStatus,
                 0);
        QCOMPARE(first(box)["policy"].toString(), QString("source-rank"));
        // That judges the policy, not the rule.
        for (const auto& rule : box.skeinctl({"rules", "w.skein", "--json"}).json()["rules"].toArray())
            QCOMPARE(rule.toObject()["right"].toInt(), 0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        // Off by default, on for the next run, and written down.
        QVERIFY(box.skeinctl({"conflicts", "w.skein", "policy"}).out.contains("a person decides"));
        QCOMPARE(box.skeinctl(QStringList{"conflicts", "w.skein", "policy", "on", "source-rank"} + rank).exitStatus, 0);
        QVERIFY(box.skeinctl({"conflicts", "w.skein", "policy"}).out.contains("1. source-rank *.md *.h"));
        QCOMPARE(box.skeinctl({"log", "w.skein", "--kind", "coherence.changed", "--json"}).out.count('\n'), 1);
        box.write("p/README.md", "`MAX_LINES` is 70.\n");
        QCOMPARE(box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 0);
        QCOMPARE(conflicts(box).last().toObject()["policy"].toString(), QString("source-rank"));
        QCOMPARE(conflicts(box).last().toObject()["decided_by"].toString(), QString("policy"));
        // A rule that is off finds nothing; what people said of it is counted.
        QCOMPARE(box.skeinctl({"rules", "w.skein", "off", "different-value"}).exitStatus, 0);
        const auto rules = box.skeinctl({"rules", "w.skein", "--json"}).json()["rules"].toArray();
        QVERIFY(!rules.at(0).toObject()["on"].toBool());
        QCOMPARE(rules.at(0).toObject()["found"].toInt(), 2);
        box.write("p/README.md", "`MAX_LINES` is 80.\n");
        const auto before = conflicts(box).size();
        QCOMPARE(box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"rules", "w.skein", "show", "different-value"}).exitStatus, 0);
        QVERIFY(before > 0);
    }

    void falseAlarmsCount() {
        Sandbox box;
        const auto label = contradiction(box);
        box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "not-a-conflict"});
        const auto rule = box.skeinctl({"rules", "w.skein", "--json"}).json()["rules"].toArray().at(0).toObject();
        QCOMPARE(rule["false_alarms"].toInt(), 1);
        QCOMPARE(rule["precision"].toDouble(), 0.0);
    }

    /// A declaration and its body that a person lets stand are told apart in the next run as well.
    void bothSidesOfADeclarationAreTold() {
        Sandbox box;
        box.write("p/ring.h", "int ring_push(void *ring, const void *data, long length);\n");
        box.write("p/ring.c",
                  "#include \"ring.h\"\n\nint ring_push(void *ring, const void *data, int length) { return 0; }\n");
        box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\n");
        const QStringList run{"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"};
        QCOMPARE(box.skeinctl(run).exitStatus, 3);
        const auto label = first(box)["label"].toString();
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "not-a-conflict"}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        for (int pass = 0; pass < 2; ++pass) {
            const auto document = box.read("out/document.md");
            const auto section = document.mid(document.lastIndexOf("Contradictions and how they were settled"));
            for (const char* words : {"ring.h#L1", "ring.c#L3", "long", "Both hold"})
                QVERIFY2(section.contains(words), section);
            if (pass == 0) QCOMPARE(box.skeinctl(run).exitStatus, 0);
        }
    }

    /// Two names that a person says mean two things are not asked about again with another value, until that is taken
    /// back.
    void whatIsNoConflictIsTaught() {
        Sandbox box;
        box.write("p/store.yaml", "store:\n  page_size: 50\n");
        box.write("p/README.md", "`page_size` is 60.\n");
        box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\n");
        const QStringList run{"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"};
        QCOMPARE(box.skeinctl(run).exitStatus, 3);
        const auto label = first(box)["label"].toString();
        QVERIFY(box.skeinctl({"conflicts", "w.skein"}).out.startsWith("1 open conflict in run r-1\n"));
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "list", "more"}).exitStatus, 2);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "policy", "escalate", "2h", "--json"})
                     .json()["escalate_seconds"]
                     .toInt(),
                 7'200);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "policy", "on", "newer", "--json"})
                     .json()["policies"]
                     .toArray()
                     .size(),
                 1);
        QVERIFY(box.skeinctl({"conflicts", "w.skein", "policy"}).out.contains("to the person after 2h"));
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "policy", "off", "newer", "--json"}).json()["on"].toBool(true),
                 false);
        QCOMPARE(
            box.skeinctl({"conflicts", "w.skein", "propose", label, "--take", "a", "--reason", "stronger"}).exitStatus,
            0);
        QVERIFY(
            box.skeinctl({"conflicts", "w.skein", "show", label}).out.contains("draft: take a; because: stronger\n"));
        QVERIFY(box.skeinctl({"rules", "w.skein", "tune", "different-value", "--tolerance", "abc"})
                    .err.contains("expected a number"));
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "not-a-conflict"}).exitStatus, 0);
        QVERIFY(box.skeinctl({"rules", "w.skein"}).out.contains(("not-" + label).toUtf8()));
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        box.write("p/README.md", "`page_size` is 70.\n");
        QCOMPARE(box.skeinctl(run).exitStatus, 0);
        // Switched off for a while, as any rule is; --json tells what holds now.
        auto told = box.skeinctl({"rules", "w.skein", "off", "not-" + label, "--json"});
        QCOMPARE(told.json()["terms"].toObject()["off"].toArray().at(0).toString(), "not-" + label);
        QVERIFY(box.skeinctl({"rules", "w.skein"}).out.contains(("not-" + label + "  off").toUtf8()));
        box.write("p/README.md", "`page_size` is 75.\n");
        QCOMPARE(box.skeinctl(run).exitStatus, 3);
        QCOMPARE(box.skeinctl({"rules", "w.skein", "on", "not-" + label}).exitStatus, 0);
        told = box.skeinctl({"rules", "w.skein", "off", "no-such", "--json"});
        QVERIFY2(told.exitStatus == 2 && told.err.contains(("not-" + label).toUtf8()), told.err);
        QCOMPARE(box.skeinctl({"rules", "w.skein", "remove", "not-" + label}).exitStatus, 0);
        box.write("p/README.md", "`page_size` is 80.\n");
        QCOMPARE(box.skeinctl(run).exitStatus, 3);
    }

    void newEvidenceReopens() {
        Sandbox box;
        const auto label = contradiction(box);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a"}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        // The same sources say nothing new.
        QCOMPARE(box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 0);
        QCOMPARE(conflicts(box).size(), 0);
        // Another file states what was dropped.
        box.write("p/usage.md", "`MAX_LINES` is 60.\n");
        QCOMPARE(box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 3);
        QCOMPARE(conflicts(box).size(), 1);
        const auto open = first(box);
        QCOMPARE(open["state"].toString(), QString("open"));
        QVERIFY(open.contains("reopens"));
        // Decided again with it in view, it rests.
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", open["label"].toString(), "--take", "a"}).exitStatus,
                 0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 0);
    }

    /// Also where a table states it and its name is written in humps.
    void rejectedConstantsSaySo() {
        Sandbox box;
        box.write("p/limits.h", "const int kMaxLines = 50;\n");
        box.write("p/README.md", "`kMaxLines` is 60.\n");
        box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\n");
        QCOMPARE(box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 3);
        const auto conflict = first(box);
        const QString take = sideOf50(conflict) == "a" ? "b" : "a";
        QCOMPARE(
            box.skeinctl({"conflicts", "w.skein", "resolve", conflict["label"].toString(), "--take", take}).exitStatus,
            0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        const auto document = box.read("out/document.md");
        const auto row = document.indexOf("| `kMaxLines` | `50` |");
        QVERIFY2(row >= 0, document);
        QVERIFY2(document.mid(row, document.indexOf('\n', row) - row).contains("Rejected by decision"), document);
    }

    void isTraced() {
        Sandbox box;
        const auto label = contradiction(box);
        const auto told = box.skeinctl({"conflicts", "w.skein", "trace", label, "--json"}).json();
        const auto a = told["claims"].toArray().at(0).toObject();
        QCOMPARE(a["evidence"].toArray().at(0).toObject()["path"].toString(), QString("limits.h"));
        QVERIFY(!a["made_by"].toArray().isEmpty());
        const auto words = box.skeinctl({"conflicts", "w.skein", "trace", "MAX_LINES", "--json"});
        QCOMPARE(words.exitStatus, 0);
        QVERIFY(!words.json()["statements"].toArray().isEmpty());
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "trace", "no such words at all"}).exitStatus, 2);
    }

    /// A constraint that says what holds settles the conflict as taking that side does: the document keeps the dissent.
    void aRefinementThatSaysWhatHoldsSettles() {
        Sandbox box;
        box.write("p/a.md", "# Policy\n\nPasswords must be at least 12 characters long.\n");
        box.write("p/b.md", "# Rules\n\nPasswords must be at least 8 characters long.\n");
        box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\n");
        QCOMPARE(box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 3);
        const auto label = first(box)["label"].toString();
        const QStringList refine{
            "conflicts", "w.skein", "resolve",      label,
            "--take",    "refine",  "--constraint", "Passwords must be at least 12 characters long."};
        const auto told = box.skeinctl(refine + QStringList{"--dry-run", "--json"}).json();
        QCOMPARE(told["claims_superseded"].toInt(), 1);
        QVERIFY(!told["opens_unknown"].toBool(true));
        // What is refused is not forecast either.
        const auto missing = box.skeinctl(refine + QStringList{"--replaces", "99", "--dry-run"});
        QCOMPARE(missing.exitStatus, 2);
        QVERIFY2(missing.err.contains("there is no constraint 99"), missing.err);
        QCOMPARE(box.skeinctl(refine).exitStatus, 0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        QCOMPARE(first(box)["decision"].toString(), QString("refine"));
        QCOMPARE(first(box)["dissent"].toObject()["against"].toArray().size(), 1);
        const auto document = box.read("out/document.md");
        QVERIFY2(document.contains("**Rejected:** Passwords must be at least 8 characters long."), document);
        const auto section = document.mid(document.lastIndexOf("Contradictions and how they were settled"));
        for (const auto& words : {label.toUtf8(), QByteArray("at least 8 characters"), QByteArray("The goal says now")})
            QVERIFY2(section.contains(words), section);
        QVERIFY(box.skeinctl({"conflicts", "w.skein", "trace", label}).out.contains("in the document: line"));
        // Taken back, both are as good as before.
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", label}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 3);
        QVERIFY(!box.read("out/document.md").contains("Rejected"));
    }

    /// Words that state a value are held against other claims; words that state none are kept, and that is said.
    void ownWordsAreToldAsUnderstood() {
        Sandbox box;
        box.write("p/a.md", "# Policy\n\nPasswords must be at least 12 characters long.\n");
        box.write("p/b.md", "# Rules\n\nPasswords must be at least 8 characters long.\n");
        box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\n");
        QCOMPARE(box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 3);
        const auto label = first(box)["label"].toString();
        box.write("value.txt", "Passwords must be at least 10 characters long.\n");
        box.write("none.txt", "Ask the security officer.\n");
        const auto preview = [&](const char* text, const QStringList& more = {}) {
            return box.skeinctl(QStringList{"conflicts", "w.skein", "resolve", label, "--text", text, "--dry-run"} +
                                more);
        };
        const auto understood = preview("value.txt");
        QVERIFY2(understood.out.contains("your text is understood as: ") && understood.out.contains("10"),
                 understood.out);
        QVERIFY(preview("value.txt", {"--json"}).json()["own"].toObject()["value"].toString().contains("10"));
        QVERIFY2(preview("none.txt").out.contains("your text states no value of "), preview("none.txt").out);
        QVERIFY(preview("none.txt", {"--json"}).json()["own"].isNull());
        const auto done = box.skeinctl({"conflicts", "w.skein", "resolve", label, "--text", "none.txt"});
        QCOMPARE(done.exitStatus, 0);
        QVERIFY2(done.out.contains("your text states no value of "), done.out);
    }

    /// Of a thing with more values than contradictions are opened about, whoever says what holds settles all of them:
    /// no value stands as a fact beside it.
    void oneDecisionSettlesACrowd_data() {
        QTest::addColumn<QStringList>("take");
        QTest::addColumn<int>("right");  ///< places that are not rejected
        QTest::newRow("a side") << QStringList{"--take", "a"} << 1;
        QTest::newRow("a text") << QStringList{"--text", "own.txt"} << 0;
    }
    void oneDecisionSettlesACrowd() {
        QFETCH(const QStringList, take);
        QFETCH(const int, right);
        Sandbox box;
        constexpr int files = 30;
        for (int i = 0; i < files; ++i)
            box.write(QString("p/f%1.md").arg(i),
                      QString("# F%1\n\nThe session timeout is %2 seconds.\n").arg(i).arg(i + 10).toUtf8());
        box.write("own.txt", "99 seconds\n");
        box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\n");
        QCOMPARE(box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 3);
        const auto label = first(box)["label"].toString();
        const QStringList resolve = QStringList{"conflicts", "w.skein", "resolve", label} + take;
        const auto told = box.skeinctl(resolve + QStringList{"--dry-run", "--json"}).json();
        QCOMPARE(told["also_settles"].toArray().size(), files - 2);
        QCOMPARE(box.skeinctl(resolve).exitStatus, 0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        const auto reference = box.read("out/document.md");
        int rejected = 0;
        for (int i = 0; i < files; ++i)
            rejected +=
                reference.contains(QString("**Rejected:** The session timeout is %1 seconds.").arg(i + 10).toUtf8());
        QCOMPARE(rejected, files - right);
        // What was rejected, and where, is kept with the decision.
        const auto against = first(box)["dissent"].toObject()["against"].toArray();
        QCOMPARE(against.last().toObject()["evidence"].toArray().size(), files - 2);
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", label}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 3);
    }

    /// A line that only uses the words, or stands on the same line of the source, states nothing of the conflict.
    void onlyWhatStatesItIsTraced() {
        Sandbox box;
        box.write("p/limits.py", "MAX_RETRIES = 3\n");
        box.write("p/docs/guide.md",
                  "# Guide\n\nThe client gives up when MAX_RETRIES is reached.\n\n`MAX_RETRIES` is 5. The page size is "
                  "50.\n\nSee MAX_RETRIES in the settings; it is read at start.\n");
        box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\n");
        QCOMPARE(box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 3);
        const auto label = first(box)["label"].toString();
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a"}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 0);
        const auto told = box.skeinctl({"conflicts", "w.skein", "trace", label, "--json"}).json();
        bool stated = false;
        for (const auto& each : told["deliverable"].toArray()) {
            const auto line = each.toObject();
            const auto text = line["text"].toString();
            if (line["section"].toString().contains(label)) continue;
            stated = stated || text.contains("MAX_RETRIES | 3");
            QVERIFY2(text.contains("MAX_RETRIES") && (text.contains('3') || text.contains("is 5")), qPrintable(text));
        }
        QVERIFY(stated);
    }

    void badInput_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("words");
        const QStringList resolve{"resolve", "LABEL"};
        QTest::newRow("scopes") << resolve + QStringList{"--take", "both-true"} << QByteArray("a_scope and b_scope");
        QTest::newRow("scopes of a dry run")
            << resolve + QStringList{"--take", "both-true", "--dry-run"} << QByteArray("a_scope and b_scope");
        QTest::newRow("combined how") << resolve + QStringList{"--take", "combine"} << QByteArray("are no lists");
        QTest::newRow("one scope") << resolve + QStringList{"--a-scope", "v1"} << QByteArray("two different scopes");
        QTest::newRow("equal scopes") << resolve + QStringList{"--a-scope", "v1", "--b-scope", "v1"}
                                      << QByteArray("two different scopes");
        QTest::newRow("times overlap") << resolve + QStringList{"--a-until", "2026-03-02T00:00:00Z", "--b-from",
                                                                "2026-03-01T00:00:00Z"}
                                       << QByteArray("no earlier than a ends");
        QTest::newRow("time") << resolve + QStringList{"--a-until", "soon"} << QByteArray("a_until");
        QTest::newRow("own text") << resolve + QStringList{"--take", "own-text", "--dry-run"} << QByteArray("--text");
        QTest::newRow("constraint") << resolve + QStringList{"--take", "refine"} << QByteArray("--constraint");
        QTest::newRow("number") << resolve + QStringList{"--constraint", "x", "--replaces", "9"}
                                << QByteArray("no constraint 9");
        QTest::newRow("sources never answer")
            << resolve + QStringList{"--take", "regenerate"} << QByteArray("from sources");
        QTest::newRow("scope of a side") << resolve + QStringList{"--take", "a", "--a-scope", "v1"}
                                         << QByteArray("belong to --take both-true");
        QTest::newRow("owner") << QStringList{"assign", "LABEL", "--owner", "The Boss"} << QByteArray("[a-z0-9_-]");
        QTest::newRow("no owner") << QStringList{"assign", "LABEL"} << QByteArray("--owner");
        QTest::newRow("past") << QStringList{"defer", "LABEL", "--until", "2020-01-01T00:00:00Z"}
                              << QByteArray("later time");
        QTest::newRow("until") << QStringList{"defer", "LABEL", "--until", "noon"} << QByteArray("30m, 2h, 1d");
        QTest::newRow("draft") << QStringList{"draft", "LABEL"} << QByteArray("--take");
        QTest::newRow("policy") << QStringList{"policy", "on", "loudest"} << QByteArray("source-rank");
        QTest::newRow("rank") << QStringList{"policy", "preview", "source-rank"} << QByteArray("needs its sources");
        QTest::newRow("action") << QStringList{"policy", "enforce", "newer"} << QByteArray("preview, apply");
        QTest::newRow("span") << QStringList{"policy", "escalate", "often"} << QByteArray("30m, 2h or 1d");
        QTest::newRow("stray") << QStringList{"show", "LABEL", "more"} << QByteArray("not expected");
        QTest::newRow("conflict") << QStringList{"defer", "c-nnnnn"} << QByteArray("no conflict");
    }
    void badInput() {
        static Sandbox box;
        static const auto label = contradiction(box);
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, words);
        const auto before = box.skeinctl({"log", "w.skein", "--json"}).out.count('\n');
        for (auto& argument : arguments)
            if (argument == "LABEL") argument = label;
        const Ran ran = box.skeinctl(QStringList{"conflicts", "w.skein"} + arguments);
        QCOMPARE(ran.exitStatus, 2);
        QVERIFY2(ran.err.contains(words), ran.err);
        QCOMPARE(box.skeinctl({"log", "w.skein", "--json"}).out.count('\n'), before);
    }
    void badRules() {
        Sandbox box;
        contradiction(box);
        for (const auto& wrong :
             {QStringList{"off", "no-such-rule"}, QStringList{"tune", "different-value"},
              QStringList{"tune", "different-value", "--tolerance", "7"},
              QStringList{"tune", "order-clash", "--tolerance", "0.1"}, QStringList{"add", "everything"},
              QStringList{"add", "different-value", "--path", "x"}, QStringList{"remove", "mine"},
              QStringList{"off", "different-value", "--path", "x"}, QStringList{"off"}}) {
            const Ran ran = box.skeinctl(QStringList{"rules", "w.skein"} + wrong);
            QCOMPARE(ran.exitStatus, 2);
            QVERIFY(!ran.err.isEmpty());
        }
        QCOMPARE(box.skeinctl({"log", "w.skein", "--kind", "coherence.changed", "--json"}).out.count('\n'), 0);
    }

    // A decision is undone after an agent has given up what it was about: there is nothing to decide any more.
    void whatNobodyStatesLapsesWhenUndone() {
        const auto both = [](const QByteArray& items, const QByteArray& length) {
            const auto claim = [](const QByteArray& subject, const QByteArray& predicate, const QByteArray& value) {
                return QByteArray("{\\\"subject\\\":\\\"" + subject + "\\\",\\\"predicate\\\":\\\"" + predicate +
                                  "\\\",\\\"value\\\":\\\"" + value + "\\\",\\\"sentence\\\":\\\"" + subject + " " +
                                  value + "\\\"}");
            };
            return QByteArray("\"text\":\"{\\\"claims\\\":[" + claim("cart.items", "max", items) + "," +
                              claim("form.name", "default", length) + "]}\"");
        };
        Sandbox box;
        QProcess provider;
        const QByteArray script = "{\"rules\":[{\"when\":{\"contains\":\"against: form.name 200\"}," +
                                  both("50", "100") + "},{\"when\":{\"contains\":\"[one]\"}," + both("50", "100") +
                                  "},{\"when\":{\"contains\":\"[two]\"}," + both("60", "200") +
                                  "},{\"text\":\"{\\\"claims\\\":[]}\"}]}";
        const auto url = box.startProvider(provider, {"--script", box.write("script.json", script)});
        QByteArray tasks;
        for (const QByteArray id : {"one", "two"})
            tasks += (tasks.isEmpty() ? "{\"id\":\"" : ",{\"id\":\"") + id + "\",\"instruction\":\"Do [" + id +
                     "].\",\"needs\":[],\"output\":{\"type\":\"json\"}}";
        box.write("plan.json", "{\"skein\":1,\"goal\":\"A form.\",\"tasks\":[" + tasks + "]}");
        const Ran run = box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                                      "--model", "m", "--price", skein::test::price, "--budget", "5", "--yes"});
        QVERIFY2(run.exitStatus == 3, run.out + run.err);
        QString items, name, side;
        for (const auto& each : conflicts(box)) {
            const auto conflict = each.toObject();
            const bool cart = conflict["subject"].toString().startsWith("cart");
            (cart ? items : name) = conflict["label"].toString();
            if (!cart) side = conflict["a"].toObject()["value"].toString() == "100" ? "a" : "b";
        }
        const auto resolve = [&](const QString& label, const QString& take) {
            return box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", take}).exitStatus;
        };
        const auto stateOf = [&](const QString& label) {
            for (const auto& each : conflicts(box))
                if (each.toObject()["label"].toString() == label) return each.toObject()["state"].toString();
            return QString();
        };
        QCOMPARE(resolve(items, "not-a-conflict"), 0);
        // Still stated by both: undone, it is open.
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", items}).exitStatus, 0);
        QCOMPARE(stateOf(items), QString("open"));
        QCOMPARE(resolve(items, "not-a-conflict"), 0);
        QCOMPARE(resolve(name, side), 0);
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--budget", "5"}).exitStatus, 0);
        const auto undone = box.skeinctl({"conflicts", "w.skein", "undo", items});
        QVERIFY2((undone.out + undone.err).contains("has lapsed"), undone.out + undone.err);
        QCOMPARE(stateOf(items), QString("lapsed"));
        QCOMPARE(box.skeinctl({"resume", "w.skein", "--budget", "5"}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
        provider.kill();
        provider.waitForFinished();
    }

    // A model is told how to claim, and whoever looks at the task what of it was no claim, with place and expectation.
    void malformedClaimsAreTold() {
        Sandbox box;
        QProcess provider;
        const QByteArray answer =
            "{\\\"claims\\\":[{\\\"subject\\\":\\\"a.limit\\\",\\\"predicate\\\":\\\"value\\\",\\\"value\\\":\\\"1\\\"}"
            ","
            "{\\\"subject\\\":\\\"a.mode\\\",\\\"predicate\\\":\\\"value\\\"}]}";
        const auto url = box.startProvider(
            provider, {"--script", box.write("script.json", "{\"rules\":[{\"text\":\"" + answer + "\"}]}")});
        box.write("plan.json",
                  "{\"skein\":1,\"goal\":\"One.\",\"tasks\":[{\"id\":\"one\",\"instruction\":\"Say it.\",\"needs\":[],"
                  "\"output\":{\"type\":\"json\"}}]}");
        const Ran run = box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                                      "--model", "m", "--price", skein::test::price, "--budget", "5", "--yes"});
        QVERIFY2(run.exitStatus == 0, run.out + run.err);
        const auto told = box.skeinctl({"context", "w.skein", "one", "--prompt"}).out;
        QVERIFY2(told.contains("1 of the answer's claims was not taken:\nclaims[1].value: expected a string"), told);
        QVERIFY2(told.contains("The object may hold \"claims\""), told);
        provider.kill();
        provider.waitForFinished();
    }
};

QTEST_GUILESS_MAIN(TestSettlingRuns)
#include "tst_settling_runs.moc"
