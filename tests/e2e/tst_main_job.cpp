// The main job from the command line: a run on the sample, its document, conflicts, resolution, reuse and verification,
// and what bad input gets.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QtTest>

#include "tests/e2e/programs.h"

using skein::test::Ran;
using skein::test::Sandbox;

class TestMainJob : public QObject {
    Q_OBJECT

private slots:
    void documentsTheSample();
    void resolvesAndRunsOnlyWhatIsAffected();
    void dryRunCountsEveryTaskOnce();
    void policiesSayWhyTheyCannotDecide();
    void reusesFinishedTasks();
    void runsOnAModelProvider();
    void refusesBadInput_data();
    void refusesBadInput();
    void damagedWorkspaces();
    void forksAndAmends();

private:
    static QStringList runArguments(const Sandbox& box, const QString& workspace, const QString& out) {
        return {"run", box.path("sample/goal.yaml"), "--workspace", workspace, "--out", out, "--json"};
    }
};

void TestMainJob::documentsTheSample() {
    const Sandbox box;
    box.copySample("sample");
    const Ran ran = box.skeinctl(runArguments(box, "w.skein", "out"));
    QVERIFY2(ran.exitStatus == 3, ran.err);  // the sample's conflicts are left to the person
    const auto summary = ran.json();
    QCOMPARE(summary["state"].toString(), QString("blocked"));
    QVERIFY(summary["conflicts"].toObject()["open"].toInt() >= 15);
    QCOMPARE(summary["tasks"].toObject()["failed"].toInt(), 0);
    const auto document = box.read("out/document.md");
    QVERIFY(document.contains("DRAFT"));
    QVERIFY(document.contains("Contradictions and how they were settled"));
    QVERIFY(box.read("out/document.html").contains("<html"));
    QCOMPARE(box.skeinctl({"verify", "out/bundle"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    const Ran plan = box.skeinctl({"plan", "w.skein", "--json"});
    QVERIFY2(plan.exitStatus == 0 && plan.json()["tasks"].toInt() > 0, plan.err);
    const Ran context = box.skeinctl({"context", "w.skein", "survey", "--json", "--prompt"});
    QCOMPARE(context.exitStatus, 0);
    QVERIFY(context.json()["total_tokens"].toInt() > 0);
    QVERIFY(!context.json()["segments"].toArray().isEmpty());
    QVERIFY(!context.json()["prompt"].toObject()["user"].toString().isEmpty());
    const Ran check = box.skeinctl({"check-document", "out", "--json"});
    QVERIFY2(check.json()["covered_symbols"].toInt() * 100 >= check.json()["public_symbols"].toInt() * 95, check.out);
    // Another file in the output folder that Skein did not make is never replaced.
    box.write("foreign/notes.txt", "mine");
    const Ran refused = box.skeinctl(runArguments(box, "w2.skein", "foreign"));
    QCOMPARE(refused.exitStatus, 2);
    QVERIFY(!QFile::exists(box.path("w2.skein")));
}

/// The labels of the conflicts that are open.
static QStringList openIn(const Sandbox& box) {
    QStringList labels;
    for (const auto& conflict : box.skeinctl({"conflicts", "w.skein", "--json"}).json()["conflicts"].toArray())
        if (conflict.toObject()["state"].toString() == "open") labels << conflict.toObject()["label"].toString();
    return labels;
}

void TestMainJob::resolvesAndRunsOnlyWhatIsAffected() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl(runArguments(box, "w.skein", "out")).exitStatus, 3);
    const auto conflicts = box.skeinctl({"conflicts", "w.skein", "--json"}).json()["conflicts"].toArray();
    QVERIFY(!conflicts.isEmpty());
    const auto first = conflicts.first().toObject()["label"].toString();
    const Ran preview = box.skeinctl({"conflicts", "w.skein", "resolve", first, "--take", "a", "--dry-run", "--json"});
    QCOMPARE(preview.exitStatus, 0);
    QSet<QString> atMost;
    for (const auto& task : preview.json()["at_most"].toArray()) atMost.insert("r-1/" + task.toString());
    QVERIFY(!atMost.isEmpty());
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "--json"}).json()["open"].toInt(),
             conflicts.size());  // a dry run changes nothing

    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", first, "--take", "a"}).exitStatus, 0);
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--out", "out", "--json"});
    QCOMPARE(resumed.exitStatus, 3);
    QCOMPARE(resumed.json()["conflicts"].toObject()["resolved"].toInt(), 1);
    const auto log = box.skeinctl({"log", "w.skein", "--kind", "task.invalidated", "--json"}).out;
    int invalidated = 0;
    for (const auto& line : log.split('\n')) {
        if (line.isEmpty()) continue;
        ++invalidated;
        QVERIFY2(atMost.contains(QJsonDocument::fromJson(line).object()["trace"].toString()), line);
    }
    QVERIFY(invalidated > 0);

    for (const auto& conflict : conflicts) {
        const auto label = conflict.toObject()["label"].toString();
        if (label != first)
            QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "b"}).exitStatus, 0);
    }
    // Some of what lost stands in other places too, in other words: that is asked once more, and then no more.
    const Ran again = box.skeinctl({"resume", "w.skein", "--out", "out", "--json"});
    QCOMPARE(again.exitStatus, 3);
    const auto asked = openIn(box);
    QVERIFY(!asked.isEmpty() && asked.size() < conflicts.size());
    for (const auto& label : asked)
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "b"}).exitStatus, 0);
    const Ran done = box.skeinctl({"resume", "w.skein", "--out", "out", "--json"});
    QVERIFY2(done.exitStatus == 0, done.err + done.out);
    QCOMPARE(done.json()["state"].toString(), QString("done"));
    QVERIFY(!box.read("out/document.md").contains("DRAFT"));
    QCOMPARE(box.skeinctl({"verify", "out/bundle"}).exitStatus, 0);

    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", first}).exitStatus, 0);
    QCOMPARE(
        box.skeinctl({"resume", "w.skein", "--out", "out", "--json"}).json()["conflicts"].toObject()["open"].toInt(),
        1);
    QVERIFY(box.read("out/document.md").contains("DRAFT"));
}

