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
    /// What two files say otherwise, read from disk as any source: one line for each contradiction that is found.
    void pairsOfFiles_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("other");
        QTest::addColumn<QString>("otherText");
        QTest::addColumn<QString>("found");
        const auto row = [](const char* name, const char* path, const char* text, const char* other,
                            const char* otherText,
                            const char* found) { QTest::newRow(name) << path << text << other << otherText << found; };
        row("decorated", "src/shapes.py",
            "class Shape:\n    @classmethod\n    @cached\n    def area(cls, unit='cm'):\n        pass\n",
            "docs/shapes.md", "In `Shape.area` the default of `unit` is `'mm'`.\n",
            "different-value the default of shape.area.unit differs: mm in docs/shapes.md:1, cm in src/shapes.py:4");
        row("comment with quotes", "src/codes.py", "MAX_CODE_BYTES = 64  # of one \"code\", don't ask\n",
            "docs/codes.md", "`MAX_CODE_BYTES` is 65.\n",
            "different-value the maximum of code differs: 65 bytes in docs/codes.md:1, 64 bytes in src/codes.py:1");
        row("counted in another unit", "src/limits.h",
            "constexpr int maxParts = 60;\nconstexpr int maxPartBytes = 600;\n", "docs/limits.md",
            "`maxPartBytes` is 700.\n",
            "different-value the maximum of part differs: 700 bytes in docs/limits.md:1, 600 bytes in "
            "src/limits.h:2");
        row("one of two spellings", "src/refs.py", "def parse_ref(name):\n    pass\ndef parse_refs(names):\n    pass\n",
            "docs/refs.md", "`parse_ref(name, strict)` does it.\n",
            "signature-mismatch the parameters of parse_ref do not match; strict is not in the definition: "
            "(name,strict) in docs/refs.md:1, (name) in src/refs.py:1");
        row("program about proposals", "src/proposal.py", "MAX_PROPOSAL_DEPTH = 64\n", "docs/limits.md",
            "`MAX_PROPOSAL_DEPTH` is 32.\n",
            "different-value the maximum of proposal_depth differs: 32 in docs/limits.md:1, 64 in src/proposal.py:1");
        row("what migrations had", "db/migrations/one.py", "MAX_PROPOSAL_DEPTH = 64\n", "docs/limits.md",
            "`MAX_PROPOSAL_DEPTH` is 32.\n", "");
        row("list item with a word", "etc/app.ini", "[cache]\neviction_mode = lru\n", "docs/app.md",
            "- `cache.eviction_mode`: `fifo`\n",
            "different-value the value of cache.eviction_mode differs: fifo in docs/app.md:1, lru in etc/app.ini:2");
        row("parameter called as a type is", "src/columns.py", "def columns_of(list, width):\n    pass\n",
            "docs/columns.md", "`columns_of` takes an optional `list`.\n",
            "presence-clash columns_of.list is optional in docs/columns.md:1, required in src/columns.py:1");
        row("definition list", "etc/app.yaml", "cache_size: 200\nport: 9090\n", "docs/app.md",
            "# App\n\n`cache_size`\n: How many are kept. Default: 100.\n\nport:: 8080\n",
            "different-value the value of cache_size differs: 100 in docs/app.md:4, 200 in etc/app.yaml:1\n"
            "different-value the value of port differs: 8080 in docs/app.md:6, 9090 in etc/app.yaml:2");
        row("no definition list", "etc/app.yaml", "cache_size: 200\n", "docs/app.md",
            "The cache is small\n: and `cache_size` of std:: 100 is a word.\n", "");
        row("ini", "etc/app.ini", "; comment\n[pool]\nmax size : 5 ; inline\n", "docs/app.md",
            "`pool.max_size` is 6.\n",
            "different-value the maximum of pool.size differs: 6 in docs/app.md:1, 5 in etc/app.ini:3");
        row("exported constants", "web/cart/limits.ts", "export const MAX_CART_LINES = 50;\n", "web/cart/form.ts",
            "export const MAX_CART_LINES = 60;\n",
            "different-value the maximum of cart_lines differs: 50 in web/cart/limits.ts:1, 60 in web/cart/form.ts:1");
        row("constants of two parts", "web/cart/limits.ts", "export const MAX_CART_LINES = 50;\n", "shop/stock/form.ts",
            "export const MAX_CART_LINES = 60;\n", "");
        row("constants of their own", "web/cart/limits.ts", "const MAX_CART_LINES = 50;\n", "web/cart/form.ts",
            "const MAX_CART_LINES = 60;\n", "");
        const char* service =
            "syntax = \"proto3\";\npackage crm;\nservice Customers {\n"
            "  rpc Get(GetRequest) returns (Customer);\n}\n";
        row("message of a call", "client/crm.proto", service, "server/crm.proto",
            "syntax = \"proto3\";\npackage crm;\nservice Customers {\n"
            "  rpc Get(GetRequest) returns (stream Customer);\n}\n",
            "different-value customers.get response differs: stream Customer in server/crm.proto:4, Customer in "
            "client/crm.proto:4");
        row("call on a page", "api/crm.proto", service, "docs/crm.md", "`Customers.Get` returns `GetReply`.\n",
            "return-clash the result of customers.get differs: GetReply in docs/crm.md:1, Customer in "
            "api/crm.proto:4");
        row("call rightly told", "api/crm.proto", service, "docs/crm.md", "`Customers.Get` returns `Customer`.\n", "");
        const char* rust =
            "pub fn find_user(id: u64) -> Option<User> { None }\n"
            "pub fn load_user(id: u64) -> Result<User, Error> { todo!() }\n"
            "pub struct User {\n    pub name: String,\n    pub mail: Option<String>,\n}\n";
        row("option or result", "src/lib.rs", rust, "docs/lib.md", "`find_user` returns `Result<User, Error>`.\n",
            "return-clash the result of find_user differs: Result<User, Error> in docs/lib.md:1, Option<User> in "
            "src/lib.rs:1");
        row("option or plain", "src/lib.rs", rust, "docs/lib.md", "`find_user` returns `User`.\n",
            "return-clash the result of find_user differs: User in docs/lib.md:1, Option<User> in src/lib.rs:1");
        row("errors are told apart", "src/lib.rs", rust, "docs/lib.md", "`load_user` returns `User`.\n", "");
        row("fields of Rust", "src/lib.rs", rust, "docs/lib.md",
            "The `mail` field of `User` is required. The `name` field of `User` is optional.\n",
            "presence-clash user.mail is required in docs/lib.md:1, optional in src/lib.rs:5\n"
            "presence-clash user.name is optional in docs/lib.md:1, required in src/lib.rs:4");
        row("one address or several", "docs/model.md", "A customer has exactly one address.\n", "docs/forms.md",
            "Customers may have several addresses.\n",
            "cardinality-clash customer.addresses is one here and many there: one in docs/model.md:1, many in "
            "docs/forms.md:1");
        row("belongs to one", "docs/model.md", "Each order belongs to one customer.\n", "docs/forms.md",
            "An order can belong to several customers.\n",
            "cardinality-clash order.customers is one here and many there: one in docs/model.md:1, many in "
            "docs/forms.md:1");
        row("parameter in flow style", "api/shop.yaml",
            "openapi: 3.0.3\npaths:\n  /orders:\n    get:\n      parameters:\n        - name: limit\n"
            "          in: query\n          schema: {type: integer, default: 20, maximum: 100}\n",
            "docs/shop.md",
            "## `GET /orders`\n\n| Parameter | Default | Max |\n| --- | --- | --- |\n| `limit` | 25 | 100 |\n",
            "different-value the default of orders.list.limit differs: 25 in docs/shop.md:5, 20 in api/shop.yaml:8");
        row("references in a circle", "api/shop.yaml",
            "openapi: 3.0.3\ncomponents:\n  schemas:\n    Node:\n      type: object\n      required: [next]\n"
            "      properties:\n        next:\n          $ref: '#/components/schemas/Node'\n",
            "docs/shop.md", "Nodes.\n",
            "order-clash node next in api/shop.yaml:9 needs node, which, directly or through others, needs node next "
            "in api/shop.yaml:6: no value can end it");
        row("references in a circle, in one line", "api/shop.schema.json",
            "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$defs\":{\"Left\":{\"type\":\"object\","
            "\"required\":[\"right\"],\"properties\":{\"right\":{\"$ref\":\"#/$defs/Right\"}}},\"Right\":{\"type\":"
            "\"object\",\"required\":[\"left\"],\"properties\":{\"left\":{\"$ref\":\"#/$defs/Left\"}}},\"Tree\":{"
            "\"type\":\"object\",\"required\":[\"children\"],\"properties\":{\"children\":{\"type\":\"array\","
            "\"items\":{\"$ref\":\"#/$defs/Tree\"}}}}}}\n",
            "docs/shop.md", "Nodes.\n",
            "order-clash left right in api/shop.schema.json:1 needs left, which, directly or through others, needs "
            "left "
            "right in api/shop.schema.json:1: no value can end it");
        row("a reference to itself", "api/shop.yaml",
            "openapi: 3.0.3\ncomponents:\n  schemas:\n    Node: {$ref: '#/components/schemas/Node'}\n    Leaf:\n"
            "      $ref: '#/components/schemas/Leaf'\n",
            "docs/shop.md", "Nodes.\n",
            "order-clash leaf itself in api/shop.yaml:6 needs leaf, which, directly or through others, needs leaf "
            "itself "
            "in api/shop.yaml:6: no value can end it\n"
            "order-clash node itself in api/shop.yaml:4 needs node, which, directly or through others, needs node "
            "itself "
            "in api/shop.yaml:4: no value can end it");
        row("members of one name in one line", "config/shop.json",
            "{\"orders\": {\"timeout_seconds\": 30}, \"payments\": {\"timeout_seconds\": 60}}\n", "docs/shop.md",
            "`payments.timeout_seconds` is 60. `orders.timeout_seconds` is 20.\n",
            "different-value the value of orders.timeout differs: 20 s in docs/shop.md:1, 30 s in config/shop.json:1");
        row("what is not required", "docs/a.md", "`updateOrder` requires `order_id`.\n", "docs/b.md",
            "`updateOrder` does not require `order_id`.\n",
            "presence-clash update_order.order_id is optional in docs/b.md:1, required in docs/a.md:1");
        row("one name in two formats", "config/app.yaml", "database:\n  pool_size: 20\n", "config/app.toml",
            "[database]\npool_size = 10\n",
            "different-value the value of database.pool_size differs: 20 in config/app.yaml:2, 10 in "
            "config/app.toml:2");
        row("a limit in plain words", "src/a.py", "RETRY_LIMIT = 5\n", "docs/a.md", "The retry limit is 4.\n",
            "different-value the maximum of retry differs: 4 in docs/a.md:1, 5 in src/a.py:1");
        row("a weight", "docs/a.md", "# Parcels\n\nThe maximum parcel weight is 25 kg.\n", "docs/b.md",
            "# Handbook\n\nThe maximum parcel weight is 30 kg.\n",
            "different-value the maximum of parcel_weight differs: 30 kg in docs/b.md:3, 25 kg in docs/a.md:3");
        row("pages of two titles", "docs/a.md", "# Access rules\n\nThe scheduler never retries failed jobs.\n",
            "docs/b.md", "# Handbook\n\nThe scheduler retries failed jobs.\n",
            "different-value scheduler.retry_failed_jobs demanded differs: always in docs/b.md:3, never in "
            "docs/a.md:3");
        row("an order in plain words", "docs/a.md", "The importer must run before the indexer.\n", "docs/b.md",
            "# Nights\n\nThe indexer runs before the importer.\n",
            "order-clash indexer comes before importer in docs/b.md:3, but importer comes, directly or through others, "
            "before indexer in docs/a.md:1");
        row("a demanded bound", "src/a.py", "LOGIN_WAIT_SECONDS = 5\n", "docs/a.md",
            "The login wait must be at least 10 seconds.\n",
            "limit-clash login_wait: 5 s in src/a.py:1 is outside the minimum 10 s in docs/a.md:1");
        row("an amount of money", "docs/a.md", "The monthly budget is 2,000 USD.\n", "docs/b.md",
            "The monthly budget is 2,500 USD.\n",
            "different-value the value of monthly_budget differs: 2500 USD in docs/b.md:1, 2000 USD in docs/a.md:1");
        row("an amount in a sentence", "docs/a.md", "# Rules\n\nInvoices are due within 14 days.\n", "docs/b.md",
            "# Handbook\n\nInvoices are due within 30 days.\n",
            "different-value the maximum of invoice_due differs: 30 days in docs/b.md:3, 14 days in docs/a.md:3");
        row("allowed and forbidden", "docs/a.md", "# Rules\n\nCustomers may delete their account at any time.\n",
            "docs/b.md", "# Handbook\n\nCustomers must never delete their account at any time.\n",
            "different-value customer_delete_account_time: false in docs/b.md:3, true in docs/a.md:3");
        row("conditions of their own", "docs/a.md", "Orders are shipped within 2 days in Germany.\n", "docs/b.md",
            "Orders are shipped within 5 days in Japan.\n", "");
        row("other things", "docs/a.md", "Users cannot delete invoices.\n", "docs/b.md", "Users can delete drafts.\n",
            "");
        row("may and must", "docs/a.md", "The nightly backup may be encrypted.\n", "docs/b.md",
            "The nightly backup must be encrypted.\n", "");
        row("of another product", "src/app.py", "SESSION_TIMEOUT_SECONDS = 1800\n", "docs/other.md",
            "# Comparison with Contoso\n\nIn Contoso the session timeout is 7 minutes.\n", "");
        row("references that end", "api/shop.yaml",
            "openapi: 3.0.3\ncomponents:\n  schemas:\n    Node:\n      type: object\n      required: [children]\n"
            "      properties:\n        next:\n          $ref: '#/components/schemas/Node'\n        children:\n"
            "          type: array\n          items:\n            $ref: '#/components/schemas/Node'\n",
            "docs/shop.md", "Nodes.\n", "");
    }
    void pairsOfFiles() {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QFETCH(QString, other);
        QFETCH(QString, otherText);
        QFETCH(QString, found);
        QTemporaryDir scratch;
        const auto compared = planted::compareFiles(
            {{path.toStdString(), text.toStdString()}, {other.toStdString(), otherText.toStdString()}},
            scratch.path().toStdString());
        QVERIFY(compared.has_value());
        QStringList lines;
        for (const auto& one : compared->found)
            lines << QString::fromStdString(one.contradiction.rule + " " + one.contradiction.reason);
        lines.sort();
        QCOMPARE(lines.join("\n"), found);
    }

    /// Ten thousand schemas in one circle, and as many names of nothing: bounded, and the circle is told.
    void endlessReferencesAreBounded() {
        std::string text = "openapi: 3.0.3\ncomponents:\n  schemas:\n";
        for (int i = 0; i < 10'000; ++i)
            text += "    S" + std::to_string(i) + ":\n      $ref: '#/components/schemas/S" +
                    std::to_string((i + 1) % 10'000) + "'\n";
        QTemporaryDir scratch;
        const auto compared = planted::compareFiles({{"api/shop.yaml", text}}, scratch.path().toStdString());
        QVERIFY(compared.has_value());
        QVERIFY(compared->claims < 10'100);  // one for each key, and what is said of circles
        QCOMPARE(compared->found.size(), std::size_t(1));
        QVERIFY(compared->found[0].contradiction.reason.find("no value can end it") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestInterfaces)
#include "tst_interfaces.moc"
