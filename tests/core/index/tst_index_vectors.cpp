// Vectors and summaries of models in the memory index: by the digest of what was sent, in the space that was chosen.
#include <QtTest>

#include <QTemporaryDir>

#include "core/memory/manifest.h"
#include "core/memory/retrieval/model_vectors.h"
#include "core/memory/segment.h"
#include "core/runtime/index/sqlite_index.h"

using namespace skein;
using namespace skein::runtime;

namespace {

constexpr const char* space = "fake/embed@16";

std::string pointing(std::size_t way) {
    std::vector<float> vector(16, 0.01f);
    vector[way] = 1;
    return memory::quantised(vector);
}

/// One text, one direction.
std::string blobOf(const std::vector<std::pair<std::string, std::size_t>>& texts, const std::string& name = space) {
    memory::VectorBatch batch{name, 16, {}, {}};
    for (const auto& [text, way] : texts) {
        batch.texts.push_back(sha256(text));
        batch.parts += pointing(way);
    }
    return memory::vectorBlob(batch);
}

}  // namespace

class TestIndexVectors : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_number = 0;

    std::unique_ptr<SqliteIndex> open() {
        auto index = SqliteIndex::open(m_folder.path().toStdString() + "/i" + std::to_string(++m_number) + ".db", "w");
        return index ? std::move(*index) : nullptr;
    }
    static void apply(SqliteIndex& index, std::uint64_t sequence, const std::string& path, const std::string& text) {
        const auto language = memory::languageOf(path, text);
        const auto atoms = memory::segment({path, text, language, {}});
        const auto manifest =
            memory::manifestText({path, language, text.size(), memory::LineTable(text).count(), sha256(text)}, atoms);
        QVERIFY(index.applyFile(sequence, manifest, text).has_value());
        QVERIFY(index.commit().has_value());
    }
    /// Every text that is to be sent, as it is sent.
    static std::map<std::string, Digest> unsent(const SqliteIndex& index, const std::set<Digest>& left = {}) {
        std::map<std::string, Digest> texts;
        const auto list = index.textsToEmbed(space, left);
        if (list)
            for (const auto& each : *list)
                if (const auto text = index.textOf(each)) texts.emplace(*text, each.text);
        return texts;
    }

