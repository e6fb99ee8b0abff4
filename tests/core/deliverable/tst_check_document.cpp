// What the check of a deliverable notices, one kind of damage at a time.
#include <QtTest>

#include <map>

#include "core/deliverable/check_document.h"

using namespace skein;
using namespace skein::deliverable;

namespace {

const std::map<std::string, std::string, std::less<>> sources{
    {"src/cache.h", "// A cache keeps values.\n#define LIMIT 42\nint cache_put(int key);\nint cache_get(int key);\n"},
    {"src/other.h", "int other(void);\n"},
    {"src/f.c", "int f(int a)\n{\n  int b = 0;\n  if(a) {\n    b = 1;\n  }\n  // one\n  b++;\n  return b;\n}\n"},
};

Result<std::string> read(std::string_view path) {
    const auto found = sources.find(path);
    if (found == sources.end()) return fail(ErrorCode::NotFound, std::string(path));
    return found->second;
}

std::vector<Atom> symbols() {
    std::vector<Atom> atoms;
    for (const char* name : {"cache_put", "cache_get"}) {
        Atom atom;
        atom.kind = AtomKind::Symbol;
        atom.path = "src/cache.h";
        atom.title = name;
        atoms.push_back(atom);
    }
    Atom hidden = atoms.front();
    hidden.title = "hidden";
    hidden.isPublic = false;
    atoms.push_back(hidden);
    return atoms;
}

const std::string good =
    "# Doc\n\n## Contents\n\n- [Cache](#cache)\n\n## Cache\n\n"
    "A cache keeps values. ([src/cache.h:1](in/src/cache.h#L1))\n\n"
    "The limit `LIMIT` is 42 and 7 files use it. ([src/cache.h:2](in/src/cache.h#L2))\n\n"
    "| Name | Declaration | Source |\n| --- | --- | --- |\n"
    "| `cache_put` | `int (int key)` | [cache.h:3](in/src/cache.h#L3) |\n"
    "| `cache_get` | `int (int key)` | [cache.h:4](in/src/cache.h#L4) |\n";

DocumentCheck check(const std::string& markdown) {
    CheckOptions options;
    options.sourcePrefix = "in/";
    auto result = checkDocument(markdown, {{"Cache", {"src/cache.h"}}}, symbols(), read, options);
    return result ? *result : DocumentCheck{0, 0, 0, 0, 1, {{0, "failed", result.error().message}}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    return at == std::string::npos ? std::string() : text.replace(at, from.size(), to);
}

}  // namespace

class CheckDocumentTest : public QObject {
    Q_OBJECT
private slots:
    void acceptsASoundDocument() {
        const DocumentCheck result = check(good);
        QVERIFY2(result.passed(), toText(result).c_str());
        QCOMPARE(result.citations, 4u);
        QCOMPARE(result.publicSymbols, 2u);
        QCOMPARE(result.coveredSymbols, 2u);
    }

    void acceptsAListingThatStandsInTheSource() {
        const DocumentCheck result =
            check(good + "\n```c\n   #define LIMIT 42\n```\n\n([src/cache.h:2](in/src/cache.h#L2))\n");
        QVERIFY2(result.passed(), toText(result).c_str());
    }

