// What a task saw and what came of it, as a person asks for it: channels, what changed since the run before, atoms
// pinned and taken out, and which of it was used; and that nothing of this makes a result be paid for twice.
#include <QJsonArray>
#include <QtTest>

#include "tests/e2e/programs.h"

using skein::test::Ran;
using skein::test::Sandbox;

class TestContext : public QObject {
    Q_OBJECT

private slots:
    void channelsAndWhatChanged();
    void pinnedAndExcluded();
    void markedWhileAnotherProcessHosts();
    void usedAndUseful();

private:
    /// Two tasks over two files each, and a provider that cites whatever it is shown.
    struct Work {
        Sandbox box;
        QProcess server;
        QStringList arguments;
        explicit Work(const QStringList& provider = {}) {
            box.write("goal/src/engine.md", "# Engine\n\nThe engine keeps a regulator with seventeen notches.\n");
            box.write("goal/src/boiler.md", "# Boiler\n\nThe boiler holds ninety litres at four bar.\n");
            box.write("goal/docs/whistle.md", "# Whistle\n\nThe whistle sounds at every crossing.\n");
            box.write("goal/plan.json", R"({"skein": 1, "goal": "Describe the locomotive.", "sources": ["src", "docs"],
                "tasks": [
                {"id": "machine", "kind": "note", "title": "Engine and boiler",
                 "instruction": "Describe engine and boiler.", "scope": ["src/"]},
                {"id": "sound", "kind": "note", "title": "The whistle",
                 "instruction": "Describe the whistle.", "scope": ["docs/"]}]})");
            const auto url = box.startProvider(server, QStringList{"--ledger", box.path("ledger.jsonl")} + provider);
            if (url.isEmpty()) qFatal("no provider");
            arguments = QStringList{"--provider", "openai-chat:" + url, "--model",  "fake",
                                    "--price",    skein::test::price,   "--budget", "5.00"};
        }
        ~Work() {
            server.kill();
            server.waitForFinished();
        }
        Ran run() const {
            return box.skeinctl(
                QStringList{"run", box.path("goal/plan.json"), "--workspace", "w.skein", "--json", "--yes"} +
                arguments);
        }
        QJsonObject context(const QString& task) const {
            return box.skeinctl({"context", "w.skein", task, "--json"}).json();
        }
        QString atomOf(const QString& words) const {
            const auto hits = box.skeinctl({"memory", "w.skein", "search", words, "--json"}).json()["hits"].toArray();
            return hits.isEmpty() ? QString() : hits.first().toObject()["id"].toString();
        }
        qint64 charges() const { return box.read("ledger.jsonl").count("\"charge\""); }
    };
    static QJsonObject channel(const QJsonObject& context, const QString& name) {
        for (const auto& each : context["channels"].toArray())
            if (each.toObject()["channel"].toString() == name) return each.toObject();
        return {};
    }
    static QStringList sources(const QJsonObject& context, const QString& list, const QString& member,
                               const QString& value) {
        QStringList found;
        for (const auto& each : context[list].toArray())
            if (each.toObject()[member].toString() == value) found << each.toObject()["source"].toString();
        return found;
    }
};

void TestContext::channelsAndWhatChanged() {
    const Work work;
    QVERIFY2(work.run().exitStatus == 0, work.run().err);
    const auto first = work.context("machine");
    QCOMPARE(first["channels"].toArray().size(), 4);
    QVERIFY(channel(first, "policy")["used"].toInt() > 50);
    QVERIFY(channel(first, "relevance")["taken"].toInt() >= 2);
    QCOMPARE(channel(first, "time")["found"].toInt(), 0);
    QCOMPARE(first["state"].toString(), QString("thin"));
    QVERIFY(work.box.skeinctl({"context", "w.skein", "machine"}).out.contains("relevance "));
    const auto paid = work.charges();
    QCOMPARE(paid, 2);

    // Nothing is new: what was learned of the first run makes no result be paid for again.
    QVERIFY2(work.run().exitStatus == 0, "second run");
    QCOMPARE(work.charges(), paid);
    QCOMPARE(channel(work.context("machine"), "time")["found"].toInt(), 0);

    work.box.write("goal/src/boiler.md", "# Boiler\n\nThe boiler holds ninety litres at five bar.\n");
    QVERIFY2(work.run().exitStatus == 0, "third run");
    const auto third = work.context("machine");
    QVERIFY(channel(third, "time")["taken"].toInt() >= 1);
    QVERIFY(sources(third, "segments", "channel", "time").join(' ').contains("src/boiler.md"));
    QVERIFY(sources(third, "segments", "channel", "relevance").join(' ').contains("src/engine.md"));
    const auto after = work.charges();
    QVERIFY(after > paid);

    // The change is no longer new; the material is the same, so nobody pays.
    QVERIFY2(work.run().exitStatus == 0, "fourth run");
    QCOMPARE(channel(work.context("machine"), "time")["found"].toInt(), 0);
    QCOMPARE(work.charges(), after);
}

