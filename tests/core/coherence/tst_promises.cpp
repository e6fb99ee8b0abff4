// What a service promises in plain words, what code asks its surroundings for, and what comments say of the code beside
// them: what contradicts is found once, what does not is not.
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/planted_run.h"

using namespace skein;
using Files = std::map<std::string, std::string>;

namespace {

Files pages(const std::string& a, const std::string& b) {
    return {{"docs/a.md", "# Service\n\n" + a + "\n"}, {"docs/b.md", "# Operations\n\n" + b + "\n"}};
}

Files codeAndPage(const std::string& name, const std::string& code, const std::string& page) {
    return {{name, code}, {"docs/a.md", "# Guide\n\n" + page + "\n"}};
}

QStringList reasons(const Files& files) {
    QTemporaryDir scratch;
    const auto compared = planted::compareFiles(files, scratch.path().toStdString());
    if (!compared) return {QString::fromStdString(compared.error().message)};
    QStringList found;
    for (const auto& one : compared->found)
        found << QString::fromStdString(one.contradiction.rule + " " + one.contradiction.reason);
    return found;
}

}  // namespace

Q_DECLARE_METATYPE(Files)

class TestPromises : public QObject {
    Q_OBJECT
private slots:
    void found_data() {
        QTest::addColumn<Files>("files");
        QTest::addColumn<QString>("said");
        const auto row = [](const char* name, const Files& files, const char* said) {
            QTest::newRow(name) << files << QString(said);
        };
        row("how long", pages("Access tokens expire after one hour.", "An access token is valid for 30 minutes."),
            "access_token.lifetime");
        row("a setting of the life",
            codeAndPage("app.yaml", "auth:\n  access_token_ttl: 60m\n", "Access tokens expire after 15 minutes."),
            "access_token");
        row("a setting of what is kept",
            codeAndPage("app.yaml", "backup:\n  retention_days: 14\n", "Backups are kept for 30 days."),
            "backup.retention");
        row("who keeps it",
            pages("The service keeps audit records for 365 days.", "Audit records are kept for 730 days."),
            "audit_record");
        row("a setting of the time of day",
            codeAndPage("app.yaml", "backup:\n  time: \"03:30\"\n", "Backups run every day at 02:00 UTC."),
            "backup.start_time");
        row("how often",
            codeAndPage("a.rs", "pub const POSITION_INTERVAL_SECS: u64 = 30;\n",
                        "Positions are sent every 10 seconds."),
            "position");
        row("retried so often",
            codeAndPage("a.rs", "pub const WEBHOOK_RETRIES: u32 = 5;\n", "Webhooks are retried 8 times."),
            "webhook_retries");
        row("what is retried",
            codeAndPage("a.go", "package a\n\nconst MaxMailRetries = 3\n",
                        "The worker retries a failed mail at most 5 times."),
            "mail_retries");
        row("how long by default",
            codeAndPage("app.yaml", "loans:\n  duration_days: 14\n", "Loans last 21 days by default."), "loan");
        row("three types of which one fits both",
            {{"db.sql", "CREATE TABLE parcels (\n  id uuid PRIMARY KEY,\n  weight numeric(6,2) NOT NULL\n);\n"},
             {"schema.graphql", "type Parcel {\n  id: ID!\n  weight: Float!\n}\n"},
             {"web/parcel.ts", "export interface Parcel {\n  id: string;\n  weight: string;\n}\n"}},
            "parcel.weight");
        row("how long without anybody",
            codeAndPage("app.yaml", "sessions:\n  timeout: 30m\n", "Sessions expire after 15 minutes of inactivity."),
            "timeout");
        row("deleted is no longer kept",
            codeAndPage("app.yaml", "backups:\n  retention_days: 30\n", "Backups are deleted after 14 days."),
            "backup");
        row("a job of the night",
            codeAndPage("app.yaml", "export:\n  time: \"02:30\"\n", "The export job runs every night at 01:30."),
            "export.start_time");
        row("how often it is asked",
            codeAndPage("app.yaml", "queue:\n  poll_interval: 10s\n", "The worker polls the queue every 5 seconds."),
            "queue.poll_interval");
        row("cut at another word",
            codeAndPage("app.yaml", "invitations:\n  link_ttl: 72h\n", "Invitation links expire after 48 hours."),
            "invitation");
        row("years in a name",
            codeAndPage("app.yaml", "audit_entry:\n  retention_years: 7\n", "Audit entries are kept for 10 years."),
            "audit");
        row("for each of another",
            codeAndPage("a.go", "package a\n\nconst MaxBooksPerMember = 5\n",
                        "At most 8 books may be borrowed per member."),
            "books_per_member");
        row("a rate limit",
            codeAndPage(".env", "SHOP_RATE_LIMIT_PER_MINUTE=60\n",
                        "The rate limit is 120 requests per minute per client."),
            "rate_limit_per_minute");
        row("two ports in one sentence",
            codeAndPage("a.rs", "pub const TRACKER_PORT: u16 = 9501;\n",
                        "The gateway listens on port 9443 and the tracker on port 9500."),
            "tracker");
        row("a role",
            pages("Two-factor authentication is required for administrators.",
                  "Two-factor authentication is optional for administrators."),
            "two_factor_authentication_for_administrators");
        row("what must not be done",
            pages("Card numbers must never be logged.", "Card numbers are logged with every request."),
            "card_numbers.logged");
        row("a table of limits",
            {{"a.ts", "export const MAX_UPLOAD_SIZE_MB = 25;\n"},
             {"docs/a.md", "# Limits\n\n| Limit | Value |\n|---|---|\n| upload size | 10 MB |\n"}},
            "upload_size");
        row("the language of a module",
            codeAndPage("go.mod", "module x.org/y\n\ngo 1.20\n", "Requires Go 1.22 or later."), "go.version");
        row("the language of a crate",
            codeAndPage("Cargo.toml", "[package]\nname = \"t\"\nrust-version = \"1.70\"\n",
                        "Requires Rust 1.75 or newer."),
            "rust.version");
        row("values of an enumeration",
            codeAndPage("a.proto", "syntax = \"proto3\";\npackage c;\nenum State { CREATED = 0; DELIVERED = 1; }\n",
                        "The enum `State` has the values `CREATED`, `DELIVERED` and `RETURNED`."),
            "state");
        row("a field of a thing",
            codeAndPage("m.ts", "export interface Member {\n  id: string;\n  phone?: string;\n}\n",
                        "The field `phone` of a member is required."),
            "member.phone");
        row("a column and a property",
            {{"m.ts", "export interface Member {\n  id: string;\n  phone?: string;\n}\n"},
             {"db.sql", "CREATE TABLE members (\n  id uuid PRIMARY KEY,\n  phone varchar(30) NOT NULL\n);\n"}},
            "phone");
        row("lives for", pages("Download links live for 7 days.", "Download links expire after 3 days."),
            "download_link.lifetime");
        row("never ends", pages("Refresh tokens never expire.", "Refresh tokens expire after 30 days."), "never ends");
        row("a rate",
            pages("Rate limit: 100 requests per minute per key.",
                  "Clients are limited to 60 requests per minute and key."),
            "key_request_per_minute");
        row("a rate of a user",
            pages("Each user may make at most 5 login attempts per hour.",
                  "At most 10 login attempts per hour are allowed."),
            "login_attempt");
        row("a time of day", pages("Backups run daily at 02:00 UTC.", "Backups run every night at 03:30 UTC."),
            "backup.start_time");
        row("two things said",
            pages("Backups run daily at 02:00 UTC and are kept for 14 days.", "Backups are kept for 30 days."),
            "backups.kept");
        row("a pronoun",
            pages("Backups run daily at 02:00 UTC. They are kept for 14 days.", "Backups are kept for 30 days."),
            "backups.kept");
        row("a port behind something",
            pages("The API listens on port 8080.", "The API listens on port 9090 behind the proxy."), "api.port");
        row("what a thing holds",
            codeAndPage("app/limits.py", "MAX_CART_ITEMS = 50\n", "A cart holds at most 100 items."), "cart_item");
        row("a page",
            codeAndPage("app/limits.py", "DEFAULT_PAGE_SIZE = 25\n",
                        "`GET /orders` returns at most 50 orders per page by default."),
            "page_size");
        row("required together",
            {{"docs/a.md", "# Orders\n\n`POST /orders` needs the fields `customer_id` and `currency`.\n"},
             {"docs/b.md", "# Orders\n\n`POST /orders` makes an order. `currency` is optional.\n"}},
            "orders.create.currency");
        row("two versions",
            pages("Requires Python 3.10 or newer and PostgreSQL 15.", "The service uses PostgreSQL 14."),
            "postgresql.version");
        row("an image",
            {{"docker-compose.yml", "services:\n  db:\n    image: postgres:15-alpine\n"},
             {"docs/a.md", "# Guide\n\nThe service uses PostgreSQL 14.\n"}},
            "postgresql.version");
        row("how often again", codeAndPage("a.py", "WEBHOOK_MAX_RETRIES = 8\n", "Webhooks are retried 5 times."),
            "webhook_retries");
        row("never again", pages("A capture is never retried.", "A capture is retried up to 3 times."),
            "capture_retries");
        row("a timeout", pages("Each job times out after 5 minutes.", "Jobs time out after 15 minutes."),
            "job.timeout");
        row("a statement of its own",
            pages("The queue has 4 workers and each job times out after 5 minutes.", "Jobs time out after 15 minutes."),
            "job.timeout");
        row("how many", codeAndPage("app.yaml", "queue:\n  workers: 8\n", "The queue has 4 workers."), "queue.worker");
        row("what is refused", pages("The maximum upload size is 25 MB.", "Uploads larger than 10 MB are rejected."),
            "upload_size");
        row("on one page",
            {{"docs/a.md",
              "# Service\n\nRefresh tokens never expire.\n\nThey are opaque.\n\nAll is well.\n\n"
              "Refresh tokens last 14 days.\n"}},
            "refresh_token.lifetime");
        row("behind a question",
            pages("Positions are kept for 90 days.",
                  "**How long?** Positions are kept for 30 days and routes are kept for 2 years."),
            "positions.kept");
        row("two statements with nouns",
            pages("Routes are kept for 3 years.", "Positions are kept for 30 days and routes are kept for 2 years."),
            "routes.kept");
        row("kept too short",
            pages("Audit logs are kept for one year.", "Audit logs must be kept for at least 10 years."),
            "audit_log.kept");
        row("the number of what is limited",
            {{"src/client.py", "MAX_RETRIES = 3\n"},
             {"README.md", "# Client\n\nThe maximum number of retries is 5.\n"}},
            "retries");
        row("two that agree",
            {{"a/schema.graphql", "type Customer {\n  name: Int!\n}\n"},
             {"b/customer.proto", "syntax = \"proto3\";\nmessage Customer {\n  string name = 1;\n}\n"},
             {"c/openapi.yaml",
              "openapi: 3.0.3\ninfo: {title: S, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n"
              "    Customer:\n      type: object\n      properties:\n        name: {type: string}\n"}},
            "customer.name");
        row("parts of one graph",
            {{"api/schema.graphql", "type Customer {\n  id: ID!\n  age: Int!\n}\n"},
             {"api/gateway.graphql", "type Customer {\n  id: ID!\n  age: String!\n}\n"}},
            "customer.age");
        row("a switch", pages("Caching is enabled by default.", "Caching is disabled by default."), "caching.enabled");
        row("support", pages("TLS 1.2 is supported.", "TLS 1.2 is not supported."), "supported");
        row("one of a kind", pages("Passwords are hashed with bcrypt.", "Passwords are hashed with argon2."),
            "password.hashed");
        const std::string table = "# Settings\n\n| Variable | Default |\n|---|---|\n| `WORKER_COUNT` | 4 |\n";
        row("python environment",
            {{"a.py", "import os\n\n\ndef load():\n    return os.environ.get(\"WORKER_COUNT\", \"2\")\n"},
             {"d.md", table}},
            "worker_count");
        row("node environment",
            {{"a.ts", "export function load() {\n  return Number(process.env.WORKER_COUNT ?? 2);\n}\n"},
             {"d.md", table}},
            "worker_count");
        row("rust environment",
            {{"a.rs", "pub fn load() -> String {\n    std::env::var(\"WORKER_COUNT\").unwrap_or(\"2\".into())\n}\n"},
             {"d.md", table}},
            "worker_count");
        row("an option",
            codeAndPage("cli.py",
                        "import argparse\n\n\ndef main():\n    p = argparse.ArgumentParser()\n"
                        "    p.add_argument(\"--batch-size\", type=int, default=500)\n",
                        "`--batch-size` defaults to 200."),
            "batch_size");
        row("a flag of Go",
            codeAndPage(
                "main.go",
                "package main\n\nimport \"flag\"\n\nfunc main() {\n\tn := flag.Int(\"batch-size\", 500, \"rows\")\n"
                "\t_ = n\n}\n",
                "`--batch-size` defaults to 200."),
            "batch_size");
        row("a documented parameter",
            {{"a.py",
              "def fetch(url, timeout=10.0):\n    \"\"\"Fetch.\n\n    :param timeout: seconds, 30 by default\n"
              "    \"\"\"\n    return url\n"}},
            "fetch.timeout");
        row("a documented parameter of Google's style",
            {{"a.py",
              "def fetch(url, timeout=10.0):\n    \"\"\"Fetch.\n\n    Args:\n"
              "        timeout (float): seconds. Defaults to 30.\n    \"\"\"\n    return url\n"}},
            "fetch.timeout");
        row("a unit in a comment",
            codeAndPage("a.py", "SESSION_TTL = 3600  # seconds\n", "`SESSION_TTL` is 30 minutes."), "3600 s");
        row("an amount in a comment", {{"a.py", "SESSION_TTL = 60 * 60  # 30 minutes\n"}}, "session_ttl");
        row("required by a schema",
            {{"api.yaml",
              "openapi: 3.0.3\ninfo: {title: S, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Order:\n"
              "      type: object\n      required: [currency]\n      properties:\n"
              "        currency: {type: string}\n"},
             {"d.md", "# Orders\n\n`Order.currency` is optional.\n"}},
            "order.currency");
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
        row("the same time", pages("Access tokens expire after one hour.", "Access tokens are valid for 60 minutes."));
        row("tokens of two kinds",
            pages("Access tokens expire after one hour.", "Refresh tokens expire after 30 days."));
        row("a constant for one of them",
            codeAndPage("a.go", "package a\n\nimport \"time\"\n\nconst TokenLifetime = 15 * time.Minute\n",
                        "Refresh tokens expire after 30 days."));
        row("theirs", pages("The upload timeout is 10 seconds.", "Their upload timeout is 45 seconds."));
        row("times of two roles", pages("Two-factor authentication is required for administrators.",
                                        "Two-factor authentication is optional for guests."));
        row("below the limit",
            codeAndPage("a.go", "package a\n\nconst WebhookRetries = 3\n", "Webhooks are retried at most 5 times."));
        row("rates of two kinds",
            pages("Rate limit: 100 requests per minute per key.", "Rate limit: 1000 requests per minute per address."));
        row("rates in two periods", pages("At most 10 requests per second are allowed per key.",
                                          "At most 300 requests per minute are allowed per key."));
        row("a rate that is measured", pages("The benchmark made 100 requests per minute per key.",
                                             "The benchmark made 300 requests per minute per key."));
        row("times of two things", pages("Backups run daily at 02:00 UTC.", "Reports run daily at 03:30 UTC."));
        row("cases of one page",
            pages("The upload limit is 5 MB for guests.\nThe upload limit is 50 MB for members.", "Text."));
        row("sections of one page",
            pages("## Gateway\n\nThe request limit is 5 MB.\n\n## Planner\n\nThe request limit is 9 MB.\n", "Text."));
        row("two things on", pages("Caching is enabled by default.", "Logging is disabled by default."));
        row("versions of a form", {{"a.yaml", "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n"},
                                   {"b.yaml", "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"}});
        row("two ports", pages("The planner listens on port 8081 and the gateway listens on port 8080.",
                               "The gateway listens on port 8080."));
        row("two kinds of things", pages("Records are stored in PostgreSQL.", "Records are stored in JSON."));
        row("kept long enough",
            pages("Audit logs are kept for one year.", "Audit logs must be kept for at least 90 days."));
        row("more than one", pages("Passwords are hashed with bcrypt and salted.", "Sums are hashed with argon2."));
        row("two tables hold", pages("A cart holds at most 100 items.", "A list holds at most 20 items."));
        row("a patch of a version", {{"docker-compose.yml", "services:\n  db:\n    image: postgres:15.3\n"},
                                     {"docs/a.md", "# Guide\n\nThe service uses PostgreSQL 15.\n"}});
        row("a deployment sets its own",
            {{"docker-compose.yml", "services:\n  api:\n    environment:\n      LOG_LEVEL: debug\n"},
             {"docs/a.md", "# Guide\n\n| Variable | Default |\n|---|---|\n| `LOG_LEVEL` | warning |\n"}});
        row("two containers", {{"d.yaml",
                                "spec:\n  containers:\n    - name: api\n      memory_limit: 512\n    - name: worker\n"
                                "      memory_limit: 1024\n"}});
        row("a comment about something else", {{"a.py", "RETRIES = 5  # 30 seconds apart\n"}});
        row("the code of an amount", {{"a.h", "#define PAYLOAD_128B 0x20 /* 128 bytes */\n"}});
        row("a text with dots", {{"a.py",
                                  "def track(steps, description=\"Working...\"):\n    \"\"\"Track.\n\n    Args:\n"
                                  "        description (str): what. Defaults to \"Working...\".\n    \"\"\"\n"
                                  "    return steps\n"}});
        row("a comment that agrees", {{"a.py", "SESSION_TTL = 60 * 60  # 1 hour\n"}});
        row("and between things", pages("Retries and timeouts are logged.", "Timeouts are never logged."));
        row("an operation's own parameter",
            {{"docs/a.md", "# API\n\n`GET /orders` lists orders. `limit` is at most 200.\n"},
             {"docs/b.md", "# API\n\n`GET /users` lists users. `limit` is at most 50.\n"}});
    }
    void silent() {
        QFETCH(Files, files);
        const auto all = reasons(files);
        QVERIFY2(all.isEmpty(), qPrintable(all.join("\n")));
    }
};

QTEST_APPLESS_MAIN(TestPromises)
#include "tst_promises.moc"
