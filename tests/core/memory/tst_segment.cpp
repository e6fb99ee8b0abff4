// How files are cut into atoms, and that a manifest restores them exactly.
#include <QtTest>

#include <rapidcheck.h>

#include <algorithm>

#include "core/memory/manifest.h"
#include "core/memory/segment.h"

using namespace skein;
using namespace skein::memory;

namespace {

std::vector<Atom> cut(const std::string& path, std::string_view text, std::vector<CtagsTag> tags = {}) {
    return segment({path, text, languageOf(path, text), std::move(tags)});
}

const Atom* find(const std::vector<Atom>& atoms, AtomKind kind, std::string_view title) {
    const auto found =
        std::find_if(atoms.begin(), atoms.end(), [&](const Atom& a) { return a.kind == kind && a.title == title; });
    return found == atoms.end() ? nullptr : &*found;
}

CtagsTag tag(std::string name, std::string kind, std::uint32_t line, std::uint32_t end) {
    CtagsTag t;
    t.name = std::move(name);
    t.kind = std::move(kind);
    t.line = line;
    t.end = end;
    t.language = "C++";
    return t;
}

using Strings = std::vector<std::string>;

}  // namespace

class TestSegment : public QObject {
    Q_OBJECT

private slots:
    void markdownSectionsKnowTheirAncestors() {
        const auto atoms =
            cut("docs/guide.md",
                "Intro text.\n\n# Guide\n\nHello.\n\n## Setup\n\n```sh\n# not a heading\n```\n\n### Ports\n\n"
                "The ports:\n\n| name | port |\n|---|---|\n| api | 8080 |\n| db | 5432 |\n\nUsage\n-----\nRun it.\n");
        const auto* ports = find(atoms, AtomKind::Section, "Ports");
        QVERIFY(ports);
        QCOMPARE(ports->ancestors, (Strings{"Guide", "Setup"}));
        QCOMPARE(ports->lines.first, 13u);
        const auto* usage = find(atoms, AtomKind::Section, "Usage");
        QVERIFY(usage);
        QCOMPARE(usage->ancestors, Strings{"Guide"});
        QCOMPARE(usage->text, std::string("Usage\n-----\nRun it."));
        const auto* table = find(atoms, AtomKind::Table, "The ports");
        QVERIFY(table);
        QCOMPARE(table->ancestors, (Strings{"Guide", "Setup", "Ports"}));
        QCOMPARE(table->text, std::string("| name | port |\n|---|---|\n| api | 8080 |\n| db | 5432 |"));
        QVERIFY(!find(atoms, AtomKind::Section, "not a heading"));
        QVERIFY(find(atoms, AtomKind::Paragraph, "guide.md"));
        QVERIFY(atoms.front().kind == AtomKind::File);
    }

    void longSectionsAreSplitUnderTheBound() {
        std::string text = "# Long\n\n";
        for (int i = 0; i < 100; ++i)
            text +=
                "Paragraph number " + std::to_string(i) + " says something that fills a line of text with words.\n\n";
        const auto atoms = cut("long.md", text);
        std::size_t seen = 0;
        for (const auto& atom : atoms) {
            QVERIFY(atom.text.size() <= maxSectionBytes + 20);
            for (auto at = atom.text.find("Paragraph number"); atom.kind != AtomKind::File && at != std::string::npos;
                 at = atom.text.find("Paragraph number", at + 1))
                ++seen;
        }
        QCOMPARE(seen, std::size_t{100});
    }

    void restSectionsAndTables() {
        const auto atoms = cut("index.rst",
                               "=====\nTitle\n=====\n\nIntro.\n\nLimits\n------\n\nTable of "
                               "limits:\n\n+------+-----+\n| name | max |\n+------+-----+\n"
                               "| jobs | 10  |\n+------+-----+\n\nDetails\n~~~~~~~\n\n=====  =====\nkey    "
                               "value\n=====  =====\na      1\n=====  =====\n\nEnd.\n");
        const auto* limits = find(atoms, AtomKind::Section, "Limits");
        QVERIFY(limits);
        QCOMPARE(limits->ancestors, Strings{"Title"});
        const auto* details = find(atoms, AtomKind::Section, "Details");
        QVERIFY(details);
        QCOMPARE(details->ancestors, (Strings{"Title", "Limits"}));
        const auto* table = find(atoms, AtomKind::Table, "Table of limits");
        QVERIFY(table && table->lines == (LineRange{12, 16}));
        QCOMPARE(std::count_if(atoms.begin(), atoms.end(), [](const Atom& a) { return a.kind == AtomKind::Table; }), 2);
    }

