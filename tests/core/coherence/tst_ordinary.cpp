// Contradictions as people write them, format by format, and what looks like one and is none. Each case is two or more
// files; what is expected is part of the reason, or silence.
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/planted_run.h"

using namespace skein;

namespace {

using Files = std::map<std::string, std::string>;

Files pair(const char* first, const std::string& a, const char* second, const std::string& b) {
    return {{first, a}, {second, b}};
}
Files pages(const std::string& a, const std::string& b) {
    return pair("docs/a.md", "# Guide\n\n" + a + "\n", "docs/b.md", "# Handbook\n\n" + b + "\n");
}
Files orders(const std::string& a, const std::string& b) {
    return pair("docs/a.md", "# Payments\n\n" + a + "\n", "docs/b.md", "# Payments\n\n" + b + "\n");
}

QStringList reasons(const Files& files) {
    QTemporaryDir scratch;
    const auto compared = planted::compareFiles(files, scratch.path().toStdString());
    QStringList found;
    if (!compared) return {QString::fromStdString(compared.error().message)};
    for (const auto& one : compared->found)
        found << QString::fromStdString(one.contradiction.rule + " " + one.contradiction.reason);
    return found;
}

}  // namespace

Q_DECLARE_METATYPE(Files)

class TestOrdinary : public QObject {
    Q_OBJECT
private slots:
    void found_data() {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const Files& files, const char* said) {
            QTest::newRow(name) << files << QString(said);
        };
        const std::string message = "syntax = \"proto3\";\npackage seats;\nmessage Seat {\n  string row = 1;\n";
        row("proto type",
            pair("a.proto", message + "  int32 number = 2;\n}\n", "c/b.proto", message + "  string number = 2;\n}\n"),
            "the type of seat.number differs");
        row("proto number",
            pair("a.proto", message + "  int32 number = 2;\n}\n", "c/b.proto", message + "  int32 number = 3;\n}\n"),
            "seat.number field_number differs");
        const std::string film = "type Film {\n  id: ID!\n";
        row("graphql null",
            pair("schema.graphql", film + "  title: String!\n}\n", "client/schema.graphql",
                 film + "  title: String\n}\n"),
            "film.title nullability differs");
        row("graphql default",
            pair("schema.graphql", "type Query { film(id: ID!): Film films(first: Int = 10): [Film!]! }\n",
                 "client/schema.graphql", "type Query { film(id: ID!): Film films(first: Int = 20): [Film!]! }\n"),
            "query.films.first differs");
        row("graphql enum",
            pair("schema.graphql", "enum Rating {\n  G\n  PG\n  R\n}\n", "client/schema.graphql",
                 "enum Rating {\n  G\n  PG\n  R\n  NC17\n}\n"),
            "the allowed values of rating differ");
        const auto table = [](const char* columns) {
            return std::string("CREATE TABLE orders (\n") + columns + "\n);\n";
        };
        row("sql types", pair("a.sql", table("  id UUID PRIMARY KEY"), "b/a.sql", table("  id BIGINT PRIMARY KEY")),
            "the type of orders.id differs");
        row("sql uuid and a page",
            pair("a.sql", table("  id UUID PRIMARY KEY"), "d.md", "# Orders\n\n`orders.id` is an integer.\n"),
            "the type of orders.id differs");
        row("sql length",
            pair("a.sql", table("  note character varying(20)"), "d.md",
                 "# Orders\n\n`orders.note` has at most 40 characters.\n"),
            "orders.note_length");
        row("default beside a check",
            pair("a.sql", table("  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active','closed'))"),
                 "d.md", "# Orders\n\n`orders.status` is `locked` by default.\n"),
            "the default of orders.status differs");
        row("default beside a check, allowed",
            pair("a.sql", table("  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active','closed'))"),
                 "d.md", "# Orders\n\nThe default of `orders.status` is `closed`.\n"),
            "the default of orders.status differs");
        row("called result",
            pair("a.py", "def f_two(x: int) -> str: ...\n", "d.md", "# Doc\n\n`f_two(x)` returns `int`.\n"),
            "the result of f_two differs");
        row("list result",
            pair("a.py", "def f_five(x: int) -> str: ...\n", "d.md", "# Doc\n\n`f_five` returns a list of strings.\n"),
            "the result of f_five differs");
        row("parameter types",
            pair("q.hpp", "class Queue {\npublic:\n  bool push(int item, int priority);\n};\n", "q.cpp",
                 "#include \"q.hpp\"\nbool Queue::push(int item, double priority) { return true; }\n"),
            "the type of parameter 2 of queue.push differs");
        row("flow style",
            pair("api.yaml",
                 "openapi: 3.0.3\ncomponents:\n  schemas:\n    Ticket:\n      type: object\n      properties:\n"
                 "        title: {type: string, maxLength: 80}\n",
                 "d.md", "# Tickets\n\n`Ticket.title` has at most 120 characters.\n"),
            "ticket.title_length");
        row("that defaults to",
            pair("a.py", "class Store:\n    def put(self, key, ttl: float = 60.0): ...\n", "d.md",
                 "# API\n\n`Store.put` takes a `ttl` that defaults to 120.\n"),
            "store.put.ttl differs");
        row("by default",
            pair("a.py", "def save_file(path, mode=\"w\"): pass\n", "d.md",
                 "# API\n\n`save_file` opens it with `mode` `\"a\"` by default.\n"),
            "save_file.mode differs");
        row("item with a type",
            pair("a.py", "def save_file(path, buffering=8192): pass\n", "d.md",
                 "# API\n\n### save_file(path)\n\n- `buffering` (int, default 4096): size.\n"),
            "save_file.buffering differs");
        row("heading call",
            pair("a.py", "def save_file(path, mode=\"w\"): pass\n", "d.md",
                 "# API\n\n### save_file(path, mode, encoding)\n\nSaves.\n"),
            "encoding is not in the definition");
        row("bare word",
            pair("app.ini", "[search]\nengine = solr\n", "d.md",
                 "# S\n\n| Setting | Default |\n|---|---|\n| `search.engine` | lucene |\n"),
            "search.engine differs");
        row("name behind",
            pair("app.toml", "[cache]\nsize = 100\n", "d.md",
                 "# S\n\nThe cache holds 200 entries by default (`cache.size`).\n"),
            "cache.size differs");
        row("limits under other headings", pages("The upload limit is 10 MB.", "The upload limit is 20 MB."),
            "the maximum of upload differs");
        row("limit of",
            pages("The retry limit of the payment service is 3.", "The retry limit of the payment service is 5."),
            "differs");
        row("times", orders("The payment service retries 3 times.", "The payment service retries 5 times."),
            "payment_service.retry differs");
        row("kept for", orders("Records are kept for 7 years.", "Records are kept for 10 years."),
            "records.kept differs");
        row("after", orders("Sessions expire after 30 minutes.", "Sessions expire after 20 minutes."),
            "session.lifetime differs");
        row("length",
            orders("Passwords must have at least 12 characters.", "Passwords must have at least 8 characters."),
            "passwords_length differs");
        row("must and must not",
            orders("The gateway must encrypt card numbers.", "The gateway must not encrypt card numbers."),
            "demanded differs");
        row("must never", orders("Clients must retry a capture.", "Clients must never retry a capture."),
            "demanded differs");
        row("never and do", orders("Orders are never deleted.", "Orders are deleted after 30 days."), "orders.deleted");
        row("stores", orders("The service never stores card numbers.", "The service stores card numbers."),
            "demanded differs");
        row("required words", orders("The API key is required.", "The API key is optional."), "demanded differs");
        row("versions in use", orders("The service uses PostgreSQL 14.", "The service uses PostgreSQL 15."),
            "postgresql.version differs");
        row("current version", orders("Gateway version 2.4 is current.", "Gateway version 2.5 is current."),
            "gateway.version differs");
        row("enabled", orders("`Gateway.audit` must be enabled.", "`Gateway.audit` must not be enabled."),
            "gateway.audit differs");
        row("called before",
            orders("`capture` must be called before `refund`.", "`refund` must be called before `capture`."),
            "comes before");
        const std::string profile = "{\n  \"limits\": {\n    \"maxSets\": 7\n  }\n}\n";
        row("settings named like a plan",
            pair("profiles/VP_KHR_roadmap_2022.json", profile, "profiles/docs/VP_KHR_roadmap_2022.md",
                 "# VP_KHR_roadmap_2022\n\n- `limits.maxSets` is set to `9`.\n"),
            "the maximum of sets differs: 9");
        row("a limit named by two words",
            pair("core/base/limits.h", "namespace app::limits {\ninline constexpr unsigned maxTitleBytes = 1000;\n}\n",
                 "core/base/docs/limits.md", "# limits\n\n- `maxTitleBytes` is set to `2000`.\n"),
            "title");
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
        const std::string code = "WORKER_COUNT = 4\n";
        const auto about = [&](const char* words) {
            return pair("lim.py", code, "doc.md", std::string("# Notes\n\n") + words + "\n");
        };
        row("struck", about("~~`WORKER_COUNT` is 15.~~"));
        row("platform", about("On Windows `WORKER_COUNT` is 2."));
        row("version", about("In version 3.x, `WORKER_COUNT` is 12."));
        row("other service",
            pages("The retry limit of the payment service is 3.", "The retry limit of the order service is 5."));
        row("general words", pages("The maximum size is 3.", "The maximum size is 5."));
        row("other package",
            pair("a.proto", "syntax = \"proto3\";\npackage seats;\nmessage Seat {\n  int32 number = 2;\n}\n", "b.proto",
                 "syntax = \"proto3\";\npackage cars;\nmessage Seat {\n  string number = 3;\n}\n"));
        row("a plan", pair("profiles/roadmap.json", "{\n  \"limits\": {\n    \"maxSets\": 7\n  }\n}\n",
                           "docs/roadmap.md", "# Profiles\n\n- `limits.maxSets` is set to `9`.\n"));
        row("another file's plan",
            pair("profiles/settings.json", "{\n  \"limits\": {\n    \"maxSets\": 7\n  }\n}\n",
                 "profiles/docs/VP_KHR_roadmap_2022.md", "# Profiles\n\n- `limits.maxSets` is set to `9`.\n"));
        row("a limit of one word",
            pair("core/base/limits.h", "namespace app::limits {\ninline constexpr unsigned maxTitleBytes = 1000;\n}\n",
                 "core/base/docs/limits.md", "# limits\n\n`title` is at most 2000 bytes.\n"));
        row("other version",
            pair("a.proto", "syntax = \"proto3\";\npackage seats.v1;\nmessage Seat {\n  int32 number = 2;\n}\n",
                 "b.proto", "syntax = \"proto3\";\npackage seats.v2;\nmessage Seat {\n  string number = 3;\n}\n"));
        row("a uuid as text", pair("a.sql", "CREATE TABLE orders (\n  id UUID PRIMARY KEY\n);\n", "d.md",
                                   "# Orders\n\n`orders.id` is a string.\n"));
        row("allowed value",
            pair("a.sql", "CREATE TABLE orders (\n  status TEXT CHECK (status IN ('active','closed'))\n);\n", "d.md",
                 "# Orders\n\nThe default of `orders.status` is `closed`.\n"));
        row("const parameters", pair("q.h", "int depth(const char *x, unsigned int n);\n", "q.c",
                                     "#include \"q.h\"\nint depth(char const *x, unsigned int n) { return 0; }\n"));
        row("units", orders("Records are kept for 2 weeks.", "Records are kept for 14 days."));
    }
    void silent() {
        QFETCH(Files, files);
        const auto all = reasons(files);
        QVERIFY2(all.isEmpty(), qPrintable(all.join("\n")));
    }
};

QTEST_APPLESS_MAIN(TestOrdinary)
#include "tst_ordinary.moc"
