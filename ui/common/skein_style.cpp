#include "ui/common/skein_style.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QFocusFrame>
#include <QHeaderView>
#include <QPainter>
#include <QPainterPath>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTableView>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace skein::ui {

namespace {

constexpr double buttonRadius = 6;
constexpr double inputRadius = 5;
constexpr const char* variantProperty = "variant";

ButtonVariant variantOf(const QWidget* widget) {
    return widget ? static_cast<ButtonVariant>(widget->property(variantProperty).toInt()) : ButtonVariant::Normal;
}

/// Whether a frame has the border of an input.
bool isWrittenIn(const QWidget* widget) {
    const auto* text = qobject_cast<const QPlainTextEdit*>(widget);
    return text && !text->isReadOnly();
}

/// The frame asks for its margins with nothing but an option.
bool isFocusFrame(const QStyleOption* option, const QWidget* widget) {
    return qobject_cast<const QFocusFrame*>(widget) ||
           (option && qobject_cast<const QFocusFrame*>(option->styleObject));
}

struct Outline {
    QRectF middle;
    double width;
};

/// A line of `width` along the inside of `rect`, on whole pixels of the screen: at a fractional scale it would else lie
/// half on one pixel and half on the next, and look grey.
Outline onPixels(const QPainter& painter, const QRectF& rect, double width) {
    const QTransform toDevice = painter.deviceTransform();
    const double scale = toDevice.m11();
    if (toDevice.type() > QTransform::TxScale || scale <= 0)
        return {rect.adjusted(width / 2, width / 2, -width / 2, -width / 2), width};
    const double pixels = std::max(1.0, std::floor(width * scale));
    const QRectF exact = toDevice.mapRect(rect);
    const QRectF whole(QPointF(std::round(exact.left()), std::round(exact.top())),
                       QPointF(std::round(exact.right()), std::round(exact.bottom())));
    return {toDevice.inverted().mapRect(whole.adjusted(pixels / 2, pixels / 2, -pixels / 2, -pixels / 2)),
            pixels / scale};
}

}  // namespace

void setVariant(QWidget* button, ButtonVariant variant) {
    button->setProperty(variantProperty, static_cast<int>(variant));
    button->update();
}

SkeinStyle::SkeinStyle(const Theme& theme) : QProxyStyle(QStyleFactory::create("fusion")), m_theme(theme) {}

void SkeinStyle::drawFrame(QPainter* painter, const QRect& rect, const QColor& fill, const QColor& border,
                           double radius) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const Outline line = onPixels(*painter, rect, 1);
    painter->setPen(QPen(border, line.width));
    painter->setBrush(fill);
    painter->drawRoundedRect(line.middle, radius, radius);
    painter->restore();
}

void SkeinStyle::drawFocusRing(QPainter* painter, const QRect& rect, double radius) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(m_theme.color(Token::BgBase), 1));
    painter->drawRoundedRect(QRectF(rect).adjusted(2.5, 2.5, -2.5, -2.5), radius - 2, radius - 2);
    const Outline line = onPixels(*painter, rect, 2);
    painter->setPen(QPen(m_theme.color(Token::Accent), line.width));
    painter->drawRoundedRect(line.middle, radius, radius);
    painter->restore();
}

void SkeinStyle::drawButtonPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const ButtonVariant variant = variantOf(widget);
    const bool enabled = option->state & State_Enabled;
    const bool pressed = option->state & (State_Sunken | State_On);
    const bool hovered = enabled && (option->state & State_MouseOver);
    QColor fill = m_theme.color(Token::BgRaised);
    QColor border = m_theme.color(Token::BorderControl);
    if (variant == ButtonVariant::Primary) fill = border = m_theme.color(Token::Accent);
    if (variant == ButtonVariant::Danger) fill = border = m_theme.color(Token::DangerFill);
    if (variant == ButtonVariant::Quiet) {
        fill = Qt::transparent;
        border = Qt::transparent;
    }
    const QColor ink = m_theme.color(Token::TextPrimary);
    if (!enabled) {
        border = variant == ButtonVariant::Quiet ? QColor(Qt::transparent) : m_theme.color(Token::BorderSubtle);
        fill = Qt::transparent;
    } else if (variant == ButtonVariant::Quiet) {
        if (pressed || hovered) fill = mixed(m_theme.color(Token::BgWindow), ink, pressed ? 0.14 : 0.08);
    } else if (option->state & State_On) {
        fill = m_theme.color(Token::BgSelected);
        border = m_theme.color(Token::Accent);
    } else if (pressed || hovered) {
        fill =
            mixed(fill, variant == ButtonVariant::Normal ? ink : m_theme.color(Token::BgBase), pressed ? 0.16 : 0.08);
    }
    drawFrame(painter, option->rect, fill, border, buttonRadius);
    if ((option->state & State_HasFocus) && (option->state & State_KeyboardFocusChange))
        drawFocusRing(painter, option->rect, buttonRadius);
}

