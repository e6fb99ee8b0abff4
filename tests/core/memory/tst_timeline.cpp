// Two times of a file: what was known then about what was true at another time, against a model that replays what was
// known and paints instant by instant.
#include <QtTest>

#include <rapidcheck.h>

#include <array>

#include "core/memory/timeline.h"

using namespace skein;
using namespace skein::memory;

namespace {

constexpr std::int64_t instants = 24;  // all times of the model lie in 0 .. instants - 1

/// What the changes known through `known` say of every instant, by painting them one after the other.
std::array<VersionNo, instants> painted(const std::vector<SourceChange>& changes, std::uint64_t known) {
    struct Statement {
        std::int64_t from, until;
        VersionNo version;
    };
    std::vector<Statement> statements;
    for (const auto& change : changes) {
        if (change.sequence > known) break;
        auto wrong = statements.end();
        for (auto at = statements.begin(); at != statements.end(); ++at)
            if (change.corrects != 0 && at->version == change.corrects) wrong = at;
        const auto from = change.validFrom ? change.validFrom->value : -1;
        const auto until = change.validUntil ? change.validUntil->value : -1;
        if (wrong == statements.end()) {
            statements.push_back(
                {from >= 0 ? from : change.at.value, until >= 0 ? until : endOfTime.value, change.version});
        } else if (from < 0 && until < 0) {
            wrong->version = change.version;
        } else {
            const Statement anew{from >= 0 ? from : wrong->from, until >= 0 ? until : wrong->until, change.version};
            statements.erase(wrong);
            statements.push_back(anew);
        }
    }
    std::array<VersionNo, instants> line{};
    for (const auto& one : statements)
        for (std::int64_t at = std::max<std::int64_t>(one.from, 0); at < std::min(one.until, instants); ++at)
            line[static_cast<std::size_t>(at)] = one.version;
    return line;
}

std::vector<SourceChange> anyChanges() {
    std::vector<SourceChange> changes;
    const auto count = *rc::gen::inRange(0, 12);
    std::int64_t at = 0;
    for (int i = 0; i < count; ++i) {
        at += *rc::gen::inRange(0, 4);  // several may share a recorded time
        SourceChange change;
        change.sequence = static_cast<std::uint64_t>(i) * 3 + 2;
        change.at = Instant{std::min(at, instants - 1)};
        change.version = *rc::gen::inRange(0, 5) == 0 ? 0 : i + 1;
        if (*rc::gen::inRange(0, 2) == 0) change.validFrom = Instant{*rc::gen::inRange<std::int64_t>(0, instants)};
        if (*rc::gen::inRange(0, 3) == 0) change.validUntil = Instant{*rc::gen::inRange<std::int64_t>(0, instants)};
        if (i > 0 && *rc::gen::inRange(0, 3) == 0) change.corrects = *rc::gen::inRange(1, i + 1);
        changes.push_back(change);
    }
    return changes;
}

SourceChange recorded(std::uint64_t sequence, std::int64_t at, VersionNo version) {
    SourceChange change;
    change.sequence = sequence;
    change.at = Instant{at};
    change.version = version;
    return change;
}

}  // namespace

class TestTimeline : public QObject {
    Q_OBJECT

private slots:
    void answersAsTheModelThatPaints() {
        const bool held = rc::check("every point of known x valid", [] {
            const auto changes = anyChanges();
            Timeline timeline;
            for (const auto& change : changes) timeline.take(change);
            const auto rectangles = timeline.rectangles();
            for (std::uint64_t known = 0; known < 3 * changes.size() + 4; ++known) {
                const auto expected = painted(changes, known);
                for (std::int64_t at = 0; at < instants; ++at) {
                    RC_ASSERT(timeline.versionAt(known, Instant{at}) == expected[static_cast<std::size_t>(at)]);
                    std::size_t holding = 0;
                    for (const auto& one : rectangles)
                        holding += one.knownFrom <= known && known < one.knownUntil && one.valid.holds(Instant{at});
                    RC_ASSERT(holding <= 1u);
                }
            }
            for (const auto& one : rectangles) {
                RC_ASSERT(one.knownFrom < one.knownUntil);
                RC_ASSERT(one.valid.from < one.valid.until);
                RC_ASSERT(one.version != 0);
            }
        });
        QVERIFY(held);
    }

