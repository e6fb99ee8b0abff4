// What stands in titles and side by side, beside what a count of words sees.
#include <QTest>

#include "core/memory/retrieval/near_words.h"
#include "core/memory/retrieval/rank.h"

using namespace skein::memory;

namespace {

struct Text {
    const char* title;
    const char* text;
};

WordIndex indexOf(const std::vector<Text>& texts) {
    Lexicon lexicon;
    TermCounter counter(lexicon);
    std::vector<TermList> lists;
    for (const auto& each : texts) {
        counter.add(each.title, WordField::Title);
        counter.add(each.text, WordField::Text);
        lists.push_back(counter.finish());
    }
    WordIndex words(std::move(lexicon));
    for (std::size_t i = 0; i < lists.size(); ++i) words.add(static_cast<std::int64_t>(i), i, lists[i]);
    words.finish();
    return words;
}

const std::vector<Text> texts{{"Notes", "the cache is cold and the limit of its pages is high"},
                              {"Notes", "limit the cache of its pages when cold, it is high"},
                              {"Notes", "the cache limit of its pages is high and cold"},
                              {"Cache", "cold pages of the shelf have a limit, it is high"},
                              {"Ships", "a harbour with cargo and crew leaves nobody cold"}};

float added(const char* question, std::size_t text) {
    const auto words = indexOf(texts);
    NearWords near(words, question);
    return near.of(static_cast<AtomNumber>(text), texts[text].title, texts[text].text);
}

}  // namespace

class TestNearWords : public QObject {
    Q_OBJECT
private slots:
    void neighboursInOrderCountMost() {
        QVERIFY(added("cache limit", 2) > added("cache limit", 1));
        QVERIFY(added("cache limit", 1) > added("cache limit", 4));
        // The same words the other way round: near, and not in the order asked for.
        QVERIFY(added("limit cache", 2) < added("cache limit", 2));
        QVERIFY(added("limit cache", 2) > 0);
    }
    void farApartIsNotNear() {
        const auto words = indexOf(texts);
        NearWords near(words, "cache limit");
        QCOMPARE(near.of(0, "Notes", "cache q1 q2 q3 q4 q5 q6 q7 q8 q9 limit"), 0.0f);
        QVERIFY(near.of(0, "Notes", "cache q1 q2 q3 q4 limit") > 0);
    }
    void titlesCount() {
        QVERIFY(added("cache", 3) > 0);
        QCOMPARE(added("cache", 2), 0.0f);
        const auto words = indexOf(texts);
        NearWords near(words, "caches");  // by stems
        const auto alone = near.of(3, "Cache", "");
        QVERIFY(alone > near.of(3, "Cache of pages that are cold and high on a shelf", ""));
        QVERIFY(near.of(3, "Cache of pages", "") > 0);
    }
    void whatNobodyHoldsAddsNothing_data() {
        QTest::addColumn<QString>("question");
        QTest::newRow("nothing") << QString();
        QTest::newRow("unknown words") << QString("zebra quagga");
        QTest::newRow("function words") << QString("of the and");
        QTest::newRow("not UTF-8") << QString::fromLatin1("\xff\xfe");
    }
    void whatNobodyHoldsAddsNothing() {
        QFETCH(QString, question);
        const auto words = indexOf(texts);
        NearWords near(words, question.toLatin1().toStdString());
        for (std::size_t i = 0; i < texts.size(); ++i)
            QCOMPARE(near.of(static_cast<AtomNumber>(i), texts[i].title, texts[i].text), 0.0f);
    }
    void longTextsAreBounded() {
        const auto words = indexOf(texts);
        NearWords near(words, "cache limit");
        const std::string filling(5'000, ' ');
        QCOMPARE(near.of(0, "Notes", filling + "cache limit"), 0.0f);  // beyond what is looked at
        std::string question;
        for (int i = 0; i < 20'000; ++i) question += i % 2 == 0 ? "cache " : "limit ";
        NearWords repeated(words, question);
        QVERIFY(repeated.of(2, texts[2].title, texts[2].text) < 20 * added("cache limit", 2));
    }
};

QTEST_APPLESS_MAIN(TestNearWords)
#include "tst_near_words.moc"
