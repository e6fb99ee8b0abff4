// What a demanding person does to the command line: restored backups, several sources, wrong files, other providers,
// full disks. Each case is a promise of the manual page.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QtTest>

#include <sys/mount.h>
#include <sys/stat.h>

#include "tests/e2e/programs.h"

using namespace skein::test;

class TestCommandLine : public QObject {
    Q_OBJECT

private slots:
    void acceptsAnOlderCopy();
    void sourcesAreIndependent();
    void sourcesMayOverlap();
    void badInputNamesItsLine_data();
    void badInputNamesItsLine();
    void readsGitSources();
    void saysWhyItIsHeldOrFailed();
    void dataNeverDrivesTheTerminal();
    void aWorkspaceIsOneFile();
    void namesTasksAsPeopleDo();
    void aHeldRunWaitsForAPerson();
    void resumesOnAnotherProvider();
    void documentsAreReplacedTogether();
    void damageIsNamed();
    void versionIsMachineReadable();
    void hostileFilesAreReported();
};

void TestCommandLine::acceptsAnOlderCopy() {
    const Sandbox box;
    box.write("tree/a.md", "# A\n\nText.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "tree"}).exitStatus, 0);
    const auto older = box.read("w.skein");
    QCOMPARE(box.skeinctl({"verify", "w.skein", "--accept-older"}).exitStatus, 2);  // it is not older
    box.write("tree/b.md", "# B\n\nMore.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "tree"}).exitStatus, 0);
    const auto last = entries(box, {"w.skein"}).last()["seq"].toInteger();
    for (const char* suffix : {"-wal", "-shm"}) QFile::remove(box.path("w.skein") + suffix);
    box.write("w.skein", older);

    const Ran refused = box.skeinctl({"log", "w.skein"});
    QCOMPARE(refused.exitStatus, 5);
    QVERIFY2(refused.err.contains("w.skein --accept-older"), refused.err);
    QCOMPARE(box.read("w.skein"), older);
    const Ran accepted = box.skeinctl({"verify", "w.skein", "--accept-older", "--json"});
    QVERIFY2(accepted.exitStatus == 0, accepted.err + accepted.out);
    const auto noted = entries(box, {"w.skein", "--kind", "copy.accepted"});
    QCOMPARE(noted.size(), 1);
    QCOMPARE(noted.first()["data"].toObject()["mirrored"].toInteger(), last);
    // Life goes on: the second file is new again, and everything verifies.
    const Ran again = box.skeinctl({"ingest", "w.skein", "tree", "--json"});
    QVERIFY2(again.exitStatus == 0, again.err);
    QCOMPARE(again.json()["changed"].toInt(), 1);
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    QVERIFY(box.skeinctl({"memory", "w.skein", "search", "More"}).out.contains("b.md"));
}

void TestCommandLine::sourcesAreIndependent() {
    const Sandbox box;
    box.write("one/docs/a.md", "# Apples\n\nApples are red.\n");
    box.write("two/docs/a.md", "# Pears\n\nPears are green.\n");
    box.write("notes.md", "# Notes\n\nPlums are blue.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "one/docs"}).exitStatus, 0);
    const Ran second = box.skeinctl({"ingest", "w.skein", "two/docs", "notes.md", "--json"});
    QVERIFY2(second.exitStatus == 0, second.err);
    QCOMPARE(second.json()["removed"].toInt(), 0);
    QCOMPARE(second.json()["changed"].toInt(), 2);
    for (const char* word : {"Apples", "Pears", "Plums"})
        QVERIFY2(!box.skeinctl({"memory", "w.skein", "search", word}).out.contains("nothing found"), word);
    QVERIFY(box.skeinctl({"memory", "w.skein", "search", "Pears"}).out.contains("docs/a.md"));
    QFile::remove(box.path("two/docs/a.md"));
    const Ran gone = box.skeinctl({"ingest", "w.skein", "two/docs", "--json"});
    QCOMPARE(gone.json()["removed"].toInt(), 1);
    QVERIFY(box.skeinctl({"memory", "w.skein", "search", "Apples"}).out.contains("a.md"));
    QVERIFY(box.skeinctl({"memory", "w.skein", "search", "Pears"}).out.contains("nothing found"));
    // A run documents its own sources only, and its citations can be followed.
    box.write("two/docs/b.md", "# Quinces\n\nQuinces are yellow and hard.\n");
    box.write("two/goal.yaml", "goal: Document the fruit.\nrecipe: document-project\nsources: [docs]\n");
    const Ran ran = box.skeinctl({"run", "two/goal.yaml", "--workspace", "w.skein", "--out", "out", "--json"});
    QVERIFY2(ran.exitStatus == 0, ran.err + ran.out);
    const auto document = box.read("out/document.md");
    QVERIFY2(document.contains("Quinces") && !document.contains("Apples"), document);
    QVERIFY2(document.contains("../two/docs/b.md"), document);
    const Ran file = box.skeinctl({"check-document", "out/document.md"});
    QVERIFY2(file.exitStatus == 2 && file.err.contains("expected the folder of a deliverable"), file.err);
    const Ran check = box.skeinctl({"check-document", "out"});
    QVERIFY2(check.exitStatus == 0, check.out + check.err);
}

// A file that is a source and lies in another one as well is read as what it is.
void TestCommandLine::sourcesMayOverlap() {
    const Sandbox box;
    box.write("p/README.md", "# Fruit\n\nApples are red and round.\n");
    box.write("p/docs/pears.md", "# Pears\n\nPears are green and `SOFT_DAYS` is 4.\n");
    box.write("p/goal.yaml",
              "goal: Document the fruit.\nrecipe: document-project\nsources: [README.md, docs, docs/pears.md]\n");
    const Ran ran = box.skeinctl({"run", "p/goal.yaml", "--workspace", "w.skein", "--out", "out"});
    QVERIFY2(ran.exitStatus == 0, ran.err);
    const Ran check = box.skeinctl({"check-document", "out"});
    QVERIFY2(check.exitStatus == 0, check.out + check.err);
}

void TestCommandLine::badInputNamesItsLine_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expectation");
    const auto goal = [](const char* row, const QByteArray& text, const QByteArray& expectation) {
        QTest::newRow(row) << QString("goal.yaml") << text << expectation;
    };
    const QByteArray head = "goal: x\nrecipe: document-project\n";
    goal("no recipe", "goal: x\n", "goal.yaml:1: recipe: expected one of");
    goal("unknown recipe", "goal: x\nrecipe: nonsense\n", "goal.yaml:2: recipe: expected one of");
    goal("missing source", head + "sources: [a.md,\n  nowhere]\n", "goal.yaml:4: sources[1]: ");
    goal("ssh", head + "sources: [\"git@example.org:a/b\"]\n",
         "goal.yaml:3: sources[0]: expected a folder, a file, or");
    goal("no repository", head + "sources: [\"file:///nowhere/x.git\"]\n", "goal.yaml:3: sources[0]: ");
    goal("empty sources", head + "sources: []\n", "goal.yaml:3: sources: expected at least one readable text file");
    goal("unknown parameter", head + "parameters:\n  audiance: x\n",
         "goal.yaml:4: parameters.audiance: expected a parameter");
    goal("newer", "goal: x\nskein: 9\n", "goal.yaml:2: skein: expected format version 1, found 9");
    QTest::newRow("cycle")
        << QString("plan.json")
        << QByteArray("{\"tasks\": [\n{\"id\": \"a\", \"needs\": [\"b\"]},\n{\"id\": \"b\", \"needs\": [\"a\"]}]}")
        << QByteArray("plan.json:2: tasks[0].needs: tasks need each other in a circle: a -> b -> a");
    QTest::newRow("need") << QString("plan.json")
                          << QByteArray("{\"tasks\": [\n{\"id\": \"a\", \"needs\": [\"ghost\"]}]}")
                          << QByteArray("plan.json:2: tasks[0].needs[0]: task 'a': needs 'ghost'");
    QTest::newRow("band") << QString("plan.json")
                          << QByteArray("{\"tasks\": [\n{\"id\": \"a\", \"band\": {\"min\": 9,\n\"max\": 5}}]}")
                          << QByteArray("plan.json:2: tasks[0].band.min: expected at most band.max");
    QTest::newRow("newer plan") << QString("plan.json") << QByteArray("{\"skein\": 2, \"tasks\": []}")
                                << QByteArray("plan.json:1: skein: expected format version 1");
}

void TestCommandLine::badInputNamesItsLine() {
    QFETCH(QString, name);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expectation);
    const Sandbox box;
    box.write("a.md", "# A\n\nText.\n");
    const auto file = box.write(name, text);
    for (const QStringList& arguments :
         {QStringList{"plan", file}, QStringList{"run", file, "--workspace", "w.skein"}}) {
        const Ran ran = box.skeinctl(arguments);
        QVERIFY2(ran.exitStatus == 2, QByteArray::number(ran.exitStatus) + ran.err);
        QVERIFY2(ran.err.contains(expectation), ran.err);
    }
}

void TestCommandLine::readsGitSources() {
    const Sandbox box;
    const auto git = [&](const QStringList& arguments) {
        QProcess process;
        process.setWorkingDirectory(box.path("fruit"));
        process.start("git", QStringList{"-c", "user.name=t", "-c", "user.email=t@example.org"} + arguments);
        return process.waitForFinished() && process.exitCode() == 0;
    };
    box.write("fruit/a.md", "# Apples\n\nApples are red.\n");
    QVERIFY(git({"init", "--quiet"}) && git({"add", "."}) && git({"commit", "--quiet", "-m", "one"}) &&
            git({"tag", "v1"}));
    box.write("fruit/a.md", "# Apples\n\nApples are blue.\n");
    // Neither a hook nor a link of a repository may do anything here.
    box.write("fruit/.git/hooks/post-checkout", "#!/bin/sh\ntouch " + box.path("hooked").toUtf8() + "\n");
    QFile::setPermissions(box.path("fruit/.git/hooks/post-checkout"), QFile::ReadOwner | QFile::ExeOwner);
    QFile::link("/etc/passwd", box.path("fruit/link.md"));
    QVERIFY(git({"add", "."}) && git({"commit", "--quiet", "-m", "two"}));
    const auto goal = [&](const QByteArray& source) {
        return box.write("goal.yaml",
                         "goal: Document the fruit.\nrecipe: document-project\nsources: [\"" + source + "\"]\n");
    };
    const auto url = "file://" + box.path("fruit").toUtf8();
    const Ran newest = box.skeinctl({"run", goal(url), "--workspace", "w.skein", "--out", "out", "--json"});
    QVERIFY2(newest.exitStatus == 0, newest.err + newest.out);
    QVERIFY(box.read("out/document.md").contains("blue"));
    QVERIFY(!box.read("out/document.md").contains("root:"));
    const Ran tagged = box.skeinctl({"run", goal(url + "#v1"), "--workspace", "v1.skein", "--out", "out1", "--json"});
    QVERIFY2(tagged.exitStatus == 0, tagged.err + tagged.out);
    QVERIFY(box.read("out1/document.md").contains("red"));
    QVERIFY(!QFile::exists(box.path("hooked")));
    const Ran missing = box.skeinctl({"plan", goal(url + "#nosuch")});
    QCOMPARE(missing.exitStatus, 2);
    QVERIFY2(missing.err.contains("goal.yaml:3: sources[0]: fetching file://"), missing.err);
}

void TestCommandLine::saysWhyItIsHeldOrFailed() {
    const Sandbox box;
    QProcess provider;
    const auto url =
        box.startProvider(provider, {"--script-json", R"({"rules": [{"when": {"contains": "Fail"}, "status": 400,
                                                   "error": {"error": {"message": "no such thing"}}}]})"});
    box.write("plan.json", onePlan());
    const auto run = [&](const QString& plan, const QString& workspace, const QString& budget) {
        return box.skeinctl({"run", plan, "--workspace", workspace, "--provider", "openai-chat:" + url, "--model",
                             "fake", "--price", price, "--budget", budget});
    };
    const Ran held = run("plan.json", "held.skein", "0.000001");
    QCOMPARE(held.exitStatus, 4);
    QVERIFY2(held.err.contains("leaves no room for the next call") && held.err.contains("skeinctl resume held.skein --budget "),
             held.err);
    QVERIFY(box.skeinctl({"status", "held.skein"}).out.contains("the budget of this run, 0.000001 USD"));

    box.write("fails.json", onePlan(R"("id": "only", "instruction": "Fail, please.")"));
    const Ran failed = run("fails.json", "failed.skein", "0.5");
    QCOMPARE(failed.exitStatus, 1);
    QVERIFY2(failed.err.contains("only: ") && failed.err.contains("no such thing (HTTP 400)"), failed.err);
    QVERIFY2(failed.err.contains("skeinctl retry failed.skein"), failed.err);

    // A server of one's own costs nothing: nobody has to set a budget.
    const Ran free = box.skeinctl({"run", "plan.json", "--workspace", "free.skein", "--provider", "openai-chat:" + url,
                                   "--model", "fake", "--price", "input=0,output=0"});
    QVERIFY2(free.exitStatus == 0, free.err);
    QCOMPARE(box.skeinctl({"log", "free.skein", "--kind", "nonsense"}).exitStatus, 2);
    QCOMPARE(box.skeinctl({"log", "free.skein", "--kind", "task"}).exitStatus, 0);
    const Ran unknown = box.skeinctl({"frobnicate"});
    QVERIFY2(unknown.exitStatus == 2 && unknown.err.contains("no command 'frobnicate'"), unknown.err);
    provider.kill();
    provider.waitForFinished();
}

