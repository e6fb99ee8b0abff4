// What a run takes from earlier ones for its windows: learned when it begins, kept in its options; and what persons
// said of atoms.
#include <QTemporaryDir>
#include <QtTest>

#include "core/memory/manifest.h"
#include "core/memory/segment.h"
#include "core/runtime/facts.h"
#include "core/runtime/index/sqlite_index.h"
#include "core/runtime/window_uses.h"

using namespace skein;
using namespace skein::runtime;

namespace {

WindowUses uses() {
    WindowUses all;
    all.lastRun = 17;
    all.atoms[sha256("good")] = {{10, 10}, "good.md:1-3"};
    all.atoms[sha256("usual")] = {{10, 5}, "usual.md:1-3"};
    all.atoms[sha256("bad")] = {{10, 0}, "bad.md:1-3"};
    all.atoms[sha256("once")] = {{1, 0}, "once.md:1-3"};
    all.windows = 4;
    all.tokens = 3'100;
    all.used = 1'500;
    all.channels[context::at(WindowChannel::Relevance)] = {9'000, 1'000};
    all.channels[context::at(WindowChannel::Dependency)] = {9'000, 8'000};
    return all;
}

}  // namespace

class TestWindowUses : public QObject {
    Q_OBJECT

private slots:
    void termsAreKeptInTheOptions() {
        const auto terms = termsFrom(uses());
        QCOMPARE(terms.changedAfter, std::uint64_t{17});
        QVERIFY(terms.usefulness.at(sha256("good")) > 1'150 && terms.usefulness.at(sha256("bad")) < 850);
        QVERIFY(!terms.usefulness.contains(sha256("once")));
        QVERIFY(terms.shares.perMille[1] > terms.shares.perMille[2]);
        Json options{{"provider", "offline"}};
        addWindowTerms(terms, options);
        const auto text = options.dump();
        QVERIFY(windowTermsFrom(*parseJson(text)) == terms);
        Json first{{"provider", "offline"}};
        addWindowTerms({}, first);
        QCOMPARE(first.size(), std::size_t{1});  // a first run has nothing to keep
        QVERIFY(windowTermsFrom(first) == WindowTerms{});
    }

    void nonsenseIsNothing_data() {
        QTest::addColumn<QByteArray>("windows");
        QTest::newRow("text") << QByteArray(R"("x")");
        QTest::newRow("types") << QByteArray(R"({"changed_after": -1, "useful": [1], "shares": 3})");
        QTest::newRow("atoms") << QByteArray(R"({"useful": {"abc": 900}})");
        QTest::newRow("members") << QByteArray(R"({"shares": {"policy": "much", "other": 4}})");
    }
    void nonsenseIsNothing() {
        QFETCH(QByteArray, windows);
        QVERIFY(windowTermsFrom(Json{{"windows", *parseJson(windows.toStdString())}}) == WindowTerms{});
        QVERIFY(windowTermsFrom(Json(nullptr)) == WindowTerms{});
    }

    void weightsFromOutsideAreBounded() {
        const auto atom = sha256("a");
        const Json options{{"windows", {{"useful", {{atom.hex(), 1'000'000}}}}}};
        QCOMPARE(windowTermsFrom(options).usefulness.at(atom), context::mostWeight);
    }

    void theTable() {
        const auto json = windowUsesJson(uses(), 1);
        QCOMPARE(json["most_used"].size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(json["most_used"][0]["source"]), QString("good.md:1-3"));
        QCOMPARE(QString::fromStdString(json["never_used"][0]["source"]), QString("bad.md:1-3"));
        QCOMPARE(json["atoms"].get<int>(), 4);
        QCOMPARE(json["channels"]["dependency"]["used"].get<int>(), 8'000);
        QVERIFY(windowUsesJson({}, 5)["relevance"].is_null());
    }

    // The least of the models that a run may use: any of them may get the window.
    void windowsSuitEveryModel() {
        const Json house{{"id", "house"}, {"protocol", "openai-chat"}, {"base_url", "https://llm.example/v1"}};
        const auto model = [](const char* id) { return Json{{"provider", "house"}, {"id", id}}; };
        auto a = model("a"), b = model("b");
        a["best_window"] = 4'000;
        b["best_window"] = 2'500;
        const Json options{
            {"catalogue",
             {{"providers", Json::array({house})}, {"models", Json::array({std::move(a), std::move(b), model("c")})}}}};
        const auto models = runModelsFromOptions(options);
        QVERIFY(models);
        QCOMPARE(models->bestWindow()->value, 2'500);
        const auto named = runModelsFromOptions(Json{{"provider", "x"},
                                                     {"protocol", "openai-chat"},
                                                     {"base_url", "http://x"},
                                                     {"model", "m"},
                                                     {"best_window", 1'800}});
        QCOMPARE(named->bestWindow()->value, 1'800);
        QVERIFY(!runModelsFromOptions(Json{{"provider", "offline"}})->bestWindow());
    }

    // The word about a task stands before the one about all tasks, the later one before the earlier.
    void wordsOfPersons() {
        Facts facts([](const BlobRef&) -> Result<std::string> { return fail(ErrorCode::NotFound, "none"); });
        const auto say = [&](const char* atom, AtomMark mark, std::uint32_t run = 0, std::uint32_t task = 0) {
            CommittedEvent event;
            event.event = event::AtomMarked{sha256(atom), mark, RunId{run}, TaskNo{task}};
            facts.take(event);
        };
        say("b", AtomMark::Pinned);
        say("a", AtomMark::Pinned);
        say("c", AtomMark::Excluded);
        say("a", AtomMark::Excluded, 1, 2);
        say("c", AtomMark::Pinned, 1, 2);
        auto marks = facts.marksFor(RunId{1}, TaskNo{2});
        QVERIFY(marks.pinned == (std::vector<Digest>{sha256("b"), sha256("c")}));
        QVERIFY(marks.excluded == std::set<Digest>{sha256("a")});
        for (const auto& [run, task] : {std::pair{1u, 1u}, std::pair{2u, 2u}}) {
            marks = facts.marksFor(RunId{run}, TaskNo{task});
            QVERIFY(marks.pinned == (std::vector<Digest>{sha256("b"), sha256("a")}));
            QVERIFY(marks.excluded == std::set<Digest>{sha256("c")});
        }
        say("a", AtomMark::None, 1, 2);
        say("b", AtomMark::None);
        marks = facts.marksFor(RunId{1}, TaskNo{2});
        QVERIFY(marks.pinned == (std::vector<Digest>{sha256("a"), sha256("c")}));
        QVERIFY(marks.excluded.empty());
    }

    void filesRecordedSince() {
        QTemporaryDir folder;
        const auto index = SqliteIndex::open((folder.path() + "/i.sqlite").toStdString(), "w");
        QVERIFY(index);
        const auto record = [&](std::uint64_t sequence, const std::string& path, const std::string& text) {
            const SourceFile file{path, "Markdown", text.size(), memory::LineTable(text).count(), sha256(text)};
            const auto cut = memory::segment({path, text, "Markdown", {}});
            QVERIFY((*index)->applyFile(sequence, memory::manifestText(file, cut), text));
        };
        record(3, "b.md", "# B\n\nOne.\n");
        record(4, "a.md", "# A\n\nOne.\n");
        record(9, "b.md", "# B\n\nTwo.\n");
        QVERIFY((*index)->commit());
        const auto since = [&](std::uint64_t sequence) { return *(*index)->pathsRecordedAfter(sequence); };
        QCOMPARE(since(0), (std::vector<std::string>{"a.md", "b.md"}));
        QCOMPARE(since(4), (std::vector<std::string>{"b.md"}));
        QVERIFY(since(9).empty());
    }
};

QTEST_GUILESS_MAIN(TestWindowUses)
#include "tst_window_uses.moc"
