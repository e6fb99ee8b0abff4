// Money as the command line tells it: what a provider charged, what nobody reported, what came to nothing, what a plan
// will cost. Real processes, the provider's own book beside ours.
#include <QtTest>

#include <list>

#include "tests/e2e/programs.h"

using namespace skein::test;

class TestCosts : public QObject {
    Q_OBJECT

private slots:
    void chargesWhatTheProviderCharged();
    void settlesChargesNobodyReported();
    void estimatesAtThePriceOfTheProvider();
    void tellsWhatCameToNothing();
    void anUnknownPriceIsNeverNothing();
};

/// The first call goes wrong; the second, on the same provider, is right and charged. All ways of going wrong at the
/// same time, each with a provider and a workspace of its own: a provider that breaks off is waited for.
void TestCosts::chargesWhatTheProviderCharged() {
    struct Case {
        const char* name;
        QByteArray changes;
        bool unconfirmed;
        Sandbox box{};
        QProcess provider{}, run{};
    };
    std::list<Case> cases;
    const auto add = [&](const char* name, const QByteArray& changes, bool unconfirmed) {
        auto& each = cases.emplace_back();
        each.name = name;
        each.changes = changes;
        each.unconfirmed = unconfirmed;
    };
    add("refused", R"("status": 400, "error": {"error": {"message": "no"}})", false);
    add("slow down",
        R"("status": 429, "headers": {"retry-after-ms": "20"}, "error": {"error": {"message": "slow down"}})", false);
    add("cut with usage unknown",
        R"("fault": "disconnect-after", "text": "a long enough answer that is cut in the middle of what it says, somewhere")",
        true);
    add("no answer", R"("fault": "disconnect-before")", true);
    for (auto& each : cases) {
        const auto url = each.box.startProvider(
            each.provider, {"--ledger", each.box.path("ledger.jsonl"), "--script-json",
                            QString::fromUtf8(R"({"rules": [{"when": {"contains": "Fail"}, )" + each.changes + "}]}")});
        QVERIFY2(!url.isEmpty(), each.name);
        each.box.write("plan.json", R"({"tasks": [{"id": "good", "instruction": "Say something."},
                                                  {"id": "bad", "instruction": "Fail, please."}]})");
        each.box.start(each.run, {"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url,
                                  "--model", "fake", "--price", price, "--budget", "0.5", "--json"});
    }
    for (auto& each : cases) {
        QVERIFY2(each.run.waitForFinished(120'000), each.name);
        QVERIFY2(each.run.exitCode() == 1, each.name + each.run.readAllStandardError());
        std::int64_t settled = 0;
        for (const auto& entry : entries(each.box, {"w.skein", "--kind", "step.settled", "--trace", "good"}))
            settled += entry["data"].toObject()["charge"].toInteger();
        const auto status = each.box.skeinctl({"status", "w.skein", "--json"}).json();
        QVERIFY2(settled > 0, each.name);
        QCOMPARE(micros(status["cost_usd"]), settled);  // nothing is booked for the call that failed
        QVERIFY2((micros(status["unconfirmed_usd"]) > 0) == each.unconfirmed, each.name);
        QCOMPARE(micros(status["reserved_usd"]), 0);
        // Small amounts are shown with all their digits.
        const auto text = each.box.skeinctl({"status", "w.skein"}).out;
        QVERIFY2(text.contains("cost: " + QByteArray::number(static_cast<double>(settled) / 1e6, 'f', 6)), text);
        each.provider.kill();
        each.provider.waitForFinished();
    }
}

/// The provider breaks off; the person looks the call up there and says what it was charged.
void TestCosts::settlesChargesNobodyReported() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--script-json", R"({"fault": "disconnect-before"})"});
    box.write("plan.json", R"({"tasks": [{"id": "a/b", "instruction": "Say something."}]})");
    QCOMPARE(box.skeinctl({"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url, "--model",
                           "fake", "--price", price, "--budget", "0.5"})
                 .exitStatus,
             1);
    const auto costs = [&] { return box.skeinctl({"costs", "w.skein", "--json"}).json(); };
    const auto open = costs()["unconfirmed"].toArray();
    QVERIFY(open.size() > 1);
    const auto step = open.first().toObject()["step"].toString();
    QVERIFY2(step.startsWith("a/b/"), qPrintable(step));
    QCOMPARE(open.first().toObject()["model"].toString(), QString("fake"));
    QVERIFY(box.skeinctl({"costs", "w.skein"}).out.contains(step.toUtf8()));

    for (const auto& wrong : {QStringList{}, QStringList{step}, QStringList{step, "--charge", "-1"},
                              QStringList{step, "--charge", "much"}, QStringList{"a/b/99/1", "--charge", "0.1"}}) {
        const Ran refused = box.skeinctl(QStringList{"costs", "w.skein", "settle"} + wrong);
        QVERIFY2(refused.exitStatus == 2 && !refused.err.isEmpty(), qPrintable(wrong.join(' ')));
    }
    QCOMPARE(costs()["unconfirmed"].toArray().size(), open.size());

    // A call that was made again is a repeat although the charge of the first one is open.
    const auto last = open.last().toObject()["step"].toString();
    QCOMPARE(box.skeinctl({"costs", "w.skein", "settle", last, "--charge", "0.000009"}).exitStatus, 0);
    QCOMPARE(micros(costs()["repeated_usd"]), 9);

    const auto before = micros(costs()["unconfirmed_usd"]);
    QCOMPARE(box.skeinctl({"costs", "w.skein", "settle", step, "--charge", "0.000007"}).exitStatus, 0);
    const auto after = costs();
    QCOMPARE(after["unconfirmed"].toArray().size(), open.size() - 2);
    QCOMPARE(micros(after["spent_usd"]), 7 + 9);
    QCOMPARE(micros(after["repeated_usd"]), 9);
    QCOMPARE(micros(after["unconfirmed_usd"]), before - micros(open.first().toObject()["usd"]));
    QCOMPARE(box.skeinctl({"costs", "w.skein", "settle", step, "--charge", "0.000007"}).exitStatus, 2);  // once
    QCOMPARE(box.skeinctl({"replay", "w.skein", "--check"}).exitStatus, 0);
    provider.kill();
    provider.waitForFinished();
}

