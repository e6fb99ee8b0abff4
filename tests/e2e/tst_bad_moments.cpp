// What the command line does where things go wrong: sources that are not there, keys that are misspelt, answers that
// are worth nothing, money nobody confirmed, commands that come together, terminals that close, disks that are full.
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QtTest>

#include <csignal>
#include <memory>

#include <sys/mount.h>

#include "tests/e2e/programs.h"

using skein::test::price;
using skein::test::Ran;
using skein::test::Sandbox;

namespace {

const QByteArray twoTasks = R"({"tasks": [{"id": "a", "instruction": "x"}, {"id": "b", "instruction": "y"}]})";

QStringList paidRun(const QString& file, const QString& workspace, const QString& url) {
    return {"run",     file,   "--workspace", workspace, "--provider", "openai-chat:" + url,
            "--model", "fake", "--price",     price,     "--budget",   "5"};
}

QStringList openConflicts(const Sandbox& box, const QString& workspace) {
    QStringList labels;
    for (const auto& conflict : box.skeinctl({"conflicts", workspace, "--json"}).json()["conflicts"].toArray())
        if (conflict.toObject()["state"].toString() == "open") labels << conflict.toObject()["label"].toString();
    return labels;
}

QJsonObject planIn(const Sandbox& box, const QString& name) { return QJsonDocument::fromJson(box.read(name)).object(); }

}  // namespace

class TestBadMoments : public QObject {
    Q_OBJECT

private slots:
    void aPlanRunsAsItsGoal();
    void aPlanWithoutSourcesIsRefused();
    void misspeltKeysAreNamed();
    void amendmentsAreJudgedAsPlans();
    void worthlessAnswersFail_data();
    void worthlessAnswersFail();
    void failuresAreToldBesideConflicts();
    void moneyInDoubtIsShown();
    void unchangedWorkIsPaidOnce();
    void resumingPaysEachCallOnce();
    void decisionsArePricedByThePast();
    void badInputIsNoDamage();
    void emptyValuesAreRefused();
    void decisionsMayComeTogether();
    void closedTerminalsDrain();
    void fullDisksAreToldOnce();
    void aWorkspaceThatIsGoneSpendsNothingMore();
    void everySignerIsNamed();
    void aKilledRunIsUnknownSince();
    void resumingNothingSaysWhatToDo();
};

void TestBadMoments::aPlanRunsAsItsGoal() {
    const Sandbox box;
    box.copySample("deep/sample");
    box.write("deep/sample/scratch.log", "not a source\n");
    auto goal = box.read("deep/sample/goal.yaml");
    goal.replace("exclude: [\"goal.yaml\"]", "exclude: [\"goal.yaml\", \"*.log\"]");
    QVERIFY(goal.contains("*.log"));
    box.write("deep/sample/goal.yaml", goal);
    QVERIFY(QDir().mkpath(box.path("plans")));
    QCOMPARE(box.skeinctl({"plan", "deep/sample/goal.yaml", "--out", "plans/p.json"}).exitStatus, 0);
    QCOMPARE(planIn(box, "plans/p.json")["sources"].toArray().first().toString(), QString("../deep/sample/"));
    QCOMPARE(box.skeinctl({"run", "deep/sample/goal.yaml", "--workspace", "g.skein", "--out", "g"}).exitStatus, 3);
    QCOMPARE(box.skeinctl({"run", "plans/p.json", "--workspace", "p.skein", "--out", "p"}).exitStatus, 3);
    QVERIFY(!box.read("g/document.md").isEmpty());
    QCOMPARE(box.read("p/document.md"), box.read("g/document.md"));
    QVERIFY(!box.read("p/document.md").contains("scratch.log"));
    QCOMPARE(box.skeinctl({"status", "p.skein", "--json"}).json()["budget_usd"].toDouble(), 1.0);
    const Ran window = box.skeinctl({"context", "p.skein", "survey", "--prompt"});
    QVERIFY2(window.out.contains("Cite every statement."), window.out);
    // Read and written elsewhere, it still leads to the same sources.
    QCOMPARE(box.skeinctl({"plan", "plans/p.json", "--out", "p2.json"}).exitStatus, 0);
    QCOMPARE(planIn(box, "p2.json")["sources"].toArray().first().toString(), QString("deep/sample/"));
}

