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
