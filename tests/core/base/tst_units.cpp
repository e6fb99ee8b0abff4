#include <QtTest>

#include <rapidcheck.h>

#include "core/base/units.h"

using namespace skein;

class TestUnits final : public QObject {
    Q_OBJECT

private slots:
    void dollarsAreRead_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qlonglong>("micro");  // -1: refused
        const auto row = [](const char* text, qlonglong micro) { QTest::newRow(text) << text << micro; };
        row("5.00", 5'000'000);
        row("0", 0);
        row("0.1", 100'000);
        row(".5", 500'000);
        row("7.", 7'000'000);
        row("0.000001", 1);
        row("9007199254.740991", maxExactInteger);
        row("", -1);
        row(".", -1);
        row("-1", -1);
        row("+1", -1);
        row("1e3", -1);
        row("1,5", -1);
        row("0.0000001", -1);
        row("5 ", -1);
        row("99999999999", -1);
    }
    void dollarsAreRead() {
        QFETCH(QString, text);
        QFETCH(qlonglong, micro);
        const auto amount = parseUsd(text.toStdString());
        QCOMPARE(amount.has_value(), micro >= 0);
        if (amount) QCOMPARE(static_cast<qlonglong>(amount->value), micro);
    }

    void dollarsAreWritten() {
        QCOMPARE(formatUsd(MicroUsd{1'500'000}), std::string("1.50"));
        QCOMPARE(formatUsd(MicroUsd{0}), std::string("0.00"));
        QCOMPARE(formatUsd(MicroUsd{1}), std::string("0.000001"));
        QCOMPARE(formatUsd(MicroUsd{-2'345'000}), std::string("-2.345"));
        const bool good = rc::check("what is written is read back", [] {
            const MicroUsd amount{*rc::gen::inRange<std::int64_t>(0, maxExactInteger)};
            RC_ASSERT(*parseUsd(formatUsd(amount)) == amount);
        });
        QVERIFY(good);
    }

    void instants_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("normal");  // empty: refused
        const auto row = [](const char* text, const char* normal) { QTest::newRow(text) << text << normal; };
        row("2026-11-21T03:04:05Z", "2026-11-21T03:04:05Z");
        row("2026-11-21T03:04:05.250000Z", "2026-11-21T03:04:05.25Z");
        row("2026-11-21t03:04:05z", "2026-11-21T03:04:05Z");
        row("2026-11-21 03:04:05Z", "2026-11-21T03:04:05Z");
        row("2026-11-21T03:04:05+02:00", "2026-11-21T01:04:05Z");
        row("2026-11-20T23:30:00-01:30", "2026-11-21T01:00:00Z");
        row("2026-11-21", "2026-11-21T00:00:00Z");
        row("2024-02-29", "2024-02-29T00:00:00Z");
        row("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z");
        row("2000-03-01T00:00:00.000001Z", "2000-03-01T00:00:00.000001Z");
        row("2026-11-21T03:04:05", "");
        row("2026-13-01", "");
        row("2026-11-21T24:00:00Z", "");
        row("2026-02-29", "");
        row("2024-02-29", "2024-02-29T00:00:00Z");
        row("2026-11-21T03:04Z", "");
        row("21.11.2026", "");
        row("tomorrow", "");
        row("", "");
    }
    void instants() {
        QFETCH(QString, text);
        QFETCH(QString, normal);
        const auto instant = parseInstant(text.toStdString());
        QCOMPARE(instant.has_value(), !normal.isEmpty());
        if (instant) QCOMPARE(QString::fromStdString(formatInstant(*instant)), normal);
    }

    void instantsAreReadBack() {
        const bool good = rc::check("what is written is read back", [] {
            // Years 0001 to 9999, the range of RFC 3339.
            const Instant instant{*rc::gen::inRange<std::int64_t>(-62'135'596'800'000'000, 253'402'300'799'999'999)};
            RC_ASSERT(*parseInstant(formatInstant(instant)) == instant);
        });
        QVERIFY(good);
    }

    void arithmeticStaysInItsUnit() {
        QVERIFY(seconds(2) + milliseconds(500) == Duration{2'500'000});
        QVERIFY(Instant{10} + Duration{5} == Instant{15});
        QVERIFY(Instant{10} - Instant{4} == Duration{6});
        MicroUsd amount{5};
        amount += MicroUsd{3};
        amount -= MicroUsd{1};
        QCOMPARE(amount.value, 7);
    }
};

QTEST_APPLESS_MAIN(TestUnits)
#include "tst_units.moc"