// A dry run promises a task to go on only where no other conflict holds it, and does not forget what runs again anyway.
void TestMainJob::dryRunCountsEveryTaskOnce() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl(runArguments(box, "w.skein", "out")).exitStatus, 3);
    const auto dryRun = [&](const QString& label) {
        return box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a", "--dry-run", "--json"}).json();
    };
    auto labels = openIn(box);
    QMap<QString, int> holders;
    QMap<QString, QStringList> blocked;
    for (const auto& label : labels)
        for (const auto& task :
             box.skeinctl({"conflicts", "w.skein", "show", label, "--json"}).json()["blocked_tasks"].toArray()) {
            ++holders[task.toString()];
            blocked[label] << task.toString();
        }
    QVERIFY(!holders.isEmpty());
    const auto namesIn = [](const QJsonValue& list) {
        QStringList names;
        for (const auto& task : list.toArray()) names << task.toString();
        return names;
    };
    for (const auto& label : {labels.first(), labels.last()}) {
        QVERIFY(!blocked[label].isEmpty());
        QStringList alone;
        for (const auto& task : blocked[label])
            if (holders[task] == 1) alone << task;
        QCOMPARE(namesIn(dryRun(label)["dependents_released"]), alone);
    }
    // All but one settled: what waited for several now waits for the last one.
    const auto settled = labels.takeFirst(), kept = labels.takeLast();
    for (const auto& label : labels)
        QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "b"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", settled, "--take", "a"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out", "--json"}).exitStatus, 3);
    for (const auto& label : openIn(box))
        if (label != kept)
            QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "b"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out", "--json"}).exitStatus, 3);
    QCOMPARE(openIn(box), QStringList{kept});
    QCOMPARE(namesIn(dryRun(kept)["dependents_released"]), blocked[kept]);
    QVERIFY(dryRun(kept)["already_waiting"].isArray() && dryRun(kept)["already_waiting"].toArray().isEmpty());
    const auto invalidated = [&] {
        return box.skeinctl({"log", "w.skein", "--kind", "task.invalidated", "--json"}).out.count('\n');
    };
    const auto before = invalidated();
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", settled}).exitStatus, 0);
    const auto after = dryRun(kept);
    const auto atMost = namesIn(after["at_most"]);
    int besides = 0;
    const auto log = box.skeinctl({"log", "w.skein", "--kind", "task.invalidated", "--json"}).out.split('\n');
    for (auto line = before; line < invalidated(); ++line)
        besides += !atMost.contains(QJsonDocument::fromJson(log[line]).object()["trace"].toString().section('/', 1));
    QVERIFY(besides > 0);
    QCOMPARE(after["already_waiting"].toArray().size(), besides);
}

