// Memory in two times with real files: what was known then about what was true at another time, what of a past window
// was changed since, and that the command printed for it makes the results again.
#include <QDir>
#include <QJsonArray>
#include <QtTest>

#include "tests/e2e/programs.h"

using skein::test::Ran;
using skein::test::Sandbox;

namespace {

Ran ingest(const Sandbox& box, const QStringList& more = {}) {
    return box.skeinctl(QStringList{"ingest", "w.skein", "p", "--json"} + more);
}

int lastEntry(const Sandbox& box) { return skein::test::entries(box, {"w.skein"}).last()["seq"].toInt(); }
QString timeOf(const Sandbox& box, int entry) {
    for (const auto& each : skein::test::entries(box, {"w.skein"}))
        if (each["seq"].toInt() == entry) return each["at"].toString();
    return {};
}

/// The first hit's text, or what went wrong.
QString found(const Sandbox& box, const QStringList& more, QJsonObject* whole = nullptr) {
    const Ran ran = box.skeinctl(QStringList{"memory", "w.skein", "search", "retry limit attempts", "--json"} + more);
    if (ran.exitStatus != 0) return ran.err;
    if (whole != nullptr) *whole = ran.json();
    const auto hits = ran.json()["hits"].toArray();
    return hits.isEmpty() ? "nothing" : hits.first().toObject()["text"].toString();
}

void writePage(const Sandbox& box, const QByteArray& limit) {
    box.write("p/limits.md", "# Limits\n\nThe retry limit is " + limit + " attempts.\n");
}

QStringList taskNames(const QJsonArray& tasks) {
    QStringList names;
    for (const auto& task : tasks) names << task.toObject()["task"].toString();
    return names;
}

}  // namespace

class TestTwoTimes : public QObject {
    Q_OBJECT

private slots:
    void bothQuestionsHaveTheirAnswers();
    void oneFileIsOneDocument();
    void whatIsOverChangesNothingNow();
    void wrongFormsAreRefused_data();
    void wrongFormsAreRefused();
    void whatATaskSawIsFollowedUp();
    void everyFateHasItsWord_data();
    void everyFateHasItsWord();
};

