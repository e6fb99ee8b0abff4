// Bodies as steps, outlines of functions, counted values and strings of Python attributes.
#include <QtTest>

#include <map>

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

QString outlineOf(const char* language, const std::string& code) {
    std::vector<ReadFile> files;
    const auto last = static_cast<std::uint32_t>(std::count(code.begin(), code.end(), '\n'));
    files.push_back(fileOf(language, code, {symbol("open_it", "function", {1, last})}));
    const auto listings = outlines(files, {});
    std::string text;
    for (const auto& listing : listings) text += listing.text;
    return QString::fromStdString(text);
}

/// Writes functions whose lines are all different and indented as they nest.
class FunctionGenerator {
public:
    FunctionGenerator(std::string language, bool allman, unsigned seed)
        : m_language(std::move(language)), m_allman(allman), m_state(seed * 2654435761U + 12345U) {}

    std::string function() {
        const std::map<std::string, std::string> heads{{"Python", "def open_it(a)"},
                                                       {"Go", "func open_it(a int) int"},
                                                       {"Rust", "fn open_it(a: u32) -> u32"},
                                                       {"JavaScript", "function open_it(a)"}};
        const auto head = heads.find(m_language);
        open(head == heads.end() ? "int open_it(int a)" : head->second);
        statements(0, 10);
        line("return " + id("last") + end());
        close("");
        return m_code;
    }

private:
    unsigned draw(unsigned bound) {
        m_state = m_state * 1664525U + 1013904223U;
        return (m_state >> 8) % bound;
    }
    bool python() const { return m_language == "Python"; }
    bool brackets() const { return !python() && m_language != "Go" && m_language != "Rust"; }
    std::string end() const { return python() || m_language == "Go" || m_language == "JavaScript" ? "" : ";"; }
    std::string id(const char* word) { return word + std::to_string(++m_count); }
    void line(const std::string& text) { m_code += std::string(m_depth * 4, ' ') + text + '\n'; }
    void open(const std::string& head) {
        if (python()) line(head + ":");
        else if (m_allman) line(head), line("{");
        else line(head + " {");
        ++m_depth;
    }
    void close(const std::string& next) {
        --m_depth;
        if (python() || m_allman) {
            if (!python()) line("}");
            if (!next.empty()) open(next);
            return;
        }
        line(next.empty() ? "}" : "} " + next + " {");
        if (!next.empty()) ++m_depth;
    }
    std::string condition() {
        const std::string text = draw(2) == 0 ? id("call") + "(a)" : "a == " + id("E_");
        return brackets() ? "(" + text + ")" : text;
    }
    void simple() {
        switch (draw(7)) {
            case 0: return line(id("name") + " = " + id("call") + "(a, \"{\")" + end());
            case 1: return line(id("name") + " = a" + end());
            case 2: return line(id("log") + "(a)" + end());
            case 3:
                if (!python()) line("// about " + id("remark"));
                return line(id("call") + "(a)" + end());
            case 4:
                line(id("call") + "(");
                for (unsigned i = 0, count = 2 + draw(9); i < count; ++i) line("    " + id("argument") + ",");
                return line("    " + id("argument") + ")" + end());
            default: return line(id("call") + "(a)" + end());
        }
    }
    void statements(unsigned level, unsigned most) {
        for (unsigned i = 0, count = 1 + draw(most); i < count; ++i) statement(level);
        if (level > 0 && draw(4) == 0) line((draw(2) == 0 ? "break" : "return " + id("code")) + end());
    }
    void statement(unsigned level) {
        const unsigned kind = level >= 3 ? 9 : draw(12);
        if (kind <= 2) {
            open("if " + condition());
            statements(level + 1, 3);
            while (draw(3) == 0) {
                close((python() ? "elif " : "else if ") + condition());
                statements(level + 1, 2);
            }
            if (draw(2) == 0) close("else"), statements(level + 1, 3);
            close("");
        } else if (kind == 3) {
            open((m_language == "Go" ? "for " : "while ") + condition());
            statements(level + 1, 4);
            close("");
        } else if (kind == 4 && brackets()) {  // without braces
            line("if " + condition());
            ++m_depth;
            simple();
            --m_depth;
            if (draw(2) == 0) {
                line("else");
                ++m_depth;
                simple();
                --m_depth;
            }
        } else if (kind == 5 && brackets()) {
            open("switch " + condition());
            for (unsigned i = 0, count = 1 + draw(5); i < count; ++i) {
                line("case " + id("K") + ":");
                ++m_depth;
                if (draw(4) > 0) statements(level + 1, 2);
                if (draw(3) > 0) line("break" + end());
                --m_depth;
            }
            close("");
        } else if (kind == 6 && (m_language == "C" || m_language == "C++")) {
            const std::string name = id("HAS_");
            line("#ifdef " + name);
            statements(level + 1, 3);
            if (draw(2) == 0) line("#else  // " + name), simple();
            line("#endif  // " + name);
        } else if (kind == 7 && (m_language == "JavaScript" || m_language == "Go")) {
            line(id("call") + (m_language == "Go" ? "(func() {" : "(function () {"));
            ++m_depth;
            statements(level + 1, 3);
            --m_depth;
            line("})");
        } else {
            simple();
        }
    }

