// A name is used only where it cannot mean anything else.
#include <QtTest>

#include "core/providers/offline/usage.h"
#include "tests/support/vector_index.h"

using namespace skein;
using namespace skein::providers;

class UsageTest : public QObject {
    Q_OBJECT

    /// Number of other files that use `name`, which stands on the first line of `home`.
    static std::uint64_t usersOf(const std::map<std::string, std::string>& files, const char* name,
                                 const std::vector<const char*>& homes, bool member = false) {
        const auto index = skein::testing::VectorIndex::fromTexts(files, "");
        const auto tree = FileTree::create(*index);
        Definitions definitions;
        for (const char* home : homes) definitions[name].push_back({{home, {1, 1}}, false, member});
        const auto usages = findUses(*index, *tree, definitions);
        return usages && usages->size() == 1 ? usages->front().files : 0;
    }

private slots:
    void countsOnlyWhatIsMeant_data() {
        QTest::addColumn<QString>("include");
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("files");
        QTest::newRow("call") << "#include \"shelf.h\""
                              << "shelf_put(1);" << 1;
        QTest::newRow("through another header") << "#include \"kitchen.h\""
                                                << "shelf_put(1);" << 1;
        QTest::newRow("without a way to it") << "#include <stdio.h>"
                                             << "shelf_put(1);" << 0;
        QTest::newRow("in a comment") << "#include \"shelf.h\""
                                      << "// shelf_put(1);" << 0;
        QTest::newRow("member of something else") << "#include \"shelf.h\""
                                                  << "oven->shelf_put(1);" << 0;
        QTest::newRow("member of a type") << "#include \"shelf.h\""
                                          << "typename Traits::shelf_put x;" << 0;
        QTest::newRow("in a namespace") << "#include \"shelf.h\""
                                        << "larder::shelf_put(1);" << 1;
        QTest::newRow("template parameter") << "#include \"shelf.h\""
                                            << "template <class shelf_put> void f(shelf_put);" << 0;
    }
    void countsOnlyWhatIsMeant() {
        QFETCH(QString, include);
        QFETCH(QString, line);
        QFETCH(int, files);
        const std::map<std::string, std::string> tree{{"shelf.h", "void shelf_put(int);\n"},
                                                      {"kitchen.h", "#include \"shelf.h\"\n"},
                                                      {"use.cpp", (include + "\n" + line + "\n").toStdString()}};
        QCOMPARE(usersOf(tree, "shelf_put", {"shelf.h"}), static_cast<std::uint64_t>(files));
    }