    // What the index relies on: a succession touches only the stretches that its interval overlaps.
    void aPartOfTheLineIsEnough() {
        const bool held = rc::check("laying over a part and over the whole", [] {
            Timeline timeline;
            for (const auto& change : anyChanges()) timeline.take(change);
            const ValidSpan over{Instant{*rc::gen::inRange<std::int64_t>(0, instants)},
                                 Instant{*rc::gen::inRange<std::int64_t>(0, instants)}};
            auto whole = timeline.line();
            ValidLine part, rest;
            for (const auto& stretch : whole)
                (stretch.valid.until > over.from && stretch.valid.from < over.until ? part : rest).push_back(stretch);
            std::vector<Rectangle> closed, closedOfPart;
            lay(whole, over, 99, 1'000, closed);
            lay(part, over, 99, 1'000, closedOfPart);
            part.insert(part.end(), rest.begin(), rest.end());
            RC_ASSERT(closed.size() == closedOfPart.size());
            const auto versionIn = [](const ValidLine& line, Instant at) {
                for (const auto& stretch : line)
                    if (stretch.valid.holds(at)) return std::pair(stretch.version, stretch.knownFrom);
                return std::pair(VersionNo{0}, std::uint64_t{0});
            };
            for (std::int64_t at = 0; at < instants; ++at)
                RC_ASSERT(versionIn(part, Instant{at}) == versionIn(whole, Instant{at}));
        });
        QVERIFY(held);
    }

    void aSuccessionKeepsWhatWasTrueBefore() {
        Timeline timeline;
        timeline.take(recorded(1, 10, 1));
        timeline.take(recorded(5, 20, 2));
        QCOMPARE(timeline.versionAt(4, Instant{25}), 1);  // then it was still thought to hold
        QCOMPARE(timeline.versionAt(5, Instant{25}), 2);
        QCOMPARE(timeline.versionAt(5, Instant{19}), 1);
        QCOMPARE(timeline.versionAt(5, Instant{9}), 0);
        // The part that stays is known since it was recorded.
        QCOMPARE(timeline.line().front().knownFrom, std::uint64_t{1});
    }

    void aCorrectionChangesThePast() {
        Timeline timeline;
        timeline.take(recorded(1, 10, 1));
        auto correction = recorded(5, 20, 2);
        correction.corrects = 1;
        timeline.take(correction);
        QCOMPARE(timeline.versionAt(5, Instant{12}), 2);
        QCOMPARE(timeline.versionAt(4, Instant{12}), 1);  // what was known then does not change
    }

    // "It began later than was said": what had been thought to end goes on until then.
    void aCorrectedDateShowsWhatLiesBelow() {
        Timeline timeline;
        timeline.take(recorded(1, 10, 1));
        auto early = recorded(2, 30, 2);
        early.validFrom = Instant{15};
        timeline.take(early);
        auto late = recorded(3, 40, 3);
        late.validFrom = Instant{25};
        late.corrects = 2;
        timeline.take(late);
        QCOMPARE(timeline.versionAt(2, Instant{20}), 2);
        QCOMPARE(timeline.versionAt(3, Instant{20}), 1);
        QCOMPARE(timeline.versionAt(3, Instant{25}), 3);
    }

    void removalsEndOrUndo() {
        Timeline ended, undone;
        for (auto* one : {&ended, &undone}) {
            one->take(recorded(1, 10, 1));
            one->take(recorded(2, 20, 2));
        }
        ended.take(recorded(3, 30, 0));
        auto never = recorded(3, 30, 0);
        never.corrects = 2;
        undone.take(never);
        QCOMPARE(ended.versionAt(3, Instant{25}), 2);
        QCOMPARE(ended.versionAt(3, Instant{30}), 0);
        QCOMPARE(undone.versionAt(3, Instant{25}), 0);  // it never held, and the file is gone
        QCOMPARE(undone.versionAt(3, Instant{15}), 1);
    }
};

QTEST_APPLESS_MAIN(TestTimeline)
#include "tst_timeline.moc"
