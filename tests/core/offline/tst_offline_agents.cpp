// The offline agents on a small project: what they say, that it is supported, and that it is the same twice.
#include <QtTest>

#include "core/deliverable/check_document.h"
#include "core/deliverable/markdown.h"
#include "core/providers/offline/agent.h"
#include "tests/support/vector_index.h"

using namespace skein;
using namespace skein::providers;

namespace {

const std::map<std::string, std::string> project{
    {"README.md",
     "# Larder\n\nLarder keeps cooked meals for later. It is written for kitchens with one cook.\n\n## "
     "Build\n\n```\nmake all\nmake test\n```\n\nSee [docs](doc/usage.md).\n"},
    {"LICENSE", "MIT License\n\nCopyright (c) 2020 A Cook\n"},
    {"Makefile", "all:\n\tcc -o larder src/main.c src/shelf.c\ntest:\n\t./larder --check\n"},
    {"src/shelf.h",
     "/* Copyright (C) 2020 A Cook. All rights reserved. */\n#ifndef SHELF_H\n#define SHELF_H\n\n/* Most meals that a "
     "shelf holds. */\n#define SHELF_MAX_MEALS 12\n\n"
     "/* Puts a meal on the shelf. The caller must free the meal after shelf_take. Returns -1 on error. */\nint "
     "shelf_put(const char *meal);\n\n"
     "/* Takes the oldest meal from the shelf. */\nchar *shelf_take(void);\n\nint shelf_count(void);\n\n"
     "#ifndef SHELF_DEPTH\n#define SHELF_DEPTH 3\n#endif\n#define SHELF_E_NO_HOME -1\n\n"
     "/* Deprecated, use shelf_take instead. */\nchar *shelf_peek(void);\n\n#endif\n"},
    {"src/shelf.c",
     "#include \"shelf.h\"\n#include <stdlib.h>\n\n/* TODO: share shelves between cooks. */\nstatic int meals;\n\nint "
     "shelf_put(const char *meal) {\n  if (!getenv(\"LARDER_HOME\")) return SHELF_E_NO_HOME;\n  return ++meals;\n}\n"
     "char *shelf_take(void) { return 0; }\nint shelf_count(void) { return meals; }\n\n"
     "/* The order of meals follows Knuth, The Art of Computer Programming, section 2.2.1. */\n"
     "#ifdef LARDER_COLD\nint chill;\n#endif\n\n"
     "/*\n** A shelf on disk:\n**\n**     0: magic number 0x1dead\n**     4: meals\n**     8: capacity\n**    12: "
     "cook\n"
     "**    16: date\n**    20: checksum\n*/\n\n"
     "/* Makes room for more meals. */\nstatic int shelf_grow(int by) {\n  assert(by > 0);\n  return by;\n}\n"},
    {"src/cook.py",
     "\"\"\"Authorises a cook.\"\"\"\n\ndef eat():\n    \"\"\"Takes a meal from the shelf and eats it up, slowly and "
     "with "
     "joy.\"\"\"\n    # if hungry twice\n    return 1\n"},
    {"src/main.c", "#include \"shelf.h\"\n\nint main(void) {\n  shelf_put(\"soup\");\n  return shelf_count();\n}\n"},
};

TaskSpec task(const char* id, const char* kind, std::vector<std::string> scope = {}) {
    TaskSpec spec;
    spec.id = id;
    spec.kind = kind;
    spec.title = id;
    spec.scope = std::move(scope);
    return spec;
}

/// Runs survey, two digests, cross reference and assembly.
Result<OfflineAnswer> assembled(const MemoryIndex& index, OfflineRequest last) {
    std::vector<DependencyOutput> outputs;
    for (const TaskSpec& spec :
         {task("survey", "survey"), task("shelf", "digest", {"src/shelf.c", "src/shelf.h"}),
          task("main", "digest", {"src/main.c", "src/cook.py"}),
          task("top", "digest", {"README.md", "LICENSE", "Makefile"}), task("relations", "cross_reference")}) {
        OfflineRequest request;
        request.task = spec;
        if (spec.kind == "cross_reference") request.dependencies = outputs;
        SKEIN_TRY(OfflineAnswer answer, performOffline(request, index));
        outputs.push_back({spec.id, spec.kind, spec.title, std::move(answer.document)});
    }
    last.task = task("document", "assemble");
    last.dependencies = outputs;
    return performOffline(last, index);
}

Claim claimAt(const char* path, std::uint32_t line, const char* quote) {
    Claim claim;
    claim.sentence = quote;
    claim.evidence = {{path, {line, line}, quote, {}}};
    return claim;
}

bool says(const std::string& text, const char* words) { return text.find(words) != std::string::npos; }

}  // namespace

