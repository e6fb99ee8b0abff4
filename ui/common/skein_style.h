// The one proxy over Fusion: draws controls from Theme tokens so that no style sheet is needed. Thread: GUI.
// It must never know a view; a widget asks for a variant only through the dynamic property "variant"
// ("primary", "danger", "quiet").
#pragma once

#include <QProxyStyle>

#include "ui/common/theme.h"

class QStyleOptionButton;
class QStyleOptionComplex;
class QStyleOptionHeader;
class QStyleOptionSlider;
class QStyleOptionTab;

namespace skein::ui {

/// Marks a button as the main or the destructive action of its place, or as one without a frame.
enum class ButtonVariant { Normal, Primary, Danger, Quiet };
void setVariant(QWidget* button, ButtonVariant variant);

class SkeinStyle : public QProxyStyle {
    Q_OBJECT
public:
    /// `theme` must outlive the style.
    explicit SkeinStyle(const Theme& theme);

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                         const QWidget* widget) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                           const QWidget* widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;
    /// The wheel changes a choice or a number only where it has the keyboard: over any other one it scrolls what both
    /// are in.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void drawFrame(QPainter* painter, const QRect& rect, const QColor& fill, const QColor& border, double radius) const;
    void drawFocusRing(QPainter* painter, const QRect& rect, double radius) const;
    void drawButtonPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawToolPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawInputFrame(const QStyleOption* option, QPainter* painter) const;
    void drawCheck(PrimitiveElement element, const QStyleOption* option, QPainter* painter) const;
    void drawItemPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawArrow(QPainter* painter, const QRect& rect, Qt::ArrowType direction, const QColor& colour) const;
    void drawHeader(const QStyleOptionHeader* option, QPainter* painter) const;
    void drawTab(const QStyleOptionTab* option, QPainter* painter) const;
    void drawScrollBar(const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const;
    void drawProgress(const QStyleOption* option, QPainter* painter) const;

    const Theme& m_theme;
};

}  // namespace skein::ui