    std::string m_language;
    bool m_allman;
    unsigned m_state, m_count = 0;
    std::size_t m_depth = 0;
    std::string m_code;
};

/// Lines nested by indentation, without brackets, comments and blank lines.
struct LineNode {
    std::string text;
    std::vector<LineNode> inner;
};

std::vector<LineNode> lineTree(const std::string& code) {
    LineNode root;
    std::vector<std::pair<int, LineNode*>> open{{-1, &root}};
    for (const QByteArray& raw : QByteArray::fromStdString(code).split('\n')) {
        QByteArray text = raw.trimmed();
        const int indent = static_cast<int>(raw.indexOf(text.isEmpty() ? ' ' : text[0]));
        if (text.startsWith("} ")) text = text.mid(2);
        if (text.endsWith(" {")) text.chop(2);
        if (text.isEmpty() || text == "{" || text == "}" || text.startsWith("//")) continue;
        while (open.back().first >= indent) open.pop_back();
        open.back().second->inner.push_back({text.toStdString(), {}});
        open.emplace_back(indent, &open.back().second->inner.back());
    }
    return root.inner;
}

/// How `part` differs from `whole` with lines replaced by marks; empty if it does not. What leaves a block has to stay.
std::string firstDifference(const std::vector<LineNode>& whole, const std::vector<LineNode>& part) {
    std::size_t at = 0;
    bool gap = false;
    const auto skipTo = [&](const std::string* text) -> std::string {
        std::size_t skipped = 0;
        for (; at < whole.size() && (text == nullptr || whole[at].text != *text); ++at, ++skipped)
            if (whole[at].text.starts_with("break") || whole[at].text.starts_with("return"))
                return "left out: " + whole[at].text;
        if (text != nullptr && at == whole.size()) return "not here: " + *text;
        if (gap != (skipped > 0)) return (gap ? "no gap before: " : "unmarked gap before: ") + (text ? *text : "end");
        return "";
    };
    for (const LineNode& line : part) {
        if (line.text == "…") {
            if (gap) return "two marks for one gap";
            gap = true;
            continue;
        }
        if (const std::string wrong = skipTo(&line.text); !wrong.empty()) return wrong;
        if (const std::string wrong = firstDifference(whole[at].inner, line.inner); !wrong.empty()) return wrong;
        ++at;
        gap = false;
    }
    return skipTo(nullptr);
}

/// The directives around each line.
std::map<std::string, std::string> directivesAround(const std::string& code) {
    std::map<std::string, std::string> result;
    std::vector<std::string> open;
    for (const QByteArray& raw : QByteArray::fromStdString(code).split('\n')) {
        const std::string text = raw.trimmed().toStdString();
        if (text.starts_with("#if")) open.push_back(text);
        else if (text.starts_with("#else")) open.back() += " not";
        else if (text.starts_with("#endif")) open.pop_back();
        for (const std::string& condition : open) result[text] += condition + ";";
    }
    return result;
}