void TestCommandLine::dataNeverDrivesTheTerminal() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--script-json", R"({"status": 400,
        "error": {"error": {"message": "bad \u001b[31mred\u0007 \u202egnp.\u2066x\u200b\u009b2J\udb40\udc41\nfailed: other: lie"}}})"});
    box.write("plan.json", onePlan());
    const Ran ran = box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                                  "--model", "fake", "--price", price, "--budget", "0.5"});
    QCOMPARE(ran.exitStatus, 1);
    const Ran status = box.skeinctl({"status", "w.skein"});
    // What is not seen and yet changes what is seen comes out as the escape of JSON; a foreign line stays in ours.
    QVERIFY2(status.out.contains("bad ?[31mred? \\u202egnp.\\u2066x\\u200b\\u009b2J\\udb40\\udc41 failed: other: lie"),
             status.out);
    const Ran json = box.skeinctl({"status", "w.skein", "--json"});
    for (const auto& text : {ran.err, ran.out, status.out, json.out}) {
        QVERIFY(!text.contains('\033') && !text.contains('\007') && !text.contains("\nfailed: other"));
        for (const char* hidden : {"\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x80\x8B", "\xC2\x9B", "\xF3\xA0\x81\x81"})
            QVERIFY(!text.contains(hidden));
    }
    // In a document it means the same.
    const auto why = json.json()["failed"].toArray().first().toObject()["why"].toString();
    QVERIFY2(why.contains(QString::fromUtf8("\x1b[31mred\x07 \u202egnp.\u2066x\u200b\u009b2J\U000E0041")), json.out);
    provider.kill();
    provider.waitForFinished();
}

