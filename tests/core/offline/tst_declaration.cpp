// Declarations as the source has them: template heads, defaults, bases, values and short bodies, without comments.
#include <QtTest>

#include "core/base/text.h"
#include "core/providers/offline/conditions.h"
#include "core/providers/offline/declaration.h"

using namespace skein;
using namespace skein::providers;

class DeclarationTest : public QObject {
    Q_OBJECT
private slots:
    void verbatim_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("declaration");
        QTest::addColumn<QString>("body");
        const auto row = [](const char* tag, const char* language, const char* code, const char* name, int line,
                            const char* declaration, const char* body) {
            QTest::newRow(tag) << language << code << name << line << declaration << body;
        };
        row("template with defaults and remarks", "C++",
            "};\n\ntemplate < class Out = vecS, // a Sequence\n    class Dir = directedS >\nclass graph\n: public "
            "base< Out >\n{\n"
            "  int a;\n  int b;\n  long "
            "text_of_the_class_that_is_no_short_body_because_it_is_so_very_long_that_nobody_reads_it;\n"
            "  long "
            "and_one_more_line_of_the_same_kind_so_that_the_bound_is_passed_for_sure_by_this_class_here_and_now;\n  "
            "int "
            "c;\n};\n",
            "graph", 5, "template < class Out = vecS, class Dir = directedS > class graph : public base< Out >", "");
        row("default parameter", "C++", "void rank(const G& g, double damping = 0.85);\n", "rank", 1,
            "void rank(const G& g, double damping = 0.85)", "");
        row("short body", "C++", "inline void rank(const G& g)\n{\n    rank(g, n_iterations(20));\n}\n", "rank", 1,
            "inline void rank(const G& g)", "{ rank(g, n_iterations(20)); }");
        row("initialiser list", "C++", "not_a_dag() : bad_graph(\"The graph must be a DAG.\") {}\n", "not_a_dag", 1,
            "not_a_dag()", ": bad_graph(\"The graph must be a DAG.\") {}");
        row("comment above", "C", "/* Closes it\n   for good */\nint shut(int fd /* open */);\n", "shut", 3,
            "int shut(int fd )", "");
        row("access above", "C++", "public: // of old\n    struct point\n    {\n", "point", 2, "struct point", "");
        row("python", "Python", "@cached\ndef find(name: str,\n         deep=False) -> int:  # slow\n    return 1\n",
            "find", 2, "@cached def find(name: str, deep=False) -> int", "");
        row("go", "Go", "func (c *Command) Find(args []string) (*Command, error) {\n\treturn nil, nil\n}\n", "Find", 1,
            "func (c *Command) Find(args []string) (*Command, error)", "{ return nil, nil }");
        row("lifetime", "Rust", "pub fn longest<'a>(x: &'a str, y: &'a str) -> &'a str {\n    x\n}\n", "longest", 1,
            "pub fn longest<'a>(x: &'a str, y: &'a str) -> &'a str", "{ x }");
    }
    void verbatim() {
        QFETCH(QString, language);
        QFETCH(QString, code);
        QFETCH(QString, name);
        QFETCH(int, line);
        QFETCH(QString, declaration);
        QFETCH(QString, body);
        const std::string text = code.toStdString();
        const SourceText source({"a", language.toStdString(), text.size(), 0, {}}, text);
        Atom atom;
        atom.title = name.toStdString();
        if (code.contains(name + "(")) atom.signature = "()";
        atom.lines = {static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(line)};
        const Declaration found = declarationOf(source, atom, DeclarationForm::Block);
        QCOMPARE(QString::fromStdString(found.text), declaration);
        QCOMPARE(QString::fromStdString(found.body), body);
        for (const std::string_view word : identifiersIn(found.text))
            QVERIFY(holdsWord(source.range(found.lines), word));
    }

    /// What stands in one branch of the preprocessor is not told as if it held always.
    void aBranchHasItsCondition_data() {
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("condition");
        QTest::newRow("in the guard") << 3 << "";
        QTest::newRow("first branch") << 5 << "only under `#if defined(HAS_IOCP)`";
        QTest::newRow("second branch") << 8 << "only under `#elif X > 2 && Y`";
        QTest::newRow("last branch") << 10 << "only where `#if defined(HAS_IOCP)` does not hold";
        QTest::newRow("behind it") << 12 << "";
        QTest::newRow("default of a macro") << 14 << "";
        QTest::newRow("inside C++") << 17 << "";
        QTest::newRow("inner one") << 22 << "only under `#ifdef INNER`";
        QTest::newRow("around the inner one") << 24 << "only where `#ifndef OUTER` does not hold";
    }
    void aBranchHasItsCondition() {
        QFETCH(int, line);
        QFETCH(QString, condition);
        const SourceText source(
            SourceFile{"a.hpp", "C++", 0, 0, {}},
            "#ifndef A_HPP\n#define A_HPP\nint a;\n#if defined(HAS_IOCP) // here\ntypedef iocp impl;\n"
            "#elif X > 2 \\\n&& Y\ntypedef other impl;\n#else\ntypedef epoll impl;\n#endif\n"
            "int b;\n#ifndef DEPTH\n#define DEPTH 3\n#endif\n#ifdef __cplusplus\nextern int c;\n"
            "#endif\n#ifndef OUTER\n#else\n#ifdef INNER\nint d;\n#endif\nint e;\n#endif\n#endif\n");
        const auto found = Conditions(source).at(static_cast<std::uint32_t>(line));
        QCOMPARE(QString::fromStdString(found ? found->text : ""), condition);
    }
};

QTEST_GUILESS_MAIN(DeclarationTest)
#include "tst_declaration.moc"
