// Documents as trees, their sentences with lines, and what is chosen to stand for a text.
#include <QtTest>

#include "core/memory/outline.h"
#include "core/memory/prose.h"
#include "core/memory/retrieval/summary.h"
#include "core/memory/segment.h"

using namespace skein;
using namespace skein::memory;

namespace {

std::vector<Atom> atomsOf(const std::string& path, const std::string& text) {
    return segment({path, text, languageOf(path, text), {}});
}

std::size_t nodeOf(const std::vector<OutlineNode>& outline, const std::string& title, AtomKind kind) {
    for (std::size_t i = 0; i < outline.size(); ++i)
        if (outline[i].atom->title == title && outline[i].atom->kind == kind) return i;
    return outline.size();
}

WordIndex wordsOf(const std::vector<std::string>& texts) {
    Lexicon lexicon;
    std::vector<TermList> lists;
    {
        TermCounter counter(lexicon);
        for (const auto& text : texts) {
            counter.add(text, WordField::Text);
            lists.push_back(counter.finish());
        }
    }
    WordIndex words(std::move(lexicon));
    for (std::size_t i = 0; i < lists.size(); ++i) words.add(static_cast<std::int64_t>(i), i, lists[i]);
    words.finish();
    return words;
}

}  // namespace

class TestLevels : public QObject {
    Q_OBJECT

private slots:
    void sectionsStandUnderTheirHeadings() {
        const auto atoms = atomsOf("guide.md",
                                   "# Guide\n\nIntro.\n\n## Retries\n\nFive times.\n\n### Backoff\n\nIt doubles.\n\n"
                                   "## Limits\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
        const auto outline = outlineOf(atoms);
        const auto guide = nodeOf(outline, "Guide", AtomKind::Section);
        const auto retries = nodeOf(outline, "Retries", AtomKind::Section);
        const auto backoff = nodeOf(outline, "Backoff", AtomKind::Section);
        const auto limits = nodeOf(outline, "Limits", AtomKind::Section);
        QVERIFY(backoff < outline.size() && limits < outline.size());
        QCOMPARE(outline[guide].parent, std::size_t{0});
        QCOMPARE(outline[retries].parent, guide);
        QCOMPARE(outline[backoff].parent, retries);
        QCOMPARE(outline[limits].parent, guide);
        QCOMPARE(outline[retries].lines, (LineRange{5, 11}));
        QCOMPARE(outline[0].lines, (LineRange{1, 17}));
        QCOMPARE(outline[0].atoms, outline.size());
        const auto table = nodeOf(outline, "Limits", AtomKind::Table);
        QVERIFY(table < outline.size());
        QCOMPARE(nodeAt(outline, table, Level::Section), limits);
        QCOMPARE(nodeAt(outline, table, Level::Document), std::size_t{0});
        QCOMPARE(nodeAt(outline, table, Level::Paragraph), table);
    }

    void equalTitlesStandUnderTheirOwn() {
        const auto atoms =
            atomsOf("api.md", "# One\n\nA.\n\n## Notes\n\nB.\n\n# Two\n\nC.\n\n## Notes\n\nD.\n\n### Deep\n\nE.\n");
        const auto outline = outlineOf(atoms);
        const auto deep = nodeOf(outline, "Deep", AtomKind::Section);
        QVERIFY(deep < outline.size());
        const auto& notes = outline[outline[deep].parent];
        QCOMPARE(notes.atom->lines.first, 13u);
        QCOMPARE(outline[notes.parent].atom->title, std::string("Two"));
    }

    void nothingIsNoTree() { QVERIFY(outlineOf({}).empty()); }

    void sentencesKnowTheirLines_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("prose") << "Markdown"
                               << "# Title\n\nOne sentence that\ngoes on. Another one, e.g. here.\n\n- First item.\n- "
                                  "Second.\n\n```\nint code;\n```\n\n| a | b |\n\nLast."
                               << QStringList{"13-14 One sentence that goes on.", "14-14 Another one, e.g. here.",
                                              "16-16 First item.", "17-17 Second.", "25-25 Last."};
        QTest::newRow("rule") << "ReStructuredText"
                              << "Title\n=====\n\nSaid here." << QStringList{"14-14 Said here."};
        QTest::newRow("man") << "man"
                             << ".TH x\n.SH NAME\nThe tool\n.B reads\nfiles." << QStringList();
        QTest::newRow("code") << "C"
                              << "/* Opens it.\n * Never blocks. */\nint open(void)\n{\n}"
                              << QStringList{"11-11 Opens it.", "12-12 Never blocks.", "13-13 int open(void)"};
        QTest::newRow("empty") << "Markdown"
                               << "" << QStringList();
    }
    void sentencesKnowTheirLines() {
        QFETCH(QString, language);
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        if (language == "man") {
            language = QString::fromStdString(languageOf("tool.1", text.toStdString()));
            if (formOf(language.toStdString()) != FileForm::ManPage) QFAIL("tool.1 is no manual page");
            expected = {"13-15 The tool reads files."};
        }
        QStringList found;
        for (const auto& sentence : sentencesOf(text.toStdString(), language.toStdString(), 11))
            found << QString("%1-%2 %3")
                         .arg(sentence.lines.first)
                         .arg(sentence.lines.last)
                         .arg(QString::fromStdString(sentence.text));
        QCOMPARE(found, expected);
    }

