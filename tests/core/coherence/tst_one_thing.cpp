// The same thing described twice, wherever its descriptions lie; what an operation gives back and whether the next one
// needs it; and names, sizes and values that only look different.
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/planted_run.h"

using namespace skein;

namespace {

using Files = std::map<std::string, std::string>;

QStringList reasons(const Files& files) {
    QTemporaryDir scratch;
    const auto compared = planted::compareFiles(files, scratch.path().toStdString());
    QStringList found;
    if (!compared) return {QString::fromStdString(compared.error().message)};
    for (const auto& one : compared->found)
        found << QString::fromStdString(one.contradiction.rule + " " + one.contradiction.reason);
    return found;
}

/// An interface of one operation; `info` as it is written.
std::string users(const std::string& info, const std::string& type) {
    return "openapi: 3.0.0\n" + info +
           "paths:\n  /users/{id}:\n    get:\n      parameters:\n"
           "        - {name: id, in: path, required: true, schema: {type: " +
           type + "}}\n";
}

const std::string block = "info:\n  title: Users\n  version: 1.0.0\n";

std::string order(const std::string& head, const std::string& type) {
    return "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"," + head +
           ",\"type\":\"object\",\n\"properties\":{\"id\":{\"type\":\"" + type +
           "\"},\n\"note\":{\"type\":\"string\"}}}\n";
}

/// POST gives back an identifier; PUT of the same route takes it where `required` names it.
std::string customers(const std::string& required) {
    return "openapi: 3.1.0\ninfo:\n  title: Customers\n  version: 1.0.0\npaths:\n  /customers:\n    post:\n"
           "      responses:\n        '201':\n          description: made\n          content:\n"
           "            application/json:\n              schema:\n                type: object\n"
           "                properties:\n                  id: {type: string}\n    put:\n      requestBody:\n"
           "        content:\n          application/json:\n            schema:\n              type: object\n"
           "              required: [" +
           required +
           "]\n              properties:\n                id: {type: string}\n                name: {type: string}\n";
}

}  // namespace

Q_DECLARE_METATYPE(Files)

