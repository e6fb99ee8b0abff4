// The ignore rules against gitignore(5), and against git itself on random trees.
#include <QtTest>

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <rapidcheck.h>

#include <set>

#include "core/base/text.h"
#include "core/memory/ignore.h"

using namespace skein;
using namespace skein::memory;

namespace {

/// What our walker would leave out: an entry is ignored when it or a folder above it is.
bool ignoredWithParents(const IgnoreStack& stack, const std::string& path) {
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
        if (stack.ignores(path.substr(0, slash), EntryKind::Folder)) return true;
    return stack.ignores(path, EntryKind::File);
}

/// The paths that git ignores under these rules, by `git check-ignore --no-index` in an empty repository.
std::set<std::string> ignoredByGit(const QString& repository, const std::vector<std::string>& paths) {
    QProcess git;
    git.setWorkingDirectory(repository);
    git.start("git", {"-c", "core.excludesFile=", "check-ignore", "--no-index", "--stdin", "-z"});
    QByteArray input;
    for (const auto& path : paths) input.append(path.c_str(), static_cast<int>(path.size()) + 1);
    git.write(input);
    git.closeWriteChannel();
    git.waitForFinished();
    std::set<std::string> ignored;
    for (const auto& path : git.readAllStandardOutput().split('\0'))
        if (!path.isEmpty()) ignored.insert(path.toStdString());
    return ignored;
}

rc::Gen<std::string> namePattern() {
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(
                            3, rc::gen::elementOf(std::vector<std::string>{"a", "b", "c", "?", "*", "[ab]", "[!a]",
                                                                           "[a-c]", "\\a", "[[:alpha:]]", ".x"})),
                        [](const auto& parts) {
                            std::string out;
                            for (const auto& part : parts) {
                                // "**" inside a name is a plain "*" by the manual, but git's shortcut for literal
                                // beginnings differs.
                                if (part == "*" && !out.empty() && out.back() == '*') continue;
                                out += part;
                            }
                            return out;
                        });
}

rc::Gen<std::string> ignoreLine() {
    return rc::gen::map(
        rc::gen::tuple(rc::gen::inRange(0, 5), rc::gen::inRange(0, 4),
                       rc::gen::container<std::vector<std::string>>(2, namePattern()), rc::gen::inRange(0, 6),
                       rc::gen::inRange(0, 4)),
        [](const std::tuple<int, int, std::vector<std::string>, int, int>& t) {
            const auto& [negate, lead, names, shape, trail] = t;
            std::string line = negate == 0 ? "!" : "";
            if (lead == 0) line += "/";
            switch (shape) {
                case 0: line += names[0]; break;
                case 1: line += names[0] + "/" + names[1]; break;
                case 2: line += "**/" + names[0]; break;
                case 3: line += names[0] + "/**"; break;
                case 4: line += names[0] + "/**/" + names[1]; break;
                default: line += "*" + names[0]; break;
            }
            if (line.find("***") != std::string::npos || (line.rfind("**", 0) == 0 && line.rfind("**/", 0) != 0))
                line = "a*";
            return line + (trail == 0 ? "/" : "");
        });
}

}  // namespace