private slots:
    void textsAreSentOnce() {
        const auto index = open();
        apply(*index, 1, "a.md", "# Cars\n\nAn automobile needs tyres.\n");
        apply(*index, 2, "b.md", "# Cars\n\nAn automobile needs tyres.\n");
        const auto texts = unsent(*index);
        QVERIFY(!texts.empty());
        std::vector<std::pair<std::string, std::size_t>> made;
        for (const auto& [text, digest] : texts) {
            QCOMPARE(digest.hex(), sha256(text).hex());  // what is sent is what its digest says
            made.emplace_back(text, 3);
        }
        QVERIFY(index->recordVectors(blobOf(made)).has_value());
        QVERIFY(index->setSpace(space).has_value());
        QVERIFY(index->commit().has_value());
        QVERIFY(unsent(*index).empty());
        const auto coverage = index->prepareSearch({});
        QVERIFY(coverage.has_value());
        QCOMPARE(coverage->byModel, coverage->atoms);
        QCOMPARE(coverage->model, std::string(space));
        // A new text is new, the old ones are not paid for again.
        apply(*index, 3, "b.md", "# Cars\n\nAn automobile needs tyres.\n\n# Boats\n\nA boat needs sails.\n");
        const auto more = unsent(*index);
        QVERIFY(!more.empty());
        for (const auto& [text, digest] : more) QVERIFY2(!texts.contains(text), text.c_str());
        // What goes and comes back is known still.
        QVERIFY(index->removeFile(4, "a.md").has_value() && index->commit().has_value());
        apply(*index, 5, "a.md", "# Cars\n\nAn automobile needs tyres.\n");
        QCOMPARE(unsent(*index).size(), more.size());
    }

    void excludedAtomsAreLeft() {
        const auto index = open();
        apply(*index, 1, "a.md", "# Cars\n\nAn automobile needs tyres.\n\n# Boats\n\nA boat needs sails.\n");
        const auto atoms = index->atomsUnder({"a.md"});
        QVERIFY(atoms.has_value());
        std::set<Digest> left;
        for (const auto& atom : *atoms)
            if (atom.text.find("sails") != std::string::npos) left.insert(atom.id);
        QVERIFY(!left.empty());
        const auto texts = unsent(*index, left);
        QVERIFY(!texts.empty());
        for (const auto& [text, digest] : texts) QVERIFY2(text.find("sails") == std::string::npos, text.c_str());
    }

    void questionsFindWhatWordsDoNot() {
        const auto index = open();
        for (int i = 0; i < 6; ++i)
            apply(*index, static_cast<std::uint64_t>(i + 1), "n" + std::to_string(i) + ".md",
                  "# Note " + std::to_string(i) + "\n\n" + (i == 4 ? "An automobile needs tyres." : "Bread and salt.") +
                      "\n");
        QVERIFY(index->search("car", 5, {})->empty());
        std::vector<std::pair<std::string, std::size_t>> made{{"car", 3}};
        for (const auto& [text, digest] : unsent(*index))
            made.emplace_back(text, text.find("automobile") != std::string::npos ? 3 : 9);
        QVERIFY(index->recordVectors(blobOf(made)).has_value() && index->setSpace(space).has_value());
        QVERIFY(index->commit().has_value());
        QVERIFY(*index->hasVector(space, "car") && !*index->hasVector(space, "ship"));
        const auto hits = index->search("car", 5, {});
        QVERIFY(hits && !hits->empty());
        QCOMPARE(hits->front().atom.path, std::string("n4.md"));
        QVERIFY(index->comparedByModel("car", *hits)->contains(hits->front().atom.id));
        QVERIFY(index->comparedByModel("ship", *hits)->empty());
        // A search as of the past has no vectors that may be younger than what it asks of.
        QVERIFY(!index->searchAsOf("automobile", 5, {}, {memory::stillKnown, Instant{}})->empty());
        QVERIFY(index->searchAsOf("car", 5, {}, {memory::stillKnown, Instant{}})->empty());
        QVERIFY(index->search("ship", 5, {})->empty());  // nobody asked the model for it
        // Another space has other vectors; none chosen, none used.
        QVERIFY(index->setSpace("fake/other").has_value() && index->commit().has_value());
        QVERIFY(index->search("car", 5, {})->empty());
        QVERIFY(index->setSpace(space).has_value() && index->commit().has_value());
        QVERIFY(!index->search("car", 5, {})->empty());
        QVERIFY(index->setSpace("").has_value() && index->commit().has_value());
        QVERIFY(index->search("car", 5, {})->empty());
    }

    void vectorsOfAnotherLengthAreDamage() {
        const auto index = open();
        QVERIFY(index->recordVectors(blobOf({{"a", 1}})).has_value() && index->commit().has_value());
        memory::VectorBatch other{space, 8, {sha256("b")}, std::string(8, 'x')};
        const auto refused = index->recordVectors(memory::vectorBlob(other));
        QVERIFY(!refused && refused.error().code == ErrorCode::Damaged);
        QCOMPARE(*index->dimensionsOf(space), 16u);
        QCOMPARE(*index->dimensionsOf("fake/none"), 0u);
    }

    void summariesAreKeptByPath() {
        const auto index = open();
        QVERIFY(index->recordSummary({"a/", sha256("x"), "fake/m", "About a."}).has_value());
        QVERIFY(index->recordSummary({"a/", sha256("y"), "fake/m", "About a, again."}).has_value());
        QVERIFY(index->commit().has_value());
        const auto summaries = index->writtenSummaries();
        QVERIFY(summaries && summaries->size() == 1);
        QCOMPARE(summaries->at("a/").text, std::string("About a, again."));
        QVERIFY(index->clear().has_value());
        QVERIFY(index->writtenSummaries()->empty());
    }
};

QTEST_APPLESS_MAIN(TestIndexVectors)
#include "tst_index_vectors.moc"