void TestContext::pinnedAndExcluded() {
    const Work work;
    QVERIFY(work.run().exitStatus == 0);
    const auto whistle = work.atomOf("whistle crossing"), boiler = work.atomOf("boiler litres");
    QVERIFY(!whistle.isEmpty() && !boiler.isEmpty());
    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "pin", whistle, "--task", "machine", "--run", "r-1"}).exitStatus,
             0);
    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "pin", boiler}).exitStatus, 0);
    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "pin", QString(64, 'a')}).exitStatus, 2);
    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "pin", "boiler"}).exitStatus, 2);
    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "pin", boiler, "--task", "nobody"}).exitStatus, 2);
    QVERIFY(work.run().exitStatus == 0);
    const auto pinned = work.context("sound");
    QVERIFY(sources(pinned, "segments", "reason", "pinned").join(' ').contains("src/boiler.md"));
    // The word about the task was about a task of the first run.
    QVERIFY(!sources(work.context("machine"), "segments", "reason", "pinned").join(' ').contains("docs/whistle.md"));

    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "exclude", boiler}).exitStatus, 0);
    QVERIFY(work.run().exitStatus == 0);
    QVERIFY(sources(work.context("machine"), "segments", "reason", "pinned").isEmpty());
    QVERIFY(sources(work.context("machine"), "left_out", "why", "excluded").join(' ').contains("src/boiler.md"));
    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "unmark", boiler}).exitStatus, 0);
    QVERIFY(work.run().exitStatus == 0);
    QVERIFY(sources(work.context("machine"), "left_out", "why", "excluded").isEmpty());

    // What was pinned says something else now.
    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "pin", boiler}).exitStatus, 0);
    work.box.write("goal/src/boiler.md", "# Boiler\n\nThe boiler holds ten litres.\n");
    QVERIFY(work.run().exitStatus == 0);
    QCOMPARE(sources(work.context("machine"), "left_out", "why", "superseded").size(), 1);
    const auto marks = [&] {
        return work.box.skeinctl({"memory", "w.skein", "marks", "--json"}).json()["marks"].toArray();
    };
    QCOMPARE(marks().size(), 2);
    QCOMPARE(marks()[0].toObject()["task"].toString(), QString("machine"));
    QCOMPARE(marks()[0].toObject()["standing"].toString(), QString("present"));
    QCOMPARE(marks()[1].toObject()["standing"].toString(), QString("text changed"));

    // A word about a passage goes with it through edits; ids may be cut as the terminal shows them.
    const auto now = work.atomOf("boiler litres"), cut = now.left(12);
    QCOMPARE(marks()[1].toObject()["now"].toObject()["atom"].toString(), now);
    QVERIFY(work.box.skeinctl({"memory", "w.skein", "show", cut}).out.contains("ten litres"));
    QVERIFY(work.box.skeinctl({"memory", "w.skein", "history", cut}).out.contains("holds the atom"));
    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "exclude", cut}).exitStatus, 0);
    work.box.write("goal/src/boiler.md", "# Boiler\n\nThe boiler holds eleven litres.\n");
    QVERIFY(work.run().exitStatus == 0);
    QVERIFY(sources(work.context("machine"), "left_out", "why", "excluded").join(' ').contains("src/boiler.md"));
    QVERIFY(!sources(work.context("machine"), "segments", "reason", "memory").join(' ').contains("src/boiler.md"));
    QCOMPARE(marks()[2].toObject()["standing"].toString(), QString("text changed"));
    const Ran list = work.box.skeinctl({"memory", "w.skein", "marks"});
    QVERIFY2(list.out.contains("excluded  " + cut.toUtf8()) && list.out.contains("still left out"), list.out);

    const Ran elsewhere = work.box.skeinctl({"memory", "w.skein", "unmark", cut, "--task", "machine"});
    QCOMPARE(elsewhere.exitStatus, 2);
    QVERIFY2(elsewhere.err.contains("it is excluded for every task"), elsewhere.err);
    const Ran unmarked = work.box.skeinctl({"memory", "w.skein", "unmark", cut, "--json"});
    QVERIFY2(unmarked.exitStatus == 0, unmarked.err);
    QCOMPARE(unmarked.json()["was"].toString(), QString("excluded"));
    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "unmark", cut}).exitStatus, 2);
    QCOMPARE(marks().size(), 2);
    QVERIFY(work.box.skeinctl({"verify", "w.skein"}).exitStatus == 0);
}

