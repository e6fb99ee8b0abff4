// eval retrieval: the figures by hand, the measurement over a small collection, and what malformed files are told.
#include <QtTest>

#include <QTemporaryDir>

#include <cmath>
#include <string>

#include "core/base/text.h"
#include "core/runtime/eval_retrieval.h"

using namespace skein;
using namespace skein::runtime;

class TestEvalRetrieval : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string write(const std::string& name, const std::string& text) {
        const auto path = m_folder.path().toStdString() + "/" + name;
        if (!writeFileAtomically(path, text)) qFatal("cannot write %s", path.c_str());
        return path;
    }

private slots:
    void figuresByHand() {
        // Grades 3 and 1 exist; the order has the 1 first, a stranger, then the 3.
        const auto quality = memory::qualityOf({"b", "x", "a"}, {{"a", 3}, {"b", 1}, {"c", 0}});
        const double ideal = 3 + 1 / std::log2(3.0), gain = 1 + 3 / std::log2(4.0);
        QVERIFY(std::abs(quality.ndcgAt10 - gain / ideal) < 1e-12);
        QCOMPARE(quality.recallAt100, 1.0);
        QVERIFY(std::abs(quality.averagePrecision - (1.0 + 2.0 / 3) / 2) < 1e-12);
    }

    void measuresTheProductsSearch() {
        const EvalFiles files{
            write("corpus",
                  "{\"_id\":\"d1\",\"title\":\"Retry policy\",\"text\":\"Calls are repeated five times.\"}\n"
                  "{\"_id\":\"d2\",\"title\":\"\",\"text\":\"The cache evicts the oldest page.\"}\r\n\n"
                  "{\"_id\":\"d3\",\"text\":\"Licence\"}"),
            write("queries",
                  "{\"_id\":\"q1\",\"text\":\"How often is a call retried?\"}\n"
                  "{\"_id\":\"q2\",\"text\":\"eviction of pages\"}\n{\"_id\":\"q3\",\"text\":\"nobody\"}\n"),
            write("qrels", "query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\td2\t1\nq2\tgone\t1\nq3\td1\t0\n")};
        QTemporaryDir scratch;
        const auto figures = evalRetrieval(files, scratch.path().toStdString(), [](const std::string&) {});
        QVERIFY2(figures.has_value(), figures ? "" : figures.error().message.c_str());
        QCOMPARE(figures->documents, std::uint64_t{3});
        QCOMPARE(figures->queries, std::uint64_t{2});
        QCOMPARE(figures->unjudged, std::uint64_t{1});
        QCOMPARE(figures->unknownDocuments, std::uint64_t{1});
        QCOMPARE(figures->recallAt100, 0.75);  // all of one, half of the other
    }

    /// What other people's files are like, where it is plain what is meant.
    void oddFilesAreRead() {
        const EvalFiles files{
            write("corpus",
                  "\xEF\xBB\xBF{\"_id\":1,\"text\":\"A call is retried three times.\"}\n"
                  "{\"_id\":1,\"text\":\"A call is retried three times.\"}\n"
                  "{\"_id\":\"d2\",\"title\":\"Licence\"}\n{\"_id\":\"d3\",\"text\":\"\"}\n"
                  "{\"_id\":\"d4\",\"title\":\"\",\"text\":\"A call is retried three times.\"}\n"),
            write("queries",
                  "\xEF\xBB\xBF{\"_id\":7,\"text\":\"How often is a call retried?\"}\n"
                  "{\"_id\":7,\"text\":\"How often is a call retried?\"}\n"),
            write("qrels", "\xEF\xBB\xBFquery-id\tcorpus-id\tscore\r\n7\td4\t1.0\r\n7\td4\t1\n7\td2\t0\n")};
        QTemporaryDir scratch;
        const auto figures = evalRetrieval(files, scratch.path().toStdString(), [](const std::string&) {});
        QVERIFY2(figures.has_value(), figures ? "" : figures.error().message.c_str());
        QCOMPARE(figures->documents, std::uint64_t{4});
        QCOMPARE(figures->queries, std::uint64_t{1});
        QCOMPARE(figures->recallAt100, 1.0);
        QCOMPARE(figures->neededInWindow, 1.0);  // the same text stands there under another id
    }

    void malformedFilesAreToldByLine_data() {
        QTest::addColumn<QByteArray>("corpus");
        QTest::addColumn<QByteArray>("queries");
        QTest::addColumn<QByteArray>("qrels");
        QTest::addColumn<QByteArray>("told");
        const QByteArray corpus = "{\"_id\":\"d\",\"text\":\"words\"}\n",
                         queries = "{\"_id\":\"q\",\"text\":\"words\"}\n",
                         qrels = "query-id\tcorpus-id\tscore\nq\td\t1\n";
        QTest::newRow("no JSON") << corpus + "{\"_id\":" << queries << qrels << QByteArray("c:2: ");
        QTest::newRow("no object") << QByteArray("[]\n") << queries << qrels
                                   << QByteArray("c:1: expected a JSON object");
        QTest::newRow("no text") << QByteArray("{\"_id\":\"d\"}\n") << queries << qrels << QByteArray("c:1: ");
        QTest::newRow("no string") << corpus << QByteArray("{\"_id\":1.5,\"text\":\"\"}") << qrels
                                   << QByteArray("q:1: ");
        QTest::newRow("twice") << corpus + "{\"_id\":\"d\",\"text\":\"other\"}\n"
                               << queries << qrels << QByteArray("c:2: the document 'd'");
        QTest::newRow("query twice") << corpus << queries + "{\"_id\":\"q\",\"text\":\"other\"}\n"
                                     << qrels << QByteArray("q:2: the query 'q'");
        QTest::newRow("no header") << corpus << queries << QByteArray("q\td\t1\n")
                                   << QByteArray("r:1: expected the header");
        QTest::newRow("no number") << corpus << queries << qrels + "q\te\tx\n" << QByteArray("r:3: expected a whole");
        QTest::newRow("two fields") << corpus << queries << qrels + "q\te\n" << QByteArray("r:3: expected three");
        QTest::newRow("judged twice") << corpus << queries << qrels + "q\td\t2\n" << QByteArray("r:3: this query");
        QTest::newRow("no judgement") << corpus << queries << QByteArray() << QByteArray("r: expected judgements");
        QTest::newRow("no document") << QByteArray() << queries << qrels << QByteArray("c: expected documents");
        QTest::newRow("none relevant") << corpus << queries << QByteArray("query-id\tcorpus-id\tscore\n")
                                       << QByteArray("r: expected a relevant");
    }
    void malformedFilesAreToldByLine() {
        QFETCH(QByteArray, corpus);
        QFETCH(QByteArray, queries);
        QFETCH(QByteArray, qrels);
        QFETCH(QByteArray, told);
        const EvalFiles files{write("c", corpus.toStdString()), write("q", queries.toStdString()),
                              write("r", qrels.toStdString())};
        QTemporaryDir scratch;
        const auto figures = evalRetrieval(files, scratch.path().toStdString(), [](const std::string&) {});
        QVERIFY(!figures);
        QCOMPARE(figures.error().code, ErrorCode::InvalidInput);
        QVERIFY2(figures.error().message.find("/" + told.toStdString()) != std::string::npos,
                 figures.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestEvalRetrieval)
#include "tst_eval_retrieval.moc"