void TestBadMoments::aPlanWithoutSourcesIsRefused() {
    const Sandbox box;
    box.write("tree/a.md", "# Apples\n\nApples are red.\n");
    box.write("tree/goal.yaml", "goal: Document it.\nrecipe: document-project\nexclude: [goal.yaml]\n");
    QCOMPARE(box.skeinctl({"plan", "tree/goal.yaml", "--out", "p.json"}).exitStatus, 0);
    auto plan = planIn(box, "p.json");
    plan.remove("sources");
    box.write("bare.json", QJsonDocument(plan).toJson());
    for (const QStringList& arguments :
         {QStringList{"run", "bare.json", "--workspace", "w.skein"}, QStringList{"plan", "bare.json"}}) {
        const Ran refused = box.skeinctl(arguments);
        QVERIFY2(refused.exitStatus == 2 && refused.err.contains("need source files") &&
                     refused.err.contains("survey") && refused.err.contains("\"sources\""),
                 refused.err);
    }
    QVERIFY(!QFile::exists(box.path("w.skein")));
    // What memory holds will do.
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "tree"}).exitStatus, 0);
    const Ran ran = box.skeinctl({"run", "bare.json", "--workspace", "w.skein"});
    QVERIFY2(ran.exitStatus == 0, ran.err);
    plan["sources"] = QJsonArray{"tree", "nowhere"};
    const Ran missing = box.skeinctl({"run", box.write("bad.json", QJsonDocument(plan).toJson()), "--workspace", "x"});
    QVERIFY2(missing.exitStatus == 2 && missing.err.contains("sources[1]: "), missing.err);
    QVERIFY2(missing.err.contains("bad.json:"), missing.err);
}

void TestBadMoments::misspeltKeysAreNamed() {
    const Sandbox box;
    box.write("a.md", "# A\n\nText.\n");
    box.write("goal.yaml", "goal: x\nrecipe: document-project\nexlude: [b]\nlimits: {budget: 1}\n");
    for (const QStringList& arguments : {QStringList{"plan", "goal.yaml", "--quiet"},
                                         QStringList{"run", "goal.yaml", "--workspace", "w.skein", "--quiet"}}) {
        const Ran ran = box.skeinctl(arguments);
        QVERIFY2(ran.exitStatus == 0, ran.err);
        QVERIFY2(ran.err.contains("goal.yaml:3: exlude: ") && ran.err.contains("'exclude'"), ran.err);
        QVERIFY2(ran.err.contains("goal.yaml:4: limits.budget: ") && ran.err.contains("'limits.budget_usd'"), ran.err);
    }
    box.write("goal.yaml", "goal: x\nrecipe: document-project\nproviders: [nosuch]\n");
    const Ran provider = box.skeinctl({"plan", "goal.yaml"});
    QVERIFY2(provider.exitStatus == 2 && provider.err.contains("goal.yaml:3: providers[0]: provider 'nosuch'"),
             provider.err);
}

void TestBadMoments::amendmentsAreJudgedAsPlans() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl({"run", "sample/goal.yaml", "--workspace", "w.skein"}).exitStatus, 3);
    QCOMPARE(box.skeinctl({"plan", "sample/goal.yaml", "--out", "p.json"}).exitStatus, 0);
    auto plan = planIn(box, "p.json");
    auto tasks = plan["tasks"].toArray();
    tasks.append(QJsonObject{{"id", "new"}, {"kind", "write"}, {"capabilities", QJsonObject{{"generate", 1}}}});
    plan["tasks"] = tasks;
    box.write("p.json", QJsonDocument(plan).toJson());
    const Ran planned = box.skeinctl({"plan", "p.json"});
    QCOMPARE(planned.exitStatus, 2);
    for (const QStringList& more : {QStringList{}, QStringList{"--dry-run"}}) {
        const Ran amended = box.skeinctl(QStringList{"amend", "w.skein", "p.json"} + more);
        QCOMPARE(amended.exitStatus, 2);
        QVERIFY2(amended.err.contains("needs a model") && planned.err.endsWith(amended.err), amended.err);
    }
    QCOMPARE(box.skeinctl({"log", "w.skein", "--kind", "plan"}).out.count("amended"), 0);
}