void SkeinStyle::drawToolPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const bool enabled = option->state & State_Enabled;
    const QColor window = m_theme.color(Token::BgWindow);
    if (option->state & State_On) {
        drawFrame(painter, option->rect, m_theme.color(Token::BgSelected), m_theme.color(Token::Accent), buttonRadius);
    } else if (enabled && (option->state & (State_MouseOver | State_Sunken))) {
        const QColor fill =
            mixed(window, m_theme.color(Token::TextPrimary), option->state & State_Sunken ? 0.16 : 0.08);
        drawFrame(painter, option->rect, fill, fill, buttonRadius);
    } else if (const auto* button = qobject_cast<const QAbstractButton*>(widget); button && button->isCheckable()) {
        // What can be switched on looks like a switch, not like a word.
        drawFrame(painter, option->rect, Qt::transparent, m_theme.color(Token::BorderSubtle), buttonRadius);
    }
    if ((option->state & State_HasFocus) && (option->state & State_KeyboardFocusChange))
        drawFocusRing(painter, option->rect, buttonRadius);
}

void SkeinStyle::drawInputFrame(const QStyleOption* option, QPainter* painter) const {
    const bool enabled = option->state & State_Enabled;
    const QColor fill = m_theme.color(enabled ? Token::BgBase : Token::BgWindow);
    drawFrame(painter, option->rect, fill, m_theme.color(enabled ? Token::BorderControl : Token::BorderSubtle),
              inputRadius);
    if (enabled && (option->state & State_HasFocus)) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(m_theme.color(Token::Accent), 2));
        painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 1, -1, -1), inputRadius, inputRadius);
        painter->restore();
    }
}

void SkeinStyle::drawCheck(PrimitiveElement element, const QStyleOption* option, QPainter* painter) const {
    const bool on = option->state & State_On;
    const bool enabled = option->state & State_Enabled;
    const bool round = element == PE_IndicatorRadioButton;
    const QColor accent = m_theme.color(enabled ? Token::Accent : Token::BorderControl);
    const QRectF box = QRectF(option->rect).adjusted(1, 1, -1, -1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(on ? accent : m_theme.color(enabled ? Token::BorderControl : Token::BorderSubtle), 1.5));
    painter->setBrush(on && !round ? accent : m_theme.color(Token::BgBase));
    if (round) painter->drawEllipse(box);
    else painter->drawRoundedRect(box, 4, 4);
    if (on && round) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(accent);
        painter->drawEllipse(box.center(), box.width() * 0.27, box.height() * 0.27);
    } else if (on) {
        painter->setPen(
            QPen(m_theme.color(Token::OnAccent), box.width() * 0.14, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const QPointF points[] = {{box.left() + box.width() * 0.24, box.top() + box.height() * 0.52},
                                  {box.left() + box.width() * 0.43, box.top() + box.height() * 0.71},
                                  {box.left() + box.width() * 0.77, box.top() + box.height() * 0.32}};
        painter->drawPolyline(points, 3);
    }
    painter->restore();
}

void SkeinStyle::drawItemPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    if (!item) return;
    if (item->backgroundBrush.style() != Qt::NoBrush) painter->fillRect(item->rect, item->backgroundBrush);
    const bool hovered = (item->state & State_MouseOver) && (item->state & State_Enabled);
    if (item->state & State_Selected) {
        painter->fillRect(item->rect, m_theme.color(Token::BgSelected));
        const auto* view = qobject_cast<const QAbstractItemView*>(widget);
        // Once in a row; a table does not say of its cells which is the first.
        const auto* table = qobject_cast<const QTableView*>(widget);
        const bool first = item->viewItemPosition == QStyleOptionViewItem::Beginning ||
                           item->viewItemPosition == QStyleOptionViewItem::OnlyOne ||
                           (item->viewItemPosition == QStyleOptionViewItem::Invalid &&
                            (!table || item->rect.left() <= std::max(0, -table->horizontalHeader()->offset())));
        if (first && view && view->hasFocus())
            painter->fillRect(QRect(item->rect.left(), item->rect.top(), 3, item->rect.height()),
                              m_theme.color(Token::Accent));
    } else if (hovered) {
        painter->fillRect(item->rect, mixed(m_theme.color(Token::BgBase), m_theme.color(Token::TextPrimary), 0.05));
    }
}

