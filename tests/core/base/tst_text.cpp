#include <QtTest>

#include <rapidcheck.h>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/resources.h"
#include "core/base/text.h"

using namespace skein;

class TestText final : public QObject {
    Q_OBJECT

private slots:
    // Unicode 15, table 3-7, and the classic malformed sequences.
    void utf8_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("valid");
        const auto row = [](const char* name, const char* bytes, bool valid) {
            QTest::newRow(name) << QByteArray(bytes) << valid;
        };
        row("ascii", "plain", true);
        row("two bytes", "\xC3\xB6", true);
        row("three bytes", "\xE2\x82\xAC", true);
        row("four bytes", "\xF0\x9F\x98\x80", true);
        row("last code point", "\xF4\x8F\xBF\xBF", true);
        row("beyond Unicode", "\xF4\x90\x80\x80", false);
        row("surrogate", "\xED\xA0\x80", false);
        row("before surrogates", "\xED\x9F\xBF", true);
        row("overlong slash", "\xC0\xAF", false);
        row("overlong three", "\xE0\x80\xAF", false);
        row("overlong four", "\xF0\x80\x80\xAF", false);
        row("lone continuation", "\x80", false);
        row("cut short", "\xE2\x82", false);
        row("five bytes", "\xF8\x88\x80\x80\x80", false);
        row("FF", "\xFF", false);
    }
    void utf8() {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, valid);
        QCOMPARE(isValidUtf8(bytes.toStdString()), valid);
        QVERIFY(isValidUtf8(toValidUtf8(bytes.toStdString())));
        if (valid) QCOMPARE(toValidUtf8(bytes.toStdString()), bytes.toStdString());
    }

    void repairedTextIsAlwaysValid() {
        const bool good = rc::check("any bytes become valid, and elide stays within its bound", [] {
            const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
            RC_ASSERT(isValidUtf8(toValidUtf8(bytes)));
            const auto bound = *rc::gen::inRange<std::size_t>(0, 40);
            const std::string valid = toValidUtf8(bytes);
            const std::string cut = elide(valid, bound);
            RC_ASSERT(isValidUtf8(cut));
            RC_ASSERT(cut.size() <= bound + 3);
            if (valid.size() <= bound) RC_ASSERT(cut == valid);
        });
        QVERIFY(good);
    }

    void linesAndParts() {
        using Views = std::vector<std::string_view>;
        QVERIFY(splitLines("a\nb") == (Views{"a", "b"}));
        QVERIFY(splitLines("a\nb\n") == (Views{"a", "b"}));
        QVERIFY(splitLines("a\r\n\r\nb") == (Views{"a", "", "b"}));
        QVERIFY(splitLines("") == Views{});
        QVERIFY(split("a,,b", ',') == (Views{"a", "", "b"}));
        QVERIFY(split("", ',') == Views{""});
        QCOMPARE(trim(" \t x y \n"), std::string_view("x y"));
        QCOMPARE(trim(" \n"), std::string_view());
        QCOMPARE(toLowerAscii("ÄBC"), std::string("Äbc"));
        QCOMPARE(escapeHtml("<a href=\"x\">&'"), std::string("&lt;a href=&quot;x&quot;&gt;&amp;&#39;"));
        QCOMPARE(elide("grün", 3), std::string("gr…"));
    }

    void filesAreReplacedWhole() {
        QTemporaryDir folder;
        const std::string path = folder.filePath("out.txt").toStdString();
        QVERIFY(writeFileAtomically(path, "one"));
        QVERIFY(writeFileAtomically(path, std::string("two\0", 4)));
        QCOMPARE(*readFile(path), std::string("two\0", 4));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        const auto large = readFile(path, 3);
        QVERIFY(!large && large.error().code == ErrorCode::TooLarge);
        QVERIFY2(large.error().message.starts_with(path), large.error().message.c_str());
        QCOMPARE(static_cast<int>(readFile(path + ".absent").error().code), static_cast<int>(ErrorCode::NotFound));
        QVERIFY(!readFile(folder.path().toStdString()));
        QVERIFY(!writeFileAtomically(folder.filePath("no/such/folder").toStdString(), "x"));
    }

    // FIPS 180-4 examples and RFC 4231, test case 2.
    void digests() {
        QCOMPARE(sha256("abc").hex(), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(sha256("").hex(), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        Sha256 hasher;
        QCOMPARE(hasher.add("a").add("bc").finish(), sha256("abc"));
        QCOMPARE(hasher.add("abc").finish(), sha256("abc"));
        QCOMPARE(keyedDigest("Jefe", "what do ya want for nothing?").hex(),
                 std::string("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
        QVERIFY(Digest::fromHex(sha256("x").hex()) == sha256("x"));
        QVERIFY(!Digest::fromHex("ab") && !Digest::fromHex(std::string(64, 'g')));
        QVERIFY(!Digest{} && sha256("x"));
        QCOMPARE(*fromHex("00Ff"), std::string("\0\xff", 2));
        QVERIFY(!fromHex("0") && !fromHex("0x"));
        QCOMPARE(toHex(std::string("\0\xff", 2)), std::string("00ff"));
    }

    void errorsTellTheirWay() {
        const auto inner = []() -> Result<int> { return fail(ErrorCode::NotFound, "no such file"); };
        const auto outer = [&]() -> Result<int> {
            auto result = inner();
            if (!result) return rewrap(result.error(), "reading goal.yaml");
            return result;
        };
        const auto outermost = [&]() -> Result<int> {
            SKEIN_TRY(const int value, outer());
            return value + 1;
        };
        QCOMPARE(outermost().error().describe(), std::string("reading goal.yaml: no such file"));
        QCOMPARE(exitStatusFor(ErrorCode::NotFound), 2);
        QCOMPARE(exitStatusFor(ErrorCode::NeedsPerson), 3);
        QCOMPARE(exitStatusFor(ErrorCode::Budget), 4);
        QCOMPARE(exitStatusFor(ErrorCode::Damaged), 5);
        QCOMPARE(exitStatusFor(ErrorCode::Cancelled), 130);
        QCOMPARE(errorCodeName(ErrorCode::NeedsPerson), std::string_view("needs-person"));
    }

    void resourcesAreFoundAndListed() {
        QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath("things/sub.yaml"));
        for (const char* name : {"b.yaml", "a.yaml", "c.txt"})
            QVERIFY(writeFileAtomically(folder.filePath("things/").toStdString() + name, "x"));
        qputenv("SKEIN_RESOURCES", folder.path().toUtf8());
        const std::string base = folder.path().toStdString() + "/things";
        QCOMPARE(*resourcePath("things"), base);
        QVERIFY(*resourceFiles("things", ".yaml") == (std::vector<std::string>{base + "/a.yaml", base + "/b.yaml"}));
        qunsetenv("SKEIN_RESOURCES");
        const auto missing = resourcePath("no-such-thing");
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
        QVERIFY(!resourceFiles("no-such-thing", ".yaml"));
    }
};

QTEST_APPLESS_MAIN(TestText)
#include "tst_text.moc"