    void aSummaryIsWhatMostOfItSays() {
        const std::vector<std::string> texts{"The cache keeps pages of the database in memory.",
                                             "It was written on a rainy afternoon in spring.",
                                             "Pages leave the cache when memory is short.",
                                             "The cache writes changed pages back to the database.", "Short."};
        const auto words = wordsOf(texts);
        std::vector<SummaryCandidate> candidates;
        for (const auto& text : texts) candidates.push_back({text, candidates.size(), 1});
        const auto summary = summaryOf(candidates, words);
        QCOMPARE(summary.made, std::string("extract"));
        QVERIFY2(summary.text.find("keeps pages of the database") != std::string::npos, summary.text.c_str());
        QVERIFY2(summary.text.find("rainy") == std::string::npos, summary.text.c_str());
        QVERIFY2(summary.text.find("Short.") == std::string::npos, summary.text.c_str());
        QCOMPARE(summaryOf(candidates, words).text, summary.text);
        QVERIFY(summaryOf({{"Short.", 0, 1}}, words).text.empty());
        QVERIFY(summaryOf({}, words).text.empty());
        // The same sentence twice is said once.
        QCOMPARE(summaryOf({{texts[0], 0, 1}, {texts[0], 1, 1}}, words).text, texts[0]);
    }

    void theBestSentenceHoldsTheRarestWords() {
        const auto sentences = sentencesOf(
            "The cache is a part of the server. Eviction takes the oldest page of the cache. The server starts.",
            "Markdown", 1);
        std::vector<std::string> texts;
        for (const auto& sentence : sentences) texts.push_back(sentence.text);
        const auto words = wordsOf(texts);
        const auto best = bestSentence(sentences, "how does the cache do eviction?", words);
        QVERIFY(best && best->text == "Eviction takes the oldest page of the cache.");
        QVERIFY(!bestSentence(sentences, "zebra", words));
        QVERIFY(!bestSentence({}, "cache", words));
    }

    void whatATextHoldsOfAQuestion() {
        const auto words = wordsOf({"The cache keeps pages.", "The cache writes pages.", "Eviction takes a page."});
        const auto held = [&](const char* text, const char* query) { return shareHeld(text, query, words); };
        QCOMPARE(held("Eviction of caches", "cache eviction"), std::int64_t{1'000'000});  // stems, in any order
        QCOMPARE(held("nothing of it", "cache eviction"), std::int64_t{0});
        QCOMPARE(held("cache", ""), std::int64_t{0});
        // The rarer word counts for more, and one that memory has never seen for most.
        QVERIFY(held("eviction", "cache eviction") > held("cache", "cache eviction"));
        QVERIFY(held("zebra", "zebra eviction") > held("eviction", "zebra eviction"));
        QVERIFY(held("zebra", "zebra eviction") < 1'000'000);
    }
};

QTEST_APPLESS_MAIN(TestLevels)
#include "tst_levels.moc"
