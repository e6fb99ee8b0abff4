// GraphMinimap: where in the graph the view stands, and in which states its tasks are. Drag in it, or give it the
// keyboard and use the arrow keys. Thread: GUI. The canvas paints what is in it.
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

protected:
    void paintEvent(QPaintEvent* event) override;
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
