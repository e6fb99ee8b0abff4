#include "ui/common/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontMetrics>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/common/skein_style.h"

namespace skein::ui {

namespace {

// Values and their measured contrasts: ui.md section 5. tests/ui/tst_theme recomputes contrast and colour distance.
constexpr TokenTable lightTable{{0xF4F5F7, 0xFFFFFF, 0xF7F8FA, 0xFFFFFF, 0xD6E5FA, 0x1A1E26, 0x454D5B, 0x5A6373,
                                 0x737D8C, 0xD3D8E0, 0x1D5BB8, 0xFFFFFF, 0xB23A05, 0xFFFFFF, 0xDCEBFF, 0xFFE9C9},
                                {0x0A62E8, 0x0B5441, 0x5E3C06, 0x932090, 0xC0450C, 0x646D7B},
                                {0xE9F1FE, 0xDFF2EB, 0xFBEFD6, 0xF7E6F6, 0xFDEEE7, 0xF1F2F5},
                                {0x1F45E0, 0x6B3A10, 0x08916C, 0xB018A9, 0x16323F, 0x8E851C}};

constexpr TokenTable darkTable{{0x1D2026, 0x15171C, 0x1A1D23, 0x262A32, 0x1E3655, 0xE7E9ED, 0xBBC1CC, 0xA3AAB8,
                                0x848E9E, 0x383E49, 0x84B4FF, 0x15171C, 0xF07845, 0x15171C, 0x17314F, 0x3D2C0B},
                               {0x4AA5FF, 0x1FE0A6, 0xFFB020, 0xF2BDF0, 0xF07845, 0x949AA5},
                               {0x132A47, 0x0E3328, 0x3A2A08, 0x3A1F39, 0x40200F, 0x2A2E36},
                               {0x4C82FA, 0xE06420, 0x2BF0A5, 0xB96FA3, 0xC7EDFB, 0xF2DE1E}};

constexpr double defaultPointSize = 10.0;
constexpr double smallestPointSize = 8.0;
constexpr int defaultRowHeight = 24;

QColor fromRgb(unsigned rgb) { return QColor::fromRgb(0xFF000000u | rgb); }

}  // namespace

const TokenTable& tokenTable(Scheme scheme) { return scheme == Scheme::Light ? lightTable : darkTable; }

QColor mixed(const QColor& first, const QColor& second, double share) {
    const auto blend = [share](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * share)); };
    return QColor(blend(first.red(), second.red()), blend(first.green(), second.green()),
                  blend(first.blue(), second.blue()));
}

Theme::Theme(const QFont& systemFont, double textScale, QObject* parent)
    : QObject(parent), m_systemFont(systemFont), m_textScale(std::clamp(textScale, 1.0, 3.0)) {}

void Theme::setChoice(ThemeChoice choice) {
    if (choice == m_choice) return;
    m_choice = choice;
    apply();
}

void Theme::setSystemScheme(Scheme scheme) {
    if (scheme == m_system) return;
    m_system = scheme;
    if (m_choice == ThemeChoice::System) apply();
}

Scheme Theme::scheme() const {
    if (m_choice == ThemeChoice::System) return m_system;
    return m_choice == ThemeChoice::Dark ? Scheme::Dark : Scheme::Light;
}

QColor Theme::color(Token token) const { return fromRgb(tokenTable(scheme()).tokens[static_cast<std::size_t>(token)]); }
QColor Theme::tone(Tone tone) const { return fromRgb(tokenTable(scheme()).tones[static_cast<std::size_t>(tone)]); }
QColor Theme::tint(Tone tone) const { return fromRgb(tokenTable(scheme()).tints[static_cast<std::size_t>(tone)]); }
QColor Theme::series(int index) const {
    return fromRgb(tokenTable(scheme()).series[static_cast<std::size_t>(std::clamp(index, 0, seriesCount - 1))]);
}

QFont Theme::font(TextRole role) const {
    const double base =
        std::max(m_systemFont.pointSizeF() > 0 ? m_systemFont.pointSizeF() : defaultPointSize, smallestPointSize + 1);
    QFont font = m_systemFont;
    double size = base;
    switch (role) {
        case TextRole::Caption: size = base - 1; break;
        case TextRole::Body: break;
        case TextRole::Strong: font.setWeight(QFont::DemiBold); break;
        case TextRole::Title:
            size = base + 2;
            font.setWeight(QFont::DemiBold);
            break;
        case TextRole::Headline:
            size = base + 6;
            font.setWeight(QFont::DemiBold);
            break;
        case TextRole::Fixed: font = QFontDatabase::systemFont(QFontDatabase::FixedFont); break;
    }
    font.setPointSizeF(size * m_textScale);
    return font;
}

int Theme::px(int atDefaultSize) const {
    const double exact = atDefaultSize * m_textScale;
    if (atDefaultSize % 4 == 0) return static_cast<int>(std::lround(exact / 4.0)) * 4;
    return static_cast<int>(std::lround(exact));
}

int Theme::rowHeight() const { return std::max(defaultRowHeight, QFontMetrics(font(TextRole::Body)).height() + 6); }

QPalette Theme::palette() const {
    QPalette result;
    const auto set = [&](QPalette::ColorRole role, Token token) { result.setColor(role, color(token)); };
    set(QPalette::Window, Token::BgWindow);
    set(QPalette::WindowText, Token::TextPrimary);
    set(QPalette::Base, Token::BgBase);
    set(QPalette::AlternateBase, Token::BgAlt);
    set(QPalette::Text, Token::TextPrimary);
    set(QPalette::Button, Token::BgRaised);
    set(QPalette::ButtonText, Token::TextPrimary);
    set(QPalette::BrightText, Token::OnAccent);
    set(QPalette::Highlight, Token::BgSelected);
    set(QPalette::HighlightedText, Token::TextPrimary);
    set(QPalette::Link, Token::Accent);
    set(QPalette::LinkVisited, Token::Accent);
    set(QPalette::ToolTipBase, Token::BgRaised);
    set(QPalette::ToolTipText, Token::TextPrimary);
    set(QPalette::PlaceholderText, Token::TextMuted);
    set(QPalette::Light, Token::BgRaised);
    set(QPalette::Midlight, Token::BgAlt);
    set(QPalette::Mid, Token::BorderSubtle);
    set(QPalette::Dark, Token::BorderControl);
    set(QPalette::Shadow, Token::TextPrimary);
    const QColor disabled = mixed(color(Token::BgWindow), color(Token::TextPrimary), 0.45);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        result.setColor(QPalette::Disabled, role, disabled);
    return result;
}

void Theme::install(QApplication& application) {
    m_application = &application;
    QApplication::setStyle(new SkeinStyle(*this));
    apply();
}

void Theme::apply() {
    if (m_application) {
        QApplication::setPalette(palette());
        QApplication::setFont(font(TextRole::Body));
        QToolTip::setPalette(palette());
        QToolTip::setFont(font(TextRole::Body));
    }
    emit changed();
}

}  // namespace skein::ui
