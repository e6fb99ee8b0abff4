// Comments, imports and sentences as the offline agents see them.
#include <QtTest>

#include "core/deliverable/sentences.h"
#include "core/providers/offline/documentation.h"
#include "core/providers/offline/prose.h"
#include "core/providers/offline/source_text.h"
#include "core/providers/offline/wording.h"

using namespace skein;
using namespace skein::providers;

namespace {

SourceText source(const char* language, const QString& text) {
    return SourceText({"a/x", language, 0, 0, {}}, text.toStdString());
}

}  // namespace

class ProseTest : public QObject {
    Q_OBJECT
private slots:
    void comments_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("first");  ///< first line of the first comment
        QTest::addColumn<int>("line");
        QTest::addColumn<int>("count");
        QTest::newRow("slashes") << "C++"
                                 << "int a;\n// One.\n// Two.\nint b;"
                                 << "One." << 2 << 1;
        QTest::newRow("block") << "C"
                               << "/*\n * Words here.\n */\nint b;"
                               << "" << 1 << 1;
        QTest::newRow("trailing") << "C"
                                  << "int a; /* busy */\nint b; /* idle */"
                                  << "busy" << 1 << 2;
        QTest::newRow("not in a string") << "C"
                                         << "const char *a = \"// no\";\n// yes"
                                         << "yes" << 2 << 1;
        QTest::newRow("hash") << "Python"
                              << "#!/usr/bin/python\n# Tool.\nx = 1"
                              << "Tool." << 2 << 1;
        QTest::newRow("docstring") << "Python"
                                   << "def f():\n    \"\"\"Does it.\"\"\"\n"
                                   << "Does it." << 2 << 1;
        QTest::newRow("sql") << "SQL"
                             << "-- Orders.\nCREATE TABLE o(a);"
                             << "Orders." << 1 << 1;
        QTest::newRow("none in data") << "JSON"
                                      << "{\"a\": \"// x\"}"
                                      << "" << 0 << 0;
    }
    void comments() {
        QFETCH(QString, language);
        QFETCH(QString, text);
        QFETCH(QString, first);
        QFETCH(int, line);
        QFETCH(int, count);
        const SourceText file = source(language.toUtf8().constData(), text);
        const auto found = file.comments();
        QCOMPARE(static_cast<int>(found.size()), count);
        if (count == 0) return;
        QCOMPARE(QString::fromStdString(found[0].text[0].text), first);
        QCOMPARE(static_cast<int>(found[0].lines.first), line);
    }

    void imports_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("target");
        QTest::newRow("include") << "C"
                                 << "#include \"curl/curl.h\""
                                 << "curl/curl.h";
        QTest::newRow("spaced include") << "C++"
                                        << "#  include <vector>"
                                        << "vector";
        QTest::newRow("python from") << "Python"
                                     << "from a.b import c"
                                     << "a.b";
        QTest::newRow("javascript") << "JavaScript"
                                    << "import x from './util'"
                                    << "./util";
        QTest::newRow("require") << "JavaScript"
                                 << "const x = require('./y');"
                                 << "./y";
        QTest::newRow("go block") << "Go"
                                  << "import (\n\t\"a/b\"\n)"
                                  << "a/b";
        QTest::newRow("java") << "Java"
                              << "import a.b.C;"
                              << "a.b.C";
        QTest::newRow("rust") << "Rust"
                              << "use crate::a::B;"
                              << "crate::a::B";
    }
    void imports() {
        QFETCH(QString, language);
        QFETCH(QString, text);
        QFETCH(QString, target);
        const SourceText file = source(language.toUtf8().constData(), text);
        const auto found = file.imports();
        QCOMPARE(static_cast<int>(found.size()), 1);
        QCOMPARE(QString::fromStdString(found[0].target), target);
    }

    void licencesAreNotPurposes() {
        const SourceText file = source(
            "C", "/* Copyright (C) 2020 Somebody. All rights reserved.\n *\n * Keeps the cookies of a session.\n */");
        const auto comments = file.comments();
        const auto sentences = sentencesOf(comments.at(0).text);
        QCOMPARE(static_cast<int>(sentences.size()), 1);
        QCOMPARE(sentences[0].text, std::string("Keeps the cookies of a session."));
        QCOMPARE(static_cast<int>(sentences[0].lines.first), 3);
    }

    void brokenLicencesAreNotPurposesEither() {
        const SourceText file = source("Go",
                                       "// Licensed under the Apache License, Version 2.0 (the \"License\");\n"
                                       "// you may not use this file except in compliance with the License.\n");
        QVERIFY(sentencesOf(file.comments().at(0).text).empty());
    }

    void spansOfTwoBackticksAreCode() {
        QCOMPARE(proseMarkdown("Both ``a_b`` and ``c`` are kept."), std::string("Both `a_b` and `c` are kept."));
    }

    void documentationCommands() {
        const SourceText file = source("C++",
                                       "/**\n * @brief Opens a file.\n * @param path where it is\n * @return the "
                                       "handle, or -1\n * @author X\n */");
        const auto sentences = sentencesOf(file.comments().at(0).text);
        QCOMPARE(static_cast<int>(sentences.size()), 3);
        QCOMPARE(sentences[0].text, std::string("Opens a file."));
        QCOMPARE(sentences[1].text, std::string("path: where it is"));
        QCOMPARE(sentences[2].text, std::string("Returns the handle, or -1"));
    }

    void codeWordsBecomeCode_data() {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("markdown");
        QTest::newRow("underscore") << "Call curl_easy_init first."
                                    << "Call `curl_easy_init` first.";
        QTest::newRow("call") << "Use open() now."
                              << "Use `open()` now.";
        QTest::newRow("option") << "Pass --verbose to it."
                                << "Pass `--verbose` to it.";
        QTest::newRow("camel case") << "A QObject is shared."
                                    << "A QObject is shared.";
        QTest::newRow("inner capital") << "See findChild for it."
                                       << "See `findChild` for it.";
        QTest::newRow("plain") << "Nothing special here."
                               << "Nothing special here.";
        QTest::newRow("markup stays text") << "Say <b> or [x]."
                                           << "Say \\<b\\> or \\[x\\].";
    }
    void codeWordsBecomeCode() {
        QFETCH(QString, sentence);
        QFETCH(QString, markdown);
        QCOMPARE(QString::fromStdString(proseMarkdown(sentence.toStdString())), markdown);
    }

    void readmesWithoutMarkup() {
        const SourceText file = source("Markdown",
                                       "# Tool\n\n[![badge](x)](y)\n\nThe [tool](http://x) sorts **large** files "
                                       "quickly.\n\n```\ncode here that is long\n```\n");
        const auto sentences = proseSentences(file, file.whole());
        QVERIFY(!sentences.empty());
        const Sentence* lead = leadSentence(sentences);
        QVERIFY(lead != nullptr);
        QCOMPARE(proseMarkdown(lead->text), std::string("The tool sorts large files quickly."));
        QCOMPARE(static_cast<int>(lead->lines.first), 5);
    }

    void documentsInFull() {
        const SourceText file =
            source("ReStructuredText",
                   "Order\n=====\n\nClick_ has two rules, see find_x:\n\nEagerness:\n    Eager ones of "
                   ":class:`~a.Parameter` go\n    first.\n\n-   See :ref:`the guide\n    <guide>`.\n"
                   "2.  Second step is\n    longer.\n\n.. code-block:: python\n\n    x = 1\n\n"
                   "    y = 2\n\n.. versionchanged:: 8.0\n    Was renamed from ``old``.\n\n"
                   ".. image:: x.png\n    :align: center\n\n.. note::\n    Mind the gap please.\n");
        const auto sections = documentSections(file);
        QCOMPARE(static_cast<int>(sections.size()), 1);
        QCOMPARE(sections[0].title, std::string("x: Order"));
        QStringList said;
        for (const auto& statement : sections[0].statements) said << QString::fromStdString(statement.text);
        QCOMPARE(said,
                 (QStringList{"Click has two rules, see `find_x`", "Eagerness: Eager ones of `Parameter` go first.",
                              "See the guide.", "(2) Second step is longer.",
                              "Changed in version 8.0: Was renamed from `old`.", "Mind the gap please."}));
        QCOMPARE(static_cast<int>(sections[0].listings.size()), 1);
        QCOMPARE(sections[0].listings[0].text, std::string("    x = 1\n\n    y = 2"));
        QCOMPARE(sections[0].listings[0].language, std::string("python"));
        QCOMPARE(sections[0].statements[1].cites[0].lines, (LineRange{6, 8}));
    }

    void markdownListsAndExamples() {
        const SourceText file = source("Markdown",
                                       "# Tool\n\nIt can do this:\n\n* Sort files\n  by size\n* Merge them\n\n"
                                       "```sh\n# not a heading\ntool -x\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
        const auto sections = documentSections(file);
        QCOMPARE(static_cast<int>(sections.size()), 1);
        QCOMPARE(static_cast<int>(sections[0].statements.size()), 3);
        QCOMPARE(sections[0].statements[1].text, std::string("Sort files by size"));
        QCOMPARE(static_cast<int>(sections[0].listings.size()), 2);
        QCOMPARE(sections[0].listings[0].text, std::string("# not a heading\ntool -x"));
        QCOMPARE(sections[0].listings[0].language, std::string("sh"));
    }

    void manPagesAreText() {
        const SourceText file =
            source("Man",
                   ".\\\" Copyright Nobody\n.TH OPEN_IT 3\n.SH NAME\nopen_it \\- opens it\n.SH DEFAULT\n"
                   "The limit is \\fBMAX_IT\\fP,\n.BR close_it (3)\nends it.\n.TP\n.B \\-x\nSays more.\n"
                   ".nf\nint a;\n.fi\n");
        const auto sections = documentSections(file);
        QCOMPARE(static_cast<int>(sections.size()), 2);
        QCOMPARE(sections[0].title, std::string("x: NAME"));
        QCOMPARE(sections[0].statements[0].text, std::string("`open_it` - opens it"));
        QCOMPARE(QString::fromStdString(sections[1].statements[0].text),
                 QString("The limit is `MAX_IT`, close_it(3) ends it."));
        QCOMPARE(sections[1].statements[1].text, std::string("-x: Says more."));
        QCOMPARE(sections[1].listings[0].text, std::string("int a;"));
    }

    void optionDescriptions() {
        const SourceText file = source(
            "Text", "c: Copyright (C) Somebody\nLong: max-it\nHelp: Most to do\n---\nSets the most. It is 50.\n");
        const auto sections = documentSections(file);
        QCOMPARE(static_cast<int>(sections.size()), 1);
        QCOMPARE(sections[0].statements[0].text, std::string("Long: max-it"));
        QCOMPARE(sections[0].statements[2].text, std::string("Sets the most. It is 50."));
    }

    void importsAreNoSentences() {
        const SourceText file =
            source("Python",
                   "\"\"\"Reads\nfrom the file.\nimport that\n\"\"\"\nfrom a.b import c\nimport os, sys\n"
                   "x = \"\"\"\nimport no\n\"\"\"\ndef f():\n    \"\"\"\n    from :mod:`x` on\n    \"\"\"\n");
        QStringList targets;
        for (const ImportRef& import : file.imports()) targets << QString::fromStdString(import.target);
        QCOMPARE(targets, (QStringList{"a.b", "os"}));
    }

    void abbreviationsEndNoSentence() {
        const auto cut = [](const char* text) { return static_cast<int>(deliverable::splitSentences(text).size()); };
        QCOMPARE(cut("See Knuth, Vol. 3, pp. 12-20 and Siek et al. The rest is new."), 1);
        QCOMPARE(cut("As in Fig. 2 and No. 4. Then stop."), 2);
        QCOMPARE(cut("Is it so? No. Then stop."), 3);
        QCOMPARE(cut("Files, folders, etc. They are read."), 2);
        QCOMPARE(cut("Use e.g. Python vs. Ruby."), 1);
        QCOMPARE(cut("It runs `x ? \"A\" : B` and stops."), 1);
    }

    void wordingOfDeprecation() {
        for (const char* text : {"Deprecated: use MatchAll instead.", "This function is deprecated.",
                                 "The old name is deprecated and will be removed."})
            QVERIFY2(saysDeprecated(text), text);
        for (const char* text :
             {"Deprecated defines, if this command is deprecated and should print this string.",
              "Underscores are replaced by dashes.", "Kept for backward compatibility.",
              "deprecated: issues a message.", "Issues a message indicating that the command is deprecated."})
            QVERIFY2(!saysDeprecated(text), text);
        for (const char* line :
             {"[[deprecated(\"use b\")]] int a();", "CURLOPTDEPRECATED(X, 7.1, \"Use Y\"),", "@deprecated",
              "int a() __attribute__((deprecated));", "@typing_extensions.deprecated(\"no\")"})
            QVERIFY2(marksDeprecated(line), line);
        for (const char* line : {"if c.Deprecated(x) {", "def echo_deprecated(self):", "#define MY_DEPRECATED(x) x",
                                 "if self.deprecated:", "warn(\"DEPRECATED(x)\")", "@pytest.mark.deprecated_x"})
            QVERIFY2(!marksDeprecated(line), line);
    }

    void wordingOfReferences() {
        for (const char* text :
             {"The format is RFC 1951.", "See ISO 8601 dates.", "As Tarjan (1983) shows.", "Volume 3, pp. 12.",
              "See https://doi.org/10.1/2.", "Based on the paper by Boykov.", "Sedgewick et al. say so."})
            QVERIFY2(namesReference(text), text);
        for (const char* text :
             {"This is due to the order.", "In addition, it is based on the issue.", "Supports ANSI colors.",
              "Where PROGRAM is the specification name.", "It was changed in May (2003).",
              "On any POSIX system it works.", "Comes from the caller."})
            QVERIFY2(!namesReference(text), text);
    }

    void definableWords() {
        QVERIFY(isDefinable("frame"));
        QVERIFY(isDefinable("command collection"));
        for (const char* term : {"order", "reason this", "behavior here", "fourth"}) QVERIFY2(!isDefinable(term), term);
    }

    void directives() {
        QCOMPARE(directiveOn("#  if defined(A_B) /* depends on object */"), std::string_view("if defined(A_B)"));
        QCOMPARE(directiveOn("# if the flag applies"), std::string_view("if the flag applies"));
        QVERIFY(directiveOn("# iffy thing").empty());
        QVERIFY(directiveOn("int a;").empty());
        QVERIFY(isPreprocessed("C++"));
        QVERIFY(!isPreprocessed("Go"));
        QVERIFY(!isPreprocessed("Python"));
    }

    /// The brief above a block belongs to it, the items of a list to nothing but their list.
    void aBriefLeadsAndListsAreNotGlued() {
        const SourceText source(
            SourceFile{"a.hpp", "C++", 0, 0, {}},
            "//\n// detail/a.hpp\n// ~~~~~~~~~~~~\n//\n\n/// Provides core functionality.\n/**\n"
            " * The shelf provides meals for users of it, including:\n *\n * @li larder::tcp::socket\n"
            " * @li an object @c a meeting handler requirements\n *\n * then shelf_put is called.\n"
            " *\n * @li Meals are kept until they are taken.\n *\n * @par Thread Safety\n"
            " * @e Distinct @e objects: Safe.@n\n * @e Shared @e objects: Safe.\n *\n * @code\n"
            " * put(a);\n * @endcode\n *\n * the second call does nothing at all.\n */\nclass shelf;\n");
        const auto comments = source.comments();
        QCOMPARE(comments.size(), std::size_t{2});
        QVERIFY(leadSentence(sentencesOf(comments[0].text)) == nullptr);
        QCOMPARE(comments[1].lines, (LineRange{6, 26}));
        QStringList kept;
        for (const Sentence& sentence : sentencesOf(comments[1].text))
            if (standsAlone(sentence)) kept.push_back(QString::fromStdString(proseMarkdown(sentence.text)));
        QCOMPARE(kept, (QStringList{"Provides core functionality.", "Meals are kept until they are taken.",
                                    "Thread Safety: Distinct objects: Safe.", "Shared objects: Safe."}));
    }
};

QTEST_APPLESS_MAIN(ProseTest)
#include "tst_prose.moc"
