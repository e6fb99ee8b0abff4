// A description of an HTTP interface, the code behind it and the page about it are one thing told three times.
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

#include "tests/support/planted_run.h"

using namespace skein;

class TestInterfaces : public QObject {
    Q_OBJECT
private slots:
    void aDescriptionItsCodeAndItsPage() {
        const std::map<std::string, std::string> files{
            {"api/shop.yaml",
             "openapi: 3.0.3\npaths:\n  /customers/{id}:\n    put:\n      parameters:\n        - name: id\n"
             "          in: path\n          required: true\n          schema:\n            type: string\n"
             "        - name: page\n          in: query\n          required: true\n          schema:\n"
             "            type: integer\n            default: 20\n"},
            {"src/customers.py", "class CustomerService:\n    def update(self, id: int, page=10):\n        pass\n"},
            {"docs/customers.md", "# Customers\n\n`PUT /customers/{id}` takes an optional `id`.\n"}};
        QTemporaryDir scratch;
        const auto compared = planted::compareFiles(files, scratch.path().toStdString());
        QVERIFY(compared.has_value());
        QStringList found;
        for (const auto& one : compared->found)
            found << QString::fromStdString(one.contradiction.rule + " " + one.contradiction.reason);
        found.sort();
        QCOMPARE(found.join("\n"),
                 QString("presence-clash customer_service.update.page is optional in src/customers.py:2, required in "
                         "api/shop.yaml:11\n"
                         "presence-clash customers.update.id is optional in docs/customers.md:3, required in "
                         "api/shop.yaml:6\n"
                         "type-clash the type of customer_service.update.id differs: integer in src/customers.py:2, "
                         "string in api/shop.yaml:10"));
    }

    /// What a table demands, and how long its texts may be, against the page and the other schema.
    void aTableItsPageAndItsCopy() {
        const std::map<std::string, std::string> files{
            {"db/orders.sql",
             "CREATE TABLE orders (\n  id BIGINT PRIMARY KEY,\n  email VARCHAR(80) NOT NULL,\n  note VARCHAR(200),\n"
             "  status VARCHAR(10) NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'paid'))\n);\n"},
            {"db/copy/orders.sql",
             "CREATE TABLE orders (\n  id BIGINT PRIMARY KEY,\n  email VARCHAR(80) NOT NULL,\n  note "
             "VARCHAR(100)\n);\n"},
            {"docs/orders.md", "# Orders\n\n`orders.email` is optional. `orders.note` is optional.\n"}};
        QTemporaryDir scratch;
        const auto compared = planted::compareFiles(files, scratch.path().toStdString());
        QVERIFY(compared.has_value());
        QStringList found;
        for (const auto& one : compared->found)
            found << QString::fromStdString(one.contradiction.rule + " " + one.contradiction.reason);
        found.sort();
        QCOMPARE(found.size(), 2);
        QVERIFY(found[0].startsWith("different-value the maximum of orders.note_length differs: "));
        QVERIFY(found[0].contains("200 in db/orders.sql:4") && found[0].contains("100 in db/copy/orders.sql:4"));
        QCOMPARE(found[1],
                 QString("presence-clash orders.email is optional in docs/orders.md:3, required in db/orders.sql:3"));
    }
    /// Bounds that exclude each other, and a default outside them, in one description.
    void aDescriptionThatContradictsItself() {
        const std::map<std::string, std::string> files{
            {"api/shop.yaml",
             "openapi: 3.0.3\npaths:\n  /orders:\n    get:\n      parameters:\n        - name: page\n"
             "          in: query\n          schema:\n            type: integer\n            minimum: 10\n"
             "            maximum: 5\n        - name: size\n          in: query\n          schema:\n"
             "            type: integer\n            maximum: 100\n            default: 500\n"},
            {"conf/limits.yaml", "pool:\n  connections:\n    minimum: 2\n    maximum: 9\n    default: 4\n"}};
        QTemporaryDir scratch;
        const auto compared = planted::compareFiles(files, scratch.path().toStdString());
        QVERIFY(compared.has_value());
        QStringList found;
        for (const auto& one : compared->found)
            found << QString::fromStdString(one.contradiction.rule + " " + one.contradiction.reason);
        found.sort();
        QCOMPARE(found.join("\n"), QString("limit-clash orders.list.page: the minimum 10 is above the maximum 5\n"
                                           "limit-clash orders.list.size: 500 in api/shop.yaml:17 is outside the "
                                           "maximum 100 in api/shop.yaml:16"));
    }

    /// A message that two sides describe.
    void aMessageAndItsCopy() {
        const std::map<std::string, std::string> files{
            {"client/shop.proto",
             "syntax = \"proto3\";\nmessage Order {\n  string id = 1;\n  string note = 2;\n  int64 total = 3;\n}\n"},
            {"server/shop.proto",
             "syntax = \"proto3\";\nmessage Order {\n  string id = 1;\n  string remark = 2;\n  int64 total = 3;\n}\n"}};
        QTemporaryDir scratch;
        const auto compared = planted::compareFiles(files, scratch.path().toStdString());
        QVERIFY(compared.has_value());
        QStringList found;
        for (const auto& one : compared->found)
            found << QString::fromStdString(one.contradiction.rule + " " + one.contradiction.reason);
        QCOMPARE(found.join("\n"),
                 QString("members-differ the members of order differ; remark only in server/shop.proto:3; note only in "
                         "client/shop.proto:3; it may have been renamed"));
    }
};

QTEST_GUILESS_MAIN(TestInterfaces)
#include "tst_interfaces.moc"
