// What a model's words become: statements with the lines they cite, and what cites nothing.
#include <QtTest>

#include "core/coherence/extract.h"
#include "core/deliverable/check_document.h"
#include "core/deliverable/document.h"
#include "core/deliverable/markdown.h"
#include "core/plan/plan_file.h"
#include "core/runtime/output_check.h"
#include "core/runtime/text_output.h"
#include "tests/support/vector_index.h"

using namespace skein;

namespace {

testing::VectorIndex sources() {
    return *testing::VectorIndex::fromTexts({{"limits.h", "// Limits\n\n// most lines\n#define MAX_LINES 50\n"},
                                             {"README.md", "# A tiny project\n\nIt is tiny.\n"},
                                             {"t.py", "\"\"\"Tiny listens on port 8080.\"\"\"\nCOPIES = 5\n"}},
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
    void oneFenceAroundJsonIsTakenOff_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const char* answer, const char* expected = nullptr) {
            QTest::newRow(name) << QByteArray(answer) << QByteArray(expected != nullptr ? expected : answer);
        };
        row("named", "```json\n{\"port\": 80}\n```", "{\"port\": 80}");
        row("nameless", "```\n{\"port\": 80}\n```\n", "{\"port\": 80}");
        row("capitals", "```JSON\n[1]\n```", "[1]");
        row("blank space around", "\n\n  ```json \n{\n}\n  ```  \n\n", "{\n}");
        row("CRLF", "```json\r\n{\"a\":\r\n1}\r\n```\r\n", "{\"a\":\r\n1}\r");
        row("backticks in a value", "```json\n{\"a\": \"```\"}\n```", "{\"a\": \"```\"}");
        row("none", "{\"port\": 80}");
        row("not closed", "```json\n{\"port\": 80}");
        row("closed in the line", "```json\n{\"port\": 80}```");
        row("all in one line", "```json {\"port\": 80} ```");
        row("words before", "Here it is:\n```json\n{}\n```");
        row("words behind", "```json\n{}\n```\nThat is all.");
        row("words behind the closing", "```json\n{}\n``` done");
        row("two", "```json\n{}\n```\n```json\n{}\n```");
        row("one in another", "```\n```json\n{}\n```\n```");
        row("longer", "````json\n{}\n````");
        row("another language", "```yaml\na: 1\n```");
        row("empty", "```json\n```");
        row("only a fence", "```");
        row("only fences", "``````");
        row("nothing", "");
    }
    void oneFenceAroundJsonIsTakenOff() {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, expected);
        const auto inside = runtime::withoutFence({answer.constData(), static_cast<std::size_t>(answer.size())});
        QCOMPARE(QByteArray(inside.data(), static_cast<int>(inside.size())), expected);
    }
    void onlyJsonIsReadWithoutItsFence() {
        TaskSpec task;
        task.output.type = "markdown";
        QCOMPARE(runtime::readOutput(task, "```json\n1\n```"), std::string_view("```json\n1\n```"));
        task.output.type = "json";
        QCOMPARE(runtime::readOutput(task, "```json\n1\n```"), std::string_view("1"));
    }

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
        row("together", "Both (limits.h:4, README.md:3).", "Both.|limits.h:4,README.md:3,");
        row("together in code", "Both (`limits.h:4`; `README.md:3`).", "Both.|limits.h:4,README.md:3,");
        row("two lines", "Both [limits.h:1, 4].", "Both.|limits.h:1,limits.h:4,");
        row("a range", "Both (limits.h:1–4).", "Both.|limits.h:1,");
        row("none", "Pigs fly.", "Pigs fly.|");
        row("no such line", "MAX_LINES is 50 (limits.h:40).", "MAX_LINES is 50 (limits.h:40).|");
        row("no such file", "MAX_LINES is 50 (limit.h:4).", "MAX_LINES is 50 (limit.h:4).|");
    }
    void citationsAreTakenOut() {
        QFETCH(QByteArray, paragraph);
        QFETCH(QByteArray, expected);
        QCOMPARE(QByteArray::fromStdString(told(paragraph.constData())), expected);
    }

    /// The line that a citation names is the value of nothing, however it is written.
    void noClaimIsMadeOfACitation_data() {
        QTest::addColumn<QByteArray>("answer");
        for (const char* answer :
             {"- Tiny listens on port 8080 (t.py:1).\n- It is tiny (README.md:3).", "- `COPIES` is 5 (t.py:2).",
              "* It is tiny\n  (README.md:3)\n* `COPIES` is 5: t.py:2", "- `COPIES` is 5 [t.py:2](../t.py#L2)",
              "- README.md:3: it is tiny.", "- `README.md:3` - it is tiny", "- README.md:3 - 5 copies.",
              "- Both (README.md:3, t.py:2).\n- t.py:1, README.md:3", "1. It is tiny README.md:3",
              "- As README.md:3 says, it is tiny.", "- It is tiny (READ.me:3).", "- **It is tiny** (t.py:1-2)",
              "- `COPIES` is 5 [t.py:1, 2]", "| Name | Value |\n|---|---|\n| `COPIES` | 5 (t.py:2) |"})
            QTest::newRow(answer) << QByteArray(answer);
    }
    void noClaimIsMadeOfACitation() {
        QFETCH(QByteArray, answer);
        const auto index = sources();
        const auto words = runtime::withoutCitations(answer.toStdString(), index);
        for (const auto& claim : coherence::claimsFromOutputText(words).claims) {
            const auto told = claim.subject + "|" + claim.value.text;
            QVERIFY2(told == "copies|5" || told == "tiny.port|8080", told.c_str());
        }
        const auto lines = [](const auto& text) { return std::count(text.begin(), text.end(), '\n'); };
        QCOMPARE(lines(words), lines(answer));
    }
    void claimsAreKeptWithoutTheirCitations() {
        const auto index = sources();
        const auto claims = [&](const char* answer) {
            QByteArray all;
            for (const auto& claim : coherence::claimsFromOutputText(runtime::withoutCitations(answer, index)).claims)
                all += QByteArray::fromStdString(claim.subject + "=" + claim.value.text + ";");
            return all;
        };
        QCOMPARE(claims("- `COPIES` is 5 (t.py:2)."), QByteArray("copies=5;"));
        QCOMPARE(claims("- `COPIES`: 5 (t.py:2)"), QByteArray("copies=5;"));
        QCOMPARE(claims("| Name | Value |\n|---|---|\n| `COPIES` | 5 (t.py:2) |"), QByteArray("copies=5;"));
    }

    /// What an answer becomes passes the check of a deliverable, and can be read back whatever a model writes.
    void answersBecomeStatements_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("expected");  // the texts of the statements, or what is wrong
        const auto row = [](const char* answer, const char* expected) {
            QTest::newRow(answer) << QByteArray(answer) << QByteArray(expected);
        };
        row("It is tiny.\n\n(README.md:3)", "It is tiny.");
        row("It is tiny (README.md:3).\n\n- (t.py:2)\n- [README.md:3](README.md#L3)\n- README.md:3\n", "It is tiny.");
        row("(t.py:2)\n\nIt is tiny (README.md:3).", "It is tiny.");
        row("(t.py:2)", "!it states nothing");
        row("<script>COPIES</script> (t.py:2)", "\\<script\\>COPIES\\</script\\>");
        row("<!-- (t.py:2) -->\n\n*** (t.py:2)\n\nIt is tiny (README.md:3).", "It is tiny.");
        row("1. Tiny listens on port 8080. (t.py:1)\n2. `COPIES` is 5 (t.py:2).",
            "Tiny listens on port 8080. / `COPIES` is 5.");
        row("2) Tiny listens on port 8,080. (t.py:1)", "Tiny listens on port 8,080.");
        row("Tiny listens on port 8,081. (t.py:1)", "!8,081");
        row("**Purpose**: *tiny* (README.md:3).", "Purpose: tiny.");
        row("**It is tiny (README.md:3).**", "It is tiny.");
        row("The `COPIES` are tiny (README.md:3).", "!COPIES");
        row("The function `go` deletes it (README.md:3). It is tiny (README.md:3).", "It is tiny.");
        row("Pigs fly (README.md:3).", "!Pigs");
        row("| Name | Value | Where |\n|---|---|---|\n| `COPIES` | 5 | t.py:2 |\n", "`COPIES`: 5");
        row("```python\nCOPIES = 5\n```\n(t.py:2)\n\nIt is tiny (README.md:3).", "It is tiny.");
        row("> It is\n> tiny (README.md:3).", "It is tiny.");
        row("# Tiny\n\nThe copies (t.py:2):\n\n- `COPIES = 5` (t.py:2)", "The copies: / `COPIES = 5`");
    }
    void answersBecomeStatements() {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, expected);
        const auto index = sources();
        TaskSpec task;
        task.title = "Digest";
        task.checks = {Json{{"type", "citations"}}};
        const auto problem = QByteArray::fromStdString(*runtime::checkOutput(task, answer.toStdString(), index));
        // Whatever is said of it, the assembler can read it.
        const auto document = deliverable::documentFromJson(runtime::documentOf(task, answer.toStdString(), index));
        QVERIFY2(document.has_value(), document ? "" : document.error().message.c_str());
        if (expected.startsWith('!')) {
            QVERIFY2(problem.contains(expected.mid(1)), problem);
            return;
        }
        QCOMPARE(problem, QByteArray());
        QByteArrayList texts;
        for (const auto& statement : document->sections.front().statements)
            texts << QByteArray::fromStdString(statement.text);
        QCOMPARE(texts.join(" / "), expected);
        const auto checked =
            deliverable::checkDocument(deliverable::renderMarkdown(*document, {}), {}, {},
                                       [&](std::string_view path) { return index.fileText(std::string(path)); });
        QVERIFY(checked.has_value());
        for (const auto& violation : checked->violations)
            if (violation.rule == "citation-support") QFAIL(violation.message.c_str());
    }
    void codeIsAListing() {
        const auto index = sources();
        TaskSpec task;
        task.title = "Digest";
        const auto json = runtime::documentOf(task, "It is tiny (README.md:3).\n\n```python\nCOPIES = 5\n```\n", index);
        const auto section = deliverable::documentFromJson(json)->sections.front();
        QCOMPARE(section.listings.size(), 1u);
        QCOMPARE(section.listings.front().text, std::string("COPIES = 5\n"));
        QCOMPARE(section.listings.front().language, std::string("python"));
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