class OfflineAgentsTest : public QObject {
    Q_OBJECT

    std::string markdown(const OfflineRequest& request = {}) {
        auto answer = assembled(*m_index, request);
        if (!answer) return answer.error().describe();
        return deliverable::renderMarkdown(*deliverable::documentFromJson(answer->document));
    }
    std::optional<skein::testing::VectorIndex> m_index;

private slots:
    void initTestCase() {
        auto index = skein::testing::VectorIndex::fromTexts(project);
        QVERIFY2(index.has_value(), index ? "" : index.error().describe().c_str());
        m_index.emplace(std::move(*index));
    }

    void refusesWhatNeedsAModel_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<double>("generate");
        QTest::addColumn<bool>("possible");
        QTest::newRow("survey") << "survey" << 0.0 << true;
        QTest::newRow("digest") << "digest" << 0.0 << true;
        QTest::newRow("code") << "api_endpoint" << 0.0 << false;
        QTest::newRow("digest that writes") << "digest" << 0.5 << false;
    }
    void refusesWhatNeedsAModel() {
        QFETCH(QString, kind);
        QFETCH(double, generate);
        QFETCH(bool, possible);
        TaskSpec spec = task("t-1", kind.toUtf8().constData());
        if (generate > 0) spec.capabilities["generate"] = generate;
        const auto answer = offlineCanDo(spec);
        QCOMPARE(answer.has_value(), possible);
        if (!answer) QVERIFY(says(answer.error().message, "needs a model"));
    }

    /// A tree that names itself nowhere is called by its folder, not by what was asked of it.
    void isCalledByItsFolderWhereNothingNamesIt() {
        const auto index =
            skein::testing::VectorIndex::fromTexts({{"common.py", "\"\"\"Shared parts.\"\"\"\nx = 1\n"}}, "");
        OfflineRequest request;
        request.task = task("survey", "survey");
        request.goal = "Document this project.";
        request.sources = {"larder_2"};
        const auto answer = performOffline(request, *index);
        QVERIFY(answer.has_value());
        QCOMPARE(answer->document.value("title", ""), std::string("larder_2"));
    }

    /// What an overview lists as a value, an error or a place to begin is one.
    void factsOfTheOverviewAreWhatTheySay() {
        std::map<std::string, std::string> files{
            {"detail/options.hpp",
             "//\n// detail/options.hpp\n//\n// Distributed under the Boost Software License, Version 1.0.\n"},
            {"detail/config.hpp",
             "#define LARDER_HAS_SYSTEM_ERROR 1\n#define LARDER_E_NO_MEAL -7\n#undef LARDER_DEPTH\n#define "
             "LARDER_DEPTH 4\n"
             "#define LARDER_DEPTH 5\nenum { max_size = 65536 };\nenum { max_count = 3, other = 4 };\n"
             "#if LARDER_DEPTH > 4 && LARDER_WIDE\n#endif\n"},
            {"uri.py", "port_size = r\"(?: %(DIGIT)s )*\" % locals()\nport_default = \"8080\"\n"}};
        for (const char* name : {"a.cpp", "b.cpp", "c.cpp"})
            files[name] = "#include \"detail/options.hpp\"\n#include \"detail/config.hpp\"\nint f();\n";
        const auto index = skein::testing::VectorIndex::fromTexts(files);
        QVERIFY(index.has_value());
        std::vector<DependencyOutput> outputs;
        for (const TaskSpec& spec : {task("survey", "survey"), task("all", "digest", {"detail/", "uri.py"}),
                                     task("relations", "cross_reference")}) {
            OfflineRequest request;
            request.task = spec;
            if (spec.kind == "cross_reference") request.dependencies = outputs;
            auto answer = performOffline(request, *index);
            QVERIFY2(answer.has_value(), answer ? "" : answer.error().describe().c_str());
            outputs.push_back({spec.id, spec.kind, spec.title, std::move(answer->document)});
        }
        OfflineRequest request;
        request.task = task("document", "assemble");
        request.dependencies = outputs;
        const auto answer = performOffline(request, *index);
        QVERIFY(answer.has_value());
        const std::string text = deliverable::renderMarkdown(*deliverable::documentFromJson(answer->document));
        const std::string facts = text.substr(0, text.find("## Components"));
        QVERIFY2(!says(facts, "| `LARDER_HAS_SYSTEM_ERROR` |"), facts.c_str());
        QVERIFY2(says(facts, "| `LARDER_E_NO_MEAL` |"), facts.c_str());
        QVERIFY2(says(facts, "| `max_size` | `65536` |"), facts.c_str());
        QVERIFY2(says(facts, "| `max_count` | `3` |"), facts.c_str());
        QVERIFY2(says(facts, "| `port_default` |"), facts.c_str());
        QVERIFY2(!says(facts, "locals()"), facts.c_str());
        QVERIFY2(!says(facts, "`detail/config.hpp` and `detail/config.hpp`"), facts.c_str());
        QVERIFY2(says(facts, "Not in the tree"), facts.c_str());
        QVERIFY2(says(facts, "`detail/options.hpp` states: Distributed under the Boost Software License"),
                 facts.c_str());
        QVERIFY2(!says(facts, "`detail/options.hpp` is included"), facts.c_str());
        QVERIFY2(says(facts, "`detail/config.hpp` is included"), facts.c_str());
    }

    void refusesAnEmptyScope() {
        OfflineRequest request;
        request.task = task("t-1", "digest", {"nowhere/"});
        const auto answer = performOffline(request, *m_index);
        QVERIFY(!answer.has_value());
        QCOMPARE(answer.error().code, ErrorCode::InvalidInput);
    }

    void saysWhatAnEngineerAsks_data() {
        QTest::addColumn<QString>("words");
        QTest::newRow("purpose") << "Larder keeps cooked meals for later.";
        QTest::newRow("how to build") << "make all";
        QTest::newRow("licence") << "MIT License";
        QTest::newRow("entry point") << "`src/main.c` starts a program";
        QTest::newRow("title") << "# Larder\n";
        QTest::newRow("targets") << "`Makefile` has the targets `all` and `test`.";
        QTest::newRow("purpose of build files") << "`Makefile` (`all` and `test`)";
        QTest::newRow("main path")
            << "`main` in `src/main.c` calls `shelf_put` (in `src/shelf.c`) and `shelf_count` (in `src/shelf.c`).";
        QTest::newRow("error code") << "| `SHELF_E_NO_HOME` | `#define SHELF_E_NO_HOME -1` |";
        QTest::newRow("declaration") << "`int shelf_put(const char *meal)`";
        QTest::newRow("documentation") << "Takes the oldest meal from the shelf.";
        QTest::newRow("limit") << "| `SHELF_MAX_MEALS` | `12` | Most meals that a shelf holds. |";
        QTest::newRow("rule") << "The caller must free the meal after `shelf_take`.";
        QTest::newRow("environment") << "The environment variable `LARDER_HOME` is read.";
        QTest::newRow("user") << "`src/shelf.h` is included or imported by `src/main.c`.";
        QTest::newRow("use of a name") << "`shelf_put` is used in `src/main.c`.";
        QTest::newRow("internal symbol") << "| `shelf_grow` | `static int shelf_grow(int by) { assert(by > 0); return "
                                            "by; }` | Makes room for more meals. |";
        QTest::newRow("failure") << "`shelf_put` may return `SHELF_E_NO_HOME` when `!getenv(\"LARDER_HOME\")`.";
        QTest::newRow("assertion") << "`shelf_grow` asserts `by > 0`.";
        QTest::newRow("author") << "Copyright (C) 2020 A Cook.";
        QTest::newRow("origin") << "The order of meals follows Knuth, The Art of Computer Programming, section 2.2.1.";
        QTest::newRow("default that can be set") << "| `SHELF_DEPTH` | `3` unless defined before |";
        QTest::newRow("switch") << "| `LARDER_COLD` | 1 file |";
        QTest::newRow("deprecated") << "`shelf_peek`: Deprecated, use `shelf_take` instead.";
        QTest::newRow("component at a glance") << "| shelf | 2 files |";
        QTest::newRow("table in a comment") << "**     0: magic number 0x1dead\n";
        QTest::newRow("from outside") << "| `stdlib.h` | 1 file |";
        QTest::newRow("open question") << "TODO: share shelves between cooks.";
    }
    void saysWhatAnEngineerAsks() {
        QFETCH(QString, words);
        const std::string text = markdown();
        QVERIFY2(says(text, words.toUtf8().constData()), text.c_str());
        QVERIFY(!says(text, "All rights reserved"));
    }

    void doesNotTakeWordsForWhatTheyAreNot() {
        const std::string text = markdown();
        // The docstring "Authorises a cook." names no author, "# if" of Python is a remark, a docstring is said once.
        QVERIFY(says(text, "| `cook.py` | 6 lines | Authorises a cook. |  |"));
        QVERIFY(!says(text, "`hungry` decides"));
        QVERIFY(!says(text, "In `eat`"));
    }

    void passesItsOwnCheck() {
        const auto answer = assembled(*m_index, {});
        QVERIFY(answer.has_value());
        const auto document = deliverable::documentFromJson(answer->document);
        QVERIFY(document.has_value());
        const auto check =
            deliverable::checkDocument(deliverable::renderMarkdown(*document), document->components, m_index->atoms(),
                                       [&](std::string_view path) { return m_index->fileText(path); });
        QVERIFY(check.has_value());
        QVERIFY2(check->passed(), deliverable::toText(*check).c_str());
        QVERIFY(check->statements > 20 && check->publicSymbols >= 4);
    }

    void isTheSameTwice() { QCOMPARE(markdown(), markdown()); }

    void marksBothSidesOfAnOpenConflict() {
        OfflineRequest request;
        request.openConflicts = {{"c-1", claimAt("src/shelf.h", 9, "int shelf_put(const char *meal);"),
                                  claimAt("README.md", 3, "Larder keeps cooked meals for later."), "the two differ",
                                  "r"}};
        const std::string text = markdown(request);
        QVERIFY(says(text, "**DRAFT.**"));
        QVERIFY(says(text, "**Disputed:**"));
        QVERIFY(says(text, "Side A: `int shelf_put(const char *meal);`") &&
                says(text, "Side B: `Larder keeps cooked meals for later.`"));
    }

    void saysWhatWasSettled() {
        OfflineRequest request;
        request.settlements = {{"c-1", claimAt("src/shelf.h", 6, "#define SHELF_MAX_MEALS 12"),
                                claimAt("README.md", 3, "Larder keeps cooked meals for later."), "The header holds."}};
        const std::string text = markdown(request);
        QVERIFY(!says(text, "DRAFT"));
        QVERIFY(says(text, "```decision\nThe header holds.\n```"));
        // What was rejected says so and what holds instead; what only rests on the same lines is left alone.
        QVERIFY(says(text, "**Rejected in part:** Larder keeps cooked meals for later. It is written for kitchens"));
        QVERIFY(says(text,
                     "Rejected by decision c-1: `Larder keeps cooked meals for later.`; what holds: "
                     "`#define SHELF_MAX_MEALS 12`"));
        QVERIFY(!says(text, "**Settled:**"));
    }

    void saysWhatWasUpheld() {
        OfflineRequest request;
        request.settlements = {{"c-1", claimAt("README.md", 3, "Larder keeps cooked meals for later."),
                                claimAt("src/shelf.h", 6, "#define SHELF_MAX_MEALS 12"), "The page holds."}};
        const std::string text = markdown(request);
        QVERIFY(says(text, "**Settled:** Larder keeps cooked meals for later."));
        QVERIFY(says(text, "c-1: `Larder keeps cooked meals for later.` holds"));
        QVERIFY(!says(text, "**Settled:** There is no"));
    }

    /// Tables state values as well as sentences do.
    void marksRejectedRows() {
        OfflineRequest request;
        auto header = claimAt("src/shelf.h", 6, "#define SHELF_MAX_MEALS 12");
        header.value = {ClaimValue::Type::Number, "12", ""};
        request.settlements = {
            {"c-q", claimAt("README.md", 3, "Larder keeps cooked meals for later."), header, "The page holds."}};
        const std::string text = markdown(request);
        const auto row = text.substr(text.find("| `SHELF_MAX_MEALS` | `12` |"));
        QVERIFY2(says(row.substr(0, row.find('\n')),
                      "Rejected by decision c-q for `SHELF_MAX_MEALS`; what holds: `Larder keeps cooked meals for "
                      "later.`. |"),
                 text.c_str());
        QVERIFY(
            says(text, "Rejected by decision c-q for `SHELF_MAX_MEALS` in `src/shelf.h`, which says what holds. |"));
        QVERIFY(!says(text, "| `SHELF_DEPTH` | `3` | Rejected"));
        const auto answer = assembled(*m_index, request);
        const auto document = deliverable::documentFromJson(answer->document);
        const auto check = deliverable::checkDocument(text, document->components, m_index->atoms(),
                                                      [&](std::string_view path) { return m_index->fileText(path); });
        QVERIFY2(check && check->passed(), check ? deliverable::toText(*check).c_str() : "");
    }

    /// A draft marks what is disputed wherever it is stated, also where only a value stands in a table.
    void marksDisputedRows() {
        OfflineRequest request;
        auto header = claimAt("src/shelf.h", 6, "#define SHELF_MAX_MEALS 12");
        header.value = {ClaimValue::Type::Number, "12", ""};
        request.openConflicts = {
            {"c-q", claimAt("README.md", 3, "Larder keeps cooked meals for later."), header, "the two differ", "r"}};
        const std::string text = markdown(request);
        const auto row = text.substr(text.find("| `SHELF_MAX_MEALS` | `12` |"));
        QVERIFY2(says(row.substr(0, row.find('\n')), "Disputed, see c-q for `SHELF_MAX_MEALS`. |"), text.c_str());
        QVERIFY(!says(text, "| `SHELF_DEPTH` | `3` | Disputed"));
        const auto answer = assembled(*m_index, request);
        const auto document = deliverable::documentFromJson(answer->document);
        const auto check = deliverable::checkDocument(text, document->components, m_index->atoms(),
                                                      [&](std::string_view path) { return m_index->fileText(path); });
        QVERIFY2(check && check->passed(), check ? deliverable::toText(*check).c_str() : "");
    }

    void rejectsBothSides() {
        OfflineRequest request;
        const auto page = claimAt("README.md", 3, "Larder keeps cooked meals for later."),
                   header = claimAt("src/shelf.h", 6, "#define SHELF_MAX_MEALS 12");
        request.settlements = {{"c-1", {}, {}, "It keeps 14 of them.", {page, header}, true, ""}};
        const std::string text = markdown(request);
        QVERIFY(says(text,
                     "Rejected by decision c-1: `Larder keeps cooked meals for later.`; neither side holds, the "
                     "decision stands under c-1"));
        QVERIFY(says(text, "```decision\nIt keeps 14 of them.\n```"));
        QVERIFY(says(
            text,
            "Rejected by decision c-1 for `SHELF_MAX_MEALS`; neither side holds, the decision stands under c-1. |"));
    }

    /// What a person wrote instead of both sides stands beside everything that it rejects, in one clause.
    void ownTextStandsBesideWhatItRejects() {
        OfflineRequest request;
        const auto page = claimAt("README.md", 3, "Larder keeps cooked meals for later."),
                   header = claimAt("src/shelf.h", 6, "#define SHELF_MAX_MEALS 12");
        const std::string own = "It keeps 14 of `them`|all, for 30 days. See ticket 77.";
        request.settlements = {{"c-q", {}, {}, deliverable::escapeMarkdown(own), {page, header}, true, own}};
        const std::string text = markdown(request);
        const std::string holds = "; what holds: It keeps 14 of \\`them\\`\\|all, for 30 days …";
        QVERIFY2(says(text, ("Rejected by decision c-q: `Larder keeps cooked meals for later.`" + holds).c_str()),
                 text.c_str());
        QVERIFY2(says(text, ("Rejected by decision c-q for `SHELF_MAX_MEALS`" + holds + ". |").c_str()), text.c_str());
        QVERIFY(!says(text, "neither side holds"));
        const auto answer = assembled(*m_index, request);
        const auto document = deliverable::documentFromJson(answer->document);
        const auto check = deliverable::checkDocument(text, document->components, m_index->atoms(),
                                                      [&](std::string_view path) { return m_index->fileText(path); });
        QVERIFY2(check && check->passed(), check ? deliverable::toText(*check).c_str() : "");
        // A long text is cut at a word.
        request.settlements.front().own = std::string(150, 'a') + " " + std::string(140, 'b') + " 123456789 1";
        QVERIFY(says(markdown(request), (std::string(140, 'b') + " …").c_str()));
    }

    /// Where a cycle is too large for all its members to be named, those are named whose links are cited.
    void namesTheLinksOfALargeCycle() {
        std::map<std::string, std::string> files;
        std::string all;
        for (char name = 'a'; name < 'a' + 14; ++name) {
            const std::string stem = std::string("part_") + name;
            files["src/" + stem + ".h"] = "#include \"zenith.h\"\nint " + stem + "_go(void);\n";
            all += "#include \"" + stem + ".h\"\n";
        }
        files["src/zenith.h"] = all + "int zenith_go(void);\n";
        const auto made = skein::testing::VectorIndex::fromTexts(files);
        QVERIFY(made.has_value());
        const auto& index = *made;
        OfflineRequest request;
        request.task = task("relations", "cross_reference");
        for (const auto& [path, text] : files) {
            OfflineRequest digest;
            digest.task = task(path.c_str(), "digest", {path});
            auto answer = performOffline(digest, index);
            QVERIFY(answer.has_value());
            request.dependencies.push_back({path, "digest", path, std::move(answer->document)});
        }
        const auto answer = performOffline(request, index);
        QVERIFY(answer.has_value());
        const auto document = deliverable::documentFromJson(answer->document);
        QVERIFY(document.has_value());
        const std::string text = deliverable::renderMarkdown(*document);
        const auto at = text.find("These components reach each other");
        QVERIFY2(at != std::string::npos, text.c_str());
        const auto line = text.substr(at, text.find('\n', at) - at);
        QVERIFY2(line.substr(0, line.find('(')).find("zenith") != std::string::npos, line.c_str());
    }
};

QTEST_GUILESS_MAIN(OfflineAgentsTest)
#include "tst_offline_agents.moc"
