// Canvas: a scrolled, zoomed drawing area for things too many for widgets. Knows a world in world units, a zoom and the
// visible part; subclasses paint and say what arrow keys walk to. Thread: GUI. It must never own one object per item.
#pragma once

#include <QAbstractScrollArea>
#include <QDataStream>

#include "ui/common/theme.h"

namespace skein::ui {

class Canvas : public QAbstractScrollArea {
    Q_OBJECT
public:
    /// The part of the readable zoom down to which a drawing is rather shown whole than cut off.
    static constexpr double nearlyReadable = 0.72;

    explicit Canvas(const Theme& theme, QWidget* parent = nullptr);

    double zoom() const { return m_zoom; }
    /// Zooms around a viewport point, clamped to what the world allows.
    void setZoom(double zoom, QPointF anchor);
    void zoomIn();
    void zoomOut();
    /// Zooms to 100 % around the middle.
    void naturalSize();
    /// Shows the whole world, at most at the zoom of setLargestFit.
    void fitAll();
    /// What does not nearly fit at this zoom is shown at it, in part: whole, which is for asking, it would be
    /// unreadable.
    void setReadableZoom(double zoom) { m_readable = zoom; }
    /// How far a world smaller than the view is blown up to fill it; 1, natural size, unless said otherwise.
    void setLargestFit(double zoom) { m_largestFit = zoom; }
    /// Scrolls the least needed so that a world rectangle is visible with a margin.
    void reveal(const QRectF& worldRect);
    /// Scrolls by pixels of the view, because the person did so.
    void panByHand(QPointF pixels);

    /// What is in sight: zoom, and the world point in the middle.
    struct Sight {
        double zoom = 1;
        QPointF middle;
        bool fitted = true, whole = false;  ///< follows the size of the view
        friend bool operator==(const Sight&, const Sight&) = default;
    };
    friend QDataStream& operator<<(QDataStream& out, const Sight& sight) {
        return out << sight.zoom << sight.middle << sight.fitted << sight.whole;
    }
    friend QDataStream& operator>>(QDataStream& in, Sight& sight) {
        return in >> sight.zoom >> sight.middle >> sight.fitted >> sight.whole;
    }
    Sight sight() const;
    /// Shows what sight() told before, as far as the world still reaches.
    void showSight(const Sight& sight);

    QRectF world() const { return m_world; }
    QRectF visibleWorld() const;
    QPointF toView(QPointF worldPoint) const;
    QPointF toWorld(QPointF viewPoint) const;

signals:
    void zoomChanged(double zoom);
    /// The person panned or zoomed by hand.
    void movedByHand();

protected:
    void setWorld(const QRectF& world);
    /// Scrolls so that a world rectangle's centre is in the middle, as far as the world reaches.
    void centre(const QRectF& worldRect);
    const Theme& theme() const { return m_theme; }
    /// Whether the zoom follows the size of the view: until the person zooms or pans.
    bool isFitted() const { return m_fitted; }

    virtual void paintWorld(QPainter& painter) = 0;
    /// Something the person pressed at this world point.
    virtual void pressed(QPointF worldPoint, Qt::KeyboardModifiers modifiers) = 0;
    virtual void activated(QPointF worldPoint) = 0;
    /// A frame was drawn with Shift around this part of the world.
    virtual void banded(const QRectF& area, Qt::KeyboardModifiers modifiers);

    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    /// From where the button went down to where the pointer is, in the view.
    QRectF band() const { return QRectF(m_pressedAt, m_lastDrag).normalized(); }
    void updateScrollBars();
    QPointF origin() const;
    double smallestZoom() const;
    double wholeZoom() const;
    double fittedZoom() const;
    void fit(double zoom);

    const Theme& m_theme;
    QRectF m_world;
    double m_zoom = 1.0;
    bool m_fitted = true;  ///< follows resizing until the person zooms or pans
    double m_readable = 0;
    double m_largestFit = 1;
    bool m_whole = false;  ///< the person asked to see all of it
    bool m_panning = false;
    bool m_dragged = false;
    bool m_banding = false;  ///< dragging draws a frame and does not pan
    QPointF m_pressedAt;
    QPointF m_lastDrag;
};

}  // namespace skein::ui
