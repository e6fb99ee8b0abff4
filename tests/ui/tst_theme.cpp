// Recomputes, from the token table alone, what ui.md section 5 promises: contrast, and colour distance between status
// tones for normal sight and three colour-vision deficiencies.
#include <QtTest>
#include <array>
#include <cmath>

#include "ui/common/theme.h"

using namespace skein::ui;

namespace {

struct Linear {
    double r, g, b;
};

double toLinear(int channel) {
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}
Linear linear(unsigned rgb) { return {toLinear((rgb >> 16) & 255), toLinear((rgb >> 8) & 255), toLinear(rgb & 255)}; }

/// WCAG 2.2 contrast ratio.
double contrast(unsigned first, unsigned second) {
    const auto luminance = [](unsigned rgb) {
        const Linear c = linear(rgb);
        return 0.2126 * c.r + 0.7152 * c.g + 0.0722 * c.b;
    };
    const double a = luminance(first), b = luminance(second);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

using Matrix = std::array<double, 9>;
// Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009,
// severity 1.0; applied to linear RGB.
constexpr Matrix normal{1, 0, 0, 0, 1, 0, 0, 0, 1};
constexpr Matrix protanopia{0.152286, 1.052583,  -0.204868, 0.114503, 0.786281,
                            0.099216, -0.003882, -0.048116, 1.051998};
constexpr Matrix deuteranopia{0.367322, 0.860646,  -0.227968, 0.280085, 0.672501,
                              0.047413, -0.011820, 0.042940,  0.968881};
constexpr Matrix tritanopia{1.255528, -0.076749, -0.178779, -0.078411, 0.930809,
                            0.147602, 0.004733,  0.691367,  0.303900};

struct Lab {
    double l, a, b;
};

Lab toLab(Linear c, const Matrix& sight) {
    const auto clip = [](double v) { return std::clamp(v, 0.0, 1.0); };
    const double r = clip(sight[0] * c.r + sight[1] * c.g + sight[2] * c.b);
    const double g = clip(sight[3] * c.r + sight[4] * c.g + sight[5] * c.b);
    const double b = clip(sight[6] * c.r + sight[7] * c.g + sight[8] * c.b);
    // sRGB to XYZ (IEC 61966-2-1), white point D65, then CIELAB 1976.
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const double y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    const double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(unsigned first, unsigned second, const Matrix& sight) {
    const Lab a = toLab(linear(first), sight), b = toLab(linear(second), sight);
    return std::sqrt((a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) + (a.b - b.b) * (a.b - b.b));
}

unsigned token(const TokenTable& table, Token t) { return table.tokens[static_cast<std::size_t>(t)]; }

}  // namespace

class TestTheme : public QObject {
    Q_OBJECT
private slots:
    void contrastOfTexts_data() { schemes(); }
    void contrastOfTexts() {
        QFETCH(int, scheme);
        const TokenTable& table = tokenTable(static_cast<Scheme>(scheme));
        for (const Token text : {Token::TextPrimary, Token::TextSecondary, Token::TextMuted})
            for (const Token back : {Token::BgWindow, Token::BgBase, Token::BgAlt, Token::BgRaised, Token::BgSelected})
                QVERIFY2(contrast(token(table, text), token(table, back)) >= 4.5,
                         qPrintable(QStringLiteral("text %1 on %2: %3")
                                        .arg(int(text))
                                        .arg(int(back))
                                        .arg(contrast(token(table, text), token(table, back)))));
        QVERIFY(contrast(token(table, Token::OnAccent), token(table, Token::Accent)) >= 4.5);
        QVERIFY(contrast(token(table, Token::OnDanger), token(table, Token::DangerFill)) >= 4.5);
        for (const Token claim : {Token::ClaimA, Token::ClaimB})
            for (const Token text : {Token::TextPrimary, Token::TextSecondary})
                QVERIFY(contrast(token(table, text), token(table, claim)) >= 4.5);
    }

    void contrastOfBorders_data() { schemes(); }
    void contrastOfBorders() {
        QFETCH(int, scheme);
        const TokenTable& table = tokenTable(static_cast<Scheme>(scheme));
        for (const Token back : {Token::BgWindow, Token::BgBase, Token::BgRaised}) {
            QVERIFY(contrast(token(table, Token::BorderControl), token(table, back)) >= 3.0);
            QVERIFY(contrast(token(table, Token::Accent), token(table, back)) >= 3.0);
        }
    }

    void contrastOfTones_data() { schemes(); }
    void contrastOfTones() {
        QFETCH(int, scheme);
        const TokenTable& table = tokenTable(static_cast<Scheme>(scheme));
        for (int i = 0; i < toneCount; ++i) {
            const unsigned tone = table.tones[static_cast<std::size_t>(i)];
            for (const Token back : {Token::BgWindow, Token::BgBase, Token::BgAlt})
                QVERIFY2(contrast(tone, token(table, back)) >= 4.5,
                         qPrintable(QStringLiteral("tone %1 on %2: %3")
                                        .arg(i)
                                        .arg(int(back))
                                        .arg(contrast(tone, token(table, back)))));
            QVERIFY2(contrast(tone, table.tints[static_cast<std::size_t>(i)]) >= 4.5,
                     qPrintable(QStringLiteral("tone %1 on its tint: %2")
                                    .arg(i)
                                    .arg(contrast(tone, table.tints[static_cast<std::size_t>(i)]))));
            QVERIFY(contrast(tone, token(table, Token::BgSelected)) >= 3.0);
        }
    }

    void distanceOfTones_data() { schemes(); }
    void distanceOfTones() {
        QFETCH(int, scheme);
        QFETCH(double, smallest);
        const TokenTable& table = tokenTable(static_cast<Scheme>(scheme));
        for (const Matrix* sight : {&normal, &protanopia, &deuteranopia, &tritanopia})
            for (int a = 0; a < toneCount; ++a)
                for (int b = a + 1; b < toneCount; ++b) {
                    const double found = distance(table.tones[static_cast<std::size_t>(a)],
                                                  table.tones[static_cast<std::size_t>(b)], *sight);
                    QVERIFY2(found >= smallest,
                             qPrintable(QStringLiteral("tones %1 and %2: %3").arg(a).arg(b).arg(found)));
                }
    }

    void labIsRight() {
        // Published values: sRGB red is L 53.24, a 80.09, b 67.20 (D65).
        const Lab red = toLab(linear(0xFF0000), normal);
        QVERIFY(std::abs(red.l - 53.24) < 0.1 && std::abs(red.a - 80.09) < 0.2 && std::abs(red.b - 67.20) < 0.2);
        QVERIFY(std::abs(contrast(0x000000, 0xFFFFFF) - 21.0) < 1e-9);
    }

    void switchesLive() {
        Theme theme{QFont()};
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setChoice(ThemeChoice::Dark);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(theme.color(Token::BgBase), QColor(0x15, 0x17, 0x1C));
        theme.setSystemScheme(Scheme::Light);
        QCOMPARE(theme.scheme(), Scheme::Dark);
        theme.setChoice(ThemeChoice::System);
        QCOMPARE(theme.scheme(), Scheme::Light);
    }

    void sizesGrowWithText() {
        Theme small{QFont(), 1.0}, large{QFont(), 2.0};
        QCOMPARE(large.px(16), 2 * small.px(16));
        QVERIFY(large.rowHeight() > small.rowHeight());
        QVERIFY(small.font(TextRole::Caption).pointSizeF() >= 8.0);
    }

private:
    static void schemes() {
        QTest::addColumn<int>("scheme");
        QTest::addColumn<double>("smallest");
        QTest::newRow("light") << int(Scheme::Light) << 17.0 - 0.5;  // "17 light, 22 dark", rounded
        QTest::newRow("dark") << int(Scheme::Dark) << 22.0 - 0.5;
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