void TestTwoTimes::bothQuestionsHaveTheirAnswers() {
    const Sandbox box;
    writePage(box, "five");
    box.write("p/other.md", "# Other\n\nNothing about that.\n");
    QCOMPARE(ingest(box).exitStatus, 0);
    const int first = lastEntry(box);
    writePage(box, "seven");
    QCOMPARE(ingest(box).exitStatus, 0);
    const int second = lastEntry(box);
    writePage(box, "nine");
    const Ran corrected = ingest(box, {"--correction"});
    QVERIFY2(corrected.exitStatus == 0 && corrected.json()["changed"].toInt() == 1, corrected.err);
    const int third = lastEntry(box);
    const auto one = "#" + QString::number(first), two = QString::number(second), three = QString::number(third);

    const auto ask = [&] {
        QVERIFY(found(box, {}).contains("nine"));
        QVERIFY(found(box, {"--known-as-of", one}).contains("five"));
        QVERIFY(found(box, {"--known-as-of", timeOf(box, first)}).contains("five"));
        QVERIFY(found(box, {"--known-as-of", two}).contains("seven"));
        // It was five until seven came, and seven was nine all along.
        QVERIFY(found(box, {"--true-at", one}).contains("five"));
        QVERIFY(found(box, {"--true-at", two}).contains("nine"));
        QVERIFY(found(box, {"--known-as-of", two, "--true-at", two}).contains("seven"));
        QVERIFY(found(box, {"--known-as-of", one, "--true-at", three}).contains("five"));
        QCOMPARE(found(box, {"--true-at", "2001-01-01"}), QString("nothing"));
    };
    ask();
    QJsonObject whole;
    found(box, {"--known-as-of", two}, &whole);
    QCOMPARE(whole["known_as_of"].toObject()["seq"].toInt(), second);
    QCOMPARE(whole["true_at"].toString(), timeOf(box, second));
    const auto hit = whole["hits"].toArray().first().toObject();
    QCOMPARE(hit["recorded"].toObject()["from"].toString(), timeOf(box, second));
    QCOMPARE(hit["recorded"].toObject()["until"].toString(), timeOf(box, third));
    QCOMPARE(hit["valid"].toObject()["from"].toString(), timeOf(box, second));
    QVERIFY(hit["valid"].toObject()["until"].isNull());

    QVERIFY(hit["sentence"].toObject()["text"].toString().contains("seven attempts"));

    found(box, {"--known-as-of", one}, &whole);
    const auto atom = whole["hits"].toArray().first().toObject()["id"].toString();
    const auto history = box.skeinctl({"memory", "w.skein", "history", "limits.md", "--json"}).json();
    const auto versions = history["versions"].toArray();
    QCOMPARE(versions.size(), 3);
    // As the person names it from where they stand.
    QCOMPARE(box.skeinctl({"memory", "w.skein", "history", "some/where/limits.md", "--json"}).json(), history);
    QCOMPARE(versions[0].toObject()["replaced_by"].toArray(), QJsonArray{second});
    QCOMPARE(versions[2].toObject()["kind"].toString(), QString("correction"));
    QCOMPARE(versions[2].toObject()["corrects"].toInt(), second);
    const auto ofAtom = box.skeinctl({"memory", "w.skein", "history", atom, "--json"}).json()["versions"].toArray();
    QVERIFY(ofAtom[0].toObject()["holds_atom"].toBool() && !ofAtom[1].toObject()["holds_atom"].toBool());
    const Ran shown = box.skeinctl({"memory", "w.skein", "show", atom});
    QVERIFY2(shown.out.contains("superseded by entry #" + QByteArray::number(second)) && shown.out.contains("five"),
             shown.out + shown.err);

    // All of it follows from the journal: without the index the answers are the same.
    QVERIFY(QDir(box.path("cache")).removeRecursively());
    ask();
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
}

void TestTwoTimes::oneFileIsOneDocument() {
    const Sandbox box;
    const auto read = [&](const QStringList& paths) {
        const Ran ran = box.skeinctl(QStringList{"ingest", "w.skein", "--json"} + paths);
        return ran.exitStatus == 0 ? QString("%1 changed, %2 removed")
                                         .arg(ran.json()["changed"].toInt())
                                         .arg(ran.json()["removed"].toInt())
                                   : ran.err;
    };
    const auto paths = [&] {
        QStringList all;
        const Ran ran = box.skeinctl({"memory", "w.skein", "search", "retry limit attempts", "--json"});
        for (const auto& hit : ran.json()["hits"].toArray()) all << hit.toObject()["path"].toString();
        all.removeDuplicates();
        all.sort();
        return all.join(' ');
    };
    const auto page = [&](const QByteArray& limit) {
        box.write("s/p/limits.md", "# Limits\n\nThe retry limit is " + limit + " attempts.\n");
    };
    // Alone first, then its folder, then the file as a correction, then through a link, then the folder around all.
    page("five");
    box.write("s/p/in/.gitignore", "*.tmp.md\n");
    box.write("s/p/in/more.md", "# More\n\nThe retry limit is six attempts there.\n");
    box.write("s/p/in/x.tmp.md", "# Scratch\n\nThe retry limit is some attempts.\n");
    box.write("s/q/limits.md", "# Limits\n\nThe retry limit of others is eight attempts.\n");
    QCOMPARE(read({"s/p/limits.md"}), QString("1 changed, 0 removed"));
    QCOMPARE(read({"s/p"}), QString("2 changed, 0 removed"));
    QCOMPARE(paths(), QString("in/more.md limits.md"));
    page("seven");
    QCOMPARE(read({"s/p/limits.md", "--correction"}), QString("1 changed, 0 removed"));
    QVERIFY(found(box, {"--within", "limits.md"}).contains("seven"));
    QVERIFY(QFile::link(box.path("s/p"), box.path("s/link")));
    page("nine");
    QCOMPARE(read({"s/link/limits.md", "--correction"}), QString("1 changed, 0 removed"));
    box.write("s/p/in/more.md", "# More\n\nThe retry limit is ten attempts there.\n");
    QCOMPARE(read({"s/p/in"}), QString("1 changed, 0 removed"));
    QCOMPARE(paths(), QString("in/more.md limits.md"));
    // What the folder ignores and the person names stays when the folder is read again.
    QCOMPARE(read({"s/p/in/x.tmp.md"}), QString("1 changed, 0 removed"));
    QCOMPARE(read({"s/p"}), QString("0 changed, 0 removed"));
    QCOMPARE(paths(), QString("in/more.md in/x.tmp.md limits.md"));
    // The same name elsewhere is another document; the folder around both makes no third.
    QCOMPARE(read({"s/q/limits.md"}), QString("1 changed, 0 removed"));
    QCOMPARE(paths(), QString("in/more.md in/x.tmp.md limits.md q/limits.md"));
    QCOMPARE(read({"s"}), QString("0 changed, 0 removed"));
    QVERIFY(QFile::remove(box.path("s/p/in/more.md")));
    QVERIFY(QFile::remove(box.path("s/q/limits.md")));
    QCOMPARE(read({"s"}), QString("0 changed, 2 removed"));
    QCOMPARE(paths(), QString("in/x.tmp.md limits.md"));
}