// Neither the order of files nor their dates decide what is newer: sources without a date leave it to the person, and a
// reader of the conflict and of the document is told so.
void TestMainJob::policiesSayWhyTheyCannotDecide() {
    const Sandbox box;
    const auto date = [&](const QString& name, qint64 secondsAgo) {
        QFile file(box.path(name));
        return file.open(QIODevice::ReadWrite) && file.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-secondsAgo),
                                                                   QFileDevice::FileModificationTime);
    };
    for (const QString& policy : {QString("newer"), QString("evidence"), QString("vote")})
        for (const bool codeIsNewer : {true, false}) {
            const auto folder = policy + (codeIsNewer ? "-code" : "-docs");
            box.write(folder + "/project/net/client.py", "\"\"\"Calls the server.\"\"\"\nMAX_RETRIES = 3\n");
            box.write(folder + "/project/docs/client.md", "# Client\n\n`MAX_RETRIES` is 5.\n");
            box.write(folder + "/goal.yaml",
                      "skein: 1\ngoal: Document it.\nrecipe: document-project\nsources: [project]\n");
            QVERIFY(date(folder + "/project/net/client.py", codeIsNewer ? 60 : 600'000));
            QVERIFY(date(folder + "/project/docs/client.md", codeIsNewer ? 600'000 : 60));
            const auto workspace = folder + "/w.skein", out = folder + "/out";
            const Ran ran = box.skeinctl({"run", box.path(folder + "/goal.yaml"), "--workspace", workspace, "--out",
                                          out, "--on-conflict", policy, "--json"});
            QVERIFY2(ran.exitStatus == 3, ran.out + ran.err);
            QCOMPARE(ran.json()["conflicts"].toObject()["open"].toInt(), 1);
            const auto reason = box.skeinctl({"conflicts", workspace, "--json"})
                                    .json()["conflicts"]
                                    .toArray()
                                    .first()
                                    .toObject()["reason"]
                                    .toString();
            QVERIFY2(reason.contains("policy " + policy + ": ") && reason.endsWith("a person decides"),
                     qPrintable(reason));
            if (policy == "newer") QVERIFY2(reason.contains("its files were read without one"), qPrintable(reason));
            QVERIFY(box.read(out + "/document.md").contains("the policy '" + policy.toUtf8() + "' could not decide"));
        }
}

void TestMainJob::reusesFinishedTasks() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl(runArguments(box, "w.skein", "out")).exitStatus, 3);
    const auto before = box.read("out/document.md");
    const Ran again = box.skeinctl(runArguments(box, "w.skein", "out"));
    QCOMPARE(again.exitStatus, 3);
    QVERIFY2(again.json()["tasks"].toObject()["reused"].toInt() >= 10, again.out);
    QCOMPARE(box.read("out/document.md"), before);
}

void TestMainJob::runsOnAModelProvider() {
    const Sandbox box;
    box.copySample("sample");
    QProcess provider;
    const auto url = box.startProvider(provider, {"--latency-ms", "20", "--ledger", box.path("ledger.jsonl")});
    QVERIFY(!url.isEmpty());
    const Ran ran = box.skeinctl(runArguments(box, "w.skein", "out") +
                                 QStringList{"--provider", "openai-chat:" + url, "--model", "fake", "--price",
                                             "input=0.25,output=1", "--budget", "5.00"});
    QVERIFY2(ran.exitStatus == 0 || ran.exitStatus == 3, ran.err + ran.out);
    // The ledger of the provider and ours agree to the last micro-dollar.
    std::int64_t charged = 0;
    for (const auto& line : box.read("ledger.jsonl").split('\n')) {
        const auto entry = QJsonDocument::fromJson(line).object();
        if (entry["event"].toString() != "charge") continue;
        charged += (entry["in"].toInteger() * 250'000 + 999'999) / 1'000'000 +
                   (entry["out"].toInteger() * 1'000'000 + 999'999) / 1'000'000;
    }
    QVERIFY(charged > 0);
    QCOMPARE(qRound64(ran.json()["cost_usd"].toDouble() * 1e6), charged);
    // A budget that is too small holds the run; nothing is spent beyond it.
    const Ran held =
        box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "h.skein", "--json", "--provider",
                      "openai-chat:" + url, "--model", "other", "--price", "input=0.25,output=1", "--budget", "0.01"});
    QVERIFY2(held.exitStatus == 4, held.err + held.out);
    QVERIFY(held.json()["cost_usd"].toDouble() <= 0.01);
    // Without a budget a paid run is refused where nobody can agree to it.
    const Ran refused = box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "r.skein", "--provider",
                                      "openai-chat:" + url, "--model", "fake"});
    QCOMPARE(refused.exitStatus, 2);
    provider.kill();
    provider.waitForFinished();
}

