// Vectors of an embedding model: how they are kept, what that costs in recall, and what they do for a ranking.
#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

#include "core/base/random.h"
#include "core/memory/retrieval/dot_products.h"
#include "core/memory/retrieval/model_vectors.h"
#include "core/memory/retrieval/rank.h"
#include "core/memory/segment.h"

using namespace skein;
using namespace skein::memory;

namespace {

/// Vectors around a few centres, as those of texts about a few things are.
std::vector<std::vector<float>> clustered(std::size_t count, std::size_t dimensions, DrawStream& random) {
    const auto draw = [&] { return static_cast<float>(static_cast<int>(random.below(2'001)) - 1'000) / 1'000; };
    std::vector<std::vector<float>> centres(40, std::vector<float>(dimensions)), vectors;
    for (auto& centre : centres)
        for (auto& part : centre) part = draw();
    for (std::size_t i = 0; i < count; ++i) {
        auto vector = centres[i % centres.size()];
        for (auto& part : vector) part += 1.2f * draw();
        vectors.push_back(std::move(vector));
    }
    return vectors;
}

float cosine(const std::vector<float>& x, const std::vector<float>& y) {
    double dot = 0, left = 0, right = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        dot += static_cast<double>(x[i]) * y[i];
        left += static_cast<double>(x[i]) * x[i];
        right += static_cast<double>(y[i]) * y[i];
    }
    return static_cast<float>(dot / std::sqrt(left * right));
}

template <class Score>
std::vector<std::size_t> nearest(std::size_t count, std::size_t wanted, Score&& score) {
    std::vector<std::pair<float, std::size_t>> all;
    for (std::size_t i = 0; i < count; ++i) all.emplace_back(-score(i), i);
    std::sort(all.begin(), all.end());
    std::vector<std::size_t> best;
    for (std::size_t i = 0; i < wanted; ++i) best.push_back(all[i].second);
    return best;
}

std::size_t shared(const std::vector<std::size_t>& x, const std::vector<std::size_t>& y) {
    return static_cast<std::size_t>(
        std::count_if(x.begin(), x.end(), [&](auto each) { return std::find(y.begin(), y.end(), each) != y.end(); }));
}

}  // namespace

class TestModelVectors : public QObject {
    Q_OBJECT
private slots:
    // What the processor's wide registers give is what counting one by one gives, at the ends of the ranges too.
    void sumsOfProductsAreExact() {
        std::mt19937 random(7);
        for (const std::size_t width : {16u, 64u, 128u}) {
            std::vector<std::int16_t> left(width);
            std::vector<std::int8_t> rows(width * 5);
            for (int round = 0; round < 50; ++round) {
                for (auto& part : left)
                    part = static_cast<std::int16_t>(round == 0 ? 4'095 : static_cast<int>(random() % 8'191) - 4'095);
                for (auto& part : rows)
                    part = static_cast<std::int8_t>(round == 0 ? -128 : static_cast<int>(random() % 256) - 128);
                std::vector<std::int32_t> sums(5);
                dotRows(left.data(), rows.data(), width, sums.size(), sums.data());
                for (std::size_t row = 0; row < sums.size(); ++row) {
                    std::int64_t sum = 0;
                    for (std::size_t k = 0; k < width; ++k) sum += std::int64_t{left[k]} * rows[row * width + k];
                    QCOMPARE(std::int64_t{sums[row]}, sum);
                }
            }
        }
    }

    void oneByteADimension() {
        DrawStream random(1);
        const auto vectors = clustered(200, 512, random);
        ModelVectors kept(200, 512);
        for (AtomNumber i = 0; i < 200; ++i) kept.set(i, quantised(vectors[i]));
        for (AtomNumber i = 1; i < 200; ++i) {
            const auto question = kept.directionOf(quantised(vectors[0]));
            QVERIFY(std::abs(kept.cosine(question, i) - cosine(vectors[0], vectors[i])) < 0.01f);
        }
    }

    // The digest under which a vector is found is made without putting its text together.
    void theDigestIsThatOfWhatIsSent_data() {
        QTest::addColumn<QByteArray>("title");
        QTest::addColumn<QByteArray>("lines");
        QTest::newRow("plain") << QByteArray("Retries") << QByteArray("Five times.\n");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("long") << QByteArray("Retries") << QByteArray(20'000, 'x');
        QTest::newRow("cut within a character") << QByteArray("t") << QByteArray(5'999, 'x') + "\xC3\xA9 more";
        QTest::newRow("no UTF-8") << QByteArray("t") << QByteArray("caf\xE9 \xC3");
        QTest::newRow("no UTF-8 in the title") << QByteArray("caf\xE9") << QByteArray("text");
    }
    void theDigestIsThatOfWhatIsSent() {
        QFETCH(QByteArray, title);
        QFETCH(QByteArray, lines);
        Atom atom;
        atom.ancestors = {"Guide", "Calls"};
        atom.title = title.toStdString();
        const auto text = lines.toStdString();
        QVERIFY(embeddedDigest(atom, text) ==
                sha256(embeddedText(atom, shownText(std::string_view(text).substr(0, maxEmbeddedBytes)))));
        QVERIFY(embeddedDigest(atom, text) != embeddedDigest(atom, text + "!") || text.size() > maxEmbeddedBytes);
    }

    // Bits are counted side by side; what they say is what counting each alone says.
    void signaturesAreMajorities() {
        DrawStream random(3);
        for (int round = 0; round < 60; ++round) {
            Lexicon lexicon;
            TermCounter counter(lexicon);
            const auto different = 1 + random.below(round < 50 ? 40 : 1'200);
            for (std::uint64_t i = 0; i < different; ++i) {
                const auto word = "word" + std::to_string(random.below(100'000));
                for (auto times = 1 + random.below(round % 2 == 0 ? 3 : 90); times > 0; --times)
                    counter.add(word, WordField::Text);
            }
            counter.add("x", WordField::Text);  // a single letter has no vote
            const auto list = counter.finish();
            std::int64_t votes[64] = {};
            for (const auto& [term, quarters] : list.terms)
                for (unsigned bit = 0; lexicon.text(term).size() > 1 && bit < 64; ++bit)
                    votes[bit] += (lexicon.hash(term) >> bit & 1 ? 1 : -1) * std::int64_t{quarters};
            std::uint64_t expected = 0;
            for (unsigned bit = 0; bit < 64; ++bit) expected |= std::uint64_t{votes[bit] > 0} << bit;
            QCOMPARE(list.signature, expected);
        }
    }

    // The figures stand in ARCHITECTURE.md.
    void recall() {
        DrawStream random(7);
        constexpr std::size_t atoms = 4'000, questions = 40, wanted = 10;
        const auto vectors = clustered(atoms + questions, 256, random);
        ModelVectors kept(atoms, 256);
        for (AtomNumber i = 0; i < atoms; ++i) kept.set(i, quantised(vectors[i]));
        std::size_t exact = 0, looked = 0;
        for (std::size_t q = 0; q < questions; ++q) {
            const auto& asked = vectors[atoms + q];
            const auto question = kept.directionOf(quantised(asked));
            const auto truth = nearest(atoms, wanted, [&](std::size_t i) { return cosine(asked, vectors[i]); });
            const auto full = nearest(atoms, wanted,
                                      [&](std::size_t i) { return kept.cosine(question, static_cast<AtomNumber>(i)); });
            exact += shared(truth, full);
            // As a large memory is searched: the signs choose whom to look at.
            const auto first = nearest(
                atoms, 400, [&](std::size_t i) { return kept.firstLook(question, static_cast<AtomNumber>(i)); });
            looked += shared(truth, first);
        }
        qInfo("recall@10 of bytes %.3f, of a first look at a tenth %.3f",
              static_cast<double>(exact) / questions / wanted, static_cast<double>(looked) / questions / wanted);
        QVERIFY(exact >= questions * wanted * 97 / 100);
        QVERIFY(looked >= questions * wanted * 95 / 100);
    }

    void blobsComeBack() {
        const VectorBatch batch{"openai/small@16", 16, {sha256("a"), sha256("b")}, std::string(32, 'x')};
        const auto again = vectorsInBlob(vectorBlob(batch));
        QVERIFY(again.has_value());
        QCOMPARE(again->space, batch.space);
        QCOMPARE(again->dimensions, 16u);
        QVERIFY(again->texts == batch.texts && again->parts == batch.parts);
    }
    void foreignBytesAreRefused() {
        const auto whole = vectorBlob({"openai/small", 16, {sha256("a")}, std::string(16, 'x')});
        for (std::size_t cut = 0; cut < whole.size(); ++cut) QVERIFY(!vectorsInBlob(whole.substr(0, cut)));
        QVERIFY(!vectorsInBlob(whole + "y"));
        auto huge = whole;
        huge[8] = huge[9] = huge[10] = '\xff';  // a name of 16 million bytes
        QVERIFY(!vectorsInBlob(huge));
    }

    /// Atoms of one sentence each; number 3 answers the question in other words.
    void rankedByMeaningWhereWordsFail() {
        Lexicon lexicon;
        TermCounter counter(lexicon);
        std::vector<TermList> lists;
        for (const char* text :
             {"the harbour opens at dawn", "bread is baked in the old mill", "a letter about taxes",
              "an automobile needs new tyres", "rain fell on the roof", "the mill stands at the river"}) {
            counter.add(text, WordField::Text);
            lists.push_back(counter.finish());
        }
        WordIndex words(std::move(lexicon));
        for (std::size_t i = 0; i < lists.size(); ++i) words.add(static_cast<std::int64_t>(i), i, lists[i]);
        words.finish();
        ModelVectors vectors(words.size(), 16);
        std::vector<float> about(16, 0.01f), other(16, 0.01f);
        about[3] = 1;
        for (AtomNumber atom = 0; atom < words.size(); ++atom) {
            auto vector = other;
            vector[atom == 3 ? 3 : 8 + atom % 4] = 1;
            if (atom != 5) vectors.set(atom, quantised(vector));
        }
        QCOMPARE(vectors.covered(), 5u);
        QVERIFY(rankAtoms(words, nullptr, "car", 3, {}).atoms.empty());
        const std::optional<AskedVector> asked(AskedVector{&vectors, vectors.directionOf(quantised(about))});
        const auto ranked = rankAtoms(words, nullptr, "car", 3, {}, asked).atoms;
        QVERIFY(!ranked.empty());
        QCOMPARE(words.atom(ranked.front().atom).row, 3);
        QVERIFY(ranked.front().byModel && ranked.front().meaning > 0 && ranked.front().words == 0);
        // What holds every word stays first although the model finds something else a little nearer.
        about[9] = 0.8f;
        const std::optional<AskedVector> both(AskedVector{&vectors, vectors.directionOf(quantised(about))});
        const auto known = rankAtoms(words, nullptr, "bread is baked in the old mill", 3, {}, both).atoms;
        QCOMPARE(words.atom(known.front().atom).row, 1);
        // An atom without a vector is found by its words.
        const auto unseen = rankAtoms(words, nullptr, "river", 3, {}, asked).atoms;
        QVERIFY(std::any_of(unseen.begin(), unseen.end(),
                            [&](const RankedAtom& each) { return words.atom(each.atom).row == 5 && !each.byModel; }));
    }
};

QTEST_APPLESS_MAIN(TestModelVectors)
#include "tst_model_vectors.moc"
