// Which pairs of claims contradict each other, and which near misses do not.
#include <QtTest>

#include <algorithm>
#include <set>

#include "core/base/limits.h"
#include "core/coherence/extract.h"
#include "core/coherence/rules.h"

using namespace skein;
using namespace skein::coherence;

namespace {

HeldClaim made(const std::string& subject, const std::string& predicate, const std::string& value,
               const std::string& basis, const std::string& path, std::uint64_t sequence = 1,
               const std::string& unit = {}, ClaimValue::Type type = ClaimValue::Type::Number) {
    HeldClaim held;
    held.claim.subject = subject;
    held.claim.predicate = predicate;
    held.claim.value = {type, value, unit};
    held.claim.basis = basis;
    held.claim.evidence = {Evidence{path, {3, 3}, subject + " " + value, {}}};
    held.claim.id = claimId(held.claim);
    held.sequence = sequence;
    return held;
}

QString rulesOf(const std::vector<HeldClaim>& claims) {
    QStringList out;
    for (const auto& contradiction : findContradictions(claims, {})) out << QString::fromStdString(contradiction.rule);
    out.sort();
    return out.join(' ');
}

}  // namespace

class TestRules : public QObject {
    Q_OBJECT
private slots:
    void everyRuleIsExplained() {
        std::set<std::string_view> ids;
        for (const auto& rule : rules()) {
            QVERIFY(!rule.explanation.empty() && !rule.title.empty());
            QVERIFY(ids.insert(rule.id).second);
        }
    }