/// After every command the file alone holds everything: people copy workspaces with cp.
void TestCommandLine::aWorkspaceIsOneFile() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl({"run", "sample/goal.yaml", "--workspace", "w.skein"}).exitStatus, 3);
    const auto conflicts = box.skeinctl({"conflicts", "w.skein", "--json"}).json();
    const auto label = conflicts["conflicts"].toArray().first().toObject()["label"].toString();
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a"}).exitStatus, 0);
    QVERIFY(QFile::copy(box.path("w.skein"), box.path("copy.skein")));
    const auto open = [&](const QString& workspace) {
        return box.skeinctl({"conflicts", workspace, "--json"}).json()["open"].toInt();
    };
    QCOMPARE(open("w.skein"), conflicts["open"].toInt() - 1);
    QCOMPARE(open("copy.skein"), open("w.skein"));
    // What shows nothing beforehand does nothing either.
    QCOMPARE(box.skeinctl({"conflicts", "w.skein", "undo", label, "--dry-run"}).exitStatus, 2);
    QCOMPARE(open("w.skein"), conflicts["open"].toInt() - 1);
    // Nobody hosts what was decided, so nothing is said to be running.
    QCOMPARE(box.skeinctl({"status", "w.skein", "--json"}).json()["state"].toString(), QString("waiting"));
}