void TestBadMoments::worthlessAnswersFail_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("a letter") << QByteArray("x");
    QTest::newRow("cheese") << QByteArray("The moon is made of cheese and costs 99 dollars per kilo.");
    QTest::newRow("one of many") << QByteArray(
        "- Apples are red [a.md:3].\\n- Apples are red [a.md:3].\\n- Apples are red "
        "[a.md:3].\\n- Apples are red [a.md:3].\\n- They cost a dollar.");
    QTest::newRow("no such line") << QByteArray("Apples are blue [a.md:99].");
    QTest::newRow("headings only") << QByteArray("# Apples");
}

/// Words without a source are no result: the task fails, and the reason says which words.
void TestBadMoments::worthlessAnswersFail() {
    QFETCH(QByteArray, text);
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--script-json", R"({"text": ")" + text + "\"}"});
    box.write("tree/a.md", "# Apples\n\nApples are red.\n");
    box.write("tree/goal.yaml", "goal: Document it.\nrecipe: document-project\nexclude: [goal.yaml]\n");
    const Ran ran = box.skeinctl(paidRun("tree/goal.yaml", "w.skein", url) + QStringList{"--quiet"});
    QVERIFY2(ran.exitStatus == 1, QByteArray::number(ran.exitStatus) + ran.err);
    QVERIFY2(ran.err.contains("failed:   survey: ") && ran.err.contains("no line of a source"), ran.err);
    const Ran log = box.skeinctl({"log", "w.skein", "--trace", "survey", "--json"});
    QVERIFY(log.out.count("\"attempt.started\"") > 1);  // it was told what was wrong and asked again
    QVERIFY(log.out.contains("rejected"));
    provider.kill();
    provider.waitForFinished();
}

void TestBadMoments::failuresAreToldBesideConflicts() {
    const Sandbox box;
    box.copySample("sample");
    QProcess provider;
    const auto url = box.startProvider(
        provider, {"--script-json", R"({"rules": [{"when": {"contains": "Task: Digest of db"}, "status": 400,
                                        "error": {"error": {"message": "no such thing"}}}]})"});
    const auto arguments = paidRun("sample/goal.yaml", "w.skein", url);
    const Ran ran = box.skeinctl(arguments);
    QVERIFY(!openConflicts(box, "w.skein").isEmpty());
    QVERIFY2(ran.err.contains("failed:   digest-db: ") && ran.err.contains("no such thing"), ran.err);
    QVERIFY2(ran.err.contains("skeinctl retry w.skein") && ran.err.contains("skeinctl conflicts w.skein"), ran.err);
    provider.kill();
    provider.waitForFinished();
}

