// What the extractors see in one statement, and what they keep silent about.
#include <QtTest>

#include <algorithm>

#include "core/base/limits.h"
#include "core/coherence/claim_sink.h"
#include "core/coherence/extract.h"
#include "core/coherence/names.h"
#include "core/coherence/values.h"

using namespace skein;
using namespace skein::coherence;

namespace {

Atom prose(const std::string& text, const std::string& path = "docs/page.md") {
    Atom atom;
    atom.kind = AtomKind::Section;
    atom.path = path;
    atom.language = "Markdown";
    atom.text = text;
    atom.lines = {10, 10 + static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'))};
    atom.id = atomId(atom, 0);
    return atom;
}

Atom symbol(const std::string& language, const std::string& kind, const std::string& title, const std::string& text,
            const std::string& signature = {}) {
    Atom atom;
    atom.kind = AtomKind::Symbol;
    atom.path = "src/file";
    atom.language = language;
    atom.symbolKind = kind;
    atom.title = title;
    atom.text = text;
    atom.signature = signature;
    atom.id = atomId(atom, 0);
    return atom;
}

std::string describe(const Claim& claim) {
    return claim.subject + "|" + claim.predicate + "|" + claim.value.text +
           (claim.value.unit.empty() ? "" : " " + claim.value.unit);
}

QString claimsOf(const Atom& atom) {
    QStringList out;
    for (const auto& claim : extractClaims({atom})) out << QString::fromStdString(describe(claim));
    out.sort();
    return out.join("; ");
}

}  // namespace

class TestExtract : public QObject {
    Q_OBJECT
private slots:
    void sentences_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("claims");
        const auto row = [](const char* text, const char* claims) {
            QTest::newRow(text) << QString(text) << QString(claims);
        };
        row("The default connect timeout is 30 seconds.", "connect_timeout|default|30 s");
        row("`MAX_RETRIES` is 5.", "retries|max|5");
        row("`poll_interval` is 61 s.", "poll_interval|value|61 s");
        row("`poll_interval` is `61` s.", "poll_interval|value|61 s");
        row("`max_id` is 9007199254740993.", "id|max|9007199254740993");
        row("`display_name` is at most 80 characters long.", "display_name_length|max|80");
        row("The maximum length of `display_name` is 80.", "display_name_length|max|80");
        row("`display_name` must not be longer than 80 characters.", "display_name_length|max|80");
        row("`display_name` can have up to 80 characters.", "display_name_length|max|80");
        row("`name` is at most 80 characters long.", "");
        row("The `name` of `customers` is at most 80 characters long.", "customers.name_length|max|80");
        row("Each order has exactly one customer.", "order.customer|cardinality|one");
        row("`connect_timeout` defaults to 500 ms.", "connect_timeout|default|0.5 s");
        row("`pool.size` must not exceed 40.", "pool.size|max|40");
        row("`pool.size` must be between 2 and 40.", "pool.size|max|40; pool.size|min|2");
        row("The client makes at most five retries.", "retries|max|5");
        row("The billing service listens on port 8080.", "billing.port|value|8080");
        row("The server listens on port 8080.", "server.port|value|8080");
        row("It listens on port 8080.", "");
        row("The `currency` parameter of `create_order` is required.", "create_order.currency|presence|required");
        row("`create_order` takes an optional `currency`.", "create_order.currency|presence|optional");
        row("The `note` field of `Order` must not be set.", "order.note|presence|forbidden");
        row("`mode` is one of `fast`, `safe` or `off`.", "mode|values|fast|off|safe");
        row("Requires Python 3.9 or later.", "python.version|min|3.9 version");
        row("`audit.enabled` is false by default.", "audit.enabled|default|false");
        row("`old_name` was renamed to `new_name`.", "old_name|exists|false");
        row("`amount` is an integer.", "amount|type|integer");
        row("`find_user` returns a boolean.", "find_user|returns|boolean");
        row("In `create_order` the default of `page` is 20.", "create_order.page|default|20");
        row("`seek(offset: int, whence=7)` moves.",
            "seek.offset|type|integer; seek.whence|default|7; seek|signature|(offset,whence?)");
        row("`pow` takes an optional `a`.", "pow.a|presence|optional");
        row("- `MODE`: `\"fast\"`", "mode|value|fast");
        row("# `run_tests(spec)`\n\n`MAX_RETRIES` is 9.", "retries|max|9; run_tests|signature|(spec)");
        row("# Staging\n\nThe value of `pool.size` is 9 here.", "pool.size|value|9");
        row("The `email` parameter of the update endpoint is required.", "update.email|presence|required");
        row("The update endpoint requires a `email`.", "update.email|presence|required");
        row("`PUT /customers/{id}` takes an optional `email`.", "customers.update.email|presence|optional");
        row("## `PUT /customers/{id}`\n\n`page` defaults to 20.", "customers.update.page|default|20");
        row("`migrate` must run before `deploy`.", "migrate|before|deploy");
        row("`run-migrations` must be run before `deploy-app`.", "run_migrations|before|deploy_app");
        row("`deploy-app` follows `smoke_test`.", "deploy_app|after|smoke_test");
        row("`deploy` comes after `migrate`.", "deploy|after|migrate");
        // Silence: conditions, examples, history, advice, questions, quotations, several environments, open lists,
        // rates.
        row("If the disk is slow, `MAX_RETRIES` is 9.", "");
        row("For example, `MAX_RETRIES` is 9.", "");
        row("`MAX_RETRIES` was 9 in 1.x.", "");
        row("`MAX_RETRIES` should be 9.", "");
        row("Is `MAX_RETRIES` 9?", "");
        row("It prints \"MAX_RETRIES is 9\".", "");
        row("`pool.size` is 5 in staging and 9 in production.", "");
        row("`mode` is one of `fast`, `safe` and others.", "");
        row("`rate` is 5 per second.", "");
        row("`MAX_RETRIES` can be raised to 9.", "");
        row("For OpenSSL 3.0.0 or later builds on Linux, substitute all occurrences.", "");
        row("TLS 1.3 ciphers are supported since 7.61 for OpenSSL 1.1.1+ and later.", "");
        row("> `MAX_RETRIES` is 9.", "");
        row("- It keeps copies, see src/x.c:12 and x.c:14-20.", "");
        row("- `src/x.c`:12 keeps copies.", "");
        row("- `pool.size`: 12", "pool.size|value|12");
        row("```\nMAX_RETRIES = 9\n```", "");
    }
    void sentences() {
        QFETCH(QString, text);
        QFETCH(QString, claims);
        QCOMPARE(claimsOf(prose(text.toStdString())), claims);
    }

