// A source is erased: its text leaves the disk with all that memory made of it, and the journal still proves what
// happened.
#include <map>
#include <string>

#include <QDirIterator>
#include <QJsonArray>
#include <QtTest>

#include "core/runtime/store/sqlite.h"
#include "tests/e2e/provider_box.h"

using namespace skein::test;

namespace {

constexpr const char* secret = "zebrafinch";  // stands in one source alone

void writeSources(const Sandbox& box) {
    box.write("docs/bakery.md", "# Bakery\n\nBread is baked in the old mill at dawn.\n");
    box.write("docs/office/tax.md", "# Tax\n\nThe zebrafinch account is closed in March.\n");
    box.write("docs/office/mail.md", "# Mail\n\nRain fell on the roof of the post office.\n");
}

/// The files below the sandbox, other than the sources, in which the word stands.
QStringList filesWith(const Sandbox& box, const QByteArray& word) {
    QStringList found;
    for (QDirIterator at(box.path(""), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); at.hasNext();) {
        const auto path = at.next();
        QFile file(path);
        if (!path.startsWith(box.path("docs")) && !path.startsWith(box.path("goal")) &&
            file.open(QIODevice::ReadOnly) && file.readAll().contains(word))
            found.append(path);
    }
    return found;
}

/// The texts of a workspace by name, as they lie in its file (packed or not).
std::map<std::string, std::string> storedTexts(const Sandbox& box) {
    namespace sqlite = skein::runtime::sqlite;
    std::map<std::string, std::string> texts;
    const auto connection = sqlite::Connection::open(box.path("w.skein").toStdString(), sqlite::Access::ReadOnly);
    if (!connection) return texts;
    auto statement = (*connection)->prepare("SELECT name, data FROM blobs");
    for (;;) {
        const auto more = statement.step();
        if (!more || !*more) return texts;
        texts[statement.blob(0)] = statement.blob(1);
    }
}

/// What was stored before and is not now must be in no file any more; what is stored is as it was.
void verifyGone(const Sandbox& box, const std::map<std::string, std::string>& before, std::size_t gone) {
    const auto after = storedTexts(box);
    std::size_t missing = 0;
    for (const auto& [name, bytes] : before) {
        const auto found = after.find(name);
        if (found != after.end()) {
            QVERIFY(found->second == bytes);
            continue;
        }
        ++missing;
        QVERIFY(bytes.size() > 20);  // long enough to stand nowhere else by chance
        const auto holders = filesWith(box, QByteArray::fromStdString(bytes));
        QVERIFY2(holders.isEmpty(), qPrintable(holders.join(' ')));
    }
    QCOMPARE(missing, gone);
}

}  // namespace

class TestErase : public QObject {
    Q_OBJECT

private slots:
    void nothingOfASourceStays();
    void windowsThatHeldItSayErased();
    void equalFilesStay();
    void killedInTheMiddleItIsAskedForAgain();
    void badInputErasesNothing();
};

