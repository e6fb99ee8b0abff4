// The repository's own rules. Each rule first has to catch a planted violation, then it is put to every file.
#include <QtTest>

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "tests/lint/rules.h"

using namespace lint;

namespace {

using Rule = QStringList (*)(const SourceFile&);

QString readText(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// All C++ sources below these folders, relative to the repository.
QStringList sourcesBelow(const QStringList& folders) {
    const QDir root(SKEIN_SOURCE_DIR);
    QStringList paths;
    for (const QString& folder : folders) {
        QDirIterator files(root.filePath(folder), {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) paths << root.relativeFilePath(files.next());
    }
    paths.sort();
    return paths;
}

void report(const QStringList& violations) {
    for (const QString& violation : violations) qWarning("%s", qPrintable(violation));
    QVERIFY2(violations.isEmpty(), qPrintable(QString("%1 violations, listed above").arg(violations.size())));
}

}  // namespace

class ArchitectureTest : public QObject {
    Q_OBJECT
private slots:
    void rulesCatchWhatTheyShould_data();
    void rulesCatchWhatTheyShould();
    void commentsAndLiteralsAreNotCode();
    void missingSourcesAndTestsAreCaught();
    void everyFileFollowsTheRules_data();
    void everyFileFollowsTheRules();
    void everySourceIsBuilt();
    void everyTestIsRegistered();
};

void ArchitectureTest::rulesCatchWhatTheyShould_data() {
    QTest::addColumn<void*>("rule");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("where");  // file:line, or empty when nothing is wrong
    const auto row = [](const char* name, Rule rule, const char* path, const QString& text, const char* where) {
        QTest::newRow(name) << reinterpret_cast<void*>(rule) << QString(path) << text << QString(where);
    };
    row("Qt in core", noQtUnderCore, "core/plan/a.h", "// x\n#include <QString>\n", "core/plan/a.h:2");
    row("Qt in ui is fine", noQtUnderCore, "ui/a.h", "#include <QString>\n", "");
    row("clock in engine", noClockOutsideRuntime, "core/engine/a.cpp", "\nauto t = std::chrono::steady_clock::now();\n",
        "core/engine/a.cpp:2");
    row("clock in runtime is fine", noClockOutsideRuntime, "core/runtime/a.cpp", "std::chrono::steady_clock::now();\n",
        "");
    row("mutex in memory", noClockOutsideRuntime, "core/memory/a.h", "#include <mutex>\n", "core/memory/a.h:1");
    row("random_device", noClockOutsideRuntime, "core/sim/a.cpp", "std::random_device d;\n", "core/sim/a.cpp:1");
    row("looking at the disk in plan", noClockOutsideRuntime, "core/plan/a.cpp", "std::filesystem::exists(p);\n",
        "core/plan/a.cpp:1");
    row("clock in a comment is fine", noClockOutsideRuntime, "core/sim/a.cpp", "// no std::chrono::steady_clock here\n",
        "");
    row("sideways", dependenceOnlyDownward, "core/memory/a.cpp", "#include \"core/plan/dag.h\"\n",
        "core/memory/a.cpp:1");
    row("upwards", dependenceOnlyDownward, "core/engine/a.cpp", "#include \"core/runtime/workbench.h\"\n",
        "core/engine/a.cpp:1");
    row("downwards is fine", dependenceOnlyDownward, "core/engine/a.cpp", "#include \"core/plan/dag.h\"\n", "");
    row("core uses ui", dependenceOnlyDownward, "core/base/a.h", "#include \"ui/common/theme.h\"\n", "core/base/a.h:1");
    row("unknown module", dependenceOnlyDownward, "core/misc/a.h", "#include \"core/base/json.h\"\n",
        "core/misc/a.h:1");
    row("runtime and sim stay apart", dependenceOnlyDownward, "core/sim/a.cpp", "#include \"core/runtime/reader.h\"\n",
        "core/sim/a.cpp:1");
    row("product uses tests", dependenceOnlyDownward, "app/skeinctl/a.cpp", "#include \"tests/support/x.h\"\n",
        "app/skeinctl/a.cpp:1");
    row("undocumented header", headerIsDocumented, "core/base/a.h", "#pragma once\n", "core/base/a.h:1");
    row("documented header", headerIsDocumented, "core/base/a.h", "// What it is for.\n#pragma once\n", "");
    row("long file", fileIsShort, "ui/a.cpp", QString("x\n").repeated(601), "ui/a.cpp:601");
    row("600 lines are fine", fileIsShort, "ui/a.cpp", QString("x\n").repeated(600), "");
    row("left for later", nothingLeftUndone, "app/a.cpp", QString("int a;\n// TO") + "DO more\n", "app/a.cpp:2");
}

void ArchitectureTest::rulesCatchWhatTheyShould() {
    QFETCH(void*, rule);
    QFETCH(QString, path);
    QFETCH(QString, text);
    QFETCH(QString, where);
    const QStringList violations = reinterpret_cast<Rule>(rule)({path, text});
    QCOMPARE(violations.size(), where.isEmpty() ? 0 : 1);
    if (!where.isEmpty()) QVERIFY2(violations.first().startsWith(where + ":"), qPrintable(violations.first()));
}

void ArchitectureTest::commentsAndLiteralsAreNotCode() {
    const QString code =
        codeOnly("a /* std::mutex\n */ b // std::thread\n\"std::mutex \\\" x\" 'c' 1'000 R\"x(std::mutex)\" )x\" d\n");
    QCOMPARE(code.count('\n'), 3);
    QVERIFY2(!code.contains("mutex") && !code.contains("thread"), qPrintable(code));
    QVERIFY(code.contains('a') && code.contains('b') && code.contains("1'000") && code.contains('d'));
}

void ArchitectureTest::missingSourcesAndTestsAreCaught() {
    QCOMPARE(everySourceBuilt({"core/a.cpp", "ui/b.cpp"}, {"core/a.cpp"}, true),
             QStringList{"ui/b.cpp:1: no target builds this source"});
    QVERIFY(everySourceBuilt({"core/a.cpp", "ui/b.cpp", "app/skein/c.cpp"}, {"core/a.cpp"}, false).isEmpty());
    QCOMPARE(everySourceBuilt({"app/skeinctl/c.cpp"}, {}, false).size(), 1);
    const QMap<QString, QString> lists{{"tests/x", "skein_test(tst_ab LIBRARIES y)"}};
    QCOMPARE(everyTestRegistered({"tests/x/tst_a.cpp", "tests/x/tst_ab.cpp", "tests/y/tst_ab.cpp"}, lists).size(), 2);
}

void ArchitectureTest::everyFileFollowsTheRules_data() {
    QTest::addColumn<void*>("rule");
    const auto row = [](const char* name, Rule rule) { QTest::newRow(name) << reinterpret_cast<void*>(rule); };
    row("no Qt under core", noQtUnderCore);
    row("no clock, thread, lock, file or random source outside runtime", noClockOutsideRuntime);
    row("dependence only downward", dependenceOnlyDownward);
    row("every header of core documented", headerIsDocumented);
    row("no long file", fileIsShort);
    row("nothing left for later", nothingLeftUndone);
}

void ArchitectureTest::everyFileFollowsTheRules() {
    QFETCH(void*, rule);
    const QStringList paths = sourcesBelow({"core", "ui", "app", "plugins", "tests"});
    QVERIFY2(paths.size() > 50, "the sources were not found");
    QStringList violations;
    for (const QString& path : paths)
        violations += reinterpret_cast<Rule>(rule)({path, readText(QDir(SKEIN_SOURCE_DIR).filePath(path))});
    report(violations);
}

void ArchitectureTest::everySourceIsBuilt() {
    const QDir root(SKEIN_SOURCE_DIR);
    const QByteArray database = readText(SKEIN_BINARY_DIR "/compile_commands.json").toUtf8();
    const QJsonArray entries = QJsonDocument::fromJson(database).array();
    QVERIFY2(!entries.isEmpty(), "compile_commands.json of the build folder is missing");
    QStringList built;
    for (const QJsonValue& entry : entries) built << root.relativeFilePath(entry["file"].toString());
    QStringList sources = sourcesBelow({"core", "ui", "app"});
    sources.removeIf([](const QString& path) { return !path.endsWith(".cpp"); });
    const bool desktop = readText(SKEIN_BINARY_DIR "/CMakeCache.txt").contains("SKEIN_DESKTOP:BOOL=ON");
    report(everySourceBuilt(sources, built, desktop));
}

void ArchitectureTest::everyTestIsRegistered() {
    QStringList tests = sourcesBelow({"tests"});
    tests.removeIf(
        [](const QString& path) { return !path.section('/', -1).startsWith("tst_") || !path.endsWith(".cpp"); });
    QVERIFY(tests.size() > 3);
    QMap<QString, QString> lists;
    for (const QString& path : tests) {
        const QString folder = path.section('/', 0, -2);
        lists[folder] = readText(QDir(SKEIN_SOURCE_DIR).filePath(folder + "/CMakeLists.txt"));
    }
    report(everyTestRegistered(tests, lists));
}

QTEST_APPLESS_MAIN(ArchitectureTest)
#include "tst_architecture.moc"