std::string directiveDifference(const std::string& code, const std::string& text) {
    const auto isUnique = [](const std::string& line) { return line.find_first_of("0123456789") != std::string::npos; };
    const auto whole = directivesAround(code), part = directivesAround(text);
    for (const auto& [line, around] : part)
        if (isUnique(line) && (!whole.contains(line) || whole.at(line) != around))
            return "under other directives: " + line;
    for (const auto& [line, around] : whole)
        if (isUnique(line) && text.find(line + "\n") != std::string::npos && !part.contains(line))
            return "without its directives: " + line;
    return "";
}

}  // namespace

class OutlineTest : public QObject {
    Q_OBJECT
private slots:
    void aShortFunctionIsShownInItsOwnWords_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("outline");
        const auto row = [](const char* tag, const char* language, const char* code, const char* outline) {
            QTest::newRow(tag) << language << code << outline;
        };
        row("c", "C",
            "int open_it(int fd, char *name)\n{\n  long size = 1;\n\n  if(fd < 0)\n    return E_BAD;\n"
            "  /* twice as fast when aligned */\n  if(size > MAX_SIZE) {\n    size = MAX_SIZE; /* at most */\n  }\n"
            "  while(fd < 3) {\n    if(name[0] == '{')\n      break;\n    else\n      fd = open_it(fd, name);\n  }\n"
            "  return size;\n}\n",
            "int open_it(int fd, char *name)\n{\n  long size = 1;\n  if(fd < 0)\n    return E_BAD;\n"
            "  /* twice as fast when aligned */\n  if(size > MAX_SIZE) {\n    size = MAX_SIZE; /* at most */\n  }\n"
            "  while(fd < 3) {\n    if(name[0] == '{')\n      break;\n    else\n      fd = open_it(fd, name);\n  }\n"
            "  return size;\n}\n");
        row("parameters below the head", "C",
            "int open_it(fd)\n  int fd;\n{\n  if (fd == 0) return E_NONE;\n\n\n  return open_it(fd - 1);\n}\n",
            "int open_it(fd)\n  int fd;\n{\n  if (fd == 0) return E_NONE;\n  return open_it(fd - 1);\n}\n");
        row("branches of the preprocessor", "C",
            "int open_it(int fd)\n{\n#ifdef A\n  if (fd == 1) {\n#else\n  if (fd == 2) {\n    fd--;\n#endif\n"
            "    return E_ONE;\n  }\n  return 0;\n}\n",
            "int open_it(int fd)\n{\n#ifdef A\n  if (fd == 1) {\n#else\n  …\n#endif\n    return E_ONE;\n  }\n"
            "  return 0;\n}\n");
        row("go", "Go",
            "func open_it(c *Command) (err error) {\n\tfor _, p := range []string{\"a\", \"b\"} {\n\t\tif p == c.Run "
            "{\n\t\t\topen_it(p)\n\t\t\tbreak\n\t\t} else if p.Old != nil {\n\t\t\topen_it(p.Old)\n\t\t}\n\t}\n"
            "\tdefer func() {\n\t\tc.Close()\n\t\tc = nil\n\t}()\n\treturn nil\n}\n",
            "func open_it(c *Command) (err error) {\n    for _, p := range []string{\"a\", \"b\"} {\n        if p == "
            "c.Run "
            "{\n            open_it(p)\n            break\n        } else if p.Old != nil {\n            "
            "open_it(p.Old)\n"
            "        }\n    }\n    defer func() {\n        c.Close()\n        c = nil\n    }()\n    return nil\n}\n");
        row("python", "Python",
            "def open_it(name, mode):\n    \"\"\"Opens it.\"\"\"\n    if mode not in known:\n        raise "
            "ValueError(\n            \"bad mode\"\n        )\n    with lock:\n        # once for all\n        "
            "x = open_it(name)\n    return x or \"none\"\n",
            "def open_it(name, mode):\n    if mode not in known:\n        raise ValueError(\n            \"bad mode\"\n"
            "        )\n    with lock:\n        # once for all\n        x = open_it(name)\n    return x or \"none\"\n");
        row("rust", "Rust",
            "fn open_it<'a>(name: &'a str) -> u32 {\n    match name {\n        \"{\" => return 1,\n        _ if x => "
            "{\n"
            "            go(name);\n        }\n        _ => {}\n    }\n    open_it(name)\n}\n",
            "fn open_it<'a>(name: &'a str) -> u32 {\n    match name {\n        \"{\" => return 1,\n        _ if x => "
            "{\n"
            "            go(name);\n        }\n        _ => {}\n    }\n    open_it(name)\n}\n");
        row("a long value", "Rust",
            "fn open_it() -> u32 {\n    let inner = if nothing() {\n        One\n    } else {\n        Two(Of {\n"
            "            a: 1,\n            b: 2,\n            c: 3,\n            d: 4,\n            e: 5,\n        "
            "})\n    "
            "};\n    check_that_it_is_really_all_there(inner);\n    tell_everybody_about_what_was_found(inner);\n"
            "    tell_the_others_about_it_as_well_please(inner);\n    use_it(inner)\n}\n",
            "fn open_it() -> u32 {\n    let inner = if nothing() {\n        One\n    } else {\n        …\n    };\n"
            "    check_that_it_is_really_all_there(inner);\n    tell_everybody_about_what_was_found(inner);\n"
            "    tell_the_others_about_it_as_well_please(inner);\n    use_it(inner)\n}\n");
        row("never closed", "C", "int open_it(int a)\n{\n  if (a) {\n  return 1;\n\n", "");
    }
    void aShortFunctionIsShownInItsOwnWords() {
        QFETCH(QString, language);
        QFETCH(QString, code);
        QFETCH(QString, outline);
        QCOMPARE(outlineOf(language.toUtf8().constData(), code.toStdString()), outline);
    }

    void theFirstMemberOfAClassBeginsBelowIt() {
        const std::string method =
            "  EXPR box(int a,\n      int b) noexcept {\n    MY_TRY {\n      fill_all_of_it(a);\n"
            "      and_all_that_follows(b);\n    }\n    MY_CATCH(...) {}\n    "
            "fill_it_again_and_again_until_it_is_full(a, b);\n"
            "    log_what_was_done_to_the_box_and_why(a, b);\n    return "
            "shut_the_box_that_was_filled_and_give_it_back(a, b);\n  }\n";
        std::vector<ReadFile> files;
        files.push_back(fileOf("C++", "template <typename C> struct box {\n" + method + "};\n",
                               {symbol("box", "struct", {1, 13}), symbol("box", "function", {2, 12}, "box")}));
        const auto listings = outlines(files, {});
        QCOMPARE(listings.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(listings[0].text), QString::fromStdString(method).replace("\n  ", "\n").mid(2));
        QCOMPARE(listings[0].cite.lines, (LineRange{2, 12}));
    }

    void functionsWithCasesAreShownCaseByCase() {
        std::string code = "int open_it(int option, long arg)\n{\n  switch(option) {\n";
        for (int i = 0; i < 40; ++i)
            code += "  case OPT_" + std::to_string(i) + ":\n    if(arg > MAX)\n      arg = MAX;\n    break;\n";
        code += "  }\n  return 0;\n}\n";
        std::vector<ReadFile> files;
        files.push_back(fileOf("C", code, {symbol("open_it", "function", {1, 60})}));
        const auto listings = outlines(files, {});
        QVERIFY(listings.size() >= 2);
        std::string all;
        std::uint32_t line = 0;
        for (const auto& listing : listings) {
            all += listing.text;
            QVERIFY(listing.cite.lines.first > line);
            line = listing.cite.lines.last;
        }
        QCOMPARE(QString::fromStdString(all), QString::fromStdString(code));
        QCOMPARE(QString::fromStdString(listings[1].caption), QString("`open_it`, continued"));
    }

    void whatIsLeftOutIsMarkedAndTheRestStandsWhereItStood_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<bool>("allman");
        QTest::newRow("c") << "C" << false;
        QTest::newRow("c, braces below") << "C" << true;
        QTest::newRow("c++") << "C++" << true;
        QTest::newRow("go") << "Go" << false;
        QTest::newRow("java") << "Java" << false;
        QTest::newRow("javascript") << "JavaScript" << false;
        QTest::newRow("rust") << "Rust" << false;
        QTest::newRow("python") << "Python" << false;
    }
    void whatIsLeftOutIsMarkedAndTheRestStandsWhereItStood() {
        QFETCH(QString, language);
        QFETCH(bool, allman);
        int shortened = 0;
        for (unsigned seed = 1; seed <= 300; ++seed) {
            const std::string code = FunctionGenerator(language.toStdString(), allman, seed).function();
            const std::string text = outlineOf(language.toUtf8().constData(), code).toStdString();
            const std::string both = code + "\n----\n" + text;
            // A body of a few words stands behind the declaration instead.
            if (text.empty() && code.size() < 300) continue;
            QVERIFY2(!text.empty(), both.c_str());
            shortened += text.find("…") == std::string::npos ? 0 : 1;
            const std::string wrong = firstDifference(lineTree(code), lineTree(text)) + directiveDifference(code, text);
            if (!wrong.empty()) qWarning("%s", both.c_str());
            QVERIFY2(wrong.empty(), wrong.c_str());
            QString brackets = QString::fromStdString(text).remove("\"{\"");
            QCOMPARE(brackets.count('{'), brackets.count('}'));
        }
        QVERIFY2(shortened > 100, std::to_string(shortened).c_str());
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

    void directivesAreNoElementsOfTables() {
        std::vector<ReadFile> files;
        files.push_back(fileOf("C",
                               "const char *all[] = {\n  \"one\",\n#if defined(A) || \\\n    defined(B)\n  \"two\",\n"
                               "#endif\n  \"three\"\n};\n",
                               {symbol("all", "variable", {1, 8})}));
        const auto statements = tableStatements(files);
        QCOMPARE(statements.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(statements.front().text),
                 QString("`all` holds `\"one\"`, `\"two\"`, `\"three\"`."));
    }

    void aDefaultIsToldByItsValue() {
        std::vector<ReadFile> files;
        files.push_back(
            fileOf("Go",
                   "const defaultMatching = false\n// Matches prefixes.\nvar EnableMatching = defaultMatching\n"
                   "var other = somewhere\n",
                   {symbol("defaultMatching", "const", {1, 1}), symbol("EnableMatching", "var", {3, 3}),
                    symbol("other", "var", {4, 4})}));
        const auto table = limitsTable(files);
        QCOMPARE(table.rows.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(table.rows[0].cells[1]), QString("`defaultMatching`, that is `false`"));
        QCOMPARE(table.rows[0].more.size(), std::size_t{1});
        QCOMPARE(table.rows[0].more[0].lines.first, 1u);
    }

    void aHeaderThatWarnsIsDeprecated() {
        std::vector<ReadFile> files;
        files.push_back(fileOf("C", "#warning \\\n  \"This header is deprecated.\"\n#error \"never\"\n", {}));
        const auto statements = deprecationStatements(files);
        QCOMPARE(statements.size(), std::size_t{1});
        QCOMPARE(statements[0].cites[0].lines, (LineRange{1, 2}));
        QCOMPARE(QString::fromStdString(statements[0].text),
                 QString("`a` warns whoever includes it: `#warning \"This header is deprecated.\"`"));
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

    void commentsBelowPrototypesWhereAFileHasThemThere() {
        const auto header = [](int functions) {
            std::string code;
            std::vector<Atom> atoms;
            for (int i = 0; i < functions; ++i) {
                code += "int go_" + std::to_string(i) + "(int a);\n/*\n     Goes there " + std::to_string(i) +
                        " times.\n*/\n\n";
                const auto line = static_cast<std::uint32_t>(i * 5 + 1);
                atoms.push_back(symbol(("go_" + std::to_string(i)).c_str(), "prototype", {line, line}));
            }
            return fileOf("C", code, atoms);
        };
        const ReadFile many = header(6), few = header(2);
        QCOMPARE(QString::fromStdString(leadDoc(many.symbols[3])), QString("Goes there 3 times."));
        QVERIFY(few.symbols[1].doc.empty());
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
