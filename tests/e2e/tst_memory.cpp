// Memory as a person looks at it: from the workspace down to a sentence; and what happens when reading sources is
// stopped, or the index is damaged. Each case is a promise of the manual page.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QtTest>

#include <csignal>

#include "tests/e2e/programs.h"

using namespace skein::test;

namespace {

QJsonArray hitsOf(const Ran& ran) { return ran.json()["hits"].toArray(); }

QString indexFile(const Sandbox& box) {
    const QDir folder(box.environment().value("XDG_CACHE_HOME") + "/skein/index");
    const auto files = folder.entryList({"*.sqlite"}, QDir::Files);
    return files.size() == 1 ? folder.filePath(files.first()) : QString();
}

/// Changes bytes of a file where they lie, as a bad disk or a careless tool does.
void flip(const QString& path, qint64 from, qint64 count) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(from));
    auto bytes = file.read(count);
    for (auto& byte : bytes) byte = static_cast<char>(~byte);
    QVERIFY(file.seek(from));
    QCOMPARE(file.write(bytes), bytes.size());
}

}  // namespace

class TestMemory : public QObject {
    Q_OBJECT

private slots:
    void goesFromTheWorkspaceDownToASentence();
    void searchesByLevelAndWithin();
    void beginsAtSummariesAndGoesDown();
    void optionsOfOtherVerbsAreRefused();
    void aDamagedIndexIsMadeAgain_data();
    void aDamagedIndexIsMadeAgain();
    void aStoppedIngestGoesOn_data();
    void aStoppedIngestGoesOn();
};