void TestErase::nothingOfASourceStays() {
    const Sandbox box;
    writeSources(box);
    QProcess provider;
    const auto url = box.startProvider(
        provider,
        {"--script-json",
         R"({"rules": [{"when": {"contains": "zebrafinch"}, "text": "A zebrafinch in words."}, {"when": {"contains": ""}, "text": "Words of something else."}]})"});
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    box.write("docs/office/tax.md", "# Tax\n\nThe zebrafinch account was never opened.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const Ran embedded = box.skeinctl({"memory", "w.skein", "embed", "--provider", "openai-chat:" + url, "--model", "e",
                                       "--price", "input=0.1,output=0", "--budget", "1"});
    QVERIFY2(embedded.exitStatus == 0, embedded.err);
    const Ran written = box.skeinctl({"memory", "w.skein", "summarise", "--all", "--provider", "openai-chat:" + url,
                                      "--model", "fake", "--price", price, "--budget", "1"});
    QVERIFY2(written.exitStatus == 0, written.err);
    QVERIFY(!filesWith(box, secret).isEmpty());

    const auto before = entries(box, {"w.skein"}).size();
    const Ran planned = box.skeinctl({"memory", "w.skein", "erase", "office/tax.md", "--dry-run", "--json"});
    QVERIFY2(planned.exitStatus == 0, planned.err);
    QCOMPARE(entries(box, {"w.skein"}).size(), before);
    QCOMPARE(planned.json()["versions"].toInt(), 2);
    QCOMPARE(planned.json()["summaries"].toInt(), 3);  // of the file, of office/ and of everything
    QCOMPARE(planned.json()["vector_calls"].toInt(), 1);
    QCOMPARE(planned.json()["still_on_disk"].toArray().size(), 1);

    const auto texts = storedTexts(box);
    QVERIFY(texts.size() > 8);
    const Ran erased = box.skeinctl({"memory", "w.skein", "erase", "office/tax.md", "--yes", "--json"});
    QVERIFY2(erased.exitStatus == 0, erased.err);
    QVERIFY(erased.json()["erased"].toBool());
    verifyGone(box, texts, static_cast<std::size_t>(erased.json()["texts"].toInt()));
    if (QTest::currentTestFailed()) return;
    QVERIFY2(filesWith(box, secret).isEmpty(), qPrintable(filesWith(box, secret).join(' ')));
    const Ran verified = box.skeinctl({"verify", "w.skein"});
    QVERIFY2(verified.exitStatus == 0, verified.out + verified.err);
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    QCOMPARE(entries(box, {"w.skein", "--kind", "blob.erased"}).size(), erased.json()["texts"].toInt());
    // What else there is goes on, from an index that was made anew.
    const Ran searched = box.skeinctl({"memory", "w.skein", "search", "zebrafinch account", "--json"});
    QVERIFY2(searched.exitStatus == 0, searched.err);
    QVERIFY2(!searched.out.contains("tax.md"), searched.out);
    QVERIFY(box.skeinctl({"memory", "w.skein", "search", "bread mill"}).out.contains("bakery.md"));
    QVERIFY(!box.skeinctl({"memory", "w.skein", "tree"}).out.contains(secret));
    QVERIFY2(filesWith(box, secret).isEmpty(), qPrintable(filesWith(box, secret).join(' ')));
    QCOMPARE(box.skeinctl({"memory", "w.skein", "erase", "office/tax.md", "--yes"}).exitStatus, 2);
    // As it still lies in the source, the next ingest takes it in again.
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs", "--json"}).json()["changed"].toInt(), 1);
    QVERIFY(box.skeinctl({"memory", "w.skein", "search", "zebrafinch"}).out.contains("tax.md"));
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

void TestErase::windowsThatHeldItSayErased() {
    const Sandbox box;
    box.write("goal/src/engine.md", "# Engine\n\nThe engine keeps a regulator with seventeen notches.\n");
    box.write("goal/docs/whistle.md", "# Whistle\n\nThe whistle sounds at every crossing.\n");
    box.write("goal/plan.json", R"({"skein": 1, "goal": "Describe the locomotive.", "sources": ["src", "docs"],
        "tasks": [{"id": "machine", "kind": "note", "title": "Engine", "instruction": "Describe the engine.", "scope": ["src/"]},
                  {"id": "sound", "kind": "note", "title": "Whistle", "instruction": "Describe the whistle.", "scope": ["docs/"]}]})");
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    const Ran ran = box.skeinctl({"run", box.path("goal/plan.json"), "--workspace", "w.skein", "--yes", "--provider",
                                  "openai-chat:" + url, "--model", "fake", "--price", price, "--budget", "5.00"});
    QVERIFY2(ran.exitStatus == 0, ran.err);
    QCOMPARE(box.skeinctl({"context", "w.skein", "machine"}).exitStatus, 0);
    const Ran erased = box.skeinctl({"memory", "w.skein", "erase", "src", "--yes", "--json"});
    QVERIFY2(erased.exitStatus == 0, erased.err);
    QVERIFY(erased.json()["windows"].toInt() >= 1 && erased.json()["results_that_stay"].toInt() >= 1);
    const Ran shown = box.skeinctl({"context", "w.skein", "machine"});
    QVERIFY2(shown.exitStatus == 2 && shown.err.contains("was erased") && shown.err.contains("entry #"), shown.err);
    for (const auto& command :
         {QStringList{"verify", "w.skein"}, QStringList{"status", "w.skein"}, QStringList{"memory", "w.skein", "stale"},
          QStringList{"memory", "w.skein", "useful"}, QStringList{"replay", "w.skein", "--check"}}) {
        const Ran again = box.skeinctl(command);
        QVERIFY2(again.exitStatus == 0, (command.join(' ').toUtf8() + ": " + again.err + again.out).constData());
    }
    provider.kill();
    provider.waitForFinished();
}