    void namesEachDamage_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("rule");
        QTest::addColumn<int>("line");
        QTest::newRow("missing file") << "in/src/cache.h#L1"
                                      << "in/src/gone.h#L1"
                                      << "citation-target" << 9;
        QTest::newRow("line beyond the end") << "in/src/cache.h#L1)"
                                             << "in/src/cache.h#L99)"
                                             << "citation-target" << 9;
        QTest::newRow("wrong number") << "is 42"
                                      << "is 43"
                                      << "citation-support" << 11;
        QTest::newRow("wrong name") << "`LIMIT`"
                                    << "`BOUND`"
                                    << "citation-support" << 11;
        QTest::newRow("wrong line") << "h#L2"
                                    << "h#L1"
                                    << "citation-support" << 11;
        QTest::newRow("wrong signature") << "`int (int key)`"
                                         << "`int (long key)`"
                                         << "citation-support" << 15;
        QTest::newRow("no citation") << " ([src/cache.h:1](in/src/cache.h#L1))"
                                     << ""
                                     << "uncited" << 9;
        QTest::newRow("nothing in common") << "A cache keeps values."
                                           << "Frogs jump often."
                                           << "citation-support" << 9;
        QTest::newRow("listing that is not in the source")
            << "A cache keeps values. ([src/cache.h:1](in/src/cache.h#L1))"
            << "```c\n#define LIMIT 43\n```\n\n([src/cache.h:2](in/src/cache.h#L2))"
            << "citation-support" << 13;
        QTest::newRow("a decision is no excuse") << "The limit `LIMIT` is 42"
                                                 << "Decision: `LIMIT` is 43"
                                                 << "citation-support" << 11;
        QTest::newRow("nor is a reason") << "The limit `LIMIT` is 42"
                                         << "Why both cannot hold: `LIMIT` is 43"
                                         << "citation-support" << 11;
        QTest::newRow("symbol under another heading") << "| Name |"
                                                      << "## Elsewhere\n\n| Name |"
                                                      << "coverage" << 0;
    }
    void namesEachDamage() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, rule);
        QFETCH(int, line);
        const std::string damaged = replaced(good, from.toStdString(), to.toStdString());
        QVERIFY(!damaged.empty());
        const DocumentCheck result = check(damaged);
        QCOMPARE(result.violations.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(result.violations[0].rule), rule);
        QCOMPARE(static_cast<int>(result.violations[0].line), line);
    }

    void abridgedListings_data() {
        QTest::addColumn<QString>("listing");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("whole")
            << "int f(int a)\n{\n  int b = 0;\n  if(a) {\n    b = 1;\n  }\n  // one\n  b++;\n  return b;\n}"
            << "";
        QTest::newRow("comments may be left out")
            << "int f(int a)\n{\n  int b = 0;\n  if(a) {\n    b = 1;\n  }\n  b++;\n  return b;\n}"
            << "";
        QTest::newRow("marked") << "int f(int a)\n{\n  …\n  if(a) {\n    …\n  }\n  …\n  return b;\n}"
                                << "";
        QTest::newRow("unmarked") << "int f(int a)\n{\n  …\n  if(a) {\n    …\n  }\n  return b;\n}"
                                  << "\"return b;\" leaves out lines";
        QTest::newRow("another order") << "int f(int a)\n{\n  …\n  return b;\n  …\n  b++;\n}"
                                       << "\"b++;\" does not stand in this order";
        QTest::newRow("changed") << "int f(int a)\n{\n  …\n  return 0;\n}"
                                 << "\"return 0;\" does not stand";
    }
    /// Lines of code may be left out where a mark says so, and nowhere else.
    void abridgedListings() {
        QFETCH(QString, listing);
        QFETCH(QString, complaint);
        const DocumentCheck result = check(good + "\n**`f`**\n\n```c\n" + listing.toStdString() +
                                           "\n```\n\n([src/f.c:1-10](in/src/f.c#L1-L10))\n");
        const std::string found = result.violations.empty() ? "" : result.violations.front().message;
        QVERIFY2(complaint.isEmpty() ? found.empty() : found.find(complaint.toStdString()) != std::string::npos,
                 found.c_str());
    }

    /// Words of a person cite nothing: the links below the next heading are an index, not where those words stand.
    void ownWordsCiteNothing() {
        const DocumentCheck result = check(good +
                                           "\n### c-x: open\n\n```reason\nTwo words differ.\n```\n\n## Index\n\n"
                                           "**P** [`put`](in/src/cache.h#L3)\n");
        QVERIFY2(result.passed(), toText(result).c_str());
    }

    /// A note may say what a decision says that it names, and nothing else.
    void aDecisionSpeaksWhereItIsNamed() {
        const std::string settled = "\n### c-x: settled\n\n**Decision**\n\n```decision\nIt is 43, see c-y.\n```\n";
        const auto noted = [](const std::string& note) {
            return replaced(good, "\n| Name |",
                            "\nThe limit `LIMIT` is " + note + " ([src/cache.h:2](in/src/cache.h#L2))\n\n| Name |");
        };
        const DocumentCheck sound = check(noted("42, rejected by decision c-x; what holds: it is 43.") + settled);
        QVERIFY2(sound.passed(), toText(sound).c_str());
        for (const char* note : {"43.", "44, by decision c-x.", "43, by decision c-y.", "43, by decision c-xx."})
            QVERIFY2(!check(noted(note) + settled).passed(), note);
        QVERIFY(!check(noted("43, by decision c-x.")).passed());
        QVERIFY(!check(noted("43, by decision c-x.") + "\n### c-x: settled\n\n```reason\nIt is 43.\n```\n").passed());
    }

    void countsRepeats() {
        std::string text = good;
        for (int i = 0; i < 2; ++i) text += "\nA cache keeps values. ([src/cache.h:1](in/src/cache.h#L1))\n";
        QVERIFY(check(text).passed());
        text += "\nA cache keeps values. ([src/cache.h:1](in/src/cache.h#L1))\n";
        const DocumentCheck result = check(text);
        QCOMPARE(result.violations.size(), std::size_t{1});
        QCOMPARE(result.violations[0].rule, std::string("repeated"));
    }

    void reportsAsJson() {
        const Json json = toJson(check(replaced(good, "is 42", "is 43")));
        QCOMPARE(json["passed"].get<bool>(), false);
        QCOMPARE(json["violations"][0]["line"].get<int>(), 11);
    }
};

QTEST_APPLESS_MAIN(CheckDocumentTest)
#include "tst_check_document.moc"
