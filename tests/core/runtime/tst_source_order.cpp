// Which side of a contradiction is A: a function of both values and the sources, whichever claims were compared.
#include <QtTest>

#include "core/coherence/extract.h"
#include "core/runtime/source_order.h"
#include "tests/support/vector_index.h"

using namespace skein;
using namespace skein::runtime;

namespace {

testing::VectorIndex sources() {
    return *testing::VectorIndex::fromTexts({{"README.md", "`MAX_LINES` is 60.\n"},
                                             {"limits.h", "#define MAX_LINES 70\n"},
                                             {"operations.md", "`MAX_LINES` is 70.\n\n`MAX_DEPTH` is 9.\n"},
                                             {"zones.md", "`MAX_DEPTH` is 7.\n"}});
}

/// The claim of a file whose value this is.
Claim stated(const MemoryIndex& index, const char* path, const char* value) {
    for (auto& claim : coherence::extractClaims(*index.atomsUnder({path})))
        if (claim.value.text == value) return claim;
    qFatal("%s does not state %s", path, value);
}

Claim said(const char* value) {
    const auto json = Json{{"claims", {{{"subject", "MAX_LINES"}, {"predicate", "value"}, {"value", value}}}}};
    return coherence::claimsFromOutput(json).claims.front();
}

}  // namespace

class TestSourceOrder final : public QObject {
    Q_OBJECT

private:
    testing::VectorIndex m_index = sources();
    Facts m_facts{[](const BlobRef&) -> Result<std::string> { return fail(ErrorCode::NotFound, "none"); }};
    SourceOrder m_order{m_facts, m_index};

    bool isFirst(const Claim& x, const Claim& y) {
        const auto key = contestedKey(x, y);
        const bool first = *m_order.isFirst(RunId{1}, key, x, y);
        if (first == *m_order.isFirst(RunId{1}, key, y, x)) qFatal("both or neither come first");
        return first;
    }

private slots:
    // Two pages contradict each other before the header was read: the header states 70, and code comes before pages.
    void allPlacesCount() {
        QVERIFY(isFirst(stated(m_index, "operations.md", "70"), stated(m_index, "README.md", "60")));
        QVERIFY(isFirst(stated(m_index, "limits.h", "70"), stated(m_index, "README.md", "60")));
    }
    void earlierPageFirst() {
        QVERIFY(isFirst(stated(m_index, "operations.md", "9"), stated(m_index, "zones.md", "7")));
    }
    // An agent repeats what a source states: that its task comes earlier or later does not count.
    void agentsRepeat() { QVERIFY(isFirst(said("70"), said("60"))); }
    void whatOnlyAgentsSayComesLast() {
        QVERIFY(isFirst(stated(m_index, "README.md", "60"), said("10")));
        QVERIFY(isFirst(said("10"), said("20")));
    }
};

QTEST_APPLESS_MAIN(TestSourceOrder)
#include "tst_source_order.moc"
