#include <cmath>
#include <cstring>
#include <limits>

#include <QtTest>

#include <rapidcheck.h>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/json_text.h"
#include "core/base/text.h"

using namespace skein;

namespace {

double fromBits(std::uint64_t bits) {
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

std::string describe(const Result<Json>& json) { return json ? json->dump() : json.error().describe(); }

}  // namespace

class TestJson final : public QObject {
    Q_OBJECT

private slots:
    // What an error quotes of a wrong text goes into answers, logs and the journal, which hold valid UTF-8 only.
    void errorsAreValidText() {
        for (const std::string& text :
             {std::string("{\"a\xFF\xFE"), std::string("{\"name\":\"x\"\xA2\xA2"), std::string("\xC3")}) {
            const auto json = parseJson(text);
            QVERIFY(!json);
            QVERIFY2(isValidUtf8(json.error().message), json.error().message.c_str());
        }
    }

    void canonicalVectors_data() {
        QTest::addColumn<QString>("name");
        const QDir folder(qEnvironmentVariable("SKEIN_SHARED_DATA") + "/crypto-vectors/jcs/input");
        for (const QString& file : folder.entryList({"*.json"})) QTest::newRow(qPrintable(file)) << file;
        if (folder.isEmpty()) QTest::newRow("absent") << QString();
    }
    void canonicalVectors() {
        QFETCH(QString, name);
        if (name.isEmpty()) QSKIP("the shared test data is not here");
        const QString folder = qEnvironmentVariable("SKEIN_SHARED_DATA") + "/crypto-vectors/jcs/";
        QFile input(folder + "input/" + name), output(folder + "output/" + name);
        QVERIFY(input.open(QIODevice::ReadOnly) && output.open(QIODevice::ReadOnly));
        const auto json = parseJson(input.readAll().toStdString());
        QVERIFY2(json, describe(json).c_str());
        const auto canonical = canonicalJson(*json);
        QVERIFY(canonical);
        QCOMPARE(QByteArray::fromStdString(*canonical), output.readAll());
    }

    // RFC 8785, appendix B.
    void numbers_data() {
        QTest::addColumn<qulonglong>("bits");
        QTest::addColumn<QString>("text");
        const auto row = [](std::uint64_t bits, const char* text) {
            QTest::newRow(text) << static_cast<qulonglong>(bits) << text;
        };
        row(0x0000000000000000, "0");
        row(0x8000000000000000, "0");
        row(0x0000000000000001, "5e-324");
        row(0x8000000000000001, "-5e-324");
        row(0x7fefffffffffffff, "1.7976931348623157e+308");
        row(0xffefffffffffffff, "-1.7976931348623157e+308");
        row(0x4340000000000000, "9007199254740992");
        row(0xc340000000000000, "-9007199254740992");
        row(0x4430000000000000, "295147905179352830000");
        row(0x44b52d02c7e14af5, "9.999999999999997e+22");
        row(0x44b52d02c7e14af6, "1e+23");
        row(0x44b52d02c7e14af7, "1.0000000000000001e+23");
        row(0x444b1ae4d6e2ef4e, "999999999999999700000");
        row(0x444b1ae4d6e2ef4f, "999999999999999900000");
        row(0x444b1ae4d6e2ef50, "1e+21");
        row(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7");
        row(0x3eb0c6f7a0b5ed8d, "0.000001");
        row(0x41b3de4355555553, "333333333.3333332");
        row(0x41b3de4355555557, "333333333.33333343");
        row(0xbecbf647612f3696, "-0.0000033333333333333333");
        row(0x43143ff3c1cb0959, "1424953923781206.2");
    }
    void numbers() {
        QFETCH(qulonglong, bits);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(*canonicalJson(fromBits(bits))), text);
    }

