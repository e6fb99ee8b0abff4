// Composite controls of SkeinStyle: buttons' labels, headers, tabs, scroll bars, combos, spin boxes, progress.
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDockWidget>
#include <QPainter>
#include <QStyleOption>
#include <QTabBar>

#include "ui/common/skein_style.h"

namespace skein::ui {

namespace {

constexpr int stepsWidth = 24;  ///< of the arrows in combos and spin boxes at a text of 100 %

void setText(QPalette& palette, const QColor& colour) {
    palette.setColor(QPalette::ButtonText, colour);
    palette.setColor(QPalette::WindowText, colour);
}

}  // namespace

void SkeinStyle::drawHeader(const QStyleOptionHeader* option, QPainter* painter) const {
    painter->fillRect(option->rect, m_theme.color(Token::BgWindow));
    painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                      m_theme.color(Token::BorderSubtle));
    if (option->orientation == Qt::Horizontal && option->position != QStyleOptionHeader::End &&
        option->position != QStyleOptionHeader::OnlyOneSection)
        painter->fillRect(QRect(option->rect.right(), option->rect.top() + 5, 1, option->rect.height() - 10),
                          m_theme.color(Token::BorderSubtle));
}

void SkeinStyle::drawTab(const QStyleOptionTab* option, QPainter* painter) const {
    const bool selected = option->state & State_Selected;
    const QRect line(option->rect.left() + 8, option->rect.bottom() - 2, option->rect.width() - 16, 3);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (!selected && (option->state & State_MouseOver) && (option->state & State_Enabled)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(mixed(m_theme.color(Token::BgWindow), m_theme.color(Token::TextPrimary), 0.06));
        painter->drawRoundedRect(option->rect.adjusted(2, 3, -2, -4), 5, 5);
    }
    if (selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.color(Token::Accent));
        painter->drawRoundedRect(line, 1.5, 1.5);
    }
    painter->restore();
    if (option->state & State_HasFocus) drawFocusRing(painter, option->rect.adjusted(2, 3, -2, -4), 5);
}

void SkeinStyle::drawScrollBar(const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const {
    painter->fillRect(option->rect, m_theme.color(Token::BgBase));
    if (option->minimum == option->maximum) return;
    const QRect handle = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    const bool strong =
        (option->activeSubControls & SC_ScrollBarSlider) && (option->state & (State_MouseOver | State_Sunken));
    const QColor fill = mixed(m_theme.color(Token::BgBase), m_theme.color(Token::BorderControl), strong ? 1.0 : 0.55);
    const int inset = option->orientation == Qt::Vertical ? handle.width() / 4 : handle.height() / 4;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(fill);
    const QRectF body = option->orientation == Qt::Vertical ? QRectF(handle).adjusted(inset, 2, -inset, -2)
                                                            : QRectF(handle).adjusted(2, inset, -2, -inset);
    const double radius = std::min(body.width(), body.height()) / 2;
    painter->drawRoundedRect(body, radius, radius);
    painter->restore();
}

void SkeinStyle::drawProgress(const QStyleOption* option, QPainter* painter) const {
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
    if (!bar) return;
    const double height = std::min(bar->rect.height(), m_theme.px(8));
    const QRectF groove(bar->rect.left(), bar->rect.center().y() - height / 2 + 0.5, bar->rect.width(), height);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(mixed(m_theme.color(Token::BgWindow), m_theme.color(Token::TextPrimary), 0.12));
    painter->drawRoundedRect(groove, height / 2, height / 2);
    const double share = bar->maximum > bar->minimum
                             ? static_cast<double>(bar->progress - bar->minimum) / (bar->maximum - bar->minimum)
                             : 0;
    if (share > 0) {
        painter->setBrush(m_theme.color(Token::Accent));
        QRectF filled = groove;
        filled.setWidth(std::max(height, groove.width() * share));
        painter->drawRoundedRect(filled, height / 2, height / 2);
    }
    painter->restore();
}

void SkeinStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
    switch (element) {
        case CE_PushButtonLabel:
            if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
                QStyleOptionButton copy(*button);
                const auto variant =
                    widget ? static_cast<ButtonVariant>(widget->property("variant").toInt()) : ButtonVariant::Normal;
                if (copy.state & State_Enabled) {
                    if (variant == ButtonVariant::Primary) setText(copy.palette, m_theme.color(Token::OnAccent));
                    if (variant == ButtonVariant::Danger) setText(copy.palette, m_theme.color(Token::OnDanger));
                }
                copy.state &= ~(State_Sunken | State_On);
                QProxyStyle::drawControl(element, &copy, painter, widget);
            }
            return;
        case CE_HeaderSection:
            if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) drawHeader(header, painter);
            return;
        case CE_HeaderEmptyArea:
            painter->fillRect(option->rect, m_theme.color(Token::BgWindow));
            painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                              m_theme.color(Token::BorderSubtle));
            return;
        case CE_HeaderLabel:
            if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
                QStyleOptionHeader copy(*header);
                setText(copy.palette, m_theme.color(Token::TextMuted));
                copy.state &= ~(State_On | State_Sunken);
                QProxyStyle::drawControl(element, &copy, painter, widget);
            }
            return;
        case CE_TabBarTabShape:
            if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) drawTab(tab, painter);
            return;
        case CE_TabBarTabLabel:
            if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) {
                QStyleOptionTab copy(*tab);
                const bool selected = copy.state & State_Selected;
                if (copy.state & State_Enabled)
                    setText(copy.palette, m_theme.color(selected ? Token::TextPrimary : Token::TextSecondary));
                copy.state &= ~State_HasFocus;
                QProxyStyle::drawControl(element, &copy, painter, widget);
            }
            return;
        case CE_ProgressBar: return drawProgress(option, painter);
        case CE_FocusFrame: return drawFocusRing(painter, option->rect, 5);
        case CE_Splitter:
            if (option->state & State_Horizontal)
                painter->fillRect(QRect(option->rect.center().x(), option->rect.top(), 1, option->rect.height()),
                                  m_theme.color(Token::BorderSubtle));
            else
                painter->fillRect(QRect(option->rect.left(), option->rect.center().y(), option->rect.width(), 1),
                                  m_theme.color(Token::BorderSubtle));
            return;
        case CE_MenuBarEmptyArea: painter->fillRect(option->rect, m_theme.color(Token::BgWindow)); return;
        case CE_MenuBarItem: {
            painter->fillRect(option->rect, m_theme.color(Token::BgWindow));
            const bool lit = option->state & (State_Selected | State_Sunken);
            if (lit) {
                const QColor fill = mixed(m_theme.color(Token::BgWindow), m_theme.color(Token::TextPrimary), 0.10);
                drawFrame(painter, option->rect.adjusted(1, 2, -1, -2), fill, fill, 5);
            }
            if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
                drawItemText(painter, item->rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextDontClip,
                             item->palette, item->state & State_Enabled, item->text, QPalette::WindowText);
            return;
        }
        default: QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void SkeinStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                    const QWidget* widget) const {
    const QColor ink = m_theme.color(option->state & State_Enabled ? Token::TextSecondary : Token::BorderSubtle);
    switch (control) {
        case CC_ScrollBar:
            if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option))
                drawScrollBar(bar, painter, widget);
            return;
        case CC_ComboBox: {
            drawInputFrame(option, painter);
            const QRect arrow = subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
            return drawArrow(painter, arrow, Qt::DownArrow, ink);
        }
        case CC_SpinBox: {
            drawInputFrame(option, painter);
            drawArrow(painter, subControlRect(CC_SpinBox, option, SC_SpinBoxUp, widget), Qt::UpArrow, ink);
            return drawArrow(painter, subControlRect(CC_SpinBox, option, SC_SpinBoxDown, widget), Qt::DownArrow, ink);
        }
        default: QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QRect SkeinStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    if (element == SE_LineEditContents && frame && frame->lineWidth > 0) return rect.adjusted(6, 0, -6, 0);
    return rect;
}

