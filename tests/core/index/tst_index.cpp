// The SQLite memory index: what it answers after files and uses come and go, and that any doubt ends in a fresh one.
#include <QtTest>

#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "core/base/text.h"
#include "core/memory/manifest.h"
#include "core/memory/retrieval/terms.h"
#include "core/memory/segment.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/store/sqlite.h"

using namespace skein;
using namespace skein::runtime;

namespace {

struct Made {
    std::string manifest;
    std::vector<Atom> atoms;
};

Made make(const std::string& path, const std::string& text) {
    const auto language = memory::languageOf(path, text);
    const auto atoms = memory::segment({path, text, language, {}});
    return {memory::manifestText({path, language, text.size(), memory::LineTable(text).count(), sha256(text)}, atoms),
            atoms};
}

std::vector<std::string> titles(const Result<std::vector<AtomHit>>& hits) {
    std::vector<std::string> out;
    if (hits)
        for (const auto& hit : *hits) out.push_back(hit.atom.path + "#" + hit.atom.title);
    return out;
}

std::vector<std::string> terms(std::string_view text) {
    std::vector<std::string> out;
    memory::TermReader reader(text);
    for (memory::Term term; reader.next(term);) out.emplace_back(term.text);
    return out;
}

}  // namespace

class TestIndex : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_number = 0;

    std::string newPath() { return m_folder.path().toStdString() + "/index" + std::to_string(++m_number) + ".db"; }
    static void apply(SqliteIndex& index, std::uint64_t sequence, const std::string& path, const std::string& text) {
        const auto result = index.applyFile(sequence, make(path, text).manifest, text);
        QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
    }