void TestCommandLine::namesTasksAsPeopleDo() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl({"run", "sample/goal.yaml", "--workspace", "w.skein", "--out", "out"}).exitStatus, 3);
    const auto one = entries(box, {"w.skein", "--trace", "r-1/survey"});
    QVERIFY(one.size() > 3);
    for (const auto& entry : one)
        QVERIFY(entry["trace"].toString() == "r-1/survey" || entry["kind"].toString().startsWith("conflict"));
    QCOMPARE(entries(box, {"w.skein", "--trace", "survey"}).size(), one.size());
    QCOMPARE(box.skeinctl({"log", "w.skein", "--trace", "r-1/nosuch"}).exitStatus, 2);
    const auto label = box.skeinctl({"conflicts", "w.skein", "--json"})
                           .json()["conflicts"]
                           .toArray()
                           .first()
                           .toObject()["label"]
                           .toString();
    QVERIFY(!entries(box, {"w.skein", "--trace", label}).isEmpty());
    const Ran preview = box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a", "--dry-run", "--json"});
    const auto direct = preview.json()["direct"].toArray();
    QVERIFY(!direct.isEmpty());
    for (const auto& task : direct) QCOMPARE(box.skeinctl({"context", "w.skein", task.toString("?")}).exitStatus, 0);
    // A head kept elsewhere may be the bundle's own file of heads.
    const Ran verified = box.skeinctl({"verify", "w.skein", "--head", "out/bundle/heads.json"});
    QVERIFY2(verified.exitStatus == 0, verified.err + verified.out);
}

