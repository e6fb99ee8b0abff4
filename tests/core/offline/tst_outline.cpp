// Bodies as steps, outlines of functions, counted values and strings of Python attributes.
#include <QtTest>

#include "core/providers/offline/outline.h"
#include "core/providers/offline/tables.h"

using namespace skein;
using namespace skein::providers;

namespace {

Atom symbol(const char* title, const char* kind, LineRange lines, const char* parent = "") {
    Atom atom;
    atom.kind = AtomKind::Symbol;
    atom.title = title;
    atom.symbolKind = kind;
    atom.isPublic = true;
    atom.lines = lines;
    if (*parent != 0) atom.ancestors = {parent};
    if (std::string_view("function member method func").find(kind) != std::string_view::npos) atom.signature = "()";
    return atom;
}

ReadFile fileOf(const char* language, const std::string& text, std::vector<Atom> atoms) {
    ReadFile file{SourceText({"src/a", language, text.size(), 0, {}}, text), {}, std::move(atoms), {}};
    file.comments = file.source.comments();
    file.symbols = documentedSymbols(file.source, file.comments, file.atoms);
    return file;
}

}  // namespace

class OutlineTest : public QObject {
    Q_OBJECT
private slots:
    void steps_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("last");
        QTest::addColumn<QString>("outline");
        const auto row = [](const char* tag, const char* language, const char* code, int last, const char* outline) {
            QTest::newRow(tag) << language << code << "open_it" << last << outline;
        };
        row("c", "C",
            "int open_it(int fd, char *name)\n{\n  long size = 1;\n  if(fd < 0)\n    return E_BAD;\n"
            "  /* twice as fast when aligned */\n  if(size > MAX_SIZE) {\n    size = MAX_SIZE;\n  }\n"
            "  while(fd < 3) {\n    if(name[0] == '{')\n      break;\n    open_it(fd, name);\n  }\n  return size;\n}\n",
            16,
            "`open_it`: `long size = 1`; if `fd < 0`: returns `E_BAD`; (twice as fast when aligned) if `size > "
            "MAX_SIZE`: `size = "
            "MAX_SIZE`; while `fd < 3`: if `name[0] == '{'`: `break`, `open_it(fd, name)`; returns `size`.");
        row("parameters below the head", "C",
            "int open_it(fd)\n  int fd;\n{\n  if (fd == 0) return E_NONE;\n\n\n  return open_it(fd - 1);\n}\n", 8,
            "`open_it`: if `fd == 0`: returns `E_NONE`; returns `open_it(fd - 1)`.");
        row("branches of the preprocessor", "C",
            "int open_it(int fd)\n{\n#ifdef A\n  if (fd == 1) {\n#else\n  if (fd == 2) {\n#endif\n    return E_ONE;\n  "
            "}\n"
            "  return 0;\n}\n",
            11, "`open_it`: if `fd == 1`: returns `E_ONE`; returns `0`.");
        row("go", "Go",
            "func open_it(c *Command) (err error) {\n\tif c == nil {\n\t\treturn fmt.Errorf(\"none\")\n\t}\n"
            "\tfor p := c; p != nil; p = p.Parent() {\n\t\tif p.Run != nil {\n\t\t\topen_it(p)\n\t\t\tbreak\n\t\t} "
            "else if "
            "p.Old != nil {\n\t\t\topen_it(p.Old)\n\t\t}\n\t}\n\treturn nil\n}\n",
            14,
            "`open_it`: if `c == nil`: returns `fmt.Errorf(\"none\")`; for `p := c; p != nil; p = p.Parent()`: if "
            "`p.Run != nil`: `open_it(p)`, `break`, else if `p.Old != nil`: `open_it(p.Old)`; returns `nil`.");
        row("python", "Python",
            "def open_it(name, mode):\n    \"\"\"Opens it.\"\"\"\n    if mode not in known:\n        raise "
            "ValueError(\n            \"bad mode\"\n        )\n    with lock:\n        # once for all\n        "
            "x = open_it(name)\n    return x or \"none\"\n",
            10,
            "`open_it`: if `mode not in known`: throws `ValueError( \"bad mode\" )`; `with lock`: (once for all) `x = "
            "open_it(name)`; returns `x or \"none\"`.");
        row("never closed", "C", "int open_it(int a)\n{\n  if (a) {\n  return 1;\n\n", 5, "");
    }
    void steps() {
        QFETCH(QString, language);
        QFETCH(QString, code);
        QFETCH(QString, name);
        QFETCH(int, last);
        QFETCH(QString, outline);
        std::vector<ReadFile> files;
        files.push_back(fileOf(language.toUtf8().constData(), code.toStdString(),
                               {symbol("open_it", "function", {1, static_cast<std::uint32_t>(last)})}));
        const auto statements = outlineStatements(files, {});
        QCOMPARE(statements.empty() ? QString() : QString::fromStdString(statements.front().text), outline);
    }

    void casesOfALongSwitchStandAlone() {
        std::string code = "int set(int option, long arg)\n{\n  switch(option) {\n";
        for (int i = 0; i < 14; ++i)
            code += "  case OPT_" + std::to_string(i) + ":\n    if(arg > MAX)\n      arg = MAX;\n    break;\n";
        code += "  }\n  return 0;\n}\n";
        std::vector<ReadFile> files;
        files.push_back(fileOf("C", code, {symbol("set", "function", {1, 60})}));
        const auto statements = outlineStatements(files, {});
        const auto found = std::find_if(statements.begin(), statements.end(), [](const auto& statement) {
            return statement.text == "`set`, case `OPT_7`: if `arg > MAX`: `arg = MAX`.";
        });
        QVERIFY(found != statements.end());
        QCOMPARE(found->cites.back().lines.first, 32u);
        // And the function itself does not tell them a second time.
        QVERIFY(!statements.front().text.starts_with("`set`: "));
    }

    void failuresOfALongFunctionAreAllFound() {
        std::string code = "class Box:\n    def fill(self, what):\n";
        for (int i = 0; i < 80; ++i) code += "        self.x = what\n";
        code += "        if what is None:\n            raise TypeError(\"nothing\")\n";
        std::vector<ReadFile> files;
        // The atom of a function ends after sixty lines; its body does not.
        files.push_back(
            fileOf("Python", code, {symbol("Box", "class", {1, 60}), symbol("fill", "member", {2, 61}, "Box")}));
        const auto statements = failureStatements(files);
        QCOMPARE(statements.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(statements.front().text),
                 QString("`fill` of `Box` throws `TypeError(\"nothing\")` when `what is None`."));
    }

    void tablesAreNamedByTheirElements() {
        std::vector<ReadFile> files;
        files.push_back(
            fileOf("C",
                   "/* All there are. */\nstatic const struct handler * const all[] = {\n#ifdef A\n  &one,\n"
                   "#endif\n  &two,\n  &three,\n  0\n};\nint numbers[] = { 1, 2, 3, 4 };\nint f(int a);\n",
                   {symbol("all", "variable", {2, 9}), symbol("numbers", "variable", {10, 10})}));
        const auto statements = tableStatements(files);
        QCOMPARE(statements.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(statements.front().text),
                 QString("`all` holds `&one`, `&two`, `&three` and 1 more: All there are."));
        QCOMPARE(statements.front().cites.front().lines.last, 7u);
    }

    void valuesThatFollowFromThePlace() {
        const ReadFile c = fileOf("C", "enum e { A, B = 4, C,\n#ifdef X\n D,\n#endif\n E };\n",
                                  {symbol("A", "enumerator", {1, 1}, "e"), symbol("B", "enumerator", {1, 1}, "e"),
                                   symbol("C", "enumerator", {1, 1}, "e"), symbol("D", "enumerator", {3, 3}, "e"),
                                   symbol("E", "enumerator", {5, 5}, "e")});
        QCOMPARE(c.symbols[0].counted.value_or(-1), 0);
        QVERIFY(!c.symbols[1].counted);
        QCOMPARE(c.symbols[2].counted.value_or(-1), 5);
        QVERIFY(!c.symbols[3].counted && !c.symbols[4].counted);
        const ReadFile go = fileOf("Go", "const (\n\tA Kind = 1 << iota\n\t// two\n\tB\n\n\tC\n\tD Kind = 0\n)\n",
                                   {symbol("A", "const", {2, 2}), symbol("B", "const", {4, 4}),
                                    symbol("C", "const", {6, 6}), symbol("D", "const", {7, 7})});
        QCOMPARE(go.symbols[0].counted.value_or(-1), 1);
        QCOMPARE(go.symbols[1].counted.value_or(-1), 2);
        QCOMPARE(go.symbols[2].counted.value_or(-1), 4);
        QVERIFY(!go.symbols[3].counted);
    }

    void aStringBelowAnAttributeSpeaksOfIt() {
        const ReadFile file =
            fileOf("Python",
                   "class Source:\n    A = enum.auto()\n    \"\"\"Given by the caller.\"\"\"\n    B = enum.auto()\n    "
                   "\"\"\"Given by the default.\"\"\"\n    C = enum.auto()\n",
                   {symbol("Source", "class", {1, 6}), symbol("A", "variable", {2, 2}, "Source"),
                    symbol("B", "variable", {4, 4}, "Source"), symbol("C", "variable", {6, 6}, "Source")});
        QVERIFY(file.symbols[0].doc.empty());
        QCOMPARE(QString::fromStdString(leadDoc(file.symbols[1])), QString("Given by the caller."));
        QCOMPARE(QString::fromStdString(leadDoc(file.symbols[2])), QString("Given by the default."));
        QVERIFY(file.symbols[3].doc.empty());
        QCOMPARE(file.symbols[3].counted.value_or(-1), 3);
    }
};

QTEST_GUILESS_MAIN(OutlineTest)
#include "tst_outline.moc"
