#include <array>
#include <cmath>
#include <set>

#include <QtTest>

#include "core/base/random.h"

using namespace skein;

class TestRandom final : public QObject {
    Q_OBJECT

private slots:
    // Written down once: a change would change every recorded decision.
    void drawsNeverChange() {
        QCOMPARE(draw(1, 2, "jitter"), draw(1, 2, "jitter"));
        QCOMPARE(draw(0, 0, ""), std::uint64_t{9062021089575485285ull});
        QCOMPARE(draw(42, 7, "retry"), std::uint64_t{3639695317107662313ull});
    }

    void everyPartOfTheKeyMatters() {
        std::set<std::uint64_t> seen;
        for (std::uint64_t seed = 0; seed < 20; ++seed)
            for (std::uint64_t sequence = 0; sequence < 20; ++sequence)
                for (const char* purpose : {"a", "b", "ab", "ba", ""}) seen.insert(draw(seed, sequence, purpose));
        QCOMPARE(seen.size(), std::size_t{2000});
    }

    void boundedDrawsAreUniform_data() {
        QTest::addColumn<unsigned>("bound");
        for (const unsigned bound : {2u, 7u, 10u, 64u}) QTest::newRow(std::to_string(bound).c_str()) << bound;
    }
    void boundedDrawsAreUniform() {
        QFETCH(unsigned, bound);
        constexpr unsigned count = 64'000;
        std::vector<double> hits(bound, 0);
        for (unsigned i = 0; i < count; ++i) {
            const auto value = drawBelow(9, i, "test", bound);
            QVERIFY(value < bound);
            ++hits[value];
        }
        const double expected = static_cast<double>(count) / bound;
        double chiSquare = 0;
        for (const double hit : hits) chiSquare += (hit - expected) * (hit - expected) / expected;
        // Mean plus six standard deviations of chi-square with bound - 1 degrees of freedom; the draws are fixed.
        QVERIFY2(chiSquare < bound - 1 + 6 * std::sqrt(2.0 * (bound - 1)), std::to_string(chiSquare).c_str());
        QCOMPARE(drawBelow(9, 3, "test", 1), 0u);
    }

    void bitsFlipIndependently() {
        std::array<int, 64> flips{};
        for (std::uint64_t i = 0; i < 4'000; ++i) {
            const std::uint64_t change = draw(5, i, "x") ^ draw(5, i + 1, "x");
            for (std::size_t bit = 0; bit < 64; ++bit) flips[bit] += change >> bit & 1;
        }
        for (const int count : flips) QVERIFY2(count > 1'750 && count < 2'250, std::to_string(count).c_str());
    }

    void streamsDependOnSeedAndPlaceAlone() {
        DrawStream a(3), b(3), c(4);
        for (int i = 0; i < 100; ++i) QCOMPARE(a.next(), b.next());
        QVERIFY(a.next() != c.next());
        int hits = 0;
        for (int i = 0; i < 10'000; ++i) hits += a.chance(250) ? 1 : 0;
        QVERIFY2(hits > 2'300 && hits < 2'700, std::to_string(hits).c_str());
        QVERIFY(!DrawStream(1).chance(0) && DrawStream(1).chance(1000));
    }
};

QTEST_APPLESS_MAIN(TestRandom)
#include "tst_random.moc"
