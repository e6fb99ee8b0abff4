// Where a structured file breaks off: the line and what was expected, and silence for what only looks odd.
#include <QtTest>

#include "core/memory/segment.h"
#include "core/runtime/ingest/malformed.h"

using namespace skein;

class TestMalformed : public QObject {
    Q_OBJECT
private slots:
    void told_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const char* path, const char* text, const char* said) {
            QTest::newRow(name) << QString(path) << QByteArray(text) << QString(said);
        };
        row("yaml", "a.yaml", "openapi: 3.0.0\npaths: [\n", "line 3: end of sequence flow not found");
        row("yaml values", "a.yml", "a: b: c\n", "line 1: illegal map value");
        row("yaml template", "a.yaml", "a: {{ x }}\nb: [\n", "");
        row("yaml right", "a.yaml", "a: [1, 2]\n---\nb: |\n  c: d: e\n", "");
        row("json", "a.json", "{\"a\": 1,\n, \"b\": 2}\n", "line 2: expected string literal");
        row("json open", "a.json", "{\"a\": [1\n", "line 1: '[' is never closed");
        row("json with comments", "a.json", "{\"a\": 1, // one\n \"b\": [1, 2,], }\n", "");
        row("json empty", "a.json", "\n", "");
        row("toml table", "a.toml", "[a\nx = 1\n", "line 1: expected ']' behind the name of the table");
        row("toml value", "a.toml", "a = [\n  1,\n]\ns = '''\nany = \n'''\nx = # none\n",
            "line 7: expected a value behind '='");
        row("toml key", "a.toml", "[a]\njust words\n", "line 2: expected a key, '=' and a value");
        row("toml right", "a.toml", "[[a]]  # one\nx = \"a # b\"\ny = {z = 1}\n\"k\" = '''long\ntext'''\n", "");
        row("ini", "a.ini", "[sec\na=1\n", "line 1: expected ']' behind the name of the table");
        row("ini right", "a.ini", "[sec] ; one\na\nb=\n", "");
        row("proto", "a.proto", "syntax = \"proto3\";\nmessage { int32 a = 1; }\n",
            "line 2: expected a name behind 'message'");
        row("proto open", "a.proto", "message A {\n  int32 a = 1;\n", "line 1: '{' is never closed");
        row("proto right", "a.proto", "message A {\n  message B {}\n  enum\n  C { X = 0; }\n}\n", "");
        row("sql", "a.sql", "-- all\nCREATE TABEL x (id INT);\n", "line 2: expected what is created behind CREATE");
        row("sql open", "a.sql", "CREATE TABLE x (id INT;\n", "line 1: '(' is never closed");
        row("sql right", "a.sql", "create or replace view v as select ')' from x;\n", "");
        row("graphql", "a.graphql", "type X { a: Int\n", "line 1: '{' is never closed");
        row("graphql right", "a.graphql", "# {\ntype X { a: Int }\n", "");
        row("a program", "a.c", "int f( {\n", "");
    }
    void told() {
        QFETCH(QString, path);
        QFETCH(QByteArray, text);
        QFETCH(QString, said);
        const auto language = memory::languageOf(path.toStdString(), text.toStdString());
        const auto told =
            QString::fromStdString(runtime::malformedAt(path.toStdString(), language, text.toStdString()));
        if (said.isEmpty()) QCOMPARE(told, QString());
        else QVERIFY2(told.startsWith(said), qPrintable(told));
    }
};

QTEST_APPLESS_MAIN(TestMalformed)
#include "tst_malformed.moc"
