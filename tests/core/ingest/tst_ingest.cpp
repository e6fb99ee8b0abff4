// Ingest of real folders: what enters memory, what is left out and why, and that a second time only changes count.
#include <QtTest>

#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <filesystem>

#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/memory/manifest.h"
#include "core/runtime/ingest/git_source.h"
#include "core/runtime/ingest/ingest.h"
#include "core/runtime/ingest/roots.h"

using namespace skein;
using namespace skein::runtime;
namespace fs = std::filesystem;

namespace {

struct Outcome {
    Result<IngestReport> report = fail(ErrorCode::Busy, "not run");
    std::vector<IngestedFile> files;

    const IngestedFile* file(std::string_view path) const {
        for (const auto& f : files)
            if (f.file.path == path) return &f;
        return nullptr;
    }
    std::string why(std::string_view path) const {
        for (const auto& s : report->skipped)
            if (s.path == path) return std::string(skipReasonName(s.reason));
        return "";
    }
    std::map<std::string, Digest> known() const {
        std::map<std::string, Digest> out;
        for (const auto& f : files) out[f.file.path] = f.file.content;
        return out;
    }
};

Outcome run(IngestRequest request, const std::vector<std::string>& paths) {
    Outcome outcome;
    request.roots = *sourceRootsFor(paths);
    IngestCallbacks callbacks;
    callbacks.onFile = [&](IngestedFile&& file) -> Result<void> {
        outcome.files.push_back(std::move(file));
        return {};
    };
    outcome.report = ingest(request, callbacks);
    return outcome;
}

class Tree {
public:
    Tree() { fs::create_directories(path("")); }
    ~Tree() { fs::remove_all(path("")); }  // QTemporaryDir cannot remove names that are not UTF-8
    std::string path(const std::string& name) const {
        return m_folder.path().toStdString() + "/tree" + (name.empty() ? "" : "/" + name);
    }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories(fs::path(path(name)).parent_path());
        QVERIFY(writeFileAtomically(path(name), text).has_value());
    }

private:
    QTemporaryDir m_folder;
};

}  // namespace

class TestIngest : public QObject {
    Q_OBJECT

private slots:
    void symbolsComeFromCtags() {
        Tree tree;
        tree.write("src/cache.h",
                   "/// Keeps pages.\nclass Cache {\npublic:\n    int add(int page);\nprivate:\n    int "
                   "m_size;\n};\nint openCache(const char* name);\n");
        tree.write("src/cache.c",
                   "static int hidden(void) { return 1; }\nint openCache(const char* name) { return hidden(); }\n");
        tree.write(
            "tool",
            "#!/usr/bin/env python3\ndef work(count: int) -> str:\n    \"\"\"Does the work.\"\"\"\n    return ''\n");
        const auto outcome = run({}, {tree.path("")});
        QVERIFY2(outcome.report.has_value(), outcome.report ? "" : outcome.report.error().message.c_str());
        QCOMPARE(outcome.report->changed, std::uint64_t{3});
        const auto symbol = [&](const char* path, const char* title) -> const Atom* {
            for (const auto& atom : outcome.file(path)->atoms)
                if (atom.kind == AtomKind::Symbol && atom.title == title) return &atom;
            return nullptr;
        };
        QVERIFY(symbol("src/cache.h", "Cache") && symbol("src/cache.h", "Cache")->comment == "Keeps pages.");
        QVERIFY(symbol("src/cache.h", "openCache") &&
                symbol("src/cache.h", "openCache")->signature == "(const char * name)");
        QVERIFY(!symbol("src/cache.h", "m_size")->isPublic);
        QVERIFY(!symbol("src/cache.c", "hidden")->isPublic);
        QVERIFY(symbol("src/cache.c", "openCache")->isPublic);
        QCOMPARE(outcome.file("tool")->file.language, std::string("Python"));
        QVERIFY(symbol("tool", "work") && symbol("tool", "work")->comment == "Does the work." &&
                symbol("tool", "work")->typeRef == "str");
        for (const auto& file : outcome.files) {
            const auto restored = memory::readManifest(file.manifest);
            QVERIFY(restored && restored->atoms.size() == file.atoms.size());
        }
    }

