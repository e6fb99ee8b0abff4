// The index and the two times: what it answers about the past, and that the present stays what it was.
#include <QtTest>

#include <QTemporaryDir>

#include <rapidcheck.h>

#include "core/memory/manifest.h"
#include "core/memory/segment.h"
#include "core/runtime/index/sqlite_index.h"

using namespace skein;
using namespace skein::runtime;

namespace {

constexpr std::int64_t instants = 20;

std::string manifestOf(const std::string& path, const std::string& text) {
    const auto language = memory::languageOf(path, text);
    return memory::manifestText({path, language, text.size(), memory::LineTable(text).count(), sha256(text)},
                                memory::segment({path, text, language, {}}));
}

BlobRef blob(std::int64_t number) { return {sha256("manifest " + std::to_string(number))}; }

std::string textOf(std::int64_t version) {
    return version == 0 ? "" : "# Part\n\nshared words and word" + std::to_string(version) + ".\n\n# Stable\n\nsame.\n";
}

SourceTimes at(std::int64_t time) {
    SourceTimes times;
    times.at = Instant{time};
    return times;
}

using Hits = std::vector<std::pair<std::string, std::int64_t>>;
Hits hitsOf(const Result<std::vector<AtomHit>>& found) {
    Hits hits;
    if (!found) return {{found.error().message, 0}};
    for (const auto& hit : *found) hits.emplace_back(hit.atom.path + "#" + hit.atom.title, hit.scoreMicro);
    return hits;
}

}  // namespace

class TestIndexTimes : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_number = 0;
    std::unique_ptr<SqliteIndex> newIndex() {
        return *SqliteIndex::open(m_folder.path().toStdString() + "/" + std::to_string(++m_number), "w");
    }

