// Contradictions planted in this project's own sources are found, and nothing is reported where nothing was changed.
// The figures on larger trees are those of bench_figures coherence.
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/planted_run.h"

using namespace skein;

class TestPlanted : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        for (const char* folder : {"/core", "/app", "/ui", "/resources/schemas"}) {
            auto files = planted::filesOf({std::string(SKEIN_SOURCE_DIR) + folder}, {});
            QVERIFY(files.has_value());
            for (auto& [path, content] : *files) m_files[std::string(folder + 1) + "/" + path] = std::move(content);
        }
        QVERIFY(m_files.size() > 300);
    }

    void unchangedSourcesAreSilent() {
        QTemporaryDir scratch;
        const auto compared = planted::compareFiles(m_files, scratch.path().toStdString());
        QVERIFY(compared.has_value());
        QVERIFY(compared->claims > 5'000);
        for (const auto& found : compared->found) qInfo("%s", found.contradiction.reason.c_str());
        QVERIFY(compared->found.size() * 1'000 <= compared->claims);
    }

    void mutationsAreFound() {
        QTemporaryDir scratch;
        const auto tree = planted::plant(m_files, 7, 40);
        const auto compared = planted::compareFiles(tree.files, scratch.path().toStdString());
        QVERIFY(compared.has_value());
        const auto verdicts = planted::judge(tree, *compared);
        for (const auto& missed : verdicts.missed) qInfo("missed: %s", missed.c_str());
        for (const auto& wronged : verdicts.wronged) qInfo("wronged: %s", wronged.c_str());
        QVERIFY2(verdicts.mutated >= 60, std::to_string(verdicts.mutated).c_str());
        QVERIFY2(verdicts.found * 100 >= verdicts.mutated * 95,
                 (std::to_string(verdicts.found) + " of " + std::to_string(verdicts.mutated)).c_str());
        QVERIFY(verdicts.accused * 100 <= verdicts.right);
    }

    void plantingIsDeterministic() {
        const auto once = planted::plant(m_files, 7, 5), again = planted::plant(m_files, 7, 5),
                   other = planted::plant(m_files, 8, 5);
        QVERIFY(once.files == again.files);
        QVERIFY(once.files != other.files);
    }

private:
    std::map<std::string, std::string> m_files;
};

QTEST_GUILESS_MAIN(TestPlanted)
#include "tst_planted.moc"