    // The generated sequence of the reference implementation: the SHA-256 of its first 10,000 lines is published.
    void tenThousandGeneratedNumbers() {
        QFile readme(qEnvironmentVariable("SKEIN_SHARED_DATA") + "/crypto-vectors/jcs/README.md");
        if (!readme.open(QIODevice::ReadOnly)) QSKIP("the shared test data is not here");
        const QString page = QString::fromUtf8(readme.readAll());
        const QString table = page.section("staticU64s = new BigUint64Array([", 1).section("])", 0, 0);
        std::vector<std::uint64_t> fixed;
        for (auto match = QRegularExpression("0x([0-9a-f]{16})n").globalMatch(table); match.hasNext();)
            fixed.push_back(match.next().captured(1).toULongLong(nullptr, 16));
        QVERIFY(fixed.size() > 100);
        for (std::uint64_t i = 0; i < 2000; ++i) fixed.push_back(0x0010000000000000 + i);
        std::string block(32, '\0'), lines;
        std::size_t used = 32;
        for (std::size_t i = 0; i < 10'000; ++i) {
            std::uint64_t bits = 0;
            if (i < fixed.size()) bits = fixed[i];
            else do {
                    if (used == 32) {
                        const Digest next = sha256(block);
                        block.assign(reinterpret_cast<const char*>(next.bytes.data()), 32);
                        used = 0;
                    }
                    std::memcpy(&bits, block.data() + used, 8);
                    used += 8;
                } while (fromBits(bits) == 0 || !std::isfinite(fromBits(bits)));
            lines += QString::number(bits, 16).toStdString() + "," + *canonicalJson(fromBits(bits)) + "\n";
        }
        QCOMPARE(sha256(lines).hex(), std::string("b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"));
    }

    void integersStayExact() {
        QCOMPARE(*canonicalJson(9007199254740991), std::string("9007199254740991"));
        QCOMPARE(*canonicalJson(-9007199254740991), std::string("-9007199254740991"));
        QCOMPARE(*canonicalJson(Json::parse("18446744073709551615")), std::string("18446744073709552000"));
        QCOMPARE(*canonicalJson(std::numeric_limits<std::int64_t>::min()), std::string("-9223372036854776000"));
    }

    void keysSortByUtf16() {
        QCOMPARE(*canonicalJson(Json{{"\xF0\x9F\x98\x80", 1}, {"\xEF\xAC\x81", 2}, {"\xC3\xB6", 3}, {"z", 4}}),
                 std::string("{\"z\":4,\"\xC3\xB6\":3,\"\xF0\x9F\x98\x80\":1,\"\xEF\xAC\x81\":2}"));
    }

    void whatCannotBeCanonical() {
        QVERIFY(!canonicalJson(std::nan("")));
        QVERIFY(!canonicalJson(std::numeric_limits<double>::infinity()));
        QVERIFY(!canonicalJson(Json("\xff")));
        QVERIFY(!canonicalJson(Json{{"\xff", 1}}));
    }

    void canonicalTextIsAFixedPoint() {
        const bool good = rc::check("parse(canonical(x)) = x and canonical again is equal", [] {
            Json value = Json::object();
            for (const auto& key : *rc::gen::container<std::vector<std::string>>(rc::gen::string<std::string>())) {
                std::string ascii;
                for (const char c : key) ascii += static_cast<char>(c & 0x7F);
                value[ascii] = {*rc::gen::arbitrary<std::int32_t>(), ascii, *rc::gen::arbitrary<bool>(), nullptr};
            }
            const auto text = canonicalJson(value);
            RC_ASSERT(text.has_value());
            const auto again = parseJson(*text);
            RC_ASSERT(again.has_value());
            RC_ASSERT(*again == value);
            RC_ASSERT(*canonicalJson(*again) == *text);
        });
        QVERIFY(good);
    }

    void parseErrorsHavePositions_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("start");
        QTest::newRow("empty") << ""
                               << "line 1, column 1: ";
        QTest::newRow("first line") << "[1,]"
                                    << "line 1, column 4: ";
        QTest::newRow("third line") << "{\n \"a\": 1,\n \"b\" 2\n}"
                                    << "line 3, column 6: ";
        QTest::newRow("cut short") << "[1"
                                   << "line 1, column 3: ";
        QTest::newRow("two values") << "1 2"
                                    << "line 1, column 3: ";
        QTest::newRow("comment") << "[1 // one\n]"
                                 << "line 1, column 4: ";
        QTest::newRow("duplicate key") << "{\"a\": 1,\n \"b\": {\"c\": 1,\n\"c\": 2}}"
                                       << "line 3, column 1: the key 'c' appears twice in one object";
    }
    void parseErrorsHavePositions() {
        QFETCH(QString, text);
        QFETCH(QString, start);
        const auto json = parseJson(text.toStdString());
        QVERIFY2(!json, describe(json).c_str());
        QCOMPARE(static_cast<int>(json.error().code), static_cast<int>(ErrorCode::InvalidInput));
        QVERIFY2(json.error().message.starts_with(start.toStdString()), json.error().message.c_str());
    }