void TestBadMoments::moneyInDoubtIsShown() {
    const Sandbox box;
    box.write("plan.json", twoTasks);
    QProcess breaking;
    auto url = box.startProvider(breaking, {"--script-json", R"({"fault": "disconnect-before"})"});
    const Ran broken = box.skeinctl(paidRun("plan.json", "b.skein", url));
    QCOMPARE(broken.exitStatus, 1);
    const auto doubt = box.skeinctl({"costs", "b.skein", "--json"}).json()["unconfirmed_usd"].toDouble();
    QVERIFY(doubt > 0);
    QVERIFY2(broken.err.contains("possibly charged " + QByteArray::number(doubt, 'g', 6) + " USD more (unconfirmed"),
             broken.err);
    const Ran json = box.skeinctl(paidRun("plan.json", "j.skein", url) + QStringList{"--json"});
    QVERIFY2(json.json()["unconfirmed_usd"].toDouble() > 0, json.out);
    breaking.kill();
    breaking.waitForFinished();
    // Stopped by the second Ctrl-C, calls in flight may be charged as well.
    QProcess slow, run;
    url = box.startProvider(slow, {"--latency-ms", "60000"});
    box.start(run, paidRun("plan.json", "s.skein", url) + QStringList{"--json"});
    QTRY_VERIFY_WITH_TIMEOUT(
        box.skeinctl({"log", "s.skein", "--kind", "step.intended"}).out.count("step.intended") == 2, 30'000);
    for (int i = 0; i < 2; ++i) {
        ::kill(static_cast<pid_t>(run.processId()), SIGINT);
        QTest::qWait(500);
    }
    QTRY_COMPARE_WITH_TIMEOUT(run.state(), QProcess::NotRunning, 60'000);
    QCOMPARE(run.exitCode(), 130);
    QVERIFY(QJsonDocument::fromJson(run.readAllStandardOutput()).object()["unconfirmed_usd"].toDouble() > 0);
    slow.kill();
    slow.waitForFinished();
}

/// What tasks cost before is what they are expected to cost again.
/// Which conflict opened first is a matter of timing; whether the same question was answered already is not.
void TestBadMoments::unchangedWorkIsPaidOnce() {
    const Sandbox box;
    box.copySample("sample");
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    for (int again = 0; again < 4; ++again) {
        const Ran ran = box.skeinctl(paidRun("sample/goal.yaml", "w.skein", url) + QStringList{"--json"});
        QVERIFY2(ran.exitStatus == 3, ran.err);
        const auto cost = ran.json()["cost_usd"].toDouble();
        QVERIFY2((cost > 0) == (again == 0), QByteArray::number(again) + ": " + QByteArray::number(cost));
    }
    provider.kill();
    provider.waitForFinished();
}

/// A process that goes on with a run reads its keys first; what it begins meanwhile it must not take for the work of a
/// dead one.
void TestBadMoments::resumingPaysEachCallOnce() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--ledger", box.path("l.jsonl")});
    QByteArray tasks;
    for (int i = 1; i <= 4; ++i)
        tasks += (i == 1 ? "" : ", ") + QByteArray(R"({"id": "n)") + QByteArray::number(i) +
                 R"(", "instruction": "Say the number )" + QByteArray::number(i) + R"(."})";
    box.write("plan.json", R"({"skein": 1, "goal": "four", "tasks": [)" + tasks + "]}");
    for (int i = 1; i <= 6; ++i) {
        const auto workspace = QStringLiteral("w%1.skein").arg(i);
        QCOMPARE(box.skeinctl(paidRun("plan.json", workspace, url)).exitStatus, 0);
        QCOMPARE(box.skeinctl({"retry", workspace, "n2"}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"resume", workspace}).exitStatus, 0);
        QCOMPARE(box.read("l.jsonl").count("\"charge\""), 5 * i);
    }
    provider.kill();
    provider.waitForFinished();
}

void TestBadMoments::decisionsArePricedByThePast() {
    const Sandbox box;
    box.copySample("sample");
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    QCOMPARE(box.skeinctl(paidRun("sample/goal.yaml", "w.skein", url)).exitStatus, 3);
    QMap<QString, double> costs;
    for (const auto& row : box.skeinctl({"costs", "w.skein", "--by", "task", "--json"}).json()["groups"].toArray())
        costs[row.toObject()["name"].toString()] = row.toObject()["usd"].toDouble();
    const auto label = openConflicts(box, "w.skein").value(0);
    const QStringList resolve{"conflicts", "w.skein", "resolve", label, "--take", "a"};
    const auto preview = box.skeinctl(resolve + QStringList{"--dry-run", "--json"}).json();
    double least = 0;
    int unknown = 0;
    for (const auto& task : preview["at_most"].toArray()) {
        least += costs.value(task.toString());
        unknown += !costs.contains(task.toString());
    }
    QVERIFY(least > 0 && unknown > 0);  // what never ran is expected to cost something as well
    QVERIFY2(preview["estimate_usd"].toDouble() > least * 1.01, qPrintable(QString::number(least)));
    provider.kill();
    provider.waitForFinished();
    // What the real command refuses, its rehearsal refuses in the same words.
    QCOMPARE(box.skeinctl(resolve).exitStatus, 0);
    const Ran again = box.skeinctl(resolve), rehearsed = box.skeinctl(resolve + QStringList{"--dry-run"});
    QCOMPARE(again.exitStatus, 2);
    QCOMPARE(rehearsed.exitStatus, 2);
    QCOMPARE(rehearsed.err, again.err);
}

