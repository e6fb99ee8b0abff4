// Estimates as the command line gives them: before a run with what they rest on, during it what is left, after it
// beside what was measured; and what the next estimate learns. Real processes; a fake provider with a price.
#include <QtTest>

#include "tests/e2e/programs.h"

using namespace skein::test;

namespace {

/// Tasks of three kinds, five at a time one after another.
QByteArray manyTasks(const QByteArray& about, int count) {
    QByteArray tasks;
    for (int i = 0; i < count; ++i) {
        const QByteArray number = QByteArray::number(i), kind = QList<QByteArray>{"survey", "digest", "write"}[i % 3];
        tasks += (i ? ",\n" : "") + QByteArray(R"({"id": "t)") + number + R"(", "kind": ")" + kind +
                 R"(", "instruction": "Say something about )" + about + ' ' + number + R"(.")" +
                 (i < 5 ? QByteArray() : R"(, "needs": ["t)" + QByteArray::number(i - 5) + R"("])") + "}";
    }
    return R"({"tasks": [)" + tasks + "]}";
}

bool isOrdered(const QJsonValue& range) {
    const auto object = range.toObject();
    return object["p10"].isDouble() && object["p90"].isDouble() &&
           object["p10"].toDouble() <= object["p50"].toDouble() && object["p50"].toDouble() <= object["p90"].toDouble();
}

double at(const QJsonValue& range, const char* name) { return range.toObject()[QLatin1String(name)].toDouble(); }

}  // namespace

class TestEstimates : public QObject {
    Q_OBJECT

private slots:
    void learnsFromFinishedTasks();
    void tellsWhatIsLeft();
    void countsOnlyWhatCompares();
};

/// The sample by the offline agents: a wide range before anything is known, a narrow one after.
void TestEstimates::learnsFromFinishedTasks() {
    const Sandbox box;
    const auto goal = box.copySample("sample") + "/goal.yaml";
    const auto estimate = [&](const QStringList& more) {
        return box.skeinctl(QStringList{"plan", goal, "--estimate", "--json"} + more).json()["estimate"].toObject();
    };
    const auto before = estimate({});
    QVERIFY(before["makespan_seconds"].isObject() && before["usd"].isDouble() && before["basis"].isString());
    const auto guessed = before["range"].toObject();
    QCOMPARE(guessed["basis"].toString(), QString("built-in spread, no finished task yet"));
    QVERIFY(isOrdered(guessed["seconds"]) && isOrdered(guessed["usd"]));
    const Ran text = box.skeinctl({"plan", goal, "--estimate"});
    QVERIFY2(text.out.contains("P10-P90 built-in spread, no finished task yet"), text.out);

    const Ran ran = box.skeinctl({"run", goal, "--workspace", "w.skein"});
    QVERIFY2(ran.err.contains("estimate: ~"), ran.err);
    const auto after = estimate({"--workspace", "w.skein"})["range"].toObject();
    QVERIFY2(after["basis"].toString().startsWith("from 1"), qPrintable(after["basis"].toString()));
    QVERIFY(after["known_tasks"].toInt() > 10);
    QVERIFY(at(after["kinds"].toObject()["digest"].toObject()["seconds"], "p90") <
            at(guessed["kinds"].toObject()["digest"].toObject()["seconds"], "p50"));
    const auto costs = box.skeinctl({"costs", "w.skein", "--json"}).json();
    QVERIFY(costs["forecast"].isNull());  // at rest
    const auto compared = costs["against_actual"].toObject();
    QVERIFY(!compared["comparable"].toBool());  // its conflicts wait
    QCOMPARE(costs["calibration"].toObject()["runs"].toInt(), 0);
    QCOMPARE(costs["calibration"].toObject()["left_out"].toInt(), 1);
    bool digests = false;
    for (const auto& each : compared["kinds"].toArray()) {
        const auto kind = each.toObject();
        if (kind["kind"] != "digest") continue;
        digests = kind["results"].toInt() == kind["tasks"].toInt() && at(kind["seconds"], "actual") > 0 &&
                  at(kind["seconds"], "ratio") < 1;
    }
    QVERIFY(digests);
    QCOMPARE(box.skeinctl({"plan", goal, "--estimate", "--workspace", "none.skein"}).exitStatus, 2);
}

