// Two processes and one workspace: commands of one reach the run that the other hosts; and what a process that hosts a
// run can read of it.
#include <atomic>

#include <QJsonArray>
#include <QtTest>

#include <sys/syscall.h>
#include <unistd.h>

#include "core/runtime/start_run.h"
#include "core/runtime/store/workspace_store.h"
#include "core/runtime/workbench.h"
#include "tests/e2e/programs.h"

using namespace skein;
using skein::test::Ran;
using skein::test::Sandbox;

namespace {
std::atomic<unsigned> flushMicroseconds{0};  ///< how long this process waits for its disk
}

// SQLite flushes through these.
extern "C" int fsync(int file) {
    if (const auto wait = flushMicroseconds.load()) ::usleep(wait);
    return static_cast<int>(::syscall(SYS_fsync, file));
}
extern "C" int fdatasync(int file) {
    if (const auto wait = flushMicroseconds.load()) ::usleep(wait);
    return static_cast<int>(::syscall(SYS_fdatasync, file));
}

class TestAttach : public QObject {
    Q_OBJECT

private slots:
    void holdsARunOfAnotherProcess();
    void resolvesWhileAHostServes();
    void resumesThroughTheHost();
    void restsOnceItCanBeRead();

private:
    static void useSandbox(const Sandbox& box) {
        for (const auto* name :
             {"XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "SKEIN_KEYSTORE"})
            qputenv(name, box.environment().value(QLatin1String(name)).toUtf8());
    }
};

void TestAttach::holdsARunOfAnotherProcess() {
    const Sandbox box;
    useSandbox(box);
    box.copySample("sample");
    QProcess server;
    const auto url = box.startProvider(server, {"--latency-ms", "700"});
    QVERIFY(!url.isEmpty());
    QProcess run;
    box.start(run,
              {"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--quiet", "--agents", "2", "--provider",
               "openai-chat:" + url, "--model", "fake", "--price", "input=0.25,output=1", "--budget", "5.00"});
    QTRY_VERIFY_WITH_TIMEOUT(box.skeinctl({"log", "w.skein", "--kind", "step.intended"}).out.contains("step.intended"),
                             30'000);

    // This process attaches as a window does: it reads the journal and commands through the socket.
    runtime::WorkbenchOptions options;
    options.path = box.path("w.skein").toStdString();
    auto bench = runtime::Workbench::open(options);
    QVERIFY2(bench.has_value(), bench ? "" : bench.error().describe().c_str());
    QVERIFY((*bench)->attached());
    // A deadline comes, and goes again with null; what is no time is refused.
    const auto until = [&box]() -> QJsonValue { return box.skeinctl({"status", "w.skein", "--json"}).json()["until"]; };
    QVERIFY(until().isNull());
    const auto set = (*bench)->call("run.resume", {{"until", "2099-01-01T07:00:00Z"}});
    QVERIFY2(set.has_value(), set ? "" : set.error().describe().c_str());
    QVERIFY(until().toString().startsWith("2099-01-01T07:00:00"));
    QVERIFY(!(*bench)->call("run.resume", {{"until", "never"}}));
    const auto taken = (*bench)->call("run.resume", {{"until", nullptr}});
    QVERIFY2(taken.has_value(), taken ? "" : taken.error().describe().c_str());
    QVERIFY(until().isNull());
    const auto held = (*bench)->call("run.hold", Json::object());
    QVERIFY2(held.has_value(), held ? "" : held.error().describe().c_str());
    QVERIFY(run.waitForFinished(60'000));
    QCOMPARE(run.exitCode(), 3);  // a person held it
    QCOMPARE(box.skeinctl({"status", "w.skein", "--json"}).json()["state"].toString(), QString("held"));
    // A second writer is told who holds the workspace; here nobody does any more, so the run goes on.
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--json"});
    QVERIFY2(resumed.exitStatus == 0 || resumed.exitStatus == 3, resumed.err);
    server.kill();
    server.waitForFinished();
}

void TestAttach::resolvesWhileAHostServes() {
    const Sandbox box;
    useSandbox(box);
    box.copySample("sample");
    QCOMPARE(box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "w.skein", "--out", "out", "--quiet"})
                 .exitStatus,
             3);
    QProcess host;
    box.start(host, {"serve", "w.skein", "--out", "out"});
    QTRY_VERIFY_WITH_TIMEOUT(runtime::lockHolder(box.path("w.skein").toStdString()).value_or(std::nullopt).has_value(),
                             20'000);
    const auto open = box.skeinctl({"conflicts", "w.skein", "--json"}).json();
    const auto label = open["conflicts"].toArray().first().toObject()["label"].toString();
    const Ran resolved = box.skeinctl({"conflicts", "w.skein", "resolve", label, "--take", "a"});
    QVERIFY2(resolved.exitStatus == 0, resolved.err);
    QVERIFY2(resolved.err.contains("the host runs"), resolved.err);
    QTRY_COMPARE_WITH_TIMEOUT(box.skeinctl({"status", "w.skein", "--json"}).json()["state"].toString(),
                              QString("blocked"), 30'000);
    QVERIFY(box.skeinctl({"log", "w.skein", "--kind", "task.invalidated"}).out.contains("resolution"));
    // The workspace has one writer: a second run is refused, and says why.
    const Ran second = box.skeinctl({"run", box.path("sample/goal.yaml"), "--workspace", "w.skein"});
    QVERIFY2(second.exitStatus != 0 && second.err.contains("another process"), second.err);
    host.terminate();
    QVERIFY(host.waitForFinished(20'000));
}

void TestAttach::resumesThroughTheHost() {
    const Sandbox box;
    useSandbox(box);
    QProcess provider;
    const auto url = box.startProvider(provider, {"--latency-ms", "1000"});
    box.write("plan.json",
              R"({"tasks": [{"id": "a", "instruction": "x"}, {"id": "b", "needs": ["a"], "instruction": "y"}]})");
    QProcess run;
    box.start(run, {"run", "plan.json", "--workspace", "w.skein", "--provider", "openai-chat:" + url, "--model", "fake",
                    "--price", "input=1,output=1", "--budget", "1"});
    const auto state = [&] { return box.skeinctl({"status", "w.skein", "--json"}).json()["state"].toString(); };
    QTRY_COMPARE_WITH_TIMEOUT(state(), QString("running"), 30'000);
    QCOMPARE(box.skeinctl({"hold", "w.skein"}).exitStatus, 0);
    QVERIFY(run.waitForFinished(60'000));
    QCOMPARE(run.exitCode(), 3);

    QProcess host;
    box.start(host, {"serve", "w.skein"});
    QTRY_VERIFY_WITH_TIMEOUT(runtime::lockHolder(box.path("w.skein").toStdString()).value_or(std::nullopt).has_value(),
                             20'000);
    QCOMPARE(state(), QString("held"));
    // Results are the host's to write, and it was told of no folder.
    QCOMPARE(box.skeinctl({"resume", "w.skein", "--out", "out"}).exitStatus, 2);
    const Ran resumed = box.skeinctl({"resume", "w.skein", "--budget", "0.9"});
    QVERIFY2(resumed.exitStatus == 0 && resumed.err.contains("hosts it"), resumed.err);
    QTRY_COMPARE_WITH_TIMEOUT(state(), QString("done"), 30'000);
    QCOMPARE(box.skeinctl({"status", "w.skein", "--json"}).json()["budget_usd"].toDouble(), 0.9);
    host.terminate();
    QVERIFY(host.waitForFinished(20'000));
    provider.kill();
    provider.waitForFinished();
}

/// Why a run failed is read when it has come to rest: by then it has to be on the disk, however slow that is.
void TestAttach::restsOnceItCanBeRead() {
    const Sandbox box;
    useSandbox(box);
    box.write("plan.json",
              R"({"skein": 1, "goal": "one", "tasks": [{"id": "only", "instruction": "Say something."}]})");
    runtime::WorkbenchOptions options;
    options.path = box.path("w.skein").toStdString();
    options.create = true;
    auto bench = runtime::Workbench::open(options);
    QVERIFY2(bench.has_value(), bench ? "" : bench.error().describe().c_str());
    QProcess provider;
    runtime::RunRequest request;
    request.planFile = box.path("plan.json").toStdString();
    request.provider = "openai-chat:" + box.startProvider(provider, {}).toStdString();
    request.model = "fake";
    request.price = "input=0,output=0";
    flushMicroseconds = 300'000;
    auto prepared = runtime::prepareRun(request);
    QVERIFY2(prepared.has_value(), prepared ? "" : prepared.error().describe().c_str());
    const auto run = (*bench)->startRun(*std::move(prepared), [](const std::string&) {});
    QVERIFY2(run.has_value(), run ? "" : run.error().describe().c_str());
    const auto outcome = (*bench)->waitUntilRest(*run, {});
    const auto read = (*bench)->reader()->fold();
    flushMicroseconds = 0;
    QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().describe().c_str());
    QVERIFY(read.has_value());
    QVERIFY(read->run(*run)->status == RunStatus::Settled);
    provider.kill();
    provider.waitForFinished();
}

QTEST_GUILESS_MAIN(TestAttach)
#include "tst_attach.moc"
