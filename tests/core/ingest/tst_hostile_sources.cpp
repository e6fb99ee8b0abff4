// Files and folders made to hurt: each is reported and left out, or kept as plain text, in bounded time and memory.
#include <QtTest>

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cstring>
#include <filesystem>
#include <fstream>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/memory/segment.h"
#include "core/runtime/ingest/ingest.h"
#include "core/runtime/ingest/walk.h"

using namespace skein;
using namespace skein::runtime;
namespace fs = std::filesystem;

namespace {

std::string repeated(const std::string& text, std::size_t count) {
    std::string out;
    out.reserve(text.size() * count);
    for (std::size_t i = 0; i < count; ++i) out += text;
    return out;
}

std::int64_t peakMegabytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

}  // namespace

class TestHostileSources : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    std::string path(const std::string& name) const { return m_folder->path().toStdString() + "/t/" + name; }
    void write(const std::string& name, const std::string& bytes) const {
        QVERIFY(writeFileAtomically(path(name), bytes).has_value());
    }
    Result<IngestReport> run(IngestRequest request = {}, std::vector<std::string>* files = nullptr) const {
        request.roots = *sourceRootsFor({path("")});
        IngestCallbacks callbacks;
        callbacks.onFile = [&](IngestedFile&& file) -> Result<void> {
            if (files != nullptr) files->push_back(file.file.path);
            return {};
        };
        return ingest(request, callbacks);
    }
    static std::string why(const Result<IngestReport>& report, std::string_view name) {
        for (const auto& skipped : report->skipped)
            if (skipped.path == name) return std::string(skipReasonName(skipped.reason)) + ": " + skipped.detail;
        return "";
    }

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        fs::create_directories(path(""));
    }
    void cleanup() { fs::remove_all(path("")); }  // QTemporaryDir cannot remove names that are not UTF-8

    /// Every cutter takes a hundred thousand levels as text: no recursion, no quadratic time.
    void depthIsOnlyText_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("text");
        const std::size_t deep = 100'000;
        const auto row = [](const char* name, const std::string& text) {
            QTest::newRow(name) << QString(name) << QByteArray::fromStdString(text);
        };
        row("arrays.json", repeated("[", deep) + repeated("]", deep));
        row("objects.json", repeated("{\"a\":\n", deep) + "1" + repeated("}", deep));
        row("flow.yaml", "a: " + repeated("[", deep) + repeated("]", deep) + "\n");
        row("dashes.yaml", repeated("- ", deep) + "x\n");
        row("arrays.toml", "a = " + repeated("[", deep) + repeated("]", deep) + "\n");
        row("quotes.md", repeated(">", deep) + " text\n");
        row("brackets.md", repeated("[", deep) + "x" + repeated("]", deep) + "\n");
        row("marks.md", repeated("*a ", deep) + "\n");
        row("headings.md", repeated("# a\n\n## b\n\n### c\n\n", deep / 3));
        row("table.md", "|" + repeated("a|", deep) + "\n|" + repeated("-|", deep) + "\n");
        row("tags.html", repeated("<div>", deep));
        row("directives.rst", repeated(".. note::\n", deep));
        row("line.txt", std::string(10'000'000, 'x'));
        row("words.txt", repeated("word ", 2'000'000));
        row("separators.txt", repeated("\xE2\x80\xA8", deep));
        row("carriage.md", repeated("a\r", deep));
    }
    void depthIsOnlyText() {
        QFETCH(QString, name);
        QFETCH(QByteArray, text);
        QElapsedTimer clock;
        clock.start();
        const auto atoms = memory::segment({name.toStdString(),
                                            std::string_view(text.constData(), static_cast<std::size_t>(text.size())),
                                            memory::languageOf(name.toStdString(), text.toStdString()),
                                            {}});
        QVERIFY(!atoms.empty() && atoms.size() <= memory::maxAtomsPerFile);
        for (const auto& atom : atoms) QVERIFY(atom.text.size() <= memory::maxAtomTextBytes + 4);
        QVERIFY2(clock.elapsed() < 20'000, "a bound against quadratic time, generous for a loaded machine");
    }

    void whatIsNoFileOfTextIsNamed() {
        write("good.md", "# Good\n");
        QCOMPARE(::mkfifo(path("fifo").c_str(), 0600), 0);
        const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        fs::current_path(path(""));  // socket paths are short
        std::strcpy(address.sun_path, "socket");
        QCOMPARE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ::close(listener);
        fs::current_path("/");
        fs::create_symlink("self", path("self"));
        fs::create_directories(path("a"));
        fs::create_symlink("..", path("a/up"));
        fs::create_symlink("/dev/zero", path("zero"));
        write("bomb.zip", std::string("PK\x03\x04\x14\0\0\0", 8) + std::string(1'000, '\xFF'));
        write("wide.txt", std::string("\xFF\xFE\0\0h\0\0\0i\0\0\0", 12));  // UTF-32
        write("broken.md", "# Bad \xFF\xFE\n\n\xF0\x28\x8C\x28 text\n");
        std::ofstream(path("huge.txt")).put('x');
        fs::resize_file(path("huge.txt"), 500'000'000);  // one line, mostly a hole
        std::ofstream(path("endless.bin")).put('x');
        fs::resize_file(path("endless.bin"), 1ull << 40);
        const auto before = peakMegabytes();
        std::vector<std::string> files;
        const auto report = run({}, &files);
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(files, (std::vector<std::string>{"broken.md", "good.md"}));
        for (const char* special : {"fifo", "socket"})
            QCOMPARE(why(report, special), std::string("special-file: a FIFO, socket or device"));
        QCOMPARE(why(report, "self"), std::string("unreadable: a link that leads back to itself"));
        QVERIFY(why(report, "a/up").starts_with("link:"));
        QVERIFY(why(report, "zero").starts_with("link-outside:"));
        QVERIFY(why(report, "bomb.zip").starts_with("binary:") && why(report, "wide.txt").starts_with("binary:"));
        QVERIFY(why(report, "huge.txt").starts_with("too-large: 500000000 bytes"));
        QVERIFY(why(report, "endless.bin").starts_with("too-large:"));
        QVERIFY2(peakMegabytes() - before < 100, "what is too large is not read");
    }

    void namesThatShowAnother_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("reason");
        QTest::newRow("line end") << QByteArray("a\nb.md") << "control";
        QTest::newRow("escape") << QByteArray("\x1B[31mred.md") << "control";
        QTest::newRow("C1") << QByteArray("c\xC2\x85.md") << "control";
        QTest::newRow("override") << QByteArray("photo\xE2\x80\xAEgpj.md") << "direction";
        QTest::newRow("isolate") << QByteArray("a\xE2\x81\xA6.md") << "direction";
        QTest::newRow("no width") << QByteArray("read\xE2\x80\x8Bme.md") << "nobody can see";
        QTest::newRow("not UTF-8") << QByteArray("bad\xFF.md") << "UTF-8";
        QTest::newRow("German") << QByteArray(
                                       "Gr\xC3\xB6\xC3\x9F"
                                       "e.md")
                                << "";
        QTest::newRow("emoji") << QByteArray("\xE2\x9D\xA4\xEF\xB8\x8F.md") << "";
    }
    void namesThatShowAnother() {
        QFETCH(QByteArray, name);
        QFETCH(QString, reason);
        write(name.toStdString(), "# X\n");
        const auto report = run();
        QVERIFY(report.has_value());
        if (reason.isEmpty()) {
            QCOMPARE(report->changed, std::uint64_t{1});
            return;
        }
        QCOMPARE(report->changed, std::uint64_t{0});
        QCOMPARE(report->skipped.size(), std::size_t{1});
        QCOMPARE(std::string(skipReasonName(report->skipped[0].reason)), std::string("bad-name"));
        QVERIFY2(QString::fromStdString(report->skipped[0].detail).contains(reason), report->skipped[0].detail.c_str());
    }

    void filesThatVanishOrChangeAreReported() {
        write("a.md", "# A\n");
        write("b.md", "# B\n");
        write("c.md", "# C\n");
        std::vector<std::string> files;
        std::vector<SkippedFile> skipped;
        WalkVisitor visitor;
        visitor.onEntry = [] { return Result<void>{}; };
        visitor.onIgnored = [] {};
        visitor.onSkipped = [&](SkippedFile file) { skipped.push_back(std::move(file)); };
        visitor.onFile = [&](const std::string& name, const std::string&) -> Result<void> {
            files.push_back(name);
            if (name == "a.md") {
                fs::remove(path("b.md"));
                fs::remove(path("c.md"));
                fs::create_symlink("/etc/passwd", path("c.md"));  // put in the place of what was listed
            }
            return {};
        };
        const IngestRequest request;
        const auto roots = *sourceRootsFor({path("")});
        QVERIFY(walk(roots.front(), request, visitor).has_value());
        QCOMPARE(files, std::vector<std::string>{"a.md"});
        QCOMPARE(skipped.size(), std::size_t{2});
        for (const auto& file : skipped) QVERIFY(file.reason == SkipReason::Unreadable && !file.detail.empty());
        // A file of the kernel says that it is empty and is not: what grows while it is read.
        skipped.clear();
        const auto growing = *sourceRootsFor({"/proc/self/status"});
        QVERIFY(walk(growing.front(), request, visitor).has_value());
        QCOMPARE(skipped.size(), std::size_t{1});
        QVERIFY(skipped[0].reason == SkipReason::Changing);
    }

    void tooManyFilesAreRefusedBeforeAnyIsRead() {
        for (int i = 0; i < 50; ++i) write("f" + std::to_string(i) + ".md", "# X\n");
        IngestRequest request;
        request.maxFiles = 49;
        std::vector<std::string> files;
        const auto report = run(request, &files);
        QVERIFY(!report && report.error().code == ErrorCode::TooLarge);
        QVERIFY(report.error().message.find("name a smaller source folder") != std::string::npos);
        QVERIFY(files.empty());
    }

    void progressEndsWhereItWasMeasured() {
        write("a.md", "# A\n");
        write("key.txt", "token = \"ghp_" + std::string("aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5") + "\"\n");
        write("big.txt", std::string(5'000, 'x'));  // beyond the bound: not counted
        write("b.md", "# B\n");
        IngestRequest request;
        request.maxFileBytes = 4'000;
        request.roots = *sourceRootsFor({path("")});
        request.known["b.md"] = sha256(std::string_view("# B\n"));
        IngestProgress last;
        std::uint64_t before = 0;
        IngestCallbacks callbacks;
        callbacks.onFile = [](IngestedFile&&) { return Result<void>{}; };
        callbacks.onProgress = [&](const IngestProgress& at) {
            QVERIFY(at.filesDone >= before && at.filesDone <= at.filesTotal && at.bytesDone <= at.bytesTotal);
            before = at.filesDone;
            last = at;
        };
        QVERIFY(ingest(request, callbacks).has_value());
        QCOMPARE(last.filesTotal, std::uint64_t{3});
        QCOMPARE(last.filesDone, std::uint64_t{3});
        QCOMPARE(last.bytesDone, last.bytesTotal);
    }
};

QTEST_GUILESS_MAIN(TestHostileSources)
#include "tst_hostile_sources.moc"
