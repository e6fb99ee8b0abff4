// StatusStrip: how many are in which state as one bar. What needs a person and what failed comes first and never gets
// narrower than 6 px, so that one in ten thousand stays visible (ui.md 3.3). Thread: GUI.
#pragma once

#include <QRectF>
#include <QWidget>

#include "ui/common/status.h"
#include "ui/common/theme.h"

class QPainter;

namespace skein::ui {

/// Paints the strip into `box`; patterns tell states apart without colour.
void paintStatusStrip(QPainter& painter, const QRectF& box, const StatusCounts& counts, const Theme& theme);

/// "118 done, 12 running, 1 failed", failed and needs-you first; empty counts give "no tasks".
QString statusCountsText(const StatusCounts& counts);

class StatusStrip : public QWidget {
    Q_OBJECT
public:
    explicit StatusStrip(const Theme& theme, QWidget* parent = nullptr);
    void setCounts(const StatusCounts& counts);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    StatusCounts m_counts{};
};

}  // namespace skein::ui
