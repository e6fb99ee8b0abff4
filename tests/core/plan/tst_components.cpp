#include <map>
#include <set>

#include <QtTest>

#include "core/base/random.h"
#include "core/plan/components.h"

using namespace skein;
using namespace skein::plan;

namespace {

SourceFile file(const std::string& path, std::uint32_t lines, const std::string& language = "C") {
    return {path, language, lines * 30ull, lines, {}};
}

std::map<std::string, std::string> componentOf(const std::vector<Component>& components) {
    std::map<std::string, std::string> byPath;
    for (const Component& component : components)
        for (const std::string& path : component.paths) byPath[path] = component.id;
    return byPath;
}

const Component* find(const std::vector<Component>& components, const std::string& path) {
    for (const Component& component : components)
        if (std::find(component.paths.begin(), component.paths.end(), path) != component.paths.end()) return &component;
    return nullptr;
}

/// A flat tree such as SQLite's: large and small modules, families by prefix, a header beside many of them.
std::vector<SourceFile> flatTree() {
    std::vector<SourceFile> files;
    for (const char* name :
         {"alter",    "analyze",  "attach",  "auth",   "backup",  "bitvec", "build",  "callback", "date",
          "delete",   "expr",     "fkey",    "func",   "insert",  "legacy", "main",   "malloc",   "mutex",
          "pragma",   "prepare",  "printf",  "random", "resolve", "rowset", "select", "status",   "table",
          "tokenize", "treeview", "trigger", "update", "utf",     "util",   "vacuum"})
        files.push_back(file(std::string("src/") + name + ".c", 900));
    for (const char* name : {"btree", "pager", "pcache", "wal", "os", "hash"}) {
        files.push_back(file(std::string("src/") + name + ".c", 2500));
        files.push_back(file(std::string("src/") + name + ".h", 200));
    }
    for (const char* name : {"os_unix", "os_win", "os_kv", "os_common"})
        files.push_back(file(std::string("src/") + name + ".c", 1200));
    for (const char* name : {"vdbe", "vdbeapi", "vdbeaux", "vdbeblob", "vdbemem", "vdbesort", "vdbetrace"})
        files.push_back(file(std::string("src/") + name + ".c", 2000));
    for (int i = 0; i < 60; ++i)
        files.push_back(
            file("src/x" + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i) + "tiny.c", 60));
    files.push_back(file("src/btreeInt.h", 700));
    for (int i = 1; i <= 9; ++i) files.push_back(file("src/test" + std::to_string(i) + ".c", 500));
    return files;
}

std::vector<SourceFile> pythonTree() {
    std::vector<SourceFile> files{file("README.md", 80, "Markdown"),
                                  file("LICENSE", 20, ""),
                                  file("pyproject.toml", 40, "TOML"),
                                  file("setup.cfg", 20, ""),
                                  file("docs/index.rst", 100, "reStructuredText"),
                                  file("docs/api.rst", 200, "reStructuredText"),
                                  file("docs/conf.py", 40, "Python"),
                                  file("config/default.yaml", 30, "YAML"),
                                  file(".github/workflows/ci.yml", 30, "YAML"),
                                  file("shop/__init__.py", 5, "Python"),
                                  file("shop/data/rates.csv", 500, "")};
    for (const char* name : {"cart", "checkout", "prices"})
        files.push_back(file(std::string("shop/sales/") + name + ".py", 300, "Python"));
    for (const char* name : {"models", "queries", "session", "migrations"})
        files.push_back(file(std::string("shop/storage/") + name + ".py", 250, "Python"));
    files.push_back(file("shop/mail/send.py", 60, "Python"));
    files.push_back(file("shop/clock/now.py", 20, "Python"));
    for (const char* name : {"cart", "checkout", "storage"})
        files.push_back(file(std::string("tests/test_") + name + ".py", 200, "Python"));
    return files;
}

}  // namespace