    void boundsHold() {
        const std::string nested = std::string(200, '[') + std::string(200, ']');
        QVERIFY(parseJson(nested));
        QCOMPARE(static_cast<int>(parseJson("[" + nested + "]").error().code), static_cast<int>(ErrorCode::TooLarge));
        QCOMPARE(static_cast<int>(parseJson("[1,2]", {4, 200}).error().code), static_cast<int>(ErrorCode::TooLarge));
        QVERIFY(parseJson("[1,2]", {5, 200}));
        const std::string deep(1'000'000, '[');
        QCOMPARE(static_cast<int>(parseJson(deep).error().code), static_cast<int>(ErrorCode::TooLarge));
    }

    void invalidUtf8IsRefused() { QVERIFY(!parseJson("[\"\xff\"]")); }

    void membersNameTheirPath() {
        const Json object{{"n", "x"}, {"s", 3}, {"b", "yes"}};
        QCOMPARE(jsonInt(object, "n", "tasks[3].band").error().message,
                 std::string("tasks[3].band.n: expected an integer, found a string"));
        QCOMPARE(jsonString(object, "missing", "a").error().message,
                 std::string("a.missing: expected a string, but it is missing"));
        QCOMPARE(jsonBoolOr(object, "b", true, "").error().message,
                 std::string("b: expected true or false, found a string"));
        QCOMPARE(*jsonIntOr(object, "missing", 7, ""), 7);
        QCOMPARE(*jsonStringOr(object, "missing", "d", ""), std::string("d"));
        QVERIFY(!jsonInt(Json::array(), "n", "p"));
    }

    void textsAreReadBackAsWritten() {
        const bool held = rc::check("strings", [](const std::string& bytes) {
            const auto text = toValidUtf8(bytes);
            std::string written = "[", read;
            appendJsonString(text, written);
            RC_ASSERT(written == "[" + *canonicalJson(text));
            JsonTextReader in(written);
            RC_ASSERT(!in.takeString(read) && in.take("[") && in.takeString(read) && in.isAtEnd());
            RC_ASSERT(read == text);
        });
        QVERIFY(held);
        std::string all, read;
        for (int c = 0; c < 0x80; ++c) all += static_cast<char>(c);
        const auto written = *canonicalJson(all);
        QVERIFY(JsonTextReader(written).takeString(read) && read == all);
    }

    void onlyCanonicalTextIsRead() {
        std::string text = "before";
        for (const std::string wrong : {"", "x", "\"", "\"a", "\"\\", "\"\\\"", "\"\\x\"", "\"\\/\"", "\"\\u0041\"",
                                        "\"\\u001F\"", "\"\\u000a\"", "\"\\u00\"", "\"a\nb\""}) {
            JsonTextReader in(wrong);
            QVERIFY2(!in.takeString(text) && in.position() == 0, wrong.c_str());
        }
        std::uint64_t number = 0;
        for (const std::string wrong :
             {"", "-1", "+1", " 1", "01", "00", "9007199254740992", "99999999999999999999", "x"})
            QVERIFY2(!JsonTextReader(wrong).takeNumber(number), wrong.c_str());
        QVERIFY(JsonTextReader("9007199254740991").takeNumber(number) && number == 9007199254740991);
        QVERIFY(JsonTextReader("0,").takeNumber(number) && number == 0);
        JsonTextReader in("12,34");
        QVERIFY(in.takeNumber(number) && number == 12 && !in.take(",3 ") && in.take(",3") && in.position() == 4);
    }
};

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
