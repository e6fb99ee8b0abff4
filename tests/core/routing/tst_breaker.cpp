// Breakers against a model of what they promise, in any order of begins, results and pauses; and the board of them.
#include <QtTest>

#include <rapidcheck.h>

#include "core/routing/breaker.h"

using namespace skein;
using namespace skein::routing;

namespace {

constexpr std::uint64_t seed = 7;
BootInstant at(std::int64_t milli) { return BootInstant{1'000'000'000} + milliseconds(milli); }

}  // namespace

class TestBreaker final : public QObject {
    Q_OBJECT

private slots:
    void opensProbesCloses() {
        Breaker breaker;
        for (int i = 0; i < 4; ++i) breaker.failed(breaker.begin(at(0)), at(0), seed, "p");
        QVERIFY(breaker.permits(at(0)));
        breaker.succeeded(breaker.begin(at(0)));  // only failures in a row count
        for (int i = 0; i < 4; ++i) breaker.failed(breaker.begin(at(0)), at(0), seed, "p");
        QVERIFY(breaker.permits(at(0)));
        const auto late = breaker.begin(at(0));
        breaker.failed(breaker.begin(at(0)), at(0), seed, "p");
        QVERIFY(!breaker.permits(at(0)) && !breaker.permits(at(1'499)));
        QVERIFY(breaker.opensAgainAt() >= at(1'500) && breaker.opensAgainAt() <= at(2'000));
        breaker.succeeded(late);  // of before: tells nothing about now
        QVERIFY(!breaker.permits(at(1'000)));
        const auto probe = breaker.begin(at(2'000));
        QVERIFY(!breaker.permits(at(2'000)));
        breaker.abandoned(probe);
        const auto second = breaker.begin(at(2'000));
        breaker.failed(second, at(2'100), seed, "p");
        QVERIFY(breaker.opensAgainAt() >= at(5'100) && breaker.opensAgainAt() <= at(6'100));
        const auto third = breaker.begin(at(7'000));
        breaker.succeeded(third);
        QCOMPARE(static_cast<int>(breaker.phase(at(7'000))), static_cast<int>(Breaker::Phase::Closed));
    }

    // Never a call while open, never two while half-open, waits within their bounds, the same draws every time.
    void holdsItsPromises() {
        QVERIFY(rc::check("any order", [] {
            BreakerSettings settings;
            settings.failuresToOpen = *rc::gen::inRange(1u, 6u);
            Breaker breaker(settings), twin(settings);
            std::vector<Breaker::Ticket> running;
            std::int64_t now = 0;
            std::uint32_t begunHalfOpen = 0;
            const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
                rc::gen::pair(rc::gen::inRange(0, 5), rc::gen::inRange(0, 3'000)));
            for (const auto& [what, amount] : steps) {
                const auto before = breaker.phase(at(now));
                if (what == 0) now += amount;
                else if (what <= 2 && breaker.permits(at(now))) {
                    RC_ASSERT(before != Breaker::Phase::Open);
                    begunHalfOpen = before == Breaker::Phase::HalfOpen ? begunHalfOpen + 1 : 0;
                    RC_ASSERT(begunHalfOpen <= 1u);
                    running.push_back(breaker.begin(at(now)));
                    RC_ASSERT(twin.begin(at(now)) == running.back());
                } else if (what >= 3 && !running.empty()) {
                    const auto index = static_cast<std::size_t>(amount) % running.size();
                    const auto ticket = running[index];
                    running.erase(running.begin() + static_cast<std::ptrdiff_t>(index));
                    const bool good = what == 3 && amount % 3 == 0;
                    for (Breaker* each : {&breaker, &twin})
                        good ? each->succeeded(ticket) : each->failed(ticket, at(now), seed, "p");
                    if (breaker.phase(at(now)) == Breaker::Phase::Open && before != Breaker::Phase::Open) {
                        const auto wait = breaker.opensAgainAt() - at(now);
                        RC_ASSERT(wait >= milliseconds(1'500) && wait <= settings.longestWait);
                    }
                    if (breaker.phase(at(now)) != before) begunHalfOpen = 0;
                }
                RC_ASSERT(breaker.opensAgainAt() == twin.opensAgainAt());
            }
        }));
    }

    void waitsGrowToTheirBound() {
        Breaker breaker;
        for (int i = 0; i < 5; ++i) breaker.failed(breaker.begin(at(0)), at(0), seed, "p");
        BootInstant now = at(0);
        std::vector<std::int64_t> waits;
        for (int i = 0; i < 12; ++i) {
            waits.push_back((breaker.opensAgainAt() - now).value);
            now = breaker.opensAgainAt();
            breaker.failed(breaker.begin(now), now, seed, "p");
        }
        for (std::size_t i = 1; i < 8; ++i) QVERIFY(waits[i] > waits[i - 1]);
        for (const auto wait : waits) QVERIFY(wait <= seconds(300).value);
        QVERIFY(waits.back() >= seconds(225).value);
    }

    // A bad key rests alone; a dead provider rests with all its models and keys.
    void eachCircleByItself() {
        BreakerBoard board;
        const BreakerBoard::Address badKey{"p", "m", "k1"}, goodKey{"p", "m", "k2"}, other{"q", "m", "k1"};
        for (int i = 0; i < 5; ++i) board.failed(badKey, board.begin(badKey, at(0)), FailureOf::Key, at(0), seed);
        QVERIFY(board.closedOffBy(badKey, at(0)) == FailureOf::Key);
        QVERIFY(!board.closedOffBy(goodKey, at(0)));
        QVERIFY(board.passableAt(badKey, at(0)) > at(0) && board.passableAt(goodKey, at(0)) == at(0));
        for (int i = 0; i < 5; ++i)
            board.failed(goodKey, board.begin(goodKey, at(0)), FailureOf::Provider, at(0), seed);
        QVERIFY(board.closedOffBy(goodKey, at(0)) == FailureOf::Provider);
        QVERIFY(!board.closedOffBy(other, at(0)));
        const auto later = board.passableAt(goodKey, at(0));
        const auto probe = board.begin(goodKey, later);
        QVERIFY(board.closedOffBy(goodKey, later) == FailureOf::Provider);
        board.succeeded(goodKey, probe);
        QVERIFY(!board.closedOffBy(goodKey, later));
    }
};

QTEST_GUILESS_MAIN(TestBreaker)
#include "tst_breaker.moc"