class TestComponents final : public QObject {
    Q_OBJECT

private slots:
    void kinds_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("kind");
        const auto row = [](const char* path, const char* kind) { QTest::newRow(path) << path << kind; };
        row("src/btree.c", "code");
        row("README.md", "docs");
        row("LICENSE", "docs");
        row("docs/conf.py", "docs");
        row("man/tool.1", "docs");
        row("notes.txt", "docs");
        row("CMakeLists.txt", "build");
        row("src/Makefile.am", "build");
        row("cmake/Find.cmake", "build");
        row("package.json", "build");
        row(".github/workflows/ci.yml", "build");
        row("config/app.yaml", "config");
        row(".clang-format", "config");
        row("settings.json", "config");
        row("tests/run.sh", "tests");
        row("pkg/cart_test.go", "tests");
        row("web/cart.spec.ts", "tests");
        row("src/test3.c", "tests");
        row("src/testing_tools.c", "code");
        row("assets/logo.svg", "data");
        row("shop/data/rates.csv", "data");
    }
    void kinds() {
        QFETCH(QString, path);
        QFETCH(QString, kind);
        QCOMPARE(QString::fromStdString(std::string(componentKindName(fileKind(file(path.toStdString(), 10))))), kind);
    }

    void everyFileIsInExactlyOneComponent() {
        for (const auto& files :
             {flatTree(), pythonTree(), std::vector<SourceFile>{}, std::vector<SourceFile>{file("a.c", 1)}}) {
            const auto components = findComponents(files);
            std::multiset<std::string> expected, found;
            std::set<std::string> ids;
            for (const SourceFile& source : files) expected.insert(source.path);
            for (const Component& component : components) {
                QVERIFY(!component.paths.empty());
                QVERIFY2(ids.insert(component.id).second, component.id.c_str());
                QVERIFY(!component.title.empty());
                QVERIFY2(component.id.size() <= 100, component.id.c_str());
                QVERIFY2(component.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string::npos,
                         component.id.c_str());
                found.insert(component.paths.begin(), component.paths.end());
            }
            QVERIFY(expected == found);
        }
    }

    void flatFoldersSplitByStemAndPrefix() {
        const auto components = findComponents(flatTree());
        const auto of = componentOf(components);
        QCOMPARE(of.at("src/btree.c"), of.at("src/btree.h"));
        QCOMPARE(of.at("src/btree.c"), of.at("src/btreeInt.h"));
        QVERIFY(of.at("src/alter.c") != of.at("src/analyze.c"));
        QCOMPARE(of.at("src/os_unix.c"), of.at("src/os_win.c"));
        QCOMPARE(of.at("src/vdbeapi.c"), of.at("src/vdbe.c"));
        QVERIFY(of.at("src/btree.c") != of.at("src/pager.c"));
        QCOMPARE(find(components, "src/alter.c")->title, std::string("src/alter"));
        QVERIFY(components.size() > 40 && components.size() < 75);
        for (const Component& component : components) {
            QVERIFY2(component.paths.size() <= (component.kind == ComponentKind::Tests ? 24u : 12u),
                     component.title.c_str());
            QVERIFY2(component.lines <= 12'000 || component.paths.size() == 1, component.title.c_str());
        }
    }

    void foldersBecomeComponentsAndTinyOnesMerge() {
        const auto components = findComponents(pythonTree());
        const auto of = componentOf(components);
        QCOMPARE(of.at("shop/sales/cart.py"), of.at("shop/sales/prices.py"));
        QVERIFY(of.at("shop/sales/cart.py") != of.at("shop/storage/models.py"));
        QCOMPARE(of.at("shop/mail/send.py"), of.at("shop/clock/now.py"));
        QCOMPARE(of.at("shop/mail/send.py"), of.at("shop/__init__.py"));
        QCOMPARE(find(components, "shop/sales/cart.py")->title, std::string("shop/sales (cart, checkout, prices)"));
        QCOMPARE(find(components, "docs/api.rst")->kind, ComponentKind::Documentation);
        QCOMPARE(find(components, "tests/test_cart.py")->kind, ComponentKind::Tests);
        QCOMPARE(find(components, "pyproject.toml")->kind, ComponentKind::Build);
        QCOMPARE(find(components, "shop/data/rates.csv")->kind, ComponentKind::Data);
        QCOMPARE(static_cast<int>(components.front().kind), static_cast<int>(ComponentKind::Code));
    }

    void orderOfTheFilesDoesNotMatter() {
        auto files = flatTree();
        const auto expected = findComponents(files);
        DrawStream draws(7);
        for (std::size_t i = files.size(); i > 1; --i)
            std::swap(files[i - 1], files[draws.below(static_cast<std::uint32_t>(i))]);
        const auto found = findComponents(files);
        QCOMPARE(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i].id, expected[i].id);
            QVERIFY(found[i].paths == expected[i].paths);
        }
    }

    void aFileOfItsOwnMayExceedTheLineBound() {
        const auto components =
            findComponents({file("amalgamation.c", 250'000), file("small.c", 400), file("other.c", 400)});
        QCOMPARE(find(components, "amalgamation.c")->paths.size(), std::size_t{1});
    }
};

QTEST_APPLESS_MAIN(TestComponents)
#include "tst_components.moc"