void TestCommandLine::aHeldRunWaitsForAPerson() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--latency-ms", "1500"});
    box.write("plan.json",
              R"({"tasks": [{"id": "a", "instruction": "x"}, {"id": "b", "needs": ["a"], "instruction": "y"}]})");
    QProcess run;
    box.start(run, {"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url, "--model", "fake",
                    "--price", price, "--budget", "1", "--json"});
    QTRY_VERIFY_WITH_TIMEOUT(!entries(box, {"w.skein", "--kind", "step.intended"}).isEmpty(), 30'000);
    const Ran held = box.skeinctl({"hold", "w.skein"});
    QVERIFY2(held.exitStatus == 0, held.err);
    QVERIFY(run.waitForFinished(60'000));
    QCOMPARE(run.exitCode(), 3);
    QCOMPARE(QJsonDocument::fromJson(run.readAllStandardOutput()).object()["state"].toString(), QString("held"));
    provider.kill();
    provider.waitForFinished();
}

void TestCommandLine::resumesOnAnotherProvider() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    box.write("plan.json", onePlan());
    // Nobody listens on the first address.
    const Ran failed =
        box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:http://127.0.0.1:9",
                      "--model", "gone", "--price", price, "--budget", "0.5", "--json"});
    QVERIFY2(failed.exitStatus == 1, failed.err + failed.out);
    QCOMPARE(micros(failed.json()["cost_usd"]), 0);  // nothing was ever sent
    QCOMPARE(box.skeinctl({"retry", "w.skein"}).exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--model", "fake"}).exitStatus, 2);
    const Ran resumed = box.skeinctl(
        {"resume", "w.skein", "--provider", "openai-chat:" + url, "--model", "fake", "--price", price, "--json"});
    QVERIFY2(resumed.exitStatus == 0, resumed.err + resumed.out);
    QVERIFY(micros(resumed.json()["cost_usd"]) > 0);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

void TestCommandLine::documentsAreReplacedTogether() {
    const Sandbox box;
    box.write("tree/a.md", "# A\n\nThe old text.\n");
    box.write("tree/goal.yaml", "goal: Document it.\nrecipe: document-project\n");
    const QStringList run{"run", "tree/goal.yaml", "--workspace", "w.skein", "--out", "disk/out"};
    QDir().mkpath(box.path("disk"));
    if (::mount("tmpfs", box.path("disk").toUtf8().constData(), "tmpfs", 0, "size=700k") != 0)
        QSKIP("only root can make the small disk that this needs");
    const auto unmount = qScopeGuard([&] { ::umount(box.path("disk").toUtf8().constData()); });
    const Ran first = box.skeinctl(run);
    QVERIFY2(first.exitStatus == 0, first.err);
    const auto document = box.read("disk/out/document.md"), manifest = box.read("disk/out/bundle/manifest.json");
    box.write("disk/out/mine.txt", "a person's own note\n");
    QByteArray much = "# A\n\nThe new text.\n\n";
    for (int i = 0; i < 20'000; ++i) much += "Line " + QByteArray::number(i * 7919) + " says something else.\n";
    box.write("tree/b.md", much);
    const Ran full = box.skeinctl(run);
    QVERIFY2(full.exitStatus == 5 && full.err.contains("space"), QByteArray::number(full.exitStatus) + full.err);
    QCOMPARE(box.read("disk/out/document.md"), document);
    QCOMPARE(box.read("disk/out/bundle/manifest.json"), manifest);
    QCOMPARE(box.skeinctl({"verify", "disk/out/bundle"}).exitStatus, 0);
    QFile::remove(box.path("tree/b.md"));
    box.write("tree/a.md", "# A\n\nThe newest text.\n");
    QCOMPARE(box.skeinctl(QStringList(run) << "--json").exitStatus, 5);  // the journal in the bundle is larger now
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "elsewhere"}).exitStatus, 0);
    QVERIFY(box.read("elsewhere/document.md").contains("newest"));
    QCOMPARE(box.read("disk/out/mine.txt"), QByteArray("a person's own note\n"));
    QCOMPARE(QDir(box.path("disk/out")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             (QStringList{".skein-output", "bundle", "document.html", "document.json", "document.md", "mine.txt"}));
}

