// The event-stream parser against the web-platform cases and against every way of cutting a stream into reads.
#include <QtTest>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/providers/sse.h"

using namespace skein;
using namespace skein::providers;

namespace {

/// Events of a stream fed in pieces that end at the given positions.
std::vector<SseEvent> parse(std::string_view bytes, std::initializer_list<std::size_t> cuts, SseParser& parser) {
    std::vector<SseEvent> events;
    std::size_t start = 0;
    for (const std::size_t cut : cuts) {
        if (!parser.push(bytes.substr(start, cut - start), events)) return {};
        start = cut;
    }
    if (!parser.push(bytes.substr(start), events)) return {};
    return events;
}

std::vector<SseEvent> parse(std::string_view bytes) {
    SseParser parser;
    return parse(bytes, {}, parser);
}

}  // namespace

class SseTest : public QObject {
    Q_OBJECT
private slots:
    void webPlatformCases();
    void everySplitGivesTheSame();
    void framing_data();
    void framing();
    void unfinishedEventIsKept();
    void retryField();
    void longLineIsRefused();
    void bigEventIsRefused();
};

void SseTest::webPlatformCases() {
    const std::string path = qEnvironmentVariable("SKEIN_SHARED_DATA").toStdString() + "/sse/wpt-cases.json";
    const auto text = readFile(path);
    if (!text) QSKIP("24 web-platform cases not run: $SKEIN_SHARED_DATA/sse/wpt-cases.json is absent");
    const auto cases = parseJson(*text);
    QVERIFY(cases.has_value());
    int splits = 0;
    for (const Json& item : *cases) {
        const QByteArray raw =
            QByteArray::fromBase64(QByteArray::fromStdString(item["bytes_base64"].get<std::string>()));
        const std::string_view bytes(raw.constData(), static_cast<std::size_t>(raw.size()));
        std::vector<SseEvent> expected;
        for (const Json& event : item["events"])
            expected.push_back({event["type"], event["data"], event["lastEventId"]});
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut, ++splits) {
            SseParser parser;
            const auto events = parse(bytes, {cut}, parser);
            QVERIFY2(events == expected,
                     qPrintable(QString("%1 cut at %2").arg(QString::fromStdString(item["name"])).arg(cut)));
            const auto& retry = item["retry_ms"];
            if (!retry.is_null()) QCOMPARE(parser.retryMs().value_or(-1), retry.get<std::int64_t>());
        }
    }
    QVERIFY(cases->size() >= 24 && splits > 500);
}

void SseTest::everySplitGivesTheSame() {
    // CRLF, a four-byte character, a comment, two data lines, an id; cut into three reads everywhere.
    const std::string_view stream =
        "\xEF\xBB\xBF"
        ": hi\r\ndata: {\"t\":\"\xF0\x9F\x90\x9D\"}\r\n\r\nid: 7\revent: x\rdata:a\rdata: b\r\rdata: [DONE]\n\n";
    const std::vector<SseEvent> whole = parse(stream);
    QCOMPARE(whole.size(), std::size_t{3});
    QCOMPARE(whole[0].data, std::string("{\"t\":\"\xF0\x9F\x90\x9D\"}"));
    QCOMPARE(whole[1], (SseEvent{"x", "a\nb", "7"}));
    QCOMPARE(whole[2], (SseEvent{"message", "[DONE]", "7"}));
    for (std::size_t a = 0; a <= stream.size(); ++a)
        for (std::size_t b = a; b <= stream.size(); ++b) {
            SseParser parser;
            QVERIFY2(parse(stream, {a, b}, parser) == whole, qPrintable(QString("cut at %1 and %2").arg(a).arg(b)));
        }
}

void SseTest::framing_data() {
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<QStringList>("data");
    QTest::newRow("no space after the colon") << QByteArray("data:a\n\n") << QStringList{"a"};
    QTest::newRow("one space removed, not two") << QByteArray("data:  a\n\n") << QStringList{" a"};
    QTest::newRow("comments only") << QByteArray(": OPENROUTER PROCESSING\n\n:\n\n") << QStringList{};
    QTest::newRow("empty data") << QByteArray("data:\n\n") << QStringList{""};
    QTest::newRow("no data, no event") << QByteArray("event: ping\n\n") << QStringList{};
    QTest::newRow("two blank lines") << QByteArray("data: a\n\n\n\ndata: b\n\n") << QStringList({"a", "b"});
    QTest::newRow("unclosed event is not dispatched") << QByteArray("data: a\n\ndata: b\n") << QStringList{"a"};
    QTest::newRow("unknown field") << QByteArray("weird: 1\ndata: a\n\n") << QStringList{"a"};
}

void SseTest::framing() {
    QFETCH(QByteArray, stream);
    QFETCH(QStringList, data);
    QStringList found;
    for (const SseEvent& event : parse(stream.toStdString())) found << QString::fromStdString(event.data);
    QCOMPARE(found, data);
}

void SseTest::unfinishedEventIsKept() {
    for (const std::string_view stream : {"data: a\n\ndata: tail", "data: a\n\ndata: tail\n"}) {
        SseParser parser;
        QCOMPARE(parse(stream, {}, parser).size(), std::size_t{1});
        const auto last = parser.takeUnfinished();
        QVERIFY(last && last->data == "tail");
    }
    SseParser parser;
    parse("data: a\n\n: comment", {}, parser);
    QVERIFY(!parser.takeUnfinished());
}

void SseTest::retryField() {
    SseParser parser;
    parse("retry: 1500\n\nretry: soon\n\nretry: 99999999999999999999\n\n", {}, parser);
    QCOMPARE(parser.retryMs().value_or(-1), std::int64_t{1500});
}

void SseTest::longLineIsRefused() {
    SseParser parser(SseLimits{100, 1000});
    std::vector<SseEvent> events;
    QVERIFY(parser.push("data: " + std::string(94, 'x'), events).has_value());
    const auto refused = parser.push("y", events);
    QVERIFY(!refused);
    QCOMPARE(static_cast<int>(refused.error().code), static_cast<int>(ErrorCode::TooLarge));
    QVERIFY(refused.error().message.find("100") != std::string::npos);
    QVERIFY(!parser.push("\n", events));
}

void SseTest::bigEventIsRefused() {
    SseParser parser(SseLimits{100, 150});
    std::vector<SseEvent> events;
    QVERIFY(parser.push("data: " + std::string(90, 'x') + "\n", events).has_value());
    const auto refused = parser.push("data: " + std::string(90, 'x') + "\n\n", events);
    QVERIFY(!refused && refused.error().message.find("150") != std::string::npos);
    QVERIFY(events.empty());
}

QTEST_APPLESS_MAIN(SseTest)
#include "tst_sse.moc"
