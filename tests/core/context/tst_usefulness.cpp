// What of a window an output used, and what follows from it.
#include <QtTest>

#include "core/context/usefulness.h"

using namespace skein;
using namespace skein::context;

namespace {

WindowSegment segment(SegmentReason reason, const std::string& source, const std::string& text) {
    WindowSegment s;
    s.reason = reason;
    s.source = source;
    s.text = "[[ab12 source " + source + "]]\n" + text + "\n[[ab12 end]]\n\n";
    s.tokens = {100};
    s.item = sha256(source);
    return s;
}

ContextWindow window() {
    ContextWindow w;
    w.segments = {
        segment(SegmentReason::Rules, "standing rules", "Cite every sentence. Answer in British spelling."),
        segment(SegmentReason::Task, "task t-1", "Describe the eviction of the cache."),
        segment(SegmentReason::Dependency, "task t-0", "The survey counted seventeen subsystems, glacially."),
        segment(SegmentReason::Memory, "src/cache.h:10-20",
                "The eviction keeps a clockhand per shard and a tombstone for every expired entry."),
        segment(SegmentReason::Memory, "src/cache.h:30-40", "Counters are flushed through the telemetry socket."),
        segment(SegmentReason::Pinned, "docs/other/src/cache.h:1-5", "Historical remarks about origins.")};
    for (auto& s : w.segments) w.totalTokens += s.tokens;
    return w;
}

}  // namespace

class TestUsefulness : public QObject {
    Q_OBJECT

private slots:
    void citedLinesAreUsed_data() {
        QTest::addColumn<QString>("output");
        QTest::addColumn<QList<bool>>("cited");  // of the two pieces of src/cache.h and the pinned one
        QTest::newRow("line") << "It evicts (src/cache.h:12)." << QList<bool>{true, false, false};
        QTest::newRow("range") << "It evicts (src/cache.h:19-31)." << QList<bool>{true, true, false};
        QTest::newRow("link") << "It evicts [x](../src/cache.h#L35)." << QList<bool>{false, true, false};
        QTest::newRow("elsewhere") << "It evicts (src/cache.h:25)." << QList<bool>{false, false, false};
        QTest::newRow("longer path") << "It evicts (docs/other/src/cache.h:2)." << QList<bool>{false, false, true};
        QTest::newRow("other ending") << "It evicts (src/cache.hpp:12)." << QList<bool>{false, false, false};
        QTest::newRow("no number") << "It evicts, see src/cache.h: there." << QList<bool>{false, false, false};
    }
    void citedLinesAreUsed() {
        QFETCH(QString, output);
        QFETCH(QList<bool>, cited);
        const auto use = measureUse(window(), output.toStdString(), {});
        QCOMPARE((QList<bool>{use.segments[3].cited, use.segments[4].cited, use.segments[5].cited}), cited);
    }

    void citationsAsData() {
        const auto use = measureUse(window(), "{}", {{"src/cache.h", {40, 50}}});
        QVERIFY(use.segments[4].cited && use.segments[4].used() && !use.segments[3].used());
        QCOMPARE(use.memory.value, 300);
        QCOMPARE(use.used.value, 100);
        QCOMPARE(use.relevancePerMille().value_or(-1), 333);
    }

    // Words that the task says too, or that two pieces share, prove nothing.
    void rareWordsAreDrawnOn() {
        auto use = measureUse(window(), "Each shard has a clockhand; a tombstone marks what expired.", {});
        QVERIFY(use.segments[3].used() && !use.segments[3].cited);
        QVERIFY(!use.segments[4].used() && !use.segments[2].used());
        use = measureUse(window(), "The eviction of the cache is described in British spelling.", {});
        QVERIFY(!use.segments[3].used());
        use = measureUse(window(), "Seventeen subsystems were counted.", {});
        QVERIFY(use.segments[2].used());  // a result it rests on, by its words
        QCOMPARE(use.used.value, 0);      // which is no memory
        // Three of very many words are chance.
        auto long_ = window();
        for (int i = 0; i < 60; ++i) long_.segments[3].text.insert(36, "filler" + std::to_string(i) + " ");
        QVERIFY(
            !measureUse(long_, "Each shard has a clockhand; a tombstone marks what expired.", {}).segments[3].used());
    }

    void rulesAndTasksAreNotJudged() {
        const auto use = measureUse(window(), "Cite every sentence. Answer in British spelling.", {});
        QVERIFY(!use.segments[0].judged && !use.segments[1].judged && use.segments[2].judged);
        ContextWindow empty;
        QVERIFY(!measureUse(empty, "x", {}).relevancePerMille());
    }

    void weightsAreBounded() {
        QCOMPARE(weightOf({1, 1}, 500), 1'000);  // once is no habit
        QVERIFY(weightOf({2, 2}, 500) > 1'000 && weightOf({2, 2}, 500) < weightOf({20, 20}, 500));
        QVERIFY(weightOf({2, 0}, 500) < 1'000 && weightOf({2, 0}, 500) > weightOf({20, 0}, 500));
        QCOMPARE(weightOf({4, 2}, 500), 1'000);  // as usual
        for (const std::uint32_t shown : {2u, 1'000u, 4'000'000'000u})
            for (const std::int64_t usual : {0, 1, 500, 999, 1'000})
                for (const auto count : {UseCount{shown, 0}, UseCount{shown, shown}}) {
                    const auto weight = weightOf(count, usual);
                    QVERIFY(weight >= leastWeight && weight <= mostWeight);
                }
    }

    void sharesFollowUse() {
        const ChannelShares plain;
        ByChannel<ChannelTokens> tokens{};
        QCOMPARE(sharesFrom(tokens), plain);
        tokens[at(WindowChannel::Dependency)] = {10'000, 9'000};
        tokens[at(WindowChannel::Relevance)] = {10'000, 1'000};
        tokens[at(WindowChannel::Time)] = {100, 0};  // too little to say anything
        const auto moved = sharesFrom(tokens);
        QCOMPARE(moved.perMille[at(WindowChannel::Policy)], plain.perMille[at(WindowChannel::Policy)]);
        QCOMPARE(moved.perMille[at(WindowChannel::Time)], plain.perMille[at(WindowChannel::Time)]);
        QVERIFY(moved.perMille[at(WindowChannel::Dependency)] > 550);
        QVERIFY(moved.perMille[at(WindowChannel::Relevance)] < 250 &&
                moved.perMille[at(WindowChannel::Relevance)] >= 199);
    }
};

QTEST_APPLESS_MAIN(TestUsefulness)
#include "tst_usefulness.moc"