void TestTwoTimes::whatIsOverChangesNothingNow() {
    const Sandbox box;
    writePage(box, "five");
    box.write("p/other.md", "# Other\n\nNothing about that.\n");
    QCOMPARE(ingest(box).exitStatus, 0);
    writePage(box, "two");
    QVERIFY(QFile::remove(box.path("p/other.md")));
    const Ran old = ingest(box, {"--valid-from", "2020-01-01", "--valid-until", "2021-01-01"});
    QVERIFY2(old.exitStatus == 0, old.err);
    QCOMPARE(old.json()["removed"].toInt(), 0);
    QVERIFY2(old.json()["warnings"].toArray().first().toString().contains("other.md"), old.out);
    QVERIFY(found(box, {}).contains("five"));
    QVERIFY(found(box, {"--true-at", "2020-06-01"}).contains("two"));
    QCOMPARE(found(box, {"--true-at", "2021-06-01"}), QString("nothing"));
    // The same text for longer is news; told again it is none.
    writePage(box, "five");
    QCOMPARE(ingest(box, {"--valid-from", "2021-03-01"}).json()["changed"].toInt(), 1);
    QCOMPARE(ingest(box, {"--valid-from", "2021-03-01"}).json()["changed"].toInt(), 0);
    QVERIFY(found(box, {"--true-at", "2021-06-01"}).contains("five"));
    // It began later than was said: a correction takes the earlier months back.
    QCOMPARE(ingest(box, {"--valid-from", "2022-01-01", "--correction"}).json()["changed"].toInt(), 1);
    QCOMPARE(found(box, {"--true-at", "2021-06-01"}), QString("nothing"));
    QVERIFY(found(box, {"--true-at", "2022-06-01"}).contains("five"));
    QVERIFY(found(box, {}).contains("five"));
}

