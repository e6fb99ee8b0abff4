// GraphMinimap: where in the graph the view stands, and in which states its tasks are. Drag in it, or give it the
// keyboard and use the arrow keys. Over something of the graph it is faint until the pointer or the keyboard is in it.
// Thread: GUI. The canvas paints what is in it.
#pragma once

#include <QWidget>

#include "ui/common/theme.h"

namespace skein::ui {

class GraphCanvas;

class GraphMinimap : public QWidget {
    Q_OBJECT
public:
    static constexpr int frame = 7;  ///< pixels around the map

    GraphMinimap(const Theme& theme, GraphCanvas& canvas, QWidget* parent);
    /// Whether it lets what is under it be seen.
    bool isFaint() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF map() const;
    void moveTo(QPointF point);

    const Theme& m_theme;
    GraphCanvas& m_canvas;
};

}  // namespace skein::ui
