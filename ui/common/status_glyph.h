// StatusGlyph: the vector set of state shapes, distinct without colour and readable from 10 to 48 px (ui.md section 5).
// Thread: GUI. It must never depend on colour alone: each state has its own outline.
#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>
#include <QWidget>

#include "ui/common/status.h"
#include "ui/common/theme.h"

class QPainter;

namespace skein::ui {

/// Paints the shape of `status` centred in `box`. `tone` fills or strokes it, `ink` draws marks on filled parts.
/// `tryNumber` above 1 is written into the retry shape from 20 px on.
void paintStatusGlyph(QPainter& painter, const QRectF& box, Status status, const QColor& tone, const QColor& ink,
                      int tryNumber = 0);

/// The same with the colours of the theme; `ink` is the view background.
void paintStatusGlyph(QPainter& painter, const QRectF& box, Status status, const Theme& theme, int tryNumber = 0);

/// A widget that shows one glyph and, by name, its word to assistive technology.
class StatusGlyph : public QWidget {
    Q_OBJECT
public:
    explicit StatusGlyph(const Theme& theme, QWidget* parent = nullptr);
    void setStatus(Status status);
    Status status() const { return m_status; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Status m_status = Status::Unknown;
};

}  // namespace skein::ui