void TestErase::equalFilesStay() {
    const Sandbox box;
    const QByteArray text = "# Harbour\n\nThe harbour master counts every gull at noon.\n";
    box.write("docs/a/harbour.md", text);
    box.write("docs/b/harbour.md", text);
    box.write("docs/a/harbour.md:1-3.md", "# Odd\n\nA name that looks like a place in another file.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const Ran erased = box.skeinctl({"memory", "w.skein", "erase", "a/harbour.md", "--yes", "--json"});
    QVERIFY2(erased.exitStatus == 0, erased.err);
    QCOMPARE(erased.json()["paths"].toArray(), QJsonArray{"a/harbour.md"});
    const Ran searched = box.skeinctl({"memory", "w.skein", "search", "harbour master gull"});
    QVERIFY2(searched.out.contains("b/harbour.md") && !searched.out.contains("a/harbour.md:1-3\n"), searched.out);
    QVERIFY(searched.out.contains("counts every gull"));
    QVERIFY(box.skeinctl({"memory", "w.skein", "search", "odd name"}).out.contains("looks like a place"));
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
}

void TestErase::killedInTheMiddleItIsAskedForAgain() {
    for (int round = 0; round < 8; ++round) {
        const Sandbox box;
        writeSources(box);
        for (int i = 0; i < 40; ++i)
            box.write(QString("docs/office/n%1.md").arg(i),
                      "# Note\n\nA zebrafinch note, number " + QByteArray::number(i) + ".\n");
        QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
        const auto texts = storedTexts(box);
        QProcess process;
        box.start(process, {"memory", "w.skein", "erase", "office", "--yes"});
        QVERIFY(process.waitForStarted());
        // From before it began to after it ended, wherever that falls on this machine.
        process.waitForFinished(20 + 40 * round);
        process.kill();
        process.waitForFinished();
        QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
        QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
        const Ran again = box.skeinctl({"memory", "w.skein", "erase", "office", "--yes"});
        QVERIFY2(again.exitStatus == 0 || again.err.contains("it was erased"), again.err);
        verifyGone(box, texts, 2 * 42);
        if (QTest::currentTestFailed()) return;
        QVERIFY2(filesWith(box, secret).isEmpty(), qPrintable(filesWith(box, secret).join(' ')));
        QCOMPARE(entries(box, {"w.skein", "--kind", "blob.erased"}).size(), 2 * 42);
        QVERIFY(box.skeinctl({"memory", "w.skein", "search", "bread mill"}).out.contains("bakery.md"));
        QVERIFY(!box.skeinctl({"memory", "w.skein", "search", "zebrafinch"}).out.contains("office/"));
        QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
    }
}

void TestErase::badInputErasesNothing() {
    const Sandbox box;
    writeSources(box);
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const auto before = entries(box, {"w.skein"}).size();
    const auto refused = [&](const QStringList& arguments, const char* words) {
        const Ran ran = box.skeinctl(QStringList{"memory", "w.skein"} + arguments);
        return ran.exitStatus == 2 && ran.err.contains(words);
    };
    QVERIFY(refused({"erase", "--yes"}, "expected a file or folder"));
    QVERIFY(refused({"erase", ".", "--yes"}, "expected a file or folder"));
    QVERIFY(refused({"erase", "office/none.md", "--yes"}, "memory never held office/none.md"));
    QVERIFY(refused({"erase", "offic", "--yes"}, "memory never held offic"));
    QVERIFY(refused({"erase", "office"}, "nothing was erased"));  // nobody agreed
    QVERIFY(refused({"search", "tax", "--dry-run"}, "--dry-run belongs to memory erase"));
    QCOMPARE(entries(box, {"w.skein"}).size(), before);
}

QTEST_GUILESS_MAIN(TestErase)
#include "tst_erase.moc"
