#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/common/flow_layout.h"
#include "ui/common/icons.h"
#include "ui/welcome/goal_view.h"

namespace skein::ui {

Card::Card(const Theme& theme, const QString& icon, const QString& title, const QString& text, QWidget* parent)
    : QFrame(parent), m_theme(theme) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(16, 16, 16, 16);
    auto* row = new QHBoxLayout;
    outer->addLayout(row);
    outer->addStretch(1);  // beside a higher card the room is below, not between the lines
    row->setSpacing(16);
    auto* image = new QLabel(this);
    const int side = theme.px(28);
    const auto draw = [this, image, icon, side] {
        image->setPixmap(themedIcon(m_theme, icon, Token::Accent).pixmap(side, side));
    };
    draw();
    row->addWidget(image, 0, Qt::AlignTop);
    m_column = new QVBoxLayout;
    m_column->setSpacing(4);
    m_title = new ThemedLabel(theme, TextRole::Title, Token::TextPrimary, ThemedLabel::Wrap::Sentence, this);
    m_title->setText(title);
    m_text = new ThemedLabel(theme, TextRole::Body, Token::TextSecondary, ThemedLabel::Wrap::Sentence, this);
    m_text->setText(text);
    m_column->addWidget(m_title);
    m_column->addWidget(m_text);
    row->addLayout(m_column, 1);
    connect(&theme, &Theme::changed, this, [this, draw] {
        draw();
        update();
    });
}

void Card::addWidget(QWidget* widget) {
    m_column->addSpacing(8);
    m_column->addWidget(widget);
}

void Card::addRow(QLayout* row) {
    m_column->addSpacing(8);
    m_column->addLayout(row);
}

void Card::addButtons(const QList<QWidget*>& buttons) {
    auto* holder = new QWidget(this);
    auto* row = flowIn(holder, 8, 4);
    for (QWidget* button : buttons) row->addWidget(button);
    addWidget(holder);
}

void Card::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.color(Token::BorderSubtle), 1));
    painter.setBrush(m_theme.color(Token::BgRaised));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

}  // namespace skein::ui
