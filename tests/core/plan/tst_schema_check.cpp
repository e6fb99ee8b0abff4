// Schemas that cannot be checked in bounded time, or would lead the checker round and round, are refused with the
// reason.
#include <QtTest>

#include "core/plan/plan_file.h"
#include "core/plan/schema_check.h"

using namespace skein;
using namespace skein::plan;

class TestSchemaCheck : public QObject {
    Q_OBJECT
private slots:
    void judges_data() {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("problem");
        // Written with ' for ".
        const auto row = [](const char* name, const char* schema, const char* problem) {
            QTest::newRow(name) << QByteArray(schema).replace('\'', '"') << QByteArray(problem);
        };
        row("plain", "{'type':'object','properties':{'a':{'type':'string'}},'required':['a']}", "");
        row("reference", "{'properties':{'a':{'$ref':'#/$defs/n'}},'$defs':{'n':{'type':'integer'}}}", "");
        row("reference twice", "{'items':[{'$ref':'#/$defs/n'},{'$ref':'#/$defs/n'}],'$defs':{'n':{'minimum':1}}}", "");
        row("to itself", "{'$ref':'#'}", "leads back to itself");
        row("round", "{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}}",
            "leads back to itself");
        row("recursive", "{'$ref':'#/$defs/n','$defs':{'n':{'properties':{'c':{'$ref':'#/$defs/n'}}}}}",
            "leads back to itself");
        row("elsewhere", "{'$ref':'other.json#/a'}", "expected one within the schema");
        row("to nothing", "{'$ref':'#/$defs/n'}", "leads to nothing");
        row("no pointer", "{'$ref':'#/~3'}", "leads to nothing");
        row("no text", "{'$ref':5}", "expected one within the schema");
        row("pattern", "{'pattern':'^[a-z]+-[0-9]+$'}", "");
        row("group repeated", "{'pattern':'(a+)+$'}", "repeats a group");
        row("in a list", "{'anyOf':[{'items':{'pattern':'(a|a)*b'}}]}", "repeats a group");
        row("three repetitions", "{'pattern':'a*a*a*b'}", "more than 2 repetitions");
        row("back reference", "{'pattern':'(a)\\\\1'}", "refers back");
        row("of names", "{'patternProperties':{'(x+)+':{}}}", "repeats a group");
        row("a property called pattern", "{'properties':{'pattern':{'type':'string'}}}", "");
        row("a constant", "{'const':{'$ref':'x','pattern':'(a+)+'}}", "");
    }
    void judges() {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, problem);
        const auto json = parseJson(schema.toStdString());
        QVERIFY(json.has_value());
        const auto found = problemOfSchema(*json);
        QCOMPARE(found.has_value(), !problem.isEmpty());
        if (found) QVERIFY2(found->find(problem.toStdString()) != std::string::npos, found->c_str());
        const auto plan = parsePlan(
            R"({"tasks":[{"id":"a","output":{"type":"json","schema":)" + schema.toStdString() + "}}]}", "plan.json");
        QCOMPARE(plan.has_value(), !found);
        if (!plan)
            QVERIFY2(plan.error().message.find("tasks[0].output.schema: ") != std::string::npos,
                     plan.error().message.c_str());
    }

    void depthIsBounded() {
        Json deep = Json::object();
        for (int i = 0; i < 200; ++i) deep = Json{{"items", std::move(deep)}};
        QVERIFY(problemOfSchema(deep)->find("levels") != std::string::npos);
        Json wide = Json::object();
        for (int i = 0; i < 6'000; ++i) wide["properties"]["p" + std::to_string(i)] = Json::object();
        QVERIFY(problemOfSchema(wide)->find("parts") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestSchemaCheck)
#include "tst_schema_check.moc"