void TestContext::markedWhileAnotherProcessHosts() {
    const Work work({"--latency-ms", "1500"});
    QCOMPARE(work.box.skeinctl({"ingest", "w.skein", work.box.path("goal/src")}).exitStatus, 0);
    const auto boiler = work.atomOf("boiler litres");
    QProcess running;
    work.box.start(running, QStringList{"run", work.box.path("goal/plan.json"), "--workspace", "w.skein", "--yes"} +
                                work.arguments);
    QTRY_VERIFY_WITH_TIMEOUT(work.box.read("ledger.jsonl").size() > 0 || work.server.state() == QProcess::Running,
                             5'000);
    QTRY_VERIFY_WITH_TIMEOUT(work.box.skeinctl({"status", "w.skein", "--json"}).json()["run"].toString() == "r-1",
                             20'000);
    const Ran marked = work.box.skeinctl({"memory", "w.skein", "pin", boiler});
    QVERIFY2(marked.exitStatus == 0, marked.err);
    QCOMPARE(work.box.skeinctl({"memory", "w.skein", "exclude", QString(64, 'b')}).exitStatus, 2);
    QVERIFY(running.waitForFinished(60'000));
    QCOMPARE(running.exitCode(), 0);
    QCOMPARE(skein::test::entries(work.box, {"w.skein", "--kind", "atom.marked"}).size(), 1);
}

void TestContext::usedAndUseful() {
    const Work work({"--script-json", R"({"text": "The boiler holds ninety litres (src/boiler.md:3)."})"});
    QVERIFY(work.run().exitStatus == 0);
    const auto context = work.context("machine");
    QVERIFY(context["relevance"].toDouble() > 0 && context["relevance"].toDouble() < 1);
    int cited = 0, unjudged = 0;
    for (const auto& each : context["segments"].toArray()) {
        cited += each.toObject()["cited"].toBool();
        unjudged += each.toObject()["used"].isNull();
    }
    QVERIFY(cited == 1 && unjudged >= 3);
    const auto useful = work.box.skeinctl({"memory", "w.skein", "useful", "--json"}).json();
    QCOMPARE(useful["windows"].toInt(), 2);
    QVERIFY(useful["tokens"].toInt() >= useful["used_tokens"].toInt() && useful["used_tokens"].toInt() > 0);
    const auto best = useful["most_used"].toArray().first().toObject();
    QVERIFY(best["shown"].toInt() >= 1 && best["used"].toInt() >= 1);
    QVERIFY(best["weight"].toDouble() >= 0.75 && best["weight"].toDouble() <= 1.25);
    QCOMPARE(useful["channels"].toObject().size(), 4);
    const Ran text = work.box.skeinctl({"memory", "w.skein", "useful"});
    QVERIFY(text.out.contains("most used") && text.out.contains("never used"));
}

QTEST_GUILESS_MAIN(TestContext)
#include "tst_context.moc"