void TestTwoTimes::wrongFormsAreRefused_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, QStringList arguments, const char* expected) {
        QTest::newRow(name) << arguments << QByteArray(expected);
    };
    const QStringList search{"memory", "w.skein", "search", "limit"}, read{"ingest", "w.skein", "p"};
    row("no time", search + QStringList{"--known-as-of", "yesterday"}, "expected RFC 3339 such as");
    row("no such day", search + QStringList{"--true-at", "2026-02-30"}, "expected RFC 3339 such as");
    row("no such entry", search + QStringList{"--known-as-of", "#4711"}, "the journal has entries 1 to");
    row("known in future", search + QStringList{"--known-as-of", "2099-01-01"}, "still to come");
    row("of the far future", search + QStringList{"--true-at", "9999-12-31"}, "expected one before 2255");
    row("not a search", {"memory", "w.skein", "show", "x", "--true-at", "2020-01-01"}, "belong to memory search");
    row("no path", {"memory", "w.skein", "history", "nowhere.md"}, "memory never held nowhere.md");
    row("ends before", read + QStringList{"--valid-from", "2021-01-01", "--valid-until", "2020-01-01"}, "is not after");
    row("ends before now begins", read + QStringList{"--valid-until", "2020-01-01"}, "needs --valid-from");
    row("in future", read + QStringList{"--valid-from", "2099-01-01"}, "still to come");
    row("correction with an end",
        read + QStringList{"--correction", "--valid-from", "2020-01-01", "--valid-until", "2021-01-01"},
        "exclude each other");
    row("nothing to correct", {"ingest", "w.skein", "q", "--correction"}, "memory holds no q/new.md");
}

void TestTwoTimes::wrongFormsAreRefused() {
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, expected);
    const Sandbox box;
    writePage(box, "five");
    box.write("q/new.md", "# New\n");
    QCOMPARE(ingest(box).exitStatus, 0);
    const int before = lastEntry(box);
    const Ran ran = box.skeinctl(arguments);
    QVERIFY2(ran.exitStatus == 2 && ran.err.contains(expected), ran.out + ran.err);
    for (const auto& entry : skein::test::entries(box, {"w.skein", "--since", QString::number(before)}))
        QVERIFY(entry["seq"].toInt() <= before || !entry["kind"].toString().startsWith("source."));
}