void TestCommandLine::damageIsNamed() {
    const Sandbox box;
    box.copySample("sample");
    QCOMPARE(box.skeinctl({"run", "sample/goal.yaml", "--workspace", "w.skein", "--json"}).exitStatus, 3);
    const auto opened = entries(box, {"w.skein", "--kind", "conflict.opened"}).first()["data"].toObject();
    const auto name = opened["detail"].toString().mid(5).toUtf8();
    auto file = box.read("w.skein");
    const int at = file.indexOf(QByteArray::fromHex(name) + QByteArray());
    QVERIFY(at > 0);
    // With another name it cannot be found, and no entry says that it was erased.
    file[at + 3] = static_cast<char>(file[at + 3] ^ 1);
    box.write("w.skein", file);
    const Ran ran = box.skeinctl({"conflicts", "w.skein"});
    QVERIFY2(ran.exitStatus == 5, QByteArray::number(ran.exitStatus) + ran.err + ran.out);
    QVERIFY2(ran.err.contains(name), ran.err);
}

void TestCommandLine::versionIsMachineReadable() {
    const Sandbox box;
    for (const QStringList& arguments : {QStringList{"--version", "--json"}, QStringList{"--json", "--version"}}) {
        const Ran ran = box.skeinctl(arguments);
        QCOMPARE(ran.exitStatus, 0);
        QCOMPARE(ran.json()["program"].toString(), QString("skeinctl"));
        QVERIFY(!ran.json()["version"].toString().isEmpty());
    }
    QVERIFY(box.skeinctl({"--version"}).out.startsWith("skeinctl "));
}

void TestCommandLine::hostileFilesAreReported() {
    const Sandbox box;
    box.write("tree/good.md", "# Good\n\nText.\n");
    box.write("tree/binary.bin", QByteArray("\0\1\2\3", 4).repeated(100));
    box.write("tree/huge.txt", QByteArray("x").repeated(17 << 20));
    box.write("tree/.gitignore", "ignored.md\n");
    box.write("tree/ignored.md", "# Ignored\n");
    box.write("tree/.netrc", "machine example.org login me password sunshine\n");
    QFile::link(".", box.path("tree/loop"));
    QFile::link("/etc", box.path("tree/out"));
    QCOMPARE(::mkfifo(box.path("tree/pipe").toUtf8().constData(), 0600), 0);
    if (FILE* file = std::fopen((box.path("tree/").toUtf8() + "bad\xff.md").constData(), "w")) std::fclose(file);
    const Ran ran = box.skeinctl({"ingest", "w.skein", "tree", "--json"});
    QVERIFY2(ran.exitStatus == 0, ran.err);
    QMap<QString, QString> reasons;
    for (const auto& skipped : ran.json()["skipped"].toArray())
        reasons[skipped.toObject()["path"].toString()] = skipped.toObject()["reason"].toString();
    QCOMPARE(reasons["binary.bin"], QString("binary"));
    QCOMPARE(reasons["huge.txt"], QString("too-large"));
    QCOMPARE(reasons["loop"], QString("link"));
    QCOMPARE(reasons["out"], QString("link-outside"));
    QCOMPARE(reasons["pipe"], QString("special-file"));
    QCOMPARE(reasons[".netrc"], QString("secret"));
    QCOMPARE(reasons[QString("bad") + QChar(0xFFFD) + ".md"], QString("bad-name"));
    QVERIFY(!reasons.contains("ignored.md"));
    QCOMPARE(ran.json()["ignored"].toInt(), 1);
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
