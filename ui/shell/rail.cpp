#include "ui/shell/rail.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/common/icons.h"

namespace skein::ui {

RailButton::RailButton(const Theme& theme, QWidget* parent) : QAbstractButton(parent), m_theme(theme) {
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void RailButton::setBadge(int count, Tone tone) {
    if (count == m_badge) return;
    m_badge = count;
    m_badgeTone = tone;
    setAccessibleDescription(count == 0           ? QString()
                             : tone == Tone::Fail ? tr("%n failed", nullptr, count)
                                                  : tr("%n need{s} you", nullptr, count));
    update();
}

void RailButton::setCompact(bool compact) {
    m_compact = compact;
    updateGeometry();
    update();
}

QSize RailButton::sizeHint() const {
    const QFontMetrics metrics(m_theme.font(TextRole::Strong));  // the checked one is bold
    const int height = std::max(m_theme.px(36), metrics.height() + 12);
    if (m_compact) return {m_theme.px(48), height};
    return {12 + m_theme.px(20) + 10 + metrics.horizontalAdvance(text()) + 10 + m_theme.px(40), height};
}

void RailButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(4, 1, -4, -1);
    const auto placed = [this](const QRect& place) { return QStyle::visualRect(layoutDirection(), rect(), place); };
    const QColor ink = m_theme.color(Token::TextPrimary);
    if (isChecked() || underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? m_theme.color(Token::BgSelected)
                                     : mixed(m_theme.color(Token::BgWindow), ink, 0.07));
        painter.drawRoundedRect(box, 6, 6);
    }
    if (isChecked()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.color(Token::Accent));
        painter.drawRoundedRect(placed(QRect(4, 8, 3, height() - 16)), 1.5, 1.5);
    }
    const int side = m_theme.px(20);
    const int left = m_compact ? (width() - side) / 2 : 12 + 4;
    icon().paint(&painter, placed(QRect(left, (height() - side) / 2, side, side)), Qt::AlignCenter, QIcon::Normal,
                 isChecked() ? QIcon::On : QIcon::Off);
    if (!m_compact) {
        painter.setFont(m_theme.font(isChecked() ? TextRole::Strong : TextRole::Body));
        painter.setPen(m_theme.color(isChecked() ? Token::TextPrimary : Token::TextSecondary));
        painter.drawText(placed(QRect(left + side + 10, 0, width() - left - side - 10, height())),
                         QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter), text());
    }
    if (m_badge > 0) {
        const QString number = m_badge > 999 ? tr("999+") : QLocale().toString(m_badge);
        painter.setFont(m_theme.font(TextRole::Caption));
        const QFontMetrics metrics(painter.font());
        const double plateWidth = std::max(metrics.height() + 2, metrics.horizontalAdvance(number) + 10);
        QRectF plate(box.right() - plateWidth - 4, (height() - metrics.height() - 2) / 2.0, plateWidth,
                     metrics.height() + 2);
        if (m_compact) plate.moveTopRight({width() - 2.0, 0});
        if (layoutDirection() == Qt::RightToLeft) plate.moveLeft(width() - plate.right());
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.tone(m_badgeTone));
        painter.drawRoundedRect(plate, plate.height() / 2, plate.height() / 2);
        painter.setPen(m_theme.color(Token::BgBase));
        painter.drawText(plate, Qt::AlignCenter, number);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(Token::Accent), 2));
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6);
    }
}

Rail::Rail(const Theme& theme, CommandRegistry& commands, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_commands(commands) {
    setObjectName(QStringLiteral("rail"));
    setAccessibleName(tr("Views"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(4, 8, 5, 8);
    m_column->setSpacing(2);
    m_column->addStretch(1);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

RailButton* Rail::addView(const QString& command, const QString& label, const QString& icon) {
    auto* button = new RailButton(m_theme, this);
    button->setObjectName(command + QStringLiteral(".rail"));
    m_commands.bind(*button, command, label);
    button->setAccessibleName(label);
    button->setIcon(themedIcon(m_theme, icon));
    m_column->insertWidget(m_column->count() - 1, button);
    m_buttons.append(button);
    return button;
}

void Rail::setCurrent(int index) {
    for (int i = 0; i < m_buttons.size(); ++i) m_buttons[i]->setChecked(i == index);
}

void Rail::setCompact(bool compact) {
    for (RailButton* button : m_buttons) button->setCompact(compact);
}

void Rail::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (step == 0) return QWidget::keyPressEvent(event);
    for (int i = 0; i < m_buttons.size(); ++i)
        if (m_buttons[i]->hasFocus())
            return m_buttons[std::clamp(i + step, 0, static_cast<int>(m_buttons.size()) - 1)]->setFocus();
}

void Rail::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Token::BgWindow));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), m_theme.color(Token::BorderSubtle));
}

}  // namespace skein::ui