void TestMemory::goesFromTheWorkspaceDownToASentence() {
    const Sandbox box;
    box.write(
        "shop/docs/guide.md",
        "# Guide\n\nThe shop sells books to readers everywhere.\n\n## Payment\n\nA card is charged when the parcel "
        "leaves. Refunds take three days.\n\n## Delivery\n\nParcels leave every morning at nine.\n");
    box.write("shop/src/pay.c", "/* Charges cards when a parcel leaves the house. */\nint charge(int cents);\n");
    box.write("notes/plan.md", "# Plan\n\nThe shop opens in the spring of next year.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "shop", "notes"}).exitStatus, 0);
    const auto top = box.skeinctl({"memory", "w.skein", "tree", "--json"});
    QVERIFY2(top.exitStatus == 0, top.err);
    const auto root = top.json();
    QCOMPARE(root["kind"].toString(), QString("workspace"));
    QCOMPARE(root["documents"].toInt(), 3);
    QVERIFY(!root["summary"].toString().isEmpty());
    QCOMPARE(root["summary_by"].toString(), QString("extract"));
    const auto sources = root["parts"].toArray();
    QCOMPARE(sources.size(), 2);
    int documents = 0, atoms = 0;
    for (const auto& each : sources) {
        const auto source = each.toObject();
        QCOMPARE(source["kind"].toString(), QString("source"));
        documents += source["documents"].toInt();
        atoms += source["atoms"].toInt();
    }
    QCOMPARE(documents, 3);
    QCOMPARE(atoms, root["atoms"].toInt());

    const auto alone = box.skeinctl({"memory", "w.skein", "tree", "--depth", "0"});
    QVERIFY2(alone.out.contains("2 sources, 3 documents"), alone.out);

    const auto document = box.skeinctl({"memory", "w.skein", "tree", "shop/docs/guide.md", "--depth", "9", "--json"});
    QVERIFY2(document.exitStatus == 0, document.err);
    const auto guide = document.json()["parts"].toArray().first().toObject();
    QCOMPARE(guide["title"].toString(), QString("Guide"));
    const auto sections = guide["parts"].toArray();
    QCOMPARE(sections.size(), 2);
    QCOMPARE(sections[0].toObject()["title"].toString(), QString("Payment"));
    QVERIFY(sections[0].toObject()["summary"].toString().contains("A card is charged"));
    QVERIFY(sections[0].toObject()["tokens"].toInt() > 5 && sections[0].toObject()["first"].toInt() == 5);
    QVERIFY(box.skeinctl({"memory", "w.skein", "tree", "shop/src/pay.c"}).out.contains("Charges cards"));

    // The same again is the same bytes, and a path that is not there is bad input.
    QCOMPARE(box.skeinctl({"memory", "w.skein", "tree", "--json"}).out, top.out);
    QCOMPARE(box.skeinctl({"memory", "w.skein", "tree", "shop/nothing"}).exitStatus, 2);

    const auto hits = hitsOf(box.skeinctl({"memory", "w.skein", "search", "how long do refunds take", "--json"}));
    QVERIFY(!hits.isEmpty());
    QCOMPARE(hits[0].toObject()["title"].toString(), QString("Payment"));
    QCOMPARE(hits[0].toObject()["ancestors"].toArray(), QJsonArray{"Guide"});
    QCOMPARE(hits[0].toObject()["sentence"].toObject()["text"].toString(), QString("Refunds take three days."));
    QCOMPARE(hits[0].toObject()["sentence"].toObject()["first"].toInt(), 7);
    const auto text = box.skeinctl({"memory", "w.skein", "search", "how long do refunds take"}).out;
    QVERIFY2(text.contains("Guide > Payment") && text.contains("7: \"Refunds take three days.\""), text);
}

void TestMemory::searchesByLevelAndWithin() {
    const Sandbox box;
    box.write(
        "t/a/cache.md",
        "# Cache\n\nIntro.\n\n## Eviction\n\nEviction takes the oldest page.\n\n## Tuning\n\nEviction is tuned by "
        "the limit.\n");
    box.write("t/b/disk.md", "# Disk\n\nThe disk never does eviction.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "t"}).exitStatus, 0);
    const auto search = [&](const QStringList& more) {
        return hitsOf(box.skeinctl(QStringList{"memory", "w.skein", "search", "eviction", "--json"} + more));
    };
    const auto documents = search({"--level", "document"});
    QCOMPARE(documents.size(), 2);
    QCOMPARE(documents[0].toObject()["path"].toString(), QString("a/cache.md"));
    QCOMPARE(documents[0].toObject()["kind"].toString(), QString("file"));
    QVERIFY(documents[0].toObject()["parts"].toArray().size() >= 2);
    QVERIFY(documents[0].toObject()["score"].toDouble() >
            documents[0].toObject()["parts"].toArray()[0].toObject()["score"].toDouble());
    for (const auto& section : search({"--level", "section"}))
        QCOMPARE(section.toObject()["kind"].toString(), QString("section"));
    const auto within = search({"--within", "b"});
    QCOMPARE(within.size(), 1);
    QCOMPARE(within[0].toObject()["path"].toString(), QString("b/disk.md"));
    QCOMPARE(search({"--within", "b/", "--level", "paragraph"}).size(), 1);
    QCOMPARE(box.skeinctl({"memory", "w.skein", "search", "eviction", "--within", "c"}).exitStatus, 2);
}

void TestMemory::beginsAtSummariesAndGoesDown() {
    const Sandbox box;
    box.write(
        "shop/docs/payment/cards.md",
        "# Cards\n\nCards are charged when the parcel leaves the house.\n\n## Refunds\n\nA refund of a card takes "
        "three days.\n");
    box.write("shop/docs/payment/bills.md", "# Bills\n\nBills are paid within a month of the delivery.\n");
    box.write("shop/docs/delivery/parcels.md", "# Parcels\n\nParcels leave every morning at nine.\n");
    box.write("shop/docs/delivery/damage.md",
              "# Damage\n\nBroken goods are sent back in their box.\n\n## Money\n\nThe refund follows.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "shop"}).exitStatus, 0);
    const Ran found = box.skeinctl({"memory", "w.skein", "search", "refund of a card", "--summaries", "--json"});
    QVERIFY2(found.exitStatus == 0, found.err);
    const auto folder = found.json()["folders"].toArray().first().toObject();
    QVERIFY2(folder["path"].toString().startsWith("docs/"), found.out);
    const auto documents = found.json()["documents"].toArray();
    const auto cards = documents.first().toObject();
    QCOMPARE(cards["path"].toString(), QString("docs/payment/cards.md"));
    QVERIFY(cards["summary"].toString().contains("Cards are charged"));
    QCOMPARE(cards["summary_by"].toString(), QString("extract"));
    const auto parts = cards["score_parts"].toObject();
    QVERIFY(parts["summary"].toDouble() > 0 && parts["found"].toDouble() == 1);
    // Down in the document: what answers, below the titles that lead to it.
    const auto part = cards["parts"].toArray().first().toObject();
    QCOMPARE(part["title"].toString(), QString("Refunds"));
    QCOMPARE(part["ancestors"].toArray().first().toString(), QString("Cards"));
    QVERIFY(cards["sentence"].toObject()["text"].toString().contains("three days"));
    // A question about the whole of a folder finds the folder, by its name and by what its documents say.
    const auto payment = box.skeinctl({"memory", "w.skein", "search", "payment", "--summaries", "--json"});
    QCOMPARE(payment.json()["folders"].toArray().first().toObject()["path"].toString(), QString("docs/payment/"));
    // What stands in a part of it alone is no answer of the whole.
    for (const auto& hit : payment.json()["folders"].toArray()) QVERIFY(hit.toObject()["path"].toString() != "docs/");
    const auto within =
        box.skeinctl({"memory", "w.skein", "search", "refund", "--summaries", "--within", "docs/delivery", "--json"});
    for (const auto& hit : within.json()["documents"].toArray())
        QVERIFY(hit.toObject()["path"].toString().startsWith("docs/delivery/"));
    QCOMPARE(within.json()["documents"].toArray().size(), 1);
    const Ran shown = box.skeinctl({"memory", "w.skein", "search", "refund of a card", "--summaries"});
    QVERIFY2(shown.out.contains("docs/payment/cards.md  document") && shown.out.contains("Cards > Refunds"), shown.out);
    QVERIFY(box.skeinctl({"memory", "w.skein", "search", "zzz", "--summaries"}).out.contains("nothing found"));
    QCOMPARE(box.skeinctl({"memory", "w.skein", "search", "card", "--summaries", "--level", "section"}).exitStatus, 2);
    QCOMPARE(box.skeinctl({"memory", "w.skein", "search", "card", "--summaries", "--true-at", "2026-01-01"}).exitStatus,
             2);
    QCOMPARE(box.skeinctl({"memory", "w.skein", "search", "card", "--summaries", "--within", "none"}).exitStatus, 2);
}

void TestMemory::optionsOfOtherVerbsAreRefused() {
    const Sandbox box;
    box.write("docs/a.md", "# A\n\nSome words about a thing.\n");
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "docs"}).exitStatus, 0);
    const std::pair<QStringList, const char*> cases[] = {{{"tree", "--level", "section"}, "--level belongs to"},
                                                         {{"search", "x", "--depth", "1"}, "--depth belongs to"},
                                                         {{"marks", "--limit", "3"}, "--limit belongs to"},
                                                         {{"search", "x", "--all"}, "--all belongs to"},
                                                         {{"embed", "--dimensions", "0"}, "belong to a --model"}};
    for (const auto& [arguments, words] : cases) {
        const Ran ran = box.skeinctl(QStringList{"memory", "w.skein"} + arguments);
        QCOMPARE(ran.exitStatus, 2);
        QVERIFY2(ran.err.contains(words), qPrintable(arguments.join(' ') + ": " + ran.err));
    }
}