    /// A short word means the function where it is called or imported, and nowhere else.
    void shortNamesCountWhereTheyAreCalled_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("files");
        QTest::newRow("call") << "  x = inflate(1);" << 1;
        QTest::newRow("returned") << "  return inflate (1);" << 1;
        QTest::newRow("bare statement") << "  inflate(1);" << 1;
        QTest::newRow("variable") << "  inflate = 1;" << 0;
        QTest::newRow("declared again") << "int inflate(int);" << 0;
        QTest::newRow("of another namespace") << "  std::inflate(1);" << 0;
        QTest::newRow("member") << "  tyre.inflate(1);" << 0;
        QTest::newRow("defined at the margin") << "inflate(a)" << 0;
    }
    void shortNamesCountWhereTheyAreCalled() {
        QFETCH(QString, line);
        QFETCH(int, files);
        const std::map<std::string, std::string> tree{{"tyre.h", "int inflate(int);\n"},
                                                      {"use.c", ("#include \"tyre.h\"\n" + line + "\n").toStdString()}};
        QCOMPARE(usersOf(tree, "inflate", {"tyre.h"}), static_cast<std::uint64_t>(files));
        const std::map<std::string, std::string> package{{"tyre.py", "def echo(x):\n    pass\n"},
                                                         {"use.py", "from tyre import echo\n"},
                                                         {"other.py", "import tyre\nx = lambda echo: echo(1)\n"}};
        QCOMPARE(usersOf(package, "echo", {"tyre.py"}), 1u);
    }

    void commonAndAmbiguousNamesDoNotCount() {
        const std::map<std::string, std::string> tree{{"a.h", "void shelf_put(int);\n"},
                                                      {"b.h", "void shelf_put(int);\n"},
                                                      {"use.cpp", "#include \"a.h\"\nshelf_put(1); value(2);\n"}};
        QCOMPARE(usersOf(tree, "shelf_put", {"a.h"}), 1u);
        QCOMPARE(usersOf(tree, "shelf_put", {"a.h", "b.h"}), 0u);
        QCOMPARE(usersOf(tree, "shelf_put", {"a.h"}, true), 0u);
        QCOMPARE(usersOf(tree, "value", {"a.h"}), 0u);
    }

    /// What a tree imports of itself is no dependency, under whatever name it does.
    void importsOfTheTreeItselfAreResolved_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("names");  // of "from target import names", by ','
        QTest::addColumn<QString>("files");  // by ','; empty: no single file
        QTest::addColumn<bool>("inside");
        const auto row = [](const char* name, const char* from, const char* target, const char* names,
                            const char* files,
                            bool inside) { QTest::newRow(name) << from << target << names << files << inside; };
        row("own package", "oauth1/__init__.py", "larder.common", "Request", "common.py", true);
        row("module of the own package", "oauth1/__init__.py", "larder", "common,version", "common.py,__init__.py",
            true);
        row("deeper", "common.py", "larder.oauth1.grants", "", "oauth1/grants/__init__.py", true);
        row("parent", "oauth1/grants/base.py", "..parameters", "sign", "oauth1/parameters.py", true);
        row("two above", "oauth1/grants/base.py", "...common", "", "common.py", true);
        row("parent package", "oauth1/grants/base.py", "..", "parameters", "oauth1/parameters.py", true);
        row("beside", "oauth1/grants/other.py", ".", "base", "oauth1/grants/base.py", true);
        row("relative, missing", "oauth1/grants/base.py", "..nothing", "x", "", true);
        row("standard library", "common.py", "urllib.parse", "quote", "", false);
        row("longer name", "common.py", "larders.common", "", "", false);
        row("Go package of several files", "go/cmd.go", "example.org/shelf/doc", "", "", true);
        row("Go package of one file", "go/cmd.go", "example.org/shelf/one", "", "go/one/one.go", true);
        row("Go, outside", "go/cmd.go", "example.org/other", "", "", false);
        row("Node package", "web/main.js", "shelf-web/util", "", "web/util.js", true);
        row("Node package itself", "web/main.js", "shelf-web", "", "web/index.js", true);
        row("Node, outside", "web/main.js", "shelf-webs", "", "", false);
    }
    void importsOfTheTreeItselfAreResolved() {
        QFETCH(QString, from);
        QFETCH(QString, target);
        QFETCH(QString, names);
        QFETCH(QString, files);
        QFETCH(bool, inside);
        const auto index = skein::testing::VectorIndex::fromTexts({{"__init__.py", "x = 1\n"},
                                                                   {"common.py", "x = 1\n"},
                                                                   {"oauth1/__init__.py", "x = 1\n"},
                                                                   {"oauth1/parameters.py", "x = 1\n"},
                                                                   {"oauth1/grants/__init__.py", "x = 1\n"},
                                                                   {"oauth1/grants/base.py", "x = 1\n"},
                                                                   {"oauth1/grants/other.py", "x = 1\n"},
                                                                   {"oauth2/parameters.py", "x = 1\n"},
                                                                   {"go/go.mod", "module example.org/shelf\n"},
                                                                   {"go/cmd.go", "package shelf\n"},
                                                                   {"go/doc/a.go", "package doc\n"},
                                                                   {"go/doc/b.go", "package doc\n"},
                                                                   {"go/one/one.go", "package one\n"},
                                                                   {"go/one/one_test.go", "package one\n"},
                                                                   {"web/package.json", "{\"name\": \"shelf-web\"}\n"},
                                                                   {"web/index.js", "var x;\n"},
                                                                   {"web/util.js", "var x;\n"},
                                                                   {"web/main.js", "var x;\n"}},
                                                                  "");
        const auto tree = FileTree::create(*index, {}, {"larder"});
        ImportRef import{1, target.toStdString(), {}};
        for (const QString& name : names.split(',', Qt::SkipEmptyParts)) import.names.push_back(name.toStdString());
        QStringList found;
        for (const SourceFile* file : tree->targets(from.toStdString(), import))
            found.push_back(QString::fromStdString(file->path));
        QCOMPARE(found.join(','), files);
        QCOMPARE(!found.isEmpty() || tree->isInside(from.toStdString(), import), inside);
    }

    void namesOfAnImportMayStandBelowIt() {
        const SourceText source(SourceFile{"a.py", "Python", 0, 0, {}},
                                "from .. import (\n    A_B, errors as e,  # all, of them\n    utils,\n)\nimport os\n");
        const auto imports = source.imports();
        QCOMPARE(imports.size(), std::size_t{2});
        QCOMPARE(imports[0].names, (std::vector<std::string>{"A_B", "errors", "utils"}));
        QVERIFY(imports[1].names.empty());
    }

    /// The files of a Go package see those of the package they import.
    void aGoPackageReachesWhatItImports() {
        const std::map<std::string, std::string> tree{
            {"go.mod", "module example.org/shelf\n"},
            {"doc/a.go", "package doc\nfunc WriteShelf() {}\n"},
            {"doc/b.go", "package doc\n"},
            {"cmd.go", "package shelf\nimport \"example.org/shelf/doc\"\nfunc f() { doc.WriteShelf() }\n"}};
        QCOMPARE(usersOf(tree, "WriteShelf", {"doc/a.go"}), 1u);
    }

    void aDottedNameIsThatOfItsModule() {
        const std::map<std::string, std::string> tree{
            {"nodes.py", "class Tuple: pass\n"},
            {"own.py", "import nodes\nx = nodes.Tuple()\n"},
            {"other.py", "import nodes\nimport typing as t\nx: t.Tuple = ()\n"}};
        QCOMPARE(usersOf(tree, "Tuple", {"nodes.py"}), 1u);
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "tst_uses.moc"