class TestIgnore : public QObject {
    Q_OBJECT

private slots:
    void matches_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("folder");
        QTest::addColumn<bool>("ignored");
        const auto row = [](const char* pattern, const char* path, bool folder, bool ignored) {
            QTest::newRow((std::string(pattern) + " | " + path).c_str()) << pattern << path << folder << ignored;
        };
        row("*.o", "deep/down/x.o", false, true);
        row("/x.o", "deep/x.o", false, false);
        row("build/", "build", true, true);
        row("build/", "build", false, false);
        row("a/b", "x/a/b", false, false);
        row("**/b", "x/a/b", false, true);
        row("**/b", "xb", false, false);
        row("a/**", "a", true, false);
        row("a/**", "a/x/y", false, true);
        row("a/**/b", "a/b", false, true);
        row("a/**/b", "a/x/y/b", false, true);
        row("a/*", "a/x/y", false, false);
        row("a?c", "a/c", false, false);
        row("[a-c]x", "bx", false, true);
        row("[!a-c]x", "bx", false, false);
        row("[]x]", "]", false, true);
        row("[[:digit:]]", "7", false, true);
        row("[a", "[a", false, false);
        row("\\#x", "#x", false, true);
        row("x\\", "x\\", false, false);
        row("#x", "#x", false, false);
        row("x ", "x", false, true);
        row("x\\ ", "x ", false, true);
        row("third_party/**", "third_party/zlib/zlib.h", false, true);
    }
    void matches() {
        QFETCH(QString, pattern);
        QFETCH(QString, path);
        QFETCH(bool, folder);
        QFETCH(bool, ignored);
        const auto list = IgnoreList::parse(pattern.toStdString());
        const auto verdict = list.decide(path.toStdString(), folder ? EntryKind::Folder : EntryKind::File);
        QCOMPARE(verdict == IgnoreVerdict::Ignored, ignored);
    }

    void innerListsAndTheOverrideWin() {
        IgnoreStack stack;
        stack.push("", IgnoreList::parse("*.log\nkeep/x\n"));
        stack.push("keep", IgnoreList::parse("!important.log\n!x\n"));
        QVERIFY(stack.ignores("a.log", EntryKind::File));
        QVERIFY(!stack.ignores("keep/important.log", EntryKind::File));
        QVERIFY(!stack.ignores("keep/x", EntryKind::File));
        QVERIFY(stack.ignores("keepsake/other.log", EntryKind::File));
        stack.setOverride(IgnoreList::fromPatterns({"keep/important.log"}));
        QVERIFY(stack.ignores("keep/important.log", EntryKind::File));
        stack.popTo(1);
        QVERIFY(stack.ignores("keep/x", EntryKind::File));
    }

    void hostilePatternIsNotSlow() {
        std::string pattern;
        for (int i = 0; i < 500; ++i) pattern += "*a";
        const Glob glob(pattern + "b");
        QVERIFY(!glob.matches(std::string(4'000, 'a')));
    }

    void agreesWithGit() {
        if (QStandardPaths::findExecutable("git").isEmpty())
            QFAIL("git is needed for this test: install the package git");
        QTemporaryDir folder;
        QVERIFY(folder.isValid());
        QCOMPARE(QProcess::execute("git", {"init", "-q", folder.path()}), 0);
        std::vector<std::string> paths;
        const std::vector<std::string> names{"a", "b", "ab", "abc", "bca", "a.x", "cab"};
        for (const auto& one : names) {
            paths.push_back(one);
            for (const auto& two : names) {
                paths.push_back("d" + one + "/" + two);
                paths.push_back("d" + one + "/a/" + two);
                for (const auto& three : {"a", "abc"}) paths.push_back(one + "x/" + two + "z/" + three);
            }
        }
        const bool agreed = rc::check("ignore rules agree with git check-ignore", [&](void) {
            const auto lines = *rc::gen::container<std::vector<std::string>>(ignoreLine());
            std::string text;
            for (const auto& line : lines) text += line + "\n";
            RC_ASSERT(writeFileAtomically(folder.path().toStdString() + "/.gitignore", text).has_value());
            const auto expected = ignoredByGit(folder.path(), paths);
            IgnoreStack stack;
            stack.push("", IgnoreList::parse(text));
            for (const auto& path : paths) {
                if (ignoredWithParents(stack, path) != (expected.count(path) > 0))
                    RC_LOG() << "path " << path << "\nrules:\n" << text;
                RC_ASSERT(ignoredWithParents(stack, path) == (expected.count(path) > 0));
            }
        });
        QVERIFY(agreed);
    }
};

QTEST_GUILESS_MAIN(TestIgnore)
#include "tst_ignore.moc"