    void hostileTreesAreReportedNeverFatal() {
        Tree tree;
        tree.write("good.md", "# Good\n\nText.\n");
        tree.write("--options=evil.c", "int odd;\n");
        tree.write(" spaces and $(touch x);.c", "int spaced(void);\n");
        tree.write("new\nline.c", "int x;\n");
        tree.write("bad\xFF.c", "int x;\n");
        tree.write("binary.bin", std::string("\x7F"
                                             "ELF\0\1\2",
                                             7));
        tree.write("big.txt", std::string(5'000, 'x'));
        tree.write("latin.txt", "caf\xE9 au lait\n");
        tree.write("empty.c", "");
        tree.write("key.txt", "token = \"ghp_" + std::string("aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5") + "\"\n");
        tree.write("secret/none.c", "int y;\n");
        QCOMPARE(::mkfifo(tree.path("fifo").c_str(), 0600), 0);
        fs::create_symlink("/etc", tree.path("outside"));
        fs::create_symlink("..", tree.path("secret/loop"));
        fs::create_symlink("good.md", tree.path("alias.md"));
        fs::create_symlink("nowhere", tree.path("broken"));
        tree.write(".ctags.d/x.ctags", "--_echo=pwned\n");
        std::string deep;
        for (int i = 0; i < 140; ++i) deep += "d/";
        fs::create_directories(tree.path(deep));
        IngestRequest request;
        request.maxFileBytes = 4'000;
        const auto outcome = run(request, {tree.path("")});
        QVERIFY2(outcome.report.has_value(), outcome.report ? "" : outcome.report.error().message.c_str());
        QVERIFY(outcome.file("good.md") && outcome.file("empty.c"));
        QVERIFY(outcome.file("latin.txt")->atoms.front().text.find("\xEF\xBF\xBD") != std::string::npos);
        QCOMPARE(outcome.file("--options=evil.c")->atoms.size(), std::size_t{2});
        QCOMPARE(outcome.file(" spaces and $(touch x);.c")->atoms.size(), std::size_t{2});
        QCOMPARE(outcome.why("binary.bin"), std::string("binary"));
        QCOMPARE(outcome.why("big.txt"), std::string("too-large"));
        QCOMPARE(outcome.why("key.txt"), std::string("secret"));
        QCOMPARE(outcome.why("fifo"), std::string("special-file"));
        QCOMPARE(outcome.why("outside"), std::string("link-outside"));
        QCOMPARE(outcome.why("secret/loop"), std::string("link"));
        QCOMPARE(outcome.why("alias.md"), std::string("link"));
        QCOMPARE(outcome.why("broken"), std::string("unreadable"));
        QCOMPARE(std::count_if(outcome.report->skipped.begin(), outcome.report->skipped.end(),
                               [](const auto& s) { return s.reason == SkipReason::BadName; }),
                 2);
        QCOMPARE(std::count_if(outcome.report->skipped.begin(), outcome.report->skipped.end(),
                               [](const auto& s) { return s.reason == SkipReason::TooDeep; }),
                 1);
        for (const auto& skipped : outcome.report->skipped)
            QVERIFY(isValidUtf8(skipped.path) && skipped.path.find('\n') == std::string::npos);
    }

    // A key that this process works with is a secret whatever it looks like.
    void keysOfTheEnvironmentStayOut() {
        qputenv("SHOP_API_KEY", "not-a-known-form");
        qputenv("SHORT_KEY", "key");
        qputenv("FILE_TOKEN", "/etc/a-path-of-one");
        Tree tree;
        tree.write(".env.sample", "KEY=not-a-known-form\n");
        tree.write("short.md", "# The key\n");
        tree.write("path.md", "# See /etc/a-path-of-one\n");
        const auto outcome = run({}, {tree.path("")});
        QCOMPARE(outcome.why(".env.sample"), std::string("secret"));
        QVERIFY(outcome.file("short.md") && outcome.file("path.md"));
        for (const char* name : {"SHOP_API_KEY", "SHORT_KEY", "FILE_TOKEN"}) qunsetenv(name);
        QVERIFY(run({}, {tree.path("")}).file(".env.sample"));
    }

    void unreadableFilesAreReported() {
        if (::geteuid() == 0) QSKIP("root reads everything; runs as another user elsewhere");
        Tree tree;
        tree.write("closed.md", "# X\n");
        ::chmod(tree.path("closed.md").c_str(), 0);
        QCOMPARE(run({}, {tree.path("")}).why("closed.md"), std::string("unreadable"));
    }

    void ignoreRulesAreFollowed() {
        Tree tree;
        tree.write(".gitignore", "*.log\n/build/\n");
        tree.write("sub/.gitignore", "!keep.log\n");
        tree.write("sub/.skeinignore", "private.md\n");
        for (const char* name : {"a.md", "a.log", "sub/keep.log", "sub/private.md", "build/out.c", "vendor/z/lib.c",
                                 ".git/config", ".pc/fix.patch/a.md", "web/node_modules/x/index.md"})
            tree.write(name, "text\n");
        IngestRequest request;
        request.exclude = {"vendor/**"};
        const auto outcome = run(request, {tree.path("")});
        QVERIFY(outcome.file("a.md") && outcome.file("sub/keep.log"));
        for (const char* name : {"a.log", "sub/private.md", "build/out.c", "vendor/z/lib.c", ".git/config",
                                 ".pc/fix.patch/a.md", "web/node_modules/x/index.md"})
            QVERIFY2(!outcome.file(name), name);
        QVERIFY(outcome.report->ignored >= 4);
    }

    void aSecondIngestYieldsOnlyChanges() {
        Tree tree;
        tree.write("a.md", "# A\n");
        tree.write("b.md", "# B\n");
        tree.write("c.md", "# C\n");
        const auto first = run({}, {tree.path("")});
        IngestRequest request;
        request.known = first.known();
        QCOMPARE(run(request, {tree.path("")}).report->changed, std::uint64_t{0});
        tree.write("b.md", "# B two\n");
        tree.write("d.md", "# D\n");
        fs::remove(tree.path("a.md"));
        tree.write("c.md", std::string("\0\0", 2));
        const auto second = run(request, {tree.path("")});
        QCOMPARE(second.files.size(), std::size_t{2});
        QVERIFY(second.file("b.md") && second.file("d.md"));
        QCOMPARE(second.report->removed, (std::vector<std::string>{"a.md", "c.md"}));
        request.roots = *sourceRootsFor({tree.path("")});
        const auto changes = compareSources(request);
        QCOMPARE(changes->changed, std::vector<std::string>{"b.md"});
        QCOMPARE(changes->added, std::vector<std::string>{"d.md"});
        QCOMPARE(changes->removed, (std::vector<std::string>{"a.md", "c.md"}));
    }

    /// Every source gets a place of its own, whatever was there before, and its paths stay true on disk.
    void placesOfSources() {
        SourcePlaces places({}, {});
        const auto first = places.place({"/x/one/docs", "", false});
        QCOMPARE(first.prefix, std::string());
        const auto second = places.place({"/x/two/docs", "", false});
        QCOMPARE(second.prefix, std::string("docs/"));
        const auto third = places.place({"/x/three/docs", "", false});
        QCOMPARE(third.prefix, std::string("three/docs/"));
        QCOMPARE(baseFolderOf(third), std::string("/x"));
        QCOMPARE(places.place({"/x/two/docs", "", false}).prefix, std::string("docs/"));
        QCOMPARE(places.added().size(), std::size_t{3});
        QVERIFY(places.belongs("a.md", {first}) && !places.belongs("a.md", {second, third}));
        QVERIFY(places.belongs("docs/a.md", {second}) && !places.belongs("docs/a.md", {first}));
        QVERIFY(places.belongs("three/docs/a.md", {third}));
        // A folder of the first source that is called like the second keeps the second from taking its name.
        SourcePlaces taken({{"/x/one", "", false}}, {"docs/a.md"});
        QCOMPARE(taken.place({"/y/docs", "", false}).prefix, std::string("y/docs/"));
        const auto file = taken.place({"/y/notes.md", "", true});
        QCOMPARE(file.prefix, std::string());
        QVERIFY(taken.belongs("notes.md", {file}) && !taken.belongs("notes.md.txt", {file}));
    }

    /// One file on disk has one path in memory, whatever it is read with.
    void partsOfSourcesStayWhereTheyAre() {
        // A file and a folder of a source that was read.
        SourcePlaces inside({{"/x/docs", "", false}, {"/y/docs", "docs/", false}},
                            {"limits.md", "in/a.md", "docs/b.md"});
        const auto file = inside.place({"/x/docs/limits.md", "", true});
        QCOMPARE(file.prefix, std::string());
        const auto folder = inside.place({"/x/docs/in", "in/", false});
        QCOMPARE(folder.prefix, std::string("in/"));
        QCOMPARE(folder.within, std::string("/x/docs"));
        const auto other = inside.place({"/y/docs/b.md", "", true});
        QCOMPARE(other.prefix, std::string("docs/"));
        QVERIFY(inside.added().empty());
        QVERIFY(inside.belongs("limits.md", {file}) && !inside.belongs("in/a.md", {file}));
        QVERIFY(inside.belongs("in/a.md", {folder}) && inside.belongs("docs/b.md", {other}));
        QVERIFY(!inside.belongs("limits.md", {folder, other}));
        // What the source left out becomes one of its own, at the same place.
        QCOMPARE(inside.place({"/x/docs/left/out.md", "", true}).prefix, std::string("left/"));
        QCOMPARE(inside.added().size(), std::size_t{1});

        // The folder around a file that was read alone: its paths leave the file where it is.
        SourcePlaces around({{"/x/docs/limits.md", "", true}}, {"limits.md"});
        const auto docs = around.place({"/x/docs", "", false});
        QCOMPARE(docs.prefix, std::string());
        QCOMPARE(around.readingOf({docs}).size(), std::size_t{2});
        QVERIFY(around.belongs("limits.md", {docs}) && around.belongs("new.md", {docs}));
        // The folder around that: the other one keeps its place.
        const auto all = around.place({"/x", "", false});
        QCOMPARE(all.prefix, std::string("x/"));
        QCOMPARE(around.readingOf({all}).size(), std::size_t{3});
        QVERIFY(around.belongs("limits.md", {all}) && around.belongs("x/src/a.c", {all}));
        QVERIFY(!around.belongs("x/src/a.c", {docs}));
        // Names that only begin alike are no parts.
        QCOMPARE(around.place({"/x/docs2", "", false}).prefix, std::string("x/docs2/"));
        SourcePlaces alike({{"/x/docs", "", false}}, {"limits.md"});
        QCOMPARE(alike.place({"/x/docs2/limits.md", "", true}).prefix, std::string("docs2/"));
    }

    void gitAddressesAreJudged_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("expected");  // URL, revision and name; or a word of the refusal
        QTest::newRow("plain") << "https://example.org/a/project.git"
                               << "https://example.org/a/project.git||project";
        QTest::newRow("tag") << "https://example.org/a/b#v1.2"
                             << "https://example.org/a/b|v1.2|b";
        QTest::newRow("file") << "git+file:///srv/x.git/"
                              << "file:///srv/x.git||x";
        QTest::newRow("ssh") << "git@example.org:a/b.git"
                             << "other protocols";
        QTest::newRow("ssh url") << "ssh://example.org/a"
                                 << "other protocols";
        QTest::newRow("helper") << "ext::sh -c id"
                                << "other protocols";
        QTest::newRow("http") << "http://example.org/a"
                              << "other protocols";
        QTest::newRow("password") << "https://me:pw@example.org/a"
                                  << "no user name";
        QTest::newRow("option") << "https://example.org/a#--upload-pack=x"
                                << "a revision";
        QTest::newRow("no name") << "https://example.org/.."
                                 << "ends in a name";
    }
    void gitAddressesAreJudged() {
        QFETCH(QString, source);
        QFETCH(QString, expected);
        QVERIFY(isSourceUrl(source.toStdString()));
        const auto parsed = parseGitSource(source.toStdString());
        if (!parsed) {
            QVERIFY2(QString::fromStdString(parsed.error().message).contains(expected), parsed.error().message.c_str());
            return;
        }
        QCOMPARE(QString::fromStdString(parsed->url + "|" + parsed->revision + "|" + parsed->name), expected);
    }
    void pathsAreNoAddresses() {
        for (const char* path : {".", "src", "../a@b", "/x/y:z", "a:b", "C"}) QVERIFY(!isSourceUrl(path));
    }

    /// What a byte order mark names is read as text; the file counts as unchanged when it is read again.
    void textsOfOtherEncodings() {
        Tree tree;
        const auto utf16 = [](const std::u16string& text, bool little) {
            std::string bytes = little ? "\xFF\xFE" : "\xFE\xFF";
            for (const auto unit : text) {
                const auto high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
                bytes += little ? low : high;
                bytes += little ? high : low;
            }
            return bytes;
        };
        tree.write("little.md", utf16(u"# Zahlungen\r\n\r\nFrist \u00FCber \U0001F600 14 Tage.\r\n", true));
        tree.write("big.md", utf16(u"# Zahlungen\n\nFrist \u00FCber 14 Tage.\n", false));
        tree.write("odd.txt", utf16(std::u16string(u"Frist ") + char16_t(0xD800) + u"x", true) + "y");
        tree.write("mark.md", "\xEF\xBB\xBF# Marked\n\nText.\n");
        tree.write("secret.txt", utf16(u"aws = AKIA"
                                       u"QYLPMN5HHHFPZAM2\n",
                                       true));
        const auto outcome = run({}, {tree.path("")});
        QVERIFY2(outcome.report.has_value(), outcome.report ? "" : outcome.report.error().message.c_str());
        QCOMPARE(outcome.file("little.md")->content, std::string("# Zahlungen\r\n\r\nFrist \xC3\xBC"
                                                                 "ber \xF0\x9F\x98\x80 14 Tage.\r\n"));
        QCOMPARE(outcome.file("big.md")->content, std::string("# Zahlungen\n\nFrist \xC3\xBC"
                                                              "ber 14 Tage.\n"));
        QCOMPARE(outcome.file("odd.txt")->content, std::string("Frist \xEF\xBF\xBDx\xEF\xBF\xBD"));
        const auto& marked = outcome.file("mark.md")->atoms;
        QVERIFY(std::any_of(marked.begin(), marked.end(), [](const Atom& atom) { return atom.title == "Marked"; }));
        QCOMPARE(outcome.why("secret.txt"), std::string("secret"));
        IngestRequest again;
        again.known = outcome.known();
        QCOMPARE(run(again, {tree.path("")}).report->unchanged, std::uint64_t{4});
    }

    void filesWithTooManyPartsAreNamed() {
        Tree tree;
        std::string headings;
        for (int i = 0; i < 60'000; ++i) headings += "# h" + std::to_string(i) + "\n";
        tree.write("many.md", headings);
        tree.write("few.md", "# A\n");
        const auto outcome = run({}, {tree.path("")});
        QCOMPARE(outcome.report->changed, std::uint64_t{2});
        QCOMPARE(outcome.report->warnings.size(), std::size_t{1});
        const auto warning = QString::fromStdString(outcome.report->warnings.front());
        QVERIFY2(warning.startsWith("many.md: cut, its first 40000 atoms (to line 39999)"), qPrintable(warning));
    }

    void rootsAreToldApart() {
        Tree tree;
        tree.write("one/src/a.md", "# 1\n");
        tree.write("two/src/a.md", "# 2\n");
        tree.write("three/a.md", "# 3\n");
        const auto outcome = run({}, {tree.path("one/src"), tree.path("two/src"), tree.path("three/a.md")});
        QVERIFY(outcome.file("src/a.md") && outcome.file("two/src/a.md") && outcome.file("a.md"));
        // A part is read with what it is a part of, in whichever order they are named.
        for (const auto& paths : {std::vector{tree.path("one/src/a.md"), tree.path("one/src")},
                                  std::vector{tree.path("one/src"), tree.path("one/src/a.md")}}) {
            const auto once = run({}, paths);
            QVERIFY(once.files.size() == 1 && once.file("a.md"));
        }
        QCOMPARE(sourceRootsFor({tree.path("nothing")}).error().code, ErrorCode::NotFound);
    }

    void deliveryIsInOrderWhateverTheWorkers() {
        std::vector<std::string> orders;
        for (const unsigned workers : {1u, 4u}) {
            IngestRequest request;
            request.workers = workers;
            const auto outcome = run(request, {"/usr/include/boost/graph"});
            QVERIFY(outcome.report.has_value());
            std::string order;
            for (const auto& file : outcome.files) order += file.file.path + file.manifest + "\n";
            orders.push_back(order);
            QVERIFY(outcome.report->atoms > 5'000);
            QVERIFY(std::is_sorted(outcome.files.begin(), outcome.files.end(),
                                   [](const auto& a, const auto& b) { return a.file.path < b.file.path; }));
        }
        QVERIFY(orders[0] == orders[1]);
    }

    void missingOrWrongCtagsIsSaid() {
        Tree tree;
        tree.write("a.c", "int a;\n");
        for (const char* program : {"no-such-ctags-program", "/bin/true"}) {
            IngestRequest request;
            request.ctagsProgram = program;
            const auto outcome = run(request, {tree.path("")});
            QVERIFY(!outcome.report);
            QCOMPARE(outcome.report.error().code, ErrorCode::Unavailable);
            QVERIFY(outcome.report.error().message.find("universal-ctags") != std::string::npos);
        }
    }

    void aHangingCtagsCostsOnlySymbols() {
        Tree tree, tools;
        tree.write("a.c", "int a;\n");
        tools.write("ctags", "#!/bin/sh\necho '{\"_type\": \"program\"}'\nexec sleep 1000\n");
        ::chmod(tools.path("ctags").c_str(), 0755);
        IngestRequest request;
        request.ctagsProgram = tools.path("ctags");
        request.toolTimeoutMs = 200;
        const auto outcome = run(request, {tree.path("")});
        QVERIFY(outcome.report.has_value() && outcome.file("a.c"));
        QCOMPARE(outcome.report->warnings.size(), std::size_t{1});
    }

    void cancelAndRefusalStopIt() {
        std::atomic<bool> cancel{false};
        IngestRequest request;
        request.roots = *sourceRootsFor({"/usr/include/boost/graph"});
        int delivered = 0;
        IngestCallbacks callbacks;
        callbacks.cancel = &cancel;
        callbacks.onFile = [&](IngestedFile&&) -> Result<void> {
            if (++delivered == 3) cancel = true;  // and stays set, as a person's wish does
            return {};
        };
        QCOMPARE(ingest(request, callbacks).error().code, ErrorCode::Cancelled);
        callbacks.cancel = nullptr;
        callbacks.onFile = [](IngestedFile&&) -> Result<void> { return fail(ErrorCode::Io, "full"); };
        QCOMPARE(ingest(request, callbacks).error().code, ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestIngest)
#include "tst_ingest.moc"