    void configurationKeys_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("count");
        QTest::newRow("yaml") << "c.yaml"
                              << "# top\nserver:\n  port: 8080  # public\n  hosts:\n    - a\n    - b\nretry: {max: 3}\n"
                              << "server.hosts"
                              << "  hosts:\n    - a\n    - b" << 3;
        QTest::newRow("yaml items") << "c.yml"
                                    << "steps:\n- name: a\n  run: |\n    echo: x\n    b: y\n- name: c\n"
                                    << "steps[1].name"
                                    << "- name: c" << 3;
        QTest::newRow("toml") << "c.toml"
                              << "name = \"x\"\n[db.pool]\nsize = [\n  1,\n  2\n]\n[[job]]\nid = 1\n[[job]]\nid = 2\n"
                              << "db.pool.size"
                              << "size = [\n  1,\n  2\n]" << 4;
        QTest::newRow("toml tables") << "c.toml"
                                     << "[[job]]\nid = 1\n[[job]]\nid = 2\n"
                                     << "job[1].id"
                                     << "id = 2" << 2;
        QTest::newRow("json")
            << "c.json"
            << "{\n  \"a\": {\"b\": 1},\n  \"list\": [\n    1,\n    2\n  ],\n  \"objs\": [{\"k\": \"v:\\\"x\"}]\n}\n"
            << "list"
            << "  \"list\": [\n    1,\n    2\n  ]," << 3;
        QTest::newRow("json nested") << "c.json"
                                     << "{\n  \"objs\": [{\"k\": 1}, {\n    \"k\": 2}]\n}\n"
                                     << "objs[1].k"
                                     << "    \"k\": 2}]" << 2;
        QTest::newRow("ini") << "c.ini"
                             << "; c\n[cache]\nsize = 10\n\n[net]\nport: 1\n"
                             << "net.port"
                             << "port: 1" << 2;
        QTest::newRow("env") << ".env"
                             << "A=1\nexport B_C=two\n"
                             << "B_C"
                             << "export B_C=two" << 2;
        QTest::newRow("properties") << "c.properties"
                                    << "a.b=1 \\\n  2\nc=3\n"
                                    << "a.b"
                                    << "a.b=1 \\\n  2" << 2;
    }
    void configurationKeys() {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(int, count);
        const auto atoms = cut(path.toStdString(), text.toStdString());
        const auto* atom = find(atoms, AtomKind::ConfigKey, key.toStdString());
        QVERIFY(atom);
        QCOMPARE(QString::fromStdString(atom->text), value);
        QCOMPARE(std::count_if(atoms.begin(), atoms.end(), [](const Atom& a) { return a.kind == AtomKind::ConfigKey; }),
                 count);
    }

    /// Settings of some thousand keys are kept to their last level, and what is beyond the bound is counted.
    void largeSettingsKeepTheirDepth() {
        const auto settings = [](int services, const char* form) {
            const bool json = std::string_view(form) == "JSON";
            std::string text = json ? "{\n" : "";
            for (int i = 0; i < services; ++i) {
                const auto name = "service" + std::to_string(i), limit = std::to_string(i);
                text += json ? "\"" + name + "\": {\n\"limits\": {\n\"timeout\": " + limit + "\n}\n},\n"
                             : name + ":\n  limits:\n    timeout: " + limit + "\n";
            }
            return text + (json ? "\"end\": {}\n}\n" : "");
        };
        for (const char* form : {"Yaml", "JSON"}) {
            std::size_t leftOut = 1;
            auto text = settings(6'000, form);
            auto atoms = segment({"all", text, form, {}}, &leftOut);
            QCOMPARE(leftOut, std::size_t{0});
            const auto* deep = find(atoms, AtomKind::ConfigKey, "service5999.limits.timeout");
            QVERIFY2(deep && deep->text.find("5999") != std::string::npos, form);
            text = settings(50'000, form);
            atoms = segment({"all", text, form, {}}, &leftOut);
            QCOMPARE(atoms.size(), maxAtomsPerFile);
            QVERIFY(leftOut >= 10'001 && leftOut <= 10'002);  // and the last key of the JSON text
            QVERIFY(find(atoms, AtomKind::ConfigKey, "service39000.limits.timeout"));
        }
        std::string headings;
        for (int i = 0; i < 50'000; ++i) headings += "# h" + std::to_string(i) + "\n";
        std::size_t leftOut = 0;
        QCOMPARE(segment({"all.md", headings, "Markdown", {}}, &leftOut).size(), maxAtomsPerFile);
        QVERIFY(leftOut >= 10'000);
    }

    void codeSymbols() {
        const std::string text =
            "// Cache of pages.\n// It evicts the oldest.\n#include <map>\n\nnamespace store {\n/** Keeps pages. "
            "*/\nclass Cache {\npublic:\n"
            "    /// Takes a page in.\n    template <class T>\n    int add(T page);\nprivate:\n    int m_size = 0;  "
            "///< pages held\n};\n"
            "static int helper() { return 1; }\n}\n";
        auto cache = tag("Cache", "class", 7, 14), add = tag("add", "prototype", 11, 11),
             size = tag("m_size", "member", 13, 13), helper = tag("helper", "function", 15, 15);
        cache.scope = helper.scope = "store";
        cache.scopeKind = helper.scopeKind = "namespace";
        add.scope = size.scope = "store::Cache";
        add.scopeKind = size.scopeKind = "class";
        add.access = "public";
        add.signature = "(T page)";
        add.typeRef = "int";
        size.access = "private";
        helper.properties = "static";
        const auto atoms = cut("src/cache.h", text, {helper, size, add, cache});
        QCOMPARE(atoms.front().comment, std::string("Cache of pages.\nIt evicts the oldest."));
        QCOMPARE(atoms.front().lines.last, 2u);
        const auto* c = find(atoms, AtomKind::Symbol, "Cache");
        QVERIFY(c && c->isPublic);
        QCOMPARE(c->comment, std::string("Keeps pages."));
        QCOMPARE(c->ancestors, Strings{"store"});
        const auto* a = find(atoms, AtomKind::Symbol, "add");
        QVERIFY(a && a->isPublic);
        QCOMPARE(a->lines.first, 10u);  // the template head belongs to it
        QCOMPARE(a->comment, std::string("Takes a page in."));
        QCOMPARE(a->ancestors, (Strings{"store", "Cache"}));
        const auto* s = find(atoms, AtomKind::Symbol, "m_size");
        QVERIFY(s && !s->isPublic);
        QCOMPARE(s->comment, std::string("pages held"));
        QVERIFY(!find(atoms, AtomKind::Symbol, "helper")->isPublic);
    }

    void longBodiesStayFindable() {
        std::string text = "int big() {\n";
        for (int i = 0; i < 200; ++i) text += "    total += compute(" + std::to_string(i) + ");\n";
        text += "}\n";
        const auto atoms = cut("a.cpp", text, {tag("big", "function", 1, 202)});
        const auto* symbol = find(atoms, AtomKind::Symbol, "big");
        QVERIFY(symbol);
        QCOMPARE(symbol->lines.last, maxSymbolLines);
        QVERIFY(std::any_of(atoms.begin(), atoms.end(), [](const Atom& a) {
            return a.kind == AtomKind::Paragraph && a.title == "big" &&
                   a.text.find("compute(190)") != std::string::npos;
        }));
    }

    void generatedLinesMakeNoSymbols() {
        std::string line;
        while (line.size() < 100'000) line += "function f(){return 1};";
        std::vector<CtagsTag> tags;
        for (int i = 0; i < 2'000; ++i) tags.push_back(tag("f" + std::to_string(i), "function", 1, 1));
        const auto atoms = cut("bundle.js", line, tags);
        QVERIFY(atoms.size() < 5);
    }

    /// ctags calls a format of Perl that has no name STDOUT, which stands nowhere in the file.
    void namelessFormatsAreNoSymbols() {
        const auto atoms = cut("a.pl", "format =\n@<<<\n$x\n.\nformat REPORT =\n@<<<\n$x\n.\n",
                               {tag("STDOUT", "format", 1, 0), tag("REPORT", "format", 5, 0)});
        QVERIFY(find(atoms, AtomKind::Symbol, "REPORT") != nullptr);
        QVERIFY(find(atoms, AtomKind::Symbol, "STDOUT") == nullptr);
    }

    void idsSurviveMovedLines() {
        const auto before = cut("a.md", "# A\n\nText.\n\n# B\n\nSame.\n");
        const auto after = cut("a.md", "# A\n\nText, longer.\n\nMore.\n\n# B\n\nSame.\n");
        QCOMPARE(find(before, AtomKind::Section, "B")->id, find(after, AtomKind::Section, "B")->id);
        QVERIFY(find(before, AtomKind::Section, "A")->id != find(after, AtomKind::Section, "A")->id);
        const auto twice = cut("b.md", "# A\n\nx\n\n# A\n\nx\n");
        QVERIFY(twice[1].id != twice[2].id);
    }

    void manifestRestoresExactly() {
        const bool held = rc::check("manifest round trip", [] {
            const auto path = *rc::gen::elementOf(std::vector<std::string>{"a.md", "b.rst", "c.yaml", "d.json", "e.cpp",
                                                                           "f.toml", "g.ini", "h", "i.py", "j.csv"});
            const auto lines = *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(
                rc::gen::arbitrary<std::string>(),
                rc::gen::elementOf(std::vector<std::string>{
                    "# T",   "## U",       "===",       "----", "key: v", "  - x: 1", "\"k\": [1,{", "}]",
                    "```",   "| a | b |",  "|---|---|", "/* c", "*/",     "// x",     "\"\"\"",      "[s]",
                    "[[t]]", "k = \"\"\"", "+--+",      "",     "\r",     "def f():"})));
            std::string text;
            for (const auto& line : lines) text += line + "\n";
            std::vector<CtagsTag> tags;
            const auto count = LineTable(text).count();
            for (int i = 0; i < 4; ++i)
                tags.push_back(tag("s" + std::to_string(i), "function",
                                   1 + (*rc::gen::arbitrary<std::uint32_t>()) % (count + 2),
                                   *rc::gen::inRange(0u, count + 5)));
            const auto atoms = cut(path, text, tags);
            const SourceFile file{path, languageOf(path, text), text.size(), count, sha256(text)};
            const auto stored = manifestText(file, atoms);
            auto restored = readManifest(stored);
            RC_ASSERT(restored.has_value());
            RC_ASSERT(checkContent(*restored, text, LineTable(text)).has_value());
            RC_ASSERT(!checkContent(*restored, text + "x", LineTable(text + "x")));
            RC_ASSERT(restored->atoms.size() == atoms.size());
            for (std::size_t i = 0; i < atoms.size(); ++i) {
                restored->atoms[i].text = atomText(LineTable(text), atoms[i].lines);
                RC_ASSERT(toJson(restored->atoms[i]) == toJson(atoms[i]));
            }
            RC_ASSERT(canonicalJson(*parseJson(stored)) == stored);
        });
        QVERIFY(held);
    }

    void damagedManifestsAreRefused() {
        const std::string text = "# A\n";
        const auto atoms = cut("a.md", text);
        const auto good = manifestText({"a.md", "Markdown", text.size(), 1, sha256(text)}, atoms);
        const auto with = [&](const std::string& pointer, const Json& value) {
            auto json = *parseJson(good);
            json[Json::json_pointer(pointer)] = value;
            return readManifest(canonicalJsonOrAssert(json));
        };
        QVERIFY(with("/path", "b.md").has_value());
        for (const auto& [pointer, value] : std::vector<std::pair<std::string, Json>>{{"/atoms", "x"},
                                                                                      {"/content", "00"},
                                                                                      {"/lines", -1},
                                                                                      {"/path", 3},
                                                                                      {"/more", 1},
                                                                                      {"/atoms/0/id", "00"},
                                                                                      {"/atoms/0/kind", "page"},
                                                                                      {"/atoms/0/first", 0},
                                                                                      {"/atoms/0/title", nullptr},
                                                                                      {"/atoms/0/ancestors", 1},
                                                                                      {"/atoms/0/more", 1}}) {
            const auto result = with(pointer, value);
            QVERIFY2(!result && result.error().code == ErrorCode::Damaged, pointer.c_str());
        }
        QCOMPARE(with("/version", 2).error().code, ErrorCode::NewerVersion);
        for (std::size_t size = 0; size < good.size(); ++size) QVERIFY(!readManifest(good.substr(0, size)));
        QVERIFY(!readManifest(good + " ") && !readManifest("\xFF" + good));
        const auto behind = with("/atoms/0/last", 9);
        QVERIFY(behind.has_value());
        QCOMPARE(checkContent(*behind, text, LineTable(text)).error().code, ErrorCode::Damaged);
    }

    void manPages() {
        const auto atoms =
            cut("a/open.3", ".TH OPEN 3\n.SH NAME\nopen \\- opens\n.SH \"RETURN VALUE\"\nNone.\n.SS Errors\nMany.\n");
        QStringList titles;
        for (const Atom& atom : atoms)
            if (atom.kind == AtomKind::Section) titles << QString::fromStdString(atom.title);
        QCOMPARE(titles, (QStringList{"NAME", "RETURN VALUE", "Errors"}));
        QCOMPARE(atoms.front().language, std::string("Man"));
        QCOMPARE(atoms.back().ancestors, std::vector<std::string>{"RETURN VALUE"});
        QCOMPARE(languageOf("libz.so.1", "binary"), std::string());
    }

    void optionDescriptionsAreText() {
        QCOMPARE(languageOf("a.d", "Long: x\nArg: <n>\nHelp: Sets x\n---\nSets it.\n"), std::string("Text"));
        QCOMPARE(languageOf("a.d", "module a;\nint x;\n"), std::string("D"));
    }
};

QTEST_APPLESS_MAIN(TestSegment)
#include "tst_segment.moc"
