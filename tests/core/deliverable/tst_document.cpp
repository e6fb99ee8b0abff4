// The document format, its Markdown and its HTML.
#include <QtTest>

#include "core/deliverable/document.h"
#include "core/deliverable/html.h"
#include "core/deliverable/markdown.h"
#include "core/deliverable/markdown_tree.h"
#include "core/deliverable/sentences.h"

using namespace skein;
using namespace skein::deliverable;

namespace {

Document sampleDocument() {
    Document document;
    document.kind = "assemble";
    document.title = "Sample";
    document.paths = {"src/a b.h"};
    Section section;
    section.title = "Cache & friends";
    section.statements = {{"`put` stores a value.", {{"src/a b.h", {3, 4}}}, Standing::Plain, {}}};
    section.tables = {{"Limits", {"Name", "Value"}, {{{"`LIMIT`", "`1|2`"}, {"src/a b.h", {7, 7}}}}}};
    section.listings = {{"c", "put(a);\n…\nput(b);\n", {"src/a b.h", {3, 9}}, "`fill`"}};
    SymbolTable symbols;
    symbols.caption = "Functions";
    symbols.captionLines = LineRange{1, 1};
    symbols.path = "src/a b.h";
    symbols.rows = {{"put", "void (int a)", "function", "Stores.", {3, 4}},
                    {"impl", "typedef a impl", "typedef", "", {8, 8}, "only under `#if A`", {7, 7}}};
    section.symbols = {symbols};
    section.index = {{"put", {"src/a b.h", {3, 4}}}};
    document.sections = {section};
    document.questions = {{"TODO: shrink.", {{"src/a b.h", {9, 9}}}, Standing::Plain, {}}};
    document.links = {{"src/a b.h", 1, "src/c.h", {"other"}, "c.h"}};
    document.terms = {{"entry", "An entry is a pair.", {"src/a b.h", {2, 2}}}};
    document.disputes = {{"c-1",
                          "two values",
                          {{"`ttl = 30`", {{"src/a b.h", {5, 5}}}, Standing::Plain, {}},
                           {"`ttl: 60`", {{"conf.yaml", {2, 2}}}, Standing::Plain, {}}},
                          ""}};
    document.components = {{"Cache & friends", {"src/a b.h"}}};
    return document;
}

}  // namespace

class DocumentTest : public QObject {
    Q_OBJECT
private slots:
    void jsonRoundTrip() {
        const Document document = sampleDocument();
        const auto read = documentFromJson(toJson(document));
        QVERIFY2(read.has_value(), read ? "" : read.error().describe().c_str());
        QVERIFY(*read == document);
    }