QRect SkeinStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                 const QWidget* widget) const {
    // Fusion's own widths follow the screen's resolution, not the size of the text.
    const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
    const int steps = box && box->buttonSymbols == QAbstractSpinBox::NoButtons ? 0 : m_theme.px(stepsWidth);
    const bool combo = control == CC_ComboBox, spin = control == CC_SpinBox;
    QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    if ((combo && part == SC_ComboBoxArrow) ||
        (spin && (part == SC_SpinBoxUp || part == SC_SpinBoxDown) && steps > 0)) {
        const QRect end(option->rect.right() + 1 - steps, rect.top(), steps, rect.height());
        return visualRect(option->direction, option->rect, end);
    }
    if ((combo && part == SC_ComboBoxEditField) || (spin && part == SC_SpinBoxEditField)) {
        const QRect field(option->rect.left() + 8, rect.top(), option->rect.width() - 8 - steps, rect.height());
        return visualRect(option->direction, option->rect, field);
    }
    return rect;
}

QSize SkeinStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                   const QWidget* widget) const {
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    const int control = std::max(m_theme.px(32), option ? option->fontMetrics.height() + 12 : 0);
    switch (type) {
        case CT_PushButton:
            result.setHeight(std::max(result.height(), control));
            result.setWidth(std::max(size.width() + 32, m_theme.px(40)));
            break;
        case CT_ComboBox: result.setWidth(size.width() + 16 + m_theme.px(stepsWidth)); [[fallthrough]];
        case CT_LineEdit: result.setHeight(std::max(size.height() + 8, control)); break;
        case CT_SpinBox: {
            const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
            const bool steps = !box || box->buttonSymbols != QAbstractSpinBox::NoButtons;
            // The line in it keeps two pixels on either side for itself.
            result = {size.width() + 8 + 4 + 4 + (steps ? m_theme.px(stepsWidth) : 0), control};
            break;
        }
        case CT_ToolButton:
            result.setHeight(std::max(result.height(), m_theme.px(28)));
            result.setWidth(std::max(result.width(), m_theme.px(28)));
            if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
                button && button->toolButtonStyle == Qt::ToolButtonTextOnly)
                result.setWidth(size.width() + 16);
            break;
        case CT_MenuItem: result.setHeight(std::max(result.height(), m_theme.px(28))); break;
        case CT_MenuBarItem: result = QSize(size.width() + 20, size.height() + 12); break;
        case CT_HeaderSection: result.setHeight(std::max(result.height(), m_theme.rowHeight() + 4)); break;
        default: break;
    }
    return result;
}

}  // namespace skein::ui
