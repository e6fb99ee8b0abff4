// Labels in the roles of the type scale, following theme switches; an elided one for ids and paths. Thread: GUI.
#pragma once

#include <QLabel>

#include "ui/common/theme.h"

namespace skein::ui {

/// A label whose font and colour come from the theme and follow it. Sentences wrap.
class ThemedLabel : public QLabel {
    Q_OBJECT
public:
    enum class Wrap { Sentence, SingleLine };
    ThemedLabel(const Theme& theme, TextRole role, Token colour, Wrap wrap, QWidget* parent = nullptr);
    /// Another colour, for example a status tone's word.
    void setColour(const QColor& colour);
    void setToken(Token colour);
    void setRole(TextRole role);

private:
    void follow();
    const Theme& m_theme;
    TextRole m_role;
    Token m_token;
};

/// One line that gives way: shows "..." where there is no room and the whole text as tool tip.
class ElidedLabel : public QWidget {
    Q_OBJECT
public:
    ElidedLabel(const Theme& theme, TextRole role, Token colour, Qt::TextElideMode mode, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    TextRole m_role;
    Token m_token;
    Qt::TextElideMode m_mode;
    QString m_text;
};

}  // namespace skein::ui
