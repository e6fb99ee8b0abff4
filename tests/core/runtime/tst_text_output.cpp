// What a model's words become: statements with the lines they cite, and what cites nothing.
#include <QtTest>

#include "core/deliverable/document.h"
#include "core/plan/plan_file.h"
#include "core/runtime/output_check.h"
#include "core/runtime/text_output.h"
#include "tests/support/vector_index.h"

using namespace skein;

namespace {

testing::VectorIndex sources() {
    return *testing::VectorIndex::fromTexts({{"limits.h", "// Limits\n\n// most lines\n#define MAX_LINES 50\n"},
                                             {"README.md", "# A tiny project\n\nIt is tiny.\n"}},
                                            "");
}

/// "text|path:first-last,...; ..." of a paragraph.
std::string told(const char* paragraph) {
    const auto index = sources();
    std::string all;
    for (const auto& said : runtime::citedTexts(paragraph, index)) {
        all += (all.empty() ? "" : "; ") + said.text + "|";
        for (const auto& cite : said.cites) all += cite.path + ":" + std::to_string(cite.lines.first) + ",";
    }
    return all;
}

}  // namespace

class TestTextOutput final : public QObject {
    Q_OBJECT

private slots:
    void citationsAreTakenOut_data() {
        QTest::addColumn<QByteArray>("paragraph");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const char* paragraph, const char* expected) {
            QTest::newRow(name) << QByteArray(paragraph) << QByteArray(expected);
        };
        row("behind", "MAX_LINES is 50. (limits.h:4)", "MAX_LINES is 50.|limits.h:4,");
        row("before the stop", "MAX_LINES is 50 (limits.h:4).", "MAX_LINES is 50.|limits.h:4,");
        row("square", "MAX_LINES is 50 [limits.h:4]", "MAX_LINES is 50|limits.h:4,");
        row("a link", "MAX_LINES is 50 [limits.h:4](limits.h#L4).", "MAX_LINES is 50.|limits.h:4,");
        row("a link in brackets", "It is 50 ([limits.h:4](../limits.h#L4)).", "It is 50.|limits.h:4,");
        row("in the words", "As limits.h:4 says, it is 50.", "As limits.h says, it is 50.|limits.h:4,");
        row("two", "It is tiny (README.md:3). MAX_LINES is 50 (limits.h:4).",
            "It is tiny.|README.md:3,; MAX_LINES is 50.|limits.h:4,");
        row("side by side", "Both [limits.h:4] [README.md:3].", "Both.|limits.h:4,README.md:3,");
        row("one for three", "It is tiny. It is a project. So it says. (README.md:1-3)",
            "It is tiny. It is a project. So it says.|README.md:1,");
        row("invention behind", "A tiny project (README.md:3). The moon is made of cheese. Pigs fly.",
            "A tiny project.|README.md:3,; The moon is made of cheese. Pigs fly.|");
        row("none", "Pigs fly.", "Pigs fly.|");
        row("no such line", "MAX_LINES is 50 (limits.h:40).", "MAX_LINES is 50 (limits.h:40).|");
        row("no such file", "MAX_LINES is 50 (limit.h:4).", "MAX_LINES is 50 (limit.h:4).|");
    }
    void citationsAreTakenOut() {
        QFETCH(QByteArray, paragraph);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(told(paragraph.constData())), expected);
    }

    void inventionIsRefused() {
        const auto index = sources();
        TaskSpec task;
        task.checks = {Json{{"type", "citations"}}};
        QCOMPARE(*runtime::checkOutput(task, "It is tiny (README.md:3). MAX_LINES is 50 (limits.h:4).", index), "");
        const auto refused = *runtime::checkOutput(task, "It is tiny (README.md:3). Pigs fly.", index);
        QVERIFY2(refused.find("Pigs fly.") != std::string::npos, refused.c_str());
        const auto wrong = *runtime::checkOutput(task, "MAX_LINES is 70 (limits.h:4).", index);
        QCOMPARE(QByteArray::fromStdString(wrong),
                 QByteArray("no statement is borne out by the lines it cites, first: limits.h:4 does not hold '70' of "
                            "\"MAX_LINES is 70.\""));
    }

    /// One slip among true statements costs neither the task nor the reader's trust: it is told apart, never lost.
    void whatTheLinesDoNotBearOutIsKeptApart() {
        const auto index = sources();
        TaskSpec task;
        task.title = "Digest";
        task.checks = {Json{{"type", "citations"}}};
        const std::string output = "It is tiny (README.md:3). MAX_LINES is 70 (limits.h:4).";
        QCOMPARE(*runtime::checkOutput(task, output, index), "");
        const auto document = *deliverable::documentFromJson(runtime::documentOf(task, output, index));
        const auto& section = document.sections.front();
        QCOMPARE(section.statements.size(), 1u);
        QCOMPARE(section.statements.front().text, "It is tiny.");
        QCOMPARE(section.listings.size(), 1u);
        QCOMPARE(section.listings.front().text, "MAX_LINES is 70. (limits.h:4; there is no 70)");
        QVERIFY(section.listings.front().caption.find("not borne out") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestTextOutput)
#include "tst_text_output.moc"