    void operationsHaveOneName() {
        const auto of = [](const char* written) {
            QStringList out;
            for (const auto& segment : operationSegments(written)) out << QString::fromStdString(segment);
            return out.join('.');
        };
        QCOMPARE(of("PUT /customers/{id}"), QString("customers.update"));
        QCOMPARE(of("PATCH /api/v2/customers/:id"), QString("customers.update"));
        QCOMPARE(of("POST /customers"), QString("customers.create"));
        QCOMPARE(of("GET /customers"), QString("customers.list"));
        QCOMPARE(of("GET /customers/{id}?full=1"), QString("customers.get"));
        QCOMPARE(of("POST /v1/orders/{id}/cancel"), QString("orders.cancel"));
        QCOMPARE(of("POST /v1/orders/{id}/lines"), QString("lines.create"));
        for (const char* other :
             {"PUT customers", "the /customers", "PUT /", "PUT /{id}", "/customers", "PUT /a b", ""})
            QCOMPARE(of(other), QString());
        QVERIFY(subjectWords("CustomerService.update") == subjectWords(normalName("PUT /customers/{id}").subject));
    }

    void openApiParameters() {
        const auto key = [](std::vector<std::string> above, const std::string& last, const std::string& text) {
            Atom atom;
            atom.kind = AtomKind::ConfigKey;
            atom.path = "api/shop.yaml";
            atom.language = "YAML";
            for (const auto& part : above) atom.title += part + ".";
            atom.title += last;
            atom.ancestors = std::move(above);
            atom.text = text;
            atom.id = atomId(atom, 0);
            return atom;
        };
        const std::vector<std::string> first{"paths", "/customers/{id}", "put", "parameters[0]"},
            second{"paths", "/customers/{id}", "put", "parameters[1]"};
        auto schema = second;
        schema.emplace_back("schema");
        std::vector<Atom> atoms{key({}, "openapi", "openapi: 3.1.0"),     key(first, "name", "- name: id"),
                                key(first, "in", "  in: path"),           key(second, "name", "- name: page"),
                                key(second, "in", "  in: query"),         key(schema, "type", "    type: integer"),
                                key(schema, "default", "    default: 20")};
        QStringList out;
        for (const auto& claim : extractClaims(atoms)) out << QString::fromStdString(describe(claim));
        QCOMPARE(out.join("; "),
                 QString("customers.update.id|presence|required; customers.update.page|presence|optional; "
                         "customers.update.page|default|20; customers.update.page|type|integer"));
    }

