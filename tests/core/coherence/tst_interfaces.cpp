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
};

QTEST_GUILESS_MAIN(TestInterfaces)
#include "tst_interfaces.moc"
