// Theme: the token table of ui.md section 5 and everything derived from it: palette, fonts, metrics. One object per
// application, handed to widgets by reference; switching is live, listeners repaint on changed(). Thread: GUI.
// It must never be bypassed: no colour, font size or row height is written anywhere else.
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>
#include <array>

#include "ui/common/status.h"

class QApplication;

namespace skein::ui {

enum class Token {
    BgWindow,
    BgBase,
    BgAlt,
    BgRaised,
    BgSelected,
    TextPrimary,
    TextSecondary,
    TextMuted,
    BorderControl,
    BorderSubtle,
    Accent,
    OnAccent,
    DangerFill,
    OnDanger,
    ClaimA,
    ClaimB
};
inline constexpr int tokenCount = 16;
inline constexpr int seriesCount = 6;

enum class Scheme { Light, Dark };
enum class ThemeChoice { System, Light, Dark };
enum class TextRole { Caption, Body, Strong, Title, Headline, Fixed };

/// Every colour of one scheme as 0xRRGGBB.
struct TokenTable {
    std::array<unsigned, tokenCount> tokens;
    std::array<unsigned, toneCount> tones;
    std::array<unsigned, toneCount> tints;
    std::array<unsigned, seriesCount> series;
};
const TokenTable& tokenTable(Scheme scheme);

class Theme : public QObject {
    Q_OBJECT
public:
    /// `textScale` multiplies the person's own font size (1.0 to 3.0), for people who need larger text.
    explicit Theme(const QFont& systemFont, double textScale = 1.0, QObject* parent = nullptr);

    /// System follows the desktop's colour-scheme setting and its changes; the others stay. Emits changed().
    void setChoice(ThemeChoice choice);
    ThemeChoice choice() const { return m_choice; }
    /// What the desktop prefers, as told by the settings portal; used while the choice is System.
    void setSystemScheme(Scheme scheme);
    Scheme scheme() const;

    QColor color(Token token) const;
    QColor tone(Tone tone) const;
    QColor tint(Tone tone) const;
    QColor tone(Status status) const { return tone(toneOf(status)); }
    QColor series(int index) const;
    QFont font(TextRole role) const;

    /// A length in logical pixels that grows with the text, on the 4 px grid for multiples of 4: icons, targets, cards.
    int px(int atDefaultSize) const;
    /// Height of a table row: the default density or the text plus 6, whichever is larger.
    int rowHeight() const;
    double textScale() const { return m_textScale; }

    QPalette palette() const;
    /// Puts style, palette, font and tool-tip colours into the application and keeps them up to date.
    void install(QApplication& application);

signals:
    void changed();

private:
    void apply();

    QFont m_systemFont;
    double m_textScale;
    ThemeChoice m_choice = ThemeChoice::System;
    Scheme m_system = Scheme::Light;
    QApplication* m_application = nullptr;
};

/// A mix of two colours, `share` of the second (0..1); for hover and pressed shades derived from tokens.
QColor mixed(const QColor& first, const QColor& second, double share);

}  // namespace skein::ui
