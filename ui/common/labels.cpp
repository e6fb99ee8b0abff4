#include "ui/common/labels.h"

#include <QPainter>

namespace skein::ui {

ThemedLabel::ThemedLabel(const Theme& theme, TextRole role, Token colour, Wrap wrap, QWidget* parent)
    : QLabel(parent), m_theme(theme), m_role(role), m_token(colour) {
    setTextFormat(Qt::PlainText);  // texts from files and models are data, never markup
    setWordWrap(wrap == Wrap::Sentence);
    // A text stands where the window begins, also one whose own letters run the other way.
    if (layoutDirection() == Qt::RightToLeft) setAlignment(Qt::AlignRight | Qt::AlignAbsolute | Qt::AlignVCenter);
    setForegroundRole(QPalette::WindowText);  // also on views, whose background role would pick another
    connect(&theme, &Theme::changed, this, &ThemedLabel::follow);
    follow();
}

void ThemedLabel::follow() {
    setFont(m_theme.font(m_role));
    setColour(m_theme.color(m_token));
}

void ThemedLabel::setColour(const QColor& colour) {
    QPalette own = palette();
    own.setColor(QPalette::WindowText, colour);
    setPalette(own);
}

void ThemedLabel::setToken(Token colour) {
    m_token = colour;
    follow();
}

void ThemedLabel::setRole(TextRole role) {
    m_role = role;
    follow();
}

ElidedLabel::ElidedLabel(const Theme& theme, TextRole role, Token colour, Qt::TextElideMode mode, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_role(role), m_token(colour), m_mode(mode) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFont(theme.font(role));
    connect(&theme, &Theme::changed, this, [this] {
        setFont(m_theme.font(m_role));
        update();
    });
}

void ElidedLabel::setText(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    setToolTip(text);
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize ElidedLabel::sizeHint() const {
    const QFontMetrics metrics(m_theme.font(m_role));
    return {metrics.horizontalAdvance(m_text) + 2, metrics.height()};
}

QSize ElidedLabel::minimumSizeHint() const {
    const QFontMetrics metrics(m_theme.font(m_role));
    return {std::min(metrics.horizontalAdvance(m_text) + 2, metrics.averageCharWidth() * 8), metrics.height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(m_theme.font(m_role));
    painter.setPen(m_theme.color(m_token));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_text, m_mode, width()));
}

}  // namespace skein::ui