void TestTwoTimes::whatATaskSawIsFollowedUp() {
    const Sandbox box;
    const QString name = "my work's.skein";  // printed commands must work for such names too
    box.copySample("sample");
    QCOMPARE(
        box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", name, "--out", "out", "--quiet"}).exitStatus &
            ~3,
        0);
    auto stale = box.skeinctl({"memory", name, "stale", "--json"}).json();
    QVERIFY(stale["finished"].toInt() > 10);
    QCOMPARE(stale["tasks"].toArray().size(), 0);
    QCOMPARE(stale["next"].toArray().size(), 0);

    auto page = box.read("sample/README.md");
    const auto before = page;
    page.replace(".\n", ", as everybody knows.\n");
    QVERIFY(page != before);
    box.write("sample/README.md", page);
    QVERIFY(QFile::remove(box.path("sample/CHANGELOG.md")));
    QCOMPARE(box.skeinctl({"ingest", name, "sample"}).exitStatus, 0);

    stale = box.skeinctl({"memory", name, "stale", "--json"}).json();
    const auto tasks = stale["tasks"].toArray();
    QVERIFY2(!tasks.isEmpty(), QJsonDocument(stale).toJson());
    QVERIFY(tasks.size() < stale["finished"].toInt());
    QStringList fates, consumed;
    for (const auto& task : tasks) {
        for (const auto& one : task.toObject()["changed"].toArray()) {
            fates << one.toObject()["fate"].toString();
            QVERIFY(one.toObject()["by"].toObject()["seq"].toInt() > 0);
        }
        for (const auto& consumer : task.toObject()["consumers"].toArray()) consumed << consumer.toString();
    }
    QVERIFY2(fates.contains("superseded") && fates.contains("removed"), qPrintable(fates.join(' ')));
    QVERIFY(!consumed.isEmpty());

    const auto task = taskNames(tasks).first();
    const auto context = [&](const QStringList& more) {
        return box.skeinctl(QStringList{"context", name, task, "--json"} + more).json();
    };
    const auto then = context({});
    QVERIFY(!then["changed_since"].toArray().isEmpty());
    const auto attempt = QString::number(then["attempt"].toInt());
    const auto text = box.skeinctl({"context", name, task}).out;
    QVERIFY2(text.contains("things it saw have changed") && text.contains("by entry #"), text);

    // As printed, by a shell.
    for (const auto& command : stale["next"].toArray()) {
        QProcess shell;
        auto environment = box.environment();
        environment.insert("PATH", QStringLiteral(SKEIN_BINARY_DIR "/bin:") + environment.value("PATH"));
        shell.setProcessEnvironment(environment);
        shell.setWorkingDirectory(box.path("."));
        shell.start("sh", {"-c", command.toString()});
        QVERIFY(shell.waitForFinished(120'000));
        const auto said = shell.readAllStandardOutput() + shell.readAllStandardError();
        // The sample has open conflicts, which `resume` ends with.
        QVERIFY2(shell.exitCode() == 0 || (command.toString().contains("resume") && shell.exitCode() == 3), said);
    }
    stale = box.skeinctl({"memory", name, "stale", "--json"}).json();
    QCOMPARE(taskNames(stale["tasks"].toArray()), QStringList());

    // The earlier attempt still tells what became of what it saw; the new one saw what stands.
    const auto again = context({"--attempt", attempt});
    QCOMPARE(again["changed_since"].toArray().size(), then["changed_since"].toArray().size());
    const auto now = context({});
    QVERIFY(now["attempt"].toInt() > then["attempt"].toInt());
    QCOMPARE(now["changed_since"].toArray().size(), 0);
}

void TestTwoTimes::everyFateHasItsWord_data() {
    QTest::addColumn<bool>("remove");
    QTest::addColumn<QStringList>("how");
    QTest::addColumn<QString>("fate");
    QTest::newRow("changed") << false << QStringList{} << "superseded";
    QTest::newRow("corrected") << false << QStringList{"--correction"} << "corrected";
    QTest::newRow("changed earlier than the run") << false << QStringList{"--valid-from", "2020-01-01"} << "corrected";
    QTest::newRow("gone") << true << QStringList{} << "removed";
    QTest::newRow("never was") << true << QStringList{"--correction"} << "retracted";
}

// Wrong at the time of the attempt, or only no longer so: that is what the two times are for.
void TestTwoTimes::everyFateHasItsWord() {
    QFETCH(bool, remove);
    QFETCH(QStringList, how);
    QFETCH(QString, fate);
    const Sandbox box;
    writePage(box, "five");
    box.write("p/README.md", "# Shop\n\nThe shop sells books. See limits.md for its limits.\n");
    box.write("goal.yaml", "goal: Document it.\nrecipe: document-project\nsources: [p]\n");
    const Ran run = box.skeinctl({"run", box.path("goal.yaml"), "--workspace", "w.skein", "--out", "out"});
    QVERIFY2(run.exitStatus == 0, run.out + run.err);
    if (remove) QVERIFY(QFile::remove(box.path("p/limits.md")));
    else writePage(box, "seven");
    const Ran read = ingest(box, how);
    QVERIFY2(read.exitStatus == 0, read.err);
    const int by = lastEntry(box);
    const auto stale = box.skeinctl({"memory", "w.skein", "stale", "--json"}).json()["tasks"].toArray();
    QVERIFY(!stale.isEmpty());
    for (const auto& task : stale)
        for (const auto& one : task.toObject()["changed"].toArray()) {
            const auto since = one.toObject();
            QVERIFY(since["source"].toString().startsWith("limits.md:"));
            QCOMPARE(since["fate"].toString(), fate);
            QCOMPARE(since["by"].toObject()["seq"].toInt(), by);
            QVERIFY(remove || since["title"].toString() != "Limits" ||
                    since["instead"].toObject()["source"].toString().startsWith("limits.md:"));
        }
}

QTEST_GUILESS_MAIN(TestTwoTimes)
#include "tst_two_times.moc"