private slots:
    void wordsOfCode() {
        QCOMPARE(terms("CustomerService::updateHTTPHeader"),
                 (std::vector<std::string>{"customerservice", "customer", "service", "updatehttpheader", "update",
                                           "http", "header"}));
        QCOMPARE(terms("max_retries = 30; the \"entries\""),
                 (std::vector<std::string>{"max_retries", "max", "retries", "30", "entries"}));
        QCOMPARE(terms("ÜBER Größen __init__ a"), (std::vector<std::string>{"über", "größen", "init"}));
        QVERIFY(terms(std::string(100, 'x')).empty());
        QCOMPARE(terms("C, don't x_i Y"), (std::vector<std::string>{"c", "don", "x_i", "y"}));
        QCOMPARE(terms("limit—five “quoted”"), (std::vector<std::string>{"limit", "five", "quoted"}));
    }

    void wordsWithoutSpaces() {
        QCOMPARE(terms("猫"), (std::vector<std::string>{"猫"}));
        QCOMPARE(terms("東京タワーは、高いABC。"),
                 (std::vector<std::string>{"東", "東京", "京", "京タ", "タワ", "ワー", "ーは", "高", "高い", "abc"}));
        QCOMPARE(terms("กขค"), (std::vector<std::string>{"กข", "ขค"}));
        QCOMPARE(terms("a\xE7\x8C"), (std::vector<std::string>{"a\xE7\x8C"}));  // cut off in the middle
        auto index = *SqliteIndex::open(newPath(), "w1");
        std::string long_;
        for (int i = 0; i < 40; ++i) long_ += "資料を確認する";
        apply(*index, 1, "docs/ja.md", "# 再試行\n\n再試行の上限は五回です。" + long_ + "\n");
        apply(*index, 2, "docs/zh.md", "# 缓存\n\n缓存最多保存一千个条目。\n");
        apply(*index, 3, "docs/th.md", "# ไทย\n\nจำนวนครั้งสูงสุดคือห้าครั้ง\n");
        apply(*index, 4, "docs/c.md", "# Languages\n\nThe core is written in C.\n");
        QVERIFY(index->setThrough(4) && index->commit());
        const auto first = [&](const char* query) {
            const auto hits = index->search(query, 10, {});
            return hits && !hits->empty() ? hits->front().atom.path : std::string();
        };
        QCOMPARE(first("上限は何回"), std::string("docs/ja.md"));
        QCOMPARE(first("条目"), std::string("docs/zh.md"));
        QCOMPARE(first("สูงสุด"), std::string("docs/th.md"));
        QCOMPARE(first("C"), std::string("docs/c.md"));
    }

    void atomsAreNamedByTheirFirstDigits() {
        auto index = *SqliteIndex::open(newPath(), "w1");
        apply(*index, 1, "docs/a.md", "# One\n\nText.\n\n# Two\n\nText.\n");
        QVERIFY(index->setThrough(1) && index->commit());
        const auto atoms = *index->atomsUnder({"docs/a.md"});
        QVERIFY(atoms.size() >= 2);
        for (const auto& atom : atoms)
            for (const std::size_t digits : {8u, 12u, 16u, 17u, 63u, 64u}) {
                const auto found = index->atomNamed(atom.id.hex().substr(0, digits));
                QVERIFY2(found && *found == atom.id, found ? "another" : found.error().message.c_str());
            }
        QCOMPARE(index->atomNamed(atoms.front().id.hex().substr(0, 7)).error().code, ErrorCode::InvalidInput);
        QCOMPARE(index->atomNamed("boiler plate").error().code, ErrorCode::InvalidInput);
        QCOMPARE(index->atomNamed(std::string(65, 'a')).error().code, ErrorCode::InvalidInput);
        auto other = atoms.front().id.hex().substr(0, 40);
        other.back() = other.back() == '0' ? '1' : '0';
        QCOMPARE(index->atomNamed(other).error().code, ErrorCode::NotFound);
    }

    void searchFindsTheRightAtomFirst() {
        auto index = *SqliteIndex::open(newPath(), "w1");
        apply(*index, 1, "docs/cache.md", "# Cache\n\nIntro.\n\n## Eviction policy\n\nThe oldest page leaves.\n");
        apply(*index, 2, "docs/retry.md", "# Retry\n\nmax_attempts is five. It mentions eviction once.\n");
        apply(*index, 3, "src/conf.yaml", "cache:\n  evictionPolicy: oldest\n");
        QCOMPARE(index->search("eviction", 10, {})->size(), std::size_t{0});  // not committed yet
        QVERIFY(index->setThrough(3) && index->commit());
        QCOMPARE(index->indexedThrough(), std::uint64_t{3});
        const auto hits = titles(index->search("How does the eviction policy work?", 10, {}));
        QVERIFY(hits.size() == 3);
        QVERIFY(hits[0] == "docs/cache.md#Eviction policy" || hits[0] == "src/conf.yaml#cache.evictionPolicy");
        QVERIFY(hits[2] == "docs/retry.md#Retry");
        QCOMPARE(titles(index->search("eviction", 10, {"src/"})),
                 std::vector<std::string>{"src/conf.yaml#cache.evictionPolicy"});
        QCOMPARE(titles(index->search("attempts", 10, {})), std::vector<std::string>{"docs/retry.md#Retry"});
        QCOMPARE(index->search("eviction", 1, {})->size(), std::size_t{1});
    }

    void hitsSayWhatTheirScoreIsMadeOf() {
        auto index = *SqliteIndex::open(newPath(), "w1");
        for (int i = 0; i < 120; ++i) {
            const auto n = std::to_string(i);
            // Two themes; "vessel" and "ship" never stand together but keep the same company.
            const std::string text = i % 2 == 0 ? "The " + std::string(i % 4 == 0 ? "vessel" : "ship") +
                                                      " leaves the harbour with cargo and crew, bound for port " + n
                                                : "The parser reads tokens and builds a tree of nodes, case " + n;
            apply(*index, static_cast<std::uint64_t>(i) + 1, "n" + n + ".md", "# Note " + n + "\n\n" + text + ".\n");
        }
        QVERIFY(index->commit());
        const auto coverage = index->prepareSearch({});
        QVERIFY(coverage && coverage->atoms == coverage->vectors && coverage->vectors >= 120);
        const auto hits = index->search("vessel", 100, {});
        QVERIFY(hits && hits->size() > 30);
        bool meant = false;
        for (const auto& hit : *hits) {
            QCOMPARE(hit.scoreMicro, hit.parts.words + hit.parts.related + hit.parts.meaning + hit.parts.links);
            if (hit.parts.words == 0) meant = meant || hit.atom.text.find("ship") != std::string::npos;
            QVERIFY(hit.parts.words == 0 || hit.atom.text.find("vessel") != std::string::npos);
        }
        QVERIFY2(meant, "no atom was found by its meaning");
        QVERIFY(hits->front().parts.words > 0);
    }

    void nearDuplicatesStandUnderTheFirst() {
        auto index = *SqliteIndex::open(newPath(), "w1");
        const std::string text =
            "# Licence\n\nPermission is granted free of charge to any person obtaining a copy of this software and "
            "associated documentation files to deal in it without restriction, subject to the conditions below.\n";
        apply(*index, 1, "a/licence.md", text);
        apply(*index, 2, "b/licence.md", text);
        apply(*index, 3, "c/other.md", "# Other\n\nPermission to enter the building is asked at the door.\n");
        QVERIFY(index->commit());
        const auto hits = index->search("permission granted", 10, {});
        QCOMPARE(hits->size(), std::size_t{2});
        QCOMPARE(hits->front().alike.size(), std::size_t{1});
        QVERIFY(hits->front().alike[0].path != hits->front().atom.path);
    }

    // The same atoms give the same hits, whatever the index went through.
    void answersDoNotDependOnHistory() {
        const auto textOf = [](int i) {
            return "# Part " + std::to_string(i) + "\n\nSentence about topic" + std::to_string(i % 7) + " and thing" +
                   std::to_string(i % 11) + " with detail" + std::to_string(i) + ".\n";
        };
        auto straight = *SqliteIndex::open(newPath(), "w1"), winding = *SqliteIndex::open(newPath(), "w1");
        for (int i = 0; i < 100; ++i) apply(*straight, 1, "p" + std::to_string(i) + ".md", textOf(i));
        for (int i = 99; i >= 0; --i) {
            apply(*winding, 1, "p" + std::to_string(i) + ".md", "# Draft\n\nsomething else " + textOf(i));
            if (i % 10 == 0) QVERIFY(winding->commit() && winding->search("topic3 thing4", 5, {}));
        }
        for (int i = 99; i >= 0; --i) apply(*winding, 2, "p" + std::to_string(i) + ".md", textOf(i));
        QVERIFY(straight->commit() && winding->commit());
        for (const char* query : {"topic3 thing4", "sentence", "detail17 topic1", "thing2"}) {
            const auto one = straight->search(query, 40, {}), other = winding->search(query, 40, {});
            QVERIFY(one && other && !one->empty());
            QCOMPARE(titles(other), titles(one));
            for (std::size_t i = 0; i < one->size(); ++i) QCOMPARE((*other)[i].scoreMicro, (*one)[i].scoreMicro);
        }
    }

    void damagedVectorsAreMadeAgain() {
        const auto path = newPath();
        std::vector<std::string> before;
        {
            auto index = *SqliteIndex::open(path, "w1");
            for (int i = 0; i < 100; ++i)
                apply(*index, 1, "p" + std::to_string(i) + ".md",
                      "# P\n\nword" + std::to_string(i % 9) + " with word" + std::to_string(i % 5) + ".\n");
            QVERIFY(index->commit());
            before = titles(index->search("word3", 30, {}));
        }
        auto kept = *readFile(path + ".vectors");
        const auto whole = kept;
        kept[kept.size() / 2] = static_cast<char>(kept[kept.size() / 2] ^ 1);
        QVERIFY(writeFileAtomically(path + ".vectors", kept));
        auto index = *SqliteIndex::open(path, "w1");
        QCOMPARE(titles(index->search("word3", 30, {})), before);
        QVERIFY(*readFile(path + ".vectors") == whole);
    }

    void hostileQuestionsAreJustWords() {
        auto index = *SqliteIndex::open(newPath(), "w1");
        apply(*index, 1, "a.md", "# Near\n\nnot and or near title text\n");
        QVERIFY(index->commit());
        std::string nul("a\0b", 3), many;
        for (int i = 0; i < 50'000; ++i) many += "word" + std::to_string(i) + " near ";
        for (const std::string& query :
             {std::string("\" OR *"), std::string("title:near AND (NOT"),
              std::string("NEAR(a b, 2) ^ - + {x y} : near"), std::string("'; DROP TABLE words; --"), nul, many,
              std::string("\xFF\xFE near"), std::string()})
            QVERIFY2(index->search(query, 5, {}).has_value(), query.substr(0, 40).c_str());
        QCOMPARE(index->search("title:near", 5, {})->size(), std::size_t{1});
    }

    void changedFilesSupersedeTheirAtoms() {
        auto index = *SqliteIndex::open(newPath(), "w1");
        const std::string before = "# Alpha\n\nFirst text.\n\n# Beta\n\nStable text.\n",
                          after = "# Alpha\n\nChanged wording.\n\nMore.\n\n# Beta\n\nStable text.\n";
        const auto old = make("a.md", before), now = make("a.md", after);
        apply(*index, 1, "a.md", before);
        apply(*index, 2, "a.md", after);
        QVERIFY(index->commit());
        QCOMPARE(index->search("first", 10, {})->size(), std::size_t{0});
        QCOMPARE(index->search("wording", 10, {})->size(), std::size_t{1});
        QCOMPARE(index->search("stable", 10, {})->size(), std::size_t{1});
        const auto current = index->atomsUnder({"a.md"});
        QCOMPARE(current->size(), now.atoms.size());
        for (std::size_t i = 0; i < current->size(); ++i)
            QCOMPARE(QByteArray::fromStdString(toJson((*current)[i]).dump()),
                     QByteArray::fromStdString(toJson(now.atoms[i]).dump()));
        for (const auto& atom : old.atoms) {
            const auto found = index->atom(atom.id);  // superseded ones keep their text
            QVERIFY(found && found->text == atom.text);
        }
        QVERIFY(index->stats()->superseded > 0);
        QCOMPARE(*index->fileText("a.md"), after);
        QVERIFY(index->removeFile(3, "a.md") && index->commit());
        QVERIFY(index->search("stable wording", 10, {})->empty());
        QCOMPARE(index->fileText("a.md").error().code, ErrorCode::NotFound);
        QCOMPARE(index->stats()->atoms, std::uint64_t{0});
        apply(*index, 4, "a.md", before);  // and back again
        QVERIFY(index->commit());
        QCOMPARE(index->search("first", 10, {})->size(), std::size_t{1});
        QCOMPARE(index->atomsUnder({""})->size(), old.atoms.size());
    }

    void foldersAreNotPrefixes() {
        auto index = *SqliteIndex::open(newPath(), "w1");
        for (const char* path : {"src/a.md", "src2/b.md", "src.md"}) apply(*index, 1, path, "# T\n");
        QVERIFY(index->commit());
        const auto paths = [&](const std::vector<std::string>& scope) {
            std::set<std::string> out;
            const auto atoms = index->atomsUnder(scope);
            for (const auto& atom : *atoms) out.insert(atom.path);
            return out;
        };
        QCOMPARE(paths({"src/"}), std::set<std::string>{"src/a.md"});
        QCOMPARE(paths({"src.md"}), std::set<std::string>{"src.md"});
        QCOMPARE(paths({""}).size(), std::size_t{3});
        QCOMPARE(titles(index->search("T", 9, {"src/"})).size(), std::size_t{1});
        QCOMPARE(index->files()->size(), std::size_t{3});
    }

    void bigFilesKeepTheirText() {
        std::string text;
        for (int i = 0; i < 3'000; ++i)
            text +=
                "## Section " + std::to_string(i) + "\n\nUnique" + std::to_string(i) + " söme text that goes on.\n\n";
        auto index = *SqliteIndex::open(newPath(), "w1");
        apply(*index, 1, "big.md", text);
        QVERIFY(index->commit());
        QCOMPARE(*index->fileText("big.md"), text);
        const auto hits = index->search("unique2777", 5, {});
        QCOMPARE(hits->size(), std::size_t{1});
        QCOMPARE(hits->front().atom.text, std::string("## Section 2777\n\nUnique2777 söme text that goes on."));
    }

    void usesAreThoseOfTheLatestRevision() {
        auto index = *SqliteIndex::open(newPath(), "w1");
        const auto a = sha256("a"), b = sha256("b"), c = sha256("c");
        QVERIFY(index->recordUses(1, 1, 7, 1, {a, b}) && index->recordUses(2, 1, 8, 1, {b}) &&
                index->recordUses(3, 1, 7, 1, {c}) && index->commit());
        QCOMPARE(*index->usersOf({b, c}), (std::vector<TaskAddress>{{1, 7}, {1, 8}}));
        QVERIFY(index->recordUses(4, 1, 7, 2, {c}) && index->commit());
        QVERIFY(index->usersOf({a})->empty());
        QCOMPARE(*index->usersOf({b}), (std::vector<TaskAddress>{{1, 8}}));
    }

    /// Uses wait in memory for company: whoever asks here finds them, the file has them when it is stored or closed.
    void usesWaitInMemory() {
        const auto path = newPath();
        auto index = *SqliteIndex::open(path, "w1");
        const auto a = sha256("a"), b = sha256("b");
        const auto inFile = [&] {
            const auto reader = SqliteIndex::open(path, "w1", SqliteIndex::Access::Reader);
            return std::pair((*reader)->usersOf({a}).value(), (*reader)->indexedThrough());
        };
        using Users = std::vector<TaskAddress>;
        QVERIFY(index->recordUses(1, 1, 7, 1, {a}) && index->setThrough(5) && index->commit());
        QVERIFY(*index->usersOf({a}) == (Users{{1, 7}}) && index->indexedThrough() == 5);
        QVERIFY(inFile() == std::pair(Users{}, std::uint64_t{0}));
        QVERIFY(index->store());
        QVERIFY(inFile() == std::pair(Users{{1, 7}}, std::uint64_t{5}));
        // A later attempt that is not in the file yet replaces the one that is.
        QVERIFY(index->recordUses(6, 1, 7, 2, {b}) && index->setThrough(6) && index->commit());
        QVERIFY(index->usersOf({a})->empty() && *index->usersOf({b}) == (Users{{1, 7}}));
        index.reset();
        QVERIFY(inFile() == std::pair(Users{}, std::uint64_t{6}));
    }

    void staysAcrossClosingAndForgetsWhatWasNotCommitted() {
        const auto path = newPath();
        {
            auto index = *SqliteIndex::open(path, "w1");
            apply(*index, 1, "a.md", "# Kept\n\nwords\n");
            QVERIFY(index->setThrough(9) && index->commit());
            apply(*index, 2, "b.md", "# Lost\n");
        }
        auto index = *SqliteIndex::open(path, "w1");
        QCOMPARE(index->indexedThrough(), std::uint64_t{9});
        QCOMPARE(index->search("kept", 5, {})->size(), std::size_t{1});
        QVERIFY(index->search("lost", 5, {})->empty());
        auto reader = *SqliteIndex::open(path, "w1", SqliteIndex::Access::Reader);
        QCOMPARE(reader->search("kept", 5, {})->size(), std::size_t{1});
        QVERIFY(index->clear());
        QCOMPARE(index->indexedThrough(), std::uint64_t{0});
        QVERIFY(index->search("kept", 5, {})->empty() && index->files()->empty());
        QCOMPARE(SqliteIndex::open(newPath(), "w1", SqliteIndex::Access::Reader).error().code, ErrorCode::NotFound);
    }

    void doubtMakesAFreshIndex_data() {
        QTest::addColumn<QString>("harm");
        for (const char* harm : {"workspace", "version", "application", "cut", "text", "boot", "others", "none"})
            QTest::newRow(harm) << harm;
    }
    void doubtMakesAFreshIndex() {
        QFETCH(QString, harm);
        const auto path = newPath();
        {
            auto index = *SqliteIndex::open(path, "w1");
            apply(*index, 1, "a.md", "# Kept\n");
            QVERIFY(index->setThrough(5) && index->commit());
        }
        const auto execute = [&](const char* sql) {
            QVERIFY((*sqlite::Connection::open(path, sqlite::Access::ReadWrite))->execute(sql).has_value());
        };
        if (harm == "version") execute("PRAGMA user_version = 99");
        if (harm == "application") execute("PRAGMA application_id = 1");
        if (harm == "boot") execute("UPDATE meta SET value = 'another start' WHERE key = 'state'");
        if (harm == "cut") QVERIFY(QFile::resize(QString::fromStdString(path), 6'000));
        if (harm == "text")
            QVERIFY(writeFileAtomically(path, "this is no database, but a text of some length").has_value());
        if (harm == "others")
            QVERIFY(QFile::resize(QString::fromStdString(path), QFileInfo(QString::fromStdString(path)).size() + 1));
        else if (harm != "none") QVERIFY(QFile::remove(QString::fromStdString(path + ".seal")));  // each is found alone
        if (harm == "others" || harm == "version")
            QCOMPARE(SqliteIndex::open(path, "w1", SqliteIndex::Access::Reader).error().code, ErrorCode::Damaged);
        const auto index = SqliteIndex::open(path, harm == "workspace" ? "w2" : "w1");
        QVERIFY2(index.has_value(), index ? "" : index.error().message.c_str());
        QCOMPARE((*index)->indexedThrough(), std::uint64_t{harm == "none" ? 5u : 0u});
        QCOMPARE((*index)->begunBecause().empty(), harm == "none");
        apply(**index, 1, "b.md", "# Works\n");
        QVERIFY((*index)->commit() && (*index)->search("works", 5, {})->size() == 1);
    }

    void whatAReaderDistrustsTheNextWriterMakesAnew() {
        const auto path = newPath();
        {
            auto index = *SqliteIndex::open(path, "w1");
            apply(*index, 1, "a.md", "# Kept\n");
            QVERIFY(index->setThrough(5) && index->commit());
        }
        (*SqliteIndex::open(path, "w1", SqliteIndex::Access::Reader))->distrust();
        QVERIFY(!SqliteIndex::open(path, "w1", SqliteIndex::Access::Reader));
        {
            const auto index = *SqliteIndex::open(path, "w1");
            QCOMPARE(index->indexedThrough(), std::uint64_t{0});
            QCOMPARE(index->begunBecause(), std::string("a reader found it damaged"));
            apply(*index, 1, "a.md", "# Kept\n");
            QVERIFY(index->setThrough(5) && index->commit());
            QVERIFY(SqliteIndex::open(path, "w1", SqliteIndex::Access::Reader).has_value());  // beside its writer
        }
        // A reader that looked in leaves the seal as it is.
        QCOMPARE((*SqliteIndex::open(path, "w1", SqliteIndex::Access::Reader))->search("kept", 5, {})->size(),
                 std::size_t{1});
        const auto index = *SqliteIndex::open(path, "w1");
        QCOMPARE(index->indexedThrough(), std::uint64_t{5});
        QVERIFY(index->begunBecause().empty());
    }

    void damagedManifestChangesNothing() {
        auto index = *SqliteIndex::open(newPath(), "w1");
        const auto made = make("a.md", "# A\n");
        QCOMPARE(index->applyFile(1, made.manifest, "# B\n").error().code, ErrorCode::Damaged);
        QVERIFY(index->commit() && index->files()->empty());
    }

    void manyReadersWhileOneWrites() {
        auto index = *SqliteIndex::open(newPath(), "w1");
        apply(*index, 1, "f0.md", "# Common zero\n\ncommon words\n");
        QVERIFY(index->commit());
        std::atomic<bool> stop{false};
        std::atomic<int> failures{0}, answers{0};
        std::vector<std::thread> readers;
        for (int i = 0; i < 8; ++i)
            readers.emplace_back([&] {
                while (!stop) {
                    const auto hits = index->search("common", 20, {});
                    if (!hits || hits->empty()) ++failures;
                    else if (!index->atom(hits->front().atom.id)) ++failures;
                    ++answers;
                }
            });
        for (int i = 1; i < 150; ++i) {
            apply(*index, static_cast<std::uint64_t>(i) + 1, "f" + std::to_string(i % 20) + ".md",
                  "# Common " + std::to_string(i) + "\n\ncommon words\n");
            QVERIFY(index->commit());
        }
        while (answers < 100) std::this_thread::yield();
        stop = true;
        for (auto& reader : readers) reader.join();
        QCOMPARE(failures.load(), 0);
    }
};

QTEST_APPLESS_MAIN(TestIndex)
#include "tst_index.moc"