    void pairs_data() {
        QTest::addColumn<QString>("subjectA");
        QTest::addColumn<QString>("predicateA");
        QTest::addColumn<QString>("valueA");
        QTest::addColumn<QString>("subjectB");
        QTest::addColumn<QString>("predicateB");
        QTest::addColumn<QString>("valueB");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char* name, const char* sa, const char* pa, const char* va, const char* sb,
                            const char* pb, const char* vb,
                            const char* rule) { QTest::newRow(name) << sa << pa << va << sb << pb << vb << rule; };
        row("value", "retries", "max", "3", "retries", "max", "5", "different-value");
        row("equal", "retries", "max", "3", "retries", "max", "3", "");
        row("plural and case", "retry_count", "value", "3", "retry_counts", "value", "5", "different-value");
        row("default within the limit", "retries", "default", "3", "retries", "max", "5", "");
        row("default above the limit", "retries", "default", "9", "retries", "max", "5", "limit-clash");
        row("below the minimum", "retries", "value", "1", "retries", "min", "2", "limit-clash");
        row("another name", "read_retries", "max", "3", "write_retries", "max", "5", "");
        row("part of a longer word", "create_order.currency", "value", "3", "order.currency", "value", "5", "");
        row("owner written", "http.retries", "max", "3", "client.http.retries", "max", "5", "different-value");
        row("client and server", "client.timeout", "value", "3", "server.timeout", "value", "5", "");
    }
    void pairs() {
        QFETCH(QString, subjectA);
        QFETCH(QString, predicateA);
        QFETCH(QString, valueA);
        QFETCH(QString, subjectB);
        QFETCH(QString, predicateB);
        QFETCH(QString, valueB);
        QFETCH(QString, rule);
        const auto a =
            made(subjectA.toStdString(), predicateA.toStdString(), valueA.toStdString(), "code", "core/file.py", 1);
        const auto b =
            made(subjectB.toStdString(), predicateB.toStdString(), valueB.toStdString(), "prose", "docs/page.md", 2);
        QCOMPARE(rulesOf({a, b}), rule);
        QCOMPARE(rulesOf({b, a}), rule);
        for (const auto& contradiction : findContradictions({b}, {a})) {
            QVERIFY(contradiction.a == a.claim.id);  // a is the earlier claim
            QVERIFY(!contradiction.reason.empty());
        }
        if (rule.isEmpty()) return;
        // Whatever contradicts shares a candidate key.
        const auto keysA = candidateKeys(a.claim), keysB = candidateKeys(b.claim);
        std::vector<CandidateKey> common;
        std::set_intersection(keysA.begin(), keysA.end(), keysB.begin(), keysB.end(), std::back_inserter(common));
        QVERIFY(!common.empty());
    }

    /// What owns a name in a text may be the file as well as the namespace.
    void ownersMayBeFiles() {
        const auto defined = made("app.page_size", "value", "3", "code", "core/cache.h");
        const auto of = [&](const char* subject) {
            return rulesOf({defined, made(subject, "value", "5", "prose", "docs/page.md", 2)});
        };
        QCOMPARE(of("cache.page_size"), QString("different-value"));
        QCOMPARE(of("core.page_size"), QString("different-value"));
        QCOMPARE(of("queue.page_size"), QString());
        QCOMPARE(of("cache.core_page_size"), QString());
    }

    void membersOfListsMayBeWrittenInAnyStyle() {
        const auto list = [](const char* value, const char* path, std::uint64_t at) {
            auto claim = made("app.protocol", "values", value, "code", path, at, {}, ClaimValue::Type::Set);
            return claim;
        };
        const auto defined = list("closed|halfopen|open", "core/app.h", 1);
        QCOMPARE(rulesOf({defined, list("closed|half-open|open", "core/app.json", 2)}), QString());
        QCOMPARE(rulesOf({defined, list("closed|half-shut|open", "core/app.json", 2)}), QString("enum-clash"));
    }

    void ordersThatRunInACircle() {
        const auto order = [](const char* subject, const char* predicate, const char* value, std::uint64_t at) {
            return made(subject, predicate, value, "prose", ("docs/" + std::to_string(at) + ".md").c_str(), at, {},
                        ClaimValue::Type::Text);
        };
        const auto first = order("migrate", "before", "deploy", 1);
        QCOMPARE(rulesOf({first, order("deploy", "before", "migrate", 2)}), QString("order-clash"));
        QCOMPARE(rulesOf({first, order("migrate", "after", "deploy", 2)}), QString("order-clash"));
        QCOMPARE(rulesOf({first, order("deploy", "after", "migrate", 2)}), QString());
        QCOMPARE(rulesOf({first, order("migrate", "before", "announce", 2)}), QString());
        QCOMPARE(rulesOf({first, order("deploy", "before", "announce", 2), order("announce", "before", "migrate", 3)}),
                 QString("order-clash"));
        const auto a = candidateKeys(first.claim), b = candidateKeys(order("deploy", "before", "migrate", 2).claim);
        std::vector<CandidateKey> common;
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
        QVERIFY(!common.empty());
        // A long row is no circle.
        std::vector<HeldClaim> chain;
        for (std::uint64_t i = 0; i < 20'000; ++i)
            chain.push_back(
                order(("s" + std::to_string(i)).c_str(), "before", ("s" + std::to_string(i + 1)).c_str(), i));
        QVERIFY(findContradictions(chain, {}).empty());
        std::reverse(chain.begin(), chain.end());
        for (auto& held : chain) held.sequence = 20'000 - held.sequence;
        const auto bounded = compareClaims(chain, {});
        QVERIFY(bounded.contradictions.empty() && bounded.truncated);
    }

    void headersAndImplementations() {
        const auto signature = [](const char* value, const char* path, std::uint64_t at) {
            return made("app.open", "signature", value, "code", path, at);
        };
        const auto declared = signature("(path,mode)", "core/store.h", 1);
        QCOMPARE(rulesOf({declared, signature("(path)", "core/store.cpp", 2)}), QString("declaration-mismatch"));
        QCOMPARE(rulesOf({declared, signature("(name,how)", "core/store.cpp", 2)}), QString());
        QCOMPARE(rulesOf({declared, signature("(path)", "core/other.cpp", 2)}), QString());
        // Overloaded.
        QCOMPARE(rulesOf({declared, signature("(path)", "core/store.cpp", 2), signature("()", "core/store.h", 3)}),
                 QString());
        const auto returns = [](const char* value, const char* path, std::uint64_t at) {
            return made("app.open", "returns", value, "code", path, at);
        };
        const auto result = returns("Result<File>", "core/store.h", 1);
        QCOMPARE(rulesOf({result, returns("float", "core/store.cpp", 2)}), QString("declaration-mismatch"));
        QCOMPARE(rulesOf({result, returns("FileResult", "core/store.cpp", 2)}), QString());
        QCOMPARE(rulesOf({result, returns("SKEIN_API skein::Result<File>", "core/store.cpp", 2)}), QString());
    }

    /// Planted in a page, with the same page without the mistake beside it.
    void partsAndTotals_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("rules");
        const auto row = [](const char* name, const char* text, const char* rules) {
            QTest::newRow(name) << QString(text) << QString(rules);
        };
        const char* table =
            "| Phase | Weeks | Cost |\n|---|---|---|\n| One | 2 | 10 |\n| Two | 2 | 30 |\n| **Total** | ";
        row("table", (std::string(table) + "5 | 40 |\n").c_str(), "sum-mismatch");
        row("right table", (std::string(table) + "4 | 40 |\n").c_str(), "");
        row("an average", (std::string(table) + "2 | 20 |\n").c_str(), "");
        row("rounded shares",
            "| A | Part |\n|---|---|\n| x | 33.3 % |\n| y | 33.3 % |\n| z | 33.3 % |\n| Total | 100 % |\n", "");
        row("shares of more than all", "| A | Share |\n|---|---|\n| x | 60 % |\n| y | 30 % |\n| z | 20 % |\n",
            "sum-mismatch");
        row("shares", "| A | Share |\n|---|---|\n| x | 50 % |\n| y | 30 % |\n| z | 20 % |\n", "");
        row("sentence", "The work has two phases: 2 + 2 weeks, in total 5 weeks.\n", "sum-mismatch");
        row("right sentence", "The work has two phases: 2 + 2 weeks, in total 4 weeks.\n", "");
        row("list", "- Design: 2 weeks\n- Building: 3 weeks\n- Total: 6 weeks\n", "sum-mismatch");
        row("right list", "- Design: 2 weeks\n- Building: 3 weeks\n- Total: 5 weeks\n", "");
        row("other units", "- Design: 2 weeks\n- Building: 3 days\n- Total: 17 days\n", "");
        row("subtotals", "| A | N |\n|---|---|\n| x | 1 |\n| Subtotal | 1 |\n| y | 2 |\n| Total | 3 |\n", "");
    }
    void partsAndTotals() {
        QFETCH(QString, text);
        QFETCH(QString, rules);
        std::vector<HeldClaim> held;
        for (auto& claim : claimsFromOutputText(text.toStdString()).claims) held.push_back({claim, 1, 1, 1});
        QCOMPARE(rulesOf(held), rules);
    }

    void oneOrMany() {
        const auto said = [](const char* text, const char* path) {
            auto claims = claimsFromOutputText(text).claims;
            std::vector<HeldClaim> out;
            for (auto& claim : claims) {
                claim.basis = "prose";
                claim.evidence.front().path = path;
                claim.id = claimId(claim);
                out.push_back({claim, 1, 1, 1});
            }
            return out;
        };
        const auto rulesFor = [&](const char* a, const char* b) {
            auto all = said(a, "docs/a.md");
            for (auto& other : said(b, "docs/b.md")) all.push_back(other);
            return rulesOf(all);
        };
        QCOMPARE(rulesFor("Each order has exactly one customer.", "An order can have many customers."),
                 QString("cardinality-clash"));
        QCOMPARE(rulesFor("Each order has exactly one customer.", "Every order belongs to exactly one customer."),
                 QString());
        QCOMPARE(rulesFor("The relation between `Order` and `Customer` is one-to-one.",
                          "The relation between `Order` and `Customer` is many-to-many."),
                 QString("cardinality-clash cardinality-clash"));
        auto all = said("Each order has exactly one customer.", "docs/a.md");
        all.push_back(made("Order.customers", "type", "array", "code", "src/order.py", 1, {}, ClaimValue::Type::Text));
        QCOMPARE(rulesOf(all), QString("cardinality-clash"));
        all.back() = made("Order.customer", "type", "string", "code", "src/order.py", 1, {}, ClaimValue::Type::Text);
        QCOMPARE(rulesOf(all), QString());
    }

    void twoDescriptionsOfOneInterface() {
        const auto described = [](const char* members, const char* path, const char* version) {
            auto held = made("shop.order", "members", members, "code", path, 1, {}, ClaimValue::Type::Set);
            held.claim.scope = version;
            return held;
        };
        const auto first = described("id|note|total", "client/order.proto", "version=v1");
        QCOMPARE(rulesOf({first, described("id|remark|total", "server/order.proto", "version=v1")}),
                 QString("members-differ"));
        QCOMPARE(rulesOf({first, described("id|note|total", "server/order.proto", "version=v1")}), QString());
        QCOMPARE(rulesOf({first, described("id|remark|total", "server/order.proto", "version=v2")}), QString());
        QCOMPARE(rulesOf({first, described("id|a|b", "server/order.proto", "version=v1")}), QString());
    }

    void widthsOfIntegers() {
        const auto declared = [](const char* path, const char* width) {
            return made("Order.quantity", "type", "integer", "code", path, 1, width, ClaimValue::Type::Text);
        };
        QCOMPARE(rulesOf({declared("a/order.proto", "64 bit"), declared("a/Order.java", "32 bit")}),
                 QString("type-clash"));
        QCOMPARE(rulesOf({declared("a/order.proto", "64 bit"), declared("a/Order.java", "")}), QString());
        QCOMPARE(rulesOf({declared("a/Order.go", "64 bit"), declared("a/Order.java", "32 bit")}), QString());
    }

    void severalDefinitionsAreAmbiguous() {
        const auto one = made("batch_size", "max", "3", "code", "services/red/a.py"),
                   two = made("batch_size", "max", "9", "code", "services/blue/a.py");
        QCOMPARE(rulesOf({one, two}), QString());
        QCOMPARE(rulesOf({one, two, made("batch_size", "max", "5", "prose", "docs/page.md", 2)}), QString());
        QCOMPARE(rulesOf({one, two, made("batch_size", "max", "5", "prose", "docs/red.md", 2)}),
                 QString("different-value"));
        QCOMPARE(rulesOf({one, two, made("batch_size", "max", "9", "prose", "services/red/README.md", 2)}),
                 QString("different-value"));
    }

    // Of one component: whichever of them is meant, the statement is wrong.
    void noDefinitionIsAsStated() {
        const auto one = made("batch_size", "max", "3", "code", "services/red/a.py"),
                   two = made("batch_size", "max", "9", "code", "services/red/b.py");
        const auto stated = [](const char* value, const char* predicate = "max", const char* subject = "batch_size") {
            return made(subject, predicate, value, "prose", "docs/page.md", 2);
        };
        QCOMPARE(rulesOf({one, two, stated("5")}), QString("different-value different-value"));
        QCOMPARE(rulesOf({stated("5"), two, one}), QString("different-value different-value"));
        // Each other value is put once, wherever it stands.
        const auto again = made("batch_size", "max", "9", "code", "services/red/c.py");
        QCOMPARE(rulesOf({one, two, again, stated("5")}), QString("different-value different-value"));
        // One of them may be what is meant, or something of which only the end of the name is the same.
        QCOMPARE(rulesOf({one, two, stated("9")}), QString());
        QCOMPARE(rulesOf({one, two, stated("10", "default")}), QString());
        QCOMPARE(rulesOf({one, two, stated("5", "max", "read_batch_size")}), QString());
        auto doubtful = stated("5");
        doubtful.claim.confidencePerMille = 700;
        QCOMPARE(rulesOf({one, two, doubtful}), QString());
        const auto elsewhere = made("batch_size", "max", "7", "code", "services/blue/a.py");
        QCOMPARE(rulesOf({one, two, elsewhere, stated("5")}), QString());
    }

    void configurationOverridesDefaults() {
        QCOMPARE(rulesOf({made("page_size", "default", "20", "code", "a/b.py"),
                          made("page_size", "value", "25", "config", "a/c.yaml")}),
                 QString());
        QCOMPARE(rulesOf({made("page_size", "value", "20", "code", "a/b.py"),
                          made("page_size", "value", "25", "config", "a/c.yaml")}),
                 QString("different-value"));
    }

    void environmentsAndHistoryAreApart() {
        auto a = made("pool_size", "value", "5", "config", "config/app.yaml"),
             b = made("pool_size", "value", "80", "prose", "docs/page.md");
        b.claim.scope = "environment=production";
        QCOMPARE(rulesOf({a, b}), QString());
        a.claim.scope = b.claim.scope;
        QCOMPARE(rulesOf({a, b}), QString("different-value"));
        a.claim.scope = b.claim.scope = "environment=history";
        QCOMPARE(rulesOf({a, b}), QString());
    }

    void intervals() {
        auto a = made("mode", "value", "1", "prose", "docs/a.md", 1),
             b = made("mode", "value", "2", "prose", "docs/b.md", 2);
        a.claim.validTo = Instant{100};
        b.claim.validFrom = Instant{100};
        const auto comparison = compareClaims({a, b}, {});
        QVERIFY(comparison.contradictions.empty());
        QVERIFY(comparison.successions == (std::vector<Succession>{{a.claim.id, b.claim.id}}));
        b.claim.validFrom = Instant{99};
        QCOMPARE(rulesOf({a, b}), QString("different-value"));
    }

    void signatures() {
        const auto code = [](const char* text) {
            return made("store.put", "signature", text, "code", "a.py", 1, {}, ClaimValue::Type::Signature);
        };
        const auto doc = [](const char* text) {
            return made("store.put", "signature", text, "prose", "d.md", 2, {}, ClaimValue::Type::Signature);
        };
        QCOMPARE(rulesOf({code("(key,value,ttl?)"), doc("(key,value)")}), QString());
        QCOMPARE(rulesOf({code("(key,value,ttl)"), doc("(key,value)")}), QString("signature-mismatch"));
        QCOMPARE(rulesOf({code("(key,value)"), doc("(key,content)")}), QString("signature-mismatch"));
        QCOMPARE(rulesOf({code("(key,value)"), doc("(k,v,t)")}), QString());
        QCOMPARE(rulesOf({code("(key,value,ttl)"), code("(key,value)"), doc("(key,value)")}),
                 QString());  // an overload fits
    }

    void identifierThatIsReturnedMustBeDemanded() {
        auto first = claimsFromOutputText("## CustomerService.create\n\nReturns: Customer object with ID\n");
        auto second = claimsFromOutputText("## CustomerService.update\n\nParameters: customer_id (optional)\n");
        std::vector<HeldClaim> held, incoming;
        for (auto& claim : first.claims) held.push_back({claim, 1, 1, 2});
        for (auto& claim : second.claims) incoming.push_back({claim, 2, 1, 5});
        const auto found = findContradictions(incoming, held);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(found[0].rule), QString("identifier-optional"));
        second = claimsFromOutputText("## CustomerService.update\n\nParameters: customer_id (required)\n");
        incoming.clear();
        for (auto& claim : second.claims) incoming.push_back({claim, 2, 1, 5});
        QVERIFY(findContradictions(incoming, held).empty());
    }

    void manyClaimsOnOneSubjectAreBounded() {
        std::vector<HeldClaim> claims;
        for (int i = 0; i < 100'000; ++i)
            claims.push_back(made("limit_of_all", "value", std::to_string(i), "prose",
                                  "docs/p" + std::to_string(i) + ".md", static_cast<std::uint64_t>(i)));
        const auto comparison = compareClaims({claims.back()}, claims);
        QVERIFY(comparison.truncated);
        QVERIFY(comparison.contradictions.size() <= limits::maxValuesPerSubject * maxItems);
        QVERIFY(!comparison.contradictions.empty());
    }

    void theOrderOfTheInputDoesNotMatter() {
        std::vector<HeldClaim> claims{
            made("a", "max", "1", "code", "x.py", 1), made("a", "max", "2", "prose", "y.md", 2),
            made("b_c", "value", "3", "code", "x.py", 3), made("b_c", "value", "4", "table", "y.md", 4)};
        const auto ids = [](const std::vector<Contradiction>& list) {
            std::vector<std::pair<Digest, Digest>> out;
            for (const auto& item : list) out.emplace_back(item.a, item.b);
            return out;
        };
        const auto forward = ids(findContradictions(claims, {}));
        std::reverse(claims.begin(), claims.end());
        QVERIFY(forward == ids(findContradictions(claims, {})));
        QVERIFY(forward.size() >= 1);
    }

private:
    static constexpr std::size_t maxItems = 4;
};

QTEST_APPLESS_MAIN(TestRules)
#include "tst_rules.moc"