/// Status 5 is for workspaces that are damaged, not for what was typed or for folders that cannot be used.
void TestBadMoments::badInputIsNoDamage() {
    Sandbox box;
    box.write("tree/a.md", "# A\n\nText.\n");
    box.write("tree/goal.yaml", "goal: Document it.\nrecipe: document-project\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "tree"}).exitStatus, 0);
    const auto refused = [&](const QStringList& arguments, const QByteArray& words) {
        const Ran ran = box.skeinctl(arguments);
        return ran.exitStatus == 2 && ran.err.contains(words) ? QByteArray()
                                                              : QByteArray::number(ran.exitStatus) + ran.err;
    };
    QCOMPARE(refused({"verify", "w.skein", "--head", "/etc/passwd"}, "/etc/passwd"), QByteArray());
    QCOMPARE(refused({"verify", "w.skein", "--head", "tree"}, "tree"), QByteArray());
    QCOMPARE(refused({"plan", "tree/goal.yaml", "--out", "tree"}, "tree: "), QByteArray());
    box.write("empty.json", R"({"tasks": []})");
    for (const char* command : {"plan", "simulate", "layout"})
        QCOMPARE(refused({command, "empty.json"}, "expected at least one task"), QByteArray());
    const QStringList run{"run", "tree/goal.yaml", "--workspace", "x.skein"};
    QCOMPARE(refused(run + QStringList{"--out", "/proc/nowhere/out"}, "/proc/nowhere"), QByteArray());
    QVERIFY(!QFile::exists(box.path("x.skein")));  // told before the run, not after it
    const auto cache = box.environment().value("XDG_CACHE_HOME");
    box.environment().insert("XDG_CACHE_HOME", "/proc/nowhere");
    QCOMPARE(refused(run, "/proc/nowhere"), QByteArray());
    box.environment().insert("XDG_CACHE_HOME", cache);
    const QString key = box.path("data/skein/keys/signing.key");
    QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::ReadGroup));
    QCOMPARE(refused(run, "only you can read"), QByteArray());
}

void TestBadMoments::emptyValuesAreRefused() {
    const Sandbox box;
    box.write("a.md", "# A\n\nText.\n");
    box.write("goal.yaml", "goal: x\nrecipe: document-project\n");
    for (const char* option : {"--budget", "--price", "--agents", "--seed", "--out", "--provider"}) {
        const Ran ran = box.skeinctl({"run", "goal.yaml", "--workspace", "w.skein", option, ""});
        QVERIFY2(ran.exitStatus == 2 && ran.err.contains(option), ran.err);
    }
    for (const QStringList& lost : {QStringList{"--model", "m"}, QStringList{"--price", "input=1,output=1"},
                                    QStringList{"--model", "m", "--provider", "offline"}}) {
        const Ran ran = box.skeinctl(QStringList{"run", "goal.yaml", "--workspace", "w.skein"} + lost);
        QVERIFY2(ran.exitStatus == 2 && ran.err.contains("--provider"), ran.err);
    }
    QVERIFY(!QFile::exists(box.path("w.skein")));
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--budget", ""}).exitStatus, 2);
}

