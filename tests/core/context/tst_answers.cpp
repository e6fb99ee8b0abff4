// How answers of memory stand in a window, and what is said of questions that were not answered.
#include <QtTest>

#include "core/context/questions.h"

using namespace skein;

class AnswersTest final : public QObject {
    Q_OBJECT

private slots:
    /// How many were asked beyond those is not known for certain (a very long list is cut where it is read), so no
    /// number is claimed.
    void whatWasNotAnsweredIsSaidWithoutANumber() {
        for (const bool more : {false, true}) {
            ContextWindow window;
            context::addAnswers(window, {{1, "memory_search", "{}", "found nothing", {}, {}}}, more, {{100}, {5'000}},
                                2, 1'000);
            QCOMPARE(window.asked.size(), std::size_t{1});
            const auto behind = window.userPrompt.substr(window.userPrompt.rfind(" end]]\n"));
            QCOMPARE(behind.find("the others of this round were not answered") != std::string::npos, more);
            QVERIFY(std::none_of(behind.begin(), behind.end(), [](char c) { return c >= '0' && c <= '9'; }));
        }
    }
};

QTEST_GUILESS_MAIN(AnswersTest)
#include "tst_answers.moc"