private slots:
    // Whatever comes in whatever order: every point of both times, by text and by search, and the present.
    void everyPointIsAnsweredAsByTheFold() {
        const bool held = rc::check("index and fold agree", [this] {
            const auto index = newIndex();
            memory::Timeline timeline;
            std::int64_t time = 0, versions = 0;
            std::uint64_t sequence = 0;
            const auto count = *rc::gen::inRange(1, 10);
            for (int i = 0; i < count; ++i) {
                time = std::min<std::int64_t>(time + *rc::gen::inRange(0, 4), instants - 1);
                sequence += static_cast<std::uint64_t>(*rc::gen::inRange(1, 4));
                SourceTimes times = at(time);
                const bool removed = versions > 0 && *rc::gen::inRange(0, 5) == 0;
                if (*rc::gen::inRange(0, 2) == 0)
                    times.validFrom = Instant{*rc::gen::inRange<std::int64_t>(0, instants)};
                if (!removed && *rc::gen::inRange(0, 3) == 0)
                    times.validUntil = Instant{*rc::gen::inRange<std::int64_t>(0, instants)};
                memory::SourceChange change{sequence, times.at, 0, times.validFrom, times.validUntil, 0};
                if (versions > 0 && *rc::gen::inRange(0, 3) == 0) {
                    times.correction = true;
                    change.corrects = *rc::gen::inRange<std::int64_t>(1, versions + 1);
                    (removed ? times.manifest : times.previous) = blob(change.corrects);
                }
                if (removed) {
                    RC_ASSERT(index->removeFile(sequence, "a.md", times).has_value());
                } else {
                    change.version = ++versions;
                    times.manifest = blob(versions);
                    const auto text = textOf(versions);
                    RC_ASSERT(index->applyFile(sequence, manifestOf("a.md", text), text, times).has_value());
                }
                timeline.take(change);
            }
            RC_ASSERT(index->commit().has_value());
            for (std::uint64_t known = 0; known <= sequence + 1; ++known)
                for (std::int64_t point = 0; point < instants; ++point) {
                    const AsOf asOf{known, Instant{point}};
                    const auto expected = textOf(timeline.versionAt(known, asOf.trueAt));
                    RC_ASSERT(index->fileText("a.md", asOf).value_or("") == expected);
                    const auto atoms = index->atomsUnder({""}, asOf);
                    RC_ASSERT(atoms.has_value());
                    RC_ASSERT(atoms->empty() == expected.empty());
                    const auto standing = index->versionAsOf("a.md", asOf);
                    RC_ASSERT(standing.has_value());
                    RC_ASSERT(standing->has_value() == !expected.empty());
                    if (*standing) {
                        RC_ASSERT((*standing)->valid.holds(asOf.trueAt));
                        RC_ASSERT((*standing)->knownFrom <= known && known < (*standing)->knownUntil);
                    }
                }
            // The present is what stands at the last recorded time, to every question about the present.
            const auto present = timeline.versionAt(sequence, Instant{time});
            RC_ASSERT(index->fileText("a.md").value_or("") == textOf(present));
            const auto fresh = newIndex();
            if (present != 0)
                RC_ASSERT(fresh->applyFile(1, manifestOf("a.md", textOf(present)), textOf(present)).has_value());
            RC_ASSERT(fresh->commit().has_value());
            RC_ASSERT(hitsOf(index->search("shared word3 same", 9, {})) ==
                      hitsOf(fresh->search("shared word3 same", 9, {})));
            RC_ASSERT(index->stats()->atoms == fresh->stats()->atoms);
        });
        QVERIFY(held);
    }

    // Asked about an instant, a search answers as it did at that instant: same atoms, same scores.
    void theAnswersOfThePastComeBack() {
        const auto index = newIndex();
        const auto fresh = [](int file, int edit) {
            return "# Note " + std::to_string(file) + "\n\nTopic" + std::to_string((file + edit) % 7) + " and thing" +
                   std::to_string((file * 3 + edit) % 11) + " with detail" + std::to_string(file) + ".\n";
        };
        const std::vector<std::string> queries{"topic3 thing4", "detail17 topic1", "thing2 note"};
        std::uint64_t sequence = 0;
        struct Then {
            AsOf asOf;
            std::vector<Hits> hits;
        };
        std::vector<Then> thens;
        for (int edit = 0; edit < 4; ++edit) {
            for (int file = 0; file < 120; file += edit + 1) {
                const auto path = "n" + std::to_string(file) + ".md", text = fresh(file, edit);
                ++sequence;
                if (edit == 2 && file % 9 == 0) QVERIFY(index->removeFile(sequence, path, at(edit * 10)));
                else QVERIFY(index->applyFile(sequence, manifestOf(path, text), text, at(edit * 10)));
            }
            QVERIFY(index->commit());
            Then then{{sequence, Instant{edit * 10}}, {}};
            for (const auto& query : queries) then.hits.push_back(hitsOf(index->search(query, 30, {})));
            thens.push_back(std::move(then));
        }
        QVERIFY(thens[0].hits != thens[1].hits && thens[2].hits != thens[3].hits);
        for (int round = 0; round < 2; ++round)
            for (const auto& then : thens) {
                for (std::size_t i = 0; i < queries.size(); ++i)
                    QVERIFY(hitsOf(index->searchAsOf(queries[i], 30, {}, then.asOf)) == then.hits[i]);
                QCOMPARE(*index->knownAt(then.asOf.trueAt), then.asOf.known);
            }
        // Successions end nothing before them: all that is known today tells the same of those times.
        for (const auto& then : thens)
            QVERIFY(hitsOf(index->searchAsOf(queries[0], 30, {}, {memory::stillKnown, then.asOf.trueAt})) ==
                    then.hits[0]);
        const auto ofOne = index->searchAsOf(queries[0], 30, {"n1.md"}, thens[0].asOf);
        QVERIFY(ofOne && !ofOne->empty());
        for (const auto& hit : *ofOne) QCOMPARE(hit.atom.path, std::string("n1.md"));
        QVERIFY(index->searchAsOf(queries[0], 30, {}, {0, Instant{100}})->empty());
        QVERIFY(hitsOf(index->search(queries[0], 30, {})) == thens[3].hits[0]);
    }

    void anOldTextChangesNothingNow() {
        const auto index = newIndex();
        auto now = at(100);
        now.manifest = blob(1);
        QVERIFY(index->applyFile(1, manifestOf("a.md", textOf(1)), textOf(1), now));
        auto old = at(200);
        old.manifest = blob(2);
        old.validFrom = Instant{10};
        old.validUntil = Instant{20};
        QVERIFY(index->applyFile(2, manifestOf("a.md", textOf(2)), textOf(2), old) && index->commit());
        QCOMPARE(index->search("word2", 5, {})->size(), std::size_t{0});
        QCOMPARE(index->search("word1", 5, {})->size(), std::size_t{1});
        QCOMPARE(*index->fileText("a.md"), textOf(1));
        QCOMPARE(index->searchAsOf("word2", 5, {}, {2, Instant{15}})->size(), std::size_t{1});
        QCOMPARE(index->searchAsOf("word2", 5, {}, {1, Instant{15}})->size(), std::size_t{0});
        QVERIFY(index->manifestsOf({"a.md"})->at("a.md") == blob(1));
        const auto changes = *index->history("a.md");
        QCOMPARE(changes.size(), std::size_t{2});
        QCOMPARE(changes[1].stood.size(), std::size_t{1});
        const auto atom = index->searchAsOf("word2", 5, {}, {2, Instant{15}})->front().atom;
        QCOMPARE(index->versionsWith(atom.id)->sequences, (std::vector<std::uint64_t>{2}));
        QCOMPARE(index->atom(atom.id)->text, atom.text);
    }

    // A correction whose date shows an earlier version again makes that one present, words and all.
    void whatComesBackIsFoundAgain() {
        const auto index = newIndex();
        for (int version = 1; version <= 2; ++version) {
            auto times = at(version * 10);
            times.manifest = blob(version);
            QVERIFY(index->applyFile(static_cast<std::uint64_t>(version), manifestOf("a.md", textOf(version)),
                                     textOf(version), times));
        }
        auto never = at(30);
        never.correction = true;
        never.previous = blob(2);
        never.validFrom = Instant{12};
        never.validUntil = Instant{15};
        QVERIFY(index->applyFile(3, manifestOf("a.md", textOf(3)), textOf(3), never) && index->commit());
        QCOMPARE(*index->fileText("a.md"), textOf(1));
        QCOMPARE(index->search("word1", 5, {})->size(), std::size_t{1});
        QCOMPARE(index->search("word2", 5, {})->size(), std::size_t{0});
        QCOMPARE(index->searchAsOf("word2", 5, {}, {2, Instant{25}})->size(), std::size_t{1});
        QCOMPARE(index->stats()->files, std::uint64_t{1});
    }
};

QTEST_APPLESS_MAIN(TestIndexTimes)
#include "tst_index_times.moc"