void TestBadMoments::decisionsMayComeTogether() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl({"run", "sample/goal.yaml", "--workspace", "w.skein"}).exitStatus, 3);
    const auto labels = openConflicts(box, "w.skein");
    QVERIFY(labels.size() > 5);
    // Again and again: a decision is answered, and what rests on it is known, before its host ends.
    for (const bool undo : {false, true, false}) {
        std::vector<std::unique_ptr<QProcess>> deciding;
        for (int i = 0; i < 5; ++i) {
            QStringList arguments{"conflicts", "w.skein", undo ? "undo" : "resolve", labels[i]};
            if (!undo)
                arguments << "--take"
                          << "a";
            deciding.push_back(std::make_unique<QProcess>());
            box.start(*deciding.back(), arguments);
        }
        for (auto& process : deciding) {
            QVERIFY(process->waitForFinished(60'000));
            QVERIFY2(process->exitCode() == 0, process->readAllStandardError());
        }
        QCOMPARE(openConflicts(box, "w.skein").size(), labels.size() - (undo ? 0 : 5));
    }
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
}

/// Told twice, by the kernel and by the shell, it is still the first Ctrl-C: calls that are paid for may finish.
void TestBadMoments::closedTerminalsDrain() {
    const Sandbox box;
    QProcess provider, run;
    const auto url = box.startProvider(provider, {"--latency-ms", "1500"});
    box.write("plan.json", R"({"tasks": [{"id": "a", "instruction": "x"}, {"id": "b", "needs": ["a"]}]})");
    box.start(run, paidRun("plan.json", "w.skein", url) + QStringList{"--json"});
    QTRY_VERIFY_WITH_TIMEOUT(box.skeinctl({"log", "w.skein", "--kind", "step.intended"}).out.contains("step.intended"),
                             30'000);
    for (int i = 0; i < 2; ++i) ::kill(static_cast<pid_t>(run.processId()), SIGHUP);
    QTRY_COMPARE_WITH_TIMEOUT(run.state(), QProcess::NotRunning, 60'000);
    QCOMPARE(run.exitStatus(), QProcess::NormalExit);
    QCOMPARE(run.exitCode(), 130);
    const auto summary = QJsonDocument::fromJson(run.readAllStandardOutput()).object();
    QCOMPARE(summary["state"].toString(), QString("stopped"));
    QCOMPARE(summary["tasks"].toObject()["done"].toInt(), 1);
    QCOMPARE(summary["unconfirmed_usd"].toDouble(), 0.0);
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "w.skein"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

void TestBadMoments::fullDisksAreToldOnce() {
    const Sandbox box;
    box.copySample("sample");
    QDir().mkpath(box.path("disk"));
    if (::mount("tmpfs", box.path("disk").toUtf8().constData(), "tmpfs", 0, "size=600k") != 0)
        QSKIP("only root can make the small disk that this needs");
    const auto unmount = qScopeGuard([&] { ::umount(box.path("disk").toUtf8().constData()); });
    const Ran full = box.skeinctl({"run", "sample/goal.yaml", "--workspace", "disk/w.skein"});
    QVERIFY2(full.exitStatus == 5, QByteArray::number(full.exitStatus) + full.err);
    QCOMPARE(full.err.count("the disk is full while writing"), 1);
    QVERIFY2(full.err.contains("skeinctl resume disk/w.skein"), full.err);
    QVERIFY(::mount("tmpfs", box.path("disk").toUtf8().constData(), "tmpfs", MS_REMOUNT, "size=60m") == 0);
    const Ran resumed = box.skeinctl({"resume", "disk/w.skein"});
    QVERIFY2(resumed.exitStatus == 3, resumed.err);
}

/// What would come now could not be kept, so nothing more is begun.
void TestBadMoments::aWorkspaceThatIsGoneSpendsNothingMore() {
    const Sandbox box;
    QProcess provider, run;
    const auto url = box.startProvider(provider, {"--latency-ms", "1500"});
    box.write("plan.json", R"({"tasks": [{"id": "a", "instruction": "x"}, {"id": "b", "needs": ["a"]},
                                         {"id": "c", "needs": ["b"]}]})");
    box.start(run, paidRun("plan.json", "w.skein", url));
    QTRY_VERIFY_WITH_TIMEOUT(box.skeinctl({"log", "w.skein", "--kind", "step.intended"}).out.contains("step.intended"),
                             30'000);
    for (const char* name : {"w.skein", "w.skein-wal", "w.skein-shm"}) QFile::remove(box.path(name));
    QTRY_COMPARE_WITH_TIMEOUT(run.state(), QProcess::NotRunning, 60'000);
    QCOMPARE(run.exitStatus(), QProcess::NormalExit);
    const auto told = run.readAllStandardError();
    QVERIFY2(run.exitCode() == 5, QByteArray::number(run.exitCode()) + told);
    QCOMPARE(told.count("was removed, moved or replaced"), 1);
    QVERIFY(!QFile::exists(box.path("w.skein")));
    provider.kill();
    provider.waitForFinished();
}

void TestBadMoments::everySignerIsNamed() {
    Sandbox box;
    box.write("tree/a.md", "# A\n\nText.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "tree"}).exitStatus, 0);
    box.environment().insert("XDG_DATA_HOME", box.path("other"));
    box.write("tree/b.md", "# B\n\nText.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "tree"}).exitStatus, 0);
    const auto signers = box.skeinctl({"verify", "w.skein", "--json"}).json()["signers"].toArray();
    QCOMPARE(signers.size(), 2);
    const Ran text = box.skeinctl({"verify", "w.skein"});
    QCOMPARE(text.exitStatus, 0);
    for (const auto& signer : signers) QVERIFY2(text.out.contains(signer.toString().toUtf8()), text.out);
}

// Nobody knows what became of the call of a process that was killed; and what is not listed is counted truly.
void TestBadMoments::aKilledRunIsUnknownSince() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--latency-ms", "60000"});
    QByteArray tasks = R"({"id": "first", "instruction": "x"})";
    for (int i = 0; i < 69; ++i)
        tasks += R"(, {"id": "t)" + QByteArray::number(i) + R"(", "needs": ["first"], "instruction": "x"})";
    box.write("plan.json", R"({"tasks": [)" + tasks + "]}");
    QProcess run;
    box.start(run, {"run", box.path("plan.json"), "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                    "--model", "fake", "--price", skein::test::price, "--budget", "5.00", "--yes", "--quiet"});
    QElapsedTimer waited;
    waited.start();
    while (waited.elapsed() < 30'000 &&
           !box.skeinctl({"log", "w.skein", "--kind", "step.intended"}).out.contains("step.intended"))
        QTest::qWait(20);
    run.kill();
    run.waitForFinished();
    const auto shown = box.skeinctl({"status", "w.skein"}).out;
    QVERIFY2(shown.startsWith("run r-1: unknown since 20") && shown.contains("1 unknown"), shown);
    QVERIFY2(shown.contains("its process has ended; `skeinctl resume w.skein` goes on\n"), shown);
    QVERIFY2(shown.contains("... and 59 more wait\n"), shown);
    const auto json = box.skeinctl({"status", "w.skein", "--json"}).json();
    QCOMPARE(json["waiting_tasks"].toInt(), 69);
    QCOMPARE(json["waiting"].toArray().size(), 50);
    provider.kill();
    provider.waitForFinished();
}

/// Its process was killed while it read the sources: there is a workspace, and no run in it yet.
void TestBadMoments::resumingNothingSaysWhatToDo() {
    const Sandbox box;
    box.write("notes/note.md", "# A note\n\nSomething to read.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "notes"}).exitStatus, 0);
    const Ran ran = box.skeinctl({"resume", "w.skein"});
    QCOMPARE(ran.exitStatus, 2);
    for (const char* words : {"holds no run to resume", "skeinctl run GOAL --workspace w.skein"})
        QVERIFY2(ran.err.contains(words), ran.err);
}

QTEST_GUILESS_MAIN(TestBadMoments)
#include "tst_bad_moments.moc"