class TestOneThing : public QObject {
    Q_OBJECT
private slots:
    void found_data() {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const Files& files, const char* said) {
            QTest::newRow(name) << files << QString(said);
        };
        row("one interface in two files",
            {{"api/users.yaml", users(block, "integer")}, {"api/users-internal.yaml", users(block, "string")}},
            "the type of users.get.id differs");
        row("one interface in two folders, told on one line",
            {{"gateway/api.yaml", users("info: {title: Users, version: 1.0.0}\n", "integer")},
             {"docs/spec.yaml", users(block, "string")}},
            "the type of users.get.id differs");
        row("one schema by its title",
            {{"a/order.json", order("\"title\":\"Order\"", "string")},
             {"b/order.json", order("\"title\":\"Order\"", "integer")}},
            "the type of order.id differs");
        row("one schema, each on one line",
            {{"a/user.json",
              "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": \"https://x/u.json\", "
              "\"title\": \"User\", \"type\": \"object\", \"properties\": {\"age\": {\"type\": \"integer\"}}}\n"},
             {"b/user.json",
              "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": \"https://x/u.json\", "
              "\"title\": \"User\", \"type\": \"object\", \"properties\": {\"age\": {\"type\": \"string\"}}}\n"}},
            "the type of user.age differs");
        row("one schema by its id",
            {{"a/order.json", order("\"$id\":\"https://x.example/order\"", "string")},
             {"b/bought.json", order("\"$id\":\"https://x.example/order\"", "integer")}},
            "the type of order.id differs");
        row("two sides of one GraphQL schema",
            {{"server/s.graphql", "type Item {\n  price: Float!\n}\n"},
             {"client/s.graphql", "type Item {\n  price: String!\n}\n"}},
            "the type of item.price differs");
        row("a key and what refers to it",
            {{"s.sql",
              "CREATE TABLE orders (\n  id UUID PRIMARY KEY\n);\nCREATE TABLE payments (\n"
              "  order_id BIGINT REFERENCES orders(id)\n);\n"}},
            "the type of orders.id differs");
        row("a declaration and its body",
            {{"s.h", "long store_count(void);\n"}, {"s.c", "#include \"s.h\"\nint store_count(void) { return 1; }\n"}},
            "the result of store_count differs between declaration and implementation");
        const char* const flow = "is optional; it must be required";
        row("TypeScript",
            {{"c.ts",
              "export class CustomerService {\n  /** Creates a customer and returns its id. */\n"
              "  async create(name: string): Promise<string> { return name; }\n\n"
              "  async update(name: string, id?: string): Promise<void> {}\n}\n"}},
            flow);
        row("Python",
            {{"c.py",
              "class CustomerService:\n    def create(self, name: str) -> str:\n"
              "        \"\"\"Create a customer and return its ID.\"\"\"\n        return name\n\n"
              "    def update(self, name: str, id: str = None) -> None:\n        pass\n"}},
            flow);
        row("sentences",
            {{"c.md",
              "# Customers\n\n`CustomerService.create` returns a customer ID.\n\n"
              "`CustomerService.update` takes the customer ID as an optional argument.\n"}},
            flow);
        row("OpenAPI", {{"c.yaml", customers("name")}}, flow);
        row("Java",
            {{"CustomerService.java",
              "public class CustomerService {\n  public CustomerId create(String name) { return null; }\n"
              "  public void update(Optional<CustomerId> id, String name) {}\n}\n"}},
            flow);
        row("Go",
            {{"c.go",
              "package svc\n\nfunc CreateCustomer(name string) (CustomerID, error) { return \"\", nil }\n\n"
              "func UpdateCustomer(name string, id *CustomerID) error { return nil }\n"}},
            flow);
        row("Rust",
            {{"c.rs",
              "pub struct CustomerService;\nimpl CustomerService {\n"
              "    pub fn create(&self, name: &str) -> CustomerId { todo!() }\n"
              "    pub fn update(&self, name: &str, id: Option<CustomerId>) {}\n}\n"}},
            flow);
        row("a manifest",
            {{"app.yaml", "kind: App\nspec:\n  session_timeout_seconds: 60\n"},
             {"a.md", "# A\n\nThe session timeout is 30 seconds.\n"}},
            "session_timeout differs: 30 s");
    }
    void found() {
        QFETCH(Files, files);
        QFETCH(QString, said);
        const auto all = reasons(files);
        QVERIFY2(all.size() == 1 && all.first().contains(said), qPrintable(all.join("\n")));
    }

    void silent_data() {
        QTest::addColumn<Files>("files");
        const auto row = [](const char* name, const Files& files) { QTest::newRow(name) << files; };
        row("the next version of an interface",
            {{"a/users.yaml", users(block, "integer")},
             {"b/users.yaml", users("info:\n  title: Users\n  version: 2.0.0\n", "string")}});
        row("another interface", {{"a/users.yaml", users(block, "integer")},
                                  {"b/users.yaml", users("info:\n  title: People\n  version: 1.0.0\n", "string")}});
        row("another schema", {{"a/order.json", order("\"title\":\"Order\"", "string")},
                               {"b/order.json", order("\"title\":\"Purchase\"", "integer")}});
        row("two services", {{"billing/s.graphql", "type Item {\n  price: Float!\n}\n"},
                             {"search/s.graphql", "type Item {\n  price: String!\n}\n"}});
        row("a key and what refers to it",
            {{"s.sql",
              "CREATE TABLE orders (\n  id BIGSERIAL PRIMARY KEY\n);\nCREATE TABLE payments (\n"
              "  order_id BIGINT NOT NULL REFERENCES orders(id) ON DELETE CASCADE\n);\n"}});
        row("an identifier that is needed", {{"c.yaml", customers("id, name")}});
        row("an identifier that is given",
            {{"c.ts",
              "export class CustomerService {\n  /** Creates a customer and returns its id. */\n"
              "  async create(name: string): Promise<string> { return name; }\n"
              "  async update(id: string, name?: string): Promise<void> {}\n}\n"}});
        row("no identifier",
            {{"c.ts",
              "export class CustomerService {\n  /** Creates a customer; returns nothing. The id is made later. */\n"
              "  async create(name: string): Promise<string> { return name; }\n"
              "  async update(name: string, id?: string): Promise<void> {}\n}\n"}});
        row("megabytes", {{".env", "CLIENT_MAX_BODY_SIZE=10m\n"}, {"c.py", "CLIENT_MAX_BODY_SIZE = 10485760\n"}});
        row("megabytes of memory", {{"app.yaml", "max_upload_size: 10M\n"}, {"s.py", "MAX_UPLOAD_SIZE = 10485760\n"}});
        row("shares of a processor", {{"app.yaml", "cpu_limit: 500m\n"}, {"s.py", "CPU_LIMIT = 500\n"}});
        row("an address",
            {{".env", "API_URL=https://api.example.com/\n"}, {"c.py", "API_URL = \"https://api.example.com\"\n"}});
        row("two tests", {{"tests/test_app.py", "SESSION_TIMEOUT_SECONDS = 1\n"},
                          {"config/.env.test", "SESSION_TIMEOUT_SECONDS=5\n"}});
        row("http and https", {{"client.py", "HTTP_PORT = 80\n"}, {"d.md", "# Guide\n\n`HTTPS_PORT` is 443.\n"}});
    }
    void silent() {
        QFETCH(Files, files);
        const auto all = reasons(files);
        QVERIFY2(all.isEmpty(), qPrintable(all.join("\n")));
    }

    void moreWaysToSayIt_data() {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("said");  ///< empty: nothing is found
        const auto row = [](const char* name, const Files& files, const char* said) {
            QTest::newRow(name) << files << QString(said);
        };
        row("a name in brackets",
            {{"q.go", "package q\n\n// MaxBatch is how many jobs one worker takes.\nconst MaxBatch = 32\n"},
             {"g.md", "# Guide\n\nA worker takes at most 64 jobs in one batch (`MaxBatch`).\n"}},
            "64");
        row("the same amount in brackets",
            {{"q.go", "package q\n\nconst MaxBatch = 64\n"},
             {"g.md", "# Guide\n\nA worker takes at most 64 jobs in one batch (`MaxBatch`).\n"}},
            "");
        row("two amounts before the brackets",
            {{"q.go", "package q\n\nconst MaxBatch = 32\n"},
             {"g.md", "# Guide\n\nBetween 2 and 64 jobs are in one batch (`MaxBatch`).\n"}},
            "");
        row("a unit as a key", {{"q.py", "QUEUE_RETENTION_DAYS = 30\n"}, {"app.ini", "[queue.retention]\ndays = 14\n"}},
            "14 days");
        row("an owner's state",
            {{"api.yaml",
              "openapi: 3.0.3\ninfo: {title: Q, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n"
              "    Job:\n      type: object\n      properties:\n"
              "        state: {type: string, enum: [queued, running, done, failed]}\n"},
             {"g.md", "# Guide\n\nThe job's state is one of `queued`, `running`, `done`.\n"}},
            "failed");
        row("an optional field of proto3",
            {{"a/job.proto",
              "syntax = \"proto3\";\npackage q;\nmessage Job { optional int32 priority = 4; string id = 1; }\n"},
             {"b/job.proto",
              "syntax = \"proto3\";\npackage q;\nmessage Job { optional string priority = 4; string id = 1; }\n"}},
            "priority");
    }
    void moreWaysToSayIt() {
        QFETCH(Files, files);
        QFETCH(QString, said);
        const auto all = reasons(files);
        if (said.isEmpty()) QVERIFY2(all.isEmpty(), qPrintable(all.join("\n")));
        else QVERIFY2(all.size() == 1 && all.first().contains(said), qPrintable(all.join("\n")));
    }

    /// A table is cut into parts when it is longer than an atom: each row is read, and none by half.
    void longTables() {
        Files files;
        std::string table = "# Settings\n\n| Setting | Default |\n|---|---|\n", settings;
        for (int i = 0; i < 600; ++i) {
            const auto name = "worker_" + std::to_string(i) + "_connect_timeout_seconds";
            table += "| `" + name + "` | " + std::to_string(1000 + i) + " |\n";
            settings += name + ": " + std::to_string(i % 100 == 99 ? 7 : 1000 + i) + "\n";
        }
        files["docs/settings.md"] = table;
        files["config/app.yaml"] = settings;
        const auto all = reasons(files);
        QVERIFY2(all.size() == 6, qPrintable(all.join("\n")));
        QVERIFY2(all.join("\n").contains("1599"), qPrintable(all.join("\n")));
    }

    /// What an atom holds of a very long line ends somewhere: the sentence there says nothing.
    void longLines() {
        std::string line;
        for (int i = 0; line.size() < 12'000; ++i) line += "Nothing of interest is said in words of this number here. ";
        for (int digits = 90; digits < 125; ++digits) {
            const auto text = line.substr(0, 11'860 + digits) + ". The `retry_limit` is 4500000 in every case. " +
                              std::string(300, 'x') + "\n";
            const auto all = reasons({{"docs/guide.md", "# Guide\n\n" + text}, {"app.yaml", "retry_limit: 4500000\n"}});
            QVERIFY2(all.isEmpty(), qPrintable(all.join("\n")));
        }
    }

    /// Minutes stay minutes where a name is about time.
    void minutesAreMinutes() {
        const auto all = reasons({{".env", "SESSION_TIMEOUT=10m\n"}, {"c.py", "SESSION_TIMEOUT_SECONDS = 500\n"}});
        QVERIFY2(all.size() == 1 && all.first().contains("600 s"), qPrintable(all.join("\n")));
    }
};

QTEST_APPLESS_MAIN(TestOneThing)
#include "tst_one_thing.moc"