void SkeinStyle::drawArrow(QPainter* painter, const QRect& rect, Qt::ArrowType direction, const QColor& colour) const {
    const double half = m_theme.px(4);
    const QPointF c = QRectF(rect).center();
    const double rise = half * 0.5;
    QPolygonF line;
    switch (direction) {
        case Qt::UpArrow:
            line << QPointF(c.x() - half, c.y() + rise) << QPointF(c.x(), c.y() - rise)
                 << QPointF(c.x() + half, c.y() + rise);
            break;
        case Qt::LeftArrow:
            line << QPointF(c.x() + rise, c.y() - half) << QPointF(c.x() - rise, c.y())
                 << QPointF(c.x() + rise, c.y() + half);
            break;
        case Qt::RightArrow:
            line << QPointF(c.x() - rise, c.y() - half) << QPointF(c.x() + rise, c.y())
                 << QPointF(c.x() - rise, c.y() + half);
            break;
        default:
            line << QPointF(c.x() - half, c.y() - rise) << QPointF(c.x(), c.y() + rise)
                 << QPointF(c.x() + half, c.y() - rise);
            break;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(line);
    painter->restore();
}

void SkeinStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
    const QColor muted = m_theme.color(option->state & State_Enabled ? Token::TextSecondary : Token::BorderControl);
    switch (element) {
        case PE_PanelButtonCommand: return drawButtonPanel(option, painter, widget);
        case PE_PanelButtonTool: return drawToolPanel(option, painter, widget);
        case PE_FrameFocusRect:
            // A flat tool button draws no panel, which has the ring of the others.
            if (const auto* button = qobject_cast<const QToolButton*>(widget);
                button && button->autoRaise() && (option->state & State_KeyboardFocusChange))
                drawFocusRing(painter, button->rect(), buttonRadius);
            // A choice with a mark has no panel either: around its words, as far as the widget reaches.
            if ((qobject_cast<const QCheckBox*>(widget) || qobject_cast<const QRadioButton*>(widget)) &&
                (option->state & State_KeyboardFocusChange))
                drawFocusRing(painter, option->rect.adjusted(-2, -2, 2, 2) & widget->rect(), buttonRadius);
            return;
        case PE_FrameDefaultButton: return;
        case PE_PanelLineEdit: {
            const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            if (frame && frame->lineWidth > 0) drawInputFrame(option, painter);
            return;
        }
        case PE_FrameLineEdit: return;
        case PE_Frame: {
            if (!isWrittenIn(widget))  // any other frame is decoration
                return drawFrame(painter, option->rect, Qt::transparent, m_theme.color(Token::BorderSubtle), 0);
            const bool focus = option->state & State_HasFocus;
            return drawFrame(painter, option->rect, option->palette.color(QPalette::Base),
                             m_theme.color(focus ? Token::Accent : Token::BorderControl), inputRadius);
        }
        case PE_FrameGroupBox:
            return drawFrame(painter, option->rect, Qt::transparent, m_theme.color(Token::BorderSubtle), buttonRadius);
        case PE_IndicatorCheckBox:
        case PE_IndicatorRadioButton:
        case PE_IndicatorItemViewItemCheck: return drawCheck(element, option, painter);
        case PE_PanelItemViewItem: return drawItemPanel(option, painter, widget);
        case PE_PanelItemViewRow: return;
        case PE_IndicatorArrowDown: return drawArrow(painter, option->rect, Qt::DownArrow, muted);
        case PE_IndicatorArrowUp: return drawArrow(painter, option->rect, Qt::UpArrow, muted);
        case PE_IndicatorArrowLeft: return drawArrow(painter, option->rect, Qt::LeftArrow, muted);
        case PE_IndicatorArrowRight: return drawArrow(painter, option->rect, Qt::RightArrow, muted);
        case PE_IndicatorBranch:
            if (option->state & State_Children)
                drawArrow(painter, option->rect, option->state & State_Open ? Qt::DownArrow : Qt::RightArrow, muted);
            return;
        case PE_FrameTabBarBase:
            painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
                              m_theme.color(Token::BorderSubtle));
            return;
        case PE_FrameTabWidget: return;
        case PE_PanelMenu:
        case PE_FrameMenu:
        case PE_PanelTipLabel:
            return drawFrame(painter, option->rect, m_theme.color(Token::BgRaised), m_theme.color(Token::BorderControl),
                             0);
        case PE_IndicatorDockWidgetResizeHandle: {
            const QRect r = option->rect;
            const bool vertical = r.height() > r.width();
            painter->fillRect(vertical ? QRect(r.center().x(), r.top(), 1, r.height())
                                       : QRect(r.left(), r.center().y(), r.width(), 1),
                              m_theme.color(Token::BorderSubtle));
            return;
        }
        case PE_PanelStatusBar:
            painter->fillRect(QRect(option->rect.left(), option->rect.top(), option->rect.width(), 1),
                              m_theme.color(Token::BorderSubtle));
            return;
        case PE_FrameStatusBarItem: return;
        case PE_PanelScrollAreaCorner: painter->fillRect(option->rect, m_theme.color(Token::BgBase)); return;
        default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

int SkeinStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
        case PM_ScrollBarExtent: return m_theme.px(12);
        case PM_ScrollBarSliderMin: return m_theme.px(32);
        case PM_FocusFrameVMargin:
            if (isFocusFrame(option, widget)) return 0;
            return QProxyStyle::pixelMetric(metric, option, widget);
        case PM_FocusFrameHMargin:
            if (isFocusFrame(option, widget)) return 0;
            return 7;  // text of cells under the text of their header
        case PM_SplitterWidth:
        case PM_DockWidgetSeparatorExtent: return 5;
        case PM_ButtonMargin: return 12;
        case PM_ButtonShiftHorizontal:
        case PM_ButtonShiftVertical:
        case PM_TabBarTabShiftVertical:
        case PM_TabBarTabShiftHorizontal:
        case PM_TabBarTabOverlap:
        case PM_TabBar_ScrollButtonOverlap: return 0;
        case PM_TabBarTabHSpace: return 24;
        case PM_TabBarTabVSpace: return 14;
        case PM_TabBarScrollButtonWidth: return m_theme.px(20);
        case PM_IndicatorWidth:
        case PM_IndicatorHeight:
        case PM_ExclusiveIndicatorWidth:
        case PM_ExclusiveIndicatorHeight:
        case PM_SmallIconSize:
        case PM_ButtonIconSize:
        case PM_ListViewIconSize: return m_theme.px(16);
        case PM_ToolBarIconSize: return m_theme.px(20);
        case PM_HeaderMargin: return 8;
        case PM_MenuPanelWidth: return 1;
        case PM_MenuHMargin:
        case PM_MenuVMargin: return 4;
        case PM_DefaultFrameWidth: return isWrittenIn(widget) ? m_theme.px(4) : 1;  // clear of the round corners
        case PM_MenuButtonIndicator: return m_theme.px(20);
        case PM_LayoutLeftMargin:
        case PM_LayoutRightMargin:
        case PM_LayoutTopMargin:
        case PM_LayoutBottomMargin: return 12;
        case PM_LayoutHorizontalSpacing:
        case PM_LayoutVerticalSpacing: return 8;
        case PM_ToolTipLabelFrameWidth: return 6;
        default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int SkeinStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* data) const {
    switch (hint) {
        case SH_Widget_Animation_Duration:
        case SH_DialogButtonBox_ButtonsHaveIcons:
        case SH_EtchDisabledText:
        case SH_FocusFrame_Mask:
        case SH_ScrollBar_Transient: return 0;
        case SH_FocusFrame_AboveWidget:
        case SH_ItemView_ShowDecorationSelected:
        case SH_UnderlineShortcut: return 1;
        case SH_Slider_AbsoluteSetButtons: return Qt::LeftButton;
        default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

bool SkeinStyle::eventFilter(QObject* watched, QEvent* event) {
    const auto* widget = event->type() == QEvent::Wheel ? qobject_cast<QWidget*>(watched) : nullptr;
    if (!widget || widget->hasFocus()) return QProxyStyle::eventFilter(watched, event);
    event->ignore();  // goes on to what scrolls
    return true;
}

void SkeinStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractSpinBox*>(widget)) {
        if (widget->focusPolicy() == Qt::WheelFocus) widget->setFocusPolicy(Qt::StrongFocus);
        widget->installEventFilter(this);
    }
    if (qobject_cast<QAbstractButton*>(widget)) widget->setAttribute(Qt::WA_Hover);
}

}  // namespace skein::ui