    void refusesWrongMembers_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("expected");
        QTest::newRow("text of a statement") << "/sections/0/statements/0/text"
                                             << "7"
                                             << "sections[0].statements[0]";
        QTest::newRow("no citation") << "/sections/0/statements/0/cites"
                                     << "[]"
                                     << "at least one place";
        QTest::newRow("line zero") << "/sections/0/statements/0/cites/0/first"
                                   << "0"
                                   << "line number";
        QTest::newRow("reversed lines") << "/sections/0/statements/0/cites/0/first"
                                        << "9"
                                        << "before the first";
        QTest::newRow("symbol row") << "/sections/0/symbols/0/rows/0"
                                    << "[1]"
                                    << "[name, signature, kind, doc, first, last]";
        QTest::newRow("row width") << "/sections/0/tables/0/rows/0/cells"
                                   << "[\"x\"]"
                                   << "expected 2 cells";
        QTest::newRow("sections") << "/sections"
                                  << "{}"
                                  << "expected an array";
    }
    void refusesWrongMembers() {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, expected);
        Json json = toJson(sampleDocument());
        json[Json::json_pointer(pointer.toStdString())] = Json::parse(value.toStdString());
        const auto read = documentFromJson(json);
        QVERIFY(!read.has_value());
        QVERIFY2(read.error().message.find(expected.toStdString()) != std::string::npos, read.error().message.c_str());
    }

    void escapedProseShowsAsWritten_data() {
        QTest::addColumn<QString>("prose");
        for (const char* prose : {"a*b*c", "_x_ snake_case __init__", "[a](b)", "<script>alert(1)</script>", "`tick`",
                                  "a | b", "&amp; & AT&T", "# no heading", "~~x~~", "back\\slash"})
            QTest::newRow(prose) << prose;
    }
    void escapedProseShowsAsWritten() {
        QFETCH(QString, prose);
        const std::string markdown = "x " + escapeMarkdown(prose.toStdString());
        const auto tree = MarkdownTree::parse(markdown);
        QVERIFY(tree.has_value());
        QCOMPARE(QString::fromStdString(nodeText(tree->root())), "x " + prose);
    }

    void piecesAreFoundAsWritten() {
        const std::string markdown =
            "# A heading\n\nA lead-in:\n\n- one `a`\n  goes on [s.c:1]\n- __init__.py:3 is two\n\n**A caption**\n\n"
            "| Name | Value |\n|---|---|\n| x | 1 (s.c:2) |\n\n```c\nint code;\n\nint more;\n```\n\n> "
            "Quoted.\n> Twice.\n\n<b>raw</b>\n"
            "\n**Bold** and *more*.\n\n1. x\n";
        const auto found = piecesOf(markdown);
        QVERIFY(found.has_value());
        QStringList told;
        for (const auto& piece : *found)
            told << QString("SLRC").at(static_cast<int>(piece.kind)) + QString::fromStdString(": " + piece.text);
        const QStringList expected{"L: A lead-in:",
                                   "S: - one `a` goes on [s.c:1]",
                                   "S: - __init__.py:3 is two",
                                   "L: **A caption**",
                                   "R: | x | 1 (s.c:2) |",
                                   "C: int code;\n\nint more;\n",
                                   "S: > Quoted. Twice.",
                                   "S: <b>raw</b>",
                                   "S: **Bold** and *more*.",
                                   "S: 1. x"};
        QCOMPARE(told, expected);
        QCOMPARE(found->at(5).language, std::string("c"));
    }
    /// A model may write anything: no depth of nesting may exhaust the stack.
    void deepNestingIsRead() { QVERIFY(piecesOf(std::string(100'000, '>') + " x").has_value()); }

    void inlineProseKeepsCodeAndDropsMarks_data() {
        QTest::addColumn<QString>("piece");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* piece, const char* expected) { QTest::newRow(piece) << piece << expected; };
        row("`MAX_COPIES` is 6.", "`MAX_COPIES` is 6.");
        row("**Purpose**: keeps *five* copies.", "Purpose: keeps five copies.");
        row("1. Tiny listens.", "Tiny listens.");
        row("- Tiny `a  b`, __all__ of it", "Tiny `a b`, all of it");
        row("> See [the page](http://x/y).", "See the page.");
        row("```python COPIES = 5 ```", "`python COPIES = 5`");
        row("``a`b`` is", "a\\`b is");
        row("a vector<int> of 2 * 3<br>and_more _x", "a vector\\<int\\> of 2 \\* 3 and_more \\_x");
        row("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>");
        row("[a]: http://x", "\\[a\\]: http://x");
        row("~~~ fence", "\\~\\~\\~ fence");
        row("***", "");
        row("1.", "");
    }
    void inlineProseKeepsCodeAndDropsMarks() {
        QFETCH(QString, piece);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(inlineProse(piece.toStdString())), expected);
    }

    void codeSpansSurviveBackticks() {
        QCOMPARE(codeSpan("a`b"), std::string("``a`b``"));
        QCOMPARE(codeSpan("`a`"), std::string("`` `a` ``"));
        QCOMPARE(codeSpan("  a\n b "), std::string("`a b`"));
    }

    void markdownLinksCitations() {
        const std::string markdown = renderMarkdown(sampleDocument(), {"../in/"});
        QVERIFY(markdown.find("**`fill`**\n\n```c\nput(a);\n…\nput(b);\n```\n\n([src/a b.h:3-9](") !=
                std::string::npos);
        QVERIFY(markdown.find("[src/a b.h:3-4](../in/src/a%20b.h#L3-L4)") != std::string::npos);
        QVERIFY(markdown.find("`1\\|2`") != std::string::npos);
        QVERIFY(markdown.find("- [Cache & friends](#cache--friends)") != std::string::npos);
    }

    void draftShowsBothSides() {
        Document document = sampleDocument();
        const std::string draft = renderMarkdown(document);
        const std::size_t banner = draft.find("**DRAFT.**"), contents = draft.find("## Contents");
        QVERIFY(banner != std::string::npos && banner < contents);
        QVERIFY(draft.find("`ttl = 30`") < contents && draft.find("`ttl: 60`") < contents);
        document.disputes.front().decision = "30 holds";
        const std::string settled = renderMarkdown(document);
        QVERIFY(settled.find("DRAFT") == std::string::npos);
        QVERIFY(settled.find("**Decision**\n\n```decision\n30 holds\n```\n") != std::string::npos);
    }

    void htmlIsClosedAndAnchored() {
        std::string markdown = renderMarkdown(sampleDocument());
        markdown +=
            "\n<script src=\"http://x/\"></script>\n\n<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))\n";
        const auto html = renderHtml(markdown);
        QVERIFY(html.has_value());
        QVERIFY(html->find("<html lang=\"en\">") != std::string::npos);
        QVERIFY(html->find("<script") == std::string::npos && html->find("onerror") == std::string::npos &&
                html->find("javascript:") == std::string::npos);
        QVERIFY(html->find("id=\"cache--friends\"") != std::string::npos);
        QVERIFY(html->find("href=\"#cache--friends\"") != std::string::npos);
        QVERIFY(html->find("<th scope=\"col\">") != std::string::npos);
        QVERIFY(html->find("prefers-color-scheme:dark") != std::string::npos &&
                html->find("@media print") != std::string::npos);
        QVERIFY(!renderHtml("x", {"en\" onload=\"x"}).has_value());
        QVERIFY(!renderHtml("\xff").has_value());
    }

    void anchorsNumberRepeats() {
        HeadingAnchors anchors;
        QCOMPARE(anchors.next("Key types"), std::string("key-types"));
        QCOMPARE(anchors.next("Key types"), std::string("key-types-1"));
        QCOMPARE(anchors.next("src/a.h (x, y)"), std::string("srcah-x-y"));
    }

    void sentences_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        QTest::newRow("two") << "It opens. It closes." << 2;
        QTest::newRow("abbreviation") << "Use it, e.g. Windows paths, as usual." << 1;
        QTest::newRow("initial") << "Written by J. Siek for graphs." << 1;
        QTest::newRow("file name") << "See main.c for more. Then go." << 2;
        QTest::newRow("number") << "Version 1.2.3 is out." << 1;
        // "Bread. Is it baked? 'Yes!' he says.", and a list of numbers with full-width stops.
        QTest::newRow("without spaces") << QString::fromUtf8(
                                               "\u30D1\u30F3\u3002\u713C\u304F\uFF1F"
                                               "\u300C\u306F\u3044\uFF01\u300D\u3068\u8A00\u3046\u3002")
                                        << 4;
    }
    void sentences() {
        QFETCH(QString, text);
        QFETCH(int, count);
        const std::string bytes = text.toStdString();
        QCOMPARE(static_cast<int>(splitSentences(bytes).size()), count);
    }
};

QTEST_APPLESS_MAIN(DocumentTest)
#include "tst_document.moc"