void TestMemory::aDamagedIndexIsMadeAgain_data() {
    QTest::addColumn<QString>("damage");
    QTest::addColumn<bool>("isTold");
    for (const char* damage : {"head", "middle", "everywhere", "truncated", "emptied", "deleted"})
        QTest::newRow(damage) << damage << true;
    // Vectors alone are made again from the words, as they were.
    for (const char* damage : {"vectors", "no vectors"}) QTest::newRow(damage) << damage << false;
}

void TestMemory::aDamagedIndexIsMadeAgain() {
    QFETCH(QString, damage);
    QFETCH(bool, isTold);
    const Sandbox box;
    for (int i = 0; i < 40; ++i)
        box.write(QString("t/page%1.md").arg(i),
                  QString("# Page %1\n\nThe page tells of harbours and ships.\n\n## Ship %1\n\nShip number %1 sails at "
                          "dawn with %2 sailors.\n")
                      .arg(i)
                      .arg(i * 7 % 31)
                      .toUtf8());
    QCOMPARE(box.skeinctl({"ingest", "w.skein", "t"}).exitStatus, 0);
    const QStringList search{"memory", "w.skein", "search", "sailors at dawn", "--json"};
    const auto before = box.skeinctl(search);
    QVERIFY(hitsOf(before).size() > 3);
    const auto file = indexFile(box);
    QVERIFY(!file.isEmpty());
    const auto size = QFileInfo(file).size();
    if (damage == "head") flip(file, 0, 50);
    else if (damage == "middle") flip(file, size / 2, 100);
    else if (damage == "everywhere")
        for (qint64 at = 500; at < size; at += 1'000) flip(file, at, 8);
    else if (damage == "truncated") QVERIFY(QFile::resize(file, size / 2));
    else if (damage == "emptied") QVERIFY(QFile::resize(file, 0));
    else if (damage == "deleted") QVERIFY(QFile::remove(file));
    else if (damage == "vectors") flip(file + ".vectors", 3'000, 8);
    else QVERIFY(QFile::remove(file + ".vectors"));

    const auto after = box.skeinctl(search);
    QVERIFY2(after.exitStatus == 0, after.err);
    QCOMPARE(after.out, before.out);
    QCOMPARE(after.err.contains("the memory index is made from the journal"), isTold);
    const auto again = box.skeinctl(search);
    QCOMPARE(again.out, before.out);
    QVERIFY2(again.err.isEmpty(), again.err);  // once is enough
}

void TestMemory::aStoppedIngestGoesOn_data() {
    QTest::addColumn<QStringList>("command");
    QTest::newRow("ingest") << QStringList{"ingest", "w.skein", "t"};
    QTest::newRow("run") << QStringList{"run", "plan.json", "--workspace", "w.skein", "--yes"};
}

void TestMemory::aStoppedIngestGoesOn() {
    QFETCH(QStringList, command);
    const Sandbox box;
    box.write("plan.json", R"({"skein": 1, "goal": "Tell of harbours.", "sources": ["t"],
        "tasks": [{"id": "one", "kind": "digest", "title": "Harbours", "instruction": "Tell of them."}]})");
    constexpr int files = 3'000;
    for (int i = 0; i < files; ++i)
        box.write(QString("t/%1/page%2.md").arg(i % 30).arg(i),
                  QString("# Page %1\n\nPage number %1 tells of harbours.\n").arg(i).toUtf8());
    QProcess process;
    box.start(process, command);
    // Once something is recorded.
    QTRY_VERIFY_WITH_TIMEOUT(
        QFileInfo(box.path("w.skein-wal")).size() > 300'000 || process.state() == QProcess::NotRunning, 60'000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60'000));
    const auto error = process.readAllStandardError();
    QVERIFY2(process.exitCode() == 130, error);
    QVERIFY2(error.contains("what was read by then is in memory"), error);
    const auto second = box.skeinctl({"ingest", "w.skein", "t", "--json"});
    QVERIFY2(second.exitStatus == 0, second.err);
    QCOMPARE(second.json()["files"].toInt(), files);
    QVERIFY2(second.json()["unchanged"].toInt() > 0, "nothing of the first was kept");
    const auto coverage = second.json()["coverage"].toObject();
    QCOMPARE(coverage["atoms"].toInt(), coverage["vectors"].toInt());
    QCOMPARE(box.skeinctl({"verify", "w.skein"}).exitStatus, 0);
}

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_memory.moc"
