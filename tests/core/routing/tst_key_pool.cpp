// Pacing and the pool: no window above any limit, nearly all of the limits used, what headers teach, keys set aside.
#include <QtTest>

#include <rapidcheck.h>

#include <queue>

#include "core/routing/key_pool.h"

using namespace skein;
using namespace skein::routing;

namespace {

constexpr std::int64_t minuteMicros = 62'000'000;  // one call may be under way two seconds longer than another

BootInstant at(double secondsSinceStart) { return {static_cast<std::int64_t>(1e9 + secondsSinceStart * 1e6)}; }

struct Taken {
    std::int64_t micros, amount;
};

/// The most that lies within any minute: windows that begin with a call are enough.
std::int64_t fullestMinute(const std::vector<Taken>& calls) {
    std::int64_t most = 0, sum = 0;
    std::size_t first = 0;
    for (const Taken& call : calls) {
        sum += call.amount;
        while (calls[first].micros <= call.micros - minuteMicros) sum -= calls[first++].amount;
        most = std::max(most, sum);
    }
    return most;
}

struct Simulated {
    std::vector<std::vector<Taken>> requests, input, output;  ///< by key
    std::int64_t calls = 0;
    std::vector<std::uint32_t> mostInFlight;
};

/// Unlimited demand of equal calls, each lasting `duration`, until `end` seconds.
Simulated saturate(KeyPool& pool, CallSize size, Duration duration, double end) {
    Simulated seen;
    seen.requests.resize(pool.size());
    seen.input.resize(pool.size());
    seen.output.resize(pool.size());
    seen.mostInFlight.resize(pool.size());
    using Running = std::pair<BootInstant, std::pair<KeyNo, BootInstant>>;
    std::priority_queue<Running, std::vector<Running>, std::greater<>> running;
    BootInstant now = at(0);
    const BootInstant last = at(end);
    while (now < last) {
        while (!running.empty() && running.top().first <= now) {
            const auto [key, since] = running.top().second;
            pool.settle({key, size, since}, std::nullopt, now);
            running.pop();
        }
        const auto answer = pool.choose(size, now);
        if (const auto* grant = std::get_if<KeyGrant>(&answer)) {
            ++seen.calls;
            seen.requests[grant->key].push_back({now.value, 1});
            seen.input[grant->key].push_back({now.value, size.inputTokens});
            seen.output[grant->key].push_back({now.value, size.outputTokens});
            seen.mostInFlight[grant->key] = std::max(seen.mostInFlight[grant->key], pool.key(grant->key).inFlight);
            running.push({now + duration, {grant->key, now}});
            continue;
        }
        const auto& wait = std::get<KeyWait>(answer);
        BootInstant next = last;
        if (wait.what == KeyWait::For::Time) next = wait.until;
        if (!running.empty()) next = std::min(next, running.top().first);
        if (wait.what == KeyWait::For::Nothing || next <= now) break;
        now = next;
    }
    return seen;
}

}  // namespace