void TestMainJob::refusesBadInput_data() {
    QTest::addColumn<QByteArray>("goal");
    QTest::addColumn<QByteArray>("expectation");
    QTest::newRow("no recipe") << QByteArray("skein: 1\ngoal: Port it.\n") << QByteArray("document-project");
    QTest::newRow("unknown recipe") << QByteArray("skein: 1\ngoal: x\nrecipe: nonsense\nsources: [.]\n")
                                    << QByteArray("build-crm");
    QTest::newRow("bad type") << QByteArray("skein: 1\ngoal: x\nrecipe: document-project\nlimits: {agents: many}\n")
                              << QByteArray("goal.yaml:4");
    QTest::newRow("missing source") << QByteArray("skein: 1\ngoal: x\nrecipe: document-project\nsources: [nowhere]\n")
                                    << QByteArray("nowhere");
    QTest::newRow("newer") << QByteArray("skein: 9\ngoal: x\n") << QByteArray("9");
    QTest::newRow("model work offline")
        << QByteArray("skein: 1\ngoal: x\nrecipe: build-crm\nparameters: {entities: [customer, order]}\n")
        << QByteArray("needs a model");
}

void TestMainJob::refusesBadInput() {
    QFETCH(QByteArray, goal);
    QFETCH(QByteArray, expectation);
    const Sandbox box;
    box.write("tree/a.md", "# A\n\nText.\n");
    const Ran ran = box.skeinctl({"run", box.write("tree/goal.yaml", goal), "--workspace", "w.skein"});
    QVERIFY2(ran.exitStatus == 2, ran.err);
    QVERIFY2(ran.err.contains(expectation), ran.err);
}

void TestMainJob::damagedWorkspaces() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl(runArguments(box, "w.skein", "out")).exitStatus, 3);
    const auto good = box.read("w.skein");

    box.write("text.skein", "this is not a workspace\n");
    const Ran foreign = box.skeinctl({"status", "text.skein"});
    QVERIFY2(foreign.exitStatus == 2 || foreign.exitStatus == 5, foreign.err);
    QCOMPARE(box.read("text.skein"), QByteArray("this is not a workspace\n"));

    const auto half = good.left(good.size() / 2);
    box.write("half.skein", half);
    QCOMPARE(box.skeinctl({"status", "half.skein"}).exitStatus, 5);
    QCOMPARE(box.read("half.skein"), half);

    // One flipped byte in a bundle's journal is named by verify.
    auto journal = box.read("out/bundle/journal.jsonl");
    journal[journal.size() / 2] = static_cast<char>(journal[journal.size() / 2] ^ 1);
    box.write("out/bundle/journal.jsonl", journal);
    const Ran verified = box.skeinctl({"verify", "out/bundle"});
    QCOMPARE(verified.exitStatus, 1);
    QVERIFY(verified.out.contains("entry") || verified.out.contains("journal"));
}

void TestMainJob::forksAndAmends() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl(runArguments(box, "w.skein", "out")).exitStatus, 3);
    const Ran forked = box.skeinctl({"fork", "w.skein", "--at", "120", "--out", "f.skein", "--json"});
    QVERIFY2(forked.exitStatus == 0, forked.err);
    QCOMPARE(box.skeinctl({"verify", "f.skein"}).exitStatus, 0);
    const Ran resumed = box.skeinctl({"resume", "f.skein", "--out", "out-f", "--json"});
    QVERIFY2(resumed.exitStatus == 3, resumed.err + resumed.out);
    QCOMPARE(box.read("out-f/document.md").isEmpty(), false);

    const Ran planned = box.skeinctl({"plan", box.path("sample/goal.yaml"), "--out", "plan.json"});
    QVERIFY2(planned.exitStatus == 0, planned.err);
    auto plan = QJsonDocument::fromJson(box.read("plan.json")).object();
    auto tasks = plan["tasks"].toArray();
    auto survey = tasks.first().toObject();
    survey["priority"] = 7;
    tasks[0] = survey;
    plan["tasks"] = tasks;
    box.write("plan2.json", QJsonDocument(plan).toJson());
    const Ran dry = box.skeinctl({"amend", "w.skein", "plan2.json", "--dry-run", "--json"});
    QVERIFY2(dry.exitStatus == 0, dry.err);
    QCOMPARE(dry.json()["diff"].toObject()["changed"].toArray().size(), 1);
    QCOMPARE(box.skeinctl({"amend", "w.skein", "plan2.json"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
}

QTEST_GUILESS_MAIN(TestMainJob)
#include "tst_main_job.moc"