void TestEstimates::tellsWhatIsLeft() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {"--latency-ms", "100"});
    const QStringList endpoint{"--provider", "openai-chat:" + url, "--model", "fake", "--price", price};
    const auto run = [&](const QString& plan, const QString& budget) {
        return QStringList{"run", plan, "--workspace", "w.skein", "--agents", "4", "--budget", budget} + endpoint;
    };
    box.write("first.json", manyTasks("one", 60));
    box.write("second.json", manyTasks("two", 300));
    QCOMPARE(box.skeinctl(run("first.json", "5")).exitStatus, 0);
    const auto costs = [&] { return box.skeinctl({"costs", "w.skein", "--json"}).json(); };
    const auto first = costs();
    const auto spent = first["spent_usd"].toDouble();
    const auto compared = first["against_actual"].toObject();
    QVERIFY(compared["comparable"].toBool() && !compared["usd"].toObject()["within"].toBool());
    QCOMPARE(micros(compared["usd"].toObject()["actual"]), micros(first["spent_usd"]));
    double kinds = 0;
    for (const auto& kind : compared["kinds"].toArray()) {
        kinds += at(kind.toObject()["usd"], "actual");
        QCOMPARE(at(kind.toObject()["attempts"], "ratio"), 1.0);
        QVERIFY(at(kind.toObject()["tokens_out"], "actual") > 0);
    }
    QVERIFY(std::abs(kinds - spent) < 1e-6);

    // What sixty cost tells what three hundred will.
    const auto range = box.skeinctl(QStringList{"plan", "second.json", "--estimate", "--json", "--workspace", "w.skein",
                                                "--agents", "4"} +
                                    endpoint)
                           .json()["estimate"]
                           .toObject()["range"]
                           .toObject();
    QCOMPARE(range["basis"].toString(), QString("from 60 finished tasks of 1 run"));
    QVERIFY(at(range["usd"], "p10") > 4 * spent && at(range["usd"], "p10") < 5.2 * spent);
    QVERIFY(at(range["usd"], "p90") > 4.9 * spent && at(range["usd"], "p90") < 7 * spent);

    // More than its budget: told while it goes on, long before the budget is spent.
    QProcess second;
    box.start(second, run("second.json", QString::number(4.5 * spent, 'f', 6)));
    QJsonObject forecast;
    const auto enough = [&] {
        const auto now = costs();
        forecast = now["forecast"].toObject();
        return now["run"] == "r-2" && now["spent_usd"].toDouble() > 0 && !forecast.isEmpty();
    };
    QTRY_VERIFY_WITH_TIMEOUT(enough(), 20'000);
    QVERIFY(isOrdered(forecast["seconds"]) && isOrdered(forecast["usd"]));
    QVERIFY(at(forecast["usd"], "p10") > 4 * spent && at(forecast["usd"], "p90") < 7 * spent);
    QVERIFY(forecast["over_budget"].toBool());
    QVERIFY(forecast["tasks_left"].toInt() > 200);
    const auto ends = forecast["ends"].toObject();
    QVERIFY(ends["p10"].toString() <= ends["p90"].toString() && ends["p10"].toString().endsWith('Z'));
    const auto status = box.skeinctl({"status", "w.skein"});
    QVERIFY2(status.out.contains("forecast: left: ~") && status.out.contains("warning: the forecast reaches"),
             status.out);
    second.waitForFinished();
    QCOMPARE(second.exitCode(), 4);  // held by its budget, as foretold
    QVERIFY(costs()["forecast"].isNull());
    provider.kill();
    provider.waitForFinished();
}

void TestEstimates::countsOnlyWhatCompares() {
    const Sandbox box;
    QProcess provider;
    const auto url = box.startProvider(provider, {});
    const QStringList endpoint{"--provider", "openai-chat:" + url, "--model", "fake", "--price", price};
    const auto run = [&](const QString& plan) {
        return box.skeinctl(QStringList{"run", plan, "--workspace", "w.skein", "--budget", "5"} + endpoint).exitStatus;
    };
    const auto calibration = [&] {
        return box.skeinctl({"costs", "w.skein", "--json"}).json()["calibration"].toObject();
    };
    for (const auto* about : {"one", "two", "three"}) {
        box.write(QString(about) + ".json", manyTasks(about, 30));
        QCOMPARE(run(QString(about) + ".json"), 0);
    }
    auto known = calibration();
    QCOMPARE(known["runs"].toInt(), 3);
    QCOMPARE(known["left_out"].toInt(), 0);
    // The first estimate knew nothing and was far off; the others knew thirty results.
    QVERIFY2(known["within_usd"].toInt() == 2, qPrintable(QString::number(known["within_usd"].toInt())));
    QVERIFY(std::abs(known["factor_usd"].toDouble() - 1) < 0.1);
    const auto text = box.skeinctl({"costs", "w.skein"}).out;
    QVERIFY2(text.contains("estimates of this workspace: 3 comparable runs"), text);
    const auto basis = [&](const QStringList& more) {
        return box.skeinctl(QStringList{"plan", "one.json", "--estimate", "--json", "--workspace", "w.skein"} + more)
            .json()["estimate"]
            .toObject()["range"]
            .toObject()["basis"]
            .toString();
    };
    const auto corrected = basis(endpoint);
    QVERIFY2(corrected.startsWith("from 90 finished tasks of 3 runs; corrected by 2 earlier estimates: time x"),
             qPrintable(corrected));
    // Another model takes another time and another price.
    const auto other = basis({"--provider", "openai-chat:" + url, "--model", "other", "--price", price});
    QCOMPARE(other, QString("built-in spread, no finished task yet"));
    // Results taken over cost nothing: nothing to hold an estimate against.
    QCOMPARE(run("one.json"), 0);
    known = calibration();
    QCOMPARE(known["runs"].toInt(), 3);
    QCOMPARE(known["left_out"].toInt(), 1);
    QVERIFY(basis(endpoint).startsWith("from 90 finished tasks of 3 runs"));
    provider.kill();
    provider.waitForFinished();
}

QTEST_GUILESS_MAIN(TestEstimates)
#include "tst_estimates.moc"