void TestCosts::estimatesAtThePriceOfTheProvider() {
    const Sandbox box;
    box.write("plan.json", onePlan(R"("id": "only", "instruction": "Say something.",
                                      "estimate": {"tokens_in": 1000, "tokens_out": 500, "usd": 7})"));
    const auto plan = [&](QStringList more) {
        return box.skeinctl(QStringList{"plan", "plan.json", "--estimate"} + more);
    };
    const auto usd = [](const Ran& ran) { return ran.json()["estimate"].toObject()["usd"]; };
    const QStringList endpoint{"--provider", "openai-chat:http://127.0.0.1:9/v1", "--model", "m"};
    const QStringList priced = endpoint + QStringList{"--price", price};
    QCOMPARE(micros(usd(plan(priced + QStringList{"--json"}))), 1000 / 4 + 500);
    QVERIFY2(plan(priced).out.contains("~0.00075 USD"), plan(priced).out);
    QVERIFY(usd(plan(endpoint + QStringList{"--json"})).isNull());
    QVERIFY2(plan(endpoint).out.contains("cost unknown"), plan(endpoint).out);
}

void TestCosts::tellsWhatCameToNothing() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    const auto run = [&](const QString& plan, const QString& workspace, const QString& budget = "5") {
        return box.skeinctl({"run", plan, "--workspace", workspace, "--provider", "openai-chat:" + url, "--model",
                             "fake", "--price", price, "--budget", budget});
    };
    const auto costs = [&](const QString& workspace) { return box.skeinctl({"costs", workspace, "--json"}).json(); };
    const auto amount = [](const QJsonObject& json, const char* name) { return micros(json[QLatin1String(name)]); };
    box.write("refused.json", onePlan(R"("id": "only", "instruction": "Say something.",
                                         "checks": [{"type": "max_bytes", "value": 1}])"));
    QCOMPARE(run("refused.json", "refused.skein").exitStatus, 1);
    const auto refused = costs("refused.skein");
    QVERIFY(amount(refused, "spent_usd") > 0);
    QCOMPARE(amount(refused, "wasted_usd"), amount(refused, "spent_usd"));
    QVERIFY(amount(refused, "repeated_usd") > 0 && amount(refused, "repeated_usd") < amount(refused, "spent_usd"));
    QCOMPARE(amount(refused, "failed_calls_usd"), 0);  // the calls were answered; the answers were no use
    QCOMPARE(amount(refused["baseline"].toObject(), "usd"), 0);

    box.write("plan.json", onePlan());
    QCOMPARE(run("plan.json", "good.skein").exitStatus, 0);
    const auto first = costs("good.skein");
    QCOMPARE(amount(first, "wasted_usd"), 0);
    QCOMPARE(amount(first["baseline"].toObject(), "usd"), amount(first, "spent_usd"));
    QCOMPARE(amount(first, "saved_usd"), 0);
    QCOMPARE(run("plan.json", "good.skein").exitStatus, 0);
    const auto second = costs("good.skein");
    QCOMPARE(amount(second, "spent_usd"), 0);
    QCOMPARE(amount(second, "saved_usd"), amount(first, "spent_usd"));
    QCOMPARE(amount(second["baseline"].toObject(), "reused_usd"), amount(first, "spent_usd"));
    QVERIFY(box.skeinctl({"costs", "good.skein"}).out.contains("made anew"));

    // Four fifths of the budget: told while there is still something to decide.
    QVERIFY(!first["budget_warning"].toBool());
    const auto usual = amount(first, "spent_usd");
    QCOMPARE(run("plan.json", "near.skein").exitStatus, 0);
    QCOMPARE(box.skeinctl({"resume", "near.skein", "--budget", QString::number(double(usual) / 1e6 * 1.2, 'f', 6)})
                 .exitStatus,
             0);
    QVERIFY(costs("near.skein")["budget_warning"].toBool());
    QVERIFY(box.skeinctl({"status", "near.skein"}).out.contains("warning: 83 % of the budget"));
    QCOMPARE(box.skeinctl({"resume", "near.skein", "--budget", "0.000001"}).exitStatus, 2);  // less than is spent

    // A fork neither pays nor saves what its parent paid.
    const auto last = box.skeinctl({"status", "near.skein", "--json"}).json()["last_sequence"].toInt();
    QCOMPARE(box.skeinctl({"fork", "near.skein", "--at", QString::number(last), "--out", "fork.skein"}).exitStatus, 0);
    const auto fork = costs("fork.skein");
    QVERIFY(fork["groups"].toArray().isEmpty() && fork["baseline"].isNull());
    QCOMPARE(amount(fork, "inherited_usd"), usual);
    QVERIFY(box.skeinctl({"costs", "fork.skein"}).out.contains("forked from spent"));
    QVERIFY(box.skeinctl({"costs", "near.skein"}).out.contains("warning: 83 % of the budget"));
    provider.kill();
    provider.waitForFinished();
}

/// What a model of unknown price charged is unknown wherever it is told; agents that are built in cost nothing.
void TestCosts::anUnknownPriceIsNeverNothing() {
    Sandbox box;
    box.environment().remove("SKEIN_PRICE");
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    QVERIFY(!url.isEmpty());
    box.write("plan.json", R"({"tasks": [{"id": "a", "instruction": "Say something."}]})");
    const auto run = [&](const QString& workspace, const QStringList& more) {
        return box.skeinctl(QStringList{"run", "plan.json", "--workspace", workspace} + more);
    };
    const QStringList called{"--provider", "openai-chat:" + url, "--yes", "--model", "fake"};
    const Ran ran = run("w.skein", called + QStringList{"--json"});
    QVERIFY2(ran.exitStatus == 0 && ran.json()["cost_usd"].isNull(), ran.err + ran.out);
    QVERIFY(box.skeinctl({"status", "w.skein", "--json"}).json()["cost_usd"].isNull());
    const auto status = box.skeinctl({"status", "w.skein"}).out;
    QVERIFY2(status.contains("cost: unknown\n"), status);
    const auto costs = box.skeinctl({"costs", "w.skein", "--json"}).json();
    QVERIFY(costs["spent_usd"].isNull() && costs["groups"].toArray()[0].toObject()["usd"].isNull());
    const Ran told = run("again.skein", called);
    QVERIFY2((told.out + told.err).contains("; cost unknown"), told.out + told.err);

    box.copySample("sample");
    const Ran offline = box.skeinctl({"run", "sample/goal.yaml", "--workspace", "offline.skein", "--json"});
    QCOMPARE(offline.json()["cost_usd"].toDouble(-1), 0.0);
    QCOMPARE(box.skeinctl({"costs", "offline.skein", "--json"}).json()["spent_usd"].toDouble(-1), 0.0);
    provider.kill();
    provider.waitForFinished();
}

QTEST_GUILESS_MAIN(TestCosts)
#include "tst_costs.moc"
