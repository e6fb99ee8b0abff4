// How lanes are drawn. Thread: GUI; allocates nothing per bar.
#pragma once

#include <QPixmap>
#include <QSet>
#include <QStyledItemDelegate>

#include "ui/timeline/timeline_tree.h"

namespace skein::ui {

/// How a stretch of a lane looks (ui.md 3.5): hollow, solid, dotted, hatched.
enum class BarLook { Queued, Working, Again, Done, Reused, Failed, Unknown, CutOff, Backoff, You, Held, Gap, Break };

/// Those that bars of these attempts and waits have, breaks aside: a legend of what is not there only takes room.
QSet<BarLook> looksOf(const RunPicture& picture, TimeRange all, bool heldRows);

/// Fills `box` with a texture of the theme's size, also on screens with more pixels.
void fillTexture(QPainter& painter, const QRectF& box, BarLook look, const Theme& theme);

/// An idle stretch that is not drawn as long as it was; its edges cut what goes on through it.
void paintBreak(QPainter& painter, const QRectF& box, const Theme& theme);

/// One entry of the legend, drawn as the bars are. Says nothing by itself: a text stands beside it.
class BarSample : public QWidget {
    Q_OBJECT
public:
    BarSample(const Theme& theme, BarLook look, QWidget* parent = nullptr);
    /// A bar of a series, with its letter.
    BarSample(const Theme& theme, int series, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    BarLook m_look = BarLook::Done;
    int m_series = -1;
};

class LaneDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    LaneDelegate(const Theme& theme, const TimelineTree& tree, QObject* parent)
        : QStyledItemDelegate(parent), m_theme(theme), m_tree(tree) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintAttempts(QPainter& painter, const QRectF& box, const Lane& lane) const;
    void paintDensity(QPainter& painter, const QRectF& box, const Lane& lane) const;
    void paintQueue(QPainter& painter, const QRectF& box, const Lane& lane) const;
    void paintWaits(QPainter& painter, const QRectF& box) const;
    void paintHeld(QPainter& painter, const QRectF& box, const Lane& lane) const;

    const Theme& m_theme;
    const TimelineTree& m_tree;
};

}  // namespace skein::ui