    void openApiParametersInFlowStyle() {
        Atom version;
        version.kind = AtomKind::ConfigKey;
        version.path = "api/shop.yaml";
        version.title = "openapi";
        version.text = "openapi: 3.1.0";
        auto list = version;
        list.ancestors = {"paths", "/customers/{id}", "put"};
        list.title = "paths./customers/{id}.put.parameters";
        list.text =
            "      parameters:\n        - {name: id, in: path}\n"
            "        - { name: \"page\", in: query, schema: { type: integer, format: int64, default: 20 } }\n"
            "        - {$ref: '#/components/parameters/x'}\n";
        QStringList out;
        for (const auto& claim : extractClaims({version, list}))
            out << QString::fromStdString(describe(claim) + "@" + std::to_string(claim.evidence.front().lines.first));
        QCOMPARE(out.join("; "), QString("customers.update.id|presence|required@2; "
                                         "customers.update.page|presence|optional@3; "
                                         "customers.update.page|default|20@3; "
                                         "customers.update.page|type|integer 64 bit@3"));
        list.text = std::string(100'000, '{') + "name:" + std::string(100'000, '[');
        QVERIFY(extractClaims({version, list}).size() <= 2);
    }

    void protocolBuffersFields() {
        const auto field = [](const char* text) {
            auto atom = symbol("Protobuf", "field", "x", text);
            atom.ancestors = {"Order"};
            return claimsOf(atom);
        };
        QCOMPARE(field("  string id = 1;"),
                 QString("order.id|field_number|1; order.id|field_presence|implicit; order.id|json_name|id; order.id|type|string"));
        QCOMPARE(field("  optional int32 quantity = 2 [default = 5];"),
                 QString("order.quantity|default|5; order.quantity|field_number|2; order.quantity|field_presence|explicit; order.quantity|json_name|quantity; "
                         "order.quantity|presence|optional; order.quantity|type|integer 32 bit"));
        QCOMPARE(field("  repeated string tags = 3;"),
                 QString("order.tags|field_number|3; order.tags|item_type|string; order.tags|json_name|tags; "
                         "order.tags|type|array"));
        QCOMPARE(
            field("  string unit_price = 6;"),
            QString(
                "order.unit_price|field_number|6; order.unit_price|field_presence|implicit; order.unit_price|json_name|unitPrice; order.unit_price|type|string"));
        QVERIFY(field("  string unit_price = 6 [json_name = \"price\"];").contains("order.unit_price|json_name|price"));
        QCOMPARE(field("  Status status = 4;"),
                 QString("order.status|field_number|4; order.status|json_name|status; order.status|type|Status"));
        QCOMPARE(field("  map<string, int32> counts = 5;"),
                 QString("order.counts|field_number|5; order.counts|json_name|counts"));
    }

    void graphQl() {
        const auto of = [](const char* text) {
            auto atom = prose(text, "api/schema.graphql");
            atom.kind = AtomKind::Paragraph;
            atom.language.clear();
            return claimsOf(atom);
        };
        QCOMPARE(of("enum Status { NEW PAID }"), QString("status|values|new|paid"));
        QCOMPARE(of("type Order {\n  id: ID! # its name\n  tags: [String!]!\n}"),
                 QString("order.id|nullability|never null; order.id|type|string; order.tags|item_type|string; "
                         "order.tags|nullability|never null; order.tags|type|array"));
        QCOMPARE(of("input Order { page: Int! = 1, note: String, key: ID! }"),
                 QString("order.key|presence|required; order.key|type|string; order.note|presence|optional; "
                         "order.note|type|string; order.page|default|1; order.page|presence|optional; "
                         "order.page|type|integer 32 bit"));
        QCOMPARE(of("type Query { orders(page: Int = 20, after: String!): [Order!]! }"),
                 QString("query.orders.after|presence|required; query.orders.after|type|string; "
                         "query.orders.page|default|20; query.orders.page|presence|optional; "
                         "query.orders.page|type|integer 32 bit; query.orders|item_type|Order; "
                         "query.orders|nullability|never null; query.orders|type|array"));
        // Malformed and endless input is bounded and says little.
        QCOMPARE(of("type {\n }}} : ) ("), QString());
        QCOMPARE(of((std::string(20'000, '{') + std::string(20'000, '(')).c_str()), QString());
    }

    void historyPagesAreSilent() { QCOMPARE(claimsOf(prose("`MAX_RETRIES` is 9.", "CHANGELOG.md")), QString()); }

    void tables() {
        QCOMPARE(claimsOf(prose("| Setting | Default | Unit |\n|---|---|---|\n| `retry.delay` | 500 | ms |\n| "
                                "`retry.max_attempts` | 5 | |")),
                 QString("retry.attempts|max|5; retry.delay|default|0.5 s"));
        QCOMPARE(claimsOf(prose("| Setting | dev | production |\n|---|---|---|\n| `pool.size` | 5 | 80 |")), QString());
    }

    void code_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("signature");
        QTest::addColumn<QString>("claims");
        QTest::newRow("macro") << "C"
                               << "macro"
                               << "MAX_SIZE"
                               << "#define MAX_SIZE (4 * 1024) /* bytes */"
                               << ""
                               << "size|max|4096 byte";
        QTest::newRow("function macro") << "C"
                                        << "macro"
                                        << "MIN"
                                        << "#define MIN(a, b) 3"
                                        << ""
                                        << "";
        QTest::newRow("constexpr") << "C++"
                                   << "variable"
                                   << "retryDelayMs"
                                   << "constexpr int retryDelayMs = 250;"
                                   << ""
                                   << "retry_delay|value|0.25 s";
        QTest::newRow("timedelta") << "Python"
                                   << "variable"
                                   << "SESSION_TTL"
                                   << "SESSION_TTL = timedelta(minutes=30)"
                                   << ""
                                   << "session_ttl|value|1800 s";
        QTest::newRow("go") << "Go"
                            << "const"
                            << "IdleTimeout"
                            << "const IdleTimeout = 30 * time.Second"
                            << ""
                            << "idle_timeout|value|30 s";
        QTest::newRow("python function") << "Python"
                                         << "function"
                                         << "send"
                                         << "def send(to, body: str, retries=3):"
                                         << "(to, body: str, retries=3)"
                                         << "send.body|presence|required; send.body|type|string; "
                                            "send.retries|default|3; send.retries|presence|optional; "
                                            "send.to|presence|required; send|signature|(to,body,retries?)";
        QTest::newRow("typescript") << "TypeScript"
                                    << "function"
                                    << "cut"
                                    << "export function cut(a: string, b?: number): boolean {"
                                    << ""
                                    << "cut.a|presence|required; cut.a|type|string; cut.b|presence|optional; "
                                       "cut.b|type|number; cut|returns|boolean; cut|signature|(a,b?)";
        QTest::newRow("c") << "C"
                           << "prototype"
                           << "put"
                           << "int put(struct s *to, const char *key, size_t n);"
                           << "(struct s *to, const char *key, size_t n)"
                           << "put|signature|(to,key,n) struct s *; const char *; size_t";
    }
    void code() {
        QFETCH(QString, language);
        QFETCH(QString, kind);
        QFETCH(QString, title);
        QFETCH(QString, text);
        QFETCH(QString, signature);
        QFETCH(QString, claims);
        QCOMPARE(claimsOf(symbol(language.toStdString(), kind.toStdString(), title.toStdString(), text.toStdString(),
                                 signature.toStdString())),
                 claims);
    }

    /// A package or namespace says where a name lives; texts leave it out.
    void namespacesAreNoOwners() {
        auto go = symbol("Go", "const", "MaxLines", "const MaxLines = 50");
        go.ancestors = {"main"};
        QCOMPARE(claimsOf(go), QString("lines|max|50"));
        go = symbol("Go", "func", "Place", "func Place(id string, n int) error {", "(id string, n int)");
        go.ancestors = {"shop", "Orders"};
        QCOMPARE(claimsOf(go), QString("orders.place|signature|(id,n)"));
        auto sharp = symbol("C#", "field", "MaxLines", "public const int MaxLines = 50;");
        sharp.ancestors = {"Acme", "Shop", "Cart"};
        QCOMPARE(claimsOf(sharp), QString("cart.lines|max|50"));
    }

    void evidencePointsAtTheLine() {
        const auto claims = extractClaims({prose("Intro.\n\n`MAX_RETRIES` is 5.")});
        QCOMPARE(claims.size(), std::size_t(1));
        QCOMPARE(claims[0].evidence[0].lines.first, 12u);
        QCOMPARE(QString::fromStdString(claims[0].evidence[0].quote), QString("`MAX_RETRIES` is 5."));
        QVERIFY(claims[0].id == claimId(claims[0]));
    }

    void structuredOutput() {
        const auto json = parseJson(R"({"claims": [
            {"subject": "maxRetries", "predicate": "value", "value": 5},
            {"subject": "a.b", "predicate": "presence", "value": "required", "modality": "required"},
            {"subject": "", "predicate": "value", "value": "x"}, 7,
            {"subject": "x", "predicate": "value", "value": "1", "modality": "perhaps"}]})");
        QVERIFY(json.has_value());
        const auto out = claimsFromOutput(*json);
        QCOMPARE(out.claims.size(), std::size_t(2));
        QCOMPARE(QString::fromStdString(describe(out.claims[0])), QString("retries|max|5"));
        QCOMPARE(out.rejected.size(), std::size_t(3));
        QVERIFY(QString::fromStdString(out.rejected[0]).startsWith("claims[2].subject: expected"));
        QCOMPARE(claimsFromOutput(Json::object()).claims.size(), std::size_t(0));
        // An agent's words stay in their line, wherever they are printed.
        const auto forged = claimsFromOutput(Json{{"claims", Json::array({{{"subject", "limit"},
                                                                           {"predicate", "default"},
                                                                           {"value", "3\n4"},
                                                                           {"sentence", "Three.\ndecided: b"}}})}});
        QCOMPARE(forged.claims.front().sentence, std::string("Three. decided: b"));
        QCOMPARE(forged.claims.front().value.text, std::string("3 4"));
    }

    void values() {
        const auto number = [](const char* text, const char* unit = "") {
            return numberValue(text, unit).value_or(ClaimValue{});
        };
        QVERIFY(compareValues(number("1.5", "s"), number("1500", "ms")) == Agreement::Equal);
        QVERIFY(compareValues(number("10 MB"), number("10 MiB")) == Agreement::Equal);
        QVERIFY(compareValues(number("30"), number("30 s")) == Agreement::Equal);
        QVERIFY(compareValues(number("30000"), number("30 s")) == Agreement::Equal);
        QVERIFY(compareValues(number("45"), number("30 s")) == Agreement::Different);
        QVERIFY(compareValues(number("0.25"), number("25 %")) == Agreement::Equal);
        QVERIFY(compareValues(number("30 s"), number("30 MB")) == Agreement::Unknown);
        QCOMPARE(numberValue("12345678901234567890", "")->text, std::string("12345678901234567890"));
        QCOMPARE(compareValues(*numberValue("9007199254740993", ""), *numberValue("9007199254740992", "s")),
                 Agreement::Different);
        QCOMPARE(orderValues(*numberValue("9007199254740993", ""), *numberValue("9007199254740992", "")),
                 std::optional<int>(1));
        QCOMPARE(sumOf({*numberValue("0.1", ""), *numberValue("0.2", "")})->text, std::string("0.3"));
        QVERIFY(!numberValue(std::string(40, '7'), ""));
    }

    void hostileTextIsBounded() {
        std::string text;
        for (int i = 0; i < 20'000; ++i) text += "`a" + std::to_string(i) + "` is " + std::to_string(i) + ". ";
        QVERIFY(!claimsFromOutputText(text).claims.empty());
        QVERIFY(claimsFromOutputText(std::string(200'000, '`')).claims.empty());
        QVERIFY(claimsFromOutputText(std::string(200'000, '|')).claims.empty());
        claimsFromOutputText(std::string(100'000, '\xff'));
    }

    /// What a hundred thousand sentences say of one thing does not push out what the code defines, and costs no more.
    void aCrowdHidesNoDefinition() {
        coherence::ClaimSink sink;
        const auto add = [&](int value, const char* basis) {
            coherence::Finding finding;
            finding.subject = "gateway.request_limit";
            finding.predicate = "value";
            finding.value = {ClaimValue::Type::Number, std::to_string(value), {}};
            finding.basis = basis;
            finding.path = "docs/limits.md";
            finding.quote = finding.sentence = "q";
            sink.add(std::move(finding));
        };
        for (int i = 0; i < 100'000; ++i) add(i, "prose");
        for (int i = 0; i < 3'000; ++i) add(i, i % 2 == 0 ? "code" : "config");
        add(7, "config");  // said already
        const auto claims = sink.take();
        QCOMPARE(claims.size(), limits::maxClaimsPerTask);
        QCOMPARE(std::count_if(claims.begin(), claims.end(), [](const Claim& claim) { return claim.basis != "prose"; }),
                 std::ptrdiff_t(3'000));
    }
};

QTEST_APPLESS_MAIN(TestExtract)
#include "tst_extract.moc"