class TestKeyPool final : public QObject {
    Q_OBJECT

private slots:
    // Whatever is asked and given back, no minute of any bucket holds more than its limit, and the promised earliest
    // instant is one at which the call passes.
    void neverAboveTheLimitInAnyWindow() {
        QVERIFY(rc::check("a bucket", [] {
            const auto limit = *rc::gen::inRange<std::int64_t>(1, 400);
            PaceBucket bucket(limit);
            std::vector<Taken> calls;
            BootInstant now = at(0);
            const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
                rc::gen::pair(rc::gen::inRange(1, 60), rc::gen::inRange(0, 20'000)));
            for (const auto& [amount, pauseMs] : steps) {
                now = now + milliseconds(pauseMs);
                const auto earliest = bucket.earliest(amount, now);
                RC_ASSERT(earliest.has_value() == (amount <= limit));
                if (!earliest) continue;
                RC_ASSERT(*earliest >= now);
                now = *earliest;
                RC_ASSERT(bucket.earliest(amount, now) == now);
                bucket.take(amount, now);
                calls.push_back({now.value, amount});
            }
            RC_ASSERT(fullestMinute(calls) <= limit);
        }));
    }

    void refundsCountOnce() {
        QVERIFY(rc::check("giving back", [] {
            PaceBucket bucket(1'000);
            std::int64_t kept = 0;
            BootInstant now = at(0);
            for (int i = *rc::gen::inRange(1, 20); i > 0; --i) {
                const auto amount = *rc::gen::inRange<std::int64_t>(1, 40);
                const auto used = *rc::gen::inRange<std::int64_t>(0, amount + 1);
                const BootInstant taken = now;
                bucket.take(amount, taken);
                now = now + milliseconds(*rc::gen::inRange(0, 2'000));
                bucket.giveBack(amount - used, taken, now);
                kept += used;
            }
            RC_ASSERT(bucket.taken(now) == kept);
            RC_ASSERT(bucket.taken(now + seconds(64)) == 0);
        }));
    }

    // 300 keys of different limits: all of them together give at least 95 % of what they may, and none more.
    void threeHundredKeys() {
        KeyPool pool;
        std::int64_t sum = 0;
        for (int i = 0; i < 300; ++i) {
            KeyLimits limits;
            limits.requests = 5 + i % 60;
            limits.inputTokens = *limits.requests * 4'000;
            limits.outputTokens = *limits.requests * 2'000;
            sum += *limits.requests;
            pool.add("key " + std::to_string(i), limits);
        }
        const auto seen = saturate(pool, {3'000, 1'000}, seconds(2), 60);
        qInfo("one minute: %lld of %lld calls", static_cast<long long>(seen.calls), static_cast<long long>(sum));
        QVERIFY2(seen.calls * 100 >= sum * 95, std::to_string(seen.calls * 100 / sum).c_str());
        for (KeyNo key = 0; key < pool.size(); ++key) {
            QVERIFY(fullestMinute(seen.requests[key]) <= *pool.key(key).limits.requests);
            QVERIFY(fullestMinute(seen.input[key]) <= *pool.key(key).limits.inputTokens);
            QVERIFY(fullestMinute(seen.output[key]) <= *pool.key(key).limits.outputTokens);
        }
    }

    // Over ten minutes, so that the first burst does not carry the figure; each bucket in turn is the narrow one.
    void steadyThroughput_data() {
        QTest::addColumn<qlonglong>("requests");
        QTest::addColumn<qlonglong>("input");
        QTest::addColumn<qlonglong>("output");
        QTest::addColumn<qlonglong>("perMinute");
        QTest::newRow("requests") << 60ll << 1'000'000ll << 1'000'000ll << 60ll;
        QTest::newRow("input tokens") << 600ll << 300'000ll << 1'000'000ll << 100ll;
        QTest::newRow("output tokens") << 600ll << 1'000'000ll << 90'000ll << 90ll;
    }
    void steadyThroughput() {
        QFETCH(qlonglong, requests);
        QFETCH(qlonglong, input);
        QFETCH(qlonglong, output);
        QFETCH(qlonglong, perMinute);
        KeyPool pool;
        for (int i = 0; i < 10; ++i) {
            KeyLimits limits;
            limits.requests = requests;
            limits.inputTokens = input;
            limits.outputTokens = output;
            pool.add("key", limits);
        }
        const auto seen = saturate(pool, {3'000, 1'000}, seconds(1), 600);
        const auto most = perMinute * 10 * 10;
        QVERIFY2(seen.calls * 100 >= most * 95, std::to_string(seen.calls).c_str());
        for (KeyNo key = 0; key < pool.size(); ++key) {
            QVERIFY(fullestMinute(seen.requests[key]) <= requests);
            QVERIFY(fullestMinute(seen.input[key]) <= input);
            QVERIFY(fullestMinute(seen.output[key]) <= output);
        }
    }

    void concurrencyIsKept() {
        KeyPool pool;
        for (int i = 0; i < 4; ++i) {
            KeyLimits limits;
            limits.concurrency = 3;
            pool.add("key", limits);
        }
        const auto seen = saturate(pool, {100, 100}, seconds(1), 10);
        QCOMPARE(seen.calls, std::int64_t{4 * 3 * 10});
        for (const auto most : seen.mostInFlight) QCOMPARE(most, 3u);
        KeyPool one;
        one.add("key", {{}, {}, {}, {}, 1});
        QVERIFY(std::holds_alternative<KeyGrant>(one.choose({1, 1}, at(0))));
        const auto full = one.choose({1, 1}, at(0));
        QCOMPARE(static_cast<int>(std::get<KeyWait>(full).what), static_cast<int>(KeyWait::For::Settle));
    }

    void leastLoadedFirst() {
        KeyPool pool;
        pool.add("narrow", {10, {}, {}, {}, {}});
        pool.add("wide", {100, {}, {}, {}, {}});
        int wide = 0;
        for (int i = 0; i < 11; ++i) {
            const auto answer = pool.choose({1, 1}, at(i));
            wide += std::get<KeyGrant>(answer).key == 1;
        }
        QCOMPARE(wide, 10);
    }

    void revokedKeysAreSetAside() {
        KeyPool pool;
        for (int i = 0; i < 3; ++i) pool.add("key", {10, {}, {}, {}, {}});
        pool.setAside(0, KeyProblem::Revoked);
        pool.setAside(1, KeyProblem::OutOfQuota);
        const auto seen = saturate(pool, {1, 1}, seconds(1), 60);
        QCOMPARE(seen.calls, std::int64_t{10});
        QVERIFY(seen.requests[0].empty() && seen.requests[1].empty());
        QCOMPARE(*pool.key(1).aside, KeyProblem::OutOfQuota);
        pool.setAside(2, KeyProblem::Revoked);
        QCOMPARE(static_cast<int>(std::get<KeyWait>(pool.choose({1, 1}, at(100))).what),
                 static_cast<int>(KeyWait::For::Nothing));
        pool.reinstate(0);
        QVERIFY(std::holds_alternative<KeyGrant>(pool.choose({1, 1}, at(100))));
    }

    void aPausedKeyWaits() {
        KeyPool pool;
        pool.add("key", {});
        pool.pause(0, at(20));
        const auto answer = pool.choose({1, 1}, at(0));
        QCOMPARE(std::get<KeyWait>(answer).until.value, at(20).value);
        QVERIFY(std::holds_alternative<KeyGrant>(pool.choose({1, 1}, at(20))));
    }

    void tooLargeForEveryKey() {
        KeyPool pool;
        pool.add("key", {10, 1'000, {}, {}, {}});
        QCOMPARE(static_cast<int>(std::get<KeyWait>(pool.choose({1'001, 1}, at(0))).what),
                 static_cast<int>(KeyWait::For::Nothing));
    }

    void headersTeach() {
        const Instant now = *parseInstant("2026-11-21T12:00:00Z");
        HttpResponseHead openai;
        openai.headers = {{"x-ratelimit-limit-requests", "500"},      {"x-ratelimit-remaining-requests", "499"},
                          {"x-ratelimit-reset-requests", "120ms"},    {"x-ratelimit-limit-tokens", "30000"},
                          {"x-ratelimit-remaining-tokens", " 1000 "}, {"x-ratelimit-reset-tokens", "58s"}};
        auto seen = observedLimits(openai, now);
        QCOMPARE(*seen.limits.requests, std::int64_t{500});
        QCOMPARE(*seen.limits.tokens, std::int64_t{30'000});
        QCOMPARE(*seen.remaining.tokens, std::int64_t{1'000});
        HttpResponseHead anthropic;
        anthropic.headers = {{"anthropic-ratelimit-input-tokens-limit", "50000"},
                             {"anthropic-ratelimit-input-tokens-remaining", "49000"},
                             {"anthropic-ratelimit-input-tokens-reset", "2026-11-21T12:00:01Z"},
                             {"anthropic-ratelimit-output-tokens-limit", "many"},
                             {"anthropic-ratelimit-requests-limit", "-5"}};
        seen = observedLimits(anthropic, now);
        QCOMPARE(*seen.limits.inputTokens, std::int64_t{50'000});
        QVERIFY(!seen.limits.outputTokens && !seen.limits.requests);
        HttpResponseHead daily;
        daily.headers = {{"x-ratelimit-limit-requests", "200"}, {"x-ratelimit-reset-requests", "7h12m0s"}};
        QVERIFY(observedLimits(daily, now) == ObservedLimits());

        // Somebody else used 29,000 of the 30,000: 900 tokens pass now, 2,000 only after the minute.
        KeyPool pool;
        pool.add("key", {});
        pool.learn(0, observedLimits(openai, now), at(0));
        QVERIFY(std::holds_alternative<KeyGrant>(pool.choose({500, 400}, at(0))));
        const auto answer = pool.choose({1'000, 1'000}, at(0));
        QCOMPARE(std::get<KeyWait>(answer).until.value, at(63).value);
    }

    void settledForLess() {
        KeyPool pool;
        pool.add("key", {{}, 10'000, {}, {}, {}});
        const auto grant = std::get<KeyGrant>(pool.choose({9'000, 0}, at(0)));
        QVERIFY(std::get<KeyWait>(pool.choose({2'000, 0}, at(1))).until > at(50));
        pool.settle(grant, CallSize{1'000, 0}, at(1));
        QVERIFY(std::holds_alternative<KeyGrant>(pool.choose({2'000, 0}, at(1))));
    }
};

QTEST_GUILESS_MAIN(TestKeyPool)
#include "tst_key_pool.moc"
